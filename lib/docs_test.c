/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "docs.h"
#include "kinds.h"
#include "test.h"
#include "test_tools.h"
#include "words.h"

enum { POSTINGS = 8, MANY = 200000, AS_OF = 100, RUNS = 2000, RANDOM = 60 };

#define I RECEIVABLE_INVOICE
#define P RECEIVABLE_PAYMENT

/* Postings in order of days, each with its position, and the positions of those in error: "d2<1" is a doc given twice, at 2
   after 1; "r3" a ref to no invoice, at 3; by position. */
static const struct docs_case {
	struct {
		int kind, day, position;
		const char *number; /* doc or ref */
	} posting[POSTINGS];
	const char *errors;
} cases[] = {
	{{{0}}, ""},
	{{{I, 1, 1, "D"}}, ""},
	{{{I, 1, 1, "D"}, {I, 2, 2, "D"}}, "d2<1 "},
	{{{I, 1, 2, "D"}, {I, 2, 1, "D"}}, "d2<1 "}, /* by input, not by date */
	{{{I, 1, 1, "D"}, {I, 2, 2, "d"}}, ""},
	{{{I, 1, 1, "D"}, {I, 2, 2, "D"}, {I, 3, 3, "D"}}, "d2<1 d3<1 "},
	{{{I, 1, 5, "D"}, {I, 2, 2, "D"}, {I, 3, 9, "E"}, {I, 3, 4, "E"}}, "d5<2 d9<4 "},
	{{{I, 1, 1, "D"}, {I, AS_OF, 2, "D"}}, "d2<1 "},
	{{{I, 1, 1, "D"}, {I, AS_OF + 1, 2, "D"}}, ""},
	{{{I, AS_OF, 2, "D"}, {I, AS_OF + 1, 1, "D"}}, ""},
	{{{I, 1, 3, "D"}, {I, 2, 4, "D"}, {I, AS_OF + 1, 1, "D"}}, "d4<3 "},
	{{{I, AS_OF + 1, 1, "D"}, {I, AS_OF + 2, 2, "D"}}, ""},
	{{{P, 1, 1, ""}, {P, 2, 2, ""}}, ""},
	{{{P, 1, 1, "D"}}, "r1 "},
	{{{I, 1, 1, "D"}, {P, 2, 2, "D"}, {P, 2, 3, "E"}, {P, 3, 4, "DD"}}, "r3 r4 "},
	{{{P, 1, 1, "D"}, {I, 50, 2, "D"}}, ""},
	{{{P, 1, 1, "D"}, {I, AS_OF + 1, 2, "D"}}, ""},
	{{{RECEIVABLE_CREDIT, 1, 1, "x"}, {RECEIVABLE_WRITEOFF, 2, 2, "y"}}, "r1 r2 "},
	{{{I, 1, 1, "D"}, {I, 2, 2, "D"}, {P, 3, 3, "D"}, {P, 3, 4, "X"}}, "d2<1 r4 "},
	{{{P, 1, 6, "X"}, {I, 1, 5, "D"}, {I, 2, 4, "D"}, {P, 3, 3, ""}, {I, 9, 2, "D"}},
	 "d4<2 d5<2 r6 "}, /* the last of three by date is the first by input */
	/* of one length, with the same eight bytes first and last */
	{{{I, 1, 1, "20250101/1/20250102"},
	  {I, 2, 2, "20250101/2/20250102"},
	  {P, 3, 3, "20250101/2/20250102"}},
	 ""},
	{{{I, 1, 1, "20250101/1/20250102"}, {P, 3, 3, "20250101/2/20250102"}}, "r3 "},
	{{{I, 1, 4, "D"}, {I, 1, 2, "E"}, {I, AS_OF, 3, "D"}, {I, AS_OF + 1, 1, "D"}}, "d4<3 "},
};

static size_t fill(const struct docs_case *c, struct receivable *postings)
{
	size_t n = 0;
	for (; n < POSTINGS && c->posting[n].kind != 0; n++)
		postings[n] = (struct receivable){.kind = (uint8_t)c->posting[n].kind,
						  .day = c->posting[n].day,
						  .position = (uint64_t)c->posting[n].position,
						  .doc = text_of(c->posting[n].number)};
	return n;
}

static int compare_positions(const void *a, const void *b)
{
	const struct doc_error *x = a, *y = b;
	return (x->position > y->position) - (x->position < y->position);
}

