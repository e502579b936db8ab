/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>

#include "money.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 100000 };

static const struct parse_case {
	const char *text;
	int decimals;
	bool is_number;
	int64_t units;
} parse_cases[] = {
	{"0", 2, true, 0},
	{"-0", 2, true, 0},
	{"-0.00", 2, true, 0},
	{"1", 2, true, 100},
	{"1.5", 2, true, 150},
	{"1.05", 2, true, 105},
	{"0001.05", 2, true, 105},
	{"-12.34", 2, true, -1234},
	{"0.01", 2, true, 1},
	{"90000000000000.00", 2, true, MONEY_POSTING_MAX},
	{"92233720368547758.07", 2, true, INT64_MAX},
	{"-92233720368547758.07", 2, true, -INT64_MAX},
	{"92233720368547758.08", 2, false, 0},
	{"-92233720368547758.09", 2, false, 0},
	{"000000000000000000000000000000000000000001", 2, true, 100},
	{"99999999999999999999999999999999999999999", 2, false, 0},
	{"999999999999", 2, true, INT64_C(99999999999900)},
	{"9999999999999", 2, true, INT64_C(999999999999900)},
	{"999999999999", 6, true, INT64_C(999999999999000000)},
	{"", 2, false, 0},
	{"-", 2, false, 0},
	{"+1", 2, false, 0},
	{".", 2, false, 0},
	{".5", 2, false, 0},
	{"1.", 2, false, 0},
	{"-1.", 2, false, 0},
	{"1.234", 2, false, 0},
	{"1.2345678901234", 2, false, 0},
	{"1.230", 2, false, 0},
	{"1,000", 2, false, 0},
	{"1e3", 2, false, 0},
	{"1 ", 2, false, 0},
	{" 1", 2, false, 0},
	{"0x10", 2, false, 0},
	{"1.5.5", 2, false, 0},
	{"--1", 2, false, 0},
	{"1-", 2, false, 0},
	{"\xef\xbc\x91", 2, false, 0}, /* a wide 1 */
	{"12345678901234.", 2, false, 0},
	{"-12345678901234x", 2, false, 0},
	{"600.125", 3, true, 600125},
	{"600.1250", 3, false, 0},
	{"7", 0, true, 7},
	{"7.", 0, false, 0},
	{"7.0", 0, false, 0},
	{"0.0002", 6, true, 200},
	{"12345678901.123456", 6, true, INT64_C(12345678901123456)},
};

static void test_parse(void)
{
	for (size_t i = 0; i < sizeof parse_cases / sizeof *parse_cases; i++) {
		const struct parse_case *c = &parse_cases[i];
		int64_t units = -77;
		test_label("%s, %d decimals", c->text, c->decimals);
		CHECK_INT(money_parse(text_of(c->text), c->decimals, &units), c->is_number);
		if (c->is_number)
			CHECK_INT(units, c->units);
	}
	test_label("%s", "");
	int64_t units;
	CHECK(!money_parse((struct text){"1\0", 2}, 2, &units));
	CHECK(money_parse((struct text){"125", 2}, 2, &units) && units == 1200);
}

static void test_parse_wide(void)
{
	money_wide units, limit = (money_wide)1000000000000000 * 1000000000000000;
	CHECK(money_parse_wide(TEXT("999999999999999999999999999999"), 0, &units));
	CHECK_INT(units, limit - 1);
	CHECK(money_parse_wide(TEXT("99999999999999999999999999999999999999999999"), 0, &units));
	CHECK_INT(units, limit);
	CHECK(money_parse_wide(TEXT("-99999999999999999999999999999999999999999999.99"), 2, &units));
	CHECK_INT(units, -limit);
	CHECK(money_parse_wide(TEXT("10000000000000000000000000000"), 2, &units));
	CHECK_INT(units, limit);
	CHECK(money_parse_wide(TEXT("1.50"), 2, &units));
	CHECK_INT(units, 150);
	CHECK(!money_parse_wide(TEXT("99999999999999999999999999999999999999999999x"), 2, &units));
	CHECK(!money_parse_wide(TEXT(""), 2, &units));
}

