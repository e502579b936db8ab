/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random deadlines for the oracle of kehu-due, alone or laid over a shipped regulation.
 */
#ifndef KEHU_TESTDATA_ORACLE_DUE_POLICY_H
#define KEHU_TESTDATA_ORACLE_DUE_POLICY_H

#include "oracle_due_world.h"

static const char *const due_shipped[] = {"survey",     "dairy",   "realty",   "machinery", "estate",
					  "crm",        "archive", "callback", "filing",    "leasing",
					  "complaints", "repairs", "partners", "grid",      "keyaccount",
					  "salesdept",  "visits",  "standard", "reception", "rolling_credit"};

static const char *const due_openings[] = {
	"visit",
	"call",
	"callback",
	"complaint",
	"other:delivery",
	"other:file",
	"*",
	"*:grave",
	"*/closed",
	"complaint:grave/closed",
	"*/deal",
	"deal",
	"deal/deal",
	"visit/open",
	"callback/unreachable",
	"registration",
	"first",
	"invoice",
	"payment",
	"registration.filed",
	"first.filed",
	"visit.planned",
	"*.planned",
	"other:two",
	"registration.contract",
	"other:交车",
	"*.fixed",
	"visit.reported",
	"track/open",
	"other:delivery.planned",
	"deal/lost",
	"warning",
	"revisit",
	"complaint",
	"other:file/closed.reported",
};
static const char *const due_closings[] = {
	"visit",
	"call",
	"callback",
	"revisit",
	"other:file",
	"*/closed",
	"*",
	"*:file",
	"*/lost",
	"registration",
	"registration.filed",
	"payment",
	"invoice",
	"callback/open",
	"first",
	"visit.planned",
	"*.reported",
	"other:two words",
	"*/deal",
	"complaint",
	"own.reported",
	"own.planned",
	"own.fixed",
	"own.date",
	"own.filed",
	"own.reported",
	"own.filed",
	"own.contract",
	"first.contract",
	"deal",
};
static const char *const due_faults[] = {"late", "archive_late", "register.mismatch", "晚", "dispute"};

static inline void row_put(struct out *out, struct rng *rng, const char *rule, const char *key,
			   const char *value)
{
	static const char *const clauses[] = {"art 1", "a, b", "三 1.2", "", "art 2", "own 7 assumed"};

	out_format(out, "%s,%s,,", rule, key);
	out_value(out, value);
	out_text(out, ",");
	out_value(out, RNG_PICK(rng, clauses));
	out_text(out, "\n");
}

/* ---- Events ---- */

/* What is added must be new. */
static inline void event_put(struct out *events, const char *event)
{
	struct spec specs[MAX_SPECS], one;
	int n = events->length ? specs_read(events->bytes, specs) : 0;

	spec_read(event, &one);
	for (int i = 0; i < n; i++)
		if (memcmp(&specs[i], &one, sizeof one) == 0)
			return;
	out_format(events, "%s%s", n ? " | " : "", event);
}

static inline void openings_random(struct rng *rng, struct out *from)
{
	for (int n = rng_range(rng, 1, 3); n > 0; n--)
		event_put(from, RNG_PICK(rng, due_openings));
}

/* own: also columns of the opening record. */
static inline void closings_random(struct rng *rng, bool own, struct out *to)
{
	for (int n = rng_range(rng, 1, 3); n > 0; n--) {
		const char *event = RNG_PICK(rng, due_closings);

		event_put(to, !own && strncmp(event, "own", 3) == 0 ? "other:file" : event);
	}
}

/* ---- Spans ---- */

static inline void share_put(struct rng *rng, const char *name, struct out *out)
{
	static const char *const shares[] = {"50%", "30%", "0.25", "100%", "0%", "33.33%", "66.67%", "95%"};

	row_put(out, rng, "due.share", name, RNG_PICK(rng, shares));
}

/* One deadline has limits all with a time of day (timed), or none: how both would sort is open. */
static inline void limit_random(struct rng *rng, const struct out *from, bool steady, bool timed, char *limit,
				size_t room)
{
	static const char *const times[] = {"24 hours",   "1 hours",    "20 minutes", "48 hours",
					    "90 minutes", "10 minutes", "next 10:00", "next 00:00",
					    "next 23:59", "0 hours"};
	bool week = is(from->bytes, "week"), planned = strstr(from->bytes, "planned");
	bool period = period_is(from->bytes);
	int way = timed ? 9 : rng_below(rng, period ? 8 : 7);

	if (way < 3)
		snprintf(limit, room, "%d days", rng_below(rng, 14));
	else if (way < 5)
		snprintf(limit, room, "%d workdays", rng_range(rng, 1, 7));
	else if (way == 5)
		snprintf(limit, room, "%d months", rng_range(rng, 0, 3));
	else if (way == 6 && !week && !(steady && planned))
		snprintf(limit, room, "day %d", rng_range(rng, 1, 31));
	else if (timed)
		snprintf(limit, room, "%s", RNG_PICK(rng, times));
	else
		snprintf(limit, room, "%s", period ? "period end" : "3 days");
}

/* ---- A deadline ---- */

static inline void limits_random(const struct world *world, struct rng *rng, const char *name,
				 const struct out *from, bool grades, struct out *out)
{
	bool timed = rng_chance(rng, 35), plain = !grades || rng_chance(rng, 50);
	char limit[32], key[64];
	int order[6];

	rng_shuffle(rng, order, 6); /* 0: the plain one, 1 to 5: those of grades */
	for (int i = 0; i < 6; i++) {
		bool wanted = order[i] == 1 || rng_chance(rng, 60);

		if (order[i] == 0 ? !plain : !grades || !wanted)
			continue;
		snprintf(key, sizeof key, order[i] ? "%s/%s" : "%s", name, due_grades[order[i] + 1]);
		limit_random(rng, from, world->steady, timed, limit, sizeof limit);
		row_put(out, rng, "due.limit", key, limit);
	}
	if (!plain) /* whose clause the rates have else is open */
		share_put(rng, name, out);
}

