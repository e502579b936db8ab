/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come in any order, so that the rows of one customer lie far apart, and going from one to the next would cost more
   than all the rest. Hence two steps. Each worker first writes its rows, packed, into one of many partitions by the range of
   names that their customer falls into, one after the other. Then the partitions, each small enough for the cache, are taken
   one by one: the rows that all workers have written into it are gathered by customer (gather.c). Ranges come from a sample
   of names; where it was a bad one, or there was none, partitions that have become too large are first cut into more. */
#include <config.h>

#include <stdlib.h>

#include "diag.h"
#include "gather.h"
#include "group.h"
#include "memory.h"
#include "pool.h"
#include "scratch.h"

/* Chunks of a partition double in size, so that little input needs little memory. */
enum { CHUNK_FIRST = 9, CHUNK_LAST = 14, CHUNK_SIZES = 24, GIVEN_LEAST = 1 << 13, CACHE_LINE = 64 };

/* A partition of so many times the mean, and not smaller than this, is cut; by so many names of a chunk. */
enum { UNEVEN = 4, CUT_LEAST = 1 << 20, PART_LEAST = 1 << 17, SAMPLED = 4, PIECE = 1 << 16 };

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

/* Where the next row goes: looked at for every row, so that few lines of the cache should hold all, and none lie in two. */
struct place {
	char *at, *end;    /* free room of the partition's last chunk */
	uint64_t position; /* of the row before */
	uint64_t known;    /* bytes that all names begin with, which rows leave out */
};

struct partition {
	struct chunk *first, *last; /* the last's `used` is set when it is full, and in the end */
	size_t bytes;               /* of rows in memory, but for those of the last chunk */
	struct extent *extent;
};

struct worker {
	struct arena arena;
	struct chunk *free[CHUNK_SIZES]; /* by the logarithm of their size */
	size_t bytes;                    /* of chunks in use */
	struct place *place;             /* by partition */
	struct partition *partition;
	struct scratch *scratch;
	struct gather *gather;
	char *loaded; /* what was read back */
	size_t loaded_room;
};

/* What a worker takes at a time: a partition of the group, or of one that it was cut into. */
struct part {
	const struct group *group;
	unsigned partition;
};

struct group {
	struct ranges ranges;
	/* Only the streams that are kept have a slot. */
	unsigned slots, slot[GROUP_STREAMS];
	struct gather_stream stream[GROUP_SLOTS];
	unsigned workers;
	size_t memory; /* bytes a worker may keep */
	struct worker *worker;
	char known
		[RANGES_COMMON]; /* what names in it begin with beside that, as it was cut from a partition */
	size_t known_length;
	struct group *cut, *next; /* groups that partitions were cut into, as a list */
	struct part *part;
	size_t parts, parts_room, taken;
	const struct group_work *work;
};

static void set_slots(struct group *group, const char *const *const wanted[GROUP_STREAMS])
{
	for (unsigned i = 0; i < GROUP_STREAMS; i++) {
		if (wanted[i] == NULL)
			continue;
		if (group->slots == GROUP_SLOTS)
			diag_fail("too many streams are kept");
		unsigned slot = group->slots++;
		struct gather_stream *stream = &group->stream[slot];
		group->slot[i] = slot;
		stream->stream = (enum group_stream)i;
		stream->kind = group_kind_of((enum group_stream)i);
		pack_plan_make(&stream->plan, stream->kind.stream, wanted[i]);
	}
}

static void open_workers(struct group *group)
{
	char common[RANGES_COMMON];
	group->worker = memory_new(group->workers, sizeof *group->worker);
	for (unsigned i = 0; i < group->workers; i++) {
		struct worker *worker = &group->worker[i];
		worker->place = memory_new(group->ranges.n, sizeof(struct place));
		for (unsigned j = 0; j < group->ranges.n; j++)
			worker->place[j].known = ranges_common(&group->ranges, j, common);
		worker->partition = memory_new(group->ranges.n, sizeof(struct partition));
		worker->scratch = scratch_new();
		worker->gather = gather_new(group->stream, group->slots, group->workers);
	}
}

