/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An oracle for kehu-lost and kehu-fault: random histories, replayed day by day with what is open on each, and
 * a comparison byte for byte.
 *
 *     lost_oracle [SEED [ROUNDS]]
 */
#include <config.h>
#include "oracle.h"

enum {
	CUSTOMERS = 40,
	MAX_REGISTRATIONS = 5 * CUSTOMERS,
	MAX_VISITS = 16 * CUSTOMERS,
	MAX_LINES = 40000,
	MAX_STAFF = 8
};

struct registration {
	char customer[24];
	int day;
	int second; /* of the day; -1: no time */
	const char *staff, *name, *phone, *channel, *register_no, *personal_no;
	int line;
};

struct visit {
	char customer[24];
	int day;
	const char *staff, *kind, *outcome, *reason;
	char fault[96];
	int reported, fixed; /* days; -1: not given */
	const char *file;
	int line;
};

enum {
	ACTION_CALLBACK,
	ACTION_REVIVE,
	ACTION_REVISIT,
	ACTION_CORRECT,
	ACTION_TRACK,
	ACTION_REASSIGN,
	ACTIONS
};

static const char *const action_names[] = {"callback", "revive", "revisit", "correct", "track", "reassign"};
static const char *const channel_names[] = {"call", "web", "visit", "referral"};

struct policy {
	int followup[ACTIONS];
	const char *clauses[ACTIONS];
	const char *roles[2]; /* callback, revisit */
	int validity[5];      /* call, web, visit, referral, contact */
	int report_days;
	const char *daily[6]; /* codes that are repeated */
	int n_daily;
	bool rude_is_script; /* another code of the script group */
};

struct world {
	struct registration registrations[MAX_REGISTRATIONS];
	int n_registrations;
	struct visit visits[MAX_VISITS];
	int n_visits;
	struct staff staff[MAX_STAFF];
	int n_staff; /* 0: no staff file */
	struct calendar calendar;
	int first, as_of;
	int within;          /* -1: the policy's */
	bool asked[ACTIONS]; /* kehu-lost */
	bool standard;
	struct policy policy;
	struct out overlay;
};

/* An open action. */
struct action {
	bool open;
	int since, due;
	const struct visit *by;
};

/* A line of an output with what it is sorted by. */
struct line {
	char key[3][48]; /* compared in turn, by bytes */
	const char *file;
	int line_number;
	char *text;
};

struct lines {
	struct line *lines;
	int n;
};

static const char *const customers[CUSTOMERS] = {
	"C1",  "C10",        "C2",   "c1",   "K",    "K/1",  "客户1", "客户10", "a,b", "Z9",
	"Z99", "M 1",        "0007", "007",  "X-1",  "X_1",  "X.1",   "é",      "zz",  "AA",
	"AB",  "A",          "B",    "张三", "李四", "q\"q", "y",     "yy",     "Y",   "#1",
	" C1", "two\nlines", "N3",   "N4",   "N5",   "N6",   "N7",    "N8",     "N9",  "N0",
};

/* ---- Small questions ---- */

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool mine(const struct world *world, const char *customer, const char *whose, int day)
{
	return is(customer, whose) && day <= world->as_of;
}

static const char *outcome_of(const struct visit *visit)
{
	return is(visit->kind, "deal") ? "deal" : visit->outcome;
}

static bool has_code(const struct visit *visit, const char *code)
{
	char words[100];

	snprintf(words, sizeof words, " %s ", visit->fault);
	char wanted[64];
	snprintf(wanted, sizeof wanted, " %s ", code);
	return strstr(words, wanted) != NULL;
}

static bool is_contact(const struct visit *visit)
{
	return is(visit->kind, "visit") || is(visit->kind, "call") || is(visit->kind, "track");
}

/* Earlier in time, then in the input. */
static bool before(const struct registration *a, const struct registration *b)
{
	int second_a = a->second < 0 ? 0 : a->second, second_b = b->second < 0 ? 0 : b->second;

	if (a->day != b->day)
		return a->day < b->day;
	return second_a != second_b ? second_a < second_b : a < b;
}

static const struct registration *oldest_registration(const struct world *world, const char *customer)
{
	const struct registration *best = NULL;

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];

		if (mine(world, one->customer, customer, one->day) && (!best || before(one, best)))
			best = one;
	}
	return best;
}

static const char *name_of(const struct world *world, const char *customer)
{
	const struct registration *best = NULL;

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];

		if (mine(world, one->customer, customer, one->day) && *one->name &&
		    (!best || before(best, one)))
			best = one;
	}
	return best ? best->name : "";
}

