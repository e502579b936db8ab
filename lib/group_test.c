/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdatomic.h>

#include "group.h"
#include "kinds.h"
#include "money.h"
#include "pool.h"
#include "test.h"
#include "test_streams.h"

enum { WORKERS_MAX = 5, SAMPLE = 64, OUTPUT_ROOM = 1024, LONG_TEXT = 64 * 1024, LONG_RAW = 1 << 20 };

#define AMPLE ((size_t)1 << 30)

static const char *const registration_columns[] = {"name", "phone", "channel", "units", NULL};
static const char *const visit_columns[] = {"date", "kind", "reason", NULL};
static const char *const receivable_columns[] = {"kind", "amount", "doc", "ref", NULL};
static const char *const fault_columns[] = {"person", "customer", "code", NULL};
static const char *const *const all_wanted[GROUP_STREAMS] = {registration_columns, visit_columns,
							     receivable_columns, fault_columns};

static struct visit new_visit(const char *date)
{
	struct visit record = *(const struct visit *)stream_visits.empty;
	record.day = test_day(date);
	return record;
}

static struct receivable new_receivable(const char *date)
{
	struct receivable record = *(const struct receivable *)stream_receivables.empty;
	record.day = test_day(date);
	return record;
}

/* Hands out what was added by one worker; the handler counts the customers in an int. */
static void check_customers(struct group *group, group_handler *handler, int customers)
{
	int n = 0;
	group_each(group, &(struct group_work){.context = &n, .customer = handler});
	CHECK_INT(n, customers);
	group_free(group);
}

static void test_streams(void)
{
	CHECK(group_stream_of(GROUP_REGISTRATION) == &stream_registration);
	CHECK(group_stream_of(GROUP_VISITS) == &stream_visits);
	CHECK(group_stream_of(GROUP_RECEIVABLES) == &stream_receivables);
	CHECK(group_stream_of(GROUP_FAULTS) == &stream_faults);
}

/* --- columns */

static void check_columns(void *count, unsigned worker, struct customer_records *records)
{
	++*(int *)count;
	CHECK_INT(worker, 0);
	CHECK_TEXT(records->customer, "C");
	CHECK_INT(records->visits, 0);
	CHECK_INT(records->receivables, 0);
	CHECK_INT(records->faults, 0);
	if (!CHECK_INT(records->registrations, 1))
		return;
	const struct registration *found = records->registration;
	CHECK_TEXT(found->customer, "C");
	CHECK_TEXT(found->name, "name");
	CHECK_TEXT(found->staff, "");
	CHECK_TEXT(found->phone, "");
	CHECK_INT(found->day, test_day("2025-01-02"));
	CHECK_INT(found->second, 7);
	CHECK_INT(found->units, 3);
	CHECK_INT(found->channel, CHANNEL_WEB);
	CHECK_INT(found->influence, INFLUENCE_NONE);
	CHECK_INT(found->filed, DATE_NONE);
	CHECK_INT(found->contract, DATE_NONE);
	CHECK_INT(found->position, 77);
}

/* Columns that are wanted come back, others are as if not given. */
static void test_columns(void)
{
	struct group *group = group_new(all_wanted, &ranges_one, 1, AMPLE);
	struct registration record = *(const struct registration *)stream_registration.empty;
	record.customer = TEXT("another");
	record.day = test_day("2025-01-02");
	record.second = 7;
	record.name = TEXT("name");
	record.staff = TEXT("staff");
	record.units = 3;
	record.influence = INFLUENCE_KEY;
	record.channel = CHANNEL_WEB;
	record.filed = 5;
	group_add(group, 0, GROUP_REGISTRATION, TEXT("C"), &record, 77, TEXT(""));
	check_customers(group, check_columns, 1);
}

static void check_nothing_wanted(void *count, unsigned worker, struct customer_records *records)
{
	(void)worker;
	++*(int *)count;
	if (!CHECK_INT(records->visits, 1))
		return;
	CHECK_INT(records->visit->day, test_day("2025-01-02"));
	CHECK_INT(records->visit->position, 9);
	CHECK_INT(records->visit->kind, VISIT_NONE);
	CHECK_TEXT(records->visit->staff, "");
	CHECK_TEXT(records->visit->customer, "C");
}

