// SPDX-License-Identifier: GPL-2.0-only
/*
 * smmuv3_walk.c - walks of page tables in the format VMSAv8-64 with a granule of 4 KiB
 * (Arm ARM D8; IHI 0070 3.4), and the TLB.
 *
 * It must not know streams.
 */
#include <stddef.h>

#include "model/iommu/smmuv3_internal.h"

#define ENTRIES 512u
#define AP_READ_ONLY (1ull << 7)	/* of stage 1 */
#define ACCESSED (1ull << 10)
#define DBM (1ull << 51)

/* --- descriptors (Arm ARM D8.3) --- */

static unsigned int shift_of(unsigned int level)
{
	return 12 + 9 * (3 - level);
}

static bool is_table(uint64_t d, unsigned int level)
{
	return level < 3 && (d & 3) == 3;
}

/* Blocks are at levels 1 and 2, pages at 3. */
static bool is_leaf(uint64_t d, unsigned int level)
{
	return level == 3 ? (d & 3) == 3 : level && (d & 3) == 1;
}

/*
 * Stage 1: AP[2:1].  Requests without PASID are unprivileged, and need AP[1].  Stage 2:
 * S2AP, a bit each.
 */
static uint32_t prot_of(const struct smmu_stage *st, uint64_t d)
{
	if (st->stage == 2)
		return (d & 1ull << 6 ? IOMMU_HW_READ : 0) |
		       (d & 1ull << 7 ? IOMMU_HW_WRITE : 0);
	if (!(d & 1ull << 6))
		return 0;
	return IOMMU_HW_READ | (d & 1ull << 7 ? 0 : IOMMU_HW_WRITE);
}

/* APTable of stage 1 takes away from what is below it. */
static uint32_t limit_of(const struct smmu_stage *st, uint64_t d)
{
	uint32_t prot = IOMMU_HW_READ | IOMMU_HW_WRITE;

	if (st->stage == 2)
		return prot;
	if (d & 1ull << 61)
		return 0;
	return d & 1ull << 62 ? IOMMU_HW_READ : prot;
}

/*
 * DBM and AP[2]: one that may be written, and was not (3.13.3.1).  To write it, a request
 * needs what AP[1] and tables above give.
 */
static bool is_clean(const struct smmu_stage *st, uint64_t d, uint32_t limit)
{
	return st->dirty && d & DBM && d & AP_READ_ONLY && d & 1ull << 6 && limit & IOMMU_HW_WRITE;
}

static enum smmu_event leaf(const struct smmu_stage *st, uint64_t address, uint64_t d,
			    unsigned int level, uint32_t limit, struct smmu_tlb *out)
{
	const uint64_t bytes = 1ull << shift_of(level);
	const uint64_t to = smmu_address(d, 47, shift_of(level));
	const bool clean = is_clean(st, d, limit);

	if (to >> st->out_bits)
		return EV_ADDR_SIZE;
	if (!(d & ACCESSED) && !st->accessed)
		return EV_ACCESS;
	*out = (struct smmu_tlb){
		.valid = true, .stage = st->stage, .level = (uint8_t)level,
		.asid = st->asid, .vmid = st->vmid,
		.global = st->stage == 1 && !(d & 1ull << 11),
		.from = address & ~(bytes - 1), .bytes = bytes, .to = to,
		.prot = prot_of(st, clean ? d & ~AP_READ_ONLY : d) & limit,
		.clean = clean,
	};
	return EV_NONE;
}

/* Faults of stage 2 are told as such (7.3, S2), whatever it was that stage 1 wanted there. */
static enum smmu_event through(struct smmuv3 *s, const struct smmu_stage *outer,
			       uint64_t address, struct smmu_tlb *out)
{
	const struct smmu_tlb *hit = smmu_tlb_find(s, outer, address);
	enum smmu_event ev = EV_NONE;

	if (hit)
		*out = *hit;
	else
		ev = smmu_walk(s, outer, address, true, out);
	s->outer_failed = ev;
	return ev;
}

