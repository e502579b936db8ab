/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "followup.h"
#include "owner.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 20000, RECORDS = 8, LEAST = 2000 };

/* Records written as lines: DATE[THH:MM] CUSTOMER STAFF, for a registration CHANNEL and then COLUMN=VALUE, for a visit KIND
   OUTCOME BASIS. A registration has name and phone unless it says otherwise. */
struct company {
	struct registration registration[TEST_RECORDS];
	struct visit visit[TEST_RECORDS];
	struct customer_records records;
};

static void set_column(struct registration *registration, struct text word)
{
	const struct {
		const char *name;
		struct text *column;
	} columns[] = {{"name=", &registration->name},         {"phone=", &registration->phone},
		       {"no=", &registration->register_no},    {"party=", &registration->party},
		       {"referrer=", &registration->referrer}, {"requested=", &registration->requested}};
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		size_t n = strlen(columns[i].name);
		if (word.length >= n && memcmp(word.at, columns[i].name, n) == 0)
			*columns[i].column = (struct text){word.at + n, word.length - n};
	}
}

static void read_registrations(struct company *company, const char *lines)
{
	struct text rest = text_of(lines);
	for (size_t n = 0; rest.length > 0; n++) {
		struct text line = test_next_line(&rest);
		struct registration *registration = &company->registration[n];
		*registration = (struct registration){
			.name = TEXT("N"), .phone = TEXT("P"), .position = n + 2, .second = DATE_NO_TIME};
		date_parse(test_next_word(&line), &registration->day, &registration->second);
		registration->customer = test_next_word(&line);
		registration->staff = test_next_word(&line);
		registration->channel = test_next_choice(&line, &words_channel);
		for (struct text word; (word = test_next_word(&line)).length > 0;)
			set_column(registration, word);
		company->records.registrations = n + 1;
	}
	company->records.registration = company->registration;
}

static void read_visits(struct company *company, const char *lines)
{
	struct text rest = text_of(lines);
	for (size_t n = 0; rest.length > 0; n++) {
		struct text line = test_next_line(&rest);
		struct visit *visit = &company->visit[n];
		*visit = (struct visit){.position = n + 102, .second = DATE_NO_TIME};
		visit->day = test_next_day(&line);
		visit->customer = test_next_word(&line);
		visit->staff = test_next_word(&line);
		visit->kind = test_next_choice(&line, &words_visit_kind);
		visit->outcome = test_next_choice(&line, &words_outcome);
		visit->basis = test_next_choice(&line, &words_basis);
		company->records.visits = n + 1;
	}
	company->records.visit = company->visit;
}

static void print_day(struct test_string *out, int32_t day)
{
	char room[DATE_LENGTH + 1];
	test_print(out, " %s", day != DATE_NONE ? test_date(day, room) + 5 : "-");
}

/* CUSTOMER DATE EVENT OWNER UNTIL :LINE of all events, then CUSTOMER OWNER SINCE UNTIL BASIS PREVIOUS. */
static void print_events(const struct owner *owner, uint32_t number, struct test_string *out)
{
	const struct member *member = &owner_members(owner)->member[number];
	const struct owner_event *events;
	size_t n = owner_events(owner, number, &events);
	for (size_t i = 0; i < n; i++) {
		test_append(out, member->customer);
		print_day(out, events[i].day);
		test_print(out, " %s ", owner_word(events[i].word));
		test_append(out, events[i].owner);
		print_day(out, events[i].until);
		test_print(out, " :%ju\n", (uintmax_t)events[i].position);
	}
}

static void print_state(const struct owner *owner, uint32_t number, struct test_string *out)
{
	const struct member *member = &owner_members(owner)->member[number];
	struct owner_state state = owner_state(owner, member->number);
	test_append(out, member->customer);
	test_print(out, " ");
	test_append(out, state.owner);
	print_day(out, state.since);
	print_day(out, state.until);
	test_print(out, " %s ", owner_word(state.basis));
	test_append(out, state.previous);
	test_print(out, "\n");
}

