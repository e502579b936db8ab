/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading whole streams: every record is checked, bad ones go to the rejects, good ones are handed on. */
#ifndef KEHU_INPUTS_H
#define KEHU_INPUTS_H

#include <stdint.h>
#include "group.h"
#include "options.h"
#include "rejects.h"
#include "stream.h"

struct inputs;

/* encoding as source_open; the rejects stay the caller's. */
struct inputs *inputs_new(const char *encoding, struct rejects *rejects);

/* Called for each good record; its texts are views that end with the call. */
typedef void inputs_handler(void *context, const void *record, uint64_t position,
			    const struct reader *reader);

/* Called with each file's header before its records. */
typedef void inputs_header(void *context, const char *path, const struct text *names, size_t n);

/* Reads the files, in this order, as this stream. */
void inputs_read(struct inputs *inputs, const struct stream *stream, const struct strings *paths,
		 inputs_handler *handler, void *context);

void inputs_read_with_header(struct inputs *inputs, const struct stream *stream, const struct strings *paths,
			     inputs_header *header, inputs_handler *handler, void *context);

/* Reads the files of each stream into the group, leaving out what is dated after as_of (day number) but invoices, then
   checks docs and refs (docs.h). Errors come in the manual's order: of form by stream, docs given twice, unknown refs. For
   the rejects' raw texts of the latter regular files are read again; other inputs have theirs kept, which takes memory. */
void inputs_read_group(struct inputs *inputs, struct group *group,
		       const struct strings *const paths[GROUP_STREAMS], int32_t as_of);

/* Positions order records by input: files in the order read, then lines. */
const char *inputs_file(const struct inputs *inputs, uint64_t position);
uint64_t inputs_line(uint64_t position);

/* Records read so far, good and bad. */
uint64_t inputs_count(const struct inputs *inputs);

void inputs_free(struct inputs *inputs);

#endif
