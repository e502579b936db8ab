/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-credit: random grades, orders, payments and policies, every exposure added up again from the
 * start, and a comparison byte for byte, of the records set aside too.
 *
 *     credit_oracle [SEED [ROUNDS]]
 */
#include <config.h>
#include "oracle.h"
#include "oracle_ledger.h"

enum { CUSTOMERS = 12, MAX_ORDERS = 90, MAX_GRADES = 2 * CUSTOMERS, TIERS = 3, MAX_STEPS = 6, MAX_OLD = 3 };
enum { MILLION = 1000000 };

#define NONE INT64_MIN

struct grade {
	char customer[16];
	const char *grade;
	int64_t balance, overdue, contract, limit; /* fen; NONE: not given, but the balance */
	int line;
	char raw[200];
};

struct order {
	char customer[16], id[16];
	int day;
	int64_t amount, contract;
	int line;
	char raw[200];
	bool counts; /* is not set aside, and adds to the exposure of later ones */
	bool over;   /* and is over the limit */
};

struct registration {
	char customer[16];
	int day, filed, contract; /* -1: not given */
};

/* A row of credit.approve: up to this share in millionths, or below it; the last has no end. */
struct step {
	int64_t share;
	bool below;
	char approver[24], clause[32];
};

struct tier {
	const char *name;
	int64_t limit;
	bool by_contract;
	struct step steps[MAX_STEPS];
	int n;
	char clause[32];
};

struct rolling {
	int64_t days;
	bool filed, contract, cleared;
	int64_t old[MAX_OLD];
	int n_old;
	bool over[6]; /* by n */
	int64_t divisor;
};

