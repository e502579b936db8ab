/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fields of plain rows are, and where splitting stops; reader_test.c compares with libcsv. */
#include <config.h>

#include "split.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 20000 };

/* A row, its fields joined by "|" (NULL: void), and how many bytes of it are used. */
static const struct {
	const char *row, *fields;
	size_t used;
} cases[] = {
	{"", "", 0},
	{"a", "a", 1},
	{"a,b,c\nd", "a|b|c", 5},
	{"a,b\r\nc", "a|b", 3},
	{"a\rb", "a", 1},
	{",", "|", 1},
	{",,\n", "||", 2},
	{" a ,\tb\t, c d \n", "a|b|c d", 13},
	{" , \n", "|", 3},
	{" \t\n", "", 2},
	{"a,\"b\"", NULL, 2},
	{"\"a\"", NULL, 0},
	{"a b\"c", NULL, 3},
	{"a\n\"b\"", "a", 1},
	{"\x01,\x1f\n", "\x01|\x1f", 3},
	{"!#$%&'()*+-./\n", "!#$%&'()*+-./", 13},
	{"\xe5\xae\xa2,\x80\xff\n", "\xe5\xae\xa2|\x80\xff", 6},
};

static void join(const struct split_fields *fields, struct test_string *out)
{
	out->n = 0;
	for (size_t i = 0; i < fields->n; i++) {
		if (i > 0)
			test_append(out, TEXT("|"));
		test_append(out, fields->field[i]);
	}
}

static void test_cases(void)
{
	struct split_fields fields = {0};
	struct test_string joined = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *row = cases[i].row;
		test_label("row %zu", i);
		CHECK_INT(split_plain(row, row + strlen(row), &fields) - row, cases[i].used);
		join(&fields, &joined);
		if (cases[i].fields != NULL)
			CHECK_TEXT(test_text(&joined), cases[i].fields);
	}
	test_label("%s", "");
	free(fields.field);
	free(joined.at);
}

/* Fields that are not what stands between the commas, and not there. */
static size_t wrong_fields(const char *at, const char *stop, const struct split_fields *fields)
{
	size_t wrong = 0;
	for (size_t i = 0; i < fields->n; i++) {
		struct text field = fields->field[i];
		const char *comma = at < stop ? memchr(at, ',', (size_t)(stop - at)) : NULL,
			   *end = comma != NULL ? comma : stop;
		wrong += !text_equal(field, text_trim((struct text){at, (size_t)(end - at)}));
		wrong += field.length > 0 && (field.at < at || field.at + field.length > end);
		at = end + 1;
	}
	return wrong;
}

/* Fields point into the row, one more than there are commas, and together with what is between them make it up. */
static void test_views(void)
{
	static const char letters[] = "ab, \t\n\r\"";
	uint64_t state = TEST_SEED;
	struct split_fields fields = {0};
	size_t wrong = 0, stopped[3] = {0};
	for (size_t run = 0; run < RUNS; run++) {
		char row[32];
		size_t n = test_below(&state, sizeof row),
		       weight = test_below(&state, sizeof letters - 1) + 1;
		for (size_t i = 0; i < n; i++)
			row[i] = letters[test_below(&state, weight)];
		const char *stop = split_plain(row, row + n, &fields);
		size_t commas = 0;
		for (const char *at = row; at < stop; at++) {
			wrong += *at == '\n' || *at == '\r' || *at == '"';
			commas += *at == ',';
		}
		stopped[stop == row + n ? 0 : *stop == '"' ? 1 : 2]++;
		wrong += stop < row || stop > row + n || (stop < row + n && strchr("\n\r\"", *stop) == NULL);
		if (stop == row + n || *stop != '"')
			wrong += wrong_fields(row, stop, &fields) + (fields.n != commas + 1);
	}
	CHECK_INT(wrong, 0);
	CHECK(stopped[0] > 0 && stopped[1] > 0 && stopped[2] > 0);
	free(fields.field);
}

int main(void)
{
	test_cases();
	test_views();
	return test_end();
}
