/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "rolling.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 400, ORDERS = 25, POSTINGS = 20 };

struct world {
	struct policy *policy;
	struct terms terms;
	struct rolling_rules rules;
	struct rolling *rolling;
	struct test_customer customer;
	int32_t as_of;
};

static void open_world(struct world *world, const char *rows, const char *as_of)
{
	*world = (struct world){.policy = test_policy(rows), .as_of = test_day(as_of)};
	terms_load_due(&world->terms, world->policy, NULL);
	CHECK(rolling_rules_load(&world->rules, world->policy));
	world->rolling = rolling_new();
}

static void close_world(struct world *world)
{
	rolling_free(world->rolling);
	rolling_rules_free(&world->rules);
	terms_free(&world->terms);
	policy_free(world->policy);
}

static const char *start(struct world *world)
{
	return rolling_start(world->rolling, &world->rules, &world->customer.records, &world->terms,
			     world->as_of);
}

#define DAYS "credit.rolling_days,,,30,days\n"
#define OVER "credit.over,1,,first,over 1\ncredit.over,2,,last,over 2\ncredit.over_divisor,,,3,\n"
#define NEEDS                                                                                                \
	"credit.need,filed,,yes,filed\ncredit.need,contract,,yes,contract\ncredit.need,cleared,,yes,"        \
	"cleared\n"
#define OLD     "credit.old,boss,,30,old 30\ncredit.old,chief,,60,old 60\n"
#define PAID_30 "2025-05-31 payment 300\n"

/* --- tables: the orders, lines DATE AMOUNT, become LIMIT EXPOSURE PERCENT DECISION APPROVER PAY_BY, CLAUSE */

static void print_credit(struct test_string *out, const struct credit *credit)
{
	char day[DATE_LENGTH + 1];
	test_print_amount(out, credit->limit);
	test_print(out, " ");
	test_print_amount(out, credit->exposure);
	test_print(out, " ");
	if (credit->percent == MONEY_NONE)
		test_print(out, "-");
	else
		test_print_amount(out, credit->percent);
	test_print(out, " %s ", credit_word(credit->decision));
	test_append(out, credit->approver);
	test_print(out, " %s, ", credit->pay_by == DATE_NONE ? "-" : test_date(credit->pay_by, day));
	test_append(out, credit->clause);
	test_print(out, "\n");
}

struct row {
	const char *policy, *filed, *contract, *postings, *orders, *expected;
};

static void check_row(const struct row *row)
{
	struct world world;
	struct test_string out = {0};
	struct text rest = text_of(row->orders), filed = text_of(row->filed),
		    contract = text_of(row->contract);
	open_world(&world, row->policy, "2025-06-30");
	test_postings(&world.customer, row->postings);
	world.customer.registration[0] = (struct registration){.day = test_day("2025-06-29"),
							       .filed = test_next_day(&filed),
							       .contract = test_next_day(&contract)};
	world.customer.records.registration = world.customer.registration;
	world.customer.records.registrations = 1;
	const char *error = start(&world);
	while (error == NULL && rest.length > 0) {
		struct text line = test_next_line(&rest);
		struct order order = {.contract_amount = MONEY_NONE};
		struct credit credit;
		order.day = test_next_day(&line);
		order.amount = test_next_number(&line, 2);
		error = rolling_decide(world.rolling, &credit, &order);
		if (error == NULL)
			print_credit(&out, &credit);
	}
	test_print(&out, "%s", error != NULL ? error : "");
	CHECK_TEXT(test_text(&out), row->expected);
	free(out.at);
	close_world(&world);
}

