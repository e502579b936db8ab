/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "docs.h"
#include "memory.h"
#include "words.h"

struct docs {
	const struct receivable **invoice; /* sorted by doc, then by input */
	size_t invoices, room;
	struct doc_error *error;
	size_t errors, error_room;
};

struct docs *docs_new(void)
{
	return memory_new(1, sizeof(struct docs));
}

static int compare_invoices(const void *a, const void *b)
{
	const struct receivable *const *x = a, *const *y = b;
	int order = text_compare((*x)->doc, (*y)->doc);
	return order != 0 ? order : ((*x)->position > (*y)->position) - ((*x)->position < (*y)->position);
}

static void collect_invoices(struct docs *docs, const struct customer_records *records)
{
	docs->invoices = 0;
	docs->invoice = memory_grow(docs->invoice, &docs->room, records->receivables, sizeof *docs->invoice);
	for (size_t i = 0; i < records->receivables; i++)
		if (records->receivable[i].kind == RECEIVABLE_INVOICE)
			docs->invoice[docs->invoices++] = &records->receivable[i];
	if (docs->invoices > 1)
		qsort(docs->invoice, docs->invoices, sizeof *docs->invoice, compare_invoices);
}

static void add_error(struct docs *docs, const struct receivable *bad, const struct receivable *first)
{
	docs->error = memory_grow(docs->error, &docs->error_room, docs->errors + 1, sizeof *docs->error);
	docs->error[docs->errors++] = (struct doc_error){.is_unknown = first == NULL,
							 .position = bad->position,
							 .first = first != NULL ? first->position : 0,
							 .value = first != NULL ? bad->doc : bad->ref,
							 .raw = bad->raw,
							 .row = bad->row};
}

static void find_twice(struct docs *docs, int32_t as_of)
{
	const struct receivable *first = NULL; /* of the invoices with the doc at hand, up to as_of */
	for (size_t i = 0; i < docs->invoices; i++) {
		const struct receivable *invoice = docs->invoice[i];
		if (invoice->day > as_of)
			continue;
		if (first != NULL && text_equal(first->doc, invoice->doc))
			add_error(docs, invoice, first);
		else
			first = invoice;
	}
}

static bool is_known(const struct docs *docs, struct text ref)
{
	size_t low = 0, high = docs->invoices;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(docs->invoice[middle]->doc, ref);
		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

size_t docs_check(struct docs *docs, const struct customer_records *records, int32_t as_of)
{
	docs->errors = 0;
	collect_invoices(docs, records);
	find_twice(docs, as_of);
	for (size_t i = 0; i < records->receivables; i++) {
		const struct receivable *receivable = &records->receivable[i];
		if (receivable->kind != RECEIVABLE_INVOICE && receivable->ref.length > 0 &&
		    !is_known(docs, receivable->ref))
			add_error(docs, receivable, NULL);
	}
	return docs->errors;
}

const struct doc_error *docs_error(const struct docs *docs, size_t i)
{
	return &docs->error[i];
}

void docs_free(struct docs *docs)
{
	free(docs->invoice);
	free(docs->error);
	free(docs);
}
