// SPDX-License-Identifier: GPL-2.0-only
/*
 * smmuv3_queue.c - the command queue and the event queue (3.5, chapters 4 and 7).
 *
 * Commands are taken when PROD is written, so an SMMU is never busy.  Invalidations are
 * done as late as may be: by the CMD_SYNC that waits for them.  It must not know what is in
 * tables.
 */
#include <string.h>

#include "model/iommu/smmuv3_internal.h"

enum { CERROR_NONE = 0, CERROR_ILL = 1, CERROR_ABT = 2, CERROR_ATC_INV_SYNC = 3 };

/* What each command is called (4.1.2). */
enum {
	C_PREFETCH_CONFIG = 0x01, C_PREFETCH_ADDR = 0x02, C_CFGI_STE = 0x03,
	C_CFGI_STE_RANGE = 0x04, C_CFGI_CD = 0x05, C_CFGI_CD_ALL = 0x06,
	C_TLBI_NH_ALL = 0x10, C_TLBI_NH_ASID = 0x11, C_TLBI_NH_VA = 0x12,
	C_TLBI_NH_VAA = 0x13, C_TLBI_EL2_ALL = 0x20, C_TLBI_S12_VMALL = 0x28,
	C_TLBI_S2_IPA = 0x2a, C_TLBI_NSNH_ALL = 0x30, C_ATC_INV = 0x40, C_SYNC = 0x46,
};

/* Queues have 2^LOG2SIZE entries; the bit above an index says how often it went round. */
static uint32_t mask_of(uint64_t base)
{
	return (1u << smmu_bits(base, 4, 0)) - 1;
}

static uint32_t next_of(uint64_t base, uint32_t at)
{
	const uint32_t both = 2 * mask_of(base) + 1;

	return ((at & both) + 1) & both;
}

/* --- errors and interrupts (3.18, 6.3.17 to 6.3.20) --- */

static void interrupt(struct smmuv3 *s, enum smmu_reg cfg, uint32_t enable, uint32_t aborted);

/* An error is active until GERRORN acknowledges it; while it is, it is not told again. */
static void activate(struct smmuv3 *s, uint32_t bit)
{
	if ((s->gerror ^ s->gerrorn) & bit)
		return;
	s->gerror ^= bit;
	if (bit != GERROR_MSI_GERROR_ABT)
		interrupt(s, R_GERROR_IRQ, IRQ_GERROR, GERROR_MSI_GERROR_ABT);
}

static bool send(struct smmuv3 *s, uint64_t address, uint32_t data)
{
	return s->around.message && s->around.message(s->around.ctx, address, data);
}

/* By a message, or where it sends none by its wire (3.18.1). */
static void interrupt(struct smmuv3 *s, enum smmu_reg cfg, uint32_t enable, uint32_t aborted)
{
	const uint64_t address = smmu_address(s->unused[cfg / 8], 51, 2);

	if (!(s->irq_ctrl & enable))
		return;
	if (!smmu_has(s, IDR0_MSI)) {
		if (s->around.wire)
			s->around.wire(s->around.ctx, cfg == R_EVENTQ_IRQ ? s->around.event_wire :
									    s->around.error_wire);
		return;
	}
	if (address && !send(s, address, (uint32_t)s->unused[cfg / 8 + 1]))
		activate(s, aborted);
}

/* --- commands --- */

static bool has_ranges(const struct smmuv3 *s)
{
	return s->unused[R_IDR2 / 8] >> 32 & IDR3_RIL;
}

/*
 * What a TLB command names that the SMMU does not have: then it may leave all as it is
 * (4.4, 4.4.2), and so it does.
 */
static bool names_none(const struct smmuv3 *s, const uint64_t *c)
{
	const uint64_t vmid = smmu_bits(c[0], 47, 32);

	return (!smmu_has(s, IDR0_ASID16) && smmu_bits(c[0], 63, 56)) ||
	       (!smmu_has(s, IDR0_VMID16) && vmid >> 8) || (!smmu_has(s, IDR0_S2P) && vmid);
}

