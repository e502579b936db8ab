/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules that a policy can set: one static table, which the checks, the lookups and the test of kehu-policy(5) read. */
#ifndef KEHU_POLICY_RULES_H
#define KEHU_POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include "text.h"

enum policy_key {
	POLICY_KEY_NONE,       /* empty */
	POLICY_KEY_WORD,       /* one of the words, ASCII case ignored */
	POLICY_KEY_NAME,       /* any text but the empty one */
	POLICY_KEY_ANY,        /* any text */
	POLICY_KEY_CODE,       /* a code, group or other name: any text without a slash */
	POLICY_KEY_CODE_ROLE,  /* a code (or group), or that and a role behind a slash */
	POLICY_KEY_CODE_SHARE, /* a code with /credit or /commission */
	POLICY_KEY_CODE_WORD,  /* a code, a slash, and any text but the empty one */
	POLICY_KEY_NUMBER,     /* 1 to 10^9 */
	POLICY_KEY_MEASURE,    /* conversion/CLASS, clean/EVENT, clean/EVENT!CODE, due/NAME */
};

/* What `when` is compared with. */
enum policy_when {
	POLICY_WHEN_NONE, /* no condition: one row for each key */
	POLICY_WHEN_DATE,
	POLICY_WHEN_SALES,   /* yuan, never negative */
	POLICY_WHEN_BALANCE, /* yuan */
	POLICY_WHEN_TONS,
	POLICY_WHEN_SCORE,
	POLICY_WHEN_COUNT,
	POLICY_WHEN_RATIO,     /* of two amounts, compared exactly */
	POLICY_WHEN_EXCESS,    /* the same, above 0 */
	POLICY_WHEN_DAYS,      /* whole days, also below 0 */
	POLICY_WHEN_DAYS_LATE, /* whole days from 1 on */
	POLICY_WHEN_NUMBER,    /* any number or percentage, without a step */
	POLICY_WHEN_ANY,       /* as POLICY_WHEN_NUMBER, or as POLICY_WHEN_DATE */
};

enum policy_type {
	POLICY_TYPE_EMPTY,    /* no value */
	POLICY_TYPE_NONE,     /* the word none */
	POLICY_TYPE_TEXT,     /* any text but the empty one */
	POLICY_TYPE_OPTIONAL, /* any text */
	POLICY_TYPE_WORD,     /* one of the words, ASCII case ignored; its index is the number */
	POLICY_TYPE_YES,      /* yes 1, no 0 */
	POLICY_TYPE_ALWAYS,   /* yes 1 */
	POLICY_TYPE_WHOLE,    /* 0 to 10^9 */
	POLICY_TYPE_POSITIVE, /* 1 to 10^9 */
	POLICY_TYPE_YUAN,     /* an amount, not negative */
	POLICY_TYPE_SHARE,    /* a number or percentage with at most six decimals, 0 to 10^9 */
	POLICY_TYPE_STEP,     /* the same, above 0 */
	POLICY_TYPE_PART,     /* the same, 0 to 1 */
	POLICY_TYPE_PERCENT,  /* a whole percentage from 0% to 100% */
	POLICY_TYPE_RANGE,    /* a percentage or two, such as 10%-30% */
	POLICY_TYPE_FROM,     /* events that open a case (event.h) */
	POLICY_TYPE_TO,       /* events that close it */
	POLICY_TYPE_SPAN,     /* a span of time (span.h) */
	POLICY_TYPE_EACH,     /* enum policy_each is the number */
};

/* due.each: who has a case of a period. POLICY_EACH_ROLE: the value is staff/ROLE. */
enum policy_each { POLICY_EACH_COMPANY, POLICY_EACH_CUSTOMER, POLICY_EACH_STAFF, POLICY_EACH_ROLE };

struct policy_definition {
	const char *rule;
	enum policy_key key;
	const char *const *keys; /* POLICY_KEY_WORD; ended by NULL */
	const char *form;        /* the keys in words, for a message; NULL: as for all keys of this kind */
	enum policy_when when;
	bool when_needed; /* each row has a condition */
	bool may_overlap; /* conditions of one key may overlap */
	bool one_row;     /* each key has one row, whatever its condition */
	bool no_gap;      /* the conditions of a key must leave no number out ... */
	bool one_table;   /* ... and those of all keys together are one table */
	enum policy_type type;
	const char *const *words; /* POLICY_TYPE_WORD; ended by NULL */
	const char *unit;         /* of the value */
	const char *readers;      /* the programs that look at it */
};

/* The whole table, rules with more than one kind of key having more than one entry; *n entries. */
const struct policy_definition *policy_definitions(size_t *n);

/* The definition of a rule and key, NULL where there is none; *known: whether there is a rule of this name. *canonical is
   the key as it is stored: a view of `key` or of the table. */
const struct policy_definition *policy_define(struct text rule, struct text key, bool *known,
					      struct text *canonical);

/* The keys that the rule takes, in words, for a message; at most `room` bytes with the NUL. */
void policy_describe_keys(struct text rule, char *out, size_t room);

#endif
