// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_tlp.c - transactions on the wire apart from ACS: who may send, who
 * claims, what comes back, what is recorded, and how long it takes.
 */
#include "wire_util.h"

#define send(p, from, t) tlp_send((p)->w, fn_of(p, from), t, &(p)->r)

/* --- enables (7.5.1.1.3) --- */

START_TEST(bus_master_enable)
{
	static const enum name bridges[] = { RP0, USP, DSP0 };
	struct park p = park_new(NULL);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, 0x1000, &data, 4);
	struct tlp msg = { .type = TLP_MSG };

	set_command(fn_of(&p, A), CMD_MEM);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_NOT_SENT);
	ck_assert_uint_eq(p.r.reason, TLP_R_MASTER_DISABLED);
	send(&p, A, &msg);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	set_command(fn_of(&p, A), CMD_MEM | CMD_MASTER);
	for (int i = 0; i < 3; i++) {
		set_command(fn_of(&p, bridges[i]), CMD_MEM);
		send(&p, A, &t);
		ck_assert_uint_eq(p.r.status, TLP_UR);
		ck_assert_ptr_eq(p.r.by, fn_of(&p, bridges[i]));
		ck_assert_uint_eq(uncorrectable(fn_of(&p, bridges[i])), 1u << 20);
		/* Requests from below only: the way down is Memory Space Enable's. */
		t.address = bar0(fn_of(&p, A));
		send(&p, E, &t);
		ck_assert_uint_eq(p.r.status, TLP_OK);
		t.address = 0x1000;
		set_command(fn_of(&p, bridges[i]), CMD_MEM | CMD_MASTER);
	}
	park_free(&p);
}
END_TEST

START_TEST(memory_space_enable)
{
	static const enum name on_the_way[] = { B, DSP1 };
	struct park p = park_new(NULL);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, bar0(fn_of(&p, B)), &data, 4);

	for (int i = 0; i < 2; i++) {
		set_command(fn_of(&p, on_the_way[i]), CMD_MASTER);
		send(&p, A, &t);
		ck_assert_msg(p.r.status == TLP_UR, "%s", story(&p.r));
		ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_NOWHERE);
		set_command(fn_of(&p, on_the_way[i]), CMD_MEM | CMD_MASTER);
	}
	/* The requester notes that it was told so (7.5.1.1.4). */
	ck_assert_uint_eq(get16(fn_of(&p, A)->cfg + R_STATUS) & 0x2000, 0x2000);
	park_free(&p);
}
END_TEST

START_TEST(vf_memory_enable)
{
	struct park p = park_new(NULL);
	struct function *pf = fn_of(&p, PF), *vf = fabric_vf(pf, 2);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, bar0(vf) + 0x40, &data, 4);
	uint16_t ctrl = pf->cap[CAP_SRIOV] + IOV_CTRL;

	send(&p, E, &t);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	ck_assert_ptr_eq(p.r.landing.fn, vf);
	ck_assert_uint_eq(p.r.landing.offset, 0x40);
	cfg_set(pf, ctrl, 2, IOV_CTRL_VFE);
	send(&p, E, &t);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	/* The VF's own slice, not its neighbour's: one BAR further is nobody. */
	cfg_set(pf, ctrl, 2, IOV_CTRL_VFE | IOV_CTRL_MSE);
	t.address += BAR_BYTES;
	send(&p, E, &t);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	t.address -= 2 * BAR_BYTES;
	send(&p, E, &t);
	ck_assert_ptr_eq(p.r.landing.fn, fabric_vf(pf, 1));
	park_free(&p);
}
END_TEST

START_TEST(power_states)
{
	struct park p = park_new(NULL);
	struct function *a = fn_of(&p, A), *b = fn_of(&p, B);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, bar0(b), &data, 4);

	cfg_set(b, b->cap[CAP_PM] + PM_CSR, 2, 3);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	cfg_set(a, a->cap[CAP_PM] + PM_CSR, 2, 3);
	t.address = 0x1000;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_NOT_SENT);
	ck_assert_uint_eq(p.r.reason, TLP_R_POWER);
	park_free(&p);
}
END_TEST

