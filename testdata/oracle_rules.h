/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The oracles' policies of ageing, dunning and rebates: the standard one, or a random one in two files that are laid
 * over it or, the first of them, over nothing.
 */
#ifndef KEHU_TESTDATA_ORACLE_RULES_H
#define KEHU_TESTDATA_ORACLE_RULES_H

#include "oracle_uses.h"

enum { MAX_BANDS = 9, FIRST_EVER = -1000000, LAST_EVER = 1000000, LAYERS = 2 };

/* Fen: no amount of a policy is more. */
static const int64_t most_of_policy = 9000000000000000;

/* A bucket or a stage: the days past due from low to high. */
struct band {
	char name[24];
	int low, high;
	const char *clause;
	const char *need; /* of a stage */
};

struct rules {
	bool standard;
	bool alone; /* nothing of standard lies below */
	struct band buckets[MAX_BANDS], stages[MAX_BANDS];
	int n_buckets, n_stages;
	int64_t tolerance; /* fen */
	bool remind, written_off, setoff;
	const char *remind_clause, *written_off_clause, *setoff_clause;
	const char *remind_need, *written_off_need;
	int64_t limits[3]; /* fen, of the grades A, B and C */
	struct out layers[LAYERS];
};

static const struct band standard_buckets[] = {
	{"not_due", FIRST_EVER, 0, "dairy 17b", ""},
	{"1-30", 1, 30, "assumed", ""},
	{"31-60", 31, 60, "assumed", ""},
	{"61-90", 61, 90, "assumed", ""},
	{"over_90", 91, LAST_EVER, "assumed", ""},
};

static const struct band standard_stages[] = {
	{"phone", 1, 29, "dairy 19.1", "ask why; tell the salesperson"},
	{"agreement", 30, 89, "dairy 19.2 assumed", "repayment agreement approved by vice_president"},
	{"legal", 90, LAST_EVER, "dairy 19.3 assumed", "sales department and legal counsel"},
};

enum { STANDARD_BUCKETS = 5, STANDARD_STAGES = 3 };

static const char *const other_names[] = {"未到期", "x",  "a, b", "B1", "say \"so\"",
					  "later",  "过", "Z-9",  "é",  "very old"};
static const char *const rule_clauses[] = {"dairy 16", "own 7", "董事会 7", "a, b", "", "say \"so\"", "x; y"};
static const char *const rule_needs[] = {"call", "写信", "a letter, registered", "\"now\"", "go; see"};

/* ---- Printing rows ---- */

static inline void rules_row(struct out *out, const char *rule, const char *key, const char *when,
			     const char *value, const char *clause)
{
	out_format(out, "%s,", rule);
	out_value(out, key);
	out_format(out, ",%s,", when);
	out_value(out, value);
	out_text(out, ",");
	out_value(out, clause);
	out_text(out, "\n");
}

/* A rule of one row: in the first file, or in the second with another one below. */
static inline void rules_put(struct rules *rules, struct rng *rng, const char *rule, const char *key,
			     const char *value, const char *clause, const char *other)
{
	int layer = rng_below(rng, LAYERS);

	if (layer == 1 && rng_chance(rng, 70))
		rules_row(&rules->layers[0], rule, key, "", other, "below");
	rules_row(&rules->layers[layer], rule, key, "", value, clause);
}

static inline void rules_put_fen(struct rules *rules, struct rng *rng, const char *rule, const char *key,
				 int64_t fen, const char *clause)
{
	struct out text = {0};

	out_fen(&text, fen);
	rules_put(rules, rng, rule, key, text.bytes, clause, "123.45");
	out_free(&text);
}

/* A condition on whole days, in one of its spellings. */
static inline void band_when(const struct band *band, struct rng *rng, char *when, size_t room)
{
	char low[32] = "", high[32] = "";
	bool strict = rng_chance(rng, 40), turned = rng_chance(rng, 20);

	if (band->low == band->high && rng_chance(rng, 60)) {
		snprintf(when, room, "=%d", band->low);
		return;
	}
	if (band->low != FIRST_EVER)
		snprintf(low, sizeof low, strict ? ">%d" : ">=%d", band->low - strict);
	strict = rng_chance(rng, 40);
	if (band->high != LAST_EVER)
		snprintf(high, sizeof high, strict ? "<%d" : "<=%d", band->high + strict);
	snprintf(when, room, "%s%s%s", turned ? high : low, *low && *high ? " " : "", turned ? low : high);
}

