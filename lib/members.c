/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "members.h"
#include "memory.h"
#include "parties.h"

struct members *members_new(void)
{
	struct members *members = memory_new(1, sizeof *members);
	members->customers = names_new();
	members->by_party = names_new();
	return members;
}

static uint32_t enter(struct members *members, struct text customer)
{
	uint32_t number = names_enter(members->customers, customer);
	if (number == members->n) {
		members->member = memory_grow(members->member, &members->room, number + (size_t)1,
					      sizeof *members->member);
		members->member[number] = (struct member){.customer = customer, .party = TEXT("")};
		members->n++;
	}
	return number;
}

static void enter_all(struct members *members, const struct customer_records *records)
{
	members->of_registration = memory_renew(members->of_registration, &members->registration_room,
						records->registrations, sizeof *members->of_registration);
	members->of_visit = memory_renew(members->of_visit, &members->visit_room, records->visits,
					 sizeof *members->of_visit);
	for (size_t i = 0; i < records->registrations; i++) {
		const struct registration *registration = &records->registration[i];
		uint32_t number = enter(members, registration->customer);
		members->of_registration[i] = number;
		if (registration->party.length > 0)
			members->member[number].party = registration->party;
	}
	for (size_t i = 0; i < records->visits; i++)
		members->of_visit[i] = enter(members, records->visit[i].customer);
}

/* Those of parties that are given first, then those that are parties of their own. */
static void number_parties(struct members *members)
{
	names_start(members->by_party, 0);
	for (uint32_t i = 0; i < members->n; i++)
		if (members->member[i].party.length > 0)
			members->member[i].number = names_enter(members->by_party, members->member[i].party);
	members->parties = names_count(members->by_party);
	for (uint32_t i = 0; i < members->n; i++)
		if (members->member[i].party.length == 0)
			members->member[i].number = members->parties++;
}

void members_take(struct members *members, const struct customer_records *records)
{
	members->n = 0;
	members->is_one = records->customer.length > 0;
	if (members->is_one) {
		members->member = memory_grow(members->member, &members->room, 1, sizeof *members->member);
		members->member[0] = (struct member){
			.customer = records->customer,
			.party = parties_newest(records->registration, records->registrations)};
		members->n = members->parties = 1;
		return;
	}
	names_start(members->customers, 0);
	enter_all(members, records);
	number_parties(members);
}

const struct member *members_find(const struct members *members, struct text customer)
{
	if (members->is_one)
		return text_equal(members->member[0].customer, customer) ? &members->member[0] : NULL;
	uint32_t number = names_find(members->customers, customer);
	return number != NAMES_NONE ? &members->member[number] : NULL;
}

void members_free(struct members *members)
{
	names_free(members->customers);
	names_free(members->by_party);
	free(members->member);
	free(members->of_registration);
	free(members->of_visit);
	free(members);
}
