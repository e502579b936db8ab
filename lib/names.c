/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "doc_index.h"
#include "memory.h"
#include "names.h"

enum { FEW = 16 };

/* An index is made for so many texts; a larger one takes its place when they are there. */
struct names {
	struct doc_index *index;
	struct text *text; /* by number */
	size_t room, most; /* of text; of the index */
};

struct names *names_new(void)
{
	struct names *names = memory_new(1, sizeof *names);
	names->index = doc_index_new();
	names_clear(names);
	return names;
}

void names_clear(struct names *names)
{
	names->most = FEW;
	doc_index_start(names->index, names->most);
}

static void grow(struct names *names, uint32_t n)
{
	names->most *= 4;
	doc_index_start(names->index, names->most);
	for (uint32_t i = 0; i < n; i++)
		doc_index_enter(names->index, names->text[i]);
}

uint32_t names_enter(struct names *names, struct text text)
{
	uint32_t n = doc_index_count(names->index);
	if (n == names->most) {
		uint32_t number = doc_index_find(names->index, text);
		if (number != DOC_INDEX_NONE)
			return number;
		grow(names, n);
	}
	uint32_t number = doc_index_enter(names->index, text);
	if (number == n) {
		names->text = memory_grow(names->text, &names->room, n + (size_t)1, sizeof *names->text);
		names->text[n] = text;
	}
	return number;
}

uint32_t names_find(const struct names *names, struct text text)
{
	return doc_index_find(names->index, text);
}

uint32_t names_count(const struct names *names)
{
	return doc_index_count(names->index);
}

void names_free(struct names *names)
{
	doc_index_free(names->index);
	free(names->text);
	free(names);
}
