/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "group.h"
#include "memory.h"
#include "parts.h"
#include "penalty.h"
#include "penalty_job.h"
#include "penalty_print.h"
#include "penalty_sums.h"
#include "role_lines.h"
#include "survey.h"

/* Bytes: of a window's lines that are kept together, as they fit into the memory that a group gives; that a line may take; of
   lines that are put out before their part has ended. */
enum { RESULT = 1 << 12, LINE = 1 << 7, AT_ONCE = 1 << 20 };

/* What a worker needs for itself. */
struct worker {
	struct penalty *penalty;
	struct penalty_printer *printer;
	struct writer *writer; /* lines of the window or person at hand */
	struct role_order *order;
	struct writer *out[PARTS_OUTPUTS]; /* lines of the persons before, in order; but one is used */
	char *failure;                     /* NULL, or what the program is to end with; from malloc */
	struct penalty_sums *sums;         /* of the month at hand */
	bool any_mixed;                    /* lines of roles may be mixed with others */
	size_t role_faults;
	size_t part; /* of the persons */
};

struct job {
	struct group *windows; /* faults that roles pay for, by their window */
	struct group *persons; /* faults by the person who pays */
	struct role_lines *role_lines;
	struct parts *parts;
	int32_t as_of;
	bool summary, any_mixed;
	struct worker *worker;
};

/* A worker's part of a job: a window, or a person. */
struct part {
	struct job *job;
	unsigned number; /* the worker's */
	struct worker *worker;
	bool is_window;
	struct text person, role; /* of the lines written last */
	struct text told;         /* the person whose lines were kept last; at NULL: none were */
	int64_t results;          /* the next one's number */
};

/* --- reading */

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
		worker->role_faults++;
	}
	if (route.person) {
		struct fault own = *fault;
		own.person = TEXT("");
		group_add(job->persons, number, GROUP_FAULTS, fault->person, &own, 0, TEXT(""));
	}
	return NULL;
}

/* --- results: a person's come out by role, and a role's in the order in which they were made */

/* Has the person handed out, also if he has no faults of his own. */
static void tell_person(struct part *part)
{
	struct fault fault = *(const struct fault *)stream_faults.empty;
	fault.day = DATE_FIRST;
	if (part->told.at == NULL || !text_equal(part->person, part->told))
		group_add(part->job->persons, part->number, GROUP_FAULTS, part->person, &fault, 0, TEXT(""));
	part->told = part->person;
}

static void keep_lines(struct part *part, struct text role, struct text lines, bool is_failure)
{
	role_lines_add(part->job->role_lines, part->number,
		       &(struct role_line){part->person, role, part->results++, lines, is_failure});
}

/* The lines written are of this role. */
static void end_lines(struct part *part, struct text role)
{
	struct writer *writer = part->worker->writer;
	if (!part->is_window) {
		role_order_end(part->worker->order, role, writer_memory(writer).length);
	} else if (writer_memory(writer).length > 0) {
		keep_lines(part, role, writer_memory(writer), false);
		tell_person(part);
		writer_clear(writer);
	}
}

static void write_line(void *context, const struct penalty_line *line)
{
	struct part *part = context;
	struct writer *writer = part->worker->writer;
	if ((part->is_window && writer_memory(writer).length >= RESULT) ||
	    !text_equal(line->role, part->role) || !text_equal(line->person, part->person)) {
		end_lines(part, part->role);
		part->person = line->person;
		part->role = line->role;
	}
	penalty_print(part->worker->printer, writer, line);
}

static void fail(struct part *part, struct text role, const char *message)
{
	struct worker *worker = part->worker;
	size_t n = strlen(message) + 1;
	if (part->is_window)
		keep_lines(part, role, text_of(message), true);
	else if (worker->failure == NULL)
		worker->failure = memcpy(memory_new(n, 1), message, n);
}

static void write_sum(void *context, const struct penalty_sum *sum)
{
	struct part *part = context;
	struct writer *writer = part->worker->writer;
	part->person = sum->person;
	if (!sum->fits) {
		char *message = filter_failure("person", part->person, "a sum of charges exceeds 64 bits");
		fail(part, sum->role, message);
		free(message);
		return;
	}
	writer_text(writer, part->person);
	writer_text(writer, sum->role);
	writer_month(writer, sum->day);
	writer_number(writer, sum->lines);
	writer_amount(writer, sum->charge);
	writer_end(writer);
	end_lines(part, sum->role);
}

static void add_to_sum(void *context, const struct penalty_line *line)
{
	struct part *part = context;
	penalty_sums_add(part->worker->sums, line, write_sum, part);
}

/* Ends a part whose rule said this. */
static void end_part(struct part *part, const char *error)
{
	penalty_sums_end(part->worker->sums, write_sum, part);
	end_lines(part, part->role);
	part->person = TEXT(""); /* the failure comes before all others of windows */
	if (error != NULL)
		fail(part, TEXT(""), error);
}

/* --- windows */

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
	struct part part = {.job = job, .number = number, .worker = worker, .is_window = true};
	penalty_lister *list = job->any_mixed ? take_line : job->summary ? add_to_sum : write_line;
	part.results = penalty_window(worker->penalty, records->fault->day) << 32;
	end_part(&part, penalty_roles(worker->penalty, records->fault, records->faults, list, &part));
}

