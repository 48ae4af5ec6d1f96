// SPDX-License-Identifier: GPL-2.0-only
/*
 * VRAM as DMA-BUFs, by the driver of a PF: of its own, or of what a VF was given.  Importers
 * reach it by the PF's BAR, so only what that shows can be exported:
 *
 *   [ window of the BAR            )
 *   [ tables | ... | a buffer  ... | ... a buffer of the PF's that may move: copied into it )
 *
 *   resource   dma_map_resource() of the BAR's addresses, if P2PDMA has a way at all
 *   provider   the BAR's P2PDMA provider: by the map type
 *   page       pages of the BAR, in a scatterlist
 *
 * When a VF's VRAM is taken, all who have it mapped are notified and waited for; so they
 * are before the PF is reset.  An importer that cannot be notified is refused.
 */
#include <linux/kernel.h>
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/pci-p2pdma.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "core/env.h"
#include "pci/gpu.h"
#ifdef HP_HAVE_P2P_SGT
#include <linux/dma-buf-mapping.h>
#endif

struct piece {
	u64 phys, bytes;		/* in the PF's BAR */
};

struct gpu_export {
	struct list_head list;		/* in its GPU's, with the lock */
	struct gpu *g;			/* with the lock; NULL: its driver is gone */
	struct pci_dev *pdev;		/* a reference */
	struct dma_buf *buf;
	int bar;
	u32 door, vf;			/* enum hp_door; whose VRAM, 0: the PF's */
	u32 first, npages;		/* of the PF's own: pages that it keeps */
	u64 bytes;
	/* With the reservation lock: */
	bool gone, away;		/* for good; until the reset of the PF is over */
	u32 mappings;
	wait_queue_head_t unmapped;
	u32 n;
	struct piece piece[];
};

/* --- addresses for an importer ---------------------------------------------------------- */

static int by_resource(struct gpu_export *e, struct device *dev, struct sg_table *sgt,
		       enum dma_data_direction dir)
{
	struct scatterlist *sg;
	u32 i;
	int err = sg_alloc_table(sgt, e->n, GFP_KERNEL);

	if (err)
		return err;
	for_each_sgtable_sg(sgt, sg, i) {
		sg_dma_address(sg) = dma_map_resource(dev, e->piece[i].phys, e->piece[i].bytes,
						      dir, 0);
		if (dma_mapping_error(dev, sg_dma_address(sg)))
			break;
		sg_dma_len(sg) = e->piece[i].bytes;
	}
	if (!sg)
		return 0;
	for_each_sgtable_sg(sgt, sg, i) {
		if (!sg_dma_len(sg))
			break;
		dma_unmap_resource(dev, sg_dma_address(sg), sg_dma_len(sg), dir, 0);
	}
	sg_free_table(sgt);
	return -EIO;
}

static int by_page(struct gpu_export *e, struct device *dev, struct sg_table *sgt,
		   enum dma_data_direction dir)
{
	struct scatterlist *sg;
	u32 i;
	int err = sg_alloc_table(sgt, e->n, GFP_KERNEL);

	if (err)
		return err;
	for_each_sgtable_sg(sgt, sg, i) {
		sg_set_page(sg, pfn_to_page(PHYS_PFN(e->piece[i].phys)), e->piece[i].bytes, 0);
	}
	err = dma_map_sgtable(dev, sgt, dir, 0);
	if (err)
		sg_free_table(sgt);
	return err;
}

static struct sg_table *by_provider(struct gpu_export *e, struct dma_buf_attachment *attach,
				    enum dma_data_direction dir)
{
#ifdef HP_HAVE_P2P_SGT
	struct p2pdma_provider *provider = pcim_p2pdma_provider(e->pdev, e->bar);
	struct phys_vec *vec = kcalloc(e->n, sizeof(*vec), GFP_KERNEL);
	struct sg_table *sgt = ERR_PTR(provider ? -ENOMEM : -ENODEV);
	u32 i;

	for (i = 0; vec && i < e->n; i++)
		vec[i] = (struct phys_vec){ .paddr = e->piece[i].phys, .len = e->piece[i].bytes };
	if (vec && provider)
		sgt = dma_buf_phys_vec_to_sgt(attach, provider, vec, e->n, e->bytes, dir);
	kfree(vec);
	return sgt;
#else
	return ERR_PTR(-EOPNOTSUPP);
#endif
}

static struct sg_table *map_by_door(struct gpu_export *e, struct dma_buf_attachment *attach,
				    enum dma_data_direction dir)
{
	struct sg_table *sgt;
	int err;

