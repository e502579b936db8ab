/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "memory.h"
#include "merge.h"
#include "pool.h"
#include "result.h"
#include "runs.h"
#include "scratch.h"

/* In memory: each worker keeps its results as they come. In the end the keys are cut into buckets by sampled keys; a bucket
   fits into the cache, is sorted and put out by one worker while others do the next ones.
   Not in memory: a worker that keeps more than its share sorts what it has and writes it to its scratch file, a run; in the
   end all do so, and the runs are merged. */

enum {
	FETCHED_MAX = 6 * SORT_LINE,
	SHARE_MIN = 1 << 17,
	BUCKET_BYTES = 1 << 20,
	BUCKET_ENTRIES = 1 << 14,
	BUCKETS_MAX = 4096,
	SAMPLES = 16, /* for each bucket */
	OUTLET_MAX = 1 << 21,
};

/* --- a buffer that writes itself out when it is full */

struct outlet {
	char *bytes;
	size_t n, room;
	void (*write)(void *context, struct text text);
	void *context;
};

static void outlet_flush(struct outlet *outlet)
{
	if (outlet->n > 0)
		outlet->write(outlet->context, (struct text){outlet->bytes, outlet->n});
	outlet->n = 0;
}

static void outlet_put(struct outlet *outlet, struct text text)
{
	if (text.length > outlet->room - outlet->n) {
		if (outlet->n + text.length > OUTLET_MAX)
			outlet_flush(outlet);
		if (text.length > OUTLET_MAX) {
			outlet->write(outlet->context, text);
			return;
		}
		outlet->bytes = memory_grow(outlet->bytes, &outlet->room, outlet->n + text.length, 1);
	}
	memcpy(outlet->bytes + outlet->n, text.at, text.length);
	outlet->n += text.length;
}

/* --- what a worker keeps */

struct worker {
	struct arena arena; /* the results */
	size_t reserved;    /* bytes the arena has taken */
	struct entry *entry;
	size_t n, room;
	uint64_t bytes;          /* of lines in memory */
	struct text first;       /* the first key ever added, a copy; at NULL: none */
	size_t common;           /* bytes that all keys ever added begin with */
	struct scratch *scratch; /* NULL: nothing spilled yet */
	uint64_t spilled;        /* bytes in it, one run after the other */
	struct merge_run *run;
	size_t runs, runs_room;
	struct text failed;        /* the smallest key that failed, a copy */
	char *failure;             /* its message; NULL: none failed */
	struct entry *scattered;   /* in the end: the entries bucket after bucket, in the arena */
	size_t *start;             /* where each bucket begins there */
	char apart[2 * SORT_LINE]; /* no two workers share a cache line */
};

struct runs {
	unsigned workers;
	bool once;
	size_t memory, share; /* of one worker */
	struct worker *worker;
};

struct runs *runs_new(unsigned workers, size_t memory, bool once)
{
	struct runs *runs = memory_new(1, sizeof *runs);
	*runs = (struct runs){.workers = workers, .once = once, .memory = memory};
	runs->share = memory / workers > SHARE_MIN ? memory / workers : SHARE_MIN;
	runs->worker = memory_new(workers, sizeof *runs->worker);
	return runs;
}

static struct text copy_of(struct text text)
{
	char *copy = memory_new(text.length, 1);
	if (text.length > 0)
		memcpy(copy, text.at, text.length);
	return (struct text){copy, text.length};
}

static void free_text(struct text text)
{
	free((char *)(uintptr_t)text.at);
}

static void note_common(struct worker *worker, struct text key)
{
	if (worker->first.at == NULL) {
		worker->first = copy_of(key);
		worker->common = key.length;
	} else {
		worker->common = sort_common(worker->first, key, worker->common);
	}
}

