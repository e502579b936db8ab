/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "event.h"
#include "test.h"
#include "words.h"

/* --- one event */

static const struct one {
	const char *text, *canonical;
	enum event_use use;
	struct event event;
	const char *reason;
} ones[] = {
	{"visit", "visit", EVENT_IN_FROM, {.visit = VISIT_VISIT}, ""},
	{"*", "*", EVENT_IN_TO, {.visit = VISIT_NONE}, ""},
	{"*/closed", "*/closed", EVENT_IN_TO, {.outcome = OUTCOME_CLOSED}, ""},
	{"deal", "deal", EVENT_IN_FROM, {.visit = VISIT_DEAL}, ""},
	{"other:delivery", "other:delivery", EVENT_IN_FROM, {.visit = VISIT_OTHER}, "delivery"},
	{"complaint:ordinary/closed",
	 "complaint:ordinary/closed",
	 EVENT_IN_FROM,
	 {.visit = VISIT_COMPLAINT, .outcome = OUTCOME_CLOSED},
	 "ordinary"},
	{"other:repair.planned",
	 "other:repair.planned",
	 EVENT_IN_FROM,
	 {.visit = VISIT_OTHER, .column = EVENT_PLANNED},
	 "repair"},
	{"*:a b/Open.FIXED",
	 "*:a b/open.fixed",
	 EVENT_IN_TO,
	 {.outcome = OUTCOME_OPEN, .column = EVENT_FIXED},
	 "a b"},
	{" Visit : x / Deal . Reported ",
	 "visit:x/deal.reported",
	 EVENT_IN_MEASURE,
	 {.visit = VISIT_VISIT, .outcome = OUTCOME_DEAL, .column = EVENT_REPORTED},
	 "x"},
	{"拜访:交车/闭环",
	 "visit:交车/closed",
	 EVENT_IN_FROM,
	 {.visit = VISIT_VISIT, .outcome = OUTCOME_CLOSED},
	 "交车"},
	{"other:a:b", "other:a:b", EVENT_IN_FROM, {.visit = VISIT_OTHER}, "a:b"},
	{"registration", "registration", EVENT_IN_FROM, {.kind = EVENT_REGISTRATION}, ""},
	{"registration.filed",
	 "registration.filed",
	 EVENT_IN_TO,
	 {.kind = EVENT_REGISTRATION, .column = EVENT_FILED},
	 ""},
	{"first.contract",
	 "first.contract",
	 EVENT_IN_TO,
	 {.kind = EVENT_FIRST, .column = EVENT_CONTRACT},
	 ""},
	{"invoice", "invoice", EVENT_IN_FROM, {.kind = EVENT_INVOICE}, ""},
	{"PAYMENT", "payment", EVENT_IN_TO, {.kind = EVENT_PAYMENT}, ""},
	{"own.date", "own.date", EVENT_IN_TO, {.kind = EVENT_OWN}, ""},
	{"own.reported", "own.reported", EVENT_IN_TO, {.kind = EVENT_OWN, .column = EVENT_REPORTED}, ""},
	{"own.filed", "own.filed", EVENT_IN_TO, {.kind = EVENT_OWN, .column = EVENT_FILED}, ""},
	{"week", "week", EVENT_IN_FROM, {.kind = EVENT_WEEK}, ""},
	{"halfyear", "halfyear", EVENT_IN_FROM, {.kind = EVENT_HALFYEAR}, ""},
	{"year", "year", EVENT_IN_FROM, {.kind = EVENT_YEAR}, ""},
};

static void check_ones(void)
{
	for (size_t i = 0; i < sizeof ones / sizeof *ones; i++) {
		struct event event[EVENTS_MAX];
		const char *error;
		char out[EVENT_TEXT_ROOM];
		test_label("%s", ones[i].text);
		if (!CHECK_INT(events_parse(text_of(ones[i].text), ones[i].use, event, &error), 1))
			continue;
		CHECK_INT(event->kind, ones[i].event.kind);
		CHECK_INT(event->column, ones[i].event.column);
		CHECK_INT(event->visit, ones[i].event.visit);
		CHECK_INT(event->outcome, ones[i].event.outcome);
		CHECK_TEXT(event->reason, ones[i].reason);
		CHECK_INT(event_is_period(event), event->kind >= EVENT_WEEK);
		size_t length = events_format(event, 1, out);
		CHECK_TEXT(((struct text){out, length}), ones[i].canonical);
	}
}

/* --- several events */

static void check_lists(void)
{
	static const struct {
		const char *text, *canonical;
		size_t n;
	} lists[] = {
		{"visit | call | track", "visit | call | track", 3},
		{"visit|call", "visit | call", 2},
		{"first | complaint:x/closed.fixed", "first | complaint:x/closed.fixed", 2},
		{"*|*|*|*|*|*|*|*|*|*|*|*|*|*|*|*",
		 "* | * | * | * | * | * | * | * | * | * | * | * | * | * | * | *", EVENTS_MAX},
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct event event[EVENTS_MAX];
		const char *error;
		char out[EVENT_TEXT_ROOM];
		test_label("%s", lists[i].text);
		size_t n = events_parse(text_of(lists[i].text), EVENT_IN_TO, event, &error);
		CHECK_INT(n, lists[i].n);
		size_t length = events_format(event, n, out);
		CHECK_TEXT(((struct text){out, length}), lists[i].canonical);
	}
}

/* --- what is wrong */

