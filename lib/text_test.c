/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "test.h"
#include "test_tools.h"

enum { RUNS = 20000, KEYS = 51200, BINS = 512 };

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

static int compare_slowly(struct text a, struct text b)
{
	for (size_t i = 0; i < a.length && i < b.length; i++)
		if (a.at[i] != b.at[i])
			return (unsigned char)a.at[i] < (unsigned char)b.at[i] ? -1 : 1;
	return (a.length > b.length) - (a.length < b.length);
}

/* Texts that differ in few places or in none, of every length, ending where their storage does. */
static void test_random_order(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0, equal = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char room[2][48];
		size_t n = run % 41, offset[2] = {test_below(&state, 9), test_below(&state, 9)};
		test_letters(&state, TEXT("a\xff\x80\x7f"), n, room[0]);
		memcpy(room[1], room[0], n);
		if (n > 0 && test_below(&state, 3) > 0)
			room[1][test_below(&state, n)] ^= (char)(1 << test_below(&state, 8));
		size_t m = n > 0 && test_below(&state, 4) == 0 ? test_below(&state, n) : n;
		struct text a = test_exact((struct text){room[0], n}, offset[0]),
			    b = test_exact((struct text){room[1], m}, offset[1]);
		int expected = compare_slowly(a, b);
		wrong += sign(text_compare(a, b)) != expected || sign(text_compare(b, a)) != -expected;
		wrong += text_equal(a, b) != (expected == 0) || text_equal(b, a) != (expected == 0);
		wrong += expected == 0 && text_hash(a) != text_hash(b);
		wrong += expected != 0 && text_hash(a) == text_hash(b);
		equal += expected == 0;
		test_exact_free(a, offset[0]);
		test_exact_free(b, offset[1]);
	}
	CHECK_INT(wrong, 0);
	CHECK(equal > RUNS / 10 && equal < RUNS / 2);
}

/* --- hashes */

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* No two of the hashes are the same; partitions by their highest bits, by their lowest and by some between are about as
   large: 100 keys each, 10 being the standard deviation. */
static void check_spread(uint64_t hash[KEYS])
{
	static const int shifts[] = {0, 7, 23, 32, 55};
	size_t same = 0, uneven = 0;
	for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
		unsigned bins[BINS] = {0};
		for (size_t j = 0; j < KEYS; j++)
			bins[hash[j] >> shifts[i] & (BINS - 1)]++;
		for (size_t j = 0; j < BINS; j++)
			uneven += bins[j] < 50 || bins[j] > 150;
	}
	qsort(hash, KEYS, sizeof *hash, compare_numbers);
	for (size_t i = 1; i < KEYS; i++)
		same += hash[i] == hash[i - 1];
	CHECK_INT(uneven, 0);
	CHECK_INT(same, 0);
}

/* The length counts, though short texts are filled up with zeros. */
static void test_hash_of_zeros(void)
{
	static const char zeros[40];
	size_t same = 0;
	for (size_t i = 0; i <= sizeof zeros; i++)
		for (size_t j = 0; j < i; j++)
			same += text_hash((struct text){zeros, i}) == text_hash((struct text){zeros, j});
	CHECK_INT(same, 0);
	CHECK(text_hash((struct text){NULL, 0}) == text_hash(TEXT("")));
}

/* Keys that count, with digits of several lengths and texts before and after them. */
static void test_hash(void)
{
	static const struct {
		const char *before;
		int digits;
		const char *after;
	} forms[] = {{"", 1, ""},
		     {"", 5, ""},
		     {"S", 5, ""},
		     {"KH", 8, ""},
		     {"", 16, ""},
		     {"", 20, ""},
		     {"\xe5\xae\xa2", 1, ""},
		     {"", 5, "abc"},
		     {"", 8, " Ltd"},
		     {"a long name before ", 8, ""},
		     {"", 8, " and a long name after it"}};
	uint64_t *hash = memory_new(KEYS, sizeof *hash);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		test_label("%s, %d, %s", forms[i].before, forms[i].digits, forms[i].after);
		for (unsigned j = 0; j < KEYS; j++) {
			char key[80];
			int n = snprintf(key, sizeof key, "%s%0*u%s", forms[i].before, forms[i].digits, j,
					 forms[i].after);
			hash[j] = text_hash((struct text){key, (size_t)n});
		}
		check_spread(hash);
	}
	test_label("%s", "");
	free(hash);
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

