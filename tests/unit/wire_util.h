/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire_util.h - one machine with every kind of port, for the tests of TLPs.
 *
 *   00:01.0 rp0 ── sw ┬ dsp0 ── a
 *                     ├ dsp1 ── b
 *                     └ dsp2 ── nested ┬ in0 ── c
 *                                      └ in1 ── d
 *   00:02.0 rp1 ── e
 *   00:03.0 rp2 ── m0 m1        one device, with an internal route
 *   00:04.0 rp3 ── pf (+ 2 VFs) the same between PF and VFs
 *   00:05.0 rp4 ── h0 h1        one device, without
 *
 * Bus addresses are CPU addresses; DRAM is 2 GiB from 0; the window is 1 GiB
 * from 2 GiB on.  Every function has 64 KiB of BAR 0, 1 MiB apart.
 */
#ifndef TESTS_UNIT_WIRE_UTIL_H
#define TESTS_UNIT_WIRE_UTIL_H

#include "machine.h"
#include "model/iommu/iommu.h"
#include "model/wire/memory.h"
#include "model/wire/timing.h"
#include "model/wire/tlp.h"

#define WINDOW 0x80000000ull
#define BAR_BYTES 0x10000ull
#define DRAM_BYTES 0x80000000ull

enum name {
	RP0, USP, DSP0, A, DSP1, B, DSP2, NESTED, IN0, C, IN1, D,
	RP1, E, RP2, M0, M1, RP3, PF, RP4, H0, H1, NAMES
};

struct park {
	struct machine m;
	struct wire *w;
	struct tlp_result r;
	uint32_t unit;
};

/* What ports and functions of the park have: capabilities, or none at all. */
struct park_options {
	bool no_acs;
	uint16_t port_cap;		/* 0: everything */
	uint16_t function_cap;		/* 0: RR CR EC DT */
	enum spec_rc_p2p rc_p2p;
	int64_t dram_offset, window_offset;
};

UNUSED static void park_add(struct park *p, enum spec_type type, int parent,
			    uint8_t devfn, uint8_t secondary, uint8_t subordinate,
			    const struct park_options *o)
{
	struct machine *m = &p->m;
	uint32_t i = add_fn(m, type, parent, devfn);
	struct spec_function *fn = fn_at(m, i);
	bool port = type == SPEC_ROOT_PORT || type == SPEC_DOWNSTREAM_PORT;

	fn->secondary = secondary;
	fn->subordinate = subordinate;
	fn->aer = true;
	fn->pm = true;
	/* Not the device number: egress vectors must not confuse the two. */
	if (port)
		fn->port_number = (uint8_t)(6 - (devfn >> 3));
	if (type == SPEC_ENDPOINT) {
		fn->bar[0] = mem_bar(BAR_BYTES, false, false);
		fn->bar[0].address = WINDOW - (uint64_t)o->window_offset + i * 0x100000ull;
		fn->ats = true;
		fn->flr = true;
	}
	if (o->no_acs || type == SPEC_UPSTREAM_PORT)
		return;
	fn->acs = acs_of(port ? (o->port_cap ? o->port_cap : 0xff) :
				(o->function_cap ? o->function_cap :
				 ACS_RR | ACS_CR | ACS_EC | ACS_DT), 0);
}

UNUSED static void park_vfs(struct spec_function *pf, uint64_t address)
{
	pf->sriov.known = SPEC_PRESENT;
	pf->sriov.total_vfs = pf->sriov.num_vfs = 2;
	pf->sriov.offset = pf->sriov.stride = 1;
	pf->sriov.vf_device = 0x1234;
	pf->sriov.bar[0] = mem_bar(BAR_BYTES, false, false);
	pf->sriov.bar[0].address = address;
	pf->sriov.vf_acs = pf->acs;
	pf->sriov.vf_ats = true;
}

