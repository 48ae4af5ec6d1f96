// SPDX-License-Identifier: GPL-2.0-only
/*
 * route_up.c - requests by address, from a function up through its device, ports
 * and switches (Base 2.3.1, 2.2.4.1, 7.5.1.3; ACS at every ingress and every
 * divergence, 6.12).
 *
 * It must not know the root complex (rc.c) nor the rules of ACS (acs.c).
 */
#include "model/config/bus.h"
#include "model/wire/traits.h"
#include "model/wire/way.h"

static void violation(struct walk *k, struct function *fn, enum tlp_place place,
		      struct acs_decision d, enum completer from)
{
	/* Completer Abort for what wants an answer (6.12.4, 6.2.3.2.4.1). */
	walk_refuse(k, fn, place, d.reason, d.bits, TLP_CA, AER_UNC_ACS_VIOLATION,
		    from);
}

/* --- inside a device --- */

/* The sibling that claims it: its BAR, or a bridge function's window. */
static struct function *sibling(struct walk *k, struct function *fn,
				struct fabric_target *target)
{
	struct bus *bus = fn->bus;
	struct function *pf = fn->pf ? fn->pf : fn;

	for (unsigned int i = 0; i < bus->nslots; i++) {
		struct function *s = bus->slot[i];

		if (!s || !same_device(pf, s))
			continue;
		target->fn = NULL;
		if (route_claims(k, s, target)) {
			if (target->fn != fn)
				return target->fn;
		} else if (s != fn && s->below && route_window_claims(k, s)) {
			return s;
		}
	}
	return NULL;
}

static void to_sibling(struct walk *k, struct function *s,
		       const struct fabric_target *target)
{
	if (target->fn)
		route_accept(k, target);
	else
		route_down(k, s);
}

/*
 * Handles a request for a sibling; returns true if the request ended.  On a
 * conventional bus all devices see it.  In a device with an internal route, the
 * function's ACS decides (6.12.1.2).  Without one, the request leaves by the link.
 */
static bool inside_device(struct walk *k, struct function *fn)
{
	struct fabric_target target = { 0 };
	struct acs_decision d;
	struct function *s;
	struct acs acs;

	if (!fn->bus->conventional && !fn->spec->internal_p2p)
		return false;
	s = sibling(k, fn, &target);
	if (!s)
		return false;
	if (fn->bus->conventional) {
		walk_hop(k, fn, TLP_AT_DEVICE, TLP_GO_PEER, TLP_R_SAME_BUS, 0);
		to_sibling(k, s, &target);
		return true;
	}
	acs = acs_of(fn);
	d = acs_peer_request(&acs, &k->t, function_acs_egress(fn, egress_number(s)));
	switch (d.action) {
	case ACS_ROUTE:
		walk_hop(k, fn, TLP_AT_DEVICE, TLP_GO_PEER,
			 d.reason ? d.reason : TLP_R_SIBLING_BAR, d.bits);
		to_sibling(k, s, &target);
		return true;
	case ACS_UPSTREAM:
		walk_hop(k, fn, TLP_AT_DEVICE, TLP_GO_REDIRECTED, d.reason, d.bits);
		return false;
	default:
		violation(k, fn, TLP_AT_DEVICE, d, CPL_FUNCTION);
		return true;
	}
}

/* --- up through a port --- */

/* Checks that a receiver makes before it routes; returns true if the request ended. */
static bool stopped_at_ingress(struct walk *k, struct function *port)
{
	struct acs acs = acs_of(port);
	struct acs_decision d;

	/* Without a link nothing is delivered, and no completion comes. */
	if (!bridge_link_up(port)) {
		walk_refuse(k, port, TLP_AT_INGRESS, TLP_R_LINK_DOWN, 0, TLP_TIMEOUT,
			    0, CPL_NONE);
		return true;
	}
	/* Malformed TLPs are discarded, not answered (2.2.2, 6.2.3.2.3 order). */
	if (k->t.type == TLP_MWR && k->t.bytes > function_mps(port)) {
		walk_refuse(k, port, TLP_AT_INGRESS, TLP_R_MALFORMED_SIZE, 0,
			    TLP_TIMEOUT, AER_UNC_MALFORMED, CPL_NONE);
		return true;
	}
	d = acs_ingress(&acs, &k->t, function_secondary(port),
			function_subordinate(port));
	if (d.action != ACS_ROUTE) {
		violation(k, port, TLP_AT_INGRESS, d, CPL_PORT);
		return true;
	}
	/* Bus Master Enable of a bridge: requests from below (7.5.1.1.3). */
	if (k->t.type != TLP_MSG && !function_master_enabled(port)) {
		walk_refuse(k, port, TLP_AT_INGRESS, TLP_R_BRIDGE_MASTER, 0, TLP_UR,
			    AER_UNC_UNSUPPORTED, CPL_PORT);
		return true;
	}
	return false;
}

