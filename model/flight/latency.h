/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * latency.h - how long requests take: least, most, mean, and percentiles to 0.8 %.
 *
 *   2^7 classes for each power of two: class = the first 7 bits after the leading one
 */
#ifndef MODEL_FLIGHT_LATENCY_H
#define MODEL_FLIGHT_LATENCY_H

#include <stdint.h>

#define LATENCY_BITS 7u
#define LATENCY_CLASSES ((64u - LATENCY_BITS + 1) << LATENCY_BITS)

/* Zero it first. */
struct latency {
	uint64_t n, sum_ps, least_ps, most_ps;
	uint32_t count[LATENCY_CLASSES];
};

void latency_add(struct latency *l, uint64_t ps);
uint64_t latency_mean_ps(const struct latency *l);
/* Not less than @permille of all took so long or less; 0 without any. */
uint64_t latency_percentile_ps(const struct latency *l, unsigned int permille);

#endif