static void print_errors(const struct docs *docs, size_t n, const struct receivable *postings,
			 struct test_string *out)
{
	struct doc_error error[POSTINGS] = {0};
	CHECK(n <= POSTINGS);
	n = n <= POSTINGS ? n : POSTINGS;
	for (size_t i = 0; i < n; i++)
		error[i] = *docs_error(docs, i);
	qsort(error, n, sizeof *error, compare_positions);
	for (size_t i = 0; i < n; i++) {
		const struct receivable *posting = postings;
		if (error[i].is_unknown)
			test_print(out, "r%ju ", (uintmax_t)error[i].position);
		else
			test_print(out, "d%ju<%ju ", (uintmax_t)error[i].position, (uintmax_t)error[i].first);
		while (posting->position != error[i].position)
			posting++;
		CHECK_BYTES(error[i].value, error[i].is_unknown ? posting->ref : posting->doc);
		CHECK_INT(error[i].record, posting - postings);
	}
}

static bool is_in_error(const struct docs *docs, size_t errors, uint64_t position)
{
	for (size_t i = 0; i < errors; i++)
		if (docs_error(docs, i)->position == position)
			return true;
	return false;
}

/* Which of the invoices this is, from 1 on. */
static const struct receivable *find_invoice(const struct receivable *posting, size_t n, uint32_t number)
{
	size_t i = 0;
	for (; i < n && number > 0; i++)
		number -= posting[i].kind == I;
	return &posting[i - 1];
}

/* Whether a settlement that is left names what it should: an invoice with that doc, if possible one that counts. */
static bool is_wrong_name(const struct receivable *left, size_t n, const struct receivable *settlement)
{
	if (settlement->ref.length == 0 || settlement->named == 0 || settlement->named > n)
		return settlement->ref.length > 0 || settlement->named != 0;
	const struct receivable *named = find_invoice(left, n, settlement->named);
	for (size_t i = 0; i < n; i++)
		if (left[i].kind == I && left[i].day <= AS_OF && text_equal(left[i].doc, settlement->ref))
			return named != &left[i];
	return named->kind != I || !text_equal(named->doc, settlement->ref);
}

static size_t wrong_names(const struct receivable *left, size_t n)
{
	size_t wrong = 0;
	for (size_t i = 0; i < n; i++)
		wrong += left[i].kind != I && is_wrong_name(left, n, &left[i]);
	return wrong;
}

/* Those that are left are those without an error, in the same order. */
static void check_left(const struct docs *docs, size_t errors, const struct receivable *postings, size_t n,
		       const struct receivable *left, size_t lefts)
{
	size_t j = 0;
	for (size_t i = 0; i < n; i++)
		if (!is_in_error(docs, errors, postings[i].position) && j < lefts)
			CHECK_INT(left[j++].position, postings[i].position);
	CHECK_INT(j, lefts);
	CHECK_INT(wrong_names(left, lefts), 0);
	CHECK_INT(lefts + errors, n);
	const struct kinds *kinds = docs_kinds(docs);
	CHECK_INT(kinds->invoices + kinds->settlements, lefts);
	for (size_t i = 0; i < kinds->invoices; i++)
		CHECK(left[kinds->invoice[i]].kind == I);
}

static void test_cases(void)
{
	struct docs *docs = docs_new(1); /* one for all: nothing is left over from a customer */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct receivable postings[POSTINGS], left[POSTINGS];
		struct test_string errors = {0};
		size_t n = fill(&cases[i], postings), lefts = fill(&cases[i], left);
		test_label("row %zu", i);
		size_t found = docs_check(docs, left, &lefts, AS_OF);
		print_errors(docs, found, postings, &errors);
		check_left(docs, found, postings, n, left, lefts);
		CHECK_TEXT(test_text(&errors), cases[i].errors);
		free(errors.at);
	}
	test_label("%s", "");
	docs_free(docs);
}

/* Payments that name another invoice than that with their ref. */
static size_t misnamed(const struct receivable *postings, size_t n)
{
	size_t *invoice = memory_new(n, sizeof *invoice), invoices = 0, wrong = 0;
	for (size_t i = 0; i < n; i++)
		if (postings[i].kind == I)
			invoice[invoices++] = i;
	for (size_t i = 0; i < n; i++)
		if (postings[i].kind == P &&
		    !text_equal(postings[invoice[postings[i].named - 1]].doc, postings[i].ref))
			wrong++;
	free(invoice);
	return wrong;
}

/* Gives some payments refs to no invoice; returns how many. */
static size_t name_nothing(struct receivable *postings, size_t n)
{
	size_t changed = 0;
	for (size_t i = 0; i < n; i += 1001)
		if (postings[i].kind == P) {
			postings[i].ref = TEXT("nowhere");
			changed++;
		}
	return changed;
}

/* One customer with so many invoices, every third of them given twice, and refs to all, that threads share them; in the end
   some refs are to none. */
