/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "memory.h"

enum { QUOTE_MAX = 200 };

/* Takes a closed descriptor so that no file opened later can become standard input, output or error; opened the wrong
   way round, so that using it still fails. */
static void hold_descriptor(int descriptor, int flags)
{
	if (fcntl(descriptor, F_GETFD) == -1 && open("/dev/null", flags) == -1)
		_exit(EXIT_TROUBLE);
}

void diag_start(char **argv)
{
	hold_descriptor(STDIN_FILENO, O_WRONLY);
	hold_descriptor(STDOUT_FILENO, O_RDONLY);
	hold_descriptor(STDERR_FILENO, O_RDONLY);
	if (argv[0] != NULL)
		argv[0] = program_invocation_short_name; /* what getopt_long prints */
	signal(SIGPIPE, SIG_IGN); /* so that a write to a closed pipe is an error like any other */
}

const char *diag_program(void)
{
	return program_invocation_short_name;
}

/* What a failing program has not freed is no leak: under the address sanitizer it leaves without the search for them. */
static _Noreturn void leave(void)
{
#ifdef __SANITIZE_ADDRESS__
	_exit(EXIT_TROUBLE);
#else
	exit(EXIT_TROUBLE);
#endif
}

/* One write(2) a line, so that lines of processes that share standard error do not mix. */
static void print_line(const char *format, va_list arguments, int error)
{
	char *message;
	if (vasprintf(&message, format, arguments) < 0)
		return;
	dprintf(STDERR_FILENO, "%s: %s%s%s\n", diag_program(), message, error != 0 ? ": " : "",
		error != 0 ? strerror(error) : "");
	free(message);
}

void diag_warn(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print_line(format, arguments, 0);
	va_end(arguments);
}

void diag_fail(const char *format, ...)
{
	va_list arguments;
	flockfile(stderr); /* for good: of several threads that fail the first ends the program */
	va_start(arguments, format);
	print_line(format, arguments, 0);
	va_end(arguments);
	leave();
}

void diag_fail_errno(const char *format, ...)
{
	int error = errno;
	va_list arguments;
	flockfile(stderr);
	va_start(arguments, format);
	print_line(format, arguments, error);
	va_end(arguments);
	leave();
}

void diag_usage_hint(void)
{
	dprintf(STDERR_FILENO, "Try '%s --help' for more information.\n", diag_program());
	leave();
}

void diag_usage(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print_line(format, arguments, 0);
	va_end(arguments);
	diag_usage_hint();
}

void diag_exit(int status)
{
	exit(status);
}

/* Appends byte i of the text to out, escaped where it could upset a line; returns the bytes of input used. */
static size_t quote_one(struct text text, size_t i, char *out, size_t *n)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char c = (unsigned char)text.at[i];
	struct text rest = {text.at + i, text.length - i < 4 ? text.length - i : 4};
	size_t valid = text_valid_utf8(rest);
	if (c >= 0x80 && valid > 0) { /* one whole character */
		size_t length = 1;
		while (length < valid && ((unsigned char)rest.at[length] & 0xc0) == 0x80)
			length++;
		memcpy(out + *n, rest.at, length);
		*n += length;
		return length;
	}
	if (c >= 0x20 && c < 0x7f) {
		out[(*n)++] = (char)c;
		return 1;
	}
	out[(*n)++] = '\\';
	if (c == '\n' || c == '\r' || c == '\t') {
		out[(*n)++] = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
	} else {
		out[(*n)++] = 'x';
		out[(*n)++] = hex[c >> 4];
		out[(*n)++] = hex[c & 15];
	}
	return 1;
}

char *diag_quote(struct text text)
{
	char *out = memory_new(4 * QUOTE_MAX + 16, 1);
	size_t n = 0, i = 0;
	while (i < text.length && i < QUOTE_MAX)
		i += quote_one(text, i, out, &n);
	if (i < text.length) {
		memcpy(out + n, "...", 3);
		n += 3;
	}
	out[n] = '\0';
	return out;
}
