/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Diagnostics: one line each on standard error, "PROGRAM: ...". The only module that ends a program. */
#ifndef KEHU_DIAG_H
#define KEHU_DIAG_H

#include <stddef.h>
#include "text.h"

enum { EXIT_DONE = 0, EXIT_DATA = 1, EXIT_TROUBLE = 2 };

/* Call first in main: remembers the program's name (its last path component, also put into argv[0]), makes sure that
   descriptors 0 to 2 are open so that no file can take their place, ignores SIGPIPE. */
void diag_start(char **argv);

/* The name remembered. */
const char *diag_program(void);

/* "PROGRAM: MESSAGE\n" on standard error. */
void diag_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then exit 2. */
_Noreturn void diag_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same with ": strerror(errno)". */
_Noreturn void diag_fail_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A mistake in the command line: the message, then "Try 'PROGRAM --help' for more information.", exit 2. */
_Noreturn void diag_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Only the second line of diag_usage, then exit 2. */
_Noreturn void diag_usage_hint(void);

/* Ends the program with this status (0, 1 or 2). */
_Noreturn void diag_exit(int status);

/* The text fit for one line of a message: line breaks, tabs, other control characters and bytes that are not UTF-8 as
   \n, \r, \t and \xNN; cut after 200 bytes with "...". Returns storage of its own for free(). */
char *diag_quote(struct text text);

#endif