/* The addresses of a TLB command: one page, or with TG a range, if it has those (4.4.1.1). */
static void range_of(const struct smmuv3 *s, const uint64_t *c, struct smmu_drop *d)
{
	const uint64_t granule = has_ranges(s) ? smmu_bits(c[1], 11, 10) : 0;

	d->from = smmu_address(c[1], 63, 12);
	d->level = granule ? (uint8_t)smmu_bits(c[1], 9, 8) : 0;
	/* Without TG it is any size of page that holds the address. */
	d->bytes = granule ? (smmu_bits(c[0], 16, 12) + 1) << smmu_bits(c[0], 24, 20) <<
			     (10 + 2 * granule) : 1;
}

/*
 * 4.4.1.1: NUM, SCALE and TTL all 0 are reserved beside a TG; and so that a range is what
 * it says, its address is that of a page of the level that TTL names.
 */
static bool range_error(struct smmuv3 *s, const uint64_t *c)
{
	const uint64_t granule = has_ranges(s) ? smmu_bits(c[1], 11, 10) : 0;
	const uint64_t ttl = smmu_bits(c[1], 9, 8), grain = 10 + 2 * granule;

	if (!granule)
		return false;
	if (!ttl && !smmu_bits(c[0], 16, 12) && !smmu_bits(c[0], 24, 20))
		return true;
	if (smmu_address(c[1], 63, 12) & ((1ull << (grain + (ttl ? (grain - 3) * (3 - ttl) : 0))) - 1))
		smmu_wrong(s, "is told to forget a range that begins within a page of its level");
	return false;
}

static void tlb_command(struct smmuv3 *s, const uint64_t *c)
{
	struct smmu_drop d = {
		.stage = 1, .any_address = true, .leaf = smmu_bits(c[1], 0, 0),
		.vmid = smmu_vmid(s, smmu_bits(c[0], 47, 32)),
		.asid = (uint16_t)smmu_bits(c[0], 63, 48),
	};

	switch (smmu_bits(c[0], 7, 0)) {
	case C_TLBI_NH_ALL:
		d.any_asid = true;
		break;
	case C_TLBI_NH_ASID:
		d.spare_global = true;
		break;
	case C_TLBI_NH_VAA:
		d.any_asid = true;
		/* fall through */
	case C_TLBI_NH_VA:
		d.any_address = false;
		range_of(s, c, &d);
		break;
	case C_TLBI_S12_VMALL:
		d.stage = 0;
		d.any_asid = true;
		break;
	case C_TLBI_S2_IPA:
		d.stage = 2;
		d.any_asid = true;
		d.any_address = false;
		range_of(s, c, &d);
		break;
	default:	/* C_TLBI_NSNH_ALL */
		d.stage = 0;
		d.any_asid = d.any_vmid = true;
	}
	if (d.any_vmid || !names_none(s, c))
		smmu_tlb_drop(s, &d);
}

/* 4.5.1: 4096 << Size bytes, from an address aligned to that; 52: everything. */
static void atc_inv(struct smmuv3 *s, const uint64_t *c)
{
	const uint64_t size = smmu_bits(c[1], 5, 0);
	uint64_t address = smmu_address(c[1], 63, 12), bytes = UINT64_MAX;
	uint32_t pasid = IOMMU_HW_NO_PASID;

	if (size < 52) {
		bytes = 4096ull << size;
		address &= ~(bytes - 1);
	} else {
		address = 0;
	}
	/* SSV: of one PASID; Global is for the whole cache, whichever PASID (10.2.4). */
	if (smmu_bits(c[0], 11, 11) && !smmu_bits(c[0], 9, 9))
		pasid = (uint32_t)smmu_bits(c[0], 31, 12);
	if (s->around.atc_invalidate &&
	    !s->around.atc_invalidate(s->around.ctx, (uint32_t)(c[0] >> 32), pasid, address,
				      bytes))
		s->atc_failed = true;
}

static void forget_range(struct smmuv3 *s, uint32_t sid, uint64_t range)
{
	const uint64_t n = 2ull << range;	/* 31: all (4.3.2) */

	smmu_forget_streams(s, sid & (uint32_t)~(n - 1), sid | (uint32_t)(n - 1));
}

