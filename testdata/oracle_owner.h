/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ownership for owner_oracle: all records of a company gone through once, day by day, as the regulation tells it, with
 * what happened on the way and who owned what on each evening.
 */
#ifndef KEHU_TESTDATA_ORACLE_OWNER_H
#define KEHU_TESTDATA_ORACLE_OWNER_H

#include "oracle_owner_deal.h"

/* ---- What happens to an ownership ---- */

/* A record of either stream, as far as the walk looks at it. */
struct record {
	const char *customer, *staff;
	int day, validity; /* which of the channels */
	struct place place;
};

static void tell(struct walk *walk, const struct record *record, const char *event, const char *clause)
{
	const struct party *party = &walk->parties[party_index(walk, record->customer)];

	if (walk->n_events == MAX_EVENTS)
		oracle_die("too many events");
	walk->events[walk->n_events] = (struct happening){
		.customer = record->customer,
		.event = event,
		.staff = record->staff,
		.owner = party->owner ? party->owner : "",
		.clause = clause,
		.day = record->day,
		.until = ends(walk, party) ? party->end : -1,
		.place = record->place,
		.order = walk->n_events,
	};
	walk->n_events++;
}

static void remember(struct party *party, const struct record *record)
{
	party->customer = record->customer;
	party->staff = record->staff;
	party->place = record->place;
}

/* How far the record takes the end of the party's ownership. */
static int end_by(const struct walk *walk, const struct party *party, const struct record *record)
{
	int end = record->day + walk->rules->validity[record->validity].value;
	int limit = walk->rules->limit.value;

	return limit >= 0 && end > party->since + limit ? party->since + limit : end;
}

/* Answers whether the end moved. */
static bool renew(struct walk *walk, struct party *party, const struct record *record)
{
	int end = end_by(walk, party, record);

	if (!ends(walk, party) || end <= party->end)
		return false;
	if (walk->rules->renew_owner && !is(record->staff, party->owner))
		return false;
	party->end = end;
	remember(party, record);
	return true;
}

static void renew_and_tell(struct walk *walk, struct party *party, const struct record *record)
{
	if (renew(walk, party, record))
		tell(walk, record, "renewed", walk->rules->validity[record->validity].clause);
}

static void make_owner(struct walk *walk, struct party *party, const struct record *record, int rule,
		       const char *owner)
{
	if (party->owner)
		party->previous = party->owner; /* in the pool the last one stands there already */
	party->owner = owner;
	party->since = record->day;
	party->endless = false;
	party->ever = true;
	party->basis = rule_names[rule];
	party->clause = rule_clause(walk, rule);
	party->end = end_by(walk, party, record);
	remember(party, record);
	tell(walk, record, rule_names[rule], party->clause);
}

static void morning(struct walk *walk, int day)
{
	for (int c = 0; c < CUSTOMERS; c++) {
		struct party *party = &walk->parties[c];
		int grace = walk->rules->grace.value > 0 ? walk->rules->grace.value : 0;

		if (!party->owner)
			continue;
		bool left = has_left(walk, party->owner, day);
		bool lapsed = ends(walk, party) && day > party->end + grace;
		struct record record = {party->customer, party->staff, day, 0, party->place};

		if (!left && !lapsed)
			continue;
		party->previous = party->owner;
		party->owner = NULL;
		party->since = day;
		party->basis = "pool";
		party->clause = rule_clause(walk, left ? RULE_LEFT : RULE_POOL);
		tell(walk, &record, left ? "left" : "lapsed", party->clause);
	}
}

/* ---- Registrations ---- */

static const char *referred_owner(const struct walk *walk, const struct registration *one)
{
	int referrer = *one->referrer ? customer_index(one->referrer) : -1;
	int own = party_index(walk, one->customer);

	if (!rule_on(walk, RULE_REFERRAL) || referrer < 0 || !walk->named[referrer] ||
	    walk->party_of[referrer] == own)
		return NULL;
	const char *owner = walk->parties[walk->party_of[referrer]].owner;

	return owner && !barred(walk, &walk->parties[own], owner, one->day) ? owner : NULL;
}

