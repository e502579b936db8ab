/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "penalty_sums.h"
#include "test.h"
#include "test_tools.h"

/* Lines of the ledger, by date: day, person, role, charge in fen. */
static const struct {
	const char *date, *person, *role;
	int64_t charge;
} lines[] = {
	{"2025-03-01", "", "b", 1000}, {"2025-03-01", "", "b", 500},  {"2025-03-02", "", "", 300},
	{"2025-03-31", "", "b", 1},    {"2025-04-01", "", "b", 7},    {"2026-04-01", "", "b", INT64_MAX},
	{"2026-04-01", "", "a", 2},    {"2026-04-02", "", "b", 1},    {"2026-05-01", "S", "b", 4},
	{"2026-05-02", "R", "b", 10},  {"2026-05-03", "S", "b", 100},
};

static void print_sum(void *context, const struct penalty_sum *sum)
{
	test_print(context, "%.*s %.*s %d %jd ", (int)sum->person.length, sum->person.at,
		   (int)sum->role.length, sum->role.at, sum->day - test_day("2025-03-01"),
		   (intmax_t)sum->lines);
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
		struct fault fault = {.day = test_day(lines[i].date)};
		penalty_sums_add(sums,
				 &(struct penalty_line){.fault = &fault,
							.person = text_of(lines[i].person),
							.role = text_of(lines[i].role),
							.charge = lines[i].charge},
				 print_sum, &found);
	}
	const char *first = "  1 1 300\n b 0 3 1501\n b 31 1 7\n a 396 1 2\n b 396 2 too large\n";
	CHECK_TEXT(test_text(&found), first);
	found.n = 0;
	penalty_sums_end(sums, print_sum, &found);
	CHECK_TEXT(test_text(&found), "R b 427 1 10\nS b 426 2 104\n");
	found.n = 0;
	penalty_sums_end(sums, print_sum, &found);
	CHECK_INT(found.n, 0);
	penalty_sums_free(sums);
	free(found.at);
}

int main(void)
{
	test_months();
	return test_end();
}
