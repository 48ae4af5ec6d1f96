// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory: DRAM as one arena, pages and slab objects out of it.
 *
 *   uml_physmem                                   + end of DRAM
 *   |  2 MiB unused  |  pages, in order of need -->  |
 *
 * Physical address P of user-mode Linux is the byte uml_physmem + P, so
 * virt_to_phys() and struct page work as in a kernel.  Only what is used is mapped
 * (hp_host->back()).  The allocators are simple, with size classes and last-in-first-out
 * free lists, so that a scenario gets the same addresses in every run.  One bit for each
 * 16-byte granule marks where live objects start, so that a double free or a free of a
 * wrong address is an event.
 *
 * The tree's prototypes differ between versions, in parameters that vanish from the
 * ABI in our configuration.  So the names are bound with asm labels, and this file
 * does not include <linux/slab.h>.
 */
#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/debug_locks.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/page_ref.h>

#include "core/env.h"
#include "mm/mem.h"

#if defined(CONFIG_SLAB_BUCKETS) || defined(CONFIG_KMALLOC_PARTITION_CACHES)
#error "kmalloc takes more parameters in this configuration than mem.c expects"
#endif

#define SYM(name) asm(#name)
/* Some trees have these in an object that is linked here; then the tree's are used. */
#define WEAK_SYM(name) SYM(name) __attribute__((weak))

/* The result of kmalloc(0); kfree() accepts it. */
#define HP_ZERO_PTR ((void *)16)

unsigned long uml_physmem;
unsigned long max_pfn, max_mapnr;
atomic_long_t _totalram_pages;
struct page *mem_map;
unsigned long task_size = 1ul << 44;	/* below cpu/addresses.h: no kernel pointer */

#define FIRST_PFN 512u			/* physical 0 stays nobody's */
#define MAX_RUN_ORDER 24u

static u64 next_pfn = FIRST_PFN, end_pfn;
/* The stretches of DRAM, ascending; pages come from the first that has room. */
static const struct hp_dram *dram;
static u32 ndram, dram_now;
static void *free_runs[MAX_RUN_ORDER + 1];

/*
 * What a page holds: 0 nothing, 1 + order a run, 0x80 | class a slab, 0xc0 | order
 * a slab that one cache has to itself.
 */
static u8 *page_use;
static u8 *live;			/* one bit a 16-byte granule */

#define USE_RUN(order) ((u8)(1 + (order)))
#define USE_SLAB 0x80u
#define USE_OWN 0xc0u			/* more classes than 0x40 there are not */

/*
 * Size classes in small steps: a boot allocates mostly sysfs nodes and devices, and
 * memory that a class wastes must be cleared, too.  Slabs are aligned to their own
 * size, so objects of the classes that are powers of two are naturally aligned.
 */
static const u16 class_size[] = {
	16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256,
	288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024,
	1280, 1536, 1792, 2048, 2304, 2560, 2816, 3072, 3584, 4096,
};
#define NCLASSES ARRAY_SIZE(class_size)
#define SLAB_MAX_ORDER 3
static u8 class_of_16[4096 / 16 + 1];	/* size in 16s -> class */
/* Freed objects; and memory that was never allocated, which is zero. */
static void *class_free[NCLASSES];
static struct { u8 *next, *end; } class_fresh[NCLASSES];

#ifdef __SANITIZE_ADDRESS__
/* Freed objects wait here before reuse, so that ASan sees a use after free. */
#define QUARANTINE 4096u
static struct { void *p; u8 use; } quarantine[QUARANTINE];
static u32 quarantine_at;
#endif

static int slab_order(size_t size)
{
	return min(get_order(size * 8), SLAB_MAX_ORDER);
}

static u64 pfn_of(const void *p)
{
	return ((unsigned long)p - uml_physmem) >> PAGE_SHIFT;
}

