/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-join and kehu-grade: random registrations, visits and receivables, facts found by looking at
 * every record of every customer, grades by walking random tables, and a comparison byte for byte.
 *
 *     facts_oracle [SEED [ROUNDS]]
 */
#include <config.h>
#include "oracle_ledger.h"

enum { CUSTOMERS = 30, MAX_RECORDS = CUSTOMERS * 12, FACTS = 19, MAX_ROWS = 8 };

struct registration {
	char customer[24];
	int day;
	int second; /* of the day; -1: no time */
	const char *staff, *name, *channel, *influence, *assessor;
};

struct visit {
	char customer[24];
	int day;
	const char *kind, *outcome;
};

/* What the facts of one customer are, as printed; also a hand-made record's values as spelt. */
struct facts {
	char cells[FACTS][48];
	char memo[24];
};

enum {
	F_CUSTOMER,
	F_NAME,
	F_CHANNEL,
	F_INFLUENCE,
	F_ASSESSOR,
	F_STAFF,
	F_REGISTERED,
	F_FIRST_TRADE,
	F_SALES,
	F_TONS,
	F_COLLECTED,
	F_BALANCE,
	F_OVERDUE,
	F_OVERDUE_DAYS,
	F_CONTRACT,
	F_CONTACTS,
	F_LAST_CONTACT,
	F_LAST_OUTCOME,
	F_AS_OF
};

static const char *const facts_names[] = {
	"customer",        "name",     "channel",      "influence",    "assessor", "staff",   "registered",
	"first_trade",     "sales",    "tons",         "collected",    "balance",  "overdue", "overdue_days",
	"contract_amount", "contacts", "last_contact", "last_outcome", "as_of",
};

/* A table row: holds from low to high (each with its end or without), in units of the column. */
struct step {
	bool has_low, has_high, low_open, high_open;
	int64_t low, high;
	int points;
};

struct table {
	struct step steps[MAX_ROWS];
	int n;
};

enum { T_SALES, T_TONS, T_COLLECTION, T_BALANCE, TABLES };

static const char *const table_names[] = {"sales", "tons", "collection", "balance"};
static const char *const influences[] = {"leader", "key", "important", "ordinary", "minor"};

struct grading {
	struct table tables[TABLES]; /* fen, thousandths of tons, millionths, fen */
	int influence[5];
	int weights[4]; /* sales, collection, balance, influence */
	const char *assessors[12];
	int n_assessors;
	struct table tiers; /* in hundredths; points is the index of the tier */
	int first_year;
	int credit_days[3];
	int64_t credit_limit[3]; /* fen */
	const char *tier_clause, *first_clause;
};

struct world {
	struct registration registrations[MAX_RECORDS];
	int n_registrations;
	struct visit visits[MAX_RECORDS];
	int n_visits;
	struct books books;
	struct calendar calendar;
	int last;
	bool has[3]; /* which streams are given */
	bool standard;
	struct grading grading;
	struct out overlay;
	struct facts facts[CUSTOMERS];
	int n_facts;
};

static const char *const customers[CUSTOMERS] = {
	"C1",  "C10", "C2",   "c1",   "K",    "K/1",  "客户1", "客户10",     "a,b", "Z9",
	"Z99", "M 1", "0007", "007",  "X-1",  "X_1",  "X.1",   "é",          "zz",  "AA",
	"AB",  "A",   "B",    "张三", "李四", "q\"q", " C1",   "two\nlines", "Y",   "#1",
};

/* ---- Facts ---- */

static void put(struct facts *facts, int which, const char *value)
{
	snprintf(facts->cells[which], sizeof facts->cells[which], "%s", value);
}

static void put_day(struct facts *facts, int which, int day)
{
	char text[16];

	put(facts, which, day_text(text, day));
}

static void put_decimal(struct facts *facts, int which, int64_t value, int scale, int least)
{
	struct out text = {0};

	out_decimal(&text, value, scale, least);
	put(facts, which, text.bytes);
	out_free(&text);
}

/* Is a later than b, or as late and further down in the input? */
static bool newer(const struct registration *a, const struct registration *b)
{
	int second_a = a->second < 0 ? 0 : a->second, second_b = b->second < 0 ? 0 : b->second;

	if (a->day != b->day)
		return a->day > b->day;
	return second_a != second_b ? second_a > second_b : a > b;
}

/* The newest registration of the customer that gives what asks for (NULL: any), or the oldest of all. */
static const struct registration *find_registration(const struct world *world, const char *customer,
						    bool oldest,
						    const char *(*asks)(const struct registration *))
{
	const struct registration *best = NULL;

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];

		if (strcmp(one->customer, customer) != 0 || one->day > world->books.as_of ||
		    (asks && !*asks(one)))
			continue;
		if (!best || newer(one, best) != oldest)
			best = one;
	}
	return best;
}

static const char *name_of(const struct registration *registration)
{
	return registration->name;
}

static const char *channel_of(const struct registration *registration)
{
	return registration->channel;
}

static const char *influence_of(const struct registration *registration)
{
	return registration->influence;
}

static bool fill_registration(const struct world *world, struct facts *facts)
{
	const char *customer = facts->cells[F_CUSTOMER];
	const struct registration *oldest = find_registration(world, customer, true, NULL), *one;

	if (!world->has[0] || !oldest)
		return false;
	if ((one = find_registration(world, customer, false, name_of)))
		put(facts, F_NAME, one->name);
	one = find_registration(world, customer, false, channel_of);
	put(facts, F_CHANNEL, one ? one->channel : "visit");
	if ((one = find_registration(world, customer, false, influence_of))) {
		put(facts, F_INFLUENCE, one->influence);
		put(facts, F_ASSESSOR, one->assessor);
	}
	put(facts, F_STAFF, oldest->staff);
	put_day(facts, F_REGISTERED, oldest->day);
	return true;
}

