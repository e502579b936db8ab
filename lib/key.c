/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <endian.h>
#include <stdlib.h>

#include "key.h"
#include "memory.h"

void key_clear(struct key *key)
{
	key->n = 0;
}

/* With a NUL behind it, so that a prefix comes before what it begins. */
void key_add_text(struct key *key, struct text text)
{
	key->bytes = memory_grow(key->bytes, &key->room, key->n + text.length + 1, 1);
	if (text.length > 0)
		memcpy(key->bytes + key->n, text.at, text.length);
	key->n += text.length;
	key->bytes[key->n++] = '\0';
}

/* Highest byte first, negative numbers below the others. */
void key_add_number(struct key *key, int64_t number)
{
	uint64_t bits = htobe64((uint64_t)number ^ UINT64_C(1) << 63);
	key->bytes = memory_grow(key->bytes, &key->room, key->n + sizeof bits, 1);
	memcpy(key->bytes + key->n, &bits, sizeof bits);
	key->n += sizeof bits;
}

void key_add_small(struct key *key, uint64_t number, unsigned bytes)
{
	uint64_t bits = htobe64(number);
	key->bytes = memory_grow(key->bytes, &key->room, key->n + bytes, 1);
	memcpy(key->bytes + key->n, (const char *)&bits + sizeof bits - bytes, bytes);
	key->n += bytes;
}

struct text key_text(const struct key *key)
{
	return (struct text){key->bytes, key->n};
}

void key_free(struct key *key)
{
	free(key->bytes);
}
