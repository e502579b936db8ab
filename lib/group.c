/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "group.h"
#include "memory.h"

/* A packed row: the wanted columns that are given, in the stream's order: texts as a length and bytes, dates in 4 bytes,
   times in 8, words in 1, numbers in 8. */
struct row {
	struct row *before; /* the customer's row of the stream that came before */
	uint64_t position;
	uint32_t present; /* a bit a column, and those below */
	char bytes[];
};

enum { RAW_BIT = 30, DROPPED_BIT = 31, SHORT_LENGTH = 255, FIRST_SLOTS = 1 << 10 };

struct customer {
	struct row *last[GROUP_STREAMS];
	size_t length;
	char name[];
};

struct slot {
	uint64_t hash;
	struct customer *customer; /* NULL: free */
};

/* Unpacked records of one stream, used again for each customer. */
struct records {
	char *record;
	size_t room;
};

struct group {
	struct arena arena;
	uint32_t wanted[GROUP_STREAMS]; /* a bit a column */
	struct slot *slot; /* a hash table; NULL once the customers are sorted */
	size_t slots;      /* a power of two */
	struct customer **customer;
	size_t customers, room;
	struct records records[GROUP_STREAMS];
};

const struct stream *group_stream_of(enum group_stream stream)
{
	static const struct stream *const streams[] = {&stream_registration, &stream_visits, &stream_receivables};
	return streams[stream];
}

static uint32_t wanted_columns(const struct stream *stream, const char *const *names)
{
	uint32_t wanted = 0;
	for (size_t i = 0; i < stream->columns; i++) {
		const char *name = stream->column[i].name;
		bool is_wanted = strcmp(name, "date") == 0;
		for (size_t j = 0; names != NULL && names[j] != NULL; j++)
			is_wanted |= strcmp(name, names[j]) == 0;
		wanted |= (uint32_t)is_wanted << i;
	}
	return wanted;
}

struct group *group_new(const char *const *const wanted[GROUP_STREAMS])
{
	struct group *group = memory_new(1, sizeof *group);
	for (int i = 0; i < GROUP_STREAMS; i++)
		group->wanted[i] = wanted_columns(group_stream_of((enum group_stream)i), wanted[i]);
	group->slots = FIRST_SLOTS;
	group->slot = memory_new(group->slots, sizeof *group->slot);
	return group;
}

static void insert_slot(struct slot *slots, size_t n, struct slot slot)
{
	size_t i = slot.hash & (n - 1);
	while (slots[i].customer != NULL)
		i = (i + 1) & (n - 1);
	slots[i] = slot;
}

static void grow_slots(struct group *group)
{
	size_t n = group->slots * 2;
	struct slot *slots = memory_new(n, sizeof *slots);
	for (size_t i = 0; i < group->slots; i++)
		if (group->slot[i].customer != NULL)
			insert_slot(slots, n, group->slot[i]);
	free(group->slot);
	group->slot = slots;
	group->slots = n;
}

static struct customer *add_customer(struct group *group, struct text name, uint64_t hash)
{
	struct customer *customer = arena_take(&group->arena, sizeof *customer + name.length);
	*customer = (struct customer){.length = name.length};
	memcpy(customer->name, name.at, name.length);
	if (group->customers >= group->slots / 2)
		grow_slots(group);
	insert_slot(group->slot, group->slots, (struct slot){hash, customer});
	group->customer = memory_grow(group->customer, &group->room, group->customers + 1, sizeof *group->customer);
	return group->customer[group->customers++] = customer;
}

static struct customer *find_customer(struct group *group, struct text name)
{
	uint64_t hash = text_hash(name);
	for (size_t i = hash & (group->slots - 1); group->slot[i].customer != NULL; i = (i + 1) & (group->slots - 1)) {
		struct customer *customer = group->slot[i].customer;
		if (group->slot[i].hash == hash && customer->length == name.length &&
		    memcmp(customer->name, name.at, name.length) == 0)
			return customer;
	}
	return add_customer(group, name, hash);
}

static struct text name_of(const struct customer *customer)
{
	return (struct text){customer->name, customer->length};
}

/* Bytes of a number type in a record; 0: text. */
static size_t width_of(enum column_type type)
{
	static const unsigned char width[] = {[COLUMN_TEXT] = 0,     [COLUMN_DATE] = 4,	 [COLUMN_TIME] = 8,
					      [COLUMN_POSTING] = 8, [COLUMN_CONTRACT] = 8, [COLUMN_SUM] = 8,
					      [COLUMN_TURNOVER] = 8, [COLUMN_TONS] = 8,	 [COLUMN_COUNT] = 8,
					      [COLUMN_WORD] = 1};
	return width[type];
}

static size_t packed_text_size(struct text text)
{
	return 1 + (text.length >= SHORT_LENGTH ? sizeof(uint32_t) : 0) + text.length;
}

static char *pack_text(char *out, struct text text)
{
	uint32_t length = (uint32_t)text.length;
	*out++ = (char)(length >= SHORT_LENGTH ? SHORT_LENGTH : length);
	if (length >= SHORT_LENGTH) {
		memcpy(out, &length, sizeof length);
		out += sizeof length;
	}
	memcpy(out, text.at, length);
	return out + length;
}

static const char *unpack_text(const char *in, struct text *text)
{
	uint32_t length = (unsigned char)*in++;
	if (length == SHORT_LENGTH) {
		memcpy(&length, in, sizeof length);
		in += sizeof length;
	}
	*text = (struct text){in, length};
	return in + length;
}

