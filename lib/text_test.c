/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "test.h"
#include "test_tools.h"

enum { RUNS = 20000 };

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

/* Two texts and how they compare: by bytes, and as sources. */
static const struct order_case {
	const char *a, *b;
	int bytes, source;
} order_cases[] = {
	{"", "", 0, 0},
	{"", "a", -1, -1},
	{"a", "ab", -1, -1},
	{"b", "ab", 1, 1},
	{"Z", "a", -1, -1},
	{"z", "\xe4\xb8\xad", -1, -1},
	{"a:9", "a:10", 1, -1},
	{"a:10", "a:10", 0, 0},
	{"a:2", "b:1", -1, -1},
	{"a.csv:7", "a.csv.gz:1", 1, -1},
	{"a:007", "a:7", -1, -1},
	{"a:07", "a:8", -1, -1},
	{"a:08", "a:7", -1, 1},
	{"a:0", "a:00", -1, -1},
	{"a:00", "a:1", -1, -1},
	{"z", "a:1", 1, -1},
	{"z:", "a:1", 1, -1},
	{"z:1x", "a:1", 1, -1},
	{"12", "a:1", -1, -1},
	{":3", "a:1", -1, -1},
	{"a:b:3", "a:b:20", 1, -1},
	{"a:1:9", "a:2:1", -1, -1},
	{"a:99999999999999999999999", "a:100000000000000000000000", 1, -1},
	{"-:5", "a:1", -1, -1},
};

static void test_order(void)
{
	for (size_t i = 0; i < sizeof order_cases / sizeof *order_cases; i++) {
		const struct order_case *c = &order_cases[i];
		struct text a = text_of(c->a), b = text_of(c->b);
		test_label("%s %s", c->a, c->b);
		CHECK_INT(sign(text_compare(a, b)), c->bytes);
		CHECK_INT(sign(text_compare(b, a)), -c->bytes);
		CHECK_INT(text_equal(a, b), c->bytes == 0);
		CHECK_INT(sign(text_compare_source(a, b)), c->source);
		CHECK_INT(sign(text_compare_source(b, a)), -c->source);
	}
	test_label("%s", "");
	CHECK(text_compare((struct text){"a\0b", 3}, (struct text){"a\0c", 3}) < 0);
	CHECK(!text_equal((struct text){"a\0b", 3}, (struct text){"a\0c", 3}));
	CHECK(text_equal((struct text){NULL, 0}, TEXT("")));
	CHECK_INT(text_compare((struct text){NULL, 0}, TEXT("")), 0);
}

static struct text random_source(uint64_t *state, char *room)
{
	static const char letters[] = "ab:0019";
	size_t n = test_below(state, 6);
	for (size_t i = 0; i < n; i++)
		room[i] = letters[test_below(state, sizeof letters - 1)];
	return (struct text){room, n};
}

/* The order of sources is total: of any three, none contradicts the other two; only equal bytes are equal. */
static void test_total_order(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0, turned = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char room[3][8];
		struct text text[3];
		for (size_t i = 0; i < 3; i++)
			text[i] = random_source(&state, room[i]);
		int ab = sign(text_compare_source(text[0], text[1])),
		    bc = sign(text_compare_source(text[1], text[2]));
		int ac = sign(text_compare_source(text[0], text[2]));
		wrong += ab == bc && ac != ab;
		wrong += (ab == 0) != text_equal(text[0], text[1]);
		turned += ab != sign(text_compare(text[0], text[1]));
	}
	CHECK_INT(wrong, 0);
	CHECK(turned > 0);
}

static const struct {
	const char *a, *b;
	bool is_equal;
} nocase_cases[] = {
	{"", "", true},         {"abc", "ABC", true}, {"aZ", "Az", true}, {"a", "ab", false},
	{"@", "`", false},      {"[", "{", false},    {"k1", "K1", true}, {"\xc3\x84", "\xc3\xa4", false},
	{"客户", "客户", true},
};

static void test_nocase(void)
{
	for (size_t i = 0; i < sizeof nocase_cases / sizeof *nocase_cases; i++) {
		test_label("%s %s", nocase_cases[i].a, nocase_cases[i].b);
		CHECK_INT(text_equal_nocase(text_of(nocase_cases[i].a), text_of(nocase_cases[i].b)),
			  nocase_cases[i].is_equal);
	}
	test_label("%s", "");
}

