/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <time.h>

#include "date.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 100000 };

static const struct parse_case {
	const char *text;
	bool is_date;
	int32_t day, second;
} parse_cases[] = {
	{"1970-01-01", true, 0, DATE_NO_TIME},
	{"1969-12-31", true, -1, DATE_NO_TIME},
	{"1970/1/1", true, 0, DATE_NO_TIME},
	{"1970/01/1", true, 0, DATE_NO_TIME},
	{"1970/1/01", true, 0, DATE_NO_TIME},
	{"19700102", true, 1, DATE_NO_TIME},
	{"2000-01-01", true, 10957, DATE_NO_TIME},
	{"2000-02-29", true, 11016, DATE_NO_TIME},
	{"2000-03-01", true, 11017, DATE_NO_TIME},
	{"1900-01-01", true, DATE_FIRST, DATE_NO_TIME},
	{"9999-12-31", true, DATE_LAST, DATE_NO_TIME},
	{"1970-01-01 00:00", true, 0, 0},
	{"1970-01-01T23:59:59", true, 0, 86399},
	{"1970-01-01 01:02:03", true, 0, 3723},
	{"1970/1/1 9:00", false, 0, 0},
	{"1970/1/1 09:00", true, 0, 32400},
	{"19700101T0900", false, 0, 0},
	{"19700101T09:00", true, 0, 32400},
	{"", false, 0, 0},
	{"1900-02-29", false, 0, 0},
	{"2024-02-30", false, 0, 0},
	{"2023-02-29", false, 0, 0},
	{"2025-00-10", false, 0, 0},
	{"2025-13-10", false, 0, 0},
	{"2025-01-00", false, 0, 0},
	{"2025-01-32", false, 0, 0},
	{"2025-04-31", false, 0, 0},
	{"1899-12-31", false, 0, 0},
	{"10000-01-01", false, 0, 0},
	{"0000-01-01", false, 0, 0},
	{"2025-1-01", false, 0, 0},
	{"2025-01-1", false, 0, 0},
	{"2025-1-1", false, 0, 0},
	{"2025/001/1", false, 0, 0},
	{"2025/1/001", false, 0, 0},
	{"2025/01-01", false, 0, 0},
	{"2025-01/01", false, 0, 0},
	{"2025.01.01", false, 0, 0},
	{"2025-0101", false, 0, 0},
	{"202501-01", false, 0, 0},
	{"2025011", false, 0, 0},
	{"202501011", false, 0, 0},
	{"25-01-01", false, 0, 0},
	{"01/02/2025", false, 0, 0},
	{"-2025-01-01", false, 0, 0},
	{" 2025-01-01", false, 0, 0},
	{"2025-01-01 ", false, 0, 0},
	{"2025-01-01  10:00", false, 0, 0},
	{"2025-01-01T", false, 0, 0},
	{"2025-01-01t10:00", false, 0, 0},
	{"2025-01-01\t10:00", false, 0, 0},
	{"2025-01-01 10", false, 0, 0},
	{"2025-01-01 10:0", false, 0, 0},
	{"2025-01-01 10:00:", false, 0, 0},
	{"2025-01-01 10:00:0", false, 0, 0},
	{"2025-01-01 10:00:00.5", false, 0, 0},
	{"2025-01-01 10:00:00Z", false, 0, 0},
	{"2025-01-01 10:00+08:00", false, 0, 0},
	{"2025-01-01 24:00", false, 0, 0},
	{"2025-01-01 23:60", false, 0, 0},
	{"2025-01-01 23:59:60", false, 0, 0},
	{"2025-01-01 -1:00", false, 0, 0},
	{"\xef\xbc\x92"
	 "025-01-01",
	 false, 0, 0},
};

