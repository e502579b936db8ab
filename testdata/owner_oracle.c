/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-owner and kehu-rota: random companies under random rules, gone through record by record and day
 * by day, and a comparison byte for byte.  Beside that: the shares of a deal add up, ownership ends where kehu-lost
 * says that the customer's validity ends, and what is dated after the as-of date changes nothing.
 *
 *     owner_oracle [SEED [ROUNDS]]
 */
#include <config.h>
#include <sys/stat.h>
#include "oracle_owner_rota.h"

/* One round; the seed makes it again, alone. */
struct round {
	struct oracle *oracle;
	struct world *world;
	struct walk *walk;
	struct rng *rng;
	uint64_t seed;
};

/* ---- Showing what differs ---- */

static void show_registration(const struct registration *one)
{
	char moment[32];

	printf("registration %s:%d %s %s staff=%s name=%s phone=%s channel=%s party=%s no=%s referrer=%s "
	       "requested=%s\n",
	       one->place.file, one->place.line, one->customer,
	       moment_text(moment, sizeof moment, one->day, one->second), one->staff, one->name, one->phone,
	       one->channel, one->party, one->number, one->referrer, one->requested);
}

static void show_visit(const struct visit *one)
{
	char moment[32];

	printf("visit %s:%d %s %s staff=%s kind=%s outcome=%s helper=%s basis=%s fault=%s\n", one->place.file,
	       one->place.line, one->customer, moment_text(moment, sizeof moment, one->day, one->second),
	       one->staff, one->kind, one->outcome, one->helper, one->basis, one->fault);
}

/* All records of the party of a customer, or none where the key is something else. */
static void show(const void *context, const char *key)
{
	const struct round *round = context;
	const struct world *world = round->world;
	int customer = customer_index(key);
	char day[16];

	printf("  seed %llu, as of %s, policy %s and\n%s", (unsigned long long)round->seed,
	       day_text(day, round->walk->as_of), world->rules.name ? world->rules.name : "standard",
	       world->rules.text.bytes);
	if (customer < 0)
		return;
	int party = round->walk->party_of[customer];

	for (int i = 0; i < world->n_registrations; i++)
		if (party_index(round->walk, world->registrations[i].customer) == party)
			show_registration(&world->registrations[i]);
	for (int i = 0; i < world->n_visits; i++)
		if (party_index(round->walk, world->visits[i].customer) == party)
			show_visit(&world->visits[i]);
}

/* ---- Runs ---- */

static void command_of(const struct round *round, char *command, size_t room, const char *program,
		       const char *folder, const char *more)
{
	static const int threads[] = {1, 2, 3, 8};
	static const char *const memory[] = {"", "", "", " --buffer-size=1M"};
	const struct rules *rules = &round->world->rules;
	char as_of[16];

	snprintf(command, room,
		 "kehu-%s --as-of=%s%s%s%s%s --registration=%sr.csv --registration=%sq.csv --visits=%sv.csv "
		 "--visits=%su.csv --threads=%d%s%s 2>err.txt",
		 program, day_text(as_of, round->walk->as_of), rules->name ? " --policy=" : "",
		 rules->name ? rules->name : "", " --policy=policy.csv",
		 round->world->staff_given && !is(program, "lost") ? " --staff=staff.csv" : "", folder,
		 folder, folder, folder, RNG_PICK(round->rng, threads), RNG_PICK(round->rng, memory), more);
}

/* Runs a command; what it prints, then what it says, then its exit status where that is not 0. */
static void run(const char *command, struct out *actual)
{
	struct out said;
	int status = oracle_run(command, actual);

	oracle_read("err.txt", &said);
	out_bytes(actual, said.bytes, said.length);
	out_free(&said);
	if (status != 0)
		out_format(actual, "(exit %d)\n", status);
}

/* What a program says of the persons who are in the staff file twice. */
static void warnings(const struct world *world, const char *program, struct out *out)
{
	for (int i = 0; i < world->n_staff && world->staff_given; i++) {
		const struct staff *one = &world->staff[i], *first = staff_find(world, one->id);

		if (first != one)
			out_format(out,
				   "kehu-%s: staff.csv:%d: staff: \"%s\" is given twice (first in "
				   "staff.csv:%d); "
				   "the first counts\n",
				   program, i + 2, one->id, (int)(first - world->staff) + 2);
	}
}

