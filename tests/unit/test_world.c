// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_world.c - what a kernel instance reaches through struct hp_host: MMIO
 * as TLPs, and functions that are silent while they are being reset.
 */
#include "model/wire/memory.h"
#include "model/spec/regs.h"
#include "model/wire/tlp.h"
#include "tests/unit/run_util.h"

#define MS 1000000000ull
#define NIC HP_SBDF(0, 1, 0, 0)
#define PORT HP_SBDF(0, 0, 1, 0)
/* CPU addresses of the BARs; on the bus they are 256 MiB lower. */
#define NIC_BAR 0x90000000ull
#define GPU_BAR 0x90100000ull

static const char machine[] =
	"host custom dram 1G\n"
	"window hb0 mem 0x80000000+512M offset 0x10000000\n"
	"window hb0 io 0x1000+60K\n"
	"rp rp0 01.0 buses 01-01\n"
	"rp rp1 02.0 buses 02-02\n"
	"ep nic under rp0 bar0 64K at 0x80000000 flr pm\n"
	"ep gpu under rp1 bar0 64K at 0x80100000 bar5 32 io\n";

struct set {
	struct scenario *scn;
	struct run_kernel k;
	struct world w;
	const struct hp_host *host;
};

static uint32_t cfg(struct set *s, hp_sbdf fn, uint16_t reg, uint8_t size)
{
	return s->host->cfg_read(s->host->ctx, fn, reg, size);
}

static void cfg_set(struct set *s, hp_sbdf fn, uint16_t reg, uint8_t size, uint32_t v)
{
	s->host->cfg_write(s->host->ctx, fn, reg, size, v);
}

static uint64_t load(struct set *s, uint64_t phys, uint8_t size)
{
	return s->host->mmio_read(s->host->ctx, phys, size);
}

static void store(struct set *s, uint64_t phys, uint8_t size, uint64_t v)
{
	s->host->mmio_write(s->host->ctx, phys, size, v);
}

static void delay(struct set *s, uint64_t ps)
{
	s->host->delay_ps(s->host->ctx, ps);
}

static void open_set(struct set *s)
{
	struct spec_error err;

	memset(s, 0, sizeof(*s));
	s->scn = parse_text(machine);
	s->k = load_fake(FAKE_NEW);
	s->host = &s->k.kernel->host;
	ck_assert_msg(world_init(&s->w, s->scn, s->k.kernel, NULL, 1, &err), "%s", err.text);
	for (unsigned int i = 1; i <= 2; i++) {
		cfg_set(s, HP_SBDF(0, 0, i, 0), R_COMMAND, 2, CMD_MEM | CMD_MASTER);
		cfg_set(s, HP_SBDF(0, i, 0, 0), R_COMMAND, 2, CMD_MEM | CMD_MASTER);
	}
}

static void close_set(struct set *s)
{
	world_free(&s->w);
	run_kernel_free(&s->k);
	scenario_free(s->scn);
}

/* The offset of the PCI Express capability. */
static uint16_t express(struct set *s, hp_sbdf fn, uint8_t id)
{
	uint8_t at = (uint8_t)cfg(s, fn, 0x34, 1);

	while (at && cfg(s, fn, at, 1) != id)
		at = (uint8_t)cfg(s, fn, at + 1u, 1);
	ck_assert_uint_ne(at, 0);
	return at;
}

/* The GPU has an I/O BAR, at port 0x2000, behind a root port whose I/O window is open. */
static void open_io(struct set *s)
{
	cfg_set(s, HP_SBDF(0, 0, 2, 0), 0x1c, 2, 0x2020);
	cfg_set(s, HP_SBDF(0, 0, 2, 0), 0x30, 4, 0);
	cfg_set(s, HP_SBDF(0, 0, 2, 0), R_COMMAND, 2, CMD_MEM | CMD_MASTER | 1);
	cfg_set(s, HP_SBDF(0, 2, 0, 0), 0x24, 4, 0x2000);
	cfg_set(s, HP_SBDF(0, 2, 0, 0), R_COMMAND, 2, CMD_MEM | CMD_MASTER | 1);
}

START_TEST(ports)
{
	struct set s;
	uint64_t before;

	open_set(&s);
	/* Nobody answers: ones, and the store is lost. */
	s.host->port_write(s.host->ctx, 0x2004, 2, 0x1234);
	ck_assert_uint_eq(s.host->port_read(s.host->ctx, 0x2004, 2), 0xffff);
	open_io(&s);
	ck_assert_uint_eq(s.host->port_read(s.host->ctx, 0x2004, 2), 0);
	s.host->port_write(s.host->ctx, 0x2004, 4, 0xcafe1234);
	before = s.w.clock->now_ps;
	ck_assert_uint_eq(s.host->port_read(s.host->ctx, 0x2004, 4), 0xcafe1234);
	ck_assert_uint_gt(s.w.clock->now_ps, before);
	ck_assert_uint_eq(s.host->port_read(s.host->ctx, 0x2006, 1), 0xfe);
	/* Memory at that address is something else, and so are other sizes. */
	ck_assert_uint_eq(load(&s, 0x2004, 4), UINT32_MAX);
	ck_assert_uint_eq(s.host->port_read(s.host->ctx, 0x2004, 8), UINT32_MAX);
	close_set(&s);
}
END_TEST

