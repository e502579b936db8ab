/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed rows, one behind the other without alignment: each is its size and its position less that of the row before (both of
   variable length), a tag, which columns of its plan it has (a byte, or two), what the customer's name has behind what all
   names there begin with, the columns, and the raw text where there is one. */
#ifndef KEHU_ROW_H
#define KEHU_ROW_H

#include "pack.h"

/* What stands behind the position. */
struct row {
	uint8_t tag; /* its stream's slot, and the flags below */
	char bytes[];
};

enum {
	ROW_SLOTS = 4,
	ROW_RAW = ROW_SLOTS,      /* has a raw text */
	ROW_WIDE = 2 * ROW_SLOTS, /* two bytes say which columns */
	ROW_VARINT = 10,          /* bytes of a size or a position, at most */
	ROW_BEHIND = PACK_BEHIND  /* bytes behind a row that must be readable to unpack it */
};

static inline unsigned row_slot(const struct row *row)
{
	return row->tag & (ROW_SLOTS - 1);
}

static inline unsigned row_present(const struct row *row)
{
	unsigned present = (unsigned char)row->bytes[0];
	return (row->tag & ROW_WIDE) ? present | (unsigned)(unsigned char)row->bytes[1] << 8 : present;
}

/* Bytes in front of the name. */
static inline size_t row_head(const struct row *row)
{
	return sizeof *row + ((row->tag & ROW_WIDE) ? 2 : 1);
}

/* The end of the customer's name, and where the columns begin. */
static inline const char *row_name(const struct row *row, struct text *name)
{
	return unpack_text((const char *)row + row_head(row), name);
}

/* Whether a number takes one byte or two is not to be predicted: both are written and read without a branch. */
enum { ROW_TWO_BYTES = 1 << 14 };

static inline char *row_put_number(char *out, uint64_t number)
{
	if (number < ROW_TWO_BYTES) {
		size_t more = number >= 0x80;
		out[0] = (char)((number & 0x7f) | more << 7);
		out[1] = (char)(number >> 7);
		return out + 1 + more;
	}
	for (; number >= 0x80; number >>= 7)
		*out++ = (char)(number | 0x80);
	*out++ = (char)number;
	return out;
}

static inline const char *row_get_number(const char *in, uint64_t *number)
{
	uint64_t first = (unsigned char)in[0], second = (unsigned char)in[1], more = first >> 7;
	*number = (first & 0x7f) | ((second & 0x7f) << 7 & (0 - more));
	in += 1 + more;
	for (int shift = 14; (more & second >> 7) != 0; shift += 7) {
		second = (unsigned char)*in++;
		*number |= (second & 0x7f) << shift;
	}
	return in;
}

/* Goes past the row at `at`, adding to *position. */
static inline const char *row_next(const char *at, const struct row **row, uint64_t *position)
{
	uint64_t size, step;
	at = row_get_number(at, &size);
	*row = (const struct row *)row_get_number(at, &step);
	*position += step;
	return at + size;
}

/* What is to become a row. */
struct new_row {
	const struct pack_plan *plan;
	const void *record;
	struct text name, raw; /* name: what it has of its own; raw empty: none */
	unsigned slot;
	uint64_t step; /* of the position */
};

/* At most so many bytes are needed for it. */
size_t row_bound(const struct new_row *new);

/* Packs the row at `start`. Returns its end, NULL where it does not fit for certain. */
char *row_put(const struct new_row *new, char *start, const char *limit);

/* Copies a row of n bytes from its tag on, without the first `known` bytes of the name; at `start` there must be room for two
   numbers more, and ROW_BEHIND. */
char *row_copy(const struct row *row, size_t n, size_t known, uint64_t step, char *start);

#endif
