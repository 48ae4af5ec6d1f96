// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_sriov.c - virtual functions: the capability's registers, where VFs
 * appear, what their config space says, their slices of the VF BARs, and how
 * they go away.
 */
#include "decode_util.h"
#include "machine.h"

#define IOV 0x1b0


/* A PF with @total VFs, a 64-bit VF BAR 0 of 64K and a 32-bit one of 16K. */
static struct pair pf_new(uint16_t total)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);

	s->class = 0x030200;
	s->subvendor = 0x1234;
	s->subdevice = 0x5678;
	s->flr = true;
	s->ari = true;
	s->msix_vectors = 4;
	s->bar[0] = mem_bar(1 << 24, true, true);
	s->sriov.known = SPEC_PRESENT;
	s->sriov.total_vfs = total;
	s->sriov.vf_device = 0xabcd;
	s->sriov.bar[0] = mem_bar(1 << 16, true, true);
	s->sriov.bar[2] = mem_bar(1 << 14, false, false);
	s->sriov.vf_acs = acs_of(ACS_RR | ACS_CR | ACS_DT, 0);
	s->sriov.vf_ats = s->sriov.vf_msix = true;
	fn_at(&p.m, p.rp)->ari_forwarding = true;
	return p;
}

static void pf_build(struct pair *p)
{
	pair_build(p);
	RP_WR(p, R_SUBORDINATE, 1, 4);
}

static void enable(struct pair *p, uint16_t n)
{
	EP_WR(p, IOV + IOV_NUM_VFS, 2, n);
	EP_WR(p, IOV + IOV_CTRL, 2, (EP_RD(p, IOV + IOV_CTRL, 2) | IOV_CTRL_VFE |
				     IOV_CTRL_MSE) & 0xffff);
}

static void ari_on(struct pair *p)
{
	RP_WR(p, 0x70 + EXP_DEVCTL2, 2, DEVCTL2_ARI);
	EP_WR(p, IOV + IOV_CTRL, 2, IOV_CTRL_ARI);
}

START_TEST(capability_registers)
{
	struct pair p = pf_new(7);

	pf_build(&p);
	ck_assert_uint_eq(find_ext(&p.m, 1, 0, XID_SRIOV), IOV);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_INITIAL_VFS, 4), 0x00070007);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_INITIAL_VFS, 4), 0x00070007);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_VF_DEVICE, 2), 0xabcd);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_VF_DEVICE, 2), 0xabcd);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_PAGES, 4), 0x553);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_PAGE, 4), 1);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_NUM_VFS, 2), 0xffff);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_NUM_VFS, 4), 0x0000ffff);
	/* Offset and stride are the device's to say. */
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_OFFSET, 4),
			  EP_RD(&p, IOV + IOV_OFFSET, 4));
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0, 4), 0xffff000c);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0 + 4, 4), 0xffffffff);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0 + 8, 4), 0xffffc000);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0 + 12, 4), 0);
	lint_all(&p.m);
	machine_free(&p.m);
}
END_TEST

START_TEST(fixed_while_enabled)
{
	struct pair p = pf_new(7);

	pf_build(&p);
	enable(&p, 3);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_NUM_VFS, 2), 3);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_PAGE, 4), 1);
	EP_WR(&p, IOV + IOV_CTRL, 2, IOV_CTRL_VFE | IOV_CTRL_MSE | IOV_CTRL_ARI);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_CTRL, 2), IOV_CTRL_VFE | IOV_CTRL_MSE);
	EP_WR(&p, IOV + IOV_CTRL, 2, 0);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_NUM_VFS, 2), 0xffff);
	EP_WR(&p, IOV + IOV_CTRL, 2, 0xfff0);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_CTRL, 2), IOV_CTRL_ARI);
	lint_all(&p.m);
	machine_free(&p.m);
}
END_TEST

