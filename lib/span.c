/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>

#include "span.h"

enum { DAY_MAX = 31, MINUTE = 60, HOUR = 60 * MINUTE, HOURS = 24, MINUTES = 60, CLOCK = 5 };

static const char *const units[] = {
	[SPAN_DAYS] = "days",   [SPAN_WORKDAYS] = "workdays", [SPAN_MONTHS] = "months",
	[SPAN_HOURS] = "hours", [SPAN_MINUTES] = "minutes",   [SPAN_NEXT] = NULL,
};

/* A whole number up to SPAN_MAX; -1: none. */
static int64_t parse_number(struct text text)
{
	int64_t number = text.length > 0 ? 0 : -1;
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		number = 10 * number + (text.at[i] - '0');
		if (number > SPAN_MAX)
			return -1;
	}
	return number;
}

/* HH:MM as the second of the day; -1: none. */
static int64_t parse_clock(struct text text)
{
	if (text.length != CLOCK || text.at[2] != ':')
		return -1;
	int64_t hour = parse_number((struct text){text.at, 2});
	int64_t minute = parse_number((struct text){text.at + 3, 2});
	if (hour < 0 || hour >= HOURS || minute < 0 || minute >= MINUTES)
		return -1;
	return hour * HOUR + minute * MINUTE;
}

static bool set(struct span *span, enum span_unit unit, int64_t n)
{
	if (n >= 0)
		*span = (struct span){unit, n};
	return n >= 0;
}

bool span_parse(struct text text, struct span *span)
{
	struct text first = text_next_word(&text), second = text_next_word(&text);
	if (second.length == 0 || text_trim(text).length > 0)
		return false;
	if (text_equal_nocase(first, TEXT("next")))
		return set(span, SPAN_NEXT, parse_clock(second));
	if (text_equal_nocase(first, TEXT("period")))
		return set(span, SPAN_PERIOD_END, text_equal_nocase(second, TEXT("end")) ? 0 : -1);
	if (text_equal_nocase(first, TEXT("day"))) {
		int64_t day = parse_number(second);
		return set(span, SPAN_DAY, day >= 1 && day <= DAY_MAX ? day : -1);
	}
	for (enum span_unit unit = SPAN_DAYS; unit < SPAN_NEXT; unit++)
		if (units[unit] != NULL && text_equal_nocase(second, text_of(units[unit])))
			return set(span, unit, parse_number(first));
	return false;
}

size_t span_format(const struct span *span, char *out)
{
	int length;
	if (span->unit == SPAN_PERIOD_END)
		length = snprintf(out, SPAN_ROOM, "period end");
	else if (span->unit == SPAN_DAY)
		length = snprintf(out, SPAN_ROOM, "day %" PRId64, span->n);
	else if (span->unit == SPAN_NEXT)
		length = snprintf(out, SPAN_ROOM, "next %02" PRId64 ":%02" PRId64, span->n / HOUR,
				  span->n % HOUR / MINUTE);
	else
		length = snprintf(out, SPAN_ROOM, "%" PRId64 " %s", span->n, units[span->unit]);
	return (size_t)length;
}
