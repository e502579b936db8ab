/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random companies for the oracle of ageing, dunning, ledger and rebate: receivables, grades, rebates and fees, and
 * the files that hold them.
 */
#ifndef KEHU_TESTDATA_ORACLE_COMPANY_H
#define KEHU_TESTDATA_ORACLE_COMPANY_H

#include "oracle_rules.h"
#include "oracle_uses.h"

enum { CUSTOMERS = 24, MAX_YEARS = 24, STREAMS = 2 };

struct grade_record {
	const char *customer;
	int grade;     /* 0: A */
	int64_t limit; /* -1: not given */
	int line;
	bool gone; /* set aside */
	struct out raw;
};

/* A rebate, or the fee of a year. */
struct yearly {
	const char *customer;
	int year;
	int64_t fen;
};

struct company {
	struct books books;
	struct calendar calendar;
	int last; /* no record is later */
	struct rules rules;
	char names[CUSTOMERS][24];                  /* by bytes */
	char sources[CUSTOMERS * MAX_POSTINGS][24]; /* of the postings, by input */
	struct grade_record grades[2 * CUSTOMERS];
	int n_grades;
	struct out rejects; /* what the rejects file of the grades must hold */
	bool has_limits;    /* the grades have a column credit_limit */
	bool spoilt;        /* some of them are set aside */
	struct yearly yearly[STREAMS][CUSTOMERS * MAX_YEARS];
	int n_yearly[STREAMS];
	int files;
	bool piped; /* the last file comes by standard input */
	uint64_t seed;
	unsigned failed; /* how many differences there were before */
};

enum { REBATES, FEES };

static const char *const company_names[CUSTOMERS] = {
	"C1",   "C10", "C2",  "c1",  "K",   "K/1", "客户1", "客户10", "a,b",        "Z9", "Z99", "M 1",
	"0007", "007", "X-1", "X_1", "X.1", "é",   "zz",    " C1",    "two\nlines", "A",  "B",   "张三",
};

static const char *const company_docs[] = {"D1", "D10", "D2", "d1", "1", "01", "二", "D-3", "D3", "x"};

static inline int64_t fen_random(struct rng *rng, bool extreme)
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

/* ---- Receivables ---- */

static inline int kind_random(struct rng *rng)
{
	int of = rng_below(rng, 100);

	return of < 60 ? KIND_PAYMENT : of < 75 ? KIND_CREDIT : KIND_WRITEOFF;
}

/* Has a posting name an invoice, often of its day, of its amount, or one that comes later. */
static inline void ref_random(struct posting *posting, struct rng *rng, const struct posting *named)
{
	memcpy(posting->ref, named->doc, sizeof posting->ref);
	if (rng_chance(rng, 20))
		posting->day = named->day;
	if (rng_chance(rng, 30))
		posting->amount = named->amount;
}

/* One customer's records, at the end of the books. */
static inline void customer_random(struct company *company, struct rng *rng, const char *name, bool extreme)
{
	struct books *books = &company->books;
	int n_docs = rng_range(rng, 0, 7), n_money = rng_below(rng, 12), order[10];
	int length = company->last - books->first, width = rng_chance(rng, 40) ? 12 : length;
	int start = books->first + rng_below(rng, length - width + 1);
	const struct posting *first = &books->postings[books->n];

	rng_shuffle(rng, order, 10);
	for (int i = 0; i < n_docs + n_money; i++) {
		struct posting *posting = &books->postings[books->n++];

		*posting = (struct posting){.amount = fen_random(rng, extreme)};
		snprintf(posting->customer, sizeof posting->customer, "%s", name);
		posting->day = start + rng_below(rng, width + 1);
		posting->kind = i < n_docs ? KIND_INVOICE : kind_random(rng);
		if (i < n_docs)
			snprintf(posting->doc, sizeof posting->doc, "%s", company_docs[order[i]]);
		else if (i > n_docs && rng_chance(rng, 20)) /* the one before once more */
			memcpy(posting->ref, posting[-1].ref, sizeof posting->ref);
		else if (n_docs && rng_chance(rng, 60))
			ref_random(posting, rng, first + rng_below(rng, n_docs));
		if (posting->kind != KIND_INVOICE && rng_chance(rng, 10))
			snprintf(posting->doc, sizeof posting->doc, "%s", RNG_PICK(rng, company_docs));
		if (posting->kind == KIND_INVOICE && rng_chance(rng, 5))
			snprintf(posting->ref, sizeof posting->ref, "nothing");
	}
}

