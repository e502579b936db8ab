/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "docs.h"
#include "kinds.h"
#include "memory.h"
#include "pool.h"
#include "words.h"

/* MANY: settlements that are worth more than a thread. */
enum { FEW = 16, SLOTS_LEAST = 32, SLOTS_NEAR = 1 << 12, BLOCK = 32, MANY = 1 << 16 };

/* Texts that are looked up one after the other: all are hashed first, so that the memory they need comes meanwhile. */
struct block {
	uint32_t record[BLOCK];
	struct text text[BLOCK];
	uint64_t hash[BLOCK];
	size_t n;
};

struct docs {
	struct kinds kinds;
	/* Open addressing; a power of two in use, a third of them empty (0). In the bits of the mask, which of the invoices has
	   the doc, from 1 on; above them a part of the doc's hash. */
	uint32_t *slot;
	size_t mask, room;
	unsigned threads;
	struct doc_error *error;
	size_t errors, error_room;
};

struct docs *docs_new(unsigned threads)
{
	struct docs *docs = memory_new(1, sizeof *docs);
	docs->threads = threads;
	return docs;
}

/* All slots empty, for the invoices listed. */
static void clear_slots(struct docs *docs)
{
	size_t n = docs->kinds.invoices, slots = SLOTS_LEAST;
	while (slots < n + n / 2)
		slots *= 2;
	docs->slot = memory_renew(docs->slot, &docs->room, slots, sizeof *docs->slot);
	docs->mask = slots - 1;
	memset(docs->slot, 0, slots * sizeof *docs->slot);
}

/* Whether there is so much that it is not in the cache. */
static bool is_far(const struct docs *docs)
{
	return docs->mask >= SLOTS_NEAR;
}

static void hash_block(const struct docs *docs, struct block *block)
{
	if (is_far(docs))
		for (size_t i = 0; i < block->n; i++)
			memory_fetch(block->text[i].at);
	for (size_t i = 0; i < block->n; i++) {
		block->hash[i] = text_hash(block->text[i]);
		memory_fetch(&docs->slot[block->hash[i] & docs->mask]);
	}
}

/* Which invoice a slot tells, from 1 on; 0: it is empty. */
static uint32_t number_in(const struct docs *docs, uint32_t slot)
{
	return slot & (uint32_t)docs->mask;
}

/* The record of an invoice, counted from 1 on. */
static uint32_t record_of(const struct docs *docs, uint32_t number)
{
	return docs->kinds.invoice[number - 1];
}

/* What a slot has of the hash of the i-th text of the block, in the bits above the mask. */
static uint32_t part_of(const struct docs *docs, const struct block *block, size_t i)
{
	return (uint32_t)(block->hash[i] >> 32) & ~(uint32_t)docs->mask;
}

/* From the slot at this place on the first that is empty or may have the i-th text of the block. */
static size_t next_slot(const struct docs *docs, const struct block *block, size_t i, size_t at)
{
	uint32_t part = part_of(docs, block, i), slot;
	while ((slot = docs->slot[at & docs->mask]) != 0 && ((slot ^ part) & ~(uint32_t)docs->mask) != 0)
		at++;
	return at & docs->mask;
}

/* The slot of the i-th text of the block, or the empty one that it would get. */
static uint32_t *find_slot(const struct docs *docs, const struct block *block,
			   const struct receivable *receivable, size_t i)
{
	for (size_t at = block->hash[i];; at++) {
		at = next_slot(docs, block, i, at);
		uint32_t *slot = &docs->slot[at];
		if (*slot == 0 ||
		    text_equal(receivable[record_of(docs, number_in(docs, *slot))].doc, block->text[i]))
			return slot;
	}
}

/* Has the invoices that these texts will be compared with brought into the cache. */
static void fetch_invoices(const struct docs *docs, const struct block *block,
			   const struct receivable *receivable)
{
	const uint32_t *invoice[BLOCK];
	size_t n = 0;
	for (size_t i = 0; i < block->n; i++) {
		uint32_t slot = docs->slot[next_slot(docs, block, i, block->hash[i])];
		if (slot != 0)
			memory_fetch(invoice[n++] = &docs->kinds.invoice[number_in(docs, slot) - 1]);
	}
	for (size_t i = 0; i < n; i++)
		memory_fetch(&receivable[*invoice[i]].doc);
	for (size_t i = 0; i < n; i++)
		memory_fetch(receivable[*invoice[i]].doc.at);
}

