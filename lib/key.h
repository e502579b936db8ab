/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of several columns whose order by bytes is the order by the columns, one after the other. */
#ifndef KEHU_KEY_H
#define KEHU_KEY_H

#include <stdint.h>
#include "text.h"

/* Zero-initialise before first use. */
struct key {
	char *bytes;
	size_t n, room;
};

/* Begins a new key. */
void key_clear(struct key *key);

/* Appends a column: a text without NUL, or a number. */
void key_add_text(struct key *key, struct text text);
void key_add_number(struct key *key, int64_t number);

/* Appends a number from 0 to 256^bytes - 1 in so many bytes, at most 8: where there are many keys, their size matters. */
void key_add_small(struct key *key, uint64_t number, unsigned bytes);

struct text key_text(const struct key *key);

void key_free(struct key *key);

#endif
