/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <getopt.h>

#include "options.h"
#include "pool.h"
#include "test.h"
#include "test_tools.h"

enum { OUTPUT_ROOM = 16384, ARGUMENTS = 12 };

/* Command lines, and what comes of them: the settings as "as-of policies rejects flag days | operands", or the message and 2. */
static const struct {
	const char *arguments[ARGUMENTS];
	const char *output;
	int status;
} cases[] = {
	{{NULL}, "none [] - 0 -5 | \n", 0},
	{{"a", "b", NULL}, "none [] - 0 -5 | a b \n", 0},
	{{"a", "--flag", "-", "--days=7", "b", NULL}, "none [] - 1 7 | a - b \n", 0},
	{{"--", "--flag", NULL}, "none [] - 0 -5 | --flag \n", 0},
	{{"--as-of=2025-01-31", "--policy=x", "--policy", "y", "--rejects=r", NULL},
	 "2025-01-31 [xy] r 0 -5 | \n",
	 0},
	{{"--as-of", "2025/1/31", "--as-of=20250201", NULL}, "2025-02-01 [] - 0 -5 | \n", 0},
	{{"--fl", NULL}, "none [] - 1 -5 | \n", 0}, /* short for the one that begins so */
	{{"--help", NULL}, "HELP\n", 0},
	{{"--flag", "--help", "--nothing", NULL}, "HELP\n", 0},
	{{"--days=0", NULL}, "none [] - 0 0 | \n", 0},
	{{"--days=1000000000", NULL}, "none [] - 0 1000000000 | \n", 0},
	{{"--days=1000000001", NULL},
	 "options_test: --days: \"1000000001\" is not a number of days\n"
	 "HINT",
	 2},
	{{"--days=-1", NULL},
	 "options_test: --days: \"-1\" is not a number of days\n"
	 "HINT",
	 2},
	{{"--days=-0", NULL},
	 "options_test: --days: \"-0\" is not a number of days\n"
	 "HINT",
	 2},
	{{"--days=1.5", NULL},
	 "options_test: --days: \"1.5\" is not a number of days\n"
	 "HINT",
	 2},
	{{"--days=", NULL},
	 "options_test: --days: \"\" is not a number of days\n"
	 "HINT",
	 2},
	{{"--days=99999999999999999999", NULL},
	 "options_test: --days: \"99999999999999999999\" is not a number of days\n"
	 "HINT",
	 2},
	{{"--as-of=2025-02-30", NULL},
	 "options_test: --as-of: \"2025-02-30\" is not a date\n"
	 "HINT",
	 2},
	{{"--as-of=a\nb", NULL},
	 "options_test: --as-of: \"a\\nb\" is not a date\n"
	 "HINT",
	 2},
	{{"--threads=1", NULL}, "none [] - 0 -5 | \n", 0},
	{{"--threads=1024", NULL}, "none [] - 0 -5 | \n", 0},
	{{"--threads=0", NULL},
	 "options_test: --threads: \"0\" is not a number from 1 to 1024\n"
	 "HINT",
	 2},
	{{"--threads=1025", NULL},
	 "options_test: --threads: \"1025\" is not a number from 1 to 1024\n"
	 "HINT",
	 2},
	{{"--threads=-1", NULL},
	 "options_test: --threads: \"-1\" is not a number from 1 to 1024\n"
	 "HINT",
	 2},
	{{"--threads=two", NULL},
	 "options_test: --threads: \"two\" is not a number from 1 to 1024\n"
	 "HINT",
	 2},
	{{"--threads=18446744073709551617", NULL},
	 "options_test: --threads: \"18446744073709551617\" is not a number from 1 to 1024\n"
	 "HINT",
	 2},
	{{"--nothing", NULL},
	 "options_test: unrecognized option '--nothing'\n"
	 "HINT",
	 2},
	{{"-x", NULL},
	 "options_test: invalid option -- 'x'\n"
	 "HINT",
	 2},
	{{"--flag=yes", NULL},
	 "options_test: option '--flag' doesn't allow an argument\n"
	 "HINT",
	 2},
	{{"--rejects", NULL},
	 "options_test: option '--rejects' requires an argument\n"
	 "HINT",
	 2},
	{{"--encoding=KLINGON-8", NULL},
	 "options_test: --encoding: \"KLINGON-8\" is not a known charset\n"
	 "HINT",
	 2},
	{{"--encoding=gbk", NULL}, "none [] - 0 -5 | \n", 0},
	{{"-", "a", "-", NULL},
	 "options_test: standard input (-) can be read only once\n"
	 "HINT",
	 2},
};

/* Parses, and prints what came of it. */
static void run(void *context)
{
	const char *const *arguments = context;
	char name[] = "options_test", *argv[ARGUMENTS + 1] = {name}, date[DATE_LENGTH + 1];
	int argc = 1;
	bool flag = false;
	int64_t days = -5;
	struct shared_options shared = {.as_of = DATE_NONE};
	struct strings operands = {0};
	const struct strings *const lists[] = {&operands};
	const struct option_entry entries[] = {
		SHARED_OPTIONS(&shared), {"flag", OPTION_FLAG, &flag}, {"days", OPTION_DAYS, &days}};
	for (; arguments[argc - 1] != NULL; argc++)
		argv[argc] = (char *)(uintptr_t)arguments[argc - 1];
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, "HELP\n");
	for (int i = first; i < argc; i++)
		strings_add(&operands, argv[i]);
	options_check_inputs(&shared, lists, 1);
	const char *as_of = test_date(shared.as_of, date);
	options_finish(&shared);
	printf("%s [", as_of);
	for (size_t i = 0; i < shared.policies.n; i++)
		printf("%s", shared.policies.string[i]);
	printf("] %s %d %jd | ", shared.rejects != NULL ? shared.rejects : "-", flag, (intmax_t)days);
	for (size_t i = 0; i < operands.n; i++)
		printf("%s ", operands.string[i]);
	printf("\n");
	free(operands.string);
	free(shared.policies.string);
}

