/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting of things by their texts, by bytes: most texts are told apart by a few bytes taken as a number. */
#ifndef KEHU_SORT_H
#define KEHU_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text.h"

struct entry {
	uint64_t chunk; /* of the text and depth that are being sorted by */
	const char *at; /* the thing */
};

/* What things are sorted by: a text of each, and then (NULL: not) another. */
struct sort_order {
	struct text (*text)(const char *at);
	const struct sort_order *next;
};

enum {
	SORT_LINE = 64 /* bytes of a cache line */,
	SORT_AHEAD = 16 /* entries from fetching one to using it */
};

/* How many bytes both begin with, at most `most`. */
size_t sort_common(struct text a, struct text b, size_t most);

/* Some bytes after the first `depth` as a number: the text with the smaller one comes first. The text is that long. */
uint64_t sort_chunk(struct text text, size_t depth);

/* Gives the entries their chunks. */
void sort_load(struct entry *entry, size_t n, const struct sort_order *order, size_t depth);

/* Sorts entries whose texts are the same up to the depth and whose chunks are loaded. Those with equal texts keep their order.
   `spare` has room for as many. Returns whether the chunks have told all apart: then they are as they were, and entries with
   equal ones have equal texts; else they have changed. */
bool sort_entries(struct entry *entry, size_t n, const struct sort_order *order, size_t depth,
		  struct entry *spare);

/* The order of the texts alone, of entries whose chunks at this depth are loaded: <0, 0, >0. */
int sort_compare(const struct entry *a, const struct entry *b, const struct sort_order *order, size_t depth);

#endif
