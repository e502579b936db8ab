/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "group.h"
#include "money.h"
#include "test.h"
#include "test_tools.h"

static const char *const registration_columns[] = {"name", "phone", "channel", "units", NULL};
static const char *const visit_columns[] = {"kind", "reason", NULL};
static const char *const receivable_columns[] = {"kind", "amount", "doc", "ref", NULL};
static const char *const *const all_wanted[] = {registration_columns, visit_columns, receivable_columns};

static struct registration new_registration(const char *customer, const char *date, int32_t second)
{
	struct registration record = *(const struct registration *)stream_registration.empty;
	record.customer = text_of(customer);
	record.day = test_day(date);
	record.second = second;
	return record;
}

static struct visit new_visit(const char *customer, const char *date)
{
	struct visit record = *(const struct visit *)stream_visits.empty;
	record.customer = text_of(customer);
	record.day = test_day(date);
	return record;
}

static struct receivable new_receivable(const char *customer, const char *date)
{
	struct receivable record = *(const struct receivable *)stream_receivables.empty;
	record.customer = text_of(customer);
	record.day = test_day(date);
	return record;
}

static void test_streams(void)
{
	CHECK(group_stream_of(GROUP_REGISTRATION) == &stream_registration);
	CHECK(group_stream_of(GROUP_VISITS) == &stream_visits);
	CHECK(group_stream_of(GROUP_RECEIVABLES) == &stream_receivables);
}

/* Columns that are wanted come back, others are as if not given. */
static void test_columns(void)
{
	struct group *group = group_new(all_wanted);
	struct registration record = new_registration("C", "2025-01-02", 7);
	record.name = TEXT("name");
	record.staff = TEXT("staff");
	record.units = 3;
	record.influence = INFLUENCE_KEY;
	record.channel = CHANNEL_WEB;
	record.filed = 5;
	group_add(group, GROUP_REGISTRATION, &record, 77, TEXT(""));
	group_gather(group);
	group_sort(group);
	struct customer_records records;
	CHECK_INT(group_count(group), 1);
	group_customer(group, 0, &records);
	CHECK_TEXT(records.customer, "C");
	CHECK_INT(records.visits, 0);
	CHECK_INT(records.receivables, 0);
	if (CHECK_INT(records.registrations, 1)) {
		const struct registration *found = records.registration;
		CHECK_TEXT(found->customer, "C");
		CHECK_TEXT(found->name, "name");
		CHECK_TEXT(found->staff, "");
		CHECK_TEXT(found->phone, "");
		CHECK_INT(found->day, record.day);
		CHECK_INT(found->second, 7);
		CHECK_INT(found->units, 3);
		CHECK_INT(found->channel, CHANNEL_WEB);
		CHECK_INT(found->influence, INFLUENCE_NONE);
		CHECK_INT(found->filed, DATE_NONE);
		CHECK_INT(found->contract, DATE_NONE);
		CHECK_INT(found->position, 77);
	}
	group_free(group);
}

/* No column is asked for: customers, days and positions are there all the same. */
static void test_nothing_wanted(void)
{
	static const char *const *const nothing[GROUP_STREAMS] = {NULL};
	struct group *group = group_new(nothing);
	struct visit visit = new_visit("C", "2025-01-02");
	visit.kind = VISIT_CALL;
	visit.staff = TEXT("staff");
	group_add(group, GROUP_VISITS, &visit, 9, TEXT(""));
	group_gather(group);
	group_sort(group);
	struct customer_records records;
	group_customer(group, 0, &records);
	if (CHECK_INT(records.visits, 1)) {
		CHECK_INT(records.visit->day, visit.day);
		CHECK_INT(records.visit->position, 9);
		CHECK_INT(records.visit->kind, VISIT_NONE);
		CHECK_TEXT(records.visit->staff, "");
		CHECK_TEXT(records.visit->customer, "C");
	}
	group_free(group);
	group = group_new(nothing);
	group_sort(group);
	CHECK_INT(group_count(group), 0);
	group_free(group);
}

