// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_cfg.c - type 0 and 1 headers: what reads as what, what can be written
 * and what cannot, sizing of every kind of BAR, and what resets leave.
 */
#include "machine.h"

START_TEST(type0_identity)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);

	s->vendor = 0x10de;
	s->device = 0x20b0;
	s->class = 0x030200;
	s->revision = 0xa1;
	s->subvendor = 0x10de;
	s->subdevice = 0x1450;
	s->interrupt_pin = 1;
	pair_build(&p);
	ck_assert_uint_eq(EP_RD(&p, R_VENDOR_ID, 4), 0x20b010de);
	ck_assert_uint_eq(EP_RD(&p, R_REVISION, 4), 0x030200a1);
	ck_assert_uint_eq(EP_RD(&p, R_SUBSYS_VENDOR, 4), 0x145010de);
	ck_assert_uint_eq(EP_RD(&p, R_INT_PIN, 1), 1);
	ck_assert_uint_eq(EP_RD(&p, R_HEADER_TYPE, 1), 0);
	/* None of it can be written. */
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_VENDOR_ID, 4), 0x20b010de);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_REVISION, 4), 0x030200a1);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_SUBSYS_VENDOR, 4), 0x145010de);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_INT_PIN, 1), 1);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_HEADER_TYPE, 1), 0);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_CAP_PTR, 4), EP_RD(&p, R_CAP_PTR, 4));
	/* Scratch registers can; latency timer not on PCI Express. */
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_INT_LINE, 1), 0xff);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_CACHE_LINE, 1), 0xff);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_LATENCY, 1), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(accesses_of_every_size)
{
	struct pair p = pair_new();

	pair_build(&p);
	EP_WR(&p, R_CACHE_LINE, 1, 0x10);
	EP_WR(&p, R_INT_LINE, 1, 0x0b);
	ck_assert_uint_eq(EP_RD(&p, R_CACHE_LINE, 4), 0x10);
	ck_assert_uint_eq(EP_RD(&p, R_VENDOR_ID, 1), 0xf4);
	ck_assert_uint_eq(EP_RD(&p, R_VENDOR_ID + 1, 1), 0x1a);
	ck_assert_uint_eq(EP_RD(&p, R_DEVICE_ID, 2), 0x1001);
	/* A byte write leaves its neighbours alone. */
	RP_WR(&p, R_MEM_BASE, 4, 0x10001000);
	RP_WR(&p, R_MEM_BASE + 1, 1, 0xee);
	ck_assert_uint_eq(RP_RD(&p, R_MEM_BASE, 4), 0x1000ee00);
	/* Unaligned or past the end: nothing answers. */
	ck_assert_uint_eq(EP_RD(&p, 0x01, 2), ~0u);
	ck_assert_uint_eq(EP_RD(&p, 4094, 4), ~0u);
	ck_assert_uint_eq(EP_RD(&p, 0x00, 3), ~0u);
	ck_assert_uint_eq(EP_RD(&p, 4092, 4), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(command_bits)
{
	struct pair p = pair_new();

	fn_at(&p.m, p.ep)->bar[0] = mem_bar(4096, false, false);
	pair_build(&p);
	/* No I/O BAR: I/O enable is hardwired to zero. */
	ck_assert_uint_eq(EP_RD(&p, R_COMMAND, 2), 0);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_COMMAND, 2), 0x0546);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_COMMAND, 2), 0x0547);
	machine_free(&p.m);

	p = pair_new();
	fn_at(&p.m, p.ep)->bar[3] = (struct spec_bar){ SPEC_BAR_IO, false, 32, 0, 0 };
	pair_build(&p);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_COMMAND, 2), 0x0547);
	machine_free(&p.m);
}
END_TEST

