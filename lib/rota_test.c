/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "rota.h"
#include "test.h"
#include "test_records.h"

enum { ARRIVALS = 400, PERSONS = 6, PARTIES = 9 };

static const char staff_file[] = "staff,role,joined,left\nA,salesperson,,\nB,salesperson,,2025-01-04\n"
				 "T,trainee,,\nC,salesperson,2025-01-03,\n";

/* Absences, and arrivals: DATE[THH:MM] PARTY OWNER REQUESTED, and whose turn it was and why. X is somebody else. */
static const struct {
	const char *absent, *arrivals, *turns;
} cases[] = {
	{"", "2025-01-01 0\n2025-01-01 1\n2025-01-02 2", "A turn 1;B turn 2;A turn 1;"},
	{"", "2025-01-01 0 B\n2025-01-01 1 - B\n2025-01-01 2", "B owner 1;B requested 2;A turn 3;"},
	{"", "2025-01-01 0 X B\n2025-01-01 1 T\n2025-01-01 2 - T", "A turn 1;B turn 2;A turn 3;"},
	{"", "2025-01-01 0\n2025-01-01 0 - B\n2025-01-02 0", "A turn 1;A owner 2;B turn 1;"},
	{"", "2025-01-03 0\n2025-01-03 1\n2025-01-03 2\n2025-01-05 3\n2025-01-05 4",
	 "A turn 1;B turn 2;C turn 3;A turn 1;C turn 2;"},
	{"A,2025-01-01,2025-01-01T10:00\n", "2025-01-01T09:00 0\n2025-01-01T10:00 1\n2025-01-01T10:01 2",
	 "B turn 1;B turn 2;A turn 3;"},
	{"A,2025-01-03,2025-01-03\n", "2025-01-03T09:00 0\n2025-01-04 1\n2025-01-04 2\n2025-01-04 3",
	 "B turn 1;A turn 1;C turn 2;A turn 3;"},
	{"A,2025-01-03,2025-01-03T10:00\nB,2025-01-03,2025-01-03T10:00\nC,2025-01-03,2025-01-03T10:00\n",
	 "2025-01-03 0\n2025-01-03T10:01 1", " none 1;A turn 2;"},
};

static const struct staff *find(const struct roster *roster, struct text person)
{
	return person.length > 0 ? roster_find(roster, person) : NULL;
}

static void receive(struct rota *rota, const struct roster *roster, const char *lines,
		    struct test_string *out)
{
	struct text rest = text_of(lines);
	while (rest.length > 0) {
		struct text line = test_next_line(&rest);
		struct rota_arrival arrival = {0};
		date_parse(test_next_word(&line), &arrival.day, &arrival.second);
		if (arrival.second == DATE_NO_TIME)
			arrival.second = 0;
		arrival.party = (uint32_t)test_next_number(&line, 0);
		struct text owner = test_next_word(&line), requested = test_next_word(&line);
		arrival.has_owner = owner.length > 0;
		arrival.owner = find(roster, owner);
		arrival.requested = find(roster, requested);
		struct rota_turn turn = rota_receive(rota, &arrival);
		if (turn.staff != NULL)
			test_append(out, turn.staff->staff);
		test_print(out, " %s %jd;", rota_word(turn.basis), (intmax_t)turn.number);
		CHECK_INT(turn.clause == NULL, turn.basis == ROTA_NONE);
	}
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct policy *policy = test_policy("");
		struct test_string out = {0}, csv = {0};
		test_print(&csv, "staff,from,to\n%s", cases[i].absent);
		struct test_file staff = test_file_new(text_of(staff_file)),
				 away = test_file_new(test_text(&csv));
		struct rejects *rejects = rejects_open(NULL, false);
		struct inputs *inputs = inputs_new(NULL, rejects);
		struct roster *roster = roster_read(inputs, staff.path);
		struct absences *absences = absences_read(inputs, away.path, roster);
		struct rota *rota = rota_new(policy);
		test_label("row %zu", i);
		for (int run = 0; run < 2; run++) { /* a second start begins anew */
			out.n = 0;
			rota_start(rota, roster, absences, PARTIES);
			receive(rota, roster, cases[i].arrivals, &out);
			CHECK_TEXT(test_text(&out), cases[i].turns);
		}
		rota_free(rota);
		absences_free(absences);
		roster_free(roster);
		inputs_free(inputs);
		rejects_close(rejects);
		test_file_remove(&staff);
		test_file_remove(&away);
		policy_free(policy);
		free(out.at);
		free(csv.at);
	}
	test_label("%s", "");
}

/* Where all are there, turns go round. */
static void test_round(void)
{
	struct policy *policy = test_policy("");
	struct test_file staff = test_file_new(TEXT("staff,role\nA,x\nB,x\nC,x\nD,x\nE,x\nF,x\n"));
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *roster = roster_read(inputs, staff.path);
	struct absences *absences = absences_read(inputs, NULL, roster);
	struct rota *rota = rota_new(policy);
	size_t wrong = 0;
	rota_start(rota, roster, absences, ARRIVALS);
	for (uint32_t i = 0; i < ARRIVALS; i++) {
		struct rota_arrival arrival = {.party = i, .day = 20000 + (int32_t)i / 7};
		struct rota_turn turn = rota_receive(rota, &arrival);
		wrong += turn.staff != roster_at(roster, i % PERSONS) || turn.number != i % 7 + 1;
	}
	CHECK_INT(wrong, 0);
	rota_free(rota);
	absences_free(absences);
	roster_free(roster);
	inputs_free(inputs);
	rejects_close(rejects);
	test_file_remove(&staff);
	policy_free(policy);
}

int main(void)
{
	test_cases();
	test_round();
	return test_end();
}
