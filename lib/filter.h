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
	int32_t as_of;
};

/* Loads the policy and the calendar, then opens the rejects and standard output. */
void filter_open(struct filter *filter, const struct shared_options *options);

/* Closes everything; returns the exit status, 0 or 1. */
int filter_close(struct filter *filter);

/* Ends the program where a rule could not work a customer's records out: "customer "C1": REASON", exit 2. NULL: nothing. */
void filter_check(struct text customer, const char *reason);

#endif
