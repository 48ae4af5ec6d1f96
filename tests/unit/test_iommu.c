// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_iommu.c - translation hardware: tables against a plain map of pages,
 * units and scopes, the IOTLB's memory, faults; and on the wire: requester
 * IDs, PASIDs, passthrough, reserved regions, ATS.
 */
#include "wire_util.h"

#define NO_PASID IOMMU_HW_NO_PASID

/* --- tables --- */

#define PAGES 2048u

/*
 * Random maps of all sizes and unmaps, beside one entry for each 4 KiB.
 * The window of 8 MiB lies across a 1 GiB boundary.
 */
START_TEST(tables_like_a_map)
{
	static uint64_t frame_of[PAGES];
	static uint32_t prot_of[PAGES];
	const uint64_t base = (3ull << 30) - PAGES / 2 * 4096;
	struct iommu *hw = iommu_hw_new();
	uint32_t table = iommu_hw_table_new(hw), prot;
	uint64_t x = (uint64_t)_i + 1, frame, page, mapped = 0;

	memset(prot_of, 0, sizeof(prot_of));
	for (int step = 0; step < 2000; step++) {
		uint64_t first, n, gone = 0, size = 4096;
		bool large, taken = false;

		x = x * 6364136223846793005ull + 1442695040888963407ull;
		first = (x >> 33) % PAGES;
		large = (x >> 60) == 0;
		n = large ? 512 : 1 + (x >> 23) % 40;
		if (large) {
			first &= ~511ull;
			size = 2 << 20;
		}
		if (first + n > PAGES)
			n = PAGES - first;
		if (x >> 62 & 1) {
			for (uint64_t i = first; i < first + n; i++) {
				gone += prot_of[i] ? 4096 : 0;
				prot_of[i] = 0;
			}
			ck_assert_uint_eq(iommu_hw_unmap(hw, table, base + first * 4096,
							 n * 4096), gone);
			mapped -= gone;
			continue;
		}
		for (uint64_t i = first; i < first + n; i++)
			taken |= prot_of[i] != 0;
		frame = (x & 0xffff) << 21;
		prot = 1 + (uint32_t)(x >> 18) % 3;
		ck_assert_int_eq(iommu_hw_map(hw, table, base + first * 4096, frame, size,
					      large ? 1 : n, prot),
				 taken ? IOMMU_HW_EXISTS : IOMMU_HW_OK);
		for (uint64_t i = 0; i < n && !taken; i++) {
			prot_of[first + i] = prot;
			frame_of[first + i] = frame + i * 4096;
			mapped += 4096;
		}
	}
	ck_assert_uint_eq(iommu_hw_mapped_bytes(hw, table), mapped);
	for (uint64_t i = 0; i < PAGES; i++) {
		uint64_t at = base + i * 4096 + 0x123;
		int error = iommu_hw_walk(hw, table, at, &frame, &page, &prot);

		ck_assert_int_eq(error, prot_of[i] ? IOMMU_HW_OK : IOMMU_HW_ABSENT);
		if (error)
			continue;
		ck_assert_uint_eq(frame + (at & (page - 1)), frame_of[i] + 0x123);
		ck_assert_uint_eq(prot, prot_of[i]);
	}
	iommu_hw_unmap(hw, table, base, PAGES * 4096);
	ck_assert_uint_eq(iommu_hw_mapped_bytes(hw, table), 0);
	iommu_hw_free(hw);
}
END_TEST

