/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <fcntl.h>

#include "customers.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 1 << 18, FILES = 3, MANY = 700 };

/* --- a rule that prints each customer */

static const char *const wanted_columns[] = {"name", "kind", "amount", "doc", "ref", NULL};

/* A worker's state; there is one for each, and all are closed. */
struct state {
	int *open;
};

static void *open_state(void *context)
{
	struct state *state = memory_new(1, sizeof *state);
	state->open = context;
	++*state->open;
	return state;
}

static void close_state(void *state)
{
	--*((struct state *)state)->open;
	free(state);
}

/* CUSTOMER: names of registrations, lines of visits, amounts of receivables. */
static const char *print_customer(void *state, const struct customer_records *records,
				  struct results *results)
{
	struct test_string out = {0};
	if (*((struct state *)state)->open == 0) /* no CHECK here, which is not for several threads */
		return "no state";
	test_print(&out, "%.*s:", (int)records->customer.length, records->customer.at);
	for (size_t i = 0; i < records->registrations; i++)
		test_print(&out, " %.*s", (int)records->registration[i].name.length,
			   records->registration[i].name.at);
	for (size_t i = 0; i < records->visits; i++)
		test_print(&out, " visit%ju", (uintmax_t)inputs_line(records->visit[i].position));
	for (size_t i = 0; i < records->receivables; i++)
		test_print(&out, " %jd", (intmax_t)records->receivable[i].amount);
	writer_text(results_writer(results), test_text(&out));
	writer_end(results_writer(results));
	free(out.at);
	return NULL;
}

/* Fails for customers whose name begins with "fail", after it has written something. */
static const char *fail_customer(void *state, const struct customer_records *records, struct results *results)
{
	print_customer(state, records, results);
	bool fails = records->customer.length > 4 && memcmp(records->customer.at, "fail", 4) == 0;
	return fails ? "went out of range" : NULL;
}

/* A result for each registration and each visit, by name or kind; equal ones of several customers. */
static const char *key_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct writer *writer = results_writer(results);
	(void)state;
	for (size_t i = records->registrations; i-- > 0;) {
		writer_text(writer, records->registration[i].name);
		writer_end(writer);
		writer_string(writer, " second line");
		writer_end(writer);
		results_add(results, records->registration[i].name);
	}
	for (size_t i = 0; i < records->visits; i++) {
		writer_string(writer, "visit");
		writer_end(writer);
	}
	return NULL; /* what is not added goes by the customer */
}

/* Writes nothing for most. */
static const char *print_few(void *state, const struct customer_records *records, struct results *results)
{
	return text_equal(records->customer, TEXT("C1")) ? print_customer(state, records, results) : NULL;
}

#define RULE(keys, worker)                                                                                   \
	{                                                                                                    \
		.wanted = {wanted_columns, wanted_columns, wanted_columns}, .order = keys,                   \
		.open = open_state, .close = close_state, .work = worker                                     \
	}
static const struct customer_rule printing = RULE(RESULTS_BY_CUSTOMER, print_customer),
				  failing = RULE(RESULTS_BY_CUSTOMER, fail_customer),
				  keyed = RULE(RESULTS_WITHIN_CUSTOMER, key_customer),
				  keyed_once = RULE(RESULTS_BY_KEY, key_customer),
				  few = RULE(RESULTS_BY_CUSTOMER, print_few),
				  nothing = {.wanted = {NULL, NULL, wanted_columns}};

/* --- a run in a process of its own */

struct run {
	struct test_file file[FILES];
	size_t given; /* the first so many of them */
	const struct customer_rule *rule;
	unsigned threads;
	size_t memory;
	bool has_rejects, sorted;
};

