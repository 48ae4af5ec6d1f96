// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_caps.c - every capability: where it stands, what it says for each kind
 * of port, which of its bits can be written and which must not be.
 */
#include "machine.h"

static const enum spec_type link_types[] = {
	SPEC_ENDPOINT, SPEC_LEGACY_ENDPOINT, SPEC_ROOT_PORT, SPEC_UPSTREAM_PORT,
	SPEC_DOWNSTREAM_PORT, SPEC_PCIE_TO_PCI,
};

/* rp 00:01.0 - up 01:00.0 - dn 02:00.0 - @type 03:00.0, plus rciep, rcec. */
struct tree {
	struct machine m;
	uint32_t rp, up, dn, leaf, rciep, rcec;
};

static struct tree tree_new(enum spec_type leaf)
{
	struct tree t = { .m = machine_new() };

	t.rp = add_fn(&t.m, SPEC_ROOT_PORT, -1, 8);
	t.up = add_fn(&t.m, SPEC_UPSTREAM_PORT, (int32_t)t.rp, 0);
	t.dn = add_fn(&t.m, SPEC_DOWNSTREAM_PORT, (int32_t)t.up, 0);
	t.leaf = add_fn(&t.m, leaf, (int32_t)t.dn, 0);
	t.rciep = add_fn(&t.m, SPEC_RCIEP, -1, 0x10);
	t.rcec = add_fn(&t.m, SPEC_RCEC, -1, 0x18);
	return t;
}

static void tree_build(struct tree *t)
{
	machine_build(&t->m);
	wr(&t->m, 0, 8, R_PRIMARY, 4, 0x040100);
	wr(&t->m, 1, 0, R_PRIMARY, 4, 0x040201);
	wr(&t->m, 2, 0, R_PRIMARY, 4, 0x040302);
	lint_all(&t->m);
}

static uint16_t exp_reg(struct machine *m, uint32_t index, uint16_t reg)
{
	struct function *fn = fabric_function(m->f, index);

	return get16(fn->cfg + fn->cap[CAP_PCIE] + reg);
}

START_TEST(pcie_port_types)
{
	struct tree t = tree_new(SPEC_ENDPOINT);
	uint32_t i;

	tree_build(&t);
	for (i = 0; i < t.m.spec->nfunctions; i++)
		ck_assert_uint_eq(exp_reg(&t.m, i, EXP_CAP),
				  2 | fn_at(&t.m, i)->type << 4);
	/* Found by walking, at its documented place. */
	ck_assert_uint_eq(find_cap(&t.m, 3, 0, ID_PCIE), 0x70);
	ck_assert_uint_eq(find_cap(&t.m, 3, 0, ID_PM), 0);
	machine_free(&t.m);
}
END_TEST

START_TEST(integrated_endpoints_have_no_link)
{
	struct tree t = tree_new(SPEC_ENDPOINT);
	unsigned int i;

	tree_build(&t);
	for (i = 0; i < 2; i++) {
		uint8_t devfn = i ? 0x18 : 0x10;

		ck_assert_uint_eq(probe(&t.m, 0, devfn, 0x70 + EXP_LNKCAP, 4), 0);
		ck_assert_uint_eq(probe(&t.m, 0, devfn, 0x70 + EXP_LNKCTL, 4), 0);
		ck_assert_uint_eq(probe(&t.m, 0, devfn, 0x70 + EXP_LNKCAP2, 4), 0);
		ck_assert_uint_eq(probe(&t.m, 0, devfn, 0x70 + EXP_LNKCTL2, 4), 0);
	}
	/* The event collector has root registers, the endpoint has not. */
	ck_assert_uint_eq(probe(&t.m, 0, 0x18, 0x70 + EXP_ROOTCTL, 2), 0x1f);
	ck_assert_uint_eq(probe(&t.m, 0, 0x10, 0x70 + EXP_ROOTCTL, 2), 0);
	ck_assert_uint_eq(probe(&t.m, 0, 0x08, 0x70 + EXP_ROOTCTL, 2), 0x1f);
	ck_assert_uint_eq(probe(&t.m, 2, 0x00, 0x70 + EXP_ROOTCTL, 2), 0);
	machine_free(&t.m);
}
END_TEST

