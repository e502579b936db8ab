/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "rejects.h"
#include "test.h"
#include "test_tools.h"

enum { OUTPUT_ROOM = 8192 };

/* What is done with a run of rejects. */
struct job {
	const char *path; /* NULL: none */
	bool to_output, by_line;
	size_t n;
};

static const struct reject made[] = {
	{30, "r.csv", 3, {"amount", 6}, {"1,5", 3}, "is not an amount", {"C,\"1,5\"", 7}},
	{10, "r.csv", 1, {"", 0}, {"", 0}, "unclosed quote", {"\"a\nb", 4}},
	{20, "-", 2, {"date", 4}, {"\xff", 1}, "is not a date", {" \xff ", 3}},
};

/* Adds rejects from storage that is gone when they are written. */
static void run_job(void *context)
{
	const struct job *job = context;
	struct rejects *rejects =
		job->to_output ? rejects_open_output(job->by_line) : rejects_open(job->path, job->by_line);
	char value[16], raw[16], reason[32];
	for (size_t i = 0; i < job->n; i++) {
		struct reject reject = made[i];
		memcpy(value, reject.value.at, reject.value.length);
		memcpy(raw, reject.raw.at, reject.raw.length);
		snprintf(reason, sizeof reason, "%s", reject.reason);
		reject.value.at = value;
		reject.raw.at = raw;
		reject.reason = reason;
		rejects_add(rejects, &reject);
		memset(value, 'X', sizeof value);
		memset(raw, 'X', sizeof raw);
		memset(reason, 'X', sizeof reason - 1);
	}
	uint64_t count = rejects_count(rejects);
	exit(count == job->n ? rejects_close(rejects) : 77);
}

#define HEADER "file,line,column,value,reason,record\n"
#define FIRST  "r.csv,1,,,unclosed quote,\"\"\"a\nb\"\n"
#define SECOND "-,2,date,\xff,is not a date,\" \xff \"\n"
#define THIRD  "r.csv,3,amount,\"1,5\",is not an amount,\"C,\"\"1,5\"\"\"\n"

static const struct {
	bool to_output, by_line;
	size_t n;
	const char *written, *message; /* to the output or file; on standard error behind that */
	int status;
} cases[] = {
	{true, false, 0, HEADER, "", 0},
	{true, false, 3, HEADER THIRD FIRST SECOND, "", 1},
	{true, true, 3, HEADER FIRST SECOND THIRD, "", 1},
	{false, false, 0, HEADER, "", 0},
	{false, true, 0, HEADER, "", 0},
	{false, false, 1, HEADER THIRD, "rejects_test: 1 record set aside in ", 1},
	{false, false, 3, HEADER THIRD FIRST SECOND, "rejects_test: 3 records set aside in ", 1},
	{false, true, 2, HEADER FIRST THIRD, "rejects_test: 2 records set aside in ", 1},
};

static void test_cases(void)
{
	char output[OUTPUT_ROOM], expected[OUTPUT_ROOM];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_file file = test_file_new(TEXT("what was there before, which goes"));
		struct job job = {file.path, cases[i].to_output, cases[i].by_line, cases[i].n};
		test_label("row %zu", i);
		CHECK_INT(test_run(run_job, &job, output, sizeof output), cases[i].status);
		if (!cases[i].to_output) {
			struct text written = test_file_read(&file);
			CHECK_TEXT(written, cases[i].written);
			free((char *)(uintptr_t)written.at);
		}
		bool is_told = cases[i].message[0] != '\0';
		snprintf(expected, sizeof expected, "%s%s%s%s", cases[i].to_output ? cases[i].written : "",
			 cases[i].message, is_told ? file.path : "", is_told ? "\n" : "");
		CHECK_STRING(output, expected);
		test_file_remove(&file);
	}
	test_label("%s", "");
}

/* Without a file the first bad record ends the program. */
static void test_none(void)
{
	char output[OUTPUT_ROOM];
	struct job job = {NULL, false, false, 0};
	CHECK_INT(test_run(run_job, &job, output, sizeof output), 0);
	CHECK_STRING(output, "");
	job.n = 3;
	CHECK_INT(test_run(run_job, &job, output, sizeof output), 2);
	CHECK_STRING(output, "rejects_test: r.csv:3: amount: \"1,5\" is not an amount\n");
	struct rejects *rejects = rejects_open(NULL, false);
	CHECK(!rejects_wants_raw(rejects));
	CHECK_INT(rejects_close(rejects), 0);
	struct test_file file = test_file_new(TEXT(""));
	rejects = rejects_open(file.path, false);
	CHECK(rejects_wants_raw(rejects));
	CHECK_INT(rejects_close(rejects), 0);
	test_file_remove(&file);
}

static void add_whole(void *context)
{
	(void)context;
	rejects_add(rejects_open(NULL, false), &made[1]);
}

static void add_odd(void *context)
{
	struct reject reject = made[2];
	(void)context;
	reject.value = TEXT("a\n\x01\xff"
			    "客");
	rejects_add(rejects_open(NULL, false), &reject);
}

static void test_messages(void)
{
	char output[OUTPUT_ROOM];
	struct job job = {"/nowhere/rejects.csv", false, false, 0};
	CHECK_INT(test_run(add_whole, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "rejects_test: r.csv:1: unclosed quote\n");
	CHECK_INT(test_run(add_odd, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "rejects_test: -:2: date: \"a\\n\\x01\\xff客\" is not a date\n");
	CHECK_INT(test_run(run_job, &job, output, sizeof output), 2);
	CHECK_STRING(output, "rejects_test: /nowhere/rejects.csv: No such file or directory\n");
}

int main(void)
{
	test_cases();
	test_none();
	test_messages();
	return test_end();
}