START_TEST(large_pages_split)
{
	struct iommu *hw = iommu_hw_new();
	uint32_t table = iommu_hw_table_new(hw), prot;
	uint64_t frame, page;

	ck_assert_int_eq(iommu_hw_map(hw, table, 1ull << 30, 5ull << 30, 1 << 30, 1, 3), 0);
	ck_assert_int_eq(iommu_hw_walk(hw, table, (1ull << 30) + 99, &frame, &page, &prot), 0);
	ck_assert_uint_eq(page, 1 << 30);
	ck_assert_uint_eq(iommu_hw_unmap(hw, table, (1ull << 30) + 0x5000, 0x1000), 0x1000);
	ck_assert_int_eq(iommu_hw_walk(hw, table, (1ull << 30) + 0x5000, &frame, &page, &prot),
			 IOMMU_HW_ABSENT);
	ck_assert_int_eq(iommu_hw_walk(hw, table, (1ull << 30) + 0x6000, &frame, &page, &prot), 0);
	ck_assert_uint_eq(page, 4096);
	ck_assert_uint_eq(frame, (5ull << 30) + 0x6000);
	ck_assert_int_eq(iommu_hw_walk(hw, table, (1ull << 30) + 0x200000, &frame, &page, &prot), 0);
	ck_assert_uint_eq(page, 2 << 20);
	ck_assert_uint_eq(iommu_hw_mapped_bytes(hw, table), (1 << 30) - 4096);
	iommu_hw_free(hw);
}
END_TEST

START_TEST(commands_refuse_nonsense)
{
	struct iommu *hw = iommu_hw_new();
	uint32_t t = iommu_hw_table_new(hw), kind;
	uint64_t base, bytes;

	ck_assert_int_eq(iommu_hw_map(hw, t, 0x800, 0, 4096, 1, 3), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t, 0, 0x800, 4096, 1, 3), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t, 0, 0, 8192, 1, 3), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t, 0, 0, 4096, 0, 3), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t, 0, 0, 4096, 1, 0), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t, 0, 0, 4096, 1, 4), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t, 1ull << 48, 0, 4096, 1, 3), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t, (1ull << 48) - 4096, 0, 4096, 2, 3),
			 IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, 0, 0, 0, 4096, 1, 3), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_map(hw, t + 1, 0, 0, 4096, 1, 3), IOMMU_HW_INVALID);
	/* All or nothing: the last of three pages is taken. */
	ck_assert_int_eq(iommu_hw_map(hw, t, 0x5000, 0, 4096, 1, 3), 0);
	ck_assert_int_eq(iommu_hw_map(hw, t, 0x3000, 0, 4096, 3, 3), IOMMU_HW_EXISTS);
	ck_assert_uint_eq(iommu_hw_mapped_bytes(hw, t), 4096);
	ck_assert_uint_eq(iommu_hw_unmap(hw, t, 0x5000, 100), 0);
	ck_assert_int_eq(iommu_hw_attach(hw, 0, 1, NO_PASID, IOMMU_HW_TABLE, 9),
			 IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_attach(hw, 0, 1, NO_PASID, 0, t), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_detach(hw, 0, 1, NO_PASID), IOMMU_HW_ABSENT);
	ck_assert_int_eq(iommu_hw_enable(hw, 0, true), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_set_iotlb(hw, 0, 4), IOMMU_HW_INVALID);
	ck_assert_int_eq(iommu_hw_region(hw, 0, 0, &base, &bytes, &kind), IOMMU_HW_ABSENT);
	ck_assert_int_eq(iommu_hw_table_free(hw, t), 0);
	ck_assert_int_eq(iommu_hw_table_free(hw, t), IOMMU_HW_INVALID);
	ck_assert_uint_ne(iommu_hw_table_new(hw), t);
	iommu_hw_free(hw);
}
END_TEST

/* --- on the wire --- */

struct bench {
	struct park p;
	struct iommu *hw;
	uint32_t table;
};

/* A in a table of its own; nobody else attached. */
static struct bench bench_new(void)
{
	struct bench b = { .p = park_new(NULL) };

	b.hw = wire_iommu(b.p.w);
	b.p.unit = iommu_hw_add_unit(b.hw);
	iommu_hw_set_catch_all(b.hw, b.p.unit);
	iommu_hw_enable(b.hw, b.p.unit, true);
	b.table = iommu_hw_table_new(b.hw);
	iommu_hw_attach(b.hw, 0, rid_of(fn_of(&b.p, A)), NO_PASID, IOMMU_HW_TABLE,
			b.table);
	return b;
}

