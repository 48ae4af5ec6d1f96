/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gpu_util.h - a GPU with two VFs in the machine of wire_util.h, for the tests of it.
 */
#ifndef TESTS_UNIT_GPU_UTIL_H
#define TESTS_UNIT_GPU_UTIL_H

#include "wire_util.h"
#include "model/gpu/gpu.h"
#include "model/gpu/gpu_regs.h"

#define VRAM (16ull << 20)
#define PF_BAR (WINDOW + 0x10000000ull)
#define PF_BAR_BYTES (4ull << 20)
#define VF_BARS (WINDOW + 0x12000000ull)
#define VF_BAR_BYTES (8ull << 20)
#define ROOT 0x1000ull			/* the root, and leaf tables behind it */

struct card {
	struct park p;
	struct gpus *g;
	struct function *pf;
};

static inline void on_event(void *ctx, enum fabric_event event, struct function *fn)
{
	gpus_event(ctx, event, fn);
}

static inline struct card card_new(void)
{
	static const struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE };
	struct card c;
	struct spec_function *s;

	park_describe(&c.p, &o);
	s = fn_at(&c.p.m, PF);
	s->msi_vectors = 1;
	s->vram_bytes = VRAM;
	s->vram_bar = 2;
	s->bar[2] = mem_bar(PF_BAR_BYTES, false, false);
	s->bar[2].address = PF_BAR;
	s->sriov.bar[2] = mem_bar(VF_BAR_BYTES, false, false);
	s->sriov.bar[2].address = VF_BARS;
	park_build(&c.p);
	c.g = gpus_new(c.p.w, c.p.m.f, c.p.m.spec);
	c.pf = fn_of(&c.p, PF);
	fabric_watch(c.p.m.f, on_event, c.g);
	return c;
}

static inline void card_free(struct card *c)
{
	gpus_free(c->g);
	park_free(&c->p);
}

static inline enum tlp_status cpu(struct card *c, enum tlp_type type, uint64_t at, void *data,
			   uint32_t bytes)
{
	struct tlp t = request(type, at, data, bytes);

	tlp_from_cpu(c->p.w, &t, &c->p.r);
	return c->p.r.status;
}

static inline uint32_t reg(struct card *c, struct function *fn, uint32_t offset)
{
	uint8_t d[4];

	ck_assert_uint_eq(cpu(c, TLP_MRD, bar0(fn) + offset, d, 4), TLP_OK);
	return get32(d);
}

static inline void set(struct card *c, struct function *fn, uint32_t offset, uint32_t v)
{
	uint8_t d[4];

	put32(d, v);
	ck_assert_uint_eq(cpu(c, TLP_MWR, bar0(fn) + offset, d, 4), TLP_OK);
}

static inline void set64(struct card *c, struct function *fn, uint32_t offset, uint64_t v)
{
	uint8_t d[8];

	put32(d, (uint32_t)v);
	put32(d + 4, (uint32_t)(v >> 32));
	ck_assert_uint_eq(cpu(c, TLP_MWR, bar0(fn) + offset, d, 8), TLP_OK);
}

/* VRAM itself, past everything. */
static inline void poke(struct card *c, uint64_t at, uint64_t v)
{
	uint8_t d[8];

	put32(d, (uint32_t)v);
	put32(d + 4, (uint32_t)(v >> 32));
	memory_write(wire_memory(c->p.w), gpu_space(c->pf), at, d, 8);
}

static inline uint32_t peek(struct card *c, uint64_t at)
{
	uint8_t d[4];

	memory_read(wire_memory(c->p.w), gpu_space(c->pf), at, d, 4);
	return get32(d);
}

static inline uint64_t leaf(unsigned int vf)
{
	return ROOT + 0x1000 * vf;
}

/* VF @vf: @n pages, from page @first of VRAM on. */
static inline void provision(struct card *c, unsigned int vf, unsigned int n, uint64_t first)
{
	for (unsigned int i = 0; i < n; i++)
		poke(c, leaf(vf) + 8 * i, (first + i) * GPU_PAGE | GPU_VALID);
	poke(c, ROOT + 8 * vf, leaf(vf) | 1u << 1 | GPU_VALID);
	set64(c, c->pf, GPU_ROOT, ROOT | GPU_VALID);
}

static inline uint64_t vf_bar(unsigned int vf)
{
	return VF_BARS + (vf - 1) * VF_BAR_BYTES;
}

/* What the CPU reads there; all ones if it leads nowhere. */
static inline uint32_t load(struct card *c, uint64_t at)
{
	uint8_t d[4];

	cpu(c, TLP_MRD, at, d, 4);
	return get32(d);
}

static inline void store(struct card *c, uint64_t at, uint32_t v)
{
	uint8_t d[4];

	put32(d, v);
	cpu(c, TLP_MWR, at, d, 4);
}

static inline enum gpu_status run(struct card *c, struct function *fn, uint64_t src, uint64_t dst,
			   uint32_t bytes, uint32_t control)
{
	set64(c, fn, GPU_SRC, src);
	set64(c, fn, GPU_DST, dst);
	set(c, fn, GPU_BYTES, bytes);
	set(c, fn, GPU_CONTROL, control | GPU_START);
	ck_assert_uint_eq(reg(c, fn, GPU_STATUS), GPU_BUSY);
	gpus_run(c->g);
	return reg(c, fn, GPU_STATUS);
}

static inline void flr(struct function *fn)
{
	cfg_set(fn, fn->cap[CAP_PCIE] + EXP_DEVCTL, 2, DEVCTL_FLR);
}

#endif
