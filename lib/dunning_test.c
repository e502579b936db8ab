/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "dunning.h"
#include "test.h"
#include "test_records.h"

struct maker {
	struct policy *policy;
	struct terms terms;
	struct dunning_rules rules;
	struct dunning *dunning;
};

static struct maker start(const char *rows)
{
	struct maker maker = {.policy = test_policy(rows), .dunning = dunning_new()};
	terms_load_due(&maker.terms, maker.policy, NULL);
	dunning_rules_load(&maker.rules, maker.policy);
	return maker;
}

static void stop(struct maker *maker)
{
	dunning_free(maker->dunning);
	dunning_rules_free(&maker->rules);
	policy_free(maker->policy);
}

/* Postings (due after 10 days), the limit in yuan (-1: none is known), and STAGE SINCE DAYS NEXT NEXT_DATE. */
struct stage_case {
	const char *postings, *as_of;
	int64_t limit;
	const char *step;
};

static const struct stage_case standard_cases[] = {
	{"2025-01-01 invoice 100 A", "2025-01-11", -1, "none"},
	{"2025-01-01 invoice 100 A", "2025-01-12", -1, "phone 2025-01-12 1 agreement 2025-02-10"},
	{"2025-01-01 invoice 100 A", "2025-02-09", -1, "phone 2025-01-12 29 agreement 2025-02-10"},
	{"2025-01-01 invoice 100 A", "2025-02-10", -1, "agreement 2025-02-10 30 legal 2025-04-11"},
	{"2025-01-01 invoice 100 A", "2025-04-10", -1, "agreement 2025-02-10 89 legal 2025-04-11"},
	{"2025-01-01 invoice 100 A", "2025-04-11", -1, "legal 2025-04-11 90 - -"},
	{"2025-01-01 invoice 100 A", "2025-12-31", -1, "legal 2025-04-11 354 - -"},
	/* paying the oldest moves the customer back; paying another does not */
	{"2025-01-01 invoice 100 A\n2025-03-01 invoice 100 B\n2025-03-05 payment 100 A", "2025-04-11", -1,
	 "agreement 2025-04-10 31 legal 2025-06-09"},
	{"2025-01-01 invoice 100 A\n2025-03-01 invoice 100 B\n2025-03-05 payment 100 B", "2025-04-11", -1,
	 "legal 2025-04-11 90 - -"},
	/* over the limit */
	{"2025-01-01 invoice 100 A", "2025-01-11", 100, "none"},
	{"2025-01-01 invoice 100 A", "2025-01-11", 99, "remind - 0 - -"},
	{"2025-01-01 invoice 100 A", "2025-01-12", 99, "phone 2025-01-12 1 agreement 2025-02-10"},
	{"2025-01-01 invoice 100 A\n2025-01-02 payment 5 B\n2025-02-01 invoice 9 B", "2025-01-11", 95,
	 "none"},
	{"2025-01-01 invoice 100 A\n2025-01-02 payment 5 B\n2025-02-01 invoice 9 B", "2025-01-11", 94,
	 "remind - 0 - -"},
	/* written off */
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 100 A", "2025-12-31", -1, "written_off - 0 - -"},
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 100 A", "2025-01-31", -1,
	 "phone 2025-01-12 20 agreement 2025-02-10"},
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 100 A\n2025-02-02 payment 100 A", "2025-12-31", -1,
	 "none"},
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 100 A\n2025-02-02 invoice 7 B", "2025-02-02", 6,
	 "remind - 0 - -"},
	{"", "2025-12-31", 0, "none"},
};

static const struct stage_case other_cases[] = {
	/* an overdue below the tolerance starts no stage, and the days stay */
	{"2025-01-01 invoice 49.99 A", "2025-01-14", -1, "none"},
	{"2025-01-01 invoice 50 A", "2025-01-14", -1, "first 2025-01-12 3 later 2025-01-15"},
	{"2025-01-01 invoice 25 A\n2025-01-01 invoice 25 B", "2025-01-15", -1, "later 2025-01-15 4 - -"},
	{"2025-01-01 invoice 49.99 A", "2025-01-14", 1, "none"}, /* dun.remind no */
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 100 A", "2025-12-31", -1, "none"},
};

