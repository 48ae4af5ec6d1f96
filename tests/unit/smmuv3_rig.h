/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * smmuv3_rig.h - an SMMUv3 with memory of its own, and a driver's moves, for its unit
 * tests.  Tables are written here by the architecture's layouts, with no help from the
 * model.
 */
#ifndef TESTS_UNIT_SMMUV3_RIG_H
#define TESTS_UNIT_SMMUV3_RIG_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "model/iommu/smmuv3.h"
#include "model/spec/at.h"
#include "model/spec/spec.h"

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
static uint32_t messages, message_data, mistakes, edges[8];
static uint32_t nevents;
static uint64_t event_words[4];
static uint64_t atc_address, atc_bytes;
static uint32_t atc_pasid;
static bool answers;

static inline bool get(void *ctx, uint64_t at, void *to, uint32_t n)
{
	(void)ctx;
	if (at > BYTES || n > BYTES - at)
		return false;
	memcpy(to, memory + at, n);
	return true;
}

static inline bool set(void *ctx, uint64_t at, const void *from, uint32_t n)
{
	(void)ctx;
	if (at > BYTES || n > BYTES - at)
		return false;
	memcpy(memory + at, from, n);
	return true;
}

static inline void drain(void *ctx)
{
	(void)ctx;
	drained++;
}

static inline bool atc(void *ctx, uint32_t sid, uint32_t pasid, uint64_t address, uint64_t bytes)
{
	(void)ctx;
	invalidated += sid == SID;
	atc_address = address;
	atc_pasid = pasid;
	atc_bytes = bytes;
	return answers;
}

static inline void stream(void *ctx, uint32_t sid, bool blocked)
{
	(void)ctx;
	told += sid == SID;
	was_blocked = blocked;
}

static inline void refused(void *ctx, const char *what)
{
	(void)ctx;
	refusals += *what != 0;
}

static inline bool message(void *ctx, uint64_t address, uint32_t data)
{
	if (address != DOORBELL)
		return set(ctx, address, &data, 4);
	messages++;
	message_data = data;
	return true;
}

static inline void wrong(void *ctx, const char *what)
{
	(void)ctx;
	mistakes += *what != 0;
}

static inline void wire(void *ctx, uint32_t number)
{
	(void)ctx;
	edges[number & 7]++;
}

/* What is told of an event is what is in memory. */
static inline void put_event(void *ctx, const uint64_t *d)
{
	(void)ctx;
	nevents++;
	memcpy(event_words, d, sizeof(event_words));
}

static inline void put(uint64_t at, uint64_t v)
{
	memcpy(memory + at, &v, 8);
}

static inline uint64_t word(uint64_t at)
{
	uint64_t v;

	memcpy(&v, memory + at, 8);
	return v;
}

static inline void send(uint64_t a, uint64_t b)
{
	put(CMDQ + 16 * (prod & 0xf), a);
	put(CMDQ + 16 * (prod & 0xf) + 8, b);
	prod = (prod + 1) & 0x1f;
	smmuv3_write(s, 0x98, 4, prod);
}

/* What a command asks for is done when a CMD_SYNC behind it is. */
static inline void command(uint64_t a, uint64_t b)
{
	send(a, b);
	send(0x46, 0);
}

static inline void ste(uint64_t config, uint64_t eats)
{
	put(L2 + 64 * (SID & 0xff), 1 | config << 1 | CD);
	put(L2 + 64 * (SID & 0xff) + 8, eats << 28);
	put(L2 + 64 * (SID & 0xff) + 16, 7);	/* VMID */
}

static inline void cd(uint64_t asid)
{
	put(CD, 16 | 1ull << 30 | 1ull << 31 | 5ull << 32 | 1ull << 41 | 1ull << 45 | asid << 48);
	put(CD + 8, ROOT);
}

/* AF, nG, unprivileged; read only if asked for. */
static inline void page(uint64_t to, bool read_only)
{
	put(ROOT, (ROOT + 0x1000) | 3);
	put(ROOT + 0x1000 + 8, (ROOT + 0x2000) | 3);
	put(ROOT + 0x2000 + 8, (ROOT + 0x3000) | 3);
	put(ROOT + 0x3000 + 8, to | 3 | 1u << 6 | (read_only ? 1u << 7 : 0) | 1u << 10 | 1u << 11);
}

static inline void start(void)
{
	const struct smmuv3_around around = {
		NULL, get, set, drain, atc, message, stream, refused, wrong, wire, 6, 7, put_event,
	};

	memset(memory, 0, sizeof(memory));
	prod = drained = invalidated = told = was_blocked = refusals = 0;
	nevents = 0;
	messages = message_data = mistakes = 0;
	memset(edges, 0, sizeof(edges));
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

static inline void stop(void)
{
	iommu_hw_free(hw);
}

static inline struct iommu_result ask(uint64_t address, bool write, uint8_t at)
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

static inline struct iommu_result rd(uint64_t address)
{
	return ask(address, false, TLP_UNTRANSLATED);
}

static inline uint64_t leads(void)
{
	struct iommu_result r = rd(IOVA + 0x23);

	return r.action == IOMMU_MAPPED ? r.address : 0;
}

/* Where messages go: of GERROR, and of the event queue. */
static inline void set_messages(uint64_t gerror, uint64_t events, uint32_t enable)
{
	smmuv3_write(s, 0x68, 8, gerror);
	smmuv3_write(s, 0x70, 4, 33);
	smmuv3_write(s, 0xb0, 8, events);
	smmuv3_write(s, 0xb8, 4, 44);
	smmuv3_write(s, 0x50, 4, enable);
}

#endif
