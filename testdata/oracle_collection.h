/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kehu-age, kehu-dun, kehu-ledger and kehu-rebate must print of a company, byte for byte.
 */
#ifndef KEHU_TESTDATA_ORACLE_COLLECTION_H
#define KEHU_TESTDATA_ORACLE_COLLECTION_H

#include "oracle_company.h"

static inline void put_cell(struct out *out, const char *value)
{
	if (out->length && out->bytes[out->length - 1] != '\n')
		out_text(out, ",");
	out_value(out, value);
}

static inline void put_fen(struct out *out, int64_t fen)
{
	out_text(out, ",");
	out_fen(out, fen);
}

static inline void put_day(struct out *out, int day)
{
	out_text(out, ",");
	out_day(out, day);
}

/* ---- kehu-age ---- */

static const struct band *band_of(const struct band *bands, int n, int days)
{
	for (int i = 0; i < n; i++)
		if (bands[i].low <= days && days <= bands[i].high)
			return &bands[i];
	oracle_die("days without a band");
}

static inline void expect_items(const struct company *company, struct out *out)
{
	const struct rules *rules = &company->rules;
	struct account account;

	out_text(out, "customer,doc,received,due,amount,outstanding,days,bucket,clause\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		account_run(&account, &company->books, company->names[i]);
		for (int j = 0; j < account.n_items; j++) {
			const struct item *item = &account.items[j];
			int days = company->books.as_of - item->due;
			const struct band *bucket = band_of(rules->buckets, rules->n_buckets, days);

			if (item->open == 0)
				continue;
			put_cell(out, company->names[i]);
			put_cell(out, item->posting->doc);
			put_day(out, item->posting->day);
			put_day(out, item->due);
			put_fen(out, item->posting->amount);
			put_fen(out, item->open);
			out_format(out, ",%d", days);
			put_cell(out, bucket->name);
			put_cell(out, bucket->clause);
			out_text(out, "\n");
		}
	}
}

struct sums {
	int customers;
	int64_t outstanding, on_account;
	int64_t buckets[MAX_BANDS];
};

/* Adds a customer, but for one that has neither (all: but for one without a posting). */
static inline bool sums_add(const struct company *company, const char *name, bool all, struct sums *sums)
{
	const struct rules *rules = &company->rules;
	struct account account;

	account_run(&account, &company->books, name);
	if (all ? !account.n : !account_outstanding(&account) && !account_unused(&account))
		return false;
	sums->customers++;
	sums->on_account += account_unused(&account);
	for (int i = 0; i < account.n_items; i++) {
		const struct item *item = &account.items[i];
		int days = company->books.as_of - item->due;

		sums->outstanding += item->open;
		sums->buckets[rules_column(rules, band_of(rules->buckets, rules->n_buckets, days))] +=
			item->open;
	}
	return true;
}

static inline void put_sums(const struct company *company, const struct sums *sums, struct out *out)
{
	put_fen(out, sums->outstanding);
	for (int i = 0; i < company->rules.n_buckets; i++)
		if (rules_has_column(&company->rules, i))
			put_fen(out, sums->buckets[i]);
	put_fen(out, sums->on_account);
	put_fen(out, sums->outstanding - sums->on_account);
	out_text(out, "\n");
}

static inline void expect_sums(const struct company *company, bool total, bool all, struct out *out)
{
	struct sums whole = {0};

	out_text(out, total ? "customers,outstanding" : "customer,outstanding");
	for (int i = 0; i < company->rules.n_buckets; i++)
		if (rules_has_column(&company->rules, i))
			put_cell(out, company->rules.buckets[i].name);
	out_text(out, ",on_account,balance\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		struct sums one = {0};

		if (!sums_add(company, company->names[i], all, total ? &whole : &one) || total)
			continue;
		put_cell(out, company->names[i]);
		put_sums(company, &one, out);
	}
	if (total) {
		out_format(out, "%d", whole.customers);
		put_sums(company, &whole, out);
	}
}

/* ---- kehu-dun ---- */

struct step {
	const char *stage, *need, *clause;
	const struct band *band; /* NULL: not a stage of dun.stage */
};

