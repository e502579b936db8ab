/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "memory.h"
#include "money.h"
#include "stream.h"

enum { TEXT_MAX = 64 * 1024, REASON_ROOM = 256, NO_COLUMN = STREAM_COLUMNS_MAX };

#define TONS_MAX  (INT64_C(1000000000000000) * 1000)
#define COUNT_MAX INT64_C(1000000000)

struct stream_parser {
	bool bad;
	struct row_error error;
	char reason[REASON_ROOM];
	alignas(8) char record[STREAM_RECORD_MAX];
};

/* Flags of a field beside those of its column. */
enum { FIELD_IGNORED = 1 << 8, FIELD_IS_KIND = 1 << 9, FIELD_UNWANTED = 1 << 10 };

/* What a field of the file is: its column, NULL where it is none of the stream's, and what is needed most of that. */
struct field {
	const struct column *column;
	uint16_t flags, offset;
	uint8_t type;
};

/* What is to be done with the values of a record, by bits of fields: made once a file, of up to PLAN_FIELDS fields. */
enum { PLAN_FIELDS = 63 };
#define NO_PLAN (UINT64_C(1) << PLAN_FIELDS)
struct plan {
	uint64_t needed; /* may not be empty; with NO_PLAN, take_record is not for such records */
	uint64_t first;  /* of the first field, if it is looked at; not set below */
	uint64_t dates, words, amounts, tons, others;
	struct text_field {
		uint16_t before, offset; /* the field before it; where it goes in the record */
	} text[STREAM_COLUMNS_MAX];
	unsigned texts;
};

struct stream_file {
	const struct stream *stream;
	struct reader *reader;
	struct text *header; /* owned */
	size_t fields;
	struct field *field;
	size_t field_of[STREAM_COLUMNS_MAX]; /* by column: the field; `fields` where the file lacks it */
	size_t kind_field, doc_field;        /* of receivables; elsewhere `fields` */
	struct plan plan[2];                 /* the second for invoices */
	struct stream_parser own;            /* for stream_next */
};

bool column_is_named(const struct column *column, struct text name)
{
	return text_equal_nocase(name, text_of(column->name)) ||
	       (column->alias != NULL && text_equal(name, text_of(column->alias)));
}

bool column_is_among(const struct column *column, const char *const *names)
{
	while (names != NULL && *names != NULL && strcmp(*names, column->name) != 0)
		names++;
	return names != NULL && *names != NULL;
}

static size_t find_column(const struct stream *stream, struct text name)
{
	for (size_t i = 0; i < stream->columns; i++)
		if (column_is_named(&stream->column[i], name))
			return i;
	return NO_COLUMN;
}

/* "FILE: BEFORE COLUMN AFTER; columns: a, b, c", exit 2. */
static _Noreturn void fail_header(struct stream_file *file, const char *before, const char *column,
				  const char *after)
{
	const char *path = reader_path(file->reader);
	size_t room = 1, n = 0;
	for (size_t i = 0; i < file->fields; i++)
		room += file->header[i].length + 2;
	char *list = memory_new(room, 1);
	for (size_t i = 0; i < file->fields; i++) {
		if (i > 0)
			list[n++] = ',', list[n++] = ' ';
		memcpy(list + n, file->header[i].at, file->header[i].length);
		n += file->header[i].length;
	}
	char *quoted = diag_quote((struct text){list, n});
	free(list);
	stream_close(file);
	diag_fail("%s: %s %s%s; columns: %s", path, before, column, after, quoted);
}

/* Where the header cannot be read as a record: "FILE:LINE: BEFORE WHAT AFTER", exit 2. */
static _Noreturn void fail_record(struct stream_file *file, const char *before, const char *what,
				  const char *after)
{
	const char *path = reader_path(file->reader);
	uint64_t line = reader_line(file->reader);
	stream_close(file);
	diag_fail("%s:%ju: %s%s%s", path, (uintmax_t)line, before, what, after);
}

