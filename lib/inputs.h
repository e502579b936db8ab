/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading whole streams, by several workers at once: every record is checked, bad ones go to the rejects in input order, good
   ones are handed on in any order. */
#ifndef KEHU_INPUTS_H
#define KEHU_INPUTS_H

#include <stdint.h>
#include "options.h"
#include "rejects.h"
#include "stream.h"
#include "writer.h"

struct inputs;

/* encoding as source_open; the rejects stay the caller's. */
struct inputs *inputs_new(const char *encoding, struct rejects *rejects);

/* Files to be read, in this order, as this stream. */
struct inputs_source {
	const struct stream *stream;
	const struct strings *paths;
	const char *const *wanted; /* NULL: all; else as stream_want has it */
};

/* A good record: a struct of the source's stream; its texts are views that end with the call. */
struct input {
	const void *record;
	uint64_t position;
	size_t source;
	const struct batch *
		batch; /* and where it stands there: for the raw text and columns that are not the stream's */
	size_t index;
};

/* What is done with what is read. */
struct inputs_work {
	void *context;
	/* NULL, or called with each file's header before its records. */
	void (*header)(void *context, const char *path, const struct text *names, size_t n);
	/* Called for each good record, by several workers at once. NULL: done; else the program ends with this message (from
	   malloc) when all records before have been used. */
	char *(*record)(void *context, unsigned worker, const struct input *input);
	/* Where a worker writes text that is to come out in input order, in memory; NULL: none does. `writer` gets it. */
	struct writer **output;
	struct writer *writer;
	/* NULL, or whether a record of good form is good: what only its user can tell. Else sets *error, whose texts need not
	   outlive the worker's next call. */
	bool (*check)(void *context, unsigned worker, const struct input *input, struct row_error *error);
};

/* Writes the record's own fields, all of them. */
void inputs_copy(const struct input *input, struct writer *writer);

/* Reads the sources by so many workers. */
void inputs_read(struct inputs *inputs, unsigned workers, const struct inputs_source *sources, size_t n,
		 const struct inputs_work *work);

/* The same record by record, in order, by one worker; bad records go to the rejects. */
struct inputs_cursor;
struct inputs_cursor *inputs_open(struct inputs *inputs, const struct inputs_source *source);

/* The next good record, valid until the next call; false at the end of the last file. `source` is not set. */
bool inputs_next(struct inputs_cursor *cursor, struct input *input);
void inputs_close(struct inputs_cursor *cursor);

/* Positions order records by input: files in the order read, then lines. */
uint64_t inputs_position(uint64_t file, uint64_t line);
const char *inputs_file(const struct inputs *inputs, uint64_t position);
uint64_t inputs_line(uint64_t position);

/* A number that orders positions by line, then file: for files of one name. */
uint64_t inputs_by_line(uint64_t position);

/* Records read so far, good and bad. */
uint64_t inputs_count(const struct inputs *inputs);

/* Whether the raw text of a record that may prove bad only later must be kept: rejects want it, and the file (standard
   input, a pipe, one read by inputs_next) cannot be read again. */
bool inputs_keeps_raw(const struct inputs *inputs, uint64_t position);

/* An error found between records. */
struct late_error {
	uint64_t position;      /* of the record */
	unsigned rank;          /* those of a smaller rank come first */
	const char *column;     /* whose value is bad */
	const char *reason;     /* NULL: it is given twice */
	uint64_t first;         /* by the record that gave it first */
	struct text value, raw; /* raw: the record's text as kept, or empty */
};

/* Rejects records for errors found between them, by rank, then in input order. Files that can be read again are, for the raw
   texts. The list is changed. */
void inputs_reject_late(struct inputs *inputs, struct late_error *errors, size_t n);

void inputs_free(struct inputs *inputs);

#endif
