/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "survey.h"
#include "test.h"
#include "test_tools.h"

enum { ROWS = 20000 };

/* A file of visits, customers in order, with this header and end of line; bytes: how many of it. */
static void write_file(const char *path, const char *header, const char *end, const char *row)
{
	FILE *file = fopen(path, "w");
	if (file == NULL)
		return;
	fprintf(file, "%s%s", header, end);
	for (int i = 0; i < ROWS; i++) {
		fprintf(file, row, i);
		fputs(end, file);
	}
	fclose(file);
}

enum { AMPLE = 1 << 30 };

static unsigned ranges_of(const char *path, size_t memory)
{
	struct survey survey = {0};
	struct strings paths = {0};
	strings_add(&paths, path);
	survey_files(&survey, &stream_visits, "customer", &paths);
	struct ranges ranges = survey_end(&survey, memory);
	free(paths.string);
	return ranges.n;
}

/* However the header is written, as long as it is plain; the file has some 600 KB, a range for each 16. */
static void test_headers(void)
{
	static const struct {
		const char *header, *end, *row;
		bool is_found;
	} table[] = {
		{"customer,date,staff,kind", "\n", "KH%08d,2025-01-01,S,call", true},
		{"date,CUSTOMER,staff,kind", "\r\n", "2025-01-01,KH%08d,S,call", true},
		{"\xef\xbb\xbf"
		 "customer,date,staff,kind",
		 "\n", "KH%08d,2025-01-01,S,call", true},
		{"客户编号,date,staff,kind", "\n", "KH%08d,2025-01-01,S,call", true},
		{"date,staff,kind,customer", "\r\n", "2025-01-01,S,call,KH%08d", true},
		{"name,date,staff,kind", "\n", "KH%08d,2025-01-01,S,call", false},
		{"customer,date", "\r", "KH%08d,2025-01-01", false},
	};
	char path[] = "/tmp/kehu-survey-XXXXXX";
	int descriptor = mkstemp(path);
	close(descriptor);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		test_label("%s", table[i].header);
		write_file(path, table[i].header, table[i].end, table[i].row);
		unsigned n = ranges_of(path, AMPLE);
		CHECK(table[i].is_found ? n >= 24 && n <= 64 : n == 1);
	}
	write_file(path, table[0].header, table[0].end, table[0].row);
	test_label("little memory");
	CHECK_INT(ranges_of(path, 0), 32);
	test_label("%s", "");
	unlink(path);
}

/* What cannot be looked into says nothing, and nothing waits. */
static void test_others(void)
{
	char path[] = "/tmp/kehu-survey-XXXXXX";
	int descriptor = mkstemp(path);
	CHECK_INT(ranges_of(path, AMPLE), 1);
	close(descriptor);
	unlink(path);
	CHECK_INT(mkfifo(path, 0600), 0);
	CHECK_INT(ranges_of(path, AMPLE), 1);
	unlink(path);
	CHECK_INT(ranges_of(path, AMPLE), 1);
	CHECK_INT(ranges_of("-", AMPLE), 1);
	CHECK_INT(ranges_of("/", AMPLE), 1);
}

/* How many ranges, of names enough for any number of them. */
static void test_sizes(void)
{
	static const struct {
		uint64_t bytes;
		unsigned ranges;
	} table[] = {
		{0, 1},           {100 << 14, 100}, /* one for each 16 KiB, */
		{128 << 14, 128},                   /* up to 128, */
		{129 << 14, 128}, {128 << 20, 128}, /* which is one for each MiB */
		{300 << 20, 300}, {UINT64_C(5) << 30, RANGES_MAX},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct survey survey = {.bytes = table[i].bytes};
		test_label("%ju bytes", (uintmax_t)table[i].bytes);
		for (int j = 0; j < ROWS; j++) {
			char name[16];
			int n = snprintf(name, sizeof name, "KH%08d", j);
			survey.name =
				memory_grow(survey.name, &survey.room, survey.names + 1, sizeof *survey.name);
			survey.name[survey.names++] =
				arena_copy(&survey.copies, (struct text){name, (size_t)n});
		}
		CHECK_INT(survey_end(&survey, AMPLE).n, table[i].ranges);
	}
	test_label("%s", "");
}

int main(void)
{
	test_headers();
	test_sizes();
	test_others();
	return test_end();
}