START_TEST(status_write_one_clears)
{
	struct pair p = pair_new();
	struct function *fn;

	fn_at(&p.m, p.ep)->pm = true;
	pair_build(&p);
	fn = fabric_function(p.m.f, p.ep);
	put16(fn->cfg + R_STATUS, 0xf910);
	EP_WR(&p, R_STATUS, 2, 0x0000);
	ck_assert_uint_eq(EP_RD(&p, R_STATUS, 2), 0xf910);
	EP_WR(&p, R_STATUS, 2, 0x2000);
	ck_assert_uint_eq(EP_RD(&p, R_STATUS, 2), 0xd910);
	/* The capability list bit stays, whatever is written. */
	EP_WR(&p, R_STATUS, 2, 0xffff);
	ck_assert_uint_eq(EP_RD(&p, R_STATUS, 2), 0x0010);
	machine_free(&p.m);
}
END_TEST

START_TEST(bar_sizing)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);

	s->bar[0] = mem_bar(1 << 16, false, false);
	s->bar[1] = (struct spec_bar){ SPEC_BAR_IO, false, 256, 0, 0 };
	s->bar[2] = mem_bar(32ull << 30, true, true);
	s->bar[4] = mem_bar(1 << 20, true, false);
	s->rom_bytes = 1 << 16;
	pair_build(&p);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0, 4), 0xffff0000);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 4, 4), 0xffffff01);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 8, 4), 0x0000000c);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 12, 4), 0xfffffff8);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 16, 4), 0xfff00004);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 20, 4), 0xffffffff);
	/* Expansion ROM: the enable bit is not an address bit. */
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_ROM0, 4), 0xffff0001);
	/* Type bits survive a write of zero. */
	EP_WR(&p, R_BAR0 + 8, 4, 0);
	ck_assert_uint_eq(EP_RD(&p, R_BAR0 + 8, 4), 0xc);
	/* Nothing implemented, nothing writable. */
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_BAR0, 4), 0);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_BAR0 + 4, 4), 0);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_ROM1, 4), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(bar_of_every_size)
{
	unsigned int bits;

	for (bits = 7; bits <= 63; bits++) {
		struct pair p = pair_new();
		uint64_t mask;

		fn_at(&p.m, p.ep)->bar[0] = mem_bar(1ull << bits, true, false);
		pair_build(&p);
		mask = probe(&p.m, 1, 0, R_BAR0, 4) & ~0xfu;
		mask |= (uint64_t)probe(&p.m, 1, 0, R_BAR0 + 4, 4) << 32;
		ck_assert_uint_eq(~mask + 1, 1ull << bits);
		machine_free(&p.m);
	}
}
END_TEST

START_TEST(bar_decodes_only_when_enabled)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);
	uint64_t address, size;
	struct function *fn;

	s->bar[0] = mem_bar(1 << 20, true, true);
	s->bar[2] = (struct spec_bar){ SPEC_BAR_IO, false, 64, 0, 0 };
	s->rom_bytes = 4096;
	pair_build(&p);
	fn = fabric_function(p.m.f, p.ep);
	EP_WR(&p, R_BAR0, 4, 0x30000000);
	EP_WR(&p, R_BAR0 + 4, 4, 0x20);
	EP_WR(&p, R_BAR0 + 8, 4, 0xe000);
	EP_WR(&p, R_ROM0, 4, 0xfeb00000);
	ck_assert(!function_bar(fn, 0, &address, &size));
	EP_WR(&p, R_COMMAND, 2, CMD_MEM);
	ck_assert(function_bar(fn, 0, &address, &size));
	ck_assert_uint_eq(address, 0x2030000000ull);
	ck_assert_uint_eq(size, 1 << 20);
	ck_assert(!function_bar(fn, 2, &address, &size));
	ck_assert(!function_bar(fn, 1, &address, &size));	/* upper half */
	ck_assert(!function_bar(fn, 6, &address, &size));
	EP_WR(&p, R_ROM0, 4, 0xfeb00001);
	ck_assert(function_bar(fn, 6, &address, &size));
	ck_assert_uint_eq(address, 0xfeb00000);
	EP_WR(&p, R_COMMAND, 2, CMD_IO);
	ck_assert(!function_bar(fn, 0, &address, &size));
	ck_assert(!function_bar(fn, 6, &address, &size));
	ck_assert(function_bar(fn, 2, &address, &size));
	ck_assert_uint_eq(address, 0xe000);
	ck_assert_uint_eq(size, 64);
	ck_assert(!function_bar(fn, 7, &address, &size));
	machine_free(&p.m);
}
END_TEST

