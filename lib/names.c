/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "names.h"

enum { SLOTS_LEAST = 32 };

/* Part of a text's hash, and its number plus 1; 0: empty. */
struct slot {
	uint32_t part, number;
};

struct names {
	struct slot *slot; /* open addressing; a power of two of them in use, a third of them empty */
	size_t mask, slot_room;
	struct text *text; /* by number */
	size_t n, most, text_room;
};

struct names *names_new(void)
{
	struct names *names = memory_new(1, sizeof *names);
	names_start(names, 0);
	return names;
}

/* All slots empty, for at least n texts. */
static void clear_slots(struct names *names, size_t n)
{
	size_t slots = SLOTS_LEAST;
	while (slots < n + n / 2)
		slots *= 2;
	names->slot = memory_renew(names->slot, &names->slot_room, slots, sizeof *names->slot);
	names->mask = slots - 1;
	names->most = slots - slots / 3;
	memset(names->slot, 0, slots * sizeof *names->slot);
}

void names_start(struct names *names, size_t n)
{
	clear_slots(names, n);
	names->text = memory_renew(names->text, &names->text_room, n, sizeof *names->text);
	names->n = 0;
}

/* The text's slot, or the empty one that it would get. */
static struct slot *find_slot(const struct names *names, struct text text, uint64_t hash)
{
	uint32_t part = (uint32_t)(hash >> 32);
	for (size_t i = hash & names->mask;; i = (i + 1) & names->mask) {
		struct slot *slot = &names->slot[i];
		if (slot->number == 0 ||
		    (slot->part == part && text_equal(names->text[slot->number - 1], text)))
			return slot;
	}
}

static void fill_slot(struct slot *slot, uint64_t hash, size_t number)
{
	*slot = (struct slot){(uint32_t)(hash >> 32), (uint32_t)number + 1};
}

static void grow(struct names *names)
{
	clear_slots(names, 2 * names->most);
	for (size_t i = 0; i < names->n; i++) {
		uint64_t hash = text_hash(names->text[i]);
		fill_slot(find_slot(names, names->text[i], hash), hash, i);
	}
}

uint32_t names_enter(struct names *names, struct text text)
{
	uint64_t hash = text_hash(text);
	struct slot *slot = find_slot(names, text, hash);
	if (slot->number > 0)
		return slot->number - 1;
	if (names->n == names->text_room)
		names->text = memory_grow(names->text, &names->text_room, names->n + 1, sizeof *names->text);
	names->text[names->n] = text;
	fill_slot(slot, hash, names->n++);
	if (names->n == names->most)
		grow(names);
	return (uint32_t)names->n - 1;
}

uint32_t names_find(const struct names *names, struct text text)
{
	return find_slot(names, text, text_hash(text))->number - 1; /* 0 - 1 is NAMES_NONE */
}

uint32_t names_count(const struct names *names)
{
	return (uint32_t)names->n;
}

void names_free(struct names *names)
{
	free(names->slot);
	free(names->text);
	free(names);
}
