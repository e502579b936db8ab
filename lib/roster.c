/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "memory.h"
#include "roster.h"

struct roster {
	struct arena texts;
	struct staff *staff; /* in input order */
	uint64_t *position;  /* where each stands */
	size_t n, room, position_room;
	uint32_t *by_id;      /* places in staff, by id, then input */
	uint32_t *by_role;    /* by role, then id, then input */
	struct staff *person; /* each person's first record, in input order */
	uint32_t *first;      /* by person: its place */
	uint32_t *number;     /* by place: the person's */
	size_t persons;
};

static char *add_staff(void *context, unsigned worker, const struct input *input)
{
	struct roster *roster = context;
	(void)worker;
	roster->staff = memory_grow(roster->staff, &roster->room, roster->n + 1, sizeof *roster->staff);
	roster->position = memory_grow(roster->position, &roster->position_room, roster->n + 1,
				       sizeof *roster->position);
	struct staff *staff = &roster->staff[roster->n];
	*staff = *(const struct staff *)input->record;
	staff->staff = arena_copy(&roster->texts, staff->staff);
	staff->role = arena_copy(&roster->texts, staff->role);
	staff->name = arena_copy(&roster->texts, staff->name);
	staff->manager = arena_copy(&roster->texts, staff->manager);
	roster->position[roster->n++] = input->position;
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

static void list_persons(struct roster *roster)
{
	size_t n = roster->n;
	roster->person = memory_new(n, sizeof *roster->person);
	roster->first = memory_new(n, sizeof *roster->first);
	roster->number = memory_new(n, sizeof *roster->number);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t first = roster->by_id[find_first(roster, false, roster->staff[i].staff)];
		if (first == i) {
			roster->first[roster->persons] = i;
			roster->person[roster->persons++] = roster->staff[i];
		}
		roster->number[i] = first == i ? (uint32_t)roster->persons - 1 : roster->number[first];
	}
}

struct roster *roster_read(struct inputs *inputs, const char *path)
{
	struct roster *roster = memory_new(1, sizeof *roster);
	struct strings paths = {&path, 1, 1};
	if (path != NULL)
		inputs_read(inputs, 1, &(struct inputs_source){&stream_staff, &paths, NULL}, 1,
			    &(struct inputs_work){.context = roster, .record = add_staff});
	roster->by_id = sorted_places(roster, compare_ids);
	roster->by_role = sorted_places(roster, compare_roles);
	list_persons(roster);
	return roster;
}

void roster_warn(const struct roster *roster, const struct inputs *inputs)
{
	for (size_t i = 0; i < roster->n; i++) {
		uint32_t place = roster->first[roster->number[i]];
		if (place == i)
			continue;
		uint64_t position = roster->position[i], first = roster->position[place];
		char *name = diag_quote(roster->staff[i].staff);
		diag_warn("%s:%ju: staff: \"%s\" is given twice (first in %s:%ju); the first counts",
			  inputs_file(inputs, position), (uintmax_t)inputs_line(position), name,
			  inputs_file(inputs, first), (uintmax_t)inputs_line(first));
		free(name);
	}
}

size_t roster_count(const struct roster *roster)
{
	return roster->persons;
}

const struct staff *roster_at(const struct roster *roster, size_t i)
{
	return &roster->person[i];
}

const struct staff *roster_find(const struct roster *roster, struct text person)
{
	size_t i = find_first(roster, false, person);
	if (i == roster->n || !text_equal(roster->staff[roster->by_id[i]].staff, person))
		return NULL;
	return &roster->person[roster->number[roster->by_id[i]]];
}

struct text roster_role(const struct roster *roster, struct text person)
{
	const struct staff *staff = roster_find(roster, person);
	return staff != NULL ? staff->role : TEXT("");
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
	free(roster->position);
	free(roster->by_id);
	free(roster->by_role);
	free(roster->person);
	free(roster->first);
	free(roster->number);
	free(roster);
}
