// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_fabric.c - where config requests and addresses go: nested bridges,
 * renumbering, several host bridges and domains, ARI, a BIOS's walk, what
 * firmware left, captured config space.
 */
#include "decode_util.h"
#include "machine.h"

START_TEST(unconfigured_bridges_forward_nothing)
{
	struct pair p = pair_new();
	uint32_t domain;
	uint8_t bus, devfn;

	machine_build(&p.m);
	ck_assert_uint_eq(RP_RD(&p, 0, 2), 0x1af4);
	ck_assert_uint_eq(EP_RD(&p, 0, 4), ~0u);
	ck_assert_uint_eq(EP_RD(&p, 0, 2), 0xffff);
	ck_assert_uint_eq(EP_RD(&p, 0, 1), 0xff);
	ck_assert_ptr_null(fabric_lookup(p.m.f, 0, 1, 0));
	ck_assert(!function_address(fabric_function(p.m.f, p.ep), &domain, &bus, &devfn));
	ck_assert(function_address(fabric_function(p.m.f, p.rp), &domain, &bus, &devfn));
	ck_assert(domain == 0 && bus == 0 && devfn == 8);
	/* No such domain, no such device. */
	ck_assert_uint_eq(fabric_cfg_read(p.m.f, 7, 0, 8, 0, 4), ~0u);
	ck_assert_uint_eq(rd(&p.m, 0, 0x50, 0, 4), ~0u);
	fabric_cfg_write(p.m.f, 7, 0, 8, R_COMMAND, 2, 7);
	wr(&p.m, 9, 0, R_COMMAND, 2, 7);
	machine_free(&p.m);
}
END_TEST

START_TEST(renumbering_moves_everything_below)
{
	struct pair p = pair_new();
	uint32_t domain;
	uint8_t bus, devfn;

	pair_build(&p);
	ck_assert_ptr_eq(fabric_lookup(p.m.f, 0, 1, 0), fabric_function(p.m.f, p.ep));
	RP_WR(&p, R_SECONDARY, 1, 0x42);
	RP_WR(&p, R_SUBORDINATE, 1, 0x42);
	ck_assert_uint_eq(EP_RD(&p, 0, 4), ~0u);
	ck_assert_uint_eq(rd(&p.m, 0x42, 0, 0, 2), 0x1af4);
	ck_assert(function_address(fabric_function(p.m.f, p.ep), &domain, &bus, &devfn));
	ck_assert_uint_eq(bus, 0x42);
	/* Secondary above subordinate: the range is empty. */
	RP_WR(&p, R_SUBORDINATE, 1, 0x41);
	ck_assert_uint_eq(rd(&p.m, 0x42, 0, 0, 4), ~0u);
	machine_free(&p.m);
}
END_TEST

START_TEST(nested_ranges)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8), up, dn[2], ep[2];

	up = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)rp, 0);
	dn[0] = add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up, 0);
	dn[1] = add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up, 0x28);
	ep[0] = add_fn(&m, SPEC_ENDPOINT, (int32_t)dn[0], 0);
	ep[1] = add_fn(&m, SPEC_ENDPOINT, (int32_t)dn[1], 0);
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x200a00);
	wr(&m, 0x0a, 0, R_PRIMARY, 4, 0x200b0a);
	wr(&m, 0x0b, 0x00, R_PRIMARY, 4, 0x0c0c0b);
	wr(&m, 0x0b, 0x28, R_PRIMARY, 4, 0x20200b);
	ck_assert_ptr_eq(fabric_lookup(m.f, 0, 0x0c, 0), fabric_function(m.f, ep[0]));
	ck_assert_ptr_eq(fabric_lookup(m.f, 0, 0x20, 0), fabric_function(m.f, ep[1]));
	ck_assert_ptr_eq(function_parent(fabric_lookup(m.f, 0, 0x20, 0)),
			 fabric_function(m.f, dn[1]));
	ck_assert_ptr_null(fabric_lookup(m.f, 0, 0x0d, 0));
	/* The root port cuts off what the switch still claims. */
	wr(&m, 0, 8, R_SUBORDINATE, 1, 0x1f);
	ck_assert_ptr_null(fabric_lookup(m.f, 0, 0x20, 0));
	ck_assert_ptr_nonnull(fabric_lookup(m.f, 0, 0x0c, 0));
	/* The primary number routes nothing downstream on PCI Express. */
	wr(&m, 0x0b, 0, R_PRIMARY, 1, 0x77);
	ck_assert_ptr_nonnull(fabric_lookup(m.f, 0, 0x0c, 0));
	machine_free(&m);
}
END_TEST