/* The highest stage; false: none. limit: -1: none is known. */
static inline bool step_of(const struct rules *rules, const struct account *account, int64_t limit,
			   struct step *step)
{
	const struct item *oldest = account_oldest(account);
	int64_t balance = account_balance(account, account->books->as_of + 1);

	*step = (struct step){0};
	if (oldest && account_overdue(account) >= rules->tolerance) {
		step->band = band_of(rules->stages, rules->n_stages, account->books->as_of - oldest->due);
		step->stage = step->band->name;
		step->need = step->band->need;
		step->clause = step->band->clause;
	} else if (rules->remind && limit >= 0 && balance > limit) {
		step->stage = "remind";
		step->need = rules->remind_need;
		step->clause = rules->remind_clause;
	} else if (rules->written_off && account_written_off(account) > account_recovered(account)) {
		step->stage = "written_off";
		step->need = rules->written_off_need;
		step->clause = rules->written_off_clause;
	}
	return step->stage;
}

static inline void put_next(const struct rules *rules, const struct step *step, int due, struct out *out)
{
	const struct band *next = step->band ? step->band + 1 : NULL;

	if (!next || next == rules->stages + rules->n_stages) {
		out_text(out, ",,");
		return;
	}
	put_cell(out, next->name);
	put_day(out, due + next->low);
}

static inline void put_step(const struct rules *rules, const struct account *account, const struct step *step,
			    int64_t limit, struct out *out)
{
	const struct item *oldest = account_oldest(account);
	int64_t balance = account_balance(account, account->books->as_of + 1);

	put_cell(out, step->stage);
	if (step->band)
		put_day(out, oldest->due + step->band->low);
	else
		out_text(out, ",");
	out_format(out, ",%d", oldest ? account->books->as_of - oldest->due : 0);
	put_next(rules, step, oldest ? oldest->due : 0, out);
	put_fen(out, account_overdue(account));
	put_fen(out, account_outstanding(account));
	put_fen(out, account_unused(account));
	if (limit >= 0)
		put_fen(out, balance > limit ? balance - limit : 0);
	else
		out_text(out, ",");
	put_fen(out, account_written_off(account));
	put_fen(out, account_recovered(account));
	put_cell(out, step->need);
	put_cell(out, step->clause);
	out_text(out, "\n");
}

static inline void expect_steps(const struct company *company, bool grades, struct out *out)
{
	struct account account;
	struct step step;

	out_text(out, "customer,stage,since,days,next_stage,next_date,overdue,outstanding,on_account,"
		      "over_limit,written_off,recovered,need,clause\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		int64_t limit = grades ? company_limit(company, company->names[i]) : -1;

		account_run(&account, &company->books, company->names[i]);
		if (!step_of(&company->rules, &account, limit, &step))
			continue;
		put_cell(out, company->names[i]);
		put_step(&company->rules, &account, &step, limit, out);
	}
}

/* ---- kehu-ledger ---- */

/* What the ledger is asked for. */
struct question {
	int from;             /* -1: all */
	const char *customer; /* NULL: all */
	bool grades;
};

static inline void put_limit(struct out *out, int64_t balance, int64_t limit, const char *source)
{
	put_fen(out, balance);
	if (limit >= 0) {
		put_fen(out, limit);
		put_fen(out, limit - balance);
	} else {
		out_text(out, ",,");
	}
	put_cell(out, source);
	out_text(out, "\n");
}

/* Up to the balance. */
static inline void put_posting(const struct posting *posting, struct out *out)
{
	bool invoice = posting->kind == KIND_INVOICE;

	put_cell(out, posting->customer);
	put_day(out, posting->day);
	put_cell(out, posting_kinds[posting->kind]);
	put_cell(out, invoice ? posting->doc : "");
	put_cell(out, invoice ? "" : posting->ref);
	if (!invoice)
		out_text(out, ",");
	put_fen(out, posting->amount);
	if (invoice)
		out_text(out, ",");
}

