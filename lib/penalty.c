/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "diag.h"
#include "intern.h"
#include "memory.h"
#include "pack.h"
#include "penalty.h"

enum { NOBODY = UINT32_MAX };

enum window { WINDOW_MONTH, WINDOW_YEAR, WINDOW_NONE };

/* A code's price for the holder of a role. */
struct role_price {
	const struct policy_row *row;
	struct text role;
};

/* What the policy says of a code. */
struct code {
	struct text name, group;        /* group empty: none */
	const struct policy_row *price; /* NULL: nobody pays for himself */
	struct role_price *role;
	size_t roles;
	uint32_t counter; /* the code's, or its group's */
	enum window window;
	int64_t free, run; /* run 0: none */
	bool once, daily, is_clean;
};

/* One fault, kept small. */
struct entry {
	const char *texts; /* customer, then source, packed */
	int32_t day;
	uint32_t person, code, role; /* numbers in the ledger's tables of texts */
};

/* An entry that penalty.daily may repeat, or repeats. */
struct repetition {
	uint32_t first; /* the entry that this one repeats, else NOBODY */
	uint32_t nth;
	int64_t factor;
};

/* A line of the ledger, kept small. */
struct line {
	const struct policy_row *price; /* NULL: the code has none */
	int64_t factor;
	uint32_t entry, person, role, nth; /* who pays */
};

/* Counts faults of one code or group, or the length of a run. */
struct counter {
	int64_t window; /* the one that n belongs to */
	size_t epoch;   /* likewise: of a person, or of an unbroken run */
	uint32_t n;
	uint32_t last;   /* the entry counted last */
	bool is_charged; /* the call-back at hand carries its charge already */
};

struct ledger {
	const struct policy *policy;
	const struct roster *roster;
	struct arena texts;
	struct intern *persons, *codes, *roles, *counters; /* persons and roles: also those who pay */
	struct entry *entry;
	size_t entries, room;
	uint32_t *person_rank, *code_rank, *role_rank; /* by number: the place in the order by bytes */
	struct repetition *repetition;                 /* by entry; NULL: no code of the faults is daily */
	struct code *code;                             /* by number */
	struct counter *counter;
	struct line *line;
	size_t lines, line_room;
	uint32_t *order; /* the lines' places */
	char *key;
	size_t key_room;
};

struct ledger *ledger_new(const struct policy *policy, const struct roster *roster)
{
	struct ledger *ledger = memory_new(1, sizeof *ledger);
	if (policy_rule(policy, "penalty").n == 0)
		policy_need(policy, "penalty", TEXT(""));
	ledger->policy = policy;
	ledger->roster = roster;
	ledger->persons = intern_new();
	ledger->codes = intern_new();
	ledger->roles = intern_new();
	ledger->counters = intern_new();
	return ledger;
}

void ledger_add(struct ledger *ledger, const struct fault *fault)
{
	if (ledger->entries >= NOBODY)
		diag_fail("too many faults");
	char *texts = arena_take_bytes(&ledger->texts,
				       pack_text_size(fault->customer) + pack_text_size(fault->source));
	pack_text(pack_text(texts, fault->customer), fault->source);
	ledger->entry = memory_grow(ledger->entry, &ledger->room, ledger->entries + 1, sizeof *ledger->entry);
	ledger->entry[ledger->entries++] = (struct entry){
		texts, fault->day, intern_add(ledger->persons, fault->person),
		intern_add(ledger->codes, fault->code), intern_add(ledger->roles, fault->role)};
}

/* What an entry was found in. */
struct place {
	struct text customer, source;
};

static struct place place_of(const struct entry *entry)
{
	struct place place;
	unpack_text(unpack_text(entry->texts, &place.customer), &place.source);
	return place;
}

/* --- what the policy says of each code */

