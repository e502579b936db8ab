/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "bytes.h"
#include "money.h"

/* What would only burden the quick ways, were it a part of them. */
#define SELDOM __attribute__((noinline))

/* Far beyond anything that is allowed, and far from overflow. */
static const money_wide huge = (money_wide)1000000000000000 * 1000000000000000;

static void append_digit(money_wide *number, int digit)
{
	*number = *number * 10 + digit;
	if (*number > huge)
		*number = huge;
}

static bool parse_any(struct text text, int decimals, money_wide *units)
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

enum { GROUP = 100000000 }; /* one more than the largest number of eight digits */

/* Texts so short, with so few decimals, cannot leave 64 bits. */
enum { SHORT_LENGTH = 15, SHORT_DECIMALS = 3 };

static const uint64_t power_of_ten[] = {1, 10, 100, 1000};

/* 1 to 8 digits. */
static inline bool parse_word(const char *at, size_t n, uint64_t *number)
{
	uint64_t word = n == BYTES_WORD ? bytes_load8(at) : bytes_load(at, n);
	size_t unused = 8 * (BYTES_WORD - n);
	uint64_t digits = (word << unused) ^ (BYTES_ALL('0') << unused);
	*number = bytes_number(digits);
	return bytes_are_digits(digits);
}

/* 1 to 16 digits. */
static inline bool parse_whole(const char *at, size_t n, uint64_t *number)
{
	uint64_t first, last;
	if (n <= BYTES_WORD)
		return parse_word(at, n, number);
	n -= BYTES_WORD;
	if (!parse_word(at, n, &first) || !parse_word(at + n, BYTES_WORD, &last))
		return false;
	*number = first * GROUP + last;
	return true;
}

/* The form of money_parse for 1 to SHORT_LENGTH bytes and at most SHORT_DECIMALS. */
static bool parse_short(struct text text, int decimals, int64_t *units)
{
	bool is_negative = text.at[0] == '-';
	text.at += is_negative;
	text.length -= is_negative;
	size_t n = text.length, given = (size_t)decimals;
	while (given > 0 && (n <= given || text.at[n - 1 - given] != '.'))
		given--;
	size_t before = given > 0 ? n - 1 - given : n;
	uint64_t whole, fraction = 0;
	if (before == 0 || !parse_whole(text.at, before, &whole))
		return false;
	for (size_t i = before + 1; i < n; i++) {
		unsigned digit = (unsigned)(text.at[i] - '0');
		if (digit > 9)
			return false;
		fraction = fraction * 10 + digit;
	}
	int64_t number =
		(int64_t)(whole * power_of_ten[decimals] + fraction * power_of_ten[(size_t)decimals - given]);
	*units = is_negative ? -number : number;
	return true;
}

/* money_parse_usual of what may be negative, reading nothing beyond it. Without a branch on the length, which is not to be
   predicted. */
static inline bool parse_usual(struct text text, unsigned decimals, int64_t *units)
{
	uint64_t is_negative = text.at[0] == '-';
	const char *at = text.at + is_negative;
	size_t n = text.length - is_negative, before = n - 1 - decimals;
	if (before - 1 >= BYTES_WORD)
		return false;
	size_t middle = n < BYTES_WORD ? n - 4 : 4;
	uint64_t word = bytes_load4(at) | (uint64_t)bytes_load4(at + middle) << 8 * middle;
	uint64_t whole = (word ^ BYTES_ALL('0')) << 8 * (BYTES_WORD - before);
	int64_t number;
	if (!money_join(whole, bytes_load4(at + n - 4), decimals, &number))
		return false;
	*units = is_negative ? -number : number;
	return true;
}

static inline bool parse_quickly(struct text text, int decimals, int64_t *units)
{
	return text.length > 0 && ((decimals == 2 && parse_usual(text, 2, units)) ||
				   (decimals == 3 && parse_usual(text, 3, units)));
}

SELDOM static bool parse_slowly(struct text text, int decimals, money_wide *units)
{
	int64_t number;
	if (text.length - 1 >= SHORT_LENGTH || decimals > SHORT_DECIMALS)
		return parse_any(text, decimals, units);
	if (!parse_short(text, decimals, &number))
		return false;
	*units = number;
	return true;
}

bool money_parse_wide(struct text text, int decimals, money_wide *units)
{
	int64_t number;
	if (!parse_quickly(text, decimals, &number))
		return parse_slowly(text, decimals, units);
	*units = number;
	return true;
}

