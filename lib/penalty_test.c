/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "penalty.h"
#include "test.h"
#include "test_records.h"

enum {
	OUTPUT_ROOM = 4096,
	RUNS = 300,
	FAULTS = 60,
	LONG_DAY = 1000,
	SHARES = 16,
	NUMBERS = 2 * FAULTS * sizeof(int64_t)
};

/* Faults for a person, or of a window. */
struct share {
	char owner[32];
	struct fault *fault;
	size_t n, room;
};

struct shares {
	struct share share[SHARES];
	size_t n;
	char room[NUMBERS]; /* what `person` holds of faults taken for a role */
	size_t used;
};

static void add_share(struct shares *shares, struct text owner, const struct fault *fault)
{
	size_t i = 0;
	while (i < shares->n && !text_equal(text_of(shares->share[i].owner), owner))
		i++;
	struct share *share = &shares->share[i];
	if (i == shares->n)
		snprintf(shares->share[shares->n++].owner, sizeof share->owner, "%.*s", (int)owner.length,
			 owner.at);
	share->fault = memory_grow(share->fault, &share->room, share->n + 1, sizeof *share->fault);
	share->fault[share->n++] = *fault;
}

static void take_line(void *context, const struct penalty_line *line)
{
	struct shares *persons = context;
	struct fault taken = penalty_taken(line);
	memcpy(persons->room + persons->used, taken.person.at, taken.person.length);
	taken.person.at = persons->room + persons->used;
	persons->used += taken.person.length;
	add_share(persons, line->person, &taken);
}

static int compare_owners(const void *a, const void *b)
{
	return strcmp(((const struct share *)a)->owner, ((const struct share *)b)->owner);
}

static int compare_days(const void *a, const void *b)
{
	return ((const struct fault *)a)->day - ((const struct fault *)b)->day;
}

static void sort_shares(struct shares *shares)
{
	qsort(shares->share, shares->n, sizeof *shares->share, compare_owners);
	for (size_t i = 0; i < shares->n; i++)
		qsort(shares->share[i].fault, shares->share[i].n, sizeof(struct fault), compare_days);
}

static void free_shares(struct shares *shares)
{
	for (size_t i = 0; i < shares->n; i++)
		free(shares->share[i].fault);
}

/* The lines of one person and role. */
struct ledger {
	char person[32], role[32];
	struct test_string lines;
};

struct ledgers {
	struct ledger ledger[SHARES];
	size_t n;
};

static int compare_ledgers(const void *a, const void *b)
{
	const struct ledger *x = a, *y = b;
	int order = strcmp(x->person, y->person);
	return order != 0 ? order : strcmp(x->role, y->role);
}

static struct test_string *lines_of(struct ledgers *ledgers, struct text person, struct text role)
{
	size_t i = 0;
	while (i < ledgers->n && (!text_equal(text_of(ledgers->ledger[i].person), person) ||
				  !text_equal(text_of(ledgers->ledger[i].role), role)))
		i++;
	struct ledger *ledger = &ledgers->ledger[i];
	if (i == ledgers->n) {
		ledgers->n++;
		snprintf(ledger->person, sizeof ledger->person, "%.*s", (int)person.length, person.at);
		snprintf(ledger->role, sizeof ledger->role, "%.*s", (int)role.length, role.at);
	}
	return &ledger->lines;
}

/* PERSON ROLE MM-DD CODE SOURCE nth xFACTOR =CHARGE [NOTE] */
static void print_line(void *context, const struct penalty_line *line)
{
	struct ledgers *ledgers = context;
	const struct fault *fault = line->fault;
	struct test_string *out = lines_of(ledgers, line->person, line->role);
	char date[DATE_LENGTH + 1], room[MONEY_ROOM];
	test_print(out, "%.*s %.*s %s ", (int)line->person.length, line->person.at, (int)line->role.length,
		   line->role.at, test_date(fault->day, date) + 5);
	test_print(out, "%.*s %.*s %jd x", (int)fault->code.length, fault->code.at, (int)fault->source.length,
		   fault->source.at, (intmax_t)line->nth);
	test_append(out, (struct text){room, money_format(line->factor, 6, 0, room)});
	test_print(out, " =");
	test_print_amount(out, line->charge);
	if (line->note != NULL)
		test_print(out, " %.*s", (int)line->note->value.length, line->note->value.at);
	test_print(out, "\n");
}