static bool fill_visits(const struct world *world, struct facts *facts)
{
	int contacts = 0, last = -1, last_outcome = -1;

	if (!world->has[1])
		return false;
	for (int i = 0; i < world->n_visits; i++) {
		const struct visit *visit = &world->visits[i];
		const char *outcome = strcmp(visit->kind, "deal") == 0 ? "deal" : visit->outcome;

		if (strcmp(visit->customer, facts->cells[F_CUSTOMER]) != 0 || visit->day > world->books.as_of)
			continue;
		contacts++;
		if (visit->day > last)
			last = visit->day;
		if (*outcome && visit->day >= last_outcome) {
			last_outcome = visit->day;
			put(facts, F_LAST_OUTCOME, outcome);
		}
	}
	snprintf(facts->cells[F_CONTACTS], sizeof facts->cells[F_CONTACTS], "%d", contacts);
	if (contacts)
		put_day(facts, F_LAST_CONTACT, last);
	return contacts > 0;
}

static void fill_overdue(const struct world *world, struct facts *facts)
{
	struct ledger ledger;
	int64_t overdue = 0;
	int days = 0;

	ledger_run(&ledger, &world->books, facts->cells[F_CUSTOMER]);
	for (int i = 0; i < ledger.n_invoices; i++) {
		const struct invoice *invoice = &ledger.invoices[i];
		int late = world->books.as_of - invoice->due;

		if (late <= 0 || invoice->balance == 0)
			continue;
		overdue += invoice->balance;
		days = late > days ? late : days;
	}
	put_decimal(facts, F_OVERDUE, overdue, 2, 2);
	snprintf(facts->cells[F_OVERDUE_DAYS], sizeof facts->cells[F_OVERDUE_DAYS], "%d", days);
	ledger_free(&ledger);
}

struct sums {
	int64_t sales, tons, collected, balance;
	int first_trade;
	const struct posting *newest; /* invoice */
};

static void add_posting(struct sums *sums, const struct posting *posting, bool in_period)
{
	if (posting->kind != KIND_INVOICE) {
		sums->balance -= posting->amount;
		if (posting->kind == KIND_PAYMENT && in_period)
			sums->collected += posting->amount;
		return;
	}
	sums->balance += posting->amount;
	if (in_period)
		sums->sales += posting->amount;
	if (in_period && posting->tons >= 0)
		sums->tons += posting->tons;
	if (sums->first_trade < 0 || posting->day < sums->first_trade)
		sums->first_trade = posting->day;
	if (!sums->newest || posting->day >= sums->newest->day)
		sums->newest = posting;
}

static bool fill_receivables(const struct world *world, struct facts *facts)
{
	struct sums sums = {.first_trade = -1};
	int start = day_add_years(world->books.as_of, -1) + 1;
	bool any = false;

	if (!world->has[2])
		return false;
	for (int i = 0; i < world->books.n; i++) {
		const struct posting *posting = &world->books.postings[i];

		if (strcmp(posting->customer, facts->cells[F_CUSTOMER]) != 0 ||
		    posting->day > world->books.as_of)
			continue;
		any = true;
		add_posting(&sums, posting, posting->day >= start);
	}
	if (sums.first_trade >= 0)
		put_day(facts, F_FIRST_TRADE, sums.first_trade);
	put_decimal(facts, F_SALES, sums.sales, 2, 2);
	put_decimal(facts, F_TONS, sums.tons, 3, 0);
	put_decimal(facts, F_COLLECTED, sums.collected, 2, 2);
	put_decimal(facts, F_BALANCE, sums.balance, 2, 2);
	if (sums.newest && sums.newest->has_contract)
		put_decimal(facts, F_CONTRACT, sums.newest->contract_amount, 2, 2);
	fill_overdue(world, facts);
	return any;
}

/* Fills the facts of one customer; false: no stream names it. */
static bool fill(const struct world *world, const char *customer, struct facts *facts)
{
	*facts = (struct facts){0};
	put(facts, F_CUSTOMER, customer);
	put_day(facts, F_AS_OF, world->books.as_of);
	bool registered = fill_registration(world, facts);
	bool visited = fill_visits(world, facts);
	bool traded = fill_receivables(world, facts);
	return registered || visited || traded;
}

