/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk.h - one TLP on its path, and the record of its hops.
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
	struct tlp t;			/* as it is now; bridges and the root complex change it */
	struct tlp_result *r;
	uint64_t now_ps;
	uint16_t host_bridge;		/* the hierarchy it is in now */
	uint16_t home;			/* the hierarchy of the sender */
	bool on_way_back;
	bool reissued;			/* the root complex reissued it with its own ID */
	uint16_t home_requester;	/* then: the sender's requester ID */
	struct function *taken_by;	/* the PCI bridge that replaced the requester ID (2.2.6.2) */
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
 * Ends the request at @fn (NULL: the root complex) with @status.  @fn records
 * @error (AER_UNC_* or 0), and the completion starts at @from.
 */
void walk_refuse(struct walk *k, struct function *fn, enum tlp_place place,
		 enum tlp_reason reason, uint16_t acs, enum tlp_status status,
		 uint32_t error, enum completer from);
/* Adds the time to cross the link below @port. */
void walk_link(struct walk *k, const struct function *port, uint64_t bytes);
uint64_t walk_request_bytes(const struct walk *k);
/* Moves its data to or from @space, unless the request is dry. */
void walk_data(struct walk *k, uint64_t space, uint64_t address);

#endif
