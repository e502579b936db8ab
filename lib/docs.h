/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which invoice a ref names, and errors between one customer's receivables: an invoice's doc given twice, a ref to no invoice
   (kehu-streams(5)). */
#ifndef KEHU_DOCS_H
#define KEHU_DOCS_H

#include <stdbool.h>
#include "record.h"

struct docs;

struct doc_error {
	bool is_unknown;          /* a ref to no invoice; else a doc given twice */
	uint64_t position, first; /* of the record; of the record that gave the doc first */
	struct text value;        /* the record's own text */
	size_t record;            /* its index before the check */
};

/* threads: that it may use, where one has much to do. */
struct docs *docs_new(unsigned threads);

/* Checks one customer's receivables, which are in the manual's order: takes the bad ones out of the array (the rest keeps its
   order), lowers *n, and sets `named` of the settlements that are left. Returns the number of errors. A doc is given twice
   where two invoices dated up to as_of have it: the later one in input order is the error. A ref is known where any invoice
   has it, also one dated later or given twice; it names that dated up to as_of, where there is one. */
size_t docs_check(struct docs *docs, struct receivable *receivable, size_t *n, int32_t as_of);

/* The receivables that were left, by kind, valid until the next check. */
const struct kinds *docs_kinds(const struct docs *docs);

/* The i-th error of the last check, in no order, valid until the next and as long as the records' texts. */
const struct doc_error *docs_error(const struct docs *docs, size_t i);

void docs_free(struct docs *docs);

#endif
