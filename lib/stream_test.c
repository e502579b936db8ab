/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "money.h"
#include "record.h"
#include "stream.h"
#include "test.h"
#include "test_streams.h"

enum { OUTPUT_ROOM = 8192, TEXT_MAX = 64 * 1024 };

static struct stream_file *open_content(const struct stream *stream, struct text content,
					struct test_file *file)
{
	*file = test_file_new(content);
	return stream_open(stream, file->path, NULL);
}

/* --- values: a stream, a column, a value of it and what is wrong with that */

#define TOO_LARGE "is over 90,000,000,000,000.00"
#define CHANNELS  "is not one of call, visit, web, referral"
#define OUTCOMES                                                                                             \
	"is not one of open, deal, lost, revivable, revived, elsewhere, unreachable, false_loss, closed"
#define KINDS "is not one of visit, call, track, callback, complaint, revisit, warning, deal, other"
#define BASES "is not one of owner, unaware, knowing, helped, transferred, replaced, lapsed"

static const struct value_case {
	const struct stream *stream;
	const char *column, *value, *reason;
} value_cases[] = {
	{&stream_registration, "customer", "", "is empty"},
	{&stream_registration, "customer", "客户 1", NULL},
	{&stream_registration, "date", "2025-01-01 23:59:59", NULL},
	{&stream_registration, "date", "2025-01-01 24:00", "is not a date"},
	{&stream_registration, "date", "", "is empty"},
	{&stream_registration, "staff", "", "is empty"},
	{&stream_registration, "name", "", NULL},
	{&stream_registration, "channel", "REFERRAL", NULL},
	{&stream_registration, "channel", "来电", NULL},
	{&stream_registration, "channel", "", NULL},
	{&stream_registration, "channel", "phone", CHANNELS},
	{&stream_registration, "influence", "零星", NULL},
	{&stream_registration, "influence", "main", "is not one of leader, key, important, ordinary, minor"},
	{&stream_registration, "filed", "2025/1/1", NULL},
	{&stream_registration, "filed", "2025/1/1 10:00", NULL},
	{&stream_registration, "filed", "yesterday", "is not a date"},
	{&stream_registration, "units", "0", NULL},
	{&stream_registration, "units", "1000000000", NULL},
	{&stream_registration, "units", "1000000001", "is over 10^9"},
	{&stream_registration, "units", "99999999999999999999999999999999999999999", "is over 10^9"},
	{&stream_registration, "units", "-1", "is negative"},
	{&stream_registration, "units", "-0", "is negative"},
	{&stream_registration, "units", "1.0", "is not a whole number"},
	{&stream_registration, "units", "one", "is not a whole number"},
	{&stream_visits, "kind", "", "is empty"},
	{&stream_visits, "kind", "meeting", KINDS},
	{&stream_visits, "kind", "复访", NULL},
	{&stream_visits, "outcome", "won", OUTCOMES},
	{&stream_visits, "outcome", "FALSE_LOSS", NULL},
	{&stream_visits, "outcome", "虚假战败", NULL},
	{&stream_visits, "basis", "mine", BASES},
	{&stream_visits, "basis", "lapsed", NULL},
	{&stream_visits, "reported", "2025-02-30", "is not a date"},
	{&stream_visits, "fault", "a b  c", NULL},
	{&stream_receivables, "kind", "应收", NULL},
	{&stream_receivables, "kind", "bill", "is not one of invoice, payment, credit, writeoff"},
	{&stream_receivables, "amount", "0.01", NULL},
	{&stream_receivables, "amount", "90000000000000", NULL},
	{&stream_receivables, "amount", "90000000000000.01", TOO_LARGE},
	{&stream_receivables, "amount", "99999999999999999999999999999999999999999999", TOO_LARGE},
	{&stream_receivables, "amount", "-90000000000000.01", TOO_LARGE},
	{&stream_receivables, "amount", "0", "is not greater than 0"},
	{&stream_receivables, "amount", "-5", "is not greater than 0"},
	{&stream_receivables, "amount", "12,5", "is not an amount"},
	{&stream_receivables, "amount", "1.005", "is not an amount"},
	{&stream_receivables, "amount", "1e3", "is not an amount"},
	{&stream_receivables, "amount", "", "is empty"},
	{&stream_receivables, "tons", "1000000000000000", NULL},
	{&stream_receivables, "tons", "1000000000000000.001", "is over 10^15"},
	{&stream_receivables, "tons", "0.125", NULL},
	{&stream_receivables, "tons", "0.1250", "is not a number of tons"},
	{&stream_receivables, "tons", "-1", "is negative"},
	{&stream_receivables, "contract_amount", "-90000000000000", NULL},
	{&stream_receivables, "contract_amount", "0", NULL},
	{&stream_receivables, "contract_amount", "90000000000000.01", TOO_LARGE},
	{&stream_facts, "balance", "-92233720368547758.07", NULL},
	{&stream_facts, "balance", "92233720368547758.08", "exceeds 64 bits of fen"},
	{&stream_facts, "balance", "", "is empty"},
	{&stream_facts, "sales", "-0.01", "is negative"},
	{&stream_facts, "sales", "92233720368547758.07", NULL},
	{&stream_facts, "collected", "-1", "is negative"},
	{&stream_facts, "overdue", "", NULL},
	{&stream_facts, "tons", "1000000000000001", NULL},
	{&stream_facts, "overdue_days", "2.5", "is not a whole number"},
	{&stream_facts, "last_outcome", "deal", NULL},
	{&stream_facts, "as_of", "20250101", NULL},
	{&stream_faults, "person", "", NULL},
	{&stream_faults, "code", "", "is empty"},
	{&stream_faults, "date", "", "is empty"},
	{&stream_staff, "staff", "", "is empty"},
	{&stream_staff, "joined", "", NULL},
	{&stream_staff, "left", "soon", "is not a date"},
};