static void test_cases(void)
{
	char output[OUTPUT_ROOM], expected[OUTPUT_ROOM];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].output), hint = cases[i].status == 2 ? 4 : 0;
		test_label("row %zu", i);
		CHECK_INT(test_run(run, (void *)(uintptr_t)cases[i].arguments, output, sizeof output),
			  cases[i].status);
		snprintf(expected, sizeof expected, "%.*s%s", (int)(n - hint), cases[i].output,
			 hint > 0 ? "Try 'options_test --help' for more information.\n" : "");
		CHECK_STRING(output, expected);
	}
	test_label("%s", "");
}

/* Rejects over an input would end it. */
static void test_rejects(void)
{
	struct test_file file = test_file_new(TEXT("a\n"));
	char output[OUTPUT_ROOM], option[TEST_PATH_ROOM + 16], expected[OUTPUT_ROOM + 128];
	const char *arguments[ARGUMENTS] = {option, "a", file.path};
	snprintf(option, sizeof option, "--rejects=%s", file.path);
	CHECK_INT(test_run(run, (void *)arguments, output, sizeof output), 2);
	snprintf(expected, sizeof expected,
		 "options_test: --rejects: %s is an input\nTry 'options_test --help' for more information.\n",
		 file.path);
	CHECK_STRING(output, expected);
	test_file_remove(&file);
	CHECK_INT(test_run(run, (void *)arguments, output, sizeof output), 0); /* no such file yet */
}

static void test_version(void)
{
	char output[OUTPUT_ROOM];
	const char *arguments[] = {"--version", NULL};
	CHECK_INT(test_run(run, (void *)arguments, output, sizeof output), 0);
	CHECK(strncmp(output, "options_test (kehu) " KEHU_VERSION "\n", 21 + strlen(KEHU_VERSION)) == 0);
}

/* Sizes in bytes; 0: is none. */
static const struct {
	const char *value;
	size_t bytes;
} size_cases[] = {
	{"1", 1},
	{"64K", 64 << 10},
	{"512M", 512 << 20},
	{"3G", (size_t)3 << 30},
	{"2T", (size_t)2 << 40},
	{"8388607T", (size_t)8388607 << 40},
	{"8388608T", 0},
	{"9223372036854775807", INT64_MAX},
	{"9223372036854775808", 0},
	{"99999999999999999999999999", 0},
	{"0", 0},
	{"0K", 0},
	{"-1", 0},
	{"-1K", 0},
	{"1.5M", 0},
	{"1,000", 0},
	{"512MB", 0},
	{"512m", 0},
	{"1 K", 0},
	{"K", 0},
	{"KK", 0},
	{"", 0},
	{"x", 0},
};

static void print_size(void *context)
{
	char name[] = "options_test", option[64], *argv[] = {name, option, NULL};
	struct shared_options shared = {0};
	const struct option_entry entries[] = {BUFFER_OPTION(&shared), SORTED_OPTION(&shared)};
	snprintf(option, sizeof option, "--buffer-size=%s", (const char *)context);
	options_parse(2, argv, entries, sizeof entries / sizeof *entries, "");
	printf("%zu %d", shared.memory, shared.sorted);
}

static void test_sizes(void)
{
	char output[OUTPUT_ROOM], expected[OUTPUT_ROOM];
	for (size_t i = 0; i < sizeof size_cases / sizeof *size_cases; i++) {
		const char *value = size_cases[i].value;
		size_t bytes = size_cases[i].bytes;
		test_label("%s", value);
		CHECK_INT(test_run(print_size, (void *)(uintptr_t)value, output, sizeof output),
			  bytes > 0 ? 0 : 2);
		if (bytes > 0)
			snprintf(expected, sizeof expected, "%zu 0", bytes);
		else
			snprintf(expected, sizeof expected,
				 "options_test: --buffer-size: \"%s\" is not a size, e.g. 512M\n"
				 "Try 'options_test --help' for more information.\n",
				 value);
		CHECK_STRING(output, expected);
	}
	test_label("%s", "");
}

static void test_group_options(void)
{
	char name[] = "options_test", size[] = "--buffer-size=7", sorted[] = "--sorted",
	     threads[] = "--threads=3", *argv[] = {name, size, sorted, threads, NULL};
	struct shared_options shared = {0};
	const struct option_entry entries[] = {SHARED_OPTIONS(&shared), BUFFER_OPTION(&shared),
					       SORTED_OPTION(&shared)};
	optind = 0; /* getopt begins anew */
	CHECK_INT(options_parse(4, argv, entries, sizeof entries / sizeof *entries, ""), 4);
	options_finish(&shared);
	CHECK_INT(shared.memory, 7);
	CHECK_INT(shared.threads, 3);
	CHECK(shared.sorted);
	shared = (struct shared_options){0};
	options_finish(&shared);
	CHECK_INT(shared.threads, pool_processors());
	CHECK(shared.memory > 0 && shared.memory < (size_t)-1 / 2);
}

static void test_today(void)
{
	struct shared_options shared = {.as_of = DATE_NONE};
	int32_t before = date_today();
	options_finish(&shared);
	CHECK(before <= shared.as_of && shared.as_of <= date_today());
	shared.as_of = 5;
	options_finish(&shared);
	CHECK_INT(shared.as_of, 5);
}

int main(void)
{
	test_cases();
	test_rejects();
	test_version();
	test_sizes();
	test_group_options();
	test_today();
	return test_end();
}
