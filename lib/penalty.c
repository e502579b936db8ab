/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "penalty.h"

enum { SLOTS_FIRST = 1 << 8 };

enum window { WINDOW_MONTH, WINDOW_YEAR, WINDOW_NONE };

/* What a fault costs by the role. */
struct terms {
	struct text role;               /* empty: all that have no terms of their own */
	const struct policy_row *price; /* of a role: what its holder pays; NULL: nothing */
	int64_t amount;                 /* the price, in fen */
	struct policy_rows repeat, deduct;
};

/* Counts faults of one code or group, or the length of a run. */
struct counter {
	int64_t window; /* the one that n belongs to */
	uint64_t epoch; /* likewise: of a person, or of an unbroken run */
	int64_t n;
	const struct fault *last; /* the one counted last */
	bool is_charged;          /* the call-back at hand carries its charge already */
};

/* The counter that the codes of a group share. */
struct shared_counter {
	struct shared_counter *next;
	struct text group;
	struct counter counter;
};

/* What the policy says of a code. */
struct code {
	struct text name, group; /* group empty: none */
	struct terms *terms;     /* the first is that without a role */
	struct text *payer;      /* roles that have a price */
	size_t n_terms, payers;
	struct counter own, *counter; /* the one that counts: its own, or its group's */
	enum window window;
	int64_t free, run; /* run 0: none */
	bool once, daily, is_clean;
	bool makes_lines; /* a person's line for each fault */
};

/* A fault of the day at hand. */
struct item {
	uint64_t customer; /* its first bytes: the lower number comes first */
	const struct fault *fault;
	struct code *code;
};

struct line {
	struct penalty_line line;
	uint64_t customer;
	const struct code *code;
	const struct terms *terms;
};

/* The first of faults that penalty.daily repeats. */
struct first {
	const struct fault *fault; /* NULL: the slot is free */
	const struct code *code;
	int64_t nth, factor;
};

struct penalty {
	const struct policy *policy;
	const struct roster *roster;
	bool all, any_daily; /* any_daily: faults of some code repeat */
	struct arena arena;
	struct code **slot; /* a hash table by name */
	size_t codes, slots;
	struct shared_counter *shared;
	char *key;
	uint64_t epoch; /* the last used */
	struct first *first;
	size_t firsts; /* slots for them, a power of two; 0: none is needed */
	struct item *item;
	struct line *line, **order; /* of the day at hand */
	size_t lines, key_room, first_room, item_room, line_room, order_room;
};

struct penalty *penalty_new(const struct policy *policy, const struct roster *roster, bool all)
{
	struct penalty *penalty = memory_new(1, sizeof *penalty);
	if (policy_rule(policy, "penalty").n == 0)
		policy_need(policy, "penalty", TEXT(""));
	penalty->policy = policy;
	penalty->roster = roster;
	penalty->all = all;
	penalty->any_daily = policy_rule(policy, "penalty.daily").n > 0;
	penalty->slots = SLOTS_FIRST;
	penalty->slot = memory_new(penalty->slots, sizeof *penalty->slot);
	return penalty;
}

/* --- what the policy says of each code */

/* KEY/ROLE, or KEY where the role is empty; valid until the next call. */
static struct text with_role(struct penalty *penalty, struct text key, struct text role)
{
	if (role.length == 0)
		return key;
	size_t n = key.length + 1 + role.length;
	penalty->key = memory_grow(penalty->key, &penalty->key_room, n, 1);
	memcpy(penalty->key, key.at, key.length);
	penalty->key[key.length] = '/';
	memcpy(penalty->key + key.length + 1, role.at, role.length);
	return (struct text){penalty->key, n};
}

/* A rule of the code or, where it has none, of its group. */
static const struct policy_row *find_rule(const struct penalty *penalty, const char *rule,
					  const struct code *code)
{
	const struct policy_row *row = policy_one(penalty->policy, rule, code->name);
	return row == NULL && code->group.length > 0 ? policy_one(penalty->policy, rule, code->group) : row;
}