/* Registrations, visits, a policy laid over standard; events and states as of 2025-12-31. Validity: 15 days after a call, 7 after
   a visit, 30 after a contact. */
static const struct {
	const char *policy, *registrations, *visits, *expected;
} cases[] = {
	{"", "2025-12-20 A S1 call", "",
	 "A 12-20 first_contact S1 01-04 :2\nA S1 12-20 01-04 first_contact \n"},
	{"", "", "2025-12-20 A S1 visit", "A  - - pool \n"},
	{"", "2025-12-20 A S1 call\n2025-12-21 A S2 visit", "2025-12-22 A S2 call",
	 "A 12-20 first_contact S1 01-04 :2\nA 12-21 kept S1 01-04 :3\nA 12-22 renewed S1 01-21 :102\n"
	 "A S1 12-20 01-21 first_contact \n"},
	{"owner.renew,,,owner,\n", "2025-12-20 A S1 call\n2025-12-21 A S2 call", "2025-12-22 A S2 call",
	 "A 12-20 first_contact S1 01-04 :2\nA 12-21 kept S1 01-04 :3\nA S1 12-20 01-04 first_contact \n"},
	{"", "2025-12-01 A S1 visit", "",
	 "A 12-01 first_contact S1 12-08 :2\nA 12-09 lapsed  - :2\nA  12-09 - pool S1\n"},
	{"owner.grace,,,2,\n", "2025-12-01 A S1 visit\n2025-12-10 A S1 visit", "",
	 "A 12-01 first_contact S1 12-08 :2\nA 12-10 renewed S1 12-17 :3\nA 12-20 lapsed  - :3\n"
	 "A  12-20 - pool S1\n"},
	{"owner.limit,,,10,\n", "2025-12-25 A S1 visit", "2025-12-26 A S1 call\n2025-12-27 A S1 call",
	 "A 12-25 first_contact S1 01-01 :2\nA 12-26 renewed S1 01-04 :102\nA S1 12-25 01-04 first_contact "
	 "\n"},
	{"owner.cooldown,,,3,\n",
	 "2025-12-01 A S1 visit\n2025-12-11 A S1 visit\n2025-12-12 A S1 call\n2025-12-13 A S2 call", "",
	 "A 12-01 first_contact S1 12-08 :2\nA 12-09 lapsed  - :2\nA 12-11 refused  - :3\n"
	 "A 12-12 new S1 12-27 :4\nA 12-13 kept S1 12-28 :5\nA 12-29 lapsed  - :5\nA  12-29 - pool S1\n"},
	{"owner.rule,pool,,no,\n", "2025-12-01 A S1 visit", "",
	 "A 12-01 first_contact S1 - :2\nA S1 12-01 - first_contact \n"},
	{"", "2025-12-20 A S1 call phone=\n2025-12-21 A S2 call name=", "",
	 "A 12-20 incomplete  - :2\nA 12-21 first_contact S2 01-05 :3\nA S2 12-21 01-05 first_contact \n"},
	{"", "2025-12-20 A S1 call\n2025-12-21 A S1 call requested=S3", "",
	 "A 12-20 first_contact S1 01-04 :2\nA 12-21 requested S3 01-05 :3\nA S3 12-21 01-05 requested S1\n"},
	/* referral: not by who is of the same party, or nobody's */
	{"", "2025-12-20 A S1 call\n2025-12-21 B S2 call referrer=A\n2025-12-21 C S2 call referrer=Z", "",
	 "A 12-20 first_contact S1 01-04 :2\nA S1 12-20 01-04 first_contact \n"
	 "B 12-21 referral S1 01-05 :3\nB S1 12-21 01-05 referral \n"
	 "C 12-21 first_contact S2 01-05 :4\nC S2 12-21 01-05 first_contact \n"},
	/* a party is one customer */
	{"", "2025-12-20 A S1 call party=F\n2025-12-21 B S2 call party=F", "2025-12-22 B S3 visit",
	 "A 12-20 first_contact S1 01-04 :2\nA S1 12-20 01-21 first_contact \n"
	 "B 12-21 kept S1 01-05 :3\nB 12-22 renewed S1 01-21 :102\nB S1 12-20 01-21 first_contact \n"},
	/* the register decides within a day */
	{"", "2025-12-20T09:00 A S1 call no=12\n2025-12-20T10:00 A S2 visit no=9", "",
	 "A 12-20 first_contact S2 12-27 :3\nA 12-20 kept S2 01-04 :2\nA S2 12-20 01-04 first_contact \n"},
	/* deals */
	{"", "2025-12-20 A S1 call", "2025-12-22 A S2 deal\n2025-12-23 A S1 call",
	 "A 12-20 first_contact S1 01-04 :2\nA 12-22 deal S2 - :102\nA S2 12-22 - deal S1\n"},
	{"", "2025-12-01 A S1 call", "2025-12-10 A S2 visit deal knowing",
	 "A 12-01 first_contact S1 12-16 :2\nA 12-10 deal S1 - :102\nA S1 12-01 - deal \n"},
	{"owner.rule,deal,,no,\n", "2025-12-20 A S1 call", "2025-12-21 A S2 visit deal",
	 "A 12-20 first_contact S1 01-04 :2\nA 12-21 renewed S1 01-20 :102\nA S1 12-20 01-20 first_contact "
	 "\n"},
	/* capacity: what lapses is lost in the morning, before others ask; deals do not count */
	{"owner.capacity,,,1,\n", "2025-12-01 A S1 visit\n2025-12-08 B S1 visit\n2025-12-09 C S1 visit",
	 "2025-12-10 C S1 deal",
	 "A 12-01 first_contact S1 12-08 :2\nA 12-09 lapsed  - :2\nA  12-09 - pool S1\n"
	 "B 12-08 refused  - :3\nB  - - pool \n"
	 "C 12-09 first_contact S1 12-16 :4\nC 12-10 deal S1 - :102\nC S1 12-09 - deal \n"},
};

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct company company = {.records.customer = TEXT("")};
		struct policy *policy = test_policy(cases[i].policy);
		struct test_string out = {0};
		struct owner_rules rules;
		test_label("row %zu", i);
		owner_rules_load(&rules, policy, false);
		struct owner *owner = owner_new(&rules, OWNER_KEEPS_EVENTS);
		read_registrations(&company, cases[i].registrations);
		read_visits(&company, cases[i].visits);
		CHECK_STRING(owner_walk(owner, &company.records, test_day("2025-12-31")), NULL);
		for (uint32_t j = 0; j < owner_members(owner)->n; j++) {
			print_events(owner, j, &out);
			print_state(owner, j, &out);
		}
		CHECK_TEXT(test_text(&out), cases[i].expected);
		owner_free(owner);
		policy_free(policy);
		free(out.at);
	}
	test_label("%s", "");
}

