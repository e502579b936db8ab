/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "test.h"
#include "test_tools.h"
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

/* --- against a slower way */

static int find_slowly(const struct words *words, struct text text)
{
	for (size_t i = 0; i < words->n; i++) {
		struct text english = text_of(words->word[i].english), alias = text_of(words->word[i].alias);
		if (text.length > 0 &&
		    (text_equal_nocase(text, english) ||
		     (text.length == alias.length && memcmp(text.at, alias.at, alias.length) == 0)))
			return (int)i + 1;
	}
	return 0;
}

/* Counts what is found; the text ends where its storage does. */
static bool is_found_right(const struct words *words, struct text text, size_t *found)
{
	size_t offset = text.length % 8;
	struct text exact = test_exact(text, offset);
	int expected = find_slowly(words, text), number = words_find(words, exact);
	test_exact_free(exact, offset);
	*found += expected > 0;
	return number == expected;
}

/* The word with every byte in every place, each beginning of it, and each byte after it. */
static size_t wrong_neighbours(const struct words *words, const char *word, size_t *found)
{
	char text[WORD_ROOM + 4] = "";
	size_t n = strlen(word), wrong = 0;
	for (int byte = 0; byte < 256; byte++)
		for (size_t at = 0; at <= n; at++) {
			memcpy(text, word, n);
			text[at] = (char)byte;
			wrong += !is_found_right(words, (struct text){text, n}, found);
			wrong += !is_found_right(words, (struct text){text, n + 1}, found);
			wrong += !is_found_right(words, (struct text){text, at}, found);
		}
	memset(text + n, 0, sizeof text - n);
	for (size_t length = n; length <= sizeof text; length++)
		wrong += !is_found_right(words, (struct text){text, length}, found);
	return wrong;
}

static void test_neighbours(void)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const struct words *words = lists[i].words;
		size_t wrong = 0, found = 0;
		for (size_t j = 0; j < words->n; j++) {
			wrong += wrong_neighbours(words, words->word[j].english, &found);
			wrong += wrong_neighbours(words, words->word[j].alias, &found);
		}
		test_label("list %zu", i);
		CHECK_INT(wrong, 0);
		CHECK(found > words->n * 256);
	}
	test_label("%s", "");
}

/* Every mix of capitals and small letters. */
static void test_cases(void)
{
	size_t wrong = 0, found = 0, texts = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (size_t j = 0; j < lists[i].words->n; j++) {
			char text[WORD_ROOM];
			const char *english = lists[i].words->word[j].english;
			size_t n = strlen(english);
			for (unsigned mix = 0; mix < 1U << n; mix++, texts++) {
				for (size_t k = 0; k < n; k++)
					text[k] = english[k] != '_' && (mix >> k & 1) != 0
							  ? (char)(english[k] - 32)
							  : english[k];
				wrong += !is_found_right(lists[i].words, (struct text){text, n}, &found);
			}
		}
	CHECK_INT(wrong, 0);
	CHECK_INT(found, texts);
}

/* The words of one list in another. */
static void test_others(void)
{
	size_t wrong = 0, found = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (size_t j = 0; j < sizeof lists / sizeof *lists; j++)
			for (size_t k = 0; k < lists[j].words->n; k++) {
				const struct word *word = &lists[j].words->word[k];
				wrong += !is_found_right(lists[i].words, text_of(word->english), &found);
				wrong += !is_found_right(lists[i].words, text_of(word->alias), &found);
			}
	CHECK_INT(wrong, 0);
	CHECK(found > 2 * 31 + 7); /* deal, call, visit and their like are in two */
}

/* --- the tables */

/* The slots as they should be, 0 where no word is; false where two words want the same. */
static bool fill_slots(const struct words *words, uint8_t slot[1 << WORDS_SLOT_BITS])
{
	size_t taken = 0, wanted = 0;
	memset(slot, 0, 1 << WORDS_SLOT_BITS);
	for (size_t i = 0; i < 2 * words->n; i++) {
		const struct word *word = &words->word[i / 2];
		struct text text = text_of(i % 2 == 0 ? word->english : word->alias);
		if (text.length < WORDS_LEAST || text.length > WORDS_MOST)
			continue;
		slot[words_slot(words, text)] = (uint8_t)(i + 1);
		wanted++;
	}
	for (size_t i = 0; i < 1 << WORDS_SLOT_BITS; i++)
		if (slot[i] > 0)
			slot[i]--, taken++;
	return taken == wanted;
}

/* Shows the right slots where the list has others; and all words but very short and long ones are found by them alone. */
static void test_slots(void)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const struct words *words = lists[i].words;
		uint8_t slot[1 << WORDS_SLOT_BITS];
		test_label("list %zu", i);
		CHECK(fill_slots(words, slot));
		if (!CHECK(memcmp(slot, words->slot, sizeof slot) == 0))
			for (size_t j = 0; j < sizeof slot; j++)
				fprintf(stderr, "%d%s", slot[j], j + 1 < sizeof slot ? ", " : "\n");
		for (size_t j = 0; j < 2 * words->n; j++) {
			const struct word *word = &words->word[j / 2];
			struct text text = text_of(j % 2 == 0 ? word->english : word->alias);
			if (text.length >= WORDS_LEAST && text.length <= WORDS_MOST)
				CHECK_INT(words_find_listed(words, text), j / 2 + 1);
		}
	}
	test_label("%s", "");
}

/* What words_find relies on: small letters, no ASCII in an alias, a NUL at the end, no word twice. */
static void test_forms(void)
{
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (size_t j = 0; j < lists[i].words->n; j++) {
			const struct word *word = &lists[i].words->word[j];
			wrong += word->english[WORD_ROOM - 1] != '\0' || word->alias[WORD_ROOM - 1] != '\0';
			wrong +=
				strspn(word->english, "abcdefghijklmnopqrstuvwxyz_") != strlen(word->english);
			for (size_t k = 0; word->alias[k] != '\0'; k++)
				wrong += (word->alias[k] & 0x80) == 0;
			for (size_t k = 0; k < j; k++)
				wrong += strcmp(word->english, word[-1 - (ptrdiff_t)k].english) == 0 ||
					 (word->alias[0] != '\0' &&
					  strcmp(word->alias, word[-1 - (ptrdiff_t)k].alias) == 0);
		}
	CHECK_INT(wrong, 0);
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
	test_neighbours();
	test_cases();
	test_others();
	test_slots();
	test_forms();
	test_numbers();
	return test_end();
}
