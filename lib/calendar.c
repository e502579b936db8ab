/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "calendar.h"
#include "date.h"
#include "diag.h"
#include "embedded.h"
#include "memory.h"
#include "shipped.h"
#include "table.h"

enum { COLUMN_DATE, COLUMN_KIND, COLUMNS, BITS = 64, SATURDAY = 5 };

/* Days outside the years on record that were asked for: the first after them, the last before them. Threads share it. */
struct outside {
	_Atomic int32_t after, before;
};

struct calendar {
	char *name;
	int32_t first, last; /* the years on record; last < first: none */
	uint64_t *workdays;  /* a bit for each day from first on */
	struct outside *outside;
};

struct exception {
	int32_t day;
	bool is_workday;
	uint64_t line;
};

struct exceptions {
	struct exception *list;
	size_t n, room;
};

static bool is_weekday(int32_t day)
{
	return date_weekday(day) < SATURDAY;
}

static bool parse_kind(struct text kind, bool *is_workday)
{
	static const struct {
		struct text word;
		bool is_workday;
	} kinds[] = {{TEXT("holiday"), false},
		     {TEXT("workday"), true},
		     {TEXT("节假日"), false},
		     {TEXT("假日"), false},
		     {TEXT("工作日"), true}};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		*is_workday = kinds[i].is_workday;
		if (text_equal_nocase(kind, kinds[i].word))
			return true;
	}
	return false;
}

static struct exception read_exception(const struct table *table)
{
	struct text date = table_field(table, COLUMN_DATE), kind = table_field(table, COLUMN_KIND);
	struct exception exception = {.line = table_line(table)};
	if (date.length == 0 || !date_parse(date, &exception.day, NULL))
		table_fail_value(table->file, exception.line, "date", date,
				 date.length == 0 ? "is empty" : "is not a date");
	if (!parse_kind(kind, &exception.is_workday))
		table_fail_value(table->file, exception.line, "kind", kind,
				 kind.length == 0 ? "is empty" : "is not one of holiday, workday");
	return exception;
}

static int compare_exceptions(const void *a, const void *b)
{
	const struct exception *left = a, *right = b;
	if (left->day != right->day)
		return left->day < right->day ? -1 : 1;
	return (left->line > right->line) - (left->line < right->line);
}

static void check_twice(const struct exceptions *exceptions, const char *file)
{
	for (size_t i = 1; i < exceptions->n; i++) {
		const struct exception *first = &exceptions->list[i - 1], *second = &exceptions->list[i];
		char date[DATE_LENGTH + 1] = "";
		if (first->day != second->day)
			continue;
		date_format(second->day, date);
		table_fail(file, second->line, "date: \"%s\" is given twice (first in %s:%" PRIu64 ")", date,
			   file, first->line);
	}
}

/* All records of the file, by day. */
static struct exceptions read_exceptions(const char *name_or_file)
{
	static const char *const columns[] = {"date", "kind"};
	static const struct shipped calendars = {
		.variable = "KEHU_CALENDAR_PATH",
		.folder = KEHU_CALENDAR_DIR,
		.embedded = embedded_calendar,
	};
	struct exceptions exceptions = {0};
	struct table table;
	char *path;
	struct reader *reader = shipped_open(&calendars, name_or_file, &path);
	table_start(&table, reader, name_or_file, columns, COLUMNS, COLUMNS);
	while (table_next(&table)) {
		exceptions.list = memory_grow(exceptions.list, &exceptions.room, exceptions.n + 1,
					      sizeof *exceptions.list);
		exceptions.list[exceptions.n++] = read_exception(&table);
	}
	reader_close(reader);
	free(path);
	if (exceptions.n > 0)
		qsort(exceptions.list, exceptions.n, sizeof *exceptions.list, compare_exceptions);
	check_twice(&exceptions, name_or_file);
	return exceptions;
}

static void set_workday(struct calendar *calendar, int32_t day, bool is_workday)
{
	size_t i = (size_t)(day - calendar->first);
	uint64_t bit = UINT64_C(1) << i % BITS;
	if (is_workday)
		calendar->workdays[i / BITS] |= bit;
	else
		calendar->workdays[i / BITS] &= ~bit;
}

