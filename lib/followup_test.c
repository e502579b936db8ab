/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "followup.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 4096, RUNS = 3000, VISITS = 20, ASKED_RUNS = 300 };

static void print_cases(const struct followup *followup, struct test_string *out)
{
	const struct followup_case *cases;
	size_t n = followup_cases(followup, &cases);
	for (size_t i = 0; i < n; i++) {
		char opened[DATE_LENGTH + 1], due[DATE_LENGTH + 1], closed[DATE_LENGTH + 1];
		const struct followup_case *c = &cases[i];
		test_print(out, "%s %s..%s", followup_word(c->action), test_date(c->opened->day, opened) + 5,
			   test_date(c->deadline.due.day, due) + 5);
		if (c->closed != NULL)
			test_print(out, " closed %s", test_date(c->closed->day, closed) + 5);
		bool is_open = !deadline_is_closed(&c->deadline);
		test_print(out, is_open ? " open\n" : "\n");
		CHECK(!is_open || c->closed == NULL);
	}
}

#define LOST      "2025-01-01 visit lost S\n"
#define REVIVABLE "2025-01-01 callback revivable S\n"
#define WRONG     "2025-01-01 callback open S - - a info_error b\n" /* a Wednesday: 5 working days are 01-08 */

/* Visits, registrations, and the cases: ACTION OPENED..DUE, closed on, open. */
static const struct {
	const char *visits, *registrations, *cases;
} walk_cases[] = {
	{"", "2025-01-01 call S", ""},
	/* callback */
	{LOST, "", "callback 01-01..01-04 open\n"},
	{"2025-01-01 other lost S", "", "callback 01-01..01-04 open\n"},
	{"2025-01-01 complaint lost S", "", "callback 01-01..01-04 open\nrevisit 01-01..01-04 open\n"},
	{"2025-01-01 callback lost S", "", ""},
	{"2025-01-01 deal lost S", "", ""}, /* a deal's outcome is deal */
	{LOST "2025-01-02 callback unreachable S", "", "callback 01-01..01-04 open\n"},
	{LOST "2025-01-02 callback - S", "", "callback 01-01..01-04 closed 01-02\n"},
	{LOST "2025-01-02 callback lost S", "", "callback 01-01..01-04 closed 01-02\n"},
	{LOST "2025-01-02 visit revived S", "", "callback 01-01..01-04 closed 01-02\n"},
	{LOST "2025-01-02 deal - S", "", "callback 01-01..01-04 closed 01-02\n"},
	{LOST "2025-01-02 visit elsewhere S", "", "callback 01-01..01-04 open\n"},
	{LOST "2025-01-02 revisit open S", "", "callback 01-01..01-04 open\n"},
	{LOST "2025-01-03 call lost S", "", "callback 01-01..01-04 open\n"}, /* the first due date stays */
	{LOST "2025-01-03 callback closed S\n2025-01-03 call lost S", "",
	 "callback 01-01..01-04 closed 01-03\ncallback 01-03..01-06 open\n"},
	/* revive */
	{REVIVABLE, "", "revive 01-01..01-08 open\n"},
	{"2025-01-01 callback false_loss S", "", "revive 01-01..01-08 open\n"},
	{"2025-01-01 call revivable S", "", ""},
	{REVIVABLE "2025-01-02 call - S", "", "revive 01-01..01-08 closed 01-02\n"},
	{REVIVABLE "2025-01-02 track unreachable S", "", "revive 01-01..01-08 closed 01-02\n"},
	{REVIVABLE "2025-01-02 visit - S", "", "revive 01-01..01-08 closed 01-02\n"},
	{REVIVABLE "2025-01-02 other elsewhere S", "", "revive 01-01..01-08 closed 01-02\n"},
	{REVIVABLE "2025-01-02 other deal S", "", "revive 01-01..01-08 closed 01-02\n"},
	{REVIVABLE "2025-01-02 other lost S", "", "revive 01-01..01-08 open\ncallback 01-02..01-05 open\n"},
	{REVIVABLE "2025-01-02 visit lost S", "",
	 "revive 01-01..01-08 closed 01-02\ncallback 01-02..01-05 open\n"},
	{REVIVABLE "2025-01-03 callback revivable S", "", "revive 01-01..01-08 open\n"},
	{LOST "2025-01-02 callback revivable S", "",
	 "callback 01-01..01-04 closed 01-02\nrevive 01-02..01-09 open\n"},
	/* revisit */
	{"2025-01-01 complaint - S\n2025-01-02 revisit unreachable S", "",
	 "revisit 01-01..01-04 closed 01-02\n"},
	{"2025-01-01 complaint - S\n2025-01-02 callback open S\n2025-01-03 complaint - S", "",
	 "revisit 01-01..01-04 open\n"},
	/* correct: closed by a registration dated that day or later */
	{WRONG, "", "correct 01-01..01-08 open\n"},
	{WRONG, "2024-12-31 call S", "correct 01-01..01-08 open\n"},
	{WRONG, "2025-01-01 call S", ""},
	{WRONG, "2025-01-02 call S", "correct 01-01..01-08\n"},
	{WRONG "2025-01-06 callback - S - - info_error", "2025-01-05 call S",
	 "correct 01-01..01-08\ncorrect 01-06..01-13 open\n"},
	{"2025-01-03 callback - S - - info_error", "", "correct 01-03..01-10 open\n"},
	{"2025-01-01 call - S - - info_error", "", ""},
	{"2025-01-01 callback open S - - info_errors xinfo_error", "", ""},
};

