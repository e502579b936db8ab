/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random companies for the oracle of kehu-due, and their files. What 6.1 leaves open does not occur.
 */
#ifndef KEHU_TESTDATA_ORACLE_DUE_WORLD_H
#define KEHU_TESTDATA_ORACLE_DUE_WORLD_H

#include "oracle_due.h"

static const char *const due_customers[] = {
	"C1",  "C10",  "C2",  "c1",  "K",   "K/1", "客户1", "客户10", "a,b", "Z9",   "Z99",
	"M 1", "0007", "007", "X-1", "X_1", "é",   "张三",  "李四",   "y",   "q\"q", " C1",
};
static const char *const due_staff[] = {"S1", "S2", "li", "王", "x9", "x10", "a, b"};
static const char *const due_roles[] = {"salesperson", "showroom_manager", "sales_supervisor",
					"key_account_manager", "assistant"};
static const char *const due_grades[] = {"", "", "A", "B", "C", "D", "remote"};

/* ---- Dates ---- */

static inline int second_random(const struct world *world, struct rng *rng)
{
	static const int few[] = {36000, 36000, 37200, 50400};
	static const int odd[] = {0, 86399, 36000, 35999, 36001, 1};

	if (world->dense)
		return RNG_PICK(rng, few);
	if (rng_chance(rng, 15))
		return RNG_PICK(rng, odd);
	return rng_chance(rng, 10) ? rng_below(rng, 86400)
				   : 3600 * rng_range(rng, 8, 17) + 600 * rng_below(rng, 6);
}

static inline struct moment moment_random(const struct world *world, struct rng *rng, int day)
{
	struct moment moment = {day, -1};

	if (world->has_seconds && (!world->mixed || rng_chance(rng, 60)))
		moment.second = second_random(world, rng);
	return moment;
}

/* A further date of a record, some days off; in a steady company not before the record's own. */
static inline struct moment further_random(const struct world *world, struct rng *rng,
					   const struct record *record, int low, int high)
{
	struct moment moment = moment_random(
		world, rng, record->dates[0].day + rng_range(rng, world->steady ? 0 : low, high));

	if (world->steady && second_of(moment) < second_of(record->dates[0]))
		moment.day++;
	return moment;
}

/* ---- Records ---- */

static inline struct record *record_add(struct world *world, struct rng *rng, enum stream stream,
					const char *customer, int day)
{
	if (world->n == MAX_RECORDS)
		oracle_die("too many records");
	struct record *record = &world->records[world->n++];
	*record = (struct record){.stream = stream,
				  .customer = customer,
				  .staff = RNG_PICK(rng, due_staff),
				  .name = "",
				  .phone = "",
				  .register_no = "",
				  .personal_no = "",
				  .party = "",
				  .kind = "",
				  .outcome = "",
				  .reason = "",
				  .basis = "",
				  .file = ""};
	record->dates[0] = moment_random(world, rng, day);
	for (int i = 1; i < DATES; i++)
		record->dates[i] = (struct moment){-1, -1};
	return record;
}

static inline void registration_add(struct world *world, struct rng *rng, const char *customer, int day,
				    const char *party)
{
	static const char *const names[] = {"", "张三公司", "Acme, Ltd", "Plain", "n", "m"};
	static const char *const phones[] = {"", "123", "456", "1", "2", "3"};
	static const char *const numbers[] = {"", "1", "2", "01", "002", "10", "A7", "9"};
	static const char *const parties[] = {"", "", "P1", "P2", "K", "家"};
	struct record *one = record_add(world, rng, STREAM_REGISTRATIONS, customer, day);

	one->name = RNG_PICK(rng, names);
	one->phone = RNG_PICK(rng, phones);
	one->register_no = RNG_PICK(rng, numbers);
	one->personal_no = rng_chance(rng, 60) ? one->register_no : RNG_PICK(rng, numbers);
	one->party = world->steady ? party : RNG_PICK(rng, parties);
	if (rng_chance(rng, 60))
		one->dates[1] = further_random(world, rng, one, -2, 12);
	if (rng_chance(rng, 30))
		one->dates[2] = further_random(world, rng, one, -5, 30);
}