START_TEST(one_device_behind_a_link)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8), fn200;

	fn_at(&m, rp)->ari_forwarding = true;
	fn_at(&m, add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, 0))->ari = true;
	fn200 = add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, 200);
	fn_at(&m, fn200)->ari = true;
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x010100);
	ck_assert_uint_eq(rd(&m, 1, 200, 0, 4), ~0u);
	wr(&m, 0, 8, 0x70 + EXP_DEVCTL2, 2, DEVCTL2_ARI);
	ck_assert_uint_eq(rd(&m, 1, 200, 0, 2), 0x1af4);
	ck_assert_ptr_eq(fabric_lookup(m.f, 0, 1, 200), fabric_function(m.f, fn200));
	ck_assert_uint_eq(rd(&m, 1, 201, 0, 4), ~0u);
	wr(&m, 0, 8, 0x70 + EXP_DEVCTL2, 2, 0);
	ck_assert_uint_eq(rd(&m, 1, 200, 0, 4), ~0u);
	machine_free(&m);
}
END_TEST

START_TEST(empty_places_are_noted)
{
	struct pair p = pair_new();
	uint32_t br, dev;

	br = p.ep;
	fn_at(&p.m, br)->type = SPEC_PCIE_TO_PCI;
	dev = add_fn(&p.m, SPEC_PCI_DEVICE, (int32_t)br, 0);
	(void)dev;
	pair_build(&p);
	EP_WR(&p, R_PRIMARY, 4, 0x020201);
	/* Function 1 of the device below: it answers Unsupported Request. */
	ck_assert_uint_eq(RP_RD(&p, R_SEC_STATUS, 2), 0);
	ck_assert_uint_eq(rd(&p.m, 1, 1, 0, 4), ~0u);
	ck_assert_uint_eq(RP_RD(&p, R_SEC_STATUS, 2), STS_RECEIVED_MASTER_ABORT);
	RP_WR(&p, R_SEC_STATUS, 2, 0xffff);
	ck_assert_uint_eq(RP_RD(&p, R_SEC_STATUS, 2), 0);
	/* Device 1: the port refuses by itself, nothing comes back to it. */
	ck_assert_uint_eq(rd(&p.m, 1, 8, 0, 4), ~0u);
	ck_assert_uint_eq(RP_RD(&p, R_SEC_STATUS, 2), 0);
	/* On a PCI bus any empty slot is a master abort; there are 32. */
	ck_assert_uint_eq(rd(&p.m, 2, 0, 0, 2), 0x1af4);
	ck_assert_uint_eq(EP_RD(&p, R_SEC_STATUS, 2), STS_DEVSEL_MEDIUM);
	ck_assert_uint_eq(rd(&p.m, 2, 31 << 3, 0, 4), ~0u);
	ck_assert_uint_eq(EP_RD(&p, R_SEC_STATUS, 2),
			  STS_DEVSEL_MEDIUM | STS_RECEIVED_MASTER_ABORT);
	machine_free(&p.m);
}
END_TEST

START_TEST(d3hot_bridge_forwards_nothing)
{
	struct pair p = pair_new();

	fn_at(&p.m, p.rp)->pm = fn_at(&p.m, p.rp)->no_soft_reset = true;
	pair_build(&p);
	RP_WR(&p, 0x40 + PM_CSR, 2, 3);
	ck_assert_uint_eq(EP_RD(&p, 0, 4), ~0u);
	ck_assert_uint_eq(RP_RD(&p, 0, 2), 0x1af4);
	RP_WR(&p, 0x40 + PM_CSR, 2, 0);
	ck_assert_uint_eq(EP_RD(&p, 0, 2), 0x1af4);
	machine_free(&p.m);
}
END_TEST

/* Someone who looks around in the middle of a reset. */
static void look_up(void *ctx, enum fabric_event event, struct function *fn)
{
	(void)event;
	(void)fn;
	fabric_lookup(ctx, 0, 2, 0);
}

