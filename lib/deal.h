/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a deal is shared by those who took part (realty 3.4 and 3.6, kehu-owner(1)). */
#ifndef KEHU_DEAL_H
#define KEHU_DEAL_H

#include <stdbool.h>
#include "forfeit.h"
#include "joined.h"
#include "money.h"
#include "policy.h"
#include "record.h"
#include "words.h"

enum deal_role { DEAL_OWNER, DEAL_CLOSER, DEAL_HELPER, DEAL_ROLES };

enum deal_share_kind { DEAL_CREDIT, DEAL_COMMISSION, DEAL_KINDS };

/* What goes out of range. */
#define DEAL_TOO_FINE "a share of a deal has too many digits"

struct deal_rules {
	/* Whole percents, and the rows that say so (NULL: nothing). */
	const struct policy_row *row[DEAL_KINDS][BASIS_END][DEAL_ROLES];
	int64_t lapse_days; /* DEAL_NO_LAPSE: nobody lets a customer go by keeping still */
};

enum { DEAL_NO_LAPSE = -1 };

/* Looks the rules up; none must be there. */
void deal_load(struct deal_rules *rules, const struct policy *policy);

/* Whether the record is a deal: one with this outcome that is no call-back, complaint, revisit or warning. */
bool deal_is_one(const struct visit *visit);

struct deal {
	const struct visit *visit;
	struct text person[DEAL_ROLES]; /* the helper, or the owner, may be empty */
	enum basis basis;
	uint32_t party;
	int32_t previous; /* day of the party's deal before; DATE_NONE: there was none */
};

/* The deal of this record. owner: the valid one just before it, or empty. was_idle: no contact of his in deal.lapse_days. */
struct deal deal_of(const struct visit *visit, struct text owner, bool was_idle);

/* Who has its credit, forfeits not looked at: of several with the highest owner, then closer, then helper. */
struct text deal_credited(const struct deal_rules *rules, const struct deal *deal);

/* A part of 100. */
struct deal_part {
	money_wide numerator, denominator;
};

struct deal_share {
	struct text person;
	struct deal_part part[DEAL_KINDS];
	const struct policy_row *row;   /* that gives it */
	const struct forfeit *forfeits; /* that took something from it */
	size_t n;
};

struct deal_sharing;
struct deal_sharing *deal_sharing_new(void);

/* Shares the deal. NULL, or what went out of range. */
const char *deal_share(struct deal_sharing *sharing, const struct deal_rules *rules, const struct deal *deal,
		       const struct forfeits *forfeits);

/* The shares, credit and commission downwards, then by person; valid until the next deal is shared. */
size_t deal_shares(const struct deal_sharing *sharing, const struct deal_share **shares);
void deal_sharing_free(struct deal_sharing *sharing);

/* What was forfeited, such as "CODE commission -50%"; the clause of the row that gives the share, then those of its forfeits,
   each text once. Both are cleared first. */
void deal_join_note(struct joined *note, const struct deal_share *share);
void deal_join_clauses(struct joined *clauses, const struct deal_share *share);

/* In hundredths of a percent, rounded half away from zero. */
money_wide deal_rounded(const struct deal_part *part);

#endif
