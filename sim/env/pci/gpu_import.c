// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a buffer that a VF's BAR is behind to VRAM, for the driver of its PF, in two ways:
 *
 *   address   the DMA address that the exporter gave, taken for CPU physical
 *   private   the CPU physical address that VFIO tells drivers it knows
 *
 * Both go on by where VFs' BARs are and by who has which pages.
 */
#include <linux/kernel.h>
#include <linux/pci.h>

#include "core/env.h"
#include "pci/gpu.h"

static int add(struct hp_import *out, u64 vram, u64 bytes)
{
	struct hp_dma_segment *last = out->nvram ? &out->vram[out->nvram - 1] : NULL;

	if (last && last->address + last->bytes == vram) {
		last->bytes += bytes;
		return 0;
	}
	if (out->nvram == HP_MAX_VRAM)
		return -E2BIG;
	out->vram[out->nvram++] = (struct hp_dma_segment){ .address = vram, .bytes = bytes };
	return 0;
}

static int translate_locked(struct gpu *g, u64 phys, u64 bytes, struct hp_import *out)
{
	u64 at = phys - pci_resource_start(g->pdev, PCI_IOV_RESOURCES + g->bar), n;
	const u64 page_bytes = GPU_PAGE_BYTES;

	for (; bytes; bytes -= n, at += n) {
		const struct gpu_vf *v;
		u64 in_vf;
		u32 vf;
		int err;

		if (!g->vf_bytes || at >= g->vf_bytes * g->nvfs) {
			pci_err(g->pdev, "an address that is imported is in no VF's BAR\n");
			return -ERANGE;
		}
		vf = at / g->vf_bytes + 1;
		in_vf = at % g->vf_bytes;
		v = &g->vf[vf];
		n = min(bytes, page_bytes - in_vf % page_bytes);
		if (in_vf / page_bytes >= v->npages) {
			pci_err(g->pdev, "VF %u: what is imported of its VRAM was not given to it\n",
				vf);
			return -EFAULT;
		}
		err = add(out, (u64)v->page[in_vf / page_bytes] * page_bytes +
			  in_vf % page_bytes, n);
		if (err)
			return err;
	}
	return 0;
}

int hp_gpu_translate(struct pci_dev *pdev, u64 phys, u64 bytes, struct hp_import *out)
{
	struct gpu *g = gpu_of(pdev);
	int err;

	if (!g || pdev->is_virtfn)
		return -ENODEV;
	mutex_lock(&gpu_page_lock);
	err = translate_locked(g, phys, bytes, out);
	mutex_unlock(&gpu_page_lock);
	return err;
}
