/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a customer on a day: kehu-join(1)'s facts. */
#ifndef KEHU_FACTS_H
#define KEHU_FACTS_H

#include <stdbool.h>
#include "allocation.h"
#include "record.h"
#include "terms.h"

/* Works the facts out from the records dated up to as_of; texts are views into the records. The period of sales, tons and
   collected is the twelve months that end on as_of. NULL, or what went out of range. *any: whether there are such records. */
const char *facts_make(struct facts *facts, bool *any, const struct customer_records *records,
		       const struct terms *terms, struct allocation *allocation, int32_t as_of);

/* The name that the registrations give: the newest that gives one. */
struct text facts_name(const struct customer_records *records);

#endif