/* Has the slot tell this invoice, the record of the i-th text. */
static void set_slot(const struct docs *docs, const struct block *block, uint32_t *slot, uint32_t number,
		     size_t i)
{
	*slot = part_of(docs, block, i) | number;
}

/* The docs of the invoices from index *next on; moves it past them. */
static bool next_docs(const struct docs *docs, const struct receivable *receivable, size_t *next,
		      struct block *block)
{
	size_t n = docs->kinds.invoices - *next;
	block->n = n < BLOCK ? n : BLOCK;
	for (size_t i = 0; i < block->n; i++) {
		uint32_t invoice = docs->kinds.invoice[(*next)++];
		block->record[i] = invoice;
		block->text[i] = receivable[invoice].doc;
	}
	hash_block(docs, block);
	return block->n > 0;
}

/* Likewise the refs of the settlements before index `end` that have one; the others name none. */
static bool next_refs(const struct docs *docs, struct receivable *receivable, size_t *next, size_t end,
		      struct block *block)
{
	for (block->n = 0; *next < end && block->n < BLOCK; (*next)++) {
		uint32_t settlement = docs->kinds.settlement[*next];
		block->record[block->n] = settlement;
		block->text[block->n] = receivable[settlement].ref;
		block->n += receivable[settlement].ref.length > 0;
		receivable[settlement].named = 0;
	}
	hash_block(docs, block);
	if (is_far(docs))
		fetch_invoices(docs, block, receivable);
	return block->n > 0;
}

/* Of two invoices dated up to as_of that have the same doc, the slot is the first one's by input. As they come by date, one
   dated later never takes the place of one that counts. Returns whether there were two. */
static bool enter_invoices(struct docs *docs, const struct receivable *receivable, int32_t as_of)
{
	struct block block;
	bool any_twice = false;
	uint32_t number = 0;
	clear_slots(docs);
	for (size_t next = 0; next_docs(docs, receivable, &next, &block);)
		for (size_t i = 0; i < block.n; i++) {
			uint32_t *slot = find_slot(docs, &block, receivable, i);
			const struct receivable *invoice = &receivable[block.record[i]];
			number++;
			if (*slot == 0) {
				set_slot(docs, &block, slot, number, i);
			} else if (invoice->day <= as_of) {
				uint32_t first = record_of(docs, number_in(docs, *slot));
				any_twice = true;
				if (invoice->position < receivable[first].position)
					set_slot(docs, &block, slot, number, i);
			}
		}
	return any_twice;
}

/* Notes the error, and marks the record by a kind that is none. */
static void add_error(struct docs *docs, struct receivable *bad, struct doc_error error)
{
	docs->error = memory_grow(docs->error, &docs->error_room, docs->errors + 1, sizeof *docs->error);
	docs->error[docs->errors++] = error;
	bad->kind = 0;
}

static void find_twice(struct docs *docs, struct receivable *receivable, int32_t as_of)
{
	struct block block;
	for (size_t next = 0; next_docs(docs, receivable, &next, &block);)
		for (size_t i = 0; i < block.n; i++) {
			struct receivable *invoice = &receivable[block.record[i]];
			uint32_t number = number_in(docs, *find_slot(docs, &block, receivable, i));
			const struct receivable *first = &receivable[record_of(docs, number)];
			if (invoice->day <= as_of && first != invoice)
				add_error(docs, invoice,
					  (struct doc_error){false, invoice->position, first->position,
							     invoice->doc, block.record[i]});
		}
}

/* The finding of the invoices that refs name, by several workers. */
struct finding {
	const struct docs *docs;
	struct receivable *receivable;
	unsigned workers;
	bool any_unknown;
};

