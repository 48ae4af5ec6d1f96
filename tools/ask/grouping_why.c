// SPDX-License-Identifier: GPL-2.0-only
/*
 * grouping_why.c - the rules that make IOMMU groups, one by one, and which of
 * them joined two functions or kept them apart.
 *
 * The rules are those of a kernel's pci_device_group(): walk up to where the IOMMU can
 * still distinguish requesters; from there walk up to the first bridge above which all
 * ports isolate; then join DMA aliases, and functions of one device that do not
 * isolate.  All answers that the rules need are the kernel's own.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/pch.h"
#include "sim/facts/text.h"
#include "sim/facts/acs.h"
#include "sim/replay/world.h"
#include "tools/ask/grouping_why.h"

static void link_functions(struct grouping *g, int32_t a, int32_t b,
			   int32_t where, enum grouping_rule rule)
{
	if (a < 0 || b < 0 || a == b)
		return;
	if (!(g->nlinks & (g->nlinks - 1))) {
		g->links = realloc(g->links, (2 * g->nlinks + 1) * sizeof(*g->links));
		if (!g->links)
			abort();
	}
	g->links[g->nlinks++] = (struct glink){ a, b, where, rule };
}

/* Links by requester IDs: bridges that replace them, and the DMA alias quirk. */
static int32_t link_aliases(struct grouping *g, int32_t i)
{
	const struct hp_isolation *iso = g->f[i].iso;
	hp_sbdf own = g->f[i].v->k.sbdf;
	int32_t top = i;

	for (uint32_t k = 0; k < iso->naliases; k++) {
		hp_sbdf device = iso->alias[k].device;
		hp_sbdf requester = iso->alias[k].requester;

		if (device == own) {
			link_functions(g, i, grouping_at(g, requester), i, RULE_ALIAS);
			continue;
		}
		link_functions(g, i, grouping_at(g, device),
			       grouping_at(g, device), RULE_BUS);
		if (grouping_at(g, device) >= 0)
			top = grouping_at(g, device);
	}
	return top;
}

/* Returns the first port from @port up that does not isolate. */
static int32_t leaking(const struct grouping *g, int32_t port)
{
	while (port >= 0 && g->f[port].iso->isolated)
		port = g->f[port].up;
	return port;
}

static void link_upwards(struct grouping *g, int32_t i)
{
	int32_t top = link_aliases(g, i);

	for (int32_t port = g->f[top].up; port >= 0; port = g->f[port].up) {
		if (g->f[port].iso->path_isolated)
			break;
		link_functions(g, top, port, leaking(g, port), RULE_PORT);
		top = port;
	}
	g->f[i].top = top;
}

static bool same_device(const struct gfunction *a, const struct gfunction *b)
{
	return a->v->k.sbdf >> 3 == b->v->k.sbdf >> 3;
}

static void link_siblings(struct grouping *g, int32_t i)
{
	const struct gfunction *f = &g->f[i];

	if (!f->v->k.multifunction || f->iso->isolated)
		return;
	/* Sorted by address: they are neighbours. */
	for (int32_t k = i - 1; k >= 0 && same_device(f, &g->f[k]); k--)
		if (!g->f[k].iso->isolated)
			link_functions(g, i, k, i, RULE_SIBLINGS);
	for (int32_t k = i + 1; k < (int32_t)g->n && same_device(f, &g->f[k]); k++)
		if (!g->f[k].iso->isolated)
			link_functions(g, i, k, i, RULE_SIBLINGS);
}

void grouping_link(struct grouping *g)
{
	bool *is_top = calloc(g->n + 1, sizeof(*is_top));

	if (!is_top)
		abort();
	for (int32_t i = 0; i < (int32_t)g->n; i++) {
		link_upwards(g, i);
		is_top[g->f[i].top] = true;
	}
	for (int32_t i = 0; i < (int32_t)g->n; i++)
		if (is_top[i])
			link_siblings(g, i);
	free(is_top);
}

/* --- words ------------------------------------------------------------------- */

struct words {
	char *s;
	size_t len;
	FILE *f;
};

static void words_open(struct words *w)
{
	w->f = open_memstream(&w->s, &w->len);
	if (!w->f)
		abort();
}

static char *words_close(struct words *w)
{
	if (fclose(w->f))
		abort();
	return w->s;
}

/* "0000:00:1c.0 (rp0, 8086:8c10)" */
static void put_function(const struct words *w, const struct grouping *g,
			 int32_t i)
{
	const struct vfunction *v = g->f[i].v;
	char bdf[24];

	fprintf(w->f, "%s (", sbdf_text(g->f[i].captured, bdf, sizeof(bdf)));
	if (v->function >= 0) {
		fputs(g->scn->spec->functions[v->function].name, w->f);
		if (v->vf)
			fprintf(w->f, "/vf%u", v->vf);
		fputs(", ", w->f);
	}
	fprintf(w->f, "%04x:%04x)", v->k.vendor, v->k.device);
}

