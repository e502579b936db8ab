/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of ownership, shares and rota for owner_oracle: the shipped ones as the regulations give them, and random
 * ones laid over them or made from nothing, with the policy file that says so.
 */
#ifndef KEHU_TESTDATA_ORACLE_OWNER_RULES_H
#define KEHU_TESTDATA_ORACLE_OWNER_RULES_H

#include "oracle.h"

enum { CHANNEL_CALL, CHANNEL_WEB, CHANNEL_VISIT, CHANNEL_REFERRAL, CHANNEL_CONTACT, CHANNELS };
enum {
	RULE_FIRST,
	RULE_NEW,
	RULE_POOL,
	RULE_INCOMPLETE,
	RULE_REQUESTED,
	RULE_REFERRAL,
	RULE_DEAL,
	RULE_LEFT,
	RULES
};
enum {
	BASIS_OWNER,
	BASIS_UNAWARE,
	BASIS_KNOWING,
	BASIS_HELPED,
	BASIS_TRANSFERRED,
	BASIS_REPLACED,
	BASIS_LAPSED,
	BASES
};
enum { ROLE_OWNER, ROLE_CLOSER, ROLE_HELPER, ROLES };
enum { SHARE_CREDIT, SHARE_COMMISSION, SHARES };
enum { TURN_OWNER, TURN_REQUESTED, TURN_TURN, TURNS };
enum { STAFF_ROLES = 4, CODES = 5, MAX_FORFEITS = SHARES * CODES };

static const char *const channel_names[CHANNELS] = {"call", "web", "visit", "referral", "contact"};
static const char *const rule_names[RULES] = {"first_contact", "new",      "pool", "incomplete",
					      "requested",     "referral", "deal", "left"};
static const char *const basis_names[BASES] = {"owner",       "unaware",  "knowing", "helped",
					       "transferred", "replaced", "lapsed"};
static const char *const share_roles[ROLES] = {"owner", "closer", "helper"};
static const char *const share_names[SHARES] = {"credit", "commission"};
static const char *const turn_names[TURNS] = {"owner", "requested", "turn"};
static const char *const role_names[STAFF_ROLES] = {"salesperson", "manager", "trainee", ""};
static const char *const fault_codes[CODES] = {"discount_hint_own", "unauthorised_promise", "rude", "rude-x",
					       "记录"};

/* What a row of policy says; value -1: there is no such row. */
struct row {
	int value;
	const char *clause;
};

/* Loss is in thousandths of a percent. */
struct forfeit {
	const char *code;
	int share;
	int loss;
	const char *text, *clause;
};

