/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases of deadlines counted by name and month of opening, by several workers. */
#ifndef KEHU_DUE_RATES_H
#define KEHU_DUE_RATES_H

#include <stddef.h>
#include <stdint.h>

struct due_rate {
	uint32_t name; /* a number */
	int32_t month; /* date_month_number */
	int64_t cases, sampled, closed, in_time;
};

struct due_rates;

struct due_rates *due_rates_new(void);

/* Adds the counts to those of the same name and month. */
void due_rates_add(struct due_rates *rates, const struct due_rate *rate);
void due_rates_join(struct due_rates *rates, const struct due_rates *other);

/* All counts by name, then month. Nothing may be added after. */
size_t due_rates_list(struct due_rates *rates, const struct due_rate **list);

void due_rates_free(struct due_rates *rates);

#endif