/* No column is asked for: customers, days and positions are there all the same. */
static void test_nothing_wanted(void)
{
	static const char *const none[] = {NULL};
	static const char *const *const nothing[GROUP_STREAMS] = {none, none, none, none};
	struct group *group = group_new(nothing, &ranges_one, 1, AMPLE);
	struct visit visit = new_visit("2025-01-02");
	visit.kind = VISIT_CALL;
	visit.staff = TEXT("staff");
	group_add(group, 0, GROUP_VISITS, TEXT("C"), &visit, 9, TEXT(""));
	check_customers(group, check_nothing_wanted, 1);
	for (unsigned workers = 1; workers <= WORKERS_MAX; workers++)
		check_customers(group_new(nothing, &ranges_one, workers, 0), check_nothing_wanted, 0);
	group_free(group_new(nothing, &ranges_one, 1, 0)); /* without group_each */
}

/* --- lengths and extremes */

static const size_t lengths[] = {0, 1, 253, 254, 255, 256, 257, 1000, 65535, 65536, LONG_RAW};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

/* n bytes that differ by i; freed by the caller. */
static struct text numbered_text(size_t i, size_t n)
{
	char *bytes = memory_new(n + 1, 1);
	memset(bytes, 'x', n);
	bytes[0] = (char)('a' + i);
	return (struct text){bytes, n};
}

static void free_text(struct text text)
{
	free((char *)(uintptr_t)text.at);
}

static void check_lengths(void *count, unsigned worker, struct customer_records *records)
{
	(void)worker;
	++*(int *)count;
	CHECK_INT(records->receivables, LENGTHS);
	for (size_t i = 0; i < LENGTHS && i < records->receivables; i++) {
		const struct receivable *found = &records->receivable[i];
		struct text ref = numbered_text(i, lengths[i]),
			    raw = numbered_text(i, lengths[LENGTHS - 1 - i]);
		CHECK_BYTES(found->ref, ref);
		CHECK_BYTES(records->raw[i], raw);
		CHECK_INT(found->amount, i);
		CHECK_INT(found->kind, RECEIVABLE_CREDIT);
		CHECK_INT(found->tons, MONEY_NONE);
		free_text(ref);
		free_text(raw);
	}
}

/* Texts of every length class: the borders of one byte and of 64 KiB, with raw ones; in memory and spilled. */
static void test_lengths(void)
{
	static const size_t memory[] = {AMPLE, 1 << 18, 0};
	for (size_t j = 0; j < sizeof memory / sizeof *memory; j++) {
		struct group *group = group_new(all_wanted, &ranges_one, 1, memory[j]);
		test_label("%zu bytes of memory", memory[j]);
		for (size_t i = 0; i < LENGTHS; i++) {
			struct receivable record = new_receivable("2025-01-01");
			struct text raw = numbered_text(i, lengths[LENGTHS - 1 - i]);
			record.ref = numbered_text(i, lengths[i]);
			record.amount = (int64_t)i;
			record.kind = RECEIVABLE_CREDIT;
			group_add(group, 0, GROUP_RECEIVABLES, TEXT("C"), &record, i, raw);
			free_text(record.ref);
			free_text(raw);
		}
		check_customers(group, check_lengths, 1);
	}
	test_label("%s", "");
}

static void check_extremes(void *count, unsigned worker, struct customer_records *records)
{
	(void)worker;
	++*(int *)count;
	CHECK_TEXT(records->customer, "");
	if (!CHECK_INT(records->receivables, 2))
		return;
	CHECK_INT(records->receivable[0].amount, 0);
	CHECK_INT(records->receivable[0].position, UINT64_MAX);
	CHECK_INT(records->receivable[0].day, DATE_FIRST);
	CHECK_TEXT(records->raw[0], "");
	CHECK_INT(records->receivable[1].amount, INT64_MAX);
	CHECK_INT(records->receivable[1].day, DATE_LAST);
	CHECK_TEXT(records->raw[1], "raw");
}

/* Values that look like nothing given, and extreme ones. */
static void test_extremes(void)
{
	struct group *group = group_new(all_wanted, &ranges_one, 1, AMPLE);
	struct receivable record = new_receivable("1900-01-01");
	record.amount = INT64_MAX;
	record.day = DATE_LAST;
	group_add(group, 0, GROUP_RECEIVABLES, TEXT(""), &record, 0, TEXT("raw"));
	record.amount = 0;
	record.day = DATE_FIRST;
	group_add(group, 0, GROUP_RECEIVABLES, TEXT(""), &record, UINT64_MAX, TEXT(""));
	check_customers(group, check_extremes, 1);
}

