/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "names.h"
#include "docs.h"
#include "kinds.h"
#include "memory.h"
#include "words.h"

struct docs {
	struct kinds kinds;
	struct names *index;
	uint64_t *first; /* by the doc's number: the position of the invoice that gave it first */
	size_t room;
	struct doc_error *error;
	size_t errors, error_room;
};

struct docs *docs_new(void)
{
	struct docs *docs = memory_new(1, sizeof *docs);
	docs->index = names_new();
	return docs;
}

/* Enters the invoices; whether two dated up to as_of have the same doc. As they come by date, one dated later never takes
   the place of one that counts. */
static bool enter_invoices(struct docs *docs, const struct receivable *receivable, int32_t as_of)
{
	bool any_twice = false;
	names_start(docs->index, docs->kinds.invoices);
	docs->first = memory_renew(docs->first, &docs->room, docs->kinds.invoices, sizeof *docs->first);
	for (size_t i = 0; i < docs->kinds.invoices; i++) {
		const struct receivable *invoice = &receivable[docs->kinds.invoice[i]];
		uint32_t count = names_count(docs->index);
		uint64_t *first = &docs->first[names_enter(docs->index, invoice->doc)];
		if (names_count(docs->index) > count) {
			*first = invoice->position;
		} else if (invoice->day <= as_of) {
			any_twice = true;
			if (invoice->position < *first)
				*first = invoice->position;
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
	for (size_t i = 0; i < docs->kinds.invoices; i++) {
		struct receivable *invoice = &receivable[docs->kinds.invoice[i]];
		uint64_t first = docs->first[names_find(docs->index, invoice->doc)];
		if (invoice->day <= as_of && first != invoice->position)
			add_error(docs, invoice,
				  (struct doc_error){false, invoice->position, first, invoice->doc,
						     invoice->raw});
	}
}

static void find_unknown(struct docs *docs, struct receivable *receivable)
{
	for (size_t i = 0; i < docs->kinds.settlements; i++) {
		struct receivable *settlement = &receivable[docs->kinds.settlement[i]];
		if (settlement->ref.length > 0 && names_find(docs->index, settlement->ref) == NAMES_NONE)
			add_error(docs, settlement,
				  (struct doc_error){true, settlement->position, 0, settlement->ref,
						     settlement->raw});
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

size_t docs_check(struct docs *docs, struct receivable *receivable, size_t *n, int32_t as_of)
{
	docs->errors = 0;
	kinds_list(&docs->kinds, receivable, *n);
	if (enter_invoices(docs, receivable, as_of))
		find_twice(docs, receivable, as_of);
	find_unknown(docs, receivable);
	if (docs->errors > 0)
		*n = take_out(receivable, *n);
	return docs->errors;
}

const struct doc_error *docs_error(const struct docs *docs, size_t i)
{
	return &docs->error[i];
}

void docs_free(struct docs *docs)
{
	names_free(docs->index);
	kinds_free(&docs->kinds);
	free(docs->first);
	free(docs->error);
	free(docs);
}
