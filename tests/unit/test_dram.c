// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_dram.c - where DRAM is, in CPU physical addresses and on the bus.
 */
#include "model/spec/dram.h"
#include "wire_util.h"

#define GiB (1ull << 30)

static struct spec *machine(uint64_t dram_bytes)
{
	struct spec *s = spec_new();

	spec_add_bridge(s);
	s->host.dram_bytes = dram_bytes;
	return s;
}

static void add_window(struct spec *s, enum spec_window_kind kind, uint64_t base,
		       uint64_t bytes)
{
	struct spec_host_bridge *hb = &s->host_bridges[0];

	hb->windows[hb->nwindows++] = (struct spec_window){ kind, base, bytes, 0, { 0 } };
}

static void check(struct spec *s, uint32_t n, const struct dram_range *want)
{
	struct dram_range *got;

	ck_assert_uint_eq(dram_ranges(s, &got), n);
	for (uint32_t i = 0; i < n; i++) {
		ck_assert_uint_eq(got[i].base, want[i].base);
		ck_assert_uint_eq(got[i].bytes, want[i].bytes);
	}
	free(got);
	spec_free(s);
}

START_TEST(small_dram_is_one_stretch)
{
	const struct dram_range want = { 0, GiB };

	check(machine(GiB), 1, &want);
	check(machine(0), 0, NULL);
}
END_TEST

START_TEST(what_is_above_2_gib_moves_to_4_gib)
{
	const struct dram_range want[] = { { 0, 2 * GiB }, { 4 * GiB, 14 * GiB } };

	check(machine(16 * GiB), 2, want);
}
END_TEST

START_TEST(windows_take_precedence)
{
	const struct dram_range want[] = {
		{ 0, 0xa0000 }, { 0xc0000, GiB - 0xc0000 }, { 5 * GiB, 4 * GiB },
		{ 10 * GiB, 2 * GiB },
	};
	struct spec *s = machine(10 * GiB);

	add_window(s, SPEC_WIN_MEM, 0xa0000, 0x20000);
	add_window(s, SPEC_WIN_MEM, GiB, 3 * GiB);
	add_window(s, SPEC_WIN_PREF, 4 * GiB, GiB);
	add_window(s, SPEC_WIN_PREF, 9 * GiB, GiB);
	add_window(s, SPEC_WIN_IO, 0x1000, 0x1000);
	check(s, 4, want);
}
END_TEST

static void send(struct park *p, enum name from, struct tlp *t)
{
	tlp_send(p->w, fn_of(p, from), t, &p->r);
}

static void lands(struct park *p, uint64_t bus, uint64_t cpu)
{
	uint32_t data = (uint32_t)bus, got = 0;
	struct tlp t = request(TLP_MWR, bus, &data, 4);

	send(p, A, &t);
	ck_assert_uint_eq(p->r.landing.kind, TLP_LANDED_DRAM);
	ck_assert_uint_eq(p->r.landing.offset, cpu);
	memory_read(wire_memory(p->w), MEMORY_DRAM, cpu, &got, 4);
	ck_assert_uint_eq(got, data);
}

static void is_refused(struct park *p, uint64_t bus)
{
	struct tlp t = request(TLP_MRD, bus, NULL, 4);

	send(p, A, &t);
	ck_assert_uint_eq(p->r.status, TLP_UR);
	ck_assert_uint_eq(p->r.reason, TLP_R_NO_TARGET);
}