/* By person and role. */
static void print_ledgers(struct ledgers *ledgers, struct test_string *out)
{
	qsort(ledgers->ledger, ledgers->n, sizeof *ledgers->ledger, compare_ledgers);
	for (size_t i = 0; i < ledgers->n; i++) {
		test_append(out, test_text(&ledgers->ledger[i].lines));
		free(ledgers->ledger[i].lines.at);
	}
}

/* Gives each fault to those it is to be counted for; returns whether lines of roles may be mixed with others. */
static bool route(struct penalty *penalty, const struct fault *faults, size_t n, struct shares *windows,
		  struct shares *persons)
{
	bool is_mixed = false;
	for (size_t i = 0; i < n; i++) {
		struct penalty_route route = penalty_route(penalty, &faults[i]);
		struct fault own = faults[i];
		char window[32];
		own.person = TEXT("");
		snprintf(window, sizeof window, "%010jd", (intmax_t)penalty_window(penalty, faults[i].day));
		if (route.person)
			add_share(persons, faults[i].person, &own);
		if (route.roles)
			add_share(windows, text_of(window), &faults[i]);
		is_mixed |= route.is_mixed;
	}
	sort_shares(windows);
	return is_mixed;
}

/* Prints what the faults cost; returns the first error. by_person: what roles pay is always priced with their holders' own. */
static const char *price_by(const struct policy *policy, const struct roster *roster,
			    const struct fault *faults, size_t n, bool all, bool by_person,
			    struct test_string *out)
{
	struct penalty *penalty = penalty_new(policy, roster, all);
	struct shares windows = {0}, persons = {0};
	struct ledgers ledgers = {0};
	const char *error = NULL;
	by_person |= route(penalty, faults, n, &windows, &persons);
	for (size_t i = 0; i < windows.n && error == NULL; i++)
		error = penalty_roles(penalty, windows.share[i].fault, windows.share[i].n,
				      by_person ? take_line : print_line,
				      by_person ? (void *)&persons : (void *)&ledgers);
	sort_shares(&persons);
	for (size_t i = 0; i < persons.n && error == NULL; i++)
		error = penalty_person(penalty, text_of(persons.share[i].owner), persons.share[i].fault,
				       persons.share[i].n, print_line, &ledgers);
	print_ledgers(&ledgers, out);
	free_shares(&windows);
	free_shares(&persons);
	penalty_free(penalty);
	return error;
}

static const char *price(const struct policy *policy, const struct roster *roster, const struct fault *faults,
			 size_t n, bool all, struct test_string *out)
{
	struct test_string other = {0};
	const char *error = price_by(policy, roster, faults, n, all, false, out);
	CHECK_STRING(price_by(policy, roster, faults, n, all, true, &other), error);
	CHECK_INT(text_equal(test_text(out), test_text(&other)), true);
	free(other.at);
	return error;
}

/* Lines DATE PERSON CODE CUSTOMER SOURCE ROLE, the last three may be left out. */
static size_t read_faults(const char *lines, struct fault *faults)
{
	struct text rest = text_of(lines);
	size_t n = 0;
	for (; rest.length > 0; n++) {
		struct text line = test_next_line(&rest);
		struct fault *fault = &faults[n];
		*fault = (struct fault){.day = test_next_day(&line)};
		fault->person = test_next_word(&line);
		fault->code = test_next_word(&line);
		fault->customer = test_next_word(&line);
		fault->source = test_next_word(&line);
		fault->role = test_next_word(&line);
	}
	return n;
}