static void test_parse(void)
{
	for (size_t i = 0; i < sizeof parse_cases / sizeof *parse_cases; i++) {
		const struct parse_case *c = &parse_cases[i];
		int32_t day = -77, second = -77;
		test_label("%s", c->text);
		CHECK_INT(date_parse(text_of(c->text), &day, &second), c->is_date);
		CHECK_INT(day, c->is_date ? c->day : -77);
		CHECK_INT(second, c->is_date ? c->second : -77);
		CHECK_INT(date_parse(text_of(c->text), &day, NULL), c->is_date);
	}
	test_label("%s", "");
	int32_t day = -77;
	CHECK(!date_parse((struct text){"2025-01-01\0", 11}, &day, NULL));
	CHECK(date_parse((struct text){"2025-01-019", 10}, &day,
			 NULL)); /* no byte beyond the text is looked at */
}

/* A calendar that counts days one by one. */
struct count {
	int year, month, day, weekday, of_year;
};

static bool is_leap(int year)
{
	return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

static int month_length(int year, int month)
{
	return month == 2                                              ? 28 + is_leap(year)
	       : month == 4 || month == 6 || month == 9 || month == 11 ? 30
								       : 31;
}

static void count_day(struct count *count)
{
	count->weekday = (count->weekday + 1) % 7;
	count->of_year++;
	if (++count->day <= month_length(count->year, count->month))
		return;
	count->day = 1;
	if (++count->month <= 12)
		return;
	count->month = 1;
	count->of_year = 0;
	count->year++;
}

/* How many of the other forms of YYYY-MM-DD do not parse as this day. */
static size_t wrong_forms(int32_t day, const char *date)
{
	char slashes[] = "YYYY/MM/DD", compact[] = "YYYYMMDD", time[] = "YYYY-MM-DD 23:59:58", few[11];
	size_t n = 0, wrong = 0;
	for (size_t i = 0; i < DATE_LENGTH; i++) {
		slashes[i] = date[i] == '-' ? '/' : date[i];
		time[i] = date[i];
		if ((i == 5 || i == 8) && date[i] == '0')
			continue; /* the zero of 2025/1/1 */
		few[n++] = slashes[i];
	}
	memcpy(compact, date, 4);
	memcpy(compact + 4, date + 5, 2);
	memcpy(compact + 6, date + 8, 2);
	struct text forms[] = {text_of(slashes), {few, n}, text_of(compact), text_of(time)};
	for (size_t i = 0; i < 4; i++) {
		int32_t found = DATE_NONE, second = -77;
		wrong += !date_parse(forms[i], &found, &second) || found != day ||
			 second != (i == 3 ? 86398 : DATE_NO_TIME);
	}
	return wrong;
}

/* How many of the module's answers about this day differ from the count. */
static size_t wrong_answers(int32_t day, const struct count *count)
{
	char expected[16], out[DATE_LENGTH];
	int32_t back = DATE_NONE;
	struct text text = {out, DATE_LENGTH};
	snprintf(expected, sizeof expected, "%04d-%02d-%02d", count->year % 10000, count->month % 100,
		 count->day % 100);
	date_format(day, out);
	size_t wrong = !text_equal(text, text_of(expected));
	wrong += !date_parse(text, &back, NULL) || back != day;
	date_format_month(day, out);
	wrong += memcmp(out, expected, DATE_MONTH_LENGTH) != 0;
	wrong += date_year(day) != count->year;
	wrong += date_month_number(day) != count->year * 12 + count->month - 1;
	wrong += wrong_forms(day, expected);
	wrong += date_weekday(day) != count->weekday;
	wrong += date_year_start(count->year) != day - count->of_year;
	return wrong;
}

/* Every day from 1900, a year that began on a Monday, to 9999. */
static void test_every_day(void)
{
	struct count count = {1900, 1, 1, 0, 0};
	size_t wrong = 0;
	for (int32_t day = DATE_FIRST; day <= DATE_LAST; day++, count_day(&count))
		wrong += wrong_answers(day, &count);
	CHECK_INT(wrong, 0);
	CHECK(count.year == 10000 && count.month == 1 && count.day == 1);
	CHECK_INT(date_year_start(10000), DATE_LAST + 1);
	CHECK_INT(date_year_start(1), -719162);
}

/* Each date that is written as a day of some month parses if and only if the month has the day. */
static void test_every_form(void)
{
	size_t wrong = 0;
	for (int year = 1896; year <= 2104; year++)
		for (int month = 0; month <= 13; month++)
			for (int day = 0; day <= 32; day++) {
				char form[3][48];
				bool exists = year >= 1900 && month >= 1 && month <= 12 && day >= 1 &&
					      day <= month_length(year, month);
				snprintf(form[0], sizeof form[0], "%04d-%02d-%02d", year, month, day);
				snprintf(form[1], sizeof form[1], "%04d/%d/%d", year, month, day);
				snprintf(form[2], sizeof form[2], "%04d%02d%02d", year, month, day);
				int32_t number[3] = {0};
				for (int i = 0; i < 3; i++)
					wrong += date_parse(text_of(form[i]), &number[i], NULL) != exists;
				wrong += number[0] != number[1] || number[0] != number[2];
			}
	CHECK_INT(wrong, 0);
}

/* --- texts that are nearly dates, against a parser that takes them apart by their form */

/* Reads the text by a form of Y, M, D, h, m and s for digits, all else standing for itself; value[] is by letter. */
static bool read_form(struct text text, const char *form, int value[128])
{
	memset(value, 0, 128 * sizeof *value);
	if (text.length != strlen(form))
		return false;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.at[i];
		if (strchr("YMDhms", form[i]) == NULL) {
			if (c != form[i])
				return false;
		} else if (c < '0' || c > '9')
			return false;
		else
			value[(unsigned char)form[i]] = value[(unsigned char)form[i]] * 10 + (c - '0');
	}
	return true;
}