START_TEST(page_size_stretches_vf_bars)
{
	struct pair p = pf_new(4);

	pf_build(&p);
	EP_WR(&p, IOV + IOV_PAGE, 4, 0x10);	/* 64K */
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_PAGE, 4), 0x10);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0, 4), 0xffff000c);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0 + 8, 4), 0xffff0000);
	/* Not supported, two at once, none: the old one stays. */
	EP_WR(&p, IOV + IOV_PAGE, 4, 0x4);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_PAGE, 4), 0x10);
	EP_WR(&p, IOV + IOV_PAGE, 4, 0x41);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_PAGE, 4), 0x10);
	EP_WR(&p, IOV + IOV_PAGE, 4, 0);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_PAGE, 4), 0x10);
	EP_WR(&p, IOV + IOV_PAGE, 4, 0x1);
	ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0 + 8, 4), 0xffffc000);
	machine_free(&p.m);
}
END_TEST

START_TEST(vfs_come_on_the_next_bus_without_ari)
{
	struct pair p = pf_new(7);
	struct function *pf;
	unsigned int n;

	pf_build(&p);
	pf = fabric_function(p.m.f, p.ep);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_OFFSET, 4), 0x00010100);
	ck_assert_ptr_null(fabric_vf(pf, 1));
	ck_assert_uint_eq(rd(&p.m, 2, 0, 0, 4), ~0u);
	enable(&p, 5);
	for (n = 1; n <= 5; n++) {
		uint32_t domain;
		uint8_t bus, devfn;
		struct function *vf = fabric_lookup(p.m.f, 0, 2, (uint8_t)(n - 1));

		ck_assert_ptr_nonnull(vf);
		ck_assert_ptr_eq(vf, fabric_vf(pf, (uint16_t)n));
		ck_assert(function_is_vf(vf) && !function_is_vf(pf));
		ck_assert_uint_eq(function_vf_number(vf), n);
		ck_assert_ptr_eq(function_spec(vf), function_spec(pf));
		ck_assert_ptr_eq(function_parent(vf), function_parent(pf));
		ck_assert(function_address(vf, &domain, &bus, &devfn));
		ck_assert(bus == 2 && devfn == n - 1);
		ck_assert(cfg_lint(vf, NULL, 0));
	}
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 2, 5));
	ck_assert_ptr_null(fabric_vf(pf, 6));
	ck_assert_ptr_null(fabric_vf(pf, 0));
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 3, 0));
	/* The port above must forward that bus number. */
	RP_WR(&p, R_SUBORDINATE, 1, 1);
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 2, 0));
	RP_WR(&p, R_SUBORDINATE, 1, 2);
	ck_assert_ptr_nonnull(fabric_lookup(p.m.f, 0, 2, 0));
	EP_WR(&p, IOV + IOV_CTRL, 2, 0);
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 2, 0));
	ck_assert_ptr_null(fabric_vf(pf, 1));
	machine_free(&p.m);
}
END_TEST

START_TEST(vfs_follow_on_the_same_bus_with_ari)
{
	struct pair p = pf_new(255);

	pf_build(&p);
	ari_on(&p);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_OFFSET, 4), 0x00010001);
	enable(&p, 255);
	ck_assert_uint_eq(rd(&p.m, 1, 1, 0, 4), ~0u);	/* IDs read as ones ... */
	ck_assert_ptr_nonnull(fabric_lookup(p.m.f, 0, 1, 1));
	ck_assert_uint_eq(rd(&p.m, 1, 255, R_CLASS - 1, 4), 0x03020000);
	/* ... but beyond device 0 only while the port forwards ARI. */
	RP_WR(&p, 0x70 + EXP_DEVCTL2, 2, 0);
	ck_assert_ptr_nonnull(fabric_lookup(p.m.f, 0, 1, 7));
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 1, 8));
	machine_free(&p.m);
}
END_TEST

