/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-penalty: random streams of faults and random prices, every number found by counting again
 * from the start, and a comparison byte for byte.
 *
 *     penalty_oracle [SEED [ROUNDS]]
 */
#include <config.h>
#include "oracle.h"

enum { MAX_FAULTS = 700, MAX_ROWS = 160, MAX_LINES = 8000, MAX_STAFF = 6, RECORDS = 60 };

struct fault {
	int day;
	const char *person, *role, *customer, *code, *source;
};

/* A policy row; when: nth from low to high (0: no end), or other: where no other row of the key holds. */
struct row {
	const char *rule;
	char key[64];
	int low, high;
	bool other;
	int64_t number;   /* fen, or hundredths of a factor, or n */
	const char *word; /* a value that is no number */
	const char *clause;
};

struct world {
	struct fault faults[MAX_FAULTS]; /* in input order */
	int n;
	int as_of;
	struct row rows[MAX_ROWS];
	int n_rows;
	struct staff staff[MAX_STAFF];
	int n_staff;
	bool standard, omit_role, omit_customer, omit_source;
	struct out overlay;
};

struct line {
	const char *person, *role, *customer, *code, *source, *clause, *note;
	int day, nth;
	int sequence;           /* plain lines before those by role, each in the order of the faults */
	int64_t amount, factor; /* fen, hundredths */
};

