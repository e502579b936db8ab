/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "memory.h"
#include "split.h"

static void add(struct split_fields *fields, const char *from, const char *to)
{
	if (fields->n == fields->room)
		fields->field =
			memory_grow(fields->field, &fields->room, fields->n + 1, sizeof *fields->field);
	struct text field = {from, (size_t)(to - from)};
	if (field.length > 0 && (field.at[0] <= ' ' || field.at[field.length - 1] <= ' '))
		field = text_trim(field);
	fields->field[fields->n++] = field;
}

const char *split_plain(const char *at, const char *end, struct split_fields *fields)
{
	const char *from = at;
	fields->n = 0;
	for (; at < end; at++) {
		char c = *at;
		if (c > ',' || c < '\n')
			continue;
		if (c == ',') {
			add(fields, from, at);
			from = at + 1;
		} else if (c == '\n' || c == '\r' || c == '"') {
			break;
		}
	}
	add(fields, from, at);
	return at;
}
