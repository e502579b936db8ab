/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <fcntl.h>
#include <stdatomic.h>

#include "pool.h"
#include "runs.h"
#include "test.h"
#include "test_tools.h"

enum { WORKERS_MAX = 7, OUTPUT_ROOM = 1024, HUGE_LINES = 2500000 };

/* --- results and how they are to be put out */

struct result {
	struct text key, lines;
};

struct results {
	struct result *result;
	size_t n;
	struct runs *runs;
	atomic_size_t next; /* the result no worker has added yet */
};

static int compare_results(const void *a, const void *b)
{
	const struct result *x = a, *y = b;
	int order = text_compare(x->key, y->key);
	return order != 0 ? order : text_compare(x->lines, y->lines);
}

/* By sorting them: the oracle. */
static struct test_string sort_results(const struct results *results, bool once)
{
	struct test_string expected = {0};
	struct result *sorted = memory_new(results->n, sizeof *sorted);
	const struct result *last = NULL;
	if (results->n > 0)
		memcpy(sorted, results->result, results->n * sizeof *sorted);
	qsort(sorted, results->n, sizeof *sorted, compare_results);
	for (size_t i = 0; i < results->n; i++) {
		if (sorted[i].lines.length == 0)
			continue;
		if (!once || last == NULL || !text_equal(last->key, sorted[i].key))
			test_append(&expected, sorted[i].lines);
		last = &sorted[i];
	}
	free(sorted);
	return expected;
}

/* Takes some results at a time, so that workers have different shares at every run. */
static void add_results(void *context, unsigned worker)
{
	struct results *results = context;
	for (size_t i; (i = atomic_fetch_add(&results->next, 10)) < results->n;)
		for (size_t j = i; j < i + 10 && j < results->n; j++)
			runs_add(results->runs, worker, results->result[j].key, results->result[j].lines);
}

static void check_results(struct results *results, unsigned workers, size_t memory, bool once)
{
	struct test_file file = test_file_new(TEXT(""));
	struct writer *writer = writer_open(open(file.path, O_WRONLY | O_TRUNC), file.path);
	struct test_string expected = sort_results(results, once);
	results->runs = runs_new(workers, memory, once);
	atomic_store(&results->next, 0);
	pool_run(workers, add_results, results);
	runs_write(results->runs, writer);
	CHECK(runs_failure(results->runs) == NULL);
	runs_free(results->runs);
	writer_close(writer);
	struct text found = test_file_read(&file);
	CHECK_BYTES(found, test_text(&expected));
	free((char *)(uintptr_t)found.at);
	free(expected.at);
	test_file_remove(&file);
}

/* With several workers, in memory and spilled. */
static void check_all(struct results *results, bool once)
{
	static const unsigned workers[] = {1, 2, 3, WORKERS_MAX};
	for (size_t i = 0; i < sizeof workers / sizeof *workers; i++) {
		check_results(results, workers[i], (size_t)1 << 30, once);
		check_results(results, workers[i], (size_t)1 << 20, once);
		check_results(results, workers[i], 0, once);
	}
}

/* --- random results */

/* Keys that are alike: long common beginnings, prefixes of each other, any bytes, often equal. */
static size_t random_key(uint64_t *state, char *room)
{
	static const char common[] = "a customer with a long common beginning";
	size_t n = test_below(state, 3) == 0 ? test_below(state, sizeof common) : 0;
	size_t more = test_below(state, 12);
	bool is_any = test_below(state, 4) == 0;
	memcpy(room, common, n);
	for (size_t i = 0; i < more; i++)
		room[n++] = is_any ? (char)test_below(state, 256) : "\0a\xff"[test_below(state, 3)];
	return n;
}

/* With once, equal keys have equal lines: made of the key. */
static size_t random_lines(uint64_t *state, char *room, size_t most, struct text key, bool once)
{
	uint64_t key_state = text_hash(key) | 1;
	uint64_t *from = once ? &key_state : state;
	size_t n = test_below(from, 10) == 0 ? test_below(from, most) : test_below(from, 6);
	memset(room, 'x', n); /* so that one is often a prefix of another */
	for (size_t i = 0; i < 3 && n > 0; i++)
		room[test_below(from, n)] = (char)('a' + test_below(from, 26));
	return n;
}

