/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-dun: shows at which stage of collection each customer's debt is. */
#include <config.h>

#include <stdlib.h>

#include "customers.h"
#include "date.h"
#include "diag.h"
#include "dunning.h"
#include "credit_limits.h"
#include "memory.h"
#include "terms.h"

struct options {
	struct shared_options shared;
	struct strings grades;      /* --grades */
	struct strings receivables; /* operands */
};

static const char help[] =
	"Usage: kehu-dun [--grades=GRADES.csv] [OPTION]... [RECEIVABLES.csv ...]\n"
	"Show the collection step that each customer's debt calls for.\n"
	"\n"
	"  --grades=FILE          grades, to remind who is over the limit\n" SHARED_HELP BUFFER_HELP
		SORTED_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,date,kind,amount,doc\\nK1,2025-01-01,invoice,1000,D1\\n' |\n"
	"      kehu-dun --as-of=2025-03-31 | cut -d, -f1-7\n"
	"  customer,stage,since,days,next_stage,next_date,overdue\n"
	"  K1,agreement,2025-03-22,39,legal,2025-05-21,1000.00\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"grades", OPTION_LIST, &options->grades},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared),
					       SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	for (int i = first; i < argc; i++)
		strings_add(&options->receivables, argv[i]);
	if (first == argc)
		strings_add(&options->receivables, "-");
	options_check_inputs(&options->shared,
			     (const struct strings *[]){&options->grades, &options->receivables}, 2);
	options_finish(&options->shared);
}

/* What all workers share, and each worker's own. */
struct shared {
	struct dunning_rules rules;
	struct limits limits;
	struct terms terms;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct dunning *dunning;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	*job = (struct job){context, dunning_new()};
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	dunning_free(job->dunning);
	free(job);
}

static void write_step(struct writer *writer, struct text customer, const struct dunning_step *step)
{
	writer_text(writer, customer);
	writer_text(writer, step->stage->name);
	writer_date(writer, step->since);
	writer_number(writer, step->days);
	writer_text(writer, step->next != NULL ? step->next->name : TEXT(""));
	writer_date(writer, step->next_date);
	writer_amount(writer, step->overdue);
	writer_amount(writer, step->outstanding);
	writer_amount(writer, step->on_account);
	writer_amount(writer, step->over_limit);
	writer_amount(writer, step->written_off);
	writer_amount(writer, step->recovered);
	writer_text(writer, step->stage->need);
	writer_text(writer, step->stage->clause);
	writer_end(writer);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	const struct job *job = state;
	const struct shared *shared = job->shared;
	struct dunning_step step;
	struct limit limit = limits_find(&shared->limits, records, results);
	const char *error = dunning_work(job->dunning, &shared->rules, &shared->terms, records, shared->as_of,
					 limit.graded != NULL ? limit.fen : MONEY_NONE, &step);
	if (error == NULL && step.stage != NULL)
		write_step(results_writer(results), records->customer, &step);
	return error;
}

static int run(const struct options *options)
{
	static const char *const header[] = {"customer",   "stage",      "since",       "days",
					     "next_stage", "next_date",  "overdue",     "outstanding",
					     "on_account", "over_limit", "written_off", "recovered",
					     "need",       "clause",     NULL};
	static const char *const wanted[] = {"kind", "amount", "doc", "ref", NULL};
	static const char *const graded[] = {"grade", "credit_limit", NULL};
	static const struct customer_rule rule = {
		.wanted = {[GROUP_RECEIVABLES] = wanted, [GROUP_GRADES] = graded},
		.open = open_job,
		.close = close_job,
		.work = do_customer};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.as_of = filter.as_of};
	dunning_rules_load(&shared.rules, filter.policy);
	limits_load(&shared.limits, filter.policy);
	terms_load_due(&shared.terms, filter.policy, filter.calendar);
	writer_header(filter.writer, header);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){
			      [GROUP_RECEIVABLES] = &options->receivables, [GROUP_GRADES] = &options->grades},
		      &rule, &shared);
	dunning_rules_free(&shared.rules);
	limits_free(&shared.limits);
	terms_free(&shared.terms);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.receivables.string);
	free(options.grades.string);
	free(options.shared.policies.string);
	return status;
}