static const char *staff_of(const struct world *world, const char *customer)
{
	const struct registration *oldest = oldest_registration(world, customer);

	return oldest ? oldest->staff : "pool";
}

/* Who holds a role on a day: the first by id, else the role's own name. */
static const char *holder_of(const struct world *world, const char *role, int day)
{
	const struct staff *best = NULL;

	for (int i = 0; i < world->n_staff; i++) {
		const struct staff *one = &world->staff[i];
		bool there = (one->joined < 0 || one->joined <= day) && (one->left < 0 || day <= one->left);

		if (there && is(one->role, role) && (!best || strcmp(one->id, best->id) < 0))
			best = one;
	}
	return best ? best->id : role;
}

static const char *role_of(const struct world *world, const char *person)
{
	for (int i = 0; i < world->n_staff; i++)
		if (is(world->staff[i].id, person))
			return world->staff[i].role;
	return "";
}

static bool registered_on(const struct world *world, const char *customer, int day)
{
	for (int i = 0; i < world->n_registrations; i++)
		if (is(world->registrations[i].customer, customer) && world->registrations[i].day == day)
			return true;
	return false;
}

/* ---- The replay: what one record closes, then opens ---- */

static bool closes(const struct visit *visit, int action)
{
	const char *outcome = outcome_of(visit);

	switch (action) {
	case ACTION_CALLBACK:
		return (is(visit->kind, "callback") && !is(outcome, "unreachable")) || is(outcome, "deal") ||
		       is(outcome, "revived");
	case ACTION_REVIVE:
		return is_contact(visit) || is(outcome, "deal") || is(outcome, "revived") ||
		       is(outcome, "elsewhere");
	case ACTION_REVISIT:
		return is(visit->kind, "revisit");
	default:
		return false;
	}
}

static bool opens(const struct visit *visit, int action)
{
	const char *outcome = outcome_of(visit);
	bool callback = is(visit->kind, "callback");

	switch (action) {
	case ACTION_CALLBACK:
		return is(outcome, "lost") && !callback;
	case ACTION_REVIVE:
		return callback && (is(outcome, "revivable") || is(outcome, "false_loss"));
	case ACTION_REVISIT:
		return is(visit->kind, "complaint");
	case ACTION_CORRECT:
		return callback && has_code(visit, "info_error");
	default:
		return false;
	}
}

static int due_of(const struct world *world, int action, int day)
{
	if (action == ACTION_CORRECT)
		return calendar_after(&world->calendar, day, world->policy.followup[action]);
	return day + world->policy.followup[action];
}

/* One visit of a day; *late: the call-back that closed an action after it was due. */
static void replay_visit(const struct world *world, const struct visit *visit, struct action *actions,
			 bool *late)
{
	*late = false;
	for (int i = 0; i <= ACTION_CORRECT; i++) {
		if (!actions[i].open || !closes(visit, i))
			continue;
		actions[i].open = false;
		if (i == ACTION_CALLBACK && is(visit->kind, "callback") && visit->day > actions[i].due)
			*late = true;
	}
	for (int i = 0; i <= ACTION_CORRECT; i++) {
		if (actions[i].open || !opens(visit, i))
			continue;
		if (i == ACTION_CORRECT && registered_on(world, visit->customer, visit->day))
			continue; /* closed on the day already */
		actions[i] = (struct action){true, visit->day, due_of(world, i, visit->day), visit};
	}
}

/* ---- Lines ---- */

static struct line *lines_add(struct lines *lines, struct out *text)
{
	if (lines->n == MAX_LINES)
		oracle_die("too many lines");
	struct line *line = &lines->lines[lines->n++];
	*line = (struct line){.text = text->bytes, .file = ""};
	return line;
}

static int line_order(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	int order = 0;

	for (int i = 0; i < 3 && !order; i++)
		order = strcmp(left->key[i], right->key[i]);
	return order;
}

/* Sorted, joined and emptied. */
static void lines_print(struct lines *lines, int (*order)(const void *, const void *), struct out *out)
{
	qsort(lines->lines, (size_t)lines->n, sizeof lines->lines[0], order);
	for (int i = 0; i < lines->n; i++) {
		out_text(out, lines->lines[i].text);
		free(lines->lines[i].text);
	}
	lines->n = 0;
}

/* ---- kehu-lost ---- */

struct followup {
	const char *customer;
	int action;
	const char *assignee;
	int since, due;
	const char *reason;
};

