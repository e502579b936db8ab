/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "register.h"

/* A registration with a number. */
struct register_entry {
	const struct registration *registration;
	uint32_t party, place;
};

bool register_has_number(const struct registration *registration)
{
	struct text number = registration->register_no;
	for (size_t i = 0; i < number.length; i++)
		if (number.at[i] < '0' || number.at[i] > '9')
			return false;
	return number.length > 0;
}

static struct text without_zeros(struct text number)
{
	while (number.length > 0 && number.at[0] == '0')
		number = (struct text){number.at + 1, number.length - 1};
	return number;
}

int register_compare(const struct registration *a, const struct registration *b)
{
	struct text x = without_zeros(a->register_no), y = without_zeros(b->register_no);
	return x.length != y.length ? (x.length < y.length ? -1 : 1) : text_compare(x, y);
}

/* By party, then place. */
static int compare_places(const void *a, const void *b)
{
	const struct register_entry *x = a, *y = b;
	if (x->party != y->party)
		return x->party < y->party ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* By party, then number. */
static int compare_numbers(const void *a, const void *b)
{
	const struct register_entry *x = a, *y = b;
	int order = x->party == y->party ? register_compare(x->registration, y->registration) : 0;
	return order != 0 ? order : compare_places(a, b);
}

static size_t list_numbered(struct register_arrangement *arrangement, const struct registration *registration,
			    const uint32_t *party, size_t n)
{
	size_t entries = 0;
	arrangement->entry =
		memory_renew(arrangement->entry, &arrangement->entry_room, 2 * n, sizeof *arrangement->entry);
	for (uint32_t i = 0; i < n; i++)
		if (register_has_number(&registration[i]))
			arrangement->entry[entries++] =
				(struct register_entry){&registration[i], party[i], i};
	return entries;
}

const uint32_t *register_arrange(struct register_arrangement *arrangement,
				 const struct registration *registration, const uint32_t *party, size_t n)
{
	arrangement->place =
		memory_renew(arrangement->place, &arrangement->room, n, sizeof *arrangement->place);
	size_t entries = list_numbered(arrangement, registration, party, n);
	struct register_entry *by_place = arrangement->entry, *by_number = arrangement->entry + n;
	for (uint32_t i = 0; i < n; i++)
		arrangement->place[i] = i;
	if (entries < 2)
		return arrangement->place;
	memcpy(by_number, by_place, entries * sizeof *by_place);
	qsort(by_place, entries, sizeof *by_place, compare_places);
	qsort(by_number, entries, sizeof *by_number, compare_numbers);
	for (size_t i = 0; i < entries; i++)
		arrangement->place[by_place[i].place] = by_number[i].place;
	return arrangement->place;
}

void register_arrangement_free(struct register_arrangement *arrangement)
{
	free(arrangement->place);
	free(arrangement->entry);
}
