/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one clock for whatever must follow something in time (kehu-lost(1), kehu-due(1)): when it is due, when it is done, and
   how it stands. Cases hold no records: whoever opens and closes them knows what they are about. */
#ifndef KEHU_DEADLINE_H
#define KEHU_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include "calendar.h"
#include "event.h"
#include "span.h"

/* A day, and a second of it or DATE_NO_TIME. */
struct moment {
	int32_t day, second;
};

/* Seconds from 1970 on, of a moment without time with this second. */
static inline int64_t moment_seconds(struct moment moment, int32_t second)
{
	enum { DAY = 24 * 60 * 60 };
	return (int64_t)moment.day * DAY + (moment.second >= 0 ? moment.second : second);
}

enum { MOMENT_LENGTH = 19 };

/* Writes YYYY-MM-DD HH:MM:SS (no NUL), of a moment without time with this second. */
void moment_format(struct moment moment, int32_t second, char out[MOMENT_LENGTH]);

struct deadline {
	struct moment opened;
	struct moment due;    /* without time: the end of that day */
	struct moment closed; /* day DATE_NONE: it is not */
	int32_t counted;      /* the newest day that counted towards its end; DATE_NONE: none yet */
	uint32_t left;        /* so many different days must still count */
};

enum deadline_state {
	DEADLINE_MET,    /* closed not after it was due */
	DEADLINE_LATE,   /* closed after it was due */
	DEADLINE_MISSED, /* open, and due is over at the end of the as-of day */
	DEADLINE_OPEN,   /* open, not due yet */
};

/* When the span is over that begins at this moment; period: EVENT_WEEK and so on, the one that begins there, which only
   period end looks at. For hours, minutes and next a missing time is the last second of the day; only they give a time. calendar NULL:
   Monday to Friday. False past 9999-12-31. */
bool deadline_due(const struct span *span, const struct calendar *calendar, struct moment opened,
		  enum event_kind period, struct moment *due);

/* Opens a case that is closed on the count-th different day on which something closes it. False past 9999-12-31. */
bool deadline_open(struct deadline *deadline, const struct span *span, const struct calendar *calendar,
		   struct moment opened, enum event_kind period, uint32_t count);

/* What closes happens at this moment: whether the case is closed now, if it was not before. Moments must not go back. */
bool deadline_close(struct deadline *deadline, struct moment moment);

static inline bool deadline_is_closed(const struct deadline *deadline)
{
	return deadline->left == 0;
}

enum deadline_state deadline_state(const struct deadline *deadline, int32_t as_of);

/* The second from which hours and minutes count where the opening has no time; that of a closing without time. */
enum { DEADLINE_OPENED_SECOND = 24 * 60 * 60 - 1, DEADLINE_CLOSED_SECOND = 0 };

/* Days from due to when it was closed, else to the as-of date; at least 0. */
int32_t deadline_overdue(const struct deadline *deadline, int32_t as_of);

/* The first day of the first period that begins on this day or later; that of the one after it. False past 9999-12-31. */
bool deadline_first_period(enum event_kind period, int32_t day, int32_t *first);
bool deadline_next_period(enum event_kind period, int32_t first, int32_t *next);

#endif
