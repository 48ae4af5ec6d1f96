// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct page for device memory, which memory hotplug provides elsewhere.
 *
 * mem_map extends to the end of the last host-bridge window (mem.c), so the pages
 * of a BAR only need memory and filling in.  Their virtual address follows
 * from the physical one as everywhere, but nothing is mapped there: P2P
 * memory that a CPU touches through it faults, and the fault is reported.
 */
#include <linux/kernel.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/percpu-refcount.h>

#include "core/env.h"

static void ref_released(struct percpu_ref *ref)
{
	complete(&container_of(ref, struct dev_pagemap, ref)->done);
}

static void page_fill(struct dev_pagemap *pgmap, u64 pfn)
{
	struct page *page = pfn_to_page(pfn);

	memset(page, 0, sizeof(*page));
	set_page_links(page, ZONE_DEVICE, 0, pfn);
#ifdef HP_HAVE_FOLIO_PGMAP
	((struct folio *)page)->pgmap = pgmap;
#else
	page->pgmap = pgmap;
	init_page_count(page);
#endif
}

static void pages_remove(void *data)
{
	struct dev_pagemap *pgmap = data;
	u64 first = PHYS_PFN(pgmap->range.start);
	u64 n = range_len(&pgmap->range) >> PAGE_SHIFT;

	percpu_ref_kill(&pgmap->ref);
	percpu_ref_put_many(&pgmap->ref, n);
	wait_for_completion(&pgmap->done);
	percpu_ref_exit(&pgmap->ref);
	memset(pfn_to_page(first), 0, n * sizeof(struct page));
}

void *devm_memremap_pages(struct device *dev, struct dev_pagemap *pgmap)
{
	u64 first = PHYS_PFN(pgmap->range.start);
	u64 i, n = range_len(&pgmap->range) >> PAGE_SHIFT;
	int err;

	init_completion(&pgmap->done);
	err = percpu_ref_init(&pgmap->ref, ref_released, 0, GFP_KERNEL);
	if (err)
		return ERR_PTR(err);
	hp_host->back(hp_host->ctx, pfn_to_page(first), n * sizeof(struct page));
	for (i = 0; i < n; i++)
		page_fill(pgmap, first + i);
	/* As where memory comes in sections: pfn_valid() from now on. */
	max_mapnr = max_t(u64, max_mapnr, first + n);
	percpu_ref_get_many(&pgmap->ref, n);
	err = devm_add_action_or_reset(dev, pages_remove, pgmap);
	return err ? ERR_PTR(err) : __va(pgmap->range.start);
}

bool hp_device_page_free(struct folio *folio)
{
	const struct dev_pagemap_ops *ops;

	if (!folio_is_zone_device(folio))
		return false;
#ifdef HP_HAVE_FOLIO_PGMAP
	ops = folio->pgmap->ops;
#else
	ops = folio->page.pgmap->ops;
#endif
#ifdef HP_HAVE_FOLIO_FREE
	ops->folio_free(folio);
#else
	ops->page_free(&folio->page);
#endif
#ifndef HP_HAVE_FOLIO_PGMAP
	/* There a free page has a reference. */
	init_page_count(&folio->page);
#endif
	return true;
}

void devm_memunmap_pages(struct device *dev, struct dev_pagemap *pgmap)
{
	devm_release_action(dev, pages_remove, pgmap);
}
