/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record of each stream (kehu-streams(5)). Texts are views; whoever hands a record out says how long they live.
   Not given: text of length 0, DATE_NONE, MONEY_NONE, word 0. `position` tells where the record starts and orders records by
   input: see inputs.h. Days are day numbers (date.h), amounts fen, tons thousandths, words as in words.h. */
#ifndef KEHU_RECORD_H
#define KEHU_RECORD_H

#include <stdint.h>
#include "text.h"

struct registration {
	struct text customer, staff, name, phone, register_no, personal_no, party, referrer, requested,
		assessor;
	int32_t day, second; /* second of the day, 0 where no time is given */
	int32_t filed, contract;
	int64_t units;
	uint64_t position;
	uint8_t channel, influence;
};

struct visit {
	struct text customer, staff, reason, fault, helper, id, ref;
	int32_t day, planned, reported, fixed;
	uint64_t position;
	uint8_t kind, outcome, basis; /* kind deal has outcome deal (visit_outcome) */
};

struct receivable {
	struct text customer, doc, ref;
	struct text raw; /* the record as it stands in the file, where rejects are collected */
	int64_t amount, tons, contract_amount;
	uint64_t position;
	int32_t day;
	uint8_t kind;
};

struct facts {
	struct text customer, name, assessor, staff;
	int64_t sales, tons, collected, balance, overdue, overdue_days, contract_amount, contacts;
	int32_t registered, first_trade, last_contact, as_of;
	uint8_t channel, influence, last_outcome;
};

struct fault {
	struct text person, role, customer, code, source;
	int32_t day;
};

struct staff {
	struct text staff, name, role, manager;
	int32_t joined, left;
};

/* One customer's records: each stream's in the order of the manual (registrations by date and time, the others by date, then
   all by input), none dated after the as-of date but invoices, which are kept for the refs to them. Faults are grouped by who
   committed them or by who pays (penalty.h): that is then the customer. */
struct customer_records {
	struct text customer;
	const struct registration *registration;
	size_t registrations;
	const struct visit *visit;
	size_t visits;
	const struct receivable *receivable;
	size_t receivables;
	const struct fault *fault;
	size_t faults;
};

/* The outcome that counts: a deal's is deal, whatever its outcome column says. */
int visit_outcome(const struct visit *visit);

#endif