static void print_step(const struct dunning_step *step, struct test_string *out)
{
	char since[DATE_LENGTH] = "-", next[DATE_LENGTH] = "-";
	if (step->stage == NULL) {
		test_print(out, "none");
		return;
	}
	if (step->since != DATE_NONE)
		date_format(step->since, since);
	if (step->next_date != DATE_NONE)
		date_format(step->next_date, next);
	test_append(out, step->stage->name);
	test_print(out, " ");
	test_append(out, (struct text){since, step->since != DATE_NONE ? DATE_LENGTH : 1});
	test_print(out, " %d ", (int)step->days);
	test_append(out, step->next != NULL ? step->next->name : TEXT("-"));
	test_print(out, " ");
	test_append(out, (struct text){next, step->next_date != DATE_NONE ? DATE_LENGTH : 1});
}

static void check_stages(const char *rows, const struct stage_case *cases, size_t n)
{
	struct maker maker = start(rows);
	for (size_t i = 0; i < n; i++) {
		struct test_customer customer = {0};
		struct test_string text = {0};
		struct dunning_step step;
		int64_t limit = cases[i].limit < 0 ? MONEY_NONE : 100 * cases[i].limit;
		test_label("row %zu", i);
		test_postings(&customer, cases[i].postings);
		CHECK_STRING(dunning_work(maker.dunning, &maker.rules, &maker.terms, &customer.records,
					  test_day(cases[i].as_of), limit, &step),
			     NULL);
		print_step(&step, &text);
		CHECK_TEXT(test_text(&text), cases[i].step);
		free(text.at);
	}
	test_label("%s", "");
	stop(&maker);
}

static void test_stages(void)
{
	check_stages("latefee.grace_days,,,10,\n", standard_cases,
		     sizeof standard_cases / sizeof *standard_cases);
	check_stages("base,,,none,\nlatefee.grace_days,,,10,\ncredit.tolerance,,,50,\ndun.stage,later,>3,,\n"
		     "dun.stage,first,<=3,,\ndun.remind,,,no,\n",
		     other_cases, sizeof other_cases / sizeof *other_cases);
}

static void test_texts(void)
{
	struct maker maker = start("dun.need,remind,,a letter,\n");
	CHECK_INT(maker.rules.stages, 3);
	CHECK_TEXT(maker.rules.stage[0].name, "phone");
	CHECK_TEXT(maker.rules.stage[0].clause, "dairy 19.1");
	CHECK_TEXT(maker.rules.stage[2].need, "sales department and legal counsel");
	CHECK_TEXT(maker.rules.remind.need, "a letter");
	CHECK_TEXT(maker.rules.written_off.need, "");
	CHECK_TEXT(maker.rules.written_off.clause, "dairy 21");
	stop(&maker);
}

/* Postings (due after 10 days), as of the end of 2025, and OVERDUE OUTSTANDING ON_ACCOUNT OVER_LIMIT WRITTEN_OFF RECOVERED
   with a limit of 20 yuan. */
