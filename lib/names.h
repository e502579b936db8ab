/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers different texts 0, 1, 2 ... in the order in which they are entered, and finds the number of a text: the customers of
   a set, the codes of faults, and others. */
#ifndef KEHU_NAMES_H
#define KEHU_NAMES_H

#include <stddef.h>
#include <stdint.h>
#include "text.h"

struct names;

/* No such text. */
#define NAMES_NONE UINT32_MAX

struct names *names_new(void);

/* Forgets all. About n will be entered from now on: more may be. */
void names_start(struct names *names, size_t n);

/* The text's number, a new one where it has none yet. The text must live as long as it is looked for. */
uint32_t names_enter(struct names *names, struct text text);

/* The text's number; NAMES_NONE: it was not entered. */
uint32_t names_find(const struct names *names, struct text text);

/* How many have been entered: the number that the next new one gets. */
uint32_t names_count(const struct names *names);

void names_free(struct names *names);

#endif
