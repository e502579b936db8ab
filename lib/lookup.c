/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "lookup.h"
#include "memory.h"
#include "policy_when.h"

enum { DECIMALS = 6 /* of a number that the policy's numbers are compared with */ };

/* In millionths; what is more is greater than all numbers of a policy, and taken as this. */
#define LARGEST ((money_wide)1 << 98)

/* --- words */

static int small(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* Order by bytes, ASCII letters counting as small ones. */
static int compare_words(struct text a, struct text b)
{
	for (size_t i = 0; i < a.length && i < b.length; i++)
		if (small(a.at[i]) != small(b.at[i]))
			return small(a.at[i]) - small(b.at[i]);
	return (a.length > b.length) - (a.length < b.length);
}

static struct text word_of(const struct lookup *lookup, const struct policy_row *row)
{
	return (struct text){row->key.at + lookup->prefix, row->key.length - lookup->prefix};
}

static int compare_rows(const void *a, const void *b, void *context)
{
	const struct policy_row *const *x = a, *const *y = b;
	return compare_words(word_of(context, *x), word_of(context, *y));
}

static bool is_word_of(const struct policy_row *row, struct text table)
{
	return row->key.length > table.length + 1 && row->key.at[table.length] == '/' &&
	       text_equal((struct text){row->key.at, table.length}, table);
}

static const struct policy_row *find_word(const struct lookup *lookup, struct text value)
{
	size_t low = 0, high = lookup->words;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_words(word_of(lookup, lookup->word[middle]), value);
		if (order == 0)
			return lookup->word[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void lookup_load(struct lookup *lookup, const struct policy *policy, struct text table)
{
	struct policy_rows all = policy_rule(policy, "lookup");
	*lookup = (struct lookup){.prefix = table.length + 1};
	lookup->rows = policy_find(policy, "lookup", table);
	lookup->word = memory_new(all.n, sizeof *lookup->word);
	for (size_t i = 0; i < all.n; i++)
		if (is_word_of(&all.row[i], table))
			lookup->word[lookup->words++] = &all.row[i];
	if (lookup->words > 1)
		qsort_r(lookup->word, lookup->words, sizeof *lookup->word, compare_rows, lookup);
	if (lookup->words == 0)
		policy_need_rows(policy, "lookup", table);
}

/* --- numbers and dates */

static bool are_zeros(struct text digits, bool *any_other)
{
	for (size_t i = 0; i < digits.length; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
		*any_other |= digits.at[i] != '0';
	}
	return true;
}

/* Cuts what is finer than so many decimals off the number; *is_finer: it was not all zeros. False: not of this form. */
static bool cut_decimals(struct text *value, size_t decimals, bool *is_finer)
{
	const char *dot = memchr(value->at, '.', value->length);
	*is_finer = false;
	if (dot == NULL)
		return true;
	size_t kept = (size_t)(dot - value->at) + 1 + decimals;
	if (value->length <= kept)
		return true;
	struct text rest = {value->at + kept, value->length - kept};
	value->length = kept;
	return are_zeros(rest, is_finer);
}

/* The row for what lies between this number of millionths and the next. */
static const struct policy_row *find_between(const struct lookup *lookup, money_wide millionths)
{
	money_wide point = policy_when_number(millionths) + 1;
	for (size_t i = 0; i < lookup->rows.n; i++) {
		const struct policy_row *row = &lookup->rows.row[i];
		if (!row->is_default && row->lowest <= point && point <= row->highest)
			return row;
	}
	return NULL;
}

/* The row for a number or percentage; NULL also where it is none. What is finer than a millionth lies between two of them. */
static const struct policy_row *find_number(const struct lookup *lookup, struct text value)
{
	int decimals = DECIMALS;
	money_wide number;
	bool is_finer, is_negative = value.at[0] == '-';
	if (value.at[value.length - 1] == '%') {
		value.length--;
		decimals -= 2;
	}
	if (value.length == 0 || !cut_decimals(&value, (size_t)decimals, &is_finer) ||
	    !money_parse_wide(value, decimals, &number))
		return NULL;
	number = number > LARGEST ? LARGEST : number < -LARGEST ? -LARGEST : number;
	return is_finer ? find_between(lookup, is_negative ? number - 1 : number)
			: policy_select_number(lookup->rows, number);
}

static const struct policy_row *find_default(const struct lookup *lookup)
{
	for (size_t i = 0; i < lookup->rows.n; i++)
		if (lookup->rows.row[i].is_default)
			return &lookup->rows.row[i];
	return NULL;
}

static bool is_by_date(const struct lookup *lookup)
{
	for (size_t i = 0; i < lookup->rows.n; i++)
		if (lookup->rows.row[i].is_date)
			return true;
	return false;
}

const struct policy_row *lookup_find(const struct lookup *lookup, struct text value)
{
	int32_t day;
	const struct policy_row *row = find_word(lookup, value);
	if (row != NULL || lookup->rows.n == 0)
		return row;
	if (!is_by_date(lookup))
		row = find_number(lookup, value);
	else if (date_parse(value, &day, NULL))
		row = policy_select_day(lookup->rows, day);
	return row != NULL ? row : find_default(lookup);
}

void lookup_free(struct lookup *lookup)
{
	free(lookup->word);
}