/*
 * The target is behind the port through which the request came in.  For a root
 * port without ACS, the root complex decides (Base 1.3.1).  Returns true if the
 * request ended.
 */
static bool own_egress(struct walk *k, struct function *port, bool *redirected)
{
	struct acs acs = acs_of(port);
	struct acs_decision d;

	if (!route_window_claims(k, port))
		return false;
	if (port->spec->type == SPEC_ROOT_PORT && !acs.present &&
	    rc_carries(k, tlp_is_posted(k->t.type)))
		return false;
	d = acs_own_egress(&acs);
	if (d.action == ACS_UPSTREAM) {
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_REDIRECTED, d.reason, d.bits);
		*redirected = true;
		return false;
	}
	walk_refuse(k, port, TLP_AT_INGRESS, d.reason, d.bits, TLP_UR,
		    AER_UNC_UNSUPPORTED, CPL_PORT);
	return true;
}

/* Returns the function that sends it to the link above the switch, or NULL. */
static struct function *leave_switch(struct walk *k, struct function *usp)
{
	if (k->t.type != TLP_MSG && !function_master_enabled(usp)) {
		walk_refuse(k, usp, TLP_AT_UPSTREAM_PORT, TLP_R_BRIDGE_MASTER, 0,
			    TLP_UR, AER_UNC_UNSUPPORTED, CPL_PORT);
		return NULL;
	}
	k->now_ps += k->w->t.switch_hop_ps;
	walk_hop(k, usp, TLP_AT_UPSTREAM_PORT, TLP_GO_UP, TLP_R_NOT_MINE, 0);
	return usp;
}

/* Carries out a decision; returns true if the request goes upstream. */
static bool obey(struct walk *k, struct function *port, struct acs_decision d)
{
	switch (d.action) {
	case ACS_UPSTREAM:
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_REDIRECTED, d.reason, d.bits);
		return true;
	case ACS_UNSUPPORTED:
		walk_refuse(k, port, TLP_AT_INGRESS, d.reason, d.bits, TLP_UR,
			    AER_UNC_UNSUPPORTED, CPL_PORT);
		return false;
	default:
		violation(k, port, TLP_AT_INGRESS, d, CPL_PORT);
		return false;
	}
}

/* A memory BAR of a switch port itself; true when it is one. */
static bool port_target(struct walk *k, struct function *port, struct function *owner,
			struct function **up)
{
	struct acs acs = acs_of(port);
	struct fabric_target target;
	struct acs_decision d;

	if (!route_claims(k, owner, &target))
		return false;
	d = acs_port_target(&acs, owner->spec->type == SPEC_UPSTREAM_PORT);
	if (d.action == ACS_ROUTE) {
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_PEER, TLP_R_BAR, 0);
		route_accept(k, &target);
	} else if (obey(k, port, d)) {
		*up = leave_switch(k, port->bus->bridge);
	}
	return true;
}

/* Another port of the switch whose window claims it. */
static struct function *peer_port(const struct walk *k, const struct function *port)
{
	const struct bus *bus = port->bus;

	for (unsigned int i = 0; i < bus->nbridges; i++)
		if (bus->bridges[i] != port && route_window_claims(k, bus->bridges[i]))
			return bus->bridges[i];
	return NULL;
}

/* At the port where the paths diverge: directly to the peer, upstream, or blocked. */
static struct function *at_divergence(struct walk *k, struct function *port,
				      struct function *peer)
{
	struct acs acs = acs_of(port);
	struct acs_decision d;