/* The customer's postings from the day on, then closing. */
static inline void put_period(const struct company *company, const struct account *account, int from,
			      int64_t limit, struct out *out)
{
	int64_t debit = 0, credit = 0, before = account_balance(account, from);

	for (int i = 0; i < account->n; i++) {
		const struct posting *posting = account->postings[i];

		if (posting->day < from)
			continue;
		*(posting->kind == KIND_INVOICE ? &debit : &credit) += posting->amount;
		put_posting(posting, out);
		put_limit(out, before + debit - credit, limit,
			  company->sources[posting - company->books.postings]);
	}
	put_cell(out, account->postings[0]->customer);
	put_day(out, company->books.as_of);
	out_text(out, ",closing,,");
	put_fen(out, debit);
	put_fen(out, credit);
	put_limit(out, before + debit - credit, limit, "");
}

static inline void expect_ledger(const struct company *company, const struct question *question,
				 struct out *out)
{
	struct account account;

	out_text(out, "customer,date,kind,doc,ref,debit,credit,balance,limit,left,source\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		const char *name = company->names[i];
		int64_t limit = question->grades ? company_limit(company, name) : -1;

		account_run(&account, &company->books, name);
		if (!account.n || (question->customer && strcmp(name, question->customer) != 0))
			continue;
		int from = question->from < 0 ? account.postings[0]->day : question->from;
		bool moved = account.postings[account.n - 1]->day >= from;
		if (!moved && account_balance(&account, from) == 0)
			continue;
		put_cell(out, name);
		put_day(out, from);
		out_text(out, ",opening,,,,");
		put_limit(out, account_balance(&account, from), limit, "");
		put_period(company, &account, from, limit, out);
	}
}

/* One use of money, or (invoice NULL) what is left of it. */
static inline void put_use(const struct company *company, const struct use *use, struct out *out)
{
	put_cell(out, use->money->customer);
	put_day(out, use->day);
	put_cell(out, use->invoice ? use->invoice->doc : "");
	put_fen(out, use->amount);
	if (use->invoice)
		put_fen(out, use->open);
	else
		out_text(out, ",");
	put_day(out, use->money->day);
	put_cell(out, posting_kinds[use->money->kind]);
	put_cell(out, company->sources[use->money - company->books.postings]);
	out_text(out, "\n");
}

static inline void expect_uses(const struct company *company, const struct question *question,
			       struct out *out)
{
	struct account account;

	out_text(out, "customer,date,doc,amount,outstanding,paid,kind,source\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		if (question->customer && strcmp(company->names[i], question->customer) != 0)
			continue;
		account_run(&account, &company->books, company->names[i]);
		for (int j = 0; j < account.n_uses; j++)
			if (account.uses[j].day >= question->from)
				put_use(company, &account.uses[j], out);
		for (int j = 0; j < account.n_money; j++) {
			const struct money *money = &account.money[j];
			const struct use rest = {money->posting, NULL, company->books.as_of, money->left, 0};

			if (money->left)
				put_use(company, &rest, out);
		}
	}
}

/* ---- kehu-rebate ---- */

static inline int64_t yearly_of(const struct company *company, int stream, const char *name, int year)
{
	for (int i = 0; i < company->n_yearly[stream]; i++) {
		const struct yearly *yearly = &company->yearly[stream][i];

		if (yearly->year == year && !strcmp(yearly->customer, name))
			return yearly->fen;
	}
	return 0;
}

/* No year before the first given has anything, so that all of them may be walked. */
static inline void expect_rebates(const struct company *company, struct out *out)
{
	int last = day_split(company->books.as_of).year;

	out_text(out, "customer,year,rebate,brought,latefee,payable,carried,clause\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		const char *name = company->names[i];
		int64_t carried = 0;

		for (int year = 1900; year <= last; year++) {
			int64_t brought = carried, rebate = yearly_of(company, REBATES, name, year);
			int64_t fee = company->rules.setoff ? yearly_of(company, FEES, name, year - 1) : 0;
			int64_t rest = rebate - brought - fee;

			carried = rest < 0 ? -rest : 0;
			if (!rebate && !brought && !fee)
				continue;
			put_cell(out, name);
			out_format(out, ",%d", year);
			put_fen(out, rebate);
			put_fen(out, brought);
			put_fen(out, fee);
			put_fen(out, rest > 0 ? rest : 0);
			put_fen(out, carried);
			put_cell(out, company->rules.setoff_clause);
			out_text(out, "\n");
		}
	}
}

#endif
