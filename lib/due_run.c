/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "due.h"
#include "due_run.h"
#include "due_team.h"
#include "memory.h"

struct due_run {
	const struct due_rules *rules;
	const struct roster *roster;
	struct due *due;
	struct due_team *team;
	int32_t as_of;
	/* while the cases of staff and company are handed out: */
	due_run_handler *handler;
	void *context;
};

struct due_run *due_run_new(const struct due_rules *rules, const struct roster *roster, int32_t as_of)
{
	struct due_run *run = memory_new(1, sizeof *run);
	*run = (struct due_run){.rules = rules, .roster = roster, .as_of = as_of};
	run->due = due_new(rules, as_of);
	run->team = due_team_new(rules, roster, as_of);
	return run;
}

const char *due_run_customer(struct due_run *run, const struct customer_records *records, bool with_faults,
			     due_run_handler *handler, void *context)
{
	due_start(run->due, records);
	due_team_note(run->team, run->due, records);
	for (size_t i = 0; i < run->rules->names; i++) {
		const struct due_name *name = &run->rules->name[i];
		if (!due_is_of_customer(name) || (with_faults && name->fault.length == 0))
			continue;
		const char *error = due_walk(run->due, name);
		if (error != NULL)
			return error;
		const struct due_cases *cases = due_cases(run->due);
		for (size_t j = 0; j < cases->n; j++)
			handler(context, &(struct due_found){name, &cases->at[j], records, records->customer,
							     TEXT("")});
	}
	return NULL;
}

void due_run_join(struct due_run *run, const struct due_run *other)
{
	due_team_join(run->team, other->team);
}

static void hand_out(void *context, const struct due_name *name, struct text person,
		     const struct due_cases *cases)
{
	const struct due_run *run = context;
	for (size_t i = 0; i < cases->n; i++)
		run->handler(run->context, &(struct due_found){name, &cases->at[i], NULL, TEXT(""), person});
}

const char *due_run_team(struct due_run *run, due_run_handler *handler, void *context,
			 const struct due_name **name, struct text *person)
{
	run->handler = handler;
	run->context = context;
	return due_team_walk(run->team, run->due, hand_out, run, name, person);
}

struct text due_run_payer(const struct due_found *found)
{
	if (found->staff.length > 0)
		return found->staff;
	return found->records != NULL && found->name->who.length == 0
		       ? due_staff(found->which, found->records)
		       : TEXT("");
}

struct text due_run_person(const struct due_run *run, const struct due_found *found)
{
	struct text role = found->name->who;
	if (found->staff.length > 0 || role.length == 0)
		return due_run_payer(found);
	struct text holder = roster_holder(run->roster, role, run->as_of);
	return holder.length > 0 ? holder : role;
}

enum due_state due_run_state(const struct due_run *run, const struct due_found *found, bool *is_sampled)
{
	*is_sampled = due_is_sampled(run->rules, found->name, found->which,
				     found->records != NULL ? found->customer : found->staff);
	return due_state(found->which, *is_sampled, run->as_of);
}

void due_run_free(struct due_run *run)
{
	due_free(run->due);
	due_team_free(run->team);
	free(run);
}
