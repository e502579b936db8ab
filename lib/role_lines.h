/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the ledger that are made role by role, kept until the person who pays them has his turn (kehu-penalty(1)). */
#ifndef KEHU_ROLE_LINES_H
#define KEHU_ROLE_LINES_H

#include <stdbool.h>
#include <stdint.h>
#include "text.h"
#include "writer.h"

struct role_lines;

/* Some lines of one person and role. */
struct role_line {
	struct text person, role;
	int64_t number; /* tells their order among those of the person and role */
	struct text lines;
	bool is_failure; /* there are no such lines: the program is to end with this message */
};

struct role_lines *role_lines_new(unsigned workers);

/* Adds a copy. Workers do not wait for each other. */
void role_lines_add(struct role_lines *lines, unsigned worker, const struct role_line *line);

/* Gives memory to be used for this worker's copies; it must outlive them (arena_give). */
void role_lines_give(struct role_lines *lines, unsigned worker, void *memory, size_t size);

/* To be called when all are added. The message of the first failure in the order of person, role and number, valid until
   role_lines_free; NULL: there is none. */
const char *role_lines_sort(struct role_lines *lines);

/* The person's lines, *n of them, by role and number. */
const struct role_line *role_lines_of(const struct role_lines *lines, struct text person, size_t *n);

void role_lines_free(struct role_lines *lines);

/* Lines of one person in the order in which they were made, to be put out by role. */
struct role_order;

struct role_order *role_order_new(void);

/* The lines that go on up to this length, from where those before ended, are of this role. The text must stay until they are
   put out. */
void role_order_end(struct role_order *order, struct text role, size_t length);

/* To be called before the first are put out. */
void role_order_sort(struct role_order *order);

/* Puts out the next of these lines, as their order tells, or of n that were kept, which it goes on in; false: there are none
   left, and all are forgotten. */
bool role_order_put(struct role_order *order, struct text lines, const struct role_line **kept, size_t *n,
		    struct writer *out);

void role_order_free(struct role_order *order);

#endif
