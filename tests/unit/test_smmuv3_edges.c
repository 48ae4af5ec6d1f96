// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_smmuv3_edges.c - the SMMUv3 at its limits: sizes, encodings that are not legal, what
 * faults say, queues that go round, and what is seen when.
 */
#include "tests/unit/smmuv3_rig.h"

#define CFGI (0x03 | (uint64_t)SID << 32)

static void again(void)
{
	command(0x04, 31);
	command(0x30, 0);
}

static uint64_t event(unsigned int i, unsigned int word_of_it)
{
	return word(EVENTQ + 32ull * i + 8ull * word_of_it);
}

/* Who asks is @sid, of domain 3. */
static struct iommu_result ask_as(uint32_t sid)
{
	const struct iommu_request q = { .domain = 3, .requester = (uint16_t)sid,
					 .pasid = IOMMU_HW_NO_PASID, .address = IOVA };
	struct iommu_result r;

	iommu_translate(hw, &q, &r);
	return r;
}

START_TEST(stream_tables_have_ends)
{
	start();
	/* A leaf table for 2^(span - 1) streams; 0 is none, 10 is more than the split has. */
	for (unsigned int span = 0; span <= 10; span++) {
		put(STRTAB + 8 * (SID >> 8), L2 | span);
		again();
		ck_assert_int_eq(rd(IOVA).action,
				 span >= 4 && span <= 9 ? IOMMU_MAPPED : IOMMU_FAULT);
	}
	put(STRTAB + 8 * (SID >> 8), L2 | 9);
	/* The register says how many streams there are. */
	smmuv3_write(s, 0x88, 4, 1u << 16 | 8u << 6 | 9);
	again();
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	smmuv3_write(s, 0x88, 4, 1u << 16 | 8u << 6 | 8);
	again();
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	/* Such an event is recorded where CR2.RECINVSID says so. */
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 0);
	smmuv3_write(s, 0x2c, 4, 2);
	rd(IOVA);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 1);
	ck_assert_uint_eq(event(0, 0), 2 | (uint64_t)SID << 32);
	stop();
}
END_TEST

START_TEST(a_linear_stream_table)
{
	start();
	smmuv3_write(s, 0x80, 8, L2 - 64 * (SID & ~0xffu));
	smmuv3_write(s, 0x88, 4, 9);
	again();
	ck_assert_uint_eq(leads(), 0x70023);
	ck_assert_int_eq(ask_as(SID + 1).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ck_assert_uint_eq(iommu_hw_last_table(hw), 1);
	stop();
}
END_TEST

/* A CD's shape; T0SZ is 16 to 39. */
START_TEST(context_descriptors_at_their_edges)
{
	const uint64_t good = 16 | 1ull << 30 | 1ull << 31 | 5ull << 32 | 1ull << 41 | 1ull << 45;
	const struct {
		uint64_t d;
		bool legal;
	} of[] = {
		{ good, true }, { good & ~0x3full, false }, { (good & ~0x3full) | 15, false },
		{ (good & ~0x3full) | 40, false }, { good & ~(1ull << 41), false },
		{ good & ~(1ull << 31), false }, { good | 1ull << 15, false },
	};

	start();
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		put(CD, of[i].d | 5ull << 48);
		again();
		mistakes = 0;
		ck_assert_msg((rd(IOVA).action == IOMMU_MAPPED) == of[i].legal, "CD %zu", i);
		/* Who is told of it says so, if it is valid. */
		command(CFGI, 1);
		ck_assert_msg((mistakes > 0) == (!of[i].legal && of[i].d >> 31 & 1), "CD %zu", i);
	}
	/* 39: addresses of 25 bits, walked from level 2. */
	put(CD, (good & ~0x3full) | 39 | 5ull << 48);
	put(ROOT, (ROOT + 0x3000) | 3);
	again();
	ck_assert_int_eq(rd(0x1000).action, IOMMU_MAPPED);
	ck_assert_int_eq(rd(0x1ffffff).reason, IOMMU_HW_FAULT_UNMAPPED);
	put(ROOT + 15 * 8, 0x80000000ull | 1 | 1u << 6 | 1u << 10);
	put(ROOT + 16 * 8, word(ROOT + 15 * 8));
	ck_assert_uint_eq(rd(0x1ffffff).address, 0x801fffff);
	ck_assert_int_eq(rd(0x2000000).reason, IOMMU_HW_FAULT_UNMAPPED);
	/* EPD0: it is not walked. */
	put(CD, (good & ~0x3full) | 39 | 1u << 14 | 5ull << 48);
	again();
	ck_assert_int_eq(rd(0x1000).reason, IOMMU_HW_FAULT_UNMAPPED);
	stop();
}
END_TEST