struct world {
	int as_of;
	struct grade grades[MAX_GRADES];
	int n_grades;
	struct order orders[MAX_ORDERS];
	int n_orders;
	struct registration registrations[MAX_GRADES];
	int n_registrations;
	struct books books;
	struct tier tiers[TIERS];
	bool has_hold, hold, has_orders, is_rolling, is_shipped, is_bad;
	int64_t watch, overdue_limit, tolerance; /* millionths or NONE; fen */
	struct rolling rolling;
	struct out overlay;
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* ---- Policies ---- */

static void tier_set(struct tier *tier, const char *name, int64_t limit, bool by_contract, int first,
		     int second, const char *article, const char *limit_article)
{
	static const char *const approvers[] = {"vice_president", "general_manager", "managers_meeting"};

	*tier = (struct tier){name, limit, by_contract, {{0}}, 3, ""};
	snprintf(tier->clause, sizeof tier->clause, "dairy %s", limit_article);
	for (int i = 0; i < 3; i++) {
		struct step *step = &tier->steps[i];

		step->share = (int64_t)(i == 0 ? first : second) * 10000;
		snprintf(step->approver, sizeof step->approver, "%s", approvers[i]);
		snprintf(step->clause, sizeof step->clause, "dairy %s", article);
	}
}

static void policy_standard(struct world *world)
{
	tier_set(&world->tiers[0], "A", 200000000, false, 30, 50, "11.1", "10.1");
	tier_set(&world->tiers[1], "B", 100000000, false, 20, 30, "11.2", "10.2");
	tier_set(&world->tiers[2], "C", 0, true, 20, 50, "11.3", "10.3");
	world->has_hold = world->hold = true;
	world->watch = NONE;
	world->overdue_limit = world->tolerance = 0;
}

static void out_share(struct out *out, int64_t share, struct rng *rng)
{
	if (rng_chance(rng, 50)) {
		out_decimal(out, share, 4, 0);
		out_text(out, "%");
	} else {
		out_decimal(out, share, 6, 0);
	}
}

/* Its rows in random order: each its own condition. */
static void print_steps(const struct tier *tier, struct rng *rng, struct out *out)
{
	int order[MAX_STEPS];

	rng_shuffle(rng, order, tier->n);
	for (int i = 0; i < tier->n; i++) {
		const struct step *step = &tier->steps[order[i]], *before = order[i] > 0 ? step - 1 : step;

		out_format(out, "credit.approve,%s,", tier->name);
		if (order[i] == 0)
			out_text(out, ">0");
		else
			out_text(out, before->below ? ">=" : ">");
		if (order[i] > 0)
			out_share(out, before->share, rng);
		if (order[i] < tier->n - 1) {
			out_text(out, step->below ? " <" : " <=");
			out_share(out, step->share, rng);
		}
		out_format(out, ",%s,%s\n", step->approver, step->clause);
	}
}

static void tier_random(struct tier *tier, struct rng *rng, struct out *out)
{
	int64_t share = 0;

	tier->limit =
		rng_chance(rng, 20) ? 0 : (int64_t)rng_below(rng, 2000) * (rng_chance(rng, 50) ? 100 : 1003);
	tier->by_contract = rng_chance(rng, 40);
	tier->n = rng_range(rng, 1, MAX_STEPS);
	snprintf(tier->clause, sizeof tier->clause, "limit %s", tier->name);
	out_format(out, "credit.limit,%s,,", tier->name);
	out_fen(out, tier->limit);
	out_format(out, ",%s\n", tier->clause);
	if (tier->by_contract || is(tier->name, "C") || rng_chance(rng, 30))
		out_format(out, "credit.base,%s,,%s,\n", tier->name,
			   tier->by_contract ? "contract" : "limit");
	for (int i = 0; i < tier->n; i++) {
		struct step *step = &tier->steps[i];

		share += rng_chance(rng, 50) ? rng_range(rng, 1, 50) * 10000 : rng_range(rng, 2, 400000);
		*step = (struct step){.share = share, .below = rng_chance(rng, 30)};
		snprintf(step->approver, sizeof step->approver, "role%d", rng_below(rng, 4));
		snprintf(step->clause, sizeof step->clause, "board %s%d", tier->name, i);
	}
	print_steps(tier, rng, out);
}

static void policy_random(struct world *world, struct rng *rng, struct out *out)
{
	for (int i = 0; i < TIERS; i++)
		if (rng_chance(rng, 70))
			tier_random(&world->tiers[i], rng, out);
	if (rng_chance(rng, 50)) {
		world->hold = rng_chance(rng, 50);
		out_format(out, "credit.hold,,,%s,dairy 14\n", world->hold ? "yes" : "no");
	}
	if (rng_chance(rng, 60)) {
		world->watch = rng_range(rng, 0, 12) * 100000 + rng_below(rng, 2);
		out_text(out, "credit.watch,,,");
		out_share(out, world->watch, rng);
		out_text(out, ",watched\n");
	}
	if (rng_chance(rng, 40)) {
		world->overdue_limit = rng_below(rng, 100000);
		out_text(out, "credit.overdue_limit,,,");
		out_fen(out, world->overdue_limit);
		out_text(out, ",\n");
	}
	if (rng_chance(rng, 40)) {
		world->tolerance = rng_below(rng, 30000);
		out_text(out, "credit.tolerance,,,");
		out_fen(out, world->tolerance);
		out_text(out, ",\n");
	}
}

static void rolling_shipped(struct world *world)
{
	world->rolling = (struct rolling){30, true, true, true, {30}, 1, {false, true, true}, 3};
	world->books.grace = 30;
	world->tolerance = 0;
}

/* The clause of each row is its rule and key. */
static void rolling_random(struct world *world, struct rng *rng, struct out *out)
{
	struct rolling *rolling = &world->rolling;

	*rolling = (struct rolling){.days = rng_range(rng, 0, 60), .divisor = rng_range(rng, 1, 5)};
	rolling->filed = rng_chance(rng, 40);
	rolling->contract = rng_chance(rng, 40);
	rolling->cleared = rng_chance(rng, 40);
	out_format(out, "credit.rolling_days,,,%d,days\n", (int)rolling->days);
	if (rolling->filed || rng_chance(rng, 30))
		out_format(out, "credit.need,filed,,%s,filed\n", rolling->filed ? "yes" : "no");
	if (rolling->contract)
		out_text(out, "credit.need,contract,,yes,contract\n");
	if (rolling->cleared)
		out_text(out, "credit.need,cleared,,yes,cleared\n");
	rolling->n_old = rng_below(rng, MAX_OLD + 1);
	for (int i = 0; i < rolling->n_old; i++) {
		rolling->old[i] = i * 40 + rng_range(rng, 20, 59);
		out_format(out, "credit.old,boss%d,,%d,old %d\n", i, (int)rolling->old[i], i);
	}
	for (int n = rng_below(rng, 6); n > 0; n--) {
		rolling->over[n] = true;
		out_format(out, "credit.over,%d,,chief%d,over %d\n", n, n, n);
	}
	out_format(out, "credit.over_divisor,,,%d,\n", (int)rolling->divisor);
	world->books.grace = rng_range(rng, 0, 60);
	out_format(out, "latefee.grace_days,,,%d,\n", world->books.grace);
}

/* ---- Worlds ---- */

static struct tier *tier_find(struct world *world, const char *name)
{
	for (int i = 0; i < TIERS; i++)
		if (is(world->tiers[i].name, name))
			return &world->tiers[i];
	return NULL;
}

/* An amount that lies at a step of the grade's table, or a fen off. */
static int64_t at_a_step(struct world *world, const struct grade *grade, struct rng *rng)
{
	const struct tier *tier = tier_find(world, grade->grade);
	int64_t limit, base;

	if (!tier || rng_chance(rng, 30))
		return rng_below(rng, 300000000);
	limit = grade->limit != NONE ? grade->limit : tier->limit;
	base = tier->by_contract ? grade->contract : limit;
	if (world->watch != NONE && rng_chance(rng, 30))
		return (int64_t)((__int128)limit * world->watch / MILLION) + rng_range(rng, -1, 1);
	if (base <= 0 || rng_chance(rng, 20))
		return limit + rng_range(rng, -1, 1);
	int64_t share = tier->steps[rng_below(rng, tier->n)].share;
	return limit + (int64_t)((__int128)base * share / MILLION) + rng_range(rng, -1, 1);
}

/* Now and then at a bound, or a fen off. */
static int64_t overdue_random(const struct world *world, struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return rng_range(rng, -100, 60000);
	case 1:
		return world->overdue_limit + rng_range(rng, -1, 1);
	case 2:
		return world->tolerance + rng_range(rng, -1, 1);
	default:
		return 0;
	}
}

