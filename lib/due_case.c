/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "date.h"
#include "due_case.h"
#include "memory.h"
#include "sample.h"

const char *due_state_word(enum due_state state)
{
	static const char *const word[] = {"met", "late", "missed", "open", "spared"};
	return word[state];
}

struct text due_staff(const struct due_case *which, const struct customer_records *records)
{
	if (which->record != NULL && which->stream == DUE_VISIT)
		return ((const struct visit *)which->record)->staff;
	if (which->record != NULL && which->stream == DUE_REGISTRATION)
		return ((const struct registration *)which->record)->staff;
	return records->registrations > 0 ? records->registration[0].staff : TEXT("");
}

uint64_t due_position(const struct due_case *which)
{
	return which->stream == DUE_VISIT        ? ((const struct visit *)which->record)->position
	       : which->stream == DUE_RECEIVABLE ? ((const struct receivable *)which->record)->position
						 : ((const struct registration *)which->record)->position;
}

int32_t due_day(const struct due_case *which)
{
	if (which->record == NULL)
		return which->deadline.opened.day;
	return which->stream == DUE_VISIT        ? ((const struct visit *)which->record)->day
	       : which->stream == DUE_RECEIVABLE ? ((const struct receivable *)which->record)->day
						 : ((const struct registration *)which->record)->day;
}

struct text due_id(const struct due_case *which)
{
	return which->record != NULL && which->stream == DUE_VISIT ? ((const struct visit *)which->record)->id
								   : TEXT("");
}

static char *put(char *out, struct text text)
{
	if (text.length > 0)
		memcpy(out, text.at, text.length);
	return out + text.length;
}

char *due_source(struct text name, struct text person, const struct due_case *which)
{
	char *source = memory_new(name.length + person.length + DATE_LENGTH + 3, 1);
	char *out = put(put(source, name), TEXT("/"));
	date_format(which->deadline.opened.day, put(put(out, person), TEXT("/")));
	return source;
}

bool due_is_sampled(const struct due_rules *rules, const struct due_name *name, const struct due_case *which,
		    struct text subject)
{
	char day[DATE_LENGTH];
	if (name->share == NULL)
		return true;
	struct sample_case sample = {rules->seed, name->name, subject, due_id(which)};
	if (sample.key.length == 0) {
		date_format(due_day(which), day);
		sample.key = (struct text){day, sizeof day};
	}
	return sample_has(&sample, (int64_t)name->share->number);
}

enum due_state due_state(const struct due_case *which, bool is_sampled, int32_t as_of)
{
	enum deadline_state state = deadline_state(&which->deadline, as_of);
	if (!is_sampled && !deadline_is_closed(&which->deadline))
		return DUE_SPARED;
	return (enum due_state)state;
}
