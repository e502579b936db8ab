/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customer grades and credit terms (dairy 7 and 10, kehu-grade(1)). */
#ifndef KEHU_GRADE_H
#define KEHU_GRADE_H

#include <stdbool.h>
#include <stdint.h>
#include "policy.h"
#include "record.h"

enum grade_component { GRADE_SALES, GRADE_COLLECTION, GRADE_BALANCE, GRADE_INFLUENCE, GRADE_COMPONENTS };

/* A policy's rules for grades, ready for use; its rows are the policy's, which must outlive it. */
struct grade_rules {
	int64_t weight[GRADE_COMPONENTS]; /* percent */
	struct policy_rows sales, tons, collection, balance, tier, assessor, credit_days, credit_limit;
	int64_t influence[8];                /* points by word; [0]: the lowest */
	const struct policy_row *first_year; /* NULL: no such rule */
};

struct grade {
	bool has_rate;
	int64_t rate; /* collection in hundredths of a percent */
	int64_t points[GRADE_COMPONENTS];
	int64_t score; /* hundredths */
	struct text tier;
	int64_t credit_days, credit_limit; /* days, fen */
	bool not_assessed, is_first_year;  /* notes */
	struct text clause;
};

/* Looks the rules up; a missing one ends the program, exit 2. */
void grade_rules_load(struct grade_rules *rules, const struct policy *policy);

/* Grades the customer of these facts; amounts that are not given must be those that may be. NULL, or what went out of
   range. Texts are the policy's. */
const char *grade_customer(struct grade *grade, const struct grade_rules *rules, const struct facts *facts,
			   int32_t as_of);

#endif
