/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a value comes to by a table of the policy (kehu-lookup(1)): a word, or a number or date within limits. */
#ifndef KEHU_LOOKUP_H
#define KEHU_LOOKUP_H

#include "policy.h"

struct lookup {
	struct policy_rows rows;        /* with conditions, and the one without */
	const struct policy_row **word; /* TABLE/WORD, by word, ASCII case ignored */
	size_t words, prefix;           /* prefix: bytes of a key before the word */
};

/* A table that the policy does not have ends the program, exit 2. The policy must outlive it. */
void lookup_load(struct lookup *lookup, const struct policy *policy, struct text table);

/* The row that a value (not empty) finds: that of the word, else that whose condition holds, else the one without condition.
   NULL: none. */
const struct policy_row *lookup_find(const struct lookup *lookup, struct text value);

void lookup_free(struct lookup *lookup);

#endif
