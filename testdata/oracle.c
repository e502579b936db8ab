/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-latefee: random customers, a simulation that goes day by day and remembers every balance of
 * every day, and a comparison byte for byte with what the filter prints in each of its forms.
 *
 *     oracle [SEED [ROUNDS]]
 */
#include <config.h>
#include "oracle_ledger.h"

enum { MAX_RATES = 6, MAX_PAUSES = 12, ODD_CUSTOMERS = 24, CUSTOMERS = 1000 };

/* A dated policy row: it applies from first to last, or (other) where no dated row does. */
struct row {
	int first;
	int last;
	bool other;
	int64_t rate; /* millionths */
	char key[48];
	const char *clause;
};

struct policy {
	bool annual;
	int basis; /* 365, 360; 0: actual */
	bool gate;
	int64_t minimum; /* fen; -1: none */
	int64_t cap;     /* millionths of the amount; -1: none */
	struct row rates[MAX_RATES];
	int n_rates;
	struct row pauses[MAX_PAUSES];
	int n_pauses;
	bool standard; /* no overlay at all */
};

/* What is wrong with a record, if anything, and where it stands. */
struct mark {
	const struct fault *fault; /* of form */
	bool gone;                 /* set aside */
	const char *file;
	int line;
	struct out raw;
};

struct world {
	struct books books;
	struct calendar calendar;
	int last; /* day that records may have; the first is in books */
	struct policy policy;
	struct out overlay;
	int files;
	int customers; /* how many */
	char (*names)[24];
	struct mark *marks; /* of the postings, by input; NULL: nothing is wrong */
};

/* A fee: exact, in fen x 1e-6 / UNIT. */
enum { UNIT = 1603080 }; /* divisible by 360, 365 and 366 */

/* ---- What the policy says of a day ---- */

static bool row_holds(const struct row *row, int day)
{
	return !row->other && row->first <= day && day <= row->last;
}

static const struct row *rate_on(const struct policy *policy, int day)
{
	for (int i = 0; i < policy->n_rates; i++)
		if (row_holds(&policy->rates[i], day))
			return &policy->rates[i];
	for (int i = 0; i < policy->n_rates; i++)
		if (policy->rates[i].other)
			return &policy->rates[i];
	return NULL;
}

static bool paused_on(const struct policy *policy, const struct posting *invoice, int day)
{
	char both[64];

	snprintf(both, sizeof both, "%s/%s", invoice->customer, invoice->doc);
	for (int i = 0; i < policy->n_pauses; i++) {
		const char *key = policy->pauses[i].key;
		bool mine = !*key || !strcmp(key, invoice->customer) || !strcmp(key, both);

		if (mine && (policy->pauses[i].other || row_holds(&policy->pauses[i], day)))
			return true;
	}
	return false;
}

/* The days of the year that a yearly rate is divided by; 1 for a daily rate. */
static int year_of_rate(const struct policy *policy, int day)
{
	if (!policy->annual)
		return 1;
	return policy->basis ? policy->basis : day_year_length(day_split(day).year);
}

/* ---- The fee ---- */

/* Is the balance with which this day begins charged for it? */
static bool charged_on(const struct world *world, const struct invoice *invoice, int day)
{
	const struct policy *policy = &world->policy;
	int start = invoice->due;

	if (policy->gate) {
		bool stood_open =
			invoice->due + 1 <= world->books.as_of && opening_of(invoice, invoice->due + 1) > 0;

		if (!stood_open)
			return false;
		start = invoice->posting->day;
	}
	return day > start && opening_of(invoice, day) > 0 && !paused_on(policy, invoice->posting, day) &&
	       rate_on(policy, day);
}

static __int128 charge_of(const struct world *world, const struct invoice *invoice, int day)
{
	const struct policy *policy = &world->policy;

	return (__int128)opening_of(invoice, day) * rate_on(policy, day)->rate *
	       (UNIT / year_of_rate(policy, day));
}

static int64_t fee_of(const struct world *world, const struct invoice *invoice)
{
	const struct policy *policy = &world->policy;
	const __int128 fen = (__int128)1000000 * UNIT;
	__int128 fee = 0;

	for (int day = invoice->posting->day + 1; day <= world->books.as_of; day++)
		if (charged_on(world, invoice, day))
			fee += charge_of(world, invoice, day);
	if (fee > 0 && policy->minimum >= 0 && fee < policy->minimum * fen)
		fee = policy->minimum * fen;
	if (policy->cap >= 0 && fee > (__int128)invoice->posting->amount * policy->cap * UNIT)
		fee = (__int128)invoice->posting->amount * policy->cap * UNIT;
	return (int64_t)((fee + fen / 2) / fen);
}

