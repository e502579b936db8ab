/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One customer's receivables by kind: the invoices, and what settles them (payments, credits, write-offs). */
#ifndef KEHU_KINDS_H
#define KEHU_KINDS_H

#include "record.h"

/* Indices of records, in their order. Zero-initialise before first use. */
struct kinds {
	uint32_t *invoice, *settlement;
	size_t invoices, settlements, room;
};

/* Lists the n records. */
void kinds_list(struct kinds *kinds, const struct receivable *receivable, size_t n);

void kinds_free(struct kinds *kinds);

#endif