/* A 4-byte access; what the sender learns. */
static enum tlp_status go(struct bench *b, enum name from, enum tlp_type type,
			  uint64_t address)
{
	uint32_t data = 0;
	struct tlp t = request(type, address, &data, 4);

	tlp_send(b->p.w, fn_of(&b->p, from), &t, &b->p.r);
	return b->p.r.status;
}

static void check_fault(struct bench *b, uint32_t reason, uint16_t requester,
			uint64_t address, bool write)
{
	struct iommu_hw_fault f;

	ck_assert(iommu_hw_fault_next(b->hw, &f));
	ck_assert_uint_eq(f.reason, reason);
	ck_assert_uint_eq(f.requester, requester);
	ck_assert_uint_eq(f.address, address);
	ck_assert_uint_eq(f.write, write);
	ck_assert(!iommu_hw_fault_next(b->hw, &f));
}

START_TEST(maps_and_faults)
{
	struct bench b = bench_new();
	uint16_t a = rid_of(fn_of(&b.p, A)), e = rid_of(fn_of(&b.p, E));

	iommu_hw_map(b.hw, b.table, 0x10000, 0x5000, 4096, 1, IOMMU_HW_READ);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x10008), TLP_OK);
	ck_assert_uint_eq(b.p.r.landing.kind, TLP_LANDED_DRAM);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x5008);
	/* Read only: a write is dropped, and recorded. */
	ck_assert_uint_eq(go(&b, A, TLP_MWR, 0x10008), TLP_LOST);
	check_fault(&b, IOMMU_HW_FAULT_PERMISSION, a, 0x10008, true);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x11000), TLP_UR);
	check_fault(&b, IOMMU_HW_FAULT_UNMAPPED, a, 0x11000, false);
	/* Another requester has no part in A's table. */
	ck_assert_uint_eq(go(&b, E, TLP_MRD, 0x10008), TLP_UR);
	check_fault(&b, IOMMU_HW_FAULT_NO_CONTEXT, e, 0x10008, false);
	iommu_hw_attach(b.hw, 0, e, NO_PASID, IOMMU_HW_BLOCKED, 0);
	ck_assert_uint_eq(go(&b, E, TLP_MWR, 0x10008), TLP_LOST);
	check_fault(&b, IOMMU_HW_FAULT_BLOCKED, e, 0x10008, true);
	iommu_hw_attach(b.hw, 0, e, NO_PASID, IOMMU_HW_PASSTHROUGH, 0);
	ck_assert_uint_eq(go(&b, E, TLP_MRD, 0x10008), TLP_OK);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x10008);
	/* Mapped to where there is nothing: no fault of the IOMMU's. */
	iommu_hw_map(b.hw, b.table, 0x20000, 0x7000000000, 4096, 1, 3);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x20000), TLP_UR);
	ck_assert_uint_eq(b.p.r.reason, TLP_R_NO_TARGET);
	/* Off: everything passes. */
	iommu_hw_enable(b.hw, b.p.unit, false);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x11000), TLP_OK);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x11000);
	park_free(&b.p);
}
END_TEST