static const struct {
	const char *policy, *faults, *lines;
} cases[] = {
	{"", "", ""},
	{"", "2025-01-01 S dispute", "S  01-01 dispute  1 x1 =30.00\n"},
	{"", "2025-01-01 S unknown\n2025-01-01 S callback.clean", ""},
	/* role prices: a line for each, counted per role over all persons */
	{"", "2025-01-01 - callback.missed C1 v:1\n2025-01-02 - callback.missed C2 v:2",
	 " showroom_manager 01-01 callback.missed v:1 1 x1 =10.00\n showroom_manager 01-02 callback.missed "
	 "v:2 2 x1 =10.00\n"
	 " vice_president 01-01 callback.missed v:1 1 x1 =20.00\n vice_president 01-02 callback.missed v:2 2 "
	 "x1 =20.00\n"},
	{"", "2025-01-01 - callback.missed C1 v:1 vice_president",
	 " vice_president 01-01 callback.missed v:1 1 x1 =20.00\n"},
	{"", "2025-01-01 - callback.missed C1 v:1 clerk", ""},
	{"penalty,dispute/boss,,5,\n", "2025-01-01 S dispute",
	 " boss 01-01 dispute  1 x1 =5.00\nS  01-01 dispute  1 x1 =30.00\n"},
	{"penalty.window,callback.missed,,year,\n",
	 "2024-12-31 - callback.missed\n2025-01-01 - callback.missed\n2025-12-31 - callback.missed",
	 " showroom_manager 12-31 callback.missed  1 x1 =10.00\n"
	 " showroom_manager 01-01 callback.missed  1 x1 =10.00\n"
	 " showroom_manager 12-31 callback.missed  2 x1 =10.00\n"
	 " vice_president 12-31 callback.missed  1 x1 =20.00\n"
	 " vice_president 01-01 callback.missed  1 x1 =20.00\n"
	 " vice_president 12-31 callback.missed  2 x1 =20.00\n"},
	{"penalty.daily,callback.missed,,yes,\n",
	 "2025-01-31 - callback.missed C v:2 vice_president\n2025-02-01 - callback.missed C v:2 "
	 "vice_president",
	 " vice_president 01-31 callback.missed v:2 1 x1 =20.00\n"
	 " vice_president 02-01 callback.missed v:2 1 x1 =20.00\n"},
	/* what a role pays among its holder's own */
	{"",
	 "2025-01-02 - callback.missed C v:1 vice_president\n2025-01-01 - dispute C v:2 vice_president\n"
	 "2025-01-03 - dispute C v:3 vice_president",
	 " vice_president 01-01 dispute v:2 1 x1 =30.00\n"
	 " vice_president 01-02 callback.missed v:1 1 x1 =20.00\n"
	 " vice_president 01-03 dispute v:3 2 x1 =30.00\n"},
	/* script codes: every faulty call-back that directly follows another faulty one */
	{"", "2025-01-01 S misreport C v:1\n2025-01-02 S lax_judgement C v:2\n2025-02-03 S misreport C v:3",
	 "S  01-01 misreport v:1 1 x0 =0.00\nS  01-02 lax_judgement v:2 2 x1 =30.00\nS  02-03 misreport v:3 "
	 "3 x1 =30.00\n"},
	{"", "2025-01-01 S misreport C v:1\n2025-01-02 S callback.clean C v:2\n2025-01-03 S misreport C v:3",
	 "S  01-01 misreport v:1 1 x0 =0.00\nS  01-03 misreport v:3 1 x0 =0.00\n"},
	{"",
	 "2025-01-01 S misreport C v:1\n2025-01-01 S lax_judgement C v:1\n2025-01-02 S misreport C v:2\n"
	 "2025-01-02 S lax_judgement C v:2",
	 "S  01-01 lax_judgement v:1 1 x0 =0.00\nS  01-01 misreport v:1 1 x0 =0.00\n"
	 "S  01-02 lax_judgement v:2 2 x1 =30.00\nS  01-02 misreport v:2 2 x0 =0.00\n"},
	{"", "2025-01-01 S misreport C v:1\n2025-01-02 R misreport C v:2",
	 "R  01-02 misreport v:2 1 x0 =0.00\nS  01-01 misreport v:1 1 x0 =0.00\n"},
	/* within a day: by customer, then source with its line as a number */
	{"", "2025-01-01 S misreport C v:10\n2025-01-01 S misreport C v:9",
	 "S  01-01 misreport v:9 1 x0 =0.00\nS  01-01 misreport v:10 2 x1 =30.00\n"},
	{"", "2025-01-01 S misreport B v:10\n2025-01-01 S misreport C v:9",
	 "S  01-01 misreport v:10 1 x0 =0.00\nS  01-01 misreport v:9 2 x1 =30.00\n"},
	/* warnings: three free in a calendar month, the fourth costs, later ones nothing */
	{"",
	 "2025-01-01 S warning\n2025-01-02 S warning\n2025-01-03 S warning\n2025-01-04 S warning\n"
	 "2025-01-31 S warning\n2025-02-01 S warning",
	 "S  01-01 warning  1 x0 =0.00\nS  01-02 warning  2 x0 =0.00\nS  01-03 warning  3 x0 =0.00\n"
	 "S  01-04 warning  4 x1 =30.00\nS  01-31 warning  5 x0 =0.00\nS  02-01 warning  1 x0 =0.00\n"},
	/* the archive codes together: doubled from the second in a month, for service consultants from the third */
	{"",
	 "2025-01-01 S archive_late\n2025-01-02 S archive_lost\n2025-01-03 S archive_late\n2025-02-01 S "
	 "archive_late",
	 "S  01-01 archive_late  1 x1 =50.00\nS  01-02 archive_lost  2 x2 =40.00\nS  01-03 archive_late  3 "
	 "x2 =100.00\n"
	 "S  02-01 archive_late  1 x1 =50.00\n"},
	{"",
	 "2025-01-01 S archive_late C s service_consultant\n2025-01-02 S archive_lost C s "
	 "service_consultant\n"
	 "2025-01-03 S archive_late C s service_consultant",
	 "S service_consultant 01-01 archive_late s 1 x1 =50.00\nS service_consultant 01-02 archive_lost s 2 "
	 "x1 =20.00\n"
	 "S service_consultant 01-03 archive_late s 3 x2 =100.00\n"},
	/* windows */
	{"penalty.window,archive,,year,\n",
	 "2024-12-31 S archive_late\n2025-01-01 S archive_late\n2025-12-31 S archive_lost",
	 "S  12-31 archive_late  1 x1 =50.00\nS  01-01 archive_late  1 x1 =50.00\nS  12-31 archive_lost  2 "
	 "x2 =40.00\n"},
	{"penalty.window,archive,,none,\n", "2024-12-31 S archive_late\n2025-01-01 S archive_late",
	 "S  12-31 archive_late  1 x1 =50.00\nS  01-01 archive_late  2 x2 =100.00\n"},
	/* repetitions take the first one's number, count no further and cost the same */
	{"penalty.daily,archive_late,,yes,\n",
	 "2025-01-01 S archive_late C v:1\n2025-01-02 S archive_late C v:1\n2025-01-03 S archive_late C v:1\n"
	 "2025-01-03 S archive_late C v:2",
	 "S  01-01 archive_late v:1 1 x1 =50.00\nS  01-02 archive_late v:1 1 x1 =50.00\n"
	 "S  01-03 archive_late v:1 1 x1 =50.00\nS  01-03 archive_late v:2 2 x2 =100.00\n"},
	{"penalty.daily,archive_late,,yes,\n", "2025-01-01 S archive_late\n2025-01-02 S archive_late",
	 "S  01-01 archive_late  1 x1 =50.00\nS  01-02 archive_late  2 x2 =100.00\n"}, /* without a source: two faults */
	/* notes and factors of the policy; half a fen is one */
	{"penalty.deduct,dispute,,10%-30%,\npenalty.repeat,dispute,=2,0.333,\npenalty,dispute,,0.05,\n",
	 "2025-01-01 S dispute\n2025-01-02 S dispute",
	 "S  01-01 dispute  1 x1 =0.05 10%-30%\nS  01-02 dispute  2 x0.333 =0.02 10%-30%\n"},
	{"penalty.repeat,dispute,,0.5,\npenalty,dispute,,0.01,\n", "2025-01-01 S dispute",
	 "S  01-01 dispute  1 x0.5 =0.01\n"},
	{"penalty.once,archive,,yes,\n", "2025-01-01 S archive_late\n2025-01-02 S archive_lost",
	 "S  01-01 archive_late  1 x1 =50.00\nS  01-02 archive_lost  2 x0 =0.00\n"},
	{"penalty.run,script,,3,\n",
	 "2025-01-01 S misreport C v:1\n2025-01-02 S misreport C v:2\n2025-01-03 S misreport C v:3",
	 "S  01-01 misreport v:1 1 x0 =0.00\nS  01-02 misreport v:2 2 x0 =0.00\nS  01-03 misreport v:3 3 x1 "
	 "=30.00\n"},
};

