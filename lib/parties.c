/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "names.h"
#include "memory.h"
#include "parties.h"
#include "pool.h"
#include "register.h"
#include "stream.h"

/* A customer that was kept. */
struct member {
	struct customer_records records;
	uint32_t set; /* the number of a member of his set, in the end always of the same */
};

struct worker {
	struct arena arena;
	struct text *referrer; /* as noted */
	size_t referrers, referrer_room;
	struct member *member;
	size_t members, member_room;
	struct registration *registration; /* of the set at hand */
	struct visit *visit;
	size_t registration_room, visit_room;
};

struct parties {
	enum parties_links links;
	unsigned workers;
	struct worker *worker;
	struct names *referrers;
	struct member *member; /* of all workers, by set */
	size_t members;
	size_t next; /* the member whose set is to be handed out next */
	parties_handler *handler;
	void *context;
};

struct parties *parties_new(enum parties_links links, unsigned workers)
{
	struct parties *parties = memory_new(1, sizeof *parties);
	parties->links = links;
	parties->workers = workers;
	parties->worker = memory_new(workers, sizeof *parties->worker);
	parties->referrers = names_new();
	return parties;
}

void parties_note(struct parties *parties, unsigned number, const struct registration *registration)
{
	struct worker *worker = &parties->worker[number];
	if (parties->links != PARTIES_REFERRER || registration->referrer.length == 0)
		return;
	worker->referrer = memory_grow(worker->referrer, &worker->referrer_room, worker->referrers + 1,
				       sizeof *worker->referrer);
	worker->referrer[worker->referrers++] = arena_copy(&worker->arena, registration->referrer);
}

void parties_seal(struct parties *parties)
{
	size_t n = 0;
	for (unsigned i = 0; i < parties->workers; i++)
		n += parties->worker[i].referrers;
	names_start(parties->referrers, n);
	for (unsigned i = 0; i < parties->workers; i++)
		for (size_t j = 0; j < parties->worker[i].referrers; j++)
			names_enter(parties->referrers, parties->worker[i].referrer[j]);
}

struct text parties_newest(const struct registration *registration, size_t n)
{
	while (n > 0 && registration[n - 1].party.length == 0)
		n--;
	return n > 0 ? registration[n - 1].party : TEXT("");
}

/* --- keeping */

static bool is_linked(const struct parties *parties, const struct customer_records *records)
{
	for (size_t i = 0; i < records->registrations; i++) {
		const struct registration *registration = &records->registration[i];
		if (registration->party.length > 0 ||
		    (parties->links == PARTIES_REFERRER && registration->referrer.length > 0))
			return true;
	}
	return parties->links == PARTIES_REFERRER &&
	       names_find(parties->referrers, records->customer) != NAMES_NONE;
}

/* A copy of n records of the stream with all their texts. */
static void *copy_records(struct arena *arena, const struct stream *stream, const void *record, size_t n)
{
	char *copy = arena_take(arena, n * stream->record_size);
	if (n > 0)
		memcpy(copy, record, n * stream->record_size);
	for (size_t i = 0; i < stream->columns; i++) {
		if (stream->column[i].type != COLUMN_TEXT)
			continue;
		for (size_t j = 0; j < n; j++) {
			struct text text;
			char *at = copy + j * stream->record_size + stream->column[i].offset;
			memcpy(&text, at, sizeof text);
			text = arena_copy(arena, text);
			memcpy(at, &text, sizeof text);
		}
	}
	return copy;
}

bool parties_keep(struct parties *parties, unsigned number, const struct customer_records *records,
		  bool with_visits)
{
	struct worker *worker = &parties->worker[number];
	if (parties->links == PARTIES_NONE || parties->links == PARTIES_ALL || !is_linked(parties, records))
		return false;
	size_t visits = with_visits ? records->visits : 0;
	worker->member = memory_grow(worker->member, &worker->member_room, worker->members + 1,
				     sizeof *worker->member);
	worker->member[worker->members++].records = (struct customer_records){
		.customer = arena_copy(&worker->arena, records->customer),
		.registration = copy_records(&worker->arena, &stream_registration, records->registration,
					     records->registrations),
		.registrations = records->registrations,
		.visit = copy_records(&worker->arena, &stream_visits, records->visit, visits),
		.visits = visits,
	};
	return true;
}

/* --- sets */

/* The number that stands for the member's set. */
static uint32_t find_set(struct parties *parties, uint32_t number)
{
	struct member *member = parties->member;
	while (member[number].set != number) {
		member[number].set = member[member[number].set].set;
		number = member[number].set;
	}
	return number;
}

/* Joins two sets under the smaller number. */
static void join(struct parties *parties, uint32_t a, uint32_t b)
{
	a = find_set(parties, a);
	b = find_set(parties, b);
	if (a < b)
		parties->member[b].set = a;
	else
		parties->member[a].set = b;
}

static void collect_members(struct parties *parties)
{
	size_t n = 0;
	for (unsigned i = 0; i < parties->workers; i++)
		n += parties->worker[i].members;
	parties->member = memory_new(n, sizeof *parties->member);
	for (unsigned i = 0; i < parties->workers; i++)
		for (size_t j = 0; j < parties->worker[i].members; j++)
			parties->member[parties->members++] = parties->worker[i].member[j];
	for (uint32_t i = 0; i < n; i++)
		parties->member[i].set = i;
}

