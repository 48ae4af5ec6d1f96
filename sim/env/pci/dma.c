// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA mappings of the simulated endpoints, by every function of the DMA API.
 *
 *   request -> target (a BAR's bytes, or new DRAM) -> DMA API function -> addresses
 *
 * A function is called as a driver would call it, whether that is right for the target
 * or not.  The TLP simulation decides whether the addresses work.  A function that the
 * tree lacks gives -EOPNOTSUPP.
 */
#include <linux/kernel.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/pci-p2pdma.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "core/env.h"

struct mapping {
	struct list_head list;
	u64 handle;
	u32 api;
	enum dma_data_direction dir;
	struct pci_dev *client, *provider;	/* references */
	phys_addr_t phys;
	size_t bytes;
	u32 map_type;
	/* What its unmap function needs. */
	dma_addr_t dma;
	void *cpu;			/* DRAM of ours */
	struct sg_table sgt;
#ifdef HP_HAVE_DMA_IOVA
	struct dma_iova_state iova;
#endif
};

static LIST_HEAD(mappings);
static u64 last_handle, live;

static void add_segment(struct hp_dma_mapping *out, u64 address, u64 bytes,
			bool bus)
{
	if (out->nsegments < HP_MAX_SEGMENTS) {
		struct hp_dma_segment *s = &out->segment[out->nsegments];

		s->address = address;
		s->bytes = bytes;
		s->bus_address = bus;
	}
	out->nsegments++;
}

/* --- dma_map_resource(): any tree, any physical address -------------------- */

static int resource_map(struct mapping *m, struct hp_dma_mapping *out)
{
	m->dma = dma_map_resource(&m->client->dev, m->phys, m->bytes, m->dir, 0);
	if (dma_mapping_error(&m->client->dev, m->dma))
		return -EIO;
	add_segment(out, m->dma, m->bytes, false);
	return 0;
}

static void resource_unmap(struct mapping *m)
{
	dma_unmap_resource(&m->client->dev, m->dma, m->bytes, m->dir, 0);
}

/* --- dma_map_phys() --------------------------------------------------------- */

#ifdef HP_HAVE_DMA_MAP_PHYS

static int phys_map(struct mapping *m, struct hp_dma_mapping *out)
{
	m->dma = dma_map_phys(&m->client->dev, m->phys, m->bytes, m->dir,
			      DMA_ATTR_MMIO);
	if (dma_mapping_error(&m->client->dev, m->dma))
		return -EIO;
	add_segment(out, m->dma, m->bytes, false);
	return 0;
}

static void phys_unmap(struct mapping *m)
{
	dma_unmap_phys(&m->client->dev, m->dma, m->bytes, m->dir, DMA_ATTR_MMIO);
}

#else
#define phys_map NULL
#define phys_unmap NULL
#endif

/* --- dma_iova_*() ----------------------------------------------------------- */

#ifdef HP_HAVE_DMA_IOVA

/* In two pieces where there are two pages, as drivers link what is scattered. */
static int iova_link(struct mapping *m)
{
	struct device *dev = &m->client->dev;
	u64 half = offset_in_page(m->phys) ? 0 : PAGE_ALIGN_DOWN(m->bytes / 2);
	int err = 0;

	if (half)
		err = dma_iova_link(dev, &m->iova, m->phys, 0, half, m->dir,
				    DMA_ATTR_MMIO);
	if (err)
		return err;
	err = dma_iova_link(dev, &m->iova, m->phys + half, half, m->bytes - half,
			    m->dir, DMA_ATTR_MMIO);
	if (err && half)
		dma_iova_unlink(dev, &m->iova, 0, half, m->dir, DMA_ATTR_MMIO);
	return err;
}

static int iova_map(struct mapping *m, struct hp_dma_mapping *out)
{
	struct device *dev = &m->client->dev;
	int err;

	/* Without an IOMMU in charge there are no IOVAs: the documented answer. */
	if (!dma_iova_try_alloc(dev, &m->iova, m->phys, m->bytes))
		return -EOPNOTSUPP;
	err = iova_link(m);
	if (err) {
		dma_iova_free(dev, &m->iova);
		return err;
	}
	err = dma_iova_sync(dev, &m->iova, 0, m->bytes);
	if (err) {
		dma_iova_destroy(dev, &m->iova, m->bytes, m->dir, DMA_ATTR_MMIO);
		return err;
	}
	add_segment(out, m->iova.addr, m->bytes, false);
	return 0;
}

static void iova_unmap(struct mapping *m)
{
	dma_iova_destroy(&m->client->dev, &m->iova, m->bytes, m->dir,
			 DMA_ATTR_MMIO);
}

#else
#define iova_map NULL
#define iova_unmap NULL
#endif

/* --- dma_map_sgtable() of P2P pages ------------------------------------------ */

#define SG_CHUNK_BYTES SZ_32K

/* Entries of a chunk each, as an exporter of a large BAR would make them. */
static int sgtable_fill(struct mapping *m)
{
	u64 first = m->phys % SG_CHUNK_BYTES, done = 0;
	struct scatterlist *sg;
	int i, err;

	err = sg_alloc_table(&m->sgt, DIV_ROUND_UP(first + m->bytes, SG_CHUNK_BYTES),
			     GFP_KERNEL);
	if (err)
		return err;
	hp_host->back(hp_host->ctx, pfn_to_page(PHYS_PFN(m->phys)),
		      DIV_ROUND_UP(first + m->bytes, PAGE_SIZE) * sizeof(struct page));
	for_each_sgtable_sg(&m->sgt, sg, i) {
		u64 phys = m->phys + done;
		u64 n = min_t(u64, SG_CHUNK_BYTES - phys % SG_CHUNK_BYTES,
			      m->bytes - done);

		sg_set_page(sg, pfn_to_page(PHYS_PFN(phys)), n,
			    offset_in_page(phys));
		done += n;
	}
	return 0;
}

static int sgtable_map(struct mapping *m, struct hp_dma_mapping *out)
{
	struct scatterlist *sg;
	int i, err, bar;

	bar = hp_p2p_bar_of(m->provider, m->phys);
	if (bar < 0)
		return bar;
	if (m->phys + m->bytes > pci_resource_start(m->provider, bar) +
				 HP_P2P_PAGES_BYTES)
		return -E2BIG;
	err = hp_p2p_pages(m->provider, bar, 0, 1);
	if (err)
		return err;
	m->map_type = hp_p2p_type_of(m->provider, bar, m->client);
	err = sgtable_fill(m);
	if (err)
		return err;
	err = dma_map_sgtable(&m->client->dev, &m->sgt, m->dir, 0);
	if (err) {
		sg_free_table(&m->sgt);
		return err;
	}
	for_each_sgtable_dma_sg(&m->sgt, sg, i)
		add_segment(out, sg_dma_address(sg), sg_dma_len(sg),
			    sg_dma_is_bus_address(sg));
	return 0;
}

static void sgtable_unmap(struct mapping *m)
{
	dma_unmap_sgtable(&m->client->dev, &m->sgt, m->dir, 0);
	sg_free_table(&m->sgt);
}

/* --- what the tree wants for a peer's BAR -------------------------------------- */

#ifdef HP_HAVE_P2P_PROVIDER

/* Ask for the map type, then map by it: as the P2PDMA documentation says. */
static int p2p_map(struct mapping *m, struct hp_dma_mapping *out)
{
	int bar = hp_p2p_bar_of(m->provider, m->phys);
	struct p2pdma_provider *p;

	if (bar < 0)
		return bar;
	p = pcim_p2pdma_provider(m->provider, bar);
	if (!p)
		return -EINVAL;
	m->map_type = hp_p2p_map_type(pci_p2pdma_map_type(p, &m->client->dev));
	switch (m->map_type) {
	case HP_MAP_BUS_ADDR:
		add_segment(out, pci_p2pdma_bus_addr_map(p, m->phys), m->bytes,
			    true);
		return 0;
	case HP_MAP_THRU_HOST_BRIDGE:
#ifdef HP_HAVE_DMA_MAP_PHYS
		return phys_map(m, out);
#else
		return resource_map(m, out);
#endif
	default:
		return -EREMOTEIO;
	}
}

static void p2p_unmap(struct mapping *m)
{
	if (m->map_type != HP_MAP_THRU_HOST_BRIDGE)
		return;
#ifdef HP_HAVE_DMA_MAP_PHYS
	phys_unmap(m);
#else
	resource_unmap(m);
#endif
}

#else
/* Page-based trees have one way, and it is the scatterlist. */
#define p2p_map sgtable_map
#define p2p_unmap sgtable_unmap
#endif

/* --- DRAM -------------------------------------------------------------------- */

static int single_map(struct mapping *m, struct hp_dma_mapping *out)
{
	m->cpu = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO,
					  get_order(m->bytes));
	if (!m->cpu)
		return -ENOMEM;
	m->phys = virt_to_phys(m->cpu);
	m->dma = dma_map_single(&m->client->dev, m->cpu, m->bytes, m->dir);
	if (dma_mapping_error(&m->client->dev, m->dma)) {
		free_pages((unsigned long)m->cpu, get_order(m->bytes));
		return -EIO;
	}
	add_segment(out, m->dma, m->bytes, false);
	return 0;
}

