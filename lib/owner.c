/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "capacity.h"
#include "contacts.h"
#include "date.h"
#include "forfeit.h"
#include "holding.h"
#include "memory.h"
#include "owner.h"
#include "register.h"

struct owner {
	const struct owner_rules *rules;
	unsigned keeps;
	const struct customer_records *records; /* at hand */
	struct members *members;
	struct holding *holding; /* by party */
	size_t room;
	bool has_deals;     /* some of these records are deals that count */
	const char *error;  /* NULL, or what went out of range */
	int32_t planned_to; /* parties planned up to this day have been looked at */
	uint32_t *party;    /* of a day's registrations */
	size_t party_room;
	struct register_arrangement arrangement;
	struct contacts *contacts;
	struct capacity *capacity;
	struct forfeits *forfeits;
	struct deal_sharing *sharing;
	struct owner_event *event, *sorted; /* as they happened; by member */
	size_t events, event_room, sorted_room;
	size_t *first_event; /* of each member, and the end */
	size_t first_room;
	struct deal *deal;
	size_t deals, deal_room;
	struct owner_arrival *arrival;
	size_t arrivals, arrival_room;
};

struct owner *owner_new(const struct owner_rules *rules, unsigned keeps)
{
	struct owner *owner = memory_new(1, sizeof *owner);
	owner->rules = rules;
	owner->keeps = keeps;
	owner->members = members_new();
	owner->contacts = contacts_new();
	owner->capacity = capacity_new(rules->policy, rules->roster);
	owner->forfeits = forfeits_new(rules->policy);
	owner->sharing = deal_sharing_new();
	return owner;
}

static void check(struct owner *owner, bool is_good)
{
	if (!is_good)
		owner->error = DATE_TOO_LATE;
}

/* --- events */

/* The record at hand, which belongs to the party. */
static void add_event(struct owner *owner, enum owner_word word, const struct holding *holding,
		      const struct holding_cause *cause, int32_t day, const struct policy_row *clause)
{
	if ((owner->keeps & OWNER_KEEPS_EVENTS) == 0)
		return;
	owner->event = memory_grow(owner->event, &owner->event_room, owner->events + 1, sizeof *owner->event);
	owner->event[owner->events++] = (struct owner_event){.staff = cause->staff,
							     .owner = holding->owner,
							     .position = cause->position,
							     .clause = clause,
							     .member = cause->member,
							     .day = day,
							     .until = holding->end,
							     .word = word};
}

static void add_rule_event(struct owner *owner, enum owner_word word, const struct holding *holding,
			   const struct holding_cause *cause)
{
	add_event(owner, word, holding, cause, cause->day, owner->rules->rule[word]);
}

/* --- who has how many */

/* Counts the party for its owner or (-1) no longer. */
static void count(struct owner *owner, struct holding *holding, int change)
{
	capacity_count(owner->capacity, holding->owner, change);
	holding->is_counted = change > 0;
}

/* After what may have changed a party's end: has it looked at when it will be over. */
static void plan(struct owner *owner, struct holding *holding)
{
	if (!holding->is_counted || (holding->planned != DATE_NONE && holding->planned <= holding->over))
		return;
	holding->planned = holding->over;
	capacity_plan(owner->capacity, holding->over, (uint32_t)(holding - owner->holding));
}

static void uncount(struct owner *owner, struct holding *holding)
{
	if (holding->is_counted)
		count(owner, holding, -1);
}

/* Those without end do not count. */
static void recount(struct owner *owner, struct holding *holding)
{
	if (owner->rules->has_capacity && holding->end != DATE_NONE)
		count(owner, holding, 1);
	plan(owner, holding);
}

/* --- the beginning of a day */

static void settle(struct owner *owner, struct holding *holding, int32_t day)
{
	if (!holding_is_owned(holding) || holding->over > day)
		return;
	uncount(owner, holding);
	holding_lose(holding);
	add_event(owner, holding->basis == OWNER_POOL ? OWNER_LAPSED : OWNER_LEFT, holding, &holding->cause,
		  holding->since, owner->rules->rule[holding->basis]);
}

static void settle_planned(struct owner *owner, int32_t day)
{
	uint32_t party;
	while (capacity_planned(owner->capacity, day, &party)) {
		struct holding *holding = &owner->holding[party];
		if (holding->planned != day)
			continue;
		holding->planned = DATE_NONE;
		settle(owner, holding, day);
		plan(owner, holding);
	}
}

/* Whoever left or lapsed has lost his customers: with capacities all of them at once. */
static void begin_day(struct owner *owner, int32_t day)
{
	if (!owner->rules->has_capacity)
		return;
	while (owner->planned_to < day)
		settle_planned(owner, ++owner->planned_to);
}

