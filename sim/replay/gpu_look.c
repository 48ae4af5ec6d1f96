// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpu_look.c - what our driver of GPUs says it gave to VFs, and what VFs reach of VRAM by
 * the device's tables and its cache, after each statement.
 *
 * It only records; sim/laws/provisioning.c judges.  No TLP is sent, and the device does not
 * notice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "model/gpu/gpu.h"
#include "model/wire/memory.h"
#include "sim/replay/gpu_look.h"

struct gpu_looks {
	uint32_t look, n, room;
	struct proof_vram *facts;	/* of the last look, without step, look and dirty */
};

struct looking {
	struct world *w;
	const struct gpu_looks *last;
	struct function *pf;
	char name[PROOF_NAME];
	struct gpu_looks now;
	uint32_t vf;			/* of which an FLR ends, */
	bool told;			/* and something was said of it */
};

static struct proof_vram *append(struct gpu_looks *l)
{
	if (l->n == l->room) {
		l->room = l->room ? 2 * l->room : 16;
		l->facts = realloc(l->facts, l->room * sizeof(*l->facts));
		if (!l->facts)
			abort();	/* out of memory: nothing sensible is left to do */
	}
	memset(&l->facts[l->n], 0, sizeof(*l->facts));
	return &l->facts[l->n++];
}

/* Did VF @vf reach that page in the last look? */
static bool reached(const struct looking *l, const struct gpu_reach *r)
{
	for (uint32_t i = 0; l->last && i < l->last->n; i++) {
		const struct proof_vram *f = &l->last->facts[i];

		if (f->kind == PROOF_VRAM_REACH && f->vf == r->vf &&
		    !strcmp(f->gpu, l->name) && r->vram >= f->vram &&
		    r->vram - f->vram < f->bytes)
			return true;
	}
	return false;
}

static void add_page(void *ctx, const struct gpu_reach *r)
{
	struct looking *l = ctx;
	struct proof_vram *f = l->now.n ? &l->now.facts[l->now.n - 1] : NULL;
	const bool dirty = !reached(l, r) &&
			   memory_any(wire_memory(l->w->wire), gpu_space(l->pf), r->vram,
				      GPU_PAGE);

	if (f && f->kind == PROOF_VRAM_REACH && f->vf == r->vf && f->cached == r->cached &&
	    f->dirty == dirty && f->at + f->bytes == r->address &&
	    f->vram + f->bytes == r->vram && !strcmp(f->gpu, l->name)) {
		f->bytes += GPU_PAGE;
		return;
	}
	f = append(&l->now);
	f->kind = PROOF_VRAM_REACH;
	f->vf = r->vf;
	f->cached = r->cached;
	f->dirty = dirty;
	f->at = r->address;
	f->vram = r->vram;
	f->bytes = GPU_PAGE;
	snprintf(f->gpu, sizeof(f->gpu), "%s", l->name);
}

static void add_claims(struct looking *l)
{
	const struct hp_kernel *ops = l->w->kernel->ops;
	int64_t n = ops->gpu_claims(NULL, 0);
	struct hp_gpu_claim *c = calloc((size_t)n + 1, sizeof(*c));

	if (!c)
		abort();
	ops->gpu_claims(c, (uint64_t)n);
	for (int64_t i = 0; i < n; i++) {
		struct proof_vram *f = append(&l->now);

		f->kind = PROOF_VRAM_CLAIM;
		f->vf = c[i].vf;
		f->at = c[i].at;
		f->vram = c[i].vram;
		f->bytes = c[i].bytes;
		world_name(l->w, c[i].pf, f->gpu, sizeof(f->gpu));
	}
	free(c);
}

static void add_gpu(struct looking *l, struct function *pf)
{
	struct proof_vram *f = append(&l->now);

	l->pf = pf;
	snprintf(l->name, sizeof(l->name), "%s", function_spec(pf)->name);
	f->kind = PROOF_VRAM_ENABLED;
	f->vf = pf->vfs ? pf->vfs->active : 0;
	snprintf(f->gpu, sizeof(f->gpu), "%s", l->name);
	gpu_each_reached(l->w->gpus, pf, add_page, l);
}

static bool same(const struct gpu_looks *a, const struct gpu_looks *b)
{
	for (uint32_t i = 0; i < a->n && a->n == b->n; i++)
		if (memcmp(&a->facts[i], &b->facts[i], sizeof(*a->facts)))
			return false;
	return a->n == b->n;
}

static void record(struct world *w, const struct proof_vram *fact, int32_t step, uint32_t look)
{
	struct proof_vram f = *fact;

	f.step = step;
	f.look = look;
	rec_begin(w->rec, REC_VRAM);
	rec_bytes(w->rec, &f, sizeof(f));
	rec_end(w->rec);
}

static struct gpu_looks *looks_of(struct world *w)
{
	if (!w->looks)
		w->looks = calloc(1, sizeof(*w->looks));
	if (!w->looks)
		abort();
	return w->looks;
}

