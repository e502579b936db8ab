/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-owner: tells whose customer each one is, since when and until when, and how deals are shared. */
#include <config.h>

#include <stdlib.h>

#include "customers.h"
#include "date.h"
#include "diag.h"
#include "joined.h"
#include "key.h"
#include "memory.h"
#include "owner.h"

struct options {
	struct shared_options shared;
	struct strings registration; /* --registration */
	struct strings visits;       /* --visits */
	const char *staff;           /* --staff */
	bool events;                 /* --events */
	bool deals;                  /* --deals */
};

static const char help[] =
	"Usage: kehu-owner --registration=FILE --visits=FILE [--events|--deals] [OPTION]...\n"
	"Tell whose customer each one is, since when and until when, and how deals are shared.\n"
	"\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --staff=FILE           staff file: tells who has left, and the roles of owner.capacity\n"
	"  --events               a line for all that happened to a customer\n"
	"  --deals                a line per person with a share of a deal\n"
	"  --commission=FILE      write the lines of --deals to FILE, too\n" SHARED_HELP BUFFER_HELP "\n"
	"Example:\n"
	"  $ kehu-owner --registration=registration.csv --visits=visits.csv --as-of=2025-12-31\n"
	"  customer,party,owner,since,until,days_left,basis,previous,clause\n"
	"  KH0001,,S11,2024-03-04,,,deal,S11,realty 3.4.1\n"
	"  ...\n"
	"\n" STATUS_HELP;

static void check_outputs(const struct options *options)
{
	if (options->events && options->deals)
		diag_usage("--events and --deals do not go together");
	if (options->shared.second != NULL && (options->events || options->deals))
		diag_usage("--commission and %s do not go together",
			   options->events ? "--events" : "--deals");
}

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"registration", OPTION_LIST, &options->registration},
					       {"visits", OPTION_LIST, &options->visits},
					       {"staff", OPTION_STRING, &options->staff},
					       {"events", OPTION_FLAG, &options->events},
					       {"deals", OPTION_FLAG, &options->deals},
					       {"commission", OPTION_STRING, &options->shared.second},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first < argc)
		diag_usage("superfluous operand \"%s\"", argv[first]);
	if (options->registration.n == 0 || options->visits.n == 0)
		diag_usage("--registration and --visits are needed");
	check_outputs(options);
	struct strings staff = {&options->staff, options->staff != NULL, 1};
	options_check_inputs(&options->shared,
			     (const struct strings *[]){&options->registration, &options->visits, &staff}, 3);
	options_finish(&options->shared);
}

/* What all workers share, and each worker's own. */
struct shared {
	const struct options *options;
	struct owner_rules rules;
	const struct inputs *inputs;
	int32_t as_of;
	bool with_deals;
};

struct job {
	const struct shared *shared;
	struct owner *owner;
	struct key key;
	struct joined note, clause;
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	const struct options *options = job->shared->options;
	job->owner =
		owner_new(&job->shared->rules, (options->events ? OWNER_KEEPS_EVENTS : 0) |
						       (job->shared->with_deals ? OWNER_KEEPS_DEALS : 0));
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	owner_free(job->owner);
	key_free(&job->key);
	joined_free(&job->note);
	joined_free(&job->clause);
	free(job);
}

static void write_source(const struct job *job, struct writer *writer, uint64_t position)
{
	writer_source(writer, text_of(inputs_file(job->shared->inputs, position)), inputs_line(position));
}

static void write_optional(struct writer *writer, int32_t day, int64_t number)
{
	if (day != DATE_NONE)
		writer_number(writer, number);
	else
		writer_text(writer, TEXT(""));
}

static void write_state(const struct job *job, struct writer *writer, const struct member *member)
{
	struct owner_state state = owner_state(job->owner, member->number);
	writer_text(writer, member->customer);
	writer_text(writer, member->party);
	writer_text(writer, state.owner);
	writer_date(writer, state.since);
	writer_date(writer, state.until);
	write_optional(writer, state.until, (int64_t)state.until - job->shared->as_of);
	writer_string(writer, owner_word(state.basis));
	writer_text(writer, state.previous);
	writer_text(writer, state.clause->clause);
	writer_end(writer);
}

static void write_event(const struct job *job, struct writer *writer, const struct member *member,
			const struct owner_event *event)
{
	writer_text(writer, member->customer);
	writer_date(writer, event->day);
	writer_string(writer, owner_word(event->word));
	writer_text(writer, event->staff);
	writer_text(writer, event->owner);
	writer_date(writer, event->until);
	writer_text(writer, event->clause->clause);
	write_source(job, writer, event->position);
	writer_end(writer);
}

static void write_events(const struct job *job, struct results *results, uint32_t number)
{
	const struct members *members = owner_members(job->owner);
	const struct owner_event *events;
	size_t n = owner_events(job->owner, number, &events);
	for (size_t i = 0; i < n; i++) {
		write_event(job, results_writer(results), &members->member[number], &events[i]);
		if (members->is_one)
			results_flush(results);
	}
}