struct lines {
	struct line *lines;
	int n;
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* ---- Orders ---- */

/* The colon before the line number; NULL: none. */
static const char *source_colon(const char *source)
{
	const char *colon = strrchr(source, ':');

	if (!colon || !colon[1] || strspn(colon + 1, "0123456789") != strlen(colon + 1))
		return NULL;
	return colon;
}

static int source_order(const char *a, const char *b)
{
	const char *left = source_colon(a), *right = source_colon(b);
	char file_a[64], file_b[64];

	if (!left || !right)
		return left ? 1 : right ? -1 : strcmp(a, b);
	snprintf(file_a, sizeof file_a, "%.*s", (int)(left - a), a);
	snprintf(file_b, sizeof file_b, "%.*s", (int)(right - b), b);
	if (!is(file_a, file_b))
		return strcmp(file_a, file_b);
	long line_a = strtol(left + 1, NULL, 10), line_b = strtol(right + 1, NULL, 10);
	return line_a != line_b ? (line_a > line_b) - (line_a < line_b) : strcmp(a, b);
}

/* By date, customer, source, code; what is equal in these by person, role, then input: so the input decides nothing. */
static int fault_order(const struct fault *a, const struct fault *b)
{
	int order = a->day - b->day;

	if (!order)
		order = strcmp(a->customer, b->customer);
	if (!order)
		order = source_order(a->source, b->source);
	if (!order)
		order = strcmp(a->code, b->code);
	if (!order)
		order = strcmp(a->person, b->person);
	if (!order)
		order = strcmp(a->role, b->role);
	return order ? order : (a > b) - (a < b);
}

static int line_order(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = strcmp(a->person, b->person);

	if (!order)
		order = strcmp(a->role, b->role);
	if (!order)
		order = a->day - b->day;
	if (!order)
		order = strcmp(a->code, b->code);
	if (!order)
		order = strcmp(a->customer, b->customer);
	if (!order)
		order = source_order(a->source, b->source);
	if (!order)
		order = a->nth - b->nth;
	return order ? order : a->sequence - b->sequence;
}

/* ---- The policy ---- */

static bool has_rows(const struct world *world, const char *rule, const char *key)
{
	for (int i = 0; i < world->n_rows; i++)
		if (is(world->rows[i].rule, rule) && is(world->rows[i].key, key))
			return true;
	return false;
}

/* The row of rule and key that holds for nth. */
static const struct row *row_of(const struct world *world, const char *rule, const char *key, int nth)
{
	const struct row *other = NULL;

	for (int i = 0; i < world->n_rows; i++) {
		const struct row *row = &world->rows[i];

		if (!is(row->rule, rule) || !is(row->key, key))
			continue;
		if (row->other)
			other = row;
		else if (nth >= row->low && (!row->high || nth <= row->high))
			return row;
	}
	return other;
}

static const char *group_of(const struct world *world, const char *code)
{
	const struct row *row = row_of(world, "penalty.group", code, 0);

	return row ? row->word : code;
}

/* The first of code/role, group/role, code, group that has rows decides. */
static const struct row *decide(const struct world *world, const char *rule, const char *code,
				const char *role, int nth)
{
	const char *group = group_of(world, code);
	char keys[4][64];

	snprintf(keys[0], sizeof keys[0], "%s/%s", code, role);
	snprintf(keys[1], sizeof keys[1], "%s/%s", group, role);
	snprintf(keys[2], sizeof keys[2], "%s", code);
	snprintf(keys[3], sizeof keys[3], "%s", group);
	for (int i = *role ? 0 : 2; i < 4; i++)
		if (has_rows(world, rule, keys[i]))
			return row_of(world, rule, keys[i], nth);
	return NULL;
}

static const struct row *price_of(const struct world *world, const char *code, const char *role)
{
	char key[64];

	snprintf(key, sizeof key, *role ? "%s/%s" : "%s", code, role);
	return row_of(world, "penalty", key, 0);
}

static bool same_window(const struct world *world, const char *code, int a, int b)
{
	const struct row *row = decide(world, "penalty.window", code, "", 0);
	struct ymd left = day_split(a), right = day_split(b);

	if (row && is(row->word, "none"))
		return true;
	return left.year == right.year && (left.month == right.month || (row && is(row->word, "year")));
}

static bool in_run(const struct world *world, const char *code)
{
	return decide(world, "penalty.run", code, "", 0) != NULL;
}

static bool counts(const struct world *world, const struct fault *fault)
{
	return fault->day <= world->as_of;
}

/* The earliest fault that this one repeats, or itself. */
static const struct fault *first_of(const struct world *world, const struct fault *fault)
{
	const struct fault *first = fault;

	if (!row_of(world, "penalty.daily", fault->code, 0) || !*fault->source)
		return fault;
	for (int i = 0; i < world->n; i++) {
		const struct fault *one = &world->faults[i];

		if (is(one->person, fault->person) && is(one->customer, fault->customer) &&
		    is(one->code, fault->code) && is(one->source, fault->source) && one->day < first->day)
			first = one;
	}
	return first;
}

/* ---- Counting ---- */

/* Does this fault make a line at the price of a role? */
static bool pays_by_role(const struct world *world, const struct fault *fault, const char *role)
{
	return price_of(world, fault->code, role) && (!*fault->role || is(fault->role, role));
}

/* How many there are up to this one; by role where role is given, else by person. */
static int count_nth(const struct world *world, const struct fault *fault, const char *role)
{
	const char *group = group_of(world, fault->code);
	int nth = 0;

	for (int i = 0; i < world->n; i++) {
		const struct fault *one = &world->faults[i];

		if (!counts(world, one) || !is(group_of(world, one->code), group) ||
		    first_of(world, one) != one || fault_order(one, fault) > 0 ||
		    !same_window(world, fault->code, one->day, fault->day))
			continue;
		nth += *role ? pays_by_role(world, one, role) : is(one->person, fault->person);
	}
	return nth;
}

static bool same_callback(const struct fault *a, const struct fault *b)
{
	return is(a->person, b->person) && a->day == b->day && is(a->customer, b->customer) &&
	       is(a->source, b->source);
}

/* The first of this fault's call-back; priced (this one is): the first that has a price, which carries the charge. */
static const struct fault *callback_first(const struct world *world, const struct fault *fault, bool priced)
{
	const char *group = group_of(world, fault->code);
	const struct fault *first = fault;

	for (int i = 0; i < world->n; i++) {
		const struct fault *one = &world->faults[i];

		if (same_callback(one, fault) && is(group_of(world, one->code), group) &&
		    fault_order(one, first) < 0 && (!priced || price_of(world, one->code, "")))
			first = one;
	}
	return first;
}

/* The length of the run that this fault's call-back is part of, up to it. */
static int count_run(const struct world *world, const struct fault *fault)
{
	const char *group = group_of(world, fault->code);
	const struct fault *clean = NULL, *last = callback_first(world, fault, false);
	int length = 0;

	for (int i = 0; i < world->n; i++) {
		const struct fault *one = &world->faults[i];

		if (is(one->code, "callback.clean") && is(one->person, fault->person) &&
		    fault_order(one, last) < 0 && (!clean || fault_order(one, clean) > 0))
			clean = one;
	}
	for (int i = 0; i < world->n; i++) {
		const struct fault *one = &world->faults[i];

		if (is(group_of(world, one->code), group) && is(one->person, fault->person) &&
		    callback_first(world, one, false) == one && fault_order(one, last) <= 0 &&
		    (!clean || fault_order(one, clean) > 0))
			length++;
	}
	return length;
}

static int64_t factor_of(const struct world *world, const struct fault *fault, const char *role, int nth)
{
	const struct row *run = decide(world, "penalty.run", fault->code, "", 0);
	const struct row *free_ones = decide(world, "penalty.free", fault->code, "", 0);
	const struct row *once = decide(world, "penalty.once", fault->code, "", 0);
	const struct row *repeat = decide(world, "penalty.repeat", fault->code, role, nth);
	int n_free = free_ones ? (int)free_ones->number : 0;

	if (run)
		return callback_first(world, fault, true) == fault && nth >= run->number ? 100 : 0;
	if (nth <= n_free || (once && nth > n_free + 1))
		return 0;
	return repeat ? repeat->number : 100;
}

/* ---- Lines ---- */

static struct line *add_line(struct lines *lines, const struct fault *fault)
{
	if (lines->n == MAX_LINES)
		oracle_die("too many lines");
	struct line *line = &lines->lines[lines->n];
	*line = (struct line){.person = fault->person,
			      .role = fault->role,
			      .customer = fault->customer,
			      .code = fault->code,
			      .source = fault->source,
			      .clause = "",
			      .note = "",
			      .day = fault->day,
			      .factor = 100,
			      .sequence = lines->n++};
	return line;
}

static const char *holder_of(const struct world *world, const char *role, int day)
{
	const struct staff *best = NULL;

	for (int i = 0; i < world->n_staff; i++) {
		const struct staff *one = &world->staff[i];
		bool there = (one->joined < 0 || one->joined <= day) && (one->left < 0 || day <= one->left);

		if (there && is(one->role, role) && (!best || strcmp(one->id, best->id) < 0))
			best = one;
	}
	return best ? best->id : "";
}

static int nth_of(const struct world *world, const struct fault *fault, const char *role)
{
	const struct fault *first = first_of(world, fault);

	return !*role && in_run(world, fault->code) ? count_run(world, first) : count_nth(world, first, role);
}

static void priced_line(const struct world *world, struct lines *lines, const struct fault *fault,
			const struct row *price, const char *role)
{
	struct line *line = add_line(lines, fault);
	const struct fault *first = first_of(world, fault);
	const char *whose = *role ? role : fault->role;

	line->nth = nth_of(world, fault, role);
	line->amount = price->number;
	line->clause = price->clause;
	line->factor = factor_of(world, first, whose, line->nth);
	if (*role) {
		line->person = holder_of(world, role, fault->day);
		line->role = role;
		line->sequence += MAX_LINES;
	}
	const struct row *deduct = decide(world, "penalty.deduct", fault->code, whose, line->nth);
	if (deduct)
		line->note = deduct->word;
}

static const char *const roles[] = {"boss", "clerk", "service_consultant", "vice_president",
				    "showroom_manager"};

static void fault_lines(const struct world *world, struct lines *lines, const struct fault *fault, bool all)
{
	const struct row *plain = price_of(world, fault->code, "");
	bool priced = plain != NULL;

	if (plain)
		priced_line(world, lines, fault, plain, "");
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		const struct row *price = price_of(world, fault->code, roles[i]);

		priced |= price != NULL;
		if (price && pays_by_role(world, fault, roles[i]))
			priced_line(world, lines, fault, price, roles[i]);
	}
	if (!priced && all)
		add_line(lines, fault)->nth = nth_of(world, fault, "");
}

