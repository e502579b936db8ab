/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges of names, in the order of their bytes, cut so that each holds about as many of what a sample shows. A bad sample
   makes uneven ranges, never wrong ones. */
#ifndef KEHU_RANGES_H
#define KEHU_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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
	struct squeeze bits;               /* of the cuts */
	bool is_indexed;                   /* at most RANGES_SPAN cuts have the same bits */
	uint16_t first[1 << SQUEEZE_MOST]; /* by bits: cuts before them */
};

/* One range. */
extern const struct ranges ranges_one;

/* Cuts at most so many ranges, 1 to RANGES_MAX, by n names, whose order changes. */
struct ranges ranges_make(struct text *sample, size_t n, unsigned most);

/* The number of the range, from 0, that the name belongs to. Names of one range are all before or all behind those of
   another. */
unsigned ranges_find(const struct ranges *ranges, struct text name);

/* Writes to `common`, which has room for RANGES_COMMON bytes, what all names of this range are certain to begin with. Returns
   how many bytes. */
size_t ranges_common(const struct ranges *ranges, unsigned range, char *common);

#endif
