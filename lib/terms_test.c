/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "terms.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 4096 };

/* Rows of latefee.daily_rate and the rates that they make: FIRST..LAST RATE (CLAUSE), in millionths. */
static const struct {
	const char *rows, *rates;
} rate_cases[] = {
	{"", "first..last 200 (dairy 16)\n"},
	{"latefee.daily_rate,,,0.05%,x\n", "first..last 500 (x)\n"},
	{"latefee.daily_rate,,>=2025-07-01,0.0003,new\n", "2025-07-01..last 300 (new)\n"},
	{"latefee.daily_rate,,>=2025-07-01,0.0003,new\nlatefee.daily_rate,,,0.0001,all\n",
	 "first..2025-06-30 100 (all)\n2025-07-01..last 300 (new)\n"},
	{"latefee.daily_rate,,<2025-07-01,0.0003,old\nlatefee.daily_rate,,,0.0001,all\n",
	 "first..2025-06-30 300 (old)\n2025-07-01..last 100 (all)\n"},
	{"latefee.daily_rate,,>=2025-03-01 <2025-04-01,0.0003,b\nlatefee.daily_rate,,=2025-01-01,0,a\n"
	 "latefee.daily_rate,,,0.0001,all\n",
	 "first..2024-12-31 100 (all)\n2025-01-01..2025-01-01 0 (a)\n2025-01-02..2025-02-28 100 (all)\n"
	 "2025-03-01..2025-03-31 300 (b)\n2025-04-01..last 100 (all)\n"},
	{"latefee.daily_rate,,<2025-01-01,0.1,a\nlatefee.daily_rate,,>=2025-01-01,0.2,b\n"
	 "latefee.daily_rate,,,0.0001,never\n",
	 "first..2024-12-31 100000 (a)\n2025-01-01..last 200000 (b)\n"},
	{"latefee.daily_rate,,>2025-01-01 <=2025-01-03,0.1,a\nlatefee.daily_rate,,=2025-01-04,0.2,b\n",
	 "2025-01-02..2025-01-03 100000 (a)\n2025-01-04..2025-01-04 200000 (b)\n"},
};

static void print_rates(const struct terms *terms, struct test_string *out)
{
	char first[DATE_LENGTH + 1], last[DATE_LENGTH + 1];
	for (size_t i = 0; i < terms->rates; i++) {
		const struct terms_rate *rate = &terms->rate[i];
		test_print(out, "%s..%s %jd (%.*s)\n",
			   rate->first == DATE_FIRST ? "first" : test_date(rate->first, first),
			   rate->last == DATE_LAST ? "last" : test_date(rate->last, last),
			   (intmax_t)rate->rate, (int)rate->clause.length, rate->clause.at);
	}
}

static void test_rates(void)
{
	for (size_t i = 0; i < sizeof rate_cases / sizeof *rate_cases; i++) {
		struct policy *policy = test_policy(rate_cases[i].rows);
		struct test_string rates = {0};
		struct terms terms;
		test_label("row %zu", i);
		terms_load(&terms, policy, NULL);
		print_rates(&terms, &rates);
		CHECK_TEXT(test_text(&rates), rate_cases[i].rates);
		CHECK(!terms.annual);
		terms_free(&terms);
		free(rates.at);
		policy_free(policy);
	}
	test_label("%s", "");
}

static void test_standard(void)
{
	struct policy *policy = test_policy("");
	struct terms terms;
	terms_load(&terms, policy, NULL);
	CHECK_INT(terms.grace_days, 50);
	CHECK(!terms.due_workday && !terms.gate && !terms.annual && !terms.actual && !terms.pauses);
	CHECK_INT(terms.minimum, 0);
	CHECK_INT(terms.cap, MONEY_NONE);
	CHECK(terms.policy == policy);
	terms_free(&terms);
	policy_free(policy);
}

