/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>

#include "inputs.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 32768, FILES = 3, WORKERS_MAX = 8, LINES_MAX = 2000 };

/* --- whole streams, one file after the other */

struct log {
	struct inputs *inputs;
	const struct test_file *files;
	struct test_string string;
	uint64_t before;
	bool in_order;
};

static void log_header(void *context, const char *path, const struct text *names, size_t n)
{
	struct log *log = context;
	CHECK_STRING(path, log->files[0].path);
	log->files++;
	test_print(&log->string, "header");
	for (size_t i = 0; i < n; i++)
		test_print(&log->string, " %.*s", (int)names[i].length, names[i].at);
	test_print(&log->string, "\n");
}

static char *log_fault(void *context, unsigned worker, const struct input *input)
{
	struct log *log = context;
	const struct fault *fault = input->record;
	struct csv_record record = batch_record(input->batch, input->index);
	CHECK_INT(worker, 0);
	CHECK_INT(input->source, 0);
	CHECK_INT(inputs_line(input->position), batch_line(input->batch, input->index));
	CHECK_STRING(inputs_file(log->inputs, input->position), test_file_name(log->files - 1));
	CHECK(!inputs_keeps_raw(log->inputs, input->position));
	test_print(&log->string, "%ju %.*s %u\n", (uintmax_t)inputs_line(input->position),
		   (int)fault->code.length, fault->code.at, record.fields);
	log->in_order = log->in_order && input->position > log->before;
	log->before = input->position;
	return NULL;
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
	struct log log = {.inputs = inputs_new(NULL, rejects), .files = files, .in_order = true};
	inputs_read(log.inputs, 1, &(struct inputs_source){&stream_faults, &paths, NULL}, 1,
		    &(struct inputs_work){.context = &log, .header = log_header, .record = log_fault});
	CHECK_TEXT(test_text(&log.string),
		   "header date person code\n2 a 3\n4 b 3\n6 c 3\nheader code date person\n"
		   "header x code date person\n2 d 4\n");
	CHECK(log.in_order);
	CHECK_INT(inputs_count(log.inputs), 4);
	inputs_read(log.inputs, 3, NULL, 0, &(struct inputs_work){.context = &log});
	CHECK_INT(inputs_count(log.inputs), 4);
	inputs_free(log.inputs);
	CHECK_INT(rejects_close(rejects), 0);
	for (size_t i = 0; i < FILES; i++)
		test_file_remove(&files[i]);
	free(paths.string);
	free(log.string.at);
}

/* --- by several workers */

/* Files of faults and of staff, and what must come of them. */
struct crowd {
	struct test_file file[FILES];
	struct strings faults, staff; /* the first two files, the last */
	uint64_t records;
	size_t good[FILES];
	struct test_string rejects, output;
	/* what came: */
	const struct inputs *inputs;
	struct writer *writer[WORKERS_MAX];
	atomic_uint seen[FILES][LINES_MAX]; /* by file and line */
	atomic_size_t wrong;
	atomic_uint running[WORKERS_MAX];
	unsigned workers;
};

/* A record of the file, good or bad, on one or two lines; returns these. */
static size_t append_record(uint64_t *state, struct crowd *crowd, size_t file, size_t line,
			    struct test_string *csv)
{
	const char *name = test_file_name(&crowd->file[file]), *date = file < 2 ? "2025-01-01," : "";
	bool is_quoted = test_below(state, 10) == 0, is_bad = test_below(state, 9) == 0;
	crowd->records++;
	if (is_bad && test_below(state, 2) == 0) {
		test_print(csv, "\"x\"y,%zu\n", line);
		test_print(&crowd->rejects, "%s,%zu,,,text after a closing quote,\"\"\"x\"\"y,%zu\"\n", name,
			   line, line);
		return 1;
	}
	const char *code = is_bad ? "" : is_quoted ? "\"c\n\"" : "c";
	test_print(csv, "%s%s,p%zu\n", date, code, line);
	if (is_bad) {
		test_print(&crowd->rejects, "%s,%zu,%s,,is empty,\"%s,p%zu\"\n", name, line,
			   file < 2 ? "code" : "staff", date, line);
		return 1;
	}
	crowd->good[file]++;
	crowd->seen[file][line] = 1;
	test_print(&crowd->output, "%s:%zu,p%zu\n", name, line, line);
	return is_quoted ? 2 : 1;
}

