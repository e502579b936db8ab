/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "latefee.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 400, POSTINGS = 16, LCM = 365 * 366 * 360, NOT_CHARGED = -1 };

/* --- tables: what is worked out of one customer's postings, invoice by invoice:
   DOC: FROM..TO BALANCE x RATE = FEE, ... | fee | YEAR FEE, ... | clause */

static void print_stretches(struct test_string *out, const struct stretch *stretch, size_t n)
{
	char from[DATE_LENGTH + 1], to[DATE_LENGTH + 1], room[MONEY_ROOM];
	for (size_t i = 0; i < n; i++) {
		money_wide fee;
		test_print(out, " %s..%s ", test_date(stretch[i].from, from), test_date(stretch[i].to, to));
		test_print_amount(out, stretch[i].balance);
		test_print(out, " x %jd = ", (intmax_t)stretch[i].rate->rate);
		CHECK(latefee_stretch_fee(&stretch[i], &fee));
		size_t length = money_format(fee, 8, 2, room);
		test_append(out, (struct text){room, length});
	}
}

static bool print_year(void *context, int year, int64_t fen)
{
	struct test_string *out = context;
	test_print(out, " %d ", year);
	test_print_amount(out, fen);
	return true;
}

static void print_fees(struct test_string *out, const struct terms *terms,
		       const struct allocation *allocation, struct latefee *latefee, int32_t as_of)
{
	const struct invoice *invoice;
	const struct stretch *stretch;
	size_t n = allocation_invoices(allocation, &invoice);
	for (size_t i = 0; i < n; i++) {
		int64_t fen;
		size_t stretches =
			latefee_stretches(latefee, terms, allocation, &invoice[i], as_of, &stretch);
		test_append(out, invoice[i].posting->doc);
		test_print(out, ":");
		print_stretches(out, stretch, stretches);
		CHECK(latefee_fee(latefee, terms, &invoice[i], &fen));
		test_print(out, " | ");
		test_print_amount(out, fen);
		test_print(out, " |");
		CHECK(latefee_by_year(latefee, terms, &invoice[i], print_year, out));
		test_print(out, " | ");
		test_append(out, latefee_clause(latefee));
		test_print(out, "\n");
	}
}

#define BILL    "2025-01-01 invoice 100000 D\n" /* due on 2025-02-20 */
#define ONE_DAY "latefee.grace_days,,,1,\n"

