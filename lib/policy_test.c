/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "date.h"
#include "memory.h"
#include "policy.h"
#include "policy_rules.h"
#include "policy_when.h"
#include "test.h"
#include "writer.h"

enum { PATH_ROOM = 4096, RUNS = 20000, MANY = 100000 };

/* --- conditions */

static const char not_a_condition[] = "is not a condition";
static const char no_number[] = "holds for no number";

/* A condition and its canonical form, or what is wrong with it. */
static const struct when_case {
	enum policy_when domain;
	const char *when, *canonical, *reason;
} when_cases[] = {
	{POLICY_WHEN_SALES, ">=8000000 <10000000", ">=8000000 <10000000", NULL},
	{POLICY_WHEN_SALES, "<10000000   >=8000000", ">=8000000 <10000000", NULL},
	{POLICY_WHEN_SALES, "\t<\t1000 ", "<1000", NULL},
	{POLICY_WHEN_SALES, ">= 5 < 8", ">=5 <8", NULL},
	{POLICY_WHEN_SALES, ">=0500.50", ">=500.5", NULL},
	{POLICY_WHEN_SALES, ">1 >2 >=2 <9 <=9", ">2 <9", NULL},
	{POLICY_WHEN_SALES, ">=5 =5", "=5", NULL},
	{POLICY_WHEN_SALES, "=5 <=5", "=5", NULL},
	{POLICY_WHEN_SALES, "<=5 =5 >=5", "=5", NULL},
	{POLICY_WHEN_SALES, ">=5 <=5", ">=5 <=5", NULL},
	{POLICY_WHEN_SALES, "=5.001", NULL, no_number},
	{POLICY_WHEN_SALES, ">5 <5.01", NULL, no_number},
	{POLICY_WHEN_SALES, ">5 <3", NULL, no_number},
	{POLICY_WHEN_SALES, ">=5 <5", NULL, no_number},
	{POLICY_WHEN_SALES, "=5 =6", NULL, no_number},
	{POLICY_WHEN_BALANCE, ">-20000 <=-100.5", ">-20000 <=-100.5", NULL},
	{POLICY_WHEN_BALANCE, ">-0", ">0", NULL},
	{POLICY_WHEN_SCORE, "<=7.99", "<=7.99", NULL},
	{POLICY_WHEN_COUNT, ">1", ">1", NULL},
	{POLICY_WHEN_COUNT, ">1 <2", NULL, no_number},
	{POLICY_WHEN_TONS, ">=600.125", ">=600.125", NULL},
	{POLICY_WHEN_RATIO, ">=80% <1", ">=80% <1", NULL},
	{POLICY_WHEN_RATIO, ">=0.8 <100.00%", ">=0.8 <100%", NULL},
	{POLICY_WHEN_RATIO, ">80% <80.0001%", ">80% <80.0001%", NULL},
	{POLICY_WHEN_RATIO, ">80% <80%", NULL, no_number},
	{POLICY_WHEN_RATIO, ">=80.00001%", NULL, not_a_condition},
	{POLICY_WHEN_EXCESS, ">0 <=30%", ">0 <=30%", NULL},
	{POLICY_WHEN_EXCESS, ">0 <0.000001", ">0 <0.000001", NULL},
	{POLICY_WHEN_EXCESS, ">30.00% <=0.5", ">30% <=0.5", NULL},
	{POLICY_WHEN_DAYS, "<=0", "<=0", NULL},
	{POLICY_WHEN_DAYS, ">=-30 <=-1", ">=-30 <=-1", NULL},
	{POLICY_WHEN_DAYS, ">-1 <0", NULL, no_number},
	{POLICY_WHEN_DAYS, "<=30%", NULL, not_a_condition},
	{POLICY_WHEN_DAYS_LATE, ">=1 <30", ">=1 <30", NULL},
	{POLICY_WHEN_ANY, ">10", ">10", NULL},
	{POLICY_WHEN_ANY, ">=0.0500 <80%", ">=0.05 <80%", NULL},
	{POLICY_WHEN_ANY, ">5 <3", NULL, no_number},
	{POLICY_WHEN_ANY, ">=2025-07-01 <2026/1/1", ">=2025-07-01 <2026-01-01", NULL},
	{POLICY_WHEN_ANY, ">=20250701", ">=20250701", NULL}, /* a number */
	{POLICY_WHEN_ANY, ">2025-07-01 <2025-07-02", NULL, "holds on no day"},
	{POLICY_WHEN_ANY, ">=2025-07-01 <5", NULL, not_a_condition},
	{POLICY_WHEN_ANY, ">=5 <2025-07-01", NULL, not_a_condition},
	{POLICY_WHEN_DATE, ">=2025-07-01 <20260101", ">=2025-07-01 <2026-01-01", NULL},
	{POLICY_WHEN_DATE, ">=2025/7/1", ">=2025-07-01", NULL},
	{POLICY_WHEN_DATE, "=2024-02-29", "=2024-02-29", NULL},
	{POLICY_WHEN_DATE, ">2025-07-01 <2025-07-02", NULL, "holds on no day"},
	{POLICY_WHEN_DATE, ">=2025-02-29", NULL, not_a_condition},
	{POLICY_WHEN_DATE, ">=2025-02-01T10:00", NULL, not_a_condition},
	{POLICY_WHEN_DATE, ">=5", NULL, not_a_condition},
	{POLICY_WHEN_SALES, "5", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=", NULL, not_a_condition},
	{POLICY_WHEN_SALES, "=>5", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">==5", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=5<8", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=5, <8", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=5 and <8", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=1e6", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=80%", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=2025-07-01", NULL, not_a_condition},
	{POLICY_WHEN_SALES, ">=1.1234567", NULL, not_a_condition},
	{POLICY_WHEN_SALES, "<999999999999999999", "<999999999999999999", NULL},
	{POLICY_WHEN_SALES, "<1000000000000000000", NULL, not_a_condition},
	{POLICY_WHEN_SALES, "<99999999999999999999999999999999999999999999", NULL, not_a_condition},
};

static void test_when(void)
{
	for (size_t i = 0; i < sizeof when_cases / sizeof *when_cases; i++) {
		const struct when_case *c = &when_cases[i];
		struct policy_interval interval;
		test_label("%s", c->when);
		const char *reason = policy_when_parse(text_of(c->when), c->domain, &interval);
		if (CHECK_STRING(reason, c->reason) && reason == NULL)
			CHECK_TEXT(((struct text){interval.text, interval.length}), c->canonical);
	}
	test_label("%s", "");
}

/* A condition, one that follows it, and whether a value lies between them. */
static const struct gap_case {
	enum policy_when domain;
	const char *below, *above;
	bool is_gap;
} gap_cases[] = {
	{POLICY_WHEN_SCORE, "<=7.99", ">=8", false},
	{POLICY_WHEN_SCORE, "<8", ">7.99", false},
	{POLICY_WHEN_SCORE, "<7.995", ">7.995", false},
	{POLICY_WHEN_SCORE, "<=7.98", ">=8", true},
	{POLICY_WHEN_SALES, "<5", ">=5", false},
	{POLICY_WHEN_SALES, "<5", ">5", true},
	{POLICY_WHEN_SALES, "<=4.99", ">=5", false},
	{POLICY_WHEN_BALANCE, "<0", ">=0", false},
	{POLICY_WHEN_BALANCE, "<=-0.02", ">=0", true},
	{POLICY_WHEN_RATIO, "<80%", ">=0.8", false},
	{POLICY_WHEN_RATIO, "<=80%", ">80%", false},
	{POLICY_WHEN_RATIO, "<80%", ">80%", true},
	{POLICY_WHEN_RATIO, "<=79.9999%", ">=80%", true},
	{POLICY_WHEN_COUNT, "<=2", ">=3", false},
	{POLICY_WHEN_COUNT, "<2", ">2", true},
	{POLICY_WHEN_TONS, "<=5.999", ">=6", false},
	{POLICY_WHEN_EXCESS, "<=30%", ">30%", false},
	{POLICY_WHEN_EXCESS, "<30%", ">30%", true},
	{POLICY_WHEN_EXCESS, "<=-1", ">0", false},
	{POLICY_WHEN_EXCESS, "<=-1", ">0.000001", true},
	{POLICY_WHEN_DAYS, "<=0", ">=1", false},
	{POLICY_WHEN_DAYS, "<=-5", ">=-3", true},
	{POLICY_WHEN_DAYS_LATE, "<30", ">=30", false},
	{POLICY_WHEN_DAYS_LATE, "<=-7", ">=1", false},
	{POLICY_WHEN_DAYS_LATE, "<=-7", ">=2", true},
	{POLICY_WHEN_DATE, "<=2025-06-30", ">=2025-07-01", false},
	{POLICY_WHEN_DATE, "<2025-06-30", ">=2025-07-01", true},
};

static void test_gaps(void)
{
	struct policy_interval below, above;
	for (size_t i = 0; i < sizeof gap_cases / sizeof *gap_cases; i++) {
		const struct gap_case *c = &gap_cases[i];
		test_label("%s %s", c->below, c->above);
		CHECK_STRING(policy_when_parse(text_of(c->below), c->domain, &below), NULL);
		CHECK_STRING(policy_when_parse(text_of(c->above), c->domain, &above), NULL);
		CHECK_INT(policy_when_is_gap(c->domain, below.highest, above.lowest), c->is_gap);
		CHECK(!policy_when_is_gap(c->domain, above.highest, POLICY_HIGHEST));
		CHECK(policy_when_is_gap(c->domain, below.highest, POLICY_HIGHEST));
	}
	test_label("%s", "");
	policy_when_parse(TEXT(">=0"), POLICY_WHEN_SALES, &above);
	CHECK(!policy_when_is_gap(POLICY_WHEN_SALES, POLICY_LOWEST, above.lowest));
	CHECK(policy_when_is_gap(POLICY_WHEN_BALANCE, POLICY_LOWEST, above.lowest));
	policy_when_parse(TEXT(">0"), POLICY_WHEN_EXCESS, &above);
	CHECK(!policy_when_is_gap(POLICY_WHEN_EXCESS, POLICY_LOWEST, above.lowest));
	policy_when_parse(TEXT(">=1"), POLICY_WHEN_DAYS_LATE, &above);
	CHECK(!policy_when_is_gap(POLICY_WHEN_DAYS_LATE, POLICY_LOWEST, above.lowest));
	CHECK(policy_when_is_gap(POLICY_WHEN_DAYS, POLICY_LOWEST, above.lowest));
}

/* --- the shipped policy, as chapter and verse have it */

static void check_row(const struct policy_row *row, const char *value, const char *clause)
{
	if (!CHECK(row != NULL))
		return;
	CHECK_TEXT(row->value, value);
	CHECK_TEXT(row->clause, clause);
}

static void test_points(const struct policy *policy)
{
	static const struct {
		const char *key;
		int64_t fen; /* collection: of 3.00 yuan */
		const char *points, *clause;
	} cases[] = {
		{"sales", 1000000000, "10", "dairy 7.1 assumed"},
		{"sales", 999999999, "8", "dairy 7.1.2"},
		{"sales", 800000000, "8", "dairy 7.1.2"},
		{"sales", 799999999, "6", "dairy 7.1.3"},
		{"sales", 100000000, "4", "dairy 7.1.4"},
		{"sales", 0, "2", "dairy 7.1.5"},
		{"balance", -5, "10", "dairy 7.3.1"},
		{"balance", 1000000, "10", "dairy 7.3.1"},
		{"balance", 1000001, "8", "dairy 7.3.2"},
		{"balance", 200000001, "2", "dairy 7.3.5"},
		{"collection", 300, "10", "dairy 7.2.1"},
		{"collection", 299, "8", "dairy 7.2.2"},
		{"collection", 240, "8", "dairy 7.2.2"},
		{"collection", 239, "6", "dairy 7.2.3"},
		{"collection", 90, "4", "dairy 7.2.4"},
		{"collection", 89, "2", "dairy 7.2.5"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct policy_rows rows = policy_need_rows(policy, "grade.points", text_of(cases[i].key));
		test_label("%s %lld", cases[i].key, (long long)cases[i].fen);
		bool is_ratio = strcmp(cases[i].key, "collection") == 0;
		check_row(is_ratio
				  ? policy_select_ratio(rows, cases[i].fen, 300)
				  : policy_select_number(rows, (money_wide)cases[i].fen * (POLICY_ONE / 100)),
			  cases[i].points, cases[i].clause);
	}
	test_label("%s", "");
}

static void test_standard(void)
{
	struct policy *policy = policy_load(NULL, 0);
	struct policy_rows tiers = policy_rule(policy, "grade.tier");
	struct policy_rows archive = policy_find(policy, "penalty.repeat", TEXT("archive"));
	test_points(policy);
	CHECK_INT(tiers.n, 3);
	CHECK_TEXT(policy_select_number(tiers, 8 * POLICY_ONE)->key, "A");
	CHECK_TEXT(policy_select_number(tiers, 7990000)->key, "B");
	CHECK_TEXT(policy_select_number(tiers, 4990000)->key, "C");
	CHECK(policy_select_number(archive, POLICY_ONE) == NULL);
	CHECK_INT(policy_select_number(archive, 7 * POLICY_ONE)->number, 2 * POLICY_ONE);
	check_row(policy_need(policy, "latefee.daily_rate", TEXT("")), "0.0002", "dairy 16");
	check_row(policy_need(policy, "validity", TEXT("contact")), "30", "realty 1.22");
	check_row(policy_need(policy, "penalty", TEXT("callback.missed/vice_president")), "20", "survey 7.3");
	check_row(policy_need(policy, "credit.limit", TEXT("A")), "2000000", "dairy 10.1");
	CHECK_INT(policy_one(policy, "latefee.grace_days", TEXT(""))->number, 50 * POLICY_ONE);
	CHECK_INT(policy_rule(policy, "grade.assessor").n, 8);
	CHECK_INT(policy_rule(policy, "penalty.group").n, 11);
	CHECK(policy_one(policy, "latefee.annual_rate", TEXT("")) == NULL);
	CHECK_INT(policy_rule(policy, "penalty.deduct").n, 0);
	CHECK_INT(policy_rule(policy, "about").n, 0);
	CHECK_INT(policy_rule(policy, "a").n, 0);
	CHECK_INT(policy_rule(policy, "z").n, 0);
	policy_free(policy);
}

/* --- properties on seeded random numbers */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static int64_t random_below(uint64_t *state, int64_t n)
{
	return (int64_t)(next_random(state) % (uint64_t)n);
}

static const char *const signs[] = {">=", ">", "<=", "<", "="};

struct random_condition {
	size_t n;
	struct {
		size_t sign;
		int64_t number; /* hundredths */
	} comparison[3];
	char text[128];
};

static struct random_condition random_condition(uint64_t *state)
{
	struct random_condition condition = {.n = (size_t)random_below(state, 3) + 1};
	size_t length = 0;
	for (size_t i = 0; i < condition.n; i++) {
		size_t sign = (size_t)random_below(state, 5);
		int64_t number = random_below(state, 1000);
		condition.comparison[i].sign = sign;
		condition.comparison[i].number = number;
		length += (size_t)snprintf(condition.text + length, sizeof condition.text - length,
					   "%s%s%d.%02d", i > 0 ? " " : "", signs[sign], (int)(number / 100),
					   (int)(number % 100));
	}
	return condition;
}

/* What the condition says of a / b, b > 0, worked out comparison by comparison. */
static bool holds(const struct random_condition *condition, int64_t a, int64_t b)
{
	bool all = true;
	for (size_t i = 0; i < condition->n; i++) {
		int64_t left = a * 100, right = condition->comparison[i].number * b;
		const bool results[] = {left >= right, left > right, left <= right, left < right,
					left == right};
		all = all && results[condition->comparison[i].sign];
	}
	return all;
}

static bool is_inside(const struct policy_interval *interval, money_wide point)
{
	return interval->lowest <= point && point <= interval->highest;
}

/* An interval holds what its condition says, for numbers on the step and for ratios, and its form is a fixed point. */
static void test_random_conditions(void)
{
	uint64_t state = 88172645463325252u;
	size_t parsed = 0, wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct random_condition condition = random_condition(&state);
		enum policy_when domain = run % 2 == 0 ? POLICY_WHEN_RATIO : POLICY_WHEN_SCORE;
		struct policy_interval interval, again;
		if (policy_when_parse(text_of(condition.text), domain, &interval) != NULL) {
			for (int64_t i = 0; i < 1000; i++)
				wrong += holds(&condition, i, 100);
			continue;
		}
		parsed++;
		for (int i = 0; i < 20; i++) {
			int64_t b = domain == POLICY_WHEN_RATIO ? random_below(&state, 300) + 1 : 100;
			int64_t a = random_below(&state, b * 12);
			money_wide point = domain == POLICY_WHEN_RATIO
						   ? policy_when_ratio(a, b)
						   : policy_when_number(a * (POLICY_ONE / 100));
			wrong += holds(&condition, a, b) != is_inside(&interval, point);
		}
		struct text text = {interval.text, interval.length};
		wrong += policy_when_parse(text, domain, &again) != NULL || again.lowest != interval.lowest ||
			 again.highest != interval.highest ||
			 !text_equal(text, (struct text){again.text, again.length});
	}
	CHECK_INT(wrong, 0);
	CHECK(parsed > RUNS / 4);
}

/* Between two millionths a ratio has the point between theirs, below 0 too. */
static void test_ratios(void)
{
	static const struct {
		int64_t numerator, denominator;
		money_wide point;
	} ratios[] = {
		{0, 3, 0},
		{1, 3, 2 * 333333 + 1},
		{3, 3, 2 * POLICY_ONE},
		{-1, 3, -2 * 333333 - 1},
		{-3, 3, -2 * POLICY_ONE},
		{1, 10 * POLICY_ONE, 1},
		{-1, 10 * POLICY_ONE, -1},
		{INT64_MAX, 1, (money_wide)INT64_MAX * 2 * POLICY_ONE},
		{-INT64_MAX, 1, -(money_wide)INT64_MAX * 2 * POLICY_ONE},
		{INT64_MAX - 1, INT64_MAX, 2 * POLICY_ONE - 1},
	};
	for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
		test_label("row %zu", i);
		CHECK(policy_when_ratio(ratios[i].numerator, ratios[i].denominator) == ratios[i].point);
	}
	test_label("%s", "");
}

