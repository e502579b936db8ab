/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one checked allocator: out of memory ends the program with a message and exit 2. */
#ifndef KEHU_MEMORY_H
#define KEHU_MEMORY_H

#include <stddef.h>
#include "text.h"

/* Storage for n items of size bytes, zeroed; freed with free(). Never NULL. */
void *memory_new(size_t n, size_t size);

/* Room for at least `needed` items of `size` bytes at `old` (NULL, or from this module), growing by halves at least;
   *room is the count of items there is room for, before and after. The new part is not zeroed. */
void *memory_grow(void *old, size_t *room, size_t needed, size_t size);

/* The same, but what is in the old storage is lost. */
void *memory_renew(void *old, size_t *room, size_t needed, size_t size);

/* Has what is there brought into the cache. A function that does nothing else would be left out by compilers that take a
   prefetch for no effect, as GCC does: hence the empty instruction. */
static inline void memory_fetch(const void *at)
{
	__builtin_prefetch(at);
	__asm__ volatile("");
}

/* Bytes that this process could still take: of the machine's memory, and of its own limits. */
size_t memory_free(void);

/* Memory that is only ever added to and freed as a whole. Zero-initialise before first use. */
struct arena {
	struct arena_block *first;
	char *at, *end;
	size_t block; /* bytes of the block last made */
	size_t taken; /* bytes of all */
	struct arena_spare *spare;
};

/* `size` bytes aligned for any object of up to 8 bytes alignment. */
void *arena_take(struct arena *arena, size_t size);

/* `size` bytes without alignment. */
char *arena_take_bytes(struct arena *arena, size_t size);

/* A copy of the text that lives as long as the arena. */
struct text arena_copy(struct arena *arena, struct text text);

/* Gives the arena memory that it uses before it takes more, but never frees: it must outlive the arena. At least
   ARENA_SPARE_MIN bytes, aligned for any object of up to 8 bytes alignment. */
enum { ARENA_SPARE_MIN = 64 };
void arena_give(struct arena *arena, void *memory, size_t size);

void arena_free(struct arena *arena);

#endif
