/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "customers.h"
#include "diag.h"
#include "docs.h"
#include "key.h"
#include "memory.h"
#include "parts.h"
#include "runs.h"
#include "survey.h"
#include "words.h"

/* Where customers come out by name, each on his own, parts puts their lines out. Else runs sorts them. */

enum {
	SEGMENT = 1 << 14, /* records after which customers that come sorted are worked out */
	PIECE = 1 << 20,   /* bytes of one customer's lines that are a result */
	AT_ONCE = 1 << 22, /* bytes of lines that are put out before their part has ended */
	OUTPUTS = PARTS_OUTPUTS
};

struct results {
	struct writer *writer[OUTPUTS];
	struct runs *runs[OUTPUTS]; /* the second NULL: not wanted */
	struct parts *parts;        /* NULL: runs take the lines */
	size_t part;                /* at hand */
	char *failure;              /* of the part; NULL: none */
	unsigned number;
	struct worker *worker;
	struct text customer; /* at hand */
	int64_t flushed;      /* results of his */
	struct key key;
};

/* What a worker needs for itself. */
struct worker {
	struct results results;
	void *state; /* the rule's */
	struct docs *docs;
	struct late_error *error;
	size_t errors, room;
	size_t errors_before; /* the part at hand */
	struct arena texts;   /* of the errors */
};

struct job {
	struct filter *filter;
	const struct customer_rule *rule;
	void *context; /* the rule's */
	struct group *group;
	struct parties *parties;
	struct runs *runs[OUTPUTS];
	struct parts *parts;
	enum group_stream stream[GROUP_STREAMS]; /* by source */
	struct inputs_source source[GROUP_STREAMS];
	size_t sources;
	struct worker *worker;
};

struct writer *results_writer(struct results *results)
{
	return results->writer[0];
}

struct writer *results_second(struct results *results)
{
	return results->writer[1];
}

static void add_result(struct results *results, int output, struct text key)
{
	struct writer *writer = results->writer[output];
	runs_add(results->runs[output], results->number, key, writer_memory(writer));
	writer_clear(writer);
}

void results_add(struct results *results, struct text key)
{
	add_result(results, 0, key);
}

void results_add_second(struct results *results, struct text key)
{
	add_result(results, 1, key);
}

/* Keys of pieces are the customer's name and then a number: they come after the name and before all longer ones. */
static void add_piece(struct results *results)
{
	key_clear(&results->key);
	key_add_text(&results->key, results->customer);
	key_add_number(&results->key, results->flushed++);
	results_add(results, key_text(&results->key));
}

void results_flush(struct results *results)
{
	size_t n = writer_memory(results->writer[0]).length;
	if (results->parts == NULL && n >= PIECE)
		add_piece(results);
	else if (results->parts != NULL && n >= AT_ONCE)
		parts_flush(results->parts, results->part, results->writer);
}

/* --- reading */

/* Whether the record counts as of this day; invoices always do, for the refs to them. */
static bool counts_by(enum group_stream which, const void *record, int32_t as_of)
{
	const struct receivable *receivable = record;
	switch (which) {
	case GROUP_REGISTRATION:
		return ((const struct registration *)record)->day <= as_of;
	case GROUP_VISITS:
		return ((const struct visit *)record)->day <= as_of;
	case GROUP_RECEIVABLES:
		return receivable->day <= as_of || receivable->kind == RECEIVABLE_INVOICE;
	case GROUP_ORDERS:
		return ((const struct order *)record)->day <= as_of;
	default:
		return true;
	}
}

static bool counts(const struct job *job, enum group_stream which, const void *record)
{
	const struct customer_rule *rule = job->rule;
	return rule->wanted[which] != NULL && counts_by(which, record, job->filter->as_of) &&
	       (rule->concerns == NULL || rule->concerns(job->context, which, record));
}

/* It stands first in all streams that are grouped by it. */
static struct text customer_of(enum group_stream which, const void *record)
{
	return text_at((const char *)record + group_stream_of(which)->column[0].offset);
}

static char *add_record(void *context, unsigned worker, const struct input *input)
{
	const struct job *job = context;
	enum group_stream which = job->stream[input->source];
	struct text raw = {"", 0};
	if (!counts(job, which, input->record))
		return NULL;
	if (which == GROUP_REGISTRATION)
		parties_note(job->parties, worker, input->record);
	if (group_keeps_raw(which) && inputs_keeps_raw(job->filter->inputs, input->position))
		raw = batch_raw(input->batch, input->index);
	group_add(job->group, worker, which,
		  job->rule->links == PARTIES_ALL ? TEXT("") : customer_of(which, input->record),
		  input->record, input->position, raw);
	return NULL;
}

