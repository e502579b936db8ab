/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV records of an input file (RFC 4180, kehu-streams(5)): LF, CRLF or CR ends a record, blank lines are skipped, spaces
   and tabs around values are dropped, a byte order mark too. The only module that includes csv.h.

   Everything handed out is a view into the reader's storage, valid until the next call of reader_next. */
#ifndef KEHU_READER_H
#define KEHU_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text.h"

enum { READER_RECORD_MAX = 1 << 20 }; /* bytes of a record without its line break */

struct reader;

/* As source_open and source_open_memory. */
struct reader *reader_open(const char *path, const char *encoding);
struct reader *reader_open_memory(const char *name, struct text content);

/* The next record, good or bad; false at the end of the file. The header is a record too. */
bool reader_next(struct reader *reader);

/* NULL, or why the record is bad as a whole (a static text); its fields are then void. */
const char *reader_error(const struct reader *reader);

size_t reader_fields(const struct reader *reader);
struct text reader_field(const struct reader *reader, size_t i); /* i < reader_fields */

/* Whether the record is valid UTF-8 throughout. */
bool reader_is_valid(const struct reader *reader);

/* The line on which the record starts, from 1. */
uint64_t reader_line(const struct reader *reader);

/* The record as it stands in the file, without its line break. */
struct text reader_raw(const struct reader *reader);

/* The path as given; its last component ("-": standard input); the encoding as given or "UTF-8". */
const char *reader_path(const struct reader *reader);
const char *reader_name(const struct reader *reader);
const char *reader_encoding(const struct reader *reader);

void reader_close(struct reader *reader);

#endif
