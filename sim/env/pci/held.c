// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which mappings of DMA-BUFs importers hold, whichever driver they are.
 *
 *   importer --dma_buf_map_attachment()--> here (--wrap, link.sh) --> the kernel's own
 *
 * dma-buf.c's calls of its own functions do not pass here, so each mapping is counted
 * once.  It must not know what importers are for, or judge.
 */
#include <linux/kernel.h>
#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>

#include "core/env.h"
#ifdef HP_HAVE_INTERCONNECT
#include <linux/dma-buf-interconnect.h>
#endif

#define MAX_HELD 1024u

/*
 * In memory that leak.c does not search, and with inverted pointers: what an importer
 * forgets is lost, although it stands here.
 */
struct held {
	unsigned long attach, map;	/* inverted; 0: this entry is free */
	struct hp_held is;
};

static struct held *held;
static u32 nheld;			/* entries that were ever used */
static u64 last_id;

static struct held *entry_free(void)
{
	u32 i;

	for (i = 0; i < nheld; i++)
		if (!held[i].attach)
			return &held[i];
	if (nheld == MAX_HELD)
		panic("hairpin: more than %u mappings of DMA-BUFs at once", MAX_HELD);
	if (!held)
		held = hp_host->reserve(hp_host->ctx, MAX_HELD * sizeof(*held));
	return &held[nheld++];
}

static void add_segments(struct hp_held *out, const struct sg_table *sgt)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		if (out->nsegments < HP_MAX_SEGMENTS)
			out->segment[out->nsegments] = (struct hp_dma_segment){
				.address = sg_dma_address(sg),
				.bytes = sg_dma_len(sg),
				.bus_address = sg_dma_is_bus_address(sg),
			};
		out->nsegments++;
	}
}

bool hp_can_be_notified(const struct dma_buf_attachment *attach)
{
	if (!attach->importer_ops)
		return false;
#ifdef HP_HAVE_INVALIDATE_MAPPINGS
	return attach->importer_ops->invalidate_mappings;
#else
	return attach->importer_ops->move_notify;
#endif
}

/* @map: what the importer got; @sgt: the same if it is that. */
static void mapped(struct dma_buf_attachment *attach, const void *map,
		   const struct sg_table *sgt, enum dma_data_direction dir)
{
	struct held *h;
	struct hp_held *is;

	if (IS_ERR_OR_NULL(map))
		return;
	h = entry_free();
	is = &h->is;
	memset(is, 0, sizeof(*is));
	h->attach = ~(unsigned long)attach;
	h->map = ~(unsigned long)map;
	is->id = ++last_id;
	is->buffer = file_inode(attach->dmabuf->file)->i_ino;
	is->handle = hp_import_handle(attach);
	is->importer = HP_NO_FUNCTION;
	if (dev_is_pci(attach->dev)) {
		struct pci_dev *pdev = to_pci_dev(attach->dev);

		is->importer = HP_SBDF(pci_domain_nr(pdev->bus), pdev->bus->number,
				       PCI_SLOT(pdev->devfn), PCI_FUNC(pdev->devfn));
	}
	is->dir = dir == DMA_TO_DEVICE ? HP_DMA_TO_DEVICE :
		  dir == DMA_FROM_DEVICE ? HP_DMA_FROM_DEVICE : HP_DMA_BIDIRECTIONAL;
	is->can_be_notified = hp_can_be_notified(attach);
	strscpy(is->device, dev_name(attach->dev) ?: "", sizeof(is->device));
	if (attach->dev->driver)
		strscpy(is->driver, attach->dev->driver->name, sizeof(is->driver));
	if (sgt)
		add_segments(is, sgt);
}

static void unmapped(struct dma_buf_attachment *attach, const void *map)
{
	u32 i;

	for (i = 0; i < nheld; i++) {
		struct held *h = &held[i];

		if (h->attach != ~(unsigned long)attach || h->map != ~(unsigned long)map)
			continue;
		h->attach = 0;
		return;
	}
}

/* All attachments are about to be notified. */
static void notified(struct dma_buf *dmabuf)
{
	u64 buffer = file_inode(dmabuf->file)->i_ino;
	u32 i;

	for (i = 0; i < nheld; i++)
		if (held[i].attach && held[i].is.buffer == buffer &&
		    held[i].is.can_be_notified)
			held[i].is.notified++;
}

/* --- what the linker leads here --------------------------------------------------- */

struct sg_table *__real_dma_buf_map_attachment(struct dma_buf_attachment *attach,
					       enum dma_data_direction dir);
