/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <csv.h>
#include <stdlib.h>

#include "diag.h"
#include "memory.h"
#include "reader.h"
#include "source.h"
#include "split.h"

enum { FIRST_ROOM = 256 * 1024, FIELD_BLOCK = 64 * 1024 };

struct reader {
	struct source *source;
	const char *path, *name, *encoding;
	char *buffer;
	size_t room;
	size_t start, end; /* of what is left to read in the buffer; the record at hand begins at `record` */
	bool ended;        /* the source has no more */
	size_t record, record_length;
	uint64_t line, next_line; /* of the record at hand; of buffer[start] */
	struct split_fields fields;
	const char *error;
	struct csv_parser parser; /* for records with quotes */
	bool row_done;            /* the parser has seen the record's end */
	char *unquoted;           /* the fields that it delivered */
	size_t unquoted_n, unquoted_room;
};

/* Reads more behind buffer[end], moving what is left from `start` on to the front or growing the buffer. False at the end of
   the file. */
static bool refill(struct reader *reader)
{
	if (reader->ended)
		return false;
	if (reader->start > 0) {
		memmove(reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
		reader->end -= reader->start;
		reader->start = 0;
	}
	if (reader->room - reader->end < reader->room / 2)
		reader->buffer = memory_grow(reader->buffer, &reader->room, reader->room * 2, 1);
	size_t n = source_read(reader->source, reader->buffer + reader->end, reader->room - reader->end);
	reader->end += n;
	reader->ended = n == 0;
	return n > 0;
}

/* Length of the line break at offset `at` of the buffer (0: the end of the file); false where more must be read to tell. */
static bool line_break(const struct reader *reader, size_t at, size_t *length)
{
	*length = at < reader->end;
	if (at < reader->end && reader->buffer[at] == '\r') {
		if (at + 1 == reader->end && !reader->ended)
			return false;
		*length += at + 1 < reader->end && reader->buffer[at + 1] == '\n';
	}
	return at < reader->end || reader->ended;
}

/* Moves to the first byte of the next record; false at the end of the file. */
static bool skip_blank_lines(struct reader *reader)
{
	for (;;) {
		size_t at = reader->start, length;
		while (at < reader->end && (reader->buffer[at] == ' ' || reader->buffer[at] == '\t'))
			at++;
		if (at < reader->end && reader->buffer[at] != '\n' && reader->buffer[at] != '\r')
			return true;
		if (!line_break(reader, at, &length)) {
			refill(reader);
			continue;
		}
		if (length == 0)
			return false;
		reader->start = at + length;
		reader->next_line++;
	}
}

/* The record at hand ends at this offset; `breaks` line breaks lie inside it, one of `length` bytes behind it. */
static void end_record(struct reader *reader, size_t at, size_t length, uint64_t breaks)
{
	reader->line = reader->next_line;
	reader->record = reader->start;
	reader->record_length = at - reader->start;
	reader->start = at + length;
	reader->next_line += breaks + 1;
}

static void on_field(void *bytes, size_t n, void *data)
{
	struct reader *reader = data;
	struct split_fields *fields = &reader->fields;
	fields->field = memory_grow(fields->field, &fields->room, fields->n + 1, sizeof *fields->field);
	fields->field[fields->n++] = (struct text){NULL, n};
	reader->unquoted = memory_grow(reader->unquoted, &reader->unquoted_room, reader->unquoted_n + n, 1);
	if (n > 0)
		memcpy(reader->unquoted + reader->unquoted_n, bytes, n);
	reader->unquoted_n += n;
}

static void on_row(int end, void *data)
{
	(void)end;
	((struct reader *)data)->row_done = true;
}

static void start_parser(struct reader *reader)
{
	if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		diag_fail("out of memory");
	csv_set_blk_size(&reader->parser, FIELD_BLOCK);
}

/* Hands n bytes to libcsv; n 0: the end of the file. */
static void feed(struct reader *reader, const char *bytes, size_t n)
{
	struct csv_parser *parser = &reader->parser;
	size_t used = n;
	if (n > 0)
		used = csv_parse(parser, bytes, n, on_field, on_row, reader);
	else if (csv_fini(parser, on_field, on_row, reader) != 0)
		reader->error = "unclosed quote";
	if (used < n && csv_error(parser) == CSV_ENOMEM)
		diag_fail("out of memory");
	if (used < n)
		reader->error =
			parser->quoted ? "text after a closing quote" : "quote inside an unquoted value";
	if (reader->error != NULL) {
		csv_free(parser);
		start_parser(reader);
	}
}

/* A record with quotes: goes to libcsv line by line, until that has seen its end or an error. */
static void read_quoted(struct reader *reader)
{
	size_t at = 0, fed = 0, length; /* from reader->start */
	uint64_t breaks = 0;
	reader->fields.n = reader->unquoted_n = 0;
	reader->row_done = false;
	for (;;) {
		while (reader->start + at < reader->end && reader->buffer[reader->start + at] != '\n' &&
		       reader->buffer[reader->start + at] != '\r')
			at++;
		if (!line_break(reader, reader->start + at, &length)) {
			refill(reader);
			continue;
		}
		if (at + length > fed)
			feed(reader, reader->buffer + reader->start + fed, at + length - fed);
		if (length == 0 && !reader->row_done && reader->error == NULL)
			feed(reader, NULL, 0);
		if (reader->row_done || reader->error != NULL)
			break;
		fed = at += length;
		breaks++;
	}
	end_record(reader, reader->start + at, length, breaks);
	const char *field = reader->unquoted;
	for (size_t i = 0; i < reader->fields.n; i++) {
		reader->fields.field[i].at = reader->fields.field[i].length > 0 ? field : "";
		field += reader->fields.field[i].length;
	}
}

bool reader_next(struct reader *reader)
{
	reader->error = NULL;
	if (!skip_blank_lines(reader))
		return false;
	for (;;) {
		size_t length;
		const char *stop = split_plain(reader->buffer + reader->start, reader->buffer + reader->end,
					       &reader->fields);
		size_t at = (size_t)(stop - reader->buffer);
		if (at < reader->end && *stop == '"') {
			read_quoted(reader);
			break;
		}
		if (line_break(reader, at, &length)) {
			end_record(reader, at, length, 0);
			break;
		}
		refill(reader);
	}
	if (reader->error == NULL && reader->record_length > READER_RECORD_MAX)
		reader->error = "record over 1 MiB";
	return true;
}

static struct reader *start_reader(struct source *source, const char *path, const char *encoding)
{
	struct reader *reader = memory_new(1, sizeof *reader);
	const char *slash = strrchr(path, '/');
	reader->source = source;
	reader->path = path;
	reader->name = slash != NULL ? slash + 1 : path;
	reader->encoding = encoding != NULL ? encoding : "UTF-8";
	reader->buffer = memory_grow(NULL, &reader->room, FIRST_ROOM, 1);
	reader->unquoted = memory_grow(NULL, &reader->unquoted_room, FIELD_BLOCK, 1);
	reader->next_line = 1;
	start_parser(reader);
	while (reader->end < 3 && refill(reader))
		;
	if (reader->end >= 3 && memcmp(reader->buffer, "\xef\xbb\xbf", 3) == 0)
		reader->start = 3;
	return reader;
}

struct reader *reader_open(const char *path, const char *encoding)
{
	return start_reader(source_open(path, encoding), path, encoding);
}

struct reader *reader_open_memory(const char *name, struct text content)
{
	return start_reader(source_open_memory(name, content), name, NULL);
}

const char *reader_error(const struct reader *reader)
{
	return reader->error;
}

size_t reader_fields(const struct reader *reader)
{
	return reader->fields.n;
}

struct text reader_field(const struct reader *reader, size_t i)
{
	return reader->fields.field[i];
}

bool reader_is_valid(const struct reader *reader)
{
	struct text raw = reader_raw(reader);
	return text_valid_utf8(raw) == raw.length;
}

uint64_t reader_line(const struct reader *reader)
{
	return reader->line;
}

struct text reader_raw(const struct reader *reader)
{
	return (struct text){reader->buffer + reader->record, reader->record_length};
}

const char *reader_path(const struct reader *reader)
{
	return reader->path;
}

const char *reader_name(const struct reader *reader)
{
	return reader->name;
}

const char *reader_encoding(const struct reader *reader)
{
	return reader->encoding;
}

void reader_close(struct reader *reader)
{
	source_close(reader->source);
	csv_free(&reader->parser);
	free(reader->buffer);
	free(reader->fields.field);
	free(reader->unquoted);
	free(reader);
}
