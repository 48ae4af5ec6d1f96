// SPDX-License-Identifier: GPL-2.0-only
/*
 * copy.c - an engine of a GPU: copies and clears by the function's own addresses, with no
 * TLP, and to and from bus addresses by TLPs with the function's requester ID.
 *
 * It must not know who started it.
 */
#include "model/gpu/internal.h"

#define PART 4096u

/* Where byte @address of the function's VRAM is, and that it is there. */
static bool place(struct gpu *g, struct function *fn, uint64_t address, uint64_t *vram)
{
	if (fn->vf)
		return lmtt_translate(g, fn->vf, address, true, vram);
	*vram = address;
	return address < g->vram_bytes;
}

static bool bus(struct gpu *g, struct function *fn, enum tlp_type type, uint64_t address,
		void *data, uint32_t bytes)
{
	struct tlp t = { .type = type, .address = address, .data = data };
	struct tlp_result r = { 0 };
	uint64_t done = wire_dma(g->all->w, fn, &t, bytes, &r);

	tlp_result_free(&r);
	return done == bytes;
}

/* How many of @left bytes are on one page at both ends. */
static uint32_t part_of(const struct function *fn, const struct copier *c, uint64_t at, uint64_t left)
{
	uint64_t n = PART - (c->dst + at) % PART;

	/* The PF's VRAM is in one piece, and zeros need no room. */
	if (c->control == GPU_FILL && !fn->vf)
		return (uint32_t)left;
	if (!(c->control & GPU_FILL) && n > PART - (c->src + at) % PART)
		n = PART - (c->src + at) % PART;
	return (uint32_t)(left < n ? left : n);
}

static enum gpu_status move(struct gpu *g, struct function *fn, const struct copier *c,
			    uint64_t at, uint32_t bytes, bool *any)
{
	struct memory *m = g->all->memory;
	uint8_t data[PART] = { 0 };
	uint64_t from, to;

	if (c->control & GPU_FILL) {
		;
	} else if ((c->control & (GPU_SRC_BUS | GPU_LOOK)) == GPU_LOOK) {
		if (!place(g, fn, c->src + at, &from))
			return GPU_NO_VRAM;
		*any |= memory_any(m, g->space, from, bytes);
		return GPU_DONE;
	} else if (c->control & GPU_SRC_BUS) {
		if (!bus(g, fn, TLP_MRD, c->src + at, data, bytes))
			return GPU_NO_COMPLETION;
	} else if (place(g, fn, c->src + at, &from)) {
		memory_read(m, g->space, from, data, bytes);
	} else {
		return GPU_NO_VRAM;
	}
	if (c->control & GPU_LOOK) {
		*any |= memory_bytes_any(data, bytes);
		return GPU_DONE;
	}
	if (c->control & GPU_DST_BUS)
		return bus(g, fn, TLP_MWR, c->dst + at, data, bytes) ? GPU_DONE :
			GPU_NO_COMPLETION;
	if (!place(g, fn, c->dst + at, &to) || to + bytes > g->vram_bytes)
		return GPU_NO_VRAM;
	if (c->control & GPU_FILL)
		memory_clear(m, g->space, to, bytes);
	else
		memory_write(m, g->space, to, data, bytes);
	return GPU_DONE;
}

void copier_run(struct gpu *g, struct function *fn, struct copier *c)
{
	const struct copier job = *c;	/* the function may be reset meanwhile */
	bool any = false;

	for (uint64_t at = 0; at < job.bytes;) {
		uint32_t n = part_of(fn, &job, at, job.bytes - at);
		enum gpu_status s = move(g, fn, &job, at, n, &any);

		if (c->status != GPU_BUSY)
			return;
		if (s != GPU_DONE) {
			c->status = s;
			return;
		}
		at += n;
	}
	c->any = any;
	c->status = GPU_DONE;
}