static void list_sources(struct job *job, const struct strings *const paths[GROUP_STREAMS])
{
	static const char *const none[] = {NULL};
	const char *const *const *wanted = job->rule->wanted;
	for (int i = 0; i < GROUP_STREAMS; i++) {
		if (paths[i] == NULL || paths[i]->n == 0)
			continue;
		job->stream[job->sources] = (enum group_stream)i;
		job->source[job->sources++] =
			(struct inputs_source){group_stream_of((enum group_stream)i), paths[i],
					       wanted[i] != NULL ? wanted[i] : none};
	}
}

/* --- customers */

static void keep_error(struct worker *worker, const struct late_error *error)
{
	worker->error = memory_grow(worker->error, &worker->room, worker->errors + 1, sizeof *worker->error);
	struct late_error *kept = &worker->error[worker->errors++];
	*kept = *error;
	kept->value = arena_copy(&worker->texts, error->value);
	kept->raw = arena_copy(&worker->texts, error->raw);
}

void results_reject(struct results *results, const struct late_error *error)
{
	keep_error(results->worker, error);
}

static void check_docs(struct worker *worker, struct customer_records *records, int32_t as_of)
{
	/* The group lets records be moved. */
	struct receivable *receivable = (struct receivable *)(uintptr_t)records->receivable;
	size_t n = docs_check(worker->docs, receivable, &records->receivables, as_of);
	records->kinds = docs_kinds(worker->docs);
	for (size_t i = 0; i < n; i++) {
		const struct doc_error *error = docs_error(worker->docs, i);
		keep_error(worker,
			   &(struct late_error){
				   error->position, error->is_unknown, error->is_unknown ? "ref" : "doc",
				   error->is_unknown ? "is no invoice of this customer" : NULL, error->first,
				   error->value,
				   records->raw != NULL ? records->raw[error->record] : TEXT("")});
	}
}

static void fail(struct results *results, struct text customer, const char *reason)
{
	char *message = filter_failure("customer", customer, reason);
	if (results->parts == NULL)
		runs_fail(results->runs[0], results->number, customer, message);
	else if (results->failure == NULL) {
		results->failure = message; /* of all customers of the part this one comes first */
		return;
	}
	free(message);
}

/* Ends what is written for the customer at hand; is_good: it is to come out. */
static void end_results(struct results *results, bool is_good)
{
	if (results->parts != NULL)
		return; /* a part with a failure is not put out */
	for (int i = 0; i < OUTPUTS; i++) {
		if (!is_good || writer_memory(results->writer[i]).length == 0)
			writer_clear(results->writer[i]);
		else if (i == 0 && results->flushed > 0)
			add_piece(results);
		else
			add_result(results, i, results->customer);
	}
}

typedef const char *rule_work(void *state, const struct customer_records *records, struct results *results);

static void work_out(struct worker *worker, rule_work *work, const struct customer_records *records)
{
	struct results *results = &worker->results;
	results->customer = records->customer;
	results->flushed = 0;
	const char *error = work(worker->state, records, results);
	if (error != NULL)
		fail(results,
		     records->customer.length > 0 ? records->customer
		     : records->registrations > 0 ? records->registration[0].customer
						  : records->visit[0].customer,
		     error);
	end_results(results, error == NULL);
}

static void do_customer(void *context, unsigned number, struct customer_records *records)
{
	const struct job *job = context;
	struct worker *worker = &job->worker[number];
	const struct customer_rule *rule = job->rule;
	if (records->receivables > 0)
		check_docs(worker, records, job->filter->as_of);
	if (rule->work == NULL)
		return;
	if (!parties_keep(job->parties, number, records, rule->party == NULL) || rule->party != NULL)
		work_out(worker, rule->work, records);
}

static void begin_part(void *context, unsigned number, size_t part)
{
	const struct job *job = context;
	struct worker *worker = &job->worker[number];
	worker->results.part = part;
	worker->errors_before = worker->errors;
	parts_begin(job->parts, part);
}

static void end_part(void *context, unsigned number, size_t part)
{
	const struct job *job = context;
	struct worker *worker = &job->worker[number];
	struct results *results = &worker->results;
	bool is_rejected = worker->errors > worker->errors_before && !rejects_wants_raw(job->filter->rejects);
	parts_end(job->parts, part, results->writer, results->failure != NULL || is_rejected,
		  results->failure);
	results->failure = NULL;
}

static void do_party(void *context, unsigned number, const struct customer_records *records)
{
	const struct job *job = context;
	const struct customer_rule *rule = job->rule;
	work_out(&job->worker[number], rule->party != NULL ? rule->party : rule->work, records);
}

