/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "diag.h"
#include "memory.h"
#include "pool.h"

enum { PATIENCE = 1000 }; /* times that a lock is tried for */

/* What pool_run or pool_begin was called for. */
struct pool_task {
	struct pool_task *next;
	void (*work)(void *context, unsigned worker);
	void *context;
	unsigned begun, workers; /* begun: by a thread, from worker 0 on */
	unsigned left;           /* that have not returned, but for worker 0 */
	int processor;           /* that it was given on */
	pthread_cond_t ended;
};

/* Threads are kept for the next task, as starting one may take as long as much of the work. */
static struct {
	pthread_mutex_t mutex;
	pthread_cond_t given; /* there is something to begin, or all threads are to end */
	struct pool_task *task;
	pthread_t *thread;
	size_t threads, room;
	unsigned idle; /* threads without a worker to be */
	bool is_ending;
} pool = {.mutex = PTHREAD_MUTEX_INITIALIZER, .given = PTHREAD_COND_INITIALIZER};

/* Moves this thread to another processor if it was woken on that of its waker. The kernel does so in virtual machines, where an
   idle processor may look like one that is not to be had; both threads then take turns there for many milliseconds. */
static void move_away(const struct pool_task *task)
{
	cpu_set_t all, others;
	int here = sched_getcpu();
	if (here != task->processor || sched_getaffinity(0, sizeof all, &all) != 0)
		return;
	others = all;
	CPU_CLR((size_t)here, &others);
	if ((unsigned)CPU_COUNT(&all) >= task->workers && sched_setaffinity(0, sizeof others, &others) == 0)
		sched_setaffinity(0, sizeof all, &all);
}

/* The mutex is held before and after, but not while the work is done. */
static void do_next(void)
{
	struct pool_task *task = pool.task;
	unsigned worker = task->begun++;
	if (task->begun == task->workers)
		pool.task = task->next;
	pthread_mutex_unlock(&pool.mutex);
	move_away(task);
	task->work(task->context, worker);
	pthread_mutex_lock(&pool.mutex);
	pool.idle++;
	if (--task->left == 0)
		pthread_cond_signal(&task->ended);
}

static void *serve(void *argument)
{
	pthread_mutex_lock(&pool.mutex);
	while (!pool.is_ending)
		if (pool.task != NULL)
			do_next();
		else
			pthread_cond_wait(&pool.given, &pool.mutex);
	pthread_mutex_unlock(&pool.mutex);
	return argument;
}

/* Before a fork, which would leave them out. */
static void end_threads(void)
{
	pthread_mutex_lock(&pool.mutex);
	pool.is_ending = true;
	pthread_cond_broadcast(&pool.given);
	pthread_mutex_unlock(&pool.mutex);
	while (pool.threads > 0)
		pthread_join(pool.thread[--pool.threads], NULL);
	pool.idle = 0;
	pool.is_ending = false;
}

static void prepare(void)
{
#ifdef M_ARENA_MAX
	mallopt(M_ARENA_MAX, 1); /* heaps of their own would take 64 MiB of address space each */
#endif
	pthread_atfork(end_threads, NULL, NULL);
}

/* The mutex is held. */
static void need_idle(unsigned n)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, prepare);
	for (; pool.idle < n; pool.idle++) {
		pool.thread = memory_grow(pool.thread, &pool.room, pool.threads + 1, sizeof *pool.thread);
		errno = pthread_create(&pool.thread[pool.threads], NULL, serve, NULL);
		if (errno != 0)
			diag_fail_errno("a thread cannot be started");
		pool.threads++;
	}
}

void pool_start(unsigned workers)
{
	pthread_mutex_lock(&pool.mutex);
	need_idle(workers - 1);
	pthread_mutex_unlock(&pool.mutex);
}

/* The mutex is held. */
static void give(struct pool_task *task)
{
	pool.idle -= task->left;
	task->processor = sched_getcpu();
	task->next = pool.task;
	pool.task = task;
	pthread_cond_broadcast(&pool.given);
}

static void wait_for(struct pool_task *task)
{
	pthread_mutex_lock(&pool.mutex);
	while (task->left > 0)
		pthread_cond_wait(&task->ended, &pool.mutex);
	pthread_mutex_unlock(&pool.mutex);
}

void pool_run(unsigned workers, void (*work)(void *context, unsigned worker), void *context)
{
	struct pool_task task = {NULL, work, context, 1, workers, workers - 1, -1, PTHREAD_COND_INITIALIZER};
	if (workers > 1) {
		pthread_mutex_lock(&pool.mutex);
		need_idle(workers - 1);
		give(&task);
		pthread_mutex_unlock(&pool.mutex);
	}
	work(context, 0);
	if (workers > 1)
		wait_for(&task);
}

struct pool_task *pool_begin(void (*work)(void *context, unsigned worker), void *context)
{
	struct pool_task *task = NULL;
	pthread_mutex_lock(&pool.mutex);
	if (pool.idle > 0) {
		task = memory_new(1, sizeof *task);
		*task = (struct pool_task){NULL, work, context, 1, 2, 1, -1, PTHREAD_COND_INITIALIZER};
		give(task);
	}
	pthread_mutex_unlock(&pool.mutex);
	return task;
}

void pool_end(struct pool_task *task)
{
	if (task == NULL)
		return;
	wait_for(task);
	free(task);
}

void pool_lock(pthread_mutex_t *mutex)
{
	for (unsigned i = 0; i < PATIENCE; i++, sched_yield())
		if (pthread_mutex_trylock(mutex) == 0)
			return;
	pthread_mutex_lock(mutex);
}

unsigned pool_processors(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? (unsigned)n : 1;
}
