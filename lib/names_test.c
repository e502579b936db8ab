/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "names.h"
#include "test.h"
#include "test_tools.h"

enum { MANY = 3000, ROOM = 16 };

/* Numbers are those of the order of entering, however many there are, and a cleared list begins anew. */
int main(void)
{
	static char text[MANY][ROOM];
	struct names *names = names_new();
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t i = 0; i < MANY; i++)
		snprintf(text[i], ROOM, "%zu", i);
	for (int run = 0; run < 3; run++) {
		uint32_t n = 0;
		names_clear(names);
		CHECK_INT(names_count(names), 0);
		CHECK(names_find(names, TEXT("0")) == NAMES_NONE);
		for (size_t i = 0; i < (size_t)MANY * 3; i++) {
			size_t which = test_below(&state, n + (size_t)1);
			if (which == MANY)
				which = 0;
			wrong += names_enter(names, text_of(text[which])) != which;
			n += which == n;
			wrong += names_count(names) != n;
		}
		for (size_t i = 0; i < MANY; i++)
			wrong += names_find(names, text_of(text[i])) != (i < n ? i : NAMES_NONE);
		CHECK(n > 100);
	}
	CHECK_INT(wrong, 0);
	names_free(names);
	return test_end();
}
