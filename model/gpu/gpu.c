// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpu.c - the GPUs of a machine: what is behind their BARs, registers, resets.
 *
 * It must not know what a driver means to do with them.
 */
#include <stdlib.h>
#include <string.h>

#include "model/gpu/internal.h"
#include "model/wire/msi.h"

static void *must(void *p)
{
	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	return p;
}

struct gpu *gpu_of(const struct gpus *g, const struct function *fn)
{
	for (uint32_t i = 0; g && fn && i < g->n; i++)
		if (g->gpu[i].pf->index == fn->index)
			return &g->gpu[i];
	return NULL;
}

bool gpu_is(const struct gpus *g, const struct function *fn)
{
	return gpu_of(g, fn);
}

uint64_t gpu_space(const struct function *fn)
{
	return memory_vram_space(fn->index);
}

bool gpu_translate(struct gpus *g, const struct function *fn, uint64_t address,
		   uint64_t *vram)
{
	struct gpu *gpu = gpu_of(g, fn);

	if (gpu && fn->vf)
		return lmtt_translate(gpu, fn->vf, address, false, vram);
	*vram = address;
	return gpu && address < gpu->vram_bytes;
}

bool gpu_vf_translate(struct gpus *g, const struct function *pf, uint16_t vf,
		      uint64_t address, uint64_t *vram)
{
	struct gpu *gpu = gpu_of(g, pf);

	return gpu && lmtt_translate(gpu, vf, address, false, vram);
}

uint64_t gpu_window(const struct gpus *g, const struct function *pf)
{
	const struct gpu *gpu = gpu_of(g, pf);

	return gpu ? gpu->window : 0;
}

bool gpu_engine(const struct gpus *g, const struct function *fn, struct gpu_engine *out)
{
	const struct gpu *gpu = gpu_of(g, fn);
	const struct copier *c;

	if (!gpu)
		return false;
	c = &gpu->copiers[fn->vf];
	*out = (struct gpu_engine){
		.src = c->src, .dst = c->dst, .bytes = c->bytes,
		.control = c->control, .status = c->status, .any = c->any,
		.held = c->held,
	};
	return true;
}

/* --- registers ----------------------------------------------------------------------- */

static uint32_t half(uint64_t v, uint64_t offset)
{
	return (uint32_t)(offset & 4 ? v >> 32 : v);
}

static void set_half(uint64_t *v, uint64_t offset, uint32_t to)
{
	*v = offset & 4 ? (*v & 0xffffffffull) | (uint64_t)to << 32 :
			  (*v & ~0xffffffffull) | to;
}

/* The lowest VF that had an FLR. */
static uint32_t flr_first(const struct gpu *g)
{
	for (uint32_t vf = 1; vf < GPU_TABLE_ENTRIES; vf++)
		if (g->flr[vf / 64] >> vf % 64 & 1)
			return vf;
	return 0;
}

static void flr_known(struct gpu *g, uint32_t vf)
{
	if (vf < GPU_TABLE_ENTRIES)
		g->flr[vf / 64] &= ~(1ull << vf % 64);
}

static void flr_happens(struct gpu *g, uint16_t vf)
{
	if (vf >= GPU_TABLE_ENTRIES)
		return;
	g->flr[vf / 64] |= 1ull << vf % 64;
	g->tells = g->all->started = true;
}

/* The engine of the VF that GPU_VF names; NULL: there is no such VF. */
static struct copier *named(const struct gpu *g)
{
	return g->vf && g->vf < g->ncopiers ? &g->copiers[g->vf] : NULL;
}

static bool is_named(const struct function *fn, uint64_t offset)
{
	return !fn->vf && offset >= GPU_SRC + GPU_OF_VF && offset <= GPU_ANY + GPU_OF_VF;
}

static uint32_t read_copier(const struct copier *c, uint64_t offset)
{
	switch (offset) {
	case GPU_SRC:
	case GPU_SRC + 4:
		return half(c->src, offset);
	case GPU_DST:
	case GPU_DST + 4:
		return half(c->dst, offset);
	case GPU_BYTES:
		return c->bytes;
	case GPU_CONTROL:
		return c->control;
	case GPU_STATUS:
		return c->status;
	case GPU_ANY:
		return c->any;
	default:
		return 0;
	}
}

