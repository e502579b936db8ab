/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of many customers, few enough for the cache, become customers with their records. */
#ifndef KEHU_GATHER_H
#define KEHU_GATHER_H

#include "group_kind.h"
#include "pack.h"
#include "row.h"

/* A stream that has rows; their slot is its number. */
struct gather_stream {
	enum group_stream stream;
	struct group_kind kind;
	struct pack_plan plan;
};

struct gather;

/* The streams must outlive it. threads: that it may use, where one has much to do. */
struct gather *gather_new(const struct gather_stream *streams, unsigned n, unsigned threads);

/* Forgets all rows. The names of those to come all begin with what is known, which they leave out. */
void gather_clear(struct gather *gather, struct text known);

/* Rows added from now on are of another source: their positions, which ascend, begin anew. */
void gather_source(struct gather *gather);

/* Adds the rows in n bytes, which must stay. */
void gather_rows(struct gather *gather, const char *bytes, size_t n);

/* Hands out the customers of these rows, in the order of their names. */
void gather_each(struct gather *gather, group_handler *handler, void *context, unsigned worker);

void gather_free(struct gather *gather);

#endif
