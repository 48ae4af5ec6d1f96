// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_laws_vram.c - laws provisioning and migration on facts made up for them.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "sim/laws/law.h"

static struct verdict v;

static void setup(void)
{
	verdict_init(&v);
}

static void teardown(void)
{
	verdict_free(&v);
}

static struct check *judge(void)
{
	const struct law *law = v.nmigrations ? &law_migration : &law_provisioning;
	struct check *c = verdict_add_check(&v);

	ck_assert(law->applies(&v));
	law->judge(&v, c);
	return c;
}

static void passes(void)
{
	const struct check *c = judge();

	ck_assert_msg(c->status == VERDICT_PASS, "%s", c->ndiag ? c->diag[0] : "");
}

/* One of its lines is, or begins with, @text. */
static void fails(const char *text)
{
	const struct check *c = judge();
	bool said = false;

	ck_assert_int_eq(c->status, VERDICT_FAIL);
	for (uint32_t i = 0; i < c->ndiag; i++)
		said |= !strncmp(c->diag[i], text, strlen(text));
	ck_assert_msg(said, "not said: %s", text);
}

#define M (1ull << 20)

static struct proof_vram *vram(uint32_t look, uint32_t kind, uint32_t vf, uint64_t at,
			       uint64_t where, uint64_t bytes)
{
	struct proof_vram *f = verdict_add_vram(&v);

	strcpy(f->gpu, "gpu");
	f->look = look;
	f->kind = kind;
	f->vf = vf;
	f->at = at;
	f->vram = where;
	f->bytes = bytes;
	return f;
}

/* Two VFs are enabled; VF 1 has 4M at 8M in two pieces, and reaches them. */
static void shared(uint32_t look)
{
	vram(look, PROOF_VRAM_ENABLED, 2, 0, 0, 0);
	vram(look, PROOF_VRAM_CLAIM, 0, 0, 0, 2 * M);
	vram(look, PROOF_VRAM_CLAIM, 1, 0, 8 * M, 2 * M);
	vram(look, PROOF_VRAM_CLAIM, 1, 2 * M, 10 * M, 2 * M);
	vram(look, PROOF_VRAM_REACH, 1, 0, 8 * M, 4 * M);
}

START_TEST(vram_shared)
{
	struct proof_vram *w;

	shared(1);
	w = vram(2, PROOF_VRAM_WAY, 0, 0, 9 * M, 0);
	w->by_bar = 9 * M;
	shared(3);
	passes();
}
END_TEST

START_TEST(vram_that_was_not_given)
{
	shared(1);
	vram(1, PROOF_VRAM_REACH, 2, 2 * M, 12 * M, 2 * M)->cached = true;
	fails("gpu/vf2: its VRAM at 0x200000 leads to 0xc00000 of gpu, which was not given to it there, by a translation that the device has cached");
}
END_TEST

START_TEST(vram_at_another_place)
{
	shared(1);
	vram(1, PROOF_VRAM_REACH, 1, 4 * M, 10 * M, 2 * M);
	fails("gpu/vf1: its VRAM at 0x400000 leads to 0xa00000 of gpu, which was not given to it there");
}
END_TEST

/* What another look says does not count. */
START_TEST(vram_that_was_taken)
{
	shared(1);
	vram(2, PROOF_VRAM_ENABLED, 2, 0, 0, 0);
	vram(2, PROOF_VRAM_REACH, 1, 0, 8 * M, 2 * M);
	fails("gpu/vf1: its VRAM at 0x0 leads to 0x800000 of gpu");
}
END_TEST

START_TEST(vram_that_is_not_reached)
{
	shared(1);
	vram(1, PROOF_VRAM_CLAIM, 2, 0, 12 * M, 2 * M);
	fails("gpu/vf2: VRAM at 0xc00000 of gpu was given to it, and its VRAM at 0x0 does not lead there");
}
END_TEST

/* There is no such VF yet. */
START_TEST(vram_for_later)
{
	shared(1);
	vram(1, PROOF_VRAM_CLAIM, 3, 0, 12 * M, 2 * M);
	passes();
}
END_TEST

START_TEST(vram_given_twice)
{
	shared(1);
	vram(1, PROOF_VRAM_CLAIM, 3, 0, 10 * M, 4 * M);
	fails("gpu: VRAM at 0xa00000 was given to vf3, while vf1 had it");
}
END_TEST