static inline void fault_random(struct record *visit, struct rng *rng)
{
	static const char *const codes[] = {"archive_late", "archive_incomplete", "warning",
					    "dispute",      "knowing_contact",    "late",
					    "记录",         "archive_contact",    "register.mismatch"};

	for (int n = rng_chance(rng, 30) ? rng_below(rng, 4) : 0; n > 0; n--) {
		size_t used = strlen(visit->fault);

		snprintf(visit->fault + used, sizeof visit->fault - used, "%s%s",
			 used ? n == 2 ? "  " : " " : "", RNG_PICK(rng, codes));
	}
}

static const char *const due_reasons[] = {
	"delivery", "delivery: two", "delivery x", "delivery：三", "deliveryx", "file",      "file",
	"service",  "plan",          "message",    "grave",        "grave: x",  "ordinary",  "",
	"repair",   "repair x",      "交车",       "交车：x",      "交车x",     "two words", "two words:x",
	"opinion",  "feedback",      "two",        "important",    "event",     "change",    "travel",
	"handled",  "a, b",          "two\nlines", "survey",
};

/* Makes a visit one that some deadline asks for. */
static inline void visit_shape(const struct world *world, struct rng *rng, struct record *visit)
{
	const struct deadline *deadline = &world->policy.deadlines[rng_below(rng, world->policy.n)];
	bool opens = rng_chance(rng, 45);
	const struct spec *spec = opens ? &deadline->from[rng_below(rng, deadline->n_from)]
					: &deadline->to[rng_below(rng, deadline->n_to)];
	static const char *const others[] = {"registration", "first", "own", "invoice", "payment", "*"};

	for (int i = 0; i < 6; i++)
		if (is(spec->kind, others[i]))
			return;
	if (period_is(spec->kind))
		return;
	visit->kind = spec->kind;
	if (spec->has_reason)
		visit->reason = spec->reason;
	if (spec->has_outcome)
		visit->outcome = spec->outcome;
}

static inline void visit_add(struct world *world, struct rng *rng, const char *customer, int day)
{
	static const char *const kinds[] = {"visit",   "call", "track", "callback", "complaint", "revisit",
					    "warning", "deal", "other", "other",    "other",     "visit"};
	static const char *const outcomes[] = {"",       "",         "open",   "deal",    "lost",
					       "closed", "closed",   "closed", "revived", "unreachable",
					       "",       "elsewhere"};
	static const char *const bases[] = {"", "knowing", "knowing", "owner", "unaware"};
	struct record *one = record_add(world, rng, STREAM_VISITS, customer, day);

	one->kind = RNG_PICK(rng, kinds);
	one->outcome = RNG_PICK(rng, outcomes);
	one->reason = RNG_PICK(rng, due_reasons);
	one->basis = RNG_PICK(rng, bases);
	if (world->policy.n && rng_chance(rng, 60))
		visit_shape(world, rng, one);
	fault_random(one, rng);
	if (rng_chance(rng, 40))
		one->dates[1] = further_random(world, rng, one, -4, 25);
	if (rng_chance(rng, 50))
		one->dates[2] = further_random(world, rng, one, -1, 6);
	if (rng_chance(rng, 30))
		one->dates[3] = further_random(world, rng, one, -1, 15);
	if (rng_chance(rng, 50))
		snprintf(one->id, sizeof one->id, "T%d", rng_range(rng, 1, 25));
	if (rng_chance(rng, 35))
		snprintf(one->ref, sizeof one->ref, "%s%d", rng_chance(rng, 10) ? "X" : "T",
			 rng_range(rng, 1, 25));
}

static inline void receivable_add(struct world *world, struct rng *rng, const char *customer, int day)
{
	static const char *const kinds[] = {"invoice", "payment", "credit", "writeoff", "invoice", "payment"};
	struct record *one = record_add(world, rng, STREAM_RECEIVABLES, customer, day);

	one->kind = RNG_PICK(rng, kinds);
	one->staff = "";
	snprintf(one->id, sizeof one->id, "D%d", world->n);
}

