/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "validity.h"

static struct validity_term load(const struct policy *policy, const char *key)
{
	const struct policy_row *row = policy_need(policy, "validity", text_of(key));
	return (struct validity_term){row, policy_whole(row)};
}

void validity_load(struct validity_rules *rules, const struct policy *policy)
{
	for (int i = 1; i < CHANNEL_END; i++)
		rules->channel[i] = load(policy, words_english(&words_channel, i));
	rules->channel[CHANNEL_NONE] = rules->channel[CHANNEL_VISIT];
	rules->contact = load(policy, "contact");
}

bool validity_end(const struct validity_term *term, int32_t day, int32_t *end)
{
	return date_add_days(day, term->days, end);
}
