/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "names.h"
#include "due_items.h"
#include "memory.h"
#include "words.h"

struct due_items {
	const struct customer_records *records;
	int32_t as_of;
	struct due_item *at;
	size_t n, room, owns;
	bool is_sorted, has_opening, has_timed_opening, has_timeless_closing, has_ref;
	/* the ids of the customer's visits, where they have been needed */
	struct names *ids;
	bool has_ids;
	/* items of a day in the order they stand in; by id: an item */
	uint32_t *order, *next;
	size_t order_room, next_room;
};

struct due_items *due_items_new(int32_t as_of)
{
	struct due_items *items = memory_new(1, sizeof *items);
	items->as_of = as_of;
	items->ids = names_new();
	return items;
}

void due_items_start(struct due_items *items, const struct customer_records *records)
{
	items->records = records;
	items->has_ids = false;
}

/* --- records */

static struct moment registration_column(const struct registration *registration, enum event_column column)
{
	switch (column) {
	case EVENT_DATE:
		return (struct moment){registration->day, registration->second};
	case EVENT_FILED:
		return (struct moment){registration->filed, registration->filed_second};
	case EVENT_CONTRACT:
		return (struct moment){registration->contract, registration->contract_second};
	default:
		return (struct moment){DATE_NONE, DATE_NO_TIME};
	}
}

static struct moment visit_column(const struct visit *visit, enum event_column column)
{
	switch (column) {
	case EVENT_DATE:
		return (struct moment){visit->day, visit->second};
	case EVENT_PLANNED:
		return (struct moment){visit->planned, visit->planned_second};
	case EVENT_REPORTED:
		return (struct moment){visit->reported, visit->reported_second};
	case EVENT_FIXED:
		return (struct moment){visit->fixed, visit->fixed_second};
	default:
		return (struct moment){DATE_NONE, DATE_NO_TIME};
	}
}

/* When the record's column says that something happens; false: it does not. */
static bool find_moment(const struct due_items *items, enum due_stream stream, const void *record,
			enum event_column column, struct moment *moment)
{
	const struct receivable *receivable = record;
	if (stream == DUE_REGISTRATION)
		*moment = registration_column(record, column);
	else if (stream == DUE_VISIT)
		*moment = visit_column(record, column);
	else
		*moment = (struct moment){column == EVENT_DATE ? receivable->day : DATE_NONE,
					  receivable->second};
	return moment->day != DATE_NONE && (moment->day <= items->as_of || column == EVENT_PLANNED);
}

/* The columns, as bits, at whose dates such an event happens. */
static unsigned visit_columns(const struct due_events *events, const struct visit *visit)
{
	unsigned columns = 0;
	if ((events->visits >> visit->kind & 1) == 0)
		return 0;
	for (size_t i = 0; i < events->n; i++)
		if (event_matches(&events->event[i], visit))
			columns |= 1U << events->event[i].column;
	return columns;
}

static unsigned registration_columns(const struct due_events *events, bool is_first)
{
	return events->columns[EVENT_REGISTRATION] | (is_first ? events->columns[EVENT_FIRST] : 0);
}

static unsigned receivable_columns(const struct due_events *events, const struct receivable *receivable)
{
	return receivable->kind == RECEIVABLE_INVOICE   ? events->columns[EVENT_INVOICE]
	       : receivable->kind == RECEIVABLE_PAYMENT ? events->columns[EVENT_PAYMENT]
							: 0;
}

/* --- items */

static inline int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Where the items stand: by stream, input and column. */
static int compare_standing(const struct due_item *a, const struct due_item *b)
{
	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	return a->position != b->position ? compare_numbers(a->position, b->position)
					  : (int)a->column - (int)b->column;
}

int due_item_compare(const struct due_item *x, const struct due_item *y)
{
	int64_t x_time = moment_seconds(x->at, 0), y_time = moment_seconds(y->at, 0);
	return x_time != y_time ? (x_time < y_time ? -1 : 1) : compare_standing(x, y);
}

static int compare_items(const void *a, const void *b)
{
	return due_item_compare(a, b);
}

bool due_item_is_after_all(const struct due_item *closing, const struct due_item *opening)
{
	return closing->at.second == DATE_NO_TIME && opening->at.second > 0 &&
	       closing->at.day == opening->at.day && compare_standing(closing, opening) > 0;
}