static void clause_of(const struct world *world, const struct invoice *invoice, struct out *clause)
{
	const char *seen[MAX_RATES];
	int n = 0;

	out_text(clause, "");
	for (int day = invoice->posting->day + 1; day <= world->books.as_of; day++) {
		bool known = false;

		if (!charged_on(world, invoice, day))
			continue;
		const char *text = rate_on(&world->policy, day)->clause;
		for (int i = 0; i < n; i++)
			known |= !strcmp(seen[i], text);
		if (known || !*text)
			continue;
		seen[n++] = text;
		if (clause->length)
			out_text(clause, "; ");
		out_text(clause, text);
	}
}

/* ---- The outputs ---- */

static void print_invoice(const struct world *world, const struct invoice *invoice, struct out *out)
{
	const struct posting *posting = invoice->posting;
	struct out clause = {0};

	out_value(out, posting->customer);
	out_text(out, ",");
	out_value(out, posting->doc);
	out_text(out, ",");
	out_day(out, posting->day);
	out_text(out, ",");
	out_day(out, invoice->due);
	out_text(out, ",");
	out_fen(out, posting->amount);
	out_text(out, ",");
	out_fen(out, posting->amount - invoice->balance);
	out_text(out, ",");
	out_fen(out, invoice->balance);
	out_format(out, ",%d,", overdue_days(invoice, world->books.as_of));
	out_fen(out, fee_of(world, invoice));
	out_text(out, ",");
	clause_of(world, invoice, &clause);
	out_value(out, clause.bytes);
	out_text(out, "\n");
	out_free(&clause);
}

static void print_stretch(const struct world *world, const struct invoice *invoice, int first, int last,
			  struct out *out)
{
	const int64_t rate = rate_on(&world->policy, first)->rate;
	/* Yuan x 1e-8 is fen x 1e-6. */
	__int128 fee = charge_of(world, invoice, first) * (last - first + 1);

	out_value(out, invoice->posting->customer);
	out_text(out, ",");
	out_value(out, invoice->posting->doc);
	out_text(out, ",");
	out_day(out, first - 1);
	out_text(out, ",");
	out_day(out, last);
	out_format(out, ",%d,", last - first + 1);
	out_fen(out, opening_of(invoice, first));
	out_text(out, ",");
	out_decimal(out, rate, 6, 0);
	out_text(out, ",");
	out_decimal(out, (fee + UNIT / 2) / UNIT, 8, 2);
	out_text(out, "\n");
}

static bool same_stretch(const struct world *world, const struct invoice *invoice, int day, int next)
{
	const struct policy *policy = &world->policy;

	return next <= world->books.as_of && charged_on(world, invoice, next) &&
	       opening_of(invoice, day) == opening_of(invoice, next) &&
	       rate_on(policy, day)->rate == rate_on(policy, next)->rate &&
	       year_of_rate(policy, day) == year_of_rate(policy, next);
}

static void print_detail(const struct world *world, const struct invoice *invoice, struct out *out)
{
	for (int day = invoice->posting->day + 1; day <= world->books.as_of; day++) {
		int last = day;

		if (!charged_on(world, invoice, day))
			continue;
		while (same_stretch(world, invoice, last, last + 1))
			last++;
		print_stretch(world, invoice, day, last, out);
		day = last;
	}
}

enum form { FORM_DEFAULT, FORM_ALL, FORM_DETAIL, FORM_CUSTOMER, FORM_YEAR, FORMS };

static const char *const form_options[] = {"", "--all", "--detail", "--by-customer", "--by-year"};

static void print_customer(const struct world *world, const struct ledger *ledger, const char *customer,
			   struct out *out)
{
	int invoices = 0;
	int64_t outstanding = 0, fee = 0;

	for (int i = 0; i < ledger->n_invoices; i++) {
		const struct invoice *invoice = &ledger->invoices[i];

		if (overdue_days(invoice, world->books.as_of) == 0)
			continue;
		invoices++;
		outstanding += invoice->balance;
		fee += fee_of(world, invoice);
	}
	if (!invoices)
		return;
	out_value(out, customer);
	out_format(out, ",%d,", invoices);
	out_fen(out, outstanding);
	out_text(out, ",");
	out_fen(out, fee);
	out_text(out, "\n");
}

