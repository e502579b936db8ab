/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "due_rules.h"
#include "memory.h"
#include "words.h"

static void load_events(struct due_events *events, const struct policy_row *row, enum event_use use)
{
	const char *error;
	events->n = events_parse(row->value, use, events->event, &error);
	for (size_t i = 0; i < events->n; i++) {
		const struct event *event = &events->event[i];
		events->kinds |= 1U << event->kind;
		if (event->kind == EVENT_VISIT)
			events->visits |= event->visit != VISIT_NONE ? 1U << event->visit : ~0U;
		if (event->kind < EVENT_WEEK)
			events->columns[event->kind] |= 1U << event->column;
	}
}

/* The grade in the row's key, which begins with the name; false: it is about another name. */
static bool find_grade(const struct policy_row *row, struct text name, struct text *grade)
{
	size_t n = name.length;
	if (row->key.length < n || !text_equal((struct text){row->key.at, n}, name))
		return false;
	*grade = (struct text){row->key.at + n, row->key.length - n};
	if (grade->length > 0 && grade->at[0] != '/')
		return false;
	if (grade->length > 0)
		*grade = (struct text){grade->at + 1, grade->length - 1};
	return true;
}

static void load_limits(struct due_name *name, const struct policy *policy)
{
	struct policy_rows rows = policy_rule(policy, "due.limit");
	struct due_limit *limit = memory_new(rows.n, sizeof *limit);
	name->limit = limit;
	for (size_t i = 0; i < rows.n; i++) {
		struct due_limit *next = &limit[name->limits];
		if (!find_grade(&rows.row[i], name->name, &next->grade))
			continue;
		next->row = &rows.row[i];
		name->limits += span_parse(next->row->value, &next->span);
	}
}

static struct text value_of(const struct policy_row *row)
{
	return row != NULL ? row->value : TEXT("");
}

static void load_who(struct due_name *name, const struct policy *policy)
{
	const struct policy_row *each = policy_one(policy, "due.each", name->name);
	name->who = value_of(policy_one(policy, "due.who", name->name));
	if (text_equal(name->who, TEXT("staff")))
		name->who = TEXT("");
	name->each = each != NULL ? (enum policy_each)each->number : POLICY_EACH_COMPANY;
	if (name->each == POLICY_EACH_ROLE) {
		struct text prefix = TEXT("staff/");
		name->role =
			(struct text){each->value.at + prefix.length, each->value.length - prefix.length};
	}
}

static void load_name(struct due_name *name, const struct policy *policy, const struct policy_row *from)
{
	const struct policy_row *count = policy_one(policy, "due.count", from->key);
	name->name = from->key;
	load_events(&name->from, from, EVENT_IN_FROM);
	load_events(&name->to, policy_need(policy, "due.to", from->key), EVENT_IN_TO);
	if (event_is_period(&name->from.event[0]))
		name->period = name->from.event[0].kind;
	load_limits(name, policy);
	load_who(name, policy);
	name->count = count != NULL ? (uint32_t)policy_whole(count) : 1;
	name->once = policy_is_yes(policy_one(policy, "due.once", from->key));
	name->is_own = name->to.kinds == 1U << EVENT_OWN;
	name->share = policy_one(policy, "due.share", from->key);
	name->fault = value_of(policy_one(policy, "due.fault", from->key));
}

static int compare_rows(const void *a, const void *b)
{
	const struct policy_row *const *x = a, *const *y = b;
	return text_compare((*x)->key, (*y)->key);
}

/* The wanted rows of due.from, each once, by name; for free(). */
static const struct policy_row **wanted_rows(const struct policy *policy, const struct strings *wanted,
					     size_t *n)
{
	struct policy_rows all = policy_rule(policy, "due.from");
	size_t most = wanted->n > 0 ? wanted->n : all.n, kept = 0;
	const struct policy_row **row = memory_new(most, sizeof(struct policy_row *));
	for (size_t i = 0; i < most; i++)
		row[i] = wanted->n > 0 ? policy_need(policy, "due.from", text_of(wanted->string[i]))
				       : &all.row[i];
	if (most > 1)
		qsort(row, most, sizeof *row, compare_rows);
	for (size_t i = 0; i < most; i++)
		if (i == 0 || row[i] != row[i - 1])
			row[kept++] = row[i];
	*n = kept;
	return row;
}

void due_rules_load(struct due_rules *rules, const struct policy *policy, const struct calendar *calendar,
		    const struct strings *wanted)
{
	const struct policy_row *seed = policy_one(policy, "due.seed", TEXT(""));
	const struct policy_row **row = wanted_rows(policy, wanted, &rules->names);
	rules->calendar = calendar;
	rules->seed = seed != NULL ? seed->value : TEXT("kehu");
	rules->name = memory_new(rules->names, sizeof *rules->name);
	for (size_t i = 0; i < rules->names; i++)
		load_name(&rules->name[i], policy, row[i]);
	free(row);
}

const struct due_limit *due_limit(const struct due_name *name, struct text grade)
{
	for (size_t i = 0; grade.length > 0 && i < name->limits; i++)
		if (text_equal(name->limit[i].grade, grade))
			return &name->limit[i];
	return name->limits > 0 && name->limit[0].grade.length == 0 ? &name->limit[0] : NULL;
}

bool due_rules_use(const struct due_rules *rules, enum event_column column)
{
	for (size_t i = 0; i < rules->names; i++)
		for (int kind = 0; kind < EVENT_WEEK; kind++)
			if (((rules->name[i].from.columns[kind] | rules->name[i].to.columns[kind]) >> column &
			     1) != 0)
				return true;
	return false;
}

void due_rules_free(struct due_rules *rules)
{
	for (size_t i = 0; i < rules->names; i++)
		free((void *)(uintptr_t)rules->name[i].limit);
	free(rules->name);
}
