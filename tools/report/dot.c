// SPDX-License-Identifier: GPL-2.0-only
/*
 * dot.c - a machine as a picture: host bridges at the left, endpoints at the right,
 * and a kernel's answers on top.
 *
 * libcgraph writes objects in the order in which they were added.  dot_label.c makes
 * the labels.
 */
#include <graphviz/cgraph.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/path.h"
#include "tools/report/dot.h"
#include "tools/report/dot_ids.h"
#include "tools/report/dot_label.h"
#include "tools/report/dot_vram.h"
#include "tools/report/graph.h"

#define FONT "Helvetica,Arial,sans-serif"

struct drawing {
	Agraph_t *g;
	const struct scenario *scn;
	const struct spec *spec;
	const struct verdict *v;	/* or NULL */
	struct dot_facts facts;
	Agnode_t **nodes;		/* by spec index */
	Agraph_t **clusters;		/* of a switch, by its upstream port */
	Agedge_t **up;			/* the edge from above, by spec index */
	uint32_t deepest;		/* level at which all endpoints stand */
};

static void begin(struct drawing *d)
{
	agattr(d->g, AGRAPH, (char *)"rankdir", (char *)"LR");
	agattr(d->g, AGRAPH, (char *)"fontname", (char *)FONT);
	agattr(d->g, AGRAPH, (char *)"fontsize", (char *)"11");
	agattr(d->g, AGRAPH, (char *)"ranksep", (char *)"0.6");
	agattr(d->g, AGRAPH, (char *)"nodesep", (char *)"0.25");
	agattr(d->g, AGRAPH, (char *)"labelloc", (char *)"t");
	agattr(d->g, AGRAPH, (char *)"labeljust", (char *)"l");
	agattr(d->g, AGNODE, (char *)"fontname", (char *)FONT);
	agattr(d->g, AGNODE, (char *)"fontsize", (char *)"10");
	agattr(d->g, AGNODE, (char *)"shape", (char *)"plain");
	agattr(d->g, AGEDGE, (char *)"fontname", (char *)FONT);
	agattr(d->g, AGEDGE, (char *)"fontsize", (char *)"10");
	agattr(d->g, AGEDGE, (char *)"color", (char *)DOT_LINE);
	agattr(d->g, AGEDGE, (char *)"arrowhead", (char *)"none");
}

static void add_host_bridges(struct drawing *d, Agnode_t **bridges)
{
	for (uint32_t i = 0; i < d->spec->nbridges; i++) {
		char *name;

		if (asprintf(&name, "host bridge %s",
			     d->spec->host_bridges[i].name) < 0)
			abort();
		bridges[i] = graph_node(d->g, name);
		graph_set_html(d->g, bridges[i], "label",
			 dot_label_bridge(d->spec, &d->spec->host_bridges[i]));
		free(name);
	}
}

/* Not aligned with the endpoints at the right. */
static bool stays(const struct spec_function *f)
{
	return spec_type_is_bridge(f->type) || f->type == SPEC_HOST_DEVICE ||
	       f->type == SPEC_RCEC;
}

static uint32_t level(const struct drawing *d, int32_t i)
{
	uint32_t n = 0;

	for (; i >= 0; i = d->spec->functions[i].parent)
		n++;
	return n;
}

static void find_deepest(struct drawing *d)
{
	for (uint32_t i = 0; i < d->spec->nfunctions; i++) {
		uint32_t n = level(d, (int32_t)i);

		if (!stays(&d->spec->functions[i]) && n > d->deepest)
			d->deepest = n;
	}
}

static Agraph_t *new_cluster(struct drawing *d, const char *kind,
			     const char *name, bool shown)
{
	char *text;
	Agraph_t *c;

	if (asprintf(&text, "cluster_%s_%s", kind, name) < 0)
		abort();
	c = agsubg(d->g, text, 1);
	free(text);
	if (asprintf(&text, "%s %s", kind, name) < 0)
		abort();
	graph_set(c, "label", shown ? text : "");
	free(text);
	graph_set(c, "style", shown ? "rounded,filled" : "rounded,dashed");
	graph_set(c, "color", "#9aa5b1");
	graph_set(c, "fillcolor", shown ? "#f3f5f7" : "");
	return c;
}

