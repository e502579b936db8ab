/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cases are in a sample: decided by what the case is about alone, so that no other night decides otherwise. */
#ifndef KEHU_SAMPLE_H
#define KEHU_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>
#include "text.h"

/* What a case is known by. */
struct sample_case {
	struct text seed, name, subject, key;
};

/* The first eight hex digits of SHA-256 of SEED/NAME/SUBJECT/KEY as a number, modulo 10000. */
uint32_t sample_number(const struct sample_case *sample);

/* Whether it is less than the share (in millionths) in hundredths of a percent. */
bool sample_has(const struct sample_case *sample, int64_t share);

#endif