START_TEST(explicit_layout_and_spill)
{
	struct pair p = pf_new(300);

	fn_at(&p.m, p.ep)->sriov.offset = 128;
	fn_at(&p.m, p.ep)->sriov.stride = 2;
	pf_build(&p);
	ari_on(&p);
	/* What the spec says holds in both kinds of hierarchy. */
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_OFFSET, 4), 0x00020080);
	enable(&p, 300);
	ck_assert_ptr_eq(fabric_lookup(p.m.f, 0, 1, 128),
			 fabric_vf(fabric_function(p.m.f, p.ep), 1));
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 1, 129));
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 1, 127));
	ck_assert_ptr_eq(fabric_lookup(p.m.f, 0, 2, 0),
			 fabric_vf(fabric_function(p.m.f, p.ep), 65));
	ck_assert_ptr_eq(fabric_lookup(p.m.f, 0, 3, 0xd6),
			 fabric_vf(fabric_function(p.m.f, p.ep), 300));
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 3, 0xd8));
	machine_free(&p.m);
}
END_TEST

START_TEST(several_pfs_interleave)
{
	struct pair p = pf_new(4);
	uint32_t second = add_fn(&p.m, SPEC_ENDPOINT, (int32_t)p.rp, 2);
	unsigned int i;

	fn_at(&p.m, second)->sriov = fn_at(&p.m, p.ep)->sriov;
	fn_at(&p.m, second)->ari = true;
	pf_build(&p);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_OFFSET, 4), 0x00020100);
	ck_assert_uint_eq(rd(&p.m, 1, 2, IOV + IOV_OFFSET, 4), 0x000200ff);
	/* The first PF decides for all; the other's bit is not there. */
	wr(&p.m, 1, 2, IOV + IOV_CTRL, 2, IOV_CTRL_ARI);
	ck_assert_uint_eq(rd(&p.m, 1, 2, IOV + IOV_CTRL, 2), 0);
	ari_on(&p);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_OFFSET, 4), 0x00020003);
	ck_assert_uint_eq(rd(&p.m, 1, 2, IOV + IOV_OFFSET, 4), 0x00020002);
	enable(&p, 4);
	wr(&p.m, 1, 2, IOV + IOV_NUM_VFS, 2, 4);
	wr(&p.m, 1, 2, IOV + IOV_CTRL, 2, IOV_CTRL_VFE);
	for (i = 0; i < 8; i++) {
		struct function *vf = fabric_lookup(p.m.f, 0, 1, (uint8_t)(3 + i));

		ck_assert_ptr_nonnull(vf);
		ck_assert_uint_eq(function_vf_number(vf), i / 2 + 1);
		ck_assert_ptr_eq(function_spec(vf), fn_at(&p.m, i % 2 ? second : p.ep));
	}
	/* Busy in one PF: the first's hierarchy bit is fixed. */
	EP_WR(&p, IOV + IOV_CTRL, 2, 0);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_CTRL, 2), IOV_CTRL_ARI);
	wr(&p.m, 1, 2, IOV + IOV_CTRL, 2, 0);
	EP_WR(&p, IOV + IOV_CTRL, 2, 0);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_CTRL, 2), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(integrated_endpoint_vfs)
{
	struct machine m = machine_new();
	uint32_t rc = add_fn(&m, SPEC_RCIEP, -1, 0x10);

	fn_at(&m, rc)->sriov.known = SPEC_PRESENT;
	fn_at(&m, rc)->sriov.total_vfs = 4;
	machine_build(&m);
	/* No hierarchy to be capable of ARI on a root bus. */
	wr(&m, 0, 0x10, IOV + IOV_CTRL, 2, IOV_CTRL_ARI);
	ck_assert_uint_eq(rd(&m, 0, 0x10, IOV + IOV_CTRL, 2), 0);
	ck_assert_uint_eq(rd(&m, 0, 0x10, IOV + IOV_OFFSET, 4), 0x00010008);
	wr(&m, 0, 0x10, IOV + IOV_NUM_VFS, 2, 4);
	wr(&m, 0, 0x10, IOV + IOV_CTRL, 2, IOV_CTRL_VFE);
	ck_assert_ptr_eq(fabric_lookup(m.f, 0, 0, 0x18),
			 fabric_vf(fabric_function(m.f, rc), 1));
	ck_assert_ptr_eq(fabric_lookup(m.f, 0, 0, 0x1b),
			 fabric_vf(fabric_function(m.f, rc), 4));
	ck_assert_ptr_null(fabric_lookup(m.f, 0, 0, 0x1c));
	lint_all(&m);
	machine_free(&m);
}
END_TEST

