/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers the different docs of one customer's invoices 0, 1, 2 ... in the order in which they are entered, and finds the
   number of a doc. */
#ifndef KEHU_DOC_INDEX_H
#define KEHU_DOC_INDEX_H

#include <stdint.h>
#include "text.h"

struct doc_index;

/* No such doc. */
#define DOC_INDEX_NONE UINT32_MAX

struct doc_index *doc_index_new(void);

/* Forgets all docs; up to n can be entered from now on. */
void doc_index_start(struct doc_index *index, size_t n);

/* The doc's number, a new one where it has none yet. The text must live as long as it is looked for. */
uint32_t doc_index_enter(struct doc_index *index, struct text doc);

/* The doc's number; DOC_INDEX_NONE: it was not entered. */
uint32_t doc_index_find(const struct doc_index *index, struct text doc);

/* How many docs have been entered: the number that the next new one gets. */
uint32_t doc_index_count(const struct doc_index *index);

void doc_index_free(struct doc_index *index);

#endif