/* Texts of every length class: the borders of one byte and of 64 KiB, with raw ones. */
static void test_lengths(void)
{
	static const size_t lengths[] = {0, 1, 253, 254, 255, 256, 257, 1000, 65535, 65536, 1 << 20};
	enum { N = sizeof lengths / sizeof *lengths };
	struct group *group = group_new(all_wanted);
	char *long_text = memory_new(1 << 20, 1);
	memset(long_text, 'x', 1 << 20);
	for (size_t i = 0; i < N; i++) {
		struct receivable record = new_receivable("C", "2025-01-01");
		long_text[0] = (char)('a' + i);
		record.doc = (struct text){long_text, lengths[i]};
		record.ref = (struct text){long_text + 1, lengths[N - 1 - i] / 2};
		record.amount = (int64_t)i;
		record.kind = RECEIVABLE_CREDIT;
		group_add(group, GROUP_RECEIVABLES, &record, i, (struct text){long_text, lengths[i]});
	}
	memset(long_text, 'x', 1 << 20);
	group_gather(group);
	group_sort(group);
	struct customer_records records;
	group_customer(group, 0, &records);
	CHECK_INT(records.receivables, N);
	for (size_t i = 0; i < N && i < records.receivables; i++) {
		const struct receivable *found = &records.receivable[i];
		long_text[0] = (char)('a' + i);
		CHECK_BYTES(found->doc, ((struct text){long_text, lengths[i]}));
		CHECK_BYTES(found->raw, ((struct text){long_text, lengths[i]}));
		CHECK_BYTES(found->ref, ((struct text){long_text + 1, lengths[N - 1 - i] / 2}));
		CHECK_INT(found->amount, i);
		CHECK_INT(found->kind, RECEIVABLE_CREDIT);
		CHECK_INT(found->tons, MONEY_NONE);
	}
	free(long_text);
	group_free(group);
}

/* Values that look like nothing given, and extreme ones. */
static void test_extremes(void)
{
	struct group *group = group_new(all_wanted);
	struct receivable record = new_receivable("", "1900-01-01");
	record.amount = 0;
	group_add(group, GROUP_RECEIVABLES, &record, UINT64_MAX, TEXT(""));
	record.amount = INT64_MAX;
	record.day = DATE_LAST;
	group_add(group, GROUP_RECEIVABLES, &record, 0, TEXT("raw"));
	group_gather(group);
	group_sort(group);
	struct customer_records records;
	group_customer(group, 0, &records);
	if (CHECK_INT(records.receivables, 2)) {
		CHECK_TEXT(records.customer, "");
		CHECK_INT(records.receivable[0].amount, 0);
		CHECK_INT(records.receivable[0].position, UINT64_MAX);
		CHECK_INT(records.receivable[0].day, DATE_FIRST);
		CHECK_TEXT(records.receivable[0].raw, "");
		CHECK_INT(records.receivable[1].amount, INT64_MAX);
		CHECK_INT(records.receivable[1].day, DATE_LAST);
		CHECK_TEXT(records.receivable[1].raw, "raw");
	}
	group_free(group);
}

static void test_drop(void)
{
	struct group *group = group_new(all_wanted);
	struct receivable record = new_receivable("C", "2025-01-01");
	struct customer_records records;
	for (uint64_t i = 0; i < 5; i++) {
		record.amount = (int64_t)i;
		group_add(group, GROUP_RECEIVABLES, &record, i, TEXT(""));
	}
	group_gather(group);
	group_customer(group, 0, &records); /* also before group_sort */
	CHECK_INT(records.receivables, 5);
	struct row *rows[5];
	for (size_t i = 0; i < 5; i++)
		rows[i] = records.receivable[i].row;
	group_drop(rows[1]);
	group_drop(rows[4]);
	group_drop(rows[4]);
	group_sort(group);
	group_customer(group, 0, &records);
	if (CHECK_INT(records.receivables, 3)) {
		CHECK_INT(records.receivable[0].amount, 0);
		CHECK_INT(records.receivable[1].amount, 2);
		CHECK_INT(records.receivable[2].amount, 3);
	}
	group_drop(rows[0]);
	group_drop(rows[2]);
	group_drop(rows[3]);
	group_customer(group, 0, &records);
	CHECK_INT(records.receivables, 0);
	CHECK_INT(group_count(group), 1);
	group_free(group);
}

/* --- shuffled rows */

/* The i-th customer's name: names of several lengths that begin alike. */
static const char *customer_name(size_t i, char room[40])
{
	static const char *const starts[] = {"", "c", "customer", "customer-of-a-long-name-"};
	snprintf(room, 40, "%s%zu", starts[i % 4], i);
	return room;
}

/* Which customer has this name: its digits. */
static int64_t number_of(struct text name)
{
	int64_t number = 0;
	for (size_t i = 0; i < name.length; i++)
		number = name.at[i] >= '0' && name.at[i] <= '9' ? number * 10 + (name.at[i] - '0') : 0;
	return number;
}

