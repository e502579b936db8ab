/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "kinds.h"
#include "test.h"
#include "test_tools.h"
#include "words.h"

enum { POSTINGS = 8 };

/* Kinds, one letter each (i invoice, p payment, c credit, w write-off), and the indices of invoices and of the others. */
static const struct {
	const char *kinds, *lists;
} cases[] = {
	{"", "|"},       {"i", "0|"},       {"p", "|0"},       {"iii", "012|"},
	{"cwp", "|012"}, {"ipip", "02|13"}, {"pppi", "3|012"}, {"ippwcii", "056|1234"},
};

static uint8_t kind_of(char letter)
{
	return letter == 'i'   ? RECEIVABLE_INVOICE
	       : letter == 'p' ? RECEIVABLE_PAYMENT
	       : letter == 'c' ? RECEIVABLE_CREDIT
			       : RECEIVABLE_WRITEOFF;
}

int main(void)
{
	struct kinds kinds = {0}; /* one for all */
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct receivable receivable[POSTINGS] = {0};
		struct test_string lists = {0};
		size_t n = strlen(cases[i].kinds);
		test_label("row %zu", i);
		for (size_t j = 0; j < n; j++)
			receivable[j].kind = kind_of(cases[i].kinds[j]);
		kinds_list(&kinds, receivable, n);
		for (size_t j = 0; j < kinds.invoices; j++)
			test_print(&lists, "%ju", (uintmax_t)kinds.invoice[j]);
		test_print(&lists, "|");
		for (size_t j = 0; j < kinds.settlements; j++)
			test_print(&lists, "%ju", (uintmax_t)kinds.settlement[j]);
		CHECK_TEXT(test_text(&lists), cases[i].lists);
		free(lists.at);
	}
	kinds_free(&kinds);
	return test_end();
}
