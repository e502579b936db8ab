/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdckdint.h>
#include <stdlib.h>

#include "allocation.h"
#include "date.h"
#include "heap.h"
#include "kinds.h"
#include "memory.h"
#include "sort.h"
#include "words.h"

struct allocation {
	struct text customer;
	const struct kinds *kinds; /* of the records, also those after the as-of date */
	struct kinds listed;
	size_t invoices, settlements; /* up to the as-of date */
	struct invoice *invoice;      /* by due, then doc: an invoice's index is its rank */
	size_t invoice_room;
	struct entry *entry; /* those of one due date */
	size_t entry_room;
	uint32_t *rank; /* of kinds->invoice */
	size_t rank_room;
	/* Settlements that name an invoice to come: its day, counted from DATE_FIRST, then the record. */
	struct heap waiting;
	/* In the middle: each one's next, that of an invoice's last being its first. */
	struct balance *balance;
	size_t balances, balance_room;
	size_t opened;        /* of kinds->invoice: those before it have been opened */
	uint32_t oldest, end; /* all open invoices have ranks from oldest to end - 1 */
	int64_t on_account;   /* fen */
	money_wide held;      /* fen; for invoices after the as-of date */
	const struct receivable *record;
	uint32_t from; /* the record whose money is being used; USES_ACCOUNT: money on account */
	int32_t today;
	bool notes_uses;
	struct uses uses;
};

/* How many invoices ahead their records are brought into the cache, and then the docs. */
enum { FETCH_FAR = 32, FETCH_NEAR = 16 };

/* Indices of no balance: nothing has been set against the invoice yet; there is none in the middle; the invoice's own. */
#define BALANCE_WHOLE (UINT32_MAX - 2)
#define BALANCE_NONE  (UINT32_MAX - 1)
#define BALANCE_LAST  UINT32_MAX

struct allocation *allocation_new(void)
{
	return memory_new(1, sizeof(struct allocation));
}

/* --- invoices by rank */

static struct text doc_of(const char *at)
{
	return ((const struct invoice *)at)->posting->doc;
}

static bool are_in_order(const struct invoice *invoice, size_t n)
{
	size_t i = 1;
	while (i < n && text_compare(invoice[i - 1].posting->doc, invoice[i].posting->doc) <= 0)
		i++;
	return i == n;
}

/* How many bytes the docs of n invoices begin with that are the same in all: docs of one day often begin with the date. */
static size_t common_bytes(const struct invoice *invoice, size_t n)
{
	struct text first = invoice[0].posting->doc;
	size_t common = first.length;
	for (size_t i = 1; i < n; i++)
		common = sort_common(first, invoice[i].posting->doc, common);
	return common;
}

/* Sorts n invoices of one due date from this one on by doc, and notes the ranks they get. */
static void sort_by_doc(struct allocation *allocation, size_t from, size_t n)
{
	static const struct sort_order by_doc = {doc_of, NULL};
	struct invoice *invoice = allocation->invoice + from;
	for (size_t i = 0; i < n; i++) /* they lie far apart where a day has many */
		memory_fetch(invoice[i].posting->doc.at);
	if (are_in_order(invoice, n))
		return;
	size_t common = common_bytes(invoice, n);
	struct entry *entry = allocation->entry =
		memory_renew(allocation->entry, &allocation->entry_room, 2 * n, sizeof *entry);
	for (size_t i = 0; i < n; i++)
		entry[i].at = (const char *)&invoice[i];
	sort_load(entry, n, &by_doc, common);
	sort_entries(entry, n, &by_doc, common, entry + n);
	for (size_t i = 0; i < n; i++) {
		const struct invoice *sorted = (const struct invoice *)entry[i].at;
		allocation->rank[sorted - allocation->invoice] = (uint32_t)(from + i);
		entry[i].at = (const char *)sorted->posting;
	}
	for (size_t i = 0; i < n; i++)
		invoice[i].posting = (const struct receivable *)entry[i].at;
}