/* In the order of the faults, so that equal lines stay in it. */
static void all_lines(const struct world *world, struct lines *lines, bool all)
{
	const struct fault *last = NULL;

	lines->n = 0;
	for (;;) {
		const struct fault *next = NULL;

		for (int i = 0; i < world->n; i++) {
			const struct fault *one = &world->faults[i];

			if ((!last || fault_order(one, last) > 0) && (!next || fault_order(one, next) < 0))
				next = one;
		}
		if (!next)
			break;
		if (counts(world, next))
			fault_lines(world, lines, next, all);
		last = next;
	}
	qsort(lines->lines, (size_t)lines->n, sizeof lines->lines[0], line_order);
}

static int64_t charge_of(const struct line *line)
{
	return (line->amount * line->factor + 50) / 100;
}

static void print_ledger(const struct lines *lines, struct out *out)
{
	out_text(out, "person,role,date,customer,code,nth,amount,factor,charge,clause,source,note\n");
	for (int i = 0; i < lines->n; i++) {
		const struct line *line = &lines->lines[i];

		out_value(out, line->person);
		out_format(out, ",%s,", line->role);
		out_day(out, line->day);
		out_text(out, ",");
		out_value(out, line->customer);
		out_format(out, ",%s,%d,", line->code, line->nth);
		out_fen(out, line->amount);
		out_text(out, ",");
		out_decimal(out, line->factor, 2, 0);
		out_text(out, ",");
		out_fen(out, charge_of(line));
		out_text(out, ",");
		out_value(out, line->clause);
		out_text(out, ",");
		out_value(out, line->source);
		out_format(out, ",%s\n", line->note);
	}
}

