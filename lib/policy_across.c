/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>

#include "diag.h"
#include "memory.h"
#include "policy_check.h"
#include "policy_order.h"
#include "table.h"

/* What stands before the first slash. */
static struct text before_slash(struct text key)
{
	const char *slash = key.length > 0 ? memchr(key.at, '/', key.length) : NULL;
	return (struct text){key.at, slash != NULL ? (size_t)(slash - key.at) : key.length};
}

/* --- shares that make a whole */

static void check_sum(struct policy_rows rows, const char *what, struct text key)
{
	money_wide sum = 0;
	for (size_t i = 0; i < rows.n; i++)
		sum += rows.row[i].number;
	if (rows.n == 0 || sum == POLICY_ONE)
		return;
	const struct policy_row *last = policy_last_given(rows);
	char digits[MONEY_ROOM];
	size_t length = money_format(sum, 4, 0, digits);
	table_fail(last->file, last->line, "the %s of %.*s%s%.*s add up to %.*s%%, not 100%%", what,
		   (int)last->rule.length, last->rule.at, key.length > 0 ? "," : "", (int)key.length, key.at,
		   (int)length, digits);
}

/* The rows of each basis. */
static void check_shares(struct policy_rows rows)
{
	for (size_t i = 0, next; i < rows.n; i = next) {
		struct text basis = before_slash(rows.row[i].key);
		for (next = i + 1; next < rows.n; next++)
			if (!text_equal(before_slash(rows.row[next].key), basis))
				break;
		check_sum((struct policy_rows){&rows.row[i], next - i}, "shares", basis);
	}
}

/* --- tiers */

/* The row names a tier by this text of it. */
static void check_names_tier(const struct policy *policy, const struct policy_row *row, const char *column,
			     struct text name)
{
	if (policy_find(policy, "grade.tier", name).n == 0)
		table_fail_value(row->file, row->line, column, name, "is no tier of grade.tier");
}

/* Where there are tiers, every row's key is one. */
static void check_tiers_of(const struct policy *policy, const char *rule)
{
	struct policy_rows rows = policy_rule(policy, rule);
	for (size_t i = 0; i < rows.n && policy_rule(policy, "grade.tier").n > 0; i++)
		check_names_tier(policy, &rows.row[i], "key", rows.row[i].key);
}

/* The same, and every tier has a row. */
static void check_terms(const struct policy *policy, const char *rule)
{
	struct policy_rows tiers = policy_rule(policy, "grade.tier");
	check_tiers_of(policy, rule);
	for (size_t i = 0; i < tiers.n; i++)
		if (policy_find(policy, rule, tiers.row[i].key).n == 0)
			table_fail(tiers.row[i].file, tiers.row[i].line, "%s has no %s",
				   policy_name_of(&tiers.row[i]).text, rule);
}

static void check_tiers(const struct policy *policy)
{
	struct policy_rows first_year = policy_rule(policy, "grade.first_year");
	check_terms(policy, "credit.days");
	check_terms(policy, "credit.limit");
	check_tiers_of(policy, "credit.approve");
	check_tiers_of(policy, "credit.base");
	for (size_t i = 0; i < first_year.n; i++)
		check_names_tier(policy, &first_year.row[i], "value", first_year.row[i].value);
}

/* --- credit.over, age.bucket, dun.need */

/* The number before that of the key, which is a number above 1, in out. */
static struct text number_before(struct text key, char out[MONEY_ROOM])
{
	money_wide number = 0;
	money_parse_wide(key, 0, &number);
	return (struct text){out, money_format(number - 1, 0, 0, out)};
}

/* Each number's row has that of the number before it. */
static void check_over(struct policy_rows rows, const struct policy *policy)
{
	for (size_t i = 0; i < rows.n; i++) {
		const struct policy_row *row = &rows.row[i];
		char room[MONEY_ROOM];
		if (text_equal(row->key, TEXT("1")))
			continue;
		struct text before = number_before(row->key, room);
		if (policy_find(policy, "credit.over", before).n == 0)
			table_fail(row->file, row->line, "%s has no credit.over,%.*s",
				   policy_name_of(row).text, (int)before.length, before.at);
	}
}

