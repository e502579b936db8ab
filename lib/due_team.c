/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "due_days.h"
#include "due_team.h"
#include "memory.h"

struct due_team {
	const struct due_rules *rules;
	const struct roster *roster;
	struct due_days *days;
	int32_t first, as_of; /* first: the day of the first record of all; DATE_NONE: there is none */
};

struct due_team *due_team_new(const struct due_rules *rules, const struct roster *roster, int32_t as_of)
{
	struct due_team *team = memory_new(1, sizeof *team);
	*team = (struct due_team){rules, roster, due_days_new(), DATE_NONE, as_of};
	return team;
}

/* The number of a deadline of this person; NULL: of the company. */
static uint64_t number_of(const struct due_team *team, const struct due_name *name,
			  const struct staff *person)
{
	enum { PERSON_BITS = 32 };
	uint64_t number = person != NULL ? (uint64_t)(person - roster_at(team->roster, 0)) + 1 : 0;
	return (uint64_t)(name - team->rules->name) << PERSON_BITS | number;
}

static void note_closing(void *context, const struct due_name *name, struct text staff, struct moment moment)
{
	struct due_team *team = context;
	const struct staff *person = NULL;
	if (name->each != POLICY_EACH_COMPANY) {
		person = staff.length > 0 ? roster_find(team->roster, staff) : NULL;
		if (person == NULL)
			return;
	}
	due_days_add(team->days, number_of(team, name, person), moment);
}

static void note_first(struct due_team *team, int32_t day)
{
	if (day != DATE_NONE && (team->first == DATE_NONE || day < team->first))
		team->first = day;
}

void due_team_note(struct due_team *team, struct due *due, const struct customer_records *records)
{
	note_first(team, due_first_day(records, team->as_of));
	for (size_t i = 0; i < team->rules->names; i++)
		if (!due_is_of_customer(&team->rules->name[i]))
			due_closings(due, &team->rules->name[i], note_closing, team);
}

void due_team_join(struct due_team *team, const struct due_team *other)
{
	note_first(team, other->first);
	due_days_join(team->days, other->days);
}

/* What a walk through the cases of all needs. */
struct round {
	struct due_team *team;
	struct due *due;
	due_team_handler *handler;
	void *context;
};

static const char *walk_one(const struct round *round, const struct due_name *name,
			    const struct staff *person)
{
	struct due_team *team = round->team;
	int32_t first = team->first, last = team->as_of;
	const struct moment *closing;
	size_t n = due_days_find(team->days, number_of(team, name, person), &closing);
	if (person != NULL && person->joined != DATE_NONE)
		first = person->joined;
	if (person != NULL && person->left != DATE_NONE && person->left < last)
		last = person->left;
	if (first == DATE_NONE)
		return NULL;
	const char *error = due_walk_period(round->due, name, first, last, closing, n);
	if (error == NULL)
		round->handler(round->context, name, person != NULL ? person->staff : TEXT(""),
			       due_cases(round->due));
	return error;
}

static const char *walk_staff(const struct round *round, const struct due_name *name, struct text *who)
{
	const struct roster *roster = round->team->roster;
	for (size_t i = 0; i < roster_count(roster); i++) {
		const struct staff *person = roster_at(roster, i);
		if (name->each == POLICY_EACH_ROLE && !text_equal(person->role, name->role))
			continue;
		*who = person->staff;
		const char *error = walk_one(round, name, person);
		if (error != NULL)
			return error;
	}
	return NULL;
}

const char *due_team_walk(struct due_team *team, struct due *due, due_team_handler *handler, void *context,
			  const struct due_name **name, struct text *person)
{
	struct round round = {team, due, handler, context};
	const char *error = NULL;
	for (size_t i = 0; i < team->rules->names && error == NULL; i++) {
		*name = &team->rules->name[i];
		*person = TEXT("");
		if (due_is_of_customer(*name))
			continue;
		error = (*name)->each == POLICY_EACH_COMPANY ? walk_one(&round, *name, NULL)
							     : walk_staff(&round, *name, person);
	}
	return error;
}

void due_team_free(struct due_team *team)
{
	due_days_free(team->days);
	free(team);
}