/* What all the customer's invoices cost as of a day. */
static int64_t fees_as_of(const struct world *world, const char *customer, int as_of)
{
	struct world then = *world;
	struct ledger ledger;
	int64_t sum = 0;

	then.books.as_of = as_of;
	ledger_run(&ledger, &then.books, customer);
	for (int i = 0; i < ledger.n_invoices; i++)
		sum += fee_of(&then, &ledger.invoices[i]);
	ledger_free(&ledger);
	return sum;
}

static void print_years(const struct world *world, const char *customer, struct out *out)
{
	int last = day_split(world->books.as_of).year;
	int64_t before = 0;

	for (int year = day_split(world->books.first).year; year <= last; year++) {
		int end = year == last ? world->books.as_of : day_of(year, 12, 31);
		int64_t fees = fees_as_of(world, customer, end);

		if (fees != before) {
			out_value(out, customer);
			out_format(out, ",%d,", year);
			out_fen(out, fees - before);
			out_text(out, "\n");
		}
		before = fees;
	}
}

static void print_form(const struct world *world, const char *customer, enum form form, struct out *out)
{
	struct ledger ledger;

	if (form == FORM_YEAR) {
		print_years(world, customer, out);
		return;
	}
	ledger_run(&ledger, &world->books, customer);
	for (int i = 0; i < ledger.n_invoices; i++) {
		if (form == FORM_DETAIL)
			print_detail(world, &ledger.invoices[i], out);
		else if (form == FORM_ALL ||
			 (form == FORM_DEFAULT && overdue_days(&ledger.invoices[i], world->books.as_of) > 0))
			print_invoice(world, &ledger.invoices[i], out);
	}
	if (form == FORM_CUSTOMER)
		print_customer(world, &ledger, customer, out);
	ledger_free(&ledger);
}

static const char *const form_headers[] = {
	"customer,doc,received,due,amount,settled,outstanding,overdue_days,fee,clause\n",
	"customer,doc,received,due,amount,settled,outstanding,overdue_days,fee,clause\n",
	"customer,doc,from,to,days,balance,rate,fee\n",
	"customer,invoices,outstanding,fee\n",
	"customer,year,fee\n",
};

/* ---- Random policies ---- */

static const char *const clauses[] = {"dairy 16", "board 2025-06", "董事会 7",     "a, b",
				      "",         "say \"so\"",    "first; second"};

static const int64_t micros[] = {200, 150, 0, 1, 333333, 500, 1000, 123456, 7};

static const int64_t annual_micros[] = {60000, 43500, 0, 1, 365000, 182500, 999999, 36500};

static void rate_random(struct world *world, struct rng *rng, struct row *row, bool other, int first,
			int last)
{
	*row = (struct row){.other = other, .first = first, .last = last};
	row->rate = world->policy.annual ? RNG_PICK(rng, annual_micros) : RNG_PICK(rng, micros);
	row->clause = RNG_PICK(rng, clauses);
}

/* Rows for parts of the time that do not touch, or touch, or leave gaps. */
static void rates_random(struct world *world, struct rng *rng)
{
	struct policy *policy = &world->policy;
	int day = world->books.first + rng_below(rng, 60), n = rng_below(rng, MAX_RATES);

	policy->n_rates = 0;
	for (int i = 0; i < n; i++) {
		bool begins = i == 0 && rng_chance(rng, 50),
		     ends = i == n - 1 && !begins && rng_chance(rng, 50);
		int last = day + rng_below(rng, rng_chance(rng, 20) ? 2 : 150);

		rate_random(world, rng, &policy->rates[policy->n_rates++], false, begins ? -1 : day,
			    ends ? INT32_MAX : last);
		day = last + 1 + (rng_chance(rng, 30) ? rng_below(rng, 40) : 0);
	}
	if (n == 0 || rng_chance(rng, 60))
		rate_random(world, rng, &policy->rates[policy->n_rates++], true, 0, 0);
}

/* Is there a row without a condition for this key?  There may be only one. */
static bool always_paused(const struct policy *policy, const char *key)
{
	for (int i = 0; i < policy->n_pauses; i++)
		if (policy->pauses[i].other && !strcmp(policy->pauses[i].key, key))
			return true;
	return false;
}

