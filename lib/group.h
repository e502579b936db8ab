/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records grouped by customer: one to three streams are put in, row by row in any order, and come out customer by customer.
   Rows are kept packed (only the columns wanted, only the values given) in memory that is only ever added to. */
#ifndef KEHU_GROUP_H
#define KEHU_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "record.h"
#include "stream.h"

enum group_stream { GROUP_REGISTRATION, GROUP_VISITS, GROUP_RECEIVABLES, GROUP_STREAMS };

struct group;
struct row; /* a packed row */

/* The columns' names that are to be kept of each stream, NULL-terminated; NULL: none but what orders the rows. The customer
   and the position are always kept. */
struct group *group_new(const char *const *const wanted[GROUP_STREAMS]);

/* The streams themselves. */
const struct stream *group_stream_of(enum group_stream stream);

/* Keeps a copy of the record (a struct of the stream). raw: what rejects would need, empty where they do not. */
void group_add(struct group *group, enum group_stream stream, const void *record, uint64_t position,
	       struct text raw);

/* Leaves this row of receivables out of all later answers. */
void group_drop(struct row *row);

/* Brings the rows of each customer together. Call it once when all are added, before what follows. */
void group_gather(struct group *group);

/* The number of customers; in no order before group_sort, by name (bytes) after it. */
size_t group_count(const struct group *group);
void group_sort(struct group *group);

/* The i-th customer's records, each stream in the manual's order. Valid until the next call. */
void group_customer(struct group *group, size_t i, struct customer_records *records);

void group_free(struct group *group);

#endif
