/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "allocation.h"
#include "kinds.h"
#include "test.h"
#include "test_records.h"

enum { RUNS = 4000, FEW = 24, POSTINGS = 200, DOC_ROOM = 24 };

/* Postings (grace: 10 days) and each invoice's balances: DOC DUE: BALANCE@DAY ..., by due, then doc. */
static const struct {
	const char *postings, *as_of, *invoices;
} cases[] = {
	{"", "2025-12-31", ""},
	{"2025-01-01 invoice 100 D", "2025-12-31", "D 01-11: 100.00@01-01\n"},
	{"2025-01-01 invoice 100 D", "2025-01-01", "D 01-11: 100.00@01-01\n"},
	{"2025-01-02 invoice 100 D", "2025-01-01", ""},
	{"2025-01-01 invoice 100 D\n2025-01-05 payment 30 D\n2025-01-09 payment 70", "2025-12-31",
	 "D 01-11: 100.00@01-01 70.00@01-05 0.00@01-09\n"},
	{"2025-01-01 invoice 100 D\n2025-01-05 payment 30 D\n2025-01-05 credit 20", "2025-12-31",
	 "D 01-11: 100.00@01-01 50.00@01-05\n"}, /* one balance a day */
	{"2025-01-01 invoice 100 D\n2025-01-01 payment 100 D", "2025-12-31", "D 01-11: 0.00@01-01\n"},
	/* without a ref: oldest due first, then by doc */
	{"2025-01-01 invoice 10 B\n2025-01-01 invoice 10 A\n2025-01-02 invoice 10 C\n2025-01-03 payment 25",
	 "2025-12-31",
	 "A 01-11: 10.00@01-01 0.00@01-03\nB 01-11: 10.00@01-01 0.00@01-03\nC 01-12: 10.00@01-02 "
	 "5.00@01-03\n"},
	/* with a ref: that one, the rest like the others */
	{"2025-01-01 invoice 10 A\n2025-01-02 invoice 10 B\n2025-01-03 writeoff 14 B", "2025-12-31",
	 "A 01-11: 10.00@01-01 6.00@01-03\nB 01-12: 10.00@01-02 0.00@01-03\n"},
	/* the rest of all is money on account, used as invoices open */
	{"2025-01-01 invoice 10 A\n2025-01-02 payment 25 A\n2025-01-05 invoice 10 B\n2025-01-06 invoice 10 C",
	 "2025-12-31", "A 01-11: 10.00@01-01 0.00@01-02\nB 01-15: 0.00@01-05\nC 01-16: 5.00@01-06\n"},
	{"2025-01-01 payment 15\n2025-01-05 invoice 10 B\n2025-01-05 invoice 10 A", "2025-12-31",
	 "A 01-15: 0.00@01-05\nB 01-15: 5.00@01-05\n"},
	/* a ref to a later invoice waits for it, other money does not */
	{"2025-01-01 payment 8 B\n2025-01-02 invoice 10 A\n2025-01-05 invoice 10 B", "2025-12-31",
	 "A 01-12: 10.00@01-02\nB 01-15: 2.00@01-05\n"},
	{"2025-01-01 payment 18 B\n2025-01-02 invoice 10 A\n2025-01-05 invoice 10 B", "2025-12-31",
	 "A 01-12: 10.00@01-02 2.00@01-05\nB 01-15: 0.00@01-05\n"},
	/* what waited goes before money on account */
	{"2025-01-01 payment 5\n2025-01-02 payment 8 B\n2025-01-05 invoice 10 B\n2025-01-05 invoice 10 A",
	 "2025-12-31", "A 01-15: 5.00@01-05\nB 01-15: 2.00@01-05\n"},
	/* what each leaves over is spread before the next one that waited */
	{"2025-01-01 payment 15 A\n2025-01-02 payment 10 B\n2025-01-05 invoice 10 A\n2025-01-05 invoice 10 B",
	 "2025-12-31", "A 01-15: 0.00@01-05\nB 01-15: 0.00@01-05\n"},
	{"2025-01-01 payment 15 B\n2025-01-02 payment 3 A\n2025-01-03 invoice 10 0\n2025-01-05 invoice 10 A\n"
	 "2025-01-05 invoice 10 B",
	 "2025-12-31", "0 01-13: 10.00@01-03 5.00@01-05\nA 01-15: 7.00@01-05\nB 01-15: 0.00@01-05\n"},
	/* a ref to an invoice after the as-of date is held, used by no other */
	{"2025-01-01 payment 8 B\n2025-01-02 invoice 10 A\n2025-01-05 invoice 10 B", "2025-01-04",
	 "A 01-12: 10.00@01-02\n"},
	{"2025-01-01 payment 8 B\n2025-01-05 invoice 10 B", "2025-01-05", "B 01-15: 2.00@01-05\n"},
	/* a day's invoices open before its payments, whatever the input order */
	{"2025-01-05 payment 8 B\n2025-01-05 invoice 10 B", "2025-12-31", "B 01-15: 2.00@01-05\n"},
	{"2025-01-05 payment 4\n2025-01-05 payment 8 A\n2025-01-05 invoice 10 B\n2025-01-05 invoice 10 A",
	 "2025-12-31", "A 01-15: 0.00@01-05\nB 01-15: 8.00@01-05\n"},
	/* a settled invoice takes nothing more */
	{"2025-01-01 invoice 10 A\n2025-01-02 payment 10 A\n2025-01-03 payment 10 A\n2025-01-04 invoice 4 B",
	 "2025-12-31", "A 01-11: 10.00@01-01 0.00@01-02\nB 01-14: 0.00@01-04\n"},
};