/* Prints results to standard output, and rejects behind them. */
static void run_rule(void *context)
{
	const struct run *run = context;
	struct strings list[GROUP_STREAMS] = {0};
	const struct strings *paths[GROUP_STREAMS] = {NULL};
	int open = 0;
	for (size_t i = 0; i < run->given; i++) {
		strings_add(&list[i], run->file[i].path);
		paths[i] = &list[i];
	}
	struct filter filter = {.as_of = test_day("2025-01-31"),
				.threads = run->threads,
				.memory = run->memory,
				.sorted = run->sorted};
	filter.rejects = run->has_rejects ? rejects_open_output(false) : rejects_open(NULL, false);
	filter.inputs = inputs_new(NULL, filter.rejects);
	filter.writer = writer_open(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), "standard output");
	writer_string(filter.writer, "results");
	writer_end(filter.writer);
	customers_run(&filter, paths, run->rule, &open);
	writer_close(filter.writer);
	uint64_t count = inputs_count(filter.inputs);
	inputs_free(filter.inputs);
	int status = rejects_close(filter.rejects);
	dprintf(STDERR_FILENO, "%ju records, %d open\n", (uintmax_t)count,
		open); /* standard output may be closed */
	for (int i = 0; i < GROUP_STREAMS; i++)
		free(list[i].string);
	exit(status);
}

/* The output with the names of the three files as R, V and A, without the program's name. */
static void shorten(const struct run *run, const char *output, struct test_string *out)
{
	out->n = 0;
	test_append(out, TEXT(""));
	while (*output != '\0') {
		size_t used = 1;
		struct text text = {output, 1};
		for (size_t i = 0; i < FILES; i++) {
			const char *name = test_file_name(&run->file[i]);
			if (strncmp(output, name, strlen(name)) != 0)
				continue;
			used = strlen(name);
			text = (struct text){&"RVA"[i], 1};
		}
		if (strncmp(output, "customers_test: ", 16) == 0) {
			used = 16;
			text.length = 0;
		}
		test_append(out, text);
		output += used;
	}
}

/* The same with every number of threads and any memory. */
static void check_run(struct run *run, int status, const char *expected)
{
	static const unsigned threads[] = {1, 2, 3, 8};
	static const size_t memory[] = {1 << 28, 1 << 17, 1};
	static char output[OUTPUT_ROOM];
	struct test_string out = {0};
	for (size_t i = 0; i < 12; i++) {
		run->threads = threads[i / 3];
		run->memory = memory[i % 3];
		setenv("KEHU_READER", i % 2 == 0 ? ":16" : "", 1);
		test_label("%u threads, memory %zu", run->threads, run->memory);
		CHECK_INT(test_run(run_rule, run, output, sizeof output), status);
		shorten(run, output, &out);
		CHECK_TEXT(test_text(&out), expected);
	}
	unsetenv("KEHU_READER");
	test_label("%s", "");
	free(out.at);
}

static void open_files(struct run *run, const char *const *contents)
{
	run->given = 0;
	for (int i = 0; i < FILES; i++) {
		run->file[i] = test_file_new(text_of(contents[i]));
		run->given += contents[i][0] != '\0';
	}
}

static void remove_files(const struct run *run)
{
	for (int i = 0; i < FILES; i++)
		test_file_remove(&run->file[i]);
}

/* --- errors and what is left out */

static const char *const contents[] = {
	"customer,date,staff,name\nC1,2025-01-05 "
	"10:00,S,late\nC1,2025-01-05,S,early\nC1,2025-02-01,S,after\nC2,bad,S,x\n",
	"customer,date,staff,kind\nC3,2025-02-01,S,call\nC1,2025-01-31,S,call\nC1,2025-01-31,S\n",
	"customer,date,kind,amount,doc,ref\n"
	"C1,2025-01-03,payment,5,,D9\n"  /* 2: no such invoice */
	"C1,2025-01-02,invoice,7,D1,\n"  /* 3 */
	"C1,2025-01-01,invoice,8,D1,\n"  /* 4: given twice */
	"C1,2025-02-02,invoice,9,D2,\n"  /* 5: after the as-of date, kept */
	"C1,2025-01-04,payment,3,,D2\n"  /* 6 */
	"C1,2025-02-03,payment,2,,D1\n"  /* 7: after the as-of date, left out */
	"C4,2025-01-01,credit,1,,D1\n"   /* 8: another customer's */
	"C1,2025-01-01,invoice,-1,D3,\n" /* 9: a bad amount */
	"C1,2025-01-06,writeoff,1,,D3\n" /* 10: the invoice was rejected */
};

