// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_guess.c - which bus is below which bridge, where the capture numbers no buses.
 *
 * Firmware and kernels number buses depth first, in the order of devices, at least one
 * a bridge.  So the order of bridges and the buses that have functions tell the tree,
 * but for bridges that keep numbers in reserve.  IOMMU groups, where the capture has
 * them, tell more: a function is in a bridge's group only if it is below that bridge.
 * It is a guess, and said to be one.
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"
#include "model/spec/plural.h"

struct guess {
	struct machine *m;
	struct raw **v;			/* one domain's, by address */
	uint32_t n;
	uint8_t used[256], reached[256];
	struct raw *empty[256];		/* bridges in order without a bus yet */
	uint8_t reserved[256];		/* the number each would have */
	uint32_t nempty, made;
	struct raw *first;
};

static bool unnumbered(const struct raw *r)
{
	return r->hdr == 1 && !r->buses_known && !r->f.secondary && !r->synthetic;
}

static void give(struct guess *g, struct raw *r, uint32_t bus)
{
	r->f.secondary = r->f.subordinate = (uint8_t)bus;
	r->buses_guessed = true;
	r->below_guessed = true;
	if (!g->made++)
		g->first = r;
}

/* Has @bus downstream ports?  Then the upstream port's bus is between. */
static bool in_switch(const struct guess *g, uint32_t bus)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (sbdf_bus(g->v[i]->sbdf) == bus && g->v[i]->is_pcie &&
		    g->v[i]->f.type == SPEC_DOWNSTREAM_PORT)
			return true;
	return false;
}

/*
 * A bridge of unknown type that has ACS and is no device 0: below a link there is nothing
 * else than device 0 (7.3.1), so on such a bus it is a switch's downstream port.
 */
static bool is_port(const struct raw *r)
{
	return !r->is_pcie && r->ext_cap && r->hdr == 1 && r->f.devfn >> 3;
}

static bool has_ports(const struct guess *g, uint32_t bus)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (sbdf_bus(g->v[i]->sbdf) == bus && is_port(g->v[i]))
			return true;
	return false;
}

/* The bridges on @bus are a switch's ports, so what leads there, @up, is a port, too. */
static void make_ports(struct guess *g, uint32_t bus, struct raw *up)
{
	if (has_ports(g, bus) && !up->is_pcie) {
		up->is_pcie = true;
		up->f.type = sbdf_bus(up->sbdf) ? SPEC_DOWNSTREAM_PORT : SPEC_ROOT_PORT;
	}
	for (uint32_t i = 0; i < g->n; i++)
		if (sbdf_bus(g->v[i]->sbdf) == bus && is_port(g->v[i])) {
			g->v[i]->is_pcie = true;
			g->v[i]->f.type = SPEC_DOWNSTREAM_PORT;
		}
}

static bool is_upstream(const struct raw *r)
{
	return r->is_pcie && r->f.type == SPEC_UPSTREAM_PORT;
}

/* Has @bus a function of group @group? */
static bool in_group(const struct guess *g, uint32_t bus, int32_t group)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (sbdf_bus(g->v[i]->sbdf) == bus && g->v[i]->f.iommu_group == group)
			return true;
	return false;
}

/*
 * Bridges other than @r that have no bus yet and could lead to @bus: those of @r's own
 * group, or, with @other, those of another group that @bus has functions of.
 */
static bool rivals(const struct guess *g, const struct raw *r, uint32_t bus, bool other)
{
	for (uint32_t i = 0; i < g->n; i++) {
		const struct raw *b = g->v[i];
		bool same = b->f.iommu_group == r->f.iommu_group;

		if (b == r || !unnumbered(b) || sbdf_bus(b->sbdf) >= bus ||
		    b->f.iommu_group < 0)
			continue;
		if (other ? !same && in_group(g, bus, b->f.iommu_group) : same)
			return true;
	}
	return false;
}

static bool leads_to(const struct guess *g, const struct raw *r, uint32_t bus)
{
	return bus < 256 && g->used[bus] && !g->reached[bus] &&
	       (is_upstream(r) || !(in_switch(g, bus) || has_ports(g, bus))) &&
	       !rivals(g, r, bus, true);
}

/*
 * The bus below @r, @next being the next free number; 0 if it has none.  A bus in the
 * group of this bridge alone is below it, whatever numbers come between.
 */
static uint32_t below(const struct guess *g, const struct raw *r, uint32_t next)
{
	uint32_t first = sbdf_bus(r->sbdf) + 1u;

	for (uint32_t bus = first; bus < 256 && r->f.iommu_group >= 0; bus++)
		if (in_group(g, bus, r->f.iommu_group) && leads_to(g, r, bus) &&
		    !rivals(g, r, bus, false))
			return bus;
	return leads_to(g, r, next) ? next : 0;
}

