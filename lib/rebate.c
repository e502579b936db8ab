/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "rebate.h"

enum { YEARS = DATE_LAST_YEAR + 1 };
enum { RANK_FEE_TWICE = RESULTS_RANK, RANK_REBATE_TWICE };

/* What one stream gives, by the year in which it counts. */
struct amounts {
	const struct yearly *given[YEARS]; /* NULL: nothing */
	int first, last;                   /* years that may have something; none: first > last */
};

struct rebate {
	struct amounts fees, rebates;
	struct rebate_year *year;
	size_t years, room;
};

struct rebate *rebate_new(void)
{
	struct rebate *rebate = memory_new(1, sizeof *rebate);
	rebate->fees.first = rebate->rebates.first = YEARS;
	return rebate;
}

void rebate_free(struct rebate *rebate)
{
	free(rebate->year);
	free(rebate);
}

/* Takes the n records up; they count `later` years after theirs, those that count after last_year not at all. */
static void fill(struct amounts *amounts, const struct yearly *record, size_t n, int later, int last_year,
		 unsigned rank, struct results *results)
{
	for (int year = amounts->first; year <= amounts->last; year++)
		amounts->given[year] = NULL;
	amounts->first = YEARS;
	amounts->last = 0;
	for (size_t i = 0; i < n; i++) {
		char room[MONEY_ROOM];
		int year = (int)record[i].year + later;
		if (year > last_year)
			continue;
		if (amounts->given[year] != NULL) {
			struct text value = {room, money_format(record[i].year, 0, 0, room)};
			results_reject(results, &(struct late_error){record[i].position, rank, "year", NULL,
								     amounts->given[year]->position, value,
								     record[i].raw});
			continue;
		}
		amounts->given[year] = &record[i];
		if (year < amounts->first)
			amounts->first = year;
		if (year > amounts->last)
			amounts->last = year;
	}
}

static int64_t amount_of(const struct amounts *amounts, int year)
{
	return amounts->given[year] != NULL ? amounts->given[year]->amount : 0;
}

/* Sets what is paid and carried of the year. False: an amount exceeds 64 bits. */
static bool set_off(struct rebate_year *year)
{
	money_wide rest = (money_wide)year->rebate - year->brought - year->latefee;
	return money_round_fen(rest > 0 ? rest : 0, 1, &year->payable) &&
	       money_round_fen(rest < 0 ? -rest : 0, 1, &year->carried);
}

static void keep_year(struct rebate *rebate, const struct rebate_year *year)
{
	if (year->rebate == 0 && year->brought == 0 && year->latefee == 0)
		return; /* so nothing is paid or carried either */
	rebate->year = memory_grow(rebate->year, &rebate->room, rebate->years + 1, sizeof *rebate->year);
	rebate->year[rebate->years++] = *year;
}

const char *rebate_run(struct rebate *rebate, const struct customer_records *records, bool has_setoff,
		       int last_year, struct results *results)
{
	const struct amounts *fees = &rebate->fees, *rebates = &rebate->rebates;
	int64_t brought = 0;
	fill(&rebate->fees, records->fee, records->fees, 1, last_year, RANK_FEE_TWICE, results);
	fill(&rebate->rebates, records->rebate, records->rebates, 0, last_year, RANK_REBATE_TWICE, results);
	rebate->years = 0;
	for (int i = fees->first < rebates->first ? fees->first : rebates->first; i <= last_year; i++) {
		struct rebate_year year = {.year = i,
					   .rebate = amount_of(rebates, i),
					   .brought = brought,
					   .latefee = has_setoff ? amount_of(fees, i) : 0};
		if (!set_off(&year))
			return MONEY_TOO_LARGE;
		keep_year(rebate, &year);
		brought = year.carried;
	}
	return NULL;
}

size_t rebate_years(const struct rebate *rebate, const struct rebate_year **year)
{
	*year = rebate->year;
	return rebate->years;
}
