/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "holding.h"

void holding_start(struct holding *holding)
{
	*holding = (struct holding){.owner = TEXT(""),
				    .previous = TEXT(""),
				    .basis = OWNER_POOL,
				    .since = DATE_NONE,
				    .end = DATE_NONE,
				    .over = OWNER_NEVER,
				    .planned = DATE_NONE,
				    .day = DATE_NONE,
				    .yesterday = TEXT(""),
				    .requested_day = DATE_NONE,
				    .deal_day = DATE_NONE};
}

/* Works out when it will be over: by leaving where that comes first, or on the same day. */
static bool set_over(struct holding *holding, const struct owner_rules *rules)
{
	int32_t last;
	holding->over = holding->gone;
	if (holding->end == DATE_NONE)
		return true;
	if (!date_add_days(holding->end, rules->grace, &last))
		return false;
	if (last + 1 < holding->over)
		holding->over = last + 1;
	return true;
}

/* The end that the record gives. */
static bool end_of(const struct holding *holding, const struct holding_cause *cause, int32_t *end)
{
	if (!validity_end(cause->term, cause->day, end))
		return false;
	if (*end > holding->latest)
		*end = holding->latest;
	return true;
}

/* The person owns it. Who has left nevertheless does so for the day. */
static void change_owner(struct holding *holding, const struct owner_rules *rules, struct text person,
			 int32_t day)
{
	if (holding_is_owned(holding))
		holding->previous = holding->owner;
	holding->owner = person;
	holding->since = day;
	holding->gone = owner_rules_gone(rules, person);
	if (holding->gone <= day)
		holding->gone = day + 1;
}

bool holding_make(struct holding *holding, const struct owner_rules *rules, struct text person,
		  enum owner_word basis, const struct holding_cause *cause)
{
	change_owner(holding, rules, person, cause->day);
	holding->basis = basis;
	holding->cause = *cause;
	holding->end = DATE_NONE;
	holding->latest = OWNER_NEVER;
	if (owner_rules_say(rules, OWNER_POOL)) {
		if (rules->limit >= 0 && !date_add_days(cause->day, rules->limit, &holding->latest))
			return false;
		if (!end_of(holding, cause, &holding->end))
			return false;
	}
	return set_over(holding, rules);
}

void holding_make_deal(struct holding *holding, const struct owner_rules *rules, struct text person,
		       const struct holding_cause *cause)
{
	if (!text_equal(holding->owner, person))
		change_owner(holding, rules, person, cause->day);
	holding->basis = OWNER_DEAL;
	holding->cause = *cause;
	holding->end = DATE_NONE;
	set_over(holding, rules);
}

bool holding_renew(struct holding *holding, const struct owner_rules *rules,
		   const struct holding_cause *cause, bool *moved)
{
	int32_t end;
	*moved = false;
	if (holding->end == DATE_NONE ||
	    (rules->only_owner_renews && !text_equal(cause->staff, holding->owner)))
		return true;
	if (!end_of(holding, cause, &end))
		return false;
	if (end <= holding->end)
		return true;
	*moved = true;
	holding->end = end;
	holding->cause = *cause;
	return set_over(holding, rules);
}

void holding_lose(struct holding *holding)
{
	holding->basis = holding->over == holding->gone ? OWNER_LEFT : OWNER_POOL;
	holding->previous = holding->owner;
	holding->owner = TEXT("");
	holding->since = holding->over;
	holding->end = DATE_NONE;
	holding->over = OWNER_NEVER;
}

const struct policy_row *holding_bar(const struct holding *holding, const struct owner_rules *rules,
				     struct text person, int32_t day)
{
	if (owner_rules_gone(rules, person) <= day)
		return rules->rule[OWNER_LEFT];
	bool was_last = holding->since != DATE_NONE && text_equal(holding->previous, person);
	return was_last && day - (int64_t)holding->since < rules->cooldown_days ? rules->cooldown : NULL;
}
