/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "names.h"
#include "penalty_code.h"

enum { RECENT = 1 << 6 };

/* The counter that the codes of a group share. */
struct shared_counter {
	struct shared_counter *next;
	struct text group;
	struct penalty_counter counter;
};

struct penalty_codes {
	const struct policy *policy;
	bool all;
	struct arena arena;
	struct penalty_code *recent[RECENT]; /* by what few instructions can tell of a name */
	struct names *names;
	struct penalty_code **code; /* by the number of its name */
	size_t room;
	struct shared_counter *shared;
	char *key;
	size_t key_room;
	struct text *role; /* those that pay for some code */
	size_t roles;
	enum penalty_window window; /* that all faults which roles pay for can be counted in */
};

/* KEY/ROLE, or KEY where the role is empty; valid until the next call. */
static struct text with_role(struct penalty_codes *codes, struct text key, struct text role)
{
	if (role.length == 0)
		return key;
	size_t n = key.length + 1 + role.length;
	codes->key = memory_grow(codes->key, &codes->key_room, n, 1);
	memcpy(codes->key, key.at, key.length);
	codes->key[key.length] = '/';
	memcpy(codes->key + key.length + 1, role.at, role.length);
	return (struct text){codes->key, n};
}

/* A rule of the code or, where it has none, of its group. */
static const struct policy_row *find_rule(const struct penalty_codes *codes, const char *rule,
					  const struct penalty_code *code)
{
	const struct policy_row *row = policy_one(codes->policy, rule, code->name);
	return row == NULL && code->group.length > 0 ? policy_one(codes->policy, rule, code->group) : row;
}

/* Rows by the number in the window: of code/role, else group/role, else code, else group. */
static struct policy_rows find_rows(struct penalty_codes *codes, const char *rule,
				    const struct penalty_code *code, struct text role)
{
	const struct text keys[] = {code->name, code->group}, roles[] = {role, TEXT("")};
	struct policy_rows rows = {0};
	for (int i = role.length > 0 ? 0 : 1; i < 2; i++)
		for (int j = 0; j < 2 && rows.n == 0; j++)
			if (keys[j].length > 0)
				rows = policy_find(codes->policy, rule, with_role(codes, keys[j], roles[i]));
	return rows;
}

static void add_terms(struct penalty_code *code, size_t *room, struct text role)
{
	for (size_t i = 0; i < code->n_terms; i++)
		if (text_equal(code->terms[i].role, role))
			return;
	code->terms = memory_grow(code->terms, room, code->n_terms + 1, sizeof *code->terms);
	code->terms[code->n_terms++] = (struct penalty_terms){.role = role};
}

/* Adds terms for each role that the rule names with the key. */
static void add_roles(const struct penalty_codes *codes, struct penalty_code *code, size_t *room,
		      const char *rule, struct text key)
{
	struct policy_rows rows = policy_rule(codes->policy, rule);
	size_t n = key.length;
	for (size_t i = 0; i < rows.n && n > 0; i++) {
		struct text other = rows.row[i].key;
		if (other.length > n + 1 && other.at[n] == '/' && text_equal((struct text){other.at, n}, key))
			add_terms(code, room, (struct text){other.at + n + 1, other.length - n - 1});
	}
}

static void load_terms(struct penalty_codes *codes, struct penalty_code *code)
{
	size_t room = 0;
	add_terms(code, &room, TEXT(""));
	add_roles(codes, code, &room, "penalty", code->name);
	add_roles(codes, code, &room, "penalty.repeat", code->name);
	add_roles(codes, code, &room, "penalty.repeat", code->group);
	add_roles(codes, code, &room, "penalty.deduct", code->name);
	add_roles(codes, code, &room, "penalty.deduct", code->group);
	for (size_t i = 0; i < code->n_terms; i++) {
		struct penalty_terms *terms = &code->terms[i];
		terms->price =
			policy_one(codes->policy, "penalty", with_role(codes, code->name, terms->role));
		terms->amount = terms->price != NULL ? policy_fen(terms->price) : 0;
		terms->repeat = find_rows(codes, "penalty.repeat", code, terms->role);
		terms->deduct = find_rows(codes, "penalty.deduct", code, terms->role);
		code->has_payers |= terms->price != NULL && i > 0;
	}
}

static struct penalty_counter *counter_of(struct penalty_codes *codes, struct penalty_code *code)
{
	struct shared_counter *shared = codes->shared;
	if (code->group.length == 0)
		return &code->own;
	while (shared != NULL && !text_equal(shared->group, code->group))
		shared = shared->next;
	if (shared == NULL) {
		shared = arena_take(&codes->arena, sizeof *shared);
		*shared = (struct shared_counter){.next = codes->shared, .group = code->group};
		codes->shared = shared;
	}
	return &shared->counter;
}