START_TEST(no_route_survives_a_reset)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8), up;

	up = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)rp, 0);
	add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up, 0);
	fn_at(&m, up)->pm = true;
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x020100);
	wr(&m, 1, 0, R_PRIMARY, 4, 0x020201);
	ck_assert_uint_eq(rd(&m, 2, 0, 0, 2), 0x1af4);
	fabric_watch(m.f, look_up, m.f);
	wr(&m, 1, 0, 0x40 + PM_CSR, 2, 3);
	wr(&m, 1, 0, 0x40 + PM_CSR, 2, 0);
	ck_assert_uint_eq(rd(&m, 1, 0, R_PRIMARY, 4), 0);
	ck_assert_uint_eq(rd(&m, 2, 0, 0, 4), ~0u);
	machine_free(&m);
}
END_TEST

START_TEST(domains_and_host_bridges)
{
	struct machine m = machine_new();
	struct spec_host_bridge *hb;
	uint32_t rp[4], ep[4], i;
	static const struct { uint32_t domain; uint8_t first, last; } row[4] = {
		{ 0, 0, 0x7f }, { 0x10000, 0, 0xff }, { 0, 0x80, 0xbf }, { 3, 0x20, 0x20 },
	};

	for (i = 0; i < 4; i++) {
		if (i)
			spec_add_bridge(m.spec);
		hb = &m.spec->host_bridges[i];
		hb->name = i == 0 ? "a" : i == 1 ? "b" : i == 2 ? "c" : "d";
		hb->domain = row[i].domain;
		hb->bus_first = row[i].first;
		hb->bus_last = row[i].last;
		rp[i] = add_fn(&m, SPEC_ROOT_PORT, -1, 8);
		fn_at(&m, rp[i])->host_bridge = (int32_t)i;
		ep[i] = add_fn(&m, SPEC_ENDPOINT, (int32_t)rp[i], 0);
	}
	machine_build(&m);
	for (i = 0; i < 4; i++) {
		uint8_t first = row[i].first, next = (uint8_t)(first + 1);

		ck_assert_ptr_eq(fabric_lookup(m.f, row[i].domain, first, 8),
				 fabric_function(m.f, rp[i]));
		fabric_cfg_write(m.f, row[i].domain, first, 8, R_PRIMARY, 4,
				 (uint32_t)next << 16 | (uint32_t)next << 8 | first);
		/* Bus 21 is outside the last host bridge's range. */
		ck_assert_ptr_eq(fabric_lookup(m.f, row[i].domain, next, 0),
				 i == 3 ? NULL : fabric_function(m.f, ep[i]));
	}
	/* A range that a host bridge does not have answers nothing. */
	ck_assert_ptr_null(fabric_lookup(m.f, 0, 0xc0, 8));
	ck_assert_ptr_null(fabric_lookup(m.f, 3, 0, 8));
	ck_assert_ptr_null(fabric_lookup(m.f, 1, 0, 8));
	/* A root port's range cannot reach into the next host bridge. */
	fabric_cfg_write(m.f, 0, 0, 8, R_SUBORDINATE, 1, 0xff);
	ck_assert_ptr_eq(fabric_lookup(m.f, 0, 0x80, 8), fabric_function(m.f, rp[2]));
	machine_free(&m);
}
END_TEST

