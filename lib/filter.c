/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <unistd.h>

#include "diag.h"
#include "filter.h"

void filter_open(struct filter *filter, const struct shared_options *options)
{
	filter->as_of = options->as_of;
	filter->policy = policy_load(options->policies.string, options->policies.n);
	filter->calendar = options->calendar != NULL ? calendar_load(options->calendar) : NULL;
	filter->rejects = rejects_open(options->rejects, false);
	filter->inputs = inputs_new(options->encoding, filter->rejects);
	filter->writer = writer_open(STDOUT_FILENO, "standard output");
}

int filter_close(struct filter *filter)
{
	writer_close(filter->writer);
	calendar_warn(filter->calendar);
	inputs_free(filter->inputs);
	int status = rejects_close(filter->rejects);
	calendar_free(filter->calendar);
	policy_free(filter->policy);
	return status;
}

void filter_check(struct text customer, const char *reason)
{
	if (reason != NULL)
		diag_fail("customer \"%s\": %s", diag_quote(customer), reason);
}
