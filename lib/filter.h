/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every filter opens before it reads its input, and closes after its last record. */
#ifndef KEHU_FILTER_H
#define KEHU_FILTER_H

#include "calendar.h"
#include "inputs.h"
#include "options.h"
#include "policy.h"
#include "rejects.h"
#include "writer.h"

struct filter {
	struct policy *policy;
	struct calendar *calendar; /* NULL: Monday to Friday */
	struct rejects *rejects;
	struct inputs *inputs;
	struct writer *writer; /* standard output */
	struct writer *second; /* NULL: there is no second output */
	int32_t as_of;
	unsigned threads;
	size_t memory; /* bytes for records */
	bool sorted;   /* the input comes by customer */
};

/* Loads the policy and the calendar, then opens the rejects and standard output. */
void filter_open(struct filter *filter, const struct shared_options *options);

/* Closes everything; returns the exit status, 0 or 1. */
int filter_close(struct filter *filter);

/* What to say where a rule could not work out the records of somebody: "customer "C1": REASON", customer being what he is.
   From malloc. */
char *filter_failure(const char *what, struct text who, const char *reason);

#endif