START_TEST(in_reset)
{
	struct park p = park_new(NULL);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, bar0(fn_of(&p, B)), &data, 4);

	wire_set_in_reset(p.w, fn_of(&p, B), true);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_TIMEOUT);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_NOWHERE);
	ck_assert_uint_eq(uncorrectable(fn_of(&p, A)), 1u << 14);
	t.address = 0;
	send(&p, B, &t);
	ck_assert_uint_eq(p.r.reason, TLP_R_IN_RESET);
	wire_set_in_reset(p.w, fn_of(&p, B), false);
	send(&p, B, &t);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	/* A PF's reset is its VFs' too. */
	wire_set_in_reset(p.w, fn_of(&p, PF), true);
	t.address = bar0(fabric_vf(fn_of(&p, PF), 1));
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_TIMEOUT);
	tlp_send(p.w, fabric_vf(fn_of(&p, PF), 1), &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_NOT_SENT);
	park_free(&p);
}
END_TEST

START_TEST(link_down)
{
	struct park p = park_new(NULL);
	struct function *port = fn_of(&p, DSP1);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, bar0(fn_of(&p, B)), &data, 4);

	cfg_set(port, port->cap[CAP_PCIE] + EXP_LNKCTL, 2, LNKCTL_DISABLE);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_NOWHERE);
	park_free(&p);
}
END_TEST

/* --- shape (2.2.7, 2.2.2) --- */

START_TEST(boundaries_and_sizes)
{
	static uint8_t data[8192];
	struct park p = park_new(NULL);
	struct function *a = fn_of(&p, A), *port = fn_of(&p, DSP0);
	struct tlp t = request(TLP_MWR, 0x1fc0, data, 65);

	send(&p, A, &t);
	ck_assert_uint_eq(p.r.reason, TLP_R_BOUNDARY);
	t = request(TLP_MWR, 0x1000, data, 129);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.reason, TLP_R_TOO_LONG);
	t = request(TLP_MRD, 0x1000, data, 513);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.reason, TLP_R_TOO_LONG);
	/* A device set for 256 below a port set for 128: malformed, no answer. */
	cfg_set(a, a->cap[CAP_PCIE] + EXP_DEVCTL, 2, 0x2830);
	t = request(TLP_MWR, 0x1000, data, 256);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_LOST);
	ck_assert_uint_eq(p.r.reason, TLP_R_MALFORMED_SIZE);
	ck_assert_uint_eq(uncorrectable(port), 1u << 18);
	/* Malformed is fatal by default severity (7.8.4.4). */
	ck_assert_uint_eq(cap16(port, CAP_PCIE, EXP_DEVSTA) & 0x7, 0x4);
	park_free(&p);
}
END_TEST

START_TEST(long_transfers_split)
{
	static uint8_t out[20000], in[20000];
	struct park p = park_new(NULL);
	struct tlp t = request(TLP_MWR, bar0(fn_of(&p, B)) + 0x3f, out, 0);
	uint64_t space = memory_bar_space(B, 0, 0);

	for (unsigned int i = 0; i < sizeof(out); i++)
		out[i] = (uint8_t)(i * 7 + i / 251);
	ck_assert_uint_eq(wire_dma(p.w, fn_of(&p, A), &t, sizeof(out), &p.r),
			  sizeof(out));
	memory_read(wire_memory(p.w), space, 0x3f, in, sizeof(in));
	ck_assert_mem_eq(in, out, sizeof(out));
	memset(in, 0, sizeof(in));
	t.type = TLP_MRD;
	t.data = in;
	ck_assert_uint_eq(wire_dma(p.w, fn_of(&p, A), &t, sizeof(in), &p.r), sizeof(in));
	ck_assert_mem_eq(in, out, sizeof(out));
	/* Off the end of the BAR: exactly what is inside arrives. */
	t = request(TLP_MWR, bar0(fn_of(&p, B)) + BAR_BYTES - 1000, out, 0);
	ck_assert_uint_eq(wire_dma(p.w, fn_of(&p, A), &t, 3000, &p.r), 1000);
	park_free(&p);
}
END_TEST

