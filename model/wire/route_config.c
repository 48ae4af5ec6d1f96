// SPDX-License-Identifier: GPL-2.0-only
/*
 * route_config.c - configuration requests of the CPU, from the root complex down by
 * bus number (Base 2.3.1, 7.3.1).
 *
 * Functions and ports of the root complex itself are reached without a link.  It must
 * not know what registers do.
 */
#include "model/config/bus.h"
#include "model/wire/traits.h"
#include "model/wire/way.h"

static uint8_t bus_of(const struct walk *k)
{
	return (uint8_t)(k->t.completer >> 8);
}

/* The access happens when the request is there, not when it was sent. */
static void access_register(struct walk *k, const struct bus *bus)
{
	const uint32_t domain = bus->domain->number;
	const uint8_t devfn = (uint8_t)k->t.completer;
	uint32_t *value = k->t.data;

	if (k->t.type == TLP_CFGWR)
		fabric_cfg_write(k->w->f, domain, bus_of(k), devfn,
				 (uint16_t)k->t.address, (uint8_t)k->t.bytes, *value);
	else
		*value = fabric_cfg_read(k->w->f, domain, bus_of(k), devfn,
					 (uint16_t)k->t.address, (uint8_t)k->t.bytes);
}

static void reached(struct walk *k, struct function *fn)
{
	walk_hop(k, fn, TLP_AT_TARGET, TLP_ACCEPTED, TLP_R_BY_ID, 0);
	k->now_ps += k->w->t.device_ps;
	access_register(k, fn->bus);
	k->from = fn->below ? CPL_PORT : CPL_FUNCTION;
	k->completer = fn;
}

static void down(struct walk *k, const struct bus *bus);

static void through(struct walk *k, struct function *port)
{
	if (!bridge_link_up(port)) {
		walk_refuse(k, port, TLP_AT_EGRESS, TLP_R_LINK_DOWN, 0, TLP_UR, 0,
			    CPL_PORT);
		return;
	}
	if (walk_egress(k, port, TLP_R_BY_ID))
		down(k, port->below);
}

/* On @bus: to a function there, or through the bridge that leads on. */
static void down(struct walk *k, const struct bus *bus)
{
	struct function *fn = fabric_lookup(k->w->f, bus->domain->number, bus_of(k),
					    (uint8_t)k->t.completer);

	if (fn && fn->bus == bus) {
		reached(k, fn);
		return;
	}
	for (unsigned int i = 0; i < bus->nbridges; i++)
		if (bridge_has_bus(bus->bridges[i], bus_of(k))) {
			through(k, bus->bridges[i]);
			return;
		}
	walk_refuse(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_R_NOBODY, 0, TLP_UR, 0, CPL_ROOT);
}

void config_down(struct walk *k)
{
	k->now_ps += k->w->t.root_ps;
	walk_hop(k, NULL, TLP_AT_ROOT_COMPLEX, TLP_GO_DOWN, TLP_R_NONE, 0);
	down(k, &k->w->f->roots[k->home]);
}

void config_down_from(struct walk *k, struct function *port)
{
	down(k, port->below);
}
