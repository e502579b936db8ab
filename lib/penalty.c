/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "intern.h"
#include "memory.h"
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
	struct text name, group; /* group empty: none */
	const struct policy_row *price; /* NULL: nobody pays for himself */
	struct role_price *role;
	size_t roles;
	uint32_t counter; /* the code's, or its group's */
	enum window window;
	int64_t free, run; /* run 0: none */
	bool once, daily, is_clean;
};

/* One fault. Texts of few different values are kept as numbers: places in the order by bytes once all are there. */
struct entry {
	struct text customer, source;
	int32_t day;
	uint32_t person, code;
	uint32_t role;  /* a number of ledger->roles */
	uint32_t first; /* the entry that this one repeats (penalty.daily), else NOBODY */
	int64_t nth, factor;
};

/* Counts faults of one code or group, or the length of a run. */
struct counter {
	int64_t n;
	int64_t window; /* the one that n belongs to */
	size_t epoch;   /* likewise: of a person, or of an unbroken run */
	uint32_t last;  /* the entry counted last */
	bool is_charged; /* the call-back at hand carries its charge already */
};

struct ledger {
	const struct policy *policy;
	const struct roster *roster;
	struct arena texts;
	struct intern *persons, *codes, *roles, *counters;
	struct entry *entry;
	size_t entries, room;
	struct code *code;
	struct counter *counter;
	struct penalty_line *line;
	size_t lines, line_room;
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
	ledger->entry = memory_grow(ledger->entry, &ledger->room, ledger->entries + 1, sizeof *ledger->entry);
	ledger->entry[ledger->entries++] = (struct entry){.customer = arena_copy(&ledger->texts, fault->customer),
							  .source = arena_copy(&ledger->texts, fault->source),
							  .day = fault->day,
							  .person = intern_add(ledger->persons, fault->person),
							  .code = intern_add(ledger->codes, fault->code),
							  .role = intern_add(ledger->roles, fault->role),
							  .first = NOBODY};
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
static const struct policy_row *find_rule(const struct ledger *ledger, const char *rule, const struct code *code)
{
	const struct policy_row *row = policy_one(ledger->policy, rule, code->name);
	return row == NULL && code->group.length > 0 ? policy_one(ledger->policy, rule, code->group) : row;
}

/* Rows for the number in the window: of code/role, else group/role, else code, else group. */
static struct policy_rows find_rows(struct ledger *ledger, const char *rule, const struct code *code, struct text role)
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
	code->free = row != NULL ? (int64_t)(row->number / POLICY_ONE) : 0;
	row = find_rule(ledger, "penalty.run", code);
	code->run = row != NULL ? (int64_t)(row->number / POLICY_ONE) : 0;
	row = find_rule(ledger, "penalty.once", code);
	code->once = row != NULL && row->number != 0;
	row = policy_one(policy, "penalty.daily", name);
	code->daily = row != NULL && row->number != 0;
	/* A group's counter is told from a code's of the same name by the slash. */
	code->counter = intern_add(ledger->counters, code->group.length > 0 ? with_role(ledger, TEXT(""), code->group) : name);
}

/* Numbers of persons and codes become places in the order by bytes; codes are looked up. */
static void load_codes(struct ledger *ledger)
{
	uint32_t *person = intern_ranks(ledger->persons), *code = intern_ranks(ledger->codes);
	ledger->code = memory_new(intern_count(ledger->codes), sizeof *ledger->code);
	for (uint32_t i = 0; i < intern_count(ledger->codes); i++)
		load_code(ledger, &ledger->code[code[i]], intern_text(ledger->codes, i));
	for (size_t i = 0; i < ledger->entries; i++) {
		ledger->entry[i].person = person[ledger->entry[i].person];
		ledger->entry[i].code = code[ledger->entry[i].code];
	}
	free(person);
	free(code);
	ledger->counter = memory_new(intern_count(ledger->counters), sizeof *ledger->counter);
}

/* --- order */

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By date, customer, source, code. */
static int compare_dates(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = compare_numbers(x->day, y->day);
	if (order == 0)
		order = text_compare(x->customer, y->customer);
	if (order == 0)
		order = text_compare_source(x->source, y->source);
	return order != 0 ? order : compare_numbers(x->code, y->code);
}

/* By person, then as above, then by role, so that the order is total. */
static int compare_entries(const void *a, const void *b, void *context)
{
	const struct entry *x = a, *y = b;
	const struct ledger *ledger = context;
	int order = compare_numbers(x->person, y->person);
	if (order == 0)
		order = compare_dates(a, b);
	return order != 0 ? order
			  : text_compare(intern_text(ledger->roles, x->role), intern_text(ledger->roles, y->role));
}

static int compare_places(const void *a, const void *b, void *context)
{
	const uint32_t *x = a, *y = b;
	const struct entry *entry = context;
	int order = compare_dates(&entry[*x], &entry[*y]);
	return order != 0 ? order : compare_numbers(*x, *y);
}

