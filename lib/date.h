/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar dates as day numbers: days since 1970-01-01 in the proleptic Gregorian calendar. The only module that knows
   the calendar. Valid dates are 1900-01-01 to 9999-12-31. */
#ifndef KEHU_DATE_H
#define KEHU_DATE_H

#include <stdbool.h>
#include <stdint.h>
#include "text.h"

enum {
	DATE_NONE = INT32_MIN,
	DATE_NO_TIME = -1, /* a second of the day that is not given */
	DATE_FIRST = -25567,
	DATE_LAST = 2932896,
	DATE_FIRST_YEAR = 1900,
	DATE_LAST_YEAR = 9999,
	DATE_LENGTH = 10,
	DATE_MONTH_LENGTH = 7
};

/* What rules answer where a date that they compute is not valid. */
#define DATE_TOO_LATE "a date after 9999-12-31"

/* By 4 * month + year % 4, of years where each fourth is a leap year: days from 1 March to the month's first, and how many it
   has. Numbers that are no month have none. */
struct date_month {
	int16_t from_march;
	uint16_t length;
};
enum { DATE_MONTHS = 4 * 100 };
extern const struct date_month date_months[DATE_MONTHS];

/* date_parse for dates written as 20YY-MM-DD, as nearly all are; false for others too. */
static inline bool date_parse_usual(struct text text, int32_t *day)
{
	const int32_t from_1970 = 11017; /* to 2000-03-01 */
	/* Added to digits up to 9, and to dashes, which are 0 then, this leaves the top bits alone. */
	const uint64_t to_top = BYTES_ALL(0x7f - 9) + (UINT64_C(9) << 16) + (UINT64_C(9) << 40);
	if (text.length != DATE_LENGTH || text.at[0] != '2' || text.at[1] != '0')
		return false;
	uint64_t digits = bytes_load8(text.at + 2) ^ bytes_load8("00-00-00");
	if (bytes_high((digits + to_top) | digits) != 0)
		return false;
	uint64_t pairs = digits * 10 + (digits >> 8); /* byte i: the number of the digits i and i + 1 */
	unsigned y = pairs & 0xff, m = pairs >> 24 & 0xff, d = pairs >> 48 & 0xff;
	const struct date_month *month = &date_months[4 * m + y % 4];
	if (d - 1 >= month->length)
		return false;
	*day = (int32_t)(1461 * y / 4 + d - 1) + month->from_march + from_1970;
	return true;
}

/* Parses YYYY-MM-DD, YYYY/M/D or YYYYMMDD, followed or not by one space or T and HH:MM[:SS]. *second is the second of
   the day (DATE_NO_TIME where no time is given); it may be NULL. False: not a date, nothing is written. */
bool date_parse(struct text text, int32_t *day, int32_t *second);

/* Writes YYYY-MM-DD (DATE_LENGTH bytes, no NUL); the day must be valid. */
void date_format(int32_t day, char *out);

/* Writes YYYY-MM (DATE_MONTH_LENGTH bytes, no NUL). */
void date_format_month(int32_t day, char *out);

/* day + days; false where the result is no valid date (after 9999-12-31 or before 1900-01-01). */
static inline bool date_add_days(int32_t day, int64_t days, int32_t *result)
{
	if (days > DATE_LAST - (int64_t)day || days < DATE_FIRST - (int64_t)day)
		return false;
	*result = (int32_t)(day + days);
	return true;
}

/* The same date n years later or earlier, 29 February becoming 28. False where the year leaves 1 to 9999. */
bool date_add_years(int32_t day, int years, int32_t *result);

/* The same day n months later (n 0 to 10^9), or the month's last where it is shorter. False past 9999-12-31. */
bool date_add_months(int32_t day, int64_t n, int32_t *result);

int date_year(int32_t day);

/* year * 12 + month - 1: equal within a calendar month. */
int date_month_number(int32_t day);

/* The first day of the month with this number, of the years 1 to 10000. */
int32_t date_month_start(int number);

/* 1 January of the year, which may be 1 to 10000. */
int32_t date_year_start(int year);

/* 365 or 366. */
int date_year_length(int year);

/* 0 Monday to 6 Sunday. */
int date_weekday(int32_t day);

/* Today in the local time zone. */
int32_t date_today(void);

#endif
