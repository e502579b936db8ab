/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the streams, with their Chinese aliases (kehu-streams(5)). In every list 0 is "not given". */
#ifndef KEHU_WORDS_H
#define KEHU_WORDS_H

#include <stddef.h>
#include "bytes.h"
#include "text.h"

enum channel { CHANNEL_NONE, CHANNEL_CALL, CHANNEL_VISIT, CHANNEL_WEB, CHANNEL_REFERRAL, CHANNEL_END };

enum influence {
	INFLUENCE_NONE,
	INFLUENCE_LEADER,
	INFLUENCE_KEY,
	INFLUENCE_IMPORTANT,
	INFLUENCE_ORDINARY,
	INFLUENCE_MINOR
};

enum visit_kind {
	VISIT_NONE,
	VISIT_VISIT,
	VISIT_CALL,
	VISIT_TRACK,
	VISIT_CALLBACK,
	VISIT_COMPLAINT,
	VISIT_REVISIT,
	VISIT_WARNING,
	VISIT_DEAL,
	VISIT_OTHER,
	VISIT_END
};

enum outcome {
	OUTCOME_NONE,
	OUTCOME_OPEN,
	OUTCOME_DEAL,
	OUTCOME_LOST,
	OUTCOME_REVIVABLE,
	OUTCOME_REVIVED,
	OUTCOME_ELSEWHERE,
	OUTCOME_UNREACHABLE,
	OUTCOME_FALSE_LOSS,
	OUTCOME_CLOSED,
	OUTCOME_END
};

enum basis {
	BASIS_NONE,
	BASIS_OWNER,
	BASIS_UNAWARE,
	BASIS_KNOWING,
	BASIS_HELPED,
	BASIS_TRANSFERRED,
	BASIS_REPLACED,
	BASIS_LAPSED,
	BASIS_END
};

enum receivable_kind {
	RECEIVABLE_NONE,
	RECEIVABLE_INVOICE,
	RECEIVABLE_PAYMENT,
	RECEIVABLE_CREDIT,
	RECEIVABLE_WRITEOFF
};

enum { WORD_ROOM = 16, WORDS_SLOT_BITS = 5, WORDS_LEAST = 4, WORDS_MOST = 12 };

/* Filled up with NULs; the last byte is one. */
struct word {
	char english[WORD_ROOM]; /* small ASCII letters and _ */
	char alias[WORD_ROOM];   /* no ASCII; "": none */
};

/* slot[words_slot] is 2 * i for word[i].english and 2 * i + 1 for its alias; no two of WORDS_LEAST to WORDS_MOST bytes
   share a slot. */
struct words {
	const struct word *word; /* word[i] is number i + 1 */
	size_t n;
	uint32_t multiplier;
	uint8_t slot[1 << WORDS_SLOT_BITS];
};

extern const struct words words_channel, words_influence, words_visit_kind, words_outcome, words_basis,
	words_receivable_kind;

static inline size_t words_slot(const struct words *words, struct text text)
{
	uint32_t key = bytes_load4(text.at) + (uint32_t)text.length;
	return key * words->multiplier >> (32 - WORDS_SLOT_BITS);
}

/* words_find for texts of WORDS_LEAST to WORDS_MOST bytes written as the list has them: without a branch but the last, as
   which word is there is not to be predicted. Their first four, last four and, of eight or more, the four before these
   are all of their bytes. 0: perhaps one of them nevertheless. */
static inline int words_find_listed(const struct words *words, struct text text)
{
	size_t i = words->slot[words_slot(words, text)], n = text.length, back = (n & 8) >> 1;
	const char *a = text.at, *b = (const char *)words->word + i * WORD_ROOM;
	uint32_t difference = bytes_load4(a) ^ bytes_load4(b);
	a += n - 4, b += n - 4;
	difference |= (bytes_load4(a - back) ^ bytes_load4(b - back)) | (bytes_load4(a) ^ bytes_load4(b));
	return difference == 0 && b[3] != '\0' && b[4] == '\0' ? (int)(i / 2) + 1 : 0;
}

/* words_find, at leisure. */
int words_search(const struct words *words, struct text text);

/* The word's number, ASCII case ignored in English; 0: none of them. */
static inline int words_find(const struct words *words, struct text text)
{
	int number =
		text.length - WORDS_LEAST <= WORDS_MOST - WORDS_LEAST ? words_find_listed(words, text) : 0;
	return number > 0 ? number : words_search(words, text);
}

/* English; "" for 0. */
const char *words_english(const struct words *words, int number);

#endif
