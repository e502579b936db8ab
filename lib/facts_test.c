/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "facts.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 2000, POSTINGS = 20 };

struct maker {
	struct policy *policy;
	struct terms terms;
	struct allocation *allocation;
};

static struct maker start(const char *rows)
{
	struct maker maker = {.policy = test_policy(rows), .allocation = allocation_new()};
	terms_load_due(&maker.terms, maker.policy, NULL);
	return maker;
}

static void stop(struct maker *maker)
{
	allocation_free(maker->allocation);
	policy_free(maker->policy);
}

/* Postings and what they make: SALES COLLECTED BALANCE OVERDUE OVERDUE_DAYS TONS (thousandths). */
static const struct {
	const char *postings, *as_of, *facts;
} amount_cases[] = {
	{"", "2025-12-31", "0.00 0.00 0.00 0.00 0 0"},
	{"2025-01-01 invoice 100 D 1.5\n2025-01-02 payment 30 D\n2025-01-03 credit 5 D\n2025-01-04 writeoff "
	 "1 D",
	 "2025-12-31", "100.00 30.00 64.00 64.00 314 1500"},
	/* the period: the day after the same date a year before, up to the as-of date */
	{"2024-06-15 invoice 1 A\n2024-06-16 invoice 2 B\n2025-06-15 invoice 4 C\n2025-06-16 invoice 8 D",
	 "2025-06-15", "6.00 0.00 7.00 3.00 315 0"},
	{"2024-06-15 payment 1\n2024-06-16 payment 2\n2025-06-15 payment 4\n2025-06-16 payment 8",
	 "2025-06-15", "0.00 6.00 -7.00 0.00 0 0"},
	{"2023-02-28 invoice 1 A\n2023-03-01 invoice 2 B", "2024-02-29", "2.00 0.00 3.00 3.00 316 0"},
	{"2024-12-31 invoice 1 A 5\n2025-01-01 invoice 2 B 0.001\n2025-12-31 invoice 4 C 2", "2025-12-31",
	 "6.00 0.00 7.00 3.00 315 2001"},
	/* due after 50 days; overdue from the day after */
	{"2025-01-01 invoice 10 A", "2025-02-20", "10.00 0.00 10.00 0.00 0 0"},
	{"2025-01-01 invoice 10 A", "2025-02-21", "10.00 0.00 10.00 10.00 1 0"},
	{"2025-01-01 invoice 10 A\n2025-01-05 invoice 10 B\n2025-02-22 payment 10 A", "2025-02-26",
	 "20.00 10.00 10.00 10.00 2 0"},
	{"2025-01-01 invoice 10 A\n2025-02-25 payment 10 A", "2025-12-31", "10.00 10.00 0.00 0.00 0 0"},
	/* money held for an invoice after the as-of date counts in the balance only */
	{"2025-01-01 invoice 10 A\n2025-01-02 payment 4 B\n2025-06-01 invoice 9 B", "2025-03-01",
	 "10.00 4.00 6.00 10.00 9 0"},
	{"2025-01-01 payment 4", "2024-12-31", "0.00 0.00 0.00 0.00 0 0"},
};

static void test_amounts(void)
{
	struct maker maker = start("");
	for (size_t i = 0; i < sizeof amount_cases / sizeof *amount_cases; i++) {
		struct test_customer customer = {0};
		struct test_string out = {0};
		struct facts facts;
		bool any;
		int32_t as_of = test_day(amount_cases[i].as_of);
		test_label("row %zu", i);
		test_postings(&customer, amount_cases[i].postings);
		CHECK_STRING(
			facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation, as_of),
			NULL);
		CHECK_INT(any, customer.records.receivables > 0 && customer.receivable[0].day <= as_of);
		const int64_t amounts[] = {facts.sales, facts.collected, facts.balance, facts.overdue};
		for (size_t j = 0; j < 4; j++) {
			test_print_amount(&out, amounts[j]);
			test_print(&out, " ");
		}
		test_print(&out, "%jd %jd", (intmax_t)facts.overdue_days, (intmax_t)facts.tons);
		CHECK_TEXT(test_text(&out), amount_cases[i].facts);
		CHECK_INT(facts.as_of, as_of);
		free(out.at);
	}
	test_label("%s", "");
	stop(&maker);
}