/* The lines of customers who come as one are under the key of each. */
static void write_members(struct job *job, struct results *results)
{
	const struct members *members = owner_members(job->owner);
	for (uint32_t i = 0; i < members->n; i++) {
		if (job->shared->options->events)
			write_events(job, results, i);
		else
			write_state(job, results_writer(results), &members->member[i]);
		if (!members->is_one && writer_memory(results_writer(results)).length > 0)
			results_add(results, members->member[i].customer);
	}
}

/* --- deals */

/* Shares come out by customer, date and source, then as deal_shares has them. */
static struct text key_of(struct job *job, const struct visit *visit, size_t number)
{
	key_clear(&job->key);
	key_add_text(&job->key, visit->customer);
	key_add_number(&job->key, visit->day);
	key_add_text(&job->key, text_of(inputs_file(job->shared->inputs, visit->position)));
	key_add_number(&job->key, (int64_t)inputs_line(visit->position));
	key_add_number(&job->key, (int64_t)visit->position); /* two files may have one name */
	key_add_number(&job->key, (int64_t)number);
	return key_text(&job->key);
}

static void write_share(struct job *job, struct writer *writer, const struct deal *deal,
			const struct deal_share *share)
{
	deal_join_note(&job->note, share);
	deal_join_clauses(&job->clause, share);
	writer_text(writer, deal->visit->customer);
	writer_date(writer, deal->visit->day);
	writer_text(writer, share->person);
	writer_decimal(writer, deal_rounded(&share->part[DEAL_CREDIT]), 2, 2);
	writer_decimal(writer, deal_rounded(&share->part[DEAL_COMMISSION]), 2, 2);
	writer_string(writer, words_english(&words_basis, (int)deal->basis));
	writer_text(writer, joined_text(&job->note));
	writer_text(writer, joined_text(&job->clause));
	write_source(job, writer, deal->visit->position);
	writer_end(writer);
}

static const char *write_deal(struct job *job, struct results *results, const struct deal *deal)
{
	bool is_second = !job->shared->options->deals;
	const struct deal_share *shares;
	const char *error = owner_share(job->owner, deal);
	size_t n = error == NULL ? owner_shares(job->owner, &shares) : 0;
	for (size_t i = 0; i < n; i++) {
		write_share(job, is_second ? results_second(results) : results_writer(results), deal,
			    &shares[i]);
		struct text key = key_of(job, deal->visit, i);
		if (is_second)
			results_add_second(results, key);
		else
			results_add(results, key);
	}
	return error;
}

/* Of one customer or of several who belong together. */
static const char *do_customers(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const struct deal *deals;
	const char *error = owner_walk(job->owner, records, job->shared->as_of);
	size_t n = job->shared->with_deals ? owner_deals(job->owner, &deals) : 0;
	for (size_t i = 0; i < n && error == NULL; i++)
		error = write_deal(job, results, &deals[i]);
	if (error == NULL && !job->shared->options->deals)
		write_members(job, results);
	return error;
}

/* --- the whole */

/* The customer is a column only where all of them come as one. */
/* The customers are wanted where all come as one (PARTIES_ALL). */
static const char *const registration_columns[] = {"customer",    "staff", "name",     "phone",     "channel",
						   "register_no", "party", "referrer", "requested", NULL};
static const char *const visit_columns[] = {"customer", "staff",  "kind",  "outcome",
					    "fault",    "helper", "basis", NULL};

static void write_headers(const struct options *options, const struct filter *filter)
{
	static const char *const shares[] = {"customer", "date", "staff",  "credit", "commission",
					     "basis",    "note", "clause", "source", NULL};
	static const char *const states[] = {"customer",  "party", "owner",    "since",  "until",
					     "days_left", "basis", "previous", "clause", NULL};
	static const char *const events[] = {"customer", "date",   "event",  "staff", "owner",
					     "until",    "clause", "source", NULL};
	writer_header(filter->writer, options->deals ? shares : options->events ? events : states);
	if (filter->second != NULL)
		writer_header(filter->second, shares);
}

static int run(const struct options *options)
{
	struct customer_rule rule = {.open = open_job, .close = close_job, .work = do_customers};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.options = options,
				.inputs = filter.inputs,
				.as_of = filter.as_of,
				.with_deals = options->deals || filter.second != NULL};
	owner_rules_load(&shared.rules, filter.policy, shared.with_deals);
	struct roster *roster = roster_read(filter.inputs, options->staff);
	roster_warn(roster, filter.inputs);
	shared.rules.roster = roster;
	rule.links = owner_rules_links(&shared.rules);
	rule.wanted[GROUP_REGISTRATION] = registration_columns + (rule.links != PARTIES_ALL);
	rule.wanted[GROUP_VISITS] = visit_columns + (rule.links != PARTIES_ALL);
	if (shared.with_deals || rule.links != PARTIES_NONE)
		rule.order = RESULTS_WITHIN_CUSTOMER;
	write_headers(options, &filter);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){&options->registration, &options->visits},
		      &rule, &shared);
	roster_free(roster);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.registration.string);
	free(options.visits.string);
	free(options.shared.policies.string);
	return status;
}
