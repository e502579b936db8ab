/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "calendar.h"
#include "date.h"
#include "test.h"

enum { PATH_ROOM = 4096 };

static int32_t day_of(const char *date)
{
	int32_t day = DATE_NONE;
	CHECK(date_parse(text_of(date), &day, NULL));
	return day;
}

/* A calendar file with this content, loaded. */
static struct calendar *load(const char *content)
{
	char path[PATH_ROOM];
	const char *folder = getenv("TMPDIR");
	snprintf(path, sizeof path, "%s/kehu-calendar-XXXXXX", folder != NULL ? folder : "/tmp");
	int descriptor = mkstemp(path);
	FILE *stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
	if (stream == NULL) {
		perror(path);
		exit(1);
	}
	fputs(content, stream);
	fclose(stream);
	struct calendar *calendar = calendar_load(path);
	unlink(path);
	return calendar;
}

struct day_case {
	const char *date;
	bool is_workday;
};

static void check_days(const struct calendar *calendar, const struct day_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		test_label("%s", cases[i].date);
		CHECK_INT(calendar_is_workday(calendar, day_of(cases[i].date)), cases[i].is_workday);
	}
	test_label("%s", "");
}

#define CHECK_DAYS(calendar, cases) check_days(calendar, cases, sizeof(cases) / sizeof *(cases))

static void test_none(void)
{
	static const struct day_case cases[] = {
		{"2025-01-03", true}, {"2025-01-04", false}, {"2025-01-05", false},
		{"2025-01-06", true}, {"1900-01-01", true},  {"9999-12-31", true},
	};
	CHECK(calendar_load(NULL) == NULL);
	CHECK_DAYS(NULL, cases);
	calendar_warn(NULL);
	calendar_free(NULL);
}

/* Kinds in any case or Chinese, dates in any form and order; the years on record are whole. */
static void test_file(void)
{
	static const struct day_case cases[] = {
		{"2025-01-01", false}, {"2025-01-26", true},  {"2025-01-28", false}, {"2024-01-01", true},
		{"2024-12-28", false}, {"2025-12-31", true},  {"2025-12-27", false}, {"2024-02-29", true},
		{"2025-10-11", true},  {"2025-10-01", false},
	};
	struct calendar *calendar =
		load("kind,note,DATE\nHoliday,new year,2025-01-01\n工作日,,2025/1/26\n"
		     "节假日,,20250128\nworkday,,2024-06-03\n假日,,2025-10-01\nWORKDAY,,2025-10-11\n");
	CHECK_DAYS(calendar, cases);
	calendar_warn(calendar); /* nothing to say: every day was on record */
	calendar_free(calendar);
}

static void test_outside(void)
{
	static const struct day_case cases[] = {
		{"2026-01-01", true},
		{"2026-01-03", false},
		{"2024-12-31", true},
		{"2024-12-29", false},
	};
	struct calendar *calendar = load("date,kind\n2025-01-01,holiday\n");
	CHECK_DAYS(calendar, cases);
	calendar_free(calendar);
	calendar = load("date,kind\n");
	CHECK_DAYS(calendar, cases);
	calendar_free(calendar);
}

static void test_add(void)
{
	static const struct {
		const char *from;
		int64_t n;
		const char *result;
	} cases[] = {
		{"2025-01-02", 0, "2025-01-02"}, {"2025-01-04", 0, "2025-01-06"},
		{"2025-01-02", 1, "2025-01-03"}, {"2025-01-03", 1, "2025-01-06"},
		{"2025-01-04", 1, "2025-01-06"}, {"2024-12-31", 1, "2025-01-02"},
		{"2025-01-01", 0, "2025-01-02"}, {"2025-01-24", 1, "2025-01-26"},
		{"2025-01-24", 5, "2025-01-30"}, {"2025-01-02", 5, "2025-01-09"},
	};
	struct calendar *calendar =
		load("date,kind\n2024-05-01,holiday\n2025-01-01,holiday\n2025-01-26,workday\n");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int32_t result = DATE_NONE;
		test_label("%s + %lld", cases[i].from, (long long)cases[i].n);
		CHECK(calendar_add_workdays(calendar, day_of(cases[i].from), cases[i].n, &result));
		CHECK_INT(result, day_of(cases[i].result));
	}
	test_label("%s", "");
	calendar_free(calendar);
}

static void test_end_of_time(void)
{
	int32_t result = 0;
	CHECK(calendar_add_workdays(NULL, day_of("9999-12-30"), 1, &result));
	CHECK_INT(result, DATE_LAST);
	CHECK(!calendar_add_workdays(NULL, DATE_LAST, 1, &result));
	CHECK(!calendar_add_workdays(NULL, day_of("2025-01-01"), 1000000000, &result));
	CHECK_INT(result, DATE_LAST);
}

/* The n-th working day is one, lies after the day, and n working days lie in between; with no calendar and with china. */
static void test_counting(void)
{
	struct calendar *china = calendar_load("china");
	const struct calendar *calendars[] = {NULL, china};
	size_t wrong = 0;
	for (size_t i = 0; i < 2; i++) {
		for (int32_t day = day_of("2024-01-01"); day < day_of("2025-01-01"); day++) {
			int32_t result = DATE_NONE;
			int64_t n = day % 11 + 1, count = 0;
			wrong += !calendar_add_workdays(calendars[i], day, n, &result);
			for (int32_t at = day + 1; at <= result; at++)
				count += calendar_is_workday(calendars[i], at);
			wrong += count != n || !calendar_is_workday(calendars[i], result);
		}
	}
	CHECK_INT(wrong, 0);
	calendar_free(china);
}

static void test_china(void)
{
	static const struct day_case cases[] = {
		{"2024-10-01", false}, {"2024-10-07", false}, {"2024-10-08", true},  {"2024-09-29", true},
		{"2024-10-12", true},  {"2025-01-26", true},  {"2025-01-28", false},
	};
	struct calendar *calendar = calendar_load("china");
	CHECK_DAYS(calendar, cases);
	calendar_warn(calendar);
	calendar_free(calendar);
}

int main(void)
{
	test_none();
	test_file();
	test_outside();
	test_add();
	test_end_of_time();
	test_counting();
	test_china();
	return test_end();
}