/* Everything set at once. */
static void test_settings(void)
{
	struct policy *policy = test_policy("latefee.grace_days,,,0,\nlatefee.annual_rate,,,3.65%,a\nlatefee."
					    "basis,,,360,\nlatefee.grace_mode,,,gate,\n"
					    "latefee.minimum,,,10.5,\nlatefee.cap,,,20%,\nlatefee.due,,,"
					    "workday,\nlatefee.pause,C1,>=2025-01-01,yes,\n");
	struct terms terms;
	terms_load(&terms, policy, NULL);
	CHECK_INT(terms.grace_days, 0);
	CHECK(terms.due_workday && terms.gate && terms.annual && !terms.actual && terms.pauses);
	CHECK_INT(terms.basis, 360);
	CHECK_INT(terms.minimum, 1050);
	CHECK_INT(terms.cap, 200000);
	CHECK_INT(terms.rates, 1);
	CHECK_INT(terms.rate[0].rate, 36500);
	terms_free(&terms);
	policy_free(policy);
	policy = test_policy("latefee.annual_rate,,,3.65%,a\nlatefee.basis,,,actual,\n");
	terms_load(&terms, policy, NULL);
	CHECK(terms.annual && terms.actual);
	terms_free(&terms);
	policy_free(policy);
	policy = test_policy("latefee.annual_rate,,,3.65%,a\n");
	terms_load(&terms, policy, NULL);
	CHECK_INT(terms.basis, 365); /* where the policy says nothing */
	terms_free(&terms);
	policy_free(policy);
}

static const struct {
	const char *rows, *received, *due; /* NULL: after the end of time */
} due_cases[] = {
	{"", "2025-01-01", "2025-02-20"},
	{"", "2024-01-11", "2024-03-01"},
	{"latefee.grace_days,,,0,\n", "2025-01-01", "2025-01-01"},
	{"", "9999-11-11", "9999-12-31"},
	{"", "9999-11-12", NULL},
	{"latefee.grace_days,,,1000000000,\n", "2025-01-01", NULL},
	{"latefee.due,,,workday,\n", "2025-01-01", "2025-02-20"}, /* a Thursday */
	{"latefee.due,,,workday,\n", "2025-01-03", "2025-02-24"}, /* a Saturday: Monday */
	{"latefee.due,,,workday,\n", "2025-01-04", "2025-02-24"},
	{"latefee.due,,,workday,\n", "9999-11-11", "9999-12-31"}, /* a Friday */
};

static void test_due(void)
{
	for (size_t i = 0; i < sizeof due_cases / sizeof *due_cases; i++) {
		struct policy *policy = test_policy(due_cases[i].rows);
		struct terms terms;
		int32_t due = 0;
		test_label("row %zu", i);
		terms_load_due(&terms, policy, NULL);
		CHECK_INT(terms_due(&terms, test_day(due_cases[i].received), &due), due_cases[i].due != NULL);
		if (due_cases[i].due != NULL)
			CHECK_INT(due, test_day(due_cases[i].due));
		policy_free(policy);
	}
	test_label("%s", "");
}

static void load_nothing(void *context)
{
	struct policy *policy = test_policy(context);
	struct terms terms;
	terms_load(&terms, policy, NULL);
}

static void test_missing(void)
{
	char output[OUTPUT_ROOM], without_rate[] = "base,,,none,\nlatefee.grace_days,,,5,\n",
				  nothing[] = "base,,,none,\n";
	CHECK_INT(test_run(load_nothing, nothing, output, sizeof output), 2);
	CHECK_STRING(output,
		     "terms_test: the policy has no rule latefee.grace_days, which terms_test needs\n");
	CHECK_INT(test_run(load_nothing, without_rate, output, sizeof output), 2);
	CHECK_STRING(output,
		     "terms_test: the policy has no rule latefee.daily_rate, which terms_test needs\n");
}

int main(void)
{
	test_rates();
	test_standard();
	test_settings();
	test_due();
	test_missing();
	return test_end();
}
