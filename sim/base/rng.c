// SPDX-License-Identifier: GPL-2.0-only
/*
 * rng.c - seeded random numbers (see rng.h).
 *
 * It must not look at a clock, an address or the environment.
 */
#include "sim/base/rng.h"

/* splitmix64: a good hash of a counter; advances @state. */
static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

void rng_init(struct rng *r, uint64_t seed, uint64_t stream)
{
	uint64_t mixed = stream;
	uint64_t state = seed ^ splitmix(&mixed);

	if (!stream)
		state = seed;
	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix(&state);
}
