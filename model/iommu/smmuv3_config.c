// SPDX-License-Identifier: GPL-2.0-only
/*
 * smmuv3_config.c - stream table, context descriptors, and the cache of both (chapter 5,
 * 3.21).
 *
 * Only what is valid is cached.  It must not know page tables, nor commands.
 */
#include <stdlib.h>
#include <string.h>

#include "model/iommu/smmuv3_internal.h"

enum { CFG_BYPASS = 4, CFG_S1 = 5, CFG_S2 = 6, CFG_NESTED = 7 };

/* --- the cache --- */

static struct smmu_cached **bucket(struct smmuv3 *s, uint32_t sid)
{
	return &s->cached[sid % SMMU_BUCKETS];
}

static const struct smmu_cached *find(struct smmuv3 *s, uint32_t sid, bool is_cd,
				      uint32_t ssid)
{
	for (const struct smmu_cached *c = *bucket(s, sid); c; c = c->next)
		if (c->sid == sid && c->is_cd == is_cd && (!is_cd || c->ssid == ssid))
			return c;
	return NULL;
}

static void keep(struct smmuv3 *s, uint32_t sid, bool is_cd, uint32_t ssid,
		 const uint64_t *d)
{
	struct smmu_cached *c = calloc(1, sizeof(*c));

	if (!c)
		abort();	/* out of memory: nothing sensible is left to do */
	c->sid = sid;
	c->is_cd = is_cd;
	c->ssid = ssid;
	memcpy(c->d, d, sizeof(c->d));
	c->next = *bucket(s, sid);
	*bucket(s, sid) = c;
}

static void forget(struct smmuv3 *s, uint32_t sid, bool only_cds, uint32_t ssid)
{
	struct smmu_cached **at = bucket(s, sid), *c;

	while ((c = *at)) {
		if (c->sid == sid && (!only_cds || (c->is_cd &&
						    (ssid == UINT32_MAX || c->ssid == ssid)))) {
			*at = c->next;
			free(c);
		} else {
			at = &c->next;
		}
	}
}

void smmu_forget_cds(struct smmuv3 *s, uint32_t sid, uint32_t ssid)
{
	forget(s, sid, true, ssid);
}

/* An STE is whole whenever the SMMU may read it: valid and legal, or not valid (3.21.3). */
static void forget_stream(struct smmuv3 *s, uint32_t sid)
{
	struct smmu_ste ste = { 0 };
	enum smmu_event ev;

	forget(s, sid, false, 0);
	ev = smmu_ste(s, sid, true, &ste);
	if (ev == EV_BAD_STE && ste.d[0] & 1)
		smmu_wrong(s, "is told of an STE that is valid and not legal (C_BAD_STE)");
	if (s->around.stream)
		s->around.stream(s->around.ctx, sid,
				 ev != EV_NONE || smmu_bits(ste.d[0], 3, 1) < CFG_BYPASS);
}

void smmu_forget_streams(struct smmuv3 *s, uint32_t first, uint32_t last)
{
	if (first == last) {
		forget_stream(s, first);
		return;
	}
	for (uint32_t b = 0; b < SMMU_BUCKETS; b++) {
		const struct smmu_cached *c = s->cached[b];

		while (c)
			if (c->sid >= first && c->sid <= last) {
				forget_stream(s, c->sid);
				c = s->cached[b];
			} else {
				c = c->next;
			}
	}
}

/* --- the stream table (5.1) --- */

static bool two_level(const struct smmuv3 *s)
{
	return smmu_has(s, IDR0_ST_LEVEL) && smmu_bits(s->strtab_cfg, 17, 16) == 1;
}

/* Finds where the STE of @sid is. */
static enum smmu_event place(struct smmuv3 *s, uint32_t sid, uint64_t *at)
{
	const uint64_t base = smmu_address(s->strtab_base, 51, 6);
	const unsigned int split = (unsigned int)smmu_bits(s->strtab_cfg, 10, 6);
	const unsigned int log2size = (unsigned int)smmu_bits(s->strtab_cfg, 5, 0);
	uint64_t l1, span;

