/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes registration.csv, visits.csv and receivables.csv of a made-up company for the benchmark.

     generate CUSTOMERS FOLDER

   Per customer one registration, five visits and ten postings over 2023 to 2025, in no order of customers or dates. The
   same count gives the same bytes: every value is a hash of the row's number. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VISITS = 5, POSTINGS = 10, DAYS = 1096, STAFF = 60 };

/* A permutation of the numbers: splitmix64's finish. */
static uint64_t hash(uint64_t n)
{
	n += UINT64_C(0x9e3779b97f4a7c15);
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

static uint64_t below(uint64_t row, unsigned salt, uint64_t n)
{
	return hash(row * 16 + salt) % n;
}

/* Where row i of n stands: a walk with a stride that shares no divisor with n. */
static uint64_t shuffled(uint64_t i, uint64_t n)
{
	uint64_t stride = n * 5 / 8 | 1, a, b;
	do {
		stride += 2;
		for (a = stride, b = n; b != 0;) {
			uint64_t rest = a % b;
			a = b;
			b = rest;
		}
	} while (a != 1);
	return (uint64_t)((unsigned __int128)i * stride % n);
}

static void put_date(FILE *out, uint64_t day) /* 0: 2023-01-01 */
{
	static const unsigned length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned year = 2023, month = 0;
	for (;; month++) {
		if (month == 12)
			year++, month = 0;
		unsigned days = length[month] + (month == 1 && year == 2024);
		if (day < days)
			break;
		day -= days;
	}
	fprintf(out, "%u-%02u-%02" PRIu64, year, month + 1, day + 1);
}

static FILE *start(const char *folder, const char *name, const char *header)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *out = fopen(path, "w");
	if (out == NULL) {
		fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
		exit(2);
	}
	fputs(header, out);
	return out;
}

static void finish(FILE *out)
{
	if (ferror(out) || fclose(out) != 0) {
		fprintf(stderr, "generate: write error\n");
		exit(2);
	}
}

static void write_registrations(const char *folder, uint64_t customers)
{
	static const char *const channel[] = {"call", "visit", "web", "referral", ""};
	static const char *const influence[] = {"leader", "key", "important", "ordinary", "minor", ""};
	FILE *out = start(folder, "registration.csv",
			  "customer,date,staff,name,phone,channel,influence,assessor\n");
	for (uint64_t i = 0; i < customers; i++) {
		uint64_t row = shuffled(i, customers);
		fprintf(out, "K%08" PRIu64 ",", row);
		put_date(out, below(row, 1, DAYS / 2));
		fprintf(out, ",S%02" PRIu64 ",公司%" PRIu64 "%s,139%08" PRIu64 ",%s,%s,%s\n",
			below(row, 2, STAFF), row, below(row, 3, 50) == 0 ? "" : "有限公司",
			below(row, 4, 100000000), channel[below(row, 5, 5)], influence[below(row, 6, 6)],
			below(row, 7, 4) == 0 ? "业务员" : "总经理");
	}
	finish(out);
}

static void write_visits(const char *folder, uint64_t customers)
{
	static const char *const kind[] = {"visit", "call", "track", "callback", "complaint", "revisit"};
	static const char *const outcome[] = {"open",   "lost", "revivable",  "deal",
					      "closed", "",     "unreachable"};
	FILE *out = start(folder, "visits.csv",
			  "customer,date,staff,kind,outcome,reason,planned,reported,fault\n");
	for (uint64_t i = 0, n = customers * VISITS; i < n; i++) {
		uint64_t row = shuffled(i, n);
		fprintf(out, "K%08" PRIu64 ",", row / VISITS);
		put_date(out, below(row, 1, DAYS));
		fprintf(out, ",S%02" PRIu64 ",%s,%s,%s,,,%s\n", below(row, 2, STAFF), kind[below(row, 3, 6)],
			outcome[below(row, 4, 7)], below(row, 5, 50) == 0 ? "\"价格,交期\"" : "价格",
			below(row, 6, 10) == 0 ? "script_skipped" : "");
	}
	finish(out);
}

/* Odd postings settle the invoice before them, in whole or in part; most name it. */
static void write_receivables(const char *folder, uint64_t customers)
{
	FILE *out = start(folder, "receivables.csv", "customer,date,kind,amount,doc,ref,tons\n");
	for (uint64_t i = 0, n = customers * POSTINGS; i < n; i++) {
		uint64_t row = shuffled(i, n), invoice = row / 2 * 2;
		uint64_t day = below(invoice, 1, DAYS - 150), fen = 10000 + below(invoice, 2, 9000000);
		fprintf(out, "K%08" PRIu64 ",", row / POSTINGS);
		if (row % 2 == 0) {
			put_date(out, day);
			fprintf(out, ",invoice,%" PRIu64 ".%02" PRIu64 ",D%09" PRIu64 ",,%" PRIu64 ".5\n",
				fen / 100, fen % 100, invoice, below(row, 3, 40));
		} else {
			put_date(out, day + below(row, 4, 150));
			fen = below(row, 5, 4) == 0 ? fen / 2 : fen;
			fprintf(out, ",payment,%" PRIu64 ".%02" PRIu64 ",,", fen / 100, fen % 100);
			if (below(row, 6, 5) > 0)
				fprintf(out, "D%09" PRIu64, invoice);
			fputs(",\n", out);
		}
	}
	finish(out);
}

int main(int argc, char **argv)
{
	uint64_t customers = argc == 3 ? strtoull(argv[1], NULL, 10) : 0;
	if (customers == 0 || customers > 100000000) {
		fprintf(stderr, "usage: generate CUSTOMERS FOLDER\n");
		return 2;
	}
	write_registrations(argv[2], customers);
	write_visits(argv[2], customers);
	write_receivables(argv[2], customers);
	return 0;
}
