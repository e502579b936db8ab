/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "gather.h"
#include "memory.h"
#include "pool.h"
#include "rows.h"
#include "sort.h"

enum {
	SMALL_SORT = 24,
	DAY = GROUP_SLOTS * 24 * 60 * 60 /* in units of `when` */,
	LARGE = 1 << 20,  /* bytes of rows that may be of one customer alone */
	SHARED = 1 << 23, /* bytes of rows that are worth more than a thread */
	DAYS = PACK_LATE, /* days that rows are placed by */
	AHEAD = 1024      /* bytes from fetching rows to using them */
};

/* A row, and where it comes in the manual's order. */
struct item {
	int64_t when; /* its date, and time where it has one, in seconds, and in the lowest bits its slot */
	uint64_t position;
	const struct row *row;
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
	struct rows_piece *piece; /* as they were added */
	size_t pieces, piece_room, bytes;
	bool is_new;      /* the next is of another source */
	bool has_raw;     /* rows with raw texts have come */
	struct items all; /* rows of the pieces */
	size_t n;
	struct entries by_name, spare_entries;
	struct items own[GROUP_SLOTS], spare; /* of the customer at hand, by stream */
	uint32_t *day;                        /* by day: where its next item goes */
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
	gather->piece[gather->pieces++] = (struct rows_piece){bytes, bytes + n, 0, gather->is_new};
	gather->bytes += n;
	gather->is_new = false;
}

/* --- rows */

