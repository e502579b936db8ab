/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "deadline.h"
#include "test.h"
#include "test_tools.h"
#include "words.h"

/* YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS. */
static struct moment moment_of(const char *text)
{
	struct moment moment;
	if (!date_parse(text_of(text), &moment.day, &moment.second))
		test_give_up("a bad date in a test");
	return moment;
}

static struct span span_of(const char *text)
{
	struct span span;
	if (!span_parse(text_of(text), &span))
		test_give_up("a bad span in a test");
	return span;
}

/* Monday to Friday; 2025-01-01 is a Wednesday, 2024-01-31 too. */
static const struct {
	const char *span, *opened;
	enum event_kind period;
	const char *due; /* NULL: out of range */
} due_cases[] = {
	{"0 days", "2025-01-01T12:00", EVENT_VISIT, "2025-01-01"},
	{"3 days", "2025-01-31", EVENT_VISIT, "2025-02-03"},
	{"1 days", "9999-12-31", EVENT_VISIT, NULL},
	{"1000000000 days", "2025-01-01", EVENT_VISIT, NULL},
	{"0 workdays", "2025-01-01", EVENT_VISIT, "2025-01-01"},
	{"0 workdays", "2025-01-04", EVENT_VISIT, "2025-01-06"},
	{"3 workdays", "2025-01-02", EVENT_VISIT, "2025-01-07"},
	{"1 workdays", "2025-01-04T10:00", EVENT_VISIT, "2025-01-06"},
	{"1 workdays", "9999-12-31", EVENT_VISIT, NULL},
	{"0 months", "2025-01-31", EVENT_VISIT, "2025-01-31"},
	{"1 months", "2025-01-31", EVENT_VISIT, "2025-02-28"},
	{"1 months", "2024-01-31", EVENT_VISIT, "2024-02-29"},
	{"13 months", "2024-12-15", EVENT_VISIT, "2026-01-15"},
	{"120 months", "2024-02-29", EVENT_VISIT, "2034-02-28"},
	{"1 months", "9999-12-01", EVENT_VISIT, NULL},
	{"1000000000 months", "2025-01-01", EVENT_VISIT, NULL},
	{"day 1", "2025-02-14", EVENT_VISIT, "2025-02-01"},
	{"day 30", "2025-02-01", EVENT_MONTH, "2025-02-28"},
	{"day 31", "2024-02-01", EVENT_MONTH, "2024-02-29"},
	{"day 5", "2025-12-31", EVENT_VISIT, "2025-12-05"},
	{"day 31", "9999-12-01", EVENT_VISIT, "9999-12-31"},
	{"period end", "2025-01-06", EVENT_WEEK, "2025-01-12"},
	{"period end", "2025-02-01", EVENT_MONTH, "2025-02-28"},
	{"period end", "2025-10-01", EVENT_QUARTER, "2025-12-31"},
	{"period end", "2025-01-01", EVENT_HALFYEAR, "2025-06-30"},
	{"period end", "2025-07-01", EVENT_HALFYEAR, "2025-12-31"},
	{"period end", "2025-01-01", EVENT_YEAR, "2025-12-31"},
	{"period end", "9999-12-27", EVENT_WEEK, NULL},
	{"24 hours", "2025-01-31T10:00:01", EVENT_VISIT, "2025-02-01T10:00:01"},
	{"24 hours", "2025-01-31", EVENT_VISIT, "2025-02-01T23:59:59"},
	{"20 minutes", "2025-01-31T23:50", EVENT_VISIT, "2025-02-01T00:10:00"},
	{"20 minutes", "2025-01-31", EVENT_VISIT, "2025-02-01T00:19:59"},
	{"0 minutes", "2025-01-31", EVENT_VISIT, "2025-01-31T23:59:59"},
	{"1 minutes", "9999-12-31T23:59:30", EVENT_VISIT, NULL},
	{"next 10:00", "2025-01-31T23:59:59", EVENT_VISIT, "2025-02-01T10:00:00"},
	{"next 10:00", "2025-01-31", EVENT_VISIT, "2025-02-01T10:00:00"},
	{"next 00:00", "2025-01-31T00:00", EVENT_VISIT, "2025-02-01T00:00:00"},
	{"next 10:00", "9999-12-31", EVENT_VISIT, NULL},
};