enum { MANY = 100000 };

/* They go by day, then position: all but the last are of three days in turn. */
static void check_late_day(void *count, unsigned worker, struct customer_records *records)
{
	(void)worker;
	++*(int *)count;
	size_t n = records->visits, wrong = 0;
	if (!CHECK_INT(n, MANY + 1))
		return;
	for (size_t i = 1; i < n; i++) {
		const struct visit *visit = &records->visit[i];
		wrong += visit->day < visit[-1].day ||
			 (visit->day == visit[-1].day && visit->position <= visit[-1].position);
	}
	CHECK_INT(wrong, 0);
	CHECK_INT(records->visit[n - 1].day, DATE_LAST);
	CHECK_INT(records->visit[n - 1].position, MANY / 2);
}

/* So many rows of one customer that they are placed by their days, but for one whose day is too late. */
static void test_late_day(void)
{
	struct group *group = group_new(all_wanted, &ranges_one, 1, AMPLE);
	for (uint64_t i = 0; i <= MANY; i++) {
		struct visit visit = new_visit("2025-01-01");
		visit.day = i == MANY / 2 ? DATE_LAST : visit.day + (int32_t)(i % 3);
		group_add(group, 0, GROUP_VISITS, TEXT("a customer of many"), &visit, i, TEXT(""));
	}
	check_customers(group, check_late_day, 1);
}

enum { SHARERS = 3, SHARED = 450000 };

/* They go by day, of three in turn, then position. */
static void check_shared(void *count, unsigned worker, struct customer_records *records)
{
	(void)worker;
	++*(int *)count;
	const int32_t first = test_day("2025-01-01");
	size_t n = records->visits, wrong = 0;
	if (!CHECK_INT(n, SHARED))
		return;
	for (size_t i = 0; i < n; i++) {
		const struct visit *visit = &records->visit[i];
		uint64_t expected = i % (SHARED / 3) * 3 + i / (SHARED / 3);
		wrong += visit->position != expected || visit->day != first + (int32_t)(i / (SHARED / 3));
	}
	CHECK_INT(wrong, 0);
}

/* So many rows of one customer that threads share them, taken by workers now in blocks, now in turn; each worker's in order or
   not. */
static void test_shared(void)
{
	for (size_t shape = 0; shape < 4; shape++) {
		struct group *group = group_new(all_wanted, &ranges_one, SHARERS, AMPLE);
		const struct visit first = new_visit("2025-01-01");
		test_label("shape %zu", shape);
		for (uint64_t i = 0; i < SHARED; i++) {
			struct visit visit = first;
			uint64_t position = shape % 2 == 0 ? i : SHARED - 1 - i;
			unsigned worker =
				(unsigned)(shape < 2 ? position * SHARERS / SHARED : position % 7 % SHARERS);
			visit.day += (int32_t)(position % 3);
			group_add(group, worker, GROUP_VISITS, TEXT("a customer of very many"), &visit,
				  position, TEXT(""));
		}
		check_customers(group, check_shared, 1);
	}
	test_label("%s", "");
}

/* Names that differ late, in length or in a NUL only. */
static const struct text names[] = {
	{"", 0},         {"\0", 1},         {"\0\0", 2},      {"\0a", 2},          {"a", 1},
	{"a\0", 2},      {"a\0b", 3},       {"aaaaaaa", 7},   {"aaaaaaa\0", 8},    {"aaaaaaa\0\0", 9},
	{"aaaaaaaa", 8}, {"aaaaaaaa\0", 9}, {"aaaaaaaaa", 9}, {"aaaaaaaab", 9},    {"aaaaaaab", 8},
	{"b", 1},        {"\x7f", 1},       {"\x80", 1},      {"\xe5\xae\xa2", 3}, {"\xff", 1},
};
enum { NAMES = sizeof names / sizeof *names };

static void check_names(void *count, unsigned worker, struct customer_records *records)
{
	(void)worker;
	++*(int *)count;
	if (!CHECK_INT(records->visits, 3))
		return;
	size_t i = records->visit->position * 7 % NAMES;
	CHECK_BYTES(records->customer, names[i]);
	for (size_t j = 0; j < 3; j++) {
		CHECK_BYTES(records->visit[j].customer, names[i]);
		CHECK_INT(records->visit[j].position % NAMES, records->visit->position);
	}
}

