/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Made-up companies for owner_oracle: the records of some weeks, made so that things happen: parties that change, much
 * on one day, people who leave, come late, are in the staff file twice or are away.
 */
#ifndef KEHU_TESTDATA_ORACLE_OWNER_COMPANY_H
#define KEHU_TESTDATA_ORACLE_OWNER_COMPANY_H

#include "oracle_owner_rules.h"

enum {
	CUSTOMERS = 20,
	MAX_REGISTRATIONS = 7 * CUSTOMERS,
	MAX_VISITS = 13 * CUSTOMERS,
	MAX_STAFF = 10,
	MAX_AWAY = 12,
	MAX_DAYS = 140
};

/* A record's place: source, and where it stands in the text of its file. */
struct place {
	const char *file;
	int line;
	size_t start, length;
};

struct registration {
	const char *customer;
	int day;
	int second; /* of the day; -1: no time */
	const char *staff, *name, *phone, *channel, *number, *party, *referrer, *requested;
	struct place place;
};

struct visit {
	const char *customer;
	int day, second;
	const char *staff, *kind, *outcome, *helper, *basis;
	char fault[96];
	struct place place;
};

struct away {
	const char *staff;
	int from, to;               /* days */
	int from_second, to_second; /* -1: no time */
};

enum { FILE_R, FILE_Q, FILE_V, FILE_U, FILES };

static const char *const file_names[FILES] = {"r.csv", "q.csv", "v.csv", "u.csv"};

struct world {
	struct registration registrations[MAX_REGISTRATIONS];
	int n_registrations;
	struct visit visits[MAX_VISITS];
	int n_visits;
	struct staff staff[MAX_STAFF]; /* as they stand in the file */
	int n_staff;
	struct away away[MAX_AWAY];
	int n_away;
	int first, last, as_of;
	bool staff_given;
	struct rules rules;
	struct out texts[FILES]; /* as written */
};

static const char *const customers[CUSTOMERS] = {
	"C1", "C10", "C2", "c1",   "客户1", "a,b", "Z9",  "M 1",  "0007", "007",
	"é",  "zz",  "AA", "张三", "q\"q",  "Y",   " C1", "A\nB", "N3",   "P1",
};
static const char *const people[] = {"S1", "S2", "S3", "li", "王"};

static int customer_index(const char *id)
{
	for (int i = 0; i < CUSTOMERS; i++)
		if (is(customers[i], id))
			return i;
	return -1;
}

/* The record of a person that counts: the first one. */
static const struct staff *staff_find(const struct world *world, const char *id)
{
	for (int i = 0; i < world->n_staff && world->staff_given; i++)
		if (is(world->staff[i].id, id))
			return &world->staff[i];
	return NULL;
}

/* ---- Random records ---- */

/* A day with more going on than on others, or any. */
static int busy_day(const struct world *world, struct rng *rng, int start, int width)
{
	int day = start + rng_below(rng, width);

	return rng_chance(rng, 40) ? world->first + (day - world->first) / 6 * 6 : day;
}

static int random_second(struct rng *rng, int percent)
{
	if (!rng_chance(rng, percent))
		return -1;
	return rng_chance(rng, 20)   ? 0
	       : rng_chance(rng, 50) ? 3600 * rng_range(rng, 8, 11)
				     : rng_below(rng, 86400);
}

