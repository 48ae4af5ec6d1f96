// SPDX-License-Identifier: GPL-2.0-only
/*
 * smmuv3.c - registers, and what becomes of a request (IHI 0070 chapters 3 and 6).
 *
 * It must not know ports, windows or DRAM: the root complex decodes what comes out.
 */
#include <stdlib.h>
#include <string.h>

#include "model/iommu/smmuv3_internal.h"
#include "model/spec/at.h"
#include "model/spec/spec.h"

/*
 * IDR0 (6.3.1): two-level stream tables and CDs, little endian, 16-bit ASIDs and VMIDs,
 * MSIs, ATS, coherent, AArch64 tables, both stages, updates of descriptors.  No stalls, nor PRI.
 */
#define IDR0 (IDR0_ST_LEVEL | 1u << 24 | 2u << 21 | IDR0_CD2L | IDR0_VMID16 | IDR0_MSI | \
	      IDR0_ASID16 | IDR0_ATS | IDR0_HTTU | IDR0_COHACC | 2u << 2 | IDR0_S1P | IDR0_S2P)
#define IDR1 (8u << 21 | 7u << 16 | 20u << 6) /* 256 commands, 128 events; SubstreamIDs of 20 bits */
#define IDR3 (IDR3_RIL | IDR3_FWB)	/* invalidation of ranges; stage 2 decides on attributes */
#define IDR5 (1u << 4)			/* 4 KiB granule; OAS is added */

/* --- its life --- */

struct smmuv3 *smmuv3_new(const struct smmuv3_around *around, uint32_t sid_bits)
{
	struct smmuv3 *s = calloc(1, sizeof(*s));

	if (!s)
		abort();	/* out of memory: nothing sensible is left to do */
	s->around = *around;
	s->sid_bits = sid_bits;
	smmuv3_set_kind(s, 0, 0);
	return s;
}

/* IDR5.OAS (6.3.6). */
static uint32_t code_of(uint32_t address_bits)
{
	static const uint32_t bits[] = { 32, 36, 40, 42, 44, 48 };
	uint32_t i = 0;

	while (i + 1 < sizeof(bits) / sizeof(*bits) && bits[i] != address_bits)
		i++;
	return i;
}

void smmuv3_set_kind(struct smmuv3 *s, uint32_t lacks, uint32_t address_bits)
{
	static const struct {
		uint32_t lack, idr0, idr1, idr3;
	} what[] = {
		{ SPEC_SMMU_NO_STAGE1, IDR0_S1P | IDR0_CD2L | IDR0_ASID16, IDR1_SSIDSIZE, 0 },
		{ SPEC_SMMU_NO_STAGE2, IDR0_S2P | IDR0_VMID16, 0, IDR3_FWB },
		{ SPEC_SMMU_NO_TWO_LEVEL, IDR0_ST_LEVEL | IDR0_CD2L, 0, 0 },
		{ SPEC_SMMU_NO_RANGES, 0, 0, IDR3_RIL },
		{ SPEC_SMMU_NO_MSI, IDR0_MSI, 0, 0 },
		{ SPEC_SMMU_NO_ATS, IDR0_ATS, 0, 0 },
		{ SPEC_SMMU_NO_PASID, 0, IDR1_SSIDSIZE, 0 },
		{ SPEC_SMMU_NO_SNOOP, IDR0_COHACC, 0, 0 },
		{ SPEC_SMMU_NO_DIRTY, IDR0_HTTU, 0, 0 },
		{ SPEC_SMMU_NO_16_BITS, IDR0_ASID16 | IDR0_VMID16, 0, 0 },
	};
	uint32_t idr0 = IDR0, idr1 = IDR1 | s->sid_bits, idr3 = IDR3;

	for (size_t i = 0; i < sizeof(what) / sizeof(*what); i++)
		if (lacks & what[i].lack) {
			idr0 &= ~what[i].idr0;
			idr1 &= ~what[i].idr1;
			idr3 &= ~what[i].idr3;
		}
	s->address_bits = address_bits ? address_bits : 48;
	s->unused[R_IDR0 / 8] = idr0 | (uint64_t)idr1 << 32;
	s->unused[R_IDR2 / 8] = (uint64_t)idr3 << 32;
	s->unused[R_IDR4 / 8] = (uint64_t)(IDR5 | code_of(s->address_bits)) << 32;
}

