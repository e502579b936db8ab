/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A case of a deadline that the policy names, and how it stands (kehu-due(1)). */
#ifndef KEHU_DUE_CASE_H
#define KEHU_DUE_CASE_H

#include "deadline.h"
#include "due_rules.h"
#include "record.h"

/* Streams in the order in which their records come at one time. */
enum due_stream { DUE_REGISTRATION, DUE_RECEIVABLE, DUE_VISIT };

enum due_chain { DUE_ALL, DUE_ID, DUE_OWN, DUE_CHAINS };

struct due_case {
	struct deadline deadline;
	const struct due_limit *limit;
	const void *record; /* a struct of the stream that opened it; NULL: a period */
	enum due_stream stream;
	enum event_column column; /* whose date opened it */
	/* for the walk alone: */
	uint32_t closer;
	uint32_t next[DUE_CHAINS];
};

struct due_cases {
	struct due_case *at;
	size_t n, room;
};

enum due_state { DUE_MET, DUE_LATE, DUE_MISSED, DUE_OPEN, DUE_SPARED };

const char *due_state_word(enum due_state state);

/* Who must do it, where no role does: the staff of the opening record; of a receivable and of a period the customer's. */
struct text due_staff(const struct due_case *which, const struct customer_records *records);

/* The opening record's position; day and id (empty: none), a period having its first day. */
uint64_t due_position(const struct due_case *which);
int32_t due_day(const struct due_case *which);
struct text due_id(const struct due_case *which);

/* NAME/PERSON/OPENED, which stands for the source of a period's case; for free(). */
char *due_source(struct text name, struct text person, const struct due_case *which);

/* Whether it is in the sample; subject: the customer, the person or empty. No other day gives another answer. */
bool due_is_sampled(const struct due_rules *rules, const struct due_name *name, const struct due_case *which,
		    struct text subject);

enum due_state due_state(const struct due_case *which, bool is_sampled, int32_t as_of);

#endif
