/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "faults.h"
#include "memory.h"

struct faults {
	struct found_fault *list;
	size_t n, room;
	struct followup *followup;
};

/* Codes that make a call-back a faulty one, whatever the policy says. */
static const char *const script_codes[] = {"script_skipped", "script_incomplete", "lax_judgement",
					   "misreport"};

void fault_rules_load(struct fault_rules *rules, const struct policy *policy, const struct calendar *calendar)
{
	followup_rules_load_missed(&rules->followup, policy, calendar);
	rules->policy = policy;
	rules->report_days = policy_whole(policy_need(policy, "report.days", TEXT("")));
}

struct faults *faults_new(void)
{
	struct faults *faults = memory_new(1, sizeof *faults);
	faults->followup = followup_new();
	return faults;
}

/* Where a fault was found. */
struct place {
	struct text person, customer;
	uint64_t position;
	int32_t fixed; /* DATE_NONE: not */
};

static void add(struct faults *faults, const struct place *place, struct text code, int32_t day)
{
	faults->list = memory_grow(faults->list, &faults->room, faults->n + 1, sizeof *faults->list);
	faults->list[faults->n++] =
		(struct found_fault){place->person, place->customer, code, place->position, day};
}

/* Adds the fault and, under penalty.daily, its repetitions on the working days until it is fixed or the as-of date. */
static void add_fault(struct faults *faults, const struct fault_rules *rules, const struct place *place,
		      struct text code, int32_t day, int32_t as_of)
{
	add(faults, place, code, day);
	if (!policy_is_yes(policy_one(rules->policy, "penalty.daily", code)))
		return;
	int32_t last = place->fixed != DATE_NONE && place->fixed <= as_of ? place->fixed - 1 : as_of;
	for (int32_t next = day + 1; next <= last; next++)
		if (calendar_is_workday(rules->followup.calendar, next))
			add(faults, place, code, next);
}

/* A call-back or a revisit not made in time, or a call-back made late. */
static bool find_missed(struct faults *faults, const struct fault_rules *rules,
			const struct followup_case *found, struct text customer, int32_t as_of)
{
	bool is_callback = found->action == ACTION_CALLBACK;
	const struct visit *closed = found->closed;
	if (closed != NULL ? closed->day <= found->due : as_of <= found->due)
		return true;
	int32_t missed;
	if (!date_add_days(found->due, 1, &missed))
		return false;
	struct place opened = {TEXT(""), customer, found->opened->position, found->opened->fixed};
	add_fault(faults, rules, &opened, is_callback ? TEXT("callback.missed") : TEXT("revisit.missed"),
		  missed, as_of);
	if (is_callback && closed != NULL && closed->kind == VISIT_CALLBACK) {
		struct place late = {closed->staff, customer, closed->position, closed->fixed};
		add_fault(faults, rules, &late, TEXT("callback.late"), closed->day, as_of);
	}
	return true;
}

static void find_in_registrations(struct faults *faults, const struct fault_rules *rules,
				  const struct customer_records *records, int32_t as_of)
{
	for (size_t i = 0; i < records->registrations; i++) {
		const struct registration *registration = &records->registration[i];
		struct place place = {registration->staff, records->customer, registration->position,
				      DATE_NONE};
		if (registration->register_no.length > 0 && registration->personal_no.length > 0 &&
		    !text_equal(registration->register_no, registration->personal_no))
			add_fault(faults, rules, &place, TEXT("register.mismatch"), registration->day, as_of);
		if (i == 0 && (registration->name.length == 0 || registration->phone.length == 0))
			add_fault(faults, rules, &place, TEXT("register.incomplete"), registration->day,
				  as_of);
	}
}

static bool is_script_code(const struct policy *policy, struct text code)
{
	for (size_t i = 0; i < sizeof script_codes / sizeof *script_codes; i++)
		if (text_equal(code, text_of(script_codes[i])))
			return true;
	const struct policy_row *group = policy_one(policy, "penalty.group", code);
	return policy_one(policy, "penalty.run", code) != NULL ||
	       (group != NULL && policy_one(policy, "penalty.run", group->value) != NULL);
}

static bool is_late(const struct fault_rules *rules, const struct visit *visit, int32_t as_of)
{
	bool is_reported = visit->reported != DATE_NONE && visit->reported <= as_of;
	return (is_reported ? visit->reported : as_of) > visit->day + rules->report_days;
}

static bool find_in_visit(struct faults *faults, const struct fault_rules *rules, const struct visit *visit,
			  int32_t as_of)
{
	struct place place = {visit->staff, visit->customer, visit->position, visit->fixed};
	bool is_clean = visit->kind == VISIT_CALLBACK && visit->outcome != OUTCOME_UNREACHABLE;
	struct text codes = visit->fault;
	int32_t day;
	if (visit->kind == VISIT_VISIT && is_late(rules, visit, as_of)) {
		if (!date_add_days(visit->day, rules->report_days + 1, &day))
			return false;
		add_fault(faults, rules, &place, TEXT("report.late"), day, as_of);
	}
	if (visit->kind == VISIT_WARNING)
		add_fault(faults, rules, &place, TEXT("warning"), visit->day, as_of);
	for (struct text code; (code = text_next_word(&codes)).length > 0;) {
		add_fault(faults, rules, &place, code, visit->day, as_of);
		is_clean = is_clean && !is_script_code(rules->policy, code);
	}
	if (is_clean)
		add_fault(faults, rules, &place, TEXT("callback.clean"), visit->day, as_of);
	return true;
}

const char *faults_find(struct faults *faults, const struct fault_rules *rules,
			const struct customer_records *records, int32_t as_of)
{
	const struct followup_case *cases;
	const char *error = followup_walk(faults->followup, &rules->followup, records);
	faults->n = 0;
	if (error != NULL)
		return error;
	size_t n = followup_cases(faults->followup, &cases);
	for (size_t i = 0; i < n; i++)
		if (!find_missed(faults, rules, &cases[i], records->customer, as_of))
			return DATE_TOO_LATE;
	find_in_registrations(faults, rules, records, as_of);
	for (size_t i = 0; i < records->visits; i++)
		if (!find_in_visit(faults, rules, &records->visit[i], as_of))
			return DATE_TOO_LATE;
	return NULL;
}

size_t faults_list(const struct faults *faults, const struct found_fault **list)
{
	*list = faults->list;
	return faults->n;
}

void faults_free(struct faults *faults)
{
	followup_free(faults->followup);
	free(faults->list);
	free(faults);
}