static void add_followup(const struct world *world, const struct followup *followup, struct lines *lines)
{
	struct out text = {0};
	int late = world->as_of - followup->due;
	char day[16];

	if (!world->asked[followup->action])
		return;
	out_value(&text, followup->customer);
	out_text(&text, ",");
	out_value(&text, name_of(world, followup->customer));
	out_format(&text, ",%s,", action_names[followup->action]);
	out_value(&text, followup->assignee);
	out_format(&text, ",%s,", day_text(day, followup->since));
	out_format(&text, "%s,%d,", day_text(day, followup->due), late > 0 ? late : 0);
	out_value(&text, followup->reason);
	out_text(&text, ",");
	out_value(&text, world->policy.clauses[followup->action]);
	out_text(&text, "\n");
	struct line *line = lines_add(lines, &text);
	snprintf(line->key[0], sizeof line->key[0], "%s", followup->customer);
	snprintf(line->key[1], sizeof line->key[1], "%s", day);
	snprintf(line->key[2], sizeof line->key[2], "%s", action_names[followup->action]);
}

static void replay_open(const struct world *world, const char *customer, struct lines *lines)
{
	struct action actions[ACTIONS] = {0};
	bool late;

	for (int day = world->first; day <= world->as_of; day++) {
		if (registered_on(world, customer, day))
			actions[ACTION_CORRECT].open = false;
		for (int i = 0; i < world->n_visits; i++)
			if (is(world->visits[i].customer, customer) && world->visits[i].day == day)
				replay_visit(world, &world->visits[i], actions, &late);
	}
	for (int i = 0; i <= ACTION_CORRECT; i++) {
		bool by_role = i == ACTION_CALLBACK || i == ACTION_REVISIT;
		const char *assignee =
			by_role ? holder_of(world, world->policy.roles[i == ACTION_REVISIT], world->as_of)
				: staff_of(world, customer);

		if (actions[i].open)
			add_followup(world,
				     &(struct followup){customer, i, assignee, actions[i].since,
							actions[i].due, actions[i].by->reason},
				     lines);
	}
}

static void extend(int day, int days, int *end, int *since)
{
	if (day + days > *end || (day + days == *end && day > *since)) {
		*end = day + days;
		*since = day;
	}
}

/* The end of validity and the day of the record that gives it; -1: none. */
static int validity_end(const struct world *world, const char *customer, int *since)
{
	int end = -1;

	*since = -1;
	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];
		int which = 2; /* without a channel: visit */

		for (int c = 0; c < 4; c++)
			which = is(one->channel, channel_names[c]) ? c : which;
		if (mine(world, one->customer, customer, one->day))
			extend(one->day, world->policy.validity[which], &end, since);
	}
	for (int i = 0; i < world->n_visits; i++) {
		const struct visit *one = &world->visits[i];

		if (mine(world, one->customer, customer, one->day) && is_contact(one))
			extend(one->day, world->policy.validity[4], &end, since);
	}
	return end;
}

static bool case_ended(const struct world *world, const char *customer)
{
	const struct visit *newest = NULL;

	for (int i = 0; i < world->n_visits; i++) {
		const struct visit *one = &world->visits[i];
		const char *outcome = outcome_of(one);

		if (mine(world, one->customer, customer, one->day) && *outcome &&
		    !is(outcome, "unreachable") && !is(outcome, "closed") &&
		    (!newest || one->day >= newest->day))
			newest = one;
	}
	if (!newest)
		return false;
	for (int day = newest->day + 1; day <= world->as_of; day++)
		if (registered_on(world, customer, day))
			return false;
	const char *outcome = outcome_of(newest);
	return is(outcome, "deal") || is(outcome, "lost") || is(outcome, "elsewhere");
}

static void add_validity(const struct world *world, const char *customer, struct lines *lines)
{
	int since, end = validity_end(world, customer, &since), left = end - world->as_of;
	int within = world->within >= 0 ? world->within : world->policy.followup[ACTION_TRACK];

	if (end < 0 || case_ended(world, customer))
		return;
	if (left < 0)
		add_followup(world,
			     &(struct followup){customer, ACTION_REASSIGN, "pool", since,
						end + world->policy.followup[ACTION_REASSIGN], ""},
			     lines);
	else if (left <= within)
		add_followup(
			world,
			&(struct followup){customer, ACTION_TRACK, staff_of(world, customer), since, end, ""},
			lines);
}

