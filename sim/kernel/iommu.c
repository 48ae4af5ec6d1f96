// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the simulated IOMMU: every PCI function is behind it, and
 * the kernel's own pci_device_group() forms the groups.
 *
 * It offers the identity domain: addresses reach the fabric as they are, so
 * P2PDMA and grouping see a machine with an IOMMU in passthrough.
 */
#include <linux/kernel.h>
#include <linux/iommu.h>
#include <linux/pci.h>

#include "env.h"

static struct iommu_device unit;

#ifdef HP_HAVE_IOMMU_ATTACH_OLD
static int identity_attach(struct iommu_domain *domain, struct device *dev,
			   struct iommu_domain *old)
#else
static int identity_attach(struct iommu_domain *domain, struct device *dev)
#endif
{
	return 0;
}

static const struct iommu_domain_ops identity_ops = {
	.attach_dev = identity_attach,
};

static struct iommu_domain identity = {
	.type = IOMMU_DOMAIN_IDENTITY,
	.ops = &identity_ops,
};

static bool iommu_capable_of(struct device *dev, enum iommu_cap cap)
{
	return cap == IOMMU_CAP_CACHE_COHERENCY;
}

static struct iommu_device *probe_device(struct device *dev)
{
	return dev_is_pci(dev) ? &unit : ERR_PTR(-ENODEV);
}

static int def_domain_type(struct device *dev)
{
	return IOMMU_DOMAIN_IDENTITY;
}

static const struct iommu_ops ops = {
	.capable = iommu_capable_of,
	.probe_device = probe_device,
	.device_group = pci_device_group,
	.def_domain_type = def_domain_type,
	.identity_domain = &identity,
};

int hp_iommu_register(u32 mode)
{
	int err;

	if (mode == HP_IOMMU_OFF)
		return 0;
	/* As every IOMMU driver does when it detects its units, before PCI. */
	pci_request_acs();
	err = iommu_device_sysfs_add(&unit, NULL, NULL, "hairpin-iommu0");
	if (err)
		return err;
	return iommu_device_register(&unit, &ops, NULL);
}
