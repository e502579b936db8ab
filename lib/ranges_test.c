/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "ranges.h"
#include "test.h"
#include "test_tools.h"

enum { NAMES = 3000, ROOM = 40 };

/* Names of one kind, at random. */
struct kind {
	const char *label, *prefix, *letters;
	size_t least, most; /* letters */
};

static const struct kind kinds[] = {
	{"digits", "KH", "0123456789", 8, 8},
	{"few letters", "", "ab", 0, 12},
	{"bytes", "", "\x01 09AZaz\x7f\x80\xc3\xff", 0, 20},
	{"a long prefix", "0123456789012345678901234567890123456789012345678901234567890123456789-", "xyz", 0,
	 8},
	{"one", "same", "", 0, 0},
};

static struct text random_name(uint64_t *state, const struct kind *kind, struct arena *arena)
{
	char name[128];
	size_t n = strlen(kind->prefix), letters = strlen(kind->letters);
	memcpy(name, kind->prefix, n);
	if (letters > 0)
		for (size_t i = kind->least + test_below(state, kind->most - kind->least + 1); i > 0; i--)
			name[n++] = kind->letters[test_below(state, letters)];
	return arena_copy(arena, (struct text){name, n});
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* Of sorted names none has a smaller range than the one before, and the same name always the same. */
static void check_order(const struct ranges *ranges, struct text *name, size_t n)
{
	unsigned last = 0;
	qsort(name, n, sizeof *name, compare_texts);
	for (size_t i = 0; i < n; i++) {
		unsigned found = ranges_find(ranges, name[i]);
		CHECK(found < ranges->n);
		CHECK(found >= last);
		CHECK(i == 0 || found == last || !text_equal(name[i], name[i - 1]));
		char common[RANGES_COMMON];
		size_t n_common = ranges_common(ranges, found, common);
		CHECK(name[i].length >= n_common && memcmp(name[i].at, common, n_common) == 0);
		last = found;
	}
}

/* The sample is of one kind, what is looked up of all. */
static void test_order(void)
{
	static const unsigned most[] = {1, 2, 7, 100, RANGES_MAX};
	static struct text sample[NAMES], name[NAMES];
	uint64_t state = TEST_SEED;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (size_t j = 0; j < sizeof most / sizeof *most; j++) {
			struct arena arena = {0};
			test_label("%s, %u ranges", kinds[i].label, most[j]);
			for (size_t k = 0; k < NAMES; k++) {
				sample[k] = random_name(&state, &kinds[i], &arena);
				name[k] = k % 2 == 0 ? random_name(&state, &kinds[i], &arena)
						     : random_name(&state, &kinds[k % 5], &arena);
			}
			struct ranges ranges = ranges_make(sample, NAMES, most[j]);
			CHECK(ranges.n >= 1 && ranges.n <= most[j]);
			check_order(&ranges, name, NAMES);
			check_order(&ranges, sample, NAMES);
			arena_free(&arena);
		}
	test_label("%s", "");
}

/* Names of which the sample is typical are shared out evenly. */
static void test_even(void)
{
	static struct text sample[NAMES];
	static unsigned count[RANGES_MAX];
	uint64_t state = TEST_SEED;
	struct arena arena = {0};
	for (size_t i = 0; i < NAMES; i++)
		sample[i] = random_name(&state, &kinds[0], &arena);
	struct ranges ranges = ranges_make(sample, NAMES, 100);
	CHECK_INT(ranges.n, 100);
	for (size_t i = 0; i < 100000; i++)
		count[ranges_find(&ranges, random_name(&state, &kinds[0], &arena))]++;
	for (size_t i = 0; i < 100; i++)
		CHECK(count[i] > 300 && count[i] < 2500);
	arena_free(&arena);
}

/* A name that is a third of the sample has a range of its own; one that is all of it needs no second. */
static void test_heavy(void)
{
	static const char *const heavy[] = {"KH00000000", "KH50000000", "KH99999999"};
	static struct text sample[NAMES];
	uint64_t state = TEST_SEED;
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof heavy / sizeof *heavy; i++) {
		for (size_t j = 0; j < NAMES; j++)
			sample[j] = j % 3 == 0 ? text_of(heavy[i]) : random_name(&state, &kinds[0], &arena);
		struct ranges ranges = ranges_make(sample, NAMES, 100);
		unsigned own = ranges_find(&ranges, text_of(heavy[i])), others = 0;
		for (size_t j = 0; j < NAMES; j++)
			others += !text_equal(sample[j], text_of(heavy[i])) &&
				  ranges_find(&ranges, sample[j]) == own;
		CHECK_INT(others, 0);
		for (size_t j = 0; j < NAMES; j++)
			sample[j] = text_of(heavy[i]);
		CHECK_INT(ranges_make(sample, NAMES, 100).n, 1);
	}
	arena_free(&arena);
}

static void test_nothing(void)
{
	struct ranges none = ranges_make(NULL, 0, RANGES_MAX);
	CHECK_INT(none.n, 1);
	CHECK_INT(ranges_find(&none, TEXT("a")), 0);
	CHECK_INT(ranges_find(&ranges_one, TEXT("")), 0);
	struct text sample[] = {TEXT(""), TEXT("KH2"), TEXT(""), TEXT("KH1"), TEXT("")};
	struct ranges some = ranges_make(sample, 5, 4);
	CHECK_INT(some.prefix_length, 2);
	CHECK_INT(some.n, 2);
	CHECK_INT(ranges_find(&some, TEXT("")), 0);
	CHECK_INT(ranges_find(&some, TEXT("KH1")), 0);
	CHECK_INT(ranges_find(&some, TEXT("KH2")), 1);
	CHECK_INT(ranges_make(sample, 1, 4).n, 1);
}

int main(void)
{
	test_order();
	test_even();
	test_heavy();
	test_nothing();
	return test_end();
}
