// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_msi.c - messages of interrupt vectors: what enables and masks do, what
 * is sent, what a reset leaves; and how long resets last.
 */
#include "model/wire/msi.h"
#include "wire_util.h"

#define VECTORS 8u
#define DOORBELL 0xfee00000ull

static struct park new_park(void)
{
	static const struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE };
	struct park p;

	park_describe(&p, &o);
	fn_at(&p.m, A)->msi_vectors = VECTORS;
	fn_at(&p.m, B)->msix_vectors = VECTORS;
	fn_at(&p.m, PF)->msix_vectors = 1;
	fn_at(&p.m, PF)->sriov.vf_msix = true;
	park_build(&p);
	return p;
}

static void set_msi(struct function *fn, uint16_t ctl, uint64_t address, uint16_t data)
{
	uint16_t at = fn->cap[CAP_MSI];

	cfg_set(fn, at + 4, 4, (uint32_t)address);
	cfg_set(fn, at + 8, 4, (uint32_t)(address >> 32));
	cfg_set(fn, at + 12, 2, data);
	cfg_set(fn, at + 2, 2, ctl);
}

START_TEST(msi_off)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A);
	struct msi_message m;

	set_msi(a, 0, DOORBELL, 0x40);
	ck_assert(!msi_send(p.w, a, 0, &m, &p.r));
	/* Neither capability. */
	ck_assert(!msi_send(p.w, fn_of(&p, C), 0, &m, &p.r));
	park_free(&p);
}
END_TEST

/* Software gives 2^n vectors; the function fills in so many low bits. */
START_TEST(msi_vectors)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A);
	struct msi_message m;

	set_msi(a, 0x0001, 0x123456780ull, 0xabcf);
	ck_assert(msi_send(p.w, a, 0, &m, &p.r));
	ck_assert_uint_eq(m.address, 0x123456780ull);
	ck_assert_uint_eq(m.data, 0xabcf);
	ck_assert(!msi_send(p.w, a, 1, &m, &p.r));
	set_msi(a, 0x0021, DOORBELL, 0xabcf);
	ck_assert(msi_send(p.w, a, 3, &m, &p.r));
	ck_assert_uint_eq(m.address, DOORBELL);
	ck_assert_uint_eq(m.data, 0xabcc | 3);
	ck_assert(!msi_send(p.w, a, 4, &m, &p.r));
	/* Reserved encodings give no vector. */
	set_msi(a, 0x0061, DOORBELL, 0);
	ck_assert(!msi_send(p.w, a, 0, &m, &p.r));
	park_free(&p);
}
END_TEST

START_TEST(msi_masked)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A);
	struct msi_message m;

	set_msi(a, 0x0031, DOORBELL, 0x40);
	cfg_set(a, a->cap[CAP_MSI] + 16, 4, 1u << 5);
	ck_assert(msi_send(p.w, a, 4, &m, &p.r));
	ck_assert(!msi_send(p.w, a, 5, &m, &p.r));
	ck_assert(msi_send(p.w, a, 6, &m, &p.r));
	park_free(&p);
}
END_TEST

/* Without a 64-bit address data and masks stand four bytes lower. */
START_TEST(msi_of_32_bits)
{
	struct park p = new_park();
	struct function *a = fn_of(&p, A);
	uint8_t *cap = a->cfg + a->cap[CAP_MSI];
	struct msi_message m;

	put16(cap + 2, 0x0101);
	put32(cap + 4, (uint32_t)DOORBELL);
	put32(cap + 8, 0x77);
	put32(cap + 12, 0);
	ck_assert(msi_send(p.w, a, 0, &m, &p.r));
	ck_assert_uint_eq(m.address, DOORBELL);
	ck_assert_uint_eq(m.data, 0x77);
	put32(cap + 12, 1);
	ck_assert(!msi_send(p.w, a, 0, &m, &p.r));
	park_free(&p);
}
END_TEST

static uint64_t entry_at(const struct function *fn, unsigned int n, uint64_t *space)
{
	uint32_t table = cap32(fn, CAP_MSIX, 4);

	*space = memory_bar_space(fn->index, fn->vf, table & 7);
	return (table & ~7u) + 16 * n;
}

static void set_entry(struct park *p, const struct function *fn, unsigned int n,
		      uint64_t address, uint32_t data, uint32_t control)
{
	uint8_t e[16];
	uint64_t space, at = entry_at(fn, n, &space);

	put32(e, (uint32_t)address);
	put32(e + 4, (uint32_t)(address >> 32));
	put32(e + 8, data);
	put32(e + 12, control);
	memory_write(wire_memory(p->w), space, at, e, sizeof(e));
}

static uint32_t control_of(struct park *p, const struct function *fn, unsigned int n)
{
	uint8_t e[16];
	uint64_t space, at = entry_at(fn, n, &space);

	memory_read(wire_memory(p->w), space, at, e, sizeof(e));
	return get32(e + 12);
}