/* --- whole files */

struct file {
	char path[PATH_ROOM];
	FILE *stream;
};

/* A new file in a folder for temporary ones. */
static struct file new_file(void)
{
	struct file file;
	const char *folder = getenv("TMPDIR");
	snprintf(file.path, sizeof file.path, "%s/kehu-policy-XXXXXX", folder != NULL ? folder : "/tmp");
	int descriptor = mkstemp(file.path);
	file.stream = descriptor >= 0 ? fdopen(descriptor, "w+") : NULL;
	if (file.stream == NULL) {
		perror(file.path);
		exit(1);
	}
	return file;
}

static void remove_file(struct file *file)
{
	fclose(file->stream);
	unlink(file->path);
}

/* What the policy prints, in a new file. */
static struct file print_file(const char *const *names, size_t n)
{
	struct file file = new_file();
	struct policy *policy = policy_load(names, n);
	struct writer *writer = writer_open(dup(fileno(file.stream)), file.path);
	policy_print(policy, writer);
	writer_close(writer);
	policy_free(policy);
	return file;
}

static bool same_bytes(FILE *a, FILE *b)
{
	int left, right;
	rewind(a);
	rewind(b);
	do {
		left = getc(a);
		right = getc(b);
	} while (left == right && left != EOF);
	return left == right;
}

