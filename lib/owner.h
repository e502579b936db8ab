/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose customer is it, since when, until when (realty 3.1 and 3.2, kehu-owner(1)): one walk through the records of customers
   that may belong to one party, refer each other or compete for the places that somebody has. */
#ifndef KEHU_OWNER_H
#define KEHU_OWNER_H

#include "members.h"
#include "owner_rules.h"

/* What the walk is to keep beside the state in the end. */
enum owner_keeps { OWNER_KEEPS_EVENTS = 1, OWNER_KEEPS_DEALS = 2, OWNER_KEEPS_ARRIVALS = 4 };

struct owner;

/* keeps: a sum of these. The rules must outlive it. */
struct owner *owner_new(const struct owner_rules *rules, unsigned keeps);

/* Walks through the records, which must stay as long as what it is asked for. NULL, or what went out of range. */
const char *owner_walk(struct owner *owner, const struct customer_records *records, int32_t as_of);

/* The customers of the last walk, in no order. */
const struct members *owner_members(const struct owner *owner);

/* How things stand with a party on the as-of date. */
struct owner_state {
	struct text owner, previous; /* empty: nobody */
	int32_t since, until;        /* DATE_NONE: no day */
	enum owner_word basis;
	const struct policy_row *clause;
};
struct owner_state owner_state(const struct owner *owner, uint32_t party);

struct owner_event {
	struct text staff, owner; /* owner: after it; empty: nobody */
	uint64_t position;
	const struct policy_row *clause;
	uint32_t member;
	int32_t day, until;
	enum owner_word word;
};

/* The events of a member, as they happened. */
size_t owner_events(const struct owner *owner, uint32_t member, const struct owner_event **events);

/* The deals, as they happened; how one of them is shared, valid until the next is. NULL, or what went out of range. */
size_t owner_deals(const struct owner *owner, const struct deal **deals);
const char *owner_share(struct owner *owner, const struct deal *deal);
size_t owner_shares(const struct owner *owner, const struct deal_share **shares);

/* A visit of a party, who owned it at the end of the day before (empty: nobody), and whom it asked for on the day. */
struct owner_arrival {
	const struct visit *visit;
	struct text owner, requested;
	uint32_t party;
};
size_t owner_arrivals(const struct owner *owner, const struct owner_arrival **arrivals);

void owner_free(struct owner *owner);

#endif
