/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "diag.h"
#include "pack.h"

enum pack_type { PACK_TEXT, PACK_DATE, PACK_TIME, PACK_WORD, PACK_NUMBER };

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

void pack_plan_make(struct pack_plan *plan, const struct stream *stream, const char *const *names)
{
	unsigned date = 0;
	*plan = (struct pack_plan){.stream = stream};
	for (size_t i = 0; i < stream->columns; i++) {
		const struct column *column = &stream->column[i];
		bool is_named = false;
		for (size_t j = 0; names != NULL && names[j] != NULL; j++)
			is_named |= strcmp(column->name, names[j]) == 0;
		if (!is_named && strcmp(column->name, "date") != 0)
			continue;
		if (plan->columns == PACK_COLUMNS_MAX)
			diag_fail("%s: too many columns are kept", stream->name);
		enum pack_type type = type_of(column->type);
		if (type == PACK_TIME && !is_named && (column->flags & COLUMN_ORDER) == 0)
			type = PACK_DATE;
		if (strcmp(column->name, "date") == 0)
			date = plan->columns;
		int64_t empty =
			type == PACK_NUMBER ? number_at((const char *)stream->empty + column->offset) : 0;
		plan->column[plan->columns++] =
			(struct pack_column){(uint16_t)column->offset, (uint8_t)type, empty};
	}
	plan->all = (1U << plan->columns) - 1;
	for (; date > 0; date--) { /* to the front */
		struct pack_column column = plan->column[date];
		plan->column[date] = plan->column[date - 1];
		plan->column[date - 1] = column;
	}
}

static struct text text_at(const char *at)
{
	struct text text;
	memcpy(&text, at, sizeof text);
	return text;
}

size_t pack_bound(const struct pack_plan *plan, const void *record)
{
	size_t bound = (plan->columns + 1) * (size_t)PACK_VALUE_MAX;
	for (unsigned i = 0; i < plan->columns; i++)
		if (plan->column[i].type == PACK_TEXT)
			bound += text_at((const char *)record + plan->column[i].offset).length;
	return bound;
}

/* Packs one value that is given; returns the end, `out` where it is not, NULL where it does not fit for certain. */
static inline char *pack_value(const struct pack_column *column, const char *value, char *out,
			       const char *limit)
{
	struct text text;
	switch ((enum pack_type)column->type) {
	case PACK_TEXT:
		text = text_at(value);
		if (text.length == 0)
			return out;
		return (size_t)(limit - out) < PACK_VALUE_MAX + text.length ? NULL : pack_text(out, text);
	case PACK_DATE:
		return date_at(value) == DATE_NONE ? out : pack_date(out, date_at(value));
	case PACK_TIME:
		if (date_at(value) == DATE_NONE)
			return out;
		out = pack_date(out, date_at(value));
		memcpy(out, value + sizeof(int32_t), sizeof(int32_t));
		return out + sizeof(int32_t);
	case PACK_WORD:
		*out = *value;
		return out + (*value != 0);
	case PACK_NUMBER:
		return number_at(value) == column->empty ? out : pack_number(out, number_at(value));
	}
	return out;
}

char *pack_record(const struct pack_plan *plan, const void *record, char *out, const char *limit,
		  uint16_t *present)
{
	unsigned given = 0;
	for (unsigned i = 0; i < plan->columns; i++) {
		const struct pack_column *column = &plan->column[i];
		if (limit - out < PACK_VALUE_MAX)
			return NULL;
		char *end = pack_value(column, (const char *)record + column->offset, out, limit);
		if (end == NULL)
			return NULL;
		given |= (unsigned)(end > out) << i;
		out = end;
	}
	*present = (uint16_t)given;
	return out;
}

static inline const char *unpack_value(const struct pack_column *column, const char *in, char *value)
{
	struct text text;
	int32_t day;
	int64_t number;
	switch ((enum pack_type)column->type) {
	case PACK_TEXT:
		in = unpack_text(in, &text);
		memcpy(value, &text, sizeof text);
		return in;
	case PACK_DATE:
		in = unpack_date(in, &day);
		memcpy(value, &day, sizeof day);
		return in;
	case PACK_TIME:
		in = unpack_date(in, &day);
		memcpy(value, &day, sizeof day);
		memcpy(value + sizeof day, in, sizeof(int32_t));
		return in + sizeof(int32_t);
	case PACK_WORD:
		*value = *in;
		return in + 1;
	case PACK_NUMBER:
		in = unpack_number(in, &number);
		memcpy(value, &number, sizeof number);
		return in;
	}
	return in;
}

/* Bytes of a value in a record, by type. */
static size_t value_size(enum pack_type type)
{
	static const uint8_t size[] = {[PACK_TEXT] = sizeof(struct text),
				       [PACK_DATE] = sizeof(int32_t),
				       [PACK_TIME] = 2 * sizeof(int32_t),
				       [PACK_WORD] = 1,
				       [PACK_NUMBER] = sizeof(int64_t)};
	return size[type];
}

const char *unpack_record(const struct pack_plan *plan, unsigned present, const char *in, void *record)
{
	for (unsigned absent = plan->all & ~present; absent != 0; absent &= absent - 1) {
		const struct pack_column *column = &plan->column[__builtin_ctz(absent)];
		bytes_copy((char *)record + column->offset,
			   (const char *)plan->stream->empty + column->offset,
			   value_size((enum pack_type)column->type));
	}
	for (; present != 0; present &= present - 1) {
		const struct pack_column *column = &plan->column[__builtin_ctz(present)];
		in = unpack_value(column, in, (char *)record + column->offset);
	}
	return in;
}
