// SPDX-License-Identifier: GPL-2.0-only
/*
 * How far the tree takes a function as isolated: its ACS checks, its quirks for
 * device IDs, its DMA aliases.  It only asks; drivers/iommu/iommu.c forms groups.
 */
#include <linux/kernel.h>
#include <linux/pci.h>
#include <../drivers/pci/pci.h>

#include "core/env.h"

static hp_sbdf sbdf_by_id(struct pci_dev *dev, u16 id)
{
	return ((hp_sbdf)(u32)pci_domain_nr(dev->bus) << 16) | id;
}

struct aliases {
	struct pci_dev *of;
	struct hp_isolation *out;
};

static int add_alias(struct pci_dev *dev, u16 alias, void *data)
{
	struct aliases *a = data;
	struct hp_isolation *out = a->out;

	if (dev == a->of && alias == pci_dev_id(dev))
		return 0;
	if (out->naliases == HP_MAX_ALIASES) {
		/* The last one seen is where a group search goes on from. */
		out->naliases--;
	}
	out->alias[out->naliases].device = sbdf_by_id(dev, pci_dev_id(dev));
	out->alias[out->naliases].requester = sbdf_by_id(dev, alias);
	out->naliases++;
	return 0;
}

int hp_isolation(hp_sbdf fn, struct hp_isolation *out)
{
	struct pci_dev *dev = hp_pci_get(fn);
	struct aliases aliases = { .of = dev, .out = out };
	unsigned int bit;

	if (!dev)
		return -ENODEV;
	memset(out, 0, sizeof(*out));
	for (bit = 0; bit < 7; bit++)
		if (HP_ISOLATING & (1u << bit) && pci_acs_enabled(dev, 1u << bit))
			out->enabled |= 1u << bit;
	out->isolated = pci_acs_enabled(dev, HP_ISOLATING);
	out->quirk = max(pci_dev_specific_acs_enabled(dev, HP_ISOLATING), -1);
	/* Groups ask this of ports; a VF's bus may have no bridge to go up to. */
	if (dev->subordinate)
		out->path_isolated = pci_acs_path_enabled(dev, NULL, HP_ISOLATING);
	pci_for_each_dma_alias(dev, add_alias, &aliases);
	pci_dev_put(dev);
	return 0;
}
