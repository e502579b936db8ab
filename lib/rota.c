/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "rota.h"

/* Who got the party when it last arrived. */
struct party {
	const struct staff *staff;
	int32_t day;
};

struct rota {
	const struct policy *policy;
	const struct policy_row *basis[ROTA_NONE];
	const struct roster *roster;
	const struct absences *absences;
	size_t n; /* persons, in the order of the staff file */
	bool *is_skipped, *is_owed;
	size_t owed; /* how many are */
	size_t next; /* where the round stands */
	struct party *party;
	int32_t day;
	int64_t arrivals; /* of the day */
};

/* A moment. */
struct moment {
	int32_t day, second;
};

const char *rota_word(enum rota_basis basis)
{
	static const char *const words[] = {"owner", "requested", "turn", "none"};
	return words[basis];
}

struct rota *rota_new(const struct policy *policy)
{
	struct rota *rota = memory_new(1, sizeof *rota);
	rota->policy = policy;
	for (int i = 0; i < ROTA_NONE; i++)
		rota->basis[i] = policy_need(policy, "rota.basis", text_of(rota_word((enum rota_basis)i)));
	return rota;
}

static void free_state(struct rota *rota)
{
	free(rota->is_skipped);
	free(rota->is_owed);
	free(rota->party);
}

void rota_start(struct rota *rota, const struct roster *roster, const struct absences *absences,
		size_t parties)
{
	free_state(rota);
	rota->roster = roster;
	rota->absences = absences;
	rota->n = roster_count(roster);
	rota->is_skipped = memory_new(rota->n, sizeof *rota->is_skipped);
	rota->is_owed = memory_new(rota->n, sizeof *rota->is_owed);
	for (size_t i = 0; i < rota->n; i++)
		rota->is_skipped[i] =
			policy_is_yes(policy_one(rota->policy, "rota.skip", roster_at(roster, i)->role));
	rota->party = memory_new(parties, sizeof *rota->party);
	for (size_t i = 0; i < parties; i++)
		rota->party[i].day = DATE_NONE;
	rota->owed = rota->next = 0;
	rota->day = DATE_NONE;
}

/* Whether the person takes part on the day, there or not. */
static bool is_in_order(const struct rota *rota, size_t i, int32_t day)
{
	const struct staff *staff = roster_at(rota->roster, i);
	return !rota->is_skipped[i] && (staff->joined == DATE_NONE || staff->joined <= day) &&
	       (staff->left == DATE_NONE || day <= staff->left);
}

static bool is_there(const struct rota *rota, size_t i, struct moment now)
{
	return is_in_order(rota, i, now.day) && !absences_has(rota->absences, i, now.day, now.second);
}

/* The first from `first` up to `end` who is there, and is owed a turn where that is asked for; `end`: nobody. */
static size_t find(const struct rota *rota, size_t first, size_t end, struct moment now, bool is_owed)
{
	while (first < end && !((!is_owed || rota->is_owed[first]) && is_there(rota, first, now)))
		first++;
	return first;
}

static void owe(struct rota *rota, size_t i, bool is_owed)
{
	rota->owed = rota->owed - rota->is_owed[i] + is_owed;
	rota->is_owed[i] = is_owed;
}

/* The round goes on to this person; those passed are owed their turn. */
static void go_to(struct rota *rota, size_t person, int32_t day)
{
	for (; rota->next < person; rota->next++)
		if (is_in_order(rota, rota->next, day))
			owe(rota, rota->next, true);
	rota->next++;
}

/* Who takes the turn; NULL: nobody is there, and the round stands still. */
static const struct staff *take_turn(struct rota *rota, struct moment now)
{
	size_t person = rota->owed > 0 ? find(rota, 0, rota->n, now, true) : rota->n;
	if (person < rota->n) {
		owe(rota, person, false);
		return roster_at(rota->roster, person);
	}
	person = find(rota, rota->next, rota->n, now, false);
	if (person == rota->n) {
		person = find(rota, 0, rota->next, now, false);
		if (person == rota->next)
			return NULL;
		memset(rota->is_owed, 0, rota->n * sizeof *rota->is_owed);
		rota->owed = rota->next = 0;
	}
	go_to(rota, person, now.day);
	return roster_at(rota->roster, person);
}

static struct rota_turn choose(struct rota *rota, const struct rota_arrival *arrival)
{
	const struct party *party = &rota->party[arrival->party];
	struct moment now = {arrival->day, arrival->second};
	bool came_before = party->day == arrival->day && party->staff != NULL;
	bool has_owner = came_before || arrival->has_owner;
	const struct staff *owner = came_before ? party->staff : arrival->owner;
	const struct staff *staff = has_owner ? owner : arrival->requested;
	enum rota_basis basis = has_owner ? ROTA_OWNER : ROTA_REQUESTED;
	if (staff == NULL || !is_there(rota, (size_t)(staff - roster_at(rota->roster, 0)), now)) {
		staff = take_turn(rota, now);
		basis = staff != NULL ? ROTA_TURN : ROTA_NONE;
	}
	return (struct rota_turn){
		.staff = staff, .basis = basis, .clause = basis != ROTA_NONE ? rota->basis[basis] : NULL};
}

struct rota_turn rota_receive(struct rota *rota, const struct rota_arrival *arrival)
{
	struct party *party = &rota->party[arrival->party];
	if (arrival->day != rota->day) {
		rota->day = arrival->day;
		rota->arrivals = 0;
	}
	struct rota_turn turn = choose(rota, arrival);
	turn.number = ++rota->arrivals;
	*party = (struct party){turn.staff, arrival->day};
	return turn;
}

void rota_free(struct rota *rota)
{
	free_state(rota);
	free(rota);
}
