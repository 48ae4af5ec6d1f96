/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * graph.h - libcgraph as the pictures need it: what it calls char * and never
 * writes to, as const.
 */
#ifndef TOOLS_REPORT_GRAPH_H
#define TOOLS_REPORT_GRAPH_H

#include <graphviz/cgraph.h>
#include <stdint.h>

/* An attribute of a graph, node or edge. */
void graph_set(void *object, const char *name, const char *value);
/* The same with an HTML-like value, which it takes and frees. */
void graph_set_html(Agraph_t *g, void *object, const char *name, char *html);
/* The node of that name, made when there is none. */
Agnode_t *graph_node(Agraph_t *g, const char *name);
/* Always a new edge. */
Agedge_t *graph_edge(Agraph_t *g, Agnode_t *from, Agnode_t *to);

#endif
