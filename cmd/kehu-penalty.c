/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-penalty: prices faults and prints the ledger. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "filter.h"
#include "group.h"
#include "key.h"
#include "memory.h"
#include "penalty.h"
#include "penalty_print.h"
#include "penalty_sums.h"
#include "roster.h"
#include "runs.h"
#include "survey.h"

enum { RESULT = 1 << 12 }; /* bytes of lines that make a result: it fits into the memory that a group gives */

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

/* What a worker needs for itself. */
struct worker {
	struct penalty *penalty;
	struct penalty_printer *printer;
	struct writer *writer;
	struct key key;
	struct penalty_sums *sums; /* of the month at hand */
	bool any_mixed;            /* lines of roles may be mixed with others */
};

struct job {
	struct group *windows; /* faults that roles pay for, by their window */
	struct group *persons; /* faults by the person who pays */
	struct runs *runs;
	int32_t as_of;
	bool summary, any_mixed;
	struct worker *worker;
};

/* A worker's part of a job: a window, or a person. */
struct part {
	struct job *job;
	unsigned number; /* the worker's */
	struct worker *worker;
	struct text person, role; /* of the lines written last */
	int64_t results;          /* the next one's number */
};

static char *add_fault(void *context, unsigned number, const struct input *input)
{
	const struct job *job = context;
	struct worker *worker = &job->worker[number];
	const struct fault *fault = input->record;
	if (fault->day > job->as_of)
		return NULL;
	struct penalty_route route = penalty_route(worker->penalty, fault);
	worker->any_mixed |= route.is_mixed;
	if (route.roles) {
		int64_t window = penalty_window(worker->penalty, fault->day);
		group_add(job->windows, number, GROUP_FAULTS,
			  (struct text){(const char *)&window, sizeof window}, fault, 0, TEXT(""));
	}
	if (route.person) {
		struct fault own = *fault;
		own.person = TEXT("");
		group_add(job->persons, number, GROUP_FAULTS, fault->person, &own, 0, TEXT(""));
	}
	return NULL;
}

/* --- results: a person's come out by role, and a role's in the order in which they were made */

static struct text next_key(struct part *part, struct text role)
{
	struct key *key = &part->worker->key;
	key_clear(key);
	key_add_text(key, part->person);
	key_add_text(key, role);
	key_add_number(key, part->results++);
	return key_text(key);
}

/* Makes a result of the lines written, which are of this role. */
static void end_result(struct part *part, struct text role)
{
	struct writer *writer = part->worker->writer;
	if (writer_memory(writer).length == 0)
		return;
	runs_add(part->job->runs, part->number, next_key(part, role), writer_memory(writer));
	writer_clear(writer);
}

static void write_line(void *context, const struct penalty_line *line)
{
	struct part *part = context;
	struct writer *writer = part->worker->writer;
	if (writer_memory(writer).length >= RESULT || !text_equal(line->role, part->role) ||
	    !text_equal(line->person, part->person)) {
		end_result(part, part->role);
		part->person = line->person;
		part->role = line->role;
	}
	penalty_print(part->worker->printer, writer, line);
}

static void write_sum(void *context, const struct penalty_sum *sum)
{
	struct part *part = context;
	struct writer *writer = part->worker->writer;
	part->person = sum->person;
	if (!sum->fits) {
		char *message = filter_failure("person", part->person, "a sum of charges exceeds 64 bits");
		runs_fail(part->job->runs, part->number, next_key(part, sum->role), message);
		free(message);
		return;
	}
	writer_text(writer, part->person);
	writer_text(writer, sum->role);
	writer_month(writer, sum->day);
	writer_number(writer, sum->lines);
	writer_amount(writer, sum->charge);
	writer_end(writer);
	end_result(part, sum->role);
}

static void add_to_sum(void *context, const struct penalty_line *line)
{
	struct part *part = context;
	penalty_sums_add(part->worker->sums, line, write_sum, part);
}

/* Ends a part whose rule said this. */
static void end_part(struct part *part, const char *error)
{
	if (error != NULL)
		runs_fail(part->job->runs, part->number, TEXT(""), error); /* before all sums that fail */
	penalty_sums_end(part->worker->sums, write_sum, part);
	end_result(part, part->role);
}

