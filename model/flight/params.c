// SPDX-License-Identifier: GPL-2.0-only
/*
 * params.c - the numbers of the link layer, with their sources (see params.h).
 *
 * Base: PCI Express Base Specification, r6.  Neugebauer: R. Neugebauer and others,
 * "Understanding PCIe performance for end host networking", SIGCOMM 2018, section 3.
 * Intel 683111: "L-Tile and H-Tile Avalon Streaming IP for PCI Express", 6.5, RX buffer.
 *
 * It must not know time, queues or routes.
 */
#include "model/flight/params.h"

#define NS 1000ull

void flight_params_defaults(struct flight_params *p)
{
	*p = (struct flight_params){
		/*
		 * Neugebauer: of 62.96 Gb/s of an x8 link at 8 GT/s, 57.88 are left
		 * when flow control and acknowledgements have had their part.
		 */
		.dllp_permille = 81,
		/* A crossing as in timing.c, and some for the DLLP to be made and read. */
		.update_ps = 80 * NS,
		/*
		 * The root complex may cut at each Read Completion Boundary, 64 or 128
		 * bytes (Base 2.3.1.1).  Neugebauer counts payload sizes: no limit here.
		 */
		.root_completion_bytes = 4096,
		/* 8-bit tags, which all functions may use (Base 2.2.6.2). */
		.tags = 256,
		/*
		 * Intel 683111: the receive buffer of a core for 16 lanes at 8 GT/s.  That
		 * faster links have as much more is our guess: a buffer has to cover the
		 * round trip of a credit (and see Scaled Flow Control, Base 3.4.2).
		 */
		.credits_ps_q24 = (500ull << 24) * 130 / (8 * 128),
		.at_switch = {
			.header = { 127, 115, 770 }, .data = { 750, 230, 2500 },
		},
		/* Endpoints and root ports advertise infinite completions (Base 2.6.1). */
		.at_end = {
			.header = { 127, 115, 0 }, .data = { 750, 230, 0 },
		},
	};
}

/* Tenths of GT/s, and what is left of 130 (or 256) after coding (Base 4.2). */
static const struct line {
	uint32_t tenths, of, from;
} lines[] = {
	{ 25, 8, 10 }, { 50, 8, 10 },		/* 8b/10b */
	{ 80, 128, 130 }, { 160, 128, 130 }, { 320, 128, 130 },
	{ 640, 236, 256 },			/* TLP bytes of a flit */
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

struct flow_rate flow_rate(const struct flight_params *p, unsigned int speed,
			   unsigned int width)
{
	const struct line *l = &lines[speed && speed <= LINES ? speed - 1 : 0];
	uint64_t lanes = width ? width : 1;
	/* A byte takes 80000 ps at a tenth of a GT/s without coding. */
	uint64_t ps = (80000ull << 24) * l->from / (l->tenths * lanes * l->of);

	return (struct flow_rate){ ps * 1000 / (1000 - p->dllp_permille),
				   speed == LINES };
}

uint32_t flow_rate_credits(const struct flight_params *p, const struct flow_rate *r,
			   uint32_t credits)
{
	uint64_t scaled = credits * p->credits_ps_q24 / (1000 - p->dllp_permille) *
			  1000 / r->ps_q24;

	return scaled > credits ? (uint32_t)scaled : credits;
}

uint64_t flow_rate_ps(const struct flow_rate *r, uint64_t bytes)
{
	return (bytes * r->ps_q24) >> 24;
}

/*
 * Before flits: 8 GT/s and up an STP token with the sequence number, 4, and LCRC, 4;
 * below, START 1, sequence 2, LCRC 4, END 1 (Base 4.2.2, 4.2.3).  The LCRC
 * comes last.  A flit has these of its own.
 */
static uint32_t framing_bytes(const struct flow_rate *r)
{
	return r->flits ? 0 : 8;
}

/* Addresses below 4 GiB are 32 bits (Base 2.2.4.1); PASID is a prefix, 4 (6.20). */
static uint32_t header_bytes(const struct tlp *t, bool completion)
{
	uint32_t prefix = t->has_pasid && !completion ? 4 : 0;

	if (completion || tlp_is_io(t->type) ||
	    (tlp_is_memory(t->type) && t->address <= UINT32_MAX))
		return prefix + 12;
	return prefix + 16;
}

uint32_t flow_head_bytes(const struct flow_rate *r, const struct tlp *t,
			 bool completion)
{
	return framing_bytes(r) / 2 + header_bytes(t, completion);
}

uint32_t flow_tlp_bytes(const struct flight_params *p, const struct flow_rate *r,
			const struct tlp *t, bool completion, uint32_t payload)
{
	/* Whole dwords, the first and last with byte enables (Base 2.2.5). */
	uint32_t data = payload ? ((uint32_t)(t->address % 4) + payload + 3) / 4 * 4 : 0;

	return framing_bytes(r) + header_bytes(t, completion) + data +
	       (p->ecrc ? 4 : 0);
}
