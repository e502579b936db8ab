/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "allocation.h"
#include "memory.h"
#include "uses.h"
#include "words.h"

void uses_start(struct uses *uses, const struct receivable *record, size_t n)
{
	uses->uses = uses->accounts = 0;
	uses->record = record;
	uses->records = n;
	uses->rest = memory_renew(uses->rest, &uses->rest_room, n, sizeof *uses->rest);
	for (size_t i = 0; i < n; i++)
		uses->rest[i] = record[i].kind == RECEIVABLE_INVOICE ? 0 : record[i].amount;
}

static void add_use(struct uses *uses, struct use use)
{
	if (uses->uses == uses->use_room)
		uses->use = memory_grow(uses->use, &uses->use_room, uses->uses + 1, sizeof *uses->use);
	uses->use[uses->uses++] = use;
}

void uses_lay(struct uses *uses, uint32_t record)
{
	size_t at = uses->accounts;
	if (uses->rest[record] == 0)
		return;
	if (at == uses->account_room)
		uses->account =
			memory_grow(uses->account, &uses->account_room, at + 1, sizeof *uses->account);
	for (; at > 0 && uses->account[(at - 1) / 2] > record; at = (at - 1) / 2)
		uses->account[at] = uses->account[(at - 1) / 2];
	uses->account[at] = record;
	uses->accounts++;
}

/* Takes the top off the heap. */
static void take_top(struct uses *uses)
{
	uint32_t *account = uses->account, last = account[--uses->accounts];
	size_t n = uses->accounts, at = 0;
	for (size_t below; (below = 2 * at + 1) < n; at = below) {
		if (below + 1 < n && account[below + 1] < account[below])
			below++;
		if (account[below] > last)
			break;
		account[at] = account[below];
	}
	account[at] = last;
}

void uses_note(struct uses *uses, uint32_t from, const struct invoice *invoice, int64_t amount, int32_t day)
{
	int64_t outstanding = invoice->outstanding;
	while (amount > 0) {
		uint32_t record = from == USES_ACCOUNT ? uses->account[0] : from;
		int64_t part = amount < uses->rest[record] ? amount : uses->rest[record];
		amount -= part;
		outstanding -= part;
		uses->rest[record] -= part;
		add_use(uses, (struct use){&uses->record[record], invoice, part, outstanding, day});
		if (from == USES_ACCOUNT && uses->rest[record] == 0)
			take_top(uses);
	}
}

void uses_free(struct uses *uses)
{
	free(uses->use);
	free(uses->rest);
	free(uses->account);
	*uses = (struct uses){0};
}