/* Length of the character that the bytes begin with, by decoding it and encoding it again; 0: none. */
static size_t decode_slowly(const char *at, size_t n)
{
	for (size_t length = 1; length <= 4 && length <= n; length++) {
		unsigned char lead = (unsigned char)at[0];
		uint32_t c = length == 1 ? lead : lead & (0x7fU >> length);
		char again[4];
		for (size_t i = 1; i < length; i++)
			c = c << 6 | ((unsigned char)at[i] & 0x3f);
		bool is_character = c < 0x110000 && (c < 0xd800 || c > 0xdfff);
		if (is_character && encode(c, again) == length && memcmp(again, at, length) == 0)
			return length;
	}
	return 0;
}

/* Mixed texts, some with a byte changed or cut, that end where their storage does. */
static void test_random_utf8(void)
{
	static const uint32_t first[] = {0x20, 0x20, 0x4e00, 0x4e00, 0x80, 0x800, 0xe000, 0x10000, 0xd000};
	uint64_t state = TEST_SEED;
	size_t wrong = 0, valid = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char room[128];
		size_t n = 0, wanted = run % 100, kind = 0;
		while (n < wanted) {
			if (test_below(&state, 3) == 0)
				kind = test_below(&state, sizeof first / sizeof *first);
			n += encode(first[kind] + (uint32_t)test_below(&state, 0x5f), room + n);
		}
		if (n > 0 && run % 3 == 0)
			room[test_below(&state, n)] = (char)test_random(&state);
		if (n > 0 && run % 5 == 0)
			n -= test_below(&state, n < 4 ? n : 4);
		size_t expected = 0, length;
		while (expected < n && (length = decode_slowly(room + expected, n - expected)) > 0)
			expected += length;
		struct text exact = test_exact((struct text){room, n}, run % 9);
		wrong += text_valid_utf8(exact) != expected;
		wrong += text_is_valid_utf8(exact) != (expected == n);
		valid += expected == n;
		test_exact_free(exact, run % 9);
	}
	CHECK_INT(wrong, 0);
	CHECK(valid > RUNS / 3 && valid < RUNS * 9 / 10);
}

/* Whether text_is_valid_utf8 finds what the other one does. */
static bool is_judged_alike(const char *at, size_t n, size_t *valid)
{
	struct text text = {at, n};
	bool is_valid = text_valid_utf8(text) == n;
	*valid += is_valid;
	return text_is_valid_utf8(text) == is_valid;
}

enum { EDGE = 32, EDGES = 4 * EDGE };

/* The bytes around an edge between vectors, at the beginning and at the end of the text, with ASCII around them. */
static size_t wrong_at_edges(const char *bytes, size_t n, size_t *valid)
{
	char room[EDGES];
	size_t wrong = 0;
	for (size_t at = EDGE - n; at <= EDGE + 1; at++) {
		memset(room, 'a', sizeof room);
		memcpy(room + at, bytes, n);
		wrong += !is_judged_alike(room, 2 * EDGE, valid);
		wrong += !is_judged_alike(room + at, EDGE + 8, valid);
		if (at + n > EDGE + 2)
			wrong += !is_judged_alike(room, at + n, valid);
	}
	return wrong;
}

/* All sequences of one and two bytes. */
static void test_short_sequences(void)
{
	size_t wrong = 0, valid = 0;
	for (unsigned i = 0; i < 1 << 16; i++) {
		char bytes[] = {(char)(i >> 8), (char)i};
		wrong += wrong_at_edges(bytes, 2, &valid);
		if (i < 256)
			wrong += wrong_at_edges(bytes + 1, 1, &valid);
	}
	CHECK_INT(wrong, 0);
	CHECK(valid > 0);
}

