// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_coherent.c - memory of a device that CPUs reach by no BAR: its parts, who reaches
 * it, and when it answers.
 */
#include "model/spec/coherent.h"
#include "model/wire/memory.h"
#include "wire_util.h"

#define BASE 0x400000000000ull
#define SIZE (3ull << 30)
#define MIB (1ull << 20)

#define send(p, from, t) tlp_send((p)->w, fn_of(p, from), t, &(p)->r)

static struct park park_with(struct spec_coherent c)
{
	static const struct park_options refuses = { .rc_p2p = SPEC_RC_REFUSE };
	struct park p;

	park_describe(&p, &refuses);
	c.stated = true;
	c.base = BASE;
	fn_at(&p.m, E)->coherent = c;
	fn_at(&p.m, E)->bar[0].size_bytes = 256 << 10;
	park_build(&p);
	return p;
}

static uint32_t cpu_reads(struct park *p, uint64_t at)
{
	uint32_t v = 0;
	struct tlp t = { .type = TLP_MRD, .address = at, .bytes = 4, .data = &v };

	tlp_from_cpu(p->w, &t, &p->r);
	return v;
}

static void cpu_writes(struct park *p, uint64_t at, uint32_t v)
{
	struct tlp t = { .type = TLP_MWR, .address = at, .bytes = 4, .data = &v };

	tlp_from_cpu(p->w, &t, &p->r);
}

static void region_is(struct spec_coherent c, unsigned int region, uint64_t offset,
		      uint64_t bytes)
{
	struct spec_function f = { .coherent = c };
	uint64_t at = 0, n = 0;

	ck_assert(coherent_region(&f, region, &at, &n) == !!bytes);
	ck_assert_uint_eq(at, offset);
	ck_assert_uint_eq(n, bytes);
}

START_TEST(parts_of_it)
{
	struct spec_coherent c = { .stated = true, .size_bytes = SIZE };
	struct spec_function none = { 0 };
	uint64_t at, n;

	region_is(c, 4, 0, 2048 * MIB);
	region_is(c, 2, 2048 * MIB, 1024 * MIB);
	region_is(c, 0, 0, 0 * MIB);
	c.size_bytes = 2816 * MIB;	/* 1792 MiB remain, and 1536 are whole blocks */
	region_is(c, 4, 0, 1536 * MIB);
	region_is(c, 2, 1536 * MIB, 1280 * MIB);
	c.size_bytes = 1536 * MIB;
	region_is(c, 4, 0, 512 * MIB);
	c.size_bytes = 1536 * MIB - 4096;	/* less than a block remains */
	region_is(c, 4, 0, 0);
	c.size_bytes = 1024 * MIB - 4096;
	region_is(c, 2, 0, 0);
	c.whole = true;
	region_is(c, 4, 0, 1024 * MIB - 4096);
	ck_assert(!coherent_region(&none, 4, &at, &n));
}
END_TEST

START_TEST(cpus_and_devices_reach_it)
{
	struct park p = park_with((struct spec_coherent){ .size_bytes = SIZE });
	uint32_t v = 0x1234, got = 0;
	struct tlp t = request(TLP_MWR, BASE + 0x2000, &v, 4);

	cpu_writes(&p, BASE + 0x1000, 0xabcd);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_COHERENT);
	ck_assert_ptr_eq(p.r.landing.fn, fn_of(&p, E));
	ck_assert_uint_eq(p.r.landing.offset, 0x1000);
	ck_assert_uint_eq(cpu_reads(&p, BASE + 0x1000), 0xabcd);
	ck_assert_uint_gt(p.r.latency_ps, 0);
	/* That the root complex refuses peers does not matter. */
	send(&p, A, &t);
	ck_assert_msg(p.r.status == TLP_OK, "%s", story(&p.r));
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_COHERENT);
	memory_read(wire_memory(p.w), memory_coherent_space(E), 0x2000, &got, 4);
	ck_assert_uint_eq(got, 0x1234);
	/* It ends where it ends. */
	cpu_writes(&p, BASE + SIZE - 4, 1);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	cpu_reads(&p, BASE + SIZE);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	cpu_reads(&p, BASE - 4);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	park_free(&p);
}
END_TEST