static bool same_sum(const struct line *a, const struct line *b)
{
	struct ymd left = day_split(a->day), right = day_split(b->day);

	return is(a->person, b->person) && is(a->role, b->role) && left.year == right.year &&
	       left.month == right.month;
}

static void print_summary(const struct lines *lines, struct out *out)
{
	out_text(out, "person,role,month,lines,charge\n");
	for (int i = 0, next; i < lines->n; i = next) {
		const struct line *line = &lines->lines[i];
		struct ymd ymd = day_split(line->day);
		int64_t sum = 0;

		for (next = i; next < lines->n && same_sum(line, &lines->lines[next]); next++)
			sum += charge_of(&lines->lines[next]);
		out_value(out, line->person);
		out_format(out, ",%s,%04d-%02d,%d,", line->role, ymd.year, ymd.month, next - i);
		out_fen(out, sum);
		out_text(out, "\n");
	}
}

/* ---- The policy: standard, or random rows ---- */

static struct row *add_row(struct world *world, const char *rule, const char *key)
{
	if (world->n_rows == MAX_ROWS)
		oracle_die("too many rows");
	struct row *row = &world->rows[world->n_rows++];
	*row = (struct row){.rule = rule, .other = true, .clause = "test"};
	snprintf(row->key, sizeof row->key, "%s", key);
	return row;
}

static void add_price(struct world *world, const char *key, int yuan, const char *group, const char *clause)
{
	struct row *row = add_row(world, "penalty", key);

	row->number = 100 * yuan;
	row->clause = clause;
	if (group)
		add_row(world, "penalty.group", key)->word = group;
}

static void add_steps(struct world *world, const char *rule, const char *key, int low, int64_t number,
		      const char *word)
{
	struct row *row = add_row(world, rule, key);

	row->other = false;
	row->low = low;
	row->number = number;
	row->word = word;
}