static bool in_arena(const void *p)
{
	u64 pfn = pfn_of(p);

	return (unsigned long)p >= uml_physmem && pfn >= FIRST_PFN &&
	       pfn < next_pfn;
}

static u64 granule(const void *p)
{
	return ((unsigned long)p - uml_physmem) >> 4;
}

/* Records where DRAM is.  Returns its end. */
static u64 dram_init(const struct hp_boot *b)
{
	static struct hp_dram all;

	all.size_bytes = b->dram_bytes;
	dram = b->ndram ? b->dram : &all;
	ndram = b->ndram ? b->ndram : 1;
	return dram[ndram - 1].base + dram[ndram - 1].size_bytes;
}

bool hp_mem_is_dram(u64 phys)
{
	u32 i;

	for (i = 0; i < ndram && phys - dram[i].base >= dram[i].size_bytes; i++)
		;
	return i < ndram;
}

/* Returns the first page of 1 << order pages that were never allocated, or 0. */
static u64 fresh_pfn(unsigned int order)
{
	for (; dram_now < ndram; dram_now++) {
		u64 first = PFN_UP(dram[dram_now].base);
		u64 end = PFN_DOWN(dram[dram_now].base + dram[dram_now].size_bytes);
		u64 pfn = ALIGN(max(next_pfn, first), 1ull << order);

		if (pfn + (1ull << order) <= end)
			return pfn;
	}
	return 0;
}

/* Backs pages that were never allocated, and what is known about them. */
static void *fresh_pages(u64 pfn, u64 n)
{
	void *p = (void *)(uml_physmem + (pfn << PAGE_SHIFT));

	hp_host->back(hp_host->ctx, p, n << PAGE_SHIFT);
	hp_host->back(hp_host->ctx, &live[granule(p) >> 3], n << (PAGE_SHIFT - 7));
	hp_host->back(hp_host->ctx, pfn_to_page(pfn), n * sizeof(struct page));
	return p;
}

void hp_mem_init(const struct hp_boot *b, u64 max_phys)
{
	const u64 dram_end = dram_init(b);
	u64 pages = max(dram_end, max_phys) >> PAGE_SHIFT;
	unsigned int i, class = 0;

	/* DRAM last: nothing lies at the virtual address of a window above it. */
	mem_map = hp_host->range(hp_host->ctx, (pages + 1) * sizeof(*mem_map), false);
	live = hp_host->range(hp_host->ctx, dram_end >> 7, false);
	uml_physmem = (unsigned long)hp_host->range(hp_host->ctx, dram_end, true);
	page_use = hp_host->reserve(hp_host->ctx, dram_end >> PAGE_SHIFT);
	end_pfn = dram_end >> PAGE_SHIFT;
	max_pfn = max_mapnr = end_pfn;
	atomic_long_set(&_totalram_pages, b->dram_bytes >> PAGE_SHIFT);

	for (i = 1; i < ARRAY_SIZE(class_of_16); i++) {
		if (i * 16 > class_size[class])
			class++;
		class_of_16[i] = class;
	}
}

/* --- slabs that a cache has to itself (cache.c) ----------------------------- */

static bool is_own(u8 use)
{
	return (use & USE_OWN) == USE_OWN;
}

struct hp_slab *hp_slab_of(const void *p)
{
	u8 use = in_arena(p) ? page_use[pfn_of(p)] : 0;
	unsigned long bytes = PAGE_SIZE << (use & ~USE_OWN);

	if (!is_own(use))
		return NULL;
	return (struct hp_slab *)(((unsigned long)p & ~(bytes - 1)) + bytes) - 1;
}

void *hp_slab_first(const struct hp_slab *s)
{
	unsigned long bytes = PAGE_SIZE << (page_use[pfn_of(s)] & ~USE_OWN);

	return (void *)((unsigned long)s & ~(bytes - 1));
}

