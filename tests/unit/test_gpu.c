// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_gpu.c - a GPU's VRAM: registers, the PF's window, the translation of VFs and its
 * cache, engines, and what resets do to each.
 */
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

static void on_event(void *ctx, enum fabric_event event, struct function *fn)
{
	gpus_event(ctx, event, fn);
}

static struct card card_new(void)
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

static void card_free(struct card *c)
{
	gpus_free(c->g);
	park_free(&c->p);
}

static enum tlp_status cpu(struct card *c, enum tlp_type type, uint64_t at, void *data,
			   uint32_t bytes)
{
	struct tlp t = request(type, at, data, bytes);

	tlp_from_cpu(c->p.w, &t, &c->p.r);
	return c->p.r.status;
}

static uint32_t reg(struct card *c, struct function *fn, uint32_t offset)
{
	uint8_t d[4];

	ck_assert_uint_eq(cpu(c, TLP_MRD, bar0(fn) + offset, d, 4), TLP_OK);
	return get32(d);
}

static void set(struct card *c, struct function *fn, uint32_t offset, uint32_t v)
{
	uint8_t d[4];

	put32(d, v);
	ck_assert_uint_eq(cpu(c, TLP_MWR, bar0(fn) + offset, d, 4), TLP_OK);
}

static void set64(struct card *c, struct function *fn, uint32_t offset, uint64_t v)
{
	uint8_t d[8];

	put32(d, (uint32_t)v);
	put32(d + 4, (uint32_t)(v >> 32));
	ck_assert_uint_eq(cpu(c, TLP_MWR, bar0(fn) + offset, d, 8), TLP_OK);
}

/* VRAM itself, past everything. */
static void poke(struct card *c, uint64_t at, uint64_t v)
{
	uint8_t d[8];

	put32(d, (uint32_t)v);
	put32(d + 4, (uint32_t)(v >> 32));
	memory_write(wire_memory(c->p.w), gpu_space(c->pf), at, d, 8);
}

static uint32_t peek(struct card *c, uint64_t at)
{
	uint8_t d[4];

	memory_read(wire_memory(c->p.w), gpu_space(c->pf), at, d, 4);
	return get32(d);
}

static uint64_t leaf(unsigned int vf)
{
	return ROOT + 0x1000 * vf;
}

/* VF @vf: @n pages, from page @first of VRAM on. */
static void provision(struct card *c, unsigned int vf, unsigned int n, uint64_t first)
{
	for (unsigned int i = 0; i < n; i++)
		poke(c, leaf(vf) + 8 * i, (first + i) * GPU_PAGE | GPU_VALID);
	poke(c, ROOT + 8 * vf, leaf(vf) | 1u << 1 | GPU_VALID);
	set64(c, c->pf, GPU_ROOT, ROOT | GPU_VALID);
}

static uint64_t vf_bar(unsigned int vf)
{
	return VF_BARS + (vf - 1) * VF_BAR_BYTES;
}

/* What the CPU reads there; all ones if it leads nowhere. */
static uint32_t load(struct card *c, uint64_t at)
{
	uint8_t d[4];

	cpu(c, TLP_MRD, at, d, 4);
	return get32(d);
}

static void store(struct card *c, uint64_t at, uint32_t v)
{
	uint8_t d[4];

	put32(d, v);
	cpu(c, TLP_MWR, at, d, 4);
}

/* --- registers, window ------------------------------------------------------------------ */

START_TEST(registers_of_pf)
{
	struct card c = card_new();
	uint8_t d[8];

	ck_assert_uint_eq(reg(&c, c.pf, GPU_ID), GPU_ID_VALUE);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_PAGES), VRAM / GPU_PAGE);
	set64(&c, c.pf, GPU_WINDOW, 0x123456789abcdefull);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_WINDOW), 0x89a00000);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_WINDOW + 4), 0x1234567);
	set64(&c, c.pf, GPU_ROOT, 0xfedcba9876543210ull);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ROOT), 0x76543210);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ROOT + 4), 0xfedcba98);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_INVALIDATE), 0);
	/* Anything but aligned dwords is nothing. */
	ck_assert_uint_eq(cpu(&c, TLP_MRD, bar0(c.pf) + GPU_ID + 1, d, 2), TLP_OK);
	ck_assert_uint_eq(d[0] | d[1], 0);
	/* Behind the registers BAR 0 is memory. */
	store(&c, bar0(c.pf) + GPU_REGS_BYTES, 0x1234);
	ck_assert_uint_eq(load(&c, bar0(c.pf) + GPU_REGS_BYTES), 0x1234);
	card_free(&c);
}
END_TEST