static void test_names(void)
{
	struct group *group = group_new(all_wanted, &ranges_one, 1, AMPLE);
	for (size_t i = 0; i < 3 * NAMES; i++) {
		struct visit visit = new_visit("2025-01-01");
		visit.kind = VISIT_CALL;
		group_add(group, 0, GROUP_VISITS, names[i * 7 % NAMES], &visit, i, TEXT(""));
	}
	check_customers(group, check_names, NAMES);
}

/* --- random records against a naive grouping */

struct entry {
	struct text customer, raw;
	uint64_t position;
	int64_t when; /* its place in the manual's order, before the position */
	enum group_stream stream;
	struct test_record record;
};

/* A customer as text: the name, then all records. */
struct found {
	struct text customer, records;
};

struct found_list {
	struct arena texts;
	struct found *found;
	size_t n, room;
};

struct company {
	struct entry *entry;
	size_t n;
	struct arena texts;
	struct group *group;
	atomic_size_t next; /* to be added */
	unsigned workers;
	struct found_list found[WORKERS_MAX];
	size_t taken[WORKERS_MAX]; /* bytes of memory */
	size_t wrong[WORKERS_MAX]; /* pieces that are not aligned, customers that are not new */
};

/* What a company is like. */
struct shape {
	size_t customers, rows, text_max, raw_max;
	unsigned streams; /* the first so many of the streams */
	bool in_order;    /* rows come by their position */
};

