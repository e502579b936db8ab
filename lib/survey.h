/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at files here and there before they are read: which names are to be expected. Files that cannot be looked into
   (pipes, gzip, other charsets) say nothing; what is wrong with a file is told when it is read. */
#ifndef KEHU_SURVEY_H
#define KEHU_SURVEY_H

#include "memory.h"
#include "options.h"
#include "ranges.h"
#include "stream.h"

/* Zero-initialise before first use. */
struct survey {
	uint64_t bytes; /* of all files */
	struct text *name;
	size_t names, room;
	struct arena copies;
};

/* Adds names from this column of the stream's files. */
void survey_files(struct survey *survey, const struct stream *stream, const char *column,
		  const struct strings *paths);

/* Ranges for the rows of all files, of which as many bytes can be kept as said; frees what the survey has. */
struct ranges survey_end(struct survey *survey, size_t memory);

#endif
