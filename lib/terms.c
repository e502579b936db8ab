/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "terms.h"

static const struct text no_key = {"", 0};

/* Whether a row of a word rule has this value; a rule that is not there has its first word. */
static bool has_word(const struct policy *policy, const char *rule, const char *word)
{
	const struct policy_row *row = policy_one(policy, rule, no_key);
	return row != NULL && text_equal(row->value, text_of(word));
}

void terms_load_due(struct terms *terms, const struct policy *policy, const struct calendar *calendar)
{
	*terms = (struct terms){.calendar = calendar, .policy = policy};
	terms->grace_days = policy_whole(policy_need(policy, "latefee.grace_days", no_key));
	terms->due_workday = has_word(policy, "latefee.due", "workday");
}

static int compare_rates(const void *a, const void *b)
{
	const struct terms_rate *x = a, *y = b;
	return (x->first > y->first) - (x->first < y->first);
}

/* The row without condition fills the days that no other row covers. */
static void fill_gaps(struct terms *terms, struct terms_rate whole)
{
	size_t n = terms->rates, room = n;
	int32_t next = DATE_FIRST;
	terms->rate = memory_grow(terms->rate, &room, 2 * n + 1, sizeof *terms->rate);
	for (size_t i = 0; i < n; i++) {
		if (terms->rate[i].first > next)
			terms->rate[terms->rates++] =
				(struct terms_rate){next, terms->rate[i].first - 1, whole.rate, whole.clause};
		next = terms->rate[i].last + 1;
	}
	if (next <= DATE_LAST)
		terms->rate[terms->rates++] = (struct terms_rate){next, DATE_LAST, whole.rate, whole.clause};
	qsort(terms->rate, terms->rates, sizeof *terms->rate, compare_rates);
}

static void load_rates(struct terms *terms, struct policy_rows rows)
{
	const struct policy_row *whole = NULL;
	terms->rate = memory_new(rows.n, sizeof *terms->rate);
	for (size_t i = 0; i < rows.n; i++) {
		const struct policy_row *row = &rows.row[i];
		if (row->is_default)
			whole = row;
		else
			terms->rate[terms->rates++] =
				(struct terms_rate){row->from, row->to, (int64_t)row->number, row->clause};
	}
	if (terms->rates > 1)
		qsort(terms->rate, terms->rates, sizeof *terms->rate, compare_rates);
	if (whole != NULL)
		fill_gaps(terms, (struct terms_rate){0, 0, (int64_t)whole->number, whole->clause});
}

void terms_load(struct terms *terms, const struct policy *policy, const struct calendar *calendar)
{
	terms_load_due(terms, policy, calendar);
	struct policy_rows annual = policy_find(policy, "latefee.annual_rate", no_key);
	terms->annual = annual.n > 0;
	load_rates(terms, terms->annual ? annual : policy_need_rows(policy, "latefee.daily_rate", no_key));
	terms->gate = has_word(policy, "latefee.grace_mode", "gate");
	terms->actual = has_word(policy, "latefee.basis", "actual");
	terms->basis = has_word(policy, "latefee.basis", "360") ? 360 : 365;
	const struct policy_row *minimum = policy_one(policy, "latefee.minimum", no_key);
	terms->minimum = minimum != NULL ? policy_fen(minimum) : 0;
	const struct policy_row *cap = policy_one(policy, "latefee.cap", no_key);
	terms->cap = cap != NULL ? (int64_t)cap->number : MONEY_NONE;
	terms->pauses = policy_rule(policy, "latefee.pause").n > 0;
}

bool terms_due(const struct terms *terms, int32_t received, int32_t *due)
{
	if (!date_add_days(received, terms->grace_days, due))
		return false;
	return !terms->due_workday || calendar_add_workdays(terms->calendar, *due, 0, due);
}

void terms_free(struct terms *terms)
{
	free(terms->rate);
}