static struct penalty_code *load_code(struct penalty_codes *codes, struct text name)
{
	const struct policy *policy = codes->policy;
	struct penalty_code *code = arena_take(&codes->arena, sizeof *code);
	*code = (struct penalty_code){.name = arena_copy(&codes->arena, name)};
	const struct policy_row *row = policy_one(policy, "penalty.group", name);
	code->group = row != NULL ? row->value : TEXT("");
	load_terms(codes, code);
	code->counter = counter_of(codes, code);
	row = find_rule(codes, "penalty.window", code);
	if (row != NULL)
		code->window = text_equal(row->value, TEXT("year"))   ? PENALTY_YEAR
			       : text_equal(row->value, TEXT("none")) ? PENALTY_EVER
								      : PENALTY_MONTH;
	row = find_rule(codes, "penalty.free", code);
	code->free = row != NULL ? policy_whole(row) : 0;
	row = find_rule(codes, "penalty.run", code);
	code->run = row != NULL ? policy_whole(row) : 0;
	code->once = policy_is_yes(find_rule(codes, "penalty.once", code));
	code->daily = policy_is_yes(policy_one(policy, "penalty.daily", name));
	code->is_clean = text_equal(name, TEXT("callback.clean"));
	code->makes_lines = code->terms->price != NULL || (codes->all && !code->has_payers);
	return code;
}

static struct penalty_code *find_code(struct penalty_codes *codes, struct text name)
{
	uint32_t number = names_find(codes->names, name);
	if (number != NAMES_NONE)
		return codes->code[number];
	struct penalty_code *code = load_code(codes, name);
	number = names_enter(codes->names, code->name);
	codes->code = memory_grow(codes->code, &codes->room, (size_t)number + 1, sizeof *codes->code);
	return codes->code[number] = code;
}

/* Most faults have one of few codes, which differ in their length or in how they begin and end. */
struct penalty_code *penalty_code_of(struct penalty_codes *codes, struct text name)
{
	size_t n = name.length;
	uint64_t word = n < BYTES_WORD ? bytes_load(name.at, n)
				       : bytes_load8(name.at) + 3 * bytes_load8(name.at + n - BYTES_WORD);
	struct penalty_code **recent =
		&codes->recent[(word + n) * UINT64_C(0x9e3779b97f4a7c15) >> 32 & (RECENT - 1)];
	if (*recent == NULL || !text_equal((*recent)->name, name))
		*recent = find_code(codes, name);
	return *recent;
}

const struct penalty_terms *penalty_terms_of(const struct penalty_code *code, struct text role)
{
	for (size_t i = 1; i < code->n_terms && role.length > 0; i++)
		if (text_equal(code->terms[i].role, role))
			return &code->terms[i];
	return code->terms;
}

bool penalty_is_payer(const struct penalty_codes *codes, struct text role)
{
	size_t i = 0;
	while (i < codes->roles && !text_equal(codes->role[i], role))
		i++;
	return i < codes->roles;
}

/* Lists the roles that pay for some code, and finds a window that all these codes can be counted in. */
static void load_roles(struct penalty_codes *codes)
{
	struct policy_rows rows = policy_rule(codes->policy, "penalty");
	codes->role = memory_new(rows.n, sizeof *codes->role);
	for (size_t i = 0; i < rows.n; i++) {
		struct text key = rows.row[i].key;
		const char *slash = memchr(key.at, '/', key.length);
		if (slash == NULL)
			continue;
		size_t n = (size_t)(slash - key.at);
		const struct penalty_code *code = find_code(codes, (struct text){key.at, n});
		enum penalty_window window = code->daily ? PENALTY_EVER : code->window;
		codes->window = window > codes->window ? window : codes->window;
		struct text role = {slash + 1, key.length - n - 1};
		if (!penalty_is_payer(codes, role))
			codes->role[codes->roles++] = role;
	}
}

struct penalty_codes *penalty_codes_new(const struct policy *policy, bool all)
{
	struct penalty_codes *codes = memory_new(1, sizeof *codes);
	codes->policy = policy;
	codes->all = all;
	codes->names = names_new();
	load_roles(codes);
	return codes;
}

size_t penalty_payers(const struct penalty_codes *codes, const struct text **roles)
{
	*roles = codes->role;
	return codes->roles;
}

enum penalty_window penalty_widest(const struct penalty_codes *codes)
{
	return codes->window;
}

int64_t penalty_window_number(enum penalty_window window, int32_t day)
{
	return window == PENALTY_MONTH ? date_month_number(day) : window == PENALTY_YEAR ? date_year(day) : 0;
}

void penalty_codes_free(struct penalty_codes *codes)
{
	for (uint32_t i = 0; i < names_count(codes->names); i++)
		free(codes->code[i]->terms);
	names_free(codes->names);
	arena_free(&codes->arena);
	free(codes->role);
	free(codes->code);
	free(codes->key);
	free(codes);
}
