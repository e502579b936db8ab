/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-due: random companies under random deadlines and those of every regulation, walked through day
 * by day, and a comparison byte for byte. What kehu-due prints must also agree with itself: rates with cases, a past
 * night with the streams as they were on it, its sample on any two nights, and a ledger of faults only grows.
 *
 *     due_oracle [SEED [ROUNDS]]
 *
 * A round has a seed of its own, which a difference names: SEED is the first one's.
 */
#include <config.h>
#include "oracle_due_print.h"
#include "oracle_due_policy.h"
#include "oracle_table.h"

enum form { FORM_CASES, FORM_ALL, FORM_RATES, FORM_FAULTS, FORMS };

static const char *const form_options[FORMS] = {"", " --all", " --rates", " --faults"};

struct play {
	struct oracle *oracle;
	struct world *world;
	struct cases cases;
	struct rng rng;
	unsigned failed; /* before this round */
	struct out printed[FORMS];
};

static bool fine(const struct play *play)
{
	return play->oracle->failed == play->failed;
}

/* ---- What is shown of a difference ---- */

static void show_moment(const char *name, struct moment moment)
{
	char day[16];

	if (moment.day < 0)
		return;
	printf(" %s=%s", name, day_text(day, moment.day));
	if (moment.second >= 0)
		printf(" %02d:%02d:%02d", moment.second / 3600, moment.second / 60 % 60, moment.second % 60);
}

static void show(const void *context, const char *key)
{
	const struct world *world = context;

	for (int i = 0; i < world->n; i++) {
		const struct record *one = &world->records[i];

		if (!is(one->customer, key))
			continue;
		printf("  %s:%d", one->file, one->line);
		for (int j = 0; j < DATES; j++)
			show_moment(date_names[one->stream][j], one->dates[j]);
		printf(" staff=%s", one->staff);
		if (one->stream == STREAM_REGISTRATIONS)
			printf(" name=%s phone=%s numbers=%s/%s party=%s\n", one->name, one->phone,
			       one->register_no, one->personal_no, one->party);
		else
			printf(" %s:%s/%s basis=%s fault=%s id=%s ref=%s\n", one->kind, one->reason,
			       one->outcome, one->basis, one->fault, one->id, one->ref);
	}
	printf("  policy: %s%s and\n%s", world->shipped, world->steady ? ", steady" : "",
	       world->overlay.bytes);
}

static bool same(struct play *play, const char *what, const struct out *expected, const struct out *actual,
		 enum form form)
{
	char title[512];

	snprintf(title, sizeof title, "seed %llu: %s", (unsigned long long)play->world->seed, what);
	return oracle_same(play->oracle, title, expected, actual, form == FORM_FAULTS ? 3 : 1, show,
			   play->world);
}

/* ---- Runs ---- */

static void run(struct play *play, const char *options, struct out *command, struct out *printed)
{
	const struct world *world = play->world;
	char as_of[16];

	if (rng_chance(&play->rng, 30))
		out_text(command, "KEHU_READER=best:256 "); /* small batches: work for all threads */
	out_format(command, "kehu-due --registration=r.csv --visits=v.csv --visits=u.csv --as-of=%s%s",
		   day_text(as_of, world->as_of), options);
	if (*world->shipped)
		out_format(command, " --policy=%s", world->shipped);
	out_text(command, " --policy=policy.csv");
	if (world->sorted)
		out_text(command, " --sorted");
	if (world->has_receivables)
		out_text(command, " --receivables=a.csv");
	if (world->has_grades)
		out_text(command, " --grades=grades.csv");
	if (world->n_staff)
		out_text(command, " --staff=staff.csv");
	if (world->has_calendar)
		out_text(command, " --calendar=calendar.csv");
	out_format(command, " --threads=%d 2>log", rng_range(&play->rng, 1, 4));
	int status = oracle_run(command->bytes, printed);
	if (status != 0)
		out_format(printed, "(exit %d)\n", status);
}

static void expect(struct play *play, enum form form, struct question *question, struct out *expected)
{
	question->all = form == FORM_ALL;
	if (form == FORM_RATES)
		expect_rates(play->world, question, &play->cases, expected);
	else if (form == FORM_FAULTS)
		expect_faults(play->world, &play->cases, expected);
	else
		expect_cases(play->world, question, &play->cases, expected);
}

/* Runs and compares; what is printed goes to *printed. */
static void play_form(struct play *play, enum form form, struct question *question, struct out *printed)
{
	struct out expected = {0}, command = {0}, options = {0};

	out_text(&options, form_options[form]);
	for (int i = 0; i < question->n_names; i++)
		out_format(&options, " --name='%s'", question->names[i]);
	run(play, options.bytes, &command, printed);
	expect(play, form, question, &expected);
	same(play, command.bytes, &expected, printed, form);
	out_free(&expected);
	out_free(&command);
	out_free(&options);
}

