/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "record.h"
#include "roster.h"

struct roster {
	struct arena texts;
	struct staff *staff; /* in input order */
	size_t n, room;
	uint32_t *by_id;   /* places in staff, by id, then input */
	uint32_t *by_role; /* by role, then id, then input */
};

static char *add_staff(void *context, unsigned worker, const struct input *input)
{
	struct roster *roster = context;
	(void)worker;
	roster->staff = memory_grow(roster->staff, &roster->room, roster->n + 1, sizeof *roster->staff);
	struct staff *staff = &roster->staff[roster->n++];
	*staff = *(const struct staff *)input->record;
	staff->staff = arena_copy(&roster->texts, staff->staff);
	staff->role = arena_copy(&roster->texts, staff->role);
	staff->name = staff->manager = TEXT("");
	return NULL;
}

static int compare_places(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare_ids(const void *a, const void *b, void *context)
{
	const uint32_t *x = a, *y = b;
	const struct staff *staff = context;
	int order = text_compare(staff[*x].staff, staff[*y].staff);
	return order != 0 ? order : compare_places(*x, *y);
}

static int compare_roles(const void *a, const void *b, void *context)
{
	const uint32_t *x = a, *y = b;
	const struct staff *staff = context;
	int order = text_compare(staff[*x].role, staff[*y].role);
	return order != 0 ? order : compare_ids(a, b, context);
}

static uint32_t *sorted_places(const struct roster *roster,
			       int (*compare)(const void *, const void *, void *))
{
	uint32_t *place = memory_new(roster->n, sizeof *place);
	for (uint32_t i = 0; i < roster->n; i++)
		place[i] = i;
	if (roster->n > 1)
		qsort_r(place, roster->n, sizeof *place, compare, roster->staff);
	return place;
}

struct roster *roster_read(struct inputs *inputs, const char *path)
{
	struct roster *roster = memory_new(1, sizeof *roster);
	struct strings paths = {&path, 1, 1};
	if (path != NULL)
		inputs_read(inputs, 1, &(struct inputs_source){&stream_staff, &paths}, 1,
			    &(struct inputs_work){.context = roster, .record = add_staff});
	roster->by_id = sorted_places(roster, compare_ids);
	roster->by_role = sorted_places(roster, compare_roles);
	return roster;
}

/* The first place in the order whose role (by_role) or id is not before the text. */
static size_t find_first(const struct roster *roster, bool by_role, struct text text)
{
	size_t low = 0, high = roster->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct staff *staff =
			&roster->staff[(by_role ? roster->by_role : roster->by_id)[middle]];
		if (text_compare(by_role ? staff->role : staff->staff, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct text roster_role(const struct roster *roster, struct text person)
{
	size_t i = find_first(roster, false, person);
	if (i == roster->n || !text_equal(roster->staff[roster->by_id[i]].staff, person))
		return TEXT("");
	return roster->staff[roster->by_id[i]].role;
}

struct text roster_holder(const struct roster *roster, struct text role, int32_t day)
{
	for (size_t i = find_first(roster, true, role); i < roster->n; i++) {
		const struct staff *staff = &roster->staff[roster->by_role[i]];
		if (!text_equal(staff->role, role))
			break;
		if ((staff->joined == DATE_NONE || staff->joined <= day) &&
		    (staff->left == DATE_NONE || staff->left >= day))
			return staff->staff;
	}
	return TEXT("");
}

void roster_free(struct roster *roster)
{
	arena_free(&roster->texts);
	free(roster->staff);
	free(roster->by_id);
	free(roster->by_role);
	free(roster);
}