static void random_entry(uint64_t *state, const struct shape *shape, struct arena *texts, struct entry *entry)
{
	static const char *const starts[] = {"", "c", "customer", "customer-of-a-long-name-"};
	size_t customer = test_below(state, shape->customers);
	char name[40];
	int32_t time[2] = {0};
	snprintf(name, sizeof name, "%s%zu", starts[customer % 4], customer);
	entry->customer = arena_copy(texts, text_of(name));
	entry->stream = (enum group_stream)test_below(state, shape->streams);
	const struct stream *stream = group_stream_of(entry->stream);
	test_random_record(state, stream, shape->text_max, texts, &entry->record);
	entry->raw = TEXT("");
	if (entry->stream == GROUP_RECEIVABLES && test_below(state, 2) == 0) {
		size_t n = test_below(state, shape->raw_max + 1);
		char *bytes = arena_take_bytes(texts, n);
		memset(bytes, (int)test_below(state, 256), n);
		entry->raw = (struct text){bytes, n};
	}
	/* in each of these streams the date, in registrations with a time, comes first or behind the customer */
	size_t date = strcmp(stream->column[0].name, "date") == 0 ? 0 : 1;
	const struct column *column = &stream->column[date];
	memcpy(time, entry->record.bytes + column->offset, test_width(column));
	entry->when = (int64_t)time[0] * 100000 + (column->flags & COLUMN_ORDER && time[1] > 0 ? time[1] : 0);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = text_compare(x->customer, y->customer);
	if (order != 0 || x->stream != y->stream)
		return order != 0 ? order : (int)x->stream - (int)y->stream;
	if (x->when != y->when)
		return x->when < y->when ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

/* --- both as text */

static void print_record(struct test_string *out, enum group_stream which, const void *record,
			 uint64_t position, struct text raw)
{
	test_print(out, "%d ", (int)which);
	test_print_columns(out, group_stream_of(which), record);
	if (which != GROUP_FAULTS)
		test_print(out, "%ju ", (uintmax_t)position);
	test_print(out, "%zu:%jx\n", raw.length, (uintmax_t)text_hash(raw));
}

static void add_found(struct found_list *list, struct text customer, const struct test_string *records)
{
	list->found = memory_grow(list->found, &list->room, list->n + 1, sizeof *list->found);
	list->found[list->n++] = (struct found){arena_copy(&list->texts, customer),
						arena_copy(&list->texts, test_text(records))};
}

/* Also spoils the records and what lists them, which is allowed. */
static void print_customer(void *context, unsigned worker, struct customer_records *records)
{
	struct company *company = context;
	struct test_string out = {0};
	static const struct kinds listed;
	company->wrong[worker] += records->kinds != NULL; /* nothing is left of the customer before */
	records->kinds = &listed;
	for (size_t i = 0; i < records->registrations; i++)
		print_record(&out, GROUP_REGISTRATION, &records->registration[i],
			     records->registration[i].position, TEXT(""));
	for (size_t i = 0; i < records->visits; i++)
		print_record(&out, GROUP_VISITS, &records->visit[i], records->visit[i].position, TEXT(""));
	for (size_t i = 0; i < records->receivables; i++) {
		struct receivable_row row = {records->receivable[i], records->customer};
		print_record(&out, GROUP_RECEIVABLES, &row, row.receivable.position,
			     records->raw != NULL ? records->raw[i] : TEXT(""));
	}
	for (size_t i = 0; i < records->faults; i++)
		print_record(&out, GROUP_FAULTS, &records->fault[i], 0, TEXT(""));
	add_found(&company->found[worker], records->customer, &out);
	if (records->receivables > 0) /* what docs_check does with records that it leaves out */
		memmove((void *)(uintptr_t)records->receivable, records->receivable + 1,
			(records->receivables - 1) * sizeof *records->receivable);
	free(out.at);
}

/* The entries sorted and cut into customers. */
static void print_expected(const struct company *company, struct found_list *list)
{
	struct test_string out = {0};
	struct entry *sorted = memory_new(company->n, sizeof *sorted);
	memcpy(sorted, company->entry, company->n * sizeof *sorted);
	qsort(sorted, company->n, sizeof *sorted, compare_entries);
	for (size_t i = 0; i < company->n; i++) {
		struct entry *entry = &sorted[i];
		const struct stream *stream = group_stream_of(entry->stream);
		struct test_record part =
			test_wanted_part(stream, all_wanted[entry->stream], entry->record.bytes);
		if (entry->stream != GROUP_FAULTS)
			memcpy(part.bytes + stream->column[0].offset, &entry->customer, sizeof(struct text));
		print_record(&out, entry->stream, &part, entry->position, entry->raw);
		if (i + 1 == company->n || !text_equal(entry->customer, sorted[i + 1].customer)) {
			add_found(list, entry->customer, &out);
			out.n = 0;
		}
	}
	free(sorted);
	free(out.at);
}

static int compare_found(const void *a, const void *b)
{
	return text_compare(((const struct found *)a)->customer, ((const struct found *)b)->customer);
}

static void free_found(struct found_list *list)
{
	arena_free(&list->texts);
	free(list->found);
	*list = (struct found_list){0};
}

/* What all workers found is what is expected, each customer once. */
static void compare_all(struct company *company, const struct found_list *expected)
{
	struct found_list all = {0};
	size_t wrong = 0;
	for (unsigned i = 0; i < company->workers; i++) {
		struct found_list *list = &company->found[i];
		all.found = memory_grow(all.found, &all.room, all.n + list->n, sizeof *all.found);
		if (list->n > 0)
			memcpy(all.found + all.n, list->found, list->n * sizeof *list->found);
		all.n += list->n;
	}
	qsort(all.found, all.n, sizeof *all.found, compare_found);
	CHECK_INT(all.n, expected->n);
	for (size_t i = 0; i < all.n && i < expected->n; i++) {
		bool same = text_equal(all.found[i].customer, expected->found[i].customer) &&
			    text_equal(all.found[i].records, expected->found[i].records);
		if (!same && wrong++ == 0)
			CHECK_BYTES(all.found[i].records, expected->found[i].records);
	}
	CHECK_INT(wrong, 0);
	free_found(&all);
	for (unsigned i = 0; i < company->workers; i++)
		free_found(&company->found[i]);
}

/* --- by several workers */

/* Takes some rows at a time, so that workers have different shares at every run. Texts are copies that end with the call. */
static void add_rows(void *context, unsigned worker)
{
	struct company *company = context;
	for (size_t i; (i = atomic_fetch_add(&company->next, 10)) < company->n;)
		for (size_t j = i; j < i + 10 && j < company->n; j++) {
			const struct entry *entry = &company->entry[j];
			struct text customer = test_exact(entry->customer, 0),
				    raw = test_exact(entry->raw, 0);
			group_add(company->group, worker, entry->stream, customer, &entry->record,
				  entry->position, raw);
			test_exact_free(customer, 0);
			test_exact_free(raw, 0);
		}
}

/* What is given away is not used again. */
static void take(void *context, unsigned worker, void *memory, size_t size)
{
	struct company *company = context;
	company->taken[worker] += size;
	company->wrong[worker] += (uintptr_t)memory % alignof(uint64_t) != 0;
	memset(memory, 0x55, size);
}

/* By the first customers: as good a sample as any, or a bad one. */
static struct ranges sample_ranges(const struct company *company, unsigned most)
{
	struct text name[SAMPLE];
	size_t n = company->n < SAMPLE ? company->n : SAMPLE;
	for (size_t i = 0; i < n; i++)
		name[i] = company->entry[i].customer;
	return ranges_make(name, n, most);
}

static void check_company(struct company *company, const struct found_list *expected, unsigned workers,
			  size_t memory)
{
	struct ranges ranges = sample_ranges(company, workers % 3 == 0 ? 1 : 1U << 2 * workers);
	company->workers = workers;
	company->group = group_new(all_wanted, &ranges, workers, memory);
	atomic_store(&company->next, 0);
	pool_run(workers, add_rows, company);
	group_each(company->group, &(struct group_work){.context = company,
							.customer = print_customer,
							.take = workers % 2 == 0 ? take : NULL});
	group_free(company->group);
	for (unsigned i = 0; i < workers; i++)
		CHECK_INT(company->wrong[i], 0);
	compare_all(company, expected);
}

/* Rows in no order of position, with every number of workers, in memory and spilled once or all the time. */
static void check_shape(const struct shape *shape)
{
	static const size_t memory[] = {AMPLE, 1 << 18, 1 << 14, 0};
	uint64_t state = TEST_SEED;
	struct company company = {.entry = memory_new(shape->rows, sizeof(struct entry)), .n = shape->rows};
	struct found_list expected = {0};
	for (size_t i = 0; i < company.n; i++) {
		random_entry(&state, shape, &company.texts, &company.entry[i]);
		company.entry[i].position = shape->in_order ? i : i * 1237 % company.n;
	}
	print_expected(&company, &expected);
	for (unsigned workers = 1; workers <= WORKERS_MAX; workers++)
		for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
			test_label("%zu rows of %zu customers, %u workers, memory %zu", shape->rows,
				   shape->customers, workers, memory[i]);
			check_company(&company, &expected, workers, memory[i]);
		}
	test_label("%s", "");
	free_found(&expected);
	arena_free(&company.texts);
	free(company.entry);
}