/* A good value of each column. */
static const char *good_value(const struct column *column)
{
	switch (column->type) {
	case COLUMN_DATE:
	case COLUMN_TIME:
		return "2025-01-31";
	case COLUMN_WORD:
		return column->words->word[0].english;
	case COLUMN_TEXT:
		return "text";
	case COLUMN_YEAR:
		return "1900";
	default:
		return "7";
	}
}

/* A header and a record of good values but one; returns where that is kept in a record. */
static size_t print_record(struct test_string *csv, const struct stream *stream, const char *name,
			   const char *value)
{
	size_t offset = SIZE_MAX;
	for (size_t i = 0; i < stream->columns; i++)
		test_print(csv, "%s%s", i > 0 ? "," : "", stream->column[i].name);
	test_print(csv, "\n");
	for (size_t i = 0; i < stream->columns; i++) {
		bool is_it = strcmp(stream->column[i].name, name) == 0;
		test_print(csv, "%s\"%s\"", i > 0 ? "," : "", is_it ? value : good_value(&stream->column[i]));
		offset = is_it ? stream->column[i].offset : offset;
	}
	test_print(csv, "\n");
	return offset;
}

static void check_error(const struct stream_file *file, const char *column, const char *value,
			const char *reason)
{
	const struct row_error *error = stream_error(file);
	if (CHECK_INT(error != NULL, reason != NULL) && reason != NULL) {
		CHECK_TEXT(error->column, column);
		CHECK_TEXT(error->value, value);
		CHECK_STRING(error->reason, reason);
	} else if (error != NULL) {
		CHECK_STRING(error->reason, NULL);
	}
}

