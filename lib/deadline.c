/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "deadline.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 };

static char *put_two(char *out, int32_t number)
{
	*out++ = (char)('0' + number / 10);
	*out++ = (char)('0' + number % 10);
	return out;
}

void moment_format(struct moment moment, int32_t second, char out[MOMENT_LENGTH])
{
	if (moment.second != DATE_NO_TIME)
		second = moment.second;
	date_format(moment.day, out);
	out += DATE_LENGTH;
	*out++ = ' ';
	out = put_two(out, second / HOUR);
	*out++ = ':';
	out = put_two(out, second % HOUR / MINUTE);
	*out++ = ':';
	put_two(out, second % MINUTE);
}

/* --- periods */

/* Months of a period; 0: a week. */
static int months_of(enum event_kind period)
{
	static const int months[] = {
		[EVENT_MONTH] = 1, [EVENT_QUARTER] = 3, [EVENT_HALFYEAR] = 6, [EVENT_YEAR] = 12};
	return period == EVENT_WEEK ? 0 : months[period];
}

static bool take(int32_t day, int32_t *result)
{
	*result = day;
	return day <= DATE_LAST;
}

bool deadline_next_period(enum event_kind period, int32_t first, int32_t *next)
{
	int months = months_of(period);
	return take(months == 0 ? first + WEEK : date_month_start(date_month_number(first) + months), next);
}

bool deadline_first_period(enum event_kind period, int32_t day, int32_t *first)
{
	int months = months_of(period);
	if (months == 0)
		return take(day + (WEEK - date_weekday(day)) % WEEK, first);
	int number = date_month_number(day);
	*first = date_month_start(number - number % months);
	return *first == day || deadline_next_period(period, *first, first);
}

/* The last day of the period that begins there. It may be in the year 10000. */
static int32_t period_end(enum event_kind period, int32_t first)
{
	int32_t next;
	deadline_next_period(period, first, &next);
	return next - 1;
}

/* --- spans */

/* The n-th day of the day's month, or its last. */
static int32_t day_of_month(int32_t day, int64_t n)
{
	int month = date_month_number(day);
	int32_t first = date_month_start(month), last = date_month_start(month + 1) - 1;
	return first + n - 1 < last ? first + (int32_t)n - 1 : last;
}

/* So many seconds after midnight of the day. */
static bool add_seconds(int32_t day, int64_t seconds, struct moment *due)
{
	due->second = (int32_t)(seconds % DAY);
	return date_add_days(day, seconds / DAY, &due->day);
}

bool deadline_due(const struct span *span, const struct calendar *calendar, struct moment opened,
		  enum event_kind period, struct moment *due)
{
	int64_t second = opened.second != DATE_NO_TIME ? opened.second : DEADLINE_OPENED_SECOND;
	due->second = DATE_NO_TIME;
	switch (span->unit) {
	case SPAN_DAYS:
		return date_add_days(opened.day, span->n, &due->day);
	case SPAN_WORKDAYS:
		return calendar_add_workdays(calendar, opened.day, span->n, &due->day);
	case SPAN_MONTHS:
		return date_add_months(opened.day, span->n, &due->day);
	case SPAN_DAY:
		return take(day_of_month(opened.day, span->n), &due->day);
	case SPAN_PERIOD_END:
		return take(period_end(period, opened.day), &due->day);
	case SPAN_HOURS:
		return add_seconds(opened.day, second + span->n * HOUR, due);
	case SPAN_MINUTES:
		return add_seconds(opened.day, second + span->n * MINUTE, due);
	case SPAN_NEXT:
		return add_seconds(opened.day, DAY + span->n, due);
	}
	return false;
}

/* --- cases */

bool deadline_open(struct deadline *deadline, const struct span *span, const struct calendar *calendar,
		   struct moment opened, enum event_kind period, uint32_t count)
{
	*deadline = (struct deadline){
		.opened = opened, .closed.day = DATE_NONE, .counted = DATE_NONE, .left = count};
	return deadline_due(span, calendar, opened, period, &deadline->due);
}

bool deadline_close(struct deadline *deadline, struct moment moment)
{
	if (deadline->left == 0 || deadline->counted == moment.day)
		return false;
	deadline->counted = moment.day;
	if (--deadline->left > 0)
		return false;
	deadline->closed = moment;
	return true;
}

/* Whether what has happened at this moment is after the case was due. */
static bool is_after(struct moment moment, struct moment due)
{
	int32_t second = moment.second != DATE_NO_TIME ? moment.second : DEADLINE_CLOSED_SECOND;
	if (moment.day != due.day || due.second == DATE_NO_TIME)
		return moment.day > due.day;
	return second > due.second;
}

enum deadline_state deadline_state(const struct deadline *deadline, int32_t as_of)
{
	if (deadline_is_closed(deadline))
		return is_after(deadline->closed, deadline->due) ? DEADLINE_LATE : DEADLINE_MET;
	return is_after((struct moment){as_of, DAY - 1}, deadline->due) ? DEADLINE_MISSED : DEADLINE_OPEN;
}

int32_t deadline_overdue(const struct deadline *deadline, int32_t as_of)
{
	int32_t end = deadline_is_closed(deadline) ? deadline->closed.day : as_of;
	return end > deadline->due.day ? end - deadline->due.day : 0;
}