static const struct {
	const char *rows, *postings, *as_of, *fees;
} cases[] = {
	{"", BILL, "2025-02-20", "D: | 0.00 | | \n"},
	/* 100,000.00 x 0.0002 = 20.00 a day */
	{"", BILL, "2025-02-23",
	 "D: 2025-02-20..2025-02-23 100000.00 x 200 = 60.00 | 60.00 | 2025 60.00 | dairy 16\n"},
	{"", BILL "2025-02-20 payment 100000 D", "2025-12-31", "D: | 0.00 | | \n"},
	{"", BILL "2025-02-23 payment 100000 D", "2025-12-31",
	 "D: 2025-02-20..2025-02-23 100000.00 x 200 = 60.00 | 60.00 | 2025 60.00 | dairy 16\n"},
	/* 10 days of 20.00, 10 days of 12.00 */
	{"", BILL "2025-01-10 payment 0.01\n2025-03-02 payment 40000.01 D", "2025-03-12",
	 "D: 2025-02-20..2025-03-02 99999.99 x 200 = 199.99998 2025-03-02..2025-03-12 59999.98 x 200 = "
	 "119.99996 | "
	 "320.00 | 2025 320.00 | dairy 16\n"},
	/* rounded once: 0.4 + 0.38 fen; per stretch it would be nothing */
	{ONE_DAY, "2025-01-01 invoice 20 D\n2025-01-03 payment 1 D", "2025-01-04",
	 "D: 2025-01-02..2025-01-03 20.00 x 200 = 0.004 2025-01-03..2025-01-04 19.00 x 200 = 0.0038 | 0.01 | "
	 "2025 0.01 | dairy 16\n"},
	/* half a fen is one, a little less is none */
	{ONE_DAY, "2025-01-01 invoice 25 D", "2025-01-03",
	 "D: 2025-01-02..2025-01-03 25.00 x 200 = 0.005 | 0.01 | 2025 0.01 | dairy 16\n"},
	{ONE_DAY, "2025-01-01 invoice 24.99 D", "2025-01-03",
	 "D: 2025-01-02..2025-01-03 24.99 x 200 = 0.004998 | 0.00 | | dairy 16\n"},
	/* the fee of a year: rounded as of its end less rounded before; 0.5 fen in 2024, 1.0 fen with 2025 */
	{ONE_DAY, "2024-12-29 invoice 25 D", "2025-01-01",
	 "D: 2024-12-30..2025-01-01 25.00 x 200 = 0.01 | 0.01 | 2024 0.01 | dairy 16\n"},
	{ONE_DAY, "2024-12-20 invoice 100000 D", "2025-01-10",
	 "D: 2024-12-21..2025-01-10 100000.00 x 200 = 400.00 | 400.00 | 2024 200.00 2025 200.00 | dairy "
	 "16\n"},
	/* gate: once anything stands open after due, all days since receipt count */
	{"latefee.grace_mode,,,gate,\n", BILL "2025-01-11 payment 40000 D\n2025-02-20 payment 60000 D",
	 "2025-12-31", "D: | 0.00 | | \n"},
	{"latefee.grace_mode,,,gate,\n", BILL "2025-01-11 payment 40000 D\n2025-02-21 payment 60000 D",
	 "2025-12-31",
	 "D: 2025-01-01..2025-01-11 100000.00 x 200 = 200.00 2025-01-11..2025-02-21 60000.00 x 200 = 492.00 "
	 "| 692.00 | "
	 "2025 692.00 | dairy 16\n"},
	/* gate over the end of a year: nothing accrues before something stands open after due */
	{"latefee.grace_mode,,,gate,\n", "2024-12-01 invoice 100000 D", "2025-01-21",
	 "D: 2024-12-01..2025-01-21 100000.00 x 200 = 1020.00 | 1020.00 | 2025 1020.00 | dairy 16\n"},
	/* a rate that changes on day R splits at R - 1 */
	{"latefee.daily_rate,,>=2025-02-22,0.0003,new\nlatefee.daily_rate,,<2025-02-22,0.0001,old\n", BILL,
	 "2025-02-23",
	 "D: 2025-02-20..2025-02-21 100000.00 x 100 = 10.00 2025-02-21..2025-02-23 100000.00 x 300 = 60.00 | "
	 "70.00 | "
	 "2025 70.00 | old; new\n"},
	/* days without a rate are not charged, each clause is named once */
	{"latefee.daily_rate,,=2025-02-21,0.0003,x\nlatefee.daily_rate,,>=2025-02-23 <2025-02-25,0,y\n"
	 "latefee.daily_rate,,>=2025-02-25,0.0001,x\n",
	 BILL, "2025-02-26",
	 "D: 2025-02-20..2025-02-21 100000.00 x 300 = 30.00 2025-02-22..2025-02-24 100000.00 x 0 = 0.00 "
	 "2025-02-24..2025-02-26 100000.00 x 100 = 20.00 | 50.00 | 2025 50.00 | x; y\n"},
	/* annual: 7.3% / 365 = 0.0002; 7.2% / 360 = 0.0002 */
	{"latefee.annual_rate,,,7.3%,a\n", BILL, "2025-02-23",
	 "D: 2025-02-20..2025-02-23 100000.00 x 73000 = 60.00 | 60.00 | 2025 60.00 | a\n"},
	{"latefee.annual_rate,,,7.2%,a\nlatefee.basis,,,360,\n", BILL, "2025-02-23",
	 "D: 2025-02-20..2025-02-23 100000.00 x 72000 = 60.00 | 60.00 | 2025 60.00 | a\n"},
	/* actual: 3.66% of 100,000.00 is 10.00 a day in 2024; 5 days of 2025: 18300 / 365 = 50.13698630 */
	{ONE_DAY "latefee.annual_rate,,,3.66%,a\nlatefee.basis,,,actual,\n", "2024-12-25 invoice 100000 D",
	 "2025-01-05",
	 "D: 2024-12-26..2024-12-31 100000.00 x 36600 = 50.00 2024-12-31..2025-01-05 100000.00 x 36600 = "
	 "50.1369863 | "
	 "100.14 | 2024 50.00 2025 50.14 | a\n"},
	/* a stretch splits only where the length of the year changes */
	{ONE_DAY "latefee.annual_rate,,,36.5%,a\nlatefee.basis,,,actual,\n", "2021-12-29 invoice 100 D",
	 "2023-01-01",
	 "D: 2021-12-30..2023-01-01 100.00 x 365000 = 36.70 | 36.70 | 2021 0.10 2022 36.50 2023 0.10 | a\n"},
	/* minimum before cap, both before rounding; only a fee above 0 is raised */
	{"latefee.minimum,,,100,\n", BILL, "2025-02-23",
	 "D: 2025-02-20..2025-02-23 100000.00 x 200 = 60.00 | 100.00 | 2025 100.00 | dairy 16\n"},
	{"latefee.minimum,,,100,\n", BILL, "2025-02-20", "D: | 0.00 | | \n"},
	{ONE_DAY "latefee.minimum,,,1,\n", "2025-01-01 invoice 0.01 D", "2025-01-03",
	 "D: 2025-01-02..2025-01-03 0.01 x 200 = 0.000002 | 1.00 | 2025 1.00 | dairy 16\n"},
	{"latefee.minimum,,,100,\nlatefee.cap,,,0.0755%,\n", BILL, "2025-02-23",
	 "D: 2025-02-20..2025-02-23 100000.00 x 200 = 60.00 | 75.50 | 2025 75.50 | dairy 16\n"},
	{"latefee.cap,,,0.0001%,\n", "2025-01-01 invoice 5000 D", "2025-02-23", /* 0.5 fen */
	 "D: 2025-02-20..2025-02-23 5000.00 x 200 = 3.00 | 0.01 | 2025 0.01 | dairy 16\n"},
	{"latefee.cap,,,0,\n", BILL, "2025-02-23",
	 "D: 2025-02-20..2025-02-23 100000.00 x 200 = 60.00 | 0.00 | | dairy 16\n"},
	/* pauses: days that meet the condition, for all, for the customer or for one doc; they may overlap */
	{"latefee.pause,,=2025-02-22,yes,\n", BILL, "2025-02-23",
	 "D: 2025-02-20..2025-02-21 100000.00 x 200 = 20.00 2025-02-22..2025-02-23 100000.00 x 200 = 20.00 | "
	 "40.00 | "
	 "2025 40.00 | dairy 16\n"},
	{"latefee.pause,,>=2025-01-01,yes,\n", BILL, "2025-02-23", "D: | 0.00 | | \n"},
	{"latefee.pause,C1,<=2025-02-21,yes,\nlatefee.pause,C1/D,>=2025-02-23,yes,\nlatefee.pause,C1/"
	 "E,,yes,\n"
	 "latefee.pause,C,,yes,\n",
	 BILL, "2025-02-26",
	 "D: 2025-02-21..2025-02-22 100000.00 x 200 = 20.00 | 20.00 | 2025 20.00 | dairy 16\n"},
	{"latefee.pause,,>=2025-02-21 <=2025-02-24,yes,\nlatefee.pause,C1,>=2025-02-23 <=2025-02-25,yes,\n"
	 "latefee.pause,C1/D,=2025-02-23,yes,\n",
	 BILL, "2025-02-26",
	 "D: 2025-02-25..2025-02-26 100000.00 x 200 = 20.00 | 20.00 | 2025 20.00 | dairy 16\n"},
	/* a pause without condition holds where no other row of its key does */
	{"latefee.pause,C1,,yes,\nlatefee.pause,C1,=2025-02-22,no,\n", BILL, "2025-02-24",
	 "D: 2025-02-21..2025-02-22 100000.00 x 200 = 20.00 | 20.00 | 2025 20.00 | dairy 16\n"},
	{"latefee.pause,C1,,no,\nlatefee.pause,C1,=2025-02-22,yes,\n", BILL, "2025-02-22",
	 "D: 2025-02-20..2025-02-21 100000.00 x 200 = 20.00 | 20.00 | 2025 20.00 | dairy 16\n"},
	/* a balance of before the pause ends within it */
	{"latefee.pause,,>=2025-02-22 <=2025-02-24,yes,\n", BILL "2025-02-23 payment 50000", "2025-02-25",
	 "D: 2025-02-20..2025-02-21 100000.00 x 200 = 20.00 2025-02-24..2025-02-25 50000.00 x 200 = 10.00 | "
	 "30.00 | "
	 "2025 30.00 | dairy 16\n"},
	/* 2025-02-22 is a Saturday */
	{"latefee.due,,,workday,\n", "2025-01-03 invoice 100000 D", "2025-02-25",
	 "D: 2025-02-24..2025-02-25 100000.00 x 200 = 20.00 | 20.00 | 2025 20.00 | dairy 16\n"},
	/* fen x days x millionths: just within 64 bits, just beyond, far beyond, the sum only */
	{"", "2025-01-01 invoice 4611686018427.38 D", "2025-05-31",
	 "D: 2025-02-20..2025-05-31 4611686018427.38 x 200 = 92233720368.5476 | 92233720368.55 | "
	 "2025 92233720368.55 | dairy 16\n"},
	{"", "2025-01-01 invoice 4611686018427.39 D", "2025-05-31",
	 "D: 2025-02-20..2025-05-31 4611686018427.39 x 200 = 92233720368.5478 | 92233720368.55 | "
	 "2025 92233720368.55 | dairy 16\n"},
	{"", "2025-01-01 invoice 90000000000000 D", "2025-05-31",
	 "D: 2025-02-20..2025-05-31 90000000000000.00 x 200 = 1800000000000.00 | 1800000000000.00 | "
	 "2025 1800000000000.00 | dairy 16\n"},
	{"", "2025-01-01 invoice 8000000000000 D\n2025-04-11 payment 0.50\n2025-05-31 payment 0.50",
	 "2025-07-20",
	 "D: 2025-02-20..2025-04-11 8000000000000.00 x 200 = 80000000000.00 "
	 "2025-04-11..2025-05-31 7999999999999.50 x 200 = 79999999999.995 "
	 "2025-05-31..2025-07-20 7999999999999.00 x 200 = 79999999999.99 | 239999999999.99 | "
	 "2025 239999999999.99 | dairy 16\n"},
	/* each invoice by itself */
	{ONE_DAY, "2025-01-01 invoice 25 D\n2025-01-01 invoice 25 E\n2025-01-02 payment 25 E", "2025-01-03",
	 "D: 2025-01-02..2025-01-03 25.00 x 200 = 0.005 | 0.01 | 2025 0.01 | dairy 16\nE: | 0.00 | | \n"},
};