enum smmu_event smmu_fetch(struct smmuv3 *s, const struct smmu_stage *outer, uint64_t address,
			   void *to, uint32_t bytes, enum smmu_event abort)
{
	struct smmu_tlb e;
	enum smmu_event ev;

	if (outer) {
		ev = through(s, outer, address, &e);
		if (ev)
			return ev;
		if (!(e.prot & IOMMU_HW_READ)) {
			s->outer_failed = true;
			return EV_PERMISSION;
		}
		address = e.to + (address - e.from);
	}
	return s->around.read(s->around.ctx, address, to, bytes) ? EV_NONE : abort;
}

/* What stage 1 says goes through stage 2: the smaller page, and what both allow. */
static enum smmu_event nest(struct smmuv3 *s, const struct smmu_stage *outer, uint64_t address,
			    struct smmu_tlb *out)
{
	const uint64_t middle = out->to + (address - out->from);
	struct smmu_tlb e;
	enum smmu_event ev = through(s, outer, middle, &e);

	if (ev)
		return ev;
	if (e.bytes < out->bytes)
		out->bytes = e.bytes;
	out->from = address & ~(out->bytes - 1);
	out->to = (e.to + (middle - e.from)) & ~(out->bytes - 1);
	out->prot &= e.prot;
	return EV_NONE;
}

/* --- walks go on where an earlier one got to (3.17: intermediate entries are cached) --- */

static bool is_step(const struct smmu_step *e, const struct smmu_stage *st, uint64_t address)
{
	return e->valid && e->stage == st->stage && e->vmid == st->vmid &&
	       (e->stage == 2 || e->asid == st->asid) &&
	       (address ^ e->from) >> shift_of(2) == 0;
}

static const struct smmu_step *find_step(const struct smmuv3 *s, const struct smmu_stage *st,
					 uint64_t address)
{
	for (uint32_t i = 0; i < SMMU_STEPS; i++)
		if (is_step(&s->step[i], st, address))
			return &s->step[i];
	return NULL;
}

static void add_step(struct smmuv3 *s, const struct smmu_stage *st, uint64_t address,
		     uint64_t table, uint32_t limit)
{
	s->step[s->step_next] = (struct smmu_step){
		.valid = true, .stage = st->stage, .asid = st->asid, .vmid = st->vmid,
		.from = address >> shift_of(2) << shift_of(2), .table = table, .limit = limit,
	};
	s->step_next = (s->step_next + 1) % SMMU_STEPS;
}

/* An atomic update of a descriptor (3.13): a store of a CPU comes before it or after it. */
static bool update(struct smmuv3 *s, uint64_t at, uint64_t set, uint64_t cleared)
{
	uint64_t d;

	if (!s->around.read(s->around.ctx, at, &d, sizeof(d)))
		return false;
	d = (d | set) & ~cleared;
	return s->around.write(s->around.ctx, at, &d, sizeof(d));
}

enum smmu_event smmu_walk(struct smmuv3 *s, const struct smmu_stage *st, uint64_t address,
			  bool dry, struct smmu_tlb *out)
{
	/* A table of a nested walk is at an address of its guest. */
	const struct smmu_step *known = st->outer ? NULL : find_step(s, st, address);
	uint32_t limit = known ? known->limit : IOMMU_HW_READ | IOMMU_HW_WRITE;
	uint64_t table = known ? known->table : st->table, index, d;
	enum smmu_event ev;

	if (address >> st->bits)
		return EV_TRANSLATION;
	for (unsigned int level = known ? 3 : st->level;; level++) {
		index = address >> shift_of(level);
		/* Stage 2 joins up to 16 tables at the first level. */
		if (level > st->level)
			index &= ENTRIES - 1;
		ev = smmu_fetch(s, st->outer, table + index * 8, &d, 8, EV_WALK_EABT);
		if (ev)
			return ev;
		if (is_leaf(d, level)) {
			ev = leaf(st, address, d, level, limit, out);
			out->at = table + index * 8;
			if (!ev && !dry && !st->outer && !(d & ACCESSED) &&
			    !update(s, out->at, ACCESSED, 0))
				return EV_WALK_EABT;
			return ev || !st->outer ? ev : nest(s, st->outer, address, out);
		}
		if (!is_table(d, level))
			return EV_TRANSLATION;
		limit &= limit_of(st, d);
		table = smmu_address(d, 47, 12);
		if (level == 2 && !dry && !st->outer)
			add_step(s, st, address, table, limit);
	}
}