static void single_unmap(struct mapping *m)
{
	dma_unmap_single(&m->client->dev, m->dma, m->bytes, m->dir);
	free_pages((unsigned long)m->cpu, get_order(m->bytes));
}

static int coherent_map(struct mapping *m, struct hp_dma_mapping *out)
{
	m->cpu = dma_alloc_coherent(&m->client->dev, m->bytes, &m->dma, GFP_KERNEL);
	if (!m->cpu)
		return -ENOMEM;
	m->phys = virt_to_phys(m->cpu);
	add_segment(out, m->dma, m->bytes, false);
	return 0;
}

static void coherent_unmap(struct mapping *m)
{
	dma_free_coherent(&m->client->dev, m->bytes, m->cpu, m->dma);
}

/* --- the functions ---------------------------------------------------------- */

static const struct api {
	int (*map)(struct mapping *m, struct hp_dma_mapping *out);
	void (*unmap)(struct mapping *m);
	bool dram;
} apis[HP_DMA_API_COUNT] = {
	[HP_DMA_API_P2P] = { p2p_map, p2p_unmap, false },
	[HP_DMA_API_PHYS] = { phys_map, phys_unmap, false },
	[HP_DMA_API_IOVA] = { iova_map, iova_unmap, false },
	[HP_DMA_API_SGTABLE] = { sgtable_map, sgtable_unmap, false },
	[HP_DMA_API_RESOURCE] = { resource_map, resource_unmap, false },
	[HP_DMA_API_SINGLE] = { single_map, single_unmap, true },
	[HP_DMA_API_COHERENT] = { coherent_map, coherent_unmap, true },
};

