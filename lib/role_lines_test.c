/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "role_lines.h"
#include "test.h"

static void add(struct role_lines *lines, unsigned worker, const char *person, const char *role,
		int64_t number, const char *text)
{
	role_lines_add(lines, worker,
		       &(struct role_line){text_of(person), text_of(role), number, text_of(text), false});
}

static void check_line(const struct role_line *line, const char *role, int64_t number, const char *text)
{
	CHECK_TEXT(line->role, role);
	CHECK_INT(line->number, number);
	CHECK_TEXT(line->lines, text);
}

/* Of several workers, in any order. */
static void test_kept(void)
{
	struct role_lines *lines = role_lines_new(3);
	size_t n;
	add(lines, 0, "S1", "b", 2, "S1 b 2");
	add(lines, 2, "", "b", 1, "nobody");
	add(lines, 2, "S1", "b", 1, "S1 b 1");
	add(lines, 0, "S10", "a", 1, "S10");
	add(lines, 2, "S1", "a", 9, "S1 a 9");
	CHECK(role_lines_sort(lines) == NULL);
	const struct role_line *line = role_lines_of(lines, TEXT("S1"), &n);
	if (CHECK_INT(n, 3)) {
		check_line(&line[0], "a", 9, "S1 a 9");
		check_line(&line[1], "b", 1, "S1 b 1");
		check_line(&line[2], "b", 2, "S1 b 2");
	}
	line = role_lines_of(lines, TEXT(""), &n);
	if (CHECK_INT(n, 1))
		check_line(&line[0], "b", 1, "nobody");
	line = role_lines_of(lines, TEXT("S10"), &n);
	if (CHECK_INT(n, 1))
		check_line(&line[0], "a", 1, "S10");
	static const char *const others[] = {"S", "S0", "S100", "S2"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		role_lines_of(lines, text_of(others[i]), &n);
		CHECK_INT(n, 0);
	}
	role_lines_free(lines);
}

/* The first in order tells, whoever added it and when. */
static void test_failures(void)
{
	struct role_lines *lines = role_lines_new(2);
	size_t n;
	CHECK(role_lines_sort(lines) == NULL);
	role_lines_of(lines, TEXT("S1"), &n);
	CHECK_INT(n, 0);
	role_lines_free(lines);
	lines = role_lines_new(2);
	add(lines, 0, "S0", "a", 1, "lines");
	role_lines_add(lines, 0, &(struct role_line){TEXT("S1"), TEXT("a"), 2, TEXT("second"), true});
	role_lines_add(lines, 1, &(struct role_line){TEXT("S1"), TEXT("a"), 1, TEXT("first"), true});
	role_lines_add(lines, 0, &(struct role_line){TEXT("S2"), TEXT(""), 0, TEXT("third"), true});
	CHECK_STRING(role_lines_sort(lines), "first");
	role_lines_free(lines);
}

/* What a person's lines come out as. */
static void check_order(struct role_order *order, const char *lines, const struct role_line *kept, size_t n,
			const char *expected)
{
	struct writer *out = writer_open_memory();
	role_order_sort(order);
	while (role_order_put(order, text_of(lines), &kept, &n, out))
		;
	CHECK_TEXT(writer_memory(out), expected);
	CHECK_INT(n, 0);
	writer_close(out);
}

static void test_order(void)
{
	static const struct role_line kept[] = {{TEXT("S"), TEXT("a"), 1, TEXT("-1"), false},
						{TEXT("S"), TEXT("c"), 1, TEXT("-2"), false},
						{TEXT("S"), TEXT("c"), 2, TEXT("-3"), false}};
	struct role_order *order = role_order_new();
	check_order(order, "", NULL, 0, "");
	check_order(order, "", kept, 3, "-1-2-3");
	role_order_end(order, TEXT(""), 0);
	role_order_end(order, TEXT(""), 3);
	role_order_end(order, TEXT("z"), 3); /* nothing */
	check_order(order, "one", NULL, 0, "one");
	role_order_end(order, TEXT("d"), 1);
	role_order_end(order, TEXT("b"), 3);
	role_order_end(order, TEXT(""), 4);
	role_order_end(order, TEXT("b"), 6);
	role_order_end(order, TEXT("c"), 7);
	check_order(order, "dbb0BBc", NULL, 0, "0bbBBcd");
	role_order_end(order, TEXT("d"), 1);
	role_order_end(order, TEXT("b"), 3);
	role_order_end(order, TEXT(""), 4);
	role_order_end(order, TEXT("b"), 6);
	check_order(order, "dbb0BB", kept, 3, "0-1bbBB-2-3d");
	role_order_free(order);
}

int main(void)
{
	test_kept();
	test_failures();
	test_order();
	return test_end();
}