/* Four levels: root ports, switch, switch below each port, endpoints. */
START_TEST(bios_finds_everything)
{
	struct machine m = machine_new();
	struct walk_result r = { 0, 0, 0 };
	uint32_t a, b, c, n = 0, i;
	uint8_t last;

	for (a = 0; a < 3; a++) {
		uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, (uint8_t)(8 * (a + 1)));
		uint32_t up = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)rp, 0);

		for (b = 0; b < 4; b++) {
			uint32_t dn = add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up,
					     (uint8_t)(b << 3));
			uint32_t up2 = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)dn, 0);

			for (c = 0; c < 3; c++) {
				uint32_t dn2 = add_fn(&m, SPEC_DOWNSTREAM_PORT,
						      (int32_t)up2, (uint8_t)(c << 3));

				add_fn(&m, SPEC_ENDPOINT, (int32_t)dn2, 0);
				add_fn(&m, SPEC_ENDPOINT, (int32_t)dn2, 1 + (uint8_t)c);
			}
		}
	}
	n = m.spec->nfunctions;
	add_fn(&m, SPEC_RCIEP, -1, 0x98);
	machine_build(&m);
	last = bios_walk(m.f, 0, 0, &r);
	ck_assert_uint_eq(r.functions, n + 1);
	ck_assert_uint_eq(r.bridges, 3 + 3 + 12 + 12 + 36);
	ck_assert_uint_eq(last, r.bridges);
	for (i = 0; i <= n; i++) {
		uint32_t domain;
		uint8_t bus, devfn;
		struct function *fn = fabric_function(m.f, i);

		ck_assert(function_address(fn, &domain, &bus, &devfn));
		ck_assert_ptr_eq(fabric_lookup(m.f, domain, bus, devfn), fn);
		ck_assert_ptr_eq(function_spec(fn), fn_at(&m, i));
	}
	/* Again, from a mess of numbers: the outcome is the same. */
	memset(&r, 0, sizeof(r));
	ck_assert_uint_eq(bios_walk(m.f, 0, 0, &r), last);
	ck_assert_uint_eq(r.functions, n + 1);
	lint_all(&m);
	machine_free(&m);
}
END_TEST

START_TEST(port_numbers)
{
	struct machine m = machine_new();
	uint32_t up, dn[4], rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8), i;
	uint32_t rp2 = add_fn(&m, SPEC_ROOT_PORT, -1, 0x10);
	uint32_t rp3 = add_fn(&m, SPEC_ROOT_PORT, -1, 0x11);

	up = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)rp, 0);
	for (i = 0; i < 4; i++)
		dn[i] = add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up, (uint8_t)(i << 3));
	fn_at(&m, dn[2])->port_number = 1;
	fn_at(&m, dn[0])->acs = acs_of(ACS_EC, 0);
	machine_build(&m);
	ck_assert_uint_eq(fabric_function(m.f, rp)->port_number, 1);
	ck_assert_uint_eq(fabric_function(m.f, rp2)->port_number, 2);
	/* Of the same device: the next one free. */
	ck_assert_uint_eq(fabric_function(m.f, rp3)->port_number, 3);
	ck_assert_uint_eq(fabric_function(m.f, up)->port_number, 0);
	/* Device numbers, but 1 is taken by who asked for it. */
	ck_assert_uint_eq(fabric_function(m.f, dn[0])->port_number, 0);
	ck_assert_uint_eq(fabric_function(m.f, dn[1])->port_number, 2);
	ck_assert_uint_eq(fabric_function(m.f, dn[2])->port_number, 1);
	ck_assert_uint_eq(fabric_function(m.f, dn[3])->port_number, 3);
	/* The default vector reaches the highest. */
	ck_assert_uint_eq(function_acs_cap(fabric_function(m.f, dn[0])) >> 8, 4);
	machine_free(&m);
}
END_TEST

