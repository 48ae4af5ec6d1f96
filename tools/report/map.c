// SPDX-License-Identifier: GPL-2.0-only
/*
 * map.c - the graph of a map: host bridges at the left, the functions below them to
 * the right, groups as frames, answers and a path on top.
 */
#include <graphviz/cgraph.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/path.h"
#include "sim/facts/plural.h"
#include "tools/report/dot_ids.h"
#include "tools/report/dot_label.h"
#include "tools/report/graph.h"
#include "tools/report/map_items.h"

#define FONT "Helvetica,Arial,sans-serif"

struct drawing {
	Agraph_t *g;
	struct items it;
	Agraph_t **clusters;		/* by group */
	Agnode_t **hosts;		/* by host bridge */
	bool any_cluster;
};

/* Takes @text. */
static void set_tooltip(void *object, char *text)
{
	graph_set(object, "tooltip", text);
	free(text);
}

static void begin(struct drawing *d)
{
	static const char *const graph[][2] = {
		{ "rankdir", "LR" }, { "fontname", FONT }, { "fontsize", "11" },
		{ "ranksep", "0.3" }, { "nodesep", "0.06" }, { "labelloc", "t" },
		{ "labeljust", "l" }, { "tooltip", " " },
		{ "outputorder", "edgesfirst" },
	};
	static const char *const node[][2] = {
		{ "fontname", FONT }, { "fontsize", "10" }, { "shape", "plain" },
		{ "ordering", "out" },
	};
	static const char *const edge[][2] = {
		{ "color", "#8d99a6" }, { "arrowhead", "none" },
		{ "tailport", "e" }, { "headport", "w" },
	};

	for (size_t i = 0; i < sizeof(graph) / sizeof(*graph); i++)
		agattr(d->g, AGRAPH, (char *)(uintptr_t)graph[i][0],
		       (char *)(uintptr_t)graph[i][1]);
	for (size_t i = 0; i < sizeof(node) / sizeof(*node); i++)
		agattr(d->g, AGNODE, (char *)(uintptr_t)node[i][0],
		       (char *)(uintptr_t)node[i][1]);
	for (size_t i = 0; i < sizeof(edge) / sizeof(*edge); i++)
		agattr(d->g, AGEDGE, (char *)(uintptr_t)edge[i][0],
		       (char *)(uintptr_t)edge[i][1]);
}

/* The host bridge of hop @hop of the way, when that is the root complex; or -1. */
static int32_t host_of_hop(const struct map *m, int32_t hop)
{
	const struct map_path *p = m->path;

	if (hop < 1 || p->hops[hop] >= 0 || p->hops[hop - 1] < 0)
		return -1;
	return path_host_bridge(m->scn->spec, p->hops[hop - 1]);
}

static void add_hosts(struct drawing *d)
{
	const struct spec *s = d->it.spec;
	const struct map_path *p = d->it.m->path;
	int32_t turning = p ? host_of_hop(d->it.m, p->turned) : -1;
	int32_t losing = p ? host_of_hop(d->it.m, p->lost) : -1;
	Agnode_t *root;

	/* Out of one root, so that they stand in their order. */
	root = graph_node(d->g, "machine");
	graph_set(root, "style", "invis");
	graph_set(root, "label", "");
	graph_set(root, "shape", "point");
	for (uint32_t i = 0; i < s->nbridges; i++) {
		char *name;

		if (asprintf(&name, "host bridge %s", s->host_bridges[i].name) < 0)
			abort();
		d->hosts[i] = graph_node(d->g, name);
		graph_set_html(d->g, d->hosts[i], "label", map_label_host(&d->it, i, turning == (int32_t)i,
						    losing == (int32_t)i));
		set_tooltip(d->hosts[i], map_tooltip_host(&d->it, i));
		graph_set(graph_edge(d->g, root, d->hosts[i]), "style", "invis");
		free(name);
	}
}

/* A frame for a group that several boxes are of. */
static Agraph_t *graph_for(struct drawing *d, const struct map_item *item)
{
	int32_t g = item->key;
	char text[40];

	if (g < 0 || d->it.group_items[g] < 2)
		return d->g;
	if (d->clusters[g])
		return d->clusters[g];
	snprintf(text, sizeof(text), "cluster_group_%d", g);
	d->clusters[g] = agsubg(d->g, text, 1);
	snprintf(text, sizeof(text), "group %d", g);
	graph_set(d->clusters[g], "label", text);
	snprintf(text, sizeof(text), "IOMMU group %d: %u function%s", g,
		 d->it.group_functions[g], plural(d->it.group_functions[g]));
	graph_set(d->clusters[g], "tooltip", text);
	graph_set(d->clusters[g], "style", "rounded,filled");
	graph_set(d->clusters[g], "color", "#9aa5b1");
	graph_set(d->clusters[g], "fillcolor", map_group_fill(&d->it, g));
	graph_set(d->clusters[g], "fontsize", "9");
	graph_set(d->clusters[g], "margin", "4");
	d->any_cluster = true;
	return d->clusters[g];
}

static Agnode_t *above(struct drawing *d, const struct map_item *item)
{
	if (item->parent >= 0)
		return d->it.v[item->parent].node;
	return item->bridge >= 0 ? d->hosts[item->bridge] : NULL;
}

/* The functions of a box and of the one above it: is hop @a in the first? */
static bool stands_for(const struct items *it, const struct map_item *item, int32_t hop)
{
	return hop >= 0 && &it->v[it->of[hop]] == item;
}

