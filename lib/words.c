/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "bytes.h"
#include "words.h"

static const struct word channel[] = {
	{"call", "来电"}, {"visit", "来访"}, {"web", "网络"}, {"referral", "介绍"}};

static const struct word influence[] = {
	{"leader", "龙头"}, {"key", "关键"}, {"important", "重要"}, {"ordinary", "一般"}, {"minor", "零星"}};

static const struct word visit_kind[] = {{"visit", "拜访"},    {"call", "电话"},      {"track", "跟踪"},
					 {"callback", "回访"}, {"complaint", "投诉"}, {"revisit", "复访"},
					 {"warning", "警告"},  {"deal", "成交"},      {"other", "其他"}};

static const struct word outcome[] = {
	{"open", "跟进"},          {"deal", "成交"},           {"lost", "战败"},
	{"revivable", "可复活"},   {"revived", "复活"},        {"elsewhere", "他购"},
	{"unreachable", "未接通"}, {"false_loss", "虚假战败"}, {"closed", "闭环"}};

static const struct word basis[] = {{"owner", ""},       {"unaware", ""},  {"knowing", ""}, {"helped", ""},
				    {"transferred", ""}, {"replaced", ""}, {"lapsed", ""}};

static const struct word receivable_kind[] = {
	{"invoice", "应收"}, {"payment", "回款"}, {"credit", "冲减"}, {"writeoff", "核销"}};

#define LIST(list) .word = list, .n = sizeof(list) / sizeof *(list)

/* The multipliers were found by trial; words_test.c prints the slots that belong to them. */
const struct words words_channel = {LIST(channel), .multiplier = 0xd8f16adf,
				    .slot = {3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0,
					     0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 5, 0, 7, 0, 0, 0}};

const struct words words_influence = {LIST(influence), .multiplier = 0x414c343d,
				      .slot = {0, 9, 0, 0, 0, 0, 5, 8, 0, 1, 0, 0, 0, 0, 0, 0,
					       0, 0, 3, 0, 0, 0, 6, 0, 0, 0, 4, 7, 0, 0, 0, 0}};

const struct words words_visit_kind = {LIST(visit_kind), .multiplier = 0x3b1a11df,
				       .slot = {0, 9, 0, 17, 14, 7, 6, 0,  2, 0, 0,  0, 0,  8,  0, 0,
						3, 4, 0, 1,  13, 0, 0, 12, 5, 0, 16, 0, 11, 10, 0, 15}};

const struct words words_outcome = {LIST(outcome), .multiplier = 0xfca7cb5f,
				    .slot = {17, 0, 3,  0, 0, 0, 10, 1, 16, 6, 8, 0, 0, 15, 0, 12,
					     13, 0, 14, 7, 0, 0, 4,  0, 11, 9, 0, 0, 5, 0,  0, 2}};

const struct words words_basis = {LIST(basis), .multiplier = 0x3497553d,
				  .slot = {0, 0, 0, 0, 2, 0, 0, 0, 0, 0,  0, 0, 0, 0, 12, 0,
					   0, 0, 0, 0, 0, 0, 0, 0, 4, 10, 0, 0, 0, 0, 6,  8}};

const struct words words_receivable_kind = {LIST(receivable_kind), .multiplier = 0x2d9b8ebf,
					    .slot = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0,
						     0, 0, 0, 0, 0, 0, 7, 0, 3, 0, 0, 0, 4, 2, 0, 6}};

/* Goes through the whole list without a branch. Words of one list differ, so at most one is found. */
int words_search(const struct words *words, struct text text)
{
	size_t n = text.length, found = 0;
	if (n == 0 || n >= WORD_ROOM || text.at[n - 1] == '\0')
		return 0;
	size_t more = n >= BYTES_WORD ? n - BYTES_WORD : 0;
	uint64_t first = n >= BYTES_WORD ? bytes_load8(text.at) : bytes_load(text.at, n);
	uint64_t second = bytes_load(text.at + n - more, more);
	bool is_alias = (first & 0x80) != 0;
	size_t offset = is_alias ? offsetof(struct word, alias) : offsetof(struct word, english);
	first = bytes_lower(first);
	second = bytes_lower(second);
	for (size_t i = 0; i < words->n; i++) {
		const char *word = (const char *)&words->word[i] + offset;
		uint64_t difference = (bytes_load8(word) ^ first) | (bytes_load8(word + BYTES_WORD) ^ second);
		found |= difference == 0 ? i + 1 : 0;
	}
	return (int)found;
}

const char *words_english(const struct words *words, int number)
{
	return number > 0 ? words->word[number - 1].english : "";
}
