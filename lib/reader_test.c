/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <csv.h>

#include "reader.h"
#include "reader_oracle.h"
#include "split.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 3000, PLAIN_RUNS = 20000, SOUP = 400, LONG_SOUP = 700 * 1024, RECORD_MAX = 1024 * 1024 };

/* CSV and its records: the line, then the fields or what is wrong. */
static const struct {
	const char *csv, *records;
} cases[] = {
	{"", ""},
	{"\n\r\n\r \t\n", ""},
	{"a", "1[a]\n"},
	{"a\n", "1[a]\n"},
	{"a,b\nc,d\n", "1[a][b]\n2[c][d]\n"},
	{"a\r\nb\rc\nd", "1[a]\n2[b]\n3[c]\n4[d]\n"},
	{"a\n\r\nb\r\n\r\nc\r\rd", "1[a]\n3[b]\n5[c]\n7[d]\n"},
	{"  \n\t\na\n   ", "3[a]\n"},
	{",", "1[][]\n"},
	{" , \n,,\n", "1[][]\n2[][][]\n"},
	{"a,\n", "1[a][]\n"},
	{" a b ,\tc\t\n", "1[a b][c]\n"},
	{"\"a\"\n", "1[a]\n"},
	{"\"\"\n", "1[]\n"},
	{" \"\" \n", "1[]\n"},
	{"\"\",\"\"", "1[][]\n"},
	{" \" a \"\t, b \n", "1[ a ][b]\n"},
	{"\"a,b\",\"c\"\"d\",\"\"\"\"\n", "1[a,b][c\"d][\"]\n"},
	{"\"a\nb\",c\nd\n", "1[a\nb][c]\n3[d]\n"},
	{"\"a\r\nb\rc\n\n\"\r\nd\n", "1[a\r\nb\rc\n\n]\n6[d]\n"},
	{"\xef\xbb\xbf"
	 "a\n",
	 "1[a]\n"},
	{"\xef\xbb\xbf\"a,b\"\n", "1[a,b]\n"},
	{"\xef\xbb\xbf\xef\xbb\xbf"
	 "a\n",
	 "1[\xef\xbb\xbf"
	 "a]\n"},
	{"\xef\xbb\xbf", ""},
	{"\xef\xbb", "1[\xef\xbb]\n"},
	{"a\"b\nc\n", "1!quote inside an unquoted value\n2[c]\n"},
	{"a,b\"\nc\n", "1!quote inside an unquoted value\n2[c]\n"},
	{"a\"b\"\r\nc\n", "1!quote inside an unquoted value\n2[c]\n"},
	{"a \"b\nc\"\n", "1!quote inside an unquoted value\n2!quote inside an unquoted value\n"},
	{"\"a\"b\nc\n", "1!text after a closing quote\n2[c]\n"},
	{"\"a\" \"b\"\nc\n", "1!text after a closing quote\n2[c]\n"},
	{"\"a\nb\"c,\"d\ne\n", "1!text after a closing quote\n3[e]\n"},
	{"\"a\n", "1!unclosed quote\n"},
	{"x\n\"a\nb\nc", "1[x]\n2!unclosed quote\n"},
	{"\"", "1!unclosed quote\n"},
	{"\"a\"\"", "1!unclosed quote\n"},
	{"a,\"\n", "1!unclosed quote\n"},
	{"\"a\"\r\n\"b\"\r\"c\"", "1[a]\n2[b]\n3[c]\n"},
	{"a'b,'c,d'\n", "1[a'b]['c][d']\n"},
	{"a;b|c\n", "1[a;b|c]\n"},
	{"#x\n", "1[#x]\n"},
	{"\xe5\xae\xa2,\xff\n", "1[\xe5\xae\xa2][\xff]\n"},
	{"\xc2\xa0"
	 "a\xc2\xa0\n",
	 "1[\xc2\xa0"
	 "a\xc2\xa0]\n"},
	{"\v,\f\n", "1[\v][\f]\n"},
};

static void test_cases(void)
{
	struct test_string string = {0}, expected = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_label("row %zu", i);
		oracle_print_all(reader_open_memory("memory", text_of(cases[i].csv)), false, &string);
		CHECK_TEXT(test_text(&string), cases[i].records);
		oracle_read(text_of(cases[i].csv), false, &expected);
		CHECK_TEXT(test_text(&expected), cases[i].records);
	}
	test_label("%s", "");
	oracle_print_all(reader_open_memory("memory", (struct text){"a\0b,\0\n\"\0\"", 9}), false, &string);
	CHECK_BYTES(test_text(&string), ((struct text){"1[a\0b][\0]\n2[\0]\n", 15}));
	free(string.at);
	free(expected.at);
}