static void test_values(void)
{
	for (size_t i = 0; i < sizeof value_cases / sizeof *value_cases; i++) {
		const struct value_case *c = &value_cases[i];
		struct test_string csv = {0};
		struct test_file file;
		test_label("%s %s %s", c->stream->name, c->column, c->value);
		CHECK(print_record(&csv, c->stream, c->column, c->value) < c->stream->record_size);
		struct stream_file *stream = open_content(c->stream, test_text(&csv), &file);
		CHECK(stream_next(stream));
		check_error(stream, c->column, c->value, c->reason);
		CHECK(!stream_next(stream));
		stream_close(stream);
		test_file_remove(&file);
		free(csv.at);
	}
	test_label("%s", "");
}

/* --- parsed records */

static void test_registration(void)
{
	struct test_file file;
	struct stream_file *stream =
		open_content(&stream_registration,
			     TEXT("电话,客户编号,STAFF,登记日期,渠道,units,其他,战略影响\n"
				  "\" 1 \",C1, S1 ,2025/1/2 03:04:05,Web,12,x,关键\n,C2,S2,20250102,,,,\n"),
			     &file);
	CHECK(stream_next(stream));
	const struct registration *record = stream_record(stream);
	check_error(stream, NULL, NULL, NULL);
	CHECK_TEXT(record->customer, "C1");
	CHECK_TEXT(record->staff, "S1");
	CHECK_TEXT(record->phone, " 1 ");
	CHECK_TEXT(record->name, "");
	CHECK_INT(record->day, test_day("2025-01-02"));
	CHECK_INT(record->second, 3 * 3600 + 4 * 60 + 5);
	CHECK_INT(record->units, 12);
	CHECK_INT(record->channel, CHANNEL_WEB);
	CHECK_INT(record->influence, INFLUENCE_KEY);
	CHECK_INT(record->filed, DATE_NONE);
	CHECK_TEXT(reader_field(stream_reader(stream), 6), "x");
	CHECK(stream_next(stream));
	record = stream_record(stream); /* nothing is left of the record before */
	CHECK_TEXT(record->customer, "C2");
	CHECK_TEXT(record->phone, "");
	CHECK_INT(record->second, DATE_NO_TIME);
	CHECK_INT(record->units, MONEY_NONE);
	CHECK_INT(record->channel, CHANNEL_NONE);
	CHECK_INT(record->influence, INFLUENCE_NONE);
	const struct text *names;
	CHECK_INT(stream_header(stream, &names), 8);
	CHECK_TEXT(names[2], "STAFF");
	CHECK_TEXT(names[6], "其他");
	stream_close(stream);
	test_file_remove(&file);
}

static void test_facts(void)
{
	struct test_file file;
	struct stream_file *stream = open_content(&stream_facts,
						  TEXT("balance,collected,sales,customer,last_outcome,tons\n"
						       "-1.5,0,100,C,lost,0.5\n0,0,0,D,,\n"),
						  &file);
	CHECK(stream_next(stream));
	const struct facts *record = stream_record(stream);
	CHECK_INT(record->balance, -150);
	CHECK_INT(record->sales, 10000);
	CHECK_INT(record->tons, 500);
	CHECK_INT(record->overdue, MONEY_NONE);
	CHECK_INT(record->first_trade, DATE_NONE);
	CHECK_INT(record->last_outcome, OUTCOME_LOST);
	CHECK(stream_next(stream));
	record = stream_record(stream);
	CHECK_INT(record->tons, MONEY_NONE);
	CHECK_INT(record->last_outcome, OUTCOME_NONE);
	stream_close(stream);
	test_file_remove(&file);
}

/* --- which error of a record is told */