	if (sid >> s->sid_bits || (uint64_t)sid >> log2size)
		return EV_BAD_STREAMID;
	*at = base + (uint64_t)sid * 64;
	if (!two_level(s))
		return EV_NONE;
	if (!s->around.read(s->around.ctx, base + (uint64_t)(sid >> split) * 8, &l1, 8))
		return EV_STE_FETCH;
	span = smmu_bits(l1, 4, 0);
	sid &= (1u << split) - 1;
	if (!span || span > split + 1 || sid >> (span - 1))
		return EV_BAD_STREAMID;
	*at = smmu_address(l1, 51, 6) + (uint64_t)sid * 64;
	return EV_NONE;
}

/* S1CDMax, S1Fmt and S1STALLD are of what the SMMU has, which is no stalls (5.2, 5.5). */
static bool is_legal_s1(const struct smmuv3 *s, const struct smmu_ste *ste)
{
	const uint64_t max = smmu_cd_max(s, ste->d);

	return smmu_has(s, IDR0_S1P) && max <= smmu_bits(s->unused[R_IDR1 / 8], 42, 38) &&
	       (!max || !smmu_bits(ste->d[0], 5, 4) || smmu_has(s, IDR0_CD2L)) &&
	       !smmu_bits(ste->d[1], 27, 27);
}

/* S2AA64, no stalls (S2S), S2HD and S2HA if it does updates, and a first table (5.2, 5.5). */
static bool is_legal_s2(struct smmuv3 *s, const struct smmu_ste *ste)
{
	struct smmu_stage st;

	return smmu_has(s, IDR0_S2P) && smmu_bits(ste->d[2], 51, 51) &&
	       !smmu_bits(ste->d[2], 57, 57) &&
	       (smmu_has(s, IDR0_HTTU) || !smmu_bits(ste->d[2], 56, 55)) && !smmu_stage2(s, ste, &st);
}

/* EATS 0b10, IPAs as answers, is of nested translation alone, and ignored without ATS (5.2). */
static bool is_legal_ats(const struct smmuv3 *s, const struct smmu_ste *ste)
{
	return !smmu_has(s, IDR0_ATS) || smmu_bits(ste->d[1], 29, 28) != 2 ||
	       smmu_bits(ste->d[0], 3, 1) == CFG_NESTED;
}

/* A VMID has the SMMU's size, wherever one is used (5.2 S2VMID). */
static bool is_legal_vmid(const struct smmuv3 *s, const struct smmu_ste *ste)
{
	return smmu_has(s, IDR0_VMID16) || !smmu_has(s, IDR0_S2P) ||
	       !smmu_bits(ste->d[2], 15, 8);
}

/* Returns true if this is an STE of what the SMMU has (5.2). */
static bool is_legal(struct smmuv3 *s, const struct smmu_ste *ste)
{
	const uint64_t config = smmu_bits(ste->d[0], 3, 1);

	/* 0b0xx aborts, whatever else it says. */
	if (config <= CFG_BYPASS)
		return true;
	return (!(config & 1) || is_legal_s1(s, ste)) && (!(config & 2) || is_legal_s2(s, ste)) &&
	       is_legal_ats(s, ste) && is_legal_vmid(s, ste);
}

static enum smmu_event read_ste(struct smmuv3 *s, uint32_t sid, struct smmu_ste *ste)
{
	uint64_t at;
	enum smmu_event ev = place(s, sid, &at);

	if (ev)
		return ev;
	if (!s->around.read(s->around.ctx, at, ste->d, sizeof(ste->d)))
		return EV_STE_FETCH;
	if (!(ste->d[0] & 1))
		return EV_BAD_STE;
	return is_legal(s, ste) ? EV_NONE : EV_BAD_STE;
}

