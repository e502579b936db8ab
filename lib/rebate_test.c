/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "rebate.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 500, FIRST = 2000, SPAN = 15, LAST = FIRST + SPAN };

/* Stands in for that of customers.c: what is rejected, as POSITION VALUE FIRST. */
struct results {
	struct test_string out;
};

void results_reject(struct results *results, const struct late_error *error)
{
	test_print(&results->out, "%ju twice ", (uintmax_t)error->position);
	test_append(&results->out, error->value);
	test_print(&results->out, " first %ju rank %u\n", (uintmax_t)error->first, error->rank);
}

/* Lines YEAR AMOUNT. */
static size_t parse_years(struct yearly *year, const char *lines)
{
	struct text rest = text_of(lines);
	size_t n = 0;
	for (; rest.length > 0 && n < TEST_RECORDS; n++) {
		struct text line = test_next_line(&rest);
		year[n] = (struct yearly){.customer = TEXT("C1"), .position = n + 2};
		year[n].year = test_next_number(&line, 0);
		year[n].amount = test_next_number(&line, 2);
	}
	return n;
}

/* --- tables: YEAR: REBATE - BROUGHT - LATEFEE = PAYABLE, CARRIED */

static void print_years(struct test_string *out, const struct rebate *rebate)
{
	const struct rebate_year *year;
	size_t n = rebate_years(rebate, &year);
	test_print(out, "%s", "");
	for (size_t i = 0; i < n; i++) {
		test_print(out, "%d: ", year[i].year);
		test_print_amount(out, year[i].rebate);
		test_print(out, " - ");
		test_print_amount(out, year[i].brought);
		test_print(out, " - ");
		test_print_amount(out, year[i].latefee);
		test_print(out, " = ");
		test_print_amount(out, year[i].payable);
		test_print(out, ", ");
		test_print_amount(out, year[i].carried);
		test_print(out, "\n");
	}
}

static void check_years(struct rebate *rebate, const char *fees, const char *rebates, bool has_setoff,
			const char *expected)
{
	struct yearly fee[TEST_RECORDS], granted[TEST_RECORDS];
	struct results results = {.out = {0}};
	struct customer_records records = {.fee = fee, .rebate = granted};
	records.fees = parse_years(fee, fees);
	records.rebates = parse_years(granted, rebates);
	test_label("fees %s, rebates %s", fees, rebates);
	const char *error = rebate_run(rebate, &records, has_setoff, 2025, &results);
	if (error != NULL)
		test_print(&results.out, "%s", error);
	else
		print_years(&results.out, rebate);
	CHECK_TEXT(test_text(&results.out), expected);
	free(results.out.at);
}

static void test_tables(struct rebate *rebate)
{
	check_years(rebate, "", "", true, "");
	check_years(rebate, "", "2024 5\n", true, "2024: 5.00 - 0.00 - 0.00 = 5.00, 0.00\n");
	check_years(rebate, "2024 3\n", "2024 5\n2025 5\n", true,
		    "2024: 5.00 - 0.00 - 0.00 = 5.00, 0.00\n2025: 5.00 - 0.00 - 3.00 = 2.00, 0.00\n");
	check_years(rebate, "2022 10\n", "2025 12\n", true,
		    "2023: 0.00 - 0.00 - 10.00 = 0.00, 10.00\n2024: 0.00 - 10.00 - 0.00 = 0.00, 10.00\n"
		    "2025: 12.00 - 10.00 - 0.00 = 2.00, 0.00\n");
	check_years(rebate, "2022 10\n2023 1\n", "2025 11.01\n2023 4\n", true,
		    "2023: 4.00 - 0.00 - 10.00 = 0.00, 6.00\n2024: 0.00 - 6.00 - 1.00 = 0.00, 7.00\n"
		    "2025: 11.01 - 7.00 - 0.00 = 4.01, 0.00\n");
	check_years(rebate, "2024 3\n", "2025 5\n", false, "2025: 5.00 - 0.00 - 0.00 = 5.00, 0.00\n");
	check_years(rebate, "2025 3\n9999 3\n9999 3\n", "2026 5\n2026 5\n", true, "");
	check_years(rebate, "2024 0\n", "2025 0\n", true, "");
	check_years(rebate, "2024 -3\n", "2025 5\n", true, "2025: 5.00 - 0.00 - -3.00 = 8.00, 0.00\n");
}

