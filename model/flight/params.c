// SPDX-License-Identifier: GPL-2.0-only
/*
 * params.c - rates and bytes on a link, from the numbers of the link layer (see params.h).
 *
 * It must not know time, queues or routes.
 */
#include "model/flight/params.h"

void flight_params_defaults(struct flight_params *p)
{
	*p = (struct flight_params){
#define FLIGHT(keyword, field, unit, scale, value, ...) .field = (value) * (scale),
#include "model/wire/params.def"
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
	uint64_t lanes = p->credit_lanes, ps, scaled;

	if (!lanes)
		return credits;
	ps = (1000ull << 24) * 130 / (128 * lanes);
	scaled = credits * ps / (1000 - p->dllp_permille) * 1000 / r->ps_q24;
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