START_TEST(device_control_by_type)
{
	unsigned int i;

	for (i = 0; i < sizeof(link_types) / sizeof(*link_types); i++) {
		struct pair p = pair_new();
		uint16_t want = 0x79ff;

		if (link_types[i] != SPEC_ENDPOINT &&
		    link_types[i] != SPEC_LEGACY_ENDPOINT &&
		    link_types[i] != SPEC_PCIE_TO_PCI &&
		    link_types[i] != SPEC_UPSTREAM_PORT) {
			machine_free(&p.m);
			continue;
		}
		if (link_types[i] == SPEC_PCIE_TO_PCI)
			want |= 0x8000;
		fn_at(&p.m, p.ep)->type = link_types[i];
		fn_at(&p.m, p.ep)->flr = true;
		pair_build(&p);
		ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_DEVCTL, 2), DEVCTL_DEFAULT);
		EP_WR(&p, 0x70 + EXP_DEVCTL, 2, 0x7fff);
		ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_DEVCTL, 2), 0x79ff);
		/* Function level reset is for endpoints only. */
		ck_assert_uint_eq(!!(EP_RD(&p, 0x70 + EXP_DEVCAP, 4) & DEVCAP_FLR),
				  link_types[i] <= SPEC_LEGACY_ENDPOINT);
		/* Bit 15 is a plain bit on a bridge to PCI, else reads zero. */
		EP_WR(&p, 0x70 + EXP_DEVCTL, 2, 0xffff);
		if (link_types[i] > SPEC_LEGACY_ENDPOINT)
			ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_DEVCTL, 2), want);
		else
			ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_DEVCTL, 2),
					  DEVCTL_DEFAULT | DEVCTL_MPS);
		/* Capabilities are read-only. */
		ck_assert_uint_eq(probe(&p.m, 1, 0, 0x70 + EXP_DEVCAP, 4),
				  EP_RD(&p, 0x70 + EXP_DEVCAP, 4));
		machine_free(&p.m);
	}
}
END_TEST

START_TEST(links_negotiate)
{
	struct pair p = pair_new();

	fn_at(&p.m, p.rp)->link_speed = 5;
	fn_at(&p.m, p.rp)->link_width = 16;
	fn_at(&p.m, p.rp)->port_number = 7;
	fn_at(&p.m, p.ep)->link_speed = 3;
	fn_at(&p.m, p.ep)->link_width = 8;
	pair_build(&p);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKCAP, 4) & 0x3ff, 0x105);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKCAP, 4) >> 24, 7);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKSTA, 2), 0x3083);
	ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_LNKSTA, 2), 0x1083);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKCAP2, 4), 0x3e);
	ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_LNKCAP2, 4), 0x0e);
	machine_free(&p.m);
}
END_TEST

START_TEST(link_disable_takes_the_device_away)
{
	struct pair p = pair_new();

	pair_build(&p);
	EP_WR(&p, R_COMMAND, 2, CMD_MASTER);
	RP_WR(&p, 0x70 + EXP_LNKCTL, 2, LNKCTL_DISABLE);
	ck_assert_uint_eq(EP_RD(&p, 0, 4), ~0u);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKSTA, 2) & LNKSTA_DLLLA, 0);
	RP_WR(&p, 0x70 + EXP_LNKCTL, 2, 0);
	ck_assert(RP_RD(&p, 0x70 + EXP_LNKSTA, 2) & LNKSTA_DLLLA);
	ck_assert_uint_eq(EP_RD(&p, R_COMMAND, 2), 0);
	/* An endpoint has no such bit. */
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x70 + EXP_LNKCTL, 2), 0x02cb);
	ck_assert_uint_eq(EP_RD(&p, 0, 2), 0x1af4);
	machine_free(&p.m);
}
END_TEST

START_TEST(slots)
{
	struct machine m = machine_new();
	uint32_t full, empty, none;

	full = add_fn(&m, SPEC_ROOT_PORT, -1, 0x08);
	empty = add_fn(&m, SPEC_ROOT_PORT, -1, 0x10);
	none = add_fn(&m, SPEC_ROOT_PORT, -1, 0x18);
	add_fn(&m, SPEC_ENDPOINT, (int32_t)full, 0);
	fn_at(&m, full)->hotplug_slot = true;
	fn_at(&m, empty)->slot = true;
	machine_build(&m);
	ck_assert(exp_reg(&m, full, EXP_CAP) & EXP_SLOT);
	ck_assert(exp_reg(&m, empty, EXP_CAP) & EXP_SLOT);
	ck_assert(!(exp_reg(&m, none, EXP_CAP) & EXP_SLOT));
	ck_assert_uint_eq(exp_reg(&m, full, EXP_SLTSTA), SLTSTA_PRESENCE);
	ck_assert_uint_eq(exp_reg(&m, empty, EXP_SLTSTA), 0);
	/* Without a slot something is always present. */
	ck_assert_uint_eq(exp_reg(&m, none, EXP_SLTSTA), SLTSTA_PRESENCE);
	ck_assert_uint_eq(probe(&m, 0, 0x08, 0x70 + EXP_SLTCTL, 2), 0x1028);
	ck_assert_uint_eq(probe(&m, 0, 0x10, 0x70 + EXP_SLTCTL, 2), 0x1008);
	ck_assert_uint_eq(probe(&m, 0, 0x18, 0x70 + EXP_SLTCTL, 2), 0);
	/* An empty slot's link is down. */
	ck_assert_uint_eq(exp_reg(&m, empty, EXP_LNKSTA) & LNKSTA_DLLLA, 0);
	machine_free(&m);
}
END_TEST

