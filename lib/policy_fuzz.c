/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as rule, key, when and value (one a line): what is accepted has a canonical form that means the same. */
#include <config.h>

#include <stdlib.h>

#include "policy_rules.h"
#include "policy_value.h"
#include "policy_when.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static struct text next_line(struct text *rest)
{
	const char *end = rest->length > 0 ? memchr(rest->at, '\n', rest->length) : NULL;
	struct text line = {rest->at, end != NULL ? (size_t)(end - rest->at) : rest->length};
	size_t used = line.length + (end != NULL);
	*rest = (struct text){used > 0 ? rest->at + used : rest->at, rest->length - used};
	return line;
}

static void check_when(const struct policy_definition *definition, struct text when)
{
	struct policy_interval interval, again;
	if (definition->when == POLICY_WHEN_NONE ||
	    policy_when_parse(when, definition->when, &interval) != NULL)
		return;
	struct text form = {interval.text, interval.length};
	require(interval.length <= sizeof interval.text && interval.lowest <= interval.highest);
	require(policy_when_parse(form, definition->when, &again) == NULL);
	require(again.lowest == interval.lowest && again.highest == interval.highest);
	require(again.is_date == interval.is_date);
	require(text_equal(form, (struct text){again.text, again.length}));
}

static void check_value(const struct policy_definition *definition, struct text text)
{
	struct policy_value value, again;
	if (!policy_value_parse(definition, text, &value))
		return;
	require(policy_value_parse(definition, value.text, &again));
	require(value.number == again.number && text_equal(value.text, again.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct text rest = {(const char *)bytes, n};
	struct text rule = next_line(&rest), key = next_line(&rest), when = next_line(&rest);
	struct text canonical, same = {NULL, 0};
	bool known;
	const struct policy_definition *definition = policy_define(rule, key, &known, &canonical);
	if (definition == NULL) { /* then any rule's condition and value */
		size_t count;
		const struct policy_definition *all = policy_definitions(&count);
		definition = &all[n % count];
	} else {
		require(known && policy_define(rule, canonical, &known, &same) == definition);
		require(text_equal(canonical, same));
	}
	check_when(definition, when);
	check_value(definition, rest);
	return 0;
}
