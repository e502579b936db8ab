/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary files for what does not fit into memory. The file has no name, so it is gone however the program ends. It lies
   in the folder TMPDIR names, /tmp where there is none. Every error ends the program with a message and exit 2. */
#ifndef KEHU_SCRATCH_H
#define KEHU_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

/* Used by one thread at a time. */
struct scratch;

/* No file is made before the first write. */
struct scratch *scratch_new(void);

/* Appends the bytes; returns their offset. */
uint64_t scratch_write(struct scratch *scratch, const void *bytes, size_t n);

/* Reads n bytes that were written; several threads may do so at once when writing is done. */
void scratch_read(const struct scratch *scratch, uint64_t offset, void *bytes, size_t n);

/* Also NULL. */
void scratch_free(struct scratch *scratch);

#endif