static int customer_order(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static void fill_all(struct world *world, struct out *out)
{
	const char *sorted[CUSTOMERS];

	memcpy(sorted, customers, sizeof sorted);
	qsort(sorted, CUSTOMERS, sizeof sorted[0], customer_order);
	for (int i = 0; i < FACTS; i++)
		out_format(out, "%s%s", facts_names[i], i == FACTS - 1 ? "\n" : ",");
	for (int c = 0; c < CUSTOMERS; c++) {
		struct facts *facts = &world->facts[world->n_facts];

		if (!fill(world, sorted[c], facts))
			continue;
		world->n_facts++;
		for (int i = 0; i < FACTS; i++) {
			out_value(out, facts->cells[i]);
			out_text(out, i == FACTS - 1 ? "\n" : ",");
		}
	}
}

/* ---- Grades ---- */

static int sign_of(__int128 value)
{
	return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/* numerator / denominator against the steps; -1: none holds. */
static int table_points(const struct table *table, int64_t numerator, int64_t unit, int64_t denominator)
{
	for (int i = 0; i < table->n; i++) {
		const struct step *step = &table->steps[i];
		__int128 value = (__int128)numerator * unit;
		int low = sign_of(value - (__int128)step->low * denominator);
		int high = sign_of(value - (__int128)step->high * denominator);

		if (step->has_low && (low < 0 || (low == 0 && step->low_open)))
			continue;
		if (step->has_high && (high > 0 || (high == 0 && step->high_open)))
			continue;
		return step->points;
	}
	return -1;
}

/* A plain decimal number of so many places, as spelt. */
static int64_t number_of(const char *text, int places)
{
	int64_t value = 0;
	bool negative = *text == '-';
	int seen = -1;

	for (text += negative; *text; text++) {
		if (*text == '.') {
			seen = 0;
			continue;
		}
		value = value * 10 + (*text - '0');
		seen += seen >= 0;
	}
	for (seen = seen < 0 ? 0 : seen; seen < places; seen++)
		value *= 10;
	return negative ? -value : value;
}

static bool same_nocase(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		int x = *a >= 'A' && *a <= 'Z' ? *a - 'A' + 'a' : *a,
		    y = *b >= 'A' && *b <= 'Z' ? *b - 'A' + 'a' : *b;

		if (x != y)
			return false;
	}
	return *a == *b;
}

static bool word_is(const char *spelt, const char *word)
{
	return same_nocase(spelt, word) || !strcmp(spelt, sheet_word_alias(word));
}

struct grade {
	int points[4];
	int score; /* hundredths */
	bool not_assessed, first_year;
	int tier;
};

static int influence_points(const struct grading *grading, const struct facts *facts, bool *not_assessed)
{
	const char *assessor = facts->cells[F_ASSESSOR];
	bool trusted = !*assessor;

	for (int i = 0; i < grading->n_assessors; i++)
		trusted |= same_nocase(assessor, grading->assessors[i]);
	*not_assessed = !trusted;
	for (int i = 0; i < 5 && trusted; i++)
		if (word_is(facts->cells[F_INFLUENCE], influences[i]))
			return grading->influence[i];
	return grading->influence[4];
}

static int sales_points(const struct grading *grading, const struct facts *facts)
{
	int sales = table_points(&grading->tables[T_SALES], number_of(facts->cells[F_SALES], 2), 1, 1),
	    tons = -1;

	if (*facts->cells[F_TONS])
		tons = table_points(&grading->tables[T_TONS], number_of(facts->cells[F_TONS], 3), 1, 1);
	return tons > sales ? tons : sales;
}

/* Without sales: as of a share without limit where something was collected, else as of 0. */
static int collection_points(const struct grading *grading, const struct facts *facts)
{
	int64_t sales = number_of(facts->cells[F_SALES], 2),
		collected = number_of(facts->cells[F_COLLECTED], 2);

	if (sales)
		return table_points(&grading->tables[T_COLLECTION], collected, 1000000, sales);
	for (int i = 0; i < grading->tables[T_COLLECTION].n; i++)
		if (collected > 0 && !grading->tables[T_COLLECTION].steps[i].has_high)
			return grading->tables[T_COLLECTION].steps[i].points;
	return table_points(&grading->tables[T_COLLECTION], 0, 1, 1);
}

/* A date in any of its spellings; -1: not given. */
static int date_of(const char *text)
{
	int year = 0, month = 0, day = 0;

	if (!*text)
		return -1;
	if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3 &&
	    sscanf(text, "%4d/%2d/%2d", &year, &month, &day) != 3 &&
	    sscanf(text, "%4d%2d%2d", &year, &month, &day) != 3)
		oracle_die("a date that cannot be read");
	return day_of(year, month, day);
}

static struct grade grade_of(const struct grading *grading, const struct facts *facts, int as_of)
{
	struct grade grade = {0};
	int since = date_of(facts->cells[F_FIRST_TRADE]);

	grade.points[0] = sales_points(grading, facts);
	grade.points[1] = collection_points(grading, facts);
	grade.points[2] =
		table_points(&grading->tables[T_BALANCE], number_of(facts->cells[F_BALANCE], 2), 1, 1);
	grade.points[3] = influence_points(grading, facts, &grade.not_assessed);
	for (int i = 0; i < 4; i++)
		grade.score += grade.points[i] * grading->weights[i];
	if (since < 0)
		since = date_of(facts->cells[F_REGISTERED]);
	grade.first_year = since < 0 || as_of < day_add_years(since, 1);
	grade.tier =
		grade.first_year ? grading->first_year : table_points(&grading->tiers, grade.score, 1, 1);
	return grade;
}

static void print_grade(const struct grading *grading, const struct facts *facts, int as_of, struct out *out)
{
	struct grade grade = grade_of(grading, facts, as_of);
	int64_t sales = number_of(facts->cells[F_SALES], 2),
		collected = number_of(facts->cells[F_COLLECTED], 2);

	out_text(out, ",");
	if (sales)
		out_decimal(out, ((__int128)collected * 20000 + sales) / ((__int128)sales * 2), 2, 2);
	for (int i = 0; i < 4; i++)
		out_format(out, ",%d", grade.points[i]);
	out_text(out, ",");
	out_decimal(out, grade.score, 2, 2);
	out_format(out, ",%c,%d,", 'A' + grade.tier, grading->credit_days[grade.tier]);
	out_fen(out, grading->credit_limit[grade.tier]);
	out_format(out, ",%s%s%s,", grade.not_assessed ? "influence not assessed by a manager" : "",
		   grade.not_assessed && grade.first_year ? "; " : "", grade.first_year ? "first year" : "");
	out_value(out, grade.first_year ? grading->first_clause : grading->tier_clause);
	out_text(out, "\n");
}

static const char grade_header[] =
	"collection_rate,sales_score,collection_score,balance_score,influence_score,score,"
	"grade,credit_days,credit_limit,note,clause";

/* ---- The policy: standard, or random tables ---- */

static void table_add(struct table *table, const struct step *step)
{
	table->steps[table->n++] = *step;
}

/* Steps down from the best: >= each of the bounds in turn, what is below the last gets rest. */
static void table_down(struct table *table, const int64_t *bounds, const int *points, int n, int rest)
{
	*table = (struct table){0};
	for (int i = 0; i < n; i++)
		table_add(table, &(struct step){.has_low = true,
						.low = bounds[i],
						.has_high = i > 0,
						.high_open = true,
						.high = i > 0 ? bounds[i - 1] : 0,
						.points = points[i]});
	if (rest >= 0)
		table_add(table, &(struct step){.has_high = true,
						.high_open = true,
						.high = bounds[n - 1],
						.points = rest});
}

