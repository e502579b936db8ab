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

/* --- against slower ways */

/* The number in 128 bits by its form: its digits and as many zeros as decimals are missing, as text. */
static bool read_slowly(struct text text, int decimals, money_wide *units)
{
	char digits[64];
	size_t n = 0, at = text.length > 0 && text.at[0] == '-', given = 0;
	const char *point = text.length > 0 ? memchr(text.at, '.', text.length) : NULL;
	size_t whole = (point != NULL ? (size_t)(point - text.at) : text.length) - at;
	if (point != NULL)
		given = (size_t)(text.at + text.length - point) - 1;
	if (whole == 0 || (point != NULL && (given == 0 || given > (size_t)decimals)))
		return false;
	for (size_t i = at; i < text.length; i++)
		if (strchr("0123456789", text.at[i]) != NULL && text.at[i] != '\0')
			digits[n++] = text.at[i];
	if (n != whole + given)
		return false;
	for (; given < (size_t)decimals; given++)
		digits[n++] = '0';
	*units = 0;
	for (size_t i = 0; i < n; i++)
		*units = *units * 10 + (digits[i] - '0');
	*units *= at > 0 ? -1 : 1;
	return true;
}

/* Whether both parsers take the text, which ends where its storage does, as it is read slowly. Up to 30 digits. */
static bool is_parsed_right(struct text text, int decimals, size_t *numbers)
{
	money_wide expected = 0, wide = 0;
	int64_t units = 0;
	size_t offset = text.length % 8;
	struct text exact = test_exact(text, offset);
	bool is_number = read_slowly(text, decimals, &expected);
	bool fits = is_number && expected <= INT64_MAX && expected > INT64_MIN;
	bool is_right = money_parse_wide(exact, decimals, &wide) == is_number &&
			money_parse(exact, decimals, &units) == fits;
	if (is_right)
		is_right = (!is_number || wide == expected) && (!fits || units == expected);
	test_exact_free(exact, offset);
	*numbers += is_number;
	return is_right;
}

/* Whether a number that looks as usual, and no other text, is taken in the quick way, and right. What is behind it is not looked
   at. */
static bool is_usual_right(struct text text, unsigned decimals)
{
	char room[32 + BYTES_WORD] = "";
	money_wide expected = 0;
	int64_t units = 0;
	memcpy(room, text.at, text.length);
	memset(room + text.length, '5', BYTES_WORD);
	bool is_usual = read_slowly(text, (int)decimals, &expected) && text.at[0] != '-' &&
			text.length >= decimals + 2 && text.length <= decimals + 1 + BYTES_WORD &&
			text.at[text.length - 1 - decimals] == '.';
	return money_parse_usual((struct text){room, text.length}, decimals, &units) == is_usual &&
	       (!is_usual || units == expected);
}

static void test_random_texts(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0, found = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char room[32];
		size_t n = test_below(&state, 22);
		struct text text = test_letters(&state, TEXT("0123456789"), n, room);
		if (n > 0 && run % 3 > 0)
			room[n - 1 - test_below(&state, n < 5 ? n : 5)] = '.';
		if (n > 0 && run % 2 > 0)
			room[0] = '-';
		if (n > 0 && run % 5 == 0)
			test_letters(&state, TEXT(" .-/:+x\0"), 1, room + test_below(&state, n));
		for (int decimals = 0; decimals <= 7; decimals++)
			wrong += !is_parsed_right(text, decimals, &found);
		wrong += !is_usual_right(text, 2) || !is_usual_right(text, 3);
	}
	CHECK_INT(wrong, 0);
	CHECK(found > RUNS && found < 7 * RUNS);
}

/* Every byte in every place of a number. */
static void test_each_byte(void)
{
	static const char *const numbers[] = {"1234.56", "-0.05",        "123456789.12", "12.345",
					      "7",       "123456789012", "-12345",       "12345678",
					      "-9.5",    "1234567.8"};
	size_t wrong = 0, found = 0;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		for (size_t at = 0; at < strlen(numbers[i]); at++)
			for (int byte = 0; byte < 256; byte++) {
				char text[16];
				size_t n = strlen(numbers[i]);
				memcpy(text, numbers[i], n);
				text[at] = (char)byte;
				for (int decimals = 0; decimals <= 4; decimals++)
					wrong += !is_parsed_right((struct text){text, n}, decimals, &found);
				wrong += !is_usual_right((struct text){text, n}, 2) ||
					 !is_usual_right((struct text){text, n}, 3);
			}
	CHECK_INT(wrong, 0);
	CHECK(found > 1000);
}

