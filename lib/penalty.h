/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What faults cost (survey 7.3, estate 41.2, archive fines; kehu-penalty(1)). A fault is counted for the person who committed
   it and for each role that its code has a price for; what a role is to pay goes to who holds it. Hence in this order: route
   all faults, count those of each role, price those of each person. */
#ifndef KEHU_PENALTY_H
#define KEHU_PENALTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "policy.h"
#include "record.h"
#include "roster.h"

/* What one worker needs to count and to price. */
struct penalty;

/* all: also faults whose code has no price make lines. The policy and the roster must outlive it. A policy without any price
   ends the program, exit 2. */
struct penalty *penalty_new(const struct policy *policy, const struct roster *roster, bool all);

/* Who the fault is to be counted for: the n roles, which the policy owns; returns whether also for its person. */
bool penalty_route(struct penalty *penalty, const struct fault *fault, const struct text **roles, size_t *n);

/* Takes what a role's holder has to pay for; `person` of such a fault holds its number. Valid until it returns. */
typedef void penalty_taker(void *context, struct text holder, const struct fault *fault);

/* Counts all faults of one role. They come by date. */
void penalty_role(struct penalty *penalty, struct text role, const struct fault *faults, size_t n,
		  penalty_taker *take, void *context);

/* A line of the ledger. */
struct penalty_line {
	const struct fault *fault;
	const struct policy_row *price; /* NULL: the code has none */
	const struct policy_row *note;  /* penalty.deduct's row; NULL: none */
	int64_t nth;
	int64_t amount, charge; /* fen */
	int64_t factor;         /* millionths */
};

/* What is done with a line; valid until it returns. */
typedef void penalty_lister(void *context, const struct penalty_line *line);

/* Prices all faults of one person: his own, where `person` must be empty, and those taken for his roles. They come by date;
   the lines go by date, role, code, customer, source. NULL, or what went out of range (static). */
const char *penalty_person(struct penalty *penalty, const struct fault *faults, size_t n,
			   penalty_lister *list, void *context);

void penalty_free(struct penalty *penalty);

#endif