/* 7.3: each fault has its number, stream, direction, stage and address. */
START_TEST(faults_are_recorded)
{
	start();
	smmuv3_write(s, 0xa0, 8, EVENTQ | 4);
	rd(IOVA + 0x1000);
	put(ROOT + 0x3000 + 8, 0x70000 | 3 | 1u << 6 | 1u << 11);
	ask(IOVA, true, TLP_UNTRANSLATED);
	page(0x70000, true);
	ask(IOVA + 4, true, TLP_UNTRANSLATED);
	put(CD, word(CD) & ~(7ull << 32));	/* IPS: 32 bits */
	page(1ull << 32, false);
	again();
	rd(IOVA + 8);
	ck_assert_uint_eq(event(0, 0), 0x10 | (uint64_t)SID << 32);
	ck_assert_uint_eq(event(1, 0), 0x12 | (uint64_t)SID << 32);
	ck_assert_uint_eq(event(2, 0), 0x13 | (uint64_t)SID << 32);
	ck_assert_uint_eq(event(3, 0), 0x11 | (uint64_t)SID << 32);
	ck_assert_uint_eq(event(0, 1), 1ull << 35 | 2ull << 40);
	ck_assert_uint_eq(event(1, 1), 2ull << 40);
	ck_assert_uint_eq(event(3, 1), 1ull << 35 | 2ull << 40);
	ck_assert_uint_eq(event(2, 2), IOVA + 4);
	ck_assert_uint_eq(event(3, 2), IOVA + 8);
	/* The last frame that 32 bits name is one. */
	page(0xfffff000, false);
	ck_assert_uint_eq(rd(IOVA + 8).address, 0xfffff008);
	/* CD.R 0: nothing is recorded.  Configuration faults always are. */
	put(CD, word(CD) & ~(1ull << 45));
	again();
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 4);
	put(CD, 0);
	again();
	rd(IOVA);
	ck_assert_uint_eq(event(4, 0), 0x0a | (uint64_t)SID << 32);
	stop();
}
END_TEST

START_TEST(queues_go_round)
{
	start();
	/* Sixteen commands fit: the bit above the index changes each round. */
	for (unsigned int i = 0; i < 40; i++)
		send(0x46 | 1u << 12 | (uint64_t)i << 32, SYNCED);
	ck_assert_uint_eq(word(SYNCED), 39);
	ck_assert_uint_eq(smmuv3_read(s, 0x9c, 4), 40 & 0x1f);
	/* Two events fit; each round begins at the first place. */
	for (unsigned int i = 0; i < 5; i++) {
		rd(IOVA + 0x1000 * (i + 1));
		ck_assert_uint_eq(event(i & 1, 2), IOVA + 0x1000 * (i + 1));
		smmuv3_write(s, 0x100ac, 4, (i + 1) & 3);
	}
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 5 & 3);
	/* Full: the loss is said once, until it is acknowledged, and nothing is overwritten. */
	for (unsigned int i = 0; i < 4; i++)
		rd(IOVA + 0x10000 * (i + 1));
	ck_assert_uint_eq(event(1, 2), IOVA + 0x10000);
	ck_assert_uint_eq(event(0, 2), IOVA + 0x20000);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 1u << 31 | 3);
	smmuv3_write(s, 0x100ac, 4, 1u << 31 | 3);
	for (unsigned int i = 0; i < 3; i++)
		rd(IOVA + 0x1000);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 1);
	stop();
}
END_TEST

