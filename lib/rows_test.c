/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "record.h"
#include "rows.h"
#include "test.h"
#include "test_tools.h"

enum { ROWS_MAX = 200, PIECES_MAX = 40, SOURCES_MAX = 4, SPANS_MAX = 6, RUNS = 2000, ROOM = 100 };

/* Rows of several sources in pieces, and the positions that were given to them. */
struct heap_of_rows {
	char bytes[ROWS_MAX][ROOM];
	size_t rows, pieces;
	uint64_t position[ROWS_MAX];
	struct rows_piece piece[PIECES_MAX + SOURCES_MAX];
};

static char *put_row(char *at, struct text name, struct text raw, uint64_t step)
{
	static const struct visit visit = {.day = 20000};
	struct pack_plan plan;
	pack_plan_make(&plan, &stream_visits, NULL);
	struct new_row new = {&plan, &visit, name, raw, 1, step};
	char *end = row_put(&new, at, at + ROOM);
	CHECK(end != NULL);
	return end;
}

/* Ascending positions, now and then the same as before or far from it; each row is in one of the sources. */
static void random_rows(uint64_t *state, struct heap_of_rows *heap)
{
	size_t sources = test_below(state, SOURCES_MAX) + 1, row = 0;
	uint64_t position = test_below(state, 3);
	unsigned source_of[ROWS_MAX] = {0};
	heap->rows = test_below(state, test_below(state, 4) == 0 ? ROWS_MAX : 10) + 1;
	heap->pieces = 0;
	for (size_t i = 0; i < heap->rows; i++) {
		heap->position[i] = position;
		position += test_below(state, 20) == 0 ? UINT64_C(1) << 40 : test_below(state, 5);
		source_of[i] = (unsigned)test_below(state, sources);
	}
	for (unsigned source = 0; source < sources; source++) {
		uint64_t before = 0;
		bool is_first = true;
		char *at = heap->bytes[row], *from = at;
		for (size_t i = 0; i <= heap->rows; i++) {
			if (i < heap->rows && source_of[i] == source) {
				at = put_row(at, TEXT("n"), TEXT(""), heap->position[i] - before);
				before = heap->position[i];
				row++;
			}
			if (i == heap->rows || (test_below(state, 8) == 0 && heap->pieces < PIECES_MAX)) {
				heap->piece[heap->pieces++] = (struct rows_piece){from, at, 0, is_first};
				is_first = false;
				from = at;
			}
		}
	}
}

/* All spans, one after the other, have each row once, by position; those of a source too. */
static size_t wrong_spans(const struct heap_of_rows *heap, size_t spans)
{
	size_t wrong = 0, merged = 0, counted = 0;
	const struct rows_piece *end = heap->piece + heap->pieces;
	for (size_t i = 0; i < spans; i++) {
		struct rows_span span = rows_span(heap->piece, heap->pieces, i, spans);
		struct rows_merger merger;
		rows_merge(&merger, heap->piece, heap->pieces, span);
		while (rows_merge_next(&merger))
			wrong += merged >= heap->rows || merger.position != heap->position[merged++];
		size_t n;
		for (const struct rows_piece *piece = heap->piece; piece < end; piece += n) {
			n = rows_of_source(piece, end);
			struct rows_cursor cursor = rows_start_span(piece, n, span);
			while (rows_next_of_span(&cursor, span)) {
				wrong += cursor.position < span.first || cursor.position >= span.end;
				counted++;
			}
		}
	}
	return wrong + (merged != heap->rows) + (counted != heap->rows);
}

static void test_spans(void)
{
	struct heap_of_rows *heap = malloc(sizeof *heap);
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		random_rows(&state, heap);
		struct rows_found found = rows_look(heap->piece, heap->pieces);
		wrong += !found.is_one || !found.is_in_order || found.has_raw;
		for (size_t spans = 1; spans <= SPANS_MAX; spans++)
			wrong += wrong_spans(heap, spans);
	}
	CHECK_INT(wrong, 0);
	free(heap);
}

/* Two rows, in a piece or in two, of a source or of two. */
static struct rows_found look(struct text name, struct text other, struct text raw, uint64_t step, bool apart,
			      bool is_first)
{
	char bytes[2 * ROOM];
	char *middle = put_row(bytes, name, TEXT(""), 5), *end = put_row(middle, other, raw, step);
	struct rows_piece piece[] = {{bytes, apart ? middle : end, 0, true}, {middle, end, 0, is_first}};
	struct rows_found found = rows_look(piece, 1 + apart);
	if (apart && found.is_one)
		CHECK_INT(piece[1].before, is_first ? 0 : 5);
	if (found.is_one)
		CHECK_BYTES(found.name, name);
	found.name = TEXT("");
	return found;
}

static void test_look(void)
{
	const struct text none = TEXT(""), a = TEXT("a"), b = TEXT("b"), raw = TEXT("raw");
	for (int apart = 0; apart < 2; apart++) {
		CHECK(look(a, a, none, 1, apart, false).is_one);
		CHECK(look(none, none, none, 1, apart, false).is_one);
		CHECK(!look(a, b, none, 1, apart, false).is_one);
		CHECK(!look(none, b, none, 1, apart, false).is_one);
		CHECK(!look(a, none, none, 1, apart, false).is_one);
		CHECK(!look(a, a, none, 1, apart, false).has_raw);
		CHECK(look(a, a, raw, 1, apart, false).has_raw);
		CHECK(look(a, a, none, 0, apart, false).is_in_order);
		CHECK(!look(a, a, none, UINT64_MAX, apart, false).is_in_order); /* a step back */
		CHECK(!look(a, a, none, ROWS_END - 5, apart, false).is_in_order);
	}
	CHECK(look(a, a, none, 1, true, true).is_in_order);
	CHECK(rows_look(NULL, 0).is_one);
}

int main(void)
{
	test_spans();
	test_look();
	return test_end();
}