static void pauses_random(struct world *world, struct rng *rng)
{
	struct policy *policy = &world->policy;
	int n = rng_range(rng, 1, MAX_PAUSES);

	for (int i = 0; i < n; i++) {
		struct row *row = &policy->pauses[policy->n_pauses++];
		const struct posting *posting = &world->books.postings[rng_below(rng, world->books.n)];

		*row = (struct row){.clause = "paused"};
		row->first = rng_range(rng, world->books.first, world->last);
		row->last = row->first + rng_below(rng, 60);
		if (rng_chance(rng, 10))
			row->last = INT32_MAX;
		if (rng_chance(rng, 75))
			snprintf(row->key, sizeof row->key, "%s", posting->customer);
		if (*row->key && posting->kind == KIND_INVOICE && rng_chance(rng, 60))
			snprintf(row->key, sizeof row->key, "%s/%s", posting->customer, posting->doc);
		row->other = *row->key && rng_chance(rng, 10) && !always_paused(policy, row->key);
	}
}

/* A condition on the date, in one of its spellings. */
static void print_when(const struct row *row, struct rng *rng, struct out *out)
{
	if (row->other)
		return;
	if (row->first >= 0 && row->first == row->last && rng_chance(rng, 70)) {
		out_text(out, "=");
		out_day(out, row->first);
		return;
	}
	if (row->first >= 0) {
		bool strict = row->first > 0 && rng_chance(rng, 30);

		out_text(out, strict ? ">" : ">=");
		out_day(out, row->first - strict);
	}
	if (row->first >= 0 && row->last != INT32_MAX)
		out_text(out, " ");
	if (row->last != INT32_MAX) {
		bool strict = rng_chance(rng, 50);

		out_text(out, strict ? "<" : "<=");
		out_day(out, row->last + strict);
	}
}

static void print_share(int64_t micro, struct rng *rng, struct out *out)
{
	if (rng_chance(rng, 40)) {
		out_decimal(out, micro, 4, 0);
		out_text(out, "%");
	} else {
		out_decimal(out, micro, 6, 0);
	}
}

static void print_rates(const struct policy *policy, struct rng *rng, struct out *out)
{
	for (int i = 0; i < policy->n_rates; i++) {
		const struct row *row = &policy->rates[i];

		if (!row->other && row->first < 0 && row->last == INT32_MAX)
			oracle_die("a rate row without an end on either side");
		out_format(out, "latefee.%s_rate,,", policy->annual ? "annual" : "daily");
		print_when(row, rng, out);
		out_text(out, ",");
		print_share(row->rate, rng, out);
		out_text(out, ",");
		out_value(out, row->clause);
		out_text(out, "\n");
	}
}

static void print_overlay(const struct world *world, struct rng *rng, struct out *out)
{
	const struct policy *policy = &world->policy;

	out_text(out, "rule,key,when,value,clause\n");
	out_format(out, "latefee.grace_days,,,%d,test\n", world->books.grace);
	print_rates(policy, rng, out);
	if (policy->annual && (policy->basis != 365 || rng_chance(rng, 50)))
		out_format(out, policy->basis ? "latefee.basis,,,%d,test\n" : "latefee.basis,,,actual,test\n",
			   policy->basis);
	if (policy->gate)
		out_text(out, "latefee.grace_mode,,,gate,test\n");
	if (world->books.workday)
		out_text(out, "latefee.due,,,workday,test\n");
	if (policy->minimum >= 0) {
		out_text(out, "latefee.minimum,,,");
		out_decimal(out, policy->minimum, 2, rng_chance(rng, 50) ? 2 : 0);
		out_text(out, ",test\n");
	}
	if (policy->cap >= 0) {
		out_text(out, "latefee.cap,,,");
		print_share(policy->cap, rng, out);
		out_text(out, ",test\n");
	}
	for (int i = 0; i < policy->n_pauses; i++) {
		out_text(out, "latefee.pause,");
		out_value(out, policy->pauses[i].key);
		out_text(out, ",");
		print_when(&policy->pauses[i], rng, out);
		out_text(out, ",yes,paused\n");
	}
}

/* Which settings a round turns on: one of each first, then mixtures. */
enum {
	SET_STANDARD,
	SET_GRACE30,
	SET_DATES,
	SET_365,
	SET_360,
	SET_ACTUAL,
	SET_GATE,
	SET_MINIMUM,
	SET_CAP,
	SET_WORKDAY,
	SET_PAUSE,
	SET_MIXED
};

static const char *const setting_names[] = {
	"standard", "grace 30", "dated daily rates", "annual 365", "annual 360", "annual actual", "gate",
	"minimum",  "cap",      "workday",           "pause",      "mixed"};