START_TEST(registers_of_vf)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 2);

	provision(&c, 2, 3, 1);
	ck_assert_uint_eq(reg(&c, vf, GPU_PAGES), 3);
	ck_assert_uint_eq(reg(&c, fabric_vf(c.pf, 1), GPU_PAGES), 0);
	/* A VF has neither window nor root, and does not touch the PF's. */
	set(&c, vf, GPU_WINDOW, 0x400000);
	set(&c, vf, GPU_ROOT, 0);
	ck_assert_uint_eq(reg(&c, vf, GPU_ROOT), 0);
	ck_assert_uint_eq(reg(&c, vf, GPU_WINDOW), 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_WINDOW), 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ROOT), (uint32_t)(ROOT | GPU_VALID));
	card_free(&c);
}
END_TEST

START_TEST(window_moves)
{
	struct card c = card_new();

	poke(&c, 0x10, 0xaa);
	poke(&c, 3 * GPU_PAGE + 0x10, 0xbb);
	ck_assert_uint_eq(load(&c, PF_BAR + 0x10), 0xaa);
	set64(&c, c.pf, GPU_WINDOW, 3 * GPU_PAGE);
	ck_assert_uint_eq(load(&c, PF_BAR + 0x10), 0xbb);
	store(&c, PF_BAR + GPU_PAGE, 0xcc);
	ck_assert_uint_eq(peek(&c, 4 * GPU_PAGE), 0xcc);
	/* Its second half is behind the end of VRAM. */
	set64(&c, c.pf, GPU_WINDOW, VRAM - GPU_PAGE);
	ck_assert_uint_eq(cpu(&c, TLP_MRD, PF_BAR + GPU_PAGE - 4, &(uint32_t){ 0 }, 4), TLP_OK);
	ck_assert_uint_eq(cpu(&c, TLP_MRD, PF_BAR + GPU_PAGE, &(uint32_t){ 0 }, 4), TLP_CA);
	ck_assert_uint_eq(c.p.r.reason, TLP_R_NO_VRAM);
	ck_assert_uint_eq(c.p.r.landing.kind, TLP_LANDED_NOWHERE);
	card_free(&c);
}
END_TEST

/* --- translation ------------------------------------------------------------------------- */

START_TEST(vf_reaches_its_pages)
{
	struct card c = card_new();

	provision(&c, 1, 2, 5);
	provision(&c, 2, 1, 4);
	poke(&c, 5 * GPU_PAGE + 0x123458, 0x51);
	poke(&c, 6 * GPU_PAGE, 0x61);
	poke(&c, 4 * GPU_PAGE, 0x41);
	ck_assert_uint_eq(load(&c, vf_bar(1) + 0x123458), 0x51);
	ck_assert_uint_eq(load(&c, vf_bar(1) + GPU_PAGE), 0x61);
	ck_assert_uint_eq(load(&c, vf_bar(2)), 0x41);
	store(&c, vf_bar(2) + 8, 0x42);
	ck_assert_uint_eq(peek(&c, 4 * GPU_PAGE + 8), 0x42);
	/* No entry, and the write is nowhere. */
	ck_assert_uint_eq(load(&c, vf_bar(1) + 2 * GPU_PAGE), ~0u);
	store(&c, vf_bar(2) + GPU_PAGE, 0x666);
	ck_assert_uint_eq(c.p.r.status, TLP_LOST);
	card_free(&c);
}
END_TEST

