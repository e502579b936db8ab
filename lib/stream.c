/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "memory.h"
#include "money.h"
#include "stream.h"

enum { TEXT_MAX = 64 * 1024, REASON_ROOM = 256, NO_COLUMN = STREAM_COLUMNS_MAX };

#define TONS_MAX  (INT64_C(1000000000000000) * 1000)
#define COUNT_MAX INT64_C(1000000000)

struct stream_file {
	const struct stream *stream;
	struct reader *reader;
	struct text *header; /* owned */
	size_t fields;
	unsigned char *column_of;            /* by field: the stream's column, or NO_COLUMN */
	size_t field_of[STREAM_COLUMNS_MAX]; /* by column: the field; `fields` where the file lacks it */
	size_t kind_field, doc_field;        /* of receivables; elsewhere `fields` */
	bool bad;
	struct row_error error;
	char reason[REASON_ROOM];
	alignas(8) char record[STREAM_RECORD_MAX];
};

static size_t find_column(const struct stream *stream, struct text name)
{
	for (size_t i = 0; i < stream->columns; i++) {
		const struct column *column = &stream->column[i];
		if (text_equal_nocase(name, text_of(column->name)) ||
		    (column->alias != NULL && text_equal(name, text_of(column->alias))))
			return i;
	}
	return NO_COLUMN;
}

/* "FILE: BEFORE COLUMN AFTER; columns: a, b, c", exit 2. */
static _Noreturn void fail_header(struct stream_file *file, const char *before, const char *column,
				  const char *after)
{
	const char *path = reader_path(file->reader);
	size_t room = 1, n = 0;
	for (size_t i = 0; i < file->fields; i++)
		room += file->header[i].length + 2;
	char *list = memory_new(room, 1);
	for (size_t i = 0; i < file->fields; i++) {
		if (i > 0)
			list[n++] = ',', list[n++] = ' ';
		memcpy(list + n, file->header[i].at, file->header[i].length);
		n += file->header[i].length;
	}
	char *quoted = diag_quote((struct text){list, n});
	free(list);
	stream_close(file);
	diag_fail("%s: %s %s%s; columns: %s", path, before, column, after, quoted);
}

/* Where the header cannot be read as a record: "FILE:LINE: BEFORE WHAT AFTER", exit 2. */
static _Noreturn void fail_record(struct stream_file *file, const char *before, const char *what,
				  const char *after)
{
	const char *path = reader_path(file->reader);
	uint64_t line = reader_line(file->reader);
	stream_close(file);
	diag_fail("%s:%ju: %s%s%s", path, (uintmax_t)line, before, what, after);
}

static void read_header(struct stream_file *file)
{
	struct reader *reader = file->reader;
	if (reader_next(reader)) {
		if (reader_error(reader) != NULL)
			fail_record(file, "", reader_error(reader), " in the header");
		if (!reader_is_valid(reader))
			fail_record(file, "the header is not valid ", reader_encoding(reader),
				    "; is --encoding right?");
		file->fields = reader_fields(reader);
	}
	file->header = memory_new(file->fields, sizeof *file->header);
	for (size_t i = 0; i < file->fields; i++) {
		struct text name = reader_field(reader, i);
		char *copy = memory_new(name.length, 1);
		memcpy(copy, name.at, name.length);
		file->header[i] = (struct text){copy, name.length};
	}
}

static void resolve_columns(struct stream_file *file)
{
	const struct stream *stream = file->stream;
	file->column_of = memory_new(file->fields, 1);
	for (size_t i = 0; i < stream->columns; i++)
		file->field_of[i] = file->fields;
	for (size_t i = 0; i < file->fields; i++) {
		size_t column = find_column(stream, file->header[i]);
		file->column_of[i] = (unsigned char)column;
		if (column == NO_COLUMN)
			continue;
		if (file->field_of[column] < file->fields)
			fail_header(file, "column", stream->column[column].name, " is given twice");
		file->field_of[column] = i;
	}
	for (size_t i = 0; i < stream->columns; i++)
		if ((stream->column[i].flags & COLUMN_REQUIRED) && file->field_of[i] == file->fields)
			fail_header(file, "no column", stream->column[i].name, "");
}

