// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_missing.c - adds the bridges and functions 0 that a partial capture lacks and
 * that are needed to reach the others: as few as possible.
 */
#include <stdlib.h>

#include "model/import/internal.h"

/* QEMU's identities: real, and no kernel treats them apart. */
#define SYNTH_VENDOR 0x1b36
#define SYNTH_ROOT_PORT 0x000c
#define SYNTH_UPSTREAM 0x00f0
#define SYNTH_DOWNSTREAM 0x00f1
#define SYNTH_PCI_BRIDGE 0x0001
#define SYNTH_PCIE_BRIDGE 0x000e
#define SYNTH_REVERSE 0x00f5
#define SYNTH_FUNCTION 0x00f6

static uint16_t synth_id(enum spec_type t)
{
	switch (t) {
	case SPEC_ROOT_PORT: return SYNTH_ROOT_PORT;
	case SPEC_UPSTREAM_PORT: return SYNTH_UPSTREAM;
	case SPEC_DOWNSTREAM_PORT: return SYNTH_DOWNSTREAM;
	case SPEC_PCIE_TO_PCI: return SYNTH_PCIE_BRIDGE;
	case SPEC_PCI_TO_PCIE: return SYNTH_REVERSE;
	case SPEC_PCI_BRIDGE: return SYNTH_PCI_BRIDGE;
	default: return SYNTH_FUNCTION;
	}
}

/* A free function 0 on @bus: behind a link device 0 only. */
static int free_devfn(const struct machine *m, uint32_t domain, uint8_t bus,
		      bool link)
{
	/* Device 0 of a root bus is where host bridges are: begin at 1. */
	for (unsigned int dev = link ? 0 : 1; dev < (link ? 1u : 32u); dev++) {
		bool taken = false;

		for (unsigned int fn = 0; fn < 8; fn++)
			taken |= raw_find(m, sbdf_make(domain, bus, dev << 3 | fn)) != NULL;
		if (!taken)
			return (int)(dev << 3);
	}
	return -1;
}

/*
 * Returns the highest free bus number between @above and @below: buses are handled in
 * ascending order, so the buses beside this one have lower numbers.
 */
static int free_bus(const struct machine *m, uint32_t domain, unsigned int above,
		    unsigned int below)
{
	while (below > above + 1)
		if (!bus_in_use(m, domain, (uint8_t)--below))
			return (int)below;
	return -1;
}

/*
 * The link at @bus has one device.  If that is a switch that was put there for
 * a bus before this one, it leads here as well: let it reach to @last.
 */
static struct raw *share_switch(struct machine *m, uint32_t domain, uint8_t bus,
				uint8_t last)
{
	struct raw *r = raw_find(m, sbdf_make(domain, bus, 0));

	if (!r || !r->synthetic || r->f.type != SPEC_UPSTREAM_PORT)
		return NULL;
	for (struct raw *up = r; up && up->synthetic; up = up->parent)
		if (up->f.subordinate < last)
			up->f.subordinate = last;
	return r;
}

/* What comes next below @above on the way to a bus that wants @want. */
static enum spec_type next_type(enum spec_type above, bool root, enum above want)
{
	if (root)
		return want == ABOVE_PCI ? SPEC_PCI_BRIDGE : SPEC_ROOT_PORT;
	if (above == SPEC_UPSTREAM_PORT)
		return SPEC_DOWNSTREAM_PORT;
	if (spec_type_is_downstream(above))
		return want == ABOVE_PCI ? SPEC_PCIE_TO_PCI : SPEC_UPSTREAM_PORT;
	return want == ABOVE_PCI ? SPEC_PCI_BRIDGE : SPEC_PCI_TO_PCIE;
}

/* Is a bus below @t what @want asks for? */
static bool fits(enum spec_type t, enum above want)
{
	switch (want) {
	case ABOVE_LINK:
		return spec_type_is_downstream(t);
	case ABOVE_SWITCH:
		return t == SPEC_UPSTREAM_PORT;
	default:
		return t == SPEC_PCI_BRIDGE || t == SPEC_PCIE_TO_PCI;
	}
}

static struct raw *synth_bridge(struct machine *m, uint64_t sbdf,
				enum spec_type type, uint8_t secondary,
				uint8_t subordinate, struct spec_loc loc)
{
	struct raw *r = raw_synthesize(m, sbdf, loc);
	struct spec_function *f = &r->f;

	f->type = type;
	r->is_pcie = spec_type_is_pcie(type);
	r->hdr = 1;
	r->buses_known = true;
	f->vendor = SYNTH_VENDOR;
	f->device = synth_id(type);
	f->class = 0x060400;
	f->secondary = secondary;
	f->subordinate = subordinate;
	f->acs.known = r->is_pcie ? SPEC_UNKNOWN : SPEC_ABSENT;
	if (r->is_pcie) {
		f->link_speed = 3;
		f->link_width = 8;
	}
	bus_claim(m, sbdf_domain(sbdf), sbdf_bus(sbdf), NULL);
	bus_claim(m, sbdf_domain(sbdf), secondary, r);
	return r;
}

