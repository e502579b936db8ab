/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "gather.h"
#include "memory.h"
#include "pool.h"
#include "sort.h"

enum {
	SMALL_SORT = 24,
	DAY = GROUP_SLOTS * 24 * 60 * 60 /* in units of `when` */,
	LARGE = 1 << 20, /* bytes of rows that may be of one customer alone */
	MANY = 1 << 18,  /* records that are worth more than a thread */
	DAYS = PACK_LATE /* days that rows are placed by */
};

/* A row, and where it comes in the manual's order. */
struct item {
	int64_t when; /* its date, and time where it has one, in seconds, and in the lowest bits its slot */
	uint64_t position;
	const struct row *row;
};

/* Bytes of rows. */
struct piece {
	const char *at, *end;
	bool is_first; /* of its source */
};

struct items {
	struct item *item;
	size_t room;
};

struct entries {
	struct entry *entry;
	size_t room;
};

/* Unpacked records of one stream, used again for each customer. */
struct records {
	char *record;
	size_t room;
	struct text *raw; /* of each, where it is kept beside them; NULL: none is */
	size_t raw_room;
};

struct gather {
	const struct gather_stream *stream;
	unsigned streams, threads;
	struct piece *piece; /* as they were added */
	size_t pieces, piece_room, bytes;
	bool is_new;      /* the next is of another source */
	bool has_raw;     /* rows with raw texts have come */
	struct items all; /* rows of the pieces */
	size_t n;
	struct entries by_name, spare_entries;
	struct items own, spare; /* of the customer at hand, stream after stream */
	uint32_t *day;           /* by day: where its next item goes */
	size_t day_room;
	char *name; /* that of the customer at hand, where something is known of it */
	size_t name_room, known;
	struct records records[GROUP_SLOTS];
};

struct gather *gather_new(const struct gather_stream *streams, unsigned n, unsigned threads)
{
	struct gather *gather = memory_new(1, sizeof *gather);
	gather->stream = streams;
	gather->streams = n;
	gather->threads = threads;
	return gather;
}

void gather_clear(struct gather *gather, struct text known)
{
	gather->pieces = gather->bytes = 0;
	gather->known = known.length;
	gather->name = memory_grow(gather->name, &gather->name_room, known.length, 1);
	if (known.length > 0)
		memcpy(gather->name, known.at, known.length);
}

void gather_source(struct gather *gather)
{
	gather->is_new = true;
}

void gather_rows(struct gather *gather, const char *bytes, size_t n)
{
	gather->piece =
		memory_grow(gather->piece, &gather->piece_room, gather->pieces + 1, sizeof *gather->piece);
	gather->piece[gather->pieces++] = (struct piece){bytes, bytes + n, gather->is_new};
	gather->bytes += n;
	gather->is_new = false;
}

/* --- rows */

/* Goes through the rows of pieces, one after the other. */
struct cursor {
	const struct piece *piece, *end;
	const char *at;
	struct item item; /* the row at hand, without `when` */
};

static struct cursor cursor_at(const struct piece *piece, const struct piece *end)
{
	return (struct cursor){.piece = piece, .end = end, .at = piece < end ? piece->at : NULL};
}

static struct cursor cursor_start(const struct gather *gather)
{
	return cursor_at(gather->piece, gather->piece + gather->pieces);
}

/* False: there are no more. */
static inline bool cursor_next(struct cursor *cursor)
{
	while (cursor->piece < cursor->end) {
		if (cursor->at < cursor->piece->end) {
			cursor->at = row_next(cursor->at, &cursor->item.row, &cursor->item.position);
			return true;
		}
		if (++cursor->piece < cursor->end) {
			cursor->at = cursor->piece->at;
			cursor->item.position = cursor->piece->is_first ? 0 : cursor->item.position;
		}
	}
	return false;
}

/* What its customer's name has of its own. */
static struct text name_of(const struct item *item)
{
	struct text name;
	row_name(item->row, &name);
	return name;
}

/* When a row of this slot is, whose columns begin here: its date is the first of them. */
static int64_t when(const struct gather *gather, unsigned slot, const char *columns)
{
	const struct group_kind *kind = &gather->stream[slot].kind;
	int32_t day, second = 0;
	if (!kind->is_dated)
		return slot;
	columns = unpack_date(columns, &day);
	if (kind->is_timed)
		memcpy(&second, columns, sizeof second);
	return (int64_t)day * DAY + (second != DATE_NO_TIME ? second : 0) * GROUP_SLOTS + slot;
}

