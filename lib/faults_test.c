/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "faults.h"
#include "inputs.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 4096 };

static void ignore(void *context, const void *record, uint64_t position, const struct reader *reader)
{
	(void)record;
	(void)reader;
	*(uint64_t *)context = position;
}

/* Inputs that know two files, `b` before `a` in number; positions of their first lines. */
struct two_files {
	struct rejects *rejects;
	struct inputs *inputs;
	struct test_file file[2];
	uint64_t position[2];
};

static void open_files(struct two_files *two)
{
	two->rejects = rejects_open(NULL, false);
	two->inputs = inputs_new(NULL, two->rejects);
	for (int i = 0; i < 2; i++)
		two->file[i] = test_file_new(TEXT("staff,role\nS,r\n"));
	bool in_order = strcmp(two->file[0].path, two->file[1].path) >
			0; /* the first one read sorts behind the second */
	for (int i = 0; i < 2; i++) {
		const char *path = two->file[in_order ? i : 1 - i].path;
		inputs_read(two->inputs, &stream_staff, &(struct strings){&path, 1, 1}, ignore,
			    &two->position[i]);
		two->position[i] -= 2; /* the line of the one record */
	}
}

static void close_files(struct two_files *two)
{
	for (int i = 0; i < 2; i++)
		test_file_remove(&two->file[i]);
	inputs_free(two->inputs);
	CHECK_INT(rejects_close(two->rejects), 0);
}

/* DATE PERSON CODE :LINE, as handed out. */
static void print_faults(const struct found_fault *list, size_t n, struct test_string *out)
{
	char date[DATE_LENGTH + 1];
	for (size_t i = 0; i < n; i++)
		test_print(out, "%s %.*s %.*s :%ju\n", test_date(list[i].day, date) + 5,
			   (int)list[i].person.length, list[i].person.at, (int)list[i].code.length,
			   list[i].code.at, (uintmax_t)inputs_line(list[i].position));
}