static void random_registration(struct world *world, struct rng *rng, const char *customer, int start,
				int width)
{
	static const char *const names[] = {"", "张三公司", "Acme, Ltd", "Plain", "Plain"};
	static const char *const phones[] = {"", "123", "456", "789", "12"};
	static const char *const channels[] = {"", "call", "web", "visit", "referral"};
	static const char *const numbers[] = {"",
					      "",
					      "1",
					      "2",
					      "01",
					      "10",
					      "9",
					      "0",
					      "A7",
					      "3",
					      "٣",
					      "-1",
					      "12345678901234567890123",
					      "0012345678901234567890122"};
	static const char *const parties[] = {"", "", "", "", "P1", "P2", "C1", "C2", "家 1", "P1"};
	struct registration *one = &world->registrations[world->n_registrations++];

	*one = (struct registration){.customer = customer,
				     .day = busy_day(world, rng, start, width),
				     .second = random_second(rng, 40),
				     .staff = RNG_PICK(rng, people),
				     .name = RNG_PICK(rng, names),
				     .phone = RNG_PICK(rng, phones),
				     .channel = RNG_PICK(rng, channels),
				     .number = RNG_PICK(rng, numbers),
				     .party = rng_chance(rng, 30) ? RNG_PICK(rng, parties) : "",
				     .referrer = "",
				     .requested = rng_chance(rng, 12) ? RNG_PICK(rng, people) : ""};
	if (rng_chance(rng, 40))
		one->referrer = rng_chance(rng, 10) ? "nobody" : RNG_PICK(rng, customers);
	if (one > world->registrations && is(one[-1].customer, customer) && rng_chance(rng, 15))
		one->day = one[-1].day;
}

static void random_faults(struct visit *visit, struct rng *rng)
{
	for (int n = rng_chance(rng, 30) ? rng_below(rng, 4) : 0; n > 0; n--) {
		size_t used = strlen(visit->fault);

		snprintf(visit->fault + used, sizeof visit->fault - used, "%s%s",
			 used ? n == 2 ? "  " : " " : "", RNG_PICK(rng, fault_codes));
	}
}

static void random_visit(struct world *world, struct rng *rng, const char *customer, int start, int width)
{
	static const char *const kinds[] = {"visit", "visit",    "visit",     "call",    "call",    "track",
					    "deal",  "callback", "complaint", "revisit", "warning", "other"};
	static const char *const outcomes[] = {"",           "",      "",        "open",      "deal",
					       "lost",       "lost",  "revived", "elsewhere", "unreachable",
					       "false_loss", "closed"};
	struct visit *one = &world->visits[world->n_visits++];

	*one = (struct visit){.customer = customer,
			      .day = busy_day(world, rng, start, width),
			      .second = random_second(rng, 60),
			      .staff = RNG_PICK(rng, people),
			      .kind = RNG_PICK(rng, kinds),
			      .outcome = rng_chance(rng, 50) ? "" : RNG_PICK(rng, outcomes),
			      .helper = rng_chance(rng, 30) ? RNG_PICK(rng, people) : "",
			      .basis = rng_chance(rng, 20) ? basis_names[rng_below(rng, BASES)] : ""};
	if (rng_chance(rng, 3))
		one->helper = "a helper who is nobody";
	if (is(one->kind, "deal") && rng_chance(rng, 50))
		one->kind = "other";
	if (one > world->visits && is(one[-1].customer, customer) && rng_chance(rng, 25))
		one->day = one[-1].day;
	random_faults(one, rng);
}

static void shuffle(struct rng *rng, void *array, int n, size_t size)
{
	char keep[256], *bytes = array;

	if (size > sizeof keep)
		oracle_die("a record that is too large");
	for (int i = n - 1; i > 0; i--) {
		char *a = bytes + (size_t)i * size, *b = bytes + (size_t)rng_below(rng, i + 1) * size;

		memcpy(keep, a, size);
		memmove(a, b, size);
		memcpy(b, keep, size);
	}
}

/* A staff file: some of the people, one or two that no record names, some of them twice. */
static void random_staff(struct world *world, struct rng *rng)
{
	static const char *const ids[] = {"S1", "S2", "li", "王", "S3", "boss", "S1", "a, b"};
	int order[8];

	rng_shuffle(rng, order, 8);
	world->staff_given = rng_chance(rng, 85);
	world->n_staff = rng_range(rng, rng_chance(rng, 5) ? 0 : 2, MAX_STAFF);
	for (int i = 0; i < world->n_staff; i++) {
		struct staff *one = &world->staff[i];
		bool again = i >= 8 || rng_chance(rng, 5);

		*one = (struct staff){ids[again ? rng_below(rng, 6) : order[i]], RNG_PICK(rng, role_names),
				      -1, -1};
		if (rng_chance(rng, 25))
			one->joined = rng_range(rng, world->first - 5, world->last);
		if (rng_chance(rng, 35))
			one->left = rng_range(rng, world->first - 2, world->last);
		if (one->left > world->first && rng_chance(rng, 50)) /* a week after a busy day */
			one->left = world->first + (one->left - world->first) / 6 * 6 + 7;
		if (one->left >= 0 && one->joined > one->left)
			one->joined = one->left;
	}
}

