/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rng.h - seeded random numbers, the same on every machine.
 *
 * xoshiro256** seeded by splitmix64 (Blackman and Vigna).  One seed gives any
 * number of independent streams, so that drawing more in one part of a run
 * does not change what another part draws.  It knows nothing but integers.
 */
#ifndef SIM_BASE_RNG_H
#define SIM_BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s[4];
};

/* Stream @stream of @seed. */
void rng_init(struct rng *r, uint64_t seed, uint64_t stream);

static inline uint64_t rng_next(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t x = s[1] * 5, t = s[1] << 17;
	uint64_t result = ((x << 7) | (x >> 57)) * 9;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

#endif
