/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * params.h - the numbers of the link layer: rates, overheads, credits, tags.
 *
 * model/wire/params.def has the defaults with their sources, and those of timing.h: how
 * long switches, the root complex, devices and memory take.
 */
#ifndef MODEL_FLIGHT_PARAMS_H
#define MODEL_FLIGHT_PARAMS_H

#include "model/wire/tlp.h"

/* Flow control counts three kinds of TLPs apart (Base 2.6.1). */
enum flow_kind { FLOW_POSTED = 0, FLOW_NON_POSTED, FLOW_COMPLETION, FLOW_KINDS };

/* What a receiver advertises: headers, and data in units of 16 bytes; 0 is infinite. */
struct flow_credits {
	uint32_t header[FLOW_KINDS], data[FLOW_KINDS];
};

#define FLOW_UNIT_BYTES 16u

struct flight_params {
	uint32_t dllp_permille;		/* of a link's time, for DLLPs and SKPs */
	uint64_t update_ps;		/* from a buffer that is free to a sender that knows */
	uint32_t root_completion_bytes;	/* most in a completion of the root complex */
	uint32_t walkers;		/* page walks at once; 0: as many as there are misses */
	uint32_t atc_entries;		/* of an endpoint */
	uint32_t tags;			/* most requests of a function that wait */
	bool ecrc;
	struct flow_credits at_switch, at_end;	/* a switch port; endpoint or root port */
	uint32_t credit_lanes;		/* at 8 GT/s: a faster link has more; 0: it has not */
};

void flight_params_defaults(struct flight_params *p);

/* A rate, so that no division is left to do for each TLP. */
struct flow_rate {
	uint64_t ps_q24;		/* picoseconds for a byte, times 2^24 */
	bool flits;
};

/*
 * The rate of a link.  @speed is 1 to 6 for 2.5 to 64 GT/s, @width the number of
 * lanes, as in Link Status (7.5.3.8).
 */
struct flow_rate flow_rate(const struct flight_params *p, unsigned int speed,
			   unsigned int width);
/* @credits of a link of rate @r. */
uint32_t flow_rate_credits(const struct flight_params *p, const struct flow_rate *r,
			   uint32_t credits);
/* Returns picoseconds for @bytes. */
uint64_t flow_rate_ps(const struct flow_rate *r, uint64_t bytes);

/* Bytes before the payload, framing included; and all. */
uint32_t flow_head_bytes(const struct flow_rate *r, const struct tlp *t,
			 bool completion);
uint32_t flow_tlp_bytes(const struct flight_params *p, const struct flow_rate *r,
			const struct tlp *t, bool completion, uint32_t payload);

#endif