static inline void records_swap(struct world *world, int a, int b)
{
	struct record keep = world->records[a];

	world->records[a] = world->records[b];
	world->records[b] = keep;
}

/* Records of one stream for each customer, then put in random order, or for --sorted by customer. */
static inline void stream_random(struct world *world, struct rng *rng, enum stream stream, const int *starts)
{
	static const int most[] = {4, 4, 18};
	static const char *const parties[] = {"", "", "P1", "P2"};
	int from = world->n;

	for (int i = 0; i < CUSTOMERS; i++) {
		int n = rng_below(rng, most[stream] + 1);
		int width = world->dense && rng_chance(rng, 70) ? 4 : world->as_of + 9 - starts[i];
		const char *customer = world->customers[i], *party = RNG_PICK(rng, parties);

		for (int j = 0; j < n; j++) {
			int near = world->dense ? 3 : 12, most_days = rng_chance(rng, 40) ? near : width;
			int day = starts[i] + rng_below(rng, most_days);

			if (stream == STREAM_REGISTRATIONS)
				registration_add(world, rng, customer,
						 j == 0 && world->steady ? starts[i] : day, party);
			else if (stream == STREAM_RECEIVABLES)
				receivable_add(world, rng, customer, day);
			else
				visit_add(world, rng, customer, day);
		}
	}
	for (int i = world->n - 1; i > from; i--)
		records_swap(world, i, rng_range(rng, from, i));
	for (int i = from; world->sorted && i < world->n; i++)
		for (int j = i;
		     j > from && strcmp(world->records[j - 1].customer, world->records[j].customer) > 0; j--)
			records_swap(world, j - 1, j);
}

/* In a steady company no ref waits for its record. */
static inline void refs_steady(struct world *world)
{
	for (int i = 0; i < world->n; i++) {
		struct record *one = &world->records[i];
		bool known = false, waits = false;

		for (int j = 0; j < world->n && *one->ref; j++) {
			const struct record *other = &world->records[j];

			if (other->stream != STREAM_VISITS || !is(other->customer, one->customer) ||
			    !is(other->id, one->ref))
				continue;
			known |= other->dates[0].day <= one->dates[0].day;
			waits = true;
		}
		if (waits && !known)
			*one->ref = '\0';
	}
}

static inline void staff_random(struct world *world, struct rng *rng)
{
	world->n_staff = rng_chance(rng, 25) ? 0 : rng_range(rng, 1, MAX_STAFF);
	for (int i = 0; i < world->n_staff; i++) {
		struct staff *one = &world->staff[i];

		*one = (struct staff){RNG_PICK(rng, due_staff), RNG_PICK(rng, due_roles), -1, -1};
		if (rng_chance(rng, 50))
			one->joined = world->as_of - rng_range(rng, -3, rng_chance(rng, 20) ? 900 : 150);
		if (rng_chance(rng, 40))
			one->left = world->as_of - rng_range(rng, -8, 40);
		if (one->left >= 0 && one->joined > one->left)
			one->joined = one->left;
	}
}

/* What the policy depends on. */
static inline void world_start(struct world *world, struct rng *rng)
{
	world->first = day_of(2023, 11, 1) + rng_below(rng, 700);
	world->as_of = world->first + rng_range(rng, 25, 110);
	world->has_grades = rng_chance(rng, 75);
	world->has_receivables = rng_chance(rng, 75);
	world->has_calendar = rng_chance(rng, 60);
	world->steady = rng_chance(rng, 50);
	world->has_seconds = rng_chance(rng, 67);
	world->mixed = world->has_seconds && rng_chance(rng, 50);
	world->dense = rng_chance(rng, 30);
	world->sorted = rng_chance(rng, 25);
}