/* One endpoint with memory, prefetchable, I/O and ROM, through two bridges. */
START_TEST(decode_honours_windows_and_enables)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8), up, dn, ep;
	struct fabric_target t;

	up = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)rp, 0);
	dn = add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up, 0);
	ep = add_fn(&m, SPEC_ENDPOINT, (int32_t)dn, 0);
	fn_at(&m, up)->bar[0] = mem_bar(4096, false, false);
	fn_at(&m, ep)->bar[0] = mem_bar(1 << 20, false, false);
	fn_at(&m, ep)->bar[2] = mem_bar(1ull << 35, true, true);
	fn_at(&m, ep)->bar[4] = (struct spec_bar){ SPEC_BAR_IO, false, 256, 0, 0 };
	machine_build(&m);
	wr(&m, 0, 8, R_PRIMARY, 4, 0x030100);
	wr(&m, 1, 0, R_PRIMARY, 4, 0x030201);
	wr(&m, 2, 0, R_PRIMARY, 4, 0x030302);
	wr(&m, 3, 0, R_BAR0, 4, 0xe0100000);
	wr(&m, 3, 0, R_BAR0 + 8, 4, 0);
	wr(&m, 3, 0, R_BAR0 + 12, 4, 0x20);
	wr(&m, 3, 0, R_BAR0 + 16, 4, 0x2300);
	wr(&m, 3, 0, R_COMMAND, 2, 3);
	wr(&m, 1, 0, R_BAR0, 4, 0xe0000000);
	/* Windows of all three bridges: closed so far. */
	ck_assert(!fabric_decode(m.f, 0, 0xe0100010, false, &t));
	for (unsigned int i = 0; i < 3; i++) {
		uint8_t bus = (uint8_t)i, devfn = i ? 0 : 8;

		wr(&m, bus, devfn, R_MEM_BASE, 4, 0xe010e000);
		wr(&m, bus, devfn, R_PREF_BASE, 4, 0xfff00000);
		wr(&m, bus, devfn, R_PREF_BASE_UPPER, 4, 0x20);
		wr(&m, bus, devfn, R_PREF_LIMIT_UPPER, 4, 0x27);
		wr(&m, bus, devfn, R_IO_BASE, 2, 0x2020);
		wr(&m, bus, devfn, R_IO_BASE_UPPER, 4, 0);
		ck_assert(!fabric_decode(m.f, 0, 0xe0100010, false, &t));
		wr(&m, bus, devfn, R_COMMAND, 2, 3);
	}
	ck_assert(fabric_decode(m.f, 0, 0xe0100010, false, &t));
	ck_assert_ptr_eq(t.fn, fabric_function(m.f, ep));
	ck_assert(t.bar == 0 && t.offset == 0x10);
	ck_assert(fabric_decode(m.f, 0, 0x27ffffffffull, false, &t));
	ck_assert(t.bar == 2 && t.offset == 0x7ffffffffull);
	ck_assert(fabric_decode(m.f, 0, 0x2304, true, &t));
	ck_assert(t.bar == 4 && t.offset == 4);
	ck_assert(!fabric_decode(m.f, 0, 0x2304, false, &t));
	ck_assert(!fabric_decode(m.f, 0, 0xe0100010, true, &t));
	/* The upstream port has a BAR of its own. */
	ck_assert(fabric_decode(m.f, 0, 0xe0000ffc, false, &t));
	ck_assert_ptr_eq(t.fn, fabric_function(m.f, up));
	/* Outside windows and BARs: nobody. */
	ck_assert(!fabric_decode(m.f, 0, 0xe0200000, false, &t));
	ck_assert(!fabric_decode(m.f, 0, 0xdfffffff, false, &t));
	ck_assert(!fabric_decode(m.f, 0, 0x2800000000ull, false, &t));
	ck_assert(!fabric_decode(m.f, 9, 0xe0100010, false, &t));
	/* Any closed gate on the way is enough. */
	wr(&m, 1, 0, R_COMMAND, 2, 1);
	ck_assert(!fabric_decode(m.f, 0, 0xe0100010, false, &t));
	ck_assert(fabric_decode(m.f, 0, 0x2304, true, &t));
	wr(&m, 1, 0, R_COMMAND, 2, 3);
	wr(&m, 3, 0, R_COMMAND, 2, 1);
	ck_assert(!fabric_decode(m.f, 0, 0xe0100010, false, &t));
	machine_free(&m);
}
END_TEST