struct rules {
	struct row validity[CHANNELS];
	struct row rule[RULES]; /* 0: no, 1: yes */
	bool renew_owner;
	struct row grace, cooldown, limit;
	struct row capacity[STAFF_ROLES]; /* the last, without a role, is everybody's */
	struct row shares[SHARES][BASES][ROLES];
	int lapse_days;
	struct forfeit forfeits[MAX_FORFEITS]; /* by key */
	int n_forfeits;
	bool skip[STAFF_ROLES];
	const char *turns[TURNS];
	const char *name; /* of the shipped policy underneath; NULL: standard, or none */
	struct out text;  /* of the file laid over it; maybe a header alone */
	bool alone;       /* the file starts from nothing */
	bool whole;       /* there are rows for the rota and for the shares of every basis */
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* ---- The shipped ones ---- */

struct share_row {
	int share, basis, role, value;
	const char *clause;
};

static const struct share_row realty_shares[] = {
	{SHARE_CREDIT, BASIS_OWNER, ROLE_OWNER, 100, "realty 3.4.1"},
	{SHARE_COMMISSION, BASIS_OWNER, ROLE_OWNER, 100, "realty 3.4.1"},
	{SHARE_CREDIT, BASIS_UNAWARE, ROLE_CLOSER, 100, "realty 3.4.2.3A"},
	{SHARE_COMMISSION, BASIS_UNAWARE, ROLE_CLOSER, 50, "realty 3.4.2.3A"},
	{SHARE_COMMISSION, BASIS_UNAWARE, ROLE_OWNER, 50, "realty 3.4.2.3A"},
	{SHARE_CREDIT, BASIS_KNOWING, ROLE_OWNER, 100, "realty 3.6.2"},
	{SHARE_COMMISSION, BASIS_KNOWING, ROLE_OWNER, 100, "realty 3.6.2"},
	{SHARE_CREDIT, BASIS_HELPED, ROLE_OWNER, 100, "realty 3.4.2.3B"},
	{SHARE_COMMISSION, BASIS_HELPED, ROLE_OWNER, 70, "realty 3.4.2.3B"},
	{SHARE_COMMISSION, BASIS_HELPED, ROLE_HELPER, 30, "realty 3.4.2.3B"},
	{SHARE_CREDIT, BASIS_TRANSFERRED, ROLE_CLOSER, 100, "realty 3.4.2.2"},
	{SHARE_COMMISSION, BASIS_TRANSFERRED, ROLE_OWNER, 50, "realty 3.4.2.2"},
	{SHARE_COMMISSION, BASIS_TRANSFERRED, ROLE_CLOSER, 50, "realty 3.4.2.2"},
	{SHARE_CREDIT, BASIS_REPLACED, ROLE_CLOSER, 100, "realty 3.4.2.1"},
	{SHARE_COMMISSION, BASIS_REPLACED, ROLE_OWNER, 50, "realty 3.4.2.1"},
	{SHARE_COMMISSION, BASIS_REPLACED, ROLE_CLOSER, 50, "realty 3.4.2.1 assumed"},
	{SHARE_CREDIT, BASIS_LAPSED, ROLE_CLOSER, 100, "realty 3.2.1.3"},
	{SHARE_COMMISSION, BASIS_LAPSED, ROLE_CLOSER, 100, "realty 3.2.1.3"},
};

static void shares_nothing(struct rules *rules)
{
	for (int s = 0; s < SHARES; s++)
		for (int b = 0; b < BASES; b++)
			for (int r = 0; r < ROLES; r++)
				rules->shares[s][b][r] = (struct row){-1, ""};
}

static void rules_nothing(struct rules *rules)
{
	struct row none = {-1, ""};

	*rules = (struct rules){.grace = none, .cooldown = none, .limit = none, .whole = true};
	for (int i = 0; i < STAFF_ROLES; i++)
		rules->capacity[i] = none;
	for (int i = 0; i < RULES; i++)
		rules->rule[i] = none;
	for (int i = 0; i < TURNS; i++)
		rules->turns[i] = "";
	shares_nothing(rules);
}

static void rules_standard(struct rules *rules)
{
	static const struct row validity[CHANNELS] = {{15, "realty 3.2.2.1"},
						      {15, "realty 3.2.2.1 assumed"},
						      {7, "realty 3.2.2.2"},
						      {7, "realty 3.2.2.2 assumed"},
						      {30, "realty 1.22"}};
	static const struct row rule[RULES] = {
		{1, "realty 3.1.1"}, {1, "realty 3.2.2"},   {1, "realty 1.22"},  {1, "realty 3.2.3.7"},
		{1, "realty 3.1.4"}, {1, "realty 3.1.2.1"}, {1, "realty 3.4.1"}, {1, "realty 3.2.3.6"}};
	static const char *const turns[TURNS] = {"realty 1.9", "realty 1.8", "realty 2.2.1"};

	rules_nothing(rules);
	memcpy(rules->validity, validity, sizeof validity);
	memcpy(rules->rule, rule, sizeof rule);
	memcpy(rules->turns, turns, sizeof turns);
	for (size_t i = 0; i < sizeof realty_shares / sizeof realty_shares[0]; i++) {
		const struct share_row *one = &realty_shares[i];

		rules->shares[one->share][one->basis][one->role] = (struct row){one->value, one->clause};
	}
	rules->lapse_days = 7;
	rules->skip[2] = true;
}

static void rules_realty(struct rules *rules)
{
	rules_standard(rules);
	rules->name = "realty";
	rules->renew_owner = true;
	rules->limit = (struct row){40, "realty 3.2.2.3"};
	rules->forfeits[0] = (struct forfeit){fault_codes[0], SHARE_COMMISSION, 50000, "50", "realty 3.6.1"};
	rules->forfeits[1] =
		(struct forfeit){fault_codes[1], SHARE_COMMISSION, 100000, "100", "realty 3.6.3"};
	rules->forfeits[2] = (struct forfeit){fault_codes[1], SHARE_CREDIT, 100000, "100", "realty 3.6.3"};
	rules->n_forfeits = 3;
}

static void rules_estate(struct rules *rules)
{
	rules_standard(rules);
	rules->name = "estate";
	for (int i = 0; i < CHANNELS; i++)
		rules->validity[i] = (struct row){30, i == CHANNEL_CONTACT ? "estate 15.3" : "estate 10"};
	rules->rule[RULE_FIRST].clause = "estate 16.1";
	rules->rule[RULE_NEW].clause = "estate 16.2";
	rules->rule[RULE_REFERRAL] = (struct row){0, "estate 16.3"};
	rules->rule[RULE_REQUESTED].clause = "estate 16.3";
}

/* It has neither shares nor a rota, and days of lapse are to be given. */
static void rules_leasing(struct rules *rules)
{
	rules_standard(rules);
	rules->name = "leasing";
	for (int i = 0; i < CHANNELS; i++)
		rules->validity[i] = (struct row){30, "leasing assumed"};
	rules->rule[RULE_FIRST].clause = "leasing 3.1.3";
	rules->rule[RULE_NEW].clause = "leasing 3.1.4";
	rules->rule[RULE_REFERRAL] = (struct row){0, "leasing 3.1.5"};
	rules->rule[RULE_REQUESTED].clause = "leasing 3.1.5";
	shares_nothing(rules);
	rules->whole = false;
}

/* ---- Random ones ---- */

static void put_row(struct rules *rules, const char *rule, const char *key, const char *value,
		    const char *clause)
{
	out_format(&rules->text, "%s,%s,,%s,", rule, key, value);
	out_value(&rules->text, clause);
	out_text(&rules->text, "\n");
}

static void put_number(struct rules *rules, const char *rule, const char *key, struct row row)
{
	char value[16];

	snprintf(value, sizeof value, "%d", row.value);
	put_row(rules, rule, key, value, row.clause);
}

static const char *random_clause(struct rng *rng)
{
	static const char *const clauses[] = {"one", "two", "a, b", "三", "", "one", "five", "six", "seven"};

	return RNG_PICK(rng, clauses);
}

/* Days or numbers, each with a chance; those of validity all where the file starts from nothing. */
static void random_days(struct rules *rules, struct rng *rng, int chance)
{
	struct {
		const char *rule;
		struct row *row;
		int below;
	} const rows[] = {{"owner.grace", &rules->grace, 6},
			  {"owner.cooldown", &rules->cooldown, 25},
			  {"owner.limit", &rules->limit, 40}};

	for (int i = 0; i < CHANNELS; i++) {
		if (!rules->alone && !rng_chance(rng, chance))
			continue;
		rules->validity[i] =
			(struct row){rng_below(rng, rng_chance(rng, 50) ? 6 : 30), random_clause(rng)};
		put_number(rules, "validity", channel_names[i], rules->validity[i]);
	}
	for (int i = 0; i < 3; i++) {
		if (!rng_chance(rng, i == 1 ? 60 : chance))
			continue;
		*rows[i].row = (struct row){rng_below(rng, rng_chance(rng, 40) ? 4 : rows[i].below),
					    random_clause(rng)};
		put_number(rules, rows[i].rule, "", *rows[i].row);
	}
	for (int i = 0; i < STAFF_ROLES; i++) {
		if (!rng_chance(rng, chance / 2))
			continue;
		rules->capacity[i] = (struct row){rng_below(rng, 6), random_clause(rng)};
		put_number(rules, "owner.capacity", role_names[i], rules->capacity[i]);
	}
}

static void random_switches(struct rules *rules, struct rng *rng, int chance)
{
	for (int i = 0; i < RULES; i++) {
		bool needed = rules->alone && i <= RULE_POOL;

		if (!needed && !rng_chance(rng, chance))
			continue;
		rules->rule[i] = (struct row){i < RULE_POOL || rng_chance(rng, 60), random_clause(rng)};
		put_row(rules, "owner.rule", rule_names[i], rules->rule[i].value ? "yes" : "no",
			rules->rule[i].clause);
	}
	if (rng_chance(rng, chance)) {
		rules->renew_owner = rng_chance(rng, 50);
		put_row(rules, "owner.renew", "", rules->renew_owner ? "owner" : "any", "renew");
	}
	for (int i = 0; i < STAFF_ROLES - 1; i++) {
		if (!rng_chance(rng, chance / 2))
			continue;
		rules->skip[i] = rng_chance(rng, 60);
		put_row(rules, "rota.skip", role_names[i], rules->skip[i] ? "yes" : "no", "skip");
	}
	for (int i = 0; i < TURNS; i++) {
		if (!rules->alone && !rng_chance(rng, chance))
			continue;
		rules->turns[i] = random_clause(rng);
		put_row(rules, "rota.basis", turn_names[i], "yes", rules->turns[i]);
	}
}

/* Some cut of a hundred percent for the three of a basis; rows of 0 now and then are left out. */
static void random_share(struct rules *rules, struct rng *rng, int share, int basis)
{
	int rest = 100;

	for (int r = 0; r < ROLES; r++) {
		struct row *row = &rules->shares[share][basis][r];
		char key[32], value[16];
		int part = rng_chance(rng, 40) ? 0 : rng_chance(rng, 30) ? rest : rng_below(rng, rest + 1);

		if (r == ROLES - 1)
			part = rest;
		rest -= part;
		*row = (struct row){part, random_clause(rng)};
		if (part == 0 && rules->alone && rng_chance(rng, 50)) {
			row->value = -1;
			continue;
		}
		snprintf(key, sizeof key, "%s/%s", basis_names[basis], share_roles[r]);
		snprintf(value, sizeof value, "%d%%", part);
		put_row(rules, share == SHARE_CREDIT ? "deal.credit" : "deal.commission", key, value,
			row->clause);
	}
}

static int forfeit_order(const void *a, const void *b)
{
	const struct forfeit *left = a, *right = b;
	char x[64], y[64];

	snprintf(x, sizeof x, "%s/%s", left->code, share_names[left->share]);
	snprintf(y, sizeof y, "%s/%s", right->code, share_names[right->share]);
	return strcmp(x, y);
}

/* Adds a forfeit, or changes the one of this key. */
static void random_forfeit(struct rules *rules, struct rng *rng, const char *code, int share)
{
	static const struct {
		const char *text;
		int loss;
	} losses[] = {{"0", 0},        {"10", 10000},   {"25", 25000},   {"50", 50000},
		      {"100", 100000}, {"12.5", 12500}, {"33.33", 33330}};
	int which = rng_below(rng, 7), at = 0;
	char key[64], value[16];

	while (at < rules->n_forfeits &&
	       !(is(rules->forfeits[at].code, code) && rules->forfeits[at].share == share))
		at++;
	if (at == rules->n_forfeits)
		rules->n_forfeits++;
	rules->forfeits[at] =
		(struct forfeit){code, share, losses[which].loss, losses[which].text, random_clause(rng)};
	snprintf(key, sizeof key, "%s/%s", code, share_names[share]);
	snprintf(value, sizeof value, "%s%%", losses[which].text);
	put_row(rules, "deal.forfeit", key, value, rules->forfeits[at].clause);
}

static void random_deals(struct rules *rules, struct rng *rng, int chance)
{
	for (int b = 0; b < BASES; b++)
		for (int s = 0; s < SHARES; s++)
			if (rules->alone || rng_chance(rng, chance))
				random_share(rules, rng, s, b);
	for (int c = 0; c < CODES; c++)
		for (int s = 0; s < SHARES; s++)
			if (rng_chance(rng, chance))
				random_forfeit(rules, rng, fault_codes[c], s);
	qsort(rules->forfeits, (size_t)rules->n_forfeits, sizeof rules->forfeits[0], forfeit_order);
	if (rules->alone || rng_chance(rng, chance)) {
		rules->lapse_days = rng_below(rng, rng_chance(rng, 60) ? 2 : 12);
		put_number(rules, "deal.lapse_days", "", (struct row){rules->lapse_days, "lapse"});
	}
}

/* A shipped policy, one with rows laid over it, or one made from nothing. */
static void rules_random(struct rules *rules, struct rng *rng)
{
	static void (*const shipped[])(struct rules *) = {rules_standard, rules_standard, rules_realty,
							  rules_estate, rules_leasing};
	int kind = rng_below(rng, 8), chance = rng_chance(rng, 50) ? 20 : 50;

	(kind == 0 ? rules_nothing : RNG_PICK(rng, shipped))(rules);
	out_text(&rules->text, "rule,key,when,value,clause\n");
	rules->alone = kind == 0;
	if (rules->alone)
		out_text(&rules->text, "base,,,none,\n");
	if (!rules->whole) {
		rules->lapse_days = 7;
		put_row(rules, "deal.lapse_days", "", "7", "lapse");
		if (rng_chance(rng, 50)) {
			rules->rule[RULE_DEAL] = (struct row){0, "no deals"};
			put_row(rules, "owner.rule", "deal", "no", "no deals");
		}
	} else if (kind != 1 && kind != 2) {
		random_days(rules, rng, chance);
		random_switches(rules, rng, chance);
		random_deals(rules, rng, chance);
	}
}

#endif