START_TEST(vf_config_space)
{
	struct pair p = pf_new(2);
	unsigned int i;

	pf_build(&p);
	enable(&p, 2);
#define VF_RD(reg, size) rd(&p.m, 2, 0, (uint16_t)(reg), size)
#define VF_PROBE(reg, size) probe(&p.m, 2, 0, (uint16_t)(reg), size)
	ck_assert_uint_eq(VF_RD(R_VENDOR_ID, 4), ~0u);
	ck_assert_uint_eq(VF_RD(R_REVISION, 4), 0x03020000);
	ck_assert_uint_eq(VF_RD(R_HEADER_TYPE, 1), 0);
	ck_assert_uint_eq(VF_RD(R_SUBSYS_VENDOR, 4), 0x56781234);
	ck_assert_uint_eq(VF_RD(R_STATUS, 2), STS_CAP_LIST);
	/* Bus master enable alone. */
	ck_assert_uint_eq(VF_PROBE(R_COMMAND, 2), CMD_MASTER);
	for (i = 0; i < 6; i++)
		ck_assert_uint_eq(VF_PROBE(R_BAR0 + 4 * i, 4), 0);
	ck_assert_uint_eq(VF_PROBE(R_ROM0, 4), 0);
	ck_assert_uint_eq(VF_PROBE(R_INT_LINE, 2), 0);
	/* Initiate FLR is all there is in its Device Control. */
	ck_assert_uint_eq(find_cap(&p.m, 2, 0, ID_PCIE), 0x70);
	ck_assert_uint_eq(VF_RD(0x70 + EXP_CAP, 2), 2 | SPEC_ENDPOINT << 4);
	ck_assert(VF_RD(0x70 + EXP_DEVCAP, 4) & DEVCAP_FLR);
	ck_assert_uint_eq(VF_PROBE(0x70 + EXP_DEVCTL, 2), 0);
	ck_assert_uint_eq(VF_PROBE(0x70 + EXP_LNKCTL, 2), 0);
	ck_assert_uint_eq(VF_PROBE(0x70 + EXP_DEVCTL2, 2), 0);
	ck_assert_uint_eq(find_cap(&p.m, 2, 0, ID_MSIX), 0x60);
	ck_assert_uint_eq(VF_RD(0x60 + MSIX_CTL, 2), 3);
	ck_assert_uint_eq(VF_RD(0x60 + MSIX_TABLE, 4), 2);
	ck_assert_uint_eq(find_cap(&p.m, 2, 0, ID_PM), 0);
	ck_assert_uint_eq(find_ext(&p.m, 2, 0, XID_ACS), 0x148);
	ck_assert_uint_eq(VF_PROBE(0x148 + ACS_CTRL_REG, 2), ACS_RR | ACS_CR | ACS_DT);
	ck_assert_uint_eq(find_ext(&p.m, 2, 0, XID_ARI), 0x170);
	ck_assert_uint_eq(find_ext(&p.m, 2, 0, XID_ATS), 0x178);
	/* Smallest Translation Unit is the PF's. */
	ck_assert_uint_eq(VF_PROBE(0x178 + ATS_CTRL_REG, 2), ATS_CTRL_ENABLE);
	ck_assert_uint_eq(find_ext(&p.m, 2, 0, XID_SRIOV), 0);
	ck_assert_uint_eq(find_ext(&p.m, 2, 0, XID_PASID), 0);
	/* One VF's registers are not another's. */
	wr(&p.m, 2, 0, R_COMMAND, 2, CMD_MASTER);
	ck_assert_uint_eq(rd(&p.m, 2, 1, R_COMMAND, 2), 0);
	ck_assert_uint_eq(EP_RD(&p, R_COMMAND, 2), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(vf_bar_slices)
{
	struct pair p = pf_new(4);
	struct fabric_target t;
	uint64_t address, size;
	struct function *pf;

	pf_build(&p);
	pf = fabric_function(p.m.f, p.ep);
	EP_WR(&p, IOV + IOV_BAR0, 4, 0x10000000);
	EP_WR(&p, IOV + IOV_BAR0 + 4, 4, 0x30);
	EP_WR(&p, IOV + IOV_BAR0 + 8, 4, 0xe0200000);
	enable(&p, 3);
	ck_assert(function_bar(fabric_vf(pf, 1), 0, &address, &size));
	ck_assert_uint_eq(address, 0x3010000000ull);
	ck_assert_uint_eq(size, 1 << 16);
	ck_assert(function_bar(fabric_vf(pf, 3), 0, &address, &size));
	ck_assert_uint_eq(address, 0x3010020000ull);
	ck_assert(function_bar(fabric_vf(pf, 3), 2, &address, &size));
	ck_assert_uint_eq(address, 0xe0208000);
	ck_assert_uint_eq(size, 1 << 14);
	ck_assert(!function_bar(fabric_vf(pf, 3), 1, &address, &size));
	ck_assert(!function_bar(fabric_vf(pf, 3), 3, &address, &size));

	RP_WR(&p, R_MEM_BASE, 4, 0xe020e020);
	RP_WR(&p, R_COMMAND, 2, CMD_MEM);
	ck_assert(fabric_decode(p.m.f, 0, 0xe0204010, false, &t));
	ck_assert_ptr_eq(t.fn, fabric_vf(pf, 2));
	ck_assert(t.bar == 2 && t.offset == 0x10);
	/* VF 4 is not enabled: nobody is at its slice. */
	ck_assert(!fabric_decode(p.m.f, 0, 0xe020c000, false, &t));
	/* VF memory enable is one bit for all, in the PF. */
	EP_WR(&p, IOV + IOV_CTRL, 2, IOV_CTRL_VFE);
	ck_assert(!function_bar(fabric_vf(pf, 1), 0, &address, &size));
	ck_assert(!fabric_decode(p.m.f, 0, 0xe0204010, false, &t));
	/* The PF's own memory enable does not matter to it. */
	EP_WR(&p, IOV + IOV_CTRL, 2, IOV_CTRL_VFE | IOV_CTRL_MSE);
	ck_assert_uint_eq(EP_RD(&p, R_COMMAND, 2), 0);
	ck_assert(function_bar(fabric_vf(pf, 1), 0, &address, &size));
	machine_free(&p.m);
}
END_TEST

START_TEST(slices_with_larger_pages)
{
	struct pair p = pf_new(4);
	uint64_t address, size;

	pf_build(&p);
	EP_WR(&p, IOV + IOV_PAGE, 4, 0x10);
	EP_WR(&p, IOV + IOV_BAR0 + 8, 4, 0xe0200000);
	enable(&p, 2);
	ck_assert(function_bar(fabric_vf(fabric_function(p.m.f, p.ep), 2), 2,
			       &address, &size));
	ck_assert_uint_eq(address, 0xe0210000);
	ck_assert_uint_eq(size, 0x10000);
	machine_free(&p.m);
}
END_TEST

START_TEST(pf_asleep_vfs_asleep)
{
	struct pair p = pf_new(2);
	uint64_t address, size;
	struct function *vf;

	fn_at(&p.m, p.ep)->pm = fn_at(&p.m, p.ep)->no_soft_reset = true;
	pf_build(&p);
	enable(&p, 2);
	vf = fabric_vf(fabric_function(p.m.f, p.ep), 2);
	wr(&p.m, 2, 1, R_COMMAND, 2, CMD_MASTER);
	ck_assert(function_master_enabled(vf));
	ck_assert(function_bar(vf, 0, &address, &size));
	EP_WR(&p, 0x40 + PM_CSR, 2, 3);
	ck_assert(!function_master_enabled(vf));
	ck_assert(!function_bar(vf, 0, &address, &size));
	EP_WR(&p, 0x40 + PM_CSR, 2, 0);
	ck_assert(function_master_enabled(vf));
	machine_free(&p.m);
}
END_TEST

START_TEST(vf_function_level_reset)
{
	struct pair p = pf_new(2);

	pf_build(&p);
	enable(&p, 2);
	wr(&p.m, 2, 0, R_COMMAND, 2, CMD_MASTER);
	wr(&p.m, 2, 1, R_COMMAND, 2, CMD_MASTER);
	wr(&p.m, 2, 0, 0x178 + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE);
	wr(&p.m, 2, 0, 0x70 + EXP_DEVCTL, 2, DEVCTL_FLR);
	ck_assert_uint_eq(rd(&p.m, 2, 0, R_COMMAND, 2), 0);
	ck_assert_uint_eq(rd(&p.m, 2, 0, 0x178 + ATS_CTRL_REG, 2), 0);
	/* One function, no other. */
	ck_assert_uint_eq(rd(&p.m, 2, 1, R_COMMAND, 2), CMD_MASTER);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_NUM_VFS, 2), 2);
	machine_free(&p.m);
}
END_TEST

