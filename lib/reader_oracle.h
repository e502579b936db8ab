/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second CSV reader for tests, byte by byte after the manual kehu-streams(5) and in no hurry: what reader.c must agree with.
   Results of both are compared as text: LINE, then [VALUE] for each field or !REASON; with `raw` also ? where it is not valid
   UTF-8 and the record in < >. */
#ifndef KEHU_READER_ORACLE_H
#define KEHU_READER_ORACLE_H

#include "reader.h"
#include "test_tools.h"

struct oracle {
	struct text input;
	size_t at;
	uint64_t line;
	bool is_cut; /* the input is what could be read of a file: a record without its whole line break is not there */
};

static inline bool oracle_is_blank(const struct oracle *oracle)
{
	return oracle->at < oracle->input.length &&
	       (oracle->input.at[oracle->at] == ' ' || oracle->input.at[oracle->at] == '\t');
}

/* The byte at hand; '\n' for every kind of line break and 0xFFF for the end of the file. */
static inline int oracle_byte(const struct oracle *oracle)
{
	if (oracle->at == oracle->input.length)
		return 0xFFF;
	unsigned char byte = (unsigned char)oracle->input.at[oracle->at];
	return byte == '\r' ? '\n' : byte;
}

static inline bool oracle_at_end_of_line(const struct oracle *oracle)
{
	return oracle_byte(oracle) == '\n' || oracle_byte(oracle) == 0xFFF;
}

/* Moves past a line break, which may be two bytes. */
static inline void oracle_take_break(struct oracle *oracle)
{
	if (oracle->at == oracle->input.length)
		return;
	bool is_cr = oracle->input.at[oracle->at++] == '\r';
	if (is_cr && oracle->at < oracle->input.length && oracle->input.at[oracle->at] == '\n')
		oracle->at++;
	oracle->line++;
}

/* The rest of a quoted value, the opening quote being behind; returns why it is bad. */
static inline const char *oracle_quoted(struct oracle *oracle, struct test_string *out)
{
	for (;;) {
		int byte = oracle_byte(oracle);
		size_t from = oracle->at;
		if (byte == 0xFFF)
			return "unclosed quote";
		if (byte == '\n')
			oracle_take_break(oracle);
		else
			oracle->at++;
		if (byte == '"' && oracle_byte(oracle) != '"')
			break;
		oracle->at += byte == '"';
		test_append(out, (struct text){oracle->input.at + from, byte == '"' ? 1 : oracle->at - from});
	}
	while (oracle_is_blank(oracle))
		oracle->at++;
	return oracle_at_end_of_line(oracle) || oracle_byte(oracle) == ',' ? NULL
									   : "text after a closing quote";
}

static inline const char *oracle_unquoted(struct oracle *oracle, struct test_string *out)
{
	size_t from = oracle->at, to = from;
	while (!oracle_at_end_of_line(oracle) && oracle_byte(oracle) != ',') {
		if (oracle_byte(oracle) == '"')
			return "quote inside an unquoted value";
		bool blank = oracle_is_blank(oracle);
		oracle->at++;
		to = blank ? to : oracle->at;
	}
	test_append(out, (struct text){oracle->input.at + from, to - from});
	return NULL;
}

/* All fields of the record; returns why it is bad. */
static inline const char *oracle_fields(struct oracle *oracle, struct test_string *out)
{
	const char *error = NULL;
	for (bool more = true; more && error == NULL;) {
		test_print(out, "[");
		while (oracle_is_blank(oracle))
			oracle->at++;
		if (oracle_byte(oracle) == '"') {
			oracle->at++;
			error = oracle_quoted(oracle, out);
		} else {
			error = oracle_unquoted(oracle, out);
		}
		test_print(out, "]");
		more = oracle_byte(oracle) == ',';
		oracle->at += more;
	}
	return error;
}

/* Moves past blank lines; false at the end of the file. */
static inline bool oracle_skip(struct oracle *oracle)
{
	for (;;) {
		size_t start = oracle->at;
		while (oracle_is_blank(oracle))
			oracle->at++;
		if (!oracle_at_end_of_line(oracle)) {
			oracle->at = start;
			return true;
		}
		if (oracle_byte(oracle) == 0xFFF)
			return false;
		oracle_take_break(oracle);
	}
}

/* Whether there is no line break, or perhaps only half of one. */
static inline bool oracle_is_open(const struct oracle *oracle)
{
	size_t left = oracle->input.length - oracle->at;
	return left == 0 || (left == 1 && oracle->input.at[oracle->at] == '\r');
}