static const struct record_case {
	const char *csv, *column, *value, *reason;
} record_cases[] = {
	/* the first bad column from the left, in the file's order */
	{"amount,date,customer,kind\nx,y,C,z\n", "amount", "x", "is not an amount"},
	{"date,amount,customer,kind\ny,x,C,z\n", "date", "y", "is not a date"},
	{"金额,日期,客户编号,类型\n1,2025-01-01,C,z\n", "kind", "z",
	 "is not one of invoice, payment, credit, writeoff"},
	{"customer,date,kind,amount\nC,2025-01-01,payment\n", "", "", "3 fields where the header has 4"},
	{"customer,date,kind,amount\nC\n", "", "", "1 field where the header has 4"},
	{"customer,date,kind,amount\nC,2025-01-01,payment,1,\n", "", "", "5 fields where the header has 4"},
	{"customer,date,kind,amount\n\"C,2025-01-01,payment,1\n", "", "", "unclosed quote"},
	/* bytes that are no UTF-8, in any column, before other errors further right */
	{"a,customer,date,kind,amount\n\xff,C,y,payment,1\n", "a", "\xff", "is not valid UTF-8"},
	{"customer,date,kind,amount,a\nC,y,payment,1,\xff\n", "date", "y", "is not a date"},
	{"customer,date,kind,amount,a\nC,2025-01-01,payment,1,\xc3\n", "a", "\xc3", "is not valid UTF-8"},
	{"customer,date,kind,amount\nC\xed\xa0\x80,2025-01-01,payment,1\n", "customer", "C\xed\xa0\x80",
	 "is not valid UTF-8"},
	{"customer,date,kind,amount\nC,2025-01-0\xff,payment,1\n", "date", "2025-01-0\xff",
	 "is not valid UTF-8"},
	/* doc is an invoice's, ref is not */
	{"customer,date,kind,amount,doc,ref\nC,2025-01-01,invoice,1,,\n", "doc", "", "is empty"},
	{"customer,date,kind,amount\nC,2025-01-01,invoice,1\n", "doc", "", "is empty"},
	{"customer,date,kind,amount\nC,2025-01-01,invoice,x\n", "amount", "x", "is not an amount"},
	{"customer,date,kind,amount,doc,ref\nC,2025-01-01,应收,1,D,R\n", NULL, NULL, NULL},
	{"customer,date,kind,amount,doc,ref\nC,2025-01-01,payment,1,,\n", NULL, NULL, NULL},
	{"customer,date,kind,amount\nC,2025-01-01,payment,1\n", NULL, NULL, NULL},
	{"doc,customer,date,kind,amount\n,C,2025-01-01,Invoice,x\n", "doc", "", "is empty"},
};

static void test_records(void)
{
	for (size_t i = 0; i < sizeof record_cases / sizeof *record_cases; i++) {
		const struct record_case *c = &record_cases[i];
		struct test_file file;
		test_label("row %zu", i);
		struct stream_file *stream = open_content(&stream_receivables, text_of(c->csv), &file);
		CHECK(stream_next(stream));
		check_error(stream, c->column, c->value, c->reason);
		CHECK(!stream_next(stream));
		stream_close(stream);
		test_file_remove(&file);
	}
	test_label("%s", "");
}

/* What is not looked at is not kept: the doc of a payment, the ref of an invoice. */
static void test_not_looked_at(void)
{
	struct test_file file;
	struct stream_file *stream = open_content(&stream_receivables,
						  TEXT("customer,date,kind,amount,doc,ref\nC,2025-01-01,"
						       "invoice,1,D,R\nC,2025-01-01,credit,1,D,R\n"),
						  &file);
	CHECK(stream_next(stream));
	const struct receivable *record = stream_record(stream);
	CHECK_TEXT(record->doc, "D");
	CHECK(stream_next(stream));
	CHECK_TEXT(record->ref, "R");
	stream_close(stream);
	test_file_remove(&file);
}

static void check_wanted(struct stream_file *stream, const char *customer, const char *name)
{
	CHECK(stream_next(stream));
	const struct registration *record = stream_record(stream);
	check_error(stream, NULL, NULL, NULL);
	CHECK_TEXT(record->phone, "");
	CHECK_TEXT(record->staff, "");
	CHECK_TEXT(record->customer, customer);
	CHECK_TEXT(record->name, name);
	CHECK_INT(record->day, test_day("2025-01-02"));
	CHECK_INT(record->channel, CHANNEL_WEB);
}