START_TEST(firmware_left_it_configured)
{
	struct machine m = machine_new();
	uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, 8), up, dn, ep;
	struct fabric_target t;

	up = add_fn(&m, SPEC_UPSTREAM_PORT, (int32_t)rp, 0);
	dn = add_fn(&m, SPEC_DOWNSTREAM_PORT, (int32_t)up, 0);
	ep = add_fn(&m, SPEC_ENDPOINT, (int32_t)dn, 0);
	fn_at(&m, rp)->secondary = 1;
	fn_at(&m, up)->secondary = 2;
	fn_at(&m, dn)->secondary = 3;
	fn_at(&m, rp)->subordinate = fn_at(&m, up)->subordinate = 5;
	fn_at(&m, dn)->subordinate = 4;
	fn_at(&m, ep)->bar[0] = mem_bar(1 << 16, false, false);
	fn_at(&m, ep)->bar[0].address = 0xe0150000;
	fn_at(&m, ep)->bar[2] = mem_bar(1ull << 30, true, true);
	fn_at(&m, ep)->bar[2].address = 0x3f40000000ull;
	fn_at(&m, ep)->bar[4] = (struct spec_bar){ SPEC_BAR_IO, false, 32, 0x12340, 0 };
	machine_build(&m);
	ck_assert_uint_eq(rd(&m, 2, 0, R_PRIMARY, 4), 0x040302);
	ck_assert_uint_eq(rd(&m, 3, 0, R_BAR0, 4), 0xe0150000);
	ck_assert_uint_eq(rd(&m, 3, 0, R_BAR0 + 8, 4), 0x4000000c);
	ck_assert_uint_eq(rd(&m, 3, 0, R_BAR0 + 12, 4), 0x3f);
	ck_assert_uint_eq(rd(&m, 3, 0, R_COMMAND, 2), CMD_MEM | CMD_IO);
	ck_assert_uint_eq(rd(&m, 0, 8, R_MEM_BASE, 4), 0xe010e010);
	ck_assert_uint_eq(rd(&m, 0, 8, R_PREF_BASE, 4), 0x7ff14001);
	ck_assert_uint_eq(rd(&m, 0, 8, R_IO_BASE, 2), 0x2121);
	ck_assert_uint_eq(rd(&m, 0, 8, R_IO_BASE_UPPER, 4), 0x00010001);
	ck_assert_uint_eq(rd(&m, 0, 8, R_COMMAND, 2), 7);
	ck_assert(fabric_decode(m.f, 0, 0xe0150004, false, &t));
	ck_assert(fabric_decode(m.f, 0, 0x3f7fffffffull, false, &t));
	ck_assert(fabric_decode(m.f, 0, 0x12340, true, &t));
	ck_assert_ptr_eq(t.fn, fabric_function(m.f, ep));
	machine_free(&m);
}
END_TEST

/* A capture: what the model itself answers, read byte by byte. */
static uint8_t *capture_of(struct machine *m, struct spec *into, uint8_t bus,
			   uint8_t devfn, unsigned int len)
{
	uint8_t *bytes = spec_alloc(into, len);
	unsigned int i;

	for (i = 0; i < len; i++)
		bytes[i] = (uint8_t)rd(m, bus, devfn, (uint16_t)i, 1);
	return bytes;
}

static struct pair rich_pair(void)
{
	struct pair p = pair_new();
	struct spec_function *s = fn_at(&p.m, p.ep);

	s->class = 0x030000;
	s->bar[0] = mem_bar(1 << 24, true, true);
	s->bar[2] = mem_bar(1 << 14, false, false);
	s->rom_bytes = 1 << 16;
	s->pm = s->aer = s->ats = s->pasid = s->flr = s->serial = true;
	s->msix_vectors = 33;
	s->acs = acs_of(0x6c, 0x04);
	s->sriov.known = SPEC_PRESENT;
	s->sriov.total_vfs = 3;
	s->sriov.bar[0] = mem_bar(1 << 14, true, true);
	fn_at(&p.m, p.rp)->acs = acs_of(0x5f, 0x1d);
	fn_at(&p.m, p.rp)->hotplug_slot = true;
	fn_at(&p.m, p.rp)->dpc = fn_at(&p.m, p.rp)->aer = true;
	return p;
}

/* Importing one's own capture gives the same bytes and the same masks. */
START_TEST(capture_behaves_like_the_original)
{
	static const uint16_t lens[] = { 64, 256, 4096 };
	struct pair p = rich_pair(), q = rich_pair();
	uint16_t len = lens[_i];
	uint32_t which;

	pair_build(&p);
	EP_WR(&p, R_BAR0, 4, 0x81000000);
	EP_WR(&p, R_COMMAND, 2, 6);
	fn_at(&q.m, q.rp)->config = capture_of(&p.m, q.m.spec, 0, 8, len);
	fn_at(&q.m, q.ep)->config = capture_of(&p.m, q.m.spec, 1, 0, len);
	fn_at(&q.m, q.rp)->config_len = fn_at(&q.m, q.ep)->config_len = len;
	machine_build(&q.m);
	lint_all(&q.m);
	/* Bus numbers came with the bytes. */
	ck_assert_uint_eq(rd(&q.m, 1, 0, R_BAR0, 4), 0x8100000c);
	for (which = 0; which < 2; which++) {
		struct function *a = fabric_function(p.m.f, which);
		struct function *b = fabric_function(q.m.f, which);

		ck_assert_uint_eq(a->len, b->len);
		for (unsigned int i = 0; i < a->len; i++) {
			ck_assert_msg(a->cfg[i] == b->cfg[i], "byte %#x", i);
			ck_assert_msg(a->wmask[i] == b->wmask[i], "mask %#x", i);
			ck_assert_msg(a->w1c[i] == b->w1c[i], "w1c %#x", i);
			ck_assert_msg(a->hook[i / 4] == b->hook[i / 4], "hook %#x", i);
		}
	}
	/* A reset forgets what the capture's software had set. */
	wr(&q.m, 1, 0, 0x70 + EXP_DEVCTL, 2, DEVCTL_FLR);
	ck_assert_uint_eq(rd(&q.m, 1, 0, R_BAR0, 4), 0xc);
	ck_assert_uint_eq(rd(&q.m, 1, 0, R_COMMAND, 2), 0);
	ck_assert_uint_eq(rd(&q.m, 1, 0, 0x70 + EXP_DEVCTL, 2), DEVCTL_DEFAULT);
	machine_free(&p.m);
	machine_free(&q.m);
}
END_TEST

