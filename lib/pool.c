/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "diag.h"
#include "memory.h"
#include "pool.h"

struct worker {
	pthread_t thread;
	unsigned number;
	void (*work)(void *context, unsigned worker);
	void *context;
};

static void *start(void *argument)
{
	const struct worker *worker = argument;
	worker->work(worker->context, worker->number);
	return NULL;
}

void pool_run(unsigned workers, void (*work)(void *context, unsigned worker), void *context)
{
	struct worker *worker = memory_new(workers, sizeof *worker);
#ifdef M_ARENA_MAX
	mallopt(M_ARENA_MAX, 1); /* heaps of their own would take 64 MiB of address space each */
#endif
	for (unsigned i = 1; i < workers; i++) {
		worker[i] = (struct worker){.number = i, .work = work, .context = context};
		errno = pthread_create(&worker[i].thread, NULL, start, &worker[i]);
		if (errno != 0)
			diag_fail_errno("a thread cannot be started");
	}
	work(context, 0);
	for (unsigned i = 1; i < workers; i++)
		pthread_join(worker[i].thread, NULL);
	free(worker);
}

unsigned pool_processors(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? (unsigned)n : 1;
}
