/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made in any order by several workers, put out in the order of their keys. What does not fit into memory goes
   to scratch files as sorted runs. The output depends on the results alone: not on workers, memory or order. */
#ifndef KEHU_RUNS_H
#define KEHU_RUNS_H

#include "text.h"
#include "writer.h"

struct runs;

/* memory: bytes that all workers together may keep. once: of results with equal keys, which are equal then, only one is
   put out. */
struct runs *runs_new(unsigned workers, size_t memory, bool once);

/* Adds a result of this worker: lines are whole lines of CSV, put out in the order of keys by bytes (a prefix first),
   with equal keys in the order of the lines by bytes. Copies both. Workers do not wait for each other. */
void runs_add(struct runs *runs, unsigned worker, struct text key, struct text lines);

/* Gives memory to be used for this worker's results; it must outlive them (arena_give). */
void runs_give(struct runs *runs, unsigned worker, void *memory, size_t size);

/* A result that cannot be: the program is to end with this message, which is copied. */
void runs_fail(struct runs *runs, unsigned worker, struct text key, const char *message);

/* The message of the failure with the smallest key; NULL: none. Call when all workers have added all they have. */
const char *runs_failure(const struct runs *runs);

/* Puts out all results, by as many threads as there are workers. Call once. */
void runs_write(struct runs *runs, struct writer *writer);

void runs_free(struct runs *runs);

#endif
