/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <zlib.h>

#include "diag.h"
#include "source.h"
#include "test.h"
#include "test_tools.h"

enum { OUTPUT_ROOM = 8192, LENGTH = 200000 };

/* A gzip member of the text; returns the bytes. */
static void append_gzip(struct test_string *out, struct text text, int level)
{
	z_stream z = {0};
	deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	size_t room = deflateBound(&z, text.length);
	char *bytes = memory_new(room, 1);
	z.next_in = (Bytef *)(uintptr_t)text.at;
	z.avail_in = (uInt)text.length;
	z.next_out = (Bytef *)bytes;
	z.avail_out = (uInt)room;
	CHECK_INT(deflate(&z, Z_FINISH), Z_STREAM_END);
	test_append(out, (struct text){bytes, room - z.avail_out});
	deflateEnd(&z);
	free(bytes);
}

/* What the source gives, read in pieces of up to `room` bytes. */
static void read_all(struct source *source, size_t room, struct test_string *out)
{
	char *bytes = memory_new(room, 1);
	out->n = 0;
	for (size_t n; (n = source_read(source, bytes, room)) > 0;)
		test_append(out, (struct text){bytes, n});
	CHECK_INT(source_read(source, bytes, room), 0);
	CHECK_STRING(source_failure(source), NULL);
	source_close(source);
	free(bytes);
}

/* The bytes as a file in this encoding give this text, with any room for each read. */
static void check_file(struct text bytes, const char *encoding, struct text expected)
{
	static const size_t rooms[] = {16, 17, 1000, 300000};
	struct test_file file = test_file_new(bytes);
	struct test_string found = {0};
	for (size_t i = expected.length < 1000 ? 0 : 2; i < sizeof rooms / sizeof *rooms; i++) {
		read_all(source_open(file.path, encoding), rooms[i], &found);
		CHECK_BYTES(test_text(&found), expected);
	}
	free(found.at);
	test_file_remove(&file);
}

static void random_bytes(uint64_t *state, size_t n, struct test_string *out)
{
	out->n = 0;
	test_append(out, TEXT("start"));
	while (out->n < n) {
		char byte = (char)test_below(state, 40);
		test_append(out, (struct text){&byte, 1});
	}
}

static void test_plain(void)
{
	uint64_t state = TEST_SEED;
	struct test_string text = {0}, found = {0};
	check_file(TEXT(""), NULL, TEXT(""));
	check_file(TEXT("a"), NULL, TEXT("a"));
	check_file(TEXT("\x1f"), NULL, TEXT("\x1f"));
	check_file(TEXT("\x1f\x8a"), NULL, TEXT("\x1f\x8a"));
	check_file(TEXT("a\xff\x80"), NULL, TEXT("a\xff\x80")); /* unchecked */
	check_file(TEXT("a\xff\x80"), "utf-8", TEXT("a\xff\x80"));
	random_bytes(&state, LENGTH, &text);
	check_file(test_text(&text), NULL, test_text(&text));
	read_all(source_open_memory("memory", test_text(&text)), 1000, &found);
	CHECK_BYTES(test_text(&found), test_text(&text));
	free(text.at);
	free(found.at);
}

static void test_gzip(void)
{
	uint64_t state = TEST_SEED;
	struct test_string text = {0}, gzip = {0}, found = {0};
	append_gzip(&gzip, TEXT(""), 6);
	check_file(test_text(&gzip), NULL, TEXT(""));
	random_bytes(&state, LENGTH, &text);
	for (int level = 0; level <= 9; level += 3) {
		gzip.n = 0;
		append_gzip(&gzip, test_text(&text), level);
		check_file(test_text(&gzip), NULL, test_text(&text));
		read_all(source_open_memory("memory", test_text(&gzip)), 4096, &found);
		CHECK_BYTES(test_text(&found), test_text(&text));
	}
	free(text.at);
	free(gzip.at);
	free(found.at);
}

