/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a filter has printed, read back: rows and columns, and sums of amounts over rows.
 */
#ifndef KEHU_TESTDATA_ORACLE_TABLE_H
#define KEHU_TESTDATA_ORACLE_TABLE_H

#include "oracle.h"

struct table {
	char *bytes;  /* all cells, each with a NUL */
	char **cells; /* row by row; row 0 is the header */
	int rows, columns;
};

/* Reads one cell at *at into *to. Answers what ended it: a comma, a line break, or NUL at the end. */
static inline char table_cell(const char **at, char **to)
{
	bool quoted = false;

	for (; **at && (quoted || (**at != ',' && **at != '\n')); ++*at) {
		if (**at == '"' && quoted && (*at)[1] == '"')
			*(*to)++ = *(*at)++;
		else if (**at == '"')
			quoted = !quoted;
		else
			*(*to)++ = **at;
	}
	*(*to)++ = '\0';
	return **at;
}

static inline void table_read(struct table *table, const struct out *out)
{
	const char *at = out->bytes;
	int cells = 0, column = 0;

	table->bytes = oracle_alloc(2 * out->length + 2, 1);
	table->cells = oracle_alloc(2 * out->length + 2, sizeof(char *));
	table->rows = table->columns = 0;
	for (char *to = table->bytes; *at; at++) {
		table->cells[cells++] = to;
		column++;
		if (table_cell(&at, &to) == ',')
			continue;
		if (table->rows++ == 0)
			table->columns = column;
		else if (column != table->columns)
			oracle_die("a row with more or fewer values than the header");
		column = 0;
		if (!*at)
			break;
	}
}

static inline void table_free(struct table *table)
{
	free(table->bytes);
	free(table->cells);
}

static inline int table_column(const struct table *table, const char *name)
{
	for (int i = 0; i < table->columns; i++)
		if (!strcmp(table->cells[i], name))
			return i;
	oracle_die("a column is missing in what a filter printed");
}

static inline const char *table_at(const struct table *table, int row, int column)
{
	return table->cells[row * table->columns + column];
}

/* An amount in fen; nothing is 0. */
static inline int64_t table_fen(const struct table *table, int row, int column)
{
	const char *text = table_at(table, row, column);
	bool negative = *text == '-';
	int64_t fen = 0;

	for (text += negative; *text; text++)
		if (*text != '.')
			fen = 10 * fen + (*text - '0');
	return negative ? -fen : fen;
}

/* Is the value of the column this one? No column: always. */
static inline bool table_is(const struct table *table, int row, const char *column, const char *value)
{
	return !column || !strcmp(table_at(table, row, table_column(table, column)), value);
}

/* The sum of a column over the customer's rows, those alone whose other column holds the value. */
static inline int64_t table_sum(const struct table *table, const char *customer, const char *column,
				const char *other, const char *value)
{
	int at = table_column(table, column);
	int64_t sum = 0;

	for (int row = 1; row < table->rows; row++)
		if (table_is(table, row, "customer", customer) && table_is(table, row, other, value))
			sum += table_fen(table, row, at);
	return sum;
}

static inline int table_count(const struct table *table, const char *customer)
{
	int n = 0;

	for (int row = 1; row < table->rows; row++)
		n += table_is(table, row, "customer", customer);
	return n;
}

#endif