SELDOM static bool parse_narrow(struct text text, int decimals, int64_t *units)
{
	money_wide wide;
	if (!parse_slowly(text, decimals, &wide) || wide > INT64_MAX || wide <= INT64_MIN)
		return false;
	*units = (int64_t)wide;
	return true;
}

bool money_parse(struct text text, int decimals, int64_t *units)
{
	return parse_quickly(text, decimals, units) || parse_narrow(text, decimals, units);
}

/* Numbers of any size, digit by digit from the last. */
SELDOM static size_t format_any(money_wide units, int decimals, int keep, char *out)
{
	char digits[MONEY_ROOM];
	size_t n = 0, length = 0;
	unsigned __int128 rest = units < 0 ? -(unsigned __int128)units : (unsigned __int128)units;
	while (decimals > keep && rest % 10 == 0)
		rest /= 10, decimals--;
	do {
		digits[n++] = (char)('0' + (int)(rest % 10));
		if (decimals-- == 1)
			digits[n++] = '.';
		rest /= 10;
	} while (rest > 0 || decimals >= 0);
	if (units < 0)
		out[length++] = '-';
	while (n > 0)
		out[length++] = digits[--n];
	return length;
}

/* The digits of a number; returns where they end. Up to seven bytes more are overwritten. */
SELDOM static char *put_whole(char *out, uint64_t number)
{
	if (number >= GROUP) {
		out = put_whole(out, number / GROUP);
		bytes_store8(out, bytes_digits((uint32_t)(number % GROUP)) + BYTES_ALL('0'));
		return out + BYTES_WORD;
	}
	if (number < 100) {
		*out = (char)('0' + number / 10);
		out += number >= 10;
		*out = (char)('0' + number % 10);
		return out + 1;
	}
	uint64_t digits = bytes_digits((uint32_t)number);
	unsigned zeros = (unsigned)__builtin_ctzll(digits) / 8;
	bytes_store8(out, (digits + BYTES_ALL('0')) >> 8 * zeros);
	return out + BYTES_WORD - zeros;
}

/* At most seven decimals: point and decimals are among the last eight digits, which are stored twice, one place apart. */
static inline __attribute__((always_inline)) size_t format_short(int64_t units, unsigned decimals,
								 unsigned keep, char *out)
{
	char *end = out;
	uint64_t size = units < 0 ? -(uint64_t)units : (uint64_t)units;
	*end = '-';
	end += units < 0;
	unsigned least = decimals + 1, dropped = decimals > keep ? decimals - keep : 0; /* at most */
	if (size >= GROUP) {
		end = put_whole(end, size / GROUP);
		size %= GROUP;
		least = BYTES_WORD;
	}
	uint64_t digits = bytes_digits((uint32_t)size);
	unsigned zeros = (unsigned)__builtin_ctzll(digits | UINT64_C(1) << 8 * (BYTES_WORD - least)) / 8;
	if (dropped > 0)
		dropped = (unsigned)__builtin_clzll(digits | UINT64_C(0x80) << 8 * (7 - dropped)) / 8;
	unsigned before = BYTES_WORD - zeros - decimals, after = decimals - dropped;
	digits = (digits + BYTES_ALL('0')) >> 8 * zeros;
	bytes_store8(end, digits);
	end += before;
	if (after > 0) {
		bytes_store8(end + 1, digits >> 8 * before);
		*end = '.';
		end += 1 + after;
	}
	return (size_t)(end - out);
}

SELDOM static size_t format_unusual(money_wide units, int decimals, int keep, char *out)
{
	if (units == (int64_t)units && decimals < BYTES_WORD)
		return format_short((int64_t)units, (unsigned)decimals, (unsigned)keep, out);
	return format_any(units, decimals, keep, out);
}

/* Amounts have a copy of format_short of their own, made for two decimals. */
size_t money_format_fen(int64_t fen, char *out)
{
	return format_short(fen, 2, 2, out);
}

size_t money_format_whole(uint64_t number, char *out)
{
	return (size_t)(put_whole(out, number) - out);
}

size_t money_format(money_wide units, int decimals, int keep, char *out)
{
	if (units == (int64_t)units && decimals == 2 && keep == 2)
		return money_format_fen((int64_t)units, out);
	return format_unusual(units, decimals, keep, out);
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
