/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flight_util.h - a switch with three devices, for the tests of TLPs under way.
 *
 *   rp ── sw ┬ dsp0 ── a
 *            ├ dsp1 ── b b1      one device of two functions
 *            └ dsp2 ── c
 *
 * BARs 0 have 16 MiB, 64-bit and above 4 GiB, so that requests have headers of 16
 * bytes; BARs 2 are 256 bytes of I/O.
 */
#ifndef TESTS_UNIT_FLIGHT_UTIL_H
#define TESTS_UNIT_FLIGHT_UTIL_H

#include "wire_util.h"
#include "model/flight/flight.h"
#include "model/flight/transfer.h"

enum { S_RP, S_USP, S_DSP0, S_A, S_DSP1, S_B, S_B1, S_DSP2, S_C, S_NAMES };

#define HIGH 0x800000000ull
#define HIGH_BAR 0x1000000ull

struct shop {
	struct machine m;
	struct timing timing;
	struct wire *w;
	struct flight *f;
};

/* What a shop is like; zero: 16 GT/s x16, payload 128, read requests 512. */
struct shop_options {
	uint8_t speed, width;
	unsigned int mps, mrrs;
	uint64_t timeout_ps;
	const struct flight_options *flight;
};

UNUSED static uint64_t shop_address(unsigned int i, uint64_t offset)
{
	return HIGH + i * HIGH_BAR + offset;
}

UNUSED static uint64_t shop_port(unsigned int i)
{
	return 0x1000 + i * 0x1000;
}

UNUSED static void shop_add(struct shop *s, enum spec_type type, int parent,
			    uint8_t devfn, uint8_t secondary, uint8_t subordinate,
			    const struct shop_options *o)
{
	uint32_t i = add_fn(&s->m, type, parent, devfn);
	struct spec_function *fn = fn_at(&s->m, i);

	fn->secondary = secondary;
	fn->subordinate = subordinate;
	fn->aer = true;
	fn->link_speed = o->speed;
	fn->link_width = o->width;
	if (type != SPEC_ENDPOINT)
		return;
	fn->ats = true;
	fn->bar[0] = mem_bar(HIGH_BAR, true, true);
	fn->bar[0].address = shop_address(i, 0);
	fn->bar[2] = (struct spec_bar){ .kind = SPEC_BAR_IO, .size_bytes = 256,
					.address = shop_port(i) };
}

UNUSED static struct function *in_shop(struct shop *s, unsigned int i)
{
	return fabric_function(s->m.f, i);
}

UNUSED static void shop_describe(struct shop *s, const struct shop_options *o)
{
	struct spec_host_bridge *hb;

	s->m.spec->host.rc_p2p = SPEC_RC_SAME_BRIDGE;
	s->m.spec->host.cpu_vendor = SPEC_CPU_INTEL;
	s->m.spec->host.dram_bytes = DRAM_BYTES;
	hb = &s->m.spec->host_bridges[0];
	hb->bus_last = 255;
	hb->nwindows = 2;
	hb->windows[0] = (struct spec_window){ SPEC_WIN_PREF, HIGH, 0x40000000, 0, { 0 } };
	hb->windows[1] = (struct spec_window){ SPEC_WIN_IO, 0, 0x10000, 0, { 0 } };
	shop_add(s, SPEC_ROOT_PORT, -1, 1 << 3, 1, 5, o);
	shop_add(s, SPEC_UPSTREAM_PORT, S_RP, 0, 2, 5, o);
	shop_add(s, SPEC_DOWNSTREAM_PORT, S_USP, 0, 3, 3, o);
	shop_add(s, SPEC_ENDPOINT, S_DSP0, 0, 0, 0, o);
	shop_add(s, SPEC_DOWNSTREAM_PORT, S_USP, 1 << 3, 4, 4, o);
	shop_add(s, SPEC_ENDPOINT, S_DSP1, 0, 0, 0, o);
	shop_add(s, SPEC_ENDPOINT, S_DSP1, 1, 0, 0, o);
	shop_add(s, SPEC_DOWNSTREAM_PORT, S_USP, 2 << 3, 5, 5, o);
	shop_add(s, SPEC_ENDPOINT, S_DSP2, 0, 0, 0, o);
}

UNUSED static struct shop shop_new(const struct shop_options *o)
{
	unsigned int m = o->mps ? (unsigned int)__builtin_ctz(o->mps / 128) : 0;
	unsigned int r = o->mrrs ? (unsigned int)__builtin_ctz(o->mrrs / 128) : 2;
	struct shop s = { .m = machine_new() };

	shop_describe(&s, o);
	machine_build(&s.m);
	for (unsigned int i = 0; i < S_NAMES; i++) {
		struct function *fn = in_shop(&s, i);

		put16(fn->cfg + fn->cap[CAP_PCIE] + EXP_DEVCTL,
		      (uint16_t)(m << 5 | r << 12));
		set_command(fn, CMD_IO | CMD_MEM | CMD_MASTER);
	}
	timing_defaults(&s.timing);
	if (o->timeout_ps)
		s.timing.completion_timeout_ps = o->timeout_ps;
	s.w = wire_new(s.m.f, &s.timing);
	s.f = flight_new(s.w, o->flight);
	return s;
}

UNUSED static void shop_free(struct shop *s)
{
	flight_free(s->f);
	wire_free(s->w);
	machine_free(&s->m);
}

UNUSED static void check_all(const struct flight *f)
{
	char why[256] = "";

	ck_assert_msg(flight_check(f, why, sizeof(why)), "%s", why);
}

/* Runs to the end, and counts credits and tags every @step_ps. */
UNUSED static void run_checked(struct flight *f, uint64_t step_ps)
{
	while (flight_busy(f)) {
		flight_run(f, flight_now_ps(f) + step_ps);
		check_all(f);
	}
}

/* What a sender is told of its request. */
struct heard {
	struct flight *f;
	uint32_t times;
	enum tlp_status status;
	uint64_t at_ps, latency_ps;
	uint16_t ncompletions;
};

UNUSED static void hear(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct heard *h = ctx;

	(void)t;
	h->times++;
	h->status = r->status;
	h->latency_ps = r->latency_ps;
	h->ncompletions = r->ncompletions;
	h->at_ps = flight_now_ps(h->f);
}

#endif