static void policy_standard(struct world *world)
{
	static const char *const scripts[] = {"script_skipped", "script_incomplete", "lax_judgement",
					      "misreport"};
	static const char *const plain[] = {"record_lost", "register.incomplete"};

	add_price(world, "callback.missed/vice_president", 20, NULL, "survey 7.3");
	add_price(world, "callback.missed/showroom_manager", 10, NULL, "survey 7.3");
	for (int i = 0; i < 4; i++)
		add_price(world, scripts[i], 30, "script", "survey 7.3");
	add_row(world, "penalty.run", "script")->number = 2;
	add_price(world, "warning", 30, NULL, "estate 41.2.1");
	add_row(world, "penalty.free", "warning")->number = 3;
	add_row(world, "penalty.once", "warning")->word = "yes";
	add_price(world, "dispute", 30, NULL, "estate 41.2.2");
	for (int i = 0; i < 2; i++)
		add_price(world, plain[i], 30, NULL, "estate 41.2.3");
	add_price(world, "false_data", 30, NULL, "estate 41.2.4");
	add_price(world, "archive_late", 50, "archive", "archive fine 1; 4");
	add_price(world, "archive_sheet_unsigned", 20, "archive", "archive fine 2");
	add_price(world, "archive_contact", 50, "archive", "archive fine 3");
	add_price(world, "archive_incomplete", 20, "archive", "archive fine 5");
	add_price(world, "archive_customer_signature", 50, "archive", "archive fine 5");
	add_price(world, "archive_internal_signature", 20, "archive", "archive fine 5");
	add_price(world, "archive_lost", 20, "archive", "archive fine 7");
	add_steps(world, "penalty.repeat", "archive", 2, 200, NULL);
	add_steps(world, "penalty.repeat", "archive/service_consultant", 3, 200, NULL);
}

/* Factors or notes by the number, in a few shapes: with gaps, with an end, with a row for the rest. */
static void steps_random(struct world *world, struct rng *rng, const char *rule, const char *key)
{
	static const int64_t factors[] = {200, 150, 0, 300, 125, 1000};
	static const char *const notes[] = {"10%-30%", "5%-15%", "20%-40%"};
	int nth = rng_range(rng, 1, 3);

	for (int n = rng_range(rng, 1, 3); n > 0; n--) {
		add_steps(world, rule, key, nth, RNG_PICK(rng, factors), RNG_PICK(rng, notes));
		struct row *row = &world->rows[world->n_rows - 1];

		if (n > 1 || rng_chance(rng, 50))
			row->high = nth + rng_below(rng, 3);
		nth = row->high + 1 + rng_below(rng, 2);
	}
	if (rng_chance(rng, 25)) {
		struct row *row = add_row(world, rule, key);

		row->number = RNG_PICK(rng, factors);
		row->word = RNG_PICK(rng, notes);
	}
}

static void steps_by_role(struct world *world, struct rng *rng, const char *rule, const char *key)
{
	char both[64];

	if (rng_chance(rng, 40))
		steps_random(world, rng, rule, key);
	for (int i = 0; i < 3; i++) {
		snprintf(both, sizeof both, "%s/%s", key, roles[i]);
		if (rng_chance(rng, 20))
			steps_random(world, rng, rule, both);
	}
}

/* What may be said of a code that stands alone, or of a group. */
static void key_random(struct world *world, struct rng *rng, const char *key)
{
	static const char *const windows[] = {"month", "year", "none"};

	if (rng_chance(rng, 60))
		add_row(world, "penalty.window", key)->word = RNG_PICK(rng, windows);
	if (rng_chance(rng, 40))
		add_row(world, "penalty.free", key)->number = rng_below(rng, 4);
	if (rng_chance(rng, 25))
		add_row(world, "penalty.once", key)->word = "yes";
	steps_by_role(world, rng, "penalty.repeat", key);
	steps_by_role(world, rng, "penalty.deduct", key);
}

