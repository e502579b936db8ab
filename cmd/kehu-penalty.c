/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kehu-penalty: prices faults and prints the ledger. */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "filter.h"
#include "penalty.h"
#include "roster.h"

struct options {
	struct shared_options shared;
	bool all;              /* --all */
	bool summary;          /* --summary */
	const char *staff;     /* --staff */
	struct strings faults; /* operand */
};

static const char help[] =
	"Usage: kehu-penalty [--all] [--summary] [OPTION]... [FAULTS.csv]\n"
	"Price faults, found by kehu-fault or written by hand, and print the ledger.\n"
	"\n"
	"  --all                  also faults whose code has no price\n"
	"  --summary              a line per person, role and month\n"
	"  --staff=FILE           staff file: names who holds the role that pays\n" SHARED_HELP "\n"
	"Example:\n"
	"  $ printf 'date,person,code\\n2025-03-04,S07,dispute\\n' | kehu-penalty --as-of=2025-12-31\n"
	"  person,role,date,customer,code,nth,amount,factor,charge,clause,source,note\n"
	"  S07,,2025-03-04,,dispute,1,30.00,1,30.00,estate 41.2.2,,\n"
	"\n" STATUS_HELP;

static void parse_options(struct options *options, int argc, char **argv)
{
	*options = (struct options){.shared.as_of = DATE_NONE};
	const struct option_entry entries[] = {{"all", OPTION_FLAG, &options->all},
					       {"summary", OPTION_FLAG, &options->summary},
					       {"staff", OPTION_STRING, &options->staff},
					       SHARED_OPTIONS(&options->shared)};
	int first = options_parse(argc, argv, entries, sizeof entries / sizeof *entries, help);
	if (first + 1 < argc)
		diag_usage("superfluous operand \"%s\"", argv[first + 1]);
	strings_add(&options->faults, first < argc ? argv[first] : "-");
	struct strings staff = {&options->staff, options->staff != NULL, 1};
	options_check_inputs(&options->shared, (const struct strings *[]){&options->faults, &staff}, 2);
	options_finish(&options->shared);
}

struct reading {
	struct ledger *ledger;
	int32_t as_of;
};

static void add_fault(void *context, const void *record, uint64_t position, const struct reader *reader)
{
	const struct reading *reading = context;
	const struct fault *fault = record;
	(void)position;
	(void)reader;
	if (fault->day <= reading->as_of)
		ledger_add(reading->ledger, fault);
}

static void write_ledger(struct writer *writer, struct ledger *ledger)
{
	static const char *const header[] = {"person", "role",   "date",   "customer", "code",
					     "nth",    "amount", "factor", "charge",   "clause",
					     "source", "note",   NULL};
	writer_header(writer, header);
	for (size_t i = 0; i < ledger_lines(ledger); i++) {
		struct penalty_line line = ledger_line(ledger, i);
		writer_text(writer, line.person);
		writer_text(writer, line.role);
		writer_date(writer, line.day);
		writer_text(writer, line.customer);
		writer_text(writer, line.code);
		writer_number(writer, line.nth);
		writer_amount(writer, line.amount);
		writer_decimal(writer, line.factor, 6, 0);
		writer_amount(writer, line.charge);
		writer_text(writer, line.price != NULL ? line.price->clause : TEXT(""));
		writer_text(writer, line.source);
		writer_text(writer, line.note != NULL ? line.note->value : TEXT(""));
		writer_end(writer);
	}
}

static bool is_one_sum(const struct penalty_line *a, const struct penalty_line *b)
{
	return date_month_number(a->day) == date_month_number(b->day) && text_equal(a->person, b->person) &&
	       text_equal(a->role, b->role);
}

static void write_sum(struct writer *writer, const struct penalty_line *line, int64_t lines, int64_t charge)
{
	writer_text(writer, line->person);
	writer_text(writer, line->role);
	writer_month(writer, line->day);
	writer_number(writer, lines);
	writer_amount(writer, charge);
	writer_end(writer);
}

/* The lines come by person, role and date. */
static void write_summary(struct writer *writer, struct ledger *ledger)
{
	static const char *const header[] = {"person", "role", "month", "lines", "charge", NULL};
	struct penalty_line first, line;
	int64_t lines = 0, charge = 0;
	writer_header(writer, header);
	for (size_t i = 0; i < ledger_lines(ledger); i++) {
		line = ledger_line(ledger, i);
		if (lines > 0 && !is_one_sum(&first, &line)) {
			write_sum(writer, &first, lines, charge);
			lines = charge = 0;
		}
		if (lines++ == 0)
			first = line;
		if (!money_add(&charge, line.charge))
			diag_fail("person \"%s\": a sum of charges exceeds 64 bits", diag_quote(line.person));
	}
	if (lines > 0)
		write_sum(writer, &first, lines, charge);
}

static int run(const struct options *options)
{
	struct filter filter;
	filter_open(&filter, &options->shared);
	struct roster *roster = roster_read(filter.inputs, options->staff);
	struct reading reading = {ledger_new(filter.policy, roster), filter.as_of};
	inputs_read(filter.inputs, &stream_faults, &options->faults, add_fault, &reading);
	const char *error = ledger_price(reading.ledger, options->all);
	if (error != NULL)
		diag_fail("%s", error);
	if (options->summary)
		write_summary(filter.writer, reading.ledger);
	else
		write_ledger(filter.writer, reading.ledger);
	ledger_free(reading.ledger);
	roster_free(roster);
	return filter_close(&filter);
}

int main(int argc, char **argv)
{
	struct options options;
	diag_start(argv);
	parse_options(&options, argc, argv);
	int status = run(&options);
	free(options.faults.string);
	free(options.shared.policies.string);
	return status;
}