static void expect_lost(const struct world *world, struct lines *lines, struct out *out)
{
	out_text(out, "customer,name,action,assignee,since,due,overdue_days,reason,clause\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		replay_open(world, customers[i], lines);
		add_validity(world, customers[i], lines);
	}
	lines_print(lines, line_order, out);
}

/* ---- kehu-fault ---- */

struct fault {
	int day;
	const char *person, *customer, *code, *file;
	int line;
	int fixed; /* of the record that it was found in; -1: not given */
};

static int fault_order(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	int order = line_order(a, b);

	if (order)
		return order;
	order = strcmp(left->file, right->file);
	return order ? order : left->line_number - right->line_number;
}

/* The key is date and person, customer, code. */
static void add_fault_on(const struct world *world, const struct fault *fault, int day, struct lines *lines)
{
	struct out text = {0};
	char date[16];

	if (day > world->as_of)
		return;
	out_format(&text, "%s,", day_text(date, day));
	out_value(&text, fault->person);
	out_text(&text, ",");
	out_value(&text, *fault->person ? role_of(world, fault->person) : "");
	out_text(&text, ",");
	out_value(&text, fault->customer);
	out_text(&text, ",");
	out_value(&text, fault->code);
	out_format(&text, ",%s:%d\n", fault->file, fault->line);
	struct line *line = lines_add(lines, &text);
	snprintf(line->key[0], sizeof line->key[0], "%s%s", date, fault->person);
	snprintf(line->key[1], sizeof line->key[1], "%s", fault->customer);
	snprintf(line->key[2], sizeof line->key[2], "%s", fault->code);
	line->file = fault->file;
	line->line_number = fault->line;
}

/* With its repetitions on the working days after it. */
static void add_fault(const struct world *world, const struct fault *fault, struct lines *lines)
{
	bool daily = false;

	add_fault_on(world, fault, fault->day, lines);
	for (int i = 0; i < world->policy.n_daily; i++)
		daily |= is(world->policy.daily[i], fault->code);
	for (int day = fault->day + 1;
	     daily && day <= world->as_of && (fault->fixed < 0 || day < fault->fixed); day++)
		if (calendar_works(&world->calendar, day))
			add_fault_on(world, fault, day, lines);
}

static void add_visit_fault(const struct world *world, const struct visit *visit, int day, const char *person,
			    const char *code, struct lines *lines)
{
	add_fault(world,
		  &(struct fault){day, person, visit->customer, code, visit->file, visit->line, visit->fixed},
		  lines);
}

/* Every code named in the record, once; and warning where the kind says so. */
static void add_named(const struct world *world, const struct visit *visit, struct lines *lines)
{
	static const char *const known[] = {
		"info_error", "script_skipped", "script_incomplete", "lax_judgement", "misreport",
		"warning",    "dispute",        "archive_late",      "rude",          "Dispute",
		"记录"};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (has_code(visit, known[i]) || (is(known[i], "warning") && is(visit->kind, "warning")))
			add_visit_fault(world, visit, visit->day, visit->staff, known[i], lines);
}

static void add_clean(const struct world *world, const struct visit *visit, struct lines *lines)
{
	bool script = has_code(visit, "script_skipped") || has_code(visit, "script_incomplete") ||
		      has_code(visit, "lax_judgement") || has_code(visit, "misreport") ||
		      (world->policy.rude_is_script && has_code(visit, "rude"));

	if (is(visit->kind, "callback") && !script && !is(visit->outcome, "unreachable"))
		add_visit_fault(world, visit, visit->day, visit->staff, "callback.clean", lines);
}

static void add_report(const struct world *world, const struct visit *visit, struct lines *lines)
{
	int last = visit->day + world->policy.report_days;
	bool reported = visit->reported >= 0 && visit->reported <= world->as_of;

	if (is(visit->kind, "visit") && (reported ? visit->reported : world->as_of) > last)
		add_visit_fault(world, visit, last + 1, visit->staff, "report.late", lines);
}

/* Call-backs and revisits still open when their due day ends. */
static void add_missed(const struct world *world, const struct action *actions, int day, struct lines *lines)
{
	if (actions[ACTION_CALLBACK].open && actions[ACTION_CALLBACK].due == day)
		add_visit_fault(world, actions[ACTION_CALLBACK].by, day + 1, "", "callback.missed", lines);
	if (actions[ACTION_REVISIT].open && actions[ACTION_REVISIT].due == day)
		add_visit_fault(world, actions[ACTION_REVISIT].by, day + 1, "", "revisit.missed", lines);
}

