/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "test.h"
#include "words.h"

/* The words of the manual kehu-streams(5), with their aliases, in its order. */
static const struct {
	const struct words *words;
	const char *english[10], *alias[10];
} lists[] = {
	{&words_channel, {"call", "visit", "web", "referral"}, {"来电", "来访", "网络", "介绍"}},
	{&words_influence,
	 {"leader", "key", "important", "ordinary", "minor"},
	 {"龙头", "关键", "重要", "一般", "零星"}},
	{&words_visit_kind,
	 {"visit", "call", "track", "callback", "complaint", "revisit", "warning", "deal", "other"},
	 {"拜访", "电话", "跟踪", "回访", "投诉", "复访", "警告", "成交", "其他"}},
	{&words_outcome,
	 {"open", "deal", "lost", "revivable", "revived", "elsewhere", "unreachable", "false_loss", "closed"},
	 {"跟进", "成交", "战败", "可复活", "复活", "他购", "未接通", "虚假战败", "闭环"}},
	{&words_basis,
	 {"owner", "unaware", "knowing", "helped", "transferred", "replaced", "lapsed"},
	 {NULL}},
	{&words_receivable_kind,
	 {"invoice", "payment", "credit", "writeoff"},
	 {"应收", "回款", "冲减", "核销"}},
};

static void test_lists(void)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const struct words *words = lists[i].words;
		size_t n = 0;
		for (; n < 10 && lists[i].english[n] != NULL; n++) {
			char upper[32] = "";
			const char *english = lists[i].english[n];
			for (size_t j = 0; j < sizeof upper - 1 && english[j] != '\0'; j++)
				upper[j] =
					(char)(english[j] >= 'a' && english[j] <= 'z' ? english[j] - 'a' + 'A'
										      : english[j]);
			test_label("%s", english);
			CHECK_INT(words_find(words, text_of(english)), n + 1);
			CHECK_INT(words_find(words, text_of(upper)), n + 1);
			CHECK_STRING(words_english(words, (int)n + 1), english);
			if (lists[i].alias[n] != NULL)
				CHECK_INT(words_find(words, text_of(lists[i].alias[n])), n + 1);
		}
		CHECK_INT(words->n, n);
		CHECK_INT(words_find(words, TEXT("")), 0);
		CHECK_INT(words_find(words, TEXT("nothing")), 0);
		CHECK_INT(words_find(words, TEXT("visi")), 0);
		CHECK_INT(words_find(words, TEXT("deal ")), 0);
		CHECK_STRING(words_english(words, 0), "");
	}
	test_label("%s", "");
}

/* The numbers that the code knows the words by. */
static void test_numbers(void)
{
	CHECK_STRING(words_english(&words_channel, CHANNEL_REFERRAL), "referral");
	CHECK_STRING(words_english(&words_influence, INFLUENCE_MINOR), "minor");
	CHECK_STRING(words_english(&words_visit_kind, VISIT_CALLBACK), "callback");
	CHECK_STRING(words_english(&words_visit_kind, VISIT_OTHER), "other");
	CHECK_STRING(words_english(&words_outcome, OUTCOME_FALSE_LOSS), "false_loss");
	CHECK_STRING(words_english(&words_outcome, OUTCOME_CLOSED), "closed");
	CHECK_STRING(words_english(&words_receivable_kind, RECEIVABLE_WRITEOFF), "writeoff");
}

int main(void)
{
	test_lists();
	test_numbers();
	return test_end();
}