struct staff_file {
	struct rejects *rejects;
	struct inputs *inputs;
	struct roster *roster;
};

static struct staff_file load_staff(const char *content)
{
	struct staff_file staff = {.rejects = rejects_open(NULL, false)};
	staff.inputs = inputs_new(NULL, staff.rejects);
	struct test_file file = test_file_new(text_of(content));
	staff.roster = roster_read(staff.inputs, content[0] != '\0' ? file.path : NULL);
	test_file_remove(&file);
	return staff;
}

static void free_staff(struct staff_file *staff)
{
	roster_free(staff->roster);
	inputs_free(staff->inputs);
	CHECK_INT(rejects_close(staff->rejects), 0);
}

static void check_ledger(const char *rows, const char *staff_content, const char *faults, bool all,
			 const char *lines)
{
	struct policy *policy = test_policy(rows);
	struct staff_file staff = load_staff(staff_content);
	struct fault fault[FAULTS];
	struct test_string out = {0};
	CHECK_STRING(price(policy, staff.roster, fault, read_faults(faults, fault), all, &out), NULL);
	CHECK_TEXT(test_text(&out), lines);
	free(out.at);
	free_staff(&staff);
	policy_free(policy);
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		test_label("row %zu", i);
		check_ledger(cases[i].policy, "", cases[i].faults, false, cases[i].lines);
	}
	test_label("%s", "");
}