START_TEST(completions_split)
{
	static uint8_t data[512];
	struct park p = park_new(NULL);
	struct tlp t = request(TLP_MRD, bar0(fn_of(&p, B)) + 64, data, 512);

	send(&p, A, &t);
	ck_assert_uint_eq(p.r.ncompletions, 5);		/* 64, 3 x 128, 64 */
	t.address = 0x1020;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.ncompletions, 9);		/* at 64-byte boundaries */
	park_free(&p);
}
END_TEST

START_TEST(end_of_bar)
{
	static uint8_t data[64];
	struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE };
	struct park p;
	struct tlp t;

	park_describe(&p, &o);
	fn_at(&p.m, B)->bar[0].size_bytes = 256;
	park_build(&p);
	t = request(TLP_MRD, bar0(fn_of(&p, B)) + 224, data, 32);
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	t.bytes = 33;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_CA);
	ck_assert_uint_eq(uncorrectable(fn_of(&p, B)), 1u << 15);
	ck_assert_uint_eq(get16(fn_of(&p, B)->cfg + R_STATUS) & 0x800, 0x800);
	ck_assert_uint_eq(get16(fn_of(&p, A)->cfg + R_STATUS) & 0x1000, 0x1000);
	park_free(&p);
}
END_TEST

/* --- error records (6.2.3, 7.8.4) --- */

START_TEST(aer_first_error_and_header)
{
	struct park p = park_new(NULL);
	struct function *port = fn_of(&p, DSP0);
	uint16_t aer = port->cap[CAP_AER];
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, 0x123456780ull, &data, 4);

	set_acs(port, ACS_TB);
	t.at = TLP_TRANSLATED;
	t.forged = true;
	t.requester = rid_of(fn_of(&p, A));
	t.tag = 0x5a;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_CA);
	/* Answered, so advisory: correctable, and the uncorrectable bit (6.2.3.2.4). */
	ck_assert_uint_eq(get32(port->cfg + aer + AER_UNCOR_STATUS), 1u << 21);
	ck_assert_uint_eq(get32(port->cfg + aer + AER_COR_STATUS), 1u << 13);
	ck_assert_uint_eq(cap16(port, CAP_PCIE, EXP_DEVSTA) & 0x7, 0x1);
	ck_assert_uint_eq(get32(port->cfg + aer + AER_CTL) & 0x1f, 21);
	ck_assert_uint_eq(get32(port->cfg + aer + 0x1c), 0x20000801);
	ck_assert_uint_eq(get32(port->cfg + aer + 0x20) >> 16, t.requester);
	ck_assert_uint_eq(get32(port->cfg + aer + 0x24), 0x1);
	ck_assert_uint_eq(get32(port->cfg + aer + 0x28), 0x23456780);
	/* A later error keeps the first one's pointer and header. */
	set_acs(port, 0);
	set_command(port, CMD_MEM);
	t.at = TLP_UNTRANSLATED;
	t.address = 0x1000;
	send(&p, A, &t);
	ck_assert_uint_eq(uncorrectable(port), 1u << 21 | 1u << 20);
	ck_assert_uint_eq(get32(port->cfg + aer + AER_CTL) & 0x1f, 21);
	ck_assert_uint_eq(get32(port->cfg + aer + 0x28), 0x23456780);
	/* A posted one is not answered: non-fatal, not advisory. */
	clear_errors(port);
	cfg_set(port, aer + AER_COR_STATUS, 4, ~0u);
	t.type = TLP_MWR;
	send(&p, A, &t);
	ck_assert_uint_eq(get32(port->cfg + aer + AER_COR_STATUS), 0);
	ck_assert_uint_eq(cap16(port, CAP_PCIE, EXP_DEVSTA) & 0xf, 0xa);
	park_free(&p);
}
END_TEST

