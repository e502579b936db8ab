/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "row.h"

/* Bytes of a row beside the customer's name, the columns and the raw text, and a bit more. */
enum { ROW_LEAST = 2 * ROW_VARINT + sizeof(struct row) + sizeof(uint16_t) + PACK_VALUE_MAX + ROW_BEHIND };

enum { ROW_LONG = 1 << 7 }; /* a size that takes more than a byte */

size_t row_bound(const struct new_row *new)
{
	return ROW_LEAST + pack_text_size(new->name) + pack_bound(new->plan, new->record) +
	       pack_text_size(new->raw);
}

/* Notes the size of a row for which one byte was left, which suffices for most. Returns its end. */
static inline char *set_size(char *start, char *end)
{
	size_t n = (size_t)(end - start) - 1;
	if (n < ROW_LONG) {
		*start = (char)n;
		return end;
	}
	char size[ROW_VARINT];
	size_t width = (size_t)(row_put_number(size, n) - size);
	memmove(start + width, start + 1, n);
	memcpy(start, size, width);
	return start + width + n;
}

char *row_put(const struct new_row *new, char *start, const char *limit)
{
	bool is_wide = new->plan->columns > 8;
	uint16_t present;
	if ((size_t)(limit - start) < ROW_LEAST + new->name.length)
		return NULL;
	limit -= ROW_VARINT + ROW_BEHIND; /* for a longer size */
	struct row *row = (struct row *)row_put_number(start + 1, new->step);
	char *columns = pack_text(row->bytes + 1 + is_wide, new->name);
	char *end = pack_record(new->plan, new->record, columns, limit, &present);
	if (end == NULL || (new->raw.length > 0 && (size_t)(limit - end) < pack_text_size(new->raw)))
		return NULL;
	if (new->raw.length > 0)
		end = pack_text(end, new->raw);
	row->tag = (uint8_t)(new->slot | (new->raw.length > 0 ? ROW_RAW : 0) | (is_wide ? ROW_WIDE : 0));
	row->bytes[0] = (char)present;
	if (is_wide)
		row->bytes[1] = (char)(present >> 8);
	return set_size(start, end);
}

char *row_copy(const struct row *row, size_t n, size_t known, uint64_t step, char *start)
{
	struct text name;
	const char *columns = row_name(row, &name);
	size_t head = row_head(row), rest = n - (size_t)(columns - (const char *)row);
	char *at = row_put_number(start + 1, step);
	memcpy(at, row, head);
	at = pack_text(at + head, (struct text){name.at + known, name.length - known});
	memcpy(at, columns, rest);
	return set_size(start, at + rest);
}
