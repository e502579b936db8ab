/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "fault_lines.h"

const char *const fault_lines_header[] = {"date", "person", "role", "customer", "code", "source", NULL};

/* What stands for a record comes before all files; of these two may have one name. */
static struct text key_of(struct key *key, const struct found_fault *fault, const char *file,
			  struct text period)
{
	key_clear(key);
	key_add_number(key, fault->day);
	key_add_text(key, fault->person);
	key_add_text(key, fault->customer);
	key_add_text(key, fault->code);
	key_add_text(key, text_of(file));
	key_add_text(key, period);
	key_add_small(key, inputs_by_line(fault->position), sizeof(uint64_t));
	return key_text(key);
}

static void add_fault(struct fault_lines *lines, const struct found_fault *fault, struct text period,
		      struct results *results)
{
	struct writer *writer = results_writer(results);
	const char *file = period.length > 0 ? "" : inputs_file(lines->inputs, fault->position);
	writer_date(writer, fault->day);
	writer_text(writer, fault->person);
	writer_text(writer, roster_role(lines->roster, fault->person));
	writer_text(writer, fault->customer);
	writer_text(writer, fault->code);
	if (period.length > 0)
		writer_text(writer, period);
	else
		writer_source(writer, text_of(file), inputs_line(fault->position));
	writer_end(writer);
	results_add(results, key_of(&lines->key, fault, file, period));
}

void fault_lines_add(struct fault_lines *lines, const struct faults *faults, struct text period,
		     struct results *results)
{
	const struct found_fault *list;
	size_t n = faults_list(faults, &list);
	for (size_t i = 0; i < n; i++)
		add_fault(lines, &list[i], period, results);
}

void fault_lines_free(struct fault_lines *lines)
{
	key_free(&lines->key);
}
