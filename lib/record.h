/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record of each stream (kehu-streams(5)). Texts are views; whoever hands a record out says how long they live.
   Not given: text of length 0, DATE_NONE, DATE_NO_TIME, MONEY_NONE, word 0. `position` tells where the record starts and orders
   records by input: see inputs.h. Days are day numbers (date.h), seconds those of the day, amounts fen, tons thousandths, words
   as in words.h. `raw`: the record as it stands in the file, where rejects are collected. */
#ifndef KEHU_RECORD_H
#define KEHU_RECORD_H

#include <stdint.h>
#include "text.h"
#include "words.h"

struct kinds;

struct registration {
	struct text customer, staff, name, phone, register_no, personal_no, party, referrer, requested,
		assessor;
	int32_t day, second;
	int32_t filed, filed_second;
	int32_t contract, contract_second;
	int64_t units;
	uint64_t position;
	uint8_t channel, influence;
};

struct visit {
	struct text customer, staff, reason, fault, helper, id, ref;
	int32_t day, second;
	int32_t planned, planned_second;
	int32_t reported, reported_second;
	int32_t fixed, fixed_second;
	uint64_t position;
	uint8_t kind, outcome, basis; /* kind deal has outcome deal (visit_outcome) */
};

/* A cache line, as one customer may have millions. His name and raw texts stand elsewhere: in struct customer_records, and while
   a stream is read, in struct receivable_row. */
struct receivable {
	union {
		struct text doc, ref; /* an invoice has a doc, what settles one a ref */
	};
	int64_t amount, tons, contract_amount;
	uint64_t position;
	int32_t day, second;
	uint32_t named; /* by docs.h: which of the invoices, from 1 on, the ref names; 0: none */
	uint8_t kind;
};

/* What is read of a line of receivables. */
struct receivable_row {
	struct receivable receivable;
	struct text customer;
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

struct absence {
	struct text staff;
	int32_t from, from_second;
	int32_t to, to_second;
};

/* A customer's grade and terms, as kehu-grade prints them. */
struct graded {
	struct text customer, grade, raw;
	int64_t balance, overdue, contract_amount, credit_limit;
	uint64_t position;
};

struct order {
	struct text customer, order, raw;
	int64_t amount, contract_amount;
	uint64_t position;
	int32_t day;
};

/* What a customer owes as late fees of a year, or is granted as its rebate. */
struct yearly {
	struct text customer, raw;
	int64_t year, amount;
	uint64_t position;
};

/* One customer's records: each stream's in the order of the manual (registrations by date and time, the others by date where
   they have one, then all by input), none dated after the as-of date but invoices, which are kept for the refs to them. Faults
   are grouped by who committed them or by who pays (penalty.h): that is then the customer. The records of customers that
   belong together (customers.h) come as one, with an empty name. */
struct customer_records {
	struct text customer;
	const struct registration *registration;
	size_t registrations;
	const struct visit *visit;
	size_t visits;
	const struct receivable *receivable;
	const struct text *raw; /* of the receivables, one by one; NULL: none is kept */
	size_t receivables;
	const struct kinds *kinds; /* of the receivables (kinds.h); NULL: not listed yet */
	const struct fault *fault;
	size_t faults;
	const struct graded *graded;
	size_t gradeds;
	const struct order *order;
	size_t orders;
	const struct yearly *fee;
	size_t fees;
	const struct yearly *rebate;
	size_t rebates;
};

/* The outcome that counts: a deal's is deal, whatever its outcome column says. */
static inline int visit_outcome(const struct visit *visit)
{
	return visit->kind == VISIT_DEAL ? OUTCOME_DEAL : visit->outcome;
}

#endif
