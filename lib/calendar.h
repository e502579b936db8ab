/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working days: Monday to Friday, unless a calendar file (date,kind with kind holiday or workday) says otherwise. */
#ifndef KEHU_CALENDAR_H
#define KEHU_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct calendar;

/* The calendar NAME (shipped: looked for in each folder of $KEHU_CALENDAR_PATH, in the installed folder, then compiled
   in) or FILE; NULL: Monday to Friday. Any error in it ends the program with a message and exit 2. Free with calendar_free. */
struct calendar *calendar_load(const char *name_or_file);

/* Whether the day is a working day. A day outside the years the calendar has records of counts as Monday to Friday, and
   is remembered for calendar_warn. A NULL calendar is Monday to Friday. */
bool calendar_is_workday(const struct calendar *calendar, int32_t day);

/* The n-th working day after `day` (n 0: `day` itself if it is one, else the next). False past 9999-12-31. */
bool calendar_add_workdays(const struct calendar *calendar, int32_t day, int64_t n, int32_t *result);

/* Warns once, "CALENDAR ends at YEAR; DATE was taken as Monday to Friday", where a day outside its years was asked for. */
void calendar_warn(const struct calendar *calendar);

void calendar_free(struct calendar *calendar);

#endif
