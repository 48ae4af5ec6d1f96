// SPDX-License-Identifier: GPL-2.0-only
/*
 * fabric.c - makes functions on buses from a machine as data.
 *
 * build.c makes their registers, and route.c routes requests to them.  It must not
 * know either.
 */
#include <stdlib.h>
#include <string.h>

#include "model/config/build.h"
#include "model/config/bus.h"
#include "model/config/firmware.h"
#include "model/config/sriov.h"
#include "model/config/state.h"

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

static int by_number(const void *a, const void *b)
{
	const struct domain *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* One struct domain a number that some host bridge has, sorted. */
static void make_domains(struct fabric *f)
{
	const struct spec *s = f->spec;
	uint32_t i, n = 0;

	f->domains = fabric_alloc(f, s->nbridges * sizeof(*f->domains));
	for (i = 0; i < s->nbridges; i++)
		f->domains[i].number = s->host_bridges[i].domain;
	qsort(f->domains, s->nbridges, sizeof(*f->domains), by_number);
	for (i = 0; i < s->nbridges; i++)
		if (!n || f->domains[n - 1].number != f->domains[i].number)
			f->domains[n++].number = f->domains[i].number;
	f->ndomains = n;
}

static void make_roots(struct fabric *f)
{
	const struct spec *s = f->spec;
	uint32_t i;

	f->roots = fabric_alloc(f, s->nbridges * sizeof(*f->roots));
	for (i = 0; i < s->nbridges; i++) {
		const struct spec_host_bridge *hb = &s->host_bridges[i];
		struct domain *d = domain_find(f, hb->domain);
		struct bus *bus = &f->roots[i];

		bus->domain = d;
		bus->host_bridge = i;
		bus->first = hb->bus_first;
		bus->last = hb->bus_last;
		d->generation = 1;
		d->nroots++;
	}
	for (i = 0; i < f->ndomains; i++) {
		f->domains[i].roots = fabric_alloc(f, f->domains[i].nroots *
						   sizeof(struct bus *));
		f->domains[i].nroots = 0;
	}
	for (i = 0; i < s->nbridges; i++) {
		struct domain *d = f->roots[i].domain;

		d->roots[d->nroots++] = &f->roots[i];
	}
}

static void make_below(struct function *fn, struct bus *bus)
{
	enum spec_type type = fn->spec->type;

	fn->below = bus;
	bus->bridge = fn;
	bus->domain = fn->bus->domain;
	bus->host_bridge = fn->bus->host_bridge;
	bus->link = type == SPEC_ROOT_PORT || type == SPEC_DOWNSTREAM_PORT ||
		    type == SPEC_PCI_TO_PCIE;
	bus->conventional = type == SPEC_PCIE_TO_PCI || type == SPEC_PCI_BRIDGE;
}

/* Place every function on its bus; parents come first. */
static void make_functions(struct fabric *f)
{
	const struct spec *s = f->spec;
	uint32_t i, nbelow = 0;

	for (i = 0; i < s->nfunctions; i++)
		f->nbelow += spec_type_is_bridge(s->functions[i].type);
	f->functions = fabric_alloc(f, s->nfunctions * sizeof(*f->functions));
	f->below = fabric_alloc(f, f->nbelow * sizeof(*f->below));
	for (i = 0; i < s->nfunctions; i++) {
		struct function *fn = &f->functions[i];

		fn->fabric = f;
		fn->spec = &s->functions[i];
		fn->index = i;
		fn->devfn = fn->spec->devfn;
		fn->bus = fn->spec->parent >= 0 ?
			f->functions[fn->spec->parent].below :
			&f->roots[fn->spec->host_bridge];
		if (fn->devfn >= fn->bus->nslots)
			fn->bus->nslots = fn->devfn + 1u;
		fn->bus->nbridges += spec_type_is_bridge(fn->spec->type);
		/* Beyond a PCI bus no request carries a register above FFh. */
		fn->space = !fn->bus->conventional &&
			    (spec_type_is_pcie(fn->spec->type) ||
			     fn->spec->config_len > 256) ? 4096 : 256;
		if (spec_type_is_bridge(fn->spec->type))
			make_below(fn, &f->below[nbelow++]);
	}
}

static void fill_slots(struct fabric *f)
{
	uint32_t i, n = f->spec->nfunctions;

	for (i = 0; i < n; i++) {
		struct function *fn = &f->functions[i];

		if (!fn->bus->slot)
			fn->bus->slot = fabric_alloc(f, fn->bus->nslots *
						     sizeof(*fn->bus->slot));
		fn->bus->slot[fn->devfn] = fn;
	}
}

/*
 * By function number, so that who comes first does not hang on the order in
 * which the machine was described.
 */
static void list_bridges(struct fabric *f, struct bus *bus)
{
	unsigned int i;

	if (!bus->nbridges)
		return;
	bus->bridges = fabric_alloc(f, bus->nbridges * sizeof(*bus->bridges));
	bus->nbridges = 0;
	for (i = 0; i < bus->nslots; i++)
		if (bus->slot[i] && bus->slot[i]->below)
			bus->bridges[bus->nbridges++] = bus->slot[i];
}

/* By a port that says so, or one numbered already: the first @upto. */
static bool number_taken(const struct bus *bus, unsigned int upto, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < bus->nbridges; i++) {
		const struct function *port = bus->bridges[i];

		if (i < upto ? port->port_number == n :
		    n && port->spec->port_number == n)
			return true;
	}
	return false;
}

