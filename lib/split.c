/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block of 64 bytes becomes masks, bit i telling of byte i; the rest is arithmetic on masks. Only what makes the masks
   and what lists their bits differ between levels. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#elif defined __AARCH64EL__
#include <arm_neon.h>
#endif

#include "memory.h"
#include "split.h"

#define INLINE static inline __attribute__((always_inline))

enum { BLOCK = 64, GROUP = 8 };

struct masks {
	uint64_t comma, lf, cr, quote;
	uint64_t low; /* bytes up to ' ' */
};

/* Of a block: what ends there, which of that are line breaks, and which LF are the second half of CRLF. */
struct block {
	uint64_t ends, breaks, second;
	uint32_t flags;
	bool has_quote;
};

/* What split_rows is about; the counts go back to struct split at the end. */
struct scan {
	const char *bytes;
	size_t n, base; /* base: of the block at hand */
	struct split_row *row;
	uint32_t *end;
	size_t rows, ends;
	size_t rows_full, ends_full; /* beyond these there is no room for a block */
	size_t first;                /* the end of the first field of the record at hand */
	uint32_t at;                 /* where the record at hand begins */
	uint32_t lines, flags;
	uint64_t after_cr; /* 1: the block follows a CR */
	bool last, at_quote;
};

/* --- rows from masks */

static bool is_blank(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at == end;
}

/* Ends the record at hand: its last field ends at `stop`, which is end[last_end]. Blank lines are dropped; their end stays
   behind, belonging to no row. */
INLINE void end_row(struct scan *scan, uint32_t stop, size_t last_end)
{
	uint32_t fields = (uint32_t)(last_end - scan->first) + 1;
	scan->row[scan->rows] =
		(struct split_row){scan->at, (uint32_t)scan->first, fields, scan->lines, scan->flags};
	scan->rows += fields > 1 || !is_blank(scan->bytes + scan->at, scan->bytes + stop);
	scan->first = last_end + 1;
}

/* Compilers would gather the offsets in vectors and store these, which takes longer. */
#define STORE_ONE_BY_ONE() __asm__ volatile("" : : : "memory")

/* The top bit is for a mask of 0, of which ctz may not be asked; a branch for that would cost too much. */
INLINE uint64_t put_end(uint32_t *end, uint32_t base, uint64_t mask)
{
	*end = base + (uint32_t)__builtin_ctzll(mask | 1ULL << (BLOCK - 1));
	STORE_ONE_BY_ONE();
	return mask & (mask - 1);
}

/* Puts the offsets of all bits behind those that are there, in groups: a branch for each would often be foretold wrong. What
   is written beyond the last is overwritten later. */
INLINE void put_ends(const struct scan *scan, uint64_t mask)
{
	uint32_t *end = scan->end + scan->ends, base = (uint32_t)scan->base;
	while (mask != 0) {
		mask = put_end(end, base, mask);
		mask = put_end(end + 1, base, mask);
		mask = put_end(end + 2, base, mask);
		mask = put_end(end + 3, base, mask);
		mask = put_end(end + 4, base, mask);
		mask = put_end(end + 5, base, mask);
		mask = put_end(end + 6, base, mask);
		mask = put_end(end + 7, base, mask);
		end += GROUP;
	}
}

/* Forgets what lies behind n, and a CR at n of which the LF may be still to come. */
INLINE void cut_masks(const struct scan *scan, struct masks *masks)
{
	uint64_t top = 1ULL << (scan->n - scan->base - 1), kept = top | (top - 1);
	masks->comma &= kept;
	masks->lf &= kept;
	masks->cr &= scan->last ? kept : kept & ~top;
	masks->quote &= kept;
	masks->low &= kept;
}