/* Writes the files; `seen` is 1 for each line of a good record, to become 0. */
static struct crowd *crowd_new(uint64_t seed)
{
	struct crowd *crowd = memory_new(1, sizeof *crowd);
	uint64_t state = seed;
	test_append(&crowd->rejects, TEXT("file,line,column,value,reason,record\n"));
	for (size_t i = 0; i < FILES; i++) {
		struct test_string csv = {0};
		crowd->file[i] = test_file_new(TEXT(""));
		test_append(&csv, i < 2 ? TEXT("date,code,person\n") : TEXT("staff,role\n"));
		size_t lines = i == 1 ? 5 : LINES_MAX - 10;
		for (size_t line = 2; line < lines;)
			line += append_record(&state, crowd, i, line, &csv);
		FILE *stream = fopen(crowd->file[i].path, "w");
		if (stream == NULL || fwrite(csv.at, 1, csv.n, stream) != csv.n || fclose(stream) != 0)
			test_give_up(crowd->file[i].path);
		strings_add(i < 2 ? &crowd->faults : &crowd->staff, crowd->file[i].path);
		free(csv.at);
	}
	return crowd;
}

static void crowd_free(struct crowd *crowd)
{
	for (size_t i = 0; i < FILES; i++)
		test_file_remove(&crowd->file[i]);
	free(crowd->faults.string);
	free(crowd->staff.string);
	free(crowd->rejects.at);
	free(crowd->output.at);
	free(crowd);
}

static char *see_record(void *context, unsigned worker, const struct input *input)
{
	struct crowd *crowd = context;
	uint64_t line = inputs_line(input->position);
	size_t file = (size_t)((input->position - line) / (inputs_position(1, 0) - inputs_position(0, 0)));
	const struct fault *fault = input->record;
	const struct staff *staff = input->record;
	bool is_right = worker < crowd->workers && file < FILES && line < LINES_MAX &&
			input->source == (file < 2 ? 0 : 1) && line == batch_line(input->batch, input->index);
	if (!is_right || atomic_fetch_add(&crowd->running[worker], 1) != 0) {
		atomic_fetch_add(&crowd->wrong, 1);
		return NULL;
	}
	atomic_fetch_sub(&crowd->seen[file][line], 1);
	struct writer *writer = crowd->writer[worker];
	writer_source(writer, text_of(inputs_file(crowd->inputs, input->position)), line);
	writer_text(writer, file < 2 ? fault->person : staff->role);
	writer_end(writer);
	atomic_fetch_sub(&crowd->running[worker], 1);
	return NULL;
}

/* How many lines were seen more or less often than they should. */
static size_t wrong_lines(const struct crowd *crowd)
{
	size_t wrong = atomic_load(&crowd->wrong);
	for (size_t i = 0; i < FILES; i++)
		for (size_t line = 0; line < LINES_MAX; line++)
			wrong += crowd->seen[i][line] != 0;
	return wrong;
}

static void check_content(const struct test_file *file, const struct test_string *expected)
{
	struct text found = test_file_read(file);
	CHECK_BYTES(found, test_text(expected));
	free((char *)(uintptr_t)found.at);
}

/* Without the line that tells how many there were. */
static int close_quietly(struct rejects *rejects)
{
	int error = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
	dup2(null, STDERR_FILENO);
	int status = rejects_close(rejects);
	dup2(error, STDERR_FILENO);
	close(error);
	close(null);
	return status;
}

static void check_crowd(uint64_t seed, unsigned workers)
{
	struct crowd *crowd = crowd_new(seed);
	struct test_file set_aside = test_file_new(TEXT("")), out = test_file_new(TEXT(""));
	struct rejects *rejects = rejects_open(set_aside.path, false);
	struct writer *writer = writer_open(open(out.path, O_WRONLY | O_CLOEXEC), out.path);
	struct inputs *inputs = inputs_new(NULL, rejects);
	crowd->inputs = inputs;
	crowd->workers = workers;
	for (unsigned i = 0; i < workers; i++)
		crowd->writer[i] = writer_open_memory();
	inputs_read(
		inputs, workers,
		(struct inputs_source[]){{&stream_faults, &crowd->faults, NULL},
					 {&stream_staff, &crowd->staff, NULL}},
		2,
		&(struct inputs_work){
			.context = crowd, .record = see_record, .output = crowd->writer, .writer = writer});
	writer_close(writer);
	for (unsigned i = 0; i < workers; i++)
		writer_close(crowd->writer[i]);
	CHECK_INT(inputs_count(inputs), crowd->records);
	CHECK_INT(wrong_lines(crowd), 0);
	CHECK(rejects_count(rejects) > 100);
	CHECK_INT(close_quietly(rejects), 1);
	check_content(&out, &crowd->output);
	check_content(&set_aside, &crowd->rejects);
	inputs_free(inputs);
	test_file_remove(&set_aside);
	test_file_remove(&out);
	crowd_free(crowd);
}