/* Visits and registrations (both begin at line 2), and the faults found as of a day. */
static const struct {
	const char *policy, *visits, *registrations, *as_of, *faults;
} cases[] = {
	{"", "", "", "2025-12-31", ""},
	/* call-backs: missed the day after they were due, late when made later than due */
	{"", "2025-01-01 call lost S", "", "2025-01-04", ""},
	{"", "2025-01-01 call lost S", "", "2025-01-05", "01-05  callback.missed :2\n"},
	{"", "2025-01-01 call lost S\n2025-01-04 callback - T", "", "2025-01-31",
	 "01-04 T callback.clean :3\n"},
	{"", "2025-01-01 call lost S\n2025-01-05 callback - T", "", "2025-01-31",
	 "01-05  callback.missed :2\n01-05 T callback.clean :3\n01-05 T callback.late :3\n"},
	{"", "2025-01-01 call lost S\n2025-01-09 deal - T", "", "2025-01-31", "01-05  callback.missed :2\n"},
	{"", "2025-01-01 call lost S\n2025-01-03 deal - T", "", "2025-01-31", ""},
	/* complaints */
	{"", "2025-01-01 complaint - S", "", "2025-01-05", "01-05  revisit.missed :2\n"},
	{"", "2025-01-01 complaint - S\n2025-01-06 revisit - T", "", "2025-01-31",
	 "01-05  revisit.missed :2\n"},
	{"", "2025-01-01 complaint - S\n2025-01-04 revisit - T", "", "2025-01-31", ""},
	/* reports: over 2 days after the visit, only of kind visit */
	{"", "2025-01-01 visit - S 2025-01-03", "", "2025-01-31", ""},
	{"", "2025-01-01 visit - S 2025-01-04", "", "2025-01-31", "01-04 S report.late :2\n"},
	{"", "2025-01-01 visit - S", "", "2025-01-03", ""},
	{"", "2025-01-01 visit - S", "", "2025-01-04", "01-04 S report.late :2\n"},
	{"", "2025-01-01 call - S", "", "2025-01-31", ""},
	{"", "2025-01-01 visit - S 2025-02-01", "", "2025-01-03",
	 ""}, /* reported after the as-of date: not yet */
	{"", "2025-01-01 visit - S 2025-02-01", "", "2025-01-04", "01-04 S report.late :2\n"},
	{"report.days,,,0,\n", "2025-01-01 visit - S 2025-01-02", "", "2025-01-31",
	 "01-02 S report.late :2\n"},
	/* registers */
	{"", "", "2025-01-01 - S N P 1 2", "2025-01-31", "01-01 S register.mismatch :2\n"},
	{"", "", "2025-01-01 - S N P 1 1\n2025-01-02 - S N P a A", "2025-01-31",
	 "01-02 S register.mismatch :3\n"},
	{"", "", "2025-01-01 - S N P 1 -\n2025-01-02 - S N P - 2", "2025-01-31", ""},
	{"", "", "2025-01-01 - S - P", "2025-01-31", "01-01 S register.incomplete :2\n"},
	{"", "", "2025-01-01 - S N -\n2025-01-02 - S N P", "2025-01-31", "01-01 S register.incomplete :2\n"},
	{"", "", "2025-01-01 - S N P\n2025-01-02 - S - -", "2025-01-31", ""},
	/* warnings, once, named or not; codes of any record, each once */
	{"", "2025-01-01 warning - S", "", "2025-01-31", "01-01 S warning :2\n"},
	{"", "2025-01-01 warning - S - - warning dispute", "", "2025-01-31",
	 "01-01 S dispute :2\n01-01 S warning :2\n"},
	{"", "2025-01-01 call - S - - a b a\n2025-01-01 call - S - - a", "", "2025-01-31",
	 "01-01 S a :2\n01-01 S a :3\n01-01 S b :2\n"},
	/* clean call-backs */
	{"", "2025-01-01 callback - S", "", "2025-01-31", "01-01 S callback.clean :2\n"},
	{"", "2025-01-01 callback unreachable S", "", "2025-01-31", ""},
	{"", "2025-01-01 callback open S - - misreport", "", "2025-01-31", "01-01 S misreport :2\n"},
	{"", "2025-01-01 callback open S - - dispute", "", "2025-01-31",
	 "01-01 S callback.clean :2\n01-01 S dispute :2\n"},
	{"", "2025-01-01 call open S - - dispute", "", "2025-01-31", "01-01 S dispute :2\n"},
	{"penalty.group,mine,,talk,\npenalty.run,talk,,2,\n", "2025-01-01 callback open S - - mine", "",
	 "2025-01-31", "01-01 S mine :2\n"},
	{"penalty.run,mine,,2,\n", "2025-01-01 callback open S - - mine", "", "2025-01-31",
	 "01-01 S mine :2\n"},
	/* daily: on each working day until it is put right (01-03 is a Friday) */
	{"penalty.daily,x,,yes,\n", "2025-01-03 call - S - - x", "", "2025-01-07",
	 "01-03 S x :2\n01-06 S x :2\n01-07 S x :2\n"},
	{"penalty.daily,x,,yes,\n", "2025-01-03 call - S - 2025-01-07 x", "", "2025-01-31",
	 "01-03 S x :2\n01-06 S x :2\n"},
	{"penalty.daily,x,,yes,\n", "2025-01-03 call - S - 2025-01-03 x", "", "2025-01-31", "01-03 S x :2\n"},
	{"penalty.daily,x,,yes,\n", "2025-01-03 call - S - 2025-02-01 x", "", "2025-01-06",
	 "01-03 S x :2\n01-06 S x :2\n"},
	{"penalty.daily,x,,no,\n", "2025-01-03 call - S - - x", "", "2025-01-07", "01-03 S x :2\n"},
	{"penalty.daily,revisit.missed,,yes,\n", "2025-01-01 complaint - S", "", "2025-01-07",
	 "01-05  revisit.missed :2\n01-06  revisit.missed :2\n01-07  revisit.missed :2\n"},
};