/* Members of any size, empty ones too, put one behind the other; zeros between and behind them are padding. */
static void test_members(void)
{
	uint64_t state = TEST_SEED;
	struct test_string text = {0}, gzip = {0};
	random_bytes(&state, LENGTH, &text);
	for (size_t at = 0, n; at < text.n; at += n) {
		n = test_below(&state, test_below(&state, 4) == 0 ? 100000 : 10);
		n = n < text.n - at ? n : text.n - at;
		append_gzip(&gzip, (struct text){text.at + at, n}, 1);
		for (size_t zeros = test_below(&state, 3); zeros > 0; zeros--)
			test_append(&gzip, (struct text){"", 1});
	}
	check_file(test_text(&gzip), NULL, test_text(&text));
	for (int i = 0; i < 300; i++) /* as tapes pad */
		test_append(&gzip, (struct text){"\0\0\0\0\0\0\0\0\0\0", 10});
	check_file(test_text(&gzip), NULL, test_text(&text));
	free(text.at);
	free(gzip.at);
}

/* --- what ends the program */

struct opening {
	const char *path, *encoding;
};

static void read_to_end(void *context)
{
	const struct opening *opening = context;
	struct source *source = source_open(opening->path, opening->encoding);
	char room[1000];
	while (source_read(source, room, sizeof room) > 0)
		;
	if (source_failure(source) != NULL)
		diag_fail("%s", source_failure(source));
	source_close(source);
}

/* Reading the bytes ends with exit 2 and "source_test: FILE: REASON"; NULL: does not. */
static void check_end(struct text bytes, const char *reason)
{
	char output[OUTPUT_ROOM], expected[OUTPUT_ROOM] = "";
	struct test_file file = test_file_new(bytes);
	int status = test_run(read_to_end, &(struct opening){file.path, NULL}, output, sizeof output);
	if (reason != NULL)
		snprintf(expected, sizeof expected, "source_test: %s: %s\n", file.path, reason);
	CHECK_INT(status, reason != NULL ? 2 : 0);
	CHECK_STRING(output, expected);
	test_file_remove(&file);
}

static void test_broken_gzip(void)
{
	struct test_string gzip = {0};
	append_gzip(&gzip, TEXT("a text that is compressed, and compressed, and compressed"), 6);
	size_t n = gzip.n;
	for (size_t length = 2; length < n; length += length < 12 || length + 9 > n ? 1 : 5) {
		test_label("%zu bytes of %zu", length, n);
		check_end((struct text){gzip.at, length}, "truncated gzip");
	}
	test_label("%s", "");
	check_end(test_text(&gzip), NULL);
	test_append(&gzip, TEXT("x"));
	check_end(test_text(&gzip), "text after the end of the gzip");
	gzip.n = n;
	test_append(&gzip, TEXT("a,b\n1,2\n"));
	check_end(test_text(&gzip), "text after the end of the gzip");
	gzip.n = n;
	test_append(&gzip, TEXT("\x1f"));
	check_end(test_text(&gzip), "truncated gzip");
	gzip.n = n;
	test_append(&gzip, (struct text){"\0\0x", 3});
	check_end(test_text(&gzip), "text after the end of the gzip");
	for (size_t back = 1; back <= 8; back++) { /* the check sum and the length */
		gzip.n = n;
		gzip.at[n - back] ^= 1;
		check_end(test_text(&gzip), "corrupt gzip");
		gzip.at[n - back] ^= 1;
	}
	gzip.at[2] = 7; /* no such method */
	check_end((struct text){gzip.at, n}, "corrupt gzip");
	free(gzip.at);
}

/* What stands before the failure is read; then nothing more, and the failure stays. */
static void test_before_failure(void)
{
	uint64_t state = TEST_SEED;
	struct test_string text = {0}, gzip = {0}, found = {0};
	char expected[TEST_PATH_ROOM + 32];
	random_bytes(&state, LENGTH, &text);
	append_gzip(&gzip, test_text(&text), 0); /* stored blocks: as many bytes as the text */
	for (size_t lost = 1; lost < LENGTH; lost = lost * 3 + 7) {
		struct test_file file = test_file_new((struct text){gzip.at, gzip.n - lost});
		struct source *source = source_open(file.path, NULL);
		char room[5000];
		found.n = 0;
		CHECK_STRING(source_failure(source), NULL);
		for (size_t n; (n = source_read(source, room, sizeof room)) > 0;)
			test_append(&found, (struct text){room, n});
		CHECK(found.n + lost + 64 > text.n && found.n <= text.n);
		CHECK_BYTES(test_text(&found), ((struct text){text.at, found.n}));
		snprintf(expected, sizeof expected, "%s: truncated gzip", file.path);
		CHECK_STRING(source_failure(source), expected);
		CHECK_INT(source_read(source, room, sizeof room), 0);
		CHECK_STRING(source_failure(source), expected);
		source_close(source);
		test_file_remove(&file);
	}
	free(text.at);
	free(gzip.at);
	free(found.at);
}