START_TEST(device_control_2)
{
	struct tree t = tree_new(SPEC_ENDPOINT);

	fn_at(&t.m, t.dn)->ari_forwarding = true;
	fn_at(&t.m, t.leaf)->ltr = fn_at(&t.m, t.leaf)->pasid = true;
	tree_build(&t);
	ck_assert_uint_eq(probe(&t.m, 2, 0, 0x70 + EXP_DEVCTL2, 2) & DEVCTL2_ARI,
			  DEVCTL2_ARI);
	/* No capability bit, no enable bit. */
	ck_assert_uint_eq(probe(&t.m, 0, 8, 0x70 + EXP_DEVCTL2, 2) & DEVCTL2_ARI, 0);
	ck_assert_uint_eq(probe(&t.m, 3, 0, 0x70 + EXP_DEVCTL2, 2), 0x071f);
	ck_assert(rd(&t.m, 3, 0, 0x70 + EXP_DEVCAP2, 4) & DEVCAP2_EETLP);
	ck_assert(rd(&t.m, 1, 0, 0x70 + EXP_DEVCAP2, 4) & DEVCAP2_EETLP);
	machine_free(&t.m);
}
END_TEST

START_TEST(msi)
{
	unsigned int n;

	for (n = 1; n <= 32; n *= 2) {
		struct pair p = pair_new();
		uint16_t off;

		fn_at(&p.m, p.ep)->msi_vectors = (uint16_t)n;
		pair_build(&p);
		off = find_cap(&p.m, 1, 0, ID_MSI);
		ck_assert_uint_eq(off, 0x48);
		ck_assert_uint_eq(1u << (EP_RD(&p, off + MSI_CTL, 2) >> 1 & 7), n);
		ck_assert_uint_eq(probe(&p.m, 1, 0, off + MSI_CTL, 2) & 0x71, 0x71);
		ck_assert_uint_eq(probe(&p.m, 1, 0, off + 4, 4), 0xfffffffc);
		ck_assert_uint_eq(probe(&p.m, 1, 0, off + 8, 4), 0xffffffff);
		ck_assert_uint_eq(probe(&p.m, 1, 0, off + 0xc, 4), 0x0000ffff);
		ck_assert_uint_eq(probe(&p.m, 1, 0, off + 0x10, 4),
				  n == 32 ? ~0u : (1u << n) - 1);
		ck_assert_uint_eq(probe(&p.m, 1, 0, off + 0x14, 4), 0);
		lint_all(&p.m);
		machine_free(&p.m);
	}
}
END_TEST

/* Table and PBA lie in one memory BAR and do not meet. */
static void check_msix(struct pair *p, unsigned int vectors)
{
	uint16_t off = find_cap(&p->m, 1, 0, ID_MSIX);
	uint32_t table = EP_RD(p, off + MSIX_TABLE, 4);
	uint32_t pba = EP_RD(p, off + MSIX_PBA, 4);
	const struct spec_bar *b = &fn_at(&p->m, p->ep)->bar[table & 7];
	uint64_t t = table & ~7u, q = pba & ~7u;

	ck_assert_uint_eq(off, 0x60);
	ck_assert_uint_eq((EP_RD(p, off + MSIX_CTL, 2) & 0x7ff) + 1, vectors);
	ck_assert_uint_eq(table & 7, pba & 7);
	ck_assert(b->kind == SPEC_BAR_MEM32 || b->kind == SPEC_BAR_MEM64);
	ck_assert_uint_le(t + 16 * vectors, q);
	ck_assert_uint_le(q + (vectors + 63) / 64 * 8, b->size_bytes);
	ck_assert_uint_eq(probe(&p->m, 1, 0, off + MSIX_CTL, 2) & 0xc000, 0xc000);
	ck_assert_uint_eq(probe(&p->m, 1, 0, off + MSIX_CTL, 2) & 0x7ff, vectors - 1);
	ck_assert_uint_eq(probe(&p->m, 1, 0, off + MSIX_TABLE, 4), table);
}