static void test_blanks(void)
{
	CHECK_TEXT(text_trim(TEXT(" \t a b\t ")), "a b");
	CHECK_TEXT(text_trim(TEXT(" \t ")), "");
	CHECK_TEXT(text_trim(TEXT("")), "");
	CHECK_TEXT(text_trim(TEXT("a")), "a");
	CHECK_TEXT(text_trim(TEXT("\na\r")), "\na\r");
	CHECK_TEXT(text_trim(TEXT("\xc2\xa0x")), "\xc2\xa0x"); /* no-break space stays */
	struct text rest = TEXT("  one\ttwo   three ");
	CHECK_TEXT(text_next_word(&rest), "one");
	CHECK_TEXT(text_next_word(&rest), "two");
	CHECK_TEXT(text_next_word(&rest), "three");
	CHECK_TEXT(text_next_word(&rest), "");
	CHECK_TEXT(text_next_word(&rest), "");
	CHECK_INT(rest.length, 0);
}

/* --- UTF-8 */

static const struct {
	const char *bytes;
	size_t valid;
} utf8_cases[] = {
	{"", 0},
	{"plain", 5},
	{"exactly8", 8},
	{"\xc3\xa4", 2},
	{"\xe5\xae\xa2\xe6\x88\xb7", 6},
	{"\xf0\x9f\x98\x80", 4},
	{"ab\xff", 2},
	{"12345678\x80", 8},
	{"1234567\xe5\xae\xa2"
	 "90\xe5\xae",
	 12},            /* cut */
	{"\xc0\x80", 0}, /* overlong */
	{"\xc1\xbf", 0},
	{"\xe0\x9f\xbf", 0},
	{"\xf0\x8f\xbf\xbf", 0},
	{"\xed\x9f\xbf", 3},
	{"\xed\xa0\x80", 0}, /* surrogate */
	{"\xee\x80\x80", 3},
	{"\xf4\x8f\xbf\xbf", 4},
	{"\xf4\x90\x80\x80", 0}, /* over U+10FFFF */
	{"\xf5\x80\x80\x80", 0},
	{"a\xe5\xae"
	 "b",
	 1},
	{"\x80", 0},
	{"\xc3", 0},
};

static size_t encode(uint32_t c, char *out)
{
	if (c < 0x80)
		return out[0] = (char)c, 1;
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)((0xf00 >> n & 0xff) | c);
	return n;
}

/* All characters are valid but surrogates, and nothing of their length beside them is. */
static void test_all_characters(void)
{
	size_t wrong = 0, two = 0, three = 0;
	char room[8];
	for (uint32_t c = 0; c < 0x110000; c++) {
		size_t n = encode(c, room);
		bool is_surrogate = c >= 0xd800 && c < 0xe000;
		wrong += text_valid_utf8((struct text){room, n}) != (is_surrogate ? 0 : n);
		if (n > 1)
			wrong += text_valid_utf8((struct text){room, n - 1}) != 0;
	}
	CHECK_INT(wrong, 0);
	for (uint32_t i = 0; i < 0x100000; i++) {
		char bytes[] = {(char)(0xe0 | i >> 16), (char)(i >> 8), (char)i};
		three += text_valid_utf8((struct text){bytes, 3}) == 3;
		two += i < 0x10000 && bytes[0] == (char)0xe0 && (bytes[1] & 0x80) != 0 &&
		       text_valid_utf8((struct text){bytes + 1, 2}) == 2;
	}
	CHECK_INT(three, 0x10000 - 0x800 - 0x800);
	CHECK_INT(two, 0x800 - 0x80);
}

static void test_utf8(void)
{
	for (size_t i = 0; i < sizeof utf8_cases / sizeof *utf8_cases; i++) {
		test_label("row %zu", i);
		CHECK_INT(text_valid_utf8(text_of(utf8_cases[i].bytes)), utf8_cases[i].valid);
	}
	test_label("%s", "");
	CHECK_INT(text_valid_utf8((struct text){"a\0b", 3}), 3);
	test_all_characters();
}

int main(void)
{
	test_order();
	test_total_order();
	test_nocase();
	test_blanks();
	test_utf8();
	return test_end();
}