START_TEST(an_error_stops_the_queue_until_it_is_acknowledged)
{
	start();
	set_messages(DOORBELL, DOORBELL, 1);
	send(0xff, 0);
	send(0x46 | 1u << 12 | 7ull << 32, SYNCED);
	ck_assert_uint_eq(word(SYNCED), 0);
	ck_assert_uint_eq(messages, 1);
	/* Only what is active is acknowledged; the command is then tried once more. */
	smmuv3_write(s, 0x64, 4, 0);
	ck_assert_uint_eq(word(SYNCED), 0);
	ck_assert_uint_eq(messages, 1);
	put(CMDQ, 0x46);
	smmuv3_write(s, 0x64, 4, 1);
	ck_assert_uint_eq(word(SYNCED), 7);
	/* GERROR is not written. */
	smmuv3_write(s, 0x60, 4, 0);
	ck_assert_uint_eq(smmuv3_read(s, 0x60, 4), 1);
	stop();
}
END_TEST

/* Consumed is not complete (4.7.3). */
START_TEST(an_invalidation_is_done_by_the_sync_behind_it)
{
	start();
	leads();
	page(0x71000, false);
	send(0x30, 0);
	ck_assert_uint_eq(leads(), 0x70023);
	send(0x46, 0);
	ck_assert_uint_eq(leads(), 0x71023);
	ste(0, 0);
	send(CFGI, 1);
	ck_assert_uint_eq(leads(), 0x71023);
	ck_assert_uint_eq(told, 0);
	send(0x46, 0);
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_BLOCKED);
	ck_assert_uint_eq(told, 1);
	stop();
}
END_TEST

/* Entries of the TLB are found by their VMID and ASID; global ones by any ASID. */
START_TEST(the_tlb_is_tagged)
{
	start();
	leads();
	page(0x71000, false);
	put(L2 + 64 * (SID & 0xff) + 16, 8);
	command(0x04, 31);
	ck_assert_uint_eq(leads(), 0x71023);
	put(L2 + 64 * (SID & 0xff) + 16, 7);
	cd(6);
	command(0x04, 31);
	ck_assert_uint_eq(leads(), 0x71023);
	/* A global one, of VMID 7: found with any ASID there, spared by those of one. */
	put(ROOT + 0x3000 + 8, 0x72000 | 3 | 1u << 6 | 1u << 10);
	command(0x30, 0);
	ck_assert_uint_eq(leads(), 0x72023);
	page(0x73000, false);
	cd(5);
	command(0x04, 31);
	ck_assert_uint_eq(leads(), 0x72023);
	command(0x11 | 7ull << 32 | 5ull << 48, 0);
	ck_assert_uint_eq(leads(), 0x72023);
	command(0x12 | 7ull << 32 | 5ull << 48, IOVA & ~0xfffull);
	ck_assert_uint_eq(leads(), 0x73023);
	stop();
}
END_TEST

/* A range of 2^SCALE times (NUM + 1) granules of what TG says: its last page, and the next. */
START_TEST(ranges_end_where_they_say)
{
	const uint64_t op = 0x12 | 7ull << 32 | 5ull << 48;

	for (unsigned int tg = 1; tg <= 3; tg++) {
		const uint64_t granule = 1ull << (10 + 2 * tg);

		for (unsigned int past = 0; past < 2; past++) {
			/* Three times two granules, so that IOVA's page is the last, or not in it. */
			const uint64_t from = (IOVA & ~(granule - 1)) - 6 * granule +
					      (past ? 0 : granule);

			start();
			leads();
			page(0x71000, false);
			command(op | 2ull << 12 | 1ull << 20, from | (uint64_t)tg << 10);
			ck_assert_msg(leads() == (past ? 0x70023 : 0x71023),
				      "granule %llu, %s", (unsigned long long)granule,
				      past ? "next" : "last");
			stop();
		}
	}
}
END_TEST

/* Tables that walks have met are kept, and dropped by what is not about leaves alone. */
START_TEST(walks_go_on_where_they_were)
{
	const uint64_t op = 0x12 | 7ull << 32 | 5ull << 48;

	start();
	leads();
	put(ROOT + 0x2000 + 8, (ROOT + 0x4000) | 3);
	put(ROOT + 0x4000 + 8, 0x74000 | 3 | 1u << 6 | 1u << 10 | 1u << 11);
	command(op, (IOVA & ~0xfffull) | 1);
	ck_assert_uint_eq(leads(), 0x70023);
	command(op, IOVA & ~0xfffull);
	ck_assert_uint_eq(leads(), 0x74023);
	/* Who only looks leaves nothing behind. */
	command(0x30, 0);
	ck_assert_uint_eq(iommu_hw_last_table(hw), 1);
	put(ROOT + 0x2000 + 8, (ROOT + 0x3000) | 3);
	ck_assert_uint_eq(leads(), 0x70023);
	stop();
}
END_TEST