UNUSED static void park_describe(struct park *p, const struct park_options *o)
{
	struct spec_host_bridge *hb;

	memset(p, 0, sizeof(*p));
	p->m = machine_new();
	p->m.spec->host.rc_p2p = o->rc_p2p;
	p->m.spec->host.cpu_vendor = SPEC_CPU_INTEL;
	p->m.spec->host.dram_bytes = DRAM_BYTES;
	hb = &p->m.spec->host_bridges[0];
	hb->bus_last = 255;
	hb->nwindows = 1;
	hb->windows[0] = (struct spec_window){ SPEC_WIN_MEM, WINDOW, 0x40000000,
					       o->window_offset, { 0 } };
	hb->dram_offset = o->dram_offset;
	park_add(p, SPEC_ROOT_PORT, -1, 1 << 3, 1, 9, o);
	park_add(p, SPEC_UPSTREAM_PORT, RP0, 0, 2, 9, o);
	park_add(p, SPEC_DOWNSTREAM_PORT, USP, 0 << 3, 3, 3, o);
	park_add(p, SPEC_ENDPOINT, DSP0, 0, 0, 0, o);
	park_add(p, SPEC_DOWNSTREAM_PORT, USP, 1 << 3, 4, 4, o);
	park_add(p, SPEC_ENDPOINT, DSP1, 0, 0, 0, o);
	park_add(p, SPEC_DOWNSTREAM_PORT, USP, 2 << 3, 5, 8, o);
	park_add(p, SPEC_UPSTREAM_PORT, DSP2, 0, 6, 8, o);
	park_add(p, SPEC_DOWNSTREAM_PORT, NESTED, 0 << 3, 7, 7, o);
	park_add(p, SPEC_ENDPOINT, IN0, 0, 0, 0, o);
	park_add(p, SPEC_DOWNSTREAM_PORT, NESTED, 1 << 3, 8, 8, o);
	park_add(p, SPEC_ENDPOINT, IN1, 0, 0, 0, o);
	park_add(p, SPEC_ROOT_PORT, -1, 2 << 3, 10, 10, o);
	park_add(p, SPEC_ENDPOINT, RP1, 0, 0, 0, o);
	park_add(p, SPEC_ROOT_PORT, -1, 3 << 3, 11, 11, o);
	park_add(p, SPEC_ENDPOINT, RP2, 0, 0, 0, o);
	park_add(p, SPEC_ENDPOINT, RP2, 1, 0, 0, o);
	park_add(p, SPEC_ROOT_PORT, -1, 4 << 3, 12, 12, o);
	park_add(p, SPEC_ENDPOINT, RP3, 0, 0, 0, o);
	park_add(p, SPEC_ROOT_PORT, -1, 5 << 3, 13, 13, o);
	park_add(p, SPEC_ENDPOINT, RP4, 0, 0, 0, o);
	park_add(p, SPEC_ENDPOINT, RP4, 1, 0, 0, o);
	fn_at(&p->m, M0)->internal_p2p = fn_at(&p->m, M1)->internal_p2p = true;
	fn_at(&p->m, PF)->internal_p2p = true;
	/* Odd functions are captured ones, of which not all is known. */
	if (o->function_cap)
		fn_at(&p->m, M0)->acs.assumed = fn_at(&p->m, M1)->acs.assumed =
			fn_at(&p->m, PF)->acs.assumed = true;
	park_vfs(fn_at(&p->m, PF), fn_at(&p->m, PF)->bar[0].address + 0x80000);
}

UNUSED static struct function *fn_of(struct park *p, enum name n)
{
	return fabric_function(p->m.f, n);
}

/* Registers through the front door: as software writes them. */
UNUSED static void cfg_set(struct function *fn, uint16_t reg, uint8_t size, uint32_t v)
{
	uint32_t domain;
	uint8_t bus, devfn;

	ck_assert(function_address(fn, &domain, &bus, &devfn));
	fabric_cfg_write(fn->fabric, domain, bus, devfn, reg, size, v);
}

UNUSED static void set_command(struct function *fn, uint16_t value)
{
	cfg_set(fn, R_COMMAND, 2, value);
}

UNUSED static void set_acs(struct function *fn, uint16_t ctrl)
{
	if (fn->cap[CAP_ACS])
		cfg_set(fn, fn->cap[CAP_ACS] + ACS_CTRL_REG, 2, ctrl);
}

UNUSED static void set_egress(struct function *fn, unsigned int bit, bool on)
{
	uint16_t reg = fn->cap[CAP_ACS] + ACS_EGRESS_REG + bit / 32 * 4;
	uint32_t v = get32(fn->cfg + reg);

	v = on ? v | 1u << bit % 32 : v & ~(1u << bit % 32);
	cfg_set(fn, reg, 4, v);
}

