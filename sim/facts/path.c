// SPDX-License-Identifier: GPL-2.0-only
/*
 * path.c - the path from one function to another, up and down the tree.
 *
 * It must not know ACS, nor what a kernel says of the path.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/facts/path.h"

static uint32_t depth(const struct spec *s, int32_t f)
{
	uint32_t n = 0;

	for (; f >= 0; f = s->functions[f].parent)
		n++;
	return n;
}

/* Returns the lowest function that is above (or is) both @a and @b, or -1. */
static int32_t common(const struct spec *s, int32_t a, int32_t b)
{
	uint32_t da = depth(s, a), db = depth(s, b);

	for (; da > db; da--)
		a = s->functions[a].parent;
	for (; db > da; db--)
		b = s->functions[b].parent;
	while (a != b) {
		a = s->functions[a].parent;
		b = s->functions[b].parent;
	}
	return a;
}

bool path_between(const struct spec *s, int32_t from, int32_t to,
		  struct path *p)
{
	int32_t top = common(s, from, to), f;
	uint32_t down = 0;

	memset(p, 0, sizeof(*p));
	p->turn = -1;
	p->hops = calloc(depth(s, from) + depth(s, to) + 1, sizeof(*p->hops));
	if (!p->hops)
		return false;
	for (f = from; f != top; f = s->functions[f].parent)
		p->hops[p->n++] = f;
	if (top >= 0) {
		p->turn = (int32_t)p->n;
		p->hops[p->n++] = top;
	}
	p->up = p->n;
	for (f = to; f != top; f = s->functions[f].parent)
		down++;
	p->n += down;
	for (f = to; f != top; f = s->functions[f].parent)
		p->hops[p->up + --down] = f;
	return true;
}

void path_free(struct path *p)
{
	free(p->hops);
	p->hops = NULL;
}

int32_t path_host_bridge(const struct spec *s, int32_t f)
{
	while (s->functions[f].parent >= 0)
		f = s->functions[f].parent;
	return s->functions[f].host_bridge;
}
