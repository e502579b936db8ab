/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shipped CSV files by name: the folders of an environment variable (separated by colons), then the installed folder,
   then those that are compiled in. */
#ifndef KEHU_SHIPPED_H
#define KEHU_SHIPPED_H

#include <stddef.h>
#include "embedded.h"
#include "reader.h"
#include "text.h"

/* One kind of shipped files. */
struct shipped {
	const char *variable;            /* environment variable with more folders */
	const char *folder;              /* where they are installed */
	const struct embedded *embedded; /* those that are compiled in */
};

/* Opens the shipped file of this name, or the file of this path where none has the name; a value with a slash or a dot,
   and "-" (standard input), is always a file. Ends the program with a message and exit 2 where there is neither. *path is
   storage of the caller's: free it after the reader is closed (it may be set to NULL). */
struct reader *shipped_open(const struct shipped *shipped, const char *name_or_file, char **path);

/* The names of all shipped files, sorted by bytes, each once. The names and the list are storage for free(). */
char **shipped_names(const struct shipped *shipped, size_t *n);

#endif