static void policy_random(struct world *world, struct rng *rng, int setting)
{
	struct policy *policy = &world->policy;
	bool mixed = setting == SET_MIXED;
	static const int graces[] = {0, 1, 3, 7, 30, 50}, bases[] = {365, 360, 0};
	static const int64_t minimums[] = {0, 1, 100, 500, 1234},
			     caps[] = {0, 1000, 5000, 100000, 1000000, 33333};

	*policy = (struct policy){.minimum = -1, .cap = -1, .n_rates = 1};
	world->books.grace = 50;
	world->books.calendar = &world->calendar;
	policy->rates[0] = (struct row){.other = true, .rate = 200, .clause = "dairy 16"};
	policy->standard = setting == SET_STANDARD;
	if (policy->standard)
		return;
	world->books.grace = setting == SET_GRACE30 ? 30 : RNG_PICK(rng, graces);
	policy->annual = (setting >= SET_365 && setting <= SET_ACTUAL) || (mixed && rng_chance(rng, 40));
	policy->basis = mixed ? RNG_PICK(rng, bases)
			      : bases[setting >= SET_365 && setting <= SET_ACTUAL ? setting - SET_365 : 0];
	policy->gate = setting == SET_GATE || (mixed && rng_chance(rng, 40));
	world->books.workday = setting == SET_WORKDAY || (mixed && rng_chance(rng, 40));
	if (setting == SET_MINIMUM || (mixed && rng_chance(rng, 40)))
		policy->minimum = RNG_PICK(rng, minimums);
	if (setting == SET_CAP || (mixed && rng_chance(rng, 40)))
		policy->cap = RNG_PICK(rng, caps);
	if (setting == SET_DATES || policy->annual || (mixed && rng_chance(rng, 60)))
		rates_random(world, rng);
	if (setting == SET_PAUSE || (mixed && rng_chance(rng, 40)))
		pauses_random(world, rng);
	calendar_random(&world->calendar, rng, world->books.first, world->last + 120);
}

/* ---- Random records ---- */

/* The first customers of every world; a big one goes on with numbers. */
static const char *const customers[ODD_CUSTOMERS] = {
	"C1",   "C10", "C2",  "c1",  "K",   "K/1", "客户1", "客户10", "a,b",        "Z9", "Z99", "M 1",
	"0007", "007", "X-1", "X_1", "X.1", "é",   "zz",    " C1",    "two\nlines", "A",  "B",   "张三",
};

static const char *const docs[] = {"D1", "D10", "D2", "d1", "1", "01", "二", "D-3", "D3", "x"};

static int64_t amount_random(struct rng *rng, bool extreme)
{
	if (extreme)
		return rng_chance(rng, 30) ? 9000000000000000
					   : 1 + (int64_t)(rng_next(rng) % 9000000000000000U);
	switch (rng_below(rng, 4)) {
	case 0:
		return rng_range(rng, 1, 5);
	case 1:
		return 100 * (int64_t)rng_range(rng, 1, 10);
	case 2:
		return rng_range(rng, 1, 1000000);
	default:
		return 10000 * (int64_t)rng_range(rng, 1, 6);
	}
}

/* One customer's records, at the end of the world's. */
static void customer_random(struct world *world, struct rng *rng, const char *customer, bool extreme)
{
	int n_docs = rng_range(rng, 0, 6), payments = rng_below(rng, 9), order[10];
	int width =
		rng_chance(rng, 40) ? 12 : world->last - world->books.first; /* often all within a few days */
	int start = rng_range(rng, world->books.first, world->last - width);

	rng_shuffle(rng, order, 10);
	for (int i = 0; i < n_docs + payments; i++) {
		struct posting *posting = &world->books.postings[world->books.n++];

		*posting = (struct posting){.amount = amount_random(rng, extreme)};
		snprintf(posting->customer, sizeof posting->customer, "%s", customer);
		posting->day = start + rng_below(rng, width + 1);
		posting->kind = i < n_docs            ? KIND_INVOICE
				: rng_chance(rng, 70) ? KIND_PAYMENT
						      : rng_range(rng, 2, 3);
		if (i < n_docs) {
			snprintf(posting->doc, sizeof posting->doc, "%s", docs[order[i]]);
			continue;
		}
		if (n_docs && rng_chance(rng, 60)) {
			const struct posting *named = posting - (i - n_docs) - 1 - rng_below(rng, n_docs);

			snprintf(posting->ref, sizeof posting->ref, "%s", named->doc);
			if (rng_chance(rng, 25))
				posting->day = named->day;
			if (rng_chance(rng, 30))
				posting->amount = named->amount;
		}
	}
}

