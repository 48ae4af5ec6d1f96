// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_smmuv3.c - the SMMUv3 as a driver sees it: registers, tables in memory, commands,
 * events.
 */
#include "tests/unit/smmuv3_rig.h"

START_TEST(a_walk_leads_to_the_frame)
{
	start();
	ck_assert_uint_eq(leads(), 0x70023);
	ck_assert_uint_eq(rd(IOVA).page_bytes, 4096);
	ck_assert(rd(IOVA).iotlb_hit);
	ck_assert_int_eq(rd(IOVA + 0x1000).reason, IOMMU_HW_FAULT_UNMAPPED);
	ck_assert_int_eq(rd(1ull << 50).reason, IOMMU_HW_FAULT_UNMAPPED);
	put(ROOT + 0x2000 + 16, 0x80000000ull | 1 | 1u << 6 | 1u << 10);
	ck_assert_uint_eq(rd(0x40400000 + 0x12345).address, 0x80012345);
	ck_assert_uint_eq(rd(0x40400000).page_bytes, 2u << 20);
	stop();
}
END_TEST

START_TEST(permissions)
{
	start();
	page(0x70000, true);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).reason, IOMMU_HW_FAULT_PERMISSION);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	/* A table forbids writes; no access flag; not for the unprivileged. */
	page(0x71000, false);
	put(ROOT + 0x1000 + 8, (ROOT + 0x2000) | 3 | 1ull << 62);
	command(0x30, 0);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).reason, IOMMU_HW_FAULT_PERMISSION);
	put(ROOT + 0x3000 + 8, 0x71000 | 3 | 1u << 6);
	command(0x30, 0);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_FAULT);
	put(ROOT + 0x3000 + 8, 0x71000 | 3 | 1u << 10);
	command(0x30, 0);
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_PERMISSION);
	stop();
}
END_TEST

/* Of each pair, the first command is about something else, and drops nothing. */
START_TEST(the_tlb_forgets_by_command)
{
	static const uint64_t pair[][4] = {
		{ 0x11 | 7ull << 32 | 6ull << 48, 0, 0x11 | 7ull << 32 | 5ull << 48, 0 },
		{ 0x10 | 6ull << 32, 0, 0x10 | 7ull << 32, 0 },
		{ 0x12 | 7ull << 32 | 5ull << 48, 0x40202000, 0x12 | 7ull << 32 | 5ull << 48, 0x40201000 },
		{ 0x12 | 7ull << 32 | 6ull << 48, 0x40201000, 0x13 | 7ull << 32, 0x40201000 },
		/* Ranges: (NUM + 1) << SCALE granules of 4 KiB. */
		{ 0x12 | 1ull << 20 | 7ull << 32 | 5ull << 48, 0x401ff000 | 1u << 10,
		  0x12 | 1ull << 12 | 7ull << 32 | 5ull << 48, 0x40200000 | 1u << 10 },
		{ 0x2a | 7ull << 32, 0x40201000, 0x28 | 7ull << 32, 0 },
		{ 0x46, 0, 0x30, 0 },
	};

	for (size_t i = 0; i < sizeof(pair) / sizeof(*pair); i++) {
		start();
		ck_assert_uint_eq(leads(), 0x70023);
		page(0x71000, false);
		command(pair[i][0], pair[i][1]);
		ck_assert_msg(leads() == 0x70023, "pair %zu: dropped too early", i);
		command(pair[i][2], pair[i][3]);
		ck_assert_msg(leads() == 0x71023, "pair %zu: kept", i);
		stop();
	}
}
END_TEST