START_TEST(dry_runs_leave_no_trace)
{
	struct park p = park_new(NULL);
	uint32_t data = 0xabad1dea, got = 0;
	struct tlp t = request(TLP_MWR, bar0(fn_of(&p, B)), &data, 4);

	t.dry = true;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	ck_assert_ptr_eq(p.r.landing.fn, fn_of(&p, B));
	memory_read(wire_memory(p.w), memory_bar_space(B, 0, 0), 0, &got, 4);
	ck_assert_uint_eq(got, 0);
	set_acs(fn_of(&p, DSP0), ACS_EC);
	for (unsigned int i = 0; i < 8; i++)
		set_egress(fn_of(&p, DSP0), i, true);
	t.type = TLP_MRD;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_CA);
	ck_assert_uint_eq(uncorrectable(fn_of(&p, DSP0)), 0);
	ck_assert_uint_eq(get16(fn_of(&p, A)->cfg + R_STATUS) & 0x1000, 0);
	park_free(&p);
}
END_TEST

/* --- the root complex: windows with offsets, DRAM, several bridges --- */

START_TEST(dram_and_its_offset)
{
	struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE,
				  .dram_offset = -0x100000000ll };
	uint32_t data = 0x600df00d, got = 0;
	struct park p = park_new(&o);
	struct tlp t = request(TLP_MWR, 0x100000000ull + 0x2000, &data, 4);

	send(&p, A, &t);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_DRAM);
	ck_assert_uint_eq(p.r.landing.offset, 0x2000);
	memory_read(wire_memory(p.w), MEMORY_DRAM, 0x2000, &got, 4);
	ck_assert_uint_eq(got, data);
	/* A CPU address is no bus address here. */
	t.address = 0x2000;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_LOST);
	ck_assert_uint_eq(p.r.reason, TLP_R_NO_TARGET);
	/* The end of DRAM. */
	t.address = 0x100000000ull + DRAM_BYTES - 4;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	t.address += 4;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_LOST);
	park_free(&p);
}
END_TEST

/* The first GiB of RAM seen by devices above the end of RAM, the rest where it is. */
START_TEST(dram_views)
{
	struct park_options o = { .rc_p2p = SPEC_RC_REFUSE };
	struct spec_host_bridge *hb;
	uint32_t data = 0;
	struct park p;
	struct tlp t = request(TLP_MRD, 0, &data, 4);

	park_describe(&p, &o);
	hb = &p.m.spec->host_bridges[0];
	hb->ndram_views = 2;
	hb->dram_views[0] = (struct spec_dram_view){ 0, 0x40000000, -0x200000000ll };
	hb->dram_views[1] = (struct spec_dram_view){ 0x40000000, 0x40000000, 0 };
	park_build(&p);
	t.address = 0x200001000ull;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.landing.offset, 0x1000);
	t.address = 0x40001000;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.landing.offset, 0x40001000);
	t.address = 0x1000;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	t.address = 0x240001000ull;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	park_free(&p);
}
END_TEST

