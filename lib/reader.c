/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <csv.h>
#include <stdlib.h>

#include "diag.h"
#include "memory.h"
#include "money.h"
#include "reader.h"
#include "source.h"

/* A batch of 256 KiB and the index of its fields stay in a core's second cache. */
enum { BATCH = 256 * 1024, FIELD_BLOCK = 64 * 1024, LEAST_READ = 16 };

struct reader {
	struct source *source;
	const char *path, *name, *encoding;
	enum split_level level;
	bool libcsv;   /* every record goes there: for tests */
	size_t wanted; /* bytes of a batch */
	bool begun;
	bool ended;    /* the source has no more */
	bool complete; /* and that is the end of the file, not a failure */
	char *rest;    /* of the last batch: what no whole record was */
	size_t rest_n, rest_room;
	uint64_t line;            /* of the rest */
	struct batch own;         /* for reader_next */
	size_t used;              /* records of it that were handed out */
	struct batch *batch;      /* the one being filled */
	struct csv_parser parser; /* for records with quotes */
	bool row_done;            /* the parser has seen the record's end */
	const char *error;
};

/* --- batches */

static void clear(struct batch *batch, uint64_t line)
{
	split_clear(&batch->split);
	batch->first = batch->n = batch->whole = batch->unquoted_n = batch->quotes = 0;
	batch->line = line;
	batch->flags = BATCH_UNCHECKED;
}

/* NULL: it had no quotes. */
static const struct quoted_record *find_quoted(const struct batch *batch, size_t i)
{
	size_t low = 0, high = batch->quotes;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (batch->quoted[middle].row < i)
			low = middle + 1;
		else
			high = middle;
	}
	return low < batch->quotes && batch->quoted[low].row == i ? &batch->quoted[low] : NULL;
}

struct text batch_raw(const struct batch *batch, size_t i)
{
	const struct quoted_record *quoted = find_quoted(batch, i);
	if (quoted != NULL)
		return (struct text){batch->bytes + quoted->raw, quoted->raw_length};
	struct csv_record record = batch_record(batch, i);
	return (struct text){record.bytes + record.at, record.end[record.fields - 1] - record.at};
}

const char *batch_error(const struct batch *batch, size_t i)
{
	struct csv_record record = batch_record(batch, i);
	if ((record.flags & BATCH_UNQUOTED) == 0)
		return record.end[record.fields - 1] - record.at > READER_RECORD_MAX ? "record over 1 MiB"
										     : NULL;
	const struct quoted_record *quoted = find_quoted(batch, i);
	return quoted->error == NULL && quoted->raw_length > READER_RECORD_MAX ? "record over 1 MiB"
									       : quoted->error;
}

/* Records begin and end beside ASCII, and quotes are ASCII: where all is valid each record is. */
void batch_validate(struct batch *batch)
{
	if (text_is_valid_utf8((struct text){batch->bytes, batch->whole}))
		batch->flags = 0;
}

void batch_free(struct batch *batch)
{
	split_free(&batch->split);
	free(batch->bytes);
	free(batch->unquoted);
	free(batch->quoted);
}

/* Reads more behind what the batch has, as much as is there. False at the end of the file. */
static bool read_more(struct reader *reader, size_t wanted)
{
	struct batch *batch = reader->batch;
	wanted = wanted < LEAST_READ ? LEAST_READ : wanted;
	if (batch->n + wanted > UINT32_MAX - SPLIT_PADDING)
		diag_fail("%s: a record over 4 GiB", reader->path);
	batch->bytes = memory_grow(batch->bytes, &batch->room, batch->n + wanted + SPLIT_PADDING, 1);
	size_t n = reader->ended ? 0 : source_read(reader->source, batch->bytes + batch->n, wanted);
	batch->n += n;
	reader->ended = n == 0;
	reader->complete = reader->ended && source_failure(reader->source) == NULL;
	return n > 0;
}

/* --- records with quotes */

