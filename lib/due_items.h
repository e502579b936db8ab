/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What opens and closes the cases of one deadline in a customer's records, in the order in which it happens. */
#ifndef KEHU_DUE_ITEMS_H
#define KEHU_DUE_ITEMS_H

#include "due_case.h"

enum { DUE_OPENS = 1, DUE_CLOSES = 2, DUE_CLOSES_OWN = 4 /* the cases of its record */ };

enum { DUE_ITEM_COLUMNS = EVENT_CONTRACT + 1 };

/* A date of a record at which something happens. Numbers count from 1; 0: none. */
struct due_item {
	struct moment at;
	uint64_t position;
	const void *record; /* a struct of the stream */
	uint32_t early;     /* the item that closes what this one opens though it comes before it */
	uint32_t own;       /* the record's number among those whose own columns close something */
	uint8_t stream, column, flags;
};

struct due_items;

struct due_items *due_items_new(int32_t as_of);

/* To be called for each customer before anything is collected. */
void due_items_start(struct due_items *items, const struct customer_records *records);

/* Lists what opens or closes cases of this deadline, in order. */
void due_items_collect(struct due_items *items, const struct due_name *name);

/* The list, valid until the next; whether anything opens a case. */
const struct due_item *due_items_list(const struct due_items *items, size_t *n);
bool due_items_open(const struct due_items *items);

/* How many records have own columns that close something; how many ids closings may refer to. */
size_t due_items_owns(const struct due_items *items);
size_t due_items_ids(const struct due_items *items);

/* The number of the item's id, or of the one that its ref names, counted from 0; DUE_NO_ID: none. */
#define DUE_NO_ID UINT32_MAX
uint32_t due_items_id(const struct due_items *items, const struct due_item *item, bool by_ref);

/* The record's item at this column; false: nothing happens there. */
bool due_items_column(const struct due_items *items, const struct due_item *item, enum event_column column,
		      struct due_item *other);

/* Order of what happens: <0, 0, >0. */
int due_item_compare(const struct due_item *a, const struct due_item *b);

/* Whether the closing only comes before the opening because it has no time: standing behind it, it counts as after it. */
bool due_item_is_after_all(const struct due_item *closing, const struct due_item *opening);

void due_items_free(struct due_items *items);

#endif
