/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the ledger added up by month, person and role (kehu-penalty(1), --summary). */
#ifndef KEHU_PENALTY_SUMS_H
#define KEHU_PENALTY_SUMS_H

#include "penalty.h"

/* The sum of one person's lines for one role in one month. */
struct penalty_sum {
	struct text person, role;
	int32_t day; /* one of the month */
	int64_t lines;
	int64_t charge; /* fen */
	bool fits;      /* in 64 bits; else the charge means nothing */
};

typedef void penalty_sum_handler(void *context, const struct penalty_sum *sum);

struct penalty_sums;
struct penalty_sums *penalty_sums_new(void);

/* Adds a line. They come by date: with the first of another month the sums of the one before are handed on, by person and role. Texts
   must stay until then. */
void penalty_sums_add(struct penalty_sums *sums, const struct penalty_line *line,
		      penalty_sum_handler *handler, void *context);

/* Hands on the sums of the last month. */
void penalty_sums_end(struct penalty_sums *sums, penalty_sum_handler *handler, void *context);

void penalty_sums_free(struct penalty_sums *sums);

#endif
