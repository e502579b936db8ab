/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One deadline at a time: what opens or closes is listed as items in order and gone through once. Open cases hang in chains:
   all of them; those opened by records of one id, for closings with a ref; those of one record, for its own columns. A chain
   knows which of its cases have been touched on the day at hand, so that none is touched twice a day by all that happens on
   it: a case is gone through at most as often as there are days that count. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "due.h"
#include "due_items.h"
#include "memory.h"

/* Open cases, the newest first, by their numbers counted from 1. */
struct chain {
	uint32_t first, touched; /* from `touched` on all have been touched on `day` */
	int32_t day;
};

struct due {
	const struct due_rules *rules;
	const struct customer_records *records;
	struct due_items *items;
	struct due_cases cases;
	int32_t as_of;
	/* of the deadline at hand: */
	const struct due_name *name;
	const struct due_limit *limit;
	const struct due_item *item;
	size_t n;                    /* of items */
	struct chain all, *own, *id; /* own by the number of the record, id by that of the id */
	size_t own_room, id_room;
	struct moment *day; /* that close periods */
	size_t day_room;
};

struct due *due_new(const struct due_rules *rules, int32_t as_of)
{
	struct due *due = memory_new(1, sizeof *due);
	due->rules = rules;
	due->as_of = as_of;
	due->items = due_items_new(as_of);
	return due;
}

void due_start(struct due *due, const struct customer_records *records)
{
	due->records = records;
	due_items_start(due->items, records);
}

static void collect(struct due *due, const struct due_name *name)
{
	due->name = name;
	due_items_collect(due->items, name);
	due->item = due_items_list(due->items, &due->n);
}

/* --- the walk */

static void start_chains(struct chain **chain, size_t *room, size_t n)
{
	*chain = memory_renew(*chain, room, n, sizeof **chain);
	for (size_t i = 0; i < n; i++)
		(*chain)[i] = (struct chain){.day = DATE_NONE};
}

static void hang(struct due *due, struct chain *chain, enum due_chain which)
{
	struct due_case *newest = &due->cases.at[due->cases.n - 1];
	newest->next[which] = chain->first;
	chain->first = (uint32_t)due->cases.n;
}

/* Something closes all open cases of the chain; those closed leave it. */
static void touch(struct due *due, struct chain *chain, enum due_chain which, const struct due_item *item)
{
	uint32_t *link = &chain->first, stop = chain->day == item->at.day ? chain->touched : 0;
	for (uint32_t i = *link; i != stop; i = *link) {
		struct due_case *open = &due->cases.at[i - 1];
		if (deadline_close(&open->deadline, item->at))
			open->closer = (uint32_t)(item - due->item) + 1;
		if (deadline_is_closed(&open->deadline))
			*link = open->next[which];
		else
			link = &open->next[which];
	}
	chain->touched = chain->first;
	chain->day = item->at.day;
}

static void close_cases(struct due *due, const struct due_item *item)
{
	uint32_t id = due_items_id(due->items, item, true);
	if (id != DUE_NO_ID)
		touch(due, &due->id[id], DUE_ID, item);
	else
		touch(due, &due->all, DUE_ALL, item);
}

/* Whether a case is open that lets no other be opened. */
static bool is_blocked(const struct due *due, const struct due_item *item)
{
	if (!due->name->once || due->cases.n == 0)
		return false;
	const struct due_case *newest = &due->cases.at[due->cases.n - 1];
	return !deadline_is_closed(&newest->deadline) ||
	       (newest->closer != 0 && due_item_is_after_all(&due->item[newest->closer - 1], item));
}

static int compare_items(const void *a, const void *b)
{
	return due_item_compare(a, b);
}

/* What the opening record's own columns have closed already when it opens; all they close where nothing else does. */
static void close_own(struct due *due, const struct due_item *item, struct due_case *opened)
{
	struct due_item own[DUE_ITEM_COLUMNS];
	size_t n = 0;
	for (unsigned i = 0; i < DUE_ITEM_COLUMNS; i++) {
		if ((due->name->to.columns[EVENT_OWN] >> i & 1) == 0 || i == item->column ||
		    !due_items_column(due->items, item, (enum event_column)i, &own[n]))
			continue;
		n += item->own == 0 || due_item_compare(&own[n], item) < 0;
	}
	if (n > 1)
		qsort(own, n, sizeof *own, compare_items);
	for (size_t i = 0; i < n; i++)
		deadline_close(&opened->deadline, own[i].at);
}

static struct due_case *new_case(struct due *due)
{
	struct due_cases *cases = &due->cases;
	cases->at = memory_grow(cases->at, &cases->room, cases->n + 1, sizeof *cases->at);
	return &cases->at[cases->n++];
}

/* False: its due date is out of range. */
static bool open_case(struct due *due, const struct due_item *item)
{
	struct due_case *opened = new_case(due);
	*opened = (struct due_case){.limit = due->limit,
				    .record = item->record,
				    .stream = (enum due_stream)item->stream,
				    .column = (enum event_column)item->column};
	if (!deadline_open(&opened->deadline, &due->limit->span, due->rules->calendar, item->at, EVENT_VISIT,
			   due->name->count))
		return false;
	if (due->name->to.columns[EVENT_OWN] != 0)
		close_own(due, item, opened);
	if (item->early != 0 && deadline_close(&opened->deadline, due->item[item->early - 1].at))
		opened->closer = item->early;
	if (deadline_is_closed(&opened->deadline))
		return true;
	hang(due, &due->all, DUE_ALL);
	if (item->own != 0)
		hang(due, &due->own[item->own - 1], DUE_OWN);
	uint32_t id = due_items_id(due->items, item, false);
	if (id != DUE_NO_ID)
		hang(due, &due->id[id], DUE_ID);
	return true;
}