/* Steps up from the best: <= each of the bounds in turn, what is above the last gets rest. */
static void table_up(struct table *table, const int64_t *bounds, const int *points, int n, int rest)
{
	*table = (struct table){0};
	for (int i = 0; i < n; i++)
		table_add(table, &(struct step){.has_high = true,
						.high = bounds[i],
						.has_low = i > 0,
						.low_open = true,
						.low = i > 0 ? bounds[i - 1] : 0,
						.points = points[i]});
	table_add(table,
		  &(struct step){.has_low = true, .low_open = true, .low = bounds[n - 1], .points = rest});
}

static void grading_standard(struct grading *grading)
{
	static const int points[] = {10, 8, 6, 4}, tiers[] = {0, 1};
	static const int64_t sales[] = {1000000000, 800000000, 500000000, 100000000}, tons[] = {600000},
			     collection[] = {1000000, 800000, 500000, 300000},
			     balance[] = {1000000, 20000000, 80000000, 200000000}, score[] = {800, 500};

	*grading = (struct grading){
		.influence = {10, 8, 6, 4, 2},
		.weights = {30, 25, 30, 15},
		.n_assessors = 8,
		.first_year = 2,
		.assessors = {"department_manager", "vice_president", "general_manager", "chairman",
			      "部门经理", "副总经理", "总经理", "董事长"},
		.credit_days = {50, 50, 0},
		.credit_limit = {200000000, 100000000, 0},
		.tier_clause = "dairy 7",
		.first_clause = "dairy 7 note",
	};
	table_down(&grading->tables[T_SALES], sales, points, 4, 2);
	table_down(&grading->tables[T_TONS], tons, points, 1, -1);
	table_down(&grading->tables[T_COLLECTION], collection, points, 4, 2);
	table_up(&grading->tables[T_BALANCE], balance, points, 4, 2);
	table_down(&grading->tiers, score, tiers, 2, 2);
}

/* Bounds and points that fall: so the best and the worst are at the ends. */
static int bounds_random(struct rng *rng, int64_t *bounds, int *points, int64_t most)
{
	int n = rng_range(rng, 1, MAX_ROWS - 1);

	for (int i = n - 1; i >= 0; i--) {
		int64_t below = i == n - 1 ? 0 : bounds[i + 1];

		bounds[i] = below + 1 + (int64_t)(rng_next(rng) % (uint64_t)(most / n));
		points[i] = (i == n - 1 ? 0 : points[i + 1]) + rng_below(rng, 4);
	}
	return n;
}

static void grading_random(struct grading *grading, struct rng *rng)
{
	static const int64_t mosts[] = {2000000000, 700000, 1500000, 300000000};
	static const char *const roles[] = {"boss", "Vice_President", "经理", "head of, sales"};
	int64_t bounds[MAX_ROWS];
	int points[MAX_ROWS];
	int left = 100;

	for (int i = 0; i < TABLES; i++) {
		int n = bounds_random(rng, bounds, points, mosts[i]);

		table_down(&grading->tables[i], bounds, points, n,
			   i == T_TONS && rng_chance(rng, 60) ? -1 : 0);
	}
	for (int i = 0; i < 4; i++) {
		grading->weights[i] = i == 3 ? left : rng_below(rng, left + 1);
		left -= grading->weights[i];
	}
	for (int i = 0; i < 5; i++)
		grading->influence[4 - i] = (i ? grading->influence[5 - i] : 0) + rng_below(rng, 4);
	for (int i = 0; i < 4; i++)
		grading->assessors[grading->n_assessors++] = roles[i];
	for (int i = 0; i < 3; i++) {
		grading->credit_days[i] = rng_below(rng, 90);
		grading->credit_limit[i] = 100 * (int64_t)rng_below(rng, 3000000);
	}
	grading->first_year = rng_below(rng, 3);
	grading->first_clause = "new, ours";
	grading->tier_clause = "tiers";
	bounds[1] = rng_range(rng, 1, 600);
	bounds[0] = bounds[1] + rng_range(rng, 1, 400);
	table_down(&grading->tiers, bounds, (const int[]){0, 1}, 2, 2);
}

static void print_bound(struct out *out, const char *sign, int64_t value, int scale, bool percent)
{
	out_text(out, sign);
	out_decimal(out, value, percent ? scale - 2 : scale, 0);
	out_text(out, percent ? "%" : "");
}

static void print_step(struct out *out, const struct step *step, int scale, bool percent)
{
	if (step->has_low)
		print_bound(out, step->low_open ? ">" : ">=", step->low, scale, percent);
	if (step->has_low && step->has_high)
		out_text(out, " ");
	if (step->has_high)
		print_bound(out, step->high_open ? "<" : "<=", step->high, scale, percent);
}

static void print_tables(const struct grading *grading, struct out *out)
{
	static const int scales[] = {2, 3, 6, 2};

	for (int t = 0; t < TABLES; t++) {
		for (int i = 0; i < grading->tables[t].n; i++) {
			const struct step *step = &grading->tables[t].steps[i];

			out_format(out, "grade.points,%s,", table_names[t]);
			print_step(out, step, scales[t], t == T_COLLECTION && i % 2);
			out_format(out, ",%d,test\n", step->points);
		}
	}
	for (int i = 0; i < grading->tiers.n; i++) {
		out_format(out, "grade.tier,%c,", 'A' + grading->tiers.steps[i].points);
		print_step(out, &grading->tiers.steps[i], 2, false);
		out_format(out, ",,%s\n", grading->tier_clause);
	}
}

static void print_overlay(const struct world *world, struct out *out)
{
	const struct grading *grading = &world->grading;
	static const char *const weighed[] = {"sales", "collection", "balance", "influence"};

	out_format(out, "rule,key,when,value,clause\nlatefee.grace_days,,,%d,test\n", world->books.grace);
	if (world->books.workday)
		out_text(out, "latefee.due,,,workday,test\n");
	print_tables(grading, out);
	for (int i = 0; i < 4; i++)
		out_format(out, "grade.weight,%s,,%d%%,test\n", weighed[i], grading->weights[i]);
	for (int i = 0; i < 5; i++)
		out_format(out, "grade.points,influence/%s,,%d,test\n", influences[i], grading->influence[i]);
	for (int i = 0; i < 4; i++) {
		out_text(out, "grade.assessor,");
		out_value(out, grading->assessors[8 + i]);
		out_text(out, ",,yes,test\n");
	}
	out_format(out, "grade.first_year,,,%c,\"%s\"\n", 'A' + grading->first_year, grading->first_clause);
	for (int i = 0; i < 3; i++) {
		out_format(out, "credit.days,%c,,%d,test\ncredit.limit,%c,,", 'A' + i,
			   grading->credit_days[i], 'A' + i);
		out_decimal(out, grading->credit_limit[i], 2, 0);
		out_text(out, ",test\n");
	}
}