static void grade_random(struct world *world, struct rng *rng, int customer)
{
	static const char *const names[] = {"A", "B", "C", "C", "B", "A", "D", "a"};
	struct grade *grade = &world->grades[world->n_grades++];

	*grade = (struct grade){.contract = NONE, .limit = NONE, .overdue = NONE};
	snprintf(grade->customer, sizeof grade->customer, "C%d", customer);
	grade->grade = names[rng_below(rng, world->is_bad ? 8 : 6)];
	if (rng_chance(rng, 60))
		grade->overdue = overdue_random(world, rng);
	if (rng_chance(rng, 80) || (!world->is_bad && world->has_orders))
		grade->contract = world->is_bad && rng_chance(rng, 30)
					  ? -rng_below(rng, 2) * 500
					  : (int64_t)rng_range(rng, 1, 5000) * 1000;
	if (rng_chance(rng, 30))
		grade->limit = rng_chance(rng, 20) ? 0 : (int64_t)rng_below(rng, 900000) * 100;
	grade->balance = at_a_step(world, grade, rng);
	if (rng_chance(rng, 10))
		grade->balance = -grade->balance;
	if (world->has_orders && rng_chance(rng, 70))
		grade->balance -= rng_below(rng, 50) * 1000;
}

static void grades_random(struct world *world, struct rng *rng)
{
	int order[CUSTOMERS];

	rng_shuffle(rng, order, CUSTOMERS);
	world->n_grades = 0;
	for (int i = 0; i < CUSTOMERS - 2; i++)
		grade_random(world, rng, order[i]);
	for (int i = 0; world->is_bad && i < 3; i++)
		grade_random(world, rng, rng_below(rng, CUSTOMERS));
}

/* Orders are of customers that have a grade, where nothing is to be bad. */
static void orders_random(struct world *world, struct rng *rng)
{
	int n = rng_below(rng, MAX_ORDERS);

	for (world->n_orders = 0; world->n_orders < n; world->n_orders++) {
		struct order *order = &world->orders[world->n_orders];

		*order = (struct order){.contract = NONE};
		if (world->is_bad || world->is_rolling)
			snprintf(order->customer, sizeof order->customer, "C%d", rng_below(rng, CUSTOMERS));
		else
			memcpy(order->customer, world->grades[rng_below(rng, world->n_grades)].customer,
			       sizeof order->customer);
		snprintf(order->id, sizeof order->id, "D%d",
			 world->is_bad && rng_chance(rng, 20) ? rng_below(rng, 5) : 100 + world->n_orders);
		order->day = world->as_of - rng_below(rng, rng_chance(rng, 30) ? 70 : 12) + 1;
		order->amount =
			rng_chance(rng, 70) ? rng_range(rng, 1, 50) * 1000 : rng_range(rng, 1, 200000);
		if (rng_chance(rng, 30))
			order->contract = world->is_bad && rng_chance(rng, 30)
						  ? -rng_below(rng, 2) * 777
						  : (int64_t)rng_range(rng, 1, 5000) * 1000;
	}
}

static void registrations_random(struct world *world, struct rng *rng)
{
	world->n_registrations = rng_below(rng, MAX_GRADES);
	for (int i = 0; i < world->n_registrations; i++) {
		struct registration *one = &world->registrations[i];

		snprintf(one->customer, sizeof one->customer, "C%d", rng_below(rng, CUSTOMERS));
		one->day = world->as_of - rng_below(rng, 90) + 2;
		one->filed = rng_chance(rng, 70) ? world->as_of - rng_below(rng, 60) : -1;
		one->contract = rng_chance(rng, 70) ? world->as_of - rng_below(rng, 60) : -1;
	}
}

static void posting_random(struct world *world, struct rng *rng, int customer, int i)
{
	struct posting *posting = &world->books.postings[world->books.n++];

	*posting = (struct posting){.tons = -1};
	snprintf(posting->customer, sizeof posting->customer, "C%d", customer);
	posting->day = world->as_of - rng_below(rng, rng_chance(rng, 70) ? 60 : 200) + 2;
	if (rng_chance(rng, 15)) /* the turn of the year */
		posting->day = day_of(day_split(world->as_of).year, 1, 1) - rng_below(rng, 2);
	posting->kind = rng_chance(rng, 45)   ? KIND_INVOICE
			: rng_chance(rng, 75) ? KIND_PAYMENT
					      : rng_range(rng, 2, 3);
	posting->amount = rng_range(rng, 1, 100) * 1000 + (rng_chance(rng, 20) ? 1 : 0);
	if (posting->kind == KIND_INVOICE)
		snprintf(posting->doc, sizeof posting->doc, "I%d", i);
	if (posting->day < world->books.first)
		world->books.first = posting->day;
}