/* KEY/ROLE, valid until the next call. */
static struct text with_role(struct ledger *ledger, struct text key, struct text role)
{
	size_t n = key.length + 1 + role.length;
	ledger->key = memory_grow(ledger->key, &ledger->key_room, n, 1);
	memcpy(ledger->key, key.at, key.length);
	ledger->key[key.length] = '/';
	if (role.length > 0)
		memcpy(ledger->key + key.length + 1, role.at, role.length);
	return (struct text){ledger->key, n};
}

/* A rule of the code or, where it has none, of its group. */
static const struct policy_row *find_rule(const struct ledger *ledger, const char *rule,
					  const struct code *code)
{
	const struct policy_row *row = policy_one(ledger->policy, rule, code->name);
	return row == NULL && code->group.length > 0 ? policy_one(ledger->policy, rule, code->group) : row;
}

/* Rows for the number in the window: of code/role, else group/role, else code, else group. */
static struct policy_rows find_rows(struct ledger *ledger, const char *rule, const struct code *code,
				    struct text role)
{
	const struct text keys[] = {code->name, code->group};
	struct policy_rows rows = {0};
	for (int i = 0; i < 2 && rows.n == 0 && role.length > 0; i++)
		if (keys[i].length > 0)
			rows = policy_find(ledger->policy, rule, with_role(ledger, keys[i], role));
	for (int i = 0; i < 2 && rows.n == 0; i++)
		if (keys[i].length > 0)
			rows = policy_find(ledger->policy, rule, keys[i]);
	return rows;
}

static void find_role_prices(const struct ledger *ledger, struct code *code)
{
	struct policy_rows rows = policy_rule(ledger->policy, "penalty");
	size_t room = 0, n = code->name.length;
	for (size_t i = 0; i < rows.n; i++) {
		struct text key = rows.row[i].key;
		if (key.length <= n || key.at[n] != '/' || !text_equal((struct text){key.at, n}, code->name))
			continue;
		code->role = memory_grow(code->role, &room, code->roles + 1, sizeof *code->role);
		code->role[code->roles++] =
			(struct role_price){&rows.row[i], {key.at + n + 1, key.length - n - 1}};
	}
}

static void load_code(struct ledger *ledger, struct code *code, struct text name)
{
	const struct policy *policy = ledger->policy;
	*code = (struct code){.name = name, .is_clean = text_equal(name, TEXT("callback.clean"))};
	const struct policy_row *row = policy_one(policy, "penalty.group", name);
	code->group = row != NULL ? row->value : TEXT("");
	code->price = policy_one(policy, "penalty", name);
	find_role_prices(ledger, code);
	row = find_rule(ledger, "penalty.window", code);
	if (row != NULL)
		code->window = text_equal(row->value, TEXT("year"))   ? WINDOW_YEAR
			       : text_equal(row->value, TEXT("none")) ? WINDOW_NONE
								      : WINDOW_MONTH;
	row = find_rule(ledger, "penalty.free", code);
	code->free = row != NULL ? policy_whole(row) : 0;
	row = find_rule(ledger, "penalty.run", code);
	code->run = row != NULL ? policy_whole(row) : 0;
	row = find_rule(ledger, "penalty.once", code);
	code->once = policy_is_yes(row);
	code->daily = policy_is_yes(policy_one(policy, "penalty.daily", name));
	/* A group's counter is told from a code's of the same name by the slash. */
	code->counter = intern_add(ledger->counters,
				   code->group.length > 0 ? with_role(ledger, TEXT(""), code->group) : name);
}

static void load_codes(struct ledger *ledger)
{
	bool any_daily = false;
	ledger->code = memory_new(intern_count(ledger->codes), sizeof *ledger->code);
	for (uint32_t i = 0; i < intern_count(ledger->codes); i++) {
		load_code(ledger, &ledger->code[i], intern_text(ledger->codes, i));
		any_daily |= ledger->code[i].daily;
	}
	ledger->counter = memory_new(intern_count(ledger->counters), sizeof *ledger->counter);
	if (any_daily)
		ledger->repetition = memory_new(ledger->entries, sizeof *ledger->repetition);
}

