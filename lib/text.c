/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#if defined __x86_64__
#include <immintrin.h>
#endif

#include "text.h"

int text_compare_all(struct text a, struct text b)
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

/* Length of the ASCII that n bytes begin with. */
static inline size_t ascii_length(const char *at, size_t n)
{
	size_t i = 0;
	uint64_t high = 0;
	while (n - i >= BYTES_WORD && (high = bytes_high(bytes_load8(at + i))) == 0)
		i += BYTES_WORD;
	if (high == 0) /* what is left ends like a byte that is not ASCII */
		high = bytes_high(bytes_load(at + i, n - i)) | UINT64_C(0x80) << 8 * (n - i);
	return i + (unsigned)__builtin_ctzll(high) / 8;
}

/* Length of the valid characters of three bytes, as Chinese ones are, that n bytes begin with. */
static inline size_t threes_length(const char *at, size_t n)
{
	/* Of the first byte's low half and the second's bit 0x20: no overlong form (0), no surrogate (27). */
	const uint32_t invalid = UINT32_C(1) | UINT32_C(1) << 27;
	size_t i = 0;
	for (; n - i >= 3; i += 3) {
		unsigned first = (unsigned char)at[i], second = (unsigned char)at[i + 1],
			 third = (unsigned char)at[i + 2];
		if (((first << 16 | second << 8 | third) & 0xf0c0c0) != 0xe08080 ||
		    (invalid >> ((first & 0xf) << 1 | (second >> 5 & 1)) & 1) != 0)
			break;
	}
	return i;
}

size_t text_valid_utf8(struct text text)
{
	size_t i = 0;
	while (i < text.length) {
		size_t before = i;
		i += ascii_length(text.at + i, text.length - i);
		i += threes_length(text.at + i, text.length - i);
		if (i > before)
			continue;
		size_t length = character_length((const unsigned char *)text.at + i, text.length - i);
		if (length == 0)
			break;
		i += length;
	}
	return i;
}

#if defined __x86_64__

#define AVX2     __attribute__((target("avx2")))
#define LOAD(at) _mm256_loadu_si256((const __m256i *)(at))

enum {
	VECTOR = 32,
	FOUR_VECTORS = 4 * VECTOR,
	BEFORE = 3
}; /* BEFORE: how many bytes back a byte depends on */

/* What can be wrong with a byte and the one before it. Each is told by three half bytes: both of the first and the high one
   of the second; what all three tables say is so. */
enum {
	SHORT = 1 << 0,      /* C0 to FF, then none of 80 to BF */
	LONG = 1 << 1,       /* 00 to 7F, then 80 to BF */
	OVERLONG_2 = 1 << 2, /* C0 or C1, then 80 to BF */
	OVERLONG_3 = 1 << 3, /* E0, then 80 to 9F */
	SURROGATE = 1 << 4,  /* ED, then A0 to BF */
	LARGE = 1 << 5,      /* F4 to FF, then 90 to BF */
	OUTSIDE_4 = 1 << 6,  /* F0 or F5 to FF, then 80 to 8F */
	TWO = 1 << 7,        /* 80 to BF twice: right behind E0 to FF only */
	ALWAYS = SHORT | LONG | TWO
};

static const uint8_t by_first_high[16] = {
	[0x0 ... 0x7] = LONG,
	[0x8 ... 0xb] = TWO,
	[0xc] = SHORT | OVERLONG_2,
	[0xd] = SHORT,
	[0xe] = SHORT | OVERLONG_3 | SURROGATE,
	[0xf] = SHORT | LARGE | OUTSIDE_4,
};

static const uint8_t by_first_low[16] = {
	[0x0] = ALWAYS | OVERLONG_2 | OVERLONG_3 | OUTSIDE_4,
	[0x1] = ALWAYS | OVERLONG_2,
	[0x2 ... 0x3] = ALWAYS,
	[0x4] = ALWAYS | LARGE,
	[0x5 ... 0xc] = ALWAYS | LARGE | OUTSIDE_4,
	[0xd] = ALWAYS | LARGE | OUTSIDE_4 | SURROGATE,
	[0xe ... 0xf] = ALWAYS | LARGE | OUTSIDE_4,
};

static const uint8_t by_second_high[16] = {
	[0x0 ... 0x7] = SHORT,
	[0x8] = LONG | TWO | OVERLONG_2 | OVERLONG_3 | OUTSIDE_4,
	[0x9] = LONG | TWO | OVERLONG_2 | OVERLONG_3 | LARGE,
	[0xa ... 0xb] = LONG | TWO | OVERLONG_2 | SURROGATE | LARGE,
	[0xc ... 0xf] = SHORT,
};

