/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV out, UTF-8 with LF, to a descriptor or to memory: the only module that writes results. Every write error ends the
   program with a message and exit 2, at the latest in writer_close. Fields are quoted only where they must be. */
#ifndef KEHU_WRITER_H
#define KEHU_WRITER_H

#include <stdint.h>
#include "money.h"
#include "text.h"

struct writer;

/* A writer to the descriptor; name is for messages and must outlive it. */
struct writer *writer_open(int descriptor, const char *name);

/* A writer to this file, which is made or emptied; fails like the others. path must outlive it. */
struct writer *writer_open_file(const char *path);

/* A writer that keeps what is written. */
struct writer *writer_open_memory(void);

/* All that such a writer has written since it was opened or cleared; valid until the next use of the writer. */
struct text writer_memory(const struct writer *writer);

/* Forgets what such a writer has kept; its storage stays for what comes next. Between records only. */
void writer_clear(struct writer *writer);

/* Exchanges what two such writers have kept, and their storage. Between records only. */
void writer_swap(struct writer *writer, struct writer *other);

/* One field of the record at hand. */
void writer_text(struct writer *writer, struct text text);
void writer_string(struct writer *writer, const char *string);
void writer_fields(struct writer *writer, struct text fields); /* several, as they are to stand in CSV */
void writer_date(struct writer *writer, int32_t day);          /* DATE_NONE: empty */
void writer_month(struct writer *writer, int32_t day);         /* YYYY-MM */
void writer_number(struct writer *writer, int64_t number);     /* whole */
void writer_amount(struct writer *writer, int64_t fen);        /* two decimals; MONEY_NONE: empty */
void writer_decimal(struct writer *writer, money_wide units, int decimals, int keep); /* as money_format */
void writer_source(struct writer *writer, struct text file, uint64_t line);           /* FILE:LINE */

/* Ends the record. */
void writer_end(struct writer *writer);

/* A whole record of names: the header. NULL ends the list. */
void writer_header(struct writer *writer, const char *const *names);

/* Bytes as they are: help texts, and what a writer in memory has kept. */
void writer_raw(struct writer *writer, struct text text);

/* Flushes, closes the descriptor, if there is one, and frees. */
void writer_close(struct writer *writer);

#endif
