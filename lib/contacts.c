/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "contacts.h"
#include "date.h"
#include "memory.h"

enum { SLOTS = 32 };

struct slot {
	struct text person; /* at NULL: empty */
	uint32_t party;
	int32_t day;
};

struct contacts {
	struct slot *slot; /* open addressing, a power of two of them, at most half of them full */
	size_t slots, n;
};

struct contacts *contacts_new(void)
{
	struct contacts *contacts = memory_new(1, sizeof *contacts);
	contacts->slots = SLOTS;
	contacts->slot = memory_new(SLOTS, sizeof *contacts->slot);
	return contacts;
}

void contacts_clear(struct contacts *contacts)
{
	if (contacts->slots > SLOTS) {
		free(contacts->slot);
		contacts->slots = SLOTS;
		contacts->slot = memory_new(SLOTS, sizeof *contacts->slot);
	} else if (contacts->n > 0) {
		memset(contacts->slot, 0, SLOTS * sizeof *contacts->slot);
	}
	contacts->n = 0;
}

/* The slot of the two, or the empty one that they would get. */
static struct slot *find_slot(const struct contacts *contacts, uint32_t party, struct text person)
{
	uint64_t hash = text_hash(person) ^ (party * UINT64_C(0x9e3779b97f4a7c15)) >> 20;
	for (size_t i = hash;; i++) {
		struct slot *slot = &contacts->slot[i & (contacts->slots - 1)];
		if (slot->person.at == NULL || (slot->party == party && text_equal(slot->person, person)))
			return slot;
	}
}

static void grow(struct contacts *contacts)
{
	struct slot *old = contacts->slot;
	size_t slots = contacts->slots;
	contacts->slots = slots * 2;
	contacts->slot = memory_new(contacts->slots, sizeof *old);
	for (size_t i = 0; i < slots; i++)
		if (old[i].person.at != NULL)
			*find_slot(contacts, old[i].party, old[i].person) = old[i];
	free(old);
}

void contacts_note(struct contacts *contacts, uint32_t party, struct text person, int32_t day)
{
	struct slot *slot = find_slot(contacts, party, person);
	if (slot->person.at == NULL) {
		if (2 * contacts->n >= contacts->slots) {
			grow(contacts);
			slot = find_slot(contacts, party, person);
		}
		contacts->n++;
		slot->person = person;
		slot->party = party;
	}
	slot->day = day;
}

int32_t contacts_last(const struct contacts *contacts, uint32_t party, struct text person)
{
	const struct slot *slot = find_slot(contacts, party, person);
	return slot->person.at != NULL ? slot->day : DATE_NONE;
}

void contacts_free(struct contacts *contacts)
{
	free(contacts->slot);
	free(contacts);
}
