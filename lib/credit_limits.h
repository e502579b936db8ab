/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer's grade and credit limit, from a stream of grades and the policy (dairy 10): what credit, dunning and the ledger
   share. */
#ifndef KEHU_CREDIT_LIMITS_H
#define KEHU_CREDIT_LIMITS_H

#include "customers.h"
#include "policy.h"

/* A grade that has a limit. */
struct limits_tier {
	struct text grade;
	int64_t fen;
	struct text clause;
};

/* The policy's rows of credit.limit; the texts are the policy's. */
struct limits {
	struct limits_tier *tier;
	size_t tiers;
};

/* Of a policy without such rows no grade has a limit. */
void limits_load(struct limits *limits, const struct policy *policy);
void limits_free(struct limits *limits);

/* What is bad about records of grades, in the manual's order; ranks for results_reject. */
enum { LIMITS_RANK_TWICE = RESULTS_RANK, LIMITS_RANK_NO_LIMIT, LIMITS_RANK_NEXT };

/* Rejects the records that the customer has beside the first. */
void limits_reject_later(const struct customer_records *records, struct results *results);

struct limit {
	const struct graded *graded; /* the record that counts; NULL: none does, and nothing else is set */
	size_t tier;                 /* index of its grade's */
	int64_t fen;                 /* its credit_limit where given, else its grade's */
};

/* The limit of a customer whose grades are in input order. Rejects the later ones, and the first where its grade has no
   limit. */
struct limit limits_find(const struct limits *limits, const struct customer_records *records,
			 struct results *results);

#endif