static void test_many(void)
{
	struct receivable *postings = memory_new(MANY, sizeof *postings);
	char(*docs_of)[16] = memory_new(MANY, sizeof *docs_of);
	size_t twice = 0;
	for (size_t i = 0; i < MANY; i++) {
		size_t number = i % 3 == 2 ? i - 1 : i;
		int n = snprintf(docs_of[i], sizeof *docs_of, "D%zu", number * 7919 % 200003);
		struct text doc = {docs_of[i], (size_t)n};
		postings[i] = (struct receivable){.kind = i % 3 == 1 ? P : I, .day = 1, .position = i};
		*(i % 3 == 1 ? &postings[i].ref : &postings[i].doc) = doc;
		twice += i % 3 == 2 && i % 6 == 2;
	}
	for (size_t i = 0; i < MANY; i += 6) /* of these the payment's invoice is the first of the three */
		if (i + 1 < MANY)
			postings[i + 1].ref = postings[i].doc;
	struct docs *docs = docs_new(3);
	size_t n = MANY, unknown;
	CHECK_INT(docs_check(docs, postings, &n, AS_OF), 0);
	CHECK_INT(n, MANY);
	for (size_t i = 0; i + 2 < MANY; i += 6)
		postings[i + 2].doc = postings[i].doc;
	CHECK_INT(docs_check(docs, postings, &n, AS_OF), twice);
	CHECK_INT(n, MANY - twice);
	CHECK_INT(docs_check(docs, postings, &n, AS_OF), 0);
	CHECK_INT(n, MANY - twice);
	CHECK_INT(misnamed(postings, n), 0);
	unknown = name_nothing(postings, n);
	CHECK_INT(docs_check(docs, postings, &n, AS_OF), unknown);
	CHECK_INT(n, MANY - twice - unknown);
	docs_free(docs);
	free(docs_of);
	free(postings);
}

/* The first by input of the invoices dated up to as_of that have the doc of the i-th record, one of them. */
static uint64_t simple_first(const struct receivable *posting, size_t n, size_t i)
{
	uint64_t first = posting[i].position;
	for (size_t j = 0; j < n; j++)
		if (posting[j].kind == I && posting[j].day <= AS_OF &&
		    text_equal(posting[j].doc, posting[i].doc) && posting[j].position < first)
			first = posting[j].position;
	return first;
}

static bool simple_is_bad(const struct receivable *posting, size_t n, size_t i)
{
	if (posting[i].kind == I)
		return posting[i].day <= AS_OF && simple_first(posting, n, i) != posting[i].position;
	for (size_t j = 0; j < n; j++)
		if (posting[j].kind == I && text_equal(posting[j].doc, posting[i].ref))
			return false;
	return posting[i].ref.length > 0;
}

/* Postings by day, then by position; few docs, so that many are equal. */
static size_t random_postings(uint64_t *state, struct receivable posting[RANDOM])
{
	static const char docs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t n = test_below(state, test_below(state, 4) == 0 ? RANDOM : POSTINGS) + 1;
	int32_t day = AS_OF - test_between(state, 0, 30);
	uint64_t position = 0;
	for (size_t i = 0; i < n; i++) {
		struct text doc = {docs + test_below(state, 5) * 2, test_below(state, 3) * 10 + 1};
		int32_t days = test_below(state, 2) == 0;
		day += days;
		/* of one day upwards, of several in any order */
		position = (days > 0 ? test_below(state, 1000) * 1000 : position) + 10 + i;
		posting[i] = (struct receivable){.day = day,
						 .position = position * 100 + i,
						 .kind = test_below(state, 2) == 0 ? P : I};
		*(posting[i].kind == I ? &posting[i].doc : &posting[i].ref) =
			test_below(state, 5) > 0 || posting[i].kind == I ? doc : TEXT("");
	}
	return n;
}

static void test_random_postings(void)
{
	struct docs *docs = docs_new(1);
	uint64_t state = TEST_SEED;
	size_t wrong = 0, clean = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct receivable posting[RANDOM], left[RANDOM];
		size_t n = random_postings(&state, posting), lefts = n, kept = 0;
		memcpy(left, posting, n * sizeof *left);
		size_t errors = docs_check(docs, left, &lefts, AS_OF);
		wrong += lefts + errors != n;
		wrong += wrong_names(left, lefts);
		clean += errors == 0;
		for (size_t i = 0; i < n; i++) {
			bool is_bad = simple_is_bad(posting, n, i);
			wrong += is_bad != is_in_error(docs, errors, posting[i].position);
			wrong += !is_bad && left[kept++].position != posting[i].position;
			for (size_t j = 0; j < errors; j++) {
				const struct doc_error *error = docs_error(docs, j);
				wrong += error->position == posting[i].position && posting[i].kind == I &&
					 error->first != simple_first(posting, n, i);
			}
		}
	}
	CHECK_INT(wrong, 0);
	CHECK(clean > RUNS / 10);
	docs_free(docs);
}

int main(void)
{
	test_cases();
	test_many();
	test_random_postings();
	return test_end();
}
