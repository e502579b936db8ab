/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "doc_index.h"
#include "memory.h"
#include "test.h"
#include "test_tools.h"

enum { RUNS = 500, DOCS = 60, MANY = 100000, LONGEST = 40 };

/* A doc of any length of few letters, so that many are equal or differ in one place only. */
static struct text random_doc(uint64_t *state, char room[LONGEST])
{
	size_t length = test_below(state, 3) == 0 ? test_below(state, 3) : test_below(state, LONGEST + 1);
	memset(room, 'x', LONGEST);
	if (length > 0)
		room[test_below(state, length)] = (char)('a' + test_below(state, 3));
	return (struct text){room, length};
}

/* The number by looking at one after the other. */
static uint32_t simple_find(const struct text *doc, uint32_t n, struct text wanted)
{
	for (uint32_t i = 0; i < n; i++)
		if (text_equal(doc[i], wanted))
			return i;
	return DOC_INDEX_NONE;
}

/* One index for all: nothing is left over from the run before. */
static void test_random_docs(void)
{
	struct doc_index *index = doc_index_new();
	uint64_t state = TEST_SEED;
	size_t wrong = 0, again = 0;
	for (size_t run = 0; run < RUNS; run++) {
		char room[DOCS][LONGEST], other[LONGEST];
		struct text known[DOCS];
		uint32_t count = 0;
		size_t n = test_below(&state, DOCS + 1);
		doc_index_start(index, n);
		for (size_t i = 0; i < n; i++) {
			struct text doc = random_doc(&state, room[i]);
			uint32_t number = simple_find(known, count, doc);
			again += number != DOC_INDEX_NONE;
			wrong += doc_index_find(index, doc) != number;
			if (number == DOC_INDEX_NONE)
				known[number = count++] = doc;
			wrong += doc_index_enter(index, doc) != number || doc_index_count(index) != count;
		}
		for (size_t i = 0; i < DOCS; i++) {
			struct text doc = random_doc(&state, other);
			wrong += doc_index_find(index, doc) != simple_find(known, count, doc);
		}
	}
	CHECK_INT(wrong, 0);
	CHECK(again > RUNS);
	doc_index_free(index);
}

/* Numbers one after the other, as docs often are; twice as many looked for. */
static void test_many(void)
{
	struct doc_index *index = doc_index_new();
	char(*room)[16] = memory_new(2 * MANY, sizeof *room);
	size_t wrong = 0;
	doc_index_start(index, MANY);
	for (size_t i = 0; i < 2 * MANY; i++) {
		struct text doc = {room[i], (size_t)snprintf(room[i], sizeof *room, "XS25%zu", i)};
		if (i < MANY)
			wrong += doc_index_enter(index, doc) != i;
		else
			wrong += doc_index_find(index, doc) != DOC_INDEX_NONE;
	}
	for (size_t i = 0; i < MANY; i++)
		wrong += doc_index_find(index, text_of(room[i])) != i;
	CHECK_INT(wrong, 0);
	CHECK_INT(doc_index_count(index), MANY);
	free(room);
	doc_index_free(index);
}

int main(void)
{
	test_random_docs();
	test_many();
	return test_end();
}
