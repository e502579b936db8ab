/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of the penalty ledger as CSV. */
#ifndef KEHU_PENALTY_PRINT_H
#define KEHU_PENALTY_PRINT_H

#include "penalty.h"
#include "writer.h"

/* What one worker prints with: it keeps fields that many lines share. */
struct penalty_printer;

struct penalty_printer *penalty_printer_new(void);

/* A record: person, role, date, customer, code, nth, amount, factor, charge, clause, source, note. All lines must be of the
   same policy. */
void penalty_print(struct penalty_printer *printer, struct writer *writer, const struct penalty_line *line);

void penalty_printer_free(struct penalty_printer *printer);

#endif