struct stream_file *stream_open(const struct stream *stream, const char *path, const char *encoding)
{
	struct stream_file *file = memory_new(1, sizeof *file);
	file->stream = stream;
	file->reader = reader_open(path, encoding);
	read_header(file);
	resolve_columns(file);
	file->kind_field = file->doc_field = file->fields;
	if (stream == &stream_receivables) {
		file->kind_field = file->field_of[find_column(stream, TEXT("kind"))];
		file->doc_field = file->field_of[find_column(stream, TEXT("doc"))];
	}
	return file;
}

static const char *words_allowed(struct stream_file *file, const struct words *words)
{
	int n = snprintf(file->reason, REASON_ROOM, "is not one of ");
	for (size_t i = 0; i < words->n && n < REASON_ROOM; i++)
		n += snprintf(file->reason + n, (size_t)(REASON_ROOM - n), "%s%s", i > 0 ? ", " : "",
			      words->word[i].english);
	return file->reason;
}

static const char *parse_text(struct text value, struct text *out)
{
	if (value.length > TEXT_MAX)
		return "is longer than 64 KiB";
	if (memchr(value.at, '\0', value.length) != NULL)
		return "contains a NUL";
	*out = value;
	return NULL;
}

static const char *parse_amount(struct text value, enum column_type type, int64_t *out)
{
	money_wide fen;
	if (money_parse(value, 2, out))
		fen = *out;
	else if (!money_parse_wide(value, 2, &fen))
		return "is not an amount";
	bool is_posting = type == COLUMN_POSTING || type == COLUMN_CONTRACT;
	if (is_posting && (fen > MONEY_POSTING_MAX || fen < -MONEY_POSTING_MAX))
		return "is over 90,000,000,000,000.00";
	if (fen > INT64_MAX || fen <= INT64_MIN)
		return "exceeds 64 bits of fen";
	if (type == COLUMN_POSTING && fen <= 0)
		return "is not greater than 0";
	return type == COLUMN_TURNOVER && fen < 0 ? "is negative" : NULL;
}

static const char *parse_tons(struct text value, unsigned flags, int64_t *out)
{
	money_wide tons;
	if (!money_parse_wide(value, 3, &tons))
		return "is not a number of tons";
	if (value.at[0] == '-')
		return "is negative";
	if (tons > ((flags & COLUMN_TOTAL) ? INT64_MAX : TONS_MAX))
		return "is over 10^15";
	*out = (int64_t)tons;
	return NULL;
}

static const char *parse_count(struct text value, int64_t *out)
{
	money_wide count;
	if (!money_parse_wide(value, 0, &count))
		return "is not a whole number";
	if (value.at[0] == '-')
		return "is negative";
	if (count > COUNT_MAX)
		return "is over 10^9";
	*out = (int64_t)count;
	return NULL;
}

/* Parses one given value into the record; returns why it is bad, or NULL. */
static const char *parse_value(struct stream_file *file, const struct column *column, struct text value)
{
	void *out = file->record + column->offset;
	int32_t *day = out;
	switch (column->type) {
	case COLUMN_TEXT:
		return parse_text(value, out);
	case COLUMN_DATE:
		return date_parse(value, day, NULL) ? NULL : "is not a date";
	case COLUMN_TIME:
		return date_parse(value, day, day + 1) ? NULL : "is not a date";
	case COLUMN_POSTING:
	case COLUMN_CONTRACT:
	case COLUMN_SUM:
	case COLUMN_TURNOVER:
		return parse_amount(value, column->type, out);
	case COLUMN_TONS:
		return parse_tons(value, column->flags, out);
	case COLUMN_COUNT:
		return parse_count(value, out);
	case COLUMN_WORD:
		*(uint8_t *)out = (uint8_t)words_find(column->words, value);
		return *(uint8_t *)out > 0 ? NULL : words_allowed(file, column->words);
	}
	return NULL;
}