START_TEST(msix_placement)
{
	static const uint16_t counts[] = { 1, 2, 7, 64, 65, 127, 500, 2048 };
	unsigned int i;

	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		struct pair p = pair_new();

		fn_at(&p.m, p.ep)->msix_vectors = counts[i];
		fn_at(&p.m, p.ep)->bar[0] = mem_bar(1 << 20, true, true);
		fn_at(&p.m, p.ep)->bar[2] = mem_bar(1 << 16, false, false);
		pair_build(&p);
		check_msix(&p, counts[i]);
		/* Not in the first memory BAR while another is good enough. */
		ck_assert_uint_eq(EP_RD(&p, 0x60 + MSIX_TABLE, 4), 2);
		machine_free(&p.m);

		p = pair_new();
		fn_at(&p.m, p.ep)->msix_vectors = counts[i];
		fn_at(&p.m, p.ep)->bar[0] = mem_bar(1 << 17, false, false);
		pair_build(&p);
		check_msix(&p, counts[i]);
		ck_assert_uint_gt(EP_RD(&p, 0x60 + MSIX_TABLE, 4), 0x10000);
		machine_free(&p.m);
	}
}
END_TEST

START_TEST(msix_prefers_another_bar)
{
	struct pair p = pair_new();

	/* Even a larger one: the first memory BAR is the device's own. */
	fn_at(&p.m, p.ep)->msix_vectors = 16;
	fn_at(&p.m, p.ep)->bar[0] = mem_bar(1 << 14, false, false);
	fn_at(&p.m, p.ep)->bar[1] = mem_bar(1 << 20, false, false);
	fn_at(&p.m, p.ep)->bar[3] = mem_bar(1 << 16, false, false);
	pair_build(&p);
	ck_assert_uint_eq(EP_RD(&p, 0x60 + MSIX_TABLE, 4), 3);
	check_msix(&p, 16);
	machine_free(&p.m);
}
END_TEST

START_TEST(msix_just_fits)
{
	struct pair p = pair_new();

	/* 7 vectors: 112 bytes of table, 8 of PBA, in 128. */
	fn_at(&p.m, p.ep)->msix_vectors = 7;
	fn_at(&p.m, p.ep)->bar[0] = mem_bar(128, false, false);
	pair_build(&p);
	check_msix(&p, 7);
	machine_free(&p.m);
}
END_TEST

START_TEST(bridge_subsystem_ids)
{
	struct pair p = pair_new();

	fn_at(&p.m, p.rp)->subvendor = 0x1234;
	fn_at(&p.m, p.rp)->subdevice = 0x5678;
	pair_build(&p);
	ck_assert_uint_eq(find_cap(&p.m, 0, 8, ID_SSVID), 0xb0);
	ck_assert_uint_eq(RP_RD(&p, 0xb4, 4), 0x56781234);
	ck_assert_uint_eq(probe(&p.m, 0, 8, 0xb4, 4), 0x56781234);
	machine_free(&p.m);
}
END_TEST

START_TEST(aer)
{
	struct pair p = pair_new();
	struct function *fn;

	fn_at(&p.m, p.ep)->aer = fn_at(&p.m, p.rp)->aer = true;
	pair_build(&p);
	ck_assert_uint_eq(find_ext(&p.m, 1, 0, XID_AER), 0x100);
	ck_assert_uint_eq(EP_RD(&p, 0x100 + AER_UNCOR_SEVERITY, 4), 0x00462030);
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x100 + AER_UNCOR_MASK, 4), 0x03fff030);
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x100 + AER_UNCOR_STATUS, 4), 0);
	fn = fabric_function(p.m.f, p.ep);
	put32(fn->cfg + 0x100 + AER_UNCOR_STATUS, 0x00300000);
	EP_WR(&p, 0x100 + AER_UNCOR_STATUS, 4, 0x00100000);
	ck_assert_uint_eq(EP_RD(&p, 0x100 + AER_UNCOR_STATUS, 4), 0x00200000);
	/* Root registers on the root port alone. */
	ck_assert_uint_eq(probe(&p.m, 0, 8, 0x100 + AER_ROOT_COMMAND, 4), 7);
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x100 + AER_ROOT_COMMAND, 4), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(acs_only_supported_bits)
{
	unsigned int cap;

	for (cap = 0; cap < 0x80; cap++) {
		struct pair p = pair_new();
		uint16_t off;

		fn_at(&p.m, p.rp)->acs = acs_of((uint16_t)cap, 0);
		pair_build(&p);
		off = find_ext(&p.m, 0, 8, XID_ACS);
		ck_assert_uint_eq(off, 0x148);
		ck_assert_uint_eq(RP_RD(&p, off + ACS_CAP_REG, 2) & 0xff, cap);
		ck_assert_uint_eq(RP_RD(&p, off + ACS_CTRL_REG, 2), 0);
		ck_assert_uint_eq(probe(&p.m, 0, 8, off + ACS_CTRL_REG, 2), cap);
		ck_assert_uint_eq(probe(&p.m, 0, 8, off + ACS_CAP_REG, 2),
				  RP_RD(&p, off + ACS_CAP_REG, 2));
		/* The vector exists with egress control, and only then. */
		ck_assert_uint_eq(probe(&p.m, 0, 8, off + ACS_EGRESS_REG, 4),
				  cap & ACS_EC ? 0x3 : 0);
		lint_all(&p.m);
		machine_free(&p.m);
	}
}
END_TEST

