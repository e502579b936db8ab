/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How owner_oracle shares a deal: its basis, its three roles, what each person has and what he forfeits. */
#ifndef KEHU_TESTDATA_ORACLE_OWNER_DEAL_H
#define KEHU_TESTDATA_ORACLE_OWNER_DEAL_H

#include "oracle_owner_walk.h"

static bool is_deal(const struct visit *one)
{
	static const char *const others[] = {"callback", "complaint", "revisit", "warning"};

	for (int i = 0; i < 4; i++)
		if (is(one->kind, others[i]))
			return false;
	return is(one->kind, "deal") || is(one->outcome, "deal");
}

/* Did the owner meet the party in the days before the deal?  On its own day only what stands before it counts. */
static bool owner_met(const struct walk *walk, const struct visit *deal, const char *owner)
{
	const struct world *world = walk->world;
	int party = party_index(walk, deal->customer), from = deal->day - walk->rules->lapse_days;

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];

		if (is(one->staff, owner) && party_index(walk, one->customer) == party && one->day >= from &&
		    one->day <= deal->day)
			return true;
	}
	for (int i = 0; i < world->n_visits; i++) {
		const struct visit *one = &world->visits[i];
		bool contact = is(one->kind, "visit") || is(one->kind, "call") || is(one->kind, "track");

		if (contact && is(one->staff, owner) && party_index(walk, one->customer) == party &&
		    one->day >= from && (one->day < deal->day || (one->day == deal->day && one < deal)))
			return true;
	}
	return false;
}

static int basis_of(const struct walk *walk, const struct visit *deal, const char *owner)
{
	for (int i = 0; i < BASES; i++)
		if (is(deal->basis, basis_names[i]))
			return i;
	if (!owner)
		return BASIS_LAPSED;
	if (is(deal->staff, owner))
		return *deal->helper && !is(deal->helper, owner) ? BASIS_HELPED : BASIS_OWNER;
	return owner_met(walk, deal, owner) ? BASIS_UNAWARE : BASIS_LAPSED;
}

/* Who has the shares of each role. */
static void fill_roles(const struct visit *deal, const char *owner, int basis, const char **roles)
{
	roles[ROLE_CLOSER] = deal->staff;
	roles[ROLE_OWNER] = owner ? owner : deal->staff;
	roles[ROLE_HELPER] = deal->helper;
	if (!*deal->helper)
		roles[ROLE_HELPER] = basis == BASIS_HELPED ? deal->staff : roles[ROLE_OWNER];
}

/* In percent; *clause: of the first row that gives any. */
static int share_of(const struct walk *walk, int share, int basis, const char *const *roles,
		    const char *person, const char **clause)
{
	int sum = 0;

	*clause = NULL;
	for (int r = 0; r < ROLES; r++) {
		const struct row *row = &walk->rules->shares[share][basis][r];

		if (!is(roles[r], person) || row->value <= 0)
			continue;
		sum += row->value;
		if (!*clause)
			*clause = row->clause;
	}
	return sum;
}

static void add_text(char *all, size_t room, const char *text)
{
	size_t used = strlen(all);

	if (used + strlen(text) + 3 > room)
		oracle_die("a note that is too long");
	snprintf(all + used, room - used, "%s%s", used ? "; " : "", text);
}

/* Adds a clause unless it stands there. */
static void add_clause(char *all, size_t room, const char *clause)
{
	char having[600], wanted[160];

	snprintf(having, sizeof having, "; %s; ", all);
	snprintf(wanted, sizeof wanted, "; %s; ", clause);
	if (*clause && !strstr(having, wanted))
		add_text(all, room, clause);
}

static bool names_code(const struct visit *visit, const char *code)
{
	char words[100], wanted[64];

	snprintf(words, sizeof words, " %s ", visit->fault);
	snprintf(wanted, sizeof wanted, " %s ", code);
	return strstr(words, wanted) != NULL;
}

/* Did the person do it, with this party, since its last deal? */
static bool at_fault(const struct walk *walk, const struct visit *deal, const char *person, const char *code)
{
	int party = party_index(walk, deal->customer), last = walk->parties[party].last_deal;

	for (int i = 0; i < walk->world->n_visits; i++) {
		const struct visit *one = &walk->world->visits[i];

		if (one->day > last && one->day <= deal->day && is(one->staff, person) &&
		    party_index(walk, one->customer) == party && names_code(one, code))
			return true;
	}
	return false;
}

