/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "heap.h"
#include "memory.h"

void heap_add(struct heap *heap, uint64_t number)
{
	size_t at = heap->n++;
	if (at == heap->room)
		heap->number = memory_grow(heap->number, &heap->room, at + 1, sizeof *heap->number);
	for (; at > 0 && heap->number[(at - 1) / 2] > number; at = (at - 1) / 2)
		heap->number[at] = heap->number[(at - 1) / 2];
	heap->number[at] = number;
}

uint64_t heap_take(struct heap *heap)
{
	uint64_t *number = heap->number, first = number[0], last = number[--heap->n];
	size_t at = 0;
	for (size_t below; (below = 2 * at + 1) < heap->n; at = below) {
		if (below + 1 < heap->n && number[below + 1] < number[below])
			below++;
		if (number[below] > last)
			break;
		number[at] = number[below];
	}
	number[at] = last;
	return first;
}

void heap_free(struct heap *heap)
{
	free(heap->number);
	*heap = (struct heap){0};
}