/* MM-DD of the day. */
static void print_day(struct test_string *out, int32_t day)
{
	char date[DATE_LENGTH];
	date_format(day, date);
	test_append(out, (struct text){date + 5, 5});
}

/* Those that stand at the end of a day. */
static void print_balances(const struct allocation *allocation, const struct invoice *invoice,
			   struct test_string *out)
{
	struct balance balance = allocation_first(allocation, invoice), next = balance;
	CHECK_INT(balance.day, invoice->posting->day);
	CHECK_INT(balance.fen, invoice->posting->amount);
	for (bool is_last = false; !is_last; balance = next) {
		is_last = !allocation_next(allocation, invoice, &next);
		if (!is_last && next.day == balance.day)
			continue;
		test_print(out, " ");
		test_print_amount(out, balance.fen);
		test_print(out, "@");
		print_day(out, balance.day);
	}
	CHECK_INT(balance.fen, invoice->outstanding);
	CHECK_INT(balance.day, invoice->changed);
}

static void print_invoices(const struct allocation *allocation, struct test_string *out)
{
	const struct invoice *invoice;
	size_t n = allocation_invoices(allocation, &invoice);
	for (size_t i = 0; i < n; i++) {
		test_append(out, invoice[i].posting->doc);
		test_print(out, " ");
		print_day(out, invoice[i].due);
		test_print(out, ":");
		print_balances(allocation, &invoice[i], out);
		test_print(out, "\n");
	}
}

static void print_uses(const struct allocation *allocation, struct test_string *out)
{
	const struct use *use;
	size_t n = allocation_uses(allocation, &use);
	for (size_t i = 0; i < n; i++) {
		test_append(out, use[i].invoice->posting->doc);
		test_print(out, " ");
		test_print_amount(out, use[i].amount);
		test_print(out, " of ");
		print_day(out, use[i].posting->day);
		test_print(out, " leaves ");
		test_print_amount(out, use[i].outstanding);
		test_print(out, "@");
		print_day(out, use[i].day);
		test_print(out, "\n");
	}
}

/* What of the postings is not used: AMOUNT of DAY. */
static void print_rests(const struct allocation *allocation, const struct customer_records *records,
			int32_t as_of, struct test_string *out)
{
	const struct receivable *posting = records->receivable;
	for (size_t i = 0; i < records->receivables && posting[i].day <= as_of; i++) {
		if (allocation_rest(allocation, &posting[i]) == 0)
			continue;
		test_print_amount(out, allocation_rest(allocation, &posting[i]));
		test_print(out, " of ");
		print_day(out, posting[i].day);
		test_print(out, "\n");
	}
}

