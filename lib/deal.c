/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "date.h"
#include "deal.h"
#include "memory.h"

enum { KEY_ROOM = 64 };

/* The largest denominator of a share, which is at most 100: products with small numbers fit. */
#define FINEST ((money_wide)1000000000000000000 * 1000000000000)

struct deal_sharing {
	struct deal_share share[DEAL_ROLES];
	size_t n;
	struct forfeit *forfeit[DEAL_ROLES];
	size_t room[DEAL_ROLES];
};

void deal_load(struct deal_rules *rules, const struct policy *policy)
{
	static const char *const kinds[] = {"deal.credit", "deal.commission"};
	static const char *const roles[] = {"owner", "closer", "helper"};
	for (int kind = 0; kind < DEAL_KINDS; kind++)
		for (int basis = 1; basis < BASIS_END; basis++)
			for (int role = 0; role < DEAL_ROLES; role++) {
				char key[KEY_ROOM];
				snprintf(key, sizeof key, "%s/%s", words_english(&words_basis, basis),
					 roles[role]);
				rules->row[kind][basis][role] = policy_one(policy, kinds[kind], text_of(key));
			}
	const struct policy_row *lapse = policy_one(policy, "deal.lapse_days", TEXT(""));
	rules->lapse_days = lapse != NULL ? policy_whole(lapse) : DEAL_NO_LAPSE;
}

bool deal_is_one(const struct visit *visit)
{
	return visit_outcome(visit) == OUTCOME_DEAL && visit->kind != VISIT_CALLBACK &&
	       visit->kind != VISIT_COMPLAINT && visit->kind != VISIT_REVISIT && visit->kind != VISIT_WARNING;
}

/* What applies where the record does not say. */
static enum basis infer(const struct visit *visit, struct text owner, bool was_idle)
{
	if (owner.length == 0)
		return BASIS_LAPSED;
	if (text_equal(visit->staff, owner))
		return visit->helper.length > 0 && !text_equal(visit->helper, visit->staff) ? BASIS_HELPED
											    : BASIS_OWNER;
	return was_idle ? BASIS_LAPSED : BASIS_UNAWARE;
}

struct deal deal_of(const struct visit *visit, struct text owner, bool was_idle)
{
	enum basis basis =
		visit->basis != BASIS_NONE ? (enum basis)visit->basis : infer(visit, owner, was_idle);
	struct deal deal = {.visit = visit, .basis = basis, .previous = DATE_NONE};
	deal.person[DEAL_OWNER] = owner;
	deal.person[DEAL_CLOSER] = visit->staff;
	deal.person[DEAL_HELPER] =
		visit->helper.length > 0 || basis != BASIS_HELPED ? visit->helper : visit->staff;
	return deal;
}

/* Who has the share of the role: of one that nobody fills somebody else. */
static struct text holder(const struct deal *deal, enum deal_role role)
{
	if (role == DEAL_HELPER && deal->person[role].length == 0)
		role = DEAL_OWNER;
	if (role == DEAL_OWNER && deal->person[role].length == 0)
		role = DEAL_CLOSER;
	return deal->person[role];
}

static int64_t percent(const struct deal_rules *rules, const struct deal *deal, enum deal_share_kind kind,
		       int role)
{
	const struct policy_row *row = rules->row[kind][deal->basis][role];
	return row != NULL ? (int64_t)(row->number * 100 / POLICY_ONE) : 0;
}

/* What the person has of it, whatever his roles. */
static int64_t whole_share(const struct deal_rules *rules, const struct deal *deal, enum deal_share_kind kind,
			   struct text person)
{
	int64_t sum = 0;
	for (int role = 0; role < DEAL_ROLES; role++)
		if (text_equal(holder(deal, (enum deal_role)role), person))
			sum += percent(rules, deal, kind, role);
	return sum;
}

struct text deal_credited(const struct deal_rules *rules, const struct deal *deal)
{
	struct text best = TEXT("");
	int64_t most = -1;
	for (int role = 0; role < DEAL_ROLES; role++) {
		struct text person = holder(deal, (enum deal_role)role);
		int64_t share = whole_share(rules, deal, DEAL_CREDIT, person);
		if (share > most) {
			most = share;
			best = person;
		}
	}
	return best;
}

/* --- shares */

struct deal_sharing *deal_sharing_new(void)
{
	return memory_new(1, sizeof(struct deal_sharing));
}

static const struct policy_row *giving_row(const struct deal_rules *rules, const struct deal *deal,
					   struct text person)
{
	for (int kind = DEAL_COMMISSION; kind >= DEAL_CREDIT; kind--)
		for (int role = 0; role < DEAL_ROLES; role++)
			if (percent(rules, deal, (enum deal_share_kind)kind, role) > 0 &&
			    text_equal(holder(deal, (enum deal_role)role), person))
				return rules->row[kind][deal->basis][role];
	return NULL;
}