/* Bytes that all keys of all workers begin with. */
static size_t find_common(const struct runs *runs)
{
	const struct worker *first = NULL;
	size_t common = 0;
	for (const struct worker *worker = runs->worker; worker < runs->worker + runs->workers; worker++) {
		if (worker->first.at == NULL)
			continue;
		if (first == NULL) {
			first = worker;
			common = worker->common;
		} else if (common > worker->common) {
			common = worker->common;
		}
		common = sort_common(first->first, worker->first, common);
	}
	return common;
}

/* --- results that do not fit into memory */

static void write_scratch(void *context, struct text text)
{
	struct worker *worker = context;
	if (worker->scratch == NULL)
		worker->scratch = scratch_new();
	scratch_write(worker->scratch, text.at, text.length);
	worker->spilled += text.length;
}

/* What was written since the last run ended becomes a run. */
static void end_run(struct worker *worker)
{
	uint64_t first = worker->runs > 0 ? worker->run[worker->runs - 1].end : 0;
	worker->run = memory_grow(worker->run, &worker->runs_room, worker->runs + 1, sizeof *worker->run);
	worker->run[worker->runs++] = (struct merge_run){worker->scratch, first, worker->spilled};
}

static void put_whole(struct outlet *outlet, const char *at)
{
	struct result_head head = result_head(at);
	outlet_put(outlet, (struct text){at, sizeof head + head.key + head.lines});
}

/* Bytes to fetch of each of n results with so many bytes of lines in all. */
static size_t choose_fetched(uint64_t bytes, size_t n)
{
	uint64_t mean = n > 0 ? bytes / n + SORT_LINE : SORT_LINE;
	return mean < FETCHED_MAX ? (size_t)mean : FETCHED_MAX;
}

/* All that the worker keeps in memory becomes a run. */
static void spill(struct worker *worker)
{
	struct outlet outlet = {.write = write_scratch, .context = worker};
	size_t room = 0, fetched = choose_fetched(worker->bytes, worker->n);
	if (worker->n == 0)
		return;
	struct entry *spare = memory_grow(NULL, &room, worker->n, sizeof *spare);
	sort_load(worker->entry, worker->n, &result_order, worker->common);
	sort_entries(worker->entry, worker->n, &result_order, worker->common, spare);
	free(spare);
	for (size_t i = 0; i < worker->n; i++) {
		if (i + SORT_AHEAD < worker->n)
			result_fetch(worker->entry[i + SORT_AHEAD].at, fetched);
		put_whole(&outlet, worker->entry[i].at);
	}
	outlet_flush(&outlet);
	free(outlet.bytes);
	end_run(worker);
	arena_free(&worker->arena);
	worker->reserved = worker->n = 0;
	worker->bytes = 0;
}

/* A result larger than all that may be kept becomes a run of its own. */
static void spill_alone(struct worker *worker, struct text key, struct text lines)
{
	struct result_head head = {key.length, lines.length};
	write_scratch(worker, (struct text){(const char *)&head, sizeof head});
	write_scratch(worker, key);
	write_scratch(worker, lines);
	end_run(worker);
}

/* Bytes of the arena's next block: an eighth of the share at most, so that nearly all of the share can be used. */
static size_t next_block(const struct worker *worker, size_t share)
{
	size_t next = 2 * worker->arena.block;
	return next < share / 8 ? next : share / 8;
}

/* Whether a result of this size would have the worker keep more than its share. Entries are there twice in the end. */
static bool is_full(const struct worker *worker, size_t size, size_t share)
{
	size_t kept = worker->reserved + 2 * worker->room * sizeof *worker->entry, more = 0;
	if ((size_t)(worker->arena.end - worker->arena.at) < size)
		more = size > next_block(worker, share) ? size : next_block(worker, share);
	if (worker->n == worker->room)
		more += worker->room * sizeof *worker->entry;
	return more > 0 && kept + more > share;
}

