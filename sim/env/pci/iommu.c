// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of the simulated IOMMU, behind the kernel's iommu_ops.
 *
 *   iommu.c, dma-iommu.c (the tree's) -> this file -> struct hp_host -> hardware
 *
 * It makes no decisions: the kernel's own pci_device_group() forms the groups, its
 * dma-iommu.c allocates addresses, and its parameters choose the default domain.
 * Like the drivers of real hardware it maps at once, and invalidates the IOTLB only
 * when the core asks for it.
 */
#include <linux/kernel.h>
#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "core/env.h"

#define AMD_NB 0x18			/* the first device of a CPU's northbridge */
#define AMD_ZEN 0x17			/* family of the first Zen */
#ifndef PCI_CLASS_SYSTEM_IOMMU
#define PCI_CLASS_SYSTEM_IOMMU 0x0806	/* PCI Code and ID Assignment, 1.10 */
#endif
#define MSI_BASE 0xfee00000ull		/* where this host takes interrupts */

struct table_domain {
	struct iommu_domain domain;
	u32 table;			/* the hardware's number */
};

static struct iommu_device unit;

static struct table_domain *to_table(struct iommu_domain *domain)
{
	return container_of(domain, struct table_domain, domain);
}

/* --- contexts ------------------------------------------------------------- */

struct attach {
	u32 mode, table;
	int err;
};

/* A device below a PCIe-to-PCI bridge is seen under the bridge's name, too. */
static int attach_alias(struct pci_dev *pdev, u16 alias, void *data)
{
	struct attach *a = data;
	/* Behind a VMD the alias is the VMD's, in its domain. */
	u32 domain_nr = pci_domain_nr(pdev->bus);
	hp_sbdf requester = ((hp_sbdf)domain_nr << 16) | alias;

	a->err = hp_host->iommu_attach(hp_host->ctx, requester, a->mode, a->table);
	return a->err;
}

static int attach(struct device *dev, u32 mode, u32 table)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct attach a = {
		.mode = mode,
		.table = table,
	};

	hp_ats_before(dev, table);
	pci_for_each_dma_alias(pdev, attach_alias, &a);
	/* The hardware here has the function's own ID on requests, also behind a VMD. */
	if (!a.err && pci_real_dma_dev(pdev) != pdev)
		attach_alias(pdev, pci_dev_id(pdev), &a);
	if (a.err)
		return -EINVAL;
	hp_ats_after(dev, table);
	return 0;
}

/* The callback's third parameter came with 6.19; it is not needed. */
#ifdef HP_HAVE_IOMMU_ATTACH_OLD
#define ATTACH(name) \
	static int name(struct iommu_domain *domain, struct device *dev, \
			struct iommu_domain *old)
#else
#define ATTACH(name) \
	static int name(struct iommu_domain *domain, struct device *dev)
#endif

ATTACH(identity_attach)
{
	return attach(dev, HP_IOMMU_HW_PASSTHROUGH, 0);
}

ATTACH(blocked_attach)
{
	return attach(dev, HP_IOMMU_HW_BLOCKED, 0);
}

ATTACH(table_attach)
{
	return attach(dev, HP_IOMMU_HW_TABLE, to_table(domain)->table);
}

/* --- page tables ---------------------------------------------------------- */

/* How many pages from @iova on have their entries in one table of the lowest level. */
static size_t of_one_table(unsigned long iova, size_t page_bytes, size_t count)
{
	if (page_bytes != SZ_4K)
		return count;
	return min(count, (SZ_2M - (iova & (SZ_2M - 1))) / SZ_4K);
}

/*
 * The tables themselves are the host's.  A driver of real hardware allocates them as it
 * maps, so there is a fault point for each: what is mapped by then stays, and is told.
 */
static int map_pages(struct iommu_domain *domain, unsigned long iova,
		     phys_addr_t phys, size_t page_bytes, size_t count, int prot,
		     gfp_t gfp, size_t *mapped)
{
	const u32 hw = (prot & IOMMU_READ ? HP_IOMMU_HW_READ : 0) |
		       (prot & IOMMU_WRITE ? HP_IOMMU_HW_WRITE : 0);
	size_t n;

	for (; count; count -= n, iova += n * page_bytes, phys += n * page_bytes) {
		n = of_one_table(iova, page_bytes, count);
		if (hp_inject_alloc(gfp))
			return -ENOMEM;
		if (hp_host->iommu_map(hp_host->ctx, to_table(domain)->table, iova,
				       phys, page_bytes, n, hw))
			return -EINVAL;
		*mapped += page_bytes * n;
	}
	return 0;
}

static size_t unmap_pages(struct iommu_domain *domain, unsigned long iova,
			  size_t page_bytes, size_t count,
			  struct iommu_iotlb_gather *gather)
{
	size_t n = hp_host->iommu_unmap(hp_host->ctx, to_table(domain)->table,
					iova, page_bytes * count);

	if (n && !iommu_iotlb_gather_queued(gather))
		iommu_iotlb_gather_add_page(domain, gather, iova, n);
	return n;
}

static void flush_all(struct iommu_domain *domain)
{
	hp_host->iommu_invalidate(hp_host->ctx, to_table(domain)->table, 0, 0);
	hp_ats_invalidate(to_table(domain)->table, 0, U64_MAX);
}

static void sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	const u64 bytes = gather->end - gather->start + 1;

	hp_host->iommu_invalidate(hp_host->ctx, to_table(domain)->table,
				  gather->start, bytes);
	hp_ats_invalidate(to_table(domain)->table, gather->start, bytes);
}

