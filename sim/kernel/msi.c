// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where devices' interrupts go: nowhere yet, and drivers that ask for vectors
 * are told so.  But whether one device could forge another's interrupt, VFIO
 * and IOMMUFD ask before they hand it out: with an IOMMU, which remaps
 * interrupts, it could not.
 */
#include <linux/kernel.h>
#include <linux/irqdomain.h>
#include <linux/msi.h>
#include <linux/pci.h>

#include "env.h"

static struct irq_domain *remapped;

static const struct irq_domain_ops no_vectors = {};

int hp_msi_init(u32 iommu_mode)
{
	struct fwnode_handle *fwnode;

	if (iommu_mode == HP_IOMMU_OFF)
		return 0;
	fwnode = irq_domain_alloc_named_fwnode("hairpin-remapping");
	if (!fwnode)
		return -ENOMEM;
	remapped = irq_domain_create_tree(fwnode, &no_vectors, NULL);
	if (!remapped)
		return -ENOMEM;
	remapped->flags |= IRQ_DOMAIN_FLAG_ISOLATED_MSI;
	return 0;
}

void hp_msi_set(struct pci_dev *pdev)
{
	if (remapped)
		dev_set_msi_domain(&pdev->dev, remapped);
}
