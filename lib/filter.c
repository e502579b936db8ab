/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "diag.h"
#include "filter.h"
#include "pool.h"

void filter_open(struct filter *filter, const struct shared_options *options)
{
	pool_start(options->threads);
	filter->as_of = options->as_of;
	filter->threads = options->threads;
	filter->memory = options->memory;
	filter->sorted = options->sorted;
	filter->policy = policy_load(options->policies.string, options->policies.n);
	filter->calendar = options->calendar != NULL ? calendar_load(options->calendar) : NULL;
	filter->rejects = rejects_open(options->rejects, options->by_line);
	filter->inputs = inputs_new(options->encoding, filter->rejects);
	filter->writer = writer_open(STDOUT_FILENO, "standard output");
	filter->second = options->second != NULL ? writer_open_file(options->second) : NULL;
}

int filter_close(struct filter *filter)
{
	writer_close(filter->writer);
	if (filter->second != NULL)
		writer_close(filter->second);
	calendar_warn(filter->calendar);
	inputs_free(filter->inputs);
	int status = rejects_close(filter->rejects);
	calendar_free(filter->calendar);
	policy_free(filter->policy);
	return status;
}

char *filter_failure(const char *what, struct text who, const char *reason)
{
	char *message, *name = diag_quote(who);
	if (asprintf(&message, "%s \"%s\": %s", what, name, reason) < 0)
		diag_fail("out of memory");
	free(name);
	return message;
}
