/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * timing.h - parameters for how long TLPs take.  They do not predict a machine.
 *
 * Times are picoseconds.  The defaults are in params.def, with their sources.
 */
#ifndef MODEL_WIRE_TIMING_H
#define MODEL_WIRE_TIMING_H

#include <stdint.h>

struct timing {
	uint64_t request_overhead_bytes;	/* framing, header, LCRC */
	uint64_t completion_overhead_bytes;
	uint64_t link_usable_permille;		/* after DLLPs and skips */
	uint64_t wire_ps;			/* PHY and flight, a link crossing */
	uint64_t device_ps;			/* a device issuing or completing */
	uint64_t switch_hop_ps;			/* switch or bridge, port to port */
	uint64_t root_ps;			/* through the root complex, one way */
	uint64_t socket_ps;			/* from one socket to another, one way */
	uint64_t dram_ps;			/* a DRAM read */
	uint64_t iotlb_hit_ps;
	uint64_t iotlb_miss_ps;			/* beside the reads of memory: */
	uint64_t iotlb_walk_reads;		/* so many, each dram_ps */
	uint64_t completion_timeout_ps;		/* Device Control 2's default range */
};

void timing_defaults(struct timing *t);

/*
 * Returns the time in ps that @bytes need on a link.  @speed is 1 to 6 for 2.5 to
 * 64 GT/s, @width the number of lanes; 0 is unknown and counts as Gen3 x8.
 */
uint64_t timing_link_ps(const struct timing *t, unsigned int speed,
			unsigned int width, uint64_t bytes);

#endif
