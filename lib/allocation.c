/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "allocation.h"
#include "date.h"
#include "kinds.h"
#include "memory.h"
#include "words.h"

/* A settlement that waits for the invoice it names. */
struct waiting {
	int32_t day;         /* the invoice's */
	uint32_t settlement; /* index of the record */
	uint32_t rank;       /* the invoice's */
};

/* An invoice where those of one due date are sorted by doc. */
struct doc_key {
	uint64_t first;
	const struct receivable *posting;
};

struct allocation {
	struct kinds kinds;
	struct invoice *invoice; /* by due, then doc: an invoice's index is its rank */
	size_t invoices, invoice_room;
	struct doc_key *key;
	size_t key_room;
	uint32_t *rank; /* by record: of the invoice that it is or names */
	size_t rank_room;
	struct waiting *waiting; /* by day, then settlement; those before `used` have been used */
	size_t waitings, used, waiting_room;
	struct balance
		*balance; /* in the middle; each one's next, that of an invoice's last being its first */
	size_t balances, balance_room;
	size_t opened;        /* of kinds.invoice: those before it have been opened */
	uint32_t oldest, end; /* all open invoices have ranks from oldest to end - 1 */
	int64_t on_account;   /* fen; without what is held */
	const struct receivable *record;
	uint32_t from; /* the record whose money is being used; USES_ACCOUNT: money on account */
	int32_t today;
	bool notes_uses;
	struct uses uses;
};

/* How many invoices ahead their records are brought into the cache, and then the docs. */
enum { FETCH_FAR = 32, FETCH_NEAR = 16 };

/* From how many docs on they are sorted byte by byte. */
enum { MANY_KEYS = 64 };

/* Ranks of no invoice: no ref; a ref to an invoice that comes later; one to an invoice after the as-of date. */
#define RANK_NONE    (UINT32_MAX - 2)
#define RANK_WAITING (UINT32_MAX - 1)
#define RANK_HELD    UINT32_MAX

/* Indices of no balance: nothing has been set against the invoice yet; there is none in the middle; the invoice's own. */
#define BALANCE_WHOLE (UINT32_MAX - 2)
#define BALANCE_NONE  (UINT32_MAX - 1)
#define BALANCE_LAST  UINT32_MAX

struct allocation *allocation_new(void)
{
	return memory_new(1, sizeof(struct allocation));
}

/* --- invoices by rank */

static int compare_keys(const void *a, const void *b)
{
	const struct doc_key *x = a, *y = b;
	return x->first != y->first ? (x->first < y->first ? -1 : 1)
				    : text_compare(x->posting->doc, y->posting->doc);
}

/* How many bytes the docs of n invoices begin with that are the same in all. */
static size_t shared_bytes(const struct invoice *invoice, size_t n)
{
	struct text first = invoice[0].posting->doc;
	size_t shared = first.length;
	for (size_t i = 1; i < n; i++) {
		struct text doc = invoice[i].posting->doc;
		size_t same = 0;
		while (same < shared && same < doc.length && doc.at[same] == first.at[same])
			same++;
		shared = same;
	}
	return shared;
}

/* The next eight bytes of the doc, such that keys are in the order of the docs where they differ. */
static uint64_t key_of(struct text doc, size_t shared)
{
	size_t n = doc.length - shared;
	return __builtin_bswap64(n >= BYTES_WORD ? bytes_load8(doc.at + shared)
						 : bytes_load(doc.at + shared, n));
}

/* By the first eight bytes alone, from the last of them to the first. `spare` has room for as many. */
static void sort_by_first(struct doc_key *key, struct doc_key *spare, size_t n)
{
	for (unsigned shift = 0; shift < 64; shift += 8) {
		size_t start[UINT8_MAX + 2] = {0};
		for (size_t i = 0; i < n; i++)
			start[(uint8_t)(key[i].first >> shift) + 1]++;
		if (start[(uint8_t)(key[0].first >> shift) + 1] == n)
			continue;
		for (size_t i = 0; i < UINT8_MAX; i++)
			start[i + 1] += start[i];
		for (size_t i = 0; i < n; i++)
			spare[start[(uint8_t)(key[i].first >> shift)]++] = key[i];
		memcpy(key, spare, n * sizeof *key);
	}
}