static void test_cases(void)
{
	struct allocation *allocation = allocation_new();
	struct latefee *latefee = latefee_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct policy *policy = test_policy(cases[i].rows);
		struct test_customer customer = {.records.customer = TEXT("C1")};
		struct test_string fees = {0};
		struct terms terms;
		test_label("row %zu", i);
		terms_load(&terms, policy, NULL);
		test_postings(&customer, cases[i].postings);
		CHECK_STRING(allocation_run(allocation, &customer.records, &terms, test_day(cases[i].as_of)),
			     NULL);
		print_fees(&fees, &terms, allocation, latefee, test_day(cases[i].as_of));
		CHECK_TEXT(test_text(&fees), cases[i].fees);
		free(fees.at);
		terms_free(&terms);
		policy_free(policy);
	}
	test_label("%s", "");
	allocation_free(allocation);
	latefee_free(latefee);
}

/* --- any postings and policies, charged day by day */

static const struct {
	const char *rows;
	int basis; /* 0: daily rates; 1: actual */
	bool gate;
	int64_t minimum, cap; /* fen; millionths, -1: none */
	int32_t pause[2][2];  /* days after 2024-10-01, both included; 0 0: none */
} policies[] = {
	{ONE_DAY, 0, false, 0, -1, {{0}}},
	{"latefee.grace_days,,,5,\nlatefee.daily_rate,,>=2024-10-20 <2024-11-25,0.000333,b\n"
	 "latefee.daily_rate,,,0.000777,a\nlatefee.grace_mode,,,gate,\n",
	 0,
	 true,
	 0,
	 -1,
	 {{0}}},
	{ONE_DAY "latefee.annual_rate,,,18.25%,a\nlatefee.basis,,,actual,\n", 1, false, 0, -1, {{0}}},
	{ONE_DAY "latefee.annual_rate,,<2025-01-10,18.25%,a\nlatefee.annual_rate,,>=2025-01-15,9.999999,b\n"
		 "latefee.basis,,,360,\nlatefee.grace_mode,,,gate,\n",
	 360,
	 true,
	 0,
	 -1,
	 {{0}}},
	{ONE_DAY "latefee.annual_rate,,,24%,a\nlatefee.minimum,,,3,\nlatefee.cap,,,5%,\n",
	 365,
	 false,
	 300,
	 50000,
	 {{0}}},
	{ONE_DAY
	 "latefee.pause,,>=2024-10-11 <=2024-10-20,yes,\nlatefee.pause,C1,>=2024-10-16 <=2025-01-05,yes,\n"
	 "latefee.pause,C2,,yes,\nlatefee.minimum,,,0.05,\n",
	 0,
	 false,
	 5,
	 -1,
	 {{10, 19}, {15, 96}}},
	{ONE_DAY "latefee.pause,,,no,\nlatefee.pause,,=2024-10-31,yes,\nlatefee.pause,C1,>=2024-12-01 "
		 "<=2024-12-02,yes,\n"
		 "latefee.grace_mode,,,gate,\nlatefee.annual_rate,,,36.6%,a\nlatefee.basis,,,actual,"
		 "\nlatefee.cap,,,1%,\n",
	 1,
	 true,
	 0,
	 10000,
	 {{30, 30}, {61, 62}}},
};