START_TEST(window_offset)
{
	struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE,
				  .window_offset = 0x40000000 };
	struct park p = park_new(&o);
	uint32_t data = 0;
	uint64_t bus = bar0(fn_of(&p, E)), cpu = bus + 0x40000000;
	struct tlp t = request(TLP_MRD, bus, &data, 4);

	/* By bus address: right.  By the CPU's: DRAM, or nothing; never the BAR. */
	send(&p, A, &t);
	ck_assert_ptr_eq(p.r.landing.fn, fn_of(&p, E));
	t.address = cpu;
	send(&p, A, &t);
	ck_assert_msg(p.r.landing.kind != TLP_LANDED_BAR, "%s", story(&p.r));
	/* Through an IOMMU that maps to the CPU address: right again. */
	p.unit = iommu_hw_add_unit(wire_iommu(p.w));
	iommu_hw_set_catch_all(wire_iommu(p.w), p.unit);
	iommu_hw_enable(wire_iommu(p.w), p.unit, true);
	uint32_t table = iommu_hw_table_new(wire_iommu(p.w));
	iommu_hw_attach(wire_iommu(p.w), 0, rid_of(fn_of(&p, A)), IOMMU_HW_NO_PASID,
			IOMMU_HW_TABLE, table);
	iommu_hw_map(wire_iommu(p.w), table, 0x5000, cpu & ~4095ull, 4096, 1,
		     IOMMU_HW_READ);
	t.address = 0x5000;
	send(&p, A, &t);
	ck_assert_ptr_eq(p.r.landing.fn, fn_of(&p, E));
	ck_assert_uint_eq(p.r.landing.offset, 0);
	ck_assert(p.r.translated);
	/* And the CPU reaches it by its own address. */
	t.address = cpu;
	tlp_from_cpu(p.w, &t, &p.r);
	ck_assert_ptr_eq(p.r.landing.fn, fn_of(&p, E));
	park_free(&p);
}
END_TEST

