/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer gets of its rebates once late fees are set off against them (dairy 16): the fee of a year against the rebate
   of the next, what that does not cover against those after it. */
#ifndef KEHU_REBATE_H
#define KEHU_REBATE_H

#include "customers.h"

/* Amounts in fen. rebate - brought - latefee = payable - carried. */
struct rebate_year {
	int year;
	int64_t rebate;
	int64_t brought; /* the year before's carried */
	int64_t latefee; /* of the year before */
	int64_t payable, carried;
};

struct rebate;

struct rebate *rebate_new(void);

/* Works the customer's years up to last_year out; fees and rebates are in input order. has_setoff: fees are set off. A year that
   its fees or its rebates give twice is rejected, the later record. NULL, or what went out of range. */
const char *rebate_run(struct rebate *rebate, const struct customer_records *records, bool has_setoff,
		       int last_year, struct results *results);

/* The years of the last run in which an amount is not 0, in order; valid until the next. */
size_t rebate_years(const struct rebate *rebate, const struct rebate_year **year);

void rebate_free(struct rebate *rebate);

#endif
