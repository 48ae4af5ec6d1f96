// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_memory.c - maps a process's own memory for the DMA of its device, by its
 * IOMMUFD or by the container of the device's group.
 *
 * The kernel instance says where in DRAM the pages are.  TLPs prove that the device's
 * requests end there, byte for byte.
 */
#include "model/wire/tlp.h"
#include "sim/replay/proof.h"
#include "sim/replay/uapi.h"

#define PAGE 4096u
#define FIRST_IOVA 0x100000000ull	/* a container leaves the choice to its user */
#define IOVA_STEP 0x200000ull

/* A placeholder: such an import has no buffer. */
static struct uapi_buffer memory = { .name = "memory", .fd = -1 };

static uint64_t phys_of(struct world *w, uint64_t address)
{
	struct hp_uapi u = { .op = HP_UAPI_PHYS, .arg = { address } };

	return uapi_call(w, &u, "looking for its memory") < 0 ? 0 : u.out[0];
}

/* One stretch of DRAM, [at, at + bytes) of the mapping. */
static void prove_stretch(struct world *w, int32_t step, struct uapi_import *m,
			  uint64_t at, uint64_t bytes, uint64_t phys)
{
	struct world_mapping wm = {
		.name = m->name, .asked = true, .live = true, .dram = true,
		.client = m->fn, .pasid_1 = m->pasid_1,
		.map = { .handle = 1, .map_type = HP_MAP_UNKNOWN, .bytes = bytes,
			 .cpu_address = phys, .nsegments = 1,
			 .segment = { { .address = m->iova + at, .bytes = bytes } } },
		.req = { .client = m->sbdf, .bar = -1, .api = HP_DMA_API_DMABUF,
			 .bytes = bytes },
	};
	struct proof p = { .step = step };

	proof_make(w, &wm, &p);
	if (!p.failure.any || !uapi_mistaken(w, m, &wm))
		proof_record(w, &p);
}

void uapi_prove_memory(struct world *w, int32_t step, struct uapi_import *m)
{
	uint64_t at = 0, n, phys;

	if (w->fail_at && !uapi_prepared(w, m))
		return;
	for (; at < m->bytes; at += n) {
		phys = phys_of(w, m->address + at);
		for (n = PAGE; at + n < m->bytes &&
		     phys_of(w, m->address + at + n) == phys + n;)
			n += PAGE;
		if (n > m->bytes - at)
			n = m->bytes - at;
		prove_stretch(w, step, m, at, n, phys);
	}
}

static bool map(struct world *w, const struct scn_step *s, struct uapi_import *m,
		struct outcome *o)
{
	struct uapi_process *p = uapi_process(w);
	struct hp_uapi u = { .op = HP_UAPI_IOMMU_MAP };
	int64_t iommufd;

	if (m->by_group) {
		m->iova = FIRST_IOVA + p->nmapped++ * IOVA_STEP;
		return UAPI_CALL(w, "VFIO_IOMMU_MAP_DMA", .op = HP_UAPI_VFIO_MAP_DMA,
				 .arg = { (uint64_t)p->container, m->address,
					  m->bytes, m->iova }) >= 0;
	}
	if (!uapi_space_of(w, s, m, &iommufd, o))
		return false;
	u.arg[0] = (uint64_t)iommufd;
	u.arg[1] = (uint64_t)m->ioas;
	u.arg[2] = m->address;
	u.arg[3] = m->bytes;
	u.arg[4] = UINT64_MAX;
	if (uapi_call(w, &u, "IOMMU_IOAS_MAP") < 0)
		return false;
	m->iova = u.out[0];
	return true;
}

void uapi_map_memory(struct world *w, int32_t step, const struct scn_step *s,
		     hp_sbdf sbdf, struct outcome *o)
{
	struct uapi *st = uapi_state(w);
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);
	struct hp_uapi u = { .op = HP_UAPI_KEEP, .arg = { s->bytes } };
	struct uapi_import *m;

	if (!d)
		return;
	m = &st->imports[st->nimports++];
	*m = (struct uapi_import){
		.name = s->uapi->name, .process = st->current, .buffer = &memory,
		.fn = world_function_at(w, sbdf), .sbdf = sbdf, .iommufd = true,
		.pasid_1 = s->uapi->pasid_1, .memory = true, .by_group = d->by_group,
		.bytes = s->bytes };
	if (uapi_call(w, &u, "finding memory") < 0)
		return;
	m->address = u.out[0];
	if (!map(w, s, m, o))
		return;
	m->was_mapped = true;
	m->map.nsegments = 1;
	m->map.segment[0] = (struct hp_dma_segment){ .address = m->iova,
						     .bytes = m->bytes };
	m->phys = phys_of(w, m->address);
	uapi_prove_memory(w, step, m);
}

/* Returns false for IOMMUFD's mappings, which are unmapped like its others. */
bool uapi_unmap_memory(struct world *w, struct uapi_import *m)
{
	if (!m->memory || !m->by_group)
		return false;
	UAPI_CALL(w, "VFIO_IOMMU_UNMAP_DMA", .op = HP_UAPI_VFIO_UNMAP_DMA,
		  .arg = { (uint64_t)uapi_process(w)->container, m->iova, m->bytes });
	return true;
}

/* Returns true if the mapping's first byte still leads to the process's memory. */
bool uapi_memory_reaches(struct world *w, struct uapi_import *m, uint64_t *address)
{
	struct world_mapping wm = { .name = m->name, .client = m->fn, .dram = true,
				    .pasid_1 = m->pasid_1 };

	*address = m->iova;
	if (!m->was_mapped)
		return false;
	proof_probe(w, &wm, TLP_MWR, m->iova, 4, &w->probe);
	return w->probe.landing.kind == TLP_LANDED_DRAM &&
	       w->probe.landing.offset == m->phys;
}
