/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "event.h"
#include "policy_check.h"
#include "policy_order.h"
#include "span.h"
#include "table.h"

/* The deadline that the row is about: its key, for due.limit without a grade. */
static struct text name_of(const struct policy_row *row)
{
	const char *slash = row->key.length > 0 ? memchr(row->key.at, '/', row->key.length) : NULL;
	return (struct text){row->key.at, slash != NULL ? (size_t)(slash - row->key.at) : row->key.length};
}

/* Whether a row of rows is about the deadline; `by_grade`: and only for a grade. */
static const struct policy_row *find(struct policy_rows rows, struct text name, bool by_grade)
{
	for (size_t i = 0; i < rows.n; i++)
		if (text_equal(name_of(&rows.row[i]), name) &&
		    (!by_grade || rows.row[i].key.length > name.length))
			return &rows.row[i];
	return NULL;
}

static bool is_period(const struct policy *policy, struct text name)
{
	struct event event[EVENTS_MAX];
	const char *error;
	const struct policy_row *from = policy_one(policy, "due.from", name);
	return from != NULL && events_parse(from->value, EVENT_IN_FROM, event, &error) > 0 &&
	       event_is_period(&event[0]);
}

static _Noreturn void fail_missing(const struct policy_row *row, const char *rule)
{
	table_fail(row->file, row->line, "%s has no %s", policy_name_of(row).text, rule);
}

static _Noreturn void fail_no_period(const struct policy_row *row)
{
	table_fail_value(row->file, row->line, "value", row->value, "is given where due.from is no period");
}

/* Every row is about a deadline that something opens. */
static void check_opened(const struct policy *policy)
{
	static const char *const rules[] = {"due.to",   "due.limit", "due.count", "due.once",
					    "due.each", "due.share", "due.who",   "due.fault"};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct policy_rows rows = policy_rule(policy, rules[i]);
		for (size_t j = 0; j < rows.n; j++)
			if (policy_find(policy, "due.from", name_of(&rows.row[j])).n == 0)
				fail_missing(&rows.row[j], "due.from");
	}
}

/* Every deadline has what closes it and a limit. */
static void check_whole(const struct policy *policy)
{
	struct policy_rows from = policy_rule(policy, "due.from"), limits = policy_rule(policy, "due.limit");
	for (size_t i = 0; i < from.n; i++) {
		if (policy_find(policy, "due.to", from.row[i].key).n == 0)
			fail_missing(&from.row[i], "due.to");
		if (find(limits, from.row[i].key, false) == NULL)
			fail_missing(&from.row[i], "due.limit");
	}
}

/* What is only for periods. */
static void check_periods(const struct policy *policy)
{
	struct policy_rows limits = policy_rule(policy, "due.limit"), each = policy_rule(policy, "due.each");
	for (size_t i = 0; i < limits.n; i++) {
		struct span span;
		if (span_parse(limits.row[i].value, &span) && span.unit == SPAN_PERIOD_END &&
		    !is_period(policy, name_of(&limits.row[i])))
			fail_no_period(&limits.row[i]);
	}
	for (size_t i = 0; i < each.n; i++)
		if (!is_period(policy, each.row[i].key))
			fail_no_period(&each.row[i]);
}

/* A fault has one limit, the same for everyone. */
static void check_faults(const struct policy *policy)
{
	struct policy_rows faults = policy_rule(policy, "due.fault"),
			   limits = policy_rule(policy, "due.limit");
	for (size_t i = 0; i < faults.n; i++) {
		const struct policy_row *fault = &faults.row[i], *limit = find(limits, fault->key, true);
		if (limit == NULL)
			continue;
		const struct policy_row *later = policy_compare_given(fault, limit) > 0 ? fault : limit;
		table_fail(later->file, later->line, "%s and %s do not go together",
			   policy_name_of(fault).text, policy_name_of(limit).text);
	}
}

void policy_check_due(const struct policy *policy)
{
	check_opened(policy);
	check_whole(policy);
	check_periods(policy);
	check_faults(policy);
}
