/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "names.h"
#include "memory.h"
#include "orders.h"

struct orders {
	struct names *index;       /* of their ids */
	const struct order **good; /* by the id's number */
	size_t room;
};

struct orders *orders_new(void)
{
	struct orders *orders = memory_new(1, sizeof *orders);
	orders->index = names_new();
	return orders;
}

static void reject_unknown(const struct customer_records *records, struct results *results)
{
	for (size_t i = 0; i < records->orders; i++) {
		const struct order *order = &records->order[i];
		results_reject(results,
			       &(struct late_error){order->position, ORDERS_RANK_UNKNOWN, "customer",
						    "is not in the grades", 0, order->customer, order->raw});
	}
}

/* Keeps the order where it is the first of its id. */
static void check_id(struct orders *orders, const struct order *order, struct results *results)
{
	uint32_t count = names_count(orders->index);
	uint32_t number = names_enter(orders->index, order->order);
	if (number == count) {
		orders->good[number] = order;
		return;
	}
	results_reject(results,
		       &(struct late_error){order->position, ORDERS_RANK_TWICE, "order", NULL,
					    orders->good[number]->position, order->order, order->raw});
}

size_t orders_check(struct orders *orders, const struct customer_records *records, bool is_known,
		    struct results *results, const struct order *const **good)
{
	size_t n = records->orders;
	orders->good = memory_renew(orders->good, &orders->room, n, sizeof(const struct order *));
	*good = orders->good;
	if (!is_known) {
		reject_unknown(records, results);
		return 0;
	}
	if (n == 1)
		orders->good[0] = &records->order[0];
	if (n <= 1)
		return n;
	names_start(orders->index, n);
	for (size_t i = 0; i < n; i++)
		check_id(orders, &records->order[i], results);
	return names_count(orders->index);
}

void orders_reject_contract(const struct order *order, struct results *results)
{
	char room[MONEY_ROOM];
	struct text value = {room, 0};
	if (order->contract_amount != MONEY_NONE)
		value.length = money_format(order->contract_amount, 2, 2, room);
	results_reject(results,
		       &(struct late_error){order->position, ORDERS_RANK_CONTRACT, "contract_amount",
					    "is not greater than 0, and the limit is that of the contract", 0,
					    value, order->raw});
}

void orders_free(struct orders *orders)
{
	names_free(orders->index);
	free(orders->good);
	free(orders);
}
