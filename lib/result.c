/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <endian.h>

#include "result.h"

enum {
	CHUNK = 7, /* bytes of a text compared at once */
	MORE = 8,  /* the text goes on after the chunk */
	SMALL = 32 /* as few entries are sorted by insertion */
};

uint64_t result_chunk(struct text text, size_t depth)
{
	size_t left = text.length - depth;
	uint64_t chunk = 0;
	if (left > CHUNK) {
		memcpy(&chunk, text.at + depth, sizeof chunk);
		return (be64toh(chunk) & ~UINT64_C(0xff)) | MORE;
	}
	memcpy(&chunk, text.at + depth, left);
	return be64toh(chunk) | left;
}

void result_load(struct entry *entry, size_t n, enum result_part part, size_t depth)
{
	for (size_t i = 0; i < n; i++) {
		if (i + RESULT_AHEAD < n)
			result_fetch(entry[i + RESULT_AHEAD].at, RESULT_LINE);
		entry[i].chunk = result_chunk(result_part(entry[i].at, part), depth);
	}
}

size_t result_common(struct text a, struct text b, size_t most)
{
	size_t n = 0;
	if (most > a.length)
		most = a.length;
	if (most > b.length)
		most = b.length;
	for (uint64_t x, y; n + sizeof x <= most; n += sizeof x) {
		memcpy(&x, a.at + n, sizeof x);
		memcpy(&y, b.at + n, sizeof y);
		if (x != y)
			break;
	}
	while (n < most && a.at[n] == b.at[n])
		n++;
	return n;
}

static void insert_by_chunk(struct entry *entry, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct entry new = entry[i];
		size_t j = i;
		for (; j > 0 && entry[j - 1].chunk > new.chunk; j--)
			entry[j] = entry[j - 1];
		entry[j] = new;
	}
}

/* By the bytes of the chunk, the last one first, without those that are the same in all. */
__attribute__((noinline)) static void sort_by_chunk(struct entry *entry, size_t n, struct entry *spare)
{
	size_t count[sizeof entry->chunk][UINT8_MAX + 1] = {0};
	struct entry *from = entry, *to = spare;
	for (size_t i = 0; i < n; i++)
		for (size_t byte = 0; byte < sizeof entry->chunk; byte++)
			count[byte][entry[i].chunk >> 8 * byte & UINT8_MAX]++;
	for (size_t byte = 0; byte < sizeof entry->chunk; byte++) {
		size_t *place = count[byte], first = 0;
		if (place[entry[0].chunk >> 8 * byte & UINT8_MAX] == n)
			continue;
		for (size_t value = 0; value <= UINT8_MAX; value++) {
			size_t next = first + place[value];
			place[value] = first;
			first = next;
		}
		for (size_t i = 0; i < n; i++)
			to[place[from[i].chunk >> 8 * byte & UINT8_MAX]++] = from[i];
		struct entry *swap = from;
		from = to;
		to = swap;
	}
	if (from != entry)
		memcpy(entry, from, n * sizeof *entry);
}

static void sort_rest(struct entry *entry, size_t n, enum result_part part, size_t depth,
		      struct entry *spare);

void result_sort(struct entry *entry, size_t n, enum result_part part, size_t depth, struct entry *spare)
{
	if (n <= SMALL)
		insert_by_chunk(entry, n);
	else
		sort_by_chunk(entry, n, spare);
	for (size_t first = 0, last; first < n; first = last) {
		uint64_t chunk = entry[first].chunk;
		for (last = first + 1; last < n && entry[last].chunk == chunk; last++)
			;
		if (last - first == 1)
			continue;
		if ((chunk & UINT8_MAX) == MORE)
			sort_rest(entry + first, last - first, part, depth + CHUNK, spare);
		else if (part == RESULT_KEY)
			sort_rest(entry + first, last - first, RESULT_LINES, 0, spare);
	}
}

/* Without loaded chunks. What all have in common is skipped, so that long equal texts take no deep recursion. */
static void sort_rest(struct entry *entry, size_t n, enum result_part part, size_t depth, struct entry *spare)
{
	struct text first = result_part(entry[0].at, part), rest = {first.at + depth, first.length - depth};
	size_t common = rest.length;
	for (size_t i = 1; i < n; i++) {
		struct text text = result_part(entry[i].at, part);
		common = result_common(rest, (struct text){text.at + depth, text.length - depth}, common);
	}
	result_load(entry, n, part, depth + common);
	result_sort(entry, n, part, depth + common, spare);
}

int result_compare_keys(const struct entry *a, const struct entry *b, size_t depth)
{
	if (a->chunk != b->chunk)
		return a->chunk < b->chunk ? -1 : 1;
	if ((a->chunk & UINT8_MAX) != MORE)
		return 0;
	struct text key_a = result_part(a->at, RESULT_KEY), key_b = result_part(b->at, RESULT_KEY);
	return text_compare((struct text){key_a.at + depth, key_a.length - depth},
			    (struct text){key_b.at + depth, key_b.length - depth});
}