static void random_away(struct world *world, struct rng *rng)
{
	for (int n = world->n_staff ? rng_below(rng, MAX_AWAY + 1) : 0; n > 0; n--) {
		struct away *one = &world->away[world->n_away++];

		*one = (struct away){.staff = world->staff[rng_below(rng, world->n_staff)].id};
		one->from = rng_range(rng, world->first, world->last);
		one->to = one->from + rng_below(rng, rng_chance(rng, 50) ? 2 : 8);
		one->from_second = random_second(rng, 60);
		one->to_second = random_second(rng, 60);
		if (one->to == one->from && one->to_second >= 0 && one->to_second < one->from_second)
			one->to_second = -1;
	}
}

static void random_world(struct world *world, struct rng *rng)
{
	int n = rng_range(rng, 1, CUSTOMERS), order[CUSTOMERS];

	*world = (struct world){.first = day_of(2023, 11, 1) + rng_below(rng, 900)};
	world->last = world->first + rng_range(rng, 10, MAX_DAYS - 40);
	world->as_of = world->last - (rng_chance(rng, 50) ? rng_below(rng, 12) : rng_range(rng, -35, 9));
	if (world->as_of < world->first)
		world->as_of = world->first;
	rng_shuffle(rng, order, CUSTOMERS);
	for (int i = 0; i < n; i++) {
		int width = rng_chance(rng, 50) ? 10 : world->last + 1 - world->first;
		int start = rng_range(rng, world->first, world->last + 1 - width);
		const char *customer = customers[order[i]];

		for (int k = rng_below(rng, 7); k > 0; k--)
			random_registration(world, rng, customer, start, width);
		for (int k = rng_below(rng, rng_chance(rng, 50) ? 5 : 13); k > 0; k--)
			random_visit(world, rng, customer, start, width);
	}
	shuffle(rng, world->registrations, world->n_registrations, sizeof world->registrations[0]);
	shuffle(rng, world->visits, world->n_visits, sizeof world->visits[0]);
	random_staff(world, rng);
	random_away(world, rng);
	rules_random(&world->rules, rng);
}

/* ---- Files ---- */

static const char *moment_text(char *buffer, size_t room, int day, int second)
{
	char date[16];

	if (second < 0)
		snprintf(buffer, room, "%s", day_text(date, day));
	else if (second % 60 == 0)
		snprintf(buffer, room, "%s %02d:%02d", day_text(date, day), second / 3600, second / 60 % 60);
	else
		snprintf(buffer, room, "%sT%02d:%02d:%02d", day_text(date, day), second / 3600,
			 second / 60 % 60, second % 60);
	return buffer;
}

/* Writes the text and keeps it for later. */
static void write_stream(struct world *world, const struct sheet *sheet, int file)
{
	oracle_write(file_names[file], &sheet->text);
	world->texts[file] = sheet->text;
}

static struct place add_row(struct sheet *sheet, struct rng *rng, const char *const *cells, int file)
{
	struct place place = {.file = file_names[file]};

	place.line = sheet_row(sheet, rng, cells);
	place.start = sheet->row_start;
	place.length = sheet->row_length;
	return place;
}