enum { POLICIES = sizeof policies / sizeof *policies };

struct day_by_day {
	size_t policy;
	const struct terms *terms;
	const struct allocation *allocation;
	const struct invoice *invoice;
	int32_t as_of;
	int64_t by_year[2]; /* as handed out: 2024 and 2025 */
	size_t others;
};

/* The rate on the day, in millionths, times LCM over the year's length; NOT_CHARGED: none. */
static int64_t rate_on(const struct day_by_day *job, int32_t day)
{
	int32_t start = test_day("2024-10-01");
	for (int i = 0; i < 2; i++) {
		const int32_t *pause = policies[job->policy].pause[i];
		if (pause[1] > 0 && day >= start + pause[0] && day <= start + pause[1])
			return NOT_CHARGED;
	}
	int basis = policies[job->policy].basis;
	int length = basis == 1 ? date_year_length(date_year(day)) : basis == 0 ? 1 : basis;
	for (size_t i = 0; i < job->terms->rates; i++)
		if (job->terms->rate[i].first <= day && day <= job->terms->rate[i].last)
			return job->terms->rate[i].rate * (LCM / length);
	return NOT_CHARGED;
}

/* The balance that stands at the end of the day. */
static int64_t balance_on(const struct day_by_day *job, int32_t day)
{
	int64_t fen = 0;
	struct balance balance = allocation_first(job->allocation, job->invoice);
	do
		fen = balance.day <= day ? balance.fen : fen;
	while (allocation_next(job->allocation, job->invoice, &balance));
	return fen;
}

