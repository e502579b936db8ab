/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "span.h"
#include "test.h"

static const struct good {
	const char *text, *canonical;
	enum span_unit unit;
	int64_t n;
	bool has_time;
} good[] = {
	{"0 days", "0 days", SPAN_DAYS, 0, false},
	{"2 days", "2 days", SPAN_DAYS, 2, false},
	{"1 workdays", "1 workdays", SPAN_WORKDAYS, 1, false},
	{"120 months", "120 months", SPAN_MONTHS, 120, false},
	{"day 1", "day 1", SPAN_DAY, 1, false},
	{"day 31", "day 31", SPAN_DAY, 31, false},
	{"period end", "period end", SPAN_PERIOD_END, 0, false},
	{"24 hours", "24 hours", SPAN_HOURS, 24, true},
	{"20 minutes", "20 minutes", SPAN_MINUTES, 20, true},
	{"next 10:00", "next 10:00", SPAN_NEXT, 36000, true},
	{"next 00:00", "next 00:00", SPAN_NEXT, 0, true},
	{"next 23:59", "next 23:59", SPAN_NEXT, 86340, true},
	{"1000000000 days", "1000000000 days", SPAN_DAYS, SPAN_MAX, false},
	{" 007   Days ", "7 days", SPAN_DAYS, 7, false},
	{"PERIOD END", "period end", SPAN_PERIOD_END, 0, false},
	{"Next 09:05", "next 09:05", SPAN_NEXT, 32700, true},
};

static const char *const bad[] = {
	"",           "days",          "2",           "2 day",           "2days",
	"-1 days",    "1.5 hours",     "2 days long", "1 weeks",         "day 0",
	"day 32",     "day",           "day x",       "period",          "period ends",
	"end period", "next",          "next 24:00",  "next 10:60",      "next 9:00",
	"next 10.00", "next 10:00:00", "next 1a:00",  "1000000001 days", "99999999999999999999 days",
	"two days",
};

int main(void)
{
	struct span span = {SPAN_DAYS, 77};
	char out[SPAN_ROOM];
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		test_label("%s", good[i].text);
		CHECK(span_parse(text_of(good[i].text), &span));
		CHECK_INT(span.unit, good[i].unit);
		CHECK_INT(span.n, good[i].n);
		CHECK_INT(span_has_time(&span), good[i].has_time);
		size_t length = span_format(&span, out);
		CHECK_TEXT(((struct text){out, length}), good[i].canonical);
	}
	span = (struct span){SPAN_DAYS, 77};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		test_label("%s", bad[i]);
		CHECK(!span_parse(text_of(bad[i]), &span));
		CHECK_INT(span.n, 77);
	}
	return test_end();
}