static void read_header(struct stream_file *file)
{
	struct reader *reader = file->reader;
	if (reader_next(reader)) {
		if (reader_error(reader) != NULL)
			fail_record(file, "", reader_error(reader), " in the header");
		if (!reader_is_valid(reader))
			fail_record(file, "the header is not valid ", reader_encoding(reader),
				    "; is --encoding right?");
		file->fields = reader_fields(reader);
	}
	file->header = memory_new(file->fields, sizeof *file->header);
	for (size_t i = 0; i < file->fields; i++) {
		struct text name = reader_field(reader, i);
		char *copy = memory_new(name.length, 1);
		memcpy(copy, name.at, name.length);
		file->header[i] = (struct text){copy, name.length};
	}
}

static struct field field_for(const struct column *column)
{
	return (struct field){column, (uint16_t)column->flags, (uint16_t)column->offset,
			      (uint8_t)column->type};
}

static void resolve_columns(struct stream_file *file)
{
	const struct stream *stream = file->stream;
	file->field = memory_new(file->fields, sizeof *file->field);
	for (size_t i = 0; i < stream->columns; i++)
		file->field_of[i] = file->fields;
	for (size_t i = 0; i < file->fields; i++) {
		size_t column = find_column(stream, file->header[i]);
		file->field[i].flags = FIELD_IGNORED;
		if (column == NO_COLUMN)
			continue;
		file->field[i] = field_for(&stream->column[column]);
		if (file->field_of[column] < file->fields)
			fail_header(file, "column", stream->column[column].name, " is given twice");
		file->field_of[column] = i;
	}
	for (size_t i = 0; i < stream->columns; i++)
		if ((stream->column[i].flags & COLUMN_REQUIRED) && file->field_of[i] == file->fields)
			fail_header(file, "no column", stream->column[i].name, "");
}

/* Flags of fields that are not looked at. kind: of a receivable, as far as known. */
static unsigned ignored_flags(int kind)
{
	return FIELD_IGNORED | (kind == RECEIVABLE_INVOICE ? COLUMN_NO_INVOICE : COLUMN_INVOICE);
}

static bool is_needed(const struct field *field, unsigned ignored)
{
	return (field->flags & (COLUMN_GIVEN | COLUMN_INVOICE)) && !(field->flags & ignored);
}

static uint64_t *mask_for(struct plan *plan, const struct field *field)
{
	switch ((enum column_type)field->type) {
	case COLUMN_DATE:
	case COLUMN_TIME:
		return &plan->dates;
	case COLUMN_WORD:
		return &plan->words;
	case COLUMN_TONS:
		return &plan->tons;
	case COLUMN_COUNT:
	case COLUMN_YEAR:
		return &plan->others;
	default:
		return &plan->amounts;
	}
}

static void make_plan(const struct stream_file *file, int kind, struct plan *plan)
{
	const unsigned ignored = ignored_flags(kind);
	uint64_t bit = 1;
	*plan = (struct plan){0};
	for (size_t i = 0; i < file->fields && i < PLAN_FIELDS; i++, bit <<= 1) {
		const struct field *field = &file->field[i];
		if (is_needed(field, ignored))
			plan->needed |= bit;
		if (field->flags & (ignored | FIELD_IS_KIND | FIELD_UNWANTED))
			continue;
		if (i > 0 && field->type == COLUMN_TEXT)
			plan->text[plan->texts++] = (struct text_field){(uint16_t)(i - 1), field->offset};
		else
			*(i == 0 ? &plan->first : mask_for(plan, field)) |= bit;
	}
	if (file->fields > PLAN_FIELDS || (kind == RECEIVABLE_INVOICE && file->doc_field == file->fields))
		plan->needed |= NO_PLAN;
}

static void make_plans(struct stream_file *file)
{
	make_plan(file, RECEIVABLE_NONE, &file->plan[0]);
	make_plan(file, RECEIVABLE_INVOICE, &file->plan[1]);
}

