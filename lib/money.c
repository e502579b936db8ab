/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdckdint.h>

#include "money.h"

/* Far beyond anything that is allowed, and far from overflow. */
static const money_wide huge = (money_wide)1000000000000000 * 1000000000000000;

static void append_digit(money_wide *number, int digit)
{
	*number = *number * 10 + digit;
	if (*number > huge)
		*number = huge;
}

bool money_parse_wide(struct text text, int decimals, money_wide *units)
{
	size_t i = text.length > 0 && text.at[0] == '-', start = i;
	money_wide number = 0;
	for (; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		append_digit(&number, text.at[i] - '0');
	if (i == start)
		return false;
	int given = 0;
	if (i < text.length && text.at[i] == '.') {
		for (i++; i < text.length && text.at[i] >= '0' && text.at[i] <= '9' && given < decimals;
		     i++, given++)
			append_digit(&number, text.at[i] - '0');
		if (given == 0)
			return false;
	}
	for (; given < decimals; given++)
		append_digit(&number, 0);
	*units = text.at[0] == '-' ? -number : number;
	return i == text.length;
}

/* The form above, where no digit count can leave 64 bits: the way of nearly all amounts. */
static bool parse_short(struct text text, int decimals, int64_t *units)
{
	size_t i = text.at[0] == '-', start = i;
	int64_t number = 0;
	for (; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		number = number * 10 + (text.at[i] - '0');
	if (i == start)
		return false;
	int given = 0;
	if (i < text.length && text.at[i] == '.') {
		for (i++; i < text.length && text.at[i] >= '0' && text.at[i] <= '9' && given < decimals;
		     i++, given++)
			number = number * 10 + (text.at[i] - '0');
		if (given == 0)
			return false;
	}
	for (; given < decimals; given++)
		number *= 10;
	*units = text.at[0] == '-' ? -number : number;
	return i == text.length;
}

bool money_parse(struct text text, int decimals, int64_t *units)
{
	if (text.length > 0 && text.length <= 12 && decimals <= 6)
		return parse_short(text, decimals, units);
	money_wide wide;
	if (!money_parse_wide(text, decimals, &wide) || wide > INT64_MAX || wide <= INT64_MIN)
		return false;
	*units = (int64_t)wide;
	return true;
}

size_t money_format(money_wide units, int decimals, int keep, char *out)
{
	char digits[MONEY_ROOM];
	size_t n = 0, length = 0;
	unsigned __int128 rest = units < 0 ? -(unsigned __int128)units : (unsigned __int128)units;
	while (decimals > keep && rest % 10 == 0)
		rest /= 10, decimals--;
	for (; rest > UINT64_MAX; rest /= 10, decimals--) {
		digits[n++] = (char)('0' + (int)(rest % 10));
		if (decimals == 1)
			digits[n++] = '.';
	}
	for (uint64_t small = (uint64_t)rest; small > 0 || decimals >= 0; small /= 10, decimals--) {
		digits[n++] = (char)('0' + (int)(small % 10));
		if (decimals == 1)
			digits[n++] = '.';
	}
	if (units < 0)
		out[length++] = '-';
	while (n > 0)
		out[length++] = digits[--n];
	return length;
}

bool money_add(int64_t *sum, int64_t amount)
{
	int64_t result;
	if (ckd_add(&result, *sum, amount))
		return false;
	*sum = result;
	return true;
}

money_wide money_round(money_wide numerator, money_wide denominator)
{
	money_wide quotient = numerator / denominator, rest = numerator % denominator;
	money_wide size = rest < 0 ? -rest : rest;
	if (size >= denominator - size)
		quotient += numerator < 0 ? -1 : 1;
	return quotient;
}

bool money_round_fen(money_wide numerator, money_wide denominator, int64_t *fen)
{
	money_wide rounded = money_round(numerator, denominator);
	if (rounded > INT64_MAX || rounded <= INT64_MIN)
		return false;
	*fen = (int64_t)rounded;
	return true;
}

bool money_add_wide(money_wide *sum, money_wide amount)
{
	return !ckd_add(sum, *sum, amount);
}

money_wide money_product(int64_t a, int64_t b)
{
	return (money_wide)a * b;
}

bool money_multiply(money_wide a, money_wide b, money_wide *product)
{
	return !ckd_mul(product, a, b);
}
