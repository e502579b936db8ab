/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "due_lines.h"

const char *const due_lines_cases[] = {"name",  "customer",     "person", "opened", "due", "closed",
				       "state", "overdue_days", "clause", "source", NULL};
const char *const due_lines_rates[] = {"name", "month",  "cases", "sampled", "closed", "in_time",
				       "rate", "target", "met",   "clause",  NULL};

/* Bytes of parts of keys, which are kept small: of millions of cases they are as large as the lines. */
enum { NAME_BYTES = 4, TIME_BYTES = 5, POSITION_BYTES = 8, COLUMN_BYTES = 1 };

/* From the first date that there is. */
static uint64_t seconds_to(struct moment due)
{
	due.day -= DATE_FIRST;
	return (uint64_t)moment_seconds(due, DEADLINE_OPENED_SECOND);
}

/* Cases come out by name, due, customer, person and source; then by what tells apart those that one record opens, or that have
   no record. */
static struct text case_key(struct due_lines *lines, const struct due_found *found, struct text person)
{
	const struct due_case *which = found->which;
	struct key *key = &lines->key;
	key_clear(key);
	key_add_small(key, (uint64_t)(found->name - lines->rules->name), NAME_BYTES);
	key_add_small(key, seconds_to(which->deadline.due), TIME_BYTES);
	key_add_text(key, found->customer);
	key_add_text(key, person);
	if (which->record == NULL) {
		key_add_number(key, which->deadline.opened.day);
		return key_text(key);
	}
	uint64_t position = due_position(which);
	key_add_text(key, text_of(inputs_file(lines->inputs, position)));
	key_add_small(key, inputs_by_line(position), POSITION_BYTES); /* two files may have one name */
	key_add_small(key, which->column, COLUMN_BYTES);
	return key_text(key);
}

static void write_moment(struct writer *writer, const struct due_case *which, struct moment moment,
			 int32_t second)
{
	char text[MOMENT_LENGTH];
	if (moment.day == DATE_NONE || !span_has_time(&which->limit->span)) {
		writer_date(writer, moment.day);
		return;
	}
	moment_format(moment, second, text);
	writer_text(writer, (struct text){text, sizeof text});
}

void due_lines_case(struct due_lines *lines, const struct due_found *found, struct text person,
		    enum due_state state, struct results *results)
{
	const struct inputs *inputs = lines->inputs;
	const struct due_case *which = found->which;
	const struct deadline *deadline = &which->deadline;
	struct writer *writer = results_writer(results);
	writer_text(writer, found->name->name);
	writer_text(writer, found->customer);
	writer_text(writer, person);
	write_moment(writer, which, deadline->opened, DEADLINE_OPENED_SECOND);
	write_moment(writer, which, deadline->due, DEADLINE_OPENED_SECOND);
	write_moment(writer, which, deadline->closed, DEADLINE_CLOSED_SECOND);
	writer_string(writer, due_state_word(state));
	writer_number(writer, deadline_overdue(deadline, lines->as_of));
	writer_text(writer, which->limit->row->clause);
	if (which->record != NULL)
		writer_source(writer, text_of(inputs_file(inputs, due_position(which))),
			      inputs_line(due_position(which)));
	else
		writer_string(writer, "");
	writer_end(writer);
	results_add(results, case_key(lines, found, person));
}

void due_lines_rate(struct due_lines *lines, const struct due_rate *rate, struct results *results)
{
	const struct due_name *name = &lines->rules->name[rate->name];
	const struct policy_row *row = name->share != NULL ? name->share : name->limit[0].row;
	struct writer *writer = results_writer(results);
	int64_t target = name->share != NULL ? (int64_t)name->share->number : POLICY_ONE;
	bool is_met = (money_wide)rate->in_time * POLICY_ONE >= (money_wide)target * rate->cases;
	writer_text(writer, name->name);
	writer_month(writer, date_month_start(rate->month));
	writer_number(writer, rate->cases);
	writer_number(writer, rate->sampled);
	writer_number(writer, rate->closed);
	writer_number(writer, rate->in_time);
	writer_decimal(writer, money_round((money_wide)rate->in_time * 100 * 100, rate->cases), 2, 2);
	writer_decimal(writer, money_round((money_wide)target * 100 * 100, POLICY_ONE), 2, 2);
	writer_string(writer, is_met ? "yes" : "no");
	writer_text(writer, row->clause);
	writer_end(writer);
	key_clear(&lines->key);
	key_add_number(&lines->key, rate->name);
	key_add_number(&lines->key, rate->month);
	results_add(results, key_text(&lines->key));
}

void due_lines_free(struct due_lines *lines)
{
	key_free(&lines->key);
}
