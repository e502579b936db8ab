/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "absences.h"
#include "date.h"
#include "memory.h"

enum { SECONDS = 24 * 60 * 60 };

/* Kinds of errors between records, in their order. */
enum { BEFORE_FROM, NOT_IN_STAFF };

/* Seconds since the day 0, both ends included. */
struct span {
	int64_t from, to;
	size_t person;
};

struct absences {
	const struct inputs *inputs;
	const struct roster *roster;
	struct arena texts;
	size_t to_field;   /* of the file */
	struct span *span; /* by person, then from; no two overlap */
	size_t n, room;
	struct late_error *error; /* rank: the kind */
	size_t errors, error_room;
};

static void find_field(void *context, const char *path, const struct text *names, size_t n)
{
	struct absences *absences = context;
	(void)path;
	for (size_t i = 0; i < n; i++)
		if (text_equal_nocase(names[i], TEXT("to")))
			absences->to_field = i;
}

static void keep_error(struct absences *absences, const struct input *input, unsigned kind, struct text value)
{
	static const char *const columns[] = {"to", "staff"};
	static const char *const reasons[] = {"is before from", "is not in the staff file"};
	struct text raw = TEXT("");
	if (inputs_keeps_raw(absences->inputs, input->position))
		raw = batch_raw(input->batch, input->index);
	absences->error = memory_grow(absences->error, &absences->error_room, absences->errors + 1,
				      sizeof *absences->error);
	absences->error[absences->errors++] =
		(struct late_error){.position = input->position,
				    .rank = kind,
				    .column = columns[kind],
				    .reason = reasons[kind],
				    .value = arena_copy(&absences->texts, value),
				    .raw = arena_copy(&absences->texts, raw)};
}

/* Where no time is given it is from the beginning to the end of a day. */
static struct span span_of(const struct absence *absence)
{
	int32_t from = absence->from_second == DATE_NO_TIME ? 0 : absence->from_second;
	int32_t to = absence->to_second == DATE_NO_TIME ? SECONDS - 1 : absence->to_second;
	return (struct span){(int64_t)absence->from * SECONDS + from, (int64_t)absence->to * SECONDS + to, 0};
}

static char *add_absence(void *context, unsigned worker, const struct input *input)
{
	struct absences *absences = context;
	const struct absence *absence = input->record;
	const struct staff *staff = roster_find(absences->roster, absence->staff);
	struct span span = span_of(absence);
	(void)worker;
	if (span.to < span.from) {
		struct csv_record record = batch_record(input->batch, input->index);
		keep_error(absences, input, BEFORE_FROM, csv_field(&record, absences->to_field));
	} else if (staff == NULL) {
		keep_error(absences, input, NOT_IN_STAFF, absence->staff);
	} else {
		span.person = (size_t)(staff - roster_at(absences->roster, 0));
		absences->span =
			memory_grow(absences->span, &absences->room, absences->n + 1, sizeof *absences->span);
		absences->span[absences->n++] = span;
	}
	return NULL;
}

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;
	if (x->person != y->person)
		return x->person < y->person ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

/* Sorts the spans and makes one of those that overlap. */
static void join_spans(struct absences *absences)
{
	struct span *span = absences->span;
	size_t n = 0;
	if (absences->n > 1)
		qsort(span, absences->n, sizeof *span, compare_spans);
	for (size_t i = 0; i < absences->n; i++) {
		if (n == 0 || span[n - 1].person != span[i].person || span[n - 1].to < span[i].from)
			span[n++] = span[i];
		else if (span[n - 1].to < span[i].to)
			span[n - 1].to = span[i].to;
	}
	absences->n = n;
}

struct absences *absences_read(struct inputs *inputs, const char *path, const struct roster *roster)
{
	struct absences *absences = memory_new(1, sizeof *absences);
	struct strings paths = {&path, 1, 1};
	absences->inputs = inputs;
	absences->roster = roster;
	if (path != NULL)
		inputs_read(inputs, 1, &(struct inputs_source){&stream_absent, &paths, NULL}, 1,
			    &(struct inputs_work){
				    .context = absences, .header = find_field, .record = add_absence});
	join_spans(absences);
	return absences;
}

size_t absences_errors(struct absences *absences, unsigned rank, const struct late_error **errors)
{
	for (size_t i = 0; i < absences->errors; i++)
		absences->error[i].rank += rank;
	*errors = absences->error;
	return absences->errors;
}

bool absences_has(const struct absences *absences, size_t i, int32_t day, int32_t second)
{
	int64_t moment = (int64_t)day * SECONDS + second;
	size_t low = 0, high = absences->n; /* the last span that begins before or then */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct span *span = &absences->span[middle];
		if (span->person < i || (span->person == i && span->from <= moment))
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && absences->span[low - 1].person == i && absences->span[low - 1].to >= moment;
}

void absences_free(struct absences *absences)
{
	arena_free(&absences->texts);
	free(absences->span);
	free(absences->error);
	free(absences);
}
