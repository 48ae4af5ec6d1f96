// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c - the record of a TLP under way (see walk.h).  It must not know where
 * the TLP goes next.
 */
#include <stdlib.h>

#include "model/wire/aer.h"
#include "model/wire/memory.h"
#include "model/wire/walk.h"

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

struct tlp_hop *walk_hop(struct walk *k, struct function *fn, enum tlp_place place,
			 enum tlp_decision decision, enum tlp_reason reason,
			 uint16_t acs)
{
	struct tlp_result *r = k->r;
	struct tlp_hop *h;

	if (k->silent)
		return &k->w->unrecorded;
	if (r->nhops == r->room) {
		r->room = r->room ? 2 * r->room : 16;
		r->hop = must(realloc(r->hop, r->room * sizeof(*r->hop)));
	}
	h = &r->hop[r->nhops++];
	*h = (struct tlp_hop){
		.fn = fn, .place = (uint8_t)place, .decision = (uint8_t)decision,
		.reason = (uint8_t)reason, .completion = k->on_way_back,
		.acs = acs, .host_bridge = k->host_bridge,
		.address = k->t.address, .at_ps = k->now_ps,
	};
	return h;
}

void walk_refuse(struct walk *k, struct function *fn, enum tlp_place place,
		 enum tlp_reason reason, uint16_t acs, enum tlp_status status,
		 uint32_t error, enum completer from)
{
	bool posted = tlp_is_posted(k->t.type);

	walk_hop(k, fn, place, TLP_REFUSED, reason, acs);
	k->r->reason = reason;
	k->r->by = fn;
	k->status = status;
	k->from = from;
	k->completer = fn;
	if (fn && error && !k->t.dry)
		aer_record(fn, error, &k->t, !posted && from != CPL_NONE);
}

void walk_cross(struct walk *k, struct function *port, enum walk_stage stage)
{
	k->stage = stage;
	k->port = port;
}

bool walk_egress(struct walk *k, struct function *port, enum tlp_reason why)
{
	walk_hop(k, port, TLP_AT_EGRESS, TLP_GO_DOWN, why, 0);
	if (port->below->link) {
		walk_cross(k, port, WALK_LINK_DOWN);
		return false;
	}
	k->now_ps += k->w->t.switch_hop_ps;
	return true;
}

void walk_data(struct walk *k, uint64_t space, uint64_t address)
{
	if (k->t.dry || !k->t.data)
		return;
	if (k->t.type == TLP_MWR || k->t.type == TLP_IOWR)
		memory_write(k->w->memory, space, address, k->t.data, k->t.bytes);
	else if (k->t.type == TLP_MRD || k->t.type == TLP_IORD)
		memory_read(k->w->memory, space, address, k->t.data, k->t.bytes);
}