static void test_shapes(void)
{
	static const struct shape shapes[] = {
		{1, 1, 30, 30, 1, false},
		{1, 3000, 30, 300, GROUP_SLOTS, false},
		{40, 3000, 300, 300, GROUP_SLOTS, false},
		{3000, 12000, 30, 30, GROUP_SLOTS, false},
		{3000, 40000, 30, 30, GROUP_SLOTS, false}, /* so many that partitions are cut */
		{7, 40, LONG_TEXT, LONG_RAW, GROUP_SLOTS, false},
		{100, 100, LONG_TEXT, 300, 3, false},
		{1, 20, LONG_TEXT, LONG_RAW, 3, false},
		{1, 20000, 30, 600, GROUP_SLOTS, true}, /* so many that they are not listed */
		{1, 20000, 30, 600, GROUP_SLOTS, false},
	};
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		check_shape(&shapes[i]);
}

/* --- no place for temporary files */

static void spill_nowhere(void *context)
{
	struct group *group = group_new(all_wanted, &ranges_one, 1, 0);
	struct visit visit = new_visit("2025-01-01");
	(void)context;
	setenv("TMPDIR", "/nowhere", 1);
	group_free(group);
	group = group_new(all_wanted, &ranges_one, 1, 0);
	for (size_t i = 0; i < 100 * NAMES; i++) /* more than the first chunk holds */
		group_add(group, 0, GROUP_VISITS, names[i % NAMES], &visit, i, TEXT(""));
}

static void test_no_place(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(spill_nowhere, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "group_test: /nowhere: No such file or directory\n");
}

int main(void)
{
	test_streams();
	test_columns();
	test_nothing_wanted();
	test_lengths();
	test_extremes();
	test_late_day();
	test_shared();
	test_names();
	test_shapes();
	test_no_place();
	return test_end();
}
