/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What faults cost (survey 7.3, estate 41.2, archive fines; kehu-penalty(1)). A fault is counted for the person who committed
   it and for each role that its code has a price for; what a role is to pay goes to who holds it. Hence in this order: route
   all faults, count those that roles pay for, window by window, price those of each person. */
#ifndef KEHU_PENALTY_H
#define KEHU_PENALTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "policy.h"
#include "record.h"
#include "roster.h"

/* What one worker needs to count and to price. */
struct penalty;

/* all: also faults whose code has no price make lines. The policy and the roster must outlive it. A policy without any price
   ends the program, exit 2. */
struct penalty *penalty_new(const struct policy *policy, const struct roster *roster, bool all);

/* Who a fault is to be counted for. */
struct penalty_route {
	bool person;   /* the person who committed it */
	bool roles;    /* roles that pay for it */
	bool is_mixed; /* his line may stand among those of a role that pays */
};

struct penalty_route penalty_route(struct penalty *penalty, const struct fault *fault);

/* Faults of the day that roles pay for are counted apart from those of days whose window has another number, which is higher
   on later days; from 0 to INT32_MAX. */
int64_t penalty_window(const struct penalty *penalty, int32_t day);

/* A line of the ledger. */
struct penalty_line {
	const struct fault *fault;
	struct text person, role;       /* who pays */
	const struct policy_row *price; /* NULL: the code has none */
	const struct policy_row *note;  /* penalty.deduct's row; NULL: none */
	int64_t nth;
	int64_t amount, charge; /* fen */
	int64_t factor;         /* millionths */
};

/* What is done with a line; valid until it returns. */
typedef void penalty_lister(void *context, const struct penalty_line *line);

/* Counts and prices all faults of one window for the roles that pay. They come by date; the lines go by role, then as a person's.
   NULL, or what went out of range (static). */
const char *penalty_roles(struct penalty *penalty, const struct fault *faults, size_t n, penalty_lister *list,
			  void *context);

/* A line that was listed for a role, as a fault to be priced for its person; `person` of such a fault holds its number, and
   is valid as long as the line. */
struct fault penalty_taken(const struct penalty_line *line);

/* Prices all faults of one person: his own, where the field `person` must be empty, and those taken for his roles. They come by
   date; the lines go by date, role, code, customer, source. NULL, or what went out of range (static). */
const char *penalty_person(struct penalty *penalty, struct text person, const struct fault *faults, size_t n,
			   penalty_lister *list, void *context);

void penalty_free(struct penalty *penalty);

#endif
