/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streams that records can be grouped of, one by one: what group.c need not know. */
#ifndef KEHU_GROUP_KIND_H
#define KEHU_GROUP_KIND_H

#include "group.h"

/* What of a stream's records is handed out, where they have what is no column, and whether they are ordered by date. */
struct group_kind {
	const struct stream *stream;
	bool is_dated, is_timed; /* by time too */
	bool keeps_raw;          /* where it is wanted; raw 0: not in the record */
	uint16_t size;           /* of what is handed out, from the record's first byte on */
	uint16_t position, raw;  /* 0: it has none */
};

struct group_kind group_kind_of(enum group_stream stream);

/* These are the customer's n records of the stream. */
void group_kind_set(struct customer_records *records, enum group_stream stream, const void *record, size_t n);

#endif
