/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streams' columns: finds them in a header, checks and parses records. */
#ifndef KEHU_STREAM_H
#define KEHU_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "reader.h"
#include "text.h"
#include "words.h"

enum column_type {
	COLUMN_TEXT,     /* struct text, at most 64 KiB, no NUL */
	COLUMN_DATE,     /* int32_t */
	COLUMN_TIME,     /* int32_t day followed by int32_t second, DATE_NO_TIME where none is given */
	COLUMN_POSTING,  /* int64_t fen, greater than 0, at most MONEY_POSTING_MAX */
	COLUMN_CONTRACT, /* int64_t fen, at most MONEY_POSTING_MAX either way */
	COLUMN_SUM,      /* int64_t fen */
	COLUMN_TURNOVER, /* int64_t fen, not negative */
	COLUMN_TONS,     /* int64_t thousandths */
	COLUMN_COUNT,    /* int64_t */
	COLUMN_YEAR,     /* int64_t, 1900 to 9999 */
	COLUMN_WORD      /* uint8_t */
};

enum column_flags {
	COLUMN_REQUIRED = 1,   /* the column must be there */
	COLUMN_GIVEN = 2,      /* no value may be empty */
	COLUMN_INVOICE = 4,    /* given on invoices, not looked at on other postings */
	COLUMN_NO_INVOICE = 8, /* not looked at on invoices */
	COLUMN_TOTAL = 16,     /* a sum of tons: may exceed the limit of a posting */
	COLUMN_ORDER = 32      /* its time orders the records of a day */
};

struct column {
	const char *name, *alias; /* alias NULL: none */
	enum column_type type;
	unsigned flags;
	size_t offset; /* in the stream's record */
	const struct words *words;
};

enum { STREAM_COLUMNS_MAX = 24, STREAM_RECORD_MAX = 512 };

struct stream {
	const char *name;
	const struct column *column;
	size_t columns, record_size;
	const void *empty; /* a record with nothing given */
};

extern const struct stream stream_registration, stream_visits, stream_receivables, stream_facts,
	stream_faults, stream_staff, stream_absent, stream_grades, stream_balances, stream_orders,
	stream_fees, stream_rebates;

/* Whether a header calls the column so: by its name, in any case, or its alias. */
bool column_is_named(const struct column *column, struct text name);

/* Whether it is one of these, which are NULL-terminated; NULL: none. */
bool column_is_among(const struct column *column, const char *const *names);

/* Why a record is bad. column and value are empty where it is bad as a whole. Valid until the file's next record. */
struct row_error {
	struct text column, value;
	const char *reason;
};

/* A file being read as a stream. */
struct stream_file;

/* Opens the file and finds the stream's columns; a header that lacks one or gives one twice ends the program, exit 2. */
struct stream_file *stream_open(const struct stream *stream, const char *path, const char *encoding);

/* Fills batches with the records behind the header; tells of the file's name and encoding. */
struct reader *stream_reader(const struct stream_file *file);

/* The header's fields, owned by the file. */
size_t stream_header(const struct stream_file *file, const struct text **names);

/* Of the texts only those of these columns are wanted, and of the stream's first, which always is: in records the others are
   empty, though they are checked. names as in column_is_among. */
void stream_want(struct stream_file *file, const char *const *names);

/* What a worker parses records with; for free(). */
struct stream_parser;
struct stream_parser *stream_parser_new(void);

/* Checks and parses record i of a batch of this file. NULL: it is bad, see stream_parser_error; else a struct of the stream,
   its texts views into the batch, `position` and the like not set. Valid until the parser's next record. */
const void *stream_parse(struct stream_parser *parser, const struct stream_file *file,
			 const struct batch *batch, size_t i);
const struct row_error *stream_parser_error(const struct stream_parser *parser);

/* Record by record: the next one, good or bad; false at the end. */
bool stream_next(struct stream_file *file);

/* NULL: the record is good. */
const struct row_error *stream_error(const struct stream_file *file);
const void *stream_record(const struct stream_file *file);

void stream_close(struct stream_file *file);

#endif
