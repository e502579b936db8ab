/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <csv.h>
#include <errno.h>
#include <iconv.h>

#include "reader.h"
#include "reader_oracle.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 3000, SOUP = 400, LONG_SOUP = 700 * 1024, RECORD_MAX = 1024 * 1024, FILE_BYTES = 40000 };

/* Sizes of batches; 0: as large as they come. */
static const size_t sizes[] = {0, 1, 2, 3, 7, 16, 17, 64, 100, 1000, 4096, 65536};
enum { SIZES = sizeof sizes / sizeof *sizes };

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

/* Of a number from 0 to SETTINGS - 1. */
enum { SETTINGS = ORACLE_LEVELS * SIZES };

static void set_reader(size_t setting)
{
	oracle_set_reader(oracle_levels[setting / SIZES], sizes[setting % SIZES]);
	test_label("%s", getenv("KEHU_READER"));
}

static void reset_reader(void)
{
	unsetenv("KEHU_READER");
	test_label("%s", "");
}

static void test_cases(void)
{
	struct test_string string = {0}, expected = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (size_t setting = 0; setting < SETTINGS; setting++) {
			set_reader(setting);
			oracle_print_all(reader_open_memory("memory", text_of(cases[i].csv)), false, &string);
			CHECK_TEXT(test_text(&string), cases[i].records);
		}
		oracle_read(text_of(cases[i].csv), false, &expected);
		CHECK_TEXT(test_text(&expected), cases[i].records);
	}
	reset_reader();
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
	static const char *const pieces[] = {
		"a",  "bc",           " ",     "\t",  ",",   ",",    "\"",   "\"\"", "\n", "\r\n",
		"\r", "\xe5\xae\xa2", "\",\"", ",\"", "\",", "\"\n", "\n\"", "\xff", "\v"};
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
		set_reader(run % SETTINGS);
		struct reader *reader = reader_open_memory("memory", test_text(&csv));
		if (run / SETTINGS % 2 == 0)
			oracle_print_all(reader, true, &found);
		else
			CHECK(oracle_print_batches(reader, run / SETTINGS % 4, &found));
		oracle_read(test_text(&csv), true, &expected);
		bool same = text_equal(test_text(&found), test_text(&expected));
		if (!same && wrong++ == 0)
			CHECK_BYTES(test_text(&found), test_text(&expected));
		for (size_t i = 0; i < expected.n; i++)
			bad += expected.at[i] == '!', records += expected.at[i] == '>';
	}
	reset_reader();
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
	bool same = true;
	for (size_t setting = 0; setting < SETTINGS && same; setting += 1 + test_below(state, 17)) {
		set_reader(setting);
		oracle_print_all(reader_open(file.path, NULL), true, &found);
		same = CHECK_BYTES(test_text(&found), test_text(expected));
		same = CHECK(oracle_print_batches(reader_open(file.path, NULL), 0, &found)) && same;
		same = CHECK_BYTES(test_text(&found), test_text(expected)) && same;
	}
	reset_reader();
	test_file_remove(&file);
	free(gzip.at);
	free(found.at);
	return same;
}

