/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "ageing.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 2000, POSTINGS = 30, DOC_ROOM = 8 };

struct maker {
	struct policy *policy;
	struct terms terms;
	struct ageing ageing;
	struct allocation *allocation;
	struct ageing_sums sums;
};

static struct maker start(const char *rows)
{
	struct maker maker = {.policy = test_policy(rows), .allocation = allocation_new()};
	terms_load_due(&maker.terms, maker.policy, NULL);
	ageing_load(&maker.ageing, maker.policy);
	maker.sums = ageing_sums_new(&maker.ageing);
	return maker;
}

static void stop(struct maker *maker)
{
	ageing_sums_free(&maker->sums);
	ageing_free(&maker->ageing);
	allocation_free(maker->allocation);
	policy_free(maker->policy);
}

/* Days past due and their bucket. */
struct bucket_case {
	int64_t days;
	const char *bucket;
};

static void check_buckets(const char *rows, const struct bucket_case *cases, size_t n)
{
	struct maker maker = start(rows);
	for (size_t i = 0; i < n; i++) {
		test_label("%lld days", (long long)cases[i].days);
		CHECK_TEXT(ageing_row(&maker.ageing, cases[i].days)->key, cases[i].bucket);
	}
	test_label("%s", "");
	stop(&maker);
}

static void test_buckets(void)
{
	static const struct bucket_case standard[] = {
		{-3652058, "not_due"}, {-1, "not_due"}, {0, "not_due"},      {1, "1-30"},
		{30, "1-30"},          {31, "31-60"},   {60, "31-60"},       {61, "61-90"},
		{90, "61-90"},         {91, "over_90"}, {3652058, "over_90"}};
	static const struct bucket_case own[] = {{-8, "later"}, {-7, "soon"}, {-1, "soon"},
						 {0, "due"},    {1, "due"},   {2, "late"}};
	check_buckets("", standard, sizeof standard / sizeof *standard);
	check_buckets(
		"base,,,none,\nlatefee.grace_days,,,10,\nage.bucket,due,>=0 <=1,,\nage.bucket,late,>1,,\n"
		"age.bucket,later,<-7,,\nage.bucket,soon,>=-7 <0,,\n",
		own, sizeof own / sizeof *own);
}

static void check_order(const char *rows, const char *const *names, size_t n)
{
	struct maker maker = start(rows);
	if (CHECK_INT(maker.ageing.buckets, n))
		for (size_t i = 0; i < n; i++)
			CHECK_TEXT(maker.ageing.bucket[i]->key, names[i]);
	stop(&maker);
}

/* Buckets stand by lower bound, however they are named, and once, however many rows they have. */
static void test_order(void)
{
	static const char *const standard[] = {"not_due", "1-30", "31-60", "61-90", "over_90"};
	static const char *const own[] = {"z", "b", "a"};
	static const char rows[] = "base,,,none,\nlatefee.grace_days,,,10,\nage.bucket,a,>=5 <7,,\n"
				   "age.bucket,b,>=3 <5,,\nage.bucket,b,>=7,,\nage.bucket,z,<3,,\n";
	check_order("", standard, 5);
	check_order(rows, own, 3);
	struct maker maker = start(rows);
	struct test_customer customer = {0};
	int32_t as_of = test_day("2025-01-31"); /* 20, 4, 5 and -10 days past due */
	test_postings(&customer, "2025-01-01 invoice 1 A\n2025-01-16 invoice 4 C\n2025-01-17 invoice 2 B\n"
				 "2025-01-31 invoice 8 D");
	CHECK_STRING(allocation_run(maker.allocation, &customer.records, &maker.terms, as_of), NULL);
	CHECK(ageing_sum(&maker.ageing, maker.allocation, as_of, &maker.sums));
	CHECK_INT(maker.sums.bucket[0], 800);
	CHECK_INT(maker.sums.bucket[1], 300);
	CHECK_INT(maker.sums.bucket[2], 400);
	stop(&maker);
}

/* Postings (due after 10 days) and OUTSTANDING NOT_DUE 1-30 31-60 61-90 OVER_90 ON_ACCOUNT BALANCE. */
static const struct {
	const char *postings, *as_of, *sums;
} sum_cases[] = {
	{"2025-01-01 invoice 100 A", "2025-01-11", "100.00 100.00 0.00 0.00 0.00 0.00 0.00 100.00"},
	{"2025-01-01 invoice 100 A", "2025-01-12", "100.00 0.00 100.00 0.00 0.00 0.00 0.00 100.00"},
	{"2025-01-01 invoice 100 A\n2025-01-02 invoice 10 B\n2025-03-01 invoice 1 C\n2025-03-02 payment 95 A",
	 "2025-04-12", "16.00 0.00 0.00 1.00 10.00 5.00 0.00 16.00"},
	{"2025-01-01 invoice 100 A\n2025-01-03 payment 130 A", "2025-01-12",
	 "0.00 0.00 0.00 0.00 0.00 0.00 30.00 -30.00"},
	/* held for an invoice after the as-of date */
	{"2025-01-01 invoice 100 A\n2025-01-02 payment 30 B\n2025-01-05 invoice 9 B", "2025-01-04",
	 "100.00 100.00 0.00 0.00 0.00 0.00 30.00 70.00"},
};

