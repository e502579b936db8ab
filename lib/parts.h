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

/* Puts out, when the turn of part n has come, what these writers in memory hold of it, and clears them; where a thread has
   nothing else to do, it writes while the caller goes on. */
void parts_flush(struct parts *parts, size_t n, struct writer *const lines[PARTS_OUTPUTS]);

/* Puts out the rest at the end of part n, without waiting for its turn. With stop neither this part nor any after it is put
   out. failure (NULL: none) is why; it is from malloc, and given away. */
void parts_end(struct parts *parts, size_t n, struct writer *const lines[PARTS_OUTPUTS], bool stop,
	       char *failure);

/* The failure of the first part that has one; NULL: none. Call when all parts have ended; valid until parts_free. */
const char *parts_failure(const struct parts *parts);

void parts_free(struct parts *parts);

#endif
