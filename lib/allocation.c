/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "allocation.h"
#include "date.h"
#include "memory.h"
#include "words.h"

/* A settlement that waits for the invoice it names. */
struct waiting {
	const struct receivable *settlement;
	uint32_t next; /* of the same invoice */
};

struct list {
	uint32_t first, last;
};

struct allocation {
	struct invoice *invoice; /* by due, then doc: an invoice's index is its rank */
	struct list *waiting_of; /* by rank */
	uint32_t *by_doc;        /* ranks */
	uint32_t *open;          /* a heap of ranks: the open invoices, and closed ones not yet taken off */
	size_t invoices, opened, room;
	struct balance *balance;
	size_t balances, balance_room;
	struct waiting *waiting;
	size_t waitings, waiting_room;
	const struct receivable **ready; /* the day's settlements that waited */
	size_t readies, ready_room;
	int64_t on_account; /* fen */
	int32_t today;
};

struct allocation *allocation_new(void)
{
	return memory_new(1, sizeof(struct allocation));
}

static int compare_invoices(const void *a, const void *b)
{
	const struct invoice *x = a, *y = b;
	return x->due != y->due ? (x->due < y->due ? -1 : 1) : text_compare(x->posting->doc, y->posting->doc);
}

static int compare_docs(const void *a, const void *b, void *context)
{
	const struct invoice *invoice = context;
	return text_compare(invoice[*(const uint32_t *)a].posting->doc,
			    invoice[*(const uint32_t *)b].posting->doc);
}

static void make_room(struct allocation *allocation, size_t n)
{
	size_t room = allocation->room;
	if (n <= room)
		return;
	allocation->invoice =
		memory_grow(allocation->invoice, &allocation->room, n, sizeof *allocation->invoice);
	room = 0;
	free(allocation->waiting_of);
	allocation->waiting_of = memory_grow(NULL, &room, allocation->room, sizeof *allocation->waiting_of);
	room = 0;
	free(allocation->by_doc);
	allocation->by_doc = memory_grow(NULL, &room, allocation->room, sizeof *allocation->by_doc);
	room = 0;
	free(allocation->open);
	allocation->open = memory_grow(NULL, &room, allocation->room, sizeof *allocation->open);
}

static bool collect_invoices(struct allocation *allocation, const struct customer_records *records,
			     const struct terms *terms, int32_t as_of)
{
	bool sorted = true;
	make_room(allocation, records->receivables);
	allocation->invoices = 0;
	for (size_t i = 0; i < records->receivables && records->receivable[i].day <= as_of; i++) {
		const struct receivable *posting = &records->receivable[i];
		if (posting->kind != RECEIVABLE_INVOICE)
			continue;
		struct invoice *invoice = &allocation->invoice[allocation->invoices++];
		*invoice = (struct invoice){posting, posting->amount, 0, ALLOCATION_END, ALLOCATION_END};
		if (!terms_due(terms, posting->day, &invoice->due))
			return false;
		sorted = sorted &&
			 (invoice == allocation->invoice || compare_invoices(invoice - 1, invoice) < 0);
	}
	if (!sorted)
		qsort(allocation->invoice, allocation->invoices, sizeof *allocation->invoice,
		      compare_invoices);
	for (uint32_t i = 0; i < allocation->invoices; i++) {
		allocation->waiting_of[i] = (struct list){ALLOCATION_END, ALLOCATION_END};
		allocation->by_doc[i] = i;
	}
	if (allocation->invoices > 1)
		qsort_r(allocation->by_doc, allocation->invoices, sizeof *allocation->by_doc, compare_docs,
			allocation->invoice);
	return true;
}