static void test_pieces(void)
{
	uint64_t state = TEST_SEED;
	struct test_string csv = {0}, expected = {0};
	static const size_t pieces[] = {1, 2, 3, 7, 100, 60000};
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		do
			random_csv(&state, pieces[i] > 100 ? LONG_SOUP : 5000, &csv);
		while (i % 2 == 0 && csv.at[0] != '\xef'); /* with a mark */
		oracle_read(test_text(&csv), true, &expected);
		check_pieces(&state, test_text(&csv), pieces[i], &expected);
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

/* --- generated files of every kind */

/* Percentages of values or records that are so. */
static const struct kind {
	unsigned quoted, blank_lines, stray, nul, invalid, padded;
	const char *line_end; /* NULL: any */
	bool has_mark, is_unclosed, is_long;
} kinds[] = {
	{.line_end = "\n"},
	{.line_end = "\r\n"},
	{.line_end = "\r"},
	{.quoted = 2, .line_end = "\n"},
	{.quoted = 2, .padded = 10, .blank_lines = 5},
	{.quoted = 100, .line_end = "\n"},
	{.quoted = 100, .line_end = "\r\n", .has_mark = true},
	{.quoted = 50, .stray = 2, .blank_lines = 10, .has_mark = true},
	{.blank_lines = 60, .padded = 30},
	{.quoted = 1, .stray = 1, .nul = 2, .invalid = 2},
	{.nul = 100, .invalid = 20, .line_end = "\n"},
	{.quoted = 2, .is_unclosed = true},
	{.quoted = 1, .padded = 1, .is_long = true, .line_end = "\r\n"},
};

static bool chance(uint64_t *state, unsigned percent)
{
	return test_below(state, 100) < percent;
}

static void append_value(uint64_t *state, const struct kind *kind, struct test_string *csv)
{
	static const char *const plain[] = {"", "C1", "2025-01-31", "1234.50", "客户", "a b", "'", ";|"};
	static const char *const quoted[] = {"\"\"",     "\"a,b\"",      "\"x\"\"y\"",
					     "\"1\n2\"", "\"1\r\n\r2\"", "\" 客 \""};
	static const char *const stray[] = {"a\"b", "\"a\"b", "x\"", "\"\"\"a\" b"};
	if (chance(state, kind->padded))
		test_append(csv, TEXT(" \t"));
	if (chance(state, kind->stray))
		test_append(csv, text_of(stray[test_below(state, sizeof stray / sizeof *stray)]));
	else if (chance(state, kind->quoted))
		test_append(csv, text_of(quoted[test_below(state, sizeof quoted / sizeof *quoted)]));
	else
		test_append(csv, text_of(plain[test_below(state, sizeof plain / sizeof *plain)]));
	if (kind->quoted < 100 && chance(state, kind->nul))
		test_append(csv, (struct text){"\0x", 1 + test_below(state, 2)});
	if (kind->quoted < 100 && chance(state, kind->invalid))
		test_append(csv, TEXT("\xe5\xae"));
	if (chance(state, kind->padded))
		test_append(csv, TEXT("  "));
}

static void append_end(uint64_t *state, const struct kind *kind, struct test_string *csv)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	test_append(csv, text_of(kind->line_end != NULL ? kind->line_end : ends[test_below(state, 3)]));
}

static void generate(uint64_t *state, const struct kind *kind, struct test_string *csv)
{
	csv->n = 0;
	if (kind->has_mark)
		test_append(csv, TEXT("\xef\xbb\xbf"));
	while (csv->n < FILE_BYTES) {
		if (chance(state, kind->blank_lines)) {
			test_append(csv, chance(state, 50) ? TEXT(" \t ") : TEXT(""));
			append_end(state, kind, csv);
			continue;
		}
		for (size_t values = test_below(state, 6) + 1; values > 0; values--) {
			append_value(state, kind, csv);
			if (kind->is_long && chance(state, 100) && csv->n > FILE_BYTES / 2 &&
			    csv->n < RECORD_MAX)
				for (int i = 0; i < RECORD_MAX / 16; i++)
					test_append(csv, TEXT("0123456789abcdef"));
			test_append(csv, values > 1 ? TEXT(",") : TEXT(""));
		}
		append_end(state, kind, csv);
	}
	if (kind->is_unclosed)
		test_append(csv, TEXT("a,\"b\nc,d\ne"));
}

static void test_kinds(void)
{
	uint64_t state = TEST_SEED;
	struct test_string csv = {0}, found = {0}, expected = {0};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		generate(&state, &kinds[i], &csv);
		oracle_read(test_text(&csv), true, &expected);
		for (size_t setting = 0; setting < SETTINGS; setting++) {
			set_reader(setting);
			CHECK(oracle_print_batches(reader_open_memory("memory", test_text(&csv)),
						   setting % 3 == 0 ? 0 : 5, &found));
			if (!CHECK_BYTES(test_text(&found), test_text(&expected)))
				fprintf(stderr, "of kind %zu\n", i);
		}
	}
	reset_reader();
	free(csv.at);
	free(found.at);
	free(expected.at);
}