static void join_parties(struct parties *parties)
{
	struct names *index = names_new();
	uint32_t *first = memory_new(parties->members, sizeof *first); /* by the party's number: a member */
	names_start(index, parties->members);
	for (uint32_t i = 0; i < parties->members; i++) {
		const struct customer_records *records = &parties->member[i].records;
		struct text party = parties_newest(records->registration, records->registrations);
		uint32_t count = names_count(index);
		if (party.length == 0)
			continue;
		uint32_t number = names_enter(index, party);
		if (number == count)
			first[number] = i;
		join(parties, first[number], i);
	}
	free(first);
	names_free(index);
}

static void join_referrers(struct parties *parties)
{
	struct names *index = names_new(); /* a customer's number is the member's */
	names_start(index, parties->members);
	for (size_t i = 0; i < parties->members; i++)
		names_enter(index, parties->member[i].records.customer);
	for (uint32_t i = 0; i < parties->members; i++) {
		const struct customer_records *records = &parties->member[i].records;
		for (size_t j = 0; j < records->registrations; j++) {
			uint32_t referrer = names_find(index, records->registration[j].referrer);
			if (referrer != NAMES_NONE)
				join(parties, referrer, i);
		}
	}
	names_free(index);
}

static int compare_sets(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	return x->set != y->set ? (x->set < y->set ? -1 : 1)
				: text_compare(x->records.customer, y->records.customer);
}

/* --- handing out */

static int compare_positions(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_registrations(const void *a, const void *b)
{
	const struct registration *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	int order = register_second(x) - register_second(y);
	return order != 0 ? order : compare_positions(x->position, y->position);
}

static int compare_visits(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;
	return x->day != y->day ? (x->day < y->day ? -1 : 1) : compare_positions(x->position, y->position);
}

/* The records of the members from `first` up to `end` as one customer's. */
static struct customer_records merge(const struct parties *parties, struct worker *worker, size_t first,
				     size_t end)
{
	struct customer_records merged = {.customer = TEXT("")};
	for (size_t i = first; i < end; i++) {
		merged.registrations += parties->member[i].records.registrations;
		merged.visits += parties->member[i].records.visits;
	}
	worker->registration = memory_renew(worker->registration, &worker->registration_room,
					    merged.registrations, sizeof *worker->registration);
	worker->visit =
		memory_renew(worker->visit, &worker->visit_room, merged.visits, sizeof *worker->visit);
	struct registration *registration = worker->registration;
	struct visit *visit = worker->visit;
	for (size_t i = first; i < end; i++) {
		const struct customer_records *records = &parties->member[i].records;
		for (size_t j = 0; j < records->registrations; j++)
			*registration++ = records->registration[j];
		for (size_t j = 0; j < records->visits; j++)
			*visit++ = records->visit[j];
	}
	if (merged.registrations > 1)
		qsort(worker->registration, merged.registrations, sizeof *registration,
		      compare_registrations);
	if (merged.visits > 1)
		qsort(worker->visit, merged.visits, sizeof *visit, compare_visits);
	merged.registration = worker->registration;
	merged.visit = worker->visit;
	return merged;
}

/* A worker's part: the next set, until there is none left. */
static void take_sets(void *context, unsigned number)
{
	struct parties *parties = context;
	struct worker *worker = &parties->worker[number];
	size_t first = __atomic_load_n(&parties->next, __ATOMIC_RELAXED);
	while (first < parties->members) {
		size_t end = first + 1;
		while (end < parties->members && parties->member[end].set == parties->member[first].set)
			end++;
		if (!__atomic_compare_exchange_n(&parties->next, &first, end, false, __ATOMIC_RELAXED,
						 __ATOMIC_RELAXED))
			continue;
		struct customer_records merged = merge(parties, worker, first, end);
		parties->handler(parties->context, number, &merged);
		first = __atomic_load_n(&parties->next, __ATOMIC_RELAXED);
	}
}

void parties_each(struct parties *parties, parties_handler *handler, void *context)
{
	collect_members(parties);
	join_parties(parties);
	if (parties->links == PARTIES_REFERRER)
		join_referrers(parties);
	for (uint32_t i = 0; i < parties->members; i++)
		parties->member[i].set = find_set(parties, i);
	if (parties->members > 1)
		qsort(parties->member, parties->members, sizeof *parties->member, compare_sets);
	parties->handler = handler;
	parties->context = context;
	if (parties->members > 0)
		pool_run(parties->workers, take_sets, parties);
}

void parties_free(struct parties *parties)
{
	for (unsigned i = 0; i < parties->workers; i++) {
		struct worker *worker = &parties->worker[i];
		arena_free(&worker->arena);
		free(worker->referrer);
		free(worker->member);
		free(worker->registration);
		free(worker->visit);
	}
	free(parties->worker);
	free(parties->member);
	names_free(parties->referrers);
	free(parties);
}