/* Appends the next record; false at the end. */
static inline bool oracle_next(struct oracle *oracle, bool raw, struct test_string *out)
{
	size_t before = out->n;
	if (!oracle_skip(oracle))
		return false;
	test_print(out, "%ju", (uintmax_t)oracle->line);
	size_t start = oracle->at, n = out->n;
	const char *error = oracle_fields(oracle, out);
	while (error != NULL && !oracle_at_end_of_line(oracle))
		oracle->at++;
	size_t length = oracle->at - start;
	if (oracle->is_cut && oracle_is_open(oracle)) {
		out->n = before;
		return false;
	}
	bool is_valid = text_valid_utf8((struct text){out->at + n, out->n - n}) == out->n - n;
	if (error == NULL && length > 1024 * 1024)
		error = "record over 1 MiB";
	if (error != NULL) {
		out->n = n;
		test_print(out, "!%s", error);
	}
	if (raw) {
		test_print(out, "%s<", error == NULL && !is_valid ? "?" : "");
		test_append(out, (struct text){oracle->input.at + start, length});
		test_print(out, ">");
	}
	test_print(out, "\n");
	oracle_take_break(oracle);
	return true;
}

static inline void oracle_read_part(struct text input, bool is_cut, bool raw, struct test_string *out)
{
	struct oracle oracle = {input, 0, 1, is_cut};
	out->n = 0;
	if (input.length >= 3 && memcmp(input.at, "\xef\xbb\xbf", 3) == 0)
		oracle.at = 3;
	while (oracle_next(&oracle, raw, out))
		;
}

static inline void oracle_read(struct text input, bool raw, struct test_string *out)
{
	oracle_read_part(input, false, raw, out);
}

/* --- the same of a reader */

static inline void oracle_print_raw(bool is_valid, struct text raw, struct test_string *out)
{
	test_print(out, "%s<", is_valid ? "" : "?");
	test_append(out, raw);
	test_print(out, ">");
}

/* The reader's next record; lines count from the one after `skipped` lines. */
static inline bool oracle_print(struct reader *reader, uint64_t skipped, bool raw, struct test_string *out)
{
	if (!reader_next(reader))
		return false;
	test_print(out, "%ju", (uintmax_t)(reader_line(reader) - skipped));
	if (reader_error(reader) != NULL)
		test_print(out, "!%s", reader_error(reader));
	for (size_t i = 0; reader_error(reader) == NULL && i < reader_fields(reader); i++) {
		test_print(out, "[");
		test_append(out, reader_field(reader, i));
		test_print(out, "]");
	}
	if (raw)
		oracle_print_raw(reader_error(reader) != NULL || reader_is_valid(reader), reader_raw(reader),
				 out);
	test_print(out, "\n");
	return true;
}

/* All records of the reader, which is closed. */
static inline void oracle_print_all(struct reader *reader, bool raw, struct test_string *out)
{
	out->n = 0;
	while (oracle_print(reader, 0, raw, out))
		;
	reader_close(reader);
}

/* Those of a batch that have not been used. */
static inline void oracle_print_batch(const struct batch *batch, bool raw, struct test_string *out)
{
	for (size_t i = batch->first; i < batch_records(batch); i++) {
		struct csv_record record = batch_record(batch, i);
		const char *error = batch_error(batch, i);
		test_print(out, "%ju", (uintmax_t)batch_line(batch, i));
		if (error != NULL)
			test_print(out, "!%s", error);
		for (size_t field = 0; error == NULL && field < record.fields; field++) {
			test_print(out, "[");
			test_append(out, csv_field(&record, field));
			test_print(out, "]");
		}
		if (raw)
			oracle_print_raw(error != NULL || csv_is_valid(&record), batch_raw(batch, i), out);
		test_print(out, "\n");
	}
}

/* All records of the reader, batch by batch, validated or not, in between now and then (one time in so many; 0: never) one by
   one. False: the file could not be read to its end. */
static inline bool oracle_print_batches(struct reader *reader, size_t one_in, struct test_string *out)
{
	uint64_t state = TEST_SEED;
	struct batch batch = {0};
	out->n = 0;
	for (bool more = true; more;) {
		if (one_in > 0 && test_below(&state, one_in) == 0) {
			more = oracle_print(reader, 0, true, out);
		} else {
			more = reader_fill(reader, &batch);
			if (more && test_below(&state, 2) == 0)
				batch_validate(&batch);
			if (more)
				oracle_print_batch(&batch, true, out);
		}
	}
	bool is_whole = reader_failure(reader) == NULL;
	batch_free(&batch);
	reader_close(reader);
	return is_whole;
}

/* --- what a reader may be set to, which changes nothing */

static const char *const oracle_levels[] = {"libcsv", "portable", "sse2", "avx2", "avx512"};
enum { ORACLE_LEVELS = sizeof oracle_levels / sizeof *oracle_levels };

/* Readers opened from now on work at this level, with batches of so many bytes (0: as many as they like). */
static inline void oracle_set_reader(const char *level, size_t bytes)
{
	char setting[64];
	if (bytes > 0)
		snprintf(setting, sizeof setting, "%s:%zu", level, bytes);
	else
		snprintf(setting, sizeof setting, "%s", level);
	setenv("KEHU_READER", setting, 1);
}

#endif
