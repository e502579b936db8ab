/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "merge.h"
#include "result.h"

enum { BUFFER_MIN = 1 << 12, BUFFER_MAX = 1 << 20, PIECE = 1 << 12 };

/* The next result of a run. The buffer always holds its head and key, of its lines what there is room for. */
struct cursor {
	const struct scratch *scratch;
	uint64_t next, end; /* of the run, what has not been read into the buffer */
	char *buffer;
	size_t at, n, room; /* in the buffer, what has not been used */
	uint64_t chunk;     /* of the key */
};

/* Has at least this many bytes in the buffer. */
static void cursor_need(struct cursor *cursor, size_t needed)
{
	if (cursor->n - cursor->at >= needed)
		return;
	cursor->n -= cursor->at;
	memmove(cursor->buffer, cursor->buffer + cursor->at, cursor->n);
	cursor->at = 0;
	cursor->buffer = memory_grow(cursor->buffer, &cursor->room, needed, 1);
	size_t more = cursor->room - cursor->n;
	if (more > cursor->end - cursor->next)
		more = (size_t)(cursor->end - cursor->next);
	scratch_read(cursor->scratch, cursor->next, cursor->buffer + cursor->n, more);
	cursor->next += more;
	cursor->n += more;
}

/* Has the head and the key of the next result in the buffer; false: there is none. */
static bool cursor_load(struct cursor *cursor, size_t common)
{
	if (cursor->n == cursor->at && cursor->next == cursor->end)
		return false;
	cursor_need(cursor, sizeof(struct result_head));
	cursor_need(cursor, sizeof(struct result_head) + result_head(cursor->buffer + cursor->at).key);
	cursor->chunk = sort_chunk(result_key(cursor->buffer + cursor->at), common);
	return true;
}

/* The lines but the first `done` bytes, or a part of these; room has space for PIECE bytes. */
static struct text cursor_piece(const struct cursor *cursor, uint64_t done, char *room)
{
	struct result_head head = result_head(cursor->buffer + cursor->at);
	uint64_t offset = sizeof head + head.key + done, left = head.lines - done;
	size_t buffered = cursor->n - cursor->at;
	if (offset < buffered) {
		size_t n = left < buffered - offset ? (size_t)left : (size_t)(buffered - offset);
		return (struct text){cursor->buffer + cursor->at + offset, n};
	}
	size_t n = left < PIECE ? (size_t)left : PIECE;
	scratch_read(cursor->scratch, cursor->next - buffered + offset, room, n);
	return (struct text){room, n};
}

static int compare_lines(const struct cursor *a, const struct cursor *b)
{
	char room_a[PIECE], room_b[PIECE];
	for (uint64_t done = 0;;) {
		struct text x = cursor_piece(a, done, room_a), y = cursor_piece(b, done, room_b);
		size_t n = x.length < y.length ? x.length : y.length;
		if (n == 0)
			return text_compare(x, y);
		int order = memcmp(x.at, y.at, n);
		if (order != 0)
			return order;
		done += n;
	}
}

static bool is_before(const struct cursor *a, const struct cursor *b)
{
	if (a->chunk != b->chunk)
		return a->chunk < b->chunk;
	int order = text_compare(result_key(a->buffer + a->at), result_key(b->buffer + b->at));
	return (order != 0 ? order : compare_lines(a, b)) < 0;
}

/* Goes past the result, with its lines into the writer unless that is NULL. */
static void cursor_pass(struct cursor *cursor, struct writer *writer)
{
	struct result_head head = result_head(cursor->buffer + cursor->at);
	cursor->at += sizeof head + head.key;
	for (uint64_t left = head.lines; left > 0;) {
		cursor_need(cursor, 1);
		size_t n = cursor->n - cursor->at;
		if (n > left)
			n = (size_t)left;
		if (writer != NULL)
			writer_raw(writer, (struct text){cursor->buffer + cursor->at, n});
		cursor->at += n;
		left -= n;
	}
}

/* Moves the cursor at i of the heap of n down to its place. */
static void sift(struct cursor *heap, size_t n, size_t i)
{
	struct cursor moving = heap[i];
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && is_before(&heap[child + 1], &heap[child]))
			child++;
		if (!is_before(&heap[child], &moving))
			break;
		heap[i] = heap[child];
	}
	heap[i] = moving;
}

/* Cursors at the first results of all runs. */
static struct cursor *open_cursors(const struct merge_run *run, size_t n, size_t memory, size_t common)
{
	size_t room = memory / n;
	room = room < BUFFER_MIN ? BUFFER_MIN : room > BUFFER_MAX ? BUFFER_MAX : room;
	struct cursor *cursor = memory_new(n, sizeof *cursor);
	for (size_t i = 0; i < n; i++) {
		cursor[i] = (struct cursor){.scratch = run[i].scratch,
					    .next = run[i].first,
					    .end = run[i].end,
					    .buffer = memory_new(room, 1),
					    .room = room};
		cursor_load(&cursor[i], common);
	}
	return cursor;
}

/* The key last put out. */
struct last {
	char *at; /* NULL: none yet */
	size_t n, room;
};

/* Whether the key is the same as the last one; if not, it becomes that. */
static bool is_again(struct last *last, struct text key)
{
	if (last->at != NULL && text_equal((struct text){last->at, last->n}, key))
		return true;
	last->at = memory_grow(last->at, &last->room, key.length + 1, 1);
	memcpy(last->at, key.at, key.length);
	last->n = key.length;
	return false;
}

void merge_runs(const struct merge_run *run, size_t runs, size_t memory, size_t common, bool once,
		struct writer *writer)
{
	struct last last = {0};
	struct cursor *heap = open_cursors(run, runs, memory, common);
	for (size_t i = runs / 2; i-- > 0;)
		sift(heap, runs, i);
	for (size_t n = runs; n > 0;) {
		bool again = once && is_again(&last, result_key(heap->buffer + heap->at));
		cursor_pass(heap, again ? NULL : writer);
		if (!cursor_load(heap, common)) {
			free(heap->buffer);
			*heap = heap[--n];
		}
		if (n > 0)
			sift(heap, n, 0);
	}
	free(last.at);
	free(heap);
}