static void test_walks(void)
{
	struct policy *policy = test_policy("");
	struct followup_rules rules;
	followup_rules_load(&rules, policy, NULL, FOLLOWUP_ALL);
	struct followup *followup = followup_new();
	for (size_t i = 0; i < sizeof walk_cases / sizeof *walk_cases; i++) {
		struct test_customer customer = {0};
		struct test_string out = {0};
		test_label("row %zu", i);
		test_visits(&customer, walk_cases[i].visits);
		test_registrations(&customer, walk_cases[i].registrations);
		CHECK_STRING(followup_walk(followup, &rules, &customer.records), NULL);
		print_cases(followup, &out);
		CHECK_TEXT(test_text(&out), walk_cases[i].cases);
		free(out.at);
	}
	test_label("%s", "");
	followup_free(followup);
	policy_free(policy);
}

/* Validity: its end, the record that gives it (NULL: none), and whether the case ended. */
static const struct {
	const char *registrations, *visits, *since, *end;
	bool has_ended;
} validity_cases[] = {
	{"", "", NULL, NULL, false},
	{"2025-01-01 call S", "", "2025-01-01", "2025-01-16", false},
	{"2025-01-01 web S", "", "2025-01-01", "2025-01-16", false},
	{"2025-01-01 visit S", "", "2025-01-01", "2025-01-08", false},
	{"2025-01-01 referral S", "", "2025-01-01", "2025-01-08", false},
	{"2025-01-01 - S", "", "2025-01-01", "2025-01-08", false},
	{"2025-01-01 call S\n2025-01-03 visit S", "", "2025-01-01", "2025-01-16", false},
	{"2025-01-01 call S\n2025-01-09 visit S", "", "2025-01-09", "2025-01-16",
	 false}, /* the newest of several */
	{"2025-01-01 call S", "2025-01-02 visit - S", "2025-01-02", "2025-02-01", false},
	{"2025-01-01 call S", "2025-01-02 call unreachable S", "2025-01-02", "2025-02-01", false},
	{"", "2025-01-02 track - S", "2025-01-02", "2025-02-01", false},
	{"2025-01-01 call S", "2025-01-02 callback open S\n2025-01-03 complaint - S\n2025-01-04 other - S",
	 "2025-01-01", "2025-01-16", false},
	{"2025-02-10 call S", "2025-01-01 visit - S", "2025-02-10", "2025-02-25", false},
	/* the newest outcome, unreachable and closed passed over, ends the case */
	{"", "2025-01-02 call lost S", "2025-01-02", "2025-02-01", true},
	{"", "2025-01-02 call elsewhere S", "2025-01-02", "2025-02-01", true},
	{"", "2025-01-02 deal - S", NULL, NULL, true},
	{"",
	 "2025-01-02 call lost S\n2025-01-03 callback closed S\n2025-01-04 call unreachable S\n2025-01-05 "
	 "other - S",
	 "2025-01-04", "2025-02-03", true},
	{"", "2025-01-02 call lost S\n2025-01-03 callback revivable S", "2025-01-02", "2025-02-01", false},
	{"", "2025-01-02 call lost S\n2025-01-03 call open S", "2025-01-03", "2025-02-02", false},
	{"2025-01-02 call S", "2025-01-02 call lost S", "2025-01-02", "2025-02-01", true},
	{"2025-01-03 call S", "2025-01-02 call lost S", "2025-01-02", "2025-02-01", false},
	{"2025-01-01 call S\n2025-01-03 call S", "2025-01-02 call lost S\n2025-01-04 callback closed S",
	 "2025-01-02", "2025-02-01", false},
};