START_TEST(acs_enhanced)
{
	struct pair p = pair_new();

	fn_at(&p.m, p.rp)->acs = acs_of(ACS_SV | ACS_ENHANCED, 0);
	pair_build(&p);
	ck_assert_uint_eq(probe(&p.m, 0, 8, 0x148 + ACS_CTRL_REG, 2), 0x1f81);
	machine_free(&p.m);
}
END_TEST

START_TEST(acs_power_on_and_after_reset)
{
	struct pair p = pair_new();
	bool present = false;

	fn_at(&p.m, p.ep)->acs = acs_of(ACS_RR | ACS_CR | ACS_EC, ACS_RR | ACS_EC);
	fn_at(&p.m, p.ep)->acs.egress_vector[0] = 0x12;
	fn_at(&p.m, p.ep)->flr = true;
	pair_build(&p);
	ck_assert_uint_eq(function_acs_ctrl(fabric_function(p.m.f, p.ep), &present),
			  ACS_RR | ACS_EC);
	ck_assert(present);
	ck_assert(function_acs_egress(fabric_function(p.m.f, p.ep), 4));
	ck_assert(!function_acs_egress(fabric_function(p.m.f, p.ep), 5));
	ck_assert(!function_acs_egress(fabric_function(p.m.f, p.ep), 300));
	ck_assert_uint_eq(EP_RD(&p, 0x148 + ACS_EGRESS_REG, 4), 0x12);
	EP_WR(&p, 0x70 + EXP_DEVCTL, 2, DEVCTL_FLR);
	ck_assert_uint_eq(EP_RD(&p, 0x148 + ACS_CTRL_REG, 2), 0);
	ck_assert_uint_eq(EP_RD(&p, 0x148 + ACS_EGRESS_REG, 4), 0);
	machine_free(&p.m);

	/* Unknown is not present: a capture could not tell, so nothing answers. */
	p = pair_new();
	fn_at(&p.m, p.rp)->acs.known = SPEC_UNKNOWN;
	pair_build(&p);
	function_acs_ctrl(fabric_function(p.m.f, p.rp), &present);
	ck_assert(!present);
	machine_free(&p.m);
}
END_TEST

START_TEST(acs_egress_vector_sizes)
{
	static const struct { uint8_t bits; uint32_t last; } row[] = {
		{ 1, 0x1 }, { 31, 0x7fffffff }, { 32, 0xffffffff },
		{ 33, 0x1 }, { 100, 0xf }, { 255, 0x7fffffff },
	};
	unsigned int i;

	for (i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct pair p = pair_new();
		uint16_t last = (uint16_t)(0x148 + 8 + (row[i].bits - 1) / 32 * 4);

		fn_at(&p.m, p.rp)->acs = acs_of(ACS_EC, 0);
		fn_at(&p.m, p.rp)->acs.egress_bits = row[i].bits;
		pair_build(&p);
		ck_assert_uint_eq(RP_RD(&p, 0x148 + ACS_CAP_REG, 2) >> 8, row[i].bits);
		ck_assert_uint_eq(probe(&p.m, 0, 8, last, 4), row[i].last);
		ck_assert_uint_eq(probe(&p.m, 0, 8, last + 4, 4), 0);
		lint_all(&p.m);
		machine_free(&p.m);
	}
}
END_TEST

START_TEST(ari_function_list)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8);
	static const uint8_t numbers[] = { 0, 3, 9, 200 };
	unsigned int i;

	fn_at(&m, rp)->ari_forwarding = true;
	for (i = 0; i < 4; i++)
		fn_at(&m, add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, numbers[i]))->ari = true;
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x010100);
	/* Follow Next Function Number as software does. */
	ck_assert_uint_eq(find_ext(&m, 1, 0, XID_ARI), 0x170);
	wr(&m, 0, 8, 0x70 + EXP_DEVCTL2, 2, DEVCTL2_ARI);
	for (i = 0; i < 4; i++) {
		uint16_t cap = (uint16_t)rd(&m, 1, numbers[i], 0x174, 2);

		ck_assert_uint_eq(cap >> 8, i < 3 ? numbers[i + 1] : 0);
		ck_assert_uint_eq(cap & 3, 0);
		/* No function groups, no control bits. */
		ck_assert_uint_eq(probe(&m, 1, numbers[i], 0x176, 2), 0);
	}
	lint_all(&m);
	machine_free(&m);
}
END_TEST

