/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-ledger: prints each customer's account with balances, or what each payment was used for. */
#include <config.h>

#include <stdlib.h>

#include "allocation.h"
#include "customers.h"
#include "date.h"
#include "diag.h"
#include "credit_limits.h"
#include "memory.h"
#include "terms.h"
#include "words.h"

struct options {
	struct shared_options shared;
	int32_t from;               /* --from; DATE_NONE: not given */
	const char *customer;       /* --customer; NULL: all */
	struct strings grades;      /* --grades */
	bool allocation;            /* --allocation */
	struct strings receivables; /* operands */
};

static const char help[] =
	"Usage: kehu-ledger [OPTION]... [RECEIVABLES.csv ...]\n"
	"Print each customer's postings with the balance after each.\n"
	"\n"
	"  --from=DATE            the period's first day (default: that of the first posting)\n"
	"  --customer=ID          this customer alone\n"
	"  --grades=FILE          grades, for limits and what is left of them\n"
	"  --allocation           a line per use of money instead, then what is not used\n" SHARED_HELP
		BUFFER_HELP SORTED_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,date,kind,amount,doc\\nK1,2025-01-01,invoice,1000,D1\\n' |\n"
	"      kehu-ledger --as-of=2025-03-31\n"
	"  customer,date,kind,doc,ref,debit,credit,balance,limit,left,source\n"
	"  K1,2025-01-01,opening,,,,,0.00,,,\n"
	"  K1,2025-01-01,invoice,D1,,1000.00,,1000.00,,,-:2\n"
	"  K1,2025-03-31,closing,,,1000.00,0.00,1000.00,,,\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE, .from = DATE_NONE};
	const struct option_entry entries[] = {{"from", OPTION_DATE, &options->from},
					       {"customer", OPTION_STRING, &options->customer},
					       {"grades", OPTION_LIST, &options->grades},
					       {"allocation", OPTION_FLAG, &options->allocation},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared),
					       SORTED_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (options->allocation && options->grades.n > 0)
		diag_usage("--allocation and --grades do not go together");
	for (int i = first; i < argc; i++)
		strings_add(&options->receivables, argv[i]);
	if (first == argc)
		strings_add(&options->receivables, "-");
	options_check_inputs(&options->shared,
			     (const struct strings *[]){&options->grades, &options->receivables}, 2);
	options_finish(&options->shared);
	if (options->from != DATE_NONE && options->from > options->shared.as_of)
		diag_usage("--from is after the as-of date");
}

/* What all workers share, and each worker's own. */
struct shared {
	const struct options *options;
	struct terms terms;
	struct limits limits;
	const struct inputs *inputs;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct allocation *allocation; /* with --allocation */
	struct results *results;
	struct text customer;
	int64_t limit; /* fen; MONEY_NONE: none is known */
	int64_t balance, debit, credit;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->allocation = allocation_new();
	allocation_note_uses(job->allocation, true);
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	allocation_free(job->allocation);
	free(job);
}

static void write_source(const struct job *job, const struct receivable *posting)
{
	const char *file = inputs_file(job->shared->inputs, posting->position);
	writer_source(results_writer(job->results), text_of(file), inputs_line(posting->position));
}

/* --- the account */

/* The columns before debit and credit, and those behind them. posting NULL: opening or closing. */
static void begin_line(const struct job *job, int32_t day, const char *kind, const struct receivable *posting)
{
	struct writer *writer = results_writer(job->results);
	bool is_invoice = posting != NULL && posting->kind == RECEIVABLE_INVOICE;
	writer_text(writer, job->customer);
	writer_date(writer, day);
	writer_string(writer, kind);
	writer_text(writer, is_invoice ? posting->doc : TEXT(""));
	writer_text(writer, posting != NULL && !is_invoice ? posting->ref : TEXT(""));
}

static bool end_line(const struct job *job, const struct receivable *posting)
{
	struct writer *writer = results_writer(job->results);
	int64_t left = job->limit;
	if (left != MONEY_NONE && !money_add(&left, -job->balance))
		return false;
	writer_amount(writer, job->balance);
	writer_amount(writer, job->limit);
	writer_amount(writer, left);
	if (posting != NULL)
		write_source(job, posting);
	else
		writer_string(writer, "");
	writer_end(writer);
	results_flush(job->results);
	return true;
}

static bool add_posting(struct job *job, const struct receivable *posting)
{
	bool is_invoice = posting->kind == RECEIVABLE_INVOICE;
	return money_add(&job->balance, is_invoice ? posting->amount : -posting->amount) &&
	       money_add(is_invoice ? &job->debit : &job->credit, posting->amount);
}

static bool write_posting(struct job *job, const struct receivable *posting)
{
	struct writer *writer = results_writer(job->results);
	bool is_invoice = posting->kind == RECEIVABLE_INVOICE;
	if (!add_posting(job, posting))
		return false;
	begin_line(job, posting->day, words_english(&words_receivable_kind, posting->kind), posting);
	writer_amount(writer, is_invoice ? posting->amount : MONEY_NONE);
	writer_amount(writer, is_invoice ? MONEY_NONE : posting->amount);
	return end_line(job, posting);
}

