// SPDX-License-Identifier: GPL-2.0-only
/*
 * hairpin-gpu, the driver of the GPU that docs/GPU.md describes, for its PF and, for use by
 * the host, its VFs: binds, registers, the engine.
 *
 * It has no ID table: a device is bound by name, through driver_override.
 */
#include <linux/kernel.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pci-p2pdma.h>
#include <linux/slab.h>

#include "core/env.h"
#include "pci/gpu.h"

#define POLLS 1000			/* of the engine's status, before it is given up */

static LIST_HEAD(gpus);
static DEFINE_MUTEX(lock);
DEFINE_MUTEX(gpu_page_lock);

void gpu_lock(void)
{
	mutex_lock(&lock);
}

void gpu_unlock(void)
{
	mutex_unlock(&lock);
}

/* --- mistakes, for tests of the law ----------------------------------------------------- */

static char mistake[32];

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "hairpin_gpu."
module_param_string(mistake, mistake, sizeof(mistake), 0);

enum gpu_mistake gpu_mistake(void)
{
	static const char *const names[] = {
		"", "no-invalidate", "stale-root", "not-cleared", "quota-unchecked",
		"wrong-index", "off-by-one", "no-flush", "no-revoke", "no-wait",
		"map-revoked", "window-unchecked", "not-moved", "owner-unchecked",
		"flr-ignored",
		"no-hold", "no-engine", "stale-vram", "sum-unchecked", "cut-unchecked",
	};
	int i = match_string(names, ARRAY_SIZE(names), mistake);

	return i < 0 ? GPU_NO_MISTAKE : i;
}

/* --- the engine --------------------------------------------------------------------------- */

static int copy_one(struct gpu *g, u64 src, u64 dst, u32 bytes, u32 control)
{
	u32 status, i;

	lo_hi_writeq(src, g->regs + GPU_REG_SRC);
	lo_hi_writeq(dst, g->regs + GPU_REG_DST);
	writel(bytes, g->regs + GPU_REG_BYTES);
	writel(control | GPU_START, g->regs + GPU_REG_CONTROL);
	for (i = 0; i < POLLS; i++) {
		status = readl(g->regs + GPU_REG_STATUS);
		if (status == GPU_DONE)
			return 0;
		if (status != GPU_BUSY)
			return status == GPU_NO_VRAM ? -EFAULT : -EIO;
	}
	return -ETIMEDOUT;
}

int gpu_copy(struct gpu *g, u64 src, u64 dst, u64 bytes, u32 control)
{
	while (bytes) {
		u32 n = min_t(u64, bytes, SZ_1G);
		int err = copy_one(g, src, dst, n, control);

		if (err)
			return err;
		src += n;
		dst += n;
		bytes -= n;
	}
	return 0;
}

/* --- binding ------------------------------------------------------------------------------ */

static struct pci_driver driver;

struct gpu *gpu_of(struct pci_dev *pdev)
{
	return pdev->dev.driver == &driver.driver ? pci_get_drvdata(pdev) : NULL;
}

void gpu_each(void (*tell)(struct gpu *g, void *arg), void *arg)
{
	struct gpu *g;

	list_for_each_entry(g, &gpus, list)
		tell(g, arg);
}

/* The BAR that leads to VRAM is the largest one that is not BAR 0. */
static int vram_bar(struct pci_dev *pdev)
{
	int i, best = -ENXIO;

	for (i = 1; i < PCI_STD_NUM_BARS; i++)
		if (pci_resource_len(pdev, i) && pdev->resource[i].parent &&
		    (best < 0 || pci_resource_len(pdev, i) > pci_resource_len(pdev, best)))
			best = i;
	return best;
}

static int setup(struct gpu *g)
{
	struct pci_dev *pdev = g->pdev;

	g->regs = pcim_iomap(pdev, 0, 0);
	if (!g->regs)
		return -ENOMEM;
	if (readl(g->regs + GPU_REG_ID) != GPU_ID) {
		pci_err(pdev, "no GPU that this driver knows\n");
		return -ENODEV;
	}
	g->bar = vram_bar(pdev);
	if (g->bar < 0) {
		pci_err(pdev, "no BAR that leads to VRAM was given an address\n");
		return g->bar;
	}
	g->bar_bytes = pci_resource_len(pdev, g->bar);
	return 0;
}

/* --- FLRs of VFs ------------------------------------------------------------------------- */

static irqreturn_t heard(int irq, void *arg)
{
	struct gpu *g = arg;

	schedule_work(&g->flr);
	return IRQ_HANDLED;
}

/*
 * Who uses a VF after its FLR must not see what was before it (Base 6.6.2), nor must who
 * saw it before see what comes.
 */
static void flrs(struct work_struct *work)
{
	struct gpu *g = container_of(work, struct gpu, flr);
	u32 vf;

	gpu_lock();
	while ((vf = readl(g->regs + GPU_REG_FLR)) && vf <= g->nvfs) {
		writel(vf, g->regs + GPU_REG_FLR);
		if (gpu_mistake() == GPU_MISTAKE_FLR)
			continue;
		gpu_exports_revoke(g, vf, true);
		gpu_vf_clear(g, vf);
	}
	gpu_unlock();
}

