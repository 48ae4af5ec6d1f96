// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which VF has which pages of VRAM: quotas, tables, and what is due when a page changes
 * hands.
 *
 *   VRAM:  [ root | leaf table of VF 1 | of VF 2 ... | pages of anybody ... ]
 *
 * Giving: the pages are cleared, the leaf table is written, then the root's entry.  Taking:
 * the root's entry and the leaf table are cleared, the device forgets, then pages are free.
 */
#include <linux/kernel.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "core/env.h"
#include "pci/gpu.h"

#define TABLE_BYTES 4096u
#define VALID 1ull
#define LEAF_COUNT(bytes) ((u64)((bytes) / TABLE_BYTES) << 1)

/* --- tables ------------------------------------------------------------------------------- */

/* Tables are at the start of VRAM, which the window shows unless a buffer needs it elsewhere. */
static void put(struct gpu *g, u64 at, u64 value)
{
	lo_hi_writeq(value, g->vram + at);
}

static u64 leaf_at(const struct gpu *g, u32 vf)
{
	return TABLE_BYTES + (u64)(vf - 1) * g->leaf_bytes;
}

u64 gpu_tables_end(const struct gpu *g)
{
	return leaf_at(g, g->nvfs + 1);
}

static u32 table_pages(const struct gpu *g)
{
	return DIV_ROUND_UP(leaf_at(g, g->nvfs + 1), GPU_PAGE_BYTES);
}

/* Writes are posted: until one is read back they may be under way. */
static void flush(struct gpu *g)
{
	if (gpu_mistake() != GPU_MISTAKE_FLUSH)
		readl(g->regs + GPU_REG_ID);
}

void gpu_tables_on(struct gpu *g)
{
	lo_hi_writeq(0, g->regs + GPU_REG_WINDOW);
	lo_hi_writeq(VALID, g->regs + GPU_REG_ROOT);
	writel(0, g->regs + GPU_REG_INVALIDATE);
	flush(g);
}

static u32 root_index(u32 vf)
{
	if (gpu_mistake() != GPU_MISTAKE_INDEX)
		return vf;
	return vf == 1 ? 2 : vf - 1;
}

static void tables_write(struct gpu *g, u32 vf)
{
	const u32 beyond = gpu_mistake() == GPU_MISTAKE_PAGE;
	const struct gpu_vf *v = &g->vf[vf];
	u32 i;

	for (i = 0; i < v->npages; i++)
		put(g, leaf_at(g, vf) + 8 * i,
		    (u64)(v->page[i] + beyond) * GPU_PAGE_BYTES | VALID);
	put(g, 8 * root_index(vf), leaf_at(g, vf) | LEAF_COUNT(g->leaf_bytes) | VALID);
	flush(g);
}

static void tables_clear(struct gpu *g, u32 vf)
{
	u32 i;

	if (gpu_mistake() == GPU_MISTAKE_ROOT)
		return;
	put(g, 8 * root_index(vf), 0);
	for (i = 0; i < g->vf[vf].npages; i++)
		put(g, leaf_at(g, vf) + 8 * i, 0);
}

/* --- pages -------------------------------------------------------------------------------- */

static u32 pages_free(const struct gpu *g)
{
	u32 i, n = 0;

	for (i = 0; i < g->npages; i++)
		n += !g->owner[i];
	return n;
}

static void pages_drop(struct gpu *g, struct gpu_vf *v)
{
	u32 i;

	mutex_lock(&gpu_page_lock);
	for (i = 0; i < v->npages; i++)
		g->owner[v->page[i]] = 0;
	kvfree(v->page);
	v->page = NULL;
	v->npages = 0;
	mutex_unlock(&gpu_page_lock);
}

bool gpu_page_is_pf(const struct gpu *g, u32 page)
{
	return !g->owner[page] || (g->owner[page] == GPU_PF && g->exported[page]);
}

u32 gpu_pages_find(const struct gpu *g, u32 n, u32 below)
{
	u32 i, run = 0;

	for (i = 0; i < below; i++) {
		run = g->owner[i] ? 0 : run + 1;
		if (run == n)
			return i + 1 - n;
	}
	return below;
}