/* Is hop @hop above @item: its parent, or the root complex? */
static bool is_above(const struct items *it, const struct map_item *item, int32_t hop)
{
	return item->parent < 0 ? hop < 0 : stands_for(it, &it->v[item->parent], hop);
}

/*
 * Which ways the way asked for goes through the link above @item.  From port to port of a
 * switch there is no hop between, but the way is by the switch.
 */
static void ways_through(const struct items *it, const struct map_item *item, bool *up,
			 bool *down)
{
	const struct map_path *p = it->m->path;

	*up = *down = false;
	for (uint32_t i = 0; p && i + 1 < p->n; i++) {
		int32_t a = p->hops[i], b = p->hops[i + 1];
		bool peers = a >= 0 && b >= 0 && it->v[it->of[a]].parent >= 0 &&
			     it->v[it->of[a]].parent == it->v[it->of[b]].parent;

		*up |= stands_for(it, item, a) && (peers || is_above(it, item, b));
		*down |= stands_for(it, item, b) && (peers || is_above(it, item, a));
	}
}

/* The way asked for is thick, with an arrow at each link. */
static void draw_way(struct drawing *d, Agedge_t *e, const struct map_item *item)
{
	bool up, down;

	ways_through(&d->it, item, &up, &down);
	if (!up && !down)
		return;
	graph_set(e, "color", MAP_PATH);
	graph_set(e, "penwidth", "2.5");
	graph_set(e, "arrowsize", "0.6");
	graph_set(e, "dir", up && down ? "both" : up ? "back" : "forward");
	if (up)
		graph_set(e, "arrowtail", "normal");
	if (down)
		graph_set(e, "arrowhead", "normal");
}

static void add_item(struct drawing *d, struct map_item *item)
{
	const struct spec_function *f = &d->it.spec->functions[item->functions[0]];
	Agnode_t *up = above(d, item);
	char *name;
	Agedge_t *e;

	if (asprintf(&name, item->vf ? "%s/vf%u" : "%s", f->name, item->vf) < 0)
		abort();
	item->node = graph_node(graph_for(d, item), name);
	free(name);
	graph_set_html(d->g, item->node, "label", map_label_item(&d->it, item));
	set_tooltip(item->node, map_tooltip_item(&d->it, item));
	if (!up)
		return;
	e = graph_edge(d->g, up, item->node);
	if (f->assumed || f->assumed_place)
		graph_set(e, "style", "dotted");
	draw_way(d, e, item);
}

static const char *pair_colour(enum hp_map_type type)
{
	return type == HP_MAP_BUS_ADDR ? DOT_GOOD :
	       type == HP_MAP_THRU_HOST_BRIDGE ? DOT_ROUND : DOT_BAD;
}

/* The other way round, unless that has another answer. */
static bool mirrored(const struct map *m, uint32_t i, uint32_t *of)
{
	for (uint32_t k = 0; k < m->npairs; k++)
		if (m->pairs[k].provider == m->pairs[i].client &&
		    m->pairs[k].client == m->pairs[i].provider &&
		    m->pairs[k].type == m->pairs[i].type) {
			*of = k;
			return true;
		}
	return false;
}

static void add_pair(struct drawing *d, uint32_t i)
{
	const struct map *m = d->it.m;
	const struct map_pair *p = &m->pairs[i];
	struct map_item *a = items_of_ref(&d->it, &m->chosen[p->client]);
	struct map_item *b = items_of_ref(&d->it, &m->chosen[p->provider]);
	uint32_t other = i;
	bool both = mirrored(m, i, &other);
	char text[200];
	Agedge_t *e;

	if (!a || !b || a == b || (both && other < i))
		return;
	e = graph_edge(d->g, a->node, b->node);
	graph_set(e, "constraint", "false");
	graph_set(e, "tailport", "e");
	graph_set(e, "headport", "e");
	graph_set(e, "dir", both ? "both" : "forward");
	graph_set(e, "arrowhead", "normal");
	graph_set(e, "arrowtail", both ? "normal" : "none");
	graph_set(e, "arrowsize", "0.6");
	graph_set(e, "penwidth", "1.6");
	graph_set(e, "color", pair_colour(p->type));
	graph_set(e, "style", p->type == HP_MAP_NOT_SUPPORTED ? "dashed" : "solid");
	snprintf(text, sizeof(text), "%s%s %s: %s", d->it.spec->functions[a->functions[0]].name,
		 both ? " and" : " to", d->it.spec->functions[b->functions[0]].name,
		 map_type_name(p->type));
	graph_set(e, "tooltip", text);
}

static void draw(struct drawing *d)
{
	begin(d);
	add_hosts(d);
	for (uint32_t i = 0; i < d->it.n; i++)
		add_item(d, &d->it.v[i]);
	for (uint32_t i = 0; i < d->it.m->npairs; i++)
		add_pair(d, i);
	graph_set_html(d->g, d->g, "label", map_label_title(&d->it, d->any_cluster));
}

bool map_write(FILE *out, const struct map *m)
{
	struct drawing d = { 0 };
	bool ok;

	items_make(&d.it, m);
	d.clusters = calloc((size_t)d.it.ngroups + 1, sizeof(*d.clusters));
	d.hosts = calloc(d.it.spec->nbridges + 1, sizeof(*d.hosts));
	d.g = agopen((char *)(uintptr_t)m->scn->name, Agdirected,
		     dot_ids_discipline());
	ok = d.clusters && d.hosts && d.g;
	if (ok) {
		draw(&d);
		ok = !agwrite(d.g, out) && !ferror(out);
	}
	if (d.g)
		agclose(d.g);
	free(d.clusters);
	free(d.hosts);
	items_free(&d.it);
	return ok;
}