/* Postings, each use of money, and what is not used. */
static const struct {
	const char *postings, *as_of, *uses, *rests;
} use_cases[] = {
	{"", "2025-12-31", "", ""},
	{"2025-01-01 invoice 10 A\n2025-01-02 payment 4 A\n2025-01-02 credit 8", "2025-12-31",
	 "A 4.00 of 01-02 leaves 6.00@01-02\nA 6.00 of 01-02 leaves 0.00@01-02\n", "2.00 of 01-02\n"},
	/* one posting for several invoices, the one it names first */
	{"2025-01-01 invoice 10 A\n2025-01-02 invoice 10 B\n2025-01-03 payment 25 B", "2025-12-31",
	 "B 10.00 of 01-03 leaves 0.00@01-03\nA 10.00 of 01-03 leaves 0.00@01-03\n", "5.00 of 01-03\n"},
	/* money on account: oldest posting first, on the day on which the invoice opens */
	{"2025-01-01 payment 3\n2025-01-02 payment 4\n2025-01-05 invoice 6 A\n2025-01-06 invoice 5 B",
	 "2025-12-31",
	 "A 3.00 of 01-01 leaves 3.00@01-05\nA 3.00 of 01-02 leaves 0.00@01-05\n"
	 "B 1.00 of 01-02 leaves 4.00@01-06\n",
	 ""},
	/* what waited and is left over goes to the place that its date has */
	{"2025-01-01 payment 8 B\n2025-01-02 payment 7\n2025-01-05 invoice 6 B\n2025-01-06 invoice 5 C",
	 "2025-12-31",
	 "B 6.00 of 01-01 leaves 0.00@01-05\nC 2.00 of 01-01 leaves 3.00@01-06\n"
	 "C 3.00 of 01-02 leaves 0.00@01-06\n",
	 "4.00 of 01-02\n"},
	/* held for an invoice after the as-of date */
	{"2025-01-01 payment 8 B\n2025-01-02 invoice 10 A\n2025-01-05 invoice 10 B", "2025-01-04", "",
	 "8.00 of 01-01\n"},
};

static void test_uses(void)
{
	struct policy *policy = test_policy("latefee.grace_days,,,10,\n");
	struct terms terms;
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	allocation_note_uses(allocation, true);
	for (size_t i = 0; i < sizeof use_cases / sizeof *use_cases; i++) {
		struct test_customer customer = {0};
		struct test_string uses = {0}, rests = {0};
		int32_t as_of = test_day(use_cases[i].as_of);
		test_label("row %zu", i);
		test_postings(&customer, use_cases[i].postings);
		CHECK_STRING(allocation_run(allocation, &customer.records, &terms, as_of), NULL);
		print_uses(allocation, &uses);
		print_rests(allocation, &customer.records, as_of, &rests);
		CHECK_TEXT(test_text(&uses), use_cases[i].uses);
		CHECK_TEXT(test_text(&rests), use_cases[i].rests);
		free(uses.at);
		free(rests.at);
	}
	test_label("%s", "");
	allocation_free(allocation);
	policy_free(policy);
}

static void test_find(void)
{
	struct policy *policy = test_policy("");
	struct terms terms;
	struct test_customer customer = {0};
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	test_postings(&customer, "2025-01-01 invoice 1 A\n2025-01-02 payment 1 B\n2025-01-02 credit 1 A\n"
				 "2025-01-02 payment 1\n2025-01-03 invoice 1 B");
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, test_day("2025-01-02")), NULL);
	CHECK(allocation_invoice(allocation, &customer.receivable[1]) == NULL); /* it comes later */
	CHECK(allocation_invoice(allocation, &customer.receivable[2])->posting == &customer.receivable[0]);
	CHECK(allocation_invoice(allocation, &customer.receivable[3]) == NULL);
	allocation_free(allocation);
	policy_free(policy);
}

static void test_cases(void)
{
	struct policy *policy = test_policy("latefee.grace_days,,,10,\n");
	struct terms terms;
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_customer customer = {0};
		struct test_string invoices = {0};
		test_label("row %zu", i);
		test_postings(&customer, cases[i].postings);
		CHECK_STRING(allocation_run(allocation, &customer.records, &terms, test_day(cases[i].as_of)),
			     NULL);
		print_invoices(allocation, &invoices);
		CHECK_TEXT(test_text(&invoices), cases[i].invoices);
		free(invoices.at);
	}
	test_label("%s", "");
	allocation_free(allocation);
	policy_free(policy);
}