static void on_field(void *bytes, size_t n, void *data)
{
	struct batch *batch = ((struct reader *)data)->batch;
	struct split *split = &batch->split;
	batch->unquoted = memory_grow(batch->unquoted, &batch->unquoted_room, batch->unquoted_n + n + 1, 1);
	if (n > 0)
		memcpy(batch->unquoted + batch->unquoted_n, bytes, n);
	batch->unquoted_n += n;
	split->end =
		memory_grow(split->end, &split->end_room, split->ends + 1 + SPLIT_GROUP, sizeof *split->end);
	split->end[split->ends++] = (uint32_t)batch->unquoted_n;
	batch->unquoted[batch->unquoted_n++] = ',';
}

static void on_row(int end, void *data)
{
	(void)end;
	((struct reader *)data)->row_done = true;
}

static void start_parser(struct reader *reader)
{
	if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		diag_fail("out of memory");
	csv_set_blk_size(&reader->parser, FIELD_BLOCK);
}

/* Forgets what it has been fed of a record. */
static void reset_parser(struct reader *reader)
{
	csv_free(&reader->parser);
	start_parser(reader);
}

/* Hands n bytes to libcsv; n 0: the end of the file. */
static void feed(struct reader *reader, const char *bytes, size_t n)
{
	struct csv_parser *parser = &reader->parser;
	size_t used = n;
	if (n > 0)
		used = csv_parse(parser, bytes, n, on_field, on_row, reader);
	else if (csv_fini(parser, on_field, on_row, reader) != 0)
		reader->error = "unclosed quote";
	if (used < n && csv_error(parser) == CSV_ENOMEM)
		diag_fail("out of memory");
	if (used < n)
		reader->error =
			parser->quoted ? "text after a closing quote" : "quote inside an unquoted value";
	if (reader->error != NULL)
		reset_parser(reader);
}

/* Length of the line break at this offset of the batch (0: the end of the file); false where more must be read to tell. */
static bool line_break(const struct reader *reader, size_t at, size_t *length)
{
	const struct batch *batch = reader->batch;
	*length = at < batch->n;
	if (at < batch->n && batch->bytes[at] == '\r') {
		if (at + 1 == batch->n && !reader->complete)
			return false;
		*length += at + 1 < batch->n && batch->bytes[at + 1] == '\n';
	}
	return at < batch->n || reader->complete;
}

static size_t find_break(const struct batch *batch, size_t at)
{
	while (at < batch->n && batch->bytes[at] != '\n' && batch->bytes[at] != '\r')
		at++;
	return at;
}

/* Adds the record that libcsv has seen, or found bad, in bytes[start..end). */
static void add_row(struct reader *reader, uint32_t at, size_t first, size_t start, size_t end)
{
	struct batch *batch = reader->batch;
	struct split *split = &batch->split;
	if (reader->error != NULL) {
		split->ends = first;
		batch->unquoted_n = at;
	}
	split->row = memory_grow(split->row, &split->row_room, split->rows + 1, sizeof *split->row);
	batch->quoted =
		memory_grow(batch->quoted, &batch->quoted_room, batch->quotes + 1, sizeof *batch->quoted);
	batch->quoted[batch->quotes++] = (struct quoted_record){(uint32_t)split->rows, (uint32_t)start,
								(uint32_t)(end - start), reader->error};
	split->row[split->rows++] = (struct split_row){at, (uint32_t)first, (uint32_t)(split->ends - first),
						       split->lines, SPLIT_BLANKS | BATCH_UNQUOTED};
}

/* The record that starts at *at goes to libcsv line by line, until that has seen its end or an error; *at is then behind it.
   False where it is not complete, and either the batch has others, which are better used first, or no more can be read. */
static bool read_quoted(struct reader *reader, size_t *start)
{
	struct batch *batch = reader->batch;
	size_t at = *start, fed = at, length, first = batch->split.ends, unquoted = batch->unquoted_n;
	uint32_t breaks = 0;
	reader->row_done = false;
	reader->error = NULL;
	for (;;) {
		at = find_break(batch, at);
		if (!line_break(reader, at, &length)) {
			if (batch->split.rows > 0 || reader->ended) {
				reset_parser(reader);
				batch->split.ends = first;
				batch->unquoted_n = unquoted;
				return false;
			}
			read_more(reader, batch->n);
			continue;
		}
		if (at + length > fed)
			feed(reader, batch->bytes + fed, at + length - fed);
		if (length == 0 && !reader->row_done && reader->error == NULL)
			feed(reader, NULL, 0);
		if (reader->row_done || reader->error != NULL)
			break;
		fed = at += length;
		breaks++;
	}
	add_row(reader, (uint32_t)unquoted, first, *start, at);
	batch->split.lines += breaks + 1;
	*start = at + length;
	return true;
}

