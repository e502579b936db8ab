/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a date: what is accepted has one of the forms, is a valid day, and comes back from its printed form. */
#include <config.h>

#include <ctype.h>
#include <stdlib.h>

#include "date.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Whether the text looks like the form, in which 0 stands for a digit. */
static bool has_form(struct text text, const char *form)
{
	if (text.length != strlen(form))
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (form[i] == '0' ? !isdigit((unsigned char)text.at[i]) : text.at[i] != form[i])
			return false;
	return true;
}

static bool has_date_form(struct text text)
{
	return has_form(text, "0000-00-00") || has_form(text, "00000000") || has_form(text, "0000/00/00") ||
	       has_form(text, "0000/0/00") || has_form(text, "0000/00/0") || has_form(text, "0000/0/0");
}

/* A date, then nothing or a blank or T and a time. */
static bool has_any_form(struct text text)
{
	size_t n = 0;
	while (n < text.length && text.at[n] != ' ' && text.at[n] != 'T')
		n++;
	struct text time = {text.at + n, text.length - n};
	if (time.length == 0)
		return has_date_form(text);
	time = (struct text){time.at + 1, time.length - 1};
	return has_date_form((struct text){text.at, n}) &&
	       (has_form(time, "00:00") || has_form(time, "00:00:00"));
}

static void check_day(int32_t day)
{
	char out[DATE_LENGTH], month[DATE_MONTH_LENGTH];
	int32_t again = DATE_NONE, other, time;
	require(day >= DATE_FIRST && day <= DATE_LAST);
	date_format(day, out);
	require(has_form((struct text){out, DATE_LENGTH}, "0000-00-00"));
	require(date_parse((struct text){out, DATE_LENGTH}, &again, &time) && again == day &&
		time == DATE_NO_TIME);
	date_format_month(day, month);
	require(memcmp(month, out, DATE_MONTH_LENGTH) == 0);
	require(date_year_start(date_year(day)) <= day && day < date_year_start(date_year(day) + 1));
	for (int years = -4; years <= 4; years++)
		if (date_add_years(day, years, &other))
			require(date_month_number(other) == date_month_number(day) + 12 * years);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct text text = {(const char *)bytes, n};
	int32_t day = 77, second = 77, same;
	if (!date_parse(text, &day, &second)) {
		require(day == 77 && second == 77);
		return 0;
	}
	require(has_any_form(text));
	require(second >= DATE_NO_TIME && second < 24 * 60 * 60);
	require(date_parse(text, &same, NULL) && same == day);
	check_day(day);
	return 0;
}