/* What a deadline may have beside its events and limits. */
static inline void extras_random(struct rng *rng, const char *name, bool share, bool fault, struct out *out)
{
	if (share)
		share_put(rng, name, out);
	if (rng_chance(rng, 30))
		row_put(out, rng, "due.who", name, rng_chance(rng, 20) ? "staff" : RNG_PICK(rng, due_roles));
	if (fault && rng_chance(rng, 60))
		row_put(out, rng, "due.fault", name, RNG_PICK(rng, due_faults));
}

static inline void period_random(const struct world *world, struct rng *rng, const char *name,
				 struct out *out)
{
	static const char *const periods[] = {"week",     "month", "month", "quarter",
					      "halfyear", "year",  "week"};
	static const char *const each[] = {"company", "customer", "staff", "staff/"};
	struct out from = {0}, to = {0};
	bool grades = rng_chance(rng, 20);
	char value[48];
	int which = rng_below(rng, 5);

	out_text(&from, RNG_PICK(rng, periods));
	closings_random(rng, false, &to);
	row_put(out, rng, "due.from", name, from.bytes);
	row_put(out, rng, "due.to", name, to.bytes);
	if (which < 4) {
		snprintf(value, sizeof value, "%s%s", each[which],
			 which == 3 ? RNG_PICK(rng, due_roles) : "");
		row_put(out, rng, "due.each", name, value);
	}
	limits_random(world, rng, name, &from, grades, out);
	extras_random(rng, name, !grades && rng_chance(rng, 40), !grades, out);
	if (!world->mixed && rng_chance(rng, 20))
		row_put(out, rng, "due.once", name, "yes");
	out_free(&from);
	out_free(&to);
}

static inline void records_random(const struct world *world, struct rng *rng, const char *name,
				  struct out *out)
{
	struct out from = {0}, to = {0};
	bool grades = rng_chance(rng, 30);

	openings_random(rng, &from);
	closings_random(rng, true, &to);
	row_put(out, rng, "due.to", name, to.bytes);
	limits_random(world, rng, name, &from, grades, out);
	row_put(out, rng, "due.from", name, from.bytes);
	extras_random(rng, name, !grades && rng_chance(rng, 40), !grades, out);
	if (!world->mixed && rng_chance(rng, 30) && !(world->steady && strstr(from.bytes, "planned")))
		row_put(out, rng, "due.once", name, rng_chance(rng, 80) ? "yes" : "no");
	out_free(&from);
	out_free(&to);
}

static inline void deadlines_random(const struct world *world, struct rng *rng, struct out *out)
{
	static const char *const names[] = {"a", "b", "visit_report", "回访", "Z", "a1", "a b", "10"};
	char count[8];
	int order[8];

	rng_shuffle(rng, order, 8);
	for (int n = rng_range(rng, 1, 6); n > 0; n--) {
		const char *name = names[order[n]];

		if (rng_chance(rng, 40))
			period_random(world, rng, name, out);
		else
			records_random(world, rng, name, out);
		snprintf(count, sizeof count, "%d", rng_range(rng, 1, 3));
		if (rng_chance(rng, 25))
			row_put(out, rng, "due.count", name, count);
	}
}

/* ---- The policy ---- */

/* Rows laid over a regulation. */
static inline void changes_random(const struct policy *policy, struct rng *rng, struct out *out)
{
	for (int i = 0; i < policy->n; i++) {
		const struct deadline *deadline = &policy->deadlines[i];
		bool grades = false;

		for (int j = 0; j < deadline->n_limits; j++)
			grades |= *deadline->limits[j].grade != '\0';
		if (grades || rng_chance(rng, 50))
			extras_random(rng, deadline->name, grades || rng_chance(rng, 40), !grades, out);
	}
}

static inline void shipped_read(struct world *world, struct rng *rng)
{
	struct out text;
	char command[64];

	do
		snprintf(world->shipped, sizeof world->shipped, "%s", RNG_PICK(rng, due_shipped));
	while (world->mixed && is(world->shipped, "callback")); /* due.once with and without times: open */
	snprintf(command, sizeof command, "kehu-policy %s", world->shipped);
	if (oracle_run(command, &text) != 0)
		oracle_die("kehu-policy fails");
	policy_lay(&world->policy, text.bytes);
	policy_read(&world->policy);
	out_free(&text);
}

static inline void policy_random(struct world *world, struct rng *rng)
{
	static const char *const seeds[] = {"kehu", "2025", "种子", "a/b"};
	struct out *out = &world->overlay;
	bool shipped = rng_chance(rng, 40);

	out_text(out, "rule,key,when,value,clause\n");
	if (shipped)
		shipped_read(world, rng);
	else if (rng_chance(rng, 60))
		out_text(out, "base,,,none,\n");
	if (shipped)
		changes_random(&world->policy, rng, out);
	else
		deadlines_random(world, rng, out);
	for (int i = 0; i < 5; i++)
		if (rng_chance(rng, 40))
			row_put(out, rng, "penalty.daily", due_faults[i], "yes");
	if (rng_chance(rng, 30))
		row_put(out, rng, "due.seed", "", RNG_PICK(rng, seeds));
	policy_lay(&world->policy, out->bytes);
	policy_read(&world->policy);
}

#endif
