/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "due.h"
#include "due_team.h"
#include "sample.h"
#include "test.h"
#include "test_records.h"

enum { WALKS = 20000, CASES = 100000, DAY = 20000 };

/* --- records and deadlines as lines of words */

static struct moment next_moment(struct text *line)
{
	struct moment moment = {DATE_NONE, DATE_NO_TIME};
	struct text word = test_next_word(line);
	if (word.length > 0 && !date_parse(word, &moment.day, &moment.second))
		test_give_up("a bad date in a test");
	return moment;
}

/* Lines DATE KIND OUTCOME STAFF REASON ID REF PLANNED REPORTED; what is left out is not given. */
static void set_visits(struct test_customer *customer, const char *lines)
{
	struct text rest = text_of(lines);
	size_t n = 0;
	for (; rest.length > 0 && n < TEST_RECORDS; n++) {
		struct text line = test_next_line(&rest);
		struct visit *visit = &customer->visit[n];
		struct moment date = next_moment(&line);
		*visit = (struct visit){.customer = customer->records.customer,
					.position = n + 2,
					.day = date.day,
					.second = date.second,
					.fixed = DATE_NONE,
					.fixed_second = DATE_NO_TIME};
		visit->kind = test_next_choice(&line, &words_visit_kind);
		visit->outcome = test_next_choice(&line, &words_outcome);
		visit->staff = test_next_word(&line);
		visit->reason = test_next_word(&line);
		visit->id = test_next_word(&line);
		visit->ref = test_next_word(&line);
		struct moment planned = next_moment(&line), reported = next_moment(&line);
		visit->planned = planned.day, visit->planned_second = planned.second;
		visit->reported = reported.day, visit->reported_second = reported.second;
	}
	customer->records.visit = customer->visit;
	customer->records.visits = n;
}

/* The policy with one deadline d, its rows being RULE VALUE, separated by `;`. */
static struct policy *policy_of(const char *rows)
{
	struct test_string csv = {0};
	for (const char *at = rows; *at != '\0';) {
		size_t n = strcspn(at, ";"), rule = strcspn(at, " ");
		test_print(&csv, "due.%.*s,d,,%.*s,\n", (int)rule, at, (int)(n - rule - 1), at + rule + 1);
		at += n + (at[n] == ';');
	}
	test_append(&csv, (struct text){"", 1});
	struct policy *policy = test_policy(csv.at);
	free(csv.at);
	return policy;
}

static void print_moment(struct test_string *out, struct moment moment)
{
	char room[DATE_LENGTH + 1];
	test_print(out, "%s", test_date(moment.day, room) + 5);
	if (moment.second != DATE_NO_TIME)
		test_print(out, "T%02d:%02d", moment.second / 3600, moment.second / 60 % 60);
}

static int compare_cases(const void *a, const void *b)
{
	const struct due_case *x = a, *y = b;
	int64_t x_time = moment_seconds(x->deadline.opened, 0),
		y_time = moment_seconds(y->deadline.opened, 0);
	if (x_time != y_time || x->record == NULL)
		return x_time < y_time ? -1 : x_time > y_time;
	return due_position(x) < due_position(y) ? -1 : due_position(x) > due_position(y);
}

/* OPENED DUE STATE CLOSED, a line for each case as they were opened. */
static void print_cases(const struct due *due, int32_t as_of, struct test_string *out)
{
	const struct due_cases *cases = due_cases(due);
	if (cases->n > 1)
		qsort(cases->at, cases->n, sizeof *cases->at, compare_cases);
	for (size_t i = 0; i < cases->n; i++) {
		const struct deadline *deadline = &cases->at[i].deadline;
		print_moment(out, deadline->opened);
		test_print(out, " ");
		print_moment(out, deadline->due);
		test_print(out, " %s", due_state_word(due_state(&cases->at[i], true, as_of)));
		if (deadline_is_closed(deadline)) {
			test_print(out, " ");
			print_moment(out, deadline->closed);
		}
		test_print(out, "\n");
	}
}

#define CALL_AFTER_VISIT "from visit;to call;limit 3 days"

