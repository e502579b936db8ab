/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kehu-due must print: cases, rates and faults.
 */
#ifndef KEHU_TESTDATA_ORACLE_DUE_PRINT_H
#define KEHU_TESTDATA_ORACLE_DUE_PRINT_H

#include "oracle_due_walk.h"

/* What is asked of kehu-due. */
struct question {
	const char *names[4]; /* --name */
	int n_names;          /* 0: all */
	bool all;
};

static inline bool asked(const struct question *question, const char *name)
{
	for (int i = 0; i < question->n_names; i++)
		if (is(question->names[i], name))
			return true;
	return question->n_names == 0;
}

static inline void cases_find(const struct world *world, const struct question *question, struct cases *cases)
{
	struct events *events = oracle_alloc(1, sizeof *events);

	cases->n = 0;
	events_find(world, events);
	for (int i = 0; i < world->policy.n; i++)
		if (asked(question, world->policy.deadlines[i].name))
			walk_all(world, events, &world->policy.deadlines[i], cases);
	free(events);
}

/* ---- Lines ---- */

/* A line of the output with what it is sorted by. */
struct line {
	char keys[4][80]; /* compared in turn, by bytes */
	char file
		[160]; /* then the source: this file and number, or without a number this alone, which comes first */
	int number, column; /* column: of two cases of one record; of two periods the text decides */
	char *text;
};

struct lines {
	struct line *list;
	int n, room;
};

static inline struct line *line_add(struct lines *lines)
{
	if (lines->n == lines->room) {
		lines->room = lines->room ? 2 * lines->room : 256;
		lines->list = realloc(lines->list, (size_t)lines->room * sizeof *lines->list);
		if (!lines->list)
			oracle_die("out of memory");
	}
	struct line *line = &lines->list[lines->n++];
	*line = (struct line){0};
	return line;
}

static inline int line_order(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	for (int i = 0; i < 4; i++) {
		int order = strcmp(a->keys[i], b->keys[i]);

		if (order)
			return order;
	}
	int order = (a->number > 0) - (b->number > 0);
	if (!order)
		order = strcmp(a->file, b->file);
	if (!order)
		order = a->number - b->number;
	if (!order)
		order = a->column - b->column;
	return order ? order : strcmp(a->text, b->text);
}

/* Sorted, printed and emptied; once: equal ones are one. */
static inline void lines_print(struct lines *lines, bool once, struct out *out)
{
	if (lines->n)
		qsort(lines->list, (size_t)lines->n, sizeof lines->list[0], line_order);
	for (int i = 0; i < lines->n; i++)
		if (!once || i == 0 || line_order(&lines->list[i - 1], &lines->list[i]) != 0)
			out_text(out, lines->list[i].text);
	for (int i = 0; i < lines->n; i++)
		free(lines->list[i].text);
	free(lines->list);
	*lines = (struct lines){0};
}

/* ---- Cases ---- */

