/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a record keeps a customer his salesperson's (realty 1.22 and 3.2.2, kehu-lost(1), kehu-owner(1)). */
#ifndef KEHU_VALIDITY_H
#define KEHU_VALIDITY_H

#include <stdbool.h>
#include <stdint.h>
#include "policy.h"
#include "record.h"
#include "words.h"

/* So many days, and the row of the policy that says so. */
struct validity_term {
	const struct policy_row *row;
	int64_t days;
};

struct validity_rules {
	struct validity_term
		channel[CHANNEL_END]; /* after a registration; that of no channel is that of a visit */
	struct validity_term contact; /* after a visit, call or track */
};

/* Looks the rules up; a missing one ends the program. The rows are the policy's. */
void validity_load(struct validity_rules *rules, const struct policy *policy);

/* A visit, call or track, also one that reached nobody: only these keep a customer. */
static inline bool validity_is_contact(int kind)
{
	return kind == VISIT_VISIT || kind == VISIT_CALL || kind == VISIT_TRACK;
}

/* The last day on which a record of this day keeps the customer. False: a date after 9999-12-31. */
bool validity_end(const struct validity_term *term, int32_t day, int32_t *end);

#endif
