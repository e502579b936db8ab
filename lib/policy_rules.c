/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "event.h"
#include "policy_rules.h"

static bool find_word(const struct policy_definition *definition, struct text key, struct text *canonical)
{
	for (const char *const *word = definition->keys; *word != NULL; word++) {
		*canonical = text_of(*word);
		if (text_equal_nocase(key, *canonical))
			return true;
	}
	return false;
}

/* A name, or with as many more behind slashes; no slash stands at either end. */
static bool is_code(struct text key, size_t slashes_allowed)
{
	size_t slashes = 0;
	for (size_t i = 0; i < key.length; i++)
		slashes += key.at[i] == '/';
	return key.length > 0 && slashes <= slashes_allowed && key.at[0] != '/' &&
	       key.at[key.length - 1] != '/';
}

/* What stands before and behind the first slash; behind is empty where there is none. */
static void split(struct text key, struct text *before, struct text *behind)
{
	const char *slash = key.length > 0 ? memchr(key.at, '/', key.length) : NULL;
	*before = key;
	*behind = (struct text){0};
	if (slash == NULL)
		return;
	before->length = (size_t)(slash - key.at);
	*behind = (struct text){slash + 1, key.length - before->length - 1};
}

static bool is_code_share(struct text key)
{
	struct text code, share;
	split(key, &code, &share);
	return code.length > 0 &&
	       (text_equal(share, TEXT("credit")) || text_equal(share, TEXT("commission")));
}

static bool is_code_word(struct text key)
{
	struct text code, word;
	split(key, &code, &word);
	return code.length > 0 && word.length > 0;
}

static bool is_number(struct text key)
{
	enum { DIGITS = 9 };
	bool digits = key.length > 0 && key.length <= DIGITS && key.at[0] != '0';
	for (size_t i = 0; i < key.length && digits; i++)
		digits = key.at[i] >= '0' && key.at[i] <= '9';
	return digits;
}

/* EVENT or EVENT!CODE: the code begins behind the last exclamation mark. */
static bool is_clean(struct text word)
{
	struct event event[EVENTS_MAX];
	const char *error;
	size_t mark = word.length;
	while (mark > 0 && word.at[mark - 1] != '!')
		mark--;
	if (mark > 0 && mark == word.length)
		return false;
	if (mark > 0)
		word.length = mark - 1;
	return events_parse(word, EVENT_IN_MEASURE, event, &error) > 0;
}

static bool is_measure(struct text key)
{
	struct text measure, word;
	split(key, &measure, &word);
	if (word.length == 0)
		return false;
	return text_equal(measure, TEXT("conversion")) ||
	       (text_equal(measure, TEXT("due")) && is_code(word, 0)) ||
	       (text_equal(measure, TEXT("clean")) && is_clean(word));
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
	case POLICY_KEY_ANY:
		return true;
	case POLICY_KEY_CODE:
		return is_code(key, 0);
	case POLICY_KEY_CODE_ROLE:
		return is_code(key, 1);
	case POLICY_KEY_CODE_SHARE:
		return is_code_share(key);
	case POLICY_KEY_CODE_WORD:
		return is_code_word(key);
	case POLICY_KEY_NUMBER:
		return is_number(key);
	case POLICY_KEY_MEASURE:
		return is_measure(key);
	}
	return false;
}

const struct policy_definition *policy_define(struct text rule, struct text key, bool *known,
					      struct text *canonical)
{
	size_t n;
	const struct policy_definition *all = policy_definitions(&n);
	*known = false;
	for (const struct policy_definition *at = all; at < all + n; at++) {
		if (!text_equal(text_of(at->rule), rule))
			continue;
		*known = true;
		if (takes_key(at, key, canonical))
			return at;
	}
	return NULL;
}

/* Adds the words, or the one of them, to the list. */
static size_t add_words(const char *const *word, const char *one, char *out, size_t length, size_t room)
{
	const char *const single[] = {one, NULL};
	for (word = one != NULL ? single : word; *word != NULL && length < room; word++) {
		int n = snprintf(out + length, room - length, "%s%s", length > 0 ? ", " : "", *word);
		length += n > 0 ? (size_t)n : 0;
	}
	return length;
}

void policy_describe_keys(struct text rule, char *out, size_t room)
{
	static const char *const forms[] = {
		[POLICY_KEY_NONE] = "none",
		[POLICY_KEY_NAME] = "any text, not empty",
		[POLICY_KEY_ANY] = "any text",
		[POLICY_KEY_CODE] = "CODE",
		[POLICY_KEY_CODE_ROLE] = "CODE or CODE/ROLE",
		[POLICY_KEY_CODE_SHARE] = "CODE/credit or CODE/commission",
		[POLICY_KEY_CODE_WORD] = "TABLE/WORD",
		[POLICY_KEY_NUMBER] = "1, 2, ...",
		[POLICY_KEY_MEASURE] = "conversion/CLASS, clean/EVENT, clean/EVENT!CODE, due/NAME",
	};
	size_t n, length = 0;
	const struct policy_definition *all = policy_definitions(&n);
	for (const struct policy_definition *at = all; at < all + n; at++) {
		const char *form = at->form;
		if (form == NULL && at->key != POLICY_KEY_WORD)
			form = forms[at->key];
		if (text_equal(text_of(at->rule), rule))
			length = add_words(at->keys, form, out, length, room);
	}
}
