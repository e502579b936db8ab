/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due from the staff or from the company in each period: the records of all customers close it. */
#ifndef KEHU_DUE_TEAM_H
#define KEHU_DUE_TEAM_H

#include "due.h"
#include "roster.h"

struct due_team;

/* Nobody is due anything who is not in the roster. All three are borrowed. */
struct due_team *due_team_new(const struct due_rules *rules, const struct roster *roster, int32_t as_of);

/* Takes note of the records of a customer for whom due_start has been called. */
void due_team_note(struct due_team *team, struct due *due, const struct customer_records *records);

/* Adds what the other has noted. */
void due_team_join(struct due_team *team, const struct due_team *other);

/* The cases of a deadline of this person, or (empty) of the company, valid until it returns. */
typedef void due_team_handler(void *context, const struct due_name *name, struct text person,
			      const struct due_cases *cases);

/* Hands out the cases of all; nothing may be noted after. NULL, or what went out of range, of *name and *person. */
const char *due_team_walk(struct due_team *team, struct due *due, due_team_handler *handler, void *context,
			  const struct due_name **name, struct text *person);

void due_team_free(struct due_team *team);

#endif
