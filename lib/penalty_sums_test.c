/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "penalty_sums.h"
#include "test.h"
#include "test_tools.h"

/* Lines of the ledger, by date: day, role, charge in fen. */
static const struct {
	const char *date, *role;
	int64_t charge;
} lines[] = {
	{"2025-03-01", "b", 1000}, {"2025-03-01", "b", 500}, {"2025-03-02", "", 300},
	{"2025-03-31", "b", 1},    {"2025-04-01", "b", 7},   {"2026-04-01", "b", INT64_MAX},
	{"2026-04-01", "a", 2},    {"2026-04-02", "b", 1},
};

static void print_sum(void *context, const struct penalty_sum *sum)
{
	test_print(context, "%.*s %d %jd ", (int)sum->role.length, sum->role.at,
		   sum->day - test_day("2025-03-01"), (intmax_t)sum->lines);
	if (sum->fits)
		test_print(context, "%jd\n", (intmax_t)sum->charge);
	else
		test_print(context, "too large\n");
}

static void test_months(void)
{
	struct penalty_sums *sums = penalty_sums_new();
	struct test_string found = {0};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct fault fault = {.role = text_of(lines[i].role), .day = test_day(lines[i].date)};
		penalty_sums_add(sums, &(struct penalty_line){.fault = &fault, .charge = lines[i].charge},
				 print_sum, &found);
	}
	CHECK_TEXT(test_text(&found), " 1 1 300\nb 0 3 1501\nb 31 1 7\n");
	penalty_sums_end(sums, print_sum, &found);
	CHECK_TEXT(test_text(&found), " 1 1 300\nb 0 3 1501\nb 31 1 7\na 396 1 2\nb 396 2 too large\n");
	penalty_sums_end(sums, print_sum, &found);
	CHECK_INT(found.n, strlen(" 1 1 300\nb 0 3 1501\nb 31 1 7\na 396 1 2\nb 396 2 too large\n"));
	penalty_sums_free(sums);
	free(found.at);
}

int main(void)
{
	test_months();
	return test_end();
}
