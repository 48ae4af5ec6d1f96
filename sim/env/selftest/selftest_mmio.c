// SPDX-License-Identifier: GPL-2.0-only
/*
 * MMIO as drivers do it, through the kernel's own ioremap() and accessors:
 * every BAR holds what was written to it and to no other, decoding can be
 * switched off, and a function that is being reset does not answer.
 *
 * It knows nothing of who answers.
 */
#include <linux/kernel.h>
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/pci.h>

#include "core/env.h"

static bool usable(struct pci_dev *pdev, int bar)
{
	return pdev->hdr_type == PCI_HEADER_TYPE_NORMAL &&
	       (pci_resource_flags(pdev, bar) & IORESOURCE_MEM) &&
	       pdev->resource[bar].parent && !hp_endpoint_bind(pdev);
}

/* Different for every BAR of every function, at both ends. */
static u32 pattern(struct pci_dev *pdev, int bar, bool end)
{
	return (u32)pci_dev_id(pdev) << 8 | (u32)bar << 4 | (end ? 0xe : 1);
}

/* Four bytes at one end: user-mode Linux maps no more than 32 MiB at a time. */
static int one_end(struct pci_dev *pdev, int bar, bool end, bool write)
{
	u64 offset = end ? pci_resource_len(pdev, bar) - 4 : 0;
	void __iomem *p = pci_iomap_range(pdev, bar, offset, 4);
	u32 want = pattern(pdev, bar, end);
	int err = 0;

	if (!p)
		return -ENOMEM;
	if (write) {
		writel(want, p);
	} else if (readl(p) != want || readw(p) != (u16)want ||
		   readb(p + 1) != (u8)(want >> 8)) {
		pci_err(pdev, "BAR %d does not hold what was written\n", bar);
		err = -EIO;
	}
	pci_iounmap(pdev, p);
	return err;
}

static int one_bar(struct pci_dev *pdev, int bar, bool write)
{
	return one_end(pdev, bar, false, write) ?: one_end(pdev, bar, true, write);
}

static int all_bars(bool write)
{
	struct pci_dev *pdev = NULL;
	int bar, err = 0, n = 0;

	for_each_pci_dev(pdev) {
		for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
			if (!usable(pdev, bar))
				continue;
			n++;
			err = err ?: one_bar(pdev, bar, write);
		}
	}
	return err ?: n ? 0 : -ENODEV;
}

int hp_selftest_mmio(void)
{
	return all_bars(true) ?: all_bars(false);
}

static int expect(struct pci_dev *pdev, void __iomem *p, u32 want,
		  const char *when)
{
	u32 got = readl(p);

	if (got == want)
		return 0;
	pci_err(pdev, "%s: read %#x, not %#x\n", when, got, want);
	return -EIO;
}

static int flr(struct pci_dev *pdev, int bar)
{
	void __iomem *p = pci_iomap(pdev, bar, 4);
	u32 mine = pattern(pdev, bar, false);
	u16 command;
	int err;

	if (!p)
		return -ENOMEM;
	writel(mine, p);
	err = expect(pdev, p, mine, "before");
	pci_save_state(pdev);
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	pci_write_config_word(pdev, PCI_COMMAND, command & ~PCI_COMMAND_MEMORY);
	err = err ?: expect(pdev, p, ~0u, "memory disabled");
	pci_write_config_word(pdev, PCI_COMMAND, command);
	err = err ?: expect(pdev, p, mine, "memory enabled again");
	/* As a driver that does not wait would. */
	pcie_capability_set_word(pdev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR);
	pci_restore_state(pdev);
	writel(0, p);
	err = err ?: expect(pdev, p, ~0u, "during FLR, registers restored");
	msleep(100);
	err = err ?: expect(pdev, p, mine, "after FLR");
	pci_set_power_state(pdev, PCI_D3hot);
	err = err ?: expect(pdev, p, ~0u, "in D3hot");
	pci_set_power_state(pdev, PCI_D0);
	pci_restore_state(pdev);
	err = err ?: expect(pdev, p, mine, "back in D0");
	pci_iounmap(pdev, p);
	return err;
}

/*
 * Page tables map whole pages: of a mapping of 4 bytes the rest of the page can be
 * read, and nothing behind it; after @unmap nothing at all.
 */
static int beyond(bool unmap)
{
	struct pci_dev *pdev = NULL;
	void __iomem *p;
	int bar = 0;

	for_each_pci_dev(pdev) {
		for (bar = 0; bar < PCI_STD_NUM_BARS; bar++)
			if (usable(pdev, bar) &&
			    pci_resource_len(pdev, bar) >= 2 * PAGE_SIZE)
				goto found;
	}
	return -ENODEV;
found:
	p = pci_iomap(pdev, bar, 4);
	if (!p)
		return -ENOMEM;
	writel(1, p + PAGE_SIZE - 4);
	if (readl(p + PAGE_SIZE - 4) != 1)
		pci_err(pdev, "BAR %d does not hold what was written\n", bar);
	if (unmap)
		pci_iounmap(pdev, p);
	readl(unmap ? p : p + PAGE_SIZE);
	if (!unmap)
		pci_iounmap(pdev, p);
	pci_dev_put(pdev);
	return 0;
}

int hp_selftest_mmio_beyond(void)
{
	return beyond(false);
}

int hp_selftest_mmio_unmapped(void)
{
	return beyond(true);
}

int hp_selftest_mmio_reset(void)
{
	struct pci_dev *pdev = NULL;
	int bar, err = 0, n = 0;

	for_each_pci_dev(pdev) {
		if (!(pdev->devcap & PCI_EXP_DEVCAP_FLR))
			continue;
		for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
			if (!usable(pdev, bar))
				continue;
			n++;
			err = err ?: flr(pdev, bar);
		}
	}
	return err ?: n ? 0 : -ENODEV;
}
