/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come in any order, so that the rows of one customer lie far apart, and going from one to the next would cost more
   than all the rest. Hence two steps. Each worker first writes its rows, packed, into one of many partitions by the hash of
   their customer, one after the other. Then the partitions, each small enough for the cache, are taken one by one: the rows
   that all workers have written into it are sorted by customer, put in order and unpacked. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "group.h"
#include "group_kind.h"
#include "memory.h"
#include "pack.h"
#include "pool.h"
#include "scratch.h"

enum { PARTITION_BITS = 9, PARTITIONS = 1 << PARTITION_BITS };
/* Chunks of a partition double in size, so that little input needs little memory. */
enum { CHUNK_FIRST = 9, CHUNK_LAST = 15, CHUNK_SIZES = 24, GIVEN_LEAST = 1 << 13 };
enum { VARINT_MAX = 10, SHORT_ROW = 1 << 14 /* bytes that two of a varint can count */ };
enum { SMALL_SORT = 24, DAY = 24 * 60 * 60, CACHE_LINE = 64, FETCHED = 32, AHEAD = 24 };

/* A packed row is its size and its position less that of the row before (both variable), then this, then which columns of the
   plan it has (a byte, or two), the customer's name, the columns, and the raw text where there is one. Rows stand one behind
   the other, without alignment. */
struct row {
	uint8_t tag; /* its stream's slot, and the flags below */
	char bytes[];
};
enum { ROW_SLOT = GROUP_SLOTS - 1, ROW_RAW = GROUP_SLOTS, ROW_WIDE = 8 /* two bytes say which columns */ };

/* Bytes of a row beside the customer's name, the columns and the raw text, and a bit more. */
enum { ROW_LEAST = 2 * VARINT_MAX + sizeof(struct row) + sizeof(uint16_t) + PACK_VALUE_MAX };

static inline unsigned row_slot(const struct row *row)
{
	return row->tag & ROW_SLOT;
}

static inline unsigned row_present(const struct row *row)
{
	unsigned present = (unsigned char)row->bytes[0];
	return (row->tag & ROW_WIDE) ? present | (unsigned)(unsigned char)row->bytes[1] << 8 : present;
}

/* The customer, and where the columns begin. */
static inline const char *row_name(const struct row *row, struct text *name)
{
	return unpack_text(row->bytes + ((row->tag & ROW_WIDE) ? 2 : 1), name);
}

struct chunk {
	struct chunk *next;
	size_t used, size; /* of bytes */
	char bytes[];
};

/* A part of a partition in the worker's scratch file. */
struct extent {
	struct extent *next;
	uint64_t offset;
	size_t size;
};

struct partition {
	struct chunk *first, *last;
	char *at, *end;    /* of the last's free room; its `used` is set when it is full, and in the end */
	size_t bytes;      /* of rows in memory */
	uint64_t position; /* of the last of them */
	struct extent *extent;
};

/* A row of the partition at hand. */
struct place {
	const struct row *row;
	uint64_t position;
};

/* A customer of the partition at hand. */
struct owner {
	struct text name;
	uint64_t hash;
	uint32_t rows[GROUP_SLOTS];
	uint32_t next[GROUP_SLOTS]; /* where his next row goes among those sorted by owner */
};

/* Where a row comes in the manual's order. */
struct item {
	int64_t when;   /* its date, and time where it has one, in seconds */
	uint32_t place; /* index of its place */
};

/* Unpacked records of one stream, used again for each customer. */
struct records {
	char *record;
	size_t room;
};

struct worker {
	struct arena arena;
	struct chunk *free[CHUNK_SIZES]; /* by the logarithm of their size */
	size_t bytes;                    /* of chunks in use */
	struct partition *partition;
	struct scratch *scratch;
	/* while a partition is taken apart: */
	char *loaded; /* what was read back */
	size_t loaded_room;
	struct place *place;
	uint32_t *owner_of; /* by place: the owner's number times GROUP_SLOTS, and the slot */
	uint32_t *sorted;   /* places, by owner and stream */
	size_t places, room;
	struct owner *owner;
	size_t owners, owner_room;
	uint32_t *slot; /* a hash table of owners + 1 */
	size_t slots;   /* a power of two */
	struct item *item, *spare;
	uint32_t *day; /* by day: where its next item goes */
	size_t item_room, spare_room, day_room;
	struct records records[GROUP_SLOTS];
};

