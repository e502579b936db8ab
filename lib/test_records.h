/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and policies for tests of rules, written as lines of words. "-" is a word that is not given. */
#ifndef KEHU_TEST_RECORDS_H
#define KEHU_TEST_RECORDS_H

#include "docs.h"
#include "money.h"
#include "policy.h"
#include "record.h"
#include "test_tools.h"
#include "words.h"

enum { TEST_RECORDS = 40 };

/* One customer's records; the texts live as long as the lines they were made of. */
struct test_customer {
	struct registration registration[TEST_RECORDS];
	struct visit visit[TEST_RECORDS];
	struct receivable receivable[TEST_RECORDS];
	struct customer_records records;
};

static inline struct text test_next_line(struct text *rest)
{
	const char *end = rest->length > 0 ? memchr(rest->at, '\n', rest->length) : NULL;
	struct text line = {rest->at, end != NULL ? (size_t)(end - rest->at) : rest->length};
	size_t used = line.length + (end != NULL);
	*rest = (struct text){rest->at + used, rest->length - used};
	return line;
}

static inline struct text test_next_word(struct text *line)
{
	struct text word = text_next_word(line);
	return text_equal(word, TEXT("-")) ? TEXT("") : word;
}

static inline int32_t test_next_day(struct text *line)
{
	int32_t day = DATE_NONE;
	struct text word = test_next_word(line);
	if (word.length > 0 && !date_parse(word, &day, NULL))
		test_give_up("a bad date in a test");
	return day;
}

static inline int64_t test_next_number(struct text *line, int decimals)
{
	int64_t number = MONEY_NONE;
	struct text word = test_next_word(line);
	if (word.length > 0 && !money_parse(word, decimals, &number))
		test_give_up("a bad number in a test");
	return number;
}

static inline uint8_t test_next_choice(struct text *line, const struct words *words)
{
	struct text word = test_next_word(line);
	int number = words_find(words, word);
	if (word.length > 0 && number == 0)
		test_give_up("a bad word in a test");
	return (uint8_t)number;
}

/* Has the invoices found that refs name. A doc given twice or a ref to no invoice ends the test. */
static inline void test_find_named(struct receivable *posting, size_t n)
{
	struct docs *docs = docs_new(1);
	if (docs_check(docs, posting, &n, DATE_LAST) > 0)
		test_give_up("a bad doc or ref in a test");
	docs_free(docs);
}

/* Lines DATE KIND AMOUNT DOC-OR-REF TONS CONTRACT_AMOUNT, in order; the last three may be left out. */
static inline void test_postings(struct test_customer *customer, const char *lines)
{
	struct text rest = text_of(lines);
	size_t n = 0;
	for (; rest.length > 0 && n < TEST_RECORDS; n++) {
		struct text line = test_next_line(&rest);
		struct receivable *posting = &customer->receivable[n];
		*posting = (struct receivable){.position = n + 2};
		posting->day = test_next_day(&line);
		posting->kind = test_next_choice(&line, &words_receivable_kind);
		posting->amount = test_next_number(&line, 2);
		*(posting->kind == RECEIVABLE_INVOICE ? &posting->doc : &posting->ref) =
			test_next_word(&line);
		posting->tons = test_next_number(&line, 3);
		posting->contract_amount = test_next_number(&line, 2);
	}
	test_find_named(customer->receivable, n);
	customer->records.receivable = customer->receivable;
	customer->records.receivables = n;
}

/* Lines DATE KIND OUTCOME STAFF REPORTED FIXED FAULT..., in order. */
static inline void test_visits(struct test_customer *customer, const char *lines)
{
	struct text rest = text_of(lines);
	size_t n = 0;
	for (; rest.length > 0 && n < TEST_RECORDS; n++) {
		struct text line = test_next_line(&rest);
		struct visit *visit = &customer->visit[n];
		*visit = (struct visit){
			.customer = customer->records.customer, .position = n + 2, .planned = DATE_NONE};
		visit->second = visit->planned_second = visit->reported_second = visit->fixed_second =
			DATE_NO_TIME;
		visit->day = test_next_day(&line);
		visit->kind = test_next_choice(&line, &words_visit_kind);
		visit->outcome = test_next_choice(&line, &words_outcome);
		visit->staff = test_next_word(&line);
		visit->reported = test_next_day(&line);
		visit->fixed = test_next_day(&line);
		visit->fault = line;
	}
	customer->records.visit = customer->visit;
	customer->records.visits = n;
}

/* Lines DATE[THH:MM] CHANNEL STAFF NAME PHONE REGISTER_NO PERSONAL_NO INFLUENCE ASSESSOR, in order. */
static inline void test_registrations(struct test_customer *customer, const char *lines)
{
	struct text rest = text_of(lines);
	size_t n = 0;
	for (; rest.length > 0 && n < TEST_RECORDS; n++) {
		struct text line = test_next_line(&rest);
		struct registration *registration = &customer->registration[n];
		*registration = (struct registration){.customer = customer->records.customer,
						      .position = n + 2,
						      .second = DATE_NO_TIME,
						      .filed = DATE_NONE,
						      .filed_second = DATE_NO_TIME,
						      .contract = DATE_NONE,
						      .contract_second = DATE_NO_TIME};
		struct text date = test_next_word(&line);
		if (!date_parse(date, &registration->day, &registration->second))
			test_give_up("a bad date in a test");
		registration->channel = test_next_choice(&line, &words_channel);
		registration->staff = test_next_word(&line);
		registration->name = test_next_word(&line);
		registration->phone = test_next_word(&line);
		registration->register_no = test_next_word(&line);
		registration->personal_no = test_next_word(&line);
		registration->influence = test_next_choice(&line, &words_influence);
		registration->assessor = test_next_word(&line);
	}
	customer->records.registration = customer->registration;
	customer->records.registrations = n;
}

/* The standard policy with these rows (RULE,KEY,WHEN,VALUE,CLAUSE lines) laid over it. */
static inline struct policy *test_policy(const char *rows)
{
	struct test_string csv = {0};
	test_append(&csv, TEXT("rule,key,when,value,clause\n"));
	test_append(&csv, text_of(rows));
	struct test_file file = test_file_new(test_text(&csv));
	const char *path = file.path;
	struct policy *policy = policy_load(&path, 1);
	test_file_remove(&file);
	free(csv.at);
	return policy;
}

/* Appends an amount, two decimals. */
static inline void test_print_amount(struct test_string *out, int64_t fen)
{
	char room[MONEY_ROOM];
	test_append(out, (struct text){room, money_format(fen, 2, 2, room)});
}

#endif
