/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as plain records, the first two saying where the text is cut: every level finds what the slow splitter finds, in
   the part before the cut and then in all of it. */
#include <config.h>

#include "split.h"
#include "split_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_list(const struct split *split, size_t stopped, const struct oracle_list *expected)
{
	struct oracle_list found = {0};
	oracle_list(split, stopped, &found);
	require(oracle_equal(&found, expected));
	free(found.at);
}

static void check_level(enum split_level level, const char *text, size_t cut, size_t n)
{
	struct split split = {0};
	struct oracle_list expected = {0};
	split_start(&split, level);
	oracle_split(text, 0, cut, true, &expected);
	check_list(&split, split_rows(&split, text, 0, cut, true), &expected);
	split_clear(&split);
	oracle_split(text, 0, cut, false, &expected);
	size_t stopped = split_rows(&split, text, 0, cut, false);
	check_list(&split, stopped, &expected);
	oracle_split(text, 0, n, true, &expected);
	if (!split.at_quote)
		stopped = split_rows(&split, text, stopped, n, true);
	check_list(&split, stopped, &expected);
	require(oracle_wrong_flags(&split, text, n) == 0);
	require(oracle_wrong_given(&split) == 0);
	free(expected.at);
	split_free(&split);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n < 2)
		return 0;
	size_t length = n - 2, cut = (bytes[0] | (size_t)bytes[1] << 8) % (length + 1);
	char *text = memory_new(length + SPLIT_PADDING, 1);
	if (length > 0)
		memcpy(text, bytes + 2, length);
	for (size_t i = 0; i < SPLIT_PADDING; i++)
		text[length + i] = ",\n\"\r"[i % 4];
	for (enum split_level level = SPLIT_PORTABLE; level <= SPLIT_AVX512; level++)
		check_level(level, text, cut, length);
	free(text);
	return 0;
}
