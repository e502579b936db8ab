/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pool.h"
#include "test.h"
#include "test_tools.h"

enum { WORKERS_MAX = 17, RUNS = 50, OUTPUT_ROOM = 1024, MANY = 1000 };

struct meeting {
	pthread_barrier_t barrier;
	pthread_t thread[WORKERS_MAX];
	unsigned calls[WORKERS_MAX];
};

/* Returns only when all workers are there: they run at once. */
static void meet(void *context, unsigned worker)
{
	struct meeting *meeting = context;
	meeting->thread[worker] = pthread_self();
	meeting->calls[worker]++;
	pthread_barrier_wait(&meeting->barrier);
}

static void test_meeting(void)
{
	static const unsigned workers[] = {1, 2, 3, 8, WORKERS_MAX};
	for (size_t i = 0; i < sizeof workers / sizeof *workers; i++) {
		struct meeting meeting = {0};
		size_t wrong = 0;
		pthread_barrier_init(&meeting.barrier, NULL, workers[i]);
		for (size_t run = 0; run < RUNS; run++) {
			pool_run(workers[i], meet, &meeting);
			wrong += !pthread_equal(meeting.thread[0], pthread_self());
		}
		for (unsigned j = 0; j < WORKERS_MAX; j++)
			wrong += meeting.calls[j] != (j < workers[i] ? RUNS : 0);
		CHECK_INT(wrong, 0);
		pthread_barrier_destroy(&meeting.barrier);
	}
}

static void wait_for_all(void *context, unsigned worker)
{
	(void)worker;
	pthread_barrier_wait(context);
}

/* What is begun goes on while its caller does; only threads that are there already do it, and have nothing else to do. */
static void test_begin(void)
{
	pthread_barrier_t barrier[2];
	CHECK(pool_begin(wait_for_all, barrier) == NULL);
	pool_end(NULL);
	pool_start(3);
	for (size_t run = 0; run < RUNS; run++) {
		struct pool_task *task[3];
		for (size_t i = 0; i < 2; i++) {
			pthread_barrier_init(&barrier[i], NULL, 2);
			task[i] = pool_begin(wait_for_all, &barrier[i]);
		}
		task[2] = pool_begin(wait_for_all, barrier);
		if (!CHECK(task[0] != NULL && task[1] != NULL) || !CHECK(task[2] == NULL))
			return;
		for (size_t i = 2; i-- > 0;) {
			wait_for_all(&barrier[i], 0);
			pool_end(task[i]);
			pthread_barrier_destroy(&barrier[i]);
		}
	}
}

/* Threads of this process. */
static int count_threads(void)
{
	DIR *folder = opendir("/proc/self/task");
	int n = 0;
	while (folder != NULL && readdir(folder) != NULL)
		n++;
	if (folder != NULL)
		closedir(folder);
	return n - 2; /* . and .. */
}

/* Threads are kept, and no more are started than are needed at once. */
static void test_kept(void)
{
	struct meeting meeting = {0};
	const char *variant = getenv("KEHU_VARIANT");
	if (variant != NULL && strcmp(variant, "coverage") != 0)
		return; /* sanitizers have threads of their own */
	CHECK_INT(count_threads(), WORKERS_MAX);
	pool_start(WORKERS_MAX);
	pthread_barrier_init(&meeting.barrier, NULL, WORKERS_MAX);
	pool_run(WORKERS_MAX, meet, &meeting);
	pthread_barrier_destroy(&meeting.barrier);
	CHECK_INT(count_threads(), WORKERS_MAX);
	pool_start(WORKERS_MAX + 2);
	CHECK_INT(count_threads(), WORKERS_MAX + 2);
}

/* Workers that have work done by workers: they all run at once. */
static void meet_inside(void *context, unsigned worker)
{
	pthread_barrier_t *barriers = context;
	pool_run(3, wait_for_all, &barriers[1 + worker]);
	pthread_barrier_wait(&barriers[0]);
}

