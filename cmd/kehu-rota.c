/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-rota: tells for each visit of a customer whose turn it was to receive him. */
#include <config.h>

#include <stdlib.h>

#include "absences.h"
#include "customers.h"
#include "date.h"
#include "diag.h"
#include "memory.h"
#include "owner.h"
#include "register.h"
#include "rota.h"

struct options {
	struct shared_options shared;
	struct strings registration; /* --registration */
	struct strings visits;       /* --visits */
	const char *staff;           /* --staff */
	const char *absent;          /* --absent */
};

static const char help[] =
	"Usage: kehu-rota --staff=FILE --registration=FILE --visits=FILE [OPTION]...\n"
	"Tell for each visit of a customer whose turn it was to receive him.\n"
	"\n"
	"  --staff=FILE           staff file: its order is that of the rota\n"
	"  --registration=FILE    registrations (repeatable; - is standard input)\n"
	"  --visits=FILE          visits and call-backs\n"
	"  --absent=FILE          who is away when\n" SHARED_HELP BUFFER_HELP "\n"
	"Example:\n"
	"  $ kehu-rota --staff=staff.csv --registration=registration.csv --visits=visits.csv \\\n"
	"      --as-of=2025-12-31\n"
	"  date,seq,customer,staff,served,basis,clause,source\n"
	"  2024-01-12,1,KH0169,S01,S12,turn,realty 2.2.1,visits.csv:2\n"
	"  ...\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"staff", OPTION_STRING, &options->staff},
					       {"registration", OPTION_LIST, &options->registration},
					       {"visits", OPTION_LIST, &options->visits},
					       {"absent", OPTION_STRING, &options->absent},
					       SHARED_OPTIONS(&options->shared),
					       BUFFER_OPTION(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first < argc)
		diag_usage("superfluous operand \"%s\"", argv[first]);
	if (options->staff == NULL || options->registration.n == 0 || options->visits.n == 0)
		diag_usage("--staff, --registration and --visits are needed");
	struct strings staff = {&options->staff, 1, 1};
	struct strings absent = {&options->absent, options->absent != NULL, 1};
	options_check_inputs(
		&options->shared,
		(const struct strings *[]){&options->registration, &options->visits, &staff, &absent}, 4);
	options_finish(&options->shared);
}

/* An arrival with what its line shows. */
struct arrival {
	struct rota_arrival arrival;
	struct text customer, served;
	uint64_t position;
};

/* What all workers share, and each worker's own. */
struct shared {
	struct owner_rules rules;
	const struct inputs *inputs;
	struct roster *roster;
	struct absences *absences;
	struct rota *rota;
	int32_t as_of;
};

struct job {
	struct shared *shared;
	struct owner *owner;
	struct arena texts;
	struct arrival *arrival;
	size_t n, room;
	uint32_t parties; /* of the arrivals so far */
};

static void *open_job(void *context)
{
	struct job *job = memory_new(1, sizeof *job);
	job->shared = context;
	job->owner = owner_new(&job->shared->rules, OWNER_KEEPS_ARRIVALS);
	return job;
}

static void close_job(void *state)
{
	struct job *job = state;
	owner_free(job->owner);
	arena_free(&job->texts);
	free(job->arrival);
	free(job);
}

/* --- customer by customer: who arrives */

static const struct staff *find_person(const struct job *job, struct text person)
{
	return person.length > 0 ? roster_find(job->shared->roster, person) : NULL;
}

static void add_arrival(struct job *job, const struct owner_arrival *found)
{
	const struct visit *visit = found->visit;
	job->arrival = memory_grow(job->arrival, &job->room, job->n + 1, sizeof *job->arrival);
	job->arrival[job->n++] =
		(struct arrival){.arrival = {.owner = find_person(job, found->owner),
					     .has_owner = found->owner.length > 0,
					     .requested = find_person(job, found->requested),
					     .party = job->parties + found->party,
					     .day = visit->day,
					     .second = visit->second != DATE_NO_TIME ? visit->second : 0},
				 .customer = arena_copy(&job->texts, visit->customer),
				 .served = arena_copy(&job->texts, visit->staff),
				 .position = visit->position};
}

static const char *do_customers(void *state, const struct customer_records *records, struct results *results)
{
	struct job *job = state;
	const struct owner_arrival *arrivals;
	const char *error = owner_walk(job->owner, records, job->shared->as_of);
	size_t n = owner_arrivals(job->owner, &arrivals);
	(void)results;
	for (size_t i = 0; i < n; i++)
		add_arrival(job, &arrivals[i]);
	if (n > 0)
		job->parties += owner_members(job->owner)->parties;
	return error;
}

