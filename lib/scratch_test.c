/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "pool.h"
#include "scratch.h"
#include "test.h"
#include "test_tools.h"

enum { OUTPUT_ROOM = 8192, PIECES = 500, PIECE_MAX = 200000, READERS = 4 };

struct pieces {
	const struct scratch *scratch;
	uint64_t offset[PIECES];
	size_t n[PIECES];
	size_t wrong[READERS];
};

static unsigned char byte_of(size_t piece, size_t i)
{
	return (unsigned char)(piece * 7 + i);
}

static void read_pieces(void *context, unsigned reader)
{
	struct pieces *pieces = context;
	unsigned char *bytes = memory_new(PIECE_MAX, 1);
	for (size_t i = reader; i < PIECES; i += 2) { /* some pieces by several readers */
		size_t skipped = pieces->n[i] / 3;
		scratch_read(pieces->scratch, pieces->offset[i] + skipped, bytes, pieces->n[i] - skipped);
		for (size_t j = skipped; j < pieces->n[i]; j++)
			pieces->wrong[reader] += bytes[j - skipped] != byte_of(i, j);
	}
	free(bytes);
}

static void test_pieces(void)
{
	struct scratch *scratch = scratch_new();
	struct pieces pieces = {.scratch = scratch};
	unsigned char *bytes = memory_new(PIECE_MAX, 1);
	uint64_t state = TEST_SEED, length = 0;
	for (size_t i = 0; i < PIECES; i++) {
		pieces.n[i] = test_below(&state, i % 10 == 0 ? PIECE_MAX : 100);
		for (size_t j = 0; j < pieces.n[i]; j++)
			bytes[j] = byte_of(i, j);
		pieces.offset[i] = scratch_write(scratch, bytes, pieces.n[i]);
		if (pieces.offset[i] != length)
			CHECK_INT(pieces.offset[i], length);
		length += pieces.n[i];
	}
	pool_run(READERS, read_pieces, &pieces);
	for (size_t i = 0; i < READERS; i++)
		CHECK_INT(pieces.wrong[i], 0);
	scratch_free(scratch);
	scratch_free(NULL);
	free(bytes);
}

static size_t count_files(const char *folder)
{
	size_t n = 0;
	DIR *stream = opendir(folder);
	if (stream == NULL)
		test_give_up(folder);
	for (const struct dirent *entry; (entry = readdir(stream)) != NULL;)
		n += entry->d_name[0] != '.';
	closedir(stream);
	return n;
}

/* The file has no name, its descriptor is closed on exec, and there is none before the first write. */
static void test_no_name(void)
{
	char folder[] = "/tmp/kehu-test-XXXXXX";
	const char *before = getenv("TMPDIR");
	if (mkdtemp(folder) == NULL)
		test_give_up("mkdtemp");
	setenv("TMPDIR", folder, 1);
	int next = dup(STDIN_FILENO);
	close(next);
	struct scratch *scratch = scratch_new();
	CHECK_INT(fcntl(next, F_GETFD), -1);
	CHECK_INT(scratch_write(scratch, "abc", 3), 0);
	CHECK_INT(fcntl(next, F_GETFD), FD_CLOEXEC);
	CHECK_INT(count_files(folder), 0);
	scratch_free(scratch);
	CHECK_INT(fcntl(next, F_GETFD), -1);
	rmdir(folder);
	if (before != NULL)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
}

static void write_to(void *folder)
{
	setenv("TMPDIR", folder, 1);
	struct scratch *scratch = scratch_new();
	scratch_write(scratch, "abc", 3);
	scratch_free(scratch);
}

/* As on a file that must not grow so far. */
static void write_too_much(void *context)
{
	const struct rlimit limit = {100000, 100000};
	char *bytes = memory_new(200000, 1);
	(void)context;
	setenv("TMPDIR", "/tmp", 1);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	scratch_write(scratch_new(), bytes, 200000);
}

/* More than any file system has room for: refused before the first byte is written. */
static void write_far_too_much(void *context)
{
	(void)context;
	setenv("TMPDIR", "/tmp", 1);
	struct scratch *scratch = scratch_new();
	scratch_write(scratch, "abc", 3);
	scratch_write(scratch, "abc", SIZE_MAX / 4);
}

static void read_too_far(void *context)
{
	char bytes[10];
	(void)context;
	setenv("TMPDIR", "/tmp", 1);
	struct scratch *scratch = scratch_new();
	scratch_write(scratch, "abc", 3);
	scratch_read(scratch, 1, bytes, 3);
}

static void test_errors(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(write_to, (char[]){"/nonexistent/x"}, output, sizeof output), 2);
	CHECK_STRING(output, "scratch_test: /nonexistent/x: No such file or directory\n");
	CHECK_INT(test_run(write_to, (char[]){"/dev/null"}, output, sizeof output), 2);
	CHECK_STRING(output, "scratch_test: /dev/null: Not a directory\n");
	CHECK_INT(test_run(write_to, (char[]){""}, output, sizeof output), 0); /* as if it were not set */
	CHECK_INT(test_run(write_too_much, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "scratch_test: /tmp: File too large\n");
	CHECK_INT(test_run(write_far_too_much, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "scratch_test: /tmp: not enough space for temporary files\n");
	CHECK_INT(test_run(read_too_far, NULL, output, sizeof output), 2);
	CHECK_STRING(output, "scratch_test: /tmp: a temporary file has lost its end\n");
}

int main(void)
{
	test_pieces();
	test_no_name();
	test_errors();
	return test_end();
}
