/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One party in the walk of owner.h: who holds it, until when, and what is known of it. */
#ifndef KEHU_HOLDING_H
#define KEHU_HOLDING_H

#include "owner_rules.h"

/* A record that makes or renews an ownership. */
struct holding_cause {
	struct text staff;
	uint64_t position;
	const struct validity_term *term; /* NULL: it gives no end */
	uint32_t member;
	int32_t day;
};

struct holding {
	struct text owner, previous; /* empty: nobody */
	struct holding_cause cause;  /* the record that last made or renewed the ownership */
	enum owner_word basis;       /* OWNER_POOL, or OWNER_LEFT in the pool after leaving */
	int32_t since;               /* in the pool its first day there; DATE_NONE: nobody ever owned it */
	int32_t end;                 /* DATE_NONE: none */
	int32_t latest;              /* the end cannot be later; OWNER_NEVER: no limit */
	int32_t gone;                /* first day on which the owner is not there any more */
	int32_t over;                /* first day in the pool, unless something happens before */
	bool has_name, has_phone;    /* of the registrations so far */
	bool has_deal;               /* some record is a deal */
	bool is_counted;             /* among those that the owner's capacity is for */
	int32_t planned;             /* the day for which it is planned (capacity.h); DATE_NONE: none */
	int32_t day;                 /* of the record at hand */
	struct text yesterday;       /* owner at the end of the day before */
	int32_t requested_day;       /* on which somebody was asked for */
	size_t requested;            /* the newest registration that did */
	int32_t deal_day;            /* of the newest deal; DATE_NONE: none */
};

/* Nobody ever owned it. */
void holding_start(struct holding *holding);

static inline bool holding_is_owned(const struct holding *holding)
{
	return holding->owner.length > 0;
}

/* These answer false where a date would be after 9999-12-31. */

/* The person owns it from the day of the record on, until the end that it gives. */
bool holding_make(struct holding *holding, const struct owner_rules *rules, struct text person,
		  enum owner_word basis, const struct holding_cause *cause);

/* A deal: without end. For the same owner since and previous stay. */
void holding_make_deal(struct holding *holding, const struct owner_rules *rules, struct text person,
		       const struct holding_cause *cause);

/* Moves the end of an ownership that has one, if the record may and gives a later one; *moved says whether it did. */
bool holding_renew(struct holding *holding, const struct owner_rules *rules,
		   const struct holding_cause *cause, bool *moved);

/* Loses its owner on the day at which it is over. */
void holding_lose(struct holding *holding);

/* Why the person cannot take it out of the pool on the day, capacity not looked at: a row of the policy; NULL: he can. */
const struct policy_row *holding_bar(const struct holding *holding, const struct owner_rules *rules,
				     struct text person, int32_t day);

#endif
