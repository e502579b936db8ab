/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days on which something closes what is due from a person or from the company, gathered from the records of all customers
   by several workers. */
#ifndef KEHU_DUE_DAYS_H
#define KEHU_DUE_DAYS_H

#include "deadline.h"

struct due_days;

struct due_days *due_days_new(void);

/* Something happens for whom this number stands for. Of a day only the first moment is kept. */
void due_days_add(struct due_days *days, uint64_t who, struct moment moment);

/* Adds what the other has. */
void due_days_join(struct due_days *days, const struct due_days *other);

/* All days of this number, in order. Nothing may be added after the first call. */
size_t due_days_find(struct due_days *days, uint64_t who, const struct moment **moment);

void due_days_free(struct due_days *days);

#endif
