/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "bytes.h"
#include "memory.h"
#include "ranges.h"
#include "sort.h"

const struct ranges ranges_one = {.n = 1};

static void sort_texts(const struct text *text, size_t n, struct entry *entry)
{
	static const struct sort_order order = {text_at, NULL};
	struct entry *spare = memory_new(n, sizeof *spare);
	for (size_t i = 0; i < n; i++)
		entry[i].at = (const char *)&text[i];
	sort_load(entry, n, &order, 0);
	sort_entries(entry, n, &order, 0, spare);
	free(spare);
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

/* Cuts ranges at names which are in order. */
static void cut_ranges(struct ranges *ranges, const struct entry *name, size_t n, size_t most)
{
	struct text first = text_at(name[0].at), last = text_at(name[n - 1].at);
	size_t common = common_of(first, last);
	ranges->prefix_length = common;
	memcpy(ranges->prefix, first.at, common);
	ranges->prefix_mask = common < BYTES_WORD ? (UINT64_C(1) << 8 * common) - 1 : UINT64_MAX;
	ranges->prefix_word = bytes_load8(ranges->prefix) & ranges->prefix_mask;
	for (size_t i = 1; i < most; i++) {
		uint64_t cut = ranges_number(text_at(name[i * n / most].at), common),
			 before = ranges->n > 1 ? ranges->cut[ranges->n - 2] : 0;
		cut += cut == before; /* a name with very many rows has a range of its own */
		if (cut > before)
			ranges->cut[ranges->n++ - 1] = cut;
	}
	for (size_t i = ranges->n - 1; i < RANGES_MAX + RANGES_SPAN; i++)
		ranges->cut[i] = UINT64_MAX;
	index_cuts(ranges);
}

struct ranges ranges_make(const struct text *sample, size_t n, unsigned most)
{
	struct ranges ranges = ranges_one;
	struct entry *names = memory_new(n, sizeof *names), *name = names;
	sort_texts(sample, n, names);
	for (; n > 0 && text_at(name->at).length == 0; n--)
		name++; /* names that are not given have nothing in common with others */
	most = n < most ? (unsigned)n : most;
	if (most >= 2 && !text_equal(text_at(name[0].at), text_at(name[n - 1].at)))
		cut_ranges(&ranges, name, n, most);
	free(names);
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
