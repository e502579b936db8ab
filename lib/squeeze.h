/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers made of texts differ in few of their bits: of a digit in four of eight. Squeezing keeps these, from the top on, so
   that they make a small number, of which order and equality tell the same as far as it goes. */
#ifndef KEHU_SQUEEZE_H
#define KEHU_SQUEEZE_H

#include <stdint.h>

enum { SQUEEZE_BYTES = 8, SQUEEZE_MOST = 12 /* bits that are kept */ };

struct squeeze {
	unsigned n, bits; /* bits: kept in all */
	uint64_t dropped; /* bits above others that are kept: the same in all numbers */
	struct {
		uint8_t shift, width;
	} part[SQUEEZE_BYTES];
};

/* For numbers that differ in these bits alone. */
static inline struct squeeze squeeze_make(uint64_t differ)
{
	struct squeeze squeeze = {0};
	for (unsigned low = 64 - 8; squeeze.bits < SQUEEZE_MOST && low < 64; low -= 8) {
		unsigned byte = differ >> low & UINT8_MAX, width = 0;
		while (byte >> width > 0)
			width++;
		squeeze.dropped |= (uint64_t)(UINT8_MAX >> width << width) << low;
		unsigned cut = squeeze.bits + width > SQUEEZE_MOST ? squeeze.bits + width - SQUEEZE_MOST : 0;
		if (width == 0)
			continue;
		squeeze.part[squeeze.n].shift = (uint8_t)(low + cut);
		squeeze.part[squeeze.n++].width = (uint8_t)(width - cut);
		squeeze.bits += width - cut;
	}
	return squeeze;
}

static inline unsigned squeeze(const struct squeeze *squeeze, uint64_t number)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < squeeze->n; i++) {
		unsigned width = squeeze->part[i].width;
		kept = kept << width | (unsigned)(number >> squeeze->part[i].shift & ((1U << width) - 1));
	}
	return kept;
}

#endif