/* The party, when a record of it is at hand. Of those lost since the last one only who lost it today had it yesterday. */
static struct holding *holding_on(struct owner *owner, uint32_t party, int32_t day)
{
	struct holding *holding = &owner->holding[party];
	if (holding->day == day)
		return holding;
	if (holding_is_owned(holding))
		holding->yesterday = holding->over >= day ? holding->owner : TEXT("");
	else
		holding->yesterday = holding->since == day ? holding->previous : TEXT("");
	settle(owner, holding, day);
	holding->day = day;
	return holding;
}

/* --- registrations */

static void make(struct owner *owner, struct holding *holding, struct text person, enum owner_word word,
		 const struct holding_cause *cause)
{
	uncount(owner, holding);
	check(owner, holding_make(holding, owner->rules, person, word, cause));
	recount(owner, holding);
	add_rule_event(owner, word, holding, cause);
}

static bool renew(struct owner *owner, struct holding *holding, const struct holding_cause *cause)
{
	bool moved;
	check(owner, holding_renew(holding, owner->rules, cause, &moved));
	return moved;
}

/* Renews, and tells of it where the end moves. */
static void renew_event(struct owner *owner, struct holding *holding, const struct holding_cause *cause)
{
	if (renew(owner, holding, cause))
		add_event(owner, OWNER_RENEWED, holding, cause, cause->day, cause->term->row);
}

static const struct policy_row *bar(struct owner *owner, const struct holding *holding, struct text person,
				    int32_t day)
{
	const struct policy_row *row = holding_bar(holding, owner->rules, person, day);
	return row != NULL || !owner->rules->has_capacity ? row : capacity_full(owner->capacity, person);
}

/* The owner of the party of who brought the customer, if he can take this one too; empty: none. */
static struct text referred_to(struct owner *owner, const struct holding *holding,
			       const struct registration *registration)
{
	const struct member *member = NULL;
	if (owner_rules_say(owner->rules, OWNER_REFERRAL) && registration->referrer.length > 0)
		member = members_find(owner->members, registration->referrer);
	if (member == NULL || &owner->holding[member->number] == holding)
		return TEXT("");
	struct holding *other = &owner->holding[member->number];
	settle(owner, other, registration->day);
	return holding_is_owned(other) && bar(owner, holding, other->owner, registration->day) == NULL
		       ? other->owner
		       : TEXT("");
}

static void leave_pool(struct owner *owner, struct holding *holding, const struct registration *registration,
		       const struct holding_cause *cause)
{
	struct text referred = referred_to(owner, holding, registration);
	if (referred.length > 0) {
		make(owner, holding, referred, OWNER_REFERRAL, cause);
		return;
	}
	const struct policy_row *row = bar(owner, holding, registration->staff, registration->day);
	if (row != NULL)
		add_event(owner, OWNER_REFUSED, holding, cause, cause->day, row);
	else
		make(owner, holding, registration->staff,
		     holding->previous.length > 0 ? OWNER_NEW : OWNER_FIRST_CONTACT, cause);
}

static bool asks_for_somebody(const struct owner *owner, const struct registration *registration)
{
	return registration->requested.length > 0 && owner_rules_say(owner->rules, OWNER_REQUESTED) &&
	       owner_rules_gone(owner->rules, registration->requested) > registration->day;
}

static void decide(struct owner *owner, struct holding *holding, const struct registration *registration,
		   const struct holding_cause *cause)
{
	if (owner_rules_say(owner->rules, OWNER_INCOMPLETE) && !(holding->has_name && holding->has_phone)) {
		renew(owner, holding, cause);
		add_rule_event(owner, OWNER_INCOMPLETE, holding, cause);
	} else if (asks_for_somebody(owner, registration)) {
		if (text_equal(registration->requested, holding->owner))
			renew_event(owner, holding, cause);
		else
			make(owner, holding, registration->requested, OWNER_REQUESTED, cause);
	} else if (!holding_is_owned(holding)) {
		leave_pool(owner, holding, registration, cause);
	} else if (text_equal(registration->staff, holding->owner)) {
		renew_event(owner, holding, cause);
	} else {
		renew(owner, holding, cause);
		add_event(owner, OWNER_KEPT, holding, cause, cause->day, cause->term->row);
	}
}

static void note_contact(struct owner *owner, const struct holding *holding, struct text staff, int32_t day)
{
	if (holding->has_deal)
		contacts_note(owner->contacts, (uint32_t)(holding - owner->holding), staff, day);
}

