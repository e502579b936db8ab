/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A policy's rules for due dates and late fees, ready for use. */
#ifndef KEHU_TERMS_H
#define KEHU_TERMS_H

#include <stdbool.h>
#include <stdint.h>
#include "calendar.h"
#include "money.h"
#include "policy.h"

/* A rate in force on the days first to last. */
struct terms_rate {
	int32_t first, last;
	int64_t rate; /* millionths a day, or a year */
	struct text clause;
};

struct terms {
	const struct calendar *calendar; /* borrowed; NULL: Monday to Friday */
	const struct policy *policy;     /* borrowed */
	int64_t grace_days;
	bool due_workday;        /* a due date that is no working day moves to the next */
	bool gate;               /* grace_mode gate */
	bool annual;             /* rates are annual */
	bool actual;             /* basis actual: each day takes its own year's length */
	int basis;               /* else: days of a year, 365 or 360 */
	int64_t minimum;         /* fen; 0: none */
	int64_t cap;             /* millionths of the invoice; MONEY_NONE: none */
	struct terms_rate *rate; /* by first day, not overlapping; owned */
	size_t rates;
	bool pauses; /* there are rows of latefee.pause */
};

/* Only what a due date needs: latefee.grace_days, latefee.due. */
void terms_load_due(struct terms *terms, const struct policy *policy, const struct calendar *calendar);

/* Everything. A missing rule ends the program, exit 2. */
void terms_load(struct terms *terms, const struct policy *policy, const struct calendar *calendar);

/* The due date of goods received on this day; false where it is after 9999-12-31. */
bool terms_due(const struct terms *terms, int32_t received, int32_t *due);

void terms_free(struct terms *terms);

#endif
