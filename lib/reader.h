/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV records of an input file (RFC 4180, kehu-streams(5)): LF, CRLF or CR ends a record, blank lines are skipped, spaces
   and tabs around values are dropped, a byte order mark too. The only module that includes csv.h.

   A file is read in batches, so that several threads can work on it: reader_fill, called by one thread at a time, fills a batch
   with whole records; what is done with the batch then needs no lock. Those who have no hurry go record by record with
   reader_next. Everything handed out is a view into the batch's or the reader's storage, valid until it is filled again. */
#ifndef KEHU_READER_H
#define KEHU_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "split.h"
#include "text.h"

enum { READER_RECORD_MAX = 1 << 20 }; /* bytes of a record without its line break */

struct reader;

/* A record with quotes. */
struct quoted_record {
	uint32_t row;             /* its index among the batch's records */
	uint32_t raw, raw_length; /* as it stands in the file */
	const char *error;        /* NULL, or why it is bad */
};

/* Zero-initialise before first use. */
struct batch {
	struct split split; /* the records */
	char *bytes;        /* as they stand in the file */
	size_t n, room;
	char *unquoted; /* the fields of records with quotes, one byte between them */
	size_t unquoted_n, unquoted_room;
	struct quoted_record *quoted;
	size_t quotes, quoted_room;
	size_t whole;   /* bytes of whole records */
	size_t first;   /* the records before it have been used */
	uint64_t line;  /* of the first byte */
	unsigned flags; /* of all records */
};

/* Flags of a record beside those of split.h. */
enum {
	BATCH_UNQUOTED = 2, /* it had quotes, its fields are in `unquoted` and final */
	BATCH_UNCHECKED = 4 /* it may be no valid UTF-8 */
};

/* A record of a batch. Field i + 1 begins a byte behind end[i], which is where field i ends. */
struct csv_record {
	const char *bytes;
	const uint32_t *end;
	uint32_t at, fields;
	unsigned flags;
};

static inline size_t batch_records(const struct batch *batch)
{
	return batch->split.rows;
}

static inline struct csv_record batch_record(const struct batch *batch, size_t i)
{
	const struct split_row *row = &batch->split.row[i];
	return (struct csv_record){(row->flags & BATCH_UNQUOTED) ? batch->unquoted : batch->bytes,
				   batch->split.end + row->first, row->at, row->fields,
				   row->flags | batch->flags};
}

/* The line on which record i starts, from 1. */
static inline uint64_t batch_line(const struct batch *batch, size_t i)
{
	return batch->line + batch->split.row[i].line;
}

/* NULL, or why the record is bad as a whole (a static text); it then has no fields. */
const char *batch_error(const struct batch *batch, size_t i);

/* The record as it stands in the file, without its line break. */
struct text batch_raw(const struct batch *batch, size_t i);

/* Looks at all records at once: where they are valid UTF-8, csv_is_valid need not look at each. */
void batch_validate(struct batch *batch);

void batch_free(struct batch *batch);

/* The field's value, without the blanks around it. */
static inline struct text csv_field(const struct csv_record *record, size_t i)
{
	uint32_t at = i == 0 ? record->at : record->end[i - 1] + 1;
	struct text value = {record->bytes + at, record->end[i] - at};
	if ((record->flags & (SPLIT_BLANKS | BATCH_UNQUOTED)) == SPLIT_BLANKS)
		value = text_trim(value);
	return value;
}

/* Whether all its fields are valid UTF-8. */
static inline bool csv_is_valid(const struct csv_record *record)
{
	if ((record->flags & BATCH_UNCHECKED) == 0 || record->fields == 0)
		return true;
	struct text all = {record->bytes + record->at, record->end[record->fields - 1] - record->at};
	return text_is_valid_utf8(all);
}

/* As source_open and source_open_memory. */
struct reader *reader_open(const char *path, const char *encoding);
struct reader *reader_open_memory(const char *name, struct text content);

/* Fills the batch with the next records, at least one; false at the end of the file, which may come early: reader_failure.
   batch_validate should follow. */
bool reader_fill(struct reader *reader, struct batch *batch);

/* At the end: NULL, or as source_failure. */
const char *reader_failure(const struct reader *reader);

/* The next record, good or bad; false at the end of the file. The header is a record too. Where the file cannot be read to its
   end, ends the program with a message and exit 2. What follows tells of this record. A reader_fill after it begins behind
   it. */
bool reader_next(struct reader *reader);

const struct batch *reader_batch(const struct reader *reader); /* the batch it is in, */
size_t reader_index(const struct reader *reader);              /* and where */
const char *reader_error(const struct reader *reader);
size_t reader_fields(const struct reader *reader);
struct text reader_field(const struct reader *reader, size_t i); /* i < reader_fields */
bool reader_is_valid(const struct reader *reader);
uint64_t reader_line(const struct reader *reader);
struct text reader_raw(const struct reader *reader);

/* The path as given; its last component ("-": standard input); the encoding as given or "UTF-8". */
const char *reader_path(const struct reader *reader);
const char *reader_name(const struct reader *reader);
const char *reader_encoding(const struct reader *reader);

void reader_close(struct reader *reader);

#endif
