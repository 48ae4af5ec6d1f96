// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver of our simulated endpoints.  Like a vendor's driver it enables the
 * device, offers its BARs to P2PDMA where the tree has providers, and supports
 * sriov_numvfs.
 *
 * It has no ID table.  A device is bound by name, through driver_override, so that
 * scenarios decide which devices have a driver.
 */
#include <linux/kernel.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pci-p2pdma.h>

#include "core/env.h"

#define DRIVER_NAME "hairpin-endpoint"

int hp_endpoint_enable(struct pci_dev *pdev)
{
	int err = pcim_enable_device(pdev);

	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	pci_set_master(pdev);
#ifdef HP_HAVE_P2P_PROVIDER
	return pcim_p2pdma_init(pdev);
#else
	return 0;
#endif
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return hp_endpoint_enable(pdev);
}

static void remove(struct pci_dev *pdev)
{
	hp_dma_forget(pdev);
	if (pci_num_vf(pdev))
		pci_disable_sriov(pdev);
}

/*
 * The function is about to be reset.  Its BARs may be mapped for peers: they stop before,
 * as nothing may be sent to a function in reset (Base 6.6.2).  The mappings stay: a reset
 * restores the BARs.
 */
static void reset_prepare(struct pci_dev *pdev)
{
	hp_dma_quiesce(pdev);
}

static const struct pci_error_handlers handlers = { .reset_prepare = reset_prepare };

static const struct pci_device_id ids[] = { {} };

static struct pci_driver driver = {
	.name = DRIVER_NAME,
	.id_table = ids,
	.probe = probe,
	.remove = remove,
	.sriov_configure = pci_sriov_configure_simple,
	.err_handler = &handlers,
};

int hp_endpoint_register(void)
{
	return pci_register_driver(&driver);
}

bool hp_endpoint_is_ours(struct pci_dev *pdev)
{
	return pdev->dev.driver == &driver.driver;
}

int hp_endpoint_bind(struct pci_dev *pdev)
{
	char path[80];
	int64_t n;
	int ret;

	if (pdev->dev.driver)
		return 0;
	if (pdev->hdr_type != PCI_HEADER_TYPE_NORMAL)
		return -ENXIO;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver_override",
		 pci_name(pdev));
	n = hp_sysfs_write(path, DRIVER_NAME "\n", sizeof(DRIVER_NAME));
	if (n < 0)
		return n;
	ret = device_attach(&pdev->dev);
	hp_settle();
	if (ret < 0)
		return ret;
	return pdev->dev.driver ? 0 : -ENXIO;
}