static const struct {
	const char *postings, *as_of;
	int32_t days;
} overdue_cases[] = {
	{"2025-01-01 invoice 10 A", "2025-01-11", 0},
	{"2025-01-01 invoice 10 A", "2025-01-12", 1},
	{"2025-01-01 invoice 10 A", "2025-01-02", 0},
	{"2025-01-01 invoice 10 A\n2025-01-11 payment 10 A", "2025-12-31", 0},
	{"2025-01-01 invoice 10 A\n2025-01-14 payment 10 A", "2025-12-31", 3},
	{"2025-01-01 invoice 10 A\n2025-01-14 payment 9 A", "2025-01-31", 20},
	{"2025-01-01 invoice 10 A\n2025-01-14 payment 10 A", "2025-01-13", 2},
};

/* Invoices of one day come by doc: many of them, with docs that begin alike and long after are still the same. */
static void test_order(void)
{
	static const char letters[] = "0019\xff";
	static const size_t sizes[] = {2, 63, 64, 65, POSTINGS};
	struct policy *policy = test_policy("");
	struct terms terms;
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS / 10; run++) {
		struct receivable posting[POSTINGS];
		char docs[POSTINGS][DOC_ROOM];
		size_t n = sizes[run % (sizeof sizes / sizeof *sizes)], shared = test_below(&state, 10),
		       room = 1 + test_below(&state, DOC_ROOM - 10);
		for (size_t i = 0; i < n; i++) {
			struct text doc = {docs[i], shared + test_below(&state, room)};
			for (size_t j = 0; j < doc.length; j++)
				docs[i][j] = j < shared ? 'X' : letters[test_below(&state, 5)];
			posting[i] = (struct receivable){
				.kind = RECEIVABLE_INVOICE, .day = 20000, .amount = 1, .doc = doc};
		}
		struct customer_records records = {.receivable = posting, .receivables = n};
		const struct invoice *invoice;
		wrong += allocation_run(allocation, &records, &terms, 20000) != NULL;
		wrong += allocation_invoices(allocation, &invoice) != n;
		for (size_t i = 1; i < n; i++)
			wrong += text_compare(invoice[i - 1].posting->doc, invoice[i].posting->doc) > 0;
	}
	CHECK_INT(wrong, 0);
	allocation_free(allocation);
	policy_free(policy);
}

static void test_overdue(void)
{
	struct policy *policy = test_policy("latefee.grace_days,,,10,\n");
	struct terms terms;
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	for (size_t i = 0; i < sizeof overdue_cases / sizeof *overdue_cases; i++) {
		struct test_customer customer = {0};
		const struct invoice *invoice;
		int32_t as_of = test_day(overdue_cases[i].as_of);
		test_label("row %zu", i);
		test_postings(&customer, overdue_cases[i].postings);
		CHECK_STRING(allocation_run(allocation, &customer.records, &terms, as_of), NULL);
		if (CHECK_INT(allocation_invoices(allocation, &invoice), 1))
			CHECK_INT(allocation_overdue_days(invoice, as_of), overdue_cases[i].days);
	}
	test_label("%s", "");
	allocation_free(allocation);
	policy_free(policy);
}

static void test_out_of_range(void)
{
	struct policy *policy = test_policy("");
	struct terms terms;
	struct test_customer customer = {0};
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	test_postings(&customer, "9999-11-12 invoice 1 A");
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, DATE_LAST),
		     "a date after 9999-12-31");
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, test_day("9999-11-11")), NULL);
	test_postings(&customer, "2025-01-01 payment 90000000000000\n2025-01-02 payment 90000000000000");
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, DATE_LAST), NULL);
	customer.receivable[0].amount = customer.receivable[1].amount = INT64_MAX / 2 + 1;
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, DATE_LAST),
		     "a sum of amounts exceeds 64 bits");
	test_postings(&customer, "2025-01-01 invoice 1 A");
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, DATE_LAST),
		     NULL); /* as good as new */
	test_postings(&customer, "2025-01-01 payment 1\n2025-01-01 payment 1 A\n2025-01-02 invoice 1 A");
	customer.receivable[0].amount = customer.receivable[1].amount = INT64_MAX / 2 + 1;
	int64_t on_account;
	CHECK_STRING(allocation_run(allocation, &customer.records, &terms, test_day("2025-01-01")), NULL);
	CHECK(!allocation_on_account(allocation, &on_account));
	allocation_free(allocation);
	policy_free(policy);
}

