// SPDX-License-Identifier: GPL-2.0-only
/*
 * latency.c - times of requests, counted in classes (see latency.h).
 */
#include "model/flight/latency.h"

static uint32_t class_of(uint64_t ps)
{
	unsigned int top;

	if (ps >> LATENCY_BITS == 0)
		return (uint32_t)ps;
	top = 63 - (unsigned int)__builtin_clzll(ps);
	return ((top - LATENCY_BITS + 1) << LATENCY_BITS) +
	       (uint32_t)(ps >> (top - LATENCY_BITS) & ((1u << LATENCY_BITS) - 1));
}

/* The largest that is in class @c. */
static uint64_t most_in(uint32_t c)
{
	uint32_t power = c >> LATENCY_BITS;
	uint64_t first = c & ((1u << LATENCY_BITS) - 1);

	if (!power)
		return first;
	return ((first + (1u << LATENCY_BITS) + 1) << (power - 1)) - 1;
}

void latency_add(struct latency *l, uint64_t ps)
{
	if (!l->n || ps < l->least_ps)
		l->least_ps = ps;
	if (ps > l->most_ps)
		l->most_ps = ps;
	l->n++;
	l->sum_ps += ps;
	l->count[class_of(ps)]++;
}

uint64_t latency_mean_ps(const struct latency *l)
{
	return l->n ? l->sum_ps / l->n : 0;
}

uint64_t latency_percentile_ps(const struct latency *l, unsigned int permille)
{
	uint64_t want = (l->n * permille + 999) / 1000, seen = 0;

	for (uint32_t c = 0; c < LATENCY_CLASSES; c++) {
		seen += l->count[c];
		if (seen && seen >= want)
			return most_in(c) < l->most_ps ? most_in(c) : l->most_ps;
	}
	return 0;
}
