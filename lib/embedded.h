/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped policies and calendars as they are compiled in: the bytes of lib/policy/NAME.csv and lib/calendar/NAME.csv.
   The definitions are made by lib/embed.sh when building. */
#ifndef KEHU_EMBEDDED_H
#define KEHU_EMBEDDED_H

#include <stddef.h>

struct embedded {
	const char *name;
	const char *bytes; /* a NUL follows them */
	size_t n;          /* not counting it */
};

/* By name, ended by a name of NULL. */
extern const struct embedded embedded_policy[], embedded_calendar[];

#endif
