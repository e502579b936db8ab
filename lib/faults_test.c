/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "faults.h"
#include "inputs.h"
#include "test.h"
#include "test_records.h"

enum { OUTPUT_ROOM = 4096 };

/* Faults are found in no order, one of a record perhaps twice: by day, person, code and position. */
static int compare_faults(const void *a, const void *b)
{
	const struct found_fault *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	int order = text_compare(x->person, y->person);
	order = order != 0 ? order : text_compare(x->code, y->code);
	return order != 0 ? order : (x->position > y->position) - (x->position < y->position);
}

/* A sorted copy of what was last found, each fault once; for free(). */
static struct found_fault *sorted_faults(const struct faults *faults, size_t *n)
{
	const struct found_fault *list;
	size_t found = faults_list(faults, &list);
	struct found_fault *sorted = memory_new(found, sizeof *sorted);
	if (found > 0)
		memcpy(sorted, list, found * sizeof *sorted);
	qsort(sorted, found, sizeof *sorted, compare_faults);
	*n = 0;
	for (size_t i = 0; i < found; i++)
		if (*n == 0 || compare_faults(&sorted[*n - 1], &sorted[i]) != 0)
			sorted[(*n)++] = sorted[i];
	return sorted;
}

/* DATE PERSON CODE :LINE. */
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
	/* a number of the public register that is higher than one given later on the day, equal times not counting */
	{"", "", "2025-01-01T09:00 - S N P 2\n2025-01-01T10:00 - S N P 1", "2025-01-31",
	 "01-01 S register.mismatch :2\n"},
	{"", "", "2025-01-01T09:00 - S N P 3 4\n2025-01-01T09:00 - S N P 2\n2025-01-01T10:00 - S N P 02",
	 "2025-01-31", "01-01 S register.mismatch :2\n"},
	{"", "", "2025-01-01T09:00 - S N P 2\n2025-01-02T10:00 - S N P 1", "2025-01-31", ""},
	{"", "", "2025-01-01T09:00 - S N P 2a\n2025-01-01T10:00 - S N P 1", "2025-01-31", ""},
	{"", "", "2025-01-01 - S N P 2\n2025-01-01T00:00 - S N P 1\n2025-01-01T00:00:01 - S N P 1",
	 "2025-01-31", "01-01 S register.mismatch :2\n"},
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
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct policy *policy = test_policy(cases[i].policy);
		struct test_customer customer = {.records.customer = TEXT("C1")};
		struct test_string out = {0};
		struct fault_rules rules;
		struct faults *faults = faults_new();
		size_t n;
		test_label("row %zu", i);
		fault_rules_load(&rules, policy, NULL);
		test_visits(&customer, cases[i].visits);
		test_registrations(&customer, cases[i].registrations);
		CHECK_STRING(faults_find(faults, &rules, &customer.records, test_day(cases[i].as_of)), NULL);
		struct found_fault *list = sorted_faults(faults, &n);
		print_faults(list, n, &out);
		CHECK_TEXT(test_text(&out), cases[i].faults);
		for (size_t j = 0; j < n; j++)
			CHECK_TEXT(list[j].customer, "C1");
		faults_free(faults);
		policy_free(policy);
		free(list);
		free(out.at);
	}
	test_label("%s", "");
}

/* A search forgets what the one before found. */
static void test_again(void)
{
	struct policy *policy = test_policy("");
	struct fault_rules rules;
	struct faults *faults = faults_new();
	const struct found_fault *list;
	fault_rules_load(&rules, policy, NULL);
	CHECK_INT(faults_list(faults, &list), 0);
	static const char *const customers[] = {"C2", "C1"};
	for (size_t i = 0; i < 2; i++) {
		struct test_customer customer = {.records.customer = text_of(customers[i])};
		test_visits(&customer, "2025-01-01 call - S - - b a\n2025-01-01 call - S - - a\n");
		customer.visit[1].position = UINT64_MAX;
		CHECK_STRING(faults_find(faults, &rules, &customer.records, test_day("2025-01-31")), NULL);
		size_t n = faults_list(faults, &list), last = 0;
		CHECK_INT(n, 3);
		for (size_t j = 0; j < n; j++) {
			CHECK_TEXT(list[j].customer, customers[i]);
			last += list[j].position == UINT64_MAX;
		}
		CHECK_INT(last, 1);
	}
	struct test_customer none = {.records.customer = TEXT("C3")};
	CHECK_STRING(faults_find(faults, &rules, &none.records, test_day("2025-01-31")), NULL);
	CHECK_INT(faults_list(faults, &list), 0);
	faults_free(faults);
	policy_free(policy);
}

