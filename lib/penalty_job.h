/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All faults become the ledger, or its sums: those that roles pay for are priced window by window, then those of each person,
   whose lines come out in order with those of his roles. */
#ifndef KEHU_PENALTY_JOB_H
#define KEHU_PENALTY_JOB_H

#include "filter.h"
#include "roster.h"

/* Reads the faults and puts out lines, or with summary the sums of penalty_sums.h; all: see penalty_new. What went out of
   range ends the program with a message and exit 2. */
void penalty_job_run(const struct filter *filter, const struct strings *faults, const struct roster *roster,
		     bool all, bool summary);

#endif