AVX2 static inline __m256i look_up(const uint8_t table[16], __m256i halves)
{
	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table)),
				   halves);
}

AVX2 static inline __m256i high_halves(__m256i bytes)
{
	return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0xf));
}

/* Not 0 where a byte cannot follow the three before it, of which `first` is the nearest. */
AVX2 static inline __m256i wrong_bytes(__m256i bytes, __m256i first, __m256i second, __m256i third)
{
	__m256i low = _mm256_and_si256(first, _mm256_set1_epi8(0xf));
	__m256i pairs = _mm256_and_si256(
		look_up(by_first_high, high_halves(first)),
		_mm256_and_si256(look_up(by_first_low, low), look_up(by_second_high, high_halves(bytes))));
	/* The top bit, which is that of TWO, where TWO must be. */
	__m256i after_3 = _mm256_subs_epu8(second, _mm256_set1_epi8(0xe0 - 0x80)),
		after_4 = _mm256_subs_epu8(third, _mm256_set1_epi8(0xf0 - 0x80));
	__m256i two = _mm256_and_si256(_mm256_or_si256(after_3, after_4), _mm256_set1_epi8((char)TWO));
	return _mm256_xor_si256(pairs, two);
}

/* Of the 32 bytes there, which begin the text. */
AVX2 static inline __m256i wrong_first(const char *at)
{
	__m256i bytes = LOAD(at),
		before = _mm256_permute2x128_si256(bytes, bytes, 0x08); /* 16 zeros, 16 bytes */
	return wrong_bytes(bytes, _mm256_alignr_epi8(bytes, before, 15),
			   _mm256_alignr_epi8(bytes, before, 14), _mm256_alignr_epi8(bytes, before, 13));
}

/* Of the 32 bytes there, which have others before them. */
AVX2 static inline __m256i wrong_later(const char *at)
{
	return wrong_bytes(LOAD(at), LOAD(at - 1), LOAD(at - 2), LOAD(at - 3));
}

/* How many of the n bytes, in steps of four vectors, are ASCII. */
AVX2 static inline size_t ascii_avx2(const char *at, size_t n)
{
	size_t i = 0;
	for (; n - i >= FOUR_VECTORS; i += FOUR_VECTORS) {
		__m256i first = _mm256_or_si256(LOAD(at + i), LOAD(at + i + VECTOR)),
			last = _mm256_or_si256(LOAD(at + i + 2 * VECTOR), LOAD(at + i + 3 * VECTOR));
		if (_mm256_movemask_epi8(_mm256_or_si256(first, last)) != 0)
			break;
	}
	return i;
}

/* For at least VECTOR + BEFORE bytes. The last 32 are looked at as a whole, some of them perhaps for the second time. */
AVX2 static bool is_valid_avx2(const char *at, size_t n)
{
	const unsigned char *end = (const unsigned char *)at + n;
	__m256i wrong = wrong_first(at);
	size_t last = n - VECTOR;
	for (size_t i = VECTOR; i < last; i += VECTOR)
		wrong = _mm256_or_si256(wrong, wrong_later(at + i));
	wrong = _mm256_or_si256(wrong, wrong_later(at + last));
	return _mm256_testz_si256(wrong, wrong) && end[-1] < 0xc0 && end[-2] < 0xe0 && end[-3] < 0xf0;
}

#endif

bool text_is_valid_utf8(struct text text)
{
#if defined __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		size_t ascii = ascii_avx2(text.at, text.length);
		text = (struct text){text.at + ascii, text.length - ascii};
		if (text.length >= VECTOR + BEFORE)
			return is_valid_avx2(text.at, text.length);
	}
#endif
	return text_valid_utf8(text) == text.length;
}

/* Both halves of the product: each bit of it depends on all bits of both, low and high. */
static inline uint64_t mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t text_hash(struct text text)
{
	const uint64_t odd[] = {UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xd1b54a32d192ed03),
				UINT64_C(0xaef17502108ef2d9)};
	uint64_t hash = text.length * odd[2], first, last = 0;
	const char *at = text.at;
	size_t n = text.length;
	for (; n > 2 * BYTES_WORD; at += 2 * BYTES_WORD, n -= 2 * BYTES_WORD)
		hash = mix(bytes_load8(at) ^ hash ^ odd[0], bytes_load8(at + BYTES_WORD) ^ odd[1]);
	if (n >= BYTES_WORD) {
		first = bytes_load8(at);
		last = bytes_load8(at + n - BYTES_WORD);
	} else
		first = bytes_load(at, n);
	hash = mix(first ^ hash ^ odd[0], last ^ odd[1]);
	return mix(hash ^ odd[2], odd[0]);
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