static uint32_t read_reg(struct gpu *g, struct function *fn, uint64_t offset)
{
	const struct copier *of_vf = named(g);

	if (is_named(fn, offset))
		return of_vf ? read_copier(of_vf, offset - GPU_OF_VF) : 0;
	if (offset >= GPU_SRC)
		return read_copier(&g->copiers[fn->vf], offset);
	switch (offset) {
	case GPU_ID:
		return GPU_ID_VALUE;
	case GPU_PAGES:
		return fn->vf ? lmtt_pages(g, fn->vf) : (uint32_t)(g->vram_bytes / GPU_PAGE);
	case GPU_WINDOW:
	case GPU_WINDOW + 4:
		return fn->vf ? 0 : half(g->window, offset);
	case GPU_ROOT:
	case GPU_ROOT + 4:
		return fn->vf ? 0 : half(g->root, offset);
	case GPU_FLR:
		return fn->vf ? 0 : flr_first(g);
	case GPU_VF:
		return fn->vf ? 0 : g->vf;
	case GPU_HOLD:
		return !fn->vf && of_vf && of_vf->held;
	default:
		return 0;
	}
}

/* What to copy, but for CONTROL's start. */
static void write_copy(struct copier *c, uint64_t offset, uint32_t v)
{
	switch (offset) {
	case GPU_SRC:
	case GPU_SRC + 4:
		set_half(&c->src, offset, v);
		break;
	case GPU_DST:
	case GPU_DST + 4:
		set_half(&c->dst, offset, v);
		break;
	case GPU_BYTES:
		c->bytes = v;
		break;
	case GPU_CONTROL:
		c->control = v & (GPU_SRC_BUS | GPU_DST_BUS | GPU_FILL | GPU_LOOK);
		break;
	}
}

/* While it is busy its registers are fixed. */
static void write_copier(struct gpu *g, struct copier *c, uint64_t offset, uint32_t v)
{
	if (c->status == GPU_BUSY)
		return;
	write_copy(c, offset, v);
	if (offset != GPU_CONTROL || !(v & GPU_START))
		return;
	c->status = GPU_BUSY;
	g->all->started = true;
}

/* Of a VF that is held: as they would be had the VF written them, and more. */
static void write_held(struct copier *c, uint64_t offset, uint32_t v)
{
	if (offset == GPU_ANY)
		c->any = v & 1;
	else if (offset != GPU_STATUS)
		write_copy(c, offset, v);
	else if (v <= GPU_NO_COMPLETION)
		c->status = v;
}

/* What was started meanwhile begins when it is held no longer. */
static void hold(struct gpu *g, struct copier *c, bool held)
{
	c->held = held;
	if (!held && c->status == GPU_BUSY)
		g->all->started = true;
}

static void write_reg(struct gpu *g, struct function *fn, uint64_t offset, uint32_t v)
{
	struct copier *of_vf = named(g);

	if (is_named(fn, offset)) {
		if (of_vf && of_vf->held)
			write_held(of_vf, offset - GPU_OF_VF, v);
		return;
	}
	if (offset >= GPU_SRC) {
		write_copier(g, &g->copiers[fn->vf], offset, v);
		return;
	}
	if (fn->vf)
		return;
	switch (offset) {
	case GPU_WINDOW:
		v &= (uint32_t)~(GPU_PAGE - 1);
		/* fall through */
	case GPU_WINDOW + 4:
		set_half(&g->window, offset, v);
		break;
	case GPU_ROOT:
	case GPU_ROOT + 4:
		set_half(&g->root, offset, v);
		break;
	case GPU_INVALIDATE:
		lmtt_forget(g, (uint16_t)v);
		break;
	case GPU_FLR:
		flr_known(g, v);
		break;
	case GPU_VF:
		g->vf = v & 0xffff;
		break;
	case GPU_HOLD:
		if (of_vf)
			hold(g, of_vf, v & 1);
		break;
	}
}

/* Registers are read and written as aligned dwords; other parts read as zero. */
static void registers(void *ctx, struct function *fn, uint64_t offset, bool write,
		      void *data, uint32_t bytes)
{
	struct gpu *g = gpu_of(ctx, fn);
	uint8_t *p = data;

	if (!write)
		memset(p, 0, bytes);
	if (offset % 4 || bytes % 4)
		return;
	for (; bytes; bytes -= 4, p += 4, offset += 4) {
		if (write)
			write_reg(g, fn, offset, get32(p));
		else
			put32(p, read_reg(g, fn, offset));
	}
}

/* --- BARs ------------------------------------------------------------------------------ */

