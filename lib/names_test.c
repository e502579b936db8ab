/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "names.h"
#include "memory.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 500, TEXTS = 60, MANY = 100000, LONGEST = 40 };

/* A text of any length of few letters, so that many are equal or differ in one place only. */
static struct text random_text(uint64_t *state, char room[LONGEST])
{
	size_t length = test_below(state, 3) == 0 ? test_below(state, 3) : test_below(state, LONGEST + 1);
	memset(room, 'x', LONGEST);
	if (length > 0)
		room[test_below(state, length)] = (char)('a' + test_below(state, 3));
	return (struct text){room, length};
}

/* The number by looking at one after the other. */
static uint32_t simple_find(const struct text *text, uint32_t n, struct text wanted)
{
	for (uint32_t i = 0; i < n; i++)
		if (text_equal(text[i], wanted))
			return i;
	return NAMES_NONE;
}

/* One index for all: nothing is left over from the run before. */
static void test_random_texts(void)
{
	struct names *names = names_new();
	uint64_t state = TEST_SEED;
	size_t wrong = 0, again = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char room[TEXTS][LONGEST], other[LONGEST];
		struct text known[TEXTS];
		uint32_t count = 0;
		size_t n = test_below(&state, TEXTS + 1);
		names_start(names, test_below(&state, n + 1));
		for (size_t i = 0; i < n; i++) {
			struct text text = random_text(&state, room[i]);
			uint32_t number = simple_find(known, count, text);
			again += number != NAMES_NONE;
			wrong += names_find(names, text) != number;
			if (number == NAMES_NONE)
				known[number = count++] = text;
			wrong += names_enter(names, text) != number || names_count(names) != count;
		}
		for (size_t i = 0; i < TEXTS; i++) {
			struct text text = random_text(&state, other);
			wrong += names_find(names, text) != simple_find(known, count, text);
		}
	}
	CHECK_INT(wrong, 0);
	CHECK(again > RUNS);
	names_free(names);
}

/* Numbers one after the other, as docs often are, with room made for them or not; twice as many looked for. */
static void test_many(size_t expected)
{
	struct names *names = names_new();
	char(*room)[16] = memory_new(2 * MANY, sizeof *room);
	size_t wrong = 0;
	names_start(names, expected);
	for (size_t i = 0; i < 2 * MANY; i++) {
		struct text text = {room[i], (size_t)snprintf(room[i], sizeof *room, "XS25%zu", i)};
		if (i < MANY)
			wrong += names_enter(names, text) != i;
		else
			wrong += names_find(names, text) != NAMES_NONE;
	}
	for (size_t i = 0; i < MANY; i++)
		wrong += names_find(names, text_of(room[i])) != i;
	CHECK_INT(wrong, 0);
	CHECK_INT(names_count(names), MANY);
	free(room);
	names_free(names);
}

int main(void)
{
	test_random_texts();
	test_many(MANY);
	test_many(0);
	return test_end();
}