INLINE struct block find_ends(struct scan *scan, struct masks masks)
{
	struct block block = {0};
	masks.low ^= masks.lf | masks.cr; /* which are among them */
	if (scan->n - scan->base <= BLOCK)
		cut_masks(scan, &masks);
	block.breaks = masks.lf;
	if ((masks.cr | scan->after_cr) != 0) {
		block.second = masks.lf & (masks.cr << 1 | scan->after_cr);
		block.breaks = masks.cr | (masks.lf & ~block.second);
		scan->at += (uint32_t)(block.second & 1);
		scan->after_cr = masks.cr >> (BLOCK - 1);
	}
	block.ends = masks.comma | block.breaks;
	block.flags = masks.low != 0 ? SPLIT_BLANKS : 0;
	block.has_quote = masks.quote != 0;
	if (block.has_quote)
		block.breaks &= masks.quote - 1; /* those before the first quote */
	return block;
}

/* Ends the records that end in this block, the offsets of which are put. False at a quote: the record at hand is the one that
   holds it. */
INLINE bool end_rows(struct scan *scan, const struct block *block)
{
	scan->flags |= block->flags;
	for (uint64_t breaks = block->breaks; breaks != 0; breaks &= breaks - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(breaks);
		uint64_t before = block->ends & ((1ULL << bit) - 1);
		uint32_t stop = (uint32_t)scan->base + bit;
		end_row(scan, stop, scan->ends + (size_t)__builtin_popcountll(before));
		scan->at = stop + 1 + (uint32_t)(block->second >> bit >> 1 & 1);
		scan->lines++;
		scan->flags = block->flags;
	}
	scan->ends += (size_t)__builtin_popcountll(block->ends);
	scan->base += BLOCK;
	scan->at_quote = block->has_quote;
	return !block->has_quote;
}

INLINE bool take_block(struct scan *scan, struct masks masks)
{
	struct block block = find_ends(scan, masks);
	put_ends(scan, block.ends);
	return end_rows(scan, &block);
}

/* What a block may need, which has up to 64 ends and as many rows, and one row and end more at the end of the file. */
enum { BLOCK_ROWS = BLOCK + 1, BLOCK_ENDS = BLOCK + 1 + SPLIT_GROUP };

INLINE bool has_block(const struct scan *scan)
{
	return scan->base < scan->n && scan->rows <= scan->rows_full && scan->ends <= scan->ends_full;
}

static void grow(struct split *split, size_t rows, size_t ends)
{
	split->row = memory_grow(split->row, &split->row_room, rows + BLOCK_ROWS, sizeof *split->row);
	split->end = memory_grow(split->end, &split->end_room, ends + BLOCK_ENDS, sizeof *split->end);
}

/* Makes room for a block at least; in the loop over blocks is no call, which would cost it its registers. False where no
   block is left. */
INLINE bool has_more(struct split *split, struct scan *scan)
{
	grow(split, scan->rows, scan->ends);
	scan->row = split->row;
	scan->end = split->end;
	scan->rows_full = split->row_room - BLOCK_ROWS;
	scan->ends_full = split->end_room - BLOCK_ENDS;
	return scan->base < scan->n && !scan->at_quote;
}

INLINE struct scan start_scan(const struct split *split, const char *bytes, size_t at, size_t n, bool last)
{
	return (struct scan){.bytes = bytes,
			     .n = n,
			     .base = at,
			     .row = split->row,
			     .end = split->end,
			     .rows = split->rows,
			     .ends = split->ends,
			     .first = split->ends,
			     .at = (uint32_t)at,
			     .lines = split->lines,
			     .last = last};
}

INLINE size_t end_scan(struct split *split, struct scan *scan)
{
	if (scan->last && !scan->at_quote && scan->at < scan->n) {
		scan->end[scan->ends] = (uint32_t)scan->n;
		end_row(scan, (uint32_t)scan->n, scan->ends);
		scan->at = (uint32_t)scan->n;
	}
	split->rows = scan->rows;
	split->ends = scan->first;
	split->lines = scan->lines;
	split->at_quote = scan->at_quote;
	return scan->at;
}

/* --- masks, eight bytes at a time */

