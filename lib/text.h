/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text views: a pointer and a length, never NUL-terminated, owned by whoever the module that hands them out says. */
#ifndef KEHU_TEXT_H
#define KEHU_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "bytes.h"

struct text {
	const char *at;
	size_t length;
};

/* A view of a string literal. */
#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})

/* A view of a NUL-terminated string, which must outlive it. */
static inline struct text text_of(const char *string)
{
	return (struct text){string, strlen(string)};
}

/* The view that is kept there, at any alignment. */
static inline struct text text_at(const char *at)
{
	struct text text;
	memcpy(&text, at, sizeof text);
	return text;
}

static inline bool text_equal(struct text a, struct text b)
{
	size_t n = a.length;
	if (n != b.length)
		return false;
	if (n < BYTES_WORD)
		return bytes_load(a.at, n) == bytes_load(b.at, n);
	if (n > 2 * BYTES_WORD)
		return memcmp(a.at, b.at, n) == 0;
	uint64_t first = bytes_load8(a.at) ^ bytes_load8(b.at),
		 last = bytes_load8(a.at + n - BYTES_WORD) ^ bytes_load8(b.at + n - BYTES_WORD);
	return (first | last) == 0;
}

/* text_compare where the first eight bytes do not tell. */
int text_compare_all(struct text a, struct text b);

/* Order by bytes, a prefix before what it begins: <0, 0, >0. */
static inline int text_compare(struct text a, struct text b)
{
	if (a.length >= BYTES_WORD && b.length >= BYTES_WORD) {
		uint64_t first_a = __builtin_bswap64(bytes_load8(a.at)),
			 first_b = __builtin_bswap64(bytes_load8(b.at));
		if (first_a != first_b)
			return first_a < first_b ? -1 : 1;
	}
	return text_compare_all(a, b);
}

/* Equal with ASCII letters' case ignored. */
bool text_equal_nocase(struct text a, struct text b);

/* Without the spaces and tabs around it. */
struct text text_trim(struct text text);

/* The next word of *rest, words being separated by spaces and tabs; empty at the end. Moves *rest past it. */
struct text text_next_word(struct text *rest);

/* Length of the longest prefix that is valid UTF-8 (RFC 3629: no surrogates, no overlong forms). */
size_t text_valid_utf8(struct text text);

/* Whether that is all of it; quick for records and for whole files. */
bool text_is_valid_utf8(struct text text);

/* A hash of the bytes, the same in every run; good in its high and its low bits. */
uint64_t text_hash(struct text text);

/* Order of sources FILE:LINE: by file, then line as a number; without a colon and digits at the end first; ties by bytes. */
int text_compare_source(struct text a, struct text b);

#endif