static void write_registrations(struct world *world, struct rng *rng, int file, int from, int to)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT}, {"date", "登记日期", SHEET_TIME},
		{"staff", "销售人员", SHEET_TEXT},    {"name", "客户名称", SHEET_TEXT},
		{"phone", "电话", SHEET_TEXT},        {"channel", "渠道", SHEET_TEXT},
		{"party", "同一客户", SHEET_TEXT},    {"register_no", "公共登记号", SHEET_TEXT},
		{"referrer", "介绍人", SHEET_TEXT},   {"requested", "指定人员", SHEET_TEXT},
	};
	struct sheet sheet;
	char moment[32];

	sheet_start(&sheet, rng, columns, 10, rng_chance(rng, 60));
	for (int i = from; i < to; i++) {
		struct registration *one = &world->registrations[i];
		const char *cells[] = {one->customer, moment,     one->staff,  one->name,     one->phone,
				       one->channel,  one->party, one->number, one->referrer, one->requested};

		moment_text(moment, sizeof moment, one->day, one->second);
		one->place = add_row(&sheet, rng, cells, file);
	}
	write_stream(world, &sheet, file);
}

static void write_visits(struct world *world, struct rng *rng, int file, int from, int to)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_TIME},
		{"staff", "人员", SHEET_TEXT},        {"kind", "类型", SHEET_WORD},
		{"outcome", "结果", SHEET_WORD},      {"fault", "违规", SHEET_TEXT},
		{"helper", "协助人员", SHEET_TEXT},   {"basis", "分配依据", SHEET_WORD},
	};
	struct sheet sheet;
	char moment[32];

	sheet_start(&sheet, rng, columns, 8, rng_chance(rng, 60));
	for (int i = from; i < to; i++) {
		struct visit *one = &world->visits[i];
		const char *cells[] = {one->customer, moment,     one->staff,  one->kind,
				       one->outcome,  one->fault, one->helper, one->basis};

		moment_text(moment, sizeof moment, one->day, one->second);
		one->place = add_row(&sheet, rng, cells, file);
	}
	write_stream(world, &sheet, file);
}

static void write_away(const struct world *world)
{
	struct out text = {0};
	char moment[32];

	out_text(&text, "staff,from,to\n");
	for (int i = 0; i < world->n_away; i++) {
		const struct away *one = &world->away[i];

		out_value(&text, one->staff);
		out_format(&text, ",%s", moment_text(moment, sizeof moment, one->from, one->from_second));
		out_format(&text, ",%s\n", moment_text(moment, sizeof moment, one->to, one->to_second));
	}
	oracle_write("absent.csv", &text);
	out_free(&text);
}

static void write_world(struct world *world, struct rng *rng)
{
	int r = rng_below(rng, world->n_registrations + 1), v = rng_below(rng, world->n_visits + 1);

	write_registrations(world, rng, FILE_R, 0, r);
	write_registrations(world, rng, FILE_Q, r, world->n_registrations);
	write_visits(world, rng, FILE_V, 0, v);
	write_visits(world, rng, FILE_U, v, world->n_visits);
	oracle_write_staff(world->staff, world->n_staff);
	write_away(world);
	oracle_write("policy.csv", &world->rules.text);
}

/* Takes a record out of a text, but for its line breaks, so that the lines of the others stay. */
static void blank_out(struct out *text, const struct place *place, const char *file, int day, int as_of)
{
	if (day <= as_of || !is(place->file, file))
		return;
	for (size_t i = place->start; i < place->start + place->length; i++)
		if (text->bytes[i] != '\n')
			text->bytes[i] = ' ';
}

/* Writes the four streams once more, to the folder cut, without what is dated after the as-of date. */
static void write_cut(const struct world *world, int as_of)
{
	char path[32];

	for (int f = 0; f < FILES; f++) {
		struct out text = {0};

		out_bytes(&text, world->texts[f].bytes, world->texts[f].length);
		for (int i = 0; i < world->n_registrations; i++)
			blank_out(&text, &world->registrations[i].place, file_names[f],
				  world->registrations[i].day, as_of);
		for (int i = 0; i < world->n_visits; i++)
			blank_out(&text, &world->visits[i].place, file_names[f], world->visits[i].day, as_of);
		snprintf(path, sizeof path, "cut/%s", file_names[f]);
		oracle_write(path, &text);
		out_free(&text);
	}
}

static void free_world(struct world *world)
{
	for (int f = 0; f < FILES; f++)
		out_free(&world->texts[f]);
	out_free(&world->rules.text);
}

#endif
