// SPDX-License-Identifier: GPL-2.0-only
/*
 * lmtt.c - from a VF's address to VRAM: cache, root, leaf (docs/GPU.md, "Translation").
 *
 * It must not know who asks: a BAR or an engine.
 */
#include <string.h>

#include "model/gpu/internal.h"

/* An entry of a table in VRAM; what is beyond VRAM is not valid. */
static uint64_t entry(const struct gpu *g, uint64_t table, uint64_t n)
{
	uint8_t raw[8];

	if (table + 8 * n + 8 > g->vram_bytes)
		return 0;
	memory_read(g->all->memory, g->space, table + 8 * n, raw, sizeof(raw));
	return get64(raw);
}

static uint64_t root_entry(const struct gpu *g, uint16_t vf)
{
	uint64_t e;

	if (!(g->root & GPU_VALID) || vf >= GPU_TABLE_ENTRIES)
		return 0;
	e = entry(g, GPU_TABLE(g->root), vf);
	return e & GPU_VALID ? e : 0;
}

/* How many pages the leaf table of @e, a root entry, has entries for. */
static uint64_t leaf_entries(uint64_t e)
{
	return (uint64_t)GPU_LEAF_COUNT(e) * GPU_TABLE_ENTRIES;
}

/* By the tables alone. */
static bool walk(const struct gpu *g, uint16_t vf, uint64_t page, uint64_t *vram)
{
	uint64_t root = root_entry(g, vf), leaf;

	if (!root || page >= leaf_entries(root))
		return false;
	leaf = entry(g, GPU_TABLE(root), page);
	*vram = GPU_LEAF(leaf);
	return (leaf & GPU_VALID) && *vram + GPU_PAGE <= g->vram_bytes;
}

static bool cached(const struct gpu *g, uint16_t vf, uint64_t page, uint64_t *vram)
{
	for (uint32_t i = 0; i < GPU_CACHED; i++) {
		const struct translation *t = &g->cache[i];

		if (t->vf != vf || t->page != page)
			continue;
		*vram = t->vram;
		return true;
	}
	return false;
}

/* The oldest goes when there is no room. */
static void keep_it(struct gpu *g, uint16_t vf, uint64_t page, uint64_t vram)
{
	uint32_t i;

	for (i = 0; i < GPU_CACHED && g->cache[i].vf; i++)
		;
	if (i == GPU_CACHED) {
		memmove(g->cache, g->cache + 1, sizeof(g->cache) - sizeof(g->cache[0]));
		i--;
	}
	g->cache[i] = (struct translation){ vf, page, vram };
}

bool lmtt_translate(struct gpu *g, uint16_t vf, uint64_t address, bool keep, uint64_t *vram)
{
	const uint64_t page = address / GPU_PAGE;
	uint64_t to;

	if (!cached(g, vf, page, &to)) {
		if (!walk(g, vf, page, &to))
			return false;
		if (keep)
			keep_it(g, vf, page, to);
	}
	*vram = to + address % GPU_PAGE;
	return true;
}

void lmtt_forget(struct gpu *g, uint16_t vf)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < GPU_CACHED; i++)
		if (g->cache[i].vf && vf && g->cache[i].vf != vf)
			g->cache[to++] = g->cache[i];
	memset(&g->cache[to], 0, (GPU_CACHED - to) * sizeof(g->cache[0]));
}

uint32_t lmtt_pages(struct gpu *g, uint16_t vf)
{
	uint64_t vram;
	uint32_t n = 0;

	while (walk(g, vf, n, &vram))
		n++;
	return n;
}

/* --- for who looks on ---------------------------------------------------------------- */

/* Pages beyond the leaf table can be cached only. */
static uint64_t end_of(const struct gpu *g, uint16_t vf)
{
	uint64_t end = leaf_entries(root_entry(g, vf));

	for (uint32_t i = 0; i < GPU_CACHED; i++)
		if (g->cache[i].vf == vf && g->cache[i].page >= end)
			end = g->cache[i].page + 1;
	return end;
}

void gpu_each_reached(struct gpus *all, struct function *pf,
		      void (*tell)(void *ctx, const struct gpu_reach *r), void *ctx)
{
	struct gpu *g = gpu_of(all, pf);
	uint16_t active = pf->vfs ? pf->vfs->active : 0;

	for (uint16_t vf = 1; g && vf <= active; vf++)
		for (uint64_t page = 0, end = end_of(g, vf); page < end; page++) {
			struct gpu_reach r = { .vf = vf, .address = page * GPU_PAGE };

			r.cached = cached(g, vf, page, &r.vram);
			if (r.cached || walk(g, vf, page, &r.vram))
				tell(ctx, &r);
		}
}