START_TEST(loads_and_stores)
{
	struct set s;
	uint64_t before;

	open_set(&s);
	store(&s, NIC_BAR, 8, 0x1122334455667788);
	store(&s, GPU_BAR + 0xfffc, 4, 0xcafef00d);
	ck_assert_uint_eq(load(&s, NIC_BAR, 8), 0x1122334455667788);
	ck_assert_uint_eq(load(&s, NIC_BAR, 1), 0x88);
	ck_assert_uint_eq(load(&s, NIC_BAR + 2, 2), 0x5566);
	ck_assert_uint_eq(load(&s, GPU_BAR + 0xfffc, 4), 0xcafef00d);
	ck_assert_uint_eq(load(&s, GPU_BAR, 4), 0);
	/* A load waits for its answer, a store for nothing. */
	before = s.w.clock->now_ps;
	load(&s, NIC_BAR, 4);
	ck_assert_uint_gt(s.w.clock->now_ps, before);
	before = s.w.clock->now_ps;
	store(&s, NIC_BAR, 4, 0);
	ck_assert_uint_eq(s.w.clock->now_ps, before);
	/* Bus addresses, holes and DRAM are nobody's: ones. */
	ck_assert_uint_eq(load(&s, NIC_BAR + 0x10000, 4), 0xffffffff);
	ck_assert_uint_eq(load(&s, 0x80000000, 8), UINT64_MAX);
	ck_assert_uint_eq(load(&s, 0x1000, 2), 0xffff);
	close_set(&s);
}
END_TEST

START_TEST(memory_enable_and_power)
{
	struct set s;
	uint16_t pm;

	open_set(&s);
	store(&s, NIC_BAR, 4, 7);
	cfg_set(&s, NIC, R_COMMAND, 2, CMD_MASTER);
	ck_assert_uint_eq(load(&s, NIC_BAR, 4), 0xffffffff);
	store(&s, NIC_BAR, 4, 8);
	cfg_set(&s, NIC, R_COMMAND, 2, CMD_MEM);
	ck_assert_uint_eq(load(&s, NIC_BAR, 4), 7);
	pm = express(&s, NIC, 1);
	cfg_set(&s, NIC, pm + 4u, 2, 3);
	ck_assert_uint_eq(load(&s, NIC_BAR, 4), 0xffffffff);
	/* Back in D0, but a reset goes with it: 10 ms, then registers again. */
	cfg_set(&s, NIC, pm + 4u, 2, 0);
	cfg_set(&s, NIC, 0x10, 4, 0x80000000);
	cfg_set(&s, NIC, R_COMMAND, 2, CMD_MEM);
	ck_assert_uint_eq(load(&s, NIC_BAR, 4), 0xffffffff);
	delay(&s, 10 * MS);
	ck_assert_uint_eq(load(&s, NIC_BAR, 4), 7);
	close_set(&s);
}
END_TEST

static struct function *nic(struct set *s)
{
	return fabric_lookup(s->w.fabric, 0, 1, 0);
}

START_TEST(flr_silences_for_100_ms)
{
	struct set s;
	uint16_t exp;

	open_set(&s);
	store(&s, NIC_BAR, 4, 7);
	exp = express(&s, NIC, 0x10);
	delay(&s, 3 * MS);
	cfg_set(&s, NIC, exp + 8u, 2, 1u << 15);
	ck_assert(wire_in_reset(s.w.wire, nic(&s)));
	delay(&s, 100 * MS - 1);
	ck_assert(wire_in_reset(s.w.wire, nic(&s)));
	delay(&s, 1);
	ck_assert(!wire_in_reset(s.w.wire, nic(&s)));
	/* A second one begins anew, also while the first goes on. */
	cfg_set(&s, NIC, exp + 8u, 2, 1u << 15);
	delay(&s, 60 * MS);
	cfg_set(&s, NIC, exp + 8u, 2, 1u << 15);
	delay(&s, 60 * MS);
	ck_assert(wire_in_reset(s.w.wire, nic(&s)));
	delay(&s, 40 * MS);
	ck_assert(!wire_in_reset(s.w.wire, nic(&s)));
	/* Time does not go back. */
	world_advance(&s.w, 1);
	ck_assert_uint_gt(s.w.clock->now_ps, 3 * MS);
	close_set(&s);
}
END_TEST

START_TEST(secondary_bus_reset_silences_what_is_below)
{
	struct set s;
	struct function *other;

	open_set(&s);
	other = fabric_lookup(s.w.fabric, 0, 2, 0);
	cfg_set(&s, PORT, 0x3e, 2, 0x40);
	ck_assert(!wire_in_reset(s.w.wire, other));
	delay(&s, 2 * MS);
	cfg_set(&s, PORT, 0x3e, 2, 0);
	ck_assert(wire_in_reset(s.w.wire, nic(&s)));
	cfg_set(&s, NIC, 0x10, 4, 0x80000000);
	cfg_set(&s, NIC, R_COMMAND, 2, CMD_MEM);
	ck_assert_uint_eq(load(&s, NIC_BAR, 4), 0xffffffff);
	delay(&s, 98 * MS);
	ck_assert_uint_eq(load(&s, NIC_BAR, 4), 0);
	close_set(&s);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("world");
	TCase *c = tcase_create("mmio"), *t = tcase_create("resets");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, loads_and_stores);
	tcase_add_test(c, ports);
	tcase_add_test(c, memory_enable_and_power);
	tcase_add_test(t, flr_silences_for_100_ms);
	tcase_add_test(t, secondary_bus_reset_silences_what_is_below);
	suite_add_tcase(s, c);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