struct stream_file *stream_open(const struct stream *stream, const char *path, const char *encoding)
{
	struct stream_file *file = memory_new(1, sizeof *file);
	file->stream = stream;
	file->reader = reader_open(path, encoding);
	read_header(file);
	resolve_columns(file);
	file->kind_field = file->doc_field = file->fields;
	if (stream == &stream_receivables) {
		file->kind_field = file->field_of[find_column(stream, TEXT("kind"))];
		file->doc_field = file->field_of[find_column(stream, TEXT("doc"))];
		file->field[file->kind_field].flags |= FIELD_IS_KIND;
	}
	make_plans(file);
	return file;
}

void stream_want(struct stream_file *file, const char *const *names)
{
	for (size_t i = 1; i < file->stream->columns; i++) {
		const struct column *column = &file->stream->column[i];
		size_t field = file->field_of[i];
		if (field < file->fields && column->type == COLUMN_TEXT && !column_is_among(column, names))
			file->field[field].flags |= FIELD_UNWANTED;
	}
	make_plans(file);
}

static const char *words_allowed(struct stream_parser *parser, const struct words *words)
{
	int n = snprintf(parser->reason, REASON_ROOM, "is not one of ");
	for (size_t i = 0; i < words->n && n < REASON_ROOM; i++)
		n += snprintf(parser->reason + n, (size_t)(REASON_ROOM - n), "%s%s", i > 0 ? ", " : "",
			      words->word[i].english);
	return parser->reason;
}

/* flags: of the record; where it has no blanks, it has no NUL either. */
static const char *parse_text(struct text value, unsigned flags, struct text *out)
{
	if (value.length > TEXT_MAX)
		return "is longer than 64 KiB";
	if ((flags & SPLIT_BLANKS) && memchr(value.at, '\0', value.length) != NULL)
		return "contains a NUL";
	*out = value;
	return NULL;
}

static const char *parse_amount(struct text value, enum column_type type, int64_t *out)
{
	money_wide fen;
	if (money_parse(value, 2, out))
		fen = *out;
	else if (!money_parse_wide(value, 2, &fen))
		return "is not an amount";
	bool is_posting = type == COLUMN_POSTING || type == COLUMN_CONTRACT;
	if (is_posting && (fen > MONEY_POSTING_MAX || fen < -MONEY_POSTING_MAX))
		return "is over 90,000,000,000,000.00";
	if (fen > INT64_MAX || fen <= INT64_MIN)
		return "exceeds 64 bits of fen";
	if (type == COLUMN_POSTING && fen <= 0)
		return "is not greater than 0";
	return type == COLUMN_TURNOVER && fen < 0 ? "is negative" : NULL;
}

static const char *parse_tons(struct text value, unsigned flags, int64_t *out)
{
	money_wide tons;
	if (!money_parse_wide(value, 3, &tons))
		return "is not a number of tons";
	if (value.at[0] == '-')
		return "is negative";
	if (tons > ((flags & COLUMN_TOTAL) ? INT64_MAX : TONS_MAX))
		return "is over 10^15";
	*out = (int64_t)tons;
	return NULL;
}

static const char *parse_count(struct text value, int64_t *out)
{
	money_wide count;
	if (!money_parse_wide(value, 0, &count))
		return "is not a whole number";
	if (value.at[0] == '-')
		return "is negative";
	if (count > COUNT_MAX)
		return "is over 10^9";
	*out = (int64_t)count;
	return NULL;
}

static const char *parse_year(struct text value, int64_t *out)
{
	money_wide year;
	if (!money_parse_wide(value, 0, &year) || year < DATE_FIRST_YEAR || year > DATE_LAST_YEAR)
		return "is not a year from 1900 to 9999";
	*out = (int64_t)year;
	return NULL;
}

static const char *parse_date(struct text value, enum column_type type, int32_t *out)
{
	return date_parse(value, out, type == COLUMN_TIME ? out + 1 : NULL) ? NULL : "is not a date";
}