static void replay_faults(const struct world *world, const char *customer, struct lines *lines)
{
	struct action actions[ACTIONS] = {0};
	bool late;

	for (int day = world->first; day <= world->as_of; day++) {
		for (int i = 0; i < world->n_visits; i++) {
			const struct visit *visit = &world->visits[i];

			if (!is(visit->customer, customer) || visit->day != day)
				continue;
			replay_visit(world, visit, actions, &late);
			if (late)
				add_visit_fault(world, visit, day, visit->staff, "callback.late", lines);
			add_named(world, visit, lines);
			add_clean(world, visit, lines);
			add_report(world, visit, lines);
		}
		add_missed(world, actions, day, lines);
	}
}

/* A register number of digits only, as a number; -1: it is none. */
static long number_of(const char *text)
{
	return *text && !text[strspn(text, "0123456789")] ? strtol(text, NULL, 10) : -1;
}

/* Whether the customer registered later that day with a lower number of the public register. */
static int is_out_of_order(const struct world *world, const struct registration *one, const char *customer)
{
	int second = one->second < 0 ? 0 : one->second;

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *other = &world->registrations[i];
		if (mine(world, other->customer, customer, other->day) && other->day == one->day &&
		    other->second > second && number_of(other->register_no) >= 0 &&
		    number_of(other->register_no) < number_of(one->register_no))
			return 1;
	}
	return 0;
}

static void add_registration_faults(const struct world *world, const char *customer, struct lines *lines)
{
	const struct registration *oldest = oldest_registration(world, customer);

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];
		struct fault fault = {one->day, one->staff, customer, "register.mismatch",
				      "r.csv",  one->line,  -1};

		if (!mine(world, one->customer, customer, one->day))
			continue;
		if ((*one->register_no && *one->personal_no && !is(one->register_no, one->personal_no)) ||
		    is_out_of_order(world, one, customer))
			add_fault(world, &fault, lines);
		fault.code = "register.incomplete";
		if (one == oldest && (!*one->name || !*one->phone))
			add_fault(world, &fault, lines);
	}
}

static void expect_faults(const struct world *world, struct lines *lines, struct out *out)
{
	out_text(out, "date,person,role,customer,code,source\n");
	for (int i = 0; i < CUSTOMERS; i++) {
		replay_faults(world, customers[i], lines);
		add_registration_faults(world, customers[i], lines);
	}
	lines_print(lines, fault_order, out);
}

/* ---- Random worlds ---- */

static const char *const staffs[] = {"S1", "S2", "li", "王"};
static const char *const names[] = {"", "张三公司", "Acme, Ltd", "Plain", "Bären"};
static const char *const phones[] = {"", "123", "456", "789"};
static const char *const channels[] = {"", "call", "web", "visit", "referral"};
static const char *const numbers[] = {"", "1", "2", "01", "1"};
static const char *const kinds[] = {"visit",    "call",    "track",     "callback", "complaint",
				    "revisit",  "warning", "deal",      "other",    "callback",
				    "callback", "visit",   "complaint", "revisit"};
static const char *const outcomes[] = {
	"",        "",          "open",        "deal",        "lost",       "lost",   "lost",     "revivable",
	"revived", "elsewhere", "unreachable", "unreachable", "false_loss", "closed", "revivable"};
static const char *const reasons[] = {"", "too dear", "a, b", "two\nlines", "质量"};
static const char *const faults[] = {
	"info_error", "script_skipped", "script_incomplete", "lax_judgement", "misreport",
	"warning",    "dispute",        "archive_late",      "rude",          "Dispute",
	"记录"};

static void registrations_random(struct world *world, struct rng *rng, const char *customer, int start,
				 int width)
{
	for (int n = rng_below(rng, 5); n > 0; n--) {
		struct registration *one = &world->registrations[world->n_registrations++];

		*one = (struct registration){.day = start + rng_below(rng, width), .second = -1};
		snprintf(one->customer, sizeof one->customer, "%s", customer);
		if (rng_chance(rng, 40))
			one->second = rng_chance(rng, 20) ? 0 : rng_below(rng, 86400);
		one->staff = RNG_PICK(rng, staffs);
		one->name = RNG_PICK(rng, names);
		one->phone = RNG_PICK(rng, phones);
		one->channel = RNG_PICK(rng, channels);
		one->register_no = RNG_PICK(rng, numbers);
		one->personal_no = RNG_PICK(rng, numbers);
	}
}

