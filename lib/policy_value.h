/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of policy rows, by type. */
#ifndef KEHU_POLICY_VALUE_H
#define KEHU_POLICY_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include "event.h"
#include "money.h"
#include "policy_rules.h"
#include "text.h"

enum { POLICY_VALUE_ROOM = EVENT_TEXT_ROOM };

struct policy_value {
	money_wide number; /* as in struct policy_row */
	struct text text;  /* canonical form: a view of the value given, of the table, or of `room` */
	char room[POLICY_VALUE_ROOM]; /* after an error: what is wrong */
};

/* Parses a value of the definition's type. False: room holds what is wrong with it. */
bool policy_value_parse(const struct policy_definition *definition, struct text text,
			struct policy_value *value);

/* Whether what a value of this type says is its number, not its text. */
bool policy_value_is_number(enum policy_type type);

/* A number (at most six decimals) or percentage (at most four) in millionths, below 10^18 either way. */
bool policy_number_parse(struct text text, money_wide *millionths, bool *is_percent);

/* The shortest form of it; returns the length. out has MONEY_ROOM bytes. */
size_t policy_number_format(money_wide millionths, bool is_percent, char *out);

#endif
