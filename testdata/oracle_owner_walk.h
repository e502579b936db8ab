/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where owner_oracle stands in its walk: parties, owners, and who may take what. */
#ifndef KEHU_TESTDATA_ORACLE_OWNER_WALK_H
#define KEHU_TESTDATA_ORACLE_OWNER_WALK_H

#include "oracle_owner_company.h"

typedef __int128 exact; /* 1% is ONE */

enum { MAX_EVENTS = 2000, MAX_DEALS = MAX_VISITS, MAX_LINES = ROLES * MAX_DEALS };

#define ONE ((exact)100000 * 100000 * 100000 * 100000 * 100000)

/* Customers that are one, and where they stand in the walk. */
struct party {
	const char *owner;    /* NULL: in the pool */
	const char *previous; /* "": nobody */
	int since;            /* day; -1: never owned */
	int end;              /* day */
	bool endless;         /* by a deal */
	bool ever;            /* somebody owned it */
	const char *basis, *clause;
	bool has_name, has_phone;
	int last_deal;                /* day; -1: none */
	const char *customer, *staff; /* of the record that last made or renewed the ownership */
	struct place place;
};

struct happening {
	const char *customer, *event, *staff, *owner, *clause;
	int day, until; /* -1: none */
	struct place place;
	int order;
};

struct share_line {
	const char *customer, *staff;
	int day, basis;
	exact before[SHARES], after[SHARES];
	char note[512], clause[512];
	struct place place;
};

struct walk {
	const struct world *world;
	const struct rules *rules;
	int as_of;
	bool named[CUSTOMERS];
	const char *party_id[CUSTOMERS]; /* "": a party of its own */
	int party_of[CUSTOMERS];
	struct party parties[CUSTOMERS];
	struct happening events[MAX_EVENTS];
	int n_events;
	struct share_line lines[MAX_LINES];
	int n_lines;
	const char *evening[MAX_DAYS][CUSTOMERS]; /* the owner of each party */
};

/* ---- Parties ---- */

/* Earlier in time, then in the input. */
static bool before(const struct registration *a, const struct registration *b)
{
	int second_a = a->second < 0 ? 0 : a->second, second_b = b->second < 0 ? 0 : b->second;

	if (a->day != b->day)
		return a->day < b->day;
	return second_a != second_b ? second_a < second_b : a < b;
}

static const char *newest_party(const struct walk *walk, int customer)
{
	const struct world *world = walk->world;
	const struct registration *best = NULL;

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];

		if (one->day <= walk->as_of && is(one->customer, customers[customer]) && *one->party &&
		    (!best || before(best, one)))
			best = one;
	}
	return best ? best->party : "";
}

static void find_parties(struct walk *walk)
{
	const struct world *world = walk->world;

	for (int i = 0; i < world->n_registrations; i++)
		if (world->registrations[i].day <= walk->as_of)
			walk->named[customer_index(world->registrations[i].customer)] = true;
	for (int i = 0; i < world->n_visits; i++)
		if (world->visits[i].day <= walk->as_of)
			walk->named[customer_index(world->visits[i].customer)] = true;
	for (int c = 0; c < CUSTOMERS; c++) {
		walk->party_id[c] = newest_party(walk, c);
		walk->party_of[c] = c;
		for (int other = 0; other < c && walk->party_of[c] == c; other++)
			if (*walk->party_id[c] && is(walk->party_id[c], walk->party_id[other]))
				walk->party_of[c] = other;
		walk->parties[c] = (struct party){.previous = "",
						  .since = -1,
						  .basis = "pool",
						  .clause = walk->rules->rule[RULE_POOL].clause,
						  .last_deal = -1};
	}
}

static int party_index(const struct walk *walk, const char *customer)
{
	return walk->party_of[customer_index(customer)];
}

/* ---- Small questions ---- */

static bool rule_on(const struct walk *walk, int rule)
{
	return walk->rules->rule[rule].value == 1;
}

static const char *rule_clause(const struct walk *walk, int rule)
{
	return walk->rules->rule[rule].clause;
}

/* Had the person left before the day? */
static bool has_left(const struct walk *walk, const char *person, int day)
{
	const struct staff *staff = staff_find(walk->world, person);

	return rule_on(walk, RULE_LEFT) && staff && staff->left >= 0 && staff->left < day;
}

/* An ownership that has an end: not by a deal, nor where none ever lapses. */
static bool ends(const struct walk *walk, const struct party *party)
{
	return party->owner && !party->endless && rule_on(walk, RULE_POOL);
}

/* How many parties with an end the person owns. */
static int holds(const struct walk *walk, const char *person)
{
	int n = 0;

	for (int c = 0; c < CUSTOMERS; c++)
		n += ends(walk, &walk->parties[c]) && is(walk->parties[c].owner, person);
	return n;
}

/* The clause of the row that bars the person from taking the party out of the pool; NULL: nothing does. */
static const char *barred(const struct walk *walk, const struct party *party, const char *person, int day)
{
	const struct rules *rules = walk->rules;
	const struct staff *staff = staff_find(walk->world, person);
	const struct row *capacity = &rules->capacity[STAFF_ROLES - 1];

	if (has_left(walk, person, day))
		return rule_clause(walk, RULE_LEFT);
	if (party->ever && is(party->previous, person) && rules->cooldown.value > 0 &&
	    day < party->since + rules->cooldown.value)
		return rules->cooldown.clause;
	for (int i = 0; i < STAFF_ROLES - 1; i++)
		if (staff && is(staff->role, role_names[i]) && rules->capacity[i].value >= 0)
			capacity = &rules->capacity[i];
	if (capacity->value >= 0 && holds(walk, person) >= capacity->value)
		return capacity->clause;
	return NULL;
}

#endif
