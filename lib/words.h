/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the streams, with their Chinese aliases (kehu-streams(5)). In every list 0 is "not given". */
#ifndef KEHU_WORDS_H
#define KEHU_WORDS_H

#include <stddef.h>
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
	VISIT_OTHER
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
	OUTCOME_CLOSED
};

enum receivable_kind {
	RECEIVABLE_NONE,
	RECEIVABLE_INVOICE,
	RECEIVABLE_PAYMENT,
	RECEIVABLE_CREDIT,
	RECEIVABLE_WRITEOFF
};

struct word {
	const char *english, *alias; /* alias NULL: none */
};

struct words {
	const struct word *word; /* word[i] is number i + 1 */
	size_t n;
};

extern const struct words words_channel, words_influence, words_visit_kind, words_outcome, words_basis,
	words_receivable_kind;

/* The word's number, ASCII case ignored in English; 0: none of them. */
int words_find(const struct words *words, struct text text);

/* English; "" for 0. */
const char *words_english(const struct words *words, int number);

#endif
