/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "forfeit.h"
#include "memory.h"

/* A record that names the code of a forfeit. */
struct cause {
	struct text person;
	uint32_t party;
	int32_t day;
	uint32_t forfeit; /* number */
};

struct forfeits {
	struct forfeit *forfeit; /* in the order of the policy's keys */
	size_t n;
	struct cause *cause;
	size_t causes, room;
};

struct forfeits *forfeits_new(const struct policy *policy)
{
	struct forfeits *forfeits = memory_new(1, sizeof *forfeits);
	struct policy_rows rows = policy_rule(policy, "deal.forfeit");
	forfeits->forfeit = memory_new(rows.n, sizeof *forfeits->forfeit);
	for (size_t i = 0; i < rows.n; i++) {
		struct text key = rows.row[i].key;
		const char *slash = memrchr(key.at, '/', key.length);
		size_t length = (size_t)(slash - key.at);
		struct text kind = {slash + 1, key.length - length - 1};
		forfeits->forfeit[forfeits->n++] = (struct forfeit){
			&rows.row[i], {key.at, length}, text_equal_nocase(kind, TEXT("credit"))};
	}
	return forfeits;
}

bool forfeits_are_there(const struct forfeits *forfeits)
{
	return forfeits->n > 0;
}

void forfeits_clear(struct forfeits *forfeits)
{
	forfeits->causes = 0;
}

static void add_cause(struct forfeits *forfeits, uint32_t party, const struct visit *visit, uint32_t number)
{
	forfeits->cause =
		memory_grow(forfeits->cause, &forfeits->room, forfeits->causes + 1, sizeof *forfeits->cause);
	forfeits->cause[forfeits->causes++] = (struct cause){visit->staff, party, visit->day, number};
}

void forfeits_note(struct forfeits *forfeits, uint32_t party, const struct visit *visit)
{
	struct text codes = visit->fault;
	for (struct text code; (code = text_next_word(&codes)).length > 0;)
		for (uint32_t i = 0; i < forfeits->n; i++)
			if (text_equal(forfeits->forfeit[i].code, code))
				add_cause(forfeits, party, visit, i);
}

/* By party, person, day. */
static int compare_causes(const void *a, const void *b)
{
	const struct cause *x = a, *y = b;
	if (x->party != y->party)
		return x->party < y->party ? -1 : 1;
	int order = text_compare(x->person, y->person);
	return order != 0 ? order : (x->day > y->day) - (x->day < y->day);
}

void forfeits_sort(struct forfeits *forfeits)
{
	if (forfeits->causes > 1)
		qsort(forfeits->cause, forfeits->causes, sizeof *forfeits->cause, compare_causes);
}

/* The first cause that is not before this one. */
static size_t find_first(const struct forfeits *forfeits, const struct cause *cause)
{
	size_t low = 0, high = forfeits->causes;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_causes(&forfeits->cause[middle], cause) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t forfeits_max(const struct forfeits *forfeits)
{
	return forfeits->n;
}

/* Enters the forfeit where it is not there yet, keeping the order. */
static size_t enter(const struct forfeits *forfeits, uint32_t number, struct forfeit *found, size_t n)
{
	const struct policy_row *row = forfeits->forfeit[number].row;
	size_t i = n;
	while (i > 0 && found[i - 1].row > row)
		i--;
	if (i > 0 && found[i - 1].row == row)
		return n;
	memmove(found + i + 1, found + i, (n - i) * sizeof *found);
	found[i] = forfeits->forfeit[number];
	return n + 1;
}

size_t forfeits_find(const struct forfeits *forfeits, uint32_t party, struct text person, int32_t after,
		     int32_t until, struct forfeit *forfeit)
{
	struct cause first = {
		.person = person, .party = party, .day = after == DATE_NONE ? after : after + 1};
	size_t n = 0;
	for (size_t i = find_first(forfeits, &first); i < forfeits->causes; i++) {
		const struct cause *cause = &forfeits->cause[i];
		if (cause->party != party || cause->day > until || !text_equal(cause->person, person))
			break;
		n = enter(forfeits, cause->forfeit, forfeit, n);
	}
	return n;
}

void forfeits_free(struct forfeits *forfeits)
{
	free(forfeits->forfeit);
	free(forfeits->cause);
	free(forfeits);
}