static const char *parse_number(const struct field *field, struct text value, void *out)
{
	switch ((enum column_type)field->type) {
	case COLUMN_TONS:
		return parse_tons(value, field->flags, out);
	case COLUMN_COUNT:
		return parse_count(value, out);
	case COLUMN_YEAR:
		return parse_year(value, out);
	default:
		return parse_amount(value, field->type, out);
	}
}

/* Parses one given value into the record; returns why it is bad, or NULL. */
static const char *parse_value(struct stream_parser *parser, const struct field *field, struct text value,
			       unsigned flags)
{
	void *out = parser->record + field->offset;
	struct text unwanted;
	switch ((enum column_type)field->type) {
	case COLUMN_TEXT:
		return parse_text(value, flags, (field->flags & FIELD_UNWANTED) ? &unwanted : out);
	case COLUMN_DATE:
	case COLUMN_TIME:
		return parse_date(value, field->type, out);
	case COLUMN_WORD:
		*(uint8_t *)out = (uint8_t)words_find(field->column->words, value);
		return *(uint8_t *)out > 0 ? NULL : words_allowed(parser, field->column->words);
	default:
		return parse_number(field, value, out);
	}
}

/* The first bad field from the left and why; `fields` where none is. */
static size_t check_fields(struct stream_parser *parser, const struct stream_file *file,
			   const struct csv_record *record, int kind, const char **reason)
{
	const unsigned ignored = ignored_flags(kind);
	const bool has_blanks = (record->flags & (SPLIT_BLANKS | BATCH_UNQUOTED)) == SPLIT_BLANKS;
	const uint32_t *end = record->end;
	const char *next = record->bytes + record->at;
	for (const struct field *field = file->field, *last = field + file->fields; field < last; field++) {
		struct text value = {next, (size_t)(record->bytes + *end - next)};
		next = record->bytes + *end++ + 1;
		if (has_blanks)
			value = text_trim(value);
		if (value.length == 0) {
			if (is_needed(field, ignored)) {
				*reason = "is empty";
				return (size_t)(field - file->field);
			}
			continue;
		}
		if (field->flags & ignored)
			continue;
		if ((field->flags & FIELD_IS_KIND) && kind > 0) {
			parser->record[field->offset] = (char)kind;
			continue;
		}
		*reason = parse_value(parser, field, value, record->flags);
		if (*reason != NULL)
			return (size_t)(field - file->field);
	}
	return file->fields;
}

/* The first field that is not valid UTF-8; `fields` where all are. */
static size_t check_valid(const struct stream_file *file, const struct csv_record *record)
{
	if (csv_is_valid(record))
		return file->fields;
	for (size_t i = 0; i < file->fields; i++) {
		if (!text_is_valid_utf8(csv_field(record, i)))
			return i;
	}
	return file->fields;
}

static void set_error(struct stream_parser *parser, struct text column, struct text value, const char *reason)
{
	parser->bad = true;
	parser->error = (struct row_error){column, value, reason};
}

static void set_field_error(struct stream_parser *parser, const struct stream_file *file,
			    const struct csv_record *record, size_t i, const char *reason)
{
	const struct column *column = file->field[i].column;
	set_error(parser, column == NULL ? file->header[i] : text_of(column->name), csv_field(record, i),
		  reason);
}

static void set_count_error(struct stream_parser *parser, const struct stream_file *file, size_t n)
{
	snprintf(parser->reason, REASON_ROOM, "%zu field%s where the header has %zu", n, n == 1 ? "" : "s",
		 file->fields);
	set_error(parser, TEXT(""), TEXT(""), parser->reason);
}

/* The kind of a receivable, which says what columns are looked at; 0: no receivable, or a bad kind. */
static int kind_of(const struct stream_file *file, const struct csv_record *record)
{
	return file->kind_field < file->fields
		       ? words_find(&words_receivable_kind, csv_field(record, file->kind_field))
		       : 0;
}

