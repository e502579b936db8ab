/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come in any order, so that the rows of one customer lie far apart, and going from one to the next would cost more
   than all the rest. Hence two steps. Rows are first written, packed, into one of many partitions by the hash of their
   customer, one after the other. Then each partition, small enough for the cache, is gathered: its rows are copied so that
   a customer's stand together. The memory of a gathered partition serves for the next one's. */
#include <config.h>

#include <stdlib.h>

#include "group.h"
#include "memory.h"
#include "pack.h"

enum { PARTITION_BITS = 8, PARTITIONS = 1 << PARTITION_BITS, CHUNK = 64 * 1024, ALIGNMENT = 8 };
enum { STREAM_SHIFT = 28, RAW_BIT = 30, DROPPED_BIT = 31 };

/* A packed row: in a partition the customer's name and then the columns, in a customer's area only those; then the raw text
   where RAW_BIT is set. */
struct row {
	uint64_t position;
	uint32_t present; /* a bit a column, the stream from STREAM_SHIFT on, and the bits above */
	uint32_t size;    /* in bytes, with this header, a multiple of ALIGNMENT */
	char bytes[];
};

struct chunk {
	struct chunk *next;
	size_t used, size; /* of bytes */
	char bytes[];
};

struct partition {
	struct chunk *first, *last;
	size_t rows;
};

/* A customer's area: this, his rows stream by stream in input order, then his name. */
struct customer {
	size_t length;
	size_t start[GROUP_STREAMS + 1]; /* of each stream's rows, from the area's beginning; of the name */
	size_t rows[GROUP_STREAMS];
};

/* A customer of the partition that is being gathered. */
struct owner {
	struct text name; /* in the partition */
	uint64_t hash;
	size_t bytes[GROUP_STREAMS], rows[GROUP_STREAMS];
	char *next[GROUP_STREAMS]; /* where the next row of each stream goes */
};

/* A customer in order: the first bytes of his name tell nearly all apart. */
struct place {
	uint64_t prefix;
	struct customer *customer;
};

/* Unpacked records of one stream, used again for each customer. */
struct records {
	char *record;
	size_t room;
};

struct group {
	struct arena arena;
	struct chunk *free;             /* chunks of gathered partitions */
	uint32_t wanted[GROUP_STREAMS]; /* columns */
	struct partition partition[PARTITIONS];
	struct chunk *area; /* where customers are gathered now */
	struct place *place;
	size_t customers, room;
	struct owner *owner; /* of the partition being gathered */
	size_t owners, owner_room;
	uint32_t *owner_of; /* by row of that partition */
	size_t owner_of_room;
	uint32_t *slot; /* a hash table of owners + 1 */
	size_t slots;   /* a power of two */
	struct records records[GROUP_STREAMS];
};

const struct stream *group_stream_of(enum group_stream stream)
{
	static const struct stream *const streams[] = {&stream_registration, &stream_visits,
						       &stream_receivables};
	return streams[stream];
}

struct group *group_new(const char *const *const wanted[GROUP_STREAMS])
{
	struct group *group = memory_new(1, sizeof *group);
	for (int i = 0; i < GROUP_STREAMS; i++)
		group->wanted[i] = pack_wanted(group_stream_of((enum group_stream)i), wanted[i]);
	return group;
}

/* --- partitions */

static size_t aligned(size_t size)
{
	return (size + ALIGNMENT - 1) & ~((size_t)ALIGNMENT - 1);
}

/* A chunk with room for at least `size` bytes. */
static struct chunk *new_chunk(struct group *group, size_t size)
{
	struct chunk *chunk = group->free;
	size_t usual = CHUNK - sizeof *chunk;
	if (size <= usual && chunk != NULL) {
		group->free = chunk->next;
	} else {
		size = size > usual ? size : usual;
		chunk = arena_take(&group->arena, sizeof *chunk + size);
		chunk->size = size;
	}
	chunk->next = NULL;
	chunk->used = 0;
	return chunk;
}

static void *take(struct chunk *chunk, size_t size)
{
	void *taken = chunk->bytes + chunk->used;
	chunk->used += size;
	return taken;
}

static struct row *new_row(struct group *group, struct partition *partition, size_t size)
{
	if (partition->last == NULL || partition->last->size - partition->last->used < size) {
		struct chunk *chunk = new_chunk(group, size);
		if (partition->last == NULL)
			partition->first = chunk;
		else
			partition->last->next = chunk;
		partition->last = chunk;
	}
	partition->rows++;
	return take(partition->last, size);
}

void group_add(struct group *group, enum group_stream which, const void *record, uint64_t position,
	       struct text raw)
{
	const struct stream *stream = group_stream_of(which);
	struct text name; /* customer stands first in all three streams */
	memcpy(&name, (const char *)record + stream->column[0].offset, sizeof name);
	uint64_t hash = text_hash(name);
	size_t size = sizeof(struct row) + pack_text_size(name);
	uint32_t present = pack_measure(stream, group->wanted[which], record, &size);
	size = aligned(size + (raw.length > 0 ? pack_text_size(raw) : 0));
	struct row *row = new_row(group, &group->partition[hash >> (64 - PARTITION_BITS)], size);
	row->position = position;
	row->present = present | (uint32_t)which << STREAM_SHIFT | (uint32_t)(raw.length > 0) << RAW_BIT;
	row->size = (uint32_t)size;
	char *end = pack_record(stream, present, record, pack_text(row->bytes, name));
	if (raw.length > 0)
		pack_text(end, raw);
}

