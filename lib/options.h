/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command lines as tables: each option names what it sets. Any mistake ends the program with a message and exit 2. */
#ifndef KEHU_OPTIONS_H
#define KEHU_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing list of arguments; the strings are argv's. */
struct strings {
	const char **string;
	size_t n, room;
};

enum option_type {
	OPTION_FLAG,   /* bool */
	OPTION_STRING, /* const char * */
	OPTION_LIST,   /* struct strings: repeatable */
	OPTION_DATE,   /* int32_t */
	OPTION_DAYS    /* int64_t: a whole number, not negative */
};

struct option_entry {
	const char *name;
	enum option_type type;
	void *target;
};

/* What all filters take. */
struct shared_options {
	int32_t as_of;           /* --as-of; DATE_NONE: not given */
	struct strings policies; /* --policy */
	const char *rejects;     /* --rejects */
	const char *encoding;    /* --encoding */
	const char *calendar;    /* --calendar */
};

#define SHARED_OPTIONS(shared)                                                                               \
	{"as-of", OPTION_DATE, &(shared)->as_of}, {"policy", OPTION_LIST, &(shared)->policies},              \
		{"rejects", OPTION_STRING, &(shared)->rejects},                                              \
		{"encoding", OPTION_STRING, &(shared)->encoding},                                            \
	{                                                                                                    \
		"calendar", OPTION_STRING, &(shared)->calendar                                               \
	}

/* The shared options' part of a help text; the parts of it for a program that has another word for one of them. */
#define SHARED_HELP                                                                                          \
	"  --as-of=DATE           leave out what is dated later (default: today)\n" POLICY_HELP              \
	"  --rejects=FILE         set bad records aside in FILE and go on\n" INPUT_HELP
#define POLICY_HELP "  --policy=NAME|FILE     lay this policy over what came before, standard first\n"
#define INPUT_HELP                                                                                           \
	"  --encoding=NAME        charset of the input (default: UTF-8), e.g. GB18030\n"                     \
	"  --calendar=NAME|FILE   holidays and make-up working days, e.g. china\n"                           \
	"  --help                 print this text and exit\n"                                                \
	"  --version              print the version and exit\n"

#define STATUS_HELP                                                                                          \
	"Exit status: 0 done, 1 done but records were set aside, 2 usage, input or output trouble.\n"

/* Parses the options; returns the index of the first operand in argv (which is reordered so that operands come last).
   --help prints the text, --version the version, and both end the program. */
int options_parse(int argc, char **argv, const struct option_entry *entries, size_t n, const char *help);

/* Appends to the list. */
void strings_add(struct strings *strings, const char *string);

/* Checks the files of the n lists and the policies (shared NULL: none) together: "-" may stand only once, and none may be
   the file of the rejects, or it would be lost. */
void options_check_inputs(const struct shared_options *shared, const struct strings *const *lists, size_t n);

/* Checks the encoding and, where no as-of date is given, takes today. */
void options_finish(struct shared_options *shared);

#endif