/* The function 0, or lowest, of the device that @i belongs to. */
static uint32_t first_of_device(const struct drawing *d, uint32_t i)
{
	const struct spec_function *fs = d->spec->functions;

	for (uint32_t j = 0; j < i; j++)
		if (fs[j].parent == fs[i].parent &&
		    fs[j].host_bridge == fs[i].host_bridge &&
		    fs[j].devfn >> 3 == fs[i].devfn >> 3)
			return j;
	return i;
}

static bool shares_device(const struct drawing *d, uint32_t i)
{
	for (uint32_t j = i + 1; j < d->spec->nfunctions; j++)
		if (first_of_device(d, j) == i)
			return true;
	return dot_facts_vfs(&d->facts, i) > 0;
}

/* A switch's ports stand in a box; so do the functions of one device. */
static Agraph_t *cluster_for(struct drawing *d, uint32_t i)
{
	const struct spec_function *f = &d->spec->functions[i];
	uint32_t first;

	if (f->type == SPEC_DOWNSTREAM_PORT && f->parent >= 0 &&
	    d->clusters[f->parent])
		return d->clusters[f->parent];
	if (f->type == SPEC_UPSTREAM_PORT)
		return d->clusters[i] = new_cluster(d, "switch", f->name, true);
	if (stays(f))
		return d->g;
	first = first_of_device(d, i);
	if (first == i && shares_device(d, i))
		d->clusters[i] = new_cluster(d, "device", f->name, false);
	return d->clusters[first] ? d->clusters[first] : d->g;
}

/* Endpoints and their VFs line up at the right. */
static void line_up(struct drawing *d, Agedge_t *e, uint32_t i)
{
	char text[16];

	if (stays(&d->spec->functions[i]))
		return;
	snprintf(text, sizeof(text), "%u",
		 d->deepest - level(d, (int32_t)i) + 1);
	graph_set(e, "minlen", text);
}

static void add_function(struct drawing *d, uint32_t i, Agnode_t **bridges)
{
	const struct spec_function *f = &d->spec->functions[i];
	Agnode_t *above = f->parent >= 0 ? d->nodes[f->parent] :
		f->host_bridge >= 0 ? bridges[f->host_bridge] : NULL;

	d->nodes[i] = graph_node(cluster_for(d, i), f->name);
	graph_set_html(d->g, d->nodes[i], "label", dot_label_function(&d->facts, i));
	if (!above)
		return;
	d->up[i] = graph_edge(d->g, above, d->nodes[i]);
	if (f->assumed || f->assumed_place)
		graph_set(d->up[i], "style", "dotted");
	line_up(d, d->up[i], i);
}

static void add_vf_node(struct drawing *d, uint32_t pf, uint16_t first,
			uint16_t last)
{
	char name[256];
	Agnode_t *n;
	Agedge_t *e;

	if (first == last)
		snprintf(name, sizeof(name), "%s/vf%u",
			 d->spec->functions[pf].name, first);
	else
		snprintf(name, sizeof(name), "%s/vf%u..%u",
			 d->spec->functions[pf].name, first, last);
	n = graph_node(d->clusters[pf] ? d->clusters[pf] : d->g, name);
	graph_set_html(d->g, n, "label", dot_label_vf(&d->facts, pf, first, last));
	if (!d->up[pf])
		return;
	/* On the PF's own link. */
	e = graph_edge(d->g, agtail(d->up[pf]), n);
	graph_set(e, "style", "dashed");
	line_up(d, e, pf);
}

