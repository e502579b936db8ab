/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walk of kehu-due told plainly: all events in the order of their times, and for each deadline and each customer,
 * person or company a walk day by day over them, with the cases that are open.
 */
#ifndef KEHU_TESTDATA_ORACLE_DUE_WALK_H
#define KEHU_TESTDATA_ORACLE_DUE_WALK_H

#include "oracle_due.h"
#include "oracle_due_sha.h"

enum { MAX_EVENTS = 4 * MAX_RECORDS, MAX_CASES = 40000 };

/* A date of a record. */
struct event {
	const struct record *record;
	int column;
	struct moment at;
};

struct events {
	struct event list[MAX_EVENTS];
	int n;
};

/* Whose cases are walked: of a customer, of a person, or (both NULL) of the company. */
struct subject {
	const char *customer, *person;
};

struct one_case {
	const struct deadline *deadline;
	const struct limit *limit;
	struct event opening; /* record NULL: a period */
	struct subject subject;
	struct moment due;  /* without a second: the end of the day */
	int days, last_day; /* different days with a closing, and the last */
	bool closed, sampled;
	struct moment closed_at;
};

struct cases {
	struct one_case *list;
	int n;
};

/* ---- Events ---- */

static inline int event_order(const void *left, const void *right)
{
	const struct event *a = left, *b = right;
	int order = moment_order(a->at, b->at);

	if (!order)
		order = (a->record > b->record) - (a->record < b->record);
	return order ? order : a->column - b->column;
}

static inline void events_find(const struct world *world, struct events *events)
{
	events->n = 0;
	for (int i = 0; i < world->n; i++)
		for (int column = 0; column < DATES; column++)
			if (happens(world, &world->records[i], column))
				events->list[events->n++] = (struct event){&world->records[i], column,
									   world->records[i].dates[column]};
	qsort(events->list, (size_t)events->n, sizeof events->list[0], event_order);
}

static inline bool reason_is(const char *reason, const char *wanted)
{
	size_t length = strlen(wanted);

	if (strncmp(reason, wanted, length) != 0)
		return false;
	reason += length;
	return !*reason || *reason == ' ' || *reason == ':' || strncmp(reason, "：", strlen("：")) == 0;
}

static inline bool kind_is(const struct world *world, const struct record *record, const char *kind)
{
	switch (record->stream) {
	case STREAM_REGISTRATIONS:
		return is(kind, "registration") ||
		       (is(kind, "first") && oldest_registration(world, record->customer) == record);
	case STREAM_RECEIVABLES:
		return is(kind, record->kind);
	default:
		return is(kind, "*") || is(kind, record->kind);
	}
}

static inline bool spec_holds(const struct world *world, const struct spec *spec, const struct event *event)
{
	const struct record *record = event->record;

	if (!is(spec->column, date_names[record->stream][event->column]) ||
	    !kind_is(world, record, spec->kind))
		return false;
	if (spec->has_reason && !reason_is(record->reason, spec->reason))
		return false;
	return !spec->has_outcome || is(outcome_of(record), spec->outcome);
}

static inline bool any_holds(const struct world *world, const struct spec *specs, int n,
			     const struct event *event)
{
	for (int i = 0; i < n; i++)
		if (spec_holds(world, &specs[i], event))
			return true;
	return false;
}

/* Is it a record of the customer, of the person, any of the company? */
static inline bool concerns(const struct subject *subject, const struct record *record)
{
	if (subject->customer)
		return is(record->customer, subject->customer);
	if (subject->person)
		return record->stream != STREAM_RECEIVABLES && is(record->staff, subject->person);
	return true;
}

/* ---- Closing ---- */

static inline bool same_event(const struct event *a, const struct event *b)
{
	return a->record == b->record && a->column == b->column;
}

/* Does the event stand in an own column of the opening record that closes? */
static inline bool closes_own(const struct one_case *one, const struct event *event)
{
	const struct deadline *deadline = one->deadline;

	if (event->record != one->opening.record || same_event(event, &one->opening))
		return false;
	for (int i = 0; i < deadline->n_to; i++)
		if (is(deadline->to[i].kind, "own") &&
		    is(deadline->to[i].column, date_names[event->record->stream][event->column]))
			return true;
	return false;
}

/* Is there a visits record of this customer with this id? */
static inline bool id_known(const struct world *world, const char *customer, const char *id)
{
	for (int i = 0; i < world->n; i++) {
		const struct record *one = &world->records[i];

		if (one->stream == STREAM_VISITS && is(one->customer, customer) && is(one->id, id) &&
		    seen(world, one))
			return true;
	}
	return false;
}

static inline bool answers(const struct world *world, const struct one_case *one, const struct record *record)
{
	const struct record *opening = one->opening.record;

	if (!opening || record->stream != STREAM_VISITS || !*record->ref ||
	    !id_known(world, record->customer, record->ref))
		return true;
	return opening->stream == STREAM_VISITS && is(opening->id, record->ref);
}

