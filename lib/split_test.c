/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where plain records and their fields lie, at every level; reader_test.c compares with libcsv. */
#include <config.h>

#include "split.h"
#include "split_oracle.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 300, LONGEST = 400, MANY = 100000 };

static const enum split_level levels[] = {SPLIT_PORTABLE, SPLIT_SSE2, SPLIT_NEON, SPLIT_AVX2, SPLIT_AVX512};
enum { LEVELS = sizeof levels / sizeof *levels };

/* What stands behind the end, for the splitter to ignore. */
static const char garbage[] = "\n,\r\n\"\x80 ,\n";

/* A text, its rows as "LINE:FIELD|FIELD;" and what is left: from `stopped` on, after so many lines. */
static const struct {
	const char *text, *rows;
	size_t stopped, lines;
	bool last, at_quote;
} cases[] = {
	{"", "", 0, 0, false, false},
	{"", "", 0, 0, true, false},
	{"a", "", 0, 0, false, false},
	{"a", "0:a;", 1, 0, true, false},
	{"a\n", "0:a;", 2, 1, false, false},
	{"a\nb", "0:a;", 2, 1, false, false},
	{"a\nb", "0:a;1:b;", 3, 1, true, false},
	{"a\r", "", 0, 0, false, false},
	{"a\r", "0:a;", 2, 1, true, false},
	{"a\rb\r\nc\n", "0:a;1:b;2:c;", 7, 3, false, false},
	{"a\n\rb\n", "0:a;2:b;", 5, 3, false, false},
	{"a\r\r\nb\n", "0:a;2:b;", 6, 3, false, false},
	{"a,b,c\n", "0:a|b|c;", 6, 1, false, false},
	{",\n", "0:|;", 2, 1, false, false},
	{",", "0:|;", 1, 0, true, false},
	{" a ,\tb\t\n", "0: a |\tb\t;", 8, 1, false, false},
	{" , \n", "0: | ;", 4, 1, false, false},
	{"\n \n\t\r\n\ra\n", "4:a;", 9, 5, false, false},
	{"a\n \t", "0:a;", 2, 1, false, false},
	{"a\n \t", "0:a;", 4, 1, true, false},
	{"\r", "", 0, 0, false, false},
	{"a\n\r", "0:a;", 2, 1, false, false},
	{" \r", "", 0, 0, false, false},
	{" \r", "", 2, 1, true, false},
	{"\x01\n", "0:\x01;", 2, 1, false, false},
	{"\"a\"\n", "", 0, 0, false, true},
	{"a,b\"\nc\n", "", 0, 0, true, true},
	{"a\r\n\n \"b\"\n", "0:a;", 4, 2, false, true},
	{"a\nb,\"", "0:a;", 2, 1, false, true},
	{"a\nb,\"", "0:a;", 2, 1, true, true},
	{"!#$%&'()*+-./\n", "0:!#$%&'()*+-./;", 14, 1, false, false},
	{"\xe5\xae\xa2,\x80\xac\xff\x8d\x8a\xa2\n", "0:\xe5\xae\xa2|\x80\xac\xff\x8d\x8a\xa2;", 11, 1, false,
	 false},
};

/* A copy in storage of just the size that is promised, for free(). */
static char *padded(const char *bytes, size_t n)
{
	char *copy = memory_new(n + SPLIT_PADDING, 1);
	if (n > 0)
		memcpy(copy, bytes, n);
	for (size_t i = 0; i < SPLIT_PADDING; i++)
		copy[n + i] = garbage[i % (sizeof garbage - 1)];
	return copy;
}

static void print_rows(const struct split *split, const char *bytes, struct test_string *out)
{
	out->n = 0;
	for (size_t i = 0; i < split->rows; i++) {
		const struct split_row *row = &split->row[i];
		size_t at = row->at;
		test_print(out, "%u:", row->line);
		for (size_t field = 0; field < row->fields; field++) {
			size_t end = split->end[row->first + field];
			test_append(out, (struct text){bytes + at, end - at});
			test_append(out, field + 1 < row->fields ? TEXT("|") : TEXT(";"));
			at = end + 1;
		}
	}
}

static void test_cases(enum split_level level)
{
	struct split split = {0};
	struct test_string rows = {0};
	split_start(&split, level);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].text);
		char *bytes = padded(cases[i].text, n);
		test_label("level %u, text %zu", (unsigned)level, i);
		split_clear(&split);
		CHECK_INT(split_rows(&split, bytes, 0, n, cases[i].last), cases[i].stopped);
		CHECK_INT(split.lines, cases[i].lines);
		CHECK_INT(split.at_quote, cases[i].at_quote);
		print_rows(&split, bytes, &rows);
		CHECK_TEXT(test_text(&rows), cases[i].rows);
		free(bytes);
	}
	test_label("%s", "");
	free(rows.at);
	split_free(&split);
}

/* Every byte alone in a field: what it does, and the flags that it sets. */
static void test_bytes(enum split_level level)
{
	struct split split = {0};
	struct oracle_list found = {0}, expected = {0};
	size_t wrong = 0;
	split_start(&split, level);
	for (unsigned byte = 0; byte < 256; byte++) {
		char text[] = {'a', ',', (char)byte, 'b', '\n', 'c', '\n'},
		     *bytes = padded(text, sizeof text);
		split_clear(&split);
		oracle_list(&split, split_rows(&split, bytes, 0, sizeof text, false), &found);
		oracle_split(bytes, 0, sizeof text, false, &expected);
		wrong += !oracle_equal(&found, &expected);
		for (size_t i = 0; i < split.rows; i++)
			wrong += split.row[i].flags != oracle_flags(text, 0, sizeof text);
		free(bytes);
	}
	test_label("level %u", (unsigned)level);
	CHECK_INT(wrong, 0);
	test_label("%s", "");
	free(found.at);
	free(expected.at);
	split_free(&split);
}

