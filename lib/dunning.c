/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "dunning.h"
#include "memory.h"
#include "words.h"

struct dunning {
	struct allocation *allocation;
	uint32_t *written; /* by record of an invoice: the first write-off that reduced it */
	size_t room;
};

#define NOT_WRITTEN UINT32_MAX

static struct dunning_stage make_stage(const struct policy *policy, struct text name,
				       const struct policy_row *row)
{
	const struct policy_row *need = policy_one(policy, "dun.need", name);
	return (struct dunning_stage){.name = name,
				      .need = need != NULL ? need->value : TEXT(""),
				      .clause = row != NULL ? row->clause : TEXT(""),
				      .row = row,
				      .first = 1};
}

/* Bounds of whole days are twice their millionths (policy_when.h). */
static int64_t first_day(const struct policy_row *row)
{
	money_wide first = row->lowest / (2 * POLICY_ONE);
	return row->is_default || first < 1 ? 1 : (int64_t)first;
}

static int compare_stages(const void *a, const void *b)
{
	const struct dunning_stage *x = a, *y = b;
	return (x->first > y->first) - (x->first < y->first);
}

void dunning_rules_load(struct dunning_rules *rules, const struct policy *policy)
{
	const struct policy_row *remind = policy_one(policy, "dun.remind", TEXT(""));
	const struct policy_row *written_off = policy_one(policy, "dun.written_off", TEXT(""));
	const struct policy_row *tolerance = policy_one(policy, "credit.tolerance", TEXT(""));
	struct policy_rows rows = policy_rule(policy, "dun.stage");
	if (rows.n == 0)
		policy_need(policy, "dun.stage", TEXT(""));
	*rules = (struct dunning_rules){.rows = rows,
					.stage = memory_new(rows.n, sizeof *rules->stage),
					.stages = rows.n,
					.reminds = policy_is_yes(remind),
					.goes_on = policy_is_yes(written_off),
					.remind = make_stage(policy, TEXT("remind"), remind),
					.written_off = make_stage(policy, TEXT("written_off"), written_off),
					.tolerance = tolerance != NULL ? policy_fen(tolerance) : 0};
	for (size_t i = 0; i < rows.n; i++) {
		rules->stage[i] = make_stage(policy, rows.row[i].key, &rows.row[i]);
		rules->stage[i].first = first_day(&rows.row[i]);
	}
	qsort(rules->stage, rows.n, sizeof *rules->stage, compare_stages);
}

void dunning_rules_free(struct dunning_rules *rules)
{
	free(rules->stage);
}

struct dunning *dunning_new(void)
{
	struct dunning *dunning = memory_new(1, sizeof *dunning);
	dunning->allocation = allocation_new();
	return dunning;
}

/* The sum of the n postings that are write-offs. */
static bool sum_written_off(const struct receivable *posting, size_t n, int64_t *sum)
{
	*sum = 0;
	for (size_t i = 0; i < n; i++)
		if (posting[i].kind == RECEIVABLE_WRITEOFF && !money_add(sum, posting[i].amount))
			return false;
	return true;
}

/* Notes for each invoice the first write-off that reduced it. */
static void find_written(struct dunning *dunning, const struct receivable *posting, size_t n)
{
	const struct use *use;
	size_t uses = allocation_uses(dunning->allocation, &use);
	dunning->written = memory_renew(dunning->written, &dunning->room, n, sizeof *dunning->written);
	for (size_t i = 0; i < n; i++)
		dunning->written[i] = NOT_WRITTEN;
	for (size_t i = 0; i < uses; i++) {
		uint32_t writeoff = (uint32_t)(use[i].posting - posting);
		uint32_t *first = &dunning->written[use[i].invoice->posting - posting];
		if (use[i].posting->kind == RECEIVABLE_WRITEOFF && writeoff < *first)
			*first = writeoff;
	}
}