/* Whether the numbers are a date with a time; counts its day from the start of its year. */
static bool read_values(const int value[128], int32_t *day, int32_t *second)
{
	int y = value['Y'], m = value['M'], d = value['D'];
	if (y < 1900 || m < 1 || m > 12 || d < 1 || d > month_length(y, m))
		return false;
	if (value['h'] > 23 || value['m'] > 59 || value['s'] > 59)
		return false;
	*day = date_year_start(y) + d - 1;
	for (int i = 1; i < m; i++)
		*day += month_length(y, i);
	*second = value['h'] * 3600 + value['m'] * 60 + value['s'];
	return true;
}

static bool read_slowly(struct text text, int32_t *day, int32_t *second)
{
	static const char *const dates[] = {"YYYY-MM-DD", "YYYYMMDD",  "YYYY/MM/DD",
					    "YYYY/M/DD",  "YYYY/MM/D", "YYYY/M/D"};
	static const char *const times[] = {"", " hh:mm", "Thh:mm", " hh:mm:ss", "Thh:mm:ss"};
	int value[128];
	char form[32];
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
		for (size_t j = 0; j < sizeof times / sizeof *times; j++) {
			snprintf(form, sizeof form, "%s%s", dates[i], times[j]);
			if (!read_form(text, form, value))
				continue;
			if (!read_values(value, day, second))
				return false;
			*second = j > 0 ? *second : DATE_NO_TIME;
			return true;
		}
	return false;
}

static bool is_usual(struct text text)
{
	return text.length == DATE_LENGTH && memcmp(text.at, "20", 2) == 0 && text.at[4] == '-';
}

/* Counts dates in *dates; whether the text, which ends where its storage does, is parsed as it is read slowly. */
static bool is_parsed_right(struct text text, size_t *dates)
{
	int32_t day = -77, second = -77, expected_day = -77, expected_second = -77;
	size_t offset = text.length % 8;
	struct text exact = test_exact(text, offset);
	bool is_date = read_slowly(text, &expected_day, &expected_second);
	bool is_right = date_parse(exact, &day, &second) == is_date && day == expected_day &&
			second == expected_second;
	is_right = is_right && date_parse_usual(exact, &day) == (is_date && is_usual(exact)) &&
		   day == expected_day;
	test_exact_free(exact, offset);
	*dates += is_date;
	return is_right;
}