/* As of 2025-01-31: rows, visits, registrations, cases. */
static const struct {
	const char *rows, *visits, *registrations, *cases;
} walk_cases[] = {
	{CALL_AFTER_VISIT, "", "", ""},
	{CALL_AFTER_VISIT, "2025-01-01 visit\n2025-01-01 visit\n2025-01-04 call\n2025-01-30 visit", "",
	 "01-01 01-04 met 01-04\n01-01 01-04 met 01-04\n01-30 02-02 open\n"},
	{CALL_AFTER_VISIT, "2025-01-01 call\n2025-01-01 visit\n2025-01-05 call", "",
	 "01-01 01-04 late 01-05\n"},
	{CALL_AFTER_VISIT, "2025-01-01 visit\n2025-01-02 track", "", "01-01 01-04 missed\n"},
	{CALL_AFTER_VISIT ";once yes",
	 "2025-01-01 visit\n2025-01-02 visit\n2025-01-03 call\n2025-01-03 visit", "",
	 "01-01 01-04 met 01-03\n01-03 01-06 missed\n"},
	{CALL_AFTER_VISIT ";count 2",
	 "2025-01-01 visit\n2025-01-02 call\n2025-01-02 call\n2025-01-03 visit\n2025-01-04 call", "",
	 "01-01 01-04 met 01-04\n01-03 01-06 missed\n"},
	/* a rhythm: closes first, then opens */
	{"from first | visit;to visit;limit 7 days", "2025-01-05 visit\n2025-01-15 visit",
	 "2025-01-01 call S", "01-01 01-08 met 01-05\n01-05 01-12 late 01-15\n01-15 01-22 missed\n"},
	{"from registration;to registration;limit 7 days", "", "2025-01-01 call S\n2025-01-05 call S",
	 "01-01 01-08 met 01-05\n01-05 01-12 missed\n"},
	/* columns, and the record's own */
	{"from visit;to own.reported;limit 2 days",
	 "2025-01-01 visit - - - - - - 2025-01-03\n2025-01-02 visit - - - - - - 2025-01-05\n"
	 "2025-01-03 visit - - - - - - 2025-02-01\n2025-01-29 visit\n2025-01-29 visit - - - - - - 2025-01-20",
	 "",
	 "01-01 01-03 met 01-03\n01-02 01-04 late 01-05\n01-03 01-05 missed\n01-29 01-31 open\n"
	 "01-29 01-31 met 01-20\n"},
	{"from visit;to own.reported | call;limit 2 days",
	 "2025-01-01 visit - - - - - - 2025-01-05\n2025-01-04 call\n2025-01-06 visit - - - - - - 2025-01-07\n"
	 "2025-01-08 call",
	 "", "01-01 01-03 late 01-04\n01-06 01-08 met 01-07\n"},
	{"from other.planned;to own.date;limit 10 minutes",
	 "2025-01-01T10:10 other - - - - - 2025-01-01T10:00\n2025-01-02T10:11 other - - - - - "
	 "2025-01-02T10:00\n"
	 "2025-01-03 other - - - - - 2025-01-03T10:00\n2025-01-04T09:00 other - - - - - 2025-01-04",
	 "",
	 "01-01T10:00 01-01T10:10 met 01-01T10:10\n01-02T10:00 01-02T10:10 late 01-02T10:11\n"
	 "01-03T10:00 01-03T10:10 met 01-03\n01-04 01-05T00:09 met 01-04T09:00\n"},
	{"from visit | visit.planned;to visit.reported;limit 9 days",
	 "2025-01-01 visit - - - - - 2025-01-03 2025-01-02\n2025-01-05 visit - - - - - 2025-02-03", "",
	 "01-01 01-10 met 01-02\n01-03 01-12 missed\n01-05 01-14 missed\n02-03 02-12 open\n"},
	/* ref */
	{"from other:a;to other:b;limit 3 days",
	 "2025-01-01 other - - a A\n2025-01-01 other - - a B\n2025-01-02 other - - b - B\n"
	 "2025-01-03 other - - b C X\n2025-01-04 other - - a A\n2025-01-05 other - - b - C\n2025-01-06 other "
	 "- - b - A",
	 "", "01-01 01-04 met 01-03\n01-01 01-04 met 01-02\n01-04 01-07 met 01-06\n"},
	/* times: by time, but a closing without one that stands behind counts as after */
	{CALL_AFTER_VISIT,
	 "2025-01-01T14:00 visit\n2025-01-01T10:00 call\n2025-01-01T15:00 visit\n2025-01-01 call", "",
	 "01-01T14:00 01-04 met 01-01\n01-01T15:00 01-04 met 01-01\n"},
	{CALL_AFTER_VISIT, "2025-01-01 call\n2025-01-01T14:00 visit\n2025-01-01 visit", "",
	 "01-01 01-04 missed\n01-01T14:00 01-04 missed\n"},
	{CALL_AFTER_VISIT ";once yes", "2025-01-01T10:00 visit\n2025-01-01T12:00 visit\n2025-01-01 call", "",
	 "01-01T10:00 01-04 met 01-01\n"},
	{CALL_AFTER_VISIT ";once yes", "2025-01-01T10:00 visit\n2025-01-01 call\n2025-01-01T12:00 visit", "",
	 "01-01T10:00 01-04 met 01-01\n01-01T12:00 01-04 missed\n"},
	{"from visit;to call;limit 20 minutes",
	 "2025-01-01 visit\n2025-01-02T00:19:59 call\n2025-01-03T10:00 visit\n2025-01-03T10:21 call", "",
	 "01-01 01-02T00:19 met 01-02T00:19\n01-03T10:00 01-03T10:20 late 01-03T10:21\n"},
	/* reasons and outcomes */
	{"from complaint:grave/closed;to */deal;limit 3 days",
	 "2025-01-01 complaint closed - grave\n2025-01-01 complaint closed - gravest\n2025-01-01 complaint - "
	 "- grave\n"
	 "2025-01-02 complaint closed - grave:x\n2025-01-03 deal",
	 "", "01-01 01-04 met 01-03\n01-02 01-05 met 01-03\n"},
	/* a customer's periods */
	{"from month;to visit;each customer;limit period end", "2024-12-31 visit\n2025-01-20 visit",
	 "2024-11-02 call S", "12-01 12-31 met 12-31\n01-01 01-31 met 01-20\n"},
	{"from month;to visit;each customer;limit day 15;once yes", "2025-01-20 visit", "2024-11-01 call S",
	 "11-01 11-15 late 01-20\n"},
	{"from week;to visit;each customer;limit 6 days;count 2",
	 "2025-01-07 visit\n2025-01-07 visit\n2025-01-14 visit\n2025-01-20 visit", "2025-01-06 call S",
	 "01-06 01-12 late 01-14\n01-13 01-19 late 01-20\n01-20 01-26 missed\n01-27 02-02 open\n"},
	{"from month;to visit;each customer;limit period end", "2024-12-31 visit", "", ""},
	/* no limit: no case */
	{"from visit;to call;limit/A 3 days", "2025-01-01 visit", "", ""},
};