	if (e->door == HP_DOOR_PROVIDER)
		return by_provider(e, attach, dir);
	sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	if (!sgt)
		return ERR_PTR(-ENOMEM);
	err = e->door == HP_DOOR_PAGE ? by_page(e, attach->dev, sgt, dir) :
					by_resource(e, attach->dev, sgt, dir);
	if (!err)
		return sgt;
	kfree(sgt);
	return ERR_PTR(err);
}

static void unmap_by_door(struct gpu_export *e, struct dma_buf_attachment *attach,
			  struct sg_table *sgt, enum dma_data_direction dir)
{
	struct scatterlist *sg;
	u32 i;

#ifdef HP_HAVE_P2P_SGT
	if (e->door == HP_DOOR_PROVIDER) {
		dma_buf_free_sgt(attach, sgt, dir);
		return;
	}
#endif
	if (e->door == HP_DOOR_PAGE) {
		dma_unmap_sgtable(attach->dev, sgt, dir, 0);
	} else {
		for_each_sgtable_sg(sgt, sg, i) {
			dma_unmap_resource(attach->dev, sg_dma_address(sg), sg_dma_len(sg),
					   dir, 0);
		}
	}
	sg_free_table(sgt);
	kfree(sgt);
}

/* --- the buffer's operations ------------------------------------------------------------- */

/* As amdgpu and xe do it: an importer that P2PDMA has no way for gets none. */
static int attach(struct dma_buf *buf, struct dma_buf_attachment *a)
{
	struct gpu_export *e = buf->priv;

	if (!a->peer2peer || !hp_can_be_notified(a))
		return -EOPNOTSUPP;
	return pci_p2pdma_distance(e->pdev, a->dev, false) < 0 ? -EOPNOTSUPP : 0;
}

/*
 * Kernels built without DMABUF_MOVE_NOTIFY pin for each importer, and notify all the same.
 * What is pinned may be taken back, as anything else.
 */
static int pin(struct dma_buf_attachment *a)
{
	return hp_can_be_notified(a) ? 0 : -EOPNOTSUPP;
}

static void unpin(struct dma_buf_attachment *a)
{
}

static struct sg_table *map(struct dma_buf_attachment *a, enum dma_data_direction dir)
{
	struct gpu_export *e = a->dmabuf->priv;
	struct sg_table *sgt;

	dma_resv_assert_held(e->buf->resv);
	if (e->away || (e->gone && gpu_mistake() != GPU_MISTAKE_REMAP))
		return ERR_PTR(-ENODEV);
	sgt = map_by_door(e, a, dir);
	if (!IS_ERR(sgt))
		e->mappings++;
	return sgt;
}

static void unmap(struct dma_buf_attachment *a, struct sg_table *sgt,
		  enum dma_data_direction dir)
{
	struct gpu_export *e = a->dmabuf->priv;

	dma_resv_assert_held(e->buf->resv);
	unmap_by_door(e, a, sgt, dir);
	if (!--e->mappings)
		wake_up(&e->unmapped);
}

static void keep_pages(struct gpu *g, struct gpu_export *e)
{
	u32 i;

	for (i = e->first; i < e->first + e->npages; i++)
		if (!g->exported[i]++)
			g->owner[i] = GPU_PF;
}

static void drop_pages(struct gpu *g, struct gpu_export *e)
{
	u32 i;

	for (i = e->first; i < e->first + e->npages; i++)
		if (!--g->exported[i])
			g->owner[i] = 0;
}

static void export_free(struct gpu_export *e)
{
	pci_dev_put(e->pdev);
	kvfree(e);
}

static void release(struct dma_buf *buf)
{
	struct gpu_export *e = buf->priv;

	gpu_lock();
	if (e->g) {
		list_del(&e->list);
		drop_pages(e->g, e);
	}
	gpu_unlock();
	export_free(e);
}

static const struct dma_buf_ops ops = {
	.attach = attach,
	.pin = pin,
	.unpin = unpin,
	.map_dma_buf = map,
	.unmap_dma_buf = unmap,
	.release = release,
};

/* --- taking back ------------------------------------------------------------------------- */

static void notify(struct dma_buf *buf)
{
#ifdef HP_HAVE_INVALIDATE_MAPPINGS
	dma_buf_invalidate_mappings(buf);
#else
	dma_buf_move_notify(buf);
#endif
}

