/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-credit: says of orders, or of customers, whether the credit allows more, and who must approve it. */
#include <config.h>

#include <stdlib.h>

#include "credit.h"
#include "customers.h"
#include "date.h"
#include "diag.h"
#include "key.h"
#include "memory.h"
#include "orders.h"
#include "rolling.h"
#include "terms.h"

struct options {
	struct shared_options shared;
	struct strings orders;       /* --orders */
	struct strings registration; /* --registration */
	struct strings receivables;  /* --receivables */
	struct strings grades;       /* operand */
};

static const char help[] =
	"Usage: kehu-credit [--orders=FILE] [OPTION]... [GRADES.csv]\n"
	"Say whether orders can be shipped on credit, and who must approve them.\n"
	"\n"
	"  --orders=FILE          decide on these orders (default: on what each customer owes)\n"
	"  --registration=FILE    registrations, for rolling credit (repeatable; - is standard input)\n"
	"  --receivables=FILE     receivables, for rolling credit\n"
	"  --by-line              rejects by stream, then line, instead of errors between records "
	"last\n" SHARED_HELP BUFFER_HELP "\n"
	"Example:\n"
	"  $ printf 'customer,grade,balance\\nK1,B,1150000\\n' |\n"
	"      kehu-credit --as-of=2025-12-31 | cut -d, -f1,4,5,8-10,12,13,15\n"
	"  customer,grade,limit,exposure,excess,excess_percent,decision,approver,clause\n"
	"  K1,B,1000000.00,1150000.00,150000.00,15.00,approve,vice_president,dairy 11.2\n"
	"\n" STATUS_HELP;

static void check_inputs(const struct options *options)
{
	options_check_inputs(&options->shared,
			     (const struct strings *[]){&options->orders, &options->registration,
							&options->receivables, &options->grades},
			     4);
}

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"orders", OPTION_LIST, &options->orders},
					       {"registration", OPTION_LIST, &options->registration},
					       {"receivables", OPTION_LIST, &options->receivables},
					       {"by-line", OPTION_FLAG, &options->shared.by_line},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first + 1 < argc)
		diag_usage("superfluous operand \"%s\"", argv[first + 1]);
	if (first < argc)
		strings_add(&options->grades, argv[first]);
	check_inputs(options);
	options_finish(&options->shared);
}

/* What all workers share, and each worker's own. */
struct shared {
	bool has_orders;
	struct limits limits;
	struct credit_rules rules;
	struct rolling_rules rolling;
	struct terms terms;
	int32_t as_of;
};

struct job {
	const struct shared *shared;
	struct orders *orders;
	struct rolling *rolling;
	struct key key;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->orders = orders_new();
	job->rolling = rolling_new();
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	orders_free(job->orders);
	rolling_free(job->rolling);
	key_free(&job->key);
	free(job);
}

/* order NULL: a customer's line. Lines come out in the order of the input. */
static void add_line(struct job *job, const struct credit *credit, struct text customer, struct text grade,
		     const struct order *order, uint64_t position, struct results *results)
{
	struct writer *writer = results_writer(results);
	writer_text(writer, customer);
	writer_text(writer, order != NULL ? order->order : TEXT(""));
	writer_date(writer, order != NULL ? order->day : DATE_NONE);
	writer_text(writer, grade);
	writer_amount(writer, credit->limit);
	writer_amount(writer, credit->balance);
	writer_amount(writer, order != NULL ? order->amount : 0);
	writer_amount(writer, credit->exposure);
	writer_amount(writer, credit->excess);
	writer_amount(writer, credit->percent); /* two decimals, too */
	writer_amount(writer, credit->overdue);
	writer_string(writer, credit_word(credit->decision));
	writer_text(writer, credit->approver);
	writer_date(writer, credit->pay_by);
	writer_text(writer, credit->clause);
	writer_end(writer);
	key_clear(&job->key);
	key_add_number(&job->key, (int64_t)position);
	results_add(results, key_text(&job->key));
}

/* --- by grade */

static const char *do_orders(struct job *job, const struct customer_records *records,
			     const struct limit *limit, struct results *results)
{
	const struct order *const *order;
	size_t n = orders_check(job->orders, records, limit->graded != NULL, results, &order);
	int64_t exposure = n > 0 ? limit->graded->balance : 0;
	for (size_t i = 0; i < n; i++) {
		struct credit credit;
		bool no_contract;
		const char *error =
			credit_decide(&credit, &no_contract, &job->shared->rules, limit, order[i], exposure);
		if (error != NULL)
			return error;
		if (no_contract) {
			orders_reject_contract(order[i], results);
			continue;
		}
		exposure = credit.exposure;
		add_line(job, &credit, records->customer, limit->graded->grade, order[i], order[i]->position,
			 results);
	}
	return NULL;
}

