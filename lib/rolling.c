/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "rolling.h"
#include "words.h"

enum { MONTHS = (DATE_LAST_YEAR - DATE_FIRST_YEAR + 1) * 12, NEVER = INT32_MAX };

/* What was paid on the days up to this one, all time. */
struct paid {
	int32_t day;
	money_wide fen;
};

struct rolling {
	const struct rolling_rules *rules;
	struct allocation *allocation;
	int64_t balance, overdue;
	int64_t exposure;        /* the balance and the orders that add to it */
	int32_t filed, contract; /* first day on which it is there; NEVER */
	int32_t oldest;          /* day of the oldest bill that is open; NEVER */
	struct paid *paid;       /* by day */
	size_t days, room;
	uint32_t *over; /* by month: orders over the limit */
	int32_t *month; /* those that are not 0 */
	size_t months, month_room;
};

/* --- rules */

static const struct policy_row *yes_row(const struct policy *policy, struct text need)
{
	const struct policy_row *row = policy_one(policy, "credit.need", need);
	return policy_is_yes(row) ? row : NULL;
}

static void load_overs(struct rolling_rules *rules, const struct policy *policy)
{
	struct policy_rows rows = policy_rule(policy, "credit.over");
	rules->over = memory_new(rows.n, sizeof *rules->over);
	rules->overs = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		rules->over[i].row = &rows.row[i];
		money_parse(rows.row[i].key, 0, &rules->over[i].n);
	}
	if (rows.n > 0)
		rules->divisor = policy_whole(policy_need(policy, "credit.over_divisor", TEXT("")));
}

bool rolling_rules_load(struct rolling_rules *rules, const struct policy *policy)
{
	const struct policy_row *tolerance = policy_one(policy, "credit.tolerance", TEXT(""));
	*rules = (struct rolling_rules){.days = policy_one(policy, "credit.rolling_days", TEXT(""))};
	if (rules->days == NULL)
		return false;
	rules->filed = yes_row(policy, TEXT("filed"));
	rules->contract = yes_row(policy, TEXT("contract"));
	rules->cleared = yes_row(policy, TEXT("cleared"));
	rules->old = policy_rule(policy, "credit.old");
	rules->tolerance = tolerance != NULL ? policy_fen(tolerance) : 0;
	load_overs(rules, policy);
	return true;
}

void rolling_rules_free(struct rolling_rules *rules)
{
	free(rules->over);
}

/* --- the customer */

struct rolling *rolling_new(void)
{
	struct rolling *rolling = memory_new(1, sizeof *rolling);
	rolling->allocation = allocation_new();
	rolling->over = memory_new(MONTHS, sizeof *rolling->over);
	return rolling;
}

void rolling_free(struct rolling *rolling)
{
	allocation_free(rolling->allocation);
	free(rolling->paid);
	free(rolling->over);
	free(rolling->month);
	free(rolling);
}

static void keep_first(int32_t *first, int32_t day)
{
	if (day != DATE_NONE && day < *first)
		*first = day;
}

static void start_registrations(struct rolling *rolling, const struct customer_records *records)
{
	rolling->filed = rolling->contract = NEVER;
	for (size_t i = 0; i < records->registrations; i++) {
		keep_first(&rolling->filed, records->registration[i].filed);
		keep_first(&rolling->contract, records->registration[i].contract);
	}
}

static void start_payments(struct rolling *rolling, const struct customer_records *records, int32_t as_of)
{
	money_wide sum = 0;
	rolling->days = 0;
	rolling->paid =
		memory_renew(rolling->paid, &rolling->room, records->receivables, sizeof *rolling->paid);
	for (size_t i = 0; i < records->receivables && records->receivable[i].day <= as_of; i++) {
		const struct receivable *payment = &records->receivable[i];
		if (payment->kind != RECEIVABLE_PAYMENT)
			continue;
		if (rolling->days == 0 || rolling->paid[rolling->days - 1].day != payment->day)
			rolling->paid[rolling->days++].day = payment->day;
		rolling->paid[rolling->days - 1].fen = sum += payment->amount;
	}
}

static bool start_bills(struct rolling *rolling, int32_t as_of)
{
	const struct invoice *invoice;
	int64_t outstanding = 0, on_account;
	size_t n = allocation_invoices(rolling->allocation, &invoice);
	rolling->overdue = 0;
	rolling->oldest = NEVER;
	for (size_t i = 0; i < n; i++) {
		if (invoice[i].outstanding == 0)
			continue;
		keep_first(&rolling->oldest, invoice[i].posting->day);
		if (!money_add(&outstanding, invoice[i].outstanding) ||
		    (invoice[i].due < as_of && !money_add(&rolling->overdue, invoice[i].outstanding)))
			return false;
	}
	if (!allocation_on_account(rolling->allocation, &on_account))
		return false;
	rolling->balance = outstanding - on_account; /* neither is negative */
	return true;
}

