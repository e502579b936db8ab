/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person loses of his share of a deal for his faults with the party (realty 3.6, kehu-owner(1)). */
#ifndef KEHU_FORFEIT_H
#define KEHU_FORFEIT_H

#include <stdbool.h>
#include "policy.h"
#include "record.h"

/* A row of deal.forfeit. */
struct forfeit {
	const struct policy_row *row;
	struct text code;
	bool is_credit; /* else commission */
};

struct forfeits;

struct forfeits *forfeits_new(const struct policy *policy);

/* Whether the policy has any. */
bool forfeits_are_there(const struct forfeits *forfeits);

/* Forgets the records noted. */
void forfeits_clear(struct forfeits *forfeits);

/* Keeps what the record names, if the policy has forfeits for it; the record must stay. */
void forfeits_note(struct forfeits *forfeits, uint32_t party, const struct visit *visit);

/* All have been noted. */
void forfeits_sort(struct forfeits *forfeits);

/* The forfeits whose code a record of the person's with the party names that is dated after the one day (DATE_NONE: any) and
   not after the other, in the order of the policy's keys; returns how many. `forfeit` has room for forfeits_max. */
size_t forfeits_max(const struct forfeits *forfeits);
size_t forfeits_find(const struct forfeits *forfeits, uint32_t party, struct text person, int32_t after,
		     int32_t until, struct forfeit *forfeit);

void forfeits_free(struct forfeits *forfeits);

#endif
