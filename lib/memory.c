/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdalign.h>
#include <stdckdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "diag.h"
#include "memory.h"

enum {
	FIRST_BLOCK = 1 << 16,
	LAST_BLOCK = 1 << 24,
	HUGE_PAGE = 1 << 21,
	HUGE_FROM = 1 << 28, /* bytes that an arena takes without huge pages */
	DROP_FROM = 1 << 20, /* bytes of a block whose pages are worth a call */
	ALIGNMENT = 8
};

struct arena_block {
	struct arena_block *next;
	size_t size;
	alignas(ALIGNMENT) char bytes[];
};

/* Memory given, kept in its own beginning. */
struct arena_spare {
	struct arena_spare *next;
	size_t size;
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

/* Items to make room for where there is room for so many, and the bytes they take. */
static size_t more_room(size_t room, size_t needed, size_t size, size_t *bytes)
{
	size_t more;
	if (ckd_add(&more, room, room / 2 + 16) || more < needed)
		more = needed;
	if (ckd_mul(bytes, more, size))
		out_of_memory();
	return more;
}

void *memory_grow(void *old, size_t *room, size_t needed, size_t size)
{
	size_t bytes;
	if (needed <= *room)
		return old;
	*room = more_room(*room, needed, size, &bytes);
	void *new = realloc(old, bytes);
	if (new == NULL)
		out_of_memory();
	return new;
}

static void *take(size_t bytes)
{
	void *new = malloc(bytes);
	if (new == NULL)
		out_of_memory();
	return new;
}

void *memory_renew(void *old, size_t *room, size_t needed, size_t size)
{
	size_t bytes;
	if (needed <= *room)
		return old;
	free(old);
	*room = more_room(*room, needed, size, &bytes);
	return take(bytes);
}

/* The machine's: what /proc/meminfo says can be had without swapping, else half of all. */
static size_t machine_memory(void)
{
	size_t pages = (size_t)sysconf(_SC_PHYS_PAGES), page = (size_t)sysconf(_SC_PAGESIZE), kib = 0;
	char line[128];
	FILE *file = fopen("/proc/meminfo", "re");
	while (file != NULL && kib == 0 && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "MemAvailable: %zu kB", &kib) != 1)
			kib = 0;
	if (file != NULL)
		fclose(file);
	return kib > 0 ? kib * 1024 : pages / 2 * page;
}

size_t memory_free(void)
{
	size_t bytes = machine_memory();
	struct rlimit limit;
	if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < bytes)
		bytes = limit.rlim_cur;
	return bytes;
}

/* Goes on in memory that was given, where the next of it has room. */
static bool use_spare(struct arena *arena, size_t size)
{
	struct arena_spare *spare = arena->spare;
	if (spare == NULL || spare->size < size)
		return false;
	arena->spare = spare->next;
	arena->at = (char *)spare;
	arena->end = arena->at + spare->size;
	return true;
}

/* In huge pages. */
static void *take_huge(size_t bytes)
{
	if (ckd_add(&bytes, bytes, HUGE_PAGE - 1))
		out_of_memory();
	bytes &= ~((size_t)HUGE_PAGE - 1);
	void *new = aligned_alloc(HUGE_PAGE, bytes);
	if (new == NULL)
		out_of_memory();
	madvise(new, bytes, MADV_HUGEPAGE);
	return new;
}

/* Room for at least `size` bytes at arena->at. Blocks double in size, so that small uses stay small. Huge pages pay only where
   very much is taken: where a virtual machine's host has to find each page that is touched first, the small ones that were in
   use a moment ago are to be had sooner. */
static void new_block(struct arena *arena, size_t size)
{
	size_t bytes;
	if (use_spare(arena, size))
		return;
	arena->block = arena->block == 0           ? FIRST_BLOCK
		       : arena->block < LAST_BLOCK ? arena->block * 2
						   : LAST_BLOCK;
	if (ckd_add(&bytes, size, sizeof(struct arena_block)))
		out_of_memory();
	if (bytes < arena->block)
		bytes = arena->block;
	struct arena_block *block = arena->taken < HUGE_FROM ? take(bytes) : take_huge(bytes);
	arena->taken += bytes;
	block->next = arena->first;
	block->size = bytes;
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

void arena_give(struct arena *arena, void *memory, size_t size)
{
	struct arena_spare *spare = memory;
	*spare = (struct arena_spare){arena->spare, size};
	arena->spare = spare;
}

/* Gives the block's whole pages back: free does so for one thread at a time, this for all at once. */
static void drop_pages(struct arena_block *block)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), end = (uintptr_t)block + block->size;
	char *first = (char *)block + -(uintptr_t)block % page;
	madvise(first, (end - end % page) - (uintptr_t)first, MADV_DONTNEED);
}

void arena_free(struct arena *arena)
{
	for (struct arena_block *block = arena->first, *next; block != NULL; block = next) {
		next = block->next;
		if (block->size >= DROP_FROM)
			drop_pages(block);
		free(block);
	}
	*arena = (struct arena){0};
}