/* The first bad field from the left and why; `fields` where none is. */
static size_t check_fields(struct stream_file *file, bool is_invoice, const char **reason)
{
	unsigned unwanted = is_invoice ? COLUMN_NO_INVOICE : COLUMN_INVOICE;
	for (size_t i = 0; i < file->fields; i++) {
		if (file->column_of[i] == NO_COLUMN)
			continue;
		const struct column *column = &file->stream->column[file->column_of[i]];
		struct text value = reader_field(file->reader, i);
		if (column->flags & unwanted)
			continue;
		if (value.length > 0)
			*reason = parse_value(file, column, value);
		else
			*reason = (column->flags & (COLUMN_GIVEN | COLUMN_INVOICE)) ? "is empty" : NULL;
		if (*reason != NULL)
			return i;
	}
	return file->fields;
}

/* The first field that is not valid UTF-8; `fields` where all are. */
static size_t check_valid(const struct stream_file *file)
{
	if (reader_is_valid(file->reader))
		return file->fields;
	for (size_t i = 0; i < file->fields; i++) {
		struct text value = reader_field(file->reader, i);
		if (text_valid_utf8(value) < value.length)
			return i;
	}
	return file->fields;
}

static void set_error(struct stream_file *file, struct text column, struct text value, const char *reason)
{
	file->bad = true;
	file->error = (struct row_error){column, value, reason};
}

static void set_field_error(struct stream_file *file, size_t i, const char *reason)
{
	size_t column = file->column_of[i];
	set_error(file, column == NO_COLUMN ? file->header[i] : text_of(file->stream->column[column].name),
		  reader_field(file->reader, i), reason);
}

static void set_count_error(struct stream_file *file)
{
	size_t n = reader_fields(file->reader);
	snprintf(file->reason, REASON_ROOM, "%zu field%s where the header has %zu", n, n == 1 ? "" : "s",
		 file->fields);
	set_error(file, TEXT(""), TEXT(""), file->reason);
}

static bool is_invoice(const struct stream_file *file)
{
	return file->kind_field < file->fields &&
	       words_find(&words_receivable_kind, reader_field(file->reader, file->kind_field)) ==
		       RECEIVABLE_INVOICE;
}

static void check_values(struct stream_file *file)
{
	const char *reason = NULL;
	memcpy(file->record, file->stream->empty, file->stream->record_size);
	bool invoice = is_invoice(file);
	size_t bad = check_fields(file, invoice, &reason), invalid = check_valid(file);
	if (invalid < file->fields && invalid <= bad) {
		snprintf(file->reason, REASON_ROOM, "is not valid %s", reader_encoding(file->reader));
		set_field_error(file, invalid, file->reason);
	} else if (bad < file->fields) {
		set_field_error(file, bad, reason);
	} else if (invoice && file->doc_field == file->fields) {
		set_error(file, TEXT("doc"), TEXT(""), "is empty");
	}
}

bool stream_next(struct stream_file *file)
{
	file->bad = false;
	if (!reader_next(file->reader))
		return false;
	if (reader_error(file->reader) != NULL)
		set_error(file, TEXT(""), TEXT(""), reader_error(file->reader));
	else if (reader_fields(file->reader) != file->fields)
		set_count_error(file);
	else
		check_values(file);
	return true;
}

const struct row_error *stream_error(const struct stream_file *file)
{
	return file->bad ? &file->error : NULL;
}

const void *stream_record(const struct stream_file *file)
{
	return file->record;
}

const struct reader *stream_reader(const struct stream_file *file)
{
	return file->reader;
}

size_t stream_header(const struct stream_file *file, const struct text **names)
{
	*names = file->header;
	return file->fields;
}

void stream_close(struct stream_file *file)
{
	reader_close(file->reader);
	for (size_t i = 0; i < file->fields; i++)
		free((char *)(uintptr_t)file->header[i].at);
	free(file->header);
	free(file->column_of);
	free(file);
}
