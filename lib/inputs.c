/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "diag.h"
#include "docs.h"
#include "inputs.h"
#include "memory.h"
#include "record.h"

enum { LINE_BITS = 44, REASON_ROOM = 4096 + 64 };

#define FILES_MAX (UINT64_C(1) << (64 - LINE_BITS))

struct inputs {
	const char *encoding;
	struct rejects *rejects;
	struct strings files; /* last path components */
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
	return inputs->files.string[position >> LINE_BITS];
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
	rejects_add(inputs->rejects, &(struct reject){position, inputs_file(inputs, position), inputs_line(position),
						      error.column, error.value, error.reason, raw});
}

static void read_file(struct inputs *inputs, const struct stream *stream, const char *path, inputs_header *header,
		      inputs_handler *handler, void *context)
{
	struct stream_file *file = stream_open(stream, path, inputs->encoding);
	const struct reader *reader = stream_reader(file);
	uint64_t number = inputs->files.n;
	if (number >= FILES_MAX)
		diag_fail("too many files");
	const char *slash = strrchr(path, '/');
	strings_add(&inputs->files, slash != NULL ? slash + 1 : path);
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
	struct group *group;
	int32_t as_of;
	bool keep_raw;
};

static void add_registration(void *context, const void *record, uint64_t position, const struct reader *reader)
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
			  grouping->keep_raw ? reader_raw(reader) : TEXT(""));
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

static void report(struct inputs *inputs, const struct doc_error *error)
{
	char reason[REASON_ROOM];
	if (error->is_unknown)
		snprintf(reason, sizeof reason, "is no invoice of this customer");
	else
		snprintf(reason, sizeof reason, "is given twice (first in %s:%ju)", inputs_file(inputs, error->first),
			 (uintmax_t)inputs_line(error->first));
	struct row_error row = {error->is_unknown ? TEXT("ref") : TEXT("doc"), error->value, reason};
	reject(inputs, error->position, row, error->raw);
	group_drop(error->row);
}

/* All docs and refs of all customers; the errors are reported only when all are known, in input order. */
static void check_docs(struct inputs *inputs, struct group *group, int32_t as_of)
{
	struct docs *docs = docs_new();
	struct found found = {0};
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
	for (size_t i = 0; i < found.n; i++)
		report(inputs, &found.error[i]);
	free(found.error);
	docs_free(docs);
}

void inputs_read_group(struct inputs *inputs, struct group *group, const struct strings *const paths[GROUP_STREAMS],
		       int32_t as_of)
{
	static inputs_handler *const handlers[] = {add_registration, add_visit, add_receivable};
	struct grouping grouping = {group, as_of, rejects_wants_raw(inputs->rejects)};
	for (int i = 0; i < GROUP_STREAMS; i++)
		if (paths[i] != NULL)
			inputs_read(inputs, group_stream_of((enum group_stream)i), paths[i], handlers[i], &grouping);
	group_gather(group);
	if (paths[GROUP_RECEIVABLES] != NULL)
		check_docs(inputs, group, as_of);
}

void inputs_free(struct inputs *inputs)
{
	free(inputs->files.string);
	free(inputs);
}
