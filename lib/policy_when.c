/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <string.h>

#include "date.h"
#include "policy.h"
#include "policy_value.h"
#include "policy_when.h"

/* The most that two points of the scale can differ without a possible value between them, and the least value. */
static const struct domain {
	int64_t step;     /* in millionths; 0: dense */
	money_wide least; /* the point of the least value */
} domains[] = {
	[POLICY_WHEN_DATE] = {1000000, POLICY_LOWEST},
	[POLICY_WHEN_SALES] = {10000, 0},
	[POLICY_WHEN_BALANCE] = {10000, POLICY_LOWEST},
	[POLICY_WHEN_TONS] = {1000, 0},
	[POLICY_WHEN_SCORE] = {10000, 0},
	[POLICY_WHEN_COUNT] = {1000000, 0},
	[POLICY_WHEN_RATIO] = {0, 0},
	[POLICY_WHEN_EXCESS] = {0, 1},
	[POLICY_WHEN_DAYS] = {1000000, POLICY_LOWEST},
	[POLICY_WHEN_DAYS_LATE] = {1000000, 2000000},
	[POLICY_WHEN_NUMBER] = {0, POLICY_LOWEST},
};

struct comparison {
	struct text sign;  /* > >= < <= = */
	money_wide number; /* millionths */
	bool is_percent;
};

static const char not_a_condition[] = "is not a condition";

static const struct text signs[] = {{">=", 2}, {"<=", 2}, {">", 1}, {"<", 1}, {"=", 1}};

/* Takes the sign off the front of *word; false: there is none. */
static bool take_sign(struct text *word, struct text *sign)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (word->length < signs[i].length || memcmp(word->at, signs[i].at, signs[i].length) != 0)
			continue;
		*sign = signs[i];
		word->at += signs[i].length;
		word->length -= signs[i].length;
		return true;
	}
	return false;
}

static bool parse_date(struct text text, money_wide *number)
{
	int32_t day;
	if (memchr(text.at, ':', text.length) != NULL || !date_parse(text, &day, NULL))
		return false;
	*number = (money_wide)day * POLICY_ONE;
	return true;
}

static bool takes_percent(enum policy_when domain)
{
	return domain == POLICY_WHEN_RATIO || domain == POLICY_WHEN_EXCESS || domain == POLICY_WHEN_NUMBER;
}

/* Parses the next comparison of *rest; spaces may stand between its sign and its number. */
static bool next_comparison(struct text *rest, enum policy_when domain, struct comparison *comparison)
{
	struct text word = text_next_word(rest);
	if (!take_sign(&word, &comparison->sign))
		return false;
	if (word.length == 0)
		word = text_next_word(rest);
	comparison->is_percent = false;
	if (word.length == 0)
		return false;
	if (domain == POLICY_WHEN_DATE)
		return parse_date(word, &comparison->number);
	return policy_number_parse(word, &comparison->number, &comparison->is_percent) &&
	       (!comparison->is_percent || takes_percent(domain));
}

static money_wide round_down(money_wide number, int64_t step)
{
	money_wide rest = number % step;
	return number - (rest < 0 ? rest + step : rest);
}

/* The greatest point at or below the number, or strictly below it, that a value can have. */
static money_wide point_below(money_wide number, int64_t step, bool strictly)
{
	if (step == 0)
		return 2 * number - strictly;
	return 2 * round_down(strictly ? number - 1 : number, step);
}

static money_wide point_above(money_wide number, int64_t step, bool strictly)
{
	return -point_below(-number, step, strictly);
}

static bool has_sign(const struct comparison *comparison, char first)
{
	return comparison->sign.at[0] == first;
}

struct bounds {
	struct comparison lower, upper; /* those that decide; no sign: open */
	money_wide lowest, highest;
};

static void narrow(struct bounds *bounds, const struct comparison *comparison, int64_t step)
{
	bool strictly = comparison->sign.length == 1 && !has_sign(comparison, '=');
	money_wide above = point_above(comparison->number, step, strictly);
	money_wide below = point_below(comparison->number, step, strictly);
	if (!has_sign(comparison, '<') && above > bounds->lowest) {
		bounds->lowest = above;
		bounds->lower = *comparison;
	}
	if (!has_sign(comparison, '>') && below < bounds->highest) {
		bounds->highest = below;
		bounds->upper = *comparison;
	}
}

static size_t format_comparison(const struct comparison *comparison, enum policy_when domain, char *out)
{
	size_t length = comparison->sign.length;
	memcpy(out, comparison->sign.at, length);
	if (domain != POLICY_WHEN_DATE)
		return length +
		       policy_number_format(comparison->number, comparison->is_percent, out + length);
	date_format((int32_t)(comparison->number / POLICY_ONE), out + length);
	return length + DATE_LENGTH;
}

/* Writes the comparisons that decide; `=` says all where it is one of them. */
static void format_bounds(const struct bounds *bounds, enum policy_when domain,
			  struct policy_interval *interval)
{
	const struct comparison *list[2];
	size_t n = 0;
	bool lower = bounds->lower.sign.length > 0, upper = bounds->upper.sign.length > 0;
	if (lower && !(upper && has_sign(&bounds->upper, '=')))
		list[n++] = &bounds->lower;
	if (upper && !(lower && n > 0 && has_sign(&bounds->lower, '=')))
		list[n++] = &bounds->upper;
	interval->length = 0;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			interval->text[interval->length++] = ' ';
		interval->length += format_comparison(list[i], domain, interval->text + interval->length);
	}
}

static const char *parse(struct text when, enum policy_when domain, struct policy_interval *interval)
{
	struct bounds bounds = {.lowest = POLICY_LOWEST, .highest = POLICY_HIGHEST};
	struct text rest = text_trim(when);
	do {
		struct comparison comparison;
		if (!next_comparison(&rest, domain, &comparison))
			return not_a_condition;
		narrow(&bounds, &comparison, domains[domain].step);
		rest = text_trim(rest);
	} while (rest.length > 0);
	if (bounds.lowest > bounds.highest)
		return domain == POLICY_WHEN_DATE ? "holds on no day" : "holds for no number";
	interval->lowest = bounds.lowest;
	interval->highest = bounds.highest;
	interval->is_date = domain == POLICY_WHEN_DATE;
	format_bounds(&bounds, domain, interval);
	return NULL;
}

const char *policy_when_parse(struct text when, enum policy_when domain, struct policy_interval *interval)
{
	if (domain != POLICY_WHEN_ANY)
		return parse(when, domain, interval);
	const char *reason = parse(when, POLICY_WHEN_NUMBER, interval);
	return reason == not_a_condition ? parse(when, POLICY_WHEN_DATE, interval) : reason;
}

money_wide policy_when_number(money_wide millionths)
{
	return 2 * millionths;
}

money_wide policy_when_ratio(int64_t numerator, int64_t denominator)
{
	money_wide scaled = (money_wide)numerator * POLICY_ONE, quotient = scaled / denominator;
	money_wide rest = scaled - quotient * denominator;
	return 2 * quotient + (rest > 0) - (rest < 0);
}

money_wide policy_when_day(int32_t day)
{
	return 2 * (money_wide)day * POLICY_ONE;
}

bool policy_when_is_gap(enum policy_when domain, money_wide highest, money_wide lowest)
{
	money_wide step = domains[domain].step == 0 ? 1 : 2 * domains[domain].step;
	money_wide first = highest == POLICY_LOWEST ? POLICY_LOWEST : highest + step;
	if (first < domains[domain].least)
		first = domains[domain].least;
	return first < lowest;
}
