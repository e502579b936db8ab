/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "memory.h"
#include "policy.h"
#include "policy_check.h"
#include "policy_files.h"
#include "policy_order.h"
#include "policy_rules.h"
#include "policy_value.h"
#include "policy_when.h"
#include "shipped.h"
#include "table.h"

enum { MESSAGE_ROOM = 1024 };

struct policy {
	struct arena arena;     /* texts and names of files */
	struct policy_row *row; /* in canonical order */
	size_t n;
	bool from_nothing; /* a layer began with `base` none */
};

/* The rows of one file as they are read. */
struct layer {
	struct table table;
	struct arena *arena;
	struct policy_row *row;
	size_t n, room;
	size_t number;     /* which layer this is */
	bool from_nothing; /* it begins with `base` none */
};

static _Noreturn void fail_name(const struct table *table, bool known)
{
	struct text rule = table_field(table, POLICY_RULE), key = table_field(table, POLICY_KEY);
	char keys[MESSAGE_ROOM];
	if (rule.length == 0)
		table_fail_value(table->file, table_line(table), "rule", rule, "is empty");
	if (!known)
		table_fail(table->file, table_line(table), "unknown rule \"%s\"", diag_quote(rule));
	policy_describe_keys(rule, keys, sizeof keys);
	table_fail(table->file, table_line(table), "unknown key \"%s\" of %s; keys: %s", diag_quote(key),
		   diag_quote(rule), keys);
}

static _Noreturn void fail_column(const struct table *table, enum policy_column column, const char *reason)
{
	table_fail_value(table->file, table_line(table), policy_columns[column], table_field(table, column),
			 reason);
}

/* The first and last day of an interval of days. */
static void set_days(struct policy_row *row)
{
	const money_wide day = 2 * POLICY_ONE;
	row->from = row->lowest < DATE_FIRST * day ? DATE_FIRST : (int32_t)(row->lowest / day);
	row->to = row->highest > DATE_LAST * day ? DATE_LAST : (int32_t)(row->highest / day);
}

static void set_when(const struct layer *layer, const struct policy_definition *definition,
		     struct policy_row *row)
{
	struct text when = table_field(&layer->table, POLICY_WHEN);
	struct policy_interval interval = {.lowest = POLICY_LOWEST, .highest = POLICY_HIGHEST};
	row->is_default = when.length == 0;
	if (row->is_default && definition->when_needed)
		fail_column(&layer->table, POLICY_WHEN, "is empty");
	if (!row->is_default) {
		const char *reason = "is given where the rule takes none";
		if (definition->when != POLICY_WHEN_NONE)
			reason = policy_when_parse(when, definition->when, &interval);
		if (reason != NULL)
			fail_column(&layer->table, POLICY_WHEN, reason);
	}
	row->when = arena_copy(layer->arena, (struct text){interval.text, interval.length});
	row->lowest = interval.lowest;
	row->highest = interval.highest;
	row->is_date = interval.is_date;
	set_days(row);
}

static void set_value(const struct layer *layer, const struct policy_definition *definition,
		      struct policy_row *row)
{
	struct policy_value value;
	if (!policy_value_parse(definition, table_field(&layer->table, POLICY_VALUE), &value))
		fail_column(&layer->table, POLICY_VALUE, value.room);
	row->number = value.number;
	row->value = arena_copy(layer->arena, value.text);
}

static struct policy_row parse_row(const struct layer *layer)
{
	const struct table *table = &layer->table;
	bool known;
	struct text key;
	const struct policy_definition *definition =
		policy_define(table_field(table, POLICY_RULE), table_field(table, POLICY_KEY), &known, &key);
	if (definition == NULL)
		fail_name(table, known);
	struct policy_row row = {
		.rule = text_of(definition->rule),
		.key = arena_copy(layer->arena, key),
		.clause = arena_copy(layer->arena, table_field(table, POLICY_CLAUSE)),
		.file = table->file,
		.line = table_line(table),
		.layer = layer->number,
	};
	set_when(layer, definition, &row);
	set_value(layer, definition, &row);
	return row;
}

/* Reads all rows. `base` and `about` are about the file and no part of what it says. */
static void read_rows(struct layer *layer)
{
	for (bool first = true; table_next(&layer->table); first = false) {
		struct policy_row row = parse_row(layer);
		if (text_equal(row.rule, TEXT("base"))) {
			if (!first)
				table_fail(row.file, row.line, "base is not the first row");
			layer->from_nothing = true;
		} else if (!text_equal(row.rule, TEXT("about"))) {
			layer->row = memory_grow(layer->row, &layer->room, layer->n + 1, sizeof *layer->row);
			layer->row[layer->n++] = row;
		}
	}
}

static int compare_rows(const void *a, const void *b)
{
	int order = policy_compare_name(a, b);
	if (order == 0)
		order = policy_compare_when(a, b);
	return order != 0 ? order : policy_compare_given(a, b);
}

