/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-fault: finds what went wrong in the records of registrations, visits and call-backs. */
#include <config.h>

#include <stdlib.h>

#include "customers.h"
#include "date.h"
#include "diag.h"
#include "fault_lines.h"
#include "memory.h"
#include "roster.h"

struct options {
	struct shared_options shared;
	struct strings registration; /* --registration */
	struct strings visits;       /* --visits */
	const char *staff;           /* --staff */
};

static const char help[] =
	"Usage: kehu-fault --registration=FILE --visits=FILE [OPTION]...\n"
	"Find what went wrong in registrations, visits and call-backs, for kehu-penalty to price.\n"
	"\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --staff=FILE           staff file: gives each person's role\n" SHARED_HELP BUFFER_HELP SORTED_HELP
	"\n"
	"Example:\n"
	"  $ kehu-fault --registration=registration.csv --visits=visits.csv --as-of=2025-12-31\n"
	"  date,person,role,customer,code,source\n"
	"  2024-02-20,S21,,KH0153,callback.clean,visits.csv:52\n"
	"  ...\n"
	"\n" STATUS_HELP;

static const char *const registration_columns[] = {"staff",       "name",  "phone", "register_no",
						   "personal_no", "party", NULL};
static const char *const visit_columns[] = {"staff", "kind",  "outcome", "reported",
					    "fault", "fixed", "basis",   NULL};

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"registration", OPTION_LIST, &options->registration},
					       {"visits", OPTION_LIST, &options->visits},
					       {"staff", OPTION_STRING, &options->staff},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared),
					       SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first < argc)
		diag_usage("superfluous operand \"%s\"", argv[first]);
	if (options->registration.n == 0 || options->visits.n == 0)
		diag_usage("--registration and --visits are needed");
	struct strings staff = {&options->staff, options->staff != NULL, 1};
	options_check_inputs(&options->shared,
			     (const struct strings *[]){&options->registration, &options->visits, &staff}, 3);
	options_finish(&options->shared);
}

/* What all workers share, and each worker's own. */
struct shared {
	struct fault_rules rules;
	struct roster *roster;
	const struct inputs *inputs;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct faults *faults;
	struct fault_lines lines;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->faults = faults_new();
	job->lines = (struct fault_lines){.inputs = job->shared->inputs, .roster = job->shared->roster};
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	faults_free(job->faults);
	fault_lines_free(&job->lines);
	free(job);
}

/* Which visits are kept: without the others there are the same faults. */
static bool concerns(const void *context, enum group_stream stream, const void *record)
{
	const struct shared *shared = context;
	return stream != GROUP_VISITS || faults_concern(&shared->rules, record, shared->as_of);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const char *error = faults_find(job->faults, &job->shared->rules, records, job->shared->as_of);
	if (error != NULL)
		return error;
	fault_lines_add(&job->lines, job->faults, TEXT(""), results);
	return NULL;
}

static const char *do_party(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	faults_find_party(job->faults, &job->shared->rules, records, job->shared->as_of);
	fault_lines_add(&job->lines, job->faults, TEXT(""), results);
	return NULL;
}

static int run(const struct options *options)
{
	static const struct customer_rule rule = {.wanted = {registration_columns, visit_columns},
						  .concerns = concerns,
						  .order = RESULTS_BY_KEY,
						  .open = open_job,
						  .close = close_job,
						  .work = do_customer,
						  .links = PARTIES_PARTY,
						  .party = do_party};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.inputs = filter.inputs, .as_of = filter.as_of};
	fault_rules_load(&shared.rules, filter.policy, filter.calendar);
	shared.roster = roster_read(filter.inputs, options->staff);
	writer_header(filter.writer, fault_lines_header);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){&options->registration, &options->visits},
		      &rule, &shared);
	roster_free(shared.roster);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.registration.string);
	free(options.visits.string);
	free(options.shared.policies.string);
	return status;
}
