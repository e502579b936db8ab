/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One customer's orders, and the errors between them: one that is given twice, and orders of a customer without grade
   (kehu-credit(1)). */
#ifndef KEHU_ORDERS_H
#define KEHU_ORDERS_H

#include "credit_limits.h"

/* What is bad about orders, in the manual's order; ranks for results_reject. */
enum { ORDERS_RANK_UNKNOWN = LIMITS_RANK_NEXT, ORDERS_RANK_TWICE, ORDERS_RANK_CONTRACT };

struct orders;

struct orders *orders_new(void);

/* Rejects the customer's orders that are bad. is_known: the customer has a grade that counts, or needs none. Gives how many are
   good, in input order; valid until the next call and as long as the records. */
size_t orders_check(struct orders *orders, const struct customer_records *records, bool is_known,
		    struct results *results, const struct order *const **good);

/* Rejects an order whose contract is not known where that must be. */
void orders_reject_contract(const struct order *order, struct results *results);

void orders_free(struct orders *orders);

#endif