/* 3.21.3: of what changed between two commands, any doubleword may be seen first. */
START_TEST(halves_of_two)
{
	start();
	command(CFGI, 1);
	ck_assert_uint_eq(mistakes, 0);
	/* One word changes: it is seen, or not. */
	cd(6);
	command(0x05 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 0);
	/* ASID and table. */
	cd(5);
	put(CD + 8, ROOT + 0x8000);
	command(0x05 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 1);
	/* By way of one that is not valid. */
	put(CD, 0);
	command(0x05 | (uint64_t)SID << 32, 1);
	put(CD + 8, ROOT);
	command(0x05 | (uint64_t)SID << 32, 1);
	cd(6);
	command(0x05 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 1);
	/* Valid at the same time as the rest. */
	put(CD, 0);
	command(0x05 | (uint64_t)SID << 32, 1);
	cd(5);
	put(CD + 8, ROOT + 0x8000);
	command(0x05 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 2);
	/* While the STE leads to no CD, it may change at will. */
	ste(4, 0);
	command(CFGI, 1);
	cd(6);
	ste(5, 0);
	command(CFGI, 1);
	ck_assert_uint_eq(mistakes, 2);
	/* An STE: the table of CDs, and the VMID. */
	put(L2 + 64 * (SID & 0xff), 1 | 5u << 1 | (CD + 0x1000));
	put(L2 + 64 * (SID & 0xff) + 16, 8);
	command(CFGI, 1);
	ck_assert_uint_eq(mistakes, 3);
	/* A bypass uses none of the rest, which changes behind it. */
	put(L2 + 64 * (SID & 0xff), 1 | 4u << 1);
	command(CFGI, 1);
	put(L2 + 64 * (SID & 0xff) + 16, 7);
	put(L2 + 64 * (SID & 0xff) + 24, ROOT);
	command(CFGI, 1);
	ck_assert_uint_eq(mistakes, 3);
	stop();
}
END_TEST

START_TEST(a_hint_is_taken)
{
	start();
	command(0x01 | (uint64_t)SID << 32, 0);
	put(CD, 0);
	put(L2 + 64 * (SID & 0xff), 0);
	ck_assert_uint_eq(leads(), 0x70023);
	again();
	ck_assert_uint_eq(leads(), 0);
	stop();
}
END_TEST

START_TEST(stage_2_at_its_edges)
{
	const uint64_t vtcr = 7 | 2ull << 38 | 5ull << 48 | 1ull << 51;
	const struct {
		uint64_t d;
		bool legal;
	} of[] = {
		{ vtcr | 16ull << 32, true }, { vtcr | 15ull << 32, false },
		{ vtcr | 40ull << 32, false }, { (vtcr | 16ull << 32) & ~(1ull << 51), false },
		{ vtcr | 16ull << 32 | 3ull << 38, false }, { vtcr | 16ull << 32 | 1ull << 52, false },
	};

	start();
	ste(6, 0);
	put(L2 + 64 * (SID & 0xff) + 24, ROOT);
	put(ROOT + 0x3000 + 8, 0x72000 | 3 | 1u << 7 | 1u << 10);
	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		put(L2 + 64 * (SID & 0xff) + 16, of[i].d);
		again();
		ck_assert_msg((ask(IOVA, true, TLP_UNTRANSLATED).action == IOMMU_MAPPED) ==
			      of[i].legal, "STE %zu", i);
	}
	/* S2AP: written, not read; and the fault says stage 2 where S2R has it recorded. */
	put(L2 + 64 * (SID & 0xff) + 16, of[0].d | 1ull << 58);
	again();
	smmuv3_write(s, 0xa0, 8, EVENTQ | 4);
	smmuv3_write(s, 0x100ac, 4, smmuv3_read(s, 0x100a8, 4));
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_PERMISSION);
	ck_assert_uint_eq(event((smmuv3_read(s, 0x100a8, 4) - 1) & 0xf, 1),
			  1ull << 35 | 1ull << 39 | 2ull << 40);
	stop();
}
END_TEST