struct group {
	/* Only the streams that are kept have a slot. */
	unsigned slots, slot[GROUP_STREAMS];
	enum group_stream stream[GROUP_SLOTS];
	struct group_kind kind[GROUP_SLOTS];
	struct pack_plan plan[GROUP_SLOTS];
	unsigned workers;
	size_t memory; /* bytes a worker may keep */
	struct worker *worker;
	unsigned next; /* partition to take */
	group_handler *handler;
	group_taker *taker;
	void *context;
};

static void set_slots(struct group *group, const char *const *const wanted[GROUP_STREAMS])
{
	for (unsigned i = 0; i < GROUP_STREAMS; i++) {
		if (wanted[i] == NULL)
			continue;
		if (group->slots == GROUP_SLOTS)
			diag_fail("too many streams are kept");
		unsigned slot = group->slots++;
		group->slot[i] = slot;
		group->stream[slot] = (enum group_stream)i;
		group->kind[slot] = group_kind_of((enum group_stream)i);
		pack_plan_make(&group->plan[slot], group->kind[slot].stream, wanted[i]);
	}
}

struct group *group_new(const char *const *const wanted[GROUP_STREAMS], unsigned workers, size_t memory)
{
	struct group *group = memory_new(1, sizeof *group);
	set_slots(group, wanted);
	group->workers = workers;
	group->memory = memory / workers;
	group->worker = memory_new(workers, sizeof *group->worker);
	for (unsigned i = 0; i < workers; i++) {
		group->worker[i].partition = memory_new(PARTITIONS, sizeof(struct partition));
		group->worker[i].scratch = scratch_new();
	}
	return group;
}

/* --- adding rows */

/* The logarithm of the smallest size of a chunk that holds so many bytes of rows, or of a size that fits what the partition
   has already. */
static unsigned chunk_size(size_t needed, size_t bytes)
{
	unsigned size = CHUNK_FIRST;
	while (size < CHUNK_LAST && (size_t)1 << size < bytes)
		size++;
	while (((size_t)1 << size) - sizeof(struct chunk) < needed)
		size++;
	return size;
}

static struct chunk *new_chunk(struct worker *worker, unsigned size)
{
	struct chunk *chunk = size < CHUNK_SIZES ? worker->free[size] : NULL;
	if (chunk != NULL)
		worker->free[size] = chunk->next;
	else
		chunk = arena_take(&worker->arena, (size_t)1 << size);
	*chunk = (struct chunk){.size = ((size_t)1 << size) - sizeof *chunk};
	worker->bytes += (size_t)1 << size;
	return chunk;
}

static void free_chunk(struct worker *worker, struct chunk *chunk)
{
	size_t bytes = chunk->size + sizeof *chunk;
	unsigned size = (unsigned)__builtin_ctzl(bytes);
	worker->bytes -= bytes;
	if (size < CHUNK_SIZES) {
		chunk->next = worker->free[size];
		worker->free[size] = chunk;
	}
}

static void close_chunk(struct partition *partition)
{
	if (partition->last != NULL)
		partition->last->used = (size_t)(partition->at - partition->last->bytes);
}

/* Writes all that the worker keeps to its scratch file. */
static void spill(struct worker *worker)
{
	for (size_t i = 0; i < PARTITIONS; i++) {
		struct partition *partition = &worker->partition[i];
		if (partition->bytes == 0)
			continue;
		struct extent *extent = arena_take(&worker->arena, sizeof *extent);
		*extent = (struct extent){partition->extent, 0, partition->bytes};
		close_chunk(partition);
		for (struct chunk *chunk = partition->first, *next; chunk != NULL; chunk = next) {
			uint64_t offset = scratch_write(worker->scratch, chunk->bytes, chunk->used);
			extent->offset = chunk == partition->first ? offset : extent->offset;
			next = chunk->next;
			free_chunk(worker, chunk);
		}
		*partition = (struct partition){.extent = extent};
	}
}

