/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong with a customer, found in the records (survey 7, estate 41, kehu-fault(1)). */
#ifndef KEHU_FAULTS_H
#define KEHU_FAULTS_H

#include <stdint.h>
#include "followup.h"
#include "policy.h"
#include "record.h"

struct fault_rules {
	struct followup_rules followup;
	const struct policy *policy; /* borrowed */
	int64_t report_days;
};

/* Looks the rules up; a missing one ends the program, exit 2. */
void fault_rules_load(struct fault_rules *rules, const struct policy *policy,
		      const struct calendar *calendar);

/* A fault as found; texts are views into the records' storage or static. */
struct found_fault {
	struct text person, customer, code;
	uint64_t position; /* of the record it was found in */
	int32_t day;
};

struct faults;

struct faults *faults_new(void);

/* Finds the faults of the customer as of the day; one of a record may be found twice. NULL, or what went out of range. */
const char *faults_find(struct faults *faults, const struct fault_rules *rules,
			const struct customer_records *records, int32_t as_of);

/* Those last found, in no order; valid until the next search. */
size_t faults_list(const struct faults *faults, const struct found_fault **list);

void faults_free(struct faults *faults);

#endif