/* All sequences of three bytes of which the first is not ASCII, at an offset of each its own. */
static void test_all_of_three(void)
{
	size_t wrong = 0, valid = 0;
	char room[2 * EDGE];
	for (unsigned i = 1 << 23; i < 1 << 24; i++) {
		size_t at = EDGE - 4 + (i ^ i >> 8 ^ i >> 16) % 6;
		char bytes[] = {(char)(i >> 16), (char)(i >> 8), (char)i};
		if (i % 64 == 0)
			memset(room, 'a', sizeof room);
		memset(room + EDGE - 4, 'a', 8);
		memcpy(room + at, bytes, sizeof bytes);
		bool is_valid = text_valid_utf8((struct text){bytes, sizeof bytes}) == sizeof bytes;
		wrong += text_is_valid_utf8((struct text){room, sizeof room}) != is_valid;
		valid += is_valid;
	}
	CHECK_INT(wrong, 0);
	size_t ascii = 0x80, two = 0x800 - 0x80, three = 0x10000 - 0x800 - 0x800;
	CHECK_INT(valid, two * ascii + three);
}

/* Sequences behind much that is ASCII, of which less and less follows. */
static void test_behind_ascii(void)
{
	static const char *const sequences[] = {"\xe4\xb8\xad", "\xc3\xa9", "\xf0\x9f\x98\x80",
						"\xe4\xb8",     "\x80",     "\xed\xa0\x80"};
	size_t wrong = 0, valid = 0;
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
		for (size_t at = 0; at + strlen(sequences[i]) <= 5 * EDGES; at++) {
			char room[5 * EDGES];
			memset(room, 'a', sizeof room);
			memcpy(room + at, sequences[i], strlen(sequences[i]));
			wrong += !is_judged_alike(room, sizeof room, &valid);
			wrong += !is_judged_alike(room, at + strlen(sequences[i]), &valid);
		}
	CHECK_INT(wrong, 0);
	CHECK_INT(valid, 2 * (3 * 5 * EDGES + 3 - 3 - 2 - 4));
}

/* What is on both sides of every limit, in four places. */
static void test_boundaries_of_four(void)
{
	static const char limits[] = "\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef"
				     "\xf0\xf1\xf3\xf4\xf5\xf7\xf8\xff\x41";
	const size_t n = sizeof limits - 1;
	size_t wrong = 0, valid = 0;
	for (size_t i = 0; i < n * n * n * n; i++) {
		char bytes[] = {limits[i % n], limits[i / n % n], limits[i / n / n % n],
				limits[i / n / n / n]};
		if ((bytes[0] & 0x80) != 0)
			wrong += wrong_at_edges(bytes, 4, &valid);
	}
	CHECK_INT(wrong, 0);
	CHECK(valid > 1000);
}

/* A bad byte in every place of valid texts of every length, which end where their storage does. */
static void test_bad_places(void)
{
	static const char *const letters[] = {"a", "\xc3\xa4", "\xe5\xae\xa2", "\xf0\x9f\x98\x80",
					      "abcdefg\xe5\xae\xa2"};
	static const char bad[] = "\xff\x80\xc3\xe5\xf0";
	size_t wrong = 0, valid = 0;
	for (size_t run = 0; run < 5 * 400; run++) {
		char room[512];
		size_t size = strlen(letters[run % 5]), n = run / 5;
		for (size_t i = 0; i < n; i++)
			room[i] = letters[run % 5][i % size];
		struct text exact = test_exact((struct text){room, n}, 0);
		wrong += !is_judged_alike(exact.at, n, &valid);
		test_exact_free(exact, 0);
		for (size_t i = 0; i < n; i += 1 + run % 3) {
			char before = room[i];
			room[i] = bad[(run + i) % (sizeof bad - 1)];
			wrong += !is_judged_alike(room, n, &valid);
			room[i] = before;
		}
	}
	CHECK_INT(wrong, 0);
	CHECK(valid > 400);
}

static void test_utf8(void)
{
	for (size_t i = 0; i < sizeof utf8_cases / sizeof *utf8_cases; i++) {
		test_label("row %zu", i);
		CHECK_INT(text_valid_utf8(text_of(utf8_cases[i].bytes)), utf8_cases[i].valid);
	}
	test_label("%s", "");
	CHECK_INT(text_valid_utf8((struct text){"a\0b", 3}), 3);
	CHECK_INT(text_valid_utf8((struct text){NULL, 0}), 0);
	test_all_characters();
	test_random_utf8();
	test_behind_ascii();
	test_short_sequences();
	test_all_of_three();
	test_boundaries_of_four();
	test_bad_places();
}

int main(void)
{
	test_order();
	test_random_order();
	test_hash_of_zeros();
	test_hash();
	test_total_order();
	test_nocase();
	test_blanks();
	test_utf8();
	return test_end();
}
