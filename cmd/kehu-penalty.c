/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-penalty: prices faults and prints the ledger. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "filter.h"
#include "penalty_job.h"
#include "roster.h"

struct options {
	struct shared_options shared;
	bool all;              /* --all */
	bool summary;          /* --summary */
	const char *staff;     /* --staff */
	struct strings faults; /* operand */
};

static const char help[] =
	"Usage: kehu-penalty [--all] [--summary] [OPTION]... [FAULTS.csv]\n"
	"Price faults, found by kehu-fault or written by hand, and print the ledger.\n"
	"\n"
	"  --all                  also faults whose code has no price\n"
	"  --summary              a line per person, role and month\n"
	"  --staff=FILE           staff file: names who holds the role that pays\n" SHARED_HELP BUFFER_HELP
	"\n"
	"Example:\n"
	"  $ printf 'date,person,code\\n2025-03-04,S07,dispute\\n' | kehu-penalty --as-of=2025-12-31\n"
	"  person,role,date,customer,code,nth,amount,factor,charge,clause,source,note\n"
	"  S07,,2025-03-04,,dispute,1,30.00,1,30.00,estate 41.2.2,,\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"all", OPTION_FLAG, &options->all},
					       {"summary", OPTION_FLAG, &options->summary},
					       {"staff", OPTION_STRING, &options->staff},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first + 1 < argc)
		diag_usage("superfluous operand \"%s\"", argv[first + 1]);
	strings_add(&options->faults, first < argc ? argv[first] : "-");
	struct strings staff = {&options->staff, options->staff != NULL, 1};
	options_check_inputs(&options->shared, (const struct strings *[]){&options->faults, &staff}, 2);
	options_finish(&options->shared);
}

static int run(const struct options *options)
{
	static const char *const header[] = {"person", "role",   "date",   "customer", "code",
					     "nth",    "amount", "factor", "charge",   "clause",
					     "source", "note",   NULL};
	static const char *const summary[] = {"person", "role", "month", "lines", "charge", NULL};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct roster *roster = roster_read(filter.inputs, options->staff);
	writer_header(filter.writer, options->summary ? summary : header);
	penalty_job_run(&filter, &options->faults, roster, options->all, options->summary);
	roster_free(roster);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.faults.string);
	free(options.shared.policies.string);
	return status;
}
