/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions of policy rows: `>=5 <8` as an interval.

   An interval's bounds are points on a scale with two points for each millionth: 2m is the number of m millionths itself,
   2m + 1 stands for all that lies between it and the next. So a ratio that is no whole number of millionths has a point,
   open bounds become closed ones, and two intervals overlap or leave a gap exactly where their points do. Bounds of
   quantities with a step (fen, whole counts, days) are moved inwards to the step. */
#ifndef KEHU_POLICY_WHEN_H
#define KEHU_POLICY_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "money.h"
#include "policy_rules.h"
#include "text.h"

#define POLICY_LOWEST  (-((money_wide)1 << 100))
#define POLICY_HIGHEST ((money_wide)1 << 100)

enum { POLICY_WHEN_ROOM = 2 * MONEY_ROOM + 16 };

struct policy_interval {
	money_wide lowest, highest;  /* POLICY_LOWEST and POLICY_HIGHEST where open */
	char text[POLICY_WHEN_ROOM]; /* canonical form: lower bound first, no more comparisons than needed */
	size_t length;
	bool is_date; /* its numbers are dates */
};

/* Parses a condition that is not empty. Returns NULL, or what is wrong with it. */
const char *policy_when_parse(struct text when, enum policy_when domain, struct policy_interval *interval);

/* Points of a number in millionths, of a ratio (denominator > 0) and of a day. */
money_wide policy_when_number(money_wide millionths);
money_wide policy_when_ratio(int64_t numerator, int64_t denominator);
money_wide policy_when_day(int32_t day);

/* Whether some possible value of the quantity lies between two intervals: above `highest` and below `lowest` (POLICY_LOWEST
   as highest: anything below; POLICY_HIGHEST as lowest: anything above). */
bool policy_when_is_gap(enum policy_when domain, money_wide highest, money_wide lowest);

#endif