/* --- order */

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By date, customer, source, code. */
static int compare_dates(const struct ledger *ledger, const struct entry *x, const struct entry *y)
{
	int order = compare_numbers(x->day, y->day);
	if (order != 0)
		return order;
	struct place a = place_of(x), b = place_of(y);
	order = text_compare(a.customer, b.customer);
	if (order == 0)
		order = text_compare_source(a.source, b.source);
	return order != 0 ? order : compare_numbers(ledger->code_rank[x->code], ledger->code_rank[y->code]);
}

static int compare_persons(const struct ledger *ledger, const struct entry *x, const struct entry *y)
{
	return compare_numbers(ledger->person_rank[x->person], ledger->person_rank[y->person]);
}

static int compare_roles(const struct ledger *ledger, const struct entry *x, const struct entry *y)
{
	return compare_numbers(ledger->role_rank[x->role], ledger->role_rank[y->role]);
}

/* By person, then as above, then by role, so that the order is total. */
static int compare_by_person(const void *a, const void *b, void *context)
{
	const struct ledger *ledger = context;
	const struct entry *x = &ledger->entry[*(const uint32_t *)a],
			   *y = &ledger->entry[*(const uint32_t *)b];
	int order = compare_persons(ledger, x, y);
	if (order == 0)
		order = compare_dates(ledger, x, y);
	return order != 0 ? order : compare_roles(ledger, x, y);
}

static int compare_by_date(const void *a, const void *b, void *context)
{
	const struct ledger *ledger = context;
	const struct entry *x = &ledger->entry[*(const uint32_t *)a],
			   *y = &ledger->entry[*(const uint32_t *)b];
	int order = compare_dates(ledger, x, y);
	if (order == 0)
		order = compare_persons(ledger, x, y);
	return order != 0 ? order : compare_roles(ledger, x, y);
}

/* By person, customer, source, code, then date. */
static int compare_repetitions(const void *a, const void *b, void *context)
{
	const struct ledger *ledger = context;
	const struct entry *x = &ledger->entry[*(const uint32_t *)a],
			   *y = &ledger->entry[*(const uint32_t *)b];
	struct place place_x = place_of(x), place_y = place_of(y);
	int order = compare_persons(ledger, x, y);
	if (order == 0)
		order = text_compare(place_x.customer, place_y.customer);
	if (order == 0)
		order = text_compare(place_x.source, place_y.source);
	if (order == 0)
		order = compare_numbers(x->code, y->code);
	if (order == 0)
		order = compare_numbers(x->day, y->day);
	return order != 0 ? order : compare_roles(ledger, x, y);
}

static bool is_priced_by_role(const struct code *code)
{
	return code->roles > 0;
}

static bool is_daily(const struct code *code)
{
	return code->daily;
}

/* The places of the entries whose code is wanted (NULL: all) in this order; *n: how many. */
static uint32_t *sorted_entries(struct ledger *ledger, int (*compare)(const void *, const void *, void *),
				bool (*is_wanted)(const struct code *), size_t *n)
{
	uint32_t *place = memory_new(ledger->entries, sizeof *place);
	*n = 0;
	for (uint32_t i = 0; i < ledger->entries; i++)
		if (is_wanted == NULL || is_wanted(&ledger->code[ledger->entry[i].code]))
			place[(*n)++] = i;
	if (*n > 1)
		qsort_r(place, *n, sizeof *place, compare, ledger);
	return place;
}

static bool is_same_record(const struct entry *a, const struct entry *b)
{
	struct place place_a = place_of(a), place_b = place_of(b);
	return a->person == b->person && text_equal(place_a.customer, place_b.customer) &&
	       text_equal(place_a.source, place_b.source);
}