static const struct format_case {
	int64_t units;
	int decimals, keep;
	const char *text;
} format_cases[] = {
	{0, 2, 2, "0.00"},
	{5, 2, 2, "0.05"},
	{-5, 2, 2, "-0.05"},
	{100, 2, 2, "1.00"},
	{123456, 2, 2, "1234.56"},
	{-100, 2, 2, "-1.00"},
	{0, 3, 0, "0"},
	{600125, 3, 0, "600.125"},
	{600120, 3, 0, "600.12"},
	{600000, 3, 0, "600"},
	{10, 3, 0, "0.01"},
	{-10, 3, 0, "-0.01"},
	{200, 6, 0, "0.0002"},
	{1000000, 6, 0, "1"},
	{1500000, 6, 0, "1.5"},
	{0, 0, 0, "0"},
	{7, 0, 0, "7"},
	{-120, 0, 0, "-120"},
	{12300000, 8, 2, "0.123"},
	{12000000, 8, 2, "0.12"},
	{10000000, 8, 2, "0.10"},
	{1, 8, 2, "0.00000001"},
	{100000000, 8, 2, "1.00"},
	{0, 8, 2, "0.00"},
	{INT64_MAX, 2, 2, "92233720368547758.07"},
	{INT64_MIN, 2, 2, "-92233720368547758.08"},
	{INT64_MAX, 0, 0, "9223372036854775807"},
};

static void test_format(void)
{
	char room[MONEY_ROOM];
	for (size_t i = 0; i < sizeof format_cases / sizeof *format_cases; i++) {
		const struct format_case *c = &format_cases[i];
		test_label("row %zu", i);
		size_t n = money_format(c->units, c->decimals, c->keep, room);
		CHECK_TEXT(((struct text){room, n}), c->text);
	}
	test_label("%s", "");
	money_wide wide = (money_wide)1 << 120;
	CHECK_TEXT(((struct text){room, money_format(wide, 0, 0, room)}),
		   "1329227995784915872903807060280344576");
	CHECK_TEXT(((struct text){room, money_format(-wide, 2, 2, room)}),
		   "-13292279957849158729038070602803445.76");
	CHECK_TEXT(((struct text){room, money_format(wide, 19, 0, room)}),
		   "132922799578491587.2903807060280344576");
	CHECK_TEXT(((struct text){room, money_format(wide * 100, 37, 2, room)}),
		   "13.29227995784915872903807060280344576");
}

/* A random number of a random length. */
static int64_t random_number(uint64_t *state)
{
	return (int64_t)(test_random(state) >> 1 >> test_below(state, 63)) *
	       (test_below(state, 2) == 0 ? 1 : -1);
}

/* Formatting and parsing invert each other; the form is that of printf(3). */
static void test_inverse(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		int64_t fen = random_number(&state), back = -1;
		uint64_t size = fen < 0 ? -(uint64_t)fen : (uint64_t)fen;
		char room[MONEY_ROOM], expected[MONEY_ROOM];
		struct text text = {room, money_format(fen, 2, 2, room)};
		snprintf(expected, sizeof expected, "%s%" PRIu64 ".%02" PRIu64, fen < 0 ? "-" : "",
			 size / 100, size % 100);
		wrong += !text_equal(text, text_of(expected));
		wrong += !money_parse(text, 2, &back) || back != fen;
		int decimals = (int)test_below(&state, 9),
		    keep = (int)test_below(&state, (size_t)decimals + 1);
		text.length = money_format(fen, decimals, keep, room);
		money_wide wide;
		wrong += !money_parse_wide(text, decimals, &wide) || wide != fen;
		const char *point = memchr(room, '.', text.length);
		size_t given = point != NULL ? text.length - (size_t)(point + 1 - room) : 0;
		wrong += given < (size_t)keep || given > (size_t)decimals;
		wrong += given > (size_t)keep && room[text.length - 1] == '0';
	}
	CHECK_INT(wrong, 0);
}

