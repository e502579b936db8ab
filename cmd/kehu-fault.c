/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-fault: finds what went wrong in the records of registrations, visits and call-backs. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "faults.h"
#include "filter.h"
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
	"  --staff=FILE           staff file: gives each person's role\n" SHARED_HELP "\n"
	"Example:\n"
	"  $ kehu-fault --registration=registration.csv --visits=visits.csv --as-of=2025-12-31\n"
	"  date,person,role,customer,code,source\n"
	"  2024-02-20,S21,,KH0153,callback.clean,visits.csv:52\n"
	"  ...\n"
	"\n" STATUS_HELP;

static const char *const registration_columns[] = {"staff",       "name",        "phone",
						   "register_no", "personal_no", NULL};
static const char *const visit_columns[] = {"staff", "kind", "outcome", "reported", "fault", "fixed", NULL};

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"registration", OPTION_LIST, &options->registration},
					       {"visits", OPTION_LIST, &options->visits},
					       {"staff", OPTION_STRING, &options->staff},
					       SHARED_OPTIONS(&options->shared)};
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

static void write_faults(struct filter *filter, struct faults *faults, const struct roster *roster)
{
	static const char *const header[] = {"date", "person", "role", "customer", "code", "source", NULL};
	const struct found_fault *list;
	struct writer *writer = filter->writer;
	size_t n = faults_sort(faults, filter->inputs, &list);
	writer_header(writer, header);
	for (size_t i = 0; i < n; i++) {
		writer_date(writer, list[i].day);
		writer_text(writer, list[i].person);
		writer_text(writer, roster_role(roster, list[i].person));
		writer_text(writer, list[i].customer);
		writer_text(writer, list[i].code);
		writer_source(writer, text_of(inputs_file(filter->inputs, list[i].position)),
			      inputs_line(list[i].position));
		writer_end(writer);
	}
}

static int run(const struct options *options)
{
	struct filter filter;
	struct fault_rules rules;
	filter_open(&filter, &options->shared);
	fault_rules_load(&rules, filter.policy, filter.calendar);
	struct roster *roster = roster_read(filter.inputs, options->staff);
	struct group *group =
		group_new((const char *const *const[]){registration_columns, visit_columns, NULL});
	inputs_read_group(filter.inputs, group,
			  (const struct strings *[]){&options->registration, &options->visits, NULL},
			  filter.as_of);
	struct faults *faults = faults_new();
	for (size_t i = 0; i < group_count(group); i++) {
		struct customer_records records;
		group_customer(group, i, &records);
		filter_check(records.customer, faults_find(faults, &rules, &records, filter.as_of));
	}
	write_faults(&filter, faults, roster);
	faults_free(faults);
	group_free(group);
	roster_free(roster);
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
