// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_gpu.c - a GPU's VRAM: registers, the PF's window, the translation of VFs and its
 * cache, engines, and what resets do to each.
 */
#include "gpu_util.h"

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

/* Its pages lie apart: a copy goes on where the next one is, at either end. */
START_TEST(engine_crosses_pages)
{
	struct card c = card_new();
	struct function *vf = fabric_vf(c.pf, 1);

	provision(&c, 1, 1, 5);
	poke(&c, leaf(1) + 8, 3 * GPU_PAGE | GPU_VALID);
	poke(&c, 6 * GPU_PAGE - 8, 0x1122334400000000ull);
	poke(&c, 3 * GPU_PAGE, 0x55667788);
	poke(&c, 6 * GPU_PAGE, 0x99);
	ck_assert_uint_eq(run(&c, vf, GPU_PAGE - 4, 0x100, 8, 0), GPU_DONE);
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE + 0x100), 0x11223344);
	ck_assert_uint_eq(peek(&c, 5 * GPU_PAGE + 0x104), 0x55667788);
	ck_assert_uint_eq(run(&c, vf, 0x100, GPU_PAGE - 4, 8, 0), GPU_DONE);
	ck_assert_uint_eq(peek(&c, 6 * GPU_PAGE - 4), 0x11223344);
	ck_assert_uint_eq(peek(&c, 3 * GPU_PAGE), 0x55667788);
	ck_assert_uint_eq(run(&c, vf, 0, GPU_PAGE - 4, 8, GPU_FILL), GPU_DONE);
	ck_assert_uint_eq(peek(&c, 6 * GPU_PAGE - 4), 0);
	ck_assert_uint_eq(peek(&c, 3 * GPU_PAGE), 0);
	ck_assert_uint_eq(peek(&c, 6 * GPU_PAGE), 0x99);
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

/* --- resets ------------------------------------------------------------------------------ */

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
	tcase_add_test(t, engine_crosses_pages);
	tcase_add_test(t, engine_fills);
	tcase_add_test(t, engine_goes_outside);
	tcase_add_test(t, engine_is_fixed_while_busy);
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
