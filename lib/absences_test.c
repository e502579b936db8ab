/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "absences.h"
#include "test.h"
#include "test_tools.h"

static const char staff_file[] = "staff,role\nS1,x\nS2,x\n";
static const char absent_file[] = "TO,note,staff,from\n"
				  "2025-01-03,,S1,2025-01-02\n"
				  "2025-01-02 08:00,,S1,2025-01-01 12:00\n"
				  "2025-01-05 12:00,,S1,2025-01-05\n"
				  "2025/1/1,,S1,2025-01-02\n"
				  "2025-01-01 09:59,,S2,2025-01-01 10:00\n"
				  "2025-01-02,,S3,2025-01-01\n"
				  "2025-01-09,,S1,2025-01-04 23:59:59\n";

static const struct {
	size_t person;
	const char *day;
	int32_t second;
	bool is_away;
} cases[] = {
	{0, "2025-01-01", 43199, false}, {0, "2025-01-01", 43200, true},  {0, "2025-01-02", 0, true},
	{0, "2025-01-03", 86399, true},  {0, "2025-01-04", 0, false},     {0, "2025-01-04", 86398, false},
	{0, "2025-01-04", 86399, true},  {0, "2025-01-05", 50000, true},  {0, "2025-01-09", 86399, true},
	{0, "2025-01-10", 0, false},     {1, "2025-01-01", 36000, false}, {1, "2025-01-02", 0, false},
};

int main(void)
{
	struct test_file staff = test_file_new(text_of(staff_file)),
			 away = test_file_new(text_of(absent_file));
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *roster = roster_read(inputs, staff.path);
	struct absences *absences = absences_read(inputs, away.path, roster);
	const struct late_error *errors;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_label("row %zu", i);
		CHECK_INT(absences_has(absences, cases[i].person, test_day(cases[i].day), cases[i].second),
			  cases[i].is_away);
	}
	test_label("%s", "");
	CHECK_INT(absences_errors(absences, 2, &errors), 3);
	CHECK_TEXT(errors[0].value, "2025/1/1");
	CHECK_STRING(errors[0].column, "to");
	CHECK_INT(errors[0].rank, 2);
	CHECK_TEXT(errors[1].value, "2025-01-01 09:59");
	CHECK_TEXT(errors[2].value, "S3");
	CHECK_STRING(errors[2].reason, "is not in the staff file");
	CHECK_INT(errors[2].rank, 3);
	CHECK_INT(inputs_line(errors[2].position), 7);
	absences_free(absences);
	absences = absences_read(inputs, NULL, roster);
	CHECK(!absences_has(absences, 0, 20000, 0));
	absences_free(absences);
	roster_free(roster);
	inputs_free(inputs);
	rejects_close(rejects);
	test_file_remove(&staff);
	test_file_remove(&away);
	return test_end();
}
