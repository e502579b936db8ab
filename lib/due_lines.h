/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of kehu-due(1): cases by name, due, customer, person and source; rates by name and month. */
#ifndef KEHU_DUE_LINES_H
#define KEHU_DUE_LINES_H

#include "customers.h"
#include "due_rates.h"
#include "due_run.h"
#include "key.h"

/* A worker's; rules and inputs are borrowed. */
struct due_lines {
	const struct due_rules *rules;
	const struct inputs *inputs;
	int32_t as_of;
	struct key key;
};

/* NULL-terminated. */
extern const char *const due_lines_cases[], *const due_lines_rates[];

/* person: who must do it. */
void due_lines_case(struct due_lines *lines, const struct due_found *found, struct text person,
		    enum due_state state, struct results *results);
void due_lines_rate(struct due_lines *lines, const struct due_rate *rate, struct results *results);

void due_lines_free(struct due_lines *lines);

#endif