static void run_inside(void)
{
	pthread_barrier_t barriers[5];
	for (unsigned i = 0; i < 5; i++)
		pthread_barrier_init(&barriers[i], NULL, i == 0 ? 4 : 3);
	pool_run(4, meet_inside, barriers);
	for (unsigned i = 0; i < 5; i++)
		pthread_barrier_destroy(&barriers[i]);
}

/* Parent and child each start their own. */
static void run_in_child(void *context)
{
	(void)context;
	run_inside();
	puts("done");
	exit(EXIT_SUCCESS);
}

static void test_inside(void)
{
	char output[OUTPUT_ROOM];
	for (size_t run = 0; run < RUNS; run++)
		run_inside();
	CHECK_INT(test_run(run_in_child, NULL, output, sizeof output), 0);
	CHECK_STRING(output, "done\n");
	run_inside();
}

static void test_processors(void)
{
	cpu_set_t before, one;
	size_t first = 0;
	CHECK(sched_getaffinity(0, sizeof before, &before) == 0);
	CHECK_INT(pool_processors(), CPU_COUNT(&before));
	while (!CPU_ISSET(first, &before))
		first++;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	CHECK_INT(pool_processors(), 1);
	sched_setaffinity(0, sizeof before, &before);
}

struct allowed {
	cpu_set_t processors;
	unsigned others; /* workers that may use other processors than these */
};

static void compare_allowed(void *context, unsigned worker)
{
	struct allowed *allowed = context;
	cpu_set_t processors;
	(void)worker;
	bool is_same = sched_getaffinity(0, sizeof processors, &processors) == 0 &&
		       CPU_EQUAL(&processors, &allowed->processors);
	__atomic_fetch_add(&allowed->others, !is_same, __ATOMIC_RELAXED);
}

/* A worker that has moved to another processor may still go to all. */
static void test_moved(void)
{
	struct allowed allowed = {.others = 0};
	CHECK(sched_getaffinity(0, sizeof allowed.processors, &allowed.processors) == 0);
	for (size_t run = 0; run < MANY; run++)
		pool_run(pool_processors() < WORKERS_MAX ? pool_processors() : WORKERS_MAX, compare_allowed,
			 &allowed);
	CHECK_INT(allowed.others, 0);
}

struct locked {
	pthread_mutex_t mutex;
	unsigned long calls;
};

/* The first to come keeps the lock for longer than any of the others tries. */
static void lock_often(void *context, unsigned worker)
{
	struct locked *locked = context;
	(void)worker;
	for (size_t i = 0; i < MANY; i++) {
		pool_lock(&locked->mutex);
		if (locked->calls++ == 0)
			usleep(100 * 1000);
		pthread_mutex_unlock(&locked->mutex);
	}
}

static void test_lock(void)
{
	struct locked locked = {.mutex = PTHREAD_MUTEX_INITIALIZER};
	pool_run(8, lock_often, &locked);
	CHECK_INT(locked.calls, 8 * MANY);
	CHECK_INT(pthread_mutex_destroy(&locked.mutex), 0);
}

/* Far more threads than there is room for their stacks. */
static void run_too_many(void *context)
{
	struct rlimit limit = {64 << 20, 64 << 20};
	pthread_barrier_t barrier;
	(void)context;
	setrlimit(RLIMIT_AS, &limit);
	pthread_barrier_init(&barrier, NULL, MANY);
	pool_run(MANY, wait_for_all, &barrier);
}

static void test_too_many(void)
{
	char output[OUTPUT_ROOM];
	const char *variant = getenv("KEHU_VARIANT");
	if (variant != NULL && strcmp(variant, "coverage") != 0)
		return; /* these need more room than that themselves */
	CHECK_INT(test_run(run_too_many, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "pool_test: a thread cannot be started: Resource temporarily unavailable\n");
}

int main(void)
{
	test_begin();
	test_meeting();
	test_kept();
	test_inside();
	test_processors();
	test_moved();
	test_lock();
	test_too_many();
	return test_end();
}
