/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <pthread.h>
#include <stdlib.h>

#include "date.h"
#include "memory.h"
#include "parties.h"
#include "stream.h"
#include "test.h"
#include "test_tools.h"

enum { WORKERS = 3, RECORDS = 8, SETS = 4000 };

static struct registration new_registration(const char *customer, int32_t day, const char *party,
					    const char *referrer, uint64_t position)
{
	struct registration record = *(const struct registration *)stream_registration.empty;
	record.customer = text_of(customer);
	record.day = day;
	record.party = text_of(party);
	record.referrer = text_of(referrer);
	record.position = position;
	return record;
}

/* What came out: a line of customers and positions for each set. */
struct found {
	pthread_mutex_t lock;
	struct test_string lines;
	size_t sets, customers;
};

static void print_set(void *context, unsigned worker, const struct customer_records *records)
{
	struct found *found = context;
	pthread_mutex_lock(&found->lock);
	CHECK(worker < WORKERS);
	CHECK_TEXT(records->customer, "");
	for (size_t i = 0; i < records->registrations; i++)
		test_print(&found->lines, "%.*s@%ju ", (int)records->registration[i].customer.length,
			   records->registration[i].customer.at,
			   (uintmax_t)records->registration[i].position);
	for (size_t i = 0; i < records->visits; i++)
		test_print(&found->lines, "%.*s!%ju ", (int)records->visit[i].customer.length,
			   records->visit[i].customer.at, (uintmax_t)records->visit[i].position);
	test_print(&found->lines, "\n");
	pthread_mutex_unlock(&found->lock);
}

/* Customers with these registrations (grouped by customer, in order), each given to the next worker. Returns how many were
   kept. */
static size_t keep_all(struct parties *parties, const struct registration *records, size_t n)
{
	size_t kept = 0, customers = 0;
	for (size_t i = 0; i < n; i++)
		parties_note(parties, (unsigned)(i % WORKERS), &records[i]);
	parties_seal(parties);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && text_equal(records[end].customer, records[i].customer); end++)
			;
		struct visit visit = *(const struct visit *)stream_visits.empty;
		visit.customer = records[i].customer;
		visit.day = records[i].day;
		visit.position = records[i].position + 100;
		struct customer_records customer = {.customer = records[i].customer,
						    .registration = &records[i],
						    .registrations = end - i,
						    .visit = &visit,
						    .visits = 1};
		kept += parties_keep(parties, (unsigned)(customers++ % WORKERS), &customer, true);
	}
	return kept;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines in order, whatever set came first. */
static void sort_lines(struct test_string *lines)
{
	char *line[RECORDS] = {NULL};
	size_t n = 0;
	char *copy = memory_new(lines->n + 1, 1);
	memcpy(copy, lines->at, lines->n);
	for (char *at = copy; *at != '\0' && n < RECORDS; at = strchr(at, '\0') + 1) {
		line[n++] = at;
		*strchr(at, '\n') = '\0';
	}
	qsort(line, n, sizeof *line, compare_lines);
	lines->n = 0;
	for (size_t i = 0; i < n; i++)
		test_print(lines, "%s\n", line[i]);
	free(copy);
}

static void check_sets(enum parties_links links, const struct registration *records, size_t n, size_t kept,
		       const char *expected)
{
	struct parties *parties = parties_new(links, WORKERS);
	struct found found = {.lock = PTHREAD_MUTEX_INITIALIZER};
	test_print(&found.lines, "%s", "");
	CHECK_INT(keep_all(parties, records, n), kept);
	parties_each(parties, print_set, &found);
	sort_lines(&found.lines);
	CHECK_TEXT(test_text(&found.lines), expected);
	free(found.lines.at);
	parties_free(parties);
}

/* A joins P by an update, B is of Q and then of P, C of Q; D brought A, and E is on his own. */
static void test_links(void)
{
	const struct registration records[] = {
		new_registration("A", 10, "", "", 1),  new_registration("A", 30, "P", "D", 2),
		new_registration("B", 20, "Q", "", 3), new_registration("B", 21, "P", "", 4),
		new_registration("C", 5, "Q", "", 5),  new_registration("D", 40, "", "", 6),
		new_registration("E", 1, "", "X", 7),
	};
	const size_t n = sizeof records / sizeof *records;
	test_label("%s", "by party");
	check_sets(PARTIES_PARTY, records, n - 2, 3, "A@1 B@3 B@4 A@2 A!101 B!103 \nC@5 C!105 \n");
	test_label("%s", "on their own");
	check_sets(PARTIES_NONE, records, n, 0, "");
	check_sets(PARTIES_ALL, records, n, 0, "");
	test_label("%s", "");
}

/* By referrers: E's is nobody's, yet E may be linked; D is known only as one. */
static void test_referrers(void)
{
	const struct registration records[] = {
		new_registration("A", 10, "P", "D", 1), new_registration("B", 20, "P", "", 2),
		new_registration("D", 40, "", "", 3),   new_registration("E", 1, "", "X", 4),
		new_registration("F", 1, "", "", 5),    new_registration("P", 1, "", "", 6),
	};
	check_sets(PARTIES_REFERRER, records, sizeof records / sizeof *records, 4,
		   "A@1 B@2 D@3 A!101 B!102 D!103 \nE@4 E!104 \n");
}

/* Within a day registrations go by time, none being the first second, then by input. */
static void test_order(void)
{
	struct registration records[] = {
		new_registration("A", 10, "P", "", 5),
		new_registration("A", 10, "P", "", 6),
		new_registration("B", 10, "P", "", 1),
		new_registration("B", 10, "P", "", 2),
	};
	records[0].second = 0;
	records[1].second = 70;
	records[3].second = 60;
	check_sets(PARTIES_PARTY, records, 4, 2, "B@1 A@5 B@2 A@6 B!101 A!105 \n");
}

/* Chains of customers, each brought by the one before. */
static void count_set(void *context, unsigned worker, const struct customer_records *records)
{
	struct found *found = context;
	(void)worker;
	pthread_mutex_lock(&found->lock);
	found->sets++;
	found->customers += records->visits;
	pthread_mutex_unlock(&found->lock);
}

static void test_many(void)
{
	struct parties *parties = parties_new(PARTIES_REFERRER, WORKERS);
	struct found found = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct registration *records = memory_new(3 * SETS, sizeof *records);
	char(*names)[16] = memory_new(3 * SETS, sizeof *names);
	for (size_t i = 0; i < 3 * SETS; i++) {
		snprintf(names[i], sizeof names[i], "C%zu", i);
		records[i] = new_registration(names[i], 1, "", i % 3 == 0 ? "" : names[i - 1], i);
	}
	CHECK_INT(keep_all(parties, records, 3 * SETS), 3 * SETS);
	parties_each(parties, count_set, &found);
	CHECK_INT(found.sets, SETS);
	CHECK_INT(found.customers, 3 * SETS);
	parties_free(parties);
	free(records);
	free(names);
}

static void test_newest(void)
{
	const struct registration records[] = {
		new_registration("A", 1, "P", "", 1),
		new_registration("A", 2, "Q", "", 2),
		new_registration("A", 3, "", "", 3),
	};
	CHECK_TEXT(parties_newest(records, 3), "Q");
	CHECK_TEXT(parties_newest(records, 1), "P");
	CHECK_TEXT(parties_newest(records + 2, 1), "");
	CHECK_TEXT(parties_newest(NULL, 0), "");
}

int main(void)
{
	test_links();
	test_referrers();
	test_order();
	test_many();
	test_newest();
	return test_end();
}