static int channel_index(const char *channel)
{
	for (int i = 0; i < CHANNEL_CONTACT; i++)
		if (is(channel, channel_names[i]))
			return i;
	return CHANNEL_VISIT;
}

static void take_from_pool(struct walk *walk, struct party *party, const struct registration *one,
			   const struct record *record)
{
	const char *owner = referred_owner(walk, one);
	const char *clause = barred(walk, party, one->staff, one->day);

	if (owner)
		make_owner(walk, party, record, RULE_REFERRAL, owner);
	else if (!clause)
		make_owner(walk, party, record, party->ever ? RULE_NEW : RULE_FIRST, one->staff);
	else
		tell(walk, record, "refused", clause);
}

static void take_registration(struct walk *walk, const struct registration *one)
{
	struct party *party = &walk->parties[party_index(walk, one->customer)];
	struct record record = {one->customer, one->staff, one->day, channel_index(one->channel), one->place};

	party->has_name |= *one->name != '\0';
	party->has_phone |= *one->phone != '\0';
	if (rule_on(walk, RULE_INCOMPLETE) && (!party->has_name || !party->has_phone)) {
		if (party->owner)
			renew(walk, party, &record);
		tell(walk, &record, "incomplete", rule_clause(walk, RULE_INCOMPLETE));
	} else if (rule_on(walk, RULE_REQUESTED) && *one->requested &&
		   !has_left(walk, one->requested, one->day)) {
		if (party->owner && is(party->owner, one->requested))
			renew_and_tell(walk, party, &record);
		else
			make_owner(walk, party, &record, RULE_REQUESTED, one->requested);
	} else if (party->owner && is(party->owner, one->staff)) {
		renew_and_tell(walk, party, &record);
	} else if (party->owner) {
		renew(walk, party, &record);
		tell(walk, &record, "kept", walk->rules->validity[record.validity].clause);
	} else {
		take_from_pool(walk, party, one, &record);
	}
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool number_less(const char *a, const char *b)
{
	a += strspn(a, "0");
	b += strspn(b, "0");
	size_t x = strlen(a), y = strlen(b);
	return x != y ? x < y : strcmp(a, b) < 0;
}

/* The party's numbered registrations of the day exchange places: each next of them gets the lowest that is left. */
static void by_number(const struct walk *walk, const struct registration **list, int n, int party)
{
	for (int i = 0; i < n; i++) {
		int lowest = i;

		if (party_index(walk, list[i]->customer) != party || !is_number(list[i]->number))
			continue;
		for (int k = i + 1; k < n; k++)
			if (party_index(walk, list[k]->customer) == party && is_number(list[k]->number) &&
			    number_less(list[k]->number, list[lowest]->number))
				lowest = k;
		/* those between move on by one place of the party, so that equal ones stay in order */
		const struct registration *moved = list[lowest];

		for (int k = lowest, free_place = lowest; k-- > i;) {
			if (party_index(walk, list[k]->customer) != party || !is_number(list[k]->number))
				continue;
			list[free_place] = list[k];
			free_place = k;
		}
		list[i] = moved;
	}
}

static void registrations_of_day(struct walk *walk, int day)
{
	const struct registration *list[MAX_REGISTRATIONS];
	int n = 0;

	for (int i = 0; i < walk->world->n_registrations; i++) {
		const struct registration *one = &walk->world->registrations[i];
		int at = n;

		if (one->day != day)
			continue;
		for (n++; at > 0 && before(one, list[at - 1]); at--)
			list[at] = list[at - 1];
		list[at] = one;
	}
	for (int c = 0; c < CUSTOMERS; c++)
		by_number(walk, list, n, c);
	for (int i = 0; i < n; i++)
		take_registration(walk, list[i]);
}

/* ---- The walk ---- */

static void take_visit(struct walk *walk, const struct visit *one)
{
	struct party *party = &walk->parties[party_index(walk, one->customer)];
	struct record record = {one->customer, one->staff, one->day, CHANNEL_CONTACT, one->place};

	if (is_deal(one)) {
		const char *owner = share_deal(walk, party, one);

		if (rule_on(walk, RULE_DEAL)) {
			if (!party->owner || !is(party->owner, owner))
				make_deal_owner(party, owner, one->day);
			party->endless = party->ever = true;
			party->basis = rule_names[RULE_DEAL];
			party->clause = rule_clause(walk, RULE_DEAL);
			remember(party, &record);
			tell(walk, &record, "deal", party->clause);
			return;
		}
	}
	if (party->owner && (is(one->kind, "visit") || is(one->kind, "call") || is(one->kind, "track")))
		renew_and_tell(walk, party, &record);
}

static void walk_run(struct walk *walk, const struct world *world, int as_of)
{
	*walk = (struct walk){.world = world, .rules = &world->rules, .as_of = as_of};
	find_parties(walk);
	for (int day = world->first; day <= as_of; day++) {
		morning(walk, day);
		registrations_of_day(walk, day);
		for (int i = 0; i < world->n_visits; i++)
			if (world->visits[i].day == day)
				take_visit(walk, &world->visits[i]);
		for (int c = 0; c < CUSTOMERS; c++)
			walk->evening[day - world->first][c] = walk->parties[c].owner;
	}
}

/* ---- Output ---- */

static int customer_order(const void *a, const void *b)
{
	return strcmp(customers[*(const int *)a], customers[*(const int *)b]);
}

static void print_party(const struct walk *walk, int customer, struct out *out)
{
	const struct party *party = &walk->parties[walk->party_of[customer]];

	out_value(out, customers[customer]);
	out_text(out, ",");
	out_value(out, walk->party_id[customer]);
	out_format(out, ",%s,", party->owner ? party->owner : "");
	if (party->since >= 0)
		out_day(out, party->since);
	out_text(out, ",");
	if (ends(walk, party)) {
		out_day(out, party->end);
		out_format(out, ",%d", party->end - walk->as_of);
	} else {
		out_text(out, ",");
	}
	out_format(out, ",%s,%s,", party->basis, party->previous);
	out_value(out, party->clause);
	out_text(out, "\n");
}

static void print_owners(const struct walk *walk, struct out *out)
{
	int order[CUSTOMERS];

	for (int i = 0; i < CUSTOMERS; i++)
		order[i] = i;
	qsort(order, CUSTOMERS, sizeof order[0], customer_order);
	out_text(out, "customer,party,owner,since,until,days_left,basis,previous,clause\n");
	for (int i = 0; i < CUSTOMERS; i++)
		if (walk->named[order[i]])
			print_party(walk, order[i], out);
}

static int happening_order(const void *a, const void *b)
{
	const struct happening *left = a, *right = b;
	int order = strcmp(left->customer, right->customer);

	return order ? order : left->order - right->order;
}

static void print_events(struct walk *walk, struct out *out)
{
	qsort(walk->events, (size_t)walk->n_events, sizeof walk->events[0], happening_order);
	out_text(out, "customer,date,event,staff,owner,until,clause,source\n");
	for (int i = 0; i < walk->n_events; i++) {
		const struct happening *one = &walk->events[i];

		out_value(out, one->customer);
		out_text(out, ",");
		out_day(out, one->day);
		out_format(out, ",%s,%s,%s,", one->event, one->staff, one->owner);
		if (one->until >= 0)
			out_day(out, one->until);
		out_text(out, ",");
		out_value(out, one->clause);
		out_format(out, ",%s:%d\n", one->place.file, one->place.line);
	}
}

#endif