static size_t object_size(const void *p)
{
	u8 use = ZERO_OR_NULL_PTR(p) ? 0 : page_use[pfn_of(p)];

	if (is_own(use))
		return hp_slab_of(p)->size;
	if (!use)
		return 0;
	return use & USE_SLAB ? class_size[use & ~USE_SLAB] : PAGE_SIZE << (use - 1);
}

void hp_mark_live(const void *p)
{
	u64 g = granule(p);

	live[g >> 3] |= 1u << (g & 7);
	hp_access(p, object_size(p), HP_ACCESS_NEW);
	if (unlikely(hp_leak_watching))
		hp_leak_note(p);
}

static bool is_live(const void *p)
{
	u64 g = granule(p);

	return live[g >> 3] & (1u << (g & 7));
}

/* Returns false if no live object starts there. */
static bool clear_live(const void *p)
{
	u64 g = granule(p);
	u8 bit = 1u << (g & 7);

	if (((unsigned long)p & 15) || !in_arena(p) || !(live[g >> 3] & bit)) {
		hp_event(HP_EVENT_BUG,
			 "kfree of memory that is not allocated (double free?)");
		return false;
	}
	live[g >> 3] &= ~bit;
	hp_access(p, object_size(p), HP_ACCESS_WRITE);
	return true;
}

/* --- for leak.c: what is live, and where ---------------------------------- */

u64 hp_mem_granule(const void *p)
{
	return granule(p);
}

u64 hp_mem_bitmap_bytes(void)
{
	return (next_pfn << PAGE_SHIFT) / 128;
}

u64 hp_mem_bitmap_bytes_most(void)
{
	return (end_pfn << PAGE_SHIFT) / 128;
}

/* Returns the first page of the run that contains @pfn, or 0. */
static u64 run_of(u64 pfn)
{
	unsigned int order;

	for (order = 0; order <= MAX_RUN_ORDER; order++) {
		u64 head = pfn & ~((1ull << order) - 1);
		u8 use = page_use[head];

		if (use && !(use & USE_SLAB) && head + (1ull << (use - 1)) > pfn)
			return head;
	}
	return 0;
}

/* Finds the live object that contains an address; returns false if there is none. */
bool hp_mem_find(const void *p, void **start, size_t *size)
{
	u64 pfn = pfn_of(p);
	struct hp_slab *own;
	unsigned int class;
	u8 *slab;

	if (!in_arena(p))
		return false;
	if (!(page_use[pfn] & USE_SLAB)) {
		pfn = run_of(pfn);
		*start = (void *)(uml_physmem + (pfn << PAGE_SHIFT));
		*size = pfn ? PAGE_SIZE << (page_use[pfn] - 1) : 0;
		return pfn && is_live(*start);
	}
	own = hp_slab_of(p);
	if (own) {
		u32 i = ((const u8 *)p - (u8 *)hp_slab_first(own)) / own->stride;

		*start = (u8 *)hp_slab_first(own) + i * own->stride;
		*size = own->size;
		return i < own->n && is_live(*start);
	}
	class = page_use[pfn] & ~USE_SLAB;
	*size = class_size[class];
	slab = (u8 *)((unsigned long)p & ~((PAGE_SIZE << slab_order(*size)) - 1));
	*start = slab + ((const u8 *)p - slab) / *size * *size;
	return is_live(*start);
}

/* Calls @fn for every live object, by address; @page: it consists of pages. */
void hp_mem_each(void (*fn)(const void *start, size_t size, bool page, void *arg),
		 void *arg)
{
	u64 i, n = hp_mem_bitmap_bytes();

	for (i = 0; i < n; i++) {
		unsigned int bit;

		for (bit = 0; live[i] && bit < 8; bit++) {
			const u8 *p = (u8 *)uml_physmem + ((i * 8 + bit) << 4);
			u8 use = page_use[pfn_of(p)];

			if (!(live[i] & (1u << bit)))
				continue;
			fn(p, object_size(p), !(use & USE_SLAB), arg);
		}
	}
}

