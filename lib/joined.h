/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that stand in one field, joined by "; ". */
#ifndef KEHU_JOINED_H
#define KEHU_JOINED_H

#include "text.h"

/* Zero-initialise before first use. */
struct joined {
	char *bytes;
	size_t n, room;
};

void joined_clear(struct joined *joined);

/* Appends the n texts, one behind the other, as one. */
void joined_add(struct joined *joined, const struct text *texts, size_t n);

/* Valid until the next change. */
struct text joined_text(const struct joined *joined);

void joined_free(struct joined *joined);

#endif
