// SPDX-License-Identifier: GPL-2.0-only
/*
 * proof_pasid.c - after each statement of a process that attached PASIDs: which memory of
 * processes every function reaches, with every PASID that is attached somewhere, with one
 * that is not, and, if a process has it open, with none.
 *
 *   function x PASID ─► address of each mapping ─► memory: is it attached to that space?
 *
 * All requests are dry, and sent whatever the function's enables say.  It must not judge: it
 * records what arrived and must not.
 */
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "sim/replay/crash.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

#define MAX_TOLD 8u
#define MAX_PASIDS 32u

struct pasids {
	uint32_t n;
	uint32_t pasid_1[MAX_PASIDS];	/* and 1; 0: without */
};

static void add(struct pasids *p, uint32_t pasid_1)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->pasid_1[i] == pasid_1)
			return;
	if (p->n < MAX_PASIDS)
		p->pasid_1[p->n++] = pasid_1;
}

static bool is_unused(const struct pasids *p, uint32_t pasid_1)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->pasid_1[i] == pasid_1)
			return false;
	return true;
}

/* All that were attached in the scenario so far, and the first that never was. */
static void find_pasids(struct world *w, struct pasids *p)
{
	const struct uapi *st = w->uapi;
	uint32_t unused = 2;

	for (uint32_t i = 0; i < st->ntried; i++)
		add(p, st->tried[i]);
	while (!is_unused(p, unused))
		unused++;
	add(p, unused);
}

static bool is_open(const struct uapi *st, hp_sbdf fn)
{
	for (uint32_t i = 0; i < st->ndevices; i++)
		if (st->devices[i].sbdf == fn && st->devices[i].fd >= 0)
			return true;
	return false;
}

static int32_t group_of(struct world *w, hp_sbdf fn)
{
	struct hp_kfunc f;

	return w->kernel->ops->function(fn, &f) ? -1 : f.iommu_group;
}

/* A group is one to the kernel: what is attached for one of it is for all. */
static bool is_alike(struct world *w, hp_sbdf fn, hp_sbdf other)
{
	return fn == other || (group_of(w, fn) >= 0 && group_of(w, fn) == group_of(w, other));
}

/*
 * Returns true if a process has attached that PASID of @fn, or of its group, to the space that
 * @m is in.
 */
static bool may_reach(struct world *w, hp_sbdf fn, uint32_t pasid_1,
		      const struct uapi_import *m)
{
	const struct uapi *st = w->uapi;

	for (uint32_t i = 0; !m->unmapped && i < st->ndevices; i++) {
		const struct uapi_device *d = &st->devices[i];
		const struct uapi_attached *a = d->fd >= 0 && is_alike(w, fn, d->sbdf) ?
						uapi_attached_to(d, pasid_1) : NULL;

		if (a && a->owner == m->process && a->ioas == m->ioas)
			return true;
	}
	return false;
}

/* Returns true if @phys is memory that may be reached; @known: if it is anybody's. */
static bool is_owned(struct world *w, hp_sbdf fn, uint32_t pasid_1, uint64_t phys, bool *known)
{
	const struct uapi *st = w->uapi;
	bool may = false;

	*known = false;
	for (uint32_t i = 0; i < st->nimports; i++) {
		const struct uapi_import *m = &st->imports[i];

		if (!m->memory || m->phys != phys)
			continue;
		*known = true;
		may = may || may_reach(w, fn, pasid_1, m);
	}
	return may;
}

static void tell(struct world *w, int32_t step, const struct hp_kfunc *from, uint32_t pasid_1,
		 const struct tlp *t, const struct tlp_result *r)
{
	struct proof_reach reach = {
		.address = t->address, .requester = t->requester, .write = true,
		.from_group = from->iommu_group, .pasid_1 = pasid_1, .by_step = 1,
		.step = step, .from.sbdf = from->sbdf,
	};

	world_name(w, from->sbdf, reach.from.name, sizeof(reach.from.name));
	reach.landed = proof_end_of(w, r);
	for (uint32_t i = 0; i < r->nhops; i++)
		if (r->hop[i].place == TLP_AT_IOMMU)
			reach.reason = r->hop[i].reason;
	rec_begin(w->rec, REC_REACH);
	rec_bytes(w->rec, &reach, sizeof(reach));
	rec_end(w->rec);
}

/* Returns true if a write with that PASID to @m's address arrives where it must not. */
static bool attempt(struct world *w, int32_t step, const struct hp_kfunc *from,
		    struct function *hw, uint32_t pasid_1, const struct uapi_import *m)
{
	struct tlp t = { .type = TLP_MWR, .address = m->iova, .bytes = 1, .dry = true,
			 .requester = (uint16_t)from->sbdf, .forged = true,
			 .has_pasid = pasid_1, .pasid = pasid_1 ? pasid_1 - 1 : 0 };
	struct tlp_result *r = &w->probe;
	bool known;

	crash_work();
	tlp_send(w->wire, hw, &t, r);
	if (r->landing.kind != TLP_LANDED_DRAM)
		return false;
	if (is_owned(w, from->sbdf, pasid_1, r->landing.offset, &known))
		return false;
	/* Mapped by a call that failed when it should have said where. */
	if (!known && w->fail_at)
		return false;
	tell(w, step, from, pasid_1, &t, r);
	return true;
}

static uint32_t try_function(struct world *w, int32_t step, const struct hp_kfunc *from,
			     const struct pasids *p)
{
	struct function *hw = world_function_at(w, from->sbdf);
	const struct uapi *st = w->uapi;
	uint32_t told = 0;

	if (!hw || from->hdr_type)
		return 0;
	for (uint32_t i = 0; i < st->nimports; i++) {
		const struct uapi_import *m = &st->imports[i];

		if (!m->memory || !m->was_mapped || m->by_group)
			continue;
		for (uint32_t n = 0; n < p->n; n++)
			told += attempt(w, step, from, hw, p->pasid_1[n], m);
		if (is_open(st, from->sbdf))
			told += attempt(w, step, from, hw, 0, m);
	}
	return told;
}

void proof_pasids(struct world *w, int32_t step)
{
	const struct hp_kernel *ops = w->kernel->ops;
	struct pasids p = { 0 };
	struct hp_kfunc *fn;
	uint32_t told = 0;
	int64_t n;

	if (!w->uapi || !w->uapi->ntried)
		return;
	find_pasids(w, &p);
	n = ops->functions(NULL, 0);
	fn = calloc(n > 0 ? (size_t)n : 1, sizeof(*fn));
	if (!fn)
		abort();	/* out of memory: nothing sensible is left to do */
	ops->functions(fn, n > 0 ? (uint64_t)n : 0);
	for (int64_t i = 0; i < n && told < MAX_TOLD; i++)
		told += try_function(w, step, &fn[i], &p);
	free(fn);
}
