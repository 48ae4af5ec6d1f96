// SPDX-License-Identifier: GPL-2.0-only
/*
 * ats.c - Address Translation Services, as a driver of an IOMMU uses them: which
 * functions cache translations, and that their caches forget what was unmapped.
 *
 * The kernel decides who may (pci_ats_supported()).  A function's cache is asked only
 * after the IOMMU's own: else it would get the old translation once more (Base 10.3).
 */
#include <linux/list.h>
#include <linux/pci.h>
#include <linux/pci-ats.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "core/env.h"

struct ats {
	struct list_head node;
	struct device *dev;
	hp_sbdf requester;
	u32 table;
	bool on;
};

static LIST_HEAD(all);
static DEFINE_SPINLOCK(lock);

static struct ats *ats_of(struct device *dev)
{
	struct ats *a;

	list_for_each_entry(a, &all, node)
		if (a->dev == dev)
			return a;
	return NULL;
}

int hp_ats_add(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	unsigned long flags;
	struct ats *a;

	if (!hp_host->iommu_ats || !pci_ats_supported(pdev))
		return 0;
	a = kzalloc(sizeof(*a), GFP_KERNEL);
	if (!a)
		return -ENOMEM;
	a->dev = dev;
	a->requester = (hp_sbdf)pci_domain_nr(pdev->bus) << 16 | pci_dev_id(pdev);
#ifdef HP_HAVE_PCI_PREPARE_ATS
	/* VFs have the page size of their PF. */
	if (!pdev->is_virtfn)
		pci_prepare_ats(pdev, PAGE_SHIFT);
#endif
	spin_lock_irqsave(&lock, flags);
	list_add_tail(&a->node, &all);
	spin_unlock_irqrestore(&lock, flags);
	return 0;
}

void hp_ats_remove(struct device *dev)
{
	unsigned long flags;
	struct ats *a;

	spin_lock_irqsave(&lock, flags);
	a = ats_of(dev);
	if (a)
		list_del(&a->node);
	spin_unlock_irqrestore(&lock, flags);
	kfree(a);
}

void hp_ats_before(struct device *dev, u32 table)
{
	struct ats *a = ats_of(dev);

	if (!a || !a->on || table)
		return;
	a->on = false;
	a->table = 0;
	/* The device first, so that the IOMMU refuses nothing that it still may send. */
	pci_disable_ats(to_pci_dev(dev));
	hp_host->iommu_ats(hp_host->ctx, a->requester, false);
}

void hp_ats_after(struct device *dev, u32 table)
{
	struct ats *a = ats_of(dev);

	if (!a || !table)
		return;
	a->table = table;
	if (!a->on) {
		hp_host->iommu_ats(hp_host->ctx, a->requester, true);
		a->on = !pci_enable_ats(to_pci_dev(dev), PAGE_SHIFT);
	}
	/* Translations of the table before, or of a time before ATS was off. */
	if (a->on)
		hp_host->ats_invalidate(hp_host->ctx, a->requester, 0, U64_MAX);
	else
		hp_host->iommu_ats(hp_host->ctx, a->requester, false);
}

void hp_ats_invalidate(u32 table, u64 iova, u64 bytes)
{
	unsigned long flags;
	struct ats *a;

	/* Called with interrupts off, too: nobody sleeps, time passes in the host. */
	spin_lock_irqsave(&lock, flags);
	list_for_each_entry(a, &all, node)
		if (a->on && a->table == table)
			hp_host->ats_invalidate(hp_host->ctx, a->requester, iova, bytes);
	spin_unlock_irqrestore(&lock, flags);
}