/* VFs that take part in an answer stand alone; others collapse past four. */
static void add_vfs(struct drawing *d, uint32_t pf)
{
	uint16_t n = dot_facts_vfs(&d->facts, pf), from = 0;

	for (uint16_t vf = 1; vf <= n; vf++) {
		bool alone = n <= DOT_MAX_VFS ||
			     dot_facts_in_pair(&d->facts, pf, vf);

		if (!alone && !from)
			from = vf;
		if (from && (alone || vf == n))
			add_vf_node(d, pf, from, alone ? vf - 1 : vf);
		if (alone) {
			from = 0;
			add_vf_node(d, pf, vf, vf);
		}
	}
}

static Agnode_t *node_of(struct drawing *d, hp_sbdf sbdf)
{
	const struct vfunction *f = dot_facts_at(&d->facts, sbdf);
	char name[256];

	if (!f || f->function < 0)
		return NULL;
	if (!f->vf)
		return d->nodes[f->function];
	snprintf(name, sizeof(name), "%s/vf%u",
		 d->spec->functions[f->function].name, f->vf);
	return agnode(d->g, name, 0);
}

/* Draws the path of an unexpected answer thick. */
static void highlight(struct drawing *d, const struct vpair *p)
{
	const struct vfunction *a = dot_facts_at(&d->facts, p->provider);
	const struct vfunction *b = dot_facts_at(&d->facts, p->client);
	struct path path;

	if (!a || !b || a->function < 0 || b->function < 0 ||
	    !path_between(d->spec, a->function, b->function, &path))
		return;
	for (uint32_t i = 0; i < path.n; i++) {
		Agedge_t *e = d->up[path.hops[i]];

		if (!e || path.hops[i] == (path.turn >= 0 ?
					   path.hops[path.turn] : -1))
			continue;
		graph_set(e, "color", DOT_BAD);
		graph_set(e, "penwidth", "3");
	}
	path_free(&path);
}

static const char *pair_colour(const struct vpair *p)
{
	switch (p->answer.map_type) {
	case HP_MAP_BUS_ADDR:
		return DOT_GOOD;
	case HP_MAP_THRU_HOST_BRIDGE:
		return DOT_ROUND;
	default:
		return DOT_BAD;
	}
}

/* Asked twice with the same answer: one arrow. */
static bool same_answer(const struct vpair *a, const struct vpair *b)
{
	return a->provider == b->provider && a->client == b->client &&
	       a->answer.map_type == b->answer.map_type &&
	       a->answer.distance == b->answer.distance && a->ok == b->ok;
}

/* The other way round, the kernel says the same: an arrow with two heads. */
static bool mirrors(const struct vpair *a, const struct vpair *b)
{
	return a->ok && b->ok && a->provider == b->client &&
	       a->client == b->provider &&
	       a->answer.map_type == b->answer.map_type &&
	       a->answer.distance == b->answer.distance;
}

static bool has_mirror(const struct drawing *d, const struct vpair *p)
{
	for (uint32_t j = 0; j < d->v->npairs; j++)
		if (mirrors(p, &d->v->pairs[j]))
			return true;
	return false;
}

static bool drawn_before(const struct drawing *d, uint32_t i)
{
	const struct vpair *p = d->v->pairs;

	for (uint32_t j = 0; j < d->v->npairs; j++) {
		/* An unexpected answer replaces an expected one. */
		if (j < i && (same_answer(&p[j], &p[i]) ||
			      mirrors(&p[j], &p[i])))
			return true;
		if (p[i].ok && !p[j].ok && p[j].provider == p[i].provider &&
		    p[j].client == p[i].client)
			return true;
	}
	return false;
}

static void style_pair_edge(Agedge_t *e, const struct vpair *p, bool head)
{
	if (head) {
		graph_set(e, "dir", "back");
		graph_set(e, "arrowtail", "normal");
	}
	graph_set(e, "color", pair_colour(p));
	graph_set(e, "penwidth", "2");
	graph_set(e, "tailport", "e");
	graph_set(e, "headport", "w");
	graph_set(e, "style", p->ok ? "solid" : "dashed");
}