START_TEST(msix_vectors)
{
	struct park p = new_park();
	struct function *b = fn_of(&p, B);
	uint16_t ctl = b->cap[CAP_MSIX] + 2;
	struct msi_message m;

	set_entry(&p, b, 7, 0x123456780ull, 0x11223344, 0);
	set_entry(&p, b, 6, DOORBELL, 0x66, 1);
	ck_assert(!msi_send(p.w, b, 7, &m, &p.r));
	cfg_set(b, ctl, 2, 0x8000);
	ck_assert(msi_send(p.w, b, 7, &m, &p.r));
	ck_assert_uint_eq(m.address, 0x123456780ull);
	ck_assert_uint_eq(m.data, 0x11223344);
	ck_assert(!msi_send(p.w, b, 6, &m, &p.r));
	/* Behind the table's end there is memory, but no entry. */
	set_entry(&p, b, 8, DOORBELL, 0x88, 0);
	ck_assert(!msi_send(p.w, b, 8, &m, &p.r));
	cfg_set(b, ctl, 2, 0xc000);
	ck_assert(!msi_send(p.w, b, 7, &m, &p.r));
	park_free(&p);
}
END_TEST

START_TEST(vfs_have_tables_of_their_own)
{
	struct park p = new_park();
	struct function *one = fabric_vf(fn_of(&p, PF), 1);
	struct function *two = fabric_vf(fn_of(&p, PF), 2);
	struct msi_message m;

	set_entry(&p, one, 0, DOORBELL, 1, 0);
	set_entry(&p, two, 0, DOORBELL, 2, 0);
	cfg_set(one, one->cap[CAP_MSIX] + 2, 2, 0x8000);
	cfg_set(two, two->cap[CAP_MSIX] + 2, 2, 0x8000);
	ck_assert(msi_send(p.w, one, 0, &m, &p.r));
	ck_assert_uint_eq(m.data, 1);
	ck_assert(msi_send(p.w, two, 0, &m, &p.r));
	ck_assert_uint_eq(m.data, 2);
	park_free(&p);
}
END_TEST

START_TEST(a_message_is_a_memory_write)
{
	struct park p = new_park();
	struct function *b = fn_of(&p, B);
	struct msi_message m;
	uint8_t got[4];

	set_entry(&p, b, 0, DOORBELL + 0x10, 0x55, 0);
	set_entry(&p, b, 1, 0x4000, 0x01020304, 0);
	cfg_set(b, b->cap[CAP_MSIX] + 2, 2, 0x8000);
	ck_assert(msi_send(p.w, b, 0, &m, &p.r));
	ck_assert_uint_eq(m.data, 0x55);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_MSI);
	ck_assert_uint_eq(p.r.landing.offset, DOORBELL + 0x10);
	/* To an address that is no doorbell it is any other write. */
	ck_assert(msi_send(p.w, b, 1, &m, &p.r));
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_DRAM);
	memory_read(wire_memory(p.w), MEMORY_DRAM, 0x4000, got, sizeof(got));
	ck_assert_uint_eq(get32(got), 0x01020304);
	/* Bus Master Enable governs messages, too (7.5.1.1.3). */
	set_command(b, CMD_MEM);
	ck_assert(msi_send(p.w, b, 0, &m, &p.r));
	ck_assert_uint_eq(p.r.status, TLP_NOT_SENT);
	park_free(&p);
}
END_TEST

START_TEST(reset_masks_the_table)
{
	struct park p = new_park();
	struct function *b = fn_of(&p, B);

	for (unsigned int n = 0; n <= VECTORS; n++)
		set_entry(&p, b, n, DOORBELL, n, 0);
	wire_set_in_reset(p.w, b, true);
	for (unsigned int n = 0; n < VECTORS; n++)
		ck_assert_uint_eq(control_of(&p, b, n), 1);
	ck_assert_uint_eq(control_of(&p, b, VECTORS), 0);
	/* A PF's reset is its VFs', too. */
	set_entry(&p, fabric_vf(fn_of(&p, PF), 2), 0, DOORBELL, 2, 0);
	wire_set_in_reset(p.w, fn_of(&p, PF), true);
	ck_assert_uint_eq(control_of(&p, fn_of(&p, PF), 0), 1);
	ck_assert_uint_eq(control_of(&p, fabric_vf(fn_of(&p, PF), 2), 0), 1);
	/* A function without a table has nothing to mask. */
	wire_set_in_reset(p.w, fn_of(&p, A), true);
	park_free(&p);
}
END_TEST

#define MS 1000000000ull

START_TEST(resets_take_time)
{
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_FLR), 100 * MS);
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_HOT_RESET), 100 * MS);
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_POWER_RESET), 10 * MS);
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_POWER_STATE), 0);
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_VF_ENABLE), 0);
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_VF_DISABLE), 0);
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_DECODE), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("msi");
	TCase *c = tcase_create("messages"), *t = tcase_create("resets");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, msi_off);
	tcase_add_test(c, msi_vectors);
	tcase_add_test(c, msi_masked);
	tcase_add_test(c, msi_of_32_bits);
	tcase_add_test(c, msix_vectors);
	tcase_add_test(c, vfs_have_tables_of_their_own);
	tcase_add_test(c, a_message_is_a_memory_write);
	tcase_add_test(t, reset_masks_the_table);
	tcase_add_test(t, resets_take_time);
	suite_add_tcase(s, c);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