static const char unknown_kind[] = "has an event of unknown kind";
static const char unknown_column[] = "has an event with an unknown column";
static const char unknown_outcome[] = "has an event with an unknown outcome";
static const char no_such_column[] = "has an event with a column that its kind does not take";
static const char no_reason[] = "has an event with a reason or outcome that its kind does not take";

static const struct {
	const char *text;
	enum event_use use;
	const char *error;
} bad[] = {
	{"", EVENT_IN_FROM, unknown_kind},
	{"vist", EVENT_IN_FROM, unknown_kind},
	{"visit |", EVENT_IN_FROM, unknown_kind},
	{"| visit", EVENT_IN_FROM, unknown_kind},
	{"visit or call", EVENT_IN_FROM, unknown_kind},
	{"credit", EVENT_IN_FROM, unknown_kind},
	{"other:", EVENT_IN_FROM, "has an event with an empty reason"},
	{"other: /closed", EVENT_IN_FROM, "has an event with an empty reason"},
	{"visit/clsed", EVENT_IN_FROM, unknown_outcome},
	{"visit/", EVENT_IN_FROM, unknown_outcome},
	{"visit/open/closed", EVENT_IN_FROM, unknown_outcome},
	{"visit.", EVENT_IN_FROM, unknown_column},
	{"visit.report", EVENT_IN_FROM, unknown_column},
	{"other:v1.2", EVENT_IN_FROM, unknown_column},
	{"visit.date", EVENT_IN_FROM, no_such_column},
	{"visit.filed", EVENT_IN_FROM, no_such_column},
	{"registration.planned", EVENT_IN_FROM, no_such_column},
	{"first.date", EVENT_IN_FROM, no_such_column},
	{"invoice.filed", EVENT_IN_FROM, no_such_column},
	{"month.planned", EVENT_IN_FROM, no_such_column},
	{"registration:x", EVENT_IN_FROM, no_reason},
	{"payment/open", EVENT_IN_FROM, no_reason},
	{"week:x", EVENT_IN_FROM, no_reason},
	{"own", EVENT_IN_TO, "has own without a column"},
	{"own.reported", EVENT_IN_FROM, "has own, which only due.to takes"},
	{"own.reported", EVENT_IN_MEASURE, "has own, which only due.to takes"},
	{"month", EVENT_IN_TO, "has a period, which only due.from takes"},
	{"month", EVENT_IN_MEASURE, "has a period, which only due.from takes"},
	{"month | visit", EVENT_IN_FROM, "has a period beside other events"},
	{"week | month", EVENT_IN_FROM, "has a period beside other events"},
	{"visit | call", EVENT_IN_MEASURE, "has more than one event"},
	{"*|*|*|*|*|*|*|*|*|*|*|*|*|*|*|*|*", EVENT_IN_TO, "has more than 16 events"},
};

static void check_bad(void)
{
	struct event event[EVENTS_MAX];
	const char *error;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		test_label("%s", bad[i].text);
		CHECK_INT(events_parse(text_of(bad[i].text), bad[i].use, event, &error), 0);
		CHECK_STRING(error, bad[i].error);
	}
	char text[EVENT_TEXT_MAX + 1];
	memcpy(memset(text, 'x', sizeof text), "other:", strlen("other:"));
	test_label("%s", "as long as can be");
	CHECK_INT(events_parse((struct text){text, EVENT_TEXT_MAX}, EVENT_IN_FROM, event, &error), 1);
	CHECK_INT(events_parse((struct text){text, EVENT_TEXT_MAX + 1}, EVENT_IN_FROM, event, &error), 0);
	CHECK_STRING(error, "is longer than 512 bytes");
}

/* --- which records they mean */

static const struct {
	const char *event;
	int kind, outcome;
	const char *reason;
	bool matches;
} records[] = {
	{"visit", VISIT_VISIT, OUTCOME_NONE, "", true},
	{"visit", VISIT_CALL, OUTCOME_NONE, "", false},
	{"*", VISIT_OTHER, OUTCOME_LOST, "x", true},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "plan", true},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "plan for May", true},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "plan:May", true},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "plan：五月", true},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "plans", false},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "plan.", false},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "Plan", false},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "pla", false},
	{"other:plan", VISIT_OTHER, OUTCOME_NONE, "", false},
	{"other:plan", VISIT_VISIT, OUTCOME_NONE, "plan", false},
	{"*/closed", VISIT_COMPLAINT, OUTCOME_CLOSED, "", true},
	{"*/closed", VISIT_COMPLAINT, OUTCOME_NONE, "", false},
	{"complaint/closed", VISIT_COMPLAINT, OUTCOME_OPEN, "", false},
	{"*/deal", VISIT_DEAL, OUTCOME_NONE, "", true},
	{"*/open", VISIT_DEAL, OUTCOME_OPEN, "", false},
	{"registration", VISIT_VISIT, OUTCOME_NONE, "", false},
	{"payment", VISIT_VISIT, OUTCOME_NONE, "", false},
};

static void check_records(void)
{
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct event event[EVENTS_MAX];
		const char *error;
		struct visit visit = {.kind = (uint8_t)records[i].kind,
				      .outcome = (uint8_t)records[i].outcome,
				      .reason = text_of(records[i].reason)};
		test_label("%s of %s", records[i].event, records[i].reason);
		CHECK_INT(events_parse(text_of(records[i].event), EVENT_IN_TO, event, &error), 1);
		CHECK_INT(event_matches(event, &visit), records[i].matches);
	}
}

int main(void)
{
	check_ones();
	check_lists();
	check_bad();
	check_records();
	return test_end();
}
