/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges of names, in the order of their bytes, cut so that each holds about as many of what a sample shows. A bad sample
   makes uneven ranges, never wrong ones. */
#ifndef KEHU_RANGES_H
#define KEHU_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "bytes.h"
#include "squeeze.h"
#include "text.h"

enum { RANGES_MAX = 1024, RANGES_PREFIX = 64, RANGES_SPAN = 4, RANGES_COMMON = RANGES_PREFIX + 8 };

struct ranges {
	char prefix[RANGES_PREFIX]; /* what all names of the sample begin with, up to so many bytes */
	size_t prefix_length;
	uint64_t prefix_word, prefix_mask; /* its first bytes, and which these are */
	unsigned n;                        /* ranges */
	/* By eight bytes behind the prefix: where range i + 1 begins; then the largest number. */
	uint64_t cut[RANGES_MAX + RANGES_SPAN];
	struct squeeze bits; /* of the cuts */
	bool is_indexed; /* at most RANGES_SPAN cuts have the same bits, and the prefix is a word at most */
	uint16_t first[1 << SQUEEZE_MOST]; /* by bits: cuts before them */
};

/* One range. */
extern const struct ranges ranges_one;

/* Cuts at most so many ranges, 1 to RANGES_MAX, by n names. */
struct ranges ranges_make(const struct text *sample, size_t n, unsigned most);

/* The first eight bytes behind the prefix as a number, of which a text before another never has a larger one. */
static inline uint64_t ranges_number(struct text name, size_t prefix)
{
	return __builtin_bswap64(bytes_load_most(name.at + prefix, name.length - prefix));
}

/* The same as ranges_find, for any name. */
unsigned ranges_find_slowly(const struct ranges *ranges, struct text name);

/* The number of the range, from 0, that the name belongs to. Names of one range are all before or all behind those of
   another. */
static inline unsigned ranges_find(const struct ranges *ranges, struct text name)
{
	if (!ranges->is_indexed || name.length < ranges->prefix_length ||
	    (bytes_load_most(name.at, name.length) & ranges->prefix_mask) != ranges->prefix_word)
		return ranges_find_slowly(ranges, name);
	uint64_t number = ranges_number(name, ranges->prefix_length);
	if (((number ^ ranges->cut[0]) & ranges->bits.dropped) != 0)
		return ranges_find_slowly(ranges, name);
	unsigned first = ranges->first[squeeze(&ranges->bits, number)], found = first;
	for (unsigned i = 0; i < RANGES_SPAN; i++)
		found += ranges->cut[first + i] <= number;
	return found < ranges->n ? found : ranges->n - 1;
}

/* Writes to `common`, which has room for RANGES_COMMON bytes, what all names of this range are certain to begin with. Returns
   how many bytes. */
size_t ranges_common(const struct ranges *ranges, unsigned range, char *common);

#endif
