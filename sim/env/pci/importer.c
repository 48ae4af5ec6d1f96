// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drivers that import DMA-BUFs for a simulated endpoint's DMA, as drivers of NICs
 * and GPUs do.  There is one for each way to handle an invalidation:
 *
 *   at once    unmaps inside the callback
 *   deferred   unmaps from a work item, later: the exporter must wait
 *   fenced     has DMA in flight under a fence; unmaps when the DMA has ended
 *   pinned     cannot be notified: exporters that move or revoke must refuse it
 *   twice      holds two mappings of one attachment
 *   never      is notified and keeps its mapping: law revoke must see that mistake
 *
 * When the driver of its endpoint goes (unbound, device removed, VFs ended) an importer
 * lets go of mapping and attachment first, as the remove() of a real driver does.
 */
#include <linux/kernel.h>
#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/kref.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "core/env.h"
#ifdef HP_HAVE_VFIO_PRIVATE
#include <linux/vfio_pci_core.h>
#endif
#ifdef HP_HAVE_INTERCONNECT
#include <linux/dma-buf-interconnect.h>
#endif

#define LATER msecs_to_jiffies(20)
#define MAX_MAPPINGS 2

struct importer {
	struct list_head list;		/* holds a reference, until its end begins */
	struct kref kref;		/* a call of another task holds one, too */
	u64 handle;
	u32 kind, via, invalidations;
	int error;
	struct pci_dev *pdev;
	struct dma_buf *buf;
	struct dma_buf_attachment *attach;
	u32 nmaps;
#ifdef HP_HAVE_INTERCONNECT
	struct dma_buf_interconnect_match end;
#endif
	struct sg_table *map[MAX_MAPPINGS];	/* NULL: by no DMA address */
	struct dma_buf_ranges *ranges[MAX_MAPPINGS];	/* by an interconnect; else NULL */
	struct hp_import *vram;		/* where that is in VRAM, with a way to it */
	struct delayed_work later;
	struct dma_fence *fence;
	spinlock_t fence_lock;
};

static LIST_HEAD(importers);
static u64 last_handle;

#ifdef HP_HAVE_INTERCONNECT

static void unmap_interconnect(struct importer *m, struct dma_buf_ranges *ranges)
{
	if (ranges)
		dma_buf_unmap_interconnect(m->attach, ranges);
}

/* Ranges of the VFs' BAR that its VRAM is behind. */
static const struct dma_buf_interconnect_match *ends(struct dma_buf_attachment *attach,
						     unsigned int *n)
{
	struct importer *m = attach->importer_priv;

	*n = m->via == HP_VIA_INTERCONNECT && hp_gpu_bar(m->pdev) >= 0;
	m->end = (struct dma_buf_interconnect_match){
		.type = &dma_buf_iov_interconnect, .dev = &m->pdev->dev,
		.bar = hp_gpu_bar(m->pdev),
	};
	return &m->end;
}

static int map_interconnect(struct importer *m)
{
	struct dma_buf_ranges *ranges = dma_buf_map_interconnect(m->attach);
	struct range *r;
	unsigned long i;
	int err = 0;

	if (IS_ERR(ranges))
		return PTR_ERR(ranges);
	xa_for_each(&ranges->ranges, i, r)
		if (!err)
			err = hp_gpu_translate(m->pdev, r->start, range_len(r), m->vram);
	if (err) {
		dma_buf_unmap_interconnect(m->attach, ranges);
		return err;
	}
	m->ranges[m->nmaps] = ranges;
	m->map[m->nmaps++] = NULL;
	return 0;
}

static bool has_matched(const struct importer *m)
{
	return m->attach->interconnect;
}

#else

static void unmap_interconnect(struct importer *m, struct dma_buf_ranges *ranges)
{
}

static int map_interconnect(struct importer *m)
{
	return -EOPNOTSUPP;
}

static bool has_matched(const struct importer *m)
{
	return false;
}

#endif

/* Unmaps all mappings; the caller holds the reservation lock. */
static void unmap_all(struct importer *m)
{
	dma_resv_assert_held(m->buf->resv);
	if (m->nmaps)
		hp_dma_stop(m->pdev);
	while (m->nmaps) {
		struct sg_table *sgt = m->map[--m->nmaps];

		if (sgt)
			dma_buf_unmap_attachment(m->attach, sgt, DMA_BIDIRECTIONAL);
		else
			unmap_interconnect(m, m->ranges[m->nmaps]);
	}
	if (m->vram)
		m->vram->nvram = 0;
}

static void fence_end(struct importer *m)
{
	if (!m->fence)
		return;
	dma_fence_signal(m->fence);
	dma_fence_put(m->fence);
	m->fence = NULL;
}

/* The DMA in flight has ended: signals the fence and unmaps. */
static void later(struct work_struct *work)
{
	struct importer *m = container_of(to_delayed_work(work), struct importer,
					  later);

	fence_end(m);
	dma_resv_lock(m->buf->resv, NULL);
	unmap_all(m);
	dma_resv_unlock(m->buf->resv);
}

