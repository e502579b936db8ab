/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "order.h"
#include "parts.h"
#include "pool.h"

struct parts {
	struct writer *writer[PARTS_OUTPUTS];
	struct order *order;
	size_t ahead;    /* parts that may wait to be put out */
	bool is_stopped; /* changed only by the part whose turn it is */
	/* What is being put out of that part meanwhile, and by what; NULL: nothing. */
	struct writer *flushed[PARTS_OUTPUTS];
	struct pool_task *putting;
	char *failure;
};

/* What is kept of a part that has ended before its turn. */
struct piece {
	bool stop;
	char *failure;
	size_t n[PARTS_OUTPUTS];
	char *lines[PARTS_OUTPUTS];
};

static void put(struct parts *parts, int output, struct text lines)
{
	if (!parts->is_stopped && lines.length > 0)
		writer_raw(parts->writer[output], lines);
}

static void stop(struct parts *parts, char *failure)
{
	parts->is_stopped = true;
	if (parts->failure == NULL)
		parts->failure = failure;
	else
		free(failure);
}

static void put_piece(void *context, void *item)
{
	struct parts *parts = context;
	struct piece *piece = item;
	if (piece->stop)
		stop(parts, piece->failure);
	for (int i = 0; i < PARTS_OUTPUTS; i++) {
		put(parts, i, (struct text){piece->lines[i], piece->n[i]});
		free(piece->lines[i]);
	}
	free(piece);
}

struct parts *parts_new(struct writer *const writer[PARTS_OUTPUTS], unsigned workers)
{
	struct parts *parts = memory_new(1, sizeof *parts);
	for (int i = 0; i < PARTS_OUTPUTS; i++) {
		parts->writer[i] = writer[i];
		parts->flushed[i] = writer_open_memory();
	}
	parts->order = order_new(put_piece, parts);
	parts->ahead = workers < ORDER_AHEAD / 2 ? 2 * (size_t)workers : ORDER_AHEAD;
	return parts;
}

void parts_begin(struct parts *parts, size_t n)
{
	if (n >= parts->ahead)
		order_wait(parts->order, n - parts->ahead + 1);
}

static void put_lines(struct parts *parts, struct writer *const lines[PARTS_OUTPUTS])
{
	for (int i = 0; i < PARTS_OUTPUTS; i++) {
		put(parts, i, writer_memory(lines[i]));
		writer_clear(lines[i]);
	}
}

static void put_flushed(void *context, unsigned worker)
{
	struct parts *parts = context;
	(void)worker;
	put_lines(parts, parts->flushed);
}

/* To be called before anything else is put out. */
static void end_putting(struct parts *parts)
{
	pool_end(parts->putting);
	parts->putting = NULL;
}

void parts_flush(struct parts *parts, size_t n, struct writer *const lines[PARTS_OUTPUTS])
{
	order_wait(parts->order, n);
	end_putting(parts);
	for (int i = 0; i < PARTS_OUTPUTS; i++)
		writer_swap(parts->flushed[i], lines[i]);
	parts->putting = pool_begin(put_flushed, parts);
	if (parts->putting == NULL)
		put_flushed(parts, 0);
}

static struct piece *keep_piece(struct writer *const lines[PARTS_OUTPUTS], bool stop, char *failure)
{
	struct piece *piece = memory_new(1, sizeof *piece);
	*piece = (struct piece){.stop = stop, .failure = failure};
	for (int i = 0; i < PARTS_OUTPUTS; i++) {
		struct text text = writer_memory(lines[i]);
		size_t room = 0;
		piece->n[i] = text.length;
		piece->lines[i] = memory_renew(NULL, &room, text.length, 1);
		if (text.length > 0)
			memcpy(piece->lines[i], text.at, text.length);
		writer_clear(lines[i]);
	}
	return piece;
}

void parts_end(struct parts *parts, size_t n, struct writer *const lines[PARTS_OUTPUTS], bool is_stop,
	       char *failure)
{
	if (!order_is_next(parts->order, n)) {
		order_finish(parts->order, n, keep_piece(lines, is_stop, failure));
		return;
	}
	end_putting(parts);
	if (is_stop)
		stop(parts, failure);
	put_lines(parts, lines);
	order_finish(parts->order, n, NULL);
}

const char *parts_failure(const struct parts *parts)
{
	return parts->failure;
}

void parts_free(struct parts *parts)
{
	end_putting(parts);
	for (int i = 0; i < PARTS_OUTPUTS; i++)
		writer_close(parts->flushed[i]);
	order_free(parts->order);
	free(parts->failure);
	free(parts);
}
