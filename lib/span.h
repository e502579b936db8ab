/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans of time as the policy writes them (kehu-policy(5), due.limit). Only their form: what they come to from a given
   opening is for who uses them. */
#ifndef KEHU_SPAN_H
#define KEHU_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text.h"

enum span_unit {
	SPAN_DAYS,       /* N days */
	SPAN_WORKDAYS,   /* N workdays */
	SPAN_MONTHS,     /* N months */
	SPAN_DAY,        /* day N: of the opening's month */
	SPAN_PERIOD_END, /* period end: of the opening's period */
	SPAN_HOURS,      /* N hours */
	SPAN_MINUTES,    /* N minutes */
	SPAN_NEXT,       /* next HH:MM: of the next day */
};

enum { SPAN_MAX = 1000000000, SPAN_ROOM = 24 };

/* What is wrong with a text that is none. */
#define SPAN_REASON                                                                                          \
	"is not N days, N workdays, N months, N hours, N minutes, next HH:MM, day 1 to day 31 or period end"

struct span {
	enum span_unit unit;
	int64_t n; /* 0 to SPAN_MAX; SPAN_DAY: 1 to 31; SPAN_NEXT: second of the day; SPAN_PERIOD_END: 0 */
};

/* ASCII case is ignored, and more than one space may stand between the words. False: not a span, nothing is written. */
bool span_parse(struct text text, struct span *span);

/* Writes the one form that it is printed in; returns its length. out has SPAN_ROOM bytes. */
size_t span_format(const struct span *span, char *out);

/* Whether it ends at a second; else at the end of a day. */
static inline bool span_has_time(const struct span *span)
{
	return span->unit >= SPAN_HOURS;
}

#endif
