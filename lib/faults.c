/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "deal.h"
#include "faults.h"
#include "memory.h"
#include "register.h"

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
	fault_rules_load_common(rules, policy, calendar);
	followup_rules_load_missed(&rules->followup, policy, calendar);
	rules->report_days = policy_whole(policy_need(policy, "report.days", TEXT("")));
}

void fault_rules_load_common(struct fault_rules *rules, const struct policy *policy,
			     const struct calendar *calendar)
{
	*rules = (struct fault_rules){.policy = policy, .calendar = calendar};
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
		if (calendar_is_workday(rules->calendar, next))
			add(faults, place, code, next);
}

/* A call-back or a revisit not made in time, or a call-back made late. */
static bool find_missed(struct faults *faults, const struct fault_rules *rules,
			const struct followup_case *found, struct text customer, int32_t as_of)
{
	bool is_callback = found->action == ACTION_CALLBACK;
	const struct visit *closed = found->closed;
	enum deadline_state state = deadline_state(&found->deadline, as_of);
	if (state == DEADLINE_MET || state == DEADLINE_OPEN)
		return true;
	int32_t missed;
	if (!date_add_days(found->deadline.due.day, 1, &missed))
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

static void add_registration(struct faults *faults, const struct fault_rules *rules,
			     const struct registration *registration, struct text code, int32_t as_of)
{
	struct place place = {registration->staff, registration->customer, registration->position, DATE_NONE};
	add_fault(faults, rules, &place, code, registration->day, as_of);
}

/* Registrations made earlier on the day than one with a lower number in the public register, which decides. Goes back from
   the last of the day. */
static void find_misplaced(struct faults *faults, const struct fault_rules *rules,
			   const struct customer_records *records, int32_t as_of)
{
	const struct registration *lowest = NULL;  /* of those made later */
	const struct registration *at_once = NULL; /* of those made at the time at hand */
	int32_t day = DATE_NONE, second = 0;
	for (size_t i = records->registrations; i > 0; i--) {
		const struct registration *registration = &records->registration[i - 1];
		if (!register_has_number(registration))
			continue;
		if (registration->day != day)
			lowest = at_once = NULL;
		else if (register_second(registration) != second)
			lowest = at_once;
		if (lowest != NULL && register_compare(registration, lowest) > 0)
			add_registration(faults, rules, registration, TEXT("register.mismatch"), as_of);
		if (at_once == NULL || register_compare(registration, at_once) < 0)
			at_once = registration;
		day = registration->day;
		second = register_second(registration);
	}
}

static void find_in_registrations(struct faults *faults, const struct fault_rules *rules,
				  const struct customer_records *records, int32_t as_of)
{
	for (size_t i = 0; i < records->registrations; i++) {
		const struct registration *registration = &records->registration[i];
		if (registration->register_no.length > 0 && registration->personal_no.length > 0 &&
		    !text_equal(registration->register_no, registration->personal_no))
			add_registration(faults, rules, registration, TEXT("register.mismatch"), as_of);
		if (i == 0 && (registration->name.length == 0 || registration->phone.length == 0))
			add_registration(faults, rules, registration, TEXT("register.incomplete"), as_of);
	}
	find_misplaced(faults, rules, records, as_of);
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

/* What the record itself names or is. */
static void find_in_visit(struct faults *faults, const struct fault_rules *rules, const struct visit *visit,
			  int32_t as_of)
{
	struct place place = {visit->staff, visit->customer, visit->position, visit->fixed};
	struct text codes = visit->fault;
	if (visit->kind == VISIT_WARNING)
		add_fault(faults, rules, &place, TEXT("warning"), visit->day, as_of);
	if (visit->basis == BASIS_KNOWING && deal_is_one(visit))
		add_fault(faults, rules, &place, TEXT("knowing_contact"), visit->day, as_of);
	for (struct text code; (code = text_next_word(&codes)).length > 0;)
		add_fault(faults, rules, &place, code, visit->day, as_of);
}

static bool is_clean(const struct fault_rules *rules, const struct visit *visit)
{
	struct text codes = visit->fault;
	bool is_clean = visit->kind == VISIT_CALLBACK && visit->outcome != OUTCOME_UNREACHABLE;
	for (struct text code; is_clean && (code = text_next_word(&codes)).length > 0;)
		is_clean = !is_script_code(rules->policy, code);
	return is_clean;
}

/* A late report, or a call-back as it should be. */
static bool find_in_work(struct faults *faults, const struct fault_rules *rules, const struct visit *visit,
			 int32_t as_of)
{
	struct place place = {visit->staff, visit->customer, visit->position, visit->fixed};
	int32_t day;
	if (visit->kind == VISIT_VISIT && is_late(rules, visit, as_of)) {
		if (!date_add_days(visit->day, rules->report_days + 1, &day))
			return false;
		add_fault(faults, rules, &place, TEXT("report.late"), day, as_of);
	}
	if (is_clean(rules, visit))
		add_fault(faults, rules, &place, TEXT("callback.clean"), visit->day, as_of);
	return true;
}

void faults_find_common(struct faults *faults, const struct fault_rules *rules,
			const struct customer_records *records, int32_t as_of)
{
	faults->n = 0;
	find_in_registrations(faults, rules, records, as_of);
	for (size_t i = 0; i < records->visits; i++)
		find_in_visit(faults, rules, &records->visit[i], as_of);
}

void faults_find_party(struct faults *faults, const struct fault_rules *rules,
		       const struct customer_records *records, int32_t as_of)
{
	faults->n = 0;
	find_misplaced(faults, rules, records, as_of);
}

const char *faults_find(struct faults *faults, const struct fault_rules *rules,
			const struct customer_records *records, int32_t as_of)
{
	const struct followup_case *cases;
	const char *error = followup_walk(faults->followup, &rules->followup, records);
	faults_find_common(faults, rules, records, as_of);
	if (error != NULL)
		return error;
	size_t n = followup_cases(faults->followup, &cases);
	for (size_t i = 0; i < n; i++)
		if (!find_missed(faults, rules, &cases[i], records->customer, as_of))
			return DATE_TOO_LATE;
	for (size_t i = 0; i < records->visits; i++)
		if (!find_in_work(faults, rules, &records->visit[i], as_of))
			return DATE_TOO_LATE;
	return NULL;
}

/* Deals and call-backs that were made, which may be faults in themselves, are among those that end cases. */
bool faults_concern(const struct fault_rules *rules, const struct visit *visit, int32_t as_of)
{
	return visit->fault.length > 0 || visit->kind == VISIT_WARNING ||
	       (visit->kind == VISIT_VISIT && is_late(rules, visit, as_of)) ||
	       followup_concerns(&rules->followup, visit);
}

void faults_start(struct faults *faults)
{
	faults->n = 0;
}

void faults_add(struct faults *faults, const struct fault_rules *rules, const struct found_fault *fault,
		int32_t until, int32_t as_of)
{
	struct place place = {fault->person, fault->customer, fault->position, until};
	add_fault(faults, rules, &place, fault->code, fault->day, as_of);
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