static const char *random_sign(uint64_t *state)
{
	return signs[random_below(state, 5)];
}

/* Rows that cannot clash: rates from day to day, pauses, penalties. */
static void write_random_policy(FILE *stream, uint64_t *state)
{
	fputs("clause,VALUE,when,Key,other,rule\n", stream);
	if (random_below(state, 2) == 0)
		fputs(",none,,,,base\n", stream);
	int days = (int)random_below(state, 20);
	for (int i = 0; i < days; i++)
		fprintf(stream, "c%d,%s,\" <2025-02-%02d  >=2025-02-%02d\",,x,latefee.daily_rate\n", i,
			random_below(state, 2) == 0 ? "0.0300%" : "0.00020", i + 2, i + 1);
	for (int64_t i = random_below(state, 30); i > 0; i--)
		fprintf(stream, "\"dispute, \"\"%d\"\"\",yes,%s2025-%02d-10,C%d,,latefee.pause\n", (int)i,
			random_sign(state), (int)random_below(state, 12) + 1, (int)random_below(state, 5));
	for (int64_t i = random_below(state, 30); i > 0; i--)
		fprintf(stream, ",%d.%02d,,code%d/role,,penalty\n", (int)random_below(state, 100),
			(int)random_below(state, 100), (int)i);
	fflush(stream);
}