static void fault_random(struct visit *visit, struct rng *rng)
{
	for (int n = rng_chance(rng, 50) ? rng_below(rng, 4) : 0; n > 0; n--) {
		size_t used = strlen(visit->fault);

		snprintf(visit->fault + used, sizeof visit->fault - used, "%s%s",
			 used ? n == 2 ? "  " : " " : "", RNG_PICK(rng, faults));
	}
}

static void visits_random(struct world *world, struct rng *rng, const char *customer, int start, int width)
{
	for (int n = rng_below(rng, 16); n > 0; n--) {
		struct visit *one = &world->visits[world->n_visits++];

		*one = (struct visit){.day = start + rng_below(rng, width), .reported = -1, .fixed = -1};
		snprintf(one->customer, sizeof one->customer, "%s", customer);
		one->staff = RNG_PICK(rng, staffs);
		one->kind = RNG_PICK(rng, kinds);
		one->outcome = RNG_PICK(rng, outcomes);
		one->reason = RNG_PICK(rng, reasons);
		fault_random(one, rng);
		if (rng_chance(rng, 60))
			one->reported = one->day + rng_range(rng, -1, 5);
		if (rng_chance(rng, 40))
			one->fixed = one->day + rng_range(rng, -1, 12);
	}
}

static void shuffle(struct rng *rng, void *array, int n, size_t size)
{
	char keep[256], *bytes = array;

	for (int i = n - 1; i > 0; i--) {
		char *a = bytes + (size_t)i * size, *b = bytes + (size_t)rng_below(rng, i + 1) * size;

		memcpy(keep, a, size);
		memmove(a, b, size);
		memcpy(b, keep, size);
	}
}

static void staff_random(struct world *world, struct rng *rng)
{
	static const char *const ids[] = {"S1", "S2", "li", "王", "boss", "x9", "x10", "a, b"};
	static const char *const roles[] = {"salesperson", "callback_specialist", "supervisor",
					    "showroom_manager"};
	int order[MAX_STAFF];

	rng_shuffle(rng, order, MAX_STAFF);
	world->n_staff = rng_chance(rng, 40) ? 0 : rng_range(rng, 1, MAX_STAFF);
	for (int i = 0; i < world->n_staff; i++) {
		struct staff *one = &world->staff[i];

		*one = (struct staff){ids[order[i]], RNG_PICK(rng, roles), -1, -1};
		if (rng_chance(rng, 50))
			one->joined = world->as_of - rng_range(rng, -2, 30);
		if (rng_chance(rng, 50))
			one->left = world->as_of + rng_range(rng, -4, 4);
		if (one->left >= 0 && one->joined > one->left)
			one->joined = one->left;
	}
}

static void policy_standard(struct policy *policy)
{
	*policy = (struct policy){
		.followup = {3, 7, 3, 5, 3, 0},
		.validity = {15, 15, 7, 7, 30},
		.report_days = 2,
		.clauses = {"survey 3.1 assumed", "survey 3.3 assumed", "survey 5.4 assumed",
			    "survey 3.4 assumed", "assumed", "assumed"},
		.roles = {"callback_specialist", "callback_specialist"},
	};
}

static void policy_random(struct policy *policy, struct rng *rng)
{
	static const char *const clauses[] = {"one", "a, b", "三", ""};
	static const char *const roles[] = {"callback_specialist", "supervisor", "nobody", "回访员"};
	static const char *const daily[] = {"archive_late",        "dispute",
					    "report.late",         "callback.missed",
					    "register.incomplete", "warning"};

	for (int i = 0; i < ACTIONS; i++) {
		policy->followup[i] = rng_below(rng, 8);
		policy->clauses[i] = RNG_PICK(rng, clauses);
	}
	if (policy->followup[ACTION_CORRECT] ==
	    0) /* no working days from a day off: nothing says which day that is */
		policy->followup[ACTION_CORRECT] = 1;
	for (int i = 0; i < 2; i++)
		policy->roles[i] = RNG_PICK(rng, roles);
	for (int i = 0; i < 5; i++)
		policy->validity[i] = rng_below(rng, 40);
	policy->report_days = rng_below(rng, 5);
	for (int i = 0; i < 6; i++)
		if (rng_chance(rng, 50))
			policy->daily[policy->n_daily++] = daily[i];
	policy->rude_is_script = rng_chance(rng, 50);
}