START_TEST(pf_reset_ends_its_vfs)
{
	struct pair p = pf_new(4);
	int how;

	pf_build(&p);
	for (how = 0; how < 2; how++) {
		ari_on(&p);
		enable(&p, 4);
		wr(&p.m, 1, 1, R_COMMAND, 2, CMD_MASTER);
		ck_assert_ptr_nonnull(fabric_lookup(p.m.f, 0, 1, 1));
		if (how) {
			EP_WR(&p, 0x70 + EXP_DEVCTL, 2, DEVCTL_FLR);
		} else {
			RP_WR(&p, R_BRIDGE_CTL, 2, BCTL_BUS_RESET);
			RP_WR(&p, R_BRIDGE_CTL, 2, 0);
		}
		ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 1, 1));
		ck_assert_ptr_null(fabric_vf(fabric_function(p.m.f, p.ep), 1));
		ck_assert_uint_eq(EP_RD(&p, IOV + IOV_CTRL, 2), 0);
		ck_assert_uint_eq(EP_RD(&p, IOV + IOV_NUM_VFS, 2), 0);
		ck_assert_uint_eq(EP_RD(&p, IOV + IOV_OFFSET, 4), 0x00010100);
		/* Reset left the sizing masks right. */
		ck_assert_uint_eq(probe(&p.m, 1, 0, IOV + IOV_BAR0 + 8, 4), 0xffffc000);
	}
	/* And when they come back they are new. */
	ari_on(&p);
	enable(&p, 4);
	ck_assert_uint_eq(rd(&p.m, 1, 1, R_COMMAND, 2), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(enabled_by_firmware)
{
	struct pair p = pf_new(4);

	fn_at(&p.m, p.ep)->sriov.num_vfs = 2;
	fn_at(&p.m, p.ep)->sriov.bar[2].address = 0xe0200000;
	pf_build(&p);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_CTRL, 2), IOV_CTRL_VFE | IOV_CTRL_MSE);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_NUM_VFS, 2), 2);
	ck_assert_uint_eq(EP_RD(&p, IOV + IOV_BAR0 + 8, 4), 0xe0200000);
	ck_assert_ptr_nonnull(fabric_lookup(p.m.f, 0, 2, 1));
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 2, 2));
	machine_free(&p.m);
}
END_TEST

