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

/*
 * Where a TLP stands still until somebody carries it on: before a link, which it is to
 * cross.  Everything between two links happens at once, in one call.
 */
enum walk_stage {
	WALK_ENDED = 0,			/* it arrived, or was refused */
	WALK_LINK_UP,			/* before the link below walk.port, on its way up */
	WALK_LINK_DOWN,			/* the same, on its way down */
};

/*
 * Page walks that an IOMMU does at once: each unit has @n walkers, and a request waits
 * for the next that is free.
 */
struct walkers {
	uint32_t n, nunits;
	uint64_t *free_ps;		/* @n of each unit; the caller frees it */
};

struct walk {
	struct wire *w;
	struct function *src;		/* NULL: the CPU */
	struct tlp t;			/* as it is now; bridges and the root complex change it */
	struct tlp_result *r;
	enum walk_stage stage;
	struct function *port;		/* whose link, see stage */
	uint64_t now_ps;			/* since it was sent */
	uint64_t held_ps;		/* of that, in the IOMMU where it is now */
	struct walkers *walkers;	/* a flight's; NULL: there are always enough */
	uint64_t sent_ps;		/* on their clock */
	uint16_t host_bridge;		/* the hierarchy it is in now */
	uint16_t home;			/* the hierarchy of the sender */
	bool on_way_back;
	bool silent;			/* hops are not recorded */
	bool reissued;			/* the root complex reissued it with its own ID */
	bool crossed;			/* what it asks for is at another socket than its sender */
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
/*
 * The life of a TLP: begin, leave; at each link that it has crossed, resume; where the
 * request ended, turn, and the same for the completion; end.
 *
 * walk_begin() returns false, with the result, if @fn may not send it.
 */
bool walk_begin(struct walk *k, struct wire *w, struct function *fn, struct tlp *t,
		struct tlp_result *r);
void walk_leave(struct walk *k);
/* It has crossed the link that it stood before: on to the next one, or the end. */
void walk_resume(struct walk *k);
/* Begins the completion.  Returns false if none comes: walk.status says what that means. */
bool walk_turn(struct walk *k);
/* Makes walk.status the sender's result, and records it in the sender's registers. */
void walk_end(struct walk *k);
/* Leaves it before the link below @port. */
void walk_cross(struct walk *k, struct function *port, enum walk_stage stage);
/*
 * Out of @port, downstream, because of @why.  Returns false if it stands before a link
 * then, and true if what is below @port is reached without one.
 */
bool walk_egress(struct walk *k, struct function *port, enum tlp_reason why);
/* Moves its data to or from @space, unless the request is dry. */
void walk_data(struct walk *k, uint64_t space, uint64_t address);

#endif