/* Whose deal it was not, and he knew: once, named or not. */
static void test_knowing(void)
{
	struct policy *policy = test_policy("");
	struct fault_rules rules;
	struct faults *faults = faults_new();
	struct test_customer customer = {.records.customer = TEXT("C1")};
	struct test_string out = {0};
	size_t n;
	fault_rules_load_common(&rules, policy, NULL);
	test_visits(&customer, "2025-01-01 deal - S\n2025-01-02 call deal S - - knowing_contact\n"
			       "2025-01-03 callback deal S\n2025-01-04 deal - S\n2025-01-05 visit open S\n");
	for (size_t i = 0; i < customer.records.visits; i++)
		customer.visit[i].basis = i == 3 ? BASIS_UNAWARE : BASIS_KNOWING;
	faults_find_common(faults, &rules, &customer.records, test_day("2025-01-31"));
	struct found_fault *list = sorted_faults(faults, &n);
	print_faults(list, n, &out);
	CHECK_TEXT(test_text(&out), "01-01 S knowing_contact :2\n01-02 S knowing_contact :3\n");
	faults_free(faults);
	policy_free(policy);
	free(list);
	free(out.at);
}

/* Of several customers of one party: only what is between their registrations. */
static void test_party(void)
{
	struct policy *policy = test_policy("");
	struct fault_rules rules;
	struct faults *faults = faults_new();
	struct test_customer party = {.records.customer = TEXT("")};
	const struct found_fault *list;
	fault_rules_load_common(&rules, policy, NULL);
	test_registrations(&party, "2025-01-01T08:00 - S - - 7 8\n2025-01-01T09:00 - T - - 6");
	party.registration[0].customer = TEXT("C1");
	party.registration[1].customer = TEXT("C2");
	faults_find_party(faults, &rules, &party.records, test_day("2025-01-31"));
	CHECK_INT(faults_list(faults, &list), 1);
	CHECK_TEXT(list[0].customer, "C1");
	CHECK_TEXT(list[0].code, "register.mismatch");
	CHECK_TEXT(list[0].person, "S");
	faults_free(faults);
	policy_free(policy);
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

static void random_visit(uint64_t *state, struct visit *visit, uint64_t line)
{
	static const char *const codes[] = {"", "", "", "info_error", "misreport rude", "b"};
	const int32_t first = 20000;
	*visit = (struct visit){.customer = TEXT("C1"),
				.staff = TEXT("S"),
				.fault = text_of(codes[test_below(state, sizeof codes / sizeof *codes)]),
				.day = first + (int32_t)line,
				.planned = DATE_NONE,
				.reported = DATE_NONE,
				.fixed = DATE_NONE,
				.position = inputs_position(0, line)};
	visit->kind = (uint8_t)test_between(state, VISIT_NONE + 1, VISIT_END - 1);
	visit->outcome = (uint8_t)test_below(state, OUTCOME_END);
	visit->basis = (uint8_t)test_below(state, BASIS_END);
	if (test_below(state, 3) > 0)
		visit->reported = visit->day + (int32_t)test_below(state, 5);
	if (test_below(state, 3) == 0)
		visit->fixed = visit->day + (int32_t)test_below(state, 5);
}

/* Finds and prints all faults of the visits. */
static void describe(struct faults *faults, const struct fault_rules *rules, const struct visit *visit,
		     size_t n, int32_t as_of, struct test_string *out)
{
	const struct customer_records records = {.customer = TEXT("C1"), .visit = visit, .visits = n};
	out->n = 0;
	CHECK_STRING(faults_find(faults, rules, &records, as_of), NULL);
	struct found_fault *list = sorted_faults(faults, &n);
	print_faults(list, n, out);
	free(list);
}

/* Without the visits that bear on no fault there are the same faults. */
static void test_concern(void)
{
	enum { RUNS = 5000, VISITS = 6 };
	struct policy *policy = test_policy("penalty.daily,info_error,,yes,\n");
	struct fault_rules rules;
	struct faults *faults = faults_new();
	struct test_string all = {0}, kept = {0};
	uint64_t state = TEST_SEED;
	size_t wrong = 0, left_out = 0;
	fault_rules_load(&rules, policy, NULL);
	for (size_t run = 0; run < RUNS; run++) {
		struct visit visit[VISITS];
		size_t n = 0;
		for (size_t i = 0; i < VISITS; i++)
			random_visit(&state, &visit[i], i + 2);
		int32_t as_of = visit[VISITS - 1].day + (int32_t)test_below(&state, 12);
		describe(faults, &rules, visit, VISITS, as_of, &all);
		for (size_t i = 0; i < VISITS; i++)
			if (faults_concern(&rules, &visit[i], as_of))
				visit[n++] = visit[i];
		describe(faults, &rules, visit, n, as_of, &kept);
		wrong += !text_equal(test_text(&all), test_text(&kept));
		left_out += VISITS - n;
	}
	CHECK_INT(wrong, 0);
	CHECK(left_out > RUNS / 2);
	faults_free(faults);
	policy_free(policy);
	free(all.at);
	free(kept.at);
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
	test_again();
	test_knowing();
	test_party();
	test_out_of_range();
	test_concern();
	test_missing();
	return test_end();
}