static const struct row rows[] = {
	{DAYS, "-", "-", PAID_30, "2025-06-30 1\n", "300.00 -299.00 - within  -, days\n"},
	/* the window: 31 May to 29 June, then 1 June to 30 June */
	{DAYS, "-", "-",
	 "2025-05-30 payment 1\n2025-05-31 payment 2\n2025-06-29 payment 4\n2025-06-30 payment 8\n",
	 "2025-06-30 1\n2025-05-31 1\n", "6.00 -14.00 - within  -, days\n1.00 -13.00 - within  -, days\n"},
	{"credit.rolling_days,,,0,days\n", "-", "-", PAID_30, "2025-06-01 400\n",
	 "0.00 100.00 - prepay  -, days\n"},
	{"credit.rolling_days,,,1000000000,days\n", "-", "-", PAID_30, "2025-06-01 1\n",
	 "300.00 -299.00 - within  -, days\n"},
	/* over the limit: by number, by size, by month */
	{DAYS OVER, "-", "-", "2025-06-01 invoice 600 A\n2025-06-10 payment 300\n",
	 "2025-06-20 100\n2025-06-20 99.99\n2025-06-21 1\n2025-06-21 1\n",
	 "300.00 400.00 33.33 prepay  -, days\n300.00 399.99 33.33 approve first -, over 1\n"
	 "300.00 400.99 33.66 approve last 2025-06-30, over 2\n300.00 401.99 34.00 prepay  -, days\n"},
	{DAYS OVER, "-", "-", "2025-05-01 invoice 600 A\n2025-05-10 payment 300\n",
	 "2025-05-20 1\n2025-06-01 1\n2025-05-31 1\n2025-05-31 1\n",
	 "300.00 301.00 0.33 approve first -, over 1\n300.00 302.00 0.67 approve first -, over 1\n"
	 "300.00 303.00 1.00 approve last 2025-05-31, over 2\n300.00 304.00 1.33 prepay  -, days\n"},
	/* needs, in their order */
	{DAYS NEEDS, "2025-06-20", "2025-06-21", "2024-12-31 invoice 5 A\n" PAID_30,
	 "2025-06-19 1\n2025-06-20 1\n2025-06-21 1\n",
	 "300.00 -294.00 - cash  -, filed\n300.00 -294.00 - cash  -, contract\n"
	 "300.00 -294.00 - within  -, days\n"},
	{DAYS NEEDS, "-", "2025-06-01", "", "2025-06-30 1\n", "0.00 1.00 - cash  -, filed\n"},
	{DAYS NEEDS, "2025-06-01", "2025-06-01", "2024-12-31 invoice 5 A\n", "2025-06-30 1\n2024-12-31 1\n",
	 "0.00 6.00 - cash  -, cleared\n0.00 6.00 - cash  -, filed\n"},
	{DAYS "credit.need,filed,,no,filed\n", "-", "-", PAID_30, "2025-06-30 1\n",
	 "300.00 -299.00 - within  -, days\n"},
	/* old bills: the most days that are exceeded */
	{DAYS OLD, "-", "-", "2025-04-01 invoice 5 A\n" PAID_30 "2025-06-30 invoice 300 B\n",
	 "2025-05-31 1\n", "0.00 6.00 - prepay  -, days\n"},
	{DAYS OLD, "-", "-", "2025-04-01 invoice 5 A\n",
	 "2025-05-01 1\n2025-05-02 1\n2025-05-31 1\n2025-06-01 1\n",
	 "0.00 6.00 - prepay  -, days\n0.00 6.00 - case boss -, old 30\n0.00 7.00 - case boss -, old 30\n"
	 "0.00 8.00 - case chief -, old 60\n"},
	{DAYS "credit.tolerance,,,5,\n" OVER, "-", "-", PAID_30 "2025-06-01 invoice 600 A\n",
	 "2025-06-20 4.99\n2025-06-20 0.01\n",
	 "300.00 304.99 - within  -, days\n300.00 305.00 1.67 approve first -, over 1\n"},
};

static void test_tables(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		test_label("row %zu", i);
		check_row(&rows[i]);
	}
}

static void test_no_rolling(void)
{
	struct rolling_rules rules;
	struct policy *policy = test_policy("");
	CHECK(!rolling_rules_load(&rules, policy));
	rolling_rules_free(&rules);
	policy_free(policy);
}

/* --- properties: the limit is what was paid in the days before; exposures add up; the balance is that of the postings */

static void random_postings(struct world *world, uint64_t *state)
{
	struct test_customer *customer = &world->customer;
	int32_t day = world->as_of - 100;
	static const struct text doc[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1}};
	size_t docs = 0;
	customer->records.receivable = customer->receivable;
	customer->records.receivables = POSTINGS;
	for (size_t i = 0; i < POSTINGS; i++) {
		bool is_invoice = docs < sizeof doc / sizeof *doc && test_below(state, 3) == 0;
		day += test_between(state, 0, 10);
		customer->receivable[i] = (struct receivable){
			.day = day,
			.kind = is_invoice ? RECEIVABLE_INVOICE
					   : (uint8_t)(RECEIVABLE_PAYMENT + test_below(state, 3)),
			.amount = test_between(state, 1, 1000),
			.doc = is_invoice ? doc[docs] : TEXT(""),
			.position = i};
		docs += is_invoice;
	}
}

/* Sum of the postings up to as_of: all, or the payments of the days from..to. */
static int64_t sum_of(const struct world *world, bool all, int32_t from, int32_t to)
{
	int64_t sum = 0;
	for (size_t i = 0; i < POSTINGS; i++) {
		const struct receivable *posting = &world->customer.receivable[i];
		if (posting->day > world->as_of)
			continue;
		if (all)
			sum += posting->kind == RECEIVABLE_INVOICE ? posting->amount : -posting->amount;
		else if (posting->kind == RECEIVABLE_PAYMENT && posting->day >= from && posting->day <= to)
			sum += posting->amount;
	}
	return sum;
}

static void check_orders(struct world *world, uint64_t *state)
{
	int64_t exposure = sum_of(world, true, 0, 0), balance = exposure;
	for (int i = 0; i < ORDERS; i++) {
		struct order order = {.day = world->as_of - test_between(state, 0, 90),
				      .amount = test_between(state, 1, 300)};
		struct credit credit;
		CHECK(rolling_decide(world->rolling, &credit, &order) == NULL);
		CHECK_INT(credit.balance, balance);
		CHECK_INT(credit.limit, sum_of(world, false, order.day - 30, order.day - 1));
		CHECK_INT(credit.exposure, exposure + order.amount);
		CHECK_INT(credit.excess, credit.exposure - credit.limit);
		CHECK(credit.overdue >= 0);
		CHECK_INT(credit.percent != MONEY_NONE, credit.excess > 0 && credit.limit > 0);
		if (credit.decision != CREDIT_CASH && credit.decision != CREDIT_PREPAY)
			exposure = credit.exposure;
	}
}

static void test_properties(void)
{
	struct world world;
	uint64_t state = 20250701;
	open_world(&world, DAYS OVER OLD "credit.need,cleared,,yes,cleared\n", "2025-02-20");
	for (int run = 0; run < RUNS; run++) {
		test_label("run %d", run);
		random_postings(&world, &state);
		CHECK(start(&world) == NULL);
		check_orders(&world, &state);
	}
	close_world(&world);
}

int main(void)
{
	test_tables();
	test_no_rolling();
	test_properties();
	return test_end();
}
