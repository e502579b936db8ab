/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "ageing.h"
#include "memory.h"

/* By lower bound; the row without condition has none. */
static int compare_bounds(const void *a, const void *b)
{
	const struct policy_row *x = *(const struct policy_row *const *)a;
	const struct policy_row *y = *(const struct policy_row *const *)b;
	if (x->is_default || y->is_default)
		return y->is_default - x->is_default;
	return (x->lowest > y->lowest) - (x->lowest < y->lowest);
}

/* Rows come by key, then lower bound: those of one bucket stand together. */
static bool is_first(struct policy_rows rows, size_t i)
{
	return i == 0 || !text_equal(rows.row[i].key, rows.row[i - 1].key);
}

void ageing_load(struct ageing *ageing, const struct policy *policy)
{
	struct policy_rows rows = policy_rule(policy, "age.bucket");
	if (rows.n == 0)
		policy_need(policy, "age.bucket", TEXT(""));
	*ageing = (struct ageing){.rows = rows,
				  .bucket = memory_new(rows.n, sizeof(const struct policy_row *)),
				  .place = memory_new(rows.n, sizeof *ageing->place)};
	for (size_t i = 0; i < rows.n; i++)
		if (is_first(rows, i))
			ageing->bucket[ageing->buckets++] = &rows.row[i];
	qsort(ageing->bucket, ageing->buckets, sizeof *ageing->bucket, compare_bounds);
	for (size_t i = 0; i < ageing->buckets; i++)
		ageing->place[ageing->bucket[i] - rows.row] = i;
	for (size_t i = 0; i < rows.n; i++)
		if (!is_first(rows, i))
			ageing->place[i] = ageing->place[i - 1];
}

void ageing_free(struct ageing *ageing)
{
	free(ageing->bucket);
	free(ageing->place);
}

const struct policy_row *ageing_row(const struct ageing *ageing, int64_t days)
{
	return policy_select_number(ageing->rows, money_product(days, POLICY_ONE));
}

struct ageing_sums ageing_sums_new(const struct ageing *ageing)
{
	return (struct ageing_sums){.bucket = memory_new(ageing->buckets, sizeof(int64_t))};
}

void ageing_sums_free(struct ageing_sums *sums)
{
	free(sums->bucket);
}

bool ageing_sum(const struct ageing *ageing, const struct allocation *allocation, int32_t as_of,
		struct ageing_sums *sums)
{
	const struct invoice *invoice;
	size_t n = allocation_invoices(allocation, &invoice);
	*sums = (struct ageing_sums){.customers = 1, .bucket = sums->bucket};
	for (size_t i = 0; i < ageing->buckets; i++)
		sums->bucket[i] = 0;
	for (size_t i = 0; i < n; i++) {
		if (invoice[i].outstanding == 0)
			continue;
		if (!money_add(&sums->outstanding, invoice[i].outstanding))
			return false;
		const struct policy_row *row = ageing_row(ageing, ageing_days(&invoice[i], as_of));
		/* at most the sum of all */
		sums->bucket[ageing->place[row - ageing->rows.row]] += invoice[i].outstanding;
	}
	if (!allocation_on_account(allocation, &sums->on_account))
		return false;
	sums->balance = sums->outstanding - sums->on_account; /* neither is negative */
	return true;
}

bool ageing_add(const struct ageing *ageing, struct ageing_sums *total, const struct ageing_sums *sums)
{
	total->customers += sums->customers;
	if (!money_add(&total->outstanding, sums->outstanding) ||
	    !money_add(&total->on_account, sums->on_account))
		return false;
	for (size_t i = 0; i < ageing->buckets; i++)
		total->bucket[i] += sums->bucket[i]; /* at most the sum of all */
	total->balance = total->outstanding - total->on_account;
	return true;
}
