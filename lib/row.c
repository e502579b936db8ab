/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "row.h"

/* Bytes of a row beside the customer's name, the columns and the raw text, and a bit more. */
enum { ROW_LEAST = 2 * ROW_VARINT + sizeof(struct row) + sizeof(uint16_t) + PACK_VALUE_MAX };

size_t row_bound(const struct new_row *new)
{
	return ROW_LEAST + pack_text_size(new->customer) + pack_bound(new->plan, new->record) +
	       pack_text_size(new->raw);
}

/* In as many bytes as there are up to `end`. */
static void put_padded(char *out, const char *end, uint64_t number)
{
	for (; out < end - 1; number >>= 7)
		*out++ = (char)(number | 0x80);
	*out = (char)number;
}

char *row_put(const struct new_row *new, char *start, size_t width, const char *limit)
{
	bool is_wide = new->plan->columns > 8;
	char *at = start + width;
	uint16_t present;
	if ((size_t)(limit - start) < ROW_LEAST + new->customer.length)
		return NULL;
	struct row *row = (struct row *)row_put_number(at, new->step);
	char *columns = pack_text(row->bytes + 1 + is_wide, new->customer);
	char *end = pack_record(new->plan, new->record, columns, limit, &present);
	if (end == NULL || (new->raw.length > 0 && (size_t)(limit - end) < pack_text_size(new->raw)))
		return NULL;
	if (new->raw.length > 0)
		end = pack_text(end, new->raw);
	row->tag = (uint8_t)(new->slot | (new->raw.length > 0 ? ROW_RAW : 0) | (is_wide ? ROW_WIDE : 0));
	row->bytes[0] = (char)present;
	if (is_wide)
		row->bytes[1] = (char)(present >> 8);
	put_padded(start, at, (size_t)(end - at));
	return end;
}

char *row_copy(const struct row *row, size_t n, uint64_t step, char *start)
{
	char *at = start + (n + ROW_VARINT < ROW_SHORT ? 2 : ROW_VARINT);
	char *end = row_put_number(at, step);
	memcpy(end, row, n);
	end += n;
	put_padded(start, at, (size_t)(end - at));
	return end;
}