/* What a driver that frees before it invalidates does. */
START_TEST(stale_until_invalidated)
{
	struct bench b = bench_new();
	uint32_t other = iommu_hw_table_new(b.hw);

	for (int how = 0; how < 4; how++) {
		iommu_hw_map(b.hw, b.table, 0x10000, 0x5000, 4096, 1, 3);
		ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x10000), TLP_OK);
		iommu_hw_unmap(b.hw, b.table, 0x10000, 4096);
		ck_assert_uint_eq(go(&b, A, TLP_MWR, 0x10000), TLP_OK);
		ck_assert_uint_eq(b.p.r.landing.offset, 0x5000);
		/* Neighbours and other tables are not meant. */
		iommu_hw_invalidate_range(b.hw, b.table, 0x11000, 4096);
		iommu_hw_invalidate_range(b.hw, b.table, 0xf000, 4096);
		iommu_hw_invalidate_table(b.hw, other);
		ck_assert(iommu_hw_cached(b.hw, b.table, 0x10000, 1));
		ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x10000), TLP_OK);
		switch (how) {
		case 0:
			iommu_hw_invalidate_range(b.hw, b.table, 0x10000, 4096);
			break;
		case 1:
			iommu_hw_invalidate_table(b.hw, b.table);
			break;
		case 2:
			iommu_hw_invalidate_all(b.hw);
			break;
		default:
			iommu_hw_invalidate_range(b.hw, b.table, 0x10fff, 1);
		}
		ck_assert(!iommu_hw_cached(b.hw, b.table, 0, UINT64_MAX));
		ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x10000), TLP_UR);
	}
	/* Mapped anew elsewhere: the old frame answers until told otherwise. */
	iommu_hw_map(b.hw, b.table, 0x10000, 0x5000, 4096, 1, 3);
	go(&b, A, TLP_MRD, 0x10000);
	iommu_hw_unmap(b.hw, b.table, 0x10000, 4096);
	iommu_hw_map(b.hw, b.table, 0x10000, 0x8000, 4096, 1, 3);
	go(&b, A, TLP_MRD, 0x10000);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x5000);
	iommu_hw_invalidate_all(b.hw);
	go(&b, A, TLP_MRD, 0x10000);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x8000);
	park_free(&b.p);
}
END_TEST

START_TEST(iotlb_has_so_many_entries)
{
	struct bench b = bench_new();

	iommu_hw_set_iotlb(b.hw, b.p.unit, 4);
	iommu_hw_map(b.hw, b.table, 0x10000, 0x10000, 4096, 8, 3);
	for (uint64_t i = 0; i < 5; i++)
		go(&b, A, TLP_MRD, 0x10000 + i * 4096);
	ck_assert(!iommu_hw_cached(b.hw, b.table, 0x10000, 4096));
	ck_assert(iommu_hw_cached(b.hw, b.table, 0x11000, 4096));
	/* A hit is faster than a miss. */
	go(&b, A, TLP_MRD, 0x14000);
	uint64_t hit = b.p.r.latency_ps;

	go(&b, A, TLP_MRD, 0x17000);
	ck_assert_uint_gt(b.p.r.latency_ps, hit + 200000);
	iommu_hw_set_iotlb(b.hw, b.p.unit, 0);
	go(&b, A, TLP_MRD, 0x11000);
	ck_assert(!iommu_hw_cached(b.hw, b.table, 0, UINT64_MAX));
	/* Asking only must not cache. */
	iommu_hw_set_iotlb(b.hw, b.p.unit, 4);
	struct tlp t = request(TLP_MRD, 0x12000, NULL, 4);

	t.dry = true;
	tlp_send(b.p.w, fn_of(&b.p, A), &t, &b.p.r);
	ck_assert_uint_eq(b.p.r.status, TLP_OK);
	ck_assert(!iommu_hw_cached(b.hw, b.table, 0, UINT64_MAX));
	t.address = 0x90000;
	tlp_send(b.p.w, fn_of(&b.p, A), &t, &b.p.r);
	struct iommu_hw_fault f;

	ck_assert_uint_eq(b.p.r.status, TLP_UR);
	ck_assert(!iommu_hw_fault_next(b.hw, &f));
	park_free(&b.p);
}
END_TEST

