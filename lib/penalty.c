/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "memory.h"
#include "penalty.h"
#include "penalty_code.h"

enum { MANY = 64 }; /* items of a day that are worth sorting by bytes */

/* A fault of the day at hand. */
struct item {
	uint64_t customer; /* its first bytes: the lower number comes first */
	const struct fault *fault;
	struct penalty_code *code;
};

struct line {
	struct penalty_line line;
	uint64_t customer;
	const struct penalty_code *code;
	const struct penalty_terms *terms;
};

/* The first of faults that penalty.daily repeats. */
struct first {
	const struct fault *fault; /* NULL: the slot is free */
	const struct penalty_code *code;
	int64_t nth, factor;
};

struct penalty {
	struct penalty_codes *codes;
	const struct roster *roster;
	bool any_daily; /* faults of some code repeat */
	uint64_t epoch; /* the last used */
	struct first *first;
	size_t firsts; /* slots for them, a power of two; 0: none is needed */
	struct item *item, *spare;
	size_t items;
	struct text person;         /* whose lines are made */
	struct line *line, **order; /* of the day at hand */
	size_t lines, first_room, item_room, spare_room, line_room, order_room;
};

/* --- whom a fault concerns */

struct penalty *penalty_new(const struct policy *policy, const struct roster *roster, bool all)
{
	struct penalty *penalty = memory_new(1, sizeof *penalty);
	if (policy_rule(policy, "penalty").n == 0)
		policy_need(policy, "penalty", TEXT(""));
	penalty->codes = penalty_codes_new(policy, all);
	penalty->roster = roster;
	penalty->any_daily = policy_rule(policy, "penalty.daily").n > 0;
	return penalty;
}

/* Faults that make no lines are counted with others of their group, or end runs. */
struct penalty_route penalty_route(struct penalty *penalty, const struct fault *fault)
{
	const struct penalty_code *code = penalty_code_of(penalty->codes, fault->code);
	struct text role = fault->role;
	struct penalty_route route = {code->makes_lines || code->group.length > 0 || code->is_clean,
				      code->has_payers, false};
	if (role.length > 0) {
		const struct penalty_terms *terms = penalty_terms_of(code, role);
		route.roles = terms != code->terms && terms->price != NULL;
		route.is_mixed = route.person && penalty_is_payer(penalty->codes, role);
	}
	return route;
}

int64_t penalty_window(const struct penalty *penalty, int32_t day)
{
	return penalty_window_number(penalty_widest(penalty->codes), day);
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
		order = text_compare(x->line.role, y->line.role);
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

/* Sorts by the customers' numbers alone, byte by byte from the lowest, leaving out bytes that are the same in all. */
static void sort_by_number(struct item *item, struct item *spare, size_t n)
{
	uint64_t differing = 0;
	struct item *from = item, *to = spare;
	for (size_t i = 1; i < n; i++)
		differing |= item[i].customer ^ item[0].customer;
	for (unsigned shift = 0; shift < 64; shift += 8) {
		size_t next[257] = {0}; /* by byte: where its next item goes */
		if ((differing >> shift & 0xff) == 0)
			continue;
		for (size_t i = 0; i < n; i++)
			next[(from[i].customer >> shift & 0xff) + 1]++;
		for (size_t i = 1; i < 256; i++)
			next[i] += next[i - 1];
		for (size_t i = 0; i < n; i++)
			to[next[from[i].customer >> shift & 0xff]++] = from[i];
		struct item *sorted = to;
		to = from;
		from = sorted;
	}
	if (from != item)
		memcpy(item, from, n * sizeof *item);
}

static void sort_items(struct penalty *penalty, struct item *item, size_t n)
{
	if (n < MANY) {
		sort(item, n, sizeof *item, compare_items);
		return;
	}
	penalty->spare = memory_grow(penalty->spare, &penalty->spare_room, n, sizeof *penalty->spare);
	sort_by_number(item, penalty->spare, n);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && item[end].customer == item[i].customer; end++)
			;
		sort(item + i, end - i, sizeof *item, compare_items);
	}
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
		daily += penalty_code_of(penalty->codes, faults[i].code)->daily;
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

