/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of any stream for tests, column by column: random ones, copies, text to compare them by. */
#ifndef KEHU_TEST_STREAMS_H
#define KEHU_TEST_STREAMS_H

#include <stdalign.h>
#include "stream.h"
#include "test_tools.h"

/* Room for a record of any stream. */
struct test_record {
	alignas(8) char bytes[STREAM_RECORD_MAX];
};

/* Bytes of a column's value in a record. */
static inline size_t test_width(const struct column *column)
{
	switch (column->type) {
	case COLUMN_TEXT:
		return sizeof(struct text);
	case COLUMN_DATE:
		return sizeof(int32_t);
	case COLUMN_WORD:
		return sizeof(uint8_t);
	default:
		return sizeof(int64_t);
	}
}

/* A value, given in most cases; texts have up to text_max bytes. */
static inline void test_random_value(uint64_t *state, const struct column *column, size_t text_max,
				     struct arena *texts, void *value)
{
	int64_t number = (int64_t)test_random(state) >> test_below(state, 64);
	int32_t time[2] = {test_between(state, 20000, 20020), test_between(state, 0, 2) * 40000};
	time[1] = test_below(state, 3) == 0 ? DATE_NO_TIME : time[1];
	size_t n = test_below(state, test_below(state, 20) == 0 ? text_max + 1 : 12);
	char *bytes = arena_take_bytes(texts, n + 1);
	if (strcmp(column->name, "date") != 0 && test_below(state, 3) == 0)
		return;
	switch (column->type) {
	case COLUMN_TEXT:
		for (size_t i = 0; i < n; i++)
			bytes[i] = (char)number++;
		memcpy(value, &(struct text){bytes, n}, sizeof(struct text));
		break;
	case COLUMN_WORD:
		*(uint8_t *)value = (uint8_t)(test_below(state, column->words->n) + 1);
		break;
	case COLUMN_DATE:
	case COLUMN_TIME:
		memcpy(value, time, test_width(column));
		break;
	default:
		memcpy(value, &number, sizeof number);
	}
}

/* The date is one of a few days, so that many are equal. */
static inline void test_random_record(uint64_t *state, const struct stream *stream, size_t text_max,
				      struct arena *texts, struct test_record *record)
{
	memcpy(record->bytes, stream->empty, stream->record_size);
	for (size_t i = 0; i < stream->columns; i++)
		test_random_value(state, &stream->column[i], text_max, texts,
				  record->bytes + stream->column[i].offset);
}

static inline bool test_is_named(const struct column *column, const char *const *wanted)
{
	bool is_named = false;
	for (size_t i = 0; wanted != NULL && wanted[i] != NULL; i++)
		is_named |= strcmp(column->name, wanted[i]) == 0;
	return is_named;
}

/* A copy with the columns that are wanted (the date always), the others not given. */
static inline struct test_record test_wanted_part(const struct stream *stream, const char *const *wanted,
						  const void *record)
{
	struct test_record part = {0};
	memcpy(part.bytes, stream->empty, stream->record_size);
	for (size_t i = 0; i < stream->columns; i++) {
		const struct column *column = &stream->column[i];
		const bool is_named = test_is_named(column, wanted);
		if (is_named || strcmp(column->name, "date") == 0)
			memcpy(part.bytes + column->offset, (const char *)record + column->offset,
			       is_named || (column->flags & COLUMN_ORDER) ? test_width(column)
									  : sizeof(int32_t));
	}
	return part;
}

/* Appends all columns; of texts the length and a hash. */
static inline void test_print_columns(struct test_string *out, const struct stream *stream,
				      const void *record)
{
	for (size_t i = 0; i < stream->columns; i++) {
		const struct column *column = &stream->column[i];
		const char *value = (const char *)record + column->offset;
		struct text text = {value, test_width(column)};
		if (column->type == COLUMN_TEXT)
			memcpy(&text, value, sizeof text);
		test_print(out, "%zu:%jx ", text.length, (uintmax_t)text_hash(text));
	}
}

#endif
