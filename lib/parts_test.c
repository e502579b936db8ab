/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdatomic.h>
#include <stdlib.h>

#include "memory.h"
#include "parts.h"
#include "pool.h"
#include "test.h"
#include "test_tools.h"

enum { PARTS = 300, WORKERS_MAX = 6 };

/* Parts of one line each, some of none, worked out by some workers. */
struct work {
	struct parts *parts;
	unsigned workers;
	size_t stops; /* the first part that does; PARTS: none */
	atomic_size_t next;
};

static void add_line(struct writer *writer, size_t n)
{
	writer_number(writer, (int64_t)n);
	writer_end(writer);
}

static void do_parts(void *context, unsigned worker)
{
	struct work *work = context;
	struct writer *lines[PARTS_OUTPUTS] = {writer_open_memory(), writer_open_memory()};
	uint64_t state = TEST_SEED + worker;
	for (size_t n; (n = atomic_fetch_add(&work->next, 1)) < PARTS;) {
		bool stop = n >= work->stops && (n - work->stops) % 3 == 0;
		char *failure = NULL;
		parts_begin(work->parts, n);
		for (volatile size_t i = test_below(&state, 20000); i > 0; i--)
			;
		add_line(lines[0], n);
		if (n % 3 == 0)
			add_line(lines[1], n);
		if (n % 7 == 0)
			parts_flush(work->parts, n, lines);
		if (n % 14 == 0)
			add_line(lines[0], n);
		if (n % 28 == 0)
			parts_flush(work->parts, n, lines);
		if (stop && asprintf(&failure, "part %zu", n) < 0)
			failure = NULL;
		parts_end(work->parts, n, lines, stop, failure);
	}
	for (int i = 0; i < PARTS_OUTPUTS; i++)
		writer_close(lines[i]);
}

/* What came out: all up to the first part that stops; of that, what it had flushed. */
static void check_lines(struct writer *const out[PARTS_OUTPUTS], size_t stops)
{
	struct writer *expected[PARTS_OUTPUTS] = {writer_open_memory(), writer_open_memory()};
	for (size_t n = 0; n < PARTS && (n < stops || (n == stops && n % 7 == 0)); n++) {
		add_line(expected[0], n);
		if (n % 3 == 0)
			add_line(expected[1], n);
		if (n % 14 == 0 && (n < stops || n % 28 == 0))
			add_line(expected[0], n);
	}
	for (int i = 0; i < PARTS_OUTPUTS; i++) {
		CHECK_BYTES(writer_memory(out[i]), writer_memory(expected[i]));
		writer_close(expected[i]);
	}
}

static void check_parts(unsigned workers, size_t stops)
{
	struct writer *out[PARTS_OUTPUTS] = {writer_open_memory(), writer_open_memory()};
	struct work work = {.parts = parts_new(out, workers), .workers = workers, .stops = stops};
	char expected[40];
	test_label("%u workers, stop at %zu", workers, stops);
	pool_run(workers, do_parts, &work);
	snprintf(expected, sizeof expected, "part %zu", stops);
	CHECK_STRING(parts_failure(work.parts), stops < PARTS ? expected : NULL);
	parts_free(work.parts);
	check_lines(out, stops);
	for (int i = 0; i < PARTS_OUTPUTS; i++)
		writer_close(out[i]);
}

int main(void)
{
	static const size_t stops[] = {0, 1, 49, 154, PARTS - 1, PARTS};
	for (unsigned run = 0; run < 2;
	     run++) { /* the second time with threads that have nothing else to do */
		for (unsigned workers = 1; workers <= WORKERS_MAX; workers++)
			for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
				check_parts(workers, stops[i]);
		pool_start(WORKERS_MAX + 1);
	}
	return test_end();
}
