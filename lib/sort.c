/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "bytes.h"
#include "sort.h"

enum {
	CHUNK = 7, /* bytes of a text compared at once */
	MORE = 8,  /* the text goes on after the chunk */
	SMALL = 32 /* as few entries are sorted by insertion */
};

size_t sort_common(struct text a, struct text b, size_t most)
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

uint64_t sort_chunk(struct text text, size_t depth)
{
	size_t left = text.length - depth;
	const char *at = text.at + depth;
	if (left > CHUNK)
		return (__builtin_bswap64(bytes_load8(at)) & ~UINT64_C(0xff)) | MORE;
	return __builtin_bswap64(bytes_load(at, left)) | left;
}

void sort_load(struct entry *entry, size_t n, const struct sort_order *order, size_t depth)
{
	for (size_t i = 0; i < n; i++) {
		if (i + SORT_AHEAD < n)
			__builtin_prefetch(entry[i + SORT_AHEAD].at);
		entry[i].chunk = sort_chunk(order->text(entry[i].at), depth);
	}
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

/* Up to eight of the bits in which chunks differ, of two neighbouring bytes: those of digits are four and four. */
struct digit {
	unsigned high, low, width; /* shifts; bits of the lower byte */
	uint64_t high_mask, low_mask;
};

enum { DIGIT_BITS = 8 };

static inline size_t digit_of(const struct digit *digit, uint64_t chunk)
{
	return (chunk >> digit->high & digit->high_mask) << digit->width |
	       (chunk >> digit->low & digit->low_mask);
}

/* Lists the digits in which chunks differ, the last one first. */
static size_t list_digits(uint64_t differ, struct digit digits[sizeof(uint64_t)])
{
	size_t n = 0;
	bool is_open = false; /* the last digit has room for another byte */
	for (unsigned shift = 0; shift < 64; shift += 8) {
		unsigned byte = differ >> shift & UINT8_MAX, width = 0;
		while (byte >> width > 0)
			width++;
		if (width == 0)
			continue;
		uint64_t mask = (UINT64_C(1) << width) - 1;
		if (is_open && digits[n - 1].width + width <= DIGIT_BITS) {
			digits[n - 1].high = shift;
			digits[n - 1].high_mask = mask;
			is_open = false;
		} else {
			digits[n++] = (struct digit){.low = shift, .low_mask = mask, .width = width};
			is_open = true;
		}
	}
	return n;
}

static void sort_by_digit(const struct entry *from, struct entry *to, size_t n, const struct digit *digit)
{
	size_t place[1 << DIGIT_BITS] = {0}, first = 0;
	for (size_t i = 0; i < n; i++)
		place[digit_of(digit, from[i].chunk)]++;
	for (size_t value = 0; value < 1 << DIGIT_BITS; value++) {
		size_t next = first + place[value];
		place[value] = first;
		first = next;
	}
	for (size_t i = 0; i < n; i++)
		to[place[digit_of(digit, from[i].chunk)]++] = from[i];
}

/* Stable: by the last digit first. */
__attribute__((noinline)) static void sort_by_chunk(struct entry *entry, size_t n, struct entry *spare)
{
	uint64_t differ = 0;
	struct digit digits[sizeof differ];
	for (size_t i = 1; i < n; i++)
		differ |= entry[i].chunk ^ entry[0].chunk;
	size_t passes = list_digits(differ, digits);
	for (size_t i = 0; i < passes; i++)
		sort_by_digit(i % 2 == 0 ? entry : spare, i % 2 == 0 ? spare : entry, n, &digits[i]);
	if (passes % 2 == 1)
		memcpy(entry, spare, n * sizeof *entry);
}

/* Without loaded chunks. What all have in common is skipped, so that long equal texts take no deep recursion. */
static void sort_rest(struct entry *entry, size_t n, const struct sort_order *order, size_t depth,
		      struct entry *spare)
{
	struct text first = order->text(entry[0].at), rest = {first.at + depth, first.length - depth};
	size_t common = rest.length;
	for (size_t i = 1; i < n; i++) {
		struct text text = order->text(entry[i].at);
		common = sort_common(rest, (struct text){text.at + depth, text.length - depth}, common);
	}
	sort_load(entry, n, order, depth + common);
	sort_entries(entry, n, order, depth + common, spare);
}

/* Whether all texts end with their chunks. */
static bool are_whole(const struct entry *entry, size_t n)
{
	bool any_more = false;
	for (size_t i = 0; i < n; i++)
		any_more |= (entry[i].chunk & UINT8_MAX) == MORE;
	return !any_more;
}

bool sort_entries(struct entry *entry, size_t n, const struct sort_order *order, size_t depth,
		  struct entry *spare)
{
	bool are_told = true;
	if (n <= SMALL)
		insert_by_chunk(entry, n);
	else
		sort_by_chunk(entry, n, spare);
	if (order->next == NULL && are_whole(entry, n))
		return true;
	for (size_t first = 0, last; first < n; first = last) {
		uint64_t chunk = entry[first].chunk;
		for (last = first + 1; last < n && entry[last].chunk == chunk; last++)
			;
		if (last - first == 1)
			continue;
		are_told &= (chunk & UINT8_MAX) != MORE && order->next == NULL;
		if ((chunk & UINT8_MAX) == MORE)
			sort_rest(entry + first, last - first, order, depth + CHUNK, spare);
		else if (order->next != NULL)
			sort_rest(entry + first, last - first, order->next, 0, spare);
	}
	return are_told;
}

int sort_compare(const struct entry *a, const struct entry *b, const struct sort_order *order, size_t depth)
{
	if (a->chunk != b->chunk)
		return a->chunk < b->chunk ? -1 : 1;
	if ((a->chunk & UINT8_MAX) != MORE)
		return 0;
	struct text x = order->text(a->at), y = order->text(b->at);
	return text_compare((struct text){x.at + depth, x.length - depth},
			    (struct text){y.at + depth, y.length - depth});
}