static inline unsigned slot_of(const struct item *item)
{
	return (unsigned)item->when & (GROUP_SLOTS - 1);
}

static void need_items(struct gather *gather)
{
	struct entries *entries = &gather->by_name;
	gather->all.item =
		memory_grow(gather->all.item, &gather->all.room, gather->n + 1, sizeof(struct item));
	entries->entry =
		memory_grow(entries->entry, &entries->room, gather->all.room, sizeof *entries->entry);
}

/* Notes what is needed to sort the rows while they are in the cache. */
static void list_rows(struct gather *gather)
{
	gather->n = 0;
	for (struct cursor cursor = cursor_start(gather); cursor_next(&cursor); gather->n++) {
		struct text name;
		const struct row *row = cursor.item.row;
		if (gather->n == gather->all.room)
			need_items(gather);
		const char *columns = row_name(row, &name);
		gather->has_raw |= (row->tag & ROW_RAW) != 0;
		gather->all.item[gather->n] =
			(struct item){when(gather, row_slot(row), columns), cursor.item.position, row};
		gather->by_name.entry[gather->n].chunk = sort_chunk(name, 0);
	}
}

/* --- by customer */

static struct text entry_name(const char *at)
{
	return name_of((const struct item *)at);
}

/* True: entries of one customer have the same chunk, all others another. */
static bool sort_by_name(struct gather *gather)
{
	static const struct sort_order by_name = {entry_name, NULL};
	size_t n = gather->n;
	struct entry *entry = gather->by_name.entry;
	struct entries *spare = &gather->spare_entries;
	for (size_t i = 0; i < n; i++)
		entry[i].at = (const char *)&gather->all.item[i];
	spare->entry = memory_renew(spare->entry, &spare->room, n, sizeof *spare->entry);
	return sort_entries(entry, n, &by_name, 0, spare->entry);
}

/* By time, then by input. */
static inline bool is_before(const struct item *a, const struct item *b)
{
	return a->when != b->when ? a->when < b->when : a->position < b->position;
}

static int compare_items(const void *a, const void *b)
{
	return is_before(a, b) ? -1 : is_before(b, a);
}

static void insert_items(struct item *item, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct item moved = item[i];
		size_t j = i;
		for (; j > 0 && is_before(&moved, &item[j - 1]); j--)
			item[j] = item[j - 1];
		item[j] = moved;
	}
}

/* Sorts items of one day, which often are in order. */
static void sort_in_day(struct item *item, size_t n)
{
	size_t i = 1;
	while (i < n && !is_before(&item[i], &item[i - 1]))
		i++;
	if (i < n && n <= SMALL_SORT)
		insert_items(item, n);
	else if (i < n)
		qsort(item, n, sizeof *item, compare_items);
}

/* Puts the items into buckets by day, from the first day on, then sorts each. Returns the sorted ones, which are elsewhere;
   NULL: there are too many days for that. */
static struct item *sort_by_day(struct gather *gather, const struct item *item, size_t n)
{
	int64_t first = item[0].when, last = first;
	for (size_t i = 1; i < n; i++) {
		first = item[i].when < first ? item[i].when : first;
		last = item[i].when > last ? item[i].when : last;
	}
	size_t days = (size_t)((last - first) / DAY) + 1;
	if (days / 16 > n)
		return NULL;
	struct items *spare = &gather->spare;
	gather->day = memory_renew(gather->day, &gather->day_room, days + 1, sizeof *gather->day);
	spare->item = memory_renew(spare->item, &spare->room, n, sizeof *spare->item);
	memset(gather->day, 0, (days + 1) * sizeof *gather->day);
	for (size_t i = 0; i < n; i++)
		gather->day[(item[i].when - first) / DAY + 1]++;
	for (size_t i = 1; i < days; i++)
		gather->day[i] += gather->day[i - 1];
	for (size_t i = 0; i < n; i++)
		spare->item[gather->day[(item[i].when - first) / DAY]++] = item[i];
	for (size_t i = 0, from = 0; i < days; from = gather->day[i++])
		sort_in_day(spare->item + from, gather->day[i] - from);
	return spare->item;
}