static void invalidate(struct dma_buf_attachment *attach)
{
	struct importer *m = attach->importer_priv;

	m->invalidations++;
	switch (m->kind) {
	case HP_IMPORT_AT_ONCE:
	case HP_IMPORT_TWICE:
		unmap_all(m);
		break;
	case HP_IMPORT_DEFERRED:
	case HP_IMPORT_FENCED:
		if (m->nmaps)
			schedule_delayed_work(&m->later, LATER);
		break;
	}
}

static const struct dma_buf_attach_ops importer_ops = {
	.allow_peer2peer = true,
#ifdef HP_HAVE_INVALIDATE_MAPPINGS
	.invalidate_mappings = invalidate,
#else
	.move_notify = invalidate,
#endif
#ifdef HP_HAVE_INTERCONNECT
	.interconnects = ends,
#endif
};

static const struct dma_buf_attach_ops pinned_ops = {
	.allow_peer2peer = true,
};

static const char *fence_name(struct dma_fence *fence)
{
	return "hairpin-importer";
}

static const struct dma_fence_ops fence_ops = {
	.get_driver_name = fence_name,
	.get_timeline_name = fence_name,
};

static struct importer *find(u64 handle)
{
	struct importer *m;

	list_for_each_entry(m, &importers, list)
		if (m->handle == handle)
			return m;
	return NULL;
}

/* The same, with a reference: the caller waits, and its end may come meanwhile. */
static struct importer *get(u64 handle)
{
	struct importer *m = find(handle);

	if (m)
		kref_get(&m->kref);
	return m;
}

static void importer_free(struct importer *m)
{
	kfree(m->vram);
	dma_buf_put(m->buf);
	pci_dev_put(m->pdev);
	kfree(m);
}

static void importer_release(struct kref *kref)
{
	importer_free(container_of(kref, struct importer, kref));
}

static void put(struct importer *m)
{
	kref_put(&m->kref, importer_release);
}

int64_t hp_import(int fd, hp_sbdf who, u32 kind, u32 via, u64 *handle)
{
	struct importer *m;
	int err;

	m = kzalloc(sizeof(*m), GFP_KERNEL | __GFP_NOFAIL);
	if (!m)
		return -ENOMEM;
	m->kind = kind;
	kref_init(&m->kref);
	m->via = via;
	spin_lock_init(&m->fence_lock);
	INIT_DELAYED_WORK(&m->later, later);
	m->pdev = hp_pci_get(who);
	if (!m->pdev) {
		kfree(m);
		return -ENODEV;
	}
	/* An importer is a driver: without one nobody set the device up for DMA. */
	if (!m->pdev->dev.driver) {
		pci_dev_put(m->pdev);
		kfree(m);
		return -ENODEV;
	}
	m->buf = dma_buf_get(fd);
	if (IS_ERR(m->buf)) {
		err = PTR_ERR(m->buf);
		pci_dev_put(m->pdev);
		kfree(m);
		return err;
	}
	if (via) {
		m->vram = kzalloc(sizeof(*m->vram), GFP_KERNEL | __GFP_NOFAIL);
		if (!m->vram) {
			importer_free(m);
			return -ENOMEM;
		}
	}
	m->attach = dma_buf_dynamic_attach(m->buf, &m->pdev->dev,
					   kind == HP_IMPORT_PINNED ? &pinned_ops :
								      &importer_ops,
					   m);
	if (IS_ERR(m->attach)) {
		err = PTR_ERR(m->attach);
		importer_free(m);
		return err;
	}
	m->handle = *handle = ++last_handle;
	list_add_tail(&m->list, &importers);
	return 0;
}

/* DMA that is in flight under a fence, as the resv of the buffer says. */
static int fence_start(struct importer *m)
{
	int err;

	if (m->kind != HP_IMPORT_FENCED || m->fence)
		return 0;
	err = dma_resv_reserve_fences(m->buf->resv, 1);
	if (err)
		return err;
	m->fence = kzalloc(sizeof(*m->fence), GFP_KERNEL | __GFP_NOFAIL);
	if (!m->fence)
		return -ENOMEM;
	dma_fence_init(m->fence, &fence_ops, &m->fence_lock,
		       dma_fence_context_alloc(1), 1);
	dma_resv_add_fence(m->buf->resv, m->fence, DMA_RESV_USAGE_BOOKKEEP);
	return 0;
}

/* A mapping that is no DMA address: VFIO and who knows it agree on CPU physical ones. */
static int map_private(struct importer *m)
{
#ifdef HP_HAVE_VFIO_PRIVATE
	struct phys_vec phys;
	int err = vfio_pci_dma_buf_iommufd_map(m->attach, &phys);

	if (!err)
		err = hp_gpu_translate(m->pdev, phys.paddr, phys.len, m->vram);
	if (!err) {
		m->ranges[m->nmaps] = NULL;
		m->map[m->nmaps++] = NULL;
	}
	return err;
#else
	return -EOPNOTSUPP;
#endif
}

