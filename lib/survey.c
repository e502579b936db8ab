/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "survey.h"

/* A place of so many bytes of a file is looked at, but of so many places at least and at most, each for so many names in so many
   bytes. */
enum { OF_PLACE = 1 << 17, PLACES_LEAST = 16, PLACES_MOST = 256, NAMES = 24, PLACE = 1 << 12 };

/* Bytes of input that are worth a range: little of the first ranges, so that each thread has some; of more, much, as rows are
   added faster to fewer ranges. */
enum { FIRST = 128, OF_FIRST = 1 << 14, OF_MORE = 1 << 20 };

/* A range should be able to keep so many bytes before all are written to a scratch file; but there should be some. */
enum { KEPT = 1 << 13, LEAST = 32 };

/* Field i of the line in text, as plain CSV would have it; false: there is none. */
static bool find_field(struct text text, size_t i, struct text *field)
{
	const char *at = text.at, *end = at + text.length;
	for (; i > 0; i--) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		if (comma == NULL)
			return false;
		at = comma + 1;
	}
	const char *comma = memchr(at, ',', (size_t)(end - at));
	*field = (struct text){at, (size_t)((comma != NULL ? comma : end) - at)};
	return true;
}

/* Up to the next line break of bytes[*at..n), and *at behind it; false: there is none. */
static bool next_line(const char *bytes, size_t n, size_t *at, struct text *line)
{
	const char *end = memchr(bytes + *at, '\n', n - *at);
	if (end == NULL)
		return false;
	size_t length = (size_t)(end - bytes) - *at;
	*line = (struct text){bytes + *at, length};
	*at += length + 1;
	if (length > 0 && end[-1] == '\r')
		line->length--;
	return true;
}

/* Which field of the header the column is; false: none can be seen. */
static bool find_column(int descriptor, const struct column *column, size_t *number)
{
	char bytes[PLACE];
	struct text line, name;
	ssize_t n = pread(descriptor, bytes, sizeof bytes, 0);
	size_t at = n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	if (n <= 0 || !next_line(bytes, (size_t)n, &at, &line))
		return false;
	for (*number = 0; find_field(line, *number, &name); ++*number)
		if (column_is_named(column, name))
			return true;
	return false;
}

static void add_name(struct survey *survey, struct text name)
{
	survey->name = memory_grow(survey->name, &survey->room, survey->names + 1, sizeof *survey->name);
	survey->name[survey->names++] = arena_copy(&survey->copies, name);
}

/* The names in the lines that begin behind this offset. */
static void look_at(struct survey *survey, int descriptor, off_t offset, size_t column)
{
	char bytes[PLACE];
	struct text line, name;
	size_t at = 0;
	ssize_t n = pread(descriptor, bytes, sizeof bytes, offset);
	if (n <= 0 || !next_line(bytes, (size_t)n, &at, &line))
		return;
	for (int i = 0; i < NAMES && next_line(bytes, (size_t)n, &at, &line); i++)
		if (find_field(line, column, &name))
			add_name(survey, name);
}

static off_t places_of(off_t size)
{
	off_t places = size / OF_PLACE;
	if (places < PLACES_LEAST)
		return PLACES_LEAST;
	return places < PLACES_MOST ? places : PLACES_MOST;
}

static void survey_file(struct survey *survey, const char *path, const struct column *column)
{
	struct stat status;
	size_t number;
	if (stat(path, &status) != 0 ||
	    !S_ISREG(status.st_mode)) /* opening a pipe would wait for its other end */
		return;
	survey->bytes += (uint64_t)status.st_size;
	if (status.st_size < OF_FIRST)
		return;
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return;
	off_t places = places_of(status.st_size);
	if (find_column(descriptor, column, &number))
		for (off_t i = 0; i < places; i++)
			look_at(survey, descriptor, status.st_size / places * i, number);
	close(descriptor);
}

void survey_files(struct survey *survey, const struct stream *stream, const char *column,
		  const struct strings *paths)
{
	const struct column *found = stream->column;
	while (strcmp(found->name, column) != 0)
		found++;
	for (size_t i = 0; i < paths->n; i++)
		survey_file(survey, paths->string[i], found);
}

struct ranges survey_end(struct survey *survey, size_t memory)
{
	uint64_t most = survey->bytes / OF_FIRST;
	if (most > FIRST)
		most = survey->bytes / OF_MORE > FIRST ? survey->bytes / OF_MORE : FIRST;
	if (most > memory / KEPT + LEAST)
		most = memory / KEPT + LEAST;
	struct ranges ranges =
		ranges_make(survey->name, survey->names, most < RANGES_MAX ? (unsigned)most : RANGES_MAX);
	free(survey->name);
	arena_free(&survey->copies);
	return ranges;
}
