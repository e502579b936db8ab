/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "credit_limits.h"
#include "memory.h"

void limits_load(struct limits *limits, const struct policy *policy)
{
	struct policy_rows rows = policy_rule(policy, "credit.limit");
	limits->tier = memory_new(rows.n, sizeof *limits->tier);
	limits->tiers = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		limits->tier[i] =
			(struct limits_tier){rows.row[i].key, policy_fen(&rows.row[i]), rows.row[i].clause};
}

void limits_free(struct limits *limits)
{
	free(limits->tier);
}

void limits_reject_later(const struct customer_records *records, struct results *results)
{
	for (size_t i = 1; i < records->gradeds; i++) {
		const struct graded *later = &records->graded[i];
		results_reject(results, &(struct late_error){later->position, LIMITS_RANK_TWICE, "customer",
							     NULL, records->graded[0].position,
							     later->customer, later->raw});
	}
}

struct limit limits_find(const struct limits *limits, const struct customer_records *records,
			 struct results *results)
{
	size_t tier = 0;
	if (records->gradeds == 0)
		return (struct limit){0};
	const struct graded *first = &records->graded[0];
	limits_reject_later(records, results);
	while (tier < limits->tiers && !text_equal(limits->tier[tier].grade, first->grade))
		tier++;
	if (tier == limits->tiers) {
		results_reject(results,
			       &(struct late_error){first->position, LIMITS_RANK_NO_LIMIT, "grade",
						    "has no credit.limit", 0, first->grade, first->raw});
		return (struct limit){0};
	}
	int64_t given = first->credit_limit;
	return (struct limit){first, tier, given != MONEY_NONE ? given : limits->tier[tier].fen};
}