/* After the policy. */
static inline void world_random(struct world *world, struct rng *rng)
{
	int starts[CUSTOMERS], order[sizeof due_customers / sizeof due_customers[0]];

	rng_shuffle(rng, order, (int)(sizeof order / sizeof order[0]));
	for (int i = 0; i < CUSTOMERS; i++) {
		world->customers[i] = due_customers[order[i]];
		world->grades[i] = RNG_PICK(rng, due_grades);
		starts[i] = rng_range(rng, world->first, world->as_of - 15);
		if (rng_chance(rng, 15))
			starts[i] -= rng_below(rng, 500);
	}
	stream_random(world, rng, STREAM_REGISTRATIONS, starts);
	if (world->has_receivables)
		stream_random(world, rng, STREAM_RECEIVABLES, starts);
	stream_random(world, rng, STREAM_VISITS, starts);
	if (world->steady)
		refs_steady(world);
	staff_random(world, rng);
	if (world->has_calendar)
		calendar_random(&world->calendar, rng, world->first - 100, world->as_of + 60);
}

/* ---- Files ---- */

/* As someone may write it, in the caller's buffer of at least 32 bytes. */
static inline const char *moment_text(char *buffer, struct rng *rng, struct moment moment)
{
	struct out text = {0};
	char mark = rng_chance(rng, 30) ? 'T' : ' ';
	int second = moment.second, way = rng_below(rng, 4);

	out_text(&text, "");
	if (moment.day >= 0) {
		struct ymd ymd = day_split(moment.day);

		if (way < 2)
			out_format(&text, "%d-%02d-%02d", ymd.year, ymd.month, ymd.day);
		else if (way == 2)
			out_format(&text, "%d/%d/%d", ymd.year, ymd.month, ymd.day);
		else
			out_format(&text, "%d%02d%02d", ymd.year, ymd.month, ymd.day);
	}
	if (moment.day >= 0 && second >= 0)
		out_format(&text, "%c%02d:%02d", mark, second / 3600, second / 60 % 60);
	if (moment.day >= 0 && second >= 0 && (second % 60 || way < 2))
		out_format(&text, ":%02d", second % 60);
	snprintf(buffer, 32, "%s", text.bytes);
	out_free(&text);
	return buffer;
}

enum { CELLS = 15 };

static const struct sheet_column registration_columns[] = {
	{"customer", "客户编号", SHEET_TEXT},
	{"date", "登记日期", SHEET_TEXT},
	{"staff", "销售人员", SHEET_TEXT},
	{"name", "客户名称", SHEET_TEXT},
	{"phone", "电话", SHEET_TEXT},
	{"register_no", "公共登记号", SHEET_TEXT},
	{"personal_no", "个人登记号", SHEET_TEXT},
	{"party", "同一客户", SHEET_TEXT},
	{"filed", "归档日期", SHEET_TEXT},
	{"contract", "合同日期", SHEET_TEXT},
};
static const struct sheet_column receivable_columns[] = {
	{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_TEXT},  {"kind", "类型", SHEET_WORD},
	{"amount", "金额", SHEET_AMOUNT},     {"doc", "单据号", SHEET_TEXT},
};
static const struct sheet_column visit_columns[] = {
	{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_TEXT},
	{"staff", "人员", SHEET_TEXT},        {"kind", "类型", SHEET_WORD},
	{"outcome", "结果", SHEET_WORD},      {"reason", "原因", SHEET_TEXT},
	{"planned", "计划日期", SHEET_TEXT},  {"reported", "报告日期", SHEET_TEXT},
	{"fixed", "整改日期", SHEET_TEXT},    {"fault", "违规", SHEET_TEXT},
	{"basis", "分配依据", SHEET_TEXT},    {"id", "编号", SHEET_TEXT},
	{"ref", "关联编号", SHEET_TEXT},
};

static inline void cells_of(const struct record *one, char dates[DATES][32], const char **cells)
{
	if (one->stream == STREAM_REGISTRATIONS) {
		const char *values[] = {one->customer,    dates[0],         one->staff, one->name, one->phone,
					one->register_no, one->personal_no, one->party, dates[1],  dates[2]};
		memcpy(cells, values, sizeof values);
	} else if (one->stream == STREAM_RECEIVABLES) {
		const char *values[] = {one->customer, dates[0], one->kind, "12.50", one->id};
		memcpy(cells, values, sizeof values);
	} else {
		const char *values[] = {one->customer, dates[0], one->staff, one->kind, one->outcome,
					one->reason,   dates[1], dates[2],   dates[3],  one->fault,
					one->basis,    one->id,  one->ref};
		memcpy(cells, values, sizeof values);
	}
}

