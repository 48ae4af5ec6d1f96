// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_gpu_held.c - a GPU whose VFs are migrated: VFs that are held, whose engines the PF reads
 * and writes, and engines that look.
 */
#include "gpu_util.h"

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
	ck_assert_uint_eq(run(&c, vf, GPU_PAGE + 0x1fff, 0, 5, GPU_LOOK), GPU_DONE);
	ck_assert_uint_eq(reg(&c, vf, GPU_ANY), 1);
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
	set(&c, c.pf, OF(GPU_ANY), 2);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_ANY)), 0);
	set(&c, c.pf, OF(GPU_ANY), 3);
	set(&c, c.pf, OF(GPU_STATUS), GPU_NO_COMPLETION);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_STATUS)), GPU_NO_COMPLETION);
	ck_assert_uint_eq(reg(&c, vf, GPU_HOLD), 0);
	set(&c, c.pf, OF(GPU_STATUS), GPU_DONE);
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
	/* A VF has none of these registers, and there is no VF 0, 3 nor 40. */
	set(&c, vf, GPU_VF, 2);
	set(&c, vf, GPU_HOLD, 1);
	ck_assert_uint_eq(reg(&c, vf, GPU_VF), 0);
	ck_assert_uint_eq(reg(&c, vf, GPU_HOLD), 0);
	ck_assert_uint_eq(reg(&c, vf, OF(GPU_BYTES)), 0);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_VF), 1);
	hold(&c, 0, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_HOLD), 0);
	ck_assert_uint_eq(reg(&c, c.pf, OF(GPU_BYTES)), 0);
	hold(&c, 3, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_HOLD), 0);
	hold(&c, 40, 1);
	ck_assert_uint_eq(reg(&c, c.pf, GPU_HOLD), 0);
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

int main(void)
{
	Suite *s = suite_create("gpu_held");
	TCase *t = tcase_create("gpu_held");
	SRunner *r;
	int failed;

	tcase_add_test(t, engine_looks);
	tcase_add_test(t, held_vf_begins_nothing);
	tcase_add_test(t, held_vf_is_read_and_written);
	tcase_add_test(t, resets_let_go);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