#define REJECTS                                                                                              \
	"file,line,column,value,reason,record\n"                                                             \
	"R,5,date,bad,is not a date,\"C2,bad,S,x\"\n"                                                        \
	"V,4,,,3 fields where the header has 4,\"C1,2025-01-31,S\"\n"                                        \
	"A,9,amount,-1,is not greater than 0,\"C1,2025-01-01,invoice,-1,D3,\"\n"                             \
	"A,4,doc,D1,is given twice (first in A:3),\"C1,2025-01-01,invoice,8,D1,\"\n"                         \
	"A,2,ref,D9,is no invoice of this customer,\"C1,2025-01-03,payment,5,,D9\"\n"                        \
	"A,8,ref,D1,is no invoice of this customer,\"C4,2025-01-01,credit,1,,D1\"\n"                         \
	"A,10,ref,D3,is no invoice of this customer,\"C1,2025-01-06,writeoff,1,,D3\"\n"

static void test_errors(void)
{
	struct run run = {.rule = &printing, .has_rejects = true};
	open_files(&run, contents);
	check_run(&run, 1,
		  "results\nC1: early late visit3 700 300 900\nC4:\n" REJECTS "16 records, 0 open\n");
	run.rule = &few;
	check_run(&run, 1, "results\nC1: early late visit3 700 300 900\n" REJECTS "16 records, 0 open\n");
	run.rule = &nothing;
	check_run(&run, 1, "results\n" REJECTS "16 records, 0 open\n");
	run.has_rejects = false;
	run.rule = &printing;
	check_run(&run, 2, "R:5: date: \"bad\" is not a date\n");
	run.given = 1;
	run.has_rejects = true;
	check_run(&run, 1,
		  "results\nC1: early late\nfile,line,column,value,reason,record\n"
		  "R,5,date,bad,is not a date,\"C2,bad,S,x\"\n4 records, 0 open\n");
	remove_files(&run);
}

/* Without rejects: docs given twice before unknown refs, each by input; and both before what a rule could not work out. */
static void test_late_errors(void)
{
	static const char *const late[] = {"", "", ""};
	struct run run = {.rule = &failing};
	open_files(&run, late);
	remove_files(&run);
	run.file[2] = test_file_new(TEXT("customer,date,kind,amount,doc,ref\n"
					 "C3,2025-01-01,payment,1,,X\n"
					 "C2,2025-01-01,invoice,1,D,\nC2,2025-01-01,invoice,1,D,\n"
					 "C1,2025-01-01,invoice,1,D,\nC1,2025-01-01,invoice,1,D,\n"
					 "fail1,2025-01-01,invoice,1,D,\n"));
	run.file[0] = test_file_new(TEXT("customer,date,staff\n"));
	run.file[1] = test_file_new(TEXT("customer,date,staff,kind\n"));
	run.given = 3;
	check_run(&run, 2, "A:4: doc: \"D\" is given twice (first in A:3)\n");
	remove_files(&run);
}

/* --- results */

