/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-due: lists what must follow something in time, by the deadlines that the policy names. */
#include <config.h>

#include <stdlib.h>

#include "credit_limits.h"
#include "date.h"
#include "diag.h"
#include "due_columns.h"
#include "due_lines.h"
#include "fault_lines.h"
#include "memory.h"

struct options {
	struct shared_options shared;
	struct strings registration; /* --registration */
	struct strings visits;       /* --visits */
	struct strings receivables;  /* --receivables */
	struct strings grades;       /* --grades */
	const char *staff;           /* --staff */
	struct strings names;        /* --name */
	bool all;                    /* --all */
	bool rates;                  /* --rates */
	bool faults;                 /* --faults */
};

static const char help[] =
	"Usage: kehu-due --registration=FILE --visits=FILE [OPTION]...\n"
	"List what must follow something in time, by the deadlines that the policy names.\n"
	"\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --receivables=FILE     receivables, for deadlines of invoices and payments\n"
	"  --grades=FILE          grades (customer, grade), for limits by grade\n"
	"  --staff=FILE           staff file: holders of roles, and deadlines of each person\n"
	"  --name=NAME            only this deadline (repeatable; default: all of the policy)\n"
	"  --all                  also what is done in time and what the sample spares\n"
	"  --rates                a line for each deadline and month: how many were in time\n"
	"  --faults               what went wrong, for kehu-penalty to price\n" SHARED_HELP BUFFER_HELP
		SORTED_HELP "\n"
	"Example:\n"
	"  $ kehu-due --registration=registration.csv --visits=visits.csv --policy=keyaccount \\\n"
	"      --name=feedback --as-of=2025-12-31 | head -n 2\n"
	"  name,customer,person,opened,due,closed,state,overdue_days,clause,source\n"
	"  feedback,KH0027,S32,2025-12-10,2025-12-15,2025-12-20,late,5,keyaccount KPI 6 "
	"assumed,visits.csv:1437\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"registration", OPTION_LIST, &options->registration},
					       {"visits", OPTION_LIST, &options->visits},
					       {"receivables", OPTION_LIST, &options->receivables},
					       {"grades", OPTION_LIST, &options->grades},
					       {"staff", OPTION_STRING, &options->staff},
					       {"name", OPTION_LIST, &options->names},
					       {"all", OPTION_FLAG, &options->all},
					       {"rates", OPTION_FLAG, &options->rates},
					       {"faults", OPTION_FLAG, &options->faults},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared),
					       SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first < argc)
		diag_usage("superfluous operand \"%s\"", argv[first]);
	if (options->registration.n == 0 || options->visits.n == 0)
		diag_usage("--registration and --visits are needed");
	if (options->all + options->rates + options->faults > 1)
		diag_usage("--all, --rates and --faults do not go together");
	struct strings staff = {&options->staff, options->staff != NULL, 1};
	options_check_inputs(&options->shared,
			     (const struct strings *[]){&options->registration, &options->visits,
							&options->receivables, &options->grades, &staff},
			     5);
	options_finish(&options->shared);
}

/* What all workers share, and each worker's own. */
struct shared {
	const struct options *options;
	struct due_rules rules;
	struct fault_rules faults;
	struct roster *roster;
	const struct inputs *inputs;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct due_run *run;
	struct due_rates *rates;
	struct faults *faults;
	struct fault_lines fault_lines;
	struct due_lines due_lines;
	struct results *results;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	const struct shared *shared = context;
	*job = (struct job){.shared = shared,
			    .rates = due_rates_new(),
			    .faults = faults_new(),
			    .fault_lines = {.inputs = shared->inputs, .roster = shared->roster},
			    .due_lines = {&shared->rules, shared->inputs, shared->as_of, {0}}};
	job->run = due_run_new(&shared->rules, shared->roster, shared->as_of);
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	due_run_free(job->run);
	due_rates_free(job->rates);
	faults_free(job->faults);
	fault_lines_free(&job->fault_lines);
	due_lines_free(&job->due_lines);
	free(job);
}

/* --- faults */

/* A case that was not done in time is a fault the day after it was due. */
static void add_case_faults(struct job *job, const struct due_found *found)
{
	const struct shared *shared = job->shared;
	const struct deadline *deadline = &found->which->deadline;
	bool is_period = found->which->record == NULL;
	struct found_fault fault = {due_run_payer(found), found->customer, found->name->fault,
				    is_period ? 0 : due_position(found->which), deadline->due.day + 1};
	if (deadline->due.day >= shared->as_of)
		return;
	char *period = is_period ? due_source(found->name->name, fault.person, found->which) : NULL;
	faults_start(job->faults);
	faults_add(job->faults, &shared->faults, &fault, deadline->closed.day, shared->as_of);
	fault_lines_add(&job->fault_lines, job->faults, text_of(is_period ? period : ""), job->results);
	free(period);
}

