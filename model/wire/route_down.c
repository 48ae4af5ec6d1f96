// SPDX-License-Identifier: GPL-2.0-only
/*
 * route_down.c - requests by address, from a bridge down to the function that
 * claims them (Base 2.3.1, 7.5.1.3).
 *
 * It must not know how they came there, or ACS, which applies at ports on the
 * path up.
 */
#include "model/config/bus.h"
#include "model/wire/behind.h"
#include "model/wire/way.h"

bool route_claims(const struct walk *k, struct function *fn,
		   struct fabric_target *out)
{
	return k->t.type != TLP_MSG &&
	       function_claims(fn, k->t.address, tlp_is_io(k->t.type), out);
}

bool route_window_claims(const struct walk *k, const struct function *bridge)
{
	return k->t.type != TLP_MSG && bridge_claims(bridge, k->t.address, tlp_is_io(k->t.type));
}

void route_accept(struct walk *k, const struct fabric_target *target)
{
	struct function *fn = target->fn;
	struct tlp_landing *l = &k->r->landing;
	uint64_t base, size, space, address;
	enum wire_behind what;

	if (wire_in_reset(k->w, fn) || (fn->pf && wire_in_reset(k->w, fn->pf))) {
		walk_refuse(k, fn, TLP_AT_TARGET, TLP_R_IN_RESET, 0, TLP_TIMEOUT, 0,
			    CPL_NONE);
		return;
	}
	/* Translation requests are for the root complex only (10.2.2). */
	if (k->t.at == TLP_TRANSLATION_REQUEST) {
		walk_refuse(k, fn, TLP_AT_TARGET, TLP_R_AT_AT_ENDPOINT, 0, TLP_UR,
			    AER_UNC_UNSUPPORTED, CPL_FUNCTION);
		return;
	}
	/* Beyond the end of what the BAR decodes: not its programming model (2.3.1). */
	if (function_bar(fn, target->bar, &base, &size) &&
	    target->offset + k->t.bytes > size) {
		walk_refuse(k, fn, TLP_AT_TARGET, TLP_R_BAR_END, 0, TLP_CA,
			    AER_UNC_COMPLETER_ABORT, CPL_FUNCTION);
		return;
	}
	what = behind_bar(k->w, fn, target->bar, target->offset, k->t.dry, &space, &address);
	if (what == WIRE_NOTHING) {
		walk_refuse(k, fn, TLP_AT_TARGET, TLP_R_NO_VRAM, 0, TLP_CA,
			    AER_UNC_COMPLETER_ABORT, CPL_FUNCTION);
		return;
	}
	walk_hop(k, fn, TLP_AT_TARGET, TLP_ACCEPTED, TLP_R_BAR, 0);
	l->kind = TLP_LANDED_BAR;
	l->fn = fn;
	l->bar = target->bar;
	l->offset = target->offset;
	k->from = CPL_FUNCTION;
	k->completer = fn;
	if (!tlp_is_posted(k->t.type))
		k->now_ps += k->w->t.device_ps;
	if (what == WIRE_REGISTERS)
		behind_registers(k, fn, target->offset);
	else
		walk_data(k, space, address);
}

/* Nobody claims it: an Unsupported Request, from the function or port there (2.3.1). */
static void nobody(struct walk *k, struct function *port)
{
	struct bus *bus = port->below;

	for (unsigned int i = 0; i < bus->nslots; i++)
		if (bus->slot[i]) {
			walk_refuse(k, bus->slot[i], TLP_AT_TARGET, TLP_R_NOBODY, 0,
				    TLP_UR, AER_UNC_UNSUPPORTED,
				    bus->slot[i]->below ? CPL_PORT : CPL_FUNCTION);
			return;
		}
	walk_refuse(k, port, TLP_AT_EGRESS, TLP_R_NOBODY, 0, TLP_UR,
		    AER_UNC_UNSUPPORTED, CPL_PORT);
}

/* Among the functions below @port, which it has reached. */
static void below(struct walk *k, struct function *port)
{
	struct function *next = NULL;
	struct fabric_target target;
	struct bus *bus = port->below;

	for (unsigned int i = 0; i < bus->nslots; i++) {
		struct function *fn = bus->slot[i];

		if (fn && route_claims(k, fn, &target)) {
			route_accept(k, &target);
			return;
		}
		if (fn && !next && fn->below && route_window_claims(k, fn))
			next = fn;
	}
	if (next)
		route_down(k, next);
	else
		nobody(k, port);
}

void route_down(struct walk *k, struct function *port)
{
	if (!bridge_link_up(port)) {
		walk_refuse(k, port, TLP_AT_EGRESS, TLP_R_LINK_DOWN, 0, TLP_UR,
			    AER_UNC_UNSUPPORTED, CPL_PORT);
		return;
	}
	if (walk_egress(k, port, TLP_R_WINDOW))
		below(k, port);
}

void route_down_from(struct walk *k, struct function *port)
{
	below(k, port);
}