START_TEST(entries_that_are_not_valid)
{
	struct card c = card_new();

	provision(&c, 1, 1, 5);
	/* The root register, the root's entry, the leaf's. */
	set64(&c, c.pf, GPU_ROOT, ROOT);
	ck_assert_uint_eq(load(&c, vf_bar(1)), ~0u);
	set64(&c, c.pf, GPU_ROOT, ROOT | GPU_VALID);
	poke(&c, ROOT + 8, leaf(1) | 1u << 1);
	ck_assert_uint_eq(load(&c, vf_bar(1)), ~0u);
	/* A leaf table of no page. */
	poke(&c, ROOT + 8, leaf(1) | GPU_VALID);
	ck_assert_uint_eq(load(&c, vf_bar(1)), ~0u);
	poke(&c, ROOT + 8, leaf(1) | 1u << 1 | GPU_VALID);
	poke(&c, leaf(1), 5 * GPU_PAGE);
	ck_assert_uint_eq(load(&c, vf_bar(1)), ~0u);
	/* Behind the end of VRAM: a page, a leaf table. */
	poke(&c, leaf(1), VRAM | GPU_VALID);
	ck_assert_uint_eq(load(&c, vf_bar(1)), ~0u);
	poke(&c, leaf(1), (VRAM - GPU_PAGE) | GPU_VALID);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0);
	set(&c, c.pf, GPU_INVALIDATE, 0);
	poke(&c, VRAM, 5 * GPU_PAGE | GPU_VALID);
	poke(&c, ROOT + 8, VRAM | 1u << 1 | GPU_VALID);
	ck_assert_uint_eq(load(&c, vf_bar(1)), ~0u);
	card_free(&c);
}
END_TEST

START_TEST(cache_is_stale_until_told)
{
	struct card c = card_new();
	struct tlp dry = request(TLP_MRD, vf_bar(2), NULL, 4);
	uint64_t vram;

	provision(&c, 1, 1, 5);
	provision(&c, 2, 1, 6);
	poke(&c, 5 * GPU_PAGE, 0x55);
	poke(&c, 7 * GPU_PAGE, 0x77);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x55);
	/* Who only asks leaves no trace. */
	dry.dry = true;
	tlp_from_cpu(c.p.w, &dry, &c.p.r);
	ck_assert(gpu_translate(c.g, fabric_vf(c.pf, 2), 0, &vram));
	poke(&c, leaf(1), 7 * GPU_PAGE | GPU_VALID);
	poke(&c, leaf(2), 7 * GPU_PAGE | GPU_VALID);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x55);
	ck_assert_uint_eq(load(&c, vf_bar(2)), 0x77);
	/* Of another VF. */
	set(&c, c.pf, GPU_INVALIDATE, 2);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x55);
	set(&c, c.pf, GPU_INVALIDATE, 1);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x77);
	/* Of all. */
	poke(&c, leaf(1), 5 * GPU_PAGE | GPU_VALID);
	set(&c, c.pf, GPU_INVALIDATE, 0);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x55);
	card_free(&c);
}
END_TEST

static enum gpu_status run(struct card *c, struct function *fn, uint64_t src, uint64_t dst,
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

START_TEST(cache_drops_the_oldest)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);
	uint64_t vram;

	provision(&c, 1, 0, 0);
	for (unsigned int i = 0; i < 66; i++)
		poke(&c, leaf(1) + 8 * i, 5 * GPU_PAGE | GPU_VALID);
	for (unsigned int i = 0; i < 65; i++)
		ck_assert_uint_eq(run(&c, vf, 0, i * GPU_PAGE, 4, GPU_FILL), GPU_DONE);
	for (unsigned int i = 0; i < 66; i++)
		poke(&c, leaf(1) + 8 * i, 0);
	ck_assert(!gpu_translate(c.g, vf, 0, &vram));
	for (unsigned int i = 1; i < 65; i++)
		ck_assert(gpu_translate(c.g, vf, i * GPU_PAGE + 1, &vram) &&
			  vram == 5 * GPU_PAGE + 1);
	ck_assert(!gpu_translate(c.g, vf, 65 * GPU_PAGE, &vram));
	card_free(&c);
}
END_TEST

/* --- engines ----------------------------------------------------------------------------- */

START_TEST(engine_copies_by_device_address)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);

	provision(&c, 1, 2, 5);
	poke(&c, 3 * GPU_PAGE + 0xffc, 0x1122334455667788ull);
	ck_assert_uint_eq(run(&c, c.pf, 3 * GPU_PAGE + 0xffc, 4 * GPU_PAGE + 0x10, 8, 0), GPU_DONE);
	ck_assert_uint_eq(peek(&c, 4 * GPU_PAGE + 0x10), 0x55667788);
	ck_assert_uint_eq(peek(&c, 4 * GPU_PAGE + 0x14), 0x11223344);
	/* A VF's engine by the VF's addresses, across its pages. */
	poke(&c, 5 * GPU_PAGE + 0x40, 0xabc);
	ck_assert_uint_eq(run(&c, vf, 0x40, GPU_PAGE + 0x80, 4, 0), GPU_DONE);
	ck_assert_uint_eq(peek(&c, 6 * GPU_PAGE + 0x80), 0xabc);
	ck_assert_uint_eq(run(&c, vf, 0x40, 2 * GPU_PAGE, 4, 0), GPU_NO_VRAM);
	ck_assert_uint_eq(run(&c, vf, 2 * GPU_PAGE, 0x40, 4, 0), GPU_NO_VRAM);
	ck_assert_uint_eq(run(&c, c.pf, VRAM, 0, 4, 0), GPU_NO_VRAM);
	ck_assert_uint_eq(run(&c, c.pf, 0, VRAM - 4, 8, GPU_FILL), GPU_NO_VRAM);
	card_free(&c);
}
END_TEST

