/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>

#include "credit.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 3000, NO = -1 /* fen that are not given, in a table */ };

/* Stands in for that of customers.c: nothing is to be rejected here. */
struct results {
	char none;
};

void results_reject(struct results *results, const struct late_error *error)
{
	(void)results;
	CHECK_STRING(error->column, NULL);
}

struct world {
	struct policy *policy;
	struct limits limits;
	struct credit_rules rules;
};

static void open_world(struct world *world, const char *rows)
{
	world->policy = test_policy(rows);
	limits_load(&world->limits, world->policy);
	credit_rules_load(&world->rules, world->policy, &world->limits);
}

static void close_world(struct world *world)
{
	credit_rules_free(&world->rules);
	limits_free(&world->limits);
	policy_free(world->policy);
}

static int64_t given(int64_t fen)
{
	return fen == NO ? MONEY_NONE : fen;
}

/* --- tables: EXPOSURE EXCESS PERCENT DECISION APPROVER CLAUSE, or what went wrong */

static void print_credit(struct test_string *out, const struct credit *credit)
{
	test_print_amount(out, credit->exposure);
	test_print(out, " ");
	test_print_amount(out, credit->excess);
	test_print(out, " ");
	if (credit->percent == MONEY_NONE)
		test_print(out, "-");
	else
		test_print_amount(out, credit->percent);
	test_print(out, " %s ", credit_word(credit->decision));
	test_append(out, credit->approver);
	test_print(out, ", ");
	test_append(out, credit->clause);
}

struct row {
	const char *grade;
	int64_t balance, overdue, contract, limit; /* fen; NO: not given */
	int64_t amount, order_contract;            /* of the order; NO: none */
	const char *expected;
};

static void check_row(const struct world *world, const struct row *row)
{
	struct results results = {0};
	struct test_string out = {0};
	struct graded graded = {.grade = text_of(row->grade),
				.balance = row->balance,
				.overdue = given(row->overdue),
				.contract_amount = given(row->contract),
				.credit_limit = given(row->limit)};
	struct order order = {.amount = row->amount, .contract_amount = given(row->order_contract)};
	struct customer_records records = {.graded = &graded, .gradeds = 1};
	struct limit limit = limits_find(&world->limits, &records, &results);
	struct credit credit;
	bool no_contract;
	const char *error = credit_decide(&credit, &no_contract, &world->rules, &limit,
					  row->amount == NO ? NULL : &order, row->balance);
	if (error != NULL)
		test_print(&out, "%s", error);
	else
		print_credit(&out, &credit);
	if (no_contract)
		test_print(&out, " (no contract)");
	CHECK_TEXT(test_text(&out), row->expected);
	free(out.at);
}

static void check_rows(const char *policy, const struct row *row, size_t n)
{
	struct world world;
	open_world(&world, policy);
	for (size_t i = 0; i < n; i++) {
		test_label("row %zu, policy %s", i, policy);
		check_row(&world, &row[i]);
	}
	close_world(&world);
}

#define M 100000000 /* a million yuan */

static void test_standard(void)
{
	static const struct row rows[] = {
		{"A", 2 * M, 0, NO, NO, NO, NO, "2000000.00 0.00 - within , dairy 10.1"},
		{"A", 2 * M, 0, NO, NO, 1, NO, "2000000.01 0.01 0.00 approve vice_president, dairy 11.1"},
		{"A", 2 * M, 0, NO, NO, 60000000, NO,
		 "2600000.00 600000.00 30.00 approve vice_president, dairy 11.1"},
		{"A", 2 * M, 0, NO, NO, 60000001, NO,
		 "2600000.01 600000.01 30.00 approve general_manager, dairy 11.1"},
		{"A", 3 * M, 0, NO, NO, NO, NO,
		 "3000000.00 1000000.00 50.00 approve general_manager, dairy 11.1"},
		{"A", 3 * M + 1, 0, NO, NO, NO, NO,
		 "3000000.01 1000000.01 50.00 approve managers_meeting, dairy 11.1"},
		{"B", -500, NO, NO, 0, 500, NO, "0.00 0.00 - within , dairy 10.2"},
		{"B", -500, NO, NO, 0, 501, NO, "0.01 0.01 - approve managers_meeting, dairy 11.2"},
		{"B", 0, 1, NO, NO, 5, NO, "0.05 -999999.95 - hold , dairy 14"},
		{"B", M, 1, NO, NO, M / 5, NO, "1200000.00 200000.00 20.00 hold vice_president, dairy 14"},
		{"C", 0, 0, 50000, NO, 10000, NO, "100.00 100.00 20.00 approve vice_president, dairy 11.3"},
		{"C", 0, 0, 50000, NO, 10000, 20000,
		 "100.00 100.00 50.00 approve general_manager, dairy 11.3"},
		{"C", 0, 0, 50000, NO, 10001, 20000,
		 "100.01 100.01 50.01 approve managers_meeting, dairy 11.3"},
		{"C", 0, 0, 50000, NO, 10000, 0, "100.00 100.00 - approve ,  (no contract)"},
		{"C", 1, 0, NO, NO, NO, NO, "0.01 0.01 - approve ,  (no contract)"},
		{"C", 1, 7, -300, NO, NO, NO, "0.01 0.01 - hold , dairy 14 (no contract)"},
		{"C", 0, 0, NO, NO, NO, NO, "0.00 0.00 - within , dairy 10.3"},
	};
	check_rows("", rows, sizeof rows / sizeof *rows);
}