/* --- any postings: the same by the rules' words, one posting after the other */

struct simple_use {
	size_t posting, invoice;
	int64_t amount, outstanding;
	int32_t day;
};

struct simple {
	const struct receivable *posting;
	size_t n;
	int32_t as_of, today;
	int32_t due[POSTINGS];         /* by posting */
	int64_t outstanding[POSTINGS]; /* by posting; -1: not open */
	int64_t left[POSTINGS];        /* of a settlement; what is left on account or waits */
	bool waits[POSTINGS];
	struct simple_use use[2 * POSTINGS]; /* each takes the rest of an invoice or of a posting */
	size_t uses;
};

/* The invoice with this doc up to the as-of date; n: none. */
static size_t simple_find(const struct simple *simple, struct text doc)
{
	size_t i = 0;
	while (i < simple->n &&
	       (simple->posting[i].kind != RECEIVABLE_INVOICE || !text_equal(simple->posting[i].doc, doc) ||
		simple->posting[i].day > simple->as_of))
		i++;
	return i;
}

static void simple_reduce(struct simple *simple, size_t invoice, size_t settlement)
{
	int64_t used = simple->left[settlement] < simple->outstanding[invoice] ? simple->left[settlement]
									       : simple->outstanding[invoice];
	simple->outstanding[invoice] -= used;
	simple->left[settlement] -= used;
	if (used > 0)
		simple->use[simple->uses++] = (struct simple_use){
			settlement, invoice, used, simple->outstanding[invoice], simple->today};
}

/* Uses the settlement on the open invoice of oldest due date, least doc, again and again. */
static void simple_spread(struct simple *simple, size_t settlement)
{
	while (simple->left[settlement] > 0) {
		size_t best = simple->n;
		for (size_t i = 0; i < simple->n; i++) {
			if (simple->outstanding[i] <= 0)
				continue;
			if (best == simple->n || simple->due[i] < simple->due[best] ||
			    (simple->due[i] == simple->due[best] &&
			     text_compare(simple->posting[i].doc, simple->posting[best].doc) < 0))
				best = i;
		}
		if (best == simple->n)
			return;
		simple_reduce(simple, best, settlement);
	}
}

static void simple_settle(struct simple *simple, size_t settlement, size_t invoice)
{
	simple->waits[settlement] = false;
	if (invoice < simple->n)
		simple_reduce(simple, invoice, settlement);
	simple_spread(simple, settlement);
}

static void simple_day(struct simple *simple)
{
	for (size_t i = 0; i < simple->n; i++)
		if (simple->posting[i].day == simple->today && simple->posting[i].kind == RECEIVABLE_INVOICE)
			simple->outstanding[i] = simple->posting[i].amount;
	for (size_t i = 0; i < simple->n; i++) {
		size_t invoice = simple_find(simple, simple->posting[i].ref);
		if (simple->waits[i] && invoice < simple->n && simple->posting[invoice].day == simple->today)
			simple_settle(simple, i, invoice);
	}
	for (size_t i = 0; i < simple->n; i++)
		if (simple->posting[i].day < simple->today && !simple->waits[i])
			simple_spread(simple, i); /* on account; all of it is alike */
	for (size_t i = 0; i < simple->n; i++) {
		const struct receivable *posting = &simple->posting[i];
		if (posting->day != simple->today || posting->kind == RECEIVABLE_INVOICE)
			continue;
		size_t invoice = posting->ref.length > 0 ? simple_find(simple, posting->ref) : simple->n;
		simple->left[i] = posting->amount;
		simple->waits[i] = posting->ref.length > 0 &&
				   (invoice == simple->n || simple->posting[invoice].day > simple->today);
		if (!simple->waits[i])
			simple_settle(simple, i, invoice);
	}
}