/* Runs of bytes, rare ones less often; returns the length. */
static size_t random_text(uint64_t *state, char *room)
{
	static const char letters[] = "ab,\n\r \t\x80\xff\0\"";
	size_t n = 0, length = test_below(state, LONGEST + 1),
	       weight = 1 + test_below(state, sizeof letters - 1),
	       longest = 1 + test_below(state, 2) * test_below(state, 200);
	while (n < length) {
		char byte = letters[test_below(state, weight)];
		for (size_t run = 1 + test_below(state, longest); run > 0 && n < length; run--)
			room[n++] = byte;
	}
	return n;
}

/* Counts differences from the oracle where the text is cut at every place and what is left is split after. */
static size_t wrong_cuts(struct split *split, const char *bytes, size_t at, size_t n)
{
	struct oracle_list found = {0}, expected = {0}, whole = {0};
	size_t wrong = 0;
	oracle_split(bytes, at, n, true, &whole);
	for (size_t cut = at; cut <= n; cut++) {
		split_clear(split);
		size_t stopped = split_rows(split, bytes, at, cut, false);
		oracle_list(split, stopped, &found);
		oracle_split(bytes, at, cut, false, &expected);
		wrong += !oracle_equal(&found, &expected);
		if (!split->at_quote)
			stopped = split_rows(split, bytes, stopped, n, true);
		oracle_list(split, stopped, &found);
		wrong += !oracle_equal(&found, &whole);
		wrong += oracle_wrong_flags(split, bytes, n);
		wrong += oracle_wrong_given(split);
		split_clear(split);
		oracle_list(split, split_rows(split, bytes, at, cut, true), &found);
		oracle_split(bytes, at, cut, true, &expected);
		wrong += !oracle_equal(&found, &expected);
	}
	free(found.at);
	free(expected.at);
	free(whole.at);
	return wrong;
}

static void test_texts(void)
{
	uint64_t state = TEST_SEED;
	struct split split[LEVELS] = {0};
	size_t wrong[LEVELS] = {0}, rows = 0, quotes = 0;
	for (size_t i = 0; i < LEVELS; i++)
		split_start(&split[i], levels[i]);
	for (size_t run = 0; run < RUNS; run++) {
		char room[SPLIT_PADDING + LONGEST];
		size_t at = run % SPLIT_PADDING, n = at + random_text(&state, room + at);
		memset(room, '"', at);
		char *bytes = padded(room, n);
		for (size_t i = 0; i < LEVELS; i++)
			if (i == 0 || split[i].level == levels[i])
				wrong[i] += wrong_cuts(&split[i], bytes, at, n);
		split_clear(&split[0]);
		split_rows(&split[0], bytes, at, n, true);
		rows += split[0].rows;
		quotes += split[0].at_quote;
		free(bytes);
	}
	for (size_t i = 0; i < LEVELS; i++) {
		test_label("level %zu", i);
		CHECK_INT(wrong[i], 0);
		split_free(&split[i]);
	}
	test_label("%s", "");
	CHECK(rows > RUNS && quotes > RUNS / 100 && quotes < RUNS);
}

/* Many rows, empty lines and fields: there is room for all. */
static void test_many(enum split_level level)
{
	static const char *const units[] = {"\n", ",", "a\n", "\r", "\r\n", ",\r\n", "a", " "};
	struct split split = {0};
	struct oracle_list found = {0}, expected = {0};
	split_start(&split, level);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t length = strlen(units[i]), n = MANY / length * length;
		char *bytes = memory_new(n + SPLIT_PADDING, 1);
		for (size_t at = 0; at < n; at++)
			bytes[at] = units[i][at % length];
		test_label("level %u, text %zu", (unsigned)level, i);
		split_clear(&split);
		oracle_list(&split, split_rows(&split, bytes, 0, n, true), &found);
		oracle_split(bytes, 0, n, true, &expected);
		CHECK(oracle_equal(&found, &expected));
		free(bytes);
	}
	test_label("%s", "");
	free(found.at);
	free(expected.at);
	split_free(&split);
}

static void test_levels(void)
{
	enum split_level best = split_best();
	for (size_t i = 0; i < LEVELS; i++) {
		struct split split = {0};
		split_start(&split, levels[i]);
		CHECK(split.level <= levels[i] && split.level <= best);
		CHECK(split.level == levels[i] || (levels[i] != SPLIT_PORTABLE && levels[i] != best));
		split_free(&split);
	}
#if defined __x86_64__
	CHECK(best == SPLIT_SSE2 || best == SPLIT_AVX2 || best == SPLIT_AVX512);
#elif defined __AARCH64EL__
	CHECK_INT(best, SPLIT_NEON);
#endif
}

int main(void)
{
	test_levels();
	for (size_t i = 0; i < LEVELS; i++) {
		test_cases(levels[i]);
		test_bytes(levels[i]);
		test_many(levels[i]);
	}
	test_texts();
	return test_end();
}
