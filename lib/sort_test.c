/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "sort.h"
#include "test.h"
#include "test_tools.h"

enum { THINGS = 5000, LONG = 300 };

/* Sorted by a, then by b; n tells in which order they came. */
struct thing {
	struct text a, b;
	size_t n;
};

static struct text a_of(const char *at)
{
	return ((const struct thing *)at)->a;
}

static struct text b_of(const char *at)
{
	return ((const struct thing *)at)->b;
}

static const struct sort_order by_b = {b_of, NULL}, by_a = {a_of, NULL}, by_both = {a_of, &by_b};

static int compare_a(const void *a, const void *b)
{
	const struct thing *x = a, *y = b;
	int order = text_compare(x->a, y->a);
	return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

static int compare_both(const void *a, const void *b)
{
	const struct thing *x = a, *y = b;
	int order = text_compare(x->a, y->a);
	order = order != 0 ? order : text_compare(x->b, y->b);
	return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

/* A text that begins with so many equal bytes, then letters of the string. */
static struct text random_text(uint64_t *state, size_t common, const char *letters, size_t most,
			       struct arena *arena)
{
	char bytes[2 * LONG];
	size_t n = common;
	memset(bytes, 'p', common);
	for (size_t i = test_below(state, most + 1); i > 0; i--)
		bytes[n++] = letters[test_below(state, strlen(letters))];
	return arena_copy(arena, (struct text){bytes, n});
}

/* What comes out is what qsort makes of it; the chunks tell equal ones where they are said to. */
static void check_sort(struct thing *thing, size_t n, const struct sort_order *order, size_t depth)
{
	static struct entry entry[THINGS], spare[THINGS];
	for (size_t i = 0; i < n; i++)
		entry[i].at = (const char *)&thing[i];
	sort_load(entry, n, order, depth);
	bool are_told = sort_entries(entry, n, order, depth, spare);
	struct thing *sorted = memory_new(n, sizeof *sorted);
	memcpy(sorted, thing, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, order == &by_a ? compare_a : compare_both);
	size_t wrong = 0, untold = 0;
	for (size_t i = 0; i < n; i++) {
		wrong += ((const struct thing *)entry[i].at)->n != sorted[i].n;
		if (i > 0)
			untold += text_equal(sorted[i].a, sorted[i - 1].a) !=
				  (entry[i].chunk == entry[i - 1].chunk);
	}
	CHECK_INT(wrong, 0);
	CHECK(!are_told || untold == 0);
	free(sorted);
}

static void test_sort(void)
{
	static const char *const letters[] = {"0123456789", "a", "\x01\x7f\x80\xff",
					      "abcdefghijklmnopqrstuvwxyz"};
	static const size_t sizes[] = {0, 1, 2, 33, 300, THINGS}, most[] = {3, 7, 8, 30},
			    common[] = {0, 5, LONG};
	static struct thing thing[THINGS];
	uint64_t state = TEST_SEED;
	for (size_t i = 0; i < 4 * 4 * 3 * 6; i++) {
		size_t n = sizes[i % 6], depth = common[i / 6 % 3];
		struct arena arena = {0};
		test_label("%zu things, %zu bytes in common, up to %zu of letters %zu", n, depth,
			   most[i / 18 % 4], i / 72);
		for (size_t j = 0; j < n; j++)
			thing[j] = (struct thing){
				random_text(&state, depth, letters[i / 72], most[i / 18 % 4], &arena),
				random_text(&state, depth, letters[i / 72], 2, &arena), j};
		check_sort(thing, n, &by_a, depth);
		check_sort(thing, n, &by_both, depth);
		arena_free(&arena);
	}
	test_label("%s", "");
}

static void test_told(void)
{
	struct thing thing[] = {{TEXT("KH1234567"), TEXT(""), 0}, {TEXT("KH1234567"), TEXT(""), 1}};
	struct entry entry[2] = {{0, (const char *)&thing[0]}, {0, (const char *)&thing[1]}}, spare[2];
	sort_load(entry, 2, &by_a, 2);
	CHECK(sort_entries(entry, 2, &by_a, 2, spare));
	sort_load(entry, 2, &by_a, 1);
	CHECK(!sort_entries(entry, 2, &by_a, 1, spare));
}

static void test_common(void)
{
	CHECK_INT(sort_common(TEXT("abc"), TEXT("abd"), 9), 2);
	CHECK_INT(sort_common(TEXT("abc"), TEXT("abd"), 1), 1);
	CHECK_INT(sort_common(TEXT(""), TEXT("abd"), 9), 0);
	CHECK_INT(sort_common(TEXT("0123456789a"), TEXT("0123456789ab"), 20), 11);
}

static void test_compare(void)
{
	struct thing thing[] = {
		{TEXT("12345678"), TEXT(""), 0}, {TEXT("12345679"), TEXT(""), 1}, {TEXT("1"), TEXT(""), 2}};
	struct entry entry[3];
	for (size_t i = 0; i < 3; i++)
		entry[i].at = (const char *)&thing[i];
	sort_load(entry, 3, &by_a, 0);
	CHECK(sort_compare(&entry[0], &entry[1], &by_a, 0) < 0);
	CHECK(sort_compare(&entry[1], &entry[0], &by_a, 0) > 0);
	CHECK(sort_compare(&entry[2], &entry[0], &by_a, 0) < 0);
	CHECK_INT(sort_compare(&entry[2], &entry[2], &by_a, 0), 0);
}

int main(void)
{
	test_sort();
	test_told();
	test_common();
	test_compare();
	return test_end();
}