/* Lays the layer's rows over the policy's: those of a rule and key that the layer has go. */
static void overlay(struct policy *policy, const struct layer *layer)
{
	struct policy_row *row = memory_new(policy->n + layer->n, sizeof *row);
	size_t n = 0, i = 0, j = 0;
	while (i < policy->n || j < layer->n) {
		int order = i == policy->n  ? 1
			    : j == layer->n ? -1
					    : policy_compare_name(&policy->row[i], &layer->row[j]);
		if (order < 0) {
			row[n++] = policy->row[i++];
			continue;
		}
		size_t start = j;
		while (j < layer->n && policy_compare_name(&layer->row[start], &layer->row[j]) == 0)
			row[n++] = layer->row[j++];
		while (i < policy->n && policy_compare_name(&policy->row[i], &layer->row[start]) == 0)
			i++;
	}
	free(policy->row);
	policy->row = row;
	policy->n = n;
}

static void add_layer(struct policy *policy, const char *name, size_t number)
{
	char *path;
	struct reader *reader = shipped_open(&policy_shipped, name, &path);
	struct layer layer = {.arena = &policy->arena, .number = number};
	struct text file = arena_copy(&policy->arena, (struct text){name, strlen(name) + 1});
	table_start(&layer.table, reader, file.at, policy_columns, POLICY_COLUMNS, 1);
	read_rows(&layer);
	reader_close(reader);
	free(path);
	if (layer.n > 0)
		qsort(layer.row, layer.n, sizeof *layer.row, compare_rows);
	policy_check_layer(layer.row, layer.n);
	if (layer.from_nothing) {
		policy->n = 0;
		policy->from_nothing = true;
	}
	overlay(policy, &layer);
	free(layer.row);
}

struct policy *policy_load(const char *const *names, size_t n)
{
	struct policy *policy = memory_new(1, sizeof *policy);
	add_layer(policy, "standard", 0);
	for (size_t i = 0; i < n; i++)
		add_layer(policy, names[i], i + 1);
	policy_check_effective(policy);
	return policy;
}

void policy_free(struct policy *policy)
{
	if (policy == NULL)
		return;
	arena_free(&policy->arena);
	free(policy->row);
	free(policy);
}

bool policy_is_from_nothing(const struct policy *policy)
{
	return policy->from_nothing;
}

struct policy_rows policy_all(const struct policy *policy)
{
	return (struct policy_rows){policy->row, policy->n};
}

/* Order of a row and a rule or, where a key is given, a rule and key. */
static int compare_with(const struct policy_row *row, struct text rule, const struct text *key)
{
	int order = text_compare(row->rule, rule);
	return order != 0 || key == NULL ? order : text_compare(row->key, *key);
}

/* The number of rows before (`after`: before or at) this rule and key. */
static size_t count_before(const struct policy *policy, struct text rule, const struct text *key, bool after)
{
	size_t low = 0, high = policy->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_with(&policy->row[middle], rule, key);
		if (order < 0 || (order == 0 && after))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct policy_rows find(const struct policy *policy, const char *rule, const struct text *key)
{
	size_t start = count_before(policy, text_of(rule), key, false);
	return (struct policy_rows){policy->row + start,
				    count_before(policy, text_of(rule), key, true) - start};
}

struct policy_rows policy_rule(const struct policy *policy, const char *rule)
{
	return find(policy, rule, NULL);
}

struct policy_rows policy_find(const struct policy *policy, const char *rule, struct text key)
{
	return find(policy, rule, &key);
}

const struct policy_row *policy_one(const struct policy *policy, const char *rule, struct text key)
{
	const struct policy_row *row = policy->row + count_before(policy, text_of(rule), &key, false);
	return row < policy->row + policy->n && compare_with(row, text_of(rule), &key) == 0 ? row : NULL;
}

struct policy_rows policy_need_rows(const struct policy *policy, const char *rule, struct text key)
{
	struct policy_rows rows = policy_find(policy, rule, key);
	if (rows.n == 0)
		diag_fail("the policy has no rule %s%s%s, which %s needs", rule, key.length > 0 ? "," : "",
			  diag_quote(key), diag_program());
	return rows;
}

const struct policy_row *policy_need(const struct policy *policy, const char *rule, struct text key)
{
	return policy_need_rows(policy, rule, key).row;
}

/* The row whose interval holds the point. */
static const struct policy_row *select_point(struct policy_rows rows, money_wide point)
{
	const struct policy_row *otherwise = NULL;
	for (size_t i = 0; i < rows.n; i++) {
		const struct policy_row *row = &rows.row[i];
		if (row->is_default)
			otherwise = row;
		else if (row->lowest <= point && point <= row->highest)
			return row;
	}
	return otherwise;
}

const struct policy_row *policy_select_number(struct policy_rows rows, money_wide millionths)
{
	return select_point(rows, policy_when_number(millionths));
}

const struct policy_row *policy_select_ratio(struct policy_rows rows, int64_t numerator, int64_t denominator)
{
	return select_point(rows, policy_when_ratio(numerator, denominator));
}

const struct policy_row *policy_select_day(struct policy_rows rows, int32_t day)
{
	return select_point(rows, policy_when_day(day));
}
