/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "diag.h"
#include "memory.h"
#include "policy_check.h"
#include "policy_order.h"
#include "policy_rules.h"
#include "policy_when.h"
#include "table.h"

enum { NAME_ROOM = 2048 };

/* The rule and its key, for a message. */
struct name {
	char text[NAME_ROOM];
};

static struct name name_of(const struct policy_row *row)
{
	struct name name;
	char *key = diag_quote(row->key);
	snprintf(name.text, sizeof name.text, "%.*s%s%s", (int)row->rule.length, row->rule.at,
		 row->key.length > 0 ? "," : "", key);
	free(key);
	return name;
}

static const struct policy_definition *definition_of(const struct policy_row *row)
{
	bool known;
	struct text canonical;
	return policy_define(row->rule, row->key, &known, &canonical);
}

static bool overlap(const struct policy_row *a, const struct policy_row *b)
{
	return !a->is_default && !b->is_default && a->lowest <= b->highest && b->lowest <= a->highest;
}

/* Ends the program over two rows that cannot stand side by side, at the one given later. */
static _Noreturn void fail_pair(const struct policy_row *a, const struct policy_row *b)
{
	const struct policy_row *first = policy_compare_given(a, b) < 0 ? a : b, *second = first == a ? b : a;
	if (overlap(a, b))
		table_fail(second->file, second->line, "when: \"%s\" overlaps \"%s\" of %s in %s:%" PRIu64,
			   diag_quote(second->when), diag_quote(first->when), name_of(first).text,
			   first->file, first->line);
	bool conditional = definition_of(a)->when != POLICY_WHEN_NONE;
	table_fail(second->file, second->line, "%s is given twice%s (first in %s:%" PRIu64 ")",
		   name_of(second).text, conditional ? " without a condition" : "", first->file, first->line);
}

/* Whether two rows of one rule and key, the first before the second in canonical order, cannot stand side by side. */
static bool collide(const struct policy_row *a, const struct policy_row *b)
{
	if (a->is_default && b->is_default)
		return true;
	return overlap(a, b) && !definition_of(a)->may_overlap;
}

void policy_check_layer(const struct policy_row *row, size_t n)
{
	const struct policy_row *worst = NULL, *later = NULL;
	for (size_t i = 1; i < n; i++) {
		if (policy_compare_name(&row[i - 1], &row[i]) != 0 || !collide(&row[i - 1], &row[i]))
			continue;
		const struct policy_row *second = row[i - 1].line > row[i].line ? &row[i - 1] : &row[i];
		if (later == NULL || second->line < later->line) {
			worst = &row[i - 1];
			later = second;
		}
	}
	if (worst != NULL)
		fail_pair(&worst[0], &worst[1]);
}

static const struct policy_row *last_given(struct policy_rows rows)
{
	const struct policy_row *last = &rows.row[0];
	for (size_t i = 1; i < rows.n; i++)
		if (policy_compare_given(&rows.row[i], last) > 0)
			last = &rows.row[i];
	return last;
}

/* Ends the program over the numbers between two rows of a table; NULL: below or above all. */
static _Noreturn void fail_gap(struct policy_rows table, const struct policy_definition *definition,
			       const struct policy_row *below, const struct policy_row *above)
{
	const struct policy_row *last = last_given(table);
	struct name name = name_of(last);
	const char *rule = definition->one_table ? definition->rule : name.text;
	if (below == NULL)
		table_fail(last->file, last->line, "gap in %s: no row below \"%s\"", rule,
			   diag_quote(above->when));
	if (above == NULL)
		table_fail(last->file, last->line, "gap in %s: no row above \"%s\"", rule,
			   diag_quote(below->when));
	table_fail(last->file, last->line, "gap in %s: no row between \"%s\" and \"%s\"", rule,
		   diag_quote(below->when), diag_quote(above->when));
}

static int compare_pointers(const void *a, const void *b)
{
	return policy_compare_when(*(const struct policy_row *const *)a,
				   *(const struct policy_row *const *)b);
}