/* The error at which the command queue stopped; 0: it did not. */
static uint32_t error_of(uint64_t a, uint64_t b)
{
	uint32_t reason;

	send(a, b);
	reason = (uint32_t)smmuv3_read(s, 0x9c, 4) >> 24 & 0x7f;
	if (reason) {
		/* CMD_SYNC in its place, and go on. */
		put(CMDQ + 16 * ((prod - 1) & 0xf), 0x46);
		smmuv3_write(s, 0x64, 4, smmuv3_read(s, 0x60, 4));
	}
	return reason;
}

/* A command, and the part without which it is CERROR_ILL. */
static const struct {
	uint64_t op;
	uint32_t part;
} needed[] = {
	{ 0x05, SPEC_SMMU_NO_STAGE1 }, { 0x06, SPEC_SMMU_NO_STAGE1 },
	{ 0x10, SPEC_SMMU_NO_STAGE1 }, { 0x11, SPEC_SMMU_NO_STAGE1 },
	{ 0x12, SPEC_SMMU_NO_STAGE1 }, { 0x13, SPEC_SMMU_NO_STAGE1 },
	{ 0x28, SPEC_SMMU_NO_STAGE2 }, { 0x2a, SPEC_SMMU_NO_STAGE2 },
	{ 0x40, SPEC_SMMU_NO_ATS }, { 0x03, 0 }, { 0x04, 0 }, { 0x30, 0 }, { 0x46, 0 },
};

START_TEST(commands_of_what_it_lacks)
{
	for (uint32_t part = 1; part <= SPEC_SMMU_NO_DIRTY; part <<= 1) {
		start();
		smmuv3_set_kind(s, part, 0);
		for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
			ck_assert_uint_eq(error_of(needed[i].op | (uint64_t)SID << 32, 0),
					  needed[i].part == part);
		stop();
	}
}
END_TEST

START_TEST(id_registers_say_what_it_lacks)
{
	/* IDR0, IDR1, IDR3: bits that are gone. */
	static const uint32_t gone[][3] = {
		{ 1u << 1 | 1u << 19 | 1u << 12, 0x1f << 6, 0 }, { 1u << 0 | 1u << 18, 0, 1u << 8 },
		{ 1u << 27 | 1u << 19, 0, 0 }, { 0, 0, 1u << 10 }, { 1u << 13, 0, 0 }, { 0, 0, 0 },
		{ 1u << 10, 0, 0 }, { 0, 0x1f << 6, 0 }, { 1u << 4, 0, 0 }, { 1u << 12 | 1u << 18, 0, 0 },
		{ 3u << 6, 0, 0 },
	};
	static const uint32_t bits[] = { 32, 36, 40, 42, 44, 48 };
	uint32_t all[3];

	start();
	for (unsigned int r = 0; r < 3; r++)
		all[r] = (uint32_t)smmuv3_read(s, r == 2 ? 0xc : 4 * r, 4);
	for (unsigned int i = 0; i < sizeof(gone) / sizeof(*gone); i++) {
		smmuv3_set_kind(s, 1u << i, 0);
		for (unsigned int r = 0; r < 3; r++)
			ck_assert_uint_eq(smmuv3_read(s, r == 2 ? 0xc : 4 * r, 4),
					  all[r] & ~(gone[i][r] & all[r]));
	}
	for (unsigned int i = 0; i < 6; i++) {
		smmuv3_set_kind(s, 0, bits[i]);
		ck_assert_uint_eq(smmuv3_read(s, 0x14, 4) & 7, i);
	}
	stop();
}
END_TEST

