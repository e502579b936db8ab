/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "credit_limits.h"
#include "test.h"
#include "test_records.h"

enum { ERRORS = 4 };

/* Stands in for that of customers.c. */
struct results {
	struct late_error error[ERRORS];
	size_t n;
};

void results_reject(struct results *results, const struct late_error *error)
{
	if (results->n < ERRORS)
		results->error[results->n++] = *error;
}

static struct graded graded_of(const char *grade, int64_t credit_limit, uint64_t position)
{
	return (struct graded){.customer = TEXT("C1"),
			       .grade = text_of(grade),
			       .raw = TEXT("raw"),
			       .balance = MONEY_NONE,
			       .credit_limit = credit_limit,
			       .position = position};
}

static void test_limits_of_grades(const struct limits *limits)
{
	static const struct {
		const char *grade;
		int64_t given;
		bool is_known;
		int64_t fen;
		const char *clause;
	} rows[] = {
		{"A", MONEY_NONE, true, 200000000, "dairy 10.1"},
		{"B", MONEY_NONE, true, 100000000, "dairy 10.2"},
		{"C", MONEY_NONE, true, 0, "dairy 10.3"},
		{"B", 5, true, 5, "dairy 10.2"},
		{"A", 0, true, 0, "dairy 10.1"},
		{"D", MONEY_NONE, false, 0, ""},
		{"a", 7, false, 0, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct graded graded = graded_of(rows[i].grade, rows[i].given, 9);
		struct customer_records records = {.graded = &graded, .gradeds = 1};
		struct results results = {.n = 0};
		test_label("grade %s of row %zu", rows[i].grade, i);
		struct limit limit = limits_find(limits, &records, &results);
		CHECK_INT(limit.graded == &graded, rows[i].is_known);
		CHECK_INT(results.n, !rows[i].is_known);
		if (limit.graded == NULL) {
			CHECK_TEXT(results.error[0].value, rows[i].grade);
			CHECK_STRING(results.error[0].column, "grade");
			CHECK_INT(results.error[0].position, 9);
			continue;
		}
		CHECK_INT(limit.fen, rows[i].fen);
		CHECK_TEXT(limits->tier[limit.tier].clause, rows[i].clause);
	}
}

/* The first counts; where it is bad none does. */
static void test_customers_given_twice(const struct limits *limits)
{
	static const char *const first[] = {"B", "D"};
	for (size_t i = 0; i < 2; i++) {
		struct graded graded[] = {graded_of(first[i], MONEY_NONE, 2), graded_of("D", MONEY_NONE, 3),
					  graded_of("A", MONEY_NONE, 4)};
		struct customer_records records = {.graded = graded, .gradeds = 3};
		struct results results = {.n = 0};
		test_label("first %s", first[i]);
		struct limit limit = limits_find(limits, &records, &results);
		CHECK(limit.graded == (i == 0 ? &graded[0] : NULL));
		CHECK_INT(results.n, 2 + i);
		for (size_t j = 0; j < 2; j++) {
			CHECK_INT(results.error[j].rank, LIMITS_RANK_TWICE);
			CHECK_INT(results.error[j].position, 3 + j);
			CHECK_INT(results.error[j].first, 2);
			CHECK_STRING(results.error[j].reason, NULL);
			CHECK_TEXT(results.error[j].value, "C1");
			CHECK_TEXT(results.error[j].raw, "raw");
		}
	}
}

static void test_nobody(const struct limits *limits)
{
	struct customer_records records = {.gradeds = 0};
	struct results results = {.n = 0};
	test_label("no grades");
	CHECK(limits_find(limits, &records, &results).graded == NULL);
	CHECK_INT(results.n, 0);
}

int main(void)
{
	struct limits limits;
	struct policy *policy = test_policy("");
	limits_load(&limits, policy);
	test_limits_of_grades(&limits);
	test_customers_given_twice(&limits);
	test_nobody(&limits);
	limits_free(&limits);
	policy_free(policy);
	return test_end();
}
