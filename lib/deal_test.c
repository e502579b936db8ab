/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "deal.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 3000 };

static void test_kinds(void)
{
	static const struct {
		int kind, outcome;
		bool is_one;
	} cases[] = {
		{VISIT_DEAL, OUTCOME_NONE, true},      {VISIT_DEAL, OUTCOME_LOST, true},
		{VISIT_VISIT, OUTCOME_DEAL, true},     {VISIT_CALL, OUTCOME_DEAL, true},
		{VISIT_TRACK, OUTCOME_DEAL, true},     {VISIT_OTHER, OUTCOME_DEAL, true},
		{VISIT_CALLBACK, OUTCOME_DEAL, false}, {VISIT_COMPLAINT, OUTCOME_DEAL, false},
		{VISIT_REVISIT, OUTCOME_DEAL, false},  {VISIT_WARNING, OUTCOME_DEAL, false},
		{VISIT_VISIT, OUTCOME_REVIVED, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct visit visit = {.kind = (uint8_t)cases[i].kind, .outcome = (uint8_t)cases[i].outcome};
		test_label("row %zu", i);
		CHECK_INT(deal_is_one(&visit), cases[i].is_one);
	}
	test_label("%s", "");
}

/* Owner, closer, helper ("": none), basis given, whether the owner was idle; the basis, who has the credit, the lines. */
static const struct {
	const char *owner, *closer, *helper;
	enum basis given;
	bool was_idle;
	enum basis basis;
	const char *credited, *shares;
} cases[] = {
	{"", "B", "", BASIS_NONE, false, BASIS_LAPSED, "B", "B 100.00 100.00"},
	{"A", "A", "", BASIS_NONE, false, BASIS_OWNER, "A", "A 100.00 100.00"},
	{"A", "A", "A", BASIS_NONE, true, BASIS_OWNER, "A", "A 100.00 100.00"},
	{"A", "A", "B", BASIS_NONE, true, BASIS_HELPED, "A", "A 100.00 70.00; B 0.00 30.00"},
	{"A", "B", "", BASIS_NONE, true, BASIS_LAPSED, "B", "B 100.00 100.00"},
	{"A", "B", "", BASIS_NONE, false, BASIS_UNAWARE, "B", "B 100.00 50.00; A 0.00 50.00"},
	{"A", "B", "C", BASIS_NONE, false, BASIS_UNAWARE, "B", "B 100.00 50.00; A 0.00 50.00"},
	{"A", "B", "", BASIS_KNOWING, false, BASIS_KNOWING, "A", "A 100.00 100.00"},
	{"", "B", "", BASIS_KNOWING, false, BASIS_KNOWING, "B", "B 100.00 100.00"},
	{"A", "B", "", BASIS_HELPED, false, BASIS_HELPED, "A", "A 100.00 70.00; B 0.00 30.00"},
	{"A", "B", "C", BASIS_HELPED, false, BASIS_HELPED, "A", "A 100.00 70.00; C 0.00 30.00"},
	{"A", "A", "", BASIS_HELPED, false, BASIS_HELPED, "A", "A 100.00 100.00"},
	{"", "B", "C", BASIS_HELPED, false, BASIS_HELPED, "B", "B 100.00 70.00; C 0.00 30.00"},
	{"A", "B", "", BASIS_TRANSFERRED, false, BASIS_TRANSFERRED, "B", "B 100.00 50.00; A 0.00 50.00"},
	{"A", "B", "", BASIS_REPLACED, false, BASIS_REPLACED, "B", "B 100.00 50.00; A 0.00 50.00"},
	{"A", "B", "", BASIS_OWNER, true, BASIS_OWNER, "A", "A 100.00 100.00"},
};

static void print_shares(const struct deal_sharing *sharing, struct test_string *out)
{
	const struct deal_share *shares;
	size_t n = deal_shares(sharing, &shares);
	for (size_t i = 0; i < n; i++) {
		test_print(out, "%s%.*s", i > 0 ? "; " : "", (int)shares[i].person.length,
			   shares[i].person.at);
		for (int kind = 0; kind < DEAL_KINDS; kind++) {
			char room[MONEY_ROOM];
			size_t length = money_format(deal_rounded(&shares[i].part[kind]), 2, 2, room);
			test_print(out, " %.*s", (int)length, room);
		}
	}
}

static void test_cases(void)
{
	struct policy *policy = test_policy("");
	struct forfeits *forfeits = forfeits_new(policy);
	struct deal_sharing *sharing = deal_sharing_new();
	struct deal_rules rules;
	deal_load(&rules, policy);
	CHECK_INT(rules.lapse_days, 7);
	CHECK(!forfeits_are_there(forfeits));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct visit visit = {.staff = text_of(cases[i].closer),
				      .helper = text_of(cases[i].helper),
				      .basis = (uint8_t)cases[i].given};
		struct test_string out = {0};
		test_label("row %zu", i);
		struct deal deal = deal_of(&visit, text_of(cases[i].owner), cases[i].was_idle);
		CHECK_INT(deal.basis, cases[i].basis);
		CHECK_TEXT(deal_credited(&rules, &deal), cases[i].credited);
		CHECK_STRING(deal_share(sharing, &rules, &deal, forfeits), NULL);
		print_shares(sharing, &out);
		CHECK_TEXT(test_text(&out), cases[i].shares);
		free(out.at);
	}
	test_label("%s", "");
	deal_sharing_free(sharing);
	forfeits_free(forfeits);
	policy_free(policy);
}

