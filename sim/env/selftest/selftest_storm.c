// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handlers that say that they handled the interrupt, and leave the device as it is.  While
 * a pin is asserted its handler is called again and again.  That of messages reads a
 * register, as drivers do to learn why it was called: a device that goes on sending has sent
 * the next one by then.
 */
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/pci.h>

#include "core/env.h"

static irqreturn_t storm(int irq, void *dev)
{
	return IRQ_HANDLED;
}

/* Handles the pin of the first function that has one. */
int hp_selftest_storm(void)
{
	struct pci_dev *pdev = NULL;
	int err = -ENODEV;

	for_each_pci_dev(pdev) {
		if (!pdev->pin || hp_endpoint_bind(pdev))
			continue;
		err = request_irq(pdev->irq, storm, IRQF_SHARED, "hp-storm", pdev);
		break;
	}
	pci_dev_put(pdev);
	return err;
}

static void __iomem *registers;

static irqreturn_t storm_message(int irq, void *dev)
{
	readl(registers);
	return IRQ_HANDLED;
}

static int handle_first_vector(struct pci_dev *pdev)
{
	int n;

	registers = pci_iomap_range(pdev, 0, 0, 4);
	if (!registers)
		return -ENOMEM;
	n = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI | PCI_IRQ_MSIX);
	if (n < 0)
		return n;
	return request_irq(pci_irq_vector(pdev, 0), storm_message, 0, "hp-storm-message", pdev);
}

/* Handles the first vector of the first function that has any. */
int hp_selftest_storm_message(void)
{
	struct pci_dev *pdev = NULL;
	int err = -ENODEV;

	for_each_pci_dev(pdev) {
		if (pdev->hdr_type != PCI_HEADER_TYPE_NORMAL ||
		    (!pdev->msi_cap && !pdev->msix_cap) || hp_endpoint_bind(pdev))
			continue;
		err = handle_first_vector(pdev);
		break;
	}
	pci_dev_put(pdev);
	return err;
}