/* By person, customer, source, code, then date. */
static int compare_repetitions(const void *a, const void *b, void *context)
{
	const uint32_t *i = a, *j = b;
	const struct entry *entry = context, *x = &entry[*i], *y = &entry[*j];
	int order = compare_numbers(x->person, y->person);
	if (order == 0)
		order = text_compare(x->customer, y->customer);
	if (order == 0)
		order = text_compare(x->source, y->source);
	if (order == 0)
		order = compare_numbers(x->code, y->code);
	return order != 0 ? order : compare_numbers(*i, *j);
}

static bool is_same_record(const struct entry *a, const struct entry *b)
{
	return a->person == b->person && text_equal(a->customer, b->customer) && text_equal(a->source, b->source);
}

/* Finds the entries that penalty.daily repeats: the same fault of the same record, dated later. */
static void find_repetitions(struct ledger *ledger)
{
	uint32_t *place = memory_new(ledger->entries, sizeof *place), first = 0;
	size_t n = 0;
	for (uint32_t i = 0; i < ledger->entries; i++)
		if (ledger->code[ledger->entry[i].code].daily && ledger->entry[i].source.length > 0)
			place[n++] = i;
	if (n > 1)
		qsort_r(place, n, sizeof *place, compare_repetitions, ledger->entry);
	for (size_t i = 0; i < n; i++) {
		struct entry *entry = &ledger->entry[place[i]], *start = &ledger->entry[first];
		if (i == 0 || start->code != entry->code || !is_same_record(start, entry))
			first = place[i];
		else if (entry->day > start->day)
			entry->first = first;
	}
	free(place);
}

/* --- counting */

static int64_t window_of(const struct code *code, int32_t day)
{
	return code->window == WINDOW_MONTH ? date_month_number(day) : code->window == WINDOW_YEAR ? date_year(day) : 0;
}

/* The factor of the n-th fault: 0 for free ones, else the policy's for n. */
static int64_t factor_of(struct ledger *ledger, const struct code *code, struct text role, int64_t nth, int64_t run)
{
	int64_t free = code->free > run - 1 ? code->free : run - 1;
	if (nth <= free || (code->once && nth != free + 1))
		return 0;
	struct policy_rows rows = find_rows(ledger, "penalty.repeat", code, role);
	const struct policy_row *row = policy_select_number(rows, (money_wide)nth * POLICY_ONE);
	return row != NULL ? (int64_t)row->number : POLICY_ONE;
}

static const char *add_line(struct ledger *ledger, const struct entry *entry, const struct policy_row *price,
			    struct text person, struct text role)
{
	const struct code *code = &ledger->code[entry->code];
	struct policy_rows notes = find_rows(ledger, "penalty.deduct", code, role);
	ledger->line = memory_grow(ledger->line, &ledger->line_room, ledger->lines + 1, sizeof *ledger->line);
	struct penalty_line *line = &ledger->line[ledger->lines++];
	*line = (struct penalty_line){.person = person,
				      .role = role,
				      .customer = entry->customer,
				      .code = code->name,
				      .source = entry->source,
				      .price = price,
				      .nth = entry->nth,
				      .factor = entry->factor,
				      .day = entry->day};
	if (price == NULL)
		return NULL;
	line->note = policy_select_number(notes, (money_wide)entry->nth * POLICY_ONE);
	line->amount = (int64_t)(price->number / (POLICY_ONE / 100));
	return money_round_fen(money_product(line->amount, line->factor), POLICY_ONE, &line->charge)
		       ? NULL
		       : "a charge exceeds 64 bits";
}

/* The place in the counter's window, new for each epoch. */
static int64_t count_in_window(struct counter *counter, int64_t window, size_t epoch)
{
	if (counter->n == 0 || counter->window != window || counter->epoch != epoch)
		*counter = (struct counter){.window = window, .epoch = epoch};
	return ++counter->n;
}

/* The length of the run with this entry; *carries: it is the one of its call-back's that is charged. */
static int64_t count_in_run(const struct ledger *ledger, struct counter *counter, uint32_t i, size_t epoch, bool *carries)
{
	const struct entry *entry = &ledger->entry[i];
	bool is_priced = ledger->code[entry->code].price != NULL;
	if (counter->n == 0 || counter->epoch != epoch)
		*counter = (struct counter){.epoch = epoch};
	const struct entry *last = &ledger->entry[counter->last];
	if (counter->n == 0 || last->day != entry->day || !is_same_record(last, entry)) {
		counter->n++;
		counter->is_charged = false;
	}
	counter->last = i;
	*carries = is_priced && !counter->is_charged;
	counter->is_charged |= is_priced;
	return counter->n;
}