/* Texts that are not wanted are empty, in plain records and in quoted ones, but checked. */
static void test_wanted(void)
{
	static const char *const wanted[] = {"name", "other", NULL};
	struct test_file file;
	struct stream_file *stream = open_content(&stream_registration,
						  TEXT("phone,customer,staff,date,channel,name\n"
						       "1,C1,S1,2025-01-02,web,N1\n"
						       "\"1\",C2,S1, 2025-01-02,web,\n"
						       "1,C3,,2025-01-02,web,N3\n"
						       "\377,C4,S1,2025-01-02,web,N4\n"),
						  &file);
	stream_want(stream, wanted);
	check_wanted(stream, "C1", "N1");
	check_wanted(stream, "C2", "");
	CHECK(stream_next(stream));
	check_error(stream, "staff", "", "is empty");
	CHECK(stream_next(stream));
	check_error(stream, "phone", "\377", "is not valid UTF-8");
	CHECK(!stream_next(stream));
	stream_close(stream);
	test_file_remove(&file);
}

/* Texts of up to 64 KiB. */
static void test_lengths(void)
{
	for (size_t length = TEXT_MAX - 1; length <= TEXT_MAX + 1; length++) {
		struct test_string csv = {0};
		struct test_file file;
		test_print(&csv, "other,date,code,person\nx,2025-01-01,c,");
		for (size_t i = 0; i < length / 3; i++)
			test_append(&csv, TEXT("客"));
		for (size_t i = 0; i < length % 3; i++)
			test_append(&csv, TEXT("v"));
		struct stream_file *stream = open_content(&stream_faults, test_text(&csv), &file);
		CHECK(stream_next(stream));
		const struct row_error *error = stream_error(stream);
		CHECK_INT(error != NULL, length > TEXT_MAX);
		if (error != NULL)
			CHECK_STRING(error->reason, "is longer than 64 KiB");
		stream_close(stream);
		test_file_remove(&file);
		free(csv.at);
	}
}

/* A NUL is an error in columns that are used only. */
static void test_nul(void)
{
	struct test_file file;
	struct stream_file *stream = open_content(
		&stream_faults,
		(struct text){"date,code,person,a\n2025-01-01,c,p,\0\n2025-01-01,c,p\0,\n2025-01-01,c\0,p,\n",
			      70},
		&file);
	CHECK(stream_next(stream) && stream_error(stream) == NULL);
	CHECK(stream_next(stream) && stream_error(stream) != NULL);
	CHECK_STRING(stream_error(stream)->reason, "contains a NUL");
	CHECK_TEXT(stream_error(stream)->column, "person");
	CHECK(stream_next(stream) && stream_error(stream) != NULL);
	CHECK_TEXT(stream_error(stream)->column, "code");
	CHECK(!stream_next(stream));
	stream_close(stream);
	test_file_remove(&file);
}

/* --- headers that end the program */

static const struct header_case {
	const struct stream *stream;
	const char *csv, *message; /* after the path */
} header_cases[] = {
	{&stream_faults, "", ": no column date; columns: "},
	{&stream_faults, "\n\n", ": no column date; columns: "},
	{&stream_faults, "date,code\n", ": no column person; columns: date, code"},
	{&stream_faults, "date,person,Code,code\n",
	 ": column code is given twice; columns: date, person, Code, code"},
	{&stream_faults, "日期,person,code\n", ": no column date; columns: 日期, person, code"},
	{&stream_visits, "日期,date,人员,客户编号,类型\n",
	 ": column date is given twice; columns: 日期, date, 人员, 客户编号, 类型"},
	{&stream_visits, "日期,人员,客户编号\n", ": no column kind; columns: 日期, 人员, 客户编号"},
	{&stream_registration, "customer;date;staff\n", ": no column customer; columns: customer;date;staff"},
	{&stream_registration, "\"customer\n", ":1: unclosed quote in the header"},
	{&stream_registration, "\n\xff,customer,date,staff\n",
	 ":2: the header is not valid UTF-8; is --encoding right?"},
	{&stream_receivables, "customer,date,kind,amount,a\nb\n\"c\td\",1\n", NULL},
	{&stream_staff, "name\n", ": no column staff; columns: name"},
	{&stream_facts, "customer,sales,collected\n",
	 ": no column balance; columns: customer, sales, collected"},
};

