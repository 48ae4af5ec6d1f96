// SPDX-License-Identifier: GPL-2.0-only
/*
 * route.c - which function a config request reaches, by the bus numbers that
 * bridges hold at this moment (Base 7.3.3).
 *
 * A domain caches, for each of its 256 bus numbers, the bus that it leads to.  A write
 * that may change a route increments the domain's generation.  It must not know what
 * the request does (access.c).
 */
#include "model/config/bus.h"
#include "model/config/route.h"
#include "model/config/sriov.h"

/* The bridge on @bus that a type 1 request for bus @n goes through. */
static struct function *claimant(const struct bus *bus, uint8_t n)
{
	unsigned int i;

	for (i = 0; i < bus->nbridges; i++) {
		struct function *br = bus->bridges[i];
		uint8_t secondary = function_secondary(br);

		if (secondary && secondary <= n && n <= function_subordinate(br))
			return br;
	}
	return NULL;
}

/*
 * Go down from the root bus.  A number that no bridge claims can still be
 * that of VFs of a device here, which captures numbers above its own (9.2.1.2).
 */
static void resolve(struct domain *d, struct route *r, uint8_t n)
{
	struct bus *bus = NULL;
	uint32_t i;

	r->generation = d->generation;
	r->bus = NULL;
	r->beyond = false;
	for (i = 0; i < d->nroots; i++)
		if (n >= d->roots[i]->first && n <= d->roots[i]->last)
			bus = d->roots[i];
	while (bus && bus_number(bus) != n) {
		struct function *br = claimant(bus, n);

		if (!br) {
			r->beyond = true;
			if (!bus->npfs)
				return;
			break;
		}
		if (!bridge_forwards_config(br))
			return;
		bus = br->below;
	}
	r->bus = bus;
}

struct route *route_find(struct domain *d, uint8_t bus)
{
	struct route *r = &d->route[bus];

	if (r->generation != d->generation)
		resolve(d, r, bus);
	return r;
}

/* Nobody answers for it, as for a function that is not there (2.3.1). */
static struct function *that_answers(struct function *fn)
{
	return fn && function_is_silent(fn) ? NULL : fn;
}

struct function *route_function(const struct route *r, uint8_t number,
				    uint8_t devfn)
{
	const struct bus *bus = r->bus;

	if (!bus)
		return NULL;
	if (!r->beyond) {
		if (!route_port_forwards(bus, devfn))
			return NULL;
		if (devfn < bus->nslots && bus->slot[devfn])
			return that_answers(bus->slot[devfn]);
	}
	return bus->npfs ? that_answers(vf_find(bus, number, devfn)) : NULL;
}

struct function *fabric_lookup(struct fabric *f, uint32_t domain, uint8_t bus,
			       uint8_t devfn)
{
	struct domain *d = domain_find(f, domain);

	return d ? route_function(route_find(d, bus), bus, devfn) : NULL;
}

bool function_address(const struct function *fn, uint32_t *domain, uint8_t *bus,
		      uint8_t *devfn)
{
	const struct function *pf = fn->pf ? fn->pf : fn;
	uint32_t rid = (uint32_t)bus_number(fn->bus) << 8 | pf->devfn;

	if (fn->vf)
		rid += cap16(pf, CAP_SRIOV, IOV_OFFSET) +
		       (fn->vf - 1u) * cap16(pf, CAP_SRIOV, IOV_STRIDE);
	*domain = fn->bus->domain->number;
	*bus = (uint8_t)(rid >> 8);
	*devfn = (uint8_t)rid;
	return rid <= 0xffff &&
	       fabric_lookup(fn->fabric, *domain, *bus, *devfn) == fn;
}
