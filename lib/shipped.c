/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "memory.h"
#include "shipped.h"

static const char ending[] = ".csv";
enum { ENDING = sizeof ending - 1 };

/* FOLDER/NAME.csv, for free(). */
static char *join_path(struct text folder, const char *name)
{
	size_t length = strlen(name);
	char *path = memory_new(folder.length + 1 + length + ENDING + 1, 1);
	memcpy(path, folder.at, folder.length);
	path[folder.length] = '/';
	memcpy(path + folder.length + 1, name, length);
	memcpy(path + folder.length + 1 + length, ending, ENDING);
	return path;
}

/* The next folder of *rest, which is moved past it; false at the end. Empty ones are passed over. */
static bool next_folder(const char **rest, struct text *folder)
{
	while (**rest == ':')
		++*rest;
	*folder = (struct text){*rest, strcspn(*rest, ":")};
	*rest += folder->length;
	return folder->length > 0;
}

/* Where the shipped file of this name is, for free(); NULL: in no folder. */
static char *find(const struct shipped *shipped, const char *name)
{
	const char *variable = getenv(shipped->variable);
	const char *const places[] = {variable != NULL ? variable : "", shipped->folder};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const char *rest = places[i];
		struct text folder;
		while (next_folder(&rest, &folder)) {
			char *path = join_path(folder, name);
			if (access(path, F_OK) == 0)
				return path;
			free(path);
		}
	}
	return NULL;
}

struct reader *shipped_open(const struct shipped *shipped, const char *name_or_file, char **path)
{
	*path = NULL;
	if (strpbrk(name_or_file, "/.") != NULL || strcmp(name_or_file, "-") == 0)
		return reader_open(name_or_file, NULL);
	*path = find(shipped, name_or_file);
	if (*path != NULL)
		return reader_open(*path, NULL);
	for (const struct embedded *at = shipped->embedded; at->name != NULL; at++)
		if (strcmp(name_or_file, at->name) == 0)
			return reader_open_memory(at->name, (struct text){at->bytes, at->n});
	return reader_open(name_or_file, NULL);
}

struct names {
	char **name;
	size_t n, room;
};

static void add_name(struct names *names, const char *name, size_t length)
{
	char *copy = memory_new(length + 1, 1);
	memcpy(copy, name, length);
	names->name = memory_grow(names->name, &names->room, names->n + 1, sizeof *names->name);
	names->name[names->n++] = copy;
}

/* Adds the names in a folder. One that is not there has none; a name with a dot could not be asked for. */
static void add_folder(struct names *names, struct text folder)
{
	char *path = memory_new(folder.length + 1, 1);
	memcpy(path, folder.at, folder.length);
	DIR *stream = opendir(path);
	if (stream == NULL && errno != ENOENT)
		diag_fail_errno("%s", path);
	for (struct dirent *entry; stream != NULL && (entry = readdir(stream)) != NULL;) {
		size_t length = strlen(entry->d_name);
		if (length > ENDING && strchr(entry->d_name, '.') == entry->d_name + length - ENDING &&
		    strcmp(entry->d_name + length - ENDING, ending) == 0)
			add_name(names, entry->d_name, length - ENDING);
	}
	if (stream != NULL)
		closedir(stream);
	free(path);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Drops each name that is like the one before it. */
static void keep_one_of_each(struct names *names)
{
	size_t kept = 0;
	for (size_t i = 0; i < names->n; i++) {
		if (kept > 0 && strcmp(names->name[kept - 1], names->name[i]) == 0)
			free(names->name[i]);
		else
			names->name[kept++] = names->name[i];
	}
	names->n = kept;
}

char **shipped_names(const struct shipped *shipped, size_t *n)
{
	struct names names = {0};
	const char *variable = getenv(shipped->variable);
	const char *const places[] = {variable != NULL ? variable : "", shipped->folder};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const char *rest = places[i];
		struct text folder;
		while (next_folder(&rest, &folder))
			add_folder(&names, folder);
	}
	for (const struct embedded *at = shipped->embedded; at->name != NULL; at++)
		add_name(&names, at->name, strlen(at->name));
	qsort(names.name, names.n, sizeof *names.name, compare_names);
	keep_one_of_each(&names);
	*n = names.n;
	return names.name;
}