static const struct spec_acs *spec_acs_of(const struct grouping *g, int32_t i)
{
	const struct vfunction *v = g->f[i].v;
	const struct spec_function *sf;

	if (v->function < 0)
		return NULL;
	sf = &g->scn->spec->functions[v->function];
	return v->vf ? &sf->sriov.vf_acs : &sf->acs;
}

/* A PCH's root port, but nothing tells where its registers are. */
static bool pch_unmodelled(const struct grouping *g, int32_t i)
{
	const struct vfunction *v = g->f[i].v;
	uint64_t base;

	return v->function >= 0 && !v->vf &&
	       pch_find(g->scn->spec, (uint32_t)v->function, &base) == PCH_UNKNOWN;
}

static void put_why_not(const struct words *w, const struct grouping *g, int32_t i)
{
	const struct gfunction *f = &g->f[i];
	const struct spec_acs *acs = spec_acs_of(g, i);
	char bits[64];

	if (pch_unmodelled(g, i))
		fputs("its isolation is in chipset registers that the capture does not lead to: not modelled, this kernel's quirk for it failed", w->f);
	else if (f->iso->quirk == 0)
		fprintf(w->f, "this kernel's ACS quirk for %04x:%04x says that it does not isolate",
			f->v->k.vendor, f->v->k.device);
	else if (f->v->k.pcie_type == 0xff)
		fputs("conventional PCI, which has no ACS", w->f);
	else if (f->v->k.pcie_type == SPEC_PCIE_TO_PCI ||
		 f->v->k.pcie_type == SPEC_PCI_TO_PCIE)
		fputs("a bridge to conventional PCI, which has no ACS", w->f);
	else if (f->invented)
		fputs("is not in the capture; assumed not to isolate", w->f);
	else if (!f->v->k.acs_cap_offset && acs && acs->known == SPEC_UNKNOWN)
		fputs("the capture does not tell whether it has ACS; taken as absent", w->f);
	else if (!f->v->k.acs_cap_offset)
		fputs("no ACS capability", w->f);
	else
		fprintf(w->f, "its ACS has %s",
			acs_bits_text(HP_ISOLATING & ~f->iso->enabled, 0, bits,
				      sizeof(bits)));
}

static void put_why_isolated(const struct words *w, const struct grouping *g,
			     int32_t i)
{
	const struct gfunction *f = &g->f[i];
	const struct spec_acs *acs = spec_acs_of(g, i);
	char bits[64];

	if (pch_unmodelled(g, i))
		fputs("by chipset registers, this kernel's quirk for it says; they are not modelled, for the capture does not lead to them", w->f);
	else if (f->iso->quirk == 1)
		fprintf(w->f, "this kernel's ACS quirk for %04x:%04x says that it isolates",
			f->v->k.vendor, f->v->k.device);
	else if (f->v->k.acs_cap_offset && acs && acs->assumed)
		fputs("its ACS is assumed, for the capture does not show its controls", w->f);
	else if (f->v->k.acs_cap_offset)
		fprintf(w->f, "its ACS has %s; what it does not implement counts as on",
			acs_bits_text(HP_ISOLATING & f->v->k.acs_ctrl,
				      f->v->k.acs_ctrl, bits, sizeof(bits)));
	else
		fputs("the only function of its device, so there is nothing to isolate", w->f);
}

static enum grouping_rule by_quirk(const struct gfunction *f, enum grouping_rule rule)
{
	return f->iso->quirk >= 0 ? RULE_QUIRK : rule;
}

/* --- together ---------------------------------------------------------------- */

static void say_link(const struct grouping *g, const struct glink *l,
		     struct difference *d)
{
	enum grouping_rule rule = l->rule;
	struct words w;

	words_open(&w);
	put_function(&w, g, l->where);
	switch (l->rule) {
	case RULE_PORT:
		fputs(" does not isolate what is below it: ", w.f);
		put_why_not(&w, g, l->where);
		rule = by_quirk(&g->f[l->where], rule);
		break;
	case RULE_BUS:
		fputs(" takes over requests of what is below it: the IOMMU cannot tell them apart",
		      w.f);
		break;
	case RULE_ALIAS:
		fputs(" uses the requester ID of ", w.f);
		put_function(&w, g, l->b);
		fputs(", by this kernel's DMA alias quirk", w.f);
		break;
	default:
		fputs(" and ", w.f);
		put_function(&w, g, l->b == l->where ? l->a : l->b);
		fputs(" are functions of one device, and do not isolate: ", w.f);
		put_why_not(&w, g, l->where);
		rule = by_quirk(&g->f[l->where], rule);
		break;
	}
	difference_add_reason(d, rule, g->f[l->where].captured, words_close(&w));
}