static inline bool closes(const struct world *world, const struct one_case *one, const struct event *event)
{
	return !same_event(event, &one->opening) &&
	       any_holds(world, one->deadline->to, one->deadline->n_to, event) &&
	       answers(world, one, event->record);
}

/* An event before the opening that counts all the same: without time, but behind it on its day. */
static inline bool stands_behind(const struct one_case *one, const struct event *event)
{
	const struct event *opening = &one->opening;

	return event->at.second < 0 && event->at.day == opening->at.day &&
	       (event->record > opening->record ||
		(event->record == opening->record && event->column > opening->column));
}

static inline void case_close(struct one_case *one, const struct event *event)
{
	if (one->closed || (one->days && one->last_day == event->at.day))
		return;
	one->last_day = event->at.day;
	if (++one->days < one->deadline->count)
		return;
	one->closed = true;
	one->closed_at = event->at;
}

/* ---- Opening ---- */

static inline bool period_opens(const char *period, int day)
{
	struct ymd ymd = day_split(day);
	int months = is(period, "month") ? 1 : is(period, "quarter") ? 3 : is(period, "halfyear") ? 6 : 12;

	if (is(period, "week"))
		return day % 7 == 0;
	return ymd.day == 1 && (ymd.month - 1) % months == 0;
}

/* The last day before the next period opens. */
static inline int period_end(const char *period, int day)
{
	while (!period_opens(period, day + 1))
		day++;
	return day;
}

static inline int months_after(int day, int months)
{
	struct ymd ymd = day_split(day);

	for (; months > 0; months--)
		if (ymd.month++ == 12) {
			ymd.month = 1;
			ymd.year++;
		}
	int length = day_month_length(ymd.year, ymd.month);
	return day_of(ymd.year, ymd.month, ymd.day < length ? ymd.day : length);
}

static inline int day_of_month(int day, int n)
{
	struct ymd ymd = day_split(day);
	int length = day_month_length(ymd.year, ymd.month);

	return day_of(ymd.year, ymd.month, n < length ? n : length);
}

static inline bool is_timed(const struct limit *limit)
{
	return limit->unit == UNIT_HOURS || limit->unit == UNIT_MINUTES || limit->unit == UNIT_NEXT;
}

static inline struct moment moment_after(struct moment from, int64_t seconds)
{
	seconds += from.second < 0 ? 86399 : from.second;
	return (struct moment){from.day + (int)(seconds / 86400), (int)(seconds % 86400)};
}

static inline struct moment due_of(const struct world *world, const struct one_case *one)
{
	const struct limit *limit = one->limit;
	struct moment at = one->opening.at;

	switch (limit->unit) {
	case UNIT_DAYS:
		return (struct moment){at.day + limit->n, -1};
	case UNIT_WORKDAYS:
		return (struct moment){calendar_after(&world->calendar, at.day, limit->n), -1};
	case UNIT_MONTHS:
		return (struct moment){months_after(at.day, limit->n), -1};
	case UNIT_DAY:
		return (struct moment){day_of_month(at.day, limit->n), -1};
	case UNIT_PERIOD_END:
		return (struct moment){period_end(one->deadline->period, at.day), -1};
	case UNIT_HOURS:
		return moment_after(at, (int64_t)limit->n * 3600);
	case UNIT_MINUTES:
		return moment_after(at, (int64_t)limit->n * 60);
	default:
		return (struct moment){at.day + 1, limit->n};
	}
}

static inline const char *grade_of(const struct world *world, const char *customer)
{
	for (int i = 0; world->has_grades && i < CUSTOMERS; i++)
		if (is(world->customers[i], customer))
			return world->grades[i];
	return "";
}

static inline const struct limit *limit_of(const struct world *world, const struct deadline *deadline,
					   const char *customer)
{
	const char *grade = customer ? grade_of(world, customer) : "";
	const struct limit *plain = NULL;

	for (int i = 0; i < deadline->n_limits; i++) {
		const struct limit *limit = &deadline->limits[i];

		if (!*limit->grade)
			plain = limit;
		else if (is(limit->grade, grade))
			return limit;
	}
	return plain;
}

static inline bool in_sample(const struct world *world, const struct one_case *one)
{
	const struct deadline *deadline = one->deadline;
	const struct record *record = one->opening.record;
	const char *subject = one->subject.customer ? one->subject.customer : one->subject.person;
	char text[400], day[16];

	if (deadline->share < 0)
		return true;
	day_text(day, record ? record->dates[0].day : one->opening.at.day);
	snprintf(text, sizeof text, "%s/%s/%s/%s", world->policy.seed, deadline->name, subject ? subject : "",
		 record && record->stream == STREAM_VISITS && *record->id ? record->id : day);
	return sha_first(text) % 10000 < (uint32_t)deadline->share;
}

/* Opens a case, unless there is no limit, or one of these since "start" is open and it is to be one at a time. */
static inline struct one_case *case_open(const struct world *world, const struct deadline *deadline,
					 const struct subject *subject, const struct event *opening,
					 struct cases *cases, int start)
{
	const struct limit *limit = limit_of(world, deadline, subject->customer);

