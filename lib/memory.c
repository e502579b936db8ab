/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdalign.h>
#include <stdckdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "diag.h"
#include "memory.h"

enum { FIRST_BLOCK = 1 << 16, LAST_BLOCK = 1 << 26, HUGE_PAGE = 1 << 21, ALIGNMENT = 8 };

struct arena_block {
	struct arena_block *next;
	alignas(ALIGNMENT) char bytes[];
};

static _Noreturn void out_of_memory(void)
{
	diag_fail("out of memory");
}

void *memory_new(size_t n, size_t size)
{
	void *new = calloc(n > 0 ? n : 1, size > 0 ? size : 1);
	if (new == NULL)
		out_of_memory();
	return new;
}

void *memory_grow(void *old, size_t *room, size_t needed, size_t size)
{
	if (needed <= *room)
		return old;
	size_t more, bytes;
	if (ckd_add(&more, *room, *room / 2 + 16) || more < needed)
		more = needed;
	if (ckd_mul(&bytes, more, size))
		out_of_memory();
	void *new = realloc(old, bytes);
	if (new == NULL)
		out_of_memory();
	*room = more;
	return new;
}

/* Room for at least `size` bytes at arena->at. Blocks double in size, so that small uses stay small; large ones ask for huge
   pages, as rows of one customer lie far apart. */
static void new_block(struct arena *arena, size_t size)
{
	size_t bytes;
	arena->block = arena->block == 0           ? FIRST_BLOCK
		       : arena->block < LAST_BLOCK ? arena->block * 2
						   : LAST_BLOCK;
	if (ckd_add(&bytes, size, sizeof(struct arena_block)))
		out_of_memory();
	if (bytes < arena->block)
		bytes = arena->block;
	bool is_large = bytes >= HUGE_PAGE;
	if (is_large && (ckd_add(&bytes, bytes, HUGE_PAGE - 1) || (bytes &= ~((size_t)HUGE_PAGE - 1)) == 0))
		out_of_memory();
	struct arena_block *block = is_large ? aligned_alloc(HUGE_PAGE, bytes) : malloc(bytes);
	if (block == NULL)
		out_of_memory();
	if (is_large)
		madvise(block, bytes, MADV_HUGEPAGE);
	block->next = arena->first;
	arena->first = block;
	arena->at = block->bytes;
	arena->end = (char *)block + bytes;
}

void *arena_take(struct arena *arena, size_t size)
{
	size_t gap = -(uintptr_t)arena->at % ALIGNMENT;
	if ((size_t)(arena->end - arena->at) < gap || (size_t)(arena->end - arena->at) - gap < size) {
		new_block(arena, size);
		gap = 0;
	}
	char *taken = arena->at + gap;
	arena->at = taken + size;
	return taken;
}

char *arena_take_bytes(struct arena *arena, size_t size)
{
	if ((size_t)(arena->end - arena->at) < size)
		new_block(arena, size);
	char *taken = arena->at;
	arena->at += size;
	return taken;
}

struct text arena_copy(struct arena *arena, struct text text)
{
	if (text.length == 0)
		return (struct text){"", 0};
	char *copy = arena_take_bytes(arena, text.length);
	memcpy(copy, text.at, text.length);
	return (struct text){copy, text.length};
}

void arena_free(struct arena *arena)
{
	for (struct arena_block *block = arena->first, *next; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct arena){0};
}
