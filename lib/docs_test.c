/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "docs.h"
#include "test.h"
#include "test_tools.h"
#include "words.h"

enum { POSTINGS = 8, MANY = 20000, AS_OF = 100 };

#define I RECEIVABLE_INVOICE
#define P RECEIVABLE_PAYMENT

/* Postings in order of days, each with its position, and the positions of those in error: "d2<1" is a doc given twice, at 2
   after 1; "r3" a ref to no invoice, at 3; by position. */
static const struct docs_case {
	struct {
		int kind, day, position;
		const char *doc, *ref;
	} posting[POSTINGS];
	const char *errors;
} cases[] = {
	{{{0}}, ""},
	{{{I, 1, 1, "D", ""}}, ""},
	{{{I, 1, 1, "D", ""}, {I, 2, 2, "D", ""}}, "d2<1 "},
	{{{I, 1, 2, "D", ""}, {I, 2, 1, "D", ""}}, "d2<1 "}, /* by input, not by date */
	{{{I, 1, 1, "D", ""}, {I, 2, 2, "d", ""}}, ""},
	{{{I, 1, 1, "D", ""}, {I, 2, 2, "D", ""}, {I, 3, 3, "D", ""}}, "d2<1 d3<1 "},
	{{{I, 1, 5, "D", ""}, {I, 2, 2, "D", ""}, {I, 3, 9, "E", ""}, {I, 3, 4, "E", ""}}, "d5<2 d9<4 "},
	{{{I, 1, 1, "D", ""}, {I, AS_OF, 2, "D", ""}}, "d2<1 "},
	{{{I, 1, 1, "D", ""}, {I, AS_OF + 1, 2, "D", ""}}, ""},
	{{{I, AS_OF, 2, "D", ""}, {I, AS_OF + 1, 1, "D", ""}}, ""},
	{{{I, 1, 3, "D", ""}, {I, 2, 4, "D", ""}, {I, AS_OF + 1, 1, "D", ""}}, "d4<3 "},
	{{{I, AS_OF + 1, 1, "D", ""}, {I, AS_OF + 2, 2, "D", ""}}, ""},
	{{{P, 1, 1, "", ""}, {P, 2, 2, "D", ""}, {P, 2, 3, "D", ""}},
	 ""}, /* docs of payments are not looked at */
	{{{P, 1, 1, "", "D"}}, "r1 "},
	{{{I, 1, 1, "D", ""}, {P, 2, 2, "", "D"}, {P, 2, 3, "", "E"}, {P, 3, 4, "", "DD"}}, "r3 r4 "},
	{{{P, 1, 1, "", "D"}, {I, 50, 2, "D", ""}}, ""},
	{{{P, 1, 1, "", "D"}, {I, AS_OF + 1, 2, "D", ""}}, ""},
	{{{RECEIVABLE_CREDIT, 1, 1, "", "x"}, {RECEIVABLE_WRITEOFF, 2, 2, "", "y"}}, "r1 r2 "},
	{{{I, 1, 1, "D", "nowhere"}}, ""}, /* refs of invoices neither */
	{{{I, 1, 1, "D", ""}, {I, 2, 2, "D", ""}, {P, 3, 3, "", "D"}, {P, 3, 4, "", "X"}}, "d2<1 r4 "},
};

static size_t fill(const struct docs_case *c, struct receivable *postings)
{
	size_t n = 0;
	for (; n < POSTINGS && c->posting[n].kind != 0; n++)
		postings[n] = (struct receivable){.customer = TEXT("C"),
						  .kind = (uint8_t)c->posting[n].kind,
						  .day = c->posting[n].day,
						  .position = (uint64_t)c->posting[n].position,
						  .doc = text_of(c->posting[n].doc),
						  .ref = text_of(c->posting[n].ref),
						  .raw = text_of(c->posting[n].doc),
						  .row = (struct row *)(void *)&postings[n]};
	return n;
}

static int compare_positions(const void *a, const void *b)
{
	const struct doc_error *x = a, *y = b;
	return (x->position > y->position) - (x->position < y->position);
}

static void print_errors(const struct docs *docs, size_t n, struct test_string *out)
{
	struct doc_error error[POSTINGS] = {0};
	CHECK(n <= POSTINGS);
	n = n <= POSTINGS ? n : POSTINGS;
	for (size_t i = 0; i < n; i++)
		error[i] = *docs_error(docs, i);
	qsort(error, n, sizeof *error, compare_positions);
	for (size_t i = 0; i < n; i++) {
		if (error[i].is_unknown)
			test_print(out, "r%ju ", (uintmax_t)error[i].position);
		else
			test_print(out, "d%ju<%ju ", (uintmax_t)error[i].position, (uintmax_t)error[i].first);
		const struct receivable *posting = (const void *)error[i].row;
		CHECK_INT(posting->position, error[i].position);
		CHECK_BYTES(error[i].value, error[i].is_unknown ? posting->ref : posting->doc);
		CHECK_BYTES(error[i].raw, posting->raw);
	}
}

static void test_cases(void)
{
	struct docs *docs = docs_new(); /* one for all: nothing is left over from a customer */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct receivable postings[POSTINGS];
		struct test_string errors = {0};
		struct customer_records records = {.receivable = postings,
						   .receivables = fill(&cases[i], postings)};
		test_label("row %zu", i);
		size_t n = docs_check(docs, &records, AS_OF);
		print_errors(docs, n, &errors);
		CHECK_TEXT(test_text(&errors), cases[i].errors);
		free(errors.at);
	}
	test_label("%s", "");
	docs_free(docs);
}

/* One customer with many invoices, every third of them given twice, and refs to all. */
static void test_many(void)
{
	struct receivable *postings = memory_new(MANY, sizeof *postings);
	char(*docs_of)[16] = memory_new(MANY, sizeof *docs_of);
	size_t twice = 0;
	for (size_t i = 0; i < MANY; i++) {
		size_t number = i % 3 == 2 ? i - 1 : i;
		int n = snprintf(docs_of[i], sizeof *docs_of, "D%zu", number * 7919 % 100003);
		struct text doc = {docs_of[i], (size_t)n};
		postings[i] = (struct receivable){.kind = i % 3 == 1 ? P : I, .day = 1, .position = i};
		*(i % 3 == 1 ? &postings[i].ref : &postings[i].doc) = doc;
		twice += i % 3 == 2 && i % 6 == 2;
	}
	for (size_t i = 0; i < MANY; i += 6) /* of these the payment's invoice is the first of the three */
		if (i + 1 < MANY)
			postings[i + 1].ref = postings[i].doc;
	struct customer_records records = {.receivable = postings, .receivables = MANY};
	struct docs *docs = docs_new();
	CHECK_INT(docs_check(docs, &records, AS_OF), 0);
	for (size_t i = 0; i + 2 < MANY; i += 6)
		postings[i + 2].doc = postings[i].doc;
	CHECK_INT(docs_check(docs, &records, AS_OF), twice);
	docs_free(docs);
	free(docs_of);
	free(postings);
}

int main(void)
{
	test_cases();
	test_many();
	return test_end();
}