	d = acs_peer_request(&acs, &k->t,
			     function_acs_egress(port, egress_number(peer)));
	if (d.action == ACS_ROUTE) {
		walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_PEER,
			 d.reason ? d.reason : TLP_R_PEER_WINDOW, d.bits);
		k->now_ps += k->w->t.switch_hop_ps;
		route_down(k, peer);
		return NULL;
	}
	return obey(k, port, d) ? leave_switch(k, port->bus->bridge) : NULL;
}

static struct function *through_switch(struct walk *k, struct function *port)
{
	struct bus *bus = port->bus;
	struct function *usp = bus->bridge, *peer, *up = NULL;
	struct acs acs = acs_of(port);

	for (unsigned int i = 0; i < bus->nslots; i++)
		if (bus->slot[i] && port_target(k, port, bus->slot[i], &up))
			return up;
	if (port_target(k, port, usp, &up))
		return up;
	peer = peer_port(k, port);
	if (peer)
		return at_divergence(k, port, peer);
	/* Inside the switch's windows, and nobody's (6.12.1.1). */
	if (route_window_claims(k, usp))
		return obey(k, port, acs_unclaimed(&acs)) ? leave_switch(k, usp) : NULL;
	walk_hop(k, port, TLP_AT_INGRESS, TLP_GO_UP, TLP_R_NOT_MINE, 0);
	return leave_switch(k, usp);
}

static struct function *through_port(struct walk *k, struct function *port)
{
	bool redirected = false;

	if (stopped_at_ingress(k, port) || own_egress(k, port, &redirected))
		return NULL;
	if (port->spec->type == SPEC_ROOT_PORT) {
		rc_from_port(k, port, redirected);
		return NULL;
	}
	return redirected ? leave_switch(k, port->bus->bridge) :
			    through_switch(k, port);
}

/*
 * A bridge to conventional PCI takes transactions from its secondary side that
 * its windows do not hold, and makes them its own: requester ID secondary bus,
 * device 0, or its own where it is conventional itself (PCIe to PCI/PCI-X
 * Bridge 1.0, 2.3).
 */
static struct function *through_bridge(struct walk *k, struct function *bridge)
{
	if (!bridge_link_up(bridge) || route_window_claims(k, bridge)) {
		walk_refuse(k, bridge, TLP_AT_INGRESS, TLP_R_NOBODY, 0, TLP_UR, 0,
			    CPL_PORT);
		return NULL;
	}
	if (!function_master_enabled(bridge)) {
		walk_refuse(k, bridge, TLP_AT_INGRESS, TLP_R_BRIDGE_MASTER, 0, TLP_UR,
			    0, CPL_PORT);
		return NULL;
	}
	k->now_ps += k->w->t.switch_hop_ps;
	if (function_is_pcie(bridge))
		k->t.requester = (uint16_t)(function_secondary(bridge) << 8);
	else
		k->t.requester = function_requester(bridge);
	k->taken_by = bridge;
	walk_hop(k, bridge, TLP_AT_INGRESS, TLP_GO_UP, TLP_R_NOT_MINE, 0);
	return bridge;
}

void route_up(struct walk *k, struct function *fn)
{
	while (fn) {
		struct function *above = fn->bus->bridge;

		if (inside_device(k, fn))
			return;
		if (!above) {
			rc_request(k);
			return;
		}
		switch (above->spec->type) {
		case SPEC_ROOT_PORT:
		case SPEC_DOWNSTREAM_PORT:
			walk_cross(k, above, WALK_LINK_UP);
			return;
		case SPEC_UPSTREAM_PORT:
			fn = leave_switch(k, above);
			break;
		default:
			fn = through_bridge(k, above);
		}
	}
}

/* Who does not support End-End TLP Prefixes takes one for a malformed TLP (2.2.10.2). */
static bool is_prefix_refused(struct walk *k, struct function *port)
{
	if (!k->t.has_pasid || !port->spec->no_tlp_prefix)
		return false;
	walk_refuse(k, port, TLP_AT_INGRESS, TLP_R_NO_PREFIX, 0, TLP_UR, AER_UNC_MALFORMED,
		    CPL_NONE);
	return true;
}

void route_up_from(struct walk *k, struct function *port)
{
	if (is_prefix_refused(k, port))
		return;
	route_up(k, through_port(k, port));
}