START_TEST(what_it_lacks_is_not_done)
{
	/* Stage 1, and without two levels a table of STEs that is read as linear. */
	start();
	smmuv3_set_kind(s, SPEC_SMMU_NO_STAGE1, 0);
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	again();
	smmuv3_set_kind(s, SPEC_SMMU_NO_TWO_LEVEL, 0);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_FAULT);
	memcpy(memory + STRTAB + 64 * SID, memory + L2 + 64 * (SID & 0xff), 64);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	/* Two levels of CDs are not legal, then (S1Fmt 0b01, S1CDMax 1). */
	put(STRTAB + 64 * SID, word(STRTAB + 64 * SID) | 1ull << 4 | 1ull << 59);
	again();
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	stop();
	/* A range is the page it begins with. */
	start();
	smmuv3_set_kind(s, SPEC_SMMU_NO_RANGES, 0);
	ck_assert_uint_eq(leads(), 0x70023);
	page(0x71000, false);
	command(0x12 | 1ull << 12 | 7ull << 32 | 5ull << 48, (IOVA - 0x1000) | 1ull << 10);
	ck_assert_uint_eq(leads(), 0x70023);
	command(0x12 | 7ull << 32 | 5ull << 48, IOVA);
	ck_assert_uint_eq(leads(), 0x71023);
	/* ATS is refused, whatever the STE says. */
	smmuv3_set_kind(s, SPEC_SMMU_NO_ATS, 0);
	ste(5, 1);
	again();
	ck_assert_int_eq(ask(IOVA, false, TLP_TRANSLATION_REQUEST).reason, IOMMU_HW_FAULT_ATS_DISABLED);
	ck_assert_int_eq(ask(IOVA, false, TLP_TRANSLATED).reason, IOMMU_HW_FAULT_ATS_DISABLED);
	stop();
}
END_TEST

/* What is named beyond the SMMU's IDs it need not forget (4.4, 4.4.2), nor is it legal. */
START_TEST(ids_of_8_bits)
{
	static const struct {
		uint32_t lacks;
		uint64_t vmid, asid;
		bool forgets;
	} of[] = {
		{ SPEC_SMMU_NO_16_BITS, 7, 0x105, false }, { SPEC_SMMU_NO_16_BITS, 0x207, 5, false },
		{ SPEC_SMMU_NO_16_BITS, 7, 5, true }, { SPEC_SMMU_NO_STAGE2, 7, 5, false },
		{ SPEC_SMMU_NO_STAGE2, 0, 5, true },
	};

	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		start();
		smmuv3_set_kind(s, of[i].lacks, 0);
		ck_assert_uint_eq(leads(), 0x70023);
		page(0x71000, false);
		command(0x11 | of[i].vmid << 32 | of[i].asid << 48, 0);
		ck_assert_msg((leads() == 0x71023) == of[i].forgets, "case %zu", i);
		stop();
	}
}
END_TEST

/* Words of an STE (5.2, 5.5), and whether it is one of what an SMMU with @lacks has. */
static const struct {
	const char *what;
	uint32_t lacks, bits;
	uint64_t d[4];
	bool legal;
} stes[] = {
	{ "0b001 is abort", 0, 0, { 3, ~0ull, ~0ull, ~0ull }, true },
	{ "stage 1", 0, 0, { 0xb | CD, 0, 7, 0 }, true },
	{ "S1STALLD", 0, 0, { 0xb | CD, 1u << 27, 7, 0 }, false },
	{ "S1CDMax 20", 0, 0, { 0xb | CD | 20ull << 59, 0, 7, 0 }, true },
	{ "S1CDMax 21", 0, 0, { 0xb | CD | 21ull << 59, 0, 7, 0 }, false },
	{ "S1CDMax 21, ignored", SPEC_SMMU_NO_PASID, 0, { 0xb | CD | 21ull << 59, 0, 7, 0 }, true },
	{ "EATS", 0, 0, { 0xb | CD, 1u << 28, 7, 0 }, true },
	{ "EATS of IPAs", 0, 0, { 0xb | CD, 2u << 28, 7, 0 }, false },
	{ "EATS, ignored", SPEC_SMMU_NO_ATS, 0, { 0xb | CD, 2u << 28, 7, 0 }, true },
	{ "VMID 0x107", 0, 0, { 0xb | CD, 0, 0x107, 0 }, true },
	{ "VMID 0x107 of 8 bits", SPEC_SMMU_NO_16_BITS, 0, { 0xb | CD, 0, 0x107, 0 }, false },
	{ "VMID 0x107, ignored", SPEC_SMMU_NO_16_BITS | SPEC_SMMU_NO_STAGE2, 0,
	  { 0xb | CD, 0, 0x107, 0 }, true },
	{ "VMID 0x107, bypassed", SPEC_SMMU_NO_16_BITS, 0, { 9, 0, 0x107, 0 }, true },
#define S2(size, sl0, ps) (7 | (64ull - (size)) << 32 | (sl0##ull) << 38 | (ps##ull) << 48 | 1ull << 51)
	{ "stage 2", 0, 40, { 0xd, 0, S2(40, 1, 2), ROOT }, true },
	{ "input beyond output", 0, 40, { 0xd, 0, S2(42, 1, 2), ROOT }, false },
	{ "S2HD", SPEC_SMMU_NO_DIRTY, 40, { 0xd, 0, S2(40, 1, 2) | 1ull << 55, ROOT }, false },
	{ "S2HA", SPEC_SMMU_NO_DIRTY, 40, { 0xd, 0, S2(40, 1, 2) | 1ull << 56, ROOT }, false },
	{ "S2S", 0, 40, { 0xd, 0, S2(40, 1, 2) | 1ull << 57, ROOT }, false },
	{ "S2ENDI", 0, 40, { 0xd, 0, S2(40, 1, 2) | 1ull << 52, ROOT }, false },
	{ "AArch32", 0, 40, { 0xd, 0, S2(40, 1, 2) & ~(1ull << 51), ROOT }, false },
	{ "S2TTB beyond S2PS", 0, 40, { 0xd, 0, S2(40, 1, 1), 1ull << 36 }, false },
	{ "stage 2, not had", SPEC_SMMU_NO_STAGE2, 40, { 0xd, 0, S2(40, 1, 2), ROOT }, false },
	{ "stage 1, not had", SPEC_SMMU_NO_STAGE1, 40, { 0xb | CD, 0, 7, 0 }, false },
	{ "nested", 0, 40, { 0xf | CD, 0, S2(40, 1, 2), ROOT }, true },
	{ "nested, EATS of IPAs", 0, 40, { 0xf | CD, 2u << 28, S2(40, 1, 2), ROOT }, true },
#undef S2
};