static const char *do_customer(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	struct limit limit = limits_find(&job->shared->limits, records, results);
	struct credit credit;
	bool no_contract;
	if (job->shared->has_orders)
		return do_orders(job, records, &limit, results);
	if (limit.graded == NULL)
		return NULL;
	const char *error = credit_decide(&credit, &no_contract, &job->shared->rules, &limit, NULL,
					  limit.graded->balance);
	if (error == NULL)
		add_line(job, &credit, records->customer, limit.graded->grade, NULL, limit.graded->position,
			 results);
	return error;
}

static void run_grades(struct filter *filter, struct shared *shared, struct options *options)
{
	static const char *const balances[] = {"grade",           "balance",      "overdue",
					       "contract_amount", "credit_limit", NULL};
	static const char *const orders[] = {"order", "amount", "contract_amount", NULL};
	static const struct customer_rule rule = {
		.wanted = {[GROUP_BALANCES] = balances, [GROUP_ORDERS] = orders},
		.order = RESULTS_BY_KEY,
		.open = open_job,
		.close = close_job,
		.work = do_customer};
	if (options->grades.n == 0) {
		strings_add(&options->grades, "-");
		check_inputs(options);
	}
	limits_load(&shared->limits, filter->policy);
	credit_rules_load(&shared->rules, filter->policy, &shared->limits);
	customers_run(filter,
		      (const struct strings *[GROUP_STREAMS]){
			      [GROUP_BALANCES] = &options->grades, [GROUP_ORDERS] = &options->orders},
		      &rule, shared);
	credit_rules_free(&shared->rules);
	limits_free(&shared->limits);
}

/* --- rolling credit */

static const char *do_rolling(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const struct shared *shared = job->shared;
	const struct order *const *order;
	struct credit credit;
	size_t n = orders_check(job->orders, records, true, results, &order);
	const char *error =
		n > 0 ? rolling_start(job->rolling, &shared->rolling, records, &shared->terms, shared->as_of)
		      : NULL;
	for (size_t i = 0; i < n && error == NULL; i++) {
		error = rolling_decide(job->rolling, &credit, order[i]);
		if (error == NULL)
			add_line(job, &credit, records->customer, TEXT(""), order[i], order[i]->position,
				 results);
	}
	return error;
}

static void run_rolling(struct filter *filter, struct shared *shared, const struct options *options)
{
	static const char *const registration[] = {"filed", "contract", NULL};
	static const char *const receivables[] = {"kind", "amount", "doc", "ref", NULL};
	static const char *const orders[] = {"order", "amount", NULL};
	static const struct customer_rule rule = {.wanted = {[GROUP_REGISTRATION] = registration,
							     [GROUP_RECEIVABLES] = receivables,
							     [GROUP_ORDERS] = orders},
						  .order = RESULTS_BY_KEY,
						  .open = open_job,
						  .close = close_job,
						  .work = do_rolling};
	terms_load_due(&shared->terms, filter->policy, filter->calendar);
	customers_run(filter,
		      (const struct strings *[GROUP_STREAMS]){[GROUP_REGISTRATION] = &options->registration,
							      [GROUP_RECEIVABLES] = &options->receivables,
							      [GROUP_ORDERS] = &options->orders},
		      &rule, shared);
	terms_free(&shared->terms);
}

static int run(struct options *options)
{
	static const char *const header[] = {"customer", "order",          "date",    "grade",
					     "limit",    "balance",        "amount",  "exposure",
					     "excess",   "excess_percent", "overdue", "decision",
					     "approver", "pay_by",         "clause",  NULL};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.has_orders = options->orders.n > 0, .as_of = filter.as_of};
	bool is_rolling = rolling_rules_load(&shared.rolling, filter.policy);
	if (is_rolling &&
	    (options->orders.n == 0 || options->registration.n == 0 || options->receivables.n == 0))
		diag_usage("rolling credit needs --orders, --registration and --receivables");
	writer_header(filter.writer, header);
	if (is_rolling)
		run_rolling(&filter, &shared, options);
	else
		run_grades(&filter, &shared, options);
	rolling_rules_free(&shared.rolling);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.orders.string);
	free(options.registration.string);
	free(options.receivables.string);
	free(options.grades.string);
	free(options.shared.policies.string);
	return status;
}
