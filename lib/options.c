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
#include "source.h"
#include "writer.h"

enum { HELP = 1000, VERSION, FIRST_ENTRY };

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

static void set(const struct option_entry *entry, const char *value)
{
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

/* How often "-" stands in the list; fails where the rejects (NULL: none) are one of its files. */
static size_t check_list(const char *rejects, const struct strings *list)
{
	size_t count = 0;
	for (size_t i = 0; i < list->n; i++) {
		count += strcmp(list->string[i], "-") == 0;
		if (rejects != NULL && is_same_file(list->string[i], rejects))
			diag_usage("--rejects: %s is an input", rejects);
	}
	return count;
}

void options_check_inputs(const struct shared_options *shared, const struct strings *const *lists, size_t n)
{
	const char *rejects = shared != NULL ? shared->rejects : NULL;
	size_t count = shared != NULL ? check_list(rejects, &shared->policies) : 0;
	for (size_t i = 0; i < n; i++)
		count += check_list(rejects, lists[i]);
	if (count > 1)
		diag_usage("standard input (-) can be read only once");
}

void options_finish(struct shared_options *shared)
{
	if (shared->as_of == DATE_NONE)
		shared->as_of = date_today();
	if (!source_knows(shared->encoding))
		diag_usage("--encoding: \"%s\" is not a known charset", shared->encoding);
}