static void add_item(struct due_items *items, const struct due_item *item)
{
	items->at = memory_grow(items->at, &items->room, items->n + 1, sizeof *items->at);
	items->at[items->n++] = *item;
	if (items->n > 1 && items->is_sorted)
		items->is_sorted = compare_items(item, &items->at[items->n - 2]) >= 0;
	items->has_opening |= (item->flags & DUE_OPENS) != 0;
	items->has_timed_opening |= (item->flags & DUE_OPENS) != 0 && item->at.second > 0;
	items->has_timeless_closing |= (item->flags & DUE_CLOSES) != 0 && item->at.second == DATE_NO_TIME;
}

/* Adds what the record opens and closes at these columns, and its own ones that close. */
static void add_items(struct due_items *items, const struct due_name *name, enum due_stream stream,
		      const void *record, uint64_t position, unsigned opens, unsigned closes)
{
	bool is_direct = name->is_own && !name->once;
	unsigned own = opens != 0 && !is_direct ? name->to.columns[EVENT_OWN] : 0;
	items->owns += own != 0;
	for (unsigned i = 0; i < DUE_ITEM_COLUMNS; i++) {
		struct due_item item = {.position = position, .record = record, .column = (uint8_t)i};
		unsigned flags = (opens >> i & 1) * DUE_OPENS | (closes >> i & 1) * DUE_CLOSES |
				 (own >> i & 1) * DUE_CLOSES_OWN;
		if (flags == 0 || !find_moment(items, stream, record, (enum event_column)i, &item.at))
			continue;
		item.stream = (uint8_t)stream;
		item.flags = (uint8_t)flags;
		item.own = own != 0 ? (uint32_t)items->owns : 0;
		add_item(items, &item);
	}
}

static void add_visits(struct due_items *items, const struct due_name *name)
{
	const struct customer_records *records = items->records;
	unsigned kinds = name->from.visits | name->to.visits;
	for (size_t i = 0; kinds != 0 && i < records->visits; i++) {
		const struct visit *visit = &records->visit[i];
		if ((kinds >> visit->kind & 1) == 0)
			continue;
		unsigned opens = visit_columns(&name->from, visit);
		unsigned closes = visit_columns(&name->to, visit);
		if ((opens | closes) != 0)
			add_items(items, name, DUE_VISIT, visit, visit->position, opens, closes);
		items->has_ref |= closes != 0 && visit->ref.length > 0;
	}
}

static void collect(struct due_items *items, const struct due_name *name)
{
	const struct customer_records *records = items->records;
	const struct due_events *from = &name->from, *to = &name->to;
	items->n = items->owns = 0;
	items->is_sorted = true;
	items->has_opening = items->has_timed_opening = items->has_timeless_closing = items->has_ref = false;
	for (size_t i = 0; i < records->registrations; i++) {
		const struct registration *registration = &records->registration[i];
		unsigned opens = registration_columns(from, i == 0),
			 closes = registration_columns(to, i == 0);
		if ((opens | closes) == 0)
			break;
		add_items(items, name, DUE_REGISTRATION, registration, registration->position, opens, closes);
	}
	for (size_t i = 0; i < records->receivables; i++) {
		const struct receivable *receivable = &records->receivable[i];
		unsigned opens = receivable_columns(from, receivable),
			 closes = receivable_columns(to, receivable);
		if ((opens | closes) != 0)
			add_items(items, name, DUE_RECEIVABLE, receivable, receivable->position, opens,
				  closes);
	}
	add_visits(items, name);
}

static void sort_items(struct due_items *items)
{
	enum { FEW = 24 };
	if (items->is_sorted || items->n > FEW) {
		if (!items->is_sorted)
			qsort(items->at, items->n, sizeof *items->at, compare_items);
		return;
	}
	for (size_t i = 1; i < items->n; i++) {
		struct due_item item = items->at[i];
		size_t j = i;
		for (; j > 0 && compare_items(&item, &items->at[j - 1]) < 0; j--)
			items->at[j] = items->at[j - 1];
		items->at[j] = item;
	}
}

/* --- ids */

size_t due_items_ids(const struct due_items *items)
{
	return items->has_ref ? names_count(items->ids) : 0;
}