/* Makes room for a row of at most so many bytes in the partition's last chunk. */
static void make_room(struct worker *worker, struct partition *partition, size_t bound, size_t memory)
{
	unsigned size = chunk_size(bound, partition->bytes);
	if (worker->bytes + ((size_t)1 << size) > memory)
		spill(worker);
	struct chunk *chunk = new_chunk(worker, size);
	close_chunk(partition);
	if (partition->last == NULL)
		partition->first = chunk;
	else
		partition->last->next = chunk;
	partition->last = chunk;
	partition->at = chunk->bytes;
	partition->end = chunk->bytes + chunk->size;
}

static char *put_varint(char *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*out++ = (char)(number | 0x80);
	*out++ = (char)number;
	return out;
}

/* In as many bytes as there are up to `end`. */
static void put_padded(char *out, const char *end, uint64_t number)
{
	for (; out < end - 1; number >>= 7)
		*out++ = (char)(number | 0x80);
	*out = (char)number;
}

static const char *get_varint(const char *in, uint64_t *number)
{
	unsigned char byte = (unsigned char)*in++;
	*number = byte & 0x7f;
	for (int shift = 7; byte >= 0x80; shift += 7) {
		byte = (unsigned char)*in++;
		*number |= (uint64_t)(byte & 0x7f) << shift;
	}
	return in;
}

/* What is to become a row. */
struct new_row {
	const struct pack_plan *plan;
	const void *record;
	struct text customer, raw;
	uint8_t tag;
	uint64_t step; /* of the position */
};

/* Packs the row, its size in so many bytes; returns its end, NULL where it does not fit. */
static char *put_row(const struct new_row *new, char *start, size_t width, const char *limit)
{
	char *at = start + width;
	size_t present_width = (new->tag &ROW_WIDE) ? 2 : 1;
	uint16_t present;
	if ((size_t)(limit - start) < ROW_LEAST + new->customer.length)
		return NULL;
	struct row *row = (struct row *)put_varint(at, new->step);
	char *columns = pack_text(row->bytes + present_width, new->customer);
	char *end = pack_record(new->plan, new->record, columns, limit, &present);
	if (end == NULL || ((new->tag &ROW_RAW) && (size_t)(limit - end) < pack_text_size(new->raw)))
		return NULL;
	if (new->tag & ROW_RAW)
		end = pack_text(end, new->raw);
	row->tag = new->tag;
	row->bytes[0] = (char)present;
	if (new->tag & ROW_WIDE)
		row->bytes[1] = (char)(present >> 8);
	put_padded(start, at, (size_t)(end - at));
	return end;
}

void group_add(struct group *group, unsigned number, enum group_stream which, struct text customer,
	       const void *record, uint64_t position, struct text raw)
{
	struct worker *worker = &group->worker[number];
	uint64_t hash = text_hash(customer);
	unsigned slot = group->slot[which];
	struct partition *partition = &worker->partition[hash >> (64 - PARTITION_BITS)];
	struct new_row new = {.plan = &group->plan[slot],
			      .record = record,
			      .customer = customer,
			      .raw = raw,
			      .tag = (uint8_t)(slot | (raw.length > 0 ? ROW_RAW : 0) |
					       (group->plan[slot].columns > 8 ? ROW_WIDE : 0)),
			      .step = position - partition->position};
	size_t left = (size_t)(partition->end - partition->at);
	char *end = put_row(&new, partition->at, 2, partition->at + (left < SHORT_ROW ? left : SHORT_ROW));
	if (end == NULL) {
		size_t bound = ROW_LEAST + pack_text_size(customer) + pack_bound(new.plan, record) +
			       pack_text_size(raw);
		make_room(worker, partition, bound, group->memory);
		new.step = position - partition->position; /* anew: what came before may have been spilled */
		end = put_row(&new, partition->at, bound < SHORT_ROW ? 2 : VARINT_MAX, partition->end);
	}
	partition->bytes += (size_t)(end - partition->at);
	partition->at = end;
	partition->position = position;
	__builtin_prefetch(end + CACHE_LINE, 1); /* where this partition's next row goes */
}

/* --- taking a partition apart */

/* Puts owner `number` into the table. */
static void insert_owner(struct worker *worker, uint32_t number)
{
	size_t i = worker->owner[number].hash & (worker->slots - 1);
	while (worker->slot[i] != 0)
		i = (i + 1) & (worker->slots - 1);
	worker->slot[i] = number + 1;
}