static void test_errors(struct rebate *rebate)
{
	check_years(rebate, "2024 3\n2024 4\n", "2025 5\n2023 1\n2025 6\n2025 7\n", true,
		    "3 twice 2024 first 2 rank 2\n4 twice 2025 first 2 rank 3\n5 twice 2025 first 2 rank 3\n"
		    "2023: 1.00 - 0.00 - 0.00 = 1.00, 0.00\n2025: 5.00 - 0.00 - 3.00 = 2.00, 0.00\n");
	check_years(rebate, "2023 92233720368547758.07\n2024 0.01\n", "", true, MONEY_TOO_LARGE);
	check_years(rebate, "2024 -0.01\n", "2025 92233720368547758.07\n", true, MONEY_TOO_LARGE);
}

/* --- properties */

struct world {
	struct yearly fee[SPAN], granted[SPAN];
	struct customer_records records;
};

static void world_random(struct world *world, uint64_t *state)
{
	world->records = (struct customer_records){.fee = world->fee, .rebate = world->granted};
	for (int year = FIRST; year < LAST; year++) {
		if (test_below(state, 3) > 0)
			world->fee[world->records.fees++] =
				(struct yearly){.year = year, .amount = test_between(state, 0, 1000)};
		if (test_below(state, 3) > 0)
			world->granted[world->records.rebates++] =
				(struct yearly){.year = year, .amount = test_between(state, 0, 1000)};
	}
}

/* Nothing is lost: from year to year, and over all. */
static void check_sums(const struct world *world, const struct rebate_year *year, size_t n)
{
	int64_t rest = 0, carried = 0;
	for (size_t i = 0; i < n; i++) {
		CHECK_INT(year[i].rebate - year[i].brought - year[i].latefee,
			  year[i].payable - year[i].carried);
		CHECK_INT(year[i].brought, carried);
		CHECK(year[i].payable >= 0 && year[i].carried >= 0);
		CHECK(year[i].payable == 0 || year[i].carried == 0);
		carried = year[i].carried;
		rest += year[i].payable;
	}
	for (size_t i = 0; i < world->records.rebates; i++)
		rest -= world->granted[i].amount;
	for (size_t i = 0; i < world->records.fees; i++)
		rest += world->fee[i].amount;
	CHECK_INT(carried, rest);
}

/* A run up to a year has the same years; one that begins behind it, with what was carried as a fee, goes on the same. */
static void check_split(struct rebate *rebate, struct world *world, const struct rebate_year *whole, size_t n,
			int cut)
{
	struct results results = {.out = {0}};
	const struct rebate_year *year;
	struct yearly fee[SPAN + 1], granted[SPAN];
	struct customer_records later = {.fee = fee, .rebate = granted};
	CHECK(rebate_run(rebate, &world->records, true, cut, &results) == NULL);
	size_t before = rebate_years(rebate, &year);
	CHECK(before <= n);
	for (size_t i = 0; i < before; i++)
		CHECK(memcmp(&year[i], &whole[i], sizeof *year) == 0);
	int64_t carried = before > 0 ? year[before - 1].carried : 0;
	fee[later.fees++] = (struct yearly){.year = cut, .amount = carried};
	for (size_t i = 0; i < world->records.fees; i++) {
		if (world->fee[i].year == cut)
			fee[0].amount += world->fee[i].amount;
		else if (world->fee[i].year > cut)
			fee[later.fees++] = world->fee[i];
	}
	for (size_t i = 0; i < world->records.rebates; i++)
		if (world->granted[i].year > cut)
			granted[later.rebates++] = world->granted[i];
	CHECK(rebate_run(rebate, &later, true, LAST, &results) == NULL);
	size_t after = rebate_years(rebate, &year);
	CHECK_INT(before + after, n);
	for (size_t i = 0; i < after; i++) {
		CHECK_INT(year[i].payable, whole[before + i].payable);
		CHECK_INT(year[i].carried, whole[before + i].carried);
	}
	CHECK(results.out.at == NULL);
}

static void test_properties(struct rebate *rebate)
{
	uint64_t state = 20250701;
	for (int run = 0; run < RUNS; run++) {
		struct world world;
		struct results results = {.out = {0}};
		const struct rebate_year *year;
		struct rebate_year whole[SPAN + 1];
		test_label("run %d", run);
		world_random(&world, &state);
		CHECK(rebate_run(rebate, &world.records, true, LAST, &results) == NULL);
		size_t n = rebate_years(rebate, &year);
		check_sums(&world, year, n);
		if (n > 0)
			memcpy(whole, year, n * sizeof *year);
		check_split(rebate, &world, whole, n, test_between(&state, FIRST, LAST - 1));
	}
}

int main(void)
{
	struct rebate *rebate = rebate_new();
	test_tables(rebate);
	test_errors(rebate);
	test_properties(rebate);
	rebate_free(rebate);
	return test_end();
}
