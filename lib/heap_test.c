/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "heap.h"
#include "test.h"
#include "test_tools.h"

/* Digits are added, a dot takes one. What comes out, then what is left in order. */
static const struct {
	const char *input, *output;
} cases[] = {
	{"", ""},
	{"5", "5"},
	{"21", "12"},
	{"312.", "123"},
	{"3.1.2.", "312"},
	{"54321...12", "12312"
		       "45"},
	{"777.7.", "7777"},
	{"2604897153..........", "0123456789"},
	{"9.8642.0.1..", "920146"
			 "8"},
};

static void take(struct heap *heap, struct test_string *out)
{
	test_print(out, "%ju", (uintmax_t)heap_take(heap));
}

static void test_cases(void)
{
	struct heap heap = {0}; /* one for all */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_string out = {0};
		test_label("row %zu", i);
		for (const char *at = cases[i].input; *at != '\0'; at++)
			if (*at == '.')
				take(&heap, &out);
			else
				heap_add(&heap, (uint64_t)(*at - '0'));
		while (heap.n > 0)
			take(&heap, &out);
		CHECK_TEXT(test_text(&out), cases[i].output);
		free(out.at);
	}
	test_label("%s", "");
	heap_free(&heap);
}

/* Many, of which some are taken now and then. */
static void test_many(void)
{
	struct heap heap = {0};
	uint64_t state = TEST_SEED, wrong = 0;
	for (size_t run = 0; run < 100; run++) {
		uint64_t before = 0;
		for (size_t i = test_below(&state, 300); i > 0; i--)
			heap_add(&heap, test_below(&state, 1000) << test_below(&state, 50));
		for (size_t i = test_below(&state, heap.n + 1); i > 0; i--) {
			uint64_t number = heap_take(&heap);
			wrong += number < before || (heap.n > 0 && heap.number[0] < number);
			before = number;
		}
	}
	CHECK_INT(wrong, 0);
	heap_free(&heap);
}

int main(void)
{
	test_cases();
	test_many();
	return test_end();
}
