/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "event.h"
#include "words.h"

/* Names of the kinds that are no visits records, and of the columns. */
static const char *const kinds[] = {
	[EVENT_VISIT] = "*",         [EVENT_REGISTRATION] = "registration",
	[EVENT_FIRST] = "first",     [EVENT_INVOICE] = "invoice",
	[EVENT_PAYMENT] = "payment", [EVENT_OWN] = "own",
	[EVENT_WEEK] = "week",       [EVENT_MONTH] = "month",
	[EVENT_QUARTER] = "quarter", [EVENT_HALFYEAR] = "halfyear",
	[EVENT_YEAR] = "year",
};

static const char *const columns[] = {
	[EVENT_DATE] = "date",   [EVENT_PLANNED] = "planned", [EVENT_REPORTED] = "reported",
	[EVENT_FIXED] = "fixed", [EVENT_FILED] = "filed",     [EVENT_CONTRACT] = "contract",
};

enum {
	KINDS = sizeof kinds / sizeof *kinds,
	COLUMNS = sizeof columns / sizeof *columns,
	VISIT_COLUMNS = 1 << EVENT_PLANNED | 1 << EVENT_REPORTED | 1 << EVENT_FIXED,
	REGISTRATION_COLUMNS = 1 << EVENT_FILED | 1 << EVENT_CONTRACT,
};

/* The columns, as bits, that the word behind the dot may name. */
static const unsigned columns_of[KINDS] = {
	[EVENT_VISIT] = VISIT_COLUMNS,
	[EVENT_REGISTRATION] = REGISTRATION_COLUMNS,
	[EVENT_FIRST] = REGISTRATION_COLUMNS,
	[EVENT_OWN] = 1 << EVENT_DATE | VISIT_COLUMNS | REGISTRATION_COLUMNS,
};

/* The position of the word in the list; n: nowhere. */
static size_t find_word(const char *const *word, size_t n, struct text text)
{
	size_t i = 0;
	while (i < n && !text_equal_nocase(text, text_of(word[i])))
		i++;
	return i;
}

/* Cuts the text at the first of this byte; what stands behind it comes out in *rest. False: there is none. */
static bool cut(struct text *text, char byte, struct text *rest)
{
	const char *at = text->length > 0 ? memchr(text->at, byte, text->length) : NULL;
	if (at == NULL)
		return false;
	size_t length = (size_t)(at - text->at);
	*rest = (struct text){at + 1, text->length - length - 1};
	text->length = length;
	return true;
}

static bool set_kind(struct event *event, struct text word)
{
	event->visit = words_find(&words_visit_kind, word);
	if (event->visit != VISIT_NONE)
		return true;
	size_t kind = find_word(kinds, KINDS, word);
	event->kind = (enum event_kind)(kind < KINDS ? kind : EVENT_VISIT);
	return kind < KINDS;
}

/* Each of the following returns NULL, or what is wrong. */

static const char *set_column(struct event *event, struct text word)
{
	size_t column = find_word(columns, COLUMNS, word);
	if (column == COLUMNS)
		return "has an event with an unknown column";
	if ((columns_of[event->kind] >> column & 1) == 0)
		return "has an event with a column that its kind does not take";
	event->column = (enum event_column)column;
	return NULL;
}

/* One event. The reason holds no slash and no dot, so that a misspelt outcome or column is not taken for a part of it. */
static const char *parse_one(struct text text, struct event *event)
{
	struct text column = {0}, outcome = {0}, reason = {0};
	bool has_column = cut(&text, '.', &column), has_outcome = cut(&text, '/', &outcome);
	bool has_reason = cut(&text, ':', &reason);
	*event = (struct event){.reason = text_trim(reason)};
	if (!set_kind(event, text_trim(text)))
		return "has an event of unknown kind";
	if ((has_reason || has_outcome) && event->kind != EVENT_VISIT)
		return "has an event with a reason or outcome that its kind does not take";
	if (has_reason && event->reason.length == 0)
		return "has an event with an empty reason";
	event->outcome = words_find(&words_outcome, text_trim(outcome));
	if (has_outcome && event->outcome == OUTCOME_NONE)
		return "has an event with an unknown outcome";
	if (event->kind == EVENT_OWN && !has_column)
		return "has own without a column";
	return has_column ? set_column(event, text_trim(column)) : NULL;
}

/* Whether the events may stand there. */
static const char *check_use(const struct event *event, size_t n, enum event_use use)
{
	for (size_t i = 0; i < n; i++) {
		if (event[i].kind == EVENT_OWN && use != EVENT_IN_TO)
			return "has own, which only due.to takes";
		if (event_is_period(&event[i]) && use != EVENT_IN_FROM)
			return "has a period, which only due.from takes";
		if (event_is_period(&event[i]) && n > 1)
			return "has a period beside other events";
	}
	return use == EVENT_IN_MEASURE && n > 1 ? "has more than one event" : NULL;
}

size_t events_parse(struct text value, enum event_use use, struct event event[EVENTS_MAX], const char **error)
{
	size_t n = 0;
	*error = value.length > EVENT_TEXT_MAX ? EVENT_TOO_LONG : NULL;
	for (bool more = true; more && *error == NULL; n++) {
		struct text rest = {0};
		more = cut(&value, '|', &rest);
		*error = n == EVENTS_MAX ? "has more than 16 events" : parse_one(text_trim(value), &event[n]);
		value = rest;
	}
	if (*error == NULL)
		*error = check_use(event, n, use);
	return *error == NULL ? n : 0;
}

static size_t put(char *out, const char *before, struct text text)
{
	size_t length = strlen(before);
	memcpy(out, before, length);
	memcpy(out + length, text.at, text.length);
	return length + text.length;
}

size_t events_format(const struct event *event, size_t n, char *out)
{
	size_t length = 0;
	for (size_t i = 0; i < n; i++) {
		const char *kind = event[i].visit != VISIT_NONE
					   ? words_english(&words_visit_kind, event[i].visit)
					   : kinds[event[i].kind];
		length += put(out + length, i > 0 ? " | " : "", text_of(kind));
		if (event[i].reason.length > 0)
			length += put(out + length, ":", event[i].reason);
		if (event[i].outcome != OUTCOME_NONE)
			length += put(out + length, "/",
				      text_of(words_english(&words_outcome, event[i].outcome)));
		if (event[i].column != EVENT_DATE || event[i].kind == EVENT_OWN)
			length += put(out + length, ".", text_of(columns[event[i].column]));
	}
	return length;
}

static bool begins_with(struct text text, struct text start)
{
	return text.length >= start.length && text_equal((struct text){text.at, start.length}, start);
}

static bool has_reason(const struct visit *visit, struct text reason)
{
	if (reason.length == 0)
		return true;
	if (!begins_with(visit->reason, reason))
		return false;
	struct text rest = {visit->reason.at + reason.length, visit->reason.length - reason.length};
	return rest.length == 0 || rest.at[0] == ' ' || rest.at[0] == ':' || begins_with(rest, TEXT("："));
}

bool event_matches(const struct event *event, const struct visit *visit)
{
	return event->kind == EVENT_VISIT && (event->visit == VISIT_NONE || event->visit == visit->kind) &&
	       (event->outcome == OUTCOME_NONE || event->outcome == visit_outcome(visit)) &&
	       has_reason(visit, event->reason);
}
