/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "policy.h"
#include "policy_files.h"
#include "policy_order.h"
#include "policy_rules.h"
#include "policy_value.h"
#include "table.h"
#include "writer.h"

static void print_row(const struct policy_row *row, struct writer *writer)
{
	writer_text(writer, row->rule);
	writer_text(writer, row->key);
	writer_text(writer, row->when);
	writer_text(writer, row->value);
	writer_text(writer, row->clause);
	writer_end(writer);
}

void policy_print(const struct policy *policy, struct writer *writer)
{
	struct policy_rows all = policy_all(policy);
	writer_header(writer, policy_columns);
	if (policy_is_from_nothing(policy))
		print_row(&(struct policy_row){.rule = TEXT("base"), .value = TEXT("none")}, writer);
	for (size_t i = 0; i < all.n; i++)
		print_row(&all.row[i], writer);
}

/* Whether two rows of one rule, key and condition say the same, 0.02% and 0.0002 being one. */
static bool same_meaning(const struct policy_row *a, const struct policy_row *b)
{
	bool known;
	struct text key;
	bool is_number = policy_value_is_number(policy_define(a->rule, a->key, &known, &key)->type);
	return (is_number ? a->number == b->number : text_equal(a->value, b->value)) &&
	       text_equal(a->clause, b->clause);
}

/* The rows of one rule, key and condition at the front of rows. */
static struct policy_rows take_group(struct policy_rows rows)
{
	size_t n = rows.n > 0;
	while (n < rows.n && policy_compare_name(&rows.row[0], &rows.row[n]) == 0 &&
	       policy_compare_when(&rows.row[0], &rows.row[n]) == 0)
		n++;
	return (struct policy_rows){rows.row, n};
}

/* Prints the rows of group that have no equal in `other`; whether there are any. */
static bool print_changes(struct policy_rows group, struct policy_rows other, const char *change,
			  struct writer *writer)
{
	bool any = false;
	for (size_t i = 0; i < group.n; i++) {
		size_t j = 0;
		while (j < other.n && !same_meaning(&group.row[i], &other.row[j]))
			j++;
		if (j < other.n)
			continue;
		writer_string(writer, change);
		print_row(&group.row[i], writer);
		any = true;
	}
	return any;
}

static void skip(struct policy_rows *rows, size_t n)
{
	rows->row += n;
	rows->n -= n;
}

static int compare_groups(struct policy_rows a, struct policy_rows b)
{
	if (a.n == 0 || b.n == 0)
		return a.n == 0 ? 1 : -1;
	int order = policy_compare_name(a.row, b.row);
	return order != 0 ? order : policy_compare_when(a.row, b.row);
}

bool policy_print_diff(const struct policy *a, const struct policy *b, struct writer *writer)
{
	static const char *const columns[] = {"change", "rule", "key", "when", "value", "clause", NULL};
	const struct policy_rows none = {NULL, 0};
	struct policy_rows left = policy_all(a), right = policy_all(b);
	bool any = false;
	writer_header(writer, columns);
	while (left.n > 0 || right.n > 0) {
		int order = compare_groups(left, right);
		struct policy_rows old = order <= 0 ? take_group(left) : none;
		struct policy_rows new = order >= 0 ? take_group(right) : none;
		any |= print_changes(old, new, "removed", writer);
		any |= print_changes(new, old, "added", writer);
		skip(&left, old.n);
		skip(&right, new.n);
	}
	return any;
}

/* One line of the list: what the file's `about` row says. */
static void print_about(const char *name, struct writer *writer)
{
	char *path;
	struct table table;
	struct reader *reader = shipped_open(&policy_shipped, name, &path);
	table_start(&table, reader, name, policy_columns, POLICY_COLUMNS, 1);
	bool found = false;
	while (!found && table_next(&table))
		found = text_equal(table_field(&table, POLICY_RULE), TEXT("about"));
	const struct text empty = TEXT("");
	writer_string(writer, name);
	writer_text(writer, found ? table_field(&table, POLICY_VALUE) : empty);
	writer_text(writer, found ? table_field(&table, POLICY_CLAUSE) : empty);
	writer_end(writer);
	reader_close(reader);
	free(path);
}

void policy_print_list(struct writer *writer)
{
	static const char *const columns[] = {"name", "description", "source", NULL};
	size_t n;
	char **names = shipped_names(&policy_shipped, &n);
	writer_header(writer, columns);
	for (size_t i = 0; i < n; i++) {
		print_about(names[i], writer);
		free(names[i]);
	}
	free(names);
}