static void do_registration(struct owner *owner, size_t i)
{
	const struct registration *registration = &owner->records->registration[i];
	uint32_t member = members_registered(owner->members, i);
	struct holding *holding = holding_on(owner, owner->members->member[member].number, registration->day);
	struct holding_cause cause = {registration->staff, registration->position,
				      &owner->rules->validity.channel[registration->channel], member,
				      registration->day};
	holding->has_name |= registration->name.length > 0;
	holding->has_phone |= registration->phone.length > 0;
	if (registration->requested.length > 0 &&
	    (holding->requested_day != registration->day || i > holding->requested)) {
		holding->requested_day = registration->day;
		holding->requested = i;
	}
	decide(owner, holding, registration, &cause);
	note_contact(owner, holding, registration->staff, registration->day);
}

/* The registrations from `first` up to `end` are those of a day. */
static void do_registrations(struct owner *owner, size_t first, size_t end)
{
	size_t n = end - first;
	if (n == 1) {
		do_registration(owner, first);
		return;
	}
	owner->party = memory_renew(owner->party, &owner->party_room, n, sizeof *owner->party);
	for (size_t i = 0; i < n; i++)
		owner->party[i] =
			owner->members->member[members_registered(owner->members, first + i)].number;
	const uint32_t *place =
		register_arrange(&owner->arrangement, &owner->records->registration[first], owner->party, n);
	for (size_t i = 0; i < n && owner->error == NULL; i++)
		do_registration(owner, first + place[i]);
}

/* --- visits */

/* Whether the owner has let the party go: no contact of his in the days before. */
static bool was_idle(const struct owner *owner, uint32_t party, const struct visit *visit)
{
	int32_t last = contacts_last(owner->contacts, party, owner->holding[party].owner);
	int64_t days = owner->rules->deal.lapse_days;
	return days != DEAL_NO_LAPSE && (last == DATE_NONE || visit->day - (int64_t)last > days);
}

static void do_deal(struct owner *owner, struct holding *holding, const struct visit *visit,
		    const struct holding_cause *cause)
{
	uint32_t party = (uint32_t)(holding - owner->holding);
	bool is_asked = visit->basis == BASIS_NONE && holding_is_owned(holding);
	struct deal deal = deal_of(visit, holding->owner, is_asked && was_idle(owner, party, visit));
	deal.party = party;
	deal.previous = holding->deal_day;
	holding->deal_day = visit->day;
	if (owner->keeps & OWNER_KEEPS_DEALS) {
		owner->deal =
			memory_grow(owner->deal, &owner->deal_room, owner->deals + 1, sizeof *owner->deal);
		owner->deal[owner->deals++] = deal;
	}
	if (!owner_rules_say(owner->rules, OWNER_DEAL))
		return;
	uncount(owner, holding);
	holding_make_deal(holding, owner->rules, deal_credited(&owner->rules->deal, &deal), cause);
	add_rule_event(owner, OWNER_DEAL, holding, cause);
}

static void add_arrival(struct owner *owner, const struct holding *holding, const struct visit *visit)
{
	struct text requested = TEXT("");
	if (holding->requested_day == visit->day)
		requested = owner->records->registration[holding->requested].requested;
	owner->arrival = memory_grow(owner->arrival, &owner->arrival_room, owner->arrivals + 1,
				     sizeof *owner->arrival);
	owner->arrival[owner->arrivals++] = (struct owner_arrival){visit, holding->yesterday, requested,
								   (uint32_t)(holding - owner->holding)};
}

static void do_visit(struct owner *owner, size_t i)
{
	const struct visit *visit = &owner->records->visit[i];
	uint32_t member = members_visited(owner->members, i);
	struct holding *holding = holding_on(owner, owner->members->member[member].number, visit->day);
	bool is_contact = validity_is_contact(visit->kind);
	struct holding_cause cause = {visit->staff, visit->position,
				      is_contact ? &owner->rules->validity.contact : NULL, member,
				      visit->day};
	bool is_deal = holding->has_deal && deal_is_one(visit);
	if ((owner->keeps & OWNER_KEEPS_ARRIVALS) && visit->kind == VISIT_VISIT)
		add_arrival(owner, holding, visit);
	if (is_deal)
		do_deal(owner, holding, visit, &cause);
	if (is_contact && !(is_deal && owner_rules_say(owner->rules, OWNER_DEAL)))
		renew_event(owner, holding, &cause);
	if (is_contact)
		note_contact(owner, holding, visit->staff, visit->day);
	if (holding->has_deal && (owner->keeps & OWNER_KEEPS_DEALS))
		forfeits_note(owner->forfeits, (uint32_t)(holding - owner->holding), visit);
}

/* --- the walk */

static int32_t first_day(const struct customer_records *records)
{
	int32_t day = INT32_MAX;
	if (records->registrations > 0)
		day = records->registration[0].day;
	if (records->visits > 0 && records->visit[0].day < day)
		day = records->visit[0].day;
	return day;
}

