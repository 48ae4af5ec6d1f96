// SPDX-License-Identifier: GPL-2.0-only
/*
 * mappings.c - the mappings of a scenario: makes and proves them, unmaps them, and
 * checks where their addresses lead afterwards.
 *
 * Every mapping is proven the moment it is made (proof.c), whether anything is
 * expected of it or not.  It must not know statements, nor judge.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/iommu/iommu.h"
#include "sim/facts/record.h"
#include "sim/facts/text.h"
#include "sim/facts/verdict.h"
#include "sim/replay/group_type.h"
#include "sim/replay/mappings.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

#define PAIR_BYTES (2u << 20)		/* of a BAR, for an "expect map" */
#define LAZY_FLUSH_PS (100ull * 1000 * 1000 * 1000)	/* well beyond any queue's */

int mapping_make(struct world *w, struct world_mapping *m, int32_t step,
		 bool automatic)
{
	struct proof p = { .step = step, .automatic = automatic };
	int ret;

	m->asked = true;
	ret = w->kernel->ops->dma_map(&m->req, &m->map);
	if (ret)
		return ret;
	m->live = !m->map.error;
	m->client = world_function_at(w, m->req.client);
	m->provider = m->dram ? NULL : world_function_at(w, m->req.provider);
	proof_make(w, m, &p);
	m->translated = p.translated > 0;
	w->mappings_made += m->live;
	if (!p.failure.any || !mistake_mutes(w, m))
		proof_record(w, &p);
	return 0;
}

/* --- where unmapped addresses lead --- */

/*
 * Returns true if an IOMMU still translates the address.  If the function may not send
 * any more, the IOMMU is asked directly.
 */
static bool still_leads(struct world *w, const struct world_mapping *m,
			enum tlp_type type, uint64_t address,
			const struct tlp_result *r)
{
	struct iommu_request q = {
		.domain = HP_SBDF_DOMAIN(m->req.client),
		.requester = (uint16_t)m->req.client,
		.pasid = IOMMU_HW_NO_PASID,
		.write = type == TLP_MWR,
		.dry = true,
		.address = address,
	};
	struct iommu_result a;

	if (r->status != TLP_NOT_SENT)
		return r->translated && r->landing.kind != TLP_LANDED_NOWHERE;
	iommu_translate(wire_iommu(w->wire), &q, &a);
	return a.action == IOMMU_MAPPED;
}

/* Whether @address is that of another mapping by now. */
static bool is_anothers(const struct world *w, const struct world_mapping *m, uint64_t address)
{
	for (uint32_t i = 0; i < w->scn->nmappings; i++) {
		const struct world_mapping *o = &w->mappings[i];

		for (uint32_t n = 0; o->live && o->req.client == m->req.client &&
				     n < o->map.nsegments && n < HP_MAX_SEGMENTS; n++)
			if (address - o->map.segment[n].address < o->map.segment[n].bytes)
				return true;
	}
	return false;
}

/* Tries both ends of every segment, by a read and a write. */
static void probe_unmapped(struct world *w, const struct world_mapping *m,
		       struct proof_unmapped *u)
{
	static const enum tlp_type types[] = { TLP_MWR, TLP_MRD };

	for (uint32_t i = 0; i < m->map.nsegments && i < HP_MAX_SEGMENTS; i++) {
		const struct hp_dma_segment *s = &m->map.segment[i];

		for (uint32_t n = 0; n < 4; n++) {
			uint64_t a = s->address + (n & 1 ? s->bytes - 1 : 0);
			struct tlp_result *r = &w->probe;

			proof_probe(w, m, types[n / 2], a, 1, r);
			u->probes++;
			if (!still_leads(w, m, types[n / 2], a, r) ||
			    is_anothers(w, m, a) || u->reached++)
				continue;
			u->address = a;
			u->landed = proof_end_of(w, r);
		}
	}
}

/* The mode of the machine, or what a user chose for the function's group. */
static bool is_lazy(struct world *w, const struct world_mapping *m)
{
	return w->scn->spec->host.iommu == SPEC_IOMMU_LAZY ||
	       group_type_of(w, m->req.client, LAZY_TYPE);
}

static void record_unmapped(struct world *w, const struct world_mapping *m,
			int32_t step, int32_t error, bool flushed)
{
	struct proof_unmapped u = {
		.step = step,
		.iommu_mode = is_lazy(w, m) ? HP_IOMMU_LAZY : world_iommu_mode(w),
		.flushed = flushed, .was_translated = m->translated,
		.error = error,
	};

	/* Its function may have been removed; then nothing can send. */
	if (world_function_at(w, m->req.client) == m->client)
		probe_unmapped(w, m, &u);
	snprintf(u.name, sizeof(u.name), "%s", m->name);
	u.client.sbdf = m->req.client;
	world_name(w, m->req.client, u.client.name, sizeof(u.client.name));
	rec_begin(w->rec, REC_UNMAPPED);
	rec_bytes(w->rec, &u, sizeof(u));
	rec_end(w->rec);
}