START_TEST(engine_fills)
{
	struct card c = card_new();
	const uint64_t at = 3 * GPU_PAGE;

	poke(&c, at - 4, ~0ull);
	poke(&c, at + 0x2000 - 4, ~0ull);
	ck_assert_uint_eq(run(&c, c.pf, 0, at, 0x2000, GPU_FILL), GPU_DONE);
	ck_assert_uint_eq(peek(&c, at - 4), ~0u);
	ck_assert_uint_eq(peek(&c, at), 0);
	ck_assert_uint_eq(peek(&c, at + 0x1ffc), 0);
	ck_assert_uint_eq(peek(&c, at + 0x2000), ~0u);
	/* More pages than there are in memory. */
	poke(&c, 0, 0xffffffff00000001ull);
	ck_assert_uint_eq(run(&c, c.pf, 0, 4, (uint32_t)VRAM - 4, GPU_FILL), GPU_DONE);
	ck_assert_uint_eq(peek(&c, at + 0x2000), 0);
	ck_assert_uint_eq(peek(&c, 0), 1);
	ck_assert(!memory_any(wire_memory(c.p.w), gpu_space(c.pf), 4, VRAM - 4));
	ck_assert(memory_any(wire_memory(c.p.w), gpu_space(c.pf), 0, VRAM));
	card_free(&c);
}
END_TEST

static uint16_t seen;			/* the requester ID of the last request */

static void watch(void *ctx, struct function *src, const struct tlp *t,
		  const struct tlp_result *r)
{
	(void)ctx;
	(void)r;
	if (src)
		seen = t->requester;
}

START_TEST(engine_goes_outside)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 2);
	uint8_t d[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, back[8];

	provision(&c, 2, 1, 5);
	wire_watch(c.p.w, watch, NULL);
	memory_write(wire_memory(c.p.w), MEMORY_DRAM, 0x5ffc, d, 8);
	ck_assert_uint_eq(run(&c, vf, 0x5ffc, 0x20, 8, GPU_SRC_BUS), GPU_DONE);
	ck_assert_uint_eq(seen, rid_of(vf));
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE + 0x24), 0x08070605);
	/* To a peer's BAR, by the PF. */
	ck_assert_uint_eq(run(&c, c.pf, 5 * GPU_PAGE + 0x20, bar0(fn_of(&c.p, E)), 8,
			      GPU_DST_BUS), GPU_DONE);
	ck_assert_uint_eq(seen, rid_of(c.pf));
	wire_bar_read(c.p.w, fn_of(&c.p, E), 0, 0, back, 8);
	ck_assert_mem_eq(back, d, 8);
	/* Nobody is there; and the function may not send. */
	ck_assert_uint_eq(run(&c, vf, WINDOW + 0x3ffffff0, 0x20, 8, GPU_SRC_BUS), GPU_NO_COMPLETION);
	set_command(vf, 0);
	ck_assert_uint_eq(run(&c, vf, 0x5ffc, 0x20, 8, GPU_SRC_BUS), GPU_NO_COMPLETION);
	card_free(&c);
}
END_TEST

