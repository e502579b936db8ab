/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "text.h"

int text_compare(struct text a, struct text b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter > 0 ? memcmp(a.at, b.at, shorter) : 0;
	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool text_equal_nocase(struct text a, struct text b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct text text_trim(struct text text)
{
	while (text.length > 0 && is_blank(text.at[0]))
		text.at++, text.length--;
	while (text.length > 0 && is_blank(text.at[text.length - 1]))
		text.length--;
	return text;
}

struct text text_next_word(struct text *rest)
{
	struct text word = *rest;
	while (word.length > 0 && is_blank(word.at[0]))
		word.at++, word.length--;
	size_t n = 0;
	while (n < word.length && !is_blank(word.at[n]))
		n++;
	*rest = (struct text){word.at + n, word.length - n};
	word.length = n;
	return word;
}

/* Length of the UTF-8 character at p, of which n > 0 bytes are there; 0: none that is valid. */
static size_t character_length(const unsigned char *p, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length;
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		length = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		length = 3, low = p[0] == 0xe0 ? 0xa0 : low, high = p[0] == 0xed ? 0x9f : high;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		length = 4, low = p[0] == 0xf0 ? 0x90 : low, high = p[0] == 0xf4 ? 0x8f : high;
	else
		return 0;
	if (n < length || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return length;
}

size_t text_valid_utf8(struct text text)
{
	const unsigned char *p = (const unsigned char *)text.at;
	size_t i = 0;
	while (i < text.length) {
		uint64_t eight;
		if (text.length - i >= sizeof eight) { /* eight ASCII characters at a time */
			memcpy(&eight, p + i, sizeof eight);
			if ((eight & UINT64_C(0x8080808080808080)) == 0) {
				i += sizeof eight;
				continue;
			}
		}
		size_t length = character_length(p + i, text.length - i);
		if (length == 0)
			break;
		i += length;
	}
	return i;
}

static uint64_t mix(uint64_t hash)
{
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

uint64_t text_hash(struct text text)
{
	uint64_t hash = text.length, part = 0;
	size_t i = 0;
	for (; i + sizeof part <= text.length; i += sizeof part) {
		memcpy(&part, text.at + i, sizeof part);
		hash = mix(hash ^ part);
	}
	part = 0;
	if (i < text.length)
		memcpy(&part, text.at + i, text.length - i);
	return mix(mix(hash ^ part));
}

/* Splits FILE:LINE at its last colon, which must be followed by digits only; *line is then those digits without leading
   zeros. */
static bool split_source(struct text source, struct text *file, struct text *line)
{
	size_t i = source.length;
	while (i > 0 && source.at[i - 1] >= '0' && source.at[i - 1] <= '9')
		i--;
	if (i == source.length || i == 0 || source.at[i - 1] != ':')
		return false;
	*file = (struct text){source.at, i - 1};
	while (i + 1 < source.length && source.at[i] == '0')
		i++;
	*line = (struct text){source.at + i, source.length - i};
	return true;
}

int text_compare_source(struct text a, struct text b)
{
	struct text file_a, file_b, line_a, line_b;
	bool split_a = split_source(a, &file_a, &line_a), split_b = split_source(b, &file_b, &line_b);
	if (split_a != split_b)
		return split_a ? 1 : -1;
	int order = split_a ? text_compare(file_a, file_b) : 0;
	if (order == 0 && split_a)
		order = line_a.length != line_b.length ? (line_a.length > line_b.length ? 1 : -1)
						       : text_compare(line_a, line_b);
	return order != 0 ? order : text_compare(a, b);
}
