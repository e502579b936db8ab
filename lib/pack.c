/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "pack.h"

enum { LONG_TEXT = 255 }; /* a length byte of this value: four more bytes hold the length */

uint32_t pack_wanted(const struct stream *stream, const char *const *names)
{
	uint32_t wanted = 0;
	for (size_t i = 0; i < stream->columns; i++) {
		const char *name = stream->column[i].name;
		bool is_wanted = strcmp(name, "date") == 0;
		for (size_t j = 0; names != NULL && names[j] != NULL; j++)
			is_wanted |= strcmp(name, names[j]) == 0;
		wanted |= (uint32_t)is_wanted << i;
	}
	return wanted;
}

/* Bytes of a number type in a record; 0: text. */
static size_t width_of(enum column_type type)
{
	static const unsigned char width[] = {
		[COLUMN_TEXT] = 0,     [COLUMN_DATE] = 4, [COLUMN_TIME] = 8,     [COLUMN_POSTING] = 8,
		[COLUMN_CONTRACT] = 8, [COLUMN_SUM] = 8,  [COLUMN_TURNOVER] = 8, [COLUMN_TONS] = 8,
		[COLUMN_COUNT] = 8,    [COLUMN_WORD] = 1};
	return width[type];
}

size_t pack_text_size(struct text text)
{
	return 1 + (text.length >= LONG_TEXT ? sizeof(uint32_t) : 0) + text.length;
}

char *pack_text(char *out, struct text text)
{
	uint32_t length = (uint32_t)text.length;
	*out++ = (char)(length >= LONG_TEXT ? LONG_TEXT : length);
	if (length >= LONG_TEXT) {
		memcpy(out, &length, sizeof length);
		out += sizeof length;
	}
	if (length > 0)
		memcpy(out, text.at, length);
	return out + length;
}

const char *unpack_text(const char *in, struct text *text)
{
	uint32_t length = (unsigned char)*in++;
	if (length == LONG_TEXT) {
		memcpy(&length, in, sizeof length);
		in += sizeof length;
	}
	*text = (struct text){in, length};
	return in + length;
}

static bool is_given(const struct stream *stream, const struct column *column, const char *record,
		     size_t width)
{
	struct text text;
	if (width > 0)
		return memcmp(record + column->offset, (const char *)stream->empty + column->offset, width) !=
		       0;
	memcpy(&text, record + column->offset, sizeof text);
	return text.length > 0;
}

uint32_t pack_measure(const struct stream *stream, uint32_t wanted, const void *record, size_t *size)
{
	uint32_t present = 0;
	for (; wanted != 0; wanted &= wanted - 1) {
		int i = __builtin_ctz(wanted);
		const struct column *column = &stream->column[i];
		size_t width = width_of(column->type);
		struct text text;
		if (!is_given(stream, column, record, width))
			continue;
		memcpy(&text, (const char *)record + column->offset, width == 0 ? sizeof text : 0);
		present |= UINT32_C(1) << i;
		*size += width == 0 ? pack_text_size(text) : width;
	}
	return present;
}

char *pack_record(const struct stream *stream, uint32_t present, const void *record, char *out)
{
	for (; present != 0; present &= present - 1) {
		const struct column *column = &stream->column[__builtin_ctz(present)];
		const char *value = (const char *)record + column->offset;
		size_t width = width_of(column->type);
		if (width == 0) {
			struct text text;
			memcpy(&text, value, sizeof text);
			out = pack_text(out, text);
		} else {
			memcpy(out, value, width);
			out += width;
		}
	}
	return out;
}

const char *unpack_record(const struct stream *stream, uint32_t present, const char *in, void *record)
{
	memcpy(record, stream->empty, stream->record_size);
	for (; present != 0; present &= present - 1) {
		const struct column *column = &stream->column[__builtin_ctz(present)];
		char *value = (char *)record + column->offset;
		size_t width = width_of(column->type);
		if (width == 0) {
			struct text text;
			in = unpack_text(in, &text);
			memcpy(value, &text, sizeof text);
		} else {
			memcpy(value, in, width);
			in += width;
		}
	}
	return in;
}
