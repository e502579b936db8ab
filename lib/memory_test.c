/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <sys/resource.h>

#include "memory.h"
#include "test.h"
#include "test_tools.h"

enum { PIECES = 20000, OUTPUT_ROOM = 1024, LITTLE = 1 << 28 };

static void test_new(void)
{
	unsigned char *bytes = memory_new(1000, 3);
	size_t set = 0;
	for (size_t i = 0; i < 3000; i++)
		set += bytes[i] != 0;
	CHECK_INT(set, 0);
	free(bytes);
	void *nothing = memory_new(0, 0);
	CHECK(nothing != NULL);
	free(nothing);
}

static void test_grow(void)
{
	size_t room = 0, moves = 0, before;
	uint32_t *number = NULL;
	for (uint32_t i = 0; i < PIECES; i++) {
		before = room;
		number = memory_grow(number, &room, i + 1, sizeof *number);
		number[i] = i * 7;
		moves += room != before;
		if (room < i + 1 || (room != before && room < before + before / 2))
			CHECK_INT(room, before + before / 2);
	}
	CHECK(moves > 0 && moves < 30);
	size_t wrong = 0;
	for (uint32_t i = 0; i < PIECES; i++)
		wrong += number[i] != i * 7;
	CHECK_INT(wrong, 0);
	before = room;
	CHECK(memory_grow(number, &room, room, sizeof *number) == number);
	CHECK_INT(room, before);
	number = memory_grow(number, &room, 10 * PIECES, sizeof *number);
	CHECK(room >= 10 * PIECES);
	free(number);
}

static void grow_too_far(void *context)
{
	size_t room = 0;
	(void)context;
	free(memory_grow(NULL, &room, SIZE_MAX / 8, 16));
}

static void test_too_far(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(grow_too_far, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "memory_test: out of memory\n");
}

/* Something, no more than there is, and no more than the process may have. */
static void test_free_memory(void)
{
	size_t all = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE), bytes = memory_free();
	struct rlimit before, limit;
	CHECK(bytes > 1 << 20 && bytes <= all);
	CHECK(getrlimit(RLIMIT_AS, &before) == 0);
	limit = before;
	if (before.rlim_cur != RLIM_INFINITY || bytes < LITTLE)
		return;
	limit.rlim_cur =
		LITTLE; /* below what sanitizers have mapped already, which does no harm for a moment */
	CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
	size_t little = memory_free();
	setrlimit(RLIMIT_AS, &before);
	CHECK(little > 0 && little <= LITTLE);
}

/* Pieces of all kinds, each filled with a number of its own, none of which another overwrites. */
static void test_arena(void)
{
	struct arena arena = {0};
	static struct {
		unsigned char *at;
		size_t n;
	} piece[PIECES];
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t i = 0; i < PIECES; i++) {
		piece[i].n = test_below(&state, i % 1000 == 0 ? 300000 : 200);
		if (test_below(&state, 2) == 0)
			piece[i].at = arena_take(&arena, piece[i].n);
		else
			piece[i].at = (unsigned char *)arena_take_bytes(&arena, piece[i].n);
		memset(piece[i].at, (int)(i % 251), piece[i].n);
		wrong += (uintptr_t)arena_take(&arena, 8) % 8;
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t j = 0; j < piece[i].n; j++)
			wrong += piece[i].at[j] != i % 251;
	CHECK_INT(wrong, 0);
	size_t big = 3 << 20; /* more than a block */
	char *bytes = arena_take_bytes(&arena, big);
	memset(bytes, 1, big);
	arena_free(&arena);
	CHECK(arena.first == NULL && arena.at == NULL && arena.end == NULL);
	CHECK(arena_take(&arena, 1) != NULL); /* may be used again */
	arena_free(&arena);
}

/* So many large pieces that the last are in huge pages; only their ends are touched. */
static void test_large(void)
{
	enum { LARGE = 24, SIZE = (1 << 24) + 1 };
	struct arena arena = {0};
	unsigned char *piece[LARGE];
	size_t wrong = 0;
	for (size_t i = 0; i < LARGE; i++) {
		piece[i] = arena_take(&arena, SIZE);
		piece[i][0] = piece[i][SIZE - 1] = (unsigned char)i;
	}
	for (size_t i = 0; i < LARGE; i++)
		wrong += piece[i][0] != i || piece[i][SIZE - 1] != i || (uintptr_t)piece[i] % 8 != 0;
	CHECK_INT(wrong, 0);
	arena_free(&arena);
}

/* What an arena gives back is its own: of two whose blocks and other memory are taken in turn, the other keeps all. */
static void test_neighbours(void)
{
	enum { BLOCKS = 12, SIZE = 1 << 20, LITTLE_SIZE = 3000 };
	for (unsigned round = 0; round < 3; round++) { /* later ones use what malloc kept of those before */
		struct arena arena[2] = {{0}, {0}};
		char *kept[BLOCKS], *little[BLOCKS];
		size_t wrong = 0;
		for (size_t i = 0; i < BLOCKS; i++) {
			size_t n = SIZE + 1000 * i;
			memset(arena_take_bytes(&arena[0], n), 'x', n);
			kept[i] = memset(arena_take_bytes(&arena[1], n), (char)i, n);
			little[i] = memset(memory_new(LITTLE_SIZE, 1), (char)i, LITTLE_SIZE);
		}
		arena_free(&arena[0]);
		for (size_t i = 0; i < BLOCKS; i++) {
			for (size_t j = 0; j < SIZE + 1000 * i; j++)
				wrong += kept[i][j] != (char)i;
			for (size_t j = 0; j < LITTLE_SIZE; j++)
				wrong += little[i][j] != (char)i;
			free(little[i]);
		}
		CHECK_INT(wrong, 0);
		arena_free(&arena[1]);
	}
}

static void test_copy(void)
{
	struct arena arena = {0};
	char original[] = "text";
	struct text copy = arena_copy(&arena, text_of(original));
	struct text none = arena_copy(&arena, (struct text){NULL, 0});
	original[0] = 'n';
	CHECK_TEXT(copy, "text");
	CHECK_TEXT(none, "");
	CHECK(none.at != NULL);
	arena_free(&arena);
}

int main(void)
{
	test_new();
	test_grow();
	test_too_far();
	test_free_memory();
	test_arena();
	test_large();
	test_neighbours();
	test_copy();
	return test_end();
}