/* ---- Random records ---- */

static const char *const names[] = {"", "张三公司", "Acme, Ltd", "Müller \"Söhne\"", "", "Plain"};
static const char *const staffs[] = {"S1", "S2", "li.wei", "王"};
static const char *const channels[] = {"", "call", "web", "visit", "referral", ""};
static const char *const assessors[] = {"", "vice_president", "CHAIRMAN", "总经理", "clerk", "boss", "经理"};
static const char *const visit_kinds[] = {"visit",   "call",    "track", "callback", "complaint",
					  "revisit", "warning", "deal",  "other"};
static const char *const outcomes[] = {"",          "",        "open",      "deal",        "lost",
				       "revivable", "revived", "elsewhere", "unreachable", "false_loss",
				       "closed"};

static int day_random(const struct world *world, struct rng *rng)
{
	if (rng_chance(rng, 15)) /* about the ends of the period */
		return day_add_years(world->books.as_of, -1) + rng_range(rng, -1, 2);
	return rng_chance(rng, 30) ? world->books.as_of + rng_range(rng, -3, 1)
				   : rng_range(rng, world->books.first, world->last);
}

static void registrations_random(struct world *world, struct rng *rng, const char *customer)
{
	for (int n = rng_below(rng, 5); n > 0; n--) {
		struct registration *one = &world->registrations[world->n_registrations++];

		*one = (struct registration){.day = day_random(world, rng), .second = -1};
		snprintf(one->customer, sizeof one->customer, "%s", customer);
		if (rng_chance(rng, 40))
			one->second = rng_chance(rng, 20) ? 0 : rng_below(rng, 86400);
		one->staff = RNG_PICK(rng, staffs);
		one->name = RNG_PICK(rng, names);
		one->channel = RNG_PICK(rng, channels);
		one->influence = rng_chance(rng, 50) ? "" : RNG_PICK(rng, influences);
		one->assessor = RNG_PICK(rng, assessors);
		if (n > 1 && rng_chance(rng, 30))
			one->day = world->books.as_of - 40; /* often several on one day */
	}
}

static void visits_random(struct world *world, struct rng *rng, const char *customer)
{
	for (int n = rng_below(rng, 6); n > 0; n--) {
		struct visit *one = &world->visits[world->n_visits++];

		*one = (struct visit){.day = day_random(world, rng), .kind = RNG_PICK(rng, visit_kinds)};
		snprintf(one->customer, sizeof one->customer, "%s", customer);
		one->outcome = RNG_PICK(rng, outcomes);
	}
}

static int64_t amount_random(struct rng *rng)
{
	static const int64_t round[] = {1000000000, 800000000, 500000000, 100000000,
					1000000,    20000000,  80000000,  200000000};

	if (rng_chance(rng, 2))
		return 9000000000000000 - rng_below(rng, 3);
	switch (rng_below(rng, 3)) {
	case 0:
		return RNG_PICK(rng, round) + rng_range(rng, -1, 1);
	case 1:
		return rng_range(rng, 1, 100000000);
	default:
		return 1000000 * (int64_t)rng_range(rng, 1, 300);
	}
}

static void invoices_random(struct world *world, struct rng *rng, const char *customer, int n_docs)
{
	for (int i = 0; i < n_docs; i++) {
		struct posting *one = &world->books.postings[world->books.n++];

		*one = (struct posting){
			.kind = KIND_INVOICE, .day = day_random(world, rng), .amount = amount_random(rng)};
		snprintf(one->customer, sizeof one->customer, "%s", customer);
		snprintf(one->doc, sizeof one->doc, "D%d", i * 7 % 11);
		one->tons = rng_chance(rng, 40) ? -1 : rng_chance(rng, 30) ? 200000 : rng_below(rng, 400000);
		one->has_contract = rng_chance(rng, 50);
		one->contract_amount =
			rng_chance(rng, 20) ? 0 : amount_random(rng) * (rng_chance(rng, 10) ? -1 : 1);
	}
}

static void receivables_random(struct world *world, struct rng *rng, const char *customer)
{
	int n_docs = rng_below(rng, 5), start = world->books.n;

	invoices_random(world, rng, customer, n_docs);
	for (int n = rng_below(rng, 5); n > 0; n--) {
		struct posting *one = &world->books.postings[world->books.n++];
		const struct posting *named =
			&world->books.postings[start + (n_docs ? rng_below(rng, n_docs) : 0)];

		*one = (struct posting){.kind = rng_chance(rng, 70) ? KIND_PAYMENT : rng_range(rng, 2, 3),
					.tons = -1};
		snprintf(one->customer, sizeof one->customer, "%s", customer);
		one->day = day_random(world, rng);
		one->amount = n_docs && rng_chance(rng, 40) ? named->amount : amount_random(rng);
		if (n_docs && rng_chance(rng, 50))
			memcpy(one->ref, named->doc, sizeof one->ref);
	}
}

/* Exchanges records at random, so that customers lie mixed. */
static void shuffle(struct rng *rng, void *array, int n, size_t size)
{
	char keep[256], *bytes = array;

	for (int i = n - 1; i > 0; i--) {
		char *a = bytes + (size_t)i * size, *b = bytes + (size_t)rng_below(rng, i + 1) * size;

		memcpy(keep, a, size);
		memmove(a, b, size);
		memcpy(b, keep, size);
	}
}