/* Says what is wrong, if anything is: of any record. */
static void check_values(struct stream_parser *parser, const struct stream_file *file,
			 const struct csv_record *record)
{
	const char *reason = NULL;
	memcpy(parser->record, file->stream->empty, file->stream->record_size);
	int kind = kind_of(file, record);
	size_t bad = check_fields(parser, file, record, kind, &reason), invalid = check_valid(file, record);
	if (invalid < file->fields && invalid <= bad) {
		snprintf(parser->reason, REASON_ROOM, "is not valid %s", reader_encoding(file->reader));
		set_field_error(parser, file, record, invalid, parser->reason);
	} else if (bad < file->fields) {
		set_field_error(parser, file, record, bad, reason);
	} else if (kind == RECEIVABLE_INVOICE && file->doc_field == file->fields) {
		set_error(parser, TEXT("doc"), TEXT(""), "is empty");
	}
}

static void check_record(struct stream_parser *parser, const struct stream_file *file,
			 const struct batch *batch, size_t i)
{
	struct csv_record record = batch_record(batch, i);
	const char *error = batch_error(batch, i);
	parser->bad = false;
	if (error != NULL)
		set_error(parser, TEXT(""), TEXT(""), error);
	else if (record.fields != file->fields)
		set_count_error(parser, file, record.fields);
	else
		check_values(parser, file, &record);
}

/* --- good records without quotes, which nearly all are */

/* Whether values have no blanks around them, and no NUL is in them; control characters count as blanks here. Before an empty
   first field may be nothing that could be looked at. */
static bool are_bare(const struct csv_record *record)
{
	const unsigned char *bytes = (const unsigned char *)record->bytes;
	size_t begin = record->at, length = record->end[record->fields - 1] - begin;
	if (record->end[0] == begin || memchr(bytes + begin, '\0', length) != NULL)
		return false;
	bool has_blank = false;
	for (size_t i = 0; i < record->fields; i++) {
		size_t end = record->end[i];
		has_blank |= (end > begin) & ((bytes[begin] <= ' ') | (bytes[end - 1] <= ' '));
		begin = end + 1;
	}
	return !has_blank;
}

/* Whether each text is as good as the whole record, and no value needs to be trimmed. */
static inline bool is_plain(const struct stream_file *file, const struct csv_record *record)
{
	return record->fields == file->fields && (record->flags & BATCH_UNQUOTED) == 0 &&
	       record->end[record->fields - 1] - record->at <= TEXT_MAX &&
	       ((record->flags & SPLIT_BLANKS) == 0 || are_bare(record)) && csv_is_valid(record);
}

static inline bool take_first(struct stream_parser *parser, const struct field *field,
			      const struct csv_record *record)
{
	struct text value = {record->bytes + record->at, record->end[0] - record->at};
	void *out = parser->record + field->offset;
	if (field->type == COLUMN_DATE && date_parse_usual(value, out))
		return true;
	if (field->type != COLUMN_TEXT)
		return parse_value(parser, field, value, 0) == NULL;
	*(struct text *)out = value;
	return true;
}

/* The field of the lowest bit, which is not the first field. */
static inline const struct field *take_field(const struct stream_file *file, const struct csv_record *record,
					     uint64_t left, struct text *value)
{
	size_t i = (unsigned)__builtin_ctzll(left);
	uint32_t begin = record->end[i - 1] + 1;
	*value = (struct text){record->bytes + begin, record->end[i] - begin};
	return &file->field[i];
}

/* Values are taken kind by kind, as the kind of a record's next value is not to be predicted. */

/* Given or not, which is not to be predicted either. */
static inline void take_texts(char *out, const struct plan *plan, const struct csv_record *record)
{
	for (const struct text_field *text = plan->text, *last = text + plan->texts; text < last; text++) {
		const uint32_t *end = record->end + text->before;
		uint32_t begin = end[0] + 1;
		*(struct text *)(void *)(out + text->offset) =
			(struct text){record->bytes + begin, end[1] - begin};
	}
}

