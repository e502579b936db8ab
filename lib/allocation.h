/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pays what: one customer's payments, credits and write-offs set against his invoices, day by day (dairy 16; the order
   of 滞纳金 allocation is kehu-latefee(1)'s). One allocation serves late fees, facts and all that is built on them. */
#ifndef KEHU_ALLOCATION_H
#define KEHU_ALLOCATION_H

#include <stdint.h>
#include "record.h"
#include "terms.h"
#include "uses.h"

/* The balance that an invoice has from the end of a day on. */
struct balance {
	int64_t fen;
	int32_t day;
	uint32_t next; /* index, or what allocation_next makes of it */
};

struct invoice {
	const struct receivable *posting; /* doc, received day, amount */
	int64_t outstanding;              /* fen, as of the as-of date */
	int32_t due;
	int32_t changed; /* the day of its last balance; where nothing is outstanding, it was cleared then */
	uint32_t middle; /* the last of its balances that are neither the first nor the last, or none */
};

struct allocation;

struct allocation *allocation_new(void);

/* Allocates the records dated up to as_of, which docs_check (docs.h) has been over. NULL, or what went out of range. The
   results are valid until the next run and as long as the records. */
const char *allocation_run(struct allocation *allocation, const struct customer_records *records,
			   const struct terms *terms, int32_t as_of);

/* Whose records they are. */
struct text allocation_customer(const struct allocation *allocation);

/* The invoices by due date, then doc. */
size_t allocation_invoices(const struct allocation *allocation, const struct invoice **invoices);

/* To be called before the i-th of them is looked at, one after the other: has those that follow brought into the cache, as the
   records of a customer with very many lie far apart. */
void allocation_fetch(const struct allocation *allocation, size_t i);

/* The invoice up to the as-of date that a settlement of the last run names; NULL: none. */
const struct invoice *allocation_invoice(const struct allocation *allocation,
					 const struct receivable *settlement);

/* The money as of the as-of date that is not used on an invoice, whatever it waits for or is held for: what is outstanding
   less this is the customer's balance. False: it exceeds 64 bits. */
bool allocation_on_account(const struct allocation *allocation, int64_t *fen);

/* Whether the runs from now on note the uses of money; at first they do not, as it takes time. */
void allocation_note_uses(struct allocation *allocation, bool noted);

/* The uses that the last run noted, in their order. The day is the posting's, or for money that waited or lay on account the
   invoice's. All of an invoice add up to its amount less outstanding. */
size_t allocation_uses(const struct allocation *allocation, const struct use **uses);

/* What of a posting of the last run, which noted uses, is not used as of the as-of date; of an invoice 0. All add up to the
   money on account. */
int64_t allocation_rest(const struct allocation *allocation, const struct receivable *posting);

/* An invoice's balances in order: its amount from the day it was received on, then what each day with a settlement left. */
struct balance allocation_first(const struct allocation *allocation, const struct invoice *invoice);

/* Moves on to the invoice's next balance. False: that was the last. */
bool allocation_next(const struct allocation *allocation, const struct invoice *invoice,
		     struct balance *balance);

/* Days past due: as_of (while something is outstanding) or the day it was cleared, less due; at least 0. */
int32_t allocation_overdue_days(const struct invoice *invoice, int32_t as_of);

void allocation_free(struct allocation *allocation);

#endif