/* A capture taken while VFs were enabled has them still. */
START_TEST(enabled_in_a_capture)
{
	struct pair p = pf_new(4), q = pf_new(4);
	uint8_t *bytes = spec_alloc(q.m.spec, 4096);
	unsigned int i;

	pf_build(&p);
	enable(&p, 3);
	for (i = 0; i < 4096; i++)
		bytes[i] = (uint8_t)EP_RD(&p, i, 1);
	fn_at(&q.m, q.ep)->config = bytes;
	fn_at(&q.m, q.ep)->config_len = 4096;
	pf_build(&q);
	ck_assert_ptr_nonnull(fabric_lookup(q.m.f, 0, 2, 2));
	ck_assert_ptr_null(fabric_lookup(q.m.f, 0, 2, 3));
	ck_assert_uint_eq(probe(&q.m, 1, 0, IOV + IOV_NUM_VFS, 2), 3);
	EP_WR(&q, IOV + IOV_CTRL, 2, 0);
	ck_assert_ptr_null(fabric_lookup(q.m.f, 0, 2, 2));
	machine_free(&p.m);
	machine_free(&q.m);
}
END_TEST

/* Enabling many costs nothing until somebody looks at them. */
START_TEST(many_are_cheap)
{
	struct pair p = pf_new(10000);
	unsigned int i;

	pf_build(&p);
	RP_WR(&p, R_SUBORDINATE, 1, 0xff);
	for (i = 1; i < 50; i++) {
		enable(&p, (uint16_t)(200 * i));
		ck_assert_ptr_nonnull(fabric_vf(fabric_function(p.m.f, p.ep),
						(uint16_t)(200 * i)));
		wr(&p.m, 2, 5, R_COMMAND, 2, CMD_MASTER);
		EP_WR(&p, IOV + IOV_CTRL, 2, 0);
		enable(&p, 6);
		ck_assert_uint_eq(rd(&p.m, 2, 5, R_COMMAND, 2), 0);
		EP_WR(&p, IOV + IOV_CTRL, 2, 0);
	}
	ck_assert_uint_le(fabric_state_bytes(p.m.f), 4096);
	machine_free(&p.m);
}
END_TEST