/* Invoices come by date, so due dates never fall: only those of one due date are to be sorted. */
static void sort_invoices(struct allocation *allocation)
{
	struct invoice *invoice = allocation->invoice;
	size_t n = allocation->invoices;
	for (size_t first = 0, end; first < n; first = end) {
		for (end = first + 1; end < n && invoice[end].due == invoice[first].due; end++)
			;
		if (end - first > 1)
			sort_by_doc(allocation, first, end - first);
	}
}

/* Lists the invoices by rank. */
static bool collect_invoices(struct allocation *allocation, const struct receivable *record,
			     const struct terms *terms)
{
	size_t n = allocation->invoices;
	struct invoice *invoice = allocation->invoice = memory_renew(
		allocation->invoice, &allocation->invoice_room, n + 1, sizeof *allocation->invoice);
	allocation->rank =
		memory_renew(allocation->rank, &allocation->rank_room, n, sizeof *allocation->rank);
	for (size_t i = 0; i < n; i++) {
		const struct receivable *posting = &record[allocation->kinds->invoice[i]];
		invoice[i] = (struct invoice){posting, 0, 0, DATE_NONE, BALANCE_WHOLE};
		allocation->rank[i] = (uint32_t)i;
		if (!terms_due(terms, posting->day, &invoice[i].due))
			return false;
	}
	sort_invoices(allocation);
	return true;
}

/* --- day by day */

/* The invoice's last balance becomes one in the middle. */
static void keep_balance(struct allocation *allocation, struct invoice *invoice)
{
	if (allocation->balances == allocation->balance_room)
		allocation->balance = memory_grow(allocation->balance, &allocation->balance_room,
						  allocation->balances + 1, sizeof *allocation->balance);
	uint32_t index = (uint32_t)allocation->balances++, first = index;
	if (invoice->middle != BALANCE_NONE) {
		first = allocation->balance[invoice->middle].next;
		allocation->balance[invoice->middle].next = index;
	}
	allocation->balance[index] = (struct balance){invoice->outstanding, invoice->changed, first};
	invoice->middle = index;
}

/* The invoice's balance from today on. Its first is the posting's, so that most invoices keep no other. */
static void set_balance(struct allocation *allocation, struct invoice *invoice, int64_t fen)
{
	if (invoice->middle == BALANCE_WHOLE)
		invoice->middle = BALANCE_NONE;
	else if (invoice->changed != allocation->today)
		keep_balance(allocation, invoice);
	invoice->changed = allocation->today;
	invoice->outstanding = fen;
}

static void open_invoice(struct allocation *allocation, uint32_t rank, int64_t amount)
{
	struct invoice *invoice = &allocation->invoice[rank];
	if (rank < allocation->oldest)
		allocation->oldest = rank;
	if (rank >= allocation->end)
		allocation->end = rank + 1;
	invoice->outstanding = amount;
	invoice->changed = allocation->today;
}

/* Reduces the invoice by the amount, at most to zero; returns what is left of the amount. */
static int64_t reduce(struct allocation *allocation, struct invoice *invoice, int64_t amount)
{
	int64_t used = amount < invoice->outstanding ? amount : invoice->outstanding;
	if (used > 0) {
		if (allocation->notes_uses)
			uses_note(&allocation->uses, allocation->from, invoice, used, allocation->today);
		set_balance(allocation, invoice, invoice->outstanding - used);
	}
	return amount - used;
}

/* Reduces the open invoices, oldest due first, then by doc; returns what is left of the amount. `oldest` goes back only to
   invoices of one due date that were received on different days, so that no invoice is passed often. */
static int64_t spread(struct allocation *allocation, int64_t amount)
{
	while (amount > 0 && allocation->oldest < allocation->end) {
		struct invoice *invoice = &allocation->invoice[allocation->oldest];
		amount = reduce(allocation, invoice, amount);
		if (invoice->outstanding == 0)
			allocation->oldest++;
	}
	return amount;
}

