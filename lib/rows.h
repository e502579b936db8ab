/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes through rows that lie in several pieces, of several sources: piece by piece, or by position through all at once. */
#ifndef KEHU_ROWS_H
#define KEHU_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include "row.h"

/* Rows one behind the other. */
struct rows_piece {
	const char *at, *end;
	uint64_t before; /* position of the row before the first, once rows_look has been here */
	bool is_first;   /* of its source: positions begin anew */
};

struct rows_cursor {
	const struct rows_piece *piece, *end;
	const char *at;
	const struct row *row; /* at hand */
	uint64_t position;     /* of it */
};

static inline struct rows_cursor rows_start(const struct rows_piece *piece, size_t n)
{
	return (struct rows_cursor){.piece = piece, .end = piece + n, .at = n > 0 ? piece->at : NULL};
}

/* False: there are no more. */
static inline bool rows_next(struct rows_cursor *cursor)
{
	while (cursor->piece < cursor->end) {
		if (cursor->at < cursor->piece->end) {
			cursor->at = row_next(cursor->at, &cursor->row, &cursor->position);
			return true;
		}
		if (++cursor->piece < cursor->end) {
			cursor->at = cursor->piece->at;
			cursor->position = cursor->piece->is_first ? 0 : cursor->position;
		}
	}
	return false;
}

/* Positions from the first up to, but without, the end. */
struct rows_span {
	uint64_t first, end;
};

#define ROWS_END UINT64_MAX

/* What n pieces hold. Where they are of several customers no more than that has been found. */
struct rows_found {
	bool is_one;      /* all rows are of one customer */
	bool is_in_order; /* positions ascend in each source, and are below ROWS_END */
	bool has_raw;     /* some have a raw text */
	struct text name; /* the first row's */
};

struct rows_found rows_look(struct rows_piece *piece, size_t n);

/* Here and below, rows_look has found the rows of all pieces in order, and there are some: of n spans with about as many rows
   each the i-th. */
struct rows_span rows_span(const struct rows_piece *piece, size_t pieces, size_t i, size_t n);

/* Of the pieces from this one on, before `end`, how many are of its source. */
size_t rows_of_source(const struct rows_piece *piece, const struct rows_piece *end);

/* A source's rows of the span. */
struct rows_cursor rows_start_span(const struct rows_piece *piece, size_t n, struct rows_span span);

/* The next of them; sets the position to ROWS_END, and returns false, where there are no more. */
static inline bool rows_next_of_span(struct rows_cursor *cursor, struct rows_span span)
{
	bool any;
	while ((any = rows_next(cursor)) && cursor->position < span.first)
		;
	if (!any || cursor->position >= span.end)
		cursor->position = ROWS_END;
	return cursor->position != ROWS_END;
}

/* The rows of the span, of all sources, by position. */
struct rows_merger {
	struct rows_span span;
	struct rows_cursor *cursor; /* by source, at their next rows */
	size_t cursors, at;
	uint64_t other;        /* the lowest position of the other cursors */
	const struct row *row; /* at hand, and its position */
	uint64_t position;
};

void rows_merge(struct rows_merger *merger, const struct rows_piece *piece, size_t n, struct rows_span span);

/* False: there are no more; the merger is freed then. */
bool rows_merge_next(struct rows_merger *merger);

#endif