START_TEST(type1_bus_numbers_and_windows)
{
	struct pair p = pair_new();

	pair_build(&p);
	ck_assert_uint_eq(RP_RD(&p, R_HEADER_TYPE, 1), 1);
	ck_assert_uint_eq(RP_RD(&p, R_REVISION, 4), 0x06040000);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_PRIMARY, 4), 0x00ffffff);
	/* I/O: 32-bit capable, 4 KiB granules. */
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_IO_BASE, 1), 0xf1);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_IO_LIMIT, 1), 0xf1);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_IO_BASE_UPPER, 4), 0xffffffff);
	RP_WR(&p, R_IO_BASE, 2, 0);
	ck_assert_uint_eq(RP_RD(&p, R_IO_BASE, 2), 0x0101);
	/* Memory: 1 MiB granules, low nibbles zero. */
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_MEM_BASE, 4), 0xfff0fff0);
	/* Prefetchable: 64-bit capable. */
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_PREF_BASE, 4), 0xfff1fff1);
	RP_WR(&p, R_PREF_BASE, 4, 0);
	ck_assert_uint_eq(RP_RD(&p, R_PREF_BASE, 4), 0x00010001);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_PREF_BASE_UPPER, 4), 0xffffffff);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_PREF_LIMIT_UPPER, 4), 0xffffffff);
	/* Bridge control: no master abort mode or timers on PCI Express. */
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_BRIDGE_CTL, 2), 0x005f);
	ck_assert_uint_eq(probe(&p.m, 0, 8, R_SEC_LATENCY, 1), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(windows_come_up_closed)
{
	struct pair p = pair_new();
	struct function *rp;
	struct bridge_window w;

	pair_build(&p);
	rp = fabric_function(p.m.f, p.rp);
	RP_WR(&p, R_COMMAND, 2, CMD_MEM | CMD_IO);
	ck_assert(!function_mem_window(rp).enabled);
	ck_assert(!function_pref_window(rp).enabled);
	ck_assert(!function_io_window(rp).enabled);
	ck_assert_uint_eq(RP_RD(&p, R_IO_BASE, 2), 0x01f1);
	ck_assert_uint_eq(RP_RD(&p, R_MEM_BASE, 4), 0x0000fff0);
	ck_assert_uint_eq(RP_RD(&p, R_PREF_BASE, 4), 0x0001fff1);
	RP_WR(&p, R_MEM_BASE, 4, 0xe010e000);
	RP_WR(&p, R_PREF_BASE, 4, 0x0ff00000);
	RP_WR(&p, R_PREF_BASE_UPPER, 4, 0x20);
	RP_WR(&p, R_PREF_LIMIT_UPPER, 4, 0x2f);
	RP_WR(&p, R_IO_BASE, 2, 0x2010);
	RP_WR(&p, R_IO_BASE_UPPER, 4, 0x00010001);
	w = function_mem_window(rp);
	ck_assert(w.enabled && w.base == 0xe0000000 && w.limit == 0xe01fffff);
	w = function_pref_window(rp);
	ck_assert(w.enabled && w.base == 0x2000000000ull && w.limit == 0x2f0fffffffull);
	w = function_io_window(rp);
	ck_assert(w.enabled && w.base == 0x11000 && w.limit == 0x12fff);
	RP_WR(&p, R_COMMAND, 2, CMD_IO);
	ck_assert(!function_mem_window(rp).enabled);
	ck_assert(!function_pref_window(rp).enabled);
	ck_assert(function_io_window(rp).enabled);
	machine_free(&p.m);
}
END_TEST

START_TEST(conventional_bridge)
{
	struct pair p = pair_new();
	uint32_t dev;

	fn_at(&p.m, p.ep)->type = SPEC_PCIE_TO_PCI;
	dev = add_fn(&p.m, SPEC_PCI_DEVICE, (int32_t)p.ep, 3 << 3);
	fn_at(&p.m, dev)->bar[0] = mem_bar(16, false, false);
	pair_build(&p);
	EP_WR(&p, R_PRIMARY, 4, 0x00020201);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BRIDGE_CTL, 2) & 0x0b20, 0x0b20);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_SEC_LATENCY, 1), 0xf8);
	/* Medium DEVSEL on the PCI side; the discard timer status is W1C. */
	ck_assert_uint_eq(EP_RD(&p, R_SEC_STATUS, 2), STS_DEVSEL_MEDIUM);
	ck_assert_uint_eq(rd(&p.m, 2, 3 << 3, R_VENDOR_ID, 2), 0x1af4);
	ck_assert_uint_eq(rd(&p.m, 2, 3 << 3, R_STATUS, 2), STS_DEVSEL_MEDIUM);
	ck_assert_uint_eq(probe(&p.m, 2, 3 << 3, R_BAR0, 4), 0xfffffff0);
	ck_assert_uint_eq(probe(&p.m, 2, 3 << 3, R_LATENCY, 1), 0xf8);
	/* 256 bytes and no more, unlike the bridge itself. */
	ck_assert_uint_eq(rd(&p.m, 2, 3 << 3, 0x100, 4), ~0u);
	ck_assert_uint_eq(rd(&p.m, 2, 3 << 3, 0xfc, 4), 0);
	ck_assert_uint_eq(EP_RD(&p, 0x100, 4), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(extended_space_ends_at_a_pci_bus)
{
	struct pair p = pair_new();
	uint8_t bytes[4096] = { 0x86, 0x80, 0x34, 0x12 };
	uint32_t port, card;

	/* A reverse bridge, and a PCI-X card whose capture had 4096 bytes. */
	fn_at(&p.m, p.ep)->type = SPEC_PCIE_TO_PCI;
	port = add_fn(&p.m, SPEC_PCI_TO_PCIE, (int32_t)p.ep, 0);
	fn_at(&p.m, port)->aer = true;
	card = add_fn(&p.m, SPEC_PCI_DEVICE, (int32_t)p.ep, 8);
	put32(bytes + 0x100, 0x00010001);
	fn_at(&p.m, card)->config = bytes;
	fn_at(&p.m, card)->config_len = 4096;
	pair_build(&p);
	EP_WR(&p, R_PRIMARY, 4, 0x00030201);
	ck_assert_uint_eq(rd(&p.m, 2, 0, 0x70, 1), ID_PCIE);
	ck_assert_uint_eq(rd(&p.m, 2, 0, 0x100, 4), ~0u);
	ck_assert_uint_eq(rd(&p.m, 2, 8, 0x100, 4), ~0u);
	wr(&p.m, 2, 8, 0x100 + AER_UNCOR_MASK, 4, ~0u);
	ck_assert_uint_eq(get32(fabric_function(p.m.f, card)->cfg + 0x108), 0);
	ck_assert(cfg_lint(fabric_function(p.m.f, port), NULL, 0));
	machine_free(&p.m);
}
END_TEST

START_TEST(multi_function_bit)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 0x08), rp2, ep;

	rp2 = add_fn(&m, SPEC_ROOT_PORT, -1, 0x09);
	add_fn(&m, SPEC_ROOT_PORT, -1, 0x10);
	ep = add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, 0);
	add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, 3);
	add_fn(&m, SPEC_ENDPOINT, (int32_t)rp2, 0);
	(void)ep;
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x010100);
	wr(&m, 0, 9, R_PRIMARY, 4, 0x020200);
	ck_assert_uint_eq(rd(&m, 0, 0x08, R_HEADER_TYPE, 1), 0x81);
	ck_assert_uint_eq(rd(&m, 0, 0x09, R_HEADER_TYPE, 1), 0x81);
	ck_assert_uint_eq(rd(&m, 0, 0x10, R_HEADER_TYPE, 1), 0x01);
	ck_assert_uint_eq(rd(&m, 1, 0, R_HEADER_TYPE, 1), 0x80);
	ck_assert_uint_eq(rd(&m, 1, 3, R_HEADER_TYPE, 1), 0x80);
	ck_assert_uint_eq(rd(&m, 2, 0, R_HEADER_TYPE, 1), 0x00);
	machine_free(&m);
}
END_TEST