static void prices_random(struct world *world, struct rng *rng, const char *code, bool needed)
{
	static const char *const clauses[] = {"art. 1", "二, 三", "art. 2; 3", ""};
	char key[64];

	if (needed || rng_chance(rng, 70)) {
		struct row *row = add_row(world, "penalty", code);

		row->number = rng_chance(rng, 50) ? 100 * rng_below(rng, 60) : rng_below(rng, 9999);
		row->clause = RNG_PICK(rng, clauses);
	}
	for (int i = 0; i < 3; i++) {
		if (!rng_chance(rng, 25))
			continue;
		snprintf(key, sizeof key, "%s/%s", code, roles[i]);
		struct row *row = add_row(world, "penalty", key);
		row->number = 100 * rng_range(rng, 1, 60);
		row->clause = RNG_PICK(rng, clauses);
	}
}

static const char *const random_codes[] = {"alone1", "alone2",         "alone3",  "alone4",   "duo1",
					   "duo2",   "trio1",          "trio2",   "trio3",    "run1",
					   "run2",   "callback.clean", "unknown", "solo_run", "run0"};

static void policy_random(struct world *world, struct rng *rng)
{
	for (int i = 0; i < 9; i++) {
		const char *code = random_codes[i], *group = i < 4 ? NULL : i < 6 ? "duo" : "trio";

		prices_random(world, rng, code, false);
		if (group)
			add_row(world, "penalty.group", code)->word = group;
		else
			key_random(world, rng, code);
		if (group && rng_chance(rng, 20))
			steps_by_role(world, rng, "penalty.repeat", code);
		if (rng_chance(rng, 30))
			add_row(world, "penalty.daily", code)->word = "yes";
	}
	key_random(world, rng, "duo");
	key_random(world, rng, "trio");
	add_price(world, "run1", 30, "runs", "run, clause");
	add_price(world, "run2", 45, "runs", "run clause");
	add_row(world, "penalty.group", "run0")->word = "runs"; /* without a price it counts all the same */
	add_row(world, "penalty.run", "runs")->number = rng_range(rng, 1, 3);
	add_price(world, "solo_run", 7, NULL, "solo");
	add_row(world, "penalty.run", "solo_run")->number = rng_range(rng, 1, 3);
}

static void print_value(const struct row *row, struct out *out)
{
	if (is(row->rule, "penalty") || is(row->rule, "penalty.repeat"))
		out_decimal(out, row->number, 2, 0);
	else if (is(row->rule, "penalty.free") || is(row->rule, "penalty.run"))
		out_format(out, "%d", (int)row->number);
	else
		out_text(out, row->word);
}

static void print_overlay(const struct world *world, struct out *out)
{
	out_text(out, "rule,key,when,value,clause\nbase,,,none,\n");
	for (int i = 0; i < world->n_rows; i++) {
		const struct row *row = &world->rows[i];

		out_format(out, "%s,%s,", row->rule, row->key);
		if (!row->other && row->low == row->high)
			out_format(out, "=%d", row->low);
		else if (!row->other)
			out_format(out, ">=%d", row->low);
		if (!row->other && row->high > row->low)
			out_format(out, i % 2 ? " <%d" : " <=%d", row->high + i % 2);
		out_text(out, ",");
		print_value(row, out);
		out_text(out, ",");
		out_value(out, row->clause);
		out_text(out, "\n");
	}
}

/* ---- Random faults ---- */

/* A record in which faults are found. */
struct record {
	int day;
	const char *person, *role, *customer, *source;
};

static const char *const sources[] = {
	"v.csv:2", "v.csv:10",      "v.csv:9", "v.csv:010", "u.csv:7",   "a:b:3",    "-:4",     "-:12",
	"hand",    "by hand, note", "",        "x:",        "v.csv:100", "u.csv:70", "r.csv:5", "r.csv:50"};

static const char *const standard_codes[] = {
	"callback.missed",
	"script_skipped",
	"script_incomplete",
	"lax_judgement",
	"misreport",
	"warning",
	"warning",
	"callback.clean",
	"dispute",
	"record_lost",
	"register.incomplete",
	"false_data",
	"archive_late",
	"archive_sheet_unsigned",
	"archive_contact",
	"archive_incomplete",
	"archive_lost",
	"archive_customer_signature",
	"archive_internal_signature",
	"report.late",
	"callback.late",
	"Warning",
};