static const unsigned worker_counts[] = {1, 2, 3, WORKERS_MAX};
enum { WORKER_COUNTS = sizeof worker_counts / sizeof *worker_counts };

/* Each good record once, rejects and output in input order, whatever the batches are. */
static void test_workers(void)
{
	static const char *const readers[] = {"", ":16", ":100", "libcsv:1000", ":4096"};
	enum { READERS = sizeof readers / sizeof *readers };
	for (size_t i = 0; i < READERS * WORKER_COUNTS; i++) {
		unsigned workers = worker_counts[i / READERS];
		test_label("%u workers, reader \"%s\"", workers, readers[i % READERS]);
		setenv("KEHU_READER", readers[i % READERS], 1);
		check_crowd(TEST_SEED + i, workers);
	}
	unsetenv("KEHU_READER");
	test_label("%s", "");
}

/* --- what ends the program */

/* Files of faults, of which * stands for 300 good records, F for one that ends the program, B for a bad one, H for a header;
   "-": there is no such file. And the message, which names the files A, B and C. */
static const struct ending {
	const char *files[FILES];
	const char *message;
} endings[] = {
	{{"H*F*F", "H", "H"}, "this one: A:302\n"},
	{{"H*B*F*", "H", "H"}, "A:302: code: \"\" is empty\n"},
	{{"H*F*B*", "H", "H"}, "this one: A:302\n"},
	{{"H*FB", "HF", "H"}, "this one: A:302\n"},
	{{"HB*********", "H", "H"}, "A:2: code: \"\" is empty\n"},
	{{"H*********B", "HB", "H"}, "A:2702: code: \"\" is empty\n"},
	{{"H*", "H***F", "HB"}, "this one: B:902\n"},
	{{"H*B", "*", "H"}, "A:302: code: \"\" is empty\n"},
	{{"H*F", "*", "H"}, "this one: A:302\n"},
	{{"H*F", "-", "H"}, "this one: A:302\n"},
	{{"H*", "HF", "-"}, "this one: B:2\n"},
	{{"H*", "H", "HF-"}, "this one: C:2\n"},
	{{"H*", "*", "HF"}, "B: no column date; columns: 2025-01-01, p, c\n"},
	{{"H*", "H", "-"}, "C: No such file or directory\n"},
	{{"H*", "H*", "H*"}, ""},
};

struct run {
	struct test_file file[FILES];
	const struct inputs *inputs;
	unsigned workers;
};

static void expand(const char *content, struct test_string *csv)
{
	for (const char *at = content; *at != '\0'; at++)
		switch (*at) {
		case 'H':
			test_append(csv, TEXT("date,person,code\n"));
			break;
		case '*':
			for (int i = 0; i < 300; i++)
				test_append(csv, TEXT("2025-01-01,p,c\n"));
			break;
		case 'B':
			test_append(csv, TEXT("2025-01-01,p,\n"));
			break;
		case 'F':
			test_append(csv, TEXT("2025-01-01,p,fail\n"));
			break;
		default:
			break;
		}
}

static char *fail_at(void *context, unsigned worker, const struct input *input)
{
	const struct run *run = context;
	const struct fault *fault = input->record;
	char *message = NULL;
	(void)worker;
	if (text_equal(fault->code, TEXT("fail")) &&
	    asprintf(&message, "this one: %s:%ju", inputs_file(run->inputs, input->position),
		     (uintmax_t)inputs_line(input->position)) < 0)
		abort();
	return message;
}

static void read_files(void *context)
{
	struct run *run = context;
	struct strings paths = {0};
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	run->inputs = inputs;
	for (size_t i = 0; i < FILES; i++)
		strings_add(&paths, run->file[i].path);
	inputs_read(inputs, run->workers, &(struct inputs_source){&stream_faults, &paths, NULL}, 1,
		    &(struct inputs_work){.context = run, .record = fail_at});
	inputs_free(inputs);
	rejects_close(rejects);
	free(paths.string);
}

