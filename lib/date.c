/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <time.h>

#include "date.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 9999, DAYS_PER_ERA = 146097, EPOCH_SHIFT = 719468 };

/* Howard Hinnant's published algorithms: years begin in March, eras of 400 years. Years 1 to 10000 only. */
static int32_t day_of(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400, of_era = y % 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_SHIFT;
}

static void civil_of(int32_t number, int *year, int *month, int *day)
{
	int z = number + EPOCH_SHIFT;
	int era = z / DAYS_PER_ERA, of_era = z % DAYS_PER_ERA;
	int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int m = (5 * of_year + 2) / 153;
	*day = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = era * 400 + year_of_era + (*month <= 2);
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
	static const signed char length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : length[month - 1];
}

/* Takes between `least` and `most` digits off the front of *rest; false where there are fewer. */
static bool take_number(struct text *rest, size_t least, size_t most, int *number)
{
	size_t n = 0;
	*number = 0;
	while (n < most && n < rest->length && rest->at[n] >= '0' && rest->at[n] <= '9')
		*number = *number * 10 + (rest->at[n++] - '0');
	rest->at += n;
	rest->length -= n;
	return n >= least;
}

static bool take_character(struct text *rest, char c)
{
	if (rest->length == 0 || rest->at[0] != c)
		return false;
	rest->at++;
	rest->length--;
	return true;
}

/* HH:MM[:SS] to the end. */
static bool parse_time(struct text rest, int32_t *second)
{
	int h, m, s = 0;
	if (!take_number(&rest, 2, 2, &h) || !take_character(&rest, ':') || !take_number(&rest, 2, 2, &m))
		return false;
	if (take_character(&rest, ':') && !take_number(&rest, 2, 2, &s))
		return false;
	*second = (h * 60 + m) * 60 + s;
	return rest.length == 0 && h < 24 && m < 60 && s < 60;
}

static bool take_date(struct text *rest, int *year, int *month, int *day)
{
	if (!take_number(rest, 4, 4, year))
		return false;
	if (take_character(rest, '-'))
		return take_number(rest, 2, 2, month) && take_character(rest, '-') &&
		       take_number(rest, 2, 2, day);
	if (take_character(rest, '/'))
		return take_number(rest, 1, 2, month) && take_character(rest, '/') &&
		       take_number(rest, 1, 2, day);
	return take_number(rest, 2, 2, month) && take_number(rest, 2, 2, day);
}

bool date_parse(struct text text, int32_t *day, int32_t *second)
{
	int y, m, d;
	int32_t s = 0;
	if (!take_date(&text, &y, &m, &d))
		return false;
	if (y < YEAR_FIRST || m < 1 || m > 12 || d < 1 || d > month_length(y, m))
		return false;
	if (text.length > 0) {
		if (!take_character(&text, ' ') && !take_character(&text, 'T'))
			return false;
		if (!parse_time(text, &s))
			return false;
	}
	*day = day_of(y, m, d);
	if (second != NULL)
		*second = s;
	return true;
}

static void put_digits(char *out, int n, int number)
{
	for (int i = n - 1; i >= 0; i--, number /= 10)
		out[i] = (char)('0' + number % 10);
}

void date_format(int32_t number, char *out)
{
	int y, m, d;
	civil_of(number, &y, &m, &d);
	put_digits(out, 4, y);
	out[4] = '-';
	put_digits(out + 5, 2, m);
	out[7] = '-';
	put_digits(out + 8, 2, d);
}

void date_format_month(int32_t number, char *out)
{
	char whole[DATE_LENGTH];
	date_format(number, whole);
	memcpy(out, whole, DATE_MONTH_LENGTH);
}

bool date_add_days(int32_t day, int64_t days, int32_t *result)
{
	if (days > DATE_LAST - (int64_t)day || days < DATE_FIRST - (int64_t)day)
		return false;
	*result = (int32_t)(day + days);
	return true;
}

bool date_add_years(int32_t number, int years, int32_t *result)
{
	int y, m, d;
	civil_of(number, &y, &m, &d);
	if (years < 1 - y || years > YEAR_LAST - y)
		return false;
	y += years;
	*result = day_of(y, m, d > month_length(y, m) ? month_length(y, m) : d);
	return true;
}

int date_year(int32_t number)
{
	int y, m, d;
	civil_of(number, &y, &m, &d);
	return y;
}

int date_month_number(int32_t number)
{
	int y, m, d;
	civil_of(number, &y, &m, &d);
	return y * 12 + m - 1;
}

int32_t date_year_start(int year)
{
	return day_of(year, 1, 1);
}

int date_year_length(int year)
{
	return is_leap(year) ? 366 : 365;
}

int date_weekday(int32_t day)
{
	return (int)(((int64_t)day % 7 + 7 + 3) % 7); /* 1970-01-01 was a Thursday */
}

int32_t date_today(void)
{
	time_t now = time(NULL);
	struct tm local;
	localtime_r(&now, &local);
	return day_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}