/* Finds the entries that penalty.daily repeats: the same fault of the same record, dated later. */
static void find_repetitions(struct ledger *ledger)
{
	if (ledger->repetition == NULL)
		return;
	size_t n;
	uint32_t *place = sorted_entries(ledger, compare_repetitions, is_daily, &n), first = 0;
	for (size_t i = 0; i < ledger->entries; i++)
		ledger->repetition[i].first = NOBODY;
	for (size_t i = 0; i < n; i++) {
		const struct entry *entry = &ledger->entry[place[i]], *start = &ledger->entry[first];
		if (i == 0 || start->code != entry->code || !is_same_record(start, entry))
			first = place[i];
		else if (place_of(entry).source.length > 0 && entry->day > start->day)
			ledger->repetition[place[i]].first = first;
	}
	free(place);
}

/* --- counting */

static int64_t window_of(const struct code *code, int32_t day)
{
	return code->window == WINDOW_MONTH  ? date_month_number(day)
	       : code->window == WINDOW_YEAR ? date_year(day)
					     : 0;
}

/* Amount x factor, in fen; false: it exceeds 64 bits. */
static bool charge_of(const struct line *line, int64_t *charge)
{
	return money_round_fen(money_product(policy_fen(line->price), line->factor), POLICY_ONE, charge);
}

/* The factor of the n-th fault: 0 for free ones, else the policy's for n. */
static int64_t factor_of(struct ledger *ledger, const struct code *code, struct text role, int64_t nth,
			 int64_t run)
{
	int64_t free = code->free > run - 1 ? code->free : run - 1;
	if (nth <= free || (code->once && nth != free + 1))
		return 0;
	struct policy_rows rows = find_rows(ledger, "penalty.repeat", code, role);
	const struct policy_row *row = policy_select_number(rows, money_product(nth, POLICY_ONE));
	return row != NULL ? (int64_t)row->number : POLICY_ONE;
}

/* Adds a line to the ledger. NULL, or what went out of range. */
static const char *add_line(struct ledger *ledger, struct line line)
{
	int64_t charge;
	ledger->line = memory_grow(ledger->line, &ledger->line_room, ledger->lines + 1, sizeof *ledger->line);
	ledger->line[ledger->lines++] = line;
	return line.price == NULL || charge_of(&line, &charge) ? NULL : "a charge exceeds 64 bits";
}

/* The place in the counter's window, new for each epoch. */
static uint32_t count_in_window(struct counter *counter, int64_t window, size_t epoch)
{
	if (counter->n == 0 || counter->window != window || counter->epoch != epoch)
		*counter = (struct counter){.window = window, .epoch = epoch};
	return ++counter->n;
}

/* The length of the run with this entry; *carries: it is the one of its call-back's that is charged. */
static uint32_t count_in_run(const struct ledger *ledger, struct counter *counter, uint32_t i, size_t epoch,
			     bool *carries)
{
	const struct entry *entry = &ledger->entry[i], *last = &ledger->entry[counter->last];
	bool is_priced = ledger->code[entry->code].price != NULL;
	if (counter->epoch != epoch)
		*counter = (struct counter){.epoch = epoch};
	if (counter->n == 0 || last->day != entry->day || !is_same_record(last, entry)) {
		counter->n++;
		counter->is_charged = false;
	}
	counter->last = i;
	*carries = is_priced && !counter->is_charged;
	counter->is_charged |= is_priced;
	return counter->n;
}

/* Sets nth and factor of a repetition to those of the first; false: it is none. */
static bool repeat_first(const struct ledger *ledger, struct line *line)
{
	if (ledger->repetition == NULL || ledger->repetition[line->entry].first == NOBODY)
		return false;
	const struct repetition *first = &ledger->repetition[ledger->repetition[line->entry].first];
	line->nth = first->nth;
	line->factor = first->factor;
	return true;
}

static void remember(struct ledger *ledger, const struct line *line)
{
	if (ledger->repetition != NULL) {
		ledger->repetition[line->entry].nth = line->nth;
		ledger->repetition[line->entry].factor = line->factor;
	}
}