static enum group_stream stream_of_row(const struct row *row)
{
	return (enum group_stream)(row->present >> STREAM_SHIFT & 3);
}

/* --- gathering */

static struct owner *add_owner(struct group *group, struct text name, uint64_t hash, size_t slot)
{
	group->owner = memory_grow(group->owner, &group->owner_room, group->owners + 1, sizeof *group->owner);
	struct owner *owner = &group->owner[group->owners++];
	*owner = (struct owner){.name = name, .hash = hash};
	group->slot[slot] = (uint32_t)group->owners;
	return owner;
}

static struct owner *find_owner(struct group *group, struct text name)
{
	uint64_t hash = text_hash(name);
	size_t i = hash & (group->slots - 1);
	for (; group->slot[i] != 0; i = (i + 1) & (group->slots - 1)) {
		struct owner *owner = &group->owner[group->slot[i] - 1];
		if (owner->hash == hash && text_equal(owner->name, name))
			return owner;
	}
	return add_owner(group, name, hash, i);
}

/* A table with at least twice as many slots as the partition has rows. */
static void clear_slots(struct group *group, size_t rows)
{
	size_t slots = group->slots > 0 ? group->slots : 1024;
	while (slots < 2 * rows)
		slots *= 2;
	if (slots != group->slots) {
		free(group->slot);
		group->slot = memory_new(slots, sizeof *group->slot);
		group->slots = slots;
	} else {
		memset(group->slot, 0, slots * sizeof *group->slot);
	}
}

/* Bytes of a row once the customer's name, of this packed size, is gone. */
static size_t size_without(const struct row *row, size_t name_size)
{
	return aligned(row->size - name_size);
}

/* Who owns each row of the partition, and how much room his rows need. */
static void find_owners(struct group *group, const struct partition *partition)
{
	size_t n = 0;
	group->owners = 0;
	group->owner_of =
		memory_grow(group->owner_of, &group->owner_of_room, partition->rows, sizeof *group->owner_of);
	clear_slots(group, partition->rows);
	for (const struct chunk *chunk = partition->first; chunk != NULL; chunk = chunk->next) {
		const struct row *row;
		for (size_t at = 0; at < chunk->used; at += row->size) {
			struct text name;
			row = (const struct row *)(chunk->bytes + at);
			unpack_text(row->bytes, &name);
			struct owner *owner = find_owner(group, name);
			owner->bytes[stream_of_row(row)] += size_without(row, pack_text_size(name));
			owner->rows[stream_of_row(row)]++;
			group->owner_of[n++] = (uint32_t)(owner - group->owner);
		}
	}
}

static uint64_t prefix_of(struct text name)
{
	uint64_t prefix = 0;
	for (size_t i = 0; i < sizeof prefix; i++)
		prefix = prefix << 8 | (i < name.length ? (unsigned char)name.at[i] : 0);
	return prefix;
}

/* Makes the owner's area. */
static void place_owner(struct group *group, struct owner *owner)
{
	size_t size = sizeof(struct customer);
	struct customer customer = {.length = owner->name.length};
	for (int i = 0; i < GROUP_STREAMS; i++) {
		customer.start[i] = size;
		customer.rows[i] = owner->rows[i];
		size += owner->bytes[i];
	}
	customer.start[GROUP_STREAMS] = size;
	size = aligned(size + owner->name.length);
	if (group->area == NULL || group->area->size - group->area->used < size)
		group->area = new_chunk(group, size);
	char *area = take(group->area, size);
	memcpy(area, &customer, sizeof customer);
	memcpy(area + customer.start[GROUP_STREAMS], owner->name.at, owner->name.length);
	for (int i = 0; i < GROUP_STREAMS; i++)
		owner->next[i] = area + customer.start[i];
	group->place = memory_grow(group->place, &group->room, group->customers + 1, sizeof *group->place);
	group->place[group->customers++] = (struct place){prefix_of(owner->name), (struct customer *)area};
}

/* Copies the rows of a chunk to their owners, which stand at owner_of; returns how many they were. */
static size_t move_rows(struct group *group, const struct chunk *chunk, const uint32_t *owner_of)
{
	const struct row *row;
	size_t n = 0;
	for (size_t at = 0; at < chunk->used; at += row->size) {
		struct text name;
		row = (const struct row *)(chunk->bytes + at);
		const char *columns = unpack_text(row->bytes, &name);
		char **next = &group->owner[owner_of[n++]].next[stream_of_row(row)];
		struct row *moved = (struct row *)*next;
		*moved = (struct row){row->position, row->present,
				      (uint32_t)size_without(row, (size_t)(columns - row->bytes))};
		memcpy(moved->bytes, columns, (size_t)((const char *)row + row->size - columns));
		*next += moved->size;
	}
	return n;
}

