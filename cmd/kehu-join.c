/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-join: joins the three streams into facts, one record per customer. */
#include <config.h>

#include <stdlib.h>

#include "customers.h"
#include "date.h"
#include "diag.h"
#include "facts.h"
#include "memory.h"
#include "words.h"

struct options {
	struct shared_options shared;
	struct strings files[3]; /* --registration, --visits, --receivables */
};

static const char help[] =
	"Usage: kehu-join --registration=FILE --visits=FILE --receivables=FILE [OPTION]...\n"
	"Join the streams into facts, one record per customer. Any two of them may be left out.\n"
	"\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --receivables=FILE     receivables\n"
	"  --by-line              rejects by stream, then line, instead of errors between records "
	"last\n" SHARED_HELP BUFFER_HELP SORTED_HELP "\n"
	"Example:\n"
	"  $ kehu-join --registration=registration.csv --visits=visits.csv \\\n"
	"      --receivables=receivables.csv --as-of=2025-12-31 | cut -d, -f1,9,12,14\n"
	"  customer,sales,balance,overdue_days\n"
	"  KH0001,10200000.00,0.00,0\n"
	"  ...\n"
	"\n" STATUS_HELP;

static const char *const header[] = {
	"customer",        "name",     "channel",      "influence",    "assessor", "staff",   "registered",
	"first_trade",     "sales",    "tons",         "collected",    "balance",  "overdue", "overdue_days",
	"contract_amount", "contacts", "last_contact", "last_outcome", "as_of",    NULL};

static const char *const registration_columns[] = {"staff", "name", "channel", "influence", "assessor", NULL};
static const char *const visit_columns[] = {"kind", "outcome", NULL};
static const char *const receivable_columns[] = {"kind", "amount",          "doc", "ref",
						 "tons", "contract_amount", NULL};

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {
		{"registration", OPTION_LIST, &options->files[GROUP_REGISTRATION]},
		{"visits", OPTION_LIST, &options->files[GROUP_VISITS]},
		{"receivables", OPTION_LIST, &options->files[GROUP_RECEIVABLES]},
		{"by-line", OPTION_FLAG, &options->shared.by_line},
		SHARED_OPTIONS(&options->shared),
		BUFFER_OPTION(&options->shared),
		SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first < argc)
		diag_usage("superfluous operand \"%s\"", argv[first]);
	if (options->files[0].n + options->files[1].n + options->files[2].n == 0)
		diag_usage("at least one of --registration, --visits and --receivables is needed");
	options_check_inputs(
		&options->shared,
		(const struct strings *[]){&options->files[0], &options->files[1], &options->files[2]}, 3);
	options_finish(&options->shared);
}

static void write_empty(struct writer *writer, int n)
{
	for (int i = 0; i < n; i++)
		writer_string(writer, "");
}

/* The columns of a stream that is left out are empty. */
static void write_facts(struct writer *writer, const struct facts *facts, const struct options *options)
{
	writer_text(writer, facts->customer);
	writer_text(writer, facts->name);
	writer_string(writer, words_english(&words_channel, facts->channel));
	writer_string(writer, words_english(&words_influence, facts->influence));
	writer_text(writer, facts->assessor);
	writer_text(writer, facts->staff);
	writer_date(writer, facts->registered);
	if (options->files[GROUP_RECEIVABLES].n > 0) {
		writer_date(writer, facts->first_trade);
		writer_amount(writer, facts->sales);
		writer_decimal(writer, facts->tons, 3, 0);
		writer_amount(writer, facts->collected);
		writer_amount(writer, facts->balance);
		writer_amount(writer, facts->overdue);
		writer_number(writer, facts->overdue_days);
		writer_amount(writer, facts->contract_amount);
	} else {
		write_empty(writer, 8);
	}
	if (options->files[GROUP_VISITS].n > 0) {
		writer_number(writer, facts->contacts);
		writer_date(writer, facts->last_contact);
		writer_string(writer, words_english(&words_outcome, facts->last_outcome));
	} else {
		write_empty(writer, 3);
	}
	writer_date(writer, facts->as_of);
	writer_end(writer);
}

/* What all workers share, and each worker's own. */
struct shared {
	const struct options *options;
	struct terms terms;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct allocation *allocation;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	*job = (struct job){context, allocation_new()};
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	allocation_free(job->allocation);
	free(job);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	const struct job *job = state;
	struct facts facts;
	bool any;
	const char *error =
		facts_make(&facts, &any, records, &job->shared->terms, job->allocation, job->shared->as_of);
	if (error == NULL && any)
		write_facts(results_writer(results), &facts, job->shared->options);
	return error;
}

static int run(const struct options *options)
{
	static const struct customer_rule rule = {
		.wanted = {registration_columns, visit_columns, receivable_columns},
		.open = open_job,
		.close = close_job,
		.work = do_customer};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.options = options, .as_of = filter.as_of};
	terms_load_due(&shared.terms, filter.policy, filter.calendar);
	writer_header(filter.writer, header);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){&options->files[0], &options->files[1],
							      &options->files[2]},
		      &rule, &shared);
	terms_free(&shared.terms);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	for (int i = 0; i < 3; i++)
		free(options.files[i].string);
	free(options.shared.policies.string);
	return status;
}