enum smmu_event smmu_ste(struct smmuv3 *s, uint32_t sid, bool dry, struct smmu_ste *ste)
{
	const struct smmu_cached *c = find(s, sid, false, 0);
	enum smmu_event ev;

	if (c) {
		memcpy(ste->d, c->d, sizeof(ste->d));
		return EV_NONE;
	}
	ev = read_ste(s, sid, ste);
	if (!ev && !dry)
		keep(s, sid, false, 0, ste->d);
	return ev;
}

/* A hint (4.2.1), taken: what is read now is kept like what a request had it read. */
void smmu_prefetch(struct smmuv3 *s, uint32_t sid)
{
	struct smmu_ste ste;
	struct smmu_cd cd;

	if (!smmu_ste(s, sid, false, &ste) && smmu_bits(ste.d[0], 3, 1) == CFG_S1)
		smmu_cd(s, sid, 0, &ste, NULL, false, &cd);
}

static void each_linear(struct smmuv3 *s, uint64_t at, uint32_t first, uint64_t n,
			void (*fn)(struct smmuv3 *s, uint32_t sid, const struct smmu_ste *ste))
{
	struct smmu_ste ste;

	for (uint64_t i = 0; i < n; i++)
		if (s->around.read(s->around.ctx, at + i * 64, ste.d, sizeof(ste.d)) &&
		    ste.d[0] & 1)
			fn(s, first + (uint32_t)i, &ste);
}

void smmu_each_stream(struct smmuv3 *s,
		      void (*fn)(struct smmuv3 *s, uint32_t sid, const struct smmu_ste *ste))
{
	const uint64_t base = smmu_address(s->strtab_base, 51, 6);
	const unsigned int split = (unsigned int)smmu_bits(s->strtab_cfg, 10, 6);
	const unsigned int log2size = (unsigned int)smmu_bits(s->strtab_cfg, 5, 0);
	uint64_t l1;

	if (!(s->cr0 & CR0_SMMUEN))
		return;
	if (!two_level(s)) {
		each_linear(s, base, 0, 1ull << log2size, fn);
		return;
	}
	for (uint64_t i = 0; i < 1ull << (log2size > split ? log2size - split : 0); i++) {
		if (!s->around.read(s->around.ctx, base + i * 8, &l1, 8) ||
		    !smmu_bits(l1, 4, 0))
			continue;
		each_linear(s, smmu_address(l1, 51, 6), (uint32_t)(i << split),
			    1ull << (smmu_bits(l1, 4, 0) - 1), fn);
	}
}

/* --- context descriptors (5.3, 5.4) --- */

/* A leaf table has 64 CDs or 1024 (S1Fmt 0b01, 0b10). */
static enum smmu_event cd_place(struct smmuv3 *s, const struct smmu_ste *ste,
				const struct smmu_stage *outer, uint32_t ssid, uint64_t *at)
{
	const uint64_t base = smmu_address(ste->d[0], 55, 6);
	const uint64_t max = smmu_cd_max(s, ste->d), format = max ? smmu_bits(ste->d[0], 5, 4) : 0;
	const unsigned int split = format == 1 ? 6 : 10;
	enum smmu_event ev;
	uint64_t l1;

	if (ssid && (uint64_t)ssid >> max)
		return EV_BAD_SUBSTREAMID;
	*at = base + (uint64_t)ssid * 64;
	if (!format)
		return EV_NONE;
	ev = smmu_fetch(s, outer, base + (uint64_t)(ssid >> split) * 8, &l1, 8, EV_CD_FETCH);
	if (ev)
		return ev;
	if (!(l1 & 1))
		return EV_BAD_SUBSTREAMID;
	*at = smmu_address(l1, 51, 12) + (uint64_t)(ssid & ((1u << split) - 1)) * 64;
	return EV_NONE;
}

enum smmu_event smmu_cd(struct smmuv3 *s, uint32_t sid, uint32_t ssid,
			const struct smmu_ste *ste, const struct smmu_stage *outer, bool dry,
			struct smmu_cd *cd)
{
	const struct smmu_cached *c = find(s, sid, true, ssid);
	enum smmu_event ev;
	uint64_t at;