START_TEST(capture_bars_without_sizes_are_gone)
{
	struct pair p = pair_new();
	uint8_t bytes[64] = { 0x86, 0x80, 0x34, 0x12 };

	put32(bytes + R_BAR0, 0xe0000004);
	put32(bytes + R_BAR0 + 8, 0xdead0000);
	put32(bytes + R_ROM0, 0xfff00001);
	fn_at(&p.m, p.ep)->config = bytes;
	fn_at(&p.m, p.ep)->config_len = 64;
	fn_at(&p.m, p.ep)->bar[0] = mem_bar(1 << 24, true, false);
	pair_build(&p);
	ck_assert_uint_eq(EP_RD(&p, 0, 4), 0x12348086);
	ck_assert_uint_eq(EP_RD(&p, R_BAR0, 4), 0xe0000004);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0, 4), 0xff000004);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_BAR0 + 8, 4), 0);
	ck_assert_uint_eq(probe(&p.m, 1, 0, R_ROM0, 4), 0);
	/* 64 bytes hold no list: it is built from the spec. */
	ck_assert_uint_eq(find_cap(&p.m, 1, 0, ID_PCIE), 0x70);
	machine_free(&p.m);
}
END_TEST

/* Lists that loop, overlap, or point anywhere: no harm, and no lint. */
START_TEST(malformed_captures_are_bounded)
{
	static const struct { uint16_t at; uint8_t byte; } poke[] = {
		{ 0x34, 0x00 }, { 0x34, 0x3c }, { 0x34, 0xfc }, { 0x34, 0x41 },
		{ 0x41, 0x40 }, { 0x71, 0x40 }, { 0x61, 0x62 }, { 0x61, 0x64 },
		{ 0x71, 0xfc }, { 0x60, 0x10 }, { 0x103, 0x10 }, { 0x103, 0xff },
		{ 0x103, 0x14 }, { 0x14b, 0x14 }, { 0x14d, 0x00 }, { 0x14d, 0xff },
		{ 0x1b3, 0x0f }, { 0x148, 0x15 },
	};
	struct pair p = rich_pair(), q = rich_pair();
	uint8_t *bytes;
	unsigned int reg;

	pair_build(&p);
	bytes = capture_of(&p.m, q.m.spec, 1, 0, 4096);
	bytes[poke[_i].at] = poke[_i].byte;
	fn_at(&q.m, q.ep)->config = bytes;
	fn_at(&q.m, q.ep)->config_len = 4096;
	pair_build(&q);
	for (reg = 0; reg < 4096; reg += 4) {
		EP_WR(&q, reg, 4, ~0u);
		EP_WR(&q, reg, 4, 0);
		EP_RD(&q, reg, 4);
	}
	machine_free(&p.m);
	machine_free(&q.m);
}
END_TEST

