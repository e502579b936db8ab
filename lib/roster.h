/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The staff file: who holds which role when. */
#ifndef KEHU_ROSTER_H
#define KEHU_ROSTER_H

#include <stdint.h>
#include "inputs.h"
#include "record.h"

struct roster;

/* Reads the staff file of this path; NULL: an empty roster. A person may have several records, for several roles: all of them
   can make him the holder of a role, and the first is what is asked of the person. */
struct roster *roster_read(struct inputs *inputs, const char *path);

/* Warns of each record but the first of a person, for programs that ask for persons. */
void roster_warn(const struct roster *roster, const struct inputs *inputs);

/* The persons in the order of the file, their first records: an array. */
size_t roster_count(const struct roster *roster);
const struct staff *roster_at(const struct roster *roster, size_t i);

/* This person; NULL where the file has none. */
const struct staff *roster_find(const struct roster *roster, struct text person);

/* The role of this person; empty where there is none. */
struct text roster_role(const struct roster *roster, struct text person);

/* Who holds the role on the day (joined <= day <= left): of several the first by id; empty where nobody does. */
struct text roster_holder(const struct roster *roster, struct text role, int32_t day);

void roster_free(struct roster *roster);

#endif
