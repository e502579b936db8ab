/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that several workers make, part by part, put out in the order of the parts. */
#ifndef KEHU_PARTS_H
#define KEHU_PARTS_H

#include <stdbool.h>
#include "writer.h"

enum { PARTS_OUTPUTS = 2 };

struct parts;

/* The writers of the outputs; NULL: there is no such output. */
struct parts *parts_new(struct writer *const writer[PARTS_OUTPUTS], unsigned workers);

/* To be called before part n, counted from 0, is worked out: waits while that runs too far ahead. */
void parts_begin(struct parts *parts, size_t n);

/* Puts out at once, when the turn of part n has come, what these writers in memory hold of it, and clears them. */
void parts_flush(struct parts *parts, size_t n, struct writer *const lines[PARTS_OUTPUTS]);

/* The same at the end of part n, which does not wait. With stop neither this part nor any after it is put out. failure (NULL:
   none) is why; it is from malloc, and given away. */
void parts_end(struct parts *parts, size_t n, struct writer *const lines[PARTS_OUTPUTS], bool stop,
	       char *failure);

/* The failure of the first part that has one; NULL: none. Call when all parts have ended; valid until parts_free. */
const char *parts_failure(const struct parts *parts);

void parts_free(struct parts *parts);

#endif