/* Links on a shortest way from @a to @b: breadth first. */
static bool trace_links(const struct grouping *g, int32_t a, int32_t b,
			int32_t *via)
{
	int32_t *queue = calloc(g->n, sizeof(*queue));
	uint32_t head = 0, tail = 0;

	if (!queue)
		abort();
	for (uint32_t i = 0; i < g->n; i++)
		via[i] = -1;
	queue[tail++] = a;
	while (head < tail && via[b] < 0) {
		int32_t at = queue[head++];

		for (uint32_t l = 0; l < g->nlinks; l++) {
			int32_t next = g->links[l].a == at ? g->links[l].b :
				       g->links[l].b == at ? g->links[l].a : -1;

			if (next < 0 || next == a || via[next] >= 0)
				continue;
			via[next] = (int32_t)l;
			queue[tail++] = next;
		}
	}
	free(queue);
	return via[b] >= 0;
}

void grouping_why_together(const struct grouping *g, int32_t a, int32_t b,
			   struct difference *d)
{
	int32_t *via = calloc(g->n + 1, sizeof(*via));

	if (!via)
		abort();
	if (!trace_links(g, a, b, via)) {
		difference_add_reason(d, RULE_OTHER, g->f[a].captured,
			strdup("by a rule of this kernel that is not known here"));
		free(via);
		return;
	}
	for (int32_t i = b; i != a;) {
		const struct glink *l = &g->links[via[i]];
		int32_t next = l->a == i ? l->b : l->a;

		/* Links that both kernels have need no reason. */
		if (g->f[i].there < 0 || g->f[i].there != g->f[next].there)
			say_link(g, l, d);
		i = next;
	}
	free(via);
}

/* --- apart ------------------------------------------------------------------- */

static bool is_above(const struct grouping *g, int32_t bridge, int32_t i)
{
	while (i >= 0 && i != bridge)
		i = g->f[i].up;
	return i == bridge;
}

/* The bridge at which the way up from @a ends, unless it leads to @b, too. */
static bool say_stop(const struct grouping *g, int32_t a, int32_t b,
		     struct difference *d)
{
	int32_t port = g->f[g->f[a].top].up;
	struct words w;

	if (port < 0 || (port != b && is_above(g, port, b)))
		return false;
	words_open(&w);
	put_function(&w, g, port);
	fputs(" isolates what is below it, and so do all ports above: ", w.f);
	put_why_isolated(&w, g, port);
	difference_add_reason(d, by_quirk(&g->f[port], RULE_ISOLATED),
			      g->f[port].captured, words_close(&w));
	return true;
}

/* Functions of one device: one that isolates is enough. */
static bool say_sibling(const struct grouping *g, int32_t a, struct difference *d)
{
	struct words w;

	if (!g->f[a].iso->isolated)
		return false;
	words_open(&w);
	put_function(&w, g, a);
	fputs(" is isolated from the other functions of its device: ", w.f);
	put_why_isolated(&w, g, a);
	difference_add_reason(d, by_quirk(&g->f[a], RULE_ISOLATED),
			      g->f[a].captured, words_close(&w));
	return true;
}

void grouping_why_apart(const struct grouping *g, int32_t a, int32_t b,
			struct difference *d)
{
	int32_t ta = g->f[a].top, tb = g->f[b].top;
	bool said = say_stop(g, a, b, d);
	struct words w;

	said |= say_stop(g, b, a, d);
	if (!said && same_device(&g->f[ta], &g->f[tb])) {
		said = say_sibling(g, ta, d);
		said |= say_sibling(g, tb, d);
	}
	if (said)
		return;
	words_open(&w);
	put_function(&w, g, ta);
	fputs(" and ", w.f);
	put_function(&w, g, tb);
	if (!same_device(&g->f[ta], &g->f[tb]) && g->f[ta].up == g->f[tb].up)
		fputs(" are different devices of one bus: only a DMA alias quirk joins such, and this kernel has none for them",
		      w.f);
	else
		fputs(" are joined by no rule of this kernel that is known here", w.f);
	difference_add_reason(d, g->f[ta].up == g->f[tb].up ? RULE_ROOT : RULE_OTHER,
			      g->f[ta].captured, words_close(&w));
}

/* --- on one side only --------------------------------------------------------- */

void grouping_why_only_here(const struct gfunction *f, struct difference *d)
{
	difference_add_reason(d, RULE_ABSENT, f->captured,
			      strdup("it is in no group there"));
}

void grouping_why_only_there(const struct grouping *g, hp_sbdf sbdf,
			     const struct gfunction *f, struct difference *d)
{
	(void)g;
	difference_add_reason(d, RULE_ABSENT, sbdf,
		strdup(f ? "this kernel has it in no group" :
			   "this kernel did not find such a function"));
}