/* What comes when all customers have been handed out. NULL, or what the program is to end with. */
static char *finish(struct job *job)
{
	unsigned n = job->filter->threads;
	struct results *results = &job->worker[0].results;
	parties_each(job->parties, do_party, job);
	if (job->rule->finish == NULL)
		return NULL;
	void **states = memory_new(n, sizeof *states);
	for (unsigned i = 0; i < n; i++)
		states[i] = job->worker[i].state;
	results->customer = TEXT("");
	results->flushed = 0;
	char *message = job->rule->finish(states, n, results);
	free(states);
	end_results(results, message == NULL);
	return message;
}

static void take_memory(void *context, unsigned worker, void *memory, size_t size)
{
	const struct job *job = context;
	runs_give(job->runs[0], worker, memory, size);
}

static void open_workers(struct job *job)
{
	job->worker = memory_new(job->filter->threads, sizeof *job->worker);
	for (unsigned i = 0; i < job->filter->threads; i++) {
		struct worker *worker = &job->worker[i];
		worker->results.number = i;
		worker->results.worker = worker;
		for (int j = 0; j < OUTPUTS; j++)
			worker->results.writer[j] = writer_open_memory();
		worker->docs = docs_new(job->filter->threads);
		if (job->rule->open != NULL)
			worker->state = job->rule->open(job->context);
	}
}

/* Gathers the errors of all workers and rejects their records. */
static void reject_late(struct job *job)
{
	size_t n = 0;
	for (unsigned i = 0; i < job->filter->threads; i++)
		n += job->worker[i].errors;
	struct late_error *errors = memory_new(n, sizeof *errors);
	n = 0;
	for (unsigned i = 0; i < job->filter->threads; i++) {
		struct worker *worker = &job->worker[i];
		if (worker->errors > 0)
			memcpy(errors + n, worker->error, worker->errors * sizeof *errors);
		n += worker->errors;
		worker->errors = 0;
	}
	inputs_reject_late(job->filter->inputs, errors, n);
	free(errors);
	for (unsigned i = 0; i < job->filter->threads; i++)
		arena_free(&job->worker[i].texts);
}

static void close_workers(struct job *job)
{
	for (unsigned i = 0; i < job->filter->threads; i++) {
		struct worker *worker = &job->worker[i];
		for (int j = 0; j < OUTPUTS; j++)
			writer_close(worker->results.writer[j]);
		key_free(&worker->results.key);
		docs_free(worker->docs);
		free(worker->error);
		if (job->rule->close != NULL)
			job->rule->close(worker->state);
	}
	free(job->worker);
}

/* --- all at once */

static bool is_in_order(const struct customer_rule *rule)
{
	return rule->order == RESULTS_BY_CUSTOMER && rule->links == PARTIES_NONE;
}

/* What takes the lines. */
static void open_output(struct job *job, size_t memory)
{
	const struct filter *filter = job->filter;
	struct writer *const writer[OUTPUTS] = {filter->writer, filter->second};
	int outputs = filter->second != NULL ? OUTPUTS : 1;
	if (is_in_order(job->rule))
		job->parts = parts_new(writer, filter->threads);
	else
		for (int i = 0; i < outputs; i++)
			job->runs[i] = runs_new(filter->threads, memory / (size_t)outputs,
						job->rule->order == RESULTS_BY_KEY);
	for (unsigned i = 0; i < filter->threads; i++) {
		job->worker[i].results.parts = job->parts;
		memcpy(job->worker[i].results.runs, job->runs, sizeof job->runs);
	}
}

static void write_runs(struct job *job)
{
	struct writer *const writer[OUTPUTS] = {job->filter->writer, job->filter->second};
	if (runs_failure(job->runs[0]) != NULL)
		diag_fail("%s", runs_failure(job->runs[0]));
	for (int i = 0; i < OUTPUTS && job->runs[i] != NULL; i++) {
		if (writer[i] != NULL)
			runs_write(job->runs[i], writer[i]);
		runs_free(job->runs[i]);
	}
}

/* Rejects what was found late, then puts out what has not been put out; failure (NULL: none) is from malloc. */
static void close_output(struct job *job, char *failure)
{
	struct results *results = &job->worker[0].results;
	reject_late(job);
	if (job->parts == NULL && failure != NULL)
		runs_fail(job->runs[0], 0, TEXT(""), failure);
	if (job->parts == NULL) {
		write_runs(job);
	} else {
		if (parts_failure(job->parts) != NULL || failure != NULL)
			diag_fail("%s", failure != NULL ? failure : parts_failure(job->parts));
		parts_flush(job->parts, 0, results->writer);
		parts_free(job->parts);
	}
	free(failure);
}

static void hand_out(struct job *job)
{
	struct group_work work = {.context = job, .customer = do_customer};
	if (job->parts != NULL) {
		work.begin = begin_part;
		work.end = end_part;
	} else if (!job->filter->sorted) {
		work.take = take_memory;
	}
	group_each(job->group, &work);
}

