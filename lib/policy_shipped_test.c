/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped policies: each as it is compiled in is the file, loads, and says where every row comes from. */
#include <config.h>

#include <stdlib.h>

#include "embedded.h"
#include "event.h"
#include "memory.h"
#include "policy.h"
#include "policy_files.h"
#include "span.h"
#include "test.h"

enum { PATH_ROOM = 4096 };

/* Those of the manual, by name. */
static const char *const expected[] = {
	"archive", "callback",       "complaints", "crm",       "dairy",    "estate", "filing",
	"grid",    "keyaccount",     "leasing",    "machinery", "partners", "realty", "reception",
	"repairs", "rolling_credit", "salesdept",  "standard",  "survey",   "visits",
};

static void test_names(void)
{
	size_t n = 0;
	while (n < sizeof expected / sizeof *expected && embedded_policy[n].name != NULL) {
		CHECK_STRING(embedded_policy[n].name, expected[n]);
		n++;
	}
	CHECK_INT(n, sizeof expected / sizeof *expected);
	CHECK(embedded_policy[n].name == NULL);
	CHECK_STRING(embedded_calendar[0].name, "china");
	CHECK(embedded_calendar[1].name == NULL);
}

/* The bytes of lib/policy/NAME.csv. */
static void test_bytes(const struct embedded *embedded)
{
	char path[PATH_ROOM];
	const char *folder = getenv("top_srcdir");
	snprintf(path, sizeof path, "%s/lib/policy/%s.csv", folder != NULL ? folder : ".", embedded->name);
	FILE *stream = fopen(path, "r");
	CHECK(stream != NULL);
	if (stream == NULL)
		return;
	char *bytes = memory_new(embedded->n + 1, 1);
	CHECK_INT(fread(bytes, 1, embedded->n + 1, stream), embedded->n);
	CHECK_BYTES(((struct text){bytes, embedded->n}), ((struct text){embedded->bytes, embedded->n}));
	free(bytes);
	fclose(stream);
}

static bool is_standard(const char *name)
{
	return strcmp(name, "standard") == 0;
}

static void test_rows(const char *name)
{
	struct policy *policy = policy_load(&name, 1);
	struct policy_rows all = policy_all(policy);
	CHECK(all.n > 0);
	CHECK_INT(policy_is_from_nothing(policy), !is_standard(name));
	for (size_t i = 0; i < all.n; i++) {
		test_label("%s %.*s,%.*s", name, (int)all.row[i].rule.length, all.row[i].rule.at,
			   (int)all.row[i].key.length, all.row[i].key.at);
		CHECK(all.row[i].clause.length > 0);
		CHECK_INT(all.row[i].layer, 1);
	}
	policy_free(policy);
}

/* `standard` laid over it, and it and `standard` in turn. */
static void test_layers(const char *name)
{
	const char *const names[] = {name, "standard", name};
	struct policy *standard = policy_load(NULL, 0), *policy = policy_load(names, 2);
	CHECK(policy_all(policy).n >= policy_all(standard).n);
	policy_free(policy);
	policy = policy_load(names, 3);
	struct policy *alone = policy_load(names, 1);
	CHECK_INT(policy_all(policy).n, policy_all(alone).n);
	policy_free(policy);
	policy_free(alone);
	policy_free(standard);
}

/* What is parsed anew by who uses it can be. */
static void test_deadlines(const char *name)
{
	struct policy *policy = policy_load(&name, 1);
	struct policy_rows from = policy_rule(policy, "due.from"), to = policy_rule(policy, "due.to"),
			   limit = policy_rule(policy, "due.limit");
	struct event event[EVENTS_MAX];
	struct span span;
	const char *error;
	for (size_t i = 0; i < from.n; i++)
		CHECK(events_parse(from.row[i].value, EVENT_IN_FROM, event, &error) > 0);
	for (size_t i = 0; i < to.n; i++)
		CHECK(events_parse(to.row[i].value, EVENT_IN_TO, event, &error) > 0);
	for (size_t i = 0; i < limit.n; i++)
		CHECK(span_parse(limit.row[i].value, &span));
	CHECK_INT(from.n, to.n);
	CHECK(limit.n >= from.n);
	policy_free(policy);
}

int main(void)
{
	test_names();
	for (const struct embedded *at = embedded_policy; at->name != NULL; at++) {
		test_label("%s", at->name);
		test_bytes(at);
		test_deadlines(at->name);
		test_layers(at->name);
		test_rows(at->name);
	}
	return test_end();
}
