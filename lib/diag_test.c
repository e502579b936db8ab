/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "diag.h"
#include "test.h"
#include "test_tools.h"

enum { OUTPUT_ROOM = 2048, RUNS = 20000, QUOTE_MAX = 200 };

static const struct {
	const char *text, *quoted;
} quote_cases[] = {
	{"", ""},
	{"plain \"text\", 客户", "plain \"text\", 客户"},
	{"a\nb\rc\td", "a\\nb\\rc\\td"},
	{"\x01\x1f\x7f\x1b[31m", "\\x01\\x1f\\x7f\\x1b[31m"},
	{"\xff\xc3", "\\xff\\xc3"},
	{"\xe5\xae", "\\xe5\\xae"},
	{"\xed\xa0\x80", "\\xed\\xa0\\x80"},
	{"a\xf0\x9f\x98\x80z", "a\xf0\x9f\x98\x80z"},
	{"\xc3\xa4\xff\xc3\xa4", "\xc3\xa4\\xff\xc3\xa4"},
};

static void test_quote(void)
{
	for (size_t i = 0; i < sizeof quote_cases / sizeof *quote_cases; i++) {
		char *quoted = diag_quote(text_of(quote_cases[i].text));
		test_label("row %zu", i);
		CHECK_STRING(quoted, quote_cases[i].quoted);
		free(quoted);
	}
	test_label("%s", "");
	char *nul = diag_quote((struct text){"a\0b", 3});
	CHECK_STRING(nul, "a\\x00b");
	free(nul);
}

/* Cut after 200 bytes, but not within a character. */
static void test_cut(void)
{
	char text[QUOTE_MAX + 50], *quoted;
	memset(text, 'a', sizeof text);
	quoted = diag_quote((struct text){text, QUOTE_MAX});
	CHECK_INT(strlen(quoted), QUOTE_MAX);
	free(quoted);
	quoted = diag_quote((struct text){text, QUOTE_MAX + 1});
	CHECK_INT(strlen(quoted), QUOTE_MAX + 3);
	CHECK_STRING(quoted + QUOTE_MAX - 1, "a...");
	free(quoted);
	memcpy(text + QUOTE_MAX - 1, "客", 3);
	quoted = diag_quote((struct text){text, sizeof text});
	CHECK_STRING(quoted + QUOTE_MAX - 1, "客...");
	free(quoted);
}

/* Whatever the bytes: one line of valid UTF-8 without control characters, of a bounded length. */
static void test_any_bytes(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char text[300];
		size_t n = test_below(&state, sizeof text);
		for (size_t i = 0; i < n; i++)
			text[i] = (char)(test_below(&state, 2) == 0 ? test_below(&state, 256)
								    : 0xe5 + test_below(&state, 2));
		char *quoted = diag_quote((struct text){text, n});
		struct text out = text_of(quoted);
		wrong += text_valid_utf8(out) != out.length || out.length > 4 * QUOTE_MAX + 3;
		for (size_t i = 0; i < out.length; i++)
			wrong += (unsigned char)out.at[i] < ' ' || out.at[i] == 0x7f;
		free(quoted);
	}
	CHECK_INT(wrong, 0);
}

static void warn(void *context)
{
	(void)context;
	diag_warn("%d %s", 7, "things");
}

static void fail(void *context)
{
	(void)context;
	diag_fail("%s is bad", "this");
}

static void fail_errno(void *context)
{
	(void)context;
	errno = ENOENT;
	diag_fail_errno("%s", "file");
}

static void usage(void *context)
{
	(void)context;
	diag_usage("no %s", "operand");
}

static void leave(void *context)
{
	diag_exit(*(const int *)context);
}

static void test_ends(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(warn, NULL, output, sizeof output), 0);
	CHECK_STRING(output, "diag_test: 7 things\n");
	CHECK_INT(test_run(fail, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "diag_test: this is bad\n");
	CHECK_INT(test_run(fail_errno, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "diag_test: file: No such file or directory\n");
	CHECK_INT(test_run(usage, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "diag_test: no operand\nTry 'diag_test --help' for more information.\n");
	CHECK_INT(test_run(leave, &(int){1}, output, sizeof output), 1);
	CHECK_STRING(output, "");
}

/* Files opened after diag_start take no standard descriptor, whichever were closed. */
static void open_after_start(void *context)
{
	unsigned closed = *(const unsigned *)context;
	char name[] = "/somewhere/kehu-x", *argv[] = {name, NULL};
	for (int i = 0; i < 3; i++)
		if (closed >> i & 1)
			close(i);
	diag_start(argv);
	int descriptor = open("/dev/null", O_RDONLY);
	raise(SIGPIPE); /* ignored */
	exit(descriptor > 2 && strcmp(argv[0], "diag_test") == 0 ? 42 : 43);
}

static void test_start(void)
{
	char output[OUTPUT_ROOM];
	for (unsigned closed = 0; closed < 8; closed++) {
		test_label("closed: %u", closed);
		CHECK_INT(test_run(open_after_start, &closed, output, sizeof output), 42);
		CHECK_STRING(output, "");
	}
	test_label("%s", "");
	CHECK_STRING(diag_program(), "diag_test");
}

int main(void)
{
	test_quote();
	test_cut();
	test_any_bytes();
	test_ends();
	test_start();
	return test_end();
}