static void number_ids(struct due_items *items)
{
	const struct customer_records *records = items->records;
	if (items->has_ids)
		return;
	items->has_ids = true;
	names_start(items->ids, records->visits);
	for (size_t i = 0; i < records->visits; i++)
		if (records->visit[i].id.length > 0)
			names_enter(items->ids, records->visit[i].id);
}

uint32_t due_items_id(const struct due_items *items, const struct due_item *item, bool by_ref)
{
	const struct visit *visit = item->record;
	if (!items->has_ref || item->stream != DUE_VISIT)
		return DUE_NO_ID;
	struct text id = by_ref ? visit->ref : visit->id;
	return id.length > 0 ? names_find(items->ids, id) : DUE_NO_ID;
}

/* --- closings without a time that stand behind openings of the same day with one */

static int compare_places(const void *a, const void *b, void *context)
{
	const uint32_t *x = a, *y = b;
	const struct due_item *item = context;
	return compare_standing(&item[*x], &item[*y]);
}

/* The items from `first` up to `end` that matter, as they stand; how many, 0 where there are not both kinds. */
static size_t order_day(struct due_items *items, size_t first, size_t end)
{
	size_t n = 0, openings = 0;
	for (size_t i = first; i < end; i++) {
		const struct due_item *item = &items->at[i];
		bool opens = (item->flags & DUE_OPENS) != 0 && item->at.second > 0;
		if (!opens && ((item->flags & DUE_CLOSES) == 0 || item->at.second != DATE_NO_TIME))
			continue;
		items->order = memory_grow(items->order, &items->order_room, n + 1, sizeof *items->order);
		items->order[n++] = (uint32_t)i;
		openings += opens;
	}
	if (openings == 0 || openings == n)
		return 0;
	qsort_r(items->order, n, sizeof *items->order, compare_places, items->at);
	return n;
}

/* From the last item of the day to the first: which closing comes next behind each opening. */
static void link_day(struct due_items *items, size_t n)
{
	uint32_t all = 0;
	for (size_t i = n; i > 0; i--) {
		struct due_item *item = &items->at[items->order[i - 1]];
		bool closes = item->at.second == DATE_NO_TIME;
		uint32_t id = due_items_id(items, item, closes), number = items->order[i - 1] + 1;
		if (closes) {
			*(id != DUE_NO_ID ? &items->next[id] : &all) = number;
			continue;
		}
		uint32_t by_id = id != DUE_NO_ID ? items->next[id] : 0;
		item->early = all == 0 || (by_id != 0 &&
					   compare_standing(&items->at[by_id - 1], &items->at[all - 1]) < 0)
				      ? by_id
				      : all;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t id = due_items_id(items, &items->at[items->order[i]], true);
		if (id != DUE_NO_ID)
			items->next[id] = 0;
	}
}

static void link_early(struct due_items *items)
{
	size_t ids = due_items_ids(items);
	items->next = memory_renew(items->next, &items->next_room, ids, sizeof *items->next);
	if (ids > 0)
		memset(items->next, 0, ids * sizeof *items->next);
	for (size_t first = 0, end; first < items->n; first = end) {
		for (end = first + 1; end < items->n; end++)
			if (items->at[end].at.day != items->at[first].at.day)
				break;
		link_day(items, order_day(items, first, end));
	}
}

/* --- all of it */

void due_items_collect(struct due_items *items, const struct due_name *name)
{
	collect(items, name);
	sort_items(items);
	if (items->has_ref)
		number_ids(items);
	if (items->has_timed_opening && items->has_timeless_closing)
		link_early(items);
}

const struct due_item *due_items_list(const struct due_items *items, size_t *n)
{
	*n = items->n;
	return items->at;
}

bool due_items_open(const struct due_items *items)
{
	return items->has_opening;
}

size_t due_items_owns(const struct due_items *items)
{
	return items->owns;
}

bool due_items_column(const struct due_items *items, const struct due_item *item, enum event_column column,
		      struct due_item *other)
{
	*other = *item;
	other->column = (uint8_t)column;
	return find_moment(items, (enum due_stream)item->stream, item->record, column, &other->at);
}

void due_items_free(struct due_items *items)
{
	names_free(items->ids);
	free(items->at);
	free(items->order);
	free(items->next);
	free(items);
}
