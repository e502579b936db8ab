/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deadlines that a policy names (kehu-policy(5), due.*), ready for use. */
#ifndef KEHU_DUE_RULES_H
#define KEHU_DUE_RULES_H

#include "event.h"
#include "options.h"
#include "policy.h"
#include "policy_rules.h"
#include "span.h"

struct calendar;

/* due.limit: of all customers, or those of a grade. */
struct due_limit {
	const struct policy_row *row;
	struct text grade; /* empty: all */
	struct span span;
};

/* due.from or due.to. */
struct due_events {
	struct event event[EVENTS_MAX];
	size_t n;
	unsigned kinds;               /* of events, as bits */
	unsigned visits;              /* kinds of visits records, as bits */
	unsigned columns[EVENT_WEEK]; /* of events of each kind, as bits */
};

struct due_name {
	struct text name;
	struct due_events from, to;
	enum event_kind period;        /* EVENT_WEEK and so on; EVENT_VISIT: it opens with records */
	enum policy_each each;         /* of a period */
	struct text role;              /* POLICY_EACH_ROLE */
	const struct due_limit *limit; /* that of all customers comes first */
	size_t limits;
	uint32_t count;
	bool once;
	bool is_own;                    /* only the opening record closes it */
	const struct policy_row *share; /* NULL: all */
	struct text who;                /* the role; empty: staff */
	struct text fault;              /* empty: none */
};

struct due_rules {
	const struct calendar *calendar; /* borrowed; NULL: Monday to Friday */
	struct text seed;
	struct due_name *name; /* by name */
	size_t names;
};

/* All that the policy names, or those wanted, of which a missing one ends the program, exit 2. The policy must outlive them. */
void due_rules_load(struct due_rules *rules, const struct policy *policy, const struct calendar *calendar,
		    const struct strings *wanted);

/* The limit for a customer of the grade (empty: none); NULL: there is none. */
const struct due_limit *due_limit(const struct due_name *name, struct text grade);

/* Whether a case of it is one customer's; else the events of all count, the staff's or the company's. */
static inline bool due_is_of_customer(const struct due_name *name)
{
	return !event_is_period(&name->from.event[0]) || name->each == POLICY_EACH_CUSTOMER;
}

/* Whether an event looks at this column. */
bool due_rules_use(const struct due_rules *rules, enum event_column column);

void due_rules_free(struct due_rules *rules);

#endif