/* Counts an entry among its person's. `person`: the epoch of the person, `run`: of his runs. */
static void count_entry(struct ledger *ledger, uint32_t i, size_t person, size_t run)
{
	struct entry *entry = &ledger->entry[i];
	const struct code *code = &ledger->code[entry->code];
	struct counter *counter = &ledger->counter[code->counter];
	struct text role = intern_text(ledger->roles, entry->role);
	bool carries = true;
	if (entry->first != NOBODY) {
		entry->nth = ledger->entry[entry->first].nth;
		entry->factor = ledger->entry[entry->first].factor;
		return;
	}
	if (code->run > 0)
		entry->nth = count_in_run(ledger, counter, i, run, &carries);
	else
		entry->nth = count_in_window(counter, window_of(code, entry->day), person);
	entry->factor = POLICY_ONE;
	if (code->price != NULL)
		entry->factor = carries ? factor_of(ledger, code, role, entry->nth, code->run > 0 ? code->run : 1) : 0;
}

/* Lines that the persons pay themselves, and under `all` those that have no price. */
static const char *price_persons(struct ledger *ledger, const struct text *person_names, bool all)
{
	const char *error = NULL;
	size_t person = 0, run = 0;
	for (uint32_t i = 0; i < ledger->entries && error == NULL; i++) {
		const struct entry *entry = &ledger->entry[i];
		const struct code *code = &ledger->code[entry->code];
		if (i == 0 || ledger->entry[i - 1].person != entry->person)
			person = run = (size_t)i + 1;
		count_entry(ledger, i, person, run);
		if (code->is_clean)
			run = (size_t)i + 2; /* differs from all before and from any person's start that follows */
		if (code->price != NULL || (all && code->roles == 0))
			error = add_line(ledger, entry, code->price, person_names[entry->person],
					 intern_text(ledger->roles, entry->role));
	}
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
static const char *price_role(struct ledger *ledger, const uint32_t *place, struct text role)
{
	memset(ledger->counter, 0, intern_count(ledger->counters) * sizeof *ledger->counter);
	for (size_t i = 0; i < ledger->entries; i++) {
		struct entry *entry = &ledger->entry[place[i]];
		const struct code *code = &ledger->code[entry->code];
		const struct policy_row *price = role_price(code, role);
		struct text given = intern_text(ledger->roles, entry->role);
		if (price == NULL || (given.length > 0 && !text_equal(given, role)))
			continue;
		if (entry->first != NOBODY) {
			entry->nth = ledger->entry[entry->first].nth;
			entry->factor = ledger->entry[entry->first].factor;
		} else {
			entry->nth = count_in_window(&ledger->counter[code->counter], window_of(code, entry->day), 0);
			entry->factor = factor_of(ledger, code, role, entry->nth, 1);
		}
		const char *error =
			add_line(ledger, entry, price, roster_holder(ledger->roster, role, entry->day), role);
		if (error != NULL)
			return error;
	}
	return NULL;
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
		uint32_t *place = memory_new(ledger->entries, sizeof *place);
		for (uint32_t i = 0; i < ledger->entries; i++)
			place[i] = i;
		if (ledger->entries > 1)
			qsort_r(place, ledger->entries, sizeof *place, compare_places, ledger->entry);
		for (uint32_t i = 0; i < intern_count(roles) && error == NULL; i++)
			error = price_role(ledger, place, arena_copy(&ledger->texts, intern_text(roles, i)));
		free(place);
	}
	intern_free(roles);
	return error;
}

static int compare_lines(const void *a, const void *b)
{
	const struct penalty_line *x = a, *y = b;
	int order = text_compare(x->person, y->person);
	if (order == 0)
		order = text_compare(x->role, y->role);
	if (order == 0)
		order = compare_numbers(x->day, y->day);
	if (order == 0)
		order = text_compare(x->code, y->code);
	if (order == 0)
		order = text_compare(x->customer, y->customer);
	if (order == 0)
		order = text_compare_source(x->source, y->source);
	return order != 0 ? order : compare_numbers(x->nth, y->nth);
}

const char *ledger_price(struct ledger *ledger, bool all)
{
	load_codes(ledger);
	if (ledger->entries > 1)
		qsort_r(ledger->entry, ledger->entries, sizeof *ledger->entry, compare_entries, ledger);
	find_repetitions(ledger);
	uint32_t *rank = intern_ranks(ledger->persons);
	struct text *person = memory_new(intern_count(ledger->persons), sizeof *person);
	for (uint32_t i = 0; i < intern_count(ledger->persons); i++)
		person[rank[i]] = intern_text(ledger->persons, i);
	const char *error = price_persons(ledger, person, all);
	if (error == NULL)
		error = price_roles(ledger);
	if (ledger->lines > 1)
		qsort(ledger->line, ledger->lines, sizeof *ledger->line, compare_lines);
	free(rank);
	free(person);
	return error;
}

size_t ledger_lines(const struct ledger *ledger, const struct penalty_line **lines)
{
	*lines = ledger->line;
	return ledger->lines;
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
	free(ledger->key);
	free(ledger);
}