/* The rank of the invoice with this doc; ALLOCATION_END: none up to the as-of date. */
static uint32_t find_doc(const struct allocation *allocation, struct text doc)
{
	size_t low = 0, high = allocation->invoices;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(allocation->invoice[allocation->by_doc[middle]].posting->doc, doc);
		if (order == 0)
			return allocation->by_doc[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return ALLOCATION_END;
}

/* The invoice's balance from today on. */
static void set_balance(struct allocation *allocation, struct invoice *invoice, int64_t fen)
{
	invoice->outstanding = fen;
	if (invoice->last != ALLOCATION_END && allocation->balance[invoice->last].day == allocation->today) {
		allocation->balance[invoice->last].fen = fen;
		return;
	}
	allocation->balance = memory_grow(allocation->balance, &allocation->balance_room,
					  allocation->balances + 1, sizeof *allocation->balance);
	uint32_t index = (uint32_t)allocation->balances++;
	allocation->balance[index] = (struct balance){fen, allocation->today, ALLOCATION_END};
	if (invoice->last == ALLOCATION_END)
		invoice->first = index;
	else
		allocation->balance[invoice->last].next = index;
	invoice->last = index;
}

static void open_invoice(struct allocation *allocation, uint32_t rank)
{
	uint32_t *heap = allocation->open;
	size_t i = allocation->opened++;
	for (; i > 0 && heap[(i - 1) / 2] > rank; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = rank;
	set_balance(allocation, &allocation->invoice[rank], allocation->invoice[rank].posting->amount);
}

/* Takes the lowest rank off the heap. */
static void drop_first(struct allocation *allocation)
{
	uint32_t *heap = allocation->open, moved = heap[--allocation->opened];
	size_t i = 0, child;
	while ((child = 2 * i + 1) < allocation->opened) {
		if (child + 1 < allocation->opened && heap[child + 1] < heap[child])
			child++;
		if (heap[child] >= moved)
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = moved;
}

/* Reduces the invoice by the amount, at most to zero; returns what is left of the amount. */
static int64_t reduce(struct allocation *allocation, struct invoice *invoice, int64_t amount)
{
	int64_t used = amount < invoice->outstanding ? amount : invoice->outstanding;
	if (used > 0)
		set_balance(allocation, invoice, invoice->outstanding - used);
	return amount - used;
}

/* Reduces the open invoices, oldest due first, then by doc; returns what is left of the amount. */
static int64_t spread(struct allocation *allocation, int64_t amount)
{
	while (amount > 0 && allocation->opened > 0) {
		struct invoice *invoice = &allocation->invoice[allocation->open[0]];
		amount = reduce(allocation, invoice, amount);
		if (invoice->outstanding == 0)
			drop_first(allocation);
	}
	return amount;
}

/* Uses a settlement: on the invoice it names (ALLOCATION_END: none), then on the others; the rest is money on account. */
static bool settle(struct allocation *allocation, const struct receivable *settlement, uint32_t rank)
{
	int64_t amount = settlement->amount;
	if (rank != ALLOCATION_END)
		amount = reduce(allocation, &allocation->invoice[rank], amount);
	return money_add(&allocation->on_account, spread(allocation, amount));
}

static void wait_for(struct allocation *allocation, const struct receivable *settlement, uint32_t rank)
{
	allocation->waiting = memory_grow(allocation->waiting, &allocation->waiting_room,
					  allocation->waitings + 1, sizeof *allocation->waiting);
	uint32_t index = (uint32_t)allocation->waitings++;
	struct list *list = &allocation->waiting_of[rank];
	allocation->waiting[index] = (struct waiting){settlement, ALLOCATION_END};
	if (list->last == ALLOCATION_END)
		list->first = index;
	else
		allocation->waiting[list->last].next = index;
	list->last = index;
}

/* Gathers the settlements that waited for the invoice. */
static void collect_ready(struct allocation *allocation, uint32_t rank)
{
	for (uint32_t i = allocation->waiting_of[rank].first; i != ALLOCATION_END;
	     i = allocation->waiting[i].next) {
		allocation->ready = memory_grow(allocation->ready, &allocation->ready_room,
						allocation->readies + 1, sizeof *allocation->ready);
		allocation->ready[allocation->readies++] = allocation->waiting[i].settlement;
	}
}

/* Records of one customer lie in one array, in order. */
static int compare_settlements(const void *a, const void *b)
{
	const struct receivable *const *x = a, *const *y = b;
	return (*x > *y) - (*x < *y);
}

/* The morning of a day: its invoices open, then what waited for them is used, then money on account. */
static bool open_day(struct allocation *allocation, const struct receivable *records, size_t n)
{
	allocation->readies = 0;
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		if (records[i].kind != RECEIVABLE_INVOICE)
			continue;
		uint32_t rank = find_doc(allocation, records[i].doc);
		open_invoice(allocation, rank);
		collect_ready(allocation, rank);
		any = true;
	}
	if (!any)
		return true;
	if (allocation->readies > 1)
		qsort(allocation->ready, allocation->readies, sizeof *allocation->ready, compare_settlements);
	for (size_t i = 0; i < allocation->readies; i++)
		if (!settle(allocation, allocation->ready[i],
			    find_doc(allocation, allocation->ready[i]->ref)))
			return false;
	allocation->on_account = spread(allocation, allocation->on_account);
	return true;
}

static bool settle_day(struct allocation *allocation, const struct receivable *records, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct receivable *record = &records[i];
		if (record->kind == RECEIVABLE_INVOICE)
			continue;
		uint32_t rank = record->ref.length > 0 ? find_doc(allocation, record->ref) : ALLOCATION_END;
		if (record->ref.length > 0 && rank == ALLOCATION_END)
			continue; /* held for an invoice after the as-of date */
		if (rank != ALLOCATION_END && allocation->invoice[rank].posting->day > allocation->today)
			wait_for(allocation, record, rank);
		else if (!settle(allocation, record, rank))
			return false;
	}
	return true;
}

const char *allocation_run(struct allocation *allocation, const struct customer_records *records,
			   const struct terms *terms, int32_t as_of)
{
	const struct receivable *record = records->receivable;
	allocation->balances = allocation->waitings = allocation->opened = 0;
	allocation->on_account = 0;
	if (!collect_invoices(allocation, records, terms, as_of))
		return DATE_TOO_LATE;
	for (size_t i = 0, n; i < records->receivables && record[i].day <= as_of; i += n) {
		allocation->today = record[i].day;
		for (n = 1; i + n < records->receivables && record[i + n].day == allocation->today; n++)
			;
		if (!open_day(allocation, record + i, n) || !settle_day(allocation, record + i, n))
			return MONEY_TOO_LARGE;
	}
	return NULL;
}

size_t allocation_invoices(const struct allocation *allocation, const struct invoice **invoices)
{
	*invoices = allocation->invoice;
	return allocation->invoices;
}

const struct balance *allocation_balance(const struct allocation *allocation, uint32_t index)
{
	return &allocation->balance[index];
}

int32_t allocation_overdue_days(const struct allocation *allocation, const struct invoice *invoice,
				int32_t as_of)
{
	int32_t end = invoice->outstanding > 0 ? as_of : allocation->balance[invoice->last].day;
	return end > invoice->due ? end - invoice->due : 0;
}

void allocation_free(struct allocation *allocation)
{
	free(allocation->invoice);
	free(allocation->waiting_of);
	free(allocation->by_doc);
	free(allocation->open);
	free(allocation->balance);
	free(allocation->waiting);
	free(allocation->ready);
	free(allocation);
}