struct sg_table *__wrap_dma_buf_map_attachment(struct dma_buf_attachment *attach,
					       enum dma_data_direction dir);
struct sg_table *__real_dma_buf_map_attachment_unlocked(struct dma_buf_attachment *attach,
							enum dma_data_direction dir);
struct sg_table *__wrap_dma_buf_map_attachment_unlocked(struct dma_buf_attachment *attach,
							enum dma_data_direction dir);
void __real_dma_buf_unmap_attachment(struct dma_buf_attachment *attach,
				     struct sg_table *sgt, enum dma_data_direction dir);
void __wrap_dma_buf_unmap_attachment(struct dma_buf_attachment *attach,
				     struct sg_table *sgt, enum dma_data_direction dir);
void __real_dma_buf_unmap_attachment_unlocked(struct dma_buf_attachment *attach,
					      struct sg_table *sgt,
					      enum dma_data_direction dir);
void __wrap_dma_buf_unmap_attachment_unlocked(struct dma_buf_attachment *attach,
					      struct sg_table *sgt,
					      enum dma_data_direction dir);

struct sg_table *__wrap_dma_buf_map_attachment(struct dma_buf_attachment *attach,
					       enum dma_data_direction dir)
{
	struct sg_table *sgt = __real_dma_buf_map_attachment(attach, dir);

	mapped(attach, sgt, sgt, dir);
	return sgt;
}

struct sg_table *__wrap_dma_buf_map_attachment_unlocked(struct dma_buf_attachment *attach,
							enum dma_data_direction dir)
{
	struct sg_table *sgt = __real_dma_buf_map_attachment_unlocked(attach, dir);

	mapped(attach, sgt, sgt, dir);
	return sgt;
}

/* The importer lets go of it now: the kernel's own function may free the table. */
void __wrap_dma_buf_unmap_attachment(struct dma_buf_attachment *attach,
				     struct sg_table *sgt, enum dma_data_direction dir)
{
	unmapped(attach, sgt);
	__real_dma_buf_unmap_attachment(attach, sgt, dir);
}

void __wrap_dma_buf_unmap_attachment_unlocked(struct dma_buf_attachment *attach,
					      struct sg_table *sgt,
					      enum dma_data_direction dir)
{
	unmapped(attach, sgt);
	__real_dma_buf_unmap_attachment_unlocked(attach, sgt, dir);
}

#ifdef HP_HAVE_INTERCONNECT
struct dma_buf_ranges *__real_dma_buf_map_interconnect(struct dma_buf_attachment *attach);
struct dma_buf_ranges *__wrap_dma_buf_map_interconnect(struct dma_buf_attachment *attach);
void __real_dma_buf_unmap_interconnect(struct dma_buf_attachment *attach,
				       struct dma_buf_ranges *ranges);
void __wrap_dma_buf_unmap_interconnect(struct dma_buf_attachment *attach,
				       struct dma_buf_ranges *ranges);

struct dma_buf_ranges *__wrap_dma_buf_map_interconnect(struct dma_buf_attachment *attach)
{
	struct dma_buf_ranges *ranges = __real_dma_buf_map_interconnect(attach);

	mapped(attach, ranges, NULL, DMA_BIDIRECTIONAL);
	return ranges;
}

void __wrap_dma_buf_unmap_interconnect(struct dma_buf_attachment *attach,
				       struct dma_buf_ranges *ranges)
{
	unmapped(attach, ranges);
	__real_dma_buf_unmap_interconnect(attach, ranges);
}
#endif

#ifdef HP_HAVE_INVALIDATE_MAPPINGS
void __real_dma_buf_invalidate_mappings(struct dma_buf *dmabuf);
void __wrap_dma_buf_invalidate_mappings(struct dma_buf *dmabuf);

void __wrap_dma_buf_invalidate_mappings(struct dma_buf *dmabuf)
{
	notified(dmabuf);
	__real_dma_buf_invalidate_mappings(dmabuf);
}
#else
void __real_dma_buf_move_notify(struct dma_buf *dmabuf);
void __wrap_dma_buf_move_notify(struct dma_buf *dmabuf);

void __wrap_dma_buf_move_notify(struct dma_buf *dmabuf)
{
	notified(dmabuf);
	__real_dma_buf_move_notify(dmabuf);
}
#endif

/* --- for the host ------------------------------------------------------------------- */

int64_t hp_held(struct hp_held *out, uint64_t room)
{
	u64 n = 0;
	u32 i;

	for (i = 0; i < nheld; i++) {
		if (!held[i].attach)
			continue;
		if (n < room)
			out[n] = held[i].is;
		n++;
	}
	return n;
}