static void test_walks(void)
{
	int32_t as_of = test_day("2025-01-31");
	for (size_t i = 0; i < sizeof walk_cases / sizeof *walk_cases; i++) {
		struct test_customer customer = {0};
		struct test_string out = {0};
		struct due_rules rules;
		test_label("row %zu", i);
		bool is_graded = strstr(walk_cases[i].rows, "limit/A") != NULL;
		struct policy *policy = is_graded ? test_policy("due.from,d,,visit,\ndue.to,d,,call,\n"
								"due.limit,d/A,,3 days,\n")
						  : policy_of(walk_cases[i].rows);
		due_rules_load(&rules, policy, NULL, &(struct strings){0});
		struct due *due = due_new(&rules, as_of);
		set_visits(&customer, walk_cases[i].visits);
		test_registrations(&customer, walk_cases[i].registrations);
		due_start(due, &customer.records);
		CHECK_STRING(due_walk(due, &rules.name[0]), NULL);
		print_cases(due, as_of, &out);
		CHECK_TEXT(test_text(&out), walk_cases[i].cases);
		free(out.at);
		due_free(due);
		due_rules_free(&rules);
		policy_free(policy);
	}
	test_label("%s", "");
}

/* --- grades, invoices and payments */

static void test_grades(void)
{
	static const char *const grades[] = {"A", "B", "C", ""};
	static const char *const cases[] = {"01-02 01-09 met 01-05\n", "01-02 01-05 met 01-05\n",
					    "01-02 01-03 late 01-05\n", "01-02 01-03 late 01-05\n"};
	struct policy *policy =
		test_policy("due.from,d,,invoice,\ndue.to,d,,payment | registration.filed,\n"
			    "due.limit,d,,1 days,x\ndue.limit,d/A,,7 days,\ndue.limit,d/B,,3 days,\n");
	struct test_customer customer = {0};
	struct due_rules rules;
	test_postings(&customer, "2025-01-02 invoice 1 A\n2025-01-05 payment 1\n2025-02-02 invoice 1 B");
	for (size_t i = 0; i < customer.records.receivables; i++)
		customer.receivable[i].second = DATE_NO_TIME;
	due_rules_load(&rules, policy, NULL, &(struct strings){0});
	struct due *due = due_new(&rules, test_day("2025-01-31"));
	for (size_t i = 0; i < sizeof grades / sizeof *grades; i++) {
		struct graded graded = {.grade = text_of(grades[i])};
		struct test_string out = {0};
		customer.records.graded = &graded;
		customer.records.gradeds = graded.grade.length > 0;
		due_start(due, &customer.records);
		CHECK_STRING(due_walk(due, &rules.name[0]), NULL);
		print_cases(due, test_day("2025-01-31"), &out);
		CHECK_TEXT(test_text(&out), cases[i]);
		free(out.at);
	}
	due_free(due);
	due_rules_free(&rules);
	policy_free(policy);
}

