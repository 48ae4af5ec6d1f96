/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk.h - one TLP on its way, and the record of what became of it.
 */
#ifndef MODEL_WIRE_WALK_H
#define MODEL_WIRE_WALK_H

#include "model/wire/wire.h"

/* Where a completion starts. */
enum completer {
	CPL_NONE = 0,			/* nobody answers */
	CPL_FUNCTION,			/* walk.completer, from its own bus up */
	CPL_PORT,			/* walk.completer, a bridge in the middle */
	CPL_ROOT,			/* the root complex */
};

struct walk {
	struct wire *w;
	struct function *src;		/* NULL: the CPU */
	struct tlp t;			/* as it is now: bridges and the RC change it */
	struct tlp_result *r;
	uint64_t now_ps;
	uint16_t host_bridge;		/* whose hierarchy it is in */
	uint16_t home;			/* ... and was in when sent */
	bool on_way_back;
	bool reissued;			/* the RC sent it on as its own */
	uint16_t home_requester;	/* ... then this is whose it was */
	struct function *taken_by;	/* PCI bridge that made it its own (2.2.6.2) */
	enum completer from;
	struct function *completer;
	enum tlp_status status;		/* what the completion says */
	struct ats_answer *ats;		/* a translation request's answer goes here */
};

/* Where a completion goes: the bus of the requester's ID (2.2.4.2). */
static inline uint8_t walk_requester_bus(const struct walk *k)
{
	return (uint8_t)(k->t.requester >> 8);
}

struct tlp_hop *walk_hop(struct walk *k, struct function *fn, enum tlp_place place,
			 enum tlp_decision decision, enum tlp_reason reason,
			 uint16_t acs);
/*
 * The request ends at @fn (NULL: the root complex) with @status: recorded
 * there as @error (AER_UNC_* or 0), answered from @from.
 */
void walk_refuse(struct walk *k, struct function *fn, enum tlp_place place,
		 enum tlp_reason reason, uint16_t acs, enum tlp_status status,
		 uint32_t error, enum completer from);
/* The time to cross the link that @port is the upper end of. */
void walk_link(struct walk *k, const struct function *port, uint64_t bytes);
uint64_t walk_request_bytes(const struct walk *k);
/* Move what it carries to or from @space, unless it only asks. */
void walk_data(struct walk *k, uint64_t space, uint64_t address);

#endif