/* Is there one device on the bus below @r?  What nobody told is PCIe, as most are. */
static bool leads_to_link(const struct raw *r)
{
	return spec_type_is_downstream(r->f.type) ||
	       (!r->is_pcie && !r->caps_known && !r->synthetic);
}

struct raw *missing_bridge(struct machine *m, uint32_t domain, uint8_t bus,
			   uint8_t last, struct raw *above, enum above want,
			   struct spec_loc loc)
{
	int32_t root = -1;
	uint8_t at;

	if (!above) {
		root = root_below(m, domain, bus);
		if (root < 0)
			root = root_add(m, domain, 0, true);
		if (m->failed)
			return NULL;
	}
	at = above ? above->f.secondary : m->roots[root].bus;
	if (above && last > above->f.subordinate)
		last = above->f.subordinate;
	for (;;) {
		enum spec_type up = above ? above->f.type : SPEC_ROOT_PORT;
		enum spec_type type = next_type(up, !above, want);
		bool done = fits(type, want);
		int devfn = free_devfn(m, domain, at, above && leads_to_link(above));
		int sec = done ? bus : free_bus(m, domain, at, bus);
		struct raw *r;

		if (devfn < 0 && (r = share_switch(m, domain, at, last))) {
			above = r;
			at = r->f.secondary;
			continue;
		}
		if (devfn < 0 || sec <= at || m->nfn >= IMPORT_MAX_FUNCTIONS)
			return NULL;
		r = synth_bridge(m, sbdf_make(domain, at, (unsigned int)devfn),
				 type, (uint8_t)sec, last, loc);
		if (above)
			raw_attach(r, above);
		else
			r->root = root;
		r->placed = true;
		warn(m, &loc, "%s: the bridge above bus %02x is not in the dump; %s",
		     sbdf_name(r->sbdf), bus,
		     type == SPEC_ROOT_PORT ? "a root port is put there" :
		     type == SPEC_UPSTREAM_PORT ? "an upstream port is put there" :
		     type == SPEC_DOWNSTREAM_PORT ? "a downstream port is put there" :
		     "a bridge is put there");
		if (done)
			return r;
		above = r;
		at = (uint8_t)sec;
	}
}

/* A function 0 for the device of @r, so that a scan finds it (7.3.1). */
static void function_0(struct machine *m, uint64_t sbdf, struct raw *r)
{
	bool left_out = raw_find(m, sbdf);
	struct raw *zero = raw_synthesize(m, sbdf, r->f.loc);
	struct spec_function *f = &zero->f;

	zero->hdr = 0;
	if (!spec_type_is_pcie(r->f.type))
		f->type = SPEC_PCI_DEVICE;
	else
		f->type = r->parent ? SPEC_ENDPOINT : SPEC_RCIEP;
	/* Below an upstream port only downstream ports can be. */
	if (r->f.type == SPEC_DOWNSTREAM_PORT) {
		f->type = SPEC_DOWNSTREAM_PORT;
		zero->hdr = 1;
	}
	zero->is_pcie = spec_type_is_pcie(f->type);
	f->class = zero->hdr ? 0x060400 : 0xff0000;
	f->vendor = SYNTH_VENDOR;
	f->device = synth_id(f->type);
	f->multifunction = true;
	f->acs.known = zero->is_pcie ? SPEC_UNKNOWN : SPEC_ABSENT;
	zero->parent = r->parent;
	zero->root = r->root;
	zero->placed = true;
	warn(m, &r->f.loc, "%s is %s, but %s needs a function 0 beside it; one is put there",
	     sbdf_name(sbdf), left_out ? "left out" : "not in the dump",
	     sbdf_name(r->sbdf));
}

void build_functions_0(struct machine *m)
{
	struct raw_list l = raw_sorted(m);

	for (uint32_t i = 0; i < l.n; i++) {
		struct raw *r = l.v[i], *zero;
		uint64_t sbdf = r->sbdf & ~(uint64_t)7;

		/* With ARI the device has all 256 functions (7.8.8). */
		if ((r->f.ari || r->f.devfn > 7) && r->parent &&
		    spec_type_is_downstream(r->parent->f.type))
			sbdf = r->sbdf & ~(uint64_t)0xff;
		zero = raw_find(m, sbdf);
		if (zero ? zero->gone && !zero->vf : m->nfn < IMPORT_MAX_FUNCTIONS)
			function_0(m, sbdf, r);
	}
	free(l.v);
}
