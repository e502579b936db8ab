/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "policy_rules.h"

/* In the order of kehu-policy(5). */
static const struct policy_definition definitions[] = {
	{.rule = "base", .type = POLICY_TYPE_NONE, .unit = "none", .readers = "all"},
	{.rule = "about", .type = POLICY_TYPE_TEXT, .unit = "text", .readers = "kehu-policy"},

	{.rule = "grade.weight",
	 .key = POLICY_KEY_WORD,
	 .keys = {"sales", "collection", "balance", "influence"},
	 .type = POLICY_TYPE_PERCENT,
	 .unit = "whole percent",
	 .readers = "kehu-grade"},
	{.rule = "grade.points",
	 .key = POLICY_KEY_WORD,
	 .keys = {"sales"},
	 .when = POLICY_WHEN_SALES,
	 .no_gap = true,
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "points",
	 .readers = "kehu-grade"},
	{.rule = "grade.points",
	 .key = POLICY_KEY_WORD,
	 .keys = {"tons"},
	 .when = POLICY_WHEN_TONS,
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "points",
	 .readers = "kehu-grade"},
	{.rule = "grade.points",
	 .key = POLICY_KEY_WORD,
	 .keys = {"collection"},
	 .when = POLICY_WHEN_RATIO,
	 .no_gap = true,
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "points",
	 .readers = "kehu-grade"},
	{.rule = "grade.points",
	 .key = POLICY_KEY_WORD,
	 .keys = {"balance"},
	 .when = POLICY_WHEN_BALANCE,
	 .no_gap = true,
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "points",
	 .readers = "kehu-grade"},
	{.rule = "grade.points",
	 .key = POLICY_KEY_WORD,
	 .keys = {"influence/leader", "influence/key", "influence/important", "influence/ordinary",
		  "influence/minor"},
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "points",
	 .readers = "kehu-grade"},
	{.rule = "grade.assessor",
	 .key = POLICY_KEY_NAME,
	 .type = POLICY_TYPE_YES,
	 .unit = "yes or no",
	 .readers = "kehu-grade"},
	{.rule = "grade.tier",
	 .key = POLICY_KEY_NAME,
	 .when = POLICY_WHEN_SCORE,
	 .no_gap = true,
	 .one_table = true,
	 .type = POLICY_TYPE_EMPTY,
	 .unit = "empty",
	 .readers = "kehu-grade"},
	{.rule = "grade.first_year", .type = POLICY_TYPE_TEXT, .unit = "tier", .readers = "kehu-grade"},
	{.rule = "credit.days",
	 .key = POLICY_KEY_NAME,
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "days",
	 .readers = "kehu-grade"},
	{.rule = "credit.limit",
	 .key = POLICY_KEY_NAME,
	 .type = POLICY_TYPE_YUAN,
	 .unit = "yuan",
	 .readers = "kehu-grade"},

	{.rule = "latefee.grace_days",
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "days",
	 .readers = "kehu-latefee, kehu-join"},
	{.rule = "latefee.daily_rate",
	 .when = POLICY_WHEN_DATE,
	 .type = POLICY_TYPE_SHARE,
	 .unit = "share a day",
	 .readers = "kehu-latefee"},
	{.rule = "latefee.annual_rate",
	 .when = POLICY_WHEN_DATE,
	 .type = POLICY_TYPE_SHARE,
	 .unit = "share a year",
	 .readers = "kehu-latefee"},
	{.rule = "latefee.basis",
	 .type = POLICY_TYPE_WORD,
	 .words = {"365", "360", "actual"},
	 .unit = "word",
	 .readers = "kehu-latefee"},
	{.rule = "latefee.grace_mode",
	 .type = POLICY_TYPE_WORD,
	 .words = {"offset", "gate"},
	 .unit = "word",
	 .readers = "kehu-latefee"},
	{.rule = "latefee.minimum", .type = POLICY_TYPE_YUAN, .unit = "yuan", .readers = "kehu-latefee"},
	{.rule = "latefee.cap",
	 .type = POLICY_TYPE_SHARE,
	 .unit = "share of the invoice amount",
	 .readers = "kehu-latefee"},
	{.rule = "latefee.due",
	 .type = POLICY_TYPE_WORD,
	 .words = {"calendar", "workday"},
	 .unit = "word",
	 .readers = "kehu-latefee, kehu-join"},
	{.rule = "latefee.pause",
	 .key = POLICY_KEY_CUSTOMER,
	 .when = POLICY_WHEN_DATE,
	 .may_overlap = true,
	 .type = POLICY_TYPE_YES,
	 .unit = "yes or no",
	 .readers = "kehu-latefee"},

	{.rule = "validity",
	 .key = POLICY_KEY_WORD,
	 .keys = {"call", "web", "visit", "referral", "contact"},
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "days",
	 .readers = "kehu-lost"},
	{.rule = "followup",
	 .key = POLICY_KEY_WORD,
	 .keys = {"callback", "revive", "revisit", "correct", "track", "reassign"},
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "days",
	 .readers = "kehu-lost, kehu-fault"},
	{.rule = "followup.role",
	 .key = POLICY_KEY_WORD,
	 .keys = {"callback", "revisit"},
	 .type = POLICY_TYPE_TEXT,
	 .unit = "role",
	 .readers = "kehu-lost"},
	{.rule = "report.days", .type = POLICY_TYPE_WHOLE, .unit = "days", .readers = "kehu-fault"},

	{.rule = "penalty",
	 .key = POLICY_KEY_CODE_ROLE,
	 .type = POLICY_TYPE_YUAN,
	 .unit = "yuan",
	 .readers = "kehu-penalty"},
	{.rule = "penalty.group",
	 .key = POLICY_KEY_CODE,
	 .type = POLICY_TYPE_TEXT,
	 .unit = "group",
	 .readers = "kehu-penalty, kehu-fault"},
	{.rule = "penalty.window",
	 .key = POLICY_KEY_CODE,
	 .type = POLICY_TYPE_WORD,
	 .words = {"month", "year", "none"},
	 .unit = "word",
	 .readers = "kehu-penalty"},
	{.rule = "penalty.free",
	 .key = POLICY_KEY_CODE,
	 .type = POLICY_TYPE_WHOLE,
	 .unit = "faults",
	 .readers = "kehu-penalty"},
	{.rule = "penalty.once",
	 .key = POLICY_KEY_CODE,
	 .type = POLICY_TYPE_YES,
	 .unit = "yes or no",
	 .readers = "kehu-penalty"},
	{.rule = "penalty.run",
	 .key = POLICY_KEY_CODE,
	 .type = POLICY_TYPE_POSITIVE,
	 .unit = "faults",
	 .readers = "kehu-penalty, kehu-fault"},
	{.rule = "penalty.repeat",
	 .key = POLICY_KEY_CODE_ROLE,
	 .when = POLICY_WHEN_COUNT,
	 .type = POLICY_TYPE_SHARE,
	 .unit = "factor",
	 .readers = "kehu-penalty"},
	{.rule = "penalty.deduct",
	 .key = POLICY_KEY_CODE_ROLE,
	 .when = POLICY_WHEN_COUNT,
	 .type = POLICY_TYPE_RANGE,
	 .unit = "range of performance pay",
	 .readers = "kehu-penalty"},
	{.rule = "penalty.daily",
	 .key = POLICY_KEY_CODE,
	 .type = POLICY_TYPE_YES,
	 .unit = "yes or no",
	 .readers = "kehu-fault, kehu-penalty"},
};

