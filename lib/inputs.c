/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "diag.h"
#include "inputs.h"
#include "memory.h"
#include "order.h"
#include "pool.h"

enum { LINE_BITS = 44, REASON_ROOM = 4096 + 64 };

#define FILES_MAX (UINT64_C(1) << (64 - LINE_BITS))

struct input_file {
	const char *path, *name; /* name: the last path component */
	bool is_lasting;         /* it can be read again */
};

struct inputs {
	const char *encoding;
	struct rejects *rejects;
	struct input_file *file;
	size_t files, room;
	uint64_t count;
};

/* What comes of a batch. */
struct result {
	struct arena texts;
	struct reject *reject;
	size_t rejects, room;
	char *failure; /* the program ends with this message after the rejects */
	char *output;
	size_t length;
};

/* One call of inputs_read. What is above `order` is only touched with the mutex held. */
struct reading {
	struct inputs *inputs;
	const struct inputs_source *source;
	size_t sources;
	size_t at, path; /* the source, and the file in it, to be opened next */
	struct stream_file *file;
	uint64_t batches;
	struct order *order;
	const struct inputs_work *work;
	pthread_mutex_t mutex;
};

/* A batch on its way through a worker. */
struct taken {
	struct batch batch;
	const struct stream_file *file;
	size_t source;
	uint64_t number, position; /* of the file */
};

struct inputs *inputs_new(const char *encoding, struct rejects *rejects)
{
	struct inputs *inputs = memory_new(1, sizeof *inputs);
	inputs->encoding = encoding;
	inputs->rejects = rejects;
	return inputs;
}

uint64_t inputs_position(uint64_t file, uint64_t line)
{
	return file << LINE_BITS | line;
}

const char *inputs_file(const struct inputs *inputs, uint64_t position)
{
	return inputs->file[position >> LINE_BITS].name;
}

uint64_t inputs_line(uint64_t position)
{
	return position & ((UINT64_C(1) << LINE_BITS) - 1);
}

uint64_t inputs_by_line(uint64_t position)
{
	return position << (64 - LINE_BITS) | position >> LINE_BITS;
}

uint64_t inputs_count(const struct inputs *inputs)
{
	return inputs->count;
}

bool inputs_keeps_raw(const struct inputs *inputs, uint64_t position)
{
	return rejects_wants_raw(inputs->rejects) && !inputs->file[position >> LINE_BITS].is_lasting;
}