/* --- filling */

/* For tests: as split_rows does, but every record counts as one with quotes. */
static size_t skip_blank_lines(const struct reader *reader, size_t start)
{
	struct batch *batch = reader->batch;
	size_t length;
	batch->split.at_quote = false;
	for (;;) {
		size_t at = start;
		while (at < batch->n && (batch->bytes[at] == ' ' || batch->bytes[at] == '\t'))
			at++;
		batch->split.at_quote = at < batch->n && batch->bytes[at] != '\n' && batch->bytes[at] != '\r';
		if (batch->split.at_quote || !line_break(reader, at, &length))
			return start;
		if (length == 0)
			return at;
		start = at + length;
		batch->split.lines++;
	}
}

/* Splits what the batch has from `at` on; returns where what is no whole record begins. */
static size_t split(struct reader *reader, size_t at)
{
	struct batch *batch = reader->batch;
	for (;;) {
		/* Nothing depends on these, but valgrind cannot tell. */
		memset(batch->bytes + batch->n, 0, SPLIT_PADDING);
		if (reader->libcsv)
			at = skip_blank_lines(reader, at);
		else
			at = split_rows(&batch->split, batch->bytes, at, batch->n, reader->complete);
		if (!batch->split.at_quote || !read_quoted(reader, &at))
			return at;
	}
}

/* Drops the lines before `at`, which held no record. */
static void drop_blank_lines(struct batch *batch, size_t at)
{
	memmove(batch->bytes, batch->bytes + at, batch->n - at);
	batch->n -= at;
	batch->line += batch->split.lines;
	batch->split.lines = 0;
}

static void keep_rest(struct reader *reader, size_t at)
{
	struct batch *batch = reader->batch;
	batch->whole = at;
	reader->rest_n = batch->n - at;
	reader->rest = memory_grow(reader->rest, &reader->rest_room, reader->rest_n, 1);
	if (reader->rest_n > 0)
		memcpy(reader->rest, batch->bytes + at, reader->rest_n);
	reader->line = batch->line + batch->split.lines;
}

/* Takes what reader_next has not handed out of its own batch. */
static bool take_own(struct reader *reader, struct batch *batch)
{
	if (reader->used >= batch_records(&reader->own))
		return false;
	struct batch swapped = *batch;
	*batch = reader->own;
	batch->first = reader->used;
	reader->own = swapped;
	reader->used = 0;
	clear(&reader->own, 0);
	return true;
}

static size_t skip_mark(struct reader *reader)
{
	bool is_first = !reader->begun;
	reader->begun = true;
	return is_first && reader->batch->n >= 3 && memcmp(reader->batch->bytes, "\xef\xbb\xbf", 3) == 0 ? 3
													 : 0;
}

bool reader_fill(struct reader *reader, struct batch *batch)
{
	if (take_own(reader, batch))
		return true;
	reader->batch = batch;
	clear(batch, reader->line);
	split_start(&batch->split, reader->level);
	batch->bytes = memory_grow(batch->bytes, &batch->room, reader->rest_n + SPLIT_PADDING, 1);
	if (reader->rest_n > 0)
		memcpy(batch->bytes, reader->rest, reader->rest_n);
	batch->n = reader->rest_n;
	for (size_t wanted = reader->wanted;; wanted = wanted > batch->n ? wanted : 2 * batch->n) {
		while (batch->n < wanted && read_more(reader, wanted - batch->n))
			;
		size_t at = split(reader, skip_mark(reader));
		if (batch_records(batch) > 0 || reader->ended) {
			keep_rest(reader, at);
			return batch_records(batch) > 0;
		}
		drop_blank_lines(batch, at);
	}
}