/* Uses a settlement: on the invoice it names, where it names one, then on the others; the rest is money on account. */
static bool settle(struct allocation *allocation, uint32_t settlement)
{
	uint32_t named = allocation->record[settlement].named;
	int64_t amount = allocation->record[settlement].amount;
	allocation->from = settlement;
	if (named > 0)
		amount = reduce(allocation, &allocation->invoice[allocation->rank[named - 1]], amount);
	if (amount > 0)
		amount = spread(allocation, amount);
	if (allocation->notes_uses)
		uses_lay(&allocation->uses, settlement);
	return money_add(&allocation->on_account, amount);
}

/* Uses what waited for invoices that have opened today, then money on account. */
static bool settle_waiting(struct allocation *allocation)
{
	struct heap *waiting = &allocation->waiting;
	while (waiting->n > 0 && (int64_t)(waiting->number[0] >> 32) <= allocation->today - DATE_FIRST)
		if (!settle(allocation, (uint32_t)heap_take(waiting)))
			return false;
	allocation->from = USES_ACCOUNT;
	if (allocation->on_account > 0)
		allocation->on_account = spread(allocation, allocation->on_account);
	return true;
}

/* The mornings up to and including the day, on which invoices open. */
static bool open_up_to(struct allocation *allocation, int32_t day)
{
	const struct receivable *record = allocation->record;
	const uint32_t *invoice = allocation->kinds->invoice;
	size_t i = allocation->opened, n = allocation->invoices;
	while (i < n && record[invoice[i]].day <= day) {
		allocation->today = record[invoice[i]].day;
		for (; i < n && record[invoice[i]].day == allocation->today; i++)
			open_invoice(allocation, allocation->rank[i], record[invoice[i]].amount);
		if (!settle_waiting(allocation))
			return false;
	}
	allocation->opened = i;
	return true;
}

/* Has the invoice brought into the cache that the i-th settlement names. */
static void fetch_named(const struct allocation *allocation, size_t i)
{
	const struct kinds *kinds = allocation->kinds;
	if (i + FETCH_FAR < allocation->settlements)
		memory_fetch(&allocation->rank[allocation->record[kinds->settlement[i + FETCH_FAR]].named]);
	if (i + FETCH_NEAR < allocation->settlements) {
		uint32_t named = allocation->record[kinds->settlement[i + FETCH_NEAR]].named;
		if (named > 0 && named <= allocation->invoices)
			memory_fetch(&allocation->invoice[allocation->rank[named - 1]]);
	}
}

/* Uses a settlement of today, or keeps it for later. */
static bool take_settlement(struct allocation *allocation, uint32_t settlement)
{
	const struct receivable *record = allocation->record;
	uint32_t named = record[settlement].named;
	if (named <= allocation->opened)
		return settle(allocation, settlement);
	if (named > allocation->invoices) {
		allocation->held += record[settlement].amount;
	} else {
		int32_t day = record[allocation->kinds->invoice[named - 1]].day;
		heap_add(&allocation->waiting, (uint64_t)(day - DATE_FIRST) << 32 | settlement);
	}
	return true;
}

/* Day by day up to as_of. */
static bool settle_all(struct allocation *allocation, int32_t as_of)
{
	const struct kinds *kinds = allocation->kinds;
	allocation->balances = allocation->opened = allocation->oldest = allocation->end = 0;
	allocation->on_account = 0;
	allocation->held = 0;
	allocation->waiting.n = 0;
	for (size_t i = 0; i < allocation->settlements; i++) {
		uint32_t settlement = kinds->settlement[i];
		int32_t day = allocation->record[settlement].day;
		fetch_named(allocation, i);
		if (!open_up_to(allocation, day))
			return false;
		allocation->today = day;
		if (!take_settlement(allocation, settlement))
			return false;
	}
	return open_up_to(allocation, as_of);
}