static void postings_random(struct world *world, struct rng *rng)
{
	world->books.n = 0;
	world->books.first = world->as_of;
	for (int customer = 0; customer < CUSTOMERS; customer++) {
		int start = world->books.n, n = rng_chance(rng, 85) ? rng_below(rng, MAX_INVOICES) : 0;

		for (int i = 0; i < n; i++)
			posting_random(world, rng, customer, i);
		for (int i = start; i < world->books.n; i++) {
			struct posting *posting = &world->books.postings[i];
			struct posting other = world->books.postings[start + rng_below(rng, n)];

			if (posting->kind != KIND_INVOICE && other.kind == KIND_INVOICE)
				snprintf(posting->ref, sizeof posting->ref, "%s", other.doc);
		}
	}
}

static void world_random(struct world *world, struct rng *rng, int round)
{
	world->as_of = day_of(rng_range(rng, 2023, 2026), rng_chance(rng, 30) ? 1 : rng_range(rng, 1, 12),
			      rng_range(rng, 1, 28));
	world->books.as_of = world->as_of;
	world->is_rolling = round % 2 == 1;
	world->is_shipped = rng_chance(rng, 30);
	world->is_bad = rng_chance(rng, 40);
	world->has_orders = world->is_rolling || rng_chance(rng, 70);
	policy_standard(world);
	out_text(&world->overlay, "rule,key,when,value,clause\n");
	if (world->is_rolling && world->is_shipped)
		rolling_shipped(world);
	if (!world->is_shipped)
		policy_random(world, rng, &world->overlay);
	if (world->is_rolling && !world->is_shipped)
		rolling_random(world, rng, &world->overlay);
	grades_random(world, rng);
	orders_random(world, rng);
	registrations_random(world, rng);
	postings_random(world, rng);
}

/* ---- Files ---- */

static const char *fen_text(char *buffer, size_t room, int64_t fen)
{
	struct out out = {0};

	out_text(&out, "");
	if (fen != NONE)
		out_fen(&out, fen);
	snprintf(buffer, room, "%s", out.bytes);
	out_free(&out);
	return buffer;
}

static void keep_raw(char *raw, size_t room, const struct sheet *sheet)
{
	snprintf(raw, room, "%.*s", (int)sheet->row_length, sheet->text.bytes + sheet->row_start);
}

static void write_grades(struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", NULL, SHEET_TEXT},          {"grade", NULL, SHEET_TEXT},
		{"balance", NULL, SHEET_AMOUNT},         {"overdue", NULL, SHEET_AMOUNT},
		{"contract_amount", NULL, SHEET_AMOUNT}, {"credit_limit", NULL, SHEET_AMOUNT},
	};
	struct sheet sheet;
	char fen[4][40];

	sheet_start(&sheet, rng, columns, 6, rng_chance(rng, 70));
	for (int i = 0; i < world->n_grades; i++) {
		struct grade *one = &world->grades[i];
		const char *cells[] = {one->customer,
				       one->grade,
				       fen_text(fen[0], sizeof fen[0], one->balance),
				       fen_text(fen[1], sizeof fen[1], one->overdue),
				       fen_text(fen[2], sizeof fen[2], one->contract),
				       fen_text(fen[3], sizeof fen[3], one->limit)};

		one->line = sheet_row(&sheet, rng, cells);
		keep_raw(one->raw, sizeof one->raw, &sheet);
	}
	sheet_write(&sheet, rng, "grades.csv");
}

static void write_orders(struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", NULL, SHEET_TEXT},
		{"order", NULL, SHEET_TEXT},
		{"date", NULL, SHEET_DATE},
		{"amount", NULL, SHEET_AMOUNT},
		{"contract_amount", NULL, SHEET_AMOUNT},
	};
	struct sheet sheet;
	char fen[2][40], day[16];

	sheet_start(&sheet, rng, columns, 5, rng_chance(rng, 70));
	sheet.as_it_is = 4;
	for (int i = 0; i < world->n_orders; i++) {
		struct order *one = &world->orders[i];
		const char *cells[] = {one->customer, one->id, day_text(day, one->day),
				       fen_text(fen[0], sizeof fen[0], one->amount),
				       fen_text(fen[1], sizeof fen[1], one->contract)};

		one->line = sheet_row(&sheet, rng, cells);
		keep_raw(one->raw, sizeof one->raw, &sheet);
	}
	sheet_write(&sheet, rng, "orders.csv");
}

static void write_registrations(const struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT}, {"date", "登记日期", SHEET_DATE},
		{"staff", "销售人员", SHEET_TEXT},    {"filed", "归档日期", SHEET_DATE},
		{"contract", "合同日期", SHEET_DATE},
	};
	struct sheet sheet;
	char day[3][16];

	sheet_start(&sheet, rng, columns, 5, rng_chance(rng, 70));
	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];
		const char *cells[] = {one->customer, day_text(day[0], one->day), "S1",
				       one->filed >= 0 ? day_text(day[1], one->filed) : "",
				       one->contract >= 0 ? day_text(day[2], one->contract) : ""};

		sheet_row(&sheet, rng, cells);
	}
	sheet_write(&sheet, rng, "registration.csv");
}