/* --- random walks against the plain meaning of the rules: for each opening all closings are looked at */

struct plain_event {
	const struct visit *visit;
	size_t number;
	bool opens, closes;
};

static int64_t when(const struct plain_event *event)
{
	return moment_seconds((struct moment){event->visit->day, event->visit->second}, 0);
}

static bool stands_behind(const struct plain_event *a, const struct plain_event *b)
{
	return a->number > b->number;
}

/* Whether the closing counts as after the opening. */
static bool is_after(const struct plain_event *closing, const struct plain_event *opening)
{
	if (closing->number == opening->number)
		return false;
	if (when(closing) != when(opening) &&
	    !(closing->visit->second == DATE_NO_TIME && closing->visit->day == opening->visit->day))
		return when(closing) > when(opening);
	if (when(closing) < when(opening) || when(closing) == when(opening))
		return stands_behind(closing, opening);
	return true;
}

static bool applies(const struct customer_records *records, const struct visit *closing,
		    const struct visit *opening)
{
	for (size_t i = 0; closing->ref.length > 0 && i < records->visits; i++)
		if (text_equal(records->visit[i].id, closing->ref))
			return text_equal(opening->id, closing->ref);
	return true;
}

static int compare_events(const void *a, const void *b)
{
	const struct plain_event *x = a, *y = b;
	if (when(x) != when(y))
		return when(x) < when(y) ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

/* The event that closes what this one opens; NULL: none. The events are in order. */
static const struct plain_event *find_closer(const struct customer_records *records,
					     const struct plain_event *event, size_t n, size_t opening,
					     uint32_t count)
{
	int32_t counted = DATE_NONE;
	for (size_t i = 0; i < n; i++) {
		if (!event[i].closes || !is_after(&event[i], &event[opening]) ||
		    !applies(records, event[i].visit, event[opening].visit) || event[i].visit->day == counted)
			continue;
		counted = event[i].visit->day;
		if (--count == 0)
			return &event[i];
	}
	return NULL;
}

static void print_plainly(const struct customer_records *records, uint32_t count, bool once,
			  struct test_string *out)
{
	struct plain_event event[TEST_RECORDS];
	const struct plain_event *closer = NULL;
	bool any = false;
	for (size_t i = 0; i < records->visits; i++)
		event[i] = (struct plain_event){&records->visit[i], i, records->visit[i].kind != VISIT_CALL,
						records->visit[i].kind != VISIT_VISIT};
	if (records->visits > 1)
		qsort(event, records->visits, sizeof *event, compare_events);
	for (size_t i = 0; i < records->visits; i++) {
		if (!event[i].opens ||
		    (once && any &&
		     (closer == NULL || (closer->number != event[i].number && is_after(closer, &event[i])))))
			continue;
		any = true;
		closer = find_closer(records, event, records->visits, i, count);
		test_print(out, "%zu", event[i].number);
		if (closer != NULL) {
			test_print(out, " ");
			print_moment(out, (struct moment){closer->visit->day, closer->visit->second});
		}
		test_print(out, "\n");
	}
}

static void print_walk(const struct due *due, const struct customer_records *records, struct test_string *out)
{
	const struct due_cases *cases = due_cases(due);
	for (size_t i = 0; i < cases->n; i++) {
		const struct visit *visit = cases->at[i].record;
		test_print(out, "%zu", (size_t)(visit - records->visit));
		if (deadline_is_closed(&cases->at[i].deadline)) {
			test_print(out, " ");
			print_moment(out, cases->at[i].deadline.closed);
		}
		test_print(out, "\n");
	}
}

/* Visits open, calls close, tracks do both. */
static void random_visits(uint64_t *state, struct test_customer *customer)
{
	static const char *const ids[] = {"", "", "A", "B", "C"};
	static const int32_t seconds[] = {DATE_NO_TIME, DATE_NO_TIME, 0, 36000, 50400};
	size_t n = test_below(state, 12);
	int32_t day = DAY;
	for (size_t i = 0; i < n; i++) {
		struct visit *visit = &customer->visit[i];
		day += (int32_t)test_below(state, 3) / 2;
		*visit = (struct visit){.position = i + 2, .day = day};
		visit->second = seconds[test_below(state, 5)];
		visit->kind = (uint8_t)(VISIT_VISIT + (int)test_below(state, 3));
		visit->id = text_of(ids[test_below(state, 5)]);
		visit->ref = text_of(test_below(state, 2) == 0 ? ids[test_below(state, 5)] : "");
		visit->planned = visit->reported = visit->fixed = DATE_NONE;
	}
	customer->records.visit = customer->visit;
	customer->records.visits = n;
}

static void test_random_walks(void)
{
	uint64_t state = 61;
	size_t wrong = 0;
	struct policy *policy = policy_of("from visit | track;to call | track;limit 3 days");
	struct due_rules rules;
	due_rules_load(&rules, policy, NULL, &(struct strings){0});
	struct due *due = due_new(&rules, DATE_LAST);
	for (size_t i = 0; i < WALKS; i++) {
		struct test_customer customer = {0};
		struct test_string walked = {0}, plain = {0};
		random_visits(&state, &customer);
		rules.name[0].count = (uint32_t)(1 + test_below(&state, 3));
		rules.name[0].once = test_below(&state, 2) == 0;
		due_start(due, &customer.records);
		wrong += due_walk(due, &rules.name[0]) != NULL;
		print_walk(due, &customer.records, &walked);
		print_plainly(&customer.records, rules.name[0].count, rules.name[0].once, &plain);
		bool same = text_equal(test_text(&walked), test_text(&plain));
		if (!same && wrong++ == 0) {
			test_label("walk %zu, count %u, once %d", i, rules.name[0].count, rules.name[0].once);
			CHECK_BYTES(test_text(&walked), test_text(&plain));
		}
		free(walked.at);
		free(plain.at);
	}
	CHECK_INT(wrong, 0);
	due_free(due);
	due_rules_free(&rules);
	policy_free(policy);
}

/* --- the sample */

static void test_samples(void)
{
	/* SHA-256 of kehu/edge/C001/N1 begins with cd70349a. */
	struct sample_case edge = {TEXT("kehu"), TEXT("edge"), TEXT("C001"), TEXT("N1")};
	CHECK_INT(sample_number(&edge), 2778);
	CHECK(!sample_has(&edge, 277800));
	CHECK(sample_has(&edge, 277900));
	CHECK(sample_has(&edge, 277801));
	CHECK(sample_has(&edge, POLICY_ONE));
	CHECK(!sample_has(&edge, 0));
}

/* Close to its share, and no as-of date changes it. */
static void test_share(void)
{
	static const int64_t shares[] = {100000, 300000, 500000, 999900};
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
		int64_t in = 0;
		for (int j = 0; j < CASES; j++) {
			char customer[16];
			size_t n = (size_t)snprintf(customer, sizeof customer, "C%06d", j);
			in += sample_has(
				&(struct sample_case){TEXT("kehu"), TEXT("x"), {customer, n}, TEXT("N1")},
				shares[i]);
		}
		int64_t off = in * POLICY_ONE - shares[i] * CASES;
		test_label("%jd of %d", (intmax_t)in, CASES);
		CHECK((off < 0 ? -off : off) <= POLICY_ONE / 100 * CASES);
	}
	test_label("%s", "");
}

