/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot be seen from one row of a policy alone. Any error ends the program with "FILE:LINE: ..." and exit 2. */
#ifndef KEHU_POLICY_CHECK_H
#define KEHU_POLICY_CHECK_H

#include <stddef.h>
#include "policy.h"

/* The n rows of one file, in canonical order: none is given twice, no two conditions of a key overlap. */
void policy_check_layer(const struct policy_row *row, size_t n);

/* The effective policy: no gap in a table, then policy_across and policy_due. */
void policy_check_effective(const struct policy *policy);

/* What rows of several keys and rules must agree on: shares of 100%, tiers, stages, steps. */
void policy_check_across(const struct policy *policy);

/* The deadlines: each with what opens it, what closes it and a limit. */
void policy_check_due(const struct policy *policy);

/* --- for messages */

enum { POLICY_NAME_ROOM = 2048 };

struct policy_name {
	char text[POLICY_NAME_ROOM];
};

/* RULE,KEY of a row; RULE where there is no key. */
struct policy_name policy_name_of(const struct policy_row *row);

/* The row that was given last; there is one. */
const struct policy_row *policy_last_given(struct policy_rows rows);

#endif
