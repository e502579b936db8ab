/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "grade.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 4096, RUNS = 20000 };

static struct facts new_facts(int64_t sales, int64_t tons, int64_t collected, int64_t balance)
{
	return (struct facts){.sales = sales,
			      .tons = tons,
			      .collected = collected,
			      .balance = balance,
			      .registered = DATE_NONE,
			      .first_trade = DATE_FIRST,
			      .as_of = DATE_NONE};
}

#define YUAN    INT64_C(100)
#define NO_TONS MONEY_NONE
#define MILLION (INT64_C(1000000) * YUAN)

/* Facts in fen and thousandths of a ton; points by component, the score and the rate in hundredths (-1: none). */
static const struct {
	int64_t sales, tons, collected, balance;
	uint8_t influence;
	int64_t points[4], score, rate;
	const char *tier;
} cases[] = {
	{0, NO_TONS, 0, 0, 0, {2, 2, 10, 2}, 440, -1, "C"},
	{10 * MILLION, NO_TONS, 10 * MILLION, 0, INFLUENCE_LEADER, {10, 10, 10, 10}, 1000, 10000, "A"},
	{10 * MILLION - 1, NO_TONS, 10 * MILLION - 1, 0, INFLUENCE_LEADER, {8, 10, 10, 10}, 940, 10000, "A"},
	{8 * MILLION - 1, NO_TONS, 0, 0, INFLUENCE_LEADER, {6, 2, 10, 10}, 680, 0, "B"},
	{5 * MILLION, NO_TONS, 0, 0, INFLUENCE_MINOR, {6, 2, 10, 2}, 560, 0, "B"},
	{5 * MILLION - 1, NO_TONS, 0, 0, INFLUENCE_MINOR, {4, 2, 10, 2}, 500, 0, "B"},
	{MILLION - 1, NO_TONS, 0, 0, INFLUENCE_MINOR, {2, 2, 10, 2}, 440, 0, "C"},
	/* tons or sales, whichever gives more; tons only from 600 on */
	{0, 600000, 0, 0, 0, {10, 2, 10, 2}, 680, -1, "B"},
	{0, 599999, 0, 0, 0, {2, 2, 10, 2}, 440, -1, "C"},
	{8 * MILLION, 600000, 0, 0, 0, {10, 2, 10, 2}, 680, 0, "B"},
	/* collection, compared exactly: 2/3 of 300.00 is above 66.66 percent, rounded only in print */
	{300, NO_TONS, 300, 0, 0, {2, 10, 10, 2}, 640, 10000, "B"},
	{300, NO_TONS, 299, 0, 0, {2, 8, 10, 2}, 590, 9967, "B"},
	{300, NO_TONS, 240, 0, 0, {2, 8, 10, 2}, 590, 8000, "B"},
	{300, NO_TONS, 239, 0, 0, {2, 6, 10, 2}, 540, 7967, "B"},
	{300, NO_TONS, 150, 0, 0, {2, 6, 10, 2}, 540, 5000, "B"},
	{300, NO_TONS, 149, 0, 0, {2, 4, 10, 2}, 490, 4967, "C"},
	{300, NO_TONS, 90, 0, 0, {2, 4, 10, 2}, 490, 3000, "C"},
	{300, NO_TONS, 89, 0, 0, {2, 2, 10, 2}, 440, 2967, "C"},
	{INT64_C(9000000000000001), NO_TONS, INT64_C(7200000000000000), 0, 0, {10, 6, 10, 2}, 780, 8000, "B"},
	{INT64_C(9000000000000000), NO_TONS, INT64_C(7200000000000000), 0, 0, {10, 8, 10, 2}, 830, 8000, "A"},
	{6, NO_TONS, 5, 0, 0, {2, 8, 10, 2}, 590, 8333, "B"},
	{800, NO_TONS, 1, 0, 0, {2, 2, 10, 2}, 440, 13, "C"}, /* 0.125% is rounded up */
	{1, NO_TONS, 10, 0, 0, {2, 10, 10, 2}, 640, 100000, "B"},
	/* nothing sold */
	{0, NO_TONS, 1, 0, 0, {2, 10, 10, 2}, 640, -1, "B"},
	/* balance */
	{0, NO_TONS, 0, -5 * MILLION, 0, {2, 2, 10, 2}, 440, -1, "C"},
	{0, NO_TONS, 0, 10000 * YUAN, 0, {2, 2, 10, 2}, 440, -1, "C"},
	{0, NO_TONS, 0, 10000 * YUAN + 1, 0, {2, 2, 8, 2}, 380, -1, "C"},
	{0, NO_TONS, 0, 200000 * YUAN, 0, {2, 2, 8, 2}, 380, -1, "C"},
	{0, NO_TONS, 0, 800000 * YUAN, 0, {2, 2, 6, 2}, 320, -1, "C"},
	{0, NO_TONS, 0, 2 * MILLION, 0, {2, 2, 4, 2}, 260, -1, "C"},
	{0, NO_TONS, 0, 2 * MILLION + 1, 0, {2, 2, 2, 2}, 200, -1, "C"},
	/* influence */
	{0, NO_TONS, 0, 0, INFLUENCE_KEY, {2, 2, 10, 8}, 530, -1, "B"},
	{0, NO_TONS, 0, 0, INFLUENCE_IMPORTANT, {2, 2, 10, 6}, 500, -1, "B"},
	{0, NO_TONS, 0, 0, INFLUENCE_ORDINARY, {2, 2, 10, 4}, 470, -1, "C"},
	/* exactly 8 */
	{10 * MILLION, NO_TONS, 8 * MILLION, 10000 * YUAN, 0, {10, 8, 10, 2}, 830, 8000, "A"},
	{8 * MILLION,
	 NO_TONS,
	 8 * MILLION,
	 200000 * YUAN,
	 INFLUENCE_IMPORTANT,
	 {8, 10, 8, 6},
	 820,
	 10000,
	 "A"},
	{8 * MILLION, NO_TONS, 8 * MILLION, 800000 * YUAN, INFLUENCE_LEADER, {8, 10, 6, 10}, 820, 10000, "A"},
	{8 * MILLION, NO_TONS, 8 * MILLION - 1, 200000 * YUAN, INFLUENCE_KEY, {8, 8, 8, 8}, 800, 10000, "A"},
};

