// SPDX-License-Identifier: GPL-2.0-only
/*
 * provisioning.c - the law of VRAM that VFs share: a VF reaches what its PF's driver gave
 * it, and nothing else, by BAR, engine or translations that the device has cached; no
 * two have the same; what changes hands, or was a VF's before its FLR, was cleared; who takes
 * a buffer for VRAM takes the bytes that the BAR shows; and what moves keeps its bytes.
 */
#include <string.h>

#include "sim/facts/say.h"
#include "sim/laws/law.h"

#define PAGE (2ull << 20)

static bool applies(const struct verdict *v)
{
	return v->nvrams;
}

/* The facts of one look. */
struct look {
	const struct proof_vram *f;
	uint32_t n;
};

static bool same_gpu(const struct proof_vram *a, const struct proof_vram *b)
{
	return !strcmp(a->gpu, b->gpu);
}

/* Is page @at of @who's VF, at @vram, among those of @kind?  Of another kind than @who's. */
static bool has(const struct look *l, const struct proof_vram *who, uint32_t kind,
		uint64_t at, uint64_t vram)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct proof_vram *f = &l->f[i];

		if (f->kind == kind && f->vf == who->vf && same_gpu(f, who) && at >= f->at &&
		    at - f->at < f->bytes && f->vram + (at - f->at) == vram)
			return true;
	}
	return false;
}

static bool enabled(const struct look *l, const struct proof_vram *who)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->f[i].kind == PROOF_VRAM_ENABLED && same_gpu(&l->f[i], who))
			return who->vf <= l->f[i].vf;
	return false;
}

/* Returns the first page of @f that is not among those of @kind; its end: there is none. */
static uint64_t first_missing(const struct look *l, const struct proof_vram *f, uint32_t kind)
{
	uint64_t o = 0;

	while (o < f->bytes && has(l, f, kind, f->at + o, f->vram + o))
		o += PAGE;
	return o;
}

static void fails(struct verdict *v, struct check *c, const struct proof_vram *f)
{
	c->status = VERDICT_FAIL;
	say_step(v, c, f->step);
}

static void judge_reach(struct verdict *v, struct check *c, const struct look *l,
			const struct proof_vram *f)
{
	uint64_t o = first_missing(l, f, PROOF_VRAM_CLAIM);

	if (o < f->bytes) {
		check_diag(v, c, "%s/vf%u: its VRAM at 0x%llx leads to 0x%llx of %s, which was not given to it there%s",
			   f->gpu, f->vf, (unsigned long long)(f->at + o),
			   (unsigned long long)(f->vram + o), f->gpu,
			   f->cached ? ", by a translation that the device has cached" : "");
		fails(v, c, f);
	}
	if (f->dirty) {
		check_diag(v, c, "%s/vf%u: VRAM at 0x%llx of %s was given to it, and bytes of before are in it: it was not cleared",
			   f->gpu, f->vf, (unsigned long long)f->vram, f->gpu);
		fails(v, c, f);
	}
}

static void judge_claim(struct verdict *v, struct check *c, const struct look *l,
			const struct proof_vram *f)
{
	uint64_t o = f->bytes;

	if (f->vf && enabled(l, f))
		o = first_missing(l, f, PROOF_VRAM_REACH);
	if (o < f->bytes) {
		check_diag(v, c, "%s/vf%u: VRAM at 0x%llx of %s was given to it, and its VRAM at 0x%llx does not lead there",
			   f->gpu, f->vf, (unsigned long long)(f->vram + o), f->gpu,
			   (unsigned long long)(f->at + o));
		fails(v, c, f);
	}
	for (const struct proof_vram *g = f + 1; g < l->f + l->n; g++) {
		if (g->kind != PROOF_VRAM_CLAIM || !same_gpu(f, g) ||
		    g->vram >= f->vram + f->bytes || f->vram >= g->vram + g->bytes)
			continue;
		check_diag(v, c, "%s: VRAM at 0x%llx was given to vf%u, while %s%u had it",
			   f->gpu, (unsigned long long)(g->vram > f->vram ? g->vram : f->vram),
			   g->vf, f->vf ? "vf" : "function ", f->vf);
		fails(v, c, g);
	}
}

static void judge_way(struct verdict *v, struct check *c, const struct proof_vram *f)
{
	if (!f->nowhere && f->vram == f->by_bar)
		return;
	if (f->nowhere)
		check_diag(v, c, "%s: byte 0x%llx of the buffer is taken for VRAM at 0x%llx of %s, and the BAR leads nowhere there",
			   f->name, (unsigned long long)f->at, (unsigned long long)f->vram,
			   f->gpu);
	else
		check_diag(v, c, "%s: byte 0x%llx of the buffer is taken for VRAM at 0x%llx of %s, and is at 0x%llx",
			   f->name, (unsigned long long)f->at, (unsigned long long)f->vram,
			   f->gpu, (unsigned long long)f->by_bar);
	fails(v, c, f);
}

static void judge_moved(struct verdict *v, struct check *c, const struct proof_vram *f)
{
	if (!f->dirty)
		return;
	check_diag(v, c, "%s: it was moved from VRAM at 0x%llx of %s to 0x%llx, and its bytes are not there",
		   f->name, (unsigned long long)f->at, f->gpu, (unsigned long long)f->vram);
	fails(v, c, f);
}

/* A function keeps nothing of its former user's that the next one can read (Base 6.6.2). */
static void judge_kept(struct verdict *v, struct check *c, const struct proof_vram *f)
{
	if (!f->dirty)
		return;
	check_diag(v, c, "%s/vf%u: after a function level reset its VRAM at 0x%llx, 0x%llx of %s, still has bytes of before",
		   f->gpu, f->vf, (unsigned long long)f->at, (unsigned long long)f->vram, f->gpu);
	fails(v, c, f);
}

static void judge_one(struct verdict *v, struct check *c, const struct look *l,
		      const struct proof_vram *f)
{
	switch (f->kind) {
	case PROOF_VRAM_REACH:
		judge_reach(v, c, l, f);
		break;
	case PROOF_VRAM_CLAIM:
		judge_claim(v, c, l, f);
		break;
	case PROOF_VRAM_WAY:
		judge_way(v, c, f);
		break;
	case PROOF_VRAM_MOVED:
		judge_moved(v, c, f);
		break;
	case PROOF_VRAM_KEPT:
		judge_kept(v, c, f);
		break;
	}
}

static void judge(struct verdict *v, struct check *c)
{
	struct look l = { .f = v->vrams };

	for (; l.f < v->vrams + v->nvrams; l.f += l.n) {
		for (l.n = 1; l.f + l.n < v->vrams + v->nvrams &&
			      l.f[l.n].look == l.f->look; l.n++)
			;
		for (uint32_t i = 0; i < l.n && c->ndiag < 16; i++)
			judge_one(v, c, &l, &l.f[i]);
	}
}

const struct law law_provisioning = {
	.name = "provisioning",
	.applies = applies,
	.judge = judge,
};
