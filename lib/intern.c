/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "diag.h"
#include "intern.h"
#include "memory.h"

enum { FIRST_SLOTS = 1 << 8 };

struct slot {
	uint32_t hash, number; /* number + 1; 0: free */
};

struct intern {
	struct arena arena;
	struct text *text;
	size_t n, room;
	struct slot *slot;
	size_t slots; /* a power of two */
};

struct intern *intern_new(void)
{
	struct intern *intern = memory_new(1, sizeof *intern);
	intern->slots = FIRST_SLOTS;
	intern->slot = memory_new(intern->slots, sizeof *intern->slot);
	return intern;
}

static void insert(struct slot *slots, size_t n, struct slot slot)
{
	size_t i = slot.hash & (n - 1);
	while (slots[i].number != 0)
		i = (i + 1) & (n - 1);
	slots[i] = slot;
}

static void grow(struct intern *intern)
{
	size_t n = intern->slots * 2;
	struct slot *slots = memory_new(n, sizeof *slots);
	for (size_t i = 0; i < intern->slots; i++)
		if (intern->slot[i].number != 0)
			insert(slots, n, intern->slot[i]);
	free(intern->slot);
	intern->slot = slots;
	intern->slots = n;
}

uint32_t intern_add(struct intern *intern, struct text text)
{
	uint32_t hash = (uint32_t)text_hash(text);
	for (size_t i = hash & (intern->slots - 1); intern->slot[i].number != 0;
	     i = (i + 1) & (intern->slots - 1))
		if (intern->slot[i].hash == hash &&
		    text_equal(intern->text[intern->slot[i].number - 1], text))
			return intern->slot[i].number - 1;
	if (intern->n >= UINT32_MAX - 1)
		diag_fail("too many different values");
	if (intern->n >= intern->slots / 2)
		grow(intern);
	intern->text = memory_grow(intern->text, &intern->room, intern->n + 1, sizeof *intern->text);
	intern->text[intern->n++] = arena_copy(&intern->arena, text);
	insert(intern->slot, intern->slots, (struct slot){hash, (uint32_t)intern->n});
	return (uint32_t)intern->n - 1;
}

size_t intern_count(const struct intern *intern)
{
	return intern->n;
}

struct text intern_text(const struct intern *intern, uint32_t number)
{
	return intern->text[number];
}

static int compare_texts(const void *a, const void *b, void *context)
{
	const struct intern *intern = context;
	return text_compare(intern->text[*(const uint32_t *)a], intern->text[*(const uint32_t *)b]);
}

uint32_t *intern_ranks(const struct intern *intern)
{
	uint32_t *order = memory_new(intern->n, sizeof *order), *rank = memory_new(intern->n, sizeof *rank);
	for (uint32_t i = 0; i < intern->n; i++)
		order[i] = i;
	if (intern->n > 1)
		qsort_r(order, intern->n, sizeof *order, compare_texts, (void *)(uintptr_t)intern);
	for (uint32_t i = 0; i < intern->n; i++)
		rank[order[i]] = i;
	free(order);
	return rank;
}

void intern_free(struct intern *intern)
{
	arena_free(&intern->arena);
	free(intern->text);
	free(intern->slot);
	free(intern);
}
