/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "date.h"
#include "diag.h"
#include "memory.h"
#include "money.h"
#include "options.h"
#include "pool.h"
#include "source.h"
#include "writer.h"

enum { HELP = 1000, VERSION, FIRST_ENTRY };
enum { THREADS_MAX = 1024 };

#define DAYS_MAX INT64_C(1000000000)

void strings_add(struct strings *strings, const char *string)
{
	strings->string =
		memory_grow(strings->string, &strings->room, strings->n + 1, sizeof *strings->string);
	strings->string[strings->n++] = string;
}

static _Noreturn void print_and_exit(const char *before, const char *text)
{
	struct writer *writer = writer_open(STDOUT_FILENO, "standard output");
	writer_raw(writer, text_of(before));
	writer_raw(writer, text_of(text));
	writer_close(writer);
	diag_exit(EXIT_DONE);
}

/* Bytes: a number above 0, which K, M, G or T may follow. */
static bool parse_size(struct text text, size_t *size)
{
	static const char units[] = "KMGT";
	int64_t number;
	int shift = 0;
	const char *unit = text.length > 0 ? strchr(units, text.at[text.length - 1]) : NULL;
	if (unit != NULL) {
		shift = 10 * (int)(unit - units + 1);
		text.length--;
	}
	if (!money_parse(text, 0, &number) || number <= 0 || number > (int64_t)(SIZE_MAX / 2) >> shift)
		return false;
	*size = (size_t)number << shift;
	return true;
}

static void set(const struct option_entry *entry, const char *value)
{
	int64_t number;
	switch (entry->type) {
	case OPTION_FLAG:
		*(bool *)entry->target = true;
		break;
	case OPTION_STRING:
		*(const char **)entry->target = value;
		break;
	case OPTION_LIST:
		strings_add(entry->target, value);
		break;
	case OPTION_DATE:
		if (!date_parse(text_of(value), entry->target, NULL))
			diag_usage("--%s: \"%s\" is not a date", entry->name, diag_quote(text_of(value)));
		break;
	case OPTION_DAYS:
		if (!money_parse(text_of(value), 0, entry->target) || value[0] == '-' ||
		    *(int64_t *)entry->target > DAYS_MAX)
			diag_usage("--%s: \"%s\" is not a number of days", entry->name,
				   diag_quote(text_of(value)));
		break;
	case OPTION_THREADS:
		if (!money_parse(text_of(value), 0, &number) || number < 1 || number > THREADS_MAX)
			diag_usage("--%s: \"%s\" is not a number from 1 to %d", entry->name,
				   diag_quote(text_of(value)), THREADS_MAX);
		*(unsigned *)entry->target = (unsigned)number;
		break;
	case OPTION_SIZE:
		if (!parse_size(text_of(value), entry->target))
			diag_usage("--%s: \"%s\" is not a size, e.g. 512M", entry->name,
				   diag_quote(text_of(value)));
		break;
	}
}

static struct option *long_options(const struct option_entry *entries, size_t n)
{
	struct option *options = memory_new(n + 3, sizeof *options);
	for (size_t i = 0; i < n; i++)
		options[i] = (struct option){entries[i].name,
					     entries[i].type == OPTION_FLAG ? no_argument : required_argument,
					     NULL, FIRST_ENTRY + (int)i};
	options[n] = (struct option){"help", no_argument, NULL, HELP};
	options[n + 1] = (struct option){"version", no_argument, NULL, VERSION};
	return options;
}

int options_parse(int argc, char **argv, const struct option_entry *entries, size_t n, const char *help)
{
	struct option *options = long_options(entries, n);
	int choice;
	while ((choice = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (choice == HELP)
			print_and_exit("", help);
		else if (choice == VERSION)
			print_and_exit(diag_program(),
				       " (kehu) " KEHU_VERSION "\n"
				       "Copyright (C) 2026 the kehu authors.\n"
				       "License GPLv3+: GNU GPL version 3 or later. There is NO WARRANTY.\n");
		else if (choice < FIRST_ENTRY)
			diag_usage_hint();
		else
			set(&entries[choice - FIRST_ENTRY], optarg);
	}
	free(options);
	return optind;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* Fails where the output (NULL: none) is one of the files. */
static void check_output(const char *option, const char *output, const struct strings *list)
{
	for (size_t i = 0; output != NULL && i < list->n; i++)
		if (is_same_file(list->string[i], output))
			diag_usage("%s%s is an input", option, output);
}

/* How often "-" stands in the list, whose files must not be outputs. */
static size_t check_list(const struct shared_options *shared, const struct strings *list)
{
	size_t count = 0;
	for (size_t i = 0; i < list->n; i++)
		count += strcmp(list->string[i], "-") == 0;
	if (shared != NULL) {
		check_output("--rejects: ", shared->rejects, list);
		check_output("", shared->second, list);
	}
	return count;
}

void options_check_inputs(const struct shared_options *shared, const struct strings *const *lists, size_t n)
{
	size_t count = shared != NULL ? check_list(shared, &shared->policies) : 0;
	for (size_t i = 0; i < n; i++)
		count += check_list(shared, lists[i]);
	if (count > 1)
		diag_usage("standard input (-) can be read only once");
	if (shared != NULL && shared->rejects != NULL && shared->second != NULL &&
	    (strcmp(shared->rejects, shared->second) == 0 || is_same_file(shared->rejects, shared->second)))
		diag_usage("--rejects: %s is another output", shared->rejects);
}

void options_finish(struct shared_options *shared)
{
	if (shared->as_of == DATE_NONE)
		shared->as_of = date_today();
	if (shared->threads == 0)
		shared->threads = pool_processors();
	if (shared->memory == 0)
		shared->memory = memory_free() / 3;
	if (!source_knows(shared->encoding))
		diag_usage("--encoding: \"%s\" is not a known charset", shared->encoding);
}
