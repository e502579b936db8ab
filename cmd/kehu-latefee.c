/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-latefee: allocates payments to invoices and works out what late payers owe. */
#include <config.h>

#include <stdlib.h>

#include "allocation.h"
#include "date.h"
#include "diag.h"
#include "filter.h"
#include "group.h"
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
	"  --by-year              a line per customer and calendar year: the fee that accrued in "
	"it\n" SHARED_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,date,kind,amount,doc\\nK1,2025-01-01,invoice,1000,D1\\n' |\n"
	"      kehu-latefee --as-of=2025-02-23\n"
	"  customer,doc,received,due,amount,settled,outstanding,overdue_days,fee,clause\n"
	"  K1,D1,2025-01-01,2025-02-20,1000.00,0.00,1000.00,3,0.60,dairy 16\n"
	"\n" STATUS_HELP;

static const char *const wanted[] = {"kind", "amount", "doc", "ref", NULL};

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"all", OPTION_FLAG, &options->all},
					       {"detail", OPTION_FLAG, &options->detail},
					       {"by-customer", OPTION_FLAG, &options->by_customer},
					       {"by-year", OPTION_FLAG, &options->by_year},
					       SHARED_OPTIONS(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (options->all + options->detail + options->by_customer + options->by_year > 1)
		diag_usage("--all, --detail, --by-customer and --by-year exclude each other");
	for (int i = first; i < argc; i++)
		strings_add(&options->receivables, argv[i]);
	if (first == argc)
		strings_add(&options->receivables, "-");
	options_check_inputs(&options->shared, (const struct strings *[]){&options->receivables}, 1);
	options_finish(&options->shared);
}

/* What the lines of one customer are made from. */
struct job {
	const struct options *options;
	struct filter filter;
	struct terms terms;
	struct allocation *allocation;
	struct latefee *latefee;
	struct text customer;
	int64_t invoices, outstanding, fee; /* of --by-customer */
	int64_t by_year[10000];             /* fen, of --by-year */
	int first_year, last_year;          /* those that are not zero throughout; none: first > last */
};

static void write_invoice(struct job *job, const struct invoice *invoice, int32_t overdue_days, int64_t fee)
{
	struct writer *writer = job->filter.writer;
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

static void write_stretch(struct job *job, const struct invoice *invoice, const struct stretch *stretch)
{
	struct writer *writer = job->filter.writer;
	money_wide fee;
	if (!latefee_stretch_fee(stretch, &fee))
		filter_check(job->customer, MONEY_TOO_LARGE);
	writer_text(writer, job->customer);
	writer_text(writer, invoice->posting->doc);
	writer_date(writer, stretch->from);
	writer_date(writer, stretch->to);
	writer_number(writer, stretch->to - stretch->from);
	writer_amount(writer, stretch->balance);
	writer_decimal(writer, stretch->rate->rate, 6, 0);
	writer_decimal(writer, fee, 8, 2);
	writer_end(writer);
}

/* Stretches that only the policy's rows keep apart (the same rate under two clauses) are one line. */
static void write_stretches(struct job *job, const struct invoice *invoice, const struct stretch *stretches,
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
		write_stretch(job, invoice, &whole);
	}
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

static void do_invoice(struct job *job, const struct invoice *invoice)
{
	const struct options *options = job->options;
	const struct stretch *stretches;
	int64_t fee;
	int32_t overdue_days = allocation_overdue_days(job->allocation, invoice, job->filter.as_of);
	size_t n = latefee_stretches(job->latefee, &job->terms, job->allocation, invoice, job->filter.as_of,
				     &stretches);
	bool fits = latefee_fee(job->latefee, &job->terms, invoice, &fee);
	if (fits && options->by_year)
		fits = latefee_by_year(job->latefee, &job->terms, invoice, add_year, job);
	if (fits && options->by_customer && overdue_days > 0)
		fits = money_add(&job->outstanding, invoice->outstanding) && money_add(&job->fee, fee);
	if (!fits)
		filter_check(job->customer, MONEY_TOO_LARGE);
	job->invoices += overdue_days > 0;
	if (options->detail)
		write_stretches(job, invoice, stretches, n);
	else if (options->all || (overdue_days > 0 && !options->by_year && !options->by_customer))
		write_invoice(job, invoice, overdue_days, fee);
}

static void write_customer(struct job *job)
{
	struct writer *writer = job->filter.writer;
	if (job->invoices == 0)
		return;
	writer_text(writer, job->customer);
	writer_number(writer, job->invoices);
	writer_amount(writer, job->outstanding);
	writer_amount(writer, job->fee);
	writer_end(writer);
}

static void write_years(struct job *job)
{
	struct writer *writer = job->filter.writer;
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

static void do_customer(struct job *job, const struct customer_records *records)
{
	const struct invoice *invoices;
	job->customer = records->customer;
	job->invoices = job->outstanding = job->fee = 0;
	job->first_year = 10000;
	job->last_year = 0;
	filter_check(records->customer,
		     allocation_run(job->allocation, records, &job->terms, job->filter.as_of));
	size_t n = allocation_invoices(job->allocation, &invoices);
	for (size_t i = 0; i < n; i++)
		do_invoice(job, &invoices[i]);
	if (job->options->by_customer)
		write_customer(job);
	if (job->options->by_year)
		write_years(job);
}

static void write_header(const struct options *options, struct writer *writer)
{
	static const char *const invoice[] = {"customer", "doc",     "received",    "due",
					      "amount",   "settled", "outstanding", "overdue_days",
					      "fee",      "clause",  NULL};
	static const char *const detail[] = {"customer", "doc",  "from", "to", "days",
					     "balance",  "rate", "fee",  NULL};
	static const char *const by_customer[] = {"customer", "invoices", "outstanding", "fee", NULL};
	static const char *const by_year[] = {"customer", "year", "fee", NULL};
	writer_header(writer, options->detail        ? detail
			      : options->by_customer ? by_customer
			      : options->by_year     ? by_year
						     : invoice);
}

static int run(const struct options *options)
{
	struct job *job = memory_new(1, sizeof *job);
	job->options = options;
	filter_open(&job->filter, &options->shared);
	terms_load(&job->terms, job->filter.policy, job->filter.calendar);
	struct group *group = group_new((const char *const *const[]){NULL, NULL, wanted});
	inputs_read_group(job->filter.inputs, group,
			  (const struct strings *[]){NULL, NULL, &options->receivables}, job->filter.as_of);
	job->allocation = allocation_new();
	job->latefee = latefee_new();
	write_header(options, job->filter.writer);
	group_sort(group);
	for (size_t i = 0; i < group_count(group); i++) {
		struct customer_records records;
		group_customer(group, i, &records);
		do_customer(job, &records);
	}
	allocation_free(job->allocation);
	latefee_free(job->latefee);
	group_free(group);
	terms_free(&job->terms);
	int status = filter_close(&job->filter);
	free(job);
	return status;
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