static void test_cases(void)
{
	struct two_files two;
	open_files(&two);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct policy *policy = test_policy(cases[i].policy);
		struct test_customer customer = {.records.customer = TEXT("C1")};
		struct test_string out = {0};
		struct fault_rules rules;
		struct faults *faults = faults_new();
		const struct found_fault *list;
		test_label("row %zu", i);
		fault_rules_load(&rules, policy, NULL);
		test_visits(&customer, cases[i].visits);
		test_registrations(&customer, cases[i].registrations);
		CHECK_STRING(faults_find(faults, &rules, &customer.records, test_day(cases[i].as_of)), NULL);
		size_t n = faults_sort(faults, two.inputs, &list);
		print_faults(list, n, &out);
		CHECK_TEXT(test_text(&out), cases[i].faults);
		for (size_t j = 0; j < n; j++)
			CHECK_TEXT(list[j].customer, "C1");
		faults_free(faults);
		policy_free(policy);
		free(out.at);
	}
	test_label("%s", "");
	close_files(&two);
}

/* By date, person, customer, code, then file name and line, whichever file was read first. */
static void test_order(void)
{
	struct two_files two;
	open_files(&two);
	struct policy *policy = test_policy("");
	struct fault_rules rules;
	struct faults *faults = faults_new();
	const struct found_fault *list;
	fault_rules_load(&rules, policy, NULL);
	static const char *const customers[] = {"C2", "C1"};
	for (size_t i = 0; i < 4; i++) {
		struct test_customer customer = {.records.customer = text_of(customers[i / 2])};
		test_visits(
			&customer,
			"2025-01-01 call - S - - b a\n2025-01-01 call - S - - a\n2025-01-01 call - R - - c");
		for (size_t j = 0; j < 3; j++)
			customer.visit[j].position = two.position[i % 2] + (j == 1 ? 20 : 3 + j);
		CHECK_STRING(faults_find(faults, &rules, &customer.records, test_day("2025-01-31")), NULL);
		customer.visit[2].staff = TEXT("");
	}
	size_t n = faults_sort(faults, two.inputs, &list), wrong = 0;
	CHECK_INT(n, 16);
	for (size_t i = 1; i < n; i++) {
		const struct found_fault *x = &list[i - 1], *y = &list[i];
		int order = text_compare(x->person, y->person);
		order = order != 0 ? order : text_compare(x->customer, y->customer);
		order = order != 0 ? order : text_compare(x->code, y->code);
		order = order != 0 ? order
				   : strcmp(inputs_file(two.inputs, x->position),
					    inputs_file(two.inputs, y->position));
		wrong += order > 0 || (order == 0 && inputs_line(x->position) >= inputs_line(y->position));
	}
	CHECK_INT(wrong, 0);
	CHECK_TEXT(list[0].person, "R");
	CHECK_TEXT(list[0].customer, "C1");
	CHECK(list[0].position > list[1].position); /* the file read last sorts first */
	faults_free(faults);
	policy_free(policy);
	close_files(&two);
}

static void test_out_of_range(void)
{
	struct policy *policy = test_policy("");
	struct fault_rules rules;
	struct faults *faults = faults_new();
	struct test_customer customer = {0};
	fault_rules_load(&rules, policy, NULL);
	test_visits(&customer, "9999-12-28 call lost S");
	CHECK_STRING(faults_find(faults, &rules, &customer.records, DATE_LAST),
		     NULL); /* due on the last day of all */
	test_visits(&customer, "9999-12-29 call lost S");
	CHECK_STRING(faults_find(faults, &rules, &customer.records, DATE_LAST), "a date after 9999-12-31");
	test_visits(&customer, "9999-12-29 visit - S");
	CHECK_STRING(faults_find(faults, &rules, &customer.records, DATE_LAST), NULL);
	faults_free(faults);
	policy_free(policy);
}

static void load_rules(void *context)
{
	struct fault_rules rules;
	fault_rules_load(&rules, test_policy(context), NULL);
}

static void test_missing(void)
{
	char output[OUTPUT_ROOM], rows[] = "base,,,none,\nfollowup,callback,,3,\nfollowup,revisit,,3,\n";
	CHECK_INT(test_run(load_rules, rows, output, sizeof output), 2);
	CHECK_STRING(output, "faults_test: the policy has no rule report.days, which faults_test needs\n");
}

int main(void)
{
	test_cases();
	test_order();
	test_out_of_range();
	test_missing();
	return test_end();
}