/* Returns the sorted items, there or elsewhere. */
static const struct item *sort_items(struct gather *gather, struct item *item, size_t n)
{
	struct item *sorted = n > SMALL_SORT ? sort_by_day(gather, item, n) : NULL;
	if (sorted != NULL)
		return sorted;
	if (n <= SMALL_SORT)
		insert_items(item, n);
	else
		qsort(item, n, sizeof *item, compare_items);
	return item;
}

/* --- records */

/* Records to be made empty by several threads, as memory that is touched first takes long. */
struct emptying {
	const void *empty;
	char *record;
	size_t size;
	size_t n;
	unsigned threads;
};

static void make_empty(void *context, unsigned thread)
{
	const struct emptying *job = context;
	size_t size = job->size, share = job->n / job->threads;
	size_t from = thread * share, to = thread + 1 == job->threads ? job->n : from + share;
	for (size_t i = from; i < to; i++)
		memcpy(job->record + i * size, job->empty, size);
}

/* Room for n records of the slot. Only what a plan has changes in them, so that they need to be made empty only once. */
static struct records *need_records(struct gather *gather, unsigned slot, size_t n)
{
	const struct group_kind *kind = &gather->stream[slot].kind;
	struct records *records = &gather->records[slot];
	if (gather->has_raw && kind->keeps_raw && kind->raw == 0)
		records->raw = memory_renew(records->raw, &records->raw_room, n, sizeof *records->raw);
	if (n <= records->room)
		return records;
	records->record = memory_renew(records->record, &records->room, n, kind->size);
	struct emptying job = {kind->stream->empty, records->record, kind->size, records->room,
			       n < MANY ? 1 : gather->threads};
	pool_run(job.threads, make_empty, &job);
	return records;
}

/* `rest`: what follows the row's columns. */
static void unpack_raw(const struct row *row, const char *rest, void *out)
{
	struct text raw = {"", 0};
	if (row->tag & ROW_RAW)
		unpack_text(rest, &raw);
	memcpy(out, &raw, sizeof raw);
}

/* Unpacks the item as the i-th record; customer: empty where there is no name to group by. */
static inline void unpack_item(const struct gather_stream *stream, const struct item *item,
			       struct text customer, const struct records *records, size_t i)
{
	const struct group_kind *kind = &stream->kind;
	char *record = records->record + i * kind->size;
	struct text name;
	const char *columns = row_name(item->row, &name);
	const char *rest = unpack_record(&stream->plan, row_present(item->row), columns, record);
	size_t customer_at = kind->stream->column[0].offset;
	if (kind->position == 0)
		return;
	if (customer.length > 0 && customer_at < kind->size)
		memcpy(record + customer_at, &customer, sizeof customer);
	memcpy(record + kind->position, &item->position, sizeof item->position);
	if (kind->raw > 0)
		unpack_raw(item->row, rest, record + kind->raw);
	else if (records->raw != NULL)
		unpack_raw(item->row, rest, &records->raw[i]);
}

/* Unpacks n rows of one stream of the customer, in order. */
static const struct records *unpack_stream(struct gather *gather, struct text customer, unsigned slot,
					   struct item *unsorted, size_t n)
{
	const struct records *records = need_records(gather, slot, n);
	const struct item *item = sort_items(gather, unsorted, n);
	for (size_t i = 0; i < n; i++)
		unpack_item(&gather->stream[slot], &item[i], customer, records, i);
	return records;
}

/* Copies the items of n entries, stream after stream; of[i]: how many are of stream i. */
static struct item *take_items(struct gather *gather, const struct entry *entry, size_t n,
			       size_t of[GROUP_SLOTS])
{
	struct items *own = &gather->own;
	size_t next[GROUP_SLOTS], at = 0;
	own->item = memory_renew(own->item, &own->room, n, sizeof *own->item);
	for (size_t i = 0; i < n; i++)
		of[slot_of((const struct item *)entry[i].at)]++;
	for (unsigned i = 0; i < GROUP_SLOTS; at += of[i++])
		next[i] = at;
	for (size_t i = 0; i < n; i++) {
		const struct item *item = (const struct item *)entry[i].at;
		own->item[next[slot_of(item)]++] = *item;
	}
	return own->item;
}