static void write_postings(const struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_DATE},
		{"kind", "类型", SHEET_WORD},         {"amount", "金额", SHEET_AMOUNT},
		{"doc", "单据号", SHEET_TEXT},        {"ref", "对应单据", SHEET_TEXT},
	};
	struct sheet sheet;
	char day[16], fen[40];

	sheet_start(&sheet, rng, columns, 6, rng_chance(rng, 70));
	for (int i = 0; i < world->books.n; i++) {
		const struct posting *one = &world->books.postings[i];
		const char *cells[] = {one->customer,
				       day_text(day, one->day),
				       posting_kinds[one->kind],
				       fen_text(fen, sizeof fen, one->amount),
				       one->doc,
				       one->ref};

		sheet_row(&sheet, rng, cells);
	}
	sheet_write(&sheet, rng, "receivables.csv");
}

/* ---- What is set aside ---- */

struct bad {
	const char *file, *column, *raw, *reason;
	char value[40];
	int line, first; /* first: the line that gave it first; 0: reason */
};

struct bads {
	struct bad bads[MAX_GRADES + MAX_ORDERS];
	int n;
};

static struct bad *bad_add(struct bads *bads, const char *file, int line, const char *raw, const char *column,
			   const char *value)
{
	struct bad *bad = &bads->bads[bads->n++];

	*bad = (struct bad){.file = file, .column = column, .raw = raw, .line = line};
	snprintf(bad->value, sizeof bad->value, "%s", value);
	return bad;
}

static void out_reason(struct out *out, const struct bad *bad)
{
	if (bad->first)
		out_format(out, "is given twice (first in %s:%d)", bad->file, bad->first);
	else
		out_text(out, bad->reason);
}

/* The record of the grades that counts; NULL: none does. */
static const struct grade *grade_of(struct world *world, const char *customer)
{
	for (int i = 0; i < world->n_grades; i++)
		if (is(world->grades[i].customer, customer))
			return tier_find(world, world->grades[i].grade) ? &world->grades[i] : NULL;
	return NULL;
}

static void find_bad_grades(struct world *world, struct bads *bads)
{
	for (int kind = 0; kind < 2; kind++)
		for (int i = 0; i < world->n_grades; i++) {
			const struct grade *one = &world->grades[i];
			int first = 0;

			while (!is(world->grades[first].customer, one->customer))
				first++;
			if (kind == 0 && first < i)
				bad_add(bads, "grades.csv", one->line, one->raw, "customer", one->customer)
					->first = world->grades[first].line;
			if (kind == 1 && first == i && !tier_find(world, one->grade))
				bad_add(bads, "grades.csv", one->line, one->raw, "grade", one->grade)
					->reason = "has no credit.limit";
		}
}

/* The first order up to the as-of date of the same customer and id. */
static int first_order(const struct world *world, int i)
{
	const struct order *one = &world->orders[i];
	int first = 0;

	while (world->orders[first].day > world->as_of || !is(world->orders[first].customer, one->customer) ||
	       !is(world->orders[first].id, one->id))
		first++;
	return first;
}

static bool order_is_known(struct world *world, const struct order *order)
{
	return world->is_rolling || grade_of(world, order->customer) != NULL;
}

static void find_bad_orders(struct world *world, struct bads *bads)
{
	for (int kind = 0; kind < 2; kind++)
		for (int i = 0; i < world->n_orders; i++) {
			const struct order *one = &world->orders[i];

			if (one->day > world->as_of)
				continue;
			bool known = order_is_known(world, one);
			int first = first_order(world, i);
			if (kind == 0 && !known)
				bad_add(bads, "orders.csv", one->line, one->raw, "customer", one->customer)
					->reason = "is not in the grades";
			if (kind == 1 && known && first < i)
				bad_add(bads, "orders.csv", one->line, one->raw, "order", one->id)->first =
					world->orders[first].line;
		}
}

/* ---- Decisions ---- */

struct line {
	const char *grade, *decision, *approver, *clause;
	int64_t limit, balance, exposure, overdue;
	__int128 percent; /* hundredths; -1: none */
	int pay_by;       /* -1: none */
};

static void print_line(struct out *out, const char *customer, const struct order *order,
		       const struct line *line)
{
	out_value(out, customer);
	out_format(out, ",%s,", order ? order->id : "");
	if (order)
		out_day(out, order->day);
	out_format(out, ",%s,", line->grade);
	out_fen(out, line->limit);
	out_text(out, ",");
	out_fen(out, line->balance);
	out_text(out, ",");
	out_fen(out, order ? order->amount : 0);
	out_text(out, ",");
	out_fen(out, line->exposure);
	out_text(out, ",");
	out_fen(out, line->exposure - line->limit);
	out_text(out, ",");
	if (line->percent >= 0)
		out_decimal(out, line->percent, 2, 2);
	out_text(out, ",");
	if (line->overdue != NONE)
		out_fen(out, line->overdue);
	out_format(out, ",%s,%s,", line->decision, line->approver);
	if (line->pay_by >= 0)
		out_day(out, line->pay_by);
	out_format(out, ",%s\n", line->clause);
}