static void test_watch_and_tolerance(void)
{
	static const struct row watch[] = {
		{"B", M / 5 * 4, 0, NO, NO, NO, NO, "800000.00 -200000.00 - watch , board 7"},
		{"B", M / 5 * 4 - 1, 0, NO, NO, NO, NO, "799999.99 -200000.01 - within , dairy 10.2"},
		{"B", M, 0, NO, NO, NO, NO, "1000000.00 0.00 - watch , board 7"},
		{"B", 0, 0, NO, 0, NO, NO, "0.00 0.00 - within , dairy 10.2"},
		{"B", 3, 0, NO, 3, NO, NO, "0.03 0.00 - watch , board 7"},
		{"B", 2, 0, NO, 3, NO, NO, "0.02 -0.01 - within , dairy 10.2"},
		{"B", M, 1, NO, NO, NO, NO, "1000000.00 0.00 - hold , dairy 14"},
	};
	static const struct row tolerance[] = {
		{"B", M, 9999, NO, NO, 9999, NO, "1000099.99 99.99 - within , dairy 10.2"},
		{"B", M, 9999, NO, NO, 10000, NO,
		 "1000100.00 100.00 0.01 approve vice_president, dairy 11.2"},
		{"B", M, 10000, NO, NO, 9999, NO, "1000099.99 99.99 - hold , dairy 14"},
		{"C", 9999, 0, NO, NO, NO, NO, "99.99 99.99 - within , dairy 10.3"},
	};
	static const struct row limit[] = {
		{"B", 0, 5000, NO, NO, NO, NO, "0.00 -1000000.00 - within , dairy 10.2"},
		{"B", 0, 5001, NO, NO, NO, NO, "0.00 -1000000.00 - hold , dairy 14"},
	};
	static const struct row no[] = {
		{"B", 0, 5001, NO, NO, NO, NO, "0.00 -1000000.00 - within , dairy 10.2"}};
	check_rows("credit.watch,,,80%,board 7\n", watch, sizeof watch / sizeof *watch);
	check_rows("credit.tolerance,,,100,board 6\n", tolerance, sizeof tolerance / sizeof *tolerance);
	check_rows("credit.overdue_limit,,,50,board 5\n", limit, sizeof limit / sizeof *limit);
	check_rows("credit.hold,,,no,board 4\n", no, sizeof no / sizeof *no);
}

static void test_out_of_range(void)
{
	static const struct row rows[] = {
		{"B", INT64_MAX, 0, NO, NO, 1, NO, MONEY_TOO_LARGE},
		{"B", INT64_MAX, 0, NO, 1, NO, NO, MONEY_TOO_LARGE}, /* the percentage */
		{"B", -INT64_MAX, 0, NO, INT64_MAX, NO, NO, MONEY_TOO_LARGE},
		{"B", -INT64_MAX, 0, NO, 1, NO, NO, MONEY_TOO_LARGE},
		{"B", -INT64_MAX, 0, NO, 0, NO, NO,
		 "-92233720368547758.07 -92233720368547758.07 - within , dairy 10.2"},
		{"B", INT64_MAX, 0, NO, INT64_MAX / 2 + 1, NO, NO,
		 "92233720368547758.07 46116860184273879.03 100.00 approve managers_meeting, dairy 11.2"},
	};
	check_rows("", rows, sizeof rows / sizeof *rows);
}

/* --- properties: whose the excess is, by cross-multiplication; the percentage is the nearest */

static void check_share(const struct world *world, int64_t excess, int64_t base)
{
	struct limits_tier *tier = &world->limits.tier[1];
	struct graded graded = {.grade = tier->grade, .balance = base + excess, .overdue = 0};
	struct limit limit = {&graded, 1, base};
	struct credit credit;
	bool no_contract;
	test_label("%" PRId64 " over %" PRId64, excess, base);
	CHECK(credit_decide(&credit, &no_contract, &world->rules, &limit, NULL, graded.balance) == NULL);
	money_wide part = (money_wide)excess * 10;
	CHECK_TEXT(credit.approver, part <= (money_wide)base * 2   ? "vice_president"
				    : part <= (money_wide)base * 3 ? "general_manager"
								   : "managers_meeting");
	money_wide distance = (money_wide)credit.percent * base - (money_wide)excess * 10000;
	CHECK(2 * (distance < 0 ? -distance : distance) <= base);
	CHECK_INT(credit.excess, excess);
}

static void test_shares(void)
{
	struct world world;
	uint64_t state = 20250701;
	open_world(&world, "");
	CHECK_TEXT(world.limits.tier[1].grade, "B");
	for (int i = 0; i < RUNS; i++) {
		int64_t base = (int64_t)(test_random(&state) >> test_below(&state, 54) >> 8) + 1;
		int64_t near = base / 10 * (int64_t)(test_below(&state, 3) + 1);
		int64_t excess = near + test_between(&state, -2, 2);
		check_share(&world, excess > 0 ? excess : 1, base);
	}
	close_world(&world);
}

int main(void)
{
	test_standard();
	test_watch_and_tolerance();
	test_out_of_range();
	test_shares();
	return test_end();
}
