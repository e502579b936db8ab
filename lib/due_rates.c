/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "due_rates.h"
#include "memory.h"

enum { SLOTS = 64 /* at first */ };

struct due_rates {
	struct due_rate *slot; /* open addressing; cases 0: empty; a power of two, at most half full */
	size_t slots, n;
};

struct due_rates *due_rates_new(void)
{
	struct due_rates *rates = memory_new(1, sizeof *rates);
	rates->slots = SLOTS;
	rates->slot = memory_new(SLOTS, sizeof *rates->slot);
	return rates;
}

static struct due_rate *find_slot(const struct due_rates *rates, uint32_t name, int32_t month)
{
	uint64_t hash = ((uint64_t)name << 32 | (uint32_t)month) * UINT64_C(0x9e3779b97f4a7c15);
	for (size_t i = hash >> 32 & (rates->slots - 1);; i = (i + 1) & (rates->slots - 1)) {
		struct due_rate *slot = &rates->slot[i];
		if (slot->cases == 0 || (slot->name == name && slot->month == month))
			return slot;
	}
}

static void grow(struct due_rates *rates)
{
	struct due_rate *old = rates->slot;
	size_t slots = rates->slots;
	rates->slots *= 2;
	rates->slot = memory_new(rates->slots, sizeof *rates->slot);
	for (size_t i = 0; i < slots; i++)
		if (old[i].cases > 0)
			*find_slot(rates, old[i].name, old[i].month) = old[i];
	free(old);
}

void due_rates_add(struct due_rates *rates, const struct due_rate *rate)
{
	struct due_rate *slot = find_slot(rates, rate->name, rate->month);
	if (slot->cases == 0) {
		*slot = *rate;
		if (++rates->n > rates->slots / 2)
			grow(rates);
		return;
	}
	slot->cases += rate->cases;
	slot->sampled += rate->sampled;
	slot->closed += rate->closed;
	slot->in_time += rate->in_time;
}

void due_rates_join(struct due_rates *rates, const struct due_rates *other)
{
	for (size_t i = 0; i < other->slots; i++)
		if (other->slot[i].cases > 0)
			due_rates_add(rates, &other->slot[i]);
}

static int compare_rates(const void *a, const void *b)
{
	const struct due_rate *x = a, *y = b;
	if (x->name != y->name)
		return x->name < y->name ? -1 : 1;
	return (x->month > y->month) - (x->month < y->month);
}

size_t due_rates_list(struct due_rates *rates, const struct due_rate **list)
{
	size_t n = 0;
	for (size_t i = 0; i < rates->slots; i++)
		if (rates->slot[i].cases > 0)
			rates->slot[n++] = rates->slot[i];
	if (n > 1)
		qsort(rates->slot, n, sizeof *rates->slot, compare_rates);
	*list = rates->slot;
	return n;
}

void due_rates_free(struct due_rates *rates)
{
	free(rates->slot);
	free(rates);
}