static struct ranges choose_ranges(const struct job *job, size_t memory)
{
	struct survey survey = {0};
	for (size_t i = 0; i < job->sources; i++) {
		const struct stream *stream = job->source[i].stream;
		survey_files(&survey, stream, stream->column->name, job->source[i].paths);
	}
	return survey_end(&survey, memory);
}

static void run_unsorted(struct job *job)
{
	const struct filter *filter = job->filter;
	open_output(job, filter->memory / 2);
	size_t memory = job->parts != NULL ? filter->memory - filter->memory / 4 : filter->memory / 2;
	struct ranges ranges = choose_ranges(job, memory / filter->threads);
	job->group = group_new(job->rule->wanted, &ranges, filter->threads, memory);
	inputs_read(filter->inputs, filter->threads, job->source, job->sources,
		    &(struct inputs_work){.context = job, .record = add_record});
	parties_seal(job->parties);
	hand_out(job);
	close_output(job, finish(job));
	group_free(job->group);
}

/* --- as they come */

/* Where a stream that comes by customer has got to. */
struct cursor {
	struct inputs_cursor *inputs;
	struct input input;
	struct text customer; /* of the input */
	bool has_ended;
	char *before; /* the customer of the record before, a copy */
	size_t room;
};

static void advance(struct job *job, size_t source, struct cursor *cursor)
{
	struct text before = {cursor->before, 0};
	if (!cursor->has_ended && cursor->customer.at != NULL) {
		cursor->before = memory_grow(cursor->before, &cursor->room, cursor->customer.length, 1);
		memcpy(cursor->before, cursor->customer.at, cursor->customer.length);
		before = (struct text){cursor->before, cursor->customer.length};
	}
	cursor->has_ended = !inputs_next(cursor->inputs, &cursor->input);
	if (cursor->has_ended)
		return;
	cursor->input.source = source;
	cursor->customer = customer_of(job->stream[source], cursor->input.record);
	if (text_compare(cursor->customer, before) < 0)
		diag_fail(
			"%s:%ju: customer: \"%s\" comes after \"%s\", so the file is not sorted by customer",
			inputs_file(job->filter->inputs, cursor->input.position),
			(uintmax_t)inputs_line(cursor->input.position), diag_quote(cursor->customer),
			diag_quote(before));
}

/* The stream whose next customer comes first; NULL: all have ended. */
static struct cursor *first_cursor(struct cursor *cursors, size_t n)
{
	struct cursor *first = NULL;
	for (size_t i = 0; i < n; i++)
		if (!cursors[i].has_ended &&
		    (first == NULL || text_compare(cursors[i].customer, first->customer) < 0))
			first = &cursors[i];
	return first;
}

/* Adds the records of the next customers to the group, of the last one all. False: there are none. */
static bool add_customers(struct job *job, struct cursor *cursors)
{
	struct arena names = {0};
	struct text last = {NULL, 0};
	struct cursor *first;
	size_t records = 0;
	while ((first = first_cursor(cursors, job->sources)) != NULL) {
		if (last.at == NULL || !text_equal(first->customer, last)) {
			if (records >= SEGMENT)
				break;
			last = arena_copy(&names, first->customer);
		}
		add_record(job, 0, &first->input);
		advance(job, (size_t)(first - cursors), first);
		records++;
	}
	arena_free(&names);
	return records > 0;
}

static void run_sorted(struct job *job)
{
	struct cursor cursors[GROUP_STREAMS] = {0};
	const struct filter *filter = job->filter;
	bool is_whole = job->rule->order == RESULTS_BY_KEY; /* nothing comes out before all has been read */
	for (size_t i = 0; i < job->sources; i++) {
		cursors[i].inputs = inputs_open(filter->inputs, &job->source[i]);
		advance(job, i, &cursors[i]);
	}
	if (is_whole)
		open_output(job, filter->memory);
	for (bool any = true; any;) {
		job->group = group_new(job->rule->wanted, &ranges_one, filter->threads, filter->memory);
		any = add_customers(job, cursors);
		if (!is_whole)
			open_output(job, filter->memory);
		hand_out(job);
		if (is_whole)
			reject_late(job);
		else
			close_output(job, NULL);
		group_free(job->group);
	}
	if (!is_whole)
		open_output(job, filter->memory);
	close_output(job, finish(job));
	for (size_t i = 0; i < job->sources; i++) {
		inputs_close(cursors[i].inputs);
		free(cursors[i].before);
	}
}

void customers_run(struct filter *filter, const struct strings *const paths[GROUP_STREAMS],
		   const struct customer_rule *rule, void *context)
{
	struct job job = {.filter = filter,
			  .rule = rule,
			  .context = context,
			  .parties = parties_new(rule->links, filter->threads)};
	list_sources(&job, paths);
	open_workers(&job);
	if (filter->sorted)
		run_sorted(&job);
	else
		run_unsorted(&job);
	close_workers(&job);
	parties_free(job.parties);
}
