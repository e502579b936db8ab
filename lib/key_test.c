/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "key.h"
#include "test.h"
#include "test_tools.h"

enum { KEYS = 400, TEXT_ROOM = 12 };

/* A text, a number, a text. */
struct columns {
	struct text text[2];
	int64_t number;
	char room[2][TEXT_ROOM];
};

static int compare_columns(const struct columns *a, const struct columns *b)
{
	int order = text_compare(a->text[0], b->text[0]);
	if (order == 0)
		order = (a->number > b->number) - (a->number < b->number);
	return order != 0 ? order : text_compare(a->text[1], b->text[1]);
}

static void make_key(const struct columns *columns, struct key *key)
{
	key_clear(key);
	key_add_text(key, columns->text[0]);
	key_add_number(key, columns->number);
	key_add_text(key, columns->text[1]);
}

static void random_columns(uint64_t *state, struct columns *columns)
{
	static const int64_t numbers[] = {INT64_MIN, INT64_MIN + 1, -256, -255,  -1,        0,
					  1,         255,           256,  65536, INT64_MAX, INT64_MAX - 1};
	for (int i = 0; i < 2; i++)
		columns->text[i] = test_letters(state,
						TEXT("\x01\x02"
						     "ab\x7f\x80\xff"),
						test_below(state, test_below(state, 2) == 0 ? 3 : TEXT_ROOM),
						columns->room[i]);
	columns->number = numbers[test_below(state, sizeof numbers / sizeof *numbers)];
	if (test_below(state, 4) == 0)
		columns->number = (int64_t)test_random(state);
}

static int sign(int order)
{
	return (order > 0) - (order < 0);
}

static void test_small(void)
{
	struct key key = {0};
	key_add_small(&key, 0x0102030405060708, 8);
	key_add_small(&key, 0xfe, 1);
	key_add_small(&key, 0x0a0b0c, 4);
	key_add_small(&key, 7, 5);
	CHECK_BYTES(key_text(&key),
		    TEXT("\x01\x02\x03\x04\x05\x06\x07\x08\xfe\x00\x0a\x0b\x0c\x00\x00\x00\x00\x07"));
	key_free(&key);
}

/* Every pair of keys is in the order of its columns; the same columns give the same key. */
static void test_order(void)
{
	static struct columns columns[KEYS];
	static struct key key[KEYS];
	uint64_t state = TEST_SEED;
	size_t wrong = 0, equal = 0;
	for (size_t i = 0; i < KEYS; i++) {
		random_columns(&state, &columns[i]);
		if (i % 8 == 7)
			columns[i] = columns[i - 1]; /* its texts are views into the other's room */
		make_key(&columns[i], &key[i]);
	}
	for (size_t i = 0; i < KEYS; i++)
		for (size_t j = 0; j < KEYS; j++) {
			int order = sign(compare_columns(&columns[i], &columns[j]));
			wrong += sign(text_compare(key_text(&key[i]), key_text(&key[j]))) != order;
			equal += order == 0;
		}
	CHECK_INT(wrong, 0);
	CHECK(equal > KEYS);
	for (size_t i = 0; i < KEYS; i++)
		key_free(&key[i]);
}

static void test_bytes(void)
{
	struct key key = {0};
	CHECK_INT(key_text(&key).length, 0);
	key_add_number(&key, 0);
	CHECK_BYTES(key_text(&key), ((struct text){"\x80\0\0\0\0\0\0\0", 8}));
	key_clear(&key);
	CHECK_INT(key_text(&key).length, 0);
	key_add_text(&key, (struct text){NULL, 0});
	key_add_text(&key, TEXT("ab"));
	key_add_number(&key, -1);
	CHECK_BYTES(key_text(&key), ((struct text){"\0ab\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12}));
	key_free(&key);
}

int main(void)
{
	test_bytes();
	test_order();
	test_small();
	return test_end();
}