/* Values that the filter must not look at: a payment's doc, an invoice's ref. */
static void noise_random(struct world *world, struct rng *rng)
{
	for (int i = 0; i < world->books.n; i++) {
		struct posting *posting = &world->books.postings[i];

		if (posting->kind == KIND_INVOICE && rng_chance(rng, 5))
			snprintf(posting->ref, sizeof posting->ref, "nothing");
		else if (posting->kind != KIND_INVOICE && rng_chance(rng, 10))
			snprintf(posting->doc, sizeof posting->doc, "%s", RNG_PICK(rng, docs));
	}
}

static void shuffle(struct world *world, struct rng *rng)
{
	for (int i = world->books.n - 1; i > 0; i--) {
		int other = rng_below(rng, i + 1);
		struct posting keep = world->books.postings[i];

		world->books.postings[i] = world->books.postings[other];
		world->books.postings[other] = keep;
	}
}

static void world_random(struct world *world, struct rng *rng, int setting, bool big)
{
	static const int years[] = {1996, 1999, 2003, 2011, 2019, 2023, 2024, 2096, 1900, 9995};
	bool wide = rng_chance(rng, 30), extreme = rng_chance(rng, 10);

	*world = (struct world){0};
	world->books.postings = oracle_alloc(CUSTOMERS * MAX_POSTINGS, sizeof(struct posting));
	world->marks = oracle_alloc(CUSTOMERS * MAX_POSTINGS, sizeof(struct mark));
	world->names = oracle_alloc(CUSTOMERS, sizeof world->names[0]);
	world->customers = big ? CUSTOMERS : ODD_CUSTOMERS;
	world->books.first = day_of(RNG_PICK(rng, years), rng_range(rng, 1, 12), rng_range(rng, 1, 28));
	world->last = world->books.first + (wide ? 900 : 160);
	world->books.as_of = rng_range(rng, world->books.first + 30, world->last + (wide ? 400 : 120));
	for (int i = 0; i < world->customers; i++) {
		if (i < ODD_CUSTOMERS)
			snprintf(world->names[i], sizeof world->names[i], "%s", customers[i]);
		else
			snprintf(world->names[i], sizeof world->names[i], "N%d", i * 7 % 1009);
		customer_random(world, rng, world->names[i], extreme);
	}
	shuffle(world, rng);
	policy_random(world, rng, setting);
	for (int i = 0; extreme && i < world->policy.n_rates; i++)
		world->policy.rates[i].rate %= 1000; /* a sum must fit 64 bits */
	noise_random(world, rng);
	print_overlay(world, rng, &world->overlay);
}

/* ---- Files, runs ---- */

static const struct sheet_column columns[] = {
	{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_DATE},
	{"kind", "类型", SHEET_WORD},         {"amount", "金额", SHEET_AMOUNT},
	{"doc", "单据号", SHEET_TEXT},        {"ref", "对应单据", SHEET_TEXT},
	{"tons", "吨数", SHEET_TEXT},         {"note of ours", NULL, SHEET_TEXT},
};

/* Values that are errors of form, each with the reason that is given. */
static const struct fault {
	int column;
	const char *value, *reason;
} faults[] = {
	{0, "", "is empty"},
	{1, "2023-02-29", "is not a date"},
	{1, "24-1-1", "is not a date"},
	{1, "2024-01-01 24:00", "is not a date"},
	{2, "refund", "is not one of invoice, payment, credit, writeoff"},
	{3, "12,5", "is not an amount"},
	{3, "1.234", "is not an amount"},
	{3, "0.00", "is not greater than 0"},
	{3, "-5", "is not greater than 0"},
	{3, "90000000000000.01", "is over 90,000,000,000,000.00"},
	{6, "-1", "is negative"},
	{6, "1.2345", "is not a number of tons"},
};

static void posting_row(const struct posting *posting, struct mark *mark, struct sheet *sheet,
			struct rng *rng)
{
	char day[16];
	struct out amount = {0};

	out_fen(&amount, posting->amount);
	const char *cells[] = {posting->customer,
			       day_text(day, posting->day),
			       posting_kinds[posting->kind],
			       amount.bytes,
			       posting->doc,
			       posting->ref,
			       "",
			       "what, \"ever\""};
	sheet->as_it_is = mark->fault ? mark->fault->column : -1;
	if (mark->fault)
		cells[mark->fault->column] = mark->fault->value;
	mark->line = sheet_row(sheet, rng, cells);
	out_bytes(&mark->raw, sheet->text.bytes + sheet->row_start, sheet->row_length);
	out_free(&amount);
}

/* ---- Records that are set aside ---- */