/* Bridges on @bus and below, the next free number being @next; the one after. */
static uint32_t visit(struct guess *g, uint32_t bus, uint32_t next, uint32_t depth)
{
	g->reached[bus] = 1;
	for (uint32_t i = 0; i < g->n && depth < 64; i++) {
		struct raw *r = g->v[i];

		if (sbdf_bus(r->sbdf) != bus || r->hdr != 1)
			continue;
		if (r->f.secondary) {
			uint32_t from = r->f.secondary;

			if (from > bus && !g->reached[from])
				visit(g, from, from + 1u, depth + 1);
			if (r->f.subordinate >= next)
				next = r->f.subordinate + 1u;
		} else if (unnumbered(r) && next < 256) {
			uint32_t sec = below(g, r, next), after;

			if (sec) {
				give(g, r, sec);
				after = visit(g, sec, sec + 1u, depth + 1);
				r->f.subordinate = (uint8_t)(after - 1);
				next = after > next ? after : next;
			} else {
				g->reserved[g->nempty % 256] = (uint8_t)next;
				g->empty[g->nempty++ % 256] = r;
				next++;
			}
		}
	}
	return next;
}

static bool is_root(const struct guess *g, uint32_t bus)
{
	for (uint32_t i = 0; i < g->n; i++)
		if (sbdf_bus(g->v[i]->sbdf) == bus &&
		    (g->v[i]->f.class >> 8 == 0x0600 ||
		     (g->v[i]->is_pcie && (g->v[i]->f.type == SPEC_ROOT_PORT ||
					   g->v[i]->f.type == SPEC_RCEC))))
			return true;
	return !bus;
}

/* A bus that numbers in reserve hid: below the nearest bridge that has none yet. */
static bool leftover(struct guess *g, uint32_t bus)
{
	bool ports = in_switch(g, bus) || has_ports(g, bus);
	uint32_t n = g->nempty < 256 ? g->nempty : 256;

	while (n-- > 0) {
		struct raw *r = g->empty[n];
		uint32_t secondary = ports && r && !is_upstream(r) ? bus - 1 : bus;
		uint32_t next;

		if (!r || g->reserved[n] > secondary || sbdf_bus(r->sbdf) >= secondary ||
		    rivals(g, r, bus, true))
			continue;
		g->empty[n] = NULL;
		give(g, r, secondary);
		make_ports(g, bus, r);
		next = visit(g, bus, bus + 1, 0);
		r->f.subordinate = (uint8_t)(next - 1);
		/* Buses above reach as far as what is below them. */
		for (uint32_t i = 0; i < g->n; i++)
			if (g->v[i]->buses_guessed && g->v[i] != r &&
			    g->v[i]->f.secondary == sbdf_bus(r->sbdf) &&
			    g->v[i]->f.subordinate < r->f.subordinate)
				g->v[i]->f.subordinate = r->f.subordinate;
		return true;
	}
	return false;
}

/*
 * A bridge with nothing below it has a number, too: the one in reserve.  Without it a
 * kernel would take the next that is free, which another bridge may have.
 */
static void number_empty(struct guess *g)
{
	for (uint32_t n = 0; n < g->nempty && n < 256; n++) {
		struct raw *r = g->empty[n];
		uint8_t bus = g->reserved[n];

		if (r && !g->used[bus]) {
			g->used[bus] = 1;
			give(g, r, bus);
		}
	}
}

static void domain(struct machine *m, struct raw **v, uint32_t n)
{
	struct guess g = { .m = m, .v = v, .n = n };
	bool any = false;

	for (uint32_t i = 0; i < n; i++) {
		g.used[sbdf_bus(v[i]->sbdf)] = 1;
		any |= unnumbered(v[i]);
	}
	if (!any)
		return;
	for (uint32_t bus = 0; bus < 256; bus++)
		if (g.used[bus] && !g.reached[bus] && is_root(&g, bus))
			visit(&g, bus, bus + 1, 0);
	for (uint32_t bus = 1; bus < 256; bus++)
		if (g.used[bus] && !g.reached[bus] && !leftover(&g, bus))
			visit(&g, bus, bus + 1, 0);	/* what is above was not captured */
	number_empty(&g);
	if (g.made)
		warn(m, &g.first->f.loc, "which buses are below %u bridge%s, %s first, is guessed from the order of addresses: the capture does not number them (sudo lspci -vvv -nn does)",
		     g.made, plural(g.made), sbdf_name(g.first->sbdf));
}

void build_guess(struct machine *m, struct raw_list *l)
{
	for (uint32_t i = 0, j; i < l->n; i = j) {
		for (j = i; j < l->n && sbdf_domain(l->v[j]->sbdf) ==
					sbdf_domain(l->v[i]->sbdf); j++)
			;
		domain(m, l->v + i, j - i);
	}
}

/* A bridge whose buses nobody told reaches as far as what is below it. */
void build_reach(struct machine *m)
{
	for (uint32_t i = 0; i < m->nfn; i++) {
		uint8_t last = sbdf_bus(m->fn[i]->sbdf);

		if (m->fn[i]->gone)
			continue;
		if (m->fn[i]->f.subordinate > last)
			last = m->fn[i]->f.subordinate;
		for (struct raw *up = m->fn[i]->parent; up; up = up->parent)
			if (!up->buses_known && up->f.secondary &&
			    up->f.subordinate < last)
				up->f.subordinate = last;
	}
}