/* Checks the conditions of a table against each other: sorted, default rows first. */
static void check_sorted(struct policy_rows table, const struct policy_definition *definition,
			 const struct policy_row *const *sorted)
{
	for (size_t i = 1; i < table.n; i++)
		if ((sorted[i - 1]->is_default && sorted[i]->is_default) || overlap(sorted[i - 1], sorted[i]))
			fail_pair(sorted[i - 1], sorted[i]);
	if (sorted[0]->is_default)
		return;
	for (size_t i = 0; i <= table.n; i++) {
		const struct policy_row *below = i > 0 ? sorted[i - 1] : NULL;
		const struct policy_row *above = i < table.n ? sorted[i] : NULL;
		if (policy_when_is_gap(definition->when, below != NULL ? below->highest : POLICY_LOWEST,
				       above != NULL ? above->lowest : POLICY_HIGHEST))
			fail_gap(table, definition, below, above);
	}
}

static void check_table(struct policy_rows table)
{
	const struct policy_definition *definition = definition_of(&table.row[0]);
	if (!definition->no_gap)
		return;
	const struct policy_row **sorted = memory_new(table.n, sizeof(const struct policy_row *));
	for (size_t i = 0; i < table.n; i++)
		sorted[i] = &table.row[i];
	qsort(sorted, table.n, sizeof *sorted, compare_pointers);
	check_sorted(table, definition, sorted);
	free(sorted);
}

/* Checks each table of the policy: the rows of a key or, where all keys are one table, of the rule. */
static void check_tables(struct policy_rows all)
{
	for (size_t i = 0, next; i < all.n; i = next) {
		bool whole_rule = definition_of(&all.row[i])->one_table;
		for (next = i + 1; next < all.n; next++)
			if (!text_equal(all.row[i].rule, all.row[next].rule) ||
			    (!whole_rule && !text_equal(all.row[i].key, all.row[next].key)))
				break;
		check_table((struct policy_rows){&all.row[i], next - i});
	}
}

static void check_weights(const struct policy *policy)
{
	struct policy_rows weights = policy_rule(policy, "grade.weight");
	money_wide sum = 0;
	for (size_t i = 0; i < weights.n; i++)
		sum += weights.row[i].number;
	if (weights.n == 0 || sum == POLICY_ONE)
		return;
	const struct policy_row *last = last_given(weights);
	char digits[MONEY_ROOM];
	size_t length = money_format(sum, 4, 0, digits);
	table_fail(last->file, last->line, "the weights of grade.weight add up to %.*s%%, not 100%%",
		   (int)length, digits);
}

/* Every row of the rule names a tier by this text of it. */
static void check_names_tier(const struct policy *policy, const struct policy_row *row, const char *column,
			     struct text name)
{
	if (policy_find(policy, "grade.tier", name).n == 0)
		table_fail_value(row->file, row->line, column, name, "is no tier of grade.tier");
}

static void check_terms(const struct policy *policy, const char *rule)
{
	struct policy_rows tiers = policy_rule(policy, "grade.tier"), terms = policy_rule(policy, rule);
	for (size_t i = 0; i < terms.n && tiers.n > 0; i++)
		check_names_tier(policy, &terms.row[i], "key", terms.row[i].key);
	for (size_t i = 0; i < tiers.n; i++)
		if (policy_find(policy, rule, tiers.row[i].key).n == 0)
			table_fail(tiers.row[i].file, tiers.row[i].line, "%s has no %s",
				   name_of(&tiers.row[i]).text, rule);
}

void policy_check_effective(const struct policy *policy)
{
	struct policy_rows first_year = policy_rule(policy, "grade.first_year");
	check_tables(policy_all(policy));
	check_weights(policy);
	check_terms(policy, "credit.days");
	check_terms(policy, "credit.limit");
	for (size_t i = 0; i < first_year.n; i++)
		check_names_tier(policy, &first_year.row[i], "value", first_year.row[i].value);
}