static struct results random_results(uint64_t seed, size_t n, size_t lines_max, bool once,
				     struct arena *arena)
{
	struct results results = {.result = memory_new(n, sizeof *results.result), .n = n};
	char *room = memory_new(lines_max + 100, 1);
	for (size_t i = 0; i < n; i++) {
		struct result *result = &results.result[i];
		result->key = arena_copy(arena, (struct text){room, random_key(&seed, room)});
		size_t length = random_lines(&seed, room, lines_max, result->key, once);
		result->lines = arena_copy(arena, (struct text){room, length});
	}
	free(room);
	return results;
}

static void test_any(void)
{
	static const struct {
		size_t n, lines_max;
	} sizes[] = {{1, 10}, {2, 10}, {40, 100}, {3000, 1000}, {30000, 100}, {3000, 30000}};
	for (size_t i = 0; i < 2 * (sizeof sizes / sizeof *sizes); i++) {
		struct arena arena = {0};
		bool once = i % 2 == 1;
		struct results results =
			random_results(TEST_SEED + i, sizes[i / 2].n, sizes[i / 2].lines_max, once, &arena);
		test_label("%zu results, lines up to %zu, once %d", results.n, sizes[i / 2].lines_max, once);
		check_all(&results, once);
		free(results.result);
		arena_free(&arena);
	}
	test_label("%s", "");
}

/* --- results of one kind */

static void test_few(void)
{
	static struct result few[] = {
		{{"b", 1}, {"2\n", 2}},
		{{"", 0}, {"0\n", 2}},
		{{"ab", 2}, {"1b\n", 3}},
		{{"a", 1}, {"1\n", 2}},
		{{"a\0", 2}, {"1a\n", 3}},
		{{"\xff", 1}, {"4\n", 2}},
		{{"c", 1}, {NULL, 0}},
		{{"\x80", 1}, {"3\n", 2}},
		{{"a\0\0", 3}, {"1aa\n", 4}},
		{{NULL, 0}, {"0\n", 2}},
		{{"a\0\0\0\0\0\0\0", 8}, {"1ab\n", 4}},
	};
	struct results results = {.result = few, .n = sizeof few / sizeof *few};
	check_all(&results, false);
	check_all(&results, true);
	results.n = 0;
	check_all(&results, false);
}

/* Customers as they are in files: numbers with leading zeros, in the order of a hash. */
static void test_customers(void)
{
	enum { CUSTOMERS = 60000 };
	struct arena arena = {0};
	struct results results = {.result = memory_new(CUSTOMERS, sizeof *results.result), .n = CUSTOMERS};
	for (size_t i = 0; i < CUSTOMERS; i++) {
		char room[200];
		int n = snprintf(room, sizeof room, "C%09zu", i * 7919 % CUSTOMERS);
		results.result[i].key = arena_copy(&arena, (struct text){room, (size_t)n});
		n = snprintf(room, sizeof room, "%s,%*d\n", "line", (int)(i % 100) + 1, 1);
		results.result[i].lines = arena_copy(&arena, (struct text){room, (size_t)n});
	}
	check_all(&results, false);
	check_all(&results, true);
	free(results.result);
	arena_free(&arena);
}

/* Long equal texts and texts that differ at their ends only; keys longer than buffers. */
static void test_huge(void)
{
	char *same = memory_new(HUGE_LINES, 1), *other = memory_new(HUGE_LINES, 1);
	memset(same, 'x', HUGE_LINES);
	memset(other, 'x', HUGE_LINES);
	other[HUGE_LINES - 1] = 'w';
	struct result huge[] = {
		{{"k", 1}, {same, HUGE_LINES}},      {{"k", 1}, {other, HUGE_LINES}},
		{{"k", 1}, {same, HUGE_LINES}},      {{same, 70000}, {"1\n", 2}},
		{{same, 70001}, {"2\n", 2}},         {{same, 69999}, {same, 100000}},
		{{"k", 1}, {same, HUGE_LINES - 1}},  {{"j", 1}, {"0\n", 2}},
		{{same, 70000}, {same, HUGE_LINES}}, {{"l", 1}, {other, 2200000}},
	};
	struct results results = {.result = huge, .n = sizeof huge / sizeof *huge};
	check_all(&results, false);
	check_results(&results, 2, 0, true); /* not equal, but put out is the first in any case */
	check_results(&results, 3, (size_t)1 << 30, true);
	free(same);
	free(other);
}