void smmuv3_add_domain(struct smmuv3 *s, uint32_t domain, uint32_t first)
{
	if (s->ndomains == SMMU_DOMAINS)
		return;
	s->domain[s->ndomains].domain = domain;
	s->domain[s->ndomains++].first = first;
}

void smmuv3_set_doorbell(struct smmuv3 *s, uint64_t base, uint64_t bytes)
{
	s->doorbell = base;
	s->doorbell_bytes = bytes;
}

/* --- registers --- */

static uint32_t *register_of(struct smmuv3 *s, uint32_t offset)
{
	switch (offset) {
	case R_CR0:
	case R_CR0ACK:
		return &s->cr0;
	case R_CR1:
		return &s->cr1;
	case R_CR2:
		return &s->cr2;
	case R_GBPA:
		return &s->gbpa;
	case R_IRQ_CTRL:
	case R_IRQ_CTRLACK:
		return &s->irq_ctrl;
	case R_GERROR:
		return &s->gerror;
	case R_GERRORN:
		return &s->gerrorn;
	case R_STRTAB_CFG:
		return &s->strtab_cfg;
	case R_CMDQ_PROD:
		return &s->cmdq_prod;
	case R_CMDQ_CONS:
		return &s->cmdq_cons;
	case R_EVENTQ_PROD:
		return &s->eventq_prod;
	case R_EVENTQ_CONS:
		return &s->eventq_cons;
	default:
		return NULL;
	}
}

static uint64_t *wide_of(struct smmuv3 *s, uint32_t offset)
{
	switch (offset) {
	case R_STRTAB_BASE:
		return &s->strtab_base;
	case R_CMDQ_BASE:
		return &s->cmdq_base;
	case R_EVENTQ_BASE:
		return &s->eventq_base;
	default:
		return offset < R_PAGE0_END && !(offset & 7) ? &s->unused[offset / 8] : NULL;
	}
}

uint64_t smmuv3_read(struct smmuv3 *s, uint32_t offset, uint32_t bytes)
{
	const uint32_t *narrow = register_of(s, offset);
	const uint64_t *wide = wide_of(s, offset & ~7u);

	if (bytes == 4 && narrow)
		return *narrow;
	if (!wide)
		return 0;	/* reserved: RES0 (6.1) */
	return bytes == 8 ? *wide : (uint32_t)(*wide >> (offset & 4 ? 32 : 0));
}

static bool is_read_only(uint32_t offset)
{
	return offset < R_CR0 || offset == R_CR0ACK || offset == R_IRQ_CTRLACK ||
	       offset == R_GERROR || offset == R_STATUSR;
}

/* The update is done at once, and says so (6.3.14). */
static void written(struct smmuv3 *s, uint32_t offset)
{
	switch (offset) {
	case R_GBPA:
		s->gbpa &= ~GBPA_UPDATE;
		break;
	case R_CR0:
	case R_CMDQ_PROD:
	case R_GERRORN:
		smmu_commands(s);
	}
}

void smmuv3_write(struct smmuv3 *s, uint32_t offset, uint32_t bytes, uint64_t value)
{
	uint32_t *narrow = register_of(s, offset);
	uint64_t *wide = wide_of(s, offset & ~7u);

	if (is_read_only(offset))
		return;
	if (bytes == 4 && narrow)
		*narrow = (uint32_t)value;
	else if (wide && bytes == 8)
		*wide = value;
	else if (wide && offset & 4)
		*wide = (uint32_t)*wide | value << 32;
	else if (wide)
		*wide = (*wide & ~0xffffffffull) | (uint32_t)value;
	written(s, offset);
}

/* --- requests (3.4, 15.1) --- */