START_TEST(multi_function_with_ari)
{
	struct pair p = pair_new();
	uint32_t other = add_fn(&p.m, SPEC_ENDPOINT, (int32_t)p.rp, 9);

	/* Behind a link function 9 is of the same device as function 0. */
	fn_at(&p.m, p.ep)->ari = fn_at(&p.m, other)->ari = true;
	fn_at(&p.m, p.rp)->ari_forwarding = true;
	pair_build(&p);
	ck_assert_uint_eq(EP_RD(&p, R_HEADER_TYPE, 1), 0x80);
	machine_free(&p.m);
}
END_TEST

/* Every register that software set is back at its default; who watches knows. */
static unsigned int events[16];

static void count_event(void *ctx, enum fabric_event event, struct function *fn)
{
	(void)ctx;
	(void)fn;
	events[event]++;
}

static struct pair dirty_pair(bool nsr)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);

	s->bar[0] = mem_bar(1 << 20, false, false);
	s->flr = s->pm = s->aer = true;
	s->no_soft_reset = nsr;
	s->msi_vectors = 4;
	s->ats = true;
	pair_build(&p);
	memset(events, 0, sizeof(events));
	EP_WR(&p, R_BAR0, 4, 0xe0000000);
	EP_WR(&p, R_COMMAND, 2, CMD_MEM | CMD_MASTER);
	EP_WR(&p, 0x48 + MSI_CTL, 2, 0x0021);
	EP_WR(&p, 0x70 + EXP_DEVCTL, 2, 0x0840 | 0x5000);
	EP_WR(&p, 0x70 + EXP_LNKCTL, 2, 0x0042);
	EP_WR(&p, 0x178 + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE);
	EP_WR(&p, 0x100 + AER_UNCOR_MASK, 4, 0x00100000);
	fabric_watch(p.m.f, count_event, NULL);
	return p;
}