static void record_random(const struct world *world, struct rng *rng, struct record *record, int width)
{
	static const char *const people[] = {"S1", "S2", "王", "a, b", "", "S10"};
	static const char *const customers[] = {"C1", "C2", "", "客", "c1"};
	int who = rng_below(rng, 6);

	*record = (struct record){.person = people[who], .role = "", .customer = RNG_PICK(rng, customers)};
	record->day = world->as_of + 3 - rng_below(rng, width);
	record->source = RNG_PICK(rng, sources);
	if (who < 4 && rng_chance(rng, 60)) /* a person has one role */
		record->role = roles[(who + (int)(world->as_of % 3)) % 3];
	else if (rng_chance(rng, 20))
		record->role = roles[who % 5];
}

/* What a daily fault repeats must have its role: a person has one there. */
static const char *steady_role(const struct world *world, const char *person)
{
	int which = (int)(strlen(person) + (size_t)world->as_of) % 5;

	return which < 3 ? roles[which] : "";
}

static const char *code_random(const struct world *world, struct rng *rng)
{
	return world->standard ? RNG_PICK(rng, standard_codes) : RNG_PICK(rng, random_codes);
}

static void faults_random(struct world *world, struct rng *rng)
{
	struct record records[RECORDS];
	static const int widths[] = {6, 45, 45, 500};
	int width = RNG_PICK(rng, widths), most = rng_range(rng, 0, MAX_FAULTS / 3);

	for (int i = 0; i < RECORDS; i++)
		record_random(world, rng, &records[i], width);
	while (world->n < most) {
		const struct record *record = &records[rng_below(rng, RECORDS)];
		struct fault *fault = &world->faults[world->n++];

		*fault = (struct fault){record->day,      record->person,          record->role,
					record->customer, code_random(world, rng), record->source};
		if (row_of(world, "penalty.daily", fault->code, 0))
			fault->role = steady_role(world, fault->person);
		if (world->omit_role)
			fault->role = "";
		if (world->omit_customer)
			fault->customer = "";
		if (world->omit_source)
			fault->source = "";
		for (int day = record->day + 1; rng_chance(rng, 30) && world->n < most;
		     day += rng_below(rng, 3)) {
			world->faults[world->n] = *fault; /* the same on a later day */
			world->faults[world->n++].day = day;
		}
	}
}

static void staff_random(struct world *world, struct rng *rng)
{
	static const char *const ids[] = {"S1", "S2", "boss1", "a, b", "boss2", "x"};

	world->n_staff = rng_chance(rng, 50) ? 0 : rng_range(rng, 1, MAX_STAFF);
	for (int i = 0; i < world->n_staff; i++) {
		struct staff *one = &world->staff[i];

		*one = (struct staff){ids[i], RNG_PICK(rng, roles), -1, -1};
		if (rng_chance(rng, 50))
			one->joined = world->as_of - rng_below(rng, 60);
		if (rng_chance(rng, 50))
			one->left = (one->joined < 0 ? world->as_of - 60 : one->joined) + rng_below(rng, 40);
	}
}

static void world_random(struct world *world, struct rng *rng, bool standard)
{
	*world = (struct world){.standard = standard};
	world->as_of = day_of(2024, 1, 10) + rng_below(rng, 700);
	world->omit_role = rng_chance(rng, 40);
	world->omit_customer = rng_chance(rng, 10);
	world->omit_source = rng_chance(rng, 10);
	out_text(&world->overlay, "");
	if (standard) {
		policy_standard(world);
	} else {
		policy_random(world, rng);
		print_overlay(world, &world->overlay);
	}
	faults_random(world, rng);
	staff_random(world, rng);
	for (int i = world->n - 1; i > 0; i--) {
		int other = rng_below(rng, i + 1);
		struct fault keep = world->faults[i];

		world->faults[i] = world->faults[other];
		world->faults[other] = keep;
	}
}