static bool stream_of(const struct smmuv3 *s, const struct iommu_request *q, uint32_t *sid)
{
	for (uint32_t i = 0; i < s->ndomains; i++)
		if (s->domain[i].domain == q->domain) {
			*sid = s->domain[i].first + q->requester;
			return true;
		}
	return false;
}

static uint32_t reason_of(enum smmu_event ev)
{
	switch (ev) {
	case EV_ABORTED:
		return IOMMU_HW_FAULT_BLOCKED;
	case EV_PERMISSION:
		return IOMMU_HW_FAULT_PERMISSION;
	case EV_TRANSL_FORBIDDEN:
	case EV_BAD_ATS_TREQ:
		return IOMMU_HW_FAULT_ATS_DISABLED;
	case EV_TRANSLATION:
	case EV_ADDR_SIZE:
	case EV_ACCESS:
	case EV_WALK_EABT:
		return IOMMU_HW_FAULT_UNMAPPED;
	default:
		return IOMMU_HW_FAULT_NO_CONTEXT;
	}
}

/* What a request goes through. */
struct way {
	uint32_t sid;
	struct smmu_ste ste;
	struct smmu_stage stage;	/* .stage 0: bypass */
	struct smmu_stage outer;	/* stage 2 of a nested translation */
};

/* What stage 1 passes on as it is goes through stage 2, if there is one. */
static enum smmu_event bypassed(struct way *w, const struct smmu_stage *outer)
{
	if (outer)
		w->stage = *outer;
	return EV_NONE;
}

/* @outer: NULL, or of a nested translation. */
static enum smmu_event way_s1(struct smmuv3 *s, const struct iommu_request *q, struct way *w,
			      const struct smmu_stage *outer)
{
	const bool many = smmu_cd_max(s, w->ste.d);
	const bool has_ssid = q->pasid != IOMMU_HW_NO_PASID;
	struct smmu_cd cd;
	enum smmu_event ev;

	if (has_ssid && !many)
		return EV_BAD_SUBSTREAMID;
	/* S1DSS: what has no SubstreamID aborts, is bypassed, or has CD 0 for its own (5.2). */
	if (!has_ssid && many && smmu_bits(w->ste.d[1], 1, 0) != 2)
		return smmu_bits(w->ste.d[1], 1, 0) ? bypassed(w, outer) : EV_STREAM_DISABLED;
	if (has_ssid && !q->pasid && smmu_bits(w->ste.d[1], 1, 0) == 2)
		return EV_BAD_SUBSTREAMID;
	ev = smmu_cd(s, w->sid, has_ssid ? q->pasid : 0, &w->ste, outer, q->dry, &cd);
	if (!ev)
		ev = smmu_stage1(s, &w->ste, &cd, &w->stage);
	w->stage.outer = outer;
	return ev;
}

/* What is not translated by stage 1 has no use for a SubstreamID (3.9, 5.2 STE.Config). */
static enum smmu_event find_way(struct smmuv3 *s, const struct iommu_request *q, struct way *w)
{
	enum smmu_event ev;

	memset(w, 0, sizeof(*w));
	s->outer_failed = false;
	if (!stream_of(s, q, &w->sid))
		return EV_BAD_STREAMID;
	ev = smmu_ste(s, w->sid, q->dry, &w->ste);
	if (ev)
		return ev;
	switch (smmu_bits(w->ste.d[0], 3, 1)) {
	case 4:
		return q->pasid == IOMMU_HW_NO_PASID ? EV_NONE : EV_BAD_SUBSTREAMID;
	case 5:
		return way_s1(s, q, w, NULL);
	case 7:
		ev = smmu_stage2(s, &w->ste, &w->outer);
		return ev ? ev : way_s1(s, q, w, &w->outer);
	case 6:
		if (q->pasid != IOMMU_HW_NO_PASID)
			return EV_BAD_SUBSTREAMID;
		return smmu_stage2(s, &w->ste, &w->stage);
	default:
		return EV_ABORTED;
	}
}

