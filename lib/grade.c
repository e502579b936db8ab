/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "grade.h"
#include "words.h"

void grade_rules_load(struct grade_rules *rules, const struct policy *policy)
{
	static const char *const components[] = {"sales", "collection", "balance", "influence"};
	*rules = (struct grade_rules){.assessor = policy_rule(policy, "grade.assessor"),
				      .credit_days = policy_rule(policy, "credit.days"),
				      .credit_limit = policy_rule(policy, "credit.limit")};
	for (int i = 0; i < GRADE_COMPONENTS; i++)
		rules->weight[i] =
			(int64_t)(policy_need(policy, "grade.weight", text_of(components[i]))->number /
				  (POLICY_ONE / 100));
	rules->sales = policy_need_rows(policy, "grade.points", TEXT("sales"));
	rules->tons = policy_find(policy, "grade.points", TEXT("tons"));
	rules->collection = policy_need_rows(policy, "grade.points", TEXT("collection"));
	rules->balance = policy_need_rows(policy, "grade.points", TEXT("balance"));
	for (int i = (int)words_influence.n; i > 0; i--) {
		char key[32] = "influence/";
		size_t length = strlen(key);
		const char *word = words_english(&words_influence, i);
		memcpy(key + length, word, strlen(word) + 1);
		rules->influence[i] = policy_whole(policy_need(policy, "grade.points", text_of(key)));
		if (i == (int)words_influence.n || rules->influence[i] < rules->influence[0])
			rules->influence[0] = rules->influence[i];
	}
	rules->tier = policy_rule(policy, "grade.tier");
	if (rules->tier.n == 0)
		policy_need(policy, "grade.tier", TEXT(""));
	rules->first_year = policy_one(policy, "grade.first_year", TEXT(""));
}

/* The row of this key. Few rows are looked through faster than a policy is searched; every tier has one in both rules
   of credit, which the policy's check saw to. */
static const struct policy_row *row_of(struct policy_rows rows, struct text key)
{
	const struct policy_row *row = rows.row;
	while (!text_equal(row->key, key))
		row++;
	return row;
}

/* Fen as millionths of a yuan. */
static money_wide yuan(int64_t fen)
{
	return money_product(fen, POLICY_ONE / 100);
}

static int64_t points(const struct policy_row *row)
{
	return row != NULL ? policy_whole(row) : 0;
}

/* By amount or by tons, the higher of the two. */
static int64_t sales_points(const struct grade_rules *rules, const struct facts *facts)
{
	int64_t by_sales = points(policy_select_number(rules->sales, yuan(facts->sales)));
	if (facts->tons == MONEY_NONE)
		return by_sales;
	int64_t by_tons =
		points(policy_select_number(rules->tons, money_product(facts->tons, POLICY_ONE / 1000)));
	return by_tons > by_sales ? by_tons : by_sales;
}

/* Nothing sold: as if everything were collected where anything was, else as if nothing. */
static int64_t collection_points(const struct grade_rules *rules, const struct facts *facts)
{
	if (facts->sales > 0)
		return points(policy_select_ratio(rules->collection, facts->collected, facts->sales));
	return points(policy_select_ratio(rules->collection, facts->collected > 0 ? INT64_MAX : 0, 1));
}

static bool may_assess(const struct grade_rules *rules, struct text assessor)
{
	struct policy_rows roles = rules->assessor;
	if (assessor.length == 0)
		return true;
	for (size_t i = 0; i < roles.n; i++)
		if (roles.row[i].number != 0 &&
		    (text_equal(roles.row[i].key, assessor) || text_equal_nocase(roles.row[i].key, assessor)))
			return true;
	return false;
}

static bool is_first_year(const struct facts *facts, int32_t as_of, const char **error)
{
	int32_t start = facts->first_trade != DATE_NONE ? facts->first_trade : facts->registered, end;
	if (start == DATE_NONE)
		return true;
	if (!date_add_years(start, 1, &end)) {
		*error = DATE_TOO_LATE;
		return false;
	}
	return as_of < end;
}

static bool set_rate(struct grade *grade, const struct facts *facts)
{
	grade->has_rate = facts->sales != 0;
	grade->rate = 0;
	return !grade->has_rate ||
	       money_round_fen(money_product(facts->collected, 10000), facts->sales, &grade->rate);
}

const char *grade_customer(struct grade *grade, const struct grade_rules *rules, const struct facts *facts,
			   int32_t as_of)
{
	const char *error = NULL;
	grade->not_assessed = !may_assess(rules, facts->assessor);
	if (!set_rate(grade, facts))
		return "a percentage exceeds 64 bits";
	grade->points[GRADE_SALES] = sales_points(rules, facts);
	grade->points[GRADE_COLLECTION] = collection_points(rules, facts);
	grade->points[GRADE_BALANCE] = points(policy_select_number(rules->balance, yuan(facts->balance)));
	grade->points[GRADE_INFLUENCE] = rules->influence[grade->not_assessed ? 0 : facts->influence];
	grade->score = 0;
	for (int i = 0; i < GRADE_COMPONENTS; i++)
		grade->score += rules->weight[i] * grade->points[i];
	grade->is_first_year = rules->first_year != NULL && is_first_year(facts, as_of, &error);
	const struct policy_row *tier =
		grade->is_first_year
			? rules->first_year
			: policy_select_number(rules->tier, money_product(grade->score, POLICY_ONE / 100));
	grade->tier = grade->is_first_year ? tier->value : tier->key;
	grade->clause = tier->clause;
	grade->credit_days = policy_whole(row_of(rules->credit_days, grade->tier));
	grade->credit_limit = policy_fen(row_of(rules->credit_limit, grade->tier));
	return error;
}
