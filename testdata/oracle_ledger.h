/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The oracles' allocation of money to invoices: one customer, day by day, by scanning arrays.  Every invoice keeps the
 * balance with which each of its days began, so that whoever asks may look at any day.
 */
#ifndef KEHU_TESTDATA_ORACLE_LEDGER_H
#define KEHU_TESTDATA_ORACLE_LEDGER_H

#include "oracle.h"

enum { KIND_INVOICE, KIND_PAYMENT, KIND_CREDIT, KIND_WRITEOFF };

static const char *const posting_kinds[] = {"invoice", "payment", "credit", "writeoff"};

enum { MAX_POSTINGS = 40, MAX_INVOICES = 16 };

/* One record of the receivables, as written; amounts in fen, tons in thousandths. */
struct posting {
	char customer[24];
	int day;
	int kind;
	int64_t amount;
	char doc[16];
	char ref[16];
	int64_t tons; /* -1: not given */
	int64_t contract_amount;
	bool has_contract;
};

/* All records in input order, and what the policy says of due dates. */
struct books {
	struct posting *postings;
	int n;
	int first; /* no record is earlier */
	int as_of;
	int grace;
	bool workday;
	const struct calendar *calendar;
};

/* An invoice while it lives. */
struct invoice {
	const struct posting *posting;
	int due;
	int cleared; /* the day its balance came to 0; -1: open */
	int64_t balance;
	int64_t *opening; /* by day since the receipt: the balance when the day began */
};

/* A payment that waits for an invoice to come. */
struct waiting {
	const struct posting *posting;
	bool used;
};

/* One customer on one day of the simulation. */
struct ledger {
	const struct books *books;
	const struct posting *postings[MAX_POSTINGS]; /* by day, then input */
	int n;
	struct invoice invoices[MAX_INVOICES];
	int n_invoices;
	struct waiting waiting[MAX_POSTINGS];
	int n_waiting;
	int64_t on_account;
};

static inline int due_of(const struct books *books, int day)
{
	int due = day + books->grace;

	while (books->workday && !calendar_works(books->calendar, due))
		due++;
	return due;
}

static inline struct invoice *ledger_find(struct ledger *ledger, const char *doc)
{
	for (int i = 0; i < ledger->n_invoices; i++)
		if (!strcmp(ledger->invoices[i].posting->doc, doc))
			return &ledger->invoices[i];
	return NULL;
}

static inline void settle(struct invoice *invoice, int64_t *money, int day)
{
	int64_t part = *money < invoice->balance ? *money : invoice->balance;

	if (part == 0)
		return;
	invoice->balance -= part;
	*money -= part;
	if (invoice->balance == 0)
		invoice->cleared = day;
}

/* The open invoice that is due first; of several the first by doc. */
static inline struct invoice *oldest_open(struct ledger *ledger)
{
	struct invoice *best = NULL;

	for (int i = 0; i < ledger->n_invoices; i++) {
		struct invoice *one = &ledger->invoices[i];

		if (one->balance == 0)
			continue;
		if (!best || one->due < best->due ||
		    (one->due == best->due && strcmp(one->posting->doc, best->posting->doc) < 0))
			best = one;
	}
	return best;
}

/* Uses money on what is open; answers what is left. */
static inline int64_t spread(struct ledger *ledger, int64_t money, int day)
{
	for (struct invoice *one; money > 0 && (one = oldest_open(ledger));)
		settle(one, &money, day);
	return money;
}

static inline void use(struct ledger *ledger, const struct posting *posting, int day)
{
	int64_t money = posting->amount;
	struct invoice *named = *posting->ref ? ledger_find(ledger, posting->ref) : NULL;

	if (named)
		settle(named, &money, day);
	ledger->on_account += spread(ledger, money, day);
}

static inline void open_invoices(struct ledger *ledger, int day)
{
	for (int i = 0; i < ledger->n; i++) {
		const struct posting *posting = ledger->postings[i];
		int days = ledger->books->as_of - day + 1;

		if (posting->day != day || posting->kind != KIND_INVOICE)
			continue;
		if (ledger->n_invoices == MAX_INVOICES)
			oracle_die("too many invoices");
		struct invoice *invoice = &ledger->invoices[ledger->n_invoices++];
		*invoice = (struct invoice){posting, due_of(ledger->books, day), -1, posting->amount,
					    oracle_alloc((size_t)days, sizeof(int64_t))};
	}
}

/* Those that waited come in the order of their date, then input: the order in which they began to wait. */
static inline void use_waiting(struct ledger *ledger, int day)
{
	for (int i = 0; i < ledger->n_waiting; i++) {
		struct waiting *waiting = &ledger->waiting[i];

		if (waiting->used || !ledger_find(ledger, waiting->posting->ref))
			continue;
		waiting->used = true;
		use(ledger, waiting->posting, day);
	}
}

static inline void one_day(struct ledger *ledger, int day)
{
	for (int i = 0; i < ledger->n_invoices; i++) {
		struct invoice *invoice = &ledger->invoices[i];

		invoice->opening[day - invoice->posting->day] = invoice->balance;
	}
	open_invoices(ledger, day);
	use_waiting(ledger, day);
	ledger->on_account = spread(ledger, ledger->on_account, day);
	for (int i = 0; i < ledger->n; i++) {
		const struct posting *posting = ledger->postings[i];

		if (posting->day != day || posting->kind == KIND_INVOICE)
			continue;
		if (*posting->ref && !ledger_find(ledger, posting->ref))
			ledger->waiting[ledger->n_waiting++] = (struct waiting){posting, false};
		else
			use(ledger, posting, day);
	}
}

/* The customer's good records up to the as-of date, by day, then input (the world keeps them by input). */
static inline void ledger_gather(struct ledger *ledger, const struct books *books, const char *customer)
{
	*ledger = (struct ledger){.books = books};
	for (int i = 0; i < books->n; i++) {
		const struct posting *posting = &books->postings[i];
		int at = ledger->n;

		if (posting->day > books->as_of || strcmp(posting->customer, customer) != 0)
			continue;
		if (ledger->n++ == MAX_POSTINGS)
			oracle_die("too many postings");
		for (; at > 0 && ledger->postings[at - 1]->day > posting->day; at--)
			ledger->postings[at] = ledger->postings[at - 1];
		ledger->postings[at] = posting;
	}
}

static inline void ledger_run(struct ledger *ledger, const struct books *books, const char *customer)
{
	ledger_gather(ledger, books, customer);
	for (int day = books->first; day <= books->as_of; day++)
		one_day(ledger, day);
	/* by due, then doc */
	for (int i = 0; i < ledger->n_invoices; i++) {
		for (int j = i; j > 0; j--) {
			struct invoice *a = &ledger->invoices[j - 1], *b = &ledger->invoices[j], keep = *a;

			if (a->due < b->due ||
			    (a->due == b->due && strcmp(a->posting->doc, b->posting->doc) < 0))
				break;
			*a = *b;
			*b = keep;
		}
	}
}

static inline void ledger_free(struct ledger *ledger)
{
	for (int i = 0; i < ledger->n_invoices; i++)
		free(ledger->invoices[i].opening);
}

static inline int64_t opening_of(const struct invoice *invoice, int day)
{
	return invoice->opening[day - invoice->posting->day];
}

/* As of a day. */
static inline int overdue_days(const struct invoice *invoice, int as_of)
{
	int until = invoice->balance > 0 ? as_of : invoice->cleared;

	return until > invoice->due ? until - invoice->due : 0;
}

#endif
