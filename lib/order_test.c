/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "order.h"
#include "pool.h"
#include "test.h"
#include "test_tools.h"

enum { PARTS = 5000, RUNS = 40, WORKERS_MAX = 8 };

/* Parts on their way: those whose number no multiple of 3 is have an item, their place in `item`. */
struct parts {
	struct order *order;
	pthread_mutex_t mutex;
	uint64_t next; /* to begin, with the mutex held */
	uint64_t item[PARTS];
	/* only the handler's, which needs no lock: */
	uint64_t handled, last;
	size_t wrong;
	atomic_int handlers;
};

static void handle(void *context, void *item)
{
	struct parts *parts = context;
	uint64_t number = *(uint64_t *)item;
	parts->wrong += atomic_fetch_add(&parts->handlers, 1) != 0;
	parts->wrong += parts->handled > 0 && number <= parts->last;
	parts->last = number;
	parts->handled++;
	if (number % 256 == 1)
		sched_yield();
	atomic_fetch_sub(&parts->handlers, 1);
}

static void finish(struct parts *parts, uint64_t number)
{
	parts->item[number] = number;
	order_finish(parts->order, number, number % 3 != 0 ? &parts->item[number] : NULL);
}

static struct parts *parts_new(void)
{
	struct parts *parts = memory_new(1, sizeof *parts);
	parts->order = order_new(handle, parts);
	pthread_mutex_init(&parts->mutex, NULL);
	return parts;
}

/* All n parts have been handled, in order. */
static void check_parts(struct parts *parts, uint64_t n)
{
	order_wait(parts->order, n);
	CHECK_INT(parts->wrong, 0);
	CHECK_INT(parts->handled, n - (n + 2) / 3);
	order_free(parts->order);
	pthread_mutex_destroy(&parts->mutex);
	free(parts);
}

/* One thread, each window of parts in a random order: nothing is handled before its turn, everything at its turn. */
static void test_windows(void)
{
	uint64_t state = TEST_SEED, number[ORDER_AHEAD] = {0};
	struct parts *parts = parts_new();
	for (uint64_t start = 0; start + ORDER_AHEAD <= PARTS; start += ORDER_AHEAD) {
		for (uint64_t i = 0; i < ORDER_AHEAD; i++) {
			size_t j = test_below(&state, i + 1);
			number[i] = number[j];
			number[j] = start + i;
		}
		for (size_t i = 0; i < ORDER_AHEAD; i++)
			finish(parts, number[i]);
		order_wait(parts->order, start + ORDER_AHEAD);
		parts->wrong += parts->last + 3 <= start + ORDER_AHEAD;
	}
	check_parts(parts, PARTS / ORDER_AHEAD * ORDER_AHEAD);
}

/* Nothing is handled until the first part is finished; then all are. */
static void test_first_last(void)
{
	struct parts *parts = parts_new();
	for (uint64_t i = ORDER_AHEAD - 1; i > 0; i--)
		finish(parts, i);
	CHECK_INT(parts->handled, 0);
	order_wait(parts->order, 0);
	finish(parts, 0);
	check_parts(parts, ORDER_AHEAD);
	check_parts(parts_new(), 0);
}

/* The next part's number, begun no earlier than it may. */
static uint64_t begin(struct parts *parts)
{
	pthread_mutex_lock(&parts->mutex);
	uint64_t number = parts->next++;
	if (number < PARTS && number >= ORDER_AHEAD)
		order_wait(parts->order, number - ORDER_AHEAD + 1);
	pthread_mutex_unlock(&parts->mutex);
	return number;
}

/* Takes parts one by one and finishes each after a while. The processor is given away rarely, as on a busy machine it does not
   come back soon. */
static void work(void *context, unsigned worker)
{
	struct parts *parts = context;
	uint64_t state = TEST_SEED + worker * 77777, number;
	while ((number = begin(parts)) < PARTS) {
		for (volatile uint64_t pause = test_below(&state, 400); pause > 0; pause--)
			;
		if (test_below(&state, 256) == 0)
			sched_yield();
		finish(parts, number);
	}
}

static void test_threads(void)
{
	static const unsigned workers[] = {1, 2, 3, WORKERS_MAX};
	for (size_t i = 0; i < RUNS; i++) {
		struct parts *parts = parts_new();
		pool_run(workers[i % 4], work, parts);
		check_parts(parts, PARTS);
	}
}

int main(void)
{
	test_windows();
	test_first_last();
	test_threads();
	return test_end();
}