static void print_overlay(const struct policy *policy, struct out *out)
{
	static const char *const role_keys[] = {"callback", "revisit"};

	out_text(out, "rule,key,when,value,clause\n");
	for (int i = 0; i < ACTIONS; i++) {
		out_format(out, "followup,%s,,%d,", action_names[i], policy->followup[i]);
		out_value(out, policy->clauses[i]);
		out_text(out, "\n");
	}
	for (int i = 0; i < 2; i++)
		out_format(out, "followup.role,%s,,%s,test\n", role_keys[i], policy->roles[i]);
	for (int i = 0; i < 5; i++)
		out_format(out, "validity,%s,,%d,test\n", i < 4 ? channel_names[i] : "contact",
			   policy->validity[i]);
	out_format(out, "report.days,,,%d,test\n", policy->report_days);
	for (int i = 0; i < policy->n_daily; i++)
		out_format(out, "penalty.daily,%s,,yes,test\n", policy->daily[i]);
	if (policy->rude_is_script)
		out_text(out, "penalty,rude,,5,test\npenalty.group,rude,,script,test\n");
}

static void world_random(struct world *world, struct rng *rng, bool standard)
{
	*world =
		(struct world){.standard = standard, .within = rng_chance(rng, 60) ? -1 : rng_below(rng, 20)};
	world->first = day_of(2024, 1, 1) + rng_below(rng, 700);
	world->as_of = world->first + rng_range(rng, 20, 90);
	for (int i = 0, all = rng_chance(rng, 50); i < ACTIONS; i++)
		world->asked[i] = all || rng_chance(rng, 30);
	world->asked[rng_below(rng, ACTIONS)] = true;
	for (int i = 0; i < CUSTOMERS; i++) {
		int width = rng_chance(rng, 50) ? 20 : world->as_of + 5 - world->first;
		int start = rng_range(rng, world->first, world->as_of + 5 - width);

		registrations_random(world, rng, customers[i], start, width);
		visits_random(world, rng, customers[i], start, width);
	}
	shuffle(rng, world->registrations, world->n_registrations, sizeof world->registrations[0]);
	shuffle(rng, world->visits, world->n_visits, sizeof world->visits[0]);
	staff_random(world, rng);
	calendar_random(&world->calendar, rng, world->first, world->as_of + 20);
	policy_standard(&world->policy);
	out_text(&world->overlay, "");
	if (standard)
		return;
	policy_random(&world->policy, rng);
	print_overlay(&world->policy, &world->overlay);
}

/* ---- Files ---- */

static void write_registrations(struct world *world, struct rng *rng)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT},
		{"date", "登记日期", SHEET_TIME},
		{"staff", "销售人员", SHEET_TEXT},
		{"name", "客户名称", SHEET_TEXT},
		{"phone", "电话", SHEET_TEXT},
		{"channel", "渠道", SHEET_TEXT},
		{"register_no", "公共登记号", SHEET_TEXT},
		{"personal_no", "个人登记号", SHEET_TEXT},
	};
	struct sheet sheet;
	char day[16], moment[40];

	sheet_start(&sheet, rng, columns, 8, rng_chance(rng, 70));
	for (int i = 0; i < world->n_registrations; i++) {
		struct registration *one = &world->registrations[i];
		const char *cells[] = {one->customer, moment,       one->staff,       one->name,
				       one->phone,    one->channel, one->register_no, one->personal_no};

		snprintf(moment, sizeof moment, "%s", day_text(day, one->day));
		if (one->second >= 0)
			snprintf(moment, sizeof moment, "%s%c%02d:%02d:%02d", day_text(day, one->day),
				 i % 2 ? 'T' : ' ', one->second / 3600, one->second / 60 % 60,
				 one->second % 60);
		one->line = sheet_row(&sheet, rng, cells);
	}
	sheet_write(&sheet, rng, "r.csv");
}

static void write_visits(struct world *world, struct rng *rng, const char *file, int from, int to)
{
	static const struct sheet_column columns[] = {
		{"customer", "客户编号", SHEET_TEXT}, {"date", "日期", SHEET_DATE},
		{"staff", "人员", SHEET_TEXT},        {"kind", "类型", SHEET_WORD},
		{"outcome", "结果", SHEET_WORD},      {"reason", "原因", SHEET_TEXT},
		{"reported", "报告日期", SHEET_DATE}, {"fault", "违规", SHEET_TEXT},
		{"fixed", "整改日期", SHEET_DATE},
	};
	struct sheet sheet;
	char day[16], reported[16], fixed[16];

	sheet_start(&sheet, rng, columns, 9, rng_chance(rng, 70));
	for (int i = from; i < to; i++) {
		struct visit *one = &world->visits[i];
		const char *cells[] = {one->customer,
				       day_text(day, one->day),
				       one->staff,
				       one->kind,
				       one->outcome,
				       one->reason,
				       one->reported < 0 ? "" : day_text(reported, one->reported),
				       one->fault,
				       one->fixed < 0 ? "" : day_text(fixed, one->fixed)};

		one->file = file;
		one->line = sheet_row(&sheet, rng, cells);
	}
	sheet_write(&sheet, rng, file);
}

