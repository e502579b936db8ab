/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "diag.h"
#include "docs.h"
#include "inputs.h"
#include "memory.h"
#include "record.h"

enum { LINE_BITS = 44, REASON_ROOM = 4096 + 64 };

#define FILES_MAX (UINT64_C(1) << (64 - LINE_BITS))

struct input {
	const char *path, *name; /* name: the last path component */
	bool is_regular;         /* it can be read again */
};

struct inputs {
	const char *encoding;
	struct rejects *rejects;
	struct input *file;
	size_t files, room;
	uint64_t count;
};

struct inputs *inputs_new(const char *encoding, struct rejects *rejects)
{
	struct inputs *inputs = memory_new(1, sizeof *inputs);
	inputs->encoding = encoding;
	inputs->rejects = rejects;
	return inputs;
}

const char *inputs_file(const struct inputs *inputs, uint64_t position)
{
	return inputs->file[position >> LINE_BITS].name;
}

uint64_t inputs_line(uint64_t position)
{
	return position & ((UINT64_C(1) << LINE_BITS) - 1);
}

uint64_t inputs_count(const struct inputs *inputs)
{
	return inputs->count;
}

static void reject(struct inputs *inputs, uint64_t position, struct row_error error, struct text raw)
{
	rejects_add(inputs->rejects,
		    &(struct reject){position, inputs_file(inputs, position), inputs_line(position),
				     error.column, error.value, error.reason, raw});
}

static uint64_t add_file(struct inputs *inputs, const char *path, const char *name)
{
	struct stat status;
	if (inputs->files >= FILES_MAX)
		diag_fail("too many files");
	inputs->file = memory_grow(inputs->file, &inputs->room, inputs->files + 1, sizeof *inputs->file);
	inputs->file[inputs->files] = (struct input){
		path, name, strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode)};
	return inputs->files++;
}

static void read_file(struct inputs *inputs, const struct stream *stream, const char *path,
		      inputs_header *header, inputs_handler *handler, void *context)
{
	struct stream_file *file = stream_open(stream, path, inputs->encoding);
	const struct reader *reader = stream_reader(file);
	uint64_t number = add_file(inputs, path, reader_name(reader));
	if (header != NULL) {
		const struct text *names;
		size_t n = stream_header(file, &names);
		header(context, path, names, n);
	}
	while (stream_next(file)) {
		uint64_t position = number << LINE_BITS | reader_line(reader);
		const struct row_error *error = stream_error(file);
		inputs->count++;
		if (error != NULL)
			reject(inputs, position, *error, reader_raw(reader));
		else
			handler(context, stream_record(file), position, reader);
	}
	stream_close(file);
}

void inputs_read_with_header(struct inputs *inputs, const struct stream *stream, const struct strings *paths,
			     inputs_header *header, inputs_handler *handler, void *context)
{
	for (size_t i = 0; i < paths->n; i++)
		read_file(inputs, stream, paths->string[i], header, handler, context);
}

void inputs_read(struct inputs *inputs, const struct stream *stream, const struct strings *paths,
		 inputs_handler *handler, void *context)
{
	inputs_read_with_header(inputs, stream, paths, NULL, handler, context);
}

struct grouping {
	const struct inputs *inputs;
	struct group *group;
	int32_t as_of;
};

/* Whether the raw text of a record that may prove bad only later must be kept: rejects want it, and the file (standard
   input, a pipe) cannot be read again. */
static bool keeps_raw(const struct inputs *inputs, uint64_t position)
{
	return rejects_wants_raw(inputs->rejects) && !inputs->file[position >> LINE_BITS].is_regular;
}

static void add_registration(void *context, const void *record, uint64_t position,
			     const struct reader *reader)
{
	const struct grouping *grouping = context;
	(void)reader;
	if (((const struct registration *)record)->day <= grouping->as_of)
		group_add(grouping->group, GROUP_REGISTRATION, record, position, TEXT(""));
}

static void add_visit(void *context, const void *record, uint64_t position, const struct reader *reader)
{
	const struct grouping *grouping = context;
	(void)reader;
	if (((const struct visit *)record)->day <= grouping->as_of)
		group_add(grouping->group, GROUP_VISITS, record, position, TEXT(""));
}

static void add_receivable(void *context, const void *record, uint64_t position, const struct reader *reader)
{
	const struct grouping *grouping = context;
	const struct receivable *receivable = record;
	if (receivable->day <= grouping->as_of || receivable->kind == RECEIVABLE_INVOICE)
		group_add(grouping->group, GROUP_RECEIVABLES, record, position,
			  keeps_raw(grouping->inputs, position) ? reader_raw(reader) : TEXT(""));
}

