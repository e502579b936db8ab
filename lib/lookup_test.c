/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "lookup.h"
#include "test.h"
#include "test_records.h"

static const char rows[] = "lookup,n,<0,below,\n"
			   "lookup,n,>=0 <0.5,half,\n"
			   "lookup,n,>0.5 <=80%,\"up to 80%\",\n"
			   "lookup,n,>=1000000,much,\n"
			   "lookup,n/Free,,free,\n"
			   "lookup,n/a/b,,slash,\n"
			   "lookup,d,>=2025-01-01 <2025-07-01,first,\n"
			   "lookup,d,>=2025-07-01,second,\n"
			   "lookup,d,,never,\n"
			   "lookup,w/b,,B,\n"
			   "lookup,w/A,,A,\n"
			   "lookup,w/客户,,customer,\n"
			   "lookup,w/ab,,AB,\n"
			   "lookup,o,>=1,one,\n"
			   "lookup,o,,other,\n";

/* What each value of a table comes to; NULL: it finds no row. */
static const struct {
	const char *table, *value, *outcome;
} find_cases[] = {
	{"n", "-0.01", "below"},
	{"n", "-1", "below"},
	{"n", "-0.0000001", "below"},
	{"n", "0", "half"},
	{"n", "-0", "half"},
	{"n", "0.000000000", "half"},
	{"n", "0.0000001", "half"},
	{"n", "0.49999999", "half"},
	{"n", "0.5", NULL},
	{"n", "0.5000000", NULL},
	{"n", "0.50000001", "up to 80%"},
	{"n", "80%", "up to 80%"},
	{"n", "80.00001%", NULL},
	{"n", "51.234567%", "up to 80%"},
	{"n", "0.8", "up to 80%"},
	{"n", "0.80000000001", NULL},
	{"n", "1000000", "much"},
	{"n", "999999.9999999", NULL},
	{"n", "123456789012345678901234567890", "much"},
	{"n", "1,000,000", NULL},
	{"n", "1e6", NULL},
	{"n", "%", NULL},
	{"n", ".", NULL},
	{"n", "-", NULL},
	{"n", "1.", NULL},
	{"n", "0.1234567x", NULL},
	{"n", "abc", NULL},
	{"n", "free", "free"},
	{"n", "FREE", "free"},
	{"n", "freed", NULL},
	{"n", "A/B", "slash"},
	{"n", "2025-01-01", NULL},
	{"d", "2025-01-01", "first"},
	{"d", "2025/6/30", "first"},
	{"d", "20250701", "second"},
	{"d", "2025-06-30 23:59:59", "first"},
	{"d", "2024-12-31", "never"},
	{"d", "2025-02-29", "never"},
	{"d", "5", "never"},
	{"w", "a", "A"},
	{"w", "B", "B"},
	{"w", "AB", "AB"},
	{"w", "客户", "customer"},
	{"w", "客", NULL},
	{"w", "abc", NULL},
	{"w", "0", NULL},
	{"o", "1", "one"},
	{"o", "0.9", "other"},
	{"o", "x", "other"},
};

static void test_finds(void)
{
	struct policy *policy = test_policy(rows);
	for (size_t i = 0; i < sizeof find_cases / sizeof *find_cases; i++) {
		struct lookup lookup;
		test_label("%s %s", find_cases[i].table, find_cases[i].value);
		lookup_load(&lookup, policy, text_of(find_cases[i].table));
		const struct policy_row *row = lookup_find(&lookup, text_of(find_cases[i].value));
		CHECK_INT(row != NULL, find_cases[i].outcome != NULL);
		if (row != NULL && find_cases[i].outcome != NULL)
			CHECK_TEXT(row->value, find_cases[i].outcome);
		lookup_free(&lookup);
	}
	test_label("%s", "");
	policy_free(policy);
}

static void load_none(void *context)
{
	struct lookup lookup;
	lookup_load(&lookup, context, TEXT("nn"));
}

static void test_unknown(void)
{
	char message[256];
	struct policy *policy = test_policy(rows);
	CHECK_INT(test_run(load_none, policy, message, sizeof message), 2);
	CHECK(strstr(message, "has no rule lookup,nn, which") != NULL);
	policy_free(policy);
}

int main(void)
{
	test_finds();
	test_unknown();
	return test_end();
}
