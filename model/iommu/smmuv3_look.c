// SPDX-License-Identifier: GPL-2.0-only
/*
 * smmuv3_look.c - what an SMMU may read of its structures at any time (3.21.3).
 *
 *   as of the last command ──► any doubleword may be seen before any other ──► as it is now
 *
 * It reads an STE or a CD whenever it likes, and stores of a CPU are single 64 bits.  So
 * of those that changed between two commands, it may have seen some and not the others:
 * each such mixture must be not valid, or the same as what was, or as what is.  It must
 * not know what changed them, nor what requests come.
 */
#include <stdlib.h>
#include <string.h>

#include "model/iommu/smmuv3_internal.h"

#define WORDS 4u		/* of what decides where requests go; the rest is attributes */

enum { CFG_BYPASS = 4 };

/* What of an STE decides (5.2); with EATS a device is trusted, whichever comes first. */
static void decides_ste(const uint64_t *d, uint64_t *out)
{
	const uint64_t config = smmu_bits(d[0], 3, 1);

	memset(out, 0, WORDS * sizeof(*out));
	/* 0b0xx is one: abort. */
	out[0] = d[0] & (config < CFG_BYPASS ? 1 : 0xf);
	if (config <= CFG_BYPASS)
		return;
	if (config & 1) {
		out[0] = d[0];
		out[1] = smmu_bits(d[0], 63, 59) ? smmu_bits(d[1], 1, 0) : 0;	/* S1DSS */
		out[2] = smmu_bits(d[2], 15, 0);
	}
	if (config & 2) {
		/* S2VMID, the table's shape, S2AA64. */
		out[2] = d[2] & (0xffffull | 0xffull << 32 | 0x3full << 46);
		out[3] = smmu_address(d[3], 51, 4);
	}
}

/* Of a CD (5.4): all of the first word but memory attributes; TTB0, unless EPD0. */
static void decides_cd(const uint64_t *d, uint64_t *out)
{
	const bool walks = !smmu_bits(d[0], 14, 14);

	memset(out, 0, WORDS * sizeof(*out));
	out[0] = d[0] & ~(0x3full << 8 | (walks ? 0 : 0xffull));
	out[1] = walks ? smmu_address(d[1], 51, 4) : 0;
}

static bool is_valid(const uint64_t *d, bool is_cd)
{
	return is_cd ? smmu_bits(d[0], 31, 31) : d[0] & 1;
}

static bool is_like(const uint64_t *a, const uint64_t *b, bool is_cd)
{
	uint64_t x[WORDS], y[WORDS];

	if (is_cd) {
		decides_cd(a, x);
		decides_cd(b, y);
	} else {
		decides_ste(a, x);
		decides_ste(b, y);
	}
	return !memcmp(x, y, sizeof(x));
}

/* Returns true if some mixture of the two is valid and none of them. */
static bool is_torn(const uint64_t *was, const uint64_t *is, bool is_cd)
{
	for (unsigned int mix = 1; mix < (1u << WORDS) - 1; mix++) {
		uint64_t d[WORDS];

		for (unsigned int i = 0; i < WORDS; i++)
			d[i] = mix >> i & 1 ? is[i] : was[i];
		if (is_valid(d, is_cd) && !(is_valid(was, is_cd) && is_like(d, was, is_cd)) &&
		    !(is_valid(is, is_cd) && is_like(d, is, is_cd)))
			return true;
	}
	return false;
}

static struct smmu_cached *looked(struct smmuv3 *s, uint32_t sid, bool is_cd, uint32_t ssid)
{
	struct smmu_cached *c = s->looked;

	while (c && (c->sid != sid || c->is_cd != is_cd || c->ssid != ssid))
		c = c->next;
	return c;
}

/* While an STE leads to no CDs, or to others, an SMMU does not see what becomes of them. */
static void forget_cds(struct smmuv3 *s, uint32_t sid)
{
	struct smmu_cached **at = &s->looked, *c;

	while ((c = *at)) {
		if (c->sid == sid && c->is_cd) {
			*at = c->next;
			free(c);
		} else {
			at = &c->next;
		}
	}
}

/* Compares with the last time, and remembers for the next. */
static void compare(struct smmuv3 *s, uint32_t sid, bool is_cd, uint32_t ssid, const uint64_t *d)
{
	struct smmu_cached *c = looked(s, sid, is_cd, ssid);

	if (c && is_torn(c->d, d, is_cd))
		smmu_wrong(s, is_cd ? "may see a context descriptor that is half of one and half of another" :
				      "may see an STE that is half of one and half of another");
	if (!c) {
		c = calloc(1, sizeof(*c));
		if (!c)
			abort();	/* out of memory: nothing sensible is left to do */
		c->sid = sid;
		c->is_cd = is_cd;
		c->ssid = ssid;
		c->next = s->looked;
		s->looked = c;
	}
	if (!is_cd && c->d[0] != d[0])
		forget_cds(s, sid);
	memcpy(c->d, d, sizeof(c->d));
}

/* The table that a valid CD leads to is there. */
static void look_at_cd(struct smmuv3 *s, uint32_t sid, const struct smmu_ste *ste, uint32_t ssid)
{
	struct smmu_stage st = { 0 };
	struct smmu_cd cd = { 0 };
	uint64_t d;
	enum smmu_event ev = smmu_cd(s, sid, ssid, ste, NULL, true, &cd);

	if (ev == EV_CD_FETCH)
		smmu_wrong(s, "reads a context descriptor where no memory is (F_CD_FETCH)");
	if (ev == EV_NONE || ev == EV_BAD_CD)
		compare(s, sid, true, ssid, cd.d);
	if (ev)
		return;
	ev = smmu_stage1(s, ste, &cd, &st);
	if (ev == EV_BAD_CD)
		smmu_wrong(s, "is told of a context descriptor that is valid and not legal (C_BAD_CD)");
	if (!ev && !s->around.read(s->around.ctx, st.table, &d, sizeof(d)))
		smmu_wrong(s, "reads a page table where no memory is (F_WALK_EABT)");
}

/* So is that of stage 2. */
static void look_at_s2(struct smmuv3 *s, const struct smmu_ste *ste)
{
	struct smmu_stage st = { 0 };
	uint64_t d;

	if (!smmu_stage2(s, ste, &st) &&
	    !s->around.read(s->around.ctx, st.table, &d, sizeof(d)))
		smmu_wrong(s, "reads a page table where no memory is (F_WALK_EABT)");
}

void smmu_look(struct smmuv3 *s, uint32_t sid, bool is_cd, uint32_t ssid)
{
	struct smmu_ste ste = { 0 };
	enum smmu_event ev = smmu_ste(s, sid, true, &ste);

	if (!is_cd && (ev == EV_NONE || ev == EV_BAD_STE))
		compare(s, sid, false, 0, ste.d);
	if (!ev && !is_cd && smmu_bits(ste.d[0], 3, 1) >= 6)
		look_at_s2(s, &ste);
	if (!ev && smmu_bits(ste.d[0], 1, 1) && smmu_bits(ste.d[0], 3, 1) != 7)
		look_at_cd(s, sid, &ste, ssid);
}