static void check_clean(struct pair *p)
{
	ck_assert_uint_eq(EP_RD(p, R_BAR0, 4), 0);
	ck_assert_uint_eq(EP_RD(p, R_COMMAND, 2), 0);
	ck_assert_uint_eq(EP_RD(p, 0x48 + MSI_CTL, 2) & 0x71, 0);
	ck_assert_uint_eq(EP_RD(p, 0x178 + ATS_CTRL_REG, 2), 0);
	/* Error masks are sticky. */
	ck_assert_uint_eq(EP_RD(p, 0x100 + AER_UNCOR_MASK, 4), 0x00100000);
}

START_TEST(function_level_reset)
{
	struct pair p = dirty_pair(true);

	/* Any other bit of Device Control does not reset. */
	EP_WR(&p, 0x70 + EXP_DEVCTL, 2, 0x0840 | 0x5000);
	ck_assert_uint_eq(EP_RD(&p, R_BAR0, 4), 0xe0000000);
	ck_assert_uint_eq(events[FABRIC_FLR], 0);
	EP_WR(&p, 0x70 + EXP_DEVCTL, 2, 0x5840 | DEVCTL_FLR);
	ck_assert_uint_eq(events[FABRIC_FLR], 1);
	check_clean(&p);
	/* Max payload and link control stay; the rest of Device Control not. */
	ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_DEVCTL, 2), 0x2850);
	ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_LNKCTL, 2), 0x0042);
	machine_free(&p.m);
}
END_TEST