/* part / whole in hundredths of a percent, rounded half away from zero; part >= 0. */
static __int128 percent_of(int64_t part, int64_t whole)
{
	return ((__int128)part * 20000 + whole) / ((__int128)whole * 2);
}

/* The row that holds for part / whole, the shares compared one by one. */
static const struct step *step_of(const struct tier *tier, int64_t part, int64_t whole)
{
	int i = 0;

	for (; i < tier->n - 1; i++) {
		__int128 left = (__int128)part * MILLION, right = (__int128)tier->steps[i].share * whole;

		if (tier->steps[i].below ? left < right : left <= right)
			break;
	}
	return &tier->steps[i];
}

static int64_t exposure_before(const struct world *world, int n, const char *customer, int64_t balance)
{
	for (int i = 0; i < n; i++)
		if (world->orders[i].counts && is(world->orders[i].customer, customer))
			balance += world->orders[i].amount;
	return balance;
}

static int64_t forgive(const struct world *world, int64_t fen)
{
	return fen > 0 && fen < world->tolerance ? 0 : fen;
}

/* False: the contract that the percentage needs is not known. */
static bool decide(struct world *world, const struct grade *grade, const struct order *order, int64_t before,
		   struct line *line)
{
	const struct tier *tier = tier_find(world, grade->grade);
	const struct step *step = NULL;
	int64_t contract = order && order->contract != NONE ? order->contract : grade->contract;
	bool known = true;

	*line = (struct line){grade->grade,
			      "within",
			      "",
			      tier->clause,
			      grade->limit != NONE ? grade->limit : tier->limit,
			      grade->balance,
			      before + (order ? order->amount : 0),
			      grade->overdue,
			      -1,
			      -1};
	int64_t excess = forgive(world, line->exposure - line->limit);
	int64_t base = tier->by_contract ? contract : line->limit;
	if (excess > 0 && tier->by_contract && base <= 0) {
		known = false;
	} else if (excess > 0) {
		step = base == 0 ? &tier->steps[tier->n - 1] : step_of(tier, excess, base);
		line->percent = base == 0 ? -1 : percent_of(excess, base);
		line->approver = step->approver;
	}
	int64_t overdue =
		grade->overdue == NONE || grade->overdue <= world->overdue_limit ? 0 : grade->overdue;
	if (forgive(world, overdue) > 0 && world->hold) {
		line->decision = "hold";
		line->clause = "dairy 14";
	} else if (excess > 0) {
		line->decision = "approve";
		line->clause = step ? step->clause : "";
	} else if (world->watch != NONE && line->limit > 0 &&
		   (__int128)line->exposure * MILLION >= (__int128)world->watch * line->limit) {
		line->decision = "watch";
		line->clause = "watched";
	}
	return known;
}

static void expect_customers(struct world *world, struct out *out)
{
	for (int i = 0; i < world->n_grades; i++) {
		const struct grade *grade = &world->grades[i];
		struct line line;

		if (grade_of(world, grade->customer) != grade)
			continue;
		decide(world, grade, NULL, grade->balance, &line);
		print_line(out, grade->customer, NULL, &line);
	}
}

static void expect_orders(struct world *world, struct out *out, struct bads *bads)
{
	char value[40];

	for (int i = 0; i < world->n_orders; i++) {
		struct order *order = &world->orders[i];
		const struct grade *grade = grade_of(world, order->customer);
		struct line line;

		if (order->day > world->as_of || !grade || first_order(world, i) < i)
			continue;
		if (decide(world, grade, order, exposure_before(world, i, order->customer, grade->balance),
			   &line)) {
			order->counts = true;
			print_line(out, order->customer, order, &line);
			continue;
		}
		bad_add(bads, "orders.csv", order->line, order->raw, "contract_amount",
			fen_text(value, sizeof value, order->contract))
			->reason = "is not greater than 0, and the limit is that of the contract";
	}
}

/* ---- Rolling credit ---- */

/* Whether the customer's registrations up to the as-of date give a date up to this day. */
static bool is_given(const struct world *world, const char *customer, int day, bool contract)
{
	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];
		int given = contract ? one->contract : one->filed;

		if (is(one->customer, customer) && one->day <= world->as_of && given >= 0 && given <= day)
			return true;
	}
	return false;
}

static int64_t paid_between(const struct world *world, const char *customer, int64_t from, int64_t to)
{
	int64_t sum = 0;

	for (int i = 0; i < world->books.n; i++) {
		const struct posting *one = &world->books.postings[i];

		if (is(one->customer, customer) && one->kind == KIND_PAYMENT && one->day <= world->as_of &&
		    one->day >= from && one->day <= to)
			sum += one->amount;
	}
	return sum;
}

static int64_t balance_of(const struct world *world, const char *customer)
{
	int64_t sum = 0;

	for (int i = 0; i < world->books.n; i++) {
		const struct posting *one = &world->books.postings[i];

		if (is(one->customer, customer) && one->day <= world->as_of)
			sum += one->kind == KIND_INVOICE ? one->amount : -one->amount;
	}
	return sum;
}

