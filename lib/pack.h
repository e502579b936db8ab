/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records kept small: the wanted columns of a stream's record that are given, one after the other: texts as a length and
   bytes, dates in 4 bytes, times in 8, words in 1, numbers in 8. */
#ifndef KEHU_PACK_H
#define KEHU_PACK_H

#include "stream.h"

/* Columns as bits, the stream's first column being bit 0. The date is always among those wanted. names is NULL-terminated;
   NULL: none. */
uint32_t pack_wanted(const struct stream *stream, const char *const *names);

/* Which of the wanted columns the record gives; adds the bytes that they take packed to *size. */
uint32_t pack_measure(const struct stream *stream, uint32_t wanted, const void *record, size_t *size);

/* Packs these columns of the record; returns the end of what was written. */
char *pack_record(const struct stream *stream, uint32_t present, const void *record, char *out);

/* Unpacks these columns into a record that is otherwise empty; its texts are views of the packed bytes. Returns their end. */
const char *unpack_record(const struct stream *stream, uint32_t present, const char *in, void *record);

/* A single text. */
size_t pack_text_size(struct text text);
char *pack_text(char *out, struct text text);
const char *unpack_text(const char *in, struct text *text);

#endif
