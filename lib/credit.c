/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "credit.h"
#include "date.h"
#include "memory.h"
#include "policy_when.h"

enum { PERCENT = 10000 /* hundredths of a percent */ };

const char *credit_word(enum credit_decision decision)
{
	static const char *const words[] = {
		[CREDIT_HOLD] = "hold",     [CREDIT_APPROVE] = "approve", [CREDIT_WATCH] = "watch",
		[CREDIT_WITHIN] = "within", [CREDIT_CASH] = "cash",       [CREDIT_CASE] = "case",
		[CREDIT_PREPAY] = "prepay"};
	return words[decision];
}

static int64_t fen_of(const struct policy *policy, const char *rule)
{
	const struct policy_row *row = policy_one(policy, rule, TEXT(""));
	return row != NULL ? policy_fen(row) : 0;
}

void credit_rules_load(struct credit_rules *rules, const struct policy *policy, const struct limits *limits)
{
	const struct policy_row *hold = policy_one(policy, "credit.hold", TEXT(""));
	*rules = (struct credit_rules){.limits = limits,
				       .tier = memory_new(limits->tiers, sizeof *rules->tier),
				       .overdue_limit = fen_of(policy, "credit.overdue_limit"),
				       .tolerance = fen_of(policy, "credit.tolerance"),
				       .hold = policy_is_yes(hold) ? hold : NULL,
				       .watch = policy_one(policy, "credit.watch", TEXT(""))};
	if (limits->tiers == 0)
		policy_need(policy, "credit.limit", TEXT(""));
	for (size_t i = 0; i < limits->tiers; i++) {
		struct text grade = limits->tier[i].grade;
		const struct policy_row *base = policy_one(policy, "credit.base", grade);
		rules->tier[i] =
			(struct credit_tier){policy_need_rows(policy, "credit.approve", grade),
					     base != NULL && text_equal(base->value, TEXT("contract"))};
	}
}

void credit_rules_free(struct credit_rules *rules)
{
	free(rules->tier);
}

bool credit_expose(struct credit *credit, int64_t before, int64_t amount)
{
	credit->exposure = before;
	return money_add(&credit->exposure, amount) &&
	       !ckd_sub(&credit->excess, credit->exposure, credit->limit) && credit->excess != MONEY_NONE;
}

bool credit_set_percent(struct credit *credit, int64_t base)
{
	return money_round_fen(money_product(credit->excess, PERCENT), base, &credit->percent);
}

/* Finds who approves the excess, which is above 0. */
static const char *find_approver(struct credit *credit, bool *no_contract, const struct credit_rules *rules,
				 const struct limit *limit, int64_t contract, const struct policy_row **row)
{
	const struct credit_tier *tier = &rules->tier[limit->tier];
	int64_t base = tier->by_contract ? contract : limit->fen;
	*no_contract = tier->by_contract && base <= 0; /* not given is below 0 */
	if (*no_contract)
		return NULL;
	if (base > 0 && !credit_set_percent(credit, base))
		return MONEY_TOO_LARGE;
	*row = base > 0 ? policy_select_ratio(tier->approve, credit->excess, base)
			: policy_select_number(tier->approve, POLICY_HIGHEST / 2);
	if (*row != NULL)
		credit->approver = (*row)->value;
	return NULL;
}

static bool is_watched(const struct credit *credit, const struct policy_row *watch)
{
	return watch != NULL && credit->limit > 0 &&
	       (money_wide)credit->exposure * POLICY_ONE >= watch->number * credit->limit;
}

static void settle(struct credit *credit, enum credit_decision decision, struct text clause)
{
	credit->decision = decision;
	credit->clause = clause;
}

const char *credit_decide(struct credit *credit, bool *no_contract, const struct credit_rules *rules,
			  const struct limit *limit, const struct order *order, int64_t before)
{
	const struct graded *graded = limit->graded;
	const struct policy_row *row = NULL;
	bool has_contract = order != NULL && order->contract_amount != MONEY_NONE;
	int64_t contract = has_contract ? order->contract_amount : graded->contract_amount;
	*no_contract = false;
	*credit = (struct credit){.limit = limit->fen,
				  .balance = graded->balance,
				  .percent = MONEY_NONE,
				  .overdue = graded->overdue,
				  .pay_by = DATE_NONE};
	if (!credit_expose(credit, before, order != NULL ? order->amount : 0))
		return MONEY_TOO_LARGE;
	bool is_over = credit_counted(credit->excess, rules->tolerance) > 0;
	const char *error = is_over ? find_approver(credit, no_contract, rules, limit, contract, &row) : NULL;
	if (rules->hold != NULL && credit->overdue > rules->overdue_limit &&
	    credit_counted(credit->overdue, rules->tolerance) > 0)
		settle(credit, CREDIT_HOLD, rules->hold->clause);
	else if (is_over)
		settle(credit, CREDIT_APPROVE, row != NULL ? row->clause : TEXT(""));
	else if (is_watched(credit, rules->watch))
		settle(credit, CREDIT_WATCH, rules->watch->clause);
	else
		settle(credit, CREDIT_WITHIN, rules->limits->tier[limit->tier].clause);
	return error;
}