START_TEST(engine_is_fixed_while_busy)
{
	struct card c = card_new();

	poke(&c, GPU_PAGE, 0x77);
	set64(&c, c.pf, GPU_SRC, GPU_PAGE);
	set64(&c, c.pf, GPU_DST, 2 * GPU_PAGE);
	set(&c, c.pf, GPU_BYTES, 4);
	set(&c, c.pf, GPU_CONTROL, GPU_START);
	set64(&c, c.pf, GPU_DST, 3 * GPU_PAGE);
	set(&c, c.pf, GPU_BYTES, 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_CONTROL), 0);
	gpus_run(c.g);
	ck_assert_uint_eq(peek(&c, 2 * GPU_PAGE), 0x77);
	ck_assert_uint_eq(peek(&c, 3 * GPU_PAGE), 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_BYTES), 4);
	/* Not started again by itself. */
	poke(&c, 2 * GPU_PAGE, 0);
	gpus_run(c.g);
	ck_assert_uint_eq(peek(&c, 2 * GPU_PAGE), 0);
	card_free(&c);
}
END_TEST

START_TEST(engine_looks)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);

	provision(&c, 1, 2, 5);
	poke(&c, 6 * GPU_PAGE + 0x1ff8, 0x80ull << 56);
	ck_assert_uint_eq(run(&c, vf, GPU_PAGE, 0, 0x2000, GPU_LOOK), GPU_DONE);
	ck_assert_uint_eq(reg(&c, vf, GPU_ANY), 1);
	ck_assert_uint_eq(run(&c, vf, GPU_PAGE, 0, 0x1fff, GPU_LOOK), GPU_DONE);
	ck_assert_uint_eq(reg(&c, vf, GPU_ANY), 0);
	/* Nothing was written, and what leads nowhere is no zero. */
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE), 0);
	ck_assert_uint_eq(run(&c, c.pf, 6 * GPU_PAGE + 0x1fff, 0, 1, GPU_LOOK), GPU_DONE);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ANY), 1);
	ck_assert_uint_eq(run(&c, vf, 2 * GPU_PAGE, 0, 4, GPU_LOOK), GPU_NO_VRAM);
	/* In memory outside; a copy says nothing of what it copies. */
	ck_assert_uint_eq(run(&c, c.pf, 0x5000, 0, 4, GPU_LOOK | GPU_SRC_BUS), GPU_DONE);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ANY), 0);
	ck_assert_uint_eq(run(&c, c.pf, 6 * GPU_PAGE + 0x1ff8, 0, 8, 0), GPU_DONE);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ANY), 0);
	card_free(&c);
}
END_TEST

/* --- VFs that are held -------------------------------------------------------------------- */

static void hold(struct card *c, uint32_t vf, uint32_t on)
{
	set(c, c->pf, GPU_VF, vf);
	set(c, c->pf, GPU_HOLD, on);
}

/* Starts a copy of 4 bytes by VF 1, from 0x40 to 0x80. */
static void start(struct card *c)
{
	struct function *vf = fabric_vf(c->pf, 1);

	set64(c, vf, GPU_SRC, 0x40);
	set64(c, vf, GPU_DST, 0x80);
	set(c, vf, GPU_BYTES, 4);
	set(c, vf, GPU_CONTROL, GPU_START);
}

START_TEST(held_vf_begins_nothing)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);
	struct gpu_engine e;

	provision(&c, 1, 1, 5);
	provision(&c, 2, 1, 6);
	poke(&c, 5 * GPU_PAGE + 0x40, 0x77);
	poke(&c, 6 * GPU_PAGE + 0x40, 0x66);
	hold(&c, 1, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_HOLD), 1);
	start(&c);
	gpus_run(c.g);
	ck_assert_uint_eq(reg(&c, vf, GPU_STATUS), GPU_BUSY);
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE + 0x80), 0);
	ck_assert(gpu_engine(c.g, vf, &e) && e.held && e.status == GPU_BUSY && e.src == 0x40 &&
		  e.dst == 0x80 && e.bytes == 4 && e.control == 0);
	/* Its BAR works, and so do the engines of others. */
	ck_assert_uint_eq(load(&c, vf_bar(1) + 0x40), 0x77);
	ck_assert_uint_eq(run(&c, fabric_vf(c.pf, 2), 0x40, 0x80, 4, 0), GPU_DONE);
	ck_assert_uint_eq(run(&c, c.pf, 0, 3 * GPU_PAGE, 4, 0), GPU_DONE);
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE + 0x80), 0);
	/* Let go, it does what waited. */
	hold(&c, 1, 0);
	gpus_run(c.g);
	ck_assert_uint_eq(reg(&c, vf, GPU_STATUS), GPU_DONE);
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE + 0x80), 0x77);
	card_free(&c);
}
END_TEST

#define OF(reg) (GPU_OF_VF + (reg))