static bool is_regular(const char *path)
{
	struct stat status;
	return strcmp(path, "-") != 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Opens a file of the source and adds it to those read. */
static struct stream_file *open_file(struct inputs *inputs, const struct inputs_source *source,
				     const char *path, bool is_lasting)
{
	struct stream_file *file = stream_open(source->stream, path, inputs->encoding);
	if (source->wanted != NULL)
		stream_want(file, source->wanted);
	if (inputs->files >= FILES_MAX)
		diag_fail("too many files");
	inputs->file = memory_grow(inputs->file, &inputs->room, inputs->files + 1, sizeof *inputs->file);
	inputs->file[inputs->files++] =
		(struct input_file){path, reader_name(stream_reader(file)), is_lasting};
	return file;
}

/* The bad record at the position. */
static struct reject reject_of(const struct inputs *inputs, uint64_t position, const struct row_error *error,
			       struct text raw)
{
	return (struct reject){.position = position,
			       .file = inputs_file(inputs, position),
			       .line = inputs_line(position),
			       .column = error->column,
			       .value = error->value,
			       .reason = error->reason,
			       .raw = raw};
}

/* --- taking batches */

/* Opens the next file, once all batches of those before are done with, so that errors come in order. False: there is none. */
static bool open_next(struct reading *reading)
{
	while (reading->at < reading->sources && reading->path == reading->source[reading->at].paths->n) {
		reading->at++;
		reading->path = 0;
	}
	if (reading->at == reading->sources)
		return false;
	const struct inputs_source *source = &reading->source[reading->at];
	const char *path = source->paths->string[reading->path++];
	reading->file = open_file(reading->inputs, source, path, is_regular(path));
	if (reading->work->header != NULL) {
		const struct text *names;
		size_t n = stream_header(reading->file, &names);
		reading->work->header(reading->work->context, path, names, n);
	}
	return true;
}

/* The file has been read: closes it, once all its batches are done with. */
static void close_file(struct reading *reading)
{
	const char *failure = reader_failure(stream_reader(reading->file));
	order_wait(reading->order, reading->batches);
	if (failure != NULL)
		diag_fail("%s", failure);
	stream_close(reading->file);
	reading->file = NULL;
}

static bool fill_batch(struct reading *reading, struct taken *taken)
{
	for (;;) {
		if (reading->file == NULL && !open_next(reading))
			return false;
		if (reader_fill(stream_reader(reading->file), &taken->batch))
			return true;
		close_file(reading);
	}
}

/* The next batch; false where there is none left. */
static bool take_batch(struct reading *reading, struct taken *taken)
{
	pool_lock(&reading->mutex);
	if (reading->batches >= ORDER_AHEAD)
		order_wait(reading->order, reading->batches - ORDER_AHEAD + 1);
	bool any = fill_batch(reading, taken);
	if (any) {
		taken->file = reading->file;
		taken->source = reading->at;
		taken->number = reading->batches++;
		taken->position = inputs_position(reading->inputs->files - 1, 0);
	}
	pthread_mutex_unlock(&reading->mutex);
	return any;
}

/* --- their records */

static struct result *need_result(struct result **result)
{
	if (*result == NULL)
		*result = memory_new(1, sizeof **result);
	return *result;
}

static void add_reject(const struct inputs *inputs, struct result *result, const struct input *input,
		       const struct row_error *error)
{
	result->reject =
		memory_grow(result->reject, &result->room, result->rejects + 1, sizeof *result->reject);
	struct arena *texts = &result->texts;
	struct text raw = batch_raw(input->batch, input->index),
		    reason = {error->reason, strlen(error->reason) + 1};
	struct row_error kept = {arena_copy(texts, error->column), arena_copy(texts, error->value),
				 arena_copy(texts, reason).at};
	result->reject[result->rejects++] = reject_of(inputs, input->position, &kept, arena_copy(texts, raw));
}

/* NULL, or why the record is bad; *found may hold it. */
static const struct row_error *find_error(struct reading *reading, unsigned worker, const struct input *input,
					  struct stream_parser *parser, struct row_error *found)
{
	const struct inputs_work *what = reading->work;
	if (input->record == NULL)
		return stream_parser_error(parser);
	return what->check == NULL || what->check(what->context, worker, input, found) ? NULL : found;
}

/* Where rejects are not collected, what follows the first bad record is of no use. */
static struct result *do_records(struct reading *reading, unsigned worker, const struct taken *taken,
				 struct stream_parser *parser)
{
	const struct inputs_work *work = reading->work;
	const struct batch *batch = &taken->batch;
	struct result *result = NULL;
	struct row_error found;
	for (size_t i = batch->first; i < batch_records(batch); i++) {
		struct input input = {stream_parse(parser, taken->file, batch, i),
				      taken->position | batch_line(batch, i), taken->source, batch, i};
		const struct row_error *error = find_error(reading, worker, &input, parser, &found);
		if (error != NULL) {
			add_reject(reading->inputs, need_result(&result), &input, error);
			if (!rejects_wants_raw(reading->inputs->rejects))
				break;
		} else {
			char *failure = work->record(work->context, worker, &input);
			if (failure != NULL) {
				need_result(&result)->failure = failure;
				break;
			}
		}
	}
	return result;
}

static void take_output(struct writer *writer, struct result *result)
{
	struct text output = writer_memory(writer);
	result->output = memory_new(output.length, 1);
	result->length = output.length;
	if (output.length > 0)
		memcpy(result->output, output.at, output.length);
	writer_clear(writer);
}

static void work(void *context, unsigned worker)
{
	struct reading *reading = context;
	struct stream_parser *parser = stream_parser_new();
	struct taken taken = {0};
	while (take_batch(reading, &taken)) {
		batch_validate(&taken.batch);
		struct result *result = do_records(reading, worker, &taken, parser);
		if (reading->work->output != NULL)
			take_output(reading->work->output[worker], need_result(&result));
		__atomic_fetch_add(&reading->inputs->count, batch_records(&taken.batch) - taken.batch.first,
				   __ATOMIC_RELAXED);
		order_finish(reading->order, taken.number, result);
	}
	batch_free(&taken.batch);
	free(parser);
}

/* The results of one batch, in the order of the batches. */
static void use_result(void *context, void *item)
{
	const struct reading *reading = context;
	struct result *result = item;
	for (size_t i = 0; i < result->rejects; i++)
		rejects_add(reading->inputs->rejects, &result->reject[i]);
	if (result->failure != NULL)
		diag_fail("%s", result->failure);
	if (result->length > 0)
		writer_raw(reading->work->writer, (struct text){result->output, result->length});
	arena_free(&result->texts);
	free(result->reject);
	free(result->output);
	free(result);
}

/* A record without blanks and quotes stands in the input as it is to stand in the output. */
void inputs_copy(const struct input *input, struct writer *writer)
{
	struct csv_record row = batch_record(input->batch, input->index);
	if ((row.flags & (SPLIT_BLANKS | BATCH_UNQUOTED)) == 0) {
		writer_fields(writer, batch_raw(input->batch, input->index));
		return;
	}
	for (size_t i = 0; i < row.fields; i++)
		writer_text(writer, csv_field(&row, i));
}

void inputs_read(struct inputs *inputs, unsigned workers, const struct inputs_source *sources, size_t n,
		 const struct inputs_work *what)
{
	struct reading reading = {.inputs = inputs, .source = sources, .sources = n, .work = what};
	reading.order = order_new(use_result, &reading);
	pthread_mutex_init(&reading.mutex, NULL);
	pool_run(workers, work, &reading);
	order_wait(reading.order, reading.batches);
	pthread_mutex_destroy(&reading.mutex);
	order_free(reading.order);
}

/* --- record by record */

struct inputs_cursor {
	struct inputs *inputs;
	const struct inputs_source *source;
	size_t path; /* to be opened next */
	struct stream_file *file;
	uint64_t position; /* of the file */
};

struct inputs_cursor *inputs_open(struct inputs *inputs, const struct inputs_source *source)
{
	struct inputs_cursor *cursor = memory_new(1, sizeof *cursor);
	*cursor = (struct inputs_cursor){.inputs = inputs, .source = source};
	return cursor;
}

/* Moves to the next record, good or bad. */
static bool next_record(struct inputs_cursor *cursor)
{
	while (cursor->file == NULL || !stream_next(cursor->file)) {
		if (cursor->file != NULL)
			stream_close(cursor->file);
		cursor->file = NULL;
		if (cursor->path == cursor->source->paths->n)
			return false;
		const char *path = cursor->source->paths->string[cursor->path++];
		cursor->file = open_file(cursor->inputs, cursor->source, path, false);
		cursor->position = inputs_position(cursor->inputs->files - 1, 0);
	}
	cursor->inputs->count++;
	return true;
}

bool inputs_next(struct inputs_cursor *cursor, struct input *input)
{
	while (next_record(cursor)) {
		const struct reader *reader = stream_reader(cursor->file);
		const struct row_error *error = stream_error(cursor->file);
		uint64_t position = cursor->position | reader_line(reader);
		*input = (struct input){.record = stream_record(cursor->file),
					.position = position,
					.batch = reader_batch(reader),
					.index = reader_index(reader)};
		if (error == NULL)
			return true;
		struct reject reject = reject_of(cursor->inputs, position, error, reader_raw(reader));
		rejects_add(cursor->inputs->rejects, &reject);
	}
	return false;
}

void inputs_close(struct inputs_cursor *cursor)
{
	if (cursor->file != NULL)
		stream_close(cursor->file);
	free(cursor);
}

/* --- errors between records */

static int compare_errors(const void *a, const void *b)
{
	const struct late_error *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

static int compare_positions(const void *a, const void *b)
{
	const struct late_error *const *x = a, *const *y = b;
	return ((*x)->position > (*y)->position) - ((*x)->position < (*y)->position);
}

/* Moves the reader to the record on this line. */
static void skip_to_line(struct reader *reader, uint64_t line)
{
	while (reader_next(reader))
		if (reader_line(reader) >= line) {
			if (reader_line(reader) == line)
				return;
			break;
		}
	diag_fail("%s: has changed while it was read", reader_path(reader));
}

/* Reads the files again for the raw texts of records that were not kept. */
static void fetch_raw(const struct inputs *inputs, struct late_error *errors, size_t n, struct arena *texts)
{
	struct late_error **by_position = memory_new(n, sizeof(struct late_error *));
	struct reader *reader = NULL;
	uint64_t number = UINT64_MAX;
	for (size_t i = 0; i < n; i++)
		by_position[i] = &errors[i];
	qsort(by_position, n, sizeof *by_position, compare_positions);
	for (size_t i = 0; i < n; i++) {
		struct late_error *error = by_position[i];
		if (inputs_keeps_raw(inputs, error->position))
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

static void report(struct inputs *inputs, const struct late_error *error)
{
	char twice[REASON_ROOM];
	if (error->reason == NULL)
		snprintf(twice, sizeof twice, "is given twice (first in %s:%ju)",
			 inputs_file(inputs, error->first), (uintmax_t)inputs_line(error->first));
	struct row_error row = {text_of(error->column), error->value,
				error->reason != NULL ? error->reason : twice};
	struct reject reject = reject_of(inputs, error->position, &row, error->raw);
	rejects_add(inputs->rejects, &reject);
}

void inputs_reject_late(struct inputs *inputs, struct late_error *errors, size_t n)
{
	struct arena texts = {0};
	if (n == 0)
		return;
	qsort(errors, n, sizeof *errors, compare_errors);
	if (rejects_wants_raw(inputs->rejects))
		fetch_raw(inputs, errors, n, &texts);
	for (size_t i = 0; i < n; i++)
		report(inputs, &errors[i]);
	arena_free(&texts);
}

void inputs_free(struct inputs *inputs)
{
	free(inputs->file);
	free(inputs);
}
