/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The staff file: who holds which role when. */
#ifndef KEHU_ROSTER_H
#define KEHU_ROSTER_H

#include <stdint.h>
#include "inputs.h"

struct roster;

/* Reads the staff file of this path; NULL: an empty roster. */
struct roster *roster_read(struct inputs *inputs, const char *path);

/* The role of this person (of several records of one person the first counts); empty where there is none. */
struct text roster_role(const struct roster *roster, struct text person);

/* Who holds the role on the day (joined <= day <= left): of several the first by id; empty where nobody does. */
struct text roster_holder(const struct roster *roster, struct text role, int32_t day);

void roster_free(struct roster *roster);

#endif