static void give_memory(void *context, unsigned worker, void *memory, size_t size)
{
	const struct job *job = context;
	role_lines_give(job->role_lines, worker, memory, size);
}

/* --- persons */

/* Takes out what only told of a person. */
static size_t drop_told(struct fault *fault, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (fault[i].code.length > 0)
			fault[kept++] = fault[i];
	return kept;
}

static void do_person(void *context, unsigned number, struct customer_records *records)
{
	struct job *job = context;
	struct worker *worker = &job->worker[number];
	struct part part = {.job = job, .number = number, .worker = worker, .person = records->customer};
	size_t faults = drop_told((struct fault *)(uintptr_t)records->fault, records->faults), kept;
	end_part(&part, penalty_person(worker->penalty, records->customer, records->fault, faults,
				       job->summary ? add_to_sum : write_line, &part));
	const struct role_line *line = role_lines_of(job->role_lines, records->customer, &kept);
	role_order_sort(worker->order);
	while (role_order_put(worker->order, writer_memory(worker->writer), &line, &kept, worker->out[0]))
		if (worker->failure == NULL && writer_memory(worker->out[0]).length >= AT_ONCE)
			parts_flush(job->parts, worker->part, worker->out);
	writer_clear(worker->writer);
}

static void begin_part(void *context, unsigned number, size_t part)
{
	const struct job *job = context;
	job->worker[number].part = part;
	parts_begin(job->parts, part);
}

static void end_persons(void *context, unsigned number, size_t part)
{
	const struct job *job = context;
	struct worker *worker = &job->worker[number];
	parts_end(job->parts, part, worker->out, worker->failure != NULL, worker->failure);
	worker->failure = NULL;
}

/* --- all */

static void open_workers(struct job *job, const struct filter *filter, const struct roster *roster, bool all)
{
	job->worker = memory_new(filter->threads, sizeof *job->worker);
	for (unsigned i = 0; i < filter->threads; i++) {
		job->worker[i] = (struct worker){.penalty = penalty_new(filter->policy, roster, all),
						 .writer = writer_open_memory(),
						 .order = role_order_new(),
						 .printer = penalty_printer_new(),
						 .sums = penalty_sums_new()};
		for (int j = 0; j < PARTS_OUTPUTS; j++)
			job->worker[i].out[j] = writer_open_memory();
	}
}

static void close_workers(struct job *job, const struct filter *filter)
{
	for (unsigned i = 0; i < filter->threads; i++) {
		struct worker *worker = &job->worker[i];
		penalty_free(worker->penalty);
		writer_close(worker->writer);
		role_order_free(worker->order);
		for (int j = 0; j < PARTS_OUTPUTS; j++)
			writer_close(worker->out[j]);
		penalty_printer_free(worker->printer);
		penalty_sums_free(worker->sums);
	}
	free(job->worker);
}

/* Sees whether the lines of roles are to go to their holders as faults: where they must be mixed with others, or would take
   more than so many bytes. */
static void look_at_roles(struct job *job, const struct filter *filter, size_t memory)
{
	size_t faults = 0;
	for (unsigned i = 0; i < filter->threads; i++) {
		job->any_mixed |= job->worker[i].any_mixed;
		faults += job->worker[i].role_faults;
	}
	job->any_mixed |= faults > memory / LINE;
}

static void do_windows(struct job *job)
{
	group_each(job->windows,
		   &(struct group_work){.context = job, .customer = do_window, .take = give_memory});
	const char *failure = role_lines_sort(job->role_lines);
	if (failure != NULL)
		diag_fail("%s", failure);
}

static void do_persons(struct job *job, const struct filter *filter)
{
	struct writer *const writer[PARTS_OUTPUTS] = {filter->writer};
	job->parts = parts_new(writer, filter->threads);
	group_each(job->persons,
		   &(struct group_work){
			   .context = job, .customer = do_person, .begin = begin_part, .end = end_persons});
	if (parts_failure(job->parts) != NULL)
		diag_fail("%s", parts_failure(job->parts));
	parts_free(job->parts);
}

void penalty_job_run(const struct filter *filter, const struct strings *faults, const struct roster *roster,
		     bool all, bool summary)
{
	static const char *const columns[] = {"person", "role", "customer", "code", "source", NULL};
	static const char *const *const wanted[GROUP_STREAMS] = {[GROUP_FAULTS] = columns};
	struct job job = {.as_of = filter->as_of, .summary = summary};
	struct survey survey = {0};
	open_workers(&job, filter, roster, all);
	survey_files(&survey, &stream_faults, "person", faults);
	struct ranges ranges = survey_end(&survey, filter->memory / 2 / filter->threads);
	job.windows = group_new(wanted, &ranges_one, filter->threads, filter->memory / 4);
	job.persons = group_new(wanted, &ranges, filter->threads, filter->memory / 2);
	job.role_lines = role_lines_new(filter->threads);
	inputs_read(filter->inputs, filter->threads, &(struct inputs_source){&stream_faults, faults, NULL}, 1,
		    &(struct inputs_work){.context = &job, .record = add_fault});
	look_at_roles(&job, filter, filter->memory / 4);
	do_windows(&job);
	do_persons(&job, filter);
	role_lines_free(job.role_lines); /* they lie in the memory of the groups */
	group_free(job.windows);
	group_free(job.persons);
	close_workers(&job, filter);
}
