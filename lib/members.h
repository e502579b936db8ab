/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The customers of a set of records, and the parties that they belong to (parties.h): a customer without one is a party of
   his own. */
#ifndef KEHU_MEMBERS_H
#define KEHU_MEMBERS_H

#include <stdint.h>
#include "names.h"
#include "record.h"

struct member {
	struct text customer, party; /* party empty: none is given */
	uint32_t number;             /* of the party, 0, 1, 2 ... */
};

struct members {
	struct member *member;
	uint32_t n, parties;
	bool is_one;                          /* all records are one customer's */
	uint32_t *of_registration, *of_visit; /* by record: the member's number; not where there is but one */
	size_t room, registration_room, visit_room;
	struct names *customers, *by_party;
};

struct members *members_new(void);

/* Takes these records, which must stay. */
void members_take(struct members *members, const struct customer_records *records);

/* The number of the member whose record the i-th is. */
static inline uint32_t members_registered(const struct members *members, size_t i)
{
	return members->is_one ? 0 : members->of_registration[i];
}

static inline uint32_t members_visited(const struct members *members, size_t i)
{
	return members->is_one ? 0 : members->of_visit[i];
}

/* The customer's; NULL: he has no record among these. */
const struct member *members_find(const struct members *members, struct text customer);

void members_free(struct members *members);

#endif
