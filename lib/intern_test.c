/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "intern.h"
#include "test.h"
#include "test_tools.h"

enum { TEXTS = 30000 };

static void test_few(void)
{
	struct intern *intern = intern_new();
	char changing[] = "b";
	CHECK_INT(intern_count(intern), 0);
	CHECK_INT(intern_add(intern, text_of(changing)), 0);
	changing[0] = 'x'; /* a copy is kept */
	CHECK_INT(intern_add(intern, TEXT("")), 1);
	CHECK_INT(intern_add(intern, TEXT("a")), 2);
	CHECK_INT(intern_add(intern, TEXT("b")), 0);
	CHECK_INT(intern_add(intern, (struct text){NULL, 0}), 1);
	CHECK_INT(intern_add(intern, (struct text){"b\0", 2}), 3);
	CHECK_INT(intern_add(intern, (struct text){"\0", 1}), 4);
	CHECK_INT(intern_add(intern, (struct text){"\0\0", 2}), 5);
	CHECK_INT(intern_count(intern), 6);
	CHECK_TEXT(intern_text(intern, 0), "b");
	CHECK_TEXT(intern_text(intern, 1), "");
	CHECK_BYTES(intern_text(intern, 3), ((struct text){"b\0", 2}));
	uint32_t *rank = intern_ranks(intern);
	static const uint32_t expected[] = {4, 0, 3, 5, 1, 2}; /* "", NUL, NUL NUL, a, b, b NUL */
	for (size_t i = 0; i < 6; i++)
		CHECK_INT(rank[i], expected[i]);
	free(rank);
	intern_free(intern);
	intern = intern_new();
	free(intern_ranks(intern));
	intern_free(intern);
}

/* The i-th text: of any length, no two alike. */
static struct text number_text(uint32_t i, char room[300])
{
	int n = snprintf(room, 300, "%u", i * 2654435761u);
	size_t more = i % 97 == 0 ? 250 : i % 9;
	memset(room + n, 'z', more);
	return (struct text){room, (size_t)n + more};
}

static void test_many(void)
{
	struct intern *intern = intern_new();
	char room[300];
	size_t wrong = 0;
	for (uint32_t i = 0; i < TEXTS; i++) {
		wrong += intern_add(intern, number_text(i, room)) != i;
		wrong += intern_add(intern, number_text(i / 2, room)) != i / 2;
	}
	CHECK_INT(intern_count(intern), TEXTS);
	for (uint32_t i = 0; i < TEXTS; i++)
		wrong += !text_equal(intern_text(intern, i), number_text(i, room));
	uint32_t *rank = intern_ranks(intern), *at = memory_new(TEXTS, sizeof *at);
	for (uint32_t i = 0; i < TEXTS; i++)
		at[rank[i] % TEXTS] = i + 1;
	for (uint32_t i = 0; i < TEXTS; i++) {
		wrong += at[i] == 0; /* each rank is there */
		wrong += i > 0 && text_compare(intern_text(intern, at[i - 1] - 1),
					       intern_text(intern, at[i] - 1)) >= 0;
	}
	CHECK_INT(wrong, 0);
	free(rank);
	free(at);
	intern_free(intern);
}

int main(void)
{
	test_few();
	test_many();
	return test_end();
}
