/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "diag.h"
#include "memory.h"
#include "scratch.h"

enum { LARGE = 1 << 16 }; /* writes of that many bytes look at the free space first */

struct scratch {
	const char *folder;
	int descriptor; /* -1: no file yet */
	uint64_t length;
};

struct scratch *scratch_new(void)
{
	struct scratch *scratch = memory_new(1, sizeof *scratch);
	const char *folder = getenv("TMPDIR");
	scratch->folder = folder != NULL && *folder != '\0' ? folder : "/tmp";
	scratch->descriptor = -1;
	return scratch;
}

/* For file systems that cannot make a file without a name: the name is taken away at once. */
static int open_named(const char *folder)
{
	char *path;
	if (asprintf(&path, "%s/kehu-XXXXXX", folder) < 0)
		diag_fail("out of memory");
	int descriptor = mkostemp(path, O_CLOEXEC);
	if (descriptor < 0)
		diag_fail_errno("%s", folder);
	if (unlink(path) != 0)
		diag_fail_errno("%s", path);
	free(path);
	return descriptor;
}

static void open_file(struct scratch *scratch)
{
	scratch->descriptor =
		open(scratch->folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (scratch->descriptor < 0)
		scratch->descriptor = open_named(scratch->folder);
}

static _Noreturn void fail_full(const struct scratch *scratch)
{
	diag_fail("%s: not enough space for temporary files", scratch->folder);
}

/* Fails before a file system is filled up for all who use it, not after. */
static void check_space(const struct scratch *scratch, size_t n)
{
	struct statvfs space;
	if (fstatvfs(scratch->descriptor, &space) != 0 || space.f_blocks == 0) /* it does not say */
		return;
	if (space.f_bavail < n / space.f_frsize + 1)
		fail_full(scratch);
}

uint64_t scratch_write(struct scratch *scratch, const void *bytes, size_t n)
{
	uint64_t offset = scratch->length;
	if (scratch->descriptor < 0)
		open_file(scratch);
	if (n >= LARGE)
		check_space(scratch, n);
	for (const char *at = bytes; n > 0;) {
		ssize_t written = write(scratch->descriptor, at, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0 && (errno == ENOSPC || errno == EDQUOT))
			fail_full(scratch);
		if (written < 0)
			diag_fail_errno("%s", scratch->folder);
		at += written;
		n -= (size_t)written;
		scratch->length += (uint64_t)written;
	}
	return offset;
}

void scratch_read(const struct scratch *scratch, uint64_t offset, void *bytes, size_t n)
{
	for (char *at = bytes; n > 0;) {
		ssize_t more = pread(scratch->descriptor, at, n, (off_t)offset);
		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			diag_fail_errno("%s", scratch->folder);
		if (more == 0)
			diag_fail("%s: a temporary file has lost its end", scratch->folder);
		at += more;
		n -= (size_t)more;
		offset += (uint64_t)more;
	}
}

void scratch_free(struct scratch *scratch)
{
	if (scratch == NULL)
		return;
	if (scratch->descriptor >= 0)
		close(scratch->descriptor);
	free(scratch);
}
