/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ageing of what is outstanding (kehu-age(1)): in which bucket of days past due it is, and the sums of each. */
#ifndef KEHU_AGEING_H
#define KEHU_AGEING_H

#include <stdint.h>
#include "allocation.h"
#include "policy.h"

/* The buckets of a policy. */
struct ageing {
	struct policy_rows rows;
	const struct policy_row **bucket; /* the first row of each, by lower bound: its key is the name */
	size_t buckets;
	size_t *place; /* by row: which bucket it is of */
};

/* A policy without buckets ends the program, exit 2. */
void ageing_load(struct ageing *ageing, const struct policy *policy);
void ageing_free(struct ageing *ageing);

/* The row that holds for so many days past due, below 1 while not due. */
const struct policy_row *ageing_row(const struct ageing *ageing, int64_t days);

/* Days past due of the invoice, negative before. */
static inline int32_t ageing_days(const struct invoice *invoice, int32_t as_of)
{
	return as_of - invoice->due;
}

/* Fen, of one customer or of several. The buckets add up to outstanding; that less on_account is the balance. */
struct ageing_sums {
	int64_t customers, outstanding, on_account, balance;
	int64_t *bucket;
};

struct ageing_sums ageing_sums_new(const struct ageing *ageing);
void ageing_sums_free(struct ageing_sums *sums);

/* The sums of the customer whose postings have been allocated. False: one exceeds 64 bits. */
bool ageing_sum(const struct ageing *ageing, const struct allocation *allocation, int32_t as_of,
		struct ageing_sums *sums);

/* Adds sums to a total. False: one exceeds 64 bits. */
bool ageing_add(const struct ageing *ageing, struct ageing_sums *total, const struct ageing_sums *sums);

#endif
