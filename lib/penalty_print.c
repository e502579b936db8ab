/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "penalty_print.h"

enum { PRICES = 1 << 6 };

/* The fields from amount to clause as they are to stand in CSV: they follow from the row of the price and the factor. */
struct price {
	const struct policy_row *row;
	int64_t factor;
	char *fields;
	size_t n, room; /* n 0: none yet */
};

struct penalty_printer {
	struct price price[PRICES];
	struct writer *fields; /* a price's */
};

struct penalty_printer *penalty_printer_new(void)
{
	struct penalty_printer *printer = memory_new(1, sizeof *printer);
	printer->fields = writer_open_memory();
	return printer;
}

static void set_price(struct price *price, struct writer *writer, const struct penalty_line *line)
{
	writer_amount(writer, line->amount);
	writer_decimal(writer, line->factor, 6, 0);
	writer_amount(writer, line->charge);
	writer_text(writer, line->price != NULL ? line->price->clause : TEXT(""));
	struct text fields = writer_memory(writer);
	price->row = line->price;
	price->factor = line->factor;
	price->fields = memory_grow(price->fields, &price->room, fields.length, 1);
	price->n = fields.length;
	memcpy(price->fields, fields.at, fields.length);
	writer_end(writer);
	writer_clear(writer);
}

/* Rows of prices stand side by side; most factors are 0 and 1. */
static struct text find_price(struct penalty_printer *printer, const struct penalty_line *line)
{
	size_t row = (uintptr_t)line->price / sizeof *line->price;
	struct price *price = &printer->price[(2 * row + (line->factor != 0)) % PRICES];
	if (price->n == 0 || price->row != line->price || price->factor != line->factor)
		set_price(price, printer->fields, line);
	return (struct text){price->fields, price->n};
}

void penalty_print(struct penalty_printer *printer, struct writer *writer, const struct penalty_line *line)
{
	const struct fault *fault = line->fault;
	writer_text(writer, line->person);
	writer_text(writer, line->role);
	writer_date(writer, fault->day);
	writer_text(writer, fault->customer);
	writer_text(writer, fault->code);
	writer_number(writer, line->nth);
	writer_fields(writer, find_price(printer, line));
	writer_text(writer, fault->source);
	writer_text(writer, line->note != NULL ? line->note->value : TEXT(""));
	writer_end(writer);
}

void penalty_printer_free(struct penalty_printer *printer)
{
	for (size_t i = 0; i < PRICES; i++)
		free(printer->price[i].fields);
	writer_close(printer->fields);
	free(printer);
}