static bool write_bound(struct job *job, int32_t day, const char *kind, int64_t debit, int64_t credit)
{
	begin_line(job, day, kind, NULL);
	writer_amount(results_writer(job->results), debit);
	writer_amount(results_writer(job->results), credit);
	return end_line(job, NULL);
}

/* The account over the n postings up to the as-of date, of which there is one at least. False: a sum is too large. */
static bool write_account(struct job *job, const struct receivable *posting, size_t n)
{
	const struct shared *shared = job->shared;
	int32_t from = shared->options->from != DATE_NONE ? shared->options->from : posting[0].day;
	size_t i = 0;
	job->balance = job->debit = job->credit = 0;
	for (; i < n && posting[i].day < from; i++)
		if (!add_posting(job, &posting[i]))
			return false;
	if (i == n && job->balance == 0)
		return true;
	job->debit = job->credit = 0;
	if (!write_bound(job, from, "opening", MONEY_NONE, MONEY_NONE))
		return false;
	for (; i < n; i++)
		if (!write_posting(job, &posting[i]))
			return false;
	return write_bound(job, shared->as_of, "closing", job->debit, job->credit);
}

/* --- uses of money */

/* doc NULL: not used. */
static void write_use(const struct job *job, int32_t day, const struct receivable *posting,
		      const struct text *doc, int64_t amount, int64_t outstanding)
{
	struct writer *writer = results_writer(job->results);
	writer_text(writer, job->customer);
	writer_date(writer, day);
	writer_text(writer, doc != NULL ? *doc : TEXT(""));
	writer_amount(writer, amount);
	writer_amount(writer, outstanding);
	writer_date(writer, posting->day);
	writer_string(writer, words_english(&words_receivable_kind, posting->kind));
	write_source(job, posting);
	writer_end(writer);
	results_flush(job->results);
}

/* How far ahead docs are brought into the cache: invoices of a customer with very many lie far apart. */
enum { AHEAD = 16 };

/* Each use from --from on, then what of each of the n postings is not used. */
static void write_uses(const struct job *job, const struct receivable *posting, size_t n)
{
	const struct use *use;
	size_t uses = allocation_uses(job->allocation, &use);
	for (size_t i = 0; i < uses; i++) {
		if (i + 2 * AHEAD < uses)
			__builtin_prefetch(&use[i + 2 * AHEAD].invoice->posting->doc);
		if (i + AHEAD < uses)
			__builtin_prefetch(use[i + AHEAD].invoice->posting->doc.at);
		if (use[i].day >= job->shared->options->from) /* DATE_NONE comes before all */
			write_use(job, use[i].day, use[i].posting, &use[i].invoice->posting->doc,
				  use[i].amount, use[i].outstanding);
	}
	for (size_t i = 0; i < n; i++)
		if (allocation_rest(job->allocation, &posting[i]) > 0)
			write_use(job, job->shared->as_of, &posting[i], NULL,
				  allocation_rest(job->allocation, &posting[i]), MONEY_NONE);
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const struct shared *shared = job->shared;
	const struct options *options = shared->options;
	const struct receivable *posting = records->receivable;
	size_t n = records->receivables;
	job->results = results;
	job->customer = records->customer;
	struct limit limit = limits_find(&shared->limits, records, results);
	job->limit = limit.graded != NULL ? limit.fen : MONEY_NONE;
	while (n > 0 && posting[n - 1].day > shared->as_of)
		n--;
	if (n == 0 || (options->customer != NULL && !text_equal(job->customer, text_of(options->customer))))
		return NULL;
	if (!options->allocation)
		return write_account(job, posting, n) ? NULL : MONEY_TOO_LARGE;
	const char *error = allocation_run(job->allocation, records, &shared->terms, shared->as_of);
	if (error == NULL)
		write_uses(job, posting, n);
	return error;
}

static int run(const struct options *options)
{
	static const char *const account[] = {"customer", "date",    "kind",  "doc",  "ref",    "debit",
					      "credit",   "balance", "limit", "left", "source", NULL};
	static const char *const uses[] = {"customer", "date", "doc",    "amount", "outstanding",
					   "paid",     "kind", "source", NULL};
	static const char *const wanted[] = {"kind", "amount", "doc", "ref", NULL};
	static const char *const graded[] = {"grade", "credit_limit", NULL};
	static const struct customer_rule rule = {
		.wanted = {[GROUP_RECEIVABLES] = wanted, [GROUP_GRADES] = graded},
		.open = open_job,
		.close = close_job,
		.work = do_customer};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.options = options, .inputs = filter.inputs, .as_of = filter.as_of};
	limits_load(&shared.limits, filter.policy);
	if (options->allocation)
		terms_load_due(&shared.terms, filter.policy, filter.calendar);
	writer_header(filter.writer, options->allocation ? uses : account);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){
			      [GROUP_RECEIVABLES] = &options->receivables, [GROUP_GRADES] = &options->grades},
		      &rule, &shared);
	limits_free(&shared.limits);
	terms_free(&shared.terms);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.receivables.string);
	free(options.grades.string);
	free(options.shared.policies.string);
	return status;
}
