// SPDX-License-Identifier: GPL-2.0-only
/*
 * timing.c - the timing parameters (see timing.h).  Their numbers, with the sources, are
 * in params.def.
 *
 * It must not know routes, nor keep a clock.
 */
#include "model/wire/timing.h"

void timing_defaults(struct timing *t)
{
	*t = (struct timing){
		/* Framing, header with a 64-bit address, LCRC; 8 GT/s. */
		.request_overhead_bytes = 24,
		.completion_overhead_bytes = 20,
		/* Gen3 x8: 57.9 of 63.0 Gb/s remain after flow control. */
		.link_usable_permille = 919,
#define TIMING(keyword, field, unit, scale, value, ...) \
		.field = (value) * (uint64_t)(scale),
#include "model/wire/params.def"
	};
}

/* Gb/s of one lane after its line code (2.5 and 5 GT/s: 8b/10b). */
static uint64_t lane_mbps(unsigned int speed)
{
	static const uint64_t mbps[] = { 7877, 2000, 4000, 7877, 15754, 31508, 61000 };

	return mbps[speed < sizeof(mbps) / sizeof(*mbps) ? speed : 0];
}

uint64_t timing_link_ps(const struct timing *t, unsigned int speed,
			unsigned int width, uint64_t bytes)
{
	uint64_t mbps = lane_mbps(speed) * (width ? width : 8) *
			t->link_usable_permille / 1000;

	return t->wire_ps + (mbps ? bytes * 8 * 1000000 / mbps : 0);
}