/* Whether something is open of an invoice dated before the day. */
static bool is_open_before(const struct ledger *ledger, int64_t day)
{
	for (int i = 0; i < ledger->n_invoices; i++)
		if (ledger->invoices[i].balance > 0 && ledger->invoices[i].posting->day < day)
			return true;
	return false;
}

/* How many orders before it in its month were over the limit. */
static int over_before(const struct world *world, int n)
{
	const struct order *order = &world->orders[n];
	struct ymd month = day_split(order->day);
	int count = 0;

	for (int i = 0; i < n; i++) {
		const struct order *one = &world->orders[i];
		struct ymd other = day_split(one->day);

		count += one->counts && one->over && is(one->customer, order->customer) &&
			 other.year == month.year && other.month == month.month;
	}
	return count;
}

static const char *clause_of(const struct world *world, const char *shipped, const char *own)
{
	return world->is_shipped ? shipped : own;
}

/* The clause of the need that is not met; NULL: all are. */
static const char *unmet(const struct world *world, const struct ledger *ledger, const struct order *order)
{
	const struct rolling *rolling = &world->rolling;

	if (rolling->filed && !is_given(world, order->customer, order->day, false))
		return clause_of(world, "rolling 1.1.1", "filed");
	if (rolling->contract && !is_given(world, order->customer, order->day, true))
		return clause_of(world, "rolling 1.1.2", "contract");
	if (rolling->cleared && is_open_before(ledger, day_of(day_split(order->day).year, 1, 1)))
		return clause_of(world, "rolling 1.1.3", "cleared");
	return NULL;
}

static void decide_over(const struct world *world, const struct order *order, int n, struct line *line)
{
	static const char *const shipped[][2] = {{"", ""},
						 {"regional_manager", "rolling 2.2.1"},
						 {"sales_department", "rolling 2.2.2 assumed"}};
	static const char *const own[][2] = {{"", ""},
					     {"chief1", "over 1"},
					     {"chief2", "over 2"},
					     {"chief3", "over 3"},
					     {"chief4", "over 4"},
					     {"chief5", "over 5"}};
	int highest = 0;

	for (int i = 1; i < 6; i++)
		if (world->rolling.over[i])
			highest = i;
	if (n > 5 || !world->rolling.over[n] || world->rolling.divisor * order->amount >= line->limit) {
		line->decision = "prepay";
		return;
	}
	struct ymd ymd = day_split(order->day);
	line->decision = "approve";
	line->approver = (world->is_shipped ? shipped : own)[n][0];
	line->clause = (world->is_shipped ? shipped : own)[n][1];
	if (n == highest)
		line->pay_by = day_of(ymd.year, ymd.month, day_month_length(ymd.year, ymd.month));
}

static void decide_rolling(const struct world *world, const struct ledger *ledger, struct order *order, int n,
			   struct line *line)
{
	static const char *const bosses[][2] = {{"boss0", "old 0"}, {"boss1", "old 1"}, {"boss2", "old 2"}};
	const char *need = unmet(world, ledger, order);
	int old = world->rolling.n_old - 1;

	while (old >= 0 && !is_open_before(ledger, order->day - world->rolling.old[old]))
		old--;
	if (need) {
		line->decision = "cash";
		line->clause = need;
	} else if (old >= 0) {
		line->decision = "case";
		line->approver = clause_of(world, "sales_department", bosses[old][0]);
		line->clause = clause_of(world, "rolling 1.4.2", bosses[old][1]);
	} else if (order->over) {
		decide_over(world, order, n, line);
	}
	order->counts = !is(line->decision, "cash") && !is(line->decision, "prepay");
}

static void expect_rolling(struct world *world, struct out *out)
{
	for (int i = 0; i < world->n_orders; i++) {
		struct order *order = &world->orders[i];
		struct ledger ledger;

		if (order->day > world->as_of || first_order(world, i) < i)
			continue;
		ledger_run(&ledger, &world->books, order->customer);
		int64_t balance = balance_of(world, order->customer), overdue = 0;
		for (int j = 0; j < ledger.n_invoices; j++)
			if (ledger.invoices[j].due < world->as_of)
				overdue += ledger.invoices[j].balance;
		struct line line = {"",
				    "within",
				    "",
				    clause_of(world, "rolling 1.2", "days"),
				    paid_between(world, order->customer, order->day - world->rolling.days,
						 order->day - 1),
				    balance,
				    order->amount + exposure_before(world, i, order->customer, balance),
				    overdue,
				    -1,
				    -1};
		int64_t excess = forgive(world, line.exposure - line.limit);
		order->over = excess > 0;
		if (order->over && line.limit > 0)
			line.percent = percent_of(excess, line.limit);
		decide_rolling(world, &ledger, order, over_before(world, i) + 1, &line);
		print_line(out, order->customer, order, &line);
		ledger_free(&ledger);
	}
}

/* ---- Runs ---- */

