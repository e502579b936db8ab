/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the oracle of kehu-due knows: records with their dates, the staff, the grades, the calendar, and the
 * deadlines of a policy, read from its rows.
 */
#ifndef KEHU_TESTDATA_ORACLE_DUE_H
#define KEHU_TESTDATA_ORACLE_DUE_H

#include "oracle.h"

enum {
	CUSTOMERS = 14,
	MAX_RECORDS = 600,
	MAX_STAFF = 9,
	MAX_ROWS = 400,
	MAX_DEADLINES = 24,
	MAX_SPECS = 6,
	MAX_LIMITS = 8,
	DATES = 4
};

/* A date that may have a time. */
struct moment {
	int day;    /* -1: not given */
	int second; /* of the day; -1: no time */
};

/* In the order in which records of one time come. */
enum stream { STREAM_REGISTRATIONS, STREAM_RECEIVABLES, STREAM_VISITS };

static const char *const date_names[][DATES] = {
	{"date", "filed", "contract", ""}, {"date", "", "", ""}, {"date", "planned", "reported", "fixed"}};

struct record {
	enum stream stream;
	const char *customer, *staff;
	struct moment dates[DATES]; /* as date_names says */
	/* registrations */
	const char *name, *phone, *register_no, *personal_no, *party;
	/* visits; kind and id (doc) of receivables too */
	const char *kind, *outcome, *reason, *basis;
	char fault[96], id[16], ref[16];
	const char *file;
	int line;
};

/* A row of a policy. */
struct row {
	char rule[24], key[64], value[128], clause[64];
};

/* An event as due.from or due.to names it. */
struct spec {
	char kind[16], reason[48], outcome[16], column[16];
	bool has_reason, has_outcome;
};

enum unit {
	UNIT_DAYS,
	UNIT_WORKDAYS,
	UNIT_MONTHS,
	UNIT_DAY,
	UNIT_PERIOD_END,
	UNIT_HOURS,
	UNIT_MINUTES,
	UNIT_NEXT
};

/* due.limit: n, or for next the second of the day. */
struct limit {
	char grade[32]; /* empty: for all */
	enum unit unit;
	int n;
	const char *clause;
};

enum each { EACH_COMPANY, EACH_CUSTOMER, EACH_STAFF };

struct deadline {
	const char *name;
	struct spec from[MAX_SPECS], to[MAX_SPECS];
	int n_from, n_to;
	const char *period; /* NULL: records open */
	struct limit limits[MAX_LIMITS];
	int n_limits, count, share; /* share: hundredths of a percent; -1: none */
	bool once;
	enum each each;
	const char *role;  /* staff/ROLE; empty: any */
	const char *who;   /* a role; empty: staff */
	const char *fault; /* empty: none */
	const char *share_clause;
};

struct policy {
	struct row rows[MAX_ROWS];
	int n_rows;
	struct deadline deadlines[MAX_DEADLINES];
	int n;
	const char *seed;
};

struct world {
	uint64_t seed;
	struct record records[MAX_RECORDS]; /* by stream, then in input order */
	int n;
	const char *customers[CUSTOMERS];
	const char *grades[CUSTOMERS]; /* empty: not in the file */
	bool has_grades, has_receivables, has_calendar, has_seconds, mixed, steady, dense, sorted;
	struct staff staff[MAX_STAFF];
	int n_staff; /* 0: no staff file */
	struct calendar calendar;
	int first, as_of;
	struct policy policy;
	char shipped[24];   /* a policy's name; empty: none */
	struct out overlay; /* what policy.csv holds; empty: not given */
};

static inline bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* ---- Rows ---- */

/* Puts a row down; rows of this rule and key that stood before "before" are replaced. */
static inline void policy_put(struct policy *policy, const struct row *row, int before)
{
	for (int i = 0; i < before && i < policy->n_rows; i++)
		if (is(policy->rows[i].rule, row->rule) && is(policy->rows[i].key, row->key))
			*policy->rows[i].rule = '\0';
	if (policy->n_rows == MAX_ROWS)
		oracle_die("too many rows");
	policy->rows[policy->n_rows++] = *row;
}

/* Lays the rows of a policy file over those that are there, as far as kehu-due reads them. */
static inline void policy_lay(struct policy *policy, const char *text)
{
	int before = policy->n_rows;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		struct row row;

		oracle_value(text, 0, row.rule, sizeof row.rule);
		oracle_value(text, 1, row.key, sizeof row.key);
		oracle_value(text, 3, row.value, sizeof row.value);
		oracle_value(text, 4, row.clause, sizeof row.clause);
		if (strncmp(row.rule, "due.", 4) == 0 || is(row.rule, "penalty.daily"))
			policy_put(policy, &row, before);
	}
}