static void test_due(void)
{
	for (size_t i = 0; i < sizeof due_cases / sizeof *due_cases; i++) {
		struct span span = span_of(due_cases[i].span);
		struct moment due = {0};
		test_label("%s from %s", due_cases[i].span, due_cases[i].opened);
		CHECK_INT(
			deadline_due(&span, NULL, moment_of(due_cases[i].opened), due_cases[i].period, &due),
			due_cases[i].due != NULL);
		if (due_cases[i].due == NULL)
			continue;
		struct moment expected = moment_of(due_cases[i].due);
		CHECK_INT(due.day, expected.day);
		CHECK_INT(due.second, expected.second);
	}
	test_label("%s", "");
}

/* Closings, separated by spaces, and how the case of 2025-01-01T10:00 stands on the as-of date. */
static const struct {
	const char *span;
	uint32_t count;
	const char *closings, *as_of;
	enum deadline_state state;
	int32_t overdue;
	const char *closed; /* NULL: it is not */
} state_cases[] = {
	{"2 days", 1, "", "2025-01-03", DEADLINE_OPEN, 0, NULL},
	{"2 days", 1, "", "2025-01-04", DEADLINE_MISSED, 1, NULL},
	{"2 days", 1, "2025-01-03T23:59:59", "2025-01-09", DEADLINE_MET, 0, "2025-01-03T23:59:59"},
	{"2 days", 1, "2025-01-06 2025-01-07", "2025-01-09", DEADLINE_LATE, 3, "2025-01-06"},
	{"2 days", 1, "2024-12-01", "2025-01-09", DEADLINE_MET, 0, "2024-12-01"},
	{"2 days", 2, "2025-01-02", "2025-01-03", DEADLINE_OPEN, 0, NULL},
	{"2 days", 2, "2025-01-02T10:00 2025-01-02T11:00", "2025-01-05", DEADLINE_MISSED, 2, NULL},
	{"2 days", 2, "2025-01-02T10:00 2025-01-02T11:00 2025-01-03 2025-01-04", "2025-01-05", DEADLINE_MET,
	 0, "2025-01-03"},
	{"2 days", 3, "2025-01-02 2025-01-03 2025-01-05", "2025-01-05", DEADLINE_LATE, 2, "2025-01-05"},
	{"2 hours", 1, "2025-01-01T12:00", "2025-01-05", DEADLINE_MET, 0, "2025-01-01T12:00"},
	{"2 hours", 1, "2025-01-01T12:00:01", "2025-01-05", DEADLINE_LATE, 0, "2025-01-01T12:00:01"},
	{"2 hours", 1, "2025-01-02", "2025-01-05", DEADLINE_LATE, 1, "2025-01-02"},
	{"14 hours", 1, "2025-01-02", "2025-01-05", DEADLINE_MET, 0, "2025-01-02"},
	{"2 hours", 1, "", "2025-01-01", DEADLINE_MISSED, 0, NULL},
	{"2 hours", 1, "", "2025-01-03", DEADLINE_MISSED, 2, NULL},
	{"24 hours", 1, "", "2025-01-01", DEADLINE_OPEN, 0, NULL},
	{"next 23:59", 1, "", "2025-01-01", DEADLINE_OPEN, 0, NULL},
};