UNUSED static void park_build(struct park *p)
{
	machine_build(&p->m);
	for (unsigned int n = 0; n < NAMES; n++)
		if (fn_of(p, n)->spec->type == SPEC_ENDPOINT)
			set_command(fn_of(p, n), CMD_MEM | CMD_MASTER);
	for (uint16_t v = 1; v <= 2; v++) {
		struct function *vf = fabric_vf(fn_of(p, PF), v);

		ck_assert_ptr_nonnull(vf);
		set_command(vf, CMD_MASTER);
	}
	p->w = wire_new(p->m.f, NULL);
}

UNUSED static struct park park_new(const struct park_options *o)
{
	static const struct park_options none = { .rc_p2p = SPEC_RC_SAME_BRIDGE };
	struct park p;

	park_describe(&p, o ? o : &none);
	park_build(&p);
	return p;
}

UNUSED static void park_free(struct park *p)
{
	tlp_result_free(&p->r);
	wire_free(p->w);
	machine_free(&p->m);
}

UNUSED static uint16_t rid_of(struct function *fn)
{
	uint32_t domain;
	uint8_t bus, devfn;

	ck_assert(function_address(fn, &domain, &bus, &devfn));
	return (uint16_t)(bus << 8 | devfn);
}

/* An IOMMU over everything that passes all requesters, and allows ATS. */
UNUSED static void park_passthrough(struct park *p)
{
	struct iommu *hw = wire_iommu(p->w);

	p->unit = iommu_hw_add_unit(hw);
	iommu_hw_set_catch_all(hw, p->unit);
	iommu_hw_enable(hw, p->unit, true);
	for (unsigned int rid = 0x100; rid < 0xe00; rid++) {
		if (rid % 256 > 8)
			continue;
		iommu_hw_attach(hw, 0, (uint16_t)rid, IOMMU_HW_NO_PASID,
				IOMMU_HW_PASSTHROUGH, 0);
		iommu_hw_set_ats(hw, 0, (uint16_t)rid, true);
	}
}

UNUSED static uint64_t bar0(struct function *fn)
{
	uint64_t base, size;

	ck_assert(function_bar(fn, 0, &base, &size));
	return base;
}

UNUSED static struct tlp request(enum tlp_type type, uint64_t address, void *data,
				 uint32_t bytes)
{
	return (struct tlp){ .type = type, .address = address, .data = data,
			     .bytes = bytes };
}

/* Does the record hold such a hop? */
UNUSED static const struct tlp_hop *hop_for(const struct tlp_result *r,
					    enum tlp_reason reason, bool completion)
{
	for (uint32_t i = 0; i < r->nhops; i++)
		if (r->hop[i].reason == reason && r->hop[i].completion == completion)
			return &r->hop[i];
	return NULL;
}

UNUSED static uint32_t uncorrectable(struct function *fn)
{
	return cap32(fn, CAP_AER, AER_UNCOR_STATUS);
}

UNUSED static void clear_errors(struct function *fn)
{
	cfg_set(fn, fn->cap[CAP_PCIE] + EXP_DEVSTA, 2, 0xf);
	if (fn->cap[CAP_AER])
		cfg_set(fn, fn->cap[CAP_AER] + AER_UNCOR_STATUS, 4, ~0u);
}

/* For the log of a failed check: the way it went. */
UNUSED static const char *story(const struct tlp_result *r)
{
	static char text[4096];
	size_t n = 0;

	text[0] = 0;
	for (uint32_t i = 0; i < r->nhops && n < sizeof(text) - 200; i++) {
		const struct tlp_hop *h = &r->hop[i];

		n += (size_t)snprintf(text + n, sizeof(text) - n,
			"\n  %s%s %s: %s, %s (%#jx)", h->completion ? "<- " : "-> ",
			h->fn ? h->fn->spec->name : "rc", tlp_place_text(h->place),
			tlp_decision_text(h->decision), tlp_reason_text(h->reason),
			(uintmax_t)h->address);
	}
	return text;
}

#endif