START_TEST(held_vf_is_read_and_written)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);
	struct gpu_engine e;

	provision(&c, 1, 1, 5);
	poke(&c, 5 * GPU_PAGE + 0x140, 0x77);
	start(&c);
	gpus_run(c.g);
	set(&c, c.pf, GPU_VF, 1);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_SRC)), 0x40);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_STATUS)), GPU_DONE);
	/* Not while it runs. */
	set(&c, c.pf, OF(GPU_BYTES), 8);
	set(&c, c.pf, OF(GPU_STATUS), GPU_BUSY);
	ck_assert_uint_eq(reg(&c, vf, GPU_BYTES), 4);
	ck_assert_uint_eq(reg(&c, vf, GPU_STATUS), GPU_DONE);
	hold(&c, 1, 1);
	set64(&c, c.pf, OF(GPU_SRC), 0x1200000140ull);
	ck_assert_uint_eq(reg(&c, vf, GPU_SRC + 4), 0x12);
	set64(&c, c.pf, OF(GPU_SRC), 0x140);
	set64(&c, c.pf, OF(GPU_DST), 0x180);
	set(&c, c.pf, OF(GPU_BYTES), 8);
	set(&c, c.pf, OF(GPU_CONTROL), 0xffff);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_CONTROL)),
			  GPU_SRC_BUS | GPU_DST_BUS | GPU_FILL | GPU_LOOK);
	set(&c, c.pf, OF(GPU_CONTROL), 0);
	set(&c, c.pf, OF(GPU_ANY), 3);
	set(&c, c.pf, OF(GPU_STATUS), GPU_NO_COMPLETION + 1);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_STATUS)), GPU_DONE);
	set(&c, c.pf, OF(GPU_STATUS), GPU_BUSY);
	gpus_run(c.g);
	ck_assert(gpu_engine(c.g, vf, &e) && e.src == 0x140 && e.dst == 0x180 && e.bytes == 8 &&
		  e.status == GPU_BUSY && e.any);
	hold(&c, 1, 0);
	gpus_run(c.g);
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE + 0x180), 0x77);
	ck_assert_uint_eq(reg(&c, vf, GPU_ANY), 0);
	/* A VF has none of these registers, and there is no VF 0 nor 40. */
	set(&c, vf, GPU_VF, 2);
	set(&c, vf, GPU_HOLD, 1);
	ck_assert_uint_eq(reg(&c, vf, GPU_VF), 0);
	ck_assert_uint_eq(reg(&c, vf, GPU_HOLD), 0);
	ck_assert_uint_eq(reg(&c, vf, OF(GPU_BYTES)), 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_VF), 1);
	hold(&c, 0, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_HOLD), 0);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_BYTES)), 0);
	hold(&c, 40, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_HOLD), 0);
	card_free(&c);
}
END_TEST

/* --- resets ------------------------------------------------------------------------------ */

static void flr(struct function *fn)
{
	cfg_set(fn, fn->cap[CAP_PCIE] + EXP_DEVCTL, 2, DEVCTL_FLR);
}

START_TEST(flr_of_pf)
{
	struct card c = card_new();
	uint64_t vram;

	provision(&c, 1, 1, 5);
	poke(&c, 5 * GPU_PAGE, 0x55);
	set64(&c, c.pf, GPU_WINDOW, GPU_PAGE);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x55);
	set(&c, c.pf, GPU_BYTES, 4);
	set(&c, c.pf, GPU_CONTROL, GPU_START);
	flr(c.pf);
	cfg_set(c.pf, R_BAR0, 4, (uint32_t)(WINDOW + PF * 0x100000ull));
	set_command(c.pf, CMD_MEM | CMD_MASTER);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_WINDOW), 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ROOT), 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_STATUS), GPU_IDLE);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_BYTES), 0);
	/* VRAM is as it was, and the tables in it: the register brings them back. */
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE), 0x55);
	cfg_set(c.pf, c.pf->cap[CAP_SRIOV] + IOV_NUM_VFS, 2, 2);
	cfg_set(c.pf, c.pf->cap[CAP_SRIOV] + IOV_CTRL, 2, IOV_CTRL_VFE | IOV_CTRL_MSE);
	ck_assert(!gpu_translate(c.g, fabric_vf(c.pf, 1), 0, &vram));
	set64(&c, c.pf, GPU_ROOT, ROOT | GPU_VALID);
	ck_assert(gpu_translate(c.g, fabric_vf(c.pf, 1), 0, &vram));
	card_free(&c);
}
END_TEST