/* Random postings of a few days, refs to any of their invoices; docs of many lengths. Now and then there are many. */
static size_t random_postings(uint64_t *state, struct receivable *posting, char docs[POSTINGS][DOC_ROOM])
{
	bool many = test_below(state, 100) == 0;
	size_t n = test_below(state, many ? POSTINGS : FEW) + 1;
	int32_t day = 20000;
	for (size_t i = 0; i < n; i++) {
		day += test_below(state, many ? 20 : 3) == 0;
		posting[i] = (struct receivable){
			.day = day, .position = i, .amount = (int64_t)test_below(state, 9) + 1};
		posting[i].kind =
			test_below(state, 5) < 3 ? RECEIVABLE_INVOICE : (uint8_t)(test_below(state, 3) + 2);
		snprintf(docs[i], DOC_ROOM, "%0*zu", (int)(i * 5 % 19), i * 11 % POSTINGS);
		posting[i].doc = posting[i].kind == RECEIVABLE_INVOICE ? text_of(docs[i]) : TEXT("");
		posting[i].amount +=
			posting[i].kind != RECEIVABLE_INVOICE ? (int64_t)test_below(state, 12) : 0;
	}
	for (size_t i = 0; i < n; i++) {
		size_t j = test_below(state, n);
		bool refers = posting[j].kind == RECEIVABLE_INVOICE && test_below(state, 3) > 0;
		if (posting[i].kind != RECEIVABLE_INVOICE && refers)
			posting[i].ref = posting[j].doc;
	}
	test_find_named(posting, n);
	return n;
}

/* The invoice of this posting; NULL: none. */
static const struct invoice *find_invoice(const struct allocation *allocation,
					  const struct receivable *posting)
{
	const struct invoice *invoice;
	size_t n = allocation_invoices(allocation, &invoice);
	for (size_t i = 0; i < n; i++)
		if (invoice[i].posting == posting)
			return &invoice[i];
	return NULL;
}

/* The balance that the allocation gives the invoice of this posting at the end of the day; -1: none yet. */
static int64_t balance_on(const struct allocation *allocation, const struct receivable *posting, int32_t day)
{
	const struct invoice *invoice = find_invoice(allocation, posting);
	int64_t fen = -1;
	if (invoice == NULL)
		return fen;
	struct balance balance = allocation_first(allocation, invoice);
	do
		fen = balance.day <= day ? balance.fen : fen;
	while (allocation_next(allocation, invoice, &balance));
	return fen;
}

/* How many uses are not those of the rules' words. */
static size_t compare_uses(const struct allocation *allocation, const struct simple *simple)
{
	const struct use *use;
	size_t wrong = 0, n = allocation_uses(allocation, &use);
	if (n != simple->uses)
		return 1;
	for (size_t i = 0; i < n; i++) {
		const struct simple_use *same = &simple->use[i];
		wrong += use[i].posting != &simple->posting[same->posting] ||
			 use[i].invoice->posting != &simple->posting[same->invoice] ||
			 use[i].amount != same->amount || use[i].outstanding != same->outstanding ||
			 use[i].day != same->day;
	}
	return wrong;
}

/* Uses add up: of an invoice to what is settled, with the rest of a posting to its amount, rests to the money on account; and
   outstanding less that is the balance. How many do not. */
static size_t add_up(const struct allocation *allocation, const struct simple *simple)
{
	const struct use *use;
	size_t wrong = 0, n = allocation_uses(allocation, &use);
	int64_t of[POSTINGS] = {0}, balance = 0, on_account;
	for (size_t i = 0; i < n; i++) {
		of[use[i].posting - simple->posting] += use[i].amount;
		of[use[i].invoice->posting - simple->posting] += use[i].amount;
	}
	if (!allocation_on_account(allocation, &on_account))
		return 1;
	for (size_t i = 0; i < simple->n && simple->posting[i].day <= simple->as_of; i++) {
		const struct receivable *posting = &simple->posting[i];
		bool is_invoice = posting->kind == RECEIVABLE_INVOICE;
		int64_t rest = allocation_rest(allocation, posting);
		int64_t open = is_invoice ? find_invoice(allocation, posting)->outstanding : rest;
		wrong += of[i] + open != posting->amount || (is_invoice && rest != 0);
		balance += is_invoice ? posting->amount : -posting->amount;
		balance -= is_invoice ? open : -open; /* in the end outstanding less rests is taken away */
		on_account -= rest;
	}
	return wrong + (balance != 0) + (on_account != 0);
}

