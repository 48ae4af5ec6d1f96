// SPDX-License-Identifier: GPL-2.0-only
/*
 * dram.c - DRAM in CPU physical addresses (see dram.h).
 *
 * It must not know who asks.
 */
#include <stdlib.h>
#include <string.h>

#include "model/spec/dram.h"

struct ranges {
	struct dram_range *r;
	uint32_t n, room;
};

static void insert(struct ranges *v, uint32_t at, uint64_t base, uint64_t end)
{
	if (base >= end)
		return;
	if (v->n == v->room) {
		v->room = v->room ? 2 * v->room : 8;
		v->r = realloc(v->r, v->room * sizeof(*v->r));
		if (!v->r)
			abort();	/* out of memory: nothing sensible is left to do */
	}
	memmove(&v->r[at + 1], &v->r[at], (v->n - at) * sizeof(*v->r));
	v->r[at] = (struct dram_range){ base, end - base };
	v->n++;
}

static void cut(struct ranges *v, uint64_t base, uint64_t end)
{
	for (uint32_t i = 0; i < v->n; i++) {
		uint64_t from = v->r[i].base, to = from + v->r[i].bytes;

		if (end <= from || base >= to)
			continue;
		memmove(&v->r[i], &v->r[i + 1], (v->n - i - 1) * sizeof(*v->r));
		v->n--;
		if (end < to)
			insert(v, i, end, to);
		if (base > from)
			insert(v, i, from, base);
	}
}

uint32_t dram_ranges(const struct spec *s, struct dram_range **out)
{
	uint64_t bytes = s->host.dram_bytes;
	uint64_t low = bytes < DRAM_LOW_END ? bytes : DRAM_LOW_END;
	struct ranges v = { 0 };

	insert(&v, 0, 0, low);
	insert(&v, v.n, DRAM_HIGH_BASE, DRAM_HIGH_BASE + (bytes - low));
	for (uint32_t h = 0; h < s->nbridges; h++)
		for (uint32_t i = 0; i < s->host_bridges[h].nwindows; i++) {
			const struct spec_window *w = &s->host_bridges[h].windows[i];

			if (w->kind != SPEC_WIN_IO)
				cut(&v, w->cpu_base, w->cpu_base + w->size_bytes);
		}
	*out = v.r;
	return v.n;
}
