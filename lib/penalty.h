/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What faults cost (survey 7.3, estate 41.2, archive fines; kehu-penalty(1)). */
#ifndef KEHU_PENALTY_H
#define KEHU_PENALTY_H

#include <stdbool.h>
#include <stdint.h>
#include "policy.h"
#include "record.h"
#include "roster.h"

/* A line of the ledger. Texts are the ledger's or the policy's. */
struct penalty_line {
	struct text person, role, customer, code, source;
	const struct policy_row *price; /* NULL: the code has none */
	const struct policy_row *note;  /* penalty.deduct's row; NULL: none */
	int64_t nth;
	int64_t amount, charge; /* fen */
	int64_t factor;         /* millionths */
	int32_t day;
};

struct ledger;

/* The policy and the roster must outlive the ledger. A policy without any price ends the program, exit 2. */
struct ledger *ledger_new(const struct policy *policy, const struct roster *roster);

/* Adds a copy of the fault. */
void ledger_add(struct ledger *ledger, const struct fault *fault);

/* Prices all faults; all: also those whose code has no price. The lines by person, role, date, code, customer, source.
   NULL, or what went out of range. */
const char *ledger_price(struct ledger *ledger, bool all);
size_t ledger_lines(const struct ledger *ledger);

/* The i-th line. */
struct penalty_line ledger_line(struct ledger *ledger, size_t i);

void ledger_free(struct ledger *ledger);

#endif
