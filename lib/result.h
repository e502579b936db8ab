/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as runs keep them, in memory and in scratch files: a head, the key, the lines; and the sorting of them. */
#ifndef KEHU_RESULT_H
#define KEHU_RESULT_H

#include "text.h"

struct result_head {
	uint64_t key, lines; /* lengths */
};

enum result_part { RESULT_KEY, RESULT_LINES };

enum {
	RESULT_LINE = 64, /* bytes of a cache line */
	RESULT_AHEAD = 16 /* entries from the fetching of a result to its use */
};

struct entry {
	uint64_t chunk; /* of the part and depth that are being sorted by */
	const char *at; /* the result */
};

static inline struct result_head result_head(const char *at)
{
	struct result_head head;
	memcpy(&head, at, sizeof head);
	return head;
}

static inline struct text result_part(const char *at, enum result_part part)
{
	struct result_head head = result_head(at);
	at += sizeof head;
	return part == RESULT_KEY ? (struct text){at, head.key} : (struct text){at + head.key, head.lines};
}

/* Has the first n bytes of a result brought into the cache. */
static inline void result_fetch(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i += RESULT_LINE)
		__builtin_prefetch(at + i);
}

/* How many bytes both begin with, at most `most`. */
size_t result_common(struct text a, struct text b, size_t most);

/* Some bytes after the first `depth` as a number: the text with the smaller one comes first. The text is that long. */
uint64_t result_chunk(struct text text, size_t depth);

/* Gives the entries their chunks. */
void result_load(struct entry *entry, size_t n, enum result_part part, size_t depth);

/* Sorts entries whose parts are the same up to the depth and whose chunks are loaded: by the rest of the part, then by the
   parts after it. `spare` has room for as many. Changes the chunks. */
void result_sort(struct entry *entry, size_t n, enum result_part part, size_t depth, struct entry *spare);

/* Order of the keys alone, of entries whose chunks at this depth are loaded: <0, 0, >0. */
int result_compare_keys(const struct entry *a, const struct entry *b, size_t depth);

#endif
