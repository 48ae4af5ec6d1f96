// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks P2PDMA for the map type and the distance of a provider and a client.
 *
 * Trees with provider objects answer for those.  Older trees answer for a page of
 * the BAR, so the BAR is registered first.  Only this file knows the difference.
 */
#include <linux/kernel.h>
#include <linux/dma-map-ops.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/pci-p2pdma.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

#include "core/env.h"

u32 hp_p2p_map_type(int type)
{
	switch (type) {
	case PCI_P2PDMA_MAP_NOT_SUPPORTED:
		return HP_MAP_NOT_SUPPORTED;
	case PCI_P2PDMA_MAP_BUS_ADDR:
		return HP_MAP_BUS_ADDR;
	case PCI_P2PDMA_MAP_THRU_HOST_BRIDGE:
		return HP_MAP_THRU_HOST_BRIDGE;
#ifdef HP_HAVE_P2P_PROVIDER
	case PCI_P2PDMA_MAP_NONE:
		return HP_MAP_NONE;
#endif
	default:
		return HP_MAP_UNKNOWN;
	}
}

int hp_p2p_first_bar(struct pci_dev *pdev)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if ((pci_resource_flags(pdev, i) & IORESOURCE_MEM) &&
		    pci_resource_len(pdev, i) && pdev->resource[i].parent)
			return i;
	}
	return -1;
}

int hp_p2p_bar_of(struct pci_dev *pdev, phys_addr_t phys)
{
	int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (pci_resource_len(pdev, i) &&
		    phys >= pci_resource_start(pdev, i) &&
		    phys <= pci_resource_end(pdev, i))
			return i;
	}
	return -EINVAL;
}

/* P2P pages of 2 MiB of a BAR, registered once. */
static int pages_of(struct pci_dev *provider, int bar, u64 offset)
{
	struct page *page = pfn_to_page(PHYS_PFN(pci_resource_start(provider, bar) + offset));

	hp_host->back(hp_host->ctx, page, sizeof(*page));
	if (is_pci_p2pdma_page(page))
		return 0;
	return pci_p2pdma_add_resource(provider, bar,
		min_t(u64, pci_resource_len(provider, bar) - offset, HP_P2P_PAGES_BYTES),
		offset);
}

/*
 * Not of all of a BAR: struct pages of a 32 GiB BAR are half a GiB.  A negative errno when
 * the kernel refuses.
 */
int hp_p2p_pages(struct pci_dev *provider, int bar, u64 offset, u64 bytes)
{
	u64 at = ALIGN_DOWN(offset, HP_P2P_PAGES_BYTES);
	int err = 0;

	for (; at < offset + bytes && !err; at += HP_P2P_PAGES_BYTES)
		err = pages_of(provider, bar, at);
	return err;
}

/*
 * ask: fills in the map type and, when that is BUS_ADDR, the address that the
 * kernel hands @client for the first byte of @bar.
 */
#ifdef HP_HAVE_P2P_PROVIDER

static int ask(struct pci_dev *provider, int bar, struct pci_dev *client,
	       struct hp_p2p *out)
{
	struct p2pdma_provider *p = pcim_p2pdma_provider(provider, bar);

	if (!p)
		return -EINVAL;
	out->map_type = hp_p2p_map_type(pci_p2pdma_map_type(p, &client->dev));
	if (out->map_type == HP_MAP_BUS_ADDR)
		out->bus_address = pci_p2pdma_bus_addr_map(p, out->cpu_address);
	return 0;
}

#else

/* One page stands for all. */
static int ask(struct pci_dev *provider, int bar, struct pci_dev *client,
	       struct hp_p2p *out)
{
	u64 start = out->cpu_address;
	struct page *page = pfn_to_page(PHYS_PFN(start));
	struct pci_p2pdma_map_state state = {};
	struct scatterlist sg;
	int err = hp_p2p_pages(provider, bar, 0, 1);

	if (err)
		return err;
	sg_init_table(&sg, 1);
	sg_set_page(&sg, page, PAGE_SIZE, 0);
	out->map_type = hp_p2p_map_type(pci_p2pdma_map_segment(&state, &client->dev,
							   &sg));
	if (out->map_type == HP_MAP_BUS_ADDR)
		out->bus_address = sg_dma_address(&sg);
	return 0;
}

#endif

u32 hp_p2p_type_of(struct pci_dev *provider, int bar, struct pci_dev *client)
{
	struct hp_p2p p = { .cpu_address = pci_resource_start(provider, bar) };

	return ask(provider, bar, client, &p) ? HP_MAP_UNKNOWN : p.map_type;
}

static int query(struct pci_dev *provider, int bar, struct pci_dev *client,
		 bool verbose, struct hp_p2p *out)
{
	int err = hp_endpoint_bind(provider);

	if (err < 0)
		return err;
	if (bar < 0)
		bar = hp_p2p_first_bar(provider);
	if (bar < 0 || bar >= PCI_STD_NUM_BARS ||
	    !(pci_resource_flags(provider, bar) & IORESOURCE_MEM) ||
	    !provider->resource[bar].parent)
		return -EINVAL;
	out->cpu_address = pci_resource_start(provider, bar);
	err = ask(provider, bar, client, out);
	if (err)
		return err;
	out->distance = pci_p2pdma_distance(provider, &client->dev, verbose);
	return 0;
}

int hp_p2p_query(hp_sbdf provider, int32_t bar, hp_sbdf client,
		 uint32_t verbose, struct hp_p2p *out)
{
	struct pci_dev *p = hp_pci_get(provider), *c = hp_pci_get(client);
	int err = -ENODEV;

	memset(out, 0, sizeof(*out));
	out->distance = -1;
	if (p && c)
		err = query(p, bar, c, verbose, out);
	out->error = err;
	pci_dev_put(p);
	pci_dev_put(c);
	hp_settle();
	return err;
}
