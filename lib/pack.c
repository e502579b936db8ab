/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "diag.h"
#include "pack.h"

/* Bytes of a number type in a record; 0: text. */
static uint8_t width_of(enum column_type type)
{
	static const uint8_t width[] = {
		[COLUMN_TEXT] = 0,     [COLUMN_DATE] = 4, [COLUMN_TIME] = 8,     [COLUMN_POSTING] = 8,
		[COLUMN_CONTRACT] = 8, [COLUMN_SUM] = 8,  [COLUMN_TURNOVER] = 8, [COLUMN_TONS] = 8,
		[COLUMN_COUNT] = 8,    [COLUMN_WORD] = 1};
	return width[type];
}

static inline uint64_t load(const char *at, uint8_t width)
{
	uint64_t eight;
	uint32_t four;
	switch (width) {
	case 8:
		memcpy(&eight, at, sizeof eight);
		return eight;
	case 4:
		memcpy(&four, at, sizeof four);
		return four;
	default:
		return (unsigned char)*at;
	}
}

static inline void store(char *at, const char *in, uint8_t width)
{
	switch (width) {
	case 8:
		memcpy(at, in, 8);
		break;
	case 4:
		memcpy(at, in, 4);
		break;
	default:
		*at = *in;
	}
}

void pack_plan_make(struct pack_plan *plan, const struct stream *stream, const char *const *names)
{
	*plan = (struct pack_plan){.stream = stream};
	for (size_t i = 0; i < stream->columns; i++) {
		const struct column *column = &stream->column[i];
		bool is_wanted = strcmp(column->name, "date") == 0;
		for (size_t j = 0; names != NULL && names[j] != NULL; j++)
			is_wanted |= strcmp(column->name, names[j]) == 0;
		if (!is_wanted)
			continue;
		if (plan->columns == PACK_COLUMNS_MAX)
			diag_fail("%s: too many columns are kept", stream->name);
		uint8_t width = width_of(column->type);
		uint64_t empty = width > 0 ? load((const char *)stream->empty + column->offset, width) : 0;
		plan->column[plan->columns++] = (struct pack_column){(uint16_t)column->offset, width, empty};
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
		if (plan->column[i].width == 0)
			bound += text_at((const char *)record + plan->column[i].offset).length;
	return bound;
}

char *pack_record(const struct pack_plan *plan, const void *record, char *out, const char *limit,
		  uint16_t *present)
{
	unsigned given = 0;
	for (unsigned i = 0; i < plan->columns; i++) {
		const struct pack_column *column = &plan->column[i];
		const char *value = (const char *)record + column->offset;
		if (limit - out < PACK_VALUE_MAX)
			return NULL;
		if (column->width == 0) {
			struct text text = text_at(value);
			if (text.length == 0)
				continue;
			if ((size_t)(limit - out) < PACK_VALUE_MAX + text.length)
				return NULL;
			out = pack_text(out, text);
		} else {
			uint64_t number = load(value, column->width);
			if (number == column->empty)
				continue;
			memcpy(out, &number, sizeof number); /* of which only the width counts */
			out += column->width;
		}
		given |= 1U << i;
	}
	*present = (uint16_t)given;
	return out;
}

const char *unpack_record(const struct pack_plan *plan, unsigned present, const char *in, void *record)
{
	memcpy(record, plan->stream->empty, plan->stream->record_size);
	for (; present != 0; present &= present - 1) {
		const struct pack_column *column = &plan->column[__builtin_ctz(present)];
		char *value = (char *)record + column->offset;
		if (column->width == 0) {
			struct text text;
			in = unpack_text(in, &text);
			memcpy(value, &text, sizeof text);
		} else {
			store(value, in, column->width);
			in += column->width;
		}
	}
	return in;
}