static void test_states(void)
{
	for (size_t i = 0; i < sizeof state_cases / sizeof *state_cases; i++) {
		struct span span = span_of(state_cases[i].span);
		struct text rest = text_of(state_cases[i].closings), word;
		struct deadline deadline;
		int32_t as_of = test_day(state_cases[i].as_of);
		test_label("row %zu", i);
		CHECK(deadline_open(&deadline, &span, NULL, moment_of("2025-01-01T10:00"), EVENT_VISIT,
				    state_cases[i].count));
		while ((word = text_next_word(&rest)).length > 0) {
			struct moment moment;
			CHECK(date_parse(word, &moment.day, &moment.second));
			deadline_close(&deadline, moment);
		}
		CHECK_INT(deadline_state(&deadline, as_of), state_cases[i].state);
		CHECK_INT(deadline_overdue(&deadline, as_of), state_cases[i].overdue);
		CHECK_INT(deadline_is_closed(&deadline), state_cases[i].closed != NULL);
		if (state_cases[i].closed == NULL) {
			CHECK_INT(deadline.closed.day, DATE_NONE);
			continue;
		}
		CHECK_INT(deadline.closed.day, moment_of(state_cases[i].closed).day);
		CHECK_INT(deadline.closed.second, moment_of(state_cases[i].closed).second);
	}
	test_label("%s", "");
}

/* The first period from the day on, and the next. */
static const struct {
	enum event_kind period;
	const char *day, *first, *next;
} period_cases[] = {
	{EVENT_WEEK, "2025-01-06", "2025-01-06", "2025-01-13"},
	{EVENT_WEEK, "2025-01-07", "2025-01-13", "2025-01-20"},
	{EVENT_WEEK, "2025-01-05", "2025-01-06", "2025-01-13"},
	{EVENT_MONTH, "2025-01-01", "2025-01-01", "2025-02-01"},
	{EVENT_MONTH, "2025-11-02", "2025-12-01", "2026-01-01"},
	{EVENT_MONTH, "2025-12-31", "2026-01-01", "2026-02-01"},
	{EVENT_QUARTER, "2025-01-01", "2025-01-01", "2025-04-01"},
	{EVENT_QUARTER, "2025-02-01", "2025-04-01", "2025-07-01"},
	{EVENT_QUARTER, "2025-10-02", "2026-01-01", "2026-04-01"},
	{EVENT_HALFYEAR, "2025-06-30", "2025-07-01", "2026-01-01"},
	{EVENT_HALFYEAR, "2025-07-02", "2026-01-01", "2026-07-01"},
	{EVENT_YEAR, "2025-01-01", "2025-01-01", "2026-01-01"},
	{EVENT_YEAR, "1900-01-02", "1901-01-01", "1902-01-01"},
	{EVENT_MONTH, "9999-12-01", "9999-12-01", NULL},
	{EVENT_YEAR, "9999-01-02", NULL, NULL},
	{EVENT_WEEK, "9999-12-28", NULL, NULL},
};

static void test_periods(void)
{
	for (size_t i = 0; i < sizeof period_cases / sizeof *period_cases; i++) {
		int32_t first, next;
		test_label("row %zu", i);
		bool any =
			deadline_first_period(period_cases[i].period, test_day(period_cases[i].day), &first);
		CHECK_INT(any, period_cases[i].first != NULL);
		if (!any)
			continue;
		CHECK_INT(first, test_day(period_cases[i].first));
		CHECK_INT(deadline_next_period(period_cases[i].period, first, &next),
			  period_cases[i].next != NULL);
		if (period_cases[i].next != NULL)
			CHECK_INT(next, test_day(period_cases[i].next));
	}
	test_label("%s", "");
}

static void test_moments(void)
{
	char out[MOMENT_LENGTH];
	const struct text text = {out, sizeof out};
	moment_format(moment_of("2025-01-02T03:04:05"), 0, out);
	CHECK_TEXT(text, "2025-01-02 03:04:05");
	moment_format(moment_of("2025-01-02"), DEADLINE_OPENED_SECOND, out);
	CHECK_TEXT(text, "2025-01-02 23:59:59");
	moment_format(moment_of("2025-01-02"), DEADLINE_CLOSED_SECOND, out);
	CHECK_TEXT(text, "2025-01-02 00:00:00");
	CHECK_INT(moment_seconds((struct moment){1, 2}, 3), 86402);
	CHECK_INT(moment_seconds((struct moment){-1, DATE_NO_TIME}, 3), -86397);
}

int main(void)
{
	test_due();
	test_states();
	test_periods();
	test_moments();
	return test_end();
}
