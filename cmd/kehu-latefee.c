/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-latefee: allocates payments to invoices and works out what late payers owe. */
#include <config.h>

#include <stdlib.h>

#include "allocation.h"
#include "customers.h"
#include "date.h"
#include "diag.h"
#include "latefee.h"
#include "memory.h"
#include "terms.h"

struct options {
	struct shared_options shared;
	bool all;                   /* --all */
	bool detail;                /* --detail */
	bool by_customer;           /* --by-customer */
	bool by_year;               /* --by-year */
	struct strings receivables; /* operands */
};

static const char help[] =
	"Usage: kehu-latefee [--all|--detail|--by-customer|--by-year] [OPTION]... [RECEIVABLES.csv ...]\n"
	"Set payments against invoices and work out late fees.\n"
	"\n"
	"  --all                  every invoice, not only those that are or were overdue\n"
	"  --detail               a line per stretch of days charged alike\n"
	"  --by-customer          a line per customer: invoices, outstanding, fee\n"
	"  --by-year              a line per customer and calendar year: the fee that accrued in it\n"
	"  --years=FILE           write the lines of --by-year to FILE, too\n" SHARED_HELP BUFFER_HELP
		SORTED_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,date,kind,amount,doc\\nK1,2025-01-01,invoice,1000,D1\\n' |\n"
	"      kehu-latefee --as-of=2025-02-23\n"
	"  customer,doc,received,due,amount,settled,outstanding,overdue_days,fee,clause\n"
	"  K1,D1,2025-01-01,2025-02-20,1000.00,0.00,1000.00,3,0.60,dairy 16\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"all", OPTION_FLAG, &options->all},
					       {"detail", OPTION_FLAG, &options->detail},
					       {"by-customer", OPTION_FLAG, &options->by_customer},
					       {"by-year", OPTION_FLAG, &options->by_year},
					       {"years", OPTION_STRING, &options->shared.second},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared),
					       SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (options->all + options->detail + options->by_customer + options->by_year > 1)
		diag_usage("--all, --detail, --by-customer and --by-year exclude each other");
	if (options->by_year && options->shared.second != NULL)
		diag_usage("--by-year and --years exclude each other");
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
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct allocation *allocation;
	struct latefee *latefee;
	struct writer *writer;
	struct text customer;
	int64_t invoices, outstanding, fee; /* of --by-customer */
	int64_t by_year[10000];             /* fen, of --by-year */
	int first_year, last_year;          /* those that are not zero throughout; none: first > last */
};

static void write_invoice(struct job *job, const struct invoice *invoice, int32_t overdue_days, int64_t fee)
{
	struct writer *writer = job->writer;
	writer_text(writer, job->customer);
	writer_text(writer, invoice->posting->doc);
	writer_date(writer, invoice->posting->day);
	writer_date(writer, invoice->due);
	writer_amount(writer, invoice->posting->amount);
	writer_amount(writer, invoice->posting->amount - invoice->outstanding);
	writer_amount(writer, invoice->outstanding);
	writer_number(writer, overdue_days);
	writer_amount(writer, fee);
	writer_text(writer, latefee_clause(job->latefee));
	writer_end(writer);
}

static bool write_stretch(struct job *job, const struct invoice *invoice, const struct stretch *stretch)
{
	struct writer *writer = job->writer;
	money_wide fee;
	if (!latefee_stretch_fee(stretch, &fee))
		return false;
	writer_text(writer, job->customer);
	writer_text(writer, invoice->posting->doc);
	writer_date(writer, stretch->from);
	writer_date(writer, stretch->to);
	writer_number(writer, stretch->to - stretch->from);
	writer_amount(writer, stretch->balance);
	writer_decimal(writer, stretch->rate->rate, 6, 0);
	writer_decimal(writer, fee, 8, 2);
	writer_end(writer);
	return true;
}

/* Stretches that only the policy's rows keep apart (the same rate under two clauses) are one line. */
static bool write_stretches(struct job *job, const struct invoice *invoice, const struct stretch *stretches,
			    size_t n)
{
	for (size_t i = 0, next; i < n; i = next) {
		struct stretch whole = stretches[i];
		for (next = i + 1; next < n && stretches[next].from == whole.to &&
				   stretches[next].balance == whole.balance &&
				   stretches[next].rate->rate == whole.rate->rate &&
				   stretches[next].year_length == whole.year_length;
		     next++)
			whole.to = stretches[next].to;
		if (!write_stretch(job, invoice, &whole))
			return false;
	}
	return true;
}