/* A bucket is a column of kehu-age, beside these. */
static void check_buckets(struct policy_rows rows)
{
	static const char *const columns[] = {"customer", "customers", "outstanding", "on_account",
					      "balance"};
	for (size_t i = 0; i < rows.n; i++)
		for (size_t j = 0; j < sizeof columns / sizeof *columns; j++)
			if (text_equal_nocase(rows.row[i].key, text_of(columns[j])))
				table_fail_value(rows.row[i].file, rows.row[i].line, "key", rows.row[i].key,
						 "is a column of kehu-age");
}

/* Where there are stages, what is said about is one, remind or written_off. */
static void check_needs(struct policy_rows rows, const struct policy *policy)
{
	for (size_t i = 0; i < rows.n && policy_rule(policy, "dun.stage").n > 0; i++) {
		const struct policy_row *row = &rows.row[i];
		if (!text_equal(row->key, TEXT("remind")) && !text_equal(row->key, TEXT("written_off")) &&
		    policy_find(policy, "dun.stage", row->key).n == 0)
			table_fail_value(row->file, row->line, "key", row->key,
					 "is no stage of dun.stage, nor remind or written_off");
	}
}

/* --- lookup */

static int fold(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : (unsigned char)byte;
}

/* Order by table, then by word with ASCII case ignored. */
static int compare_words(const void *a, const void *b)
{
	struct text left = (*(const struct policy_row *const *)a)->key;
	struct text right = (*(const struct policy_row *const *)b)->key;
	struct text table = before_slash(left);
	int order = text_compare(table, before_slash(right));
	for (size_t i = table.length; order == 0 && i < left.length && i < right.length; i++)
		order = fold(left.at[i]) - fold(right.at[i]);
	if (order == 0)
		order = (left.length > right.length) - (left.length < right.length);
	return order != 0 ? order
			  : policy_compare_given(*(const struct policy_row *const *)a,
						 *(const struct policy_row *const *)b);
}

/* No word of a table stands there in two ways of writing. */
static void check_words(struct policy_rows rows)
{
	const struct policy_row **sorted = memory_new(rows.n + 1, sizeof(const struct policy_row *));
	size_t n = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (before_slash(rows.row[i].key).length < rows.row[i].key.length)
			sorted[n++] = &rows.row[i];
	qsort(sorted, n, sizeof *sorted, compare_words);
	for (size_t i = 1; i < n; i++)
		if (text_equal(before_slash(sorted[i - 1]->key), before_slash(sorted[i]->key)) &&
		    text_equal_nocase(sorted[i - 1]->key, sorted[i]->key))
			table_fail(sorted[i]->file, sorted[i]->line,
				   "%s is given twice (first in %s:%" PRIu64 ")",
				   policy_name_of(sorted[i]).text, sorted[i - 1]->file, sorted[i - 1]->line);
	free(sorted);
}

/* --- measures */

/* Whether a value can be below the measure's target. A deadline's share is its target. */
static bool can_miss(const struct policy *policy, struct text measure)
{
	const struct policy_row *target = policy_one(policy, "kpi.target", measure);
	if (target != NULL && target->number > 0)
		return true;
	struct text word = before_slash(measure);
	if (!text_equal(word, TEXT("due")))
		return false;
	struct text name = {measure.at + word.length + 1, measure.length - word.length - 1};
	const struct policy_row *share = policy_one(policy, "due.share", name);
	return share == NULL || share->number > 0;
}

/* What costs points has a step. */
static void check_points(struct policy_rows rows, const struct policy *policy)
{
	for (size_t i = 0; i < rows.n; i++)
		if (can_miss(policy, rows.row[i].key) &&
		    policy_find(policy, "kpi.step", rows.row[i].key).n == 0)
			table_fail(rows.row[i].file, rows.row[i].line, "%s has no kpi.step",
				   policy_name_of(&rows.row[i]).text);
}

void policy_check_across(const struct policy *policy)
{
	check_sum(policy_rule(policy, "grade.weight"), "weights", TEXT(""));
	check_tiers(policy);
	check_over(policy_rule(policy, "credit.over"), policy);
	check_buckets(policy_rule(policy, "age.bucket"));
	check_needs(policy_rule(policy, "dun.need"), policy);
	check_shares(policy_rule(policy, "deal.commission"));
	check_shares(policy_rule(policy, "deal.credit"));
	check_words(policy_rule(policy, "lookup"));
	check_points(policy_rule(policy, "kpi.points"), policy);
}
