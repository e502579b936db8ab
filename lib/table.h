/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings kept as small CSV files (policies, calendars): columns are found by name in any order, ASCII case ignored, others
   are not looked at. Whatever is wrong in one ends the program with "FILE:LINE: ..." and exit 2: there are no rejects. */
#ifndef KEHU_TABLE_H
#define KEHU_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "reader.h"
#include "text.h"

enum { TABLE_COLUMNS = 8 };

struct table {
	struct reader *reader;
	const char *file;           /* as messages name it */
	const char *const *columns; /* their names, n of them */
	size_t n, fields;           /* fields: of the header */
	size_t place[TABLE_COLUMNS];
};

/* Reads the header. The first `required` columns must be there. The reader, file and columns must outlive the table; the
   reader is the caller's to close. */
void table_start(struct table *table, struct reader *reader, const char *file, const char *const *columns,
		 size_t n, size_t required);

/* The next record, checked: as many fields as the header, valid UTF-8, no NUL and at most 64 KiB in a column that is used. */
bool table_next(struct table *table);

/* A value of the record at hand; empty where there is no such column. */
struct text table_field(const struct table *table, size_t column);

/* The line on which the record at hand starts. */
uint64_t table_line(const struct table *table);

/* Ends the program: "FILE:LINE: ...", exit 2. */
_Noreturn void table_fail(const char *file, uint64_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same as "FILE:LINE: COLUMN: "VALUE" REASON". */
_Noreturn void table_fail_value(const char *file, uint64_t line, const char *column, struct text value,
				const char *reason);

#endif