/* The first 2 GiB of 6 seen above the end of RAM, the rest where it is. */
START_TEST(power_style_machine)
{
	struct park_options o = { .rc_p2p = SPEC_RC_REFUSE };
	struct spec_host_bridge *hb;
	struct park p;

	park_describe(&p, &o);
	p.m.spec->host.dram_bytes = 6 * GiB;
	hb = &p.m.spec->host_bridges[0];
	hb->ndram_views = 2;
	hb->dram_views[0] = (struct spec_dram_view){ 0, 2 * GiB, -8ll * (int64_t)GiB };
	hb->dram_views[1] = (struct spec_dram_view){ 4 * GiB, 4 * GiB, 0 };
	park_build(&p);
	lands(&p, 8 * GiB, 0);
	lands(&p, 10 * GiB - 4, 2 * GiB - 4);
	lands(&p, 4 * GiB, 4 * GiB);
	lands(&p, 8 * GiB - 4, 8 * GiB - 4);
	is_refused(&p, 0);
	is_refused(&p, 2 * GiB - 4);
	is_refused(&p, 10 * GiB);
	/* A view of what is no DRAM shows nothing. */
	p.m.spec->host_bridges[0].dram_views[1].size_bytes = 8 * GiB;
	p.m.spec->host_bridges[0].dram_views[0].offset = -16ll * (int64_t)GiB;
	is_refused(&p, 8 * GiB);
	park_free(&p);
}
END_TEST

/* Between 2 and 4 GiB there is none, offset or not. */
START_TEST(nothing_in_the_hole)
{
	struct park_options o = { .rc_p2p = SPEC_RC_REFUSE,
				  .dram_offset = -(1ll << 40) };
	struct park p;

	park_describe(&p, &o);
	p.m.spec->host.dram_bytes = 3 * GiB;
	park_build(&p);
	lands(&p, (1ull << 40) + 2 * GiB - 4, 2 * GiB - 4);
	lands(&p, (1ull << 40) + 4 * GiB, 4 * GiB);
	lands(&p, (1ull << 40) + 5 * GiB - 4, 5 * GiB - 4);
	is_refused(&p, (1ull << 40) + 2 * GiB);
	is_refused(&p, (1ull << 40) + 4 * GiB - 4);
	is_refused(&p, (1ull << 40) + 5 * GiB);
	is_refused(&p, 0x1000);
	park_free(&p);
}
END_TEST

static bool passes(struct spec_dram_view a, struct spec_dram_view b, struct spec_error *err)
{
	struct spec *s = machine(6 * GiB);
	bool ok;

	s->host_bridges[0].name = "hb0";
	s->host_bridges[0].bus_last = 255;
	s->host_bridges[0].ndram_views = 2;
	s->host_bridges[0].dram_views[0] = a;
	s->host_bridges[0].dram_views[1] = b;
	ok = spec_check(s, err);
	spec_free(s);
	return ok;
}

START_TEST(views_that_contradict_each_other)
{
	struct spec_dram_view low = { 0, 2 * GiB, 0 }, high = { 4 * GiB, 4 * GiB, 0 };
	struct spec_error err;

	ck_assert(passes(low, high, &err));
	low.offset = -7ll * (int64_t)GiB;
	ck_assert(!passes(low, high, &err));
	ck_assert_str_eq(err.text, "host bridge hb0: DRAM 0 and 0x100000000 would both be "
			 "seen at bus address 0x1c0000000: change an offset");
	low.offset = -8ll * (int64_t)GiB;
	ck_assert(passes(low, high, &err));
	low.size_bytes = 5 * GiB;
	ck_assert(!passes(low, high, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "seen at two bus addresses"));
	low = (struct spec_dram_view){ 0, 0, 0 };
	ck_assert(!passes(low, high, &err));
	low = (struct spec_dram_view){ 0, GiB, 1 };
	ck_assert(!passes(low, high, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "CPU address minus offset"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("dram");
	TCase *c = tcase_create("ranges"), *v = tcase_create("views");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, small_dram_is_one_stretch);
	tcase_add_test(c, what_is_above_2_gib_moves_to_4_gib);
	tcase_add_test(c, windows_take_precedence);
	tcase_add_test(v, power_style_machine);
	tcase_add_test(v, nothing_in_the_hole);
	tcase_add_test(v, views_that_contradict_each_other);
	suite_add_tcase(s, c);
	suite_add_tcase(s, v);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