static void world_random(struct world *world, struct rng *rng, bool standard)
{
	int ends[] = {day_of(2024, 2, 29), day_of(2025, 2, 28), day_of(2024, 12, 31), day_of(2023, 6, 15),
		      day_of(2025, 3, 1)};

	*world = (struct world){.standard = standard};
	world->books.postings = oracle_alloc(MAX_RECORDS, sizeof(struct posting));
	world->books.calendar = &world->calendar;
	world->books.as_of =
		rng_chance(rng, 50) ? RNG_PICK(rng, ends) : day_of(2024, 1, 1) + rng_below(rng, 700);
	world->books.first = world->books.as_of - 800;
	world->last = world->books.as_of + 30;
	world->books.grace = standard ? 50 : rng_below(rng, 60);
	world->books.workday = !standard && rng_chance(rng, 50);
	calendar_random(&world->calendar, rng, world->books.first, world->last + 60);
	for (int i = 0; i < CUSTOMERS; i++) {
		registrations_random(world, rng, customers[i]);
		visits_random(world, rng, customers[i]);
		receivables_random(world, rng, customers[i]);
	}
	shuffle(rng, world->registrations, world->n_registrations, sizeof world->registrations[0]);
	shuffle(rng, world->visits, world->n_visits, sizeof world->visits[0]);
	shuffle(rng, world->books.postings, world->books.n, sizeof world->books.postings[0]);
	int streams = rng_chance(rng, 60) ? 7 : rng_range(rng, 1, 7);
	for (int i = 0; i < 3; i++)
		world->has[i] = streams >> i & 1;
	grading_standard(&world->grading);
	if (!standard)
		grading_random(&world->grading, rng);
	out_text(&world->overlay, "");
	if (!standard)
		print_overlay(world, &world->overlay);
}

/* ---- Files ---- */

static void write_registrations(const struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT},   {"date", "登记日期", SHEET_TIME},
		{"staff", "销售人员", SHEET_TEXT},      {"name", "客户名称", SHEET_TEXT},
		{"channel", "渠道", SHEET_TEXT},        {"influence", "战略影响", SHEET_WORD},
		{"assessor", "评定人职务", SHEET_TEXT},
	};
	struct sheet sheet;
	char day[16], moment[40];

	sheet_start(&sheet, rng, columns, 7, rng_chance(rng, 70));
	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];
		const char *cells[] = {one->customer, moment,         one->staff,   one->name,
				       one->channel,  one->influence, one->assessor};

		snprintf(moment, sizeof moment, "%s", day_text(day, one->day));
		if (one->second >= 0)
			snprintf(moment, sizeof moment, "%s%c%02d:%02d:%02d", day_text(day, one->day),
				 i % 2 ? 'T' : ' ', one->second / 3600, one->second / 60 % 60,
				 one->second % 60);
		sheet_row(&sheet, rng, cells);
	}
	sheet_write(&sheet, rng, "r.csv");
}

static void write_visits(const struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_DATE},
		{"staff", "人员", SHEET_TEXT},        {"kind", "类型", SHEET_WORD},
		{"outcome", "结果", SHEET_WORD},      {"reason", "原因", SHEET_TEXT},
	};
	struct sheet sheet;
	char day[16];

	sheet_start(&sheet, rng, columns, 6, rng_chance(rng, 70));
	for (int i = 0; i < world->n_visits; i++) {
		const struct visit *one = &world->visits[i];
		const char *cells[] = {one->customer, day_text(day, one->day),  "S1", one->kind,
				       one->outcome,  i % 7 ? "" : "two\nlines"};

		sheet_row(&sheet, rng, cells);
	}
	sheet_write(&sheet, rng, "v.csv");
}

static void write_posting(const struct posting *one, struct sheet *sheet, struct rng *rng)
{
	struct out amount = {0}, tons = {0}, contract = {0};
	char day[16];

	out_fen(&amount, one->amount);
	out_text(&tons, "");
	if (one->tons >= 0)
		out_decimal(&tons, one->tons, 3, rng_chance(rng, 50) ? 3 : 0);
	out_text(&contract, "");
	if (one->has_contract)
		out_fen(&contract, one->contract_amount);
	const char *cells[] = {one->customer,
			       day_text(day, one->day),
			       posting_kinds[one->kind],
			       amount.bytes,
			       one->doc,
			       one->ref,
			       tons.bytes,
			       contract.bytes};
	sheet_row(sheet, rng, cells);
	out_free(&amount);
	out_free(&tons);
	out_free(&contract);
}

static void write_receivables(const struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_DATE},
		{"kind", "类型", SHEET_WORD},         {"amount", "金额", SHEET_AMOUNT},
		{"doc", "单据号", SHEET_TEXT},        {"ref", "对应单据", SHEET_TEXT},
		{"tons", "吨数", SHEET_TEXT},         {"contract_amount", "合同金额", SHEET_AMOUNT},
	};
	struct sheet sheet;

	sheet_start(&sheet, rng, columns, 8, rng_chance(rng, 70));
	for (int i = 0; i < world->books.n; i++)
		write_posting(&world->books.postings[i], &sheet, rng);
	sheet_write(&sheet, rng, "a.csv");
}

static void world_write(const struct world *world, struct rng *rng)
{
	struct out calendar = {0};

	write_registrations(world, rng);
	write_visits(world, rng);
	write_receivables(world, rng);
	calendar_print(&world->calendar, &calendar);
	oracle_write("calendar.csv", &calendar);
	oracle_write("policy.csv", &world->overlay);
	out_free(&calendar);
}

/* ---- Hand-made facts: columns in any order, some left out, values in many spellings ---- */

static void spell_fen(struct facts *facts, int which, int64_t fen, struct rng *rng)
{
	put_decimal(facts, which, fen, 2, rng_chance(rng, 50) && fen % 100 == 0 ? 0 : 2);
}

