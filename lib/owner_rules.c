/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "owner_rules.h"

enum { RENEW_OWNER = 1 }; /* the place of the word in owner.renew's list */

const char *owner_word(enum owner_word word)
{
	static const char *const words[] = {"incomplete", "requested", "referral", "first_contact",
					    "new",        "deal",      "left",     "pool",
					    "renewed",    "kept",      "refused",  "lapsed"};
	return words[word];
}

static int64_t days(const struct policy_row *row, int64_t otherwise)
{
	return row != NULL ? policy_whole(row) : otherwise;
}

void owner_rules_load(struct owner_rules *rules, const struct policy *policy, bool with_shares)
{
	static const enum owner_word needed[] = {OWNER_FIRST_CONTACT, OWNER_NEW, OWNER_POOL};
	*rules = (struct owner_rules){.policy = policy};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		policy_need(policy, "owner.rule", text_of(owner_word(needed[i])));
	for (int i = 0; i < OWNER_RULES; i++)
		rules->rule[i] = policy_one(policy, "owner.rule", text_of(owner_word((enum owner_word)i)));
	validity_load(&rules->validity, policy);
	const struct policy_row *renew = policy_one(policy, "owner.renew", TEXT(""));
	rules->only_owner_renews = renew != NULL && renew->number == RENEW_OWNER;
	rules->has_capacity = policy_rule(policy, "owner.capacity").n > 0;
	rules->cooldown = policy_one(policy, "owner.cooldown", TEXT(""));
	rules->cooldown_days = days(rules->cooldown, 0);
	rules->grace = days(policy_one(policy, "owner.grace", TEXT("")), 0);
	rules->limit = days(policy_one(policy, "owner.limit", TEXT("")), -1);
	rules->has_deals = with_shares || owner_rules_say(rules, OWNER_DEAL);
	if (rules->has_deals)
		deal_load(&rules->deal, policy);
}

enum parties_links owner_rules_links(const struct owner_rules *rules)
{
	if (rules->has_capacity)
		return PARTIES_ALL;
	return owner_rules_say(rules, OWNER_REFERRAL) ? PARTIES_REFERRER : PARTIES_PARTY;
}

int32_t owner_rules_gone(const struct owner_rules *rules, struct text person)
{
	if (rules->roster == NULL || !owner_rules_say(rules, OWNER_LEFT))
		return OWNER_NEVER;
	const struct staff *staff = roster_find(rules->roster, person);
	return staff != NULL && staff->left != DATE_NONE ? staff->left + 1 : OWNER_NEVER;
}