/* Errors found between records, with what their messages need. */
struct found {
	struct doc_error *error;
	size_t n, room;
};

static int compare_errors(const void *a, const void *b)
{
	const struct doc_error *x = a, *y = b;
	if (x->is_unknown != y->is_unknown)
		return x->is_unknown ? 1 : -1;
	return (x->position > y->position) - (x->position < y->position);
}

static int compare_positions(const void *a, const void *b)
{
	const struct doc_error *const *x = a, *const *y = b;
	return ((*x)->position > (*y)->position) - ((*x)->position < (*y)->position);
}

/* Moves the reader to the record on this line. */
static void skip_to_line(struct reader *reader, uint64_t line)
{
	while (reader_next(reader))
		if (reader_line(reader) >= line)
			break;
	if (reader_line(reader) != line)
		diag_fail("%s: has changed while it was read", reader_path(reader));
}

/* Reads the files again for the raw texts of records that were not kept. */
static void fetch_raw(const struct inputs *inputs, struct found *found, struct arena *texts)
{
	struct doc_error **by_position = memory_new(found->n, sizeof(struct doc_error *));
	struct reader *reader = NULL;
	uint64_t number = UINT64_MAX;
	for (size_t i = 0; i < found->n; i++)
		by_position[i] = &found->error[i];
	qsort(by_position, found->n, sizeof *by_position, compare_positions);
	for (size_t i = 0; i < found->n; i++) {
		struct doc_error *error = by_position[i];
		if (keeps_raw(inputs, error->position))
			continue;
		if (error->position >> LINE_BITS != number) {
			if (reader != NULL)
				reader_close(reader);
			number = error->position >> LINE_BITS;
			reader = reader_open(inputs->file[number].path, inputs->encoding);
		}
		skip_to_line(reader, inputs_line(error->position));
		error->raw = arena_copy(texts, reader_raw(reader));
	}
	if (reader != NULL)
		reader_close(reader);
	free(by_position);
}

static void report(struct inputs *inputs, const struct doc_error *error)
{
	char reason[REASON_ROOM];
	if (error->is_unknown)
		snprintf(reason, sizeof reason, "is no invoice of this customer");
	else
		snprintf(reason, sizeof reason, "is given twice (first in %s:%ju)",
			 inputs_file(inputs, error->first), (uintmax_t)inputs_line(error->first));
	struct row_error row = {error->is_unknown ? TEXT("ref") : TEXT("doc"), error->value, reason};
	reject(inputs, error->position, row, error->raw);
	group_drop(error->row);
}

/* All docs and refs of all customers; the errors are reported only when all are known, in input order. */
static void check_docs(struct inputs *inputs, struct group *group, int32_t as_of)
{
	struct docs *docs = docs_new();
	struct found found = {0};
	struct arena texts = {0};
	struct customer_records records;
	for (size_t i = 0; i < group_count(group); i++) {
		group_customer(group, i, &records);
		size_t n = docs_check(docs, &records, as_of);
		found.error = memory_grow(found.error, &found.room, found.n + n, sizeof *found.error);
		for (size_t j = 0; j < n; j++)
			found.error[found.n++] = *docs_error(docs, j);
	}
	if (found.n > 1)
		qsort(found.error, found.n, sizeof *found.error, compare_errors);
	if (found.n > 0 && rejects_wants_raw(inputs->rejects))
		fetch_raw(inputs, &found, &texts);
	for (size_t i = 0; i < found.n; i++)
		report(inputs, &found.error[i]);
	free(found.error);
	arena_free(&texts);
	docs_free(docs);
}

void inputs_read_group(struct inputs *inputs, struct group *group,
		       const struct strings *const paths[GROUP_STREAMS], int32_t as_of)
{
	static inputs_handler *const handlers[] = {add_registration, add_visit, add_receivable};
	struct grouping grouping = {inputs, group, as_of};
	for (int i = 0; i < GROUP_STREAMS; i++)
		if (paths[i] != NULL)
			inputs_read(inputs, group_stream_of((enum group_stream)i), paths[i], handlers[i],
				    &grouping);
	group_gather(group);
	if (paths[GROUP_RECEIVABLES] != NULL)
		check_docs(inputs, group, as_of);
}

void inputs_free(struct inputs *inputs)
{
	free(inputs->file);
	free(inputs);
}