/*
 * Port numbers tell ports of a component apart, in egress vectors too
 * (7.5.3.6, 7.7.11.4).  Where the spec gives none it is the device number, or
 * the next one free.
 */
static void number_ports(struct bus *bus)
{
	unsigned int i, n;

	for (i = 0; i < bus->nbridges; i++) {
		struct function *port = bus->bridges[i];

		n = port->spec->port_number;
		if (!n) {
			n = port->devfn >> 3;
			while (n < 255 && number_taken(bus, i, n))
				n++;
		}
		port->port_number = (uint8_t)n;
	}
}

static void make_ports(struct fabric *f, struct bus *bus)
{
	list_bridges(f, bus);
	number_ports(bus);
}

static void list_pfs(struct fabric *f, struct bus *bus)
{
	unsigned int i, n = 0;

	for (i = 0; i < bus->nslots; i++)
		n += bus->slot[i] && bus->slot[i]->cap[CAP_SRIOV];
	if (!n)
		return;
	bus->pfs = fabric_alloc(f, n * sizeof(*bus->pfs));
	for (i = 0; i < bus->nslots; i++)
		if (bus->slot[i] && bus->slot[i]->cap[CAP_SRIOV])
			bus->pfs[bus->npfs++] = bus->slot[i];
}

static void make_config(struct fabric *f)
{
	uint32_t i;

	for (i = 0; i < f->spec->nfunctions; i++) {
		struct function *fn = &f->functions[i];

		function_build_image(&f->scratch, fn, false);
		function_store(fn, &f->scratch);
		function_index_caps(fn);
	}
	for (i = 0; i < f->spec->nbridges; i++)
		list_pfs(f, &f->roots[i]);
	for (i = 0; i < f->nbelow; i++)
		list_pfs(f, &f->below[i]);
	for (i = 0; i < f->spec->nfunctions; i++)
		if (f->functions[i].cap[CAP_SRIOV])
			vfs_power_on(&f->functions[i]);
}

struct fabric *fabric_build(const struct spec *spec, struct spec_error *err)
{
	struct fabric *f;
	uint32_t i;

	if (!spec_check(spec, err))
		return NULL;
	f = must(calloc(1, sizeof(*f)));
	f->state_bytes = sizeof(*f);
	f->spec = spec;
	make_domains(f);
	make_roots(f);
	make_functions(f);
	fill_slots(f);
	for (i = 0; i < spec->nbridges; i++)
		make_ports(f, &f->roots[i]);
	for (i = 0; i < f->nbelow; i++)
		make_ports(f, &f->below[i]);
	make_config(f);
	firmware_apply(f);
	return f;
}

struct function *fabric_function(struct fabric *f, uint32_t index)
{
	return index < f->spec->nfunctions ? &f->functions[index] : NULL;
}