/* Storage for a result that lives as long as the worker's arena. */
static char *take(struct worker *worker, size_t size, size_t share)
{
	const struct arena_block *last = worker->arena.first;
	if ((size_t)(worker->arena.end - worker->arena.at) < size)
		worker->arena.block = next_block(worker, share) / 2; /* which is then doubled */
	char *at = arena_take_bytes(&worker->arena, size);
	if (worker->arena.first != last)
		worker->reserved += size > worker->arena.block ? size : worker->arena.block;
	return at;
}

void runs_add(struct runs *runs, unsigned number, struct text key, struct text lines)
{
	struct worker *worker = &runs->worker[number];
	struct result_head head = {key.length, lines.length};
	size_t size = sizeof head + key.length + lines.length;
	if (lines.length == 0)
		return;
	note_common(worker, key);
	if (size > runs->share) {
		spill_alone(worker, key, lines);
		return;
	}
	if (is_full(worker, size, runs->share))
		spill(worker);
	worker->entry = memory_grow(worker->entry, &worker->room, worker->n + 1, sizeof *worker->entry);
	char *at = take(worker, size, runs->share);
	worker->entry[worker->n++].at = at;
	worker->bytes += lines.length;
	memcpy(at, &head, sizeof head);
	at += sizeof head;
	if (key.length > 0)
		memcpy(at, key.at, key.length);
	memcpy(at + key.length, lines.at, lines.length);
}

/* --- failures */

static int compare_failures(struct text key_a, const char *a, struct text key_b, const char *b)
{
	int order = text_compare(key_a, key_b);
	return order != 0 ? order : strcmp(a, b);
}

void runs_give(struct runs *runs, unsigned worker, void *memory, size_t size)
{
	arena_give(&runs->worker[worker].arena, memory, size);
}

void runs_fail(struct runs *runs, unsigned number, struct text key, const char *message)
{
	struct worker *worker = &runs->worker[number];
	if (worker->failure != NULL) {
		if (compare_failures(key, message, worker->failed, worker->failure) >= 0)
			return;
		free_text(worker->failed);
		free(worker->failure);
	}
	worker->failed = copy_of(key);
	worker->failure = memory_new(strlen(message) + 1, 1);
	memcpy(worker->failure, message, strlen(message));
}

const char *runs_failure(const struct runs *runs)
{
	const struct worker *least = NULL;
	for (const struct worker *worker = runs->worker; worker < runs->worker + runs->workers; worker++)
		if (worker->failure != NULL &&
		    (least == NULL ||
		     compare_failures(worker->failed, worker->failure, least->failed, least->failure) < 0))
			least = worker;
	return least != NULL ? least->failure : NULL;
}

/* --- putting out what is in memory */

struct merge {
	struct runs *runs;
	struct writer *writer;
	size_t common;  /* bytes that all keys begin with; chunks are those after them */
	size_t fetched; /* bytes to fetch of each result */
	size_t buckets;
	struct entry *splitter; /* the first key of each bucket but the first */
	atomic_size_t next;     /* the worker whose entries, then the bucket, nobody has taken yet */
	size_t turn;            /* the bucket to be written now */
	pthread_mutex_t lock;   /* of turn */
	pthread_cond_t turned;
};

static void count(const struct runs *runs, uint64_t *bytes, size_t *n)
{
	*bytes = 0;
	*n = 0;
	for (unsigned i = 0; i < runs->workers; i++) {
		*bytes += runs->worker[i].bytes;
		*n += runs->worker[i].n;
	}
}

static size_t choose_buckets(uint64_t bytes, size_t n)
{
	size_t buckets = (size_t)(bytes / BUCKET_BYTES) + 1;
	if (buckets < n / BUCKET_ENTRIES + 1)
		buckets = n / BUCKET_ENTRIES + 1;
	if (buckets > n / 2 + 1)
		buckets = n / 2 + 1;
	return buckets < BUCKETS_MAX ? buckets : BUCKETS_MAX;
}