enum smmu_event smmu_walk_written(struct smmuv3 *s, const struct smmu_stage *st,
				  uint64_t address, struct smmu_tlb *e)
{
	/* What the TLB holds may be of another table by now: so it is walked again. */
	enum smmu_event ev = smmu_walk(s, st, address, false, e);

	if (ev || !e->clean)
		return ev;
	e->clean = false;
	return update(s, e->at, 0, AP_READ_ONLY) ? EV_NONE : EV_WALK_EABT;
}

/* --- all of a table, for checks --- */

static uint64_t bytes_in(struct smmuv3 *s, uint64_t table, unsigned int level, uint64_t n)
{
	uint64_t sum = 0, d;

	for (uint64_t i = 0; i < n; i++) {
		if (!s->around.read(s->around.ctx, table + i * 8, &d, 8))
			break;
		if (is_leaf(d, level) &&
		    smmu_address(d, 47, shift_of(level)) - s->doorbell >= s->doorbell_bytes)
			sum += 1ull << shift_of(level);
		else if (is_table(d, level))
			sum += bytes_in(s, smmu_address(d, 47, 12), level + 1, ENTRIES);
	}
	return sum;
}

uint64_t smmu_walk_bytes(struct smmuv3 *s, const struct smmu_stage *st)
{
	const unsigned int shift = shift_of(st->level);

	return bytes_in(s, st->table, st->level,
			st->bits > shift ? 1ull << (st->bits - shift) : 1);
}

/* --- the TLB (3.17): fully associative, replaced in turn --- */

const struct smmu_tlb *smmu_tlb_find(const struct smmuv3 *s, const struct smmu_stage *st,
				     uint64_t address)
{
	for (uint32_t i = 0; i < SMMU_TLB; i++) {
		const struct smmu_tlb *e = &s->tlb[i];

		if (e->valid && e->stage == st->stage && e->vmid == st->vmid &&
		    (e->stage == 2 || e->global || e->asid == st->asid) &&
		    address - e->from < e->bytes)
			return e;
	}
	return NULL;
}

void smmu_tlb_forget(struct smmuv3 *s, const struct smmu_tlb *e)
{
	s->tlb[e - s->tlb].valid = false;
}

void smmu_tlb_add(struct smmuv3 *s, const struct smmu_tlb *e)
{
	s->tlb[s->tlb_next] = *e;
	s->tlb_next = (s->tlb_next + 1) % SMMU_TLB;
}

static bool is_dropped(const struct smmu_tlb *e, const struct smmu_drop *d)
{
	if (d->stage && e->stage != d->stage)
		return false;
	if (!d->any_vmid && e->vmid != d->vmid)
		return false;
	if (!d->any_asid && (e->global ? d->spare_global : e->asid != d->asid))
		return false;
	if (d->level && e->level != d->level)
		return false;
	return d->any_address || (e->from <= d->from + (d->bytes - 1) &&
				  d->from <= e->from + (e->bytes - 1));
}

/*
 * What is not of the last level is dropped as well, unless the command says Leaf, or that
 * the last is above (4.4.1.1): a step is known by a table of level 2, and leads to level 3.
 */
static bool is_step_dropped(const struct smmu_step *e, const struct smmu_drop *d)
{
	const struct smmu_tlb as_entry = {
		.stage = e->stage, .level = 3, .asid = e->asid, .vmid = e->vmid,
		.from = e->from, .bytes = 1ull << shift_of(2),
	};

	return !(d->leaf && !d->any_address) && is_dropped(&as_entry, d);
}

void smmu_tlb_drop(struct smmuv3 *s, const struct smmu_drop *d)
{
	for (uint32_t i = 0; i < SMMU_STEPS; i++)
		if (s->step[i].valid && is_step_dropped(&s->step[i], d))
			s->step[i].valid = false;
	for (uint32_t i = 0; i < SMMU_TLB; i++)
		if (s->tlb[i].valid && is_dropped(&s->tlb[i], d))
			s->tlb[i].valid = false;
}
