// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of devices that CPUs reach by addresses of their own: what firmware says of it,
 * and pointers to it.
 *
 *   firmware --"nvidia,gpu-mem-..."--> software node of the device --> its driver
 *   memremap() --> a plain pointer to the bytes      ioremap() --> requests (iomem.c)
 *
 * A driver that copies to or from user space by such a pointer makes a request of each
 * access (hp_coherent_copy()), so that the model says whether the memory is ready.  A
 * plain load or store reaches the bytes at once, ready or not.
 */
#include <linux/kernel.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/property.h>
#include <linux/slab.h>

#include "core/env.h"

struct remapped {
	struct list_head list;
	const void *at;
};

static LIST_HEAD(remapped);
static u32 nall;
static const struct hp_coherent *all;

static const struct hp_coherent *find(u64 phys, u64 bytes)
{
	u32 i;

	for (i = 0; i < nall; i++)
		if (phys >= all[i].base && phys - all[i].base < all[i].size_bytes &&
		    bytes <= all[i].size_bytes - (phys - all[i].base))
			return &all[i];
	return NULL;
}

bool hp_coherent_is(u64 phys, u64 bytes)
{
	return find(phys, bytes);
}

/* --- pointers -------------------------------------------------------------------- */

/* The kernel's own memremap() calls it where it would map for write back (memremap_wb.h). */
void *hp_memremap_wb(resource_size_t offset, unsigned long size)
{
	const struct hp_coherent *c = find(offset, size);
	struct remapped *m;

	if (!c)
		return (__force void *)ioremap(offset, size);
	m = kmalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return NULL;
	m->at = c->bytes + (offset - c->base);
	list_add(&m->list, &remapped);
	return (void *)m->at;
}

bool hp_memremap_is(const void *addr)
{
	struct remapped *m;

	list_for_each_entry(m, &remapped, list)
		if (m->at == addr)
			return true;
	return hp_ioremap_is(addr);
}

bool hp_memremap_undo(const volatile void *addr)
{
	struct remapped *m;

	list_for_each_entry(m, &remapped, list)
		if (m->at == addr) {
			list_del(&m->list);
			kfree(m);
			return true;
		}
	return false;
}

static bool phys_of(const void *p, u64 *phys)
{
	u32 i;

	for (i = 0; i < nall; i++)
		if (p >= all[i].bytes && p < all[i].bytes + all[i].size_bytes) {
			*phys = all[i].base + (p - all[i].bytes);
			return true;
		}
	return false;
}

bool hp_coherent_copy(void *coherent, void *other, unsigned long n, bool store)
{
	u64 phys, value;

	if (!n || !phys_of(coherent, &phys))
		return false;
	while (n) {
		const u8 part = n >= 8 && IS_ALIGNED(phys, 8) ? 8 : 1;

		if (store) {
			value = 0;
			memcpy(&value, other, part);
			hp_host->mmio_write(hp_host->ctx, phys, part, value);
		} else {
			value = hp_host->mmio_read(hp_host->ctx, phys, part);
			memcpy(other, &value, part);
		}
		phys += part;
		other += part;
		n -= part;
	}
	return true;
}

/* --- what firmware says ------------------------------------------------------------ */

/* As ACPI attaches what its tables say of a device, when the device is added. */
static int added(struct notifier_block *nb, unsigned long action, void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);
	struct property_entry says[3] = { };
	struct hp_coherent c;

	if (action != BUS_NOTIFY_ADD_DEVICE ||
	    !hp_host->coherent(hp_host->ctx, HP_SBDF(pci_domain_nr(pdev->bus), pdev->bus->number,
				PCI_SLOT(pdev->devfn), PCI_FUNC(pdev->devfn)), &c))
		return NOTIFY_DONE;
	says[0] = PROPERTY_ENTRY_U64("nvidia,gpu-mem-base-pa", c.base);
	says[1] = PROPERTY_ENTRY_U64("nvidia,gpu-mem-size", c.size_bytes);
	if (device_create_managed_software_node(&pdev->dev, says, NULL))
		pci_warn(pdev, "no memory for what firmware says of it\n");
	return NOTIFY_OK;
}

static struct notifier_block on_devices = { .notifier_call = added };

int hp_coherent_init(const struct hp_boot *b)
{
	nall = b->ncoherent;
	all = b->coherent;
	return bus_register_notifier(&pci_bus_type, &on_devices);
}