/* Who had the party the evening before, and whom it asked for. */
static void test_arrivals(void)
{
	static const struct {
		const char *owner, *requested;
	} expected[] = {{"", ""}, {"S1", ""}, {"S1", "S3"}, {"S3", ""}, {"", ""}};
	struct company company = {.records.customer = TEXT("A")};
	struct policy *policy = test_policy("");
	const struct owner_arrival *arrivals;
	struct owner_rules rules;
	owner_rules_load(&rules, policy, false);
	struct owner *owner = owner_new(&rules, OWNER_KEEPS_ARRIVALS);
	read_registrations(&company, "2025-01-01 A S1 visit\n2025-01-31 A S2 visit requested=S4\n"
				     "2025-01-31 A S2 visit requested=S3");
	read_visits(&company, "2025-01-01 A S1 visit\n2025-01-02 A S1 visit\n2025-01-31 A S1 visit\n"
			      "2025-03-03 A S1 visit\n2025-03-04 A S1 visit\n2025-03-04 A S1 call");
	CHECK_STRING(owner_walk(owner, &company.records, test_day("2025-12-31")), NULL);
	size_t n = owner_arrivals(owner, &arrivals);
	CHECK_INT(n, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < n; i++) {
		test_label("arrival %zu", i);
		CHECK_TEXT(arrivals[i].owner, expected[i].owner);
		CHECK_TEXT(arrivals[i].requested, expected[i].requested);
	}
	test_label("%s", "");
	owner_free(owner);
	policy_free(policy);
}