struct opening {
	const struct stream *stream;
	const char *path;
};

static void open_and_close(void *context)
{
	const struct opening *opening = context;
	stream_close(stream_open(opening->stream, opening->path, NULL));
}

static void test_headers(void)
{
	for (size_t i = 0; i < sizeof header_cases / sizeof *header_cases; i++) {
		const struct header_case *c = &header_cases[i];
		char output[OUTPUT_ROOM], expected[OUTPUT_ROOM] = "";
		struct test_file file = test_file_new(text_of(c->csv));
		test_label("row %zu", i);
		if (c->message != NULL)
			snprintf(expected, sizeof expected, "stream_test: %s%s\n", file.path, c->message);
		int status = test_run(open_and_close, &(struct opening){c->stream, file.path}, output,
				      sizeof output);
		CHECK_INT(status, c->message != NULL ? 2 : 0);
		CHECK_STRING(output, expected);
		test_file_remove(&file);
	}
	test_label("%s", "");
}

/* Every stream takes its columns in any order and case, and fits its record. */
static void test_all_streams(void)
{
	static const struct stream *const streams[] = {&stream_registration, &stream_visits,
						       &stream_receivables,  &stream_facts,
						       &stream_faults,       &stream_staff};
	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
		const struct stream *stream = streams[i];
		struct test_string csv = {0};
		struct test_file file;
		test_label("%s", stream->name);
		CHECK(stream->columns <= STREAM_COLUMNS_MAX && stream->record_size <= STREAM_RECORD_MAX);
		for (size_t j = stream->columns; j-- > 0;)
			test_print(&csv, "%s,", stream->column[j].name);
		for (size_t j = 0; j < csv.n; j += 2)
			csv.at[j] = (char)(csv.at[j] >= 'a' && csv.at[j] <= 'z' ? csv.at[j] - 32 : csv.at[j]);
		test_print(&csv, "x\n");
		for (size_t j = stream->columns; j-- > 0;)
			test_print(&csv, "%s,", good_value(&stream->column[j]));
		struct stream_file *opened = open_content(stream, test_text(&csv), &file);
		CHECK(stream_next(opened));
		check_error(opened, NULL, NULL, NULL);
		CHECK(memcmp(stream_record(opened), stream->empty, stream->record_size) != 0);
		stream_close(opened);
		test_file_remove(&file);
		free(csv.at);
	}
	test_label("%s", "");
}

/* --- plain records, which are parsed in a quick way, mean what they mean in quotes */

static const char *random_value(uint64_t *state, const struct column *column)
{
	static const char *const any[] = {"",
					  "2024-02-29",
					  "2023-02-29",
					  "2025-00-10",
					  "2025-13-01",
					  "1999-12-31",
					  "2025-01-31 10:00",
					  "2025-1/31",
					  "20250131",
					  "1234.56",
					  "0.274",
					  "12345678.90",
					  "123456789.01",
					  "0.00",
					  "-1.00",
					  "1.0",
					  "7.",
					  "\xe5\xae\xa2",
					  "\xff",
					  "a  b",
					  "invoice",
					  "payment",
					  "visit",
					  "call"};
	if (test_below(state, 3) == 0)
		return "";
	if (test_below(state, 8) == 0)
		return any[test_below(state, sizeof any / sizeof *any)];
	size_t i = test_below(state, sizeof value_cases / sizeof *value_cases);
	bool is_good = value_cases[i].reason == NULL && strchr(value_cases[i].value, ',') == NULL &&
		       strcmp(value_cases[i].column, column->name) == 0;
	if (column->words != NULL && !is_good)
		return column->words->word[test_below(state, column->words->n)].english;
	return is_good ? value_cases[i].value : good_value(column);
}

