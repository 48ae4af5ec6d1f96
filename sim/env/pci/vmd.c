// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86's own pci_real_dma_dev(): functions of a VMD's domain send requests under the
 * VMD's ID.  x86 keeps the VMD with the root bus; here the order tells: Linux numbers
 * VMDs' domains from 10000 on as their driver binds, in the order of addresses.
 */
#include <linux/kernel.h>
#include <linux/pci.h>

#define VMD_DOMAINS 0x10000

/* An AHCI controller in RAID mode has the same class, and its BARs are ports. */
static bool has_ports(const struct pci_dev *dev)
{
	for (int i = 0; i < PCI_STD_NUM_BARS; i++)
		if (pci_resource_flags(dev, i) & IORESOURCE_IO)
			return true;
	return false;
}

struct pci_dev *pci_real_dma_dev(struct pci_dev *dev)
{
	int left = pci_domain_nr(dev->bus) - VMD_DOMAINS;
	struct pci_dev *vmd = NULL;

	if (left < 0)
		return dev;
	for_each_pci_dev(vmd) {
		if (vmd->vendor != PCI_VENDOR_ID_INTEL ||
		    vmd->class >> 8 != PCI_CLASS_STORAGE_RAID ||
		    !pci_is_root_bus(vmd->bus) ||
		    has_ports(vmd) ||
		    pci_domain_nr(vmd->bus) >= VMD_DOMAINS)
			continue;
		if (!left--) {
			pci_dev_put(vmd);	/* as x86: the caller has no reference */
			return vmd;
		}
	}
	return dev;
}
