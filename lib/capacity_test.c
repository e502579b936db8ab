/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "capacity.h"
#include "test.h"
#include "test_records.h"

enum { DAYS = 30, PARTIES = 50, PLANS = 300 };

static void test_limits(void)
{
	struct policy *policy = test_policy("owner.capacity,,,2,all\nowner.capacity,boss,,0,none\n");
	struct test_file file = test_file_new(TEXT("staff,role\nS1,boss\nS2,clerk\n"));
	struct rejects *rejects = rejects_open(NULL, false);
	struct inputs *inputs = inputs_new(NULL, rejects);
	struct roster *roster = roster_read(inputs, file.path);
	struct capacity *capacity = capacity_new(policy, roster);
	capacity_start(capacity, 0, 0);
	CHECK_TEXT(capacity_full(capacity, TEXT("S1"))->clause, "none");
	for (int i = 0; i < 2; i++) {
		CHECK(capacity_full(capacity, TEXT("S2")) == NULL);
		CHECK(capacity_full(capacity, TEXT("S3")) == NULL);
		capacity_count(capacity, TEXT("S2"), 1);
		capacity_count(capacity, TEXT("S3"), 1);
	}
	CHECK_TEXT(capacity_full(capacity, TEXT("S2"))->clause, "all");
	capacity_count(capacity, TEXT("S2"), -1);
	CHECK(capacity_full(capacity, TEXT("S2")) == NULL);
	CHECK_TEXT(capacity_full(capacity, TEXT("S3"))->clause, "all");
	capacity_start(capacity, 0, 0);
	CHECK(capacity_full(capacity, TEXT("S3")) == NULL);
	capacity_free(capacity);
	roster_free(roster);
	inputs_free(inputs);
	rejects_close(rejects);
	test_file_remove(&file);
	policy_free(policy);
}

/* Random plans, some for days that have been or will not be: each comes once, on its day. */
static void test_plans(void)
{
	static int planned[DAYS][PARTIES];
	struct policy *policy = test_policy("owner.capacity,,,2,all\n");
	struct capacity *capacity = capacity_new(policy, NULL);
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	capacity_start(capacity, 1000, 1000 + DAYS - 1);
	for (int32_t day = 0; day < DAYS; day++) {
		for (size_t i = 0; i < PLANS / DAYS; i++) {
			int32_t when = test_between(&state, day, DAYS + 3);
			uint32_t party = (uint32_t)test_below(&state, PARTIES);
			capacity_plan(capacity, 1000 + when, party);
			if (when < DAYS)
				planned[when][party]++;
		}
		for (uint32_t party; capacity_planned(capacity, 1000 + day, &party);)
			planned[day][party]--;
		for (size_t i = 0; i < PARTIES; i++)
			wrong += planned[day][i] != 0;
	}
	CHECK_INT(wrong, 0);
	capacity_free(capacity);
	policy_free(policy);
}

int main(void)
{
	test_limits();
	test_plans();
	return test_end();
}