enum { DEFINITIONS = sizeof definitions / sizeof *definitions };

const struct policy_definition *policy_definitions(size_t *n)
{
	*n = DEFINITIONS;
	return definitions;
}

static bool find_word(const struct policy_definition *definition, struct text key, struct text *canonical)
{
	for (size_t i = 0; i < POLICY_WORDS && definition->keys[i] != NULL; i++) {
		*canonical = text_of(definition->keys[i]);
		if (text_equal_nocase(key, *canonical))
			return true;
	}
	return false;
}

/* How often the byte occurs in the key; whether it stands at either end. */
static bool is_code(struct text key, size_t slashes_allowed)
{
	size_t slashes = 0;
	for (size_t i = 0; i < key.length; i++)
		slashes += key.at[i] == '/';
	return key.length > 0 && slashes <= slashes_allowed && key.at[0] != '/' &&
	       key.at[key.length - 1] != '/';
}

static bool takes_key(const struct policy_definition *definition, struct text key, struct text *canonical)
{
	*canonical = key;
	switch (definition->key) {
	case POLICY_KEY_NONE:
		return key.length == 0;
	case POLICY_KEY_WORD:
		return find_word(definition, key, canonical);
	case POLICY_KEY_NAME:
		return key.length > 0;
	case POLICY_KEY_CUSTOMER:
		return true;
	case POLICY_KEY_CODE:
		return is_code(key, 0);
	case POLICY_KEY_CODE_ROLE:
		return is_code(key, 1);
	}
	return false;
}

const struct policy_definition *policy_define(struct text rule, struct text key, bool *known,
					      struct text *canonical)
{
	*known = false;
	for (const struct policy_definition *at = definitions; at < definitions + DEFINITIONS; at++) {
		if (!text_equal(text_of(at->rule), rule))
			continue;
		*known = true;
		if (takes_key(at, key, canonical))
			return at;
	}
	return NULL;
}

void policy_describe_keys(struct text rule, char *out, size_t room)
{
	static const char *const forms[] = {
		[POLICY_KEY_NONE] = "none",
		[POLICY_KEY_NAME] = "any text, not empty",
		[POLICY_KEY_CUSTOMER] = "any text",
		[POLICY_KEY_CODE] = "CODE",
		[POLICY_KEY_CODE_ROLE] = "CODE or CODE/ROLE",
	};
	size_t length = 0;
	for (const struct policy_definition *at = definitions; at < definitions + DEFINITIONS; at++) {
		if (!text_equal(text_of(at->rule), rule))
			continue;
		const char *const *word = at->key == POLICY_KEY_WORD ? at->keys : &forms[at->key];
		size_t words = at->key == POLICY_KEY_WORD ? POLICY_WORDS : 1;
		for (size_t i = 0; i < words && word[i] != NULL && length < room; i++) {
			int n = snprintf(out + length, room - length, "%s%s", length > 0 ? ", " : "",
					 word[i]);
			length += n > 0 ? (size_t)n : 0;
		}
	}
}