START_TEST(units_and_scopes)
{
	struct bench b = bench_new();
	uint32_t one = iommu_hw_add_unit(b.hw), two = iommu_hw_add_unit(b.hw);
	uint16_t e = rid_of(fn_of(&b.p, E)), m = rid_of(fn_of(&b.p, M0));

	ck_assert_int_eq(iommu_hw_add_scope(b.hw, one, 0, e, (uint16_t)(e | 0xff)), 0);
	ck_assert_int_eq(iommu_hw_add_scope(b.hw, two, 1, 0, 0xffff), 0);
	ck_assert_uint_eq(iommu_hw_unit_of(b.hw, 0, e), one);
	ck_assert_uint_eq(iommu_hw_unit_of(b.hw, 1, e), two);
	ck_assert_uint_eq(iommu_hw_unit_of(b.hw, 0, m), b.p.unit);
	/* E's unit is off and M0's on: the one passes, the other faults. */
	ck_assert_uint_eq(go(&b, E, TLP_MRD, 0x1000), TLP_OK);
	ck_assert_uint_eq(go(&b, M0, TLP_MRD, 0x1000), TLP_UR);
	iommu_hw_enable(b.hw, one, true);
	ck_assert_uint_eq(go(&b, E, TLP_MRD, 0x1000), TLP_UR);
	/* One table behind two units: an invalidation reaches both. */
	iommu_hw_attach(b.hw, 0, e, NO_PASID, IOMMU_HW_TABLE, b.table);
	iommu_hw_map(b.hw, b.table, 0x1000, 0x1000, 4096, 1, 3);
	ck_assert_uint_eq(go(&b, E, TLP_MRD, 0x1000), TLP_OK);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x1000), TLP_OK);
	iommu_hw_unmap(b.hw, b.table, 0x1000, 4096);
	iommu_hw_invalidate_range(b.hw, b.table, 0x1000, 4096);
	ck_assert_uint_eq(go(&b, E, TLP_MRD, 0x1000), TLP_UR);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x1000), TLP_UR);
	park_free(&b.p);
}
END_TEST

START_TEST(vfs_are_requesters_of_their_own)
{
	struct bench b = bench_new();
	struct function *vf1 = fabric_vf(fn_of(&b.p, PF), 1);
	struct function *vf2 = fabric_vf(fn_of(&b.p, PF), 2);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, 0x3000, &data, 4);

	iommu_hw_attach(b.hw, 0, rid_of(vf2), NO_PASID, IOMMU_HW_TABLE, b.table);
	iommu_hw_map(b.hw, b.table, 0x3000, 0x9000, 4096, 1, 3);
	tlp_send(b.p.w, vf2, &t, &b.p.r);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x9000);
	tlp_send(b.p.w, vf1, &t, &b.p.r);
	ck_assert_uint_eq(b.p.r.status, TLP_UR);
	ck_assert_uint_eq(go(&b, PF, TLP_MRD, 0x3000), TLP_UR);
	park_free(&b.p);
}
END_TEST

START_TEST(pasids)
{
	struct bench b = bench_new();
	uint16_t a = rid_of(fn_of(&b.p, A));
	uint32_t second = iommu_hw_table_new(b.hw), data = 0;
	struct tlp t = request(TLP_MRD, 0x3000, &data, 4);
	struct iommu_hw_fault f;

	iommu_hw_map(b.hw, b.table, 0x3000, 0x9000, 4096, 1, 3);
	iommu_hw_map(b.hw, second, 0x3000, 0xa000, 4096, 1, 3);
	iommu_hw_attach(b.hw, 0, a, 17, IOMMU_HW_TABLE, second);
	t.has_pasid = true;
	t.pasid = 17;
	/* The function has no PASID capability: an honest one does not send it. */
	tlp_send(b.p.w, fn_of(&b.p, A), &t, &b.p.r);
	ck_assert_uint_eq(b.p.r.reason, TLP_R_PASID_DISABLED);
	t.forged = true;
	t.requester = a;
	tlp_send(b.p.w, fn_of(&b.p, A), &t, &b.p.r);
	ck_assert_uint_eq(b.p.r.landing.offset, 0xa000);
	t.pasid = 18;
	tlp_send(b.p.w, fn_of(&b.p, A), &t, &b.p.r);
	ck_assert_uint_eq(b.p.r.status, TLP_UR);
	ck_assert(iommu_hw_fault_next(b.hw, &f));
	ck_assert_uint_eq(f.pasid, 18);
	t.has_pasid = false;
	tlp_send(b.p.w, fn_of(&b.p, A), &t, &b.p.r);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x9000);
	park_free(&b.p);
}
END_TEST

