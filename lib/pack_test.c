/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "pack.h"
#include "record.h"
#include "test.h"
#include "test_streams.h"

enum { RUNS = 3000, ROOM = 1024, LONG_TEXT = 70000 };

static const struct stream *const streams[] = {&stream_registration, &stream_visits, &stream_receivables,
					       &stream_facts,        &stream_faults, &stream_staff};
enum { STREAMS = sizeof streams / sizeof *streams };

static const char *const visit_columns[] = {"staff", "kind", "outcome", "reason", "planned", "fault", NULL};

static void test_texts(void)
{
	static const size_t lengths[] = {0, 1, 253, 254, 255, 256, 257, 65535, 65536, LONG_TEXT};
	char *bytes = memory_new(LONG_TEXT, 1), *packed = memory_new(LONG_TEXT + 8, 1);
	memset(bytes, 'x', LONG_TEXT);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct text text = {bytes, lengths[i]}, found;
		test_label("%zu bytes", lengths[i]);
		char *end = pack_text(packed, text);
		CHECK_INT(end - packed, pack_text_size(text));
		CHECK_INT(end - packed, lengths[i] + (lengths[i] < 255 ? 1 : 5));
		CHECK(unpack_text(packed, &found) == end);
		CHECK_BYTES(found, text);
	}
	test_label("%s", "");
	CHECK_INT(pack_text(packed, (struct text){NULL, 0}) - packed, 1);
	free(bytes);
	free(packed);
}

/* Some of the stream's columns' names, NULL-terminated, with room for the date. */
static void random_names(uint64_t *state, const struct stream *stream, const char **names)
{
	size_t n = 0, one_in = test_below(state, 4) + 1;
	for (size_t i = 0; i < stream->columns && n + 1 < PACK_COLUMNS_MAX; i++)
		if (test_below(state, one_in) == 0)
			names[n++] = stream->column[i].name;
	names[n] = NULL;
}

/* Packs into storage of just the size that is promised; what comes back is the part that is wanted. */
static bool check_record(const struct pack_plan *plan, const char *const *names, const void *record)
{
	struct test_string found = {0}, expected = {0};
	struct test_record part = test_wanted_part(plan->stream, names, record), unpacked;
	uint16_t present;
	size_t bound = pack_bound(plan, record);
	char *packed = memory_new(bound + PACK_BEHIND, 1),
	     *end = pack_record(plan, record, packed, packed + bound, &present);
	memcpy(&unpacked, plan->stream->empty, plan->stream->record_size);
	bool is_right = end != NULL && end <= packed + bound &&
			unpack_record(plan, present, packed, &unpacked) == end &&
			present >> plan->columns == 0;
	test_print_columns(&expected, plan->stream, &part);
	test_print_columns(&found, plan->stream, &unpacked);
	is_right = CHECK_BYTES(test_text(&found), test_text(&expected)) && is_right;
	free(packed);
	free(found.at);
	free(expected.at);
	return is_right;
}

static void test_records(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0;
	for (size_t run = 0; run < RUNS; run++) {
		const struct stream *stream = streams[run % STREAMS];
		const char *names[STREAM_COLUMNS_MAX + 1];
		struct arena texts = {0};
		struct test_record record;
		struct pack_plan plan;
		random_names(&state, stream, names);
		pack_plan_make(&plan, stream, names);
		test_random_record(&state, stream, run % 50 == 0 ? LONG_TEXT : 600, &texts, &record);
		wrong += !check_record(&plan, names, &record);
		arena_free(&texts);
	}
	CHECK_INT(wrong, 0);
}

/* With less room than is promised, records fit, or are said not to; nothing is written behind the limit. */
static void test_limits(void)
{
	uint64_t state = TEST_SEED;
	size_t wrong = 0, failed = 0;
	for (size_t run = 0; run < RUNS; run++) {
		struct arena texts = {0};
		struct test_record record;
		struct pack_plan plan;
		uint16_t present;
		pack_plan_make(&plan, &stream_visits, visit_columns);
		test_random_record(&state, &stream_visits, 600, &texts, &record);
		size_t room = test_below(&state, pack_bound(&plan, &record));
		char *packed = memory_new(room, 1);
		const char *end = pack_record(&plan, &record, packed, packed + room, &present);
		wrong += end != NULL && end > packed + room;
		failed += end == NULL;
		free(packed);
		arena_free(&texts);
	}
	CHECK_INT(wrong, 0);
	CHECK(failed > RUNS / 4 && failed < RUNS);
}

/* Nothing given takes nothing; without names only the date is kept. */
static void test_nothing(void)
{
	for (size_t i = 0; i < STREAMS; i++) {
		struct pack_plan plan;
		char room[ROOM];
		uint16_t present;
		test_label("%s", streams[i]->name);
		pack_plan_make(&plan, streams[i], NULL);
		CHECK_INT(plan.columns, streams[i] != &stream_facts && streams[i] != &stream_staff);
		CHECK(pack_record(&plan, streams[i]->empty, room, room + ROOM, &present) == room);
		CHECK_INT(present, 0);
	}
	test_label("%s", "");
}

/* Whoever sorts packed rows reads the date and time without unpacking the rest. */
static void test_date_first(void)
{
	static const char *const names[] = {"staff",  "kind", "name", "channel",
					    "amount", "doc",  "code", NULL};
	struct registration registration = *(const struct registration *)stream_registration.empty;
	struct fault fault = *(const struct fault *)stream_faults.empty;
	struct pack_plan plan;
	char room[ROOM];
	uint16_t present;
	int32_t time[2];
	registration.day = 20001;
	registration.second = 86399;
	registration.name = registration.staff = TEXT("S");
	pack_plan_make(&plan, &stream_registration, names);
	pack_record(&plan, &registration, room, room + ROOM, &present);
	memcpy(&time[1], unpack_date(room, &time[0]), sizeof time[1]);
	CHECK_INT(time[0], 20001);
	CHECK_INT(time[1], 86399);
	fault.day = 20002;
	fault.code = TEXT("c");
	pack_plan_make(&plan, &stream_faults, names);
	pack_record(&plan, &fault, room, room + ROOM, &present);
	unpack_date(room, &time[0]);
	CHECK_INT(time[0], 20002);
}

int main(void)
{
	test_texts();
	test_records();
	test_limits();
	test_nothing();
	test_date_first();
	return test_end();
}
