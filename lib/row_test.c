/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "row.h"
#include "test.h"

/* Numbers, and how many bytes each takes: seven bits a byte. */
static const struct {
	uint64_t number;
	size_t bytes;
} numbers[] = {{0, 1},
	       {1, 1},
	       {127, 1},
	       {128, 2},
	       {255, 2},
	       {16383, 2},
	       {16384, 3},
	       {(1 << 21) - 1, 3},
	       {1 << 21, 4},
	       {UINT32_MAX, 5},
	       {UINT64_C(1) << 62, 9},
	       {UINT64_C(1) << 63, 10},
	       {UINT64_MAX, ROW_VARINT}};

static void check_number(uint64_t number, size_t bytes)
{
	char packed[ROW_VARINT + 1];
	uint64_t found;
	memset(packed, 0xff, sizeof packed); /* what is behind it does not matter */
	CHECK_INT(row_put_number(packed, number) - packed, bytes);
	CHECK_INT(row_get_number(packed, &found) - packed, bytes);
	CHECK(found == number);
	memset(packed + bytes, 0xff, sizeof packed - bytes);
	CHECK_INT(row_get_number(packed, &found) - packed, bytes);
	CHECK(found == number);
}

int main(void)
{
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		check_number(numbers[i].number, numbers[i].bytes);
	for (uint64_t number = 0; number < UINT64_C(1) << 40; number = number * 3 + 1) {
		size_t bytes = 1;
		for (uint64_t left = number; left >= 0x80; left >>= 7)
			bytes++;
		check_number(number, bytes);
	}
	return test_end();
}
