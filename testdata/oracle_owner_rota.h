/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is, for owner_oracle: every arrival in turn, with the round that goes down the staff file. */
#ifndef KEHU_TESTDATA_ORACLE_OWNER_ROTA_H
#define KEHU_TESTDATA_ORACLE_OWNER_ROTA_H

#include "oracle_owner.h"

struct rota {
	const struct walk *walk;
	const struct world *world;
	bool had[MAX_STAFF];        /* his turn in this round has come */
	bool owed[MAX_STAFF];       /* it came while he was not there */
	const char *got[CUSTOMERS]; /* who got the party today */
};

/* Here on the day at all, with a turn. */
static bool in_order(const struct rota *rota, int i, int day)
{
	const struct staff *staff = &rota->world->staff[i];

	for (int r = 0; r < STAFF_ROLES; r++)
		if (rota->world->rules.skip[r] && is(staff->role, role_names[r]))
			return false;
	return staff_find(rota->world, staff->id) == staff && (staff->joined < 0 || staff->joined <= day) &&
	       (staff->left < 0 || day <= staff->left);
}

static bool is_there(const struct rota *rota, int i, const struct visit *arrival)
{
	int64_t now = (int64_t)arrival->day * 86400 + (arrival->second < 0 ? 0 : arrival->second);

	for (int a = 0; a < rota->world->n_away; a++) {
		const struct away *away = &rota->world->away[a];
		int64_t from = (int64_t)away->from * 86400 + (away->from_second < 0 ? 0 : away->from_second);
		int64_t to = (int64_t)away->to * 86400 + (away->to_second < 0 ? 86399 : away->to_second);

		if (is(away->staff, rota->world->staff[i].id) && from <= now && now <= to)
			return false;
	}
	return in_order(rota, i, arrival->day);
}

static bool person_is_there(const struct rota *rota, const char *person, const struct visit *arrival)
{
	const struct staff *staff = staff_find(rota->world, person);

	return staff && is_there(rota, (int)(staff - rota->world->staff), arrival);
}

/* The rest of the round: who is owed a turn, else the next who is there; -1: the order is at its end. */
static int next_of_round(struct rota *rota, const struct visit *arrival)
{
	int n = rota->world->n_staff, last = -1;

	for (int i = 0; i < n; i++)
		if (rota->owed[i] && is_there(rota, i, arrival)) {
			rota->owed[i] = false;
			return i;
		}
	for (int i = 0; i < n; i++)
		last = rota->had[i] ? i : last;
	for (int i = last + 1; i < n; i++) {
		rota->had[i] = true;
		if (is_there(rota, i, arrival))
			return i;
		rota->owed[i] = in_order(rota, i, arrival->day);
	}
	return -1;
}

/* Whose turn it is; NULL: nobody is there, and the round stays where it is. */
static const char *turn_of(struct rota *rota, const struct visit *arrival)
{
	bool any = false;

	for (int i = 0; i < rota->world->n_staff; i++)
		any |= is_there(rota, i, arrival);
	if (!any)
		return NULL;
	int next = next_of_round(rota, arrival);

	if (next < 0) {
		memset(rota->had, 0, sizeof rota->had);
		memset(rota->owed, 0, sizeof rota->owed);
		next = next_of_round(rota, arrival);
	}
	return rota->world->staff[next].id;
}

/* Whom the newest registration of the party on the day that names somebody asks for; NULL: none does. */
static const char *asked_for(const struct rota *rota, int party, int day)
{
	const struct registration *best = NULL;

	for (int i = 0; i < rota->world->n_registrations; i++) {
		const struct registration *one = &rota->world->registrations[i];

		if (one->day == day && *one->requested && party_index(rota->walk, one->customer) == party &&
		    (!best || before(best, one)))
			best = one;
	}
	return best ? best->requested : NULL;
}

/* Answers who receives, NULL for nobody, and by which rule in *turn, TURNS for none. */
static const char *receiver_of(struct rota *rota, const struct visit *arrival, int *turn)
{
	int party = party_index(rota->walk, arrival->customer), day = arrival->day - rota->world->first;
	const char *person = rota->got[party];

	*turn = TURN_OWNER;
	if (!person && day > 0)
		person = rota->walk->evening[day - 1][party];
	if (!person) {
		*turn = TURN_REQUESTED;
		person = asked_for(rota, party, arrival->day);
	}
	if (person && person_is_there(rota, person, arrival))
		return person;
	person = turn_of(rota, arrival);
	*turn = person ? TURN_TURN : TURNS;
	return person;
}

static void print_arrival(struct rota *rota, const struct visit *arrival, int seq, struct out *out)
{
	int turn;
	const char *person = receiver_of(rota, arrival, &turn);

	if (person)
		rota->got[party_index(rota->walk, arrival->customer)] = person;
	out_day(out, arrival->day);
	out_format(out, ",%d,", seq);
	out_value(out, arrival->customer);
	out_text(out, ",");
	out_value(out, person ? person : "");
	out_text(out, ",");
	out_value(out, arrival->staff);
	out_format(out, ",%s,", turn == TURNS ? "none" : turn_names[turn]);
	out_value(out, turn == TURNS ? "" : rota->world->rules.turns[turn]);
	out_format(out, ",%s:%d\n", arrival->place.file, arrival->place.line);
}

static void print_rota(const struct walk *walk, struct out *out)
{
	struct rota rota = {.walk = walk, .world = walk->world};

	out_text(out, "date,seq,customer,staff,served,basis,clause,source\n");
	for (int day = walk->world->first; day <= walk->as_of; day++) {
		int seq = 0;

		memset(rota.got, 0, sizeof rota.got);
		for (int i = 0; i < walk->world->n_visits; i++) {
			const struct visit *one = &walk->world->visits[i];

			if (one->day == day && is(one->kind, "visit"))
				print_arrival(&rota, one, ++seq, out);
		}
	}
}

#endif