/* Puts out what was added and frees; the lines expected. */
static void check_output(struct runs *runs, const char *expected)
{
	struct test_file file = test_file_new(TEXT(""));
	struct writer *writer = writer_open(open(file.path, O_WRONLY | O_TRUNC), file.path);
	runs_write(runs, writer);
	runs_free(runs);
	writer_close(writer);
	struct text found = test_file_read(&file);
	CHECK_TEXT(found, expected);
	free((char *)(uintptr_t)found.at);
	test_file_remove(&file);
}

/* What the keys of one worker have in common may be more than what all have. */
static void test_common(void)
{
	static const char *const key[][4] = {{"customer-2-b", "customer-2-a", "customer-1-b", "customer-1-a"},
					     {"customer-1-b", "customer-1-a", "customer-1-a", "custard"}};
	static const char *const expected[] = {"3210", "3120"};
	for (size_t i = 0; i < 2; i++) {
		struct runs *runs = runs_new(3, 0, false), *reversed = runs_new(3, 0, false);
		for (unsigned j = 0; j < 4; j++) {
			char digit = (char)('0' + j);
			runs_add(runs, j / 2, text_of(key[i][j]), (struct text){&digit, 1});
			runs_add(reversed, 2 - j / 2, text_of(key[i][j]), (struct text){&digit, 1});
		}
		check_output(runs, expected[i]);
		check_output(reversed, expected[i]);
	}
	check_output(runs_new(3, 0, false), "");
}

/* Memory that is given is used, in whatever order it comes. */
static void test_give(void)
{
	_Alignas(8) char first[200], second[100];
	struct runs *runs = runs_new(1, 0, false);
	runs_give(runs, 0, first, sizeof first);
	runs_add(runs, 0, TEXT("b"), TEXT("2\n"));
	runs_give(runs, 0, second, sizeof second);
	for (size_t i = 0; i < 10; i++)
		runs_add(runs, 0, TEXT("c"), TEXT("3\n"));
	runs_add(runs, 0, TEXT("a"), TEXT("1\n"));
	check_output(runs, "1\n2\n3\n3\n3\n3\n3\n3\n3\n3\n3\n3\n");
}

/* --- failures and errors */

static void test_failures(void)
{
	struct runs *runs = runs_new(3, 0, false);
	char message[] = "customer \"b\" cannot be";
	CHECK(runs_failure(runs) == NULL);
	runs_fail(runs, 1, TEXT("b"), message);
	message[0] = '?'; /* copied */
	CHECK_STRING(runs_failure(runs), "customer \"b\" cannot be");
	runs_fail(runs, 2, TEXT("ba"), "ba");
	CHECK_STRING(runs_failure(runs), "customer \"b\" cannot be");
	runs_fail(runs, 1, TEXT("aa"), "aa");
	CHECK_STRING(runs_failure(runs), "aa");
	runs_fail(runs, 0, TEXT("a"), "second");
	runs_fail(runs, 0, TEXT("a"), "first");
	runs_fail(runs, 2, TEXT("a"), "third");
	CHECK_STRING(runs_failure(runs), "first");
	runs_free(runs);
}

static void spill_nowhere(void *context)
{
	char *lines = memory_new(HUGE_LINES, 1);
	(void)context;
	setenv("TMPDIR", "/nonexistent", 1);
	runs_add(runs_new(1, 0, false), 0, TEXT("k"), (struct text){lines, HUGE_LINES});
}

static void write_to_full(void *context)
{
	struct arena arena = {0};
	struct results results = random_results(TEST_SEED, 30000, 1000, false, &arena);
	struct writer *writer = writer_open(open("/dev/full", O_WRONLY), "full");
	(void)context;
	results.runs = runs_new(3, (size_t)1 << 30, false);
	pool_run(3, add_results, &results);
	runs_write(results.runs, writer);
	writer_close(writer);
}

static void test_errors(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(spill_nowhere, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "runs_test: /nonexistent: No such file or directory\n");
	CHECK_INT(test_run(write_to_full, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "runs_test: full: No space left on device\n");
}

int main(void)
{
	test_few();
	test_any();
	test_customers();
	test_huge();
	test_common();
	test_give();
	test_failures();
	test_errors();
	return test_end();
}