/* --- pages ------------------------------------------------------------ */

/*
 * Allocates pages; clears only memory that was used before.  A real kernel would reclaim
 * and kill now where it must have a few pages; there is nothing to reclaim here.
 */
static void *run_alloc(unsigned int order, gfp_t gfp)
{
	void *p;
	bool fresh = false;

	if (order > MAX_RUN_ORDER)
		return NULL;
	p = free_runs[order];
	if (p) {
		unpoison(p, sizeof(void *));
		free_runs[order] = *(void **)p;
	} else {
		u64 pfn = fresh_pfn(order);

		if (!pfn && order <= PAGE_ALLOC_COSTLY_ORDER &&
		    !(gfp & __GFP_NORETRY))
			hp_host->no_dram(hp_host->ctx, PAGE_SIZE << order);
		if (!pfn)
			return NULL;
		next_pfn = pfn + (1ull << order);
		p = fresh_pages(pfn, 1ull << order);
		fresh = true;
	}
	unpoison(p, PAGE_SIZE << order);
	if ((gfp & __GFP_ZERO) && !fresh)
		memset(p, 0, PAGE_SIZE << order);
	page_use[pfn_of(p)] = USE_RUN(order);
	return p;
}

static void run_free(void *p)
{
	unsigned int order = page_use[pfn_of(p)] - 1;

	page_use[pfn_of(p)] = 0;
	*(void **)p = free_runs[order];
	free_runs[order] = p;
	poison(p, PAGE_SIZE << order);
}

static struct page *pages_alloc(gfp_t gfp, unsigned int order)
{
	void *p = hp_inject_alloc(gfp) ? NULL : run_alloc(order, gfp);
	struct page *page;

	if (!p)
		return NULL;
	hp_born(p, PAGE_SIZE << order, gfp);
	page = pfn_to_page(pfn_of(p));
	memset(page, 0, sizeof(*page));
	init_page_count(page);
	return page;
}

static void pages_free(struct page *page)
{
	void *p = (void *)(uml_physmem + (page_to_pfn(page) << PAGE_SHIFT));

	if (clear_live(p))
		run_free(p);
}

struct page *hp_alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
	SYM(alloc_pages_node_noprof);
struct page *hp_alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	return pages_alloc(gfp, order);
}

struct page *hp_alloc_pages(gfp_t gfp, unsigned int order, int nid, void *mask)
	SYM(__alloc_pages_noprof);
struct page *hp_alloc_pages(gfp_t gfp, unsigned int order, int nid, void *mask)
{
	return pages_alloc(gfp, order);
}

struct page *hp_folio_alloc(gfp_t gfp, unsigned int order, int nid, void *mask)
	SYM(__folio_alloc_noprof);
struct page *hp_folio_alloc(gfp_t gfp, unsigned int order, int nid, void *mask)
{
	return pages_alloc(gfp, order);
}

unsigned long hp_get_free_pages(gfp_t gfp, unsigned int order)
	SYM(get_free_pages_noprof);
unsigned long hp_get_free_pages(gfp_t gfp, unsigned int order)
{
	struct page *page = pages_alloc(gfp, order);

	return page ? uml_physmem + (page_to_pfn(page) << PAGE_SHIFT) : 0;
}

unsigned long hp_get_zeroed_page(gfp_t gfp) SYM(get_zeroed_page_noprof);
unsigned long hp_get_zeroed_page(gfp_t gfp)
{
	return hp_get_free_pages(gfp | __GFP_ZERO, 0);
}

/* Each page is from now on one that can be freed alone. */
void hp_split_page(struct page *page, unsigned int order) SYM(split_page);
void hp_split_page(struct page *page, unsigned int order)
{
	u64 pfn = page_to_pfn(page), i;

	page_use[pfn] = USE_RUN(0);
	for (i = 1; i < 1ull << order; i++) {
		page_use[pfn + i] = USE_RUN(0);
		hp_mark_live((void *)(uml_physmem + ((pfn + i) << PAGE_SHIFT)));
		memset(page + i, 0, sizeof(*page));
		init_page_count(page + i);
	}
}