static void test_all(void)
{
	check_ledger("", "",
		     "2025-01-01 S unknown C v:1\n2025-01-02 S unknown\n2025-01-02 S "
		     "callback.clean\n2025-01-03 S dispute",
		     true,
		     "S  01-01 unknown v:1 1 x1 =0.00\nS  01-02 callback.clean  1 x1 =0.00\nS  01-02 unknown "
		     " 2 x1 =0.00\n"
		     "S  01-03 dispute  1 x1 =30.00\n");
}

static void test_holders(void)
{
	check_ledger("",
		     "staff,role,joined,left\nV1,vice_president,,2025-01-01\nV2,vice_president,2025-01-02,\n",
		     "2025-01-01 - callback.missed C v:1\n2025-01-02 - callback.missed C v:2", false,
		     " showroom_manager 01-01 callback.missed v:1 1 x1 =10.00\n"
		     " showroom_manager 01-02 callback.missed v:2 2 x1 =10.00\n"
		     "V1 vice_president 01-01 callback.missed v:1 1 x1 =20.00\n"
		     "V2 vice_president 01-02 callback.missed v:2 2 x1 =20.00\n");
}

static void test_out_of_range(void)
{
	struct policy *policy =
		test_policy("penalty,dispute,,90000000000000,\npenalty.repeat,dispute,,1000000000,\n");
	struct staff_file staff = load_staff("");
	struct fault fault[FAULTS];
	struct test_string out = {0};
	size_t n = read_faults("2025-01-01 S dispute", fault);
	CHECK_STRING(price(policy, staff.roster, fault, n, false, &out), "a charge exceeds 64 bits");
	free(out.at);
	free_staff(&staff);
	policy_free(policy);
}

static void price_nothing(void *context)
{
	struct policy *policy = test_policy(context);
	penalty_new(policy, roster_read(NULL, NULL), false);
}

static void test_no_price(void)
{
	char output[OUTPUT_ROOM], rows[] = "base,,,none,\n";
	CHECK_INT(test_run(price_nothing, rows, output, sizeof output), 2);
	CHECK_STRING(output, "penalty_test: the policy has no rule penalty, which penalty_test needs\n");
}

/* --- the same faults in any order make the same ledger, and later ones change no line of an earlier day */

static void random_faults(uint64_t *state, struct fault *fault, size_t n)
{
	static const char *const codes[] = {"misreport", "lax_judgement",   "callback.clean",
					    "warning",   "archive_late",    "archive_lost",
					    "dispute",   "callback.missed", "other"};
	static const char *const persons[] = {"S1", "S2", ""}, *const sources[] = {"v:1", "v:9", "v:10", ""};
	for (size_t i = 0; i < n; i++) {
		size_t code = test_below(state, sizeof codes / sizeof *codes);
		fault[i] = (struct fault){.day = test_between(state, 20100, 20149),
					  .code = text_of(codes[code]),
					  .role = TEXT("")};
		fault[i].person = text_of(code == 7 ? "" : persons[test_below(state, 3)]);
		fault[i].customer = test_below(state, 2) == 0 ? TEXT("C1") : TEXT("C2");
		fault[i].source = text_of(sources[test_below(state, 4)]);
	}
}