/* Printing what was printed gives the same bytes, over `standard` or from nothing, and nothing differs. */
static void test_print_again(void)
{
	uint64_t state = 362436069;
	for (int run = 0; run < 50; run++) {
		struct file file = new_file();
		write_random_policy(file.stream, &state);
		const char *name = file.path;
		struct file first = print_file(&name, 1);
		const char *first_name = first.path;
		struct file second = print_file(&first_name, 1);
		const char *both[] = {name, first_name};
		struct file third = print_file(both, 2);
		test_label("run %d", run);
		CHECK(same_bytes(first.stream, second.stream));
		CHECK(same_bytes(first.stream, third.stream));
		remove_file(&file);
		remove_file(&first);
		remove_file(&second);
		remove_file(&third);
	}
	test_label("%s", "");
}

/* A pause for each of many customers: loading and looking up stay quick. */
static void test_many_rows(void)
{
	struct file file = new_file();
	fputs("rule,key,when,value,clause\nbase,,,none,\n", file.stream);
	for (int i = 0; i < MANY; i++)
		fprintf(file.stream, "latefee.pause,C%d,>=2025-01-01 <=2025-03-%02d,yes,dispute\n",
			i * 7919 % MANY, i % 31 + 1);
	fflush(file.stream);
	const char *name = file.path;
	struct policy *policy = policy_load(&name, 1);
	size_t found = 0;
	for (int i = 0; i < MANY; i++) {
		char key[32];
		int length = snprintf(key, sizeof key, "C%d", i);
		struct policy_rows rows =
			policy_find(policy, "latefee.pause", (struct text){key, (size_t)length});
		found += rows.n == 1 && rows.row->from == date_year_start(2025) &&
			 rows.row->to > rows.row->from;
	}
	CHECK_INT(found, MANY);
	CHECK_INT(policy_all(policy).n, MANY);
	policy_free(policy);
	remove_file(&file);
}