static bool add_year(void *context, int year, int64_t fen)
{
	struct job *job = context;
	if (job->first_year > year)
		job->first_year = year;
	if (job->last_year < year)
		job->last_year = year;
	return money_add(&job->by_year[year], fen);
}

/* False: a sum is too large. */
static bool do_invoice(struct job *job, const struct invoice *invoice)
{
	const struct options *options = job->shared->options;
	const struct terms *terms = &job->shared->terms;
	const struct stretch *stretches;
	int64_t fee;
	int32_t overdue_days = allocation_overdue_days(invoice, job->shared->as_of);
	if (overdue_days == 0 && !options->all)
		return true;
	size_t n = latefee_stretches(job->latefee, terms, job->allocation, invoice, job->shared->as_of,
				     &stretches);
	if (!latefee_fee(job->latefee, terms, invoice, &fee))
		return false;
	job->invoices += overdue_days > 0;
	if ((options->by_year || options->shared.second != NULL) &&
	    !latefee_by_year(job->latefee, terms, invoice, add_year, job))
		return false;
	if (options->by_year)
		return true;
	if (options->by_customer)
		return money_add(&job->outstanding, invoice->outstanding) && money_add(&job->fee, fee);
	if (options->detail)
		return write_stretches(job, invoice, stretches, n);
	write_invoice(job, invoice, overdue_days, fee);
	return true;
}

static void write_customer(struct job *job)
{
	struct writer *writer = job->writer;
	if (job->invoices == 0)
		return;
	writer_text(writer, job->customer);
	writer_number(writer, job->invoices);
	writer_amount(writer, job->outstanding);
	writer_amount(writer, job->fee);
	writer_end(writer);
}

static void write_years(struct job *job, struct writer *writer)
{
	for (int year = job->first_year; year <= job->last_year; year++) {
		if (job->by_year[year] != 0) {
			writer_text(writer, job->customer);
			writer_number(writer, year);
			writer_amount(writer, job->by_year[year]);
			writer_end(writer);
		}
		job->by_year[year] = 0;
	}
}

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->allocation = allocation_new();
	job->latefee = latefee_new();
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	allocation_free(job->allocation);
	latefee_free(job->latefee);
	free(job);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const struct invoice *invoices;
	job->writer = results_writer(results);
	job->customer = records->customer;
	job->invoices = job->outstanding = job->fee = 0;
	job->first_year = 10000;
	job->last_year = 0;
	const char *error = allocation_run(job->allocation, records, &job->shared->terms, job->shared->as_of);
	if (error != NULL)
		return error;
	size_t n = allocation_invoices(job->allocation, &invoices);
	for (size_t i = 0; i < n; i++) {
		allocation_fetch(job->allocation, i);
		if (!do_invoice(job, &invoices[i]))
			return MONEY_TOO_LARGE;
		results_flush(results);
	}
	if (job->shared->options->by_customer)
		write_customer(job);
	write_years(job, job->shared->options->by_year ? job->writer : results_second(results));
	return NULL;
}

static const char *const by_year[] = {"customer", "year", "fee", NULL};

static void write_header(const struct options *options, struct writer *writer)
{
	static const char *const invoice[] = {"customer", "doc",     "received",    "due",
					      "amount",   "settled", "outstanding", "overdue_days",
					      "fee",      "clause",  NULL};
	static const char *const detail[] = {"customer", "doc",  "from", "to", "days",
					     "balance",  "rate", "fee",  NULL};
	static const char *const by_customer[] = {"customer", "invoices", "outstanding", "fee", NULL};
	writer_header(writer, options->detail        ? detail
			      : options->by_customer ? by_customer
			      : options->by_year     ? by_year
						     : invoice);
}

static int run(const struct options *options)
{
	static const char *const wanted[] = {"kind", "amount", "doc", "ref", NULL};
	static const struct customer_rule rule = {.wanted = {[GROUP_RECEIVABLES] = wanted},
						  .open = open_job,
						  .close = close_job,
						  .work = do_customer};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.options = options, .as_of = filter.as_of};
	terms_load(&shared.terms, filter.policy, filter.calendar);
	write_header(options, filter.writer);
	if (filter.second != NULL)
		writer_header(filter.second, by_year);
	customers_run(&filter, (const struct strings *[GROUP_STREAMS]){NULL, NULL, &options->receivables},
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
	free(options.receivables.string);
	free(options.shared.policies.string);
	return status;
}
