// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_isolation.c - what functions reach, on a fabric and an IOMMU that are
 * programmed here, under a kernel that says nothing but who is in which group.
 *
 *   00:01.0 rp0 ── evil 01:00.0        00:02.0 rp1 ── nic 02:00.0
 */
#include <check.h>
#include <stdio.h>
#include <unistd.h>

#include "model/iommu/iommu.h"
#include "sim/replay/proof.h"
#include "tests/unit/run_util.h"

#define EVIL HP_SBDF(0, 1, 0, 0)
#define NIC HP_SBDF(0, 2, 0, 0)
#define IOVA 0x10000000ull
#define DRAM 0x200000ull

static struct scenario *scn;
static struct kernel kernel;
static struct world w;
static struct recorder rec;
static int fds[2];
static struct iommu *hw;
static uint32_t table;
static int32_t evil_group;

static int64_t functions(struct hp_kfunc *out, uint64_t n)
{
	static const hp_sbdf sbdf[] = {
		HP_SBDF(0, 0, 1, 0), HP_SBDF(0, 0, 2, 0), EVIL, NIC,
	};

	for (uint64_t i = 0; i < n && i < 4; i++) {
		memset(&out[i], 0, sizeof(out[i]));
		out[i].sbdf = sbdf[i];
		out[i].hdr_type = i < 2;
		out[i].iommu_group = (int32_t)i;
		if (sbdf[i] == EVIL)
			out[i].iommu_group = evil_group;
	}
	return 4;
}

static const struct hp_kernel ops = { .functions = functions };

static const char *host = "host server", *bridge = "id none";

/* @acs of both root ports; everyone blocked but nic, which has a table. */
static void machine(const char *acs)
{
	struct spec_error err;
	char text[512];

	snprintf(text, sizeof(text),
		 "%s\niommu strict\n"
		 "hb hb0 %s\n"
		 "rp rp0 01.0 buses 01-01 %s\nrp rp1 02.0 buses 02-02 %s\n"
		 "ep evil under rp0 bar0 1M 32 at 0x80000000\n"
		 "ep nic under rp1 bar0 1M 32 at 0x90000000\n", host, bridge,
		 acs, acs);
	scn = parse_text(text);
	kernel.ops = &ops;
	ck_assert_int_eq(pipe(fds), 0);
	rec_init(&rec, fds[1]);
	ck_assert_msg(world_init(&w, scn, &kernel, &rec, 1, &err), "%s", err.text);
	for (unsigned int i = 0; i < 2; i++) {
		uint32_t base = i ? 0x90009000 : 0x80008000;

		fabric_cfg_write(w.fabric, 0, 0, (uint8_t)((i + 1) << 3), 0x20, 4,
				 base | (base & 0xf0000000) >> 16);
	}
	evil_group = 2;
	hw = wire_iommu(w.wire);
	table = iommu_hw_table_new(hw);
	iommu_hw_attach(hw, 0, (uint16_t)EVIL, IOMMU_HW_NO_PASID,
			IOMMU_HW_BLOCKED, 0);
	iommu_hw_attach(hw, 0, (uint16_t)NIC, IOMMU_HW_NO_PASID, IOMMU_HW_TABLE,
			table);
}

static void teardown(void)
{
	close(fds[0]);
	close(fds[1]);
	world_free(&w);
	scenario_free(scn);
}

static struct proof_reach reach[16];
static struct proof_reach_sum sum;

/* Returns how many arrivals were told. */
static uint32_t search(void)
{
	static unsigned char bytes[1 << 16];
	struct rec_reader all, body;
	uint32_t n = 0;
	size_t len;
	int type;

	proof_isolation(&w);
	rec_flush(&rec);
	all.p = bytes;
	all.end = bytes + read(fds[0], bytes, sizeof(bytes));
	all.bad = false;
	while ((type = rec_next(&all, &body))) {
		const void *p = rec_get_bytes(&body, &len);

		if (type == REC_REACH)
			memcpy(&reach[n++], p, len);
		else if (type == REC_REACH_SUM)
			memcpy(&sum, p, len);
	}
	ck_assert(sum.translates);
	ck_assert_uint_eq(sum.functions, 2);
	ck_assert_uint_eq(sum.bars, 2);
	return n;
}

/* As the scenario's child would know of it. */
static void nic_maps_dram(void)
{
	ck_assert_int_eq(iommu_hw_map(hw, table, IOVA, DRAM, 4096, 1, 3), 0);
	scn->nmappings = 1;
	w.mappings[0] = (struct world_mapping){
		.name = "m", .live = true, .dram = true,
		.req = { .client = NIC },
		.map = { .nsegments = 1, .cpu_address = DRAM, .bytes = 4096,
			 .segment = { { .address = IOVA, .bytes = 4096 } } },
	};
}

