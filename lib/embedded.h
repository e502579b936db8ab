/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped policies and calendars as they are compiled in: the bytes of lib/policy/NAME.csv and lib/calendar/NAME.csv.
   The definitions are made by lib/embed.sh when building. A NUL follows the bytes and is not counted in the size. */
#ifndef KEHU_EMBEDDED_H
#define KEHU_EMBEDDED_H

#include <stddef.h>

extern const char policy_embedded_standard[];
extern const size_t policy_embedded_standard_size;

extern const char calendar_embedded_china[];
extern const size_t calendar_embedded_china_size;

#endif