START_TEST(vram_that_was_not_cleared)
{
	shared(1);
	v.vrams[4].dirty = true;
	fails("gpu/vf1: VRAM at 0x800000 of gpu was given to it, and bytes of before are in it");
}
END_TEST

START_TEST(vram_by_another_way)
{
	struct proof_vram *w = vram(1, PROOF_VRAM_WAY, 0, 0x1000, 9 * M, 0);

	strcpy(w->name, "m");
	w->by_bar = 11 * M;
	fails("m: byte 0x1000 of the buffer is taken for VRAM at 0x900000 of gpu, and is at 0xb00000");
	w->nowhere = true;
	fails("m: byte 0x1000 of the buffer is taken for VRAM at 0x900000 of gpu, and the BAR leads nowhere there");
}
END_TEST

/* What moves and what a VF has after its FLR; facts that say that all is well are quiet. */
START_TEST(vram_that_moved)
{
	struct proof_vram *w = vram(1, PROOF_VRAM_MOVED, 0, 128 * M, 2 * M, 0);

	strcpy(w->name, "buf");
	passes();
	w->dirty = true;
	fails("buf: it was moved from VRAM at 0x8000000 of gpu to 0x200000, and its bytes are not there");
}
END_TEST

START_TEST(vram_after_an_flr)
{
	struct proof_vram *w = vram(1, PROOF_VRAM_KEPT, 2, 2 * M, 6 * M, 0);

	passes();
	w->dirty = true;
	fails("gpu/vf2: after a function level reset its VRAM at 0x200000, 0x600000 of gpu, still has bytes of before");
}
END_TEST

static struct proof_migration *migration(uint32_t kind, uint32_t state, uint32_t held)
{
	struct proof_migration *f = verdict_add_migration(&v);

	*f = (struct proof_migration){ .kind = kind, .state = state, .held = held, .at = UINT64_MAX,
				       .whole = true, .name = "new/vf1", .from = "old/vf1" };
	return f;
}

START_TEST(migration_states)
{
	static const uint32_t runs[] = { HP_MIG_RUNNING, HP_MIG_PRE_COPY };
	static const uint32_t held[] = { HP_MIG_STOP, HP_MIG_STOP_COPY, HP_MIG_RESUMING,
					 HP_MIG_RUNNING_P2P, HP_MIG_PRE_COPY_P2P };

	for (uint32_t i = 0; i < 2; i++)
		migration(PROOF_MIGRATION_STATE, runs[i], 0);
	for (uint32_t i = 0; i < 5; i++)
		migration(PROOF_MIGRATION_STATE, held[i], 1);
	/* A device that failed may be anything. */
	migration(PROOF_MIGRATION_STATE, HP_MIG_ERROR, 0);
	migration(PROOF_MIGRATION_STATE, HP_MIG_ERROR, 1);
	passes();
	for (uint32_t i = 0; i < 7; i++) {
		v.migrations[i].held ^= 1;
		fails(i < 2 ? "new/vf1: VFIO says that it runs, and its engine is held" :
			      "new/vf1: VFIO says that it is stopped, and its engine is not held");
		v.migrations[i].held ^= 1;
	}
}
END_TEST

START_TEST(migration_restored)
{
	struct proof_migration *f = migration(PROOF_MIGRATION_RESTORED, HP_MIG_STOP, 1);

	passes();
	f->engine_differs = true;
	fails("new/vf1: its engine's registers are not those of old/vf1 when it was saved");
	f->at = 0;
	fails("new/vf1: its VRAM at 0x0 is not what old/vf1 had when it was saved");
	f->whole = false;
	fails("new/vf1: VFIO took for its whole state a stream that was cut, changed or mixed");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("laws_vram");
	TCase *t = tcase_create("facts");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, vram_shared);
	tcase_add_test(t, vram_that_was_not_given);
	tcase_add_test(t, vram_at_another_place);
	tcase_add_test(t, vram_that_was_taken);
	tcase_add_test(t, vram_that_is_not_reached);
	tcase_add_test(t, vram_for_later);
	tcase_add_test(t, vram_given_twice);
	tcase_add_test(t, vram_that_was_not_cleared);
	tcase_add_test(t, vram_by_another_way);
	tcase_add_test(t, vram_that_moved);
	tcase_add_test(t, vram_after_an_flr);
	tcase_add_test(t, migration_states);
	tcase_add_test(t, migration_restored);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
