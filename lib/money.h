/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts in whole fen (1/100 yuan), tons in thousandths, and other decimals in fixed point. The only module that does
   arithmetic on amounts: every sum and product that could leave its type is checked; no binary floating point. */
#ifndef KEHU_MONEY_H
#define KEHU_MONEY_H

#include <stdbool.h>
#include <stdckdint.h>
#include <stdint.h>
#include "bytes.h"
#include "text.h"

typedef __int128 money_wide; /* for products of amounts, days and rates */

/* Not given. */
#define MONEY_NONE INT64_MIN

/* Largest posting: 90,000,000,000,000.00 yuan, in fen. */
#define MONEY_POSTING_MAX INT64_C(9000000000000000)

/* What rules answer where a sum of amounts overflows. */
#define MONEY_TOO_LARGE "a sum of amounts exceeds 64 bits"

/* Room for any number this module formats, without NUL. */
enum { MONEY_ROOM = 64 };

/* The number that is written as 1 to 8 digits, the point and all decimals, two or three: `whole` has its digits before the
   point as the last of eight, as numbers 0 to 9 with zeros before them, `tail` the last four characters. False: not that. */
static inline bool money_join(uint64_t whole, uint32_t tail, unsigned decimals, int64_t *units)
{
	/* The point is 0 now. */
	uint64_t fraction = (tail ^ bytes_load4(decimals == 3 ? ".000" : "0.00")) >> 8 * (3 - decimals);
	/* Leaves the top bits alone where it is added to 0, or to digits up to 9. */
	const uint64_t digits_to_top = BYTES_ALL(0x7f - 9), to_top = digits_to_top + 9;
	if (bytes_high((whole + digits_to_top) | whole | (fraction + to_top) | fraction) != 0)
		return false;
	uint64_t number = bytes_number(whole) * 100 + (fraction >> 8 & 0xff) * 10 + (fraction >> 16 & 0xff);
	*units = (int64_t)(decimals == 3 ? number * 10 + (fraction >> 24) : number);
	return true;
}

/* money_parse for numbers that look so, as nearly all amounts and tons do; false for others too. Eight bytes from text.at on must
   be readable, whatever the length. */
static inline bool money_parse_usual(struct text text, unsigned decimals, int64_t *units)
{
	size_t before = text.length - 1 - decimals;
	if (before - 1 >= BYTES_WORD)
		return false;
	uint64_t whole = (bytes_load8(text.at) ^ BYTES_ALL('0')) << 8 * (BYTES_WORD - before);
	return money_join(whole, bytes_load4(text.at + text.length - 4), decimals, units);
}

/* Parses -?[0-9]+(\.[0-9]{1,decimals})? into units of 10^-decimals: fen with decimals 2. False: not that form, or not
   above MONEY_NONE within 64 bits. */
bool money_parse(struct text text, int decimals, int64_t *units);

/* The same in 128 bits; numbers beyond 10^30 units are taken as that. */
bool money_parse_wide(struct text text, int decimals, money_wide *units);

/* Formats units of 10^-decimals with at least `keep` decimals, further trailing zeros dropped: amounts 2 and 2, tons 3
   and 0, rates 6 and 0. Returns the length. out has MONEY_ROOM bytes. */
size_t money_format(money_wide units, int decimals, int keep, char *out);

/* The same for amounts in fen, 2 and 2, and for whole numbers, 0 and 0. */
size_t money_format_fen(int64_t fen, char *out);
size_t money_format_whole(uint64_t number, char *out);

/* *sum += amount; false on overflow, *sum being left as it was. */
static inline bool money_add(int64_t *sum, int64_t amount)
{
	int64_t result;
	if (ckd_add(&result, *sum, amount))
		return false;
	*sum = result;
	return true;
}

/* numerator / denominator (> 0), rounded half away from zero. */
money_wide money_round(money_wide numerator, money_wide denominator);

/* The same into 64 bits; false where it does not fit. */
bool money_round_fen(money_wide numerator, money_wide denominator, int64_t *fen);

/* *sum += amount in 128 bits; false on overflow. */
static inline bool money_add_wide(money_wide *sum, money_wide amount)
{
	return !ckd_add(sum, *sum, amount);
}

/* a * b, which always fits. */
static inline money_wide money_product(int64_t a, int64_t b)
{
	return (money_wide)a * b;
}

/* *product = a * b; false on overflow. */
static inline bool money_multiply(money_wide a, money_wide b, money_wide *product)
{
	return !ckd_mul(product, a, b);
}

#endif