START_TEST(more_than_total)
{
	struct pair p = pf_new(4);

	pf_build(&p);
	enable(&p, 0xffff);
	ck_assert_ptr_nonnull(fabric_lookup(p.m.f, 0, 2, 3));
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 2, 4));
	EP_WR(&p, IOV + IOV_CTRL, 2, 0);
	enable(&p, 0);
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 2, 0));
	machine_free(&p.m);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("sriov");
	TCase *t = tcase_create("capability");

	tcase_add_test(t, capability_registers);
	tcase_add_test(t, fixed_while_enabled);
	tcase_add_test(t, page_size_stretches_vf_bars);
	suite_add_tcase(s, t);
	t = tcase_create("where");
	tcase_add_test(t, vfs_come_on_the_next_bus_without_ari);
	tcase_add_test(t, vfs_follow_on_the_same_bus_with_ari);
	tcase_add_test(t, explicit_layout_and_spill);
	tcase_add_test(t, several_pfs_interleave);
	tcase_add_test(t, integrated_endpoint_vfs);
	suite_add_tcase(s, t);
	t = tcase_create("vf");
	tcase_add_test(t, vf_config_space);
	tcase_add_test(t, vf_bar_slices);
	tcase_add_test(t, slices_with_larger_pages);
	tcase_add_test(t, pf_asleep_vfs_asleep);
	tcase_add_test(t, vf_function_level_reset);
	tcase_add_test(t, pf_reset_ends_its_vfs);
	tcase_add_test(t, enabled_by_firmware);
	tcase_add_test(t, enabled_in_a_capture);
	tcase_add_test(t, many_are_cheap);
	tcase_add_test(t, more_than_total);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
