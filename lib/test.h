/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small harness for unit tests: one program per MODULE_test.c, which includes this header once.

   A failing check prints FILE:LINE and the values on standard error and goes on. main ends with `return test_end();`,
   which prints "NAME: P passed, F failed" and gives the exit status: 0, or 1 where a check failed or none was made.
   Each argument of a check is evaluated once; every check gives whether it passed. */
#ifndef KEHU_TEST_H
#define KEHU_TEST_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "text.h"

/* The condition holds. */
#define CHECK(condition) test_check(__FILE__, __LINE__, #condition, (condition))

/* Two whole numbers of any type are equal; the second is what is expected. */
#define CHECK_INT(a, b) test_check_int(__FILE__, __LINE__, #a, (a), (b))

/* A text view holds the bytes of a NUL-terminated string. */
#define CHECK_TEXT(a, b) test_check_text(__FILE__, __LINE__, #a, (a), text_of(b))

/* Two text views hold the same bytes, NULs and all. */
#define CHECK_BYTES(a, b) test_check_text(__FILE__, __LINE__, #a, (a), (b))

/* Two NUL-terminated strings are equal; either may be NULL. */
#define CHECK_STRING(a, b) test_check_string(__FILE__, __LINE__, #a, (a), (b))

/* Prints the result line; `return test_end();`. */
#define test_end() test_report(__FILE__)

enum { TEST_LABEL_ROOM = 200, TEST_SHOWN = 400, TEST_DIGITS = 48 };

struct test_counts {
	unsigned long passed, failed;
	char label[TEST_LABEL_ROOM];
};

static inline struct test_counts *test_counts(void)
{
	static struct test_counts counts;
	return &counts;
}

/* What later failures are about, such as the row of a table: shown with them until the next label; "" for none. */
__attribute__((format(printf, 1, 2))) static inline void test_label(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(test_counts()->label, TEST_LABEL_ROOM, format, arguments);
	va_end(arguments);
}

/* Counts a check; where it failed, begins the message about it. */
static inline bool test_count(const char *file, int line, const char *what, bool passed)
{
	struct test_counts *counts = test_counts();
	if (passed) {
		counts->passed++;
		return true;
	}
	counts->failed++;
	fprintf(stderr, "%s:%d: %s", file, line, what);
	if (counts->label[0] != '\0')
		fprintf(stderr, " [%s]", counts->label);
	return false;
}

static inline bool test_check(const char *file, int line, const char *what, bool passed)
{
	if (!test_count(file, line, what, passed))
		fputs(" does not hold\n", stderr);
	return passed;
}

/* Writes the number in decimal to the end of room; returns where it begins. */
static inline const char *test_decimal(__int128 number, char room[TEST_DIGITS])
{
	size_t at = TEST_DIGITS - 1;
	room[at] = '\0';
	__int128 rest = number;
	do {
		int digit = (int)(rest % 10);
		room[--at] = (char)('0' + (digit < 0 ? -digit : digit));
		rest /= 10;
	} while (rest != 0);
	if (number < 0)
		room[--at] = '-';
	return room + at;
}

static inline bool test_check_int(const char *file, int line, const char *what, __int128 a, __int128 b)
{
	char room_a[TEST_DIGITS], room_b[TEST_DIGITS];
	bool passed = test_count(file, line, what, a == b);
	if (!passed)
		fprintf(stderr, " is %s, not %s\n", test_decimal(a, room_a), test_decimal(b, room_b));
	return passed;
}

/* Shows the text in quotes on standard error, what is not printable ASCII or UTF-8 as \xNN. */
static inline void test_show(struct text text)
{
	fputc('"', stderr);
	for (size_t i = 0; i < text.length && i < TEST_SHOWN; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte == '\n')
			fputs("\\n", stderr);
		else if (byte < ' ' || byte == 0x7f || byte == '\\' || byte == '"')
			fprintf(stderr, "\\x%02x", byte);
		else
			fputc(byte, stderr);
	}
	fprintf(stderr, "\"%s", text.length > TEST_SHOWN ? "..." : "");
}

static inline bool test_check_text(const char *file, int line, const char *what, struct text a, struct text b)
{
	bool passed = test_count(file, line, what, text_equal(a, b));
	if (!passed) {
		fputs(" is ", stderr);
		test_show(a);
		fputs(", not ", stderr);
		test_show(b);
		fputc('\n', stderr);
	}
	return passed;
}

static inline bool test_check_string(const char *file, int line, const char *what, const char *a,
				     const char *b)
{
	if (a && b)
		return test_check_text(file, line, what, text_of(a), text_of(b));
	bool passed = test_count(file, line, what, a == b);
	if (!passed)
		fprintf(stderr, " is %s, not %s\n", a ? a : "NULL", b ? b : "NULL");
	return passed;
}

static inline int test_report(const char *file)
{
	const struct test_counts *counts = test_counts();
	const char *slash = strrchr(file, '/');
	const char *name = slash ? slash + 1 : file;
	fflush(stderr);
	printf("%.*s: %lu passed, %lu failed\n", (int)strcspn(name, "."), name, counts->passed,
	       counts->failed);
	return fflush(stdout) == 0 && counts->failed == 0 && counts->passed > 0 ? 0 : 1;
}

#endif
