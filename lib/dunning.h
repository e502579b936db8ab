/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collection steps (kehu-dun(1)): at which stage the collection of a customer's debt is, by what is open now. */
#ifndef KEHU_DUNNING_H
#define KEHU_DUNNING_H

#include <stdbool.h>
#include <stdint.h>
#include "allocation.h"
#include "policy.h"
#include "record.h"
#include "terms.h"

struct dunning_stage {
	struct text name, need, clause;
	const struct policy_row *row;
	int64_t first; /* the lower bound of its days past due, at least 1 */
};

/* A policy's stages. The texts are the policy's. */
struct dunning_rules {
	struct policy_rows rows;
	struct dunning_stage *stage; /* those of dun.stage by first day */
	size_t stages;
	bool reminds, goes_on; /* dun.remind, dun.written_off say yes */
	struct dunning_stage remind, written_off;
	int64_t tolerance; /* fen: an overdue below it starts no stage */
};

/* A missing rule ends the program, exit 2. */
void dunning_rules_load(struct dunning_rules *rules, const struct policy *policy);
void dunning_rules_free(struct dunning_rules *rules);

/* One customer's. */
struct dunning_step {
	const struct dunning_stage *stage; /* NULL: nothing is to be done */
	const struct dunning_stage *next;  /* NULL: it is the last, or none of dun.stage */
	int32_t since, next_date;          /* DATE_NONE: not for this stage */
	int32_t days;                      /* past due, of the oldest open invoice; else 0 */
	int64_t overdue, outstanding, on_account;
	int64_t over_limit;             /* MONEY_NONE: no limit is known */
	int64_t written_off, recovered; /* fen; recovered is at most written_off */
};

struct dunning;

struct dunning *dunning_new(void);

/* Works out the step as of the day. limit: in fen, MONEY_NONE: none is known. NULL, or what went out of range. */
const char *dunning_work(struct dunning *dunning, const struct dunning_rules *rules,
			 const struct terms *terms, const struct customer_records *records, int32_t as_of,
			 int64_t limit, struct dunning_step *step);

void dunning_free(struct dunning *dunning);

#endif
