/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <time.h>

#include "bytes.h"
#include "date.h"

enum { EPOCH_SHIFT = 719468 };

const struct date_month date_months[DATE_MONTHS] = {
	[4] = {-60, 31},         [5 ... 7] = {-59, 31},   [8] = {-29, 29},         [9 ... 11] = {-28, 28},
	[12 ... 15] = {0, 31},   [16 ... 19] = {31, 30},  [20 ... 23] = {61, 31},  [24 ... 27] = {92, 30},
	[28 ... 31] = {122, 31}, [32 ... 35] = {153, 31}, [36 ... 39] = {184, 30}, [40 ... 43] = {214, 31},
	[44 ... 47] = {245, 30}, [48 ... 51] = {275, 31},
};

/* The algorithms of Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms"
   (2022): years begin in March, so that the leap day is the last; divisions are by constants. Years 1 to 10000 only. */
static int32_t day_of(int year, int month, int day)
{
	bool is_early = month <= 2;
	unsigned y = (unsigned)(year - is_early), m = (unsigned)(is_early ? month + 12 : month);
	unsigned century = y / 100;
	unsigned of_years = 1461 * y / 4 - century + century / 4, of_months = (979 * m - 2919) / 32;
	return (int32_t)(of_years + of_months) + day - 1 - EPOCH_SHIFT;
}

/* A day in a year that begins in March. */
struct march_day {
	unsigned year, month, day; /* month 3 to 14, day from 0 */
};

static inline struct march_day march_day_of(int32_t number)
{
	const unsigned factor = 2939745; /* 2^32 / 1461 */
	unsigned quarters = 4 * (unsigned)(number + EPOCH_SHIFT) + 3;
	unsigned century = quarters / 146097, of_century = quarters % 146097 | 3;
	uint64_t years = (uint64_t)factor * of_century;
	unsigned of_year = (unsigned)years / factor / 4, months = 2141 * of_year + 197913;
	return (struct march_day){100 * century + (unsigned)(years >> 32), months >> 16,
				  (months & 0xffff) / 2141};
}

static inline void civil_of(int32_t number, int *year, int *month, int *day)
{
	struct march_day march = march_day_of(number);
	bool is_next = march.month > 12;
	*year = (int)(march.year + is_next);
	*month = (int)(is_next ? march.month - 12 : march.month);
	*day = (int)march.day + 1;
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

static inline bool is_valid(int year, int month, int day)
{
	return year >= DATE_FIRST_YEAR && month >= 1 && month <= 12 && day >= 1 &&
	       (day <= 28 || day <= month_length(year, month));
}

static bool parse_any(struct text text, int32_t *day, int32_t *second)
{
	int y, m, d;
	int32_t s = DATE_NO_TIME;
	if (!take_date(&text, &y, &m, &d) || !is_valid(y, m, d))
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

bool date_parse(struct text text, int32_t *day, int32_t *second)
{
	if (!date_parse_usual(text, day))
		return parse_any(text, day, second);
	if (second != NULL)
		*second = DATE_NO_TIME;
	return true;
}

/* YYYYMMDD. */
static inline uint64_t digits_of(int32_t number)
{
	int y, m, d;
	civil_of(number, &y, &m, &d);
	uint64_t century = (unsigned)y / 100, of_century = (unsigned)y % 100;
	return bytes_digits_of_pairs(century | of_century << 16 | (uint64_t)m << 32 | (uint64_t)d << 48) +
	       BYTES_ALL('0');
}

void date_format(int32_t number, char *out)
{
	const uint64_t year = UINT64_C(0xffffffff), month = UINT64_C(0xffff) << 32;
	uint64_t digits = digits_of(number), dashes = (uint64_t)'-' << 32 | (uint64_t)'-' << 56;
	bytes_store8(out, (digits & year) | (digits & month) << 8 | dashes);
	out[8] = (char)(digits >> 48);
	out[9] = (char)(digits >> 56);
}

void date_format_month(int32_t number, char *out)
{
	char whole[DATE_LENGTH];
	date_format(number, whole);
	memcpy(out, whole, DATE_MONTH_LENGTH);
}

bool date_add_years(int32_t number, int years, int32_t *result)
{
	int y, m, d;
	civil_of(number, &y, &m, &d);
	if (years < 1 - y || years > DATE_LAST_YEAR - y)
		return false;
	y += years;
	*result = day_of(y, m, d > month_length(y, m) ? month_length(y, m) : d);
	return true;
}

bool date_add_months(int32_t number, int64_t n, int32_t *result)
{
	int y, m, d;
	civil_of(number, &y, &m, &d);
	int64_t months = y * 12 + m - 1 + n;
	if (months >= (DATE_LAST_YEAR + 1) * 12)
		return false;
	y = (int)(months / 12);
	m = (int)(months % 12) + 1;
	*result = day_of(y, m, d > month_length(y, m) ? month_length(y, m) : d);
	return true;
}

int date_year(int32_t number)
{
	struct march_day march = march_day_of(number);
	return (int)(march.year + (march.month > 12));
}

int date_month_number(int32_t number)
{
	struct march_day march = march_day_of(number);
	return (int)(march.year * 12 + march.month - 1); /* months 13 and 14 count on into the next year */
}

int32_t date_month_start(int number)
{
	return day_of(number / 12, number % 12 + 1, 1);
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
