/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads: the same work done by several workers at once. */
#ifndef KEHU_POOL_H
#define KEHU_POOL_H

#include <pthread.h>

/* Calls work(context, worker) for worker 0 to workers - 1 at once, worker 0 in the calling thread; returns when all have
   returned. Where no thread can be made, ends the program with a message and exit 2. */
void pool_run(unsigned workers, void (*work)(void *context, unsigned worker), void *context);

/* Has a thread that has nothing else to do call work(context, 1); NULL: there is none. */
struct pool_task *pool_begin(void (*work)(void *context, unsigned worker), void *context);

/* Waits until it has returned. NULL is allowed. */
void pool_end(struct pool_task *task);

/* Starts what threads pool_run will need for so many workers, so that they are ready by then. */
void pool_start(unsigned workers);

/* Locks a mutex that others hold for less than it takes to sleep and to be woken: tries for a while before it sleeps. */
void pool_lock(pthread_mutex_t *mutex);

/* Processors that this process may use, at least 1. */
unsigned pool_processors(void);

#endif