/* Adds the faults of the day that the first of n begin with to the items, in order; returns how many of n they are. Those taken
   for a role are left out of a person's. */
static size_t add_day(struct penalty *penalty, const struct fault *faults, size_t n, bool by_role)
{
	size_t first = penalty->items, i = 0;
	for (; i < n && faults[i].day == faults->day; i++) {
		if (!by_role && faults[i].person.length > 0)
			continue;
		penalty->item = memory_grow(penalty->item, &penalty->item_room, penalty->items + 1,
					    sizeof *penalty->item);
		penalty->item[penalty->items++] =
			(struct item){order_number(faults[i].customer), &faults[i],
				      penalty_code_of(penalty->codes, faults[i].code)};
	}
	sort_items(penalty, penalty->item + first, penalty->items - first);
	return i;
}

/* The place in the counter's window, new for each epoch. */
static int64_t count_in_window(struct penalty_counter *counter, int64_t window, uint64_t epoch)
{
	if (counter->n == 0 || counter->window != window || counter->epoch != epoch)
		*counter = (struct penalty_counter){.window = window, .epoch = epoch};
	return ++counter->n;
}

/* The length of the run with this fault; *carries: it is the one of its call-back's that is charged. */
static int64_t count_in_run(const struct item *item, uint64_t epoch, bool *carries)
{
	struct penalty_counter *counter = item->code->counter;
	bool is_priced = item->code->terms->price != NULL;
	if (counter->epoch != epoch)
		*counter = (struct penalty_counter){.epoch = epoch};
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
static int64_t factor_of(const struct penalty_code *code, const struct penalty_terms *terms, int64_t nth,
			 int64_t run)
{
	int64_t free = code->free > run - 1 ? code->free : run - 1;
	if (nth <= free || (code->once && nth != free + 1))
		return 0;
	const struct policy_row *row =
		terms->repeat.n > 0 ? policy_select_number(terms->repeat, money_product(nth, POLICY_ONE))
				    : NULL;
	return row != NULL ? (int64_t)row->number : POLICY_ONE;
}

/* --- lines */

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
static const char *add_line(struct penalty *penalty, const struct item *item,
			    const struct penalty_terms *paid, const struct penalty_terms *terms, int64_t nth,
			    int64_t factor)
{
	struct line *line = &penalty->line[penalty->lines++];
	*line = (struct line){{.fault = item->fault,
			       .person = penalty->person,
			       .role = item->fault->role.length > 0 ? item->fault->role : terms->role,
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

/* Makes room for n lines. */
static void clear_lines(struct penalty *penalty, size_t n)
{
	penalty->lines = 0;
	penalty->line = memory_grow(penalty->line, &penalty->line_room, n, sizeof *penalty->line);
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

/* --- roles */

/* The terms at which the role pays for the fault; NULL: it does not. */
static const struct penalty_terms *terms_to_pay(const struct item *item, struct text role)
{
	const struct penalty_terms *terms = penalty_terms_of(item->code, role);
	struct text only = item->fault->role;
	bool pays = terms->price != NULL && terms->role.length > 0;
	return pays && (only.length == 0 || text_equal(only, role)) ? terms : NULL;
}

static int64_t count_for_role(const struct penalty *penalty, const struct item *item)
{
	const struct penalty_code *code = item->code;
	struct first *first = find_first(penalty, item);
	if (first != NULL && first->fault != NULL && first->fault->day < item->fault->day)
		return first->nth;
	int64_t nth = count_in_window(code->counter, penalty_window_number(code->window, item->fault->day),
				      penalty->epoch);
	if (first != NULL && first->fault == NULL)
		*first = (struct first){.fault = item->fault, .code = code, .nth = nth};
	return nth;
}

/* Prices the n items of one day for the role. */
static const char *price_for_role(struct penalty *penalty, struct text role, const struct item *item,
				  size_t n)
{
	const char *error = NULL;
	penalty->person = roster_holder(penalty->roster, role, item->fault->day);
	clear_lines(penalty, n);
	for (size_t i = 0; i < n && error == NULL; i++) {
		const struct penalty_terms *terms = terms_to_pay(&item[i], role);
		if (terms == NULL)
			continue;
		int64_t nth = count_for_role(penalty, &item[i]);
		error = add_line(penalty, &item[i], terms, terms, nth,
				 factor_of(item[i].code, terms, nth, 1));
	}
	return error;
}

/* Prices all items for the role. */
static const char *price_role(struct penalty *penalty, struct text role, penalty_lister *list, void *context)
{
	const char *error = NULL;
	penalty->epoch++;
	for (size_t i = 0, end; i < penalty->items && error == NULL; i = end) {
		const struct item *item = &penalty->item[i];
		for (end = i + 1; end < penalty->items; end++)
			if (penalty->item[end].fault->day != item->fault->day)
				break;
		error = price_for_role(penalty, role, item, end - i);
		list_lines(penalty, list, context);
	}
	return error;
}

const char *penalty_roles(struct penalty *penalty, const struct fault *faults, size_t n, penalty_lister *list,
			  void *context)
{
	const char *error = NULL;
	const struct text *role;
	size_t roles = penalty_payers(penalty->codes, &role);
	penalty->items = 0;
	for (size_t i = 0; i < n;)
		i += add_day(penalty, faults + i, n - i, true);
	for (size_t i = 0; i < roles && error == NULL; i++) {
		clear_firsts(penalty, faults, n);
		error = price_role(penalty, role[i], list, context);
	}
	return error;
}

struct fault penalty_taken(const struct penalty_line *line)
{
	struct fault taken = *line->fault;
	taken.role = line->role;
	taken.person = (struct text){(const char *)&line->nth, sizeof line->nth};
	return taken;
}

/* --- persons */

/* Counts one of the person's own faults. *run: the epoch of the run it is part of. */
static const char *price_own(struct penalty *penalty, const struct item *item, uint64_t epoch, uint64_t *run)
{
	const struct penalty_code *code = item->code;
	const struct penalty_terms *terms = penalty_terms_of(code, item->fault->role);
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
			nth = count_in_window(code->counter,
					      penalty_window_number(code->window, item->fault->day), epoch);
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
	const struct item item = {order_number(fault->customer), fault,
				  penalty_code_of(penalty->codes, fault->code)};
	const struct penalty_terms *terms = penalty_terms_of(item.code, fault->role);
	int64_t nth;
	memcpy(&nth, fault->person.at, sizeof nth);
	return add_line(penalty, &item, terms, terms, nth, factor_of(item.code, terms, nth, 1));
}

/* Prices n faults of one day: the person's own, which are the items, and those that were taken for a role. */
static const char *price_day(struct penalty *penalty, const struct fault *faults, size_t n, uint64_t epoch,
			     uint64_t *run)
{
	const char *error = NULL;
	clear_lines(penalty, n);
	for (size_t i = 0; i < penalty->items && error == NULL; i++)
		error = price_own(penalty, &penalty->item[i], epoch, run);
	for (size_t i = 0; i < n && penalty->items < n && error == NULL; i++)
		if (faults[i].person.length > 0)
			error = price_taken(penalty, &faults[i]);
	return error;
}

const char *penalty_person(struct penalty *penalty, struct text person, const struct fault *faults, size_t n,
			   penalty_lister *list, void *context)
{
	uint64_t epoch = ++penalty->epoch, run = epoch;
	const char *error = NULL;
	penalty->person = person;
	clear_firsts(penalty, faults, n);
	for (size_t i = 0, day; i < n && error == NULL; i += day) {
		penalty->items = 0;
		day = add_day(penalty, faults + i, n - i, false);
		error = price_day(penalty, faults + i, day, epoch, &run);
		list_lines(penalty, list, context);
	}
	return error;
}

void penalty_free(struct penalty *penalty)
{
	penalty_codes_free(penalty->codes);
	free(penalty->first);
	free(penalty->item);
	free(penalty->spare);
	free(penalty->line);
	free(penalty->order);
	free(penalty);
}