/* Registrations and what they make: NAME CHANNEL INFLUENCE ASSESSOR STAFF REGISTERED. */
static const struct {
	const char *registrations, *facts;
} registration_cases[] = {
	{"", "      none"},
	{"2025-01-01 - S1", "  visit   S1 2025-01-01"},
	{"2025-01-01 web S1 N1 - - - key boss", " N1 web key boss S1 2025-01-01"},
	{"2025-01-01 web S1 N1 - - - key boss\n2025-01-02 - S2 - - - - - chief",
	 " N1 web key boss S1 2025-01-01"},
	{"2025-01-01 web S1 N1 - - - key boss\n2025-01-02 call S2 N2 - - - minor -",
	 " N2 call minor  S1 2025-01-01"},
	{"2025-01-01 - S1 - - - - - boss\n2025-01-02 referral - N2", " N2 referral   S1 2025-01-01"},
};

static void test_registered(void)
{
	struct maker maker = start("");
	for (size_t i = 0; i < sizeof registration_cases / sizeof *registration_cases; i++) {
		struct test_customer customer = {0};
		struct test_string out = {0};
		struct facts facts;
		char date[DATE_LENGTH + 1];
		bool any;
		test_label("row %zu", i);
		test_registrations(&customer, registration_cases[i].registrations);
		CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation,
					DATE_LAST),
			     NULL);
		CHECK_INT(any, customer.records.registrations > 0);
		test_print(&out, " %.*s %s %s", (int)facts.name.length, facts.name.at,
			   words_english(&words_channel, facts.channel),
			   words_english(&words_influence, facts.influence));
		test_print(&out, " %.*s %.*s %s", (int)facts.assessor.length, facts.assessor.at,
			   (int)facts.staff.length, facts.staff.at, test_date(facts.registered, date));
		CHECK_TEXT(test_text(&out), registration_cases[i].facts);
		CHECK_TEXT(facts_name(&customer.records), facts.name.length == 0    ? ""
							  : facts.name.at[1] == '1' ? "N1"
										    : "N2");
		free(out.at);
	}
	test_label("%s", "");
	stop(&maker);
}

static const struct {
	const char *visits;
	int64_t contacts;
	const char *last;
	int outcome;
} visit_cases[] = {
	{"", 0, NULL, OUTCOME_NONE},
	{"2025-01-01 call - S", 1, "2025-01-01", OUTCOME_NONE},
	{"2025-01-01 call open S\n2025-01-02 visit - S", 2, "2025-01-02", OUTCOME_OPEN},
	{"2025-01-01 call open S\n2025-01-02 visit lost S\n2025-01-02 other - S", 3, "2025-01-02",
	 OUTCOME_LOST},
	{"2025-01-01 call lost S\n2025-01-02 deal open S", 2, "2025-01-02", OUTCOME_DEAL},
};

static void test_visited(void)
{
	struct maker maker = start("");
	for (size_t i = 0; i < sizeof visit_cases / sizeof *visit_cases; i++) {
		struct test_customer customer = {0};
		struct facts facts;
		bool any;
		test_label("row %zu", i);
		test_visits(&customer, visit_cases[i].visits);
		CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation,
					DATE_LAST),
			     NULL);
		CHECK_INT(facts.contacts, visit_cases[i].contacts);
		CHECK_INT(facts.last_contact,
			  visit_cases[i].last != NULL ? test_day(visit_cases[i].last) : DATE_NONE);
		CHECK_INT(facts.last_outcome, visit_cases[i].outcome);
		CHECK_INT(any, visit_cases[i].contacts > 0);
	}
	test_label("%s", "");
	stop(&maker);
}