static enum dma_data_direction direction(u32 dir)
{
	return dir == HP_DMA_TO_DEVICE	 ? DMA_TO_DEVICE :
	       dir == HP_DMA_FROM_DEVICE ? DMA_FROM_DEVICE :
					   DMA_BIDIRECTIONAL;
}

/* Where in the provider: fills in @m->phys. */
static int find_target(struct mapping *m, const struct hp_dma_request *req)
{
	int bar = req->bar, err;

	m->provider = hp_pci_get(req->provider);
	if (!m->provider)
		return -ENODEV;
	err = hp_endpoint_bind(m->provider);
	if (err)
		return err;
	if (bar < 0)
		bar = hp_p2p_first_bar(m->provider);
	if (bar < 0 || bar >= PCI_STD_NUM_BARS ||
	    !m->provider->resource[bar].parent ||
	    !(pci_resource_flags(m->provider, bar) & IORESOURCE_MEM))
		return -EINVAL;
	if (!req->bytes || req->offset >= pci_resource_len(m->provider, bar) ||
	    req->bytes > pci_resource_len(m->provider, bar) - req->offset)
		return -ERANGE;
	m->phys = pci_resource_start(m->provider, bar) + req->offset;
	return 0;
}

static void mapping_free(struct mapping *m)
{
	pci_dev_put(m->client);
	pci_dev_put(m->provider);
	kfree(m);
}

