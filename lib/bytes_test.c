/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "bytes.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 20000, HALF = 10000 };

static uint64_t byte_at(uint64_t word, size_t i)
{
	return word >> 8 * i & 0xff;
}

static void test_load(void)
{
	static const char bytes[] = "\x01\xfe\x80\x7f\x05\xff\x07\x90";
	size_t wrong = 0;
	for (size_t offset = 0; offset < 16; offset++)
		for (size_t n = 0; n <= BYTES_WORD; n++) {
			struct text text = test_exact((struct text){bytes, n}, offset);
			uint64_t word = n == BYTES_WORD ? bytes_load8(text.at) : bytes_load(text.at, n);
			for (size_t i = 0; i < BYTES_WORD; i++)
				wrong += byte_at(word, i) != (i < n ? (unsigned char)bytes[i] : 0);
			if (n == 4)
				wrong += bytes_load4(text.at) != word;
			test_exact_free(text, offset);
		}
	CHECK_INT(wrong, 0);
	char out[10] = "..........";
	bytes_store8(out + 1, bytes_load8(bytes));
	CHECK(memcmp(out + 1, bytes, BYTES_WORD) == 0 && out[0] == '.' && out[9] == '.');
}

/* All bytes that are meant are copied, and no others touched. */
static void test_copy(void)
{
	enum { MOST = 80 };
	char bytes[MOST], out[MOST + 2];
	size_t wrong = 0;
	for (size_t i = 0; i < MOST; i++)
		bytes[i] = (char)(i + 1);
	for (size_t n = 0; n <= MOST; n++) {
		struct text text = test_exact((struct text){bytes, n}, 0);
		memset(out, 0, sizeof out);
		bytes_copy(out + 1, text.at, n);
		for (size_t i = 0; i < sizeof out; i++)
			wrong += out[i] != (char)(i <= n ? i : 0);
		test_exact_free(text, 0);
	}
	CHECK_INT(wrong, 0);
}

/* Each byte is judged alone, whatever is beside it. */
static void test_bytes(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0, below = 0;
	for (size_t run = 0; run < RUNS; run++) {
		uint64_t word = test_random(&state), high = 0, lower = 0;
		unsigned limit = (unsigned)test_below(&state, 129);
		bool is_below = false, are_digits = true;
		if (run % 2 == 0)
			word &= BYTES_ALL(0xf);
		for (size_t i = 0; i < BYTES_WORD; i++) {
			uint64_t byte = byte_at(word, i);
			is_below |= byte < limit;
			are_digits &= byte <= 9;
			high |= (byte & 0x80) << 8 * i;
			lower |= (byte >= 'A' && byte <= 'Z' ? byte + 32 : byte) << 8 * i;
		}
		wrong += bytes_any_below(word, limit) != is_below;
		wrong += bytes_are_digits(word) != are_digits;
		wrong += bytes_high(word) != high || bytes_lower(word) != lower;
		below += is_below;
	}
	CHECK_INT(wrong, 0);
	CHECK(below > RUNS / 10 && below < RUNS);
}

/* Each byte in each place, alone among others that pass. */
static void test_each_byte(void)
{
	size_t wrong = 0;
	for (unsigned byte = 0; byte < 256; byte++)
		for (size_t i = 0; i < BYTES_WORD; i++) {
			uint64_t place = (uint64_t)0xff << 8 * i, word = (uint64_t)byte << 8 * i;
			wrong += bytes_are_digits((BYTES_ALL(9) & ~place) | word) != (byte <= 9);
			wrong += bytes_any_below((BYTES_ALL(0x2d) & ~place) | word, 0x2d) != (byte < 0x2d);
			wrong += bytes_any_below((BYTES_ALL(0xff) & ~place) | word, 0x2d) != (byte < 0x2d);
			bool is_capital = byte >= 'A' && byte <= 'Z';
			wrong += bytes_lower(word) != (uint64_t)(byte + (is_capital ? 32 : 0)) << 8 * i;
		}
	CHECK_INT(wrong, 0);
}

/* Whether the digits are those that printf(3) gives, and the number is theirs. */
static bool is_right(uint32_t number)
{
	char expected[16];
	uint64_t digits = bytes_digits(number);
	snprintf(expected, sizeof expected, "%08u", number);
	return bytes_load8(expected) == digits + BYTES_ALL('0') && bytes_number(digits) == number;
}

static void test_digits(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (uint32_t i = 0; i < HALF; i++) /* the halves do not depend on each other */
		wrong += !is_right(i) || !is_right(i * HALF) || !is_right(i * HALF + (HALF - 1 - i));
	for (size_t run = 0; run < RUNS; run++)
		wrong += !is_right((uint32_t)test_below(&state, 100000000));
	for (uint64_t i = 0; i < 100; i++)
		for (size_t lane = 0; lane < 4; lane++)
			wrong += bytes_digits_of_pairs(i << 16 * lane) != (i / 10 | i % 10 << 8) << 16 * lane;
	CHECK_INT(wrong, 0);
}

int main(void)
{
	test_load();
	test_copy();
	test_bytes();
	test_each_byte();
	test_digits();
	return test_end();
}
