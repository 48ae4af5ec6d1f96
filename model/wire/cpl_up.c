// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpl_up.c - completions on their way up, by the requester's ID (Base 2.2.4.2),
 * with completion redirect where their paths diverge (6.12.1.1).
 *
 * It must not know what was asked; only who asked, and with which ordering.
 */
#include "model/config/bus.h"
#include "model/wire/traits.h"
#include "model/wire/way.h"

/*
 * To a sibling inside the device, or on the same conventional bus.  True when
 * it ended.
 */
static bool inside_device(struct walk *k, struct function *fn)
{
	struct function *to = completion_target(k, fn->bus);
	struct acs_decision d;
	struct acs acs;

	if (fn->bus->conventional && fn->bus == k->src->bus) {
		walk_hop(k, fn, TLP_AT_DEVICE, TLP_GO_PEER, TLP_R_SAME_BUS, 0);
		completion_arrives(k, k->src);
		return true;
	}
	for (unsigned int i = 0; fn->bus->conventional && i < fn->bus->nbridges; i++) {
		struct function *b = fn->bus->bridges[i];

		/* A delayed transaction ends at who began it on this bus (PCI 3.3.3.3). */
		if (b == fn || (b != k->taken_by && !bridge_has_bus(b, walk_requester_bus(k))))
			continue;
		walk_hop(k, fn, TLP_AT_DEVICE, TLP_GO_PEER, TLP_R_SAME_BUS, 0);
		completion_down(k, b);
		return true;
	}
	if (!to || to == fn || !fn->spec->internal_p2p ||
	    !same_device(fn->pf ? fn->pf : fn, to->pf ? to->pf : to))
		return false;
	acs = acs_of(fn);
	d = acs_peer_completion(&acs, k->t.relaxed);
	if (d.action == ACS_ROUTE) {
		walk_hop(k, fn, TLP_AT_DEVICE, TLP_GO_PEER,
			 d.reason ? d.reason : TLP_R_SIBLING_BAR, d.bits);
		completion_arrives(k, to);
		return true;
	}
	walk_hop(k, fn, TLP_AT_DEVICE, TLP_GO_REDIRECTED, d.reason, d.bits);
	return false;
}

static struct function *leave_switch(struct walk *k, struct function *usp)
{
	k->now_ps += k->w->t.switch_hop_ps;
	walk_hop(k, usp, TLP_AT_UPSTREAM_PORT, TLP_GO_UP, TLP_R_NOT_MINE, 0);
	return usp;
}

/* The requester is behind the port through which it came in: UF decides, or it is lost. */
static bool own_egress(struct walk *k, struct function *port, bool *redirected)
{
	struct acs acs = acs_of(port);
	struct acs_decision d;

	if (!bridge_has_bus(port, walk_requester_bus(k)))
		return false;
	if (port->spec->type == SPEC_ROOT_PORT && !acs.present &&
	    rc_carries(k, false))
		return false;
	d = acs_own_egress(&acs);
	if (d.action == ACS_UPSTREAM) {
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_REDIRECTED, d.reason, d.bits);
		*redirected = true;
		return false;
	}
	completion_lost(k, port, TLP_AT_INGRESS, d.reason);
	return true;
}

/* At a port whose bus may have a peer that leads to the requester. */
static bool to_peer(struct walk *k, struct function *port, bool *redirected)
{
	struct bus *bus = port->bus;
	struct acs acs = acs_of(port);
	struct acs_decision d;
	struct function *peer = NULL;

	for (unsigned int i = 0; i < bus->nbridges; i++)
		if (bus->bridges[i] != port &&
		    bridge_has_bus(bus->bridges[i], walk_requester_bus(k)))
			peer = bus->bridges[i];
	if (!peer)
		return false;
	d = acs_peer_completion(&acs, k->t.relaxed);
	if (d.action != ACS_ROUTE) {
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_REDIRECTED, d.reason, d.bits);
		*redirected = true;
		return false;
	}
	walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_PEER,
		 d.reason ? d.reason : TLP_R_BY_ID, d.bits);
	if (port->spec->type == SPEC_ROOT_PORT) {
		k->r->completion_in_rc = true;
		k->now_ps += k->w->t.root_ps;
		walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_PEER, TLP_R_RC_PEERS, 0);
	} else {
		k->now_ps += k->w->t.switch_hop_ps;
	}
	completion_down(k, peer);
	return true;
}