static void start(struct owner *owner, const struct customer_records *records, int32_t as_of)
{
	owner->records = records;
	owner->events = owner->deals = owner->arrivals = 0;
	owner->error = NULL;
	members_take(owner->members, records);
	uint32_t n = owner->members->parties;
	owner->holding = memory_renew(owner->holding, &owner->room, n, sizeof *owner->holding);
	for (uint32_t i = 0; i < n; i++)
		holding_start(&owner->holding[i]);
	for (size_t i = 0; owner->rules->has_deals && i < records->visits; i++)
		if (deal_is_one(&records->visit[i]))
			owner->holding[owner->members->member[members_visited(owner->members, i)].number]
				.has_deal = true;
	contacts_clear(owner->contacts);
	forfeits_clear(owner->forfeits);
	if (owner->rules->has_capacity) {
		int32_t first = first_day(records);
		capacity_start(owner->capacity, first, as_of);
		owner->planned_to = first - 1;
	}
}

static void walk(struct owner *owner)
{
	const struct customer_records *records = owner->records;
	const struct registration *registration = records->registration;
	size_t registered = 0, visited = 0;
	while ((registered < records->registrations || visited < records->visits) && owner->error == NULL) {
		int32_t day = INT32_MAX;
		size_t first = registered;
		if (registered < records->registrations)
			day = registration[registered].day;
		if (visited < records->visits && records->visit[visited].day < day)
			day = records->visit[visited].day;
		begin_day(owner, day);
		while (registered < records->registrations && registration[registered].day == day)
			registered++;
		if (first < registered)
			do_registrations(owner, first, registered);
		for (; visited < records->visits && records->visit[visited].day == day; visited++)
			do_visit(owner, visited);
	}
}

/* Brings the events of each member together. */
static void sort_events(struct owner *owner)
{
	uint32_t n = owner->members->n;
	size_t *first = owner->first_event =
		memory_renew(owner->first_event, &owner->first_room, n + (size_t)2, sizeof *first);
	memset(first, 0, (n + (size_t)2) * sizeof *first);
	owner->sorted =
		memory_renew(owner->sorted, &owner->sorted_room, owner->events, sizeof *owner->sorted);
	for (size_t i = 0; i < owner->events; i++)
		first[owner->event[i].member + 2]++;
	for (uint32_t i = 2; i < n + 2; i++)
		first[i] += first[i - 1];
	for (size_t i = 0; i < owner->events; i++)
		owner->sorted[first[owner->event[i].member + 1]++] = owner->event[i];
}

const char *owner_walk(struct owner *owner, const struct customer_records *records, int32_t as_of)
{
	start(owner, records, as_of);
	walk(owner);
	for (uint32_t i = 0; i < owner->members->parties; i++)
		settle(owner, &owner->holding[i], as_of);
	forfeits_sort(owner->forfeits);
	if (owner->keeps & OWNER_KEEPS_EVENTS)
		sort_events(owner);
	return owner->error;
}

/* --- what came of it */

const struct members *owner_members(const struct owner *owner)
{
	return owner->members;
}

struct owner_state owner_state(const struct owner *owner, uint32_t party)
{
	const struct holding *holding = &owner->holding[party];
	return (struct owner_state){.owner = holding->owner,
				    .previous = holding->previous,
				    .since = holding->since,
				    .until = holding->end,
				    .basis = holding->basis == OWNER_LEFT ? OWNER_POOL : holding->basis,
				    .clause = owner->rules->rule[holding->basis]};
}

size_t owner_events(const struct owner *owner, uint32_t member, const struct owner_event **events)
{
	*events = owner->sorted + owner->first_event[member];
	return owner->first_event[member + 1] - owner->first_event[member];
}

size_t owner_deals(const struct owner *owner, const struct deal **deals)
{
	*deals = owner->deal;
	return owner->deals;
}

const char *owner_share(struct owner *owner, const struct deal *deal)
{
	return deal_share(owner->sharing, &owner->rules->deal, deal, owner->forfeits);
}

size_t owner_shares(const struct owner *owner, const struct deal_share **shares)
{
	return deal_shares(owner->sharing, shares);
}

size_t owner_arrivals(const struct owner *owner, const struct owner_arrival **arrivals)
{
	*arrivals = owner->arrival;
	return owner->arrivals;
}

void owner_free(struct owner *owner)
{
	members_free(owner->members);
	contacts_free(owner->contacts);
	capacity_free(owner->capacity);
	forfeits_free(owner->forfeits);
	deal_sharing_free(owner->sharing);
	register_arrangement_free(&owner->arrangement);
	free(owner->holding);
	free(owner->party);
	free(owner->event);
	free(owner->sorted);
	free(owner->first_event);
	free(owner->deal);
	free(owner->arrival);
	free(owner);
}