static inline const struct row *policy_row(const struct policy *policy, const char *rule, const char *key)
{
	for (int i = 0; i < policy->n_rows; i++)
		if (is(policy->rows[i].rule, rule) && is(policy->rows[i].key, key))
			return &policy->rows[i];
	return NULL;
}

static inline const char *policy_text(const struct policy *policy, const char *rule, const char *key,
				      const char *none)
{
	const struct row *row = policy_row(policy, rule, key);

	return row ? row->value : none;
}

/* ---- Words ---- */

/* Takes what stands up to one of the ends out of *at. */
static inline void spec_part(const char **at, const char *ends, char *part, size_t room)
{
	size_t length = strcspn(*at, ends);

	if (length >= room)
		oracle_die("an event that is too long");
	memcpy(part, *at, length);
	part[length] = '\0';
	*at += length;
}

/* KIND[:REASON][/OUTCOME][.COLUMN] */
static inline void spec_read(const char *at, struct spec *spec)
{
	*spec = (struct spec){.column = "date"};
	spec_part(&at, ":/.", spec->kind, sizeof spec->kind);
	if (*at == ':') {
		at++;
		spec->has_reason = true;
		spec_part(&at, "/.", spec->reason, sizeof spec->reason);
	}
	if (*at == '/') {
		at++;
		spec->has_outcome = true;
		spec_part(&at, ".", spec->outcome, sizeof spec->outcome);
	}
	if (*at == '.') {
		at++;
		spec_part(&at, "", spec->column, sizeof spec->column);
	}
}

/* Events joined by " | "; answers how many. */
static inline int specs_read(const char *at, struct spec *specs)
{
	int n = 0;

	for (;;) {
		const char *end = strstr(at, " | ");
		size_t length = end ? (size_t)(end - at) : strlen(at);
		char one[128];

		if (n == MAX_SPECS)
			oracle_die("too many events");
		snprintf(one, sizeof one, "%.*s", (int)length, at);
		spec_read(one, &specs[n++]);
		if (!end)
			return n;
		at = end + 3;
	}
}

static inline void limit_read(const char *text, struct limit *limit)
{
	static const char *const units[] = {"days",       "workdays", "months", "day",
					    "period end", "hours",    "minutes"};
	char word[32] = "";
	int hour, minute;

	if (sscanf(text, "next %d:%d", &hour, &minute) == 2) {
		limit->unit = UNIT_NEXT;
		limit->n = 3600 * hour + 60 * minute;
		return;
	}
	if (sscanf(text, "day %d", &limit->n) == 1)
		snprintf(word, sizeof word, "day");
	else if (sscanf(text, "%d %31s", &limit->n, word) != 2)
		snprintf(word, sizeof word, "%.31s", text);
	for (int i = 0; i < 7; i++)
		if (is(units[i], word)) {
			limit->unit = (enum unit)i;
			return;
		}
	oracle_die("a span that is none");
}

/* A share in hundredths of a percent: 50%, 33.33%, 0.25. */
static inline int share_read(const char *text)
{
	int whole = 0, part = 0, digits = 0;
	const char *dot = strchr(text, '.');

	sscanf(text, "%d", &whole);
	if (dot)
		for (const char *at = dot + 1; *at >= '0' && *at <= '9'; at++, digits++)
			part = 10 * part + (*at - '0');
	for (int room = strchr(text, '%') ? 2 : 4; digits < room; digits++)
		part *= 10;
	return whole * (strchr(text, '%') ? 100 : 10000) + part;
}

/* ---- Deadlines ---- */

static inline bool period_is(const char *word)
{
	return is(word, "week") || is(word, "month") || is(word, "quarter") || is(word, "halfyear") ||
	       is(word, "year");
}

/* The limits of a deadline: those of its name and of its name with a grade. */
static inline void deadline_limits(const struct policy *policy, struct deadline *deadline)
{
	size_t length = strlen(deadline->name);

	for (int i = 0; i < policy->n_rows; i++) {
		const struct row *row = &policy->rows[i];

		if (!is(row->rule, "due.limit") || strncmp(row->key, deadline->name, length) != 0 ||
		    (row->key[length] && row->key[length] != '/'))
			continue;
		if (deadline->n_limits == MAX_LIMITS)
			oracle_die("too many limits");
		struct limit *limit = &deadline->limits[deadline->n_limits++];
		*limit = (struct limit){.clause = row->clause};
		if (row->key[length])
			snprintf(limit->grade, sizeof limit->grade, "%s", row->key + length + 1);
		limit_read(row->value, limit);
	}
}

static inline void deadline_each(struct deadline *deadline, const char *each)
{
	deadline->role = "";
	deadline->each = EACH_STAFF;
	if (is(each, "company"))
		deadline->each = EACH_COMPANY;
	else if (is(each, "customer"))
		deadline->each = EACH_CUSTOMER;
	else if (strchr(each, '/'))
		deadline->role = strchr(each, '/') + 1;
}

