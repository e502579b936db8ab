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
	OPTION_FLAG,    /* bool */
	OPTION_STRING,  /* const char * */
	OPTION_LIST,    /* struct strings: repeatable */
	OPTION_DATE,    /* int32_t */
	OPTION_DAYS,    /* int64_t: a whole number, not negative */
	OPTION_THREADS, /* unsigned: a whole number, at least 1 */
	OPTION_SIZE     /* size_t: bytes, a whole number above 0 that K, M, G or T may follow */
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
	bool by_line;            /* --by-line: of the rejects */
	const char *second;      /* a file for a second output; NULL: none */
	const char *encoding;    /* --encoding */
	const char *calendar;    /* --calendar */
	unsigned threads;        /* --threads */
	size_t memory;           /* --buffer-size, in bytes */
	bool sorted;             /* --sorted */
};

#define SHARED_OPTIONS(shared)                                                                               \
	{"as-of", OPTION_DATE, &(shared)->as_of}, {"policy", OPTION_LIST, &(shared)->policies},              \
		{"rejects", OPTION_STRING, &(shared)->rejects},                                              \
		{"encoding", OPTION_STRING, &(shared)->encoding},                                            \
		{"calendar", OPTION_STRING, &(shared)->calendar},                                            \
	{                                                                                                    \
		"threads", OPTION_THREADS, &(shared)->threads                                                \
	}

/* What those take beside it that group records; SORTED_OPTION: by customer. */
#define BUFFER_OPTION(shared)                                                                                \
	{                                                                                                    \
		"buffer-size", OPTION_SIZE, &(shared)->memory                                                \
	}
#define SORTED_OPTION(shared)                                                                                \
	{                                                                                                    \
		"sorted", OPTION_FLAG, &(shared)->sorted                                                     \
	}

/* The shared options' part of a help text; the parts of it for a program that has another word for one of them. */
#define SHARED_HELP                                                                                          \
	"  --as-of=DATE           leave out what is dated later (default: today)\n" POLICY_HELP              \
	"  --rejects=FILE         set bad records aside in FILE and go on\n" INPUT_HELP
#define POLICY_HELP "  --policy=NAME|FILE     lay this policy over what came before, standard first\n"
#define INPUT_HELP                                                                                           \
	"  --encoding=NAME        charset of the input (default: UTF-8), e.g. GB18030\n"                     \
	"  --calendar=NAME|FILE   holidays and make-up working days, e.g. china\n"                           \
	"  --threads=N            work with so many threads (default: the processors there are)\n"           \
	"  --help                 print this text and exit\n"                                                \
	"  --version              print the version and exit\n"

#define BUFFER_HELP                                                                                          \
	"  --buffer-size=SIZE     memory for records (default: a third of what is free), e.g. 512M;\n"       \
	"                         what is more goes to files in $TMPDIR\n"
#define SORTED_HELP "  --sorted               the input comes by customer: use next to no memory\n"

#define STATUS_HELP                                                                                          \
	"Exit status: 0 done, 1 done but records were set aside, 2 usage, input or output trouble.\n"

/* Parses the options; returns the index of the first operand in argv (which is reordered so that operands come last).
   --help prints the text, --version the version, and both end the program. */
int options_parse(int argc, char **argv, const struct option_entry *entries, size_t n, const char *help);

/* Appends to the list. */
void strings_add(struct strings *strings, const char *string);

/* Checks the files of the n lists and the policies (shared NULL: none) together: "-" may stand only once, and none may be
   the file of the rejects or of a second output, or it would be lost. */
void options_check_inputs(const struct shared_options *shared, const struct strings *const *lists, size_t n);

/* Checks the encoding and, where they are not given, takes today, all processors and a third of the free memory. */
void options_finish(struct shared_options *shared);

#endif