/* The number as test_decimal has its digits, with a point and without the zeros that need not be. */
static size_t format_slowly(money_wide units, int decimals, int keep, char *out)
{
	char room[TEST_DIGITS];
	const char *digits = test_decimal(units < 0 ? -units : units, room);
	size_t n = strlen(digits), least = (size_t)decimals + 1, zeros = n < least ? least - n : 0,
	       length = 0;
	if (units < 0)
		out[length++] = '-';
	for (size_t i = 0; i < n + zeros; i++) {
		if (decimals > 0 && i == n + zeros - (size_t)decimals)
			out[length++] = '.';
		out[length++] = i < zeros ? '0' : digits[i - zeros];
	}
	for (; decimals > keep && out[length - 1] == '0'; decimals--)
		length--;
	return length - (decimals == 0 && out[length - 1] == '.');
}

/* How many of the forms that have functions of their own differ from the slow ones. */
static size_t wrong_usual_forms(money_wide units)
{
	char room[MONEY_ROOM], expected[MONEY_ROOM];
	size_t wrong = 0;
	if (units == (int64_t)units) {
		struct text fen = {room, money_format_fen((int64_t)units, room)};
		wrong += !text_equal(fen, (struct text){expected, format_slowly(units, 2, 2, expected)});
	}
	if (units >= 0 && units <= UINT64_MAX) {
		struct text whole = {room, money_format_whole((uint64_t)units, room)};
		wrong += !text_equal(whole, (struct text){expected, format_slowly(units, 0, 0, expected)});
	}
	return wrong;
}

/* How many of all forms of the number differ from the slow ones. */
static size_t wrong_forms(money_wide units)
{
	size_t wrong = wrong_usual_forms(units), found = 0;
	for (int decimals = 0; decimals <= 9; decimals++)
		for (int keep = 0; keep <= decimals; keep++) {
			char room[MONEY_ROOM], expected[MONEY_ROOM];
			struct text text = {room, money_format(units, decimals, keep, room)};
			size_t n = format_slowly(units, decimals, keep, expected);
			wrong += !text_equal(text, (struct text){expected, n});
			wrong += !is_parsed_right(text, decimals, &found);
		}
	return wrong + (found == 0);
}

/* Amounts on both sides of every power of ten and of two, and many between. */
static void test_boundaries(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	money_wide power = 1;
	for (int i = 0; i < 26; i++, power *= 10)
		for (int more = -2; more <= 2; more++)
			wrong += wrong_forms(power + more) + wrong_forms(-power - more);
	for (int i = 0; i < 80; i++)
		for (int more = -2; more <= 2; more++)
			wrong += wrong_forms(((money_wide)1 << i) + more) +
				 wrong_forms(-((money_wide)1 << i) - more);
	for (size_t run = 0; run < RUNS / 50; run++)
		wrong += wrong_forms(random_number(&state));
	CHECK_INT(wrong, 0);
}

/* The limit of 64 bits with every number of decimals and of leading zeros. */
static void test_limit(void)
{
	static const char *const tails[] = {"5806", "5807", "5808", "5809"};
	size_t wrong = 0, found = 0;
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		for (int decimals = 0; decimals <= 6; decimals++)
			for (int zeros = 0; zeros < 8; zeros++) {
				char digits[40], text[44];
				snprintf(digits, sizeof digits, "922337203685477%s", tails[i]);
				int whole = 19 - decimals;
				snprintf(text, sizeof text, "-%0*d%.*s%s%s", zeros, 0, whole, digits,
					 decimals > 0 ? "." : "", digits + whole);
				wrong += !is_parsed_right(text_of(text), decimals, &found);
				wrong += !is_parsed_right(text_of(text + 1), decimals, &found);
			}
	CHECK_INT(wrong, 0);
	CHECK_INT(found, 4 * 7 * 8 * 2);
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
	test_random_texts();
	test_each_byte();
	test_boundaries();
	test_limit();
	test_round();
	test_limits();
	return test_end();
}
