/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "orders.h"
#include "test.h"
#include "test_records.h"

enum { ORDERS = 50, RUNS = 200 };

/* Stands in for that of customers.c: what is rejected, as POSITION COLUMN VALUE RANK FIRST. */
struct results {
	struct test_string out;
};

void results_reject(struct results *results, const struct late_error *error)
{
	test_print(&results->out, "%ju %s \"", (uintmax_t)error->position, error->column);
	test_append(&results->out, error->value);
	test_print(&results->out, "\" %u %ju\n", error->rank, (uintmax_t)error->first);
}

static struct order order_of(const char *id, uint64_t position)
{
	return (struct order){.customer = TEXT("C1"),
			      .order = text_of(id),
			      .amount = 100,
			      .contract_amount = MONEY_NONE,
			      .position = position};
}

/* The ids, a letter each; the numbers of the good ones, and what is rejected. */
static void check_orders(struct orders *orders, const char *ids, bool is_known, const char *good,
			 const char *rejected)
{
	struct order order[ORDERS];
	struct results results = {.out = {0}};
	struct test_string kept = {0};
	const struct order *const *list;
	char id[ORDERS][2];
	size_t n = strlen(ids);
	test_label("orders %s", ids);
	for (size_t i = 0; i < n; i++) {
		id[i][0] = ids[i];
		id[i][1] = '\0';
		order[i] = order_of(id[i], i + 2);
	}
	struct customer_records records = {.order = order, .orders = n};
	size_t goods = orders_check(orders, &records, is_known, &results, &list);
	for (size_t i = 0; i < goods; i++)
		test_print(&kept, "%ju ", (uintmax_t)list[i]->position);
	CHECK_TEXT(test_text(&kept), good);
	CHECK_TEXT(test_text(&results.out), rejected);
	free(kept.at);
	free(results.out.at);
}

static void test_tables(struct orders *orders)
{
	check_orders(orders, "", true, "", "");
	check_orders(orders, "a", true, "2 ", "");
	check_orders(orders, "abc", true, "2 3 4 ", "");
	check_orders(orders, "abac", true, "2 3 5 ", "4 order \"a\" 5 2\n");
	check_orders(orders, "aabba", true, "2 4 ",
		     "3 order \"a\" 5 2\n5 order \"b\" 5 4\n6 order \"a\" 5 2\n");
	check_orders(orders, "aab", false, "",
		     "2 customer \"C1\" 4 0\n3 customer \"C1\" 4 0\n4 customer \"C1\" 4 0\n");
	check_orders(orders, "a", false, "", "2 customer \"C1\" 4 0\n");
}

static void test_contracts(void)
{
	struct order order = order_of("a", 7);
	struct results results = {.out = {0}};
	test_label("contracts");
	orders_reject_contract(&order, &results);
	order.contract_amount = -50000;
	orders_reject_contract(&order, &results);
	CHECK_TEXT(test_text(&results.out),
		   "7 contract_amount \"\" 6 0\n7 contract_amount \"-500.00\" 6 0\n");
	free(results.out.at);
}

/* The good ones are those that come first, in order; each other one names the first of its id. */
static void test_random_orders(struct orders *orders)
{
	uint64_t state = 20250701;
	for (int run = 0; run < RUNS; run++) {
		char ids[ORDERS + 1];
		struct test_string good = {0}, rejected = {0};
		size_t n = test_below(&state, ORDERS);
		for (size_t i = 0; i < n; i++) {
			ids[i] = (char)('a' + test_below(&state, 20));
			size_t first = (size_t)((const char *)memchr(ids, ids[i], i + 1) - ids);
			if (first == i)
				test_print(&good, "%zu ", i + 2);
			else
				test_print(&rejected, "%zu order \"%c\" 5 %zu\n", i + 2, ids[i], first + 2);
		}
		ids[n] = '\0';
		test_print(&good, "%s", "");
		test_print(&rejected, "%s", "");
		check_orders(orders, ids, true, good.at, rejected.at);
		free(good.at);
		free(rejected.at);
	}
}

int main(void)
{
	struct orders *orders = orders_new();
	test_tables(orders);
	test_contracts();
	test_random_orders(orders);
	orders_free(orders);
	return test_end();
}
