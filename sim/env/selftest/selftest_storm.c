// SPDX-License-Identifier: GPL-2.0-only
/*
 * A handler that says that it handled the interrupt, and leaves the device as it is: while
 * the pin is asserted it is called again and again.
 */
#include <linux/interrupt.h>
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
