/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers made of texts differ in few of their bits: of a digit in four of eight. Squeezing keeps these, from the top on, so
   that they make a small number, of which order and equality tell the same as far as it goes. */
#ifndef KEHU_SQUEEZE_H
#define KEHU_SQUEEZE_H

#include <stdint.h>

enum { SQUEEZE_PARTS = 4, SQUEEZE_MOST = 12 /* bits that are kept */ };

struct squeeze {
	unsigned bits;    /* kept in all */
	uint64_t dropped; /* bits above others that are kept: the same in all numbers */
	struct {
		unsigned shift; /* to the right */
		uint64_t mask;  /* then */
	} part[SQUEEZE_PARTS];
};

/* For numbers that differ in these bits alone. */
static inline struct squeeze squeeze_make(uint64_t differ)
{
	struct squeeze squeeze = {0};
	unsigned n = 0, width[SQUEEZE_PARTS] = {0};
	for (unsigned low = 64 - 8; n < SQUEEZE_PARTS && squeeze.bits < SQUEEZE_MOST && low < 64; low -= 8) {
		unsigned byte = differ >> low & UINT8_MAX, bits = 0, cut = 0;
		while (byte >> bits > 0)
			bits++;
		squeeze.dropped |= (uint64_t)(UINT8_MAX >> bits << bits) << low;
		if (bits == 0)
			continue;
		if (squeeze.bits + bits > SQUEEZE_MOST)
			cut = squeeze.bits + bits - SQUEEZE_MOST;
		squeeze.part[n].shift = low + cut;
		width[n++] = bits - cut;
		squeeze.bits += bits - cut;
	}
	for (unsigned i = 0, left = squeeze.bits; i < n; i++) {
		left -= width[i];
		squeeze.part[i].shift -= left;
		squeeze.part[i].mask = ((UINT64_C(1) << width[i]) - 1) << left;
	}
	return squeeze;
}

static inline unsigned squeeze(const struct squeeze *squeeze, uint64_t number)
{
	uint64_t kept = 0;
	for (int i = 0; i < SQUEEZE_PARTS; i++)
		kept |= number >> squeeze->part[i].shift & squeeze->part[i].mask;
	return (unsigned)kept;
}

#endif
