/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who must be followed up, by whom, by when (survey 3, 5.4 and 7.1; realty 3.2.2; kehu-lost(1)). */
#ifndef KEHU_FOLLOWUP_H
#define KEHU_FOLLOWUP_H

#include <stdbool.h>
#include <stdint.h>
#include "calendar.h"
#include "deadline.h"
#include "policy.h"
#include "record.h"
#include "validity.h"
#include "words.h"

/* In the order of their English words. */
enum action {
	ACTION_CALLBACK,
	ACTION_CORRECT,
	ACTION_REASSIGN,
	ACTION_REVISIT,
	ACTION_REVIVE,
	ACTION_TRACK,
	ACTIONS
};

const char *followup_word(enum action action);

/* Sets of actions have the bit 1 << action of each. */
enum {
	FOLLOWUP_ALL = (1 << ACTIONS) - 1,
	FOLLOWUP_OF_VALIDITY = 1 << ACTION_REASSIGN | 1 << ACTION_TRACK /* what followup_validity tells */
};

/* What a visit of a kind and outcome does to the actions asked for. */
struct followup_effect {
	uint8_t closes, opens; /* actions; correct: opened only where its fault says so */
	bool keeps;            /* it bears on a validity that is asked for */
};

/* A policy's rules for follow-ups, ready for use. */
struct followup_rules {
	unsigned asked; /* actions */
	struct followup_effect effect[VISIT_END][OUTCOME_END];
	const struct calendar *calendar; /* borrowed; NULL: Monday to Friday */
	const struct policy_row *action[ACTIONS];
	struct span span[ACTIONS];              /* of the actions' days */
	const struct policy_row *role[ACTIONS]; /* callback and revisit */
	struct validity_rules validity;
};

/* Looks up what kehu-fault needs: callback and revisit; what kehu-lost needs: all. A missing rule ends the program. asked: the
   actions that cases are wanted of. */
void followup_rules_load_missed(struct followup_rules *rules, const struct policy *policy,
				const struct calendar *calendar);
void followup_rules_load(struct followup_rules *rules, const struct policy *policy,
			 const struct calendar *calendar, unsigned asked);

static inline bool followup_is_asked(const struct followup_rules *rules, enum action action)
{
	return (rules->asked >> action & 1) != 0;
}

/* Whether the visit bears on what is asked for: without all others, cases and validity are the same. */
bool followup_concerns(const struct followup_rules *rules, const struct visit *visit);

/* An action that was opened: callback, correct, revisit or revive (those asked for). */
struct followup_case {
	const struct visit *opened, *closed; /* closed NULL: by a registration, or still open */
	struct deadline deadline;            /* in days */
	enum action action;
};

/* How long a customer stays his salesperson's. */
struct followup_validity {
	int32_t since, end; /* end DATE_NONE: no record gives one */
	bool has_ended;     /* the case ended: deal, lost or elsewhere, and no registration after it */
};

struct followup;

struct followup *followup_new(void);

/* Goes through the customer's records. NULL, or what went out of range. */
const char *followup_walk(struct followup *followup, const struct followup_rules *rules,
			  const struct customer_records *records);

/* All cases of the last walk, as they were opened. Valid until the next walk and as long as the records. */
size_t followup_cases(const struct followup *followup, const struct followup_case **cases);

/* NULL, or what went out of range. Needs rules of followup_rules_load, asked for an action of FOLLOWUP_OF_VALIDITY. */
const char *followup_validity(const struct followup_rules *rules, const struct customer_records *records,
			      struct followup_validity *validity);

void followup_free(struct followup *followup);

#endif