START_TEST(capabilities_end_where_their_space_does)
{
	struct pair p = rich_pair(), q = rich_pair();
	struct function *fn;
	uint8_t *bytes;

	pair_build(&p);
	bytes = capture_of(&p.m, q.m.spec, 1, 0, 4096);
	/* 3Ch bytes of PCI Express capability from f0h do not fit in 100h. */
	bytes[R_CAP_PTR] = 0xf0;
	bytes[0xf0] = ID_PCIE;
	bytes[0xf2] = 0x02;
	fn_at(&q.m, q.ep)->config = bytes;
	fn_at(&q.m, q.ep)->config_len = 4096;
	pair_build(&q);
	fn = fabric_function(q.m.f, q.ep);
	ck_assert_uint_eq(fn->cap[CAP_PCIE], 0);
	ck_assert(!cfg_lint(fn, NULL, 0));
	/* The extended list is another list, and sound. */
	ck_assert_uint_eq(fn->cap[CAP_AER], 0x100);
	machine_free(&p.m);
	machine_free(&q.m);
}
END_TEST

START_TEST(random_captures_are_bounded)
{
	uint64_t seed = 0x9e3779b97f4a7c15ull * (uint64_t)(_i + 1);
	struct pair p = rich_pair(), q = rich_pair();
	unsigned int i, reg;
	uint8_t *bytes;

	pair_build(&p);
	bytes = capture_of(&p.m, q.m.spec, 1, 0, 4096);
	for (i = 0; i < 40; i++) {
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		/* Anywhere in the first 700h bytes but the identity. */
		bytes[0x10 + (seed >> 33) % 0x6f0] = (uint8_t)(seed >> 25);
	}
	bytes[R_HEADER_TYPE] = 0;
	fn_at(&q.m, q.ep)->config = bytes;
	fn_at(&q.m, q.ep)->config_len = 4096;
	pair_build(&q);
	for (reg = 0; reg < 4096; reg += 4) {
		EP_WR(&q, reg, 4, (uint32_t)(seed >> 16) * reg);
		EP_WR(&q, reg, 4, ~0u);
		EP_RD(&q, reg, 4);
	}
	machine_free(&p.m);
	machine_free(&q.m);
}
END_TEST

START_TEST(state_is_within_budget)
{
	struct machine m = machine_new();
	unsigned int a, b;

	for (a = 1; a < 17; a++) {
		uint32_t rp = add_fn(&m, SPEC_ROOT_PORT, -1, (uint8_t)(a << 3));

		fn_at(&m, rp)->acs = acs_of(0x1f, 0);
		fn_at(&m, rp)->pm = fn_at(&m, rp)->aer = fn_at(&m, rp)->dpc = true;
		for (b = 0; b < 8; b++) {
			uint32_t ep = add_fn(&m, SPEC_ENDPOINT, (int32_t)rp, (uint8_t)b);
			struct spec_function *s = fn_at(&m, ep);

			s->pm = s->aer = s->ats = s->pri = s->pasid = true;
			s->bar[0] = mem_bar(1 << 20, true, true);
			s->bar[0].rebar_sizes = 1;
			s->msi_vectors = 32;
		}
	}
	machine_build(&m);
	ck_assert_uint_gt(fabric_state_bytes(m.f), sizeof(struct function));
	ck_assert_uint_le(fabric_state_bytes(m.f), 4096);
	machine_free(&m);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("fabric");
	TCase *t = tcase_create("routing");

	tcase_add_test(t, unconfigured_bridges_forward_nothing);
	tcase_add_test(t, renumbering_moves_everything_below);
	tcase_add_test(t, nested_ranges);
	tcase_add_test(t, one_device_behind_a_link);
	tcase_add_test(t, empty_places_are_noted);
	tcase_add_test(t, d3hot_bridge_forwards_nothing);
	tcase_add_test(t, no_route_survives_a_reset);
	tcase_add_test(t, domains_and_host_bridges);
	tcase_add_test(t, bios_finds_everything);
	tcase_add_test(t, port_numbers);
	suite_add_tcase(s, t);
	t = tcase_create("addresses");
	tcase_add_test(t, decode_honours_windows_and_enables);
	tcase_add_test(t, firmware_left_it_configured);
	suite_add_tcase(s, t);
	t = tcase_create("captures");
	tcase_add_loop_test(t, capture_behaves_like_the_original, 0, 3);
	tcase_add_test(t, capture_bars_without_sizes_are_gone);
	tcase_add_loop_test(t, malformed_captures_are_bounded, 0, 18);
	tcase_add_test(t, capabilities_end_where_their_space_does);
	tcase_add_loop_test(t, random_captures_are_bounded, 0, 200);
	suite_add_tcase(s, t);
	t = tcase_create("budget");
	tcase_add_test(t, state_is_within_budget);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