static void sort_keys(struct doc_key *key, struct doc_key *spare, size_t n)
{
	if (n < MANY_KEYS) {
		qsort(key, n, sizeof *key, compare_keys);
		return;
	}
	sort_by_first(key, spare, n);
	for (size_t from = 0, end; from < n; from = end) {
		for (end = from + 1; end < n && key[end].first == key[from].first; end++)
			;
		if (end - from > 1)
			qsort(key + from, end - from, sizeof *key, compare_keys);
	}
}

/* Sorts invoices of one due date by doc. Docs of one day often begin with the date: what is compared first is behind that. */
static void sort_by_doc(struct allocation *allocation, struct invoice *invoice, size_t n)
{
	for (size_t i = 0; i < n; i++) /* they lie far apart where a day has many */
		__builtin_prefetch(invoice[i].posting->doc.at);
	size_t shared = shared_bytes(invoice, n);
	struct doc_key *key = allocation->key =
		memory_renew(allocation->key, &allocation->key_room, 2 * n, sizeof *key);
	for (size_t i = 0; i < n; i++)
		key[i] = (struct doc_key){key_of(invoice[i].posting->doc, shared), invoice[i].posting};
	sort_keys(key, key + n, n);
	for (size_t i = 0; i < n; i++)
		invoice[i].posting = key[i].posting;
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
			sort_by_doc(allocation, invoice + first, end - first);
	}
}

/* Lists the invoices by rank, and notes the rank of each one's record. */
static bool collect_invoices(struct allocation *allocation, const struct receivable *record, size_t records,
			     const struct terms *terms)
{
	size_t n = allocation->invoices = allocation->kinds.invoices;
	struct invoice *invoice = allocation->invoice = memory_renew(
		allocation->invoice, &allocation->invoice_room, n + 1, sizeof *allocation->invoice);
	allocation->rank =
		memory_renew(allocation->rank, &allocation->rank_room, records, sizeof *allocation->rank);
	for (size_t i = 0; i < n; i++) {
		const struct receivable *posting = &record[allocation->kinds.invoice[i]];
		invoice[i] = (struct invoice){posting, 0, 0, DATE_NONE, BALANCE_WHOLE};
		if (!terms_due(terms, posting->day, &invoice[i].due))
			return false;
	}
	sort_invoices(allocation);
	for (size_t i = 0; i < n; i++)
		allocation->rank[invoice[i].posting - record] = (uint32_t)i;
	return true;
}

/* --- settlements that wait */

static int compare_waiting(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;
	return x->day != y->day ? (x->day < y->day ? -1 : 1)
				: (x->settlement > y->settlement) - (x->settlement < y->settlement);
}

static void add_waiting(struct allocation *allocation, struct waiting waiting)
{
	allocation->waiting = memory_grow(allocation->waiting, &allocation->waiting_room,
					  allocation->waitings + 1, sizeof *allocation->waiting);
	allocation->waiting[allocation->waitings++] = waiting;
}

