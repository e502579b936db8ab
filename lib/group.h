/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records grouped by customer: one to four streams are put in, row by row in any order and by several workers at once, and
   come out customer by customer, to several workers at once. Rows are kept packed: only the columns wanted, only the values
   given. What does not fit into memory goes to scratch files. */
#ifndef KEHU_GROUP_H
#define KEHU_GROUP_H

#include <stddef.h>
#include <stdint.h>
#include "ranges.h"
#include "record.h"
#include "stream.h"

enum group_stream {
	GROUP_REGISTRATION,
	GROUP_VISITS,
	GROUP_RECEIVABLES,
	GROUP_FAULTS,
	GROUP_GRADES,
	GROUP_BALANCES, /* grades with the balance that is needed */
	GROUP_ORDERS,
	GROUP_FEES,
	GROUP_REBATES,
	GROUP_STREAMS
};

enum { GROUP_SLOTS = 4 }; /* streams that one group keeps */

struct group;

/* The streams themselves. */
const struct stream *group_stream_of(enum group_stream stream);

/* Whether records of the stream can prove bad when they are grouped, so that their raw text may be wanted. */
bool group_keeps_raw(enum group_stream stream);

/* The columns' names that are to be kept of each stream, NULL-terminated; the date is kept too. NULL: no record of the stream
   will be added. The position is always kept. ranges: of the customers that are to be expected. memory: bytes that all workers
   together may keep. */
struct group *group_new(const char *const *const wanted[GROUP_STREAMS], const struct ranges *ranges,
			unsigned workers, size_t memory);

/* Keeps a copy of the record (a struct of the stream) with the customer that it belongs to. raw: what rejects would need, empty
   where they do not. Workers do not wait for each other. */
void group_add(struct group *group, unsigned worker, enum group_stream stream, struct text customer,
	       const void *record, uint64_t position, struct text raw);

/* What is done with each customer. The records, each stream's in the manual's order, are valid until it returns; they may be
   moved within their arrays. */
typedef void group_handler(void *context, unsigned worker, struct customer_records *records);

/* What is done with what a group holds. Customers come in parts, numbered from 0: those of a part one by one in the order of
   their names, and all before those of the next part. Workers take the parts in turn, each one part at a time. */
struct group_work {
	void *context;
	group_handler *customer;
	/* NULL, or called before and after a part's customers. */
	void (*begin)(void *context, unsigned worker, size_t part);
	void (*end)(void *context, unsigned worker, size_t part);
	/* NULL, or takes memory that the group needs no more but will free only in the end; aligned for objects of up to 8 bytes
	   alignment. */
	void (*take)(void *context, unsigned worker, void *memory, size_t size);
};

/* Hands all customers out, to as many threads as there are workers. Call once, when all are added. */
void group_each(struct group *group, const struct group_work *work);

void group_free(struct group *group);

#endif
