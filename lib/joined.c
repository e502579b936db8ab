/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "joined.h"
#include "memory.h"

void joined_clear(struct joined *joined)
{
	joined->n = 0;
}

static void append(struct joined *joined, struct text text)
{
	joined->bytes = memory_grow(joined->bytes, &joined->room, joined->n + text.length + 1, 1);
	if (text.length > 0)
		memcpy(joined->bytes + joined->n, text.at, text.length);
	joined->n += text.length;
}

void joined_add(struct joined *joined, const struct text *texts, size_t n)
{
	if (joined->n > 0)
		append(joined, TEXT("; "));
	for (size_t i = 0; i < n; i++)
		append(joined, texts[i]);
}

struct text joined_text(const struct joined *joined)
{
	return (struct text){joined->n > 0 ? joined->bytes : "", joined->n};
}

void joined_free(struct joined *joined)
{
	free(joined->bytes);
}
