/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "facts.h"
#include "words.h"

struct text facts_name(const struct customer_records *records)
{
	for (size_t i = records->registrations; i > 0; i--)
		if (records->registration[i - 1].name.length > 0)
			return records->registration[i - 1].name;
	return TEXT("");
}

static void add_registrations(struct facts *facts, const struct customer_records *records)
{
	size_t n = records->registrations;
	if (n == 0)
		return;
	facts->name = facts_name(records);
	facts->staff = records->registration[0].staff;
	facts->registered = records->registration[0].day;
	for (size_t i = n; i > 0 && facts->channel == CHANNEL_NONE; i--)
		facts->channel = records->registration[i - 1].channel;
	if (facts->channel == CHANNEL_NONE)
		facts->channel = CHANNEL_VISIT;
	for (size_t i = n; i > 0; i--) {
		const struct registration *registration = &records->registration[i - 1];
		if (registration->influence != INFLUENCE_NONE) {
			facts->influence = registration->influence;
			facts->assessor = registration->assessor;
			break;
		}
	}
}

static void add_visits(struct facts *facts, const struct customer_records *records)
{
	facts->contacts = (int64_t)records->visits;
	if (records->visits > 0)
		facts->last_contact = records->visit[records->visits - 1].day;
	for (size_t i = records->visits; i > 0 && facts->last_outcome == OUTCOME_NONE; i--)
		facts->last_outcome = (uint8_t)visit_outcome(&records->visit[i - 1]);
}

/* Adds one posting of the period or before it. */
static bool add_posting(struct facts *facts, const struct receivable *posting, bool in_period)
{
	if (posting->kind != RECEIVABLE_INVOICE)
		return money_add(&facts->balance, -posting->amount) &&
		       (!in_period || posting->kind != RECEIVABLE_PAYMENT ||
			money_add(&facts->collected, posting->amount));
	if (facts->first_trade == DATE_NONE)
		facts->first_trade = posting->day;
	facts->contract_amount = posting->contract_amount;
	if (!money_add(&facts->balance, posting->amount) ||
	    (in_period && !money_add(&facts->sales, posting->amount)))
		return false;
	return !in_period || posting->tons == MONEY_NONE || money_add(&facts->tons, posting->tons);
}

static bool add_overdue(struct facts *facts, const struct allocation *allocation, int32_t as_of)
{
	const struct invoice *invoice;
	size_t n = allocation_invoices(allocation, &invoice);
	for (size_t i = 0; i < n; i++) {
		if (invoice[i].outstanding == 0 || invoice[i].due >= as_of)
			continue;
		if (facts->overdue_days == 0) /* they come by due date */
			facts->overdue_days = as_of - invoice[i].due;
		if (!money_add(&facts->overdue, invoice[i].outstanding))
			return false;
	}
	return true;
}

const char *facts_make(struct facts *facts, bool *any, const struct customer_records *records,
		       const struct terms *terms, struct allocation *allocation, int32_t as_of)
{
	int32_t before; /* the day before the period */
	const struct receivable *posting = records->receivable;
	*facts = (struct facts){.customer = records->customer,
				.registered = DATE_NONE,
				.first_trade = DATE_NONE,
				.last_contact = DATE_NONE,
				.contract_amount = MONEY_NONE,
				.as_of = as_of};
	*any = records->registrations > 0 || records->visits > 0 ||
	       (records->receivables > 0 && posting[0].day <= as_of);
	add_registrations(facts, records);
	add_visits(facts, records);
	if (!date_add_years(as_of, -1, &before))
		return "a date before the year 1";
	for (size_t i = 0; i < records->receivables && posting[i].day <= as_of; i++)
		if (!add_posting(facts, &posting[i], posting[i].day > before))
			return MONEY_TOO_LARGE;
	const char *error = allocation_run(allocation, records, terms, as_of);
	if (error != NULL)
		return error;
	return add_overdue(facts, allocation, as_of) ? NULL : MONEY_TOO_LARGE;
}
