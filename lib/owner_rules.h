/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A policy's rules for who owns a customer, ready for use (realty 3.1 and 3.2, kehu-owner(1)). */
#ifndef KEHU_OWNER_RULES_H
#define KEHU_OWNER_RULES_H

#include "deal.h"
#include "parties.h"
#include "policy.h"
#include "roster.h"
#include "validity.h"

/* What can happen to a party; the first OWNER_RULES are keys of owner.rule, and some of them say how it came to its owner. */
enum owner_word {
	OWNER_INCOMPLETE,
	OWNER_REQUESTED,
	OWNER_REFERRAL,
	OWNER_FIRST_CONTACT,
	OWNER_NEW,
	OWNER_DEAL,
	OWNER_LEFT,
	OWNER_POOL,
	OWNER_RULES,
	OWNER_RENEWED = OWNER_RULES,
	OWNER_KEPT,
	OWNER_REFUSED,
	OWNER_LAPSED,
	OWNER_WORDS
};

/* The word itself. */
const char *owner_word(enum owner_word word);

struct owner_rules {
	const struct policy *policy;                /* borrowed */
	const struct roster *roster;                /* borrowed; set by the caller, NULL: everybody stays */
	const struct policy_row *rule[OWNER_RULES]; /* NULL: none */
	struct validity_rules validity;
	struct deal_rules deal;
	bool has_deals; /* deals are looked at, and `deal` is there */
	bool only_owner_renews;
	bool has_capacity;
	const struct policy_row *cooldown;
	int64_t grace, cooldown_days;
	int64_t limit; /* -1: none */
};

/* Looks the rules up; a missing one ends the program. with_shares: deals are to be shared. The roster is set to NULL. */
void owner_rules_load(struct owner_rules *rules, const struct policy *policy, bool with_shares);

/* Whether the line is there. */
static inline bool owner_rules_say(const struct owner_rules *rules, enum owner_word word)
{
	return policy_is_yes(rules->rule[word]);
}

/* Which customers must be walked through together. */
enum parties_links owner_rules_links(const struct owner_rules *rules);

/* The day after the person's last; no day of the calendar's where he stays. */
#define OWNER_NEVER INT32_MAX
int32_t owner_rules_gone(const struct owner_rules *rules, struct text person);

#endif
