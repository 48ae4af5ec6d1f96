// SPDX-License-Identifier: GPL-2.0-only
/*
 * graph.c - libcgraph as the pictures need it (see graph.h).
 */
#include <stdlib.h>

#include "tools/report/graph.h"

static char *text(const char *s)
{
	return (char *)(uintptr_t)s;
}

void graph_set(void *object, const char *name, const char *value)
{
	agsafeset(object, text(name), text(value), text(""));
}

void graph_set_html(Agraph_t *g, void *object, const char *name, char *html)
{
	char *ref = agstrdup_html(g, html);

	graph_set(object, name, ref);
	agstrfree(g, ref);
	free(html);
}

Agnode_t *graph_node(Agraph_t *g, const char *name)
{
	return agnode(g, text(name), 1);
}

Agedge_t *graph_edge(Agraph_t *g, Agnode_t *from, Agnode_t *to)
{
	return agedge(g, from, to, NULL, 1);
}