START_TEST(configuration_is_kept_until_its_command)
{
	start();
	leads();
	ste(4, 0);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	command(0x03 | (uint64_t)(SID + 1) << 32, 1);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	command(0x03 | (uint64_t)SID << 32, 1);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_PASS);
	ck_assert_uint_eq(told, 1);
	ck_assert_uint_eq(was_blocked, 0);
	ste(0, 0);
	command(0x04, 31);
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_BLOCKED);
	ck_assert_uint_eq(was_blocked, 1);
	/* A CD: another ASID finds nothing of the old one in the TLB. */
	ste(5, 0);
	command(0x04, 31);
	page(0x70000, false);
	ck_assert_uint_eq(leads(), 0x70023);
	page(0x71000, false);
	cd(6);
	ck_assert_uint_eq(leads(), 0x70023);
	command(0x05 | 1ull << 12 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(leads(), 0x70023);
	command(0x05 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(leads(), 0x71023);
	stop();
}
END_TEST

START_TEST(sync_and_errors)
{
	start();
	send(0x46 | 1u << 12 | 0x1234ull << 32, SYNCED);
	ck_assert_uint_eq(word(SYNCED), 0x1234);
	ck_assert_uint_eq(drained, 1);
	ck_assert_uint_eq(smmuv3_read(s, 0x9c, 4), 1);
	/* 8192 << 1 bytes, aligned. */
	send(0x40 | (uint64_t)SID << 32, 0x43000 | 1);
	ck_assert_uint_eq(invalidated, 1);
	ck_assert_uint_eq(atc_address, 0x42000);
	ck_assert_uint_eq(atc_bytes, 8192);
	answers = false;
	send(0x40 | (uint64_t)SID << 32, 52);
	ck_assert_uint_eq(atc_bytes, UINT64_MAX);
	send(0x46, 0);
	ck_assert_uint_eq(smmuv3_read(s, 0x9c, 4), 3 | 3u << 24);
	ck_assert_uint_eq(smmuv3_read(s, 0x60, 4), 1);
	/* It goes on when acknowledged. */
	smmuv3_write(s, 0x64, 4, 1);
	ck_assert_uint_eq(smmuv3_read(s, 0x9c, 4) & 0xfffff, 4);
	send(0xff, 0);
	ck_assert_uint_eq(smmuv3_read(s, 0x9c, 4) >> 24, 1);
	stop();
}
END_TEST

START_TEST(events_and_their_loss)
{
	start();
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(word(EVENTQ), 0x10 | (uint64_t)SID << 32);
	ck_assert_uint_eq(word(EVENTQ + 8), 1ull << 35 | 2ull << 40);
	ck_assert_uint_eq(word(EVENTQ + 16), IOVA + 0x1000);
	ck_assert_uint_eq(nevents, 1);
	ck_assert_mem_eq(event_words, memory + EVENTQ, sizeof(event_words));
	ask(IOVA + 0x2000, true, TLP_UNTRANSLATED);
	ck_assert_uint_eq(word(EVENTQ + 32 + 8), 2ull << 40);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 2);
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 2 | 1u << 31);
	ck_assert_uint_eq(nevents, 2);	/* what is lost was none */
	smmuv3_write(s, 0x100ac, 4, 2 | 1u << 31);
	rd(IOVA + 0x3000);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 3 | 1u << 31);
	stop();
}
END_TEST

START_TEST(interrupts_are_messages)
{
	start();
	ck_assert_uint_eq(smmuv3_read(s, 0, 4) >> 13 & 1, 1);
	set_messages(DOORBELL, DOORBELL, 0);
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(messages, 0);
	smmuv3_write(s, 0x100ac, 4, 1);
	set_messages(DOORBELL, DOORBELL, 4);
	/* One when there is something again; none for what comes behind it. */
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(messages, 1);
	ck_assert_uint_eq(message_data, 44);
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(messages, 1);
	/* An error, whose message is not enabled. */
	send(0xff, 0);
	ck_assert_uint_eq(messages, 1);
	ck_assert_uint_eq(smmuv3_read(s, 0x60, 4), 1);
	stop();
}
END_TEST

START_TEST(errors_interrupt)
{
	start();
	set_messages(DOORBELL, DOORBELL, 1 | 4);
	send(0xff, 0);
	ck_assert_uint_eq(messages, 1);
	ck_assert_uint_eq(message_data, 33);
	ck_assert_uint_eq(mistakes, 1);
	put(CMDQ, 0x46);
	smmuv3_write(s, 0x64, 4, 1);
	ck_assert_uint_eq(smmuv3_read(s, 0x9c, 4) & 0xfffff, 1);
	/* A message to nowhere is an error; the one of an error that is, is not told. */
	set_messages(DOORBELL, BYTES, 1 | 4);
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(smmuv3_read(s, 0x60, 4), 1 | 1u << 5);
	ck_assert_uint_eq(messages, 2);
	send(0x46 | 1u << 12, BYTES);
	ck_assert_uint_eq(smmuv3_read(s, 0x60, 4), 1 | 1u << 4 | 1u << 5);
	ck_assert_uint_eq(messages, 3);
	smmuv3_write(s, 0x64, 4, 1 | 1u << 4 | 1u << 5);
	set_messages(BYTES, BYTES, 1 | 4);
	send(0xff, 0);
	ck_assert_uint_eq(smmuv3_read(s, 0x60, 4), 1u << 4 | 1u << 5 | 1u << 7);
	ck_assert_uint_eq(messages, 3);
	stop();
}
END_TEST

