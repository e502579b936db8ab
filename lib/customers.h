/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From streams to results: reads them, groups them by customer, checks docs and refs, has a rule work each customer out, and
   writes the results in order - by as many workers as the filter has threads. */
#ifndef KEHU_CUSTOMERS_H
#define KEHU_CUSTOMERS_H

#include "filter.h"
#include "group.h"
#include "parties.h"

/* Where a rule puts the lines of its results. */
struct results;

/* The writer for the lines at hand; that for lines of the second output. */
struct writer *results_writer(struct results *results);
struct writer *results_second(struct results *results);

/* In which order results come out. */
enum results_order {
	RESULTS_BY_CUSTOMER,     /* of customers by name; of one customer as they are written */
	RESULTS_WITHIN_CUSTOMER, /* by keys that begin with the customer */
	RESULTS_BY_KEY           /* by keys of their own; of equal ones, key and lines, one counts */
};

/* The lines written since the last call are a result; results come out in the order of their keys by bytes. What is written but
   not added is a result with the customer as its key. Not for RESULTS_BY_CUSTOMER. */
void results_add(struct results *results, struct text key);

/* The same for the second output, where there is one. */
void results_add_second(struct results *results, struct text key);

/* To be called now and then by rules that write many lines for one customer, so that they need not all be kept twice. Not for
   the second output. */
void results_flush(struct results *results);

/* Rejects the record for an error that only a rule can find; the texts are copied, column and reason are static. Ranks must be
   RESULTS_RANK or above: 0 and below are the errors of docs and refs. */
enum { RESULTS_RANK = 2 };
void results_reject(struct results *results, const struct late_error *error);

/* A filter's rule for one customer. */
struct customer_rule {
	/* The columns that are needed of each stream; NULL: the stream is only checked. */
	const char *const *wanted[GROUP_STREAMS];
	enum results_order order;
	/* NULL, or whether a record of the stream bears on the customer's results; those that do not are only checked. */
	bool (*concerns)(const void *context, enum group_stream stream, const void *record);
	/* A worker's own state, and its end. */
	void *(*open)(void *context);
	void (*close)(void *state);
	/* Writes the customer's results. NULL, or what went out of range (static). */
	const char *(*work)(void *state, const struct customer_records *records, struct results *results);
	/* Which customers belong together: the columns that say so must be wanted, and with PARTIES_ALL, where `work` gets all
	   records at once, that of the customer. */
	enum parties_links links;
	/* NULL: customers that belong together come to `work` as one, once all others have, with their registrations and visits.
	   Else all come to work one by one, and those then to this, with their registrations. */
	const char *(*party)(void *state, const struct customer_records *records, struct results *results);
	/* NULL, or called last of all, with the states of all n workers. NULL, or the message the program is to end with (from
	   malloc). */
	char *(*finish)(void *const *states, unsigned n, struct results *results);
};

/* Reads the files of the streams (NULL: none), leaving out what is dated after the as-of date but invoices, and writes the
   rule's results (NULL: there is none) to the filter's writer, behind what has been written there, those of the second output
   to its second writer. Errors come in the
   manual's order: of form by stream, docs given twice, unknown refs, what the rule rejects; then that of the first customer
   that the rule could not work out: "customer "C1": REASON", exit 2.

   With filter->sorted (not with PARTIES_REFERRER) each stream must come by customer, by bytes; the first record that does not ends the program, exit 2.
   The records are then worked out and written as they come, some hundred customers at a time, and errors come in that
   order. */
void customers_run(struct filter *filter, const struct strings *const paths[GROUP_STREAMS],
		   const struct customer_rule *rule, void *context);

#endif