static void take_line(void *context, const struct penalty_line *line)
{
	const struct part *part = context;
	struct fault taken = penalty_taken(line);
	group_add(part->job->persons, part->number, GROUP_FAULTS, line->person, &taken, 0, TEXT(""));
}

/* A role's results are numbered by window. Its lines come from here, if none of its holders' own can stand among them. */
static void do_window(void *context, unsigned number, struct customer_records *records)
{
	struct job *job = context;
	struct worker *worker = &job->worker[number];
	struct part part = {job, number, worker, TEXT(""), TEXT(""), 0};
	penalty_lister *list = job->any_mixed ? take_line : job->summary ? add_to_sum : write_line;
	part.results = penalty_window(worker->penalty, records->fault->day) << 32;
	end_part(&part, penalty_roles(worker->penalty, records->fault, records->faults, list, &part));
}

static void do_person(void *context, unsigned number, struct customer_records *records)
{
	struct job *job = context;
	struct worker *worker = &job->worker[number];
	struct part part = {job, number, worker, records->customer, TEXT(""), 0};
	end_part(&part, penalty_person(worker->penalty, records->customer, records->fault, records->faults,
				       job->summary ? add_to_sum : write_line, &part));
}

static void give_memory(void *context, unsigned worker, void *memory, size_t size)
{
	const struct job *job = context;
	runs_give(job->runs, worker, memory, size);
}

/* --- */

static void open_workers(struct job *job, const struct filter *filter, const struct roster *roster, bool all)
{
	job->worker = memory_new(filter->threads, sizeof *job->worker);
	for (unsigned i = 0; i < filter->threads; i++)
		job->worker[i] = (struct worker){.penalty = penalty_new(filter->policy, roster, all),
						 .writer = writer_open_memory(),
						 .printer = penalty_printer_new(),
						 .sums = penalty_sums_new()};
}

static void close_workers(struct job *job, const struct filter *filter)
{
	for (unsigned i = 0; i < filter->threads; i++) {
		penalty_free(job->worker[i].penalty);
		writer_close(job->worker[i].writer);
		penalty_printer_free(job->worker[i].printer);
		key_free(&job->worker[i].key);
		penalty_sums_free(job->worker[i].sums);
	}
	free(job->worker);
}

static void do_job(struct job *job, const struct filter *filter, const struct strings *faults)
{
	static const char *const columns[] = {"person", "role", "customer", "code", "source", NULL};
	static const char *const *const wanted[GROUP_STREAMS] = {[GROUP_FAULTS] = columns};
	struct survey survey = {0};
	survey_files(&survey, &stream_faults, "person", faults);
	struct ranges ranges = survey_end(&survey, filter->memory / 2 / filter->threads);
	job->windows = group_new(wanted, &ranges_one, filter->threads, filter->memory / 4);
	job->persons = group_new(wanted, &ranges, filter->threads, filter->memory / 2);
	job->runs = runs_new(filter->threads, filter->memory / 4, false);
	inputs_read(filter->inputs, filter->threads, &(struct inputs_source){&stream_faults, faults}, 1,
		    &(struct inputs_work){.context = job, .record = add_fault});
	for (unsigned i = 0; i < filter->threads; i++)
		job->any_mixed |= job->worker[i].any_mixed;
	group_each(job->windows,
		   &(struct group_work){.context = job, .customer = do_window, .take = give_memory});
	group_each(job->persons,
		   &(struct group_work){.context = job, .customer = do_person, .take = give_memory});
	if (runs_failure(job->runs) != NULL)
		diag_fail("%s", runs_failure(job->runs));
	runs_write(job->runs, filter->writer);
	runs_free(job->runs); /* it lies in the memory of the groups */
	group_free(job->windows);
	group_free(job->persons);
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
	struct job job = {.as_of = filter.as_of, .summary = options->summary};
	open_workers(&job, &filter, roster, options->all);
	writer_header(filter.writer, options->summary ? summary : header);
	do_job(&job, &filter, &options->faults);
	close_workers(&job, &filter);
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
