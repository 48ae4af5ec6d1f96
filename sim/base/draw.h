/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * draw.h - whole numbers in a range, from the product's seeded random numbers.
 */
#ifndef SIM_BASE_DRAW_H
#define SIM_BASE_DRAW_H

#include "sim/base/rng.h"

/* Uniform in [0, n), without bias; 0 when n is 0. */
static inline uint64_t draw_below(struct rng *r, uint64_t n)
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

/* Uniform in [lo, hi], both inclusive. */
static inline uint64_t draw_range(struct rng *r, uint64_t lo, uint64_t hi)
{
	uint64_t n = hi - lo + 1;

	return n ? lo + draw_below(r, n) : rng_next(r);
}

#endif