/* Makes some records bad: errors of form, refs to no invoice, docs given twice. */
static void spoil(struct world *world, struct rng *rng)
{
	for (int i = 0; i < world->books.n; i++) {
		struct posting *posting = &world->books.postings[i],
			       *other = &world->books.postings[rng_below(rng, world->books.n)];
		bool early = posting->day <= world->books.as_of && other->day <= world->books.as_of;

		if (rng_chance(rng, 4))
			world->marks[i].fault = &RNG_PICK(rng, faults);
		else if (posting->kind != KIND_INVOICE && rng_chance(rng, 5))
			snprintf(posting->ref, sizeof posting->ref, "no, none");
		else if (early && posting->kind == KIND_INVOICE && other->kind == KIND_INVOICE &&
			 rng_chance(rng, 80) && !strcmp(posting->customer, other->customer))
			memcpy(posting->doc, other->doc, sizeof posting->doc);
	}
}

static void reject(struct mark *mark, const char *column, const char *value, const char *reason,
		   struct out *out)
{
	mark->gone = true;
	out_format(out, "%s,%d,%s,", mark->file, mark->line, column);
	out_value(out, value);
	out_text(out, ",");
	out_value(out, reason);
	out_text(out, ",");
	out_value(out, mark->raw.bytes);
	out_text(out, "\n");
}

/* The first invoice of posting i's customer with this doc that is not set aside; -1: none. */
static int find_doc(const struct world *world, int i, const char *doc)
{
	for (int j = 0; j < world->books.n; j++) {
		const struct posting *one = &world->books.postings[j];

		if (one->kind == KIND_INVOICE && !world->marks[j].gone && !strcmp(one->doc, doc) &&
		    !strcmp(one->customer, world->books.postings[i].customer))
			return j;
	}
	return -1;
}

static void reject_twice(const struct world *world, int i, struct out *out)
{
	const struct posting *posting = &world->books.postings[i];
	int first = find_doc(world, i, posting->doc);
	char reason[64];

	if (posting->kind != KIND_INVOICE || world->marks[i].gone || posting->day > world->books.as_of ||
	    first >= i)
		return;
	snprintf(reason, sizeof reason, "is given twice (first in %s:%d)", world->marks[first].file,
		 world->marks[first].line);
	reject(&world->marks[i], "doc", posting->doc, reason, out);
}

/* Sets the bad records aside; out: what the rejects file must hold. */
static void reject_all(const struct world *world, struct out *out)
{
	out_text(out, "file,line,column,value,reason,record\n");
	for (int i = 0; i < world->books.n; i++) {
		const struct fault *fault = world->marks[i].fault;

		if (fault)
			reject(&world->marks[i], columns[fault->column].name, fault->value, fault->reason,
			       out);
	}
	for (int i = 0; i < world->books.n; i++)
		reject_twice(world, i, out);
	for (int i = 0; i < world->books.n; i++) {
		const struct posting *posting = &world->books.postings[i];

		if (posting->kind != KIND_INVOICE && *posting->ref && !world->marks[i].gone &&
		    posting->day <= world->books.as_of && find_doc(world, i, posting->ref) < 0)
			reject(&world->marks[i], "ref", posting->ref, "is no invoice of this customer", out);
	}
}

/* Leaves only what was not set aside.  Answers whether all are left. */
static bool forget_rejects(struct world *world)
{
	int n = 0;

	for (int i = 0; i < world->books.n; i++)
		if (!world->marks[i].gone)
			world->books.postings[n++] = world->books.postings[i];
	bool all = n == world->books.n;
	world->books.n = n;
	return all;
}

/* A policy that lies below the other: every row of it is replaced there. */
static void write_underlay(const struct world *world)
{
	struct out text = {0};
	const char *rate = world->policy.annual ? "annual" : "daily";

	out_text(&text, "rule,key,when,value,clause\nlatefee.grace_days,,,9,below\n");
	out_format(&text, "latefee.%s_rate,,<2000-01-01,0.0009,below\n", rate);
	out_format(&text, "latefee.%s_rate,,>=2000-01-01,0.0008,below\n", rate);
	oracle_write("below.csv", &text);
	out_free(&text);
}

