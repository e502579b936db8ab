/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

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

static const struct word basis[] = {{"owner", NULL},  {"unaware", NULL},     {"knowing", NULL},
				    {"helped", NULL}, {"transferred", NULL}, {"replaced", NULL},
				    {"lapsed", NULL}};

static const struct word receivable_kind[] = {
	{"invoice", "应收"}, {"payment", "回款"}, {"credit", "冲减"}, {"writeoff", "核销"}};

#define WORDS(list)                                                                                          \
	{                                                                                                    \
		list, sizeof(list) / sizeof *(list)                                                          \
	}

const struct words words_channel = WORDS(channel);
const struct words words_influence = WORDS(influence);
const struct words words_visit_kind = WORDS(visit_kind);
const struct words words_outcome = WORDS(outcome);
const struct words words_basis = WORDS(basis);
const struct words words_receivable_kind = WORDS(receivable_kind);

int words_find(const struct words *words, struct text text)
{
	for (size_t i = 0; i < words->n; i++) {
		const struct word *word = &words->word[i];
		if (text_equal_nocase(text, text_of(word->english)) ||
		    (word->alias != NULL && text_equal(text, text_of(word->alias))))
			return (int)i + 1;
	}
	return 0;
}

const char *words_english(const struct words *words, int number)
{
	return number > 0 ? words->word[number - 1].english : "";
}