START_TEST(flr_of_vf)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1), *other = fabric_vf(c.pf, 2);

	provision(&c, 1, 1, 5);
	poke(&c, 5 * GPU_PAGE, 0x55);
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x55);
	poke(&c, leaf(1), 0);
	set(&c, vf, GPU_BYTES, 4);
	set(&c, other, GPU_BYTES, 8);
	set(&c, vf, GPU_CONTROL, GPU_START | GPU_FILL);
	flr(vf);
	set_command(vf, CMD_MASTER);
	ck_assert_uint_eq(reg(&c, vf, GPU_STATUS), GPU_IDLE);
	ck_assert_uint_eq(reg(&c, vf, GPU_BYTES), 0);
	ck_assert_uint_eq(reg(&c, other, GPU_BYTES), 8);
	gpus_run(c.g);
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE), 0x55);
	/* Its translation is the PF's business. */
	ck_assert_uint_eq(reg(&c, c.pf, GPU_ROOT), (uint32_t)(ROOT | GPU_VALID));
	ck_assert_uint_eq(load(&c, vf_bar(1)), 0x55);
	card_free(&c);
}
END_TEST

struct reached {
	unsigned int n;
	struct gpu_reach r[8];
};

static void note(void *ctx, const struct gpu_reach *r)
{
	struct reached *all = ctx;

	ck_assert_uint_lt(all->n, 8);
	all->r[all->n++] = *r;
}

/* A PF learns which of its VFs had an FLR, until it says that it knows. */
START_TEST(flrs_are_told)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 2);

	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 0);
	gpus_event(c.g, FABRIC_FLR, vf);
	gpus_event(c.g, FABRIC_FLR, fabric_vf(c.pf, 1));
	/* Others are no FLR of a VF. */
	gpus_event(c.g, FABRIC_VF_ENABLE, c.pf);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 1);
	ck_assert_uint_eq(reg(&c, vf, GPU_FLR), 0);
	set(&c, vf, GPU_FLR, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 1);
	set(&c, c.pf, GPU_FLR, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 2);
	set(&c, c.pf, GPU_FLR, 0x10000);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 2);
	set(&c, c.pf, GPU_FLR, 2);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 0);
	gpus_event(c.g, FABRIC_HOT_RESET, vf);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 0);
	gpus_event(c.g, FABRIC_FLR, vf);
	gpus_event(c.g, FABRIC_FLR, c.pf);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_FLR), 0);
	card_free(&c);
}
END_TEST

static void message_came(void *ctx, uint32_t data)
{
	uint32_t *came = ctx;

	came[0]++;
	came[1] = data;
}

static void msi_on(struct card *c, uint16_t data)
{
	const uint16_t at = c->pf->cap[CAP_MSI];

	cfg_set(c->pf, at + 4, 4, 0xfee00000);
	cfg_set(c->pf, at + 12, 2, data);
	cfg_set(c->pf, at + 2, 2, 1);
}

/* The message of vector 0, once for an FLR, and not while the vector is off. */
START_TEST(flr_sends_a_message)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);
	uint32_t came[2] = { 0 };

	gpus_listen(c.g, message_came, came);
	gpus_event(c.g, FABRIC_FLR, vf);
	gpus_run(c.g);
	ck_assert_uint_eq(came[0], 0);
	msi_on(&c, 0x1234);
	gpus_run(c.g);
	ck_assert_uint_eq(came[0], 0);
	gpus_event(c.g, FABRIC_FLR, vf);
	ck_assert_uint_eq(came[0], 0);
	gpus_run(c.g);
	gpus_run(c.g);
	ck_assert_uint_eq(came[0], 1);
	ck_assert_uint_eq(came[1], 0x1234);
	gpus_listen(c.g, NULL, NULL);
	gpus_event(c.g, FABRIC_FLR, vf);
	gpus_run(c.g);
	gpus_listen(NULL, message_came, came);
	card_free(&c);
}
END_TEST

