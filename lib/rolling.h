/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rolling credit (授信): what a customer has paid lately is his limit; kehu-credit(1)'s decisions by it. */
#ifndef KEHU_ROLLING_H
#define KEHU_ROLLING_H

#include "allocation.h"
#include "credit.h"

/* An approver of the n-th order over the limit in a month. */
struct rolling_over {
	int64_t n;
	const struct policy_row *row;
};

/* The rows are the policy's. */
struct rolling_rules {
	const struct policy_row *days;                       /* how many days of payments make the limit */
	const struct policy_row *filed, *contract, *cleared; /* NULL: not needed */
	struct policy_rows old;                              /* days after which a bill is a case */
	struct rolling_over *over;
	size_t overs;
	int64_t divisor, tolerance;
};

/* Whether the policy has rolling credit. If so and a rule is missing, ends the program, exit 2. */
bool rolling_rules_load(struct rolling_rules *rules, const struct policy *policy);
void rolling_rules_free(struct rolling_rules *rules);

struct rolling;

struct rolling *rolling_new(void);

/* Takes up a customer with his registrations and receivables (without the errors of docs.h) up to as_of. What has been taken up
   stays valid until the next. NULL, or what went out of range. */
const char *rolling_start(struct rolling *rolling, const struct rolling_rules *rules,
			  const struct customer_records *records, const struct terms *terms, int32_t as_of);

/* Decides on the customer's orders, one after the other in the order of the input. NULL, or what went out of range. */
const char *rolling_decide(struct rolling *rolling, struct credit *credit, const struct order *order);

void rolling_free(struct rolling *rolling);

#endif
