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

/* --- against a slower way */

/* The field as it must be written, into *expected. */
static void print_field(struct test_string *expected, struct text text)
{
	bool is_quoted = false;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.at[i];
		is_quoted |= c == ',' || c == '"' || c == '\n' || c == '\r';
		is_quoted |= (i == 0 || i == text.length - 1) && (c == ' ' || c == '\t');
	}
	test_append(expected, is_quoted ? TEXT("\"") : TEXT(""));
	for (size_t i = 0; i < text.length; i++) {
		test_append(expected, (struct text){text.at + i, 1});
		test_append(expected, text.at[i] == '"' ? TEXT("\"") : TEXT(""));
	}
	test_append(expected, is_quoted ? TEXT("\"") : TEXT(""));
}

/* One field as a text, and as the file of a source; the text ends where its storage does. */
static bool is_written_right(struct writer *writer, struct text text, size_t offset)
{
	struct test_string expected = {0}, source = {0};
	struct text exact = test_exact(text, offset);
	uint64_t line = text.length * 977;
	writer_clear(writer);
	writer_text(writer, exact);
	writer_source(writer, exact, line);
	test_append(&source, text);
	test_print(&source, ":%llu", (unsigned long long)line);
	print_field(&expected, text);
	test_print(&expected, ",");
	print_field(&expected, test_text(&source));
	bool is_right = text_equal(writer_memory(writer), test_text(&expected));
	test_exact_free(exact, offset);
	free(expected.at);
	free(source.at);
	return is_right;
}

/* Every byte in every place of texts of every length, and random texts. */
static void test_quotes(void)
{
	uint64_t state = TEST_SEED;
	struct writer *writer = writer_open_memory();
	char room[64];
	size_t wrong = 0;
	for (size_t n = 0; n <= 20; n++)
		for (size_t at = 0; at < n; at++)
			for (int byte = 0; byte < 256; byte++) {
				memset(room, 'a', n);
				room[at] = (char)byte;
				wrong += !is_written_right(writer, (struct text){room, n}, at % 8);
			}
	for (size_t run = 0; run < 20000; run++) {
		size_t n = test_below(&state, 41);
		test_letters(&state, run % 2 ? TEXT("abc\xe5\xae\xa2-./ ") : TEXT("ab ,\"\n\r\t\xe5\xae\xa2"),
			     n, room);
		wrong += !is_written_right(writer, (struct text){room, n}, test_below(&state, 8));
	}
	CHECK_INT(wrong, 0);
	writer_clear(writer);
	writer_text(writer, (struct text){NULL, 0});
	writer_source(writer, (struct text){NULL, 0}, UINT64_MAX);
	writer_raw(writer, (struct text){NULL, 0});
	CHECK_TEXT(writer_memory(writer), ",:18446744073709551615");
	writer_close(writer);
}

/* Quotes of all lengths on both sides of what is short, in a record so long that each ends wherever the buffer does. */
static void test_quotes_at_the_end(void)
{
	struct test_file file;
	struct writer *writer = open_to(&file), *memory = writer_open_memory();
	struct test_string expected = {0};
	char room[300];
	memset(room, '"', sizeof room);
	for (size_t run = 0; run < 2000; run++) {
		struct text text = {room, 1 + run % sizeof room};
		test_append(&expected, run > 0 ? TEXT(",") : TEXT(""));
		print_field(&expected, text);
		writer_text(writer, text);
		writer_text(memory, text);
	}
	CHECK_BYTES(writer_memory(memory), test_text(&expected));
	writer_close(memory);
	close_to(writer, &file, test_text(&expected));
	free(expected.at);
}

/* --- in memory */

static void test_memory(void)
{
	struct writer *writer = writer_open_memory();
	CHECK_TEXT(writer_memory(writer), "");
	writer_end(writer);
	CHECK_TEXT(writer_memory(writer), "\n");
	writer_clear(writer);
	CHECK_TEXT(writer_memory(writer), "");
	writer_string(writer, "a,b");
	writer_amount(writer, -150);
	CHECK_TEXT(writer_memory(writer), "\"a,b\",-1.50");
	writer_end(writer);
	CHECK_TEXT(writer_memory(writer), "\"a,b\",-1.50\n");
	writer_raw(writer, TEXT("x,\"y"));
	CHECK_TEXT(writer_memory(writer), "\"a,b\",-1.50\nx,\"y");
	writer_clear(writer);
	writer_date(writer, DATE_NONE); /* the first of its record again */
	writer_number(writer, 7);
	CHECK_TEXT(writer_memory(writer), ",7");
	writer_clear(writer);
	writer_source(writer, TEXT(" a"), 3);
	CHECK_TEXT(writer_memory(writer), "\" a:3\"");
	writer_close(writer);
}

/* Memory grows by fields and by raw bytes of any length, and what it kept goes to a file unchanged. */
static void test_large_memory(void)
{
	struct test_file file;
	struct writer *memory = writer_open_memory(), *writer = open_to(&file);
	struct test_string all = {0};
	char *text = memory_new(LONG, 1);
	memset(text, 'a', LONG);
	for (size_t run = 0; run < 4; run++) {
		struct test_string expected = {0};
		for (size_t i = 0; i < 40; i++) {
			struct text field = {text, (i * run * 5003) % LONG};
			writer_text(memory, field);
			writer_raw(memory, field);
			writer_end(memory);
			test_append(&expected, field);
			test_append(&expected, field);
			test_print(&expected, "\n");
		}
		CHECK_BYTES(writer_memory(memory), test_text(&expected));
		writer_raw(writer, writer_memory(memory));
		test_append(&all, test_text(&expected));
		writer_clear(memory);
		free(expected.at);
	}
	writer_close(memory);
	close_to(writer, &file, test_text(&all));
	free(text);
	free(all.at);
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
	test_quotes();
	test_quotes_at_the_end();
	test_memory();
	test_large_memory();
	test_errors();
	return test_end();
}