/* A layer's rows of a rule and key take the place of all that were there; the others stay. */
static void test_overlay(void)
{
	struct file file = new_file();
	fputs("rule,value,when,clause\nlatefee.daily_rate,0.01%,<2025-07-01,a\nlatefee.daily_rate,0,>=2025-"
	      "07-01,b\n",
	      file.stream);
	fputs("latefee.daily_rate,1,,c\n", file.stream);
	fflush(file.stream);
	const char *names[] = {"standard", file.path};
	struct policy *policy = policy_load(names, 2);
	struct policy_rows rates = policy_find(policy, "latefee.daily_rate", TEXT(""));
	CHECK_INT(rates.n, 3);
	CHECK(rates.row[0].is_default);
	CHECK_INT(rates.row[0].layer, 2);
	CHECK_INT(rates.row[1].from, DATE_FIRST);
	CHECK_INT(rates.row[1].to + 1, rates.row[2].from);
	CHECK_INT(rates.row[2].to, DATE_LAST);
	check_row(policy_select_day(rates, rates.row[1].to), "0.01%", "a");
	check_row(policy_select_day(rates, rates.row[2].from), "0", "b");
	CHECK_INT(policy_need(policy, "latefee.grace_days", TEXT(""))->layer, 1);
	policy_free(policy);
	remove_file(&file);
}