/* What devices send leads to none of it: the driver did. */
START_TEST(mistakes_of_a_driver)
{
	start();
	rd(IOVA + 0x1000);
	ste(0, 0);
	command(0x03 | (uint64_t)SID << 32, 1);
	rd(IOVA);
	ck_assert_uint_eq(mistakes, 0);
	/* Stage 2 of AArch32 is not there; nothing valid is no mistake. */
	ste(6, 0);
	command(0x03 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 1);
	put(L2 + 64 * (SID & 0xff), 0);
	command(0x03 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 1);
	ste(5, 0);
	put(ROOT, BYTES | 3);
	command(0x03 | (uint64_t)SID << 32, 1);
	command(0x30, 0);
	rd(IOVA);
	ck_assert_uint_eq(mistakes, 2);
	/* At the command it looks at the CD, whose table is still nowhere. */
	put(CD + 8, BYTES);
	command(0x05 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 3);
	cd(5);
	put(L2 + 64 * (SID & 0xff), 1 | 5u << 1 | BYTES);
	mistakes = 2;
	command(0x03 | (uint64_t)SID << 32, 1);
	ck_assert_uint_eq(mistakes, 3);
	put(STRTAB + 8 * (SID >> 8), BYTES | 9);
	command(0x03 | (uint64_t)SID << 32, 1);
	rd(IOVA);
	ck_assert_uint_eq(mistakes, 4);
	smmuv3_write(s, 0xa0, 8, BYTES | 1);
	smmuv3_write(s, 0x100ac, 4, smmuv3_read(s, 0x100a8, 4));
	rd(IOVA);
	ck_assert_uint_eq(mistakes, 6);
	ck_assert_uint_eq(smmuv3_read(s, 0x60, 4), 1u << 2);
	smmuv3_write(s, 0x90, 8, BYTES | 4);
	command(0x46, 0);
	ck_assert_uint_eq(mistakes, 7);
	ck_assert_uint_eq(smmuv3_read(s, 0x9c, 4) >> 24, 2);
	stop();
}
END_TEST

START_TEST(ats)
{
	start();
	ck_assert_int_eq(ask(IOVA, false, TLP_TRANSLATION_REQUEST).reason,
			 IOMMU_HW_FAULT_ATS_DISABLED);
	ck_assert_int_eq(ask(0x70000, false, TLP_TRANSLATED).reason, IOMMU_HW_FAULT_ATS_DISABLED);
	ste(5, 1);
	command(0x04, 31);
	ck_assert_uint_eq(ask(IOVA, false, TLP_TRANSLATION_REQUEST).address, 0x70000);
	ck_assert_int_eq(ask(0x70000, false, TLP_TRANSLATED).action, IOMMU_PASS);
	ck_assert_int_eq(ask(IOVA + 0x1000, false, TLP_TRANSLATION_REQUEST).reason,
			 IOMMU_HW_FAULT_UNMAPPED);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 1);
	stop();
}
END_TEST

START_TEST(stage_2_and_what_is_not_there)
{
	start();
	ste(6, 0);
	put(L2 + 64 * (SID & 0xff) + 16, 7 | 16ull << 32 | 2ull << 38 | 5ull << 48 | 1ull << 51);
	put(L2 + 64 * (SID & 0xff) + 24, ROOT);
	put(ROOT + 0x3000 + 8, 0x72000 | 3 | 1u << 6 | 1u << 10);
	ck_assert_uint_eq(leads(), 0x72023);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).reason, IOMMU_HW_FAULT_PERMISSION);
	ck_assert_uint_eq(iommu_hw_last_table(hw), 1);
	ck_assert_uint_eq(iommu_hw_mapped_bytes(hw, 1), 4096);
	smmuv3_set_doorbell(s, 0x72000, 0x1000);
	ck_assert_uint_eq(iommu_hw_mapped_bytes(hw, 1), 0);
	ck_assert_uint_eq(refusals, 0);
	/* Granules of 64 KiB. */
	put(L2 + 64 * (SID & 0xff) + 16, 7 | 16ull << 32 | 2ull << 38 | 1ull << 46 | 5ull << 48 |
	    1ull << 51);
	command(0x04, 31);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_FAULT);
	ck_assert_uint_gt(refusals, 0);
	/* Off: all passes, until GBPA says that it is aborted. */
	smmuv3_write(s, 0x20, 4, 0);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_PASS);
	ck_assert_uint_eq(rd(IOVA).unit, IOMMU_HW_NO_UNIT);
	smmuv3_write(s, 0x44, 4, 1u << 31 | 1u << 20);
	ck_assert_uint_eq(smmuv3_read(s, 0x44, 4), 1u << 20);
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_BLOCKED);
	stop();
}
END_TEST

