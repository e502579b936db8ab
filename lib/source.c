/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <zlib.h>

#include "diag.h"
#include "memory.h"
#include "source.h"

enum { CHUNK = 128 * 1024, LONGEST_CHARACTER = 16 /* bytes, in any charset */ };

static const unsigned char magic[2] = {0x1f, 0x8b};

/* Bytes on their way from one layer to the next. */
struct chunk {
	char *bytes;
	size_t at, n; /* bytes[at..n) are still to be used */
};

struct source {
	const char *path;
	int descriptor; /* -1: memory */
	struct text memory;
	bool ended;    /* the file has no more bytes */
	char *failure; /* why it ended early */
	struct chunk file;
	bool is_gzip, in_member, any_member;
	z_stream inflater;
	iconv_t converter; /* (iconv_t)-1: none */
	size_t unit;       /* bytes of the charset's smallest character: what an invalid one skips */
	bool plain_ended, flushed;
	struct chunk plain; /* inflated, not yet converted */
};

/* Ends the source: nothing more comes out of it. */
static void fail(struct source *source, const char *reason)
{
	source->ended = true;
	if (source->failure == NULL && asprintf(&source->failure, "%s: %s", source->path, reason) < 0)
		diag_fail("out of memory");
}

static size_t read_file(struct source *source, char *at, size_t room)
{
	if (source->descriptor == -1) {
		size_t n = source->memory.length < room ? source->memory.length : room;
		if (n > 0)
			memcpy(at, source->memory.at, n);
		source->memory.at += n;
		source->memory.length -= n;
		return n;
	}
	for (;;) {
		ssize_t n = read(source->descriptor, at, room);
		if (n >= 0)
			return (size_t)n;
		if (errno != EINTR) {
			fail(source, strerror(errno));
			return 0;
		}
	}
}

/* Makes sure that at least `wanted` bytes of the file are at hand, unless it ends before. */
static size_t fill_file(struct source *source, size_t wanted)
{
	struct chunk *file = &source->file;
	if (file->n - file->at < wanted && file->at > 0) {
		memmove(file->bytes, file->bytes + file->at, file->n - file->at);
		file->n -= file->at;
		file->at = 0;
	}
	while (file->n - file->at < wanted && !source->ended) {
		size_t n = read_file(source, file->bytes + file->n, CHUNK - file->n);
		file->n += n;
		source->ended = n == 0;
	}
	return file->n - file->at;
}

static bool at_magic(struct source *source)
{
	return fill_file(source, sizeof magic) >= sizeof magic &&
	       memcmp(source->file.bytes + source->file.at, magic, sizeof magic) == 0;
}

/* Between members: true where another one starts, false at the end of the file or where it fails. */
static bool next_member(struct source *source)
{
	struct chunk *file = &source->file;
	while (source->any_member && fill_file(source, 1) > 0 && file->bytes[file->at] == '\0')
		file->at++;
	size_t left = fill_file(source, sizeof magic);
	if (source->failure != NULL || left == 0)
		return false;
	if (left == 1 && (unsigned char)file->bytes[file->at] == magic[0]) {
		fail(source, "truncated gzip");
		return false;
	}
	if (!at_magic(source)) {
		fail(source, "text after the end of the gzip");
		return false;
	}
	inflateReset(&source->inflater);
	source->in_member = source->any_member = true;
	return true;
}

/* Fills `room` bytes with inflated text as far as one step of zlib gives it; 0 at the end only. */
static size_t read_gzip(struct source *source, char *at, size_t room)
{
	struct chunk *file = &source->file;
	z_stream *z = &source->inflater;
	z->next_out = (Bytef *)at;
	z->avail_out = (uInt)(room < CHUNK ? room : CHUNK);
	uInt start = z->avail_out;
	while (z->avail_out == start) {
		if (source->failure != NULL || (!source->in_member && !next_member(source)))
			return 0;
		size_t left = fill_file(source, 1);
		z->next_in = (Bytef *)file->bytes + file->at;
		z->avail_in = (uInt)left;
		int status = inflate(z, Z_NO_FLUSH);
		file->at = file->n - z->avail_in;
		if (status == Z_STREAM_END)
			source->in_member = false;
		else if (status == Z_BUF_ERROR && left == 0)
			fail(source, "truncated gzip");
		else if (status != Z_OK && status != Z_BUF_ERROR)
			fail(source, "corrupt gzip");
	}
	return start - z->avail_out;
}

/* The file's bytes, inflated where they are compressed. */
static size_t read_plain(struct source *source, char *at, size_t room)
{
	struct chunk *file = &source->file;
	if (source->is_gzip)
		return read_gzip(source, at, room);
	if (file->at == file->n)
		return source->ended ? 0 : read_file(source, at, room);
	size_t n = file->n - file->at < room ? file->n - file->at : room;
	memcpy(at, file->bytes + file->at, n);
	file->at += n;
	return n;
}

