/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as runs keep them, in memory and in scratch files: a head, the key, the lines. */
#ifndef KEHU_RESULT_H
#define KEHU_RESULT_H

#include "sort.h"
#include "text.h"

struct result_head {
	uint64_t key, lines; /* lengths */
};

static inline struct result_head result_head(const char *at)
{
	struct result_head head;
	memcpy(&head, at, sizeof head);
	return head;
}

static inline struct text result_key(const char *at)
{
	return (struct text){at + sizeof(struct result_head), result_head(at).key};
}

static inline struct text result_lines(const char *at)
{
	struct result_head head = result_head(at);
	return (struct text){at + sizeof head + head.key, head.lines};
}

/* Has the first n bytes of a result brought into the cache. */
static inline void result_fetch(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i += SORT_LINE)
		__builtin_prefetch(at + i);
}

/* By key, then by lines. */
extern const struct sort_order result_order;

#endif
