/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdckdint.h>
#include <stdlib.h>

#include "date.h"
#include "joined.h"
#include "latefee.h"
#include "memory.h"

/* Fees are summed as fen times millionths times this, which every length of a year (360, 365, 366) divides. */
enum { SCALE = 1603080 };

/* Days that are not charged, both ends included. */
struct pause {
	int32_t first, last;
};

struct latefee {
	struct stretch *stretch;
	size_t stretches, room;
	struct pause *pause; /* of the invoice at hand, by first day, not overlapping */
	size_t pauses, pause_room;
	struct text *list; /* the clauses of the invoice at hand */
	size_t listed, list_room;
	char *key;
	size_t key_room;
	struct joined clause;
};

struct latefee *latefee_new(void)
{
	return memory_new(1, sizeof(struct latefee));
}

/* --- pauses */

static void add_pause(struct latefee *latefee, int32_t first, int32_t last)
{
	if (first > last)
		return;
	latefee->pause = memory_grow(latefee->pause, &latefee->pause_room, latefee->pauses + 1,
				     sizeof *latefee->pause);
	latefee->pause[latefee->pauses++] = (struct pause){first, last};
}

static int compare_pauses(const void *a, const void *b)
{
	const struct pause *x = a, *y = b;
	return (x->first > y->first) - (x->first < y->first);
}

/* Sorts the pauses and joins those that overlap or touch, from index `start` on. */
static void join_pauses(struct latefee *latefee, size_t start)
{
	size_t n = start;
	if (latefee->pauses - start > 1)
		qsort(latefee->pause + start, latefee->pauses - start, sizeof *latefee->pause,
		      compare_pauses);
	for (size_t i = start; i < latefee->pauses; i++) {
		struct pause pause = latefee->pause[i];
		if (pause.first > pause.last)
			continue;
		if (n > start && pause.first <= latefee->pause[n - 1].last + 1) {
			if (pause.last > latefee->pause[n - 1].last)
				latefee->pause[n - 1].last = pause.last;
		} else {
			latefee->pause[n++] = pause;
		}
	}
	latefee->pauses = n;
}

/* Turns the pauses from index `start` on, joined, into the days between them. */
static void invert_pauses(struct latefee *latefee, size_t start)
{
	size_t n = latefee->pauses;
	int32_t next = DATE_FIRST;
	for (size_t i = start; i < n; i++) {
		struct pause pause = latefee->pause[i];
		latefee->pause[i] = (struct pause){next, pause.first - 1};
		next = pause.last + 1;
	}
	add_pause(latefee, next, DATE_LAST);
}

/* The rows of one key. One without condition applies where no other of them does. */
static void add_pauses_of(struct latefee *latefee, struct policy_rows rows)
{
	size_t start = latefee->pauses;
	bool whole = false;
	for (size_t i = 0; i < rows.n; i++) {
		if (rows.row[i].is_default)
			whole = rows.row[i].number != 0;
		else
			add_pause(latefee, rows.row[i].from, rows.row[i].to);
	}
	join_pauses(latefee, start);
	if (whole)
		invert_pauses(latefee, start);
	else
		latefee->pauses = start;
	for (size_t i = 0; i < rows.n; i++)
		if (!rows.row[i].is_default && rows.row[i].number != 0)
			add_pause(latefee, rows.row[i].from, rows.row[i].to);
}

static void collect_pauses(struct latefee *latefee, const struct terms *terms, struct text customer,
			   struct text doc)
{
	latefee->pauses = 0;
	if (!terms->pauses)
		return;
	size_t length = customer.length + 1 + doc.length;
	latefee->key = memory_grow(latefee->key, &latefee->key_room, length, 1);
	memcpy(latefee->key, customer.at, customer.length);
	latefee->key[customer.length] = '/';
	memcpy(latefee->key + customer.length + 1, doc.at, doc.length);
	add_pauses_of(latefee, policy_find(terms->policy, "latefee.pause", TEXT("")));
	add_pauses_of(latefee, policy_find(terms->policy, "latefee.pause", customer));
	add_pauses_of(latefee,
		      policy_find(terms->policy, "latefee.pause", (struct text){latefee->key, length}));
	join_pauses(latefee, 0);
}

/* --- stretches */

/* Filled in where it stands: what is written in parts and then copied as a whole makes the processor wait. */
static void add_stretch(struct latefee *latefee, int32_t from, int32_t to, int64_t balance,
			const struct terms_rate *rate, int year_length)
{
	if (latefee->stretches == latefee->room)
		latefee->stretch = memory_grow(latefee->stretch, &latefee->room, latefee->stretches + 1,
					       sizeof *latefee->stretch);
	struct stretch *stretch = &latefee->stretch[latefee->stretches++];
	stretch->from = from;
	stretch->to = to;
	stretch->balance = balance;
	stretch->rate = rate;
	stretch->year_length = year_length;
}