static bool compare(const struct round *round, const char *program, const char *more, struct out *expected,
		    int key)
{
	char command[700];
	struct out actual;

	command_of(round, command, sizeof command, program, "", more);
	warnings(round->world, program, expected);
	run(command, &actual);
	bool same = oracle_same(round->oracle, command, expected, &actual, key, show, round);
	out_free(&actual);
	out_free(expected);
	return same;
}

static bool play_owner(const struct round *round)
{
	struct out expected = {0}, shares = {0}, actual;

	print_owners(round->walk, &expected);
	if (!compare(round, "owner", " --commission=commission.csv", &expected, 0))
		return false;
	print_shares(round->walk, &shares);
	oracle_read("commission.csv", &actual);
	bool same = oracle_same(round->oracle, "kehu-owner --commission", &shares, &actual, 0, show, round);
	out_free(&actual);
	if (same && rng_chance(round->rng, 50))
		same = compare(round, "owner", " --deals", &shares, 0);
	out_free(&shares);
	if (!same)
		return false;
	print_events(round->walk, &expected);
	return compare(round, "owner", " --events", &expected, 0);
}

static bool play_rota(const struct round *round)
{
	struct out expected = {0};

	if (!round->world->rules.whole || !round->world->staff_given)
		return true;
	print_rota(round->walk, &expected);
	return compare(round, "rota", " --absent=absent.csv", &expected, 2);
}

/* ---- Other ways to look at it ---- */

static bool fail(const struct round *round, const char *what, const char *customer)
{
	printf("DIFFERENCE: %s: %s\n", what, customer);
	show(round, customer);
	round->oracle->failed++;
	round->oracle->keep = true;
	return false;
}

/* A printed percentage, in hundredths. */
static int hundredths(const char *text)
{
	int whole = 0, part = 0;

	if (sscanf(text, "%d.%2d", &whole, &part) != 2)
		oracle_die("a percentage that is none");
	return 100 * whole + part;
}

/* One share of a deal's lines from at on: all of it, but for what the notes say was forfeited. */
static bool adds_up(const char *at, int lines, int share)
{
	char value[600], word[32], credit[16];
	int sum = 0;
	bool lost = false;

	snprintf(word, sizeof word, " %s -", share_names[share]);
	for (int i = 0; i < lines; i++) {
		oracle_value(at, 3 + share, credit, sizeof credit);
		oracle_value(at, 6, value, sizeof value);
		sum += hundredths(credit);
		lost |= strstr(value, word) != NULL;
		at += strcspn(at, "\n") + 1;
	}
	return lost ? sum < 10000 : sum == 10000;
}

/* What was printed, by itself; no customer's name with a line break gets here. */
static bool check_shares(const struct round *round)
{
	struct out text;
	char customer[32], source[64], next[64];

	if (!round->world->rules.whole)
		return true;
	oracle_read("commission.csv", &text);
	for (char *at = text.bytes; (at = strstr(at, "A\nB")); at++)
		at[1] = ' ';
	for (const char *at = strchr(text.bytes, '\n') + 1; *at;) {
		const char *end = at;
		int lines = 0;

		oracle_value(at, 0, customer, sizeof customer);
		oracle_value(at, 8, source, sizeof source);
		do {
			lines++;
			end += strcspn(end, "\n") + 1;
			oracle_value(end, 8, next, sizeof next);
		} while (*end && is(source, next));
		if (!adds_up(at, lines, SHARE_CREDIT) || !adds_up(at, lines, SHARE_COMMISSION))
			return fail(round, "shares that do not add up", source);
		at = end;
	}
	out_free(&text);
	round->oracle->passed++;
	return true;
}