/* A record with a fault: its party, day, staff and codes; how a deal of A with party 1 on day 10, after one on day 5, is shared. */
static const struct {
	uint32_t party;
	int32_t day;
	const char *staff, *fault, *shares;
} fault_cases[] = {
	{1, 10, "A", "a", "A 100.00 50.00"},         {1, 10, "A", "a  x a", "A 100.00 50.00"},
	{1, 10, "A", "a b", "A 0.00 33.34"},         {1, 10, "A", "c", "A 90.00 100.00"},
	{1, 10, "A", "b c", "A 0.00 66.67"},         {2, 10, "A", "a", "A 100.00 100.00"},
	{1, 10, "B", "a", "A 100.00 100.00"},        {1, 11, "A", "a", "A 100.00 100.00"},
	{1, 5, "A", "a", "A 100.00 100.00"},         {1, 6, "A", "a", "A 100.00 50.00"},
	{1, 10, "A", "a/credit", "A 100.00 100.00"},
};

/* One forfeit after the other, exactly; only those dated after the deal before, with this party, by this person. */
static void test_forfeits(void)
{
	struct policy *policy =
		test_policy("deal.forfeit,a/commission,,50%,\ndeal.forfeit,b/commission,,33.33%,\n"
			    "deal.forfeit,b/credit,,100%,\ndeal.forfeit,c/credit,,10%,\n");
	struct forfeits *forfeits = forfeits_new(policy);
	struct deal_sharing *sharing = deal_sharing_new();
	struct deal_rules rules;
	deal_load(&rules, policy);
	for (size_t i = 0; i < sizeof fault_cases / sizeof *fault_cases; i++) {
		struct visit visit = {.staff = TEXT("A"), .day = 10};
		struct visit fault = {.staff = text_of(fault_cases[i].staff),
				      .fault = text_of(fault_cases[i].fault),
				      .day = fault_cases[i].day};
		struct test_string out = {0};
		test_label("row %zu", i);
		forfeits_clear(forfeits);
		forfeits_note(forfeits, fault_cases[i].party, &fault);
		forfeits_sort(forfeits);
		struct deal deal = deal_of(&visit, TEXT("A"), false);
		deal.party = 1;
		deal.previous = 5;
		CHECK_STRING(deal_share(sharing, &rules, &deal, forfeits), NULL);
		print_shares(sharing, &out);
		CHECK_TEXT(test_text(&out), fault_cases[i].shares);
		free(out.at);
	}
	test_label("%s", "");
	deal_sharing_free(sharing);
	forfeits_free(forfeits);
	policy_free(policy);
}

/* Random deals: the shares of each kind add up to 100, and nobody has two lines or none of both. */
static void test_sums(void)
{
	static const char *const persons[] = {"", "A", "B", "C"};
	struct policy *policy = test_policy("");
	struct forfeits *forfeits = forfeits_new(policy);
	struct deal_sharing *sharing = deal_sharing_new();
	struct deal_rules rules;
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	deal_load(&rules, policy);
	for (size_t run = 0; run < RUNS; run++) {
		const struct deal_share *shares;
		money_wide sum[DEAL_KINDS] = {0};
		struct visit visit = {.staff = text_of(persons[test_below(&state, 3) + 1]),
				      .helper = text_of(persons[test_below(&state, 4)]),
				      .basis = (uint8_t)test_below(&state, BASIS_END)};
		struct deal deal =
			deal_of(&visit, text_of(persons[test_below(&state, 4)]), test_below(&state, 2) == 0);
		wrong += deal_share(sharing, &rules, &deal, forfeits) != NULL;
		size_t n = deal_shares(sharing, &shares);
		for (size_t i = 0; i < n; i++) {
			wrong += shares[i].part[0].numerator == 0 && shares[i].part[1].numerator == 0;
			for (size_t j = 0; j < i; j++)
				wrong += text_equal(shares[i].person, shares[j].person);
			for (int kind = 0; kind < DEAL_KINDS; kind++)
				sum[kind] += shares[i].part[kind].numerator;
		}
		wrong += sum[DEAL_CREDIT] != 100 || sum[DEAL_COMMISSION] != 100;
	}
	CHECK_INT(wrong, 0);
	deal_sharing_free(sharing);
	forfeits_free(forfeits);
	policy_free(policy);
}

/* Very many forfeits leave a share of too many digits, which is told. */
static void test_too_fine(void)
{
	struct test_string rows = {0}, codes = {0};
	for (int i = 0; i < 30; i++) {
		test_print(&rows, "deal.forfeit,c%d/credit,,0.000001,\n", i);
		test_print(&codes, "c%d ", i);
	}
	struct policy *policy = test_policy(rows.at);
	struct forfeits *forfeits = forfeits_new(policy);
	struct deal_sharing *sharing = deal_sharing_new();
	struct deal_rules rules;
	struct visit visit = {.staff = TEXT("A"), .fault = test_text(&codes), .day = 10};
	struct deal deal = deal_of(&visit, TEXT("A"), false);
	deal_load(&rules, policy);
	forfeits_note(forfeits, 0, &visit);
	forfeits_sort(forfeits);
	CHECK_STRING(deal_share(sharing, &rules, &deal, forfeits), DEAL_TOO_FINE);
	deal_sharing_free(sharing);
	forfeits_free(forfeits);
	policy_free(policy);
	free(rows.at);
	free(codes.at);
}

int main(void)
{
	test_kinds();
	test_cases();
	test_forfeits();
	test_sums();
	test_too_fine();
	return test_end();
}