START_TEST(reserved_regions)
{
	struct bench b = bench_new();
	uint64_t base, bytes;
	uint32_t kind;

	iommu_hw_add_region(b.hw, b.p.unit, 0x40000, 0x2000, IOMMU_HW_REGION_BLOCKED);
	iommu_hw_add_region(b.hw, b.p.unit, 0x60000, 0x1000, IOMMU_HW_REGION_DIRECT);
	ck_assert_int_eq(iommu_hw_region(b.hw, b.p.unit, 1, &base, &bytes, &kind), 0);
	ck_assert_uint_eq(base, 0x60000);
	ck_assert_uint_eq(kind, IOMMU_HW_REGION_DIRECT);
	iommu_hw_map(b.hw, b.table, 0x3f000, 0x3f000, 4096, 4, 3);
	iommu_hw_map(b.hw, b.table, 0x60000, 0x60000, 4096, 1, 3);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x3fffc), TLP_OK);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x40000), TLP_UR);
	check_fault(&b, IOMMU_HW_FAULT_RESERVED, rid_of(fn_of(&b.p, A)), 0x40000, false);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x41ffc), TLP_UR);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x42000), TLP_OK);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x60000), TLP_OK);
	/* Interrupts are not translated: not mapped, and yet they arrive. */
	ck_assert_uint_eq(go(&b, A, TLP_MWR, 0xfee01000), TLP_OK);
	ck_assert_uint_eq(b.p.r.landing.kind, TLP_LANDED_MSI);
	ck_assert(!b.p.r.translated);
	park_free(&b.p);
}
END_TEST

START_TEST(peer_through_the_iommu)
{
	struct bench b = bench_new();
	struct function *to = fn_of(&b.p, B);

	iommu_hw_map(b.hw, b.table, 0x10000, bar0(to), 4096, 1, 3);
	/* An IOVA is nobody's window: up it goes, ACS or not, and comes back. */
	ck_assert_uint_eq(go(&b, A, TLP_MRD, 0x10010), TLP_OK);
	ck_assert_ptr_eq(b.p.r.landing.fn, to);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x10);
	ck_assert(b.p.r.request_in_rc && b.p.r.translated);
	park_free(&b.p);
}
END_TEST

/* A unit in charge is asked before any window is: a bus address is an IOVA. */
START_TEST(remapping_comes_before_peers)
{
	struct bench b = bench_new();
	struct function *to = fn_of(&b.p, E);

	ck_assert_uint_eq(go(&b, A, TLP_MRD, bar0(to)), TLP_UR);
	ck_assert_uint_eq(b.p.r.reason, TLP_R_IOMMU_UNMAPPED);
	ck_assert_uint_eq(b.p.r.landing.kind, TLP_LANDED_NOWHERE);
	iommu_hw_enable(b.hw, b.p.unit, false);
	ck_assert_uint_eq(go(&b, A, TLP_MRD, bar0(to)), TLP_OK);
	ck_assert_ptr_nonnull(hop_for(&b.p.r, TLP_R_RC_PEERS, false));
	park_free(&b.p);
}
END_TEST

START_TEST(fault_queue_overflows)
{
	struct bench b = bench_new();
	struct iommu_hw_fault f;
	unsigned int n = 0;

	for (uint64_t i = 0; i < 300; i++)
		go(&b, A, TLP_MWR, 0x100000 + i * 4096);
	ck_assert_uint_eq(iommu_hw_faults_lost(b.hw), 300 - 256);
	while (iommu_hw_fault_next(b.hw, &f))
		ck_assert_uint_eq(f.address, 0x100000 + n++ * 4096);
	ck_assert_uint_eq(n, 256);
	park_free(&b.p);
}
END_TEST

/* --- ATS --- */

static void enable_ats(struct bench *b, enum name n)
{
	struct function *fn = fn_of(&b->p, n);

	cfg_set(fn, fn->cap[CAP_ATS] + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE);
	iommu_hw_set_ats(b->hw, 0, rid_of(fn), true);
}

static enum tlp_status translated(struct bench *b, enum name from, uint64_t address,
				  bool forged)
{
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, address, &data, 4);

	t.at = TLP_TRANSLATED;
	t.forged = forged;
	t.requester = rid_of(fn_of(&b->p, from));
	tlp_send(b->p.w, fn_of(&b->p, from), &t, &b->p.r);
	return b->p.r.status;
}