static void revoke(struct gpu_export *e, bool for_good)
{
	const bool waits = gpu_mistake() != GPU_MISTAKE_WAIT;

	dma_resv_lock(e->buf->resv, NULL);
	if (for_good)
		e->gone = true;
	else
		e->away = true;
	notify(e->buf);
	if (waits)
		dma_resv_wait_timeout(e->buf->resv, DMA_RESV_USAGE_BOOKKEEP, false,
				      MAX_SCHEDULE_TIMEOUT);
	dma_resv_unlock(e->buf->resv);
	if (waits)
		wait_event(e->unmapped, !READ_ONCE(e->mappings));
}

void gpu_exports_revoke(struct gpu *g, u32 vf, bool for_good)
{
	struct gpu_export *e;

	if (gpu_mistake() == GPU_MISTAKE_REVOKE)
		return;
	list_for_each_entry(e, &g->exports, list) {
		/* One that is being released has no importers. */
		if ((vf != GPU_PF && e->vf != vf) || !get_file_active(&e->buf->file))
			continue;
		revoke(e, for_good);
		fput(e->buf->file);
	}
}

void gpu_exports_back(struct gpu *g)
{
	struct gpu_export *e;

	list_for_each_entry(e, &g->exports, list) {
		if (!get_file_active(&e->buf->file))
			continue;
		dma_resv_lock(e->buf->resv, NULL);
		e->away = false;
		dma_resv_unlock(e->buf->resv);
		fput(e->buf->file);
	}
}

void gpu_exports_exit(struct gpu *g)
{
	struct gpu_export *e, *next;

	gpu_lock();
	gpu_exports_revoke(g, GPU_PF, true);
	list_for_each_entry_safe(e, next, &g->exports, list) {
		list_del(&e->list);
		e->g = NULL;
	}
	gpu_unlock();
}

/* --- exporting --------------------------------------------------------------------------- */

static bool is_shown(const struct gpu *g, u64 vram, u64 bytes)
{
	return gpu_mistake() == GPU_MISTAKE_WINDOW || vram + bytes <= g->bar_bytes;
}

static void add(struct gpu_export *e, struct gpu *g, u64 vram, u64 bytes)
{
	e->piece[e->n++] = (struct piece){ pci_resource_start(g->pdev, g->bar) + vram, bytes };
}

/* What a VF has stays where it is: its guest uses it. */
static int of_vf(struct gpu_export *e, struct gpu *g, u64 offset)
{
	const struct gpu_vf *v = &g->vf[e->vf];
	u64 left = e->bytes, n;

	for (; left; left -= n, offset += n) {
		u64 page = div_u64(offset, GPU_PAGE_BYTES), in = offset % GPU_PAGE_BYTES, vram;

		n = min(left, GPU_PAGE_BYTES - in);
		if (page >= v->npages) {
			pci_err(g->pdev, "VF %u: 0x%llx of its VRAM was not given to it, so it cannot be exported\n",
				e->vf, offset);
			return -EFAULT;
		}
		vram = (u64)v->page[page] * GPU_PAGE_BYTES + in;
		if (!is_shown(g, vram, n)) {
			pci_err(g->pdev, "VF %u: 0x%llx of its VRAM is behind the 0x%llx that the PF's BAR shows, and a VF's is not moved; resize the BAR, or export it by the VF's\n",
				e->vf, offset, g->bar_bytes);
			return -EOPNOTSUPP;
		}
		add(e, g, vram, n);
	}
	return 0;
}

static int check_owner(struct gpu *g, u32 first, u32 n)
{
	u32 i;

	for (i = first; i < first + n; i++) {
		if (gpu_page_is_pf(g, i) || gpu_mistake() == GPU_MISTAKE_OWNER)
			continue;
		if (g->owner[i] == GPU_PF)
			pci_err(g->pdev, "VRAM at 0x%llx has tables, so it cannot be exported\n",
				(u64)i * GPU_PAGE_BYTES);
		else
			pci_err(g->pdev, "VRAM at 0x%llx is VF %u's; export it as that\n",
				(u64)i * GPU_PAGE_BYTES, g->owner[i]);
		return -EBUSY;
	}
	return 0;
}

/* Into the window, and out of the way of who gets the pages that it had. */
static int move(struct gpu_export *e, struct gpu *g, u64 *vram)
{
	const u32 below = div_u64(g->bar_bytes, GPU_PAGE_BYTES);
	const u32 to = gpu_pages_find(g, e->npages, min(below, g->npages));
	const u64 from = *vram;

	if (to >= below) {
		pci_err(g->pdev, "VRAM at 0x%llx is behind the 0x%llx that the BAR shows, and there is no room for it to be moved to\n",
			from, g->bar_bytes);
		return -ENOSPC;
	}
	e->first = to;
	*vram = (u64)to * GPU_PAGE_BYTES + from % GPU_PAGE_BYTES;
	if (gpu_mistake() == GPU_MISTAKE_MOVE)
		return 0;
	return gpu_copy(g, from, *vram, e->bytes, 0);
}