/* The fee as of the day, in fen. A day is charged for what stood open at the end of the day before. */
static int64_t fee_on(const struct day_by_day *job, int32_t as_of)
{
	money_wide sum = 0, unit = (money_wide)1000000 * LCM;
	bool is_late = balance_on(job, job->invoice->due) > 0 && as_of > job->invoice->due;
	int32_t first = policies[job->policy].gate ? job->invoice->posting->day + 1 : job->invoice->due + 1;
	for (int32_t day = first; is_late && day <= as_of; day++) {
		int64_t rate = rate_on(job, day);
		sum += rate != NOT_CHARGED ? (money_wide)balance_on(job, day - 1) * rate : 0;
	}
	if (sum > 0 && sum < policies[job->policy].minimum * unit)
		sum = policies[job->policy].minimum * unit;
	money_wide cap = (money_wide)job->invoice->posting->amount * policies[job->policy].cap * LCM;
	if (policies[job->policy].cap >= 0 && sum > cap)
		sum = cap;
	return (int64_t)((2 * sum + unit) / (2 * unit));
}

static bool add_year(void *context, int year, int64_t fen)
{
	struct day_by_day *job = context;
	if (year == 2024 || year == 2025)
		job->by_year[year - 2024] += fen;
	job->others += (year != 2024 && year != 2025) || fen == 0;
	return true;
}

