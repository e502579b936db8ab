/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-publish: make a finished folder visible under its name in one step, and point `latest` at it. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "memory.h"
#include "options.h"
#include "text.h"
#include "writer.h"

enum { OPEN_FOLDERS = 16 };

/* The link beside the target, and its name while it is made. */
static const char link_name[] = "latest", link_new_name[] = ".latest.new";

struct options {
	const char *new_folder; /* NEWDIR */
	const char *parent;     /* TARGET's folder */
	const char *name;       /* TARGET's last path component */
};

static const char help[] = "Usage: kehu-publish NEWDIR TARGET\n"
			   "Publish the folder NEWDIR as TARGET, whole or not at all.\n"
			   "\n"
			   "Every file in NEWDIR is written through to the disk and closed to others; then\n"
			   "NEWDIR takes the place of TARGET by one rename(2), and the symbolic link\n"
			   "`latest` beside TARGET is pointed at it. What TARGET held before is removed.\n"
			   "\n"
			   "  --help                 print this text and exit\n"
			   "  --version              print the version and exit\n"
			   "\n"
			   "Example:\n"
			   "  $ mkdir new nights; kehu-publish new nights/2025-12-31; ls nights\n"
			   "  2025-12-31\n"
			   "  latest\n"
			   "\n"
			   "Exit status: 0 published, 2 not published.\n";

/* Splits PATH in place, without the slashes at its end, into the folder and the name in it. */
static void split_target(char *path, struct options *options)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	char *slash = strrchr(path, '/');
	options->parent = slash == NULL ? "." : slash == path ? "/" : path;
	options->name = slash == NULL ? path : slash + 1;
	if (options->name[0] == '\0' || options->name[0] == '.' || strcmp(options->name, link_name) == 0)
		diag_usage("\"%s\" is no name to publish under", options->name);
	if (slash != NULL)
		*slash = '\0';
}

/* Writes one file or folder of the new folder through to the disk, and takes others' permissions away: a default ACL
   may have given them some in spite of the umask. */
static int sync_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)place;
	if (type == FTW_DNR || type == FTW_NS)
		diag_fail_errno("%s", path);
	if (!S_ISREG(status->st_mode) && !S_ISDIR(status->st_mode))
		diag_fail("%s: neither a file nor a folder", path);
	int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0)
		diag_fail_errno("%s", path);
	mode_t mode = status->st_mode & ~(mode_t)(S_IFMT | S_IRWXO);
	if ((status->st_mode & S_IRWXO) != 0 && fchmod(file, mode) != 0)
		diag_fail_errno("%s", path);
	if (fsync(file) != 0 || close(file) != 0)
		diag_fail_errno("%s", path);
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status, (void)type, (void)place;
	if (remove(path) != 0)
		diag_warn("%s: %s", path, strerror(errno));
	return 0;
}

/* Removes the night that was replaced. The new one is there by now, so that what cannot be removed is only told. */
static void remove_folder(const char *path)
{
	if (nftw(path, remove_one, OPEN_FOLDERS, FTW_PHYS | FTW_DEPTH) != 0)
		diag_warn("%s: %s", path, strerror(errno));
}

static void sync_folder(const char *path)
{
	struct stat status;
	if (stat(path, &status) != 0)
		diag_fail_errno("%s", path);
	if (!S_ISDIR(status.st_mode))
		diag_fail("%s: not a folder", path);
	if (nftw(path, sync_one, OPEN_FOLDERS, FTW_PHYS | FTW_DEPTH) != 0)
		diag_fail_errno("%s", path);
}

/* Makes the link under its passing name before anything is published, so that a full disk shows in time. */
static void prepare_link(int parent, const struct options *options)
{
	struct stat status;
	if (fstatat(parent, link_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISLNK(status.st_mode))
		diag_fail("%s/%s: not a symbolic link", options->parent, link_name);
	if (unlinkat(parent, link_new_name, 0) != 0 && errno != ENOENT)
		diag_fail_errno("%s/%s", options->parent, link_new_name);
	if (symlinkat(options->name, parent, link_new_name) != 0)
		diag_fail_errno("%s/%s", options->parent, link_new_name);
}

/* a, b and c in one string, for free(). */
static char *join(const char *a, const char *b, const char *c)
{
	const char *part[] = {a, b, c};
	size_t length = 0;
	for (size_t i = 0; i < 3; i++)
		length += strlen(part[i]);
	char *result = memory_new(length + 1, 1), *at = result;
	for (size_t i = 0; i < 3; i++) {
		memcpy(at, part[i], strlen(part[i]));
		at += strlen(part[i]);
	}
	return result;
}

/* Where the file system cannot exchange two folders: the old one steps aside and the new one takes its place, which are
   two renames. Should the machine stop between them, kehu-nightly brings back an .old.NAME that has no NAME. Returns
   where the old one is, for free(). */
static char *replace_in_two_steps(int parent, const struct options *options)
{
	char *old = join(".old.", options->name, "");
	if (renameat(parent, options->name, parent, old) != 0)
		diag_fail_errno("%s/%s", options->parent, old);
	if (renameat(AT_FDCWD, options->new_folder, parent, options->name) != 0) {
		int reason = errno;
		if (renameat(parent, old, parent, options->name) != 0)
			diag_warn("%s/%s: is now %s", options->parent, options->name, old);
		errno = reason;
		diag_fail_errno("%s/%s", options->parent, options->name);
	}
	char *path = join(options->parent, "/", old);
	free(old);
	return path;
}

/* The step that publishes. Returns where what it replaced is now, for free(), or NULL where there was nothing. */
static char *take_place(int parent, const struct options *options)
{
	if (renameat(AT_FDCWD, options->new_folder, parent, options->name) == 0)
		return NULL;
	if (errno != ENOTEMPTY && errno != EEXIST)
		diag_fail_errno("%s/%s", options->parent, options->name);
	if (renameat2(AT_FDCWD, options->new_folder, parent, options->name, RENAME_EXCHANGE) == 0)
		return join(options->new_folder, "", "");
	if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
		diag_fail_errno("%s/%s", options->parent, options->name);
	return replace_in_two_steps(parent, options);
}

static void sync_parent(int parent, const struct options *options)
{
	if (fsync(parent) != 0)
		diag_fail_errno("%s", options->parent);
}

/* The new folder is on the disk before it gets its name, and has its name on the disk before the link names it. */
static void run(const struct options *options)
{
	int parent = open(options->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0)
		diag_fail_errno("%s", options->parent);
	sync_folder(options->new_folder);
	prepare_link(parent, options);
	char *replaced = take_place(parent, options);
	sync_parent(parent, options);
	if (renameat(parent, link_new_name, parent, link_name) != 0)
		diag_fail_errno("%s/%s", options->parent, link_name);
	sync_parent(parent, options);
	if (replaced != NULL)
		remove_folder(replaced);
	free(replaced);
	close(parent);
}

static struct options parse_options(int argc, char **argv)
{
	int first = options_parse(argc, argv, NULL, 0, help);
	if (argc - first != 2)
		diag_usage("two folders are needed, NEWDIR and TARGET");
	struct options options = {.new_folder = argv[first]};
	split_target(argv[first + 1], &options);
	return options;
}

int main(int argc, char **argv)
{
	diag_start(argv);
	struct options options = parse_options(argc, argv);
	run(&options);
	diag_exit(EXIT_DONE);
}