/* Counts an entry among its person's. `person`: the epoch of the person, `run`: of his runs. */
static void count_entry(struct ledger *ledger, struct line *line, size_t person, size_t run)
{
	const struct entry *entry = &ledger->entry[line->entry];
	const struct code *code = &ledger->code[entry->code];
	struct counter *counter = &ledger->counter[code->counter];
	bool carries = true;
	if (repeat_first(ledger, line))
		return;
	if (code->run > 0)
		line->nth = count_in_run(ledger, counter, line->entry, run, &carries);
	else
		line->nth = count_in_window(counter, window_of(code, entry->day), person);
	line->factor = POLICY_ONE;
	if (code->price != NULL)
		line->factor = carries ? factor_of(ledger, code, intern_text(ledger->roles, entry->role),
						   line->nth, code->run > 0 ? code->run : 1)
				       : 0;
	remember(ledger, line);
}

/* Lines that the persons pay themselves, and under `all` those that have no price. */
static const char *price_persons(struct ledger *ledger, bool all)
{
	size_t n, person = 0, run = 0; /* epochs: they differ from all before */
	uint32_t *place = sorted_entries(ledger, compare_by_person, NULL, &n);
	const char *error = NULL;
	for (size_t i = 0; i < n && error == NULL; i++) {
		const struct entry *entry = &ledger->entry[place[i]];
		const struct code *code = &ledger->code[entry->code];
		struct line line = {.entry = place[i],
				    .person = entry->person,
				    .role = entry->role,
				    .price = code->price};
		if (i == 0 || ledger->entry[place[i - 1]].person != entry->person)
			person = run = 2 * i + 1;
		count_entry(ledger, &line, person, run);
		if (code->is_clean)
			run = 2 * i + 2;
		if (code->price != NULL || (all && code->roles == 0))
			error = add_line(ledger, line);
	}
	free(place);
	return error;
}

/* The code's price for the role; NULL: none. */
static const struct policy_row *role_price(const struct code *code, struct text role)
{
	for (size_t i = 0; i < code->roles; i++)
		if (text_equal(code->role[i].role, role))
			return code->role[i].row;
	return NULL;
}

/* Lines that the holder of one role pays, for all persons' faults in the order given. */
static const char *price_role(struct ledger *ledger, const uint32_t *place, size_t n, uint32_t number)
{
	struct text role = intern_text(ledger->roles, number);
	const char *error = NULL;
	memset(ledger->counter, 0, intern_count(ledger->counters) * sizeof *ledger->counter);
	for (size_t i = 0; i < n && error == NULL; i++) {
		const struct entry *entry = &ledger->entry[place[i]];
		const struct code *code = &ledger->code[entry->code];
		struct line line = {.entry = place[i], .role = number, .price = role_price(code, role)};
		bool is_given = intern_text(ledger->roles, entry->role).length > 0;
		if (line.price == NULL || (is_given && entry->role != number))
			continue;
		if (!repeat_first(ledger, &line)) {
			line.nth = count_in_window(&ledger->counter[code->counter],
						   window_of(code, entry->day), 0);
			line.factor = factor_of(ledger, code, role, line.nth, 1);
			remember(ledger, &line);
		}
		line.person = intern_add(ledger->persons, roster_holder(ledger->roster, role, entry->day));
		error = add_line(ledger, line);
	}
	return error;
}

/* All roles that some code of the faults has a price for. */
static const char *price_roles(struct ledger *ledger)
{
	struct intern *roles = intern_new();
	const char *error = NULL;
	for (size_t i = 0; i < intern_count(ledger->codes); i++)
		for (size_t j = 0; j < ledger->code[i].roles; j++)
			intern_add(roles, ledger->code[i].role[j].role);
	if (intern_count(roles) > 0) {
		size_t n;
		uint32_t *place = sorted_entries(ledger, compare_by_date, is_priced_by_role, &n);
		for (uint32_t i = 0; i < intern_count(roles) && error == NULL; i++)
			error = price_role(ledger, place, n,
					   intern_add(ledger->roles, intern_text(roles, i)));
		free(place);
	}
	intern_free(roles);
	return error;
}