static inline void bands_print(struct rules *rules, struct rng *rng, const char *rule,
			       const struct band *bands, int n)
{
	int order[MAX_BANDS], layer = rng_below(rng, LAYERS);
	char when[80];

	rng_shuffle(rng, order, n);
	for (int i = 0; i < n; i++) {
		struct band band = bands[order[i]];

		if (band.low == 1 && order[i] == 0 && n > 1 && rng_chance(rng, 20))
			band.low = FIRST_EVER; /* days of stages are never less */
		band_when(&band, rng, when, sizeof when);
		rules_row(&rules->layers[layer], rule, band.name, when, "", band.clause);
	}
}

/* ---- Making them ---- */

/* n bands without a gap; those of the standard policy are among them, as it can only be laid over. */
static inline int bands_random(struct band *bands, struct rng *rng, int n, int first, int from,
			       const struct band *standard, int n_standard)
{
	int names[MAX_BANDS], others[10];

	rng_shuffle(rng, names, n);
	rng_shuffle(rng, others, 10);
	for (int i = 0; i < n; i++) {
		struct band *band = &bands[i];
		int of = names[i];

		*band = (struct band){.low = i ? bands[i - 1].high + 1 : first, .need = ""};
		from += rng_chance(rng, 20) ? 1 : rng_range(rng, 1, 40);
		band->high = i == n - 1 ? LAST_EVER : from;
		band->clause = RNG_PICK(rng, rule_clauses);
		if (of < n_standard)
			band->need = standard[of].need;
		snprintf(band->name, sizeof band->name, "%s",
			 of < n_standard ? standard[of].name : other_names[others[of]]);
	}
	return n;
}

static inline void rules_buckets(struct rules *rules, struct rng *rng)
{
	int least = rules->alone ? 1 : STANDARD_BUCKETS;

	if (!rules->alone && rng_chance(rng, 30))
		return;
	rules->n_buckets =
		bands_random(rules->buckets, rng, rng_range(rng, least, MAX_BANDS), FIRST_EVER,
			     rng_range(rng, -50, 0), standard_buckets, rules->alone ? 0 : STANDARD_BUCKETS);
	for (int i = 1; rules->alone && i < rules->n_buckets; i++)
		if (rng_chance(rng, 20)) /* several rows of one bucket */
			memcpy(rules->buckets[i].name, rules->buckets[rng_below(rng, i)].name,
			       sizeof rules->buckets[i].name);
	bands_print(rules, rng, "age.bucket", rules->buckets, rules->n_buckets);
}

/* The place of a bucket's first row, which gives its column: it has the lowest bound. */
static inline int rules_column(const struct rules *rules, const struct band *bucket)
{
	int i = 0;

	while (strcmp(rules->buckets[i].name, bucket->name) != 0)
		i++;
	return i;
}

static inline bool rules_has_column(const struct rules *rules, int i)
{
	return rules_column(rules, &rules->buckets[i]) == i;
}

static inline void rules_stages(struct rules *rules, struct rng *rng)
{
	int least = rules->alone ? 1 : STANDARD_STAGES;

	if (rules->alone || rng_chance(rng, 70)) {
		rules->n_stages =
			bands_random(rules->stages, rng, rng_range(rng, least, 6), 1, rng_below(rng, 5),
				     standard_stages, rules->alone ? 0 : STANDARD_STAGES);
		bands_print(rules, rng, "dun.stage", rules->stages, rules->n_stages);
	}
	for (int i = 0; i < rules->n_stages; i++) {
		struct band *stage = &rules->stages[i];

		if (rng_chance(rng, 50))
			continue;
		stage->need = RNG_PICK(rng, rule_needs);
		rules_put(rules, rng, "dun.need", stage->name, stage->need, "own", "another need");
	}
}

static inline void rules_words(struct rules *rules, struct rng *rng)
{
	rules->remind = rng_chance(rng, 70);
	rules->written_off = rng_chance(rng, 70);
	rules->setoff = rng_chance(rng, 60);
	rules->remind_clause = RNG_PICK(rng, rule_clauses);
	rules->written_off_clause = RNG_PICK(rng, rule_clauses);
	rules->setoff_clause = RNG_PICK(rng, rule_clauses);
	rules_put(rules, rng, "dun.remind", "", rules->remind ? "yes" : "no", rules->remind_clause,
		  rules->remind ? "no" : "yes");
	rules_put(rules, rng, "dun.written_off", "", rules->written_off ? "yes" : "no",
		  rules->written_off_clause, rules->written_off ? "no" : "yes");
	rules_put(rules, rng, "rebate.setoff", "", rules->setoff ? "yes" : "no", rules->setoff_clause,
		  rules->setoff ? "no" : "yes");
	if (rng_chance(rng, 50)) {
		rules->remind_need = RNG_PICK(rng, rule_needs);
		rules_put(rules, rng, "dun.need", "remind", rules->remind_need, "own", "none");
	}
	if (rng_chance(rng, 50)) {
		rules->written_off_need = RNG_PICK(rng, rule_needs);
		rules_put(rules, rng, "dun.need", "written_off", rules->written_off_need, "own", "none");
	}
}