static const struct {
	int64_t numerator, denominator, rounded;
} round_cases[] = {
	{0, 1, 0},
	{1, 2, 1},
	{-1, 2, -1},
	{1, 3, 0},
	{-1, 3, 0},
	{2, 3, 1},
	{-2, 3, -1},
	{3, 2, 2},
	{-3, 2, -2},
	{5, 2, 3},
	{149, 100, 1},
	{150, 100, 2},
	{-150, 100, -2},
	{-149, 100, -1},
	{7, 7, 1},
	{10, 4, 3},
	{9, 4, 2},
	{INT64_MAX, 1, INT64_MAX},
	{INT64_MAX, INT64_MAX, 1},
	{INT64_MAX / 2, INT64_MAX, 0},
	{INT64_MAX / 2 + 1, INT64_MAX, 1},
};

/* Rounding is the nearest whole number, the one further from zero of two as near, and the same on both sides of zero. */
static void test_round(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof round_cases / sizeof *round_cases; i++) {
		test_label("row %zu", i);
		CHECK_INT(money_round(round_cases[i].numerator, round_cases[i].denominator),
			  round_cases[i].rounded);
	}
	test_label("%s", "");
	for (size_t run = 0; run < RUNS; run++) {
		money_wide a = (money_wide)random_number(&state) * random_number(&state);
		money_wide b = (int64_t)(test_random(&state) >> 2) + 1;
		money_wide rounded = money_round(a, b), size = a < 0 ? -a : a;
		wrong += rounded != -money_round(-a, b);
		money_wide floor = size / b, twice = 2 * (size - floor * b);
		wrong += (rounded < 0 ? -rounded : rounded) != floor + (twice >= b);
	}
	CHECK_INT(wrong, 0);
}

static void test_limits(void)
{
	int64_t sum = INT64_MAX - 1, fen = 5;
	CHECK(money_add(&sum, 1) && sum == INT64_MAX);
	CHECK(!money_add(&sum, 1) && sum == INT64_MAX);
	sum = INT64_MIN + 1;
	CHECK(money_add(&sum, -1) && !money_add(&sum, -1) && sum == INT64_MIN);
	CHECK(money_round_fen((money_wide)INT64_MAX * 10 + 4, 10, &fen) && fen == INT64_MAX);
	CHECK(!money_round_fen((money_wide)INT64_MAX * 10 + 5, 10, &fen));
	CHECK(money_round_fen((money_wide)INT64_MAX * -10 - 4, 10, &fen) && fen == -INT64_MAX);
	CHECK(!money_round_fen((money_wide)INT64_MAX * -10 - 5, 10, &fen)); /* that is MONEY_NONE */
	money_wide top = (money_wide)(~(unsigned __int128)0 >> 1), wide = top - 1, product;
	CHECK(money_add_wide(&wide, 1) && wide == top);
	CHECK(!money_add_wide(&wide, 1));
	CHECK(money_multiply(INT64_MAX, INT64_MIN, &product) && product == (money_wide)INT64_MAX * INT64_MIN);
	CHECK(!money_multiply(top / 2 + 1, 2, &product));
	CHECK(!money_multiply(-top, 2, &product));
	CHECK(money_multiply(top / 2, 2, &product) && product == top - 1);
	CHECK_INT(money_round(top, 2), top / 2 + 1);
	CHECK_INT(money_round(-top, top), -1);
	CHECK_INT(money_round(top - 1, top), 1);
}

int main(void)
{
	test_parse();
	test_parse_wide();
	test_format();
	test_inverse();
	test_round();
	test_limits();
	return test_end();
}
