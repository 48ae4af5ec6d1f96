// SPDX-License-Identifier: GPL-2.0-only
/*
 * rng.c - seeded random numbers (see rng.h).
 *
 * It must not look at a clock, an address or the environment.
 */
#include "sim/base/rng.h"

uint64_t rng_splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

void rng_init(struct rng *r, uint64_t seed, uint64_t stream)
{
	uint64_t mixed = stream;
	uint64_t state = seed ^ rng_splitmix(&mixed);

	if (!stream)
		state = seed;
	for (int i = 0; i < 4; i++)
		r->s[i] = rng_splitmix(&state);
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	uint64_t floor, x;

	if (!n)
		return 0;
	/* Throw away the incomplete last run of n values (2^64 mod n). */
	floor = (0 - n) % n;
	do
		x = rng_next(r);
	while (x < floor);
	return x % n;
}

uint64_t rng_range(struct rng *r, uint64_t lo, uint64_t hi)
{
	uint64_t n = hi - lo + 1;

	return n ? lo + rng_below(r, n) : rng_next(r);
}