static void find_share(void *context, unsigned worker)
{
	struct finding *finding = context;
	const struct docs *docs = finding->docs;
	size_t n = docs->kinds.settlements, next = n * worker / finding->workers;
	const size_t end = n * (worker + 1) / finding->workers;
	struct block block;
	while (next_refs(docs, finding->receivable, &next, end, &block))
		for (size_t i = 0; i < block.n; i++) {
			uint32_t *slot = find_slot(docs, &block, finding->receivable, i);
			finding->receivable[block.record[i]].named = number_in(docs, *slot);
			if (*slot == 0)
				__atomic_store_n(&finding->any_unknown, true, __ATOMIC_RELAXED);
		}
}

static void find_named(struct docs *docs, struct receivable *receivable)
{
	const struct kinds *kinds = &docs->kinds;
	struct finding finding = {docs, receivable, kinds->settlements < MANY ? 1 : docs->threads, false};
	pool_run(finding.workers, find_share, &finding);
	for (size_t i = 0; finding.any_unknown && i < kinds->settlements; i++) {
		struct receivable *settlement = &receivable[kinds->settlement[i]];
		if (settlement->ref.length > 0 && settlement->named == 0)
			add_error(docs, settlement,
				  (struct doc_error){true, settlement->position, 0, settlement->ref,
						     kinds->settlement[i]});
	}
}

static size_t take_out(struct receivable *receivable, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (receivable[i].kind != 0)
			receivable[kept++] = receivable[i];
	return kept;
}

/* Equal texts have the same key; others hardly ever. */
static uint64_t key_of(struct text text)
{
	if (text.length < BYTES_WORD)
		return bytes_load(text.at, text.length);
	return bytes_load8(text.at) +
	       bytes_load8(text.at + text.length - BYTES_WORD) * UINT64_C(0x9e3779b97f4a7c15);
}

/* The docs' keys of a few invoices. False: two are the same. */
static bool list_keys(const struct docs *docs, const struct receivable *receivable, uint64_t key[FEW])
{
	bool any_twice = false;
	for (size_t i = 0; i < docs->kinds.invoices; i++) {
		key[i] = key_of(receivable[docs->kinds.invoice[i]].doc);
		for (size_t j = 0; j < i; j++)
			any_twice |= key[j] == key[i];
	}
	return !any_twice;
}

/* What most customers have: a few invoices of different docs, all refs known. To look at each is quicker than hashing then.
   False: it is not so, or keys cannot tell. */
static bool find_among_few(const struct docs *docs, struct receivable *receivable)
{
	const struct kinds *kinds = &docs->kinds;
	uint64_t key[FEW];
	if (kinds->invoices > FEW || !list_keys(docs, receivable, key))
		return false;
	for (size_t i = 0; i < kinds->settlements; i++) {
		struct receivable *settlement = &receivable[kinds->settlement[i]];
		struct text ref = settlement->ref;
		uint64_t wanted = key_of(ref);
		uint32_t named = 0;
		for (size_t j = 0; j < kinds->invoices;
		     j++) /* which one is not to be predicted: no branch on it */
			named |= (uint32_t)(j + 1) & (0 - (uint32_t)(key[j] == wanted));
		settlement->named = ref.length > 0 ? named : 0;
		if (ref.length > 0 &&
		    (named == 0 || !text_equal(receivable[record_of(docs, named)].doc, ref)))
			return false;
	}
	return true;
}

static void check(struct docs *docs, struct receivable *receivable, size_t n, int32_t as_of)
{
	kinds_list(&docs->kinds, receivable, n);
	if (find_among_few(docs, receivable))
		return;
	if (enter_invoices(docs, receivable, as_of))
		find_twice(docs, receivable, as_of);
	find_named(docs, receivable);
}

size_t docs_check(struct docs *docs, struct receivable *receivable, size_t *n, int32_t as_of)
{
	docs->errors = 0;
	check(docs, receivable, *n, as_of);
	if (docs->errors > 0) {
		*n = take_out(receivable, *n);
		check(docs, receivable, *n,
		      as_of); /* invoices have moved; nothing is wrong with those left */
	}
	return docs->errors;
}

const struct kinds *docs_kinds(const struct docs *docs)
{
	return &docs->kinds;
}

const struct doc_error *docs_error(const struct docs *docs, size_t i)
{
	return &docs->error[i];
}

void docs_free(struct docs *docs)
{
	kinds_free(&docs->kinds);
	free(docs->slot);
	free(docs->error);
	free(docs);
}
