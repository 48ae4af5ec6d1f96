// SPDX-License-Identifier: GPL-2.0-only
/*
 * route.c - which function a config request reaches, by the bus numbers that
 * bridges hold at this moment (Base 7.3.3).
 *
 * A domain remembers, for each of its 256 bus numbers, the bus it led to.
 * Whatever may change a route bumps the domain's generation.
 */
#include "model/config/cfg.h"

void domain_renumbered(struct domain *d)
{
	d->generation++;
}

uint8_t bus_number(const struct bus *bus)
{
	return bus->bridge ? function_secondary(bus->bridge) : bus->first;
}

static struct domain *search_domains(struct fabric *f, uint32_t number)
{
	uint32_t lo = 0, hi = f->ndomains;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (f->domains[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == f->ndomains || f->domains[lo].number != number)
		return NULL;
	return f->last = &f->domains[lo];
}

struct domain *domain_find(struct fabric *f, uint32_t number)
{
	if (f->last && f->last->number == number)
		return f->last;
	return search_domains(f, number);
}

/* Not in secondary bus reset, disabled, or contained (7.5.1.3.13, 7.5.3.7). */
bool bridge_link_up(const struct function *bridge)
{
	return !(get16(bridge->cfg + R_BRIDGE_CTL) & BCTL_BUS_RESET) &&
	       !(cap16(bridge, CAP_PCIE, EXP_LNKCTL) & LNKCTL_DISABLE) &&
	       !(cap16(bridge, CAP_DPC, DPC_STATUS_REG) & DPC_STATUS_TRIGGERED);
}

/* In D3hot a port takes configuration requests for itself only (5.3.1.4). */
bool bridge_forwards_config(const struct function *bridge)
{
	return bridge_link_up(bridge) && !function_power_state(bridge);
}

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

static struct route *find_route(struct domain *d, uint8_t bus)
{
	struct route *r = &d->route[bus];

	if (r->generation != d->generation)
		resolve(d, r, bus);
	return r;
}

/*
 * Behind a link there is one device: other device numbers are refused by the
 * port above, unless ARI Forwarding makes them function numbers (7.3.1, 6.13).
 */
static inline bool port_forwards(const struct bus *bus, uint8_t devfn)
{
	return !bus->link || devfn < 8 || function_ari_forwarding(bus->bridge);
}

static struct function *find_on_bus(const struct route *r, uint8_t number,
				    uint8_t devfn)
{
	const struct bus *bus = r->bus;

	if (!bus)
		return NULL;
	if (!r->beyond) {
		if (!port_forwards(bus, devfn))
			return NULL;
		if (devfn < bus->nslots && bus->slot[devfn])
			return bus->slot[devfn];
	}
	return bus->npfs ? sriov_find(bus, number, devfn) : NULL;
}

struct function *fabric_lookup(struct fabric *f, uint32_t domain, uint8_t bus,
			       uint8_t devfn)
{
	struct domain *d = domain_find(f, domain);

	return d ? find_on_bus(find_route(d, bus), bus, devfn) : NULL;
}

/*
 * A request that went out on the link or PCI bus below a bridge and found
 * nobody comes back as Unsupported Request, or ends in master abort; the
 * bridge notes either in Secondary Status (7.5.1.3.7).
 */
static void unclaimed(struct domain *d, uint8_t number, uint8_t devfn)
{
	const struct route *r = find_route(d, number);
	const struct bus *bus = r->bus;

	if (!bus || !bus->bridge || r->beyond)
		return;
	if (bus->conventional || (bus->link && port_forwards(bus, devfn) &&
				  bus->nslots))
		bus->bridge->cfg[R_SEC_STATUS + 1] |=
			SSTS_RECEIVED_MASTER_ABORT >> 8;
}

static inline uint32_t ones(uint8_t size)
{
	return ~0u >> (32 - size * 8);
}

static inline bool bad_access(uint16_t reg, uint8_t size)
{
	const unsigned int sizes = 1u << 1 | 1u << 2 | 1u << 4;

	return size > 4 || !(sizes >> size & 1) || (reg & (size - 1)) ||
	       reg >= 4096;
}

/* Requests come in runs for one function.  NULL: look for it properly. */
static inline struct function *find_again(const struct fabric *f,
					  uint32_t domain, uint8_t bus,
					  uint8_t devfn)
{
	const struct domain *d = f->recent.domain;

	if (!d || f->recent.devfn != devfn || f->recent.bus != bus ||
	    d->number != domain || d->generation != f->recent.generation)
		return NULL;
	return f->recent.fn;
}

/*
 * Where a route alone decides: ARI Forwarding changes no route, and VFs come
 * and go by themselves.
 */
static void remember(struct fabric *f, struct domain *d, struct function *fn,
		     uint8_t bus, uint8_t devfn)
{
	if (fn->vf || (fn->bus->link && devfn > 7))
		return;
	f->recent.domain = d;
	f->recent.fn = fn;
	f->recent.generation = d->generation;
	f->recent.bus = bus;
	f->recent.devfn = devfn;
}

static inline uint32_t read_bytes(const struct function *fn, uint16_t reg,
				  uint8_t size)
{
	return get32(fn->cfg + (reg & ~3u)) >> (reg & 3) * 8 & ones(size);
}

/* Apart, so that the usual case has no registers to save. */
static __attribute__((noinline))
uint32_t read_any(struct fabric *f, uint32_t domain, uint8_t bus,
		  uint8_t devfn, uint16_t reg, uint8_t size)
{
	struct domain *d = domain_find(f, domain);
	struct function *fn;

	if (!d)
		return ~0u;
	fn = find_on_bus(find_route(d, bus), bus, devfn);
	if (!fn) {
		unclaimed(d, bus, devfn);
		return ones(size);
	}
	remember(f, d, fn, bus, devfn);
	if (reg >= fn->space)
		return ones(size);
	if (reg >= fn->len)
		return 0;
	return read_bytes(fn, reg, size);
}

uint32_t fabric_cfg_read(struct fabric *f, uint32_t domain, uint8_t bus,
			 uint8_t devfn, uint16_t reg, uint8_t size)
{
	const struct function *fn;

	if (bad_access(reg, size))
		return ~0u;
	fn = find_again(f, domain, bus, devfn);
	if (fn && reg < fn->len && reg < fn->space)
		return read_bytes(fn, reg, size);
	return read_any(f, domain, bus, devfn, reg, size);
}

void fabric_cfg_write(struct fabric *f, uint32_t domain, uint8_t bus,
		      uint8_t devfn, uint16_t reg, uint8_t size, uint32_t value)
{
	struct function *fn = find_again(f, domain, bus, devfn);
	struct domain *d;

	if (bad_access(reg, size))
		return;
	if (!fn) {
		d = domain_find(f, domain);
		if (!d)
			return;
		fn = find_on_bus(find_route(d, bus), bus, devfn);
		if (!fn) {
			unclaimed(d, bus, devfn);
			return;
		}
		remember(f, d, fn, bus, devfn);
	}
	if (reg < fn->space)
		cfg_write(fn, reg, size, value);
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