/* Rows by the number in the window: of code/role, else group/role, else code, else group. */
static struct policy_rows find_rows(struct penalty *penalty, const char *rule, const struct code *code,
				    struct text role)
{
	const struct text keys[] = {code->name, code->group}, roles[] = {role, TEXT("")};
	struct policy_rows rows = {0};
	for (int i = role.length > 0 ? 0 : 1; i < 2; i++)
		for (int j = 0; j < 2 && rows.n == 0; j++)
			if (keys[j].length > 0)
				rows = policy_find(penalty->policy, rule,
						   with_role(penalty, keys[j], roles[i]));
	return rows;
}

static void add_terms(struct code *code, size_t *room, struct text role)
{
	for (size_t i = 0; i < code->n_terms; i++)
		if (text_equal(code->terms[i].role, role))
			return;
	code->terms = memory_grow(code->terms, room, code->n_terms + 1, sizeof *code->terms);
	code->terms[code->n_terms++] = (struct terms){.role = role};
}

/* Adds terms for each role that the rule names with the key. */
static void add_roles(const struct penalty *penalty, struct code *code, size_t *room, const char *rule,
		      struct text key)
{
	struct policy_rows rows = policy_rule(penalty->policy, rule);
	size_t n = key.length;
	for (size_t i = 0; i < rows.n && n > 0; i++) {
		struct text other = rows.row[i].key;
		if (other.length > n + 1 && other.at[n] == '/' && text_equal((struct text){other.at, n}, key))
			add_terms(code, room, (struct text){other.at + n + 1, other.length - n - 1});
	}
}

static void load_terms(struct penalty *penalty, struct code *code)
{
	size_t room = 0;
	add_terms(code, &room, TEXT(""));
	add_roles(penalty, code, &room, "penalty", code->name);
	add_roles(penalty, code, &room, "penalty.repeat", code->name);
	add_roles(penalty, code, &room, "penalty.repeat", code->group);
	add_roles(penalty, code, &room, "penalty.deduct", code->name);
	add_roles(penalty, code, &room, "penalty.deduct", code->group);
	code->payer = memory_new(code->n_terms, sizeof *code->payer);
	for (size_t i = 0; i < code->n_terms; i++) {
		struct terms *terms = &code->terms[i];
		terms->price =
			policy_one(penalty->policy, "penalty", with_role(penalty, code->name, terms->role));
		terms->amount = terms->price != NULL ? policy_fen(terms->price) : 0;
		terms->repeat = find_rows(penalty, "penalty.repeat", code, terms->role);
		terms->deduct = find_rows(penalty, "penalty.deduct", code, terms->role);
		if (terms->price != NULL && i > 0)
			code->payer[code->payers++] = terms->role;
	}
}

static struct counter *counter_of(struct penalty *penalty, struct code *code)
{
	struct shared_counter *shared = penalty->shared;
	if (code->group.length == 0)
		return &code->own;
	while (shared != NULL && !text_equal(shared->group, code->group))
		shared = shared->next;
	if (shared == NULL) {
		shared = arena_take(&penalty->arena, sizeof *shared);
		*shared = (struct shared_counter){.next = penalty->shared, .group = code->group};
		penalty->shared = shared;
	}
	return &shared->counter;
}

