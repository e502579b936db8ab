/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical order of policy rows. */
#ifndef KEHU_POLICY_ORDER_H
#define KEHU_POLICY_ORDER_H

#include "policy.h"

/* By rule, then key, both by bytes. */
static inline int policy_compare_name(const struct policy_row *a, const struct policy_row *b)
{
	int order = text_compare(a->rule, b->rule);
	return order != 0 ? order : text_compare(a->key, b->key);
}

/* The default row first, then by lower bound, then by upper bound. */
static inline int policy_compare_when(const struct policy_row *a, const struct policy_row *b)
{
	if (a->is_default != b->is_default)
		return a->is_default ? -1 : 1;
	if (a->lowest != b->lowest)
		return a->lowest < b->lowest ? -1 : 1;
	return (a->highest > b->highest) - (a->highest < b->highest);
}

/* What was given later comes later. */
static inline int policy_compare_given(const struct policy_row *a, const struct policy_row *b)
{
	if (a->layer != b->layer)
		return a->layer < b->layer ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

#endif