START_TEST(nothing_passes)
{
	uint32_t command;

	machine("acs SV+ RR+ CR+ UF+");
	command = fabric_cfg_read(w.fabric, 0, 1, 0, 4, 2);
	ck_assert_uint_eq(command & 4, 0);
	ck_assert_uint_eq(search(), 0);
	ck_assert_uint_eq(sum.arrived, 0);
	ck_assert_uint_gt(sum.probes, 0);
	/* Enables are taken as on, and are what they were again. */
	ck_assert_uint_eq(fabric_cfg_read(w.fabric, 0, 1, 0, 4, 2), command);
	teardown();
}
END_TEST

START_TEST(own_mapping_is_no_breach)
{
	machine("acs SV+ RR+ CR+ UF+");
	nic_maps_dram();
	ck_assert_uint_eq(search(), 0);
	teardown();
}
END_TEST

START_TEST(anothers_mapping_under_its_name)
{
	machine("");
	nic_maps_dram();
	ck_assert_uint_eq(search(), 2);
	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(reach[i].from.name, "evil");
		ck_assert_str_eq(reach[i].as.name, "nic");
		ck_assert_uint_eq(reach[i].landed.kind, TLP_LANDED_DRAM);
		ck_assert_uint_eq(reach[i].landed.offset, DRAM);
		ck_assert_uint_eq(reach[i].write, !i);
	}
	teardown();
	/* In one group it is nobody's business. */
	machine("");
	nic_maps_dram();
	evil_group = 3;
	ck_assert_uint_eq(search(), 0);
	teardown();
}
END_TEST

/* A page that no mapping of nic's accounts for. */
START_TEST(memory_nobody_mapped)
{
	machine("acs SV+ RR+ CR+ UF+");
	nic_maps_dram();
	ck_assert_int_eq(iommu_hw_map(hw, table, 0x100000, 0x300000, 4096, 1, 1), 0);
	ck_assert_uint_eq(search(), 1);
	ck_assert_str_eq(reach[0].from.name, "nic");
	ck_assert(!reach[0].forged && !reach[0].write);
	ck_assert_uint_eq(reach[0].landed.offset, 0x300000);
	teardown();
}
END_TEST

START_TEST(a_passthrough_opens_everything)
{
	uint32_t n;

	machine("acs SV+ RR+ CR+ UF+");
	iommu_hw_attach(hw, 0, (uint16_t)EVIL, IOMMU_HW_NO_PASID,
			IOMMU_HW_PASSTHROUGH, 0);
	n = search();
	ck_assert_uint_gt(n, 2);
	for (uint32_t i = 0; i < n; i++)
		ck_assert_str_eq(reach[i].from.name, "evil");
	teardown();
}
END_TEST

/* Does nic get at a page at bus address @iova, which is DRAM's @cpu, when open? */
static void finds_open_page(uint64_t iova, uint64_t cpu)
{
	machine("acs SV+ RR+ CR+ UF+");
	ck_assert_int_eq(iommu_hw_map(hw, table, iova, cpu, 4096, 1, 1), 0);
	ck_assert_msg(search() == 1, "0x%llx is not tried",
		      (unsigned long long)iova);
	ck_assert_uint_eq(reach[0].landed.kind, TLP_LANDED_DRAM);
	ck_assert_uint_eq(reach[0].landed.offset, cpu);
	teardown();
}

/* DRAM goes on above 4 GiB where it ends below 2 GiB. */
START_TEST(every_stretch_of_dram_is_tried)
{
	host = "host server dram 16G";
	finds_open_page(0x7ffff000, 0x7ffff000);
	finds_open_page(0x100100000, 0x100100000);
	finds_open_page(0x47ffff000, 0x47ffff000);
	host = "host server";
}
END_TEST

START_TEST(dram_is_tried_where_devices_see_it)
{
	host = "host server dram 16G";
	bridge = "id none dram-offset -0x8000000000";
	finds_open_page(0x8000100000, 0x100000);
	finds_open_page(0x8100100000, 0x100100000);
	bridge = "id none\ndram hb0 0x100000000+14G offset -0x9000000000";
	finds_open_page(0x9100100000, 0x100100000);
	host = "host server";
	bridge = "id none";
}
END_TEST

/* ATS makes the IOMMU believe what says that it was translated. */
START_TEST(ats_opens_everything_to_who_says_translated)
{
	uint32_t n, forged = 0;

	machine("");
	iommu_hw_set_ats(hw, 0, (uint16_t)NIC, true);
	n = search();
	ck_assert_uint_gt(n, 2);
	for (uint32_t i = 0; i < n; i++) {
		ck_assert_uint_eq(reach[i].at, TLP_TRANSLATED);
		ck_assert_uint_eq(reach[i].requester, (uint16_t)NIC);
		forged += reach[i].forged;
	}
	ck_assert_uint_gt(forged, 0);
	teardown();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("isolation");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, nothing_passes);
	tcase_add_test(t, own_mapping_is_no_breach);
	tcase_add_test(t, anothers_mapping_under_its_name);
	tcase_add_test(t, memory_nobody_mapped);
	tcase_add_test(t, a_passthrough_opens_everything);
	tcase_add_test(t, every_stretch_of_dram_is_tried);
	tcase_add_test(t, dram_is_tried_where_devices_see_it);
	tcase_add_test(t, ats_opens_everything_to_who_says_translated);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
