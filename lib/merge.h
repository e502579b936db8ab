/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merges sorted runs of results that are in scratch files. */
#ifndef KEHU_MERGE_H
#define KEHU_MERGE_H

#include "scratch.h"
#include "writer.h"

/* Results (result.h) one after the other, sorted by key, then lines. Not empty. */
struct merge_run {
	const struct scratch *scratch;
	uint64_t first, end;
};

/* Puts out the lines of all runs (at least one) in order, of those with equal keys, if once, the first only. common: bytes
   that all keys begin with. Buffers take about `memory` bytes, at least 4 KiB for each run. */
void merge_runs(const struct merge_run *run, size_t runs, size_t memory, size_t common, bool once,
		struct writer *writer);

#endif