static struct code *load_code(struct penalty *penalty, struct text name)
{
	const struct policy *policy = penalty->policy;
	struct code *code = arena_take(&penalty->arena, sizeof *code);
	*code = (struct code){.name = arena_copy(&penalty->arena, name)};
	const struct policy_row *row = policy_one(policy, "penalty.group", name);
	code->group = row != NULL ? row->value : TEXT("");
	load_terms(penalty, code);
	code->counter = counter_of(penalty, code);
	row = find_rule(penalty, "penalty.window", code);
	if (row != NULL)
		code->window = text_equal(row->value, TEXT("year"))   ? WINDOW_YEAR
			       : text_equal(row->value, TEXT("none")) ? WINDOW_NONE
								      : WINDOW_MONTH;
	row = find_rule(penalty, "penalty.free", code);
	code->free = row != NULL ? policy_whole(row) : 0;
	row = find_rule(penalty, "penalty.run", code);
	code->run = row != NULL ? policy_whole(row) : 0;
	code->once = policy_is_yes(find_rule(penalty, "penalty.once", code));
	code->daily = policy_is_yes(policy_one(policy, "penalty.daily", name));
	code->is_clean = text_equal(name, TEXT("callback.clean"));
	code->makes_lines = code->terms->price != NULL || (penalty->all && code->payers == 0);
	return code;
}

/* The slot of the code of this name, or the free one where it belongs. */
static struct code **find_slot(const struct penalty *penalty, struct text name)
{
	size_t i = text_hash(name) & (penalty->slots - 1);
	while (penalty->slot[i] != NULL && !text_equal(penalty->slot[i]->name, name))
		i = (i + 1) & (penalty->slots - 1);
	return &penalty->slot[i];
}

static void grow_slots(struct penalty *penalty)
{
	struct code **old = penalty->slot;
	size_t n = penalty->slots;
	penalty->slots = 2 * n;
	penalty->slot = memory_new(penalty->slots, sizeof *penalty->slot);
	for (size_t i = 0; i < n; i++)
		if (old[i] != NULL)
			*find_slot(penalty, old[i]->name) = old[i];
	free(old);
}

static struct code *code_of(struct penalty *penalty, struct text name)
{
	struct code **slot = find_slot(penalty, name);
	if (*slot != NULL)
		return *slot;
	struct code *code = *slot = load_code(penalty, name);
	if (2 * ++penalty->codes > penalty->slots)
		grow_slots(penalty);
	return code;
}

static const struct terms *terms_of(const struct code *code, struct text role)
{
	for (size_t i = 1; i < code->n_terms && role.length > 0; i++)
		if (text_equal(code->terms[i].role, role))
			return &code->terms[i];
	return code->terms;
}

/* Faults that make no lines are counted with others of their group, or end runs. */
bool penalty_route(struct penalty *penalty, const struct fault *fault, const struct text **roles, size_t *n)
{
	const struct code *code = code_of(penalty, fault->code);
	*roles = code->payer;
	*n = code->payers;
	if (fault->role.length > 0) {
		const struct text *end = code->payer + code->payers;
		while (*roles < end && !text_equal(**roles, fault->role))
			++*roles;
		*n = *roles < end;
	}
	return code->makes_lines || code->group.length > 0 || code->is_clean;
}

/* --- order */

/* The text's first bytes as a number, the lower for the text that comes first; equal numbers tell nothing. */
static uint64_t order_number(struct text text)
{
	return __builtin_bswap64(text.length < BYTES_WORD ? bytes_load(text.at, text.length)
							  : bytes_load8(text.at));
}

/* By customer, source, code, person, role: the order in which faults of one day are counted. */
static int compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	if (x->customer != y->customer)
		return x->customer < y->customer ? -1 : 1;
	int order = text_compare(x->fault->customer, y->fault->customer);
	if (order == 0)
		order = text_compare_source(x->fault->source, y->fault->source);
	if (order == 0 && x->code != y->code)
		order = text_compare(x->fault->code, y->fault->code);
	if (order == 0)
		order = text_compare(x->fault->person, y->fault->person);
	return order != 0 ? order : text_compare(x->fault->role, y->fault->role);
}