static void gather_partition(struct group *group, struct partition *partition)
{
	find_owners(group, partition);
	for (size_t i = 0; i < group->owners; i++)
		place_owner(group, &group->owner[i]);
	size_t n = 0;
	for (struct chunk *chunk = partition->first, *next; chunk != NULL; chunk = next) {
		n += move_rows(group, chunk, group->owner_of + n);
		next = chunk->next;
		if (chunk->size == CHUNK - sizeof *chunk) {
			chunk->next = group->free;
			group->free = chunk;
		}
	}
	*partition = (struct partition){0};
}

void group_gather(struct group *group)
{
	for (size_t i = 0; i < PARTITIONS; i++)
		gather_partition(group, &group->partition[i]);
	free(group->owner);
	free(group->owner_of);
	free(group->slot);
	group->owner = NULL;
	group->owner_of = group->slot = NULL;
}

/* --- customers */

void group_drop(struct row *row)
{
	row->present |= UINT32_C(1) << DROPPED_BIT;
}

size_t group_count(const struct group *group)
{
	return group->customers;
}

static struct text name_of(const struct customer *customer)
{
	return (struct text){(const char *)customer + customer->start[GROUP_STREAMS], customer->length};
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	return text_compare(name_of(x->customer), name_of(y->customer));
}

void group_sort(struct group *group)
{
	if (group->customers > 1)
		qsort(group->place, group->customers, sizeof *group->place, compare_places);
}

static int compare_order(int64_t a_day, uint64_t a_position, int64_t b_day, uint64_t b_position)
{
	if (a_day != b_day)
		return a_day < b_day ? -1 : 1;
	return (a_position > b_position) - (a_position < b_position);
}

static int compare_registrations(const void *a, const void *b)
{
	const struct registration *x = a, *y = b;
	enum { DAY = 24 * 60 * 60 };
	return compare_order((int64_t)x->day * DAY + x->second, x->position,
			     (int64_t)y->day * DAY + y->second, y->position);
}

static int compare_visits(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;
	return compare_order(x->day, x->position, y->day, y->position);
}

static int compare_receivables(const void *a, const void *b)
{
	const struct receivable *x = a, *y = b;
	return compare_order(x->day, x->position, y->day, y->position);
}

/* Fills in what is not a column. `rest`: what follows the columns. */
static void set_extras(enum group_stream which, char *record, struct row *row, struct text customer,
		       const char *rest)
{
	if (which == GROUP_REGISTRATION) {
		((struct registration *)record)->customer = customer;
		((struct registration *)record)->position = row->position;
	} else if (which == GROUP_VISITS) {
		((struct visit *)record)->customer = customer;
		((struct visit *)record)->position = row->position;
	} else {
		struct receivable *receivable = (struct receivable *)record;
		receivable->customer = customer;
		receivable->position = row->position;
		receivable->row = row;
		if (row->present >> RAW_BIT & 1)
			unpack_text(rest, &receivable->raw);
	}
}

/* All rows of one stream of the customer, unpacked and put in order. */
static const void *unpack_stream(struct group *group, struct customer *customer, enum group_stream which,
				 size_t *n)
{
	static int (*const compare[])(const void *, const void *) = {compare_registrations, compare_visits,
								     compare_receivables};
	const struct stream *stream = group_stream_of(which);
	struct records *records = &group->records[which];
	size_t size = stream->record_size;
	char *at = (char *)customer + customer->start[which],
	     *end = (char *)customer + customer->start[which + 1];
	records->record = memory_grow(records->record, &records->room, customer->rows[which], size);
	char *record = records->record;
	bool in_order = true;
	*n = 0;
	for (struct row *row; at < end; at += row->size) {
		row = (struct row *)at;
		if (row->present >> DROPPED_BIT)
			continue;
		uint32_t columns = row->present & ((UINT32_C(1) << STREAM_SHIFT) - 1);
		const char *rest = unpack_record(stream, columns, row->bytes, record);
		set_extras(which, record, row, name_of(customer), rest);
		in_order = in_order && (*n == 0 || compare[which](record - size, record) < 0);
		record += size;
		++*n;
	}
	if (!in_order)
		qsort(records->record, *n, size, compare[which]);
	return records->record;
}

void group_customer(struct group *group, size_t i, struct customer_records *records)
{
	struct customer *customer = group->place[i].customer;
	records->customer = name_of(customer);
	records->registration = unpack_stream(group, customer, GROUP_REGISTRATION, &records->registrations);
	records->visit = unpack_stream(group, customer, GROUP_VISITS, &records->visits);
	records->receivable = unpack_stream(group, customer, GROUP_RECEIVABLES, &records->receivables);
}

void group_free(struct group *group)
{
	arena_free(&group->arena);
	free(group->place);
	for (int i = 0; i < GROUP_STREAMS; i++)
		free(group->records[i].record);
	free(group);
}
