/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "memory.h"
#include "order.h"

/* What is known of a part that has not been handled. */
struct part {
	bool is_finished;
	void *item;
};

struct order {
	order_handler *handler;
	void *context;
	pthread_mutex_t mutex;
	pthread_cond_t advanced;
	uint64_t next;                 /* to handle */
	struct part part[ORDER_AHEAD]; /* by number modulo that */
};

struct order *order_new(order_handler *handler, void *context)
{
	struct order *order = memory_new(1, sizeof *order);
	order->handler = handler;
	order->context = context;
	pthread_mutex_init(&order->mutex, NULL);
	pthread_cond_init(&order->advanced, NULL);
	return order;
}

/* Handles all parts whose turn has come, the mutex being held before and after but not meanwhile. A part that is being handled
   is still the next but not marked finished, so that other threads find nothing to do. */
static void handle_all(struct order *order)
{
	for (struct part *part; part = &order->part[order->next % ORDER_AHEAD], part->is_finished;) {
		void *item = part->item;
		part->is_finished = false;
		if (item != NULL) {
			pthread_mutex_unlock(&order->mutex);
			order->handler(order->context, item);
			pthread_mutex_lock(&order->mutex);
		}
		order->next++;
		pthread_cond_broadcast(&order->advanced);
	}
}

void order_finish(struct order *order, uint64_t number, void *item)
{
	pthread_mutex_lock(&order->mutex);
	order->part[number % ORDER_AHEAD] = (struct part){true, item};
	handle_all(order);
	pthread_mutex_unlock(&order->mutex);
}

void order_wait(struct order *order, uint64_t number)
{
	pthread_mutex_lock(&order->mutex);
	while (order->next < number)
		pthread_cond_wait(&order->advanced, &order->mutex);
	pthread_mutex_unlock(&order->mutex);
}

bool order_is_next(struct order *order, uint64_t number)
{
	pthread_mutex_lock(&order->mutex);
	bool is_next = order->next == number;
	pthread_mutex_unlock(&order->mutex);
	return is_next;
}

void order_free(struct order *order)
{
	pthread_mutex_destroy(&order->mutex);
	pthread_cond_destroy(&order->advanced);
	free(order);
}
