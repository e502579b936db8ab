/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tools for unit tests, beside test.h: files, seeded random numbers, functions that end the program. */
#ifndef KEHU_TEST_TOOLS_H
#define KEHU_TEST_TOOLS_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "date.h"
#include "memory.h"
#include "text.h"

enum { TEST_PATH_ROOM = 4096, TEST_SEED = 88172645 };

/* Something the test needs is not to be had. */
static inline _Noreturn void test_give_up(const char *what)
{
	perror(what);
	exit(1);
}

/* --- files */

struct test_file {
	char path[TEST_PATH_ROOM];
};

/* A new file with these bytes in a folder for temporary ones. */
static inline struct test_file test_file_new(struct text content)
{
	struct test_file file;
	const char *folder = getenv("TMPDIR");
	snprintf(file.path, sizeof file.path, "%s/kehu-test-XXXXXX", folder != NULL ? folder : "/tmp");
	int descriptor = mkstemp(file.path);
	FILE *stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
	if (stream == NULL || fwrite(content.at, 1, content.length, stream) != content.length ||
	    fclose(stream) != 0)
		test_give_up(file.path);
	return file;
}

/* The file's last path component, as messages name it. */
static inline const char *test_file_name(const struct test_file *file)
{
	return strrchr(file->path, '/') + 1;
}

static inline void test_file_remove(const struct test_file *file)
{
	unlink(file->path);
}

/* The file's bytes, in storage for free(). */
static inline struct text test_file_read(const struct test_file *file)
{
	FILE *stream = fopen(file->path, "r");
	char *bytes = NULL;
	size_t n = 0, room = 0, more;
	if (stream == NULL)
		test_give_up(file->path);
	do {
		bytes = memory_grow(bytes, &room, n + 4096, 1);
		more = fread(bytes + n, 1, room - n, stream);
		n += more;
	} while (more > 0);
	fclose(stream);
	return (struct text){bytes, n};
}

/* --- text that grows, for comparing many values at once */

struct test_string {
	char *at;
	size_t n, room;
};

static inline void test_append(struct test_string *string, struct text text)
{
	string->at = memory_grow(string->at, &string->room, string->n + text.length + 1, 1);
	if (text.length > 0)
		memcpy(string->at + string->n, text.at, text.length);
	string->n += text.length;
	string->at[string->n] = '\0';
}

__attribute__((format(printf, 2, 3))) static inline void test_print(struct test_string *string,
								    const char *format, ...)
{
	char room[1024];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(room, sizeof room, format, arguments);
	va_end(arguments);
	test_append(string, text_of(room));
}

static inline struct text test_text(const struct test_string *string)
{
	return (struct text){string->n > 0 ? string->at : "", string->n};
}

/* --- text that ends where its storage does, as sanitizers see */

/* A copy of the text, `offset` bytes into storage that ends with it; freed with test_exact_free. */
static inline struct text test_exact(struct text text, size_t offset)
{
	char *storage = memory_new(offset + text.length, 1);
	if (text.length > 0)
		memcpy(storage + offset, text.at, text.length);
	return (struct text){storage + offset, text.length};
}

static inline void test_exact_free(struct text text, size_t offset)
{
	free((char *)(uintptr_t)(text.at - offset));
}

/* --- random numbers: the same at every run */

static inline uint64_t test_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* 0 to n - 1. */
static inline size_t test_below(uint64_t *state, size_t n)
{
	return (size_t)(test_random(state) % n);
}

/* first to last. */
static inline int32_t test_between(uint64_t *state, int32_t first, int32_t last)
{
	return first + (int32_t)test_below(state, (size_t)(last - first) + 1);
}

/* n random letters out of a list of them. */
static inline struct text test_letters(uint64_t *state, struct text letters, size_t n, char *room)
{
	for (size_t i = 0; i < n; i++)
		room[i] = letters.at[test_below(state, letters.length)];
	return (struct text){room, n};
}

/* --- days */

static inline int32_t test_day(const char *date)
{
	int32_t day;
	if (!date_parse(text_of(date), &day, NULL))
		test_give_up(date);
	return day;
}

/* The day as YYYY-MM-DD; `none` for no day. */
static inline const char *test_date(int32_t day, char room[DATE_LENGTH + 1])
{
	memcpy(room, "none", 5);
	if (day != DATE_NONE) {
		date_format(day, room);
		room[DATE_LENGTH] = '\0';
	}
	return room;
}

/* --- functions that end the program */

/* Called at exit of such a process under valgrind, which would tell of what a function that does not return leaves behind. */
static inline void test_leave(int status, void *context)
{
	char command[32];
	(void)context;
	fflush(NULL);
	snprintf(command, sizeof command, "exit %d", status);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
}

/* Runs the function in a process of its own; room gets what it wrote to standard output and error, as a string. Returns
   its exit status, 0 where the function came back, -1 where a signal ended it. */
static inline int test_run(void (*function)(void *), void *context, char *room, size_t size)
{
	int ends[2], status;
	size_t n = 0;
	fflush(NULL);
	if (pipe(ends) != 0)
		test_give_up("pipe");
	pid_t child = fork();
	if (child < 0)
		test_give_up("fork");
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		const char *variant = getenv("KEHU_VARIANT");
		if (variant != NULL && strcmp(variant, "valgrind") == 0)
			on_exit(test_leave, NULL);
		function(context);
		exit(0);
	}
	close(ends[1]);
	for (ssize_t more; n < size - 1 && (more = read(ends[0], room + n, size - 1 - n)) > 0;)
		n += (size_t)more;
	room[n] = '\0';
	close(ends[0]);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