/* ---- What must agree ---- */

static void disagree(struct play *play, const char *what, const char *line)
{
	play->oracle->failed++;
	play->oracle->keep = true;
	printf("DIFFERENCE: seed %llu: %s: %s\n", (unsigned long long)play->world->seed, what, line);
	show(play->world, "");
}

/* Does a row of --all count in the rates? */
static bool row_counts(const struct world *world, const struct table *all, int row)
{
	const char *due = table_at(all, row, table_column(all, "due"));
	char end[32], day[16];

	if (*table_at(all, row, table_column(all, "closed")) || table_is(all, row, "state", "missed"))
		return true;
	snprintf(end, sizeof end, "%s%s", day_text(day, world->as_of), strlen(due) > 10 ? " 23:59:59" : "");
	return strcmp(due, end) < 0;
}

static void agree_rate(struct play *play, const struct table *all, const struct table *rates, int line)
{
	int cases = 0, closed = 0, in_time = 0;
	char counted[64];

	for (int row = 1; row < all->rows; row++) {
		const char *opened = table_at(all, row, table_column(all, "opened"));

		if (!table_is(all, row, "name", table_at(rates, line, 0)) ||
		    strncmp(opened, table_at(rates, line, 1), 7) != 0 || !row_counts(play->world, all, row))
			continue;
		cases++;
		closed += *table_at(all, row, table_column(all, "closed")) != '\0';
		in_time += table_is(all, row, "state", "met");
	}
	snprintf(counted, sizeof counted, "%d cases, %d closed, %d in time", cases, closed, in_time);
	if (cases != (int)strtol(table_at(rates, line, 2), NULL, 10) ||
	    closed != (int)strtol(table_at(rates, line, 4), NULL, 10) ||
	    in_time != (int)strtol(table_at(rates, line, 5), NULL, 10))
		disagree(play, "--rates and --all", counted);
	else
		play->oracle->passed++;
}

static void agree_rates(struct play *play)
{
	struct table all, rates;
	int told = 0, counted = 0;

	table_read(&all, &play->printed[FORM_ALL]);
	table_read(&rates, &play->printed[FORM_RATES]);
	for (int line = 1; line < rates.rows && fine(play); line++) {
		agree_rate(play, &all, &rates, line);
		told += (int)strtol(table_at(&rates, line, 2), NULL, 10);
	}
	for (int row = 1; row < all.rows; row++)
		counted += row_counts(play->world, &all, row);
	if (fine(play) && told != counted)
		disagree(play, "--rates and --all", "cases in --rates are not all of --all");
	table_free(&all);
	table_free(&rates);
}

/* Is it the same case in two outputs of --all? The person of a role may be another one. */
static bool same_case(const struct table *a, int i, const struct table *b, int j)
{
	static const char *const columns[] = {"name", "customer", "opened", "due", "source"};

	for (int k = 0; k < 5; k++) {
		int column = table_column(a, columns[k]);

		if (!is(table_at(a, i, column), table_at(b, j, column)))
			return false;
	}
	return *table_at(a, i, 1) || is(table_at(a, i, 2), table_at(b, j, 2));
}

/* What is spared on one night and is open on both is spared on the other. */
static void agree_sample(struct play *play, const struct out *past)
{
	struct table all, before;

	table_read(&all, &play->printed[FORM_ALL]);
	table_read(&before, past);
	for (int i = 1; i < before.rows && fine(play); i++)
		for (int j = 1; j < all.rows && fine(play); j++)
			if (same_case(&before, i, &all, j) && !*table_at(&before, i, 5) &&
			    !*table_at(&all, j, 5) &&
			    table_is(&before, i, "state", "spared") != table_is(&all, j, "state", "spared"))
				disagree(play, "the sample of two nights", table_at(&all, j, 1));
	play->oracle->passed += fine(play);
	table_free(&all);
	table_free(&before);
}

/* No line of the past ledger is missing in the present one. */
static void agree_ledger(struct play *play, const struct out *past)
{
	char line[512];

	for (const char *at = past->bytes; *at && fine(play); at += strcspn(at, "\n") + 1) {
		snprintf(line, sizeof line, "%.*s\n", (int)strcspn(at, "\n"), at);
		if (!strstr(play->printed[FORM_FAULTS].bytes, line))
			disagree(play, "a line that the ledger had before", line);
	}
	play->oracle->passed += fine(play);
}

