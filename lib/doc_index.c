/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "doc_index.h"
#include "memory.h"

/* Part of a doc's hash, and its number plus 1; 0: empty. */
struct slot {
	uint32_t part, number;
};

struct doc_index {
	struct slot *slot; /* open addressing; a power of two of them in use, never all full */
	size_t mask, slot_room;
	struct text *doc; /* by number */
	size_t docs, doc_room;
};

struct doc_index *doc_index_new(void)
{
	return memory_new(1, sizeof(struct doc_index));
}

void doc_index_start(struct doc_index *index, size_t n)
{
	size_t slots = 32;
	while (slots < n + n / 2)
		slots *= 2;
	index->slot = memory_renew(index->slot, &index->slot_room, slots, sizeof *index->slot);
	index->doc = memory_renew(index->doc, &index->doc_room, n, sizeof *index->doc);
	index->mask = slots - 1;
	index->docs = 0;
	memset(index->slot, 0, slots * sizeof *index->slot);
}

/* The doc's slot, or the empty one that it would get. */
static struct slot *find_slot(const struct doc_index *index, struct text doc, uint64_t hash)
{
	uint32_t part = (uint32_t)(hash >> 32);
	for (size_t i = hash & index->mask;; i = (i + 1) & index->mask) {
		struct slot *slot = &index->slot[i];
		if (slot->number == 0 ||
		    (slot->part == part && text_equal(index->doc[slot->number - 1], doc)))
			return slot;
	}
}

uint32_t doc_index_enter(struct doc_index *index, struct text doc)
{
	uint64_t hash = text_hash(doc);
	struct slot *slot = find_slot(index, doc, hash);
	if (slot->number == 0) {
		index->doc[index->docs++] = doc;
		*slot = (struct slot){(uint32_t)(hash >> 32), (uint32_t)index->docs};
	}
	return slot->number - 1;
}

uint32_t doc_index_find(const struct doc_index *index, struct text doc)
{
	return find_slot(index, doc, text_hash(doc))->number - 1; /* 0 - 1 is DOC_INDEX_NONE */
}

uint32_t doc_index_count(const struct doc_index *index)
{
	return (uint32_t)index->docs;
}

void doc_index_free(struct doc_index *index)
{
	free(index->slot);
	free(index->doc);
	free(index);
}
