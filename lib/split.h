/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting of plain rows, that is rows without a quote: the hot loop of every filter, kept apart so that a vectorised one
   can take its place. Rows with quotes go to libcsv (reader.c); for plain rows the rules are the same: spaces and tabs
   around a field are dropped, LF or CR ends the row. */
#ifndef KEHU_SPLIT_H
#define KEHU_SPLIT_H

#include <stddef.h>
#include "text.h"

struct split_fields {
	struct text *field;
	size_t n, room;
};

/* Splits the row that starts at `at` into fields->field[0..n), views into it. Returns where it stopped: at the row's LF or
   CR, at its first quote (the fields are then void), or at `end`. */
const char *split_plain(const char *at, const char *end, struct split_fields *fields);

#endif