/* Splits a stretch of one rate where the length of the year changes. */
static void split_by_year(struct latefee *latefee, int32_t from, int32_t to, int64_t balance,
			  const struct terms_rate *rate)
{
	while (from < to) {
		int year = date_year(from + 1), length = date_year_length(year);
		while (date_year_length(year) == length && date_year_start(year) <= to)
			year++;
		int32_t last = date_year_start(year) - 1;
		if (last > to)
			last = to;
		add_stretch(latefee, from, last, balance, rate, length);
		from = last;
	}
}

/* The first rate whose last day is not before this one. */
static size_t find_rate(const struct terms *terms, int32_t day)
{
	size_t low = 0, high = terms->rates;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (terms->rate[middle].last < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Splits charged days first to last by the rates in force; days without one are not charged. */
static void split_by_rate(struct latefee *latefee, const struct terms *terms, int64_t balance, int32_t first,
			  int32_t last)
{
	for (size_t i = find_rate(terms, first); i < terms->rates && terms->rate[i].first <= last; i++) {
		const struct terms_rate *rate = &terms->rate[i];
		int32_t from = rate->first > first ? rate->first : first,
			to = rate->last < last ? rate->last : last;
		if (terms->annual && terms->actual)
			split_by_year(latefee, from - 1, to, balance, rate);
		else
			add_stretch(latefee, from - 1, to, balance, rate, terms->annual ? terms->basis : 1);
	}
}

static size_t find_pause(const struct latefee *latefee, int32_t day)
{
	size_t low = 0, high = latefee->pauses;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (latefee->pause[middle].last < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Splits charged days first to last by the pauses. */
static void split_by_pause(struct latefee *latefee, const struct terms *terms, int64_t balance, int32_t first,
			   int32_t last)
{
	for (size_t i = find_pause(latefee, first); first <= last; i++) {
		if (i == latefee->pauses || latefee->pause[i].first > last) {
			split_by_rate(latefee, terms, balance, first, last);
			return;
		}
		if (latefee->pause[i].first > first)
			split_by_rate(latefee, terms, balance, first, latefee->pause[i].first - 1);
		first = latefee->pause[i].last + 1;
	}
}

size_t latefee_stretches(struct latefee *latefee, const struct terms *terms,
			 const struct allocation *allocation, const struct invoice *invoice, int32_t as_of,
			 const struct stretch **stretches)
{
	latefee->stretches = 0;
	if (allocation_overdue_days(invoice, as_of) > 0) {
		int32_t start = terms->gate ? invoice->posting->day : invoice->due;
		collect_pauses(latefee, terms, allocation_customer(allocation), invoice->posting->doc);
		struct balance balance = allocation_first(allocation, invoice), next = balance;
		for (bool is_last = false; !is_last; balance = next) {
			is_last = !allocation_next(allocation, invoice, &next);
			int32_t end = is_last ? as_of : next.day;
			int32_t from = balance.day > start ? balance.day : start;
			if (balance.fen > 0 && from < end)
				split_by_pause(latefee, terms, balance.fen, from + 1, end);
		}
	}
	*stretches = latefee->stretch;
	return latefee->stretches;
}

/* --- fees */

/* *sum += balance x days x rate, in fen x millionths x SCALE. */
static bool charge(money_wide *sum, const struct stretch *stretch, int32_t days)
{
	money_wide fee;
	return money_multiply(money_product(stretch->balance, days), stretch->rate->rate, &fee) &&
	       money_multiply(fee, SCALE / stretch->year_length, &fee) && money_add_wide(sum, fee);
}

/* The sum raised to the minimum, cut to the cap and rounded to fen. */
static bool finish(const struct terms *terms, int64_t amount, money_wide sum, int64_t *fen)
{
	money_wide minimum = money_product(terms->minimum, POLICY_ONE * SCALE), cap;
	if (sum > 0 && sum < minimum)
		sum = minimum;
	if (terms->cap != MONEY_NONE) {
		if (!money_multiply(money_product(amount, SCALE), terms->cap, &cap))
			return false;
		if (sum > cap)
			sum = cap;
	}
	return money_round_fen(sum, money_product(POLICY_ONE, SCALE), fen);
}

/* The fee by a daily rate without minimum and cap, in 64 bits. False: it needs more, or other rules hold. */
static bool simple_fee(const struct latefee *latefee, const struct terms *terms, int64_t *fen)
{
	int64_t sum = 0, fee;
	if (terms->annual || terms->minimum != 0 || terms->cap != MONEY_NONE)
		return false;
	for (size_t i = 0; i < latefee->stretches; i++) {
		const struct stretch *stretch = &latefee->stretch[i];
		if (ckd_mul(&fee, stretch->balance, stretch->to - stretch->from) ||
		    ckd_mul(&fee, fee, stretch->rate->rate) || ckd_add(&sum, sum, fee))
			return false;
	}
	*fen = sum / POLICY_ONE + (sum % POLICY_ONE >= POLICY_ONE / 2);
	return sum >= 0;
}

bool latefee_fee(struct latefee *latefee, const struct terms *terms, const struct invoice *invoice,
		 int64_t *fen)
{
	money_wide sum = 0;
	if (simple_fee(latefee, terms, fen))
		return true;
	for (size_t i = 0; i < latefee->stretches; i++)
		if (!charge(&sum, &latefee->stretch[i], latefee->stretch[i].to - latefee->stretch[i].from))
			return false;
	return finish(terms, invoice->posting->amount, sum, fen);
}

/* Adds what the stretches from *next on charge up to and including the day; moves *next past those that end by then. done:
   the day up to which stretch *next has been charged already. */
static bool charge_up_to(struct latefee *latefee, size_t *next, int32_t *done, int32_t day, money_wide *sum)
{
	for (; *next < latefee->stretches; (*next)++) {
		const struct stretch *stretch = &latefee->stretch[*next];
		int32_t from = stretch->from > *done ? stretch->from : *done;
		int32_t to = stretch->to < day ? stretch->to : day;
		if (from < to && !charge(sum, stretch, to - from))
			return false;
		if (stretch->to > day)
			break;
	}
	*done = day;
	return true;
}

bool latefee_by_year(struct latefee *latefee, const struct terms *terms, const struct invoice *invoice,
		     latefee_year *handler, void *context)
{
	size_t next = 0;
	int32_t done = DATE_FIRST - 1;
	int64_t before = 0, fee;
	money_wide sum = 0;
	if (latefee->stretches == 0)
		return true;
	/* Up to and including the due date nothing is charged, whatever gate mode charges from the day after on. */
	int32_t first = latefee->stretch[0].from + 1 > invoice->due + 1 ? latefee->stretch[0].from + 1
									: invoice->due + 1;
	for (int year = date_year(first); next < latefee->stretches; year++) {
		if (!charge_up_to(latefee, &next, &done, date_year_start(year + 1) - 1, &sum) ||
		    !finish(terms, invoice->posting->amount, sum, &fee))
			return false;
		if (fee != before && !handler(context, year, fee - before))
			return false;
		before = fee;
	}
	return true;
}

bool latefee_stretch_fee(const struct stretch *stretch, money_wide *fee)
{
	if (!money_multiply(money_product(stretch->balance, stretch->to - stretch->from), stretch->rate->rate,
			    fee))
		return false;
	*fee = money_round(*fee, stretch->year_length);
	return true;
}

/* Whether the clause is in the list; adds it where it is not. */
static bool is_listed(struct latefee *latefee, struct text clause)
{
	for (size_t i = 0; i < latefee->listed; i++)
		if (text_equal(latefee->list[i], clause))
			return true;
	latefee->list =
		memory_grow(latefee->list, &latefee->list_room, latefee->listed + 1, sizeof *latefee->list);
	latefee->list[latefee->listed++] = clause;
	return false;
}

struct text latefee_clause(struct latefee *latefee)
{
	const struct terms_rate *before = NULL;
	size_t i = 0;
	while (i < latefee->stretches && latefee->stretch[i].rate == latefee->stretch[0].rate)
		i++;
	if (i > 0 && i == latefee->stretches)
		return latefee->stretch[0].rate->clause;
	latefee->listed = 0;
	joined_clear(&latefee->clause);
	for (i = 0; i < latefee->stretches; i++) {
		const struct terms_rate *rate = latefee->stretch[i].rate;
		if (rate == before || rate->clause.length == 0 || is_listed(latefee, rate->clause))
			continue;
		before = rate;
		joined_add(&latefee->clause, &rate->clause, 1);
	}
	return joined_text(&latefee->clause);
}

void latefee_free(struct latefee *latefee)
{
	free(latefee->stretch);
	free(latefee->pause);
	free(latefee->list);
	free(latefee->key);
	joined_free(&latefee->clause);
	free(latefee);
}