/* Payments whose ref is an invoice that an earlier write-off reduced, at most what was written off. */
static int64_t sum_recovered(const struct dunning *dunning, const struct receivable *posting, size_t n,
			     int64_t written_off)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		if (posting[i].kind != RECEIVABLE_PAYMENT)
			continue;
		const struct invoice *invoice = allocation_invoice(dunning->allocation, &posting[i]);
		if (invoice != NULL && dunning->written[invoice->posting - posting] < i &&
		    (!money_add(&sum, posting[i].amount) || sum >= written_off))
			return written_off;
	}
	return sum;
}

/* Sums what is open; *due of the oldest invoice past due. False: a sum is too large. */
static bool sum_open(const struct allocation *allocation, int32_t as_of, struct dunning_step *step,
		     int32_t *due)
{
	const struct invoice *invoice;
	size_t n = allocation_invoices(allocation, &invoice);
	for (size_t i = 0; i < n; i++) {
		if (invoice[i].outstanding == 0)
			continue;
		if (!money_add(&step->outstanding, invoice[i].outstanding))
			return false;
		if (invoice[i].due >= as_of)
			continue;
		if (step->days == 0) { /* they come by due date */
			step->days = as_of - invoice[i].due;
			*due = invoice[i].due;
		}
		step->overdue += invoice[i].outstanding; /* at most what is outstanding */
	}
	return allocation_on_account(allocation, &step->on_account);
}

/* False: a date is out of range. */
static bool find_stage(const struct dunning_rules *rules, struct dunning_step *step, int32_t due)
{
	const struct policy_row *row =
		policy_select_number(rules->rows, money_product(step->days, POLICY_ONE));
	size_t i = 0;
	while (rules->stage[i].row != row)
		i++;
	step->stage = &rules->stage[i];
	step->next = i + 1 < rules->stages ? &rules->stage[i + 1] : NULL;
	return date_add_days(due, step->stage->first, &step->since) &&
	       (step->next == NULL || date_add_days(due, step->next->first, &step->next_date));
}

/* What was written off and recovered, of n postings. NULL, or what went out of range. */
static const char *allocate(struct dunning *dunning, const struct terms *terms,
			    const struct customer_records *records, size_t n, int32_t as_of,
			    struct dunning_step *step)
{
	if (!sum_written_off(records->receivable, n, &step->written_off))
		return MONEY_TOO_LARGE;
	allocation_note_uses(dunning->allocation, step->written_off > 0);
	const char *error = allocation_run(dunning->allocation, records, terms, as_of);
	if (error == NULL && step->written_off > 0) {
		find_written(dunning, records->receivable, n);
		step->recovered = sum_recovered(dunning, records->receivable, n, step->written_off);
	}
	return error;
}

/* Compares the balance with the limit. False: out of range. */
static bool compare_limit(struct dunning_step *step, int64_t limit)
{
	int64_t over = step->outstanding - step->on_account; /* neither is negative */
	if (limit == MONEY_NONE)
		return true;
	if (!money_add(&over, -limit))
		return false;
	step->over_limit = over > 0 ? over : 0;
	return true;
}

const char *dunning_work(struct dunning *dunning, const struct dunning_rules *rules,
			 const struct terms *terms, const struct customer_records *records, int32_t as_of,
			 int64_t limit, struct dunning_step *step)
{
	size_t n = records->receivables;
	int32_t due = DATE_NONE;
	*step = (struct dunning_step){.since = DATE_NONE, .next_date = DATE_NONE, .over_limit = MONEY_NONE};
	while (n > 0 && records->receivable[n - 1].day > as_of)
		n--;
	const char *error = allocate(dunning, terms, records, n, as_of, step);
	if (error != NULL)
		return error;
	if (!sum_open(dunning->allocation, as_of, step, &due) || !compare_limit(step, limit))
		return MONEY_TOO_LARGE;
	if (step->overdue > 0 && step->overdue >= rules->tolerance)
		return find_stage(rules, step, due) ? NULL : DATE_TOO_LATE;
	if (rules->reminds && step->over_limit > 0)
		step->stage = &rules->remind;
	else if (rules->goes_on && step->written_off > step->recovered)
		step->stage = &rules->written_off;
	return NULL;
}

void dunning_free(struct dunning *dunning)
{
	allocation_free(dunning->allocation);
	free(dunning->written);
	free(dunning);
}