/* A date now and then in another spelling. */
static void spell_day(struct facts *facts, int which, int day, struct rng *rng)
{
	struct ymd ymd = day_split(day);
	int way = rng_below(rng, 4);

	put_day(facts, which, day);
	if (way < 2)
		snprintf(facts->cells[which], sizeof facts->cells[which], way ? "%d/%d/%d" : "%04d%02d%02d",
			 ymd.year, ymd.month, ymd.day);
}

/* Any sum that fits 64 bits. */
static int64_t huge_random(struct rng *rng)
{
	return rng_chance(rng, 30) ? INT64_MAX : (int64_t)(rng_next(rng) >> 1);
}

/* An amount at a bound of a table or one off it. */
static int64_t near_bound(const struct table *table, struct rng *rng)
{
	const struct step *step = &table->steps[rng_below(rng, table->n)];
	int64_t value = (step->has_low ? step->low : step->high) + rng_range(rng, -1, 1);

	return value < 0 ? 0 : value;
}

/* What is exactly a bound of the collection table, where the sales allow it, or a part in round percent. */
static int64_t hand_collected(const struct table *table, struct rng *rng, int64_t sales)
{
	static const int64_t parts[] = {0, 30, 50, 80, 100, 120};

	if (rng_chance(rng, 30))
		return (int64_t)((__int128)sales * near_bound(table, rng) / 1000000);
	return rng_chance(rng, 60) ? sales / 100 * RNG_PICK(rng, parts) + rng_below(rng, 2)
				   : amount_random(rng);
}

static void hand_money(const struct table *tables, struct facts *facts, struct rng *rng)
{
	int64_t sales = rng_chance(rng, 50) ? near_bound(&tables[T_SALES], rng) : amount_random(rng);
	int64_t balance = rng_chance(rng, 50) ? near_bound(&tables[T_BALANCE], rng) : amount_random(rng);
	int64_t tons = rng_chance(rng, 60) ? near_bound(&tables[T_TONS], rng) : rng_below(rng, 900000);
	bool huge = rng_chance(rng, 5);

	if (huge)
		sales = huge_random(rng);
	if (rng_chance(rng, 10))
		sales = 0;
	if (rng_chance(rng, 30)) /* makes exact shares likely */
		sales -= sales % 1000000;
	int64_t collected = rng_chance(rng, 10) ? 0
			    : huge              ? huge_random(rng)
						: hand_collected(&tables[T_COLLECTION], rng, sales);
	if (rng_chance(rng, 3))
		balance = huge_random(rng);
	spell_fen(facts, F_SALES, sales, rng);
	spell_fen(facts, F_COLLECTED, collected, rng);
	spell_fen(facts, F_BALANCE, rng_chance(rng, 10) ? -balance : balance, rng);
	if (rng_chance(rng, 60))
		put_decimal(facts, F_TONS, tons, 3, 0);
}

static void hand_facts(const struct world *world, struct rng *rng, struct facts *facts, int i)
{
	int as_of = world->books.as_of, near = day_add_years(as_of, -1);

	*facts = (struct facts){0};
	snprintf(facts->cells[F_CUSTOMER], sizeof facts->cells[0], "H%d", i);
	put(facts, F_NAME, RNG_PICK(rng, names));
	if (rng_chance(rng, 75)) {
		const char *influence = RNG_PICK(rng, influences);

		put(facts, F_INFLUENCE, rng_chance(rng, 30) ? sheet_word_alias(influence) : influence);
	}
	if (rng_chance(rng, 70))
		put(facts, F_ASSESSOR, RNG_PICK(rng, assessors));
	if (rng_chance(rng, 70))
		spell_day(facts, F_REGISTERED,
			  rng_chance(rng, 50) ? near + rng_range(rng, -2, 2) : as_of - rng_below(rng, 900),
			  rng);
	if (rng_chance(rng, 60))
		spell_day(facts, F_FIRST_TRADE,
			  rng_chance(rng, 50) ? near + rng_range(rng, -2, 2) : as_of - rng_below(rng, 900),
			  rng);
	hand_money(world->grading.tables, facts, rng);
	spell_day(facts, F_AS_OF, as_of - rng_below(rng, 3), rng);
	snprintf(facts->memo, sizeof facts->memo, "%s", RNG_PICK(rng, names));
}

/* Which columns a hand-made file has: the needed ones always. */
static int hand_columns(struct rng *rng, int *columns)
{
	static const int optional[] = {F_NAME, F_INFLUENCE, F_ASSESSOR, F_REGISTERED, F_FIRST_TRADE, F_TONS};
	int n = 0, all[FACTS + 1], order[FACTS + 1];

	all[n++] = F_CUSTOMER;
	all[n++] = F_SALES;
	all[n++] = F_COLLECTED;
	all[n++] = F_BALANCE;
	all[n++] = F_AS_OF;
	all[n++] = FACTS; /* the memo, a column that is nobody's */
	for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++)
		if (rng_chance(rng, 80))
			all[n++] = optional[i];
	rng_shuffle(rng, order, n);
	for (int i = 0; i < n; i++)
		columns[i] = all[order[i]];
	return n;
}

static const char *hand_cell(const struct facts *facts, int column)
{
	return column == FACTS ? facts->memo : facts->cells[column];
}

static const char *hand_name(int column)
{
	return column == FACTS ? "My Memo" : facts_names[column];
}

/* Columns that are left out count as not given. */
static void hand_forget(struct facts *facts, const int *columns, int n)
{
	for (int f = 0; f < FACTS; f++) {
		bool there = false;

		for (int i = 0; i < n; i++)
			there |= columns[i] == f;
		if (!there)
			facts->cells[f][0] = '\0';
	}
}

