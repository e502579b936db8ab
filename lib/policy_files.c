/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "embedded.h"
#include "policy_files.h"

const char *const policy_columns[POLICY_COLUMNS + 1] = {"rule", "key", "when", "value", "clause", NULL};

const struct shipped policy_shipped = {
	.variable = "KEHU_POLICY_PATH",
	.folder = KEHU_POLICY_DIR,
	.embedded = embedded_policy,
};