static void test_no_file(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(read_to_end, &(struct opening){"/nowhere/r.csv", NULL}, output, sizeof output), 2);
	CHECK_STRING(output, "source_test: /nowhere/r.csv: No such file or directory\n");
	CHECK_INT(test_run(read_to_end, &(struct opening){"/", NULL}, output, sizeof output), 2);
	CHECK_STRING(output, "source_test: /: Is a directory\n");
}

/* --- charsets */

static const struct {
	const char *encoding, *bytes;
	size_t n;
	const char *text;
} charset_cases[] = {
	{"GB18030", "\xbf\xcd\xbb\xa7,A", 6, "客户,A"},
	{"gbk", "\xbf\xcd\xbb\xa7", 4, "客户"},
	{"GB18030", "\x81\x30\x84\x36", 4, "\xc2\xa5"},
	{"GB18030", "a\xff,b\n", 5, "a\xff,b\n"},
	{"GB18030", "a,\xbf", 3, "a,\xff"}, /* cut at the end */
	{"GB18030", "\xbf,b", 3, "\xff,b"}, /* cut in the middle: the comma stays */
	{"GB18030", "\x81\x30\x84,b", 5,
	 "\xff"
	 "0\xff,b"},
	{"ISO-8859-1", "\xe4\xff", 2, "ä\xc3\xbf"},
	{"UTF-16LE",
	 "\x0d\x54"
	 "a\0",
	 4, "名a"},
	{"UTF-16BE", "\x5b\xa2\x62\x37", 4, "客户"},
	{"UTF-16LE",
	 "\x00\xd8"
	 "a\0",
	 4,
	 "\xff"
	 "a"}, /* half of a pair */
	{"UTF-16BE", "\0a\0", 3, "a\xff"},
	{"UTF-32BE", "\0\0\0a\0\x11\0\0\0\0\0b", 12,
	 "a\xff"
	 "b"},
	{"UTF-7", "+W6JiNw-.", 9, "客户."},
	{"TCVN5712-1", "xa", 2, "xa"}, /* held back in case an accent follows */
	{"TCVN5712-1", "a\xb0", 2, "\xc3\xa0"},
};

static void test_charsets(void)
{
	for (size_t i = 0; i < sizeof charset_cases / sizeof *charset_cases; i++) {
		test_label("row %zu, %s", i, charset_cases[i].encoding);
		CHECK(source_knows(charset_cases[i].encoding));
		check_file((struct text){charset_cases[i].bytes, charset_cases[i].n},
			   charset_cases[i].encoding, text_of(charset_cases[i].text));
	}
	test_label("%s", "");
	CHECK(source_knows(NULL));
	CHECK(source_knows("utf8"));
	CHECK(!source_knows("KLINGON-8"));
	CHECK(!source_knows("GB18030x"));
}

/* Characters of two and four bytes lie across the ends of all reads; compressed, too. */
static void test_long_charset(void)
{
	struct test_string bytes = {0}, text = {0}, gzip = {0};
	test_append(&bytes, TEXT("x"));
	test_append(&text, TEXT("x"));
	for (size_t i = 0; bytes.n < LENGTH; i++) {
		test_append(&bytes, TEXT("\xbf\xcd\x81\x30\x84\x36,"));
		test_append(&text, TEXT("客\xc2\xa5,"));
		if (i % 100 == 0) {
			test_append(&bytes, TEXT("\xff,"));
			test_append(&text, TEXT("\xff,"));
		}
	}
	check_file(test_text(&bytes), "GB18030", test_text(&text));
	append_gzip(&gzip, test_text(&bytes), 6);
	check_file(test_text(&gzip), "GB18030", test_text(&text));
	free(bytes.at);
	free(text.at);
	free(gzip.at);
}

int main(void)
{
	test_plain();
	test_gzip();
	test_members();
	test_broken_gzip();
	test_before_failure();
	test_no_file();
	test_charsets();
	test_long_charset();
	return test_end();
}