START_TEST(ats_asks_and_keeps)
{
	struct bench b = bench_new();
	struct function *a = fn_of(&b.p, A);
	struct ats_answer ans;

	iommu_hw_map(b.hw, b.table, 0x200000, 0x600000, 2 << 20, 1, IOMMU_HW_READ);
	/* Not enabled in the function, then not in the IOMMU. */
	ck_assert(!wire_ats_translate(b.p.w, a, 0x212345, false, 0, false, false, &ans,
				      &b.p.r));
	ck_assert_uint_eq(b.p.r.reason, TLP_R_ATS_DISABLED);
	cfg_set(a, a->cap[CAP_ATS] + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE);
	ck_assert(!wire_ats_translate(b.p.w, a, 0x212345, false, 0, false, false, &ans,
				      &b.p.r));
	ck_assert_uint_eq(b.p.r.status, TLP_UR);
	ck_assert_uint_eq(b.p.r.reason, TLP_R_IOMMU_ATS_OFF);
	enable_ats(&b, A);
	/* Asked only: an answer, and nothing kept. */
	ck_assert(wire_ats_translate(b.p.w, a, 0x212345, false, 0, false, true, &ans,
				     &b.p.r));
	ck_assert(!wire_atc_lookup(b.p.w, a, 0x212345, false, 0, &ans));
	ck_assert(wire_ats_translate(b.p.w, a, 0x212345, false, 0, false, false, &ans,
				     &b.p.r));
	ck_assert_uint_eq(ans.address, 0x600000);
	ck_assert_uint_eq(ans.bytes, 2 << 20);
	ck_assert(ans.read && !ans.write);
	ck_assert(wire_atc_lookup(b.p.w, a, 0x2ff000, false, 0, &ans));
	ck_assert(!wire_atc_lookup(b.p.w, a, 0x400000, false, 0, &ans));
	ck_assert(!wire_atc_lookup(b.p.w, a, 0x2ff000, true, 3, &ans));
	/* No write permission, and nothing there: answers, but no translation. */
	ck_assert(!wire_ats_translate(b.p.w, a, 0x212345, false, 0, true, false, &ans,
				      &b.p.r));
	ck_assert_uint_eq(b.p.r.status, TLP_OK);
	ck_assert(!wire_ats_translate(b.p.w, a, 0x900000, false, 0, false, false, &ans,
				      &b.p.r));
	ck_assert_uint_eq(b.p.r.status, TLP_OK);
	struct iommu_hw_fault f;

	ck_assert(!iommu_hw_fault_next(b.hw, &f));
	/* Kept until told otherwise, whatever becomes of the mapping. */
	iommu_hw_unmap(b.hw, b.table, 0x200000, 2 << 20);
	iommu_hw_invalidate_all(b.hw);
	ck_assert(wire_atc_lookup(b.p.w, a, 0x212345, false, 0, &ans));
	ck_assert(wire_ats_invalidate(b.p.w, 0, rid_of(a), false, 0, 0x3ff000, 4096));
	ck_assert(!wire_atc_lookup(b.p.w, a, 0x212345, false, 0, &ans));
	/* Nobody there to answer an invalidation. */
	ck_assert(!wire_ats_invalidate(b.p.w, 0, 0xfff8, false, 0, 0, 4096));
	park_free(&b.p);
}
END_TEST

