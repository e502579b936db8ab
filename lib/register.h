/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public register's numbers: they decide within a day who was there first (realty 3.2.1, estate 16, kehu-owner(1)). */
#ifndef KEHU_REGISTER_H
#define KEHU_REGISTER_H

#include <stdbool.h>
#include "record.h"

/* Whether the registration has a number of digits only: only these are compared. */
bool register_has_number(const struct registration *registration);

/* Order of two such numbers of any length, leading zeros not counting: <0, 0, >0. */
int register_compare(const struct registration *a, const struct registration *b);

/* The second of the day at which the registration was made; 0 where no time is given. */
static inline int32_t register_second(const struct registration *registration)
{
	return registration->second > 0 ? registration->second : 0;
}

/* Puts a day's registrations, which are in the order of the manual, into the order of the walk: of one party's those with a
   number exchange places so that they stand by number. party: each one's, any number. Returns their places, valid until the
   next call. Zero-initialise the arrangement before first use. */
struct register_arrangement {
	uint32_t *place;
	struct register_entry *entry;
	size_t room, entry_room;
};
const uint32_t *register_arrange(struct register_arrangement *arrangement,
				 const struct registration *registration, const uint32_t *party, size_t n);
void register_arrangement_free(struct register_arrangement *arrangement);

#endif
