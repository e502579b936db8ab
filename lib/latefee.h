/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Late fees (dairy 16, kehu-latefee(1)): a balance that stands from day s to day e is charged for the days after
   max(s, due) up to and including e, at the rate in force on each of them, simple interest. The fee of an invoice is the
   exact sum over its days, rounded to fen once, half away from zero. */
#ifndef KEHU_LATEFEE_H
#define KEHU_LATEFEE_H

#include <stdint.h>
#include "allocation.h"
#include "terms.h"

/* Days of one invoice charged alike: those after `from` up to and including `to`. */
struct stretch {
	int32_t from, to;
	int64_t balance; /* fen */
	const struct terms_rate *rate;
	int year_length; /* what an annual rate is divided by; 1 for a daily one */
};

struct latefee;

struct latefee *latefee_new(void);

/* Works out the stretches of an invoice of the allocation, in order of days. Valid until the next call. */
size_t latefee_stretches(struct latefee *latefee, const struct terms *terms,
			 const struct allocation *allocation, const struct invoice *invoice, int32_t as_of,
			 const struct stretch **stretches);

/* The fee of the invoice last worked out, in fen. False: it exceeds 64 bits. */
bool latefee_fee(struct latefee *latefee, const struct terms *terms, const struct invoice *invoice,
		 int64_t *fen);

/* The clauses of the rates that charged a day, in order of days, each once, joined by "; ". Valid until the next call. */
struct text latefee_clause(struct latefee *latefee);

/* Called for each calendar year in which a fee accrued. */
typedef bool latefee_year(void *context, int year, int64_t fen);

/* Hands on the fee that accrued in each year: the rounded fee as of its last day (or the as-of date) less that of the year
   before; years with 0 are left out. False: out of range, or the handler said so. */
bool latefee_by_year(struct latefee *latefee, const struct terms *terms, const struct invoice *invoice,
		     latefee_year *handler, void *context);

/* The exact fee of a stretch in units of 10^-8 yuan; with an annual rate rounded to that. */
bool latefee_stretch_fee(const struct stretch *stretch, money_wide *fee);

void latefee_free(struct latefee *latefee);

#endif