static inline void deadline_read(const struct policy *policy, const struct row *row,
				 struct deadline *deadline)
{
	const char *name = row->key, *who = policy_text(policy, "due.who", name, "staff");
	const struct row *share = policy_row(policy, "due.share", name);

	*deadline = (struct deadline){.name = name, .share = -1};
	deadline->n_from = specs_read(row->value, deadline->from);
	if (period_is(row->value))
		deadline->period = row->value;
	deadline->n_to = specs_read(policy_text(policy, "due.to", name, ""), deadline->to);
	deadline_limits(policy, deadline);
	deadline->count = (int)strtol(policy_text(policy, "due.count", name, "1"), NULL, 10);
	deadline->once = is(policy_text(policy, "due.once", name, "no"), "yes");
	deadline_each(deadline, policy_text(policy, "due.each", name, "company"));
	deadline->who = is(who, "staff") ? "" : who;
	deadline->fault = policy_text(policy, "due.fault", name, "");
	if (share) {
		deadline->share = share_read(share->value);
		deadline->share_clause = share->clause;
	}
}

/* Makes the deadlines of the rows. */
static inline void policy_read(struct policy *policy)
{
	policy->n = 0;
	policy->seed = policy_text(policy, "due.seed", "", "kehu");
	for (int i = 0; i < policy->n_rows; i++) {
		if (!is(policy->rows[i].rule, "due.from"))
			continue;
		if (policy->n == MAX_DEADLINES)
			oracle_die("too many deadlines");
		deadline_read(policy, &policy->rows[i], &policy->deadlines[policy->n++]);
	}
}

static inline bool policy_repeats(const struct world *world, const char *code)
{
	return is(policy_text(&world->policy, "penalty.daily", code, "no"), "yes");
}

/* ---- Small questions ---- */

static inline bool seen(const struct world *world, const struct record *record)
{
	return record->dates[0].day <= world->as_of;
}

/* Is that date of the record given, and known on the as-of date? */
static inline bool happens(const struct world *world, const struct record *record, int column)
{
	int day = record->dates[column].day;

	if (!seen(world, record) || !*date_names[record->stream][column] || day < 0)
		return false;
	return day <= world->as_of || is(date_names[record->stream][column], "planned");
}

static inline const char *outcome_of(const struct record *visit)
{
	return is(visit->kind, "deal") ? "deal" : visit->outcome;
}

static inline int second_of(struct moment moment)
{
	return moment.second < 0 ? 0 : moment.second;
}

/* By day, then time, none being the start of the day. */
static inline int moment_order(struct moment a, struct moment b)
{
	return a.day != b.day ? a.day - b.day : second_of(a) - second_of(b);
}

static inline const struct record *oldest_registration(const struct world *world, const char *customer)
{
	const struct record *best = NULL;

	for (int i = 0; i < world->n; i++) {
		const struct record *one = &world->records[i];

		if (one->stream == STREAM_REGISTRATIONS && is(one->customer, customer) && seen(world, one) &&
		    (!best || moment_order(one->dates[0], best->dates[0]) < 0))
			best = one;
	}
	return best;
}

static inline const char *staff_of(const struct world *world, const char *customer)
{
	const struct record *oldest = oldest_registration(world, customer);

	return oldest ? oldest->staff : "";
}

/* The day of the first record of any input; -1: there is none. */
static inline int first_day(const struct world *world)
{
	int first = -1;

	for (int i = 0; i < world->n; i++)
		if (seen(world, &world->records[i]) && (first < 0 || world->records[i].dates[0].day < first))
			first = world->records[i].dates[0].day;
	return first;
}

/* The first record of a person in the staff file. */
static inline const struct staff *staff_find(const struct world *world, const char *id)
{
	for (int i = 0; i < world->n_staff; i++)
		if (is(world->staff[i].id, id))
			return &world->staff[i];
	return NULL;
}

static inline const char *role_of(const struct world *world, const char *id)
{
	const struct staff *staff = staff_find(world, id);

	return staff ? staff->role : "";
}

/* Who holds a role on the as-of date: the first by id, else the role. All records of a person count. */
static inline const char *holder_of(const struct world *world, const char *role)
{
	const struct staff *best = NULL;

	for (int i = 0; i < world->n_staff; i++) {
		const struct staff *one = &world->staff[i];
		bool there = one->joined <= world->as_of && (one->left < 0 || world->as_of <= one->left);

		if (there && is(one->role, role) && (!best || strcmp(one->id, best->id) < 0))
			best = one;
	}
	return best ? best->id : role;
}

#endif