static void test_raw(void)
{
	struct reader *reader =
		reader_open_memory("memory", TEXT("\xef\xbb\xbf a , b \r\n \"x\ny\" ,2\rz\"z\nend\xff"));
	CHECK(reader_next(reader));
	CHECK_TEXT(reader_raw(reader), " a , b ");
	CHECK(reader_is_valid(reader));
	CHECK(reader_next(reader));
	CHECK_TEXT(reader_raw(reader), " \"x\ny\" ,2");
	CHECK_INT(reader_line(reader), 2);
	CHECK(reader_next(reader));
	CHECK_STRING(reader_error(reader), "quote inside an unquoted value");
	CHECK_TEXT(reader_raw(reader), "z\"z");
	CHECK(reader_next(reader));
	CHECK_STRING(reader_error(reader), NULL);
	CHECK_TEXT(reader_raw(reader), "end\xff");
	CHECK(!reader_is_valid(reader));
	CHECK(!reader_next(reader));
	CHECK(!reader_next(reader));
	reader_close(reader);
}

static void test_names(void)
{
	struct test_file file = test_file_new(TEXT("a\n"));
	struct reader *reader = reader_open(file.path, NULL);
	CHECK_STRING(reader_path(reader), file.path);
	CHECK_STRING(reader_name(reader), test_file_name(&file));
	CHECK_STRING(reader_encoding(reader), "UTF-8");
	CHECK(reader_next(reader) && !reader_next(reader));
	reader_close(reader);
	reader = reader_open(file.path, "GB18030");
	CHECK_STRING(reader_encoding(reader), "GB18030");
	reader_close(reader);
	test_file_remove(&file);
	reader = reader_open_memory("memory", TEXT("a"));
	CHECK_STRING(reader_name(reader), "memory");
	reader_close(reader);
}

/* --- random CSV */

/* Characters that matter, in a mixture of its own each time. */
static void random_csv(uint64_t *state, size_t n, struct test_string *out)
{
	static const char *const pieces[] = {"a",     "bc",   " ",   "\t",   ",",    ",",
					     "\"",    "\"\"", "\n",  "\r\n", "\r",   "\xe5\xae\xa2",
					     "\",\"", ",\"",  "\",", "\"\n", "\n\"", "\xff"};
	enum { PIECES = sizeof pieces / sizeof *pieces };
	size_t weight[PIECES], all = 0;
	for (size_t i = 0; i < PIECES; i++)
		all += weight[i] = test_below(state, 8) + (i < 5);
	out->n = 0;
	if (test_below(state, 8) == 0)
		test_append(out, TEXT("\xef\xbb\xbf"));
	while (out->n < n) {
		size_t pick = test_below(state, all), i = 0;
		while (pick >= weight[i])
			pick -= weight[i++];
		test_append(out, text_of(pieces[i]));
	}
}

/* The reader and the slow one agree on any mixture. */
static void test_random_csv(void)
{
	uint64_t state = TEST_SEED;
	struct test_string csv = {0}, found = {0}, expected = {0};
	size_t wrong = 0, bad = 0, records = 0;
	for (size_t run = 0; run < RUNS; run++) {
		random_csv(&state, test_below(&state, SOUP), &csv);
		oracle_print_all(reader_open_memory("memory", test_text(&csv)), true, &found);
		oracle_read(test_text(&csv), true, &expected);
		bool same = text_equal(test_text(&found), test_text(&expected));
		if (!same && wrong++ == 0)
			CHECK_BYTES(test_text(&found), test_text(&expected));
		for (size_t i = 0; i < expected.n; i++)
			bad += expected.at[i] == '!', records += expected.at[i] == '>';
	}
	CHECK_INT(wrong, 0);
	CHECK(records > 3 * RUNS && bad > RUNS / 2);
	free(csv.at);
	free(found.at);
	free(expected.at);
}

/* --- where reads end */

