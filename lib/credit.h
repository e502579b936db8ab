/* SPDX-License-Identifier: GPL-3.0-or-later */
/* May an order be shipped, and who must approve it: kehu-credit(1)'s decisions by grade (dairy 10, 11 and 14). Those of rolling
   credit are rolling.h's. */
#ifndef KEHU_CREDIT_H
#define KEHU_CREDIT_H

#include "credit_limits.h"
#include "policy.h"
#include "record.h"

enum credit_decision {
	CREDIT_HOLD,
	CREDIT_APPROVE,
	CREDIT_WATCH,
	CREDIT_WITHIN,
	CREDIT_CASH,
	CREDIT_CASE,
	CREDIT_PREPAY
};

/* What is decided on an order, or on what a customer owes already. Amounts in fen; texts are the policy's. */
struct credit {
	int64_t limit, balance, exposure;
	int64_t excess;  /* exposure less limit; may be negative */
	int64_t percent; /* of the excess, in hundredths of a percent; MONEY_NONE: there is none */
	int64_t overdue; /* MONEY_NONE: not known */
	enum credit_decision decision;
	struct text approver, clause;
	int32_t pay_by; /* DATE_NONE: not given */
};

/* The word for a decision. */
const char *credit_word(enum credit_decision decision);

/* Of a grade. */
struct credit_tier {
	struct policy_rows approve; /* by share of the excess */
	bool by_contract;           /* that share is of the contract, not of the limit */
};

struct credit_rules {
	const struct limits *limits;
	struct credit_tier *tier;              /* by the number of the limits' tiers */
	int64_t overdue_limit, tolerance;      /* fen */
	const struct policy_row *hold, *watch; /* NULL: neither is done */
};

/* Where no grade has a limit, or one that has has no rows of credit.approve, ends the program, exit 2. The limits stay the
   caller's. */
void credit_rules_load(struct credit_rules *rules, const struct policy *policy, const struct limits *limits);
void credit_rules_free(struct credit_rules *rules);

/* Sets exposure = before + amount, and what follows from it, from the limit. False: one exceeds 64 bits. */
bool credit_expose(struct credit *credit, int64_t before, int64_t amount);

/* An excess or what is overdue, in fen, as it counts: below the tolerance as 0. */
static inline int64_t credit_counted(int64_t fen, int64_t tolerance)
{
	return fen < tolerance ? 0 : fen;
}

/* Sets the percentage that the excess is of base (> 0). False: it exceeds 64 bits. */
bool credit_set_percent(struct credit *credit, int64_t base);

/* Decides on the order; NULL: on what is owed without one. before: the balance and the orders before it. limit: of a record that
   counts. *no_contract: the excess would have to be a share of the contract, which is not known, so there is no approver. NULL,
   or what went out of range. */
const char *credit_decide(struct credit *credit, bool *no_contract, const struct credit_rules *rules,
			  const struct limit *limit, const struct order *order, int64_t before);

#endif