/* none: the second that stands where no time is given. */
static inline void put_moment(struct out *out, const struct one_case *one, struct moment at, int none)
{
	int second = at.second < 0 ? none : at.second;

	out_day(out, at.day);
	if (is_timed(one->limit))
		out_format(out, " %02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
}

static inline void case_line(const struct world *world, const struct one_case *one, struct lines *lines)
{
	struct out text = {0}, due = {0};
	struct line *line = line_add(lines);
	const char *customer = one->subject.customer ? one->subject.customer : "";
	int late = (one->closed ? one->closed_at.day : world->as_of) - one->due.day;
	const struct record *record = one->opening.record;

	put_moment(&due, one, one->due, 86399);
	out_format(&text, "%s,", one->deadline->name);
	out_value(&text, customer);
	out_text(&text, ",");
	out_value(&text, person_of(world, one));
	out_text(&text, ",");
	put_moment(&text, one, one->opening.at, 86399);
	out_format(&text, ",%s,", due.bytes);
	if (one->closed)
		put_moment(&text, one, one->closed_at, 0);
	out_format(&text, ",%s,%d,", state_of(world, one), late > 0 ? late : 0);
	out_value(&text, one->limit->clause);
	if (record)
		out_format(&text, ",%s:%d\n", record->file, record->line);
	else
		out_text(&text, ",\n");
	snprintf(line->keys[0], sizeof line->keys[0], "%s", one->deadline->name);
	snprintf(line->keys[1], sizeof line->keys[1], "%.70s", due.bytes);
	snprintf(line->keys[2], sizeof line->keys[2], "%s", customer);
	snprintf(line->keys[3], sizeof line->keys[3], "%s", person_of(world, one));
	snprintf(line->file, sizeof line->file, "%s", record ? record->file : "");
	line->number = record ? record->line : 0;
	line->column = one->opening.column;
	line->text = text.bytes;
	out_free(&due);
}

static inline void expect_cases(const struct world *world, const struct question *question,
				struct cases *cases, struct out *out)
{
	struct lines lines = {0};

	cases_find(world, question, cases);
	out_text(out, "name,customer,person,opened,due,closed,state,overdue_days,clause,source\n");
	for (int i = 0; i < cases->n; i++) {
		const struct one_case *one = &cases->list[i];

		if (question->all || (one->sampled && !is(state_of(world, one), "met")))
			case_line(world, one, &lines);
	}
	lines_print(&lines, false, out);
}

/* ---- Rates ---- */

struct rate {
	const struct one_case *first;
	int cases, sampled, closed, in_time;
};

static inline bool same_rate(const struct one_case *a, const struct one_case *b)
{
	struct ymd left = day_split(a->opening.at.day), right = day_split(b->opening.at.day);

	return a->deadline == b->deadline && left.year == right.year && left.month == right.month;
}

static inline void rate_count(const struct cases *cases, const struct world *world, struct rate *rate)
{
	for (int i = 0; i < cases->n; i++) {
		const struct one_case *one = &cases->list[i];

		if (!same_rate(one, rate->first) || (!one->closed && !is_over(world, one)))
			continue;
		rate->cases++;
		rate->sampled += one->sampled;
		rate->closed += one->closed;
		rate->in_time += one->closed && !is_late(one);
	}
}

/* Whose clause stands in the rates: the share's, else the limit's. */
static inline const char *rate_clause(const struct deadline *deadline)
{
	const char *clause = deadline->limits[0].clause;

	for (int i = 0; i < deadline->n_limits; i++)
		if (!*deadline->limits[i].grade)
			clause = deadline->limits[i].clause;
	return deadline->share < 0 ? clause : deadline->share_clause;
}

static inline void rate_line(const struct rate *rate, struct lines *lines)
{
	const struct deadline *deadline = rate->first->deadline;
	struct line *line = line_add(lines);
	struct ymd ymd = day_split(rate->first->opening.at.day);
	struct out text = {0};
	int target = deadline->share < 0 ? 10000 : deadline->share;

	snprintf(line->keys[0], sizeof line->keys[0], "%s", deadline->name);
	snprintf(line->keys[1], sizeof line->keys[1], "%04d-%02d", ymd.year, ymd.month);
	out_format(&text, "%s,%s,%d,%d,%d,%d,", line->keys[0], line->keys[1], rate->cases, rate->sampled,
		   rate->closed, rate->in_time);
	out_decimal(&text, (20000 * (int64_t)rate->in_time + rate->cases) / (2 * rate->cases), 2, 2);
	out_text(&text, ",");
	out_decimal(&text, target, 2, 2);
	out_format(&text, ",%s,",
		   10000 * (int64_t)rate->in_time >= (int64_t)target * rate->cases ? "yes" : "no");
	out_value(&text, rate_clause(deadline));
	out_text(&text, "\n");
	line->text = text.bytes;
}

static inline void expect_rates(const struct world *world, const struct question *question,
				struct cases *cases, struct out *out)
{
	struct lines lines = {0};

	cases_find(world, question, cases);
	out_text(out, "name,month,cases,sampled,closed,in_time,rate,target,met,clause\n");
	for (int i = 0; i < cases->n; i++) {
		struct rate rate = {.first = &cases->list[i]};
		bool told = false;

		for (int before = 0; before < i; before++)
			told |= same_rate(&cases->list[before], &cases->list[i]);
		if (!told)
			rate_count(cases, world, &rate);
		if (rate.cases)
			rate_line(&rate, &lines);
	}
	lines_print(&lines, false, out);
}

/* ---- Faults ---- */

struct fault {
	int day;
	const char *person, *customer, *code;
	const char *file; /* a source is file:line, or file alone where line is 0 */
	int line;
};

static inline void fault_line(const struct world *world, const struct fault *fault, struct lines *lines)
{
	struct out text = {0};
	struct line *line = line_add(lines);

	day_text(line->keys[0], fault->day);
	snprintf(line->keys[1], sizeof line->keys[1], "%s", fault->person);
	snprintf(line->keys[2], sizeof line->keys[2], "%s", fault->customer);
	snprintf(line->keys[3], sizeof line->keys[3], "%s", fault->code);
	snprintf(line->file, sizeof line->file, "%s", fault->file);
	line->number = fault->line;
	out_format(&text, "%s,", line->keys[0]);
	out_value(&text, fault->person);
	out_text(&text, ",");
	out_value(&text, role_of(world, fault->person));
	out_text(&text, ",");
	out_value(&text, fault->customer);
	out_format(&text, ",%s,", fault->code);
	out_value(&text, fault->file);
	if (fault->line)
		out_format(&text, ":%d", fault->line);
	out_text(&text, "\n");
	line->text = text.bytes;
}

/* The fault, and where its code is repeated again on each further working day before "until". */
static inline void fault_add(const struct world *world, struct fault fault, int until, struct lines *lines)
{
	int first = fault.day;

	for (; fault.day <= world->as_of; fault.day++) {
		bool further = fault.day > first;

		if (further && (fault.day >= until || !policy_repeats(world, fault.code)))
			break;
		if (!further || calendar_works(&world->calendar, fault.day))
			fault_line(world, &fault, lines);
	}
}

static inline void record_fault(const struct world *world, const struct record *record, const char *code,
				struct lines *lines)
{
	struct fault fault = {record->dates[0].day, record->staff, record->customer, code,
			      record->file,         record->line};
	int fixed = record->stream == STREAM_VISITS ? record->dates[3].day : -1;

	fault_add(world, fault, fixed >= 0 ? fixed : world->as_of + 1, lines);
}

static inline bool shares_deals(const char *kind)
{
	return !is(kind, "callback") && !is(kind, "complaint") && !is(kind, "revisit") &&
	       !is(kind, "warning");
}

/* Each code once: equal lines are one. */
static inline void visit_faults(const struct world *world, const struct record *visit, struct lines *lines)
{
	const char *at = visit->fault;
	char *code;

	if (is(visit->kind, "warning"))
		record_fault(world, visit, "warning", lines);
	if (shares_deals(visit->kind) && is(outcome_of(visit), "deal") && is(visit->basis, "knowing"))
		record_fault(world, visit, "knowing_contact", lines);
	while (*(at += strspn(at, " "))) {
		code = strndup(at, strcspn(at, " "));
		if (!code)
			oracle_die("out of memory");
		record_fault(world, visit, code, lines);
		at += strlen(code);
		free(code);
	}
}

/* The newest party that the customer's registrations give; NULL: none. */
static inline const char *party_of(const struct world *world, const char *customer)
{
	const struct record *best = NULL;

	for (int i = 0; i < world->n; i++) {
		const struct record *one = &world->records[i];

		if (one->stream == STREAM_REGISTRATIONS && is(one->customer, customer) && *one->party &&
		    seen(world, one) && (!best || moment_order(one->dates[0], best->dates[0]) >= 0))
			best = one;
	}
	return best ? best->party : NULL;
}

static inline bool same_party(const struct world *world, const char *a, const char *b)
{
	const char *left = party_of(world, a), *right = party_of(world, b);

	return is(a, b) || (left && right && is(left, right));
}

/* Is register number a, of digits only, lower than b? */
static inline bool is_lower(const char *a, const char *b)
{
	if (!*a || !*b || a[strspn(a, "0123456789")] || b[strspn(b, "0123456789")])
		return false;
	a += strspn(a, "0");
	b += strspn(b, "0");
	return strlen(a) != strlen(b) ? strlen(a) < strlen(b) : strcmp(a, b) < 0;
}

/* Is it earlier in time than a lower number of its party and day? */
static inline bool out_of_order(const struct world *world, const struct record *record)
{
	for (int i = 0; i < world->n; i++) {
		const struct record *other = &world->records[i];

		if (other->stream == STREAM_REGISTRATIONS && other->dates[0].day == record->dates[0].day &&
		    is_lower(other->register_no, record->register_no) &&
		    second_of(record->dates[0]) < second_of(other->dates[0]) &&
		    same_party(world, record->customer, other->customer))
			return true;
	}
	return false;
}

static inline void registration_faults(const struct world *world, const struct record *one,
				       struct lines *lines)
{
	bool differ = *one->register_no && *one->personal_no && !is(one->register_no, one->personal_no);

	if (differ || out_of_order(world, one))
		record_fault(world, one, "register.mismatch", lines);
	if (oldest_registration(world, one->customer) == one && (!*one->name || !*one->phone))
		record_fault(world, one, "register.incomplete", lines);
}

static inline void case_fault(const struct world *world, const struct one_case *one, struct lines *lines)
{
	const struct deadline *deadline = one->deadline;
	const struct record *record = one->opening.record;
	struct out source = {0};
	const char *person = *deadline->who && !one->subject.person ? "" : person_of(world, one);
	struct fault fault = {one->due.day + 1, person, one->subject.customer ? one->subject.customer : "",
			      deadline->fault,  "",     record ? record->line : 0};

	if (!*deadline->fault || !one->sampled || (one->closed ? !is_late(one) : !is_over(world, one)))
		return;
	if (!record) {
		out_format(&source, "%s/%s/", deadline->name, person);
		out_day(&source, one->opening.at.day);
	}
	fault.file = record ? record->file : source.bytes;
	fault_add(world, fault, one->closed ? one->closed_at.day : world->as_of + 1, lines);
	out_free(&source);
}

static inline void expect_faults(const struct world *world, struct cases *cases, struct out *out)
{
	struct question everything = {0};
	struct lines lines = {0};

	cases_find(world, &everything, cases);
	out_text(out, "date,person,role,customer,code,source\n");
	for (int i = 0; i < world->n; i++) {
		const struct record *record = &world->records[i];

		if (seen(world, record) && record->stream == STREAM_REGISTRATIONS)
			registration_faults(world, record, &lines);
		if (seen(world, record) && record->stream == STREAM_VISITS)
			visit_faults(world, record, &lines);
	}
	for (int i = 0; i < cases->n; i++)
		case_fault(world, &cases->list[i], &lines);
	lines_print(&lines, true, out);
}

#endif
