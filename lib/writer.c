/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "bytes.h"
#include "date.h"
#include "diag.h"
#include "memory.h"
#include "writer.h"

/* What is not known to be short waits for room of its own. SLACK: what any other field may take, with its comma, a number
   behind it, and what eight bytes stored at once go beyond the end. */
enum {
	PIPE_SIZE = 1 << 20,
	BUFFER_SIZE = 64 * 1024,
	SHORT_TEXT = 256,
	SLACK = 2 * SHORT_TEXT + 2 * MONEY_ROOM
};

/* What would only burden the quick ways, were it a part of them. */
#define SELDOM __attribute__((noinline))

/* Between calls `at` is not beyond `limit`, behind which there are SLACK bytes: so a short field asks for room once, when
   it has been written and nothing else is to be done. */
struct writer {
	char *at, *limit;
	bool in_record; /* a field of the record at hand has been written */
	bool is_memory;
	int descriptor;
	const char *name;
	char *buffer;
	size_t room;
};

/* Makes room for `needed` bytes and SLACK. */
static void grow(struct writer *writer, size_t n, size_t needed)
{
	writer->buffer = memory_grow(writer->buffer, &writer->room, n + needed + SLACK, 1);
	writer->at = writer->buffer + n;
	writer->limit = writer->buffer + writer->room - SLACK;
}

struct writer *writer_open(int descriptor, const char *name)
{
	struct writer *writer = memory_new(1, sizeof *writer);
	writer->descriptor = descriptor;
	writer->name = name;
	fcntl(descriptor, F_SETPIPE_SZ, PIPE_SIZE);
	grow(writer, 0, BUFFER_SIZE - SLACK);
	return writer;
}

struct writer *writer_open_file(const char *path)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (descriptor == -1)
		diag_fail_errno("%s", path);
	return writer_open(descriptor, path);
}

struct writer *writer_open_memory(void)
{
	struct writer *writer = writer_open(-1, "memory");
	writer->is_memory = true;
	return writer;
}

struct text writer_memory(const struct writer *writer)
{
	return (struct text){writer->buffer, (size_t)(writer->at - writer->buffer)};
}

void writer_clear(struct writer *writer)
{
	writer->at = writer->buffer;
	writer->in_record = false;
}

void writer_swap(struct writer *writer, struct writer *other)
{
	struct writer kept = *writer;
	*writer = *other;
	*other = kept;
}

