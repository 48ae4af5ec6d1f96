// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of a process that lasts longer than a call, and the kernel's pins on it.
 * VFIO and IOMMUFD map such memory for a device's DMA.
 *
 * Each page has a reference count.  A pin adds to it, as in the kernel, so that a
 * page outlives its process while a device may write to it.
 */
#include <linux/kernel.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "core/env.h"
#include "uapi/process.h"

#define KEPT_BASE 0x40000000ul		/* far from what calls use (user.c) */
#define KEPT_MOST 1024u			/* pages of one region */

struct region {
	struct list_head list;
	struct mm_struct *mm;		/* whose; not counted: it goes before */
	unsigned long start;
	u32 npages;
	struct page *page[];
};

static LIST_HEAD(regions);
static u64 pins;

static struct page *page_of(struct mm_struct *mm, unsigned long addr)
{
	struct hp_process *native = hp_process_native(mm);
	struct region *r;

	if (native)
		return hp_native_page(native, addr);
	list_for_each_entry(r, &regions, list)
		if (r->mm == mm && addr >= r->start &&
		    (addr - r->start) >> PAGE_SHIFT < r->npages)
			return r->page[(addr - r->start) >> PAGE_SHIFT];
	return NULL;
}

/* --- for the environment ---------------------------------------------------------- */

static unsigned long next_free(struct mm_struct *mm)
{
	unsigned long at = KEPT_BASE;
	struct region *r;

	list_for_each_entry(r, &regions, list)
		if (r->mm == mm)
			at = max(at, r->start + ((unsigned long)r->npages + 1) * PAGE_SIZE);
	return at;
}

unsigned long hp_user_keep(size_t bytes)
{
	const u32 n = PAGE_ALIGN(bytes) >> PAGE_SHIFT;
	struct region *r;
	u32 i;

	if (!bytes || bytes > KEPT_MOST * PAGE_SIZE)
		return 0;
	r = kzalloc(struct_size(r, page, n), GFP_KERNEL | __GFP_NOFAIL);
	r->mm = current->mm;
	r->start = next_free(r->mm);
	r->npages = n;
	for (i = 0; i < n; i++)
		r->page[i] = alloc_page(GFP_KERNEL | __GFP_ZERO | __GFP_NOFAIL);
	list_add_tail(&r->list, &regions);
	return r->start;
}

u64 hp_user_phys(unsigned long addr)
{
	struct page *page = page_of(current->mm, addr);

	return page ? page_to_phys(page) + (addr & ~PAGE_MASK) : 0;
}

static void region_free(struct region *r)
{
	u32 i;

	for (i = 0; i < r->npages; i++)
		__free_page(r->page[i]);
	list_del(&r->list);
	kfree(r);
}

bool hp_user_forget(struct mm_struct *mm, unsigned long addr)
{
	struct region *r;

	list_for_each_entry(r, &regions, list) {
		if (r->mm != mm || r->start != addr)
			continue;
		region_free(r);
		return true;
	}
	return false;
}

void hp_user_drop(struct mm_struct *mm)
{
	struct region *r, *next;

	list_for_each_entry_safe(r, next, &regions, list)
		if (r->mm == mm)
			region_free(r);
}

u64 hp_user_pins(void)
{
	return pins;
}

/* --- pins -------------------------------------------------------------------------- */

static long pin(struct mm_struct *mm, unsigned long start, unsigned long n,
		struct page **pages)
{
	unsigned long i;

	might_sleep();
	for (i = 0; i < n; i++) {
		pages[i] = page_of(mm, start + i * PAGE_SIZE);
		if (!pages[i])
			return i ?: -EFAULT;
		folio_ref_add(page_folio(pages[i]), GUP_PIN_COUNTING_BIAS);
		pins++;
	}
	return n;
}

int pin_user_pages_fast(unsigned long start, int nr_pages,
			unsigned int gup_flags, struct page **pages)
{
	return current->mm ? pin(current->mm, start, nr_pages, pages) : -EFAULT;
}

/* Nothing is paged in here, so the mm's lock is never released meanwhile. */
long pin_user_pages_remote(struct mm_struct *mm, unsigned long start,
			   unsigned long nr_pages, unsigned int gup_flags,
			   struct page **pages, int *locked)
{
	mmap_assert_locked(mm);
	return pin(mm, start, nr_pages, pages);
}

void unpin_user_page(struct page *page)
{
	struct folio *folio = page_folio(page);

	if (WARN_ON(folio_ref_count(folio) < GUP_PIN_COUNTING_BIAS))
		return;
	pins--;
	if (folio_ref_sub_and_test(folio, GUP_PIN_COUNTING_BIAS))
		__folio_put(folio);
}

void unpin_user_pages(struct page **pages, unsigned long npages)
{
	while (npages--)
		unpin_user_page(*pages++);
}

/* Nothing is written back to anywhere: a dirty page is one like any other. */
void unpin_user_page_range_dirty_lock(struct page *page, unsigned long npages,
				      bool make_dirty)
{
	might_sleep();
	while (npages--)
		unpin_user_page(page++);
}

/* No file here is of shmem or hugetlbfs: then this is the kernel's own answer, too. */
long memfd_pin_folios(struct file *memfd, loff_t start, loff_t end, struct folio **folios,
		      unsigned int max_folios, pgoff_t *offset)
{
	might_sleep();
	return -EINVAL;
}

/* For the host: does anybody have the memory at @phys? */
uint32_t hp_page_used(uint64_t phys)
{
	void *start;
	size_t size;

	return hp_mem_find((void *)(uml_physmem + phys), &start, &size);
}

void *hp_dram(u64 phys, u64 bytes)
{
	const u64 end = (u64)max_pfn << PAGE_SHIFT;

	return phys <= end && bytes <= end - phys ? (void *)(uml_physmem + phys) : NULL;
}