/* --- the manual */

/* The file's bytes for free(), without the escapes of roff; empty where it cannot be read. */
static char *read_page(const char *path)
{
	FILE *stream = fopen(path, "r");
	char *bytes = NULL;
	size_t n = 0, room = 0;
	int last = 0, byte;
	while (stream != NULL && (byte = getc(stream)) != EOF) {
		bytes = memory_grow(bytes, &room, n + 2, 1);
		n -= last == '\\' && byte == '-';
		bytes[n++] = (char)byte;
		last = byte;
	}
	if (stream != NULL)
		fclose(stream);
	bytes = memory_grow(bytes, &room, n + 1, 1);
	bytes[n] = '\0';
	return bytes;
}

/* The paragraph of the page about a rule, for free(); NULL: there is none. */
static char *take_paragraph(const char *page, struct text rule)
{
	static const char *const ends[] = {"\n.TP\n", "\n.SS ", "\n.SH "};
	char line[PATH_ROOM];
	snprintf(line, sizeof line, "\n.TP\n.B %.*s\n", (int)rule.length, rule.at);
	const char *start = strstr(page, line);
	if (start == NULL)
		return NULL;
	start += strlen(line);
	size_t length = strlen(start);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const char *end = strstr(start, ends[i]);
		if (end != NULL && (size_t)(end - start) < length)
			length = (size_t)(end - start);
	}
	char *paragraph = memory_new(length + 1, 1);
	memcpy(paragraph, start, length);
	return paragraph;
}

