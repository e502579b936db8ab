/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting of plain records, that is records without a quote: the hot loop of every filter. It finds where records and their
   fields lie, 64 bytes at a time with the instructions that the processor has; all levels find the same. Records with quotes
   go to libcsv (reader.c). For plain records the rules are the same: LF, CRLF or CR ends a record, lines of nothing but spaces
   and tabs are skipped. Spaces and tabs around a field are left for the caller to drop. */
#ifndef KEHU_SPLIT_H
#define KEHU_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPLIT_PADDING = 64 }; /* bytes that must be readable behind the end */
enum { SPLIT_GROUP = 16 };   /* room behind the last of split->end, see split_given */

/* Instructions to use, from slow to fast. */
enum split_level { SPLIT_PORTABLE, SPLIT_SSE2, SPLIT_NEON, SPLIT_AVX2, SPLIT_AVX512 };

/* What a record may hold: bytes up to ' ' (space, tab, NUL, control), so that values are to be trimmed and NUL looked for. Not
   set, the flag is a promise; set, it may come from a neighbour less than 64 bytes away. */
enum { SPLIT_BLANKS = 1 };

struct split_row {
	uint32_t at;     /* where its first field begins */
	uint32_t first;  /* end[first + i] is where field i ends; field i + 1 begins one byte behind that */
	uint32_t fields; /* at least 1 */
	uint32_t line;   /* line breaks before it, as counted in split->lines */
	uint32_t flags;
};

/* Zero-initialise before split_start. Offsets are into the bytes that split_rows was given. */
struct split {
	struct split_row *row;
	size_t rows, row_room;
	uint32_t *end;
	size_t ends, end_room;
	uint32_t lines; /* line breaks passed */
	bool at_quote; /* why split_rows stopped before the end: the record there holds a quote, or else is not complete */
	enum split_level level;
};

/* The fastest level that this processor has. */
enum split_level split_best(void);

/* Takes this level, or the next one below that the processor has. */
void split_start(struct split *split, enum split_level level);

/* Appends the plain records of bytes[at..n), where `at` is the start of a record, and returns the offset of the first record
   that is not appended: one with a quote in what is there of it (at_quote), one that is not complete, or n. Blank lines
   before that are passed and count in `lines`. A record is not complete without its line break, and a CR at the very end may
   be half of one; but with `last` the file ends at n, and what stands there is complete.
   bytes[n..n + SPLIT_PADDING) must be readable, its content does not matter; n is at most UINT32_MAX - SPLIT_PADDING. */
size_t split_rows(struct split *split, const char *bytes, size_t at, size_t n, bool last);

/* Which fields of a record are not empty, bit i telling of field i: of the first 64. `at` and `end` as in struct split_row, with
   up to SPLIT_GROUP offsets readable behind the last; what the bits beyond the fields are does not matter. */
uint64_t split_given(uint32_t at, const uint32_t *end, size_t fields);

/* Forgets records and line breaks, keeps the room for them. */
void split_clear(struct split *split);

void split_free(struct split *split);

#endif
