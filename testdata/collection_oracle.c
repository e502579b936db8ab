/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-age, kehu-dun, kehu-ledger and kehu-rebate: random companies under random policies, every use of
 * money found day by day, and a comparison byte for byte with what the filters print. What they and kehu-join and
 * kehu-latefee print must agree to the fen, and what is dated after the as-of date must change nothing.
 *
 *     collection_oracle [SEED [ROUNDS]]
 *
 * A round has a seed of its own, which a difference names: SEED is the first one's.
 */
#include <config.h>
#include "oracle_collection.h"
#include "oracle_table.h"

/* ---- What is run ---- */

static const struct question everything = {-1, NULL, false}, with_grades = {-1, NULL, true};

enum form {
	FORM_ITEMS,
	FORM_CUSTOMERS,
	FORM_ALL,
	FORM_TOTAL,
	FORM_TOTAL_ALL,
	FORM_DUN,
	FORM_DUN_GRADES,
	FORM_LEDGER,
	FORM_LEDGER_GRADES,
	FORM_USES,
	FORM_JOIN,
	FORM_LATEFEE,
	FORMS
};

static const char *const form_commands[FORMS] = {
	"kehu-age",
	"kehu-age --by-customer",
	"kehu-age --by-customer --all",
	"kehu-age --total",
	"kehu-age --total --all",
	"kehu-dun",
	"kehu-dun --grades=grades.csv",
	"kehu-ledger",
	"kehu-ledger --grades=grades.csv",
	"kehu-ledger --allocation",
	"kehu-join",
	"kehu-latefee --all",
};

/* Answers false where nothing is expected: kehu-join and kehu-latefee have oracles of their own. */
static bool expect(const struct company *company, enum form form, struct out *out)
{
	if (form == FORM_ITEMS)
		expect_items(company, out);
	else if (form <= FORM_TOTAL_ALL)
		expect_sums(company, form >= FORM_TOTAL, form == FORM_ALL || form == FORM_TOTAL_ALL, out);
	else if (form <= FORM_DUN_GRADES)
		expect_steps(company, form == FORM_DUN_GRADES, out);
	else if (form <= FORM_LEDGER_GRADES)
		expect_ledger(company, form == FORM_LEDGER_GRADES ? &with_grades : &everything, out);
	else if (form == FORM_USES)
		expect_uses(company, &everything, out);
	return form <= FORM_USES;
}

/* Runs a command on operands. */
static void run(const struct company *company, const char *command, const char *operands, struct out *printed)
{
	bool rejects = company->spoilt && strstr(command, "--grades");
	char line[512], as_of[16];

	snprintf(line, sizeof line, "%s --as-of=%s --calendar=calendar.csv%s%s %s", command,
		 day_text(as_of, company->books.as_of),
		 company->rules.standard ? "" : " --policy=below.csv --policy=above.csv",
		 rejects ? " --rejects=rejects.csv 2>log" : "", operands);
	int status = oracle_run(line, printed);
	if (status != rejects)
		out_format(printed, "(exit %d)\n", status);
}

/* The receivables as operands, or as an option each. */
static void operands_of(const struct company *company, bool options, char *text, size_t room)
{
	const char *option = options ? "--receivables=" : "";
	const char *last = company->files == 2 ? "b.csv" : "a.csv";
	size_t n = 0;

	if (company->files == 2)
		n = (size_t)snprintf(text, room, "%sa.csv ", option);
	snprintf(text + n, room - n, "%s%s%s", option, company->piped ? "- <" : "", last);
}

static void run_form(const struct company *company, enum form form, struct out *printed)
{
	char operands[128];

	operands_of(company, form == FORM_JOIN, operands, sizeof operands);
	run(company, form_commands[form], operands, printed);
}