/* In lazy mode the addresses are checked again after the flush queue has run. */
static void look_again(struct world *w, const struct world_mapping *m)
{
	if (!is_lazy(w, m))
		return;
	if (w->nunmapped == w->unmapped_room) {
		w->unmapped_room = w->unmapped_room ? 2 * w->unmapped_room : 16;
		w->unmapped = realloc(w->unmapped, w->unmapped_room * sizeof(*w->unmapped));
		if (!w->unmapped)
			abort();
	}
	w->unmapped[w->nunmapped++] = *m;
}

int mapping_unmap(struct world *w, struct world_mapping *m, int32_t step)
{
	int ret = w->kernel->ops->dma_unmap(m->map.handle);

	if (ret == -ENOENT)
		ret = 0;	/* its driver has unmapped it */
	m->live = false;
	look_again(w, m);
	record_unmapped(w, m, step, ret, false);
	return ret;
}

/* --- mappings for "expect map" --- */

static bool is_ours(const struct hp_kfunc *f)
{
	return !*f->driver || !strcmp(f->driver, "hairpin-endpoint") ||
	       !strcmp(f->driver, "hairpin-gpu");
}

static int32_t first_memory_bar(const struct hp_kfunc *f)
{
	for (int32_t i = 0; i < 6; i++)
		if (f->res[i].flags & HP_RES_MEM && f->res[i].size_bytes &&
		    !(f->res[i].flags & HP_RES_UNASSIGNED))
			return i;
	return -1;
}

/* Restores the state before: an expectation must change nothing. */
static void unbind_again(struct world *w, hp_sbdf fn)
{
	char path[96], bdf[24];

	sbdf_text(fn, bdf, sizeof(bdf));
	w->kernel->ops->sysfs_write("/sys/bus/pci/drivers/hairpin-endpoint/unbind",
				    bdf, strlen(bdf));
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver_override",
		 bdf);
	w->kernel->ops->sysfs_write(path, "\n", 1);
}

void mappings_prove_pair(struct world *w, int32_t step, hp_sbdf provider,
			 int32_t bar, hp_sbdf client)
{
	struct world_mapping m = { .name = "map" };
	struct hp_kfunc p, c;

	/* DMA of a function to its own BAR sends no TLP. */
	if (!w->kernel->ops->dma_map || provider == client ||
	    w->kernel->ops->function(provider, &p) ||
	    w->kernel->ops->function(client, &c) || c.hdr_type || !is_ours(&c) ||
	    mistake_is_vfio(&p))
		return;
	if (bar < 0)
		bar = first_memory_bar(&p);
	if (bar < 0 || !p.res[bar].size_bytes)
		return;
	m.req = (struct hp_dma_request){
		.client = client, .provider = provider, .bar = bar,
		.api = HP_DMA_API_P2P, .bytes = p.res[bar].size_bytes,
	};
	if (m.req.bytes > PAIR_BYTES)
		m.req.bytes = PAIR_BYTES;
	if (!mapping_make(w, &m, step, true) && m.live)
		mapping_unmap(w, &m, step);
	if (!*c.driver)
		unbind_again(w, client);
}

void mappings_unbound(struct world *w, int32_t step, hp_sbdf fn)
{
	for (uint32_t i = 0; i < w->scn->nmappings; i++) {
		struct world_mapping *m = &w->mappings[i];

		if (!m->live || (m->req.client != fn &&
				 (m->dram || m->req.provider != fn)))
			continue;
		m->live = false;
		look_again(w, m);
		record_unmapped(w, m, step, 0, false);
	}
}

static void record_left(struct world *w)
{
	struct iommu *hw = wire_iommu(w->wire);
	uint32_t last;
	struct proof_left left = {
		.mappings_made = w->mappings_made,
		.iommu_mode = group_type_any(w, LAZY_TYPE) ? HP_IOMMU_LAZY :
			      world_iommu_mode(w),
		.processes = w->uapi ? w->uapi->nprocesses : 0,
	};

	if (w->kernel->ops->live_mappings)
		left.live_mappings = w->kernel->ops->live_mappings();
	if (w->kernel->ops->live_iovas)
		left.iovas = w->kernel->ops->live_iovas();
	last = iommu_hw_last_table(hw);
	for (uint32_t t = 1; t <= last; t++) {
		uint64_t bytes = iommu_hw_mapped_bytes(hw, t);

		if (bytes && !left.table_bytes)
			left.table = t;
		left.table_bytes += bytes;
	}
	rec_begin(w->rec, REC_LEFT);
	rec_bytes(w->rec, &left, sizeof(left));
	rec_end(w->rec);
}

void mappings_finish(struct world *w)
{
	if (!w->kernel->ops->dma_map)
		return;
	proof_isolation(w);
	for (uint32_t i = 0; i < w->scn->nmappings; i++)
		if (w->mappings[i].live)
			mapping_unmap(w, &w->mappings[i], CHECK_LAW);
	if (w->nunmapped)
		world_pass(w, w->clock->now_ps + LAZY_FLUSH_PS);
	for (uint32_t i = 0; i < w->nunmapped; i++)
		record_unmapped(w, &w->unmapped[i], CHECK_LAW, 0, true);
	record_left(w);
}
