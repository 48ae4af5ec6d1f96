/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * route.h - from a bus number to a bus, and from there to a function.
 */
#ifndef MODEL_CONFIG_ROUTE_H
#define MODEL_CONFIG_ROUTE_H

#include "model/config/state.h"

/* The way to bus number @bus of @d, as bridges are programmed now. */
struct route *route_find(struct domain *d, uint8_t bus);

/* Who answers at @devfn of bus @number, where @r leads; NULL: nobody. */
struct function *route_function(const struct route *r, uint8_t number, uint8_t devfn);

/*
 * Behind a link there is one device: other device numbers are refused by the
 * port above, unless ARI Forwarding makes them function numbers (7.3.1, 6.13).
 */
static inline bool route_port_forwards(const struct bus *bus, uint8_t devfn)
{
	return !bus->link || devfn < 8 || function_ari_forwarding(bus->bridge);
}

#endif