/* Of several customers that cannot be worked out the first by name counts, whatever stands in front in the input. */
static void test_failures(void)
{
	static const char *const failing_contents[] = {
		("customer,date,staff\nfail2,2025-01-01,S\nC1,2025-01-01,S\nfail\"1,2025-01-02,S\n"
		 "\"fail\"\"1\",2025-01-01,S\nfail10,2025-01-01,S\nC2,2025-01-01,S\n"),
		"", ""};
	static const char *const good_contents[] = {
		("customer,date,staff\nfail2,2025-01-01,S\nC1,2025-01-01,S\nfail1,2025-01-02,S\n"
		 "fail10,2025-01-01,S\nC2,2025-01-01,S\n"),
		"", ""};
	struct run run = {.rule = &failing};
	open_files(&run, failing_contents);
	check_run(&run, 2, "R:4: quote inside an unquoted value\n");
	run.has_rejects = true;
	check_run(&run, 2, "customer \"fail\"1\": went out of range\n");
	remove_files(&run);
	run.has_rejects = false;
	open_files(&run, good_contents);
	check_run(&run, 2, "customer \"fail1\": went out of range\n");
	remove_files(&run);
}

/* Results go by their keys; equal ones count once where the rule says so. */
static void test_keys(void)
{
	static const char *const keyed_contents[] = {
		"customer,date,staff,name\nC2,2025-01-01,S,b\nC1,2025-01-02,S,b\nC1,2025-01-01,S,a\n"
		"C3,2025-01-01,S,Cz\nC3,2025-01-02,S,\n",
		"customer,date,staff,kind\nC2,2025-01-01,S,call\nC2,2025-01-02,S,call\nC1,2025-01-01,S,"
		"call\n",
		""};
	struct run run = {.rule = &keyed};
	open_files(&run, keyed_contents);
	check_run(&run, 0,
		  "results\n\n\" second line\"\nvisit\nvisit\nvisit\nCz\n\" second line\"\n"
		  "a\n\" second line\"\nb\n\" second line\"\nb\n\" second line\"\n8 records, 0 open\n");
	run.rule = &keyed_once;
	check_run(&run, 0,
		  "results\n\n\" second line\"\nvisit\nvisit\nvisit\nCz\n\" second line\"\n"
		  "a\n\" second line\"\nb\n\" second line\"\n8 records, 0 open\n");
	remove_files(&run);
}

/* Many customers come out by name. */
static void test_many(void)
{
	struct run run = {.rule = &printing};
	struct test_string csv = {0}, expected = {0};
	static const char *const empty[] = {"", "", ""};
	test_print(&csv, "customer,date,staff,name\n");
	test_print(&expected, "results\n");
	for (size_t i = 0; i < 3 * MANY; i++)
		test_print(&csv, "C%zu,2025-01-%02zu,S,n%zu\n", 1000 + i * 577 % MANY, i / MANY * 7 + 1,
			   i / MANY);
	for (size_t i = 0; i < MANY; i++)
		test_print(&expected, "C%zu: n0 n1 n2\n", 1000 + i);
	test_print(&expected, "%d records, 0 open\n", 3 * MANY);
	open_files(&run, empty);
	test_file_remove(&run.file[0]);
	run.file[0] = test_file_new(test_text(&csv));
	run.given = 1;
	check_run(&run, 0, expected.at);
	remove_files(&run);
	free(csv.at);
	free(expected.at);
}