enum { WORD = 8 };
static const uint64_t each = 0x0101010101010101, tops = 0x8080808080808080;

/* The top bits of bytes as a byte. */
INLINE uint64_t gather(uint64_t bits)
{
	return ((bits & tops) >> 7) * 0x0102040810204080 >> 56;
}

/* Top bits tell which bytes are at least `least`, of those below 0x80; from 0x80 on all are. */
INLINE uint64_t at_least(uint64_t word, uint64_t least)
{
	return ((word & ~tops) + each * (0x80 - least)) | word;
}

INLINE uint64_t equal(uint64_t word, char byte)
{
	return gather(~at_least(word ^ each * (unsigned char)byte, 1));
}

INLINE struct masks masks_portable(const char *at)
{
	struct masks masks = {0};
	for (size_t i = 0; i < BLOCK; i += WORD) {
		uint64_t word;
		memcpy(&word, at + i, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		masks.comma |= equal(word, ',') << i;
		masks.lf |= equal(word, '\n') << i;
		masks.cr |= equal(word, '\r') << i;
		masks.quote |= equal(word, '"') << i;
		masks.low |= gather(~at_least(word, ' ' + 1)) << i;
	}
	return masks;
}

static size_t rows_portable(struct split *split, const char *bytes, size_t at, size_t n, bool last)
{
	struct scan scan = start_scan(split, bytes, at, n, last);
	while (has_more(split, &scan))
		while (has_block(&scan) && take_block(&scan, masks_portable(bytes + scan.base)))
			;
	return end_scan(split, &scan);
}

/* --- masks, by vectors */

#if defined __x86_64__

/* Which bytes of four vectors of 16 are this one. */
INLINE uint64_t equal_sse2(const __m128i v[4], char byte)
{
	__m128i wanted = _mm_set1_epi8(byte);
	uint64_t mask = 0;
	for (int i = 0; i < 4; i++)
		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], wanted)) << 16 * i;
	return mask;
}

INLINE struct masks masks_sse2(const char *at)
{
	struct masks masks = {0};
	__m128i v[4];
	for (int i = 0; i < 4; i++) {
		v[i] = _mm_loadu_si128((const __m128i *)at + i);
		__m128i low = _mm_cmpeq_epi8(v[i], _mm_min_epu8(v[i], _mm_set1_epi8(' ')));
		masks.low |= (uint64_t)(uint32_t)_mm_movemask_epi8(low) << 16 * i;
	}
	masks.comma = equal_sse2(v, ',');
	masks.lf = equal_sse2(v, '\n');
	masks.cr = equal_sse2(v, '\r');
	masks.quote = equal_sse2(v, '"');
	return masks;
}

static size_t rows_sse2(struct split *split, const char *bytes, size_t at, size_t n, bool last)
{
	struct scan scan = start_scan(split, bytes, at, n, last);
	while (has_more(split, &scan))
		while (has_block(&scan) && take_block(&scan, masks_sse2(bytes + scan.base)))
			;
	return end_scan(split, &scan);
}

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

