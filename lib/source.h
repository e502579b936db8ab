/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of an input file as UTF-8: opens it, inflates what starts with the gzip magic (concatenated members and zero
   padding included), converts charsets. The only module that includes zlib.h. */
#ifndef KEHU_SOURCE_H
#define KEHU_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include "text.h"

struct source;

/* What stands in the output for each byte that cannot be converted: never part of valid UTF-8. */
#define SOURCE_INVALID '\xff'

/* Opens the file ("-": standard input). encoding: a charset that iconv(3) knows, NULL for UTF-8 (which is then passed on
   unchecked). What fails here ends the program with a message and exit 2. path must outlive the source. */
struct source *source_open(const char *path, const char *encoding);

/* A source of these bytes, which must outlive it, as they are. */
struct source *source_open_memory(const char *name, struct text content);

/* Fills up to `room` (at least 16) bytes; returns how many, 0 at the end only. */
size_t source_read(struct source *source, char *at, size_t room);

/* After the end: NULL, or why it came early, as a whole message: the file cannot be read, the gzip is truncated or corrupt, or
   text follows its last member. */
const char *source_failure(const struct source *source);

/* Whether the encoding is known to iconv(3). */
bool source_knows(const char *encoding);

void source_close(struct source *source);

#endif