/* --- rates */

static void count_case(struct job *job, const struct due_found *found, enum due_state state, bool is_sampled)
{
	const struct deadline *deadline = &found->which->deadline;
	if (deadline_state(deadline, job->shared->as_of) == DEADLINE_OPEN)
		return;
	due_rates_add(job->rates, &(struct due_rate){(uint32_t)(found->name - job->shared->rules.name),
						     date_month_number(deadline->opened.day), 1, is_sampled,
						     deadline_is_closed(deadline), state == DUE_MET});
}

/* --- the rule */

static void do_case(void *context, const struct due_found *found)
{
	struct job *job = context;
	const struct options *options = job->shared->options;
	bool is_sampled;
	if (!options->all && !options->rates &&
	    deadline_state(&found->which->deadline, job->shared->as_of) == DEADLINE_MET)
		return;
	enum due_state state = due_run_state(job->run, found, &is_sampled);
	if (options->rates)
		count_case(job, found, state, is_sampled);
	else if (options->all || (is_sampled && !options->faults))
		due_lines_case(&job->due_lines, found, due_run_person(job->run, found), state, job->results);
	else if (is_sampled && state != DUE_OPEN && found->name->fault.length > 0)
		add_case_faults(job, found);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const struct shared *shared = job->shared;
	job->results = results;
	limits_reject_later(records, results);
	if (shared->options->faults) {
		faults_find_common(job->faults, &shared->faults, records, shared->as_of);
		fault_lines_add(&job->fault_lines, job->faults, TEXT(""), results);
	}
	return due_run_customer(job->run, records, shared->options->faults, do_case, job);
}

static const char *do_party(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	faults_find_party(job->faults, &job->shared->faults, records, job->shared->as_of);
	fault_lines_add(&job->fault_lines, job->faults, TEXT(""), results);
	return NULL;
}

static char *finish(void *const *states, unsigned n, struct results *results)
{
	struct job *job = states[0];
	const struct due_name *name;
	const struct due_rate *rate;
	struct text person;
	job->results = results;
	for (unsigned i = 1; i < n; i++) {
		const struct job *other = states[i];
		due_run_join(job->run, other->run);
		due_rates_join(job->rates, other->rates);
	}
	const char *error = due_run_team(job->run, do_case, job, &name, &person);
	if (error != NULL)
		return person.length > 0 ? filter_failure("person", person, error)
					 : filter_failure("deadline", name->name, error);
	size_t rates = due_rates_list(job->rates, &rate);
	for (size_t i = 0; i < rates; i++)
		due_lines_rate(&job->due_lines, &rate[i], results);
	return NULL;
}

static int run(const struct options *options)
{
	struct filter filter;
	struct due_columns columns;
	filter_open(&filter, &options->shared);
	struct shared shared = {.options = options, .inputs = filter.inputs, .as_of = filter.as_of};
	due_rules_load(&shared.rules, filter.policy, filter.calendar, &options->names);
	fault_rules_load_common(&shared.faults, filter.policy, filter.calendar);
	shared.roster = roster_read(filter.inputs, options->staff);
	roster_warn(shared.roster, filter.inputs);
	due_columns_set(&columns, &shared.rules, options->faults);
	struct customer_rule rule = {.order = RESULTS_BY_KEY,
				     .open = open_job,
				     .close = close_job,
				     .work = do_customer,
				     .links = options->faults ? PARTIES_PARTY : PARTIES_NONE,
				     .party = options->faults ? do_party : NULL,
				     .finish = finish};
	memcpy(rule.wanted, columns.wanted, sizeof rule.wanted);
	writer_header(filter.writer, options->rates    ? due_lines_rates
				     : options->faults ? fault_lines_header
						       : due_lines_cases);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){[GROUP_REGISTRATION] = &options->registration,
							      [GROUP_VISITS] = &options->visits,
							      [GROUP_RECEIVABLES] = &options->receivables,
							      [GROUP_GRADES] = &options->grades},
		      &rule, &shared);
	roster_free(shared.roster);
	due_rules_free(&shared.rules);
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
	free(options.receivables.string);
	free(options.grades.string);
	free(options.names.string);
	free(options.shared.policies.string);
	return status;
}