/* What differs from the fees by days of one invoice. */
static size_t wrong_fees(struct day_by_day *job, struct latefee *latefee)
{
	const struct stretch *stretch;
	int64_t fen = -1, end_2024 = fee_on(job, date_year_start(2025) - 1), all = fee_on(job, job->as_of);
	size_t n = latefee_stretches(latefee, job->terms, job->allocation, job->invoice, job->as_of,
				     &stretch),
	       wrong = 0;
	for (size_t i = 0; i < n; i++) {
		wrong += stretch[i].from >= stretch[i].to || (i > 0 && stretch[i].from < stretch[i - 1].to);
		for (int32_t day = stretch[i].from + 1; day <= stretch[i].to; day++)
			wrong += stretch[i].balance != balance_on(job, day - 1);
	}
	wrong += !latefee_fee(latefee, job->terms, job->invoice, &fen) || fen != all;
	memset(job->by_year, 0, sizeof job->by_year);
	wrong += !latefee_by_year(latefee, job->terms, job->invoice, add_year, job);
	if (job->as_of < date_year_start(2025))
		end_2024 = all;
	return wrong + (job->by_year[0] != end_2024) + (job->by_year[1] != all - end_2024) + job->others;
}

static size_t random_postings(uint64_t *state, struct receivable *posting, char docs[POSTINGS][4])
{
	size_t n = test_below(state, POSTINGS) + 1;
	int32_t day = test_day("2024-10-01");
	for (size_t i = 0; i < n; i++) {
		day += test_between(state, 0, 15);
		posting[i] = (struct receivable){.day = day, .position = i};
		posting[i].amount = (int64_t)(test_random(state) >> (40 + test_below(state, 22))) + 1;
		posting[i].kind = test_below(state, 2) == 0 ? RECEIVABLE_INVOICE : RECEIVABLE_PAYMENT;
		snprintf(docs[i], 4, "%02zu", (i * 7 % POSTINGS) % 100);
		posting[i].doc = posting[i].kind == RECEIVABLE_INVOICE ? text_of(docs[i]) : TEXT("");
	}
	return n;
}

