/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that several threads finish in any order, used in order: parts are numbered from 0, and what comes of part n is handled
   when all before it have been. */
#ifndef KEHU_ORDER_H
#define KEHU_ORDER_H

#include <stdbool.h>
#include <stdint.h>

struct order;

/* Called for one item at a time, in the order of the parts' numbers. */
typedef void order_handler(void *context, void *item);

struct order *order_new(order_handler *handler, void *context);

/* Part `number` is finished; item is what comes of it, NULL: nothing. Each number is told once. */
void order_finish(struct order *order, uint64_t number, void *item);

/* Waits until all parts before `number` have been handled. */
void order_wait(struct order *order, uint64_t number);

/* Whether all parts before `number`, which is not finished, have been handled. */
bool order_is_next(struct order *order, uint64_t number);

/* How far parts may run ahead: number n may be begun after order_wait(n - ORDER_AHEAD + 1), where that is above 0. */
enum { ORDER_AHEAD = 64 };

void order_free(struct order *order);

#endif