const char *rolling_start(struct rolling *rolling, const struct rolling_rules *rules,
			  const struct customer_records *records, const struct terms *terms, int32_t as_of)
{
	rolling->rules = rules;
	for (size_t i = 0; i < rolling->months; i++)
		rolling->over[rolling->month[i]] = 0;
	rolling->months = 0;
	start_registrations(rolling, records);
	start_payments(rolling, records, as_of);
	const char *error = allocation_run(rolling->allocation, records, terms, as_of);
	if (error != NULL)
		return error;
	if (!start_bills(rolling, as_of))
		return MONEY_TOO_LARGE;
	rolling->exposure = rolling->balance;
	return NULL;
}

/* --- its orders */

/* What was paid before the day, all time. */
static money_wide paid_before(const struct rolling *rolling, int64_t day)
{
	size_t low = 0, high = rolling->days;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rolling->paid[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? rolling->paid[low - 1].fen : 0;
}

/* The need that is not met on the day; NULL: all are. */
static const struct policy_row *unmet_need(const struct rolling *rolling, int32_t day)
{
	const struct rolling_rules *rules = rolling->rules;
	if (rules->filed != NULL && rolling->filed > day)
		return rules->filed;
	if (rules->contract != NULL && rolling->contract > day)
		return rules->contract;
	if (rules->cleared != NULL && rolling->oldest < date_year_start(date_year(day)))
		return rules->cleared;
	return NULL;
}

/* The row of credit.old with the most days that a bill exceeds on the day; NULL: none does. */
static const struct policy_row *old_row(const struct rolling *rolling, int32_t day)
{
	struct policy_rows old = rolling->rules->old;
	const struct policy_row *found = NULL;
	for (size_t i = 0; i < old.n; i++)
		if (day - (int64_t)rolling->oldest > policy_whole(&old.row[i]) &&
		    (found == NULL || policy_whole(&old.row[i]) > policy_whole(found)))
			found = &old.row[i];
	return found;
}

/* Counts an order over the limit. */
static void count_over(struct rolling *rolling, int32_t month)
{
	if (rolling->over[month]++ > 0)
		return;
	rolling->month = memory_grow(rolling->month, &rolling->month_room, rolling->months + 1,
				     sizeof *rolling->month);
	rolling->month[rolling->months++] = month;
}

static int32_t month_end(int32_t day)
{
	int month = date_month_number(day);
	while (day < DATE_LAST && date_month_number(day + 1) == month)
		day++;
	return day;
}

/* Who approves the n-th order over the limit, and until when it is to be paid. False: nobody. */
static bool find_approver(const struct rolling_rules *rules, struct credit *credit, int64_t n,
			  const struct order *order)
{
	const struct rolling_over *found = NULL, *highest = rules->over;
	for (size_t i = 0; i < rules->overs; i++) {
		if (rules->over[i].n == n)
			found = &rules->over[i];
		if (rules->over[i].n > highest->n)
			highest = &rules->over[i];
	}
	if (found == NULL || (money_wide)rules->divisor * order->amount >= credit->limit)
		return false;
	credit->decision = CREDIT_APPROVE;
	credit->approver = found->row->value;
	credit->clause = found->row->clause;
	if (found == highest)
		credit->pay_by = month_end(order->day);
	return true;
}

/* The decision on an order whose exposure is known. */
static void decide(struct rolling *rolling, struct credit *credit, const struct order *order, bool is_over)
{
	const struct rolling_rules *rules = rolling->rules;
	int32_t month = date_month_number(order->day) - DATE_FIRST_YEAR * 12;
	const struct policy_row *need = unmet_need(rolling, order->day), *old = old_row(rolling, order->day);
	credit->clause = rules->days->clause;
	if (need != NULL) {
		credit->decision = CREDIT_CASH;
		credit->clause = need->clause;
		return;
	}
	if (old != NULL) {
		credit->decision = CREDIT_CASE;
		credit->approver = old->key;
		credit->clause = old->clause;
	} else if (!is_over) {
		credit->decision = CREDIT_WITHIN;
	} else if (!find_approver(rules, credit, (int64_t)rolling->over[month] + 1, order)) {
		credit->decision = CREDIT_PREPAY;
		return;
	}
	rolling->exposure = credit->exposure;
	if (is_over)
		count_over(rolling, month);
}

const char *rolling_decide(struct rolling *rolling, struct credit *credit, const struct order *order)
{
	int64_t first = order->day - policy_whole(rolling->rules->days);
	money_wide limit = paid_before(rolling, order->day) - paid_before(rolling, first);
	*credit = (struct credit){.balance = rolling->balance,
				  .percent = MONEY_NONE,
				  .overdue = rolling->overdue,
				  .pay_by = DATE_NONE};
	if (!money_round_fen(limit, 1, &credit->limit) ||
	    !credit_expose(credit, rolling->exposure, order->amount))
		return MONEY_TOO_LARGE;
	bool is_over = credit_counted(credit->excess, rolling->rules->tolerance) > 0;
	if (is_over && credit->limit > 0 && !credit_set_percent(credit, credit->limit))
		return MONEY_TOO_LARGE;
	decide(rolling, credit, order, is_over);
	return NULL;
}
