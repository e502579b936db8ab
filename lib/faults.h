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
	const struct policy *policy;     /* borrowed */
	const struct calendar *calendar; /* borrowed; NULL: Monday to Friday */
	int64_t report_days;
};

/* Looks up the rules of all faults; a missing one ends the program, exit 2. */
void fault_rules_load(struct fault_rules *rules, const struct policy *policy,
		      const struct calendar *calendar);

/* Only what faults_find_common and faults_find_party need: nothing that a policy must have. */
void fault_rules_load_common(struct fault_rules *rules, const struct policy *policy,
			     const struct calendar *calendar);

/* A fault as found; texts are views into the records' storage or static. */
struct found_fault {
	struct text person, customer, code;
	uint64_t position; /* of the record it was found in */
	int32_t day;
};

struct faults;

struct faults *faults_new(void);

/* Whether the visit bears on a fault that faults_find may find: without all others there are the same. */
bool faults_concern(const struct fault_rules *rules, const struct visit *visit, int32_t as_of);

/* Finds the faults of the customer as of the day; one of a record may be found twice. NULL, or what went out of range. */
const char *faults_find(struct faults *faults, const struct fault_rules *rules,
			const struct customer_records *records, int32_t as_of);

/* The same but for what depends on a deadline, and callback.clean: codes in `fault`, warnings, knowing_contact,
   register.mismatch, register.incomplete. */
void faults_find_common(struct faults *faults, const struct fault_rules *rules,
			const struct customer_records *records, int32_t as_of);

/* register.mismatch between the registrations of one party, whose customers come as one (customers.h). Those of one customer
   are found by the searches above. */
void faults_find_party(struct faults *faults, const struct fault_rules *rules,
		       const struct customer_records *records, int32_t as_of);

/* Begins a new search that finds nothing by itself; adds a fault and, under penalty.daily, its repetitions on the working days
   until that day (excluded; DATE_NONE: none) or the as-of date. The fault must not be dated after it. */
void faults_start(struct faults *faults);
void faults_add(struct faults *faults, const struct fault_rules *rules, const struct found_fault *fault,
		int32_t until, int32_t as_of);

/* Those last found, in no order; valid until the next search. */
size_t faults_list(const struct faults *faults, const struct found_fault **list);

void faults_free(struct faults *faults);

#endif