/* A gzip member by hand: one stored block. A member's end ends a read, so the reader gets just these bytes at once. */
static void append_member(struct test_string *gzip, const uint32_t *table, struct text text)
{
	uint32_t crc = 0xffffffff, length = (uint32_t)text.length;
	for (size_t i = 0; i < text.length; i++)
		crc = crc >> 8 ^ table[(crc ^ (unsigned char)text.at[i]) & 0xff];
	crc = ~crc;
	const unsigned char head[] = {0x1f,
				      0x8b,
				      8,
				      0,
				      0,
				      0,
				      0,
				      0,
				      0,
				      255,
				      1,
				      (unsigned char)length,
				      (unsigned char)(length >> 8),
				      (unsigned char)~length,
				      (unsigned char)(~length >> 8)};
	const uint32_t tail[] = {crc, length};
	test_append(gzip, (struct text){(const char *)head, sizeof head});
	test_append(gzip, text);
	for (int i = 0; i < 8; i++)
		test_append(gzip, (struct text){&(char){(char)(tail[i / 4] >> 8 * (i % 4))}, 1});
}

static void make_table(uint32_t *table)
{
	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320 : 0);
	}
}

/* Reads the CSV in pieces of up to `most` bytes; the records must be those that it has at once. */
static bool check_pieces(uint64_t *state, struct text csv, size_t most, const struct test_string *expected)
{
	uint32_t table[256];
	struct test_string gzip = {0}, found = {0};
	make_table(table);
	for (size_t at = 0, n; at < csv.length; at += n) {
		n = test_below(state, most) + 1;
		if (n > csv.length - at)
			n = csv.length - at;
		append_member(&gzip, table, (struct text){csv.at + at, n});
	}
	struct test_file file = test_file_new(test_text(&gzip));
	oracle_print_all(reader_open(file.path, NULL), true, &found);
	bool same = CHECK_BYTES(test_text(&found), test_text(expected));
	test_file_remove(&file);
	free(gzip.at);
	free(found.at);
	return same;
}

static void test_pieces(void)
{
	uint64_t state = TEST_SEED;
	struct test_string csv = {0}, expected = {0};
	static const size_t sizes[] = {1, 2, 3, 7, 100, 60000};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		test_label("pieces up to %zu", sizes[i]);
		random_csv(&state, sizes[i] > 100 ? LONG_SOUP : 20000, &csv);
		oracle_read(test_text(&csv), true, &expected);
		check_pieces(&state, test_text(&csv), sizes[i], &expected);
		struct test_file file = test_file_new(test_text(&csv));
		struct test_string found = {0};
		oracle_print_all(reader_open(file.path, NULL), true, &found);
		CHECK_BYTES(test_text(&found), test_text(&expected));
		test_file_remove(&file);
		free(found.at);
	}
	test_label("%s", "");
	free(csv.at);
	free(expected.at);
}

/* Rows, the first of them of 8 to 15 bytes, the others of 8, that fill so many bytes; how many. */
static size_t fill_rows(char *csv, size_t n)
{
	size_t rows = n / 8;
	memset(csv, 'f', n - 8 * (rows - 1));
	csv[n - 8 * (rows - 1) - 1] = '\n';
	for (size_t row = 0; row + 1 < rows; row++)
		memcpy(csv + n - 8 * row - 8, "abc,def\n", 8);
	return rows;
}

/* Records of every kind, moved byte by byte over the ends of the first reads and of the buffer. */
static void test_borders(void)
{
	static const char records[] = "x,\"a\r\nb\"\"c\" ,y\r\n\r\n\"q\"\r\n \t\r\nz\"\r\n\"e\"f\rp,q\r\n";
	static const size_t borders[] = {128 * 1024, 256 * 1024, 384 * 1024};
	enum { LENGTH = sizeof records - 1, PLACES = LENGTH + 24 };
	char *csv = memory_new(borders[2] + 1024, 1);
	struct test_string found = {0}, expected = {0};
	size_t wrong = 0;
	oracle_read(text_of(records), true, &expected);
	CHECK(expected.n > 2 * LENGTH);
	for (size_t i = 0; i < 3 * PLACES; i++) {
		size_t start = borders[i / PLACES] - LENGTH - 12 + i % PLACES, rows = fill_rows(csv, start);
		memcpy(csv + start, records, LENGTH);
		struct reader *reader = reader_open_memory("memory", (struct text){csv, start + LENGTH});
		for (size_t row = 0; row < rows; row++)
			wrong += !reader_next(reader) || reader_error(reader) != NULL;
		found.n = 0;
		while (oracle_print(reader, rows, true, &found))
			;
		wrong += !text_equal(test_text(&found), test_text(&expected));
		reader_close(reader);
	}
	CHECK_INT(wrong, 0);
	free(csv);
	free(found.at);
	free(expected.at);
}

