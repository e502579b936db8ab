/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "due_columns.h"
#include "words.h"

static void add(const char **columns, const char *name)
{
	while (*columns != NULL)
		columns++;
	*columns = name;
}

static void add_if(const char **columns, bool is_wanted, const char *name)
{
	if (is_wanted)
		add(columns, name);
}

/* What the events of the deadlines look at beside dates. */
struct need {
	bool outcome, reason, id, ref;
};

static void look_at(struct need *need, const struct due_events *events)
{
	for (size_t i = 0; i < events->n; i++) {
		need->outcome |= events->event[i].outcome != OUTCOME_NONE;
		need->reason |= events->event[i].reason.length > 0;
	}
}

static struct need need_of(const struct due_rules *rules)
{
	struct need need = {0};
	for (size_t i = 0; i < rules->names; i++) {
		const struct due_name *name = &rules->name[i];
		bool by_records = !event_is_period(&name->from.event[0]);
		look_at(&need, &name->from);
		look_at(&need, &name->to);
		need.ref |= by_records && name->to.visits != 0;
		need.id |= by_records && (name->to.visits != 0 || name->share != NULL);
	}
	return need;
}

void due_columns_set(struct due_columns *columns, const struct due_rules *rules, bool with_faults)
{
	static const char *const receivables[] = {"date", "kind", "doc", "ref", NULL};
	static const char *const grades[] = {"grade", NULL};
	struct need need = need_of(rules);
	*columns = (struct due_columns){{"staff"}, {"date", "staff", "kind"}, {NULL}};
	add_if(columns->registration, with_faults, "name");
	add_if(columns->registration, with_faults, "phone");
	add_if(columns->registration, with_faults, "register_no");
	add_if(columns->registration, with_faults, "personal_no");
	add_if(columns->registration, with_faults, "party");
	add_if(columns->registration, due_rules_use(rules, EVENT_FILED), "filed");
	add_if(columns->registration, due_rules_use(rules, EVENT_CONTRACT), "contract");
	add_if(columns->visits, with_faults || need.outcome, "outcome");
	add_if(columns->visits, need.reason, "reason");
	add_if(columns->visits, due_rules_use(rules, EVENT_PLANNED), "planned");
	add_if(columns->visits, due_rules_use(rules, EVENT_REPORTED), "reported");
	add_if(columns->visits, with_faults, "fault");
	add_if(columns->visits, with_faults || due_rules_use(rules, EVENT_FIXED), "fixed");
	add_if(columns->visits, with_faults, "basis");
	add_if(columns->visits, need.id, "id");
	add_if(columns->visits, need.ref, "ref");
	/* Where no deadline can open a case, these are only checked. */
	bool is_idle = rules->names == 0 && !with_faults;
	columns->wanted[GROUP_REGISTRATION] = is_idle ? NULL : columns->registration;
	columns->wanted[GROUP_VISITS] = is_idle ? NULL : columns->visits;
	columns->wanted[GROUP_RECEIVABLES] = receivables;
	columns->wanted[GROUP_GRADES] = grades;
}
