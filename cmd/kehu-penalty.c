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
#include "penalty_sums.h"
#include "roster.h"
#include "runs.h"

enum { RESULT = 1 << 16 }; /* bytes of lines that make a result */

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
	struct writer *writer;
	struct key key;
	struct penalty_sums *sums; /* of the month at hand */
};

struct job {
	struct group *roles, *persons; /* faults by the role that pays; by the person who does */
	struct runs *runs;
	int32_t as_of;
	bool summary;
	struct worker *worker;
};

/* A worker's part of a job: a role, or a person. */
struct part {
	struct job *job;
	unsigned number; /* the worker's */
	struct worker *worker;
	struct text person;
	struct text role; /* of the lines written last */
	int64_t results;  /* of the person */
};

static char *add_fault(void *context, unsigned worker, const struct input *input)
{
	const struct job *job = context;
	const struct fault *fault = input->record;
	const struct text *roles;
	size_t n;
	if (fault->day > job->as_of)
		return NULL;
	if (penalty_route(job->worker[worker].penalty, fault, &roles, &n)) {
		struct fault own = *fault;
		own.person = TEXT("");
		group_add(job->persons, worker, GROUP_FAULTS, fault->person, &own, 0, TEXT(""));
	}
	for (size_t i = 0; i < n; i++)
		group_add(job->roles, worker, GROUP_FAULTS, roles[i], fault, 0, TEXT(""));
	return NULL;
}

static void take_fault(void *context, struct text holder, const struct fault *fault)
{
	const struct part *part = context;
	group_add(part->job->persons, part->number, GROUP_FAULTS, holder, fault, 0, TEXT(""));
}

static void do_role(void *context, unsigned worker, struct customer_records *records)
{
	struct job *job = context;
	penalty_role(job->worker[worker].penalty, records->customer, records->fault, records->faults,
		     take_fault, &(struct part){.job = job, .number = worker});
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
	const struct fault *fault = line->fault;
	if (writer_memory(writer).length >= RESULT || !text_equal(fault->role, part->role)) {
		end_result(part, part->role);
		part->role = fault->role;
	}
	writer_text(writer, part->person);
	writer_text(writer, fault->role);
	writer_date(writer, fault->day);
	writer_text(writer, fault->customer);
	writer_text(writer, fault->code);
	writer_number(writer, line->nth);
	writer_amount(writer, line->amount);
	writer_decimal(writer, line->factor, 6, 0);
	writer_amount(writer, line->charge);
	writer_text(writer, line->price != NULL ? line->price->clause : TEXT(""));
	writer_text(writer, fault->source);
	writer_text(writer, line->note != NULL ? line->note->value : TEXT(""));
	writer_end(writer);
}

static void write_sum(void *context, const struct penalty_sum *sum)
{
	struct part *part = context;
	struct writer *writer = part->worker->writer;
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

static void do_person(void *context, unsigned number, struct customer_records *records)
{
	struct job *job = context;
	struct worker *worker = &job->worker[number];
	struct part part = {job, number, worker, records->customer, TEXT(""), 0};
	const char *error = penalty_person(worker->penalty, records->fault, records->faults,
					   job->summary ? add_to_sum : write_line, &part);
	if (error != NULL)
		runs_fail(job->runs, number, TEXT(""), error); /* before all sums that fail */
	penalty_sums_end(worker->sums, write_sum, &part);
	end_result(&part, part.role);
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
						 .sums = penalty_sums_new()};
}

static void close_workers(struct job *job, const struct filter *filter)
{
	for (unsigned i = 0; i < filter->threads; i++) {
		penalty_free(job->worker[i].penalty);
		writer_close(job->worker[i].writer);
		key_free(&job->worker[i].key);
		penalty_sums_free(job->worker[i].sums);
	}
	free(job->worker);
}

static void do_job(struct job *job, const struct filter *filter, const struct strings *faults)
{
	static const char *const columns[] = {"person", "role", "customer", "code", "source", NULL};
	static const char *const *const wanted[GROUP_STREAMS] = {[GROUP_FAULTS] = columns};
	job->roles = group_new(wanted, filter->threads, filter->memory / 4);
	job->persons = group_new(wanted, filter->threads, filter->memory / 2);
	job->runs = runs_new(filter->threads, filter->memory / 4, false);
	inputs_read(filter->inputs, filter->threads, &(struct inputs_source){&stream_faults, faults}, 1,
		    &(struct inputs_work){.context = job, .record = add_fault});
	group_each(job->roles, do_role, NULL, job);
	group_free(job->roles);
	group_each(job->persons, do_person, give_memory, job);
	if (runs_failure(job->runs) != NULL)
		diag_fail("%s", runs_failure(job->runs));
	runs_write(job->runs, filter->writer);
	runs_free(job->runs); /* it lies in the memory of the group */
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