/* --- other charsets, compressed */

/* The text, valid UTF-8, in another charset. */
static void convert(struct text text, const char *encoding, struct test_string *out)
{
	iconv_t converter = iconv_open(encoding, "UTF-8");
	char *in = (char *)(uintptr_t)text.at, room[4096];
	size_t left = text.length;
	out->n = 0;
	while (left > 0) {
		char *at = room;
		size_t free_bytes = sizeof room;
		if (iconv(converter, &in, &left, &at, &free_bytes) == (size_t)-1 && errno != E2BIG)
			test_give_up(encoding);
		test_append(out, (struct text){room, sizeof room - free_bytes});
	}
	iconv_close(converter);
}

static void test_charsets(void)
{
	static const char *const encodings[] = {"GB18030", "UTF-16LE", "UTF-16BE", "UTF-32LE"};
	uint32_t table[256];
	uint64_t state = TEST_SEED;
	struct test_string csv = {0}, bytes = {0}, gzip = {0}, found = {0}, expected = {0};
	make_table(table);
	for (size_t i = 0; i < 2 * sizeof encodings / sizeof *encodings; i++) {
		generate(&state, &kinds[4 + i % 3], &csv);
		oracle_read(test_text(&csv), true, &expected);
		convert(test_text(&csv), encodings[i / 2], &bytes);
		gzip.n = 0;
		for (size_t at = 0, n; i % 2 == 1 && at < bytes.n; at += n) {
			n = bytes.n - at < 777 ? bytes.n - at : 777; /* ends within characters */
			append_member(&gzip, table, (struct text){bytes.at + at, n});
		}
		struct test_file file = test_file_new(test_text(i % 2 == 1 ? &gzip : &bytes));
		for (size_t setting = i; setting < SETTINGS; setting += 11) {
			set_reader(setting);
			CHECK(oracle_print_batches(reader_open(file.path, encodings[i / 2]), 9, &found));
			CHECK_BYTES(test_text(&found), test_text(&expected));
		}
		test_file_remove(&file);
	}
	reset_reader();
	free(csv.at);
	free(bytes.at);
	free(gzip.at);
	free(found.at);
	free(expected.at);
}

/* --- files that cannot be read to their end */

/* Whole records come out before the failure; what is not whole does not. */
static void check_cut(const struct test_string *csv, size_t cut, size_t setting)
{
	uint32_t table[256];
	char reason[TEST_PATH_ROOM + 32];
	struct test_string gzip = {0}, found = {0}, expected = {0};
	struct batch batch = {0};
	make_table(table);
	for (size_t at = 0, n; at < cut; at += n) {
		n = cut - at < 60000 ? cut - at : 60000;
		append_member(&gzip, table, (struct text){csv->at + at, n});
	}
	test_append(&gzip, (struct text){"\x1f\x8b\x08", 3});
	struct test_file file = test_file_new(test_text(&gzip));
	snprintf(reason, sizeof reason, "%s: truncated gzip", file.path);
	oracle_read_part((struct text){csv->at, cut}, true, true, &expected);
	set_reader(setting);
	struct reader *reader = reader_open(file.path, NULL);
	CHECK_STRING(reader_failure(reader), NULL);
	while (reader_fill(reader, &batch))
		oracle_print_batch(&batch, true, &found);
	CHECK_STRING(reader_failure(reader), reason);
	CHECK_BYTES(test_text(&found), test_text(&expected));
	CHECK(!reader_fill(reader, &batch));
	CHECK_STRING(reader_failure(reader), reason);
	reader_close(reader);
	batch_free(&batch);
	test_file_remove(&file);
	free(gzip.at);
	free(found.at);
	free(expected.at);
}

