/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an amount, the first byte choosing the number of decimals: what is accepted has the form, both parsers agree, and
   the printed number is the one given but for zeros. */
#include <config.h>

#include <stdlib.h>

#include "money.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static size_t count_digits(struct text text, size_t at)
{
	size_t n = 0;
	while (at + n < text.length && text.at[at + n] >= '0' && text.at[at + n] <= '9')
		n++;
	return n;
}

/* -?[0-9]+(\.[0-9]{1,decimals})? */
static bool has_form(struct text text, size_t decimals)
{
	size_t at = text.length > 0 && text.at[0] == '-', whole = count_digits(text, at);
	at += whole;
	if (whole == 0 || at == text.length)
		return whole > 0;
	size_t given = count_digits(text, at + 1);
	return text.at[at] == '.' && given >= 1 && given <= decimals && at + 1 + given == text.length;
}

/* The number without zeros that say nothing: as it would be printed with no decimals to keep. */
static size_t normal_form(struct text text, char *out)
{
	size_t at = text.length > 0 && text.at[0] == '-', n = 0, end = text.length;
	bool has_point = memchr(text.at, '.', text.length) != NULL;
	while (at + 1 < text.length && text.at[at] == '0' && text.at[at + 1] != '.')
		at++;
	while (has_point && text.at[end - 1] == '0')
		end--;
	end -= has_point && text.at[end - 1] == '.';
	bool is_zero = end - at == 1 && text.at[at] == '0';
	if (text.at[0] == '-' && !is_zero)
		out[n++] = '-';
	memcpy(out + n, text.at + at, end - at);
	return n + (end - at);
}

static void check_number(struct text text, int decimals, int64_t units)
{
	char room[MONEY_ROOM], *normal = malloc(text.length + 1);
	struct text out = {room, money_format(units, decimals, 0, room)};
	int64_t again;
	require(normal != NULL);
	struct text given = {normal, normal_form(text, normal)};
	require(text_equal(out, given));
	require(money_parse(out, decimals, &again) && again == units);
	out.length = money_format(units, decimals, decimals, room);
	require(money_parse(out, decimals, &again) && again == units);
	free(normal);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n == 0)
		return 0;
	struct text text = {(const char *)bytes + 1, n - 1};
	int decimals = bytes[0] % 9;
	money_wide wide;
	int64_t units = 0;
	bool is_wide = money_parse_wide(text, decimals, &wide),
	     is_number = money_parse(text, decimals, &units);
	require(is_wide == has_form(text, (size_t)decimals));
	require(is_number == (is_wide && wide <= INT64_MAX && wide > INT64_MIN));
	if (is_number) {
		require(units == wide);
		check_number(text, decimals, units);
	}
	return 0;
}