static void grow_slots(struct worker *worker)
{
	worker->slots = worker->slots > 0 ? worker->slots * 2 : 256;
	free(worker->slot);
	worker->slot = memory_new(worker->slots, sizeof *worker->slot);
	for (uint32_t i = 0; i < worker->owners; i++)
		insert_owner(worker, i);
}

/* The number of the customer that the row belongs to. */
static uint32_t find_owner(struct worker *worker, const struct row *row)
{
	struct text name;
	row_name(row, &name);
	uint64_t hash = text_hash(name);
	for (size_t i = hash & (worker->slots - 1); worker->slot[i] != 0; i = (i + 1) & (worker->slots - 1)) {
		const struct owner *owner = &worker->owner[worker->slot[i] - 1];
		if (owner->hash == hash && text_equal(owner->name, name))
			return worker->slot[i] - 1;
	}
	if (2 * worker->owners >= worker->slots)
		grow_slots(worker);
	uint32_t number = (uint32_t)worker->owners++;
	worker->owner =
		memory_grow(worker->owner, &worker->owner_room, worker->owners, sizeof *worker->owner);
	worker->owner[number] = (struct owner){.name = name, .hash = hash};
	insert_owner(worker, number);
	return number;
}

static void add_place(struct worker *worker, struct place place)
{
	if (worker->places == worker->room) {
		size_t room = worker->room;
		worker->place = memory_grow(worker->place, &worker->room, room + 1, sizeof *worker->place);
		worker->owner_of =
			memory_grow(worker->owner_of, &room, worker->room, sizeof *worker->owner_of);
		room = 0;
		free(worker->sorted);
		worker->sorted = memory_grow(NULL, &room, worker->room, sizeof *worker->sorted);
	}
	uint32_t owner = find_owner(worker, place.row);
	worker->owner[owner].rows[row_slot(place.row)]++;
	worker->owner_of[worker->places] = owner * GROUP_SLOTS + row_slot(place.row);
	worker->place[worker->places++] = place;
}

/* Adds the rows of n bytes; *position: of the one before them. */
static void add_places(struct worker *worker, const char *bytes, size_t n, uint64_t *position)
{
	for (const char *at = bytes, *end = bytes + n; at < end;) {
		uint64_t size, step;
		at = get_varint(at, &size);
		const struct row *row = (const struct row *)get_varint(at, &step);
		at += size;
		*position += step;
		add_place(worker, (struct place){row, *position});
	}
}

/* Brings back what workers have spilled of the partition. */
static void load_extents(const struct group *group, struct worker *worker, size_t number)
{
	size_t size = 0, at = 0;
	for (unsigned i = 0; i < group->workers; i++)
		for (struct extent *extent = group->worker[i].partition[number].extent; extent != NULL;
		     extent = extent->next)
			size += extent->size;
	worker->loaded = memory_renew(worker->loaded, &worker->loaded_room, size, 1);
	for (unsigned i = 0; i < group->workers; i++) {
		const struct worker *other = &group->worker[i];
		for (struct extent *extent = other->partition[number].extent; extent != NULL;
		     extent = extent->next) {
			uint64_t position = 0;
			scratch_read(other->scratch, extent->offset, worker->loaded + at, extent->size);
			add_places(worker, worker->loaded + at, extent->size, &position);
			at += extent->size;
		}
	}
}

/* Collects the partition's rows of all workers. */
static void collect_rows(const struct group *group, struct worker *worker, size_t number)
{
	worker->places = worker->owners = 0;
	memset(worker->slot, 0, worker->slots * sizeof *worker->slot);
	load_extents(group, worker, number);
	for (unsigned i = 0; i < group->workers; i++) {
		uint64_t position = 0;
		for (const struct chunk *chunk = group->worker[i].partition[number].first; chunk != NULL;
		     chunk = chunk->next)
			add_places(worker, chunk->bytes, chunk->used, &position);
	}
}

/* Sorts the places by owner, and by stream within an owner. */
static void sort_places(struct worker *worker)
{
	uint32_t next = 0;
	for (size_t i = 0; i < worker->owners; i++)
		for (int j = 0; j < GROUP_SLOTS; j++) {
			worker->owner[i].next[j] = next;
			next += worker->owner[i].rows[j];
		}
	for (uint32_t i = 0; i < worker->places; i++) {
		uint32_t owner = worker->owner_of[i];
		worker->sorted[worker->owner[owner / GROUP_SLOTS].next[owner % GROUP_SLOTS]++] = i;
	}
}