static void invalidate(struct smmuv3 *s, const uint64_t *c)
{
	const uint32_t sid = (uint32_t)(c[0] >> 32);

	switch (smmu_bits(c[0], 7, 0)) {
	case C_CFGI_STE:
		smmu_forget_streams(s, sid, sid);
		smmu_look(s, sid, false, 0);
		break;
	case C_CFGI_STE_RANGE:
		forget_range(s, sid, smmu_bits(c[1], 4, 0));
		break;
	case C_CFGI_CD:
		smmu_forget_cds(s, sid, (uint32_t)smmu_bits(c[0], 31, 12));
		smmu_look(s, sid, true, (uint32_t)smmu_bits(c[0], 31, 12));
		break;
	case C_CFGI_CD_ALL:
		smmu_forget_cds(s, sid, UINT32_MAX);
		break;
	default:
		tlb_command(s, c);
	}
}

/* What was asked for is done: who sent CMD_SYNC may rely on it (4.7.3). */
static void finish(struct smmuv3 *s)
{
	for (uint32_t i = 0; i < s->npending; i++)
		invalidate(s, s->pending[i]);
	s->npending = 0;
}

/* Consumed is not complete: nobody may rely on it yet, and so it is not done yet. */
static void defer(struct smmuv3 *s, const uint64_t *c)
{
	if (s->npending == SMMU_PENDING)
		finish(s);
	memcpy(s->pending[s->npending++], c, sizeof(*s->pending));
}

/* 4.7.3: completes when all before it did; a time-out of ATC_INV is its error. */
static int sync(struct smmuv3 *s, const uint64_t *c)
{
	const uint32_t data = (uint32_t)(c[0] >> 32);
	const uint64_t address = smmu_address(c[1], 51, 2);

	if (s->atc_failed) {
		s->atc_failed = false;
		return CERROR_ATC_INV_SYNC;
	}
	finish(s);
	s->around.drain(s->around.ctx);
	if (smmu_bits(c[0], 13, 12) == 1 && address && smmu_has(s, IDR0_MSI) && !send(s, address, data))
		activate(s, GERROR_MSI_CMDQ_ABT);
	return CERROR_NONE;
}

/* What of IDR0 a command needs, without which it is CERROR_ILL (4.3.3, 4.3.4, 4.4.2, 4.4.3, 4.5.1). */
static uint32_t needs(uint64_t command)
{
	switch (command) {
	case C_CFGI_CD:
	case C_CFGI_CD_ALL:
	case C_TLBI_NH_ALL:
	case C_TLBI_NH_ASID:
	case C_TLBI_NH_VA:
	case C_TLBI_NH_VAA:
		return IDR0_S1P;
	case C_TLBI_S12_VMALL:
	case C_TLBI_S2_IPA:
		return IDR0_S2P;
	case C_ATC_INV:
		return IDR0_ATS;
	default:
		return 0;
	}
}

static int command(struct smmuv3 *s, const uint64_t *c)
{
	if (!smmu_has(s, needs(smmu_bits(c[0], 7, 0))))
		return CERROR_ILL;
	switch (smmu_bits(c[0], 7, 0)) {
	case C_PREFETCH_CONFIG:
		smmu_prefetch(s, (uint32_t)(c[0] >> 32));
		return CERROR_NONE;
	case C_PREFETCH_ADDR:
		return CERROR_NONE;	/* a hint (4.2) */
	case C_CFGI_STE:
	case C_CFGI_STE_RANGE:
	case C_CFGI_CD:
	case C_CFGI_CD_ALL:
	case C_TLBI_NH_ALL:
	case C_TLBI_NH_ASID:
	case C_TLBI_S12_VMALL:
	case C_TLBI_NSNH_ALL:
		defer(s, c);
		return CERROR_NONE;
	case C_TLBI_NH_VA:
	case C_TLBI_NH_VAA:
	case C_TLBI_S2_IPA:
		if (range_error(s, c))
			return CERROR_ILL;
		defer(s, c);
		return CERROR_NONE;
	case C_ATC_INV:
		atc_inv(s, c);
		return CERROR_NONE;
	case C_SYNC:
		return sync(s, c);
	default:
		return CERROR_ILL;
	}
}

