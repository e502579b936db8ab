/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "date.h"
#include "diag.h"
#include "memory.h"
#include "writer.h"

enum { BUFFER_SIZE = 64 * 1024 };

struct writer {
	int descriptor;
	const char *name;
	bool in_record; /* a field of the record at hand has been written */
	size_t n;
	char buffer[BUFFER_SIZE];
};

struct writer *writer_open(int descriptor, const char *name)
{
	struct writer *writer = memory_new(1, sizeof *writer);
	writer->descriptor = descriptor;
	writer->name = name;
	return writer;
}

static void write_all(struct writer *writer, const char *at, size_t n)
{
	while (n > 0) {
		ssize_t written = write(writer->descriptor, at, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			diag_fail_errno("%s", writer->name);
		at += written;
		n -= (size_t)written;
	}
}

static void flush(struct writer *writer)
{
	write_all(writer, writer->buffer, writer->n);
	writer->n = 0;
}

void writer_raw(struct writer *writer, struct text text)
{
	if (text.length > BUFFER_SIZE - writer->n) {
		flush(writer);
		if (text.length >= BUFFER_SIZE) {
			write_all(writer, text.at, text.length);
			return;
		}
	}
	if (text.length > 0)
		memcpy(writer->buffer + writer->n, text.at, text.length);
	writer->n += text.length;
}

static void put(struct writer *writer, char c)
{
	if (writer->n == BUFFER_SIZE)
		flush(writer);
	writer->buffer[writer->n++] = c;
}

static void begin_field(struct writer *writer)
{
	if (writer->in_record)
		put(writer, ',');
	writer->in_record = true;
}

static bool needs_quotes(struct text text)
{
	if (text.length == 0)
		return false;
	char first = text.at[0], last = text.at[text.length - 1];
	if (first == ' ' || first == '\t' || last == ' ' || last == '\t')
		return true;
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] == ',' || text.at[i] == '"' || text.at[i] == '\n' || text.at[i] == '\r')
			return true;
	return false;
}

void writer_text(struct writer *writer, struct text text)
{
	begin_field(writer);
	if (!needs_quotes(text)) {
		writer_raw(writer, text);
		return;
	}
	put(writer, '"');
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] == '"')
			put(writer, '"');
		put(writer, text.at[i]);
	}
	put(writer, '"');
}

void writer_string(struct writer *writer, const char *string)
{
	writer_text(writer, text_of(string));
}

void writer_date(struct writer *writer, int32_t day)
{
	char date[DATE_LENGTH];
	begin_field(writer);
	if (day == DATE_NONE)
		return;
	date_format(day, date);
	writer_raw(writer, (struct text){date, sizeof date});
}

void writer_month(struct writer *writer, int32_t day)
{
	char month[DATE_MONTH_LENGTH];
	begin_field(writer);
	date_format_month(day, month);
	writer_raw(writer, (struct text){month, sizeof month});
}

void writer_decimal(struct writer *writer, money_wide units, int decimals, int keep)
{
	char number[MONEY_ROOM];
	begin_field(writer);
	writer_raw(writer, (struct text){number, money_format(units, decimals, keep, number)});
}

void writer_number(struct writer *writer, int64_t number)
{
	writer_decimal(writer, number, 0, 0);
}

void writer_amount(struct writer *writer, int64_t fen)
{
	if (fen == MONEY_NONE)
		begin_field(writer);
	else
		writer_decimal(writer, fen, 2, 2);
}

void writer_source(struct writer *writer, struct text file, uint64_t line)
{
	char room[MONEY_ROOM];
	size_t n = money_format((money_wide)line, 0, 0, room);
	char *source = memory_new(file.length + 1 + n, 1);
	if (file.length > 0)
		memcpy(source, file.at, file.length);
	source[file.length] = ':';
	memcpy(source + file.length + 1, room, n);
	writer_text(writer, (struct text){source, file.length + 1 + n});
	free(source);
}

void writer_end(struct writer *writer)
{
	put(writer, '\n');
	writer->in_record = false;
}

void writer_header(struct writer *writer, const char *const *names)
{
	for (; *names != NULL; names++)
		writer_string(writer, *names);
	writer_end(writer);
}

void writer_close(struct writer *writer)
{
	flush(writer);
	if (close(writer->descriptor) != 0)
		diag_fail_errno("%s", writer->name);
	free(writer);
}
