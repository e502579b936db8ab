/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of a deadline that the policy names (kehu-due(1)): opened and closed by the records of a customer, or by the
   calendar and by records of a customer, a person or the whole company. */
#ifndef KEHU_DUE_H
#define KEHU_DUE_H

#include "due_case.h"

struct due;

struct due *due_new(const struct due_rules *rules, int32_t as_of);

/* To be called for each customer before his deadlines are walked through. */
void due_start(struct due *due, const struct customer_records *records);

/* Goes through the customer's records; name is one of a customer's. NULL, or what went out of range. */
const char *due_walk(struct due *due, const struct due_name *name);

/* The same for a period of staff or company: its cases from this first to this last day, closed on these days (the first moment
   of each, in order). */
const char *due_walk_period(struct due *due, const struct due_name *name, int32_t first, int32_t last,
			    const struct moment *closing, size_t n);

/* Hands out the events of the customer's records that close cases of staff or company, each with the record's staff (empty:
   it has none). */
typedef void due_handler(void *context, const struct due_name *name, struct text staff, struct moment moment);
void due_closings(struct due *due, const struct due_name *name, due_handler *handler, void *context);

/* The cases of the last walk, in no order, valid until the next and as long as the records. */
const struct due_cases *due_cases(const struct due *due);

/* The first day on which anything is recorded of the customer; DATE_NONE: nothing is. */
int32_t due_first_day(const struct customer_records *records, int32_t as_of);

void due_free(struct due *due);

#endif
