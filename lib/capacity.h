/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many parties each person holds, and may hold (kehu-owner(1)); on which day parties may be lost. */
#ifndef KEHU_CAPACITY_H
#define KEHU_CAPACITY_H

#include <stdint.h>
#include "policy.h"
#include "roster.h"

struct capacity;

/* roster NULL: nobody has a role. Both must outlive it. */
struct capacity *capacity_new(const struct policy *policy, const struct roster *roster);

/* Nobody holds anything; days to come are from first to last. */
void capacity_start(struct capacity *capacity, int32_t first, int32_t last);

/* The row of owner.capacity by which the person, whose text must stay, can hold no more; NULL: he can. */
const struct policy_row *capacity_full(struct capacity *capacity, struct text person);

/* The person holds one more, or (-1) one less. */
void capacity_count(struct capacity *capacity, struct text person, int change);

/* The party is to be looked at on this day; nothing where that is after the last. */
void capacity_plan(struct capacity *capacity, int32_t day, uint32_t party);

/* A party planned for the day, once; false: none is left. */
bool capacity_planned(struct capacity *capacity, int32_t day, uint32_t *party);

void capacity_free(struct capacity *capacity);

#endif