START_TEST(ats_pri_pasid)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);

	s->ats = s->pri = s->pasid = true;
	s->pasid_width = 16;
	pair_build(&p);
	ck_assert_uint_eq(find_ext(&p.m, 1, 0, XID_ATS), 0x178);
	ck_assert_uint_eq(EP_RD(&p, 0x178 + ATS_CAP_REG, 2), 0x20);
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x178 + ATS_CTRL_REG, 2), 0x801f);
	ck_assert(!function_ats_enabled(fabric_function(p.m.f, p.ep)));
	EP_WR(&p, 0x178 + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE);
	ck_assert(function_ats_enabled(fabric_function(p.m.f, p.ep)));

	ck_assert_uint_eq(find_ext(&p.m, 1, 0, XID_PRI), 0x180);
	ck_assert_uint_eq(EP_RD(&p, 0x180 + PRI_STATUS_REG, 2), PRI_STATUS_STOPPED);
	EP_WR(&p, 0x180 + PRI_CTRL_REG, 2, 3);
	/* Reset reads zero; enabled is not stopped. */
	ck_assert_uint_eq(EP_RD(&p, 0x180 + PRI_CTRL_REG, 4), PRI_CTRL_ENABLE);
	EP_WR(&p, 0x180 + PRI_CTRL_REG, 2, 0);
	ck_assert_uint_eq(EP_RD(&p, 0x180 + PRI_STATUS_REG, 2), PRI_STATUS_STOPPED);
	ck_assert_uint_eq(EP_RD(&p, 0x180 + PRI_CAPACITY_REG, 4), 32);
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x180 + PRI_CAPACITY_REG, 4), 32);
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x180 + PRI_ALLOC_REG, 4), ~0u);

	ck_assert_uint_eq(find_ext(&p.m, 1, 0, XID_PASID), 0x190);
	ck_assert_uint_eq(EP_RD(&p, 0x190 + PASID_CAP_REG, 2), 0x1006);
	ck_assert_uint_eq(probe(&p.m, 1, 0, 0x190 + PASID_CTRL_REG, 2), 7);
	/* AER was not asked for: a Null capability heads the list. */
	ck_assert_uint_eq(EP_RD(&p, 0x100, 4), 0x17810000);
	lint_all(&p.m);
	machine_free(&p.m);
}
END_TEST

START_TEST(resizable_bar)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);
	uint64_t address, size;
	struct function *fn;

	/* BAR 0: 256M, 1G, 32G; BAR 2: 1M or 2M; both start small. */
	s->bar[0] = mem_bar(256 << 20, true, true);
	s->bar[0].rebar_sizes = 1 << 8 | 1 << 10 | 1 << 15;
	s->bar[2] = mem_bar(1 << 20, false, false);
	s->bar[2].rebar_sizes = 3;
	pair_build(&p);
	fn = fabric_function(p.m.f, p.ep);
	ck_assert_uint_eq(find_ext(&p.m, 1, 0, XID_REBAR), 0x1f0);
	ck_assert_uint_eq(EP_RD(&p, 0x1f4, 4), (1 << 8 | 1 << 10 | 1 << 15) << 4);
	ck_assert_uint_eq(EP_RD(&p, 0x1f8, 4), 8 << 8 | 2 << 5 | 0);
	ck_assert_uint_eq(EP_RD(&p, 0x1fc, 4), 0x30);
	ck_assert_uint_eq(EP_RD(&p, 0x200, 4), 0 << 8 | 2);
	EP_WR(&p, R_BAR0, 4, 0xf0000000);
	EP_WR(&p, R_BAR0 + 4, 4, 0x3f);
	EP_WR(&p, R_COMMAND, 2, CMD_MEM);
	ck_assert(function_bar(fn, 0, &address, &size));
	ck_assert_uint_eq(size, 256 << 20);
	ck_assert_uint_eq(address, 0x3ff0000000ull);

	EP_WR(&p, 0x1f8, 4, 15 << 8);
	ck_assert_uint_eq(EP_RD(&p, 0x1f8, 4), 15 << 8 | 2 << 5);
	ck_assert(function_bar(fn, 0, &address, &size));
	ck_assert_uint_eq(size, 32ull << 30);
	ck_assert_uint_eq(address, 0x3800000000ull);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0, 4), 0xc);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 4, 4), 0xfffffff8);
	/* A size that is not offered is not taken. */
	EP_WR(&p, 0x1f8, 4, 9 << 8);
	ck_assert_uint_eq(EP_RD(&p, 0x1f8, 4), 15 << 8 | 2 << 5);
	EP_WR(&p, 0x1f8, 4, 63 << 8);
	ck_assert_uint_eq(EP_RD(&p, 0x1f8, 4), 15 << 8 | 2 << 5);
	/* The other one: 32-bit. */
	EP_WR(&p, 0x200, 4, 1 << 8);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 8, 4), 0xffe00000);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 12, 4), 0);
	lint_all(&p.m);
	machine_free(&p.m);
}
END_TEST

