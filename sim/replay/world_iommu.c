// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_iommu.c - the IOMMU as a kernel instance's driver programs it: passes the calls
 * of struct hp_host to the hardware model unchanged.
 *
 * It must not know why anything is mapped.
 */
#include <stdio.h>

#include "model/config/function.h"
#include "model/flight/flight.h"
#include "model/iommu/iommu.h"
#include "model/wire/tlp.h"
#include "sim/facts/proof.h"
#include "sim/replay/crash.h"
#include "sim/replay/engine.h"
#include "sim/replay/turns.h"
#include "sim/replay/world.h"

/* The two sides number modes and permissions alike; neither includes the other. */
_Static_assert((int)HP_IOMMU_HW_BLOCKED == (int)IOMMU_HW_BLOCKED &&
	       (int)HP_IOMMU_HW_PASSTHROUGH == (int)IOMMU_HW_PASSTHROUGH &&
	       (int)HP_IOMMU_HW_TABLE == (int)IOMMU_HW_TABLE &&
	       (int)HP_IOMMU_HW_READ == (int)IOMMU_HW_READ &&
	       (int)HP_IOMMU_HW_WRITE == (int)IOMMU_HW_WRITE,
	       "IOMMU modes and permissions differ");

static struct world *world_of(void *ctx)
{
	const struct kernel *k = ctx;

	return k->world;
}

static struct iommu *hw(void *ctx)
{
	return wire_iommu(world_of(ctx)->wire);
}

/* Who runs does something that who runs at another time may see. */
static void changes(void *ctx)
{
	turns_touch(world_of(ctx), TURNS_IOMMU, true);
}

static uint32_t table_new(void *ctx)
{
	changes(ctx);
	return iommu_hw_table_new(hw(ctx));
}

static int table_free(void *ctx, uint32_t table)
{
	changes(ctx);
	return iommu_hw_table_free(hw(ctx), table);
}

static int map(void *ctx, uint32_t table, uint64_t iova, uint64_t phys,
	       uint64_t page_bytes, uint64_t count, uint32_t prot)
{
	crash_work();
	changes(ctx);
	return iommu_hw_map(hw(ctx), table, iova, phys, page_bytes, count, prot);
}

static uint64_t unmap(void *ctx, uint32_t table, uint64_t iova, uint64_t bytes)
{
	crash_work();
	changes(ctx);
	return iommu_hw_unmap(hw(ctx), table, iova, bytes);
}

/* The frame, and where in its page @iova lies. */
static int walk(void *ctx, uint32_t table, uint64_t iova, uint64_t *phys)
{
	uint64_t frame, page_bytes;
	uint32_t prot;
	int err = iommu_hw_walk(hw(ctx), table, iova, &frame, &page_bytes, &prot);

	turns_touch(world_of(ctx), TURNS_IOMMU, false);
	if (!err)
		*phys = frame | (iova & (page_bytes - 1));
	return err;
}

/* Caches forget the requester; what was translated before goes out first (VT-d 6.5.4). */
static int attach(void *ctx, hp_sbdf requester, uint32_t mode, uint32_t table)
{
	int err = iommu_hw_attach(hw(ctx), HP_SBDF_DOMAIN(requester), (uint16_t)requester,
				  IOMMU_HW_NO_PASID, mode, table);

	changes(ctx);
	engine_blocked(world_of(ctx), requester, mode == HP_IOMMU_HW_BLOCKED);
	world_drain(world_of(ctx));
	return err;
}

static int detach(void *ctx, hp_sbdf requester)
{
	changes(ctx);
	return iommu_hw_detach(hw(ctx), HP_SBDF_DOMAIN(requester),
			       (uint16_t)requester, IOMMU_HW_NO_PASID);
}

static void invalidate(void *ctx, uint32_t table, uint64_t iova, uint64_t bytes)
{
	changes(ctx);
	if (bytes)
		iommu_hw_invalidate_range(hw(ctx), table, iova, bytes);
	else
		iommu_hw_invalidate_table(hw(ctx), table);
	/* It ends when what was translated before has gone out (VT-d 6.5.4, draining). */
	world_drain(world_of(ctx));
}

static int ats(void *ctx, hp_sbdf requester, bool on)
{
	changes(ctx);
	return iommu_hw_set_ats(hw(ctx), HP_SBDF_DOMAIN(requester), (uint16_t)requester, on);
}

/* Why nobody confirms that translations are forgotten. */
static const char *why_unanswered(struct world *w, hp_sbdf requester)
{
	const struct function *fn = world_function_at(w, requester);

	if (!fn)
		return "it is not there";
	if (wire_in_reset(w->wire, fn))
		return "it is being reset";
	return "its confirmation is lost";
}

/*
 * One a step and function: the others are the same again.  That a device was pulled out, no
 * kernel knows before.
 */
static void record_unanswered(struct world *w, hp_sbdf requester)
{
	struct proof_late l = { .step = w->step, .kind = PROOF_LATE_UNANSWERED };

	if (world_lost(w, requester))
		return;
	if (w->unanswered.fn == requester && w->unanswered.step == w->step)
		return;
	w->unanswered.fn = requester;
	w->unanswered.step = w->step;
	world_name(w, requester, l.client, sizeof(l.client));
	snprintf(l.cause, sizeof(l.cause), "%s", why_unanswered(w, requester));
	rec_begin(w->rec, REC_LATE);
	rec_bytes(w->rec, &l, sizeof(l));
	rec_end(w->rec);
}

bool world_ats_invalidate(struct world *w, hp_sbdf requester, uint32_t pasid, uint64_t iova,
			  uint64_t bytes)
{
	const uint32_t domain = HP_SBDF_DOMAIN(requester);

	/* Whether it is confirmed hangs on whether the function is being reset. */
	turns_touch(w, TURNS_IOMMU, true);
	turns_touch(w, TURNS_HARDWARE, false);
	if (w->flight ? flight_ats_invalidate(w->flight, domain, (uint16_t)requester,
					      pasid != IOMMU_HW_NO_PASID, pasid, iova, bytes) :
			wire_ats_invalidate(w->wire, domain, (uint16_t)requester,
					    pasid != IOMMU_HW_NO_PASID, pasid, iova, bytes))
		return true;
	record_unanswered(w, requester);
	return false;
}

static int ats_invalidate(void *ctx, hp_sbdf requester, uint64_t iova, uint64_t bytes)
{
	return world_ats_invalidate(world_of(ctx), requester, IOMMU_HW_NO_PASID, iova, bytes) ? 0 : -1;
}

void world_fill_iommu(struct hp_host *host)
{
	host->iommu_ats = ats;
	host->ats_invalidate = ats_invalidate;
	host->iommu_table_new = table_new;
	host->iommu_table_free = table_free;
	host->iommu_map = map;
	host->iommu_unmap = unmap;
	host->iommu_walk = walk;
	host->iommu_attach = attach;
	host->iommu_detach = detach;
	host->iommu_invalidate = invalidate;
}
