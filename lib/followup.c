/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "followup.h"
#include "memory.h"

struct followup {
	struct followup_case *cases;
	size_t n, room;
	size_t last[ACTIONS]; /* the action's last case */
	unsigned open;        /* actions whose last case is open */
	size_t next;          /* registration */
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

#define BIT(action) (1U << (action))

/* The actions that a visit closes. */
static unsigned closes(int kind, int outcome)
{
	bool is_won = outcome == OUTCOME_DEAL || outcome == OUTCOME_REVIVED;
	unsigned actions = 0;
	if ((kind == VISIT_CALLBACK && outcome != OUTCOME_UNREACHABLE) || is_won)
		actions |= BIT(ACTION_CALLBACK);
	if (validity_is_contact(kind) || is_won || outcome == OUTCOME_ELSEWHERE)
		actions |= BIT(ACTION_REVIVE);
	if (kind == VISIT_REVISIT)
		actions |= BIT(ACTION_REVISIT);
	return actions;
}

/* Those that it opens, once it has closed what it closes. */
static unsigned opens(int kind, int outcome)
{
	unsigned actions = 0;
	if (outcome == OUTCOME_LOST && kind != VISIT_CALLBACK)
		actions |= BIT(ACTION_CALLBACK);
	if (kind == VISIT_COMPLAINT)
		actions |= BIT(ACTION_REVISIT);
	if (kind == VISIT_CALLBACK && (outcome == OUTCOME_REVIVABLE || outcome == OUTCOME_FALSE_LOSS))
		actions |= BIT(ACTION_REVIVE);
	if (kind == VISIT_CALLBACK)
		actions |= BIT(ACTION_CORRECT);
	return actions;
}

/* Whether the outcome says how the case stands: others are passed over. */
static bool is_telling(int outcome)
{
	return outcome != OUTCOME_NONE && outcome != OUTCOME_UNREACHABLE && outcome != OUTCOME_CLOSED;
}

static void set_asked(struct followup_rules *rules, unsigned asked)
{
	bool is_kept = (asked & FOLLOWUP_OF_VALIDITY) != 0;
	rules->asked = asked;
	for (int kind = 0; kind < VISIT_END; kind++)
		for (int outcome = 0; outcome < OUTCOME_END; outcome++)
			rules->effect[kind][outcome] = (struct followup_effect){
				(uint8_t)(closes(kind, outcome) & asked),
				(uint8_t)(opens(kind, outcome) & asked),
				is_kept && (validity_is_contact(kind) || is_telling(outcome))};
}

static const struct followup_effect *effect_of(const struct followup_rules *rules, const struct visit *visit)
{
	return &rules->effect[visit->kind][visit_outcome(visit)];
}

bool followup_concerns(const struct followup_rules *rules, const struct visit *visit)
{
	const struct followup_effect *effect = effect_of(rules, visit);
	return effect->closes != 0 || effect->opens != 0 || effect->keeps;
}

void followup_rules_load_missed(struct followup_rules *rules, const struct policy *policy,
				const struct calendar *calendar)
{
	*rules = (struct followup_rules){.calendar = calendar};
	load_action(rules, policy, ACTION_CALLBACK);
	load_action(rules, policy, ACTION_REVISIT);
	set_asked(rules, BIT(ACTION_CALLBACK) | BIT(ACTION_REVISIT));
}

void followup_rules_load(struct followup_rules *rules, const struct policy *policy,
			 const struct calendar *calendar, unsigned asked)
{
	*rules = (struct followup_rules){.calendar = calendar};
	for (int i = 0; i < ACTIONS; i++)
		load_action(rules, policy, (enum action)i);
	rules->role[ACTION_CALLBACK] = need(policy, "followup.role", ACTION_CALLBACK);
	rules->role[ACTION_REVISIT] = need(policy, "followup.role", ACTION_REVISIT);
	validity_load(&rules->validity, policy);
	set_asked(rules, asked);
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
	followup->cases =
		memory_grow(followup->cases, &followup->room, followup->n + 1, sizeof *followup->cases);
	struct followup_case *opened = &followup->cases[followup->n++];
	*opened = (struct followup_case){.opened = visit, .action = action};
	followup->last[action] = followup->n - 1;
	followup->open |= BIT(action);
	return deadline_open(&opened->deadline, &rules->span[action], rules->calendar, moment_of(visit->day),
			     EVENT_VISIT, 1);
}

static void close_case(struct followup *followup, enum action action, int32_t day, const struct visit *visit)
{
	struct followup_case *open = &followup->cases[followup->last[action]];
	open->closed = visit;
	deadline_close(&open->deadline, moment_of(day));
	followup->open &= ~BIT(action);
}

static bool has_info_error(struct text codes)
{
	for (struct text code; (code = text_next_word(&codes)).length > 0;)
		if (text_equal(code, TEXT("info_error")))
			return true;
	return false;
}

/* The registrations of the next days up to this one put right what is to be corrected. */
static void correct(struct followup *followup, const struct customer_records *records, int32_t day)
{
	for (size_t *next = &followup->next;
	     *next < records->registrations && records->registration[*next].day <= day; ++*next)
		if (followup->open & BIT(ACTION_CORRECT))
			close_case(followup, ACTION_CORRECT, records->registration[*next].day, NULL);
}

/* Whether the visit is wrong information, and no registration of the day has put it right. */
static bool must_correct(struct followup *followup, const struct customer_records *records,
			 const struct visit *visit)
{
	if (!has_info_error(visit->fault))
		return false;
	correct(followup, records, visit->day);
	return (followup->open & BIT(ACTION_CORRECT)) == 0 &&
	       (followup->next == 0 || records->registration[followup->next - 1].day < visit->day);
}

static enum action lowest(unsigned actions)
{
	return (enum action)__builtin_ctz(actions);
}

static bool open_cases(struct followup *followup, const struct followup_rules *rules,
		       const struct customer_records *records, const struct visit *visit, unsigned actions)
{
	if ((actions & BIT(ACTION_CORRECT)) && !must_correct(followup, records, visit))
		actions &= ~BIT(ACTION_CORRECT);
	for (actions &= ~followup->open; actions != 0; actions &= actions - 1)
		if (!open_case(followup, rules, lowest(actions), visit))
			return false;
	return true;
}

const char *followup_walk(struct followup *followup, const struct followup_rules *rules,
			  const struct customer_records *records)
{
	followup->n = followup->next = followup->open = 0;
	for (size_t i = 0; i < records->visits; i++) {
		const struct visit *visit = &records->visit[i];
		const struct followup_effect *effect = effect_of(rules, visit);
		for (unsigned close = effect->closes & followup->open; close != 0; close &= close - 1)
			close_case(followup, lowest(close), visit->day, visit);
		if (effect->opens != 0 && !open_cases(followup, rules, records, visit, effect->opens))
			return DATE_TOO_LATE;
	}
	correct(followup, records, INT32_MAX);
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
		if (!is_telling(outcome))
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
	size_t contact = records->visits; /* behind the last one: of one term, it ends last */
	while (contact > 0 && !validity_is_contact(records->visit[contact - 1].kind))
		contact--;
	if (contact > 0 && !extend(validity, records->visit[contact - 1].day, &rules->validity.contact))
		return DATE_TOO_LATE;
	return NULL;
}

void followup_free(struct followup *followup)
{
	free(followup->cases);
	free(followup);
}
