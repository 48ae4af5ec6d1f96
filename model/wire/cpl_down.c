// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpl_down.c - completions on their way down, by the requester's ID (Base
 * 2.2.4.2), and where they end.
 *
 * It must not know what was asked; only who asked.
 */
#include "model/config/bus.h"
#include "model/wire/aer.h"
#include "model/wire/traits.h"
#include "model/wire/way.h"

void completion_lost(struct walk *k, struct function *fn, enum tlp_place place,
		     enum tlp_reason reason)
{
	walk_hop(k, fn, place, TLP_REFUSED, reason, 0);
	k->r->reason = reason;
	k->r->by = fn;
	k->status = TLP_TIMEOUT;
	/* A completion that cannot be routed, or that nobody asked for (2.3.2). */
	if (fn && !k->t.dry)
		aer_record(fn, AER_UNC_UNEXPECTED, &k->t, false);
}

void completion_arrives(struct walk *k, struct function *fn)
{
	if (fn != k->src) {
		completion_lost(k, fn, TLP_AT_SENDER, TLP_R_UNEXPECTED);
		return;
	}
	walk_hop(k, fn, TLP_AT_SENDER, TLP_ACCEPTED, TLP_R_RETURNED, 0);
	k->now_ps += k->w->t.device_ps;
}

struct function *completion_target(const struct walk *k, const struct bus *bus)
{
	struct function *fn = fabric_lookup(k->w->f, bus->domain->number,
					    walk_requester_bus(k), (uint8_t)k->t.requester);

	return fn && fn->bus == bus ? fn : NULL;
}

/* Among the functions below @port, which it has reached. */
static void below(struct walk *k, struct function *port)
{
	struct bus *bus = port->below;
	struct function *fn, *next = NULL;

	/* The bridge asked in its own name, for one below it. */
	if (port == k->taken_by) {
		completion_arrives(k, k->src);
		return;
	}
	fn = completion_target(k, bus);
	if (fn && fn != k->taken_by) {
		completion_arrives(k, fn);
		return;
	}
	for (unsigned int i = 0; i < bus->nbridges && !next; i++)
		if (bridge_has_bus(bus->bridges[i], walk_requester_bus(k)) ||
		    bus->bridges[i] == fn)
			next = bus->bridges[i];
	if (next)
		completion_down(k, next);
	else
		completion_lost(k, port, TLP_AT_EGRESS, TLP_R_UNEXPECTED);
}

void completion_down(struct walk *k, struct function *port)
{
	if (!bridge_link_up(port)) {
		completion_lost(k, port, TLP_AT_EGRESS, TLP_R_LINK_DOWN);
		return;
	}
	if (walk_egress(k, port, TLP_R_BY_ID))
		below(k, port);
}

void completion_down_from(struct walk *k, struct function *port)
{
	below(k, port);
}
