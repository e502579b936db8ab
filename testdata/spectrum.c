/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compares a CSV file, as the library reads it, with a JSON file that holds the same records: an array of objects of
 * strings, named by the header.  Called by spectrum_test.sh.
 *
 *     spectrum FILE.csv FILE.json
 */
#include <config.h>
#include "oracle.h"
#include "reader.h"

enum { MAX_COLUMNS = 16 };

/* A string as JSON spells it. */
static void print_string(struct out *out, struct text text)
{
	out_text(out, "\"");
	for (size_t i = 0; i < text.length; i++) {
		char c = text.at[i];

		if (c == '"' || c == '\\')
			out_format(out, "\\%c", c);
		else if (c == '\n' || c == '\r' || c == '\t')
			out_format(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
		else
			out_bytes(out, &c, 1);
	}
	out_text(out, "\"");
}

static void print_record(struct out *out, const struct reader *reader, const struct out *names, size_t n)
{
	if (reader_fields(reader) != n)
		out_format(out, "(%zu fields) ", reader_fields(reader));
	out_text(out, "{");
	for (size_t i = 0; i < reader_fields(reader) && i < n; i++) {
		out_text(out, i ? "," : "");
		out_text(out, names[i].bytes);
		out_text(out, ":");
		print_string(out, reader_field(reader, i));
	}
	out_text(out, "}");
}

/* The records of the CSV file as JSON without spaces. */
static void print_csv(struct out *out, const char *path)
{
	struct reader *reader = reader_open(path, NULL);
	struct out names[MAX_COLUMNS] = {0};
	size_t n = 0, records = 0;

	out_text(out, "[");
	while (reader_next(reader)) {
		if (reader_error(reader)) {
			out_format(out, "(line %llu: %s)", (unsigned long long)reader_line(reader),
				   reader_error(reader));
			continue;
		}
		if (n) {
			out_text(out, records++ ? "," : "");
			print_record(out, reader, names, n);
			continue;
		}
		n = reader_fields(reader);
		if (n > MAX_COLUMNS)
			oracle_die("too many columns");
		for (size_t i = 0; i < n; i++)
			print_string(&names[i], reader_field(reader, i));
	}
	out_text(out, "]");
	for (size_t i = 0; i < n; i++)
		out_free(&names[i]);
	reader_close(reader);
}

/* The JSON file without spaces between its tokens. */
static void print_json(struct out *out, const char *path)
{
	struct out text;
	bool quoted = false;

	oracle_read(path, &text);
	for (const char *at = text.bytes; *at; at++) {
		if (!quoted && strchr(" \t\r\n", *at))
			continue;
		out_bytes(out, at, 1);
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '\\' && quoted && at[1])
			out_bytes(out, ++at, 1);
	}
	out_free(&text);
}

int main(int argc, char **argv)
{
	struct out csv = {0}, json = {0};

	if (argc != 3)
		oracle_die("usage: spectrum FILE.csv FILE.json");
	print_csv(&csv, argv[1]);
	print_json(&json, argv[2]);
	bool same = csv.length == json.length && strcmp(csv.bytes, json.bytes) == 0;
	if (!same)
		printf("%s\n  expected %s\n  read     %s\n", argv[1], json.bytes, csv.bytes);
	out_free(&csv);
	out_free(&json);
	return same ? 0 : 1;
}
