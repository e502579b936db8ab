/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that recur, each kept once and known by a number. */
#ifndef KEHU_INTERN_H
#define KEHU_INTERN_H

#include <stddef.h>
#include <stdint.h>
#include "text.h"

struct intern;

struct intern *intern_new(void);

/* The text's number: 0, 1, ... in the order in which texts first come. */
uint32_t intern_add(struct intern *intern, struct text text);

size_t intern_count(const struct intern *intern);

/* The text of a number; valid as long as the table. */
struct text intern_text(const struct intern *intern, uint32_t number);

/* By number: the text's place in the order by bytes. Storage for free(). */
uint32_t *intern_ranks(const struct intern *intern);

void intern_free(struct intern *intern);

#endif