/* The output with the names, or paths, of the files as A, B and C, without the program's name. */
static void shorten(const struct test_file *files, size_t n, const char *output, struct test_string *out)
{
	out->n = 0;
	test_append(out, TEXT(""));
	while (*output != '\0') {
		size_t used = 1;
		struct text text = {output, 1};
		for (size_t i = 0; i < n; i++) {
			const char *names[] = {files[i].path, test_file_name(&files[i])};
			for (int j = 0; j < 2 && used == 1; j++)
				if (strncmp(output, names[j], strlen(names[j])) == 0) {
					used = strlen(names[j]);
					text = (struct text){&"ABC"[i], 1};
				}
		}
		if (strncmp(output, "inputs_test: ", 13) == 0) {
			used = 13;
			text.length = 0;
		}
		test_append(out, text);
		output += used;
	}
}

static void check_ending(const struct ending *ending, unsigned workers)
{
	struct run run = {.workers = workers};
	char output[OUTPUT_ROOM];
	struct test_string out = {0};
	for (size_t i = 0; i < FILES; i++) {
		struct test_string csv = {0};
		expand(ending->files[i], &csv);
		run.file[i] = test_file_new(test_text(&csv));
		free(csv.at);
		if (strcmp(ending->files[i], "-") == 0)
			test_file_remove(&run.file[i]);
	}
	CHECK_INT(test_run(read_files, &run, output, sizeof output), ending->message[0] != '\0' ? 2 : 0);
	shorten(run.file, FILES, output, &out);
	CHECK_TEXT(test_text(&out), ending->message);
	for (size_t i = 0; i < FILES; i++)
		test_file_remove(&run.file[i]);
	free(out.at);
}