static void show(const void *context, const char *key)
{
	const struct world *world = context;
	char day[16];

	for (int i = 0; i < world->n_grades; i++)
		if (is(world->grades[i].customer, key))
			printf("grades.csv:%d: %s\n", world->grades[i].line, world->grades[i].raw);
	for (int i = 0; i < world->n_orders; i++)
		if (is(world->orders[i].customer, key))
			printf("orders.csv:%d: %s\n", world->orders[i].line, world->orders[i].raw);
	for (int i = 0; i < world->books.n && world->is_rolling; i++) {
		const struct posting *one = &world->books.postings[i];

		if (is(one->customer, key))
			printf("posting %s,%s,%lld,%s,%s\n", day_text(day, one->day),
			       posting_kinds[one->kind], (long long)one->amount, one->doc, one->ref);
	}
	printf("  as of %s, policy:\n%s", day_text(day, world->as_of),
	       world->is_shipped ? "as shipped\n" : world->overlay.bytes);
}

static void command_line(const struct world *world, char *command, size_t room)
{
	char as_of[16];

	snprintf(command, room, "kehu-credit --as-of=%s%s%s%s", day_text(as_of, world->as_of),
		 !world->is_shipped  ? " --policy=policy.csv"
		 : world->is_rolling ? " --policy=rolling_credit"
				     : "",
		 world->has_orders ? " --orders=orders.csv" : "",
		 world->is_rolling ? " --registration=registration.csv --receivables=receivables.csv"
				   : " grades.csv");
}

/* All that is good, then the records set aside. */
static void play_rejects(struct oracle *oracle, const struct world *world, const char *command,
			 const struct out *lines, const struct bads *bads)
{
	struct out expected = {0}, actual;
	char whole[512];

	out_text(&expected, lines->bytes);
	out_format(&expected, "(exit %d)\nfile,line,column,value,reason,record\n", bads->n > 0);
	for (int i = 0; i < bads->n; i++) {
		const struct bad *bad = &bads->bads[i];
		struct out reason = {0};

		out_format(&expected, "%s,%d,%s,%s,", bad->file, bad->line, bad->column, bad->value);
		out_reason(&reason, bad);
		out_value(&expected, reason.bytes);
		out_text(&expected, ",");
		out_value(&expected, bad->raw);
		out_text(&expected, "\n");
		out_free(&reason);
	}
	snprintf(whole, sizeof whole,
		 "%s --rejects=rejects.csv 2>messages; echo \"(exit $?)\"; cat rejects.csv", command);
	oracle_run(whole, &actual);
	oracle_same(oracle, whole, &expected, &actual, 0, show, world);
	out_free(&expected);
	out_free(&actual);
}

/* Without --rejects: what is good where all is, else the first error. */
static void play_plain(struct oracle *oracle, const struct world *world, const char *command,
		       const struct out *lines, const struct bads *bads)
{
	struct out expected = {0}, actual;
	char whole[512];

	if (bads->n > 0) {
		const struct bad *bad = &bads->bads[0];

		out_format(&expected, "kehu-credit: %s:%d: %s: \"%s\" ", bad->file, bad->line, bad->column,
			   bad->value);
		out_reason(&expected, bad);
		out_text(&expected, "\n(exit 2)\n");
	} else {
		out_text(&expected, lines->bytes);
		out_text(&expected, "(exit 0)\n");
	}
	snprintf(whole, sizeof whole, "%s 2>&1%s; echo \"(exit $?)\"", command, bads->n > 0 ? " >lines" : "");
	oracle_run(whole, &actual);
	oracle_same(oracle, whole, &expected, &actual, 0, show, world);
	out_free(&expected);
	out_free(&actual);
}

static void play(struct oracle *oracle, struct world *world)
{
	struct bads bads = {.n = 0};
	struct out lines = {0};
	char command[256];

	out_text(&lines,
		 "customer,order,date,grade,limit,balance,amount,exposure,excess,excess_percent,overdue,"
		 "decision,approver,pay_by,clause\n");
	if (!world->is_rolling)
		find_bad_grades(world, &bads);
	if (world->has_orders)
		find_bad_orders(world, &bads);
	if (world->is_rolling)
		expect_rolling(world, &lines);
	else if (world->has_orders)
		expect_orders(world, &lines, &bads);
	else
		expect_customers(world, &lines);
	command_line(world, command, sizeof command);
	play_plain(oracle, world, command, &lines, &bads);
	if (!oracle->failed)
		play_rejects(oracle, world, command, &lines, &bads);
	out_free(&lines);
}

int main(int argc, char **argv)
{
	struct rng rng = {argc > 1 ? strtoull(argv[1], NULL, 10) : 20250701};
	int rounds = oracle_rounds(argc, argv, 150);
	struct world *world = oracle_alloc(1, sizeof *world);
	struct oracle oracle;

	world->books.postings = oracle_alloc((size_t)CUSTOMERS * MAX_INVOICES, sizeof(struct posting));
	oracle_start(&oracle, "credit_oracle");
	for (int i = 0; i < rounds && oracle.failed < 5; i++) {
		world_random(world, &rng, i);
		write_grades(world, &rng);
		write_orders(world, &rng);
		write_registrations(world, &rng);
		write_postings(world, &rng);
		oracle_write("policy.csv", &world->overlay);
		play(&oracle, world);
		out_free(&world->overlay);
	}
	free(world->books.postings);
	free(world);
	return oracle_end(&oracle, "credit_oracle");
}
