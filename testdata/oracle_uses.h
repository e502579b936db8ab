/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The oracles' other allocation: not balances by day as in oracle_ledger.h, but every single use of a posting's money
 * on an invoice, in the order in which it happens, found by scanning arrays day by day.
 */
#ifndef KEHU_TESTDATA_ORACLE_USES_H
#define KEHU_TESTDATA_ORACLE_USES_H

#include "oracle_ledger.h"

enum { MAX_USES = MAX_POSTINGS * MAX_INVOICES };

/* An invoice that has opened. */
struct item {
	const struct posting *posting;
	int due;
	int64_t open;
};

/* A payment, credit or write-off. It is ahead until its day, waits where its invoice is not there then, else is free. */
enum { MONEY_AHEAD, MONEY_WAITS, MONEY_FREE };

struct money {
	const struct posting *posting;
	int64_t left;
	int state;
};

struct use {
	const struct posting *money, *invoice;
	int day;
	int64_t amount;
	int64_t open; /* what is left of the invoice */
};

/* One customer as of the books' day; its postings, items (by due, then doc) and money (by day, then input). */
struct account {
	const struct books *books;
	const struct posting *postings[MAX_POSTINGS];
	int n;
	struct item items[MAX_INVOICES];
	int n_items;
	struct money money[MAX_POSTINGS];
	int n_money;
	struct use uses[MAX_USES];
	int n_uses;
};

static inline void account_gather(struct account *account, const struct books *books, const char *customer)
{
	*account = (struct account){.books = books};
	for (int day = books->first; day <= books->as_of; day++)
		for (int i = 0; i < books->n; i++) {
			const struct posting *posting = &books->postings[i];

			if (posting->day != day || strcmp(posting->customer, customer) != 0)
				continue;
			if (account->n == MAX_POSTINGS)
				oracle_die("too many postings");
			account->postings[account->n++] = posting;
			if (posting->kind != KIND_INVOICE)
				account->money[account->n_money++] =
					(struct money){posting, posting->amount, MONEY_AHEAD};
		}
}

static inline struct item *account_item(struct account *account, const char *doc)
{
	for (int i = 0; i < account->n_items; i++)
		if (!strcmp(account->items[i].posting->doc, doc))
			return &account->items[i];
	return NULL;
}

/* Items are kept by due, then doc, so that the first open one is the next to be settled. */
static inline void account_open(struct account *account, int day)
{
	for (int i = 0; i < account->n; i++) {
		const struct posting *posting = account->postings[i];
		int at = account->n_items, due = due_of(account->books, posting->day);

		if (posting->day != day || posting->kind != KIND_INVOICE)
			continue;
		if (account->n_items++ == MAX_INVOICES)
			oracle_die("too many invoices");
		for (; at > 0; at--) {
			const struct item *before = &account->items[at - 1];

			if (before->due < due ||
			    (before->due == due && strcmp(before->posting->doc, posting->doc) < 0))
				break;
			account->items[at] = account->items[at - 1];
		}
		account->items[at] = (struct item){posting, due, posting->amount};
	}
}

static inline void account_use(struct account *account, struct money *money, struct item *item, int day)
{
	int64_t part = money->left < item->open ? money->left : item->open;

	if (part == 0)
		return;
	money->left -= part;
	item->open -= part;
	account->uses[account->n_uses++] = (struct use){money->posting, item->posting, day, part, item->open};
}

static inline void account_spread(struct account *account, struct money *money, int day)
{
	for (int i = 0; i < account->n_items; i++)
		account_use(account, money, &account->items[i], day);
}

/* Money whose day or whose invoice has come. */
static inline void account_settle(struct account *account, struct money *money, int day)
{
	struct item *named = *money->posting->ref ? account_item(account, money->posting->ref) : NULL;

	money->state = *money->posting->ref && !named ? MONEY_WAITS : MONEY_FREE;
	if (named)
		account_use(account, money, named, day);
	if (money->state == MONEY_FREE)
		account_spread(account, money, day);
}

static inline void account_day(struct account *account, int day)
{
	account_open(account, day);
	for (int i = 0; i < account->n_money; i++)
		if (account->money[i].state == MONEY_WAITS)
			account_settle(account, &account->money[i], day);
	for (int i = 0; i < account->n_money; i++)
		if (account->money[i].state == MONEY_FREE)
			account_spread(account, &account->money[i], day);
	for (int i = 0; i < account->n_money; i++)
		if (account->money[i].posting->day == day)
			account_settle(account, &account->money[i], day);
}

static inline void account_run(struct account *account, const struct books *books, const char *customer)
{
	account_gather(account, books, customer);
	for (int day = books->first; day <= books->as_of; day++)
		account_day(account, day);
}

/* ---- What it comes to ---- */

static inline int64_t account_outstanding(const struct account *account)
{
	int64_t sum = 0;

	for (int i = 0; i < account->n_items; i++)
		sum += account->items[i].open;
	return sum;
}

static inline int64_t account_unused(const struct account *account)
{
	int64_t sum = 0;

	for (int i = 0; i < account->n_money; i++)
		sum += account->money[i].left;
	return sum;
}

/* The balance before a day, from the postings alone. */
static inline int64_t account_balance(const struct account *account, int before)
{
	int64_t sum = 0;

	for (int i = 0; i < account->n; i++) {
		const struct posting *posting = account->postings[i];

		if (posting->day < before)
			sum += posting->kind == KIND_INVOICE ? posting->amount : -posting->amount;
	}
	return sum;
}

/* The first by due, then doc, of those past due with something open; NULL: none. */
static inline const struct item *account_oldest(const struct account *account)
{
	for (int i = 0; i < account->n_items; i++)
		if (account->items[i].open > 0 && account->items[i].due < account->books->as_of)
			return &account->items[i];
	return NULL;
}

static inline int64_t account_overdue(const struct account *account)
{
	int64_t sum = 0;

	for (int i = 0; i < account->n_items; i++)
		if (account->items[i].due < account->books->as_of)
			sum += account->items[i].open;
	return sum;
}

static inline int64_t account_written_off(const struct account *account)
{
	int64_t sum = 0;

	for (int i = 0; i < account->n_money; i++)
		if (account->money[i].posting->kind == KIND_WRITEOFF)
			sum += account->money[i].posting->amount;
	return sum;
}

/* Has a write-off that stands before this payment taken something off the invoice that the payment names? */
static inline bool account_recovers(const struct account *account, int payment)
{
	const struct posting *posting = account->money[payment].posting;

	for (int i = 0; i < payment; i++)
		for (int j = 0; j < account->n_uses; j++) {
			const struct use *use = &account->uses[j];

			if (use->money == account->money[i].posting && use->money->kind == KIND_WRITEOFF &&
			    !strcmp(use->invoice->doc, posting->ref))
				return true;
		}
	return false;
}

static inline int64_t account_recovered(const struct account *account)
{
	int64_t sum = 0, most = account_written_off(account);

	for (int i = 0; i < account->n_money; i++)
		if (account->money[i].posting->kind == KIND_PAYMENT && account_recovers(account, i))
			sum += account->money[i].posting->amount;
	return sum < most ? sum : most;
}

#endif
