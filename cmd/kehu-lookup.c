/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-lookup: appends to each record of any CSV what a value of it comes to by a table of the policy. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "filter.h"
#include "lookup.h"
#include "memory.h"

struct options {
	struct shared_options shared;
	const char *table;    /* --table */
	const char *columns;  /* --column */
	const char *as;       /* --as */
	struct strings input; /* operand */
};

static const char help[] =
	"Usage: kehu-lookup --table=NAME --column=COLUMN[,COLUMN]... [OPTION]... [FILE.csv]\n"
	"Append to each record what a value of it comes to by a table of the policy.\n"
	"\n"
	"  --table=NAME           the table: the policy's rows of the rule lookup with this key\n"
	"  --column=COLUMN,...    the columns whose values are looked up: the first that is found\n"
	"                         in the table decides\n"
	"  --as=NAME              the name of the column that is appended (default: the table's);\n"
	"                         another, NAME_clause, names the clause\n"
	"  --as-of=DATE           is not looked at\n" POLICY_HELP
	"  --rejects=FILE         set bad records aside in FILE and go on\n" INPUT_HELP "\n"
	"Example:\n"
	"  $ printf 'guest,class\\nZhang,B\\n' |\n"
	"      kehu-lookup --policy=reception --table=reception_cost --column=class\n"
	"  guest,class,reception_cost,reception_cost_clause\n"
	"  Zhang,B,300,reception 3.1\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"table", OPTION_STRING, &options->table},
					       {"column", OPTION_STRING, &options->columns},
					       {"as", OPTION_STRING, &options->as},
					       SHARED_OPTIONS(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first + 1 < argc)
		diag_usage("superfluous operand \"%s\"", argv[first + 1]);
	if (options->table == NULL || options->columns == NULL)
		diag_usage("--table and --column are needed");
	if (options->as == NULL)
		options->as = options->table;
	if (*options->as == '\0')
		diag_usage("--as is empty");
	strings_add(&options->input, first < argc ? argv[first] : "-");
	options_check_inputs(&options->shared, (const struct strings *[]){&options->input}, 1);
	options_finish(&options->shared);
}

/* --- the columns as a stream */

struct columns {
	char *names; /* of all, each with a NUL */
	struct column column[STREAM_COLUMNS_MAX];
	size_t n;
	struct stream stream;
};

static void add_column(struct columns *columns, const char *name)
{
	if (*name == '\0')
		diag_usage("--column has an empty name");
	if (columns->n == STREAM_COLUMNS_MAX)
		diag_usage("--column has more than %d names", STREAM_COLUMNS_MAX);
	for (size_t i = 0; i < columns->n; i++)
		if (text_equal_nocase(text_of(columns->column[i].name), text_of(name)))
			diag_usage("--column names \"%s\" twice", name);
	columns->column[columns->n] = (struct column){
		name, NULL, COLUMN_TEXT, COLUMN_REQUIRED, columns->n * sizeof(struct text), NULL};
	columns->n++;
}

/* The named columns as texts, one after the other. */
static void set_columns(struct columns *columns, const char *list)
{
	static const struct text empty[STREAM_COLUMNS_MAX];
	size_t length = strlen(list);
	*columns = (struct columns){.names = memory_new(length + 1, 1)};
	memcpy(columns->names, list, length);
	for (char *name = columns->names, *comma; name != NULL; name = comma) {
		comma = strchr(name, ',');
		if (comma != NULL)
			*comma++ = '\0';
		add_column(columns, name);
	}
	columns->stream = (struct stream){.name = "input",
					  .column = columns->column,
					  .columns = columns->n,
					  .record_size = columns->n * sizeof(struct text),
					  .empty = empty};
}

/* --- records */

struct job {
	const struct options *options;
	struct filter filter;
	struct lookup lookup;
	struct columns columns;
	char *clause;                  /* the second column's name */
	char *reason;                  /* where no row is found */
	struct writer **output;        /* by worker */
	const struct policy_row **row; /* by worker: what the record at hand has found; NULL: nothing */
};

/* The first column whose value finds a row decides; where some are given and none does, the first given is bad. */
static bool check_record(void *context, unsigned worker, const struct input *input, struct row_error *error)
{
	const struct job *job = context;
	const struct text *value = input->record;
	const struct policy_row *row = NULL;
	const char *first = NULL;
	for (size_t i = 0; i < job->columns.n && row == NULL; i++) {
		if (value[i].length == 0)
			continue;
		row = lookup_find(&job->lookup, value[i]);
		if (first == NULL) {
			first = job->columns.column[i].name;
			*error = (struct row_error){text_of(first), value[i], job->reason};
		}
	}
	job->row[worker] = row;
	return row != NULL || first == NULL;
}

static char *do_record(void *context, unsigned worker, const struct input *input)
{
	const struct job *job = context;
	const struct policy_row *row = job->row[worker];
	struct writer *writer = job->output[worker];
	inputs_copy(input, writer);
	writer_text(writer, row != NULL ? row->value : TEXT(""));
	writer_text(writer, row != NULL ? row->clause : TEXT(""));
	writer_end(writer);
	return NULL;
}

/* The input's columns, then ours; none may have a name of ours. */
static void do_header(void *context, const char *path, const struct text *names, size_t n)
{
	struct job *job = context;
	const char *const own[] = {job->options->as, job->clause, NULL};
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; own[j] != NULL; j++)
			if (text_equal_nocase(names[i], text_of(own[j])))
				diag_fail("%s: column %s is there already", path,
					  diag_quote(text_of(own[j])));
		writer_text(job->filter.writer, names[i]);
	}
	writer_header(job->filter.writer, own);
}

/* Both texts, one after the other; for free(). */
static char *join(const char *a, const char *b)
{
	size_t n = strlen(a);
	char *both = memory_new(n + strlen(b) + 1, 1);
	memcpy(both, a, n);
	memcpy(both + n, b, strlen(b));
	return both;
}

static void open_job(struct job *job, const struct options *options)
{
	*job = (struct job){.options = options};
	set_columns(&job->columns, options->columns);
	filter_open(&job->filter, &options->shared);
	lookup_load(&job->lookup, job->filter.policy, text_of(options->table));
	job->clause = join(options->as, "_clause");
	job->reason = join("finds no row of lookup,", options->table);
	job->row = memory_new(job->filter.threads, sizeof *job->row);
	job->output = memory_new(job->filter.threads, sizeof(struct writer *));
	for (unsigned i = 0; i < job->filter.threads; i++)
		job->output[i] = writer_open_memory();
}

static int close_job(struct job *job)
{
	for (unsigned i = 0; i < job->filter.threads; i++)
		writer_close(job->output[i]);
	free(job->output);
	free(job->row);
	free(job->clause);
	free(job->reason);
	free(job->columns.names);
	lookup_free(&job->lookup);
	return filter_close(&job->filter);
}

static int run(const struct options *options)
{
	struct job job;
	open_job(&job, options);
	inputs_read(job.filter.inputs, job.filter.threads,
		    &(struct inputs_source){&job.columns.stream, &options->input, NULL}, 1,
		    &(struct inputs_work){.context = &job,
					  .header = do_header,
					  .record = do_record,
					  .output = job.output,
					  .writer = job.filter.writer,
					  .check = check_record});
	return close_job(&job);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.input.string);
	free(options.shared.policies.string);
	return status;
}
