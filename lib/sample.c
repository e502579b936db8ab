/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "policy.h"
#include "sample.h"
#include "sha256.h"

enum { PARTS = 10000 /* hundredths of a percent in a whole */ };

static void add_text(struct sha256_ctx *context, struct text text)
{
	if (text.length > 0)
		sha256_process_bytes(text.at, text.length, context);
}

uint32_t sample_number(const struct sample_case *sample)
{
	const struct text part[] = {sample->seed, sample->name, sample->subject, sample->key};
	unsigned char digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx context;
	sha256_init_ctx(&context);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		add_text(&context, i > 0 ? TEXT("/") : TEXT(""));
		add_text(&context, part[i]);
	}
	sha256_finish_ctx(&context, digest);
	return ((uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
		digest[3]) %
	       PARTS;
}

bool sample_has(const struct sample_case *sample, int64_t share)
{
	return share >= POLICY_ONE || (int64_t)sample_number(sample) * (POLICY_ONE / PARTS) < share;
}
