/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "event.h"
#include "policy.h"
#include "policy_value.h"
#include "span.h"

enum { COUNT_MAX = 1000000000, PERCENT_ONE = 10000 };

static const money_wide number_max = (money_wide)1000000000000000000 * POLICY_ONE;

bool policy_number_parse(struct text text, money_wide *millionths, bool *is_percent)
{
	*is_percent = text.length > 0 && text.at[text.length - 1] == '%';
	text.length -= *is_percent;
	money_wide number;
	if (!money_parse_wide(text, *is_percent ? 4 : 6, &number) || number >= number_max ||
	    number <= -number_max)
		return false;
	*millionths = number;
	return true;
}

size_t policy_number_format(money_wide millionths, bool is_percent, char *out)
{
	size_t length = money_format(millionths, is_percent ? 4 : 6, 0, out);
	if (is_percent)
		out[length++] = '%';
	return length;
}

/* Each parser below returns NULL, or what is wrong with a value that is not empty. */

static const char *parse_text(struct policy_value *value)
{
	(void)value;
	return NULL;
}

static const char *parse_none(struct policy_value *value)
{
	if (!text_equal_nocase(value->text, TEXT("none")))
		return "is not none";
	value->text = TEXT("none");
	return NULL;
}

static const char *parse_yes(struct policy_value *value)
{
	bool is_yes = text_equal_nocase(value->text, TEXT("yes"));
	if (!is_yes && !text_equal_nocase(value->text, TEXT("no")))
		return "is not one of yes, no";
	value->number = is_yes;
	value->text = is_yes ? TEXT("yes") : TEXT("no");
	return NULL;
}

static const char *parse_always(struct policy_value *value)
{
	return parse_yes(value) != NULL || value->number == 0 ? "is not yes" : NULL;
}

static const char *parse_whole(struct policy_value *value)
{
	money_wide number;
	if (!money_parse_wide(value->text, 0, &number))
		return "is not a whole number";
	if (number < 0)
		return "is negative";
	if (number > COUNT_MAX)
		return "is over 10^9";
	value->number = number * POLICY_ONE;
	value->text = (struct text){value->room, money_format(number, 0, 0, value->room)};
	return NULL;
}

static const char *parse_positive(struct policy_value *value)
{
	const char *reason = parse_whole(value);
	return reason == NULL && value->number == 0 ? "is not greater than 0" : reason;
}

static const char *parse_yuan(struct policy_value *value)
{
	money_wide fen;
	if (!money_parse_wide(value->text, 2, &fen))
		return "is not an amount";
	if (fen < 0)
		return "is negative";
	if (fen > MONEY_POSTING_MAX)
		return "is over 90,000,000,000,000.00";
	value->number = fen * (POLICY_ONE / 100);
	value->text = (struct text){value->room, money_format(fen, 2, fen % 100 == 0 ? 0 : 2, value->room)};
	return NULL;
}

static const char *parse_share(struct policy_value *value)
{
	bool is_percent;
	if (!policy_number_parse(value->text, &value->number, &is_percent))
		return "is not a number or percentage with at most six decimals";
	if (value->number < 0)
		return "is negative";
	if (value->number > COUNT_MAX * POLICY_ONE)
		return "is over 10^9";
	value->text =
		(struct text){value->room, policy_number_format(value->number, is_percent, value->room)};
	return NULL;
}

static const char *parse_step(struct policy_value *value)
{
	const char *reason = parse_share(value);
	return reason == NULL && value->number == 0 ? "is not greater than 0" : reason;
}

static const char *parse_part(struct policy_value *value)
{
	const char *reason = parse_share(value);
	return reason == NULL && value->number > POLICY_ONE ? "is over 100%" : reason;
}

static const char *parse_percent(struct policy_value *value)
{
	const char *reason = parse_share(value);
	if (reason == NULL && (value->number > POLICY_ONE || value->number % PERCENT_ONE != 0))
		return "is not a whole percentage from 0% to 100%";
	return reason;
}

static bool parse_range_end(struct text text, money_wide *number)
{
	bool is_percent;
	return policy_number_parse(text_trim(text), number, &is_percent) && is_percent && *number >= 0 &&
	       *number <= COUNT_MAX * POLICY_ONE;
}

/* N% or N%-M%. */
static const char *parse_range(struct policy_value *value)
{
	static const char reason[] = "is not a range such as 10%-30%";
	struct text low = value->text, high;
	const char *dash = memchr(low.at, '-', low.length);
	if (dash != NULL)
		low.length = (size_t)(dash - low.at);
	high = dash == NULL ? low : (struct text){dash + 1, value->text.length - low.length - 1};
	money_wide highest;
	if (!parse_range_end(low, &value->number) || !parse_range_end(high, &highest) ||
	    value->number > highest)
		return reason;
	size_t length = policy_number_format(value->number, true, value->room);
	if (dash != NULL) {
		value->room[length++] = '-';
		length += policy_number_format(highest, true, value->room + length);
	}
	value->text = (struct text){value->room, length};
	return NULL;
}

