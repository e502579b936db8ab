/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "roster.h"
#include "test.h"
#include "test_tools.h"

enum { MANY = 3000, OUTPUT_ROOM = 8192 };

/* The roster of a staff file with this content. */
static struct roster *load(struct text content, struct inputs *inputs)
{
	struct test_file file = test_file_new(content);
	struct roster *roster = roster_read(inputs, file.path);
	test_file_remove(&file);
	return roster;
}

static const char staff_file[] = "role,staff,joined,left,name\n"
				 "clerk,S3,,,c\n"
				 "clerk,S1,2025-01-10,2025-01-20,a\n"
				 "clerk,S2,2025-01-15,,b\n"
				 "boss,S9,,2025-01-05,z\n"
				 "boss,S8,2025-02-01,,y\n"
				 ",S4,,,d\n"
				 "boss,S3,,,c again\n"
				 "clerk,S1,2025-03-01,2025-03-01,a again\n"
				 "Clerk,S0,,,x\n"
				 "客服,S5,,,e\n";

static const struct {
	const char *role, *date, *holder;
} holder_cases[] = {
	{"clerk", "2025-01-09", "S3"}, {"clerk", "2025-01-10", "S1"}, {"clerk", "2025-01-20", "S1"},
	{"clerk", "2025-01-21", "S2"}, {"clerk", "2025-02-28", "S2"}, {"clerk", "2025-03-01", "S1"},
	{"clerk", "2025-03-02", "S2"}, {"clerk", "1900-01-01", "S3"}, {"Clerk", "2025-01-10", "S0"},
	{"boss", "2025-01-05", "S3"},  {"boss", "2025-02-01", "S3"},  {"CLERK", "2025-01-10", ""},
	{"客服", "9999-12-31", "S5"},  {"cler", "2025-01-10", ""},    {"clerks", "2025-01-10", ""},
	{"zzz", "2025-01-10", ""},     {"aaa", "2025-01-10", ""},
};

static const struct {
	const char *person, *role;
} role_cases[] = {
	{"S3", "clerk"}, {"S1", "clerk"}, {"S9", "boss"}, {"S4", ""},  {"S0", "Clerk"},
	{"S5", "客服"},  {"s1", ""},      {"S", ""},      {"S10", ""}, {"", ""},
};

static void test_cases(void)
{
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *roster = load(text_of(staff_file), inputs);
	for (size_t i = 0; i < sizeof holder_cases / sizeof *holder_cases; i++) {
		test_label("%s on %s", holder_cases[i].role, holder_cases[i].date);
		CHECK_TEXT(
			roster_holder(roster, text_of(holder_cases[i].role), test_day(holder_cases[i].date)),
			holder_cases[i].holder);
	}
	for (size_t i = 0; i < sizeof role_cases / sizeof *role_cases; i++) {
		test_label("%s", role_cases[i].person);
		CHECK_TEXT(roster_role(roster, text_of(role_cases[i].person)), role_cases[i].role);
	}
	test_label("%s", "");
	roster_free(roster);
	inputs_free(inputs);
	CHECK_INT(rejects_close(rejects), 0);
}

/* Who is there, in the order of the file; later records of one person give a warning each. */
static void list_staff(void *context)
{
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct test_file file = test_file_new(text_of(staff_file)); /* the warnings name it */
	struct roster *roster = roster_read(inputs, file.path);
	(void)context;
	roster_warn(roster, inputs);
	test_file_remove(&file);
	for (size_t i = 0; i < roster_count(roster); i++) {
		const struct staff *staff = roster_at(roster, i);
		printf("%.*s,%.*s\n", (int)staff->staff.length, staff->staff.at, (int)staff->name.length,
		       staff->name.at);
		if (roster_find(roster, staff->staff) != staff)
			exit(77);
	}
	if (roster_find(roster, TEXT("S6")) != NULL)
		exit(77);
	roster_free(roster);
	inputs_free(inputs);
	exit(rejects_close(rejects));
}

