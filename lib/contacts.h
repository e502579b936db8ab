/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When each person last was in touch with each party. */
#ifndef KEHU_CONTACTS_H
#define KEHU_CONTACTS_H

#include <stdint.h>
#include "text.h"

struct contacts;

struct contacts *contacts_new(void);

/* Forgets all. */
void contacts_clear(struct contacts *contacts);

/* The person was in touch with the party on this day, which is not before those noted earlier. The text must stay. */
void contacts_note(struct contacts *contacts, uint32_t party, struct text person, int32_t day);

/* The last day noted; DATE_NONE: none. */
int32_t contacts_last(const struct contacts *contacts, uint32_t party, struct text person);

void contacts_free(struct contacts *contacts);

#endif
