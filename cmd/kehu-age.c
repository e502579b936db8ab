/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-age: shows how long what customers owe has been due. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "ageing.h"
#include "customers.h"
#include "date.h"
#include "diag.h"
#include "memory.h"
#include "terms.h"

struct options {
	struct shared_options shared;
	bool by_customer;           /* --by-customer */
	bool total;                 /* --total */
	bool all;                   /* --all */
	struct strings receivables; /* operands */
};

static const char help[] =
	"Usage: kehu-age [--by-customer|--total] [--all] [OPTION]... [RECEIVABLES.csv ...]\n"
	"Show what is outstanding by days past due.\n"
	"\n"
	"  --by-customer          a line per customer: outstanding, each bucket, on_account, balance\n"
	"  --total                one line: the sums of these\n"
	"  --all                  with either: customers, too, for whom nothing is open\n" SHARED_HELP
		BUFFER_HELP SORTED_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,date,kind,amount,doc\\nK1,2025-01-01,invoice,1000,D1\\n' |\n"
	"      kehu-age --as-of=2025-03-31\n"
	"  customer,doc,received,due,amount,outstanding,days,bucket,clause\n"
	"  K1,D1,2025-01-01,2025-02-20,1000.00,1000.00,39,31-60,assumed\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"by-customer", OPTION_FLAG, &options->by_customer},
					       {"total", OPTION_FLAG, &options->total},
					       {"all", OPTION_FLAG, &options->all},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared),
					       SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (options->by_customer && options->total)
		diag_usage("--by-customer and --total exclude each other");
	if (options->all && !options->by_customer && !options->total)
		diag_usage("--all goes with --by-customer or --total");
	for (int i = first; i < argc; i++)
		strings_add(&options->receivables, argv[i]);
	if (first == argc)
		strings_add(&options->receivables, "-");
	options_check_inputs(&options->shared, (const struct strings *[]){&options->receivables}, 1);
	options_finish(&options->shared);
}

/* What all workers share, and each worker's own. */
struct shared {
	const struct options *options;
	struct terms terms;
	struct ageing ageing;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct allocation *allocation;
	struct ageing_sums sums;  /* of the customer at hand */
	struct ageing_sums total; /* of --total */
	bool is_too_large;        /* the total */
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->allocation = allocation_new();
	job->sums = ageing_sums_new(&job->shared->ageing);
	job->total = ageing_sums_new(&job->shared->ageing);
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	allocation_free(job->allocation);
	ageing_sums_free(&job->sums);
	ageing_sums_free(&job->total);
	free(job);
}

static void write_invoice(const struct job *job, struct writer *writer, struct text customer,
			  const struct invoice *invoice)
{
	int32_t days = ageing_days(invoice, job->shared->as_of);
	const struct policy_row *bucket = ageing_row(&job->shared->ageing, days);
	writer_text(writer, customer);
	writer_text(writer, invoice->posting->doc);
	writer_date(writer, invoice->posting->day);
	writer_date(writer, invoice->due);
	writer_amount(writer, invoice->posting->amount);
	writer_amount(writer, invoice->outstanding);
	writer_number(writer, days);
	writer_text(writer, bucket->key);
	writer_text(writer, bucket->clause);
	writer_end(writer);
}

static void write_invoices(const struct job *job, struct text customer, struct results *results)
{
	const struct invoice *invoice;
	size_t n = allocation_invoices(job->allocation, &invoice);
	for (size_t i = 0; i < n; i++) {
		allocation_fetch(job->allocation, i);
		if (invoice[i].outstanding == 0)
			continue;
		write_invoice(job, results_writer(results), customer, &invoice[i]);
		results_flush(results);
	}
}

/* The fields behind the first, of --by-customer and of --total. */
static void write_sums(const struct ageing *ageing, struct writer *writer, const struct ageing_sums *sums)
{
	writer_amount(writer, sums->outstanding);
	for (size_t i = 0; i < ageing->buckets; i++)
		writer_amount(writer, sums->bucket[i]);
	writer_amount(writer, sums->on_account);
	writer_amount(writer, sums->balance);
	writer_end(writer);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const struct shared *shared = job->shared;
	struct ageing_sums *sums = &job->sums;
	if (records->receivables == 0 || records->receivable[0].day > shared->as_of)
		return NULL;
	const char *error = allocation_run(job->allocation, records, &shared->terms, shared->as_of);
	if (error != NULL)
		return error;
	if (!shared->options->by_customer && !shared->options->total) {
		write_invoices(job, records->customer, results);
		return NULL;
	}
	if (!ageing_sum(&shared->ageing, job->allocation, shared->as_of, sums))
		return MONEY_TOO_LARGE;
	if (!shared->options->all && sums->outstanding == 0 && sums->on_account == 0)
		return NULL;
	if (shared->options->total) {
		job->is_too_large |= !ageing_add(&shared->ageing, &job->total, sums);
	} else {
		writer_text(results_writer(results), records->customer);
		write_sums(&shared->ageing, results_writer(results), sums);
	}
	return NULL;
}

/* Adds up what all workers have. */
static char *finish(void *const *states, unsigned n, struct results *results)
{
	struct job *first = states[0];
	const struct shared *shared = first->shared;
	if (!shared->options->total)
		return NULL;
	for (unsigned i = 0; i < n; i++) {
		const struct job *job = states[i];
		first->is_too_large |= job->is_too_large;
		if (i > 0)
			first->is_too_large |= !ageing_add(&shared->ageing, &first->total, &job->total);
	}
	if (first->is_too_large) {
		char *message;
		if (asprintf(&message, "--total: %s", MONEY_TOO_LARGE) < 0)
			diag_fail("out of memory");
		return message;
	}
	writer_number(results_writer(results), first->total.customers);
	write_sums(&shared->ageing, results_writer(results), &first->total);
	return NULL;
}

static void write_header(const struct options *options, const struct ageing *ageing, struct writer *writer)
{
	static const char *const invoice[] = {"customer",    "doc",  "received", "due",    "amount",
					      "outstanding", "days", "bucket",   "clause", NULL};
	if (!options->by_customer && !options->total) {
		writer_header(writer, invoice);
		return;
	}
	writer_string(writer, options->total ? "customers" : "customer");
	writer_string(writer, "outstanding");
	for (size_t i = 0; i < ageing->buckets; i++)
		writer_text(writer, ageing->bucket[i]->key);
	writer_string(writer, "on_account");
	writer_string(writer, "balance");
	writer_end(writer);
}

static int run(const struct options *options)
{
	static const char *const wanted[] = {"kind", "amount", "doc", "ref", NULL};
	static const struct customer_rule rule = {.wanted = {[GROUP_RECEIVABLES] = wanted},
						  .open = open_job,
						  .close = close_job,
						  .work = do_customer,
						  .finish = finish};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.options = options, .as_of = filter.as_of};
	terms_load_due(&shared.terms, filter.policy, filter.calendar);
	ageing_load(&shared.ageing, filter.policy);
	write_header(options, &shared.ageing, filter.writer);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){[GROUP_RECEIVABLES] = &options->receivables},
		      &rule, &shared);
	ageing_free(&shared.ageing);
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
	free(options.shared.policies.string);
	return status;
}