/* Lines of one day, by role, code, customer, source, nth; then a plain price first, as they were made. */
static int compare_lines(const void *a, const void *b)
{
	const struct line *x = *(struct line *const *)a, *y = *(struct line *const *)b;
	const struct fault *fault_x = x->line.fault, *fault_y = y->line.fault;
	int order = 0;
	if (x->terms != y->terms || x->terms->role.length == 0)
		order = text_compare(fault_x->role, fault_y->role);
	if (order == 0 && x->code != y->code)
		order = text_compare(fault_x->code, fault_y->code);
	if (order != 0)
		return order;
	if (x->customer != y->customer)
		return x->customer < y->customer ? -1 : 1;
	order = text_compare(fault_x->customer, fault_y->customer);
	if (order == 0)
		order = text_compare_source(fault_x->source, fault_y->source);
	if (order == 0)
		order = (x->line.nth > y->line.nth) - (x->line.nth < y->line.nth);
	return order != 0 ? order : (x > y) - (x < y);
}

/* What is in order already, as much is, costs next to nothing. */
static void sort(void *first, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	const char *at = first;
	size_t i = 1;
	while (i < n && compare(at + (i - 1) * size, at + i * size) <= 0)
		i++;
	if (i < n)
		qsort(first, n, size, compare);
}

/* --- counting */

static bool is_same_record(const struct fault *a, const struct fault *b)
{
	return text_equal(a->customer, b->customer) && text_equal(a->source, b->source) &&
	       text_equal(a->person, b->person);
}

/* Makes room for the first ones of all daily faults. */
static void clear_firsts(struct penalty *penalty, const struct fault *faults, size_t n)
{
	size_t daily = 0;
	for (size_t i = 0; i < n && penalty->any_daily; i++)
		daily += code_of(penalty, faults[i].code)->daily;
	penalty->firsts = daily > 0 ? 2 : 0;
	while (penalty->firsts < 2 * daily)
		penalty->firsts *= 2;
	penalty->first =
		memory_grow(penalty->first, &penalty->first_room, penalty->firsts, sizeof *penalty->first);
	if (penalty->firsts > 0)
		memset(penalty->first, 0, penalty->firsts * sizeof *penalty->first);
}

/* The slot of the first fault with the record and the code of this one; free where this is it. NULL: it is of no code that
   repeats. */
static struct first *find_first(const struct penalty *penalty, const struct item *item)
{
	const struct fault *fault = item->fault;
	if (!item->code->daily || fault->source.length == 0)
		return NULL;
	uint64_t hash = text_hash(fault->customer);
	hash = (hash ^ text_hash(fault->source)) * 3;
	hash = (hash ^ text_hash(fault->person)) * 3 ^ text_hash(fault->code);
	size_t i = hash & (penalty->firsts - 1);
	while (penalty->first[i].fault != NULL &&
	       (penalty->first[i].code != item->code || !is_same_record(penalty->first[i].fault, fault)))
		i = (i + 1) & (penalty->firsts - 1);
	return &penalty->first[i];
}

/* The faults of the day that the first of n begin with; *days: how many. Those taken for a role are left out. */
static size_t sort_day(struct penalty *penalty, const struct fault *faults, size_t n, bool by_role,
		       size_t *days)
{
	size_t items = 0, i = 0;
	for (; i < n && faults[i].day == faults->day; i++) {
		if (!by_role && faults[i].person.length > 0)
			continue;
		penalty->item =
			memory_grow(penalty->item, &penalty->item_room, items + 1, sizeof *penalty->item);
		penalty->item[items++] = (struct item){order_number(faults[i].customer), &faults[i],
						       code_of(penalty, faults[i].code)};
	}
	*days = i;
	sort(penalty->item, items, sizeof *penalty->item, compare_items);
	return items;
}

static int64_t window_of(const struct code *code, int32_t day)
{
	return code->window == WINDOW_MONTH  ? date_month_number(day)
	       : code->window == WINDOW_YEAR ? date_year(day)
					     : 0;
}

/* The place in the counter's window, new for each epoch. */
static int64_t count_in_window(struct counter *counter, int64_t window, uint64_t epoch)
{
	if (counter->n == 0 || counter->window != window || counter->epoch != epoch)
		*counter = (struct counter){.window = window, .epoch = epoch};
	return ++counter->n;
}