START_TEST(cpu_accesses)
{
	struct park p = park_new(NULL);
	uint64_t data = 0x0123456789abcdefull, got = 0;
	struct tlp t = request(TLP_MWR, bar0(fn_of(&p, D)) + 8, &data, 8);

	tlp_from_cpu(p.w, &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	ck_assert_ptr_eq(p.r.landing.fn, fn_of(&p, D));
	t = request(TLP_MRD, bar0(fn_of(&p, D)) + 8, &got, 8);
	tlp_from_cpu(p.w, &t, &p.r);
	ck_assert_uint_eq(got, data);
	/* All ones from a device that is off. */
	set_command(fn_of(&p, D), 0);
	tlp_from_cpu(p.w, &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	ck_assert_uint_eq(got, UINT64_MAX);
	/* And from an address that is no window's. */
	got = 0;
	t.address = 0x1000;
	tlp_from_cpu(p.w, &t, &p.r);
	ck_assert_uint_eq(got, UINT64_MAX);
	park_free(&p);
}
END_TEST

/* Two host bridges: hb0 has the park, hb1 in domain 1 one endpoint on bus 1. */
static struct park two_bridges(enum spec_rc_p2p p2p, uint32_t *far_ep)
{
	struct park_options o = { .rc_p2p = p2p };
	struct spec_host_bridge *hb;
	struct spec_function *fn;
	struct park p;
	uint32_t i, rp;

	park_describe(&p, &o);
	i = spec_add_bridge(p.m.spec);
	hb = &p.m.spec->host_bridges[i];
	hb->name = "hb1";
	hb->domain = 1;
	hb->bus_last = 255;
	hb->nwindows = 1;
	/* Its bus addresses are those of the other bridge's window. */
	hb->windows[0] = (struct spec_window){ SPEC_WIN_MEM, 0x1000000000ull,
					       0x40000000, 0xf80000000ll, { 0 } };
	rp = add_fn(&p.m, SPEC_ROOT_PORT, -1, 8);
	fn = fn_at(&p.m, rp);
	fn->host_bridge = (int32_t)i;
	fn->secondary = fn->subordinate = 3;
	fn->acs = acs_of(0xff, 0);
	*far_ep = add_fn(&p.m, SPEC_ENDPOINT, (int32_t)rp, 0);
	fn = fn_at(&p.m, *far_ep);
	fn->bar[0] = mem_bar(BAR_BYTES, false, false);
	fn->bar[0].address = WINDOW + 0x1000000;
	park_build(&p);
	set_command(fabric_function(p.m.f, *far_ep), CMD_MEM | CMD_MASTER);
	return p;
}

START_TEST(across_host_bridges)
{
	for (int i = SPEC_RC_REFUSE; i <= SPEC_RC_ALL; i++) {
		uint32_t far_ep, data = 0x55aa, got = 0;
		struct park p = two_bridges((enum spec_rc_p2p)i, &far_ep);
		struct function *far = fabric_function(p.m.f, far_ep);
		struct tlp t = request(TLP_MRD, 0x1000000000ull + 0x1000010, &got, 4);

		/* bus 3, device 0 on both sides: the completion must find the right A. */
		memory_write(wire_memory(p.w), memory_bar_space(far_ep, 0, 0), 0x10,
			     &data, 4);
		send(&p, A, &t);
		if (i == SPEC_RC_ALL) {
			ck_assert_msg(p.r.status == TLP_OK, "%s", story(&p.r));
			ck_assert_ptr_eq(p.r.landing.fn, far);
			ck_assert_uint_eq(got, data);
		} else {
			ck_assert_uint_eq(p.r.status, TLP_UR);
		}
		/* The far side's bus address means this side's own window. */
		t.address = WINDOW + 0x1000010;
		send(&p, E, &t);
		ck_assert_ptr_ne(p.r.landing.fn, far);
		park_free(&p);
	}
}
END_TEST

static uint64_t takes(struct park *p, enum tlp_type type, uint64_t address)
{
	uint32_t data = 0;
	struct tlp t = request(type, address, &data, 4);

	send(p, A, &t);
	ck_assert_msg(p->r.status == TLP_OK, "%s", story(&p->r));
	return p->r.latency_ps;
}

/* What is at another socket takes longer: a write once, a read twice; DRAM is at socket 0. */
START_TEST(across_sockets)
{
	const uint64_t far = 0x1000000000ull + 0x1000010, dram = 0x100000;
	struct timing t;
	uint32_t far_ep;
	struct park p = two_bridges(SPEC_RC_ALL, &far_ep);
	const uint64_t read = takes(&p, TLP_MRD, far), write = takes(&p, TLP_MWR, far),
		       load = takes(&p, TLP_MRD, dram);

	timing_defaults(&t);
	ck_assert_uint_gt(t.socket_ps, 0);
	p.m.spec->host_bridges[1].socket = 1;
	ck_assert_uint_eq(takes(&p, TLP_MRD, far), read + 2 * t.socket_ps);
	ck_assert_uint_eq(takes(&p, TLP_MWR, far), write + t.socket_ps);
	ck_assert_uint_eq(takes(&p, TLP_MRD, dram), load);
	p.m.spec->host_bridges[0].socket = 1;
	ck_assert_uint_eq(takes(&p, TLP_MRD, far), read);
	ck_assert_uint_eq(takes(&p, TLP_MRD, dram), load + 2 * t.socket_ps);
	park_free(&p);
}
END_TEST

START_TEST(interrupts)
{
	struct park p = park_new(NULL);
	uint32_t data = 0x4021;
	struct tlp t = request(TLP_MWR, 0xfee00000, &data, 4);

	send(&p, A, &t);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_MSI);
	t.type = TLP_MRD;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	park_free(&p);
	/* A host that is not like an x86 takes none there. */
	park_describe(&p, &(struct park_options){ .rc_p2p = SPEC_RC_SAME_BRIDGE });
	p.m.spec->host.cpu_vendor = SPEC_CPU_OTHER;
	park_build(&p);
	t.type = TLP_MWR;
	send(&p, A, &t);
	ck_assert_uint_eq(p.r.status, TLP_LOST);
	park_free(&p);
}
END_TEST

/* --- conventional PCI behind a bridge --- */

START_TEST(behind_a_pci_bridge)
{
	struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE };
	struct park p;
	uint32_t rp, bridge, dev[2], data = 0;
	struct function *x, *y;
	struct tlp t;

	park_describe(&p, &o);
	rp = add_fn(&p.m, SPEC_ROOT_PORT, -1, 7 << 3);
	fn_at(&p.m, rp)->secondary = 20;
	fn_at(&p.m, rp)->subordinate = 21;
	bridge = add_fn(&p.m, SPEC_PCIE_TO_PCI, (int32_t)rp, 0);
	fn_at(&p.m, bridge)->secondary = fn_at(&p.m, bridge)->subordinate = 21;
	for (int i = 0; i < 2; i++) {
		dev[i] = add_fn(&p.m, SPEC_PCI_DEVICE, (int32_t)bridge,
				(uint8_t)((3 + i) << 3));
		fn_at(&p.m, dev[i])->bar[0] = mem_bar(BAR_BYTES, false, false);
		fn_at(&p.m, dev[i])->bar[0].address = WINDOW + 0x5000000 +
						      (unsigned int)i * BAR_BYTES;
	}
	park_build(&p);
	x = fabric_function(p.m.f, dev[0]);
	y = fabric_function(p.m.f, dev[1]);
	set_command(x, CMD_MEM | CMD_MASTER);
	set_command(y, CMD_MEM | CMD_MASTER);
	/* A neighbour on the bus hears it at once, whatever ports say. */
	t = request(TLP_MRD, bar0(y), &data, 4);
	tlp_send(p.w, x, &t, &p.r);
	ck_assert_msg(p.r.status == TLP_OK && !p.r.request_in_rc, "%s", story(&p.r));
	ck_assert_ptr_eq(p.r.landing.fn, y);
	/* Outside, it is the bridge that asks: IOMMU and SV see 21:00.0. */
	park_passthrough(&p);
	t = request(TLP_MRD, 0x1000, &data, 4);
	tlp_send(p.w, x, &t, &p.r);
	ck_assert_uint_eq(p.r.reason, TLP_R_IOMMU_NO_CONTEXT);
	iommu_hw_attach(wire_iommu(p.w), 0, 0x1500, IOMMU_HW_NO_PASID,
			IOMMU_HW_PASSTHROUGH, 0);
	set_acs(fabric_function(p.m.f, rp), ACS_SV);
	tlp_send(p.w, x, &t, &p.r);
	ck_assert_msg(p.r.status == TLP_OK, "%s", story(&p.r));
	/* And from outside in. */
	t.address = bar0(x);
	send(&p, A, &t);
	ck_assert_msg(p.r.status == TLP_OK, "%s", story(&p.r));
	ck_assert_ptr_eq(p.r.landing.fn, x);
	park_free(&p);
}
END_TEST