/* The ranks of the invoices that settlements name; lists those that come before theirs. */
static void find_ranks(struct allocation *allocation, const struct receivable *record, size_t n)
{
	const struct kinds *kinds = &allocation->kinds;
	allocation->waitings = allocation->used = 0;
	for (size_t i = 0; i < kinds->settlements; i++) {
		uint32_t settlement = kinds->settlement[i], named = record[settlement].named,
			 rank = named == 0  ? RANK_NONE
				: named > n ? RANK_HELD
					    : allocation->rank[named - 1];
		if (named > settlement && named <= n && record[named - 1].day > record[settlement].day) {
			add_waiting(allocation, (struct waiting){record[named - 1].day, settlement, rank});
			rank = RANK_WAITING;
		}
		allocation->rank[settlement] = rank;
	}
	if (allocation->waitings > 1)
		qsort(allocation->waiting, allocation->waitings, sizeof *allocation->waiting,
		      compare_waiting);
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

static void open_invoice(struct allocation *allocation, uint32_t rank)
{
	struct invoice *invoice = &allocation->invoice[rank];
	if (rank < allocation->oldest)
		allocation->oldest = rank;
	if (rank >= allocation->end)
		allocation->end = rank + 1;
	invoice->outstanding = invoice->posting->amount;
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

/* Uses a settlement: on the invoice it names (RANK_NONE: none), then on the others; the rest is money on account. */
static bool settle(struct allocation *allocation, uint32_t settlement, uint32_t rank)
{
	int64_t amount = allocation->record[settlement].amount;
	allocation->from = settlement;
	if (rank != RANK_NONE)
		amount = reduce(allocation, &allocation->invoice[rank], amount);
	if (amount > 0)
		amount = spread(allocation, amount);
	if (allocation->notes_uses)
		uses_lay(&allocation->uses, settlement);
	return money_add(&allocation->on_account, amount);
}

/* Uses what waited for invoices that have opened today, then money on account. */
static bool settle_waiting(struct allocation *allocation)
{
	for (; allocation->used < allocation->waitings; allocation->used++) {
		const struct waiting *waiting = &allocation->waiting[allocation->used];
		if (waiting->day > allocation->today)
			break;
		if (!settle(allocation, waiting->settlement, waiting->rank))
			return false;
	}
	allocation->from = USES_ACCOUNT;
	if (allocation->on_account > 0)
		allocation->on_account = spread(allocation, allocation->on_account);
	return true;
}

/* The mornings up to and including the day, on which invoices open. */
static bool open_up_to(struct allocation *allocation, int32_t day)
{
	const struct receivable *record = allocation->record;
	const uint32_t *invoice = allocation->kinds.invoice;
	size_t i = allocation->opened, n = allocation->kinds.invoices;
	while (i < n && record[invoice[i]].day <= day) {
		allocation->today = record[invoice[i]].day;
		for (; i < n && record[invoice[i]].day == allocation->today; i++)
			open_invoice(allocation, allocation->rank[invoice[i]]);
		if (!settle_waiting(allocation))
			return false;
	}
	allocation->opened = i;
	return true;
}

static void fetch_named(const struct allocation *allocation, uint32_t settlement)
{
	uint32_t rank = allocation->rank[settlement];
	if (rank < RANK_NONE)
		__builtin_prefetch(&allocation->invoice[rank], 1);
}

/* Day by day up to as_of. */
static bool settle_all(struct allocation *allocation, int32_t as_of)
{
	const struct kinds *kinds = &allocation->kinds;
	allocation->balances = allocation->opened = allocation->oldest = allocation->end = 0;
	allocation->on_account = 0;
	for (size_t i = 0; i < kinds->settlements; i++) {
		uint32_t settlement = kinds->settlement[i], rank = allocation->rank[settlement];
		int32_t day = allocation->record[settlement].day;
		if (i + FETCH_NEAR < kinds->settlements)
			fetch_named(allocation, kinds->settlement[i + FETCH_NEAR]);
		if (!open_up_to(allocation, day))
			return false;
		allocation->today = day;
		if (rank <= RANK_NONE && !settle(allocation, settlement, rank))
			return false;
	}
	return open_up_to(allocation, as_of);
}

const char *allocation_run(struct allocation *allocation, const struct customer_records *records,
			   const struct terms *terms, int32_t as_of)
{
	const struct receivable *record = records->receivable;
	size_t n = records->receivables;
	while (n > 0 && record[n - 1].day > as_of)
		n--;
	kinds_list(&allocation->kinds, record, n);
	if (!collect_invoices(allocation, record, n, terms))
		return DATE_TOO_LATE;
	find_ranks(allocation, record, n);
	allocation->record = record;
	if (allocation->notes_uses)
		uses_start(&allocation->uses, record, n);
	return settle_all(allocation, as_of) ? NULL : MONEY_TOO_LARGE;
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
		__builtin_prefetch(&far->posting->doc);
		__builtin_prefetch(&far->posting->day);
	}
	if (i + FETCH_NEAR < allocation->invoices)
		__builtin_prefetch(allocation->invoice[i + FETCH_NEAR].posting->doc.at);
}

const struct invoice *allocation_invoice(const struct allocation *allocation,
					 const struct receivable *posting)
{
	const struct kinds *kinds = &allocation->kinds;
	size_t record = posting->kind == RECEIVABLE_INVOICE ? (size_t)(posting - allocation->record)
							    : (size_t)posting->named - 1;
	return record < kinds->invoices + kinds->settlements ? &allocation->invoice[allocation->rank[record]]
							     : NULL;
}

bool allocation_on_account(const struct allocation *allocation, int64_t *fen)
{
	const struct kinds *kinds = &allocation->kinds;
	*fen = allocation->on_account;
	for (size_t i = 0; i < kinds->settlements; i++)
		if (allocation->rank[kinds->settlement[i]] == RANK_HELD &&
		    !money_add(fen, allocation->record[kinds->settlement[i]].amount))
			return false;
	return true;
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
	kinds_free(&allocation->kinds);
	free(allocation->invoice);
	free(allocation->key);
	free(allocation->rank);
	free(allocation->waiting);
	free(allocation->balance);
	uses_free(&allocation->uses);
	free(allocation);
}