static void test_cases(void)
{
	struct policy *policy = test_policy("");
	struct grade_rules rules;
	grade_rules_load(&rules, policy);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct facts facts =
			new_facts(cases[i].sales, cases[i].tons, cases[i].collected, cases[i].balance);
		struct grade grade;
		test_label("row %zu", i);
		facts.influence = cases[i].influence;
		CHECK_STRING(grade_customer(&grade, &rules, &facts, test_day("2025-01-01")), NULL);
		for (int j = 0; j < GRADE_COMPONENTS; j++)
			CHECK_INT(grade.points[j], cases[i].points[j]);
		CHECK_INT(grade.score, cases[i].score);
		CHECK_INT(grade.has_rate ? grade.rate : -1, cases[i].rate);
		CHECK_TEXT(grade.tier, cases[i].tier);
		CHECK_TEXT(grade.clause, "dairy 7");
		CHECK_INT(grade.credit_days, cases[i].tier[0] == 'C' ? 0 : 50);
		CHECK_INT(grade.credit_limit, cases[i].tier[0] == 'A'   ? 2 * MILLION
					      : cases[i].tier[0] == 'B' ? MILLION
									: 0);
		CHECK(!grade.not_assessed && !grade.is_first_year);
	}
	test_label("%s", "");
	policy_free(policy);
}

static const struct {
	const char *assessor;
	bool counts;
} assessor_cases[] = {
	{"", true},
	{"department_manager", true},
	{"CHAIRMAN", true},
	{"董事长", true},
	{"salesman", false},
	{"chairman ", false},
	{"vice president", false},
	{"manager", false},
	{"General_Manager", true},
};

static void test_assessors(void)
{
	struct policy *policy = test_policy("");
	struct grade_rules rules;
	grade_rules_load(&rules, policy);
	for (size_t i = 0; i < sizeof assessor_cases / sizeof *assessor_cases; i++) {
		struct facts facts = new_facts(0, NO_TONS, 0, 0);
		struct grade grade;
		test_label("%s", assessor_cases[i].assessor);
		facts.influence = INFLUENCE_LEADER;
		facts.assessor = text_of(assessor_cases[i].assessor);
		CHECK_STRING(grade_customer(&grade, &rules, &facts, 0), NULL);
		CHECK_INT(grade.points[GRADE_INFLUENCE], assessor_cases[i].counts ? 10 : 2);
		CHECK_INT(grade.not_assessed, !assessor_cases[i].counts);
	}
	test_label("%s", "");
	policy_free(policy);
}

static const struct {
	const char *first_trade, *registered, *as_of; /* NULL: not given */
	bool is_first_year;
} year_cases[] = {
	{"2024-06-15", NULL, "2025-06-14", true},          {"2024-06-15", NULL, "2025-06-15", false},
	{"2024-02-29", NULL, "2025-02-27", true},          {"2024-02-29", NULL, "2025-02-28", false},
	{"2023-02-28", NULL, "2024-02-28", false},         {NULL, "2024-06-15", "2025-06-14", true},
	{NULL, "2024-06-15", "2025-06-15", false},         {"2025-01-01", "2000-01-01", "2025-06-15", true},
	{"2000-01-01", "2025-01-01", "2025-06-15", false}, {NULL, NULL, "2025-06-15", true},
	{"2026-01-01", NULL, "2025-06-15", true},
};