/* --- sizes */

/* A record of `length` bytes that begins with `start`, followed by one of its own. */
static void check_long(const char *start, const char *end, size_t length, const char *error)
{
	struct test_string csv = {0};
	test_append(&csv, text_of(start));
	while (csv.n + strlen(end) < length)
		test_append(&csv, TEXT("v"));
	test_append(&csv, text_of(end));
	test_append(&csv, TEXT("\nnext\n"));
	struct reader *reader = reader_open_memory("memory", test_text(&csv));
	CHECK(reader_next(reader));
	CHECK_STRING(reader_error(reader), error);
	CHECK_INT(reader_raw(reader).length, length);
	if (error == NULL)
		CHECK_INT(reader_field(reader, 1).length, length - strlen(start) - strlen(end));
	CHECK(reader_next(reader));
	CHECK_STRING(reader_error(reader), NULL);
	CHECK_TEXT(reader_field(reader, 0), "next");
	CHECK(!reader_next(reader));
	reader_close(reader);
	free(csv.at);
}

static void test_long_records(void)
{
	check_long("a,", "", RECORD_MAX, NULL);
	check_long("a,", "", RECORD_MAX + 1, "record over 1 MiB");
	check_long("a,\"", "\"", RECORD_MAX, NULL);
	check_long("a,\"", "\"", RECORD_MAX + 1, "record over 1 MiB");
	check_long("a,\"", "\"", 300000, NULL);
	check_long("a,\"", "\"x", 2 * RECORD_MAX, "text after a closing quote");
	struct test_string csv = {0};
	for (int i = 0; i < 100000; i++)
		test_append(&csv, TEXT(","));
	struct reader *reader = reader_open_memory("memory", test_text(&csv));
	CHECK(reader_next(reader));
	CHECK_INT(reader_fields(reader), 100001);
	reader_close(reader);
	free(csv.at);
}

/* --- plain rows as libcsv has them */

struct row {
	struct test_string string;
	bool ended;
};

static void append_field(struct test_string *string, struct text field)
{
	test_append(string, TEXT("["));
	test_append(string, field);
	test_append(string, TEXT("]"));
}

static void on_field(void *bytes, size_t n, void *data)
{
	append_field(&((struct row *)data)->string, (struct text){bytes, n});
}

static void on_row(int end, void *data)
{
	(void)end;
	((struct row *)data)->ended = true;
}

/* A row without quotes and its line break; returns its length without that. */
static size_t random_row(uint64_t *state, char *line)
{
	static const char letters[] = "a \t,b\xe5;'.";
	size_t n = test_below(state, 24);
	for (size_t i = 0; i < n; i++)
		line[i] = letters[test_below(state, sizeof letters - 1)];
	line[n] = test_below(state, 2) == 0 ? '\n' : '\r';
	return n;
}

static void test_libcsv(void)
{
	uint64_t state = TEST_SEED;
	struct csv_parser parser;
	struct split_fields fields = {0};
	struct row row = {0};
	struct test_string split = {0};
	size_t wrong = 0;
	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
	for (size_t run = 0; run < PLAIN_RUNS; run++) {
		char line[64] = {0};
		size_t n = random_row(&state, line);
		if (text_trim((struct text){line, n}).length == 0)
			continue;
		row.string.n = split.n = 0;
		row.ended = false;
		wrong += csv_parse(&parser, line, n + 1, on_field, on_row, &row) != n + 1 || !row.ended;
		wrong += split_plain(line, line + sizeof line, &fields) != line + n;
		for (size_t i = 0; i < fields.n; i++)
			append_field(&split, fields.field[i]);
		wrong += !text_equal(test_text(&split), test_text(&row.string));
	}
	CHECK_INT(wrong, 0);
	csv_free(&parser);
	free(fields.field);
	free(row.string.at);
	free(split.at);
}

int main(void)
{
	test_cases();
	test_raw();
	test_names();
	test_random_csv();
	test_pieces();
	test_borders();
	test_long_records();
	test_libcsv();
	return test_end();
}