/* One step of iconv(3) over what is at hand; bytes that cannot be converted become SOURCE_INVALID each, an incomplete
   character at the end of the file too. */
static void convert_step(struct source *source, char **at, size_t *room)
{
	struct chunk *plain = &source->plain;
	char *in = plain->bytes + plain->at;
	size_t left = plain->n - plain->at;
	size_t status = iconv(source->converter, &in, &left, at, room);
	int error = status == (size_t)-1 ? errno : 0;
	plain->at = plain->n - left;
	if (error == EILSEQ || (error == EINVAL && source->plain_ended)) {
		if (*room == 0)
			return;
		*(*at)++ = SOURCE_INVALID;
		(*room)--;
		plain->at += left < source->unit ? left : source->unit;
	}
}

/* Makes sure that a whole character is at hand, unless the file ends before. Returns the bytes at hand. */
static size_t fill_plain(struct source *source)
{
	struct chunk *plain = &source->plain;
	size_t left = plain->n - plain->at;
	while (left < LONGEST_CHARACTER && !source->plain_ended) {
		memmove(plain->bytes, plain->bytes + plain->at, left);
		size_t more = read_plain(source, plain->bytes + left, CHUNK - left);
		plain->at = 0;
		plain->n = left += more;
		source->plain_ended = more == 0;
	}
	return left;
}

static size_t read_converted(struct source *source, char *at, size_t room)
{
	char *start = at;
	while (room >= LONGEST_CHARACTER && fill_plain(source) > 0)
		convert_step(source, &at, &room);
	if (at == start && !source->flushed) {
		source->flushed = true;
		iconv(source->converter, NULL, NULL, &at, &room);
	}
	return (size_t)(at - start);
}

size_t source_read(struct source *source, char *at, size_t room)
{
	return source->converter == (iconv_t)-1 ? read_plain(source, at, room)
						: read_converted(source, at, room);
}

const char *source_failure(const struct source *source)
{
	return source->failure;
}

static bool is_utf8(const char *encoding)
{
	return encoding == NULL || strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0;
}

static size_t unit_of(const char *encoding)
{
	static const struct {
		const char *prefix;
		size_t unit;
	} wide[] = {{"UTF-16", 2}, {"UTF16", 2}, {"UCS-2", 2}, {"UCS2", 2},
		    {"UTF-32", 4}, {"UTF32", 4}, {"UCS-4", 4}, {"UCS4", 4}};
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strncasecmp(encoding, wide[i].prefix, strlen(wide[i].prefix)) == 0)
			return wide[i].unit;
	return 1;
}

bool source_knows(const char *encoding)
{
	if (is_utf8(encoding))
		return true;
	iconv_t converter = iconv_open("UTF-8", encoding);
	if (converter == (iconv_t)-1)
		return false;
	iconv_close(converter);
	return true;
}

static void start(struct source *source, const char *encoding)
{
	source->file.bytes = memory_new(CHUNK, 1);
	source->converter = (iconv_t)-1;
	if (!is_utf8(encoding)) {
		source->converter = iconv_open("UTF-8", encoding);
		if (source->converter == (iconv_t)-1)
			diag_fail("%s: unknown encoding", encoding);
		source->plain.bytes = memory_new(CHUNK, 1);
		source->unit = unit_of(encoding);
	}
	source->is_gzip = at_magic(source);
	if (source->failure != NULL)
		diag_fail("%s", source->failure);
	if (source->is_gzip && inflateInit2(&source->inflater, 15 + 16) != Z_OK)
		diag_fail("out of memory");
}

struct source *source_open(const char *path, const char *encoding)
{
	struct source *source = memory_new(1, sizeof *source);
	source->path = path;
	source->descriptor = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (source->descriptor == -1)
		diag_fail_errno("%s", path);
	posix_fadvise(source->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
	start(source, encoding);
	return source;
}

struct source *source_open_memory(const char *name, struct text content)
{
	struct source *source = memory_new(1, sizeof *source);
	source->path = name;
	source->descriptor = -1;
	source->memory = content;
	start(source, NULL);
	return source;
}

void source_close(struct source *source)
{
	if (source->is_gzip)
		inflateEnd(&source->inflater);
	if (source->converter != (iconv_t)-1)
		iconv_close(source->converter);
	if (source->descriptor > STDERR_FILENO)
		close(source->descriptor);
	free(source->file.bytes);
	free(source->plain.bytes);
	free(source->failure);
	free(source);
}