/* What a device behind one more bridge reads of one on the bus above. */
START_TEST(behind_two_pci_bridges)
{
	struct park_options o = { .rc_p2p = SPEC_RC_REFUSE };
	struct park p;
	uint32_t rp, upper, lower, far, near, data = 0;
	struct function *from, *to;
	struct tlp t;

	park_describe(&p, &o);
	rp = add_fn(&p.m, SPEC_ROOT_PORT, -1, 7 << 3);
	fn_at(&p.m, rp)->secondary = 20;
	fn_at(&p.m, rp)->subordinate = 22;
	upper = add_fn(&p.m, SPEC_PCIE_TO_PCI, (int32_t)rp, 0);
	fn_at(&p.m, upper)->secondary = 21;
	fn_at(&p.m, upper)->subordinate = 22;
	near = add_fn(&p.m, SPEC_PCI_DEVICE, (int32_t)upper, 3 << 3);
	fn_at(&p.m, near)->bar[0] = mem_bar(BAR_BYTES, false, false);
	fn_at(&p.m, near)->bar[0].address = WINDOW + 0x5000000;
	lower = add_fn(&p.m, SPEC_PCI_BRIDGE, (int32_t)upper, 4 << 3);
	fn_at(&p.m, lower)->secondary = fn_at(&p.m, lower)->subordinate = 22;
	far = add_fn(&p.m, SPEC_PCI_DEVICE, (int32_t)lower, 1 << 3);
	park_build(&p);
	from = fabric_function(p.m.f, far);
	to = fabric_function(p.m.f, near);
	set_command(from, CMD_MEM | CMD_MASTER);
	set_command(to, CMD_MEM | CMD_MASTER);
	set_command(fabric_function(p.m.f, lower), CMD_MEM | CMD_MASTER);
	t = request(TLP_MRD, bar0(to), &data, 4);
	tlp_send(p.w, from, &t, &p.r);
	ck_assert_msg(p.r.status == TLP_OK, "%s", story(&p.r));
	ck_assert_ptr_eq(p.r.landing.fn, to);
	ck_assert(!p.r.request_in_rc && !p.r.completion_in_rc);
	park_free(&p);
}
END_TEST