START_TEST(ltr_and_serial)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8), a, b;

	a = add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, 0);
	b = add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, 1);
	fn_at(&m, rp)->ltr = true;
	fn_at(&m, a)->ltr = fn_at(&m, a)->serial = fn_at(&m, b)->serial = true;
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x010100);
	ck_assert_uint_eq(find_ext(&m, 1, 0, XID_LTR), 0x198);
	ck_assert_uint_eq(probe(&m, 1, 0, 0x19c, 4), 0x1fff1fff);
	ck_assert_uint_eq(find_ext(&m, 0, 8, XID_LTR), 0);
	/* One serial number a device, and it is read-only. */
	ck_assert_uint_eq(find_ext(&m, 1, 0, XID_DSN), 0x1a0);
	ck_assert_uint_eq(rd(&m, 1, 0, 0x1a4, 4), rd(&m, 1, 1, 0x1a4, 4));
	ck_assert_uint_eq(rd(&m, 1, 0, 0x1a8, 4), rd(&m, 1, 1, 0x1a8, 4));
	ck_assert_uint_eq(probe(&m, 1, 0, 0x1a4, 4), rd(&m, 1, 0, 0x1a4, 4));
	lint_all(&m);
	machine_free(&m);
}
END_TEST

START_TEST(dpc_software_trigger)
{
	struct pair p = pair_new();

	fn_at(&p.m, p.rp)->dpc = true;
	pair_build(&p);
	ck_assert_uint_eq(find_ext(&p.m, 0, 8, XID_DPC), 0x230);
	/* Not enabled: the trigger does nothing. */
	RP_WR(&p, 0x236, 2, DPC_CTRL_SW_TRIGGER);
	ck_assert_uint_eq(RP_RD(&p, 0x238, 2), 0);
	ck_assert_uint_eq(EP_RD(&p, 0, 2), 0x1af4);
	RP_WR(&p, 0x236, 2, DPC_CTRL_SW_TRIGGER | 1);
	ck_assert_uint_eq(RP_RD(&p, 0x236, 2), 1);
	ck_assert_uint_eq(RP_RD(&p, 0x238, 2), 0x27);
	ck_assert_uint_eq(EP_RD(&p, 0, 4), ~0u);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKSTA, 2) & LNKSTA_DLLLA, 0);
	RP_WR(&p, 0x238, 2, DPC_STATUS_TRIGGERED);
	ck_assert_uint_eq(RP_RD(&p, 0x238, 2), 0);
	ck_assert_uint_eq(EP_RD(&p, 0, 2), 0x1af4);
	lint_all(&p.m);
	machine_free(&p.m);
}
END_TEST

/* What lint must see: one byte of a good function made wrong, and why. */
static const struct {
	uint16_t at;
	uint8_t byte;
	char array;			/* 'c' config, 'w' write mask, '1' W1C */
	const char *why;
} unsound[] = {
	{ 0x34, 0x42, 'c', "not a dword" }, { 0x34, 0x3c, 'c', "not a dword" },
	{ 0x34, 0x4c, 'c', "no known length" }, { 0x49, 0x40, 'c', "overlaps" },
	{ 0x71, 0xfc, 'c', "no known length" }, { 0x06, 0x00, 'c', "without the status" },
	{ 0x60, 0x10, 'c', "overlaps another at 0x70" },
	{ 0x103, 0x10, 'c', "overlaps" }, { 0x103, 0xff, 'c', "past" },
	{ 0x102, 0x01, 'c', "" }, { 0x103, 0x04, 'c', "100h..ffch" },
	{ 0x14a, 0x11, 'c', "not a dword" },
	{ 0x1f8, 0x00, 'c', "no known length" },
	{ 0x0e, 0x01, 'c', "header type 1" }, { 0x72, 0x42, 'c', "port type 4" },
	{ 0x00, 0x01, 'w', "identifying" }, { 0x0e, 0x80, 'w', "identifying" },
	{ 0x34, 0x04, 'w', "identifying" }, { 0x6c, 0x01, 'w', "outside any" },
	{ 0x6c, 0x01, '1', "outside any" }, { 0x70, 0x01, 'w', "header at 0x70" },
	{ 0x102, 0x01, 'w', "header at 0x100" }, { 0x07, 0xf9, 'w', "both" },
};