static phys_addr_t iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	u64 phys;

	if (hp_host->iommu_walk(hp_host->ctx, to_table(domain)->table, iova, &phys))
		return 0;
	return phys;
}

static void table_free(struct iommu_domain *domain)
{
	struct table_domain *t = to_table(domain);

	hp_host->iommu_table_free(hp_host->ctx, t->table);
	kfree(t);
}

static const struct iommu_domain_ops identity_ops = {
	.attach_dev = identity_attach,
};

static struct iommu_domain identity = {
	.type = IOMMU_DOMAIN_IDENTITY,
	.ops = &identity_ops,
};

static const struct iommu_domain_ops blocked_ops = {
	.attach_dev = blocked_attach,
};

static struct iommu_domain blocked = {
	.type = IOMMU_DOMAIN_BLOCKED,
	.ops = &blocked_ops,
};

static const struct iommu_domain_ops table_ops = {
	.attach_dev = table_attach,
	.map_pages = map_pages,
	.unmap_pages = unmap_pages,
	.flush_iotlb_all = flush_all,
	.iotlb_sync = sync,
	.iova_to_phys = iova_to_phys,
	.free = table_free,
};

static struct iommu_domain *table_new(struct device *dev)
{
	struct table_domain *t = kzalloc(sizeof(*t), GFP_KERNEL);

	if (!t)
		return ERR_PTR(-ENOMEM);
	t->table = hp_host->iommu_table_new(hp_host->ctx);
	if (!t->table) {
		kfree(t);
		return ERR_PTR(-ENOMEM);
	}
	t->domain.ops = &table_ops;
	t->domain.pgsize_bitmap = SZ_4K | SZ_2M | SZ_1G;
	t->domain.geometry.aperture_end = DMA_BIT_MASK(48);
	t->domain.geometry.force_aperture = true;
	return &t->domain;
}

/* --- devices --------------------------------------------------------------- */

static bool iommu_capable_of(struct device *dev, enum iommu_cap cap)
{
	switch (cap) {
	case IOMMU_CAP_CACHE_COHERENCY:
	case IOMMU_CAP_DEFERRED_FLUSH:
		return true;
	default:
		return false;
	}
}

/*
 * AMD's table of what a unit is in charge of (IVRS) leaves out the unit's own function,
 * since Zen the root complex at 00.0, and before it the CPU's northbridge: no group has
 * them.
 */
static bool is_managed(struct pci_dev *pdev)
{
	if (!hp_cpu_is_amd(0))
		return true;
	if (pdev->class >> 8 == PCI_CLASS_SYSTEM_IOMMU)
		return false;
	if (!hp_cpu_is_amd(AMD_ZEN))
		return !pci_is_root_bus(pdev->bus) || PCI_SLOT(pdev->devfn) < AMD_NB ||
		       pdev->class >> 8 != PCI_CLASS_BRIDGE_HOST;
	return !pci_is_root_bus(pdev->bus) ||
	       pdev->devfn || pdev->class >> 8 != PCI_CLASS_BRIDGE_HOST;
}

static struct iommu_device *probe_device(struct device *dev)
{
	if (!dev_is_pci(dev) || !is_managed(to_pci_dev(dev)))
		return ERR_PTR(-ENODEV);
	return hp_ats_add(dev) ? ERR_PTR(-ENOMEM) : &unit;
}

/* Nothing may pass any more under a name that nobody has. */
static void release_device(struct device *dev)
{
	attach(dev, HP_IOMMU_HW_BLOCKED, 0);
	hp_ats_remove(dev);
}

static void resv_regions(struct device *dev, struct list_head *list)
{
	struct iommu_resv_region *r =
		iommu_alloc_resv_region(MSI_BASE, SZ_1M, 0, IOMMU_RESV_MSI,
					GFP_KERNEL);

	if (r)
		list_add_tail(&r->list, list);
}

static const struct iommu_ops ops = {
	.capable = iommu_capable_of,
	.domain_alloc_paging = table_new,
	.probe_device = probe_device,
	.release_device = release_device,
	.device_group = pci_device_group,
	.get_resv_regions = resv_regions,
	.identity_domain = &identity,
	.blocked_domain = &blocked,
};

const char *hp_iommu_parameters(u32 mode)
{
	switch (mode) {
	case HP_IOMMU_PASSTHROUGH:
		return "iommu.passthrough=1 ";
	case HP_IOMMU_STRICT:
		return "iommu.passthrough=0 iommu.strict=1 ";
	case HP_IOMMU_LAZY:
		return "iommu.passthrough=0 iommu.strict=0 ";
	default:
		return "";
	}
}

static bool detected;

/* As every IOMMU driver does when it detects its units, before PCI is scanned. */
void hp_iommu_detected(u32 mode)
{
	detected = mode != HP_IOMMU_OFF && hp_host->iommu_attach;
	if (detected)
		pci_request_acs();
}

bool hp_iommu_is_amd(void)
{
	return detected && hp_cpu_is_amd(0);
}

/*
 * After the scan, as on x86: the groups then form from functions that are
 * complete, the header's multi-function bit included.
 */
int hp_iommu_register(u32 mode)
{
	int err;

	if (mode == HP_IOMMU_OFF || !hp_host->iommu_attach)
		return 0;
	err = iommu_device_sysfs_add(&unit, NULL, NULL, "hairpin-iommu0");
	if (err)
		return err;
	return iommu_device_register(&unit, &ops, NULL);
}