/* Which of the wanted columns are given, and the bytes they take. */
static uint32_t measure(const struct stream *stream, uint32_t wanted, const char *record, size_t *size)
{
	const char *empty = stream->empty;
	uint32_t present = 0;
	for (; wanted != 0; wanted &= wanted - 1) {
		int i = __builtin_ctz(wanted);
		const struct column *column = &stream->column[i];
		size_t width = width_of(column->type);
		struct text text = {0};
		if (width == 0)
			memcpy(&text, record + column->offset, sizeof text);
		if (width == 0 ? text.length == 0 : memcmp(record + column->offset, empty + column->offset, width) == 0)
			continue;
		present |= UINT32_C(1) << i;
		*size += width == 0 ? packed_text_size(text) : width;
	}
	return present;
}

static void pack(const struct stream *stream, uint32_t present, const char *record, char *out)
{
	for (; present != 0; present &= present - 1) {
		const struct column *column = &stream->column[__builtin_ctz(present)];
		size_t width = width_of(column->type);
		struct text text;
		if (width == 0) {
			memcpy(&text, record + column->offset, sizeof text);
			out = pack_text(out, text);
		} else {
			memcpy(out, record + column->offset, width);
			out += width;
		}
	}
}

void group_add(struct group *group, enum group_stream which, const void *record, uint64_t position, struct text raw)
{
	const struct stream *stream = group_stream_of(which);
	struct text name;
	memcpy(&name, (const char *)record + stream->column[0].offset, sizeof name); /* customer stands first in all three */
	struct customer *customer = find_customer(group, name);
	size_t size = offsetof(struct row, bytes), fixed;
	uint32_t present = measure(stream, group->wanted[which], record, &size);
	fixed = size;
	if (raw.length > 0)
		size += packed_text_size(raw);
	struct row *row = arena_take(&group->arena, size);
	row->before = customer->last[which];
	row->position = position;
	row->present = present | (uint32_t)(raw.length > 0) << RAW_BIT;
	pack(stream, present, record, row->bytes);
	if (raw.length > 0)
		pack_text((char *)row + fixed, raw);
	customer->last[which] = row;
}

void group_drop(struct row *row)
{
	row->present |= UINT32_C(1) << DROPPED_BIT;
}

size_t group_count(const struct group *group)
{
	return group->customers;
}

static int compare_names(const void *a, const void *b)
{
	const struct customer *const *x = a, *const *y = b;
	return text_compare(name_of(*x), name_of(*y));
}

void group_sort(struct group *group)
{
	free(group->slot);
	group->slot = NULL;
	if (group->customers > 1)
		qsort(group->customer, group->customers, sizeof(struct customer *), compare_names);
}

static void unpack(const struct stream *stream, const struct row *row, char *record, struct text *raw)
{
	const char *in = row->bytes;
	uint32_t present = row->present & ((UINT32_C(1) << RAW_BIT) - 1);
	memcpy(record, stream->empty, stream->record_size);
	for (; present != 0; present &= present - 1) {
		const struct column *column = &stream->column[__builtin_ctz(present)];
		size_t width = width_of(column->type);
		struct text text;
		if (width == 0) {
			in = unpack_text(in, &text);
			memcpy(record + column->offset, &text, sizeof text);
		} else {
			memcpy(record + column->offset, in, width);
			in += width;
		}
	}
	*raw = TEXT("");
	if (row->present >> RAW_BIT & 1)
		unpack_text(in, raw);
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
	return compare_order((int64_t)x->day * DAY + x->second, x->position, (int64_t)y->day * DAY + y->second, y->position);
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

/* Fills in what is not a column. */
static void set_extras(enum group_stream which, char *record, struct row *row, struct text customer, struct text raw)
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
		receivable->raw = raw;
		receivable->row = row;
	}
}

/* Room for the customer's rows of one stream; returns how many there are. */
static size_t make_room(struct records *records, const struct row *row, size_t size)
{
	size_t n = 0;
	for (; row != NULL; row = row->before)
		n += !(row->present >> DROPPED_BIT);
	records->record = memory_grow(records->record, &records->room, n, size);
	return n;
}

/* All rows of one stream of the customer, unpacked and put in order. */
static const void *unpack_stream(struct group *group, const struct customer *customer, enum group_stream which, size_t *n)
{
	static int (*const compare[])(const void *, const void *) = {compare_registrations, compare_visits,
								       compare_receivables};
	const struct stream *stream = group_stream_of(which);
	struct records *records = &group->records[which];
	size_t size = stream->record_size;
	*n = make_room(records, customer->last[which], size);
	char *end = records->record + *n * size, *record = end;
	bool in_order = true;
	for (struct row *row = customer->last[which]; row != NULL; row = row->before) { /* the newest first */
		struct text raw;
		if (row->present >> DROPPED_BIT)
			continue;
		record -= size;
		unpack(stream, row, record, &raw);
		set_extras(which, record, row, name_of(customer), raw);
		in_order = in_order && (record + size == end || compare[which](record, record + size) < 0);
	}
	if (!in_order)
		qsort(records->record, *n, size, compare[which]);
	return records->record;
}

void group_customer(struct group *group, size_t i, struct customer_records *records)
{
	const struct customer *customer = group->customer[i];
	records->customer = name_of(customer);
	records->registration = unpack_stream(group, customer, GROUP_REGISTRATION, &records->registrations);
	records->visit = unpack_stream(group, customer, GROUP_VISITS, &records->visits);
	records->receivable = unpack_stream(group, customer, GROUP_RECEIVABLES, &records->receivables);
}

void group_free(struct group *group)
{
	arena_free(&group->arena);
	free(group->customer);
	free(group->slot);
	for (int i = 0; i < GROUP_STREAMS; i++)
		free(group->records[i].record);
	free(group);
}