/* What some customer has overdue, or a fen more or less: the tolerance stands often just there. */
static inline int64_t tolerance_random(struct rng *rng, const struct books *books)
{
	static const int64_t tolerances[] = {0, 1, 2, 100, 10000, 20000, 500000};
	struct account account;

	if (books->n == 0 || rng_chance(rng, 30))
		return RNG_PICK(rng, tolerances);
	account_run(&account, books, books->postings[rng_below(rng, books->n)].customer);
	int64_t near = account_overdue(&account) + rng_range(rng, -1, 1);
	return near <= 0 ? 0 : near < most_of_policy ? near : most_of_policy;
}

static inline void rules_amounts(struct rules *rules, struct rng *rng, const struct books *books)
{
	static const int64_t limits[] = {0, 1, 500, 10000, 100000, 999999, 30000000};

	if (rng_chance(rng, 70)) {
		rules->tolerance = tolerance_random(rng, books);
		rules_put_fen(rules, rng, "credit.tolerance", "", rules->tolerance, "own");
	}
	for (int i = 0; i < 3; i++) {
		const char key[] = {(char)('A' + i), '\0'};

		if (!rules->alone && rng_chance(rng, 50))
			continue;
		rules->limits[i] = RNG_PICK(rng, limits);
		rules_put_fen(rules, rng, "credit.limit", key, rules->limits[i], "own");
	}
}

static inline void rules_standard(struct rules *rules, struct books *books)
{
	*rules = (struct rules){.standard = true, .remind = true, .written_off = true, .setoff = true};
	memcpy(rules->buckets, standard_buckets, sizeof standard_buckets);
	memcpy(rules->stages, standard_stages, sizeof standard_stages);
	rules->n_buckets = STANDARD_BUCKETS;
	rules->n_stages = STANDARD_STAGES;
	rules->remind_clause = "dairy 17b";
	rules->written_off_clause = "dairy 21";
	rules->setoff_clause = "dairy 16";
	rules->remind_need = rules->written_off_need = "";
	rules->limits[0] = 200000000;
	rules->limits[1] = 100000000;
	books->grace = 50;
	books->workday = false;
}

/* Starts from nothing: what the filters need beside what follows. */
static inline void rules_alone(struct out *out)
{
	out_text(out, "base,,,none,\n"
		      "latefee.daily_rate,,,0.0002,x\n"
		      "grade.tier,A,>=8,,x\n"
		      "grade.tier,B,>=5 <8,,x\n"
		      "grade.tier,C,<5,,x\n"
		      "credit.days,A,,50,x\n"
		      "credit.days,B,,50,x\n"
		      "credit.days,C,,0,x\n");
}

static inline void rules_random(struct rules *rules, struct rng *rng, struct books *books)
{
	static const int graces[] = {0, 1, 3, 7, 20, 50};
	char grace[16];

	rules_standard(rules, books);
	rules->standard = false;
	rules->alone = rng_chance(rng, 30);
	for (int i = 0; i < LAYERS; i++)
		out_text(&rules->layers[i], "rule,key,when,value,clause\n");
	if (rules->alone)
		rules_alone(&rules->layers[0]);
	books->grace = RNG_PICK(rng, graces);
	books->workday = rng_chance(rng, 40);
	snprintf(grace, sizeof grace, "%d", books->grace);
	rules_put(rules, rng, "latefee.grace_days", "", grace, "own", "9");
	if (books->workday)
		rules_put(rules, rng, "latefee.due", "", "workday", "own", "calendar");
	rules_buckets(rules, rng);
	rules_stages(rules, rng);
	rules_words(rules, rng);
	rules_amounts(rules, rng, books);
}

static inline void rules_free(struct rules *rules)
{
	for (int i = 0; i < LAYERS; i++)
		out_free(&rules->layers[i]);
}

#endif
