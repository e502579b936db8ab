/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second splitter for tests, byte by byte and in no hurry: what every level of split.c must agree with. Results of both are
   compared as lists of numbers: for each row where it begins, its line, the count of fields and where each ends; then where
   it stopped, the line breaks passed and whether it stopped at a quote. */
#ifndef KEHU_SPLIT_ORACLE_H
#define KEHU_SPLIT_ORACLE_H

#include <stdlib.h>
#include <string.h>
#include "memory.h"
#include "split.h"

struct oracle_list {
	size_t *at;
	size_t n, room;
};

static inline void oracle_add(struct oracle_list *list, size_t number)
{
	list->at = memory_grow(list->at, &list->room, list->n + 1, sizeof *list->at);
	list->at[list->n++] = number;
}

static inline bool oracle_equal(const struct oracle_list *a, const struct oracle_list *b)
{
	return a->n == b->n && memcmp(a->at, b->at, a->n * sizeof *a->at) == 0;
}

static inline void oracle_add_row(struct oracle_list *list, const char *bytes, size_t at, size_t stop,
				  size_t line)
{
	size_t fields = 1;
	for (size_t i = at; i < stop; i++)
		fields += bytes[i] == ',';
	oracle_add(list, at);
	oracle_add(list, line);
	oracle_add(list, fields);
	for (size_t i = at; i < stop; i++)
		if (bytes[i] == ',')
			oracle_add(list, i);
	oracle_add(list, stop);
}

static inline void oracle_add_stop(struct oracle_list *list, size_t stopped, size_t lines, bool at_quote)
{
	oracle_add(list, stopped);
	oracle_add(list, lines);
	oracle_add(list, at_quote);
}

/* The list for bytes[at..n). */
static inline void oracle_split(const char *bytes, size_t at, size_t n, bool last, struct oracle_list *list)
{
	size_t lines = 0;
	list->n = 0;
	for (;;) {
		size_t stop = at, length = 0;
		bool blank = true, quote = false, half = false;
		for (; stop < n && bytes[stop] != '\n' && bytes[stop] != '\r'; stop++) {
			blank &= bytes[stop] == ' ' || bytes[stop] == '\t';
			quote |= bytes[stop] == '"';
		}
		if (stop < n && bytes[stop] == '\r') {
			length = stop + 1 < n && bytes[stop + 1] == '\n' ? 2 : 1;
			half = stop + 1 == n;
		} else {
			length = stop < n;
		}
		if (quote || (!last && (length == 0 || half))) {
			oracle_add_stop(list, at, lines, quote);
			return;
		}
		if (!blank)
			oracle_add_row(list, bytes, at, stop, lines);
		lines += length > 0;
		at = stop + length;
		if (length == 0) {
			oracle_add_stop(list, at, lines, false);
			return;
		}
	}
}

/* The list for what a splitter found and where it stopped. */
static inline void oracle_list(const struct split *split, size_t stopped, struct oracle_list *list)
{
	list->n = 0;
	for (size_t i = 0; i < split->rows; i++) {
		const struct split_row *row = &split->row[i];
		oracle_add(list, row->at);
		oracle_add(list, row->line);
		oracle_add(list, row->fields);
		for (size_t field = 0; field < row->fields; field++)
			oracle_add(list, split->end[row->first + field]);
	}
	oracle_add_stop(list, stopped, split->lines, split->at_quote);
}

/* Rows of which split_given tells something else than their offsets do. */
static inline size_t oracle_wrong_given(const struct split *split)
{
	size_t wrong = 0;
	for (size_t i = 0; i < split->rows; i++) {
		const struct split_row *row = &split->row[i];
		uint64_t found = split_given(row->at, split->end + row->first, row->fields), expected = 0;
		size_t at = row->at;
		for (size_t field = 0; field < row->fields && field < 64; field++) {
			size_t end = split->end[row->first + field];
			expected |= (uint64_t)(end > at) << field;
			at = end + 1;
		}
		if (row->fields < 64)
			found &= (UINT64_C(1) << row->fields) - 1;
		wrong += found != expected;
	}
	return wrong;
}

/* The flags that these bytes ask for. */
static inline uint32_t oracle_flags(const char *bytes, size_t at, size_t stop)
{
	uint32_t flags = 0;
	for (; at < stop; at++) {
		unsigned char byte = (unsigned char)bytes[at];
		if (byte <= ' ' && byte != '\n' && byte != '\r')
			flags |= SPLIT_BLANKS;
	}
	return flags;
}

/* Rows of bytes[0..n) whose flags promise too much, or are set though no byte in the same block can be why. */
static inline size_t oracle_wrong_flags(const struct split *split, const char *bytes, size_t n)
{
	size_t wrong = 0;
	for (size_t i = 0; i < split->rows; i++) {
		const struct split_row *row = &split->row[i];
		size_t at = row->at, stop = split->end[row->first + row->fields - 1];
		size_t from = at < 64 ? 0 : at - 64, to = n - stop < 64 ? n : stop + 64;
		uint32_t needed = oracle_flags(bytes, at, stop), possible = oracle_flags(bytes, from, to);
		wrong += (row->flags & needed) != needed || (row->flags & ~possible) != 0;
	}
	return wrong;
}

#endif