static inline void postings_shuffle(struct books *books, struct rng *rng)
{
	for (int i = books->n - 1; i > 0; i--) {
		int other = rng_below(rng, i + 1);
		struct posting keep = books->postings[i];

		books->postings[i] = books->postings[other];
		books->postings[other] = keep;
	}
}

/* ---- Grades ---- */

static inline int64_t company_balance(const struct company *company, const char *name)
{
	int64_t sum = 0;

	for (int i = 0; i < company->books.n; i++) {
		const struct posting *posting = &company->books.postings[i];

		if (posting->day <= company->books.as_of && !strcmp(posting->customer, name))
			sum += posting->kind == KIND_INVOICE ? posting->amount : -posting->amount;
	}
	return sum;
}

/* Adds records that are set aside: grades without a limit, customers given twice. */
static inline void grades_spoil(struct company *company, struct rng *rng)
{
	company->spoilt = true;
	for (int i = rng_range(rng, 1, 6); i > 0; i--) {
		int other = rng_below(rng, company->n_grades);

		company->grades[company->n_grades++] = (struct grade_record){
			.customer = company->grades[other].customer, .grade = rng_below(rng, 4), .limit = 7};
		if (rng_chance(rng, 40))
			company->grades[other].grade = 3;
	}
}

/* Limits stand often right at the balance. */
static inline void grades_random(struct company *company, struct rng *rng)
{
	int order[CUSTOMERS];

	company->has_limits = rng_chance(rng, 60);
	company->n_grades = 0;
	rng_shuffle(rng, order, CUSTOMERS);
	for (int i = 0; i < CUSTOMERS; i++) {
		struct grade_record *record = &company->grades[company->n_grades];

		if (rng_chance(rng, 25))
			continue;
		*record = (struct grade_record){
			.customer = company->names[order[i]], .grade = rng_below(rng, 3), .limit = -1};
		company->n_grades++;
		if (!company->has_limits || rng_chance(rng, 30))
			continue;
		record->limit = company_balance(company, record->customer) + rng_range(rng, -1, 1);
		if (record->limit < 0)
			record->limit = rng_chance(rng, 50) ? 0 : fen_random(rng, false);
	}
	company->grades[company->n_grades++] = (struct grade_record){.customer = "nobody", .limit = -1};
	if (rng_chance(rng, 30))
		grades_spoil(company, rng);
}

/* The customer's limit; -1: none is known. */
static inline int64_t company_limit(const struct company *company, const char *name)
{
	for (int i = 0; i < company->n_grades; i++) {
		const struct grade_record *record = &company->grades[i];

		if (!record->gone && !strcmp(record->customer, name))
			return record->limit >= 0 ? record->limit : company->rules.limits[record->grade];
	}
	return -1;
}

/* ---- Rebates and fees ---- */

static inline bool yearly_given(const struct company *company, int stream, const char *name, int year)
{
	for (int i = 0; i < company->n_yearly[stream]; i++) {
		const struct yearly *yearly = &company->yearly[stream][i];

		if (yearly->year == year && !strcmp(yearly->customer, name))
			return true;
	}
	return false;
}

static inline void yearly_random(struct company *company, struct rng *rng)
{
	int now = day_split(company->books.as_of).year;

	memset(company->n_yearly, 0, sizeof company->n_yearly);
	for (int i = rng_below(rng, 150); i > 0; i--) {
		int stream = rng_below(rng, STREAMS), year = rng_range(rng, now - 7, now + 2);
		const char *name = company->names[rng_below(rng, CUSTOMERS / 2)];
		int64_t fen =
			rng_chance(rng, 70) ? 100 * rng_below(rng, 6) : fen_random(rng, rng_chance(rng, 5));

		if (rng_chance(rng, 2))
			year = rng_chance(rng, 50) ? 1900 : 9999;
		if (year < 1900 || year > 9999 || yearly_given(company, stream, name, year))
			continue;
		if (stream == FEES && rng_chance(rng, 3))
			fen = -fen; /* a correction */
		company->yearly[stream][company->n_yearly[stream]++] = (struct yearly){name, year, fen};
	}
}

