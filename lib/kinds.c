/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "kinds.h"
#include "memory.h"
#include "words.h"

/* Without a branch on the kind: kinds come in no order, so that no processor foretells it. */
void kinds_list(struct kinds *kinds, const struct receivable *receivable, size_t n)
{
	size_t room = kinds->room, invoices = 0;
	kinds->invoice = memory_renew(kinds->invoice, &room, n, sizeof *kinds->invoice);
	kinds->settlement = memory_renew(kinds->settlement, &kinds->room, n, sizeof *kinds->settlement);
	for (size_t i = 0; i < n; i++) {
		kinds->invoice[invoices] = kinds->settlement[i - invoices] = (uint32_t)i;
		invoices += receivable[i].kind == RECEIVABLE_INVOICE;
	}
	kinds->invoices = invoices;
	kinds->settlements = n - invoices;
}

void kinds_free(struct kinds *kinds)
{
	free(kinds->invoice);
	free(kinds->settlement);
	*kinds = (struct kinds){0};
}