static void random_customer(uint64_t *state, struct test_customer *customer)
{
	int32_t day = 20000;
	size_t registrations = test_below(state, 3) + 1, visits = test_below(state, RECORDS);
	*customer = (struct test_customer){.records.customer = TEXT("C1")};
	for (size_t i = 0; i < registrations; i++, day += test_between(state, 0, 12))
		customer->registration[i] =
			(struct registration){.customer = TEXT("C1"),
					      .staff = TEXT("S1"),
					      .name = TEXT("N"),
					      .phone = TEXT("P"),
					      .day = day,
					      .second = DATE_NO_TIME,
					      .channel = (uint8_t)test_below(state, CHANNEL_END)};
	day = 20000;
	for (size_t i = 0; i < visits; i++) {
		day += test_between(state, 0, 15);
		customer->visit[i] =
			(struct visit){.customer = TEXT("C1"),
				       .staff = test_below(state, 2) == 0 ? TEXT("S1") : TEXT("S2"),
				       .day = day,
				       .kind = (uint8_t)test_between(state, VISIT_VISIT, VISIT_OTHER)};
		if (customer->visit[i].kind == VISIT_DEAL)
			customer->visit[i].kind = VISIT_TRACK;
	}
	customer->records.registration = customer->registration;
	customer->records.registrations = registrations;
	customer->records.visit = customer->visit;
	customer->records.visits = visits;
}

/* Where a customer of his own never lapsed, changed hands or dealt and a registration came first, the ownership ends when
   kehu-lost says that his validity does. */
static void test_until(void)
{
	struct policy *policy = test_policy("");
	struct owner_rules rules;
	struct followup_rules followup;
	uint64_t state = TEST_SEED;
	size_t wrong = 0, seen = 0;
	owner_rules_load(&rules, policy, true);
	followup_rules_load(&followup, policy, NULL, FOLLOWUP_ALL);
	struct owner *owner = owner_new(&rules, OWNER_KEEPS_EVENTS);
	for (size_t run = 0; run < RUNS; run++) {
		struct test_customer customer;
		struct followup_validity validity;
		const struct owner_event *events;
		random_customer(&state, &customer);
		int32_t as_of = 20000;
		for (size_t i = 0; i < customer.records.registrations; i++)
			as_of = customer.registration[i].day;
		if (customer.records.visits > 0 && customer.visit[customer.records.visits - 1].day > as_of)
			as_of = customer.visit[customer.records.visits - 1].day;
		wrong += owner_walk(owner, &customer.records, as_of) != NULL;
		bool is_plain = true;
		for (size_t i = owner_events(owner, 0, &events); i > 0; i--)
			is_plain = is_plain && (events[i - 1].word == OWNER_FIRST_CONTACT ||
						events[i - 1].word == OWNER_RENEWED);
		if (!is_plain)
			continue;
		seen++;
		wrong += followup_validity(&followup, &customer.records, &validity) != NULL;
		wrong += owner_state(owner, 0).until != validity.end;
	}
	CHECK_INT(wrong, 0);
	CHECK(seen > LEAST);
	owner_free(owner);
	policy_free(policy);
}

static void test_out_of_range(void)
{
	struct company company = {.records.customer = TEXT("A")};
	struct policy *policy = test_policy("owner.grace,,,1,\n");
	struct owner_rules rules;
	owner_rules_load(&rules, policy, false);
	struct owner *owner = owner_new(&rules, 0);
	read_registrations(&company, "9999-12-15 A S1 call");
	CHECK_STRING(owner_walk(owner, &company.records, DATE_LAST), NULL);
	read_registrations(&company, "9999-12-16 A S1 call");
	CHECK_STRING(owner_walk(owner, &company.records, DATE_LAST), DATE_TOO_LATE);
	owner_free(owner);
	policy_free(policy);
}

int main(void)
{
	test_cases();
	test_arrivals();
	test_until();
	test_out_of_range();
	return test_end();
}
