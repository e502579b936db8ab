/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "penalty_print.h"
#include "test.h"
#include "test_tools.h"

enum { ROWS = 200, LINES = 10000 };

static void check_line(struct penalty_printer *printer, const struct penalty_line *line, const char *expected)
{
	struct writer *writer = writer_open_memory();
	penalty_print(printer, writer, line);
	CHECK_TEXT(writer_memory(writer), expected);
	writer_close(writer);
}

static void test_lines(void)
{
	struct penalty_printer *printer = penalty_printer_new();
	struct fault fault = {
		.customer = TEXT("C,1"), .code = TEXT("late"), .source = TEXT("v:1"), .day = 20089};
	struct policy_row price = {.clause = TEXT("a, b")}, note = {.value = TEXT("10%")};
	struct penalty_line line = {.fault = &fault,
				    .person = TEXT("S"),
				    .role = TEXT("boss"),
				    .price = &price,
				    .nth = 3,
				    .amount = 3000,
				    .charge = 999,
				    .factor = 333000};
	for (int i = 0; i < 2; i++)
		check_line(printer, &line,
			   "S,boss,2025-01-01,\"C,1\",late,3,30.00,0.333,9.99,\"a, b\",v:1,\n");
	line = (struct penalty_line){.fault = &fault, .note = &note, .nth = 12345, .factor = POLICY_ONE};
	for (int i = 0; i < 2; i++)
		check_line(printer, &line, ",,2025-01-01,\"C,1\",late,12345,0.00,1,0.00,,v:1,10%\n");
	penalty_printer_free(printer);
}

/* More prices than are kept: each line has its own. */
static void test_many_prices(void)
{
	struct penalty_printer *printer = penalty_printer_new();
	struct fault fault = {.code = TEXT("c"), .day = 20089};
	struct policy_row *price = memory_new(ROWS, sizeof *price);
	char clause[ROWS][16], expected[128];
	uint64_t state = TEST_SEED;
	for (size_t i = 0; i < ROWS; i++) {
		snprintf(clause[i], sizeof clause[i], "clause %zu", i);
		price[i].clause = text_of(clause[i]);
	}
	for (size_t i = 0; i < LINES; i++) {
		size_t row = test_below(&state, ROWS), factor = test_below(&state, 3);
		check_line(printer,
			   &(struct penalty_line){.fault = &fault,
						  .price = &price[row],
						  .amount = 100 * (int64_t)row,
						  .charge = 100 * (int64_t)(row * factor),
						  .factor = (int64_t)factor * POLICY_ONE},
			   (snprintf(expected, sizeof expected,
				     ",,2025-01-01,,c,0,%zu.00,%zu,%zu.00,clause %zu,,\n", row, factor,
				     row * factor, row),
			    expected));
	}
	free(price);
	penalty_printer_free(printer);
}

int main(void)
{
	test_lines();
	test_many_prices();
	return test_end();
}
