/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is to receive a customer who arrives (realty 1.8, 1.9, 1.20 and 2.2, estate 3, kehu-rota(1)). */
#ifndef KEHU_ROTA_H
#define KEHU_ROTA_H

#include "absences.h"
#include "policy.h"
#include "roster.h"

enum rota_basis { ROTA_OWNER, ROTA_REQUESTED, ROTA_TURN, ROTA_NONE };

/* A visit: the owner at the end of the day before, and who was asked for on the day (NULL: nobody of the roster). The second is
   that of the day, 0 where none is given. */
struct rota_arrival {
	const struct staff *owner, *requested;
	bool has_owner; /* perhaps one who is not in the roster */
	uint32_t party;
	int32_t day, second;
};

/* Who should receive (NULL: nobody is there), why, and the row that says so (NULL: none). */
struct rota_turn {
	const struct staff *staff;
	enum rota_basis basis;
	const struct policy_row *clause;
	int64_t number; /* of the arrival on its day, from 1 */
};

const char *rota_word(enum rota_basis basis);

struct rota;

/* Looks the rules up; a missing one ends the program. The policy must outlive it. */
struct rota *rota_new(const struct policy *policy);

/* Begins, with these persons, who must stay; parties are numbered below this. */
void rota_start(struct rota *rota, const struct roster *roster, const struct absences *absences,
		size_t parties);

/* The next arrival; days never go back. */
struct rota_turn rota_receive(struct rota *rota, const struct rota_arrival *arrival);

void rota_free(struct rota *rota);

#endif
