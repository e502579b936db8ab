/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where bad records go: without a file the first one ends the program with its line on standard error and exit 2; with one
   they are set aside as CSV file,line,column,value,reason,record. */
#ifndef KEHU_REJECTS_H
#define KEHU_REJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "text.h"

struct rejects;

struct reject {
	uint64_t position; /* orders records by input */
	const char *file;  /* last path component; must outlive the rejects */
	uint64_t line;
	struct text column, value; /* empty: the record is bad as a whole */
	const char *reason;
	struct text raw; /* may be empty where rejects_wants_raw is false */
};

/* path NULL: none, the first bad record ends the program. by_line: written in order of position at the end, not as they
   come. The file is opened now. */
struct rejects *rejects_open(const char *path, bool by_line);

/* The same to standard output (kehu-check). */
struct rejects *rejects_open_output(bool by_line);

/* Whether raw texts are written. */
bool rejects_wants_raw(const struct rejects *rejects);

void rejects_add(struct rejects *rejects, const struct reject *reject);

/* How many so far. */
uint64_t rejects_count(const struct rejects *rejects);

/* Writes and closes; says on standard error how many records were set aside in a file; frees. Returns the exit status: 0
   where there were none, else 1. */
int rejects_close(struct rejects *rejects);

#endif