START_TEST(no_flr_without_the_capability)
{
	struct pair p = pair_new();

	fn_at(&p.m, p.ep)->bar[0] = mem_bar(4096, false, false);
	pair_build(&p);
	EP_WR(&p, R_BAR0, 4, 0xe0000000);
	EP_WR(&p, 0x70 + EXP_DEVCTL, 2, DEVCTL_FLR);
	ck_assert_uint_eq(EP_RD(&p, R_BAR0, 4), 0xe0000000);
	ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_DEVCTL, 2), 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(secondary_bus_reset)
{
	struct pair p = dirty_pair(true);

	RP_WR(&p, R_BRIDGE_CTL, 2, BCTL_BUS_RESET);
	ck_assert_uint_eq(events[FABRIC_HOT_RESET], 1);
	/* Held in reset nothing answers, and the link is down. */
	ck_assert_uint_eq(EP_RD(&p, R_VENDOR_ID, 4), ~0u);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKSTA, 2) & LNKSTA_DLLLA, 0);
	RP_WR(&p, R_BRIDGE_CTL, 2, 0);
	ck_assert_uint_eq(events[FABRIC_HOT_RESET], 1);
	ck_assert(RP_RD(&p, 0x70 + EXP_LNKSTA, 2) & LNKSTA_DLLLA);
	check_clean(&p);
	ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_DEVCTL, 2), DEVCTL_DEFAULT);
	ck_assert_uint_eq(EP_RD(&p, 0x70 + EXP_LNKCTL, 2), 0);
	/* The bridge that did it is itself untouched. */
	ck_assert_uint_eq(RP_RD(&p, R_PRIMARY, 4), 0x00020100);
	machine_free(&p.m);
}
END_TEST

/* A link fails: what is below is reset, as by a hot reset, and no register says why. */
START_TEST(link_fails)
{
	struct pair p = dirty_pair(true);
	struct function *rp = fabric_function(p.m.f, p.rp);
	const struct function *ep = fabric_function(p.m.f, p.ep);
	const uint32_t control = RP_RD(&p, R_INT_LINE, 4);

	ck_assert(!function_link_lost(ep));
	fabric_set_link(rp, true);
	fabric_set_link(rp, false);
	fabric_set_link(rp, false);
	ck_assert_uint_eq(events[FABRIC_LINK_LOST], 1);
	ck_assert_uint_eq(events[FABRIC_HOT_RESET], 0);
	ck_assert_uint_eq(fabric_reset_ps(FABRIC_LINK_LOST), fabric_reset_ps(FABRIC_HOT_RESET));
	ck_assert(function_link_lost(ep) && !function_link_lost(rp));
	ck_assert_uint_eq(EP_RD(&p, R_VENDOR_ID, 4), ~0u);
	ck_assert_uint_eq(RP_RD(&p, 0x70 + EXP_LNKSTA, 2) & LNKSTA_DLLLA, 0);
	ck_assert_uint_eq(RP_RD(&p, R_INT_LINE, 4), control);
	/* That software asks for another end of the link brings it not back. */
	RP_WR(&p, R_BRIDGE_CTL, 2, BCTL_BUS_RESET);
	RP_WR(&p, R_BRIDGE_CTL, 2, 0);
	ck_assert_uint_eq(EP_RD(&p, R_VENDOR_ID, 4), ~0u);
	fabric_set_link(rp, true);
	ck_assert_uint_eq(events[FABRIC_LINK_LOST], 1);
	ck_assert(!function_link_lost(ep));
	ck_assert(RP_RD(&p, 0x70 + EXP_LNKSTA, 2) & LNKSTA_DLLLA);
	check_clean(&p);
	machine_free(&p.m);
}
END_TEST