static void print_sums(const struct maker *maker, struct test_string *out)
{
	test_print_amount(out, maker->sums.outstanding);
	for (size_t i = 0; i < maker->ageing.buckets; i++) {
		test_print(out, " ");
		test_print_amount(out, maker->sums.bucket[i]);
	}
	test_print(out, " ");
	test_print_amount(out, maker->sums.on_account);
	test_print(out, " ");
	test_print_amount(out, maker->sums.balance);
}

static void test_sums(void)
{
	struct maker maker = start("latefee.grace_days,,,10,\n");
	for (size_t i = 0; i < sizeof sum_cases / sizeof *sum_cases; i++) {
		struct test_customer customer = {0};
		struct test_string sums = {0};
		int32_t as_of = test_day(sum_cases[i].as_of);
		test_label("row %zu", i);
		test_postings(&customer, sum_cases[i].postings);
		CHECK_STRING(allocation_run(maker.allocation, &customer.records, &maker.terms, as_of), NULL);
		CHECK(ageing_sum(&maker.ageing, maker.allocation, as_of, &maker.sums));
		print_sums(&maker, &sums);
		CHECK_TEXT(test_text(&sums), sum_cases[i].sums);
		free(sums.at);
	}
	test_label("%s", "");
	stop(&maker);
}

static void test_too_large(void)
{
	struct maker maker = start("");
	struct test_customer customer = {0};
	int32_t as_of = test_day("2025-12-31");
	struct ageing_sums total = ageing_sums_new(&maker.ageing);
	test_postings(&customer, "2025-01-01 invoice 1 A\n2025-12-31 invoice 1 B");
	customer.receivable[0].amount = INT64_MAX;
	customer.records.receivables = 1;
	CHECK_STRING(allocation_run(maker.allocation, &customer.records, &maker.terms, as_of), NULL);
	CHECK(ageing_sum(&maker.ageing, maker.allocation, as_of, &maker.sums));
	CHECK(ageing_add(&maker.ageing, &total, &maker.sums));
	CHECK(!ageing_add(&maker.ageing, &total, &maker.sums));
	customer.records.receivables = 2;
	CHECK_STRING(allocation_run(maker.allocation, &customer.records, &maker.terms, as_of), NULL);
	CHECK(!ageing_sum(&maker.ageing, maker.allocation, as_of, &maker.sums));
	ageing_sums_free(&total);
	stop(&maker);
}

/* --- any postings: the sums agree */

static size_t random_postings(uint64_t *state, struct receivable *posting, char docs[POSTINGS][DOC_ROOM])
{
	size_t n = test_below(state, POSTINGS) + 1;
	int32_t day = 20000;
	for (size_t i = 0; i < n; i++) {
		day += (int32_t)test_below(state, 10);
		posting[i] = (struct receivable){
			.day = day, .position = i, .amount = (int64_t)test_below(state, 20) + 1};
		posting[i].kind =
			test_below(state, 2) == 0 ? RECEIVABLE_INVOICE : (uint8_t)(test_below(state, 3) + 2);
		snprintf(docs[i], DOC_ROOM, "%zu", i);
		posting[i].doc = posting[i].kind == RECEIVABLE_INVOICE ? text_of(docs[i]) : TEXT("");
	}
	for (size_t i = 0; i < n; i++) {
		const struct receivable *other = &posting[test_below(state, n)];
		if (posting[i].kind != RECEIVABLE_INVOICE && other->kind == RECEIVABLE_INVOICE)
			posting[i].ref = other->doc;
	}
	test_find_named(posting, n);
	return n;
}

static void test_random_postings(void)
{
	struct maker maker = start("latefee.grace_days,,,10,\n");
	struct ageing_sums total = ageing_sums_new(&maker.ageing);
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	int64_t balances = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct receivable posting[POSTINGS];
		char docs[POSTINGS][DOC_ROOM];
		size_t n = random_postings(&state, posting, docs);
		struct customer_records records = {.receivable = posting, .receivables = n};
		int32_t as_of = 20000 + test_between(&state, 0, 200);
		int64_t balance = 0, buckets = 0;
		for (size_t i = 0; i < n && posting[i].day <= as_of; i++)
			balance += posting[i].kind == RECEIVABLE_INVOICE ? posting[i].amount
									 : -posting[i].amount;
		wrong += allocation_run(maker.allocation, &records, &maker.terms, as_of) != NULL ||
			 !ageing_sum(&maker.ageing, maker.allocation, as_of, &maker.sums) ||
			 !ageing_add(&maker.ageing, &total, &maker.sums);
		for (size_t i = 0; i < maker.ageing.buckets; i++)
			buckets += maker.sums.bucket[i];
		wrong += maker.sums.balance != balance || maker.sums.outstanding != buckets ||
			 maker.sums.balance != maker.sums.outstanding - maker.sums.on_account;
		balances += balance;
	}
	CHECK_INT(wrong, 0);
	CHECK_INT(total.customers, RUNS);
	CHECK_INT(total.balance, balances);
	ageing_sums_free(&total);
	stop(&maker);
}

int main(void)
{
	test_buckets();
	test_order();
	test_sums();
	test_too_large();
	test_random_postings();
	return test_end();
}
