/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "inputs.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 32768, FILES = 3 };

/* --- whole streams, one file after the other */

struct log {
	struct inputs *inputs;
	struct test_string string;
	uint64_t before;
	bool in_order;
};

static void log_header(void *context, const char *path, const struct text *names, size_t n)
{
	struct log *log = context;
	(void)path;
	test_print(&log->string, "header");
	for (size_t i = 0; i < n; i++)
		test_print(&log->string, " %.*s", (int)names[i].length, names[i].at);
	test_print(&log->string, "\n");
}

static void log_fault(void *context, const void *record, uint64_t position, const struct reader *reader)
{
	struct log *log = context;
	const struct fault *fault = record;
	test_print(&log->string, "%ju %.*s %zu\n", (uintmax_t)inputs_line(position), (int)fault->code.length,
		   fault->code.at, reader_fields(reader));
	CHECK_STRING(inputs_file(log->inputs, position), reader_name(reader));
	log->in_order = log->in_order && position > log->before;
	log->before = position;
}

static void test_files(void)
{
	struct test_file files[] = {
		test_file_new(TEXT(
			"date,person,code\n2025-01-02,p,a\n\n\"2025-01-01\",\"p\nq\",b\n2025-01-01,,c\n")),
		test_file_new(TEXT("code,date,person\n")),
		test_file_new(TEXT("x,code,date,person\n,d,2025-01-01,\n"))};
	struct strings paths = {0};
	for (size_t i = 0; i < FILES; i++)
		strings_add(&paths, files[i].path);
	struct rejects *rejects = rejects_open(NULL, false);
	struct log log = {.inputs = inputs_new(NULL, rejects), .in_order = true};
	inputs_read_with_header(log.inputs, &stream_faults, &paths, log_header, log_fault, &log);
	CHECK_TEXT(test_text(&log.string),
		   "header date person code\n2 a 3\n4 b 3\n6 c 3\nheader code date person\n"
		   "header x code date person\n2 d 4\n");
	CHECK(log.in_order);
	CHECK_INT(inputs_count(log.inputs), 4);
	inputs_free(log.inputs);
	CHECK_INT(rejects_close(rejects), 0);
	for (size_t i = 0; i < FILES; i++)
		test_file_remove(&files[i]);
	free(paths.string);
	free(log.string.at);
}

/* --- the three streams as a group */

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

static const char *const wanted_columns[] = {"name", "kind", "amount", "doc", "ref", NULL};
static const char *const *const all_wanted[] = {wanted_columns, wanted_columns, wanted_columns};

/* Prints the customers: a line for each record. */
static void print_group(struct group *group)
{
	struct customer_records records;
	group_sort(group);
	for (size_t i = 0; i < group_count(group); i++) {
		group_customer(group, i, &records);
		printf("%.*s:", (int)records.customer.length, records.customer.at);
		for (size_t j = 0; j < records.registrations; j++)
			printf(" %.*s", (int)records.registration[j].name.length,
			       records.registration[j].name.at);
		for (size_t j = 0; j < records.visits; j++)
			printf(" visit%ju", (uintmax_t)inputs_line(records.visit[j].position));
		for (size_t j = 0; j < records.receivables; j++)
			printf(" %jd", (intmax_t)records.receivable[j].amount);
		printf("\n");
	}
	fflush(stdout);
}

/* The files (by stream; NULL: not given) read with rejects to standard output, then the customers. */
static void read_group(void *context)
{
	struct test_file *const *files = context;
	struct strings list[GROUP_STREAMS] = {0};
	const struct strings *paths[GROUP_STREAMS] = {NULL};
	struct rejects *rejects = rejects_open_output(false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct group *group = group_new(all_wanted);
	for (int i = 0; i < GROUP_STREAMS; i++)
		if (files[i] != NULL) {
			strings_add(&list[i], files[i]->path);
			paths[i] = &list[i];
		}
	inputs_read_group(inputs, group, paths, test_day("2025-01-31"));
	print_group(group);
	uint64_t count = inputs_count(inputs);
	int status = rejects_close(rejects); /* the rejects come behind the customers */
	dprintf(STDERR_FILENO, "%ju records\n", (uintmax_t)count);
	inputs_free(inputs);
	group_free(group);
	for (int i = 0; i < GROUP_STREAMS; i++)
		free(list[i].string);
	exit(status);
}

/* The output with the names of the three files as R, V and A. */
static void shorten(struct test_file *const *files, const char *output, struct test_string *out)
{
	out->n = 0;
	while (*output != '\0') {
		size_t used = 1;
		const char *text = output;
		for (int i = 0; i < GROUP_STREAMS; i++)
			if (files[i] != NULL && strncmp(output, test_file_name(files[i]),
							strlen(test_file_name(files[i]))) == 0) {
				used = strlen(test_file_name(files[i]));
				text = &"RVA"[i];
			}
		test_append(out, (struct text){text, 1});
		output += used;
	}
}

static void test_group(void)
{
	struct test_file file[GROUP_STREAMS], *files[GROUP_STREAMS];
	struct test_string out = {0};
	char output[OUTPUT_ROOM];
	for (int i = 0; i < GROUP_STREAMS; i++) {
		file[i] = test_file_new(text_of(contents[i]));
		files[i] = &file[i];
	}
	CHECK_INT(test_run(read_group, files, output, sizeof output), 1);
	shorten(files, output, &out);
	CHECK_TEXT(test_text(&out),
		   "C1: early late visit3 700 300 900\n"
		   "C4:\n"
		   "file,line,column,value,reason,record\n"
		   "R,5,date,bad,is not a date,\"C2,bad,S,x\"\n"
		   "V,4,,,3 fields where the header has 4,\"C1,2025-01-31,S\"\n"
		   "A,9,amount,-1,is not greater than 0,\"C1,2025-01-01,invoice,-1,D3,\"\n"
		   "A,4,doc,D1,is given twice (first in A:3),\"C1,2025-01-01,invoice,8,D1,\"\n"
		   "A,2,ref,D9,is no invoice of this customer,\"C1,2025-01-03,payment,5,,D9\"\n"
		   "A,8,ref,D1,is no invoice of this customer,\"C4,2025-01-01,credit,1,,D1\"\n"
		   "A,10,ref,D3,is no invoice of this customer,\"C1,2025-01-06,writeoff,1,,D3\"\n"
		   "16 records\n");
	files[1] = files[2] = NULL;
	CHECK_INT(test_run(read_group, files, output, sizeof output), 1);
	shorten(files, output, &out);
	CHECK_TEXT(test_text(&out), "C1: early late\nfile,line,column,value,reason,record\n"
				    "R,5,date,bad,is not a date,\"C2,bad,S,x\"\n4 records\n");
	for (int i = 0; i < GROUP_STREAMS; i++)
		test_file_remove(&file[i]);
	free(out.at);
}

int main(void)
{
	test_files();
	test_group();
	return test_end();
}
