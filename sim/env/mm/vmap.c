// SPDX-License-Identifier: GPL-2.0-only
/*
 * Joins pages to one range of addresses, as dma-iommu.c does with the pages of a
 * coherent allocation.
 *
 * The arena has one address for every page, so only adjacent pages can be joined,
 * and they keep their address; the allocator returns such pages.  For others it
 * fails, as if addresses had run out.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "core/env.h"

struct joined {
	struct list_head list;
	struct vm_struct area;
};

static LIST_HEAD(all);

static struct joined *find(const void *addr)
{
	struct joined *j;

	list_for_each_entry(j, &all, list) {
		if (addr >= j->area.addr && addr < j->area.addr + j->area.size)
			return j;
	}
	return NULL;
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot)
{
	struct joined *j;
	unsigned int i;

	for (i = 1; i < count; i++) {
		if (page_to_pfn(pages[i]) != page_to_pfn(pages[0]) + i)
			return NULL;
	}
	j = kzalloc(sizeof(*j), GFP_KERNEL);
	if (!j || !count) {
		kfree(j);
		return NULL;
	}
	j->area.addr = page_address(pages[0]);
	j->area.size = (unsigned long)count << PAGE_SHIFT;
	j->area.flags = flags;
	j->area.nr_pages = count;
	list_add(&j->list, &all);
	return j->area.addr;
}

void vunmap(const void *addr)
{
	struct joined *j = find(addr);

	if (WARN(!j, "vunmap of what was not mapped"))
		return;
	list_del(&j->list);
	kfree(j);
}

struct vm_struct *find_vm_area(const void *addr)
{
	struct joined *j = find(addr);

	return j ? &j->area : NULL;
}

bool is_vmalloc_addr(const void *p)
{
	return find(p);
}

int is_vmalloc_or_module_addr(const void *p)
{
	return find(p) != NULL;
}