/* The lowest that are free. */
static int pages_take(struct gpu *g, u32 vf, u32 n)
{
	const bool any = gpu_mistake() == GPU_MISTAKE_QUOTA;
	struct gpu_vf *v = &g->vf[vf];
	u32 i, *page = kvcalloc(n, sizeof(*v->page), GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	mutex_lock(&gpu_page_lock);
	v->page = page;
	for (i = 0; i < g->npages && v->npages < n; i++) {
		if (g->owner[i] && !(any && g->npages - i <= n - v->npages))
			continue;
		g->owner[i] = vf;
		v->page[v->npages++] = i;
	}
	mutex_unlock(&gpu_page_lock);
	return 0;
}

/* In one go what is in one piece. */
static int pages_clear(struct gpu *g, const struct gpu_vf *v)
{
	u32 i = 0, n;
	int err = 0;

	if (gpu_mistake() == GPU_MISTAKE_CLEAR)
		return 0;
	for (; i < v->npages && !err; i += n) {
		for (n = 1; i + n < v->npages && v->page[i + n] == v->page[i] + n; n++)
			;
		err = gpu_copy(g, 0, (u64)v->page[i] * GPU_PAGE_BYTES,
			       (u64)n * GPU_PAGE_BYTES, GPU_FILL);
	}
	return err;
}

void gpu_vf_clear(struct gpu *g, u32 vf)
{
	if (pages_clear(g, &g->vf[vf]))
		pci_err(g->pdev, "VF %u: its VRAM could not be cleared after its FLR\n", vf);
}

/* --- quotas ------------------------------------------------------------------------------- */

static void take_back(struct gpu *g, u32 vf)
{
	if (!g->vf[vf].npages)
		return;
	gpu_exports_revoke(g, vf, true);
	tables_clear(g, vf);
	if (gpu_mistake() != GPU_MISTAKE_INVALIDATE)
		writel(vf, g->regs + GPU_REG_INVALIDATE);
	flush(g);
	pages_drop(g, &g->vf[vf]);
	g->vf[vf].quota = 0;
}

static int give(struct gpu *g, u32 vf, u64 bytes)
{
	struct gpu_vf *v = &g->vf[vf];
	int err = pages_take(g, vf, bytes / GPU_PAGE_BYTES);

	if (!err)
		err = pages_clear(g, v);
	if (err) {
		pages_drop(g, v);
		return err;
	}
	tables_write(g, vf);
	v->quota = bytes;
	return 0;
}

/* Somebody may have it mapped as long as a driver is bound to it. */
static bool in_use(struct gpu *g, u32 vf)
{
	struct pci_dev *pdev;
	bool used;

	if (vf > pci_num_vf(g->pdev))
		return false;
	pdev = pci_get_domain_bus_and_slot(pci_domain_nr(g->pdev->bus),
					   pci_iov_virtfn_bus(g->pdev, vf - 1),
					   pci_iov_virtfn_devfn(g->pdev, vf - 1));
	used = pdev && pdev->dev.driver;
	pci_dev_put(pdev);
	return used;
}

static int set_locked(struct gpu *g, u32 vf, u64 bytes)
{
	const u64 most = (u64)g->npages * GPU_PAGE_BYTES;

	if (bytes > most || ALIGN(bytes, GPU_PAGE_BYTES) > g->vf_bytes) {
		pci_err(g->pdev, "VF %u: 0x%llx is more than its BAR of 0x%llx shows\n",
			vf, bytes, g->vf_bytes);
		return -EINVAL;
	}
	bytes = ALIGN(bytes, GPU_PAGE_BYTES);
	if (bytes == g->vf[vf].quota)
		return 0;
	if (in_use(g, vf)) {
		pci_err(g->pdev, "VF %u: a driver is bound to it, so its VRAM stays as it is\n",
			vf);
		return -EBUSY;
	}
	if (bytes / GPU_PAGE_BYTES > pages_free(g) + g->vf[vf].npages &&
	    gpu_mistake() != GPU_MISTAKE_QUOTA) {
		pci_err(g->pdev, "VF %u: so much VRAM, 0x%llx, is not free\n", vf, bytes);
		return -ENOSPC;
	}
	take_back(g, vf);
	return bytes ? give(g, vf, bytes) : 0;
}

int gpu_quota_set(struct gpu *g, u32 vf, u64 bytes)
{
	int err;

	gpu_lock();
	err = set_locked(g, vf, bytes);
	gpu_unlock();
	return err;
}

/* All, or none: what was given before the one that failed is taken back. */
int gpu_quota_set_all(struct gpu *g, u64 bytes)
{
	int err = 0;
	u32 vf;

	gpu_lock();
	for (vf = 1; vf <= g->nvfs && !err; vf++)
		if (in_use(g, vf))
			err = -EBUSY;
	for (vf = 1; vf <= g->nvfs && !err; vf++)
		take_back(g, vf);
	for (vf = 1; vf <= g->nvfs && !err; vf++)
		err = set_locked(g, vf, bytes);
	for (vf = 1; vf <= g->nvfs && err && err != -EBUSY; vf++)
		take_back(g, vf);
	gpu_unlock();
	return err;
}

/* --- VFs ---------------------------------------------------------------------------------- */

static bool any_quota(const struct gpu *g)
{
	u32 vf;

	for (vf = 1; vf <= g->nvfs; vf++)
		if (g->vf[vf].quota)
			return true;
	return false;
}

static void take_all_back(struct gpu *g)
{
	u32 vf;

	for (vf = 1; vf <= g->nvfs; vf++)
		take_back(g, vf);
}

/* The same for each, as much as there is and as its BAR shows. */
static int auto_provision(struct gpu *g, u32 n)
{
	u64 each = min_t(u64, (u64)(pages_free(g) / n) * GPU_PAGE_BYTES, g->vf_bytes);
	int err = 0;
	u32 vf;

	for (vf = 1; vf <= n && each && !err; vf++)
		err = give(g, vf, each);
	if (err)
		take_all_back(g);
	return err;
}

int gpu_sriov_configure(struct pci_dev *pdev, int n)
{
	struct gpu *g = pci_get_drvdata(pdev);
	bool ours;
	int err = 0;

	if (!n)
		pci_disable_sriov(pdev);
	gpu_lock();
	ours = n && !any_quota(g);
	if (ours)
		err = auto_provision(g, n);
	else if (!n)
		take_all_back(g);
	gpu_unlock();
	if (err || !n)
		return err;
	err = pci_enable_sriov(pdev, n);
	if (!err)
		return n;
	gpu_lock();
	if (ours)
		take_all_back(g);
	gpu_unlock();
	return err;
}

int gpu_provision_init(struct gpu *g)
{
	struct pci_dev *pdev = g->pdev;
	const int vf_bar = PCI_IOV_RESOURCES + g->bar;
	u32 i;

	g->nvfs = max(pci_sriov_get_totalvfs(pdev), 0);
	if (g->nvfs)
		g->vf_bytes = pci_resource_len(pdev, vf_bar) / g->nvfs;
	g->leaf_bytes = ALIGN(g->vf_bytes / GPU_PAGE_BYTES * 8, TABLE_BYTES);
	if (table_pages(g) >= g->npages || leaf_at(g, g->nvfs + 1) > g->bar_bytes) {
		pci_err(pdev, "VRAM, or what the BAR shows of it, has no room for the tables of its VFs\n");
		return -ENOSPC;
	}
	g->owner = kvcalloc(g->npages, sizeof(*g->owner), GFP_KERNEL);
	g->exported = kvcalloc(g->npages, sizeof(*g->exported), GFP_KERNEL);
	g->vf = kvcalloc(g->nvfs + 1, sizeof(*g->vf), GFP_KERNEL);
	if (!g->owner || !g->exported || !g->vf) {
		gpu_provision_exit(g);
		return -ENOMEM;
	}
	for (i = 0; i < table_pages(g); i++)
		g->owner[i] = GPU_PF;
	/* Whoever had the device before left what is in VRAM. */
	i = gpu_copy(g, 0, 0, (u64)table_pages(g) * GPU_PAGE_BYTES, GPU_FILL);
	if (i) {
		gpu_provision_exit(g);
		return i;
	}
	gpu_tables_on(g);
	return 0;
}

void gpu_provision_exit(struct gpu *g)
{
	u32 vf;

	for (vf = 1; g->vf && vf <= g->nvfs; vf++)
		kvfree(g->vf[vf].page);
	lo_hi_writeq(0, g->regs + GPU_REG_ROOT);
	writel(0, g->regs + GPU_REG_INVALIDATE);
	kvfree(g->vf);
	kvfree(g->owner);
	kvfree(g->exported);
	g->vf = NULL;
	g->owner = NULL;
	g->exported = NULL;
}

/* --- what the driver says of it, for the host ----------------------------------------------- */

struct claims {
	struct hp_gpu_claim *out;
	u64 n, room;
};

static void claim(struct claims *c, struct gpu *g, u32 vf, u64 at, u64 vram, u64 bytes)
{
	if (c->n < c->room)
		c->out[c->n] = (struct hp_gpu_claim){
			.pf = HP_SBDF(pci_domain_nr(g->pdev->bus), g->pdev->bus->number,
				      PCI_SLOT(g->pdev->devfn), PCI_FUNC(g->pdev->devfn)),
			.vf = vf, .at = at, .vram = vram, .bytes = bytes,
		};
	c->n++;
}

static void claim_all(struct gpu *g, void *arg)
{
	u32 vf, i, n;

	/* Tables, and what is exported of the PF's own. */
	for (i = 0; i < g->npages; i += n) {
		for (n = 1; i + n < g->npages && g->owner[i + n] == g->owner[i]; n++)
			;
		if (g->owner[i] == GPU_PF)
			claim(arg, g, 0, (u64)i * GPU_PAGE_BYTES, (u64)i * GPU_PAGE_BYTES,
			      (u64)n * GPU_PAGE_BYTES);
	}
	for (vf = 1; vf <= g->nvfs; vf++) {
		const struct gpu_vf *v = &g->vf[vf];

		for (i = 0; i < v->npages; i += n) {
			for (n = 1; i + n < v->npages && v->page[i + n] == v->page[i] + n; n++)
				;
			claim(arg, g, vf, (u64)i * GPU_PAGE_BYTES,
			      (u64)v->page[i] * GPU_PAGE_BYTES, (u64)n * GPU_PAGE_BYTES);
		}
	}
}

int64_t hp_gpu_claims(struct hp_gpu_claim *out, uint64_t room)
{
	struct claims c = { out, 0, room };

	gpu_each(claim_all, &c);
	return c.n;
}