/* Every byte in every place of a date. */
static void test_each_byte(void)
{
	static const char *const dates[] = {"2024-02-29", "1900-01-01", "9999-12-31", "2023-10-30",
					    "2024/02/29", "20240229",   "2024/2/9",   "2023-02-28T12:34"};
	size_t wrong = 0, found = 0;
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
		for (size_t at = 0; at < strlen(dates[i]); at++)
			for (int byte = 0; byte < 256; byte++) {
				char text[20];
				size_t n = strlen(dates[i]);
				memcpy(text, dates[i], n);
				text[at] = (char)byte;
				wrong += !is_parsed_right((struct text){text, n}, &found);
			}
	CHECK_INT(wrong, 0);
	CHECK(found > 100);
}

static void test_random_texts(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0, found = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char text[32], date[DATE_LENGTH];
		date_format(test_between(&state, DATE_FIRST, DATE_LAST), date);
		size_t n = test_below(&state, 21);
		test_letters(&state, TEXT("0112239-/T: "), n, text);
		if (run % 2 == 0) { /* a date with some bytes changed */
			n = n < DATE_LENGTH ? DATE_LENGTH : n;
			memcpy(text, date, DATE_LENGTH);
			for (size_t i = test_below(&state, 3); i > 0; i--)
				test_letters(&state, TEXT("0123456789-/ "), 1, text + test_below(&state, n));
		}
		wrong += !is_parsed_right((struct text){text, run % 4 == 0 ? DATE_LENGTH : n}, &found);
	}
	CHECK_INT(wrong, 0);
	CHECK(found > RUNS / 20 && found < RUNS / 2);
}

static void test_year_length(void)
{
	size_t wrong = 0;
	for (int year = 1; year < 10000; year++)
		wrong += date_year_length(year) != date_year_start(year + 1) - date_year_start(year);
	CHECK_INT(wrong, 0);
	CHECK_INT(date_year_length(1900), 365);
	CHECK_INT(date_year_length(2000), 366);
	CHECK_INT(date_year_length(2024), 366);
	CHECK_INT(date_year_length(2025), 365);
}

static const struct {
	const char *from;
	int years;
	const char *to;
} year_cases[] = {
	{"2024-02-29", 1, "2025-02-28"},  {"2024-02-29", -1, "2023-02-28"}, {"2024-02-29", 4, "2028-02-29"},
	{"2024-02-29", -4, "2020-02-29"}, {"2096-02-29", 4, "2100-02-28"},  {"2025-02-28", 3, "2028-02-28"},
	{"2025-12-31", 1, "2026-12-31"},  {"2025-03-01", -1, "2024-03-01"}, {"2025-06-15", 0, "2025-06-15"},
	{"9998-12-31", 1, "9999-12-31"},  {"1901-01-01", -1, "1900-01-01"},
};

static void test_add_years(void)
{
	int32_t result = 0;
	for (size_t i = 0; i < sizeof year_cases / sizeof *year_cases; i++) {
		test_label("%s %d", year_cases[i].from, year_cases[i].years);
		CHECK(date_add_years(test_day(year_cases[i].from), year_cases[i].years, &result));
		CHECK_INT(result, test_day(year_cases[i].to));
	}
	test_label("%s", "");
	CHECK(!date_add_years(DATE_LAST, 1, &result));
	CHECK(!date_add_years(DATE_LAST, INT32_MAX, &result));
	CHECK(!date_add_years(DATE_FIRST, -1900, &result));
	CHECK(!date_add_years(DATE_FIRST, INT32_MIN, &result));
	CHECK(date_add_years(DATE_FIRST, -1899, &result));
	CHECK_INT(result, date_year_start(1));
}