/* Samples of all workers' entries, at even distances; cuts are at every SAMPLES-th of them. */
static void choose_splitters(struct merge *merge, size_t total)
{
	const struct runs *runs = merge->runs;
	size_t n = 0, room = 0, step = total / (merge->buckets * SAMPLES) + 1;
	struct entry *sample = memory_grow(NULL, &room, total / step + runs->workers, sizeof *sample);
	for (unsigned i = 0; i < runs->workers; i++)
		for (size_t j = 0; j < runs->worker[i].n; j += step)
			sample[n++] = runs->worker[i].entry[j];
	struct entry *spare = memory_new(n, sizeof *spare);
	sort_load(sample, n, &result_order, merge->common);
	sort_entries(sample, n, &result_order, merge->common, spare);
	sort_load(sample, n, &result_order, merge->common); /* sorting has loaded others */
	for (size_t i = 1; i < merge->buckets; i++)
		sample[i - 1] = sample[i * n / merge->buckets];
	merge->splitter = sample;
	free(spare);
}

static size_t find_bucket(const struct merge *merge, const struct entry *entry)
{
	size_t low = 0, high = merge->buckets - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (sort_compare(&merge->splitter[middle], entry, &result_order, merge->common) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts a worker's entries bucket after bucket. */
static void scatter(const struct merge *merge, struct worker *worker)
{
	size_t *start = worker->start = memory_new(merge->buckets + 2, sizeof *start), room = 0;
	if (worker->n == 0)
		return;
	uint16_t *bucket = memory_grow(NULL, &room, worker->n, sizeof *bucket);
	struct entry *to = arena_take(&worker->arena, worker->n * sizeof *to);
	sort_load(worker->entry, worker->n, &result_order, merge->common);
	for (size_t i = 0; i < worker->n; i++) {
		bucket[i] = (uint16_t)find_bucket(merge, &worker->entry[i]);
		start[bucket[i] + 2]++;
	}
	for (size_t i = 2; i < merge->buckets + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < worker->n; i++)
		to[start[bucket[i] + 1]++] = worker->entry[i];
	free(bucket);
	free(worker->entry);
	worker->entry = NULL;
	worker->scattered = to;
}

static void scatter_all(void *context, unsigned number)
{
	struct merge *merge = context;
	(void)number;
	for (size_t i; (i = atomic_fetch_add(&merge->next, 1)) < merge->runs->workers;)
		scatter(merge, &merge->runs->worker[i]);
}

/* A bucket in the hands of a worker, with storage for all its buckets. */
struct bucket {
	struct merge *merge;
	size_t number;
	struct entry *entry, *spare;
	size_t n, room, spare_room;
	struct outlet outlet;
};

static void gather(struct bucket *bucket)
{
	const struct runs *runs = bucket->merge->runs;
	bucket->n = 0;
	for (unsigned i = 0; i < runs->workers; i++) {
		const struct worker *worker = &runs->worker[i];
		size_t first = worker->start[bucket->number], n = worker->start[bucket->number + 1] - first;
		bucket->entry =
			memory_grow(bucket->entry, &bucket->room, bucket->n + n, sizeof *bucket->entry);
		if (n > 0)
			memcpy(bucket->entry + bucket->n, worker->scattered + first,
			       n * sizeof *bucket->entry);
		bucket->n += n;
	}
	bucket->spare = memory_grow(bucket->spare, &bucket->spare_room, bucket->n, sizeof *bucket->spare);
}

static void write_in_turn(void *context, struct text text)
{
	const struct bucket *bucket = context;
	struct merge *merge = bucket->merge;
	pthread_mutex_lock(&merge->lock);
	while (merge->turn != bucket->number)
		pthread_cond_wait(&merge->turned, &merge->lock);
	pthread_mutex_unlock(&merge->lock);
	writer_raw(merge->writer, text);
}

static void end_turn(struct bucket *bucket)
{
	struct merge *merge = bucket->merge;
	write_in_turn(bucket, (struct text){bucket->outlet.bytes, bucket->outlet.n});
	bucket->outlet.n = 0;
	pthread_mutex_lock(&merge->lock);
	merge->turn++;
	pthread_cond_broadcast(&merge->turned);
	pthread_mutex_unlock(&merge->lock);
}

static void put_bucket(struct bucket *bucket)
{
	bool once = bucket->merge->runs->once;
	for (size_t i = 0; i < bucket->n; i++) {
		const char *at = bucket->entry[i].at;
		if (i + SORT_AHEAD < bucket->n)
			result_fetch(bucket->entry[i + SORT_AHEAD].at, bucket->merge->fetched);
		if (!once || i == 0 || !text_equal(result_key(at), result_key(bucket->entry[i - 1].at)))
			outlet_put(&bucket->outlet, result_lines(at));
	}
	end_turn(bucket);
}

static void put_buckets(void *context, unsigned number)
{
	struct merge *merge = context;
	struct bucket bucket = {.merge = merge};
	(void)number;
	bucket.outlet = (struct outlet){.write = write_in_turn, .context = &bucket};
	while ((bucket.number = atomic_fetch_add(&merge->next, 1)) < merge->buckets) {
		gather(&bucket);
		sort_entries(bucket.entry, bucket.n, &result_order, merge->common, bucket.spare);
		put_bucket(&bucket);
	}
	free(bucket.entry);
	free(bucket.spare);
	free(bucket.outlet.bytes);
}

static void write_memory(struct runs *runs, struct writer *writer)
{
	uint64_t bytes;
	size_t n;
	count(runs, &bytes, &n);
	struct merge merge = {.runs = runs,
			      .writer = writer,
			      .common = find_common(runs),
			      .fetched = choose_fetched(bytes, n),
			      .buckets = choose_buckets(bytes, n),
			      .lock = PTHREAD_MUTEX_INITIALIZER,
			      .turned = PTHREAD_COND_INITIALIZER};
	unsigned threads = merge.buckets < runs->workers ? (unsigned)merge.buckets : runs->workers;
	choose_splitters(&merge, n);
	pool_run(threads, scatter_all, &merge);
	atomic_store(&merge.next, 0);
	pool_run(threads, put_buckets, &merge);
	free(merge.splitter);
}

/* --- putting out what is in scratch files */

static void spill_last(void *context, unsigned number)
{
	struct runs *runs = context;
	struct worker *worker = &runs->worker[number];
	spill(worker);
	free(worker->entry);
	worker->entry = NULL;
}

static void merge_spilled(struct runs *runs, struct writer *writer)
{
	struct merge_run *run = NULL;
	size_t n = 0, room = 0;
	for (unsigned i = 0; i < runs->workers; i++) {
		const struct worker *worker = &runs->worker[i];
		run = memory_grow(run, &room, n + worker->runs, sizeof *run);
		if (worker->runs > 0)
			memcpy(run + n, worker->run, worker->runs * sizeof *run);
		n += worker->runs;
	}
	merge_runs(run, n, runs->memory, find_common(runs), runs->once, writer);
	free(run);
}

static bool is_spilled(const struct runs *runs)
{
	for (unsigned i = 0; i < runs->workers; i++)
		if (runs->worker[i].runs > 0)
			return true;
	return false;
}

void runs_write(struct runs *runs, struct writer *writer)
{
	if (is_spilled(runs)) {
		pool_run(runs->workers, spill_last, runs);
		merge_spilled(runs, writer);
	} else {
		write_memory(runs, writer);
	}
}

void runs_free(struct runs *runs)
{
	for (unsigned i = 0; i < runs->workers; i++) {
		struct worker *worker = &runs->worker[i];
		arena_free(&worker->arena);
		free(worker->entry);
		free(worker->run);
		free(worker->start);
		free(worker->failure);
		free_text(worker->first);
		free_text(worker->failed);
		scratch_free(worker->scratch);
	}
	free(runs->worker);
	free(runs);
}