START_TEST(resets_let_go)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);
	const uint32_t ctrl = c.pf->cap[CAP_SRIOV] + IOV_CTRL;
	struct gpu_engine e;

	provision(&c, 1, 1, 5);
	hold(&c, 2, 1);
	hold(&c, 1, 1);
	start(&c);
	flr(vf);
	ck_assert(gpu_engine(c.g, vf, &e) && !e.held && e.status == GPU_IDLE && !e.bytes);
	ck_assert(gpu_engine(c.g, fabric_vf(c.pf, 2), &e) && e.held);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_VF), 1);
	cfg_set(c.pf, ctrl, 2, 0);
	cfg_set(c.pf, ctrl, 2, IOV_CTRL_VFE | IOV_CTRL_MSE);
	ck_assert(gpu_engine(c.g, fabric_vf(c.pf, 2), &e) && !e.held);
	ck_assert(!gpu_engine(c.g, fn_of(&c.p, E), &e));
	flr(c.pf);
	cfg_set(c.pf, R_BAR0, 4, (uint32_t)(WINDOW + PF * 0x100000ull));
	set_command(c.pf, CMD_MEM | CMD_MASTER);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_VF), 0);
	card_free(&c);
}
END_TEST

START_TEST(who_reaches_what)
{
	struct card c = card_new();
	struct reached all = { .n = 0 };
	uint16_t ctrl = c.pf->cap[CAP_SRIOV] + IOV_CTRL;

	provision(&c, 1, 2, 5);
	provision(&c, 2, 1, 4);
	load(&c, vf_bar(1) + GPU_PAGE);
	poke(&c, leaf(1) + 8, 0);
	gpu_each_reached(c.g, c.pf, note, &all);
	ck_assert_uint_eq(all.n, 3);
	ck_assert(all.r[0].vf == 1 && !all.r[0].cached && all.r[0].address == 0 &&
		  all.r[0].vram == 5 * GPU_PAGE);
	ck_assert(all.r[1].vf == 1 && all.r[1].cached && all.r[1].address == GPU_PAGE &&
		  all.r[1].vram == 6 * GPU_PAGE);
	ck_assert(all.r[2].vf == 2 && all.r[2].vram == 4 * GPU_PAGE);
	/* Also behind the end of its table, from the cache. */
	poke(&c, ROOT + 8, 0);
	all.n = 0;
	gpu_each_reached(c.g, c.pf, note, &all);
	ck_assert_uint_eq(all.n, 2);
	ck_assert(all.r[0].cached && all.r[0].vram == 6 * GPU_PAGE);
	/* The end of VFs stops engines; what is cached stays for those that come. */
	set(&c, fabric_vf(c.pf, 1), GPU_BYTES, 4);
	cfg_set(c.pf, ctrl, 2, 0);
	all.n = 0;
	gpu_each_reached(c.g, c.pf, note, &all);
	ck_assert_uint_eq(all.n, 0);
	cfg_set(c.pf, ctrl, 2, IOV_CTRL_VFE | IOV_CTRL_MSE);
	gpu_each_reached(c.g, c.pf, note, &all);
	ck_assert_uint_eq(all.n, 2);
	ck_assert_uint_eq(reg(&c, fabric_vf(c.pf, 1), GPU_BYTES), 0);
	ck_assert(gpu_is(c.g, c.pf) && gpu_is(c.g, fabric_vf(c.pf, 2)) &&
		  !gpu_is(c.g, fn_of(&c.p, E)));
	card_free(&c);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("gpu");
	TCase *t = tcase_create("gpu");
	SRunner *r;
	int failed;

	tcase_add_test(t, registers_of_pf);
	tcase_add_test(t, registers_of_vf);
	tcase_add_test(t, window_moves);
	tcase_add_test(t, vf_reaches_its_pages);
	tcase_add_test(t, entries_that_are_not_valid);
	tcase_add_test(t, cache_is_stale_until_told);
	tcase_add_test(t, cache_drops_the_oldest);
	tcase_add_test(t, engine_copies_by_device_address);
	tcase_add_test(t, engine_fills);
	tcase_add_test(t, engine_goes_outside);
	tcase_add_test(t, engine_is_fixed_while_busy);
	tcase_add_test(t, engine_looks);
	tcase_add_test(t, held_vf_begins_nothing);
	tcase_add_test(t, held_vf_is_read_and_written);
	tcase_add_test(t, resets_let_go);
	tcase_add_test(t, flr_of_pf);
	tcase_add_test(t, flr_of_vf);
	tcase_add_test(t, flrs_are_told);
	tcase_add_test(t, flr_sends_a_message);
	tcase_add_test(t, who_reaches_what);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
