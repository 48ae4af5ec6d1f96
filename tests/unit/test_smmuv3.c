// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_smmuv3.c - the SMMUv3 as a driver sees it: registers, tables in memory, commands,
 * events.  The tables are written here by the architecture's layouts, with no help from
 * the model.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model/iommu/smmuv3.h"
#include "model/spec/at.h"

#define BYTES (1u << 20)
#define STRTAB 0x10000u
#define L2 0x12000u
#define CD 0x20000u
#define ROOT 0x30000u
#define CMDQ 0x40000u
#define EVENTQ 0x50000u
#define SYNCED 0x60000u
#define DOORBELL 0xfee00000ull
#define SID 0x105u
#define IOVA 0x40201000ull		/* entries 0, 1, 1, 1 of its tables */

static unsigned char memory[BYTES];
static struct smmuv3 *s;
static struct iommu *hw;
static uint32_t prod, drained, invalidated, told, was_blocked, refusals;
static uint32_t messages, message_data, mistakes;
static uint64_t atc_address, atc_bytes;
static uint32_t atc_pasid;
static bool answers;

static bool get(void *ctx, uint64_t at, void *to, uint32_t n)
{
	(void)ctx;
	if (at > BYTES || n > BYTES - at)
		return false;
	memcpy(to, memory + at, n);
	return true;
}

static bool set(void *ctx, uint64_t at, const void *from, uint32_t n)
{
	(void)ctx;
	if (at > BYTES || n > BYTES - at)
		return false;
	memcpy(memory + at, from, n);
	return true;
}

static void drain(void *ctx)
{
	(void)ctx;
	drained++;
}

static bool atc(void *ctx, uint32_t sid, uint32_t pasid, uint64_t address, uint64_t bytes)
{
	(void)ctx;
	invalidated += sid == SID;
	atc_address = address;
	atc_pasid = pasid;
	atc_bytes = bytes;
	return answers;
}

static void stream(void *ctx, uint32_t sid, bool blocked)
{
	(void)ctx;
	told += sid == SID;
	was_blocked = blocked;
}

static void refused(void *ctx, const char *what)
{
	(void)ctx;
	refusals += *what != 0;
}

static bool message(void *ctx, uint64_t address, uint32_t data)
{
	if (address != DOORBELL)
		return set(ctx, address, &data, 4);
	messages++;
	message_data = data;
	return true;
}

static void wrong(void *ctx, const char *what)
{
	(void)ctx;
	mistakes += *what != 0;
}

static void put(uint64_t at, uint64_t v)
{
	memcpy(memory + at, &v, 8);
}

static uint64_t word(uint64_t at)
{
	uint64_t v;

	memcpy(&v, memory + at, 8);
	return v;
}

static void send(uint64_t a, uint64_t b)
{
	put(CMDQ + 16 * (prod & 0xf), a);
	put(CMDQ + 16 * (prod & 0xf) + 8, b);
	prod = (prod + 1) & 0x1f;
	smmuv3_write(s, 0x98, 4, prod);
}

/* What a command asks for is done when a CMD_SYNC behind it is. */
static void command(uint64_t a, uint64_t b)
{
	send(a, b);
	send(0x46, 0);
}

static void ste(uint64_t config, uint64_t eats)
{
	put(L2 + 64 * (SID & 0xff), 1 | config << 1 | CD);
	put(L2 + 64 * (SID & 0xff) + 8, eats << 28);
	put(L2 + 64 * (SID & 0xff) + 16, 7);	/* VMID */
}

static void cd(uint64_t asid)
{
	put(CD, 16 | 1ull << 30 | 1ull << 31 | 5ull << 32 | 1ull << 41 | 1ull << 45 | asid << 48);
	put(CD + 8, ROOT);
}

/* AF, nG, unprivileged; read only if asked for. */
static void page(uint64_t to, bool read_only)
{
	put(ROOT, (ROOT + 0x1000) | 3);
	put(ROOT + 0x1000 + 8, (ROOT + 0x2000) | 3);
	put(ROOT + 0x2000 + 8, (ROOT + 0x3000) | 3);
	put(ROOT + 0x3000 + 8, to | 3 | 1u << 6 | (read_only ? 1u << 7 : 0) | 1u << 10 | 1u << 11);
}

static void start(void)
{
	const struct smmuv3_around around = {
		NULL, get, set, drain, atc, message, stream, refused, wrong,
	};

	memset(memory, 0, sizeof(memory));
	prod = drained = invalidated = told = was_blocked = refusals = 0;
	messages = message_data = mistakes = 0;
	answers = true;
	s = smmuv3_new(&around, 16);
	smmuv3_add_domain(s, 3, 0);
	hw = iommu_hw_new();
	iommu_hw_set_other(hw, &smmuv3_other, s);
	put(STRTAB + 8 * (SID >> 8), L2 | 9);
	smmuv3_write(s, 0x80, 8, STRTAB);
	smmuv3_write(s, 0x88, 4, 1u << 16 | 8u << 6 | 16);
	smmuv3_write(s, 0x90, 8, CMDQ | 4);
	smmuv3_write(s, 0xa0, 8, EVENTQ | 1);
	ste(5, 0);
	cd(5);
	page(0x70000, false);
	smmuv3_write(s, 0x20, 4, 1u << 4 | 1u << 3 | 1u << 2 | 1);
}

static void stop(void)
{
	iommu_hw_free(hw);
}

static struct iommu_result ask(uint64_t address, bool write, uint8_t at)
{
	const struct iommu_request q = { .domain = 3, .requester = SID, .write = write,
					 .pasid = IOMMU_HW_NO_PASID, .address = address,
					 .address_type = at };
	struct iommu_result r;

	if (at == TLP_TRANSLATION_REQUEST)
		iommu_translation_request(hw, &q, &r);
	else
		iommu_translate(hw, &q, &r);
	return r;
}

static struct iommu_result rd(uint64_t address)
{
	return ask(address, false, TLP_UNTRANSLATED);
}

static uint64_t leads(void)
{
	struct iommu_result r = rd(IOVA + 0x23);

	return r.action == IOMMU_MAPPED ? r.address : 0;
}

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
		{ 0x12 | 0ull << 12 | 7ull << 32 | 5ull << 48, 0x40200000 | 1u << 10,
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
	ask(IOVA + 0x2000, true, TLP_UNTRANSLATED);
	ck_assert_uint_eq(word(EVENTQ + 32 + 8), 2ull << 40);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 2);
	rd(IOVA + 0x1000);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 2 | 1u << 31);
	smmuv3_write(s, 0x100ac, 4, 2 | 1u << 31);
	rd(IOVA + 0x3000);
	ck_assert_uint_eq(smmuv3_read(s, 0x100a8, 4), 3 | 1u << 31);
	stop();
}
END_TEST

/* Where messages go: of GERROR, and of the event queue. */
static void set_messages(uint64_t gerror, uint64_t events, uint32_t enable)
{
	smmuv3_write(s, 0x68, 8, gerror);
	smmuv3_write(s, 0x70, 4, 33);
	smmuv3_write(s, 0xb0, 8, events);
	smmuv3_write(s, 0xb8, 4, 44);
	smmuv3_write(s, 0x50, 4, enable);
}

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
	ste(7, 0);
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

/* --- edges ----------------------------------------------------------------------------- */

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
	suite_add_tcase(suite, c);
	r = srunner_create(suite);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
