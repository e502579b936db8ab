/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "capacity.h"
#include "memory.h"
#include "names.h"

struct person {
	const struct policy_row *row; /* NULL: no limit */
	int64_t most, held;
};

/* A party of a day, and the next of the same day. */
struct plan {
	uint32_t party, next; /* number of the plan plus 1; 0: none */
};

struct capacity {
	const struct policy *policy;
	const struct roster *roster;
	struct names *names;
	struct person *person; /* by number */
	size_t room;
	uint32_t *day; /* by day since the first: plan plus 1 */
	size_t day_room, days;
	int32_t first;
	struct plan *plan;
	size_t plans, plan_room;
	uint32_t unused; /* a plan plus 1 that can be used again */
};

struct capacity *capacity_new(const struct policy *policy, const struct roster *roster)
{
	struct capacity *capacity = memory_new(1, sizeof *capacity);
	capacity->policy = policy;
	capacity->roster = roster;
	capacity->names = names_new();
	return capacity;
}

void capacity_start(struct capacity *capacity, int32_t first, int32_t last)
{
	names_start(capacity->names, 0);
	capacity->first = first;
	capacity->days = (size_t)(last - first) + 1;
	capacity->day =
		memory_renew(capacity->day, &capacity->day_room, capacity->days, sizeof *capacity->day);
	memset(capacity->day, 0, capacity->days * sizeof *capacity->day);
	capacity->plans = 0;
	capacity->unused = 0;
}

/* --- persons */

static struct person *find_person(struct capacity *capacity, struct text id)
{
	uint32_t n = names_count(capacity->names), number = names_enter(capacity->names, id);
	if (number < n)
		return &capacity->person[number];
	capacity->person =
		memory_grow(capacity->person, &capacity->room, number + (size_t)1, sizeof *capacity->person);
	struct person *person = &capacity->person[number];
	*person = (struct person){
		.row = policy_one(capacity->policy, "owner.capacity",
				  capacity->roster != NULL ? roster_role(capacity->roster, id) : TEXT(""))};
	if (person->row == NULL)
		person->row = policy_one(capacity->policy, "owner.capacity", TEXT(""));
	if (person->row != NULL)
		person->most = policy_whole(person->row);
	return person;
}

const struct policy_row *capacity_full(struct capacity *capacity, struct text id)
{
	const struct person *person = find_person(capacity, id);
	return person->row != NULL && person->held >= person->most ? person->row : NULL;
}

void capacity_count(struct capacity *capacity, struct text id, int change)
{
	find_person(capacity, id)->held += change;
}

/* --- days */

void capacity_plan(struct capacity *capacity, int32_t day, uint32_t party)
{
	if (day < capacity->first || (size_t)(day - capacity->first) >= capacity->days)
		return;
	uint32_t *first = &capacity->day[day - capacity->first], number = capacity->unused;
	if (number == 0) {
		capacity->plan = memory_grow(capacity->plan, &capacity->plan_room, capacity->plans + 1,
					     sizeof *capacity->plan);
		number = (uint32_t)++capacity->plans;
	} else {
		capacity->unused = capacity->plan[number - 1].next;
	}
	capacity->plan[number - 1] = (struct plan){party, *first};
	*first = number;
}

bool capacity_planned(struct capacity *capacity, int32_t day, uint32_t *party)
{
	uint32_t *first = &capacity->day[day - capacity->first], number = *first;
	if (number == 0)
		return false;
	struct plan *plan = &capacity->plan[number - 1];
	*party = plan->party;
	*first = plan->next;
	plan->next = capacity->unused;
	capacity->unused = number;
	return true;
}

void capacity_free(struct capacity *capacity)
{
	names_free(capacity->names);
	free(capacity->person);
	free(capacity->day);
	free(capacity->plan);
	free(capacity);
}