START_TEST(stes_are_of_what_it_has)
{
	for (size_t i = 0; i < sizeof(stes) / sizeof(*stes); i++) {
		start();
		smmuv3_set_kind(s, stes[i].lacks, stes[i].bits);
		for (unsigned int w = 0; w < 4; w++)
			put(L2 + 64 * (SID & 0xff) + 8 * w, stes[i].d[w]);
		command(CFGI, 0);
		ck_assert_msg((mistakes == 0) == stes[i].legal, "%s", stes[i].what);
		if (stes[i].d[0] == 3)
			ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_BLOCKED);
		stop();
	}
}
END_TEST

/* Bits that are added to a CD (5.4, 5.5), and its first table. */
START_TEST(contexts_are_of_what_it_has)
{
	static const struct {
		uint32_t lacks;
		uint64_t more, table;
		bool legal;
	} of[] = {
		{ 0, 0, ROOT, true }, { 0, 0x100ull << 48, ROOT, true },
		{ SPEC_SMMU_NO_16_BITS, 0x100ull << 48, ROOT, false },
		{ 0, 3ull << 42, ROOT, true }, { SPEC_SMMU_NO_DIRTY, 1ull << 42, ROOT, false },
		{ SPEC_SMMU_NO_DIRTY, 1ull << 43, ROOT, false },
		{ 0, 1ull << 44, ROOT, false }, { 0, 1ull << 15, ROOT, false },
		{ 0, 0, 1ull << 48, false }, { 0, 1ull << 14, 1ull << 48, true },
	};

	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		start();
		smmuv3_set_kind(s, of[i].lacks, 0);
		put(CD, word(CD) | of[i].more);
		put(CD + 8, of[i].table);
		command(CFGI, 0);
		ck_assert_msg((mistakes == 0) == of[i].legal, "case %zu", i);
		stop();
	}
}
END_TEST

/* 4.4.1.1: entries of other levels than TTL's may stay, and do. */
START_TEST(ranges_say_of_which_level)
{
	const uint64_t page_of = 0x12 | 7ull << 32 | 5ull << 48, tg = 1u << 10;

	start();
	ck_assert_uint_eq(leads(), 0x70023);
	page(0x71000, false);
	command(page_of | 1ull << 20, 0x40200000 | tg | 2u << 8);
	ck_assert_uint_eq(leads(), 0x70023);
	command(page_of, IOVA | tg | 3u << 8);
	ck_assert_uint_eq(leads(), 0x71023);
	ck_assert_uint_eq(mistakes, 0);
	/* The page is within 2 MiB, where a range of level 2 cannot begin. */
	command(page_of, IOVA | tg | 2u << 8);
	ck_assert_uint_eq(mistakes, 1);
	/* One page, of no level: that is no command. */
	ck_assert_uint_eq(error_of(page_of, IOVA | tg), 1);
	ck_assert_uint_eq(error_of(page_of | 1ull << 12, IOVA | tg), 0);
	stop();
}
END_TEST

