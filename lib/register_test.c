/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "register.h"
#include "test.h"
#include "test_tools.h"

enum { MOST = 8, RUNS = 2000 };

static struct registration registration(const char *number)
{
	return (struct registration){.register_no = text_of(number)};
}

static void test_numbers(void)
{
	static const struct {
		const char *number;
		bool is_number;
	} cases[] = {{"", false}, {"0", true}, {"007", true}, {"12a", false}, {"-1", false}, {"１", false}};
	static const struct {
		const char *a, *b;
		int order;
	} orders[] = {{"1", "1", 0},
		      {"1", "2", -1},
		      {"9", "10", -1},
		      {"007", "7", 0},
		      {"0", "000", 0},
		      {"0", "1", -1},
		      {"123456789012345678901234567890", "123456789012345678901234567889", 1},
		      {"99999999999999999999", "100000000000000000000", -1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct registration one = registration(cases[i].number);
		test_label("%s", cases[i].number);
		CHECK_INT(register_has_number(&one), cases[i].is_number);
	}
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		struct registration a = registration(orders[i].a), b = registration(orders[i].b);
		test_label("%s %s", orders[i].a, orders[i].b);
		int order = register_compare(&a, &b), back = register_compare(&b, &a);
		CHECK_INT((order > 0) - (order < 0), orders[i].order);
		CHECK_INT((back > 0) - (back < 0), -orders[i].order);
	}
	test_label("%s", "");
}

/* Registrations of a day, PARTY and number each, and their places in the walk. */
static void test_arrange(void)
{
	static const struct {
		const char *numbers, *parties, *places;
	} cases[] = {
		{"3 2 1", "aaa", "210"},           {"3 x 1", "aaa", "210"}, {"3 2 1", "aba", "210"},
		{"3 2 1", "abc", "012"},           {"2 2 1", "aaa", "201"}, {"4 3 2 1", "abab", "2301"},
		{"10 9 - 8 a7", "aaaaa", "31204"},
	};
	struct register_arrangement arrangement = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct registration day[MOST] = {0};
		uint32_t party[MOST];
		char places[MOST + 1] = "";
		struct text rest = text_of(cases[i].numbers);
		size_t n = 0;
		for (struct text word; (word = text_next_word(&rest)).length > 0; n++) {
			day[n].register_no = word;
			party[n] = (uint32_t)cases[i].parties[n];
		}
		const uint32_t *place = register_arrange(&arrangement, day, party, n);
		for (size_t j = 0; j < n; j++)
			places[j] = (char)('0' + place[j]);
		test_label("%s of %s", cases[i].numbers, cases[i].parties);
		CHECK_STRING(places, cases[i].places);
	}
	test_label("%s", "");
	register_arrangement_free(&arrangement);
}

/* What has no number stays; each party keeps its places; its numbers rise, and equal ones keep their order. */
static void test_random_days(void)
{
	static const char *const numbers[] = {"", "1", "01", "2", "3", "10", "x"};
	struct register_arrangement arrangement = {0};
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct registration day[MOST];
		uint32_t party[MOST];
		size_t n = test_below(&state, MOST) + 1;
		for (size_t i = 0; i < n; i++) {
			day[i] = registration(numbers[test_below(&state, sizeof numbers / sizeof *numbers)]);
			party[i] = (uint32_t)test_below(&state, 3);
		}
		const uint32_t *place = register_arrange(&arrangement, day, party, n);
		for (size_t i = 0; i < n; i++) {
			wrong += party[place[i]] != party[i];
			wrong += !register_has_number(&day[i]) && place[i] != i;
			for (size_t j = 0; j < i; j++) {
				const struct registration *a = &day[place[j]], *b = &day[place[i]];
				if (party[i] != party[j] || !register_has_number(a) ||
				    !register_has_number(b))
					continue;
				int order = register_compare(a, b);
				wrong += order > 0 || (order == 0 && place[j] > place[i]);
			}
		}
	}
	CHECK_INT(wrong, 0);
	register_arrangement_free(&arrangement);
}

int main(void)
{
	test_numbers();
	test_arrange();
	test_random_days();
	return test_end();
}