static void show(const void *context, const char *key)
{
	const struct company *company = context;
	struct out text = {0};

	out_format(&text, "  policy: %s, grace %d%s\n", company->rules.standard ? "standard" : "own",
		   company->books.grace, company->books.workday ? ", working days" : "");
	for (int i = 0; i < company->books.n; i++) {
		const struct posting *posting = &company->books.postings[i];

		if (strcmp(posting->customer, key) != 0)
			continue;
		put_cell(&text, posting->customer);
		put_day(&text, posting->day);
		put_cell(&text, posting_kinds[posting->kind]);
		put_fen(&text, posting->amount);
		put_cell(&text, posting->doc);
		put_cell(&text, posting->ref);
		put_cell(&text, company->sources[i]);
		out_text(&text, "\n");
	}
	printf("%s", text.bytes);
	out_free(&text);
}

static bool same(struct oracle *oracle, const struct company *company, const char *what,
		 const struct out *expected, const struct out *actual)
{
	char title[512];

	snprintf(title, sizeof title, "seed %llu: %s", (unsigned long long)company->seed, what);
	return oracle_same(oracle, title, expected, actual, 0, show, company);
}

static void compare(struct oracle *oracle, const struct company *company, const char *command,
		    const char *operands, const struct out *expected)
{
	struct out printed;

	run(company, command, operands, &printed);
	same(oracle, company, command, expected, &printed);
	out_free(&printed);
}

/* What the last run has set aside of the grades. */
static void compare_rejects(struct oracle *oracle, const struct company *company)
{
	struct out printed;

	oracle_read("rejects.csv", &printed);
	same(oracle, company, "rejects.csv", &company->rejects, &printed);
	out_free(&printed);
}

/* The ledger of a customer, from a day on, or both. */
static void ask(struct oracle *oracle, const struct company *company, struct rng *rng, bool uses)
{
	static const char unknown[] = "C";
	struct question question = everything;
	struct out expected = {0}, command = {0};
	char operands[128], day[16];
	int early = company->books.first > 5 ? company->books.first - 5 : 0;

	out_text(&command, uses ? "kehu-ledger --allocation" : "kehu-ledger");
	if (rng_chance(rng, 70)) {
		question.from = rng_range(rng, early, company->books.as_of);
		out_format(&command, " --from=%s", day_text(day, question.from));
	}
	if (rng_chance(rng, 40)) {
		question.customer = rng_chance(rng, 10) ? unknown : company->names[rng_below(rng, CUSTOMERS)];
		out_format(&command, " --customer='%s'", question.customer);
	}
	question.grades = !uses && rng_chance(rng, 50);
	if (question.grades)
		out_text(&command, " --grades=grades.csv");
	if (uses)
		expect_uses(company, &question, &expected);
	else
		expect_ledger(company, &question, &expected);
	operands_of(company, false, operands, sizeof operands);
	compare(oracle, company, command.bytes, operands, &expected);
	if (question.grades && company->spoilt)
		compare_rejects(oracle, company);
	out_free(&expected);
	out_free(&command);
}

/* ---- What must agree ---- */

/* A customer's amounts by two ways. */
static void agree(struct oracle *oracle, const struct company *company, const char *name, const char *what,
		  int64_t a, int64_t b)
{
	if (a == b) {
		oracle->passed++;
		return;
	}
	oracle->failed++;
	oracle->keep = true;
	printf("DIFFERENCE: seed %llu: customer \"%s\": %s: %lld and %lld fen\n",
	       (unsigned long long)company->seed, name, what, (long long)a, (long long)b);
	show(company, name);
}

static int64_t overdue_of(const struct table *items, const char *name)
{
	int days = table_column(items, "days"), outstanding = table_column(items, "outstanding");
	int64_t sum = 0;

	for (int row = 1; row < items->rows; row++)
		if (table_is(items, row, "customer", name) &&
		    strtol(table_at(items, row, days), NULL, 10) > 0)
			sum += table_fen(items, row, outstanding);
	return sum;
}