/* A whole name, valid until the next. */
static struct text whole_name(struct gather *gather, struct text own)
{
	size_t known = gather->known;
	if (known == 0)
		return own;
	gather->name = memory_grow(gather->name, &gather->name_room, known + own.length, 1);
	bytes_copy(gather->name + known, own.at, own.length);
	return (struct text){gather->name, known + own.length};
}

static void set_stream(const struct gather *gather, unsigned slot, const struct records *unpacked, size_t n,
		       struct customer_records *records)
{
	group_kind_set(records, gather->stream[slot].stream, unpacked->record, n);
	if (unpacked->raw != NULL)
		records->raw = unpacked->raw;
}

/* The customer's items stand stream after stream. */
static void set_customer(struct gather *gather, struct item *item, const size_t of[GROUP_SLOTS],
			 struct customer_records *records)
{
	for (unsigned i = 0; i < gather->streams; item += of[i++])
		set_stream(gather, i, unpack_stream(gather, records->customer, i, item, of[i]), of[i],
			   records);
}

/* How many of n entries, from the first on, are of one customer. */
static size_t count_entries(const struct entry *entry, size_t n, bool by_chunk)
{
	size_t i = 1;
	if (by_chunk)
		while (i < n && entry[i].chunk == entry[0].chunk)
			i++;
	else
		while (i < n && text_equal(entry_name(entry[i].at), entry_name(entry[0].at)))
			i++;
	return i;
}

static void each_of_many(struct gather *gather, group_handler *handler, void *context, unsigned worker)
{
	list_rows(gather);
	bool by_chunk = sort_by_name(gather);
	const struct entry *entry = gather->by_name.entry, *end = entry + gather->n;
	for (size_t n; entry < end; entry += n) {
		struct customer_records records = {.customer = whole_name(gather, entry_name(entry->at))};
		n = count_entries(entry, (size_t)(end - entry), by_chunk);
		size_t of[GROUP_SLOTS] = {0};
		struct item *item = take_items(gather, entry, n, of);
		set_customer(gather, item, of, &records);
		handler(context, worker, &records);
	}
}

/* --- one customer with very many rows: they go where they belong without being listed, which would take more memory than they
   do */

/* Goes through the rows of all sources by position. */
struct merger {
	struct cursor *cursor;
	size_t cursors, at;
	uint64_t other; /* the lowest position of the other cursors */
};

static void choose_cursor(struct merger *merger)
{
	const struct cursor *cursor = merger->cursor;
	merger->at = 0;
	merger->other = UINT64_MAX;
	for (size_t i = 1; i < merger->cursors; i++) {
		size_t later = i;
		if (cursor[i].item.position < cursor[merger->at].item.position) {
			later = merger->at;
			merger->at = i;
		}
		if (cursor[later].item.position < merger->other)
			merger->other = cursor[later].item.position;
	}
}

/* The cursor's next row; its position is UINT64_MAX where there is none. */
static void move_cursor(struct cursor *cursor)
{
	if (!cursor_next(cursor))
		cursor->item.position = UINT64_MAX;
}

static void merger_start(struct merger *merger, const struct gather *gather)
{
	const struct piece *piece = gather->piece, *end = piece + gather->pieces, *next;
	*merger = (struct merger){.cursor = memory_new(gather->pieces, sizeof *merger->cursor)};
	for (; piece < end; piece = next) {
		for (next = piece + 1; next < end && !next->is_first; next++)
			;
		merger->cursor[merger->cursors] = cursor_at(piece, next);
		move_cursor(&merger->cursor[merger->cursors++]);
	}
	choose_cursor(merger);
}

/* NULL: there are no more. */
static const struct item *merger_next(struct merger *merger, struct item *item)
{
	struct cursor *cursor = &merger->cursor[merger->at];
	if (cursor->item.position == UINT64_MAX) {
		free(merger->cursor);
		return NULL;
	}
	*item = cursor->item;
	move_cursor(cursor);
	if (cursor->item.position > merger->other)
		choose_cursor(merger);
	return item;
}

