/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings files that end the program, and the warnings of calendars, which are such files. */
#include <config.h>

#include "calendar.h"
#include "table.h"
#include "test.h"
#include "test_tools.h"

enum { OUTPUT_ROOM = 8192, VALUE_MAX = 64 * 1024 };

/* --- messages: what stands behind "PROGRAM: FILE" */

static const struct {
	const char *content;
	size_t n; /* of bytes; 0: up to the NUL */
	const char *message;
} calendar_cases[] = {
	{"", 0, NULL},
	{"kind\n", 0, NULL},
	{"date,kind,date\n", 0, NULL},
	{"date,kind\n2025-01-01\n", 0, ":2: 1 field where the header has 2\n"},
	{"date,kind\n\n2025-01-01,holiday,x\n", 0, ":3: 3 fields where the header has 2\n"},
	{"date,kind\n2025-01-01,\"holiday\n", 0, ":2: unclosed quote\n"},
	{"date,kind\n,holiday\n", 0, ":2: date: \"\" is empty\n"},
	{"date,kind\n2025-02-30,holiday\n", 0, ":2: date: \"2025-02-30\" is not a date\n"},
	{"date,kind\n2025-01-01,\n", 0, ":2: kind: \"\" is empty\n"},
	{"date,kind\n2025-01-01,feast\n", 0, ":2: kind: \"feast\" is not one of holiday, workday\n"},
	{"date,kind\n2025-01-01,holi\0day\n", 30, ":2: kind: \"holi\\x00day\" contains a NUL\n"},
};

struct job {
	const char *path;
	const char *days; /* asked for, space-separated */
};

static void load(void *context)
{
	const struct job *job = context;
	struct calendar *calendar = calendar_load(job->path);
	struct text rest = text_of(job->days);
	for (struct text word; (word = text_next_word(&rest)).length > 0;) {
		int32_t day;
		if (date_parse(word, &day, NULL))
			calendar_is_workday(calendar, day);
	}
	calendar_warn(calendar);
	calendar_free(calendar);
}

/* Runs the job on a file of this content; checks the status, and the message (NULL: any) from behind the file's name. */
static void check_load(struct text content, const char *days, int status, const char *message)
{
	char output[OUTPUT_ROOM];
	struct test_file file = test_file_new(content);
	CHECK_INT(test_run(load, &(struct job){file.path, days}, output, sizeof output), status);
	const char *name = strstr(output, test_file_name(&file));
	if (message == NULL)
		CHECK(name != NULL && strchr(output, '\n') == output + strlen(output) - 1);
	else if (message[0] == '\0')
		CHECK_STRING(output, "");
	else if (CHECK(name != NULL && strncmp(output, "table_test: ", 12) == 0))
		CHECK_STRING(name + strlen(test_file_name(&file)), message);
	test_file_remove(&file);
}

static void test_errors(void)
{
	for (size_t i = 0; i < sizeof calendar_cases / sizeof *calendar_cases; i++) {
		struct text content = text_of(calendar_cases[i].content);
		if (calendar_cases[i].n > 0)
			content.length = calendar_cases[i].n;
		test_label("row %zu", i);
		check_load(content, "", 2, calendar_cases[i].message);
	}
	test_label("%s", "");
}

static void test_twice(void)
{
	char output[OUTPUT_ROOM];
	struct test_file file =
		test_file_new(TEXT("date,kind\n2025-01-02,holiday\n20250101,holiday\n2025/1/2,workday\n"));
	CHECK_INT(test_run(load, &(struct job){file.path, ""}, output, sizeof output), 2);
	CHECK(strstr(output, ":4: date: \"2025-01-02\" is given twice (first in ") != NULL);
	CHECK(strstr(output, ":2)\n") != NULL);
	test_file_remove(&file);
}

/* Values of up to 64 KiB in columns that are used, any in others. */
static void test_long_values(void)
{
	struct test_string content = {0};
	test_print(&content, "date,kind,note\n2025-01-01,holiday,");
	for (size_t i = 0; i <= VALUE_MAX; i++)
		test_append(&content, TEXT("x"));
	test_append(&content, TEXT("\n"));
	check_load(test_text(&content), "2025-01-02", 0, "");
	memcpy(content.at, "note,date,kind", 14); /* that is the long one now */
	check_load(test_text(&content), "", 2, NULL);
	memcpy(content.at, "note,kind,date", 14);
	char output[OUTPUT_ROOM];
	struct test_file file = test_file_new(test_text(&content));
	CHECK_INT(test_run(load, &(struct job){file.path, ""}, output, sizeof output), 2);
	CHECK(strstr(output, ":2: date: \"xxx") != NULL &&
	      strstr(output, "...\" is longer than 64 KiB\n") != NULL);
	test_file_remove(&file);
	free(content.at);
}

/* Days outside the years on record are told of once: the last of them after, else the first before. */
static void test_warnings(void)
{
	static const char one_year[] = "date,kind\n2025-05-01,holiday\n";
	check_load(text_of(one_year), "2025-01-01 2025-12-31", 0, "");
	check_load(text_of(one_year), "2026-01-01", 0,
		   " ends at 2025; 2026-01-01 was taken as Monday to Friday\n");
	check_load(text_of(one_year), "2024-12-31", 0,
		   " begins at 2025; 2024-12-31 was taken as Monday to Friday\n");
	check_load(TEXT("date,kind\n"), "2024-12-31", 0,
		   " has no records; 2024-12-31 was taken as Monday to Friday\n");
}

/* --- columns in any order and case, those that may be missing, those not looked at */

static void test_fields(void)
{
	static const char *const columns[] = {"name", "value", "note"};
	struct reader *reader = reader_open_memory("settings", TEXT("x,VALUE,Name\n\n , 7 ,\" a \"\n"));
	struct table table;
	table_start(&table, reader, "settings", columns, 3, 2);
	CHECK(table_next(&table));
	CHECK_TEXT(table_field(&table, 0), " a ");
	CHECK_TEXT(table_field(&table, 1), "7");
	CHECK_TEXT(table_field(&table, 2), "");
	CHECK_INT(table_line(&table), 3);
	CHECK(!table_next(&table));
	reader_close(reader);
}

int main(void)
{
	test_errors();
	test_twice();
	test_long_values();
	test_warnings();
	test_fields();
	return test_end();
}