/*
 * @write: a write, or a translation request, whose device may write from then on (3.9.1).
 * The first has the descriptor say that its page is dirty, whatever the TLB holds.
 */
static enum smmu_event look_up(struct smmuv3 *s, const struct iommu_request *q, bool write,
			       const struct way *w, struct iommu_result *r)
{
	const struct smmu_tlb *hit = smmu_tlb_find(s, &w->stage, q->address);
	struct smmu_tlb e;
	enum smmu_event ev;

	r->iotlb_hit = hit;
	if (hit && hit->clean && write && !q->dry) {
		smmu_tlb_forget(s, hit);
		hit = NULL;
	}
	if (!hit) {
		ev = write && !q->dry ? smmu_walk_written(s, &w->stage, q->address, &e) :
					smmu_walk(s, &w->stage, q->address, q->dry, &e);
		if (ev)
			return ev;
		if (!q->dry)
			smmu_tlb_add(s, &e);
		hit = &e;
	}
	r->action = IOMMU_MAPPED;
	r->address = hit->to + (q->address - hit->from);
	r->page_bytes = hit->bytes;
	r->prot = hit->prot;
	return EV_NONE;
}

static void fault(struct smmuv3 *s, const struct iommu_request *q, struct iommu_result *r,
		  const struct way *w, enum smmu_event ev)
{
	const struct smmu_record rec = {
		.event = ev, .sid = w->sid, .ssid = q->pasid, .write = q->write,
		.stage2 = w->stage.stage == 2 || s->outer_failed, .address = q->address,
	};

	r->action = IOMMU_FAULT;
	r->reason = reason_of(ev);
	if (q->dry || q->address_type == TLP_TRANSLATION_REQUEST ||
	    (ev == EV_BAD_STREAMID && !(s->cr2 & CR2_RECINVSID)) ||
	    (ev >= EV_TRANSLATION && !(s->outer_failed ? w->outer.record : w->stage.record)))
		return;
	smmu_record(s, &rec);
}

/* Disabled: all is bypassed, or aborted, as GBPA says; ATS is not possible (3.9). */
static bool begin(struct smmuv3 *s, const struct iommu_request *q, struct iommu_result *r)
{
	r->action = IOMMU_PASS;
	r->address = q->address;
	r->page_bytes = 4096;
	r->prot = IOMMU_HW_READ | IOMMU_HW_WRITE;
	if (s->cr0 & CR0_SMMUEN)
		return true;
	if (q->address_type == TLP_UNTRANSLATED && !(s->gbpa & GBPA_ABORT)) {
		r->unit = IOMMU_HW_NO_UNIT;
		return false;
	}
	r->action = IOMMU_FAULT;
	r->reason = q->address_type == TLP_UNTRANSLATED ? IOMMU_HW_FAULT_BLOCKED :
							  IOMMU_HW_FAULT_ATS_DISABLED;
	return false;
}

/* Without ATS whatever asks for it, or says that it was translated, is aborted (5.2 EATS). */
static bool refuses_ats(const struct smmuv3 *s, const struct iommu_request *q,
			struct iommu_result *r)
{
	if (q->address_type == TLP_UNTRANSLATED || smmu_has(s, IDR0_ATS))
		return false;
	r->action = IOMMU_FAULT;
	r->reason = IOMMU_HW_FAULT_ATS_DISABLED;
	return true;
}

/* STE.EATS 0b01: full ATS (5.2); without CR0.ATSCHK translated requests are not checked. */
static bool has_ats(const struct way *w)
{
	return smmu_bits(w->ste.d[1], 29, 28) == 1;
}