/* The length of the run with this fault; *carries: it is the one of its call-back's that is charged. */
static int64_t count_in_run(const struct item *item, uint64_t epoch, bool *carries)
{
	struct counter *counter = item->code->counter;
	bool is_priced = item->code->terms->price != NULL;
	if (counter->epoch != epoch)
		*counter = (struct counter){.epoch = epoch};
	if (counter->last == NULL || counter->last->day != item->fault->day ||
	    !is_same_record(counter->last, item->fault)) {
		counter->n++;
		counter->is_charged = false;
	}
	counter->last = item->fault;
	*carries = is_priced && !counter->is_charged;
	counter->is_charged |= is_priced;
	return counter->n;
}

/* The factor of the n-th fault: 0 for free ones, else the policy's for n. run: as many make a run, 1 where runs do not count. */
static int64_t factor_of(const struct code *code, const struct terms *terms, int64_t nth, int64_t run)
{
	int64_t free = code->free > run - 1 ? code->free : run - 1;
	if (nth <= free || (code->once && nth != free + 1))
		return 0;
	const struct policy_row *row =
		terms->repeat.n > 0 ? policy_select_number(terms->repeat, money_product(nth, POLICY_ONE))
				    : NULL;
	return row != NULL ? (int64_t)row->number : POLICY_ONE;
}

/* --- roles */

static void take_counted(const struct penalty *penalty, struct text role, const struct item *item,
			 int64_t nth, penalty_taker *take, void *context)
{
	struct fault counted = *item->fault;
	counted.role = role;
	counted.person = (struct text){(const char *)&nth, sizeof nth};
	take(context, roster_holder(penalty->roster, role, counted.day), &counted);
}

static int64_t count_for_role(const struct penalty *penalty, const struct item *item)
{
	const struct code *code = item->code;
	struct first *first = find_first(penalty, item);
	if (first != NULL && first->fault != NULL && first->fault->day < item->fault->day)
		return first->nth;
	int64_t nth = count_in_window(code->counter, window_of(code, item->fault->day), penalty->epoch);
	if (first != NULL && first->fault == NULL)
		*first = (struct first){.fault = item->fault, .code = code, .nth = nth};
	return nth;
}

void penalty_role(struct penalty *penalty, struct text role, const struct fault *faults, size_t n,
		  penalty_taker *take, void *context)
{
	penalty->epoch++;
	clear_firsts(penalty, faults, n);
	for (size_t i = 0, day; i < n; i += day) {
		size_t items = sort_day(penalty, faults + i, n - i, true, &day);
		for (size_t j = 0; j < items; j++)
			take_counted(penalty, role, &penalty->item[j],
				     count_for_role(penalty, &penalty->item[j]), take, context);
	}
}

/* --- persons */

/* Amount x factor, in fen; false: it exceeds 64 bits. */
static bool charge_of(struct penalty_line *line)
{
	if (line->factor == 0 || line->factor == POLICY_ONE) {
		line->charge = line->factor == 0 ? 0 : line->amount;
		return true;
	}
	return money_round_fen(money_product(line->amount, line->factor), POLICY_ONE, &line->charge);
}

/* Adds the n-th fault's line: at the price of the terms `paid`, else with the terms that hold for its role. NULL, or what went
   out of range. */
static const char *add_line(struct penalty *penalty, const struct item *item, const struct terms *paid,
			    const struct terms *terms, int64_t nth, int64_t factor)
{
	struct line *line = &penalty->line[penalty->lines++];
	*line = (struct line){{.fault = item->fault,
			       .price = paid->price,
			       .nth = nth,
			       .amount = paid->amount,
			       .factor = factor},
			      item->customer,
			      item->code,
			      terms};
	if (paid->price != NULL && terms->deduct.n > 0)
		line->line.note = policy_select_number(terms->deduct, money_product(nth, POLICY_ONE));
	return charge_of(&line->line) ? NULL : "a charge exceeds 64 bits";
}

