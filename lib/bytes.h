/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight bytes at a time as a whole number, the first byte in its lowest bits on every machine: how the short fields of
   records are compared, parsed and formatted. Nothing beyond the bytes named is read. */
#ifndef KEHU_BYTES_H
#define KEHU_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BYTES_WORD = 8, BYTES_VECTOR = 16 };

/* The same byte in all eight places. */
#define BYTES_ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t bytes_load8(const char *at)
{
	uint64_t word;
	memcpy(&word, at, sizeof word);
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

static inline uint32_t bytes_load4(const char *at)
{
	uint32_t word;
	memcpy(&word, at, sizeof word);
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap32(word) : word;
}

static inline void bytes_store8(char *at, uint64_t word)
{
	if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
		word = __builtin_bswap64(word);
	memcpy(at, &word, sizeof word);
}

/* The first n bytes, at most seven, with zeros above them. */
static inline uint64_t bytes_load(const char *at, size_t n)
{
	if (n >= 4)
		return bytes_load4(at) | (uint64_t)bytes_load4(at + n - 4) << 8 * (n - 4);
	if (n == 0)
		return 0;
	uint64_t first = (unsigned char)at[0], middle = (unsigned char)at[n / 2],
		 last = (unsigned char)at[n - 1];
	return first | middle << 8 * (n / 2) | last << 8 * (n - 1);
}

/* The first n bytes, or the first eight of more. */
static inline uint64_t bytes_load_most(const char *at, size_t n)
{
	return n >= BYTES_WORD ? bytes_load8(at) : bytes_load(at, n);
}

/* Copies n to 2 n bytes by two moves of n, a constant. */
static inline void bytes_copy_twice(char *to, const char *from, size_t length, size_t n)
{
	char first[BYTES_VECTOR], last[BYTES_VECTOR];
	memcpy(first, from, n);
	memcpy(last, from + length - n, n);
	memcpy(to, first, n);
	memcpy(to + length - n, last, n);
}

/* Copies n bytes, which do not overlap; quick where they are few. */
static inline void bytes_copy(char *to, const char *from, size_t n)
{
	if (n > 2 * BYTES_VECTOR) {
		memcpy(to, from, n);
	} else if (n >= BYTES_VECTOR) {
		bytes_copy_twice(to, from, n, BYTES_VECTOR);
	} else if (n >= BYTES_WORD) {
		bytes_copy_twice(to, from, n, BYTES_WORD);
	} else if (n >= BYTES_WORD / 2) {
		bytes_copy_twice(to, from, n, BYTES_WORD / 2);
	} else if (n > 0) {
		char begin = from[0], middle = from[n / 2], end = from[n - 1];
		to[0] = begin;
		to[n / 2] = middle;
		to[n - 1] = end;
	}
}

/* The top bit of each byte that has it. */
static inline uint64_t bytes_high(uint64_t word)
{
	return word & BYTES_ALL(0x80);
}

/* Whether a byte is below the limit, which is at most 0x80. */
static inline bool bytes_any_below(uint64_t word, unsigned limit)
{
	return bytes_high((word - BYTES_ALL(limit)) & ~word) != 0;
}

/* With ASCII capitals made small. */
static inline uint64_t bytes_lower(uint64_t word)
{
	uint64_t low = word & BYTES_ALL(0x7f);
	uint64_t from_a = low + BYTES_ALL(0x80 - 'A'), over_z = low + BYTES_ALL(0x7f - 'Z');
	return word | bytes_high(from_a & ~over_z & ~word) >> 2;
}

/* --- digits, as numbers 0 to 9 in the bytes */

/* Whether all bytes are 0 to 9. */
static inline bool bytes_are_digits(uint64_t digits)
{
	return bytes_high((digits + BYTES_ALL(0x7f - 9)) | digits) == 0;
}

/* The number that eight digits are. */
static inline uint64_t bytes_number(uint64_t digits)
{
	const uint64_t mask = UINT64_C(0x000000ff000000ff);
	uint64_t pairs = digits * 10 + (digits >> 8); /* in every other byte */
	uint64_t first = (pairs & mask) * (100 + (UINT64_C(1000000) << 32)),
		 second = (pairs >> 16 & mask) * (1 + (UINT64_C(10000) << 32));
	return (first + second) >> 32;
}

/* The digits of four numbers below 100, the first in the lowest 16 bits. Here and below, x << n less q times (d << n) - 1
   is q, and x - q * d above it. */
static inline uint64_t bytes_digits_of_pairs(uint64_t pairs)
{
	uint64_t tens = pairs * 103 >> 10 & UINT64_C(0x000f000f000f000f);
	return (pairs << 8) - tens * ((10 << 8) - 1);
}

/* The eight digits of a number below 10^8. */
static inline uint64_t bytes_digits(uint32_t number)
{
	uint64_t thousands = number / 10000,
		 halves = ((uint64_t)number << 32) - thousands * ((UINT64_C(10000) << 32) - 1);
	uint64_t hundreds = halves * 5243 >> 19 & UINT64_C(0x0000007f0000007f);
	return bytes_digits_of_pairs((halves << 16) - hundreds * ((100 << 16) - 1));
}

#endif