static void test_same_sample(void)
{
	struct policy *policy = policy_of("from visit;to call;limit 3 days;share 50%");
	struct test_customer customer = {.records.customer = TEXT("C1")};
	struct due_rules rules;
	bool before[TEST_RECORDS] = {false};
	size_t cases = 0;
	set_visits(&customer,
		   "2025-01-01 visit - - - A\n2025-01-02 visit\n2025-01-03 visit - - - B\n2025-01-05 call\n"
		   "2025-01-06 visit\n2025-01-07 visit - - - C\n");
	due_rules_load(&rules, policy, NULL, &(struct strings){0});
	for (int32_t as_of = test_day("2025-01-01"); as_of < test_day("2025-02-01"); as_of++) {
		struct due *due = due_new(&rules, as_of);
		while (customer.records.visits > 0 && customer.visit[customer.records.visits - 1].day > as_of)
			customer.records.visits--;
		due_start(due, &customer.records);
		CHECK_STRING(due_walk(due, &rules.name[0]), NULL);
		for (size_t i = 0; i < due_cases(due)->n; i++) {
			bool in = due_is_sampled(&rules, &rules.name[0], &due_cases(due)->at[i],
						 customer.records.customer);
			CHECK(i >= cases || before[i] == in);
			before[i] = in;
		}
		cases = due_cases(due)->n;
		customer.records.visits = 6;
		due_free(due);
	}
	CHECK_INT(cases, 5);
	due_rules_free(&rules);
	policy_free(policy);
}