AVX2 INLINE uint64_t bits_avx2(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

/* A vector of one byte that stays in its register: compilers would make it again for each block. */
AVX2 INLINE __m256i kept_avx2(char byte)
{
	__m256i v = _mm256_set1_epi8(byte);
	__asm__("" : "+x"(v));
	return v;
}

struct bytes_avx2 {
	__m256i comma, lf, cr, quote, space;
};

AVX2 INLINE uint64_t equal_avx2(__m256i a, __m256i b, __m256i wanted)
{
	return bits_avx2(_mm256_cmpeq_epi8(a, wanted), _mm256_cmpeq_epi8(b, wanted));
}

AVX2 INLINE struct masks masks_avx2(const char *at, const struct bytes_avx2 *byte)
{
	__m256i a = _mm256_loadu_si256((const __m256i *)at), b = _mm256_loadu_si256((const __m256i *)at + 1);
	return (struct masks){
		.comma = equal_avx2(a, b, byte->comma),
		.lf = equal_avx2(a, b, byte->lf),
		.cr = equal_avx2(a, b, byte->cr),
		.quote = equal_avx2(a, b, byte->quote),
		.low = bits_avx2(_mm256_cmpeq_epi8(a, _mm256_min_epu8(a, byte->space)),
				 _mm256_cmpeq_epi8(b, _mm256_min_epu8(b, byte->space))),
	};
}

AVX2 INLINE bool take_block_avx2(struct scan *scan, const struct bytes_avx2 *byte)
{
	struct block block = find_ends(scan, masks_avx2(scan->bytes + scan->base, byte));
	put_ends(scan, block.ends);
	return end_rows(scan, &block);
}

AVX2 static size_t rows_avx2(struct split *split, const char *bytes, size_t at, size_t n, bool last)
{
	struct scan scan = start_scan(split, bytes, at, n, last);
	const struct bytes_avx2 byte = {kept_avx2(','), kept_avx2('\n'), kept_avx2('\r'), kept_avx2('"'),
					kept_avx2(' ')};
	while (has_more(split, &scan))
		while (has_block(&scan) && take_block_avx2(&scan, &byte))
			;
	return end_scan(split, &scan);
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,bmi2,popcnt")))

AVX512 INLINE struct masks masks_avx512(const char *at)
{
	__m512i v = _mm512_loadu_si512(at);
	return (struct masks){
		.comma = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(',')),
		.lf = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n')),
		.cr = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\r')),
		.quote = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"')),
		.low = _mm512_cmple_epu8_mask(v, _mm512_set1_epi8(' ')),
	};
}

static const uint8_t offset_in_block[BLOCK] = {
	0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
	22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
	44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* As put_ends: gathers the offsets of the bits as bytes, then widens 16 at a time. */
AVX512 INLINE void put_ends_avx512(const struct scan *scan, uint64_t mask)
{
	const __m512i base = _mm512_set1_epi32((int)scan->base);
	__m512i offsets = _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512(offset_in_block));
	uint32_t *end = scan->end + scan->ends, *stop = end + __builtin_popcountll(mask);
	do {
		__m512i wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(offsets));
		_mm512_storeu_si512(end, _mm512_add_epi32(base, wide));
		offsets = _mm512_alignr_epi32(offsets, offsets, 4);
		end += 16;
	} while (end < stop);
}

AVX512 INLINE bool take_block_avx512(struct scan *scan)
{
	struct block block = find_ends(scan, masks_avx512(scan->bytes + scan->base));
	put_ends_avx512(scan, block.ends);
	return end_rows(scan, &block);
}

AVX512 static size_t rows_avx512(struct split *split, const char *bytes, size_t at, size_t n, bool last)
{
	struct scan scan = start_scan(split, bytes, at, n, last);
	while (has_more(split, &scan))
		while (has_block(&scan) && take_block_avx512(&scan))
			;
	return end_scan(split, &scan);
}

#elif defined __AARCH64EL__

/* Bit i of the result is set where byte i of the four vectors is not 0 but 0xff. */
INLINE uint64_t bits_neon(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
	const uint8x16_t bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	uint8x16_t ab = vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit)),
		   cd = vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit)), all = vpaddq_u8(ab, cd);
	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

INLINE uint64_t equal_neon(const uint8x16_t v[4], char byte)
{
	uint8x16_t wanted = vdupq_n_u8((uint8_t)byte);
	return bits_neon(vceqq_u8(v[0], wanted), vceqq_u8(v[1], wanted), vceqq_u8(v[2], wanted),
			 vceqq_u8(v[3], wanted));
}

