/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

#include "diag.h"
#include "pool.h"

/* One call of pool_run, as long as workers are to be begun. */
struct task {
	struct task *next;
	void (*work)(void *context, unsigned worker);
	void *context;
	unsigned begun, workers; /* begun: by a thread, from worker 0 on */
	unsigned left;           /* that have not returned, but for worker 0 */
	pthread_cond_t ended;
};

/* Threads are kept for the next task, as starting one may take as long as much of the work. */
static struct {
	pthread_mutex_t mutex;
	pthread_cond_t given; /* there is something to begin */
	struct task *task;
	unsigned idle; /* threads without a worker to be */
} pool = {.mutex = PTHREAD_MUTEX_INITIALIZER, .given = PTHREAD_COND_INITIALIZER};

/* The mutex is held before and after, but not while the work is done. */
static void do_next(void)
{
	struct task *task = pool.task;
	unsigned worker = task->begun++;
	if (task->begun == task->workers)
		pool.task = task->next;
	pthread_mutex_unlock(&pool.mutex);
	task->work(task->context, worker);
	pthread_mutex_lock(&pool.mutex);
	pool.idle++;
	if (--task->left == 0)
		pthread_cond_signal(&task->ended);
}

static _Noreturn void *serve(void *argument)
{
	(void)argument;
	pthread_mutex_lock(&pool.mutex);
	for (;;) {
		while (pool.task == NULL)
			pthread_cond_wait(&pool.given, &pool.mutex);
		do_next();
	}
}

/* A child process has none of the threads. */
static void forget_threads(void)
{
	pthread_mutex_init(&pool.mutex, NULL);
	pthread_cond_init(&pool.given, NULL);
	pool.task = NULL;
	pool.idle = 0;
}

/* Before the first thread. */
static void prepare(void)
{
#ifdef M_ARENA_MAX
	mallopt(M_ARENA_MAX, 1); /* heaps of their own would take 64 MiB of address space each */
#endif
	pthread_atfork(NULL, NULL, forget_threads);
}

/* The mutex is held. */
static void need_idle(unsigned n)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_t thread;
	pthread_once(&once, prepare);
	for (; pool.idle < n; pool.idle++) {
		errno = pthread_create(&thread, NULL, serve, NULL);
		if (errno != 0)
			diag_fail_errno("a thread cannot be started");
		pthread_detach(thread);
	}
}

void pool_start(unsigned workers)
{
	pthread_mutex_lock(&pool.mutex);
	need_idle(workers - 1);
	pthread_mutex_unlock(&pool.mutex);
}

void pool_run(unsigned workers, void (*work)(void *context, unsigned worker), void *context)
{
	struct task task = {NULL, work, context, 1, workers, workers - 1, PTHREAD_COND_INITIALIZER};
	if (workers > 1) {
		pthread_mutex_lock(&pool.mutex);
		need_idle(workers - 1);
		pool.idle -= workers - 1;
		task.next = pool.task;
		pool.task = &task;
		pthread_cond_broadcast(&pool.given);
		pthread_mutex_unlock(&pool.mutex);
	}
	work(context, 0);
	if (workers > 1) {
		pthread_mutex_lock(&pool.mutex);
		while (task.left > 0)
			pthread_cond_wait(&task.ended, &pool.mutex);
		pthread_mutex_unlock(&pool.mutex);
	}
}

unsigned pool_processors(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? (unsigned)n : 1;
}
