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

struct policy_name policy_name_of(const struct policy_row *row)
{
	struct policy_name name;
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

/* Whether one compares with dates and the other with numbers. */
static bool differ(const struct policy_row *a, const struct policy_row *b)
{
	return !a->is_default && !b->is_default && a->is_date != b->is_date;
}

/* Ends the program over two rows that cannot stand side by side, at the one given later. */
static _Noreturn void fail_pair(const struct policy_row *a, const struct policy_row *b)
{
	const struct policy_row *first = policy_compare_given(a, b) < 0 ? a : b, *second = first == a ? b : a;
	const struct policy_definition *definition = definition_of(a);
	if (definition->one_row && text_equal(a->key, b->key))
		table_fail(second->file, second->line, "%s is given twice (first in %s:%" PRIu64 ")",
			   policy_name_of(second).text, first->file, first->line);
	if (differ(a, b))
		table_fail(second->file, second->line,
			   "when: \"%s\" and \"%s\" of %s in %s:%" PRIu64 " are dates and numbers",
			   diag_quote(second->when), diag_quote(first->when), policy_name_of(first).text,
			   first->file, first->line);
	if (overlap(a, b))
		table_fail(second->file, second->line, "when: \"%s\" overlaps \"%s\" of %s in %s:%" PRIu64,
			   diag_quote(second->when), diag_quote(first->when), policy_name_of(first).text,
			   first->file, first->line);
	table_fail(second->file, second->line, "%s is given twice%s (first in %s:%" PRIu64 ")",
		   policy_name_of(second).text,
		   definition->when != POLICY_WHEN_NONE ? " without a condition" : "", first->file,
		   first->line);
}

/* Whether two rows of one rule and key, the first before the second in canonical order, cannot stand side by side. */
static bool collide(const struct policy_row *a, const struct policy_row *b)
{
	const struct policy_definition *definition = definition_of(a);
	if ((a->is_default && b->is_default) || definition->one_row || differ(a, b))
		return true;
	return overlap(a, b) && !definition->may_overlap;
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

const struct policy_row *policy_last_given(struct policy_rows rows)
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
	const struct policy_row *last = policy_last_given(table);
	struct policy_name name = policy_name_of(last);
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

void policy_check_effective(const struct policy *policy)
{
	check_tables(policy_all(policy));
	policy_check_across(policy);
	policy_check_due(policy);
}
