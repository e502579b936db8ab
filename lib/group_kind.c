/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "group_kind.h"

struct group_kind group_kind_of(enum group_stream stream)
{
	static const struct group_kind kinds[GROUP_STREAMS] = {
		[GROUP_REGISTRATION] = {&stream_registration, true, true, false, sizeof(struct registration),
					offsetof(struct registration, position), 0},
		[GROUP_VISITS] = {&stream_visits, true, false, false, sizeof(struct visit),
				  offsetof(struct visit, position), 0},
		[GROUP_RECEIVABLES] = {&stream_receivables, true, false, true, sizeof(struct receivable),
				       offsetof(struct receivable, position), 0},
		[GROUP_FAULTS] = {&stream_faults, true, false, false, sizeof(struct fault), 0, 0},
		[GROUP_GRADES] = {&stream_grades, false, false, true, sizeof(struct graded),
				  offsetof(struct graded, position), offsetof(struct graded, raw)},
		[GROUP_BALANCES] = {&stream_balances, false, false, true, sizeof(struct graded),
				    offsetof(struct graded, position), offsetof(struct graded, raw)},
		[GROUP_ORDERS] = {&stream_orders, false, false, true, sizeof(struct order),
				  offsetof(struct order, position), offsetof(struct order, raw)},
		[GROUP_FEES] = {&stream_fees, false, false, true, sizeof(struct yearly),
				offsetof(struct yearly, position), offsetof(struct yearly, raw)},
		[GROUP_REBATES] = {&stream_rebates, false, false, true, sizeof(struct yearly),
				   offsetof(struct yearly, position), offsetof(struct yearly, raw)},
	};
	return kinds[stream];
}

const struct stream *group_stream_of(enum group_stream stream)
{
	return group_kind_of(stream).stream;
}

bool group_keeps_raw(enum group_stream stream)
{
	return group_kind_of(stream).keeps_raw;
}

void group_kind_set(struct customer_records *records, enum group_stream stream, const void *record, size_t n)
{
	switch (stream) {
	case GROUP_REGISTRATION:
		records->registration = record;
		records->registrations = n;
		break;
	case GROUP_VISITS:
		records->visit = record;
		records->visits = n;
		break;
	case GROUP_RECEIVABLES:
		records->receivable = record;
		records->receivables = n;
		break;
	case GROUP_FAULTS:
		records->fault = record;
		records->faults = n;
		break;
	case GROUP_GRADES:
	case GROUP_BALANCES:
		records->graded = record;
		records->gradeds = n;
		break;
	case GROUP_ORDERS:
		records->order = record;
		records->orders = n;
		break;
	case GROUP_FEES:
		records->fee = record;
		records->fees = n;
		break;
	default:
		records->rebate = record;
		records->rebates = n;
	}
}
