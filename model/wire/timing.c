// SPDX-License-Identifier: GPL-2.0-only
/*
 * timing.c - the timing parameters (see timing.h).
 *
 * They come from published measurements and data sheets, and are there to make
 * traces sensible, not to predict a machine.  It must not know routes, nor keep
 * a clock.
 */
#include "model/wire/timing.h"

#define NS 1000ull
#define MS 1000000000ull

void timing_defaults(struct timing *t)
{
	*t = (struct timing){
		/* Framing, header with a 64-bit address, LCRC; 8 GT/s. */
		.request_overhead_bytes = 24,
		.completion_overhead_bytes = 20,
		/* Gen3 x8: 57.9 of 63.0 Gb/s remain after flow control. */
		.link_usable_permille = 919,
		/*
		 * What is left of a 64-byte DMA read of 550 to 600 ns end to end,
		 * after the root complex and DRAM.
		 */
		.wire_ps = 60 * NS,
		.device_ps = 30 * NS,
		/* PEX8747 100 ns, PEX88096 105 ns, PEX89144 115 ns. */
		.switch_hop_ps = 110 * NS,
		.root_ps = 135 * NS,
		.dram_ps = 100 * NS,
		/* An IOTLB miss costs 265 to 280 ns more than a hit. */
		.iotlb_hit_ps = 0,
		.iotlb_miss_ps = 272 * NS,
		/* Device Control 2, default range 50 us to 50 ms (7.5.3.16). */
		.completion_timeout_ps = 50 * MS,
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