/* A record of random values, without quotes and with them; unknown columns are behind each. */
static void print_twice(uint64_t *state, const struct stream *stream, size_t unknown, struct test_string *csv)
{
	struct test_string quoted = {0};
	const bool has_blanks = test_below(state, 4) == 0;
	for (size_t i = 0; i < stream->columns; i++) {
		const char *value = random_value(state, &stream->column[i]), *comma = i > 0 ? "," : "";
		if (value[0] == '\0' && (stream->column[i].flags & COLUMN_REQUIRED) &&
		    test_below(state, 8) > 0)
			value = good_value(&stream->column[i]);
		const char *blank = has_blanks && test_below(state, 4) == 0 ? " " : "";
		test_print(csv, "%s%s%s%s", comma, blank, value, blank);
		test_print(&quoted, "%s\"%s\"", comma, value);
	}
	for (size_t i = 0; i < unknown; i++) {
		const char *value = test_below(state, 100) == 0 ? "\xff" : "";
		test_print(csv, ",%s", value);
		test_print(&quoted, ",%s", value);
	}
	test_print(csv, "\n%.*s\n", (int)quoted.n, quoted.at);
	free(quoted.at);
}

static void print_result(const struct stream_file *file, const struct stream *stream, struct test_string *out)
{
	const struct row_error *error = stream_error(file);
	if (error != NULL)
		test_print(out, "%.*s %.*s %s", (int)error->column.length, error->column.at,
			   (int)error->value.length, error->value.at, error->reason);
	else
		test_print_columns(out, stream, stream_record(file));
}

static void check_pairs(const struct stream *stream, struct stream_file *opened, size_t n)
{
	size_t good = 0;
	for (size_t i = 0; i < n; i++) {
		struct test_string plain = {0}, quoted = {0};
		CHECK(stream_next(opened));
		good += stream_error(opened) == NULL;
		print_result(opened, stream, &plain);
		CHECK(stream_next(opened));
		print_result(opened, stream, &quoted);
		test_label("%s %zu", stream->name, i);
		CHECK(text_equal(test_text(&plain), test_text(&quoted)));
		free(plain.at);
		free(quoted.at);
	}
	CHECK(good > n / 20 && good < n);
	CHECK(!stream_next(opened));
	test_label("%s", "");
}

static void test_plain_and_quoted(void)
{
	static const struct stream *const streams[] = {
		&stream_registration, &stream_visits, &stream_receivables, &stream_facts,  &stream_faults,
		&stream_staff,        &stream_absent, &stream_orders,      &stream_grades, &stream_fees};
	enum { RECORDS = 300 };
	uint64_t state = 20251231;
	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
		for (size_t unknown = 0; unknown < 80; unknown = 3 * unknown + 2) {
			struct test_string csv = {0};
			struct test_file file;
			for (size_t j = 0; j < streams[i]->columns; j++)
				test_print(&csv, "%s%s", j > 0 ? "," : "", streams[i]->column[j].name);
			for (size_t j = 0; j < unknown; j++)
				test_print(&csv, ",x%zu", j);
			test_print(&csv, "\n");
			for (size_t j = 0; j < RECORDS; j++)
				print_twice(&state, streams[i], unknown, &csv);
			struct stream_file *opened = open_content(streams[i], test_text(&csv), &file);
			check_pairs(streams[i], opened, RECORDS);
			stream_close(opened);
			test_file_remove(&file);
			free(csv.at);
		}
}

int main(void)
{
	test_values();
	test_registration();
	test_facts();
	test_records();
	test_not_looked_at();
	test_wanted();
	test_lengths();
	test_nul();
	test_headers();
	test_all_streams();
	test_plain_and_quoted();
	return test_end();
}
