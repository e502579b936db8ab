/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What cannot be seen from one row of a policy alone. Any error ends the program with "FILE:LINE: ..." and exit 2. */
#ifndef KEHU_POLICY_CHECK_H
#define KEHU_POLICY_CHECK_H

#include <stddef.h>
#include "policy.h"

/* The n rows of one file, in canonical order: none is given twice, no two conditions of a key overlap. */
void policy_check_layer(const struct policy_row *row, size_t n);

/* The effective policy: no gap in a table, weights of 100%, every tier with its terms and every term with its tier. */
void policy_check_effective(const struct policy *policy);

#endif