/* Streams that come by customer give the same without being kept. */
static void test_sorted(void)
{
	struct run run = {.rule = &printing};
	struct test_string csv[FILES] = {0}, expected = {0};
	static const char *const empty[] = {"", "", ""};
	test_print(&csv[0], "customer,date,staff,name\n");
	test_print(&csv[1], "customer,date,staff,kind\n");
	test_print(&csv[2], "customer,date,kind,amount,doc\n");
	test_print(&expected, "results\n");
	size_t visits = 1, records = 0;
	for (size_t i = 1000; i < 1000 + 3 * MANY; i++) {
		test_print(&expected, "C%zu:", i);
		records += i % 3 != 0 ? 3 : 1;
		if (i % 3 != 0) {
			test_print(&csv[0], "C%zu,2025-01-02,S,b\nC%zu,2025-01-01,S,a\n", i, i);
			test_print(&expected, " a b");
		}
		for (size_t n = i % 4; n > 0; n--) {
			test_print(&csv[1], "C%zu,2025-01-01,S,call\n", i);
			test_print(&expected, " visit%zu", ++visits);
		}
		test_print(&csv[2], "C%zu,2025-01-01,invoice,%zu,D\n", i, i);
		test_print(&expected, " %zu00\n", i);
	}
	test_print(&expected, "%zu records, 0 open\n", records + visits - 1);
	open_files(&run, empty);
	for (int i = 0; i < FILES; i++) {
		test_file_remove(&run.file[i]);
		run.file[i] = test_file_new(test_text(&csv[i]));
	}
	run.given = FILES;
	check_run(&run, 0, expected.at);
	run.sorted = true;
	check_run(&run, 0, expected.at);
	remove_files(&run);
	for (int i = 0; i < FILES; i++)
		free(csv[i].at);
	free(expected.at);
}

/* A stream that does not come by customer, though it should. */
static void test_not_sorted(void)
{
	static const char *const bad[] = {
		"customer,date,staff,name\nC1,2025-01-01,S,a\nC3,2025-01-01,S,b\nC2,2025-01-01,S,c\n", "",
		""};
	struct run run = {.rule = &printing, .sorted = true};
	open_files(&run, bad);
	check_run(&run, 2,
		  "R:4: customer: \"C2\" comes after \"C3\", so the file is not sorted by customer\n");
	remove_files(&run);
}

/* --- parties, rejects and the end */

static const char *const party_columns[] = {"name", "party", NULL};
static const char *const all_columns[] = {"customer", "name", NULL};

/* The set's customers by registration; one whose first is named "fail" cannot be worked out. */
static const char *print_party(void *state, const struct customer_records *records, struct results *results)
{
	struct test_string out = {0};
	(void)state;
	test_print(&out, "party");
	for (size_t i = 0; i < records->registrations; i++)
		test_print(&out, " %.*s", (int)records->registration[i].customer.length,
			   records->registration[i].customer.at);
	writer_text(results_writer(results), test_text(&out));
	writer_end(results_writer(results));
	struct text first = records->registration[0].customer;
	results_add(results, records->registrations > 1 ? TEXT("~") : first);
	bool fails = text_equal(records->registration[0].name, TEXT("fail"));
	free(out.at);
	return fails ? "went out of range" : NULL;
}

static char *print_end(void *const *states, unsigned n, struct results *results)
{
	for (unsigned i = 0; i < n; i++)
		if (states[i] == NULL)
			return strdup("no state");
	writer_string(results_writer(results), "end");
	writer_end(results_writer(results));
	results_add(results, TEXT("~~"));
	return NULL;
}

static char *fail_end(void *const *states, unsigned n, struct results *results)
{
	(void)states;
	(void)n;
	writer_string(results_writer(results), "end");
	writer_end(results_writer(results));
	return strdup("the end cannot be worked out");
}

static const struct customer_rule apart = {.wanted = {party_columns, wanted_columns, NULL},
					   .order = RESULTS_BY_KEY,
					   .open = open_state,
					   .close = close_state,
					   .work = print_customer,
					   .links = PARTIES_PARTY,
					   .party = print_party,
					   .finish = print_end},
				  together = {.wanted = {party_columns, wanted_columns, NULL},
					      .order = RESULTS_BY_KEY,
					      .open = open_state,
					      .close = close_state,
					      .work = print_party,
					      .links = PARTIES_PARTY},
				  all = {.wanted = {all_columns, all_columns, NULL},
					 .order = RESULTS_BY_KEY,
					 .open = open_state,
					 .close = close_state,
					 .work = print_party,
					 .links = PARTIES_ALL},
				  ending = {.wanted = {party_columns, wanted_columns, NULL},
					    .open = open_state,
					    .close = close_state,
					    .work = print_customer,
					    .finish = fail_end};

