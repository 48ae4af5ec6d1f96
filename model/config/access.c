// SPDX-License-Identifier: GPL-2.0-only
/*
 * access.c - config requests from the host bridge to a function's registers
 * (Base 7.2.2).  It must not know how a function is found (route.c), nor what a
 * write sets off (write.c).
 */
#include "model/config/bus.h"
#include "model/config/route.h"
#include "model/config/state.h"
#include "model/config/write.h"

/*
 * A request that went out on the link or PCI bus below a bridge and found
 * nobody comes back as Unsupported Request, or ends in master abort; the
 * bridge notes either in Secondary Status (7.5.1.3.7).
 */
static void unclaimed(struct domain *d, uint8_t number, uint8_t devfn)
{
	const struct route *r = route_find(d, number);
	const struct bus *bus = r->bus;

	if (!bus || !bus->bridge || r->beyond)
		return;
	if (bus->conventional || (bus->link && route_port_forwards(bus, devfn) &&
				  bus->nslots))
		bus->bridge->cfg[R_SEC_STATUS + 1] |=
			STS_RECEIVED_MASTER_ABORT >> 8;
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
	fn = route_function(route_find(d, bus), bus, devfn);
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
		fn = route_function(route_find(d, bus), bus, devfn);
		if (!fn) {
			unclaimed(d, bus, devfn);
			return;
		}
		remember(f, d, fn, bus, devfn);
	}
	if (reg < fn->space)
		cfg_write(fn, reg, size, value);
}