/* Writes the records into one or two files, in input order. */
static void world_write(const struct world *world, struct rng *rng)
{
	int half = world->files == 2 ? rng_below(rng, world->books.n + 1) : world->books.n;

	for (int file = 0; file < world->files; file++) {
		struct sheet sheet;

		sheet_start(&sheet, rng, columns, (int)(sizeof columns / sizeof columns[0]),
			    rng_chance(rng, 70));
		for (int i = file ? half : 0; i < (file ? world->books.n : half); i++) {
			world->marks[i].file = file ? "b.csv" : "a.csv";
			posting_row(&world->books.postings[i], &world->marks[i], &sheet, rng);
		}
		sheet_write(&sheet, rng, file ? "b.csv" : "a.csv");
	}
	struct out calendar = {0};
	calendar_print(&world->calendar, &calendar);
	oracle_write("calendar.csv", &calendar);
	oracle_write("policy.csv", &world->overlay);
	write_underlay(world);
	out_free(&calendar);
}

static void show(const void *context, const char *key)
{
	const struct world *world = context;
	struct out text = {0};

	out_text(&text, "");
	for (int i = 0; i < world->books.n; i++) {
		const struct posting *posting = &world->books.postings[i];

		if (strcmp(posting->customer, key) != 0)
			continue;
		out_value(&text, posting->customer);
		out_text(&text, ",");
		out_day(&text, posting->day);
		out_format(&text, ",%s,", posting_kinds[posting->kind]);
		out_fen(&text, posting->amount);
		out_format(&text, ",%s,%s\n", posting->doc, posting->ref);
	}
	printf("%s  policy:\n%s", text.bytes, world->policy.standard ? "standard\n" : world->overlay.bytes);
	out_free(&text);
}

static int customer_order(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void expect(const struct world *world, enum form form, struct out *expected)
{

	qsort(world->names, (size_t)world->customers, sizeof world->names[0], customer_order);
	out_text(expected, form_headers[form]);
	for (int i = 0; i < world->customers; i++)
		print_form(world, world->names[i], form, expected);
}

/* rejects: what the rejects file must hold, NULL without one; status: with which the filter must end. */
static void compare(struct oracle *oracle, const struct world *world, enum form form, const char *setting,
		    const struct out *rejects, int status)
{
	struct out expected = {0}, actual;
	char command[256], as_of[16], title[512];

	expect(world, form, &expected);
	snprintf(command, sizeof command, "kehu-latefee --as-of=%s%s%s --calendar=calendar.csv %s a.csv%s%s",
		 day_text(as_of, world->books.as_of),
		 world->policy.standard ? "" : " --policy=below.csv --policy=policy.csv",
		 rejects ? " --rejects=rejects.csv" : "", form_options[form],
		 world->files == 2 ? " b.csv" : "", rejects ? " 2>log" : "");
	int ended = oracle_run(command, &actual);
	if (ended != status)
		out_format(&actual, "(exit %d)\n", ended);
	snprintf(title, sizeof title, "%s: %s", setting, command);
	if (oracle_same(oracle, title, &expected, &actual, 0, show, world) && rejects) {
		out_free(&actual);
		oracle_read("rejects.csv", &actual);
		oracle_same(oracle, title, rejects, &actual, 5, show, world);
	}
	out_free(&expected);
	out_free(&actual);
}

static void play(struct oracle *oracle, struct rng *rng, int setting, bool big)
{
	struct world world;
	unsigned failed = oracle->failed;
	bool with_rejects = !big && rng_chance(rng, 30);
	struct out rejects = {0};
	int status = 0;

	world_random(&world, rng, setting, big);
	world.files = rng_range(rng, 1, 2);
	int n = world.books.n;
	if (with_rejects)
		spoil(&world, rng);
	world_write(&world, rng);
	if (with_rejects) {
		reject_all(&world, &rejects);
		status = forget_rejects(&world) ? 0 : 1;
	}
	for (int form = 0; form < FORMS && oracle->failed == failed; form++)
		compare(oracle, &world, (enum form)form, setting_names[setting],
			with_rejects ? &rejects : NULL, status);
	for (int i = 0; i < n; i++)
		out_free(&world.marks[i].raw);
	out_free(&rejects);
	out_free(&world.overlay);
	free(world.marks);
	free(world.names);
	free(world.books.postings);
}

int main(int argc, char **argv)
{
	struct rng rng = {argc > 1 ? strtoull(argv[1], NULL, 10) : 20250701};
	int rounds = oracle_rounds(argc, argv, 120);
	struct oracle oracle;

	oracle_start(&oracle, "oracle");
	for (int i = 0; i < rounds && oracle.failed < 5; i++)
		play(&oracle, &rng, i < 2 * SET_MIXED ? i % SET_MIXED : rng_below(&rng, SET_MIXED + 1),
		     i % 100 == 50);
	return oracle_end(&oracle, "oracle");
}