void gpu_look(struct world *w, int32_t step)
{
	struct gpu_looks *last;
	struct looking l = { .w = w };
	bool dirty = false;

	if (!w->gpus)
		return;
	last = looks_of(w);
	l.last = last;
	add_claims(&l);
	for (uint32_t i = 0; i < w->scn->spec->nfunctions; i++)
		if (w->scn->spec->functions[i].vram_bar)
			add_gpu(&l, fabric_function(w->fabric, i));
	for (uint32_t i = 0; i < l.now.n; i++)
		dirty |= l.now.facts[i].dirty;
	l.now.look = last->look;
	if (dirty || !same(&l.now, last)) {
		l.now.look++;
		for (uint32_t i = 0; i < l.now.n; i++)
			record(w, &l.now.facts[i], step, l.now.look);
	}
	free(last->facts);
	*last = l.now;
}

bool gpu_look_claims(const struct world *w, const char *gpu, uint32_t vf, uint64_t vram)
{
	const struct gpu_looks *l = w->looks;

	for (uint32_t i = 0; l && i < l->n; i++) {
		const struct proof_vram *f = &l->facts[i];

		if (f->kind == PROOF_VRAM_CLAIM && f->vf == vf && !strcmp(f->gpu, gpu) &&
		    vram >= f->vram && vram - f->vram < f->bytes)
			return true;
	}
	return false;
}

void gpu_look_moved(struct world *w, int32_t step, const char *gpu, const char *name,
		    uint64_t from, uint64_t to, bool same)
{
	struct proof_vram f = { .kind = PROOF_VRAM_MOVED, .at = from, .vram = to,
				.dirty = !same };

	snprintf(f.gpu, sizeof(f.gpu), "%s", gpu);
	snprintf(f.name, sizeof(f.name), "%s", name);
	record(w, &f, step, ++looks_of(w)->look);
}

/* Has the driver of the PF a way to hear of it? */
static bool is_told(const struct world *w, const struct function *pf)
{
	const struct spec_function *s = function_spec(pf);

	return (s->msi_vectors || s->msix_vectors) && world_iommu_mode(w) != HP_IOMMU_OFF &&
	       gpu_look_claims(w, s->name, 0, 0);
}

bool gpu_look_tells(const struct world *w, const struct function *vf)
{
	return gpu_is(w->gpus, vf) && function_is_vf(vf) &&
	       is_told(w, fabric_function(w->fabric, vf->index));
}

static void flr_page(void *ctx, const struct gpu_reach *r)
{
	struct looking *l = ctx;
	struct proof_vram f = { .kind = PROOF_VRAM_KEPT, .vf = r->vf, .at = r->address,
				.vram = r->vram };

	if (r->vf != l->vf)
		return;
	f.dirty = memory_any(wire_memory(l->w->wire), gpu_space(l->pf), r->vram, GPU_PAGE);
	if (!f.dirty && l->told)
		return;
	l->told = true;
	snprintf(f.gpu, sizeof(f.gpu), "%s", l->name);
	record(l->w, &f, l->w->step, looks_of(l->w)->look);
}

void gpu_look_flr_ends(struct world *w, const struct function *vf)
{
	struct looking l = { .w = w };

	if (!gpu_look_tells(w, vf))
		return;
	l.pf = fabric_function(w->fabric, vf->index);
	l.vf = vf->vf;
	snprintf(l.name, sizeof(l.name), "%s", function_spec(l.pf)->name);
	looks_of(w)->look++;
	gpu_each_reached(w->gpus, l.pf, flr_page, &l);
}

/* One fact a page, or what of it is in the buffer. */
void gpu_look_way(struct world *w, int32_t step, const struct uapi_import *m,
		  const struct hp_import *now)
{
	const struct uapi_buffer *b = m->buffer;
	uint32_t range = 0, n = now->nvram < HP_MAX_VRAM ? now->nvram : HP_MAX_VRAM;
	uint64_t at = 0, in_range = 0;

	if (!gpu_is(w->gpus, b->fn))
		return;
	looks_of(w)->look++;
	for (uint32_t i = 0; i < n; i++)
		for (uint64_t o = 0, step_bytes; o < now->vram[i].bytes; o += step_bytes) {
			struct proof_vram f = { .kind = PROOF_VRAM_WAY, .at = at };
			uint64_t offset;

			if (range == b->nranges)
				return;
			offset = b->ranges[2 * range] + in_range;
			f.vram = now->vram[i].address + o;
			f.nowhere = !gpu_translate(w->gpus, b->fn, offset, &f.by_bar);
			snprintf(f.name, sizeof(f.name), "%s", m->name);
			snprintf(f.gpu, sizeof(f.gpu), "%s", function_spec(b->fn)->name);
			record(w, &f, step, w->looks->look);
			step_bytes = GPU_PAGE - f.vram % GPU_PAGE;
			if (step_bytes > now->vram[i].bytes - o)
				step_bytes = now->vram[i].bytes - o;
			if (step_bytes > b->ranges[2 * range + 1] - in_range)
				step_bytes = b->ranges[2 * range + 1] - in_range;
			at += step_bytes;
			in_range += step_bytes;
			if (in_range == b->ranges[2 * range + 1]) {
				in_range = 0;
				range++;
			}
		}
}

void gpu_look_free(struct world *w)
{
	if (w->looks)
		free(w->looks->facts);
	free(w->looks);
	w->looks = NULL;
}