static void test_validity(void)
{
	struct policy *policy = test_policy("");
	struct followup_rules rules;
	followup_rules_load(&rules, policy, NULL, FOLLOWUP_ALL);
	for (size_t i = 0; i < sizeof validity_cases / sizeof *validity_cases; i++) {
		struct test_customer customer = {0};
		struct followup_validity validity;
		test_label("row %zu", i);
		test_registrations(&customer, validity_cases[i].registrations);
		test_visits(&customer, validity_cases[i].visits);
		CHECK_STRING(followup_validity(&rules, &customer.records, &validity), NULL);
		bool none = validity_cases[i].end == NULL;
		CHECK_INT(validity.end, none ? DATE_NONE : test_day(validity_cases[i].end));
		if (!none)
			CHECK_INT(validity.since, test_day(validity_cases[i].since));
		CHECK_INT(validity.has_ended, validity_cases[i].has_ended);
	}
	test_label("%s", "");
	policy_free(policy);
}

static void test_out_of_range(void)
{
	struct policy *policy = test_policy("");
	struct followup_rules rules;
	struct followup_validity validity;
	struct test_customer customer = {0};
	static const char *const late[] = {"9999-12-29 visit lost S", "9999-12-30 complaint - S",
					   "9999-12-25 callback revivable S",
					   "9999-12-27 callback - S - - info_error"};
	followup_rules_load(&rules, policy, NULL, FOLLOWUP_ALL);
	struct followup *followup = followup_new();
	for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
		test_visits(&customer, late[i]);
		CHECK_STRING(followup_walk(followup, &rules, &customer.records), "a date after 9999-12-31");
	}
	test_visits(&customer, "9999-12-28 complaint lost S");
	CHECK_STRING(followup_walk(followup, &rules, &customer.records), NULL);
	CHECK_STRING(followup_validity(&rules, &customer.records, &validity), NULL);
	test_visits(&customer, "9999-12-02 call - S");
	CHECK_STRING(followup_validity(&rules, &customer.records, &validity), "a date after 9999-12-31");
	test_visits(&customer, "");
	test_registrations(&customer, "9999-12-25 visit S");
	CHECK_STRING(followup_validity(&rules, &customer.records, &validity), "a date after 9999-12-31");
	followup_free(followup);
	policy_free(policy);
}

/* Days, roles and validities are the policy's. */
static void test_policy_days(void)
{
	struct policy *policy =
		test_policy("followup,callback,,0,now\nvalidity,contact,,1,\nfollowup.role,revisit,,boss,\n");
	struct followup_rules rules;
	struct followup_validity validity;
	struct test_customer customer = {0};
	struct test_string out = {0};
	followup_rules_load(&rules, policy, NULL, FOLLOWUP_ALL);
	CHECK_TEXT(rules.action[ACTION_CALLBACK]->clause, "now");
	CHECK_TEXT(rules.role[ACTION_REVISIT]->value, "boss");
	CHECK_INT(rules.validity.contact.days, 1);
	struct followup *followup = followup_new();
	test_visits(&customer, LOST);
	CHECK_STRING(followup_walk(followup, &rules, &customer.records), NULL);
	print_cases(followup, &out);
	CHECK_TEXT(test_text(&out), "callback 01-01..01-01 open\n");
	CHECK_STRING(followup_validity(&rules, &customer.records, &validity), NULL);
	CHECK_INT(validity.end, test_day("2025-01-02"));
	/* only what kehu-fault needs */
	followup_rules_load_missed(&rules, policy, NULL);
	test_visits(&customer, REVIVABLE WRONG LOST);
	CHECK_STRING(followup_walk(followup, &rules, &customer.records), NULL);
	out.n = 0;
	print_cases(followup, &out);
	CHECK_TEXT(test_text(&out), "callback 01-01..01-01 open\n");
	followup_free(followup);
	policy_free(policy);
	free(out.at);
}

static void test_words(void)
{
	for (int i = 1; i < ACTIONS; i++) /* in the order of their words */
		CHECK(strcmp(followup_word((enum action)(i - 1)), followup_word((enum action)i)) < 0);
	CHECK_STRING(followup_word(ACTION_CALLBACK), "callback");
	CHECK_STRING(followup_word(ACTION_TRACK), "track");
}

/* Cases that are out of order, open twice at a time or closed by no later visit. */
static size_t wrong_cases(const struct followup_case *list, size_t n)
{
	size_t open[ACTIONS] = {0}, wrong = 0;
	for (size_t i = 0; i < n; i++) {
		open[list[i].action] += !deadline_is_closed(&list[i].deadline);
		wrong += open[list[i].action] > 1 || (i > 0 && list[i].opened < list[i - 1].opened);
		wrong += deadline_is_closed(&list[i].deadline) &&
			 (list[i].closed == NULL || list[i].closed <= list[i].opened);
	}
	return wrong;
}

/* One more visit only adds cases and closes those that were open. */
static size_t wrong_changes(const struct followup_case *before, size_t m, const struct followup_case *list,
			    size_t n)
{
	size_t wrong = n < m;
	for (size_t i = 0; i < m && i < n; i++)
		wrong += before[i].opened != list[i].opened ||
			 before[i].deadline.due.day != list[i].deadline.due.day ||
			 (deadline_is_closed(&before[i].deadline) && before[i].closed != list[i].closed);
	return wrong;
}

