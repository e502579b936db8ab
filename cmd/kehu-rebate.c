/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-rebate: sets late fees off against the rebates of the next year. */
#include <config.h>

#include <stdlib.h>

#include "customers.h"
#include "date.h"
#include "diag.h"
#include "memory.h"
#include "rebate.h"

struct options {
	struct shared_options shared;
	struct strings fees;    /* --fees */
	struct strings rebates; /* operand */
};

static const char help[] =
	"Usage: kehu-rebate --fees=FILE [OPTION]... [REBATES.csv]\n"
	"Set each year's late fees off against the rebate of the next.\n"
	"\n"
	"  --fees=FILE            late fees by year, as kehu-latefee prints them (repeatable; - is\n"
	"                         standard input)\n" SHARED_HELP BUFFER_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,year,fee\\nK1,2024,300.00\\n' | tee fees.csv\n"
	"  customer,year,fee\n"
	"  K1,2024,300.00\n"
	"  $ printf 'customer,year,rebate\\nK1,2024,500\\nK1,2025,800\\n' |\n"
	"      kehu-rebate --as-of=2025-12-31 --fees=fees.csv\n"
	"  customer,year,rebate,brought,latefee,payable,carried,clause\n"
	"  K1,2024,500.00,0.00,0.00,500.00,0.00,dairy 16\n"
	"  K1,2025,800.00,0.00,300.00,500.00,0.00,dairy 16\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"fees", OPTION_LIST, &options->fees},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first + 1 < argc)
		diag_usage("superfluous operand \"%s\"", argv[first + 1]);
	if (options->fees.n == 0)
		diag_usage("--fees is needed");
	strings_add(&options->rebates, first < argc ? argv[first] : "-");
	options_check_inputs(&options->shared, (const struct strings *[]){&options->fees, &options->rebates},
			     2);
	options_finish(&options->shared);
}

/* What all workers share, and each worker's own. */
struct shared {
	const struct policy_row *setoff;
	int last_year;
};

struct job {
	const struct shared *shared;
	struct rebate *rebate;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->rebate = rebate_new();
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	rebate_free(job->rebate);
	free(job);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	const struct job *job = state;
	const struct policy_row *setoff = job->shared->setoff;
	struct writer *writer = results_writer(results);
	const struct rebate_year *year;
	const char *error =
		rebate_run(job->rebate, records, policy_is_yes(setoff), job->shared->last_year, results);
	if (error != NULL)
		return error;
	size_t n = rebate_years(job->rebate, &year);
	for (size_t i = 0; i < n; i++) {
		writer_text(writer, records->customer);
		writer_number(writer, year[i].year);
		writer_amount(writer, year[i].rebate);
		writer_amount(writer, year[i].brought);
		writer_amount(writer, year[i].latefee);
		writer_amount(writer, year[i].payable);
		writer_amount(writer, year[i].carried);
		writer_text(writer, setoff->clause);
		writer_end(writer);
	}
	return NULL;
}

static int run(const struct options *options)
{
	static const char *const header[] = {"customer", "year",    "rebate", "brought", "latefee",
					     "payable",  "carried", "clause", NULL};
	static const char *const fees[] = {"year", "fee", NULL}, *const rebates[] = {"year", "rebate", NULL};
	static const struct customer_rule rule = {.wanted = {[GROUP_FEES] = fees, [GROUP_REBATES] = rebates},
						  .open = open_job,
						  .close = close_job,
						  .work = do_customer};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {policy_need(filter.policy, "rebate.setoff", TEXT("")),
				date_year(filter.as_of)};
	writer_header(filter.writer, header);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){
			      [GROUP_FEES] = &options->fees, [GROUP_REBATES] = &options->rebates},
		      &rule, &shared);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.fees.string);
	free(options.rebates.string);
	free(options.shared.policies.string);
	return status;
}
