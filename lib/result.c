/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "result.h"

static const struct sort_order by_lines = {result_lines, NULL};

const struct sort_order result_order = {result_key, &by_lines};