static money_wide common_divisor(money_wide a, money_wide b)
{
	while (b != 0) {
		money_wide rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Takes the part of the row away, exactly. False: that is too fine. */
static bool forfeit(struct deal_part *part, const struct policy_row *row)
{
	if (ckd_mul(&part->numerator, part->numerator, POLICY_ONE - row->number) ||
	    ckd_mul(&part->denominator, part->denominator, POLICY_ONE))
		return false;
	money_wide divisor = common_divisor(part->numerator, part->denominator);
	part->numerator /= divisor;
	part->denominator /= divisor;
	return part->denominator <= FINEST;
}

/* Takes away what the person forfeits; keeps the forfeits that took something. */
static bool take_forfeits(struct deal_sharing *sharing, size_t number, const struct deal *deal,
			  const struct forfeits *forfeits)
{
	struct deal_share *share = &sharing->share[number];
	struct forfeit *list = memory_grow(sharing->forfeit[number], &sharing->room[number],
					   forfeits_max(forfeits), sizeof *list);
	size_t n =
		forfeits_find(forfeits, deal->party, share->person, deal->previous, deal->visit->day, list);
	sharing->forfeit[number] = list;
	share->forfeits = list;
	for (size_t i = 0; i < n; i++) {
		struct deal_part *part = &share->part[list[i].is_credit ? DEAL_CREDIT : DEAL_COMMISSION];
		if (part->numerator == 0 || list[i].row->number == 0)
			continue;
		if (!forfeit(part, list[i].row))
			return false;
		list[share->n++] = list[i];
	}
	return true;
}

/* Order of two parts, neither of which is negative, without products: by whole parts, then by what is left of one. */
static int compare_parts(struct deal_part a, struct deal_part b)
{
	for (int sign = 1;; sign = -sign) {
		money_wide x = a.numerator / a.denominator, y = b.numerator / b.denominator;
		if (x != y)
			return x < y ? -sign : sign;
		struct deal_part rest_a = {a.denominator, a.numerator % a.denominator},
				 rest_b = {b.denominator, b.numerator % b.denominator};
		if (rest_a.denominator == 0 || rest_b.denominator == 0)
			return sign * ((rest_a.denominator != 0) - (rest_b.denominator != 0));
		a = rest_a;
		b = rest_b;
	}
}

static int compare_shares(const void *a, const void *b)
{
	const struct deal_share *x = a, *y = b;
	for (int kind = 0; kind < DEAL_KINDS; kind++) {
		int order = compare_parts(y->part[kind], x->part[kind]);
		if (order != 0)
			return order;
	}
	return text_compare(x->person, y->person);
}

static bool has_share(const struct deal_sharing *sharing, struct text person)
{
	bool is_there = false;
	for (size_t i = 0; i < sharing->n; i++)
		is_there |= text_equal(sharing->share[i].person, person);
	return is_there;
}

const char *deal_share(struct deal_sharing *sharing, const struct deal_rules *rules, const struct deal *deal,
		       const struct forfeits *forfeits)
{
	sharing->n = 0;
	for (int role = 0; role < DEAL_ROLES; role++) {
		struct text person = holder(deal, (enum deal_role)role);
		const struct policy_row *row = giving_row(rules, deal, person);
		if (row == NULL || has_share(sharing, person))
			continue;
		struct deal_share *share = &sharing->share[sharing->n];
		*share = (struct deal_share){.person = person, .row = row};
		for (int kind = 0; kind < DEAL_KINDS; kind++)
			share->part[kind] = (struct deal_part){
				whole_share(rules, deal, (enum deal_share_kind)kind, person), 1};
		if (!take_forfeits(sharing, sharing->n++, deal, forfeits))
			return DEAL_TOO_FINE;
	}
	if (sharing->n > 1)
		qsort(sharing->share, sharing->n, sizeof *sharing->share, compare_shares);
	return NULL;
}

size_t deal_shares(const struct deal_sharing *sharing, const struct deal_share **shares)
{
	*shares = sharing->share;
	return sharing->n;
}

money_wide deal_rounded(const struct deal_part *part)
{
	return money_round(part->numerator * 100, part->denominator);
}

void deal_join_note(struct joined *note, const struct deal_share *share)
{
	joined_clear(note);
	for (size_t i = 0; i < share->n; i++) {
		const struct forfeit *lost = &share->forfeits[i];
		char percent[MONEY_ROOM];
		size_t length = money_format(lost->row->number, 4, 0, percent); /* of millionths */
		const struct text parts[] = {lost->code,
					     lost->is_credit ? TEXT(" credit -") : TEXT(" commission -"),
					     {percent, length},
					     TEXT("%")};
		joined_add(note, parts, sizeof parts / sizeof *parts);
	}
}

/* The share's i-th clause. */
static struct text clause_at(const struct deal_share *share, size_t i)
{
	return i == 0 ? share->row->clause : share->forfeits[i - 1].row->clause;
}

void deal_join_clauses(struct joined *clauses, const struct deal_share *share)
{
	joined_clear(clauses);
	for (size_t i = 0; i <= share->n; i++) {
		struct text clause = clause_at(share, i);
		bool is_new = clause.length > 0;
		for (size_t j = 0; j < i; j++)
			is_new = is_new && !text_equal(clause_at(share, j), clause);
		if (is_new)
			joined_add(clauses, &clause, 1);
	}
}

void deal_sharing_free(struct deal_sharing *sharing)
{
	for (size_t i = 0; i < DEAL_ROLES; i++)
		free(sharing->forfeit[i]);
	free(sharing);
}
