/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-check: checks the streams and prints every bad record. */
#include <config.h>

#include <stdlib.h>

#include "calendar.h"
#include "date.h"
#include "customers.h"
#include "diag.h"
#include "inputs.h"
#include "options.h"
#include "policy.h"

struct options {
	struct shared_options shared;
	struct strings files[3]; /* --registration, --visits, --receivables */
};

static const char help[] =
	"Usage: kehu-check [--registration=FILE] [--visits=FILE] [--receivables=FILE] [OPTION]...\n"
	"Check the streams and print every bad record and every error between records.\n"
	"\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --receivables=FILE     receivables\n"
	"  --by-line              by stream, then line, instead of errors between records last\n"
	"  --as-of=DATE           leave later records out when docs and refs are checked (default: "
	"today)\n" POLICY_HELP
	"  --rejects=FILE         print the bad records to FILE instead of standard output\n" INPUT_HELP
		BUFFER_HELP SORTED_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,date,kind,amount\\nK1,2025-01-01,payment,12.345\\n' | kehu-check "
	"--receivables=-\n"
	"  file,line,column,value,reason,record\n"
	"  -,2,amount,12.345,is not an amount,\"K1,2025-01-01,payment,12.345\"\n"
	"  kehu-check: 1 error in 1 record\n"
	"\n"
	"Exit status: 0 no errors, 1 errors, 2 usage, input or output trouble.\n";

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

/* The policy and the calendar are checked too, as every filter would. */
static void check_rules(const struct shared_options *options)
{
	policy_free(policy_load(options->policies.string, options->policies.n));
	if (options->calendar != NULL)
		calendar_free(calendar_load(options->calendar));
}

static int run(const struct options *options)
{
	static const char *const doc_columns[] = {"kind", "doc", "ref", NULL};
	static const struct customer_rule rule = {.wanted = {NULL, NULL, doc_columns}};
	const struct shared_options *shared = &options->shared;
	check_rules(shared);
	struct filter filter = {.as_of = shared->as_of, .threads = shared->threads, .memory = shared->memory};
	filter.rejects = shared->rejects != NULL ? rejects_open(shared->rejects, shared->by_line)
						 : rejects_open_output(shared->by_line);
	filter.inputs = inputs_new(shared->encoding, filter.rejects);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){&options->files[0], &options->files[1],
							      &options->files[2]},
		      &rule, NULL);
	uint64_t errors = rejects_count(filter.rejects), records = inputs_count(filter.inputs);
	int status = rejects_close(filter.rejects);
	diag_warn("%ju error%s in %ju record%s", (uintmax_t)errors, errors == 1 ? "" : "s",
		  (uintmax_t)records, records == 1 ? "" : "s");
	inputs_free(filter.inputs);
	return status;
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
