/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each payment, credit and write-off of one customer was used for (kehu-ledger(1)'s --allocation): allocation notes here
   what reduces an invoice, and which posting's money it is. Money on account is used oldest posting first. */
#ifndef KEHU_USES_H
#define KEHU_USES_H

#include <stdbool.h>
#include "heap.h"
#include "record.h"

struct invoice;

/* A part of a posting that reduced an invoice. */
struct use {
	const struct receivable *posting;
	const struct invoice *invoice;
	int64_t amount, outstanding; /* fen: of this part, and what it left open of the invoice */
	int32_t day;
};

/* Zero-initialise before first use. */
struct uses {
	struct use *use; /* in the order of use */
	size_t uses, use_room;
	const struct receivable *record;
	int64_t *rest; /* fen, by record: what is not used yet; 0 for invoices */
	size_t records, rest_room;
	struct heap account; /* records that lie on account, the first by date, then input, first */
};

/* The money that lies on account, as `from` of uses_note. */
#define USES_ACCOUNT UINT32_MAX

/* Forgets all, and starts with these records. */
void uses_start(struct uses *uses, const struct receivable *record, size_t n);

/* That a record's money, or what lies on account, reduces the invoice by this amount, which is there. */
void uses_note(struct uses *uses, uint32_t from, const struct invoice *invoice, int64_t amount, int32_t day);

/* What is left of the record lies on account from now on. */
void uses_lay(struct uses *uses, uint32_t record);

void uses_free(struct uses *uses);

#endif
