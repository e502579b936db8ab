/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "table.h"

enum { MESSAGE_ROOM = 4096, VALUE_MAX = 64 * 1024 };

static const size_t absent = SIZE_MAX;

void table_fail(const char *file, uint64_t line, const char *format, ...)
{
	char message[MESSAGE_ROOM];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	diag_fail("%s:%" PRIu64 ": %s", file, line, message);
}

void table_fail_value(const char *file, uint64_t line, const char *column, struct text value,
		      const char *reason)
{
	table_fail(file, line, "%s: \"%s\" %s", column, diag_quote(value), reason);
}

/* Ends the program over a column, naming the columns that are there. */
static _Noreturn void fail_header(const struct table *table, const char *before, const char *column,
				  const char *after)
{
	char list[MESSAGE_ROOM / 2];
	size_t length = 0;
	list[0] = '\0';
	for (size_t i = 0; i < table->fields && length < sizeof list - 1; i++) {
		char *name = diag_quote(reader_field(table->reader, i));
		int n = snprintf(list + length, sizeof list - length, "%s%s", i > 0 ? ", " : "", name);
		length += n > 0 ? (size_t)n : 0;
		free(name);
	}
	diag_fail("%s: %scolumn %s%s; columns: %s", table->file, before, column, after, list);
}

static void check_record(const struct table *table)
{
	if (reader_error(table->reader) != NULL)
		table_fail(table->file, table_line(table), "%s", reader_error(table->reader));
	if (!reader_is_valid(table->reader))
		table_fail(table->file, table_line(table), "the record is not valid UTF-8");
}

static void find_column(struct table *table, size_t column, bool required)
{
	const char *name = table->columns[column];
	table->place[column] = absent;
	for (size_t i = 0; i < table->fields; i++) {
		if (!text_equal_nocase(reader_field(table->reader, i), text_of(name)))
			continue;
		if (table->place[column] != absent)
			fail_header(table, "", name, " is given twice");
		table->place[column] = i;
	}
	if (required && table->place[column] == absent)
		fail_header(table, "no ", name, "");
}

void table_start(struct table *table, struct reader *reader, const char *file, const char *const *columns,
		 size_t n, size_t required)
{
	*table = (struct table){.reader = reader, .file = file, .columns = columns, .n = n};
	if (reader_next(reader)) {
		check_record(table);
		table->fields = reader_fields(reader);
	}
	for (size_t i = 0; i < n; i++)
		find_column(table, i, i < required);
}

static void check_value(const struct table *table, size_t column)
{
	struct text value = table_field(table, column);
	const char *reason = NULL;
	if (value.length > VALUE_MAX)
		reason = "is longer than 64 KiB";
	else if (value.length > 0 && memchr(value.at, '\0', value.length) != NULL)
		reason = "contains a NUL";
	if (reason != NULL)
		table_fail_value(table->file, table_line(table), table->columns[column], value, reason);
}

bool table_next(struct table *table)
{
	if (!reader_next(table->reader))
		return false;
	check_record(table);
	size_t fields = reader_fields(table->reader);
	if (fields != table->fields)
		table_fail(table->file, table_line(table), "%zu field%s where the header has %zu", fields,
			   fields == 1 ? "" : "s", table->fields);
	for (size_t i = 0; i < table->n; i++)
		check_value(table, i);
	return true;
}

struct text table_field(const struct table *table, size_t column)
{
	if (table->place[column] == absent)
		return (struct text){"", 0};
	return reader_field(table->reader, table->place[column]);
}

uint64_t table_line(const struct table *table)
{
	return reader_line(table->reader);
}