/* Customers of a party one by one and then as one, or only as one; then the end. */
static void test_parties(void)
{
	static const char *const records[] = {"customer,date,staff,name,party\nC1,2025-01-02,S,a,P\nC3,2025-"
					      "01-01,S,c,P\nC2,2025-01-01,S,b,\n",
					      "customer,date,staff,kind\nC1,2025-01-01,S,call\n", ""};
	struct run run = {.rule = &apart};
	open_files(&run, records);
	check_run(&run, 0, "results\nC1: a visit2\nC2: b\nC3: c\nparty C3 C1\nend\n4 records, 0 open\n");
	run.rule = &together;
	check_run(&run, 0, "results\nparty C2\nparty C3 C1\n4 records, 0 open\n");
	run.rule = &all;
	check_run(&run, 0, "results\nparty C3 C2 C1\n4 records, 0 open\n");
	run.rule = &ending;
	check_run(&run, 2, "the end cannot be worked out\n");
	remove_files(&run);
}

static void test_sorted_parties(void)
{
	static const char *const records[] = {"customer,date,staff,name,party\nC1,2025-01-02,S,a,P\nC2,2025-"
					      "01-01,S,b,\nC3,2025-01-01,S,c,P\n",
					      "customer,date,staff,kind\nC1,2025-01-01,S,call\n", ""};
	struct run run = {.rule = &apart, .sorted = true};
	open_files(&run, records);
	check_run(&run, 0, "results\nC1: a visit2\nC2: b\nC3: c\nparty C3 C1\nend\n4 records, 0 open\n");
	remove_files(&run);
}

/* Who stands first names a set that cannot be worked out. */
static void test_party_failure(void)
{
	static const char *const records[] = {
		"customer,date,staff,name,party\nC2,2025-01-02,S,a,P\nC3,2025-01-01,S,fail,P\n", "", ""};
	struct run run = {.rule = &together};
	open_files(&run, records);
	check_run(&run, 2, "customer \"C3\": went out of range\n");
	remove_files(&run);
}

/* Rejects all visits of a customer, of a kind between two others. */
static const char *reject_visits(void *state, const struct customer_records *records, struct results *results)
{
	(void)state;
	for (size_t i = records->visits; i-- > 0;)
		results_reject(results, &(struct late_error){.position = records->visit[i].position,
							     .rank = RESULTS_RANK + i % 2,
							     .column = "kind",
							     .reason = "is not wanted",
							     .value = TEXT("call")});
	return NULL;
}

static void test_rejects(void)
{
	static const struct customer_rule rejecting = {.wanted = {NULL, wanted_columns, wanted_columns},
						       .work = reject_visits};
	static const char *const records[] = {
		"customer,date,staff\n",
		"customer,date,staff,kind\nC1,2025-01-01,S,call\nC1,2025-01-02,S,call\nC1,2025-01-03,S,"
		"call\n",
		"customer,date,kind,amount,doc,ref\nC1,2025-01-01,payment,1,,X\n"};
	struct run run = {.rule = &rejecting, .has_rejects = true};
	open_files(&run, records);
	check_run(&run, 1,
		  "results\nfile,line,column,value,reason,record\n"
		  "A,2,ref,X,is no invoice of this customer,\"C1,2025-01-01,payment,1,,X\"\n"
		  "V,2,kind,call,is not wanted,\"C1,2025-01-01,S,call\"\n"
		  "V,4,kind,call,is not wanted,\"C1,2025-01-03,S,call\"\n"
		  "V,3,kind,call,is not wanted,\"C1,2025-01-02,S,call\"\n4 records, 0 open\n");
	remove_files(&run);
}

int main(void)
{
	test_parties();
	test_sorted_parties();
	test_party_failure();
	test_rejects();
	test_errors();
	test_late_errors();
	test_failures();
	test_keys();
	test_many();
	test_sorted();
	test_not_sorted();
	return test_end();
}