static void test_contract(void)
{
	struct maker maker = start("");
	struct test_customer customer = {0};
	struct facts facts;
	bool any;
	int32_t as_of = test_day("2025-06-01");
	test_postings(&customer,
		      "2025-01-01 payment 1 - - 9\n2025-01-02 invoice 1 A - 5\n2025-01-02 invoice 1 B - 7");
	CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation, as_of),
		     NULL);
	CHECK_INT(facts.contract_amount, 700); /* of several that day the last */
	CHECK_INT(facts.first_trade, test_day("2025-01-02"));
	test_postings(&customer,
		      "2025-01-01 invoice 1 A - 5\n2025-01-02 invoice 1 B\n2025-06-02 invoice 1 C - 8");
	CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation, as_of),
		     NULL);
	CHECK_INT(facts.contract_amount, MONEY_NONE); /* empty if it gives none */
	test_postings(&customer, "2025-01-01 payment 1");
	CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation, as_of),
		     NULL);
	CHECK_INT(facts.first_trade, DATE_NONE);
	CHECK_INT(facts.contract_amount, MONEY_NONE);
	stop(&maker);
}

static void test_out_of_range(void)
{
	struct maker maker = start("");
	struct test_customer customer = {0};
	struct facts facts;
	bool any;
	test_postings(&customer, "2025-01-01 invoice 1 A\n2025-01-02 invoice 1 B");
	customer.receivable[0].amount = customer.receivable[1].amount = INT64_MAX / 2 + 1;
	CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation, DATE_LAST),
		     "a sum of amounts exceeds 64 bits");
	test_postings(&customer, "2025-01-01 invoice 1 A 9\n2025-01-02 invoice 1 B 9");
	customer.receivable[0].tons = customer.receivable[1].tons = INT64_MAX / 2 + 1;
	CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation,
				test_day("2025-02-01")),
		     "a sum of amounts exceeds 64 bits");
	test_postings(&customer, "9999-12-01 invoice 1 A");
	CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation, DATE_LAST),
		     "a date after 9999-12-31");
	test_postings(&customer, "1900-01-01 invoice 1 A");
	CHECK_STRING(facts_make(&facts, &any, &customer.records, &maker.terms, maker.allocation, DATE_FIRST),
		     NULL);
	CHECK_INT(facts.sales, 100);
	stop(&maker);
}

/* Without refs: the balance is what is outstanding less money on account, so at most that; and it is all overdue in time. */
static void test_random_balances(void)
{
	struct maker maker = start("latefee.grace_days,,,0,\n");
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct receivable posting[POSTINGS];
		char docs[POSTINGS][4];
		struct customer_records records = {.receivable = posting,
						   .receivables = test_below(&state, POSTINGS)};
		int64_t balance = 0;
		for (size_t i = 0; i < records.receivables; i++) {
			posting[i] = (struct receivable){.day = 20000 + (int32_t)i / 3, .tons = MONEY_NONE};
			posting[i].amount = (int64_t)test_below(&state, 100000) + 1;
			posting[i].kind =
				(uint8_t)(test_below(&state, 2) == 0 ? 1 : test_below(&state, 4) + 1);
			snprintf(docs[i], 4, "%zu", i % 100);
			posting[i].doc = text_of(docs[i]);
			balance += posting[i].kind == RECEIVABLE_INVOICE ? posting[i].amount
									 : -posting[i].amount;
		}
		struct facts facts;
		bool any;
		wrong += facts_make(&facts, &any, &records, &maker.terms, maker.allocation, 20100) != NULL;
		wrong += facts.balance != balance || facts.overdue != (balance > 0 ? balance : 0);
		wrong += (facts.overdue_days > 0) != (balance > 0);
	}
	CHECK_INT(wrong, 0);
	stop(&maker);
}

int main(void)
{
	test_amounts();
	test_registered();
	test_visited();
	test_contract();
	test_out_of_range();
	test_random_balances();
	return test_end();
}