/* ---- Files ---- */

static void world_write(const struct world *world, struct rng *rng)
{
	struct sheet_column columns[6] = {
		{"date", NULL, SHEET_DATE}, {"person", NULL, SHEET_TEXT}, {"code", NULL, SHEET_TEXT}};
	const char *cells[6];
	struct sheet sheet;
	char day[16];
	int n = 3, role = 0, customer = 0, source = 0;

	if (!world->omit_role)
		columns[role = n++] = (struct sheet_column){"role", NULL, SHEET_TEXT};
	if (!world->omit_customer)
		columns[customer = n++] = (struct sheet_column){"customer", NULL, SHEET_TEXT};
	if (!world->omit_source)
		columns[source = n++] = (struct sheet_column){"source", NULL, SHEET_TEXT};
	sheet_start(&sheet, rng, columns, n, rng_chance(rng, 70));
	for (int i = 0; i < world->n; i++) {
		const struct fault *fault = &world->faults[i];

		cells[role] = fault->role;
		cells[customer] = fault->customer;
		cells[source] = fault->source;
		cells[0] = day_text(day, fault->day);
		cells[1] = fault->person;
		cells[2] = fault->code;
		sheet_row(&sheet, rng, cells);
	}
	sheet_write(&sheet, rng, "faults.csv");
	oracle_write("policy.csv", &world->overlay);
	oracle_write_staff(world->staff, world->n_staff);
}

/* ---- Runs ---- */

static void show(const void *context, const char *key)
{
	const struct world *world = context;
	char day[16];

	for (int i = 0; i < world->n; i++) {
		const struct fault *one = &world->faults[i];

		if (is(one->code, key) || is(group_of(world, one->code), group_of(world, key)))
			printf("%s,%s,%s,%s,%s,%s\n", day_text(day, one->day), one->person, one->role,
			       one->customer, one->code, one->source);
	}
	for (int i = 0; i < world->n_staff; i++)
		printf("staff %s %s %d %d\n", world->staff[i].id, world->staff[i].role,
		       world->staff[i].joined, world->staff[i].left);
	printf("  policy:\n%s", world->standard ? "standard\n" : world->overlay.bytes);
}

static void play(struct oracle *oracle, const struct world *world, struct lines *lines, bool all,
		 bool summary)
{
	struct out expected = {0}, actual;
	char command[256], as_of[16];

	all_lines(world, lines, all);
	if (summary)
		print_summary(lines, &expected);
	else
		print_ledger(lines, &expected);
	snprintf(command, sizeof command, "kehu-penalty --as-of=%s%s%s%s%s faults.csv",
		 day_text(as_of, world->as_of), world->standard ? "" : " --policy=policy.csv",
		 world->n_staff ? " --staff=staff.csv" : "", all ? " --all" : "",
		 summary ? " --summary" : "");
	int status = oracle_run(command, &actual);
	if (status != 0)
		out_format(&actual, "(exit %d)\n", status);
	oracle_same(oracle, command, &expected, &actual, 4, show, world);
	out_free(&expected);
	out_free(&actual);
}

int main(int argc, char **argv)
{
	struct rng rng = {argc > 1 ? strtoull(argv[1], NULL, 10) : 20250701};
	int rounds = oracle_rounds(argc, argv, 60);
	struct world *world = oracle_alloc(1, sizeof *world);
	struct lines lines = {oracle_alloc(MAX_LINES, sizeof(struct line)), 0};
	struct oracle oracle;

	oracle_start(&oracle, "penalty_oracle");
	for (int i = 0; i < rounds && oracle.failed < 5; i++) {
		unsigned failed = oracle.failed;

		world_random(world, &rng, i % 3 == 0);
		world_write(world, &rng);
		for (int form = 0; form < 4 && oracle.failed == failed; form++)
			play(&oracle, world, &lines, form & 1, form & 2);
		out_free(&world->overlay);
	}
	free(lines.lines);
	free(world);
	return oracle_end(&oracle, "penalty_oracle");
}
