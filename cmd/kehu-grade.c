/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-grade: grades customers by their facts and sets their credit terms. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "filter.h"
#include "grade.h"
#include "memory.h"

struct options {
	struct shared_options shared;
	bool has_as_of;
	struct strings facts; /* operand */
};

static const char help[] =
	"Usage: kehu-grade [OPTION]... [FACTS.csv]\n"
	"Grade customers by their facts and set their credit terms.\n"
	"\n"
	"  --as-of=DATE           decides on the first year (default: the record's as_of, else "
	"today)\n" POLICY_HELP "  --rejects=FILE         set bad records aside in FILE and go on\n" INPUT_HELP
	"\n"
	"Example:\n"
	"  $ printf 'customer,sales,collected,balance,first_trade\\nK1,9000000,9000000,0,2024-03-01\\n' |\n"
	"      kehu-grade --as-of=2025-12-31 | cut -d, -f1,6-13\n"
	"  "
	"customer,collection_rate,sales_score,collection_score,balance_score,influence_score,score,grade,"
	"credit_days\n"
	"  K1,100.00,8,10,10,2,8.20,A,50\n"
	"\n" STATUS_HELP;

static const char *const columns[] = {
	"collection_rate", "sales_score", "collection_score", "balance_score", "influence_score", "score",
	"grade",           "credit_days", "credit_limit",     "note",          "clause",          NULL};

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {SHARED_OPTIONS(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first + 1 < argc)
		diag_usage("superfluous operand \"%s\"", argv[first + 1]);
	strings_add(&options->facts, first < argc ? argv[first] : "-");
	options_check_inputs(&options->shared, (const struct strings *[]){&options->facts}, 1);
	options->has_as_of = options->shared.as_of != DATE_NONE;
	options_finish(&options->shared);
}

struct job {
	const struct options *options;
	struct filter filter;
	struct grade_rules rules;
	struct writer **output; /* by worker */
};

static void write_grade(struct writer *writer, const struct grade *grade)
{
	if (grade->has_rate)
		writer_decimal(writer, grade->rate, 2, 2);
	else
		writer_string(writer, "");
	for (int i = 0; i < GRADE_COMPONENTS; i++)
		writer_number(writer, grade->points[i]);
	writer_decimal(writer, grade->score, 2, 2);
	writer_text(writer, grade->tier);
	writer_number(writer, grade->credit_days);
	writer_amount(writer, grade->credit_limit);
	writer_string(writer, grade->not_assessed && grade->is_first_year
				      ? "influence not assessed by a manager; first year"
			      : grade->not_assessed  ? "influence not assessed by a manager"
			      : grade->is_first_year ? "first year"
						     : "");
	writer_text(writer, grade->clause);
	writer_end(writer);
}

static char *do_record(void *context, unsigned worker, const struct input *input)
{
	const struct job *job = context;
	const struct facts *facts = input->record;
	struct writer *writer = job->output[worker];
	struct grade grade;
	int32_t as_of =
		job->options->has_as_of || facts->as_of == DATE_NONE ? job->filter.as_of : facts->as_of;
	const char *error = grade_customer(&grade, &job->rules, facts, as_of);
	if (error != NULL)
		return filter_failure("customer", facts->customer, error);
	inputs_copy(input, writer);
	write_grade(writer, &grade);
	return NULL;
}

/* The input's columns, then ours; none may have a name of ours. */
static void do_header(void *context, const char *path, const struct text *names, size_t n)
{
	struct job *job = context;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; columns[j] != NULL; j++)
			if (text_equal_nocase(names[i], text_of(columns[j])))
				diag_fail("%s: column %s is there already", path, columns[j]);
		writer_text(job->filter.writer, names[i]);
	}
	writer_header(job->filter.writer, columns);
}

static int run(const struct options *options)
{
	struct job job = {.options = options};
	filter_open(&job.filter, &options->shared);
	grade_rules_load(&job.rules, job.filter.policy);
	job.output = memory_new(job.filter.threads, sizeof(struct writer *));
	for (unsigned i = 0; i < job.filter.threads; i++)
		job.output[i] = writer_open_memory();
	inputs_read(job.filter.inputs, job.filter.threads,
		    &(struct inputs_source){&stream_facts, &options->facts, NULL}, 1,
		    &(struct inputs_work){.context = &job,
					  .header = do_header,
					  .record = do_record,
					  .output = job.output,
					  .writer = job.filter.writer});
	for (unsigned i = 0; i < job.filter.threads; i++)
		writer_close(job.output[i]);
	free(job.output);
	return filter_close(&job.filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.facts.string);
	free(options.shared.policies.string);
	return status;
}