/* What an earlier as-of date shows is what a later one begins with: no later posting changes a use. */
static size_t compare_earlier(struct allocation *allocation, const struct customer_records *records,
			      const struct terms *terms, int32_t earlier, int32_t later)
{
	struct use before[2 * POSTINGS];
	const struct receivable *of[2 * POSTINGS];
	const struct use *use;
	size_t wrong = allocation_run(allocation, records, terms, earlier) != NULL;
	size_t n = allocation_uses(allocation, &use);
	for (size_t i = 0; i < n; i++) {
		before[i] = use[i];
		of[i] = use[i].invoice->posting;
	}
	wrong += allocation_run(allocation, records, terms, later) != NULL;
	size_t more = allocation_uses(allocation, &use);
	for (size_t i = 0; i < n && i < more; i++)
		wrong += use[i].posting != before[i].posting || use[i].invoice->posting != of[i] ||
			 use[i].amount != before[i].amount || use[i].outstanding != before[i].outstanding ||
			 use[i].day != before[i].day;
	return wrong + (more < n) + (more > n && use[n].day <= earlier);
}

static void test_random_uses(const char *rows)
{
	struct policy *policy = test_policy(rows);
	struct terms terms;
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	allocation_note_uses(allocation, true);
	struct kinds kinds = {0};
	uint64_t state = TEST_SEED;
	size_t wrong = 0, uses = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct receivable posting[POSTINGS];
		char docs[POSTINGS][DOC_ROOM];
		struct simple simple = {.posting = posting, .as_of = 20000 + test_between(&state, 0, 12)};
		simple.n = random_postings(&state, posting, docs);
		struct customer_records records = {.receivable = posting, .receivables = simple.n};
		kinds_list(&kinds, posting, simple.n);
		records.kinds = run % 2 == 0 ? &kinds : NULL;
		memset(simple.outstanding, -1, sizeof simple.outstanding);
		for (size_t i = 0; i < simple.n; i++)
			wrong += !terms_due(&terms, posting[i].day, &simple.due[i]);
		for (simple.today = 20000; simple.today <= simple.as_of; simple.today++)
			simple_day(&simple);
		wrong += allocation_run(allocation, &records, &terms, simple.as_of) != NULL;
		wrong += compare_uses(allocation, &simple) + add_up(allocation, &simple);
		wrong += compare_earlier(allocation, &records, &terms, simple.as_of,
					 simple.as_of + test_between(&state, 1, 9));
		uses += simple.uses;
	}
	CHECK_INT(wrong, 0);
	CHECK(uses > 3 * RUNS);
	kinds_free(&kinds);
	allocation_free(allocation);
	policy_free(policy);
}

static void test_random_postings(const char *rows, bool noted)
{
	struct policy *policy = test_policy(rows);
	struct terms terms;
	terms_load_due(&terms, policy, NULL);
	struct allocation *allocation = allocation_new();
	allocation_note_uses(allocation, noted);
	uint64_t state = TEST_SEED;
	size_t wrong = 0, waited = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct receivable posting[POSTINGS];
		char docs[POSTINGS][DOC_ROOM];
		struct simple simple = {.posting = posting, .as_of = 20000 + test_between(&state, 0, 9)};
		simple.n = random_postings(&state, posting, docs);
		struct customer_records records = {.receivable = posting, .receivables = simple.n};
		memset(simple.outstanding, -1, sizeof simple.outstanding);
		for (size_t i = 0; i < simple.n; i++)
			wrong += !terms_due(&terms, posting[i].day, &simple.due[i]);
		wrong += allocation_run(allocation, &records, &terms, simple.as_of) != NULL;
		for (simple.today = 20000; simple.today <= simple.as_of; simple.today++) {
			simple_day(&simple);
			for (size_t i = 0; i < simple.n; i++) {
				wrong += posting[i].kind == RECEIVABLE_INVOICE &&
					 balance_on(allocation, &posting[i], simple.today) !=
						 simple.outstanding[i];
				waited += simple.waits[i];
			}
		}
	}
	CHECK_INT(wrong, 0);
	CHECK(waited > RUNS);
	allocation_free(allocation);
	policy_free(policy);
}

int main(void)
{
	/* with the second policy several days are due on a Monday */
	static const char *const policies[] = {"latefee.grace_days,,,10,\n",
					       "latefee.grace_days,,,10,\nlatefee.due,,,workday,\n"};
	test_cases();
	test_uses();
	test_find();
	test_order();
	test_overdue();
	test_out_of_range();
	for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
		test_random_postings(policies[i], false);
		test_random_postings(policies[i], true);
		test_random_uses(policies[i]);
	}
	return test_end();
}