/* The DMA addresses, which are CPU physical ones if nothing translates. */
static int decode(struct importer *m, struct sg_table *sgt)
{
	struct scatterlist *sg;
	int i, err = 0;

	for_each_sgtable_dma_sg(sgt, sg, i)
		if (!err)
			err = hp_gpu_translate(m->pdev, sg_dma_address(sg), sg_dma_len(sg),
					       m->vram);
	return err;
}

static int map_dma(struct importer *m)
{
	struct sg_table *sgt = dma_buf_map_attachment(m->attach, DMA_BIDIRECTIONAL);
	int err;

	if (IS_ERR(sgt))
		return PTR_ERR(sgt);
	err = m->via == HP_VIA_ADDRESS ? decode(m, sgt) : 0;
	if (err)
		dma_buf_unmap_attachment(m->attach, sgt, DMA_BIDIRECTIONAL);
	else
		m->map[m->nmaps++] = sgt;
	return err;
}

static int map_locked(struct importer *m)
{
	int err;

	if (list_empty(&m->list))
		return -ENODEV;		/* its end has begun */
	if (m->nmaps == MAX_MAPPINGS)
		return -EBUSY;
	if (m->vram)
		m->vram->nvram = 0;
	if (m->via == HP_VIA_PRIVATE)
		err = map_private(m);
	else if (m->via == HP_VIA_INTERCONNECT && has_matched(m))
		err = map_interconnect(m);
	else
		err = map_dma(m);
	return err ?: fence_start(m);
}

int64_t hp_import_map(u64 handle)
{
	struct importer *m = get(handle);
	int n, err;

	if (!m)
		return -ENOENT;
	dma_resv_lock(m->buf->resv, NULL);
	m->error = 0;
	for (n = m->kind == HP_IMPORT_TWICE ? 2 : 1; n && !m->error; n--)
		m->error = map_locked(m);
	err = m->error;
	dma_resv_unlock(m->buf->resv);
	put(m);
	return err;
}

static void unmap(struct importer *m)
{
	cancel_delayed_work_sync(&m->later);
	fence_end(m);
	dma_resv_lock(m->buf->resv, NULL);
	unmap_all(m);
	dma_resv_unlock(m->buf->resv);
}

int64_t hp_import_unmap(u64 handle)
{
	struct importer *m = get(handle);

	if (!m)
		return -ENOENT;
	unmap(m);
	put(m);
	return 0;
}

/*
 * Its end.  Off the list nobody finds it, and who holds a reference and waits for the
 * lock maps no more.  An invalidation may have queued its work before unmap() had the lock.
 */
static void end(struct importer *m)
{
	list_del_init(&m->list);
	unmap(m);
	cancel_delayed_work_sync(&m->later);
	dma_buf_detach(m->buf, m->attach);
	put(m);
}

int64_t hp_import_drop(u64 handle)
{
	struct importer *m = find(handle);

	if (!m)
		return -ENOENT;
	end(m);
	return 0;
}

/* Returns one whose endpoint is @pdev; NULL: there is none. */
static struct importer *of(const struct pci_dev *pdev)
{
	struct importer *m;

	list_for_each_entry(m, &importers, list)
		if (m->pdev == pdev)
			return m;
	return NULL;
}

/*
 * The driver of a function goes, whichever it is: its importers end with it, those that
 * attached while it went at the latest when it is gone.
 */
static int driver_goes(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct pci_dev *pdev = to_pci_dev(data);
	struct importer *m;

	if (action != BUS_NOTIFY_UNBIND_DRIVER && action != BUS_NOTIFY_UNBOUND_DRIVER)
		return NOTIFY_DONE;
	while ((m = of(pdev)))
		end(m);
	return NOTIFY_OK;
}

static struct notifier_block drivers = { .notifier_call = driver_goes };

int hp_import_init(void)
{
	return bus_register_notifier(&pci_bus_type, &drivers);
}

static void add_segment(struct hp_import *out, struct scatterlist *sg)
{
	if (out->nsegments < HP_MAX_SEGMENTS) {
		struct hp_dma_segment *s = &out->segment[out->nsegments];

		s->address = sg_dma_address(sg);
		s->bytes = sg_dma_len(sg);
		s->bus_address = sg_dma_is_bus_address(sg);
	}
	out->nsegments++;
}

int hp_import_state(uint64_t handle, struct hp_import *out)
{
	struct importer *m = find(handle);
	struct scatterlist *sg;
	int i;

	memset(out, 0, sizeof(*out));
	if (!m)
		return -ENOENT;
	out->kind = m->kind;
	out->attached = !!m->attach;
	out->mappings = m->nmaps;
	out->invalidations = m->invalidations;
	out->error = m->error;
	if (m->nmaps && m->vram) {
		out->nvram = m->vram->nvram;
		memcpy(out->vram, m->vram->vram, sizeof(out->vram));
	}
	if (m->nmaps && m->map[0])
		for_each_sgtable_dma_sg(m->map[0], sg, i)
			add_segment(out, sg);
	return 0;
}

u64 hp_import_handle(const struct dma_buf_attachment *attach)
{
	const struct importer *m = attach->importer_priv;

	if (attach->importer_ops != &importer_ops && attach->importer_ops != &pinned_ops)
		return 0;
	return m->handle;
}