INLINE struct masks masks_neon(const char *at)
{
	const uint8_t *bytes = (const uint8_t *)at;
	const uint8x16_t v[4] = {vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32),
				 vld1q_u8(bytes + 48)};
	uint8x16_t space = vdupq_n_u8(' ');
	return (struct masks){
		.comma = equal_neon(v, ','),
		.lf = equal_neon(v, '\n'),
		.cr = equal_neon(v, '\r'),
		.quote = equal_neon(v, '"'),
		.low = bits_neon(vcleq_u8(v[0], space), vcleq_u8(v[1], space), vcleq_u8(v[2], space),
				 vcleq_u8(v[3], space)),
	};
}

static size_t rows_neon(struct split *split, const char *bytes, size_t at, size_t n, bool last)
{
	struct scan scan = start_scan(split, bytes, at, n, last);
	while (has_more(split, &scan))
		while (has_block(&scan) && take_block(&scan, masks_neon(bytes + scan.base)))
			;
	return end_scan(split, &scan);
}

#endif

/* --- the door */

enum split_level split_best(void)
{
#if defined __x86_64__
	bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
			__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
	bool has_avx512 =
		has_avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
	if (has_avx512)
		return SPLIT_AVX512;
	return has_avx2 ? SPLIT_AVX2 : SPLIT_SSE2;
#elif defined __AARCH64EL__
	return SPLIT_NEON;
#else
	return SPLIT_PORTABLE;
#endif
}

/* Whether the program has code for it, on any processor. */
static bool is_built(enum split_level level)
{
#if defined __x86_64__
	return level != SPLIT_NEON;
#elif defined __AARCH64EL__
	return level == SPLIT_NEON || level == SPLIT_PORTABLE;
#else
	return level == SPLIT_PORTABLE;
#endif
}

void split_start(struct split *split, enum split_level level)
{
	enum split_level best = split_best();
	split->level = level < best ? level : best;
	while (!is_built(split->level))
		split->level--;
}

size_t split_rows(struct split *split, const char *bytes, size_t at, size_t n, bool last)
{
#if defined __x86_64__
	if (split->level == SPLIT_AVX512)
		return rows_avx512(split, bytes, at, n, last);
	if (split->level == SPLIT_AVX2)
		return rows_avx2(split, bytes, at, n, last);
	if (split->level == SPLIT_SSE2)
		return rows_sse2(split, bytes, at, n, last);
#elif defined __AARCH64EL__
	if (split->level == SPLIT_NEON)
		return rows_neon(split, bytes, at, n, last);
#endif
	return rows_portable(split, bytes, at, n, last);
}

#if defined __SSE2__

/* Which of four fields, the first one beginning behind the end given, are empty: all bits of each. */
INLINE __m128i four_empty(const uint32_t *end)
{
	__m128i length = _mm_sub_epi32(_mm_loadu_si128((const __m128i *)(end + 1)),
				       _mm_loadu_si128((const __m128i *)end));
	return _mm_cmpeq_epi32(length, _mm_set1_epi32(1));
}

/* Which of the SPLIT_GROUP fields behind the one that ends here are empty. */
INLINE uint64_t empty_behind(const uint32_t *end)
{
	__m128i first = _mm_packs_epi32(four_empty(end), four_empty(end + 4)),
		last = _mm_packs_epi32(four_empty(end + 8), four_empty(end + 12));
	return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(first, last));
}

#else

INLINE uint64_t empty_behind(const uint32_t *end)
{
	uint64_t bits = 0;
	for (unsigned i = 0; i < SPLIT_GROUP; i++)
		bits |= (uint64_t)(end[i + 1] - end[i] == 1) << i;
	return bits;
}

#endif

uint64_t split_given(uint32_t at, const uint32_t *end, size_t fields)
{
	uint64_t empty = empty_behind(end);
	for (size_t i = SPLIT_GROUP; i + 1 < fields && i < BLOCK; i += SPLIT_GROUP)
		empty |= empty_behind(end + i) << i;
	return ~(empty << 1 | (end[0] == at));
}

void split_clear(struct split *split)
{
	split->rows = split->ends = 0;
	split->lines = 0;
}

void split_free(struct split *split)
{
	free(split->row);
	free(split->end);
}
