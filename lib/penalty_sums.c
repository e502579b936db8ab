/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "penalty_sums.h"

struct penalty_sums {
	struct penalty_sum *sum; /* of the month at hand, in the order of lines */
	size_t n, room;
};

struct penalty_sums *penalty_sums_new(void)
{
	return memory_new(1, sizeof(struct penalty_sums));
}

static int compare_sums(const void *a, const void *b)
{
	const struct penalty_sum *x = a, *y = b;
	int order = text_compare(x->person, y->person);
	return order != 0 ? order : text_compare(x->role, y->role);
}

void penalty_sums_end(struct penalty_sums *sums, penalty_sum_handler *handler, void *context)
{
	if (sums->n > 1)
		qsort(sums->sum, sums->n, sizeof *sums->sum, compare_sums);
	for (size_t i = 0, next; i < sums->n; i = next) {
		struct penalty_sum sum = sums->sum[i];
		for (next = i + 1; next < sums->n && compare_sums(&sums->sum[next], &sum) == 0; next++) {
			sum.lines += sums->sum[next].lines;
			sum.fits &= money_add(&sum.charge, sums->sum[next].charge);
		}
		handler(context, &sum);
	}
	sums->n = 0;
}

/* Lines that follow one another with one person and role are added up at once. */
void penalty_sums_add(struct penalty_sums *sums, const struct penalty_line *line,
		      penalty_sum_handler *handler, void *context)
{
	const struct fault *fault = line->fault;
	struct penalty_sum *last = sums->n > 0 ? &sums->sum[sums->n - 1] : NULL;
	bool is_in_month = last != NULL && date_month_number(last->day) == date_month_number(fault->day);
	if (last != NULL && !is_in_month)
		penalty_sums_end(sums, handler, context);
	if (is_in_month && text_equal(last->person, line->person) && text_equal(last->role, line->role) &&
	    money_add(&last->charge, line->charge)) {
		last->lines++;
		return;
	}
	sums->sum = memory_grow(sums->sum, &sums->room, sums->n + 1, sizeof *sums->sum);
	sums->sum[sums->n++] =
		(struct penalty_sum){line->person, line->role, fault->day, 1, line->charge, true};
}

void penalty_sums_free(struct penalty_sums *sums)
{
	free(sums->sum);
	free(sums);
}
