/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers that belong together: those of one party (realty 1.23, estate 15: spouses, parents and children, shareholders of
   a company), and, where a rule asks for it, a customer and who brought him. They are set aside as they come out of a group
   and handed out again as one. */
#ifndef KEHU_PARTIES_H
#define KEHU_PARTIES_H

#include <stdbool.h>
#include "record.h"

enum parties_links {
	PARTIES_NONE,     /* every customer is on his own */
	PARTIES_PARTY,    /* by the newest party of their registrations */
	PARTIES_REFERRER, /* by that and by all referrers */
	PARTIES_ALL       /* all are one: nothing is to be set aside (customers.h) */
};

struct parties;

struct parties *parties_new(enum parties_links links, unsigned workers);

/* Must see every registration before the first customer is handed out (PARTIES_REFERRER; else it does nothing). Workers do
   not wait for each other. */
void parties_note(struct parties *parties, unsigned worker, const struct registration *registration);

/* All registrations have been seen. */
void parties_seal(struct parties *parties);

/* Whether the customer may belong to others: then his registrations and, with with_visits, his visits are copied. */
bool parties_keep(struct parties *parties, unsigned worker, const struct customer_records *records,
		  bool with_visits);

/* Hands out what was kept, customers that belong together as one with an empty name, to as many threads as there are
   workers. Call once, when all have been kept. */
typedef void parties_handler(void *context, unsigned worker, const struct customer_records *records);
void parties_each(struct parties *parties, parties_handler *handler, void *context);

/* The party that the registrations, which are in the manual's order, give last; empty: none. */
struct text parties_newest(const struct registration *registration, size_t n);

void parties_free(struct parties *parties);

#endif