static void translate(void *unit, const struct iommu_request *q, struct iommu_result *r)
{
	struct smmuv3 *s = unit;
	struct way w;
	enum smmu_event ev;

	if (!begin(s, q, r) || refuses_ats(s, q, r))
		return;
	if (q->address_type == TLP_TRANSLATED && !(s->cr0 & CR0_ATSCHK))
		return;
	ev = find_way(s, q, &w);
	if (q->address_type == TLP_TRANSLATED) {
		if (ev || !has_ats(&w))
			fault(s, q, r, &w, EV_TRANSL_FORBIDDEN);
		return;
	}
	if (!ev && w.stage.stage)
		ev = look_up(s, q, q->write, &w, r);
	if (!ev && !(r->prot & (q->write ? IOMMU_HW_WRITE : IOMMU_HW_READ)))
		ev = EV_PERMISSION;
	if (ev)
		fault(s, q, r, &w, ev);
}

/* 3.9.1: an address that is not mapped is an answer; ATS that is not allowed is not. */
static void translation_request(void *unit, const struct iommu_request *q,
				struct iommu_result *r)
{
	struct smmuv3 *s = unit;
	struct way w;
	enum smmu_event ev;

	if (!begin(s, q, r) || refuses_ats(s, q, r))
		return;
	ev = find_way(s, q, &w);
	if (!ev && !has_ats(&w))
		ev = EV_BAD_ATS_TREQ;
	if (!ev && w.stage.stage)
		ev = look_up(s, q, true, &w, r);
	if (ev)
		fault(s, q, r, &w, ev);
}

/* --- for checks: the page tables that streams lead to --- */

static void add_stage(struct smmuv3 *s, const struct smmu_stage *st)
{
	for (uint32_t i = 0; i < s->nroots; i++)
		if (s->root[i].stage.table == st->table)
			return;
	s->root = realloc(s->root, (s->nroots + 1) * sizeof(*s->root));
	if (!s->root)
		abort();	/* out of memory: nothing sensible is left to do */
	s->root[s->nroots++].stage = *st;
}

static void add_context(struct smmuv3 *s, const struct smmu_ste *ste, const struct smmu_cd *cd)
{
	struct smmu_stage st = { 0 };

	if (!smmu_stage1(s, ste, cd, &st))
		add_stage(s, &st);
}

static void add_root(struct smmuv3 *s, uint32_t sid, const struct smmu_ste *ste)
{
	struct smmu_stage st = { 0 };

	if (smmu_bits(ste->d[0], 3, 1) == 5)
		smmu_each_cd(s, sid, ste, add_context);
	/* Of a nested translation only what the host mapped is counted. */
	else if (smmu_bits(ste->d[0], 3, 1) >= 6 && !smmu_stage2(s, ste, &st))
		add_stage(s, &st);
}

static uint32_t tables(void *unit)
{
	struct smmuv3 *s = unit;

	s->nroots = 0;
	smmu_each_stream(s, add_root);
	return s->nroots;
}

static uint64_t mapped_bytes(void *unit, uint32_t table)
{
	struct smmuv3 *s = unit;

	return table && table <= s->nroots ? smmu_walk_bytes(s, &s->root[table - 1].stage) : 0;
}

static int walk(void *unit, uint32_t table, uint64_t iova, uint64_t *frame,
		uint64_t *page_bytes, uint32_t *prot)
{
	struct smmuv3 *s = unit;
	struct smmu_tlb e;

	if (!table || table > s->nroots)
		return IOMMU_HW_INVALID;
	if (smmu_walk(s, &s->root[table - 1].stage, iova, true, &e))
		return IOMMU_HW_ABSENT;
	*frame = e.to;
	*page_bytes = e.bytes;
	*prot = e.prot;
	return IOMMU_HW_OK;
}

static void free_unit(void *unit)
{
	struct smmuv3 *s = unit;

	for (uint32_t b = 0; b < SMMU_BUCKETS; b++)
		while (s->cached[b]) {
			struct smmu_cached *c = s->cached[b];

			s->cached[b] = c->next;
			free(c);
		}
	while (s->looked) {
		struct smmu_cached *c = s->looked;

		s->looked = c->next;
		free(c);
	}
	free(s->root);
	free(s);
}

const struct iommu_other smmuv3_other = {
	.translate = translate,
	.translation_request = translation_request,
	.tables = tables,
	.mapped_bytes = mapped_bytes,
	.walk = walk,
	.free = free_unit,
};