void __free_pages(struct page *page, unsigned int order)
{
	if (put_page_testzero(page))
		pages_free(page);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(pfn_to_page(pfn_of((void *)addr)), order);
}

void __folio_put(struct folio *folio)
{
	if (!hp_device_page_free(folio))
		pages_free(&folio->page);
}

/* --- objects ------------------------------------------------------------ */

/* kernel/resource.c, for one, frees only what it finds in slabs. */
static u8 *slab_pages(int order, u8 use)
{
	u8 *p = run_alloc(order, __GFP_ZERO);
	u64 pfn;
	unsigned int i;

	if (!p)
		return NULL;
	pfn = pfn_of(p);
	for (i = 0; i < 1u << order; i++) {
		page_use[pfn + i] = use;
		pfn_to_page(pfn + i)->page_type = UINT_MAX;
		__folio_set_slab((struct folio *)pfn_to_page(pfn + i));
	}
	poison(p, PAGE_SIZE << order);
	return p;
}

static bool slab_grow(unsigned int class)
{
	unsigned int size = class_size[class];
	int order = slab_order(size);
	u8 *p = slab_pages(order, USE_SLAB | class);

	if (!p)
		return false;
	class_fresh[class].next = p;
	class_fresh[class].end = p + (PAGE_SIZE << order) / size * size;
	return true;
}

struct hp_slab *hp_slab_pages(unsigned int order)
{
	u8 *p = slab_pages(order, USE_OWN | order);

	if (!p)
		return NULL;
	unpoison(hp_slab_of(p), sizeof(struct hp_slab));
	return hp_slab_of(p);
}

/* Returns the object that was freed last, or a new one; NULL without memory. */
static void *class_take(unsigned int class, size_t size, gfp_t gfp)
{
	void *p = class_free[class];

	if (p) {
		unpoison(p, max(size, sizeof(void *)));
		class_free[class] = *(void **)p;
		if (gfp & __GFP_ZERO)
			memset(p, 0, size);
		return p;
	}
	if (class_fresh[class].next == class_fresh[class].end &&
	    !slab_grow(class))
		return NULL;
	p = class_fresh[class].next;
	class_fresh[class].next += class_size[class];
	unpoison(p, size);
	return p;
}

/* @align beyond 16 needs a power-of-two class: those are naturally aligned. */
void *hp_object_alloc(size_t size, size_t align, gfp_t gfp)
{
	unsigned int class;
	void *p;

	if (hp_inject_alloc(gfp))
		return NULL;
	if (align > 16)
		size = roundup_pow_of_two(max(size, align));
	if (unlikely(size > 4096)) {
		p = run_alloc(get_order(size), gfp);
		if (!p)
			return NULL;
		poison((u8 *)p + size, (PAGE_SIZE << get_order(size)) - size);
		hp_born(p, size, gfp);
		return p;
	}
	class = class_of_16[(max(size, 1ul) + 15) / 16];
	p = class_take(class, size, gfp);
	if (p)
		hp_born(p, size, gfp);
	return p;
}

static void class_put(void *p, unsigned int class)
{
	unpoison(p, sizeof(void *));
	*(void **)p = class_free[class];
	class_free[class] = p;
	poison(p, class_size[class]);
}

/* Makes an object that has left the quarantine available again. */
static void object_put(void *p, u8 use)
{
	if (is_own(use))
		hp_cache_put(hp_slab_of(p), p);
	else
		class_put(p, use & ~USE_SLAB);
}