/* Here and below, bits are those of fields of the kind that are given. */
static inline bool take_dates(char *out, const struct stream_file *file, const struct csv_record *record,
			      uint64_t given)
{
	for (; given != 0; given &= given - 1) {
		struct text value;
		const struct field *field = take_field(file, record, given, &value);
		int32_t *day = (void *)(out + field->offset);
		if (!date_parse_usual(value, day) && parse_date(value, field->type, day) != NULL)
			return false;
	}
	return true;
}

static inline bool take_words(char *out, const struct stream_file *file, const struct csv_record *record,
			      uint64_t given)
{
	for (; given != 0; given &= given - 1) {
		struct text value;
		const struct field *field = take_field(file, record, given, &value);
		int number = words_find(field->column->words, value);
		if (number == 0)
			return false;
		out[field->offset] = (char)number;
	}
	return true;
}

/* All but zero that look as usual are good. decimals 0: none looks as usual. */
static inline bool take_numbers(char *out, const struct stream_file *file, const struct csv_record *record,
				uint64_t given, unsigned decimals)
{
	for (; given != 0; given &= given - 1) {
		struct text value;
		const struct field *field = take_field(file, record, given, &value);
		int64_t *number = (void *)(out + field->offset);
		if (decimals == 0 || !money_parse_usual(value, decimals, number) || *number == 0)
			if (parse_number(field, value, number) != NULL)
				return false;
	}
	return true;
}

/* False: it may be bad, check_record tells. */
static bool take_record(struct stream_parser *parser, const struct stream_file *file,
			const struct csv_record *record)
{
	if (!is_plain(file, record))
		return false;
	int kind = kind_of(file, record);
	const struct plan *plan = &file->plan[kind == RECEIVABLE_INVOICE];
	uint64_t given = split_given(record->at, record->end, record->fields);
	if ((plan->needed & (~given | NO_PLAN)) != 0 || (kind == 0 && file->kind_field < file->fields))
		return false;
	memcpy(parser->record, file->stream->empty, file->stream->record_size);
	if (kind > 0)
		parser->record[file->field[file->kind_field].offset] = (char)kind;
	if ((given & plan->first) && !take_first(parser, &file->field[0], record))
		return false;
	char *out = parser->record;
	take_texts(out, plan, record);
	return take_dates(out, file, record, given & plan->dates) &&
	       take_words(out, file, record, given & plan->words) &&
	       take_numbers(out, file, record, given & plan->amounts, 2) &&
	       take_numbers(out, file, record, given & plan->tons, 3) &&
	       take_numbers(out, file, record, given & plan->others, 0);
}

const void *stream_parse(struct stream_parser *parser, const struct stream_file *file,
			 const struct batch *batch, size_t i)
{
	struct csv_record record = batch_record(batch, i);
	if (take_record(parser, file, &record)) {
		parser->bad = false;
		return parser->record;
	}
	check_record(parser, file, batch, i);
	return parser->bad ? NULL : parser->record;
}

struct stream_parser *stream_parser_new(void)
{
	return memory_new(1, sizeof(struct stream_parser));
}

const struct row_error *stream_parser_error(const struct stream_parser *parser)
{
	return &parser->error;
}

bool stream_next(struct stream_file *file)
{
	if (!reader_next(file->reader))
		return false;
	stream_parse(&file->own, file, reader_batch(file->reader), reader_index(file->reader));
	return true;
}

const struct row_error *stream_error(const struct stream_file *file)
{
	return file->own.bad ? &file->own.error : NULL;
}

const void *stream_record(const struct stream_file *file)
{
	return file->own.record;
}

struct reader *stream_reader(const struct stream_file *file)
{
	return file->reader;
}

size_t stream_header(const struct stream_file *file, const struct text **names)
{
	*names = file->header;
	return file->fields;
}

void stream_close(struct stream_file *file)
{
	reader_close(file->reader);
	for (size_t i = 0; i < file->fields; i++)
		free((char *)(uintptr_t)file->header[i].at);
	free(file->header);
	free(file->field);
	free(file);
}