/*
 * An arrow between two endpoints would loop around both.  So the answer is placed to
 * the right of them, and the arrow passes through it.
 */
static void add_pair(struct drawing *d, const struct vpair *p, uint32_t i)
{
	Agnode_t *a = node_of(d, p->provider), *b = node_of(d, p->client), *n;
	char name[24];

	if (!a || !b || drawn_before(d, i))
		return;
	snprintf(name, sizeof(name), "p2p %u", i);
	n = graph_node(d->g, name);
	graph_set_html(d->g, n, "label", dot_label_pair(d->scn, p));
	graph_set(n, "fontcolor", pair_colour(p));
	style_pair_edge(graph_edge(d->g, a, n), p, has_mirror(d, p));
	style_pair_edge(graph_edge(d->g, b, n), p, true);
	if (!p->ok)
		highlight(d, p);
}

/* A link has two lines, one a direction; words stand at the first function below it. */
static void colour_link(struct drawing *d, uint32_t i)
{
	const struct spec_function *fs = d->spec->functions;
	const struct dot_heat_link *l = heat_below(d->facts.heat, fs[i].parent);
	char colours[32];

	if (!l || !d->up[i] || fs[i].parent < 0)
		return;
	graph_set(d->up[i], "color", heat_colours(l, colours, sizeof(colours)));
	graph_set(d->up[i], "penwidth", heat_width(l));
	for (uint32_t j = 0; j < i; j++)
		if (fs[j].parent == fs[i].parent)
			return;
	graph_set_html(d->g, d->up[i], "label", heat_label(d->facts.heat, l));
}

static void add_legend(struct drawing *d)
{
	Agnode_t *n = graph_node(d->g, "legend");

	graph_set_html(d->g, n, "label", dot_label_legend(&d->facts));
}

static void draw(struct drawing *d, Agnode_t **bridges)
{
	begin(d);
	find_deepest(d);
	graph_set_html(d->g, d->g, "label", dot_label_title(&d->facts));
	add_host_bridges(d, bridges);
	for (uint32_t i = 0; i < d->spec->nfunctions; i++)
		add_function(d, i, bridges);
	for (uint32_t i = 0; i < d->spec->nfunctions; i++)
		add_vfs(d, i);
	for (uint32_t i = 0; i < d->spec->nfunctions; i++)
		dot_add_vram(d->g, &d->facts, i, d->nodes[i]);
	for (uint32_t i = 0; d->facts.heat && i < d->spec->nfunctions; i++)
		colour_link(d, i);
	for (uint32_t i = 0; d->v && i < d->v->npairs; i++)
		add_pair(d, &d->v->pairs[i], i);
	add_legend(d);
}

bool dot_write(FILE *out, const struct scenario *scn, const struct verdict *v)
{
	return dot_write_heat(out, scn, v, NULL);
}

bool dot_write_heat(FILE *out, const struct scenario *scn, const struct verdict *v,
		    const struct dot_heat *heat)
{
	uint32_t n = scn->spec->nfunctions + 1;
	struct drawing d = { .scn = scn, .spec = scn->spec, .v = v };
	Agnode_t **bridges = calloc(scn->spec->nbridges + 1, sizeof(*bridges));
	bool ok;

	dot_facts_init(&d.facts, scn, v);
	d.facts.heat = heat;
	d.nodes = calloc(n, sizeof(*d.nodes));
	d.clusters = calloc(n, sizeof(*d.clusters));
	d.up = calloc(n, sizeof(*d.up));
	d.g = agopen((char *)(uintptr_t)scn->name, Agdirected,
		     dot_ids_discipline());
	ok = bridges && d.nodes && d.clusters && d.up && d.g;
	if (ok) {
		draw(&d, bridges);
		ok = !agwrite(d.g, out) && !ferror(out);
	}
	if (d.g)
		agclose(d.g);
	dot_facts_free(&d.facts);
	free(bridges);
	free(d.nodes);
	free(d.clusters);
	free(d.up);
	return ok;
}
