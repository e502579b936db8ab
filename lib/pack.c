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

/* With the sign in the lowest bit, so that small numbers have few bytes. */
static char *pack_number(char *out, int64_t number)
{
	uint64_t bits = (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
	size_t n = ((size_t)(63 - __builtin_clzll(bits | 1)) >> 3) + 1;
	*out++ = (char)n;
	bytes_store8(out, bits);
	return out + n;
}

static const char *unpack_number(const char *in, int64_t *number)
{
	size_t n = (unsigned char)*in++;
	uint64_t bits = n == BYTES_WORD ? bytes_load8(in) : bytes_load(in, n);
	*number = (int64_t)(bits >> 1 ^ (0 - (bits & 1)));
	return in + n;
}

static bool is_date(const struct column *column)
{
	return strcmp(column->name, "date") == 0;
}

static bool is_wanted(const struct column *column, const char *const *names)
{
	bool is_named = false;
	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		is_named |= strcmp(column->name, names[i]) == 0;
	return is_named;
}

static void add_column(struct pack_plan *plan, const struct column *column, enum pack_type type)
{
	const struct stream *stream = plan->stream;
	int64_t empty = type == PACK_NUMBER ? number_at((const char *)stream->empty + column->offset) : 0;
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
		if (!is_date(column) && is_wanted(column, names) && type >= first && type <= last)
			add_column(plan, column, type);
	}
}

void pack_plan_make(struct pack_plan *plan, const struct stream *stream, const char *const *names)
{
	*plan = (struct pack_plan){.stream = stream};
	for (size_t i = 0; i < stream->columns; i++) {
		const struct column *column = &stream->column[i];
		bool is_timed = column->type == COLUMN_TIME &&
				((column->flags & COLUMN_ORDER) || is_wanted(column, names));
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

static struct text text_at(const char *at)
{
	struct text text;
	memcpy(&text, at, sizeof text);
	return text;
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
		if (number == column->empty)
			continue;
		out = pack_number(out, number);
		given |= 1U << i;
	}
	for (; i < plan->columns; i++, column++) {
		struct text text = text_at((const char *)record + column->offset);
		if (text.length == 0)
			continue;
		if (limit - out < (ptrdiff_t)text.length)
			return NULL;
		out = pack_text(out, text);
		given |= 1U << i;
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
	for (; i < plan->numbers; i++, column++, present >>= 1)
		*((char *)record + column->offset) = present & 1 ? *in++ : 0;
	for (; i < plan->texts; i++, column++, present >>= 1) {
		int64_t number = column->empty;
		if (present & 1)
			in = unpack_number(in, &number);
		memcpy((char *)record + column->offset, &number, sizeof number);
	}
	for (; i < plan->columns; i++, column++, present >>= 1) {
		struct text text = {"", 0};
		if (present & 1)
			in = unpack_text(in, &text);
		memcpy((char *)record + column->offset, &text, sizeof text);
	}
	return in;
}