/* A customer of its own whose one ownership began with its first record, a registration, and never ended. */
static bool is_plain(const struct round *round, int customer)
{
	const struct walk *walk = round->walk;
	const struct happening *made = NULL;
	int first = walk->as_of + 1;

	for (int i = 0; i < round->world->n_visits; i++)
		if (is(round->world->visits[i].customer, customers[customer]) &&
		    round->world->visits[i].day < first)
			first = round->world->visits[i].day - 1;
	for (int i = 0; i < walk->n_events; i++) {
		const struct happening *one = &walk->events[i];

		if (!is(one->customer, customers[customer]) || is(one->event, "renewed") ||
		    is(one->event, "kept"))
			continue;
		if (made || (made = one, is(one->event, "deal") || is(one->event, "incomplete") ||
						 is(one->event, "refused")))
			return false;
	}
	return made && made->day <= first + 1 && walk->parties[customer].since == made->day;
}

/* The day on which kehu-lost says that the customer's validity ends; false: it does not. */
static bool validity_of(const struct out *lost, int customer, char *due, size_t room)
{
	char value[64], action[16];

	for (const char *at = lost->bytes; *at; at += strcspn(at, "\n") + 1) {
		oracle_value(at, 0, value, sizeof value);
		oracle_value(at, 2, action, sizeof action);
		oracle_value(at, 5, due, room);
		if (is(value, customers[customer]) && (is(action, "track") || is(action, "reassign")))
			return true;
	}
	return false;
}

static bool check_lost(const struct round *round)
{
	const struct rules *rules = &round->world->rules;
	char command[700], due[16], day[16];
	struct out lost;
	bool same = true;

	if (rules->alone || rules->name || rules->renew_owner || rules->limit.value >= 0 ||
	    rules->rule[RULE_POOL].value != 1)
		return true;
	command_of(round, command, sizeof command, "lost", "", " --within=1000");
	run(command, &lost);
	for (int c = 0; c < CUSTOMERS && same; c++) {
		if (!round->walk->named[c] || *round->walk->party_id[c] || !is_plain(round, c) ||
		    is(customers[c], "A\nB") || !validity_of(&lost, c, due, sizeof due))
			continue;
		if (is(due, day_text(day, round->walk->parties[c].end)))
			round->oracle->passed++;
		else
			same = fail(round, "an end that is not kehu-lost's", customers[c]);
	}
	out_free(&lost);
	return same;
}

/* The same as of a day as what the streams without later records give. */
static bool check_cut(const struct round *round)
{
	static const char *const modes[] = {"", " --events", " --deals"};
	const char *mode = RNG_PICK(round->rng, modes);
	bool rota = rng_chance(round->rng, 40) && round->world->rules.whole && round->world->staff_given;
	char command[700];
	struct out whole, cut;

	write_cut(round->world, round->walk->as_of);
	command_of(round, command, sizeof command, rota ? "rota" : "owner", "cut/", rota ? "" : mode);
	run(command, &cut);
	command_of(round, command, sizeof command, rota ? "rota" : "owner", "", rota ? "" : mode);
	run(command, &whole);
	bool same = oracle_same(round->oracle, command, &cut, &whole, rota ? 2 : 0, show, round);
	out_free(&whole);
	out_free(&cut);
	return same;
}

static bool play(struct round *round)
{
	random_world(round->world, round->rng);
	write_world(round->world, round->rng);
	walk_run(round->walk, round->world, round->world->as_of);
	bool same = play_owner(round) && play_rota(round) && check_shares(round) && check_lost(round);

	if (same && rng_chance(round->rng, 30))
		same = check_cut(round);
	free_world(round->world);
	return same;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 7210;
	int rounds = oracle_rounds(argc, argv, 200);
	struct world *world = oracle_alloc(1, sizeof *world);
	struct walk *walk = oracle_alloc(1, sizeof *walk);
	struct oracle oracle;

	oracle_start(&oracle, "owner_oracle");
	if (mkdir("cut", 0700) != 0)
		oracle_die("no folder for what is cut");
	for (int i = 0; i < rounds && oracle.failed < 5; i++) {
		struct rng rng = {seed + (uint64_t)i};
		struct round round = {&oracle, world, walk, &rng, rng.state};

		if (!play(&round))
			printf("owner_oracle: owner_oracle %llu 1 does it again\n",
			       (unsigned long long)round.seed);
	}
	free(walk);
	free(world);
	return oracle_end(&oracle, "owner_oracle");
}
