/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <fcntl.h>

#include "date.h"
#include "reader.h"
#include "test.h"
#include "test_tools.h"
#include "writer.h"

enum { OUTPUT_ROOM = 1024, RUNS = 300, FIELDS_MAX = 6, LONG = 200000 };

/* A writer to a new file, closed with close_to. */
static struct writer *open_to(struct test_file *file)
{
	*file = test_file_new(TEXT(""));
	return writer_open(open(file->path, O_WRONLY | O_TRUNC), file->path);
}

/* Closes, and checks what was written. */
static void close_to(struct writer *writer, const struct test_file *file, struct text expected)
{
	writer_close(writer);
	struct text found = test_file_read(file);
	CHECK_BYTES(found, expected);
	free((char *)(uintptr_t)found.at);
	test_file_remove(file);
}

static const struct {
	const char *text, *field;
} text_cases[] = {
	{"", ""},
	{"a", "a"},
	{"a b", "a b"},
	{"a,b", "\"a,b\""},
	{"a\"b", "\"a\"\"b\""},
	{"\"", "\"\"\"\""},
	{"a\nb", "\"a\nb\""},
	{"a\rb", "\"a\rb\""},
	{" a", "\" a\""},
	{"a ", "\"a \""},
	{"\ta", "\"\ta\""},
	{"a\t", "\"a\t\""},
	{" ", "\" \""},
	{"a\tb", "a\tb"},
	{"'a'", "'a'"},
	{"客户", "客户"},
	{"a;b|c", "a;b|c"},
	{"=1+1", "=1+1"},
	{"\xc2\xa0", "\xc2\xa0"},
	{",", "\",\""},
};

static void test_texts(void)
{
	struct test_file file;
	struct writer *writer = open_to(&file);
	struct test_string expected = {0};
	for (size_t i = 0; i < sizeof text_cases / sizeof *text_cases; i++) {
		writer_text(writer, text_of(text_cases[i].text));
		writer_string(writer, text_cases[i].text);
		writer_end(writer);
		test_print(&expected, "%s,%s\n", text_cases[i].field, text_cases[i].field);
	}
	close_to(writer, &file, test_text(&expected));
	free(expected.at);
}

static void test_values(void)
{
	static const char *const names[] = {"customer", "a,b", "", NULL};
	struct test_file file;
	struct writer *writer = open_to(&file);
	writer_header(writer, names);
	writer_date(writer, test_day("2025-03-09"));
	writer_date(writer, DATE_NONE);
	writer_month(writer, test_day("2025-03-09"));
	writer_number(writer, -12);
	writer_number(writer, INT64_MAX);
	writer_number(writer, 0);
	writer_end(writer);
	writer_amount(writer, 123456);
	writer_amount(writer, -5);
	writer_amount(writer, 0);
	writer_amount(writer, MONEY_NONE);
	writer_decimal(writer, 600125, 3, 0);
	writer_decimal(writer, 200, 6, 0);
	writer_decimal(writer, 12300000, 8, 2);
	writer_end(writer);
	writer_source(writer, TEXT("visits.csv"), 1042);
	writer_source(writer, TEXT("a,b.csv"), 1);
	writer_source(writer, TEXT("-"), UINT64_C(1) << 43);
	writer_source(writer, TEXT(""), 7);
	writer_end(writer);
	writer_string(writer, ""); /* one empty field */
	writer_end(writer);
	writer_raw(writer, TEXT("as, it \"is\""));
	close_to(writer, &file,
		 TEXT("customer,\"a,b\",\n"
		      "2025-03-09,,2025-03,-12,9223372036854775807,0\n"
		      "1234.56,-0.05,0.00,,600.125,0.0002,0.123\n"
		      "visits.csv:1042,\"a,b.csv:1\",-:8796093022208,:7\n"
		      "\nas, it \"is\""));
}

/* Fields longer than any buffer, plain and quoted, and fields of all lengths around its size. */
static void test_long_fields(void)
{
	struct test_file file;
	struct writer *writer = open_to(&file);
	struct test_string expected = {0};
	char *text = memory_new(LONG, 1);
	memset(text, 'a', LONG);
	static const size_t lengths[] = {LONG, 65535, 65536, 65537, 65534, 1, 65533, 131072, 0, 65536};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct text field = {text, lengths[i]};
		writer_text(writer, field);
		test_append(&expected, field);
		text[LONG - 1] = text[100] = '"';
		writer_text(writer, (struct text){text + 100, LONG - 100});
		text[LONG - 1] = text[100] = 'a';
		writer_end(writer);
		test_print(&expected, ",\"\"\"");
		test_append(&expected, (struct text){text, LONG - 102});
		test_print(&expected, "\"\"\"\n");
	}
	close_to(writer, &file, test_text(&expected));
	free(text);
	free(expected.at);
}

/* What is written is read again as it was. */
static void test_read_again(void)
{
	static const char letters[] = "ab ,\"\n\r\t\xe5\xae\xa2";
	uint64_t state = TEST_SEED;
	struct test_file file;
	struct writer *writer = open_to(&file);
	char room[RUNS][FIELDS_MAX][40];
	size_t length[RUNS][FIELDS_MAX] = {0}, fields[RUNS], wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		fields[run] = test_below(&state, FIELDS_MAX - 1) + 2;
		for (size_t i = 0; i < fields[run]; i++) {
			length[run][i] = test_below(&state, 12);
			for (size_t j = 0; j < length[run][i]; j++)
				room[run][i][j] = letters[test_below(&state, sizeof letters - 1)];
			writer_text(writer, (struct text){room[run][i], length[run][i]});
		}
		writer_end(writer);
	}
	writer_close(writer);
	struct reader *reader = reader_open(file.path, NULL);
	for (size_t run = 0; run < RUNS; run++) {
		wrong += !reader_next(reader) || reader_error(reader) != NULL ||
			 reader_fields(reader) != fields[run];
		for (size_t i = 0; i < fields[run] && i < reader_fields(reader); i++)
			wrong += !text_equal(reader_field(reader, i),
					     (struct text){room[run][i], length[run][i]});
	}
	CHECK(!reader_next(reader));
	CHECK_INT(wrong, 0);
	reader_close(reader);
	test_file_remove(&file);
}

/* --- errors, seen at the latest when the writer is closed */

static void fill_disk(void *context)
{
	const size_t *n = context;
	struct writer *writer = writer_open(open("/dev/full", O_WRONLY), "output");
	for (size_t i = 0; i < *n; i++)
		writer_string(writer, "a");
	writer_close(writer);
}

static void write_closed(void *context)
{
	(void)context;
	struct writer *writer = writer_open(-1, "output");
	writer_close(writer);
}

static void test_errors(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(fill_disk, &(size_t){1}, output, sizeof output), 2);
	CHECK_STRING(output, "writer_test: output: No space left on device\n");
	CHECK_INT(test_run(fill_disk, &(size_t){100000}, output, sizeof output), 2);
	CHECK_STRING(output, "writer_test: output: No space left on device\n");
	CHECK_INT(test_run(write_closed, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "writer_test: output: Bad file descriptor\n");
}

int main(void)
{
	test_texts();
	test_values();
	test_long_fields();
	test_read_again();
	test_errors();
	return test_end();
}
