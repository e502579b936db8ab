/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults as lines of the fault stream (kehu-streams(5)), by date, person, customer, code and source. */
#ifndef KEHU_FAULT_LINES_H
#define KEHU_FAULT_LINES_H

#include "customers.h"
#include "faults.h"
#include "key.h"
#include "roster.h"

/* A worker's; both are borrowed. */
struct fault_lines {
	const struct inputs *inputs;
	const struct roster *roster;
	struct key key;
};

/* NULL-terminated. */
extern const char *const fault_lines_header[];

/* Adds the faults last found. period: stands for their source (they were found in no record); empty: their records do. */
void fault_lines_add(struct fault_lines *lines, const struct faults *faults, struct text period,
		     struct results *results);

void fault_lines_free(struct fault_lines *lines);

#endif