/* Whether the rows are many, and all of one customer: *own is what his name has of its own. */
static bool is_one(struct gather *gather, struct text *own)
{
	struct cursor cursor = cursor_start(gather);
	if (gather->bytes < LARGE || !cursor_next(&cursor))
		return false;
	*own = name_of(&cursor.item);
	do {
		if (!text_equal(name_of(&cursor.item), *own))
			return false;
		gather->has_raw |= (cursor.item.row->tag & ROW_RAW) != 0;
	} while (cursor_next(&cursor));
	return true;
}

/* The day of a row, of those that two bytes hold; 0 where its stream has none. */
static inline unsigned day_of(const struct group_kind *kind, const struct row *row)
{
	struct text name;
	int32_t day = 0;
	const char *columns = row_name(row, &name);
	if (kind->is_dated)
		unpack_date(columns, &day);
	return (uint32_t)day < DAYS ? (unsigned)day : DAYS;
}

/* Counts the slot's rows of each day. False: that does not suffice to place them, by time too, or of other days. */
static bool count_days(struct gather *gather, unsigned slot, size_t *n)
{
	const struct group_kind *kind = &gather->stream[slot].kind;
	gather->day = memory_renew(gather->day, &gather->day_room, DAYS + 1, sizeof *gather->day);
	memset(gather->day, 0, (DAYS + 1) * sizeof *gather->day);
	for (struct cursor cursor = cursor_start(gather); cursor_next(&cursor);)
		if (row_slot(cursor.item.row) == slot) {
			gather->day[day_of(kind, cursor.item.row)]++;
			++*n;
		}
	return !kind->is_timed && gather->day[DAYS] == 0;
}

/* Unpacks the n rows of the slot, of each day of which so many are counted. NULL: a source's rows are not in order. */
static const struct records *place_rows(struct gather *gather, struct text customer, unsigned slot, size_t n)
{
	const struct gather_stream *stream = &gather->stream[slot];
	const struct records *records = need_records(gather, slot, n);
	struct merger merger;
	struct item item;
	uint64_t last = 0;
	bool in_order = true;
	size_t placed = 0;
	for (size_t i = 0, next = 0; i < DAYS; i++) {
		size_t rows = gather->day[i];
		gather->day[i] = (uint32_t)next;
		next += rows;
	}
	for (merger_start(&merger, gather); merger_next(&merger, &item); last = item.position) {
		in_order &= item.position >= last;
		if (row_slot(item.row) != slot)
			continue;
		placed++;
		unpack_item(stream, &item, customer, records, gather->day[day_of(&stream->kind, item.row)]++);
	}
	return in_order && placed == n ? records : NULL;
}

/* The same in any order, also by time. */
static const struct records *sort_rows(struct gather *gather, struct text customer, unsigned slot, size_t n)
{
	struct items *items = &gather->all;
	size_t i = 0;
	items->item = memory_renew(items->item, &items->room, n, sizeof *items->item);
	for (struct cursor cursor = cursor_start(gather); cursor_next(&cursor);) {
		struct text name;
		struct item item = cursor.item;
		if (row_slot(item.row) != slot)
			continue;
		item.when = when(gather, slot, row_name(item.row, &name));
		items->item[i++] = item;
	}
	return unpack_stream(gather, customer, slot, items->item, n);
}

static void set_one(struct gather *gather, struct customer_records *records)
{
	for (unsigned i = 0; i < gather->streams; i++) {
		size_t n = 0;
		const struct records *unpacked =
			count_days(gather, i, &n) ? place_rows(gather, records->customer, i, n) : NULL;
		if (unpacked == NULL)
			unpacked = sort_rows(gather, records->customer, i, n);
		set_stream(gather, i, unpacked, n, records);
	}
}

void gather_each(struct gather *gather, group_handler *handler, void *context, unsigned worker)
{
	struct text own;
	if (!is_one(gather, &own)) {
		each_of_many(gather, handler, context, worker);
		return;
	}
	struct customer_records records = {.customer = whole_name(gather, own)};
	set_one(gather, &records);
	handler(context, worker, &records);
}

void gather_free(struct gather *gather)
{
	free(gather->piece);
	free(gather->all.item);
	free(gather->by_name.entry);
	free(gather->spare_entries.entry);
	free(gather->own.item);
	free(gather->spare.item);
	free(gather->day);
	free(gather->name);
	for (int i = 0; i < GROUP_SLOTS; i++) {
		free(gather->records[i].record);
		free(gather->records[i].raw);
	}
	free(gather);
}