START_TEST(wires_in_place_of_messages)
{
	start();
	set_messages(DOORBELL, DOORBELL, 5);
	smmuv3_set_kind(s, SPEC_SMMU_NO_MSI, 0);
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(messages, 0);
	ck_assert_uint_eq(edges[6], 1);
	ck_assert_uint_eq(edges[7], 0);
	/* A CMD_SYNC that wants a message gets none. */
	send(0x46 | 1u << 12 | 9ull << 32, SYNCED);
	ck_assert_uint_eq(word(SYNCED), 0);
	ck_assert_uint_eq(error_of(0xff, 0), 1);
	ck_assert_uint_eq(edges[7], 1);
	stop();
}
END_TEST

START_TEST(stage_2_begins_where_addresses_of_its_size_do)
{
	/* Bits of input, SL0, and of output; T0SZ in 37:32, SL0 in 39:38, S2AA64 in 51. */
	static const struct {
		uint32_t input, sl0, bits;
		bool legal;
	} of[] = {
		{ 48, 2, 48, true }, { 44, 2, 44, true }, { 42, 2, 42, false }, { 40, 2, 40, false },
		{ 42, 1, 42, true }, { 40, 1, 40, true }, { 43, 1, 48, true }, { 44, 1, 48, false },
		{ 36, 1, 36, true }, { 30, 1, 36, false }, { 34, 0, 36, true }, { 35, 0, 36, false },
	};

	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++) {
		start();
		smmuv3_set_kind(s, 0, of[i].bits);
		ste(6, 0);
		put(L2 + 64 * (SID & 0xff) + 16, 7 | (uint64_t)(64 - of[i].input) << 32 |
		    (uint64_t)of[i].sl0 << 38 | 5ull << 48 | 1ull << 51);
		put(L2 + 64 * (SID & 0xff) + 24, ROOT);
		command(CFGI, 0);
		ck_assert_msg((mistakes == 0) == of[i].legal, "%u bits, SL0 %u", of[i].input, of[i].sl0);
		stop();
	}
}
END_TEST

START_TEST(output_addresses_have_their_size)
{
	start();
	smmuv3_set_kind(s, 0, 36);
	page(1ull << 35, false);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	page(1ull << 36, false);
	again();
	ck_assert_int_eq(rd(IOVA).action, IOMMU_FAULT);
	stop();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smmuv3_edges");
	TCase *c = tcase_create("smmuv3_edges");
	SRunner *r;
	int failed;

	tcase_add_test(c, stream_tables_have_ends);
	tcase_add_test(c, a_linear_stream_table);
	tcase_add_test(c, context_descriptors_at_their_edges);
	tcase_add_test(c, faults_are_recorded);
	tcase_add_test(c, queues_go_round);
	tcase_add_test(c, an_error_stops_the_queue_until_it_is_acknowledged);
	tcase_add_test(c, an_invalidation_is_done_by_the_sync_behind_it);
	tcase_add_test(c, the_tlb_is_tagged);
	tcase_add_test(c, ranges_end_where_they_say);
	tcase_add_test(c, walks_go_on_where_they_were);
	tcase_add_test(c, halves_of_two);
	tcase_add_test(c, a_hint_is_taken);
	tcase_add_test(c, stage_2_at_its_edges);
	tcase_add_test(c, commands_of_what_it_lacks);
	tcase_add_test(c, id_registers_say_what_it_lacks);
	tcase_add_test(c, what_it_lacks_is_not_done);
	tcase_add_test(c, ids_of_8_bits);
	tcase_add_test(c, stes_are_of_what_it_has);
	tcase_add_test(c, contexts_are_of_what_it_has);
	tcase_add_test(c, ranges_say_of_which_level);
	tcase_add_test(c, wires_in_place_of_messages);
	tcase_add_test(c, stage_2_begins_where_addresses_of_its_size_do);
	tcase_add_test(c, output_addresses_have_their_size);
	suite_add_tcase(suite, c);
	r = srunner_create(suite);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
