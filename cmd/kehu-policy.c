/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-policy: print the policy in effect, what changes between two, or the list of those shipped. */
#include <config.h>

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "diag.h"
#include "options.h"
#include "policy.h"
#include "writer.h"

struct options {
	bool diff;             /* --diff: two operands, to be compared */
	bool list;             /* --list: no operands */
	struct strings layers; /* NAME|FILE ... */
};

static const char help[] =
	"Usage: kehu-policy [NAME|FILE ...]\n"
	"       kehu-policy --diff A B\n"
	"       kehu-policy --list\n"
	"Print the policy in effect as CSV: the policy standard, each NAME or FILE laid over it\n"
	"in turn, rule by rule and key by key. NAME is a shipped policy; a value with a slash or\n"
	"a dot is a FILE, - is standard input.\n"
	"\n"
	"  --diff       print the rows removed and added from policy A to policy B, each laid\n"
	"               over standard\n"
	"  --list       print the names of the shipped policies, with description and source\n"
	"  --help       print this text and exit\n"
	"  --version    print the version and exit\n"
	"\n"
	"Example:\n"
	"  $ printf 'rule,value\\nlatefee.grace_days,30\\n' | kehu-policy --diff standard -\n"
	"  change,rule,key,when,value,clause\n"
	"  removed,latefee.grace_days,,,50,dairy 16\n"
	"  added,latefee.grace_days,,,30,\n"
	"\n"
	"Exit status: 0 done, 1 --diff found a difference, 2 usage, input or output trouble.\n";

static struct options parse_options(int argc, char **argv)
{
	struct options options = {0};
	const struct option_entry entries[] = {
		{"diff", OPTION_FLAG, &options.diff},
		{"list", OPTION_FLAG, &options.list},
	};
	const struct strings *const lists[] = {&options.layers};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	for (int i = first; i < argc; i++)
		strings_add(&options.layers, argv[i]);
	if (options.diff && options.list)
		diag_usage("--diff and --list do not go together");
	if (options.list && options.layers.n > 0)
		diag_usage("--list takes no operand: \"%s\"", options.layers.string[0]);
	if (options.diff && options.layers.n != 2)
		diag_usage("--diff takes two operands");
	options_check_inputs(NULL, lists, 1);
	return options;
}

static bool print_diff(const struct strings *layers, struct writer *writer)
{
	struct policy *a = policy_load(&layers->string[0], 1);
	struct policy *b = policy_load(&layers->string[1], 1);
	bool differ = policy_print_diff(a, b, writer);
	policy_free(a);
	policy_free(b);
	return differ;
}

static void print_effective(const struct strings *layers, struct writer *writer)
{
	struct policy *policy = policy_load(layers->string, layers->n);
	policy_print(policy, writer);
	policy_free(policy);
}

static int run(const struct options *options)
{
	bool differ = false;
	struct writer *writer = writer_open(STDOUT_FILENO, "standard output");
	if (options->list)
		policy_print_list(writer);
	else if (options->diff)
		differ = print_diff(&options->layers, writer);
	else
		print_effective(&options->layers, writer);
	writer_close(writer);
	return differ ? EXIT_DATA : EXIT_DONE;
}

int main(int argc, char **argv)
{
	diag_start(argv);
	struct options options = parse_options(argc, argv);
	int status = run(&options);
	free(options.layers.string);
	diag_exit(status);
}