	if (c) {
		memcpy(cd->d, c->d, sizeof(cd->d));
		return EV_NONE;
	}
	ev = cd_place(s, ste, outer, ssid, &at);
	if (!ev)
		ev = smmu_fetch(s, outer, at, cd->d, sizeof(cd->d), EV_CD_FETCH);
	if (ev)
		return ev;
	if (!smmu_bits(cd->d[0], 31, 31))
		return EV_BAD_CD;
	if (!dry)
		keep(s, sid, true, ssid, cd->d);
	return EV_NONE;
}

static void each_of_leaf(struct smmuv3 *s, const struct smmu_ste *ste, uint64_t at, uint64_t n,
			 void (*fn)(struct smmuv3 *s, const struct smmu_ste *ste,
				    const struct smmu_cd *cd))
{
	struct smmu_cd cd;

	for (uint64_t i = 0; i < n; i++)
		if (s->around.read(s->around.ctx, at + i * 64, cd.d, sizeof(cd.d)) &&
		    smmu_bits(cd.d[0], 31, 31))
			fn(s, ste, &cd);
}

void smmu_each_cd(struct smmuv3 *s, uint32_t sid, const struct smmu_ste *ste,
		  void (*fn)(struct smmuv3 *s, const struct smmu_ste *ste,
			     const struct smmu_cd *cd))
{
	const uint64_t base = smmu_address(ste->d[0], 55, 6), max = smmu_cd_max(s, ste->d);
	const uint64_t format = max ? smmu_bits(ste->d[0], 5, 4) : 0;
	const unsigned int split = format == 1 ? 6 : 10;
	uint64_t l1;

	if (!format)
		each_of_leaf(s, ste, base, 1ull << max, fn);
	for (uint64_t i = 0; format && i < (max > split ? 1ull << (max - split) : 1); i++)
		if (s->around.read(s->around.ctx, base + i * 8, &l1, 8) && l1 & 1)
			each_of_leaf(s, ste, smmu_address(l1, 51, 12), 1ull << split, fn);
	(void)sid;
}

/* Sizes of output addresses (IPS, S2PS), of which the SMMU's own is the largest (5.2, 5.4). */
static unsigned int address_bits(const struct smmuv3 *s, uint64_t code)
{
	static const unsigned int bits[] = { 32, 36, 40, 42, 44, 48, 48, 48 };

	return bits[code & 7] < s->address_bits ? bits[code & 7] : s->address_bits;
}

/*
 * 4 KiB granule: a table resolves 9 bits, the first may resolve fewer (D8.2 of the
 * Arm ARM).  Returns the level at which a walk of @bits begins.
 */
static unsigned int first_level(unsigned int bits)
{
	return 4 - (bits - 12 + 8) / 9;
}

/*
 * AA64, little endian, an ASID of the SMMU's size, no stalls, updates of descriptors if it
 * does those, and TTB0 within IPS (5.4, 5.5).
 */
static bool is_legal_cd(const struct smmuv3 *s, const struct smmu_cd *cd)
{
	const bool walks = !smmu_bits(cd->d[0], 14, 14);

	return smmu_bits(cd->d[0], 41, 41) && !smmu_bits(cd->d[0], 15, 15) &&
	       (smmu_has(s, IDR0_ASID16) || !smmu_bits(cd->d[0], 63, 56)) &&
	       !smmu_bits(cd->d[0], 44, 44) &&
	       (smmu_has(s, IDR0_HTTU) || !smmu_bits(cd->d[0], 43, 42)) &&
	       !(walks && smmu_address(cd->d[1], 51, 4) >>
			  address_bits(s, smmu_bits(cd->d[0], 34, 32)));
}

