/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-join: joins the three streams into facts, one record per customer. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "facts.h"
#include "filter.h"
#include "words.h"

struct options {
	struct shared_options shared;
	struct strings files[GROUP_STREAMS]; /* --registration, --visits, --receivables */
};

static const char help[] =
	"Usage: kehu-join --registration=FILE --visits=FILE --receivables=FILE [OPTION]...\n"
	"Join the streams into facts, one record per customer. Any two of them may be left out.\n"
	"\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --receivables=FILE     receivables\n" SHARED_HELP "\n"
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
		SHARED_OPTIONS(&options->shared)};
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

static int run(const struct options *options)
{
	struct filter filter;
	struct terms terms;
	filter_open(&filter, &options->shared);
	terms_load_due(&terms, filter.policy, filter.calendar);
	struct group *group = group_new(
		(const char *const *const[]){registration_columns, visit_columns, receivable_columns});
	inputs_read_group(
		filter.inputs, group,
		(const struct strings *[]){&options->files[0], &options->files[1], &options->files[2]},
		filter.as_of);
	struct allocation *allocation = allocation_new();
	writer_header(filter.writer, header);
	group_sort(group);
	for (size_t i = 0; i < group_count(group); i++) {
		struct customer_records records;
		struct facts facts;
		bool any;
		group_customer(group, i, &records);
		filter_check(records.customer,
			     facts_make(&facts, &any, &records, &terms, allocation, filter.as_of));
		if (any)
			write_facts(filter.writer, &facts, options);
	}
	allocation_free(allocation);
	group_free(group);
	terms_free(&terms);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	for (int i = 0; i < GROUP_STREAMS; i++)
		free(options.files[i].string);
	free(options.shared.policies.string);
	return status;
}