/* By person, role, date, code, customer, source; lines that are equal in these by nth, then a plain price first. */
static int compare_lines(const void *a, const void *b, void *context)
{
	const struct ledger *ledger = context;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct line *x = &ledger->line[i], *y = &ledger->line[j];
	const struct entry *entry_x = &ledger->entry[x->entry], *entry_y = &ledger->entry[y->entry];
	int order = compare_numbers(ledger->person_rank[x->person], ledger->person_rank[y->person]);
	if (order == 0)
		order = compare_numbers(ledger->role_rank[x->role], ledger->role_rank[y->role]);
	if (order == 0)
		order = compare_numbers(entry_x->day, entry_y->day);
	if (order == 0)
		order = compare_numbers(ledger->code_rank[entry_x->code], ledger->code_rank[entry_y->code]);
	if (order == 0)
		order = compare_dates(ledger, entry_x, entry_y);
	if (order == 0)
		order = compare_numbers(x->nth, y->nth);
	return order != 0 ? order : compare_numbers(i, j);
}

static void rank_texts(struct ledger *ledger)
{
	free(ledger->person_rank);
	free(ledger->code_rank);
	free(ledger->role_rank);
	ledger->person_rank = intern_ranks(ledger->persons);
	ledger->code_rank = intern_ranks(ledger->codes);
	ledger->role_rank = intern_ranks(ledger->roles);
}

static void sort_lines(struct ledger *ledger)
{
	if (ledger->lines >= NOBODY)
		diag_fail("too many lines");
	rank_texts(ledger); /* with those who pay */
	ledger->order = memory_new(ledger->lines, sizeof *ledger->order);
	for (uint32_t i = 0; i < ledger->lines; i++)
		ledger->order[i] = i;
	if (ledger->lines > 1)
		qsort_r(ledger->order, ledger->lines, sizeof *ledger->order, compare_lines, ledger);
}

const char *ledger_price(struct ledger *ledger, bool all)
{
	load_codes(ledger);
	rank_texts(ledger);
	find_repetitions(ledger);
	const char *error = price_persons(ledger, all);
	if (error == NULL)
		error = price_roles(ledger);
	sort_lines(ledger);
	return error;
}

size_t ledger_lines(const struct ledger *ledger)
{
	return ledger->lines;
}

struct penalty_line ledger_line(struct ledger *ledger, size_t i)
{
	const struct line *line = &ledger->line[ledger->order[i]];
	const struct entry *entry = &ledger->entry[line->entry];
	const struct code *code = &ledger->code[entry->code];
	struct place place = place_of(entry);
	struct penalty_line full = {.person = intern_text(ledger->persons, line->person),
				    .role = intern_text(ledger->roles, line->role),
				    .customer = place.customer,
				    .code = code->name,
				    .source = place.source,
				    .price = line->price,
				    .nth = line->nth,
				    .factor = line->factor,
				    .day = entry->day};
	if (line->price == NULL)
		return full;
	struct policy_rows notes = find_rows(ledger, "penalty.deduct", code, full.role);
	full.note = policy_select_number(notes, money_product(line->nth, POLICY_ONE));
	full.amount = policy_fen(line->price);
	charge_of(line, &full.charge);
	return full;
}

void ledger_free(struct ledger *ledger)
{
	for (size_t i = 0; ledger->code != NULL && i < intern_count(ledger->codes); i++)
		free(ledger->code[i].role);
	intern_free(ledger->persons);
	intern_free(ledger->codes);
	intern_free(ledger->roles);
	intern_free(ledger->counters);
	arena_free(&ledger->texts);
	free(ledger->entry);
	free(ledger->code);
	free(ledger->counter);
	free(ledger->line);
	free(ledger->order);
	free(ledger->repetition);
	free(ledger->person_rank);
	free(ledger->code_rank);
	free(ledger->role_rank);
	free(ledger->key);
	free(ledger);
}
