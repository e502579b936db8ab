/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of which the smallest is taken first. */
#ifndef KEHU_HEAP_H
#define KEHU_HEAP_H

#include <stddef.h>
#include <stdint.h>

/* Zero-initialise before first use; to forget all, set n to 0. The smallest stands first. */
struct heap {
	uint64_t *number;
	size_t n, room;
};

void heap_add(struct heap *heap, uint64_t number);

/* Takes the smallest out, which must be there. */
uint64_t heap_take(struct heap *heap);

void heap_free(struct heap *heap);

#endif
