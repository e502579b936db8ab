/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "role_lines.h"

struct worker {
	struct arena arena;
	struct role_line *line;
	size_t n, room;
};

struct role_lines {
	unsigned workers;
	struct worker *worker;
	struct role_line *line; /* of all workers, in order */
	size_t n;
};

struct role_lines *role_lines_new(unsigned workers)
{
	struct role_lines *lines = memory_new(1, sizeof *lines);
	lines->workers = workers;
	lines->worker = memory_new(workers, sizeof *lines->worker);
	return lines;
}

/* A copy with a NUL behind it. */
static struct text copy(struct arena *arena, struct text text)
{
	char *bytes = arena_take_bytes(arena, text.length + 1);
	memcpy(bytes, text.at, text.length);
	bytes[text.length] = '\0';
	return (struct text){bytes, text.length};
}

void role_lines_add(struct role_lines *lines, unsigned number, const struct role_line *line)
{
	struct worker *worker = &lines->worker[number];
	worker->line = memory_grow(worker->line, &worker->room, worker->n + 1, sizeof *worker->line);
	struct role_line *own = &worker->line[worker->n++];
	*own = *line;
	own->person = copy(&worker->arena, line->person);
	own->role = copy(&worker->arena, line->role);
	own->lines = copy(&worker->arena, line->lines);
}

void role_lines_give(struct role_lines *lines, unsigned worker, void *memory, size_t size)
{
	arena_give(&lines->worker[worker].arena, memory, size);
}

static int compare_lines(const void *a, const void *b)
{
	const struct role_line *x = a, *y = b;
	int order = text_compare(x->person, y->person);
	if (order == 0)
		order = text_compare(x->role, y->role);
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

const char *role_lines_sort(struct role_lines *lines)
{
	for (unsigned i = 0; i < lines->workers; i++)
		lines->n += lines->worker[i].n;
	lines->line = memory_new(lines->n, sizeof *lines->line);
	struct role_line *next = lines->line;
	for (unsigned i = 0; i < lines->workers; next += lines->worker[i++].n)
		if (lines->worker[i].n > 0)
			memcpy(next, lines->worker[i].line, lines->worker[i].n * sizeof *next);
	qsort(lines->line, lines->n, sizeof *lines->line, compare_lines);
	for (size_t i = 0; i < lines->n; i++)
		if (lines->line[i].is_failure)
			return lines->line[i].lines.at;
	return NULL;
}

const struct role_line *role_lines_of(const struct role_lines *lines, struct text person, size_t *n)
{
	size_t first = 0, last = lines->n;
	while (first < last) {
		size_t middle = first + (last - first) / 2;
		if (text_compare(lines->line[middle].person, person) < 0)
			first = middle + 1;
		else
			last = middle;
	}
	for (*n = 0; first + *n < lines->n && text_equal(lines->line[first + *n].person, person);)
		++*n;
	return lines->line + first;
}

void role_lines_free(struct role_lines *lines)
{
	for (unsigned i = 0; i < lines->workers; i++) {
		arena_free(&lines->worker[i].arena);
		free(lines->worker[i].line);
	}
	free(lines->worker);
	free(lines->line);
	free(lines);
}

/* --- a person's lines */

struct segment {
	struct text role;
	size_t from, to; /* bytes of the lines */
};

struct role_order {
	struct segment *segment;
	size_t n, room, next;
};

struct role_order *role_order_new(void)
{
	return memory_new(1, sizeof(struct role_order));
}

void role_order_end(struct role_order *order, struct text role, size_t length)
{
	size_t from = order->n > 0 ? order->segment[order->n - 1].to : 0;
	if (from == length)
		return;
	order->segment = memory_grow(order->segment, &order->room, order->n + 1, sizeof *order->segment);
	order->segment[order->n++] = (struct segment){role, from, length};
}

static int compare_segments(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;
	int order = text_compare(x->role, y->role);
	return order != 0 ? order : (x->from > y->from) - (x->from < y->from);
}

void role_order_sort(struct role_order *order)
{
	if (order->n > 1)
		qsort(order->segment, order->n, sizeof *order->segment, compare_segments);
	order->next = 0;
}

bool role_order_put(struct role_order *order, struct text lines, const struct role_line **kept, size_t *n,
		    struct writer *out)
{
	if (order->next < order->n &&
	    (*n == 0 || text_compare(order->segment[order->next].role, (*kept)->role) <= 0)) {
		const struct segment *own = &order->segment[order->next++];
		writer_raw(out, (struct text){lines.at + own->from, own->to - own->from});
		return true;
	}
	if (*n > 0) {
		writer_raw(out, (*kept)->lines);
		++*kept;
		--*n;
		return true;
	}
	order->n = 0;
	return false;
}

void role_order_free(struct role_order *order)
{
	free(order->segment);
	free(order);
}
