/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * graph.h - libcgraph as the pictures need it: what it calls char * and never
 * writes to, as const.
 */
#ifndef TOOLS_REPORT_GRAPH_H
#define TOOLS_REPORT_GRAPH_H

#include <graphviz/cgraph.h>
#include <stdint.h>

/* Sets an attribute of a graph, node or edge. */
void graph_set(void *object, const char *name, const char *value);
/* Sets an attribute to an HTML-like value, and frees @html. */
void graph_set_html(Agraph_t *g, void *object, const char *name, char *html);
/* Returns the node of that name, a new one if there is none. */
Agnode_t *graph_node(Agraph_t *g, const char *name);
/* Returns a new edge, even if there is one between the two. */
Agedge_t *graph_edge(Agraph_t *g, Agnode_t *from, Agnode_t *to);

#endif