static enum wire_behind behind(void *ctx, struct function *fn, uint8_t bar,
			       uint64_t offset, bool dry, uint64_t *space, uint64_t *address)
{
	struct gpu *g = gpu_of(ctx, fn);

	if (!g)
		return WIRE_OWN_MEMORY;
	if (bar == 0 && offset < GPU_REGS_BYTES)
		return WIRE_REGISTERS;
	if (bar != fn->spec->vram_bar)
		return WIRE_OWN_MEMORY;
	*space = g->space;
	if (fn->vf)
		return lmtt_translate(g, fn->vf, offset, !dry, address) ? WIRE_MEMORY :
			WIRE_NOTHING;
	*address = g->window + offset;
	return *address < g->vram_bytes ? WIRE_MEMORY : WIRE_NOTHING;
}

/* --- engines, resets ------------------------------------------------------------------- */

void gpus_listen(struct gpus *g, gpu_message_fn fn, void *ctx)
{
	if (!g)
		return;
	g->message = fn;
	g->ctx = ctx;
}

/* Once for each time that a bit was set; what cannot be sent is not sent later. */
static void tell(struct gpu *g)
{
	struct tlp_result r = { 0 };
	struct msi_message m;

	g->tells = false;
	if (msi_send(g->all->w, g->pf, 0, &m, &r) && r.landing.kind == TLP_LANDED_MSI &&
	    g->all->message)
		g->all->message(g->all->ctx, m.data);
	tlp_result_free(&r);
}

void gpus_run(struct gpus *g)
{
	if (!g || !g->started)
		return;
	g->started = false;
	for (uint32_t i = 0; i < g->n; i++) {
		struct gpu *gpu = &g->gpu[i];

		if (gpu->tells)
			tell(gpu);
		for (uint32_t n = 0; n < gpu->ncopiers; n++) {
			struct function *fn = n ? fabric_vf(gpu->pf, (uint16_t)n) : gpu->pf;

			if (fn && gpu->copiers[n].status == GPU_BUSY && !gpu->copiers[n].held)
				copier_run(gpu, fn, &gpu->copiers[n]);
		}
	}
}

/* VRAM keeps its bytes in every reset: nothing in it is refreshed, nothing is cleared. */
static void reset_all(struct gpu *g)
{
	g->window = g->root = 0;
	g->vf = 0;
	lmtt_forget(g, 0);
	memset(g->flr, 0, sizeof(g->flr));
	g->tells = false;
	memset(g->copiers, 0, g->ncopiers * sizeof(*g->copiers));
}

void gpus_event(struct gpus *all, enum fabric_event event, struct function *fn)
{
	struct gpu *g = gpu_of(all, fn);

	if (!g)
		return;
	switch (event) {
	case FABRIC_FLR:
	case FABRIC_HOT_RESET:
	case FABRIC_LINK_LOST:
	case FABRIC_POWER_RESET:
		/* A VF's translation is the PF's business: it stays, cached or not. */
		if (!fn->vf) {
			reset_all(g);
			break;
		}
		memset(&g->copiers[fn->vf], 0, sizeof(*g->copiers));
		if (event == FABRIC_FLR)
			flr_happens(g, fn->vf);
		break;
	case FABRIC_VF_ENABLE:
	case FABRIC_VF_DISABLE:
		memset(g->copiers + 1, 0, (g->ncopiers - 1) * sizeof(*g->copiers));
		break;
	case FABRIC_POWER_STATE:
	case FABRIC_DECODE:
		break;
	}
}

static const struct wire_device device = { .behind = behind, .registers = registers };

struct gpus *gpus_new(struct wire *w, struct fabric *f, const struct spec *spec)
{
	struct gpus *g = NULL;

	for (uint32_t i = 0; i < spec->nfunctions; i++) {
		const struct spec_function *s = &spec->functions[i];
		struct gpu *gpu;

		if (!s->vram_bar)
			continue;
		if (!g)
			g = must(calloc(1, sizeof(*g)));
		g->gpu = must(realloc(g->gpu, (g->n + 1) * sizeof(*g->gpu)));
		gpu = &g->gpu[g->n++];
		memset(gpu, 0, sizeof(*gpu));
		gpu->all = g;
		gpu->pf = fabric_function(f, i);
		gpu->vram_bytes = s->vram_bytes;
		gpu->space = memory_vram_space(i);
		gpu->ncopiers = 1u + s->sriov.total_vfs;
		gpu->copiers = must(calloc(gpu->ncopiers, sizeof(*gpu->copiers)));
	}
	if (!g)
		return NULL;
	g->w = w;
	g->memory = wire_memory(w);
	wire_set_device(w, &device, g);
	return g;
}

void gpus_free(struct gpus *g)
{
	if (!g)
		return;
	wire_set_device(g->w, NULL, NULL);
	for (uint32_t i = 0; i < g->n; i++)
		free(g->gpu[i].copiers);
	free(g->gpu);
	free(g);
}