/* A device that has no vector cannot tell; its VFs then keep what is in their VRAM. */
static int irq_init(struct gpu *g)
{
	struct pci_dev *pdev = g->pdev;
	int err;

	INIT_WORK(&g->flr, flrs);
	if (!g->nvfs || !(pdev->msi_cap || pdev->msix_cap) || !dev_get_msi_domain(&pdev->dev))
		return 0;
	err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI | PCI_IRQ_MSIX);
	if (err < 0)
		return err;
	err = request_irq(pci_irq_vector(pdev, 0), heard, 0, "hairpin-gpu", g);
	if (err)
		pci_free_irq_vectors(pdev);
	else
		g->irq = pci_irq_vector(pdev, 0);
	return err;
}

static void irq_exit_of(struct gpu *g)
{
	if (g->irq) {
		free_irq(g->irq, g);
		pci_free_irq_vectors(g->pdev);
	}
	cancel_work_sync(&g->flr);
}

static int setup_pf(struct gpu *g)
{
	int err;

	g->vram = pcim_iomap(g->pdev, g->bar, 0);
	if (!g->vram)
		return -ENOMEM;
	g->npages = readl(g->regs + GPU_REG_PAGES);
	err = gpu_provision_init(g);
	if (err)
		return err;
	err = irq_init(g);
	if (err)
		goto no_irq;
	err = gpu_migrate_init(g);
	if (!err)
		err = gpu_sysfs_init(g);
	if (!err)
		return 0;
	gpu_migrate_exit(g);
	irq_exit_of(g);
no_irq:
	gpu_provision_exit(g);
	return err;
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct gpu *g;
	int err = hp_endpoint_enable(pdev);

	if (err)
		return err;
	g = devm_kzalloc(&pdev->dev, sizeof(*g), GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	g->pdev = pdev;
	INIT_LIST_HEAD(&g->list);
	INIT_LIST_HEAD(&g->exports);
	err = setup(g);
	if (!err && !pdev->is_virtfn)
		err = setup_pf(g);
	if (err)
		return err;
	pci_set_drvdata(pdev, g);
	if (!pdev->is_virtfn)
		list_add_tail(&g->list, &gpus);
	return 0;
}

static void remove(struct pci_dev *pdev)
{
	struct gpu *g = pci_get_drvdata(pdev);

	hp_dma_forget(pdev);
	if (pdev->is_virtfn)
		return;
	gpu_sysfs_exit(g);
	if (pci_num_vf(pdev))
		gpu_sriov_configure(pdev, 0);
	irq_exit_of(g);
	gpu_exports_exit(g);
	gpu_migrate_exit(g);
	gpu_provision_exit(g);
	list_del(&g->list);
}

static void reset_prepare(struct pci_dev *pdev)
{
	struct gpu *g = pci_get_drvdata(pdev);

	hp_dma_quiesce(pdev);
	if (pdev->is_virtfn)
		return;
	gpu_lock();
	gpu_exports_revoke(g, GPU_PF, false);
	gpu_unlock();
}

/* A reset of the PF loses its registers; the tables are in VRAM, which keeps them. */
static void reset_done(struct pci_dev *pdev)
{
	struct gpu *g = pci_get_drvdata(pdev);

	if (pdev->is_virtfn)
		return;
	gpu_lock();
	gpu_tables_on(g);
	gpu_exports_back(g);
	gpu_migrate_after_reset(g);
	gpu_unlock();
}

static const struct pci_error_handlers handlers = {
	.reset_prepare = reset_prepare,
	.reset_done = reset_done,
};
static const struct pci_device_id ids[] = { {} };

static struct pci_driver driver = {
	.name = "hairpin-gpu",
	.id_table = ids,
	.probe = probe,
	.remove = remove,
	.sriov_configure = gpu_sriov_configure,
	.err_handler = &handlers,
};

bool hp_gpu_is_ours(struct pci_dev *pdev)
{
	return gpu_of(pdev);
}

int hp_gpu_register(void)
{
	return pci_register_driver(&driver);
}

#ifdef HP_HAVE_INTERCONNECT
int hp_gpu_bar(struct pci_dev *pdev)
{
	const struct gpu *g = pdev->is_virtfn ? NULL : gpu_of(pdev);

	return g ? g->bar : -ENODEV;
}
#endif

int64_t hp_gpu_copy(struct hp_uapi *u)
{
	struct pci_dev *pdev = hp_pci_get(u->arg[0]);
	struct gpu *g = pdev ? gpu_of(pdev) : NULL;
	int err = -ENODEV;

	if (g) {
		gpu_lock();
		err = gpu_copy(g, u->arg[1], u->arg[2], u->arg[3], u->arg[4]);
		gpu_unlock();
	}
	pci_dev_put(pdev);
	return err;
}