static void test_list(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(list_staff, NULL, output, sizeof output), 0);
	CHECK(strstr(output, ":8: staff: \"S3\" is given twice (first in ") != NULL);
	CHECK(strstr(output, ":9: staff: \"S1\" is given twice (first in ") != NULL);
	CHECK(strstr(output, ":2); the first counts\n") != NULL);
	CHECK(strstr(output, "S3,c\nS1,a\nS2,b\nS9,z\nS8,y\nS4,d\nS0,x\nS5,e\n") != NULL);
}

static void test_empty(void)
{
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *rosters[] = {roster_read(inputs, NULL), load(TEXT("role,staff\n"), inputs)};
	for (size_t i = 0; i < 2; i++) {
		CHECK_TEXT(roster_role(rosters[i], TEXT("S1")), "");
		CHECK_TEXT(roster_holder(rosters[i], TEXT("clerk"), 0), "");
		CHECK_TEXT(roster_holder(rosters[i], TEXT(""), 0), "");
		roster_free(rosters[i]);
	}
	inputs_free(inputs);
	rejects_close(rejects);
}

/* Bad records are set aside, the others count; a column that is not there is as if not given. */
static void read_bad(void *context)
{
	struct rejects *rejects = rejects_open_output(false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *roster = load(TEXT("staff,role,joined\nS1,clerk,soon\nS2,clerk\nS3,clerk,\n"), inputs);
	(void)context;
	bool passed = text_equal(roster_holder(roster, TEXT("clerk"), 0), TEXT("S3")) &&
		      roster_role(roster, TEXT("S1")).length == 0 && rejects_count(rejects) == 2;
	roster_free(roster);
	int status = rejects_close(rejects);
	inputs_free(inputs);
	exit(passed ? status : 77);
}

static void test_rejects(void)
{
	char output[OUTPUT_ROOM];
	CHECK_INT(test_run(read_bad, NULL, output, sizeof output), 1);
	CHECK(strstr(output, ",2,joined,soon,is not a date,\"S1,clerk,soon\"\n") != NULL);
	CHECK(strstr(output, ",3,,,2 fields where the header has 3,\"S2,clerk\"\n") != NULL);
}

/* Random terms of office: the answer is that of a look at all. */
static void test_random_terms(void)
{
	struct test_string csv = {0};
	uint64_t state = TEST_SEED;
	struct {
		int32_t joined, left;
		size_t role;
	} *staff = memory_new(MANY, sizeof *staff);
	test_print(&csv, "staff,role,joined,left\n");
	for (size_t i = 0; i < MANY; i++) {
		char joined[DATE_LENGTH + 1], left[DATE_LENGTH + 1];
		staff[i].joined = test_between(&state, 20000, 20400);
		staff[i].left = staff[i].joined + test_between(&state, -1, 20);
		staff[i].role = test_below(&state, 50);
		test_print(&csv, "S%05zu,role%zu,%s,%s\n", i, staff[i].role,
			   test_date(staff[i].joined, joined), test_date(staff[i].left, left));
	}
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *roster = load(test_text(&csv), inputs);
	size_t wrong = 0, held = 0;
	for (size_t run = 0; run < 5000; run++) {
		size_t role = test_below(&state, 50), i = 0;
		int32_t day = test_between(&state, 19990, 20430);
		char name[32], expected[32] = "";
		while (i < MANY && (staff[i].role != role || staff[i].joined > day || staff[i].left < day))
			i++;
		if (i < MANY)
			snprintf(expected, sizeof expected, "S%05zu", i);
		snprintf(name, sizeof name, "role%zu", role);
		wrong += !text_equal(roster_holder(roster, text_of(name), day), text_of(expected));
		held += i < MANY;
	}
	CHECK_INT(wrong, 0);
	CHECK(held > 1000 && held < 5000);
	roster_free(roster);
	inputs_free(inputs);
	rejects_close(rejects);
	free(staff);
	free(csv.at);
}

int main(void)
{
	test_cases();
	test_list();
	test_empty();
	test_random_terms();
	test_rejects();
	return test_end();
}