struct group *group_new(const char *const *const wanted[GROUP_STREAMS], const struct ranges *ranges,
			unsigned workers, size_t memory)
{
	struct group *group = memory_new(1, sizeof *group);
	group->ranges = *ranges;
	group->workers = workers;
	group->memory = memory / workers;
	set_slots(group, wanted);
	open_workers(group);
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

/* Keeps the chunk to be used again. */
static void free_chunk(struct worker *worker, struct chunk *chunk)
{
	unsigned size = (unsigned)__builtin_ctzl(chunk->size + sizeof *chunk);
	if (size < CHUNK_SIZES) {
		chunk->next = worker->free[size];
		worker->free[size] = chunk;
	}
}

static void close_chunk(const struct worker *worker, size_t number)
{
	struct partition *partition = &worker->partition[number];
	if (partition->last == NULL)
		return;
	partition->last->used = (size_t)(worker->place[number].at - partition->last->bytes);
	partition->bytes += partition->last->used;
}

/* Writes all that the worker keeps to its scratch file. */
static void spill(const struct group *group, struct worker *worker)
{
	for (size_t i = 0; i < group->ranges.n; i++) {
		struct partition *partition = &worker->partition[i];
		if (partition->last == NULL)
			continue;
		struct extent *extent = arena_take(&worker->arena, sizeof *extent);
		close_chunk(worker, i);
		*extent = (struct extent){partition->extent, 0, partition->bytes};
		for (struct chunk *chunk = partition->first, *next; chunk != NULL; chunk = next) {
			uint64_t offset = scratch_write(worker->scratch, chunk->bytes, chunk->used);
			extent->offset = chunk == partition->first ? offset : extent->offset;
			next = chunk->next;
			worker->bytes -= chunk->size + sizeof *chunk;
			free_chunk(worker, chunk);
		}
		*partition = (struct partition){.extent = extent};
		worker->place[i] = (struct place){.known = worker->place[i].known};
	}
}

/* Makes room for a row of at most so many bytes in the partition's last chunk. */
static void make_room(const struct group *group, struct worker *worker, unsigned number, size_t bound)
{
	struct partition *partition = &worker->partition[number];
	struct place *place = &worker->place[number];
	unsigned size = chunk_size(bound, partition->bytes);
	if (worker->bytes + ((size_t)1 << size) > group->memory)
		spill(group, worker);
	struct chunk *chunk = new_chunk(worker, size);
	close_chunk(worker, number);
	if (partition->last == NULL)
		partition->first = chunk;
	else
		partition->last->next = chunk;
	partition->last = chunk;
	place->at = chunk->bytes;
	place->end = chunk->bytes + chunk->size;
}

/* A row has been written up to `end`. */
static inline void end_row(struct place *place, char *end, uint64_t position)
{
	place->at = end;
	place->position = position;
	__builtin_prefetch(end + CACHE_LINE, 1); /* where this partition's next row goes */
}

void group_add(struct group *group, unsigned number, enum group_stream which, struct text customer,
	       const void *record, uint64_t position, struct text raw)
{
	struct worker *worker = &group->worker[number];
	unsigned slot = group->slot[which], partition = ranges_find(&group->ranges, customer);
	struct place *place = &worker->place[partition];
	struct text name = {customer.at + place->known, customer.length - place->known};
	struct new_row new = {&group->stream[slot].plan, record, name, raw, slot, position - place->position};
	char *end;
	while ((end = row_put(&new, place->at, place->end)) == NULL) {
		make_room(group, worker, partition, row_bound(&new));
		new.step = position - place->position; /* anew: what came before may have been spilled */
	}
	end_row(place, end, position);
}

/* The same for a row that is packed already, from its tag to `end`. */
static void add_packed(struct group *group, unsigned number, const struct row *row, const char *end,
		       uint64_t position)
{
	struct worker *worker = &group->worker[number];
	struct text name;
	row_name(row, &name);
	unsigned partition = ranges_find(&group->ranges, name);
	struct place *place = &worker->place[partition];
	size_t n = (size_t)(end - (const char *)row), bound = n + 2 * ROW_VARINT + ROW_BEHIND;
	if ((size_t)(place->end - place->at) < bound)
		make_room(group, worker, partition, bound);
	end_row(place, row_copy(row, n, place->known, position - place->position, place->at), position);
}

/* --- cutting large partitions */

static uint64_t size_of(const struct group *group, size_t number)
{
	uint64_t size = 0;
	for (unsigned i = 0; i < group->workers; i++) {
		const struct partition *partition = &group->worker[i].partition[number];
		size += partition->bytes;
		for (const struct extent *extent = partition->extent; extent != NULL; extent = extent->next)
			size += extent->size;
	}
	return size;
}

/* Names of a partition's rows, some of each place. */
struct sample {
	struct text *name;
	size_t n, room;
	struct arena copies;
};

/* Whether the row at `at`, of which there may be less than all, ends by `end`. */
static bool is_whole(const char *at, const char *end)
{
	uint64_t size;
	if (end - at < ROW_VARINT)
		return false;
	at = row_get_number(at, &size);
	return size <= (size_t)(end - at);
}

static void sample_rows(struct sample *sample, const char *at, const char *end, unsigned most)
{
	for (unsigned i = 0; i < most && is_whole(at, end); i++) {
		const struct row *row;
		struct text name;
		uint64_t position = 0;
		at = row_next(at, &row, &position);
		row_name(row, &name);
		sample->name = memory_grow(sample->name, &sample->room, sample->n + 1, sizeof *sample->name);
		sample->name[sample->n++] = arena_copy(&sample->copies, name);
	}
}

static void sample_partition(struct sample *sample, const struct worker *worker, size_t number)
{
	const struct partition *partition = &worker->partition[number];
	char piece[PIECE];
	for (const struct chunk *chunk = partition->first; chunk != NULL; chunk = chunk->next)
		sample_rows(sample, chunk->bytes, chunk->bytes + chunk->used, SAMPLED);
	for (const struct extent *extent = partition->extent; extent != NULL; extent = extent->next) {
		size_t n = extent->size < PIECE ? extent->size : PIECE;
		scratch_read(worker->scratch, extent->offset, piece, n);
		sample_rows(sample, piece, piece + n, UINT32_MAX);
	}
}

static struct ranges choose_ranges(const struct group *group, size_t number, uint64_t size, uint64_t mean)
{
	struct sample sample = {0};
	for (unsigned i = 0; i < group->workers; i++)
		sample_partition(&sample, &group->worker[i], number);
	uint64_t most = size / (mean > PART_LEAST ? mean : PART_LEAST);
	struct ranges ranges =
		ranges_make(sample.name, sample.n, most < RANGES_MAX ? (unsigned)most : RANGES_MAX);
	free(sample.name);
	arena_free(&sample.copies);
	return ranges;
}

/* Moves a worker's rows in memory, whose chunks then serve the new group. */
static void move_chunks(struct group *to, unsigned number, struct partition *partition)
{
	uint64_t position = 0;
	for (struct chunk *chunk = partition->first, *next; chunk != NULL; chunk = next) {
		for (const char *at = chunk->bytes, *end = at + chunk->used; at < end;) {
			const struct row *row;
			at = row_next(at, &row, &position);
			add_packed(to, number, row, at, position);
		}
		next = chunk->next;
		free_chunk(&to->worker[number], chunk);
	}
}

/* Moves rows that were spilled, piece by piece. */
static void move_extent(struct group *to, unsigned number, const struct scratch *scratch,
			const struct extent *extent)
{
	struct worker *worker = &to->worker[number];
	uint64_t position = 0, read = 0;
	size_t kept = 0, wanted = PIECE;
	while (kept > 0 || read < extent->size) {
		wanted = kept + PIECE > wanted ? kept + PIECE : wanted;
		worker->loaded = memory_grow(worker->loaded, &worker->loaded_room, wanted, 1);
		size_t more =
			extent->size - read < wanted - kept ? (size_t)(extent->size - read) : wanted - kept;
		scratch_read(scratch, extent->offset + read, worker->loaded + kept, more);
		read += more;
		const char *at = worker->loaded, *end = at + kept + more;
		while (at < end && (read == extent->size || is_whole(at, end))) {
			const struct row *row;
			at = row_next(at, &row, &position);
			add_packed(to, number, row, at, position);
		}
		kept = (size_t)(end - at);
		memmove(worker->loaded, at, kept);
	}
}

/* The moving of a partition into a group of its own, worker by worker. */
struct move {
	const struct group *from;
	size_t partition;
	struct group *to;
	unsigned next;
};

static void move_rows(void *context, unsigned number)
{
	struct move *move = context;
	for (unsigned i; (i = __atomic_fetch_add(&move->next, 1, __ATOMIC_RELAXED)) < move->from->workers;) {
		const struct worker *worker = &move->from->worker[i];
		struct partition *partition = &worker->partition[move->partition];
		for (struct extent *extent = partition->extent; extent != NULL; extent = extent->next)
			move_extent(move->to, number, worker->scratch, extent);
		move_chunks(move->to, number, partition);
		*partition = (struct partition){0};
	}
}

static struct group *new_cut(const struct group *group, unsigned number, const struct ranges *ranges)
{
	struct group *cut = memory_new(1, sizeof *cut);
	*cut = (struct group){
		.ranges = *ranges, .slots = group->slots, .workers = group->workers, .memory = group->memory};
	cut->known_length = ranges_common(&group->ranges, number, cut->known);
	memcpy(cut->slot, group->slot, sizeof cut->slot);
	memcpy(cut->stream, group->stream, sizeof cut->stream);
	open_workers(cut);
	return cut;
}

/* NULL: the partition has one name, or few. */
static struct group *cut_partition(struct group *group, unsigned number, uint64_t size, uint64_t mean)
{
	struct ranges ranges = choose_ranges(group, number, size, mean);
	if (ranges.n == 1)
		return NULL;
	struct group *cut = new_cut(group, number, &ranges);
	struct move move = {group, number, cut, 0};
	pool_run(group->workers, move_rows, &move);
	cut->next = group->cut;
	group->cut = cut;
	return cut;
}

static void add_parts(struct group *group, const struct group *of, unsigned first, unsigned n)
{
	group->part = memory_grow(group->part, &group->parts_room, group->parts + n, sizeof *group->part);
	for (unsigned i = 0; i < n; i++)
		group->part[group->parts++] = (struct part){of, first + i};
}

static void close_chunks(const struct group *group)
{
	for (unsigned i = 0; i < group->workers; i++)
		for (size_t j = 0; j < group->ranges.n; j++)
			close_chunk(&group->worker[i], j);
}

/* Lists what is to be taken, in order. */
static void list_parts(struct group *group)
{
	uint64_t total = 0;
	close_chunks(group);
	for (size_t i = 0; i < group->ranges.n; i++)
		total += size_of(group, i);
	uint64_t mean = total / RANGES_MAX, limit = UNEVEN * mean > CUT_LEAST ? UNEVEN * mean : CUT_LEAST;
	for (unsigned i = 0; i < group->ranges.n; i++) {
		uint64_t size = size_of(group, i);
		const struct group *cut = size > limit ? cut_partition(group, i, size, mean) : NULL;
		if (cut != NULL) {
			close_chunks(cut);
			add_parts(group, cut, 0, cut->ranges.n);
		} else {
			add_parts(group, group, i, 1);
		}
	}
}

/* --- handing out */

/* Brings back what workers have spilled of the part. */
static void load_extents(const struct part *part, struct worker *worker)
{
	const struct group *group = part->group;
	size_t size = 0, at = 0;
	for (unsigned i = 0; i < group->workers; i++)
		for (const struct extent *extent = group->worker[i].partition[part->partition].extent;
		     extent != NULL; extent = extent->next)
			size += extent->size;
	worker->loaded = memory_renew(worker->loaded, &worker->loaded_room, size + ROW_BEHIND, 1);
	for (unsigned i = 0; i < group->workers; i++) {
		const struct worker *other = &group->worker[i];
		for (const struct extent *extent = other->partition[part->partition].extent; extent != NULL;
		     extent = extent->next) {
			scratch_read(other->scratch, extent->offset, worker->loaded + at, extent->size);
			gather_source(worker->gather);
			gather_rows(worker->gather, worker->loaded + at, extent->size);
			at += extent->size;
		}
	}
}

/* Collects the part's rows of all workers. */
static void collect_rows(const struct part *part, struct worker *worker)
{
	const struct group *group = part->group;
	char known[2 * RANGES_COMMON];
	size_t n = group->known_length;
	memcpy(known, group->known, n);
	n += ranges_common(&group->ranges, part->partition, known + n);
	gather_clear(worker->gather, (struct text){known, n});
	load_extents(part, worker);
	for (unsigned i = 0; i < group->workers; i++) {
		gather_source(worker->gather);
		for (const struct chunk *chunk = group->worker[i].partition[part->partition].first;
		     chunk != NULL; chunk = chunk->next)
			gather_rows(worker->gather, chunk->bytes, chunk->used);
	}
}

/* Gives away the memory of a part that has been handed out, but for small pieces. */
static void give_chunks(const struct group_work *work, unsigned number, const struct part *part)
{
	for (unsigned i = 0; i < part->group->workers; i++)
		for (struct chunk *chunk = part->group->worker[i].partition[part->partition].first, *next;
		     chunk != NULL; chunk = next) {
			next = chunk->next;
			if (chunk->size >= GIVEN_LEAST)
				work->take(work->context, number, chunk, chunk->size + sizeof *chunk);
		}
}

/* A worker's part of the work: the next part, until there is none left. */
static void take_parts(void *context, unsigned number)
{
	struct group *group = context;
	struct worker *worker = &group->worker[number];
	const struct group_work *work = group->work;
	size_t next;
	while ((next = __atomic_fetch_add(&group->taken, 1, __ATOMIC_RELAXED)) < group->parts) {
		const struct part *part = &group->part[next];
		if (work->begin != NULL)
			work->begin(work->context, number, next);
		collect_rows(part, worker);
		gather_each(worker->gather, work->customer, work->context, number);
		if (work->take != NULL)
			give_chunks(work, number, part);
		if (work->end != NULL)
			work->end(work->context, number, next);
	}
}

void group_each(struct group *group, const struct group_work *work)
{
	list_parts(group);
	group->work = work;
	pool_run(group->workers, take_parts, group);
}

/* A worker's memory, in this group and those that it was cut into. */
static void free_memory(void *context, unsigned number)
{
	struct group *group = context;
	for (struct group *cut = group->cut; cut != NULL; cut = cut->next)
		arena_free(&cut->worker[number].arena);
	arena_free(&group->worker[number].arena);
}

/* All but the workers' memory. */
static void free_rest(struct group *group)
{
	for (unsigned i = 0; i < group->workers; i++) {
		struct worker *worker = &group->worker[i];
		scratch_free(worker->scratch);
		gather_free(worker->gather);
		free(worker->place);
		free(worker->partition);
		free(worker->loaded);
	}
	free(group->worker);
	free(group->part);
	free(group);
}

void group_free(struct group *group)
{
	pool_run(group->workers, free_memory, group);
	for (struct group *cut = group->cut, *next; cut != NULL; cut = next) {
		next = cut->next;
		free_rest(cut);
	}
	free_rest(group);
}
