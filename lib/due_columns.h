/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of each stream that deadlines look at. */
#ifndef KEHU_DUE_COLUMNS_H
#define KEHU_DUE_COLUMNS_H

#include "due_rules.h"
#include "group.h"

enum { DUE_COLUMNS = 16 };

struct due_columns {
	const char *registration[DUE_COLUMNS], *visits[DUE_COLUMNS]; /* NULL-terminated */
	const char *const *wanted[GROUP_STREAMS];                    /* for struct customer_rule */
};

/* with_faults: also those that faults_find_common and faults_find_party look at. The columns stay where they are. */
void due_columns_set(struct due_columns *columns, const struct due_rules *rules, bool with_faults);

#endif
