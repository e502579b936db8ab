/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "contacts.h"
#include "test.h"
#include "test_tools.h"

enum { PARTIES = 40, PERSONS = 20, NOTES = 3000, ROOM = 8 };

/* Random contacts: the last day is that of a table by party and person. */
int main(void)
{
	static char person[PERSONS][ROOM];
	static int32_t last[PARTIES][PERSONS];
	struct contacts *contacts = contacts_new();
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t i = 0; i < PERSONS; i++)
		snprintf(person[i], ROOM, "S%zu", i);
	for (size_t notes = 10; notes <= NOTES; notes *= 17) {
		contacts_clear(contacts);
		for (size_t i = 0; i < PARTIES; i++)
			for (size_t j = 0; j < PERSONS; j++)
				last[i][j] = DATE_NONE;
		for (size_t n = 0; n < notes; n++) {
			size_t i = test_below(&state, PARTIES), j = test_below(&state, PERSONS);
			last[i][j] = (int32_t)n;
			contacts_note(contacts, (uint32_t)i, text_of(person[j]), (int32_t)n);
		}
		for (size_t i = 0; i < PARTIES; i++)
			for (size_t j = 0; j < PERSONS; j++)
				wrong += contacts_last(contacts, (uint32_t)i, text_of(person[j])) !=
					 last[i][j];
	}
	CHECK_INT(wrong, 0);
	contacts_free(contacts);
	return test_end();
}
