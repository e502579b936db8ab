/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies: the rules as data (kehu-policy(5)). The only module that reads policy files. An effective policy is checked
   whole before it is handed out; any error in a file ends the program with a line "FILE:LINE: ..." and exit 2. */
#ifndef KEHU_POLICY_H
#define KEHU_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "money.h"
#include "text.h"

/* Every number of a policy is held in millionths (80% and 0.8 are 800000; 50 days 50000000), dates as day numbers. */
#define POLICY_ONE INT64_C(1000000)

struct policy; /* the effective policy; owns all texts of its rows */

struct policy_row {
	struct text rule, key;
	struct text when, value; /* in canonical form; empty: not given */
	struct text clause;
	/* `when` as an interval on the scale of policy_when.h; policy_select_* look at it. */
	money_wide lowest, highest;
	/* No `when`: applies where no other row of its rule and key does. */
	bool is_default;
	/* `when` compares with dates: only where it may be either (lookup), policy_select_number and _day must ask. */
	bool is_date;
	/* The value by the rule's type: millionths; yes 1, no 0; a word's index in the rule's list (policy_table.c). Spans and
	   events are parsed anew from `value`, by span.h and event.h. */
	money_wide number;
	/* Rules by date: first and last day that `when` allows; DATE_FIRST and DATE_LAST where open, as in a default row. */
	int32_t from, to;
	/* Where it stands: the name or path as it was given, and the line. */
	const char *file;
	uint64_t line;
	/* 0: standard, then the names and files in the order given. */
	size_t layer;
};

/* Rows of one rule and key (or of one rule), in canonical order: by key, the default row first, then by lower bound. */
struct policy_rows {
	const struct policy_row *row;
	size_t n;
};

/* `standard`, then each of the n names or files laid over it, checked. Free with policy_free. */
struct policy *policy_load(const char *const *names, size_t n);
void policy_free(struct policy *policy);

/* All rows in canonical order; those of a rule; those of a rule and key. */
struct policy_rows policy_all(const struct policy *policy);
struct policy_rows policy_rule(const struct policy *policy, const char *rule);
struct policy_rows policy_find(const struct policy *policy, const char *rule, struct text key);

/* The one row of a rule with rows "one" or "one each"; NULL where there is none. */
const struct policy_row *policy_one(const struct policy *policy, const char *rule, struct text key);

/* The same, but a missing row ends the program: "the policy has no rule RULE,KEY, which PROGRAM needs", exit 2. */
const struct policy_row *policy_need(const struct policy *policy, const char *rule, struct text key);

/* policy_find, with at least one row, else as policy_need. */
struct policy_rows policy_need_rows(const struct policy *policy, const char *rule, struct text key);

/* The row of rows (one rule and key; of grade.tier the whole rule) that holds for the number in millionths, for numerator /
   denominator (> 0) compared exactly, or for the day; the default row where no other does; NULL where none does. Tries
   the rows one by one. Not for latefee.pause, where several rows may hold for a day: look at from and to of each. */
const struct policy_row *policy_select_number(struct policy_rows rows, money_wide millionths);
const struct policy_row *policy_select_ratio(struct policy_rows rows, int64_t numerator, int64_t denominator);
const struct policy_row *policy_select_day(struct policy_rows rows, int32_t day);

/* The value of a row in units of so many millionths. In 64 bits, where it fits, that is no call. */
static inline int64_t policy_in_units(const struct policy_row *row, int64_t unit)
{
	int64_t number = (int64_t)row->number;
	return number == row->number ? number / unit : (int64_t)(row->number / unit);
}

/* The value of a row: a whole number; yuan in fen; whether a yes-rule's row is there (NULL: no) and says yes. */
static inline int64_t policy_whole(const struct policy_row *row)
{
	return policy_in_units(row, POLICY_ONE);
}

static inline int64_t policy_fen(const struct policy_row *row)
{
	return policy_in_units(row, POLICY_ONE / 100);
}

static inline bool policy_is_yes(const struct policy_row *row)
{
	return row != NULL && row->number != 0;
}

/* Writes the effective policy as CSV to standard output through the writer module (kehu-policy). */
struct writer;
void policy_print(const struct policy *policy, struct writer *writer);

/* The text of each shipped policy's name, description and source, as CSV name,description,source, by name. */
void policy_print_list(struct writer *writer);

/* What changes from a to b, as CSV change,rule,key,when,value,clause (change: removed or added); whether anything does. */
bool policy_print_diff(const struct policy *a, const struct policy *b, struct writer *writer);

#endif