/* --- customers */

/* By time, then by input. */
static int compare_items(const struct place *place, const struct item *x, const struct item *y)
{
	if (x->when != y->when)
		return x->when < y->when ? -1 : 1;
	uint64_t a = place[x->place].position, b = place[y->place].position;
	return (a > b) - (a < b);
}

static int compare_any(const void *a, const void *b, void *context)
{
	return compare_items(context, a, b);
}

static void insert_items(const struct place *place, struct item *item, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct item moved = item[i];
		size_t j = i;
		for (; j > 0 && compare_items(place, &item[j - 1], &moved) > 0; j--)
			item[j] = item[j - 1];
		item[j] = moved;
	}
}

/* Sorts items of one day, which often are in order. */
static void sort_in_day(struct place *place, struct item *item, size_t n)
{
	size_t i = 1;
	while (i < n && compare_items(place, &item[i - 1], &item[i]) <= 0)
		i++;
	if (i < n && n <= SMALL_SORT)
		insert_items(place, item, n);
	else if (i < n)
		qsort_r(item, n, sizeof *item, compare_any, place);
}

/* Puts the items into buckets by day, from the first day on, then sorts each; false: there are too many days for that. */
static bool sort_by_day(struct worker *worker, size_t n)
{
	struct item *item = worker->item;
	int64_t first = item[0].when, last = first;
	for (size_t i = 1; i < n; i++) {
		first = item[i].when < first ? item[i].when : first;
		last = item[i].when > last ? item[i].when : last;
	}
	size_t days = (size_t)((last - first) / DAY) + 1;
	if (days / 16 > n)
		return false;
	worker->day = memory_renew(worker->day, &worker->day_room, days + 1, sizeof *worker->day);
	worker->spare = memory_renew(worker->spare, &worker->spare_room, n, sizeof *worker->spare);
	memset(worker->day, 0, (days + 1) * sizeof *worker->day);
	for (size_t i = 0; i < n; i++)
		worker->day[(item[i].when - first) / DAY + 1]++;
	for (size_t i = 1; i < days; i++)
		worker->day[i] += worker->day[i - 1];
	for (size_t i = 0; i < n; i++)
		worker->spare[worker->day[(item[i].when - first) / DAY]++] = item[i];
	memcpy(item, worker->spare, n * sizeof *item);
	for (size_t i = 0, from = 0; i < days; from = worker->day[i++])
		sort_in_day(worker->place, item + from, worker->day[i] - from);
	return true;
}

static void sort_items(struct worker *worker, size_t n)
{
	if (n <= SMALL_SORT)
		insert_items(worker->place, worker->item, n);
	else if (!sort_by_day(worker, n))
		qsort_r(worker->item, n, sizeof *worker->item, compare_any, worker->place);
}

/* When a row of such a plan is: its date is the first of its columns. */
static int64_t when(const struct row *row, bool has_time)
{
	struct text name;
	int32_t day, second = 0;
	const char *rest = unpack_date(row_name(row, &name), &day);
	if (has_time)
		memcpy(&second, rest, sizeof second);
	return (int64_t)day * DAY + (second != DATE_NO_TIME ? second : 0);
}

/* Fills in what is not a column, and the customer where there is a name to group by. `rest`: what follows the columns. */
static void set_extras(const struct group_kind *kind, char *record, struct place place, struct text customer,
		       const char *rest)
{
	if (kind->position == 0)
		return;
	if (customer.length > 0)
		memcpy(record + kind->stream->column[0].offset, &customer, sizeof customer);
	memcpy(record + kind->position, &place.position, sizeof place.position);
	if (place.row->tag & ROW_RAW) {
		struct text raw;
		unpack_text(rest, &raw);
		memcpy(record + kind->raw, &raw, sizeof raw);
	}
}