static void forfeit(const struct walk *walk, const struct visit *deal, struct share_line *line)
{
	for (int i = 0; i < walk->rules->n_forfeits; i++) {
		const struct forfeit *one = &walk->rules->forfeits[i];
		exact *share = &line->after[one->share];
		char note[96];

		if (*share == 0 || one->loss == 0 || !at_fault(walk, deal, line->staff, one->code))
			continue;
		*share = *share / 100000 * (100000 - one->loss);
		snprintf(note, sizeof note, "%s %s -%s%%", one->code, share_names[one->share], one->text);
		add_text(line->note, sizeof line->note, note);
		add_clause(line->clause, sizeof line->clause, one->clause);
	}
}

static int add_line(struct walk *walk, const struct visit *deal, int basis, const char *const *roles,
		    const char *person)
{
	struct share_line *line = &walk->lines[walk->n_lines];
	const char *clauses[SHARES];
	int percent[SHARES];

	for (int s = 0; s < SHARES; s++)
		percent[s] = share_of(walk, s, basis, roles, person, &clauses[s]);
	if (percent[SHARE_CREDIT] == 0 && percent[SHARE_COMMISSION] == 0)
		return 0;
	*line = (struct share_line){.customer = deal->customer,
				    .staff = person,
				    .day = deal->day,
				    .basis = basis,
				    .place = deal->place};
	for (int s = 0; s < SHARES; s++)
		line->before[s] = line->after[s] = percent[s] * ONE;
	add_clause(line->clause, sizeof line->clause,
		   clauses[SHARE_COMMISSION] ? clauses[SHARE_COMMISSION] : clauses[SHARE_CREDIT]);
	forfeit(walk, deal, line);
	walk->n_lines++;
	return percent[SHARE_CREDIT];
}

/* Adds the deal's lines.  Answers whose the customer is after it: who has the highest credit. */
static const char *share_deal(struct walk *walk, struct party *party, const struct visit *deal)
{
	int basis = basis_of(walk, deal, party->owner), most = -1;
	const char *roles[ROLES], *best = NULL;

	fill_roles(deal, party->owner, basis, roles);
	for (int r = 0; r < ROLES; r++) {
		bool had = false;

		for (int other = 0; other < r; other++)
			had |= is(roles[other], roles[r]);
		int credit = had ? -1 : add_line(walk, deal, basis, roles, roles[r]);

		if (credit > most) {
			most = credit;
			best = roles[r];
		}
	}
	party->last_deal = deal->day;
	return best;
}

static void make_deal_owner(struct party *party, const char *owner, int day)
{
	if (party->owner)
		party->previous = party->owner;
	party->owner = owner;
	party->since = day;
}

/* ---- Output ---- */

static int exact_order(exact a, exact b)
{
	return a < b ? 1 : a > b ? -1 : 0;
}

static int share_order(const void *a, const void *b)
{
	const struct share_line *left = a, *right = b;
	int order = strcmp(left->customer, right->customer);

	order = order ? order : left->day - right->day;
	order = order ? order : strcmp(left->place.file, right->place.file);
	order = order ? order : left->place.line - right->place.line;
	order = order ? order : exact_order(left->after[SHARE_CREDIT], right->after[SHARE_CREDIT]);
	order = order ? order : exact_order(left->after[SHARE_COMMISSION], right->after[SHARE_COMMISSION]);
	return order ? order : strcmp(left->staff, right->staff);
}

static void print_shares(struct walk *walk, struct out *out)
{
	qsort(walk->lines, (size_t)walk->n_lines, sizeof walk->lines[0], share_order);
	out_text(out, "customer,date,staff,credit,commission,basis,note,clause,source\n");
	for (int i = 0; i < walk->n_lines; i++) {
		const struct share_line *one = &walk->lines[i];

		out_value(out, one->customer);
		out_text(out, ",");
		out_day(out, one->day);
		out_format(out, ",%s", one->staff);
		for (int s = 0; s < SHARES; s++) {
			out_text(out, ",");
			out_decimal(out, (one->after[s] + ONE / 200) / (ONE / 100), 2, 2);
		}
		out_format(out, ",%s,%s,", basis_names[one->basis], one->note);
		out_value(out, one->clause);
		out_format(out, ",%s:%d\n", one->place.file, one->place.line);
	}
}

#endif