/* The next function to send it upwards, or NULL when it ended. */
static struct function *through_port(struct walk *k, struct function *port,
				     bool generated)
{
	bool root = port->spec->type == SPEC_ROOT_PORT, redirected = false;
	/* Between root ports, the root complex decides whether there is a path. */
	bool peers = !root || rc_carries(k, false);

	if (!generated && own_egress(k, port, &redirected))
		return NULL;
	/* A request that the root complex reissued is completed to it; it has no bus here. */
	if (!redirected && peers && !k->reissued && to_peer(k, port, &redirected))
		return NULL;
	if (!redirected)
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_UP, TLP_R_NOT_MINE, 0);
	if (root) {
		rc_completion(k);
		return NULL;
	}
	return leave_switch(k, port->bus->bridge);
}

/*
 * How many completions the data come in: the root complex splits at its Read
 * Completion Boundary, others at their payload size (2.3.1.1).
 */
static uint16_t count(const struct walk *k)
{
	uint64_t size = k->completer ? function_mps(k->completer) : 64;
	uint64_t first = k->t.address % size;

	if (k->t.type != TLP_MRD || k->status != TLP_OK)
		return 1;
	return (uint16_t)((first + k->t.bytes + size - 1) / size);
}

static void to_link(struct walk *k, struct function *port)
{
	if (bridge_link_up(port))
		walk_cross(k, port, WALK_LINK_UP);
	else
		completion_lost(k, port, TLP_AT_INGRESS, TLP_R_LINK_DOWN);
}

static void up(struct walk *k, struct function *fn)
{
	while (fn) {
		struct function *above = fn->bus->bridge;

		if (k->src && !k->reissued && inside_device(k, fn))
			return;
		if (!above) {
			rc_completion(k);
			return;
		}
		switch (above->spec->type) {
		case SPEC_ROOT_PORT:
		case SPEC_DOWNSTREAM_PORT:
			to_link(k, above);
			return;
		case SPEC_UPSTREAM_PORT:
			fn = leave_switch(k, above);
			break;
		default:
			k->now_ps += k->w->t.switch_hop_ps;
			walk_hop(k, above, TLP_AT_INGRESS, TLP_GO_UP, TLP_R_NOT_MINE, 0);
			fn = above;
		}
	}
}

/* A bridge answers for itself: down if the requester is below it, else up. */
static void from_port(struct walk *k, struct function *port)
{
	bool below = k->src && !k->reissued &&
		     (port == k->taken_by || bridge_has_bus(port, walk_requester_bus(k)));

	if (below)
		completion_down(k, port);
	else if (port->spec->type == SPEC_ROOT_PORT ||
		 port->spec->type == SPEC_DOWNSTREAM_PORT)
		up(k, through_port(k, port, true));
	else
		up(k, port);
}

void completion_up_from(struct walk *k, struct function *port)
{
	up(k, through_port(k, port, false));
}

void route_completion(struct walk *k)
{
	k->r->ncompletions = count(k);
	switch (k->from) {
	case CPL_FUNCTION:
		/* The function's own ACS stopped the request, so it never left. */
		if (k->completer == k->src)
			completion_arrives(k, k->src);
		else
			up(k, k->completer);
		break;
	case CPL_PORT:
		from_port(k, k->completer);
		break;
	case CPL_ROOT:
		rc_completion(k);
		break;
	case CPL_NONE:
		break;
	}
}