START_TEST(lint_sees)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);
	struct function *fn;
	char why[200] = "";

	s->pm = s->aer = s->ats = s->ari = true;
	s->msi_vectors = 8;
	s->msix_vectors = 8;
	s->bar[0] = mem_bar(1 << 20, true, true);
	s->bar[0].rebar_sizes = 1;
	s->acs = acs_of(0x6c, 0);
	pair_build(&p);
	lint_all(&p.m);
	fn = fabric_function(p.m.f, p.ep);
	(unsound[_i].array == 'c' ? fn->cfg : unsound[_i].array == 'w' ? fn->wmask :
	 fn->w1c)[unsound[_i].at] = unsound[_i].byte;
	ck_assert_msg(!cfg_lint(fn, why, sizeof(why)), "nothing seen at %#x",
		      unsound[_i].at);
	ck_assert_msg(strstr(why, unsound[_i].why) != NULL, "%#x: \"%s\" not \"%s\"",
		      unsound[_i].at, why, unsound[_i].why);
	machine_free(&p.m);
}
END_TEST

/* Masks are kept once a shape, but not those that registers change. */
START_TEST(twins_do_not_share_what_changes)
{
	struct machine m = machine_new();
	uint32_t i;

	for (i = 0; i < 2; i++) {
		uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, (uint8_t)((i + 1) << 3));
		uint32_t ep = add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, 0);

		fn_at(&m, ep)->bar[0] = mem_bar(1 << 20, true, true);
		fn_at(&m, ep)->bar[0].rebar_sizes = 3;
		fn_at(&m, ep)->sriov.known = SPEC_PRESENT;
		fn_at(&m, ep)->sriov.total_vfs = 4;
	}
	machine_build(&m);
	wr(&m, 0, 0x08, R_PRIMARY, 4, 0x010100);
	wr(&m, 0, 0x10, R_PRIMARY, 4, 0x020200);
	wr(&m, 1, 0, 0x1b0 + IOV_CTRL, 2, IOV_CTRL_VFE);
	wr(&m, 1, 0, 0x1f0 + REBAR_CTRL_REG, 4, 1 << 8);
	ck_assert_uint_eq(probe(&m, 1, 0, 0x1b0 + IOV_NUM_VFS, 2), 0);
	ck_assert_uint_eq(probe(&m, 1, 0, R_BAR0, 4), 0xffe0000c);
	ck_assert_uint_eq(probe(&m, 2, 0, 0x1b0 + IOV_NUM_VFS, 2), 0xffff);
	ck_assert_uint_eq(probe(&m, 2, 0, R_BAR0, 4), 0xfff0000c);
	machine_free(&m);
}
END_TEST

/* With everything at once, and with each flag alone, lists are well formed. */
START_TEST(every_combination_lints)
{
	unsigned int bits;

	for (bits = 0; bits < 1 << 12; bits++) {
		struct pair p = pair_new();
		struct spec_function *s = fn_at(&p.m, p.ep);

		s->bar[0] = mem_bar(1 << 20, true, true);
		s->pm = bits & 1;
		s->msi_vectors = bits & 2 ? 8 : 0;
		s->msix_vectors = bits & 4 ? 16 : 0;
		s->aer = bits & 8;
		if (bits & 16)
			s->acs = acs_of(0x6c, 0);
		s->ari = bits & 32;
		s->ats = bits & 64;
		s->pri = (bits & 64) && (bits & 128);
		s->pasid = bits & 256;
		s->serial = s->ltr = bits & 512;
		if (bits & 1024) {
			s->sriov.known = SPEC_PRESENT;
			s->sriov.total_vfs = 4;
		}
		s->bar[0].rebar_sizes = bits & 2048 ? 3 : 0;
		pair_build(&p);
		lint_all(&p.m);
		machine_free(&p.m);
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("caps");
	TCase *t = tcase_create("pcie");

	tcase_add_test(t, pcie_port_types);
	tcase_add_test(t, integrated_endpoints_have_no_link);
	tcase_add_test(t, device_control_by_type);
	tcase_add_test(t, links_negotiate);
	tcase_add_test(t, link_disable_takes_the_device_away);
	tcase_add_test(t, slots);
	tcase_add_test(t, device_control_2);
	suite_add_tcase(s, t);
	t = tcase_create("capabilities");
	tcase_add_test(t, msi);
	tcase_add_test(t, msix_placement);
	tcase_add_test(t, msix_just_fits);
	tcase_add_test(t, msix_prefers_another_bar);
	tcase_add_test(t, twins_do_not_share_what_changes);
	tcase_add_test(t, bridge_subsystem_ids);
	tcase_add_test(t, aer);
	tcase_add_test(t, acs_only_supported_bits);
	tcase_add_test(t, acs_enhanced);
	tcase_add_test(t, acs_power_on_and_after_reset);
	tcase_add_test(t, acs_egress_vector_sizes);
	tcase_add_test(t, ari_function_list);
	tcase_add_test(t, ats_pri_pasid);
	tcase_add_test(t, resizable_bar);
	tcase_add_test(t, ltr_and_serial);
	tcase_add_test(t, dpc_software_trigger);
	tcase_add_test(t, every_combination_lints);
	tcase_add_loop_test(t, lint_sees, 0, sizeof(unsound) / sizeof(*unsound));
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