static void write_all(struct writer *writer, const char *at, size_t n)
{
	while (n > 0) {
		ssize_t written = write(writer->descriptor, at, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			diag_fail_errno("%s", writer->name);
		at += written;
		n -= (size_t)written;
	}
}

static void flush(struct writer *writer)
{
	write_all(writer, writer->buffer, (size_t)(writer->at - writer->buffer));
	writer->at = writer->buffer;
}

SELDOM static void make_room(struct writer *writer, size_t needed)
{
	if (!writer->is_memory)
		flush(writer);
	grow(writer, (size_t)(writer->at - writer->buffer), needed);
}

static inline void reserve(struct writer *writer, size_t needed)
{
	if ((size_t)(writer->limit - writer->at) < needed)
		make_room(writer, needed);
}

/* Begins a field of up to SLACK bytes, or for which there is more room. */
static inline char *begin_field(struct writer *writer)
{
	char *out = writer->at;
	*out = ',';
	out += writer->in_record;
	writer->in_record = true;
	return out;
}

/* What has been written ends here. */
static inline void end_at(struct writer *writer, char *end)
{
	writer->at = end;
	if (end > writer->limit)
		make_room(writer, 0);
}

void writer_raw(struct writer *writer, struct text text)
{
	if (!writer->is_memory && text.length >= BUFFER_SIZE) {
		flush(writer);
		write_all(writer, text.at, text.length);
		return;
	}
	reserve(writer, text.length);
	if (text.length > 0)
		memcpy(writer->at, text.at, text.length);
	writer->at += text.length;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool has_byte(uint64_t word, char byte)
{
	return bytes_any_below(word ^ BYTES_ALL((unsigned char)byte), 1);
}

static inline bool has_special_byte(uint64_t word)
{
	return has_byte(word, ',') | has_byte(word, '"') | has_byte(word, '\n') | has_byte(word, '\r');
}

/* Clauses and notes have blanks, but seldom anything special. */
static bool has_special(struct text text)
{
	size_t i = 0;
	for (; text.length - i >= BYTES_WORD; i += BYTES_WORD)
		if (has_special_byte(bytes_load8(text.at + i)))
			return true;
	return has_special_byte(bytes_load(text.at + i, text.length - i));
}

/* Has a top bit where a byte is a comma or below, as all are that could need quotes, but as most texts have none. */
static inline uint64_t suspects(uint64_t word)
{
	return (word - BYTES_ALL(',' + 1)) & ~word;
}

/* Copies the text; up to seven bytes after it are overwritten. False where it has a suspect. */
static inline bool copy_plain(char *out, struct text text)
{
	const char *at = text.at;
	size_t n = text.length;
	uint64_t word, found = 0;
	if (n < BYTES_WORD) {
		word = bytes_load(at, n);
		bytes_store8(out, word);
		word |= ~UINT64_C(0) << 8 * n; /* what is not of the text does not count */
		return bytes_high(suspects(word)) == 0;
	}
	n -= BYTES_WORD;
	for (size_t i = 0; i < n; i += BYTES_WORD) {
		word = bytes_load8(at + i);
		bytes_store8(out + i, word);
		found |= suspects(word);
	}
	word = bytes_load8(at + n); /* the last eight bytes, some of them perhaps for the second time */
	bytes_store8(out + n, word);
	return bytes_high(found | suspects(word)) == 0;
}

/* Copies the text with its quotes doubled; returns where it ends. */
static char *copy_doubled(char *out, struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		*out++ = text.at[i];
		if (text.at[i] == '"')
			*out++ = '"';
	}
	return out;
}

/* A field that has been copied to `out` as it is, but has a suspect. */
SELDOM static void put_suspect(struct writer *writer, char *out, struct text text)
{
	if (is_blank(text.at[0]) || is_blank(text.at[text.length - 1]) || has_special(text)) {
		*out++ = '"';
		out = copy_doubled(out, text);
		*out++ = '"';
	} else
		out += text.length;
	end_at(writer, out);
}

static inline __attribute__((always_inline)) void put_text(struct writer *writer, struct text text)
{
	char *out = begin_field(writer);
	if (copy_plain(out, text))
		end_at(writer, out + text.length);
	else
		put_suspect(writer, out, text);
}

SELDOM static void put_long(struct writer *writer, struct text text)
{
	reserve(writer, 2 * text.length);
	put_text(writer, text);
}

void writer_text(struct writer *writer, struct text text)
{
	if (text.length <= SHORT_TEXT)
		put_text(writer, text);
	else
		put_long(writer, text);
}

void writer_fields(struct writer *writer, struct text fields)
{
	reserve(writer, fields.length);
	char *out = begin_field(writer);
	memcpy(out, fields.at, fields.length);
	end_at(writer, out + fields.length);
}

void writer_string(struct writer *writer, const char *string)
{
	writer_text(writer, text_of(string));
}

void writer_date(struct writer *writer, int32_t day)
{
	char *out = begin_field(writer);
	if (day != DATE_NONE) {
		date_format(day, out);
		out += DATE_LENGTH;
	}
	end_at(writer, out);
}

void writer_month(struct writer *writer, int32_t day)
{
	char *out = begin_field(writer);
	date_format_month(day, out);
	end_at(writer, out + DATE_MONTH_LENGTH);
}

void writer_decimal(struct writer *writer, money_wide units, int decimals, int keep)
{
	char *out = begin_field(writer);
	end_at(writer, out + money_format(units, decimals, keep, out));
}

void writer_number(struct writer *writer, int64_t number)
{
	char *out = begin_field(writer);
	*out = '-';
	out += number < 0;
	end_at(writer, out + money_format_whole(number < 0 ? -(uint64_t)number : (uint64_t)number, out));
}

void writer_amount(struct writer *writer, int64_t fen)
{
	char *out = begin_field(writer);
	if (fen != MONEY_NONE)
		out += money_format_fen(fen, out);
	end_at(writer, out);
}

void writer_source(struct writer *writer, struct text file, uint64_t line)
{
	if (file.length > SHORT_TEXT)
		reserve(writer, 2 * file.length);
	char *out = begin_field(writer);
	bool is_quoted = false;
	if (!copy_plain(out, file) && (is_blank(file.at[0]) || has_special(file))) {
		is_quoted = true;
		*out++ = '"';
		out = copy_doubled(out, file);
	} else
		out += file.length;
	*out++ = ':';
	out += money_format_whole(line, out);
	if (is_quoted)
		*out++ = '"';
	end_at(writer, out);
}

void writer_end(struct writer *writer)
{
	*writer->at = '\n';
	writer->in_record = false;
	end_at(writer, writer->at + 1);
}

void writer_header(struct writer *writer, const char *const *names)
{
	for (; *names != NULL; names++)
		writer_string(writer, *names);
	writer_end(writer);
}

void writer_close(struct writer *writer)
{
	if (!writer->is_memory) {
		flush(writer);
		if (close(writer->descriptor) != 0)
			diag_fail_errno("%s", writer->name);
	}
	free(writer->buffer);
	free(writer);
}