static void agree_settled(struct oracle *oracle, const struct company *company, const struct table *tables)
{
	const struct table *fees = &tables[FORM_LATEFEE];
	int customer = table_column(fees, "customer"), doc = table_column(fees, "doc"),
	    settled = table_column(fees, "settled");

	for (int row = 1; row < fees->rows; row++) {
		const char *name = table_at(fees, row, customer);

		agree(oracle, company, name, "settled in kehu-latefee, uses of the doc",
		      table_fen(fees, row, settled),
		      table_sum(&tables[FORM_USES], name, "amount", "doc", table_at(fees, row, doc)));
	}
}

static void agree_dun(struct oracle *oracle, const struct company *company, const struct table *tables,
		      const char *name)
{
	static const char *const columns[] = {"outstanding", "on_account"};
	const struct table *dun = &tables[FORM_DUN], *all = &tables[FORM_ALL], *join = &tables[FORM_JOIN];

	if (table_count(dun, name) == 0)
		return;
	agree(oracle, company, name, "overdue in kehu-dun, kehu-join",
	      table_sum(dun, name, "overdue", NULL, NULL), table_sum(join, name, "overdue", NULL, NULL));
	for (int i = 0; i < 2; i++)
		agree(oracle, company, name, "outstanding or on_account in kehu-dun, kehu-age",
		      table_sum(dun, name, columns[i], NULL, NULL),
		      table_sum(all, name, columns[i], NULL, NULL));
}

static void agree_customer(struct oracle *oracle, const struct company *company, const struct table *tables,
			   const char *name)
{
	const struct table *all = &tables[FORM_ALL], *join = &tables[FORM_JOIN];
	int64_t balance = table_sum(join, name, "balance", NULL, NULL), buckets = 0;
	int64_t outstanding = table_sum(all, name, "outstanding", NULL, NULL);
	int64_t on_account = table_sum(all, name, "on_account", NULL, NULL);

	for (int i = 0; i < company->rules.n_buckets; i++)
		if (rules_has_column(&company->rules, i))
			buckets += table_sum(all, name, company->rules.buckets[i].name, NULL, NULL);
	agree(oracle, company, name, "customers in kehu-join, kehu-age", table_count(join, name),
	      table_count(all, name));
	agree(oracle, company, name, "balance in kehu-join, kehu-age", balance,
	      table_sum(all, name, "balance", NULL, NULL));
	agree(oracle, company, name, "balance in kehu-join, closing in kehu-ledger", balance,
	      table_sum(&tables[FORM_LEDGER], name, "balance", "kind", "closing"));
	agree(oracle, company, name, "balance, outstanding less on_account", balance,
	      outstanding - on_account);
	agree(oracle, company, name, "outstanding, its buckets", outstanding, buckets);
	agree(oracle, company, name, "outstanding in kehu-age by customer, by invoice", outstanding,
	      table_sum(&tables[FORM_ITEMS], name, "outstanding", NULL, NULL));
	agree(oracle, company, name, "outstanding in kehu-age, kehu-latefee", outstanding,
	      table_sum(&tables[FORM_LATEFEE], name, "outstanding", NULL, NULL));
	agree(oracle, company, name, "on_account in kehu-age, not used in kehu-ledger", on_account,
	      table_sum(&tables[FORM_USES], name, "amount", "doc", ""));
	agree(oracle, company, name, "overdue in kehu-join, kehu-age",
	      table_sum(join, name, "overdue", NULL, NULL), overdue_of(&tables[FORM_ITEMS], name));
	agree_dun(oracle, company, tables, name);
}

/* The total against the sums of the customers. */
static void agree_total(struct oracle *oracle, const struct company *company, const struct table *customers,
			const struct table *total)
{
	agree(oracle, company, "", "customers", strtol(table_at(total, 1, 0), NULL, 10), customers->rows - 1);
	for (int column = 1; column < total->columns; column++) {
		int64_t sum = 0;

		for (int row = 1; row < customers->rows; row++)
			sum += table_fen(customers, row, column);
		agree(oracle, company, "", table_at(total, 0, column), table_fen(total, 1, column), sum);
	}
}