static const char *walk_records(struct due *due)
{
	collect(due, due->name);
	if (!due_items_open(due->items))
		return NULL;
	due->all = (struct chain){.day = DATE_NONE};
	start_chains(&due->own, &due->own_room, due_items_owns(due->items));
	start_chains(&due->id, &due->id_room, due_items_ids(due->items));
	for (size_t i = 0; i < due->n; i++) {
		const struct due_item *item = &due->item[i];
		if ((item->flags & DUE_CLOSES) != 0)
			close_cases(due, item);
		if ((item->flags & DUE_CLOSES_OWN) != 0)
			touch(due, &due->own[item->own - 1], DUE_OWN, item);
		if ((item->flags & DUE_OPENS) != 0 && !is_blocked(due, item) && !open_case(due, item))
			return DATE_TOO_LATE;
	}
	return NULL;
}

/* --- periods */

/* Opens the period's case; its closings are those from `closing` on. */
static bool open_period(struct due *due, int32_t day, const struct moment *closing, size_t n)
{
	struct due_case *opened = new_case(due);
	*opened = (struct due_case){.limit = due->limit};
	struct deadline *deadline = &opened->deadline;
	if (!deadline_open(deadline, &due->limit->span, due->rules->calendar,
			   (struct moment){day, DATE_NO_TIME}, due->name->period, due->name->count))
		return false;
	if (n >= deadline->left) {
		closing += deadline->left - 1;
		deadline->left = 1;
		deadline_close(deadline, *closing);
	}
	return true;
}

/* Whether the newest case is open when a period begins, before all that happens on its first day. */
static bool is_open(const struct due *due, int32_t day)
{
	if (due->cases.n == 0)
		return false;
	const struct deadline *newest = &due->cases.at[due->cases.n - 1].deadline;
	return !deadline_is_closed(newest) || newest->closed.day >= day;
}

static const char *walk_periods(struct due *due, int32_t first, int32_t last, const struct moment *closing,
				size_t n)
{
	size_t i = 0;
	int32_t day;
	for (bool more = deadline_first_period(due->name->period, first, &day); more && day <= last;
	     more = deadline_next_period(due->name->period, day, &day)) {
		while (i < n && closing[i].day < day)
			i++;
		if (due->name->once && is_open(due, day))
			continue;
		if (!open_period(due, day, closing + i, n - i))
			return DATE_TOO_LATE;
	}
	return NULL;
}

/* The customer's own periods. */
static const char *walk_customer(struct due *due)
{
	const struct customer_records *records = due->records;
	size_t n = 0;
	if (records->registrations == 0)
		return NULL;
	collect(due, due->name);
	for (size_t i = 0; i < due->n; i++) {
		if (n > 0 && due->day[n - 1].day == due->item[i].at.day)
			continue;
		due->day = memory_grow(due->day, &due->day_room, n + 1, sizeof *due->day);
		due->day[n++] = due->item[i].at;
	}
	return walk_periods(due, records->registration[0].day, due->as_of, due->day, n);
}

const char *due_walk(struct due *due, const struct due_name *name)
{
	const struct customer_records *records = due->records;
	due->cases.n = 0;
	due->name = name;
	due->limit = due_limit(name, records->gradeds > 0 ? records->graded[0].grade : TEXT(""));
	if (due->limit == NULL)
		return NULL;
	return event_is_period(&name->from.event[0]) ? walk_customer(due) : walk_records(due);
}

const char *due_walk_period(struct due *due, const struct due_name *name, int32_t first, int32_t last,
			    const struct moment *closing, size_t n)
{
	due->cases.n = 0;
	due->name = name;
	due->limit = due_limit(name, TEXT(""));
	return due->limit != NULL ? walk_periods(due, first, last, closing, n) : NULL;
}

void due_closings(struct due *due, const struct due_name *name, due_handler *handler, void *context)
{
	collect(due, name);
	for (size_t i = 0; i < due->n; i++) {
		const struct due_item *item = &due->item[i];
		const struct registration *registration = item->record;
		const struct visit *visit = item->record;
		struct text staff = item->stream == DUE_VISIT          ? visit->staff
				    : item->stream == DUE_REGISTRATION ? registration->staff
								       : TEXT("");
		handler(context, name, staff, item->at);
	}
}

/* --- what came out */

const struct due_cases *due_cases(const struct due *due)
{
	return &due->cases;
}

static int32_t earlier(int32_t a, int32_t b)
{
	return a == DATE_NONE || (b != DATE_NONE && b < a) ? b : a;
}

int32_t due_first_day(const struct customer_records *records, int32_t as_of)
{
	int32_t first = DATE_NONE;
	if (records->registrations > 0)
		first = records->registration[0].day;
	if (records->receivables > 0 && records->receivable[0].day <= as_of)
		first = earlier(first, records->receivable[0].day);
	return records->visits > 0 ? earlier(first, records->visit[0].day) : first;
}

void due_free(struct due *due)
{
	due_items_free(due->items);
	free(due->cases.at);
	free(due->own);
	free(due->id);
	free(due->day);
	free(due);
}
