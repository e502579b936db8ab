/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "bytes.h"
#include "ranges.h"

const struct ranges ranges_one = {.n = 1};

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static size_t common_of(struct text a, struct text b)
{
	size_t n = 0;
	while (n < RANGES_PREFIX && n < a.length && n < b.length && a.at[n] == b.at[n])
		n++;
	return n;
}

/* Makes it quick to find a cut: few have the same first bits. */
static void index_cuts(struct ranges *ranges)
{
	uint64_t differ = 0;
	unsigned cuts = ranges->n - 1, i = 0, same = 0;
	for (i = 1; i < cuts; i++)
		differ |= ranges->cut[i] ^ ranges->cut[0];
	ranges->bits = squeeze_make(differ);
	ranges->is_indexed = ranges->prefix_length <= BYTES_WORD;
	i = 0;
	for (unsigned bits = 0; bits < 1U << ranges->bits.bits; bits++, same = 0) {
		ranges->first[bits] = (uint16_t)i;
		for (; i < cuts && squeeze(&ranges->bits, ranges->cut[i]) == bits; i++)
			same++;
		ranges->is_indexed &= same <= RANGES_SPAN;
	}
}

struct ranges ranges_make(struct text *sample, size_t n, unsigned most)
{
	struct ranges ranges = ranges_one;
	if (n < 2)
		return ranges;
	qsort(sample, n, sizeof *sample, compare_texts);
	for (; n > 0 && sample->length == 0;
	     n--) /* names that are not given have nothing in common with others */
		sample++;
	most = n < most ? (unsigned)n : most;
	if (most < 2 || text_equal(sample[0], sample[n - 1]))
		return ranges;
	ranges.prefix_length = common_of(sample[0], sample[n - 1]);
	memcpy(ranges.prefix, sample[0].at, ranges.prefix_length);
	ranges.prefix_mask = ranges.prefix_length < BYTES_WORD ? (UINT64_C(1) << 8 * ranges.prefix_length) - 1
							       : UINT64_MAX;
	ranges.prefix_word = bytes_load8(ranges.prefix) & ranges.prefix_mask;
	for (size_t i = 1; i < most; i++) {
		uint64_t cut = ranges_number(sample[i * n / most], ranges.prefix_length),
			 last = ranges.n > 1 ? ranges.cut[ranges.n - 2] : 0;
		cut += cut == last; /* a name with very many rows has a range of its own */
		if (cut > last)
			ranges.cut[ranges.n++ - 1] = cut;
	}
	for (size_t i = ranges.n - 1; i < RANGES_MAX + RANGES_SPAN; i++)
		ranges.cut[i] = UINT64_MAX;
	index_cuts(&ranges);
	return ranges;
}

unsigned ranges_find_slowly(const struct ranges *ranges, struct text name)
{
	size_t n = ranges->prefix_length;
	unsigned found = 0;
	if (ranges->n == 1)
		return 0;
	if (name.length < n || memcmp(name.at, ranges->prefix, n) != 0)
		return text_compare(name, (struct text){ranges->prefix, n}) < 0 ? 0 : ranges->n - 1;
	uint64_t number = ranges_number(name, n);
	for (unsigned step = RANGES_MAX / 2; step > 0; step /= 2)
		found += ranges->cut[found + step - 1] <= number ? step : 0;
	return found < ranges->n ? found : ranges->n - 1;
}

/* The first range and the last also have names without the prefix. All others lie between two cuts. */
size_t ranges_common(const struct ranges *ranges, unsigned range, char *common)
{
	if (range == 0 || range == ranges->n - 1)
		return 0;
	uint64_t cut = ranges->cut[range - 1];
	size_t n = ranges->prefix_length, more = (size_t)__builtin_clzll(cut ^ ranges->cut[range]) / 8;
	memcpy(common, ranges->prefix, n);
	for (cut = __builtin_bswap64(cut); more > 0 && (char)cut != 0; more--, cut >>= 8)
		common[n++] = (char)cut; /* a zero may stand for the end of a name */
	return n;
}