START_TEST(atc_dies_with_a_reset)
{
	struct bench b = bench_new();
	struct function *a = fn_of(&b.p, A), *vf = fabric_vf(fn_of(&b.p, PF), 1);
	struct ats_answer ans;

	enable_ats(&b, A);
	iommu_hw_map(b.hw, b.table, 0x5000, 0x5000, 4096, 1, 3);
	ck_assert(wire_ats_translate(b.p.w, a, 0x5000, false, 0, true, false, &ans, &b.p.r));
	wire_set_in_reset(b.p.w, a, true);
	wire_set_in_reset(b.p.w, a, false);
	ck_assert(!wire_atc_lookup(b.p.w, a, 0x5000, false, 0, &ans));
	/* A PF's reset is its VFs', too (9.3.3.3.1). */
	cfg_set(vf, vf->cap[CAP_ATS] + ATS_CTRL_REG, 2, ATS_CTRL_ENABLE);
	iommu_hw_attach(b.hw, 0, rid_of(vf), NO_PASID, IOMMU_HW_TABLE, b.table);
	iommu_hw_set_ats(b.hw, 0, rid_of(vf), true);
	ck_assert(wire_ats_translate(b.p.w, vf, 0x5000, false, 0, true, false, &ans, &b.p.r));
	wire_set_in_reset(b.p.w, fn_of(&b.p, PF), true);
	wire_set_in_reset(b.p.w, fn_of(&b.p, PF), false);
	ck_assert(!wire_atc_lookup(b.p.w, vf, 0x5000, false, 0, &ans));
	park_free(&b.p);
}
END_TEST

/* A translated address is not looked up; it must be allowed (10.2). */
START_TEST(translated_requests)
{
	struct bench b = bench_new();
	struct iommu_hw_fault f;

	ck_assert_uint_eq(translated(&b, A, 0x5000, false), TLP_NOT_SENT);
	ck_assert_uint_eq(translated(&b, A, 0x5000, true), TLP_UR);
	ck_assert(iommu_hw_fault_next(b.hw, &f));
	ck_assert_uint_eq(f.reason, IOMMU_HW_FAULT_ATS_DISABLED);
	ck_assert_uint_eq(f.address_type, TLP_TRANSLATED);
	enable_ats(&b, A);
	ck_assert_uint_eq(translated(&b, A, 0x5000, false), TLP_OK);
	ck_assert_uint_eq(b.p.r.landing.offset, 0x5000);
	/* A CPU physical address of another root port's device, too. */
	ck_assert_uint_eq(translated(&b, A, bar0(fn_of(&b.p, E)), false), TLP_OK);
	ck_assert_ptr_eq(b.p.r.landing.fn, fn_of(&b.p, E));
	/* ATS goes by requester: E has none. */
	ck_assert_uint_eq(translated(&b, E, 0x5000, true), TLP_UR);
	/* With the unit off nobody may. */
	iommu_hw_enable(b.hw, b.p.unit, false);
	ck_assert_uint_eq(translated(&b, A, 0x5000, false), TLP_UR);
	ck_assert_uint_eq(b.p.r.reason, TLP_R_NO_IOMMU);
	park_free(&b.p);
}
END_TEST

/* A peer that gets a translation request says it cannot (10.2). */
START_TEST(translation_request_at_a_peer)
{
	struct bench b = bench_new();
	struct ats_answer ans;

	enable_ats(&b, A);
	ck_assert(!wire_ats_translate(b.p.w, fn_of(&b.p, A), bar0(fn_of(&b.p, B)), false,
				      0, false, false, &ans, &b.p.r));
	ck_assert_uint_eq(b.p.r.status, TLP_UR);
	ck_assert_uint_eq(b.p.r.reason, TLP_R_AT_AT_ENDPOINT);
	park_free(&b.p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("iommu");
	TCase *c = tcase_create("iommu");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, tables_like_a_map, 0, 8);
	tcase_add_test(c, large_pages_split);
	tcase_add_test(c, commands_refuse_nonsense);
	tcase_add_test(c, maps_and_faults);
	tcase_add_test(c, stale_until_invalidated);
	tcase_add_test(c, iotlb_has_so_many_entries);
	tcase_add_test(c, units_and_scopes);
	tcase_add_test(c, vfs_are_requesters_of_their_own);
	tcase_add_test(c, pasids);
	tcase_add_test(c, reserved_regions);
	tcase_add_test(c, peer_through_the_iommu);
	tcase_add_test(c, remapping_comes_before_peers);
	tcase_add_test(c, fault_queue_overflows);
	tcase_add_test(c, ats_asks_and_keeps);
	tcase_add_test(c, atc_dies_with_a_reset);
	tcase_add_test(c, translated_requests);
	tcase_add_test(c, translation_request_at_a_peer);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