/* Prints what the faults dated up to the day cost, leaving later ones out. */
static void price_until(const struct policy *policy, const struct roster *roster, const struct fault *fault,
			int32_t last, struct test_string *out)
{
	struct fault some[FAULTS];
	size_t n = 0;
	for (size_t i = 0; i < FAULTS; i++)
		if (fault[i].day <= last)
			some[n++] = fault[i];
	out->n = 0;
	CHECK_STRING(price(policy, roster, some, n, true, out), NULL);
}

/* Whether each line of `some` is one of `all`. */
static bool are_lines_of(struct text some, const struct test_string *all)
{
	while (some.length > 0) {
		struct text line = test_next_line(&some);
		char room[256];
		snprintf(room, sizeof room, "%.*s\n", (int)line.length, line.at);
		if (strstr(all->at, room) == NULL)
			return false;
	}
	return true;
}

static void test_random_faults(void)
{
	struct policy *policy = test_policy("");
	struct staff_file staff = load_staff("");
	struct test_string first = {0}, second = {0};
	uint64_t state = TEST_SEED;
	size_t wrong = 0, some = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct fault fault[FAULTS];
		random_faults(&state, fault, FAULTS);
		price_until(policy, staff.roster, fault, DATE_LAST, &first);
		price_until(policy, staff.roster, fault, 20120, &second);
		wrong += !are_lines_of(test_text(&second), &first);
		some += second.n > 0 && second.n < first.n;
		for (size_t i = FAULTS; i > 1; i--) {
			size_t j = test_below(&state, i);
			struct fault swapped = fault[i - 1];
			fault[i - 1] = fault[j];
			fault[j] = swapped;
		}
		price_until(policy, staff.roster, fault, DATE_LAST, &second);
		wrong += !text_equal(test_text(&first), test_text(&second));
	}
	CHECK_INT(wrong, 0);
	CHECK_INT(some, RUNS);
	free(first.at);
	free(second.at);
	free_staff(&staff);
	policy_free(policy);
}

/* --- very many faults in one day are counted in their order too */

struct counted {
	struct text customer, source; /* of the line before */
	int64_t n, wrong;
};

static void check_order(void *context, const struct penalty_line *line)
{
	struct counted *counted = context;
	int order = text_compare(counted->customer, line->fault->customer);
	if (order == 0)
		order = text_compare_source(counted->source, line->fault->source);
	counted->wrong += order > 0 || line->nth != ++counted->n;
	counted->customer = line->fault->customer;
	counted->source = line->fault->source;
}

static void test_long_day(void)
{
	struct policy *policy = test_policy("penalty,misreport/boss,,1,\n");
	struct staff_file staff = load_staff("");
	struct penalty *penalty = penalty_new(policy, staff.roster, false);
	static const char *const formats[] = {"C%zu", "C%08zu", "CUSTOMER%zu", "%zuC"};
	char customer[LONG_DAY][24], source[LONG_DAY][24];
	struct fault fault[LONG_DAY];
	uint64_t state = TEST_SEED;
	for (size_t run = 0; run < 20; run++) {
		struct counted counted = {0};
		for (size_t i = 0; i < LONG_DAY; i++) {
			size_t number = test_below(&state, 400), format = test_below(&state, 4);
			snprintf(customer[i], sizeof *customer, formats[format], number);
			snprintf(source[i], sizeof *source, "v:%zu", test_below(&state, 1000));
			fault[i] = (struct fault){.customer = text_of(customer[i]),
						  .source = text_of(source[i]),
						  .code = TEXT("misreport"),
						  .day = 20089};
		}
		CHECK_STRING(penalty_roles(penalty, fault, LONG_DAY, check_order, &counted), NULL);
		CHECK_INT(counted.n, LONG_DAY);
		CHECK_INT(counted.wrong, 0);
	}
	penalty_free(penalty);
	free_staff(&staff);
	policy_free(policy);
}

int main(void)
{
	test_cases();
	test_all();
	test_holders();
	test_out_of_range();
	test_no_price();
	test_random_faults();
	test_long_day();
	return test_end();
}
