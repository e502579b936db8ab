/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-lost: lists the customers who must be followed up, by whom and by when. */
#include <config.h>

#include <stdlib.h>

#include "customers.h"
#include "date.h"
#include "diag.h"
#include "facts.h"
#include "followup.h"
#include "memory.h"
#include "roster.h"

struct options {
	struct shared_options shared;
	struct strings registration; /* --registration */
	struct strings visits;       /* --visits */
	struct strings actions;      /* --action */
	unsigned asked;              /* the same as a set */
	const char *staff;           /* --staff */
	int64_t within;              /* --within; -1: the policy's */
};

static const char help[] =
	"Usage: kehu-lost --registration=FILE --visits=FILE [OPTION]...\n"
	"List the customers who must be followed up, by whom and by when.\n"
	"\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --action=ACTION        list only this action (repeatable)\n"
	"  --staff=FILE           staff file: names the holders of roles\n"
	"  --within=DAYS          track customers whose validity ends within so many days\n"
	"                         (default: the policy's followup,track; 3 in standard)\n" SHARED_HELP
		BUFFER_HELP SORTED_HELP "\n"
	"Example:\n"
	"  $ kehu-lost --registration=registration.csv --visits=visits.csv --as-of=2025-12-31\n"
	"  customer,name,action,assignee,since,due,overdue_days,reason,clause\n"
	"  KH0021,云台禾丰奶站,callback,callback_specialist,2025-12-30,2026-01-02,0,价格偏高,survey 3.1 "
	"assumed\n"
	"  ...\n"
	"\n" STATUS_HELP;

/* Columns, and the actions that need them. */
enum {
	OF_STAFF = 1 << ACTION_CORRECT | 1 << ACTION_REVIVE | 1 << ACTION_TRACK,
	OF_CASES = FOLLOWUP_ALL & ~FOLLOWUP_OF_VALIDITY,
	COLUMNS = 4
};
static const struct needed {
	const char *name;
	unsigned actions;
} registration_columns[COLUMNS] = {{"name", FOLLOWUP_ALL},
				   {"staff", OF_STAFF},
				   {"channel", FOLLOWUP_OF_VALIDITY}},
  visit_columns[COLUMNS] = {{"kind", FOLLOWUP_ALL},
			    {"outcome", FOLLOWUP_ALL},
			    {"reason", OF_CASES},
			    {"fault", 1 << ACTION_CORRECT}};

/* The actions asked for, all where none is named. */
static unsigned find_actions(const struct strings *names)
{
	unsigned asked = 0;
	for (size_t i = 0; i < names->n; i++) {
		unsigned action = 0;
		while (action < ACTIONS &&
		       !text_equal_nocase(text_of(names->string[i]), text_of(followup_word(action))))
			action++;
		if (action == ACTIONS)
			diag_usage("--action: \"%s\" is not one of callback, correct, reassign, revisit, "
				   "revive, track",
				   names->string[i]);
		asked |= 1U << action;
	}
	return names->n > 0 ? asked : FOLLOWUP_ALL;
}

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE, .within = -1};
	const struct option_entry entries[] = {{"registration", OPTION_LIST, &options->registration},
					       {"visits", OPTION_LIST, &options->visits},
					       {"action", OPTION_LIST, &options->actions},
					       {"staff", OPTION_STRING, &options->staff},
					       {"within", OPTION_DAYS, &options->within},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared),
					       SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first < argc)
		diag_usage("superfluous operand \"%s\"", argv[first]);
	if (options->registration.n == 0 || options->visits.n == 0)
		diag_usage("--registration and --visits are needed");
	options->asked = find_actions(&options->actions);
	struct strings staff = {&options->staff, options->staff != NULL, 1};
	options_check_inputs(&options->shared,
			     (const struct strings *[]){&options->registration, &options->visits, &staff}, 3);
	options_finish(&options->shared);
}

/* A line of the output. */
struct line {
	enum action action;
	int32_t since, due;
	struct text reason;
};

/* What all workers share, and each worker's own. */
struct shared {
	struct followup_rules rules;
	struct roster *roster;
	int64_t within;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct followup *followup;
	struct line line[ACTIONS]; /* of the customer at hand */
	size_t lines;
};

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	return x->due != y->due ? (x->due < y->due ? -1 : 1) : (int)x->action - (int)y->action;
}

static struct text assignee(const struct shared *shared, enum action action,
			    const struct customer_records *records)
{
	const struct policy_row *role = shared->rules.role[action];
	if (role != NULL) {
		struct text holder = roster_holder(shared->roster, role->value, shared->as_of);
		return holder.length > 0 ? holder : role->value;
	}
	if (action == ACTION_REASSIGN || records->registrations == 0)
		return TEXT("pool");
	return records->registration[0].staff;
}