/* Unpacks n rows of one stream of the customer, which stand at these places, in order. */
static const void *unpack_stream(const struct group *group, struct worker *worker, unsigned slot,
				 const uint32_t *places, size_t n)
{
	const struct pack_plan *plan = &group->plan[slot];
	const struct group_kind *kind = &group->kind[slot];
	struct records *records = &worker->records[slot];
	size_t size = plan->stream->record_size;
	records->record = memory_renew(records->record, &records->room, n, size);
	worker->item = memory_renew(worker->item, &worker->item_room, n, sizeof *worker->item);
	for (size_t i = 0; i < n; i++)
		worker->item[i] = (struct item){
			kind->is_dated ? when(worker->place[places[i]].row, kind->is_timed) : 0, places[i]};
	sort_items(worker, n);
	char *record = records->record;
	for (size_t i = 0; i < n; i++, record += size) {
		struct place place = worker->place[worker->item[i].place];
		if (i + AHEAD < n) /* the rows of a customer with very many lie far apart */
			__builtin_prefetch(worker->place[worker->item[i + AHEAD].place].row);
		struct text name;
		const char *columns = row_name(place.row, &name);
		set_extras(kind, record, place, name,
			   unpack_record(plan, row_present(place.row), columns, record));
	}
	return records->record;
}

/* Has the first rows of the customer brought into the cache. */
static void fetch_rows(const struct worker *worker, const struct owner *owner)
{
	uint32_t first = owner->next[0] - owner->rows[0], end = owner->next[GROUP_SLOTS - 1];
	for (uint32_t i = first; i < end && i < first + FETCHED; i++)
		__builtin_prefetch(worker->place[worker->sorted[i]].row);
}

static void do_customer(const struct group *group, unsigned number, const struct owner *owner)
{
	struct worker *worker = &group->worker[number];
	struct customer_records records = {.customer = owner->name};
	for (unsigned i = 0; i < group->slots; i++)
		group_kind_set(&records, group->stream[i],
			       unpack_stream(group, worker, i,
					     worker->sorted + owner->next[i] - owner->rows[i],
					     owner->rows[i]),
			       owner->rows[i]);
	group->handler(group->context, number, &records);
}

/* Gives away the memory of a partition that has been handed out, but for small pieces. */
static void give_chunks(const struct group *group, unsigned number, size_t partition)
{
	for (unsigned i = 0; i < group->workers; i++)
		for (struct chunk *chunk = group->worker[i].partition[partition].first, *next; chunk != NULL;
		     chunk = next) {
			next = chunk->next;
			if (chunk->size >= GIVEN_LEAST)
				group->taker(group->context, number, chunk, chunk->size + sizeof *chunk);
		}
}

/* A worker's part of the work: the next partition, until there is none left. */
static void take_partitions(void *context, unsigned number)
{
	struct group *group = context;
	struct worker *worker = &group->worker[number];
	unsigned partition;
	grow_slots(worker);
	while ((partition = __atomic_fetch_add(&group->next, 1, __ATOMIC_RELAXED)) < PARTITIONS) {
		collect_rows(group, worker, partition);
		sort_places(worker);
		for (size_t i = 0; i < worker->owners; i++) {
			if (i + 1 < worker->owners)
				fetch_rows(worker, &worker->owner[i + 1]);
			do_customer(group, number, &worker->owner[i]);
		}
		if (group->taker != NULL)
			give_chunks(group, number, partition);
	}
}

void group_each(struct group *group, group_handler *handler, group_taker *taker, void *context)
{
	for (unsigned i = 0; i < group->workers; i++)
		for (size_t j = 0; j < PARTITIONS; j++)
			close_chunk(&group->worker[i].partition[j]);
	group->handler = handler;
	group->taker = taker;
	group->context = context;
	pool_run(group->workers, take_partitions, group);
}

static void free_worker(struct worker *worker)
{
	arena_free(&worker->arena);
	scratch_free(worker->scratch);
	free(worker->partition);
	free(worker->loaded);
	free(worker->place);
	free(worker->sorted);
	free(worker->owner_of);
	free(worker->owner);
	free(worker->slot);
	free(worker->item);
	free(worker->spare);
	free(worker->day);
	for (int i = 0; i < GROUP_SLOTS; i++)
		free(worker->records[i].record);
}

void group_free(struct group *group)
{
	for (unsigned i = 0; i < group->workers; i++)
		free_worker(&group->worker[i]);
	free(group->worker);
	free(group);
}
