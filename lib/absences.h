/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is away when. */
#ifndef KEHU_ABSENCES_H
#define KEHU_ABSENCES_H

#include "inputs.h"
#include "roster.h"

struct absences;

/* Reads the file of this path; NULL: nobody is away. The roster must outlive it. Records that are bad beside the others are
   left out, for absences_errors to tell of. */
struct absences *absences_read(struct inputs *inputs, const char *path, const struct roster *roster);

/* The errors of those left out; `rank` is to be that of the first kind, and rank + 1 that of the second. They are to be
   rejected when the errors of form of all streams are. */
size_t absences_errors(struct absences *absences, unsigned rank, const struct late_error **errors);

/* Whether the i-th person of the roster is away at this second of the day. */
bool absences_has(const struct absences *absences, size_t i, int32_t day, int32_t second);

void absences_free(struct absences *absences);

#endif