static const struct {
	const char *postings, *sums;
} sum_cases[] = {
	{"", "0.00 0.00 0.00 0.00 0.00 0.00"},
	{"2025-01-01 invoice 100 A\n2025-12-30 invoice 5 B\n2025-12-31 payment 10 A",
	 "90.00 95.00 0.00 75.00 0.00 0.00"},
	{"2025-01-01 invoice 100 A\n2025-01-02 payment 130 A", "0.00 0.00 30.00 0.00 0.00 0.00"},
	/* recovered: payments for an invoice that an earlier write-off had reduced, at most what was written off */
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 60 A\n2025-03-01 payment 40 A",
	 "0.00 0.00 0.00 0.00 60.00 40.00"},
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 60 A\n2025-03-01 payment 90 A",
	 "0.00 0.00 50.00 0.00 60.00 60.00"},
	{"2025-01-01 invoice 100 A\n2025-02-01 payment 40 A\n2025-03-01 writeoff 60 A",
	 "0.00 0.00 0.00 0.00 60.00 0.00"},
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 60 A\n2025-03-01 credit 40 A",
	 "0.00 0.00 0.00 0.00 60.00 0.00"},
	{"2025-01-01 invoice 100 A\n2025-02-01 writeoff 60 A\n2025-03-01 payment 40",
	 "0.00 0.00 0.00 0.00 60.00 0.00"},
	/* a write-off reduces others than it names, or names none */
	{"2025-01-01 invoice 100 A\n2025-01-02 invoice 100 B\n2025-02-01 writeoff 110\n2025-03-01 payment 8 "
	 "B",
	 "82.00 82.00 0.00 62.00 110.00 8.00"},
	{"2025-01-01 invoice 100 A\n2025-01-02 invoice 100 B\n2025-02-01 writeoff 90\n2025-03-01 payment 8 B",
	 "102.00 102.00 0.00 82.00 90.00 0.00"},
	/* one that lay on account */
	{"2025-01-01 writeoff 9\n2025-01-02 invoice 10 A\n2025-03-01 payment 5 A",
	 "0.00 0.00 4.00 0.00 9.00 5.00"},
};

static void test_sums(void)
{
	struct maker maker = start("latefee.grace_days,,,10,\n");
	for (size_t i = 0; i < sizeof sum_cases / sizeof *sum_cases; i++) {
		struct test_customer customer = {0};
		struct test_string text = {0};
		struct dunning_step step;
		test_label("row %zu", i);
		test_postings(&customer, sum_cases[i].postings);
		CHECK_STRING(dunning_work(maker.dunning, &maker.rules, &maker.terms, &customer.records,
					  test_day("2025-12-31"), 2000, &step),
			     NULL);
		const int64_t sums[] = {step.overdue,    step.outstanding, step.on_account,
					step.over_limit, step.written_off, step.recovered};
		for (size_t j = 0; j < sizeof sums / sizeof *sums; j++) {
			test_print(&text, j > 0 ? " " : "");
			test_print_amount(&text, sums[j]);
		}
		CHECK_TEXT(test_text(&text), sum_cases[i].sums);
		free(text.at);
	}
	test_label("%s", "");
	stop(&maker);
}

static void test_out_of_range(void)
{
	struct maker maker = start("base,,,none,\nlatefee.grace_days,,,0,\ndun.stage,a,<1000000,,\n"
				   "dun.stage,b,>=1000000 <900000000,,\ndun.stage,c,>=900000000,,\n");
	struct test_customer customer = {0};
	struct dunning_step step;
	test_postings(&customer, "2025-01-01 invoice 1 A");
	CHECK_STRING(dunning_work(maker.dunning, &maker.rules, &maker.terms, &customer.records,
				  test_day("2025-01-02"), MONEY_NONE, &step),
		     NULL);
	CHECK_STRING(dunning_work(maker.dunning, &maker.rules, &maker.terms, &customer.records,
				  test_day("9999-12-31"), MONEY_NONE, &step),
		     "a date after 9999-12-31");
	test_postings(&customer, "2025-01-01 payment 1");
	customer.receivable[0].amount = 3;
	CHECK_STRING(dunning_work(maker.dunning, &maker.rules, &maker.terms, &customer.records,
				  test_day("2025-01-02"), INT64_MAX, &step),
		     "a sum of amounts exceeds 64 bits");
	stop(&maker);
}

int main(void)
{
	test_stages();
	test_texts();
	test_sums();
	test_out_of_range();
	return test_end();
}
