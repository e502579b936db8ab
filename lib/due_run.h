/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All cases of all deadlines: those of each customer as he comes, those of staff and company when all have come (kehu-due(1)).
   Each worker has a run of its own. */
#ifndef KEHU_DUE_RUN_H
#define KEHU_DUE_RUN_H

#include "due_case.h"
#include "roster.h"

struct due_run;

/* A case, and whose it is. */
struct due_found {
	const struct due_name *name;
	const struct due_case *which;
	const struct customer_records *records; /* NULL: a person's or the company's */
	struct text customer;                   /* empty where there are no records */
	struct text staff;                      /* of a period of the staff: the person */
};

/* All three are borrowed. */
struct due_run *due_run_new(const struct due_rules *rules, const struct roster *roster, int32_t as_of);

/* Valid until it returns. */
typedef void due_run_handler(void *context, const struct due_found *found);

/* Hands out the customer's cases, with_faults: only of deadlines with due.fault, and takes note of what the others need. NULL,
   or what went out of range. */
const char *due_run_customer(struct due_run *run, const struct customer_records *records, bool with_faults,
			     due_run_handler *handler, void *context);

/* Adds what the other has noted. */
void due_run_join(struct due_run *run, const struct due_run *other);

/* Hands out the cases of staff and company, when all is noted. NULL, or what went out of range, of *name and *person. */
const char *due_run_team(struct due_run *run, due_run_handler *handler, void *context,
			 const struct due_name **name, struct text *person);

/* Who must do it: a person, or the role where nobody holds it on the as-of date; or empty. */
struct text due_run_person(const struct due_run *run, const struct due_found *found);

/* The person who pays where it is not done; empty: the holder of a role, or nobody. The same on any as-of date. */
struct text due_run_payer(const struct due_found *found);

enum due_state due_run_state(const struct due_run *run, const struct due_found *found, bool *is_sampled);

void due_run_free(struct due_run *run);

#endif
