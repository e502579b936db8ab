/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "due_days.h"
#include "memory.h"

enum { SLOTS = 64 /* at first */ };

struct entry {
	uint64_t who;
	struct moment moment; /* day DATE_NONE: none */
};

struct due_days {
	struct entry *slot; /* open addressing by number and day; a power of two, at most half full */
	size_t slots, n;
	struct entry *sorted;  /* NULL: not yet */
	struct moment *moment; /* as they are sorted */
};

static struct entry *new_slots(size_t n)
{
	struct entry *slot = memory_new(n, sizeof *slot);
	for (size_t i = 0; i < n; i++)
		slot[i].moment.day = DATE_NONE;
	return slot;
}

struct due_days *due_days_new(void)
{
	struct due_days *days = memory_new(1, sizeof *days);
	days->slots = SLOTS;
	days->slot = new_slots(SLOTS);
	return days;
}

static struct entry *find_slot(const struct due_days *days, uint64_t who, int32_t day)
{
	uint64_t hash = (who * UINT64_C(0x9e3779b97f4a7c15) ^ (uint32_t)day) * UINT64_C(0x9e3779b97f4a7c15);
	for (size_t i = hash >> 32 & (days->slots - 1);; i = (i + 1) & (days->slots - 1)) {
		struct entry *slot = &days->slot[i];
		if (slot->moment.day == DATE_NONE || (slot->moment.day == day && slot->who == who))
			return slot;
	}
}

static void grow(struct due_days *days)
{
	struct entry *old = days->slot;
	size_t slots = days->slots;
	days->slots *= 2;
	days->slot = new_slots(days->slots);
	for (size_t i = 0; i < slots; i++)
		if (old[i].moment.day != DATE_NONE)
			*find_slot(days, old[i].who, old[i].moment.day) = old[i];
	free(old);
}

void due_days_add(struct due_days *days, uint64_t who, struct moment moment)
{
	struct entry *slot = find_slot(days, who, moment.day);
	if (slot->moment.day != DATE_NONE) {
		/* no time is less than any */
		if (moment.second < slot->moment.second)
			slot->moment.second = moment.second;
		return;
	}
	*slot = (struct entry){who, moment};
	if (++days->n > days->slots / 2)
		grow(days);
}

void due_days_join(struct due_days *days, const struct due_days *other)
{
	for (size_t i = 0; i < other->slots; i++)
		if (other->slot[i].moment.day != DATE_NONE)
			due_days_add(days, other->slot[i].who, other->slot[i].moment);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return (x->moment.day > y->moment.day) - (x->moment.day < y->moment.day);
}

static void sort(struct due_days *days)
{
	size_t n = 0;
	days->sorted = memory_new(days->n, sizeof *days->sorted);
	days->moment = memory_new(days->n, sizeof *days->moment);
	for (size_t i = 0; i < days->slots; i++)
		if (days->slot[i].moment.day != DATE_NONE)
			days->sorted[n++] = days->slot[i];
	if (n > 1)
		qsort(days->sorted, n, sizeof *days->sorted, compare_entries);
	for (size_t i = 0; i < n; i++)
		days->moment[i] = days->sorted[i].moment;
}

/* The first place of a number that is not smaller. */
static size_t find_first(const struct due_days *days, uint64_t who)
{
	size_t low = 0, high = days->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (days->sorted[middle].who < who)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t due_days_find(struct due_days *days, uint64_t who, const struct moment **moment)
{
	if (days->sorted == NULL)
		sort(days);
	size_t first = find_first(days, who);
	*moment = days->moment + first;
	return find_first(days, who + 1) - first;
}

void due_days_free(struct due_days *days)
{
	free(days->slot);
	free(days->sorted);
	free(days->moment);
	free(days);
}
