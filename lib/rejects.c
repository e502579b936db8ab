/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>
#include <unistd.h>

#include "diag.h"
#include "memory.h"
#include "rejects.h"
#include "writer.h"

struct rejects {
	const char *path; /* NULL: standard output, or no writer at all */
	struct writer *writer;
	bool by_line;
	uint64_t count;
	struct arena texts; /* of those kept for by_line */
	struct reject *kept;
	size_t room;
};

static const char *const header[] = {"file", "line", "column", "value", "reason", "record", NULL};

/* writer NULL: none */
static struct rejects *start(struct writer *writer, const char *path, bool by_line)
{
	struct rejects *rejects = memory_new(1, sizeof *rejects);
	*rejects = (struct rejects){.path = path, .writer = writer, .by_line = by_line};
	if (writer != NULL)
		writer_header(writer, header);
	return rejects;
}

struct rejects *rejects_open(const char *path, bool by_line)
{
	return start(path != NULL ? writer_open_file(path) : NULL, path, by_line);
}

struct rejects *rejects_open_output(bool by_line)
{
	return start(writer_open(STDOUT_FILENO, "standard output"), NULL, by_line);
}

bool rejects_wants_raw(const struct rejects *rejects)
{
	return rejects->writer != NULL;
}

static _Noreturn void fail(const struct reject *reject)
{
	if (reject->column.length == 0)
		diag_fail("%s:%ju: %s", reject->file, (uintmax_t)reject->line, reject->reason);
	char *column = diag_quote(reject->column), *value = diag_quote(reject->value);
	diag_fail("%s:%ju: %s: \"%s\" %s", reject->file, (uintmax_t)reject->line, column, value,
		  reject->reason);
}

static void write_reject(struct writer *writer, const struct reject *reject)
{
	writer_string(writer, reject->file);
	writer_number(writer, (int64_t)reject->line);
	writer_text(writer, reject->column);
	writer_text(writer, reject->value);
	writer_string(writer, reject->reason);
	writer_text(writer, reject->raw);
	writer_end(writer);
}

static void keep(struct rejects *rejects, const struct reject *reject)
{
	rejects->kept = memory_grow(rejects->kept, &rejects->room, rejects->count + 1, sizeof *rejects->kept);
	struct reject *kept = &rejects->kept[rejects->count];
	*kept = *reject;
	kept->column = arena_copy(&rejects->texts, reject->column);
	kept->value = arena_copy(&rejects->texts, reject->value);
	kept->raw = arena_copy(&rejects->texts, reject->raw);
	size_t length = strlen(reject->reason) + 1;
	kept->reason = arena_copy(&rejects->texts, (struct text){reject->reason, length}).at;
}

void rejects_add(struct rejects *rejects, const struct reject *reject)
{
	if (rejects->writer == NULL)
		fail(reject);
	if (rejects->by_line)
		keep(rejects, reject);
	else
		write_reject(rejects->writer, reject);
	rejects->count++;
}

uint64_t rejects_count(const struct rejects *rejects)
{
	return rejects->count;
}

static int compare_position(const void *a, const void *b)
{
	uint64_t x = ((const struct reject *)a)->position, y = ((const struct reject *)b)->position;
	return (x > y) - (x < y);
}

static void write_kept(struct rejects *rejects)
{
	if (rejects->count > 1)
		qsort(rejects->kept, rejects->count, sizeof *rejects->kept, compare_position);
	for (size_t i = 0; i < rejects->count; i++)
		write_reject(rejects->writer, &rejects->kept[i]);
}

int rejects_close(struct rejects *rejects)
{
	uint64_t count = rejects->count;
	if (rejects->writer != NULL) {
		if (rejects->by_line)
			write_kept(rejects);
		writer_close(rejects->writer);
	}
	if (rejects->path != NULL && count > 0)
		diag_warn("%ju record%s set aside in %s", (uintmax_t)count, count == 1 ? "" : "s",
			  rejects->path);
	arena_free(&rejects->texts);
	free(rejects->kept);
	free(rejects);
	return count > 0 ? EXIT_DATA : EXIT_DONE;
}