/* Writes facts.csv and what kehu-grade must print of it. */
static void hand_write(struct world *world, struct rng *rng, bool own_as_of, struct out *expected)
{
	struct sheet sheet;
	struct sheet_column sheet_columns[FACTS + 1];
	int columns[FACTS + 1], n = hand_columns(rng, columns);
	const char *cells[FACTS + 1];

	for (int i = 0; i < n; i++) {
		sheet_columns[i] = (struct sheet_column){hand_name(columns[i]), NULL, SHEET_TEXT};
		out_format(expected, "%s,", hand_name(columns[i]));
	}
	out_format(expected, "%s\n", grade_header);
	sheet_start(&sheet, rng, sheet_columns, n, true);
	for (int i = 0; i < n; i++)
		sheet.order[i] = i;
	out_free(&sheet.text);
	sheet.line = 1;
	for (int i = 0; i < n; i++)
		cells[i] = sheet_columns[i].name;
	sheet_row(&sheet, rng, cells);
	for (world->n_facts = 0; world->n_facts < CUSTOMERS; world->n_facts++) {
		struct facts *facts = &world->facts[world->n_facts];

		hand_facts(world, rng, facts, world->n_facts);
		hand_forget(facts, columns, n);
		for (int i = 0; i < n; i++) {
			cells[i] = hand_cell(facts, columns[i]);
			out_text(expected, i ? "," : "");
			out_value(expected, cells[i]);
		}
		sheet_row(&sheet, rng, cells);
		print_grade(&world->grading, facts,
			    own_as_of ? date_of(facts->cells[F_AS_OF]) : world->books.as_of, expected);
	}
	sheet_write(&sheet, rng, "facts.csv");
}

/* ---- Runs ---- */

static void show_registrations(const struct world *world, const char *key)
{
	char day[16];

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];

		if (!strcmp(one->customer, key))
			printf("registration %s,%s,%d,%s,%s,%s,%s,%s\n", key, day_text(day, one->day),
			       one->second, one->staff, one->name, one->channel, one->influence,
			       one->assessor);
	}
}

static void show(const void *context, const char *key)
{
	const struct world *world = context;
	char day[16];

	show_registrations(world, key);
	for (int i = 0; i < world->n_visits; i++)
		if (!strcmp(world->visits[i].customer, key))
			printf("visit %s,%s,%s,%s\n", key, day_text(day, world->visits[i].day),
			       world->visits[i].kind, world->visits[i].outcome);
	for (int i = 0; i < world->books.n; i++) {
		const struct posting *one = &world->books.postings[i];

		if (!strcmp(one->customer, key))
			printf("receivable %s,%s,%s,%lld,%s,%s,tons %lld,contract %lld\n", key,
			       day_text(day, one->day), posting_kinds[one->kind], (long long)one->amount,
			       one->doc, one->ref, (long long)one->tons,
			       one->has_contract ? (long long)one->contract_amount : -1LL);
	}
	for (int i = 0; i < world->n_facts; i++) {
		if (strcmp(world->facts[i].cells[F_CUSTOMER], key) != 0)
			continue;
		for (int f = 0; f < FACTS; f++)
			printf("%s=%s ", facts_names[f], world->facts[i].cells[f]);
	}
	printf("\n  policy:\n%s", world->standard ? "standard\n" : world->overlay.bytes);
}

static void compare(struct oracle *oracle, const struct world *world, const char *command,
		    const struct out *expected, int key)
{
	struct out actual;
	int status = oracle_run(command, &actual);

	if (status != 0)
		out_format(&actual, "(exit %d)\n", status);
	oracle_same(oracle, command, expected, &actual, key, show, world);
	out_free(&actual);
}

static void expect_grades(const struct world *world, struct out *out)
{
	for (int i = 0; i < FACTS; i++)
		out_format(out, "%s,", facts_names[i]);
	out_format(out, "%s\n", grade_header);
	for (int c = 0; c < world->n_facts; c++) {
		const struct facts *facts = &world->facts[c];

		for (int i = 0; i < FACTS; i++) {
			out_value(out, facts->cells[i]);
			out_text(out, i == FACTS - 1 ? "" : ",");
		}
		print_grade(&world->grading, facts, world->books.as_of, out);
	}
}

static void play_join(struct oracle *oracle, struct world *world)
{
	static const char *const options[] = {" --registration=r.csv", " --visits=v.csv",
					      " --receivables=a.csv"};
	struct out facts = {0}, grades = {0};
	char join[256], both[512], as_of[16];
	const char *policy = world->standard ? "" : " --policy=policy.csv";

	fill_all(world, &facts);
	snprintf(join, sizeof join, "kehu-join --as-of=%s --calendar=calendar.csv%s%s%s%s",
		 day_text(as_of, world->books.as_of), policy, world->has[0] ? options[0] : "",
		 world->has[1] ? options[1] : "", world->has[2] ? options[2] : "");
	compare(oracle, world, join, &facts, 0);
	if (world->has[2]) {
		expect_grades(world, &grades);
		snprintf(both, sizeof both, "%s | kehu-grade%s", join, policy);
		compare(oracle, world, both, &grades, 0);
	}
	out_free(&facts);
	out_free(&grades);
}

static void play_grade(struct oracle *oracle, struct world *world, struct rng *rng)
{
	struct out expected = {0};
	char command[256], as_of[16];
	bool own_as_of = rng_chance(rng, 50);

	hand_write(world, rng, own_as_of, &expected);
	snprintf(command, sizeof command, "kehu-grade%s%s%s facts.csv",
		 world->standard ? "" : " --policy=policy.csv",
		 own_as_of ? "" : " --as-of=", own_as_of ? "" : day_text(as_of, world->books.as_of));
	compare(oracle, world, command, &expected, 0);
	out_free(&expected);
}

int main(int argc, char **argv)
{
	struct rng rng = {argc > 1 ? strtoull(argv[1], NULL, 10) : 20250701};
	int rounds = oracle_rounds(argc, argv, 150);
	struct world *world = oracle_alloc(1, sizeof *world);
	struct oracle oracle;

	oracle_start(&oracle, "facts_oracle");
	for (int i = 0; i < rounds && oracle.failed < 5; i++) {
		world_random(world, &rng, i % 3 == 0);
		world_write(world, &rng);
		play_join(&oracle, world);
		if (!oracle.failed)
			play_grade(&oracle, world, &rng);
		out_free(&world->overlay);
		free(world->books.postings);
	}
	free(world);
	return oracle_end(&oracle, "facts_oracle");
}