static void world_write(struct world *world, struct rng *rng)
{
	struct out calendar = {0};
	int half = rng_below(rng, world->n_visits + 1);

	write_registrations(world, rng);
	write_visits(world, rng, "v.csv", 0, half);
	write_visits(world, rng, "u.csv", half, world->n_visits);
	oracle_write_staff(world->staff, world->n_staff);
	calendar_print(&world->calendar, &calendar);
	oracle_write("calendar.csv", &calendar);
	oracle_write("policy.csv", &world->overlay);
	out_free(&calendar);
}

/* ---- Runs ---- */

static void show(const void *context, const char *key)
{
	const struct world *world = context;
	char day[16], reported[16], fixed[16];

	for (int i = 0; i < world->n_registrations; i++) {
		const struct registration *one = &world->registrations[i];

		if (is(one->customer, key))
			printf("registration %s:%d %s +%d staff=%s name=%s phone=%s channel=%s %s/%s\n", key,
			       one->line, day_text(day, one->day), one->second, one->staff, one->name,
			       one->phone, one->channel, one->register_no, one->personal_no);
	}
	for (int i = 0; i < world->n_visits; i++) {
		const struct visit *one = &world->visits[i];

		if (is(one->customer, key))
			printf("visit %s:%d %s staff=%s kind=%s outcome=%s fault=%s reported=%s fixed=%s\n",
			       one->file, one->line, day_text(day, one->day), one->staff, one->kind,
			       one->outcome, one->fault,
			       one->reported < 0 ? "" : day_text(reported, one->reported),
			       one->fixed < 0 ? "" : day_text(fixed, one->fixed));
	}
	printf("  policy:\n%s", world->standard ? "standard\n" : world->overlay.bytes);
}

static void play(struct oracle *oracle, const struct world *world, struct lines *lines, bool fault)
{
	struct out expected = {0}, actual;
	char command[512], as_of[16], within[32] = "", actions[128] = "";
	bool all = true;

	if (fault)
		expect_faults(world, lines, &expected);
	else
		expect_lost(world, lines, &expected);
	if (!fault && world->within >= 0)
		snprintf(within, sizeof within, " --within=%d", world->within);
	for (int i = 0; i < ACTIONS; i++)
		all &= world->asked[i];
	for (int i = 0; !fault && !all && i < ACTIONS; i++)
		if (world->asked[i])
			snprintf(actions + strlen(actions), sizeof actions - strlen(actions), " --action=%s",
				 action_names[i]);
	snprintf(command, sizeof command,
		 "kehu-%s --as-of=%s%s%s%s%s --calendar=calendar.csv --registration=r.csv --visits=v.csv "
		 "--visits=u.csv",
		 fault ? "fault" : "lost", day_text(as_of, world->as_of),
		 world->standard ? "" : " --policy=policy.csv", world->n_staff ? " --staff=staff.csv" : "",
		 within, actions);
	int status = oracle_run(command, &actual);
	if (status != 0)
		out_format(&actual, "(exit %d)\n", status);
	oracle_same(oracle, command, &expected, &actual, fault ? 3 : 0, show, world);
	out_free(&expected);
	out_free(&actual);
}

int main(int argc, char **argv)
{
	struct rng rng = {argc > 1 ? strtoull(argv[1], NULL, 10) : 20250701};
	int rounds = oracle_rounds(argc, argv, 120);
	struct world *world = oracle_alloc(1, sizeof *world);
	struct lines lines = {oracle_alloc(MAX_LINES, sizeof(struct line)), 0};
	struct oracle oracle;

	oracle_start(&oracle, "lost_oracle");
	for (int i = 0; i < rounds && oracle.failed < 5; i++) {
		unsigned failed = oracle.failed;

		world_random(world, &rng, i % 3 == 0);
		world_write(world, &rng);
		play(&oracle, world, &lines, false);
		if (oracle.failed == failed)
			play(&oracle, world, &lines, true);
		out_free(&world->overlay);
	}
	free(lines.lines);
	free(world);
	return oracle_end(&oracle, "lost_oracle");
}
