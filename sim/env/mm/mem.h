/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mem.h - what mem.c and cache.c share: pages, and slabs that a cache has to itself.
 */
#ifndef SIM_ENV_MM_MEM_H
#define SIM_ENV_MM_MEM_H

#include <linux/types.h>

#ifdef __SANITIZE_ADDRESS__
void __asan_poison_memory_region(const volatile void *p, size_t n);
void __asan_unpoison_memory_region(const volatile void *p, size_t n);
#define poison(p, n) __asan_poison_memory_region(p, n)
#define unpoison(p, n) __asan_unpoison_memory_region(p, n)
#else
#define poison(p, n) ((void)(p))
#define unpoison(p, n) ((void)(p))
#endif

struct kmem_cache;

/*
 * The end of a slab that belongs to one cache:
 *
 *   | object 0 | object 1 | ... | struct hp_slab |
 */
struct hp_slab {
	struct kmem_cache *cache;	/* NULL: it was destroyed */
	struct hp_slab *next;		/* of the same cache */
	u32 size, stride, n;		/* bytes of an object; with its link; objects */
	bool typesafe;			/* freed objects may still be read */
};

/* mem.c: 1 << @order zeroed pages for a slab, poisoned but for its end; NULL. */
struct hp_slab *hp_slab_pages(unsigned int order);
void *hp_slab_first(const struct hp_slab *s);
/* The slab that @p lies in, where one cache has it to itself, else NULL. */
struct hp_slab *hp_slab_of(const void *p);
void hp_mark_live(const void *p);

/* @p was allocated.  Unless zeroed it has what nobody may look at. */
static inline void hp_born(const void *p, size_t size, gfp_t gfp)
{
	hp_mark_live(p);
	if (unlikely(hp_host->fresh) && !(gfp & __GFP_ZERO))
		hp_host->fresh(hp_host->ctx, p, size);
}

void *hp_object_alloc(size_t size, size_t align, gfp_t gfp);
void hp_object_free(const void *p);

/* cache.c: a live object is freed; it may be taken again from hp_cache_put() on. */
void hp_cache_freed(struct hp_slab *s);
void hp_cache_put(struct hp_slab *s, void *p);

#endif
