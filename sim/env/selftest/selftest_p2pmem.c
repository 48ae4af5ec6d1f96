// SPDX-License-Identifier: GPL-2.0-only
/*
 * A BAR's memory as drivers take it from P2PDMA: published, found by who needs
 * it nearby, allocated and given back; and how a driver's attribute names it.
 *
 * It maps nothing: whether addresses work is for `step dma` to show.
 */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/pci-p2pdma.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

#include "core/env.h"
#include "selftest/selftest.h"

/* Nobody is found before it is published, nor for who is no PCI device. */
static int finding(struct pci_dev *provider, struct pci_dev *client)
{
	struct device *dev = &client->dev;
	struct device *bridge = &pci_find_host_bridge(client->bus)->dev;
	struct pci_dev *found;

	WANT(!pci_p2pmem_find_many(&dev, 1));
	pci_p2pmem_publish(provider, true);
	found = pci_p2pmem_find_many(&dev, 1);
	WANT(found == provider);
	pci_dev_put(found);
	WANT(pci_p2pdma_distance_many(provider, &bridge, 1, true) == -1);
	WANT(!pci_p2pmem_find_many(&bridge, 1));
	return 0;
}

static int allocating(struct pci_dev *provider, struct pci_dev *client, int bar)
{
	u64 start = pci_bus_address(provider, bar);
	void *a = pci_alloc_p2pmem(provider, SZ_64K);
	void *b = pci_alloc_p2pmem(provider, SZ_64K);
	u64 at;

	WANT(a && b && a != b);
	at = pci_p2pmem_virt_to_bus(provider, a);
	WANT(at >= start && at + SZ_64K <= start + pci_resource_len(provider, bar));
	WANT(pci_p2pmem_virt_to_bus(provider, b) - at == b - a);
	WANT(!pci_p2pmem_virt_to_bus(provider, NULL));
	WANT(!pci_p2pmem_virt_to_bus(client, a));
	WANT(!pci_alloc_p2pmem(provider, SZ_1G));
	WANT(!pci_alloc_p2pmem(client, SZ_4K));
	pci_free_p2pmem(provider, b, SZ_64K);
	pci_free_p2pmem(provider, a, SZ_64K);
	return 0;
}

static int scatterlists(struct pci_dev *provider)
{
	unsigned int nents = 0;
	struct scatterlist *sgl = pci_p2pmem_alloc_sgl(provider, &nents, SZ_64K);

	WANT(sgl && nents == 1 && sgl->length == SZ_64K);
	WANT(is_pci_p2pdma_page(sg_page(sgl)));
	pci_p2pmem_free_sgl(provider, sgl);
	WANT(!pci_p2pmem_alloc_sgl(provider, &nents, SZ_1G));
	return 0;
}

/* "1" is any memory, "0" none, a name that device's. */
static int attribute(struct pci_dev *provider, struct pci_dev *client)
{
	struct pci_dev *chosen = NULL;
	bool use = false;
	char text[32];

	WANT(!pci_p2pdma_enable_store("1\n", &chosen, &use) && use && !chosen);
	WANT(pci_p2pdma_enable_show(text, chosen, use) > 0 && !strcmp(text, "1\n"));
	WANT(!pci_p2pdma_enable_store("0\n", &chosen, &use) && !use);
	WANT(pci_p2pdma_enable_show(text, chosen, use) > 0 && !strcmp(text, "0\n"));
	WANT(!pci_p2pdma_enable_store(pci_name(provider), &chosen, &use));
	WANT(use && chosen == provider);
	WANT(pci_p2pdma_enable_show(text, chosen, use) > 0);
	WANT(!strncmp(text, pci_name(provider), strlen(pci_name(provider))));
	pci_dev_put(chosen);
	WANT(pci_p2pdma_enable_store(pci_name(client), &chosen, &use) == -ENODEV);
	WANT(pci_p2pdma_enable_store("0000:ff:1f.7", &chosen, &use) == -ENODEV);
	WANT(pci_p2pdma_enable_store("which", &chosen, &use) == -ENODEV);
	return 0;
}

static bool has_memory(struct pci_dev *pdev)
{
	return pdev->hdr_type == PCI_HEADER_TYPE_NORMAL && hp_p2p_first_bar(pdev) >= 0;
}

/* Of all that have memory to give, the one at the shortest distance is found. */
static int nearest(struct pci_dev *client)
{
	struct device *dev = &client->dev;
	struct pci_dev *pdev = NULL, *found, *best = NULL;
	int least = INT_MAX;

	for_each_pci_dev(pdev) {
		int distance, ret;

		if (pdev == client || !has_memory(pdev))
			continue;
		ret = hp_endpoint_bind(pdev) ?: hp_p2p_pages(pdev, hp_p2p_first_bar(pdev), 0, 1);
		if (ret) {
			pci_dev_put(pdev);
			return ret;
		}
		pci_p2pmem_publish(pdev, true);
		distance = pci_p2pdma_distance(pdev, dev, false);
		if (distance < least) {
			least = distance;
			best = pdev;
		}
	}
	found = pci_p2pmem_find_many(&dev, 1);
	WANT(found == best);
	pci_dev_put(found);
	return 0;
}

/* No size stands for all of the BAR. */
static int whole(struct pci_dev *pdev)
{
	int bar = hp_p2p_first_bar(pdev);
	int ret = hp_endpoint_bind(pdev) ?: pci_p2pdma_add_resource(pdev, bar, 0, 0);
	void *all;

	if (ret)
		return ret;
	all = pci_alloc_p2pmem(pdev, pci_resource_len(pdev, bar));
	WANT(all);
	pci_free_p2pmem(pdev, all, pci_resource_len(pdev, bar));
	return 0;
}

/* The provider is the first function with a memory BAR, the client the last. */
int hp_selftest_p2pmem(void)
{
	struct pci_dev *pdev = NULL, *provider = NULL, *client = NULL;
	int bar, ret;

	for_each_pci_dev(pdev) {
		if (!has_memory(pdev))
			continue;
		/* Its driver has set P2PDMA up already, perhaps without memory. */
		if (pdev->dev.driver) {
			pci_dev_put(pdev);
			return -EBUSY;
		}
		if (!provider)
			provider = pdev;
		client = pdev;
	}
	if (!provider || client == provider)
		return -ENODEV;
	ret = hp_endpoint_bind(provider);
	if (ret)
		return ret;
	bar = hp_p2p_first_bar(provider);
	ret = hp_p2p_pages(provider, bar, 0, 1);
	if (ret)
		return ret;
	return finding(provider, client) ?: allocating(provider, client, bar) ?:
	       scatterlists(provider) ?: attribute(provider, client) ?:
	       nearest(client) ?: whole(client);
}