/* ---- A company ---- */

static inline int name_order(const void *a, const void *b)
{
	return strcmp(a, b);
}

static inline void company_random(struct company *company, struct rng *rng, bool standard)
{
	static const int years[] = {1996, 1999, 2003, 2011, 2019, 2023, 2024, 2096, 1900, 9990};
	static const int lengths[] = {12, 40, 120, 120, 400};
	struct books *books = &company->books;
	bool extreme = rng_chance(rng, 8);

	*company = (struct company){0};
	books->postings = oracle_alloc(CUSTOMERS * MAX_POSTINGS, sizeof(struct posting));
	books->calendar = &company->calendar;
	books->first = day_of(RNG_PICK(rng, years), rng_range(rng, 1, 12), rng_range(rng, 3, 28));
	company->last = books->first + RNG_PICK(rng, lengths);
	books->as_of = rng_chance(rng, 60)
			       ? rng_range(rng, books->first, company->last)
			       : rng_range(rng, books->first > 1 ? books->first - 2 : 0, company->last + 120);
	for (int i = 0; i < CUSTOMERS; i++) {
		snprintf(company->names[i], sizeof company->names[i], "%s", company_names[i]);
		customer_random(company, rng, company_names[i], extreme);
	}
	qsort(company->names, CUSTOMERS, sizeof company->names[0], name_order);
	postings_shuffle(books, rng);
	calendar_random(&company->calendar, rng, books->first, company->last + 120);
	if (standard)
		rules_standard(&company->rules, books);
	else
		rules_random(&company->rules, rng, books);
	grades_random(company, rng);
	yearly_random(company, rng);
	company->files = rng_range(rng, 1, 2);
	company->piped = rng_chance(rng, 30);
}

static inline void company_free(struct company *company)
{
	rules_free(&company->rules);
	for (int i = 0; i < company->n_grades; i++)
		out_free(&company->grades[i].raw);
	out_free(&company->rejects);
	free(company->books.postings);
}

/* ---- Files ---- */

static const struct sheet_column posting_columns[] = {
	{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_DATE},  {"kind", "类型", SHEET_WORD},
	{"amount", "金额", SHEET_AMOUNT},     {"doc", "单据号", SHEET_TEXT}, {"ref", "对应单据", SHEET_TEXT},
	{"note of ours", NULL, SHEET_TEXT},
};

/* A record; one that is left out leaves as many lines blank, so that the others stay where they are. */
static inline int posting_row(const struct posting *posting, struct sheet *sheet, struct rng *rng, bool out)
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
			       "what, \"ever\""};
	int line = sheet_row(sheet, rng, cells);
	if (out) {
		sheet->text.length = sheet->row_start;
		for (int i = line; i < sheet->line; i++)
			out_text(&sheet->text, sheet->end);
	}
	out_free(&amount);
	return line;
}

/* Does a posting up to the as-of date wait for this invoice? */
static inline bool company_awaited(const struct company *company, const struct posting *invoice)
{
	for (int i = 0; i < company->books.n; i++) {
		const struct posting *posting = &company->books.postings[i];

		if (posting->kind != KIND_INVOICE && posting->day <= company->books.as_of &&
		    !strcmp(posting->customer, invoice->customer) && !strcmp(posting->ref, invoice->doc))
			return true;
	}
	return false;
}

/* Writes the receivables in input order; with cut what is dated after the as-of date is left out, but for invoices
   that something is held for. */
static inline void postings_write(struct company *company, struct rng *rng, bool cut)
{
	struct books *books = &company->books;
	int half = company->files == 2 ? rng_below(rng, books->n + 1) : books->n;

	for (int file = 0; file < company->files; file++) {
		const char *name = file ? "b.csv" : "a.csv";
		bool piped = company->piped && file == company->files - 1;
		struct sheet sheet;

		sheet_start(&sheet, rng, posting_columns, 7, rng_chance(rng, 70));
		for (int i = file ? half : 0; i < (file ? books->n : half); i++) {
			const struct posting *posting = &books->postings[i];
			bool out = cut && posting->day > books->as_of &&
				   (posting->kind != KIND_INVOICE || !company_awaited(company, posting));
			int line = posting_row(posting, &sheet, rng, out);

			snprintf(company->sources[i], sizeof company->sources[i], "%s:%d", piped ? "-" : name,
				 line);
		}
		sheet_write(&sheet, rng, name);
	}
}