void hp_object_free(const void *obj)
{
	void *p = (void *)obj;
	struct hp_slab *own;
	u8 use;

	if (((unsigned long)(obj) <= 16) || !clear_live(p))
		return;
	use = page_use[pfn_of(p)];
	debug_check_no_locks_freed(p, object_size(p));
	if (!(use & USE_SLAB)) {
		run_free(p);
		return;
	}
	own = hp_slab_of(p);
	if (own)
		hp_cache_freed(own);
#ifdef __SANITIZE_ADDRESS__
	/* Readers under RCU may still look at one that is type safe. */
	if (!own || !own->typesafe) {
		poison(p, object_size(p));
		swap(quarantine[quarantine_at].p, p);
		swap(quarantine[quarantine_at].use, use);
		quarantine_at = (quarantine_at + 1) % QUARANTINE;
		if (!p)
			return;
	}
#endif
	object_put(p, use);
}

static void *object_resize(const void *p, size_t size, gfp_t gfp)
{
	size_t old = object_size(p);
	void *q;

	if (!size) {
		hp_object_free(p);
		return HP_ZERO_PTR;
	}
	q = hp_object_alloc(size, 1, gfp);
	if (q && old) {
		/* The tail beyond what was asked for is poisoned under ASan. */
		unpoison(p, old);
		memcpy(q, p, min(old, size));
		hp_object_free(p);
	}
	return q;
}

/* Powers of two are naturally aligned, as are their classes and runs. */
static void *kmalloc_any(size_t size, gfp_t gfp)
{
	if (!size)
		return HP_ZERO_PTR;
	return hp_object_alloc(size, 1, gfp);
}

void *hp_kmalloc(size_t size, gfp_t gfp) SYM(__kmalloc_noprof);
void *hp_kmalloc(size_t size, gfp_t gfp)
{
	return kmalloc_any(size, gfp);
}

void *hp_kmalloc_node(size_t size, gfp_t gfp, int node)
	SYM(__kmalloc_node_noprof);
void *hp_kmalloc_node(size_t size, gfp_t gfp, int node)
{
	return kmalloc_any(size, gfp);
}

void *hp_kmalloc_tc(size_t size, gfp_t gfp, int node, unsigned long caller)
	SYM(__kmalloc_node_track_caller_noprof);
void *hp_kmalloc_tc(size_t size, gfp_t gfp, int node, unsigned long caller)
{
	return kmalloc_any(size, gfp);
}

void *hp_kmalloc_cache(void *s, gfp_t gfp, size_t size)
	SYM(__kmalloc_cache_noprof);
void *hp_kmalloc_cache(void *s, gfp_t gfp, size_t size)
{
	return kmalloc_any(size, gfp);
}

void *hp_kmalloc_cache_node(void *s, gfp_t gfp, int node, size_t size)
	SYM(__kmalloc_cache_node_noprof);
void *hp_kmalloc_cache_node(void *s, gfp_t gfp, int node, size_t size)
{
	return kmalloc_any(size, gfp);
}

void *hp_kmalloc_large(size_t size, gfp_t gfp) SYM(__kmalloc_large_noprof);
void *hp_kmalloc_large(size_t size, gfp_t gfp)
{
	return kmalloc_any(size, gfp);
}

void *hp_kmalloc_large_node(size_t size, gfp_t gfp, int node)
	SYM(__kmalloc_large_node_noprof);
void *hp_kmalloc_large_node(size_t size, gfp_t gfp, int node)
{
	return kmalloc_any(size, gfp);
}

#ifdef HP_HAVE_KVMALLOC_ALIGN
void *hp_kvmalloc(size_t size, unsigned long align, gfp_t gfp, int node)
	WEAK_SYM(__kvmalloc_node_noprof);
void *hp_kvmalloc(size_t size, unsigned long align, gfp_t gfp, int node)
{
	return kmalloc_any(size, gfp);
}
#else
void *hp_kvmalloc(size_t size, gfp_t gfp, int node) WEAK_SYM(__kvmalloc_node_noprof);
void *hp_kvmalloc(size_t size, gfp_t gfp, int node)
{
	return kmalloc_any(size, gfp);
}
#endif