/* ---- A round ---- */

/* The same night with the streams as they were on it. */
static void play_cut(struct play *play, enum form form, const struct out *past)
{
	struct out printed, command = {0};

	run(play, form_options[form], &command, &printed);
	out_text(&command, " (streams cut)");
	same(play, command.bytes, past, &printed, form);
	out_free(&printed);
	out_free(&command);
}

static void play_past(struct play *play)
{
	static const enum form forms[] = {FORM_ALL, FORM_FAULTS};
	struct world *world = play->world;
	struct question everything = {0};
	struct out past[2] = {0};
	struct rng spelling = {world->seed + 1};
	int as_of = world->as_of;

	world->as_of = rng_range(&play->rng, world->first + 5, as_of);
	if (rng_chance(&play->rng, 5))
		world->as_of = world->first - 600; /* before all */
	for (int i = 0; i < 2 && fine(play); i++)
		play_form(play, forms[i], &everything, &past[i]);
	if (fine(play))
		agree_sample(play, &past[0]);
	if (fine(play) && world->steady)
		agree_ledger(play, &past[1]);
	if (fine(play))
		streams_write(world, &spelling, world->as_of);
	for (int i = 0; i < 2 && fine(play); i++)
		play_cut(play, forms[i], &past[i]);
	world->as_of = as_of;
	out_free(&past[0]);
	out_free(&past[1]);
}

/* What both find in the records themselves: kehu-fault, which reads the rows of standard, finds the same. */
static void play_records(struct play *play)
{
	struct world *world = play->world;
	struct out expected = {0}, printed, command = {0};
	int deadlines = world->policy.n;
	char as_of[16];

	if (*world->shipped || strstr(world->overlay.bytes, "\nbase,"))
		return;
	out_format(&command,
		   "kehu-fault --registration=r.csv --visits=v.csv --visits=u.csv --policy=policy.csv "
		   "--as-of=%s%s%s",
		   day_text(as_of, world->as_of), world->n_staff ? " --staff=staff.csv" : "",
		   world->has_calendar ? " --calendar=calendar.csv" : "");
	out_text(&command,
		 " 2>log | grep -v -E ',(callback[.](missed|late|clean)|revisit[.]missed|report[.]late),'");
	oracle_run(command.bytes, &printed);
	world->policy.n = 0;
	expect_faults(world, &play->cases, &expected);
	world->policy.n = deadlines;
	same(play, command.bytes, &expected, &printed, FORM_FAULTS);
	out_free(&expected);
	out_free(&printed);
	out_free(&command);
}

/* Some of the deadlines, one maybe twice. */
static void play_names(struct play *play)
{
	const struct policy *policy = &play->world->policy;
	enum form form = (enum form)rng_below(&play->rng, FORM_FAULTS);
	struct question question = {0};
	struct out printed = {0};

	if (policy->n == 0)
		return;
	question.n_names = rng_range(&play->rng, 1, 4);
	for (int i = 0; i < question.n_names; i++)
		question.names[i] = policy->deadlines[rng_below(&play->rng, policy->n)].name;
	play_form(play, form, &question, &printed);
	out_free(&printed);
}

static void play_round(struct oracle *oracle, uint64_t seed)
{
	struct world *world = oracle_alloc(1, sizeof *world);
	struct play play = {.oracle = oracle, .world = world, .rng = {seed}, .failed = oracle->failed};
	struct rng spelling = {seed + 1};
	struct question everything = {0};

	play.cases.list = oracle_alloc(MAX_CASES, sizeof *play.cases.list);
	world->seed = seed;
	world_start(world, &play.rng);
	policy_random(world, &play.rng);
	world_random(world, &play.rng);
	world_write(world);
	streams_write(world, &spelling, world->as_of + 10000);
	for (int form = 0; form < FORMS && fine(&play); form++)
		play_form(&play, (enum form)form, &everything, &play.printed[form]);
	if (fine(&play))
		agree_rates(&play);
	if (fine(&play))
		play_names(&play);
	if (fine(&play))
		play_records(&play);
	if (fine(&play))
		play_past(&play);
	for (int form = 0; form < FORMS; form++)
		out_free(&play.printed[form]);
	out_free(&world->overlay);
	free(play.cases.list);
	free(world);
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20250801;
	int rounds = oracle_rounds(argc, argv, 80);
	struct oracle oracle;

	oracle_start(&oracle, "due_oracle");
	for (int i = 0; i < rounds && oracle.failed == 0; i++)
		play_round(&oracle, seed + (uint64_t)i);
	return oracle_end(&oracle, "due_oracle");
}
