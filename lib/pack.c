/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "diag.h"
#include "pack.h"

/* A plan's columns stand type by type, as the type of a next one would not be predicted: dates and times come first. */
enum pack_type { PACK_DATE, PACK_TIME, PACK_WORD, PACK_NUMBER, PACK_TEXT };

static enum pack_type type_of(enum column_type type)
{
	switch (type) {
	case COLUMN_TEXT:
		return PACK_TEXT;
	case COLUMN_DATE:
		return PACK_DATE;
	case COLUMN_TIME:
		return PACK_TIME;
	case COLUMN_WORD:
		return PACK_WORD;
	default:
		return PACK_NUMBER;
	}
}

static int64_t number_at(const char *at)
{
	int64_t number;
	memcpy(&number, at, sizeof number);
	return number;
}

static int32_t date_at(const char *at)
{
	int32_t day;
	memcpy(&day, at, sizeof day);
	return day;
}

/* Numbers and texts are packed and unpacked without a branch on whether they are given (1; else 0), which is not to be
   predicted. What is written for one that is not given is overwritten by what comes next. */

/* With the sign in the lowest bit, so that small numbers have few bytes. */
static inline char *pack_number(char *out, int64_t number, size_t given)
{
	uint64_t bits = (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
	size_t n = ((size_t)(63 - __builtin_clzll(bits | 1)) >> 3) + 1;
	*out = (char)n;
	bytes_store8(out + 1, bits);
	return out + ((n + 1) & (0 - given));
}

/* By how many bytes count: these. */
static const uint64_t low_bytes[BYTES_WORD + 1] = {
	0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, UINT64_MAX};

static inline const char *unpack_number(const char *in, int64_t *number, size_t given, int64_t empty)
{
	size_t n = (unsigned char)*in & (0 - given);
	uint64_t bits = bytes_load8(in + 1) & low_bytes[n];
	bits = bits >> 1 ^ (0 - (bits & 1));
	*number = (int64_t)((bits & (0 - given)) | ((uint64_t)empty & (given - 1)));
	return in + given + n;
}

/* Nearly all texts that may be given or not have eight to sixteen bytes. */
static inline char *pack_given(char *out, struct text text, size_t given)
{
	static const char nothing[BYTES_WORD];
	size_t n = text.length, copied = n + (BYTES_WORD & (given - 1));
	const char *from =
		(const char *)(((uintptr_t)text.at & (0 - given)) | ((uintptr_t)nothing & (given - 1)));
	if (copied - BYTES_WORD > BYTES_VECTOR - BYTES_WORD)
		return pack_text(out, text);
	*out = (char)n;
	bytes_copy_twice(out + 1, from, copied, BYTES_WORD);
	return out + given + n;
}

static inline const char *unpack_given(const char *in, struct text *text, size_t given)
{
	size_t n = (unsigned char)*in & (0 - given);
	if (n == PACK_LONG_TEXT)
		return unpack_text(in, text);
	*text = (struct text){in + 1, n};
	return in + given + n;
}

static bool is_date(const struct column *column)
{
	return strcmp(column->name, "date") == 0;
}

static void add_column(struct pack_plan *plan, const struct column *column, enum pack_type type)
{
	const struct stream *stream = plan->stream;
	int64_t empty = type == PACK_NUMBER ? number_at((const char *)stream->empty + column->offset) : 0;
	for (unsigned i = 0; i < plan->columns; i++)
		if (plan->column[i].offset == column->offset)
			return; /* a record has one of the two */
	if (plan->columns == PACK_COLUMNS_MAX)
		diag_fail("%s: too many columns are kept", stream->name);
	plan->column[plan->columns++] = (struct pack_column){(uint16_t)column->offset, (uint8_t)type, empty};
}

/* Adds the columns of these types that are wanted, but for the date. */
static void add_columns(struct pack_plan *plan, const char *const *names, enum pack_type first,
			enum pack_type last)
{
	for (size_t i = 0; i < plan->stream->columns; i++) {
		const struct column *column = &plan->stream->column[i];
		enum pack_type type = type_of(column->type);
		if (!is_date(column) && column_is_among(column, names) && type >= first && type <= last)
			add_column(plan, column, type);
	}
}

void pack_plan_make(struct pack_plan *plan, const struct stream *stream, const char *const *names)
{
	*plan = (struct pack_plan){.stream = stream};
	for (size_t i = 0; i < stream->columns; i++) {
		const struct column *column = &stream->column[i];
		bool is_timed = column->type == COLUMN_TIME &&
				((column->flags & COLUMN_ORDER) || column_is_among(column, names));
		if (is_date(column))
			add_column(plan, column, is_timed ? PACK_TIME : PACK_DATE);
	}
	add_columns(plan, names, PACK_DATE, PACK_TIME);
	plan->words = plan->columns;
	add_columns(plan, names, PACK_WORD, PACK_WORD);
	plan->numbers = plan->columns;
	add_columns(plan, names, PACK_NUMBER, PACK_NUMBER);
	plan->texts = plan->columns;
	add_columns(plan, names, PACK_TEXT, PACK_TEXT);
}

/* Room that is asked for without a look at what is given: twice, as texts must leave it to what comes after them. */
static inline size_t fixed_bound(const struct pack_plan *plan)
{
	return plan->columns * (size_t)PACK_VALUE_MAX;
}

size_t pack_bound(const struct pack_plan *plan, const void *record)
{
	size_t bound = 2 * fixed_bound(plan);
	for (unsigned i = plan->texts; i < plan->columns; i++)
		bound += text_at((const char *)record + plan->column[i].offset).length;
	return bound;
}

static inline char *pack_day(const struct pack_column *column, const char *value, char *out)
{
	out = pack_date(out, date_at(value));
	if (column->type != PACK_TIME)
		return out;
	memcpy(out, value + sizeof(int32_t), sizeof(int32_t));
	return out + sizeof(int32_t);
}

char *pack_record(const struct pack_plan *plan, const void *record, char *out, const char *limit,
		  uint16_t *present)
{
	const struct pack_column *column = plan->column;
	unsigned i = 0, given = 0;
	if (limit - out < (ptrdiff_t)fixed_bound(plan))
		return NULL;
	limit -= fixed_bound(plan);
	for (; i < plan->words; i++, column++) {
		const char *value = (const char *)record + column->offset;
		if (date_at(value) == DATE_NONE)
			continue;
		out = pack_day(column, value, out);
		given |= 1U << i;
	}
	for (; i < plan->numbers; i++, column++) {
		*out = *((const char *)record + column->offset);
		given |= (unsigned)(*out != 0) << i;
		out += *out != 0;
	}
	for (; i < plan->texts; i++, column++) {
		int64_t number = number_at((const char *)record + column->offset);
		bool is_given = number != column->empty;
		out = pack_number(out, number, is_given);
		given |= (unsigned)is_given << i;
	}
	for (; i < plan->columns; i++, column++) {
		struct text text = text_at((const char *)record + column->offset);
		bool is_given = text.length > 0;
		if (limit - out < (ptrdiff_t)text.length)
			return NULL;
		out = pack_given(out, text, is_given);
		given |= (unsigned)is_given << i;
	}
	*present = (uint16_t)given;
	return out;
}

static inline const char *unpack_day(const struct pack_column *column, const char *in, char *value)
{
	int32_t day;
	in = unpack_date(in, &day);
	memcpy(value, &day, sizeof day);
	if (column->type != PACK_TIME)
		return in;
	memcpy(value + sizeof day, in, sizeof(int32_t));
	return in + sizeof(int32_t);
}

static inline void clear_day(const struct pack_column *column, char *value)
{
	const int32_t none[2] = {DATE_NONE, DATE_NO_TIME};
	memcpy(value, none, column->type == PACK_TIME ? sizeof none : sizeof *none);
}

const char *unpack_record(const struct pack_plan *plan, unsigned present, const char *in, void *record)
{
	const struct pack_column *column = plan->column;
	unsigned i = 0;
	for (; i < plan->words; i++, column++, present >>= 1) {
		char *value = (char *)record + column->offset;
		if (present & 1)
			in = unpack_day(column, in, value);
		else
			clear_day(column, value);
	}
	for (; i < plan->numbers; i++, column++, present >>= 1) {
		*((char *)record + column->offset) = (char)((unsigned char)*in & (0 - (present & 1)));
		in += present & 1;
	}
	for (; i < plan->texts; i++, column++, present >>= 1) {
		int64_t number;
		in = unpack_number(in, &number, present & 1, column->empty);
		memcpy((char *)record + column->offset, &number, sizeof number);
	}
	for (; i < plan->columns; i++, column++, present >>= 1) {
		struct text text;
		in = unpack_given(in, &text, present & 1);
		memcpy((char *)record + column->offset, &text, sizeof text);
	}
	return in;
}