static int of_pf(struct gpu_export *e, struct gpu *g, u64 *vram, bool moves)
{
	const u64 all = (u64)g->npages * GPU_PAGE_BYTES;
	int err;

	if (e->bytes > all || *vram > all - e->bytes) {
		pci_err(g->pdev, "there is no VRAM beyond 0x%llx\n", all);
		return -EINVAL;
	}
	e->first = div_u64(*vram, GPU_PAGE_BYTES);
	e->npages = div_u64(*vram + e->bytes - 1, GPU_PAGE_BYTES) - e->first + 1;
	err = check_owner(g, e->first, e->npages);
	if (!err && !is_shown(g, *vram, e->bytes)) {
		if (!moves) {
			pci_err(g->pdev, "VRAM at 0x%llx is behind the 0x%llx that the BAR shows; let it be moved, or resize the BAR\n",
				*vram, g->bar_bytes);
			return -EOPNOTSUPP;
		}
		err = move(e, g, vram);
	}
	if (!err)
		add(e, g, *vram, e->bytes);
	return err;
}

static int pages_ready(struct gpu_export *e, struct gpu *g)
{
	u32 i;
	int err = 0;

	for (i = 0; i < e->n && !err && e->door == HP_DOOR_PAGE; i++) {
		u64 at = e->piece[i].phys - pci_resource_start(g->pdev, g->bar);

		if (at + e->piece[i].bytes > g->bar_bytes)
			return -EINVAL;
		err = hp_p2p_pages(g->pdev, g->bar, at, e->piece[i].bytes);
		hp_host->back(hp_host->ctx, pfn_to_page(PHYS_PFN(e->piece[i].phys)),
			      PHYS_PFN(e->piece[i].bytes) * sizeof(struct page));
	}
	return err;
}

static struct gpu_export *export_new(struct gpu *g, const struct hp_uapi *u)
{
	const u64 bytes = u->arg[3];
	const u32 most = div_u64(bytes, GPU_PAGE_BYTES) + 2;
	struct gpu_export *e = kvzalloc(struct_size(e, piece, most), GFP_KERNEL);

	if (!e)
		return NULL;
	e->pdev = pci_dev_get(g->pdev);
	e->bar = g->bar;
	e->vf = u->arg[1];
	e->bytes = bytes;
	e->door = u->arg[4];
	init_waitqueue_head(&e->unmapped);
	return e;
}

/* A buffer of @e, which it has from now on.  Returns its descriptor or a negative errno. */
static int publish(struct gpu_export *e, struct gpu *g)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	int fd;

	info.ops = &ops;
	info.size = e->bytes;
	info.flags = O_RDWR | O_CLOEXEC;
	info.priv = e;
	e->buf = dma_buf_export(&info);
	if (IS_ERR(e->buf)) {
		fd = PTR_ERR(e->buf);
		export_free(e);
		return fd;
	}
	e->g = g;
	keep_pages(g, e);
	list_add_tail(&e->list, &g->exports);
	fd = dma_buf_fd(e->buf, O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(e->buf);
	return fd;
}

static int export_locked(struct gpu *g, struct hp_uapi *u)
{
	const u64 offset = u->arg[2], bytes = u->arg[3];
	u64 vram = offset;
	struct gpu_export *e;
	int err;

	if (u->arg[1] > g->nvfs || !bytes || !PAGE_ALIGNED(offset) || !PAGE_ALIGNED(bytes) ||
	    bytes > (u64)g->npages * GPU_PAGE_BYTES)
		return -EINVAL;
	e = export_new(g, u);
	if (!e)
		return -ENOMEM;
	err = e->vf ? of_vf(e, g, offset) : of_pf(e, g, &vram, u->arg[5]);
	if (!err)
		err = pages_ready(e, g);
	if (err) {
		export_free(e);
		return err;
	}
	err = publish(e, g);
	if (err < 0)
		return err;
	u->out[0] = err;
	u->out[1] = vram;
	return 0;
}

int64_t hp_gpu_export(struct hp_uapi *u)
{
	struct pci_dev *pdev = hp_pci_get(u->arg[0]);
	struct gpu *g = pdev ? gpu_of(pdev) : NULL;
	int err = -ENODEV;

	if (g && !pdev->is_virtfn) {
		gpu_lock();
		err = export_locked(g, u);
		gpu_unlock();
	}
	pci_dev_put(pdev);
	return err;
}