static void test_first_year(void)
{
	struct policy *policy = test_policy("");
	struct grade_rules rules;
	grade_rules_load(&rules, policy);
	for (size_t i = 0; i < sizeof year_cases / sizeof *year_cases; i++) {
		struct facts facts = new_facts(10 * MILLION, NO_TONS, 10 * MILLION, 0);
		struct grade grade;
		test_label("row %zu", i);
		facts.first_trade =
			year_cases[i].first_trade != NULL ? test_day(year_cases[i].first_trade) : DATE_NONE;
		facts.registered =
			year_cases[i].registered != NULL ? test_day(year_cases[i].registered) : DATE_NONE;
		CHECK_STRING(grade_customer(&grade, &rules, &facts, test_day(year_cases[i].as_of)), NULL);
		CHECK_INT(grade.is_first_year, year_cases[i].is_first_year);
		CHECK_TEXT(grade.tier, year_cases[i].is_first_year ? "C" : "A");
		CHECK_TEXT(grade.clause, year_cases[i].is_first_year ? "dairy 7 note" : "dairy 7");
		CHECK_INT(grade.score, 880);
		CHECK_INT(grade.credit_days, year_cases[i].is_first_year ? 0 : 50);
	}
	test_label("%s", "");
	policy_free(policy);
}

static void test_out_of_range(void)
{
	struct policy *policy = test_policy("");
	struct grade_rules rules;
	struct grade grade;
	struct facts facts = new_facts(1, NO_TONS, INT64_MAX, 0);
	grade_rules_load(&rules, policy);
	CHECK_STRING(grade_customer(&grade, &rules, &facts, 0), "a percentage exceeds 64 bits");
	facts = new_facts(1, NO_TONS, INT64_MAX / 10000, 0);
	CHECK_STRING(grade_customer(&grade, &rules, &facts, 0), NULL);
	facts = new_facts(INT64_MAX, INT64_MAX, INT64_MAX, -INT64_MAX);
	CHECK_STRING(grade_customer(&grade, &rules, &facts, 0), NULL);
	CHECK_INT(grade.rate, 10000);
	facts.first_trade = test_day("9999-01-01");
	CHECK_STRING(grade_customer(&grade, &rules, &facts, DATE_LAST), "a date after 9999-12-31");
	policy_free(policy);
}

/* Weights, tiers, first year and assessors are the policy's. */
static void test_other_policy(void)
{
	struct policy *policy = test_policy("grade.weight,sales,,10%,\ngrade.weight,collection,,20%,\n"
					    "grade.weight,balance,,30%,\ngrade.weight,influence,,40%,\n"
					    "grade.assessor,salesman,,yes,\ngrade.assessor,chairman,,no,\n"
					    "grade.first_year,,,B,new\n");
	struct grade_rules rules;
	struct grade grade;
	struct facts facts = new_facts(10 * MILLION, NO_TONS, 0, 0);
	grade_rules_load(&rules, policy);
	facts.influence = INFLUENCE_KEY;
	facts.assessor = TEXT("salesman");
	facts.first_trade = DATE_NONE;
	CHECK_STRING(grade_customer(&grade, &rules, &facts, 0), NULL);
	CHECK_INT(grade.score, 10 * 10 + 2 * 20 + 10 * 30 + 8 * 40);
	CHECK_TEXT(grade.tier, "B");
	CHECK_TEXT(grade.clause, "new");
	CHECK_INT(grade.credit_limit, MILLION);
	facts.assessor = TEXT("chairman");
	CHECK_STRING(grade_customer(&grade, &rules, &facts, 0), NULL);
	CHECK(grade.not_assessed);
	policy_free(policy);
}

/* More sales, more collected, less owed never cost points; a score is between 2 and 10. */
static void test_monotone(void)
{
	struct policy *policy = test_policy("");
	struct grade_rules rules;
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	grade_rules_load(&rules, policy);
	for (size_t run = 0; run < RUNS; run++) {
		int64_t sales = (int64_t)(test_random(&state) % (uint64_t)(12 * MILLION)) + 1;
		int64_t collected = (int64_t)(test_random(&state) % (uint64_t)(sales + sales / 4 + 1));
		int64_t balance = (int64_t)(test_random(&state) % (uint64_t)(3 * MILLION)) - MILLION / 2;
		int64_t more = (int64_t)(test_random(&state) % (uint64_t)MILLION);
		struct facts facts = new_facts(sales, NO_TONS, collected, balance), better = facts;
		struct grade grade, other;
		better.collected += more;
		better.balance -= more;
		wrong += grade_customer(&grade, &rules, &facts, 0) != NULL || grade.score < 200 ||
			 grade.score > 1000;
		wrong += grade_customer(&other, &rules, &better, 0) != NULL || other.score < grade.score;
		/* the printed percentage is the exact one, rounded half up */
		money_wide twice = (money_wide)collected * 20000;
		wrong += (2 * (money_wide)grade.rate - 1) * sales > twice ||
			 (2 * (money_wide)grade.rate + 1) * sales <= twice;
	}
	CHECK_INT(wrong, 0);
	policy_free(policy);
}

static void load_rules(void *context)
{
	struct grade_rules rules;
	grade_rules_load(&rules, test_policy(context));
}

static void test_missing(void)
{
	char output[OUTPUT_ROOM], rows[] = "base,,,none,\n";
	CHECK_INT(test_run(load_rules, rows, output, sizeof output), 2);
	CHECK_STRING(output,
		     "grade_test: the policy has no rule grade.weight,sales, which grade_test needs\n");
}

int main(void)
{
	test_cases();
	test_assessors();
	test_first_year();
	test_out_of_range();
	test_other_policy();
	test_monotone();
	test_missing();
	return test_end();
}