/* An error stops the queue at its command until GERRORN acknowledges it (4.1.1, 7.1). */
static void stop(struct smmuv3 *s, int reason)
{
	s->cmdq_cons = (s->cmdq_cons & 0xfffff) | (uint32_t)reason << 24;
	if (reason == CERROR_ILL)
		smmu_wrong(s, "is given a command that it does not have (CERROR_ILL)");
	if (reason == CERROR_ABT)
		smmu_wrong(s, "reads commands where no memory is (CERROR_ABT)");
	activate(s, GERROR_CMDQ);
}

void smmu_commands(struct smmuv3 *s)
{
	const uint32_t both = 2 * mask_of(s->cmdq_base) + 1;
	const uint64_t base = smmu_address(s->cmdq_base, 51, 5);

	while (s->cr0 & CR0_CMDQEN && !((s->gerror ^ s->gerrorn) & GERROR_CMDQ) &&
	       ((s->cmdq_prod ^ s->cmdq_cons) & both)) {
		uint64_t c[2];
		int reason = CERROR_ABT;

		if (s->around.read(s->around.ctx, base + 16ull * (s->cmdq_cons & mask_of(s->cmdq_base)),
				   c, sizeof(c)))
			reason = command(s, c);
		if (reason) {
			stop(s, reason);
			return;
		}
		s->cmdq_cons = next_of(s->cmdq_base, s->cmdq_cons);
	}
}

/* --- events (7.2, 7.3) --- */

/* Full: the same index, another round.  OVFLG says that events were lost (7.4). */
static bool is_full(const struct smmuv3 *s)
{
	return ((s->eventq_prod ^ s->eventq_cons) & (2 * mask_of(s->eventq_base) + 1)) ==
	       mask_of(s->eventq_base) + 1;
}

/* The interrupt says that the queue is empty no longer (3.18). */
static void put(struct smmuv3 *s, const uint64_t *d)
{
	const uint32_t both = 2 * mask_of(s->eventq_base) + 1;
	const bool was_empty = !((s->eventq_prod ^ s->eventq_cons) & both);

	if (!s->around.write(s->around.ctx, smmu_address(s->eventq_base, 51, 5) +
			     32ull * (s->eventq_prod & mask_of(s->eventq_base)), d, 32)) {
		smmu_wrong(s, "writes an event where no memory is");
		activate(s, GERROR_EVENTQ_ABT);
		return;
	}
	if (s->around.event)
		s->around.event(s->around.ctx, d);
	s->eventq_prod = (s->eventq_prod & Q_OVERFLOW) |
			 next_of(s->eventq_base, s->eventq_prod & ~Q_OVERFLOW);
	if (was_empty)
		interrupt(s, R_EVENTQ_IRQ, IRQ_EVENTQ, GERROR_MSI_EVENTQ_ABT);
}

/* Fetches that abort: of what devices send, nothing leads there. */
static void blame(struct smmuv3 *s, enum smmu_event event)
{
	if (event == EV_STE_FETCH)
		smmu_wrong(s, "reads an STE where no memory is (F_STE_FETCH)");
	if (event == EV_CD_FETCH)
		smmu_wrong(s, "reads a context descriptor where no memory is (F_CD_FETCH)");
	if (event == EV_WALK_EABT)
		smmu_wrong(s, "reads a page table where no memory is (F_WALK_EABT)");
}

void smmu_record(struct smmuv3 *s, const struct smmu_record *r)
{
	uint64_t d[4] = { r->event | (uint64_t)r->sid << 32 };
	uint32_t overflow = s->eventq_prod & Q_OVERFLOW;

	blame(s, r->event);
	if (!(s->cr0 & CR0_EVENTQEN) || r->event == EV_ABORTED || r->event == EV_NONE)
		return;
	if (r->ssid != IOMMU_HW_NO_PASID)
		d[0] |= 1ull << 11 | (uint64_t)r->ssid << 12;
	/* RnW, S2, and class IN: the input address faulted. */
	if (r->event >= EV_TRANSLATION)
		d[1] = (r->write ? 0 : 1ull << 35) | (r->stage2 ? 1ull << 39 : 0) | 2ull << 40;
	d[2] = r->address;
	if (is_full(s)) {
		if (overflow == (s->eventq_cons & Q_OVERFLOW))
			s->eventq_prod ^= Q_OVERFLOW;
		return;
	}
	put(s, d);
}