START_TEST(with_decoding_off_it_reads_ones)
{
	struct park p = park_with((struct spec_coherent){ .size_bytes = SIZE });

	cpu_writes(&p, BASE, 0xabcd);
	set_command(fn_of(&p, E), CMD_MASTER);
	ck_assert_uint_eq(cpu_reads(&p, BASE), 0xffffffff);
	ck_assert_uint_eq(p.r.reason, TLP_R_COHERENT_CLOSED);
	cpu_writes(&p, BASE, 1);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_NOWHERE);
	set_command(fn_of(&p, E), CMD_MEM | CMD_MASTER);
	ck_assert_uint_eq(cpu_reads(&p, BASE), 0xabcd);
	wire_set_in_reset(p.w, fn_of(&p, E), true);
	ck_assert_uint_eq(cpu_reads(&p, BASE), 0xffffffff);
	ck_assert_uint_eq(p.r.reason, TLP_R_IN_RESET);
	park_free(&p);
}
END_TEST

static uint32_t bar0_register(struct park *p, uint32_t reg)
{
	uint32_t v = 0;

	memory_read(wire_memory(p->w), memory_bar_space(E, 0, 0), reg, &v, 4);
	return v;
}

START_TEST(registers_say_when_it_is_ready)
{
	struct park p = park_with((struct spec_coherent){ .size_bytes = SIZE,
							  .ready_ps = 1 });
	struct function *fn = fn_of(&p, E);

	ck_assert(!wire_ready(p.w, fn));
	ck_assert(wire_ready(p.w, fn_of(&p, A)));
	ck_assert_uint_eq(bar0_register(&p, 0x1498), 0);
	ck_assert_uint_eq(cpu_reads(&p, BASE), 0xffffffff);
	ck_assert_uint_eq(p.r.reason, TLP_R_COHERENT_NOT_READY);
	wire_set_ready(p.w, fn, true);
	ck_assert(wire_ready(p.w, fn));
	ck_assert_uint_eq(bar0_register(&p, 0x1498), 0xff);
	ck_assert_uint_eq(bar0_register(&p, 0x200bc), 0xff);
	ck_assert_uint_eq(cpu_reads(&p, BASE), 0);
	wire_set_ready(p.w, fn, false);
	wire_set_ready(p.w, fn, false);
	ck_assert_uint_eq(bar0_register(&p, 0x200bc), 0);
	wire_set_ready(p.w, fn, true);
	ck_assert_uint_eq(cpu_reads(&p, BASE), 0);
	park_free(&p);
}
END_TEST

START_TEST(a_dvsec_says_when_it_is_ready)
{
	struct park p = park_with((struct spec_coherent){ .size_bytes = SIZE, .cxl = true,
			.whole = true, .ready_ps = 5000000000000ull });
	struct function *fn = fn_of(&p, E);

	/* NVIDIA's, of 12 bytes: number 3, and bit 0 of the word at 0Ah. */
	ck_assert_uint_eq(get16(fn->cfg + 0x260), 0x23);
	ck_assert_uint_eq(get32(fn->cfg + 0x264), 0x00c010de);
	ck_assert_uint_eq(get32(fn->cfg + 0x268), 0x00010003);
	/* CXL's: 3 GiB, 16 s at most, valid and not yet active. */
	ck_assert_uint_eq(get16(fn->cfg + 0x270), 0x23);
	ck_assert_uint_eq(get32(fn->cfg + 0x274), 0x03c11e98);
	ck_assert_uint_eq(get32(fn->cfg + 0x288), 0);
	ck_assert_uint_eq(get32(fn->cfg + 0x28c), 0xc0004001);
	wire_set_ready(p.w, fn, true);
	ck_assert_uint_eq(get32(fn->cfg + 0x28c), 0xc0004003);
	ck_assert_uint_eq(bar0_register(&p, 0x1498), 0);
	wire_set_ready(p.w, fn, false);
	ck_assert_uint_eq(get32(fn->cfg + 0x28c), 0xc0004001);
	park_free(&p);
}
END_TEST

START_TEST(memory_that_never_is_valid)
{
	struct park p = park_with((struct spec_coherent){ .size_bytes = SIZE, .cxl = true,
							  .ready_ps = SPEC_NEVER });

	ck_assert_uint_eq(get32(fn_of(&p, E)->cfg + 0x268), 3);
	ck_assert_uint_eq(get32(fn_of(&p, E)->cfg + 0x28c), 0xc0008000);
	park_free(&p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("coherent");
	TCase *t = tcase_create("coherent");
	SRunner *r;
	int failed;

	tcase_add_test(t, parts_of_it);
	tcase_add_test(t, cpus_and_devices_reach_it);
	tcase_add_test(t, with_decoding_off_it_reads_ones);
	tcase_add_test(t, registers_say_when_it_is_ready);
	tcase_add_test(t, a_dvsec_says_when_it_is_ready);
	tcase_add_test(t, memory_that_never_is_valid);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
