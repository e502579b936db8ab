/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as the policy names them (kehu-policy(5), due.from and due.to): KIND[:REASON][/OUTCOME][.COLUMN], several
   separated by " | ". Only their form, and which visits records they mean. */
#ifndef KEHU_EVENT_H
#define KEHU_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include "record.h"
#include "text.h"

enum event_kind {
	EVENT_VISIT,        /* a visits record */
	EVENT_REGISTRATION, /* a registration */
	EVENT_FIRST,        /* the customer's oldest registration */
	EVENT_INVOICE,      /* a receivable of that kind */
	EVENT_PAYMENT,
	EVENT_OWN, /* the opening record; only in due.to, always with a column */
	/* Periods; only in due.from, and alone. */
	EVENT_WEEK,
	EVENT_MONTH,
	EVENT_QUARTER,
	EVENT_HALFYEAR,
	EVENT_YEAR,
};

/* The date column that tells when it happens. */
enum event_column {
	EVENT_DATE,    /* the record's date; as a word only after own */
	EVENT_PLANNED, /* these three: visits */
	EVENT_REPORTED,
	EVENT_FIXED,
	EVENT_FILED, /* these two: registrations */
	EVENT_CONTRACT,
};

struct event {
	enum event_kind kind;
	enum event_column column;
	/* EVENT_VISIT: */
	int visit;          /* enum visit_kind; VISIT_NONE: any */
	struct text reason; /* empty: any */
	int outcome;        /* enum outcome; OUTCOME_NONE: any */
};

/* Where events stand: due.from, due.to, or the one event of a measure clean/EVENT (neither a period nor own). */
enum event_use { EVENT_IN_FROM, EVENT_IN_TO, EVENT_IN_MEASURE };

/* EVENT_TEXT_MAX: the longest value, in bytes; EVENT_TEXT_ROOM: enough for what events_format writes. */
enum { EVENTS_MAX = 16, EVENT_TEXT_MAX = 512, EVENT_TEXT_ROOM = 1024 };

#define EVENT_TOO_LONG "is longer than 512 bytes"

/* The events of a value; returns how many, 1 to EVENTS_MAX, reasons being views of it. ASCII case is ignored but in
   reasons; the streams' Chinese words for kinds and outcomes are known too. 0: *error says what is wrong with the value. */
size_t events_parse(struct text value, enum event_use use, struct event event[EVENTS_MAX],
		    const char **error);

/* Writes the one form that they are printed in; returns its length. out has EVENT_TEXT_ROOM bytes. */
size_t events_format(const struct event *event, size_t n, char *out);

/* Whether it is a period. */
static inline bool event_is_period(const struct event *event)
{
	return event->kind >= EVENT_WEEK;
}

/* Whether an event EVENT_VISIT means this record: its kind; its reason, which is the event's or begins with it and a space,
   `:` or `：`; its outcome. Never for other kinds of events. Whether the column is given is not looked at. */
bool event_matches(const struct event *event, const struct visit *visit);

#endif