static void fill(struct calendar *calendar, const struct exceptions *exceptions)
{
	calendar->first = 0;
	calendar->last = -1;
	if (exceptions->n == 0)
		return;
	calendar->first = date_year_start(date_year(exceptions->list[0].day));
	calendar->last = date_year_start(date_year(exceptions->list[exceptions->n - 1].day) + 1) - 1;
	calendar->workdays =
		memory_new((size_t)(calendar->last - calendar->first) / BITS + 1, sizeof *calendar->workdays);
	for (int32_t day = calendar->first; day <= calendar->last; day++)
		set_workday(calendar, day, is_weekday(day));
	for (size_t i = 0; i < exceptions->n; i++)
		set_workday(calendar, exceptions->list[i].day, exceptions->list[i].is_workday);
}

struct calendar *calendar_load(const char *name_or_file)
{
	if (name_or_file == NULL)
		return NULL;
	struct calendar *calendar = memory_new(1, sizeof *calendar);
	struct exceptions exceptions = read_exceptions(name_or_file);
	fill(calendar, &exceptions);
	free(exceptions.list);
	size_t length = strlen(name_or_file);
	calendar->name = memory_new(length + 1, 1);
	memcpy(calendar->name, name_or_file, length);
	calendar->outside = memory_new(1, sizeof *calendar->outside);
	atomic_init(&calendar->outside->after, DATE_NONE);
	atomic_init(&calendar->outside->before, DATE_NONE);
	return calendar;
}

/* Keeps the day that is nearest to the years on record, so that the warning does not depend on the order of asking. */
static void remember(const struct calendar *calendar, int32_t day)
{
	bool is_after = day > calendar->last;
	_Atomic int32_t *kept = is_after ? &calendar->outside->after : &calendar->outside->before;
	int32_t known = atomic_load(kept);
	while (known == DATE_NONE || (is_after ? day < known : day > known))
		if (atomic_compare_exchange_weak(kept, &known, day))
			break;
}

bool calendar_is_workday(const struct calendar *calendar, int32_t day)
{
	if (calendar == NULL)
		return is_weekday(day);
	if (day < calendar->first || day > calendar->last) {
		remember(calendar, day);
		return is_weekday(day);
	}
	size_t i = (size_t)(day - calendar->first);
	return (calendar->workdays[i / BITS] >> i % BITS & 1) != 0;
}

bool calendar_add_workdays(const struct calendar *calendar, int32_t day, int64_t n, int32_t *result)
{
	if (n == 0 && calendar_is_workday(calendar, day)) {
		*result = day;
		return true;
	}
	int64_t left = n > 0 ? n : 1;
	while (left > 0) {
		if (day >= DATE_LAST)
			return false;
		left -= calendar_is_workday(calendar, ++day);
	}
	*result = day;
	return true;
}

static void warn(const struct calendar *calendar, int32_t day)
{
	char date[DATE_LENGTH + 1] = "";
	date_format(day, date);
	if (calendar->last < calendar->first)
		diag_warn("%s has no records; %s was taken as Monday to Friday", calendar->name, date);
	else if (day > calendar->last)
		diag_warn("%s ends at %d; %s was taken as Monday to Friday", calendar->name,
			  date_year(calendar->last), date);
	else
		diag_warn("%s begins at %d; %s was taken as Monday to Friday", calendar->name,
			  date_year(calendar->first), date);
}

void calendar_warn(const struct calendar *calendar)
{
	if (calendar == NULL)
		return;
	int32_t after = atomic_load(&calendar->outside->after),
		before = atomic_load(&calendar->outside->before);
	if (after != DATE_NONE)
		warn(calendar, after);
	else if (before != DATE_NONE)
		warn(calendar, before);
}

void calendar_free(struct calendar *calendar)
{
	if (calendar == NULL)
		return;
	free(calendar->name);
	free(calendar->workdays);
	free(calendar->outside);
	free(calendar);
}
