/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "rows.h"

struct rows_found rows_look(struct rows_piece *piece, size_t n)
{
	struct rows_found found = {true, true, false, {NULL, 0}};
	struct text name;
	uint64_t position = 0;
	for (struct rows_piece *end = piece + n; piece < end && found.is_one; piece++) {
		position = piece->is_first ? 0 : position;
		piece->before = position;
		for (const char *at = piece->at; at < piece->end && found.is_one;) {
			const struct row *row;
			uint64_t last = position;
			at = row_next(at, &row, &position);
			row_name(row, &name);
			found.name = found.name.at == NULL ? name : found.name;
			found.is_one = text_equal(name, found.name);
			found.is_in_order &= position >= last && position < ROWS_END;
			found.has_raw |= (row->tag & ROW_RAW) != 0;
		}
	}
	return found;
}

size_t rows_of_source(const struct rows_piece *piece, const struct rows_piece *end)
{
	const struct rows_piece *next = piece + 1;
	while (next < end && !next->is_first)
		next++;
	return (size_t)(next - piece);
}

struct rows_span rows_span(const struct rows_piece *piece, size_t pieces, size_t i, size_t n)
{
	const struct rows_piece *longest = piece, *end = piece + pieces;
	size_t most = 0;
	for (size_t of_source; piece < end; piece += of_source) {
		of_source = rows_of_source(piece, end);
		if (of_source > most) {
			most = of_source;
			longest = piece;
		}
	}
	return (struct rows_span){i == 0 ? 0 : longest[most * i / n].before + 1,
				  i + 1 == n ? ROWS_END : longest[most * (i + 1) / n].before + 1};
}

struct rows_cursor rows_start_span(const struct rows_piece *piece, size_t n, struct rows_span span)
{
	const struct rows_piece *end = piece + n;
	while (piece + 1 < end && piece[1].before < span.first)
		piece++;
	struct rows_cursor cursor = rows_start(piece, (size_t)(end - piece));
	cursor.position = piece->before;
	return cursor;
}

static void choose_cursor(struct rows_merger *merger)
{
	const struct rows_cursor *cursor = merger->cursor;
	merger->at = 0;
	merger->other = ROWS_END;
	for (size_t i = 1; i < merger->cursors; i++) {
		size_t later = i;
		if (cursor[i].position < cursor[merger->at].position) {
			later = merger->at;
			merger->at = i;
		}
		if (cursor[later].position < merger->other)
			merger->other = cursor[later].position;
	}
}

void rows_merge(struct rows_merger *merger, const struct rows_piece *piece, size_t n, struct rows_span span)
{
	*merger = (struct rows_merger){.span = span, .cursor = memory_new(n, sizeof *merger->cursor)};
	const struct rows_piece *end = piece + n;
	for (size_t of_source; piece < end; piece += of_source) {
		struct rows_cursor *cursor = &merger->cursor[merger->cursors++];
		of_source = rows_of_source(piece, end);
		*cursor = rows_start_span(piece, of_source, span);
		rows_next_of_span(cursor, span);
	}
	choose_cursor(merger);
}

bool rows_merge_next(struct rows_merger *merger)
{
	struct rows_cursor *cursor = &merger->cursor[merger->at];
	if (cursor->position == ROWS_END) {
		free(merger->cursor);
		return false;
	}
	merger->row = cursor->row;
	merger->position = cursor->position;
	rows_next_of_span(cursor, merger->span);
	if (cursor->position > merger->other)
		choose_cursor(merger);
	return true;
}