void *hp_krealloc_align(const void *p, size_t size, unsigned long align,
			gfp_t gfp, int node) SYM(krealloc_node_align_noprof);
void *hp_krealloc_align(const void *p, size_t size, unsigned long align,
			gfp_t gfp, int node)
{
	return object_resize(p, size, gfp);
}

void *hp_krealloc(const void *p, size_t size, gfp_t gfp) SYM(krealloc_noprof);
void *hp_krealloc(const void *p, size_t size, gfp_t gfp)
{
	return object_resize(p, size, gfp);
}

void *hp_kvrealloc_align(const void *p, size_t size, unsigned long align,
			 gfp_t gfp, int node) WEAK_SYM(kvrealloc_node_align_noprof);
void *hp_kvrealloc_align(const void *p, size_t size, unsigned long align,
			 gfp_t gfp, int node)
{
	return object_resize(p, size, gfp);
}

void *hp_kvrealloc(const void *p, size_t size, gfp_t gfp) WEAK_SYM(kvrealloc_noprof);
void *hp_kvrealloc(const void *p, size_t size, gfp_t gfp)
{
	return object_resize(p, size, gfp);
}

void *hp_vmalloc(unsigned long size) SYM(vmalloc_noprof);
void *hp_vmalloc(unsigned long size)
{
	return hp_object_alloc(PAGE_ALIGN(size), PAGE_SIZE, GFP_KERNEL);
}

void *hp_vzalloc(unsigned long size) SYM(vzalloc_noprof);
void *hp_vzalloc(unsigned long size)
{
	return hp_object_alloc(PAGE_ALIGN(size), PAGE_SIZE,
			    GFP_KERNEL | __GFP_ZERO);
}

void *hp_vzalloc_node(unsigned long size, int node) SYM(vzalloc_node_noprof);
void *hp_vzalloc_node(unsigned long size, int node)
{
	return hp_vzalloc(size);
}

void hp_vfree(const void *p) SYM(vfree);
void hp_vfree(const void *p)
{
	hp_object_free(p);
}

void hp_kfree(const void *p) SYM(kfree);
void hp_kfree(const void *p)
{
	hp_object_free(p);
}

void hp_kfree_sensitive(const void *p) SYM(kfree_sensitive);
void hp_kfree_sensitive(const void *p)
{
	hp_object_free(p);
}

void hp_kvfree(const void *p) WEAK_SYM(kvfree);
void hp_kvfree(const void *p)
{
	hp_object_free(p);
}

size_t hp_ksize(const void *p) SYM(ksize);
size_t hp_ksize(const void *p)
{
	return object_size(p);
}

size_t hp_kmalloc_roundup(size_t size) SYM(kmalloc_size_roundup);
size_t hp_kmalloc_roundup(size_t size)
{
	if (!size)
		return 0;
	if (size > 4096)
		return PAGE_SIZE << get_order(size);
	return class_size[class_of_16[(size + 15) / 16]];
}

bool hp_slab_is_available(void) SYM(slab_is_available);
bool hp_slab_is_available(void)
{
	return true;
}

/* The array that the inline kmalloc() indexes; kmalloc() passes the size, too. */
void *hp_kmalloc_caches[64][32] SYM(kmalloc_caches);

/* Without CONFIG_SLAB_BUCKETS every bucket is the plain kmalloc. */
void *hp_buckets_create(const char *name, unsigned int flags,
			unsigned int useroffset, unsigned int usersize,
			void (*ctor)(void *)) SYM(kmem_buckets_create);
void *hp_buckets_create(const char *name, unsigned int flags,
			unsigned int useroffset, unsigned int usersize,
			void (*ctor)(void *))
{
	return HP_ZERO_PTR;
}
