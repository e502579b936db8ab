/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "allocation.h"
#include "memory.h"
#include "uses.h"
#include "words.h"

void uses_start(struct uses *uses, const struct receivable *record, size_t n)
{
	uses->uses = uses->account.n = 0;
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
	if (uses->rest[record] > 0)
		heap_add(&uses->account, record);
}

void uses_note(struct uses *uses, uint32_t from, const struct invoice *invoice, int64_t amount, int32_t day)
{
	int64_t outstanding = invoice->outstanding;
	while (amount > 0) {
		uint32_t record = from == USES_ACCOUNT ? (uint32_t)uses->account.number[0] : from;
		int64_t part = amount < uses->rest[record] ? amount : uses->rest[record];
		amount -= part;
		outstanding -= part;
		uses->rest[record] -= part;
		add_use(uses, (struct use){&uses->record[record], invoice, part, outstanding, day});
		if (from == USES_ACCOUNT && uses->rest[record] == 0)
			heap_take(&uses->account);
	}
}

void uses_free(struct uses *uses)
{
	free(uses->use);
	free(uses->rest);
	heap_free(&uses->account);
	*uses = (struct uses){0};
}