static const char *parse_events(struct policy_value *value, enum event_use use)
{
	struct event event[EVENTS_MAX];
	const char *reason;
	size_t n = events_parse(value->text, use, event, &reason);
	if (n == 0)
		return reason;
	size_t length = events_format(event, n, value->room);
	value->text = (struct text){value->room, length};
	return length > EVENT_TEXT_MAX ? EVENT_TOO_LONG : NULL; /* what is printed is to be read again */
}

static const char *parse_from(struct policy_value *value)
{
	return parse_events(value, EVENT_IN_FROM);
}

static const char *parse_to(struct policy_value *value)
{
	return parse_events(value, EVENT_IN_TO);
}

static const char *parse_span(struct policy_value *value)
{
	struct span span;
	if (!span_parse(value->text, &span))
		return SPAN_REASON;
	value->text = (struct text){value->room, span_format(&span, value->room)};
	return NULL;
}

/* One of three words, or staff/ROLE. */
static const char *parse_each(struct policy_value *value)
{
	static const char *const words[] = {"company", "customer", "staff"};
	const struct text prefix = TEXT("staff/");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!text_equal_nocase(value->text, text_of(words[i])))
			continue;
		value->number = (money_wide)i;
		value->text = text_of(words[i]);
		return NULL;
	}
	value->number = POLICY_EACH_ROLE;
	if (value->text.length <= prefix.length || memcmp(value->text.at, prefix.at, prefix.length) != 0)
		return "is not one of company, customer, staff, staff/ROLE";
	return NULL;
}

static bool find_word(const char *const *words, struct policy_value *value)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (!text_equal_nocase(value->text, text_of(words[i])))
			continue;
		value->number = i;
		value->text = text_of(words[i]);
		return true;
	}
	return false;
}

static bool parse_word(const char *const *words, struct policy_value *value)
{
	if (find_word(words, value))
		return true;
	int length = snprintf(value->room, sizeof value->room, "is not one of");
	for (size_t i = 0; words[i] != NULL; i++)
		length += snprintf(value->room + length, sizeof value->room - (size_t)length, "%s %s",
				   i > 0 ? "," : "", words[i]);
	return false;
}

bool policy_value_parse(const struct policy_definition *definition, struct text text,
			struct policy_value *value)
{
	static const char *(*const parsers[])(struct policy_value *) = {
		[POLICY_TYPE_NONE] = parse_none,       [POLICY_TYPE_TEXT] = parse_text,
		[POLICY_TYPE_YES] = parse_yes,         [POLICY_TYPE_ALWAYS] = parse_always,
		[POLICY_TYPE_WHOLE] = parse_whole,     [POLICY_TYPE_POSITIVE] = parse_positive,
		[POLICY_TYPE_YUAN] = parse_yuan,       [POLICY_TYPE_SHARE] = parse_share,
		[POLICY_TYPE_STEP] = parse_step,       [POLICY_TYPE_PART] = parse_part,
		[POLICY_TYPE_PERCENT] = parse_percent, [POLICY_TYPE_RANGE] = parse_range,
		[POLICY_TYPE_FROM] = parse_from,       [POLICY_TYPE_TO] = parse_to,
		[POLICY_TYPE_SPAN] = parse_span,       [POLICY_TYPE_EACH] = parse_each,
	};
	const char *reason;
	value->number = 0;
	value->text = text;
	if (definition->type == POLICY_TYPE_EMPTY)
		reason = text.length == 0 ? NULL : "is given where the rule takes none";
	else if (definition->type == POLICY_TYPE_OPTIONAL)
		reason = NULL;
	else if (text.length == 0)
		reason = "is empty";
	else if (definition->type == POLICY_TYPE_WORD)
		return parse_word(definition->words, value);
	else
		reason = parsers[definition->type](value);
	if (reason != NULL)
		snprintf(value->room, sizeof value->room, "%s", reason);
	return reason == NULL;
}

bool policy_value_is_number(enum policy_type type)
{
	switch (type) {
	case POLICY_TYPE_TEXT:
	case POLICY_TYPE_OPTIONAL:
	case POLICY_TYPE_RANGE:
	case POLICY_TYPE_FROM:
	case POLICY_TYPE_TO:
	case POLICY_TYPE_SPAN:
	case POLICY_TYPE_EACH:
		return false;
	default:
		return true;
	}
}