START_TEST(bus_reset_goes_all_the_way_down)
{
	struct machine m = machine_new();
	uint32_t up, dn, rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8);

	up = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)rp, 0);
	dn = add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up, 0);
	add_fn(&m, SPEC_ENDPOINT, (int32_t)dn, 0);
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x030100);
	wr(&m, 1, 0, R_PRIMARY, 4, 0x030201);
	wr(&m, 2, 0, R_PRIMARY, 4, 0x030302);
	wr(&m, 3, 0, R_COMMAND, 2, CMD_MASTER);
	ck_assert_uint_eq(rd(&m, 3, 0, R_COMMAND, 2), CMD_MASTER);
	wr(&m, 0, 8, R_BRIDGE_CTL, 2, BCTL_BUS_RESET);
	wr(&m, 0, 8, R_BRIDGE_CTL, 2, 0);
	/* The switch lost its numbers, so what is below has no address. */
	ck_assert_uint_eq(rd(&m, 1, 0, R_PRIMARY, 4), 0);
	ck_assert_uint_eq(rd(&m, 3, 0, R_VENDOR_ID, 4), ~0u);
	wr(&m, 1, 0, R_PRIMARY, 4, 0x030201);
	wr(&m, 2, 0, R_PRIMARY, 4, 0x030302);
	ck_assert_uint_eq(rd(&m, 3, 0, R_COMMAND, 2), 0);
	machine_free(&m);
}
END_TEST

START_TEST(power_states)
{
	struct pair p = dirty_pair(true);
	uint64_t address, size;
	struct function *fn = fabric_function(p.m.f, p.ep);

	/* D1 and D2 are not there. */
	EP_WR(&p, 0x40 + PM_CSR, 2, 1);
	ck_assert_uint_eq(EP_RD(&p, 0x40 + PM_CSR, 2), PM_NO_SOFT_RESET);
	EP_WR(&p, 0x40 + PM_CSR, 2, 3);
	ck_assert_uint_eq(EP_RD(&p, 0x40 + PM_CSR, 2) & 3, 3);
	/* In D3hot config answers, memory does not, and nothing is issued. */
	ck_assert_uint_eq(EP_RD(&p, R_BAR0, 4), 0xe0000000);
	ck_assert(!function_bar(fn, 0, &address, &size));
	ck_assert(!function_master_enabled(fn));
	EP_WR(&p, 0x40 + PM_CSR, 2, 0);
	ck_assert(function_bar(fn, 0, &address, &size));
	ck_assert_uint_eq(EP_RD(&p, R_BAR0, 4), 0xe0000000);
	ck_assert_uint_eq(events[FABRIC_POWER_STATE], 2);
	ck_assert_uint_eq(events[FABRIC_POWER_RESET], 0);
	machine_free(&p.m);
}
END_TEST

START_TEST(soft_reset_from_d3hot)
{
	struct pair p = dirty_pair(false);

	EP_WR(&p, 0x40 + PM_CSR, 2, 3);
	ck_assert_uint_eq(EP_RD(&p, R_BAR0, 4), 0xe0000000);
	EP_WR(&p, 0x40 + PM_CSR, 2, 0);
	ck_assert_uint_eq(events[FABRIC_POWER_RESET], 1);
	check_clean(&p);
	machine_free(&p.m);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("cfg");
	TCase *t = tcase_create("headers");

	tcase_add_test(t, type0_identity);
	tcase_add_test(t, accesses_of_every_size);
	tcase_add_test(t, command_bits);
	tcase_add_test(t, status_write_one_clears);
	tcase_add_test(t, bar_sizing);
	tcase_add_test(t, bar_of_every_size);
	tcase_add_test(t, bar_decodes_only_when_enabled);
	tcase_add_test(t, type1_bus_numbers_and_windows);
	tcase_add_test(t, windows_come_up_closed);
	tcase_add_test(t, conventional_bridge);
	tcase_add_test(t, multi_function_bit);
	tcase_add_test(t, multi_function_with_ari);
	tcase_add_test(t, extended_space_ends_at_a_pci_bus);
	suite_add_tcase(s, t);
	t = tcase_create("resets");
	tcase_add_test(t, function_level_reset);
	tcase_add_test(t, no_flr_without_the_capability);
	tcase_add_test(t, secondary_bus_reset);
	tcase_add_test(t, link_fails);
	tcase_add_test(t, bus_reset_goes_all_the_way_down);
	tcase_add_test(t, power_states);
	tcase_add_test(t, soft_reset_from_d3hot);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