static const struct {
	const char *from;
	int64_t months;
	const char *to; /* NULL: out of range */
} month_cases[] = {
	{"2025-01-31", 0, "2025-01-31"},  {"2025-01-31", 1, "2025-02-28"},
	{"2024-01-31", 1, "2024-02-29"},  {"2025-03-31", 1, "2025-04-30"},
	{"2025-12-31", 1, "2026-01-31"},  {"2025-12-31", 2, "2026-02-28"},
	{"2024-02-29", 12, "2025-02-28"}, {"1900-01-01", 97199, "9999-12-01"},
	{"1900-01-01", 97200, NULL},      {"9999-12-31", 1, NULL},
	{"2025-01-01", 1000000000, NULL},
};

static void test_add_months(void)
{
	int32_t result = 0;
	for (size_t i = 0; i < sizeof month_cases / sizeof *month_cases; i++) {
		test_label("%s %jd", month_cases[i].from, (intmax_t)month_cases[i].months);
		CHECK_INT(date_add_months(test_day(month_cases[i].from), month_cases[i].months, &result),
			  month_cases[i].to != NULL);
		if (month_cases[i].to != NULL)
			CHECK_INT(result, test_day(month_cases[i].to));
	}
	test_label("%s", "");
	for (int year = DATE_FIRST_YEAR; year <= DATE_LAST_YEAR + 1; year++)
		CHECK_INT(date_month_start(year * 12), date_year_start(year));
	CHECK_INT(date_month_start(date_month_number(test_day("2024-03-31"))), test_day("2024-03-01"));
}

/* Month and day stay, but for 29 February. */
static void test_random_years(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		int32_t day = test_between(&state, DATE_FIRST, DATE_LAST), result;
		int years = test_between(&state, -50, 50), year = date_year(day) + years;
		if (!date_add_years(day, years, &result)) {
			wrong += year >= 1 && year <= 9999;
			continue;
		}
		/* Days since 1 January: after February they move by the leap day only. */
		int32_t offset = day - date_year_start(date_year(day)),
			moved = result - date_year_start(year);
		int was_leap = is_leap(year - years), is_now = is_leap(year);
		int32_t expected = offset < 59 ? offset : offset - was_leap + is_now;
		if (was_leap && offset == 59)
			expected = is_now ? 59 : 58;
		wrong += moved != expected || date_year(result) != year;
	}
	CHECK_INT(wrong, 0);
}

static void test_add_days(void)
{
	int32_t result = 5;
	CHECK(date_add_days(test_day("2025-01-31"), 50, &result));
	CHECK_INT(result, test_day("2025-03-22"));
	CHECK(date_add_days(DATE_LAST, 0, &result) && result == DATE_LAST);
	CHECK(!date_add_days(DATE_LAST, 1, &result));
	CHECK(!date_add_days(DATE_FIRST, -1, &result));
	CHECK(!date_add_days(0, INT64_MAX, &result));
	CHECK(!date_add_days(0, INT64_MIN, &result));
	CHECK(!date_add_days(DATE_LAST, INT64_MIN, &result));
	CHECK(date_add_days(DATE_FIRST, (int64_t)DATE_LAST - DATE_FIRST, &result) && result == DATE_LAST);
}

static void test_today(void)
{
	setenv("TZ", "UTC", 1);
	time_t before = time(NULL);
	int32_t today = date_today();
	time_t after = time(NULL);
	CHECK(before / 86400 <= today && today <= after / 86400);
}

int main(void)
{
	test_parse();
	test_every_day();
	test_every_form();
	test_each_byte();
	test_random_texts();
	test_year_length();
	test_add_years();
	test_add_months();
	test_random_years();
	test_add_days();
	test_today();
	return test_end();
}