static void add_random(struct group *group, uint64_t *state, size_t customers, uint64_t position)
{
	char name[40];
	size_t customer = test_below(state, customers);
	customer_name(customer, name);
	int32_t day = test_between(state, 20000, 20020);
	if (test_below(state, 3) == 0) {
		struct registration record =
			new_registration(name, "2025-01-01", test_between(state, 0, 2) * 40000);
		record.day = day;
		record.units = (int64_t)customer;
		group_add(group, GROUP_REGISTRATION, &record, position, TEXT(""));
	} else if (test_below(state, 2) == 0) {
		struct visit record = new_visit(name, "2025-01-01");
		record.day = day;
		record.kind = (uint8_t)(customer % 9 + 1);
		group_add(group, GROUP_VISITS, &record, position, TEXT(""));
	} else {
		struct receivable record = new_receivable(name, "2025-01-01");
		record.day = day;
		record.amount = (int64_t)customer;
		group_add(group, GROUP_RECEIVABLES, &record, position, TEXT(""));
	}
}

/* How many records of the customer are out of order or another's. */
static size_t wrong_records(const struct customer_records *records, int64_t customer)
{
	size_t wrong = 0;
	for (size_t i = 0; i < records->registrations; i++) {
		const struct registration *x = &records->registration[i];
		wrong += x->units != customer || !text_equal(x->customer, records->customer);
		wrong +=
			i > 0 &&
			(x[-1].day > x->day || (x[-1].day == x->day && x[-1].second > x->second) ||
			 (x[-1].day == x->day && x[-1].second == x->second && x[-1].position >= x->position));
	}
	for (size_t i = 0; i < records->visits; i++) {
		const struct visit *x = &records->visit[i];
		wrong += x->kind != customer % 9 + 1;
		wrong += i > 0 &&
			 (x[-1].day > x->day || (x[-1].day == x->day && x[-1].position >= x->position));
	}
	for (size_t i = 0; i < records->receivables; i++) {
		const struct receivable *x = &records->receivable[i];
		wrong += x->amount != customer;
		wrong += i > 0 &&
			 (x[-1].day > x->day || (x[-1].day == x->day && x[-1].position >= x->position));
	}
	return wrong;
}

/* Adds so many rows of so many customers, the positions in no order. */
static void check_shuffled(size_t customers, size_t rows)
{
	struct group *group = group_new(all_wanted);
	struct customer_records records;
	uint64_t state = TEST_SEED;
	size_t wrong = 0, found = 0;
	test_label("%zu rows of %zu customers", rows, customers);
	for (uint64_t i = 0; i < rows; i++)
		add_random(group, &state, customers, (i * 1237) % rows);
	group_gather(group);
	group_sort(group);
	CHECK_INT(group_count(group), customers);
	char before[40] = "";
	for (size_t i = 0; i < group_count(group); i++) {
		group_customer(group, i, &records);
		wrong += text_compare(text_of(before), records.customer) >= 0;
		wrong += wrong_records(&records, number_of(records.customer));
		found += records.registrations + records.visits + records.receivables;
		snprintf(before, sizeof before, "%.*s", (int)records.customer.length, records.customer.at);
	}
	CHECK_INT(wrong, 0);
	CHECK_INT(found, rows);
	test_label("%s", "");
	group_free(group);
}

static void test_shuffled(void)
{
	check_shuffled(1, 1);
	check_shuffled(1, 3000);
	check_shuffled(40, 3000);
	check_shuffled(5000, 100000);
}

/* Names that differ late, in length or in a NUL only. */
static void test_names(void)
{
	static const struct text names[] = {
		{"", 0},         {"\0", 1},         {"\0\0", 2},      {"\0a", 2},          {"a", 1},
		{"a\0", 2},      {"a\0b", 3},       {"aaaaaaa", 7},   {"aaaaaaa\0", 8},    {"aaaaaaa\0\0", 9},
		{"aaaaaaaa", 8}, {"aaaaaaaa\0", 9}, {"aaaaaaaaa", 9}, {"aaaaaaaab", 9},    {"aaaaaaab", 8},
		{"b", 1},        {"\x7f", 1},       {"\x80", 1},      {"\xe5\xae\xa2", 3}, {"\xff", 1},
	};
	enum { N = sizeof names / sizeof *names };
	struct group *group = group_new(all_wanted);
	struct customer_records records;
	for (size_t i = 0; i < 3 * N; i++) {
		struct visit visit = new_visit("", "2025-01-01");
		visit.customer = names[i * 7 % N];
		visit.kind = VISIT_CALL;
		group_add(group, GROUP_VISITS, &visit, i, TEXT(""));
	}
	group_gather(group);
	group_sort(group);
	CHECK_INT(group_count(group), N);
	for (size_t i = 0; i < group_count(group) && i < N; i++) {
		group_customer(group, i, &records);
		CHECK_BYTES(records.customer, names[i]);
		CHECK_INT(records.visits, 3);
	}
	group_free(group);
}

int main(void)
{
	test_streams();
	test_columns();
	test_nothing_wanted();
	test_lengths();
	test_extremes();
	test_drop();
	test_shuffled();
	test_names();
	return test_end();
}
