/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records kept small, as how much is kept decides how long all takes: the wanted columns of a stream's record that are given,
   one after the other: texts as a length and bytes, dates in 2 bytes (from 1970 to 2149, else 6), times in 4 more, words in 1,
   numbers as their bytes that count and how many they are. */
#ifndef KEHU_PACK_H
#define KEHU_PACK_H

#include "bytes.h"
#include "stream.h"

enum { PACK_COLUMNS_MAX = 16 };

/* Which columns are kept. */
struct pack_plan {
	const struct stream *stream;
	struct pack_column {
		uint16_t offset; /* in the record */
		uint8_t type;    /* enum pack_type */
		int64_t empty;   /* of a number: what is not given */
	} column[PACK_COLUMNS_MAX];
	unsigned words, numbers, texts,
		columns; /* where these columns begin, after those of dates, and where all end */
};

/* The date is always among those kept, before all others; its time where it is named or orders the records of a day.
   names is NULL-terminated; NULL: none. */
void pack_plan_make(struct pack_plan *plan, const struct stream *stream, const char *const *names);

/* At most so many bytes are needed for the record. */
size_t pack_bound(const struct pack_plan *plan, const void *record);

/* Packs what the record gives; returns the end of what was written, NULL where it does not fit for certain. *present: a bit
   for each column of the plan. */
char *pack_record(const struct pack_plan *plan, const void *record, char *out, const char *limit,
		  uint16_t *present);

enum { PACK_BEHIND = 16 }; /* bytes */

/* Unpacks the plan's columns, of which these are present, into a record; its texts are views of the packed bytes. Returns their
   end, behind which PACK_BEHIND bytes must be readable. */
const char *unpack_record(const struct pack_plan *plan, unsigned present, const char *in, void *record);

/* A single date. */
enum { PACK_LATE = 0xffff }; /* a date that two bytes do not hold: four more do */

static inline char *pack_date(char *out, int32_t day)
{
	uint16_t low = (uint32_t)day < PACK_LATE ? (uint16_t)day : PACK_LATE;
	memcpy(out, &low, sizeof low);
	memcpy(out + sizeof low, &day, sizeof day);
	return out + sizeof low + (low == PACK_LATE ? sizeof day : 0);
}

static inline const char *unpack_date(const char *in, int32_t *day)
{
	uint16_t low;
	memcpy(&low, in, sizeof low);
	*day = low;
	in += sizeof low;
	if (low < PACK_LATE)
		return in;
	memcpy(day, in, sizeof *day);
	return in + sizeof *day;
}

/* Bytes of a value, without those of a text itself, that packing may touch. */
enum { PACK_VALUE_MAX = 10 };

/* A single text. */
enum { PACK_LONG_TEXT = 255 }; /* a length byte of this value: four more bytes hold the length */

static inline size_t pack_text_size(struct text text)
{
	return 1 + (text.length >= PACK_LONG_TEXT ? sizeof(uint32_t) : 0) + text.length;
}

static inline char *pack_text(char *out, struct text text)
{
	uint32_t length = (uint32_t)text.length;
	*out++ = (char)(length >= PACK_LONG_TEXT ? PACK_LONG_TEXT : length);
	if (length >= PACK_LONG_TEXT) {
		memcpy(out, &length, sizeof length);
		out += sizeof length;
	}
	bytes_copy(out, text.at, length);
	return out + length;
}

static inline const char *unpack_text(const char *in, struct text *text)
{
	uint32_t length = (unsigned char)*in++;
	if (length == PACK_LONG_TEXT) {
		memcpy(&length, in, sizeof length);
		in += sizeof length;
	}
	*text = (struct text){in, length};
	return in + length;
}

#endif