static void add_line(struct job *job, enum action action, int32_t since, int32_t due, struct text reason)
{
	job->line[job->lines++] = (struct line){action, since, due, reason};
}

static const char *collect_cases(struct job *job, const struct customer_records *records)
{
	const struct followup_case *cases;
	const char *error = followup_walk(job->followup, &job->shared->rules, records);
	if (error != NULL)
		return error;
	size_t n = followup_cases(job->followup, &cases);
	for (size_t i = 0; i < n; i++)
		if (!deadline_is_closed(&cases[i].deadline))
			add_line(job, cases[i].action, cases[i].opened->day, cases[i].deadline.due.day,
				 cases[i].opened->reason);
	return NULL;
}

static const char *collect_validity(struct job *job, const struct customer_records *records)
{
	struct followup_validity validity;
	const struct followup_rules *rules = &job->shared->rules;
	int32_t as_of = job->shared->as_of, due;
	if ((rules->asked & FOLLOWUP_OF_VALIDITY) == 0)
		return NULL;
	const char *error = followup_validity(rules, records, &validity);
	if (error != NULL || validity.has_ended || validity.end == DATE_NONE)
		return error;
	bool is_over = validity.end < as_of;
	enum action action = is_over ? ACTION_REASSIGN : ACTION_TRACK;
	if (!followup_is_asked(rules, action) || (!is_over && validity.end - as_of > job->shared->within))
		return NULL;
	if (!date_add_days(validity.end, is_over ? policy_whole(rules->action[action]) : 0, &due))
		return DATE_TOO_LATE;
	add_line(job, action, validity.since, due, TEXT(""));
	return NULL;
}

static void write_line(struct writer *writer, const struct shared *shared,
		       const struct customer_records *records, const struct line *line)
{
	int32_t as_of = shared->as_of;
	writer_text(writer, records->customer);
	writer_text(writer, facts_name(records));
	writer_string(writer, followup_word(line->action));
	writer_text(writer, assignee(shared, line->action, records));
	writer_date(writer, line->since);
	writer_date(writer, line->due);
	writer_number(writer, as_of > line->due ? as_of - line->due : 0);
	writer_text(writer, line->reason);
	writer_text(writer, shared->rules.action[line->action]->clause);
	writer_end(writer);
}

/* Which visits are kept: without the others there are the same lines. */
static bool concerns(const void *context, enum group_stream stream, const void *record)
{
	const struct shared *shared = context;
	return stream != GROUP_VISITS || followup_concerns(&shared->rules, record);
}

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->followup = followup_new();
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	followup_free(job->followup);
	free(job);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	job->lines = 0;
	const char *error = collect_cases(job, records);
	if (error == NULL)
		error = collect_validity(job, records);
	if (error != NULL)
		return error;
	if (job->lines > 1)
		qsort(job->line, job->lines, sizeof *job->line, compare_lines);
	for (size_t i = 0; i < job->lines; i++)
		write_line(results_writer(results), job->shared, records, &job->line[i]);
	return NULL;
}

/* Lists the names of the columns that these actions need. */
static void choose_columns(const struct needed columns[COLUMNS], unsigned asked,
			   const char *names[COLUMNS + 1])
{
	size_t n = 0;
	for (size_t i = 0; i < COLUMNS; i++)
		if ((columns[i].actions & asked) != 0)
			names[n++] = columns[i].name;
	names[n] = NULL;
}

static int run(const struct options *options)
{
	static const char *const header[] = {"customer", "name",         "action", "assignee", "since",
					     "due",      "overdue_days", "reason", "clause",   NULL};
	const char *registration[COLUMNS + 1], *visits[COLUMNS + 1];
	const struct customer_rule rule = {.wanted = {registration, visits},
					   .concerns = concerns,
					   .open = open_job,
					   .close = close_job,
					   .work = do_customer};
	struct filter filter;
	choose_columns(registration_columns, options->asked, registration);
	choose_columns(visit_columns, options->asked, visits);
	filter_open(&filter, &options->shared);
	struct shared shared = {.as_of = filter.as_of};
	followup_rules_load(&shared.rules, filter.policy, filter.calendar, options->asked);
	shared.within =
		options->within >= 0 ? options->within : policy_whole(shared.rules.action[ACTION_TRACK]);
	shared.roster = roster_read(filter.inputs, options->staff);
	writer_header(filter.writer, header);
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
	free(options.actions.string);
	free(options.shared.policies.string);
	return status;
}