/* Finds the kinds of the records, and how many of each are dated up to as_of. */
static void count_kinds(struct allocation *allocation, const struct customer_records *records, int32_t as_of)
{
	const struct receivable *record = records->receivable;
	const struct kinds *kinds = records->kinds;
	if (kinds == NULL) {
		kinds_list(&allocation->listed, record, records->receivables);
		kinds = &allocation->listed;
	}
	size_t invoices = kinds->invoices, settlements = kinds->settlements;
	while (invoices > 0 && record[kinds->invoice[invoices - 1]].day > as_of)
		invoices--;
	while (settlements > 0 && record[kinds->settlement[settlements - 1]].day > as_of)
		settlements--;
	allocation->kinds = kinds;
	allocation->invoices = invoices;
	allocation->settlements = settlements;
}

const char *allocation_run(struct allocation *allocation, const struct customer_records *records,
			   const struct terms *terms, int32_t as_of)
{
	const struct receivable *record = records->receivable;
	count_kinds(allocation, records, as_of);
	if (!collect_invoices(allocation, record, terms))
		return DATE_TOO_LATE;
	allocation->customer = records->customer;
	allocation->record = record;
	if (allocation->notes_uses)
		uses_start(&allocation->uses, record, allocation->invoices + allocation->settlements);
	return settle_all(allocation, as_of) ? NULL : MONEY_TOO_LARGE;
}

struct text allocation_customer(const struct allocation *allocation)
{
	return allocation->customer;
}

size_t allocation_invoices(const struct allocation *allocation, const struct invoice **invoices)
{
	*invoices = allocation->invoice;
	return allocation->invoices;
}

void allocation_fetch(const struct allocation *allocation, size_t i)
{
	if (i + FETCH_FAR < allocation->invoices) {
		const struct invoice *far = &allocation->invoice[i + FETCH_FAR];
		memory_fetch(&far->posting->doc);
		memory_fetch(&far->posting->amount);
		memory_fetch(&far->posting->day);
	}
	if (i + FETCH_NEAR < allocation->invoices)
		memory_fetch(allocation->invoice[i + FETCH_NEAR].posting->doc.at);
}

const struct invoice *allocation_invoice(const struct allocation *allocation,
					 const struct receivable *settlement)
{
	size_t named = settlement->named;
	return named > 0 && named <= allocation->invoices ? &allocation->invoice[allocation->rank[named - 1]]
							  : NULL;
}

bool allocation_on_account(const struct allocation *allocation, int64_t *fen)
{
	return !ckd_add(fen, allocation->on_account, allocation->held);
}

void allocation_note_uses(struct allocation *allocation, bool noted)
{
	allocation->notes_uses = noted;
}

size_t allocation_uses(const struct allocation *allocation, const struct use **uses)
{
	*uses = allocation->uses.use;
	return allocation->uses.uses;
}

int64_t allocation_rest(const struct allocation *allocation, const struct receivable *posting)
{
	return allocation->uses.rest[posting - allocation->record];
}

struct balance allocation_first(const struct allocation *allocation, const struct invoice *invoice)
{
	const struct receivable *posting = invoice->posting;
	uint32_t next =
		invoice->middle < BALANCE_WHOLE ? allocation->balance[invoice->middle].next : BALANCE_LAST;
	return (struct balance){posting->amount, posting->day, next};
}

bool allocation_next(const struct allocation *allocation, const struct invoice *invoice,
		     struct balance *balance)
{
	uint32_t next = balance->next;
	if (next == BALANCE_NONE)
		return false;
	if (next == BALANCE_LAST) {
		*balance = (struct balance){invoice->outstanding, invoice->changed, BALANCE_NONE};
	} else {
		*balance = allocation->balance[next];
		if (next == invoice->middle)
			balance->next = BALANCE_LAST;
	}
	return true;
}

int32_t allocation_overdue_days(const struct invoice *invoice, int32_t as_of)
{
	int32_t end = invoice->outstanding > 0 ? as_of : invoice->changed;
	return end > invoice->due ? end - invoice->due : 0;
}

void allocation_free(struct allocation *allocation)
{
	kinds_free(&allocation->listed);
	free(allocation->invoice);
	free(allocation->entry);
	free(allocation->rank);
	heap_free(&allocation->waiting);
	free(allocation->balance);
	uses_free(&allocation->uses);
	free(allocation);
}
