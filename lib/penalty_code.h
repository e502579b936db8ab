/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the policy says of the codes of faults, and what counts them: a part of penalty. */
#ifndef KEHU_PENALTY_CODE_H
#define KEHU_PENALTY_CODE_H

#include "policy.h"
#include "record.h"

/* What numbers start anew in, from short to long. */
enum penalty_window { PENALTY_MONTH, PENALTY_YEAR, PENALTY_EVER };

/* What a fault costs by the role. */
struct penalty_terms {
	struct text role;               /* empty: all that have no terms of their own */
	const struct policy_row *price; /* of a role: what its holder pays; NULL: nothing */
	int64_t amount;                 /* the price, in fen */
	struct policy_rows repeat, deduct;
};

/* Counts faults of one code or group, or the length of a run. */
struct penalty_counter {
	int64_t window; /* the one that n belongs to */
	uint64_t epoch; /* likewise: of a person, or of an unbroken run */
	int64_t n;
	const struct fault *last; /* the one counted last */
	bool is_charged;          /* the call-back at hand carries its charge already */
};

/* What the policy says of a code. */
struct penalty_code {
	struct text name, group;     /* group empty: none */
	struct penalty_terms *terms; /* the first is that without a role */
	size_t n_terms;
	struct penalty_counter own, *counter; /* the one that counts: its own, or its group's */
	enum penalty_window window;
	int64_t free, run; /* run 0: none */
	bool once, daily, is_clean;
	bool has_payers;  /* roles that have a price */
	bool makes_lines; /* a person's line for each fault */
};

/* All codes that came up; one worker's. */
struct penalty_codes;

/* all: as in penalty_new. The policy must outlive them. */
struct penalty_codes *penalty_codes_new(const struct policy *policy, bool all);

struct penalty_code *penalty_code_of(struct penalty_codes *codes, struct text name);

/* The code's terms for the role, else those without one. */
const struct penalty_terms *penalty_terms_of(const struct penalty_code *code, struct text role);

/* Roles that pay for some code. */
size_t penalty_payers(const struct penalty_codes *codes, const struct text **roles);
bool penalty_is_payer(const struct penalty_codes *codes, struct text role);

/* A window that all faults which roles pay for can be counted in. */
enum penalty_window penalty_widest(const struct penalty_codes *codes);

/* The window's number on the day, higher on later days; from 0 to INT32_MAX. */
int64_t penalty_window_number(enum penalty_window window, int32_t day);

void penalty_codes_free(struct penalty_codes *codes);

#endif