/* --- then arrival by arrival */

static int compare_arrivals(const void *a, const void *b)
{
	const struct arrival *x = a, *y = b;
	if (x->arrival.day != y->arrival.day)
		return x->arrival.day < y->arrival.day ? -1 : 1;
	return (x->position > y->position) - (x->position < y->position);
}

/* The arrivals of all workers, in order, with their parties numbered through; for free(). */
static struct arrival *gather(void *const *states, unsigned workers, size_t *n, size_t *parties)
{
	*n = *parties = 0;
	for (unsigned i = 0; i < workers; i++)
		*n += ((const struct job *)states[i])->n;
	struct arrival *all = memory_new(*n, sizeof *all);
	*n = 0;
	for (unsigned i = 0; i < workers; i++) {
		const struct job *job = states[i];
		for (size_t j = 0; j < job->n; j++) {
			all[*n] = job->arrival[j];
			all[(*n)++].arrival.party += (uint32_t)*parties;
		}
		*parties += job->parties;
	}
	if (*n > 1)
		qsort(all, *n, sizeof *all, compare_arrivals);
	return all;
}

static void write_turn(const struct shared *shared, struct writer *writer, const struct arrival *arrival,
		       const struct rota_turn *turn)
{
	writer_date(writer, arrival->arrival.day);
	writer_number(writer, turn->number);
	writer_text(writer, arrival->customer);
	writer_text(writer, turn->staff != NULL ? turn->staff->staff : TEXT(""));
	writer_text(writer, arrival->served);
	writer_string(writer, rota_word(turn->basis));
	writer_text(writer, turn->clause != NULL ? turn->clause->clause : TEXT(""));
	writer_source(writer, text_of(inputs_file(shared->inputs, arrival->position)),
		      inputs_line(arrival->position));
	writer_end(writer);
}

static char *do_arrivals(void *const *states, unsigned workers, struct results *results)
{
	const struct shared *shared = ((const struct job *)states[0])->shared;
	const struct late_error *errors;
	size_t n, parties, bad = absences_errors(shared->absences, RESULTS_RANK, &errors);
	struct arrival *arrivals = gather(states, workers, &n, &parties);
	for (size_t i = 0; i < bad; i++)
		results_reject(results, &errors[i]);
	rota_start(shared->rota, shared->roster, shared->absences, parties);
	for (size_t i = 0; i < n; i++) {
		struct rota_turn turn = rota_receive(shared->rota, &arrivals[i].arrival);
		write_turn(shared, results_writer(results), &arrivals[i], &turn);
		results_flush(results);
	}
	free(arrivals);
	return NULL;
}

/* --- the whole */

/* The customers are wanted where all come as one (PARTIES_ALL). */
static const char *const registration_columns[] = {"customer",    "staff", "name",     "phone",     "channel",
						   "register_no", "party", "referrer", "requested", NULL};
static const char *const visit_columns[] = {"customer", "date",   "staff", "kind",
					    "outcome",  "helper", "basis", NULL};

static int run(const struct options *options)
{
	static const char *const header[] = {"date",  "seq",    "customer", "staff", "served",
					     "basis", "clause", "source",   NULL};
	struct customer_rule rule = {
		.open = open_job, .close = close_job, .work = do_customers, .finish = do_arrivals};
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct shared shared = {.inputs = filter.inputs, .as_of = filter.as_of};
	owner_rules_load(&shared.rules, filter.policy, false);
	rule.links = owner_rules_links(&shared.rules);
	rule.wanted[GROUP_REGISTRATION] = registration_columns + (rule.links != PARTIES_ALL);
	rule.wanted[GROUP_VISITS] = visit_columns + (rule.links != PARTIES_ALL);
	shared.rota = rota_new(filter.policy);
	shared.rules.roster = shared.roster = roster_read(filter.inputs, options->staff);
	roster_warn(shared.roster, filter.inputs);
	shared.absences = absences_read(filter.inputs, options->absent, shared.roster);
	writer_header(filter.writer, header);
	customers_run(&filter,
		      (const struct strings *[GROUP_STREAMS]){&options->registration, &options->visits},
		      &rule, &shared);
	rota_free(shared.rota);
	absences_free(shared.absences);
	roster_free(shared.roster);
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
