/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "followup.h"
#include "memory.h"

struct followup {
	struct followup_case *cases;
	size_t n, room;
	size_t open[ACTIONS]; /* index of the open case + 1; 0: none */
};

const char *followup_word(enum action action)
{
	static const char *const word[] = {"callback", "correct", "reassign", "revisit", "revive", "track"};
	return word[action];
}

static const struct policy_row *need(const struct policy *policy, const char *rule, enum action action)
{
	return policy_need(policy, rule, text_of(followup_word(action)));
}

static void load_action(struct followup_rules *rules, const struct policy *policy, enum action action)
{
	const struct policy_row *row = need(policy, "followup", action);
	rules->action[action] = row;
	rules->span[action] =
		(struct span){action == ACTION_CORRECT ? SPAN_WORKDAYS : SPAN_DAYS, policy_whole(row)};
}

void followup_rules_load_missed(struct followup_rules *rules, const struct policy *policy,
				const struct calendar *calendar)
{
	*rules = (struct followup_rules){.calendar = calendar};
	load_action(rules, policy, ACTION_CALLBACK);
	load_action(rules, policy, ACTION_REVISIT);
}

void followup_rules_load(struct followup_rules *rules, const struct policy *policy,
			 const struct calendar *calendar)
{
	*rules = (struct followup_rules){.calendar = calendar};
	for (int i = 0; i < ACTIONS; i++)
		load_action(rules, policy, (enum action)i);
	rules->role[ACTION_CALLBACK] = need(policy, "followup.role", ACTION_CALLBACK);
	rules->role[ACTION_REVISIT] = need(policy, "followup.role", ACTION_REVISIT);
	validity_load(&rules->validity, policy);
}

struct followup *followup_new(void)
{
	return memory_new(1, sizeof(struct followup));
}

/* Times of day are not looked at. */
static struct moment moment_of(int32_t day)
{
	return (struct moment){day, DATE_NO_TIME};
}

static bool open_case(struct followup *followup, const struct followup_rules *rules, enum action action,
		      const struct visit *visit)
{
	if (rules->action[action] == NULL || followup->open[action] != 0)
		return true;
	followup->cases =
		memory_grow(followup->cases, &followup->room, followup->n + 1, sizeof *followup->cases);
	struct followup_case *opened = &followup->cases[followup->n++];
	*opened = (struct followup_case){.opened = visit, .action = action};
	followup->open[action] = followup->n;
	return deadline_open(&opened->deadline, &rules->span[action], rules->calendar, moment_of(visit->day),
			     EVENT_VISIT, 1);
}

static void close_case(struct followup *followup, enum action action, int32_t day, const struct visit *visit)
{
	if (followup->open[action] == 0)
		return;
	struct followup_case *open = &followup->cases[followup->open[action] - 1];
	open->closed = visit;
	deadline_close(&open->deadline, moment_of(day));
	followup->open[action] = 0;
}

static void close_cases(struct followup *followup, const struct visit *visit)
{
	int kind = visit->kind, outcome = visit_outcome(visit);
	bool is_won = outcome == OUTCOME_DEAL || outcome == OUTCOME_REVIVED;
	if ((kind == VISIT_CALLBACK && outcome != OUTCOME_UNREACHABLE) || is_won)
		close_case(followup, ACTION_CALLBACK, visit->day, visit);
	if (kind == VISIT_VISIT || kind == VISIT_CALL || kind == VISIT_TRACK || is_won ||
	    outcome == OUTCOME_ELSEWHERE)
		close_case(followup, ACTION_REVIVE, visit->day, visit);
	if (kind == VISIT_REVISIT)
		close_case(followup, ACTION_REVISIT, visit->day, visit);
}

static bool has_info_error(struct text codes)
{
	for (struct text code; (code = text_next_word(&codes)).length > 0;)
		if (text_equal(code, TEXT("info_error")))
			return true;
	return false;
}

/* registered_today: a registration of the day has put right already what is to be corrected. */
static bool open_cases(struct followup *followup, const struct followup_rules *rules,
		       const struct visit *visit, bool registered_today)
{
	int kind = visit->kind, outcome = visit_outcome(visit);
	if (outcome == OUTCOME_LOST && kind != VISIT_CALLBACK &&
	    !open_case(followup, rules, ACTION_CALLBACK, visit))
		return false;
	if (kind == VISIT_COMPLAINT && !open_case(followup, rules, ACTION_REVISIT, visit))
		return false;
	if (kind != VISIT_CALLBACK)
		return true;
	if ((outcome == OUTCOME_REVIVABLE || outcome == OUTCOME_FALSE_LOSS) &&
	    !open_case(followup, rules, ACTION_REVIVE, visit))
		return false;
	return registered_today || !has_info_error(visit->fault) ||
	       open_case(followup, rules, ACTION_CORRECT, visit);
}

const char *followup_walk(struct followup *followup, const struct followup_rules *rules,
			  const struct customer_records *records)
{
	size_t next = 0; /* registration */
	followup->n = 0;
	memset(followup->open, 0, sizeof followup->open);
	for (size_t i = 0; i < records->visits; i++) {
		const struct visit *visit = &records->visit[i];
		for (; next < records->registrations && records->registration[next].day <= visit->day; next++)
			close_case(followup, ACTION_CORRECT, records->registration[next].day, NULL);
		bool registered_today = next > 0 && records->registration[next - 1].day == visit->day;
		close_cases(followup, visit);
		if (!open_cases(followup, rules, visit, registered_today))
			return DATE_TOO_LATE;
	}
	if (next < records->registrations)
		close_case(followup, ACTION_CORRECT, records->registration[next].day, NULL);
	return NULL;
}

size_t followup_cases(const struct followup *followup, const struct followup_case **cases)
{
	*cases = followup->cases;
	return followup->n;
}

/* A record of this day keeps the customer for this term. */
static bool extend(struct followup_validity *validity, int32_t day, const struct validity_term *term)
{
	int32_t end;
	if (!validity_end(term, day, &end))
		return false;
	if (validity->end == DATE_NONE || end > validity->end ||
	    (end == validity->end && day > validity->since)) {
		validity->end = end;
		validity->since = day;
	}
	return true;
}

static bool has_ended(const struct customer_records *records)
{
	for (size_t i = records->visits; i > 0; i--) {
		const struct visit *visit = &records->visit[i - 1];
		int outcome = visit_outcome(visit);
		if (outcome == OUTCOME_NONE || outcome == OUTCOME_UNREACHABLE || outcome == OUTCOME_CLOSED)
			continue;
		bool registered_later = records->registrations > 0 &&
					records->registration[records->registrations - 1].day > visit->day;
		return !registered_later &&
		       (outcome == OUTCOME_DEAL || outcome == OUTCOME_LOST || outcome == OUTCOME_ELSEWHERE);
	}
	return false;
}

const char *followup_validity(const struct followup_rules *rules, const struct customer_records *records,
			      struct followup_validity *validity)
{
	*validity = (struct followup_validity){DATE_NONE, DATE_NONE, has_ended(records)};
	for (size_t i = 0; i < records->registrations; i++) {
		const struct registration *registration = &records->registration[i];
		if (!extend(validity, registration->day, &rules->validity.channel[registration->channel]))
			return DATE_TOO_LATE;
	}
	for (size_t i = 0; i < records->visits; i++) {
		const struct visit *visit = &records->visit[i];
		if (validity_is_contact(visit) && !extend(validity, visit->day, &rules->validity.contact))
			return DATE_TOO_LATE;
	}
	return NULL;
}

void followup_free(struct followup *followup)
{
	free(followup->cases);
	free(followup);
}