/* --- time --- */

static uint64_t read_latency(struct park *p, enum name from, uint64_t address,
			     uint32_t bytes)
{
	static uint8_t data[512];
	struct tlp t = request(TLP_MRD, address, data, bytes);

	tlp_send(p->w, fn_of(p, from), &t, &p->r);
	ck_assert_uint_eq(p->r.status, TLP_OK);
	for (uint32_t i = 1; i < p->r.nhops; i++)
		ck_assert(p->r.hop[i].at_ps >= p->r.hop[i - 1].at_ps);
	return p->r.latency_ps;
}

START_TEST(latencies)
{
	struct park p = park_new(NULL);
	uint64_t direct = read_latency(&p, E, 0x1000, 64), peer, up;

	/* design.md: about 550 to 600 ns for 64 bytes, end to end. */
	ck_assert_msg(direct > 540000 && direct < 610000, "%ju", (uintmax_t)direct);
	/* A switch adds two hops, there and back; more bytes take longer. */
	ck_assert(read_latency(&p, A, 0x1000, 64) > direct + 2 * 100000);
	ck_assert(read_latency(&p, E, 0x1000, 512) > direct + 20000);
	peer = read_latency(&p, A, bar0(fn_of(&p, B)), 64);
	set_acs(fn_of(&p, DSP0), ACS_RR);
	set_acs(fn_of(&p, RP0), ACS_UF);
	up = read_latency(&p, A, bar0(fn_of(&p, B)), 64);
	ck_assert(up > peer + 300000);
	park_free(&p);
}
END_TEST

START_TEST(words_for_everything)
{
	for (int i = 0; i < TLP_R_COUNT; i++)
		ck_assert_str_ne(tlp_reason_text((enum tlp_reason)i), "?");
	for (int i = TLP_AT_SENDER; i <= TLP_AT_TARGET; i++)
		ck_assert_str_ne(tlp_place_text((enum tlp_place)i), "?");
	for (int i = TLP_GO_UP; i <= TLP_REFUSED; i++)
		ck_assert_str_ne(tlp_decision_text((enum tlp_decision)i), "?");
	for (int i = TLP_MRD; i <= TLP_CPLD; i++)
		ck_assert_str_ne(tlp_type_text((enum tlp_type)i), "?");
	for (int i = TLP_OK; i <= TLP_NOT_SENT; i++)
		ck_assert_str_ne(tlp_status_text((enum tlp_status)i), "?");
	ck_assert_str_eq(tlp_reason_text(TLP_R_COUNT), "?");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("tlp");
	TCase *c = tcase_create("tlp");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 60);
	tcase_add_test(c, bus_master_enable);
	tcase_add_test(c, memory_space_enable);
	tcase_add_test(c, vf_memory_enable);
	tcase_add_test(c, power_states);
	tcase_add_test(c, in_reset);
	tcase_add_test(c, link_down);
	tcase_add_test(c, boundaries_and_sizes);
	tcase_add_test(c, long_transfers_split);
	tcase_add_test(c, completions_split);
	tcase_add_test(c, end_of_bar);
	tcase_add_test(c, aer_first_error_and_header);
	tcase_add_test(c, dry_runs_leave_no_trace);
	tcase_add_test(c, dram_and_its_offset);
	tcase_add_test(c, dram_views);
	tcase_add_test(c, window_offset);
	tcase_add_test(c, cpu_accesses);
	tcase_add_test(c, across_host_bridges);
	tcase_add_test(c, across_sockets);
	tcase_add_test(c, interrupts);
	tcase_add_test(c, behind_a_pci_bridge);
	tcase_add_test(c, behind_two_pci_bridges);
	tcase_add_test(c, latencies);
	tcase_add_test(c, words_for_everything);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