static bool says(const char *paragraph, const char *before, struct text text, const char *after)
{
	char line[PATH_ROOM];
	snprintf(line, sizeof line, "%s%.*s%s", before, (int)text.length, text.at, after);
	return strstr(paragraph, line) != NULL;
}

static void check_words(const char *paragraph, const char *const *words)
{
	for (size_t i = 0; words != NULL && words[i] != NULL; i++)
		CHECK(says(paragraph, "", text_of(words[i]), ""));
}

/* Each entry of the table has a paragraph that gives its keys, its unit and the programs that read it. */
static void test_manual_rules(const char *page)
{
	size_t n;
	const struct policy_definition *definitions = policy_definitions(&n);
	for (size_t i = 0; i < n; i++) {
		const struct policy_definition *definition = &definitions[i];
		test_label("%s", definition->rule);
		char *paragraph = take_paragraph(page, text_of(definition->rule));
		if (!CHECK(paragraph != NULL))
			continue;
		CHECK(says(paragraph, "Value: ", text_of(definition->unit), ""));
		CHECK(says(paragraph, "Read by ", text_of(definition->readers), "."));
		if (definition->form == NULL)
			check_words(paragraph, definition->keys);
		check_words(paragraph, definition->words);
		free(paragraph);
	}
}

/* Each row of `standard` stands in its rule's paragraph. */
static void test_manual_standard(const char *page)
{
	struct policy *policy = policy_load(NULL, 0);
	struct policy_rows all = policy_all(policy);
	for (size_t i = 0; i < all.n; i++) {
		const struct policy_row *row = &all.row[i];
		test_label("%.*s,%.*s", (int)row->rule.length, row->rule.at, (int)row->key.length,
			   row->key.at);
		char *paragraph = take_paragraph(page, row->rule);
		if (!CHECK(paragraph != NULL))
			continue;
		CHECK(says(paragraph, "", row->key, ""));
		CHECK(says(paragraph, " ", row->when, ""));
		CHECK(says(paragraph, " ", row->value, ""));
		CHECK(says(paragraph, "", row->clause, ""));
		free(paragraph);
	}
	policy_free(policy);
}

static void test_manual(void)
{
	char path[PATH_ROOM];
	const char *folder = getenv("top_srcdir");
	snprintf(path, sizeof path, "%s/man/kehu-policy.5", folder != NULL ? folder : ".");
	char *page = read_page(path);
	test_manual_rules(page);
	test_manual_standard(page);
	test_label("%s", "");
	free(page);
}

int main(void)
{
	test_when();
	test_gaps();
	test_standard();
	test_random_conditions();
	test_ratios();
	test_overlay();
	test_print_again();
	test_many_rows();
	test_manual();
	return test_end();
}