/* The first in input order wins, whatever the number of workers. */
static void test_endings(void)
{
	static const char *const readers[] = {"", ":100", ":16"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		for (size_t j = 0; j < WORKER_COUNTS * 3; j++) {
			test_label("row %zu, %u workers, reader \"%s\"", i, worker_counts[j / 3],
				   readers[j % 3]);
			setenv("KEHU_READER", readers[j % 3], 1);
			check_ending(&endings[i], worker_counts[j / 3]);
		}
	unsetenv("KEHU_READER");
	test_label("%s", "");
}

/* --- errors found between records */

static char *ignore(void *context, unsigned worker, const struct input *input)
{
	(void)context;
	(void)worker;
	(void)input;
	return NULL;
}

/* Two files that can be read again and a pipe that cannot. */
struct late {
	struct test_file file[2];
	int pipe;
	bool is_changed;
};

static void reject_late(void *context)
{
	const struct late *late = context;
	char pipe_path[32];
	struct strings paths = {0};
	struct rejects *rejects = rejects_open_output(false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	snprintf(pipe_path, sizeof pipe_path, "/dev/fd/%d", late->pipe);
	strings_add(&paths, late->file[0].path);
	strings_add(&paths, late->file[1].path);
	strings_add(&paths, pipe_path);
	inputs_read(inputs, 2, &(struct inputs_source){&stream_staff, &paths, NULL}, 1,
		    &(struct inputs_work){.record = ignore});
	printf("%d%d%d\n", inputs_keeps_raw(inputs, inputs_position(0, 2)),
	       inputs_keeps_raw(inputs, inputs_position(1, 2)),
	       inputs_keeps_raw(inputs, inputs_position(2, 2)));
	fflush(stdout);
	if (late->is_changed && truncate(late->file[1].path, 12) != 0)
		test_give_up("truncate");
	struct late_error errors[] = {
		{inputs_position(2, 2), 1, "ref", "is no invoice of this customer", 0, TEXT("v1"),
		 TEXT("kept")},
		{inputs_position(0, 4), 1, "ref", "is no invoice of this customer", 0, TEXT("v2"), TEXT("")},
		{inputs_position(1, 2), 0, "doc", NULL, inputs_position(0, 3), TEXT("v3"), TEXT("")},
		{inputs_position(0, 3), 0, "doc", NULL, inputs_position(2, 2), TEXT("v4"), TEXT("")},
		{inputs_position(0, 2), 1, "ref", "is no invoice of this customer", 0, TEXT("v5"), TEXT("")},
		{inputs_position(1, 5), 1, "ref", "is no invoice of this customer", 0, TEXT("v6"), TEXT("")},
	};
	inputs_reject_late(inputs, errors, 0);
	inputs_reject_late(inputs, errors, sizeof errors / sizeof *errors);
	inputs_free(inputs);
	free(paths.string);
	exit(rejects_close(rejects));
}

/* A pipe that holds a staff file of one record. */
static int open_pipe(void)
{
	int ends[2];
	if (pipe(ends) != 0)
		test_give_up("pipe");
	if (write(ends[1], "staff,role\nP,p\n", 15) != 15)
		test_give_up("pipe");
	close(ends[1]);
	return ends[0];
}

static void test_late(void)
{
	struct late late = {
		.file = {test_file_new(TEXT("staff,role\nA,a\n\"B\",\"b\"\n C , c \n")),
			 test_file_new(TEXT("\xef\xbb\xbfstaff,role\r\nD,\"d\r\n\"\r\n\r\nE,e"))}};
	char output[OUTPUT_ROOM], expected[OUTPUT_ROOM];
	struct test_string out = {0};
	late.pipe = open_pipe();
	CHECK_INT(test_run(reject_late, &late, output, sizeof output), 1);
	close(late.pipe);
	shorten(late.file, 2, output, &out);
	snprintf(expected, sizeof expected,
		 "001\nfile,line,column,value,reason,record\n"
		 "A,3,doc,v4,is given twice (first in %d:2),\"\"\"B\"\",\"\"b\"\"\"\n"
		 "B,2,doc,v3,is given twice (first in A:3),\"D,\"\"d\r\n\"\"\"\n"
		 "A,2,ref,v5,is no invoice of this customer,\"A,a\"\n"
		 "A,4,ref,v2,is no invoice of this customer,\" C , c \"\n"
		 "B,5,ref,v6,is no invoice of this customer,\"E,e\"\n"
		 "%d,2,ref,v1,is no invoice of this customer,kept\n",
		 late.pipe, late.pipe);
	CHECK_TEXT(test_text(&out), expected);
	late.pipe = open_pipe();
	late.is_changed = true;
	CHECK_INT(test_run(reject_late, &late, output, sizeof output), 2);
	close(late.pipe);
	shorten(late.file, 2, output, &out);
	CHECK_TEXT(test_text(&out), "001\nB: has changed while it was read\n");
	for (int i = 0; i < 2; i++)
		test_file_remove(&late.file[i]);
	free(out.at);
}

/* A record of good form that its user rejects stands among the others in the order of the input. */
static bool is_wanted(void *context, unsigned worker, const struct input *input, struct row_error *error)
{
	const struct fault *fault = input->record;
	(void)context, (void)worker;
	*error = (struct row_error){TEXT("code"), fault->code, "is not wanted"};
	return !text_equal(fault->code, TEXT("b"));
}

struct checked {
	struct test_file file, rejected;
};

static void read_checked(void *context)
{
	const struct checked *checked = context;
	struct strings paths = {0};
	strings_add(&paths, checked->file.path);
	struct rejects *rejects = rejects_open(checked->rejected.path, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	inputs_read(inputs, 1, &(struct inputs_source){&stream_faults, &paths, NULL}, 1,
		    &(struct inputs_work){.record = ignore, .check = is_wanted});
	printf("%ju of %ju\n", (uintmax_t)rejects_count(rejects), (uintmax_t)inputs_count(inputs));
	inputs_free(inputs);
	free(paths.string);
	rejects_close(rejects);
}

static void test_positions(void)
{
	uint64_t a = inputs_position(0, 7), b = inputs_position(3, 7), c = inputs_position(1, 8);
	CHECK(inputs_by_line(a) < inputs_by_line(b) && inputs_by_line(b) < inputs_by_line(c));
	CHECK_INT(inputs_line(b), 7);
}

static void test_checks(void)
{
	char out[256];
	struct checked checked = {test_file_new(TEXT("date,person,code\n2025-01-01,p,a\n2025-01-01,p,b\n2025-"
						     "13-01,p,c\n2025-01-02,p,b\n")),
				  test_file_new(TEXT(""))};
	CHECK_INT(test_run(read_checked, &checked, out, sizeof out), 0);
	CHECK(strstr(out, "3 of 4\n") != NULL);
	struct text written = test_file_read(&checked.rejected);
	struct text rest = written;
	static const char *const ends[] = {"reason,record", ",3,code,b,is not wanted,\"2025-01-01,p,b\"",
					   ",4,date,2025-13-01,is not a date,\"2025-13-01,p,c\"",
					   ",5,code,b,is not wanted,\"2025-01-02,p,b\""};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct text line = test_next_line(&rest), end = text_of(ends[i]);
		CHECK(line.length >= end.length);
		CHECK_BYTES(((struct text){line.at + line.length - end.length, end.length}), end);
	}
	CHECK_INT(rest.length, 0);
	free((void *)(uintptr_t)written.at);
	test_file_remove(&checked.file);
	test_file_remove(&checked.rejected);
}

int main(void)
{
	test_files();
	test_workers();
	test_endings();
	test_late();
	test_checks();
	test_positions();
	return test_end();
}