static struct iommu_result with(uint32_t pasid, uint64_t address)
{
	const struct iommu_request q = { .domain = 3, .requester = SID, .pasid = pasid,
					 .address = address };
	struct iommu_result r;

	iommu_translate(hw, &q, &r);
	return r;
}

static void cd_at(uint64_t at, uint64_t asid)
{
	put(at, 16 | 1ull << 30 | 1ull << 31 | 5ull << 32 | 1ull << 41 | 1ull << 45 | asid << 48);
	put(at + 8, ROOT);
}

/* An STE with @max bits of SubstreamIDs, of format @fmt, and what S1DSS says. */
static void substreams(uint64_t max, uint64_t fmt, uint64_t dss)
{
	put(L2 + 64 * (SID & 0xff), 1 | 5 << 1 | CD | fmt << 4 | max << 59);
	put(L2 + 64 * (SID & 0xff) + 8, dss);
	command(0x04, 31);
}

START_TEST(substreams_linear)
{
	start();
	substreams(3, 0, 2);
	cd_at(CD + 64 * 5, 9);
	ck_assert_uint_eq(with(5, IOVA).address, 0x70000);
	ck_assert_uint_eq(leads(), 0x70023);
	ck_assert_int_eq(with(4, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	/* SSV and SubstreamID (7.3): C_BAD_CD. */
	ck_assert_uint_eq(word(EVENTQ), 0x0a | 1u << 11 | 4u << 12 | (uint64_t)SID << 32);
	ck_assert_int_eq(with(8, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	/* CD 0 is for what has none (5.2, S1DSS 0b10). */
	ck_assert_int_eq(with(0, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ck_assert_uint_eq(iommu_hw_last_table(hw), 1);
	/* Kept until CFGI_CD of this SubstreamID. */
	put(CD + 64 * 5, 0);
	command(0x05 | 6ull << 12 | (uint64_t)SID << 32, 1);
	ck_assert_int_eq(with(5, IOVA).action, IOMMU_MAPPED);
	command(0x05 | 5ull << 12 | (uint64_t)SID << 32, 1);
	ck_assert_int_eq(with(5, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	/* S1DSS: bypassed, aborted; with a SubstreamID CD 0 may be used then. */
	substreams(3, 0, 1);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_PASS);
	ck_assert_uint_eq(with(0, IOVA).address, 0x70000);
	substreams(3, 0, 0);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_FAULT);
	/* No substreams: none may come (5.2, S1CDMax 0); nor where stage 1 is not used. */
	substreams(0, 0, 0);
	ck_assert_int_eq(with(5, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ck_assert_int_eq(with(0, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ste(4, 0);
	command(0x04, 31);
	ck_assert_int_eq(with(5, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_PASS);
	stop();
}
END_TEST

START_TEST(substreams_in_two_levels)
{
	start();
	memset(memory + CD, 0, 64);
	substreams(12, 2, 0);
	/* 1024 contexts a leaf: entry 2 of the first level. */
	put(CD + 8 * 2, 0x34000 | 1);
	cd_at(0x34000 + 64 * 52, 9);
	ck_assert_uint_eq(with(2100, IOVA).address, 0x70000);
	ck_assert_int_eq(with(2101, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ck_assert_int_eq(with(1000, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ck_assert_int_eq(with(4096, IOVA).reason, IOMMU_HW_FAULT_NO_CONTEXT);
	ck_assert_uint_eq(iommu_hw_last_table(hw), 1);
	/* 64 of them: entry 2100 / 64. */
	substreams(12, 1, 0);
	put(CD + 8 * 32, 0x34000 | 1);
	ck_assert_uint_eq(with(2100, IOVA).address, 0x70000);
	ck_assert_uint_eq(iommu_hw_last_table(hw), 1);
	/* The ATC of one PASID, of all (Global), of what has none. */
	command(0x40 | 1u << 11 | 2100u << 12 | (uint64_t)SID << 32, 0x41000);
	ck_assert_uint_eq(atc_pasid, 2100);
	command(0x40 | 1u << 9 | 1u << 11 | 2100u << 12 | (uint64_t)SID << 32, 0x41000);
	ck_assert_uint_eq(atc_pasid, IOMMU_HW_NO_PASID);
	command(0x40 | (uint64_t)SID << 32, 0x41000);
	ck_assert_uint_eq(atc_pasid, IOMMU_HW_NO_PASID);
	stop();
}
END_TEST

#define GUEST 0x80000000ull		/* what a guest takes for physical address 0 */
#define S2 0x38000u

/* A guest's tables, by its own addresses, in the host's: 2 MiB from GUEST on. */
static void nested(uint64_t block)
{
	put(L2 + 64 * (SID & 0xff), 1 | 7 << 1 | GUEST | CD);
	put(L2 + 64 * (SID & 0xff) + 16, 7 | 16ull << 32 | 2ull << 38 | 5ull << 48 | 1ull << 51 |
	    1ull << 58);
	put(L2 + 64 * (SID & 0xff) + 24, S2);
	put(S2, (S2 + 0x1000) | 3);
	put(S2 + 0x1000 + 16, (S2 + 0x2000) | 3);
	put(S2 + 0x2000, block);
	put(CD + 8, GUEST | ROOT);
	put(ROOT, GUEST | (ROOT + 0x1000) | 3);
	put(ROOT + 0x1000 + 8, GUEST | (ROOT + 0x2000) | 3);
	put(ROOT + 0x2000 + 8, GUEST | (ROOT + 0x3000) | 3);
	put(ROOT + 0x3000 + 8, GUEST | 0x70000 | 3 | 1u << 6 | 1u << 10 | 1u << 11);
	command(0x04, 31);
	command(0x30, 0);
}

START_TEST(a_guests_tables_are_in_its_own_addresses)
{
	const uint64_t both = 1 | 1u << 6 | 1u << 7 | 1u << 10;

	start();
	nested(both);
	ck_assert_uint_eq(leads(), 0x70023);
	ck_assert_uint_eq(rd(IOVA).page_bytes, 4096);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).action, IOMMU_MAPPED);
	ck_assert_uint_eq(iommu_hw_last_table(hw), 1);
	ck_assert_uint_eq(iommu_hw_mapped_bytes(hw, 1), 2u << 20);
	/* What both allow. */
	nested(1 | 1u << 6 | 1u << 10);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).reason, IOMMU_HW_FAULT_PERMISSION);
	/* Stage 2 has nothing there: its fault, and no mistake of a driver. */
	nested(0);
	command(0x06 | (uint64_t)SID << 32, 0);
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_UNMAPPED);
	ck_assert_uint_eq(mistakes, 0);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 2);
	ck_assert_uint_eq(word(EVENTQ + 32) & 0xff, 0x10);
	ck_assert_uint_eq(word(EVENTQ + 32 + 8) >> 39 & 1, 1);
	/* The guest's address is one that the host has not mapped. */
	nested(both);
	put(ROOT + 0x3000 + 8, 0x70000 | 3 | 1u << 6 | 1u << 10 | 1u << 11);
	ck_assert_int_eq(rd(IOVA).reason, IOMMU_HW_FAULT_UNMAPPED);
	/* What the guest bypasses (S1DSS 0b01) goes by stage 2. */
	nested(both);
	put(L2 + 64 * (SID & 0xff), 1 | 7 << 1 | GUEST | CD | 3ull << 59);
	put(L2 + 64 * (SID & 0xff) + 8, 1);
	command(0x04, 31);
	ck_assert_uint_eq(rd(GUEST + 0x1234).address, 0x1234);
	ck_assert_int_eq(rd(0x1234).reason, IOMMU_HW_FAULT_UNMAPPED);
	stop();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smmuv3");
	TCase *c = tcase_create("smmuv3");
	SRunner *r;
	int failed;

	tcase_add_test(c, a_walk_leads_to_the_frame);
	tcase_add_test(c, permissions);
	tcase_add_test(c, the_tlb_forgets_by_command);
	tcase_add_test(c, configuration_is_kept_until_its_command);
	tcase_add_test(c, sync_and_errors);
	tcase_add_test(c, events_and_their_loss);
	tcase_add_test(c, interrupts_are_messages);
	tcase_add_test(c, errors_interrupt);
	tcase_add_test(c, mistakes_of_a_driver);
	tcase_add_test(c, ats);
	tcase_add_test(c, stage_2_and_what_is_not_there);
	tcase_add_test(c, substreams_linear);
	tcase_add_test(c, substreams_in_two_levels);
	tcase_add_test(c, a_guests_tables_are_in_its_own_addresses);
	suite_add_tcase(suite, c);
	r = srunner_create(suite);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