enum smmu_event smmu_stage1(struct smmuv3 *s, const struct smmu_ste *ste,
			    const struct smmu_cd *cd, struct smmu_stage *out)
{
	const uint64_t t0sz = smmu_bits(cd->d[0], 5, 0);

	if (!is_legal_cd(s, cd) || t0sz < 16 || t0sz > 39)
		return EV_BAD_CD;
	if (smmu_bits(cd->d[0], 7, 6)) {
		smmu_refuse(s, "it has page tables of 4 KiB granules alone (CD.TG0)");
		return EV_BAD_CD;
	}
	if (!smmu_bits(cd->d[0], 30, 30))
		smmu_refuse(s, "it has no second table of a context (CD.EPD1 0)");
	if (smmu_bits(cd->d[0], 43, 43) && smmu_bits(ste->d[0], 3, 1) == CFG_NESTED)
		smmu_refuse(s, "it updates no flags in page tables that are nested (CD.HA)");
	*out = (struct smmu_stage){
		.stage = 1, .asid = (uint16_t)smmu_bits(cd->d[0], 63, 48),
		.vmid = smmu_vmid(s, smmu_bits(ste->d[2], 15, 0)),
		.table = smmu_address(cd->d[1], 51, 4),
		.bits = 64 - (unsigned int)t0sz,
		.level = first_level(64 - (unsigned int)t0sz),
		.out_bits = address_bits(s, smmu_bits(cd->d[0], 34, 32)),
		.record = smmu_bits(cd->d[0], 45, 45),
		/* HD alone does nothing (5.4 HA). */
		.accessed = smmu_bits(cd->d[0], 43, 43),
		.dirty = smmu_bits(cd->d[0], 43, 42) == 3,
	};
	/* EPD0: no walks of this table. */
	return smmu_bits(cd->d[0], 14, 14) ? EV_TRANSLATION : EV_NONE;
}

/*
 * Stage 2 begins where S2SL0 says: with up to 16 tables joined, and not at level 0 where
 * output addresses have less than 44 bits (Arm ARM D8.2; 5.2 S2SL0).  Without AArch32 its
 * input addresses are no larger than output addresses (5.2 S2T0SZ, 3.4).
 */
static bool is_level(const struct smmuv3 *s, unsigned int level, unsigned int bits)
{
	const unsigned int below = 12 + 9 * (3 - level);

	return bits > below && bits <= below + 9 + 4 && bits <= s->address_bits &&
	       (level || s->address_bits >= 44);
}

enum smmu_event smmu_stage2(struct smmuv3 *s, const struct smmu_ste *ste,
			    struct smmu_stage *out)
{
	const uint64_t t0sz = smmu_bits(ste->d[2], 37, 32), sl0 = smmu_bits(ste->d[2], 39, 38);

	if (t0sz < 16 || t0sz > 39 || sl0 > 2 || smmu_bits(ste->d[2], 52, 52) ||
	    !is_level(s, 2 - (unsigned int)sl0, 64 - (unsigned int)t0sz))
		return EV_BAD_STE;
	if (smmu_address(ste->d[3], 51, 4) >> address_bits(s, smmu_bits(ste->d[2], 50, 48)))
		return EV_BAD_STE;
	if (smmu_bits(ste->d[2], 47, 46)) {
		smmu_refuse(s, "it has page tables of 4 KiB granules alone (STE.S2TG)");
		return EV_BAD_STE;
	}
	if (smmu_bits(ste->d[2], 56, 56))
		smmu_refuse(s, "it updates no flags in page tables of stage 2 (STE.S2HA)");
	*out = (struct smmu_stage){
		.stage = 2, .vmid = smmu_vmid(s, smmu_bits(ste->d[2], 15, 0)),
		.table = smmu_address(ste->d[3], 51, 4),
		.bits = 64 - (unsigned int)t0sz,
		.level = 2 - (unsigned int)sl0,
		.out_bits = address_bits(s, smmu_bits(ste->d[2], 50, 48)),
		.record = smmu_bits(ste->d[2], 58, 58),
	};
	return EV_NONE;
}