static void agree_all(struct oracle *oracle, const struct company *company, const struct out *printed)
{
	struct table tables[FORMS];

	for (int form = 0; form < FORMS; form++)
		table_read(&tables[form], &printed[form]);
	for (int i = 0; i < CUSTOMERS; i++)
		agree_customer(oracle, company, tables, company->names[i]);
	agree_settled(oracle, company, tables);
	agree_total(oracle, company, &tables[FORM_CUSTOMERS], &tables[FORM_TOTAL]);
	agree_total(oracle, company, &tables[FORM_ALL], &tables[FORM_TOTAL_ALL]);
	for (int form = 0; form < FORMS; form++)
		table_free(&tables[form]);
}

/* ---- A round ---- */

/* Has nothing differed in this round? */
static bool fine(const struct oracle *oracle, const struct company *company)
{
	return oracle->failed == company->failed;
}

/* Runs every form; printed: what each prints, until one differs. */
static void play_forms(struct oracle *oracle, const struct company *company, struct out *printed)
{
	for (int form = 0; form < FORMS && fine(oracle, company); form++) {
		struct out expected = {0};

		run_form(company, (enum form)form, &printed[form]);
		if (expect(company, (enum form)form, &expected))
			same(oracle, company, form_commands[form], &expected, &printed[form]);
		if (company->spoilt && strstr(form_commands[form], "--grades"))
			compare_rejects(oracle, company);
		out_free(&expected);
	}
}

/* What is dated after the as-of date changes nothing. */
static void play_cut(struct oracle *oracle, const struct company *company, const struct out *printed)
{
	for (int form = 0; form < FORMS && fine(oracle, company); form++) {
		struct out again;

		run_form(company, (enum form)form, &again);
		same(oracle, company, "without what is dated after the as-of date", &printed[form], &again);
		out_free(&again);
	}
}

static void play_rebates(struct oracle *oracle, const struct company *company, bool piped)
{
	struct out expected = {0};

	expect_rebates(company, &expected);
	compare(oracle, company, "kehu-rebate --fees=fees.csv", piped ? "<rebates.csv" : "rebates.csv",
		&expected);
	out_free(&expected);
}

static void play(struct oracle *oracle, uint64_t seed, bool standard)
{
	struct rng rng = {seed}, spelling, once_more;
	struct company *company = oracle_alloc(1, sizeof *company);
	struct out printed[FORMS] = {0};

	company_random(company, &rng, standard);
	company->seed = seed;
	company->failed = oracle->failed;
	company_write(company, &rng);
	grades_reject(company, &company->rejects);
	spelling = once_more = (struct rng){seed + 1};
	postings_write(company, &spelling, false);
	play_forms(oracle, company, printed);
	for (int i = 0; i < 4 && fine(oracle, company); i++)
		ask(oracle, company, &rng, i % 2 == 1);
	if (fine(oracle, company))
		play_rebates(oracle, company, rng_chance(&rng, 50));
	if (fine(oracle, company))
		agree_all(oracle, company, printed);
	if (fine(oracle, company)) {
		postings_write(company, &once_more, true);
		play_cut(oracle, company, printed);
	}
	for (int form = 0; form < FORMS; form++)
		out_free(&printed[form]);
	company_free(company);
	free(company);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20250731;
	int rounds = oracle_rounds(argc, argv, 60);
	struct oracle oracle;

	oracle_start(&oracle, "collection_oracle");
	for (int i = 0; i < rounds && oracle.failed < 5; i++)
		play(&oracle, seed + (uint64_t)i, (seed + (uint64_t)i) % 8 == 0);
	return oracle_end(&oracle, "collection_oracle");
}
