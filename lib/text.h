/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text views: a pointer and a length, never NUL-terminated, owned by whoever the module that hands them out says. */
#ifndef KEHU_TEXT_H
#define KEHU_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

static inline bool text_equal(struct text a, struct text b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* Order by bytes, a prefix before what it begins: <0, 0, >0. */
int text_compare(struct text a, struct text b);

/* Equal with ASCII letters' case ignored. */
bool text_equal_nocase(struct text a, struct text b);

/* Without the spaces and tabs around it. */
struct text text_trim(struct text text);

/* The next word of *rest, words being separated by spaces and tabs; empty at the end. Moves *rest past it. */
struct text text_next_word(struct text *rest);

/* Length of the longest prefix that is valid UTF-8 (RFC 3629: no surrogates, no overlong forms). */
size_t text_valid_utf8(struct text text);

/* A hash of the bytes, the same in every run. */
uint64_t text_hash(struct text text);

/* Order of sources FILE:LINE: by file, then line as a number; without a colon and digits at the end first; ties by bytes. */
int text_compare_source(struct text a, struct text b);

#endif
