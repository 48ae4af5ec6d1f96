/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rng.h - seeded random numbers, the same on every machine.
 *
 * xoshiro256** seeded by splitmix64 (Blackman and Vigna).  One seed gives any
 * number of independent streams.  So when one part of a run takes more random
 * numbers, the other parts still get the same ones.  It knows only integers.
 */
#ifndef SIM_BASE_RNG_H
#define SIM_BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s[4];
};

/* Sets @r to the beginning of stream @stream of @seed. */
void rng_init(struct rng *r, uint64_t seed, uint64_t stream);

/* Returns the next number of the stream, uniform over all 64-bit numbers. */
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
