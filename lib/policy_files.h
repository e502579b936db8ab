/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a policy file, and where the shipped ones are. */
#ifndef KEHU_POLICY_FILES_H
#define KEHU_POLICY_FILES_H

#include "policy.h"
#include "shipped.h"

enum policy_column { POLICY_RULE, POLICY_KEY, POLICY_WHEN, POLICY_VALUE, POLICY_CLAUSE, POLICY_COLUMNS };

extern const char *const policy_columns[POLICY_COLUMNS + 1]; /* ended by NULL */
extern const struct shipped policy_shipped;

/* Whether a layer of the policy began with `base` none. */
bool policy_is_from_nothing(const struct policy *policy);

#endif