static struct rows_cursor start_rows(const struct gather *gather)
{
	return rows_start(gather->piece, gather->pieces);
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
	for (struct rows_cursor cursor = start_rows(gather); rows_next(&cursor); gather->n++) {
		struct text name;
		const struct row *row = cursor.row;
		__builtin_prefetch(cursor.at + AHEAD);
		if (gather->n == gather->all.room)
			need_items(gather);
		const char *columns = row_name(row, &name);
		gather->has_raw |= (row->tag & ROW_RAW) != 0;
		gather->all.item[gather->n] =
			(struct item){when(gather, row_slot(row), columns), cursor.position, row};
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
	size_t size = job->size, from = job->n * thread / job->threads,
	       to = job->n * (thread + 1) / job->threads;
	for (size_t i = from; i < to; i++)
		memcpy(job->record + i * size, job->empty, size);
}

/* How many threads are to share what there is to do. */
static unsigned sharers(const struct gather *gather)
{
	return gather->bytes < SHARED ? 1 : gather->threads;
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
			       sharers(gather)};
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

static void need_own(struct gather *gather)
{
	for (unsigned i = 0; i < gather->streams; i++) {
		struct items *own = &gather->own[i];
		own->item = memory_renew(own->item, &own->room, gather->n, sizeof *own->item);
	}
}

/* Copies the items of the first entry's customer, stream by stream, in one go, as how many there are is not to be predicted.
   of[i]: how many are of stream i. Returns the first entry behind them. */
static inline const struct entry *take_items(struct gather *gather, const struct entry *entry,
					     const struct entry *end, bool by_chunk, size_t of[GROUP_SLOTS])
{
	const struct entry *first = entry;
	do {
		const struct item *item = (const struct item *)entry->at;
		unsigned slot = slot_of(item);
		gather->own[slot].item[of[slot]++] = *item;
		__builtin_prefetch(item->row); /* where nothing is in order */
		entry++;
	} while (entry < end && (by_chunk ? entry->chunk == first->chunk
					  : text_equal(entry_name(entry->at), entry_name(first->at))));
	return entry;
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

static void each_of_many(struct gather *gather, group_handler *handler, void *context, unsigned worker)
{
	list_rows(gather);
	need_own(gather);
	bool by_chunk = sort_by_name(gather);
	const struct entry *entry = gather->by_name.entry, *end = entry + gather->n;
	while (entry < end) {
		struct customer_records records = {.customer = whole_name(gather, entry_name(entry->at))};
		size_t of[GROUP_SLOTS] = {0};
		entry = take_items(gather, entry, end, by_chunk, of);
		for (unsigned i = 0; i < gather->streams; i++)
			set_stream(gather, i,
				   unpack_stream(gather, records.customer, i, gather->own[i].item, of[i]),
				   of[i], &records);
		handler(context, worker, &records);
	}
}

/* --- one customer with very many rows: they go where they belong without being listed, which would take more memory than they
   do */

/* A span of positions, whose rows one thread places. */
struct share {
	struct rows_span span;
	uint32_t *day; /* by day: how many rows of the slot it has, then where the next one goes */
};

struct placing {
	const struct gather *gather;
	unsigned slot;
	struct share *share;
	unsigned shares;
	struct text customer;
	const struct records *records;
};

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

/* Counts the slot's rows of each day. */
static void count_share(void *context, unsigned worker)
{
	const struct placing *placing = context;
	const struct share *share = &placing->share[worker];
	const struct gather *gather = placing->gather;
	const struct rows_piece *piece = gather->piece, *end = piece + gather->pieces;
	memset(share->day, 0, (DAYS + 1) * sizeof *share->day);
	for (size_t n; piece < end; piece += n) {
		n = rows_of_source(piece, end);
		struct rows_cursor cursor = rows_start_span(piece, n, share->span);
		while (rows_next_of_span(&cursor, share->span))
			if (row_slot(cursor.row) == placing->slot)
				share->day[day_of(&gather->stream[placing->slot].kind, cursor.row)]++;
	}
}

/* Unpacks the slot's rows to where they belong. */
static void place_share(void *context, unsigned worker)
{
	const struct placing *placing = context;
	const struct share *share = &placing->share[worker];
	const struct gather *gather = placing->gather;
	const struct gather_stream *stream = &gather->stream[placing->slot];
	struct rows_merger merger;
	rows_merge(&merger, gather->piece, gather->pieces, share->span);
	while (rows_merge_next(&merger)) {
		const struct item item = {0, merger.position, merger.row};
		if (row_slot(item.row) == placing->slot)
			unpack_item(stream, &item, placing->customer, placing->records,
				    share->day[day_of(&stream->kind, item.row)]++);
	}
}

/* Places the slot's rows by the days that two bytes hold, and says how many they are. False: they are ordered by time too, or
   some are of other days. */
static bool place_rows(struct gather *gather, struct placing *placing, size_t *n)
{
	if (gather->stream[placing->slot].kind.is_timed)
		return false;
	pool_run(placing->shares, count_share, placing);
	*n = 0;
	for (size_t day = 0; day <= DAYS; day++)
		for (unsigned i = 0; i < placing->shares; i++) {
			uint32_t *at = &placing->share[i].day[day], rows = *at;
			if (day == DAYS && rows > 0)
				return false;
			*at = (uint32_t)*n;
			*n += rows;
		}
	placing->records = need_records(gather, placing->slot, *n);
	pool_run(placing->shares, place_share, placing);
	return true;
}

/* The same in any order, also by time. */
static void sort_rows(struct gather *gather, struct placing *placing, size_t *n)
{
	struct items *items = &gather->all;
	const unsigned slot = placing->slot;
	*n = 0;
	for (struct rows_cursor cursor = start_rows(gather); rows_next(&cursor);)
		*n += row_slot(cursor.row) == slot;
	items->item = memory_renew(items->item, &items->room, *n, sizeof *items->item);
	size_t i = 0;
	for (struct rows_cursor cursor = start_rows(gather); rows_next(&cursor);) {
		struct text name;
		if (row_slot(cursor.row) == slot)
			items->item[i++] = (struct item){when(gather, slot, row_name(cursor.row, &name)),
							 cursor.position, cursor.row};
	}
	placing->records = unpack_stream(gather, placing->customer, slot, items->item, *n);
}

static void set_one(struct gather *gather, bool is_in_order, struct customer_records *records)
{
	unsigned shares = is_in_order ? sharers(gather) : 1;
	struct placing placing = {.gather = gather, .shares = shares, .customer = records->customer};
	placing.share = memory_new(shares, sizeof *placing.share);
	for (unsigned i = 0; i < shares; i++)
		placing.share[i] = (struct share){rows_span(gather->piece, gather->pieces, i, shares),
						  memory_new(DAYS + 1, sizeof(uint32_t))};
	for (; placing.slot < gather->streams; placing.slot++) {
		size_t n;
		if (!is_in_order || !place_rows(gather, &placing, &n))
			sort_rows(gather, &placing, &n);
		set_stream(gather, placing.slot, placing.records, n, records);
	}
	for (unsigned i = 0; i < shares; i++)
		free(placing.share[i].day);
	free(placing.share);
}

void gather_each(struct gather *gather, group_handler *handler, void *context, unsigned worker)
{
	struct rows_found found = {0};
	if (gather->bytes >= LARGE)
		found = rows_look(gather->piece, gather->pieces);
	if (!found.is_one) {
		each_of_many(gather, handler, context, worker);
		return;
	}
	struct customer_records records = {.customer = whole_name(gather, found.name)};
	gather->has_raw |= found.has_raw;
	set_one(gather, found.is_in_order, &records);
	handler(context, worker, &records);
}

void gather_free(struct gather *gather)
{
	free(gather->piece);
	free(gather->all.item);
	free(gather->by_name.entry);
	free(gather->spare_entries.entry);
	free(gather->spare.item);
	free(gather->day);
	free(gather->name);
	for (int i = 0; i < GROUP_SLOTS; i++) {
		free(gather->own[i].item);
		free(gather->records[i].record);
		free(gather->records[i].raw);
	}
	free(gather);
}