/* Writes a record; with a cut-off day what is dated later is not there, but no line moves. */
static inline void record_write(struct record *one, struct sheet *sheet, struct rng *rng, int cut)
{
	char dates[DATES][32];
	const char *cells[CELLS];
	bool touched = one->dates[0].day > cut;

	for (int i = 0; i < DATES; i++)
		moment_text(dates[i], rng, one->dates[i]);
	cells_of(one, dates, cells);
	one->line = sheet_row(sheet, rng, cells);
	for (int i = 1; i < DATES; i++)
		if (one->dates[i].day > cut && !is(date_names[one->stream][i], "planned")) {
			*dates[i] = '\0';
			touched = true;
		}
	if (!touched)
		return;
	int lines = sheet->line;
	bool fancy = sheet->fancy;
	sheet->text.length = sheet->row_start;
	sheet->line = one->line;
	sheet->fancy = false;
	if (one->dates[0].day <= cut)
		sheet_row(sheet, rng, cells);
	sheet->fancy = fancy;
	for (; sheet->line < lines; sheet->line++)
		out_text(&sheet->text, sheet->end);
}

/* Writes the records of a stream from a place in the input on; answers where it stopped: after "most" of them. */
static inline int stream_write(struct world *world, struct rng *rng, enum stream stream, const char *file,
			       int from, int most, int cut)
{
	static const struct sheet_column *const columns[] = {registration_columns, receivable_columns,
							     visit_columns};
	static const int widths[] = {10, 5, 13};
	struct sheet sheet;

	sheet_start(&sheet, rng, columns[stream], widths[stream], rng_chance(rng, 70));
	while (from < world->n && world->records[from].stream < stream)
		from++;
	for (; from < world->n && world->records[from].stream == stream && most > 0; from++, most--) {
		world->records[from].file = file;
		record_write(&world->records[from], &sheet, rng, cut);
	}
	oracle_write(file, &sheet.text);
	out_free(&sheet.text);
	return from;
}

/* Writes the three streams, visits in two files; with a cut-off day what is dated later is left out. */
static inline void streams_write(struct world *world, struct rng *rng, int cut)
{
	stream_write(world, rng, STREAM_REGISTRATIONS, "r.csv", 0, MAX_RECORDS, cut);
	stream_write(world, rng, STREAM_RECEIVABLES, "a.csv", 0, MAX_RECORDS, cut);
	int half = stream_write(world, rng, STREAM_VISITS, "v.csv", 0, rng_below(rng, 150), cut);
	stream_write(world, rng, STREAM_VISITS, "u.csv", half, MAX_RECORDS, cut);
}

static inline void grade_put(struct out *text, const char *customer, const char *grade)
{
	if (!*grade)
		return;
	out_format(text, "%s,", grade);
	out_value(text, customer);
	out_text(text, "\n");
}

/* Customers without a grade are not in the file; one stands there whom nobody knows. For --sorted by customer. */
static inline void grades_write(const struct world *world)
{
	struct out text = {0};
	const char *last = "";

	out_text(&text, "grade,customer\n");
	grade_put(&text, "  nobody", "A");
	for (int i = 0; i < CUSTOMERS; i++) {
		int next = i;

		for (int j = 0; world->sorted && j < CUSTOMERS; j++)
			if (strcmp(world->customers[j], last) > 0 &&
			    (strcmp(world->customers[next], last) <= 0 ||
			     strcmp(world->customers[j], world->customers[next]) < 0))
				next = j;
		grade_put(&text, world->customers[next], world->grades[next]);
		last = world->customers[next];
	}
	oracle_write("grades.csv", &text);
	out_free(&text);
}

static inline void world_write(const struct world *world)
{
	struct out calendar = {0};

	oracle_write_staff(world->staff, world->n_staff);
	grades_write(world);
	calendar_print(&world->calendar, &calendar);
	oracle_write("calendar.csv", &calendar);
	oracle_write("policy.csv", &world->overlay);
	out_free(&calendar);
}

#endif