/* Counts one of the person's own faults. *run: the epoch of the run it is part of. */
static const char *price_own(struct penalty *penalty, const struct item *item, uint64_t epoch, uint64_t *run)
{
	const struct code *code = item->code;
	const struct terms *terms = terms_of(code, item->fault->role);
	struct first *first = find_first(penalty, item);
	int64_t nth, factor = POLICY_ONE;
	bool carries = true;
	if (first != NULL && first->fault != NULL && first->fault->day < item->fault->day) {
		nth = first->nth;
		factor = first->factor;
	} else {
		if (code->run > 0)
			nth = count_in_run(item, *run, &carries);
		else
			nth = count_in_window(code->counter, window_of(code, item->fault->day), epoch);
		if (code->terms->price != NULL)
			factor = carries ? factor_of(code, terms, nth, code->run > 0 ? code->run : 1) : 0;
		if (first != NULL && first->fault == NULL)
			*first = (struct first){item->fault, code, nth, factor};
	}
	if (code->is_clean)
		*run = ++penalty->epoch;
	return code->makes_lines ? add_line(penalty, item, code->terms, terms, nth, factor) : NULL;
}

/* Adds the line of a fault that was counted for its role. */
static const char *price_taken(struct penalty *penalty, const struct fault *fault)
{
	const struct item item = {order_number(fault->customer), fault, code_of(penalty, fault->code)};
	const struct terms *terms = terms_of(item.code, fault->role);
	int64_t nth;
	memcpy(&nth, fault->person.at, sizeof nth);
	return add_line(penalty, &item, terms, terms, nth, factor_of(item.code, terms, nth, 1));
}

/* Prices the faults of one day: `own` items of the person's own, and those among the faults that were taken for a role. */
static const char *price_day(struct penalty *penalty, const struct fault *faults, size_t n, size_t own,
			     uint64_t epoch, uint64_t *run)
{
	const char *error = NULL;
	penalty->lines = 0;
	penalty->line = memory_grow(penalty->line, &penalty->line_room, n, sizeof *penalty->line);
	for (size_t i = 0; i < own && error == NULL; i++)
		error = price_own(penalty, &penalty->item[i], epoch, run);
	for (size_t i = 0; i < n && own < n && error == NULL; i++)
		if (faults[i].person.length > 0)
			error = price_taken(penalty, &faults[i]);
	return error;
}

static void list_lines(struct penalty *penalty, penalty_lister *list, void *context)
{
	size_t n = penalty->lines;
	penalty->order = memory_grow(penalty->order, &penalty->order_room, n, sizeof *penalty->order);
	for (size_t i = 0; i < n; i++)
		penalty->order[i] = &penalty->line[i];
	sort(penalty->order, n, sizeof *penalty->order, compare_lines);
	for (size_t i = 0; i < n; i++)
		list(context, &penalty->order[i]->line);
}

const char *penalty_person(struct penalty *penalty, const struct fault *faults, size_t n,
			   penalty_lister *list, void *context)
{
	uint64_t epoch = ++penalty->epoch, run = epoch;
	const char *error = NULL;
	clear_firsts(penalty, faults, n);
	for (size_t i = 0, day; i < n && error == NULL; i += day) {
		size_t own = sort_day(penalty, faults + i, n - i, false, &day);
		error = price_day(penalty, faults + i, day, own, epoch, &run);
		list_lines(penalty, list, context);
	}
	return error;
}

void penalty_free(struct penalty *penalty)
{
	for (size_t i = 0; i < penalty->slots; i++)
		if (penalty->slot[i] != NULL) {
			free(penalty->slot[i]->terms);
			free(penalty->slot[i]->payer);
		}
	arena_free(&penalty->arena);
	free(penalty->slot);
	free(penalty->key);
	free(penalty->first);
	free(penalty->item);
	free(penalty->line);
	free(penalty->order);
	free(penalty);
}