static inline void grades_write(struct company *company, struct rng *rng)
{
	static const struct sheet_column all[] = {
		{"customer", NULL, SHEET_TEXT},  {"grade", NULL, SHEET_TEXT},
		{"score", NULL, SHEET_TEXT},     {"balance", NULL, SHEET_AMOUNT},
		{"overdue", NULL, SHEET_AMOUNT}, {"credit_limit", NULL, SHEET_AMOUNT},
	};
	struct sheet sheet;

	sheet_start(&sheet, rng, all, company->has_limits ? 6 : rng_range(rng, 2, 5), rng_chance(rng, 50));
	for (int i = 0; i < company->n_grades; i++) {
		struct grade_record *record = &company->grades[i];
		struct out limit = {0};
		const char grade[] = {(char)('A' + record->grade), '\0'};

		out_text(&limit, "");
		if (record->limit >= 0)
			out_fen(&limit, record->limit);
		const char *cells[] = {record->customer, grade, "7.5", "-12.00", "", limit.bytes};
		record->line = sheet_row(&sheet, rng, cells);
		out_bytes(&record->raw, sheet.text.bytes + sheet.row_start, sheet.row_length);
		out_free(&limit);
	}
	sheet_write(&sheet, rng, "grades.csv");
}

static inline void grade_reject(struct grade_record *record, const char *column, const char *value,
				const char *reason, struct out *out)
{
	record->gone = true;
	out_format(out, "grades.csv,%d,%s,", record->line, column);
	out_value(out, value);
	out_text(out, ",");
	out_value(out, reason);
	out_text(out, ",");
	out_value(out, record->raw.bytes);
	out_text(out, "\n");
}

/* Sets bad records of the grades aside; out: what the rejects file must hold. */
static inline void grades_reject(struct company *company, struct out *out)
{
	struct grade_record *grades = company->grades;
	char reason[64];

	out_text(out, "file,line,column,value,reason,record\n");
	for (int i = 0; i < company->n_grades; i++)
		for (int first = 0; first < i; first++) {
			if (strcmp(grades[first].customer, grades[i].customer) != 0)
				continue;
			snprintf(reason, sizeof reason, "is given twice (first in grades.csv:%d)",
				 grades[first].line);
			grade_reject(&grades[i], "customer", grades[i].customer, reason, out);
			break;
		}
	for (int i = 0; i < company->n_grades; i++)
		if (!grades[i].gone && grades[i].grade == 3)
			grade_reject(&grades[i], "grade", "D", "has no credit.limit", out);
}

static inline void yearly_write(const struct company *company, struct rng *rng, int stream)
{
	const struct sheet_column columns[] = {
		{"customer", NULL, SHEET_TEXT},
		{"year", NULL, SHEET_TEXT},
		{stream == REBATES ? "rebate" : "fee", NULL, SHEET_AMOUNT},
	};
	struct sheet sheet;

	sheet_start(&sheet, rng, columns, 3, rng_chance(rng, 50));
	for (int i = 0; i < company->n_yearly[stream]; i++) {
		const struct yearly *yearly = &company->yearly[stream][i];
		struct out fen = {0};
		char year[16];

		out_fen(&fen, yearly->fen);
		snprintf(year, sizeof year, "%d", yearly->year);
		const char *cells[] = {yearly->customer, year, fen.bytes};
		sheet_row(&sheet, rng, cells);
		out_free(&fen);
	}
	sheet_write(&sheet, rng, stream == REBATES ? "rebates.csv" : "fees.csv");
}

/* Everything but the receivables. */
static inline void company_write(struct company *company, struct rng *rng)
{
	struct out calendar = {0};

	calendar_print(&company->calendar, &calendar);
	oracle_write("calendar.csv", &calendar);
	out_free(&calendar);
	if (!company->rules.standard) {
		oracle_write("below.csv", &company->rules.layers[0]);
		oracle_write("above.csv", &company->rules.layers[1]);
	}
	grades_write(company, rng);
	yearly_write(company, rng, REBATES);
	yearly_write(company, rng, FEES);
}

#endif
