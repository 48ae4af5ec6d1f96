// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi_prove.c - proves an importer's mapping by TLPs, like any mapping (proof.c).
 *
 * It must not make a system call.
 */
#include <string.h>

#include "model/spec/regs.h"
#include "sim/replay/gpu_look.h"
#include "sim/replay/mistake.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

/* The piece of the importer's segments that holds [at, at + bytes). */
static void cut(const struct hp_dma_mapping *from, uint64_t at, uint64_t bytes,
		struct hp_dma_mapping *to)
{
	uint32_t n = from->nsegments < HP_MAX_SEGMENTS ? from->nsegments :
							 HP_MAX_SEGMENTS;

	to->nsegments = 0;
	to->bytes = bytes;
	for (uint32_t i = 0; i < n && bytes; i++) {
		const struct hp_dma_segment *f = &from->segment[i];
		struct hp_dma_segment *t = &to->segment[to->nsegments];

		if (at >= f->bytes) {
			at -= f->bytes;
			continue;
		}
		*t = *f;
		t->address += at;
		t->bytes = f->bytes - at < bytes ? f->bytes - at : bytes;
		bytes -= t->bytes;
		at = 0;
		to->nsegments++;
	}
}

/* What it sends for @m is translated by the space that @m is mapped in. */
static bool is_attached(const struct uapi_device *d, const struct uapi_import *m)
{
	const struct uapi_attached *a = uapi_attached_to(d, m->pasid_1);

	return m->by_group ? d->attached : a && a->ioas == m->ioas;
}

/* Returns true if it may send requests and its I/O address space translates them. */
bool uapi_prepared(struct world *w, const struct uapi_import *m)
{
	const hp_sbdf fn = m->sbdf;
	const struct uapi_device *d = m->iommufd ? uapi_device_of(w, fn) : NULL;

	if (m->iommufd && (!d || !is_attached(d, m)))
		return false;
	return fabric_cfg_read(w->fabric, HP_SBDF_DOMAIN(fn), HP_SBDF_BUS(fn),
			       HP_SBDF_DEVFN(fn), R_COMMAND, 2) & CMD_MASTER;
}

/*
 * A driver of ours imports for a function that VFIO has: while a process has it open, the
 * IOMMU translates what it sends by an address space of that process.
 */
static bool is_users(struct world *w, const struct uapi_import *m,
		     const struct world_mapping *wm)
{
	struct hp_kfunc f;

	if (wm->map.map_type == HP_MAP_BUS_ADDR ||
	    w->kernel->ops->function(m->sbdf, &f) || !mistake_is_vfio(&f))
		return false;
	mistake_here(w, "no DMA through %s: its function is bound to %s, whose user's address space translates; write step import %s by iommufd, or bind it to hairpin-endpoint",
		     m->name, f.driver, m->buffer->name);
	return true;
}

bool uapi_mistaken(struct world *w, const struct uapi_import *m,
		   const struct world_mapping *wm)
{
	const struct uapi_device *d;

	if (mistake_mutes(w, wm))
		return true;
	if (!m->iommufd)
		return is_users(w, m, wm);
	d = uapi_device_of(w, m->sbdf);
	if (d && is_attached(d, m))
		return false;
	mistake_here(w, d ? "no DMA through %s: its device is not attached to the I/O address space; write step open without unattached" :
			    "no DMA through %s: this process does not have its device open; write step open before",
		     m->name);
	return true;
}

/* Proves each range by TLPs: each byte must reach the BAR's byte. */
void uapi_prove(struct world *w, int32_t step, const struct uapi_import *m)
{
	const struct uapi_buffer *b = m->buffer;
	struct hp_p2p p2p = { .map_type = HP_MAP_UNKNOWN };
	uint64_t at = 0;

	/* The step that should have prepared the client may have failed. */
	if (w->fail_at && !uapi_prepared(w, m))
		return;
	/* Memory that no BAR shows is exported with the provider of BAR 0. */
	w->kernel->ops->p2p(b->sbdf, b->coherent ? 0 : b->bar, m->sbdf, 0, &p2p);
	if (b->coherent)
		p2p.cpu_address = b->cpu_base;
	/* A bus address is a BAR's; what the kernel makes of that answer is not known. */
	if (b->coherent && p2p.map_type == HP_MAP_BUS_ADDR)
		p2p.map_type = HP_MAP_UNKNOWN;
	for (uint32_t i = 0; i < b->nranges; i++) {
		struct world_mapping wm = {
			.name = m->name, .asked = true, .live = true,
			.client = m->fn, .provider = b->fn, .coherent = b->coherent,
			.pasid_1 = m->pasid_1,
			.map = { .handle = 1,
				 .map_type = m->iommufd || b->door == HP_DOOR_RESOURCE ?
					     HP_MAP_UNKNOWN : p2p.map_type },
			.req = { .client = m->sbdf, .provider = b->sbdf,
				 .bar = b->bar,
				 .api = b->door == HP_DOOR_RESOURCE ? HP_DMA_API_RESOURCE :
								      HP_DMA_API_DMABUF,
				 .offset = b->ranges[2 * i],
				 .bytes = b->ranges[2 * i + 1] },
		};
		struct proof p = { .step = step };

		wm.map.cpu_address = p2p.cpu_address + wm.req.offset;
		cut(&m->map, at, wm.req.bytes, &wm.map);
		at += wm.req.bytes;
		proof_make(w, &wm, &p);
		if (!p.failure.any || !uapi_mistaken(w, m, &wm))
			proof_record(w, &p);
	}
}

void uapi_keep_state(struct world *w, int32_t step, struct uapi_import *m)
{
	static struct hp_import now;

	if (w->kernel->ops->import_state(m->handle, &now) || !now.mappings)
		return;
	m->invalidations = now.invalidations;
	m->was_mapped = true;
	m->map.nsegments = now.nsegments;
	memcpy(m->map.segment, now.segment, sizeof(now.segment));
	if (now.nvram)
		gpu_look_way(w, step, m, &now);
	/* By a private way there is no DMA address. */
	if (now.nsegments)
		uapi_prove(w, step, m);
}