static int map(struct mapping *m, const struct api *api,
	       const struct hp_dma_request *req, struct hp_dma_mapping *out)
{
	int err;

	m->client = hp_pci_get(req->client);
	if (!m->client)
		return -ENODEV;
	err = hp_endpoint_bind(m->client);
	if (!err && !hp_endpoint_is_ours(m->client) && !hp_gpu_is_ours(m->client))
		err = -EBUSY;
	if (!err && !api->dram)
		err = find_target(m, req);
	if (err)
		return err;
	err = api->map(m, out);
	out->map_type = m->map_type;
	return err;
}

int hp_dma_map(const struct hp_dma_request *req, struct hp_dma_mapping *out)
{
	const struct api *api;
	struct mapping *m;

	memset(out, 0, sizeof(*out));
	if (!req->api || req->api >= HP_DMA_API_COUNT)
		return -EINVAL;
	api = &apis[req->api];
	if (!api->map) {
		out->error = -EOPNOTSUPP;
		return 0;
	}
	m = kzalloc(sizeof(*m), GFP_KERNEL | __GFP_NOFAIL);
	if (!m)
		return -ENOMEM;
	m->api = req->api;
	m->dir = direction(req->dir);
	m->bytes = req->bytes;
	out->error = map(m, api, req, out);
	out->cpu_address = m->phys;
	out->bytes = m->bytes;
	if (out->error) {
		mapping_free(m);
	} else {
		m->handle = out->handle = ++last_handle;
		list_add(&m->list, &mappings);
		live++;
	}
	hp_settle();
	return 0;
}

/* What the device does ends before its driver unmaps. */
void hp_dma_stop(struct pci_dev *pdev)
{
	hp_host->dma_stop(hp_host->ctx, ((hp_sbdf)(u32)pci_domain_nr(pdev->bus) << 16) |
					pci_dev_id(pdev));
}

int hp_dma_unmap(uint64_t handle)
{
	struct mapping *m;

	list_for_each_entry(m, &mappings, list) {
		if (m->handle != handle)
			continue;
		list_del(&m->list);
		live--;
		hp_dma_stop(m->client);
		apis[m->api].unmap(m);
		mapping_free(m);
		hp_settle();
		return 0;
	}
	return -ENOENT;
}

void hp_dma_quiesce(struct pci_dev *pdev)
{
	struct mapping *m;

	/* A reset of a PF is one of its VFs, too. */
	list_for_each_entry(m, &mappings, list)
		if (m->provider && (m->provider == pdev || pci_physfn(m->provider) == pdev))
			hp_dma_stop(m->client);
}

/* Its driver goes: as any driver must, it gives back what it mapped first. */
void hp_dma_forget(struct pci_dev *pdev)
{
	struct mapping *m, *next;

	list_for_each_entry_safe(m, next, &mappings, list) {
		if (m->client != pdev && m->provider != pdev)
			continue;
		list_del(&m->list);
		live--;
		hp_dma_stop(m->client);
		apis[m->api].unmap(m);
		mapping_free(m);
	}
}

uint64_t hp_dma_live(void)
{
	return live;
}
