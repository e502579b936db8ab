/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as CSV: the reader agrees with the slow one at every level and with batches of any size, record by record and
   batch by batch; plain rows have libcsv's fields, raw texts stand in the input one behind the other, lines rise. */
#include <config.h>

#include <csv.h>
#include <stdlib.h>

#include "reader.h"
#include "reader_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void on_field(void *bytes, size_t n, void *data)
{
	test_append(data, TEXT("["));
	test_append(data, (struct text){bytes, n});
	test_append(data, TEXT("]"));
}

/* The record at hand, which has no quotes. */
static void check_plain(const struct reader *reader)
{
	struct csv_parser parser;
	struct test_string theirs = {0}, ours = {0};
	struct text raw = reader_raw(reader);
	require(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
	require(csv_parse(&parser, raw.at, raw.length, on_field, NULL, &theirs) == raw.length);
	require(csv_fini(&parser, on_field, NULL, &theirs) == 0);
	for (size_t i = 0; i < reader_fields(reader); i++) {
		struct text field = reader_field(reader, i);
		on_field((void *)(uintptr_t)field.at, field.length, &ours);
		require(field.length == 0 ||
			(field.at >= raw.at && field.at + field.length <= raw.at + raw.length));
	}
	require(text_equal(test_text(&theirs), test_text(&ours)));
	csv_free(&parser);
	free(theirs.at);
	free(ours.at);
}

/* Raw texts of records follow each other in the input, what lies between them being blanks and line breaks. */
static void check_raw(struct text input)
{
	struct reader *reader = reader_open_memory("memory", input);
	size_t at = input.length >= 3 && memcmp(input.at, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	uint64_t line = 0;
	while (reader_next(reader)) {
		struct text raw = reader_raw(reader);
		while (at < input.length &&
		       (input.length - at < raw.length || memcmp(input.at + at, raw.at, raw.length) != 0))
			require(strchr(" \t\r\n", input.at[at++]) != NULL);
		require(input.length - at >= raw.length);
		at += raw.length;
		require(reader_line(reader) > line);
		line = reader_line(reader);
		if (memchr(raw.at, '"', raw.length) == NULL && reader_error(reader) == NULL)
			check_plain(reader);
	}
	reader_close(reader);
}

/* With batches as large as they come, and with small ones of a size that depends on the input. */
static void check_level(const char *level, struct text input, const struct test_string *expected)
{
	struct test_string found = {0};
	size_t small = text_hash(input) % 130 + 1;
	for (int i = 0; i < 4; i++) {
		oracle_set_reader(level, i % 2 == 0 ? 0 : small);
		struct reader *reader = reader_open_memory("memory", input);
		if (i < 2)
			oracle_print_all(reader, true, &found);
		else
			require(oracle_print_batches(reader, i == 2 ? 0 : 3, &found));
		require(text_equal(test_text(&found), test_text(expected)));
	}
	free(found.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct text input = {n > 0 ? (const char *)bytes : "", n};
	struct test_string expected = {0};
	if (n >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b)
		return 0; /* a gzip, which ends the program where it is broken */
	oracle_read(input, true, &expected);
	for (size_t i = 0; i < ORACLE_LEVELS; i++)
		check_level(oracle_levels[i], input, &expected);
	check_raw(input);
	free(expected.at);
	return 0;
}