/* --- staff and company */

static void print_team(void *context, const struct due_name *name, struct text person,
		       const struct due_cases *cases)
{
	struct test_string *out = context;
	for (size_t i = 0; i < cases->n; i++) {
		test_print(out, "%.*s %.*s ", (int)name->name.length, name->name.at, (int)person.length,
			   person.at);
		print_moment(out, cases->at[i].deadline.opened);
		test_print(out, " %d\n", deadline_is_closed(&cases->at[i].deadline));
	}
}

/* Two teams note half of what there is to be noted: nothing, and all. */
static void walk_team(const struct due_rules *rules, const struct roster *roster, int32_t as_of,
		      struct test_string *out)
{
	struct test_customer customer = {0};
	const struct due_name *name;
	struct text person;
	struct due *due = due_new(rules, as_of);
	struct due_team *team = due_team_new(rules, roster, as_of),
			*other = due_team_new(rules, roster, as_of);
	set_visits(&customer, "2024-12-31 visit - S2\n2025-01-20 visit - S1\n2025-02-03 visit - S2\n"
			      "2025-03-01 visit - S9\n");
	due_start(due, &customer.records);
	due_team_note(other, due, &customer.records);
	due_team_join(team, other);
	CHECK_STRING(due_team_walk(team, due, print_team, out, &name, &person), NULL);
	due_team_free(team);
	due_team_free(other);
	due_free(due);
}

static void test_team(void)
{
	struct policy *policy = test_policy(
		"due.from,a,,month,\ndue.to,a,,visit,\ndue.limit,a,,period end,\ndue.each,a,,staff/seller,\n"
		"due.from,b,,month,\ndue.to,b,,visit,\ndue.limit,b,,period end,\n"
		"due.from,c,,month,\ndue.to,c,,call,\ndue.limit,c,,period end,\ndue.each,c,,staff,\n");
	struct test_file file = test_file_new(
		TEXT("staff,role,joined,left\nS1,seller,2025-01-01,\nS2,seller,2025-01-15,2025-02-01\n"
		     "S3,clerk,,2025-02-28\n"));
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *roster = roster_read(inputs, file.path);
	struct test_string out = {0};
	struct due_rules rules;
	due_rules_load(&rules, policy, NULL, &(struct strings){0});
	walk_team(&rules, roster, test_day("2025-03-31"), &out);
	CHECK_TEXT(test_text(&out),
		   "a S1 01-01 1\na S1 02-01 0\na S1 03-01 0\na S2 02-01 1\n"
		   "b  01-01 1\nb  02-01 1\nb  03-01 1\n"
		   "c S1 01-01 0\nc S1 02-01 0\nc S1 03-01 0\nc S2 02-01 0\nc S3 01-01 0\nc S3 02-01 0\n");
	free(out.at);
	due_rules_free(&rules);
	roster_free(roster);
	inputs_free(inputs);
	rejects_close(rejects);
	test_file_remove(&file);
	policy_free(policy);
}

int main(void)
{
	test_walks();
	test_grades();
	test_random_walks();
	test_samples();
	test_share();
	test_same_sample();
	test_team();
	return test_end();
}