static void random_visits(uint64_t *state, struct visit *visit, size_t n)
{
	int32_t day = 20000;
	for (size_t i = 0; i < n; i++) {
		day += test_between(state, 0, 2);
		visit[i] = (struct visit){.day = day, .kind = (uint8_t)test_between(state, 1, 9)};
		visit[i].outcome = (uint8_t)test_between(state, 0, 9);
		visit[i].fault = test_below(state, 2) == 0 ? TEXT("info_error") : TEXT("");
	}
}

static void test_random_visits(void)
{
	struct policy *policy = test_policy("");
	struct followup_rules rules;
	followup_rules_load(&rules, policy, NULL, FOLLOWUP_ALL);
	struct followup *followup = followup_new(), *shorter = followup_new();
	uint64_t state = TEST_SEED;
	size_t wrong = 0, all = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct visit visit[VISITS];
		struct customer_records records = {.visit = visit, .visits = test_below(&state, VISITS) + 1};
		const struct followup_case *list, *before;
		random_visits(&state, visit, records.visits);
		wrong += followup_walk(followup, &rules, &records) != NULL;
		records.visits--;
		wrong += followup_walk(shorter, &rules, &records) != NULL;
		size_t n = followup_cases(followup, &list), m = followup_cases(shorter, &before);
		wrong += wrong_cases(list, n) + wrong_changes(before, m, list, n);
		all += n;
	}
	CHECK_INT(wrong, 0);
	CHECK(all > RUNS);
	followup_free(followup);
	followup_free(shorter);
	policy_free(policy);
}

/* Cases and validity, as text. */
static void describe(struct followup *followup, const struct followup_rules *rules,
		     const struct customer_records *records, struct test_string *out)
{
	struct followup_validity validity;
	char end[DATE_LENGTH + 1];
	out->n = 0;
	CHECK_STRING(followup_walk(followup, rules, records), NULL);
	print_cases(followup, out);
	if ((rules->asked & FOLLOWUP_OF_VALIDITY) == 0)
		return;
	CHECK_STRING(followup_validity(rules, records, &validity), NULL);
	test_print(out, "%s %d\n", validity.end == DATE_NONE ? "none" : test_date(validity.end, end),
		   validity.has_ended);
}

/* How many of the visits bear on what is asked for, which stay. */
static size_t keep_concerned(const struct followup_rules *rules, struct visit *visit, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (followup_concerns(rules, &visit[i]))
			visit[kept++] = visit[i];
	return kept;
}

/* What does not bear on the actions asked for changes nothing, and those not asked for have no cases. */
static void test_asked(void)
{
	struct policy *policy = test_policy("");
	struct followup *followup = followup_new();
	struct test_customer customer = {0};
	struct test_string all = {0}, kept = {0};
	uint64_t state = TEST_SEED;
	size_t left_out = 0, others = 0;
	test_registrations(&customer, "2024-10-20 call S\n2024-11-02 visit S");
	for (size_t run = 0; run < ASKED_RUNS; run++) {
		struct followup_rules rules;
		struct visit visit[VISITS];
		struct customer_records records = customer.records;
		const struct followup_case *list;
		followup_rules_load(&rules, policy, NULL, (unsigned)test_between(&state, 1, FOLLOWUP_ALL));
		random_visits(&state, visit, VISITS);
		records.visit = visit;
		records.visits = VISITS;
		describe(followup, &rules, &records, &all);
		for (size_t n = followup_cases(followup, &list); n > 0; n--)
			others += !followup_is_asked(&rules, list[n - 1].action);
		records.visits = keep_concerned(&rules, visit, VISITS);
		left_out += VISITS - records.visits;
		describe(followup, &rules, &records, &kept);
		CHECK(text_equal(test_text(&all), test_text(&kept)));
	}
	CHECK_INT(others, 0);
	CHECK(left_out > ASKED_RUNS);
	followup_free(followup);
	policy_free(policy);
	free(all.at);
	free(kept.at);
}

static void load_rules(void *context)
{
	struct followup_rules rules;
	followup_rules_load(&rules, test_policy(context), NULL, FOLLOWUP_ALL);
}

static void test_missing(void)
{
	char output[OUTPUT_ROOM], rows[] = "base,,,none,\nfollowup,callback,,3,\n";
	CHECK_INT(test_run(load_rules, rows, output, sizeof output), 2);
	CHECK_STRING(output,
		     "followup_test: the policy has no rule followup,correct, which followup_test needs\n");
}

int main(void)
{
	test_words();
	test_walks();
	test_validity();
	test_out_of_range();
	test_policy_days();
	test_random_visits();
	test_asked();
	test_missing();
	return test_end();
}