static void test_cut(void)
{
	static const char records[] = "a,b\r\n\"c\nd\",e\r\r\n \t\n\"f\"g\n\"h\"\ni\"\nj";
	uint64_t state = TEST_SEED;
	struct test_string csv = {0};
	test_append(&csv, text_of(records));
	for (size_t cut = 1; cut <= csv.n; cut++)
		for (size_t setting = cut % 3; setting < SETTINGS; setting += 3)
			check_cut(&csv, cut, setting);
	for (size_t i = 0; i < 40; i++) {
		generate(&state, &kinds[i % (sizeof kinds / sizeof *kinds)], &csv);
		check_cut(&csv, test_below(&state, csv.n) + 1, i * 7 % SETTINGS);
	}
	reset_reader();
	free(csv.at);
}

static void read_all(void *path)
{
	struct reader *reader = reader_open(path, NULL);
	while (reader_next(reader))
		printf("%.*s;", (int)reader_raw(reader).length, reader_raw(reader).at);
	reader_close(reader);
}

/* Record by record the failure ends the program. */
static void test_failure(void)
{
	uint32_t table[256];
	char output[TEST_PATH_ROOM], expected[TEST_PATH_ROOM + 64];
	struct test_string gzip = {0};
	make_table(table);
	append_member(&gzip, table, TEXT("a,b\nc,d\ne"));
	test_append(&gzip, TEXT("text"));
	struct test_file file = test_file_new(test_text(&gzip));
	snprintf(expected, sizeof expected, "reader_test: %s: text after the end of the gzip\na,b;c,d;",
		 file.path);
	CHECK_INT(test_run(read_all, file.path, output, sizeof output), 2);
	if (getenv("KEHU_VARIANT") == NULL) /* sanitizers do not write what is buffered */
		CHECK_STRING(output, expected);
	test_file_remove(&file);
	free(gzip.at);
}

/* --- whole files as libcsv has them */

static void on_field(void *bytes, size_t n, void *data)
{
	test_append(data, TEXT("["));
	test_append(data, (struct text){bytes, n});
	test_append(data, TEXT("]"));
}

static void on_row(int end, void *data)
{
	(void)end;
	test_append(data, TEXT("\n"));
}

/* Without the lines that oracle_print has in front. */
static void drop_lines(struct test_string *string)
{
	size_t n = 0;
	bool in_front = true, in_field = false;
	for (size_t i = 0; i < string->n; i++) {
		in_field = string->at[i] == '[' ? true : string->at[i] == ']' ? false : in_field;
		in_front = in_front && string->at[i] != '[';
		if (!in_front)
			string->at[n++] = string->at[i];
		in_front = in_front || (string->at[i] == '\n' && !in_field);
	}
	string->n = n;
}

/* Files without errors, handed to libcsv as a whole. */
static void test_libcsv(void)
{
	static const struct kind good[] = {{.padded = 20, .blank_lines = 10},
					   {.quoted = 2, .padded = 20, .blank_lines = 10},
					   {.quoted = 100, .padded = 20, .blank_lines = 10}};
	uint64_t state = TEST_SEED;
	struct test_string csv = {0}, found = {0}, expected = {0};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct csv_parser parser;
		generate(&state, &good[i], &csv);
		expected.n = 0;
		csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
		CHECK_INT(csv_parse(&parser, csv.at, csv.n, on_field, on_row, &expected), csv.n);
		CHECK_INT(csv_fini(&parser, on_field, on_row, &expected), 0);
		csv_free(&parser);
		for (size_t setting = 0; setting < SETTINGS; setting++) {
			set_reader(setting);
			oracle_print_all(reader_open_memory("memory", test_text(&csv)), false, &found);
			drop_lines(&found);
			CHECK_BYTES(test_text(&found), test_text(&expected));
		}
	}
	reset_reader();
	free(csv.at);
	free(found.at);
	free(expected.at);
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
	test_kinds();
	test_charsets();
	test_cut();
	test_failure();
	test_libcsv();
	return test_end();
}