static void run_policy(size_t which, uint64_t *state)
{
	struct policy *policy = test_policy(policies[which].rows);
	struct allocation *allocation = allocation_new();
	struct latefee *latefee = latefee_new();
	struct terms terms;
	size_t wrong = 0, charged = 0;
	terms_load(&terms, policy, NULL);
	for (size_t run = 0; run < RUNS; run++) {
		struct receivable posting[POSTINGS];
		char docs[POSTINGS][4];
		struct day_by_day job = {.policy = which, .terms = &terms, .allocation = allocation};
		struct customer_records records = {.customer = TEXT("C1"), .receivable = posting};
		records.receivables = random_postings(state, posting, docs);
		job.as_of = test_between(state, test_day("2024-10-01"), test_day("2025-06-30"));
		wrong += allocation_run(allocation, &records, &terms, job.as_of) != NULL;
		size_t n = allocation_invoices(allocation, &job.invoice);
		for (const struct invoice *end = job.invoice + n; job.invoice < end; job.invoice++) {
			wrong += wrong_fees(&job, latefee);
			charged += job.by_year[0] > 0 && job.by_year[1] > 0;
		}
	}
	CHECK_INT(wrong, 0);
	CHECK(charged > 0);
	allocation_free(allocation);
	latefee_free(latefee);
	terms_free(&terms);
	policy_free(policy);
}

static void test_random_fees(void)
{
	uint64_t state = TEST_SEED;
	for (size_t i = 0; i < POLICIES; i++) {
		test_label("policy %zu", i);
		run_policy(i, &state);
	}
	test_label("%s", "");
}

/* --- out of range */

static bool refuse(void *context, int year, int64_t fen)
{
	(void)year;
	(void)fen;
	++*(int *)context;
	return false;
}

/* The largest posting at the largest rate for a thousand years leaves 64 bits; a handler may end the years. */
static void test_out_of_range(void)
{
	struct policy *policy = test_policy(ONE_DAY "latefee.daily_rate,,,1000000000,x\n");
	struct test_customer customer = {0};
	struct terms terms;
	const struct invoice *invoice;
	const struct stretch *stretch;
	struct allocation *allocation = allocation_new();
	struct latefee *latefee = latefee_new();
	int64_t fen;
	int calls = 0;
	terms_load(&terms, policy, NULL);
	test_postings(&customer, "2000-01-01 invoice 90000000000000 D");
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, test_day("3000-01-01")), NULL);
	CHECK_INT(allocation_invoices(allocation, &invoice), 1);
	CHECK_INT(latefee_stretches(latefee, &terms, allocation, invoice, test_day("3000-01-01"), &stretch),
		  1);
	CHECK(!latefee_fee(latefee, &terms, invoice, &fen));
	CHECK(!latefee_by_year(latefee, &terms, invoice, refuse, &calls));
	test_postings(&customer, "2000-01-01 invoice 0.01 D");
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, test_day("3000-01-01")), NULL);
	CHECK_INT(allocation_invoices(allocation, &invoice), 1);
	CHECK_INT(latefee_stretches(latefee, &terms, allocation, invoice, test_day("3000-01-01"), &stretch),
		  1);
	CHECK(latefee_fee(latefee, &terms, invoice, &fen) &&
	      fen == INT64_C(1000000000) * (stretch->to - stretch->from));
	CHECK(!latefee_by_year(latefee, &terms, invoice, refuse, &calls));
	CHECK_INT(calls, 1);
	allocation_free(allocation);
	latefee_free(latefee);
	terms_free(&terms);
	policy_free(policy);
}

int main(void)
{
	test_cases();
	test_random_fees();
	test_out_of_range();
	return test_end();
}