const char *reader_failure(const struct reader *reader)
{
	return source_failure(reader->source);
}

/* --- record by record */

bool reader_next(struct reader *reader)
{
	if (reader->used < batch_records(&reader->own)) {
		reader->used++;
		return true;
	}
	if (reader_fill(reader, &reader->own)) {
		batch_validate(&reader->own);
		reader->used = 1;
		return true;
	}
	reader->used = 0;
	if (reader_failure(reader) != NULL)
		diag_fail("%s", reader_failure(reader));
	return false;
}

const struct batch *reader_batch(const struct reader *reader)
{
	return &reader->own;
}

size_t reader_index(const struct reader *reader)
{
	return reader->used - 1;
}

const char *reader_error(const struct reader *reader)
{
	return batch_error(&reader->own, reader->used - 1);
}

size_t reader_fields(const struct reader *reader)
{
	return batch_record(&reader->own, reader->used - 1).fields;
}

struct text reader_field(const struct reader *reader, size_t i)
{
	struct csv_record record = batch_record(&reader->own, reader->used - 1);
	return csv_field(&record, i);
}

bool reader_is_valid(const struct reader *reader)
{
	struct csv_record record = batch_record(&reader->own, reader->used - 1);
	return csv_is_valid(&record);
}

uint64_t reader_line(const struct reader *reader)
{
	return batch_line(&reader->own, reader->used - 1);
}

struct text reader_raw(const struct reader *reader)
{
	return batch_raw(&reader->own, reader->used - 1);
}

/* --- opening */

/* Tests set KEHU_READER to LEVEL or LEVEL:BYTES: who splits (libcsv, portable, sse2, avx2, avx512; anything else: the best
   there is), and how many bytes of the file a batch has. Nothing else may change. */
static void set_up(struct reader *reader)
{
	static const struct {
		const char *name;
		enum split_level level;
	} levels[] = {{"portable", SPLIT_PORTABLE},
		      {"sse2", SPLIT_SSE2},
		      {"avx2", SPLIT_AVX2},
		      {"avx512", SPLIT_AVX512}};
	const char *setting = getenv("KEHU_READER");
	struct text level = text_of(setting != NULL ? setting : ""), size = TEXT("");
	const char *colon = setting != NULL ? strchr(setting, ':') : NULL;
	int64_t bytes;
	reader->level = split_best();
	reader->wanted = BATCH;
	if (colon != NULL) {
		level.length = (size_t)(colon - setting);
		size = text_of(colon + 1);
	}
	if (money_parse(size, 0, &bytes) && bytes > 0 && bytes < BATCH)
		reader->wanted = bytes < LEAST_READ ? LEAST_READ : (size_t)bytes;
	reader->libcsv = text_equal(level, TEXT("libcsv"));
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (text_equal(level, text_of(levels[i].name)))
			reader->level = levels[i].level;
}

static struct reader *start_reader(struct source *source, const char *path, const char *encoding)
{
	struct reader *reader = memory_new(1, sizeof *reader);
	const char *slash = strrchr(path, '/');
	reader->source = source;
	reader->path = path;
	reader->name = slash != NULL ? slash + 1 : path;
	reader->encoding = encoding != NULL ? encoding : "UTF-8";
	reader->line = 1;
	set_up(reader);
	start_parser(reader);
	return reader;
}

struct reader *reader_open(const char *path, const char *encoding)
{
	return start_reader(source_open(path, encoding), path, encoding);
}

struct reader *reader_open_memory(const char *name, struct text content)
{
	return start_reader(source_open_memory(name, content), name, NULL);
}

const char *reader_path(const struct reader *reader)
{
	return reader->path;
}

const char *reader_name(const struct reader *reader)
{
	return reader->name;
}

const char *reader_encoding(const struct reader *reader)
{
	return reader->encoding;
}

void reader_close(struct reader *reader)
{
	source_close(reader->source);
	csv_free(&reader->parser);
	batch_free(&reader->own);
	free(reader->rest);
	free(reader);
}