	for (int i = start; deadline->once && i < cases->n; i++)
		if (!cases->list[i].closed)
			return NULL;
	if (!limit)
		return NULL;
	if (cases->n == MAX_CASES)
		oracle_die("too many cases");
	struct one_case *one = &cases->list[cases->n++];
	*one = (struct one_case){
		.deadline = deadline, .limit = limit, .opening = *opening, .subject = *subject};
	one->due = due_of(world, one);
	one->sampled = in_sample(world, one);
	return one;
}

/* ---- The walk ---- */

static inline void walk_event(const struct world *world, const struct deadline *deadline,
			      const struct subject *subject, const struct events *events, int at,
			      struct cases *cases, int start)
{
	const struct event *event = &events->list[at];

	for (int i = start; i < cases->n; i++)
		if (closes_own(&cases->list[i], event) || closes(world, &cases->list[i], event))
			case_close(&cases->list[i], event);
	if (deadline->period || !any_holds(world, deadline->from, deadline->n_from, event))
		return;
	struct one_case *one = case_open(world, deadline, subject, event, cases, start);
	for (int i = 0; one && i < at; i++) {
		const struct event *past = &events->list[i];

		if (concerns(subject, past->record) &&
		    (closes_own(one, past) || (stands_behind(one, past) && closes(world, one, past))))
			case_close(one, past);
	}
}

/* From what day to what day periods open for the subject. */
static inline void period_range(const struct world *world, const struct subject *subject, int *from, int *to)
{
	const struct staff *staff = subject->person ? staff_find(world, subject->person) : NULL;

	*to = world->as_of;
	*from = first_day(world);
	if (subject->customer) {
		const struct record *oldest = oldest_registration(world, subject->customer);

		*from = oldest ? oldest->dates[0].day : -1;
	}
	if (staff && staff->joined >= 0)
		*from = staff->joined;
	if (staff && staff->left >= 0 && staff->left < *to)
		*to = staff->left;
	if (*from < 0)
		*to = -1;
}

static inline void walk(const struct world *world, const struct events *events,
			const struct deadline *deadline, const struct subject *subject, struct cases *cases)
{
	int start = cases->n, from = events->n ? events->list[0].at.day : 0, to = -1, at = 0;

	if (deadline->period)
		period_range(world, subject, &from, &to);
	if (deadline->period && to < from)
		return;
	while (at < events->n && events->list[at].at.day < from)
		at++;
	for (int day = from; day <= to || at < events->n; day++) {
		struct event opening = {NULL, 0, {day, -1}};

		if (day <= to && period_opens(deadline->period, day))
			case_open(world, deadline, subject, &opening, cases, start);
		for (; at < events->n && events->list[at].at.day <= day; at++)
			if (concerns(subject, events->list[at].record))
				walk_event(world, deadline, subject, events, at, cases, start);
	}
}

/* The walks of everybody for a deadline. */
static inline void walk_all(const struct world *world, const struct events *events,
			    const struct deadline *deadline, struct cases *cases)
{
	struct subject subject = {NULL, NULL};

	if (deadline->period && deadline->each == EACH_COMPANY)
		walk(world, events, deadline, &subject, cases);
	for (int i = 0; deadline->period && deadline->each == EACH_STAFF && i < world->n_staff; i++) {
		const struct staff *staff = &world->staff[i];

		subject.person = staff->id;
		if (staff_find(world, staff->id) == staff &&
		    (!*deadline->role || is(staff->role, deadline->role)))
			walk(world, events, deadline, &subject, cases);
	}
	for (int i = 0; (!deadline->period || deadline->each == EACH_CUSTOMER) && i < CUSTOMERS; i++) {
		subject = (struct subject){world->customers[i], NULL};
		walk(world, events, deadline, &subject, cases);
	}
}

/* ---- What has become of a case ---- */

static inline bool is_late(const struct one_case *one)
{
	if (!one->closed)
		return false;
	return is_timed(one->limit) ? moment_order(one->closed_at, one->due) > 0
				    : one->closed_at.day > one->due.day;
}

/* Is the time over at the end of the as-of day? */
static inline bool is_over(const struct world *world, const struct one_case *one)
{
	struct moment end = {world->as_of, 86399};

	return is_timed(one->limit) ? moment_order(one->due, end) < 0 : one->due.day < world->as_of;
}

static inline const char *state_of(const struct world *world, const struct one_case *one)
{
	if (one->closed)
		return is_late(one) ? "late" : "met";
	if (!one->sampled)
		return "spared";
	return is_over(world, one) ? "missed" : "open";
}

static inline const char *person_of(const struct world *world, const struct one_case *one)
{
	const struct record *record = one->opening.record;

	if (one->subject.person)
		return one->subject.person;
	if (*one->deadline->who)
		return holder_of(world, one->deadline->who);
	if (!one->subject.customer)
		return "";
	return record && record->stream != STREAM_RECEIVABLES ? record->staff
							      : staff_of(world, one->subject.customer);
}

#endif
